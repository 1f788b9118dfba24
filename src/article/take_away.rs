//! What to take away, and where to practice it.

use leptos::prelude::*;

use super::entries::{PRACTICE, PRACTICE_ITEMS, TAKE_AWAY, TAKE_AWAY_ITEMS};
use super::parts::{Section, rich};

/// The summary and the exercises.
#[component]
pub(crate) fn TakeAway() -> impl IntoView {
    let lessons = TAKE_AWAY_ITEMS.iter().map(|text| view! { <li>{rich(text)}</li> }).collect_view();
    let exercises = PRACTICE_ITEMS
        .iter()
        .map(|item| view! { <li><strong>{item.term}</strong> " " {rich(item.text)}</li> })
        .collect_view();
    view! {
        <Section words=TAKE_AWAY><ul>{lessons}</ul></Section>
        <Section words=PRACTICE><ul>{exercises}</ul></Section>
    }
}
