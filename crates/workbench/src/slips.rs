//! The problems of a scenario's text, as its editor lists them.

use gauntlet_scenario::Scenario;

use crate::messages::{self, fill};

/// How many problems are listed.
const TOLD: usize = 5;

/// A problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slip {
    /// What it is.
    pub text: String,
    /// Its place in the text, if it has one.
    pub place: Option<Place>,
}

/// A place in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// A JSON pointer; empty for the whole document.
    pub pointer: String,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in bytes.
    pub column: usize,
}

impl Slip {
    /// One without a place.
    #[must_use]
    pub const fn plain(text: String) -> Self {
        Self { text, place: None }
    }

    /// Whether it is about the value at a JSON pointer, or a part of it.
    #[must_use]
    pub fn is_in(&self, pointer: &str) -> bool {
        let of = self.place.as_ref().and_then(|place| place.pointer.strip_prefix(pointer));
        of.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

impl Place {
    /// The label of the button that goes there.
    #[must_use]
    pub fn label(&self) -> String {
        let (line, column) = (self.line.to_string(), self.column.to_string());
        fill(messages::EDITOR_TOLD_PLACE, &[("line", &line), ("column", &column)])
    }

    /// The selection from the place to the end of its line, and the column, in UTF-16 units.
    #[must_use]
    pub fn selection(&self, text: &str) -> (u32, u32, u32) {
        let width = |text: &str| text.encode_utf16().count() as u32;
        let mut lines = text.split('\n');
        let before: u32 = lines.by_ref().take(self.line - 1).map(|line| width(line) + 1).sum();
        let line = lines.next().unwrap_or_default();
        let mut column = (self.column - 1).min(line.len());
        while !line.is_char_boundary(column) {
            column -= 1;
        }
        let column = width(line.get(..column).unwrap_or_default());
        (before + column, before + width(line), column)
    }
}

/// All problems of a scenario's text.
#[must_use]
pub fn of(text: &str) -> Vec<Slip> {
    let Err(wrong) = Scenario::from_json(text) else { return Vec::new() };
    let told = wrong.errors.into_iter().map(|error| Slip {
        text: error.sentence(),
        place: Some(Place { line: error.line, column: error.column, pointer: error.pointer }),
    });
    told.collect()
}

/// Those that are told, and at their end how many more there are.
#[must_use]
pub fn told(slips: &[Slip]) -> Vec<Slip> {
    let (shown, more) = slips.split_at(slips.len().min(TOLD));
    let mut out = shown.to_vec();
    if !more.is_empty() {
        let count = more.len().to_string();
        out.push(Slip::plain(fill(messages::EDITOR_TOLD_MORE, &[("count", &count)])));
    }
    out
}

/// The line numbers as markup; those of lines with a problem are bold.
#[must_use]
pub fn numbered(lines: usize, slips: &[Slip]) -> String {
    let wrong: Vec<usize> = slips.iter().filter_map(|slip| Some(slip.place.as_ref()?.line)).collect();
    let mut out = String::new();
    for line in 1..=lines {
        let (open, close) = if wrong.contains(&line) { ("<b>", "</b>") } else { ("", "") };
        out.push_str(&[open, &line.to_string(), close, "\n"].concat());
    }
    out
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_has_its_place_and_its_words() {
        let built_in = gauntlet_scenario::BUILT_IN;
        assert!(of(built_in).is_empty());
        let slips = of(&built_in.replace("\"threshold\"", "\"treshold\""));
        let slip = &slips[0];
        assert_eq!(slip.place.as_ref().unwrap().pointer, "/waf/treshold");
        let line = built_in.lines().position(|line| line.contains("threshold")).unwrap() + 1;
        assert_eq!(slip.place.as_ref().unwrap().line, line);
        assert!(slip.text.starts_with("found unknown field `treshold`, expected "), "{}", slip.text);
        assert!(slip.text.contains("did you mean `threshold`?"), "{}", slip.text);
        assert!(
            slip.is_in("/waf/treshold")
                && slip.is_in("/waf")
                && !slip.is_in("/wa")
                && !slip.is_in("/firewall")
        );
        assert!(slip.place.as_ref().unwrap().label().contains(&line.to_string()));
        assert!(!Slip::plain(String::new()).is_in(""));
    }

    #[test]
    fn a_place_is_selected_in_utf_16() {
        let place = |line, column| Place { pointer: String::new(), line, column };
        let text = "ab\né🦀x\nlast";
        assert_eq!(place(1, 2).selection(text), (1, 2, 1));
        assert_eq!(place(2, 3).selection(text), (4, 7, 1));
        assert_eq!(place(2, 7).selection(text), (6, 7, 3));
        // Inside a character, and past the end.
        assert_eq!(place(2, 5).selection(text), (4, 7, 1));
        assert_eq!(place(3, 99).selection(text), (12, 12, 4));
        assert_eq!(place(9, 1).selection(text), (13, 13, 0));
    }

    #[test]
    fn a_few_are_told_and_the_rest_counted() {
        let slips: Vec<Slip> = (0..7).map(|n| Slip::plain(n.to_string())).collect();
        let shown = told(&slips);
        assert_eq!((shown.len(), &shown[..5]), (6, &slips[..5]));
        assert!(shown[5].text.contains('2'));
        assert_eq!(told(&slips[..5]), slips[..5]);
        let place = Some(Place { pointer: String::new(), line: 2, column: 1 });
        assert_eq!(numbered(3, &[Slip { text: String::new(), place }]), "1\n<b>2</b>\n3\n");
    }
}
