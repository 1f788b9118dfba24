//! What an external API's decisions mean.

use gauntlet_scenario::json::Json;

use super::absent::put_back;
use super::{Explanation, list};
use gauntlet_model::packet::Flow;
use gauntlet_model::time::Micros;
use gauntlet_scenario::Scenario;
use gauntlet_scenario::model::{Absent, External};
use gauntlet_sim::layer::Stop;
use gauntlet_sim::layer::external::{Decision, Stopped};

use crate::fix::Fix;
use crate::messages::{Key, key};
use crate::reason::Reason;

/// Explains a decision.
#[must_use]
pub fn explain(scenario: &Scenario, host: &str, flow: Flow, decision: &Decision) -> Explanation {
    let (at, told): (usize, &dyn Fn(&External) -> Explanation) = match decision {
        Decision::Pass(at, ()) => (*at, &|api| answers(api, flow)),
        Decision::Stop(Stop { why, .. }) => match *why {
            Stopped::Unreachable => return unreachable(scenario, host, flow),
            Stopped::NoWayBack => return no_way_back(scenario, flow),
            Stopped::NotOnList(at) => (at, &move |api| not_on_list(at, api, flow)),
            Stopped::TooSlow(at, timeout) => (at, &move |api| too_slow(at, api, timeout)),
        },
    };
    scenario.externals.get(at).map(told).unwrap_or_default()
}

fn answers(api: &External, flow: Flow) -> Explanation {
    let mut why = vec![
        Reason::new(key::EXTERNAL_ANSWERED)
            .rule(&api.host)
            .field("status")
            .value(api.status)
            .expected(api.service_time_us),
    ];
    if !api.allow_sources.is_empty() {
        why.push(of_source(key::EXTERNAL_KNOWS, api, flow));
    }
    Explanation::new(why)
}

fn of_source(key: Key, api: &External, flow: Flow) -> Reason {
    Reason::new(key)
        .rule(&api.host)
        .field("source")
        .value(flow.source.ip())
        .expected(list(&api.allow_sources))
}

fn unreachable(scenario: &Scenario, host: &str, flow: Flow) -> Explanation {
    let why = Reason::new(key::EXTERNAL_UNREACHABLE).field("destination").value(flow.destination);
    let address = flow.destination.ip();
    let fix = Fix::new(Reason::new(key::FIX_EXTERNAL).value(address));
    let fix = match scenario.externals.iter().position(|api| api.host == host) {
        Some(at) => fix.add(format!("/externals/{at}/address"), address.to_string()),
        None => fix.add(
            "/externals/-",
            Json::object(vec![
                ("host", host.into()),
                ("address", address.to_string().into()),
                ("serviceTimeUs", 0_u16.into()),
            ]),
        ),
    };
    Explanation::of(why).fix(fix)
}

fn no_way_back(scenario: &Scenario, flow: Flow) -> Explanation {
    let why = Reason::new(key::EXTERNAL_NO_WAY_BACK).field("source").value(flow.source.ip());
    Explanation { fix: put_back(scenario, Absent::NatGateway), ..Explanation::of(why) }
}

fn not_on_list(at: usize, api: &External, flow: Flow) -> Explanation {
    let source = flow.source.ip();
    let fix = Fix::new(Reason::new(key::FIX_EXTERNAL_ALLOW).rule(&api.host).value(source))
        .add(format!("/externals/{at}/allowSources/-"), ipnet::IpNet::from(source).to_string());
    Explanation::new(vec![of_source(key::EXTERNAL_DENIED, api, flow)]).fix(fix)
}

fn too_slow(at: usize, api: &External, timeout: Micros) -> Explanation {
    let why = Reason::new(key::EXTERNAL_TOO_SLOW)
        .rule(&api.host)
        .field("serviceTimeUs")
        .value(api.service_time_us)
        .expected(timeout);
    let fix = Fix::new(Reason::new(key::FIX_EXTERNAL_SLOW).rule(&api.host).value(timeout))
        .add(format!("/externals/{at}/serviceTimeUs"), timeout.get());
    Explanation::of(why).fix(fix)
}
