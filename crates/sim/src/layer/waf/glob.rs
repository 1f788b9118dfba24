//! One matcher for every rule that is a list of texts: it looks at a field once, whatever the number of rules.
//!
//! A pattern is text as it is written, in lower case, with these signs in it: a space for white space or none, `·` for white space,
//! `…` for up to 80 bytes, `№` for digits, `¤` for letters, `“` for a quote of any kind, `¶` for the end of a line, `¦` for the
//! edge of a word, `^` at the start for the field's start, and `‡` for its end.

use super::index::{ENTRIES, SPACED, STARTS, STARTS_FIELD, bucket, may_begin};
use super::table::{LISTS, TEXT};
use super::{Field, Place, Signature};

/// How far apart what stands on both sides of a `…` may be, in bytes.
const GAP: usize = 80;

/// How many of a kind are taken in a row: else each place of a long row would look at all of it.
const RUN: usize = 40;

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

    /// The lists that are not asked about a field.
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

/// The lists without any of a scope, as bits.
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

/// The lists of the strict rules, as bits.
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

/// Every rule of a level with a pattern in a text of a field.
pub(super) fn matches(field: &Field, text: &str, level: u32, found: &mut impl FnMut(Signature)) {
    let bytes = text.as_bytes();
    let begins = text.len() - text.trim_start().len();
    // The lists that are not asked: of other fields, or matched already.
    let mut silent = Scope::others(field, level);
    let nth = |at: usize| bytes.get(at).copied().unwrap_or_default();
    for (at, byte) in bytes.iter().enumerate() {
        let next = nth(at + 1);
        if !may_begin(*byte, next, nth(at + 2)) {
            continue;
        }
        let byte = bucket(*byte);
        let (Some(from), Some(to)) = (STARTS.get(byte), STARTS.get(byte + 1)) else { continue };
        for (list, second, place) in ENTRIES.get(usize::from(*from)..usize::from(*to)).unwrap_or_default() {
            let fits = *second == next
                || *second == 0
                || *second & SPACED != 0 && (*second & !SPACED == next || next.is_ascii_whitespace());
            if !fits || list & STARTS_FIELD != 0 && at != begins || silent >> (list & !STARTS_FIELD) & 1 != 0
            {
                continue;
            }
            let list = list & !STARTS_FIELD;
            if at_place(bytes, at, TEXT.get(usize::from(*place)..).unwrap_or_default()) {
                silent |= 1 << list;
                LISTS.get(usize::from(list)).iter().for_each(|(signature, _)| found(*signature));
            }
        }
    }
}

/// Whether a pattern, up to its line's end, matches at a place.
fn at_place(text: &[u8], mut at: usize, pattern: &str) -> bool {
    let mut rest = pattern;
    let mut most = 0;
    // The parts between gaps, each at the first place where it matches.
    loop {
        let mut tried = 0;
        at = loop {
            match part(text, at + tried, rest) {
                Some((_, None)) => return true,
                Some((end, Some(after))) => {
                    rest = after;
                    break end;
                }
                None if tried >= most || at + tried >= text.len() => return false,
                None => tried += 1,
            }
        };
        most = GAP;
    }
}

/// Where a pattern's part up to the next gap ends, and what follows that gap.
fn part<'p>(text: &[u8], mut at: usize, pattern: &'p str) -> Option<(usize, Option<&'p str>)> {
    let is_word = |at: Option<usize>| {
        at.and_then(|at| text.get(at)).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
    };
    for (place, sign) in pattern.char_indices() {
        let here = text.get(at).copied();
        let many = |keep: fn(&u8) -> bool| {
            text.get(at..).unwrap_or_default().iter().take(RUN).take_while(|byte| keep(byte)).count()
        };
        let white = |byte: &u8| byte.is_ascii_whitespace();
        let (length, least) = match sign {
            '\n' => return Some((at, None)),
            '…' => return Some((at, pattern.get(place + '…'.len_utf8()..))),
            '^' if place == 0 => (0, 0),
            ' ' => (many(white), 0),
            '·' => (many(white), 1),
            '№' => (many(u8::is_ascii_digit), 1),
            '¤' => (many(u8::is_ascii_alphabetic), 1),
            '“' => (usize::from(matches!(here, Some(b'"' | b'\'' | b'`'))), 1),
            '¶' => (many(|byte| matches!(byte, b'\r' | b'\n')), 1),
            '¦' => (usize::from(!(is_word(at.checked_sub(1)) && is_word(Some(at)))), 1),
            '‡' => (usize::from(at >= text.len()), 1),
            _ => (usize::from(here.map(char::from) == Some(sign)), 1),
        };
        if length < least {
            return None;
        }
        at += if matches!(sign, '¦' | '‡') { 0 } else { length };
    }
    Some((at, None))
}
