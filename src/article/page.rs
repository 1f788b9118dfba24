//! The page: its header, the figure with the stage, the text beside its contents, and the footer.

use leptos::prelude::*;

use super::confused::Confused;
use super::contents::Contents;
use super::decoder::Decoder;
use super::dialogs::{Drawer, Keys, Menu, Picture, Share};
use super::entries::PAGE;
use super::frame::Frame;
use super::glossary::Glossary;
use super::inbound::InboundLayers;
use super::ladder::{Answer, Ladder};
use super::marks::Sign;
use super::outbound::Egress;
use super::parts::{paragraphs, rich};
use super::take_away::TakeAway;
use super::why::WhySoMany;
use crate::messages;

/// The content of `body`. The still stands on the stage until the app takes it over.
#[component]
pub fn Page(
    /// What the stage shows before, or without, the app.
    #[prop(into)]
    still: ViewFn,
    /// How long the text takes to read.
    minutes: usize,
) -> impl IntoView {
    let [hook, promise] = PAGE.hook;
    let [readers, is_for] = PAGE.readers;
    let time = messages::ARTICLE_READERS_TIME.fill(&[("minutes", &minutes.to_string())]);
    view! {
        <a class="skip-link" href="#text">{PAGE.skip}</a>
        <main class="page">
            <article aria-labelledby="title">
                <header class="masthead">
                    <p class="masthead-name"><Sign />{PAGE.name}</p>
                    <h1 id="title">{PAGE.title}</h1>
                </header>
                <Figure still />
                <p class="hook">{rich(hook)} " " <span>{promise}</span></p>
                <p class="standfirst">{PAGE.standfirst}</p>
                <p class="introduction">{rich(PAGE.introduction)}</p>
                <p class="introduction readers">
                    <b>{readers}</b>
                    " "
                    {is_for}
                    " "
                    {time}
                </p>
                <div class="columns">
                    <Contents />
                    <div class="text" id="text" tabindex="-1">
                        <Frame />
                        <InboundLayers />
                        <WhySoMany />
                        <Egress />
                        <Confused />
                        <Ladder />
                        <Decoder />
                        <Answer />
                        <TakeAway />
                        <Glossary />
                    </div>
                </div>
            </article>
        </main>
        <footer class="footer">
            <p>
                <a href="./fidelity.html">{PAGE.fidelity}</a>
            </p>
            {paragraphs(PAGE.footer)}
        </footer>
    }
}

/// The figure. Whoever finds that the app cannot start shows `#stage-message` and one of its reasons.
#[component]
fn Figure(still: ViewFn) -> impl IntoView {
    view! {
        <figure class="figure" id="figure">
            <div id="stage-message" role="alert" hidden>
                <p data-reason="unsupported" hidden>{PAGE.unsupported}</p>
                <p data-reason="load" hidden>{PAGE.not_loaded}</p>
                <p data-reason="crash" hidden>{PAGE.crashed}</p>
            </div>
            <noscript><p class="stage-note">{PAGE.still}</p></noscript>
            <div id="stage">{still.run()}</div>
            <Drawer />
            <figcaption>{PAGE.caption}</figcaption>
            <Keys />
            <Menu />
            <Picture />
            <Share />
        </figure>
    }
}
