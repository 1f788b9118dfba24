//! Keys, while the stage or something in it has the focus.

use gloo_timers::callback::Timeout;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlDialogElement};

use crate::controller;
use crate::state::State;
use crate::url::Settings;

/// What a key does to the stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    Toggle,
    Step,
    Back,
    Start,
    End,
    Faster,
    Slower,
    Direction,
    Blocked,
    Help,
    Close,
}

/// Does what a key asks for, unless what has the focus uses the key itself.
pub fn press(state: State, event: &KeyboardEvent) {
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return;
    }
    let key = event.key();
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let Some(act) = act(&key).filter(|act| *act != Act::Close || state.selection.open.get_untracked()) else {
        return;
    };
    if target.is_some_and(|target| keeps(&target, &key)) {
        return;
    }
    event.prevent_default();
    let settings = state.shown.now.with_untracked(|now| now.settings);
    match act {
        Act::Toggle => state.toggle(),
        Act::Step => state.step(),
        Act::Back => state.step_back(),
        Act::Start => {
            state.pause();
            state.seek(0.0);
        }
        Act::End => {
            state.pause();
            state.seek(f64::INFINITY);
        }
        Act::Faster => state.playback.change_speed(true),
        Act::Slower => state.playback.change_speed(false),
        Act::Direction => {
            controller::choose(state, Settings { direction: settings.direction.other(), ..settings })
        }
        Act::Blocked => controller::choose(state, Settings { blocked: !settings.blocked, ..settings }),
        Act::Help => show_help(),
        Act::Close => super::focus::close_panel(state),
    }
    if matches!(act, Act::Direction | Act::Blocked) {
        Timeout::new(0, keep_focus).forget();
    }
}

/// Another story takes what had the focus off the page, such as one of its hops: the stage then has it, so that the next key
/// is heard.
fn keep_focus() {
    let document = document();
    let lost = document.active_element().is_none_or(|element| element.matches("body").unwrap_or(true));
    super::focus::take(document.query_selector(".stage").ok().flatten().filter(|_| lost));
}

fn act(key: &str) -> Option<Act> {
    Some(match key {
        " " => Act::Toggle,
        "ArrowRight" => Act::Step,
        "ArrowLeft" => Act::Back,
        "Home" => Act::Start,
        "End" => Act::End,
        "+" | "=" => Act::Faster,
        "-" => Act::Slower,
        "d" | "D" => Act::Direction,
        "b" | "B" => Act::Blocked,
        "?" => Act::Help,
        "Escape" => Act::Close,
        _ => return None,
    })
}

/// Whether an element needs a key for itself: letters where one writes, space where it presses, arrows where they choose.
fn keeps(target: &Element, key: &str) -> bool {
    let is = |selector: &str| target.matches(selector).unwrap_or(false);
    let arrows = key.starts_with("Arrow");
    if is("textarea, select, input:not([type=radio], [type=checkbox], [type=range])") {
        return true;
    }
    match key {
        " " => is("button, [role=button], summary, input:not([type=range])"),
        _ if arrows => is("input[type=radio]"),
        _ => false,
    }
}

/// Opens the list of keys, which the page holds beside the stage.
pub fn show_help() {
    let dialog = document().get_element_by_id("stage-keys");
    if let Some(dialog) = dialog.and_then(|element| element.dyn_into::<HtmlDialogElement>().ok()) {
        // Fails only where it is open already.
        let _ = dialog.show_modal();
    }
}
