//! What happens behind the proxy, as the proxy sees it: how a try at a pod fails, whether it tries again, and what it answers.

use gauntlet_model::code::Code;
use gauntlet_model::layer::Layer;
use gauntlet_model::time::Micros;
use gauntlet_scenario::model::{ProxyKind, ReverseProxy, Upstream};

use crate::layer::Reply;
use crate::layer::service::Endpoint;

/// How a try at what is behind the proxy fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// There is nowhere to send it: the proxy knows no endpoint.
    NoEndpoints,
    /// The Service's name has no address.
    NoSuchName,
    /// The connection is refused.
    Refused,
    /// Nothing answers while it connects.
    ConnectTimeout,
    /// The connection opens, and is closed before there is a response.
    Closed,
    /// The connection opens, and is reset before there is a response.
    Reset,
    /// The connection opens, and no response comes.
    ReadTimeout,
}

/// A try that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Try {
    /// Where it went.
    pub endpoint: Endpoint,
    /// How it failed.
    pub failure: Failure,
    /// How long that took.
    pub took: Micros,
}

/// The most tries at one request. nginx by hand has no limit but its list; HAProxy has `retries 3` beside the first.
const MOST_TRIES: usize = 4;
/// What ingress-nginx sets: `proxy_next_upstream_tries 3`, over its pods in turn, the same one again where it is alone.
const INGRESS_NGINX_TRIES: usize = 3;
/// How long HAProxy pauses before it goes back to a server that refused: one second, if the connect timeout isn't less.
const PAUSE: Micros = Micros::from_millis(1_000);

impl Failure {
    /// What the proxy makes of a layer that stopped its packet. It can't tell layers apart, but a silent policy drops the first
    /// packet of a connection, and a silent pod has accepted it.
    #[must_use]
    pub const fn of(layer: Layer, reply: Reply, sends_to: Upstream) -> Self {
        match (layer, reply, sends_to) {
            (_, Reply::NoSuchName, _) => Self::NoSuchName,
            // A node refuses for a virtual IP that no pod stands behind.
            (Layer::Service, _, Upstream::Endpoints) => Self::NoEndpoints,
            (Layer::Pod, Reply::Silence, _) => Self::ReadTimeout,
            (_, Reply::Silence, _) => Self::ConnectTimeout,
            (Layer::Pod, Reply::Close, _) => Self::Closed,
            (Layer::Pod, Reply::Reset, _) => Self::Reset,
            _ => Self::Refused,
        }
    }

    /// What the proxy answers for itself, measured with nginx 1.22, HAProxy 2.6 and Envoy 1.40.
    #[must_use]
    pub const fn answer(self, kind: ProxyKind) -> (u16, Code) {
        use ProxyKind::{Envoy, Haproxy, IngressNginx, Nginx};
        match (self, kind) {
            // nginx calls that “no live upstreams”.
            (Self::NoEndpoints | Self::NoSuchName, Nginx) => (502, Code::ReverseProxyNoEndpoints),
            (Self::NoEndpoints | Self::NoSuchName, _) => (503, Code::ReverseProxyNoEndpoints),
            (Self::Refused, IngressNginx | Nginx) => (502, Code::ReverseProxyUpstreamRefused),
            (Self::Refused, Haproxy | Envoy) => (503, Code::ReverseProxyUpstreamRefused),
            (Self::ConnectTimeout, IngressNginx | Nginx) => (504, Code::ReverseProxyUpstreamTimeout),
            (Self::ConnectTimeout, Haproxy | Envoy) => (503, Code::ReverseProxyUpstreamTimeout),
            (Self::Closed | Self::Reset, Envoy) => (503, Code::ReverseProxyUpstreamClosed),
            (Self::Closed | Self::Reset, _) => (502, Code::ReverseProxyUpstreamClosed),
            (Self::ReadTimeout, _) => (504, Code::ReverseProxyUpstreamTimeout),
        }
    }

    /// How long the proxy waits before it knows.
    #[must_use]
    pub fn wait(self, config: &ReverseProxy) -> Micros {
        match self {
            Self::ConnectTimeout => config.connect_timeout(),
            Self::ReadTimeout => config.read_timeout(),
            Self::NoEndpoints | Self::NoSuchName | Self::Refused | Self::Closed | Self::Reset => Micros::ZERO,
        }
    }
}

/// The try that failed, where the proxy makes another: it has some left, and what failed may be done twice. `ready` is how many
/// endpoints there are, `tried` how many tries failed before.
#[must_use]
pub fn again(
    config: &ReverseProxy,
    method: &str,
    (endpoint, failure): (Endpoint, Failure),
    (ready, tried): (usize, usize),
) -> Option<Try> {
    let direct = config.sends_to() == Upstream::Endpoints;
    // Before a request is sent, nothing can be done twice.
    let unsent = matches!(failure, Failure::Refused | Failure::ConnectTimeout);
    let idempotent = !matches!(method, "POST" | "PATCH");
    let (most, may) = match config.kind {
        ProxyKind::IngressNginx => (INGRESS_NGINX_TRIES, unsent || idempotent),
        // Each server of its list once, and a virtual IP is one.
        ProxyKind::Nginx => (if direct { ready.min(MOST_TRIES) } else { 1 }, unsent || idempotent),
        ProxyKind::Haproxy => (MOST_TRIES, unsent),
        // Retries are off unless a route asks for them.
        ProxyKind::Envoy => (1, false),
    };
    let alone = !direct || ready == 1;
    let pause = match (config.kind, failure) {
        (ProxyKind::Haproxy, Failure::Refused) if alone => PAUSE.min(config.connect_timeout()),
        _ => Micros::ZERO,
    };
    let took = failure.wait(config) + pause;
    (may && tried + 1 < most).then_some(Try { endpoint, failure, took })
}
