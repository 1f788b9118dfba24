//! The sentences behind [`crate::reason::Reason`] keys: one table, so that no sentence is written in an engine.
//!
//! A template's `{rule}`, `{field}`, `{value}` and `{expected}` are filled from the reason. An engine can name only a
//! constant of [`key`], and every constant has its sentence.

use crate::journey::{ClientSees, Direction};
use crate::layer::Layer;
use crate::reason::Reason;

macro_rules! words {
    ($($name:ident $key:literal $template:literal)*) => {
        /// The keys that reasons use.
        pub mod key {
            $(#[doc = $template] pub const $name: &str = $key;)*
        }

        /// Key and template of every sentence.
        pub const TABLE: &[(&str, &str)] = &[$(($key, $template)),*];
    };
}

words! {
    INTERNET_SENDS "internet.sends" "A client at {value} sends {expected}."
    INTERNET_RECEIVES "internet.receives" "The client has its answer: {value}."

    FIREWALL_ALLOWED "firewall.allowed" "Rule {rule} allows {expected} from {value}."
    FIREWALL_ALLOWED_BY_DEFAULT "firewall.allowed_by_default" "No rule matches {expected} from {value}, and the default is to allow."
    FIREWALL_DENIED "firewall.denied" "Rule {rule} {expected} the packet: its {field} is {value}."
    FIREWALL_DENIED_BY_DEFAULT "firewall.denied_by_default" "No rule matches the packet to port {value}, so the default {expected} it."
    NEAREST "nearest" "The nearest, {rule}, does not fit: {field} is {value}, and it wants {expected}."
    FIX_FIREWALL_RULE "fix.firewall.rule" "Take {value} out of rule {rule}, or put a rule that allows it above."
    FIX_FIREWALL_WIDEN "fix.firewall.widen" "Add {value} to the {field} of rule {rule}."
    FIX_FIREWALL_ADD "fix.firewall.add" "Add a rule that allows port {value}."

    WAF_OFF "waf.off" "The WAF is switched off and reads nothing."
    WAF_BLIND "waf.blind" "The request is encrypted and the WAF passes TLS through unread, so it cannot see an attack."
    WAF_NO_CERTIFICATE "waf.no_certificate" "The WAF holds no certificate for {value}, so it passes the TLS on unread."
    WAF_OPENED "waf.opened" "The WAF holds the certificate: it decrypts the request, reads {value}, and encrypts it again."
    WAF_PLAIN "waf.plain" "The request is not encrypted; the WAF reads {value}."
    WAF_SCORE "waf.score" "The rules that matched add up to a score of {value}; the WAF acts at {expected}."
    WAF_BELOW "waf.below" "Rule {rule} matched {field}, but the score stays below the threshold."
    WAF_MATCHED "waf.matched" "Rule {rule} matched: {field} holds {value}, which has {expected}."
    WAF_DETECTED "waf.detected" "Rule {rule} matched {field} ({value}), and is only noted: the WAF is in detect mode."
    WAF_BODY "waf.body" "The body has {value} bytes and the WAF reads at most {expected}."
    FIX_WAF "fix.waf" "Send {field} without {expected}. If {value} is harmless for this app, switch off the family of rule {rule}."
    FIX_WAF_BODY "fix.waf.body" "Send a smaller body, or raise maxBodyBytes to {value}."

    BALANCER_CHOSE "load_balancer.chose" "The balancer sends the connection to {rule} ({value}; healthy: {expected})."
    BALANCER_SKIPPED "load_balancer.skipped" "It skips {value}, which fails its health check."
    BALANCER_NO_LISTENER "load_balancer.no_listener" "Nothing listens on port {value} of the balancer; it listens on {expected}."
    BALANCER_NO_NODE "load_balancer.no_node" "No node passes its health check (tried {value}), so the edge answers 503 itself."
    BALANCER_NO_NODE_L4 "load_balancer.no_node_l4" "No node passes its health check (tried {value}); the balancer cannot write into TLS, so it resets the connection."
    BALANCER_REPLY "load_balancer.reply" "The balancer knows the connection and puts its own address {value} back as the sender."
    FIX_BALANCER_LISTENER "fix.load_balancer.listener" "Add a listener for port {value}, or send to a port that has one."
    FIX_BALANCER_NODE "fix.load_balancer.node" "Bring a node back to health, such as {value}."

    PROXY_TLS_ENDED "reverse_proxy.tls_ended" "The proxy ends TLS: its certificate for {expected} covers {value}."
    PROXY_NO_CERTIFICATE "reverse_proxy.no_certificate" "The proxy has no certificate for {value}; it holds {expected}. The TLS handshake fails."
    PROXY_ROUTED "reverse_proxy.routed" "Route {rule} ({expected}) is the best match for {value}."
    PROXY_UPSTREAM "reverse_proxy.upstream" "It opens a connection of its own to the Service, {value}."
    PROXY_NO_ROUTE "reverse_proxy.no_route" "No route matches {value}, so the proxy answers 404."
    PROXY_BODY "reverse_proxy.body" "The body has {value} bytes and the proxy takes at most {expected}, so it answers 413."
    PROXY_GAVE_UP "reverse_proxy.gave_up" "Nothing came back from behind it (stopped at {value}), so the proxy gives up and answers {expected}."
    PROXY_NO_ENDPOINTS "reverse_proxy.no_endpoints" "The {value} behind it has no endpoint for the connection, so the proxy answers {expected}. The cause is there, not here."
    PROXY_REFUSED "reverse_proxy.refused" "The {value} behind it refused the connection, so the proxy answers {expected}. The cause is there, not here."
    PROXY_REPLY "reverse_proxy.reply" "The proxy passes the response on over the client's own connection."
    PROXY_REPLY_TLS "reverse_proxy.reply_tls" "The proxy passes the response on over the client's own connection, encrypted again."
    FIX_PROXY_CERTIFICATE "fix.reverse_proxy.certificate" "Add {value} to the certificate's names."
    FIX_PROXY_BODY "fix.reverse_proxy.body" "Send a smaller body, or raise the proxy's maxBodyBytes to {value}."
    FIX_PROXY_ROUTE "fix.reverse_proxy.route" "Add a route for {value}, or ask for a path that has one."

    SERVICE_CHOSE "service.chose" "Service {rule} stands for its ready pods {expected}; this connection goes to {value}."
    SERVICE_LEFT_OUT "service.left_out" "Not ready, so left out: {value}."
    SERVICE_NOT_FOUND "service.not_found" "There is no Service {value}; there are {expected}."
    SERVICE_PORT "service.port" "Service {rule} does not expose port {value}; it exposes {expected}."
    SERVICE_NONE_READY "service.none_ready" "Service {rule} has no ready pod: {value} would match, but none passes its readiness probe."
    SERVICE_NONE_SELECTED "service.none_selected" "Service {rule} selects no pod: none carries {value}."
    SERVICE_REPLY "service.reply" "The node's connection table turns the pod's address back into the Service's, {value}."
    FIX_SERVICE_CREATE "fix.service.create" "Create the Service {value}, or point the route at one that exists."
    FIX_SERVICE_PORT "fix.service.port" "Add port {value} to Service {rule}, or point the route at a port it has."
    FIX_SERVICE_READY "fix.service.ready" "Make a pod of Service {rule} ready, such as {value}."
    FIX_SERVICE_SELECTOR "fix.service.selector" "Give the pods the labels {value}, or correct the selector of Service {rule}."

    POLICY_OPEN "network_policy.open" "No policy closes the {field} of {value}, so everything passes."
    POLICY_ALLOWED "network_policy.allowed" "Policy {rule} opens the {field} of {expected} for {value}."
    POLICY_NOT_A_POD "network_policy.not_a_pod" "No pod is at {value}, so no policy applies."
    POLICY_DENIED "network_policy.denied" "The {field} of {expected} is closed by {rule}, and nothing opens it for {value}. The packet is dropped in silence."
    POLICY_REPLY "network_policy.reply" "Replies to a connection that was let through always pass."
    FIX_POLICY "fix.network_policy" "Add to policy {rule} an {field} rule for {value}."

    POD_CALLS "pod.calls" "Pod {rule} calls {value}."
    POD_ANSWERED "pod.answered" "Pod {rule} works for {expected} and answers {value}."
    POD_NOT_LISTENING "pod.not_listening" "Nothing listens on port {value} of pod {rule}; its container listens on {expected}."
    POD_TOO_SLOW "pod.too_slow" "Pod {rule} needs {value} for the request; the proxy waits {expected} at most."
    POD_CRASHED "pod.crashed" "Pod {rule} takes the connection and crashes on the request, so the connection is reset."
    POD_OVERLOADED "pod.overloaded" "Pod {rule} works on {value} requests already and takes {expected} at once, so it answers 503 itself."
    POD_RECEIVES "pod.receives" "The pod has its answer: {value}."
    FIX_POD_CRASHED "fix.pod.crashed" "Read what {value} wrote before it died (kubectl logs --previous), and mend that."
    FIX_POD_OVERLOADED "fix.pod.overloaded" "Add pods, or let {value} take more than {expected} requests at once."
    FIX_POD_PORT "fix.pod.port" "Set the Service's targetPort to {value}, or let the container listen on the Service's."
    FIX_POD_SLOW "fix.pod.slow" "Make {value} answer within {expected}."

    DNS_RESOLVED "dns.resolved" "The name {value} has the address {expected}."
    DNS_NOT_ASKED "dns.not_asked" "{value} is an address already; no name to look up."
    DNS_NO_SUCH_NAME "dns.no_such_name" "No name server knows {value}, so there is no address to connect to."
    DNS_NEAREST "dns.nearest" "The nearest name that exists is {expected}."
    FIX_DNS "fix.dns" "Correct {value}, perhaps to {expected}, or create a record for it."

    NAT_MAPPED "nat_gateway.mapped" "The gateway rewrites the source {value} to {expected}, the one public address that all pods share."
    NAT_PORTS "nat_gateway.ports" "This is connection {value} to that destination; ports {expected} are there to tell them apart."
    NAT_EXHAUSTED "nat_gateway.exhausted" "Every port of {expected} is taken by connections to {value}, so there is no free one to map this to."
    NAT_NO_ROUTE "nat_gateway.no_route" "The pods' network has no default route to the gateway, so the packet to {value} is dropped."
    NAT_REPLY "nat_gateway.reply" "The gateway finds port {value} in its table and rewrites the destination back to {expected}."
    FIX_NAT_ROUTE "fix.nat_gateway.route" "Add a default route to the gateway at {value} to the route table of the pods' network."
    FIX_NAT "fix.nat_gateway" "Reuse connections, or give the gateway more ports or another address: {value} are in use."

    EGRESS_APPROVED "egress_firewall.approved" "Rule {rule} approves {expected}; the packet asks for {value}."
    EGRESS_SEES "egress_firewall.sees" "It sees {value} as the sender, never which pod."
    EGRESS_NO_NAME "egress_firewall.no_name" "The packet to {value} carries no name to judge it by, so the firewall {expected} it and logs it."
    EGRESS_DENIED "egress_firewall.denied" "{value} is not on the list of approved destinations, so the firewall {expected} the packet and logs it."
    EGRESS_DENIED_PORT "egress_firewall.denied_port" "The name is approved, but not on port {value}, so the firewall {expected} the packet and logs it."
    FIX_EGRESS_ADD "fix.egress_firewall.add" "If the call is wanted, add {value} to the approved destinations."
    FIX_EGRESS_USE_NAME "fix.egress_firewall.use_name" "Call the API by its name rather than by its address {value}."

    EXTERNAL_ANSWERED "external.answered" "{rule} works for {expected} and answers {value}."
    EXTERNAL_KNOWS "external.knows" "It accepts callers from {expected}, and {value} is one of them: the one address it had to allow."
    EXTERNAL_DENIED "external.denied" "{rule} accepts callers from {expected} only; this call comes from {value}."
    EXTERNAL_UNREACHABLE "external.unreachable" "Nothing answers at {value}."
    EXTERNAL_TOO_SLOW "external.too_slow" "{rule} needs {value}; the caller waits {expected} at most."
    FIX_EXTERNAL "fix.external" "Check that an API runs at {value} and that its address is current."
    FIX_EXTERNAL_ALLOW "fix.external.allow" "Ask {rule} to add {value} to its allow-list."

    REPLY_KNOWN "reply.known" "It is a reply to a connection that was let through, so it passes."
    REPLY_SEALED "reply.sealed" "The edge closes the response in the client's own TLS again."
    REPLY_UNREAD "reply.unread" "The response passes unread."
}

/// The template of a key.
#[must_use]
pub fn template(key: &str) -> Option<&'static str> {
    TABLE.iter().find(|(known, _)| *known == key).map(|(_, template)| *template)
}

/// Fills the template of a reason's key with its values.
#[must_use]
pub fn say(reason: &Reason) -> String {
    let mut rest = template(reason.key).unwrap_or(reason.key);
    let mut out = String::new();
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        out.push_str(before);
        out.push_str(value(reason, name).unwrap_or("?"));
        rest = after;
    }
    out.push_str(rest);
    out
}

/// The value behind a placeholder.
#[must_use]
pub fn value<'a>(reason: &'a Reason, placeholder: &str) -> Option<&'a str> {
    match placeholder {
        "rule" => reason.rule.as_deref(),
        "field" => reason.field.as_deref(),
        "value" => reason.value.as_deref(),
        "expected" => reason.expected.as_deref(),
        _ => None,
    }
}

/// What the caller observes, as a sentence.
#[must_use]
pub fn client_sees(client: &ClientSees, direction: Direction) -> String {
    let who = match direction {
        Direction::Ingress => "The client",
        Direction::Egress => "The pod",
    };
    match client {
        ClientSees::HttpStatus { status, from } => {
            format!("{who} sees HTTP {status}, written by {}.", layer(*from))
        }
        ClientSees::Timeout { after_us } => format!(
            "{who} sees nothing at all: no refusal, no error, only a time-out after {} s.",
            after_us.get() / 1_000_000
        ),
        ClientSees::Refused => format!("{who} sees “connection refused”, at once."),
        ClientSees::Reset => format!("{who} sees the connection reset."),
        ClientSees::TlsFailure { alert } => format!("{who} sees the TLS handshake fail: {alert}."),
        ClientSees::NameNotResolved => format!("{who} sees that the name does not resolve."),
    }
}

/// A layer's name in running text.
#[must_use]
pub const fn layer(layer: Layer) -> &'static str {
    match layer {
        Layer::Internet => "the internet",
        Layer::Firewall => "the network firewall",
        Layer::Waf => "the WAF",
        Layer::LoadBalancer => "the load balancer",
        Layer::ReverseProxy => "the reverse proxy",
        Layer::Service => "the Service",
        Layer::NetworkPolicy => "the NetworkPolicy",
        Layer::Pod => "the pod",
        Layer::Dns => "DNS",
        Layer::NatGateway => "the NAT gateway",
        Layer::EgressFirewall => "the egress firewall",
        Layer::External => "the external API",
    }
}
