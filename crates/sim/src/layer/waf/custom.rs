//! An author's own rules: a text that a field must not hold.

use std::borrow::Cow;

use super::{Field, Match, RuleId};
use gauntlet_scenario::model::{CustomRule, TextMatch};

/// From how many bytes on a text is looked over once for all rules.
const LONG: usize = 1_024;

/// Every match of an author's rules in the fields, in the rules' order.
pub(super) fn matches(rules: &[CustomRule], fields: &[Field]) -> Vec<Match> {
    let mut found = Vec::new();
    if rules.is_empty() {
        return found;
    }
    let searched: Vec<[Searched<'_>; 2]> = fields
        .iter()
        .map(|field| {
            // An author may have an encoding in mind, which the normal form has undone.
            let written = field.text.to_ascii_lowercase();
            let written = if written == field.normal() { String::new() } else { written };
            [Searched::new(Cow::Borrowed(field.normal())), Searched::new(Cow::Owned(written))]
        })
        .collect();
    for (nth, rule) in rules.iter().enumerate() {
        // As the fields are, and no further: ASCII alone.
        let wanted = rule.wanted.text().to_ascii_lowercase();
        let covered = fields
            .iter()
            .zip(&searched)
            .enumerate()
            .filter(|(_, (field, _))| rule.field.as_ref().is_none_or(|wanted| covers(wanted, field)));
        for (at, (_, texts)) in covered {
            let holds = |searched: &Searched<'_>| match &rule.wanted {
                TextMatch::Contains(_) => searched.contains(&wanted),
                TextMatch::StartsWith(_) => searched.text.starts_with(&wanted),
                TextMatch::Equals(_) => searched.text == wanted,
            };
            if texts.iter().any(holds) {
                found.push(Match { rule: RuleId::Own(nth), score: rule.score, field: at });
            }
        }
    }
    found
}

/// A text, and which three bytes stand in a row in it where it is long: few rules' texts then need a search of their own.
struct Searched<'t> {
    text: Cow<'t, str>,
    rows: Vec<u64>,
}

impl<'t> Searched<'t> {
    fn new(text: Cow<'t, str>) -> Self {
        let mut rows = Vec::new();
        if text.len() >= LONG {
            rows.resize(1 << 10, 0_u64);
            for row in text.as_bytes().windows(3) {
                let (word, bit) = marked(row);
                if let Some(word) = rows.get_mut(word) {
                    *word |= bit;
                }
            }
        }
        Self { text, rows }
    }

    fn contains(&self, wanted: &str) -> bool {
        let there = |row: &[u8]| {
            let (word, bit) = marked(row);
            self.rows.get(word).is_some_and(|word| word & bit != 0)
        };
        self.text.len() >= wanted.len()
            && (self.rows.is_empty() || wanted.as_bytes().windows(3).all(there))
            && self.text.contains(wanted)
    }
}

/// The place of three bytes among 65,536 bits.
fn marked(row: &[u8]) -> (usize, u64) {
    let sum = row.iter().fold(0_usize, |sum, byte| (sum << 5) ^ usize::from(*byte)) & 0xffff;
    (sum >> 6, 1 << (sum & 63))
}

/// Whether a name is a field's, or one above it.
pub(super) fn covers(wanted: &str, field: &Field) -> bool {
    let name = field.name.get(..wanted.len());
    let rest = field.name.get(wanted.len()..).unwrap_or_default();
    name.is_some_and(|name| name.eq_ignore_ascii_case(wanted))
        && (rest.is_empty() || rest.starts_with(['.', '[', ' ']))
}
