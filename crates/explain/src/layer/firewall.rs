//! What the network firewall's decisions mean.

use std::net::IpAddr;

use gauntlet_scenario::json::Json;
use ipnet::IpNet;

use super::{Explanation, list, unused};
use gauntlet_model::packet::Flow;
use gauntlet_scenario::model::{Firewall, FirewallRule};
use gauntlet_sim::layer::firewall::{Decision, Field, Nearest, Passed, Stopped};
use gauntlet_sim::layer::{Reply, Stop};

use crate::fix::Fix;
use crate::messages;
use crate::messages::{Words, key};
use crate::reason::Reason;
use crate::value::Value;

/// Explains a decision.
#[must_use]
pub fn explain(config: &Firewall, flow: Flow, decision: &Decision) -> Explanation {
    match decision {
        Decision::Pass((), passed) => passes(config, flow, *passed),
        Decision::Stop(Stop { reply, why, .. }) => {
            let acted = if *reply == Reply::Refuse { messages::VALUE_REJECTS } else { messages::VALUE_DROPS };
            match *why {
                Stopped::ByRule(at, field) => match config.rules.get(at) {
                    Some(rule) => by_rule(config, (at, rule), flow, field, acted),
                    None => Explanation::default(),
                },
                Stopped::ByDefault(nearest) => by_default(config, flow, nearest, acted),
            }
        }
    }
}

fn passes(config: &Firewall, flow: Flow, passed: Passed) -> Explanation {
    let rule = match passed {
        Passed::ByRule(at) => config.rules.get(at),
        Passed::ByDefault => None,
    };
    let why = match rule {
        Some(rule) => Reason::new(key::FIREWALL_ALLOWED).rule(&rule.name),
        None => Reason::new(key::FIREWALL_ALLOWED_BY_DEFAULT),
    };
    let why = why
        .field("source")
        .value(flow.source.ip())
        .expected(Value::Protocol(flow.protocol, Some(flow.destination.port().into())));
    Explanation { rule: rule.map(|rule| rule.name.clone()), ..Explanation::of(why) }
}

fn by_rule(
    config: &Firewall,
    (at, rule): (usize, &FirewallRule),
    flow: Flow,
    field: Field,
    acted: Words,
) -> Explanation {
    let (source, port) = (flow.source.ip(), flow.destination.port());
    let (name, value) = held(flow, if field == Field::Any { Field::Source } else { field });
    let why = Reason::new(key::FIREWALL_DENIED)
        .rule(&rule.name)
        .field(name)
        .value(value)
        .expected(Value::Words(acted));
    let to_port =
        Value::Phrase(messages::VALUE_TO_PORT, vec![("source", source.into()), ("port", port.into())]);
    let fix = Fix::new(Reason::new(key::FIX_FIREWALL_RULE).rule(&rule.name).value(to_port)).add(
        format!("/firewall/rules/{at}"),
        Json::object(vec![
            ("name", name_for(config, source).into()),
            ("action", "allow".into()),
            ("sources", vec![IpNet::from(source).to_string()].into()),
            ("ports", vec![port].into()),
            ("protocol", flow.protocol.name().into()),
        ]),
    );
    Explanation::of(why).by(&rule.name).fix(fix)
}

fn by_default(config: &Firewall, flow: Flow, nearest: Option<Nearest>, acted: Words) -> Explanation {
    let port = flow.destination.port();
    let mut why = vec![
        Reason::new(key::FIREWALL_DENIED_BY_DEFAULT)
            .field("destination.port")
            .value(port)
            .expected(Value::Words(acted)),
    ];
    let near = nearest.and_then(|nearest| Some((nearest, config.rules.get(nearest.rule)?)));
    let Some((Nearest { rule: at, misfits }, rule)) = near else {
        let fix = Fix::new(Reason::new(key::FIX_FIREWALL_ADD).value(port)).add(
            "/firewall/rules/-",
            Json::object(vec![
                ("name", name_for(config, flow.source.ip()).into()),
                ("action", "allow".into()),
                ("ports", vec![flow.destination.port()].into()),
                ("protocol", flow.protocol.name().into()),
            ]),
        );
        return Explanation::new(why).fix(fix);
    };
    let fields =
        [(misfits.source, Field::Source), (misfits.port, Field::Port), (misfits.protocol, Field::Protocol)];
    let fields = fields.into_iter().filter(|(misfit, _)| *misfit).map(|(_, field)| field);
    let wanted = list(fields.clone().map(|field| {
        let (name, value) = held(flow, field);
        format!("{name} {value}")
    }));
    let mut fix = Fix::new(Reason::new(key::FIX_FIREWALL_WIDEN).rule(&rule.name).value(wanted));
    for field in fields {
        let (name, value) = held(flow, field);
        let (place, new, expected): (_, Json, _) = match field {
            Field::Source | Field::Any => {
                ("sources/-", IpNet::from(flow.source.ip()).to_string().into(), list(&rule.sources))
            }
            Field::Port => ("ports/-", flow.destination.port().into(), list(&rule.ports)),
            Field::Protocol => ("protocol", value.to_string().into(), list(rule.protocol)),
        };
        fix = fix.add(format!("/firewall/rules/{at}/{place}"), new);
        why.push(Reason::new(key::NEAREST).rule(&rule.name).field(name).value(value).expected(expected));
    }
    Explanation::new(why).fix(fix)
}

/// A field's name, and what the packet holds there.
fn held(flow: Flow, field: Field) -> (&'static str, Value) {
    match field {
        Field::Source | Field::Any => ("source", flow.source.ip().into()),
        Field::Port => ("destination.port", flow.destination.port().into()),
        Field::Protocol => ("protocol", flow.protocol.into()),
    }
}

/// A name for a new rule that no other one has.
fn name_for(config: &Firewall, source: IpAddr) -> String {
    unused(format!("allow-{source}"), |name| config.rules.iter().any(|rule| rule.name == name))
}
