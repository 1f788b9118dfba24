//! The API gateway's jobs on top of the proxy: it knows its callers by a key, limits how often each may call, and shapes what
//! it passes on.

use crate::http::Request;
use crate::layer::{Passed, Reply, Ruling, Stopped, host_covers, list};
use crate::reason::Reason;
use crate::remedy::Fix;
use crate::scenario::model::{ApiGateway, Consumer, RateLimit};
use crate::time::Micros;
use crate::words::key;

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

/// Judges a request at a moment since the journey began. `None` where the gateway does not stand before its host; else the
/// caller whose request passes.
///
/// # Errors
/// No key or an unknown one (401), a path that the caller may not ask for (403), or too many requests (429).
pub fn decide<'a>(config: &'a ApiGateway, request: &Request, now: Micros) -> Option<Ruling<&'a Consumer>> {
    config.hosts.iter().any(|host| host_covers(host, &request.host)).then(|| judge(config, request, now))
}

fn judge<'a>(config: &'a ApiGateway, request: &Request, now: Micros) -> Ruling<&'a Consumer> {
    let field = format!("header.{}", config.key_header);
    let key = request.header(&config.key_header);
    let known =
        key.and_then(|key| config.consumers.iter().enumerate().find(|(_, consumer)| consumer.key == key));
    let Some((at, consumer)) = known else {
        return Err(Box::new(unauthenticated(config, &field, key)));
    };
    let path = request.decoded_path();
    if !consumer.paths.is_empty() && !consumer.paths.iter().any(|allowed| covers(allowed, &path)) {
        let why = Reason::new(key::API_GATEWAY_FORBIDDEN)
            .rule(&consumer.name)
            .field("path")
            .value(&path)
            .expected(list(&consumer.paths));
        let fix = Fix::new(Reason::new(key::FIX_API_GATEWAY_PATH).rule(&consumer.name).value(&path))
            .add(format!("/apiGateway/consumers/{at}/paths/-"), path.as_str());
        return Err(Box::new(
            Stopped::blocked("forbidden", Reply::Http(403), vec![why]).by(&consumer.name).fix(fix),
        ));
    }
    let mut why =
        vec![Reason::new(key::API_GATEWAY_KNOWS).rule(&consumer.name).field(&field).value(&consumer.name)];
    if let Some(limit) = config.rate_limit {
        why.push(within_rate(limit, at, consumer, now)?);
    }
    Ok(Passed::new(consumer, Some(consumer.name.clone()), why))
}

fn unauthenticated(config: &ApiGateway, field: &str, key: Option<&str>) -> Stopped {
    let why = match key {
        None => Reason::new(key::API_GATEWAY_NO_KEY).field(field).value(&config.key_header),
        Some(_) => Reason::new(key::API_GATEWAY_WRONG_KEY).field(field).value(&config.key_header),
    };
    let stopped = Stopped::blocked("unauthenticated", Reply::Http(401), vec![why]);
    match config.consumers.first() {
        Some(consumer) => stopped.fix(
            Fix::new(
                Reason::new(key::FIX_API_GATEWAY_KEY).value(&config.key_header).expected(&consumer.name),
            )
            .ask(field, Some(consumer.key.clone())),
        ),
        None => stopped,
    }
}

fn within_rate(
    limit: RateLimit,
    at: usize,
    consumer: &Consumer,
    now: Micros,
) -> Result<Reason, Box<Stopped>> {
    let mut bucket = TokenBucket::full(limit);
    // What the caller has sent already came when the journey began.
    bucket.level = bucket.level.saturating_sub(u64::from(consumer.recent_requests) * TOKEN);
    let Err(wait) = bucket.take(now) else {
        return Ok(Reason::new(key::API_GATEWAY_RATE)
            .rule(&consumer.name)
            .field("rateLimit.burst")
            .value((bucket.level / TOKEN).to_string())
            .expected(limit.burst.to_string()));
    };
    let why = Reason::new(key::API_GATEWAY_LIMITED)
        .rule(&consumer.name)
        .field("rateLimit.burst")
        .value(limit.burst.to_string())
        .expected(wait.to_string());
    let wanted = consumer.recent_requests.saturating_add(1);
    let fix = Fix::new(Reason::new(key::FIX_API_GATEWAY_RATE).rule(&consumer.name).value(wanted.to_string()))
        .add(format!("/apiGateway/consumers/{at}/recentRequests"), limit.burst.saturating_sub(1));
    Err(Box::new(Stopped::blocked("rate_limited", Reply::Http(429), vec![why]).by(&consumer.name).fix(fix)))
}

/// By whole path elements, as a proxy's prefix.
fn covers(prefix: &str, path: &str) -> bool {
    let prefix = prefix.trim_end_matches('/');
    path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
