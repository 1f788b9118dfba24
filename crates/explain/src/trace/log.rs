//! The line that a layer of that kind would write to its log, in the format of a real one. Moments are those of the journey.

use std::net::SocketAddr;

use gauntlet_model::code::Code;
use gauntlet_model::http::{Message, Request};
use gauntlet_model::journey::{Verdict, Way};
use gauntlet_model::layer::Layer;
use gauntlet_model::packet::Packet;
use gauntlet_model::tls::{Distrust, TlsState};
use gauntlet_scenario::Scenario;
use gauntlet_scenario::json::Json;
use gauntlet_sim::layer::handshake::Failed;
use gauntlet_sim::layer::reverse_proxy::Stopped;
use gauntlet_sim::layer::{Decision, Stop, waf as sim};
use gauntlet_sim::path::journey::{Decided, Journey};
use gauntlet_sim::path::remote::client;

use crate::layer::handshake::is_nginx;
use crate::trace::Hop;

mod balancer;
mod cluster;
mod proxy;
mod waf;

/// The line of the hop at an index, `None` where such a layer writes none. It needs the hops before: a proxy logs a request
/// when its response has come.
#[must_use]
pub fn line(scenario: &Scenario, journey: &Journey, hops: &[Hop], at: usize) -> Option<String> {
    let hop = hops.get(at)?;
    let decided = &journey.hops.get(at)?.decided;
    let text = match (hop.way, hop.verdict) {
        (Way::Response, _) => return proxy::response(scenario, journey, hops, at),
        (Way::Request, Verdict::Pass) => passed(scenario, journey, hop, decided)?,
        (Way::Request, Verdict::Absent) => return None,
        (Way::Request, Verdict::Answer) => answered(hop)?,
        (Way::Request, Verdict::Block | Verdict::Fail) => stopped(scenario, journey, hops, at)?,
    };
    // Some write several lines, each escaped by itself.
    let several = matches!(hop.layer, Layer::Waf | Layer::Dns | Layer::NetworkPolicy);
    Some(if several { text } else { escaped(&text) })
}

/// Several lines as one text.
fn lines(lines: impl IntoIterator<Item = String>) -> String {
    let lines: Vec<String> = lines.into_iter().map(|line| escaped(&line)).collect();
    lines.join("\n")
}

/// The day on which a scenario happens, as `2026-01-02`.
fn day(scenario: &Scenario) -> String {
    scenario.date.map_or_else(|| "2026-01-02".to_owned(), |date| date.to_string())
}

/// A moment as a time of day: a journey begins at midnight.
fn clock(micros: u64) -> String {
    let (seconds, micros) = (micros / 1_000_000, micros % 1_000_000);
    format!("{:02}:{:02}:{:02}.{micros:06}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

fn request_of(packet: &Packet) -> Option<&Request> {
    match &packet.message {
        Message::Request(request) => Some(request),
        _ => None,
    }
}

/// The request line as access logs quote it.
fn quoted(request: &Request) -> String {
    quoted_as(request, None)
}

/// The same with another path.
fn quoted_as(request: &Request, path: Option<&str>) -> String {
    let Some(path) = path else { return format!("\"{}\"", request.line()) };
    let mark = if request.query.is_empty() && !request.asks_nothing() { "" } else { "?" };
    format!("\"{} {path}{mark}{} {}\"", request.method, request.query, request.version())
}

/// A line with what cannot be seen written as nginx does, so that no client ends it (CWE-117).
fn escaped(line: &str) -> String {
    if !line.contains(char::is_control) {
        return line.to_owned();
    }
    let mut out = String::with_capacity(line.len());
    for letter in line.chars() {
        if letter.is_control() {
            for byte in letter.encode_utf8(&mut [0; 4]).bytes() {
                out.push_str("\\x");
                out.extend(hex(byte).map(|digit| digit.to_ascii_uppercase()));
            }
        } else {
            out.push(letter);
        }
    }
    out
}

/// A byte's two digits.
fn hex(byte: u8) -> [char; 2] {
    [byte >> 4, byte & 15].map(|digit| char::from_digit(digit.into(), 16).unwrap_or_default())
}

fn passed(scenario: &Scenario, journey: &Journey, hop: &Hop, decided: &Decided) -> Option<String> {
    let packet = &hop.before;
    match hop.layer {
        Layer::Waf => {
            let noted = matches!(decided, Decided::Waf(Decision::Pass(_, sim::Passed::Noted(_))));
            waf::lines(
                &scenario.waf,
                journey.reading.as_ref()?,
                request_of(packet)?,
                noted.then_some("Warning."),
            )
        }
        Layer::Dns => {
            // For an address nobody is asked.
            journey.ask.connects_to_ip().is_none().then(|| cluster::core_dns(scenario, journey, hop))
        }
        // Suricata notes what a rule with `alert` passes; here the approval.
        Layer::EgressFirewall => Some(eve(hop, "allowed")),
        _ => None,
    }
}

fn answered(hop: &Hop) -> Option<String> {
    let status = match &hop.after.message {
        Message::Response(response) => response.status,
        _ => return None,
    };
    let request = request_of(&hop.before)?;
    (hop.layer == Layer::Pod).then(|| {
        let forwarded = request.header("X-Forwarded-For").unwrap_or("-");
        format!("{} {} {status} forwarded for {forwarded}", hop.before.source.ip(), quoted(request))
    })
}

fn stopped(scenario: &Scenario, journey: &Journey, hops: &[Hop], at: usize) -> Option<String> {
    let (hop, decided) = (hops.get(at)?, &journey.hops.get(at)?.decided);
    let packet = &hop.before;
    let to = packet.destination;
    // The proxy and the gateway in it log the address they take for the client's.
    let proxied = matches!(hop.layer, Layer::ReverseProxy | Layer::ApiGateway);
    let from = if proxied { remote(scenario, journey) } else { packet.source };
    let rule = hop.rule.as_deref().unwrap_or("default");
    match hop.layer {
        // The LOG target of netfilter.
        Layer::Firewall => Some(format!(
            "{rule}: IN=eth0 OUT=eth1 SRC={} DST={} PROTO={} SPT={} DPT={} SYN",
            from.ip(),
            to.ip(),
            packet.protocol.name(),
            from.port(),
            to.port()
        )),
        Layer::Waf | Layer::ReverseProxy if let Some(failed) = handshake(decided) => {
            let request = request_of(packet)?;
            is_nginx(scenario, hop.layer).then(|| handshake_failed(failed, from, request))
        }
        Layer::Waf if hop.code == Some(Code::WafBodyTooLarge) => Some(waf::refused(request_of(packet)?)),
        Layer::Waf => waf::lines(
            &scenario.waf,
            journey.reading.as_ref()?,
            request_of(packet)?,
            Some("Access denied with code 403 (phase 2)."),
        ),
        Layer::LoadBalancer => balancer::line(scenario, hop, hops.get(at + 1), decided),
        Layer::ReverseProxy => proxy::refused(scenario, from, hop, decided),
        Layer::ApiGateway => {
            let status = match hop.code {
                Some(Code::ApiGatewayUnauthenticated) => 401,
                Some(Code::ApiGatewayForbidden) => 403,
                _ => 429,
            };
            let consumer = hop.rule.as_deref().unwrap_or("-");
            Some(format!("{} - {consumer} {} {status}", from.ip(), quoted(request_of(packet)?)))
        }
        Layer::NetworkPolicy => cluster::hubble(scenario, hop, decided),
        Layer::Pod if hop.code == Some(Code::PodOverloaded) => {
            Some(format!("{} {} 503", from.ip(), quoted(request_of(packet)?)))
        }
        Layer::Dns => Some(cluster::core_dns(scenario, journey, hop)),
        // Cloud NAT's log of a connection that got no port.
        Layer::NatGateway if hop.code == Some(Code::NatGatewayPortsExhausted) => Some(format!(
            "{{\"allocation_status\":\"DROPPED\",\"connection\":{}}}",
            Json::object(vec![
                ("src_ip", from.ip().to_string().into()),
                ("src_port", from.port().into()),
                ("dest_ip", to.ip().to_string().into()),
                ("dest_port", to.port().into()),
                ("protocol", 6_u16.into()),
            ])
            .written()
        )),
        Layer::EgressFirewall => Some(eve(hop, "blocked")),
        _ => None,
    }
}

/// The client's address as the proxy sees it.
fn remote(scenario: &Scenario, journey: &Journey) -> SocketAddr {
    let at = journey.hops.iter().position(|hop| hop.layer == Layer::ReverseProxy).unwrap_or_default();
    let (before, rest) = journey.hops.split_at(at);
    let nobody = SocketAddr::from(([0; 4], 0));
    rest.first().map_or(nobody, |hop| client(scenario, before, &hop.before))
}

/// The handshake that failed, where one did.
const fn handshake(decided: &Decided) -> Option<Failed> {
    match decided {
        Decided::Waf(Decision::Stop(Stop { why: sim::Stopped::Handshake(failed), .. }))
        | Decided::ReverseProxy(Decision::Stop(Stop { why: Stopped::Handshake(failed), .. })) => {
            Some(*failed)
        }
        _ => None,
    }
}

/// nginx' error line of a handshake that failed, with the words of OpenSSL 3.0; or, where the client was done with the handshake
/// when it looked at the names, of a connection over which no request came.
fn handshake_failed(failed: Failed, client: SocketAddr, request: &Request) -> String {
    let openssl =
        |error: &str| format!("SSL_do_handshake() failed (SSL: error:{error}) while SSL handshaking");
    let what = match failed {
        // It answers these, and quotes the first bytes of a hello as if they were a request.
        Failed::ClearText => return proxy::access(client, request, 400),
        Failed::NoTls => return format!("{} - - \"\\x16\\x03\\x01…\" 400 \"-\" \"-\"", client.ip()),
        Failed::Version => openssl("0A000102:SSL routines::unsupported protocol"),
        Failed::Name => "handshake rejected while SSL handshaking".to_owned(),
        Failed::Distrusted(Distrust::Expired) => {
            openssl("0A000415:SSL routines::sslv3 alert certificate expired:SSL alert number 45")
        }
        Failed::Distrusted(Distrust::SelfSigned) => {
            openssl("0A000418:SSL routines::tlsv1 alert unknown ca:SSL alert number 48")
        }
        Failed::Distrusted(Distrust::OtherName) => {
            "client closed connection while waiting for request".to_owned()
        }
    };
    format!("[info] {what}, client: {}, server: 0.0.0.0:443", client.ip())
}

/// Suricata's EVE JSON, which AWS Network Firewall writes too.
fn eve(hop: &Hop, action: &str) -> String {
    let packet = &hop.before;
    let alert =
        vec![("action", action.into()), ("signature", hop.rule.as_deref().unwrap_or("default").into())];
    let mut event = vec![
        ("event_type", "alert".into()),
        ("src_ip", packet.source.ip().to_string().into()),
        ("src_port", packet.source.port().into()),
        ("dest_ip", packet.destination.ip().to_string().into()),
        ("dest_port", packet.destination.port().into()),
        ("proto", packet.protocol.name().into()),
        ("alert", Json::object(alert)),
    ];
    match (&packet.tls.state, &packet.tls.sni, request_of(packet)) {
        (TlsState::Encrypted, Some(name), _) => {
            event.push(("tls", Json::object(vec![("sni", name.into())])));
        }
        (TlsState::Plain, _, Some(request)) => {
            event.push(("http", Json::object(vec![("hostname", request.host.as_str().into())])));
        }
        _ => {}
    }
    Json::object(event).written()
}
