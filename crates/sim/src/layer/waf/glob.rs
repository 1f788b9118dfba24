//! One matcher for every rule that is a list of texts: it looks at a field once, whatever the number of rules.
//!
//! A pattern is text as it is written, in lower case, with these signs in it: a space for white space or none, `·` for white space,
//! `…` for up to 80 bytes, `№` for digits, `¤` for letters, `“` for a quote of any kind, `¶` for the end of a line, `¦` for the
//! edge of a word, `^` at the start for the field's start, and `‡` for its end.

use super::index::{END, GAP, Index, LAST, STARTS_FIELD, STARTS_WORD, takes, times};
use super::table::LISTS;
use super::{Field, Place, Signature};

/// How far apart what stands on both sides of a `…` may be, in bytes.
const APART: usize = 80;

/// Which fields a group of patterns looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Scope(u8);

impl Scope {
    pub const PATH: Self = Self(1);
    pub const QUERY: Self = Self(2);
    pub const HEADER: Self = Self(4);
    pub const COOKIE: Self = Self(8);
    pub const BODY: Self = Self(16);
    /// The name of the program that asks.
    pub const AGENT: Self = Self(32);
    /// What a visitor may have typed or sent on.
    pub const VALUES: Self = Self(2 | 8 | 16);
    /// All but bodies, in which people write longer texts.
    pub const BRIEF: Self = Self(1 | 2 | 4 | 8);
    pub const ALL: Self = Self(1 | 2 | 4 | 8 | 16);

    /// The lists that do not apply to a field.
    fn others(field: &Field, level: u32) -> u64 {
        let strict = if level < 2 { const { strict() } } else { 0 };
        strict | Self::elsewhere(field)
    }

    fn elsewhere(field: &Field) -> u64 {
        match field.place {
            Place::Path => const { others(Self::PATH) },
            Place::Query => const { others(Self::QUERY) },
            Place::Cookie => const { others(Self::COOKIE) },
            Place::Body => const { others(Self::BODY) },
            Place::Header if field.name.eq_ignore_ascii_case("header.user-agent") => {
                const { others(Self(Self::AGENT.0 | Self::HEADER.0)) }
            }
            Place::Header => const { others(Self::HEADER) },
        }
    }
}

/// The lists that leave out a scope, as bits.
const fn others(scope: Scope) -> u64 {
    let (mut out, mut at) = (0, 0);
    while at < LISTS.len() {
        if LISTS[at].1.0 & scope.0 == 0 {
            out |= 1 << at;
        }
        at += 1;
    }
    out
}

/// The lists of the rules of level 2, as bits.
const fn strict() -> u64 {
    let (mut out, mut at) = (0, 0);
    while at < LISTS.len() {
        if LISTS[at].0.level() > 1 {
            out |= 1 << at;
        }
        at += 1;
    }
    out
}

/// The rules of a level that have a pattern in one of a field's texts.
pub(super) fn matches(field: &Field, text: &str, level: u32, found: &mut dyn FnMut(Signature)) {
    let bytes = text.as_bytes();
    let begins = text.len() - text.trim_start().len();
    // The lists that are not asked: of other fields, or matched already.
    let mut silent = Scope::others(field, level);
    let index = Index::get();
    for (at, byte) in bytes.iter().enumerate() {
        let next = |by: usize| bytes.get(at + by).copied().unwrap_or_default();
        for one in index.of(*byte, next(1), next(2)) {
            let list = one.list & (STARTS_WORD - 1);
            if silent >> list & 1 == 0
                && (one.list & STARTS_FIELD == 0 || at == begins)
                && (one.list & STARTS_WORD == 0 || starts_word(bytes, at))
                && at_place(bytes, at + usize::from(one.settled), one.pattern())
            {
                silent |= 1 << list;
                LISTS.get(usize::from(list)).iter().for_each(|(signature, _)| found(*signature));
            }
        }
    }
}

/// Whether a place is a word boundary.
fn starts_word(text: &[u8], at: usize) -> bool {
    let is_word = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    !(is_word(text.get(at)) && is_word(at.checked_sub(1).and_then(|at| text.get(at))))
}

/// Whether a pattern matches at a place. The parts between its gaps each match at the first place that fits.
fn at_place(text: &[u8], mut at: usize, mut pattern: &[u8]) -> bool {
    let mut most = at;
    loop {
        match part(text, at, pattern) {
            Some((end, [GAP, after @ ..])) => (at, pattern, most) = (end, after, end + APART),
            Some(_) => return true,
            None if at >= most || at >= text.len() => return false,
            None => at += 1,
        }
    }
}

/// Where the part of a pattern up to the next gap or the end matches, and the rest of the pattern.
fn part<'p>(text: &[u8], mut at: usize, mut pattern: &'p [u8]) -> Option<(usize, &'p [u8])> {
    while let [sign, rest @ ..] = pattern {
        match *sign {
            GAP | END => break,
            LAST if at < text.len() => return None,
            LAST => {}
            b'!'..=b'~' if text.get(at) == Some(sign) => at += 1,
            b'!'..=b'~' => return None,
            sign => {
                let (least, most) = times(sign);
                let here = text.get(at..).unwrap_or_default();
                let length = here.iter().take(most).take_while(|byte| takes(sign, **byte)).count();
                if length < least {
                    return None;
                }
                at += length;
            }
        }
        pattern = rest;
    }
    Some((at, pattern))
}

#[cfg(test)]
mod tests {
    use super::{Index, STARTS_WORD, at_place};
    use crate::layer::waf::table::TEXT;

    /// A text to match patterns against.
    fn sample(pattern: &str) -> String {
        let signs = [
            ("·", " "),
            ("…", " any "),
            ("№", "12"),
            ("¤", "ab"),
            ("“", "'"),
            ("¶", "\r\n"),
            ("¦", ""),
            ("‡", ""),
        ];
        let pattern = pattern.strip_prefix('^').unwrap_or(pattern).to_owned();
        signs.iter().fold(pattern, |text, (sign, stands_for)| text.replace(sign, stands_for))
    }

    #[test]
    fn every_pattern_is_found_by_how_its_text_begins() {
        let mut list = None;
        let mut count = 0;
        for line in TEXT.lines() {
            if line.starts_with("##") {
                list = list.map_or(Some(0), |list: u8| Some(list + 1));
                continue;
            }
            let text = sample(line);
            // A number matches at its last digit, the end of a line at its last byte.
            let begins = text.len() - text.trim_start_matches(['\r', '1']).len();
            for begins in [0, begins] {
                let bytes = text.as_bytes();
                let next = |by: usize| bytes.get(begins + by).copied().unwrap_or_default();
                let found = Index::get().of(bytes[begins], next(1), next(2)).any(|one| {
                    Some(one.list & (STARTS_WORD - 1)) == list
                        && at_place(bytes, begins + usize::from(one.settled), one.pattern())
                });
                count += usize::from(found);
                assert!(found || begins == 0 && text.starts_with(['\r', '1']), "{line}: {text:?}");
            }
        }
        assert!(count > 1_500, "{count}");
    }
}
