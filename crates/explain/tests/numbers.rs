//! The tables that a build makes of a language's numbers say what CLDR says, for every kind of language there is.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use gauntlet_content::language;
use gauntlet_model::numbers::{CATEGORIES, Numbers};
use icu_decimal::DecimalFormatter;
use icu_locale_core::Locale;
use icu_plurals::PluralRules;

/// Of each group of plural rules and of each way to write numbers one or more. (Cornish, whose rules look at the thousands, is left
/// out: the tables look at the last three digits.)
const TAGS: &[&str] = &[
    "en",
    "de",
    "de-AT",
    "de-CH",
    "fr",
    "fr-CA",
    "es",
    "es-MX",
    "pt",
    "pt-PT",
    "it",
    "nl",
    "sv",
    "da",
    "nb",
    "fi",
    "et",
    "lv",
    "lt",
    "pl",
    "cs",
    "sk",
    "sl",
    "hr",
    "sr",
    "bs",
    "ru",
    "uk",
    "be",
    "bg",
    "mk",
    "ro",
    "hu",
    "tr",
    "el",
    "he",
    "ar",
    "ar-EG",
    "ar-MA",
    "fa",
    "ur",
    "hi",
    "bn",
    "mr",
    "ta",
    "te",
    "gu",
    "pa",
    "ne",
    "my",
    "km",
    "th",
    "vi",
    "id",
    "ja",
    "ko",
    "zh",
    "zh-Hant",
    "ga",
    "gd",
    "cy",
    "br",
    "mt",
    "is",
    "fo",
    "sq",
    "hy",
    "ka",
    "az",
    "kk",
    "uz",
    "mn",
    "am",
    "sw",
    "zu",
    "af",
    "eu",
    "ca",
    "gl",
    "lb",
    "gv",
    "dsb",
    "hsb",
    "si",
    "tl",
    "yo",
    "english, please",
];

#[test]
fn a_languages_tables_say_what_cldr_says() {
    let near = |middle: u64| middle.saturating_sub(3)..middle + 25;
    let counts: Vec<u64> = (0..2_200)
        .chain(near(10_000))
        .chain(near(100_000))
        .chain(near(1_000_000))
        .chain(near(3_000_000))
        .collect();
    let large = [123_456_789, 10_u64.pow(12), 987_654_321_012, u64::MAX];
    let mut kinds = std::collections::BTreeSet::new();
    for tag in TAGS {
        let made = language::numbers(tag);
        let numbers = Numbers {
            digits: made.digits.leak(),
            group: made.group.leak(),
            sizes: made.sizes,
            least: made.least,
            below: made.below.leak(),
            above: made.above.leak(),
            million: made.million,
        };
        let locale = || Locale::try_from_str(tag).unwrap_or(Locale::UNKNOWN);
        let formatter = DecimalFormatter::try_new(locale().into(), Default::default()).unwrap();
        let rules = PluralRules::try_new_cardinal(locale().into()).unwrap();
        for count in counts.iter().chain(&large) {
            assert_eq!(numbers.written(*count), formatter.format(&(*count).into()).to_string(), "{tag}");
            assert_eq!(numbers.form(*count), language::name(rules.category_for(*count)), "{tag} {count}");
        }
        kinds.insert((numbers.sizes, numbers.least, numbers.group, numbers.digits));
    }
    assert!(kinds.len() > 10, "numbers are written in {} ways", kinds.len());
    assert_eq!(CATEGORIES, language::CATEGORIES);
}
