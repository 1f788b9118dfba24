//! The line that a reverse proxy writes, shortened: nginx' access and error log, HAProxy's `httplog`, Envoy's default format.
//! Formats, flags and words are those of nginx 1.22, HAProxy 2.6 and Envoy 1.40.

use std::borrow::Cow;
use std::net::SocketAddr;

use gauntlet_model::http::{Message, Request};
use gauntlet_model::journey::Way;
use gauntlet_model::layer::Layer;
use gauntlet_model::tls::TlsState;
use gauntlet_scenario::Scenario;
use gauntlet_scenario::model::{ProxyKind, Route, Upstream};
use gauntlet_sim::layer::reverse_proxy::upstream::Failure;
use gauntlet_sim::layer::reverse_proxy::{Bad, Stopped, normal};
use gauntlet_sim::layer::{Decision, Reply, Stop};
use gauntlet_sim::path::journey::{Decided, Journey};

use super::{escaped, quoted, quoted_as, request_of};
use crate::trace::Hop;

/// What a proxy writes of a request that it answered for itself at once.
pub(super) fn refused(
    scenario: &Scenario,
    client: SocketAddr,
    hop: &Hop,
    decided: &Decided,
) -> Option<String> {
    let request = request_of(&hop.before)?;
    let Decided::ReverseProxy(Decision::Stop(Stop { reply, why, .. })) = *decided else { return None };
    if let Stopped::ProxyProtocol { named } = why {
        return header(scenario.reverse_proxy.kind, client, (named, hop), reply);
    }
    let Reply::Http(status) = reply else { return None };
    let bad = if let Stopped::Bad(bad) = why { Some(bad) } else { None };
    let line = quoted(request);
    Some(match scenario.reverse_proxy.kind {
        ProxyKind::IngressNginx | ProxyKind::Nginx if status == 413 => format!(
            "[error] client intended to send too large body: {} bytes, client: {}, server: {}, request: {line}",
            request.body.len(),
            client.ip(),
            request.host,
        ),
        ProxyKind::IngressNginx | ProxyKind::Nginx if matches!(why, Stopped::Source(_)) => format!(
            "[error] access forbidden by rule, client: {}, server: {}, request: {line}, host: \"{}\"",
            client.ip(),
            request.host,
            request.host,
        ),
        ProxyKind::IngressNginx | ProxyKind::Nginx if bad == Some(Bad::Chunks) => format!(
            "[error] client sent invalid chunked body, client: {}, server: {}, request: {line}, host: \"{}\"",
            client.ip(),
            request.host,
            request.host,
        ),
        // nginx tells what is wrong with a request at the level `info`, which is usually off.
        kind @ (ProxyKind::IngressNginx | ProxyKind::Nginx) => {
            let upstream = if kind == ProxyKind::IngressNginx { " [] - -" } else { "" };
            access(client, request, status) + upstream
        }
        ProxyKind::Haproxy if bad.is_some() => {
            format!(
                "{client} ingress ingress/<NOSRV> -1/-1/-1/-1/0 {status} - - PR-- 1/1/0/0/0 0/0 \"<BADREQ>\""
            )
        }
        ProxyKind::Haproxy => {
            format!("{client} ingress default/<NOSRV> 0/-1/-1/-1/0 {status} - - PR-- 1/1/0/0/0 0/0 {line}")
        }
        ProxyKind::Envoy => match bad {
            // What it noticed once it had read the message.
            Some(Bad::Encoding | Bad::NoHost | Bad::Untyped) => envoy(request, status, "-", 0, "-"),
            // It could not even read it.
            Some(_) => format!("\"- - HTTP/1.1\" {status} DPE 0 \"-\" \"-\" \"-\""),
            None => envoy(request, status, if status == 404 { "NR" } else { "-" }, 0, "-"),
        },
    })
}

/// What a proxy logs when it gets a PROXY protocol line it does not expect, or misses one it expects.
fn header(kind: ProxyKind, client: SocketAddr, (named, hop): (bool, &Hop), reply: Reply) -> Option<String> {
    let plain = hop.before.tls.state == TlsState::Plain;
    Some(match (kind, named) {
        (ProxyKind::IngressNginx | ProxyKind::Nginx, true) => {
            format!("{} - - \"PROXY TCP4 …\" 400 \"-\" \"-\"", client.ip())
        }
        (ProxyKind::IngressNginx | ProxyKind::Nginx, false) => {
            let first = if plain { request_of(&hop.before)?.line() } else { "\\x16\\x03\\x01".into() };
            let (to, client) = (hop.before.destination, client.ip());
            format!(
                "[error] broken header: \"{first}…\" while reading PROXY protocol, client: {client}, server: {to}"
            )
        }
        (ProxyKind::Haproxy, true) if matches!(reply, Reply::Http(_)) => {
            format!("{client} ingress ingress/<NOSRV> -1/-1/-1/-1/0 400 - - PR-- 1/1/0/0/0 0/0 \"<BADREQ>\"")
        }
        (ProxyKind::Haproxy, true) => format!("{client} ingress/1: SSL handshake failure"),
        (ProxyKind::Haproxy, false) => {
            format!("{client} ingress/1: Received something which does not look like a PROXY protocol header")
        }
        (ProxyKind::Envoy, _) => return None,
    })
}

/// What a proxy writes when the response has come, or when it gave up waiting for one.
pub(super) fn response(scenario: &Scenario, journey: &Journey, hops: &[Hop], at: usize) -> Option<String> {
    let hop = hops.get(at).filter(|hop| hop.layer == Layer::ReverseProxy)?;
    let there = hops.iter().find(|one| one.layer == hop.layer && one.way == Way::Request)?;
    let Message::Response(response) = &hop.after.message else { return None };
    let (status, request) = (response.status, request_of(&there.before)?);
    let failure = match journey.hops.get(at)?.decided {
        Decided::Upstream { failure, .. } => Some(failure),
        _ => None,
    };
    let told = Told {
        scenario,
        journey,
        there,
        request,
        client: super::remote(scenario, journey),
        took: (hop.at_us.get() - there.at_us.get()) / 1_000,
    };
    Some(match scenario.reverse_proxy.kind {
        kind @ (ProxyKind::IngressNginx | ProxyKind::Nginx) => {
            // Each try that failed has a line in the error log; the access log's only line stands after them.
            let mut lines = Vec::new();
            let mut failed = |failure, to: &str| {
                lines.extend(words(kind, failure).map(|words| told.nginx_error(&words, to)));
            };
            for (one, to) in journey.tries.iter().zip(told.tried()) {
                failed(one.failure, &to);
            }
            if let Some(failure) = failure {
                failed(failure, &told.last());
            }
            if failure.is_none_or(|failure| words(kind, failure).is_none()) {
                lines.push(told.nginx(status, failure));
            }
            super::lines(lines)
        }
        ProxyKind::Haproxy => escaped(&told.haproxy(status, failure)),
        ProxyKind::Envoy => {
            let flags = match failure {
                None => "-",
                Some(Failure::NoEndpoints | Failure::NoSuchName) => "UH",
                Some(Failure::Refused | Failure::ConnectTimeout) => "UF",
                Some(Failure::Closed | Failure::Reset) => "UC",
                Some(Failure::ReadTimeout) => "UT",
            };
            escaped(&envoy(request, status, flags, told.took, &told.upstream()))
        }
    })
}

/// What nginx writes of a failure at the level `error`. The C library of the controller's image calls a timeout something else
/// than Debian's.
fn words(kind: ProxyKind, failure: Failure) -> Option<String> {
    let ran_out = if kind == ProxyKind::IngressNginx { "Operation" } else { "Connection" };
    Some(match failure {
        Failure::ConnectTimeout => {
            format!("upstream timed out (110: {ran_out} timed out) while connecting to upstream")
        }
        Failure::ReadTimeout => {
            format!(
                "upstream timed out (110: {ran_out} timed out) while reading response header from upstream"
            )
        }
        Failure::Refused => {
            "connect() failed (111: Connection refused) while connecting to upstream".to_owned()
        }
        Failure::Closed => {
            "upstream prematurely closed connection while reading response header from upstream".to_owned()
        }
        Failure::Reset => {
            "recv() failed (104: Connection reset by peer) while reading response header from upstream"
                .to_owned()
        }
        Failure::NoEndpoints if kind == ProxyKind::Nginx => {
            "no live upstreams while connecting to upstream".to_owned()
        }
        // Where the controller knows nowhere to send it, only the access log has that.
        Failure::NoEndpoints | Failure::NoSuchName => return None,
    })
}

/// A request and what became of it.
struct Told<'a> {
    scenario: &'a Scenario,
    journey: &'a Journey,
    there: &'a Hop,
    request: &'a Request,
    /// The client's address as the proxy sees it.
    client: SocketAddr,
    /// How long it took, in milliseconds.
    took: u64,
}

impl Told<'_> {
    fn route(&self) -> Option<&Route> {
        self.scenario.reverse_proxy.routes.get(self.journey.route()?)
    }

    /// Where the last try went, if there was anywhere to go.
    fn sent_to(&self) -> Option<SocketAddr> {
        let to = self.there.after.destination;
        (to != self.there.before.destination).then_some(to)
    }

    /// The same as the logs write it.
    fn upstream(&self) -> String {
        self.sent_to().map_or_else(|| "-".to_owned(), |to| to.to_string())
    }

    /// The same in an error line, which names the group of servers if none of them is left.
    fn last(&self) -> String {
        let group = || self.route().map(|route| route.service.clone()).unwrap_or_default();
        self.sent_to().map_or_else(group, |to| to.to_string())
    }

    /// Where the tries before the last went: to one pod after the other, or again to the virtual IP.
    fn tried(&self) -> impl Iterator<Item = String> + '_ {
        let direct = self.scenario.reverse_proxy.sends_to() == Upstream::Endpoints;
        self.journey.tries.iter().map(move |one| {
            let pod = self.scenario.pods.get(one.endpoint.pod).filter(|_| direct);
            let to = pod.map(|pod| SocketAddr::new(pod.address, one.endpoint.port).to_string());
            to.unwrap_or_else(|| self.upstream())
        })
    }

    /// The access line; in ingress-nginx with the upstream's name, and each try's address and status.
    fn nginx(&self, status: u16, failure: Option<Failure>) -> String {
        let kind = self.scenario.reverse_proxy.kind;
        let line = access(self.client, self.request, status);
        let Some(route) = self.route().filter(|_| kind == ProxyKind::IngressNginx) else { return line };
        let service = self.scenario.service_of(route);
        let namespace = service.map_or("", |(_, service)| service.namespace.as_str());
        let before = self.journey.tries.iter().map(|one| one.failure.answer(kind).0.to_string() + ", ");
        let last = if failure.is_some() { "-".to_owned() } else { status.to_string() };
        let statuses: String = before.chain([last]).collect();
        let upstreams: String = self.tried().map(|to| to + ", ").chain([self.upstream()]).collect();
        let (name, port) = (&route.service, route.port);
        format!("{line} [{namespace}-{name}-{port}] {upstreams} {statuses}")
    }

    fn nginx_error(&self, what: &str, upstream: &str) -> String {
        let (client, host, line) = (self.client.ip(), &self.request.host, quoted(self.request));
        format!(
            "[error] {what}, client: {client}, server: {host}, request: {line}, upstream: \"http://{upstream}{}\", host: \"{host}\"",
            self.request.path
        )
    }

    /// With its timers (tries that failed, connecting, the response, all) and how the session ended: S for a server that refused
    /// or closed and s for one that was silent, C while connecting and H while waiting for its headers.
    fn haproxy(&self, status: u16, failure: Option<Failure>) -> String {
        let tries = &self.journey.tries;
        let lost = tries.iter().map(|one| one.took.get()).sum::<u64>() / 1_000;
        let all = self.took;
        let (flags, times) = match failure {
            None => ("----", format!("{lost}/0/{}/{all}", all.saturating_sub(lost))),
            Some(Failure::NoEndpoints | Failure::NoSuchName) => ("SC--", format!("-1/-1/-1/{all}")),
            Some(Failure::Refused) => ("SC--", format!("{lost}/-1/-1/{all}")),
            Some(Failure::ConnectTimeout) => ("sC--", format!("{lost}/-1/-1/{all}")),
            Some(Failure::Closed | Failure::Reset) => ("SH--", format!("{lost}/0/-1/{all}")),
            Some(Failure::ReadTimeout) => ("sH--", format!("{lost}/0/-1/{all}")),
        };
        let pod = self.journey.pod().map(|(at, _)| at);
        let server = pod.and_then(|at| self.scenario.pods.get(at)).map(|pod| self.scenario.pod_name(pod));
        let server = server.unwrap_or("<NOSRV>".into());
        // The plus says that not all tries went to one server.
        let plus = if tries.iter().any(|one| Some(one.endpoint.pod) != pod) { "+" } else { "" };
        let (client, line, count) = (self.client, quoted(self.request), tries.len());
        let backend = self.route().map_or("", |route| route.service.as_str());
        format!(
            "{client} ingress {backend}/{server} 0/{times} {status} - - {flags} 1/1/0/0/{plus}{count} 0/0 {line}"
        )
    }
}

/// nginx' combined format.
pub(super) fn access(client: SocketAddr, request: &Request, status: u16) -> String {
    let agent = request.header("User-Agent").unwrap_or("-");
    format!("{} - - {} {status} \"-\" \"{agent}\"", client.ip(), quoted(request))
}

/// Envoy's format without sizes and ids: status, response flags, milliseconds, agent, authority, upstream.
fn envoy(request: &Request, status: u16, flags: &str, took: u64, upstream: &str) -> String {
    let agent = request.header("User-Agent").unwrap_or("-");
    // It logs the path as it compares it.
    let path = normal(ProxyKind::Envoy, &request.path).unwrap_or(Cow::Borrowed(&request.path));
    let line = quoted_as(request, Some(&path));
    format!("{line} {status} {flags} {took} \"{agent}\" \"{}\" \"{upstream}\"", request.host)
}
