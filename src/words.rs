//! The stage's own words, apart from the components that place them. The sentences of a verdict come from the
//! simulation.

use gauntlet_sim::journey::{Direction, Outcome};
use gauntlet_sim::layer::Layer;
pub use gauntlet_sim::words::layer;

use crate::gate::Gate;
use crate::layout::RegionKind;

/// What a gate is called, what it is, and what it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GateWords {
    /// Its name.
    pub name: &'static str,
    /// What it is in three words.
    pub three: &'static str,
    /// Its one job, in a sentence or two.
    pub job: &'static str,
}

/// The words of a gate; the two ends differ by direction.
#[must_use]
pub const fn gate(gate: Gate, direction: Direction) -> GateWords {
    let (name, three, job) = match (gate, direction) {
        (Gate::Internet, Direction::Ingress) => (
            "Internet",
            "user or bot",
            "Where requests come from. Customers, crawlers and attackers all arrive on the same wire, and nothing here tells them apart.",
        ),
        (Gate::Internet, Direction::Egress) => (
            "Internet",
            "an external API",
            "The service that the pod calls. It sees one source address, that of the NAT gateway, and may accept calls from that address only.",
        ),
        (Gate::Edge, _) => (
            "Firewall / WAF",
            "filters attacks",
            "Two checks at one gate. The network firewall judges address, port and protocol; the web application firewall reads the HTTP request and looks for attacks.",
        ),
        (Gate::LoadBalancer, _) => (
            "Load balancer",
            "spreads traffic",
            "Picks one of several nodes for each connection, and leaves out those that fail their health check.",
        ),
        (Gate::ReverseProxy, _) => (
            "Reverse proxy",
            "TLS and routing",
            "Ends TLS with the site's certificate, then picks a Service by host name and path. In Kubernetes this is the ingress controller.",
        ),
        (Gate::Service, _) => (
            "Service",
            "stable virtual IP",
            "One steady address for a changing set of pods. It sends each connection to a pod that is ready.",
        ),
        (Gate::Pod, Direction::Ingress) => (
            "Pod",
            "your app",
            "The container that handles the request. Its answer goes back through the same layers. A NetworkPolicy says who may reach it.",
        ),
        (Gate::Pod, Direction::Egress) => (
            "Pod",
            "your app",
            "The container that makes the call: a payment, a lookup, or something it should not do.",
        ),
        (Gate::ClusterEgress, _) => (
            "Cluster egress",
            "names and policy",
            "The name is resolved by the cluster's DNS, then the NetworkPolicies say whether this pod may open a connection to that address and port.",
        ),
        (Gate::NatGateway, _) => (
            "NAT gateway",
            "one public IP",
            "Replaces the pod's private address with the one public address that the whole cluster shares, and remembers the pair for the answer.",
        ),
        (Gate::EgressFirewall, _) => (
            "Egress firewall",
            "approved destinations only",
            "Compares the destination's name with a list of approved ones. Whatever is not on the list stops here and is logged.",
        ),
    };
    GateWords { name, three, job }
}

/// The name of a part of the figure.
#[must_use]
pub const fn region(kind: RegionKind) -> &'static str {
    match kind {
        RegionKind::Outside => "Outside",
        RegionKind::Edge => "Edge",
        RegionKind::Cluster => "Cluster",
    }
}

/// The caption of each of the four stories, shown before anything has happened.
#[must_use]
pub const fn story(direction: Direction, blocked: bool) -> &'static str {
    match (direction, blocked) {
        (Direction::Ingress, false) => {
            "A customer asks the shop for a page. Six layers stand between the request and the app, and each does one job."
        }
        (Direction::Ingress, true) => {
            "The same page, but the search term carries SQL. The address, the port and the encryption are all in order."
        }
        (Direction::Egress, false) => {
            "The app calls a payment API. The call leaves through layers of its own, and the API sees one known address."
        }
        (Direction::Egress, true) => {
            "A compromised pod tries to send data to a server nobody approved. The name resolves and the network is up."
        }
    }
}

/// The caption of a request of the reader's own.
pub const OWN_STORY: &str =
    "A request of your own. Every layer judges it by the same rules, in the order in which it meets them.";
/// The story of a request whose fix was applied.
pub const MENDED_STORY: &str = "The same request, now with the change made.";

/// What opens the scenario's editor.
pub const SCENARIO: &str = "Change the scenario";
/// What shows that a file may be dropped on the stage.
pub const DROP: &str = "Drop a scenario’s JSON here";

/// What a layer is doing while it judges, in at most [`NOTE_CHARS`] characters: it stands on a card.
#[must_use]
pub const fn doing(layer: Layer) -> &'static str {
    match layer {
        Layer::Internet => "sends it",
        Layer::Firewall => "reads addresses",
        Layer::Waf => "reads the HTTP",
        Layer::LoadBalancer => "picks a node",
        Layer::ReverseProxy => "picks a route",
        Layer::ApiGateway => "checks the key",
        Layer::Service => "picks a pod",
        Layer::NetworkPolicy => "checks policy",
        Layer::Pod | Layer::External => "handles it",
        Layer::Dns => "looks up name",
        Layer::NatGateway => "rewrites source",
        Layer::EgressFirewall => "checks the name",
    }
}

/// The most characters that fit on one line of the narrowest card.
pub const NOTE_CHARS: usize = 16;

/// What a layer looks at while it judges, to follow its name in a sentence.
#[must_use]
pub const fn looks_at(layer: Layer) -> &'static str {
    match layer {
        Layer::Internet => "sends the request",
        Layer::Firewall => "reads address and port",
        Layer::Waf => "reads the request",
        Layer::LoadBalancer => "picks a node",
        Layer::ReverseProxy => "ends TLS, picks a route",
        Layer::ApiGateway => "checks key and rate",
        Layer::Service => "picks a ready pod",
        Layer::NetworkPolicy => "checks the policy",
        Layer::Pod => "handles it",
        Layer::Dns => "looks up the name",
        Layer::NatGateway => "rewrites the source",
        Layer::EgressFirewall => "checks the name",
        Layer::External => "handles the call",
    }
}

/// A layer's name as a heading.
#[must_use]
pub const fn layer_title(layer: Layer) -> &'static str {
    match layer {
        Layer::Internet => "Internet",
        Layer::Firewall => "Network firewall",
        Layer::Waf => "Web application firewall",
        Layer::LoadBalancer => "Load balancer",
        Layer::ReverseProxy => "Reverse proxy",
        Layer::ApiGateway => "API gateway",
        Layer::Service => "Service",
        Layer::NetworkPolicy => "NetworkPolicy",
        Layer::Pod => "Pod",
        Layer::Dns => "Cluster DNS",
        Layer::NatGateway => "NAT gateway",
        Layer::EgressFirewall => "Egress firewall",
        Layer::External => "External API",
    }
}

/// An outcome in one word.
#[must_use]
pub const fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Answered => "Answered",
        Outcome::Blocked => "Blocked",
        Outcome::Failed => "Failed",
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
            assert!(doing(layer).chars().count() <= NOTE_CHARS, "{}", doing(layer));
        }
    }
}
