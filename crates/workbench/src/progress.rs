//! What the scenario's editor gave the stage, and what it was told of. A reader types faster than the stage follows, so answers
//! come late, and what comes on show may be the editor's own.

/// How far the stage has followed.
#[derive(Debug, Default)]
pub struct Progress {
    /// The text that the stage shows.
    good: Option<String>,
    /// Those that it was given and has not told of yet, the last one at the end.
    asked: Vec<String>,
    /// How the request on show ends in it.
    outcome: String,
    /// What is told after another turn began is not told any more.
    turn: u32,
}

impl Progress {
    /// Begins another turn: what was asked before is not told any more.
    pub fn begin(&mut self) -> u32 {
        self.turn = self.turn.wrapping_add(1);
        self.turn
    }

    /// Whether nothing began since.
    #[must_use]
    pub fn is(&self, turn: u32) -> bool {
        self.turn == turn
    }

    /// How the request on show ends, where the stage shows this text.
    #[must_use]
    pub fn outcome_of(&self, text: &str) -> Option<&str> {
        (self.good.as_deref() == Some(text)).then_some(self.outcome.as_str())
    }

    /// The stage is given a text. Gives the turn that it is asked in.
    pub fn give(&mut self, text: &str) -> u32 {
        self.asked.retain(|one| one != text);
        self.asked.push(text.to_owned());
        self.turn
    }

    /// The stage has told what became of a text: how the request ends in it, or nothing where it can't be sent.
    pub fn hear(&mut self, text: &str, ends: Option<&str>) {
        match ends {
            Some(ends) => (self.good, self.outcome) = (Some(text.to_owned()), ends.to_owned()),
            None => self.asked.retain(|one| one != text),
        }
    }

    /// A text is on show. Gives whether the editor has to take it over: it does not where it gave the text itself.
    pub fn show(&mut self, text: &str) -> bool {
        if let Some(at) = self.asked.iter().position(|one| one == text) {
            // No news, whatever was typed since; what was given before it is not told of any more.
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
        // Told of late: what is typed stays.
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
        // The last of them came first, and the others never.
        assert!(!progress.show("one"));
        assert!(progress.show("two"));
    }
}
