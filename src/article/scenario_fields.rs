//! The words of the scenario's editor, and the fields of its form: names and shapes are those of the scenario's JSON.

use crate::messages;

/// What a field holds, and so how it is changed.
pub(crate) enum Kind {
    Text,
    Number,
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

/// A field: its name in JSON, its label, what it holds, and whether it may be left out.
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) label: &'static str,
    pub(crate) kind: Kind,
    pub(crate) optional: bool,
}

/// A list of the scenario.
pub(crate) struct List {
    /// A JSON pointer.
    pub(crate) at: &'static str,
    pub(crate) title: &'static str,
    pub(crate) hint: &'static str,
    pub(crate) add: &'static str,
    /// The first one's JSON, where there is none to go by.
    pub(crate) first: &'static str,
    pub(crate) fields: &'static [Field],
    /// What follows the list: a JSON pointer, a label and the choices.
    pub(crate) then: Option<(&'static str, &'static str, &'static [&'static str])>,
}

const fn field(name: &'static str, label: &'static str, kind: Kind) -> Field {
    Field { name, label, kind, optional: false }
}

const fn may(name: &'static str, label: &'static str, kind: Kind) -> Field {
    Field { name, label, kind, optional: true }
}

const ACTIONS: &[&str] = &["allow", "drop", "reject"];

/// The form, in the order of the way in and then out.
pub(crate) const LISTS: &[List] = &[
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
        first: r#"{"name":"node-a","address":"10.0.1.11","healthy":true}"#,
        fields: &[
            field("name", messages::EDITOR_NODES_NAME, Kind::Text),
            field("address", messages::EDITOR_NODES_ADDRESS, Kind::Text),
            field("healthy", messages::EDITOR_NODES_HEALTHY, Kind::Switch),
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
        then: None,
    },
    List {
        at: "/pods",
        title: messages::EDITOR_PODS_TITLE,
        hint: messages::EDITOR_PODS_HINT,
        add: messages::EDITOR_PODS_ADD,
        first: r#"{"namespace":"shop","name":"web-1","address":"10.244.1.21","node":"node-a","labels":{"app":"web"},"ready":true,"port":8080,"serviceTimeUs":12000}"#,
        fields: &[
            field("name", messages::EDITOR_PODS_NAME, Kind::Text),
            field("node", messages::EDITOR_PODS_NODE, Kind::NameOf("/loadBalancer/nodes")),
            field("port", messages::EDITOR_PODS_PORT, Kind::Number),
            field("serviceTimeUs", messages::EDITOR_PODS_SERVICE_TIME_US, Kind::Number),
            field("ready", messages::EDITOR_PODS_READY, Kind::Switch),
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
];

/// The editor's own words. What stands in braces is filled in.
pub(crate) struct Words {
    pub(crate) hint: &'static str,
    pub(crate) load: &'static str,
    pub(crate) save: &'static str,
    pub(crate) reset: &'static str,
    pub(crate) form: &'static str,
    pub(crate) waits: &'static str,
    pub(crate) text: &'static str,
    pub(crate) remove: &'static str,
    /// What is told while it works, by the name that `assets/scenario.js` knows it by.
    pub(crate) told: &'static [(&'static str, &'static str)],
}

pub(crate) const WORDS: Words = Words {
    hint: messages::EDITOR_HINT,
    load: messages::EDITOR_LOAD,
    save: messages::EDITOR_SAVE,
    reset: messages::EDITOR_RESET,
    form: messages::EDITOR_FORM,
    waits: messages::EDITOR_WAITS,
    text: messages::EDITOR_TEXT,
    remove: messages::EDITOR_REMOVE,
    told: &[
        ("data-place", messages::EDITOR_TOLD_PLACE),
        ("data-more", messages::EDITOR_TOLD_MORE),
        ("data-valid", messages::EDITOR_TOLD_VALID),
        ("data-follows", messages::EDITOR_TOLD_FOLLOWS),
        ("data-broken", messages::EDITOR_TOLD_BROKEN),
        ("data-unasked", messages::EDITOR_TOLD_UNASKED),
        ("data-engines", messages::EDITOR_TOLD_ENGINES),
        ("data-missing", messages::EDITOR_TOLD_MISSING),
        ("data-refused", messages::EDITOR_TOLD_REFUSED),
        ("data-large", messages::EDITOR_TOLD_LARGE),
        ("data-encoding", messages::EDITOR_TOLD_ENCODING),
        ("data-unreadable", messages::EDITOR_TOLD_UNREADABLE),
        ("data-loaded", messages::EDITOR_TOLD_LOADED),
        ("data-saved", messages::EDITOR_TOLD_SAVED),
        ("data-copied", messages::EDITOR_TOLD_COPIED),
        ("data-select", messages::EDITOR_TOLD_SELECT),
    ],
};
