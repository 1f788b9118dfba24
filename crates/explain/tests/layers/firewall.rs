//! The network firewall: order of rules, fields, families, connection state.

use gauntlet_model::packet::Protocol;
use gauntlet_scenario::Scenario;
use gauntlet_scenario::model::{Action, Firewall, FirewallRule, PortRange};
use gauntlet_sim::layer::Reply;
use gauntlet_sim::layer::firewall::{self, Decision, Passed};
use gauntlet_sim::world::connections::Connections;

use super::packet;

fn rule(
    name: &str,
    action: Action,
    sources: &[&str],
    ports: &[(u16, u16)],
    protocol: Option<Protocol>,
) -> FirewallRule {
    FirewallRule {
        name: name.to_owned(),
        action,
        sources: sources.iter().map(|net| net.parse().unwrap()).collect(),
        ports: ports.iter().map(|(first, last)| PortRange { first: *first, last: *last }).collect(),
        protocol,
    }
}

/// The first match decides, as in iptables' filter table (`man iptables`: "Each rule specifies what to do with a packet that
/// matches. ... If the packet does not match, the next rule in the chain is examined").
#[test]
fn rules_decide_in_order() {
    let config = Firewall {
        rules: vec![
            rule("bad", Action::Drop, &["198.51.100.64/26", "2001:db8:bad::/48"], &[], None),
            rule("no-telnet", Action::Reject, &[], &[(23, 23)], None),
            rule("web", Action::Allow, &[], &[(80, 80), (443, 443)], Some(Protocol::Tcp)),
            rule("high", Action::Allow, &["192.0.2.0/24"], &[(8000, 8100)], None),
            rule("dns", Action::Allow, &["2001:db8::/32"], &[(53, 53)], Some(Protocol::Udp)),
        ],
        default_action: Action::Drop,
    };
    use Protocol::{Tcp, Udp};
    let rows = [
        ("192.0.2.1:5", 443, Tcp, Ok("web")),
        ("198.51.100.65:5", 443, Tcp, Err(("source_denied", Reply::Silence))),
        ("198.51.100.63:5", 80, Tcp, Ok("web")),
        ("198.51.100.128:5", 80, Tcp, Ok("web")),
        ("[2001:db8::1]:5", 443, Tcp, Ok("web")),
        ("[2001:db8:bad::1]:5", 443, Tcp, Err(("source_denied", Reply::Silence))),
        ("192.0.2.1:5", 23, Tcp, Err(("port_denied", Reply::Refuse))),
        ("192.0.2.1:5", 443, Udp, Err(("protocol_denied", Reply::Silence))),
        ("192.0.2.1:5", 7999, Tcp, Err(("port_denied", Reply::Silence))),
        ("192.0.2.1:5", 8000, Tcp, Ok("high")),
        ("192.0.2.1:5", 8050, Udp, Ok("high")),
        ("192.0.2.1:5", 8100, Tcp, Ok("high")),
        ("192.0.2.1:5", 8101, Tcp, Err(("port_denied", Reply::Silence))),
        ("203.0.113.9:5", 8050, Tcp, Err(("port_denied", Reply::Silence))),
        ("[2001:db8::1]:5", 53, Udp, Ok("dns")),
        ("203.0.113.9:5", 53, Udp, Err(("source_denied", Reply::Silence))),
    ];
    for (source, port, protocol, expected) in rows {
        let mut packet = packet(source, "203.0.113.10:1");
        packet.destination.set_port(port);
        packet.protocol = protocol;
        let found = match firewall::decide(&config, packet.flow()) {
            Decision::Pass((), Passed::ByRule(at)) => Ok(config.rules[at].name.as_str()),
            Decision::Pass((), Passed::ByDefault) => Ok("default"),
            Decision::Stop(stop) => Err((stop.code.reason(), stop.reply)),
        };
        assert_eq!(found, expected, "{source} to {port} {protocol:?}");
    }
}

/// conntrack: a reply is known by its connection, both ends and the protocol, and by nothing less.
#[test]
fn replies_pass_by_the_connection_they_belong_to() {
    let request = packet("192.0.2.1:40000", "203.0.113.10:443");
    let reply = packet("203.0.113.10:443", "192.0.2.1:40000");
    let mut table = Connections::default();
    assert!(!table.knows(reply.flow()), "nobody has asked yet");
    table.open(request.flow());
    assert!(table.knows(reply.flow()));
    assert!(!table.knows(request.flow()), "the request itself is no reply");
    for stranger in [
        packet("203.0.113.10:443", "192.0.2.1:40001"),
        packet("203.0.113.10:80", "192.0.2.1:40000"),
        packet("203.0.113.11:443", "192.0.2.1:40000"),
    ] {
        assert!(!table.knows(stranger.flow()), "{} to {}", stranger.source, stranger.destination);
    }
    let mut datagram = reply.clone();
    datagram.protocol = Protocol::Udp;
    assert!(!table.knows(datagram.flow()));
    table.close(request.flow());
    assert!(!table.knows(reply.flow()), "the connection is over");
}

#[test]
fn the_way_back_names_the_connection_it_passes_by() {
    let journey =
        crate::common::checked(&Scenario::built_in(), &crate::common::ingress("https://site.example/"), 1);
    for layer in ["firewall", "network_policy"] {
        let hops: Vec<_> = journey.hops.iter().filter(|hop| hop.layer.name() == layer).collect();
        let (there, back) = (hops[0], hops[1]);
        let connection = format!("{} to {}", there.before.source, there.before.destination);
        assert_eq!(back.why[0].value.as_ref().map(ToString::to_string), Some(connection), "{layer}");
    }
}
