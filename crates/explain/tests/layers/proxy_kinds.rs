//! What each kind of proxy makes of a request, and of what fails behind it: as nginx 1.22, HAProxy 2.6 and Envoy 1.40 (with its path
//! normalization on) did when asked the same.

use std::borrow::Cow;

use gauntlet_model::ask::Ask;
use gauntlet_model::http::{Header, Request};
use gauntlet_model::journey::Way;
use gauntlet_model::time::Micros;
use gauntlet_model::tls::TlsState;
use gauntlet_scenario::Scenario;
use gauntlet_scenario::model::ProxyKind::{self, Envoy, Haproxy, IngressNginx, Nginx};
use gauntlet_scenario::model::Upstream::{Endpoints, VirtualIp};
use gauntlet_scenario::model::{PathType, PodState, Route, Upstream};
use gauntlet_sim::layer::reverse_proxy::{self, Bad};

use crate::common::{checked, end, ingress};

const KINDS: [ProxyKind; 4] = [IngressNginx, Nginx, Haproxy, Envoy];

/// A path, and what nginx (of both kinds), HAProxy and Envoy compare.
type PathRow = (&'static str, Result<&'static str, Bad>, &'static str, Result<&'static str, Bad>);

#[test]
fn a_path_is_compared_as_the_program_reads_it() {
    let rows: &[PathRow] = &[
        ("/path/a", Ok("/path/a"), "/path/a", Ok("/path/a")),
        ("/path//a", Ok("/path/a"), "/path//a", Ok("/path/a")),
        ("/path/./a", Ok("/path/a"), "/path/./a", Ok("/path/a")),
        ("/path/../path/b", Ok("/path/b"), "/path/../path/b", Ok("/path/b")),
        ("/path/.", Ok("/path/"), "/path/.", Ok("/path/")),
        ("/path/..", Ok("/"), "/path/..", Ok("/")),
        ("/path//", Ok("/path/"), "/path//", Ok("/path/")),
        ("/path/.a/..b", Ok("/path/.a/..b"), "/path/.a/..b", Ok("/path/.a/..b")),
        ("/path/a//../b", Ok("/path/b"), "/path/a//../b", Ok("/path/a/b")),
        ("/../path/c", Err(Bad::AboveRoot), "/../path/c", Ok("/path/c")),
        ("/path/%61%2Fb", Ok("/path/a/b"), "/path/%61%2Fb", Ok("/path/a%2Fb")),
        ("/path/%2e%2e/path/x", Ok("/path/x"), "/path/%2e%2e/path/x", Ok("/path/x")),
        ("/path/..%2f..%2f..", Err(Bad::AboveRoot), "/path/..%2f..%2f..", Ok("/path/..%2f..%2f..")),
        ("/path/%00", Err(Bad::Encoding), "/path/%00", Err(Bad::Encoding)),
        ("/path/%zz", Err(Bad::Encoding), "/path/%zz", Ok("/path/%zz")),
        ("/path/%", Err(Bad::Encoding), "/path/%", Ok("/path/%")),
        ("/path/%2561", Ok("/path/%61"), "/path/%2561", Ok("/path/%2561")),
    ];
    for (path, nginx, haproxy, envoy) in rows {
        for (kind, expected) in
            [(IngressNginx, *nginx), (Nginx, *nginx), (Haproxy, Ok(haproxy)), (Envoy, *envoy)]
        {
            let found = reverse_proxy::normal(kind, path);
            assert_eq!(found.as_deref().map_err(|bad| *bad), expected, "{kind:?} {path}");
            let plain = !["%", "//", "/."].iter().any(|part| path.contains(part));
            assert!(!plain || matches!(found, Ok(Cow::Borrowed(_))), "{path}: nothing to change");
        }
    }
}

fn route(name: &str, host: &str, path: &str) -> Route {
    Route {
        name: name.to_owned(),
        host: host.to_owned(),
        path: path.to_owned(),
        path_type: PathType::Prefix,
        service: "web".to_owned(),
        namespace: None,
        port: 80,
    }
}

/// The route that a request takes, or the status that refuses it.
fn routed(kind: ProxyKind, routes: &[Route], request: &Request) -> String {
    let mut scenario = Scenario::built_in();
    scenario.reverse_proxy.kind = kind;
    scenario.reverse_proxy.routes = routes.to_vec();
    let hello = ingress("http://site.example/").hello().client;
    let hello = gauntlet_model::tls::Hello { sni: None, client: hello };
    let decision = reverse_proxy::decide(&scenario, TlsState::Plain, 8080, hello, request);
    match decision.chosen() {
        Ok(at) => scenario.reverse_proxy.routes[at].name.clone(),
        Err(stop) => format!("{:?}", stop.reply),
    }
}

/// A request's host and path, and what ingress-nginx, nginx, HAProxy and Envoy do with it.
type HostRow = (&'static [&'static str], &'static str, [&'static str; 4]);

#[test]
fn a_host_is_found_as_the_program_looks_for_it() {
    let routes = [
        route("wild", "*.w.example", "/"),
        route("deep", "*.b.w.example", "/"),
        route("named", "a.w.example", "/only"),
        route("alone", "named.example", "/only"),
    ];
    let (bad, none) = ("Http(400)", "Http(404)");
    let rows: &[HostRow] = &[
        (&["named.example"], "/only", ["alone"; 4]),
        (&["NAMED.example"], "/only", ["alone"; 4]),
        (&["named.example."], "/only", ["alone", "alone", none, none]),
        (&["named.example.:8080"], "/only", ["alone", "alone", none, none]),
        (&["named.example"], "/other", [none; 4]),
        // The named host owns the request; HAProxy's rules are independent.
        (&["a.w.example"], "/only", ["named"; 4]),
        (&["a.w.example"], "/other", [none, none, "wild", none]),
        (&["x.w.example"], "/", ["wild"; 4]),
        (&["w.example"], "/", [none; 4]),
        (&["x.y.w.example"], "/", [none, "wild", "wild", "wild"]),
        (&["x.y.b.w.example"], "/", [none, "deep", "deep", "deep"]),
        (&["x.b.w.example"], "/", ["deep"; 4]),
        (&[], "/only", [bad, bad, none, bad]),
        (&["named.example", "other.example"], "/only", [bad, bad, bad, none]),
        (&["named.example", "named.example"], "/only", [bad, bad, "alone", none]),
    ];
    for (hosts, path, expected) in rows {
        let name = hosts.first().copied().unwrap_or_default();
        let read = name.split(':').next().unwrap().trim_end_matches('.').to_ascii_lowercase();
        let mut request = Request::get(&read, path);
        let header = |host: &&str| Header { name: "host".to_owned(), value: (*host).to_owned() };
        request.headers = hosts.iter().map(header).collect();
        let found = KINDS.map(|kind| routed(kind, &routes, &request));
        assert_eq!(found, *expected, "{hosts:?} {path}");
    }
}

/// What is wrong behind the proxy.
type Wrong = fn(&mut Scenario);

fn of_pods(scenario: &mut Scenario, which: &[&str], change: fn(&mut PodState)) {
    for name in which {
        change(scenario.state.pods.entry(format!("shop/{name}")).or_default());
    }
}

const BOTH: [&str; 2] = ["web-1", "web-3"];
const REFUSE: Wrong = |s| s.pods.iter_mut().for_each(|pod| pod.container_port = 8081);
const DROP: Wrong = |s| s.network_policies[0].ingress.clear();
const CRASH: Wrong = |s| of_pods(s, &BOTH, |pod| pod.crashes = true);
const SLOW: Wrong =
    |s| s.pods.iter_mut().for_each(|pod| pod.service_time_us = Micros::from_millis(3_600_000));
const NONE: Wrong = |s| of_pods(s, &BOTH, |pod| pod.ready = false);
const NO_SERVICE: Wrong = |s| s.reverse_proxy.routes[1].service = "wbe".to_owned();
const ONE_CRASHES: Wrong = |s| of_pods(s, &["web-3"], |pod| pod.crashes = true);
const ONE_REFUSES: Wrong = |s| s.pods[2].container_port = 8081;
const ALONE_REFUSES: Wrong = |s| {
    of_pods(s, &["web-1"], |pod| pod.ready = false);
    s.pods[2].container_port = 8081;
};

/// Two pods are ready, and web-3 is tried first. The kind, where it sends requests, the method, what is wrong; then the status
/// that the client sees, how many tries failed before the last, how long it took in seconds, and a part of the log.
type BehindRow = (ProxyKind, Upstream, &'static str, Wrong, u16, usize, u64, &'static str);

#[test]
fn what_fails_behind_it_is_tried_again_and_answered_by_kind() {
    let rows: &[BehindRow] = &[
        (IngressNginx, Endpoints, "GET", REFUSE, 502, 2, 0, "connect() failed (111: Connection refused)"),
        (Nginx, Endpoints, "GET", REFUSE, 502, 1, 0, "connect() failed (111: Connection refused)"),
        (Nginx, VirtualIp, "GET", REFUSE, 502, 0, 0, "upstream: \"http://10.96.0.20:80/\""),
        (Haproxy, Endpoints, "GET", REFUSE, 503, 3, 0, "web/web-1 0/0/-1/-1/0 503 - - SC-- 1/1/0/0/+3"),
        (
            Haproxy,
            Endpoints,
            "GET",
            ALONE_REFUSES,
            503,
            3,
            3,
            "web/web-3 0/3000/-1/-1/3000 503 - - SC-- 1/1/0/0/3 ",
        ),
        (Envoy, Endpoints, "GET", REFUSE, 503, 0, 0, " 503 UF "),
        (IngressNginx, Endpoints, "GET", DROP, 504, 2, 15, "(110: Operation timed out) while connecting"),
        (Nginx, Endpoints, "POST", DROP, 504, 1, 120, "(110: Connection timed out) while connecting"),
        (Haproxy, Endpoints, "GET", DROP, 503, 3, 20, "0/15000/-1/-1/20000 503 - - sC-- 1/1/0/0/+3"),
        (Envoy, Endpoints, "GET", DROP, 503, 0, 5, " 503 UF 5000 "),
        (IngressNginx, Endpoints, "GET", CRASH, 502, 2, 0, "upstream prematurely closed connection"),
        (IngressNginx, Endpoints, "POST", CRASH, 502, 0, 0, "upstream prematurely closed connection"),
        (Haproxy, Endpoints, "GET", CRASH, 502, 0, 0, "0/0/0/-1/0 502 - - SH-- 1/1/0/0/0"),
        (Envoy, Endpoints, "GET", CRASH, 503, 0, 0, " 503 UC "),
        (IngressNginx, Endpoints, "GET", SLOW, 504, 2, 180, "while reading response header from upstream"),
        (IngressNginx, Endpoints, "PATCH", SLOW, 504, 0, 60, "while reading response header from upstream"),
        (Haproxy, Endpoints, "GET", SLOW, 504, 0, 50, "0/0/0/-1/50000 504 - - sH-- 1/1/0/0/0"),
        (Envoy, Endpoints, "GET", SLOW, 504, 0, 15, " 504 UT 15000 "),
        (IngressNginx, Endpoints, "GET", NONE, 503, 0, 0, "503 \"-\" \"-\" [shop-web-80] - -"),
        (IngressNginx, VirtualIp, "GET", NONE, 502, 0, 0, "connect() failed (111: Connection refused)"),
        (Nginx, Endpoints, "GET", NONE, 502, 0, 0, "no live upstreams while connecting to upstream"),
        (Haproxy, Endpoints, "GET", NONE, 503, 0, 0, "web/<NOSRV> 0/-1/-1/-1/0 503 - - SC--"),
        (Envoy, Endpoints, "GET", NONE, 503, 0, 0, " 503 UH "),
        (Nginx, VirtualIp, "GET", NO_SERVICE, 502, 0, 0, "\"GET / HTTP/1.1\" 502"),
        (
            IngressNginx,
            Endpoints,
            "GET",
            ONE_CRASHES,
            200,
            1,
            0,
            "10.244.3.23:8080, 10.244.1.21:8080 502, 200",
        ),
        (IngressNginx, Endpoints, "POST", ONE_CRASHES, 502, 0, 0, "prematurely closed"),
        (IngressNginx, VirtualIp, "GET", ONE_REFUSES, 200, 1, 0, "10.96.0.20:80, 10.96.0.20:80 502, 200"),
        (Haproxy, Endpoints, "POST", ONE_REFUSES, 200, 1, 0, "web/web-1 0/0/0/12/12 200 - - ---- 1/1/0/0/+1"),
        (Envoy, Endpoints, "GET", ONE_REFUSES, 503, 0, 0, " 503 UF "),
    ];
    for (at, (kind, upstream, method, wrong, status, tries, seconds, log)) in rows.iter().enumerate() {
        let mut scenario = Scenario::built_in();
        scenario.reverse_proxy.kind = *kind;
        scenario.reverse_proxy.upstream = Some(*upstream);
        wrong(&mut scenario);
        let ask = Ask {
            request: Request { method: (*method).to_owned(), ..Request::get("site.example", "/") },
            ..ingress("https://site.example/")
        };
        let journey = checked(&scenario, &ask, 7);
        let row = format!("row {at}: {kind:?} {upstream:?} {method}: {}", end(&journey));
        assert!(end(&journey).contains(&format!(": {status} from ")), "{row}");
        let there = journey.hops.iter().find(|hop| hop.layer.name() == "reverse_proxy").unwrap();
        let back = journey.hops.iter().rfind(|hop| hop.layer.name() == "reverse_proxy").unwrap();
        assert_eq!(there.why.iter().filter(|why| why.key.name().ends_with("tried")).count(), *tries, "{row}");
        assert_eq!((back.at_us.get() - there.at_us.get()) / 1_000_000, *seconds, "{row}");
        let line = back.log.as_deref().unwrap();
        assert!(line.contains(log), "{row}: {line}");
        // With endpoints no packet has the virtual IP, and nobody but the proxy rewrites a destination behind it.
        let behind = journey.hops.iter().filter(|hop| hop.way == Way::Request).skip(5);
        let virtual_ip =
            |hop: &&_| [hop_to(hop, true), hop_to(hop, false)].contains(&"10.96.0.20".to_owned());
        let met = behind.filter(virtual_ip).count();
        assert_eq!(met > 0, *upstream == VirtualIp && !row.contains("not_found"), "{row}");
    }
}

fn hop_to(hop: &gauntlet_explain::trace::Hop, before: bool) -> String {
    let packet = if before { &hop.before } else { &hop.after };
    packet.destination.ip().to_string()
}

#[test]
fn envoy_logs_the_path_that_it_compared() {
    let mut scenario = Scenario::built_in();
    scenario.reverse_proxy.kind = Envoy;
    let journey = checked(&scenario, &ingress("https://site.example/a/.//b?q=//b"), 1);
    let back = journey.hops.iter().rfind(|hop| hop.layer.name() == "reverse_proxy").unwrap();
    assert!(back.log.as_deref().unwrap().starts_with("\"GET /a/b?q=//b HTTP/1.1\" 200 - "), "{:?}", back.log);
}

#[test]
fn times_and_ways_are_the_kinds_own_unless_they_are_given() {
    let rows = [
        (IngressNginx, Endpoints, 5_000, 60_000),
        (Nginx, VirtualIp, 60_000, 60_000),
        (Haproxy, Endpoints, 5_000, 50_000),
        (Envoy, Endpoints, 5_000, 15_000),
    ];
    for (kind, upstream, connect, read) in rows {
        let mut proxy = Scenario::built_in().reverse_proxy;
        proxy.kind = kind;
        let found = (proxy.sends_to(), proxy.connect_timeout(), proxy.read_timeout());
        assert_eq!(found, (upstream, Micros::from_millis(connect), Micros::from_millis(read)), "{kind:?}");
        proxy.upstream = Some(VirtualIp);
        (proxy.connect_timeout_ms, proxy.read_timeout_ms) = (Some(1), Some(2));
        let found = (proxy.sends_to(), proxy.connect_timeout(), proxy.read_timeout());
        assert_eq!(found, (VirtualIp, Micros::from_millis(1), Micros::from_millis(2)), "{kind:?}");
    }
}

/// The reader sees the program's own status line, and its name.
#[test]
fn each_kind_speaks_in_its_own_words() {
    let rows = [
        (IngressNginx, NONE, "HTTP/1.1 503 Service Temporarily Unavailable", "ingress-nginx"),
        (Nginx, DROP, "HTTP/1.1 504 Gateway Time-out", "nginx"),
        (Nginx, SLOW, "HTTP/1.1 504 Gateway Time-out", "nginx"),
        (Haproxy, SLOW, "HTTP/1.1 504 Gateway Time-out", "HAProxy"),
        (Envoy, SLOW, "HTTP/1.1 504 Gateway Timeout", "Envoy"),
        (Envoy, NONE, "HTTP/1.1 503 Service Unavailable", "Envoy"),
    ];
    for (kind, wrong, status_line, product) in rows {
        let mut scenario = Scenario::built_in();
        scenario.reverse_proxy.kind = kind;
        scenario.reverse_proxy.upstream = Some(Endpoints);
        wrong(&mut scenario);
        if kind == Nginx && status_line.contains("504") {
            scenario.reverse_proxy.connect_timeout_ms = Some(1_000);
        }
        let ask = ingress("https://site.example/");
        let journey = checked(&scenario, &ask, 7);
        assert_eq!(
            gauntlet_model::curl::says(&ask, &journey.client, journey.phrase),
            status_line,
            "{kind:?}"
        );
        let back = journey.hops.iter().rfind(|hop| hop.layer.name() == "reverse_proxy").unwrap();
        assert_eq!(back.why[0].rule.as_deref(), Some(product));
        assert!(back.why[0].text().contains(product), "{}", back.why[0].text());
    }
}

#[test]
fn a_host_that_owns_a_request_is_named_where_another_would_have_taken_it() {
    let mut scenario = Scenario::built_in();
    scenario.reverse_proxy.routes =
        vec![route("wild", "*.site.example", "/"), route("named", "a.site.example", "/only")];
    for (kind, expected) in [(IngressNginx, true), (Nginx, true), (Envoy, true), (Haproxy, false)] {
        scenario.reverse_proxy.kind = kind;
        let journey = checked(&scenario, &ingress("https://a.site.example/other"), 1);
        let passed_over = journey.why.iter().any(|why| why.key.name() == "reverse_proxy.passed_over");
        assert_eq!((passed_over, journey.code.is_some()), (expected, expected), "{kind:?}");
    }
}
