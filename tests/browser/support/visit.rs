//! One visit to the page by one reader; leaves a screenshot in `tests/failures/` when the test fails.

use std::future::Future;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use fantoccini::elements::{Element, ElementRef};

use super::driver::{Driver, Kind, Look};
use super::pool;
use super::site::Site;

/// How long a state may take to come. Generous: machines are slow, and a test that passes never waits for it.
const TIMEOUT: Duration = Duration::from_secs(30);

/// What passes between two looks: a browser that is asked all the time has none for its page, nor for the tests beside.
const PAUSE: Duration = Duration::from_millis(20);

/// How a reader comes to the page.
#[derive(Clone, Default)]
pub struct Visit {
    pub fragment: &'static str,
    pub look: Look,
    pub kind: Kind,
    /// Files whose names begin and end so are not found.
    pub missing: Option<(&'static str, &'static str)>,
    /// The test breaks something, which the browser tells in its console.
    pub broken: bool,
    /// In a sandboxed frame of another page, which may run scripts and nothing else.
    pub framed: bool,
    /// The site in one file, from the disk and without a network.
    pub single: bool,
    /// The site that can draw many packets.
    pub many: bool,
    /// A reader who is asked for guesses; the others have turned that off before.
    pub guesses: bool,
    /// A script that runs before the page's own; in Chromium alone.
    pub before: Option<&'static str>,
    /// Another author's page instead, by its file's name.
    pub author: Option<&'static str>,
    /// Another site that an author's page may name.
    pub other: Option<Arc<Site>>,
}

/// The open page.
#[derive(Clone)]
pub struct Page {
    pub driver: Arc<Driver>,
    pub site: Arc<Site>,
}

impl Page {
    /// Waits until a look at the page gives a value.
    pub async fn until<T, F: Future<Output = Option<T>>>(
        &self,
        what: &str,
        mut look: impl FnMut() -> F,
    ) -> T {
        let began = Instant::now();
        loop {
            if let Some(found) = look().await {
                return found;
            }
            assert!(began.elapsed() < TIMEOUT, "waited in vain until {what}");
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Clicks the one element with a role and a name.
    pub async fn click(&self, role: &str, name: &str) {
        let element = self.driver.the(role, name).await;
        self.click_on(element).await;
    }

    /// Clicks an element.
    pub async fn click_on(&self, element: Element) {
        // The page scrolls smoothly, and a click would meet whatever is passing by.
        let target = serde_json::to_value(&element).unwrap();
        let script = "arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' })";
        self.driver.client.execute(script, vec![target]).await.unwrap();
        element.click().await.unwrap();
    }

    /// Goes into the frame of an element of ours, by its id; `enter_parent_frame` leads back.
    pub async fn enter(&self, id: &str) {
        let script = format!("return document.getElementById('{id}').shadowRoot.querySelector('iframe')");
        let frame = self.run(&script).await;
        let (_, reference) = frame.as_object().unwrap().iter().next().unwrap();
        let reference = ElementRef::from(reference.as_str().unwrap().to_owned());
        Element::from_element_id(self.driver.client.clone(), reference).enter_frame().await.unwrap();
    }

    /// Opens the site's page anew, at a fragment.
    pub async fn open(&self, fragment: &str) {
        // Another fragment alone would not load it.
        self.driver.client.goto("about:blank").await.unwrap();
        self.driver.client.goto(&self.site.page(fragment)).await.unwrap();
    }

    /// Gives the screen another size, in CSS pixels; in Chromium alone.
    pub async fn resize(&self, width: u32, height: u32) {
        let screen =
            serde_json::json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.driver.devtools("Emulation.setDeviceMetricsOverride", screen).await;
    }

    /// Commands the stage as the page around a frame does, by the events that lead its messages in and the answers out. Gives
    /// the state after that.
    pub async fn command(&self, command: &str, value: &str) -> serde_json::Value {
        let script = "const [command, value, done] = arguments, id = Math.random();
            document.addEventListener('gauntlet-tell', function heard({ detail }) {
                if (detail.id !== id) return;
                document.removeEventListener('gauntlet-tell', heard);
                done(detail);
            });
            document.dispatchEvent(new CustomEvent('gauntlet-ask', { detail: { id, command, value } }))";
        let asked = vec![command.into(), value.into()];
        let told = self.driver.client.execute_async(script, asked).await.unwrap();
        assert!(told["error"].is_null(), "{command} {value}: {told}");
        told["state"].clone()
    }

    /// What the workbench answers to a question, as the page would ask it: in the same module, where that is loaded.
    pub async fn answer(&self, question: &[u8]) -> Vec<u8> {
        let script = "const [question, done] = arguments;
            const { content } = document.querySelector('meta[name=gauntlet-workbench]');
            import(new URL(`${content}.js`, document.baseURI)).then(async (module) => {
                await module.default({ module_or_path: new URL(`${content}_bg.wasm`, document.baseURI) });
                done([...module.answer(new Uint8Array(question))]);
            })";
        let told = self.driver.client.execute_async(script, vec![serde_json::json!(question)]).await.unwrap();
        serde_json::from_value(told).unwrap()
    }

    /// Runs a script in the page.
    pub async fn run(&self, script: &str) -> serde_json::Value {
        self.driver.client.execute(script, Vec::new()).await.unwrap()
    }
}

/// The address of the site in one file, which `cargo xtask build --single-file` writes beside `dist/`.
fn single(fragment: &str) -> String {
    let dist = std::env::var_os("GAUNTLET_DIST").unwrap_or_else(|| "dist".into());
    let file = Path::new(&dist).with_file_name("dist-single").join("gauntlet.html");
    let file = file
        .canonicalize()
        .unwrap_or_else(|error| panic!("{}: {error}: build it with `--single-file`", file.display()));
    let mut address = url::Url::from_file_path(file).unwrap();
    address.set_fragment(fragment.strip_prefix('#'));
    address.into()
}

/// Opens the page and runs a test on it. The console must stay without errors, but where the visit
/// breaks something.
pub async fn visit<F>(name: &str, visit: Visit, test: impl FnOnce(Page) -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    let site = Arc::new(Site::beside(visit.missing, visit.other.clone(), visit.many).await);
    let lent = pool::borrow(visit.kind, visit.look).await;
    let driver = Arc::clone(&lent.driver);
    if let Some(source) = visit.before {
        let parameters = serde_json::json!({ "source": source });
        driver.devtools("Page.addScriptToEvaluateOnNewDocument", parameters).await;
    }
    if !visit.guesses {
        driver.turn_off_guesses(&site.page("")).await;
    }
    let address = if visit.single {
        driver.devtools("Network.enable", serde_json::json!({})).await;
        let off = serde_json::json!({ "offline": true, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0 });
        driver.devtools("Network.emulateNetworkConditions", off).await;
        single(visit.fragment)
    } else if let Some(file) = visit.author {
        site.author(file)
    } else if visit.framed {
        site.frame()
    } else {
        site.page(visit.fragment)
    };
    driver.client.goto(&address).await.unwrap();
    if visit.framed {
        driver.client.enter_frame(0).await.unwrap();
    }
    let page = Page { driver: driver.clone(), site };
    let ran = tokio::spawn(test(page)).await;
    if ran.is_err() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/failures");
        let name = format!("{name}-{:?}", visit.kind);
        let _ = std::fs::create_dir_all(&folder);
        if let Ok(picture) = driver.client.screenshot().await {
            let file = folder.join(format!("{name}.png"));
            let _ = std::fs::write(&file, picture);
            eprintln!("screenshot: {}", file.display());
        }
    }
    let errors = driver.console_errors().await;
    // Files from the disk share one storage, so their browser is not used again.
    if ran.is_ok() && !visit.single {
        lent.give_back().await;
    }
    if let Err(failure) = ran {
        eprintln!("console errors: {errors:?}");
        std::panic::resume_unwind(failure.into_panic());
    }
    // A test that takes a file away or breaks the browser expects what follows.
    if visit.missing.is_none() && visit.before.is_none() && !visit.broken {
        assert!(errors.is_empty(), "the page wrote errors to the console: {errors:?}");
    }
}

/// The same with another author's page, by its file's name.
pub async fn visit_page<F>(file: &'static str, start: Visit, test: impl FnOnce(Page) -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    visit(file, Visit { author: Some(file), ..start }, test).await;
}

/// The same in each browser.
pub async fn visit_page_in_each<F>(file: &'static str, start: Visit, test: impl Fn(Page) -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    for kind in [Kind::Chromium, Kind::Firefox] {
        eprintln!("{file} in {kind:?}");
        visit_page(file, Visit { kind, ..start.clone() }, &test).await;
    }
}
