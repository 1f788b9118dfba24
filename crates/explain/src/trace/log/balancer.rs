//! The line that AWS' Application Load Balancer writes to its access log, up to the user agent.

use gauntlet_model::http::{Message, Request};
use gauntlet_model::packet::Packet;
use gauntlet_model::tls::TlsState;
use gauntlet_scenario::Scenario;
use gauntlet_sim::layer::load_balancer::Stopped;
use gauntlet_sim::layer::{Decision, Reply};
use gauntlet_sim::path::journey::Decided;

use super::{clock, day, request_of};
use crate::trace::Hop;

/// The balancer's name there, which is always the same.
const NAME: &str = "app/balancer/0123456789abcdef";

/// What it writes when no target answered, and `back` is the first that sees its response: the three times are then -1.
pub(super) fn line(scenario: &Scenario, hop: &Hop, back: Option<&Hop>, decided: &Decided) -> Option<String> {
    let Decided::LoadBalancer(Decision::Stop(stop)) = decided else { return None };
    let Reply::Http(status) = stop.reply else { return None };
    let balancer = &scenario.load_balancer;
    let target = match stop.why {
        Stopped::NodeDown(at, _) | Stopped::NoProxyPod(at) => balancer.nodes.get(at),
        _ => None,
    };
    let target = target.map(|node| std::net::SocketAddr::new(node.address, balancer.node_port).to_string());
    let target = target.as_deref().unwrap_or("-");
    let Packet { source, destination, tls, .. } = &hop.before;
    let request = request_of(&hop.before).filter(|_| tls.state != TlsState::Encrypted)?;
    let kind = if tls.state == TlsState::Plain { "http" } else { "https" };
    let (day, time) = (day(scenario), clock((hop.at_us + hop.took_us).get()));
    let url = url(request, kind, destination.port());
    let (received, sent) = (request.written().len(), back.map_or(0, |back| sent(&back.before)));
    let (method, version) = (&request.method, request.version());
    let agent = request.header("User-Agent").unwrap_or("-");
    Some(format!(
        "{kind} {day}T{time}Z {NAME} {source} {target} -1 -1 -1 {status} - {received} {sent} \"{method} {url} {version}\" \"{agent}\""
    ))
}

/// The address with its port, which the log always has.
fn url(request: &Request, kind: &str, port: u16) -> String {
    let mark = if request.query.is_empty() { "" } else { "?" };
    format!("{kind}://{}:{port}{}{mark}{}", request.host, request.path, request.query)
}

/// How many bytes its response has.
fn sent(packet: &Packet) -> usize {
    let Message::Response(response) = &packet.message else { return 0 };
    let line = "HTTP/1.1 \r\n".len() + 4 + gauntlet_model::curl::phrase(response.status).len();
    let headers = response.headers.iter().map(|header| header.name.len() + header.value.len() + 4);
    line + headers.sum::<usize>() + 2 + response.body.len()
}
