//! The time line of hops: each layer's part in the journey with its time and verdict, to follow and to jump to.

use gauntlet_model::journey::{Verdict, Way};
use gauntlet_model::report::Hop;
use gauntlet_model::time::Micros;
use leptos::prelude::*;

use crate::markup::{El, el, on_part};
use crate::messages;
use crate::scene;
use crate::state::State;

/// The list. The hop whose verdict was last is marked, and kept in the list's view. Without a `live` stage only the sender is known.
#[component]
pub fn Hops(state: State, live: bool) -> impl IntoView {
    let lines = move || {
        let known = if live { usize::MAX } else { 1 };
        let hops =
            state.shown.track.report.with(|report| {
                report.hops.iter().enumerate().take(known).map(|hop| line(hop, live)).collect()
            });
        el("ol").with_all(hops).into_inner()
    };
    let now = move || {
        let hops = state.shown.track.report.with(|report| report.hops.len());
        scene::decided(state.shown.track.phase.get(), hops)
    };
    el("ol")
        .class("hops")
        .set("aria-label", messages::STAGE_HOPS)
        .set("tabindex", "0")
        .bind("data-now", move || Some(now().to_string()))
        .on("click", move |event| {
            let hop = on_part(&event, "button").and_then(|button| button.get_attribute("data-hop"));
            if let Some(hop) = hop.and_then(|hop| hop.parse().ok()) {
                state.go_to(hop);
            }
        })
        .bind_inner(lines)
        // After the lines themselves.
        .bind_element(move |list| {
            state.shown.track.report.track();
            #[cfg(feature = "csr")]
            super::live::mark_hop(list, now());
            #[cfg(not(feature = "csr"))]
            let _ = list;
        })
}

fn line((index, hop): (usize, &Hop), live: bool) -> El {
    let (state, verdict) = match hop.verdict {
        Verdict::Pass => ("passed", messages::STAGE_HOP_PASSED),
        Verdict::Answer => ("answered", messages::STAGE_HOP_ANSWERED),
        Verdict::Block => ("blocked", messages::STAGE_HOP_BLOCKED),
        Verdict::Fail => ("failed", messages::STAGE_HOP_FAILED),
        Verdict::Absent => ("absent", messages::STAGE_NOTE_ABSENT),
    };
    let back = hop.way == Way::Response;
    let time = Micros::new(hop.at_us.saturating_add(hop.took_us)).text();
    let name = messages::layer_title(hop.layer);
    let number = messages::fill(messages::STAGE_HOP_NUMBER, &[("hop", &(index + 1).to_string())]) + " ";
    let did = if back {
        [messages::STAGE_HOP_RESPONSE, " ", verdict, " "].concat()
    } else {
        [verdict, " "].concat()
    };
    let spoken = |text: &str| el("span").class("visually-hidden").text(text);
    let mut button = el("button")
        .set("type", "button")
        .set("data-hop", &index.to_string())
        .set("data-state", if live { state } else { "ahead" })
        .set("data-way", if back { "response" } else { "request" })
        .with(el("i"))
        .with(spoken(&number))
        .with(el("span").class("hop-name").text(name));
    if live {
        button = button
            .with(el("span").class("visually-hidden hop-did").text(&did))
            .with(el("span").class("hop-time").text(&time));
    }
    el("li").with(button)
}
