//! From an offset in a text to line and column, for many offsets of one text.

/// Where the lines of a text begin.
#[derive(Clone, Debug)]
pub struct Lines {
    begins: Vec<usize>,
}

impl Lines {
    /// The lines of a text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        Self { begins: std::iter::once(0).chain(ends.map(|(at, _)| at + 1)).collect() }
    }

    /// Line and column of an offset, both from 1, the column in bytes.
    #[must_use]
    pub fn place(&self, offset: usize) -> (usize, usize) {
        let line = self.begins.partition_point(|begin| *begin <= offset);
        let begin = line.checked_sub(1).and_then(|at| self.begins.get(at)).copied().unwrap_or_default();
        (line, offset - begin + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_count_from_one() {
        let lines = Lines::of("ab\n\ncé\nd");
        let places = [0, 1, 2, 3, 4, 7, 8, 9].map(|at| lines.place(at));
        assert_eq!(places, [(1, 1), (1, 2), (1, 3), (2, 1), (3, 1), (3, 4), (4, 1), (4, 2)]);
    }
}
