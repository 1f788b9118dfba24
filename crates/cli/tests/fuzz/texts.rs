//! Texts and numbers that programs trip over, and bytes that are changed at random.

use serde_json::{Value, json};

use crate::random::Random;

/// Empty, blank, beyond ASCII, right to left, joined, escaped, long of one letter, and what means something somewhere.
const ODD: &[&str] = &[
    "",
    " ",
    "\t",
    "a b",
    "ß",
    "İ",
    "\u{202e}abc",
    "👩‍👩‍👧‍👦",
    "e\u{301}\u{301}\u{301}",
    "\u{feff}x",
    "\u{0}",
    "\u{1b}[31mred",
    "\r\nX-Injected: 1",
    "\noutcome  answered\n",
    "%",
    "%00",
    "%u0041",
    "%c0%ae",
    "{x}",
    "{count:number}",
    "../../etc/passwd",
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "$(reboot)",
    "*",
    "*.example",
    "**",
    ".",
    "-",
    "a.b.",
    "xn--bcher-kva.example",
    "0.0.0.0/0",
    "::/0",
    "::ffff:10.0.0.1",
    "256.1.1.1",
    "10.0.0.1/33",
    "0",
    "-1",
    "1e9",
    "NaN",
    "null",
    "2026-02-30",
    "9999-12-31",
    "0000-00-00",
    "shop/",
    "/",
    "//",
    "shop/web-1/x",
];

/// Numbers at the bounds of the types that hold them, and beyond.
pub fn number(random: &mut Random) -> Value {
    let whole = [
        0,
        1,
        2,
        99,
        100,
        255,
        256,
        599,
        600,
        999,
        32_767,
        32_768,
        65_535,
        65_536,
        2_147_483_647,
        2_147_483_648,
        4_294_967_295,
        4_294_967_296,
        9_007_199_254_740_993,
        9_223_372_036_854_775_807,
        18_446_744_073_709_551_615_u64,
    ];
    match random.below(10) {
        0 => json!(-1),
        1 => json!(i64::MIN),
        2 => json!(0.5),
        3 => json!(1e300),
        _ => json!(random.pick(&whole)),
    }
}

/// A text: mostly odd, at times long.
pub fn text(random: &mut Random) -> String {
    match random.below(12) {
        0 => random.pick(ODD).repeat(1 + random.below(400)),
        1 => "n".repeat(*random.pick(&[63, 64, 65, 253, 254, 255, 256, 1_000, 4_096])),
        2 => "n".repeat(1 + random.below(100_000)),
        3 => (0..random.below(40)).map(|_| letter(random)).collect(),
        _ => (*random.pick(ODD)).to_owned(),
    }
}

fn letter(random: &mut Random) -> char {
    match random.below(4) {
        0 => char::from_u32(u32::try_from(random.below(0x11_0000)).unwrap_or_default()).unwrap_or('\u{fffd}'),
        _ => char::from(u8::try_from(0x20 + random.below(0x5f)).unwrap_or(b' ')),
    }
}

/// Bytes with some of them changed, taken out, doubled or cut off.
pub fn disturbed(random: &mut Random, bytes: &[u8]) -> Vec<u8> {
    let mut out = bytes.to_vec();
    for _ in 0..=random.below(4) {
        let at = random.below(out.len() + 1);
        let to = (at + random.below(12)).min(out.len());
        match random.below(7) {
            0 => out.truncate(at),
            1 => drop(out.drain(at..to)),
            2 => {
                let doubled = out[at..to].to_vec();
                out.splice(at..at, doubled);
            }
            3 if at < out.len() => out[at] ^= 1 << random.below(8),
            4 if at < out.len() => out[at] = u8::try_from(random.below(256)).unwrap_or_default(),
            5 => drop(out.splice(at..at, text(random).into_bytes())),
            _ => {
                let sign = *random.pick(b"{}[]\",:\\/%'\r\n\t \0-0e.");
                out.insert(at, sign);
            }
        }
    }
    out
}
