//! The whole page as text: the article, with the stage as a still of the first story's end.

use leptos::prelude::*;

use crate::article::page_html_with;
use crate::stage::Still;
use crate::state::State;
use crate::url::Settings;

/// Renders the content of the page's `body`.
#[must_use]
pub fn page_html() -> String {
    page_html_with(move || {
        let state = State::new(Settings::default());
        state.seek(f64::INFINITY);
        view! { <Still state=state /> }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_has_the_article_and_three_stills() {
        let html = page_html();
        assert_eq!(html.matches("class=\"scene\"").count(), 3);
        assert!(html.contains("id=\"stage\"") && html.contains("id=\"stage-message\""));
        assert!(html.contains("answers 200"), "the still shows the story's end");
    }

    #[test]
    fn the_pages_policy_holds_for_what_is_rendered() {
        let html = page_html();
        assert!(!html.contains(" style="), "an inline style");
        assert!(!html.contains("<script"), "a script");
        assert!(!html.contains(" onclick="), "an inline handler");
    }

    #[test]
    fn no_id_is_used_twice() {
        let html = page_html();
        let mut ids: Vec<_> =
            html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        let all = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all, "{ids:?}");
    }
}
