//! The smallest change that lets a request through: said in a sentence, written as data, and proved by running it.

use std::sync::Arc;

use serde::Serialize;
use serde::ser::{SerializeStruct, Serializer};

use gauntlet_model::ask::Ask;
use gauntlet_model::http::Scheme;
use gauntlet_model::journey::{Direction, Outcome};
use gauntlet_scenario::Scenario;
use gauntlet_sim::layer::waf;
use gauntlet_sim::path;

use crate::fix::{Change, Fix};
use crate::messages::key;
use crate::reason::Reason;
use crate::trace::Trace;

/// How many changes one after the other are tried before a request counts as beyond help.
const MAX_STEPS: usize = 8;

/// What lets a stopped request through, proved by running it.
#[derive(Clone, Debug, PartialEq)]
pub struct Remedy {
    /// The layer's proposal, and where another layer stops the request then, that one's as well.
    pub steps: Vec<Fix>,
    /// The scenario with all of it done.
    pub scenario: Scenario,
    /// The request with all of it done.
    pub ask: Ask,
}

impl Remedy {
    /// Follows the proposals until the request is answered. `None` for a request that is answered already, and for one that
    /// stays stopped.
    #[must_use]
    pub fn of(scenario: &Scenario, ask: &Ask, seed: u64, trace: &Trace) -> Option<Self> {
        Self::after(scenario, ask, seed, trace.proposal.clone()?, trace.reading.clone())
    }

    /// The same without a trace: only the proposal is explained.
    #[must_use]
    pub fn found(scenario: &Scenario, ask: &Ask, seed: u64) -> Option<Self> {
        let journey = path::decide(scenario, &Arc::new(ask.clone()), seed);
        let proposal = crate::trace::proposal(scenario, &journey)?;
        Self::after(scenario, ask, seed, proposal, journey.reading)
    }

    fn after(
        scenario: &Scenario,
        ask: &Ask,
        seed: u64,
        mut next: Fix,
        mut reading: Option<waf::Reading>,
    ) -> Option<Self> {
        let mut remedy = Self { steps: Vec::new(), scenario: scenario.clone(), ask: ask.clone() };
        // Rather than open a port for clear text, try the same call over HTTPS.
        if ask.direction == Direction::Egress && ask.scheme == Scheme::Http {
            let encrypted = Arc::new(Ask { scheme: Scheme::Https, ..ask.clone() });
            if path::decide(scenario, &encrypted, seed).outcome() == Outcome::Answered {
                next = Fix::new(Reason::new(key::FIX_HTTPS)).ask("scheme", Some("https".to_owned()));
            }
        }
        loop {
            next.apply(&mut remedy.scenario, &mut remedy.ask).ok()?;
            remedy.steps.push(next);
            // Most proposals change neither the request nor how the WAF reads it.
            let alike =
                remedy.ask.request == ask.request && waf::reads_alike(&remedy.scenario.waf, &scenario.waf);
            let known = reading.take().filter(|_| alike);
            let journey = path::decide_again(&remedy.scenario, &Arc::new(remedy.ask.clone()), seed, known);
            if journey.outcome() == Outcome::Answered {
                return Some(remedy);
            }
            let proposal = crate::trace::proposal(&remedy.scenario, &journey)?;
            if remedy.steps.len() >= MAX_STEPS || remedy.steps.iter().any(|step| step.is_same(&proposal)) {
                return None;
            }
            (next, reading) = (proposal, journey.reading.filter(|_| alike));
        }
    }

    /// The steps as one text.
    #[must_use]
    pub fn text(&self) -> String {
        self.steps
            .iter()
            .map(|fix| fix.reason.text())
            .collect::<Vec<_>>()
            .join(&[" ", crate::messages::TELLING_THEN, " "].concat())
    }
}

impl Serialize for Remedy {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let changes: Vec<&Change> = self.steps.iter().flat_map(|fix| &fix.changes).collect();
        let mut out = serializer.serialize_struct("Remedy", 3)?;
        out.serialize_field("text", &self.text())?;
        out.serialize_field("changes", &changes)?;
        out.serialize_field("steps", &self.steps)?;
        out.end()
    }
}
