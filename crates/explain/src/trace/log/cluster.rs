//! What the cluster's own parts write: Cilium's verdicts as `hubble observe` prints them, and the `log` plugin of CoreDNS.

use std::net::SocketAddr;

use gauntlet_model::ask::Family;
use gauntlet_model::code::Code;
use gauntlet_model::layer::Layer;
use gauntlet_model::packet::Protocol;
use gauntlet_scenario::Scenario;
use gauntlet_sim::layer::network_policy::End;
use gauntlet_sim::layer::{dns, timing};
use gauntlet_sim::path::journey::{Decided, Journey};

use super::{clock, day, lines};
use crate::trace::Hop;

/// Cilium's verdict on a packet that no policy allows, and the drop that follows.
pub(super) fn hubble(scenario: &Scenario, hop: &Hop, decided: &Decided) -> Option<String> {
    let packet = &hop.before;
    let (from, to) = match decided {
        Decided::NetworkPolicy(from, to, _) => (from.end(scenario), to.end(scenario)),
        Decided::LookupDenied(from, _) => (from.end(scenario), dns::server_end(scenario)?),
        _ => return None,
    };
    let side = if hop.code == Some(Code::NetworkPolicyEgressDenied) { "EGRESS" } else { "INGRESS" };
    let what = if packet.protocol == Protocol::Udp { "UDP" } else { "TCP Flags: SYN" };
    let stamp = stamp(scenario, hop.at_us.get());
    let between = format!("{stamp}: {} <> {}", end(from, packet.source), end(to, packet.destination));
    Some(lines([
        format!("{between} policy-verdict:none {side} DENIED ({what})"),
        format!("{between} Policy denied DROPPED ({what})"),
    ]))
}

/// A moment as `Jan  2 00:00:00.021`.
fn stamp(scenario: &Scenario, micros: u64) -> String {
    const MONTHS: &str = "JanFebMarAprMayJunJulAugSepOctNovDec";
    let (day, time) = (day(scenario), clock(micros));
    let number =
        |from: usize| day.get(from..from + 2).and_then(|digits| digits.parse().ok()).unwrap_or(1_usize);
    let month = 3 * number(5).saturating_sub(1);
    let (month, time) = (MONTHS.get(month..month + 3), time.get(..12));
    format!("{} {:>2} {}", month.unwrap_or_default(), number(8), time.unwrap_or_default())
}

/// A pod by its name and its identity, which stands for its labels; anything else by its address.
fn end(end: End<'_>, address: SocketAddr) -> String {
    let Some((namespace, name, labels)) = end.pod else { return format!("{address} (world)") };
    let mut of = namespace.to_owned();
    for (label, value) in labels {
        of = of + ";" + label + "=" + value;
    }
    let id = 256 + drawn(&of) % (65_536 - 256);
    match name {
        dns::NAME_SERVER => format!("{address} (ID:{id})"),
        _ => format!("{namespace}/{name}:{} (ID:{id})", address.port()),
    }
}

/// A number that a text always gives (FNV-1a).
fn drawn(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// A line for each name that was asked for, with the sizes that the messages have. Those of the responses are the plugin's: without
/// compression.
pub(super) fn core_dns(scenario: &Scenario, journey: &Journey, hop: &Hop) -> String {
    let mut out = Vec::new();
    for name in dns::names(scenario, journey.ask.connects_to()) {
        let name = name.strip_suffix('.').unwrap_or(&name);
        let addresses = scenario.dns.get(name).map_or(&[][..], |addresses| addresses);
        let first = || addresses.first().map_or(Family::V4, |address| Family::of(*address));
        let of_six = journey.ask.family.unwrap_or_else(first) == Family::V6;
        // A length before each label, a zero at the end.
        let encoded = name.len() + 2;
        let size = 12 + encoded + 4;
        let own = name.ends_with(".cluster.local");
        let answers = addresses.iter().filter(|address| address.is_ipv6() == of_six).count();
        // Each answer has the name again. Without one, there is the zone's SOA record: the cluster's, or the root's.
        let more = match (answers, own) {
            (0, true) => 93,
            (0, false) => 75,
            _ => answers * (encoded + 10 + if of_six { 16 } else { 4 }),
        };
        let (kind, source) = (if of_six { "AAAA" } else { "A" }, hop.before.source);
        // The name exists even if all its addresses are of the other family.
        let code = if addresses.is_empty() { "NXDOMAIN" } else { "NOERROR" };
        let flags = if own { "qr,aa,rd" } else { "qr,rd,ra" };
        let id = drawn(&format!("{source} {name}")) & 0xffff;
        let took = format!("0.{:06}", timing::judging(Layer::Dns).get());
        out.push(format!(
            "[INFO] {source} - {id} \"{kind} IN {name}. udp {size} false 512\" {code} {flags} {} {}s",
            size + more,
            took.trim_end_matches('0')
        ));
        if answers > 0 {
            break;
        }
    }
    lines(out)
}
