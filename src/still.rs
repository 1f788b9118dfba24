//! The whole page as text: the article, with the stage as a still of the first story's end.

use std::sync::Arc;

use gauntlet_sim::scenario::{BUILT_IN, Scenario};
use leptos::prelude::*;

use crate::article::page_html_with;
use crate::stage::Still;
use crate::state::State;
use crate::url::Settings;

/// Renders the content of the page's `body`.
///
/// # Errors
/// Where the built-in scenario is not valid.
pub fn page_html() -> Result<String, String> {
    let scenario = Arc::new(Scenario::from_json(BUILT_IN).map_err(|errors| errors.to_string())?);
    Ok(page_html_with(move || {
        let state = State::new(scenario.clone(), Settings::default());
        state.seek(f64::INFINITY);
        view! { <Still state=state /> }
    }))
}
