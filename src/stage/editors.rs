//! The two editors and the menu of presets, whose places the page holds beside the stage. Their module, which loads when one is
//! first opened, fills the place.

#[cfg(feature = "csr")]
use leptos::prelude::*;

#[cfg(feature = "csr")]
use crate::signal::Reactive;
#[cfg(not(feature = "csr"))]
use crate::state::State;

/// What the editors and the menu share. Opening one tells the editors what is on the stage; its commands go to the controller.
#[derive(Clone, Copy)]
pub struct Desk {
    #[cfg(feature = "csr")]
    opened: Reactive<bool>,
    #[cfg(feature = "csr")]
    hear: StoredValue<wasm_bindgen::JsValue, LocalStorage>,
}

#[cfg(not(feature = "csr"))]
impl Desk {
    /// One that nobody sits at.
    pub const fn new(_: State) -> Self {
        Self {}
    }

    /// Nothing opens natively.
    pub const fn open_menu(self) {}
}

#[cfg(feature = "csr")]
mod live {
    use gauntlet_model::composed::Composed;
    use gauntlet_model::editor::{Command, OnShow, pack, unpack};
    use leptos::prelude::*;
    use wasm_bindgen::prelude::*;
    use wasm_bindgen_futures::JsFuture;
    use web_sys::js_sys::{Function, Uint8Array};
    use web_sys::{Element, HtmlDialogElement, HtmlElement};

    use super::Desk;
    use crate::effect::whenever;
    use crate::signal::Reactive;
    use crate::state::State;
    use crate::timeline::Phase;
    use crate::{controller, engine, later, messages};

    impl Desk {
        /// One where commands are heard from the start.
        pub fn new(state: State) -> Self {
            let opened = Reactive::new(false);
            let sent = StoredValue::new_local(None::<Function>);
            let hear = Closure::<dyn Fn(Vec<u8>, Function)>::new(move |command: Vec<u8>, told: Function| {
                let Some(command) = unpack(&command) else { return };
                let sends = !matches!(command, Command::Scenario(_));
                controller::run_command(state, command, move |result| {
                    if let Some(sent) = sent.get_value().filter(|_| sends && result.is_ok()) {
                        let _ = sent.call0(&JsValue::NULL);
                    }
                    // Fails only in a module that has stopped, whose editors are gone.
                    let _ = told.call1(&JsValue::NULL, &Uint8Array::from(pack(&result).as_slice()));
                });
            });
            whenever(move || {
                if opened.get() {
                    engine::show(&pack(&on_show(state)));
                }
            });
            // What moves beside the packet is styled once the story begins, the panel once it is there.
            whenever(move || {
                let begun = state.shown.track.phase.get() != Phase::Before;
                if begun || state.selection.open.get() || state.environment.page_sets("detail", "full") {
                    let _ = later::ready(false);
                }
            });
            let desk = Self { opened, hear: StoredValue::new_local(hear.into_js_value()) };
            let fill = Closure::<dyn Fn(String, Element)>::new(move |editor: String, within: Element| {
                let missing = messages::EDITOR_TOLD_MISSING;
                match &*editor {
                    // The drawer itself can't be loaded.
                    "" => state.notices.warn(vec![missing.to_owned().into()]),
                    _ => desk.fill(&within, editor, missing),
                }
            });
            sent.set_value(Some(later::drawer(&fill.into_js_value())));
            desk
        }

        /// Opens the menu of presets, which the page holds beside the stage.
        pub fn open_menu(self) {
            let dialog = document().get_element_by_id("stage-menu");
            if let Some(dialog) = dialog.and_then(|element| element.dyn_into::<HtmlDialogElement>().ok()) {
                // It hangs from the row of its button, where the window is high enough.
                if let Ok(Some(row)) = document().query_selector(".story-controls") {
                    let bottom = row.get_bounding_client_rect().bottom().max(0.0) as i32;
                    let style = HtmlElement::style(&dialog);
                    let _ = style.set_property("--top", &[&bottom.to_string(), "px"].concat());
                }
                leptos::task::spawn_local(async move {
                    // Never fails.
                    let _ = JsFuture::from(later::ready(false)).await;
                    // Fails only where it is open already.
                    let _ = dialog.show_modal();
                    self.fill(&dialog, "menu".to_owned(), messages::STAGE_TRY_MISSING);
                });
            }
        }

        fn fill(self, within: &Element, editor: String, missing: &'static str) {
            let Ok(Some(place)) = within.query_selector(".workshop") else { return };
            self.opened.set(true);
            let hear = self.hear.with_value(Clone::clone);
            leptos::task::spawn_local(async move {
                if engine::mount(&editor, &place, &hear).await.is_err() {
                    place.set_text_content(Some(missing));
                }
            });
        }
    }

    fn on_show(state: State) -> OnShow {
        // The direction is given only if the host would imply the other one, so that the request goes the same way again.
        let request = state.shown.track.report.with(|report| Composed {
            direction: report.link.as_ref().and_then(|link| link.direction),
            ..report.request.clone()
        });
        state.shown.now.with(|now| OnShow {
            request,
            preset: now.preset().cloned(),
            scenario: now.scenario.as_ref().map(|scenario| scenario.text.clone()),
        })
    }
}
