//! Why there are so many layers, and what would happen without each.

use leptos::prelude::*;

use super::entries::{WHY, WHY_TABLE, WHY_TEXT};
use super::parts::{Section, Table, paragraphs};

/// Separation of concerns, and the table of layers.
#[component]
pub(crate) fn WhySoMany() -> impl IntoView {
    view! {
        <Section words=WHY>{paragraphs(WHY_TEXT)} <Table words=WHY_TABLE /></Section>
    }
}
