//! What the monkey does to a page that embeds the figure: attributes, methods, messages, styles, and taking it off.

use serde_json::{Value, json};

use super::super::support::Page;
use super::acts::Shown;
use super::inputs;
use super::random::Random;

/// One act on the element.
#[derive(Clone, Debug)]
pub enum HostAct {
    /// Sets an attribute, or takes it off.
    Attribute {
        name: &'static str,
        value: Option<String>,
    },
    /// Calls a method; the promise may reject, with a reason.
    Call {
        name: &'static str,
        values: Value,
    },
    /// A message to the frame, as from the page around.
    Message(String),
    /// A style of the page's on the element or what holds it.
    Style {
        holder: bool,
        name: &'static str,
        value: &'static str,
    },
    /// Takes the element off the page and puts it back, before what follows or after it.
    Move(bool),
    /// Presses the n-th thing within the frame.
    Within(usize),
    Key(&'static str),
    Size(usize, usize),
    Dark(bool),
    /// Waits until every promise is settled.
    Settle,
}

const STYLES: &[(&str, &[&str])] = &[
    ("width", &["", "300px", "50%", "1200px", "0"]),
    ("display", &["", "none", "inline-block", "flex", "grid"]),
    ("--gauntlet-height", &["", "400px", "80vh"]),
    ("--gauntlet-surface", &["", "black", "#fff", "no color"]),
    ("--gauntlet-request", &["", "rebeccapurple", "var(--x)"]),
    ("--gauntlet-face", &["", "Georgia, serif"]),
    ("direction", &["", "rtl"]),
    ("font-size", &["", "30px"]),
    ("position", &["", "absolute"]),
];

impl HostAct {
    pub fn chosen(random: &mut Random) -> Self {
        match random.below(100) {
            0..=24 => {
                let (name, value) = if random.percent(85) {
                    inputs::parameter(random)
                } else {
                    let (name, values) = *random.pick(&[
                        ("height", &["content", "", "x"][..]),
                        ("title", &["A figure", ""]),
                        ("loading", &["lazy", "x"]),
                    ]);
                    (name, (*random.pick(values)).to_owned())
                };
                // The author's page lies beside its scenarios.
                let value = value.trim_start_matches("../").to_owned();
                Self::Attribute { name, value: Some(value).filter(|_| random.percent(80)) }
            }
            25..=54 => {
                let name = *random.pick(&[
                    "play", "pause", "step", "back", "reset", "seek", "getState", "setState", "run",
                    "restyle",
                ]);
                let values = match name {
                    "seek" => random
                        .pick(&[
                            json!([0]),
                            json!([2500.5]),
                            json!([1e12]),
                            json!([-1]),
                            json!(["x"]),
                            json!([null]),
                            json!([]),
                        ])
                        .clone(),
                    "run" => {
                        let (_, request) = ("request", inputs::typed(random));
                        random
                            .pick(&[
                                json!(["sql-injection"]),
                                json!([request]),
                                json!([""]),
                                json!([7]),
                                json!([]),
                            ])
                            .clone()
                    }
                    "setState" => {
                        let (name, value) = inputs::parameter(random);
                        let value = value.trim_start_matches("../").to_owned();
                        random
                            .pick(&[
                                json!([{ name: value }]),
                                json!([{ "direction": "egress", "blocked": true }]),
                                json!([{}]),
                                json!([{ "speed": 3 }]),
                            ])
                            .clone()
                    }
                    _ => json!([]),
                };
                Self::Call { name, values }
            }
            55..=64 => Self::Message(inputs::message(random)),
            65..=76 => {
                let (name, values) = *random.pick(STYLES);
                Self::Style { holder: random.percent(50), name, value: random.pick::<&str>(values) }
            }
            77..=79 => Self::Move(random.percent(50)),
            80..=87 => Self::Within(random.below(1000)),
            88..=91 => Self::Key(random.pick::<&str>(&["Tab", "Enter", "Escape", "ArrowRight"])),
            92..=94 => {
                let (width, height) = *random.pick(&[(320, 568), (390, 844), (700, 900), (1280, 800)]);
                Self::Size(width, height)
            }
            95 => Self::Dark(random.percent(50)),
            _ => Self::Settle,
        }
    }

    pub async fn done(&self, page: &Page, shown: &mut Shown) -> String {
        let run = async |script: &str, values: Vec<Value>| {
            let told = page.driver.client.execute(script, values).await;
            told.unwrap_or_else(|error| panic!("{script}: {error}")).to_string()
        };
        match self {
            Self::Attribute { name, value } => {
                let script = "const figure = document.getElementById('figure'), [name, value] = arguments;
                    if (value === null) figure.removeAttribute(name); else figure.setAttribute(name, value)";
                run(script, vec![json!(name), json!(value)]).await
            }
            Self::Call { name, values } => {
                run("ask(arguments[0], ...arguments[1])", vec![json!(name), values.clone()]).await
            }
            Self::Message(text) => {
                let script =
                    "const frame = document.getElementById('figure').shadowRoot.querySelector('iframe');
                    frame?.contentWindow?.postMessage(JSON.parse(arguments[0]), '*');
                    window.postMessage(JSON.parse(arguments[0]), '*')";
                run(script, vec![json!(text)]).await
            }
            Self::Style { holder, name, value } => {
                let script = "document.getElementById(arguments[0] ? 'holder' : 'figure').style.setProperty(arguments[1], arguments[2])";
                run(script, vec![json!(holder), json!(name), json!(value)]).await
            }
            Self::Move(away) => {
                let script = "const figure = document.getElementById('figure'), holder = document.getElementById('holder');
                    figure.remove();
                    if (!arguments[0]) return holder.append(figure);
                    return new Promise((done) => setTimeout(() => done(holder.append(figure)), 20))";
                run(script, vec![json!(away)]).await
            }
            Self::Within(which) => {
                let script = "const frame = document.getElementById('figure').shadowRoot.querySelector('iframe');
                    const inner = frame?.contentDocument;
                    const found = [...inner?.querySelectorAll('.stage button, .stage summary, .stage [role=button]') ?? []].filter((one) => one.checkVisibility());
                    const one = found[arguments[0] % found.length];
                    one?.dispatchEvent(new frame.contentWindow.MouseEvent('click', { bubbles: true, cancelable: true }));
                    return one?.textContent.trim().slice(0, 40) ?? 'nothing to press'";
                run(script, vec![json!(which)]).await
            }
            Self::Key(key) => {
                for kind in ["keyDown", "keyUp"] {
                    page.driver
                        .devtools("Input.dispatchKeyEvent", json!({ "type": kind, "key": key, "code": key }))
                        .await;
                }
                String::new()
            }
            Self::Size(width, height) => {
                shown.size = (*width, *height);
                shown.emulate(page).await;
                String::new()
            }
            Self::Dark(dark) => {
                shown.dark = *dark;
                shown.emulate(page).await;
                String::new()
            }
            Self::Settle => {
                settled(page).await;
                String::new()
            }
        }
    }
}

/// Waits until every promise that the element gave is settled. The element must be on show for that: a lazy one waits.
pub async fn settled(page: &Page) {
    page.until("every method has settled", || async {
        (page.run("return open.size").await == 0).then_some(())
    })
    .await;
}

/// What does not hold of the page around.
pub async fn wrong(page: &Page) -> Vec<String> {
    let script = "const wrong = monkey.wrong.splice(0);
        const figure = document.getElementById('figure');
        if (!figure?.isConnected) wrong.push('the element is gone');
        if (!figure?.shadowRoot.querySelector('iframe, img')) wrong.push('the element is empty');
        for (const { name } of performance.getEntriesByType('resource'))
            if (new URL(name).host !== location.host && !/^(blob|data):/.test(name)) wrong.push(`another host was asked: ${name}`);
        return wrong";
    let told = page.run(script).await;
    told.as_array().into_iter().flatten().map(|line| line.as_str().unwrap_or_default().to_owned()).collect()
}
