//! What the shape alone cannot say: names that must exist or be unique, numbers in range, stories that can be run.

use std::net::IpAddr;

use super::errors::{Problems, ScenarioErrors};
use super::model::{ByName, Pod, Scenario};
use super::order::{order, repeated_texts};
use super::origin::Origin;
use gauntlet_model::http::Request;
use gauntlet_model::journey::Direction;
use gauntlet_model::time::Micros;

mod cluster;
mod edge;
mod outbound;
mod place;
mod proxy;
mod state;

use place::{Place, TOP};

/// The longest that a pod or an API may work on a request: one hour.
const MAX_SERVICE_TIME: Micros = Micros::from_millis(3_600_000);

/// The longest name, in characters: that of an object in Kubernetes.
const NAME: usize = 253;

/// The longest label: its name with its prefix, and its value.
const LABEL: (usize, usize) = (317, 63);

/// The longest path, and value of a header that the gateway sets.
const LINE: usize = 1_024;

/// The longest title, question and caption of a story: the card on a phone shows the first two whole, and scrolls the last.
const SAID: [usize; 3] = [30, 50, 120];

/// Names that others must be one of.
struct Known<'n> {
    kind: &'static str,
    names: Vec<&'n str>,
    /// Their places, in their order.
    sorted: Vec<usize>,
}

impl<'n> Known<'n> {
    fn new(kind: &'static str, names: Vec<&'n str>) -> Self {
        let sorted = order(names.len(), &|one, other| names[one].cmp(names[other]));
        Self { kind, names, sorted }
    }

    fn has(&self, name: &str) -> bool {
        self.sorted.binary_search_by(|at| self.names[*at].cmp(name)).is_ok()
    }
}

/// The checks of one value each. They take a place and a field of it, or none for the place itself, and are not generic, so that
/// a check costs the wasm no more than a call.
impl Problems<'_> {
    #[inline(never)]
    fn require(&mut self, holds: bool, place: &Place<'_>, field: &str, expected: &str) {
        if !holds && !self.is_full() {
            self.add(&place.pointer(field), expected);
        }
    }

    /// A name that must be one of those known.
    #[inline(never)]
    fn known(&mut self, place: &Place<'_>, field: &str, name: &str, known: &Known<'_>) {
        if !known.has(name) && !self.is_full() {
            self.slip(&place.pointer(field), known.kind, name, &known.names);
        }
    }

    /// Names that must be there and differ.
    #[inline(never)]
    fn unique(&mut self, list: &str, field: &str, names: &[&str]) {
        for (at, (name, again)) in names.iter().zip(repeated_texts(names)).enumerate() {
            let place = Place::item(list, at);
            self.name(&place, field, name);
            self.require(
                name.is_empty() || !again,
                &place,
                field,
                "a name that no other one of the list has",
            );
        }
    }

    /// A name that must be there.
    #[inline(never)]
    fn name(&mut self, place: &Place<'_>, field: &str, name: &str) {
        let expected = if name.is_empty() { "a name" } else { "a name of at most 253 characters" };
        self.require(!name.is_empty() && fits(name, NAME), place, field, expected);
    }

    /// A text that may be empty.
    #[inline(never)]
    fn text(&mut self, place: &Place<'_>, field: &str, text: &str, most: usize) {
        if !fits(text, most) {
            self.require(false, place, field, &format!("at most {most} characters"));
        }
    }

    /// Words for the card, if there are any.
    fn said(&mut self, place: &Place<'_>, field: &str, text: Option<&str>, most: usize) {
        let Some(text) = text else { return };
        let plain = !text.is_empty() && !text.contains(char::is_control);
        if !plain || !fits(text, most) {
            self.require(false, place, field, &format!("one line of plain text, of 1 to {most} characters"));
        }
    }

    #[inline(never)]
    fn path(&mut self, place: &Place<'_>, field: &str, path: &str) {
        let expected =
            if path.starts_with('/') { "at most 1024 characters" } else { "a path that starts with `/`" };
        self.require(path.starts_with('/') && fits(path, LINE), place, field, expected);
    }

    /// Labels of a pod, a namespace or a selector.
    #[inline(never)]
    fn labels(&mut self, place: &Place<'_>, field: &str, labels: &ByName<String>) {
        for (name, value) in labels {
            self.text(&place.named_in(field, name), "", value, LABEL.1);
        }
    }

    #[inline(never)]
    fn ports(&mut self, place: &Place<'_>, field: &str, ports: &[u16]) {
        for (at, port) in ports.iter().enumerate() {
            self.port(&place.item_in(field, at), "", *port);
        }
    }

    #[inline(never)]
    fn port(&mut self, place: &Place<'_>, field: &str, port: u16) {
        self.require(port > 0, place, field, "a port from 1 to 65535");
    }

    #[inline(never)]
    fn host(&mut self, place: &Place<'_>, field: &str, host: &str) {
        let bare = host.strip_prefix("*.").unwrap_or(host);
        let label = |label: &str| {
            !label.is_empty() && label.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_'))
        };
        self.require(
            host.len() <= 253 && bare.split('.').all(label),
            place,
            field,
            "a host name in lower case, such as `site.example` or `*.site.example`",
        );
    }

    #[inline(never)]
    fn header_name(&mut self, place: &Place<'_>, field: &str, name: &str) {
        let token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
        let fits = !name.is_empty() && name.len() <= 100 && name.bytes().all(token);
        self.require(fits, place, field, "a header's name, such as `X-API-Key`");
    }

    #[inline(never)]
    fn same_family(&mut self, place: &Place<'_>, field: &str, address: IpAddr, as_in: IpAddr, whose: &str) {
        if address.is_ipv4() != as_in.is_ipv4() {
            let family = if as_in.is_ipv4() { "IPv4" } else { "IPv6" };
            self.require(false, place, field, &format!("an {family} address, as {whose} has"));
        }
    }

    #[inline(never)]
    fn service_time(&mut self, place: &Place<'_>, time: Micros) {
        self.require(
            time <= MAX_SERVICE_TIME,
            place,
            "serviceTimeUs",
            "at most 3600000000 (one hour in microseconds)",
        );
    }

    #[inline(never)]
    fn status(&mut self, place: &Place<'_>, status: u16) {
        self.require((200..=599).contains(&status), place, "status", "an HTTP status from 200 to 599");
    }
}

/// Whether a text has at most so many characters.
#[inline(never)]
fn fits(text: &str, most: usize) -> bool {
    text.len() <= most || text.chars().nth(most).is_none()
}

/// Every problem of a scenario, in the order of its fields.
pub(super) fn check(origin: &Origin<'_>, scenario: &Scenario) -> Result<(), ScenarioErrors> {
    let mut p = Problems::new(origin);
    p.text(&TOP, "$schema", scenario.schema.as_deref().unwrap_or_default(), 2 * LINE);
    p.text(&TOP, "title", &scenario.title, LINE);
    edge::check(&mut p, scenario);
    proxy::check(&mut p, scenario);
    cluster::check(&mut p, scenario);
    outbound::check(&mut p, scenario);
    state::check(&mut p, scenario);
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
    let pods: Vec<String> = scenario.pods.iter().map(Pod::full_name).collect();
    let pods = Known::new("a pod", pods.iter().map(String::as_str).collect());
    for (at, story) in scenario.stories.iter().enumerate() {
        let place = Place::item("stories", at);
        if p.is_full() {
            return;
        }
        if let Err(error) = Request::parse(story.request.as_bytes()) {
            p.add(&place.pointer("request"), &format!("an HTTP/1.1 request ({error})"));
        }
        let said = [("title", &story.title), ("question", &story.question), ("caption", &story.caption)];
        for ((name, text), most) in said.into_iter().zip(SAID) {
            p.said(&place, name, text.as_deref(), most);
        }
        match (story.direction, story.source_ip, &story.from) {
            (Direction::Ingress, Some(address), None) => {
                p.same_family(&place, "sourceIP", address, scenario.load_balancer.address, "the balancer");
            }
            (Direction::Ingress, _, _) => {
                p.require(false, &place, "", "`sourceIP` and no `from`: it is ingress");
            }
            (Direction::Egress, None, Some(from)) => p.known(&place, "from", from, &pods),
            (Direction::Egress, _, _) => {
                p.require(false, &place, "", "`from` and no `sourceIP`: it is egress");
            }
        }
    }
}
