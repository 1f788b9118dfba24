//! The known name that another one is a slip of, if it is one: found with a bounded amount of work.
//!
//! Names are near when few letters are missing, spare, different or swapped (optimal string alignment distance) for their
//! length, in the whole and in each of their words: `www.site.example` is no slip of `api.site.example`, though only three
//! letters differ.

/// The most letters that a slip gets wrong.
const MOST: usize = 3;

/// A distance that is too great to matter.
const FAR: usize = MOST + 1;

/// The distances looked at for each letter: those of places at most [`MOST`] apart.
const BAND: usize = 2 * MOST + 1;

/// The longest name that is compared, in bytes: that of a host (RFC 1035, section 2.3.4).
const LONGEST: usize = 253;

/// How much may be compared for one file: distances between two places, and names looked at.
const WORK: usize = 200_000;

/// Searches for what was meant, all of them together within a bound: beyond it nothing is near.
#[derive(Clone, Copy, Debug)]
pub struct Search {
    left: usize,
}

impl Default for Search {
    fn default() -> Self {
        Self { left: WORK }
    }
}

/// The nearest of the known names, when it is near enough to be what was meant; the first of several that are.
#[must_use]
pub fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    Search::default().nearest(name, known)
}

impl Search {
    /// See [`nearest`].
    pub fn nearest<'a>(&mut self, name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
        if name.len() > LONGEST {
            return None;
        }
        let mut best: Option<(usize, &str)> = None;
        for known in known {
            match self.left.checked_sub(1) {
                Some(left) => self.left = left,
                None => break,
            }
            let most =
                best.map_or(allowed(name.len().min(known.len())), |(distance, _)| distance.saturating_sub(1));
            let Some(distance) = self.distance(name, known, most) else { continue };
            if self.words_are_near(name, known) {
                best = Some((distance, known));
                if distance == 0 {
                    break;
                }
            }
        }
        best.map(|(_, known)| known)
    }

    /// Whether the words of both names pair up, and each pair is near; or there are other numbers of words.
    fn words_are_near(&mut self, a: &str, b: &str) -> bool {
        let words = |name: &'_ str| name.split(|c: char| !c.is_alphanumeric()).count();
        let count = words(a);
        if count == 1 || count != words(b) {
            return true;
        }
        let split = |c: char| !c.is_alphanumeric();
        a.split(split).zip(b.split(split)).all(|(a, b)| {
            let most = allowed(a.len().min(b.len())).max(1);
            self.distance(a, b, most).is_some()
        })
    }

    /// How many letters differ, where they are not more than `most`, without regard to the case of ASCII.
    fn distance(&mut self, a: &str, b: &str, most: usize) -> Option<usize> {
        let (a, b) = (a.as_bytes(), b.as_bytes());
        if a.len().abs_diff(b.len()) > most || b.len() > LONGEST {
            return None;
        }
        let letter = |of: &[u8], at: usize| of.get(at).map(u8::to_ascii_lowercase);
        // A row holds the distances of one beginning of `a` to those of `b` that are about as long; a cell's place is by how
        // much longer.
        let cell = |row: &[usize; BAND], at: usize| row.get(at).copied().unwrap_or(FAR);
        let mut rows = [[FAR; BAND]; 3];
        for (at, first) in rows[1].iter_mut().skip(MOST).enumerate() {
            *first = at;
        }
        for i in 1..=a.len() {
            self.left = self.left.checked_sub(BAND)?;
            let mut row = [FAR; BAND];
            for at in 0..BAND {
                let Some(j) = (i + at).checked_sub(MOST).filter(|j| *j <= b.len()) else { continue };
                let distance = if j == 0 {
                    i
                } else {
                    let (x, y) = (letter(a, i - 1), letter(b, j - 1));
                    let other = cell(&rows[1], at) + usize::from(x != y);
                    let missing = cell(&rows[1], at + 1) + 1;
                    let spare = at.checked_sub(1).map_or(FAR, |at| cell(&row, at) + 1);
                    let swaps = i > 1 && j > 1 && x == letter(b, j - 2) && letter(a, i - 2) == y;
                    let swapped = if swaps { cell(&rows[0], at) + 1 } else { FAR };
                    other.min(missing).min(spare).min(swapped)
                };
                if let Some(cell) = row.get_mut(at) {
                    *cell = distance.min(FAR);
                }
            }
            // Later beginnings are no nearer.
            if row.iter().all(|distance| *distance > most) {
                return None;
            }
            rows = [rows[1], row, row];
        }
        let last = (b.len() + MOST).checked_sub(a.len()).map_or(FAR, |at| cell(&rows[1], at));
        (last <= most).then_some(last)
    }
}

/// How many letters may differ in names of that length.
const fn allowed(length: usize) -> usize {
    let third = length.div_ceil(3);
    match length {
        0 | 1 => 0,
        2..=4 => 1,
        _ if third < MOST => third,
        _ => MOST,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_near_and_another_name_is_not() {
        let rows: &[(&str, &str, bool)] = &[
            ("treshold", "threshold", true),
            ("mod", "mode", true),
            ("Prefix", "prefix", true),
            ("wbe", "web", true),
            ("node-z", "node-a", true),
            ("shop/web-9", "shop/web-1", true),
            ("max_body_bytes", "maxBodyBytes", true),
            ("matchLabel", "matchLabels", true),
            ("api.paymnets.example", "api.payments.example", true),
            ("api.payments.exmaple", "api.payments.example", true),
            ("stage.paly", "stage.play", true),
            ("allowhttps", "allow-https", true),
            ("exausted-nat", "exhausted-nat", true),
            ("--haeder", "--header", true),
            ("example.com", "api.payments.example", false),
            ("www.site.example", "api.site.example", false),
            ("collector.unknown.example", "api.payments.example", false),
            ("api", "web", false),
            ("a", "b", false),
            ("x", "mode", false),
            ("", "a", false),
            ("", "", true),
            ("drop", "allow", false),
            ("cat", "dog", false),
            ("pods", "port", false),
            ("shop/web-1", "shop/api-1", false),
            ("sql", "sql_injection", false),
            ("straße", "strasse", true),
        ];
        for (name, known, near) in rows {
            assert_eq!(nearest(name, [*known].into_iter()).is_some(), *near, "{name} for {known}");
            assert_eq!(nearest(known, [*name].into_iter()).is_some(), *near, "{known} for {name}");
        }
        let known = ["mode", "tls", "families", "threshold", "node"];
        assert_eq!(nearest("mdoe", known.into_iter()), Some("mode"), "the nearest of several");
        assert_eq!(nearest("nodes", known.into_iter()), Some("node"));
    }

    /// The distance as it is defined, for every pair of short words over a few letters.
    #[test]
    fn the_distance_is_the_one_that_is_meant() {
        let mut words = vec![String::new()];
        for length in 0..4 {
            let longer: Vec<String> = words
                .iter()
                .filter(|word| word.len() == length)
                .flat_map(|word| ["a", "b", "c"].map(|letter| [word, letter].concat()))
                .collect();
            words.extend(longer);
        }
        for a in &words {
            for b in &words {
                let wanted = whole_table(a.as_bytes(), b.as_bytes());
                let found = Search { left: WORK }.distance(a, b, MOST);
                assert_eq!(found, Some(wanted).filter(|distance| *distance <= MOST), "{a} and {b}");
            }
        }
    }

    fn whole_table(a: &[u8], b: &[u8]) -> usize {
        let mut table = vec![vec![0; b.len() + 1]; a.len() + 1];
        for i in 0..=a.len() {
            for j in 0..=b.len() {
                table[i][j] = if i == 0 || j == 0 {
                    i + j
                } else {
                    let other = table[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
                    let near = other.min(table[i - 1][j] + 1).min(table[i][j - 1] + 1);
                    let swaps = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
                    if swaps { near.min(table[i - 2][j - 2] + 1) } else { near }
                };
            }
        }
        table[a.len()][b.len()]
    }

    #[test]
    fn the_work_is_bounded_whatever_is_compared() {
        let long = "a".repeat(100_000);
        assert_eq!(nearest(&long, [long.as_str()].into_iter()), None, "too long to be a name");
        let alike: Vec<String> = (0..5_000).map(|at| format!("{}{at:05}", "a".repeat(240))).collect();
        let mut search = Search::default();
        let slip = format!("{}x0000", "a".repeat(240));
        assert_eq!(search.nearest(&slip, alike.iter().map(String::as_str)).map(str::len), Some(245));
        for _ in 0..100 {
            search.nearest("nothing-like-that", alike.iter().map(String::as_str));
        }
        assert!(search.left < BAND * LONGEST, "what is left is less than one comparison: {}", search.left);
    }
}
