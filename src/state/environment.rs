//! What the browser and the host page report.

use crate::layout::Class;
use crate::signal::Reactive;

/// What the browser and the host page report, set by the listeners.
#[derive(Clone, Copy)]
pub struct Environment {
    /// Whether the stage can be seen at all.
    pub visible: Reactive<bool>,
    /// Whether the reader asked for little motion.
    pub reduced: Reactive<bool>,
    /// The figure's shape.
    pub class: Reactive<Class>,
    /// Whether the figure is built: in a browser, after all else of the stage.
    pub figured: Reactive<bool>,
    /// Whether packets are drawn by the canvas yet; before, each figure shows its own, as a still does.
    pub drawn: Reactive<bool>,
    /// Whether the stage follows the reader through the article, small.
    pub small: Reactive<bool>,
    /// `view`, `theme`, `controls` and `lang` as the page's address has them.
    pub page: Reactive<Vec<(&'static str, String)>>,
    /// Counts changes of the colors, which the canvas has to read again.
    pub theme: Reactive<u32>,
    /// Counts requests to scroll the figure into view.
    pub called: Reactive<u32>,
}

impl Environment {
    pub(super) fn new() -> Self {
        Self {
            visible: Reactive::new(false),
            reduced: Reactive::new(false),
            class: Reactive::new(Class::default()),
            figured: Reactive::new(cfg!(not(feature = "csr"))),
            drawn: Reactive::new(false),
            small: Reactive::new(false),
            page: Reactive::new(Vec::new()),
            theme: Reactive::new(0),
            called: Reactive::new(0),
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
