//! The external API that a pod calls, and its own list of who may call.

use serde_json::json;

use crate::layer::{Passed, Reply, Ruling, Stopped, list};
use crate::packet::Packet;
use crate::reason::Reason;
use crate::remedy::Fix;
use crate::scenario::model::{External, Scenario};
use crate::time::Micros;
use crate::words::key;

/// Hands the call to the API behind the destination's address.
///
/// # Errors
/// Nothing answers there, the API refuses callers from this address, or it takes longer than `patience`.
pub fn decide<'a>(
    scenario: &'a Scenario,
    host: &str,
    packet: &Packet,
    patience: Micros,
) -> Ruling<&'a External> {
    let there =
        || scenario.externals.iter().enumerate().filter(|(_, api)| api.address == packet.destination.ip());
    let Some((at, api)) = there().find(|(_, api)| api.host == host).or_else(|| there().next()) else {
        let why =
            Reason::new(key::EXTERNAL_UNREACHABLE).field("destination").value(packet.destination.to_string());
        let address = packet.destination.ip().to_string();
        let fix = Fix::new(Reason::new(key::FIX_EXTERNAL).value(&address));
        let fix = match scenario.externals.iter().position(|api| api.host == host) {
            Some(at) => fix.add(format!("/externals/{at}/address"), address),
            None => fix.add("/externals/-", json!({ "host": host, "address": address, "serviceTimeUs": 0 })),
        };
        return Err(Box::new(Stopped::failed("unreachable", Reply::Silence, vec![why]).fix(fix)));
    };
    let source = packet.source.ip();
    if !api.allow_sources.is_empty() && !api.allow_sources.iter().any(|net| net.contains(&source)) {
        let why = Reason::new(key::EXTERNAL_DENIED)
            .rule(&api.host)
            .field("source")
            .value(source.to_string())
            .expected(list(&api.allow_sources));
        let fix = Fix::new(Reason::new(key::FIX_EXTERNAL_ALLOW).rule(&api.host).value(source.to_string()))
            .add(format!("/externals/{at}/allowSources/-"), ipnet::IpNet::from(source).to_string());
        return Err(Box::new(
            Stopped::blocked("source_not_allow_listed", Reply::Http(403), vec![why]).fix(fix),
        ));
    }
    if api.service_time_us > patience {
        let why = Reason::new(key::EXTERNAL_TOO_SLOW)
            .rule(&api.host)
            .field("serviceTimeUs")
            .value(api.service_time_us.to_string())
            .expected(patience.to_string());
        let fix = Fix::new(Reason::new(key::FIX_EXTERNAL_SLOW).rule(&api.host).value(patience.to_string()))
            .add(format!("/externals/{at}/serviceTimeUs"), patience.get());
        return Err(Box::new(Stopped::failed("too_slow", Reply::Silence, vec![why]).fix(fix)));
    }
    let mut why = vec![
        Reason::new(key::EXTERNAL_ANSWERED)
            .rule(&api.host)
            .field("status")
            .value(api.status.to_string())
            .expected(api.service_time_us.to_string()),
    ];
    if !api.allow_sources.is_empty() {
        why.push(
            Reason::new(key::EXTERNAL_KNOWS)
                .rule(&api.host)
                .field("source")
                .value(source.to_string())
                .expected(list(&api.allow_sources)),
        );
    }
    Ok(Passed::new(api, None, why))
}
