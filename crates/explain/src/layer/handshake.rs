//! What a TLS handshake that failed means, at the WAF or at the proxy.

use gauntlet_model::http::{Scheme, host_covers};
use gauntlet_model::layer::Layer;
use gauntlet_model::tls::{Distrust, Hello};
use gauntlet_scenario::Scenario;
use gauntlet_scenario::model::{ProxyKind, ReverseProxy};
use gauntlet_sim::layer::handshake::Failed;

use super::{Explanation, list};
use crate::fix::Fix;
use crate::messages::{Key, key};
use crate::reason::Reason;

/// Explains why the handshake with a layer failed, and where nginx keeps that.
pub(super) fn failed(
    scenario: &Scenario,
    by: Layer,
    hello: Hello<'_>,
    named: &str,
    failed: Failed,
) -> Explanation {
    let config = &scenario.reverse_proxy;
    let mut told = match failed {
        Failed::ClearText => wrong(key::REVERSE_PROXY_CLEAR_TEXT, Scheme::Https),
        Failed::NoTls => wrong(key::REVERSE_PROXY_NO_TLS, Scheme::Http),
        Failed::Version => version(config, by, hello),
        Failed::Name => {
            let key = if by == Layer::Waf { key::WAF_REJECTED } else { key::REVERSE_PROXY_REJECTED };
            name(config, hello, named, key)
        }
        Failed::Distrusted(Distrust::Expired) => expired(scenario),
        Failed::Distrusted(Distrust::OtherName) => {
            name(config, hello, named, key::REVERSE_PROXY_NO_CERTIFICATE)
        }
        Failed::Distrusted(Distrust::SelfSigned) => {
            name(config, hello, named, key::REVERSE_PROXY_SELF_SIGNED)
        }
    };
    // nginx's own statuses, such as 400 for clear text, are written to the access log.
    let answered = matches!(failed, Failed::ClearText | Failed::NoTls);
    if is_nginx(scenario, by) && !answered {
        told.why.push(Reason::new(key::REVERSE_PROXY_NOT_LOGGED));
    }
    told
}

/// Whether a layer is nginx: the WAF is ModSecurity in one, and of the proxies two are.
pub(crate) const fn is_nginx(scenario: &Scenario, by: Layer) -> bool {
    matches!(by, Layer::Waf)
        || matches!(scenario.reverse_proxy.kind, ProxyKind::IngressNginx | ProxyKind::Nginx)
}

/// The port takes the other of TLS and clear text.
fn wrong(key: Key, right: Scheme) -> Explanation {
    let scheme = if right == Scheme::Https { "https" } else { "http" };
    let fix =
        Fix::new(Reason::new(key::FIX_REVERSE_PROXY_WRONG_PROTOCOL).value(scheme).expected(right.port()));
    let why = Reason::new(key).field("destination.port").value(right.port());
    Explanation::of(why).fix(fix.ask("scheme", Some(scheme.to_owned())))
}

fn version(config: &ReverseProxy, by: Layer, hello: Hello<'_>) -> Explanation {
    let key = if by == Layer::Waf { key::WAF_TLS_VERSION } else { key::REVERSE_PROXY_TLS_VERSION };
    let (speaks, wanted) = (hello.client.max_version.name(), config.min_tls_version.name());
    let why = Reason::new(key).field("tls.version").value(speaks).expected(wanted);
    let fix = Fix::new(Reason::new(key::FIX_REVERSE_PROXY_TLS_VERSION).value(speaks).expected(wanted));
    Explanation::of(why).fix(fix.ask("tlsVersion", Some(wanted.to_owned())))
}

fn expired(scenario: &Scenario) -> Explanation {
    let Some((today, last)) = scenario.date.zip(scenario.reverse_proxy.certificate_not_after) else {
        return Explanation::default();
    };
    let why =
        Reason::new(key::REVERSE_PROXY_EXPIRED).field("certificateNotAfter").value(last).expected(today);
    let fix = Fix::new(Reason::new(key::FIX_REVERSE_PROXY_EXPIRED).value(today))
        .add("/reverseProxy/certificateNotAfter", today.a_year_later().to_string());
    Explanation::of(why).fix(fix)
}

/// No certificate is for the name that was asked for, which an address in its place never is.
fn name(config: &ReverseProxy, hello: Hello<'_>, named: &str, key: Key) -> Explanation {
    let names = list(&config.certificate_names);
    let why = Reason::new(key).field("tls.sni").value(named).expected(names);
    let told = Explanation::of(why);
    let covered = config.routes.iter().find(|route| {
        !route.host.starts_with("*.")
            && config.certificate_names.iter().any(|name| host_covers(name, &route.host))
    });
    match (hello.sni.filter(|sni| !sni.is_empty()), covered) {
        (Some(sni), _) => told.fix(
            Fix::new(Reason::new(key::FIX_REVERSE_PROXY_CERTIFICATE).value(sni))
                .add("/reverseProxy/certificateNames/-", sni),
        ),
        // A client that sends no name asked for an address: a certificate cannot help it, a name can.
        (None, Some(route)) => told.fix(
            Fix::new(Reason::new(key::FIX_REVERSE_PROXY_USE_NAME).value(&route.host))
                .ask("host", Some(route.host.clone())),
        ),
        (None, None) => told,
    }
}
