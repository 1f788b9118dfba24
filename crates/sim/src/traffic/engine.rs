//! The run itself: takes what happens next, and does it. Everything that changes is in [`State`], which can be copied and gone back
//! to.

use std::sync::Arc;

use gauntlet_model::packet::Protocol;
use gauntlet_scenario::Scenario;
use gauntlet_scenario::mix::{Mix, ServiceTime};
use gauntlet_scenario::model::NodeFailure;

use super::chance::{Stream, mixed};
use super::command::{Command, Edit};
use super::epoch::{Epoch, Names, Template, templates};
use super::events::{Events, Kind, Nanos};
use super::flight::Flight;
use super::hold::Hold;
use super::place::{Node, Pod};
use super::plan::{Way, nanos, ports};
use super::queue::Queue;
use super::sender::Sender;
use super::stats::Stats;
use crate::layer::load_balancer::pick::Picker;
use crate::rng;
use crate::world::World;
use crate::world::bucket::TokenBucket;
use crate::world::health::{Health, node_health};

mod checks;
mod faults;
mod reach;
mod send;
mod work;

/// How long Linux keeps the entry of a closed connection: `nf_conntrack_tcp_timeout_time_wait`.
const TRACKED: Nanos = 120_000_000_000;

/// What waits in lines: on the way in, answers, other ends, and those who stop waiting.
const IN: Kind = Kind::Line(0);
const BACK: Kind = Kind::Line(1);
const OVER: Kind = Kind::Line(2);
const PATIENCE: Kind = Kind::Line(3);

/// What happens.
#[derive(Clone, Copy, Debug)]
pub(super) enum What {
    /// A source sends.
    Tick(u16, u16),
    /// A request is where state decides.
    Reach(u32),
    /// The proxy tries again.
    Again(u32),
    /// A pod is done with the request in a slot, if it is still that one.
    Served(u32, u16),
    /// Somebody stops waiting for it.
    Expire(u32, u16),
    /// The client knows how it ended.
    Done(u32),
    /// A client sends a request of that kind again.
    Retry(u16, u8),
    /// The balancer checks a node, and gets no answer in time.
    Check(u16, u16),
    Silent(u16, u16),
    /// A step in a pod's life.
    Pod(u16, u16, Step),
    /// The pod of a Service at that place is replaced, with its probe waited for or not.
    Roll(u16, u16, bool),
}

/// A step in a pod's life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// The Service forgets it.
    Forget,
    /// Its container takes connections.
    Listen,
    /// It passes its readiness probe.
    Probe,
    /// It dies.
    Die,
}

/// What a run starts with and never changes.
#[derive(Clone, Debug)]
pub struct Input {
    /// The mix.
    pub mix: Mix,
    /// The kinds of requests.
    pub calls: Vec<Template>,
    /// The scenarios: the first is the one to start in.
    pub scenarios: Vec<Scenario>,
    /// The seed.
    pub seed: u64,
}

/// How things stand at a moment of a run.
#[derive(Clone, Debug)]
pub struct State {
    /// The moment.
    pub now: Nanos,
    /// A number made of everything that happened so far, and when.
    pub hash: u64,
    /// What is counted.
    pub stats: Stats,
    /// The pods, by their places in the run.
    pub pods: Vec<Pod>,
    /// The nodes.
    pub nodes: Vec<Node>,
    /// The ports towards each destination.
    pub ports: Vec<((std::net::SocketAddr, Protocol), Hold)>,
    /// The firewall's table.
    pub table: Hold,
    /// The names of pods and nodes.
    pub names: Names,
    /// The configuration.
    pub epoch: Arc<Epoch>,
    /// How many commands were done.
    pub(super) commands: usize,
    input: Arc<Input>,
    events: Events<What>,
    flight: Flight,
    senders: Vec<Sender>,
    buckets: Vec<Option<TokenBucket>>,
    picker: Picker,
    /// The turn of each Service.
    turns: Vec<u64>,
    world: World,
    edits: Vec<Edit>,
    base: usize,
}

impl State {
    /// The start.
    #[must_use]
    pub fn start(input: &Arc<Input>) -> Self {
        let (mix, seed) = (&input.mix, input.seed);
        let mut first = 0;
        let senders = mix.sources.iter().enumerate().map(|(at, source)| {
            let sender = Sender::new(source, at, first, seed);
            first += source.requests.len();
            sender
        });
        let scenario = input.scenarios.first().cloned().unwrap_or_else(Scenario::built_in);
        let mut names = Names::default();
        let epoch = Arc::new(Epoch::of(scenario, &input.calls, &mut names));
        let mut state = Self {
            now: 0,
            hash: seed,
            stats: Stats::new(mix.sources.len()),
            pods: Vec::new(),
            nodes: Vec::new(),
            ports: Vec::new(),
            table: Hold::new(u64::from(mix.connections), TRACKED),
            names,
            epoch: Arc::clone(&epoch),
            commands: 0,
            senders: senders.collect(),
            input: Arc::clone(input),
            events: Events::default(),
            flight: Flight::default(),
            buckets: Vec::new(),
            picker: Picker::new(seed),
            turns: Vec::new(),
            world: World::default(),
            edits: Vec::new(),
            base: 0,
        };
        state.enter(&epoch);
        for at in 0..state.senders.len() {
            state.tick_next(at);
        }
        state
    }

    /// Goes over to another configuration: what is new in it begins as its `state` says.
    fn enter(&mut self, epoch: &Arc<Epoch>) {
        let scenario = &epoch.scenario;
        let start = World::start(scenario);
        for (at, pod) in scenario.pods.iter().enumerate() {
            let (place, state) = (epoch.pods[at], start.pod(at));
            let node = scenario.load_balancer.nodes.iter().position(|node| node.name == pod.node_name);
            let node = node.map_or(usize::MAX, |node| epoch.nodes[node]);
            if let Some(known) = self.pods.get_mut(place) {
                (known.mean, known.most) = (nanos(state.service_time(pod)), pod.max_requests);
                continue;
            }
            self.pods.push(Pod {
                queue: Queue::new(self.input.mix.pods.workers),
                chance: Stream::new(self.input.seed, "work", place),
                mean: nanos(state.service_time(pod)),
                percent: 100,
                most: pod.max_requests,
                others: state.requests_in_flight,
                node,
                ready: state.ready,
                listens: true,
                crashes: state.crashes,
                resets: state.resets,
                loops: false,
                restarts: 0,
                turn: 0,
                served: 0,
                came: 0,
                longest: 0,
            });
        }
        let check = scenario.load_balancer.health_check;
        for (at, place) in epoch.nodes.iter().enumerate() {
            if *place < self.nodes.len() {
                continue;
            }
            let state = start.node(at);
            let found = node_health(check, &state);
            let elapsed = state.down_for_us.or(state.up_for_us).unwrap_or_default();
            let silent = found.down && state.failure == NodeFailure::Silent;
            let wait = if silent { nanos(check.timeout_us) } else { 0 };
            let takes = (nanos(check.interval_us) + wait).max(1);
            // The checks go on in their time: the next one's end is a whole number of them after the change.
            let next = takes - nanos(elapsed) % takes;
            let flipped = found.in_rotation != state.healthy;
            let contrary = if flipped || found.down != found.in_rotation { 0 } else { found.checks };
            self.nodes.push(Node {
                health: Health { healthy: found.in_rotation, contrary },
                down: found.down.then_some(state.failure),
                passes: state.healthy || state.down_for_us.is_some() || state.up_for_us.is_some(),
                gone: false,
                drained: false,
                connections: state.connections,
                came: 0,
                busy: 0,
                turn: 0,
                changed: None,
            });
            self.events.plan(self.now + next.saturating_sub(wait), Kind::Any, What::Check(*place as u16, 0));
        }
        let consumers = scenario.api_gateway.iter().flat_map(|gateway| &gateway.consumers);
        let limit = scenario.api_gateway.as_ref().and_then(|gateway| gateway.rate_limit);
        for (at, _) in consumers.enumerate() {
            let bucket = limit.map(|limit| TokenBucket::after(limit, start.consumer(at).recent_requests));
            let place = epoch.consumers[at];
            match self.buckets.get_mut(place) {
                Some(known) if known.is_some() == bucket.is_some() => {}
                Some(known) => *known = bucket,
                None => self.buckets.push(bucket),
            }
        }
        let (there, hold) = ports(scenario);
        for plan in &epoch.plans {
            if let Way::Out(out) = &plan.way
                && !self.ports.iter().any(|(to, _)| *to == out.to)
            {
                let free = there.saturating_sub(u64::from(start.nat.ports_in_use));
                let mut ports = Hold::new(free, hold);
                ports.hold(self.now, start.nat.ports_in_time_wait);
                self.ports.push((out.to, ports));
            }
        }
        let turn = rng::mix(self.input.seed, "service");
        self.turns.resize(scenario.services.len(), turn);
        if self.epoch.nodes != epoch.nodes {
            self.picker = Picker::new(self.input.seed);
        }
        self.epoch = Arc::clone(epoch);
        self.see_nodes();
    }

    /// Tells the balancer's engine how the nodes stand.
    fn see_nodes(&mut self) {
        let nodes = self.epoch.nodes.iter().filter_map(|place| self.nodes.get(*place));
        self.world.nodes = nodes.map(Node::state).collect();
    }

    /// Does all that happens up to a moment, and what the commands say.
    pub fn run(&mut self, until: Nanos, commands: &[(Nanos, Command)]) {
        loop {
            let next = commands.get(self.commands).filter(|(at, _)| *at <= until);
            // A command comes before all else of its moment.
            match next.map(|(at, _)| at.checked_sub(1)) {
                Some(None) => {}
                Some(Some(before)) => self.events_until(before),
                None => self.events_until(until),
            }
            let Some((at, command)) = next else { break };
            self.now = self.now.max(*at);
            self.commands += 1;
            self.command(*command);
        }
        self.now = self.now.max(until);
    }

    fn events_until(&mut self, until: Nanos) {
        while let Some((at, what)) = self.events.next(until) {
            self.now = at;
            self.happen(what);
        }
        self.now = self.now.max(until);
    }

    /// Does one thing.
    #[inline]
    fn happen(&mut self, what: What) {
        let word = match what {
            What::Tick(source, turn) => {
                if self.senders[usize::from(source)].turn == turn {
                    self.tick(usize::from(source));
                }
                1 << 56 | u64::from(source)
            }
            What::Reach(id) => {
                self.reach(id);
                2 << 56 | u64::from(id)
            }
            What::Again(id) => {
                self.try_pods(id);
                3 << 56 | u64::from(id)
            }
            What::Served(id, turn) => {
                if self.flight.meant(id, turn) {
                    self.served(id);
                }
                4 << 56 | u64::from(id)
            }
            What::Expire(id, turn) => {
                if self.flight.meant(id, turn) {
                    self.expire(id);
                }
                5 << 56 | u64::from(id)
            }
            What::Done(id) => {
                let word = self.done(id);
                6 << 56 | u64::from(id) << 16 | word
            }
            What::Retry(call, attempt) => {
                self.send(usize::from(call), attempt);
                7 << 56 | u64::from(call)
            }
            What::Check(node, turn) => {
                self.check(usize::from(node), turn);
                8 << 56 | u64::from(node)
            }
            What::Silent(node, turn) => {
                self.silent(usize::from(node), turn);
                9 << 56 | u64::from(node)
            }
            What::Pod(pod, turn, step) => {
                if self.pods[usize::from(pod)].turn == turn {
                    self.step(usize::from(pod), step);
                }
                10 << 56 | u64::from(pod) << 8 | step as u64
            }
            What::Roll(service, at, probes) => {
                self.roll(usize::from(service), usize::from(at), probes);
                11 << 56 | u64::from(service) << 16 | u64::from(at)
            }
        };
        self.stir(word);
    }

    /// Makes a fact of this moment a part of the hash.
    #[inline]
    fn stir(&mut self, fact: u64) {
        self.hash = (self.hash.rotate_left(29) ^ self.now ^ fact).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }

    /// The hash of all so far, its bits spread.
    #[must_use]
    pub const fn hash(&self) -> u64 {
        mixed(self.hash)
    }

    /// The requests under way, by the slots that hold them: what the counts say, counted otherwise.
    #[must_use]
    pub fn under_way(&self) -> u64 {
        use super::flight::Stage;
        let live = |stage: Stage| !matches!(stage, Stage::Free | Stage::Left);
        self.flight.slots.iter().filter(|slot| live(slot.stage)).count() as u64
    }

    /// Goes by an input that has more scenarios.
    pub(super) fn know(&mut self, input: &Arc<Input>) {
        self.input = Arc::clone(input);
    }

    fn spread(&self) -> ServiceTime {
        self.input.mix.pods.service_time
    }
}

impl Input {
    /// The input of a run in a scenario, without any other.
    #[must_use]
    pub fn of(scenario: Scenario, mix: Mix, seed: u64) -> Self {
        let calls = templates(&mix);
        Self { mix, calls, scenarios: vec![scenario], seed }
    }
}
