//! The gate that the reader chose to read about.

use super::watched::Watched;
use crate::gate::Gate;

/// The gate that the reader chose to read about; without one the panel follows the packet.
#[derive(Clone, Copy)]
pub struct Selection {
    /// Whether the panel lies open over the glass and the card.
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

    /// Closes the panel, which follows the packet when it is opened again.
    pub fn close(self) {
        self.open.set(false);
        self.clear();
    }

    /// Chooses a gate, with the panel open; chosen again both are left.
    pub fn toggle(self, gate: Gate) {
        if self.gate.get_untracked() == Some(gate) {
            return self.close();
        }
        self.set(Some(gate));
        self.open_panel();
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
