//! Every word of the article, as data. The components beside this file only lay it out.
//! One convention: text between backticks is code.

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
    pub(crate) caption: &'static str,
    pub(crate) still: &'static str,
    pub(crate) unsupported: &'static str,
    pub(crate) not_loaded: &'static str,
    pub(crate) crashed: &'static str,
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
}

/// One layer on the way in.
pub(crate) struct Layer {
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
    /// What it is, in about three words.
    pub(crate) gist: &'static str,
    pub(crate) job: &'static str,
    pub(crate) text: &'static str,
    /// What it changes on the packet.
    pub(crate) packet: &'static str,
}

/// A term and what is said of it.
pub(crate) struct Item {
    pub(crate) term: &'static str,
    pub(crate) text: &'static str,
}

/// A table of three columns; the first cell of a row is the row's heading.
pub(crate) struct Table {
    pub(crate) caption: &'static str,
    pub(crate) head: [&'static str; 3],
    pub(crate) rows: &'static [[&'static str; 3]],
}

pub(crate) const PAGE: Page = Page {
    name: "Gauntlet",
    title: "What a request passes on its way to your pod",
    standfirst: "Hardly any production request goes straight to your app: a gauntlet of layers comes first, \
        each doing one narrow job, and calls on their way out pass a gauntlet of their own.",
    skip: "Skip to the text",
    contents: "Contents",
    introduction: "Pick a direction, then block the request. Every verdict is computed by the \
        layers' own rules; nothing is scripted.",
    caption: "The path of one request: ingress from the internet to a pod, egress from a pod to an external \
        API.",
    still: "This is a still: the figure needs JavaScript to move.",
    unsupported: "This browser cannot run the figure, which needs WebAssembly, so you see a still.",
    not_loaded: "The figure did not load, so you see a still. Reload the page to try again.",
    crashed: "The figure met an error and stopped. Reload the page to start it again.",
    footer: &["The addresses and names are reserved for documentation or private use."],
};

pub(crate) const FRAME: Section =
    Section { id: "frame", title: "Between a user and your code", short: "Between user and code" };

pub(crate) const FRAME_TEXT: &[&str] = &[
    "Your app runs in a cluster, and its pods usually have private addresses that the internet cannot \
        reach. So a request for `https://site.example/` goes to another machine first, and several layers \
        handle it before your code does. One filters, one distributes, one terminates TLS, one routes.",
    "The order tells you where to look. If the reverse proxy sends a 502, the firewall and the load \
        balancer have let the request through: look behind the proxy. If a connection times out, something \
        may drop its packets in silence: look at the firewall first. If it is refused, something did answer.",
];

pub(crate) const STORIES_TITLE: &str = "What the figure shows";
pub(crate) const STORIES_TEXT: &str = "Flip between ingress (a request comes in) and egress (the pod calls \
    out), then block the request: the figure names the layer that stops it, the rule, and what the client \
    sees. A filled circle is a request, a ring a response, a diamond an attack, a cross the refusal.";

pub(crate) const STORIES: &[Story] = &[
    Story {
        name: "Ingress, allowed",
        ending: Ending::Answered,
        text: "`GET https://site.example/` passes every layer, and the pod’s response returns.",
    },
    Story {
        name: "Ingress, blocked",
        ending: Ending::AttackBlocked,
        text: "The query string carries `' OR 1=1`. The WAF answers 403, and nothing behind it sees the \
            request.",
    },
    Story {
        name: "Egress, allowed",
        ending: Ending::Answered,
        text: "A pod calls `https://api.payments.example/`, an approved destination, and gets its answer.",
    },
    Story {
        name: "Egress, blocked",
        ending: Ending::RequestBlocked,
        text: "A pod calls a host that nobody approved. The egress firewall stops the connection and logs \
            it.",
    },
];

pub(crate) const INBOUND: Section =
    Section { id: "inbound", title: "Ingress: the layers in order", short: "Ingress, in order" };

pub(crate) const INBOUND_TEXT: &str = "The internet is the source; five layers follow. The order is common, \
    not universal: a WAF may sit in the balancer or the proxy, and the proxy usually runs inside the \
    cluster as its ingress controller.";

pub(crate) const PACKET_LABEL: &str = "On the packet";

pub(crate) const SOURCE: Layer = Layer {
    id: "layer-internet",
    name: "Internet",
    gist: "a user or a bot",
    job: "Send the request.",
    text: "Every request starts here, and nothing is controlled yet. A browser, a partner’s server and a \
        scanner look much alike: encrypted bytes from some address.",
    packet: "From `198.51.100.7` to the public address of `site.example`, port 443. The name usually shows \
        in the TLS handshake (SNI); path, headers and body are encrypted.",
};

pub(crate) const LAYERS: &[Layer] = &[
    Layer {
        id: "layer-firewall",
        name: "Firewall / WAF",
        gist: "filters attacks",
        job: "Keep out what should never come in.",
        text: "A network firewall admits or refuses traffic by IP address, port and protocol alone. A web \
            application firewall (WAF) looks inside the HTTP request, where SQL injection and the like \
            hide, and stops them at the edge. It must see the request decrypted, so it holds the \
            certificate; where TLS only passes through, it is blind. It does not replace safe queries in \
            the app.",
        packet: "The network firewall changes nothing. The WAF decrypts, inspects and re-encrypts over a \
            connection of its own, and notes the client’s address in `X-Forwarded-For`.",
    },
    Layer {
        id: "layer-load-balancer",
        name: "Load balancer",
        gist: "spreads traffic",
        job: "Pick a healthy node.",
        text: "A site has many nodes, and the balancer gives each a share of the traffic. It runs a regular \
            health check on every node; one that fails several in a row is quietly left out until it \
            recovers. At L4 it spreads connections without reading them, at L7 requests.",
        packet: "At L4 the destination usually becomes the chosen node. At L7 the request \
            travels on in a new connection.",
    },
    Layer {
        id: "layer-reverse-proxy",
        name: "Reverse proxy / ingress",
        gist: "TLS and routing",
        job: "Terminate TLS, then route.",
        text: "The proxy holds the site’s certificate and ends TLS. Now it can read the request and pick a \
            backend by hostname and URL path: `api.site.example` goes to one Service, `site.example` to \
            another. An ingress controller is such a proxy, configured by Ingress objects.",
        packet: "HTTPS becomes plain HTTP, or a second TLS connection to the backend. `X-Forwarded-Proto` \
            records that the client used HTTPS.",
    },
    Layer {
        id: "layer-service",
        name: "Service",
        gist: "stable virtual IP",
        job: "Stay put while pods come and go.",
        text: "Each new pod has a new address. The Service keeps one name and one virtual IP in front of \
            the healthy ones. No process listens on that IP: `kube-proxy` has every node exchange it for a \
            ready pod’s address. A pod that fails its readiness probe leaves the ready endpoints and gets \
            no new connections. Many ingress controllers use the endpoints directly.",
        packet: "The destination changes from the virtual IP and `port` to a pod’s address and `targetPort`.",
    },
    Layer {
        id: "layer-pod",
        name: "Pod",
        gist: "your app",
        job: "Handle the request.",
        text: "The container does the work and responds. A 500 from the app is a response too: every layer \
            let the request through. The response retraces the same chain to the client.",
        packet: "The request ends here. On the response, each layer that replaced an address puts the old \
            one back, and the proxy encrypts for the client again.",
    },
];

pub(crate) const WHY: Section =
    Section { id: "why-so-many", title: "Why so many layers", short: "Why so many" };

pub(crate) const WHY_TEXT: &[&str] = &[
    "The reason is separation of concerns. The balancer can ignore URL paths because the proxy routes; the \
        proxy’s routes survive a restarted pod because the Service keeps its name. The app negotiates no \
        TLS, filters no attacks and tracks no failing nodes.",
    "Remove a layer and its work remains. Something else has to take it on, and seldom does it well.",
];

pub(crate) const WHY_TABLE: Table = Table {
    caption: "What each layer does, and what its absence would mean",
    head: ["Layer", "Its one job", "If it were missing"],
    rows: &[
        ["Internet", "Where requests start", "Cannot be: it is the source, not a control"],
        ["Firewall / WAF", "Filter packets and HTTP requests", "Attacks arrive at the app itself"],
        [
            "Load balancer",
            "Distribute over healthy nodes",
            "One node takes all the load until it melts, and its outage is a full outage",
        ],
        [
            "Reverse proxy / ingress",
            "Terminate TLS; route by host and path",
            "Every app carries its own HTTPS and routing",
        ],
        [
            "Service",
            "One steady address for the healthy pods",
            "A replaced pod strands every client that held its address",
        ],
        ["Pod", "Run the app", "Cannot be: it is the app"],
    ],
};

pub(crate) const OUTBOUND: Section =
    Section { id: "outbound", title: "Egress: the way out", short: "Egress, the way out" };

pub(crate) const OUTBOUND_TEXT: &str = "The front door gets the guards; the way out is often left open, and \
    attackers rely on that: code that breaks into a pod soon calls out, for tools or with data. In a \
    guarded cluster, a call to `https://api.payments.example/` passes these in turn.";

pub(crate) const OUTBOUND_PATH: &[Item] = &[
    Item { term: "Pod", text: "The app opens a connection from its private address." },
    Item {
        term: "Cluster egress",
        text: "A NetworkPolicy, where the cluster enforces one, decides whether this pod may call this \
            address. If so, the packet leaves the cluster’s network.",
    },
    Item {
        term: "NAT gateway",
        text: "Network address translation replaces the private source with a public IP that all the pods \
            share, say `203.0.113.10`. Ports tell connections apart, so that replies find their way back.",
    },
    Item {
        term: "Egress firewall",
        text: "Lets through approved destinations and nothing else. It judges by address, or by name, read \
            from SNI in TLS or from `Host` in plain HTTP. After NAT it sees one source and cannot tell \
            which pod called.",
    },
    Item { term: "Internet", text: "The external API sees a call from that one IP, and answers it." },
];

pub(crate) const OUTBOUND_POINTS_TITLE: &str = "What it is good for";

pub(crate) const OUTBOUND_POINTS: &[Item] = &[
    Item {
        term: "One stable outbound IP",
        text: "Pod addresses are private and unpredictable. The NAT gateway’s address is neither, so a \
            partner needs one entry in its allow-list.",
    },
    Item {
        term: "Egress allow-listing",
        text: "If a pod is compromised, it cannot phone home to a server of the attacker’s choosing. A \
            client may lie in its SNI, so a rule by name narrows the way out without sealing it.",
    },
    Item {
        term: "Catching mistakes",
        text: "A typo in a dependency’s name, or a stray call that nobody meant to make, ends in a refusal \
            and a line in the log. Without the rule it may succeed unnoticed.",
    },
];

pub(crate) const OUTBOUND_MODEL: &str = "Ingress asks who may reach you. Egress asks whom you may reach.";

pub(crate) const OUTBOUND_END: &str = "Mature set-ups answer both; beginners often ask only the first.";

pub(crate) const DECODER: Section = Section {
    id: "decoder",
    title: "From what you see to where to look",
    short: "What you see, where to look",
};

pub(crate) const DECODER_TEXT: &str = "A client rarely learns which layer stopped it. Find what it saw, and check the causes in this \
    order. Under `policy` a control did what it was told; under `broken` something fails. A status may also be the app’s own.";

pub(crate) const DECODER_WAYS: [&str; 2] = ["On the way in", "On the way out"];

pub(crate) const CONFUSED: Section =
    Section { id: "confused", title: "Three that get confused", short: "Three that get confused" };

pub(crate) const CONFUSED_TABLE: Table = Table {
    caption: "Three jobs, told apart by what they work on",
    head: ["Thing", "Works on", "Main job"],
    rows: &[
        [
            "Load balancer",
            "Connections and packets (L4), or requests (L7)",
            "Distribute traffic over backends",
        ],
        ["Reverse proxy", "HTTP requests (L7)", "Terminate TLS, route by host and path, cache"],
        ["API gateway", "API calls (L7)", "Authenticate, limit rates and shape requests, on top of routing"],
    ],
};

pub(crate) const CONFUSED_TEXT: &str = "A load balancer, a reverse proxy and an API gateway overlap, and \
    one tool may do the work of all three. Ask which job is being done, whatever the box is called.";

pub(crate) const TAKE_AWAY: Section =
    Section { id: "take-away", title: "What to take away", short: "What to take away" };

pub(crate) const TAKE_AWAY_ITEMS: &[&str] = &[
    "The inbound order: internet, firewall and WAF, load balancer, reverse proxy, Service, pod.",
    "One job for each layer, so that a symptom points to a place.",
    "Egress deserves the same care: NAT gives you one outbound IP, the egress firewall a list of \
        destinations.",
    "Ingress governs who calls you, egress whom you call.",
    "Look for the job, not the box.",
];

pub(crate) const PRACTICE: Section =
    Section { id: "practice", title: "Now try it yourself", short: "Now try it yourself" };

pub(crate) const PRACTICE_ITEMS: &[Item] = &[
    Item {
        term: "Change the query string yourself.",
        text: "Put `q=%27%20OR%201=1` into a request's path, then `q=O%27Brien`. Which does the WAF stop?",
    },
    Item {
        term: "Trace your own request.",
        text: "`gauntlet trace --request my.http` prints its journey in a terminal, by the same rules as the \
            figure; a scenario of your own may go first.",
    },
    Item {
        term: "Watch a Service follow its pods.",
        text: "Run `kubectl get endpointslices --watch` on a test cluster, then delete a pod.",
    },
    Item {
        term: "Ask who answered.",
        text: "`curl -v` a host of yours. Which layer wrote the `server` header?",
    },
    Item {
        term: "Find your outbound IP.",
        text: "`curl` a server of yours from pods on two nodes. Do its logs show one source or two?",
    },
];

/// The sections in reading order, as the table of contents lists them.
pub(crate) const SECTIONS: &[Section] =
    &[FRAME, INBOUND, WHY, OUTBOUND, CONFUSED, DECODER, TAKE_AWAY, PRACTICE];
