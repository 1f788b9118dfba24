//! The way out: its path, what controlling it is good for, and the model to keep.

use leptos::prelude::*;

use super::entries::{
    Item, OUTBOUND, OUTBOUND_END, OUTBOUND_MODEL, OUTBOUND_PATH, OUTBOUND_POINTS, OUTBOUND_POINTS_TITLE,
    OUTBOUND_TEXT, OUTBOUND_TIP,
};
use super::parts::{Section, rich, show};

/// Egress.
#[component]
pub(crate) fn Egress() -> impl IntoView {
    let hop = |item: &'static Item| view! { <li><strong>{item.term}</strong> " " {item.show.map(show)} <p>{rich(item.text)}</p></li> };
    let point = |item: &'static Item| view! { <div><dt>{item.term}</dt> <dd>{rich(item.text)} " " {item.show.map(show)}</dd></div> };
    view! {
        <Section words=OUTBOUND>
            <p>{rich(OUTBOUND_TEXT)}</p>
            <ol class="path" role="list">{OUTBOUND_PATH.iter().map(hop).collect_view()}</ol>
            <h3>{OUTBOUND_POINTS_TITLE}</h3>
            <dl class="points">{OUTBOUND_POINTS.iter().map(point).collect_view()}</dl>
            <aside class="pull">
                <p class="label">{OUTBOUND_TIP}</p>
                <p>{OUTBOUND_MODEL}</p>
            </aside>
            <p>{rich(OUTBOUND_END)}</p>
        </Section>
    }
}
