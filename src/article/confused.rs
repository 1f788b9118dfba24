//! Load balancer, reverse proxy and API gateway, told apart by their jobs.

use leptos::prelude::*;

use super::entries::{Section as Words, Table as Rows};
use super::parts::{Section, Table, rich};
use crate::messages;

pub(crate) const CONFUSED: Words = Words {
    id: "confused",
    title: messages::ARTICLE_CONFUSED_TITLE,
    short: messages::ARTICLE_CONFUSED_SHORT,
};

pub(crate) const CONFUSED_TABLE: Rows = Rows {
    caption: messages::ARTICLE_CONFUSED_TABLE_CAPTION,
    head: [
        messages::ARTICLE_CONFUSED_TABLE_THING,
        messages::ARTICLE_CONFUSED_TABLE_WORKS_ON,
        messages::ARTICLE_CONFUSED_TABLE_JOB,
    ],
    rows: &[
        [
            messages::ARTICLE_CONFUSED_TABLE_LOAD_BALANCER_NAME,
            messages::ARTICLE_CONFUSED_TABLE_LOAD_BALANCER_WORKS_ON,
            messages::ARTICLE_CONFUSED_TABLE_LOAD_BALANCER_JOB,
        ],
        [
            messages::ARTICLE_CONFUSED_TABLE_REVERSE_PROXY_NAME,
            messages::ARTICLE_CONFUSED_TABLE_REVERSE_PROXY_WORKS_ON,
            messages::ARTICLE_CONFUSED_TABLE_REVERSE_PROXY_JOB,
        ],
        [
            messages::ARTICLE_CONFUSED_TABLE_API_GATEWAY_NAME,
            messages::ARTICLE_CONFUSED_TABLE_API_GATEWAY_WORKS_ON,
            messages::ARTICLE_CONFUSED_TABLE_API_GATEWAY_JOB,
        ],
    ],
    shows: &["blocked=0&at=load-balancer", "blocked=0&at=reverse-proxy", "request=rate-limit"],
};

pub(crate) const CONFUSED_TEXT: &str = messages::ARTICLE_CONFUSED_TEXT;

/// Three that get confused.
#[component]
pub(crate) fn Confused() -> impl IntoView {
    view! {
        <Section words=CONFUSED><p>{rich(CONFUSED_TEXT)}</p> <Table words=CONFUSED_TABLE /></Section>
    }
}
