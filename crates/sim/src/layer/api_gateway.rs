//! The API gateway's jobs on top of the proxy: it knows its callers by a key, limits how often each may call, and shapes what
//! it passes on.

use gauntlet_model::code::Code;
use gauntlet_model::http::{Request, host_covers};
use gauntlet_model::time::Micros;
use gauntlet_scenario::model::{ApiGateway, Consumer, RateLimit};

use crate::layer::{self, Reply};

/// A token, in the bucket's smallest parts: one comes back in a second at a rate of one.
const TOKEN: u64 = 1_000_000;

/// A token bucket: each request takes a token, and tokens come back at a steady rate until the bucket is full.
#[derive(Clone, Copy, Debug)]
pub struct TokenBucket {
    limit: RateLimit,
    /// Millionths of a token.
    level: u64,
    at: Micros,
}

impl TokenBucket {
    /// A full bucket.
    #[must_use]
    pub fn full(limit: RateLimit) -> Self {
        Self { limit, level: u64::from(limit.burst) * TOKEN, at: Micros::ZERO }
    }

    /// Takes a token.
    ///
    /// # Errors
    /// The bucket is empty: how long until the next token.
    pub fn take(&mut self, now: Micros) -> Result<(), Micros> {
        let rate = u64::from(self.limit.requests_per_second);
        let gained = (now - self.at).get().saturating_mul(rate);
        self.level = self.level.saturating_add(gained).min(u64::from(self.limit.burst) * TOKEN);
        self.at = now;
        match self.level.checked_sub(TOKEN) {
            Some(left) => {
                self.level = left;
                Ok(())
            }
            None => Err(Micros::new((TOKEN - self.level).div_ceil(rate.max(1)))),
        }
    }
}

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
pub fn decide(config: &ApiGateway, request: &Request, now: Micros) -> Option<Decision> {
    config.hosts.iter().any(|host| host_covers(host, &request.host)).then(|| judge(config, request, now))
}

fn judge(config: &ApiGateway, request: &Request, now: Micros) -> Decision {
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
    match config.rate_limit.map(|limit| take(limit, consumer, now)).transpose() {
        Ok(left) => Decision::Pass(at, Passed { left }),
        Err(wait) => {
            Decision::stop(Code::ApiGatewayRateLimited, Reply::Http(429), Stopped::Limited(at, wait))
        }
    }
}

/// Takes a token for a caller: how many are left, or how long until the next.
fn take(limit: RateLimit, consumer: &Consumer, now: Micros) -> Result<u64, Micros> {
    let mut bucket = TokenBucket::full(limit);
    // What the caller has sent already came when the journey began.
    bucket.level = bucket.level.saturating_sub(u64::from(consumer.recent_requests) * TOKEN);
    bucket.take(now).map(|()| bucket.level / TOKEN)
}

/// By whole path elements, as a proxy's prefix.
fn covers(prefix: &str, path: &str) -> bool {
    let prefix = prefix.trim_end_matches('/');
    path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
