//! The two controls that choose a story, the presets beside them, the request on show, and what the marks mean.

use gauntlet_model::journey::Direction;
use gauntlet_model::report::Offer;
use leptos::prelude::*;

use super::editors::Desk;
use crate::controller;
use crate::markup::el;
use crate::messages;
use crate::recorded;
use crate::state::{State, Subject};
use crate::url::Settings;

/// Direction, blocked request, presets, and the request line.
#[component]
pub fn StoryControls(state: State, desk: Desk) -> impl IntoView {
    let choice = move |direction: Direction, value: &'static str, name: &'static str, hint: &'static str| {
        let checked = move || state.shown.now.with(|now| now.settings.direction == direction);
        let hint_id = format!("direction-{value}-hint");
        let described = hint_id.clone();
        view! {
            <label class="choice">
                <input
                    type="radio"
                    name="direction"
                    value=value
                    aria-describedby=described
                    prop:checked=checked
                    checked=checked
                    // Not its change: the direction of an own request is chosen again to leave that.
                    on:click=move |_| {
                        state.notices.clear();
                        controller::choose(state, Settings { direction, ..settings(state) });
                    }
                />
                <span class="choice-name">{name}</span>
            </label>
            <span class="choice-hint" id=hint_id hidden>{hint}</span>
        }
    };
    let blocked = move || state.shown.now.with(|now| now.settings.blocked);
    let chip = move |Offer { name, title }: Offer| {
        let shown = name.clone();
        let pressed = move || {
            let on = state.shown.now.with(|now| matches!(&now.subject, Subject::Preset(on) if *on == shown));
            if on { "true" } else { "false" }
        };
        let choose = move |_| controller::show_preset(state, name.clone());
        view! { <button type="button" class="offer" aria-pressed=pressed on:click=choose>{title}</button> }
    };
    let chips: Vec<_> = recorded::chips().into_iter().map(chip).collect();
    view! {
        <div class="story-controls">
            <fieldset class="direction">
                <legend>{messages::STAGE_DIRECTION_TITLE}</legend>
                {choice(Direction::Ingress, "ingress", messages::STAGE_DIRECTION_INGRESS, messages::STAGE_DIRECTION_INGRESS_HINT)}
                {choice(Direction::Egress, "egress", messages::STAGE_DIRECTION_EGRESS, messages::STAGE_DIRECTION_EGRESS_HINT)}
            </fieldset>
            <label class="switch">
                <input
                    type="checkbox"
                    role="switch"
                    prop:checked=blocked
                    checked=blocked
                    on:change=move |event| {
                        state.notices.clear();
                        let blocked = event_target_checked(&event);
                        controller::choose(state, Settings { blocked, ..settings(state) });
                    }
                />
                <span class="switch-track" aria-hidden="true"></span>
                <span>{messages::STAGE_BLOCKED}</span>
            </label>
            <div class="try" role="group" aria-label=messages::STAGE_TRY_TITLE>
                <span aria-hidden="true">{messages::STAGE_TRY_TITLE}</span>
                {chips}
                <button
                    type="button"
                    class="offer more"
                    aria-haspopup="dialog"
                    aria-label=messages::STAGE_TRY_LABEL
                    on:click=move |_| desk.open_menu()
                >
                    {messages::STAGE_TRY_MORE}
                </button>
            </div>
            <button type="button" class="request-line" data-opens="request" title=messages::STAGE_EDIT>
                <span class="visually-hidden">{messages::STAGE_REQUEST} " "</span>
                <code inner_html=move || request_line(state)></code>
            </button>
        </div>
    }
}

/// The story on show, or where a story of the request's direction would begin.
fn settings(state: State) -> Settings {
    state.shown.now.with_untracked(|now| now.settings)
}

fn request_line(state: State) -> String {
    state.shown.track.report.with(|report| {
        let line = el("code").text(&report.request.method).text(" ");
        // What nearly all have would push out what differs, and is heard and copied only.
        let line = match report.request.url.strip_prefix("https://") {
            Some(rest) => line.with(el("span").class("visually-hidden").text("https://")).words(rest),
            None => line.words(&report.request.url),
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
    let list = el("ul").with_all(lines.into()).into_inner();
    view! { <ul class="legend" aria-label=messages::STAGE_LEGEND_TITLE inner_html=list></ul> }
}
