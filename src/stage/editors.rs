//! The places of the two editors. The workbench, which loads when one is first opened, mounts the editor there.

use leptos::prelude::*;

use crate::messages;
use crate::state::State;

/// The editors, closed, and the cue for dropping a file. In a still they can't be opened.
#[component]
pub fn Editors(state: State) -> impl IntoView {
    #[cfg(feature = "csr")]
    let (request, scenario) = live::connect(state);
    #[cfg(not(feature = "csr"))]
    let (request, scenario) = {
        let _ = state;
        (|_| (), |_| ())
    };
    view! {
        <details class="editor" on:toggle=request>
            <summary>{messages::STAGE_EDITOR_TITLE}</summary>
            <div class="workshop"></div>
        </details>
        <details class="editor scenario-editor" on:toggle=scenario>
            <summary>{messages::SCENARIO}</summary>
            <div class="workshop"></div>
        </details>
        <p class="drop-cue" aria-hidden="true">{messages::DROP}</p>
    }
}

#[cfg(feature = "csr")]
mod live {
    use gauntlet_model::composed::Composed;
    use gauntlet_model::editor::{OnShow, pack, unpack};
    use leptos::prelude::*;
    use wasm_bindgen::prelude::*;
    use web_sys::js_sys::{Function, Uint8Array};
    use web_sys::{Event, HtmlElement};

    use crate::effect::whenever;
    use crate::state::State;
    use crate::{controller, engine, messages};

    /// The handlers that mount an editor when it is opened. From then on it is told what the stage shows, and its commands go to the
    /// controller.
    pub fn connect(state: State) -> (impl Fn(Event) + Copy, impl Fn(Event) + Copy) {
        let opened = RwSignal::new(false);
        let hear = Closure::<dyn Fn(Vec<u8>, Function)>::new(move |command: Vec<u8>, told: Function| {
            let Some(command) = unpack(&command) else { return };
            controller::run_command(state, command, move |result| {
                // Fails only in a module that has stopped, whose editors are gone.
                let _ = told.call1(&JsValue::NULL, &Uint8Array::from(pack(&result).as_slice()));
            });
        });
        let hear = StoredValue::new_local(hear.into_js_value());
        whenever(move || {
            if opened.get() {
                engine::show(&pack(&on_show(state)));
            }
        });
        let open = move |event: Event, editor: &'static str| {
            let details = event.current_target().and_then(|target| target.dyn_into::<HtmlElement>().ok());
            let Some(details) = details.filter(|details| details.has_attribute("open")) else { return };
            let Ok(Some(place)) = details.query_selector(".workshop") else { return };
            opened.set(true);
            let hear = hear.with_value(Clone::clone);
            leptos::task::spawn_local(async move {
                if engine::mount(editor, &place, &hear).await.is_err() {
                    place.set_text_content(Some(messages::EDITOR_TOLD_MISSING));
                }
            });
        };
        (move |event| open(event, "request"), move |event| open(event, "scenario"))
    }

    fn on_show(state: State) -> OnShow {
        // The direction is given only if the host would imply the other one, so that the request goes the same way again.
        let request = state.shown.track.report.with(|report| Composed {
            direction: report.link.as_ref().and_then(|link| link.direction),
            ..report.request.clone()
        });
        state.shown.now.with(|now| OnShow {
            request,
            preset: now.preset().map(|offer| offer.name.clone()),
            scenario: now.scenario.as_ref().map(|scenario| scenario.text.clone()),
        })
    }
}
