//! What several sections share: text with inline code, the heading of a section, and the table.

use gauntlet_model::journey::Direction;
use gauntlet_model::text::fill;
use gauntlet_scenario::Scenario;
use leptos::prelude::*;

use super::entries;
use crate::markup::el;
use crate::messages;

/// Code up to this many characters stays on one line; it fits beside the gutters of a page 320 px wide.
const SHORT_CODE: usize = 30;

/// And up to this many on one of 256 px.
const SHORTEST_CODE: usize = 22;

/// An address that the article speaks of, as the built-in scenario has it, so that text and figure agree.
fn address(name: &str) -> Option<String> {
    let scenario = Scenario::built_in();
    match name {
        "client" => scenario.story(Direction::Ingress, false).source_ip.map(|address| address.to_string()),
        "nat" => Some(scenario.nat_gateway.public_address.to_string()),
        _ => None,
    }
}

/// Text in which backticks mark code, names in braces the built-in scenario's addresses, and `[word](term)` a term of the glossary.
///
/// # Panics
/// When a backtick has no partner: the words are fixed, so that is a mistake in them.
pub(crate) fn rich(text: &str) -> Vec<AnyView> {
    let text = if text.contains('{') { fill(text, &address) } else { text.to_owned() };
    assert!(text.matches('`').count().is_multiple_of(2), "a backtick stands alone in: {text}");
    let mut out = Vec::new();
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once('[') {
        let (word, after) = after.split_once("](").unwrap_or((after, ""));
        let (term, after) = after.split_once(')').unwrap_or((after, ""));
        out.extend(with_code(before));
        out.push(view! { <a class="term" href=format!("#term-{term}")>{with_code(word)}</a> }.into_any());
        rest = after;
    }
    out.extend(with_code(rest));
    out
}

fn with_code(text: &str) -> Vec<AnyView> {
    text.split('`')
        .enumerate()
        .filter(|(_, part)| !part.is_empty())
        .map(|(index, part)| if index % 2 == 1 { code(part) } else { part.to_owned().into_any() })
        .collect()
}

/// The link that shows on the stage what a fragment names.
pub(crate) fn show(fragment: &str) -> AnyView {
    show_as(messages::ARTICLE_SHOW, fragment)
}

/// The same, in other words.
pub(crate) fn show_as(words: &'static str, fragment: &str) -> AnyView {
    view! { <a class="show" href=format!("#{fragment}")>{words}</a> }.into_any()
}

/// Code breaks between its words at most, and within one only where no line can hold it.
pub(crate) fn code(text: &str) -> AnyView {
    let words = || el("code").words(text).into_inner();
    match text.len() {
        ..=SHORTEST_CODE => view! { <code>{text.to_owned()}</code> }.into_any(),
        length if length <= SHORT_CODE => view! { <code inner_html=words()></code> }.into_any(),
        _ => view! { <code class="code-long" inner_html=words()></code> }.into_any(),
    }
}

/// One paragraph for each text.
pub(crate) fn paragraphs(texts: &'static [&'static str]) -> impl IntoView {
    texts.iter().map(|text| view! { <p>{rich(text)}</p> }).collect_view()
}

/// A section of the article, named by its heading.
#[component]
pub(crate) fn Section(words: entries::Section, children: Children) -> impl IntoView {
    let heading = format!("{}-title", words.id);
    view! {
        <section id=words.id class="section" aria-labelledby=heading>
            <h2 id=heading.clone()>{words.title}</h2>
            {children()}
        </section>
    }
}

/// A table that stacks its cells on a narrow page.
///
/// The roles repeat what the elements say, because browsers forget it once CSS changes their `display`.
#[component]
pub(crate) fn Table(words: entries::Table) -> impl IntoView {
    let [first, second, third] = words.head;
    let shows = words.shows.iter().copied().map(Some).chain(std::iter::repeat(None));
    let row = |([name, left, right], shown): (&[&'static str; 3], Option<&'static str>)| {
        view! {
            <tr role="row">
                <th role="rowheader" scope="row">{rich(name)}</th>
                <td role="cell" data-label=second>{rich(left)}</td>
                <td role="cell" data-label=third>{rich(right)} " " {shown.map(show)}</td>
            </tr>
        }
    };
    view! {
        <table class="table" role="table">
            <caption>{words.caption}</caption>
            <thead role="rowgroup">
                <tr role="row">
                    <th role="columnheader" scope="col">{first}</th>
                    <th role="columnheader" scope="col">{second}</th>
                    <th role="columnheader" scope="col">{third}</th>
                </tr>
            </thead>
            <tbody role="rowgroup">{words.rows.iter().zip(shows).map(row).collect_view()}</tbody>
        </table>
    }
}
