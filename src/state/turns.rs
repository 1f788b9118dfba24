//! Who asked last: only the answer to the last question is shown.

use super::watched::Watched;

/// Counts what was asked.
#[derive(Clone, Copy)]
pub struct Turns(Watched<u32>);

impl Turns {
    pub(super) fn new() -> Self {
        Self(Watched::new(0))
    }

    /// Begins to ask: from now on no answer to an earlier question counts.
    pub fn take(self) -> u32 {
        self.0.update(|turn| *turn = turn.wrapping_add(1));
        self.0.get_untracked()
    }

    /// Whether nothing else was asked or chosen since.
    #[must_use]
    pub fn has(self, turn: u32) -> bool {
        self.0.get_untracked() == turn
    }
}
