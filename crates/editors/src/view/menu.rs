//! The menu of presets: every group with its presets and what each asks, to look through, search and choose from. It fills a dialog
//! of the page, which closes it and gives the focus back.

use gauntlet_model::editor::{Command, Group, Listed};
use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use web_sys::js_sys::Function;
use web_sys::{Element, Event, HtmlDialogElement, HtmlElement, KeyboardEvent};

use super::engines;
use super::page::{self, Control, ON_SHOW, escaped, whenever};
use crate::menu::{found, heading};
use crate::messages::{self, fill};

/// The rows that the search has left.
const ROWS: &str = "li:not([hidden]) > button";

/// Search, groups and rows.
#[component]
pub fn Menu(ask: Function) -> impl IntoView {
    let place = NodeRef::<Div>::new();
    let told = RwSignal::new(String::new());
    let ask = StoredValue::new_local(ask);
    let presets = StoredValue::new(engines::listed());
    let on_show = ON_SHOW.with(Clone::clone);
    // The row on show is marked, and where Tab comes in.
    whenever(move || {
        let Some(menu) = place.get() else { return };
        let name = on_show.get().and_then(|shown| shown.preset);
        for row in all(&menu, "li > button") {
            let on = name.is_some() && row.get_attribute("data-preset") == name;
            let _ = row.set_attribute("aria-current", if on { "true" } else { "false" });
        }
        enter_at(&menu, None);
    });
    // Opened again it shows all of them. It is opened before this is there.
    whenever(move || {
        let Some(menu) = place.get() else { return };
        let Some(dialog) = dialog(&menu) else { return };
        take(first(&menu, "[autofocus]"));
        let reset = Closure::<dyn Fn()>::new(move || {
            let Some(menu) = place.get_untracked() else { return };
            if let Some(field) = first(&menu, "input") {
                field.unchecked_ref::<Control>().set_value("");
            }
            told.set(presets.with_value(|presets| search(&menu, presets, "")));
        });
        // It lives as long as the page.
        let _ = dialog.add_event_listener_with_callback("close", reset.into_js_value().unchecked_ref());
    });
    let choose = move |row: &Element| {
        let Some(name) = row.get_attribute("data-preset") else { return };
        let dialog = dialog(row);
        let then = move |result: Result<_, Vec<_>>| match (result, dialog) {
            (Ok(_), Some(dialog)) => {
                dialog.close();
                // The stage asks its question now, or plays it.
                take(document().query_selector(".play").ok().flatten());
            }
            (Err(problems), _) => {
                let problems: Vec<gauntlet_model::composed::Problem> = problems;
                told.set(problems.into_iter().map(|problem| problem.text).collect::<Vec<_>>().join(" "));
            }
            (Ok(_), None) => {}
        };
        ask.with_value(|ask| page::ask(ask, &Command::Preset(name), Box::new(then)));
    };
    let click = move |event: web_sys::MouseEvent| {
        if let Some(row) = on(&event, "[data-preset]") {
            choose(&row);
        }
    };
    let input = move |event: Event| {
        if let (Some(menu), Some(field)) = (place.get_untracked(), on(&event, "input")) {
            let words = field.unchecked_into::<Control>().value();
            told.set(presets.with_value(|presets| search(&menu, presets, &words)));
        }
    };
    let press = move |event: KeyboardEvent| {
        let (Some(menu), Some(target)) = (place.get_untracked(), on(&event, "input, [data-preset]")) else {
            return;
        };
        if event.ctrl_key() || event.meta_key() || event.alt_key() || event.is_composing() {
            return;
        }
        let (key, row) = (event.key(), target.has_attribute("data-preset"));
        if key == "Enter" && !row {
            if let Some(row) = first(&menu, ROWS) {
                choose(&row);
            }
        } else if row && key.chars().count() == 1 && key != " " {
            // The letter then falls into the field.
            return take(first(&menu, "input"));
        } else if let Some(next) = next(&menu, &target, row, &key) {
            enter_at(&menu, Some(&next));
            take(Some(next));
        } else {
            return;
        }
        event.prevent_default();
    };
    let count = presets.with_value(Vec::len).to_string();
    // On a touch screen a field with the focus brings up a keyboard, over the rows.
    let touch = window().match_media("(pointer: coarse)").ok().flatten().is_some_and(|it| it.matches());
    view! {
        <div class="menu" node_ref=place on:click=click on:input=input on:keydown=press>
            <div class="menu-head">
                <h2 tabindex="-1" autofocus=touch>{fill(messages::EDITOR_MENU_TITLE, &[("count", &count)])}</h2>
                <p>{messages::EDITOR_MENU_HINT}</p>
                <p role="status">{told}</p>
                <input
                    type="text"
                    autofocus=!touch
                    autocomplete="off"
                    spellcheck="false"
                    enterkeyhint="go"
                    aria-label=messages::EDITOR_MENU_FIND
                    placeholder=messages::EDITOR_MENU_FIND
                />
            </div>
            <div class="menu-scroll">
                <div class="menu-groups" inner_html=presets.with_value(|presets| groups(presets))></div>
            </div>
        </div>
    }
}

/// The groups with their rows, as markup.
fn groups(presets: &[Listed]) -> String {
    let mut out = String::new();
    for (at, group) in Group::ALL.into_iter().enumerate() {
        let id = ["menu-", &at.to_string()].concat();
        out.push_str(
            &["<section><h3 id=", &id, ">", &escaped(heading(group)), "</h3><ul aria-labelledby=", &id, ">"]
                .concat(),
        );
        for preset in presets.iter().filter(|preset| preset.group == group) {
            let (title, question) = (escaped(&preset.title), escaped(&preset.question));
            out.push_str(
                &["<li><button type=button data-stays tabindex=-1 data-preset=", &preset.name, "><b>"]
                    .concat(),
            );
            out.push_str(&[&title, "</b> <span>", &question, "</span></button></li>"].concat());
        }
        out.push_str("</ul></section>");
    }
    out
}

/// Leaves the rows that say the words, and says how many those are.
fn search(menu: &Element, presets: &[Listed], words: &str) -> String {
    let found = found(presets, words);
    for (row, found) in all(menu, "li").into_iter().zip(&found) {
        let _ = row.toggle_attribute_with_force("hidden", !found);
    }
    for group in all(menu, "section") {
        let _ = group.toggle_attribute_with_force("hidden", first(&group, ROWS).is_none());
    }
    enter_at(menu, None);
    let count = found.iter().filter(|found| **found).count();
    match count {
        0 => messages::EDITOR_MENU_NONE.to_owned(),
        _ if words.trim().is_empty() => String::new(),
        _ => fill(
            messages::EDITOR_MENU_FOUND,
            &[("count", &count.to_string()), ("all", &found.len().to_string())],
        ),
    }
}

/// Tab comes to one row: that one, or else the one on show, or the first.
fn enter_at(menu: &Element, row: Option<&Element>) {
    let current = || first(menu, "li:not([hidden]) > [aria-current=true]").or_else(|| first(menu, ROWS));
    let at = row.cloned().or_else(current);
    for row in all(menu, "li > button") {
        let _ = row.set_attribute("tabindex", if Some(&row) == at.as_ref() { "0" } else { "-1" });
    }
}

/// Where a key leads: up and down the rows, to the column beside, to the ends of a group; above the first row is the field.
fn next(menu: &Element, from: &Element, row: bool, key: &str) -> Option<Element> {
    let rows = all(menu, ROWS);
    if !row {
        return if key == "ArrowDown" { rows.into_iter().next() } else { None };
    }
    let at = rows.iter().position(|row| row == from)?;
    let group = || from.closest("section").ok().flatten().map(|group| all(&group, ROWS)).unwrap_or_default();
    match key {
        "ArrowDown" => rows.into_iter().nth(at + 1),
        "ArrowUp" if at == 0 => first(menu, "input"),
        "ArrowUp" => rows.into_iter().nth(at - 1),
        "Home" => group().into_iter().next(),
        "End" => group().pop(),
        "ArrowLeft" | "ArrowRight" => {
            let place = |row: &Element| {
                let rect = row.get_bounding_client_rect();
                (rect.left(), rect.top())
            };
            let (left, top) = place(from);
            let away =
                |row: &Element| if key == "ArrowLeft" { left - place(row).0 } else { place(row).0 - left };
            let far = |row: &Element| away(row) * 10.0 + (place(row).1 - top).abs();
            let beside = rows.into_iter().filter(|row| away(row) > 1.0);
            beside.min_by(|one, other| far(one).total_cmp(&far(other)))
        }
        _ => None,
    }
}

fn first(within: &Element, selector: &str) -> Option<Element> {
    within.query_selector(selector).ok().flatten()
}

fn all(within: &Element, selector: &str) -> Vec<Element> {
    let Ok(list) = within.query_selector_all(selector) else { return Vec::new() };
    (0..list.length()).filter_map(|at| list.get(at)?.dyn_into().ok()).collect()
}

/// What a selector names, of where an event happened.
fn on(event: &Event, selector: &str) -> Option<Element> {
    event.target()?.dyn_into::<Element>().ok()?.closest(selector).ok()?
}

fn dialog(within: &Element) -> Option<HtmlDialogElement> {
    within.closest("dialog").ok().flatten()?.dyn_into().ok()
}

fn take(element: Option<Element>) {
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let _ = element.focus();
    }
}
