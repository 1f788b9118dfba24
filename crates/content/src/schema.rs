//! The JSON Schema of content files: every key with its built-in text, for an editor's completion. What depends on the
//! language or on placeholders is told by the check.

use std::fmt::Write;

use crate::{Text, VERSION, built_in, check};

/// The schema's text.
#[must_use]
pub fn schema() -> String {
    let mut keys = String::new();
    for (key, text) in &built_in().texts {
        let (kind, told) = match text {
            Text::One(text) if text.contains('{') && !check::is_plain(key) => ("counted", text.clone()),
            Text::One(text) => ("text", text.clone()),
            Text::List(texts) => ("list", texts.join(" ")),
            Text::Counted { forms, .. } => {
                ("counted", forms.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>().join(" / "))
            }
        };
        let end = if keys.is_empty() { "" } else { ",\n" };
        let _ = write!(
            keys,
            "{end}        {}: {{ \"$ref\": \"#/$defs/{kind}\", \"description\": {} }}",
            quoted(key),
            quoted(&told)
        );
    }
    format!(
        r##"{{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "Texts of Gauntlet",
  "type": "object",
  "required": ["version", "language", "texts"],
  "additionalProperties": false,
  "properties": {{
    "$schema": {{ "type": "string" }},
    "version": {{ "const": {VERSION} }},
    "language": {{ "type": "string", "description": "The language as a BCP 47 tag.", "examples": ["de", "pt-BR"] }},
    "texts": {{
      "type": "object",
      "additionalProperties": false,
      "properties": {{
{keys}
      }}
    }}
  }},
  "$defs": {{
    "text": {{ "type": "string", "minLength": 1 }},
    "list": {{ "type": "array", "minItems": 1, "items": {{ "$ref": "#/$defs/text" }} }},
    "counted": {{
      "anyOf": [
        {{ "$ref": "#/$defs/text" }},
        {{
          "type": "object",
          "required": ["by", "other"],
          "additionalProperties": false,
          "properties": {{
            "by": {{ "$ref": "#/$defs/text", "description": "The placeholder that counts." }},
            "zero": {{ "$ref": "#/$defs/text" }},
            "one": {{ "$ref": "#/$defs/text" }},
            "two": {{ "$ref": "#/$defs/text" }},
            "few": {{ "$ref": "#/$defs/text" }},
            "many": {{ "$ref": "#/$defs/text" }},
            "other": {{ "$ref": "#/$defs/text" }}
          }}
        }}
      ]
    }}
  }}
}}
"##
    )
}

/// A text as a JSON string.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => out.extend(['\\', character]),
            control if control.is_control() => {
                let _ = write!(out, "\\u{:04x}", u32::from(control));
            }
            other => out.push(other),
        }
    }
    out.push('"');
    out
}
