//! Serves the bench's pages, PixiJS and the built site from one address of this machine, and a post beside the site from another.

use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use axum::Router;
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::map_response;
use axum::response::Response;
use axum::routing::get;
use tower_http::services::ServeDir;

/// A running host.
pub struct Host {
    address: SocketAddr,
}

impl Host {
    /// Serves what the environment names: the site, and with `crowd` the pages that draw many packets.
    ///
    /// # Errors
    /// Where something is not built.
    pub async fn serve(crowd: bool) -> Result<Self> {
        let mut router =
            Router::new().nest_service("/site", ServeDir::new(folder("GAUNTLET_DIST", "index.html")?));
        if crowd {
            let bench = ServeDir::new(folder("GAUNTLET_BENCH", "gauntlet_bench_bg.wasm")?);
            let pixi = ServeDir::new(folder("PIXI", "pixi.min.mjs")?);
            router = router.nest_service("/bench/pixi", pixi).nest_service("/bench", bench);
        }
        Ok(Self { address: served(router.layer(map_response(isolated))).await? })
    }

    /// An address on it.
    pub fn page(&self, path: &str) -> String {
        format!("http://{}/{path}", self.address)
    }
}

/// A host of a post, with the built site below it as `gauntlet/`. It compresses, as hosts do.
pub struct Pages {
    address: SocketAddr,
}

impl Pages {
    /// Serves the folder that the environment names.
    ///
    /// # Errors
    /// Where something is not built.
    pub async fn serve() -> Result<Self> {
        let post = ServeDir::new(folder("GAUNTLET_PAGES", "gauntlet/index.html")?);
        // Browsers ask the host for an icon where a page names none.
        let router = Router::new()
            .route("/favicon.ico", get(|| async { StatusCode::NO_CONTENT }))
            .fallback_service(post.precompressed_br().precompressed_gzip());
        Ok(Self { address: served(router).await? })
    }

    /// An address on it.
    pub fn page(&self, path: &str) -> String {
        format!("http://{}/{path}", self.address)
    }
}

/// Serves on a free port of this machine.
async fn served(router: Router) -> Result<SocketAddr> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(address)
}

/// The folder that a variable names, which has to have a file.
fn folder(variable: &str, file: &str) -> Result<PathBuf> {
    let folder = std::env::var_os(variable).map(PathBuf::from);
    let folder = folder.with_context(|| format!("{variable} is not set: run `cargo xtask bench`"))?;
    ensure!(folder.join(file).is_file(), "no {file} in {}: run `cargo xtask bench`", folder.display());
    Ok(folder)
}

/// A page that is isolated has a clock of 5 microseconds; the usual one has 100.
async fn isolated(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert("cross-origin-opener-policy", HeaderValue::from_static("same-origin"));
    headers.insert("cross-origin-embedder-policy", HeaderValue::from_static("require-corp"));
    response
}
