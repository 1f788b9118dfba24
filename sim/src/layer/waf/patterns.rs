//! The rules of the other families: cross-site scripting (CWE-79), path traversal (CWE-22), command injection
//! (CWE-78), and scanners.

use super::{CRITICAL, Field, Place, Rule};
use crate::scenario::model::AttackFamily::{
    self, CommandInjection, CrossSiteScripting, PathTraversal, Scanner,
};

const fn rule(
    family: AttackFamily,
    name: &'static str,
    pattern: &'static str,
    matches: fn(&Field) -> bool,
) -> Rule {
    Rule { name, family, score: CRITICAL, pattern, matches }
}

/// The rules.
pub(super) const RULES: &[Rule] = &[
    rule(CrossSiteScripting, "xss-script-tag", "a <script> element", |f| {
        tags(&f.normal).any(|(name, _)| name == "script")
    }),
    rule(
        CrossSiteScripting,
        "xss-embedding-tag",
        "an element that loads other content, such as <iframe>",
        |f| {
            tags(&f.normal).any(|(name, _)| matches!(name, "iframe" | "object" | "embed" | "applet" | "base"))
        },
    ),
    rule(
        CrossSiteScripting,
        "xss-event-handler",
        "an element with an event handler, such as onerror=",
        |f| tags(&f.normal).any(|(_, attributes)| has_handler(attributes)) || attribute_breakout(&f.normal),
    ),
    rule(CrossSiteScripting, "xss-script-address", "a javascript: address that runs code", |f| {
        script_address(&f.normal)
    }),
    rule(PathTraversal, "traversal-parent", "steps up out of the directory, such as ../../", |f| {
        parent_steps(f)
    }),
    rule(PathTraversal, "traversal-system-file", "the path of a system file", system_file),
    rule(PathTraversal, "traversal-null-byte", "a null byte, which cuts a file name short", |f| {
        f.place != Place::Body && f.normal.contains('\0')
    }),
    rule(CommandInjection, "command-chain", "a shell command after ; | or &", |f| chained_command(&f.normal)),
    rule(CommandInjection, "command-substitution", "a shell command in $( ) or backticks", |f| {
        substitution(&f.normal)
    }),
    rule(CommandInjection, "command-shellshock", "a shell function in a header, () {", |f| {
        f.normal.split_whitespace().collect::<String>().contains("(){")
    }),
    rule(Scanner, "scanner-user-agent", "the name of a scanning tool", |f| {
        f.name.eq_ignore_ascii_case("header.user-agent")
            && SCANNERS.iter().any(|name| f.normal.contains(name))
    }),
    rule(Scanner, "scanner-probe", "a file that only probes ask for, such as /.env", |f| {
        f.place == Place::Path && PROBES.iter().any(|probe| f.normal.starts_with(probe))
    }),
];

const SCANNERS: [&str; 11] = [
    "sqlmap",
    "nikto",
    "nmap",
    "masscan",
    "zgrab",
    "nuclei",
    "gobuster",
    "dirbuster",
    "wpscan",
    "acunetix",
    "nessus",
];
const PROBES: [&str; 6] = ["/.git/", "/.env", "/.aws/", "/wp-login.php", "/phpmyadmin", "/cgi-bin/"];

/// The elements in a text: each name, and what follows it up to the next `>` or the end.
fn tags(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.split('<').skip(1).filter_map(|rest| {
        let rest = rest.split('>').next().unwrap_or_default();
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let (name, attributes) = rest.split_at(end);
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
        let rest = attributes.get(at + 2..).unwrap_or_default();
        let name_len = rest.bytes().take_while(u8::is_ascii_lowercase).count();
        let sets = rest.get(name_len..).is_some_and(|rest| rest.trim_start().starts_with('='));
        starts && name_len >= 3 && sets
    })
}

/// A quote that ends an attribute, then a handler that calls something.
fn attribute_breakout(text: &str) -> bool {
    text.split_once(['"', '\'']).is_some_and(|(_, rest)| {
        let rest = format!(" {}", rest.trim_start());
        has_handler(&rest) && rest.contains('(')
    })
}

fn script_address(text: &str) -> bool {
    let bare: String = text.chars().filter(|c| !c.is_control()).collect();
    ["javascript:", "vbscript:"].iter().any(|scheme| {
        bare.match_indices(scheme).any(|(at, _)| {
            let starts = bare
                .get(..at)
                .and_then(|left| left.chars().next_back())
                .is_none_or(|c| matches!(c, '=' | '"' | '\'' | '('));
            let code = bare.get(at + scheme.len()..).unwrap_or_default();
            starts && code.starts_with(|c: char| !c.is_whitespace()) && code.contains(['(', '`', '='])
        })
    })
}

fn parent_steps(field: &Field) -> bool {
    if field.place == Place::Header {
        return false;
    }
    let elements: Vec<&str> = field.normal.split(['/', '\\']).collect();
    let ups = elements.iter().filter(|element| **element == "..").count();
    match field.place {
        Place::Path => ups > 0,
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
    let path = field.normal.replace('\\', "/");
    let path = path.strip_prefix("file://").unwrap_or(&path);
    field.place != Place::Header
        && FILES.iter().any(|file| path.starts_with(file) || (path.contains("..") && path.contains(file)))
}

/// A command that a shell would run, with an argument that gives it away, or one that needs none.
fn is_command(text: &str) -> bool {
    const ALONE: [&str; 6] = ["id", "whoami", "ls", "uname", "pwd", "ifconfig"];
    const WITH_ARGUMENT: [&str; 18] = [
        "cat",
        "wget",
        "curl",
        "nc",
        "bash",
        "sh",
        "rm",
        "ping",
        "python",
        "python3",
        "perl",
        "powershell",
        "sleep",
        "ls",
        "uname",
        "nslookup",
        "chmod",
        "tail",
    ];
    let text = text.trim_start();
    let end =
        text.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '/' | '_'))).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    let name = name.rsplit('/').next().unwrap_or_default();
    let argument = rest.trim_start();
    let ends = argument.is_empty() || argument.starts_with([';', '|', '&', ')', '`', '#']);
    let spaced = rest.starts_with(|c: char| c.is_whitespace() || c == '$' || c == '<');
    let tells = argument.starts_with(['/', '-', '.', '$', '~', '<', '*'])
        || argument.starts_with("http")
        || argument.starts_with(|c: char| c.is_ascii_digit());
    (ALONE.contains(&name) && ends) || (WITH_ARGUMENT.contains(&name) && spaced && tells)
}

fn chained_command(text: &str) -> bool {
    text.match_indices([';', '|', '&', '\n'])
        .any(|(at, _)| text.get(at + 1..).is_some_and(|rest| is_command(rest.trim_start_matches(['|', '&']))))
}

fn substitution(text: &str) -> bool {
    let after = |sign: &'static str| {
        text.match_indices(sign).any(move |(at, _)| text.get(at + sign.len()..).is_some_and(is_command))
    };
    after("$(") || after("`")
}
