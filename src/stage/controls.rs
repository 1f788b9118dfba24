//! The two controls that choose a story, the menu of presets, the request on show, and what the marks mean.

use gauntlet_model::journey::Direction;
use leptos::prelude::*;

use crate::controller;
use crate::markup::el;
use crate::messages;
use crate::recorded;
use crate::state::{State, Subject};
use crate::url::Settings;

/// Direction, blocked request, and the request line.
#[component]
pub fn StoryControls(state: State) -> impl IntoView {
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
    let chosen = move || {
        state.shown.now.with(|now| match &now.subject {
            Subject::Preset(offer) => offer.name.clone(),
            _ => String::new(),
        })
    };
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
            <label class="try">
                <span>{messages::STAGE_TRY_TITLE}</span>
                <select
                    inner_html=offers()
                    prop:value=chosen
                    on:change=move |event| {
                        let name = event_target_value(&event);
                        if let Some(offer) = recorded::offers().into_iter().find(|offer| offer.name == name) {
                            controller::show_preset(state, offer);
                        }
                    }
                >
                </select>
            </label>
            <p class="request-line">
                <span class="visually-hidden">{messages::STAGE_REQUEST} " "</span>
                <code inner_html=move || request_line(state)></code>
            </p>
        </div>
    }
}

/// The presets to choose from, by direction.
fn offers() -> String {
    let mut menu = el("select").with(el("option").set("value", "").text(messages::STAGE_TRY_STORY));
    for (direction, name) in [
        (Direction::Ingress, messages::STAGE_DIRECTION_INGRESS),
        (Direction::Egress, messages::STAGE_DIRECTION_EGRESS),
    ] {
        let mut group = el("optgroup").set("label", name);
        for offer in recorded::offers().iter().filter(|offer| offer.direction == direction) {
            group = group.with(el("option").set("value", &offer.name).text(&offer.title));
        }
        menu = menu.with(group);
    }
    menu.into_inner()
}

/// The story on show, or where a story of the request's direction would begin.
fn settings(state: State) -> Settings {
    state.shown.now.with_untracked(|now| now.settings)
}

fn request_line(state: State) -> String {
    let line = state
        .shown
        .track
        .report
        .with(|report| [report.request.method.as_str(), " ", &report.request.url].concat());
    el("code").words(&line).into_inner()
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
