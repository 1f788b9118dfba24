//! What the stage opens over the page: the list of keys, the editors' drawer, the menu of presets, the choice of an image. They stand in the page rather than in the
//! app, to whose wasm they would only add. `assets/later.js` hears their buttons: a form would not close them in a sandbox.

use leptos::prelude::*;

const KEYS: &[(&[&str], &str)] = &[
    (&["Space"], messages::ARTICLE_DIALOG_KEYS_PLAY),
    (&["→"], messages::ARTICLE_DIALOG_KEYS_ON),
    (&["←"], messages::ARTICLE_DIALOG_KEYS_BACK),
    (&["Home", "End"], messages::ARTICLE_DIALOG_KEYS_ENDS),
    (&["+", "-"], messages::ARTICLE_DIALOG_KEYS_SPEED),
    (&["d"], messages::ARTICLE_DIALOG_KEYS_DIRECTION),
    (&["b"], messages::ARTICLE_DIALOG_KEYS_BLOCK),
    (&["?"], messages::ARTICLE_DIALOG_KEYS_HELP),
];
use crate::messages;

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
                <h2 id="stage-keys-title">{messages::ARTICLE_DIALOG_KEYS_TITLE}</h2>
                <p>{messages::ARTICLE_DIALOG_KEYS_TEXT}</p>
                <dl>{rows.collect_view()}</dl>
                <button type="button">{messages::ARTICLE_DIALOG_CLOSE}</button>
            </div>
        </dialog>
    }
}

/// The editors' drawer, and what opens it below the figure. An editor is filled when it is first opened. Each is a
/// `details`, whose summary is its tab: `assets/drawer.js` keeps one of them open.
#[component]
pub(crate) fn Drawer() -> impl IntoView {
    view! {
        <p class="openers">
            <button type="button" data-opens="request">{messages::STAGE_EDITOR_TITLE}</button>
            <button type="button" data-opens="scenario">{messages::SCENARIO}</button>
        </p>
        <aside id="drawer" aria-label=messages::STAGE_DRAWER hidden>
            <details class="editor" data-editor="request">
                <summary>{messages::STAGE_DRAWER_REQUEST}</summary>
                <div class="workshop"></div>
            </details>
            <details class="editor scenario-editor" data-editor="scenario">
                <summary>{messages::STAGE_DRAWER_SCENARIO}</summary>
                <div class="workshop"></div>
            </details>
            <button type="button" class="close" aria-label=messages::ARTICLE_DIALOG_CLOSE>"×"</button>
        </aside>
    }
}

/// The presets, grouped, each with its question: it is filled when it is first opened.
#[component]
pub(crate) fn Menu() -> impl IntoView {
    view! {
        <dialog id="stage-menu" aria-label=messages::STAGE_TRY_LABEL closedby="any">
            <button type="button" class="close" aria-label=messages::ARTICLE_DIALOG_CLOSE>"×"</button>
            <div class="workshop"><p>{messages::STAGE_TRY_WAITS}</p></div>
        </dialog>
    }
}

/// Which kind of image to save.
#[component]
pub(crate) fn Picture() -> impl IntoView {
    view! {
        <dialog id="stage-picture" aria-labelledby="stage-picture-title" closedby="any">
            <div>
                <h2 id="stage-picture-title">{messages::ARTICLE_DIALOG_IMAGE_TITLE}</h2>
                <p>{messages::ARTICLE_DIALOG_IMAGE_TEXT}</p>
                <div class="choices">
                    <button type="button" value="png">{messages::ARTICLE_DIALOG_IMAGE_PNG}</button>
                    <button type="button" value="svg">{messages::ARTICLE_DIALOG_IMAGE_SVG}</button>
                    <button type="button" value="">{messages::ARTICLE_DIALOG_CANCEL}</button>
                </div>
            </div>
        </dialog>
    }
}

/// What can be copied: its name in `assets/share.js`, its label, and its lines.
const LINKS: [(&str, &str); 2] =
    [("link", messages::ARTICLE_DIALOG_SHARE_LINK), ("moment", messages::ARTICLE_DIALOG_SHARE_MOMENT)];
const HTML: [(&str, &str); 2] =
    [("element", messages::ARTICLE_DIALOG_SHARE_ELEMENT), ("frame", messages::ARTICLE_DIALOG_SHARE_FRAME)];

/// The sizes on another page, as `assets/share.js` and `style/share.css` name them.
const SIZES: [(&str, &str, &str); 3] = [
    ("page", messages::ARTICLE_DIALOG_SHARE_PAGE, messages::ARTICLE_DIALOG_SHARE_FILLS),
    ("column", messages::ARTICLE_DIALOG_SHARE_COLUMN, "700 × 480"),
    ("phone", messages::ARTICLE_DIALOG_SHARE_PHONE, "390 × 600"),
];

/// Links, lines for other pages, an image: each copied by one click. `assets/share.js` fills it.
#[component]
pub(crate) fn Share() -> impl IntoView {
    let row = |(name, label): (&'static str, &'static str), lines: &'static str| {
        let id = format!("share-{name}");
        view! {
            <div class="share-row">
                <label for=id.clone()>{label}</label>
                <textarea id=id data-line=name readonly rows=lines spellcheck="false"></textarea>
                <button type="button" value=name data-stays aria-describedby=format!("share-{name}")>
                    {messages::ARTICLE_DIALOG_SHARE_COPY}
                </button>
            </div>
        }
    };
    let sizes = SIZES.map(|(value, name, size)| {
        view! {
            <label class="choice">
                <input type="radio" name="share-size" value=value checked=value == "page" />
                <span class="choice-name">{name} <small>{size}</small></span>
            </label>
        }
    });
    view! {
        <dialog id="stage-share" aria-labelledby="stage-share-title" closedby="any">
            <div>
                <h2 id="stage-share-title">{messages::ARTICLE_DIALOG_SHARE_TITLE}</h2>
                <div class="share-parts">
                    {LINKS.map(|link| row(link, "1")).collect_view()}
                    <fieldset>
                        <legend>{messages::ARTICLE_DIALOG_SHARE_SIZE}</legend>
                        {sizes.collect_view()}
                        <div class="share-look" inert>
                            <div></div>
                        </div>
                    </fieldset>
                    {HTML.map(|html| row(html, "3")).collect_view()}
                </div>
                <p
                    role="status"
                    data-done=messages::ARTICLE_DIALOG_SHARE_DONE
                    data-refused=messages::ARTICLE_DIALOG_SHARE_REFUSED
                ></p>
                <div class="choices">
                    <button type="button" value="image" data-stays>{messages::ARTICLE_DIALOG_SHARE_IMAGE}</button>
                    <button type="button" value="">{messages::ARTICLE_DIALOG_CLOSE}</button>
                </div>
            </div>
        </dialog>
    }
}
