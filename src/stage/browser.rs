//! What the stage hears from the browser: size, visibility, preferences and the page's fragment. Every listener is
//! taken down with the component.

use std::cell::Cell;

use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{
    Element, IntersectionObserver, IntersectionObserverEntry, MediaQueryList, ResizeObserver, js_sys,
};

use crate::controller;
use crate::effect::whenever;
use crate::signal::Reactive;
use crate::state::{Guesses, Start, State, Warning};
use crate::timeline::Phase;
use crate::url;

/// Where the reader's wish is kept whether to be asked for a guess.
const GUESSES: &str = "gauntlet-predict";
/// Where the count of the guesses is kept.
const TALLY: &str = "gauntlet-tally";

/// Whether the reader wants to be asked for a guess: unless the browser keeps that another time the reader did not.
pub fn wants_to_guess() -> bool {
    let kept = window().local_storage().ok().flatten().and_then(|kept| kept.get_item(GUESSES).ok()?);
    kept.as_deref() != Some("0")
}

/// Goes on counting the guesses where an earlier visit ended, and keeps the count, where the browser allows it.
pub fn keep_tally(state: State) {
    if let Ok(Some(kept)) = window().local_storage() {
        if let Ok(Some(tally)) = kept.get_item(TALLY) {
            state.guess.recall(&tally);
        }
        whenever(move || {
            let _ = kept.set_item(TALLY, &state.guess.now.with(Guesses::tally));
        });
    }
}

/// Turns the questions on or off, and keeps that where the browser allows it.
pub fn want_to_guess(state: State, on: bool) {
    let start = state.playback.start.get_untracked();
    if let Ok(Some(kept)) = window().local_storage() {
        // Full, or closed to a frame: the wish then holds for this page.
        let _ = kept.set_item(GUESSES, if on { "1" } else { "0" });
    }
    state.playback.set_start(Start { predict: start.predict.map(|_| on), ..start });
    state.guess.turn(on);
    if on && state.shown.track.phase.get_untracked() == Phase::Before {
        state.guess_anew();
    }
}

/// Calls back with the element's width in CSS pixels whenever its size changes, at once included.
pub fn on_resize(element: &Element, mut then: impl FnMut(f64) + 'static) {
    let watched = element.clone();
    let heard = Closure::<dyn FnMut()>::new(move || then(watched.get_bounding_client_rect().width()));
    if let Ok(observer) = ResizeObserver::new(heard.as_ref().unchecked_ref()) {
        observer.observe(element);
        until_cleanup(Box::new(move || {
            observer.disconnect();
            drop(heard);
        }));
    }
}

/// Calls back whenever the element comes into view (true) or leaves it (false).
pub fn on_view(element: &Element, mut then: impl FnMut(bool) + 'static) {
    let heard = Closure::<dyn FnMut(js_sys::Array)>::new(move |entries: js_sys::Array| {
        // The last entry is the newest.
        if let Ok(entry) =
            entries.get(entries.length().saturating_sub(1)).dyn_into::<IntersectionObserverEntry>()
        {
            then(entry.is_intersecting());
        }
    });
    if let Ok(observer) = IntersectionObserver::new(heard.as_ref().unchecked_ref()) {
        observer.observe(element);
        until_cleanup(Box::new(move || {
            observer.disconnect();
            drop(heard);
        }));
    }
}

/// Calls back with whether a media query matches, now and whenever that changes.
pub fn on_media(query: &str, mut then: impl FnMut(bool) + 'static) {
    let Ok(Some(list)) = window().match_media(query) else { return };
    then(list.matches());
    let watched = list.clone();
    let heard = Closure::<dyn FnMut()>::new(move || then(watched.matches()));
    let hears = |list: &MediaQueryList, heard: &Closure<dyn FnMut()>, on: bool| {
        let function = heard.as_ref().unchecked_ref();
        // Neither fails for a function.
        let _ = if on {
            list.add_event_listener_with_callback("change", function)
        } else {
            list.remove_event_listener_with_callback("change", function)
        };
    };
    hears(&list, &heard, true);
    until_cleanup(Box::new(move || hears(&list, &heard, false)));
}

/// Calls back whenever the screen's density changes, as by zooming or on another screen.
pub fn on_density(then: impl Fn() + Clone + 'static) {
    let changes = Reactive::new(0_u32);
    whenever(move || {
        changes.track();
        // There is no event for it, but a query for the density of now stops to match. The browser writes the number.
        let ratio: js_sys::Number = JsValue::from_f64(window().device_pixel_ratio()).unchecked_into();
        let Ok(ratio) = ratio.to_string_with_radix(10) else { return };
        let (then, told) = (then.clone(), Cell::new(false));
        on_media(&["(resolution: ", &String::from(ratio), "dppx)"].concat(), move |_| {
            // The first call tells how it is, not that it changed.
            if told.replace(true) {
                changes.update(|n| *n = n.wrapping_add(1));
                then();
            }
        });
    });
}

/// Calls back with whether the page is shown, now and whenever that changes.
pub fn on_page_shown(mut then: impl FnMut(bool) + 'static) {
    then(!document().hidden());
    let heard = Closure::<dyn FnMut()>::new(move || then(!document().hidden()));
    let _ = document().add_event_listener_with_callback("visibilitychange", heard.as_ref().unchecked_ref());
    until_cleanup(Box::new(move || {
        let _ = document()
            .remove_event_listener_with_callback("visibilitychange", heard.as_ref().unchecked_ref());
    }));
}

/// Makes the page look as the options say; `assets/boot.js` did so before it was painted.
pub fn look(page: &[(&'static str, String)]) {
    let Some(root) = document().document_element() else { return };
    for (name, attribute) in [
        ("view", "data-view"),
        ("detail", "data-detail"),
        ("theme", "data-theme"),
        ("controls", "data-controls"),
    ] {
        let value = page.iter().rev().find(|(set, value)| *set == name && value != "auto");
        // Neither fails for an attribute of that name.
        let _ = match value {
            Some((_, value)) => root.set_attribute(attribute, value),
            None => root.remove_attribute(attribute),
        };
    }
}

/// Reads the fragment into the state, now and whenever the reader changes it.
pub fn follow_fragment(state: State) {
    let read = move || {
        let fragment = window().location().hash().unwrap_or_default();
        // An anchor of the article sets nothing.
        if fragment.len() > 1 && !fragment.contains('=') {
            return;
        }
        let (options, warnings) = url::read(&fragment);
        state.notices.warn(warnings.into_iter().map(Warning::from).collect());
        if options != untrack(|| state.options()) {
            let done = move |wrong: Vec<_>| {
                if !wrong.is_empty() {
                    controller::warn(state, &wrong);
                }
            };
            controller::arrive(state, options, Box::new(done));
        }
    };
    read();
    let listener = window_event_listener(leptos::ev::hashchange, move |_| read());
    on_cleanup(move || listener.remove());
}

/// Writes the settings into the fragment. Another story or request is a step that the reader can go back from; what moves by
/// degrees, such as the speed or a scenario while it is edited, is none, and a frame leaves the history to the page around.
pub fn write_fragment(state: State) {
    // What a link names, or a scenario that is being packed, comes in a moment, as one step with the rest.
    if state.notices.arriving.with(Option::is_some) || state.shown.now.with(|now| now.to_pack().is_some()) {
        return;
    }
    let options = state.options();
    let wanted = url::write(&options);
    let location = window().location();
    let now = location.hash().unwrap_or_default();
    let now = now.strip_prefix('#').unwrap_or(&now);
    // An anchor stays as long as all is at its default, and a link with a mistake stays for the reader to mend.
    let keep = wanted.is_empty() && !now.contains('=') || !state.notices.warnings.get_untracked().is_empty();
    if now == wanted || keep {
        return;
    }
    let address = if wanted.is_empty() {
        location.pathname().unwrap_or_default() + &location.search().unwrap_or_default()
    } else {
        ["#", &wanted].concat()
    };
    let Ok(history) = window().history() else { return };
    let (mut before, _) = url::read(now);
    let edited = options.text("scenario").filter(|_| before.text("scenario").is_some());
    if let Some(scenario) = edited {
        before.set_text("scenario", scenario);
    }
    let same = before.same_journey(&options);
    let framed = window().parent().ok().flatten().is_some_and(|parent| parent != window());
    // Refused in a sandboxed frame of some browsers; the story plays all the same.
    let _ = if same || framed {
        history.replace_state_with_url(&JsValue::NULL, "", Some(&address))
    } else {
        history.push_state_with_url(&JsValue::NULL, "", Some(&address))
    };
}

/// Runs a closure when the component goes, and keeps what it owns until then. One type for all keeps the wasm small.
fn until_cleanup(then: Box<dyn FnOnce()>) {
    let kept = StoredValue::new_local(Some(then));
    on_cleanup(move || {
        if let Some(then) = kept.try_update_value(Option::take).flatten() {
            then();
        }
    });
}
