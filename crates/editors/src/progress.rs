//! Which texts the scenario editor has sent to the stage, and which have been answered. A reader types faster than the stage
//! follows, so answers come late, and a scenario that appears on the stage may be the editor's own.

/// How far the stage has followed.
#[derive(Debug, Default)]
pub struct Progress {
    /// The text that the stage shows.
    good: Option<String>,
    /// The texts sent and not yet shown, oldest first.
    asked: Vec<String>,
    /// How the request ends in it.
    outcome: String,
    /// The current turn; answers to earlier turns are dropped.
    turn: u32,
}

impl Progress {
    /// Starts a new turn.
    pub fn begin(&mut self) -> u32 {
        self.turn = self.turn.wrapping_add(1);
        self.turn
    }

    /// Whether a turn is still the current one.
    #[must_use]
    pub fn is(&self, turn: u32) -> bool {
        self.turn == turn
    }

    /// How the request ends in this text, if the stage shows it.
    #[must_use]
    pub fn outcome_of(&self, text: &str) -> Option<&str> {
        (self.good.as_deref() == Some(text)).then_some(self.outcome.as_str())
    }

    /// Notes that a text was sent; returns the current turn.
    pub fn give(&mut self, text: &str) -> u32 {
        self.asked.retain(|one| one != text);
        self.asked.push(text.to_owned());
        self.turn
    }

    /// Notes the answer for a text: how the request ends in it, or `None` if it could not be sent.
    pub fn hear(&mut self, text: &str, ends: Option<&str>) {
        match ends {
            Some(ends) => (self.good, self.outcome) = (Some(text.to_owned()), ends.to_owned()),
            None => self.asked.retain(|one| one != text),
        }
    }

    /// Notes the text on the stage; returns whether the editor has to take it over, which it need not if it sent the text.
    pub fn show(&mut self, text: &str) -> bool {
        if let Some(at) = self.asked.iter().position(|one| one == text) {
            // Its own. Earlier texts will not be shown any more.
            self.asked.drain(..=at);
            return false;
        }
        if self.good.as_deref() == Some(text) {
            return false;
        }
        self.asked.clear();
        self.begin();
        self.good = Some(text.to_owned());
        self.outcome.clear();
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_editor_gave_itself_is_no_news() {
        let mut progress = Progress::default();
        assert!(progress.show("built in"));
        assert!(!progress.show("built in"));
        assert_eq!(progress.outcome_of("built in"), Some(""));
        let first = progress.begin();
        assert_eq!(progress.give("one"), first);
        let second = progress.begin();
        progress.give("two");
        progress.hear("one", Some("answered"));
        assert!(!progress.is(first) && progress.is(second));
        // A late answer: what was typed since stays.
        assert!(!progress.show("one"));
        progress.hear("two", Some("failed"));
        assert!(!progress.show("two"));
        assert_eq!((progress.outcome_of("one"), progress.outcome_of("two")), (None, Some("failed")));
        // From elsewhere, as by a link.
        assert!(progress.show("one"));
        assert!(!progress.is(second));
    }

    #[test]
    fn what_can_t_be_sent_is_not_on_its_way() {
        let mut progress = Progress::default();
        progress.show("built in");
        progress.begin();
        progress.give("one");
        progress.hear("one", None);
        assert_eq!(progress.outcome_of("built in"), Some(""));
        assert!(progress.show("one"));
    }

    #[test]
    fn what_was_given_before_what_is_on_show_is_not_told_of_any_more() {
        let mut progress = Progress::default();
        for text in ["one", "two", "one"] {
            progress.begin();
            progress.give(text);
        }
        // Only the last of them is answered.
        assert!(!progress.show("one"));
        assert!(progress.show("two"));
    }
}
