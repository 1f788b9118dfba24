//! The editors' texts, as the build made them of the content file: a constant for each key.

include!(concat!(env!("OUT_DIR"), "/messages.rs"));

/// A text with its places filled.
#[must_use]
pub fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let value = |name: &str| values.iter().find(|(known, _)| *known == name);
    gauntlet_model::text::fill(text, &|name| value(name).map(|(_, value)| (*value).to_owned()))
}
