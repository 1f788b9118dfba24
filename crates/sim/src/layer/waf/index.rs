//! The patterns of `table.txt`, made ready while the engines are built: a byte for each sign, in the order of how they begin. What a text
//! begins with at a place tells at once which patterns may match there, nearly always none.

use super::table::{LISTS, TEXT};

/// White space, at least one.
pub(super) const WHITE: u8 = 0x80;
/// Digits.
pub(super) const DIGITS: u8 = 0x81;
/// Letters.
pub(super) const LETTERS: u8 = 0x82;
/// The end of a line.
pub(super) const ENDS: u8 = 0x83;
/// A quote of any kind.
pub(super) const QUOTE: u8 = 0x84;
/// A gap.
pub(super) const GAP: u8 = 0x85;
/// The field's end.
pub(super) const LAST: u8 = 0x86;
/// The edge of a word: only a pattern’s first sign, and so a mark of it.
const EDGE: u8 = 0x87;

/// Marks a pattern that begins with `^`.
pub(super) const STARTS_FIELD: u8 = 0x80;
/// Marks a pattern that begins with `¦`.
pub(super) const STARTS_WORD: u8 = 0x40;

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
            _ => panic!("a character that is no sign"),
        },
    }
}

/// The byte under which patterns that begin with one stand.
pub(super) const fn bucket(byte: u8) -> usize {
    match byte {
        b'\r' | ENDS => b'\n' as usize,
        b'"' | b'`' | QUOTE => b'\'' as usize,
        b'0'..=b'9' | DIGITS => b'0' as usize,
        byte => byte as usize,
    }
}

/// How many pairs of a first and a second byte there are.
const PAIRS: usize = 128 * 128;

/// The patterns, those that begin with the same two bytes in a row: of each its length, its list and marks, and its signs. `places` says
/// where those of each pair begin, and is moved on to where they end.
const fn written<const N: usize>(mut places: [u16; PAIRS]) -> ([u8; N], [u16; PAIRS]) {
    let bytes = TEXT.as_bytes();
    let mut out = [0; N];
    let (mut lists, mut at) = (0, 0);
    while at < bytes.len() {
        if bytes[at] == b'#' && bytes[at + 1] == b'#' {
            lists += 1;
            while bytes[at] != b'\n' {
                at += 1;
            }
        } else {
            let mut list = lists - 1;
            if bytes[at] == b'^' {
                list |= STARTS_FIELD;
                at += 1;
            }
            if sign(at).0 == EDGE {
                list |= STARTS_WORD;
                at += 2;
            }
            let pair = bucket(sign(at).0) * 128 + second(at);
            let begin = places[pair] as usize;
            let mut end = begin + 2;
            while bytes[at] != b'\n' {
                let (sign, length) = sign(at);
                assert!(sign != EDGE);
                if end < N {
                    out[end] = sign;
                }
                end += 1;
                at += length;
            }
            if end <= N {
                out[begin] = (end - begin - 2) as u8;
                out[begin + 1] = list;
            }
            places[pair] = end as u16;
        }
        at += 1;
    }
    assert!(lists as usize == LISTS.len() && lists < STARTS_WORD && at < 1 << 16);
    (out, places)
}

/// The byte that has to come after a pattern's first; 0 where several may.
const fn second(at: usize) -> usize {
    let (first, length) = sign(at);
    // So that the first byte tells, no pattern may begin with a sign for several.
    assert!(bucket(first) < 128 && first != b' ');
    match sign(at + length).0 {
        next @ b'!'..=b'~' if !matches!(first, DIGITS | ENDS) => next as usize,
        _ => 0,
    }
}

/// How many bytes the patterns of each pair take, and where they begin. Before them stand the second byte and how many they are.
const LENGTHS: [u16; PAIRS] = written::<0>([0; PAIRS]).1;
const HEAD: u16 = 3;
const PLACES: [u16; PAIRS + 1] = {
    let mut places = [0; PAIRS + 1];
    let mut pair = 0;
    while pair < PAIRS {
        let head = if LENGTHS[pair] == 0 { 0 } else { HEAD };
        places[pair + 1] = places[pair] + head + LENGTHS[pair];
        pair += 1;
    }
    places
};

const LENGTH: usize = PLACES[PAIRS] as usize;
const ALL: [u8; LENGTH] = {
    let mut places = [0; PAIRS];
    let mut pair = 0;
    while pair < PAIRS {
        places[pair] = PLACES[pair] + HEAD;
        pair += 1;
    }
    let mut out: [u8; LENGTH] = written(places).0;
    pair = 0;
    while pair < PAIRS {
        if LENGTHS[pair] > 0 {
            let at = PLACES[pair] as usize;
            [out[at + 1], out[at + 2]] = LENGTHS[pair].to_le_bytes();
            out[at] = (pair % 128) as u8;
        }
        pair += 1;
    }
    out
};

/// In the module once: where the groups of each first byte begin, and the groups.
pub(super) static STARTS: [u16; 129] = {
    let mut starts = [0; 129];
    let mut byte = 0;
    while byte <= 128 {
        starts[byte] = PLACES[byte * 128];
        byte += 1;
    }
    starts
};
pub(super) static PATTERNS: [u8; LENGTH] = ALL;

/// Which three bytes in a row a pattern may begin with, by [`row`]; and for each byte the next ones, by their last five bits, after which
/// a pattern may take anything. Few rows of ordinary text are among them, so that nearly every place is passed over with one look.
static BEGINNINGS: ([u64; 256], [u32; 128]) = {
    let (mut rows, mut pairs) = ([0; 256], [0; 128]);
    let (mut at, mut group) = (0, 0);
    while at < LENGTH {
        if at == group {
            at += HEAD as usize;
            group = at + u16::from_le_bytes([ALL[at - 2], ALL[at - 1]]) as usize;
        }
        let end = at + 2 + ALL[at] as usize;
        let [first, second, third] = sets(&ALL, at + 2, end);
        at = end;
        let mut a = 0;
        while a < 128 {
            let mut b = 0;
            while first >> a & 1 == 1 && b < 128 {
                let mut c = 0;
                if second >> b & 1 == 1 && third == u128::MAX {
                    pairs[a] |= 1 << (b & 31);
                    c = 128;
                }
                while second >> b & 1 == 1 && c < 128 {
                    if third >> c & 1 == 1 {
                        let row = row(a as u8, b as u8, c as u8);
                        rows[row >> 6] |= 1 << (row & 63);
                    }
                    c += 1;
                }
                b += 1;
            }
            a += 1;
        }
    }
    (rows, pairs)
};

/// The place of three bytes among 16,384; letters have theirs nearly for themselves.
const fn row(first: u8, second: u8, third: u8) -> usize {
    (((first as usize) << 9) ^ ((second as usize) << 5) ^ third as usize) & 0x3fff
}

/// Whether a pattern may begin with three bytes.
pub(super) fn may_begin(first: u8, second: u8, third: u8) -> bool {
    let row = row(first, second, third);
    BEGINNINGS.0.get(row >> 6).is_some_and(|rows| rows >> (row & 63) & 1 == 1)
        || BEGINNINGS.1.get(usize::from(first)).is_some_and(|nexts| nexts >> (second & 31) & 1 == 1)
}

/// The ASCII bytes that may be a pattern's first, second and third.
const fn sets(patterns: &[u8], mut at: usize, end: usize) -> [u128; 3] {
    let mut out = [u128::MAX; 3];
    let mut nth = 0;
    while nth < 3 && at < end {
        let set = stands_for(patterns[at]);
        let next = begins(patterns, at + 1, end);
        match patterns[at] {
            b' ' => {
                out[nth] = set | next;
                break;
            }
            GAP | LAST => break,
            WHITE | DIGITS | LETTERS | ENDS => {
                out[nth] = set;
                if nth < 2 {
                    out[nth + 1] = set | next;
                }
                break;
            }
            _ => out[nth] = set,
        }
        at += 1;
        nth += 1;
    }
    out
}

/// The ASCII bytes that may come at a place of a pattern.
const fn begins(patterns: &[u8], at: usize, end: usize) -> u128 {
    if at >= end {
        return u128::MAX;
    }
    match patterns[at] {
        b' ' => stands_for(b' ') | begins(patterns, at + 1, end),
        GAP | LAST => u128::MAX,
        sign => stands_for(sign),
    }
}

/// The ASCII bytes that a sign stands for.
const fn stands_for(sign: u8) -> u128 {
    match sign {
        b' ' | WHITE => 1 << b' ' | 1 << b'\t' | 1 << b'\n' | 1 << b'\r' | 1 << 0x0c,
        DIGITS => 0x3ff << b'0',
        LETTERS => 0x03ff_ffff << b'a' | 0x03ff_ffff << b'A',
        ENDS => 1 << b'\r' | 1 << b'\n',
        QUOTE => 1 << b'"' | 1 << b'\'' | 1 << b'`',
        GAP | LAST | EDGE => 0,
        byte => 1 << byte,
    }
}
