//! The rules against cross-site scripting (CWE-79) and path traversal (CWE-22), and for scanners.

use std::borrow::Cow;

use super::{Field, Place, Rule, Signature, Signs};

/// What a call or a reading of the page is written with.
const SCRIPT: Signs = Signs::PARENTHESIS.or(Signs::DOT).or(Signs::BRACKET).or(Signs::PLUS);

/// The rules.
pub(super) const RULES: &[Rule] = &[
    (Signature::XssScriptTag, Signs::ELEMENT, |f| tags(f.normal()).any(|(name, _)| name == "script")),
    (Signature::XssEmbeddingTag, Signs::ELEMENT, |f| {
        !is_document(f)
            && tags(f.normal()).any(|(name, attributes)| {
                EMBEDDING.contains(&name) && !declares(attributes) && !editors(name, attributes)
            })
    }),
    (Signature::XssEventHandler, Signs::EQUALS, |f| {
        tags(f.normal()).any(|(_, attributes)| has_handler(attributes))
            || attribute_breakout(f.normal())
            || known_handler(f.normal())
    }),
    (Signature::XssScriptCall, SCRIPT, script_call),
    (Signature::XssScriptAddress, Signs::COLON, |f| script_address(f.normal())),
    (Signature::TraversalParent, Signs::DOTS, parent_steps),
    (Signature::TraversalSystemFile, Signs::SLASH.or(Signs::DOT), system_file),
    (Signature::TraversalNullByte, Signs::NULL, |f| f.place != Place::Body && null_byte(f.normal())),
    (Signature::ScannerUserAgent, Signs::NONE, |f| {
        let own = ["header.acunetix-product", "header.x-scanner"];
        own.iter().any(|own| f.name.eq_ignore_ascii_case(own))
    }),
];

/// A whole document of XML, whose elements no browser takes for HTML's.
fn is_document(field: &Field) -> bool {
    let text = field.normal().trim_start_matches('\u{feff}').trim_start();
    field.place == Place::Body
        && field.name == "body"
        && (text.starts_with("<?xml") || text.starts_with('<') && text.contains("xmlns"))
}

/// The declaration that an XML document begins with is no element.
fn declares(attributes: &str) -> bool {
    attributes.trim_start().starts_with("version=") || attributes.trim_start().starts_with("-stylesheet")
}

/// A frame as editors write it, for a video or a map: its address stands in quotes, is one of HTTPS, and there is no script in it.
fn editors(name: &str, attributes: &str) -> bool {
    name == "iframe"
        && (attributes.contains("src=\"https://") || attributes.contains("src='https://"))
        && !attributes.contains("srcdoc")
        && attributes.matches('"').count().is_multiple_of(2)
}

const EMBEDDING: [&str; 16] = [
    "iframe",
    "frame",
    "frameset",
    "object",
    "embed",
    "applet",
    "base",
    "meta",
    "link",
    "style",
    "vmlframe",
    "import",
    "plaintext",
    "xml",
    "bgsound",
    "layer",
];
/// The elements in a text: each name, and what follows it up to the next `>` or the end.
fn tags(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.split('<').skip(1).filter_map(|rest| {
        let rest = rest.split('>').next().unwrap_or_default();
        let rest = rest.trim_start_matches(['\0', '?']);
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == ':')).unwrap_or(rest.len());
        let (name, attributes) = rest.split_at(end);
        // A prefix of XML's: x:script is a script.
        let name = name.rsplit(':').next().unwrap_or_default();
        name.starts_with(|c: char| c.is_ascii_alphabetic()).then_some((name, attributes))
    })
}

/// ` onload=` and the like: `on`, letters, `=`, after white space, a slash or a quote.
fn has_handler(attributes: &str) -> bool {
    attributes.match_indices("on").any(|(at, _)| {
        let starts = attributes
            .get(..at)
            .and_then(|left| left.chars().next_back())
            .is_some_and(|c| c.is_whitespace() || matches!(c, '/' | '"' | '\''));
        // Looked at only where one begins: within a long word each `on` would look to its end.
        starts && {
            let rest = attributes.get(at + 2..).unwrap_or_default();
            let name_len = rest.bytes().take_while(u8::is_ascii_lowercase).count();
            let sets = rest.get(name_len..).is_some_and(|rest| rest.trim_start().starts_with('='));
            name_len >= 3 && sets
        }
    })
}

/// A quote that ends an attribute, then a handler that calls something.
fn attribute_breakout(text: &str) -> bool {
    text.split_once(['"', '\'']).is_some_and(|(_, rest)| {
        let rest = format!(" {}", rest.trim_start());
        has_handler(&rest) && rest.contains('(')
    })
}

/// A handler of a known event that is set to something, outside an element: it may land in one.
fn known_handler(text: &str) -> bool {
    const EVENTS: [&str; 22] = [
        "load",
        "error",
        "click",
        "dblclick",
        "mouse",
        "key",
        "focus",
        "blur",
        "change",
        "submit",
        "zoom",
        "end",
        "begin",
        "scroll",
        "resize",
        "toggle",
        "drag",
        "drop",
        "animation",
        "transition",
        "pointer",
        "wheel",
    ];
    let handler = |name: &str| {
        let event = name.strip_prefix("on").unwrap_or_default();
        EVENTS.iter().any(|known| event.starts_with(known)) || name == "formaction"
    };
    text.match_indices('=').any(|(at, _)| {
        let before = text.get(..at).unwrap_or_default();
        let before = before.get(before.len().saturating_sub(40)..).unwrap_or(before).trim_end();
        let start = before.rfind(|c: char| !c.is_ascii_lowercase()).map_or(0, |at| at + 1);
        let opened = before
            .get(..start)
            .and_then(|left| left.chars().next_back())
            .is_some_and(|c| c.is_whitespace() || matches!(c, '"' | '\'' | '/' | '<' | ';'));
        opened && before.get(start..).is_some_and(handler)
    })
}

/// A text without white space, control characters and comments: script runs the same with and without them.
fn squeezed(text: &str) -> Cow<'_, str> {
    let bare = |byte: &u8| byte.is_ascii_graphic();
    if text.as_bytes().iter().all(bare) && !holds(text, b"/*") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, comment)) = rest.split_once("/*") {
        out.extend(before.chars().filter(|c| !c.is_whitespace() && !c.is_control()));
        rest = comment.split_once("*/").map_or("", |(_, after)| after);
    }
    out.extend(rest.chars().filter(|c| !c.is_whitespace() && !c.is_control()));
    Cow::Owned(out)
}

/// Whether a text contains a pair of bytes. For a short text this is faster than `contains`.
fn holds(text: &str, pair: &[u8; 2]) -> bool {
    text.as_bytes().array_windows().any(|two| two == pair)
}

fn script_call(field: &Field) -> bool {
    const CALLS: [&str; 4] = ["alert", "prompt", "confirm", "eval"];
    const OF_DOCUMENT: [&str; 4] = ["cookie", "write", "domain", "location"];
    const COOKIE: [&str; 2] = ["\"cookie\"]", "'cookie']"];
    const ALERT: [&str; 2] = ["\"alert\"]", "'alert']"];
    // Code has lists with such members, too.
    const WINDOW: [&str; 7] = ["self", "window", "top", "this", "parent", "frames", "globalthis"];
    let text = field.normal();
    let bare = squeezed(text);
    let called = |before: &str| {
        let call = CALLS.iter().find_map(|call| before.strip_suffix(call));
        let opened = call.and_then(|before| before.chars().next_back());
        opened.is_some_and(|c| matches!(c, ';' | '"' | '\'' | '=' | '}' | '`' | '>' | ':' | '+' | '-'))
    };
    // Each reading by the sign in it.
    let reads = bare.match_indices(['.', '[', '(', '+']).any(|(at, sign)| {
        let before = bare.get(..at).unwrap_or_default();
        let after = bare.get(at + 1..).unwrap_or_default();
        let goes_on = |words: &[&str]| words.iter().any(|word| after.starts_with(word));
        match sign {
            "." => {
                before.ends_with("document") && goes_on(&OF_DOCUMENT)
                    || before.ends_with("window") && after.starts_with("location")
                    || after.starts_with("innerhtml=") && !text.contains('\n')
            }
            "[" => {
                let owner = before.trim_end_matches(['"', '\'', ']', ')', '/']);
                goes_on(&COOKIE) && owner.ends_with("document")
                    || goes_on(&ALERT) && WINDOW.iter().any(|name| owner.ends_with(name))
                    || after.starts_with('"') && (before.ends_with("self") || before.ends_with("window"))
            }
            // An expression without an operation is harmless.
            "(" => {
                called(before) && !(before.ends_with("eval") && after.starts_with(')'))
                    || before.ends_with("fromcharcode")
            }
            _ => after.starts_with("adw-script"),
        }
    });
    reads || field.signs.allow(Signs::BRACKET) && bare.contains("![]") && bare.contains("+[]")
}

/// `javascript:` where an address is set, however it is spaced; standing alone only with code right behind it.
fn script_address(text: &str) -> bool {
    const SCHEMES: [&str; 3] = ["javascript:", "vbscript:", "livescript:"];
    let bare = squeezed(text);
    let set = |c: char| matches!(c, '=' | '"' | '\'' | '(' | '`');
    let in_address = SCHEMES.iter().any(|scheme| {
        bare.match_indices(scheme).any(|(at, _)| {
            let before = bare.get(..at).unwrap_or_default().trim_end_matches(|c: char| !c.is_ascii());
            before.ends_with(set) && bare.len() > at + scheme.len()
        })
    });
    let mut visible = text.chars().filter(|c| !c.is_control()).skip_while(|c| c.is_whitespace());
    let begins: String = visible.by_ref().take(SCHEMES[0].len()).collect();
    if !SCHEMES.iter().any(|scheme| begins.starts_with(scheme)) {
        return in_address;
    }
    let visible: String = begins.chars().chain(visible).collect();
    in_address
        || SCHEMES.iter().any(|scheme| {
            visible.strip_prefix(scheme).is_some_and(|code| {
                code.starts_with(|c: char| !c.is_whitespace()) && code.contains(['(', '`', '='])
            })
        })
}

/// Code has this byte at the end of a quoted string.
fn null_byte(text: &str) -> bool {
    text.split('\0').skip(1).any(|after| !after.starts_with(['"', '\'']))
}

fn parent_steps(field: &Field) -> bool {
    // A text of several words names relative paths, as files of settings do; what an app takes for a path has none.
    if field.place == Place::Body && field.normal().trim().contains('\n') {
        return false;
    }
    // A JSON pointer into another document (RFC 6901); it names no file.
    if field.normal().contains(".json#/") {
        return false;
    }
    // A browser's Referer has been resolved; what another header holds may be put into a path.
    if field.name.eq_ignore_ascii_case("header.referer") {
        return false;
    }
    let elements: Vec<&str> = field.normal().split(['/', '\\']).collect();
    let ups = elements.iter().filter(|element| **element == "..").count();
    match field.place {
        Place::Path => ups > 0,
        _ if field.normal().trim().contains(char::is_whitespace) && elements.first() != Some(&"..") => {
            ups > 2
        }
        _ => ups > 1 || (ups == 1 && elements.first() == Some(&"..") && elements.len() > 1),
    }
}

fn system_file(field: &Field) -> bool {
    const FILES: [&str; 7] = [
        "/etc/passwd",
        "/etc/shadow",
        "/proc/self/",
        "/.ssh/id_",
        "windows/win.ini",
        "boot.ini",
        "/etc/hosts",
    ];
    // Each has one of these.
    let named = |text: &str| {
        let is_part = |part: &[u8; 4]| matches!(part, [_, b'e', b't', b'c'] | b"proc" | b".ssh" | b".ini");
        text.as_bytes().array_windows().any(is_part)
    };
    if field.place == Place::Header || !named(field.normal()) {
        return false;
    }
    let mut path = Cow::Borrowed(field.normal());
    // As a file system reads it.
    for (long, short) in [("\\", "/"), ("/./", "/"), ("//", "/")] {
        if path.contains(long) {
            path = Cow::Owned(path.replace(long, short));
        }
    }
    let path = path.strip_prefix("file:").unwrap_or(&path);
    let steps_up = field.signs.allow(Signs::DOTS);
    // A sentence may name such a file; what an app opens is a path alone.
    let alone = !path.contains(char::is_whitespace);
    FILES.iter().any(|file| path.starts_with(file) || (steps_up || alone) && path.contains(file))
}
