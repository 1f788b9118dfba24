//! The scenario's editor: its text, and a form for the common parts, two views of one document. The stage follows both.

use leptos::html::{Div, Input, Pre};
use leptos::prelude::*;
use web_sys::js_sys::{Function, parse_float};
use web_sys::{ScrollIntoViewOptions, ScrollLogicalPosition};

use super::control::button;
use super::desk::Desk;
use super::files;
use super::form::Form;
use super::page::{DROPPED, ON_SHOW, dress, whenever};
use crate::messages;
use crate::slips::{self, Place, Slip};

const STYLE: &str = include_str!("../../../../style/scenario.css");

/// The editor, which asks the page to show what it holds.
#[component]
pub fn ScenarioEditor(ask: Function) -> impl IntoView {
    dress(STYLE);
    let desk = Desk::new(ask);
    let (on_show, dropped) = (ON_SHOW.with(Clone::clone), DROPPED.with(Clone::clone));
    whenever(move || {
        // The text area has to be there.
        if desk.text.get().is_some()
            && let Some((scenario, preset)) =
                on_show.with(|told| told.as_ref().map(|told| (told.scenario.clone(), told.preset.clone())))
        {
            desk.show(scenario, preset.as_deref());
        }
    });
    whenever(move || {
        if let Some(file) = dropped.get() {
            dropped.set(None);
            files::take(desk, file);
        }
    });
    let file = NodeRef::<Input>::new();
    let choose = move || {
        if let Some(file) = file.get_untracked() {
            file.click();
        }
    };
    let chosen = move |_| {
        let Some(input) = file.get_untracked() else { return };
        if let Some(file) = input.files().and_then(|files| files.get(0)) {
            files::take(desk, file);
        }
        // So that the same file can be taken again.
        input.set_value("");
    };
    view! {
        <p class="hint">{messages::EDITOR_HINT}</p>
        <p class="files">
            {button("load", messages::EDITOR_LOAD, choose)}
            {button("save", messages::EDITOR_SAVE, move || files::keep(desk))}
            {button("reset", messages::EDITOR_RESET, move || desk.reset())}
            <input type="file" accept=".json,application/json" hidden node_ref=file on:change=chosen />
        </p>
        <Refusal desk=desk />
        <div class="views">
            <Form desk=desk />
            <Text desk=desk />
        </div>
    }
}

/// What is said of a file that is not used.
#[component]
fn Refusal(desk: Desk) -> impl IntoView {
    let place = NodeRef::<Div>::new();
    whenever(move || {
        if let (Some(place), false) = (place.get(), desk.refused.with(Vec::is_empty)) {
            let nearest = ScrollIntoViewOptions::new();
            nearest.set_block(ScrollLogicalPosition::Nearest);
            place.scroll_into_view_with_scroll_into_view_options(&nearest);
        }
    });
    view! {
        <div class="problems refused" role="alert" node_ref=place>
            // Places of another text are told, not gone to.
            {move || desk.refused.with(|slips| lines(slips, None))}
        </div>
    }
}

/// The text with the numbers of its lines, and what is wrong with it.
#[component]
fn Text(desk: Desk) -> impl IntoView {
    let numbers = NodeRef::<Pre>::new();
    let follow = move || {
        if let (Some(numbers), Some(text)) = (numbers.get_untracked(), desk.text.get_untracked()) {
            numbers.set_scroll_top(text.scroll_top());
        }
    };
    whenever(move || {
        if let Some(numbers) = numbers.get() {
            numbers.set_inner_html(&desk.slips.with(|slips| slips::numbered(desk.lines.get(), slips)));
            follow();
        }
    });
    view! {
        <div class="document">
            <label for="scenario-text">{messages::EDITOR_TEXT}</label>
            <div class="numbered">
                <pre aria-hidden="true" node_ref=numbers></pre>
                <textarea
                    id="scenario-text"
                    rows="24"
                    wrap="off"
                    spellcheck="false"
                    autocomplete="off"
                    autocapitalize="off"
                    aria-describedby="scenario-state scenario-problems"
                    aria-invalid=move || if desk.broken.get() { "true" } else { "false" }
                    node_ref=desk.text
                    on:input=move |_| desk.typed()
                    on:scroll=move |_| follow()
                ></textarea>
            </div>
            <p class="state" id="scenario-state" role="status">
                {move || desk.state.get()}
            </p>
            <div class="problems" id="scenario-problems" role="alert">
                {move || desk.slips.with(|slips| lines(&slips::told(slips), Some(desk)))}
            </div>
        </div>
    }
}

/// A line for each of some problems. Places lead into the desk's text, where they are places of that.
fn lines(list: &[Slip], desk: Option<Desk>) -> Vec<AnyView> {
    let line = |slip: &Slip| {
        let place = slip.place.clone().map(|place| {
            let pointer =
                (!place.pointer.is_empty()).then(|| view! { <code>{place.pointer.clone()}</code>" " });
            let label = match desk {
                Some(desk) => button("go", place.label(), move || go(desk, &place)),
                None => place.label().into_any(),
            };
            view! { {label}" "{pointer} }
        });
        view! { <p>{place}{slip.text.clone()}</p> }.into_any()
    };
    list.iter().map(line).collect()
}

/// Selects a place's line from the place on, and brings it into view.
fn go(desk: Desk, place: &Place) {
    let Some(text) = desk.text.get_untracked() else { return };
    let (start, end, column) = place.selection(&text.value());
    // None of these fails for a text area on the page.
    let _ = text.focus();
    let _ = text.set_selection_range(start, end);
    let Ok(Some(style)) = window().get_computed_style(&text) else { return };
    let size = |name: &str| parse_float(&style.get_property_value(name).unwrap_or_default());
    text.set_scroll_top(((place.line as f64 - 4.0) * size("line-height")) as i32);
    text.set_scroll_left((f64::from(column.saturating_sub(20)) * size("font-size") * 0.6) as i32);
}
