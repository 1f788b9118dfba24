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
    FIX_FIREWALL_RULE "fix.firewall.rule" "Put a rule that allows {value} above rule {rule}."
    FIX_FIREWALL_WIDEN "fix.firewall.widen" "Widen rule {rule} by {value}."
    FIX_FIREWALL_ADD "fix.firewall.add" "Add a rule that allows port {value}."

    WAF_OFF "waf.off" "The WAF is switched off and reads nothing."
    WAF_BLIND "waf.blind" "The request is encrypted and the WAF passes TLS through unread, so it cannot see an attack."
    WAF_NO_CERTIFICATE "waf.no_certificate" "The WAF cannot complete this handshake for {value}, so it passes the TLS on unread."
    WAF_OPENED "waf.opened" "The WAF holds the certificate: it decrypts the request, reads {value}, and encrypts it again."
    WAF_PLAIN "waf.plain" "The request is not encrypted; the WAF reads {value}."
    WAF_SCORE "waf.score" "The rules that matched add up to a score of {value}; the WAF acts at {expected}."
    WAF_BELOW "waf.below" "Rule {rule} matched {field}, but the score stays below the threshold."
    WAF_MATCHED "waf.matched" "Rule {rule} matched: {field} holds {value}, which has {expected}."
    WAF_DETECTED "waf.detected" "Rule {rule} matched {field} ({value}), and is only noted: the WAF is in detect mode."
    WAF_BODY "waf.body" "The body has {value} bytes and the WAF reads at most {expected}."
    FIX_WAF "fix.waf" "Send {field} without {expected}. If {value} is harmless for this app, switch off the family of rule {rule}."
    FIX_WAF_OWN "fix.waf.own" "If {value} is harmless for this app, take rule {rule} out; or send {field} without {expected}."
    FIX_WAF_BODY "fix.waf.body" "Send a smaller body, or raise maxBodyBytes to {value}."

    BALANCER_CHOSE "load_balancer.chose" "The balancer sends the connection to {rule} ({value}; it has {expected})."
    BALANCER_CHOSE_REQUEST "load_balancer.chose_request" "The balancer sends the request to {rule} ({value}; it has {expected})."
    BALANCER_FAIL_OPEN "load_balancer.fail_open" "No node passes its health check, and the balancer is set to fail open: it uses them all rather than none."
    BALANCER_BACK "load_balancer.back" "{rule} was out and has passed {value} checks in a row since, enough to take part again."
    BALANCER_NOT_YET "load_balancer.not_yet" "{rule} has passed {value} checks since it came back, too few to count as healthy."
    BALANCER_NODE_DOWN "load_balancer.node_down" "{rule} went down {value} ago: the connection to it times out, so the balancer answers 504."
    BALANCER_NODE_DOWN_L4 "load_balancer.node_down_l4" "{rule} went down {value} ago: the connection is passed on and nobody answers."
    BALANCER_NOT_NOTICED "load_balancer.not_noticed" "The balancer has not noticed yet: {value} checks in a row have failed, and one runs every {expected}."
    FIX_BALANCER_NODE_DOWN "fix.load_balancer.node_down" "Bring {value} back. To lose fewer requests next time, check more often or take a node out after fewer failures."
    BALANCER_SKIPPED "load_balancer.skipped" "It skips {value}, which fails its health check."
    BALANCER_NO_LISTENER "load_balancer.no_listener" "Nothing listens on port {value} of the balancer; it listens on {expected}."
    BALANCER_NO_NODE "load_balancer.no_node" "No node passes its health check (tried {value}), so the edge answers 503 itself."
    BALANCER_NO_NODE_L4 "load_balancer.no_node_l4" "No node passes its health check (tried {value}); the balancer cannot write into TLS, so it resets the connection."
    BALANCER_REPLY "load_balancer.reply" "The balancer knows the connection and puts its own address {value} back as the sender."
    FIX_BALANCER_LISTENER "fix.load_balancer.listener" "Add a listener for port {value}, or send to a port that has one."
    FIX_BALANCER_NODE "fix.load_balancer.node" "Bring a node back to health, such as {value}."

    PROXY_TLS_ENDED "reverse_proxy.tls_ended" "The proxy ends TLS: its certificate for {expected} covers {value}."
    PROXY_TLS_VERSION "reverse_proxy.tls_version" "The client speaks TLS {value} at most; the proxy wants at least {expected}, so the handshake fails."
    PROXY_EXPIRED "reverse_proxy.expired" "The certificate was valid until {value} and today is {expected}, so the client breaks the handshake off."
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
    FIX_PROXY_TLS_VERSION "fix.reverse_proxy.tls_version" "Let the client speak TLS {expected}. Letting the proxy take {value} would weaken it for everybody."
    FIX_PROXY_EXPIRED "fix.reverse_proxy.expired" "Renew the certificate, so that it is valid beyond {value}."
    FIX_PROXY_USE_NAME "fix.reverse_proxy.use_name" "Ask by name, such as {value}, rather than by address."
    FIX_PROXY_CERTIFICATE "fix.reverse_proxy.certificate" "Add {value} to the certificate's names."
    FIX_PROXY_BODY "fix.reverse_proxy.body" "Send a smaller body, or raise the proxy's maxBodyBytes to {value}."
    FIX_PROXY_ROUTE "fix.reverse_proxy.route" "If it should exist, add a route for {value}, such as one to Service {expected}."

    GATEWAY_KNOWS "api_gateway.knows" "The key in {field} belongs to {rule}; the gateway takes it out and passes the caller's name on."
    GATEWAY_RATE "api_gateway.rate" "{rule} may send {value} more at once, of {expected}."
    GATEWAY_NO_KEY "api_gateway.no_key" "The request has no {value} header, so the gateway does not know who calls and answers 401."
    GATEWAY_WRONG_KEY "api_gateway.wrong_key" "The key in {value} belongs to nobody the gateway knows, so it answers 401."
    GATEWAY_FORBIDDEN "api_gateway.forbidden" "The gateway knows {rule}, but lets it ask for {expected} only, not {value}, so it answers 403."
    GATEWAY_LIMITED "api_gateway.limited" "{rule} has used up its {value} requests; the next may come in {expected}. The gateway answers 429."
    FIX_GATEWAY_KEY "fix.api_gateway.key" "Send a key that the gateway knows in {value}, such as that of {expected}."
    FIX_GATEWAY_PATH "fix.api_gateway.path" "Let {rule} ask for {value} as well."
    FIX_GATEWAY_RATE "fix.api_gateway.rate" "Let {rule} send more slowly, or raise the burst to {value}."

    SERVICE_CHOSE "service.chose" "Service {rule} stands for its ready pods {expected}; this connection goes to {value}."
    SERVICE_HEADLESS "service.headless" "Service {rule} is headless: its name leads to its ready pods themselves, {expected}; this connection goes to {value}."
    SERVICE_HEADLESS_PORT "service.headless_port" "With no address of its own it translates no port either: {value} stays {value}, although its targetPort is {expected}."
    SERVICE_AFFINITY "service.affinity" "Session affinity keeps {value} on one pod. Behind a proxy that is the proxy's address, so all its requests go to the same pod."
    SERVICE_LEFT_OUT "service.left_out" "Not ready, so left out: {value}."
    SERVICE_NOT_FOUND "service.not_found" "There is no Service {value}; there is {expected}."
    SERVICE_PORT "service.port" "Service {rule} does not expose port {value}; it exposes {expected}."
    SERVICE_NONE_READY "service.none_ready" "Service {rule} has no ready pod: {value} would match, but none passes its readiness probe."
    SERVICE_NONE_SELECTED "service.none_selected" "Service {rule} selects no pod: none carries {value}."
    SERVICE_REPLY "service.reply" "The node's connection table turns the pod's address back into the Service's, {value}."
    FIX_SERVICE_CREATE "fix.service.create" "Point route {rule} at {expected}, or create the Service {value}."
    FIX_SERVICE_PORT "fix.service.port" "Add port {value} to Service {rule}."
    FIX_SERVICE_READY "fix.service.ready" "Make a pod of Service {rule} ready, such as {value}."
    FIX_SERVICE_SELECTOR "fix.service.selector" "Correct the selector of Service {rule}, so that it selects pods such as {value}."

    POLICY_OPEN "network_policy.open" "No policy closes the {field} of {value}, so everything passes."
    POLICY_ALLOWED "network_policy.allowed" "Policy {rule} opens the {field} of {expected} for {value}."
    POLICY_NOT_A_POD "network_policy.not_a_pod" "No pod is at {value}, so no policy applies."
    POLICY_DENIED "network_policy.denied" "The {field} of {expected} is closed by {rule}, and nothing opens it for {value}. The packet is dropped in silence."
    POLICY_REPLY "network_policy.reply" "Replies to a connection that was let through ({value}) always pass."
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
    FIX_POD_PORT "fix.pod.port" "Let {rule} listen on {value}, or correct the Service's targetPort."
    FIX_POD_SLOW "fix.pod.slow" "Make {value} answer within {expected}."

    DNS_RESOLVED "dns.resolved" "The name {value} has the address {expected}."
    DNS_NOT_ASKED "dns.not_asked" "{value} is an address already; no name to look up."
    DNS_NO_SUCH_NAME "dns.no_such_name" "No name server knows {value}, so there is no address to connect to."
    DNS_LOOKUP_DENIED "dns.lookup_denied" "To find {value} the pod asks the cluster's name server, UDP port 53, and that packet is stopped: the name stays unknown."
    DNS_NEAREST "dns.nearest" "The nearest name that exists is {expected}."
    FIX_DNS "fix.dns" "Correct {value}, perhaps to {expected}, or create a record for it."

    NAT_MAPPED "nat_gateway.mapped" "The gateway rewrites the source {value} to {expected}, a public address that all pods share."
    NAT_PORTS "nat_gateway.ports" "This is connection {value} to that destination; {expected} can be told apart."
    NAT_EXHAUSTED "nat_gateway.exhausted" "All {expected} ports for connections to {value} are taken, so there is none to map this one to."
    NAT_RESTING "nat_gateway.resting" "{value} of them belong to connections that have ended: a port rests for {expected} before it may be used for the same destination again."
    NAT_NO_ROUTE "nat_gateway.no_route" "The pods' network has no default route to the gateway, so the packet to {value} is dropped."
    NAT_REPLY "nat_gateway.reply" "The gateway finds port {value} in its table and rewrites the destination back to {expected}."
    FIX_NAT_ROUTE "fix.nat_gateway.route" "Add a default route to the gateway at {value} to the route table of the pods' network."
    FIX_NAT "fix.nat_gateway" "Give the gateway another address, such as {expected}, or reuse connections: {value} are open."
    FIX_NAT_PER_NODE "fix.nat_gateway.per_node" "Give each node more ports, such as {value}, or reuse connections."

    EGRESS_APPROVED "egress_firewall.approved" "Rule {rule} approves {expected}; the packet asks for {value}."
    EGRESS_APPROVED_ADDRESS "egress_firewall.approved_address" "Rule {rule} approves {expected}; the packet goes to {value}."
    EGRESS_SEES "egress_firewall.sees" "It sees {value} as the sender, never which pod."
    EGRESS_NO_NAME "egress_firewall.no_name" "The packet to {value} carries no name to judge it by, so the firewall {expected} it and logs it."
    EGRESS_DENIED "egress_firewall.denied" "{value} is not on the list of approved destinations, so the firewall {expected} the packet and logs it."
    EGRESS_DENIED_ADDRESS "egress_firewall.denied_address" "{value} is in no approved network, so the firewall {expected} the packet and logs it."
    EGRESS_DENIED_PORT "egress_firewall.denied_port" "The destination is approved, but not on port {value}, so the firewall {expected} the packet and logs it."
    FIX_EGRESS_ADD "fix.egress_firewall.add" "If the call is wanted, add {value} to the approved destinations."
    FIX_EGRESS_PORT "fix.egress_firewall.port" "If the call is wanted, add port {value} to rule {rule}."
    FIX_EGRESS_USE_NAME "fix.egress_firewall.use_name" "Call the API by its name, {expected}, rather than by its address {value}."

    EXTERNAL_ANSWERED "external.answered" "{rule} works for {expected} and answers {value}."
    EXTERNAL_KNOWS "external.knows" "It accepts callers from {expected}, and {value} is one of them: that is why a fixed address matters."
    EXTERNAL_DENIED "external.denied" "{rule} accepts callers from {expected} only; this call comes from {value}."
    EXTERNAL_UNREACHABLE "external.unreachable" "Nothing answers at {value}."
    EXTERNAL_TOO_SLOW "external.too_slow" "{rule} needs {value}; the caller waits {expected} at most."
    FIX_EXTERNAL "fix.external" "Check that an API runs at {value} and that its address is current."
    FIX_EXTERNAL_SLOW "fix.external.slow" "Let the caller wait longer, or ask {rule} to answer within {value}."
    FIX_EXTERNAL_ALLOW "fix.external.allow" "Ask {rule} to add {value} to its allow-list."

    REPLY_KNOWN "reply.known" "It is a reply to a connection that was let through ({value}), so it passes."
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
        Layer::ApiGateway => "the API gateway",
        Layer::Service => "the Service",
        Layer::NetworkPolicy => "the NetworkPolicy",
        Layer::Pod => "the pod",
        Layer::Dns => "DNS",
        Layer::NatGateway => "the NAT gateway",
        Layer::EgressFirewall => "the egress firewall",
        Layer::External => "the external API",
    }
}
