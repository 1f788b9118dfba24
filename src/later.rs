//! What the page loads only when a reader asks for it: `assets/later.js` has the list, and passes on what is called here.

use wasm_bindgen::prelude::*;
use web_sys::js_sys::{Function, Promise};

#[wasm_bindgen(module = "/assets/later.js")]
extern "C" {
    /// Resolves once the styles of what opens over the page are there, or can't be loaded; and the script of [`offer`] and
    /// [`share`], if it is wanted.
    pub fn ready(script: bool) -> Promise;
    /// Has the article's links show what they name on the stage, by what hears commands, and the stage follow the reader.
    ///
    /// # Errors
    /// Never. Of two functions that can't fail, wasm-bindgen would import the module twice.
    #[wasm_bindgen(catch)]
    pub fn accompany(stage: &JsValue) -> Result<(), JsValue>;
    /// Starts the drawer, which asks for an editor's place to be filled. Gives what is to be called when a request was sent.
    pub fn drawer(fill: &JsValue) -> Function;
    /// Asks which kind of image of the moment on show to save, under this name.
    ///
    /// # Errors
    /// Where the browser can't show a dialog.
    #[wasm_bindgen(catch)]
    pub fn offer(caption: &str, name: &str) -> Result<(), JsValue>;
    /// Opens the dialog that shares these settings of a link, at a moment in milliseconds.
    ///
    /// # Errors
    /// Where the browser can't show a dialog.
    #[wasm_bindgen(catch)]
    pub fn share(settings: &str, moment: u32, caption: &str) -> Result<(), JsValue>;
    /// A text from an address, as a promise that fails with what is wrong with it.
    pub fn read(address: &str) -> Promise;
    /// A text as an address that holds it packed, as a promise that fails with what is wrong with it.
    pub fn pack(text: &str) -> Promise;
}
