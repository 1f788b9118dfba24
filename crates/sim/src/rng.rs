//! Seeded choice: one stream for each purpose, so that a change in one layer does not reshuffle the others.

use std::fmt::{self, Write};

/// A pseudo-random number for one purpose of one seed: FNV-1a over the purpose's name, then the finaliser of
/// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
#[must_use]
pub fn mix(seed: u64, purpose: &str) -> u64 {
    Fnv::default().with(purpose.as_bytes()).mixed(seed)
}

/// The same for a value, by its text.
#[must_use]
pub fn mix_of(seed: u64, purpose: impl fmt::Display) -> u64 {
    let mut hash = Fnv::default();
    // Hashing cannot fail.
    let _ = write!(hash, "{purpose}");
    hash.mixed(seed)
}

/// A running FNV-1a, which takes a value's text as it is written.
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    fn with(self, bytes: &[u8]) -> Self {
        Self(bytes.iter().fold(self.0, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)))
    }

    fn mixed(self, seed: u64) -> u64 {
        let mut z = (seed ^ self.0).wrapping_add(0x9e37_79b9_7f4a_7c15);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}

impl Write for Fnv {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        *self = Self(self.0).with(text.as_bytes());
        Ok(())
    }
}

/// The member that `turn` falls on, `None` where there are none.
#[must_use]
pub fn pick<T>(mut members: impl Iterator<Item = T> + Clone, turn: u64) -> Option<T> {
    let index = turn.checked_rem(members.clone().count() as u64)?;
    members.nth(usize::try_from(index).ok()?)
}

/// A client port out of Linux's default `ip_local_port_range`, 32768 to 60999.
#[must_use]
pub fn client_port(seed: u64, purpose: &str) -> u16 {
    32_768 + (mix(seed, purpose) % 28_232) as u16
}
