//! Ingress paths and hosts as Kubernetes documents them; versions and certificates of TLS.

use std::collections::BTreeMap;

use gauntlet_model::http::{Request, host_covers};
use gauntlet_model::layer::Layer;
use gauntlet_model::tls::{Hello, Tls, TlsClient, TlsState, TlsVersion};
use gauntlet_scenario::Scenario;
use gauntlet_scenario::model::{Date, PathType, ProxyKind, Route, UnknownServerName};
use gauntlet_sim::layer::handshake::{self, Failed};
use gauntlet_sim::layer::reverse_proxy;

fn routes(paths: &[(&str, PathType)]) -> gauntlet_scenario::model::ReverseProxy {
    let mut proxy = Scenario::built_in().reverse_proxy;
    proxy.routes = paths
        .iter()
        .map(|(path, path_type)| Route {
            name: format!("{path_type:?} {path}"),
            host: "x.example".into(),
            path: (*path).into(),
            path_type: *path_type,
            service: "web".into(),
            namespace: None,
            port: 80,
        })
        .collect();
    proxy
}

/// The whole table of <https://kubernetes.io/docs/concepts/services-networking/ingress/#examples>, in its order, and the rules
/// of the section on multiple matches below it.
#[test]
fn ingress_paths_match_as_kubernetes_documents() {
    use PathType::{Exact, Prefix};
    type Paths<'a> = &'a [(&'a str, PathType)];
    let rows: &[(Paths<'_>, &str, Option<&str>)] = &[
        (&[("/", Prefix)], "/any/path", Some("Prefix /")),
        (&[("/foo", Exact)], "/foo", Some("Exact /foo")),
        (&[("/foo", Exact)], "/bar", None),
        (&[("/foo", Exact)], "/foo/", None),
        (&[("/foo/", Exact)], "/foo", None),
        (&[("/foo", Prefix)], "/foo", Some("Prefix /foo")),
        (&[("/foo", Prefix)], "/foo/", Some("Prefix /foo")),
        (&[("/foo/", Prefix)], "/foo", Some("Prefix /foo/")),
        (&[("/foo/", Prefix)], "/foo/", Some("Prefix /foo/")),
        (&[("/aaa/bb", Prefix)], "/aaa/bbb", None),
        (&[("/aaa/bbb", Prefix)], "/aaa/bbb", Some("Prefix /aaa/bbb")),
        (&[("/aaa/bbb/", Prefix)], "/aaa/bbb", Some("Prefix /aaa/bbb/")),
        (&[("/aaa/bbb", Prefix)], "/aaa/bbb/", Some("Prefix /aaa/bbb")),
        (&[("/aaa/bbb", Prefix)], "/aaa/bbb/ccc", Some("Prefix /aaa/bbb")),
        (&[("/aaa/bbb", Prefix)], "/aaa/bbbxyz", None),
        (&[("/", Prefix), ("/aaa", Prefix)], "/aaa/ccc", Some("Prefix /aaa")),
        (&[("/", Prefix), ("/aaa", Prefix)], "/ccc", Some("Prefix /")),
        (&[("/aaa", Prefix), ("/aaa/bbb", Prefix), ("/", Prefix)], "/aaa/bbb", Some("Prefix /aaa/bbb")),
        (&[("/aaa", Prefix)], "/ccc", None),
        (&[("/foo", Prefix), ("/foo", Exact)], "/foo", Some("Exact /foo")),
        (&[("/foo", Exact), ("/foo/bar", Prefix)], "/foo/bar", Some("Prefix /foo/bar")),
    ];
    for (paths, path, expected) in rows {
        let proxy = routes(paths);
        let found = reverse_proxy::route(&proxy, "x.example", path).map(|route| route.name.as_str());
        assert_eq!(found, *expected, "{path}");
    }
}

#[test]
fn a_star_covers_one_label() {
    let rows = [
        ("*.foo.com", "bar.foo.com", true),
        ("*.foo.com", "baz.bar.foo.com", false),
        ("*.foo.com", "foo.com", false),
        ("*.foo.com", ".foo.com", false),
        ("foo.com", "FOO.com", true),
    ];
    for (pattern, host, expected) in rows {
        assert_eq!(host_covers(pattern, host), expected, "{pattern} {host}");
    }
    let mut proxy = routes(&[("/", PathType::Prefix), ("/", PathType::Prefix)]);
    proxy.routes[0].host = "*.x.example".into();
    proxy.routes[1].host = "a.x.example".into();
    assert_eq!(reverse_proxy::route(&proxy, "a.x.example", "/").unwrap().host, "a.x.example");
}

/// The table of <https://kubernetes.io/docs/concepts/services-networking/ingress/#hostname-wildcards>.
#[test]
fn wildcard_hosts_match_as_kubernetes_documents() {
    let rows = [
        ("*.foo.com", "bar.foo.com", true),
        ("*.foo.com", "baz.bar.foo.com", false),
        ("*.foo.com", "foo.com", false),
    ];
    for (pattern, host, matches) in rows {
        let mut proxy = routes(&[("/", PathType::Prefix)]);
        proxy.routes[0].host = pattern.into();
        assert_eq!(reverse_proxy::route(&proxy, host, "/").is_some(), matches, "{pattern} {host}");
    }
}

/// RFC 8446, section 6.2: `protocol_version` where no version is shared, `unrecognized_name` (RFC 6066, section 3) where no
/// certificate has the name, `certificate_expired` where it has run out: it is good on its last day.
#[test]
fn a_handshake_needs_a_version_a_name_and_a_date() {
    use TlsVersion::{V1_0, V1_1, V1_2, V1_3};
    let rows = [
        (V1_3, V1_2, "site.example", "2026-11-23", false, None),
        (V1_2, V1_2, "www.site.example", "2026-11-23", false, None),
        (V1_1, V1_2, "site.example", "2026-11-23", false, Some("tls_version")),
        (V1_2, V1_3, "site.example", "2026-11-23", false, Some("tls_version")),
        (V1_0, V1_0, "site.example", "2026-11-23", false, None),
        (V1_3, V1_2, "a.b.site.example", "2026-11-23", false, Some("certificate_name")),
        (V1_3, V1_2, "", "2026-11-23", false, Some("certificate_name")),
        (V1_3, V1_2, "site.example", "2026-12-31", false, None),
        (V1_3, V1_2, "site.example", "2027-01-01", false, Some("certificate_expired")),
        (V1_3, V1_2, "site.example", "2027-01-01", true, None),
        // The server shows what it has, and that is enough for a client that takes anything.
        (V1_3, V1_2, "a.b.site.example", "2027-01-01", true, None),
        (V1_1, V1_2, "site.example", "2026-11-23", true, Some("tls_version")),
        (V1_1, V1_2, "a.b.site.example", "2027-01-01", false, Some("tls_version")),
    ];
    for (speaks, wants, name, today, insecure, expected) in rows {
        let mut scenario = Scenario::built_in();
        scenario.date = Date::parse(today);
        scenario.reverse_proxy.certificate_not_after = Date::parse("2026-12-31");
        scenario.reverse_proxy.min_tls_version = wants;
        let tls = Tls {
            state: TlsState::Encrypted,
            sni: Some(name.to_owned()).filter(|name| !name.is_empty()),
            client: TlsClient { max_version: speaks, insecure },
        };
        let ruling = reverse_proxy::decide(
            &scenario,
            tls.state,
            8443,
            reverse_proxy::Peer { address: [198, 51, 100, 23].into(), named: false },
            tls.hello(),
            &Request::get("site.example", "/"),
        );
        assert_eq!(
            ruling.chosen().err().map(|stop| stop.code.reason()),
            expected,
            "{speaks:?} {name} {today}"
        );
        for by in [Layer::Waf, Layer::ReverseProxy] {
            assert_eq!(handshake::complete(&scenario, by, tls.hello()).is_ok(), expected.is_none());
        }
    }
}

/// As nginx 1.22, HAProxy 2.6 and Envoy 1.40 were seen to end them: which of a version and a name is looked at first.
#[test]
fn an_old_version_and_an_unknown_name_end_by_what_is_looked_at_first() {
    use ProxyKind::{Envoy, Haproxy, IngressNginx, Nginx};
    let rows = [
        (IngressNginx, UnknownServerName::DefaultCertificate, Failed::Version),
        (Nginx, UnknownServerName::Reject, Failed::Version),
        (Haproxy, UnknownServerName::DefaultCertificate, Failed::Version),
        (Haproxy, UnknownServerName::Reject, Failed::Name),
        (Envoy, UnknownServerName::Reject, Failed::Name),
    ];
    for (kind, unknown, expected) in rows {
        let mut scenario = Scenario::built_in();
        scenario.reverse_proxy.kind = kind;
        scenario.reverse_proxy.unknown_server_name = Some(unknown);
        let client = TlsClient { max_version: TlsVersion::V1_1, insecure: false };
        let hello = Hello { sni: Some("unknown.example"), client };
        let found = handshake::complete(&scenario, Layer::ReverseProxy, hello);
        assert_eq!(found, Err(expected), "{kind:?} {unknown:?}");
        // The WAF is one, whatever stands behind it.
        let found = handshake::complete(&scenario, Layer::Waf, hello);
        assert_eq!(found, Err(Failed::Version), "WAF before {kind:?}");
    }
}

/// RFC 3339, section 5.6 and appendix C: the days of a month, leap years among them.
#[test]
fn days_are_days_of_the_calendar() {
    let rows = [
        ("2026-02-28", true),
        ("2026-02-29", false),
        ("2028-02-29", true),
        ("2100-02-29", false),
        ("2000-02-29", true),
        ("2026-04-31", false),
        ("2026-12-31", true),
        ("2026-13-01", false),
        ("2026-00-10", false),
        ("2026-01-00", false),
        ("2026-1-01", false),
        ("2026/01/01", false),
        ("+026-01-01", false),
        ("", false),
    ];
    for (text, known) in rows {
        assert_eq!(Date::parse(text).map(|date| date.to_string()), known.then(|| text.to_owned()), "{text}");
    }
    assert!(Date::parse("2026-12-31") < Date::parse("2027-01-01"));
    assert_eq!(Date::parse("2028-02-29").unwrap().a_year_later(), Date::parse("2029-02-28").unwrap());
}

#[test]
fn the_proxy_says_whom_it_speaks_for() {
    use ProxyKind::{IngressNginx, Nginx};
    let mut scenario = Scenario::built_in();
    for (kind, trusts, url, forwarded, expected) in [
        (Nginx, false, "https://site.example/", None, ("198.51.100.23, 10.0.0.10, 10.0.1.13", "https")),
        (Nginx, false, "http://site.example/", None, ("198.51.100.23, 10.0.0.10, 10.0.1.13", "http")),
        (
            Nginx,
            false,
            "https://site.example/",
            Some("192.0.2.9"),
            ("192.0.2.9, 198.51.100.23, 10.0.0.10, 10.0.1.13", "https"),
        ),
        // It writes the header anew, whatever a client wrote there.
        (IngressNginx, false, "https://site.example/", Some("192.0.2.9"), ("10.0.1.13", "https")),
        (IngressNginx, true, "https://site.example/", Some("192.0.2.9"), ("198.51.100.23", "https")),
    ] {
        scenario.reverse_proxy.kind = kind;
        scenario.reverse_proxy.trust_forwarded = trusts;
        let mut ask = crate::common::ingress(url);
        forwarded.iter().for_each(|value| ask.request.set_header("X-Forwarded-For", value));
        let journey = crate::common::checked(&scenario, &ask, 1);
        let pod = journey.hops.iter().find(|hop| hop.layer.name() == "pod").unwrap();
        let gauntlet_model::http::Message::Request(request) = &pod.before.message else { panic!("{url}") };
        let headers: BTreeMap<&str, &str> =
            request.headers.iter().map(|header| (header.name.as_str(), header.value.as_str())).collect();
        assert_eq!((headers["X-Forwarded-For"], headers["X-Forwarded-Proto"]), expected, "{url}");
    }
}
