//! Where in `table.txt` the patterns stand by how they begin, found while the engines are built: what a text begins with at a place tells
//! at once which patterns may match there, nearly always none.

use super::table::{LISTS, TEXT};

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
pub(super) const fn bucket(byte: u8) -> usize {
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

pub(super) const STARTS_FIELD: u8 = 0x80;

/// Marks a second byte before which white space may stand.
pub(super) const SPACED: u8 = 0x80;

/// The byte after a pattern's first or its quote, where that is a plain one; else 0.
const fn second(bytes: &[u8], mut at: usize) -> u8 {
    if bytes[at] == b'^' {
        at += 1;
    }
    if bytes[at] == 0xc2 && bytes[at + 1] == 0xa6 {
        at += 2;
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
pub(super) static STARTS: [u16; 129] = INDEX.0;
pub(super) static ENTRIES: [Entry; COUNT] = INDEX.1;

/// Which three bytes in a row a pattern may begin with, by [`row`]; and for each byte the next ones, by their last five bits, after which
/// a pattern may take anything. Few rows of ordinary text are among them, so that nearly every place is passed over with one look.
static BEGINNINGS: ([u64; 256], [u32; 128]) = {
    let (mut rows, mut pairs) = ([0; 256], [0; 128]);
    let mut at = 0;
    while at < COUNT {
        let [first, second, third] = sets(INDEX.1[at].2 as usize);
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
        at += 1;
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
const fn sets(mut at: usize) -> [u128; 3] {
    let mut out = [u128::MAX; 3];
    let mut nth = 0;
    while nth < 3 {
        let (set, length, times) = sign(at);
        at += length;
        match times {
            Times::Never => continue,
            Times::Once => out[nth] = set,
            Times::More | Times::Any => {
                let next = set | begins(at);
                out[nth] = if matches!(times, Times::Any) { next } else { set };
                if matches!(times, Times::More) && nth < 2 {
                    out[nth + 1] = next;
                }
                break;
            }
            Times::Open => break,
        }
        nth += 1;
    }
    out
}

/// The ASCII bytes that may come at a place of a pattern.
const fn begins(at: usize) -> u128 {
    match sign(at) {
        (_, length, Times::Never) => begins(at + length),
        (set, length, Times::Any) => set | begins(at + length),
        (set, _, Times::Once | Times::More) => set,
        (.., Times::Open) => u128::MAX,
    }
}

/// How often what a sign stands for comes. `Open`: nobody knows what.
#[derive(Clone, Copy)]
enum Times {
    Never,
    Once,
    More,
    Any,
    Open,
}

/// The sign at a place of a pattern: the bytes that it stands for, its length, and how often they come.
const fn sign(at: usize) -> (u128, usize, Times) {
    const WHITE: u128 = 1 << b' ' | 1 << b'\t' | 1 << b'\n' | 1 << b'\r' | 1 << 0x0c;
    const DIGITS: u128 = 0x3ff << b'0';
    const LETTERS: u128 = 0x03ff_ffff << b'a' | 0x03ff_ffff << b'A';
    let bytes = TEXT.as_bytes();
    let before = if at == 0 { b'\n' } else { bytes[at - 1] };
    match bytes[at] {
        b'^' if before == b'\n' => (0, 1, Times::Never),
        b'\n' => (0, 1, Times::Open),
        b' ' => (WHITE, 1, Times::Any),
        byte if byte < 128 => (1 << byte, 1, Times::Once),
        first => match (first, bytes[at + 1], bytes[at + 2]) {
            (0xc2, 0xb7, _) => (WHITE, 2, Times::More),
            (0xc2, 0xa4, _) => (LETTERS, 2, Times::More),
            (0xc2, 0xb6, _) => (1 << b'\r' | 1 << b'\n', 2, Times::More),
            (0xc2, 0xa6, _) => (0, 2, Times::Never),
            (0xe2, 0x84, _) => (DIGITS, 3, Times::More),
            (0xe2, 0x80, 0x9c) => (1 << b'"' | 1 << b'\'' | 1 << b'`', 3, Times::Once),
            _ => (0, 3, Times::Open),
        },
    }
}
