//! The two controls that choose a story, the presets beside them, the request on show, and what the marks mean.

use gauntlet_model::journey::Direction;
use gauntlet_model::report::Offer;
use leptos::prelude::*;
use web_sys::js_sys::Reflect;

use super::editors::Desk;
use crate::controller;
use crate::markup::{El, el};
use crate::messages;
use crate::recorded;
use crate::state::{State, Subject};
use crate::url::Settings;

/// Direction, blocked request, presets, and the request line.
#[component]
pub fn StoryControls(state: State, desk: Desk) -> impl IntoView {
    let choice = move |direction: Direction, value: &'static str, name: &str, hint: &str| {
        let hint_id = ["direction-", value, "-hint"].concat();
        let input = el("input")
            .set("type", "radio")
            .set("name", "direction")
            .set("value", value)
            .set("aria-describedby", &hint_id)
            // Not its change: the direction of an own request is chosen again to leave that.
            .on("click", move |_| {
                state.notices.clear();
                controller::choose(state, Settings { direction, ..settings(state) });
            });
        let input = checked(input, move || state.shown.now.with(|now| now.settings.direction == direction));
        let choice = el("label").class("choice").with(input).with(el("span").class("choice-name").text(name));
        [choice, el("span").class("choice-hint").set("id", &hint_id).set("hidden", "").text(hint)]
    };
    let direction = el("fieldset")
        .class("direction")
        .with(el("legend").text(messages::STAGE_DIRECTION_TITLE))
        .with_all(
            choice(
                Direction::Ingress,
                "ingress",
                messages::STAGE_DIRECTION_INGRESS,
                messages::STAGE_DIRECTION_INGRESS_HINT,
            )
            .into(),
        )
        .with_all(
            choice(
                Direction::Egress,
                "egress",
                messages::STAGE_DIRECTION_EGRESS,
                messages::STAGE_DIRECTION_EGRESS_HINT,
            )
            .into(),
        );
    let blocked = el("input").set("type", "checkbox").set("role", "switch").on("change", move |event| {
        state.notices.clear();
        let blocked = event_target_checked(&event);
        controller::choose(state, Settings { blocked, ..settings(state) });
    });
    let switch = el("label")
        .class("switch")
        .with(checked(blocked, move || state.shown.now.with(|now| now.settings.blocked)))
        .with(el("span").class("switch-track").set("aria-hidden", "true"))
        .with(el("span").text(messages::STAGE_BLOCKED));
    let chip = move |Offer { name, title }: Offer| {
        let shown = name.clone();
        let pressed =
            move || state.shown.now.with(|now| matches!(&now.subject, Subject::Preset(on) if *on == shown));
        el("button")
            .set("type", "button")
            .class("offer")
            .bind("aria-pressed", move || Some(pressed().to_string()))
            .on("click", move |_| controller::show_preset(state, name.clone()))
            .text(&title)
    };
    let more = el("button")
        .set("type", "button")
        .class("offer more")
        .set("aria-haspopup", "dialog")
        .set("aria-label", messages::STAGE_TRY_LABEL)
        .on("click", move |_| desk.open_menu())
        .text(messages::STAGE_TRY_MORE);
    let presets = el("div")
        .class("try")
        .set("role", "group")
        .set("aria-label", messages::STAGE_TRY_TITLE)
        .with(el("span").set("aria-hidden", "true").text(messages::STAGE_TRY_TITLE))
        .with_all(recorded::chips().iter().cloned().map(chip).collect())
        .with(more);
    let request = el("button")
        .set("type", "button")
        .class("request-line")
        .set("data-opens", "request")
        .set("title", messages::STAGE_EDIT)
        .with(el("span").class("visually-hidden").text(messages::STAGE_REQUEST).text(" "))
        .with(el("code").bind_inner(move || request_line(state)));
    el("div").class("story-controls").with(direction).with(switch).with(presets).with(request)
}

/// An input that is checked as signals say, whatever a reader has made of it.
fn checked(input: El, on: impl Fn() -> bool + Copy + Send + 'static) -> El {
    let input = input.bind("checked", move || on().then(String::new));
    input.bind_element(move |input| {
        // Never fails for an element.
        let _ = Reflect::set(input, &"checked".into(), &on().into());
    })
}

/// The story on show, or where a story of the request's direction would begin.
fn settings(state: State) -> Settings {
    state.shown.now.with_untracked(|now| now.settings)
}

/// The most letters of an address in that button.
const LONGEST: usize = 200;

/// The request, on the button that changes it. Of a very long address only the start is visible, so only that is written.
fn request_line(state: State) -> String {
    state.shown.track.report.with(|report| {
        let line = el("code").text(&report.request.method).text(" ");
        let url = report.request.url.as_str();
        let url = url.char_indices().nth(LONGEST).map_or(url, |(at, _)| url.split_at(at).0);
        // What nearly all have would push out what differs, and is heard and copied only.
        let line = match url.strip_prefix("https://") {
            Some(rest) => line.with(el("span").class("visually-hidden").text("https://")).words(rest),
            None => line.words(url),
        };
        line.into_inner()
    })
}

/// What the marks mean.
#[component]
pub fn Legend() -> impl IntoView {
    let mark = |shape: &str| el("i").class(&["shape ", shape].concat()).set("aria-hidden", "true");
    let lock = el("svg").class("shape").set("viewBox", "0 0 12 12").set("aria-hidden", "true");
    let lock = lock.with(el("path").set("d", "M2 5.500h8v5H2zM3.500 5.500V4a2.500 2.500 0 0 1 5 0v1.500"));
    let lines = [
        (mark("request"), messages::STAGE_LEGEND_REQUEST),
        (mark("attack"), messages::STAGE_LEGEND_ATTACK),
        (mark("response"), messages::STAGE_LEGEND_RESPONSE),
        (lock, messages::STAGE_LEGEND_ENCRYPTED),
    ];
    let lines = lines.map(|(mark, text)| el("li").with(mark).text(text));
    el("ul").class("legend").set("aria-label", messages::STAGE_LEGEND_TITLE).with_all(lines.into())
}
