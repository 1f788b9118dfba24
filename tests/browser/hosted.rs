//! The site behind the headers that `docs/hosting.md` has hosts send: all of it works, and a page that may not frame it can't.

use axum::Router;
use axum::http::header::{CONTENT_SECURITY_POLICY, HeaderName};
use axum::http::{HeaderValue, Response};
use axum::response::Html;
use axum::routing::get;
use tower_http::services::ServeDir;

use super::support::{Stage, Visit, visit};

/// The headers of the document's table, with this site's address instead of the example's.
fn headers(site: &str) -> Vec<(HeaderName, HeaderValue)> {
    let text = include_str!("../../docs/hosting.md");
    let rows = text.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()?.split_once(": "));
    let parsed: Vec<(HeaderName, HeaderValue)> = rows
        .map(|(name, value)| {
            (name.parse().unwrap(), value.replace("https://blog.example", site).parse().unwrap())
        })
        .collect();
    assert!(
        parsed.len() >= 3 && parsed.iter().any(|(name, _)| *name == CONTENT_SECURITY_POLICY),
        "{parsed:?}"
    );
    parsed
}

/// Serves `dist/` with such headers. Gives the address.
async fn serve(headers: Vec<(HeaderName, HeaderValue)>) -> String {
    let dist = std::env::var_os("GAUNTLET_DIST").unwrap_or_else(|| "dist".into());
    let send = move |mut response: Response<axum::body::Body>| {
        response.headers_mut().extend(headers.clone());
        async move { response }
    };
    let router =
        Router::new().fallback_service(ServeDir::new(dist)).layer(axum::middleware::map_response(send));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_the_documents_headers_all_of_it_works() {
    visit("hosted", Visit::default(), |page| async move {
        let own = serve(headers("https://blog.example")).await;
        page.driver.client.goto(&format!("{own}/#speed=4")).await.unwrap();
        let stage = Stage::on(&page).await;
        // The engines' module is loaded under them too.
        stage.open_the_editor().await;
        assert!(page.answer(&[9]).await.len() > 10);
        stage.watch_to_the_end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_sites_that_the_header_names_may_frame_it() {
    // What the browser refuses it also writes to the console: a script before the page's own says that it is expected.
    visit("framing", Visit { before: Some("void 0"), ..Visit::default() }, |page| async move {
        for (named, shown) in [(true, true), (false, false)] {
            // The page that frames it must be served first, so that the figure's host can name it.
            let blog = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            let site = format!("http://{}", blog.local_addr().unwrap());
            let figure = serve(headers(if named { &site } else { "https://blog.example" })).await;
            let post = format!("<!doctype html><link rel=icon href=data:,><title>Post</title><iframe src=\"{figure}/\" width=1200 height=900></iframe>");
            let router = Router::new().route("/", get(async move || Html(post)));
            tokio::spawn(async move { axum::serve(blog, router).await });
            page.driver.client.goto(&site).await.unwrap();
            page.driver.client.clone().enter_frame(0).await.unwrap();
            if shown {
                Stage::on(&page).await;
            } else {
                page.until("the frame is refused", || async {
                    let told = page.run("return [document.readyState, location.href.split(':')[0], document.getElementById('stage') === null]").await;
                    (told[1] == "chrome-error" && told[2] == true).then_some(())
                })
                .await;
            }
            page.driver.client.clone().enter_parent_frame().await.unwrap();
        }
    })
    .await;
}
