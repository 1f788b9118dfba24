//! The menu of presets: its groups, and which of its rows say what is looked for.

use gauntlet_model::editor::{Group, Listed};

use crate::messages;

/// What a group is called.
#[must_use]
pub const fn heading(group: Group) -> &'static str {
    match group {
        Group::Attacks => messages::EDITOR_MENU_ATTACKS,
        Group::Edge => messages::EDITOR_MENU_EDGE,
        Group::Certificates => messages::EDITOR_MENU_CERTIFICATES,
        Group::Messages => messages::EDITOR_MENU_MESSAGES,
        Group::Gateway => messages::EDITOR_MENU_GATEWAY,
        Group::Inside => messages::EDITOR_MENU_INSIDE,
        Group::WayOut => messages::EDITOR_MENU_WAY_OUT,
    }
}

/// Whether each of the presets, in their order, says every one of some words: in its name, title or question, or by its group.
/// Its lesson would give the end away.
#[must_use]
pub fn found(presets: &[Listed], words: &str) -> Vec<bool> {
    let words = plain(words);
    let says = |preset: &Listed| {
        let Listed { name, title, question, group, .. } = preset;
        let said = plain(&[name, title, question, heading(*group)].join(" "));
        words.split_whitespace().all(|word| said.contains(word))
    };
    presets.iter().map(says).collect()
}

/// As one types it: small letters, and a typewriter's apostrophe.
fn plain(text: &str) -> String {
    small(text).replace('’', "'")
}

#[cfg(not(target_arch = "wasm32"))]
fn small(text: &str) -> String {
    text.to_lowercase()
}

/// Lower case by the browser: Rust's Unicode tables would be a seventieth of this module.
#[cfg(target_arch = "wasm32")]
fn small(text: &str) -> String {
    web_sys::js_sys::JsString::from(text).to_lower_case().into()
}

#[cfg(test)]
mod tests {
    use gauntlet_explain::preset::{self, Preset};

    use super::*;

    fn listed() -> Vec<Listed> {
        preset::all().iter().map(Preset::listed).collect()
    }

    fn names(words: &str) -> Vec<&'static str> {
        let presets = preset::all().into_iter().zip(found(&listed(), words));
        presets.filter(|(_, found)| *found).map(|(preset, _)| preset.name).collect()
    }

    #[test]
    fn every_word_is_found_however_it_is_written() {
        assert_eq!(names("").len(), preset::all().len());
        assert_eq!(names("  o'BRIEN "), ["o-brien"]);
        assert_eq!(names("exhausted-nat"), ["exhausted-nat"], "by the name that links have");
        assert_eq!(names("certificate expired"), ["expired-certificate"], "in any order");
        assert!(names("nothing says this").is_empty());
    }

    #[test]
    fn a_group_is_found_whole_and_an_end_is_not() {
        for group in Group::ALL {
            let own = preset::all().into_iter().filter(|preset| preset.group == group);
            let found = names(heading(group));
            assert!(own.clone().count() > 0 && own.clone().all(|preset| found.contains(&preset.name)));
        }
        assert!(names("messenger").is_empty(), "only a lesson says it");
    }
}
