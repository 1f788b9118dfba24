//! A problem of a file, as a message names it: the place, what is there, what was expected, and the nearest name that is known.

use std::fmt;

/// One problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The place as a JSON pointer (RFC 6901); empty for the whole document.
    pub pointer: String,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in bytes.
    pub column: usize,
    /// What is there.
    pub found: String,
    /// What was expected.
    pub expected: String,
    /// The nearest known name, where the value looks like a slip.
    pub nearest: Option<String>,
}

impl Problem {
    /// What was found and expected, without the place.
    #[must_use]
    pub fn sentence(&self) -> String {
        let near = self.nearest.as_ref().map(|nearest| format!("; did you mean `{nearest}`?"));
        ["found ", &self.found, ", expected ", &self.expected, &near.unwrap_or_default()].concat()
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pointer = if self.pointer.is_empty() { "/" } else { &self.pointer };
        // A key may hold line breaks, and every problem is told on one line.
        let pointer = pointer.replace(char::is_control, "\u{fffd}");
        write!(f, "{pointer} (line {}, column {}): ", self.line, self.column)?;
        f.write_str(&self.sentence())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_is_told_on_one_line() {
        let problem = Problem {
            pointer: "/routes/\noutcome  answered\r\n".to_owned(),
            line: 3,
            column: 7,
            found: "the field `a`".to_owned(),
            expected: "one of b, c".to_owned(),
            nearest: Some("b".to_owned()),
        };
        let told = "/routes/\u{fffd}outcome  answered\u{fffd}\u{fffd} (line 3, column 7): found the field `a`, expected one of b, c; did you mean `b`?";
        assert_eq!(problem.to_string(), told);
        let whole = Problem { pointer: String::new(), nearest: None, ..problem };
        assert_eq!(whole.to_string(), "/ (line 3, column 7): found the field `a`, expected one of b, c");
    }
}
