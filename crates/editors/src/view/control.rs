//! A field of the form: it shows a value of the document and writes back what the reader enters. One effect sets all of its
//! attributes, since a signal for each would make the wasm much larger. And the form's buttons.

use leptos::html::Label;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlOptionElement};

use super::page::{Control, whenever};
use super::state::EditorState;
use crate::document::{self, Target, names_of};
use crate::fields::Kind;
use crate::slips::is_in;

/// A field for one value of the document.
#[component]
pub fn Field(
    editor: EditorState,
    target: Target,
    kind: Kind,
    optional: bool,
    class: &'static str,
    label: &'static str,
) -> impl IntoView {
    let place = NodeRef::<Label>::new();
    let mut choices = Vec::new();
    whenever(move || {
        let Some(control) = place.get().and_then(|label| label.last_element_child()) else { return };
        let control: Control = control.unchecked_into();
        editor.whole.with(|whole| {
            let (pointer, value) = (target.pointer(whole), target.shown(whole));
            if let Target::Field(list, index, _) = target {
                set(&control, "aria-label", &[label, ", ", &document::name(whole, list, index)].concat());
            }
            let here = pointer.as_deref().unwrap_or_default();
            let wrong = editor.slips.with(|slips| slips.iter().any(|slip| is_in(slip, here)));
            set(&control, "data-at", here);
            set(&control, "aria-invalid", if wrong && pointer.is_some() { "true" } else { "false" });
            control.set_disabled(pointer.is_none());
            let offered = match kind {
                Kind::NameOf(names) => names_of(whole, names),
                Kind::Choice(choices) => choices.iter().map(|choice| (*choice).to_owned()).collect(),
                _ => return show(&control, kind, &value, false),
            };
            // An unknown value stays selectable.
            let offered =
                if offered.contains(&value) { offered } else { [offered, vec![value.clone()]].concat() };
            let other = choices != offered;
            if other {
                offer(&control, &offered);
                choices = offered;
            }
            show(&control, kind, &value, other);
        });
    });
    let change = move |event: Event| {
        if let Some(changed) = event.target() {
            let control: Control = changed.unchecked_into();
            let value = kind.read(optional, control.checked(), &control.value());
            editor.change(|whole| target.set(whole, value));
        }
    };
    let control = match kind {
        Kind::Choice(_) | Kind::NameOf(_) => view! { <select></select> }.into_any(),
        Kind::Number => view! {
            <input type="number" min="0" step="1" autocomplete="off" spellcheck="false" />
        }
        .into_any(),
        Kind::Switch => view! { <input type="checkbox" autocomplete="off" /> }.into_any(),
        Kind::Numbers => view! {
            <input type="text" inputmode="numeric" autocomplete="off" spellcheck="false" />
        }
        .into_any(),
        Kind::Text | Kind::Texts => view! {
            <input type="text" autocomplete="off" spellcheck="false" />
        }
        .into_any(),
    };
    view! {
        <label class=class node_ref=place on:change=change>
            <span>{label}</span>
            {control}
        </label>
    }
}

/// A button. Its `data-do` says what it does.
pub fn button(does: &'static str, text: impl Into<String>, click: impl FnMut() + Send + 'static) -> AnyView {
    fn made(does: &'static str, text: String, mut click: Box<dyn FnMut() + Send>) -> AnyView {
        view! {
            <button type="button" data-do=does on:click=move |_| click()>
                {text}
            </button>
        }
        .into_any()
    }
    made(does, text.into(), Box::new(click))
}

/// Sets an attribute.
pub fn set(element: &Element, name: &str, value: &str) {
    // Fails only for an invalid name.
    let _ = element.set_attribute(name, value);
}

/// Replaces the options of a select.
fn offer(list: &Element, names: &[String]) {
    list.set_text_content(None);
    for name in names {
        if let Ok(option) = HtmlOptionElement::new_with_text(name) {
            // Fails only for an ancestor of the select.
            let _ = list.append_child(&option);
        }
    }
}

/// Shows a value, but does not overwrite a text field that has the focus.
fn show(control: &Control, kind: Kind, value: &str, always: bool) {
    if kind == Kind::Switch {
        return control.set_checked(value == "true");
    }
    let own = matches!(kind, Kind::Text | Kind::Choice(_) | Kind::NameOf(_));
    let focused = document().active_element().is_some_and(|element| element == ***control);
    if always || !own || !focused {
        control.set_value(value);
    }
}
