//! What follows from a language, as CLDR has it: the direction it is read in, the forms a count takes, and how it writes
//! fractions.

use icu_decimal::DecimalFormatter;
use icu_decimal::input::Decimal;
use icu_locale::{Direction, Locale, LocaleDirectionality};
use icu_plurals::{PluralCategory, PluralRules};

/// The language of a BCP 47 tag; `None` where it is none.
fn locale(tag: &str) -> Option<Locale> {
    Locale::try_from_str(tag).ok().filter(|locale| !locale.id.language.is_unknown())
}

/// Whether a text is a language's tag.
#[must_use]
pub fn is_tag(tag: &str) -> bool {
    locale(tag).is_some()
}

/// `rtl` or `ltr`.
#[must_use]
pub fn direction(tag: &str) -> &'static str {
    let known = locale(tag).and_then(|locale| LocaleDirectionality::new_common().get(&locale.id));
    if known == Some(Direction::RightToLeft) { "rtl" } else { "ltr" }
}

/// The categories that a whole number falls into in the language, `other` among them.
#[must_use]
pub fn categories(tag: &str) -> Vec<&'static str> {
    let rules = locale(tag).and_then(|locale| PluralRules::try_new_cardinal(locale.into()).ok());
    let all = rules.iter().flat_map(PluralRules::categories).map(name);
    let mut all: Vec<_> = all.collect();
    if all.is_empty() {
        all.push("other");
    }
    all
}

/// A category by the name that CLDR has for it.
#[must_use]
pub const fn name(category: PluralCategory) -> &'static str {
    match category {
        PluralCategory::Zero => "zero",
        PluralCategory::One => "one",
        PluralCategory::Two => "two",
        PluralCategory::Few => "few",
        PluralCategory::Many => "many",
        PluralCategory::Other => "other",
    }
}

/// What stands between a number's whole part and its fraction.
#[must_use]
pub fn separator(tag: &str) -> String {
    let formatter =
        locale(tag).and_then(|locale| DecimalFormatter::try_new(locale.into(), Default::default()).ok());
    let mut half = Decimal::from(5);
    half.multiply_pow10(-1);
    let written = formatter.map(|formatter| formatter.format(&half).to_string()).unwrap_or_default();
    let separator: String = written.chars().filter(|character| !character.is_numeric()).collect();
    if separator.is_empty() { ".".to_owned() } else { separator }
}

/// The contents of a `gauntlet_model::numbers::Numbers`, for a build script to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Numbers {
    /// Its ten digits.
    pub digits: String,
    /// What stands between groups of digits.
    pub group: String,
    /// The number of digits in the last group, and in the groups before it.
    pub sizes: (usize, usize),
    /// Numbers with fewer digits than this are not grouped.
    pub least: usize,
    /// The plural categories of 0 to 999, as indices into [`CATEGORIES`].
    pub below: Vec<u8>,
    /// The plural categories of larger numbers, by their last three digits.
    pub above: Vec<u8>,
    /// The plural category of whole millions.
    pub million: u8,
}

/// CLDR's plural categories, in the order that the tables index.
pub const CATEGORIES: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// The tables of a language, made from CLDR; of the root locale if the tag is unknown.
#[must_use]
pub fn numbers(tag: &str) -> Numbers {
    let known = || locale(tag).unwrap_or(Locale::UNKNOWN);
    let formatter = DecimalFormatter::try_new(known().into(), Default::default()).ok();
    let written = |number: u64| match &formatter {
        Some(formatter) => formatter.format(&number.into()).to_string(),
        None => number.to_string(),
    };
    let digits: String = (0..10).map(written).collect();
    let is_digit = |letter: &char| digits.contains(*letter);
    let long = written(10_u64.pow(12));
    let parts: Vec<&str> = long.split(|letter| !is_digit(&letter)).collect();
    let size = |back: usize| parts.iter().rev().nth(back).map_or(0, |part| part.chars().count());
    let group: String = long.chars().skip_while(is_digit).take_while(|letter| !is_digit(letter)).collect();
    let least =
        (1..=12).find(|length| written(10_u64.pow(length - 1)).chars().any(|letter| !is_digit(&letter)));
    let rules = PluralRules::try_new_cardinal(known().into()).ok();
    let category = |count: u64| {
        let form = rules.as_ref().map_or("other", |rules| name(rules.category_for(count)));
        CATEGORIES.iter().position(|one| *one == form).unwrap_or(5) as u8
    };
    Numbers {
        group,
        sizes: (size(0), size(1)),
        least: least.unwrap_or(u32::MAX) as usize,
        below: (0..1_000).map(category).collect(),
        above: (1_000..2_000).map(category).collect(),
        million: category(1_000_000),
        digits,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_differ_as_cldr_says() {
        let rows: &[(&str, &str, &[&str], &str)] = &[
            ("en", "ltr", &["one", "other"], "."),
            ("de", "ltr", &["one", "other"], ","),
            ("ja", "ltr", &["other"], "."),
            ("pl", "ltr", &["few", "many", "one", "other"], ","),
            ("he", "rtl", &["one", "other", "two"], "."),
            ("ar-EG", "rtl", &["few", "many", "one", "other", "two", "zero"], "٫"),
        ];
        for (tag, read, forms, between) in rows {
            let mut found = categories(tag);
            found.sort_unstable();
            assert_eq!((direction(tag), found.as_slice()), (*read, *forms), "{tag}");
            assert_eq!(separator(tag), *between, "{tag}");
        }
        assert!(is_tag("pt-BR") && !is_tag("english, please") && !is_tag("") && !is_tag("und"));
    }
}
