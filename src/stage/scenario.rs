//! The place of the scenario's editor, and what it has to do with the stage: `assets/scenario.js`, which is loaded when a
//! reader opens it, gives a changed scenario, and is told which one is on show.

#[cfg(feature = "csr")]
use gauntlet_model::composed::Problem;
use leptos::prelude::*;
#[cfg(feature = "csr")]
use wasm_bindgen::prelude::*;
#[cfg(feature = "csr")]
use web_sys::js_sys::{Function, Reflect, global};

use crate::messages;
#[cfg(feature = "csr")]
use crate::state::State;

#[cfg(feature = "csr")]
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = gauntletGiven)]
    fn gauntlet_given(scenario: Option<String>, preset: Option<String>);
}

/// Where the editor goes, and what shows that a file may be dropped.
#[component]
pub fn ScenarioEditor() -> impl IntoView {
    view! {
        <details class="editor scenario-editor">
            <summary>{messages::SCENARIO}</summary>
            <div class="workshop"></div>
        </details>
        <p class="drop-cue" aria-hidden="true">{messages::DROP}</p>
    }
}

/// Hears of changes and tells of the scenario on show, for as long as the stage is there.
#[cfg(feature = "csr")]
pub fn connect(state: State) {
    let change =
        Closure::<dyn Fn(Option<String>, Function)>::new(move |scenario: Option<String>, told: Function| {
            crate::controller::edit_scenario(state, scenario, move |answer| {
                let told_of = |wrong: Vec<Problem>| -> String {
                    wrong.iter().map(|one| [&one.place, ": ", &one.text].concat()).collect()
                };
                let (ends, wrong) = match answer {
                    Ok(ends) => (ends, String::new()),
                    Err(wrong) => (String::new(), told_of(wrong)),
                };
                // The editor's own function does not fail.
                let _ = told.call2(&JsValue::NULL, &wrong.into(), &ends.into());
            });
        });
    // Fails only where the page made its global object unchangeable: the editor then changes nothing.
    let _ = Reflect::set(&global(), &"gauntletScenario".into(), &change.into_js_value());
    Effect::new(move |_| {
        let (scenario, preset) = state.shown.now.with(|now| {
            let text = now.scenario.as_ref().map(|scenario| scenario.text.clone());
            (text, now.preset().map(|offer| offer.name.clone()))
        });
        gauntlet_given(scenario, preset);
    });
}
