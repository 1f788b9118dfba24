//! Whole numbers as a language writes them, and the form that a count takes: small tables that the build makes from CLDR for
//! its own language, so that a page need not load the rules of all.

/// The plural categories, as CLDR names them; the tables have their places.
pub const CATEGORIES: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// How a language writes and counts whole numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Numbers {
    /// Its ten digits.
    pub digits: &'static str,
    /// What stands between groups of digits.
    pub group: &'static str,
    /// How many digits the last group has, and those before it.
    pub sizes: (usize, usize),
    /// How many digits a number has at least that is grouped.
    pub least: usize,
    /// The categories of 0 to 999.
    pub below: &'static [u8],
    /// Those of all that is greater, by its last three digits.
    pub above: &'static [u8],
    /// That of whole millions.
    pub million: u8,
}

impl Numbers {
    /// A number as the language writes it.
    #[must_use]
    pub fn written(&self, number: u64) -> String {
        let plain = number.to_string();
        let (last, others) = self.sizes;
        let grouped = plain.len() >= self.least && last > 0 && others > 0;
        let mut out = String::with_capacity(plain.len() * 2);
        for (at, digit) in plain.bytes().enumerate() {
            let left = plain.len() - at;
            if at > 0 && grouped && left >= last && (left - last).is_multiple_of(others) {
                out.push_str(self.group);
            }
            let place = usize::from(digit.saturating_sub(b'0'));
            out.extend(self.digits.chars().nth(place));
        }
        out
    }

    /// The plural category of a count.
    #[must_use]
    pub fn form(&self, count: u64) -> &'static str {
        let place = (count % 1_000) as usize;
        let category = match count {
            0..1_000 => self.below.get(place).copied(),
            _ if count.is_multiple_of(1_000_000) => Some(self.million),
            _ => self.above.get(place).copied(),
        };
        category.and_then(|category| CATEGORIES.get(usize::from(category)).copied()).unwrap_or("other")
    }
}
