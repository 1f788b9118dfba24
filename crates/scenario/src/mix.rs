//! A mix of traffic: who sends what, how often, and how the pods work. It belongs to a run, not to the scenario.

use std::net::IpAddr;

use gauntlet_model::ask::Ask;
use gauntlet_model::http::{Request, Scheme};
use gauntlet_model::journey::Direction;

use crate::decode;
use crate::errors::{Problems, ScenarioErrors, too_large};
use crate::fields::{fields, names};
use crate::model::Scenario;
use crate::order::repeated_texts;
use crate::origin::Origin;

/// The most sources of a mix.
pub const SOURCES: usize = 32;
/// The most different requests of a mix.
pub const REQUESTS: usize = 128;

/// Who sends what, and how the pods work.
#[derive(Clone, Debug, PartialEq)]
pub struct Mix {
    /// Who sends.
    pub sources: Vec<Source>,
    /// How pods work.
    pub pods: Work,
    /// How many requests the pods of one node work on at once, as a node has so many cores; no limit when 0.
    pub node_workers: u32,
    /// How many connections the firewall's table holds.
    pub connections: u32,
}

fields!(Mix {
    sources: "sources",
    pods: "pods" [or Work::default()],
    node_workers: "nodeWorkers" [or 0],
    connections: "connections" [or 262_144],
});

/// How every pod works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Work {
    /// How many requests a pod works on at once.
    pub workers: u32,
    /// How many more wait at a pod; what comes then gets no answer, as from a full listen queue.
    pub backlog: u32,
    /// How the times that requests take lie around the scenario's `serviceTimeUs`, their mean.
    pub service_time: ServiceTime,
    /// How long a container takes to start, in milliseconds.
    pub start_ms: u32,
    /// The time between two readiness probes, in milliseconds.
    pub probe_ms: u32,
}

fields!(Work {
    workers: "workers" [or Work::default().workers],
    backlog: "backlog" [or Work::default().backlog],
    service_time: "serviceTime" [or ServiceTime::Exponential],
    start_ms: "startMs" [or Work::default().start_ms],
    probe_ms: "probeMs" [or Work::default().probe_ms],
});

impl Default for Work {
    /// Kubernetes probes every 10 s; nginx's listen queue holds 511.
    fn default() -> Self {
        let service_time = ServiceTime::Exponential;
        Self { workers: 8, backlog: 511, service_time, start_ms: 3_000, probe_ms: 10_000 }
    }
}

/// How service times are spread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServiceTime {
    /// Exponential: many short ones, few long ones.
    Exponential,
    /// All the same.
    Constant,
    /// Lognormal, with a deviation of 0.75 in the logarithm: few are very short, some very long.
    Lognormal,
}

names!(ServiceTime { Exponential: "exponential", Constant: "constant", Lognormal: "lognormal" });

/// A source of requests.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// Its name.
    pub name: String,
    /// How many requests it sends in a second, without retries.
    pub requests_per_second: u32,
    /// Whether it sends from the start; a fault may turn it on later.
    pub on: bool,
    /// How the moments of its requests are spread.
    pub arrivals: Arrivals,
    /// Times of more requests, one after another.
    pub bursts: Option<Bursts>,
    /// A day's rise and fall: least at its begin and end, most in its middle.
    pub daily: Option<Daily>,
    /// How long its clients wait for a response, in milliseconds.
    pub timeout_ms: u32,
    /// How often a client tries again what failed.
    pub retries: u32,
    /// The pause before a retry, in milliseconds.
    pub back_off_ms: u32,
    /// Whether the pause doubles with each retry, and varies by chance between half of it and all.
    pub back_off_grows: bool,
    /// What it sends.
    pub requests: Vec<Call>,
}

fields!(Source {
    name: "name",
    requests_per_second: "requestsPerSecond",
    on: "on" [or true],
    arrivals: "arrivals"[optional],
    bursts: "bursts"[optional],
    daily: "daily"[optional],
    timeout_ms: "timeoutMs" [or 10_000],
    retries: "retries"[optional],
    back_off_ms: "backOffMs"[optional],
    back_off_grows: "backOffGrows"[optional],
    requests: "requests",
});

/// How the moments of requests are spread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrivals {
    /// By chance, as many independent clients send.
    Poisson,
    /// At equal distances.
    Even,
}

names!(Arrivals { Poisson: "poisson", Even: "even" });

/// Bursts: so much more, so long, so often.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bursts {
    /// From the begin of one to that of the next, in milliseconds.
    pub every_ms: u32,
    /// How long one lasts, in milliseconds.
    pub for_ms: u32,
    /// How many times the usual rate.
    pub times: u32,
}

fields!(Bursts { every_ms: "everyMs", for_ms: "forMs", times: "times" });

/// A day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Daily {
    /// How long it lasts, in milliseconds.
    pub period_ms: u32,
    /// The least rate, in percent of the most.
    pub low_percent: u32,
}

fields!(Daily { period_ms: "periodMs" [or 86_400_000], low_percent: "lowPercent" [or 20] });

/// One kind of request.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// Its share among the source's requests.
    pub weight: u32,
    /// Inbound or outbound.
    pub direction: Direction,
    /// `https` or `http`.
    pub scheme: Scheme,
    /// The HTTP/1.1 message; lines end in `\n` or `\r\n`.
    pub request: String,
    /// The client's address (ingress).
    pub source_ip: Option<IpAddr>,
    /// The calling pod as `namespace/name` (egress).
    pub from: Option<String>,
}

fields!(Call {
    weight: "weight" [or 1],
    direction: "direction",
    scheme: "scheme" [or Scheme::Https],
    request: "request",
    source_ip: "sourceIP"[optional],
    from: "from"[optional],
});

impl Call {
    /// The request to run, `None` where it is no HTTP.
    #[must_use]
    pub fn ask(&self) -> Option<Ask> {
        let request = Request::parse(self.request.as_bytes()).ok()?;
        let ask = Ask::new(self.direction, self.scheme, request);
        Some(Ask { source_ip: self.source_ip, from: self.from.clone(), ..ask })
    }
}

impl Mix {
    /// Reads a mix and validates it for a scenario.
    ///
    /// # Errors
    /// All problems of the shape, or all of a mix that has the right shape.
    pub fn from_json(text: &str, scenario: &Scenario) -> Result<Self, ScenarioErrors> {
        if text.len() > crate::MAX_BYTES {
            return Err(too_large(text.len()));
        }
        let mix: Self = decode::read(text)?;
        let origin = Origin::of(text);
        let mut problems = Problems::new(&origin);
        mix.check(scenario, &mut problems);
        problems.none().map(|()| mix)
    }

    fn check(&self, scenario: &Scenario, problems: &mut Problems<'_>) {
        let mut within = |pointer: &str, value: u32, least: u32, most: u32| {
            if !(least..=most).contains(&value) {
                problems.add(pointer, &format!("a whole number from {least} to {most}"));
            }
        };
        let Work { workers, backlog, start_ms, probe_ms, .. } = self.pods;
        within("/pods/workers", workers, 1, 1_024);
        within("/pods/backlog", backlog, 0, 65_535);
        within("/pods/startMs", start_ms, 0, 600_000);
        within("/pods/probeMs", probe_ms, 100, 600_000);
        within("/nodeWorkers", self.node_workers, 0, 4_096);
        within("/connections", self.connections, 1, 1_000_000);
        for (at, source) in self.sources.iter().enumerate() {
            let mut field = |name: &str, value: u32, least: u32, most: u32| {
                within(&format!("/sources/{at}/{name}"), value, least, most);
            };
            field("requestsPerSecond", source.requests_per_second, 1, 1_000_000);
            field("timeoutMs", source.timeout_ms, 10, 600_000);
            field("retries", source.retries, 0, 10);
            field("backOffMs", source.back_off_ms, 0, 60_000);
            if let Some(bursts) = source.bursts {
                field("bursts/everyMs", bursts.every_ms, 10, 86_400_000);
                field("bursts/forMs", bursts.for_ms, 1, bursts.every_ms.max(1));
                field("bursts/times", bursts.times, 0, 1_000);
            }
            if let Some(daily) = source.daily {
                field("daily/periodMs", daily.period_ms, 1_000, 86_400_000);
                field("daily/lowPercent", daily.low_percent, 0, 100);
            }
            for (nth, call) in source.requests.iter().enumerate() {
                field(&format!("requests/{nth}/weight"), call.weight, 1, 1_000_000);
            }
        }
        self.check_names(scenario, problems);
    }

    fn check_names(&self, scenario: &Scenario, problems: &mut Problems<'_>) {
        if self.sources.is_empty() || self.sources.len() > SOURCES {
            problems.add("/sources", &format!("from 1 to {SOURCES} sources"));
        }
        let all: usize = self.sources.iter().map(|source| source.requests.len()).sum();
        if all > REQUESTS {
            problems.add("/sources", &format!("at most {REQUESTS} requests in all"));
        }
        let names: Vec<&str> = self.sources.iter().map(|source| source.name.as_str()).collect();
        let again = repeated_texts(&names);
        for (at, source) in self.sources.iter().enumerate() {
            let plain = |letter: char| letter.is_alphanumeric() || letter == '-';
            let name = &source.name;
            if name.is_empty() || name.len() > 60 || !name.chars().all(plain) {
                let pointer = format!("/sources/{at}/name");
                problems.add(&pointer, "a name of at most 60 letters, digits and hyphens");
            } else if again.get(at) == Some(&true) {
                problems.add(&format!("/sources/{at}/name"), "a name that no other one of the list has");
            }
            if source.requests.is_empty() {
                problems.add(&format!("/sources/{at}/requests"), "at least one request");
            }
            for (nth, call) in source.requests.iter().enumerate() {
                let place = |field: &str| format!("/sources/{at}/requests/{nth}/{field}");
                if let Err(error) = Request::parse(call.request.as_bytes()) {
                    problems.add(&place("request"), &format!("an HTTP/1.1 request ({error})"));
                }
                if let Some(from) = &call.from
                    && scenario.pod(from).is_none()
                {
                    let names: Vec<String> = scenario.pods.iter().map(|pod| pod.full_name()).collect();
                    let names: Vec<&str> = names.iter().map(String::as_str).collect();
                    problems.slip(&place("from"), "a pod", from, &names);
                }
            }
        }
    }

    /// The mix for a scenario that has none of its own: its stories, as shoppers, bots, attackers and pods that call out. What breaks
    /// something stands ready and is off.
    #[must_use]
    pub fn of(scenario: &Scenario) -> Self {
        let call = |direction, blocked, weight| {
            let story = scenario.stories.iter().find(|s| s.direction == direction && s.blocked == blocked);
            let fallback = || Call {
                weight,
                direction,
                scheme: Scheme::Https,
                request: "GET / HTTP/1.1\r\nHost: site.example\r\n\r\n".to_owned(),
                source_ip: None,
                from: None,
            };
            story.map_or_else(fallback, |story| Call {
                weight,
                direction,
                scheme: story.scheme,
                request: story.request.clone(),
                source_ip: story.source_ip,
                from: story.from.clone(),
            })
        };
        let source = |name: &str, requests_per_second, on, requests| Source {
            name: name.to_owned(),
            requests_per_second,
            on,
            arrivals: Arrivals::Poisson,
            bursts: None,
            daily: None,
            timeout_ms: 10_000,
            retries: 0,
            back_off_ms: 500,
            back_off_grows: true,
            requests,
        };
        let (to, from) = (Direction::Ingress, Direction::Egress);
        let mut shoppers = source("shoppers", 400, true, vec![call(to, false, 1)]);
        shoppers.retries = 1;
        let mut mistyped = call(from, false, 1);
        let host = mistyped.ask().map(|ask| ask.request.host).unwrap_or_default();
        mistyped.request = mistyped.request.replacen(&host, &["tpyo-", &host].concat(), 1);
        let sources = vec![
            shoppers,
            source("bots", 80, true, vec![call(to, false, 1)]),
            source("attackers", 20, true, vec![call(to, true, 1)]),
            source("callers", 40, true, vec![call(from, false, 1)]),
            source("flood", 1_000, false, vec![call(to, true, 1)]),
            source("phoning-home", 5, false, vec![call(from, true, 1)]),
            source("mistyped", 10, false, vec![mistyped]),
            source("chatty", 2_000, false, vec![call(from, false, 1)]),
        ];
        Self { sources, pods: Work::default(), node_workers: 0, connections: 262_144 }
    }
}
