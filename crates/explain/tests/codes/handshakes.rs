//! A change to the built-in scenario for each way in which a TLS handshake ends.

use gauntlet_model::tls::TlsVersion;
use gauntlet_scenario::Scenario;
use gauntlet_scenario::model::{Date, ProxyKind, UnknownServerName};

use crate::table::{Change, SITE, blind};

fn expired(scenario: &mut Scenario) {
    scenario.date = Date::parse("2026-11-23");
    scenario.reverse_proxy.certificate_not_after = Date::parse("2026-11-22");
}

/// That proxy ends TLS itself.
fn kind(scenario: &mut Scenario, kind: ProxyKind) {
    blind(scenario);
    scenario.reverse_proxy.kind = kind;
}

/// A name that no certificate covers.
const OTHER: &str = "https://a.b.site.example/";

pub const HANDSHAKES: &[(&str, Change, &str)] = &[
    (SITE, |_, a| a.tls.max_version = TlsVersion::V1_1, "waf.tls_version: tls protocol_version from waf"),
    (
        SITE,
        |s, a| {
            blind(s);
            a.tls.max_version = TlsVersion::V1_1;
        },
        "reverse_proxy.tls_version: tls protocol_version from reverse_proxy",
    ),
    // A port for TLS alone, and one for clear text alone.
    ("http://site.example:443/", |_, _| (), "waf.wrong_protocol: 400 from waf"),
    ("https://site.example:80/", |_, _| (), "waf.wrong_protocol: tls clear text from waf"),
    ("http://site.example:443/", |s, _| blind(s), "reverse_proxy.wrong_protocol: 400 from reverse_proxy"),
    (
        "http://site.example:443/",
        |s, _| kind(s, ProxyKind::Haproxy),
        "reverse_proxy.wrong_protocol: empty_reply",
    ),
    ("http://site.example:443/", |s, _| kind(s, ProxyKind::Envoy), "reverse_proxy.wrong_protocol: reset"),
    (
        "https://site.example:80/",
        |s, _| blind(s),
        "reverse_proxy.wrong_protocol: tls clear text from reverse_proxy",
    ),
    (SITE, |s, _| expired(s), "waf.certificate_expired: tls expired from client"),
    (
        SITE,
        |s, _| {
            expired(s);
            blind(s);
        },
        "reverse_proxy.certificate_expired: tls expired from client",
    ),
    (
        SITE,
        |s, a| {
            expired(s);
            a.tls.insecure = true;
        },
        "answered: 200 from pod",
    ),
    (OTHER, |_, _| (), "waf.certificate_name: tls other_name from client"),
    ("https://203.0.113.10/", |_, _| (), "waf.certificate_name: tls other_name from client"),
    (
        OTHER,
        |s, _| s.reverse_proxy.unknown_server_name = Some(UnknownServerName::Reject),
        "waf.certificate_name: tls unrecognized_name from waf",
    ),
    (OTHER, |s, _| blind(s), "reverse_proxy.certificate_name: tls self_signed from client"),
    (
        OTHER,
        |s, _| kind(s, ProxyKind::Haproxy),
        "reverse_proxy.certificate_name: tls self_signed from client",
    ),
    (OTHER, |s, _| kind(s, ProxyKind::Nginx), "reverse_proxy.certificate_name: tls other_name from client"),
    (
        OTHER,
        |s, _| {
            kind(s, ProxyKind::Haproxy);
            s.reverse_proxy.unknown_server_name = Some(UnknownServerName::Reject);
        },
        "reverse_proxy.certificate_name: tls unrecognized_name from reverse_proxy",
    ),
    (OTHER, |s, _| kind(s, ProxyKind::Envoy), "reverse_proxy.certificate_name: reset tls_handshake"),
    (
        OTHER,
        |s, a| {
            kind(s, ProxyKind::Envoy);
            a.tls.insecure = true;
        },
        "reverse_proxy.certificate_name: reset tls_handshake",
    ),
    // A client that accepts any certificate gets as far as the routes, if the server shows one.
    (OTHER, |_, a| a.tls.insecure = true, "reverse_proxy.no_route: 404 from reverse_proxy"),
    (
        OTHER,
        |s, a| {
            blind(s);
            a.tls.insecure = true;
        },
        "reverse_proxy.no_route: 404 from reverse_proxy",
    ),
];
