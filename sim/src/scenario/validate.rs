//! What the shape alone cannot say: names that must exist or be unique, numbers in range, stories that can be run.

use std::collections::BTreeSet;
use std::net::IpAddr;

use super::errors::{Problems, ScenarioErrors, nearest};
use super::model::Scenario;
use crate::http::Request;
use crate::journey::Direction;
use crate::time::Micros;

mod cluster;
mod edge;
mod outbound;
mod proxy;

/// The longest that a pod or an API may work on a request: one hour.
const MAX_SERVICE_TIME: Micros = Micros::from_millis(3_600_000);

impl Problems<'_> {
    fn require(&mut self, holds: bool, pointer: impl FnOnce() -> String, expected: &str) {
        if !holds {
            self.add(&pointer(), expected);
        }
    }

    /// A name that must be one of those known.
    fn known<'n>(
        &mut self,
        pointer: &str,
        kind: &str,
        name: &str,
        known: impl Iterator<Item = &'n str> + Clone,
    ) {
        if !known.clone().any(|one| one == name) {
            let near = nearest(name, known.clone());
            self.slip(pointer, format!("the name of {kind}: {}", crate::text::list(known)), near);
        }
    }

    /// Names that must be there and differ.
    fn unique<'n>(&mut self, base: &str, field: &str, names: impl Iterator<Item = &'n str>) {
        let mut seen = BTreeSet::new();
        for (at, name) in names.enumerate() {
            let pointer = format!("/{base}/{at}/{field}");
            if name.is_empty() {
                self.add(&pointer, "a name");
            } else if !seen.insert(name.to_owned()) {
                self.add(&pointer, "a name that no other one of the list has");
            }
        }
    }

    fn ports(&mut self, pointer: &str, ports: &[u16]) {
        for (at, port) in ports.iter().enumerate() {
            self.port(&format!("{pointer}/{at}"), *port);
        }
    }

    fn port(&mut self, pointer: &str, port: u16) {
        self.require(port > 0, || pointer.to_owned(), "a port from 1 to 65535");
    }

    fn host(&mut self, pointer: &str, host: &str) {
        let bare = host.strip_prefix("*.").unwrap_or(host);
        let label = |label: &str| {
            !label.is_empty() && label.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_'))
        };
        self.require(
            host.len() <= 253 && bare.split('.').all(label),
            || pointer.to_owned(),
            "a host name in lower case, such as `site.example` or `*.site.example`",
        );
    }

    fn header_name(&mut self, pointer: &str, name: &str) {
        let token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
        let fits = !name.is_empty() && name.len() <= 100 && name.bytes().all(token);
        self.require(fits, || pointer.to_owned(), "a header's name, such as `X-API-Key`");
    }

    fn same_family(&mut self, pointer: &str, address: IpAddr, as_in: IpAddr, whose: &str) {
        let family = if as_in.is_ipv4() { "IPv4" } else { "IPv6" };
        if address.is_ipv4() != as_in.is_ipv4() {
            self.add(pointer, &format!("an {family} address, as {whose} has"));
        }
    }

    fn service_time(&mut self, pointer: String, time: Micros) {
        self.require(time <= MAX_SERVICE_TIME, || pointer, "at most 3600000000 (one hour in microseconds)");
    }

    fn status(&mut self, pointer: String, status: u16) {
        self.require((200..=599).contains(&status), || pointer, "an HTTP status from 200 to 599");
    }
}

/// Every problem of a scenario, in the order of its fields.
pub(super) fn check(text: &str, scenario: &Scenario) -> Result<(), ScenarioErrors> {
    let mut p = Problems::new(text);
    edge::check(&mut p, scenario);
    proxy::check(&mut p, scenario);
    cluster::check(&mut p, scenario);
    outbound::check(&mut p, scenario);
    stories(&mut p, scenario);
    p.none()
}

fn stories(p: &mut Problems<'_>, scenario: &Scenario) {
    for direction in [Direction::Ingress, Direction::Egress] {
        for blocked in [false, true] {
            let count =
                scenario.stories.iter().filter(|s| s.direction == direction && s.blocked == blocked).count();
            if count != 1 {
                let name = if direction == Direction::Ingress { "ingress" } else { "egress" };
                p.add("/stories", &format!("exactly one {name} story with blocked = {blocked}, not {count}"));
            }
        }
    }
    let pods: Vec<String> =
        scenario.pods.iter().map(|pod| format!("{}/{}", pod.namespace, pod.name)).collect();
    for (at, story) in scenario.stories.iter().enumerate() {
        let field = |field: &str| format!("/stories/{at}/{field}");
        if let Err(error) = Request::parse(story.request.as_bytes()) {
            p.add(&field("request"), &format!("an HTTP/1.1 request ({error})"));
        }
        match (story.direction, story.source_ip, &story.from) {
            (Direction::Ingress, Some(address), None) => {
                p.same_family(&field("sourceIP"), address, scenario.load_balancer.address, "the balancer");
            }
            (Direction::Ingress, _, _) => {
                p.add(&format!("/stories/{at}"), "`sourceIP` and no `from`: it is ingress")
            }
            (Direction::Egress, None, Some(from)) => {
                p.known(&field("from"), "a pod", from, pods.iter().map(String::as_str));
            }
            (Direction::Egress, _, _) => {
                p.add(&format!("/stories/{at}"), "`from` and no `sourceIP`: it is egress")
            }
        }
    }
}
