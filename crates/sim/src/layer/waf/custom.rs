//! An author's own rules: a text that a field must not hold.

use std::borrow::Cow;

use super::{Field, Match, RuleId};
use gauntlet_scenario::model::{CustomRule, TextMatch};

/// Texts longer than this are scanned once for all rules.
const LONG: usize = 1_024;

/// Every match of an author's rules in the fields, in the rules' order.
pub(super) fn matches(rules: &[CustomRule], fields: &[Field]) -> Vec<Match> {
    let mut found = Vec::new();
    if rules.is_empty() {
        return found;
    }
    let texts: Vec<[Cow<'_, str>; 2]> = fields
        .iter()
        .map(|field| {
            // An author may have an encoding in mind, which the normal form has undone.
            let written = field.text.to_ascii_lowercase();
            let written = if written == field.normal() { String::new() } else { written };
            [Cow::Borrowed(field.normal()), Cow::Owned(written)]
        })
        .collect();
    let rows = rows(texts.as_flattened());
    for (nth, rule) in rules.iter().enumerate() {
        // As the fields are, and no further: ASCII alone.
        let wanted = rule.wanted.text().to_ascii_lowercase();
        let there = |row: &[u8]| {
            let (word, bit) = marked(row);
            rows.get(word).is_some_and(|word| word & bit != 0)
        };
        if !rows.is_empty() && !wanted.as_bytes().windows(3).all(there) {
            continue;
        }
        // Made once for all fields.
        let restarts = restarts(wanted.as_bytes());
        let covered = fields
            .iter()
            .zip(&texts)
            .enumerate()
            .filter(|(_, (field, _))| rule.field.as_ref().is_none_or(|wanted| covers(wanted, field)));
        for (at, (_, texts)) in covered {
            let holds = |text: &Cow<'_, str>| match &rule.wanted {
                TextMatch::Contains(_) => contains(text.as_bytes(), wanted.as_bytes(), &restarts),
                TextMatch::StartsWith(_) => text.starts_with(&wanted),
                TextMatch::Equals(_) => **text == wanted,
            };
            if texts.iter().any(holds) {
                found.push(Match { rule: RuleId::Own(nth), score: rule.score, field: at });
            }
        }
    }
    found
}

/// Which sequences of three bytes occur in long texts, so that most rules need no search.
fn rows(texts: &[Cow<'_, str>]) -> Vec<u64> {
    let mut rows = Vec::new();
    if texts.iter().map(|text| text.len()).sum::<usize>() >= LONG {
        rows.resize(1 << 10, 0_u64);
        for row in texts.iter().flat_map(|text| text.as_bytes().windows(3)) {
            let (word, bit) = marked(row);
            if let Some(word) = rows.get_mut(word) {
                *word |= bit;
            }
        }
    }
    rows
}

/// For each prefix of a text, the length of its longest proper prefix that is also a suffix (Knuth, Morris and Pratt). After a mismatch
/// the search continues there.
fn restarts(wanted: &[u8]) -> Vec<usize> {
    let mut out = Vec::with_capacity(wanted.len());
    let mut length = 0;
    for (at, byte) in wanted.iter().enumerate() {
        length = if at == 0 { 0 } else { goes_on(wanted, &out, length, *byte) };
        out.push(length);
    }
    out
}

/// How much of a text is matched after the next byte, given how much was matched before.
fn goes_on(wanted: &[u8], restarts: &[usize], mut come: usize, byte: u8) -> usize {
    while wanted.get(come) != Some(&byte) {
        let Some(before) = come.checked_sub(1) else { return 0 };
        come = restarts.get(before).copied().unwrap_or_default();
    }
    come + 1
}

fn contains(text: &[u8], wanted: &[u8], restarts: &[usize]) -> bool {
    let mut come = 0;
    text.len() >= wanted.len()
        && text.iter().any(|byte| {
            // Most bytes start no match.
            if come > 0 || wanted.first() == Some(byte) {
                come = goes_on(wanted, restarts, come, *byte);
            }
            come == wanted.len()
        })
}

/// The place of three bytes among 65,536 bits.
fn marked(row: &[u8]) -> (usize, u64) {
    let sum = row.iter().fold(0_usize, |sum, byte| (sum << 5) ^ usize::from(*byte)) & 0xffff;
    (sum >> 6, 1 << (sum & 63))
}

/// Whether a name is that of a field or of a field that contains it.
pub(super) fn covers(wanted: &str, field: &Field) -> bool {
    let name = field.name.get(..wanted.len());
    let rest = field.name.get(wanted.len()..).unwrap_or_default();
    name.is_some_and(|name| name.eq_ignore_ascii_case(wanted))
        && (rest.is_empty() || rest.starts_with(['.', '[', ' ']))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_text_is_found_where_it_is(text in "[ab]{0,40}", wanted in "[ab]{1,8}") {
            let restarts = super::restarts(wanted.as_bytes());
            prop_assert_eq!(super::contains(text.as_bytes(), wanted.as_bytes(), &restarts), text.contains(&wanted));
        }
    }
}
