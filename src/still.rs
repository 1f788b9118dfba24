//! The whole page as text: the article, with the stage as a still of the first story's end.

use leptos::prelude::*;

use crate::article::page_html_with;
use crate::layout::Class;
use crate::stage::Still;
use crate::stage::figure::Figure;
use crate::state::State;
use crate::text;
use crate::url::Settings;

/// What `index.html` holds in the place of a text, and the text.
pub const HEAD: [(&str, &str); 4] = [
    ("page-language", gauntlet_sim::text::LANGUAGE),
    ("page-direction", text::DIRECTION),
    ("page-title", text::PAGE_TITLE),
    ("page-description", text::PAGE_DESCRIPTION),
];

/// Renders the content of the page's `body`.
#[must_use]
pub fn page_html() -> String {
    page_html_with(move || {
        let state = State::new(Settings::default());
        state.seek(f64::INFINITY);
        view! { <Still state=state /> }
    })
}

/// The figure at the end of the first story, as an image that stands by itself: what an embedding page shows until the app is
/// there, and to readers without scripts.
#[must_use]
pub fn poster() -> String {
    let figure = Owner::new().with(|| {
        let state = State::new(Settings::default());
        state.seek(f64::INFINITY);
        view! { <Figure state=state reel=state.reel class=Class::Wide live=false /> }.to_html()
    });
    let styles = [include_str!("../style/tokens.css"), include_str!("../style/figure.css")].concat();
    let styles = ["<style><![CDATA[", &styles, "]]></style>"].concat();
    // Place-holders of the framework are no XML.
    let figure = figure.replace("<!>", "").replacen("<svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"", 1);
    match figure.split_once('>') {
        Some((svg, rest)) => [svg, ">", &styles, rest].concat(),
        None => figure,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_poster_is_xml_and_needs_nothing_else() {
        let poster = poster();
        let tree = roxmltree::Document::parse(&poster).expect("well-formed");
        let texts: Vec<_> = tree.descendants().filter_map(|node| node.text()).collect();
        assert!(texts.contains(&"answers 200") && texts.iter().any(|text| text.contains("--g-request:")));
        assert!(!poster.contains("url(") && !poster.contains("href"));
    }

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
