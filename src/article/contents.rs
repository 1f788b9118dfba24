//! The table of contents.

use leptos::prelude::*;

use super::entries::{PAGE, SECTIONS};

/// Links to every section: a list above the text, or beside it where there is room.
#[component]
pub(crate) fn Contents() -> impl IntoView {
    let links = SECTIONS
        .iter()
        .map(|section| view! { <li><a href=format!("#{}", section.id)>{section.short}</a></li> })
        .collect_view();
    view! {
        <nav class="contents" aria-labelledby="contents-title">
            <p class="contents-title" id="contents-title">{PAGE.contents}</p>
            <ol role="list">{links}</ol>
        </nav>
    }
}
