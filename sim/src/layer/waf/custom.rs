//! An author's own rules: a text that a field must not hold.

use super::{Field, Match};
use crate::scenario::model::{CustomRule, TextMatch};

/// From how many bytes on a text is looked over once for all rules.
const LONG: usize = 1_024;

/// Every match of an author's rules in the fields, in the rules' order.
pub(super) fn matches(rules: &[CustomRule], fields: &[Field]) -> Vec<Match> {
    let mut found = Vec::new();
    if rules.is_empty() {
        return found;
    }
    let searched: Vec<[Searched; 2]> = fields
        .iter()
        .map(|field| {
            // An author may have an encoding in mind, which the normal form has undone.
            let written = field.text.to_ascii_lowercase();
            let written = if written == field.normal { String::new() } else { written };
            [Searched::new(field.normal.clone()), Searched::new(written)]
        })
        .collect();
    for rule in rules {
        // As the fields are, and no further: ASCII alone.
        let wanted = rule.wanted.text().to_ascii_lowercase();
        for (field, texts) in fields.iter().zip(&searched).filter(|(field, _)| covers(rule, field)) {
            let holds = |searched: &Searched| match &rule.wanted {
                TextMatch::Contains(_) => searched.contains(&wanted),
                TextMatch::StartsWith(_) => searched.text.starts_with(&wanted),
                TextMatch::Equals(_) => searched.text == wanted,
            };
            if texts.iter().any(holds) {
                found.push(Match {
                    rule: rule.name.clone().into(),
                    family: None,
                    score: rule.score,
                    field: field.name.clone(),
                    value: field.shown(),
                    pattern: described(&rule.wanted).into(),
                });
            }
        }
    }
    found
}

/// A text, and which three bytes stand in a row in it where it is long: few rules' texts then need a search of their own.
struct Searched {
    text: String,
    rows: Vec<u64>,
}

impl Searched {
    fn new(text: String) -> Self {
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

/// Whether a rule looks at a field: at that one, or at every one below that name.
fn covers(rule: &CustomRule, field: &Field) -> bool {
    let Some(wanted) = &rule.field else { return true };
    let name = field.name.get(..wanted.len());
    let rest = field.name.get(wanted.len()..).unwrap_or_default();
    name.is_some_and(|name| name.eq_ignore_ascii_case(wanted))
        && (rest.is_empty() || rest.starts_with(['.', '[', ' ']))
}

fn described(wanted: &TextMatch) -> String {
    let text = wanted.text();
    match wanted {
        TextMatch::Contains(_) => format!("“{text}” in it"),
        TextMatch::StartsWith(_) => format!("“{text}” at its start"),
        TextMatch::Equals(_) => format!("“{text}” and nothing else"),
    }
}
