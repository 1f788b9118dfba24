//! The figure's shapes in miniature, for use beside words: request, response, attack, blocked.
//! They only repeat what the words say, so a screen reader skips them.

use leptos::prelude::*;

use super::entries::Ending;

/// What sets out, a line, and how it ends.
#[component]
pub(crate) fn Marks(ending: Ending) -> impl IntoView {
    let (start, end) = match ending {
        Ending::Answered => (request().into_any(), response().into_any()),
        Ending::AttackBlocked => (attack().into_any(), blocked().into_any()),
        Ending::RequestBlocked => (request().into_any(), blocked().into_any()),
    };
    view! {
        <svg class="marks" viewBox="0 0 48 16" width="48" height="16" aria-hidden="true" focusable="false">
            <line class="mark-line" x1="14" y1="8" x2="34" y2="8" />
            {start}
            {end}
        </svg>
    }
}

/// A request on its own.
#[component]
pub(crate) fn SourceMark() -> impl IntoView {
    view! {
        <svg class="marks" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
            {request()}
        </svg>
    }
}

/// The sign of the page: a request before a row of gates.
#[component]
pub(crate) fn Sign() -> impl IntoView {
    view! {
        <svg class="marks" viewBox="0 0 52 16" width="52" height="16" aria-hidden="true" focusable="false">
            {request()}
            <path class="mark-line" d="M22 1v14M32 1v14M42 1v14" />
        </svg>
    }
}

fn request() -> impl IntoView {
    view! { <circle class="mark-request" cx="8" cy="8" r="5" /> }
}

fn response() -> impl IntoView {
    view! { <circle class="mark-response" cx="40" cy="8" r="4.25" /> }
}

fn attack() -> impl IntoView {
    view! { <path class="mark-attack" d="M8 2l6 6-6 6-6-6z" /> }
}

fn blocked() -> impl IntoView {
    view! { <path class="mark-blocked" d="M35.5 3.5l9 9m0-9l-9 9" /> }
}
