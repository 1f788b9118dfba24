//! The problems of a scenario's text, as its editor lists them.

use gauntlet_model::editor::{Place, Slip};

use crate::messages::{self, fill};

/// How many problems are listed.
const TOLD: usize = 5;

/// One without a place.
#[must_use]
pub const fn plain(text: String) -> Slip {
    Slip { text, place: None }
}

/// Whether one is about the value at a JSON pointer, or a part of it.
#[must_use]
pub fn is_in(slip: &Slip, pointer: &str) -> bool {
    let of = slip.place.as_ref().and_then(|place| place.pointer.strip_prefix(pointer));
    of.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The label of the button that goes to a place.
#[must_use]
pub fn label(place: &Place) -> String {
    let (line, column) = (place.line.to_string(), place.column.to_string());
    fill(messages::EDITOR_TOLD_PLACE, &[("line", &line), ("column", &column)])
}

/// The selection from a place to the end of its line, and the column, in UTF-16 units.
#[must_use]
pub fn selection(place: &Place, text: &str) -> (u32, u32, u32) {
    let width = |text: &str| text.encode_utf16().count() as u32;
    let mut lines = text.split('\n');
    let before: u32 = lines.by_ref().take(place.line - 1).map(|line| width(line) + 1).sum();
    let line = lines.next().unwrap_or_default();
    let mut column = (place.column - 1).min(line.len());
    while !line.is_char_boundary(column) {
        column -= 1;
    }
    let column = width(line.get(..column).unwrap_or_default());
    (before + column, before + width(line), column)
}

/// Those that are told, and at their end how many more there are.
#[must_use]
pub fn told(slips: &[Slip]) -> Vec<Slip> {
    let (shown, more) = slips.split_at(slips.len().min(TOLD));
    let mut out = shown.to_vec();
    if !more.is_empty() {
        let count = more.len().to_string();
        out.push(plain(fill(messages::EDITOR_TOLD_MORE, &[("count", &count)])));
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
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_in_what_holds_its_place() {
        let place = Place { pointer: "/waf/treshold".to_owned(), line: 12, column: 1 };
        assert!(label(&place).contains("12"));
        let slip = Slip { text: String::new(), place: Some(place) };
        for (pointer, within) in
            [("/waf/treshold", true), ("/waf", true), ("/wa", false), ("/firewall", false), ("", true)]
        {
            assert_eq!(is_in(&slip, pointer), within, "{pointer}");
        }
        assert!(!is_in(&plain(String::new()), ""));
    }

    #[test]
    fn a_place_is_selected_in_utf_16() {
        let place = |line, column| Place { pointer: String::new(), line, column };
        let text = "ab\né🦀x\nlast";
        assert_eq!(selection(&place(1, 2), text), (1, 2, 1));
        assert_eq!(selection(&place(2, 3), text), (4, 7, 1));
        assert_eq!(selection(&place(2, 7), text), (6, 7, 3));
        // Inside a character, and past the end.
        assert_eq!(selection(&place(2, 5), text), (4, 7, 1));
        assert_eq!(selection(&place(3, 99), text), (12, 12, 4));
        assert_eq!(selection(&place(9, 1), text), (13, 13, 0));
    }

    #[test]
    fn a_few_are_told_and_the_rest_counted() {
        let slips: Vec<Slip> = (0..7).map(|n| plain(n.to_string())).collect();
        let shown = told(&slips);
        assert_eq!((shown.len(), &shown[..5]), (6, &slips[..5]));
        assert!(shown[5].text.contains('2'));
        assert_eq!(told(&slips[..5]), slips[..5]);
        let place = Some(Place { pointer: String::new(), line: 2, column: 1 });
        assert_eq!(numbered(3, &[Slip { text: String::new(), place }]), "1\n<b>2</b>\n3\n");
    }
}
