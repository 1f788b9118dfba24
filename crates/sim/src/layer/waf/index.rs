//! Where the patterns of `table.txt` stand by how they begin: two bytes of a text tell at once which may match at their place, nearly
//! always none. The patterns are kept as a byte a sign, which is made while the engines are built. Where they stand is found at the first
//! request, because a list of it would be as large as half of them.

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
/// The edge of a word: before a pattern, and so a mark of it.
const EDGE: u8 = 0x87;
/// The end of a pattern, and alone in its line the begin of a list.
pub(super) const END: u8 = b'\n';

/// How many of a kind are taken in a row: else each place of a long row would look at all of it.
const RUN: usize = 40;

/// A sign as one byte, and how many it has in the file.
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

/// The file's signs, and how many they are: of a list's heading only the end.
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

/// A pattern that may begin with two bytes.
pub(super) struct Entry {
    /// Its list, with [`STARTS_FIELD`] where it begins with `^` and [`STARTS_WORD`] where it begins with `¦`.
    pub list: u8,
    /// How much of a text the two bytes have settled: the first one, but for a number at a field's start.
    pub settled: u8,
    /// Where the rest of it stands.
    place: u16,
    /// The next one for these bytes, where there is one.
    next: u16,
}

pub(super) const STARTS_FIELD: u8 = 0x80;
pub(super) const STARTS_WORD: u8 = 0x40;

impl Entry {
    /// What is left to match, and what comes after it.
    pub(super) fn pattern(&self) -> &'static [u8] {
        SIGNS.get(usize::from(self.place)..).unwrap_or_default()
    }
}

/// The patterns by the two bytes that they may begin with. A byte beyond ASCII counts as 0.
pub(super) struct Index {
    heads: Vec<u16>,
    entries: Vec<Entry>,
}

impl Index {
    pub(super) fn get() -> &'static Self {
        static INDEX: OnceLock<Index> = OnceLock::new();
        INDEX.get_or_init(Self::new)
    }

    fn new() -> Self {
        let mut out = Self { heads: vec![u16::MAX; 128 * 128], entries: Vec::new() };
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
                _ => out.add(pattern, list | marks, place + line.len() - pattern.len()),
            }
            place += line.len();
        }
        out
    }

    fn add(&mut self, pattern: &[u8], list: u8, place: usize) {
        let [sign, rest @ ..] = pattern else { return };
        // A row of a kind begins anywhere, so that its last one will do.
        let row = many(*sign) && list & STARTS_FIELD != 0;
        let settled = u8::from(!row);
        for first in candidates(pattern).filter(|first| begins(pattern, *first)) {
            // A row may go on.
            let seconds = if row { 0..128 } else { candidates(rest) };
            for second in seconds.filter(|second| begins(rest, *second) || row && takes(*sign, *second)) {
                let Some(head) = self.heads.get_mut(pair(first, second)) else { return };
                let place = place as u16 + u16::from(settled);
                let entry = Entry { list, settled, place, next: *head };
                *head = self.entries.len() as u16;
                self.entries.push(entry);
            }
        }
    }

    /// Those that may begin with two bytes.
    pub(super) fn of(&self, first: u8, second: u8) -> impl Iterator<Item = &Entry> {
        let entry = |at: u16| self.entries.get(usize::from(at));
        let head = self.heads.get(pair(first, second)).copied().unwrap_or(u16::MAX);
        std::iter::successors(entry(head), move |one| entry(one.next))
    }
}

fn pair(first: u8, second: u8) -> usize {
    let column = |byte: u8| usize::from(if byte < 128 { byte } else { 0 });
    column(first) << 7 | column(second)
}

/// The bytes among which are all that a pattern may begin with: most name one.
fn candidates(pattern: &[u8]) -> Range<u8> {
    match pattern {
        [sign @ b'!'..=b'~', ..] => *sign..sign + 1,
        _ => 0..128,
    }
}

/// Whether a pattern may begin with a byte.
fn begins(pattern: &[u8], byte: u8) -> bool {
    match pattern {
        [b' ', rest @ ..] => takes(b' ', byte) || begins(rest, byte),
        [GAP | LAST | END, ..] | [] => true,
        [sign, ..] => takes(*sign, byte),
    }
}

/// Whether a sign stands for several of a kind.
fn many(sign: u8) -> bool {
    matches!(sign, WHITE | DIGITS | LETTERS | ENDS)
}

/// Whether a sign stands for a byte.
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

/// How many that a sign stands for have to come, and how many may.
pub(super) fn times(sign: u8) -> (usize, usize) {
    match sign {
        b' ' => (0, RUN),
        _ => (1, if many(sign) { RUN } else { 1 }),
    }
}
