//! The words of the scenario's editor, and the fields of its form: names and shapes are those of the scenario's JSON.

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
        title: "Firewall rules",
        hint: "Asked from the top; the first that fits decides. Without sources or ports it fits any.",
        add: "Add a rule",
        first: r#"{"name":"rule","action":"allow","ports":[443]}"#,
        fields: &[
            field("name", "Name", Kind::Text),
            field("action", "Action", Kind::Choice(ACTIONS)),
            may("sources", "Sources", Kind::Texts),
            may("ports", "Ports", Kind::Numbers),
        ],
        then: Some(("/firewall/defaultAction", "Where none fits", ACTIONS)),
    },
    List {
        at: "/loadBalancer/nodes",
        title: "Nodes",
        hint: "A node that is not healthy fails its health check.",
        add: "Add a node",
        first: r#"{"name":"node-a","address":"10.0.1.11","healthy":true}"#,
        fields: &[
            field("name", "Name", Kind::Text),
            field("address", "Address", Kind::Text),
            field("healthy", "Healthy", Kind::Switch),
        ],
        then: None,
    },
    List {
        at: "/reverseProxy/routes",
        title: "Routes",
        hint: "The longest path that fits picks the Service.",
        add: "Add a route",
        first: r#"{"name":"route","host":"site.example","path":"/","pathType":"Prefix","service":"web","port":80}"#,
        fields: &[
            field("name", "Name", Kind::Text),
            field("host", "Host", Kind::Text),
            field("path", "Path", Kind::Text),
            field("pathType", "Path type", Kind::Choice(&["Prefix", "Exact"])),
            field("service", "Service", Kind::NameOf("/services")),
            field("port", "Port", Kind::Number),
        ],
        then: None,
    },
    List {
        at: "/pods",
        title: "Pods",
        hint: "A Service sends requests to pods that are ready.",
        add: "Add a pod",
        first: r#"{"namespace":"shop","name":"web-1","address":"10.244.1.21","node":"node-a","labels":{"app":"web"},"ready":true,"port":8080,"serviceTimeUs":12000}"#,
        fields: &[
            field("name", "Name", Kind::Text),
            field("node", "Node", Kind::NameOf("/loadBalancer/nodes")),
            field("port", "Port", Kind::Number),
            field("serviceTimeUs", "Takes, in µs", Kind::Number),
            field("ready", "Ready", Kind::Switch),
        ],
        then: None,
    },
    List {
        at: "/egressFirewall/allow",
        title: "Egress allow-list",
        hint: "The names that pods may call, and on which ports.",
        add: "Add a name",
        first: r#"{"name":"api","host":"api.payments.example","ports":[443]}"#,
        fields: &[
            field("name", "Name", Kind::Text),
            may("host", "Host", Kind::Text),
            field("ports", "Ports", Kind::Numbers),
        ],
        then: Some(("/egressFirewall/defaultAction", "Any other name", &["drop", "reject"])),
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
    hint: "All that is configured around the cluster, as a form and as JSON. What you change in one changes in the other, and \
           the stage follows; the request on show is sent again.",
    load: "Load a file",
    save: "Save as a file",
    reset: "Back to the built-in",
    form: "Common parts",
    waits: "The form waits until the text is JSON again.",
    text: "The scenario as JSON",
    remove: "Remove",
    told: &[
        ("data-place", "Line {line}, column {column}"),
        ("data-more", "And {count} more."),
        ("data-valid", "Valid: the stage shows it."),
        ("data-follows", "Valid: the stage shows it. The request ends as {outcome}."),
        ("data-broken", "Not valid: the stage keeps the last one that was."),
        ("data-unasked", "Valid, but the request on show can’t be sent in it."),
        ("data-engines", "The engines could not be loaded; check the connection and change the text again."),
        (
            "data-missing",
            "The editor could not be loaded; check the connection, close this and open it again.",
        ),
        ("data-refused", "{file} is not used and all stays as it is:"),
        ("data-large", "it has {bytes} bytes; at most {most} are read"),
        ("data-encoding", "it is not text in UTF-8"),
        ("data-unreadable", "it can’t be read; is it a file?"),
        ("data-loaded", "{file} is loaded."),
        ("data-saved", "Saved as scenario.json."),
        ("data-copied", "This frame may not save files, so the text is copied instead."),
        ("data-select", "This frame may not save files: copy the selected text."),
    ],
};
