//! An index of the patterns in `table.txt` by their first two bytes: two bytes of a text tell which patterns may match there, nearly
//! always none. The patterns are encoded at compile time, one byte a sign. The index is built at the first request, because as data it
//! would be half as large as the patterns.

use std::ops::Range;
use std::sync::OnceLock;

use super::table::TEXT;

/// White space, at least one.
const WHITE: u8 = 0x80;
/// Digits.
const DIGITS: u8 = 0x81;
/// Letters.
const LETTERS: u8 = 0x82;
/// The end of a line.
const ENDS: u8 = 0x83;
/// A quote of any kind.
const QUOTE: u8 = 0x84;
/// A gap.
pub(super) const GAP: u8 = 0x85;
/// The field's end.
pub(super) const LAST: u8 = 0x86;
/// A word boundary before a pattern; stored as a flag of the pattern.
const EDGE: u8 = 0x87;
/// The end of a pattern; on a line by itself, the start of a list.
pub(super) const END: u8 = b'\n';

/// The longest run that is followed, so that a long run is not scanned again from each of its places.
const RUN: usize = 40;

/// A sign as one byte, and its length in the file.
const fn sign(at: usize) -> (u8, usize) {
    let bytes = TEXT.as_bytes();
    match bytes[at] {
        byte if byte < 128 => (byte, 1),
        first => match (first, bytes[at + 1], bytes[at + 2]) {
            (0xc2, 0xb7, _) => (WHITE, 2),
            (0xc2, 0xa4, _) => (LETTERS, 2),
            (0xc2, 0xb6, _) => (ENDS, 2),
            (0xc2, 0xa6, _) => (EDGE, 2),
            (0xe2, 0x84, 0x96) => (DIGITS, 3),
            (0xe2, 0x80, 0x9c) => (QUOTE, 3),
            (0xe2, 0x80, 0xa6) => (GAP, 3),
            (0xe2, 0x80, 0xa1) => (LAST, 3),
            _ => panic!(),
        },
    }
}

/// The file's signs and their number. A list's heading is only its end.
const fn signs<const N: usize>() -> ([u8; N], usize) {
    let bytes = TEXT.as_bytes();
    let mut out = [0; N];
    let (mut at, mut count) = (0, 0);
    while at < bytes.len() {
        if bytes[at] == b'#' && bytes[at + 1] == b'#' {
            while bytes[at] != END {
                at += 1;
            }
        }
        let (sign, length) = sign(at);
        if count < N {
            out[count] = sign;
        }
        count += 1;
        at += length;
    }
    (out, count)
}

const COUNT: usize = signs::<0>().1;
static SIGNS: [u8; COUNT] = signs().0;

/// A pattern in the index.
#[derive(Clone, Copy)]
pub(super) struct Entry {
    /// Its list, with [`STARTS_FIELD`] where it begins with `^` and [`STARTS_WORD`] where it begins with `¦`.
    pub list: u8,
    /// How many bytes of the text are settled: one, except for a number at the start of a field.
    pub settled: u8,
    /// The third byte of its text, or 0 where that may be more than one.
    third: u8,
    /// Where the rest of the pattern is.
    place: u16,
}

pub(super) const STARTS_FIELD: u8 = 0x80;
pub(super) const STARTS_WORD: u8 = 0x40;

impl Entry {
    /// The rest to match, and what follows it in the table.
    pub(super) fn pattern(&self) -> &'static [u8] {
        SIGNS.get(usize::from(self.place)..).unwrap_or_default()
    }
}

/// The patterns by their first two bytes. A byte outside ASCII counts as 0.
pub(super) struct Index {
    /// Where the entries of each two bytes begin, and where the last end.
    begins: Vec<u16>,
    entries: Vec<Entry>,
}

/// The patterns as they are added: the last added for two bytes, then each with the one before it.
struct Chains {
    heads: Vec<u16>,
    entries: Vec<(Entry, u16)>,
}

impl Index {
    pub(super) fn get() -> &'static Self {
        static INDEX: OnceLock<Index> = OnceLock::new();
        INDEX.get_or_init(Self::new)
    }

    fn new() -> Self {
        let mut chains = Chains { heads: vec![u16::MAX; 128 * 128], entries: Vec::new() };
        let mut list = u8::MAX;
        let mut place = 0;
        for line in SIGNS.split_inclusive(|sign| *sign == END) {
            let mut pattern = line;
            let mut marks = 0;
            for (sign, mark) in [(b'^', STARTS_FIELD), (EDGE, STARTS_WORD)] {
                if let [first, rest @ ..] = pattern
                    && *first == sign
                {
                    (pattern, marks) = (rest, marks | mark);
                }
            }
            match pattern {
                [END] => list = list.wrapping_add(1),
                _ => chains.add(pattern, list | marks, place + line.len() - pattern.len()),
            }
            place += line.len();
        }
        // A chain's entries side by side are faster to read.
        let mut out = Self { begins: Vec::new(), entries: Vec::new() };
        for mut at in chains.heads {
            out.begins.push(out.entries.len() as u16);
            while let Some((entry, before)) = chains.entries.get(usize::from(at)) {
                out.entries.push(*entry);
                at = *before;
            }
        }
        out.begins.push(out.entries.len() as u16);
        out
    }

    /// The patterns that may start with these three bytes.
    pub(super) fn of(&self, first: u8, second: u8, third: u8) -> impl Iterator<Item = &Entry> {
        let pair = pair(first, second);
        let at = |pair: usize| self.begins.get(pair).copied().map_or(0, usize::from);
        let entries = self.entries.get(at(pair)..at(pair + 1)).unwrap_or_default();
        entries.iter().filter(move |one| one.third == 0 || one.third == third)
    }
}

impl Chains {
    fn add(&mut self, pattern: &[u8], list: u8, place: usize) {
        let [sign, rest @ ..] = pattern else { return };
        // A run may start anywhere, so its last byte is enough.
        let row = many(*sign) && list & STARTS_FIELD != 0;
        let settled = u8::from(!row);
        // Most patterns that a text's first two bytes allow differ in the third.
        let third = match pattern {
            [_, b'!'..=b'~', third @ b'!'..=b'~', ..] if !many(*sign) && *sign != b' ' => *third,
            _ => 0,
        };
        for first in candidates(pattern).filter(|first| begins(pattern, *first)) {
            // A run may continue.
            let seconds = if row { 0..128 } else { candidates(rest) };
            for second in seconds.filter(|second| begins(rest, *second) || row && takes(*sign, *second)) {
                let Some(head) = self.heads.get_mut(pair(first, second)) else { return };
                let place = place as u16 + u16::from(settled);
                let before = std::mem::replace(head, self.entries.len() as u16);
                self.entries.push((Entry { list, settled, third, place }, before));
            }
        }
    }
}

fn pair(first: u8, second: u8) -> usize {
    let column = |byte: u8| usize::from(if byte < 128 { byte } else { 0 });
    column(first) << 7 | column(second)
}

/// A range that contains every byte a pattern may start with; for most patterns it is one byte.
fn candidates(pattern: &[u8]) -> Range<u8> {
    match pattern {
        [sign @ b'!'..=b'~', ..] => *sign..sign + 1,
        _ => 0..128,
    }
}

/// Whether a pattern may start with a byte.
fn begins(pattern: &[u8], byte: u8) -> bool {
    match pattern {
        [b' ', rest @ ..] => takes(b' ', byte) || begins(rest, byte),
        [GAP | LAST | END, ..] | [] => true,
        [sign, ..] => takes(*sign, byte),
    }
}

/// Whether a sign matches a run of characters.
fn many(sign: u8) -> bool {
    matches!(sign, WHITE | DIGITS | LETTERS | ENDS)
}

/// Whether a sign matches a byte.
pub(super) fn takes(sign: u8, byte: u8) -> bool {
    match sign {
        b' ' | WHITE => byte.is_ascii_whitespace(),
        DIGITS => byte.is_ascii_digit(),
        LETTERS => byte.is_ascii_alphabetic(),
        ENDS => matches!(byte, b'\r' | b'\n'),
        QUOTE => matches!(byte, b'"' | b'\'' | b'`'),
        _ => byte == sign,
    }
}

/// The least and the largest number of characters that a sign matches.
pub(super) fn times(sign: u8) -> (usize, usize) {
    match sign {
        b' ' => (0, RUN),
        _ => (1, if many(sign) { RUN } else { 1 }),
    }
}
