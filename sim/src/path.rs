//! What is asked of the simulation: one request, its direction and where it comes from.

use std::net::IpAddr;

use crate::http::Request;
use crate::journey::Direction;
use crate::scenario::model::Scheme;

/// One request to run: what is sent, from where, and which way.
#[derive(Clone, Debug, PartialEq)]
pub struct Ask {
    /// Which way.
    pub direction: Direction,
    /// Inside TLS or not.
    pub scheme: Scheme,
    /// The HTTP request.
    pub request: Request,
    /// The client's address (ingress).
    pub source_ip: Option<IpAddr>,
    /// The calling pod as `namespace/name` (egress).
    pub from: Option<String>,
}
