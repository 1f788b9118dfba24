//! The nodes and pods of the figure. A click on one takes it down, or brings it back.

use gauntlet_model::journey::Direction;

use crate::layout::{ChipPlace, Layout, Point};
use crate::markup::{El, el};
use crate::messages;
use crate::scene::MemberView;
use crate::state::{State, Track};

use super::path::{rect, text_at};

/// All of them. On the way in, `live` ones are buttons.
pub(super) fn chips(state: State, track: Track, layout: &Layout, live: bool) -> El {
    let chips = layout.chips.iter().map(|place| chip(state, track, place, live));
    el("g").class("chips").with_all(chips.collect())
}

fn chip(state: State, track: Track, place: &ChipPlace, live: bool) -> El {
    let ChipPlace { node, label, name, rect: bounds, .. } = place.clone();
    let (middle, half) = (bounds.y + bounds.h / 2.0, bounds.h / 2.0);
    let inset = crate::timeline::clamp(half, 0.0, bounds.w / 6.0);
    // A pod that calls out does so whether it is ready or not.
    let pressed = live
        && track.report.with(|report| {
            report.direction == Direction::Ingress
                && report.members.iter().any(|one| one.node == node && one.name == name)
        });
    let mut chip = el("g");
    if pressed {
        chip = chip
            .set("role", "button")
            .set("tabindex", "0")
            .set("data-member", &name)
            .set("data-kind", if node { "node" } else { "pod" });
    }
    let member = move || {
        state.while_shown(track);
        track.scene.with(|scene| {
            scene.members.iter().find(|member| member.node == node && member.name == name).cloned()
        })
    };
    let title = {
        let (member, name) = (member.clone(), place.name.clone());
        move || {
            let up = member().is_none_or(|member| member.up);
            let told = [name.as_str(), ": ", standing(up, node)].concat();
            if !pressed {
                return told;
            }
            let hint = if up { messages::STAGE_MEMBER_STOP } else { messages::STAGE_MEMBER_START };
            [&told, ". ", hint].concat()
        }
    };
    chip.bind("class", move || Some(look(member()).to_owned()))
        .with(el("title").bind_text(title))
        .with(rect(bounds, if node { half } else { 9.0 }))
        .with(el("circle").place(&[("cx", bounds.x + inset), ("cy", middle), ("r", 4.0)]))
        .with(text_at("", Point { x: bounds.x + inset + 7.0, y: middle + 4.5 }, "start", &label))
}

const fn standing(up: bool, node: bool) -> &'static str {
    match (up, node) {
        (false, false) => messages::STAGE_MEMBER_NOT_READY,
        (false, true) => messages::STAGE_MEMBER_UNHEALTHY,
        (true, false) => messages::STAGE_MEMBER_READY,
        (true, true) => messages::STAGE_MEMBER_HEALTHY,
    }
}

fn look(member: Option<MemberView>) -> &'static str {
    match member {
        Some(MemberView { up: false, .. }) => "chip down",
        Some(MemberView { chosen: true, .. }) => "chip chosen",
        Some(MemberView { considered: true, .. }) => "chip considered",
        _ => "chip",
    }
}
