//! The whole page as text: the article, with the stage as a still of a story's start.

use gauntlet_model::journey::Direction;
use leptos::prelude::*;

use crate::article::page_html_with;
use crate::layout::Class;
use crate::messages;
use crate::stage::Still;
use crate::stage::figure::figure;
use crate::state::State;
use crate::url::Settings;

/// Each placeholder in `index.html`, and its text.
pub const HEAD: [(&str, &str); 4] = [
    ("page-language", crate::messages::LANGUAGE),
    ("page-direction", messages::DIRECTION),
    ("page-title", messages::PAGE_TITLE),
    ("page-description", messages::PAGE_DESCRIPTION),
];

/// The four stories, each with the name that `assets/boot.js` and the posters' files have for it.
pub const STORIES: [(&str, Settings); 4] = [
    ("ingress", Settings { direction: Direction::Ingress, blocked: false }),
    ("ingress-blocked", Settings { direction: Direction::Ingress, blocked: true }),
    ("egress", Settings { direction: Direction::Egress, blocked: false }),
    ("egress-blocked", Settings { direction: Direction::Egress, blocked: true }),
];

/// Renders the content of the page's `body`. On the stage stands the still of the first story; those of the others wait in
/// templates, which cost a page that shows the first next to nothing.
#[must_use]
pub fn page_html() -> String {
    page_html_with(move || {
        let [(_, first), others @ ..] = STORIES;
        let others = others.map(|(name, settings)| {
            view! { <template data-story=name><Still state=State::new(settings) /></template> }
        });
        view! { <Still state=State::new(first) /> {others} }
    })
}

/// The figure at the start of a story, as an image that stands by itself: what an embedding page shows until the app is there, and
/// to readers without scripts.
#[must_use]
pub fn poster(settings: Settings) -> String {
    let figure = Owner::new().with(|| {
        let state = State::new(settings);
        figure(state, state.shown.track, || Class::Wide, false).to_html()
    });
    let styles = [
        include_str!("../style/tokens.css"),
        include_str!("../style/figure.css"),
        include_str!("../style/gates.css"),
    ]
    .concat();
    let styles = ["<style><![CDATA[", &styles, "]]></style>"].concat();
    // Place-holders of the framework are no XML.
    let figure = figure.replace("<!>", "").replacen("<svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"", 1);
    match figure.split_once('>') {
        Some((svg, rest)) => [svg, ">", &styles, rest].concat(),
        None => figure,
    }
}

/// The names of the posters' files, with what is in them. An element chooses by its attributes: see `assets/embed.js`.
#[must_use]
pub fn posters() -> [(String, String); 4] {
    STORIES.map(|(name, settings)| {
        let name = name.replace("ingress", "");
        let dash = if name.is_empty() || name.starts_with('-') { "" } else { "-" };
        (["poster", dash, &name, ".svg"].concat(), poster(settings))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The templates, by name, and the rest of the page.
    fn stills() -> (Vec<(String, String)>, String) {
        let html = page_html();
        let mut rest = String::new();
        let mut stills = Vec::new();
        for (index, part) in html.split("<template data-story=\"").enumerate() {
            if index == 0 {
                rest.push_str(part);
                continue;
            }
            let (name, part) = part.split_once("\">").expect("a name");
            let (still, after) = part.split_once("</template>").expect("an end");
            stills.push((name.to_owned(), still.to_owned()));
            rest.push_str(after);
        }
        let stage = rest.split("id=\"stage\">").nth(1).and_then(|rest| rest.split("<figcaption").next());
        stills.insert(0, ("ingress".to_owned(), stage.expect("the stage").to_owned()));
        (stills, rest)
    }

    /// What only an ending shows.
    const ENDINGS: [&str; 9] = [
        "answers",
        "unreached",
        "stop-cross",
        "\"answered\"",
        "\"blocked\"",
        "tick",
        "blocked at",
        "answered at",
        "outcome",
    ];

    #[test]
    fn each_poster_is_xml_needs_nothing_else_and_shows_the_start_of_its_story() {
        let posters = posters();
        let names = ["poster.svg", "poster-blocked.svg", "poster-egress.svg", "poster-egress-blocked.svg"];
        assert_eq!(posters.each_ref().map(|(name, _)| name.as_str()), names);
        for (name, poster) in posters {
            let tree = roxmltree::Document::parse(&poster).expect("well-formed");
            let texts: Vec<_> = tree.descendants().filter_map(|node| node.text()).collect();
            assert!(texts.iter().any(|text| text.contains("--g-request:")));
            assert!(!poster.contains("url(") && !poster.contains("href"));
            let states: Vec<_> = tree.descendants().filter_map(|node| node.attribute("data-state")).collect();
            assert!(!states.is_empty() && states.iter().all(|state| *state == "ahead"), "{name}: {states:?}");
            assert_eq!(texts.contains(&"NAT gateway"), name.contains("egress"), "{name}");
            let drawn = poster.split("</style>").nth(1).expect("a figure");
            for ending in ENDINGS {
                assert!(!drawn.contains(ending), "{name} shows {ending}");
            }
        }
    }

    #[test]
    fn the_page_has_the_article_and_a_still_of_each_storys_start() {
        let (stills, rest) = stills();
        assert!(rest.contains("id=\"stage\"") && rest.contains("id=\"stage-message\""));
        assert_eq!(stills.len(), STORIES.len());
        for ((name, still), (story, Settings { direction, blocked })) in stills.iter().zip(STORIES) {
            assert_eq!(name, story);
            assert_eq!(still.matches("class=\"scene\"").count(), 3, "{name}: one for each shape");
            assert!(still.contains(crate::messages::story(direction, blocked)), "{name}: its caption");
            let slider = still.split("type=\"range\"").nth(1).and_then(|rest| rest.split('>').next());
            let starts = |slider: &str| slider.contains("value=\"0\"") && slider.contains("=\"Hop 0 ");
            assert!(slider.is_some_and(starts), "{name}: {slider:?}");
            assert!(still.contains(">0 µs<"), "{name}: the clock stands at the start");
            let url =
                crate::recorded::story(Settings { direction, blocked }).request.url.replace('&', "&amp;");
            // An address may break at its seams.
            let url = url.trim_start_matches("https://");
            assert!(still.replace("<wbr>", "").contains(url), "{name}: its request");
            for ending in ENDINGS {
                assert!(!still.contains(ending), "{name} shows {ending}");
            }
        }
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
        let (stills, html) = stills();
        for (name, still) in stills {
            once(&name, &still);
        }
        once("the page", &html);
    }

    fn once(place: &str, html: &str) {
        let mut ids: Vec<_> =
            html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        let all = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all, "{place}: {ids:?}");
    }
}
