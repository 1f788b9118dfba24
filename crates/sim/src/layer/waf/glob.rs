//! One matcher for every rule that is a list of texts: it looks at a field once, whatever the number of rules.
//!
//! A pattern is text as it is written, in lower case, with these signs in it: a space for white space or none, `·` for white space,
//! `…` for up to 80 bytes, `№` for digits, `¤` for letters, `“` for a quote of any kind, `¶` for the end of a line, `¦` for the
//! edge of a word, `^` at the start for the field's start, and `‡` for its end.

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

    fn of(field: &Field) -> u8 {
        match field.place {
            Place::Path => Self::PATH.0,
            Place::Query => Self::QUERY.0,
            Place::Cookie => Self::COOKIE.0,
            Place::Body => Self::BODY.0,
            Place::Header if field.name.eq_ignore_ascii_case("header.user-agent") => {
                Self::AGENT.0 | Self::HEADER.0
            }
            Place::Header => Self::HEADER.0,
        }
    }
}

/// The ASCII byte that a pattern at a place begins with; one for every end of a line, quote and digit.
const fn first(bytes: &[u8], at: usize) -> usize {
    match (bytes[at], bytes[at + 1]) {
        (b'^', _) => first(bytes, at + 1),
        (0xc2, 0xa6) => first(bytes, at + 2),
        (0xc2, 0xb6) => b'\n' as usize,
        (0xe2, 0x80) => b'\'' as usize,
        (0xe2, 0x84) => b'0' as usize,
        (byte, _) => bucket(byte),
    }
}

/// The byte under which patterns that begin with one stand.
const fn bucket(byte: u8) -> usize {
    match byte {
        b'\r' => b'\n' as usize,
        b'"' | b'`' => b'\'' as usize,
        b'0'..=b'9' => b'0' as usize,
        byte => byte as usize,
    }
}

/// A pattern: its list, with [`STARTS_FIELD`] where it begins with `^`; the byte after its first where that is a plain one, else 0;
/// and its place in the text.
type Entry = (u8, u8, u16);

const STARTS_FIELD: u8 = 0x80;

/// Marks a second byte before which white space may stand.
const SPACED: u8 = 0x80;

/// The byte after a pattern's first or its quote, where that is a plain one; else 0.
const fn second(bytes: &[u8], mut at: usize) -> u8 {
    if bytes[at] == b'^' {
        at += 1;
    }
    let from = match (bytes[at], bytes[at + 1]) {
        (0xe2, 0x80) => at + 3,
        (0x80.., _) => return 0,
        _ => at + 1,
    };
    match (bytes[from], bytes[from + 1]) {
        (next @ b'!'..=b'~', _) => next,
        (b' ', next @ b'!'..=b'~') => SPACED | next,
        _ => 0,
    }
}

/// How many patterns begin with each byte, and each pattern with its first byte.
const fn counted<const N: usize>() -> ([u16; 129], [(Entry, u8); N], usize) {
    let bytes = TEXT.as_bytes();
    let mut counts = [0_u16; 129];
    let mut all = [((0, 0, 0), 0); N];
    let (mut count, mut lists, mut at) = (0, 0, 0);
    while at < bytes.len() {
        if bytes[at] == b'#' && bytes[at + 1] == b'#' {
            lists += 1;
        } else {
            let byte = first(bytes, at);
            // The index needs a pattern's first byte, so no pattern may begin with a sign for several.
            assert!(byte < 128);
            counts[byte] += 1;
            if count < N {
                let list = if bytes[at] == b'^' { STARTS_FIELD | (lists - 1) } else { lists - 1 };
                all[count] = ((list, second(bytes, at), at as u16), byte as u8);
            }
            count += 1;
        }
        while bytes[at] != b'\n' {
            at += 1;
        }
        at += 1;
    }
    assert!(lists as usize == LISTS.len() && at < 1 << 16);
    (counts, all, count)
}

const COUNT: usize = counted::<0>().2;

/// From where on the patterns stand that begin with each byte, and the patterns.
const INDEX: ([u16; 129], [Entry; COUNT]) = {
    let (counts, all, _) = counted::<COUNT>();
    let mut starts = [0_u16; 129];
    let mut byte = 0;
    while byte < 128 {
        starts[byte + 1] = starts[byte] + counts[byte];
        byte += 1;
    }
    let mut next = starts;
    let mut entries = [(0, 0, 0); COUNT];
    let mut at = 0;
    while at < COUNT {
        let (entry, byte) = all[at];
        entries[next[byte as usize] as usize] = entry;
        next[byte as usize] += 1;
        at += 1;
    }
    (starts, entries)
};

/// In the module once.
static STARTS: [u16; 129] = INDEX.0;
static ENTRIES: [Entry; COUNT] = INDEX.1;

/// Every rule with a pattern in a text of a field.
pub(super) fn matches(field: &Field, text: &str, found: &mut impl FnMut(Signature)) {
    let scope = Scope::of(field);
    let bytes = text.as_bytes();
    let begins = text.len() - text.trim_start().len();
    // The lists that are not asked: of other fields, or matched already.
    let other = LISTS.iter().enumerate().filter(|(_, (_, wanted))| wanted.0 & scope == 0);
    let mut silent = other.fold(0_u64, |silent, (list, _)| silent | 1 << list);
    for (at, byte) in bytes.iter().enumerate() {
        let byte = bucket(*byte);
        let (Some(from), Some(to)) = (STARTS.get(byte), STARTS.get(byte + 1)) else { continue };
        let next = bytes.get(at + 1).copied().unwrap_or_default();
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
