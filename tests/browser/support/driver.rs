//! A browser's driver with a session of a test's own, and the WebDriver commands that fantoccini does not know.

use std::process::Stdio;

use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder};
use http::Method;
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use url::{ParseError, Url};

use super::firefox;

/// Which browser.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    #[default]
    Chromium,
    /// For what is done by WebDriver alone: the tools of Chromium's developers are its own.
    Firefox,
}

/// How the browser presents itself.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// Width and height in CSS pixels.
    pub size: (u32, u32),
    pub dark: bool,
    pub reduced_motion: bool,
    pub javascript: bool,
    /// Composited as on a machine with a graphics card, here by a software one, rather than without any; and as fast as it
    /// can: two drawings that both keep up with a screen can't be told apart.
    pub graphics: bool,
}

impl Default for Look {
    fn default() -> Self {
        Self { size: (1280, 800), dark: false, reduced_motion: false, javascript: true, graphics: false }
    }
}

/// A driver with one session; the driver ends when this is dropped.
pub struct Driver {
    pub kind: Kind,
    /// What it was started to look like.
    look: Look,
    _process: Child,
    _profile: tempfile::TempDir,
    pub client: Client,
}

impl Driver {
    pub async fn start(kind: Kind, look: Look) -> Self {
        let profile = tempfile::tempdir().unwrap();
        let (process, port, capabilities) = match kind {
            Kind::Chromium => {
                let (process, port) = chromedriver().await;
                (process, port, capabilities(look, &profile))
            }
            Kind::Firefox => {
                let (process, port) = firefox::driver(&profile).await;
                (process, port, firefox::capabilities(look))
            }
        };
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities.as_object().unwrap().clone())
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .unwrap_or_else(|error| panic!("no session of {kind:?}: {error}"));
        Self { kind, look, _process: process, _profile: profile, client }
    }

    /// Whether a window of it can look so: the rest takes another browser.
    pub fn serves(&self, kind: Kind, look: Look) -> bool {
        let started = |look: Look| match kind {
            Kind::Chromium => (look.graphics, look.javascript, false, false),
            Kind::Firefox => (false, look.javascript, look.dark, look.reduced_motion),
        };
        self.kind == kind && started(self.look) == started(look)
    }

    /// Makes its window look so.
    pub async fn dress(&self, look: Look) {
        match self.kind {
            Kind::Chromium => self.emulate(look).await,
            Kind::Firefox => firefox::resize(&self.client, look.size).await,
        }
    }

    async fn emulate(&self, look: Look) {
        let (width, height) = look.size;
        self.client.set_window_size(width, height).await.unwrap();
        // A window can't be narrower than some 500 pixels; the emulated screen can.
        self.devtools(
            "Emulation.setDeviceMetricsOverride",
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false }),
        )
        .await;
        let scheme = if look.dark { "dark" } else { "light" };
        let motion = if look.reduced_motion { "reduce" } else { "no-preference" };
        self.devtools(
            "Emulation.setEmulatedMedia",
            json!({ "features": [
                { "name": "prefers-color-scheme", "value": scheme },
                { "name": "prefers-reduced-motion", "value": motion },
            ]}),
        )
        .await;
    }

    /// As if the reader had turned the questions off on an earlier visit.
    pub async fn turn_off_guesses(&self, page: &str) {
        let keep =
            "try { localStorage.setItem('gauntlet-predict', '0') } catch { /* A frame without storage. */ }";
        match self.kind {
            Kind::Chromium => {
                self.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": keep })).await;
            }
            Kind::Firefox => {
                self.client.goto(page).await.unwrap();
                self.client.execute(keep, Vec::new()).await.unwrap();
            }
        }
    }

    /// A command of Chromium's DevTools protocol.
    pub async fn devtools(&self, command: &str, parameters: Value) -> Value {
        assert_eq!(self.kind, Kind::Chromium, "{command} is Chromium's own");
        let body = json!({ "cmd": command, "params": parameters });
        self.raw(Method::POST, "goog/cdp/execute", Some(body)).await
    }

    /// What the page wrote to the console as an error; Firefox tells its driver nothing of that.
    pub async fn console_errors(&self) -> Vec<String> {
        if self.kind == Kind::Firefox {
            return Vec::new();
        }
        let entries = self.raw(Method::POST, "se/log", Some(json!({ "type": "browser" }))).await;
        let severe = |entry: &&Value| entry["level"] == "SEVERE";
        let message = |entry: &Value| entry["message"].as_str().unwrap_or_default().to_owned();
        entries.as_array().into_iter().flatten().filter(severe).map(message).collect()
    }

    /// A WebDriver command by its path below the session.
    pub async fn raw(&self, method: Method, path: &str, body: Option<Value>) -> Value {
        let command = Raw { method, path: path.to_owned(), body };
        self.client.issue_cmd(command).await.unwrap_or_else(|error| panic!("WebDriver {path}: {error}"))
    }
}

impl Driver {
    /// A command that may fail, as for an element that is gone.
    pub async fn try_raw(&self, method: Method, path: &str) -> Option<Value> {
        self.client.issue_cmd(Raw { method, path: path.to_owned(), body: None }).await.ok()
    }
}

fn capabilities(look: Look, profile: &tempfile::TempDir) -> Value {
    let profile = format!("--user-data-dir={}", profile.path().display());
    // As root in a container there is no sandbox; the rest keeps the browser off the network and off the profile's disk.
    let flags = [
        "--headless",
        "--no-sandbox",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-dev-shm-usage",
        &profile,
    ];
    let graphics: &[&str] = if look.graphics {
        &[
            "--use-gl=angle",
            "--use-angle=swiftshader",
            "--enable-unsafe-swiftshader",
            "--disable-frame-rate-limit",
            "--disable-gpu-vsync",
        ]
    } else {
        &["--disable-gpu"]
    };
    let flags: Vec<&str> = flags.into_iter().chain(graphics.iter().copied()).collect();
    let mut options = json!({ "args": flags });
    if let Ok(chrome) = std::env::var("CHROME") {
        options["binary"] = json!(chrome);
    }
    if !look.javascript {
        options["prefs"] = json!({ "profile.managed_default_content_settings.javascript": 2 });
    }
    json!({ "browserName": "chrome", "goog:chromeOptions": options, "goog:loggingPrefs": { "browser": "ALL" } })
}

/// Starts chromedriver, which picks a free port and says which. Where another takes the port just then it ends, and is
/// started again.
async fn chromedriver() -> (Child, u16) {
    let program = std::env::var("CHROMEDRIVER").unwrap_or_else(|_| "chromedriver".to_owned());
    for _ in 0..5 {
        let mut process = Command::new(&program)
            .arg("--port=0")
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap_or_else(|error| {
                panic!("{program} does not start: {error}; `cargo xtask test` sets it up")
            });
        if let Some(port) = port_of(&mut process, "started successfully on port ").await {
            return (process, port);
        }
    }
    panic!("{program} ended five times without saying its port");
}

/// The port that a driver says, after some words.
pub async fn port_of(process: &mut Child, after: &str) -> Option<u16> {
    let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
    while let Some(line) = lines.next_line().await.unwrap() {
        let port = line.split(after).nth(1);
        if let Some(port) = port.and_then(|rest| rest.trim_end_matches('.').parse().ok()) {
            // What it says later must have somewhere to go.
            tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
            return Some(port);
        }
    }
    None
}

#[derive(Debug)]
struct Raw {
    method: Method,
    path: String,
    body: Option<Value>,
}

impl WebDriverCompatibleCommand for Raw {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (self.method.clone(), self.body.as_ref().map(Value::to_string))
    }
}
