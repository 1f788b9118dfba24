//! The words that the article explains, once more in one place.

use leptos::prelude::*;

use super::entries::Section as Words;
use super::parts::{Section, rich, show};
use crate::messages;

pub(crate) const GLOSSARY: Words = Words {
    id: "glossary",
    title: messages::ARTICLE_GLOSSARY_TITLE,
    short: messages::ARTICLE_GLOSSARY_SHORT,
};

macro_rules! terms {
    ($($id:literal $name:ident $text:ident $show:literal;)+) => {
        /// Id, name, text, and what shows it, where something does.
        pub(crate) const TERMS: &[[&str; 4]] = &[$([$id, messages::$name, messages::$text, $show]),+];
    };
}

terms! {
    "node" ARTICLE_GLOSSARY_NODE_NAME ARTICLE_GLOSSARY_NODE_TEXT "blocked=0&at=load-balancer";
    "pod" ARTICLE_GLOSSARY_POD_NAME ARTICLE_GLOSSARY_POD_TEXT "blocked=0&at=pod";
    "tls" ARTICLE_GLOSSARY_TLS_NAME ARTICLE_GLOSSARY_TLS_TEXT "blocked=0&at=reverse-proxy";
    "handshake" ARTICLE_GLOSSARY_HANDSHAKE_NAME ARTICLE_GLOSSARY_HANDSHAKE_TEXT "request=expired-certificate";
    "alert" ARTICLE_GLOSSARY_ALERT_NAME ARTICLE_GLOSSARY_ALERT_TEXT "request=old-tls";
    "sni" ARTICLE_GLOSSARY_SNI_NAME ARTICLE_GLOSSARY_SNI_TEXT "direction=egress&at=egress-firewall";
    "l4-l7" ARTICLE_GLOSSARY_L4_L7_NAME ARTICLE_GLOSSARY_L4_L7_TEXT "";
    "waf" ARTICLE_GLOSSARY_WAF_NAME ARTICLE_GLOSSARY_WAF_TEXT "blocked=0&at=waf";
    "sql-injection" ARTICLE_GLOSSARY_SQL_INJECTION_NAME ARTICLE_GLOSSARY_SQL_INJECTION_TEXT "blocked=1";
    "nat" ARTICLE_GLOSSARY_NAT_NAME ARTICLE_GLOSSARY_NAT_TEXT "direction=egress&at=nat-gateway";
    "readiness" ARTICLE_GLOSSARY_READINESS_NAME ARTICLE_GLOSSARY_READINESS_TEXT "request=dead-pods";
    "endpoint" ARTICLE_GLOSSARY_ENDPOINT_NAME ARTICLE_GLOSSARY_ENDPOINT_TEXT "blocked=0&at=service";
    "target-port" ARTICLE_GLOSSARY_TARGET_PORT_NAME ARTICLE_GLOSSARY_TARGET_PORT_TEXT "";
    "network-policy" ARTICLE_GLOSSARY_NETWORK_POLICY_NAME ARTICLE_GLOSSARY_NETWORK_POLICY_TEXT "blocked=0&at=network-policy";
}

/// The glossary.
#[component]
pub(crate) fn Glossary() -> impl IntoView {
    let term = |[id, name, text, shown]: &[&'static str; 4]| {
        view! {
            <div id=format!("term-{id}")>
                <dt>
                    <dfn>{*name}</dfn>
                </dt>
                <dd>{rich(text)} " " {(!shown.is_empty()).then(|| show(shown))}</dd>
            </div>
        }
    };
    view! {
        <Section words=GLOSSARY><dl class="glossary">{TERMS.iter().map(term).collect_view()}</dl></Section>
    }
}
