//! The gate that the reader chose to read about.

use super::watched::Watched;
use crate::gate::Gate;

/// The gate that the reader chose to read about; without one the panel follows the packet.
#[derive(Clone, Copy)]
pub struct Selection {
    /// Whether the panel is open, where the figure stands alone.
    pub open: Watched<bool>,
    /// The gate, where there is one.
    pub gate: Watched<Option<Gate>>,
}

impl Selection {
    pub(super) fn new() -> Self {
        Self { open: Watched::new(false), gate: Watched::new(None) }
    }

    /// Opens the panel.
    pub fn open_panel(self) {
        self.open.set(true);
    }

    /// Chooses a gate; chosen again it is left.
    pub fn toggle(self, gate: Gate) {
        let chosen = self.gate.get_untracked() == Some(gate);
        self.set((!chosen).then_some(gate));
    }

    /// Follows the packet.
    pub fn clear(self) {
        self.set(None);
    }

    /// Chooses a gate, or follows the packet.
    pub fn set(self, gate: Option<Gate>) {
        self.gate.set(gate);
    }
}
