//! The five questions that find a layer, and the answer to what the page began with.

use leptos::prelude::*;

use super::entries::Section as Words;
use super::parts::{Section, paragraphs, rich, show};
use crate::messages;

pub(crate) const LADDER: Words =
    Words { id: "ladder", title: messages::ARTICLE_LADDER_TITLE, short: messages::ARTICLE_LADDER_SHORT };

pub(crate) const ANSWER: Words =
    Words { id: "answer", title: messages::ARTICLE_ANSWER_TITLE, short: messages::ARTICLE_ANSWER_SHORT };

/// Each question, what its answers mean, and what shows it.
pub(crate) const RUNGS: [[&str; 3]; 5] = [
    [messages::ARTICLE_LADDER_NAME_QUESTION, messages::ARTICLE_LADDER_NAME_TEXT, "request=mistyped-host"],
    [
        messages::ARTICLE_LADDER_CONNECT_QUESTION,
        messages::ARTICLE_LADDER_CONNECT_TEXT,
        "request=blocked-address",
    ],
    [messages::ARTICLE_LADDER_TLS_QUESTION, messages::ARTICLE_LADDER_TLS_TEXT, "request=old-tls"],
    [messages::ARTICLE_LADDER_STATUS_QUESTION, messages::ARTICLE_LADDER_STATUS_TEXT, "request=dead-nodes"],
    [messages::ARTICLE_LADDER_LOGS_QUESTION, messages::ARTICLE_LADDER_LOGS_TEXT, "request=slow-pods"],
];

/// The request of the page's beginning, in the preset's scenario: under the preset's own name the menu would tell the answer.
pub(crate) const RIDDLE: &str = "request=https://site.example/&preset=closed-by-policy";

/// The ladder.
#[component]
pub(crate) fn Ladder() -> impl IntoView {
    let rung = |[question, text, shown]: &[&'static str; 3]| {
        view! {
            <li>
                <h3>{*question}</h3>
                <p>{rich(text)} " " {show(shown)}</p>
            </li>
        }
    };
    view! {
        <Section words=LADDER>
            <p>{messages::ARTICLE_LADDER_TEXT}</p>
            <ol class="ladder" role="list">{RUNGS.iter().map(rung).collect_view()}</ol>
        </Section>
    }
}

/// The request of the beginning once more, and its answer in a fold.
#[component]
pub(crate) fn Answer() -> impl IntoView {
    view! {
        <Section words=ANSWER>
            <p>{messages::ARTICLE_ANSWER_TEXT} " " {show(RIDDLE)}</p>
            <details class="answer">
                <summary>{messages::ARTICLE_ANSWER_OPEN}</summary>
                {paragraphs(messages::ARTICLE_ANSWER_STEPS)}
            </details>
        </Section>
    }
}
