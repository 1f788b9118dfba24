//! The log lines: each in the format of a real product, with this request's own values.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use gauntlet_explain::question::composed;
use gauntlet_explain::{preset, run};
use gauntlet_model::ask::SEED;
use gauntlet_model::journey::Way;
use gauntlet_scenario::Scenario;
use gauntlet_scenario::model::{ProxyKind, TlsInspection};

/// Preset, layer, way, and what its line has. Formats: netfilter's LOG target; ModSecurity's audit message; the access log of
/// AWS' Application Load Balancer; nginx' error log and combined access log; `hubble observe`; CoreDNS' log plugin; Cloud NAT's
/// log; Suricata's EVE.
const LINES: &[(&str, &str, Way, &[&str])] = &[
    (
        "blocked-address",
        "firewall",
        Way::Request,
        &["drop-known-bad: IN=", "SRC=198.51.100.70 DST=203.0.113.10 PROTO=TCP SPT=", "DPT=443 SYN"],
    ),
    (
        "sql-injection",
        "waf",
        Way::Request,
        &[
            "ModSecurity: Warning. [id \"542100\"] [msg \"sqli-tautology\"] [data \"Matched Data found within ARGS:q: ' OR 1=1 --\"] \
             [severity \"2\"] [tag \"attack-sqli\"] [tag \"paranoia-level/1\"] [hostname \"site.example\"] [uri \"/products\"]\n",
            "\nModSecurity: Access denied with code 403 (phase 2). Matched \"Operator `Ge' with parameter `5' against variable \
             `TX:ANOMALY_SCORE' (Value: `",
            "[id \"949110\"] [msg \"Inbound Anomaly Score Exceeded (Total Score: ",
        ],
    ),
    ("large-body", "waf", Way::Request, &["Access denied with code 413", "[uri \"/upload\"]"]),
    (
        "dead-nodes",
        "load_balancer",
        Way::Request,
        &[
            "https 2026-01-02T00:00:00.0",
            "Z app/balancer/0123456789abcdef 10.0.0.10:",
            " - -1 -1 -1 503 - 70 106 \"GET https://site.example:443/ HTTP/1.1\" \"",
        ],
    ),
    ("unnoticed-node", "load_balancer", Way::Request, &[" 10.0.1.13:30443 -1 -1 -1 504 - "]),
    (
        "harmless",
        "reverse_proxy",
        Way::Response,
        &["10.0.1.13 - - \"GET /products?q=shoes HTTP/1.1\" 200 ", "[shop-web-80] 10.244.3.23:8080 200"],
    ),
    ("wrong-path", "reverse_proxy", Way::Request, &["\"GET /checkout HTTP/1.1\" 404"]),
    (
        "old-tls",
        "waf",
        Way::Request,
        &[
            "[info] SSL_do_handshake() failed (SSL: error:0A000102:SSL routines::unsupported protocol)",
            "client: 198.51.100.23",
        ],
    ),
    (
        "expired-certificate",
        "waf",
        Way::Request,
        &[
            "[info] ",
            "(SSL: error:0A000415:SSL routines::sslv3 alert certificate expired:SSL alert number 45) while",
        ],
    ),
    (
        "wrong-host",
        "waf",
        Way::Request,
        &["[info] client closed connection while waiting for request, client"],
    ),
    ("http-on-443", "waf", Way::Request, &["198.51.100.23 - - \"GET / HTTP/1.1\" 400 \"-\" "]),
    ("rate-limit", "api_gateway", Way::Request, &["mobile-app \"GET /v1/orders HTTP/1.1\" 429"]),
    ("dead-pods", "reverse_proxy", Way::Response, &["\"GET / HTTP/1.1\" 503 ", "[shop-web-80] - -"]),
    (
        "virtual-ip",
        "reverse_proxy",
        Way::Response,
        &["connect() failed (111: Connection refused)", "upstream: \"http://10.96.0.20:80/\""],
    ),
    (
        "closed-by-policy",
        "network_policy",
        Way::Request,
        &[
            "Jan  2 00:00:10.02",
            ": ingress/reverse-proxy:",
            ") <> shop/web-3:8080 (ID:",
            ") policy-verdict:none INGRESS DENIED (TCP Flags: SYN)\nJan  2 ",
            ") Policy denied DROPPED (TCP Flags: SYN)",
        ],
    ),
    (
        "closed-by-policy",
        "reverse_proxy",
        Way::Response,
        &[
            "(110: Operation timed out) while connecting to upstream",
            "upstream: \"http://10.244.3.23:8080/\"",
        ],
    ),
    ("slow-pods", "reverse_proxy", Way::Response, &["while reading response header from upstream"]),
    ("crashed-pod", "reverse_proxy", Way::Response, &["upstream prematurely closed connection"]),
    (
        "harmless",
        "pod",
        Way::Request,
        &["10.244.0.10 \"GET /products?q=shoes HTTP/1.1\" 200 forwarded for 10.0.1.13"],
    ),
    (
        "no-lookups",
        "network_policy",
        Way::Request,
        &[
            ") <> 10.96.0.10:53 (ID:",
            ") policy-verdict:none EGRESS DENIED (UDP)\n",
            ") Policy denied DROPPED (UDP)",
        ],
    ),
    (
        "mistyped-host",
        "dns",
        Way::Request,
        &["\"A IN api.paymnets.example. udp 38 false 512\" NXDOMAIN qr,rd,ra 113 0.0015s"],
    ),
    (
        "payment",
        "dns",
        Way::Request,
        &["\"A IN api.payments.example. udp 38 false 512\" NOERROR qr,rd,ra 74 0.0015s"],
    ),
    (
        "exhausted-nat",
        "nat_gateway",
        Way::Request,
        &["{\"allocation_status\":\"DROPPED\"", "\"dest_ip\":\"192.0.2.80\"", "\"dest_port\":443"],
    ),
    (
        "unapproved-host",
        "egress_firewall",
        Way::Request,
        &[
            "\"action\":\"blocked\"",
            "\"tls\":{\"sni\":\"collector.unknown.example\"}",
            "\"src_ip\":\"203.0.113.50\"",
        ],
    ),
    ("payment", "egress_firewall", Way::Request, &["\"action\":\"allowed\",\"signature\":\"payments\""]),
];

#[test]
fn each_layer_writes_what_its_kind_writes() {
    for (name, layer, way, parts) in LINES {
        let preset = preset::named(name).unwrap();
        let scenario = preset.scenario().unwrap();
        let ask = composed(&scenario, &preset.request()).unwrap();
        let journey = run(&scenario, &ask, SEED);
        let hop = journey.hops.iter().find(|hop| hop.layer.name() == *layer && hop.way == *way);
        let line = hop
            .and_then(|hop| hop.log.as_deref())
            .unwrap_or_else(|| panic!("{name}: {layer} writes nothing"));
        for part in *parts {
            assert!(line.contains(part), "{name}: {layer} writes {line}, wanted {part}");
        }
        // A proxy writes one for each try, a WAF one for each rule, Cilium a verdict and a drop.
        assert!(
            ["reverse_proxy", "waf", "network_policy"].contains(layer) || !line.contains('\n'),
            "{line}: one line"
        );
        assert!(line.lines().all(|one| !one.is_empty()), "{line}");
    }
}

/// That proxy ends TLS itself.
fn own(scenario: &mut Scenario, kind: ProxyKind) {
    scenario.waf.tls = TlsInspection::PassThrough;
    scenario.reverse_proxy.kind = kind;
}

/// Where nothing is asked and where nothing is noted, nothing is written: no lookup of an address, and no handshake in the log of a
/// proxy whose words are not known here.
#[test]
fn nothing_is_written_where_the_real_one_writes_nothing() {
    let told = |name: &str, kind: ProxyKind| {
        let preset = preset::named(name).unwrap();
        let mut scenario = preset.scenario().unwrap();
        own(&mut scenario, kind);
        run(&scenario, &composed(&scenario, &preset.request()).unwrap(), SEED)
    };
    let written = |name, layer: &str, kind| {
        let hops = told(name, kind).hops;
        let hop = hops.iter().find(|hop| hop.layer.name() == layer && hop.way == Way::Request);
        hop.unwrap_or_else(|| panic!("{name} never comes to {layer}")).log.clone()
    };
    assert_eq!(written("bare-address", "dns", ProxyKind::Nginx), None);
    for kind in [ProxyKind::IngressNginx, ProxyKind::Haproxy, ProxyKind::Envoy] {
        let nginx = kind == ProxyKind::IngressNginx;
        assert_eq!(written("wrong-host", "reverse_proxy", kind).is_some(), nginx, "{kind:?}");
        let noted = told("wrong-host", kind).why.iter().any(|reason| reason.text().starts_with("nginx"));
        assert_eq!(noted, nginx, "{kind:?}: where its log is spoken of");
    }
}

/// A line cannot be forged: what a client sends is quoted or stays out (CWE-117).
#[test]
fn what_a_client_sends_makes_no_line_of_its_own() {
    for header in ["X: a", "User-Agent: evil\u{b}\u{1}"] {
        let mut preset = preset::named("harmless").unwrap().request();
        preset.headers = header.to_owned();
        let scenario = Scenario::built_in();
        let Ok(ask) = composed(&scenario, &preset) else { continue };
        for hop in run(&scenario, &ask, SEED).hops {
            let line = hop.log.unwrap_or_default();
            assert!(!line.chars().any(char::is_control), "{line:?}");
        }
    }
}
