//! geckodriver and a Firefox session of a test's own.

use std::process::Stdio;

use fantoccini::Client;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::process::{Child, Command};

use super::driver::{Look, port_of};

/// Starts geckodriver, which picks a free port and says which; its profiles go into the test's own folder.
pub async fn driver(profiles: &TempDir) -> (Child, u16) {
    let program = std::env::var("GECKODRIVER").unwrap_or_else(|_| "geckodriver".to_owned());
    let mut process = Command::new(&program)
        .args(["--port", "0", "--profile-root"])
        .arg(profiles.path())
        // Firefox's own port for its driver: two at a time must not take the same.
        .args(["--websocket-port", "0"])
        .stdout(Stdio::piped())
        // Every error of every page, Firefox's own among them: a test asks for what it wants to know.
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap_or_else(|error| panic!("{program} does not start: {error}; `cargo xtask test` sets it up"));
    let port = port_of(&mut process, "Listening on 127.0.0.1:").await;
    let port = port.unwrap_or_else(|| panic!("{program} ended without saying its port"));
    (process, port)
}

/// What Firefox is to be.
pub fn capabilities(look: Look) -> Value {
    let mut options = json!({
        "args": ["-headless"],
        "prefs": {
            "layout.css.prefers-color-scheme.content-override": if look.dark { 0 } else { 1 },
            "ui.prefersReducedMotion": i32::from(look.reduced_motion),
            "javascript.enabled": look.javascript,
            // No requests of the browser's own.
            "network.captive-portal-service.enabled": false,
            "network.connectivity-service.enabled": false,
            "app.normandy.enabled": false,
            "browser.region.network.url": "",
        },
    });
    if let Ok(firefox) = std::env::var("FIREFOX") {
        options["binary"] = json!(firefox);
    }
    json!({ "browserName": "firefox", "moz:firefoxOptions": options })
}

/// Gives the page, not the window, a size.
pub async fn resize(client: &Client, (width, height): (u32, u32)) {
    let within = client
        .execute("return [outerWidth - innerWidth, outerHeight - innerHeight]", Vec::new())
        .await
        .unwrap();
    let around = |at: usize| within[at].as_u64().unwrap_or_default() as u32;
    client.set_window_size(width + around(0), height + around(1)).await.unwrap();
}
