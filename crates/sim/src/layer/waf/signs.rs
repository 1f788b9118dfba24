//! Which signs a text has, found in one pass: a rule that cannot match without some sign is not asked about a text that lacks it.
//! Most of what people send is plain words, and so costs next to nothing.

/// A set of kinds of signs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Signs(u16);

impl Signs {
    /// None at all: for a rule that can match any text.
    pub const NONE: Self = Self(0);
    /// `<`.
    pub const ELEMENT: Self = Self(1);
    /// `=`.
    pub const EQUALS: Self = Self(1 << 1);
    /// `:`.
    pub const COLON: Self = Self(1 << 2);
    /// `(` or `)`.
    pub const PARENTHESIS: Self = Self(1 << 3);
    /// `{`.
    pub const BRACE: Self = Self(1 << 4);
    /// `[`.
    pub const BRACKET: Self = Self(1 << 5);
    /// `.`.
    pub const DOT: Self = Self(1 << 6);
    /// `..`.
    pub const DOTS: Self = Self(1 << 7);
    /// `/` or `\`.
    pub const SLASH: Self = Self(1 << 8);
    /// What ends a command of a shell: `;`, `|`, `&` or a line's end.
    pub const COMMAND_END: Self = Self(1 << 9);
    /// `$` or a backtick.
    pub const SUBSTITUTION: Self = Self(1 << 10);
    /// `'` or `"`.
    pub const QUOTE: Self = Self(1 << 11);
    /// A null byte.
    pub const NULL: Self = Self(1 << 12);
    /// White space, as far as that is ASCII, or a character beyond ASCII, which may be some.
    pub const SPACE: Self = Self(1 << 13);
    /// `+`.
    pub const PLUS: Self = Self(1 << 14);
    /// Anything but letters, digits and `/.,:_-`.
    pub const UNUSUAL: Self = Self(1 << 15);

    /// Those of one or the other.
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether there is any of another set's, or that set is empty.
    pub const fn allow(self, needed: Self) -> bool {
        needed.0 == 0 || self.0 & needed.0 != 0
    }

    /// Those of a text.
    pub fn of(text: &str) -> Self {
        let mut found = 0;
        let mut before = 0;
        for byte in text.bytes() {
            found |= KINDS.get(usize::from(byte)).copied().unwrap_or(Self::BEYOND_ASCII.0);
            if byte == b'.' && before == b'.' {
                found |= Self::DOTS.0;
            }
            before = byte;
        }
        Self(found)
    }

    const BEYOND_ASCII: Self = Self::SPACE.or(Self::UNUSUAL);

    const fn kind(byte: u8) -> Self {
        let unusual = match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b',' | b':' | b'_' | b'-' => Self::NONE,
            _ => Self::UNUSUAL,
        };
        unusual.or(match byte {
            b'<' => Self::ELEMENT,
            b'=' => Self::EQUALS,
            b':' => Self::COLON,
            b'(' | b')' => Self::PARENTHESIS,
            b'{' => Self::BRACE,
            b'[' => Self::BRACKET,
            b'.' => Self::DOT,
            b'/' | b'\\' => Self::SLASH,
            b';' | b'|' | b'&' => Self::COMMAND_END,
            b'\n' => Self::COMMAND_END.or(Self::SPACE),
            b'$' | b'`' => Self::SUBSTITUTION,
            b'\'' | b'"' => Self::QUOTE,
            0 => Self::NULL,
            b'+' => Self::PLUS,
            b' ' | b'\t' | b'\r' | 0x0b | 0x0c => Self::SPACE,
            _ => Self::NONE,
        })
    }
}

/// The kinds of each ASCII character.
const KINDS: [u16; 128] = {
    let mut kinds = [0; 128];
    let mut byte = 0_u8;
    while byte < 128 {
        kinds[byte as usize] = Signs::kind(byte).0;
        byte += 1;
    }
    kinds
};

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use gauntlet_model::http::Request;

    use crate::layer::waf::Field;
    use crate::layer::waf::sql_tokens::readings;
    use crate::layer::waf::{Place, Signature, commands, fields, glob, patterns, sql};

    /// Every rule that the signs of a field rule out does not match it.
    fn holds(field: &Field) -> Result<(), String> {
        for (signature, needed, matches) in patterns::RULES.iter().chain(commands::RULES) {
            if !field.signs.allow(*needed) && matches(field) {
                return Err(format!("{} matches {:?}", signature.name(), field.normal()));
            }
        }
        let mut named = false;
        glob::matches(field, field.normal(), 1, &mut |list| named |= list == Signature::SqliCatalogue);
        // A path is read after a quote only, whatever its signs.
        if sql::read(field, named).is_empty() && field.place != Place::Path {
            for (signature, matches) in sql::RULES {
                if readings(field.normal()).iter().any(|tokens| matches(tokens)) {
                    return Err(format!("{} matches {:?}", signature.name(), field.normal()));
                }
            }
        }
        Ok(())
    }

    fn everywhere(text: &str) -> Result<(), String> {
        let mut request = Request::get("site.example", "/");
        request.query = form_urlencoded::Serializer::new(String::new()).append_pair("q", text).finish();
        request.set_header("User-Agent", text);
        request.set_header("Cookie", text);
        text.clone_into(&mut request.path);
        text.clone_into(&mut request.body);
        fields(&request).iter().try_for_each(holds)
    }

    #[test]
    fn known_attacks_have_the_signs_that_their_rules_need() -> Result<(), String> {
        let files = [
            include_str!("../../../tests/data/crs-attacks.jsonl"),
            include_str!("../../../tests/data/blns-attacks.jsonl"),
            include_str!("../../../tests/data/blns-benign.jsonl"),
        ];
        for line in files.iter().flat_map(|file| file.lines().skip(1)) {
            let value: serde_json::Value = serde_json::from_str(line).map_err(|error| error.to_string())?;
            for text in ["text", "uri", "body"].iter().filter_map(|name| value.get(name)?.as_str()) {
                everywhere(text)?;
            }
        }
        Ok(())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]

        #[test]
        fn no_text_is_ruled_out_that_a_rule_matches(text in "(union|select|or|1|like|msdb|information_schema|from|into|\
            outfile|declare|exec|master|sleep|document|cookie|alert|eval|javascript|onload|etc|passwd|boot|ini|for|if|defined|\
            echo|id|ls|cat|system|script|window|location|adw|fromcharcode|self|[-/.,:_ ()'\"=<>;|&$`{}\\[\\]+%*#@!~\\\\]){1,12}") {
            prop_assert_eq!(everywhere(&text), Ok(()));
        }
    }
}
