//! The page's fragment: what the reader set, and back again. One bad parameter is a warning, never a blank page.

use crate::messages::LANGUAGE;
use gauntlet_model::journey::Direction;

use crate::gate::Gate;
use crate::timeline::{SPEEDS, USUAL};

/// Which story is told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// `direction=ingress|egress`
    pub direction: Direction,
    /// `blocked=1`
    pub blocked: bool,
}

/// What a fragment can set. The element's attributes have the same names and values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// `direction` and `blocked`.
    pub settings: Settings,
    /// `direction` beside a `request`: which way that goes; by its host where it is left out.
    pub way: Option<Direction>,
    /// The [`TEXTS`] that are set, in the order of their names there.
    pub texts: Vec<(&'static str, String)>,
    /// `autoplay=1`: plays once it is seen; `autoplay=0`: waits for Play. Otherwise it waits where the reader is asked for a guess.
    pub autoplay: Option<bool>,
    /// `start-at`: the moment to begin at, in milliseconds of the slider; it then stands still there.
    pub start_at: Option<u32>,
    /// `at`: the layer whose verdict it begins at, standing still there. Counts for more than `start-at`.
    pub at: Option<Gate>,
    /// `predict=1` or `predict=0`: whether the reader is asked for a guess; otherwise as the reader wants it, at first yes.
    pub predict: Option<bool>,
    /// `speed`: the place in [`SPEEDS`].
    pub speed: usize,
    /// `loop=1`
    pub looping: bool,
    /// `view`, `detail`, `theme`, `controls` and `lang` as they were written: `assets/boot.js` sets them on the page before it is painted.
    pub page: Vec<(&'static str, String)>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            settings: Settings::default(),
            way: None,
            texts: Vec::new(),
            autoplay: None,
            start_at: None,
            at: None,
            predict: None,
            speed: USUAL,
            looping: false,
            page: Vec::new(),
        }
    }
}

/// What says which request is sent: a request (a preset's name, a `curl` command or an address), the client's address of one that
/// comes in, the pod that makes one that goes out, and the preset in whose scenario it is sent.
pub const REQUEST_TEXTS: [&str; 4] = ["request", "source-ip", "from", "preset"];
/// What says in which scenario it is sent: the address of its JSON.
pub const SCENARIO: &str = "scenario";
/// All of them, in their order.
pub const TEXTS: [&str; 5] = ["request", "source-ip", "from", "preset", SCENARIO];

/// Every parameter with what its value may be. `assets/embed.js` has the same names as attributes; a test holds them together.
pub const PARAMETERS: [(&str, &str); 18] = [
    ("direction", "“ingress” or “egress”"),
    ("blocked", "“1” or “0”"),
    ("request", "a preset's name, a curl command or an address"),
    ("source-ip", "an IP address, beside a request of one's own"),
    ("from", "NAMESPACE/POD, beside a request of one's own"),
    ("preset", "a preset's name, beside a request of one's own and no scenario"),
    ("scenario", "the address of a scenario's JSON"),
    ("autoplay", "“1” or “0”"),
    ("start-at", "a number of milliseconds"),
    (
        "at",
        "internet, firewall, waf, load-balancer, reverse-proxy, service, network-policy, pod, dns, nat-gateway or egress-firewall",
    ),
    ("predict", "“1” or “0”"),
    ("speed", "0.25, 0.5, 1, 2 or 4"),
    ("loop", "“1” or “0”"),
    ("view", "“article” or “stage”"),
    ("detail", "“short” or “full”"),
    ("theme", "“auto”, “light” or “dark”"),
    ("controls", "“1” or “0”"),
    ("lang", "a language that this site has"),
];

/// The most of a wrong value that a warning repeats, in characters.
const SHOWN: usize = 40;
/// The longest value that is read, in bytes: the longest `curl` command.
const LONGEST: usize = 96 * 1024;
/// How many parameters are read, and so how many warnings there are at most: each parameter twice.
const MOST: usize = 2 * PARAMETERS.len();

/// Reads a fragment, with or without its `#`. What cannot be read is left at its default and reported.
///
/// A fragment without `=` is an anchor of the article and sets nothing.
#[must_use]
pub fn read(fragment: &str) -> (Options, Vec<String>) {
    read_onto(Options::default(), fragment)
}

/// The same, with what the fragment does not name as it is. A story or a request that it names takes the place of a request.
#[must_use]
pub fn read_onto(options: Options, fragment: &str) -> (Options, Vec<String>) {
    let mut options = options;
    let mut warnings = Vec::new();
    let fragment = fragment.strip_prefix('#').unwrap_or(fragment);
    if !fragment.contains('=') {
        return (options, warnings);
    }
    let parts = || {
        let parts = fragment.split('&').filter(|part| !part.is_empty()).take(MOST);
        parts.map(|part| part.split_once('=').unwrap_or((part, "")))
    };
    if parts().any(|(name, _)| matches!(name, "direction" | "blocked" | "request")) {
        options.leave_request();
    }
    for (name, written) in parts() {
        let Some((name, expected)) = PARAMETERS.iter().find(|(known, _)| *known == name) else {
            let known: Vec<_> = PARAMETERS.iter().map(|(name, _)| *name).collect();
            let (name, known) = (cut(name), known.join(", "));
            let does = "The link has a parameter this page does not know: “";
            warnings.push([does, &name, "”. It knows ", &known, "."].concat());
            continue;
        };
        let value = decoded(written).filter(|value| value.len() <= LONGEST);
        if !value.as_ref().is_some_and(|value| set(&mut options, name, value)) {
            warnings.push(wrong(name, value.as_deref().unwrap_or(written), expected));
        }
    }
    options.agree(&mut warnings);
    (options, warnings)
}

impl Options {
    /// One of the [`TEXTS`], where it is set.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.texts.iter().find(|(set, _)| *set == name).map(|(_, value)| value.as_str())
    }

    /// Sets one of the [`TEXTS`], or takes it away where nothing is written.
    pub fn set_text(&mut self, name: &'static str, value: &str) {
        self.texts.retain(|(set, _)| *set != name);
        if !value.trim().is_empty() {
            let place = |name: &str| TEXTS.iter().position(|known| *known == name);
            let at = self.texts.iter().position(|(set, _)| place(set) > place(name));
            self.texts.insert(at.unwrap_or(self.texts.len()), (name, value.to_owned()));
        }
    }

    /// Forgets a request, and all that is said of it.
    pub fn leave_request(&mut self) {
        self.texts.retain(|(name, _)| *name == SCENARIO);
        self.way = None;
    }

    /// Whether both name the same journey.
    #[must_use]
    pub fn same_journey(&self, other: &Self) -> bool {
        (self.settings, self.way) == (other.settings, other.way) && self.texts == other.texts
    }

    /// Lets go of what stands beside what it does not go with.
    fn agree(&mut self, warnings: &mut Vec<String>) {
        let alone = self.text("request").is_none();
        if alone {
            self.way = None;
        } else {
            self.settings.blocked = false;
        }
        let whole = self.text(SCENARIO).is_some();
        self.texts.retain(|(name, value)| {
            let bad = matches!(*name, "source-ip" | "from" | "preset") && alone || *name == "preset" && whole;
            if bad && let Some((_, expected)) = PARAMETERS.iter().find(|(known, _)| known == name) {
                warnings.push(wrong(name, value, expected));
            }
            !bad
        });
    }
}

/// Sets one parameter; false where the value is none of it.
fn set(options: &mut Options, name: &'static str, value: &str) -> bool {
    let switch = match value {
        "1" | "true" => Some(true),
        "0" | "false" => Some(false),
        _ => None,
    };
    let turn = |set: &mut bool| switch.map(|on| *set = on).is_some();
    let choose = |set: &mut Option<bool>| switch.map(|on| *set = Some(on)).is_some();
    match name {
        "direction" => {
            let direction = match value {
                "ingress" => Direction::Ingress,
                "egress" => Direction::Egress,
                _ => return false,
            };
            (options.settings.direction, options.way) = (direction, Some(direction));
        }
        "blocked" => return turn(&mut options.settings.blocked),
        _ if TEXTS.contains(&name) => options.set_text(name, value),
        "autoplay" => return choose(&mut options.autoplay),
        "predict" => return choose(&mut options.predict),
        "start-at" => match value.parse() {
            Ok(moment) => options.start_at = Some(moment),
            Err(_) => return false,
        },
        "at" => match Gate::named(value) {
            Some(gate) => options.at = Some(gate),
            None => return false,
        },
        "speed" => match SPEEDS.iter().position(|(_, name)| name.trim_end_matches('×') == value) {
            Some(speed) => options.speed = speed,
            None => return false,
        },
        "loop" => return turn(&mut options.looping),
        _ => {
            let known = match name {
                "view" => matches!(value, "article" | "stage"),
                "detail" => matches!(value, "short" | "full"),
                "theme" => matches!(value, "auto" | "light" | "dark"),
                // `assets/boot.js` has gone to the language's own page by now, where there is one.
                "lang" => value == LANGUAGE,
                _ => switch.is_some(),
            };
            if known {
                options.page.retain(|(set, _)| *set != name);
                let value =
                    if name == "controls" { if switch == Some(true) { "1" } else { "0" } } else { value };
                options.page.push((name, value.to_owned()));
            }
            return known;
        }
    }
    true
}

/// The fragment for options, without its `#`; empty where all is at its default.
#[must_use]
pub fn write(options: &Options) -> String {
    let Options { settings, way, texts, autoplay, start_at, at, predict, speed, looping, page } = options;
    let mut out = String::new();
    let mut put = |name: &str, value: &str| {
        if !out.is_empty() {
            out.push('&');
        }
        out.push_str(name);
        out.push('=');
        encode(value, &mut out);
    };
    match (settings.direction, way) {
        (Direction::Egress, _) => put("direction", "egress"),
        (Direction::Ingress, Some(_)) => put("direction", "ingress"),
        _ => {}
    }
    if settings.blocked {
        put("blocked", "1");
    }
    for (name, value) in texts {
        put(name, value);
    }
    let digit = |on: bool| if on { "1" } else { "0" };
    if let Some(on) = autoplay {
        put("autoplay", digit(*on));
    }
    if let Some(moment) = start_at {
        put("start-at", &moment.to_string());
    }
    if let Some(gate) = at {
        put("at", gate.id());
    }
    if let Some(on) = predict {
        put("predict", digit(*on));
    }
    if let Some((_, name)) = SPEEDS.get(*speed).filter(|_| *speed != USUAL) {
        put("speed", name.trim_end_matches('×'));
    }
    if *looping {
        put("loop", "1");
    }
    for (name, value) in page {
        put(name, value);
    }
    out
}

/// Percent-encodes what a fragment's value may not hold, and what ends it.
pub fn encode(value: &str, out: &mut String) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~:/?@!$'()*,;".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            for digit in [byte >> 4, byte & 15] {
                out.push(HEX.get(usize::from(digit)).copied().map_or('0', char::from));
            }
        }
    }
}

/// Undoes percent-encoding and reads `+` as a space, as forms write it; `None` where that leaves no text.
fn decoded(value: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let mut digit = || char::from(rest.next()?).to_digit(16);
                u8::try_from(digit()? * 16 + digit()?).ok()?
            }
            b'+' => b' ',
            byte => byte,
        });
    }
    String::from_utf8(bytes).ok()
}

/// That a parameter has nothing to do with the request beside it.
#[must_use]
pub fn unused(name: &str, value: &str) -> String {
    ["The link sets “", name, "” to “", &cut(value), "”, which the request beside it does not use."].concat()
}

fn wrong(name: &str, value: &str, expected: &str) -> String {
    let value = cut(value);
    ["The link sets “", name, "” to “", &value, "”; expected ", expected, ". The default is shown."].concat()
}

fn cut(text: &str) -> String {
    let mut out: String = text.chars().take(SHOWN).collect();
    if text.chars().nth(SHOWN).is_some() {
        out.push('…');
    }
    out
}

#[cfg(test)]
mod tests;
