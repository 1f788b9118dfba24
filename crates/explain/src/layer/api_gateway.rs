//! What the API gateway's decisions mean.

use super::{Explanation, list};
use gauntlet_model::http::Request;
use gauntlet_model::time::Micros;
use gauntlet_scenario::model::{ApiGateway, Consumer};
use gauntlet_sim::layer::Stop;
use gauntlet_sim::layer::api_gateway::{Decision, Stopped};
use gauntlet_sim::world::World;
use gauntlet_slip::escape;

use crate::fix::Fix;
use crate::messages::{Key, key};
use crate::reason::Reason;

/// Explains a decision.
#[must_use]
pub fn explain(config: &ApiGateway, world: &World, request: &Request, decision: &Decision) -> Explanation {
    let field = format!("header.{}", config.key_header);
    let caller = |at: usize| config.consumers.get(at).map(|consumer| (at, consumer));
    let told = match *decision {
        Decision::Pass(at, passed) => {
            caller(at).map(|(_, consumer)| knows(config, &field, consumer, passed.left))
        }
        Decision::Stop(Stop { why: Stopped::NoKey, .. }) => {
            Some(unauthenticated(config, &field, key::API_GATEWAY_NO_KEY))
        }
        Decision::Stop(Stop { why: Stopped::WrongKey, .. }) => {
            Some(unauthenticated(config, &field, key::API_GATEWAY_WRONG_KEY))
        }
        Decision::Stop(Stop { why: Stopped::Forbidden(at), .. }) => {
            caller(at).map(|caller| forbidden(caller, request))
        }
        Decision::Stop(Stop { why: Stopped::Limited(at, wait), .. }) => caller(at).map(|(_, consumer)| {
            let recent = world.consumer(at).recent_requests;
            limited(config, consumer, recent, wait)
        }),
    };
    told.unwrap_or_default()
}

fn knows(config: &ApiGateway, field: &str, consumer: &Consumer, left: Option<u64>) -> Explanation {
    let mut why =
        vec![Reason::new(key::API_GATEWAY_KNOWS).rule(&consumer.name).field(field).value(&consumer.name)];
    if let Some((left, limit)) = left.zip(config.rate_limit) {
        why.push(
            Reason::new(key::API_GATEWAY_RATE)
                .rule(&consumer.name)
                .field("rateLimit.burst")
                .value(left)
                .expected(limit.burst),
        );
    }
    Explanation::new(why).by(&consumer.name)
}

fn unauthenticated(config: &ApiGateway, field: &str, key: Key) -> Explanation {
    let told = Explanation::new(vec![Reason::new(key).field(field).value(&config.key_header)]);
    let Some(consumer) = config.consumers.first() else { return told };
    let fix = Reason::new(key::FIX_API_GATEWAY_KEY).value(&config.key_header).expected(&consumer.name);
    told.fix(Fix::new(fix).ask(field, Some(consumer.key.clone())))
}

fn forbidden((at, consumer): (usize, &Consumer), request: &Request) -> Explanation {
    let path = request.decoded_path();
    let why = Reason::new(key::API_GATEWAY_FORBIDDEN)
        .rule(&consumer.name)
        .field("path")
        .value(path.as_ref())
        .expected(list(&consumer.paths));
    let fix = Fix::new(Reason::new(key::FIX_API_GATEWAY_PATH).rule(&consumer.name).value(path.as_ref()))
        .add(format!("/apiGateway/consumers/{at}/paths/-"), path.as_ref());
    Explanation::of(why).by(&consumer.name).fix(fix)
}

fn limited(config: &ApiGateway, consumer: &Consumer, recent: u32, wait: Micros) -> Explanation {
    let burst = config.rate_limit.map_or(0, |limit| limit.burst);
    let why = Reason::new(key::API_GATEWAY_LIMITED)
        .rule(&consumer.name)
        .field("rateLimit.burst")
        .value(burst)
        .expected(wait);
    let wanted = recent.saturating_add(1);
    let fix = Fix::new(Reason::new(key::FIX_API_GATEWAY_RATE).rule(&consumer.name).value(wanted))
        .add(format!("/state/consumers/{}/recentRequests", escape(&consumer.name)), burst.saturating_sub(1));
    Explanation::of(why).by(&consumer.name).fix(fix)
}
