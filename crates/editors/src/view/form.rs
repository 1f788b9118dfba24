//! The form of the scenario's editor: the common parts of the document, a list each.

use leptos::html::{Details, Li};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::control::{Field, button, set};
use super::page::whenever;
use super::state::EditorState;
use crate::document::{self, Target};
use crate::fields::{Kind, LISTS, List};
use crate::messages;

/// All the lists.
#[component]
pub fn Form(editor: EditorState) -> impl IntoView {
    let lists: Vec<_> = LISTS
        .iter()
        .enumerate()
        .map(|(at, list)| view! { <Part editor=editor list=list open=at == 0 /> })
        .collect();
    view! {
        <fieldset class="form" disabled=move || editor.waits.get()>
            <legend>{messages::EDITOR_FORM}</legend>
            <p class="waits" hidden=move || !editor.waits.get()>
                {messages::EDITOR_WAITS}
            </p>
            {lists}
        </fieldset>
    }
}

/// One list: its rows, what adds one, and what follows them.
#[component]
fn Part(editor: EditorState, list: &'static List, open: bool) -> impl IntoView {
    let part = NodeRef::<Details>::new();
    let count = Memo::new(move |_| editor.whole.with(|whole| document::rows(whole, list).len()));
    let add = move || {
        editor.change(|whole| document::add(whole, list));
        focus_soon(move || found(part, "ol > li:last-child [data-at]"));
    };
    let rows = move || (0..count.get()).map(|index| row(editor, list, index, part)).collect::<Vec<_>>();
    let then = list.then.map(|(at, label, choices)| {
        let (target, kind) = (Target::Alone(at), Kind::Choice(choices));
        view! { <Field editor=editor target=target kind=kind optional=false class="then" label=label /> }
    });
    view! {
        <details class="part" open=open data-list=list.at node_ref=part>
            <summary>{list.title}" "<span class="count">{move || count.get().to_string()}</span></summary>
            <p class="hint">{list.hint}</p>
            <ol>
                {rows}
            </ol>
            <p class="below">{(!list.add.is_empty()).then(|| button("add", list.add, add))} {then}</p>
        </details>
    }
}

/// One row of a list.
fn row(editor: EditorState, list: &'static List, index: usize, part: NodeRef<Details>) -> AnyView {
    let place = NodeRef::<Li>::new();
    let fields = list.fields.iter().map(|field| {
        let class = match field.kind {
            Kind::Number => "number",
            Kind::Switch => "switched",
            _ => "text",
        };
        let (target, kind) = (Target::Field(list, index, field), field.kind);
        view! { <Field editor=editor target=target kind=kind optional=field.optional class=class label=field.label /> }
    });
    let fields: Vec<_> = fields.collect();
    if list.add.is_empty() {
        let which = move || editor.whole.with(|whole| document::story(whole, list, index));
        return view! {
            <li>
                <p class="which">{which}</p>
                {fields}
            </li>
        }
        .into_any();
    }
    let remove = move || {
        editor.change(|whole| document::remove(whole, list, index));
        focus_soon(move || {
            let next = format!("ol > li:nth-child({}) [data-do=remove]", index + 1);
            found(part, &next).or_else(|| found(part, "[data-do=add]"))
        });
    };
    whenever(move || {
        if let Some(button) = place.get().and_then(|row| row.last_element_child()) {
            let name = editor.whole.with(|whole| document::name(whole, list, index));
            set(&button, "aria-label", &[messages::EDITOR_REMOVE, " ", &name].concat());
        }
    });
    view! { <li node_ref=place>{fields} {button("remove", "×", remove)}</li> }.into_any()
}

fn found(part: NodeRef<Details>, selector: &str) -> Option<HtmlElement> {
    part.get_untracked()?.query_selector(selector).ok().flatten()?.dyn_into().ok()
}

/// Focuses an element once what was changed is drawn.
fn focus_soon(element: impl FnOnce() -> Option<HtmlElement> + 'static) {
    gloo_timers::callback::Timeout::new(0, move || {
        if let Some(element) = element() {
            // Fails for what can't have the focus.
            let _ = element.focus();
        }
    })
    .forget();
}
