//! The bench page's half in wasm: real journeys, as many at once as asked for, through the drawing that the app uses.
#![cfg(target_arch = "wasm32")]

use gauntlet_app::draw::Painter;
use gauntlet_app::layout::{Class, layout};
use gauntlet_app::route::{Leg, legs};
use gauntlet_app::scene::members;
use gauntlet_app::timeline::Timeline;
use gauntlet_explain::preset;
use gauntlet_explain::question::composed;
use gauntlet_model::journey::Direction;
use gauntlet_model::report::Report;
use gauntlet_scenario::Scenario;
use wasm_bindgen::prelude::*;
use web_sys::Element;

/// Each request is run with so many seeds: balancers then choose other nodes and pods.
const SEEDS: u64 = 4;

/// Marks are drawn a quarter as large as on the stage, where ten thousand would cover each other.
const SMALLER: f64 = 4.0;

/// A number of packets in flight at any moment.
#[wasm_bindgen]
pub struct Crowd {
    painter: Painter,
    /// In the order of their departure.
    legs: Vec<Leg>,
    /// The first that has not departed.
    next: usize,
}

#[wasm_bindgen]
impl Crowd {
    /// Readies `packets` in flight for `horizon` milliseconds, drawn in an element.
    #[wasm_bindgen(constructor)]
    pub fn new(host: &Element, packets: u32, horizon: f64) -> Result<Crowd, JsError> {
        let journeys = journeys().map_err(|error| JsError::new(&error))?;
        let mut all = Vec::new();
        for (slot, start) in (0..packets).zip(0_usize..) {
            // One journey after another in each slot; the first has begun already, each elsewhere (by the golden ratio).
            let mut wheel = journeys.iter().cycle().skip(start % journeys.len());
            let mut now = -(f64::from(slot) * 0.618_034).fract();
            while now < horizon {
                let Some((legs, lasts)) = wheel.next() else { break };
                now = if now < 0.0 { now * lasts } else { now };
                let moved = legs.iter().map(|leg| Leg {
                    depart: leg.depart + now,
                    arrive: leg.arrive + now,
                    until: leg.until + now,
                    ..*leg
                });
                all.extend(moved.filter(|leg| leg.until > 0.0 && leg.depart < horizon));
                now += lasts;
            }
        }
        all.sort_by(|a, b| a.depart.total_cmp(&b.depart));
        let painter = Painter::new(host, units_wide() * SMALLER);
        Ok(Self { painter, legs: all, next: 0 })
    }

    /// One frame: sends the legs that departed since the last one, and draws.
    pub fn frame(&mut self, moment: f64) {
        let rest = self.legs.get(self.next..).unwrap_or_default();
        let new = rest.iter().take_while(|leg| leg.depart <= moment).count();
        self.painter.add(rest.get(..new).unwrap_or_default());
        self.next += new;
        self.painter.draw(moment);
    }

    /// Packets that are in flight at a moment.
    pub fn in_flight(&self, moment: f64) -> usize {
        self.legs.iter().filter(|leg| leg.at(moment).is_some()).count()
    }

    /// Gives the canvas back.
    pub fn release(&self) {
        self.painter.release();
    }
}

/// The figure's width in units.
fn units_wide() -> f64 {
    layout(Class::Wide, Direction::Ingress, &[]).width
}

/// The legs of every preset and story, from zero, and how long each journey's packet is seen.
fn journeys() -> Result<Vec<(Vec<Leg>, f64)>, String> {
    let built_in = Scenario::built_in();
    let mut asked = Vec::new();
    for direction in [Direction::Ingress, Direction::Egress] {
        for blocked in [false, true] {
            asked.push((built_in.clone(), built_in.story(direction, blocked)));
        }
    }
    for preset in preset::all() {
        let scenario = preset.scenario()?;
        let ask = composed(&scenario, &preset.request()).map_err(|problem| problem.text)?;
        asked.push((scenario, ask));
    }
    let told = asked.iter().flat_map(|(scenario, ask)| {
        (1..=SEEDS).map(|seed| gauntlet_explain::report::run(scenario, ask, seed))
    });
    Ok(told.map(|report| drawn(&report)).filter(|(legs, _)| !legs.is_empty()).collect())
}

fn drawn(report: &Report) -> (Vec<Leg>, f64) {
    let timeline = Timeline::of(report);
    let place = layout(Class::Wide, report.direction, &members(report));
    let mut legs = legs(report, &timeline, &place);
    for leg in &mut legs {
        // The stage keeps the last mark in view; a crowd goes on.
        leg.until = leg.until.min(timeline.end);
        for at in [&mut leg.from, &mut leg.to] {
            at.x *= SMALLER;
            at.y *= SMALLER;
        }
    }
    let lasts = legs.last().map_or(0.0, |leg| leg.until);
    (legs, lasts)
}
