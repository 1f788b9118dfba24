//! What the article shows: every link leads to something real, and no sentence is long.

use std::collections::BTreeSet;

use gauntlet_explain::diagnosis;
use gauntlet_explain::{preset, question};
use gauntlet_model::composed::Composed;
use gauntlet_model::journey::Direction;
use gauntlet_model::question::{Asked, Question, ScenarioChange};
use gauntlet_model::report::Report;

use super::{attribute, elements, page_html, text};
use crate::article::confused::CONFUSED_TABLE;
use crate::article::entries::{LAYERS, OUTBOUND_PATH, SOURCE, STORIES, WHY_TABLE};
use crate::article::glossary::TERMS;
use crate::article::ladder::{RIDDLE, RUNGS};
use crate::article::{reading, shown};
use crate::messages;
use crate::recorded;
use crate::timeline::Timeline;
use crate::url;

/// The journey that a fragment shows.
fn shown_by(fragment: &str) -> Report {
    let (options, warnings) = url::read(fragment);
    assert!(warnings.is_empty(), "{fragment}: {warnings:?}");
    let report = match options.text("request") {
        None => (*recorded::story(options.settings)).clone(),
        Some(request) => {
            let named = preset::all().into_iter().any(|preset| preset.name == request);
            let (preset, asked) = if named {
                (Some(request), Asked::Preset)
            } else {
                let url = request.to_owned();
                (options.text("preset"), Asked::Composed(Composed { url, ..Composed::default() }))
            };
            let preset = preset.map(str::to_owned);
            let told =
                question::tell(&Question { scenario: None, preset, asked, change: ScenarioChange::None });
            told.unwrap_or_else(|wrong| panic!("{fragment}: {wrong:?}"))
        }
    };
    if let Some(gate) = options.at {
        assert!(Timeline::of(&report).hop_at(gate).is_some(), "{fragment}: it never comes to {}", gate.id());
    }
    report
}

/// The fragments of the links that show something, in the page's order.
fn links(html: &str) -> Vec<String> {
    let tags = html.split("<a").skip(1).filter_map(|link| link.split('>').next());
    let links = tags.filter(|tag| tag.contains("class=\"show\""));
    links.map(|tag| attribute(tag, "href")[0].trim_start_matches('#').replace("&amp;", "&")).collect()
}

#[test]
fn all_that_the_page_tells_it_can_show() {
    let html = page_html();
    let all = links(&html);
    let hops = OUTBOUND_PATH.iter().map(|hop| hop.show.expect("each hop out is a layer"));
    let told = STORIES
        .iter()
        .map(|story| story.show)
        .chain(LAYERS.iter().chain([&SOURCE]).map(|layer| layer.show))
        .chain(hops)
        .chain(WHY_TABLE.shows.iter().chain(CONFUSED_TABLE.shows).copied())
        .chain(RUNGS.iter().map(|[.., shown]| *shown))
        .chain(TERMS.iter().map(|[.., shown]| *shown).filter(|shown| !shown.is_empty()))
        .chain([RIDDLE]);
    for fragment in told {
        assert!(all.iter().any(|link| link == fragment), "no link shows {fragment}");
    }
    assert_eq!(
        (WHY_TABLE.shows.len(), CONFUSED_TABLE.shows.len()),
        (WHY_TABLE.rows.len(), CONFUSED_TABLE.rows.len())
    );
    for class in ["stories", "layers", "path", "ladder"] {
        let list =
            html.split(&format!("class=\"{class}\"")).nth(1).and_then(|rest| rest.split("</section>").next());
        let items = elements(list.expect("the list"), "li");
        assert!(items.len() > 3 && items.iter().all(|item| links(item).len() == 1), "{class}: {items:?}");
    }
}

#[test]
fn every_link_shows_something_real() {
    let links: BTreeSet<String> = links(&page_html()).into_iter().collect();
    assert!(links.len() > 40, "{links:?}");
    for fragment in links {
        assert!(!shown_by(&fragment).hops.is_empty());
    }
}

#[test]
fn a_link_of_the_decoder_ends_with_its_cause() {
    let (mut exact, mut all) = (0, 0);
    for direction in [Direction::Ingress, Direction::Egress] {
        for symptom in diagnosis::symptoms(direction) {
            for entry in diagnosis::causes(direction, symptom) {
                let (fragment, ends_so) = shown::of(entry, symptom);
                let report = shown_by(&fragment);
                assert_eq!(report.direction, direction, "{fragment}");
                assert_eq!(
                    report.code == Some(entry.code.to_string()),
                    ends_so,
                    "{fragment}: {}",
                    entry.code
                );
                all += 1;
                exact += usize::from(ends_so);
            }
        }
    }
    assert!(exact > 24 && exact < all, "{exact} of {all}");
}

#[test]
fn the_page_ends_with_the_answer_to_its_beginning() {
    let report = shown_by(RIDDLE);
    assert_eq!(report.code.as_deref(), Some("network_policy.ingress_denied"));
    assert!(report.client.contains("504"), "{}", report.client);
    let logs: String = report.hops.iter().filter_map(|hop| hop.log.clone()).collect();
    assert!(logs.contains("while connecting to upstream"), "{logs}");
    assert!(!report.hops.iter().any(|hop| hop.layer.name() == "pod"), "the pod sees and logs nothing");
    let html = page_html();
    let answer = html.split("<details class=\"answer\">").nth(1).expect("the answer, closed");
    assert!(text(answer).starts_with(messages::ARTICLE_ANSWER_OPEN));
    // The menu names the preset, and its name tells the answer.
    assert!(!links(&html).contains(&"request=closed-by-policy".to_owned()) || RIDDLE.contains("preset="));
}

#[test]
fn each_term_is_explained_and_reached_from_its_first_use() {
    let html = page_html();
    let (before, glossary) = html.split_once("class=\"glossary\"").expect("the glossary");
    assert_eq!(TERMS.len(), 14);
    for [id, name, ..] in TERMS {
        assert_eq!(before.matches(&format!("href=\"#term-{id}\"")).count(), 1, "{id}: one link");
        assert!(
            glossary.contains(&format!("id=\"term-{id}\""))
                && glossary.contains(&format!("<dfn>{name}</dfn>"))
        );
    }
    assert_eq!(before.matches("class=\"term\"").count(), TERMS.len());
}

#[test]
fn the_reading_time_is_that_of_the_words() {
    let html = page_html();
    let minutes = reading::minutes(&html);
    assert!((9..=14).contains(&minutes), "{minutes}");
    assert!(text(&html).contains(&format!("about {minutes} minutes")));
    let long = "<p>word word</p><details><p>folded</p></details><nav>a</nav><figure>b</figure>";
    assert_eq!((reading::read_through(long).as_str(), reading::minutes(long)), ("word word", 1));
}

/// Every text of the page, in both languages.
fn texts() -> Vec<String> {
    let mut out = Vec::new();
    for file in
        [include_str!("../../../assets/content.json"), include_str!("../../../examples/content/de.json")]
    {
        let content: serde_json::Value = serde_json::from_str(file).expect("JSON");
        for text in content["texts"].as_object().expect("texts").values() {
            // One text, a list of them, or one for each number.
            let list = match text {
                serde_json::Value::Array(list) => list.clone(),
                serde_json::Value::Object(forms) => forms.values().cloned().collect(),
                text => vec![text.clone()],
            };
            out.extend(list.iter().filter_map(|text| text.as_str().map(str::to_owned)));
        }
    }
    out
}

#[test]
fn no_sentence_is_long() {
    let texts = texts();
    assert!(texts.len() > 300, "{}", texts.len());
    for text in &texts {
        for sentence in text.replace(['!', '?'], ".").split(". ") {
            let words = reading::words(sentence);
            assert!(words <= 25, "{words} words: {sentence}");
        }
    }
}
