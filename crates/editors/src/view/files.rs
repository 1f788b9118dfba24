//! Loads a scenario from the reader's disk and saves it there.

use gauntlet_model::editor::Slip;
use gauntlet_scenario::MAX_BYTES;
use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::js_sys::{Array, Uint8Array};
use web_sys::{Blob, BlobPropertyBag, File, HtmlAnchorElement, HtmlDocument, Url};

use super::engines;
use super::state::EditorState;
use crate::messages::{self, fill};
use crate::slips;

/// How long the saved blob's URL stays valid, in milliseconds.
const SAVES: u32 = 10_000;

/// Loads a file into the editor, if it is a valid scenario.
pub fn take(editor: EditorState, file: File) {
    editor.refused.set(Vec::new());
    spawn_local(async move {
        match read(&file).await {
            Ok(text) => {
                editor.put(&text);
                editor.follow(fill(messages::EDITOR_TOLD_LOADED, &[("file", &file.name())]) + " ");
            }
            Err(slips) => {
                let said = fill(messages::EDITOR_TOLD_REFUSED, &[("file", &file.name())]);
                editor.refused.set([vec![slips::plain(said)], slips::told(&slips)].concat());
            }
        }
    });
}

/// A file's text, or what is wrong with it.
async fn read(file: &File) -> Result<String, Vec<Slip>> {
    let told = |text: String| vec![slips::plain(text)];
    if file.size() > MAX_BYTES as f64 {
        let (bytes, most) = ((file.size() as u64).to_string(), MAX_BYTES.to_string());
        return Err(told(fill(messages::EDITOR_TOLD_LARGE, &[("bytes", &bytes), ("most", &most)])));
    }
    let bytes = JsFuture::from(file.array_buffer()).await;
    let bytes = bytes.map_err(|_| told(messages::EDITOR_TOLD_UNREADABLE.to_owned()))?;
    let text = String::from_utf8(Uint8Array::new(&bytes).to_vec());
    let text = text.map_err(|_| told(messages::EDITOR_TOLD_ENCODING.to_owned()))?;
    // Some text editors write a byte order mark.
    let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
    let wrong = engines::problems(&text);
    if wrong.is_empty() { Ok(text) } else { Err(wrong) }
}

/// Saves the text as a file; in a frame without downloads it is copied instead.
pub fn keep(editor: EditorState) {
    let said = if window().origin() == "null" && window().parent().ok().flatten() != Some(window()) {
        // A sandboxed frame, which gets no downloads.
        if let Some(text) = editor.text.get_untracked() {
            text.select();
        }
        let copied = document().unchecked_into::<HtmlDocument>().exec_command("copy");
        if copied == Ok(true) { messages::EDITOR_TOLD_COPIED } else { messages::EDITOR_TOLD_SELECT }
    } else if save(&editor.value()).is_some() {
        messages::EDITOR_TOLD_SAVED
    } else {
        messages::EDITOR_TOLD_SELECT
    };
    editor.state.set(said.to_owned());
}

fn save(text: &str) -> Option<()> {
    let kind = BlobPropertyBag::new();
    kind.set_type("application/json");
    let file = Blob::new_with_str_sequence_and_options(&Array::of1(&text.into()), &kind).ok()?;
    let address = Url::create_object_url_with_blob(&file).ok()?;
    let link: HtmlAnchorElement = document().create_element("a").ok()?.unchecked_into();
    link.set_href(&address);
    link.set_download("scenario.json");
    link.click();
    Timeout::new(SAVES, move || drop(Url::revoke_object_url(&address))).forget();
    Some(())
}
