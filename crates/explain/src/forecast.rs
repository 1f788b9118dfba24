//! Forecasts how a request would end, before it is sent. The journey is decided; of the explanation only the ending is made.

use std::sync::Arc;

use gauntlet_model::ask::SEED;
use gauntlet_model::composed::{Composed, Problem};
use gauntlet_model::editor::Forecast;
use gauntlet_model::question::Question;
use gauntlet_sim::path;

use crate::diagnosis::Symptom;
use crate::question::{ask, named, scenario_of};
use crate::{messages, own_host, trace};

/// Decides the question's request in its scenario. A change in the question is ignored.
///
/// # Errors
/// As [`crate::question::tell`].
pub fn of(question: &Question) -> Result<Forecast, Vec<Problem>> {
    let scenario = scenario_of(question, named(question)?.as_ref())?;
    let ask = ask(&scenario, &question.asked).map_err(|problem| vec![problem])?;
    let journey = path::decide(&scenario, &Arc::new(ask), SEED);
    let instead = own_host::offer(&scenario, &journey.ask).map(|offer| {
        (offer.host, Composed { direction: None, ..Composed::of(&offer.ask, String::new(), String::new()) })
    });
    Ok(Forecast {
        outcome: journey.outcome(),
        by: journey
            .stop
            .and_then(|stop| journey.hops.get(stop.hop))
            .map(|hop| messages::layer(hop.layer).to_owned()),
        client: Symptom::of(&journey.client).short(),
        breach: trace::breach(&scenario, &journey).is_some(),
        instead,
    })
}
