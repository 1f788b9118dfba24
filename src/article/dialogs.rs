//! What the stage opens over the page: the list of keys, and the choice of an image. They stand in the page rather than in the
//! app, to whose wasm they would only add. `assets/picture.js` hears their buttons: a form would not close them in a sandbox.

use leptos::prelude::*;

const KEYS: &[(&[&str], &str)] = &[
    (&["Space"], "play or pause"),
    (&["→"], "on to the next verdict"),
    (&["←"], "back to the verdict before"),
    (&["Home", "End"], "to the start, to the end"),
    (&["+", "-"], "faster, slower"),
    (&["d"], "change the direction"),
    (&["b"], "block the request, or don't"),
    (&["?"], "show these keys"),
];

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
                <h2 id="stage-keys-title">"Keys"</h2>
                <p>"They work while the figure has the focus: click it, or reach it with Tab."</p>
                <dl>{rows.collect_view()}</dl>
                <button type="button">"Close"</button>
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
                <h2 id="stage-picture-title">"Save an image of this moment"</h2>
                <p>"The figure as it stands, with its caption."</p>
                <div class="choices">
                    <button type="button" value="png">"PNG, for posts"</button>
                    <button type="button" value="svg">"SVG, for slides"</button>
                    <button type="button" value="">"Cancel"</button>
                </div>
            </div>
        </dialog>
    }
}
