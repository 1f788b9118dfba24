//! What the browser and the host page report.

use leptos::prelude::*;

use crate::layout::Class;

/// What the browser and the host page report, set by the listeners.
#[derive(Clone, Copy)]
pub struct Environment {
    /// Whether the stage can be seen at all.
    pub visible: RwSignal<bool>,
    /// Whether the reader asked for little motion.
    pub reduced: RwSignal<bool>,
    /// The figure's shape.
    pub class: RwSignal<Class>,
    /// Whether the stage follows the reader through the article, small.
    pub small: RwSignal<bool>,
    /// `view`, `theme`, `controls` and `lang` as the page's address has them.
    pub page: RwSignal<Vec<(&'static str, String)>>,
    /// Counts changes of the colors, which the canvas has to read again.
    pub theme: RwSignal<u32>,
    /// Counts requests to scroll the figure into view.
    pub called: RwSignal<u32>,
}

impl Environment {
    pub(super) fn new() -> Self {
        Self {
            visible: RwSignal::new(false),
            reduced: RwSignal::new(false),
            class: RwSignal::new(Class::default()),
            small: RwSignal::new(false),
            page: RwSignal::new(Vec::new()),
            theme: RwSignal::new(0),
            called: RwSignal::new(0),
        }
    }

    /// Whether the page's address sets a parameter of `page` so.
    #[must_use]
    pub fn page_sets(self, name: &str, value: &str) -> bool {
        self.page.with(|page| page.iter().any(|(set, to)| *set == name && to == value))
    }

    /// Records that the colors changed.
    pub fn change_theme(self) {
        self.theme.update(|times| *times = times.wrapping_add(1));
    }

    /// Asks for the figure to be scrolled into view.
    pub fn call(self) {
        self.called.update(|times| *times = times.wrapping_add(1));
    }
}
