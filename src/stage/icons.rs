//! The gates' icons: thin strokes on a 24-unit grid, drawn for this figure.

use crate::gate::Gate;

/// The path data of a gate's icon.
#[must_use]
pub const fn icon(gate: Gate) -> &'static str {
    match gate {
        // A globe.
        Gate::Internet => {
            "M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18M3 12h18M12 3c-5 5-5 13 0 18M12 3c5 5 5 13 0 18"
        }
        // Bricks.
        Gate::Firewall => {
            "M5.500 5h13a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2h-13a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2zM3.500 9.700h17M3.500 14.300h17M9 5v4.700M15 5v4.700M12 9.700v4.600M9 14.300V19M15 14.300V19"
        }
        // A shield with an eye.
        Gate::Waf => {
            "M12 3.500L5 6v5.500c0 4.400 3 7.700 7 9c4-1.300 7-4.600 7-9V6zM8 11.800c1.200-1.700 2.500-2.500 4-2.500s2.800.8 4 2.500c-1.200 1.700-2.500 2.500-4 2.500s-2.800-.8-4-2.500M12 11.500v.6"
        }
        // One line into three.
        Gate::LoadBalancer => "M3 12h6M9 12l6-7h6M9 12h12M9 12l6 7h6",
        // A padlock on a fork.
        Gate::ReverseProxy => {
            "M4 11h9v8H4zM6 11V8.500a2.500 2.500 0 0 1 5 0V11M13 15h3M16 15l2-5h3M16 15l2 5h3"
        }
        // A steady point with pods around it.
        Gate::Service => {
            "M12 9a3 3 0 1 0 0 6a3 3 0 1 0 0-6M12 9V4M14.600 13.500l4.300 2.500M9.400 13.500l-4.300 2.500M12 2.500v1.500M20.200 16.800l-1.300-.8M3.800 16.800l1.300-.8"
        }
        // A box.
        Gate::Pod => "M12 3l8 4.500v9L12 21l-8-4.500v-9zM4 7.500l8 4.500l8-4.500M12 12v9",
        // A fence.
        Gate::NetworkPolicy => "M5 20V8l2-3l2 3v12M10 20V8l2-3l2 3v12M15 20V8l2-3l2 3v12M3 12h18M3 16.500h18",
        // A question and its dots.
        Gate::Dns => "M4 5.500h16v9H10l-4 4v-4H4zM8 10h.1M12 10h.1M16 10h.1",
        // Many lines into one.
        Gate::NatGateway => "M3 5h4l6 7h8M3 12h10M3 19h4l6-7M17.500 8.500L21 12l-3.500 3.500",
        // A shield with a tick list.
        Gate::EgressFirewall => {
            "M12 3l8 3v6c0 4.500-3.200 7.600-8 9c-4.800-1.400-8-4.500-8-9V6zM8 11.500l3 3l5-5.500"
        }
    }
}
