//! What the browser and the page around say of the stage.

use leptos::prelude::*;

use crate::layout::Class;

/// What the browser and the page around say of the stage. What hears them sets it.
#[derive(Clone, Copy)]
pub struct Environment {
    /// Whether the stage can be seen at all.
    pub visible: RwSignal<bool>,
    /// Whether the reader asked for little motion.
    pub reduced: RwSignal<bool>,
    /// The figure's shape.
    pub class: RwSignal<Class>,
    /// `view`, `theme`, `controls` and `lang` as the page's address has them.
    pub page: RwSignal<Vec<(&'static str, String)>>,
    /// Counts the changes of the colors around, which the canvas has to read anew.
    pub theme: RwSignal<u32>,
    /// Counts the times that a reader asked for something from further down the page: the figure then comes into view.
    pub called: RwSignal<u32>,
}

impl Environment {
    pub(super) fn new() -> Self {
        Self {
            visible: RwSignal::new(false),
            reduced: RwSignal::new(false),
            class: RwSignal::new(Class::default()),
            page: RwSignal::new(Vec::new()),
            theme: RwSignal::new(0),
            called: RwSignal::new(0),
        }
    }

    /// The colors around are others now.
    pub fn change_theme(self) {
        self.theme.update(|times| *times = times.wrapping_add(1));
    }

    /// Wants the figure in view.
    pub fn call(self) {
        self.called.update(|times| *times = times.wrapping_add(1));
    }
}
