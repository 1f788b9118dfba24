//! The API gateway's jobs on top of the proxy: it knows its callers by a key, limits how often each may call, and shapes what
//! it passes on.

use gauntlet_model::code::Code;
use gauntlet_model::http::{Request, host_covers};
use gauntlet_model::time::Micros;
use gauntlet_scenario::model::ApiGateway;

use crate::layer::{self, Reply};
use crate::world::World;
use crate::world::bucket::TokenBucket;

/// What it decides: the caller whose request passes, by its place in the configuration.
pub type Decision = layer::Decision<usize, Passed, Stopped>;

/// How a caller stands whose request passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Passed {
    /// How many more requests it could send at once, where its rate is limited.
    pub left: Option<u64>,
}

/// What stopped a request. Callers are told by their place in the configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stopped {
    /// It has no key.
    NoKey,
    /// Its key is nobody's.
    WrongKey,
    /// That caller may not ask for the path.
    Forbidden(usize),
    /// That caller sent too many requests: how long until the next one may come.
    Limited(usize, Micros),
}

/// Judges a request at a moment since the journey began. `None` where the gateway does not stand before its host.
#[must_use]
pub fn decide(config: &ApiGateway, world: &World, request: &Request, now: Micros) -> Option<Decision> {
    let stands = config.hosts.iter().any(|host| host_covers(host, &request.host));
    stands.then(|| judge(config, world, request, now))
}

fn judge(config: &ApiGateway, world: &World, request: &Request, now: Micros) -> Decision {
    let key = request.header(&config.key_header);
    let known =
        key.and_then(|key| config.consumers.iter().enumerate().find(|(_, consumer)| consumer.key == key));
    let Some((at, consumer)) = known else {
        let why = if key.is_none() { Stopped::NoKey } else { Stopped::WrongKey };
        return Decision::stop(Code::ApiGatewayUnauthenticated, Reply::Http(401), why);
    };
    let path = request.decoded_path();
    if !consumer.paths.is_empty() && !consumer.paths.iter().any(|allowed| covers(allowed, &path)) {
        return Decision::stop(Code::ApiGatewayForbidden, Reply::Http(403), Stopped::Forbidden(at));
    }
    let take = |limit| {
        // What the caller has sent already came when the journey began.
        let mut bucket = TokenBucket::after(limit, world.consumer(at).recent_requests);
        bucket.take(now).map(|()| bucket.left())
    };
    match config.rate_limit.map(take).transpose() {
        Ok(left) => Decision::Pass(at, Passed { left }),
        Err(wait) => {
            Decision::stop(Code::ApiGatewayRateLimited, Reply::Http(429), Stopped::Limited(at, wait))
        }
    }
}

/// By whole path elements, as a proxy's prefix.
fn covers(prefix: &str, path: &str) -> bool {
    let prefix = prefix.trim_end_matches('/');
    path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
