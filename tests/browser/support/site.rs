//! A static host: serves `dist/` from a sub-folder, as a blog would, on a free port.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::Request;
use axum::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CONTENT_TYPE, COOKIE};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::{Html, IntoResponse};
use axum::routing::get;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tower_http::services::ServeDir;

use super::faults;
use super::hostile::{self, Heard};

/// The folder that the site is served from.
pub const FOLDER: &str = "/blog/gauntlet/";

/// A page of another author beside it, with twenty frames of the site.
const TWENTY: &str = "/blog/twenty.html";
/// Another page of the host, which holds the site's in a frame.
const FRAME: &str = "/blog/post";
const FRAMED: &str = "<!doctype html><link rel=\"icon\" href=\"data:,\"><iframe sandbox=\"allow-scripts\" width=\"1200\" \
    height=\"900\" src=\"/blog/gauntlet/\"></iframe>";

/// Another author's page beside the site: of the examples, or one that only the tests need.
fn author_page(path: &str) -> Option<String> {
    let name = path.strip_prefix("/blog/").filter(|name| !name.contains('/'))?;
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = ["examples/embed", "tests/browser/pages"]
        .iter()
        .find_map(|folder| std::fs::read_to_string(root.join(folder).join(name)).ok())?;
    Some(if name.ends_with(".md") { posted(&text) } else { text })
}

/// A Markdown post's page: a blog generator keeps its lines of HTML as they are.
fn posted(text: &str) -> String {
    let html: Vec<_> = text.lines().filter(|line| line.starts_with('<')).collect();
    format!("<!doctype html><title>Post</title><link rel=icon href=data:,>{}", html.join("\n"))
}

/// The built-in scenario as the first version of the format had it.
pub const FIRST: &str = include_str!("../../../crates/scenario/tests/version1/built-in.json");

/// Another author's scenario beside the site: a good one, and files that are none.
fn author_scenario(path: &str) -> Option<String> {
    let built_in = include_str!("../../../assets/scenario.json");
    match path.strip_prefix("/blog/")? {
        "long.json" => Some(crate::names::long_scenario()),
        "told.json" => Some(include_str!("../../../examples/post/scenario.json").to_owned()),
        "told-long.json" => Some(crate::own_stories::long()),
        "first.json" => Some(FIRST.replace("web-1", "shop-1")),
        "own.json" => Some(built_in.replace("web-1", "shop-1")),
        "broken.json" => Some(built_in.replace("\"firewall\"", "\"firewal\"")),
        "newer.json" => Some(built_in.replacen("\"version\": \"2\"", "\"version\": \"99\"", 1)),
        "secret.json" => Some("{\"hunter1\": \"hunter2\"}".to_owned()),
        "private.txt" => Some("hunter1 hunter2".to_owned()),
        "huge.json" => Some(built_in.to_owned() + &" ".repeat(300_000)),
        _ => None,
    }
}

/// Listens on a port that no earlier site of this program had: a shared browser stores data by host and port.
async fn listen() -> TcpListener {
    static HAD: Mutex<BTreeSet<u16>> = Mutex::new(BTreeSet::new());
    loop {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        if HAD.lock().unwrap().insert(port) {
            return listener;
        }
    }
}

/// A running host.
pub struct Site {
    address: SocketAddr,
    /// Whether what hangs is let go.
    released: watch::Sender<bool>,
    /// What it heard of those who fetched authors' files.
    pub heard: Heard,
}

impl Site {
    /// Serves `dist/` to every origin; files whose names begin and end as `missing` says are not found.
    pub async fn serve(missing: Option<(&'static str, &'static str)>) -> Self {
        Self::beside(missing, None, false).await
    }

    /// The same, with another site that authors' pages may name; `dist-many/` beside it, which draws many packets, where that is asked for.
    pub async fn beside(
        missing: Option<(&'static str, &'static str)>,
        other: Option<Arc<Self>>,
        many: bool,
    ) -> Self {
        let dist = PathBuf::from(std::env::var_os("GAUNTLET_DIST").unwrap_or_else(|| "dist".into()));
        let dist = if many { dist.with_file_name("dist-many") } else { dist };
        assert!(
            dist.join("index.html").is_file(),
            "no built site in {}: run `cargo xtask build --many`",
            dist.display()
        );
        let listener = listen().await;
        let address = listener.local_addr().unwrap();
        let (released, hears) = watch::channel(false);
        let heard = Heard::default();
        let listening = heard.clone();
        let filter = move |mut request: Request, next: Next| {
            let (other, hears, heard) = (other.clone(), hears.clone(), listening.clone());
            async move {
                let path = request.uri().path();
                if let Some((rules, below)) = faults::host(path) {
                    *request.uri_mut() = below.parse().unwrap();
                    let response = next.run(request).await;
                    return faults::served(rules, &below, response, address.port(), hears).await;
                }
                let headers = faults::asked_headers(request.uri());
                let cookie = request.headers().contains_key(COOKIE);
                let below =
                    path.strip_prefix(FOLDER.trim_end_matches('/')).filter(|rest| rest.starts_with('/'));
                let name = path.rsplit('/').next().unwrap_or_default();
                let gone = missing.is_some_and(|(start, end)| name.starts_with(start) && name.ends_with(end));
                let mut response = match below.filter(|_| !gone) {
                    Some(below) => {
                        *request.uri_mut() = below.parse().unwrap();
                        next.run(request).await
                    }
                    // Every page without an icon of its own asks for it.
                    None if path == "/favicon.ico" => StatusCode::NO_CONTENT.into_response(),
                    None if path == FRAME => Html(FRAMED).into_response(),
                    None if path == TWENTY => {
                        let frame = format!("<p><iframe src={FOLDER} width=1000 height=900></iframe>");
                        let page = format!("<!doctype html><title>Twenty</title>{}", frame.repeat(20));
                        Html(page).into_response()
                    }
                    None if hostile::is_one(path) => hostile::answer(path, cookie, &heard).await,
                    None if path.ends_with(".json") || path.ends_with(".txt") => {
                        match author_scenario(path) {
                            Some(text) => ([(CONTENT_TYPE, "application/json")], text).into_response(),
                            None => StatusCode::NOT_FOUND.into_response(),
                        }
                    }
                    None => match author_page(path) {
                        Some(text) => {
                            let other = other.as_ref().map(|site| site.page("")).unwrap_or_default();
                            Html(text.replace("{other}", &other)).into_response()
                        }
                        None => StatusCode::NOT_FOUND.into_response(),
                    },
                };
                response.headers_mut().insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
                response.headers_mut().extend(headers);
                response
            }
        };
        let router = Router::new().fallback_service(ServeDir::new(dist)).layer(from_fn(filter));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { address, released, heard }
    }

    /// Serves a folder as it is.
    pub async fn folder(folder: &Path) -> Self {
        let listener = listen().await;
        let address = listener.local_addr().unwrap();
        // A host's own icon: every page without one asks for it.
        let router = Router::new()
            .route("/favicon.ico", get(|| async { StatusCode::NO_CONTENT }))
            .fallback_service(ServeDir::new(folder));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { address, released: watch::channel(false).0, heard: Heard::default() }
    }

    /// Lets all come that hangs.
    pub fn release(&self) {
        self.released.send_replace(true);
    }

    /// The address of a file in such a folder.
    pub fn file(&self, name: &str) -> String {
        format!("http://{}/{name}", self.address)
    }

    /// The address of a page with twenty widgets.
    pub fn twenty(&self) -> String {
        format!("http://{}{TWENTY}", self.address)
    }

    /// The address of a page that holds the site's in a sandboxed frame.
    pub fn frame(&self) -> String {
        format!("http://{}{FRAME}", self.address)
    }

    /// The address of an author's page.
    pub fn author(&self, name: &str) -> String {
        format!("http://{}/blog/{name}", self.address)
    }

    /// The page's address with a fragment, which may be empty.
    pub fn page(&self, fragment: &str) -> String {
        format!("http://{}{FOLDER}{fragment}", self.address)
    }
}
