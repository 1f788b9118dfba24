//! The scenario's editor: its text, and a form for the common parts, two views of one document. The stage follows both.

use gauntlet_model::editor::{Place, Slip};
use leptos::html::{Div, Input, Pre};
use leptos::prelude::*;
use web_sys::js_sys::{Function, parse_float};
use web_sys::{ScrollIntoViewOptions, ScrollLogicalPosition};

use super::control::button;
use super::files;
use super::form::Form;
use super::page::{DROPPED, ON_SHOW, whenever};
use super::state::EditorState;
use crate::messages;
use crate::slips;

/// The editor, which asks the page to show what it holds.
#[component]
pub fn ScenarioEditor(ask: Function) -> impl IntoView {
    let editor = EditorState::new(ask);
    let (on_show, dropped) = (ON_SHOW.with(Clone::clone), DROPPED.with(Clone::clone));
    whenever(move || {
        // The text area has to be there.
        if editor.text.get().is_some()
            && let Some((scenario, preset)) =
                on_show.with(|told| told.as_ref().map(|told| (told.scenario.clone(), told.preset.clone())))
        {
            editor.show(scenario, preset.as_deref());
        }
    });
    whenever(move || {
        if let Some(file) = dropped.get() {
            dropped.set(None);
            files::take(editor, file);
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
            files::take(editor, file);
        }
        // So that the same file can be taken again.
        input.set_value("");
    };
    view! {
        <p class="hint">{messages::EDITOR_HINT}</p>
        <p class="files">
            {button("load", messages::EDITOR_LOAD, choose)}
            {button("save", messages::EDITOR_SAVE, move || files::keep(editor))}
            {button("reset", messages::EDITOR_RESET, move || editor.reset())}
            <input type="file" accept=".json,application/json" hidden node_ref=file on:change=chosen />
        </p>
        <Refusal editor=editor />
        <div class="views">
            <Form editor=editor />
            <Text editor=editor />
        </div>
    }
}

/// Why the last file was refused.
#[component]
fn Refusal(editor: EditorState) -> impl IntoView {
    let place = NodeRef::<Div>::new();
    whenever(move || {
        if let (Some(place), false) = (place.get(), editor.refused.with(Vec::is_empty)) {
            let nearest = ScrollIntoViewOptions::new();
            nearest.set_block(ScrollLogicalPosition::Nearest);
            place.scroll_into_view_with_scroll_into_view_options(&nearest);
        }
    });
    view! {
        <div class="problems refused" role="alert" node_ref=place>
            // Its lines are those of the refused file, not of the text in the editor: no buttons.
            {move || editor.refused.with(|slips| lines(slips, None))}
        </div>
    }
}

/// The text with line numbers, and its problems below.
#[component]
fn Text(editor: EditorState) -> impl IntoView {
    let numbers = NodeRef::<Pre>::new();
    let follow = move || {
        if let (Some(numbers), Some(text)) = (numbers.get_untracked(), editor.text.get_untracked()) {
            numbers.set_scroll_top(text.scroll_top());
        }
    };
    whenever(move || {
        if let Some(numbers) = numbers.get() {
            numbers.set_inner_html(&editor.slips.with(|slips| slips::numbered(editor.lines.get(), slips)));
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
                    aria-invalid=move || if editor.broken.get() { "true" } else { "false" }
                    node_ref=editor.text
                    on:input=move |_| editor.typed()
                    on:scroll=move |_| follow()
                ></textarea>
            </div>
            <p class="state" id="scenario-state" role="status">
                {move || editor.state.get()}
            </p>
            <div class="problems" id="scenario-problems" role="alert">
                {move || editor.slips.with(|slips| lines(&slips::told(slips), Some(editor)))}
            </div>
        </div>
    }
}

/// One line a problem. With an editor, its place is a button that selects it in the text.
fn lines(list: &[Slip], editor: Option<EditorState>) -> Vec<AnyView> {
    let line = |slip: &Slip| {
        let place = slip.place.clone().map(|place| {
            let pointer =
                (!place.pointer.is_empty()).then(|| view! { <code>{place.pointer.clone()}</code>" " });
            let label = match editor {
                Some(editor) => button("go", slips::label(&place), move || go(editor, &place)),
                None => slips::label(&place).into_any(),
            };
            view! { {label}" "{pointer} }
        });
        view! { <p>{place}{slip.text.clone()}</p> }.into_any()
    };
    list.iter().map(line).collect()
}

/// Selects the text from a place to the end of its line, and scrolls there.
fn go(editor: EditorState, place: &Place) {
    let Some(text) = editor.text.get_untracked() else { return };
    let (start, end, column) = slips::selection(place, &text.value());
    // None of these fails for a text area in the document.
    let _ = text.focus();
    let _ = text.set_selection_range(start, end);
    let Ok(Some(style)) = window().get_computed_style(&text) else { return };
    let size = |name: &str| parse_float(&style.get_property_value(name).unwrap_or_default());
    text.set_scroll_top(((place.line as f64 - 4.0) * size("line-height")) as i32);
    text.set_scroll_left((f64::from(column.saturating_sub(20)) * size("font-size") * 0.6) as i32);
}
