//! The form of the scenario's editor: its lists and their fields. Names and shapes are those of the scenario's JSON.

use crate::json::{Json, escaped};
use crate::messages;

/// The type of a field's value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A text.
    Text,
    /// A number.
    Number,
    /// `true` or `false`.
    Switch,
    /// Texts with commas between them.
    Texts,
    /// Numbers with commas between them.
    Numbers,
    /// One of these.
    Choice(&'static [&'static str]),
    /// The name of one of a list, by its JSON pointer.
    NameOf(&'static str),
}

/// Where a field is in the document.
#[derive(Clone, Copy)]
pub enum Place {
    /// A member of the row, by its name.
    Row(&'static str),
    /// Outside the row. Names in braces stand for the row's own values, as in `/state/nodes/{name}/healthy`.
    Apart {
        /// The pointer.
        pattern: &'static str,
        /// The value of a missing field, as JSON.
        default: &'static str,
    },
}

/// A field: its place, its label, what it holds, and whether it may be left out.
pub struct Field {
    /// Where it is.
    pub place: Place,
    /// What it is called.
    pub label: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether an empty one is left out.
    pub optional: bool,
}

/// A list of the scenario.
pub struct List {
    /// A JSON pointer.
    pub at: &'static str,
    /// What it is called.
    pub title: &'static str,
    /// How it is read.
    pub hint: &'static str,
    /// What adds a row; empty for a list whose rows are given.
    pub add: &'static str,
    /// The first one's JSON, where there is none to go by.
    pub first: &'static str,
    /// The fields of a row.
    pub fields: &'static [Field],
    /// What follows the list: a JSON pointer, a label and the choices.
    pub then: Option<(&'static str, &'static str, &'static [&'static str])>,
}

const fn field(name: &'static str, label: &'static str, kind: Kind) -> Field {
    Field { place: Place::Row(name), label, kind, optional: false }
}

const fn may(name: &'static str, label: &'static str, kind: Kind) -> Field {
    Field { place: Place::Row(name), label, kind, optional: true }
}

const fn apart(pattern: &'static str, default: &'static str, label: &'static str, kind: Kind) -> Field {
    Field { place: Place::Apart { pattern, default }, label, kind, optional: false }
}

impl Place {
    /// Its JSON pointer for a row; `None` if the row lacks a value that the pattern needs.
    #[must_use]
    pub fn pointer(&self, list: &str, index: usize, row: &Json) -> Option<String> {
        match *self {
            Self::Row(name) => Some([list, "/", &index.to_string(), "/", name].concat()),
            Self::Apart { pattern, .. } => filled(pattern, row),
        }
    }

    /// The JSON pointer of the row's entry: the pattern up to the last step with a name in braces.
    #[must_use]
    pub fn entry(&self, row: &Json) -> Option<String> {
        let Self::Apart { pattern, .. } = *self else { return None };
        let (head, tail) = pattern.rsplit_once('}')?;
        let rest = tail.split('/').next().unwrap_or_default();
        filled(pattern.get(..head.len() + 1 + rest.len())?, row)
    }
}

/// A pattern with the row's values filled in, escaped for a JSON pointer.
fn filled(pattern: &str, row: &Json) -> Option<String> {
    let mut parts = pattern.split(['{', '}']);
    let mut out = parts.next()?.to_owned();
    while let (Some(name), Some(rest)) = (parts.next(), parts.next()) {
        out.push_str(&escaped(row.member(name)?.text()?));
        out.push_str(rest);
    }
    Some(out)
}

impl Kind {
    /// The value of a control as JSON; `None` if an optional one is empty. What is not a number stays a text, and the check reports it.
    #[must_use]
    pub fn read(self, optional: bool, checked: bool, value: &str) -> Option<Json> {
        if self == Self::Switch {
            return Some(Json::Plain(checked.to_string()));
        }
        let typed = value.trim();
        let parts = || typed.split([' ', ',', '\t', '\n', '\r']).filter(|part| !part.is_empty());
        Some(match self {
            _ if typed.is_empty() && optional => return None,
            Self::Number => number(typed),
            Self::Texts => Json::Array(parts().map(|part| Json::Text(part.to_owned())).collect()),
            Self::Numbers => Json::Array(parts().map(number).collect()),
            _ => Json::Text(value.to_owned()),
        })
    }
}

fn number(text: &str) -> Json {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits || text.is_empty() || text.len() > 15 {
        return Json::Text(text.to_owned());
    }
    let short = text.trim_start_matches('0');
    Json::Plain(if short.is_empty() { "0" } else { short }.to_owned())
}

const ACTIONS: &[&str] = &["allow", "drop", "reject"];
const PROXIES: &[&str] = &["ingress_nginx", "nginx", "haproxy", "envoy"];

/// The form, in the order of the way in and then out.
pub const LISTS: &[List] = &[
    List {
        at: "/firewall/rules",
        title: messages::EDITOR_RULES_TITLE,
        hint: messages::EDITOR_RULES_HINT,
        add: messages::EDITOR_RULES_ADD,
        first: r#"{"name":"rule","action":"allow","ports":[443]}"#,
        fields: &[
            field("name", messages::EDITOR_RULES_NAME, Kind::Text),
            field("action", messages::EDITOR_RULES_ACTION, Kind::Choice(ACTIONS)),
            may("sources", messages::EDITOR_RULES_SOURCES, Kind::Texts),
            may("ports", messages::EDITOR_RULES_PORTS, Kind::Numbers),
        ],
        then: Some(("/firewall/defaultAction", messages::EDITOR_RULES_THEN, ACTIONS)),
    },
    List {
        at: "/loadBalancer/nodes",
        title: messages::EDITOR_NODES_TITLE,
        hint: messages::EDITOR_NODES_HINT,
        add: messages::EDITOR_NODES_ADD,
        first: r#"{"name":"node-a","address":"10.0.1.11"}"#,
        fields: &[
            field("name", messages::EDITOR_NODES_NAME, Kind::Text),
            field("address", messages::EDITOR_NODES_ADDRESS, Kind::Text),
            apart("/state/nodes/{name}/healthy", "true", messages::EDITOR_NODES_HEALTHY, Kind::Switch),
        ],
        then: None,
    },
    List {
        at: "/reverseProxy/routes",
        title: messages::EDITOR_ROUTES_TITLE,
        hint: messages::EDITOR_ROUTES_HINT,
        add: messages::EDITOR_ROUTES_ADD,
        first: r#"{"name":"route","host":"site.example","path":"/","pathType":"Prefix","service":"web","port":80}"#,
        fields: &[
            field("name", messages::EDITOR_ROUTES_NAME, Kind::Text),
            field("host", messages::EDITOR_ROUTES_HOST, Kind::Text),
            field("path", messages::EDITOR_ROUTES_PATH, Kind::Text),
            field("pathType", messages::EDITOR_ROUTES_PATH_TYPE, Kind::Choice(&["Prefix", "Exact"])),
            field("service", messages::EDITOR_ROUTES_SERVICE, Kind::NameOf("/services")),
            field("port", messages::EDITOR_ROUTES_PORT, Kind::Number),
        ],
        then: Some(("/reverseProxy/kind", messages::EDITOR_ROUTES_THEN, PROXIES)),
    },
    List {
        at: "/pods",
        title: messages::EDITOR_PODS_TITLE,
        hint: messages::EDITOR_PODS_HINT,
        add: messages::EDITOR_PODS_ADD,
        first: r#"{"namespace":"shop","name":"web-1","address":"10.244.1.21","nodeName":"node-a","labels":{"app":"web"},"containerPort":8080,"serviceTimeUs":12000}"#,
        fields: &[
            field("name", messages::EDITOR_PODS_NAME, Kind::Text),
            field("nodeName", messages::EDITOR_PODS_NODE, Kind::NameOf("/loadBalancer/nodes")),
            field("containerPort", messages::EDITOR_PODS_PORT, Kind::Number),
            field("serviceTimeUs", messages::EDITOR_PODS_SERVICE_TIME_US, Kind::Number),
            apart("/state/pods/{namespace}~1{name}/ready", "true", messages::EDITOR_PODS_READY, Kind::Switch),
        ],
        then: None,
    },
    List {
        at: "/egressFirewall/allow",
        title: messages::EDITOR_ALLOW_LIST_TITLE,
        hint: messages::EDITOR_ALLOW_LIST_HINT,
        add: messages::EDITOR_ALLOW_LIST_ADD,
        first: r#"{"name":"api","host":"api.payments.example","ports":[443]}"#,
        fields: &[
            field("name", messages::EDITOR_ALLOW_LIST_NAME, Kind::Text),
            may("host", messages::EDITOR_ALLOW_LIST_HOST, Kind::Text),
            field("ports", messages::EDITOR_ALLOW_LIST_PORTS, Kind::Numbers),
        ],
        then: Some(("/egressFirewall/defaultAction", messages::EDITOR_ALLOW_LIST_THEN, &["drop", "reject"])),
    },
    List {
        at: "/stories",
        title: messages::EDITOR_STORIES_TITLE,
        hint: messages::EDITOR_STORIES_HINT,
        add: "",
        first: "{}",
        fields: &[
            may("title", messages::EDITOR_STORIES_NAME, Kind::Text),
            may("question", messages::EDITOR_STORIES_QUESTION, Kind::Text),
            may("caption", messages::EDITOR_STORIES_CAPTION, Kind::Text),
        ],
        then: None,
    },
];

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_read_as_the_document_has_it() {
        let rows = [
            (Kind::Text, false, " a ", Some("\" a \"")),
            (Kind::Text, false, "", Some("\"\"")),
            (Kind::Text, true, " ", None),
            (Kind::Number, false, "0080", Some("80")),
            (Kind::Number, false, "000", Some("0")),
            (Kind::Number, false, "-1", Some("\"-1\"")),
            (Kind::Number, false, "1234567890123456", Some("\"1234567890123456\"")),
            (Kind::Number, false, "", Some("\"\"")),
            (Kind::Numbers, true, "80, 8000-8443", Some("[80,\"8000-8443\"]")),
            (Kind::Numbers, true, "", None),
            (Kind::Texts, false, "a,b  c,", Some("[\"a\",\"b\",\"c\"]")),
            (Kind::Switch, false, "on", Some("false")),
        ];
        for (kind, optional, value, expected) in rows {
            let read = kind.read(optional, false, value).map(|read| read.written());
            assert_eq!(read.as_deref(), expected, "{value}");
        }
        assert_eq!(Kind::Switch.read(false, true, "").unwrap().written(), "true");
    }

    #[test]
    fn a_place_apart_is_named_by_the_row() {
        let ready = Place::Apart { pattern: "/state/pods/{namespace}~1{name}/ready", default: "true" };
        let row = Json::read(r#"{"namespace":"shop","name":"web/1~a"}"#).unwrap();
        let pointer = |row: &Json| ready.pointer("/pods", 3, row);
        assert_eq!(pointer(&row).as_deref(), Some("/state/pods/shop~1web~11~0a/ready"));
        assert_eq!(ready.entry(&row).as_deref(), Some("/state/pods/shop~1web~11~0a"));
        assert_eq!(pointer(&Json::read(r#"{"namespace":"shop"}"#).unwrap()), None);
        assert_eq!(Place::Row("port").pointer("/pods", 3, &row).as_deref(), Some("/pods/3/port"));
        assert_eq!(Place::Row("port").entry(&row), None);
        let deep = Place::Apart { pattern: "/state/nodes/{name}-x/at/once", default: "0" };
        assert_eq!(deep.entry(&Json::read(r#"{"name":"a"}"#).unwrap()).as_deref(), Some("/state/nodes/a-x"));
    }
}
