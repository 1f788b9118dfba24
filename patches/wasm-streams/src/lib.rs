//! Stands in for `wasm-streams`, which turns JavaScript's streams into Rust's for the bodies of server functions.
//!
//! The real one exports classes to JavaScript, and what is exported is never dropped as unused: 5 KB of the first load for
//! functions that Gauntlet does not have. This one has the same names as far as `server_fn` uses them; a stream ends at once.

use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use wasm_bindgen::JsValue;

/// A stream of JavaScript's.
#[derive(Debug)]
pub struct ReadableStream<'a> {
    raw: web_sys::ReadableStream,
    lives: PhantomData<&'a ()>,
}

impl<'a> ReadableStream<'a> {
    /// Wraps a stream of JavaScript's.
    #[must_use]
    pub const fn from_raw(raw: web_sys::ReadableStream) -> Self {
        Self { raw, lives: PhantomData }
    }

    /// A stream that ends at once, whatever is given.
    ///
    /// # Panics
    /// Where the browser has no streams.
    #[must_use]
    pub fn from_stream(_: impl Stream<Item = Result<JsValue, JsValue>> + 'a) -> Self {
        match web_sys::ReadableStream::new() {
            Ok(raw) => Self::from_raw(raw),
            Err(error) => panic!("no ReadableStream: {error:?}"),
        }
    }

    /// The stream of JavaScript's.
    #[must_use]
    pub fn into_raw(self) -> web_sys::ReadableStream {
        self.raw
    }

    /// A Rust stream, which ends at once.
    #[must_use]
    pub fn into_stream(self) -> Ended {
        Ended
    }
}

/// A stream without an item.
#[derive(Clone, Copy, Debug)]
pub struct Ended;

impl Stream for Ended {
    type Item = Result<JsValue, JsValue>;

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(None)
    }
}
