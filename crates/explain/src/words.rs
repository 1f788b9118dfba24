//! The sentences that say what a caller sees, and the layers' names. The texts themselves are those of the content file.

use gauntlet_model::journey::{ClientSees, Direction};
use gauntlet_model::layer::Layer;

use crate::text::{self, Template};

/// What the caller observes, as a sentence.
#[must_use]
pub fn client_sees(client: &ClientSees, direction: Direction) -> String {
    let of = |ingress: Template, egress: Template| match direction {
        Direction::Ingress => ingress,
        Direction::Egress => egress,
    };
    match client {
        ClientSees::HttpStatus { status, from } => {
            let status = status.to_string();
            of(text::CLIENT_INGRESS_STATUS, text::CLIENT_EGRESS_STATUS)
                .fill(&[("status", &status), ("layer", layer(*from))])
        }
        ClientSees::Timeout { after_us } => {
            let seconds = (after_us.get() / 1_000_000).to_string();
            of(text::CLIENT_INGRESS_TIMEOUT, text::CLIENT_EGRESS_TIMEOUT).fill(&[("seconds", &seconds)])
        }
        ClientSees::TlsFailure { alert } => {
            of(text::CLIENT_INGRESS_TLS_FAILURE, text::CLIENT_EGRESS_TLS_FAILURE)
                .fill(&[("alert", alert.name())])
        }
        ClientSees::Refused => plain(direction, text::CLIENT_INGRESS_REFUSED, text::CLIENT_EGRESS_REFUSED),
        ClientSees::Reset => plain(direction, text::CLIENT_INGRESS_RESET, text::CLIENT_EGRESS_RESET),
        ClientSees::NameNotResolved => {
            plain(direction, text::CLIENT_INGRESS_NAME_NOT_RESOLVED, text::CLIENT_EGRESS_NAME_NOT_RESOLVED)
        }
    }
}

fn plain(direction: Direction, ingress: &str, egress: &str) -> String {
    match direction {
        Direction::Ingress => ingress.to_owned(),
        Direction::Egress => egress.to_owned(),
    }
}

/// A layer's name in running text.
#[must_use]
pub const fn layer(layer: Layer) -> &'static str {
    match layer {
        Layer::Internet => text::LAYER_INTERNET,
        Layer::Firewall => text::LAYER_FIREWALL,
        Layer::Waf => text::LAYER_WAF,
        Layer::LoadBalancer => text::LAYER_LOAD_BALANCER,
        Layer::ReverseProxy => text::LAYER_REVERSE_PROXY,
        Layer::ApiGateway => text::LAYER_API_GATEWAY,
        Layer::Service => text::LAYER_SERVICE,
        Layer::NetworkPolicy => text::LAYER_NETWORK_POLICY,
        Layer::Pod => text::LAYER_POD,
        Layer::Dns => text::LAYER_DNS,
        Layer::NatGateway => text::LAYER_NAT_GATEWAY,
        Layer::EgressFirewall => text::LAYER_EGRESS_FIREWALL,
        Layer::External => text::LAYER_EXTERNAL,
    }
}
