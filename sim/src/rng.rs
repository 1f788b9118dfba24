//! Seeded choice: one stream for each purpose, so that a change in one layer does not reshuffle the others.

/// A pseudo-random number for one purpose of one seed: FNV-1a over the purpose's name, then the finaliser of
/// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
#[must_use]
pub fn mix(seed: u64, purpose: &str) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in purpose.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    let mut z = (seed ^ hash).wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// The member that `turn` falls on, `None` of an empty list.
#[must_use]
pub fn pick<T>(members: &[T], turn: u64) -> Option<&T> {
    let index = turn.checked_rem(members.len() as u64)?;
    members.get(usize::try_from(index).ok()?)
}

/// A client port out of Linux's default `ip_local_port_range`, 32768 to 60999.
#[must_use]
pub fn client_port(seed: u64, purpose: &str) -> u16 {
    32_768 + (mix(seed, purpose) % 28_232) as u16
}
