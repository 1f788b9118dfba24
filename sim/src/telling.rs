//! A journey as a page tells it: every sentence already written, so that whoever shows it needs no engine and no scenario.
//!
//! It travels from where the simulation runs to where it is shown as [postcard](https://postcard.jamesmunns.com/wire-format)
//! bytes.

use std::net::SocketAddr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::explain;
use crate::http::{Message, curl};
use crate::journey::{self, ClientSees, Direction, Outcome, Verdict, Way};
use crate::layer::Layer;
use crate::link::Link;
use crate::packet::TlsState;
use crate::path::{self, Ask, Journey};
use crate::preset;
use crate::question::Composed;
use crate::reason::Reason;
use crate::remedy::Remedy;
use crate::scenario::Scenario;
use crate::sight::{self, Hidden};
use crate::text::{self, Template};
use crate::words;

/// One request and all that is told of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Telling {
    /// Which way it went.
    pub direction: Direction,
    /// How it ended.
    pub outcome: Outcome,
    /// The code of the block or failure.
    pub code: Option<String>,
    /// The request in its parts, and where it comes from.
    pub request: Composed,
    /// The request as a link names it; nothing where it is too long for one.
    pub link: Option<Link>,
    /// The deciding reason; empty when answered.
    pub why: String,
    /// What the caller observes, in a sentence.
    pub client: String,
    /// The `curl` command that sends the request.
    pub curl: String,
    /// What curl says in the end.
    pub says: String,
    /// Whether the caller hears nothing at all.
    pub silent: bool,
    /// When the caller knows how it ended, in simulated microseconds since the journey began.
    pub took_us: u64,
    /// The smallest change that would let it through, where there is one.
    pub fix: Option<String>,
    /// The hops in the order of time.
    pub hops: Vec<Hop>,
    /// The nodes and pods on its way.
    pub members: Vec<Member>,
    /// The scenario's JSON, where it is another than the question's: its fix was applied.
    pub scenario: Option<String>,
}

/// One layer's part in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hop {
    /// The layer.
    pub layer: Layer,
    /// Request or response.
    pub way: Way,
    /// When the packet reaches the layer, in simulated microseconds since the journey began.
    pub at_us: u64,
    /// How long it stays there, in microseconds.
    pub took_us: u64,
    /// Where the packet comes from when it arrives: address and port.
    pub source: String,
    /// Where it is going when it arrives; empty as long as the caller knows a name only.
    pub destination: String,
    /// What the layer did.
    pub verdict: Verdict,
    /// The code, where the layer blocked or failed it.
    pub code: Option<String>,
    /// The rule, route or policy that decided.
    pub rule: Option<String>,
    /// Why, the deciding reason first.
    pub why: Vec<String>,
    /// What the layer could read of the packet.
    pub saw: Vec<Seen>,
    /// What it changed.
    pub changed: Vec<Change>,
    /// What it remembers of the connection, for the replies: an entry of its table.
    pub table: Option<String>,
    /// What it writes to its log.
    pub log: Option<String>,
    /// Whether nobody on the way here could read the packet.
    pub locked: bool,
    /// The status of the response that left the layer, where one did.
    pub status: Option<u16>,
}

/// A field as a layer sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// The field's name.
    pub field: String,
    /// Its value, or why it cannot be read.
    pub value: Result<String, Hidden>,
}

/// A field that a layer rewrote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The field's name.
    pub field: String,
    /// The value before; empty where there was none.
    pub from: String,
    /// The value after.
    pub to: String,
}

/// A node or a pod.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// A node rather than a pod.
    pub node: bool,
    /// Its name.
    pub name: String,
    /// Healthy or ready.
    pub up: bool,
    /// The hop that chose it; the calling pod has none and [`Member::calls`].
    pub chosen_at: Option<u32>,
    /// The pod that makes the request.
    pub calls: bool,
}

impl Telling {
    /// Runs a request and tells its journey.
    #[must_use]
    pub fn run(scenario: &Scenario, ask: &Ask, seed: u64) -> Self {
        Self::of(scenario, &path::decide(scenario, &Arc::new(ask.clone()), seed), seed)
    }

    /// Tells a journey that was decided under a seed.
    #[must_use]
    pub fn of(scenario: &Scenario, journey: &Journey, seed: u64) -> Self {
        let (ask, trace) = (&*journey.ask, explain::trace(scenario, journey));
        Self {
            direction: trace.direction,
            outcome: trace.outcome,
            code: trace.code.map(|code| code.to_string()),
            request: composed(scenario, journey),
            link: Link::of(scenario, ask),
            why: trace.why.first().map(Reason::text).unwrap_or_default(),
            client: words::client_sees(&trace.client, trace.direction),
            curl: curl::command(ask),
            says: curl::says(ask, &trace.client),
            silent: matches!(trace.client, ClientSees::Timeout { .. }),
            took_us: trace.ends_us.get(),
            fix: Remedy::of(scenario, ask, seed, &trace).map(|remedy| remedy.text()),
            hops: trace.hops.iter().map(hop).collect(),
            members: members(scenario, journey),
            scenario: None,
        }
    }

    /// As bytes to send.
    ///
    /// # Errors
    /// Never for a telling; the format could refuse types that it does not have.
    pub fn to_bytes(&self) -> Result<Vec<u8>, postcard::Error> {
        postcard::to_allocvec(self)
    }

    /// From bytes that were sent.
    ///
    /// # Errors
    /// Where the bytes are none of a telling.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, postcard::Error> {
        postcard::from_bytes(bytes)
    }
}

/// The request's parts, with where it came from.
fn composed(scenario: &Scenario, journey: &Journey) -> Composed {
    let ask = &journey.ask;
    let sender = journey.hops.first().map(|hop| hop.before.flow.source.ip());
    match (ask.direction, sender) {
        (Direction::Ingress, Some(sender)) => Composed::of(ask, sender.to_string(), String::new()),
        _ => {
            let caller = journey.pod().and_then(|(at, _)| scenario.pods.get(at));
            let caller = caller.map(|pod| [&pod.namespace, "/", &pod.name].concat()).unwrap_or_default();
            Composed::of(ask, String::new(), caller)
        }
    }
}

fn hop(hop: &journey::Hop) -> Hop {
    let new = hop.after.rewrites.get(hop.before.rewrites.len()..).unwrap_or_default();
    Hop {
        layer: hop.layer,
        way: hop.way,
        at_us: hop.at_us.get(),
        took_us: hop.took_us.get(),
        source: hop.before.source.to_string(),
        destination: known(hop.before.destination),
        verdict: hop.verdict,
        code: hop.code.map(|code| code.to_string()),
        rule: hop.rule.clone(),
        why: hop.why.iter().map(Reason::text).collect(),
        saw: sight::of(hop)
            .into_iter()
            .map(|seen| Seen { field: seen.field.to_owned(), value: seen.value })
            .collect(),
        changed: new
            .iter()
            .map(|change| Change {
                field: change.field.clone(),
                from: change.from.clone(),
                to: change.to.clone(),
            })
            .collect(),
        table: remembered(hop),
        log: hop.log.clone(),
        locked: matches!(hop.before.tls.state, TlsState::Encrypted | TlsState::Inspected),
        status: match &hop.after.message {
            Message::Response(response) => Some(response.status),
            _ => None,
        },
    }
}

/// An address and port, once the address is known.
fn known(address: SocketAddr) -> String {
    if address.ip().is_unspecified() { String::new() } else { address.to_string() }
}

/// What a layer keeps of a connection that it passes on: who talks to whom, and what stands for whom.
fn remembered(hop: &journey::Hop) -> Option<String> {
    if hop.way == Way::Response || hop.verdict != Verdict::Pass {
        return None;
    }
    let (there, left) = (&hop.before, &hop.after);
    let (source, destination) = (there.source.to_string(), there.destination.to_string());
    let values = |target: &str, of: Template| {
        Some(of.fill(&[("source", &source), ("destination", &destination), ("target", target)]))
    };
    match hop.layer {
        Layer::Firewall | Layer::NetworkPolicy | Layer::EgressFirewall => values("", text::TELLING_PASSES),
        Layer::LoadBalancer | Layer::Service => values(&left.destination.to_string(), text::TELLING_GOES_TO),
        Layer::NatGateway => values(&left.source.to_string(), text::TELLING_GOES_OUT_AS),
        _ => None,
    }
}

/// The nodes on the way in, and the pods that could handle (ingress) or did make (egress) the request.
fn members(scenario: &Scenario, journey: &Journey) -> Vec<Member> {
    let (node, pod, direction) = (journey.node(), journey.pod(), journey.ask.direction);
    let chosen_at = |chosen: Option<(usize, usize)>, at: usize| {
        chosen.filter(|(place, _)| *place == at).and_then(|(_, hop)| u32::try_from(hop).ok())
    };
    let mut out = Vec::new();
    if direction == Direction::Ingress {
        out.extend(scenario.load_balancer.nodes.iter().enumerate().map(|(at, one)| Member {
            node: true,
            name: one.name.clone(),
            up: one.healthy,
            chosen_at: chosen_at(node, at),
            calls: false,
        }));
    }
    let service = journey
        .route()
        .and_then(|at| scenario.reverse_proxy.routes.get(at))
        .and_then(|route| scenario.service(&route.service))
        .or(scenario.services.first());
    let pods = scenario.pods.iter().enumerate().filter(|(_, pod)| {
        direction == Direction::Egress
            || service.is_none_or(|service| {
                service.selector.iter().all(|(key, value)| pod.labels.get(key) == Some(value))
            })
    });
    out.extend(pods.map(|(at, one)| Member {
        node: false,
        name: one.name.clone(),
        up: one.ready,
        chosen_at: chosen_at(pod, at),
        calls: direction == Direction::Egress && pod.is_some_and(|(place, _)| place == at),
    }));
    // The calling pod first: where not all fit, it must be among those drawn.
    if let Some(at) = out.iter().position(|member| member.calls) {
        let caller = out.remove(at);
        out.insert(0, caller);
    }
    out
}

/// The scenario's four stories, told and packed with what the presets' menu offers, for [`recorded`] to unpack: ingress, ingress blocked, egress, egress
/// blocked.
///
/// # Errors
/// See [`Telling::to_bytes`].
pub fn record(scenario: &Scenario) -> Result<Vec<u8>, postcard::Error> {
    let offers = preset::all().into_iter().map(|preset| {
        let title = preset.title().to_owned();
        Offer { name: preset.name, title, direction: preset.direction }
    });
    let stories = [Direction::Ingress, Direction::Egress].into_iter().flat_map(|direction| {
        [false, true].map(|blocked| Telling::run(scenario, &scenario.story(direction, blocked), path::SEED))
    });
    postcard::to_allocvec(&(stories.collect::<Vec<_>>(), offers.collect::<Vec<_>>()))
}

/// A preset as a menu shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// Its name, by which it is asked for.
    pub name: String,
    /// What it shows, in a few words.
    pub title: String,
    /// Which way it goes.
    pub direction: Direction,
}

/// Unpacks what [`record`] packed.
///
/// # Errors
/// Where the bytes are of another format.
pub fn recorded(bytes: &[u8]) -> Result<(Vec<Telling>, Vec<Offer>), postcard::Error> {
    postcard::from_bytes(bytes)
}
