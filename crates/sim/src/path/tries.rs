//! The proxy's own connection: where it goes, and the tries that fail before the one that the hops show.

use std::net::SocketAddr;

use super::journey::{Form, Forwarded, Stopped};
use super::walk::{Chosen, Walk};
use gauntlet_model::http::Scheme;
use gauntlet_model::layer::Layer;
use gauntlet_model::time::Micros;
use gauntlet_model::tls::TlsState;
use gauntlet_scenario::model::Upstream;

use crate::layer::reverse_proxy::upstream::{self, Failure};
use crate::layer::service::Wanted;
use crate::layer::{Reply, service, timing};
use crate::rng;

impl Walk<'_> {
    /// What the proxy does to a request that it routes: it opens a connection of its own, in clear text, and says in headers
    /// whom it speaks for. Where it knows no address to connect to, it opens none.
    pub(super) fn proxied(&mut self, route: usize) {
        const BY: Layer = Layer::ReverseProxy;
        let (scenario, flow) = (self.scenario, self.packet.flow);
        let scheme = if flow.tls == TlsState::Plain { Scheme::Http } else { Scheme::Https };
        if flow.tls != TlsState::Plain {
            self.set_tls(BY, TlsState::Terminated);
        }
        let forwarded = Forwarded { by: self.packet.relays() + 1, scheme };
        self.set_headers(BY, Form::Proxied(forwarded));
        let proxy = &scenario.reverse_proxy;
        let Some(route) = proxy.routes.get(route) else { return };
        let tried = (self.seed, self.tries.len());
        let wanted = Wanted::by(scenario, route);
        let decision = service::decide(scenario, self.world, wanted, proxy.address, tried);
        self.chosen.service = Some(decision);
        let endpoint = || {
            let endpoint = decision.chosen().ok()?;
            Some(SocketAddr::new(scenario.pods.get(endpoint.pod)?.address, endpoint.port))
        };
        let upstream = match proxy.sends_to() {
            Upstream::VirtualIp => service::address(scenario, route).or_else(endpoint),
            Upstream::Endpoints => endpoint(),
        };
        if let Some(upstream) = upstream {
            let port = rng::client_port(self.seed, "reverse_proxy");
            self.set_source(BY, SocketAddr::new(proxy.address, port));
            self.set_destination(BY, upstream);
        }
    }

    /// Where there is no proxy, the node hands every connection to the one Service, as it was opened.
    pub(super) fn unrouted(&mut self) {
        let (wanted, client) = (Wanted::only(self.scenario), self.packet.flow.source.ip());
        self.chosen.service =
            Some(service::decide(self.scenario, self.world, wanted, client, (self.seed, 0)));
    }

    /// Notes the try that was stopped, where the proxy makes another. Gives the place of the proxy's hop.
    pub(super) fn try_again(&mut self, stop: Stopped) -> Option<usize> {
        let (scenario, route) = (self.scenario, self.chosen.route?);
        let endpoint = self.chosen.endpoint?;
        let layer = self.hops.get(stop.hop).filter(|hop| hop.layer != Layer::ReverseProxy)?.layer;
        if matches!(stop.reply, Reply::Http(_)) {
            return None;
        }
        let (_, service) = scenario.service_of(scenario.reverse_proxy.routes.get(route)?)?;
        let ready = service::ready(scenario, self.world, service).count();
        let failure = Failure::of(layer, stop.reply, scenario.reverse_proxy.sends_to());
        let (method, tried) = (&self.ask.request.method, self.tries.len());
        let failed = upstream::again(&scenario.reverse_proxy, method, (endpoint, failure), (ready, tried))?;
        self.tries.push(failed);
        self.hops.iter().position(|hop| hop.layer == Layer::ReverseProxy)
    }

    /// Takes everything back from a hop on, as if the packet had just come there.
    pub(super) fn back_to(&mut self, at: usize) {
        let Some(hop) = self.hops.get(at).copied() else { return };
        self.packet = hop.before;
        self.rewrites.truncate(hop.before.rewrites.end);
        self.hops.truncate(at);
        // Passing a layer adds the way into it.
        self.now = Micros::new(hop.at_us.get() - timing::link_into(hop.layer).get());
        self.chosen = Chosen { caller: self.chosen.caller, ..Chosen::default() };
    }

    /// How long the tries took that failed.
    pub(super) fn lost(&self) -> Micros {
        self.tries.iter().fold(Micros::ZERO, |lost, one| lost + one.took)
    }
}
