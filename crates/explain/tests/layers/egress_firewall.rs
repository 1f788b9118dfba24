//! The egress firewall: the three dialects of names, and what is judged when there is no name.

use gauntlet_model::http::Request;
use gauntlet_model::tls::{Tls, TlsClient, TlsState};
use gauntlet_scenario::Scenario;
use gauntlet_scenario::model::{AllowedName, NameDialect};
use gauntlet_sim::layer::egress_firewall::{Decision, Passed, covers, decide};

use super::packet;

/// AWS: <https://docs.aws.amazon.com/network-firewall/latest/developerguide/stateful-rule-groups-domain-names.html>.
/// Kubernetes: <https://network-policy-api.sigs.k8s.io/npeps/npep-133-fqdn-egress-selector/>.
/// Cilium: <https://docs.cilium.io/en/stable/security/policy/language/#dns-based>.
#[test]
fn the_three_dialects_disagree() {
    use NameDialect::{Aws, Cilium, Kubernetes};
    // Which of apex, one label and two labels below it an entry covers.
    let rows = [
        (Aws, ".example.com", (true, true, true)),
        (Aws, "example.com", (true, false, false)),
        (Aws, "a.example.com", (false, true, false)),
        (Kubernetes, "*.example.com", (false, true, true)),
        (Kubernetes, "example.com", (true, false, false)),
        (Cilium, "*.example.com", (false, true, false)),
        (Cilium, "example.com", (true, false, false)),
    ];
    for (dialect, entry, (apex, one, two)) in rows {
        let names = [
            ("example.com", apex),
            ("a.example.com", one),
            ("A.Example.COM", one),
            ("b.a.example.com", two),
            ("evilexample.com", false),
            ("example.com.evil.net", false),
            (".example.com", false),
            ("", false),
        ];
        for (name, expected) in names {
            assert_eq!(covers(dialect, entry, name), expected, "{dialect:?} {entry} {name}");
        }
    }
}

#[test]
fn the_name_comes_from_sni_or_host_and_the_address_serves_without() {
    let entry = |name: &str, host: Option<&str>, cidr: Option<&str>| AllowedName {
        name: name.to_owned(),
        host: host.map(str::to_owned),
        cidrs: cidr.iter().map(|net| net.parse().unwrap()).collect(),
        ports: vec![443],
    };
    let by_name = || vec![entry("names", Some("*.payments.example"), None)];
    let by_address = || vec![entry("nets", None, Some("192.0.2.0/24"))];
    let either =
        || vec![entry("names", Some("*.payments.example"), None), entry("nets", None, Some("192.0.2.0/24"))];
    use TlsState::{Encrypted, Plain};
    type List<'a> = &'a dyn Fn() -> Vec<AllowedName>;
    type Row<'a> = (List<'a>, TlsState, Option<&'a str>, &'a str, &'a str, Result<&'a str, &'a str>);
    let rows: &[Row<'_>] = &[
        (&by_name, Encrypted, Some("api.payments.example"), "site.example", "198.51.100.7:443", Ok("names")),
        (&by_name, Encrypted, Some("a.b.payments.example"), "site.example", "198.51.100.7:443", Ok("names")),
        (
            &by_name,
            Encrypted,
            Some("payments.example"),
            "site.example",
            "198.51.100.7:443",
            Err("name_denied"),
        ),
        (
            &by_name,
            Encrypted,
            Some("evil.example"),
            "api.payments.example",
            "198.51.100.7:443",
            Err("name_denied"),
        ),
        (&by_name, Encrypted, None, "api.payments.example", "198.51.100.7:443", Err("name_missing")),
        (
            &by_name,
            Encrypted,
            Some("api.payments.example"),
            "x",
            "198.51.100.7:8443",
            Err("destination_denied"),
        ),
        (&by_name, Plain, None, "api.payments.example", "198.51.100.7:443", Ok("names")),
        (&by_name, Plain, None, "site.example", "198.51.100.7:443", Err("name_denied")),
        (&by_name, Plain, None, "198.51.100.7", "198.51.100.7:443", Err("name_missing")),
        (&by_address, Encrypted, None, "x", "192.0.2.80:443", Ok("nets")),
        (&by_address, Encrypted, Some("evil.example"), "x", "192.0.2.80:443", Ok("nets")),
        (&by_address, Encrypted, None, "x", "198.51.100.7:443", Err("destination_denied")),
        (&by_address, Encrypted, None, "x", "192.0.2.80:80", Err("destination_denied")),
        (&either, Encrypted, None, "x", "192.0.2.80:443", Ok("nets")),
        (&either, Encrypted, Some("api.payments.example"), "x", "198.51.100.7:443", Ok("names")),
        (&either, Encrypted, None, "x", "198.51.100.7:443", Err("name_missing")),
    ];
    for (list, state, sni, host, to, expected) in rows {
        let mut scenario = Scenario::built_in();
        scenario.egress_firewall.allow = list();
        let mut packet = packet("203.0.113.50:1024", to);
        packet.tls = Tls { state: *state, sni: sni.map(str::to_owned), client: TlsClient::default() };
        let list = &scenario.egress_firewall;
        let request = Request::get(host, "/");
        let found = match decide(list, packet.flow(), packet.tls.hello(), &request) {
            Decision::Pass((), Passed::ByAddress(at) | Passed::ByName(at)) => {
                Ok(list.allow[at].name.as_str())
            }
            Decision::Stop(stop) => Err(stop.code.reason()),
        };
        assert_eq!(found, *expected, "{sni:?} {host} {to}");
    }
}
