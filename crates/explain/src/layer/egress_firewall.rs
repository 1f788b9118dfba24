//! What the egress firewall's decisions mean.

use gauntlet_scenario::json::Json;
use gauntlet_slip::nearest;

use super::{Explanation, list, unused};
use gauntlet_model::http::Request;
use gauntlet_model::packet::Flow;
use gauntlet_model::tls::Hello;
use gauntlet_scenario::Scenario;
use gauntlet_scenario::model::AllowedName;
use gauntlet_sim::layer::egress_firewall::{Decision, NameField, Passed, Stopped, visible_name};
use gauntlet_sim::layer::{Reply, Stop};

use crate::fix::Fix;
use crate::messages;
use crate::messages::{Words, key};
use crate::reason::Reason;
use crate::value::Value;

/// Explains a decision.
#[must_use]
pub fn explain(
    scenario: &Scenario,
    flow: Flow,
    hello: Hello<'_>,
    request: &Request,
    decision: &Decision,
) -> Explanation {
    let (field, name) = visible_name(flow, hello, request);
    let field = match field {
        NameField::Host => "header.Host",
        NameField::Sni => "tls.sni",
    };
    match decision {
        Decision::Pass((), passed) => passes(scenario, flow, (field, name), *passed),
        Decision::Stop(Stop { reply, why, .. }) => {
            let acted = match reply {
                Reply::Reset => messages::VALUE_RESETS,
                Reply::Refuse => messages::VALUE_REJECTS,
                _ => messages::VALUE_DROPS,
            };
            let denial = Denial { scenario, flow, acted };
            let told = match why {
                Stopped::WrongPort(at) => denial.wrong_port(*at),
                Stopped::Nameless => denial.nameless(field),
                Stopped::WrongAddress => denial.wrong_address(),
                Stopped::WrongName => denial.wrong_name(field, name.unwrap_or_default()),
            };
            told.by("default")
        }
    }
}

fn passes(
    scenario: &Scenario,
    flow: Flow,
    (field, name): (&'static str, Option<&str>),
    passed: Passed,
) -> Explanation {
    let (Passed::ByAddress(at) | Passed::ByName(at)) = passed;
    let Some(entry) = scenario.egress_firewall.allow.get(at) else { return Explanation::default() };
    let why = match passed {
        Passed::ByAddress(_) => Reason::new(key::EGRESS_FIREWALL_APPROVED_ADDRESS)
            .rule(&entry.name)
            .field("destination")
            .value(flow.destination)
            .expected(list(&entry.cidrs)),
        Passed::ByName(_) => Reason::new(key::EGRESS_FIREWALL_APPROVED)
            .rule(&entry.name)
            .field(field)
            .value(format!("{}:{}", name.unwrap_or_default(), flow.destination.port()))
            .expected(entry.host.as_deref().unwrap_or_default()),
    };
    let sees = Reason::new(key::EGRESS_FIREWALL_SEES).field("source").value(flow.source);
    Explanation::new(vec![why, sees]).by(&entry.name)
}

/// What all denials share.
struct Denial<'a> {
    scenario: &'a Scenario,
    flow: Flow,
    acted: Words,
}

impl Denial<'_> {
    fn entries(&self) -> &[AllowedName] {
        &self.scenario.egress_firewall.allow
    }

    fn wrong_port(&self, at: usize) -> Explanation {
        let Some(entry) = self.entries().get(at) else { return Explanation::default() };
        let port = self.flow.destination.port();
        let why = vec![
            Reason::new(key::EGRESS_FIREWALL_DENIED_PORT)
                .field("destination.port")
                .value(port)
                .expected(Value::Words(self.acted)),
            Reason::new(key::NEAREST)
                .rule(&entry.name)
                .field("destination.port")
                .value(port)
                .expected(list(&entry.ports)),
        ];
        let fix = Fix::new(Reason::new(key::FIX_EGRESS_FIREWALL_PORT).rule(&entry.name).value(port))
            .add(format!("/egressFirewall/allow/{at}/ports/-"), port);
        Explanation::new(why).fix(fix)
    }

    /// No name, on a list of names: the client is to use the name, where one leads to the address.
    fn nameless(&self, field: &'static str) -> Explanation {
        let to = self.flow.destination;
        let why = Reason::new(key::EGRESS_FIREWALL_NO_NAME)
            .field(field)
            .value(to)
            .expected(Value::Words(self.acted));
        let named = self.scenario.dns.iter().find(|(_, addresses)| addresses.contains(&to.ip()));
        let fix = match named {
            Some((name, _)) => {
                Fix::new(Reason::new(key::FIX_EGRESS_FIREWALL_USE_NAME).value(to.ip()).expected(name))
                    .ask("host", Some(name.clone()))
            }
            None => self.approve_address(),
        };
        Explanation::of(why).fix(fix)
    }

    fn wrong_address(&self) -> Explanation {
        let to = self.flow.destination;
        let mut why = vec![
            Reason::new(key::EGRESS_FIREWALL_DENIED_ADDRESS)
                .field("destination")
                .value(to)
                .expected(Value::Words(self.acted)),
        ];
        if let Some(near) = self.entries().first() {
            why.push(
                Reason::new(key::NEAREST)
                    .rule(&near.name)
                    .field("destination")
                    .value(to.ip())
                    .expected(list(&near.cidrs)),
            );
        }
        Explanation::new(why).fix(self.approve_address())
    }

    fn approve_address(&self) -> Fix {
        let to = self.flow.destination;
        Fix::new(Reason::new(key::FIX_EGRESS_FIREWALL_ADD).value(to)).add(
            "/egressFirewall/allow/-",
            Json::object(vec![
                ("name", self.name_for(&to.ip().to_string()).into()),
                ("cidrs", vec![ipnet::IpNet::from(to.ip()).to_string()].into()),
                ("ports", vec![to.port()].into()),
            ]),
        )
    }

    fn wrong_name(&self, field: &'static str, name: &str) -> Explanation {
        let port = self.flow.destination.port();
        let mut why = vec![
            Reason::new(key::EGRESS_FIREWALL_DENIED)
                .field(field)
                .value(name)
                .expected(Value::Words(self.acted)),
        ];
        let hosts = || self.entries().iter().filter_map(|entry| Some((entry, entry.host.as_deref()?)));
        // The rule that was meant, or else the first: what the list approves.
        let near = nearest(name, hosts().map(|(_, host)| host));
        if let Some((near, host)) = hosts().find(|(_, host)| near.is_none_or(|near| near == *host)) {
            why.push(Reason::new(key::NEAREST).rule(&near.name).field(field).value(name).expected(host));
        }
        let fix = Fix::new(Reason::new(key::FIX_EGRESS_FIREWALL_ADD).value(format!("{name}:{port}"))).add(
            "/egressFirewall/allow/-",
            Json::object(vec![
                ("name", self.name_for(name).into()),
                ("host", name.into()),
                ("ports", vec![port].into()),
            ]),
        );
        Explanation::new(why).fix(fix)
    }

    fn name_for(&self, name: &str) -> String {
        unused(name.to_owned(), |name| self.entries().iter().any(|entry| entry.name == name))
    }
}
