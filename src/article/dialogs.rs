//! What the stage opens over the page: the list of keys, and the choice of an image. They stand in the page rather than in the
//! app, to whose wasm they would only add. `assets/picture.js` hears their buttons: a form would not close them in a sandbox.

use leptos::prelude::*;

const KEYS: &[(&[&str], &str)] = &[
    (&["Space"], text::ARTICLE_DIALOG_KEYS_PLAY),
    (&["→"], text::ARTICLE_DIALOG_KEYS_ON),
    (&["←"], text::ARTICLE_DIALOG_KEYS_BACK),
    (&["Home", "End"], text::ARTICLE_DIALOG_KEYS_ENDS),
    (&["+", "-"], text::ARTICLE_DIALOG_KEYS_SPEED),
    (&["d"], text::ARTICLE_DIALOG_KEYS_DIRECTION),
    (&["b"], text::ARTICLE_DIALOG_KEYS_BLOCK),
    (&["?"], text::ARTICLE_DIALOG_KEYS_HELP),
];
use crate::text;

/// The dialog. `Escape`, its button and a click beside it close it.
#[component]
pub(crate) fn Keys() -> impl IntoView {
    let rows = KEYS.iter().map(|(keys, does)| {
        let keys = keys.iter().map(|key| view! { <kbd>{*key}</kbd> }).collect_view();
        view! {
            <div>
                <dt>{keys}</dt>
                <dd>{*does}</dd>
            </div>
        }
    });
    view! {
        <dialog id="stage-keys" aria-labelledby="stage-keys-title" closedby="any">
            <div>
                <h2 id="stage-keys-title">{text::ARTICLE_DIALOG_KEYS_TITLE}</h2>
                <p>{text::ARTICLE_DIALOG_KEYS_TEXT}</p>
                <dl>{rows.collect_view()}</dl>
                <button type="button">{text::ARTICLE_DIALOG_CLOSE}</button>
            </div>
        </dialog>
    }
}

/// Which kind of image to save.
#[component]
pub(crate) fn Picture() -> impl IntoView {
    view! {
        <dialog id="stage-picture" aria-labelledby="stage-picture-title" closedby="any">
            <div>
                <h2 id="stage-picture-title">{text::ARTICLE_DIALOG_IMAGE_TITLE}</h2>
                <p>{text::ARTICLE_DIALOG_IMAGE_TEXT}</p>
                <div class="choices">
                    <button type="button" value="png">{text::ARTICLE_DIALOG_IMAGE_PNG}</button>
                    <button type="button" value="svg">{text::ARTICLE_DIALOG_IMAGE_SVG}</button>
                    <button type="button" value="">{text::ARTICLE_DIALOG_CANCEL}</button>
                </div>
            </div>
        </dialog>
    }
}
