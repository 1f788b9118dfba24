//! The texts of the stage and the article, as the build made them of the content file (a constant for each key), and which of them is
//! meant, apart from the components that place them. The sentences of a verdict come from the simulation.

use gauntlet_model::journey::{Direction, Outcome};
use gauntlet_model::layer::Layer;
use gauntlet_model::report::Report;

use crate::gate::Gate;
use crate::layout::RegionKind;

#[cfg(feature = "ssr")]
use gauntlet_explain::messages::Template;

include!(concat!(env!("OUT_DIR"), "/messages.rs"));

/// What a gate is called, what it is, and what it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GateWords {
    /// Its name.
    pub name: &'static str,
    /// The same in one word, where there is no room.
    pub short: &'static str,
    /// What it is in three words.
    pub three: &'static str,
    /// Its one job, in a sentence or two.
    pub job: &'static str,
}

/// The words of a gate; the two ends differ by direction.
#[must_use]
pub const fn gate(gate: Gate, direction: Direction) -> GateWords {
    let (name, short, three, job) = match (gate, direction) {
        (Gate::Internet, Direction::Ingress) => (
            STAGE_GATE_INTERNET_NAME,
            STAGE_GATE_INTERNET_SHORT,
            STAGE_GATE_INTERNET_THREE,
            STAGE_GATE_INTERNET_JOB,
        ),
        (Gate::Internet, Direction::Egress) => (
            STAGE_GATE_INTERNET_OUT_NAME,
            STAGE_GATE_INTERNET_OUT_SHORT,
            STAGE_GATE_INTERNET_OUT_THREE,
            STAGE_GATE_INTERNET_OUT_JOB,
        ),
        (Gate::Firewall, _) => (
            STAGE_GATE_FIREWALL_NAME,
            STAGE_GATE_FIREWALL_SHORT,
            STAGE_GATE_FIREWALL_THREE,
            STAGE_GATE_FIREWALL_JOB,
        ),
        (Gate::Waf, _) => {
            (STAGE_GATE_WAF_NAME, STAGE_GATE_WAF_SHORT, STAGE_GATE_WAF_THREE, STAGE_GATE_WAF_JOB)
        }
        (Gate::LoadBalancer, _) => (
            STAGE_GATE_LOAD_BALANCER_NAME,
            STAGE_GATE_LOAD_BALANCER_SHORT,
            STAGE_GATE_LOAD_BALANCER_THREE,
            STAGE_GATE_LOAD_BALANCER_JOB,
        ),
        (Gate::ReverseProxy, _) => (
            STAGE_GATE_REVERSE_PROXY_NAME,
            STAGE_GATE_REVERSE_PROXY_SHORT,
            STAGE_GATE_REVERSE_PROXY_THREE,
            STAGE_GATE_REVERSE_PROXY_JOB,
        ),
        (Gate::Service, _) => (
            STAGE_GATE_SERVICE_NAME,
            STAGE_GATE_SERVICE_SHORT,
            STAGE_GATE_SERVICE_THREE,
            STAGE_GATE_SERVICE_JOB,
        ),
        (Gate::NetworkPolicy, _) => (
            STAGE_GATE_NETWORK_POLICY_NAME,
            STAGE_GATE_NETWORK_POLICY_SHORT,
            STAGE_GATE_NETWORK_POLICY_THREE,
            STAGE_GATE_NETWORK_POLICY_JOB,
        ),
        (Gate::Pod, Direction::Ingress) => {
            (STAGE_GATE_POD_NAME, STAGE_GATE_POD_SHORT, STAGE_GATE_POD_THREE, STAGE_GATE_POD_JOB)
        }
        (Gate::Pod, Direction::Egress) => (
            STAGE_GATE_POD_OUT_NAME,
            STAGE_GATE_POD_OUT_SHORT,
            STAGE_GATE_POD_OUT_THREE,
            STAGE_GATE_POD_OUT_JOB,
        ),
        (Gate::Dns, _) => {
            (STAGE_GATE_DNS_NAME, STAGE_GATE_DNS_SHORT, STAGE_GATE_DNS_THREE, STAGE_GATE_DNS_JOB)
        }
        (Gate::NatGateway, _) => (
            STAGE_GATE_NAT_GATEWAY_NAME,
            STAGE_GATE_NAT_GATEWAY_SHORT,
            STAGE_GATE_NAT_GATEWAY_THREE,
            STAGE_GATE_NAT_GATEWAY_JOB,
        ),
        (Gate::EgressFirewall, _) => (
            STAGE_GATE_EGRESS_FIREWALL_NAME,
            STAGE_GATE_EGRESS_FIREWALL_SHORT,
            STAGE_GATE_EGRESS_FIREWALL_THREE,
            STAGE_GATE_EGRESS_FIREWALL_JOB,
        ),
    };
    GateWords { name, short, three, job }
}

/// The name of a part of the figure.
#[must_use]
pub const fn region(kind: RegionKind) -> &'static str {
    match kind {
        RegionKind::Outside => STAGE_REGION_OUTSIDE,
        RegionKind::Edge => STAGE_REGION_EDGE,
        RegionKind::Cluster => STAGE_REGION_CLUSTER,
    }
}

/// The caption of each of the four stories, shown before anything has happened.
#[must_use]
pub const fn story(direction: Direction, blocked: bool) -> &'static str {
    match (direction, blocked) {
        (Direction::Ingress, false) => STAGE_STORY_INGRESS,
        (Direction::Ingress, true) => STAGE_STORY_INGRESS_BLOCKED,
        (Direction::Egress, false) => STAGE_STORY_EGRESS,
        (Direction::Egress, true) => STAGE_STORY_EGRESS_BLOCKED,
    }
}

/// The caption of a story in a scenario that is not the built-in one: what is sent, and from where. The built-in words would tell of
/// another world.
#[must_use]
pub fn told_of(report: &Report) -> String {
    let parts = &report.request;
    let request = [parts.method.as_str(), " ", &parts.url].concat();
    let (text, source) = match report.direction {
        Direction::Ingress => (STAGE_STORY_IN, &parts.source_ip),
        Direction::Egress => (STAGE_STORY_OUT, &parts.from),
    };
    fill(text, &[("source", source), ("request", &request)])
}

/// The caption of a request of the reader's own.
pub const OWN_STORY: &str = STAGE_STORY_OWN;
/// The story of a request whose fix was applied.
pub const MENDED_STORY: &str = STAGE_STORY_MENDED;

/// Asks what the caller will see.
#[must_use]
pub const fn what(direction: Direction) -> &'static str {
    match direction {
        Direction::Ingress => STAGE_GUESS_WHAT,
        Direction::Egress => STAGE_GUESS_WHAT_OUT,
    }
}

/// What opens the scenario's editor.
pub const SCENARIO: &str = STAGE_SCENARIO;
/// What shows that a file may be dropped on the stage.
pub const DROP: &str = STAGE_DROP;

/// What a layer is doing while it judges, in at most [`NOTE_CHARS`] characters: it stands on a card.
#[must_use]
pub const fn doing(layer: Layer, direction: Direction) -> &'static str {
    match layer {
        Layer::Pod if matches!(direction, Direction::Egress) => STAGE_DOING_POD_OUT,
        Layer::Internet => STAGE_DOING_INTERNET,
        Layer::Firewall => STAGE_DOING_FIREWALL,
        Layer::Waf => STAGE_DOING_WAF,
        Layer::LoadBalancer => STAGE_DOING_LOAD_BALANCER,
        Layer::ReverseProxy => STAGE_DOING_REVERSE_PROXY,
        Layer::ApiGateway => STAGE_DOING_API_GATEWAY,
        Layer::Service => STAGE_DOING_SERVICE,
        Layer::NetworkPolicy => STAGE_DOING_NETWORK_POLICY,
        Layer::Pod | Layer::External => STAGE_DOING_POD,
        Layer::Dns => STAGE_DOING_DNS,
        Layer::NatGateway => STAGE_DOING_NAT_GATEWAY,
        Layer::EgressFirewall => STAGE_DOING_EGRESS_FIREWALL,
    }
}

/// The most characters that fit on one line of the narrowest card.
pub const NOTE_CHARS: usize = 16;

/// What a layer does while it judges, as a sentence.
#[must_use]
pub const fn looks_at(layer: Layer, direction: Direction) -> &'static str {
    match layer {
        Layer::Pod if matches!(direction, Direction::Egress) => STAGE_LOOKS_AT_POD_OUT,
        Layer::Internet => STAGE_LOOKS_AT_INTERNET,
        Layer::Firewall => STAGE_LOOKS_AT_FIREWALL,
        Layer::Waf => STAGE_LOOKS_AT_WAF,
        Layer::LoadBalancer => STAGE_LOOKS_AT_LOAD_BALANCER,
        Layer::ReverseProxy => STAGE_LOOKS_AT_REVERSE_PROXY,
        Layer::ApiGateway => STAGE_LOOKS_AT_API_GATEWAY,
        Layer::Service => STAGE_LOOKS_AT_SERVICE,
        Layer::NetworkPolicy => STAGE_LOOKS_AT_NETWORK_POLICY,
        Layer::Pod => STAGE_LOOKS_AT_POD,
        Layer::Dns => STAGE_LOOKS_AT_DNS,
        Layer::NatGateway => STAGE_LOOKS_AT_NAT_GATEWAY,
        Layer::EgressFirewall => STAGE_LOOKS_AT_EGRESS_FIREWALL,
        Layer::External => STAGE_LOOKS_AT_EXTERNAL,
    }
}

/// A layer's name as a heading.
#[must_use]
pub const fn layer_title(layer: Layer) -> &'static str {
    match layer {
        Layer::Internet => STAGE_LAYER_INTERNET,
        Layer::Firewall => STAGE_LAYER_FIREWALL,
        Layer::Waf => STAGE_LAYER_WAF,
        Layer::LoadBalancer => STAGE_LAYER_LOAD_BALANCER,
        Layer::ReverseProxy => STAGE_LAYER_REVERSE_PROXY,
        Layer::ApiGateway => STAGE_LAYER_API_GATEWAY,
        Layer::Service => STAGE_LAYER_SERVICE,
        Layer::NetworkPolicy => STAGE_LAYER_NETWORK_POLICY,
        Layer::Pod => STAGE_LAYER_POD,
        Layer::Dns => STAGE_LAYER_DNS,
        Layer::NatGateway => STAGE_LAYER_NAT_GATEWAY,
        Layer::EgressFirewall => STAGE_LAYER_EGRESS_FIREWALL,
        Layer::External => STAGE_LAYER_EXTERNAL,
    }
}

/// An outcome in one word.
#[must_use]
pub const fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Answered => STAGE_OUTCOME_ANSWERED,
        Outcome::Blocked => STAGE_OUTCOME_BLOCKED,
        Outcome::Failed => STAGE_OUTCOME_FAILED,
    }
}

/// How a journey ended, in a few words: an attack that reached the app was answered, which is not the news.
#[must_use]
pub fn ending(report: &Report) -> &'static str {
    if report.breach { STAGE_CARD_BREACH } else { outcome(report.outcome) }
}

/// A text with its places filled.
#[must_use]
pub fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let value = |name: &str| values.iter().find(|(known, _)| *known == name);
    gauntlet_model::text::fill(text, &|name| value(name).map(|(_, value)| (*value).to_owned()))
}

/// How far a story is: how many hops are decided, and out of how many, unless that would give the ending away.
#[must_use]
pub fn progress(hop: usize, hops: Option<usize>) -> String {
    let text = if hops.is_some() { STAGE_PROGRESS } else { STAGE_GUESS_PROGRESS };
    fill(text, &[("hop", &hop.to_string()), ("hops", &hops.unwrap_or_default().to_string())])
}

/// A layer's name within a sentence.
#[must_use]
pub const fn layer(layer: Layer) -> &'static str {
    match layer {
        Layer::Internet => LAYER_INTERNET,
        Layer::Firewall => LAYER_FIREWALL,
        Layer::Waf => LAYER_WAF,
        Layer::LoadBalancer => LAYER_LOAD_BALANCER,
        Layer::ReverseProxy => LAYER_REVERSE_PROXY,
        Layer::ApiGateway => LAYER_API_GATEWAY,
        Layer::Service => LAYER_SERVICE,
        Layer::NetworkPolicy => LAYER_NETWORK_POLICY,
        Layer::Pod => LAYER_POD,
        Layer::Dns => LAYER_DNS,
        Layer::NatGateway => LAYER_NAT_GATEWAY,
        Layer::EgressFirewall => LAYER_EGRESS_FIREWALL,
        Layer::External => LAYER_EXTERNAL,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_fit_their_cards() {
        let layers = [
            Layer::Internet,
            Layer::Firewall,
            Layer::Waf,
            Layer::LoadBalancer,
            Layer::ReverseProxy,
            Layer::ApiGateway,
            Layer::Service,
            Layer::NetworkPolicy,
            Layer::Pod,
            Layer::Dns,
            Layer::NatGateway,
            Layer::EgressFirewall,
            Layer::External,
        ];
        for layer in layers {
            for direction in [Direction::Ingress, Direction::Egress] {
                let doing = doing(layer, direction);
                assert!(doing.chars().count() <= NOTE_CHARS, "{doing}");
            }
        }
    }
}
