//! What to take away, and where to practice it.

use leptos::prelude::*;

use super::entries::{PRACTICE, PRACTICE_ITEMS, TAKE_AWAY, TAKE_AWAY_ITEMS};
use super::parts::{Section, rich};
use crate::messages;

/// Where the layers are documented by those who make them.
const DOCUMENTS: [(&str, &str); 4] = [
    (messages::ARTICLE_POINTERS_SERVICE, "https://kubernetes.io/docs/concepts/services-networking/service/"),
    (
        messages::ARTICLE_POINTERS_NETWORK_POLICY,
        "https://kubernetes.io/docs/concepts/services-networking/network-policies/",
    ),
    (messages::ARTICLE_POINTERS_GATEWAY_API, "https://gateway-api.sigs.k8s.io/"),
    (messages::ARTICLE_POINTERS_RULES, "https://coreruleset.org/docs/"),
];

/// The summary, the exercises and where to read on.
#[component]
pub(crate) fn TakeAway() -> impl IntoView {
    let lessons = TAKE_AWAY_ITEMS.iter().map(|text| view! { <li>{rich(text)}</li> }).collect_view();
    let exercises = PRACTICE_ITEMS
        .iter()
        .map(|item| view! { <li><strong>{item.term}</strong> " " {rich(item.text)}</li> })
        .collect_view();
    let documents =
        DOCUMENTS.iter().map(|(name, link)| view! { <li><a href=*link>{*name}</a></li> }).collect_view();
    view! {
        <Section words=TAKE_AWAY><ul>{lessons}</ul></Section>
        <Section words=PRACTICE>
            <ul>{exercises}</ul>
            <h3>{messages::ARTICLE_POINTERS_TITLE}</h3>
            <ul>{documents}</ul>
        </Section>
    }
}
