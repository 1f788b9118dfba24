//! What the monkey does: each act is chosen by chance alone, so that a seed makes the same ones, and told as it was done.

use serde_json::{Value, json};

use super::super::support::Page;
use super::inputs::{self, KEYS};
use super::random::Random;

/// One act.
#[derive(Clone, Debug)]
pub enum Act {
    /// Presses the n-th of what can be pressed; on the whole page or the stage.
    Press {
        which: usize,
        whole: bool,
    },
    /// The same by touch.
    Tap {
        which: usize,
    },
    /// A click somewhere, in thousandths of the window.
    ClickAt(usize, usize),
    /// From somewhere to somewhere, by mouse or by touch.
    Drag {
        from: (usize, usize),
        to: (usize, usize),
        touch: bool,
    },
    Wheel(i64),
    /// A key, some times over, with Shift or without.
    Key {
        key: usize,
        times: usize,
        shift: bool,
    },
    /// Fills the n-th field.
    Type {
        which: usize,
        text: String,
    },
    /// Chooses the n-th option of the n-th list.
    Choose {
        which: usize,
        option: usize,
    },
    /// Moves the slider, in thousandths.
    Slide(usize),
    Fragment(String),
    History(bool),
    Message(String),
    Size(usize, usize),
    Media {
        dark: bool,
        still: bool,
        forced: bool,
        print: bool,
    },
    /// Lets time pass, in milliseconds.
    Pass(usize),
    /// Opens all that unfolds, or closes it.
    Unfold(bool),
    /// Opens the scenario's editor and changes its text at a place, in thousandths.
    Edit {
        at: usize,
        cut: usize,
        text: String,
    },
    /// Presses a button of the stage by its place in a list: opens dialogs, compares, takes the fix.
    Button(&'static str),
}

/// What a button is found by.
const BUTTONS: &[&str] = &[
    ".transport button.play",
    ".transport > button:last-of-type",
    ".transport-more button:nth-of-type(1)",
    ".transport-more button:nth-of-type(2)",
    ".transport-more button:nth-of-type(3)",
    ".transport-more button:nth-of-type(4)",
    ".transport-more button:nth-of-type(5)",
    ".transport-more button:nth-of-type(6)",
    ".transport-more button:nth-of-type(7)",
    ".request-line",
    ".openers button",
    "#drawer .close",
    ".panels button",
    ".editor .send button",
    ".scenario-editor [data-do=reset]",
    "dialog[open] button:last-of-type",
];

/// Widths and heights: those at the bounds of the figure's classes among them.
const SIZES: &[(usize, usize)] = &[
    (320, 568),
    (390, 844),
    (679, 900),
    (680, 900),
    (999, 700),
    (1000, 700),
    (1280, 720),
    (1920, 1080),
    (844, 390),
    (500, 300),
];

impl Act {
    pub fn chosen(random: &mut Random) -> Self {
        match random.below(100) {
            0..=19 => Self::Press { which: random.below(1000), whole: random.percent(15) },
            20..=23 => Self::Tap { which: random.below(1000) },
            24..=27 => Self::ClickAt(random.below(1000), random.below(1000)),
            28..=30 => {
                let mut place = || (random.below(1000), random.below(1000));
                let (from, to) = (place(), place());
                Self::Drag { from, to, touch: random.percent(50) }
            }
            31..=32 => Self::Wheel(600 - 400 * i64::try_from(random.below(4)).unwrap()),
            33..=49 => Self::Key {
                key: random.below(KEYS.len()),
                times: 1 + random.below(3),
                shift: random.percent(15),
            },
            50..=54 => Self::Type { which: random.below(100), text: inputs::typed(random) },
            55..=61 => Self::Choose { which: random.below(100), option: random.below(60) },
            62..=65 => Self::Slide(random.below(1001)),
            66..=73 => Self::Fragment(inputs::fragment(random)),
            74..=75 => Self::History(random.percent(50)),
            76..=77 => Self::Message(inputs::message(random)),
            78..=81 => {
                let (width, height) = *random.pick(SIZES);
                Self::Size(width, height)
            }
            82..=83 => {
                let mut on = || random.percent(50);
                let (dark, still, forced) = (on(), on(), on());
                Self::Media { dark, still, forced, print: random.percent(15) }
            }
            84..=89 => Self::Pass(10 * (1 + random.below(200))),
            90 => Self::Unfold(random.percent(70)),
            91..=92 => {
                let text = if random.percent(50) {
                    inputs::typed(random)
                } else {
                    (*random.pick(&["0", "false", "\"x\"", "[]", "{}", ","])).to_owned()
                };
                Self::Edit { at: random.below(1000), cut: random.below(30), text }
            }
            _ => Self::Button(random.pick::<&str>(BUTTONS)),
        }
    }

    /// Does it. Gives what it met, in words.
    pub async fn done(&self, page: &Page, shown: &mut Shown) -> String {
        let hand = Hand { page };
        match self {
            Self::Press { which, whole } => {
                let Some((at, what)) = hand.reach(*which, *whole).await else {
                    return "nothing to press".to_owned();
                };
                hand.click(at).await;
                what
            }
            Self::Tap { which } => {
                let Some((at, what)) = hand.reach(*which, false).await else {
                    return "nothing to tap".to_owned();
                };
                hand.touch("touchStart", Some(at)).await;
                hand.touch("touchEnd", None).await;
                what
            }
            Self::ClickAt(x, y) => {
                hand.click(shown.at((*x, *y))).await;
                String::new()
            }
            Self::Drag { from, to, touch } => {
                let (from, to) = (shown.at(*from), shown.at(*to));
                if *touch {
                    hand.touch("touchStart", Some(from)).await;
                    hand.touch("touchMove", Some(to)).await;
                    hand.touch("touchEnd", None).await;
                } else {
                    hand.mouse("mousePressed", from).await;
                    hand.mouse("mouseMoved", to).await;
                    hand.mouse("mouseReleased", to).await;
                }
                String::new()
            }
            Self::Wheel(by) => {
                let (x, y) = shown.at((500, 500));
                let event = json!({ "type": "mouseWheel", "x": x, "y": y, "deltaX": 0, "deltaY": by });
                page.driver.devtools("Input.dispatchMouseEvent", event).await;
                String::new()
            }
            Self::Key { key, times, shift } => {
                let (key, code, number, text) = KEYS[*key];
                for _ in 0..*times {
                    for kind in ["keyDown", "keyUp"] {
                        let text = if kind == "keyDown" { text } else { "" };
                        let event = json!({ "type": kind, "key": key, "code": code, "windowsVirtualKeyCode": number, "text": text,
                            "modifiers": if *shift { 8 } else { 0 } });
                        page.driver.devtools("Input.dispatchKeyEvent", event).await;
                    }
                }
                key.to_owned()
            }
            Self::Type { which, text } => {
                let script = "const fields = [...document.querySelectorAll('.stage input[type=text], .stage input[type=number], .stage textarea')]
                    .filter((field) => field.checkVisibility() && field.id !== 'scenario-text' && !document.querySelector('dialog[open]'));
                    const field = fields[arguments[0] % fields.length];
                    field?.focus();
                    field?.select();
                    return field?.name || field?.dataset.at || null";
                let field = hand.run(script, vec![json!(which)]).await;
                if field.is_null() {
                    return "no field is on show".to_owned();
                }
                page.driver.devtools("Input.insertText", json!({ "text": text })).await;
                hand.run(
                    "document.activeElement.dispatchEvent(new Event('change', { bubbles: true }))",
                    Vec::new(),
                )
                .await;
                field.to_string()
            }
            Self::Choose { which, option } => {
                let script = "const lists = [...document.querySelectorAll('.stage select')].filter((list) => list.checkVisibility() && !document.querySelector('dialog[open]'));
                    const list = lists[arguments[0] % lists.length];
                    if (!list) return 'no list is on show';
                    list.focus();
                    list.selectedIndex = arguments[1] % list.options.length;
                    const what = `${list.name || list.className || list.dataset.at}: ${list.value}`;
                    list.dispatchEvent(new Event('input', { bubbles: true }));
                    list.dispatchEvent(new Event('change', { bubbles: true }));
                    return what";
                hand.run(script, vec![json!(which), json!(option)]).await.to_string()
            }
            Self::Slide(to) => {
                let script = "const slider = document.querySelector('.scrubber input');
                    slider.valueAsNumber = Number(slider.max) * arguments[0] / 1000;
                    slider.dispatchEvent(new Event('input', { bubbles: true }))";
                hand.run(script, vec![json!(to)]).await;
                String::new()
            }
            Self::Fragment(fragment) => {
                hand.run("location.hash = arguments[0]", vec![json!(fragment)]).await;
                String::new()
            }
            Self::History(back) => {
                // Not before the page.
                let script =
                    if *back { "if (history.state !== 'first') history.back()" } else { "history.forward()" };
                hand.run(script, Vec::new()).await;
                String::new()
            }
            Self::Message(text) => {
                hand.run("window.postMessage(JSON.parse(arguments[0]), '*')", vec![json!(text)]).await;
                String::new()
            }
            Self::Size(width, height) => {
                shown.size = (*width, *height);
                shown.emulate(page).await;
                String::new()
            }
            Self::Media { dark, still, forced, print } => {
                (shown.dark, shown.still, shown.forced, shown.print) = (*dark, *still, *forced, *print);
                shown.emulate(page).await;
                String::new()
            }
            Self::Pass(ms) => {
                hand.wait(*ms, shown.own_clock).await;
                String::new()
            }
            Self::Unfold(open) => {
                let script = "for (const fold of document.querySelectorAll('#drawer details, .stage details')) fold.open = arguments[0]";
                hand.run(script, vec![json!(open)]).await;
                String::new()
            }
            Self::Edit { at, cut, text } => {
                let script = "const editor = document.querySelector('.scenario-editor');
                    editor.open = true;
                    const field = document.getElementById('scenario-text');
                    if (!field?.value) return 'the editor is not there yet';
                    const [at, cut, text] = arguments, begin = Math.floor(field.value.length * at / 1000);
                    field.setRangeText(text, begin, Math.min(begin + cut, field.value.length), 'end');
                    field.dispatchEvent(new Event('input', { bubbles: true }));
                    return field.value.slice(Math.max(0, begin - 20), begin + 40)";
                hand.run(script, vec![json!(at), json!(cut), json!(text)]).await.to_string()
            }
            Self::Button(which) => {
                let script = "const button = document.querySelector(arguments[0]);
                    if (!button?.checkVisibility()) return 'it is not there';
                    const over = document.querySelector('dialog[open]');
                    if (over && !over.contains(button)) return 'it is behind a dialog';
                    button.focus();
                    button.click();
                    return button.textContent.trim()";
                hand.run(script, vec![json!(which)]).await.to_string()
            }
        }
    }

    /// Whether what had the focus before must not have lost it: the act was a key or a press that takes nothing away.
    pub const fn keeps_focus(&self) -> bool {
        matches!(self, Self::Key { .. } | Self::Slide(_) | Self::Choose { .. } | Self::Pass(_))
    }
}

/// How the page is shown.
#[derive(Clone, Debug)]
pub struct Shown {
    pub size: (usize, usize),
    pub dark: bool,
    pub still: bool,
    pub forced: bool,
    pub print: bool,
    /// Time passes when the monkey lets it.
    pub own_clock: bool,
}

impl Shown {
    /// A place given in thousandths, in pixels.
    fn at(&self, (x, y): (usize, usize)) -> (usize, usize) {
        (x * self.size.0 / 1000, y * self.size.1 / 1000)
    }

    pub async fn emulate(&self, page: &Page) {
        let (width, height) = self.size;
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        page.driver.devtools("Emulation.setDeviceMetricsOverride", metrics).await;
        let on = |on: bool, yes: &'static str, no: &'static str| if on { yes } else { no };
        let media = json!({ "media": on(self.print, "print", "screen"), "features": [
            { "name": "prefers-color-scheme", "value": on(self.dark, "dark", "light") },
            { "name": "prefers-reduced-motion", "value": on(self.still, "reduce", "no-preference") },
            { "name": "forced-colors", "value": on(self.forced, "active", "none") },
        ]});
        page.driver.devtools("Emulation.setEmulatedMedia", media).await;
    }
}

/// What reaches into the page.
struct Hand<'a> {
    page: &'a Page,
}

impl Hand<'_> {
    async fn run(&self, script: &str, values: Vec<Value>) -> Value {
        self.page
            .driver
            .client
            .execute(script, values)
            .await
            .unwrap_or_else(|error| panic!("{script}: {error}"))
    }

    async fn reach(&self, which: usize, whole: bool) -> Option<((usize, usize), String)> {
        let found = self.run(include_str!("reach.js"), vec![json!(which), json!(whole)]).await;
        let pixel = |name: &str| found[name].as_f64().map(|at| at.max(0.0) as usize);
        Some(((pixel("x")?, pixel("y")?), format!("{} {}", found["what"], found["at"])))
    }

    async fn mouse(&self, kind: &str, (x, y): (usize, usize)) {
        let event = json!({ "type": kind, "x": x, "y": y, "button": "left", "buttons": 1, "clickCount": 1 });
        self.page.driver.devtools("Input.dispatchMouseEvent", event).await;
    }

    async fn click(&self, at: (usize, usize)) {
        for kind in ["mouseMoved", "mousePressed", "mouseReleased"] {
            self.mouse(kind, at).await;
        }
    }

    async fn touch(&self, kind: &str, at: Option<(usize, usize)>) {
        let points: Vec<Value> = at.map(|(x, y)| json!({ "x": x, "y": y })).into_iter().collect();
        self.page
            .driver
            .devtools("Input.dispatchTouchEvent", json!({ "type": kind, "touchPoints": points }))
            .await;
    }

    async fn wait(&self, ms: usize, own_clock: bool) {
        let script = if own_clock {
            format!("const done = arguments[0]; passTime({ms}).then(done)")
        } else {
            format!("setTimeout(arguments[0], {})", ms / 10)
        };
        self.page.driver.client.execute_async(&script, Vec::new()).await.unwrap();
    }
}
