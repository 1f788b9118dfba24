//! The article around the figure, rendered natively into `index.html` so that it reads without JavaScript.
//! It is not part of the browser build, which mounts the stage alone.

mod confused;
mod contents;
mod decoder;
mod dialogs;
mod entries;
mod frame;
mod glossary;
mod inbound;
mod ladder;
mod marks;
mod outbound;
mod page;
mod parts;
mod reading;
mod shown;
mod take_away;
#[cfg(test)]
mod tests;
mod why;

pub use page::Page;

use leptos::prelude::*;

/// The content of the page's `body`, with nothing on the stage.
#[must_use]
pub fn page_html() -> String {
    page_html_with(|| ())
}

/// The content of the page's `body`, with a still of the figure on the stage.
#[must_use]
pub fn page_html_with(still: impl Into<ViewFn>) -> String {
    let page = |still: ViewFn, minutes| Owner::new().with(|| view! { <Page still minutes /> }.to_html());
    let minutes = reading::minutes(&page((|| ()).into(), 0));
    // Place-holders of the framework, for an app that would take the page over in parts.
    page(still.into(), minutes).replace("<!>", "")
}
