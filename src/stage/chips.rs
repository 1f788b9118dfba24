//! The nodes and pods of the figure. A click makes a pod slow, takes it or a node down, and brings it back.

use gauntlet_model::journey::Direction;

use crate::layout::{ChipPlace, Layout, Point};
use crate::markup::{El, el};
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
        let name = place.name.clone();
        move || {
            state.while_shown(track);
            track.report.with(|report| {
                let found = report.members.iter().find(|one| one.node == node && one.name == name);
                found.map_or_else(String::new, |one| {
                    let told = [name.as_str(), ": ", &one.standing].concat();
                    if pressed { [&told, ". ", &one.hint].concat() } else { told }
                })
            })
        }
    };
    chip.bind("class", move || Some(look(member()).to_owned()))
        .with(el("title").bind_text(title))
        .with(rect(bounds, if node { half } else { 9.0 }))
        .with(el("circle").place(&[("cx", bounds.x + inset), ("cy", middle), ("r", 4.0)]))
        .with(text_at("", Point { x: bounds.x + inset + 7.0, y: middle + 4.5 }, "start", &label))
}

fn look(member: Option<MemberView>) -> &'static str {
    match member {
        Some(MemberView { up: false, .. }) => "chip down",
        Some(MemberView { slow: true, chosen: true, .. }) => "chip slow chosen",
        Some(MemberView { slow: true, .. }) => "chip slow",
        Some(MemberView { chosen: true, .. }) => "chip chosen",
        Some(MemberView { considered: true, .. }) => "chip considered",
        _ => "chip",
    }
}
