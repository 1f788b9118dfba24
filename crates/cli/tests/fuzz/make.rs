//! Makes a case of a seed: which command, on what, with which arguments.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::case::{Bytes, Case};
use crate::documents::Documents;
use crate::random::Random;
use crate::requests::Requests;
use crate::texts;

/// What cases are made of.
pub struct Maker {
    documents: Documents,
    requests: Requests,
}

const STORIES: &[&str] = &["ingress", "ingress-blocked", "egress", "egress-blocked"];

impl Maker {
    pub fn read() -> Self {
        Self { documents: Documents::read(), requests: Requests::read() }
    }

    /// The case of a seed.
    pub fn case(&self, seed: u64) -> Case {
        let random = &mut Random::of(seed);
        let mut making = Making { case: Case::default(), random, maker: self };
        match making.random.below(100) {
            0..=39 => making.trace_own(),
            40..=64 => making.trace_built_in(),
            65..=79 => making.check_scenario(),
            80..=94 => making.check_content(),
            _ => making.anything(),
        }
        let mut case = making.case;
        // No argument holds a zero, and none is longer than what Linux passes on.
        for argument in &mut case.arguments {
            *argument = argument.replace('\0', "").chars().take(30_000).collect();
        }
        case
    }
}

struct Making<'a> {
    case: Case,
    random: &'a mut Random,
    maker: &'a Maker,
}

impl Making<'_> {
    fn say(&mut self, arguments: &[&str]) {
        self.case.arguments.extend(arguments.iter().map(|argument| (*argument).to_owned()));
    }

    fn file(&mut self, name: &str, bytes: Vec<u8>) {
        self.case.files.insert(name.to_owned(), Bytes(bytes));
    }

    /// An own scenario, with one of its stories or a request.
    fn trace_own(&mut self) {
        let (at, document, text) = self.maker.documents.scenario(self.random, &mut self.case.steps);
        if self.random.percent(5) {
            self.case.input = Bytes(text);
            self.say(&["trace", "-"]);
        } else {
            self.file("scenario.json", text);
            self.say(&["trace", "scenario.json"]);
        }
        let of_preset = self.maker.documents.request(at).filter(|_| self.random.percent(60));
        if let Some(words) = of_preset {
            self.case.arguments.extend(words.iter().cloned());
            self.format();
        } else if self.random.percent(40) {
            let story = *self.random.pick(STORIES);
            self.say(&["--story", story]);
            self.after(Some(story), &document);
        } else {
            self.request();
            self.after(None, &document);
        }
    }

    /// The built-in scenario, with a request or a preset.
    fn trace_built_in(&mut self) {
        self.say(&["trace"]);
        let none = Value::Null;
        if self.random.percent(20) {
            let name = self.random.pick(&self.maker.documents.presets).clone();
            let name = if self.random.percent(85) { name } else { name + &texts::text(self.random) };
            self.say(&["--preset", &name]);
            // A preset says where it comes from itself.
            self.after(Some("preset"), &none);
        } else {
            self.request();
            self.after(None, &none);
        }
    }

    fn request(&mut self) {
        if self.random.percent(50) {
            let curl = self.maker.requests.curl(self.random);
            self.say(&["--curl", &curl]);
        } else {
            let message = self.maker.requests.message(self.random);
            if self.random.percent(4) && self.case.input.0.is_empty() {
                self.case.input = Bytes(message);
                self.say(&["--request", "-"]);
            } else {
                self.file("request.http", message);
                self.say(&["--request", "request.http"]);
            }
            if self.random.percent(20) {
                let scheme = *self.random.pick(&["http", "https"]);
                self.say(&["--scheme", scheme]);
            }
        }
    }

    /// What may stand after a request.
    fn after(&mut self, story: Option<&str>, document: &Value) {
        let mut egress = story.is_some_and(|story| story.starts_with("egress"));
        if story.is_none() && self.random.percent(40) {
            let direction = *self.random.pick(&["ingress", "egress"]);
            egress = direction == "egress";
            self.say(&["--direction", direction]);
        }
        if self.random.percent(25) {
            let addresses = [
                "198.51.100.23",
                "198.51.100.70",
                "10.0.0.1",
                "255.255.255.255",
                "0.0.0.0",
                "192.0.2.1",
                "198.51.100.24",
            ];
            let others = ["2001:db8::9", "::", "1.2.3", "x"];
            let pods: Vec<String> = document["pods"]
                .as_array()
                .into_iter()
                .flatten()
                .map(|pod| {
                    format!(
                        "{}/{}",
                        pod["namespace"].as_str().unwrap_or("shop"),
                        pod["name"].as_str().unwrap_or("x")
                    )
                })
                .chain(["shop/web-1".to_owned(), "shop/none".to_owned(), String::new()])
                .collect();
            // Mostly the one that fits the direction.
            if egress == self.random.percent(90) {
                let pod = self.random.pick(&pods).clone();
                self.say(&["--from", &pod]);
            } else {
                let other = self.random.percent(15);
                let address = *self.random.pick(if other { &others[..] } else { &addresses });
                self.say(&["--source-ip", address]);
            }
        }
        if self.random.percent(30) {
            let wrong = self.random.percent(5);
            let seed = *self.random.pick(if wrong {
                &["18446744073709551616", "-1"]
            } else {
                &["0", "1", "18446744073709551615"][..]
            });
            self.say(&["--seed", seed]);
        }
        self.format();
    }

    fn format(&mut self) {
        if self.random.percent(60) {
            self.say(&["--format", "json"]);
        }
    }

    fn check_scenario(&mut self) {
        let (_, _, text) = self.maker.documents.scenario(self.random, &mut self.case.steps);
        self.file("scenario.json", text);
        self.say(&["check", "scenario.json"]);
        if self.random.percent(10) {
            self.say(&["scenario.json", "missing.json"]);
        }
        self.format();
    }

    fn check_content(&mut self) {
        let text = self.maker.documents.content(self.random, &mut self.case.steps);
        self.file("words.json", text);
        self.say(&["check", "words.json"]);
        self.format();
    }

    /// Arguments in any order and number, and files that are none.
    fn anything(&mut self) {
        let known = [
            "trace",
            "check",
            "schema",
            "--content",
            "--format",
            "json",
            "text",
            "--story",
            "egress",
            "--request",
            ".",
            "missing.http",
            "--curl",
            "curl https://site.example/",
            "--preset",
            "harmless",
            "--seed",
            "1",
            "--source-ip",
            "10.0.0.1",
            "--from",
            "shop/web-1",
            "--direction",
            "ingress",
            "--scheme",
            "http",
            "--help",
            "--version",
            "-",
            "--",
        ];
        let first = *self.random.pick(&known[..3]);
        self.say(&[first]);
        for _ in 0..self.random.below(6) {
            let word = if self.random.percent(90) {
                (*self.random.pick(&known)).to_owned()
            } else {
                texts::text(self.random)
            };
            self.say(&[&word]);
        }
        if self.random.percent(20) {
            self.case.files =
                BTreeMap::from([("missing.http".to_owned(), Bytes(texts::text(self.random).into_bytes()))]);
        }
    }
}
