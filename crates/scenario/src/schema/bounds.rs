//! What validation asks of single fields beyond their shape, as far as a schema can say it: a merge patch (RFC 7396) onto
//! the derived schema. `cli/tests/schema.rs` holds it to the validation, field by field and both ways.

use serde_json::{Value, json};

use crate::VERSION;

const HOST: &str = r"^(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*$";
/// As HOST, or with the leading dot that AWS writes.
const APPROVED: &str = r"^(\*?\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*$";
const HEADER: &str = r"^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$";
/// One line, without what a terminal would take for a command.
const PLAIN: &str = r"^[^\x00-\x1f\x7f-\x9f]+$";
/// One hour, in microseconds.
const HOUR: u64 = 3_600_000_000;

/// The patch.
pub(super) fn all() -> Value {
    let name = || json!({ "minLength": 1, "maxLength": 253 });
    let namespace = || json!({ "maxLength": 253 });
    let labels =
        || json!({ "propertyNames": { "maxLength": 317 }, "additionalProperties": { "maxLength": 63 } });
    let path = || json!({ "pattern": "^/", "maxLength": 1_024 });
    let port = || json!({ "minimum": 1 });
    let ports = || json!({ "minItems": 1, "items": { "minimum": 1 } });
    let some = || json!({ "minItems": 1 });
    let hosts = || json!({ "items": { "pattern": HOST, "maxLength": 253 } });
    let host = || json!({ "pattern": HOST, "maxLength": 253 });
    let status = || json!({ "minimum": 200, "maximum": 599 });
    let text = || json!({ "minLength": 1, "maxLength": 200 });
    let said = |most: u64| json!({ "pattern": PLAIN, "minLength": 1, "maxLength": most });
    let count = |most: u64| json!({ "minimum": 1, "maximum": most });
    // A field that is there; a null is as good as none.
    let given =
        |field: &str, of: &str| json!({ "required": [field], "properties": { field: { "type": of } } });
    json!({
        "title": "Gauntlet scenario",
        "description": "Everything around one cluster. `gauntlet check` tells what a schema cannot, such as a route to a \
                        Service that is not there.",
        "properties": {
            "$schema": { "maxLength": 2_048 },
            "version": { "const": VERSION },
            "title": { "maxLength": 1_024 },
            "namespaces": { "propertyNames": { "maxLength": 253 }, "additionalProperties": labels() },
            "pods": some(),
            "dns": { "propertyNames": host(), "additionalProperties": some() },
            "stories": { "minItems": 4, "maxItems": 4 },
        },
        "$defs": {
            "AllowedName": {
                "properties": {
                    "name": name(),
                    "host": { "pattern": APPROVED, "maxLength": 254 },
                    "ports": ports(),
                },
                "anyOf": [
                    given("host", "string"),
                    { "required": ["cidrs"], "properties": { "cidrs": some() } },
                ],
            },
            "ApiGateway": { "properties": {
                "hosts": { "minItems": 1, "items": host() },
                "keyHeader": { "pattern": HEADER },
                "consumers": some(),
                "setHeaders": {
                    "maxProperties": 32,
                    "propertyNames": { "pattern": HEADER },
                    "additionalProperties": { "maxLength": 1_024 },
                },
            } },
            "Consumer": { "properties": {
                "name": name(),
                "key": name(),
                "paths": { "items": path() },
            } },
            "CustomRule": {
                "properties": {
                    "name": { "minLength": 1, "maxLength": 100 },
                    "field": { "maxLength": 100 },
                    "contains": text(),
                    "startsWith": text(),
                    "equals": text(),
                    "score": count(1_000),
                },
                "oneOf": [given("contains", "string"), given("startsWith", "string"), given("equals", "string")],
            },
            "EgressFirewall": { "properties": { "defaultAction": { "enum": ["drop", "reject"] } } },
            "External": { "properties": {
                "host": name(),
                "status": status(),
                "serviceTimeUs": { "maximum": HOUR },
            } },
            "FirewallRule": { "properties": { "name": name(), "ports": { "maxItems": 1_000 } } },
            "HealthCheck": { "properties": {
                "intervalUs": count(HOUR),
                "timeoutUs": count(HOUR),
                "healthyThreshold": count(100),
                "unhealthyThreshold": count(100),
            } },
            "LoadBalancer": { "properties": { "listeners": ports(), "nodePort": port(), "nodes": some() } },
            "NatGateway": { "properties": {
                "moreAddresses": { "maxItems": 15 },
                "firstPort": port(),
                "lastPort": port(),
                "portsPerNode": port(),
            } },
            "ClusterDns": { "properties": {
                "namespace": namespace(),
                "labels": labels(),
                "searchDomains": { "maxItems": 32, "items": host() },
                "ndots": { "maximum": 15 },
            } },
            "LabelSelector": { "properties": { "matchLabels": labels() } },
            "NetworkPolicy": { "properties": {
                "name": name(),
                "namespace": namespace(),
                "policyTypes": some(),
            } },
            "Node": { "properties": { "name": name(), "weight": { "maximum": 1_000 } } },
            "Peer": {
                "oneOf": [
                    given("ipBlock", "object"),
                    { "anyOf": [given("podSelector", "object"), given("namespaceSelector", "object")] },
                ],
            },
            "Pod": { "properties": {
                "namespace": name(),
                "name": name(),
                "labels": labels(),
                "containerPort": port(),
                "status": status(),
                "serviceTimeUs": { "maximum": HOUR },
            } },
            "PodState": { "properties": { "serviceTimeUs": { "maximum": HOUR } } },
            "PolicyPort": { "properties": { "port": port(), "endPort": port() } },
            "RateLimit": { "properties": { "requestsPerSecond": count(1_000_000), "burst": count(1_000_000) } },
            "Requirement": {
                "properties": { "key": { "maxLength": 317 }, "values": { "items": { "maxLength": 63 } } },
                "if": { "properties": { "operator": { "enum": ["In", "NotIn"] } } },
                "then": { "required": ["values"], "properties": { "values": some() } },
                "else": { "properties": { "values": { "maxItems": 0 } } },
            },
            "Exemption": { "properties": { "field": { "maxLength": 400 } } },
            "ReverseProxy": { "properties": {
                "namespace": namespace(),
                "labels": labels(),
                "certificateNames": hosts(),
                "connectTimeoutMs": count(HOUR / 1_000),
                "readTimeoutMs": count(HOUR / 1_000),
                "routes": some(),
            } },
            "Route": { "properties": {
                "name": name(),
                "host": host(),
                "path": path(),
                "port": port(),
            } },
            "Service": { "properties": {
                "namespace": namespace(),
                "name": name(),
                "selector": { "minProperties": 1, "propertyNames": { "maxLength": 317 }, "additionalProperties": { "maxLength": 63 } },
                "ports": some(),
            } },
            "ServicePort": { "properties": { "port": port(), "targetPort": port() } },
            "Story": {
                "properties": { "title": said(30), "question": said(50), "caption": said(120) },
                "if": { "properties": { "direction": { "const": "ingress" } } },
                "then": { "required": ["sourceIP"], "properties": {
                    "sourceIP": { "type": "string" },
                    "from": { "type": "null" },
                } },
                "else": { "required": ["from"], "properties": {
                    "from": { "type": "string" },
                    "sourceIP": { "type": "null" },
                } },
            },
            "Waf": { "properties": {
                "customRules": { "maxItems": 100 },
                "threshold": port(),
                "paranoiaLevel": count(2),
                "allowedMethods": { "maxItems": 20, "items": { "pattern": r"^[!-+\-.0-:<-~]+$", "maxLength": 100 } },
                "allowedContentTypes": {
                    "maxItems": 50,
                    "items": { "pattern": r"^[!-+\-.0-:<-~]+/[!-+\-.0-:<-~]+$", "maxLength": 100 },
                },
                "exemptions": { "maxItems": 300 },
            } },
        },
    })
}
