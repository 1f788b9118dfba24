//! The network firewall: ordered rules over addresses, ports and protocol. It never reads a request's content.

use gauntlet_model::code::Code;
use gauntlet_model::packet::Flow;
use gauntlet_scenario::model::{Action, Firewall, FirewallRule};

use crate::layer::{self, Reply};

/// What it decides.
pub type Decision = layer::Decision<(), Passed, Stopped>;

/// What let a packet through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passed {
    /// The rule at that place.
    ByRule(usize),
    /// No rule matched and the default allows.
    ByDefault,
}

/// What stopped it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stopped {
    /// The rule at that place, for what it names of the packet.
    ByRule(usize, Field),
    /// No rule matched and the default denies; the rule that comes nearest to letting it through, where there is one.
    ByDefault(Option<Nearest>),
}

/// What a rule can name of a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The sender's address.
    Source,
    /// The port that it goes to.
    Port,
    /// The transport protocol.
    Protocol,
    /// Nothing: the rule is for every packet.
    Any,
}

/// A rule that lets others through, and what keeps it from matching this packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nearest {
    /// The rule's place.
    pub rule: usize,
    /// What does not fit.
    pub misfits: Misfits,
}

/// Which fields of a packet do not fit a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Misfits {
    /// The sender's address is none of the rule's.
    pub source: bool,
    /// The port is none of the rule's.
    pub port: bool,
    /// The protocol is another.
    pub protocol: bool,
}

/// Judges a packet by the first rule that matches it, or by the default.
#[must_use]
pub fn decide(config: &Firewall, flow: Flow) -> Decision {
    let matching = config.rules.iter().enumerate().find(|(_, rule)| Misfits::of(rule, flow).none());
    match matching {
        Some((at, rule)) if rule.action == Action::Allow => Decision::Pass((), Passed::ByRule(at)),
        Some((at, rule)) => {
            let field = named(rule);
            Decision::stop(code(field), reply(rule.action), Stopped::ByRule(at, field))
        }
        None if config.default_action == Action::Allow => Decision::Pass((), Passed::ByDefault),
        None => {
            let nearest = nearest(config, flow);
            let field = nearest.map_or(Field::Any, |nearest| nearest.misfits.first());
            Decision::stop(code(field), reply(config.default_action), Stopped::ByDefault(nearest))
        }
    }
}

const fn reply(action: Action) -> Reply {
    match action {
        Action::Reject => Reply::Refuse,
        Action::Allow | Action::Drop => Reply::Silence,
    }
}

const fn code(field: Field) -> Code {
    match field {
        Field::Source => Code::FirewallSourceDenied,
        Field::Port => Code::FirewallPortDenied,
        Field::Protocol => Code::FirewallProtocolDenied,
        Field::Any => Code::FirewallDefaultDenied,
    }
}

/// The first thing that a rule asks of a packet.
fn named(rule: &FirewallRule) -> Field {
    if !rule.sources.is_empty() {
        Field::Source
    } else if !rule.ports.is_empty() {
        Field::Port
    } else if rule.protocol.is_some() {
        Field::Protocol
    } else {
        Field::Any
    }
}

fn nearest(config: &Firewall, flow: Flow) -> Option<Nearest> {
    let allowing = config.rules.iter().enumerate().filter(|(_, rule)| rule.action == Action::Allow);
    let near = allowing.map(|(rule, config)| Nearest { rule, misfits: Misfits::of(config, flow) });
    near.min_by_key(|nearest| nearest.misfits.count())
}

impl Misfits {
    fn of(rule: &FirewallRule, flow: Flow) -> Self {
        let (source, port) = (flow.source.ip(), flow.destination.port());
        Self {
            source: !rule.sources.is_empty() && !rule.sources.iter().any(|net| net.contains(&source)),
            port: !rule.ports.is_empty() && !rule.ports.iter().any(|range| range.contains(port)),
            protocol: rule.protocol.is_some_and(|wanted| wanted != flow.protocol),
        }
    }

    const fn count(self) -> u8 {
        self.source as u8 + self.port as u8 + self.protocol as u8
    }

    const fn none(self) -> bool {
        self.count() == 0
    }

    const fn first(self) -> Field {
        match self {
            Self { source: true, .. } => Field::Source,
            Self { port: true, .. } => Field::Port,
            Self { protocol: true, .. } => Field::Protocol,
            _ => Field::Any,
        }
    }
}
