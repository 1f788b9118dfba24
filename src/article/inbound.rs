//! The layers on the way in: the internet as their source, then the five that are numbered.

use leptos::prelude::*;

use super::entries::{INBOUND, INBOUND_TEXT, LAYERS, Layer, PACKET_LABEL, SOURCE};
use super::marks::SourceMark;
use super::parts::{Section, rich, show};

/// The layers in order.
#[component]
pub(crate) fn InboundLayers() -> impl IntoView {
    let layers =
        LAYERS.iter().map(|layer| view! { <li class="layer" id=layer.id>{body(layer)}</li> }).collect_view();
    view! {
        <Section words=INBOUND>
            <p>{rich(INBOUND_TEXT)}</p>
            <div class="layer layer-source" id=SOURCE.id>
                <span class="layer-mark"><SourceMark /></span>
                {body(&SOURCE)}
            </div>
            <ol class="layers" role="list">{layers}</ol>
        </Section>
    }
}

fn body(layer: &'static Layer) -> impl IntoView {
    view! {
        <div class="layer-head">
            <h3>{layer.name}</h3>
            <p class="layer-summary">{layer.summary}</p>
            {show(layer.show)}
        </div>
        <div class="layer-text">
            <p class="layer-job">{layer.job}</p>
            <p>{rich(layer.text)}</p>
        </div>
        <div class="layer-packet">
            <p class="label">{PACKET_LABEL}</p>
            <p>{rich(layer.packet)}</p>
        </div>
    }
}
