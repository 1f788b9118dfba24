//! From what a client sees to what can cause it, as the simulation's own diagnosis has it: nothing of it is written here.

use gauntlet_explain::diagnosis::{self, Entry, Symptom};
use gauntlet_model::journey::{Direction, Verdict};
use leptos::prelude::*;

use super::entries::{DECODER, DECODER_TEXT, DECODER_WAYS};
use super::parts::{Section, code, rich, show, show_as};
use super::shown;
use crate::messages;
use crate::messages::layer_title;

/// The decoder: a fold for each symptom, with its causes in the order to check them in.
#[component]
pub(crate) fn Decoder() -> impl IntoView {
    let ways = [Direction::Ingress, Direction::Egress].into_iter().zip(DECODER_WAYS);
    let ways = ways.map(|(direction, title)| {
        let folds = diagnosis::symptoms(direction).into_iter().map(|symptom| fold(direction, symptom));
        view! {
            <div class="decoder">
                <h3>{title}</h3>
                {folds.collect_view()}
            </div>
        }
    });
    view! {
        <Section words=DECODER>
            <p>{rich(DECODER_TEXT)}</p>
            <div class="decoders">{ways.collect_view()}</div>
        </Section>
    }
}

fn fold(direction: Direction, symptom: Symptom) -> impl IntoView {
    let causes: Vec<&Entry> = diagnosis::causes(direction, symptom).collect();
    let count = messages::ARTICLE_DECODER_CAUSES.fill(&[("count", &causes.len().to_string())]);
    let cause = |entry: &&Entry| {
        let (class, kind) = match entry.verdict {
            Verdict::Block => ("kind policy", messages::ARTICLE_DECODER_POLICY),
            _ => ("kind broken", messages::ARTICLE_DECODER_BROKEN),
        };
        view! {
            <li>
                <b>{layer_title(entry.code.layer())}</b> ": " {entry.summary} " "
                <span class=class>{kind}</span> " " {code(entry.code.reason())} " "
                {match shown::of(entry, symptom) {
                    (fragment, true) => show(&fragment),
                    (fragment, false) => show_as(messages::ARTICLE_SHOW_WHERE, &fragment),
                }}
            </li>
        }
    };
    view! {
        <details>
            <summary>{symptom.name()} " " <span class="count">{count}</span></summary>
            <ol>{causes.iter().map(cause).collect_view()}</ol>
            {diagnosis::apart(direction, symptom).map(|text| {
                view! { <p class="apart"><b>{messages::ARTICLE_DECODER_APART_LABEL}</b> " " {rich(text)}</p> }
            })}
        </details>
    }
}
