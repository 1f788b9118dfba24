//! Keeps late answers out: only the answer to the latest question is shown.

use super::watched::Watched;

/// Numbers the questions.
#[derive(Clone, Copy)]
pub struct Turns(Watched<u32>);

impl Turns {
    pub(super) fn new() -> Self {
        Self(Watched::new(0))
    }

    /// Starts a question; answers to earlier ones no longer count.
    pub fn take(self) -> u32 {
        self.0.update(|turn| *turn = turn.wrapping_add(1));
        self.0.get_untracked()
    }

    /// Whether this is still the latest question.
    #[must_use]
    pub fn has(self, turn: u32) -> bool {
        self.0.get_untracked() == turn
    }
}
