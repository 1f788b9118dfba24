//! What the name service's decisions mean.

use gauntlet_slip::nearest;

use super::{Explanation, network_policy};
use gauntlet_model::packet::Protocol;
use gauntlet_scenario::Scenario;
use gauntlet_sim::layer::dns::{self, Decision, PORT, Passed};
use gauntlet_sim::layer::network_policy::{Decision as Policed, End};

use crate::fix::Fix;
use crate::messages::key;
use crate::reason::Reason;

/// Explains a decision, and how the lookup that it was made for reached the server.
#[must_use]
pub fn explain(
    scenario: &Scenario,
    from: End<'_>,
    host: &str,
    decision: &Decision,
    lookup: Option<&Policed>,
) -> Explanation {
    match decision {
        Decision::Pass(_, Passed::NotAsked) => {
            Explanation::new(vec![Reason::new(key::DNS_NOT_ASKED).field("host").value(host)])
        }
        Decision::Pass(address, Passed::Resolved) => {
            let resolved = Reason::new(key::DNS_RESOLVED).field("host").value(host);
            let mut why = vec![resolved.expected(*address)];
            why.extend(searched(scenario, host));
            let reached = lookup.zip(dns::server_end(scenario));
            why.extend(reached.into_iter().flat_map(|(decision, server)| {
                network_policy::explain(scenario, (from, server), (Protocol::Udp, PORT), decision).why
            }));
            Explanation::new(why)
        }
        Decision::Stop(_) => {
            let no_such_name = Reason::new(key::DNS_NO_SUCH_NAME).field("host").value(host);
            let searched = searched(scenario, host);
            let Some(near) = nearest(host, scenario.dns.keys().map(String::as_str)) else {
                return Explanation::new([no_such_name].into_iter().chain(searched).collect());
            };
            let meant = Reason::new(key::DNS_NEAREST).field("host").value(host).expected(near);
            let fix = Fix::new(Reason::new(key::FIX_DNS).value(host).expected(near));
            Explanation::new([no_such_name, meant].into_iter().chain(searched).collect())
                .fix(fix.ask("host", Some(near.to_owned())))
        }
    }
}

/// The names in search domains, where they were asked for first.
fn searched(scenario: &Scenario, host: &str) -> Option<Reason> {
    let first = dns::names(scenario, host)
        .next()
        .filter(|first| first != host && !scenario.dns.contains_key(&**first))?;
    let ndots = scenario.cluster_dns.as_ref()?.ndots;
    Some(Reason::new(key::DNS_SEARCHED).field("host").value(&*first).expected(usize::from(ndots)))
}

/// Explains how a lookup was kept from reaching the server.
#[must_use]
pub fn lookup_denied(scenario: &Scenario, from: End<'_>, host: &str, decision: &Policed) -> Explanation {
    let Some(server) = dns::server_end(scenario) else { return Explanation::default() };
    let mut told = network_policy::explain(scenario, (from, server), (Protocol::Udp, PORT), decision);
    told.why.insert(0, Reason::new(key::DNS_LOOKUP_DENIED).field("host").value(host));
    told
}
