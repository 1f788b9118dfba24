//! The page's fragment: what the reader set, and back again. One bad parameter is a warning, never a blank page.

use gauntlet_sim::journey::Direction;
use gauntlet_sim::text::LANGUAGE;

use crate::playback::{SPEEDS, USUAL};

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
    /// `request`: a preset's name, a `curl` command or an address.
    pub request: Option<String>,
    /// `scenario`: the address of a scenario's JSON.
    pub scenario: Option<String>,
    /// `autoplay=0`: waits to be asked.
    pub autoplay: bool,
    /// `start-at`: the moment to begin at, in milliseconds of the slider; it then stands still there.
    pub start_at: Option<u32>,
    /// `speed`: the place in [`SPEEDS`].
    pub speed: usize,
    /// `loop=1`
    pub looping: bool,
    /// `view`, `theme`, `controls` and `lang` as they were written: `assets/boot.js` sets them on the page before it is painted.
    pub page: Vec<(&'static str, String)>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            settings: Settings::default(),
            request: None,
            scenario: None,
            autoplay: true,
            start_at: None,
            speed: USUAL,
            looping: false,
            page: Vec::new(),
        }
    }
}

/// Every parameter with what its value may be. `assets/embed.js` has the same names as attributes; a test holds them together.
pub const PARAMETERS: [(&str, &str); 12] = [
    ("direction", "“ingress” or “egress”"),
    ("blocked", "“1” or “0”"),
    ("request", "a preset's name, a curl command or an address"),
    ("scenario", "the address of a scenario's JSON"),
    ("autoplay", "“1” or “0”"),
    ("start-at", "a number of milliseconds"),
    ("speed", "0.25, 0.5, 1, 2 or 4"),
    ("loop", "“1” or “0”"),
    ("view", "“article” or “stage”"),
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

/// The same, with what the fragment does not name as it is. A story that it names takes the place of a request.
#[must_use]
pub fn read_onto(options: Options, fragment: &str) -> (Options, Vec<String>) {
    let mut options = options;
    if ["direction=", "blocked="].iter().any(|name| fragment.contains(name)) {
        options.request = None;
    }
    let mut warnings = Vec::new();
    let fragment = fragment.strip_prefix('#').unwrap_or(fragment);
    if !fragment.contains('=') {
        return (options, warnings);
    }
    for part in fragment.split('&').filter(|part| !part.is_empty()).take(MOST) {
        let (name, written) = part.split_once('=').unwrap_or((part, ""));
        let Some((name, expected)) = PARAMETERS.iter().find(|(known, _)| *known == name) else {
            let known: Vec<_> = PARAMETERS.iter().map(|(name, _)| *name).collect();
            warnings.push(format!(
                "The link has a parameter this page does not know: “{}”. It knows {}.",
                cut(name),
                known.join(", ")
            ));
            continue;
        };
        let value = decoded(written).filter(|value| value.len() <= LONGEST);
        if !value.as_ref().is_some_and(|value| set(&mut options, name, value)) {
            warnings.push(wrong(name, value.as_deref().unwrap_or(written), expected));
        }
    }
    (options, warnings)
}

/// Sets one parameter; false where the value is none of it.
fn set(options: &mut Options, name: &'static str, value: &str) -> bool {
    let switch = match value {
        "1" | "true" => Some(true),
        "0" | "false" => Some(false),
        _ => None,
    };
    let turn = |set: &mut bool| switch.map(|on| *set = on).is_some();
    match name {
        "direction" => match value {
            "ingress" => options.settings.direction = Direction::Ingress,
            "egress" => options.settings.direction = Direction::Egress,
            _ => return false,
        },
        "blocked" => return turn(&mut options.settings.blocked),
        "request" => options.request = Some(value.to_owned()).filter(|value| !value.trim().is_empty()),
        "scenario" => options.scenario = Some(value.to_owned()).filter(|value| !value.trim().is_empty()),
        "autoplay" => return turn(&mut options.autoplay),
        "start-at" => match value.parse() {
            Ok(moment) => options.start_at = Some(moment),
            Err(_) => return false,
        },
        "speed" => match SPEEDS.iter().position(|(_, name)| name.trim_end_matches('×') == value) {
            Some(speed) => options.speed = speed,
            None => return false,
        },
        "loop" => return turn(&mut options.looping),
        _ => {
            let known = match name {
                "view" => matches!(value, "article" | "stage"),
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
    let Options { settings, request, scenario, autoplay, start_at, speed, looping, page } = options;
    let mut out = String::new();
    let mut put = |name: &str, value: &str| {
        if !out.is_empty() {
            out.push('&');
        }
        out.push_str(name);
        out.push('=');
        encode(value, &mut out);
    };
    if settings.direction == Direction::Egress {
        put("direction", "egress");
    }
    if settings.blocked {
        put("blocked", "1");
    }
    for (name, value) in [("request", request), ("scenario", scenario)] {
        if let Some(value) = value {
            put(name, value);
        }
    }
    if !autoplay {
        put("autoplay", "0");
    }
    if let Some(moment) = start_at {
        put("start-at", &moment.to_string());
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

fn wrong(name: &str, value: &str, expected: &str) -> String {
    format!("The link sets “{name}” to “{}”; expected {expected}. The default is shown.", cut(value))
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
