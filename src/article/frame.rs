//! Why a request does not reach the app directly, what the figure shows, and its four stories.

use leptos::prelude::*;

use super::entries::{FRAME, FRAME_TEXT, STORIES, STORIES_TEXT, STORIES_TITLE};
use super::marks::Marks;
use super::parts::{Section, paragraphs, rich, show};

/// The frame of the whole article.
#[component]
pub(crate) fn Frame() -> impl IntoView {
    let stories = STORIES
        .iter()
        .map(|story| {
            view! {
                <li>
                    <Marks ending=story.ending />
                    <div>
                        <strong>{story.name}</strong>
                        <p>{rich(story.text)}</p>
                        {show(story.show)}
                    </div>
                </li>
            }
        })
        .collect_view();
    view! {
        <Section words=FRAME>
            {paragraphs(FRAME_TEXT)} <h3>{STORIES_TITLE}</h3> <p>{rich(STORIES_TEXT)}</p>
            <ul class="stories" role="list">{stories}</ul>
        </Section>
    }
}
