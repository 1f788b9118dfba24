//! The sentences behind [`crate::reason::Reason`] keys, and what a caller sees: which text, filled with what. The texts
//! themselves are those of the content file, so that no sentence is written in an engine.
//!
//! A template's `{rule}`, `{field}`, `{value}` and `{expected}` are filled from the reason. An engine can name only a
//! constant of [`key`], which the build makes of the content file's keys.

use std::borrow::Cow;

use crate::journey::{ClientSees, Direction};
use crate::layer::Layer;
use crate::reason::Reason;
use crate::text::{self, Template};
use crate::value::Value;

pub use crate::text::{TABLE, key};

/// The template of a key.
#[must_use]
pub fn template(key: &str) -> Option<Template> {
    TABLE.iter().find(|(known, _)| *known == key).map(|(_, template)| *template)
}

/// Fills the template of a reason's key with its values: here, and nowhere before, they become text.
#[must_use]
pub fn say(reason: &Reason) -> String {
    let values = ["rule", "field", "value", "expected"].map(|name| (name, value(reason, name)));
    let of = |name: &str| values.iter().find(|(known, _)| *known == name);
    template(reason.key)
        .unwrap_or(Template::One(reason.key))
        .fill_with(&|name| of(name).and_then(|(_, value)| value.as_deref()))
}

/// The value behind a placeholder, as text.
#[must_use]
pub fn value<'a>(reason: &'a Reason, placeholder: &str) -> Option<Cow<'a, str>> {
    let text = |value: &Value| Cow::Owned(value.to_string());
    match placeholder {
        "rule" => reason.rule.as_deref().map(Cow::Borrowed),
        "field" => reason.field.as_deref().map(Cow::Borrowed),
        "value" => reason.value.as_ref().map(text),
        "expected" => reason.expected.as_ref().map(text),
        _ => None,
    }
}

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
