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
        // A shield with bricks.
        Gate::Edge => {
            "M12 3l8 3v6c0 4.5-3.2 7.6-8 9c-4.8-1.4-8-4.5-8-9V6zM4.2 10h15.6M5 15h14M12 4v6M9 10v5M15 10v5"
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
        // A door with an arrow out of it.
        Gate::ClusterEgress => "M14 4H5v16h9M10 12h11M17.500 8.500L21 12l-3.500 3.500",
        // Many lines into one.
        Gate::NatGateway => "M3 5h4l6 7h8M3 12h10M3 19h4l6-7M17.500 8.500L21 12l-3.500 3.500",
        // A shield with a tick list.
        Gate::EgressFirewall => {
            "M12 3l8 3v6c0 4.500-3.200 7.600-8 9c-4.800-1.400-8-4.500-8-9V6zM8 11.500l3 3l5-5.500"
        }
    }
}
