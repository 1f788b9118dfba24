//! Every word of the article, as data; the texts themselves stand in `assets/content.json`. The components beside this file
//! only lay them out. Three conventions, which [`super::parts::rich`] follows: text between backticks is code, a name in braces
//! stands for an address of the built-in scenario, and `[nodes](node)` leads to a term of the glossary. A `show` is the fragment
//! of a link that shows it on the stage.

use gauntlet_explain::messages::Template;

use super::confused::CONFUSED;
use super::glossary::GLOSSARY;
use super::ladder::{ANSWER, LADDER};
use crate::messages;

/// A text with addresses to fill in.
const fn filled(text: Template) -> &'static str {
    match text {
        Template::One(text) => text,
        // The article counts nothing but causes.
        Template::Counted { .. } => "",
    }
}

/// A section's place in the page: the id that links point at, and its heading.
pub(crate) struct Section {
    pub(crate) id: &'static str,
    pub(crate) title: &'static str,
    /// The heading's short form, for the table of contents.
    pub(crate) short: &'static str,
}

/// What opens and closes the page.
pub(crate) struct Page {
    pub(crate) name: &'static str,
    pub(crate) title: &'static str,
    pub(crate) standfirst: &'static str,
    pub(crate) skip: &'static str,
    pub(crate) contents: &'static str,
    pub(crate) introduction: &'static str,
    pub(crate) hook: [&'static str; 2],
    pub(crate) readers: [&'static str; 2],
    pub(crate) caption: &'static str,
    pub(crate) still: &'static str,
    pub(crate) unsupported: &'static str,
    pub(crate) not_loaded: &'static str,
    pub(crate) crashed: &'static str,
    pub(crate) fidelity: &'static str,
    pub(crate) footer: &'static [&'static str],
}

/// How a story ends, and with it which shapes of the figure stand beside it.
#[derive(Clone, Copy)]
pub(crate) enum Ending {
    /// The request is answered.
    Answered,
    /// An attack is stopped.
    AttackBlocked,
    /// An ordinary request is stopped.
    RequestBlocked,
}

/// One of the four stories that the figure tells.
pub(crate) struct Story {
    pub(crate) name: &'static str,
    pub(crate) ending: Ending,
    pub(crate) text: &'static str,
    pub(crate) show: &'static str,
}

/// One layer on the way in.
pub(crate) struct Layer {
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
    /// What it is, in about three words.
    pub(crate) summary: &'static str,
    pub(crate) job: &'static str,
    pub(crate) text: &'static str,
    /// What it changes on the packet.
    pub(crate) packet: &'static str,
    pub(crate) show: &'static str,
}

/// A term and what is said of it.
pub(crate) struct Item {
    pub(crate) term: &'static str,
    pub(crate) text: &'static str,
    /// The fragment of a link that shows it, where something does.
    pub(crate) show: Option<&'static str>,
}

/// A table of three columns; the first cell of a row is the row's heading.
pub(crate) struct Table {
    pub(crate) caption: &'static str,
    pub(crate) head: [&'static str; 3],
    pub(crate) rows: &'static [[&'static str; 3]],
    /// What shows each row, where something does.
    pub(crate) shows: &'static [&'static str],
}

pub(crate) const PAGE: Page = Page {
    name: messages::ARTICLE_NAME,
    title: messages::ARTICLE_TITLE,
    standfirst: messages::ARTICLE_STANDFIRST,
    skip: messages::ARTICLE_SKIP,
    contents: messages::ARTICLE_CONTENTS,
    introduction: messages::ARTICLE_INTRODUCTION,
    hook: [messages::ARTICLE_HOOK_TEXT, messages::ARTICLE_HOOK_PROMISE],
    readers: [messages::ARTICLE_READERS_TITLE, messages::ARTICLE_READERS_TEXT],
    caption: messages::ARTICLE_CAPTION,
    still: messages::ARTICLE_STILL,
    unsupported: messages::ARTICLE_UNSUPPORTED,
    not_loaded: messages::ARTICLE_NOT_LOADED,
    crashed: messages::ARTICLE_CRASHED,
    fidelity: messages::ARTICLE_FIDELITY,
    footer: messages::ARTICLE_FOOTER,
};

pub(crate) const FRAME: Section =
    Section { id: "frame", title: messages::ARTICLE_FRAME_TITLE, short: messages::ARTICLE_FRAME_SHORT };

pub(crate) const FRAME_TEXT: &[&str] = messages::ARTICLE_FRAME_TEXT;

pub(crate) const STORIES_TITLE: &str = messages::ARTICLE_STORIES_TITLE;
pub(crate) const STORIES_TEXT: &str = messages::ARTICLE_STORIES_TEXT;

pub(crate) const STORIES: &[Story] = &[
    Story {
        name: messages::ARTICLE_STORIES_INGRESS_NAME,
        ending: Ending::Answered,
        text: messages::ARTICLE_STORIES_INGRESS_TEXT,
        show: "blocked=0",
    },
    Story {
        name: messages::ARTICLE_STORIES_INGRESS_BLOCKED_NAME,
        ending: Ending::AttackBlocked,
        text: messages::ARTICLE_STORIES_INGRESS_BLOCKED_TEXT,
        show: "blocked=1",
    },
    Story {
        name: messages::ARTICLE_STORIES_EGRESS_NAME,
        ending: Ending::Answered,
        text: messages::ARTICLE_STORIES_EGRESS_TEXT,
        show: "direction=egress",
    },
    Story {
        name: messages::ARTICLE_STORIES_EGRESS_BLOCKED_NAME,
        ending: Ending::RequestBlocked,
        text: messages::ARTICLE_STORIES_EGRESS_BLOCKED_TEXT,
        show: "direction=egress&blocked=1",
    },
];

pub(crate) const INBOUND: Section =
    Section { id: "inbound", title: messages::ARTICLE_INBOUND_TITLE, short: messages::ARTICLE_INBOUND_SHORT };

pub(crate) const INBOUND_TEXT: &str = messages::ARTICLE_INBOUND_TEXT;

pub(crate) const PACKET_LABEL: &str = messages::ARTICLE_INBOUND_PACKET;

pub(crate) const SOURCE: Layer = Layer {
    id: "layer-internet",
    name: messages::ARTICLE_INBOUND_INTERNET_NAME,
    summary: messages::ARTICLE_INBOUND_INTERNET_GIST,
    job: messages::ARTICLE_INBOUND_INTERNET_JOB,
    text: messages::ARTICLE_INBOUND_INTERNET_TEXT,
    packet: filled(messages::ARTICLE_INBOUND_INTERNET_PACKET),
    show: "blocked=0&at=internet",
};

pub(crate) const LAYERS: &[Layer] = &[
    Layer {
        id: "layer-firewall",
        name: messages::ARTICLE_INBOUND_FIREWALL_NAME,
        summary: messages::ARTICLE_INBOUND_FIREWALL_GIST,
        job: messages::ARTICLE_INBOUND_FIREWALL_JOB,
        text: messages::ARTICLE_INBOUND_FIREWALL_TEXT,
        packet: messages::ARTICLE_INBOUND_FIREWALL_PACKET,
        show: "blocked=1&at=waf",
    },
    Layer {
        id: "layer-load-balancer",
        name: messages::ARTICLE_INBOUND_LOAD_BALANCER_NAME,
        summary: messages::ARTICLE_INBOUND_LOAD_BALANCER_GIST,
        job: messages::ARTICLE_INBOUND_LOAD_BALANCER_JOB,
        text: messages::ARTICLE_INBOUND_LOAD_BALANCER_TEXT,
        packet: messages::ARTICLE_INBOUND_LOAD_BALANCER_PACKET,
        show: "blocked=0&at=load-balancer",
    },
    Layer {
        id: "layer-reverse-proxy",
        name: messages::ARTICLE_INBOUND_REVERSE_PROXY_NAME,
        summary: messages::ARTICLE_INBOUND_REVERSE_PROXY_GIST,
        job: messages::ARTICLE_INBOUND_REVERSE_PROXY_JOB,
        text: messages::ARTICLE_INBOUND_REVERSE_PROXY_TEXT,
        packet: messages::ARTICLE_INBOUND_REVERSE_PROXY_PACKET,
        show: "blocked=0&at=reverse-proxy",
    },
    Layer {
        id: "layer-service",
        name: messages::ARTICLE_INBOUND_SERVICE_NAME,
        summary: messages::ARTICLE_INBOUND_SERVICE_GIST,
        job: messages::ARTICLE_INBOUND_SERVICE_JOB,
        text: messages::ARTICLE_INBOUND_SERVICE_TEXT,
        packet: messages::ARTICLE_INBOUND_SERVICE_PACKET,
        show: "blocked=0&at=service",
    },
    Layer {
        id: "layer-pod",
        name: messages::ARTICLE_INBOUND_POD_NAME,
        summary: messages::ARTICLE_INBOUND_POD_GIST,
        job: messages::ARTICLE_INBOUND_POD_JOB,
        text: messages::ARTICLE_INBOUND_POD_TEXT,
        packet: messages::ARTICLE_INBOUND_POD_PACKET,
        show: "blocked=0&at=pod",
    },
];

pub(crate) const WHY: Section =
    Section { id: "why-so-many", title: messages::ARTICLE_WHY_TITLE, short: messages::ARTICLE_WHY_SHORT };

pub(crate) const WHY_TEXT: &[&str] = messages::ARTICLE_WHY_TEXT;

pub(crate) const WHY_TABLE: Table = Table {
    caption: messages::ARTICLE_WHY_TABLE_CAPTION,
    head: [
        messages::ARTICLE_WHY_TABLE_LAYER,
        messages::ARTICLE_WHY_TABLE_JOB,
        messages::ARTICLE_WHY_TABLE_MISSING,
    ],
    rows: &[
        [
            messages::ARTICLE_WHY_TABLE_FIREWALL_NAME,
            messages::ARTICLE_WHY_TABLE_FIREWALL_JOB,
            messages::ARTICLE_WHY_TABLE_FIREWALL_MISSING,
        ],
        [
            messages::ARTICLE_WHY_TABLE_LOAD_BALANCER_NAME,
            messages::ARTICLE_WHY_TABLE_LOAD_BALANCER_JOB,
            messages::ARTICLE_WHY_TABLE_LOAD_BALANCER_MISSING,
        ],
        [
            messages::ARTICLE_WHY_TABLE_REVERSE_PROXY_NAME,
            messages::ARTICLE_WHY_TABLE_REVERSE_PROXY_JOB,
            messages::ARTICLE_WHY_TABLE_REVERSE_PROXY_MISSING,
        ],
        [
            messages::ARTICLE_WHY_TABLE_SERVICE_NAME,
            messages::ARTICLE_WHY_TABLE_SERVICE_JOB,
            messages::ARTICLE_WHY_TABLE_SERVICE_MISSING,
        ],
    ],
    shows: &["request=unread-attack", "request=unnoticed-node", "request=wrong-path", "request=dead-pods"],
};

pub(crate) const OUTBOUND: Section = Section {
    id: "outbound",
    title: messages::ARTICLE_OUTBOUND_TITLE,
    short: messages::ARTICLE_OUTBOUND_SHORT,
};

pub(crate) const OUTBOUND_TEXT: &str = messages::ARTICLE_OUTBOUND_TEXT;

pub(crate) const OUTBOUND_PATH: &[Item] = &[
    Item {
        term: messages::ARTICLE_OUTBOUND_POD_NAME,
        text: messages::ARTICLE_OUTBOUND_POD_TEXT,
        show: Some("direction=egress&at=pod"),
    },
    Item {
        term: messages::ARTICLE_OUTBOUND_CLUSTER_NAME,
        text: messages::ARTICLE_OUTBOUND_CLUSTER_TEXT,
        show: Some("direction=egress&at=network-policy"),
    },
    Item {
        term: messages::ARTICLE_OUTBOUND_NAT_GATEWAY_NAME,
        text: filled(messages::ARTICLE_OUTBOUND_NAT_GATEWAY_TEXT),
        show: Some("direction=egress&at=nat-gateway"),
    },
    Item {
        term: messages::ARTICLE_OUTBOUND_EGRESS_FIREWALL_NAME,
        text: messages::ARTICLE_OUTBOUND_EGRESS_FIREWALL_TEXT,
        show: Some("direction=egress&blocked=1&at=egress-firewall"),
    },
    Item {
        term: messages::ARTICLE_OUTBOUND_INTERNET_NAME,
        text: messages::ARTICLE_OUTBOUND_INTERNET_TEXT,
        show: Some("direction=egress&at=internet"),
    },
];

pub(crate) const OUTBOUND_POINTS_TITLE: &str = messages::ARTICLE_OUTBOUND_POINTS_TITLE;

pub(crate) const OUTBOUND_POINTS: &[Item] = &[
    Item {
        term: messages::ARTICLE_OUTBOUND_POINTS_ADDRESS_NAME,
        text: messages::ARTICLE_OUTBOUND_POINTS_ADDRESS_TEXT,
        show: Some("request=unknown-caller"),
    },
    Item {
        term: messages::ARTICLE_OUTBOUND_POINTS_ALLOW_LIST_NAME,
        text: messages::ARTICLE_OUTBOUND_POINTS_ALLOW_LIST_TEXT,
        show: Some("request=unapproved-host"),
    },
    Item {
        term: messages::ARTICLE_OUTBOUND_POINTS_MISTAKES_NAME,
        text: messages::ARTICLE_OUTBOUND_POINTS_MISTAKES_TEXT,
        show: Some("request=mistyped-host"),
    },
];

pub(crate) const OUTBOUND_MODEL: &str = messages::ARTICLE_OUTBOUND_MODEL;

pub(crate) const OUTBOUND_TIP: &str = messages::ARTICLE_OUTBOUND_TIP;

pub(crate) const OUTBOUND_END: &str = messages::ARTICLE_OUTBOUND_END;

pub(crate) const DECODER: Section =
    Section { id: "decoder", title: messages::ARTICLE_DECODER_TITLE, short: messages::ARTICLE_DECODER_SHORT };

pub(crate) const DECODER_TEXT: &str = messages::ARTICLE_DECODER_TEXT;

pub(crate) const DECODER_WAYS: [&str; 2] =
    [messages::ARTICLE_DECODER_INGRESS, messages::ARTICLE_DECODER_EGRESS];

pub(crate) const TAKE_AWAY: Section = Section {
    id: "take-away",
    title: messages::ARTICLE_TAKE_AWAY_TITLE,
    short: messages::ARTICLE_TAKE_AWAY_SHORT,
};

pub(crate) const TAKE_AWAY_ITEMS: &[&str] = messages::ARTICLE_TAKE_AWAY_ITEMS;

pub(crate) const PRACTICE: Section = Section {
    id: "practice",
    title: messages::ARTICLE_PRACTICE_TITLE,
    short: messages::ARTICLE_PRACTICE_SHORT,
};

pub(crate) const PRACTICE_ITEMS: &[Item] = &[
    Item {
        term: messages::ARTICLE_PRACTICE_QUERY_NAME,
        text: messages::ARTICLE_PRACTICE_QUERY_TEXT,
        show: None,
    },
    Item {
        term: messages::ARTICLE_PRACTICE_TRACE_NAME,
        text: messages::ARTICLE_PRACTICE_TRACE_TEXT,
        show: None,
    },
    Item {
        term: messages::ARTICLE_PRACTICE_SERVICE_NAME,
        text: messages::ARTICLE_PRACTICE_SERVICE_TEXT,
        show: None,
    },
    Item {
        term: messages::ARTICLE_PRACTICE_SERVER_NAME,
        text: messages::ARTICLE_PRACTICE_SERVER_TEXT,
        show: None,
    },
    Item {
        term: messages::ARTICLE_PRACTICE_ADDRESS_NAME,
        text: messages::ARTICLE_PRACTICE_ADDRESS_TEXT,
        show: None,
    },
];

/// The sections in reading order, as the table of contents lists them.
pub(crate) const SECTIONS: &[Section] =
    &[FRAME, INBOUND, WHY, OUTBOUND, CONFUSED, LADDER, DECODER, ANSWER, TAKE_AWAY, PRACTICE, GLOSSARY];
