//! A run that can be gone back in: the input, the commands so far, and copies of how things stood.

use std::fmt;
use std::sync::Arc;

use gauntlet_scenario::Scenario;
use gauntlet_scenario::mix::Mix;

use super::command::Command;
use super::engine::{Input, State};
use super::epoch::{ENDPOINTS, Epoch};
use super::events::{LAST, Nanos};

/// The most requests that a run may hold at once: those under way, and those that pods work on for nobody. 80 bytes each.
pub const MOST: u64 = 2_000_000;
/// The most copies that are kept.
const COPIES: usize = 32;
/// The distance of copies at first: a second.
const FIRST: Nanos = 1_000_000_000;
/// The most commands.
const COMMANDS: usize = 10_000;

/// What is too much of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// Of what.
    pub of: Limited,
    /// How many there would be.
    pub found: u64,
    /// How many may be.
    pub most: u64,
}

/// What a run has bounds of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limited {
    /// Requests at once.
    Requests,
    /// Endpoints in all plans.
    Endpoints,
    /// Commands.
    Commands,
    /// Nanoseconds.
    Time,
    /// Layers that a scenario goes without: a run knows no path yet that lacks one.
    Absent,
}

/// A run.
#[derive(Clone, Debug)]
pub struct Run {
    input: Arc<Input>,
    commands: Vec<(Nanos, Command)>,
    /// How things stand.
    pub state: State,
    copies: Vec<State>,
    every: Nanos,
}

/// How many requests a run could hold at once, with each source at so many thousandths of its rate.
fn held(scenarios: &[Scenario], mix: &Mix, permille: impl Fn(usize) -> u32) -> u64 {
    let flying = mix.sources.iter().enumerate().map(|(at, source)| {
        let times = source.bursts.map_or(1, |bursts| bursts.times.max(1));
        let rate =
            u64::from(source.requests_per_second) * u64::from(times) * u64::from(permille(at).max(1_000));
        let each = u64::from(source.timeout_ms) * u64::from(source.retries + 1);
        (u128::from(rate) * u128::from(each) / 1_000_000).min(u128::from(u64::MAX >> 1)) as u64
    });
    let pods = scenarios.iter().map(|scenario| scenario.pods.len()).max().unwrap_or_default() as u64;
    let at_pods = pods * u64::from(mix.pods.workers + mix.pods.backlog);
    flying.fold(at_pods, u64::saturating_add)
}

fn within(of: Limited, found: u64, most: u64) -> Result<(), Limit> {
    if found > most { Err(Limit { of, found, most }) } else { Ok(()) }
}

fn bounded(input: &Input) -> Result<(), Limit> {
    let absent = input.scenarios.iter().map(|scenario| scenario.absent.len()).max();
    within(Limited::Absent, absent.unwrap_or_default() as u64, 0)?;
    within(Limited::Requests, held(&input.scenarios, &input.mix, |_| 1_000), MOST)?;
    let endpoints = input.scenarios.iter().map(|scenario| Epoch::endpoints(scenario, &input.mix)).max();
    within(Limited::Endpoints, endpoints.unwrap_or_default() as u64, ENDPOINTS as u64)
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of = match self.of {
            Limited::Requests => "requests at once",
            Limited::Endpoints => "endpoints of all requests",
            Limited::Commands => "commands",
            Limited::Time => "nanoseconds",
            Limited::Absent => "absent layers",
        };
        write!(f, "found up to {} {of}, expected at most {}", self.found, self.most)
    }
}

impl Run {
    /// A run at its start. The first scenario is the one to start in, the others are for commands.
    ///
    /// # Errors
    /// It would need more memory than a run may.
    pub fn new(input: Input) -> Result<Self, Limit> {
        bounded(&input)?;
        let input = Arc::new(input);
        let state = State::start(&input);
        Ok(Self { input, commands: Vec::new(), copies: vec![state.clone()], state, every: FIRST })
    }

    /// Gives it another scenario, for the command that goes over to it.
    ///
    /// # Errors
    /// The run would need more memory than it may.
    pub fn another(&mut self, scenario: Scenario) -> Result<usize, Limit> {
        let mut input = Input::clone(&self.input);
        input.scenarios.push(scenario);
        bounded(&input)?;
        self.input = Arc::new(input);
        self.copies.iter_mut().chain([&mut self.state]).for_each(|state| state.know(&self.input));
        Ok(self.input.scenarios.len() - 1)
    }

    /// What it started with.
    #[must_use]
    pub fn input(&self) -> &Input {
        &self.input
    }

    /// The commands so far, in the order of their times.
    #[must_use]
    pub fn commands(&self) -> &[(Nanos, Command)] {
        &self.commands
    }

    /// Gives a command, for now or later; one for a moment that has passed changes what came after.
    ///
    /// # Errors
    /// The run would need more memory than it may.
    pub fn command(&mut self, at: Nanos, command: Command) -> Result<(), Limit> {
        within(Limited::Commands, self.commands.len() as u64 + 1, COMMANDS as u64)?;
        within(Limited::Time, at, LAST)?;
        if let Command::Rate(source, permille) = command {
            let rate = |at| if at == source { permille } else { 1_000 };
            within(Limited::Requests, held(&self.input.scenarios, &self.input.mix, rate), MOST)?;
        }
        let place = self.commands.partition_point(|(one, _)| *one <= at);
        self.commands.insert(place, (at, command));
        self.again_from(at);
        Ok(())
    }

    /// Takes a command back, as if it had never been given.
    pub fn forget(&mut self, place: usize) {
        if place < self.commands.len() {
            let (at, _) = self.commands.remove(place);
            self.again_from(at);
        }
    }

    /// What came after a moment is not so any more.
    fn again_from(&mut self, at: Nanos) {
        self.copies.retain(|copy| copy.now < at || copy.now == 0 && copy.commands == 0);
        let now = self.state.now;
        if at <= now && now > 0 {
            self.back(at.saturating_sub(1));
            self.advance(now);
        }
    }

    /// Goes back to the last copy that is not after a moment.
    fn back(&mut self, to: Nanos) {
        let copy = self.copies.iter().rev().find(|copy| copy.now <= to).or(self.copies.first());
        if let Some(copy) = copy {
            self.state = copy.clone();
        }
    }

    /// Goes to a moment, forward or back.
    pub fn seek(&mut self, to: Nanos) {
        if to < self.state.now {
            self.back(to);
        }
        self.advance(to);
    }

    /// Goes on to a moment, and keeps a copy now and then.
    pub fn advance(&mut self, to: Nanos) {
        let to = to.min(LAST);
        loop {
            let last = self.copies.last().map_or(0, |copy| copy.now);
            let next = last.saturating_add(self.every);
            if next > to || next <= self.state.now {
                break;
            }
            self.state.run(next, &self.commands);
            if self.copies.len() == COPIES {
                let mut keep = false;
                self.copies.retain(|_| {
                    keep = !keep;
                    keep
                });
                self.every *= 2;
            }
            self.copies.push(self.state.clone());
        }
        self.state.run(to, &self.commands);
    }
}
