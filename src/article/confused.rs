//! Load balancer, reverse proxy and API gateway, told apart by their jobs.

use leptos::prelude::*;

use super::entries::{CONFUSED, CONFUSED_TABLE, CONFUSED_TEXT};
use super::parts::{Section, Table, rich};

/// Three that get confused.
#[component]
pub(crate) fn Confused() -> impl IntoView {
    view! {
        <Section words=CONFUSED><p>{rich(CONFUSED_TEXT)}</p> <Table words=CONFUSED_TABLE /></Section>
    }
}
