//! Answers that a scenario's address may give though no host should: without an end, and without a beginning.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use axum::body::{Body, Bytes};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use futures_util::stream::{self, StreamExt};

/// What the host learned of those who asked.
#[derive(Clone, Default)]
pub struct Heard {
    /// The bytes of a body that were asked for.
    pub sent: Arc<AtomicUsize>,
    /// Whether the one who asked has gone.
    pub left: Arc<AtomicBool>,
    /// Whether a cookie came along.
    pub cookie: Arc<AtomicBool>,
}

/// Says that the one who asked has gone, when the answer is dropped.
struct Asked(Heard);

impl Drop for Asked {
    fn drop(&mut self) {
        self.0.left.store(true, Ordering::SeqCst);
    }
}

/// Whether a path has such an answer.
pub fn is_one(path: &str) -> bool {
    matches!(path, "/blog/endless.json" | "/blog/stalls.json" | "/blog/silent.json" | "/blog/cookie.json")
}

/// The answer of such a path.
pub async fn answer(path: &str, cookie: bool, heard: &Heard) -> Response {
    let asked = Asked(heard.clone());
    heard.cookie.fetch_or(cookie, Ordering::SeqCst);
    let part = |heard: &Heard| {
        heard.sent.fetch_add(16 * 1024, Ordering::SeqCst);
        Ok::<_, std::io::Error>(Bytes::from_static(&[b' '; 16 * 1024]))
    };
    let body = match path {
        "/blog/silent.json" => return std::future::pending().await,
        "/blog/cookie.json" => Body::from(include_str!("../../../assets/scenario.json")),
        "/blog/stalls.json" => {
            let first = stream::iter([part(heard)]);
            Body::from_stream(first.chain(stream::unfold(asked, |asked| async move {
                std::future::pending::<()>().await;
                Some((Ok(Bytes::new()), asked))
            })))
        }
        _ => Body::from_stream(stream::unfold(asked, move |asked| async move {
            let bytes = part(&asked.0);
            Some((bytes, asked))
        })),
    };
    ([(CONTENT_TYPE, "application/json")], body).into_response()
}
