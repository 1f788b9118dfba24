//! Writes the simulation's sentences, the built-in ones or an author's, and its presets as Rust.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use gauntlet_content::{Content, constants, for_build, group, language, reasons, words};
use gauntlet_model::editor::Group;
use serde::Deserialize;
use serde_json::Value;

/// How a language writes and counts whole numbers, as a constant.
fn numbers(name: &str, tag: &str) -> String {
    let language::Numbers { digits, group, sizes, least, below, above, million } = language::numbers(tag);
    let bytes =
        |table: &[u8]| -> String { table.iter().map(|category| format!("\\x{category:02x}")).collect() };
    format!(
        "/// How `{tag}` writes and counts whole numbers.\npub const {name}: Numbers = Numbers {{ digits: {digits:?}, \
         group: {group:?}, sizes: {sizes:?}, least: {least}, below: b\"{}\", above: b\"{}\", million: {million} }};\n",
        bytes(&below),
        bytes(&above),
    )
}

fn main() -> Result<(), String> {
    println!("cargo::rerun-if-changed=build.rs");
    let content = for_build()?;
    let tag = &content.language;
    let head = format!(
        "/// The language of the texts, as a BCP 47 tag.\npub const LANGUAGE: &str = {tag:?};\n\
         /// What stands between a number's whole part and its fraction.\npub const SEPARATOR: &str = {:?};\n",
        language::separator(tag)
    ) + &numbers("NUMBERS", tag)
        + &numbers("BUILT_IN_NUMBERS", "en");
    let groups = ["layer", "client", "telling", "cause", "symptom", "apart"];
    let source =
        [head, constants(&content, &groups, &[]), words(&content, "value"), reasons(&content, "reason")]
            .concat();
    let folder = std::env::var_os("OUT_DIR").ok_or("OUT_DIR is not set: cargo runs this")?;
    for (name, source) in [("messages.rs", source), ("presets.txt", presets(&content)?)] {
        let file = PathBuf::from(&folder).join(name);
        std::fs::write(&file, source).map_err(|error| format!("{}: {error}", file.display()))?;
    }
    Ok(())
}

/// A preset as `assets/presets.json` has it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Preset {
    name: String,
    group: Group,
    chip: Option<u8>,
    next: Option<String>,
    direction: String,
    #[serde(default)]
    method: String,
    url: String,
    #[serde(default)]
    headers: String,
    #[serde(default)]
    body: String,
    #[serde(default, rename = "sourceIP")]
    source_ip: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    tls_version: String,
    #[serde(default)]
    changes: json_patch::Patch,
}

/// The presets, with their words and with what they change in the built-in scenario as it is after.
fn presets(content: &Content) -> Result<String, String> {
    let built_in: Value = read("scenario.json")?;
    let presets: Vec<Preset> = read("presets.json")?;
    let mut words: BTreeMap<&str, &str> = group(content, "preset").collect();
    let names: Vec<String> = presets.iter().map(|preset| preset.name.clone()).collect();
    let mut packed = Vec::new();
    for (at, preset) in presets.into_iter().enumerate() {
        let Preset { name, group, chip, next, direction, method, url, headers, body, .. } = preset;
        let Preset { source_ip, from, tls_version, changes, .. } = preset;
        let (url, headers) = (repeated(&url)?, repeated(&headers)?);
        if !["ingress", "egress"].contains(&direction.as_str()) {
            return Err(format!(
                "presets.json: {name}: found the direction {direction}, expected ingress or egress"
            ));
        }
        // The one below it, unless another goes better with it.
        let next = next.unwrap_or_else(|| names[(at + 1) % names.len()].clone());
        if next == name || !names.contains(&next) {
            return Err(format!("presets.json: {name}: found next {next}, expected another preset's name"));
        }
        let mut tree = built_in.clone();
        json_patch::patch(&mut tree, &changes).map_err(|error| format!("presets.json: {name}: {error}"))?;
        let members = tree.as_object().into_iter().flatten();
        let changed = members.filter(|(member, value)| built_in.get(member) != Some(value));
        let changed: Vec<String> =
            changed.flat_map(|(member, value)| [member.clone(), value.to_string()]).collect();
        let mut word = |key: &str| words.remove(key).ok_or_else(|| format!("found no text preset.{key}"));
        let title = word(&name)?;
        let question = word(&format!("{name}.question"))?;
        let lesson = word(&format!("{name}.lesson"))?;
        // A chip has little room.
        let (chip, short) = match chip {
            Some(place) => (place.to_string(), word(&format!("{name}.short"))?),
            None => (String::new(), ""),
        };
        let group = Group::ALL.iter().position(|one| *one == group).unwrap_or_default().to_string();
        // In the order in which `Preset::read` takes them.
        let parts = [
            &name,
            &group,
            title,
            question,
            lesson,
            &chip,
            short,
            &next,
            &direction,
            &method,
            &url,
            &headers,
            &body,
            &source_ip,
            &from,
            &tls_version,
        ];
        packed.push([parts.join("\0"), changed.join("\0")].join("\0"));
    }
    if let Some(key) = words.keys().next() {
        return Err(format!("found the text preset.{key}, which no preset has a place for"));
    }
    Ok(packed.join("\u{1}"))
}

/// A text with `<text*N>` written out: that text N times.
fn repeated(text: &str) -> Result<String, String> {
    let Some((before, rest)) = text.split_once('<') else { return Ok(text.to_owned()) };
    let wrong = || format!("presets.json: found {text}, expected <text*N>");
    let (inside, after) = rest.split_once('>').ok_or_else(wrong)?;
    let (part, times) = inside.rsplit_once('*').ok_or_else(wrong)?;
    let times: usize = times.parse().map_err(|_| wrong())?;
    Ok([before, &part.repeat(times), after].concat())
}

/// A file of the page's assets.
fn read<T: serde::de::DeserializeOwned>(name: &str) -> Result<T, String> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets").join(name);
    println!("cargo::rerun-if-changed={}", file.display());
    let text = std::fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    serde_json::from_str(&text).map_err(|error| format!("{}: {error}", file.display()))
}
