//! How a language writes whole numbers, and which plural form a count takes. The build makes these small tables from CLDR for its
//! own language, so a page does not load the rules of every language.

/// CLDR's plural categories; the tables hold indices into this list.
pub const CATEGORIES: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// One language's tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Numbers {
    /// Its ten digits.
    pub digits: &'static str,
    /// What stands between groups of digits.
    pub group: &'static str,
    /// The number of digits in the last group, and in the groups before it.
    pub sizes: (usize, usize),
    /// Numbers with fewer digits than this are not grouped.
    pub least: usize,
    /// The plural categories of 0 to 999.
    pub below: &'static [u8],
    /// The plural categories of larger numbers, by their last three digits.
    pub above: &'static [u8],
    /// The plural category of whole millions.
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
