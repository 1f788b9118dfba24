//! Values that a JSON Schema allows, made at random, and the places of a document with what the schema says of each.

use serde_json::{Map, Value, json};

use crate::random::Random;
use crate::texts;

/// A place in a document.
#[derive(Clone)]
pub struct Site<'a> {
    /// A JSON pointer (RFC 6901).
    pub pointer: String,
    /// What may stand there; nothing where the schema knows no such place.
    pub schema: Option<&'a Value>,
}

/// A schema with its definitions.
pub struct Schema(Value);

impl Schema {
    pub fn read(text: &str) -> Self {
        Self(serde_json::from_str(text).unwrap())
    }

    /// With `$ref` followed.
    fn resolved<'a>(&'a self, of: &'a Value) -> &'a Value {
        match of["$ref"].as_str() {
            Some(name) => self.0.pointer(name.trim_start_matches('#')).unwrap(),
            None => of,
        }
    }

    /// The one of `anyOf` that is not `null`, else itself.
    fn plain<'a>(&'a self, of: &'a Value) -> &'a Value {
        let of = self.resolved(of);
        let choices = of["anyOf"].as_array().filter(|_| of.get("properties").is_none());
        let known =
            choices.into_iter().flatten().find(|one| one["type"] != "null" && one.get("required").is_none());
        known.filter(|one| one.get("$ref").is_some()).map_or(of, |one| self.resolved(one))
    }

    /// The schema of a member.
    pub fn member<'a>(&'a self, of: &'a Value, name: &str) -> Option<&'a Value> {
        let of = self.plain(of);
        let known = of["properties"]
            .get(name)
            .or_else(|| of.get("additionalProperties").filter(|more| more.is_object()));
        known.filter(|known| known.is_object())
    }

    /// The names of the members that may be there.
    pub fn members<'a>(&'a self, of: &'a Value) -> Vec<&'a str> {
        let properties = self.plain(of)["properties"].as_object();
        properties.into_iter().flat_map(Map::keys).map(String::as_str).collect()
    }

    /// Every place of a document.
    pub fn sites<'a>(&'a self, document: &Value) -> Vec<Site<'a>> {
        let mut out = Vec::new();
        self.collect(document, String::new(), Some(&self.0), &mut out);
        out
    }

    fn collect<'a>(
        &'a self,
        value: &Value,
        pointer: String,
        schema: Option<&'a Value>,
        out: &mut Vec<Site<'a>>,
    ) {
        let below = |step: &str| format!("{pointer}/{}", step.replace('~', "~0").replace('/', "~1"));
        match value {
            Value::Object(members) => {
                for (name, member) in members {
                    let of = schema.and_then(|schema| self.member(schema, name));
                    self.collect(member, below(name), of, out);
                }
            }
            Value::Array(items) => {
                let of = schema.and_then(|schema| self.plain(schema).get("items"));
                for (at, item) in items.iter().enumerate() {
                    self.collect(item, below(&at.to_string()), of, out);
                }
            }
            _ => {}
        }
        out.push(Site { pointer, schema });
    }

    /// A value that the schema allows, as far as it says. Texts come from those that the document has under that name.
    pub fn value(&self, random: &mut Random, of: &Value, name: &str, document: &Value) -> Value {
        if let Some(examples) = of["examples"].as_array()
            && random.percent(25)
        {
            return random.pick(examples).clone();
        }
        let of = self.plain(of);
        for choices in ["oneOf", "anyOf"].iter().filter_map(|of_some| of[of_some].as_array()) {
            let choices: Vec<&Value> =
                choices.iter().filter(|one| one["type"] != "null" && one.get("required").is_none()).collect();
            if !choices.is_empty() && of.get("properties").is_none() && of.get("format").is_none() {
                let chosen = *random.pick(&choices);
                // Of a text in several formats each is a text.
                let text = chosen.get("format").is_some();
                return if text {
                    self.text(random, chosen, name, document)
                } else {
                    self.value(random, chosen, name, document)
                };
            }
        }
        if let Some(only) = of.get("const") {
            return only.clone();
        }
        if let Some(choices) = of["enum"].as_array() {
            return random.pick(choices).clone();
        }
        let kind = of["type"].as_str().or_else(|| {
            of["type"].as_array()?.iter().find_map(|kind| kind.as_str().filter(|kind| *kind != "null"))
        });
        match kind {
            Some("boolean") => json!(random.percent(50)),
            Some("integer") => whole(random, of),
            Some("array") => {
                let least = of["minItems"].as_u64().map_or(0, |least| usize::try_from(least).unwrap_or(1));
                let count = least + random.below(3);
                (0..count).map(|_| self.value(random, &of["items"], name, document)).collect()
            }
            Some("object") => self.object(random, of, document),
            _ => self.text(random, of, name, document),
        }
    }

    fn object(&self, random: &mut Random, of: &Value, document: &Value) -> Value {
        let mut out = Map::new();
        let required: Vec<&str> =
            of["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        for (name, schema) in of["properties"].as_object().into_iter().flatten() {
            if required.contains(&name.as_str()) || random.percent(30) {
                out.insert(name.clone(), self.value(random, schema, name, document));
            }
        }
        if out.is_empty()
            && let Some(more) = of.get("additionalProperties").filter(|more| more.is_object())
        {
            for name in ["app", "api.payments.example", "tier"].iter().take(random.below(3)) {
                out.insert((*name).to_owned(), self.value(random, more, name, document));
            }
        }
        Value::Object(out)
    }

    fn text(&self, random: &mut Random, of: &Value, name: &str, document: &Value) -> Value {
        let known = texts_named(document, name);
        if !known.is_empty() && random.percent(70) {
            return random.pick(&known).clone();
        }
        let address = [
            "10.0.1.11",
            "10.244.1.21",
            "192.0.2.80",
            "198.51.100.23",
            "203.0.113.50",
            "2001:db8::1",
            "::1",
            "0.0.0.0",
        ];
        let network =
            ["0.0.0.0/0", "10.0.0.0/8", "198.51.100.0/24", "192.0.2.80/32", "2001:db8::/32", "::/0"];
        match (of["format"].as_str(), of["pattern"].as_str()) {
            (Some("ipv4" | "ipv6"), _) => json!(random.pick(&address)),
            (Some("date"), _) => {
                json!(random.pick(&["2026-11-23", "2027-01-31", "2024-02-29", "1970-01-01"]))
            }
            (_, Some(pattern)) if pattern.contains("/[0-9]") => json!(random.pick(&network)),
            (_, Some(pattern)) if pattern.contains(" - ") || pattern.contains("*- *") => {
                json!(random.pick(&["80-443", "1-65535", "8000 - 8100"]))
            }
            (_, Some(pattern)) if pattern.contains("\\*") => {
                json!(random.pick(&["site.example", "*.site.example", "api.payments.example", "a.example"]))
            }
            (_, Some("^/")) => json!(random.pick(&["/", "/v1", "/products", "/products/"])),
            _ if random.percent(60) => json!(random.pick(&[
                "a",
                "web",
                "site",
                "node-a",
                "kube-system",
                "X-Edge",
                "query.q",
                "header.User-Agent",
                "path"
            ])),
            _ => json!(texts::text(random)),
        }
    }
}

/// A whole number within the bounds, most often at one of them or small.
fn whole(random: &mut Random, of: &Value) -> Value {
    let least = of["minimum"].as_u64().unwrap_or(0);
    let most = of["maximum"].as_u64().unwrap_or(u64::from(u32::MAX));
    let small = least + u64::try_from(random.below(20)).unwrap_or_default();
    let hundreds = least + 100 * u64::try_from(random.below(200)).unwrap_or_default();
    json!((*random.pick(&[least, most, small, hundreds, small, hundreds])).min(most))
}

/// The texts that a document has as members of a name, or as items of such a list.
fn texts_named(document: &Value, name: &str) -> Vec<Value> {
    let mut out = Vec::new();
    let mut open = vec![document];
    while let Some(value) = open.pop() {
        match value {
            Value::Object(members) => {
                let named = members.get(name);
                out.extend(named.filter(|value| value.is_string()).cloned());
                out.extend(
                    named
                        .and_then(Value::as_array)
                        .into_iter()
                        .flatten()
                        .filter(|value| value.is_string())
                        .cloned(),
                );
                open.extend(members.values());
            }
            Value::Array(items) => open.extend(items),
            _ => {}
        }
    }
    out
}
