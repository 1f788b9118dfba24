//! The format's versions. An older scenario is converted to the current version before it is read; errors still point into the
//! author's own text (see `origin.rs`).

use super::errors::{Problems, ScenarioErrors};
use super::json::{Json, Member};
use super::order::repeated;
use super::origin::{Moved, Older, Origin, Renamed};

/// The version that is read and written.
pub const VERSION: &str = "2";

/// Version 1 kept the state of nodes, pods, callers and the NAT gateway in their configuration, and had other names for some fields.
static VERSION_1: Older = Older {
    lists: &[
        Moved {
            list: "/loadBalancer/nodes",
            named_by: &["name"],
            to: "/state/nodes",
            fields: &[
                ("healthy", "healthy"),
                ("downForUs", "downForUs"),
                ("upForUs", "upForUs"),
                ("connections", "connections"),
            ],
            renamed: &[],
        },
        Moved {
            list: "/pods",
            named_by: &["namespace", "name"],
            to: "/state/pods",
            fields: &[("ready", "ready"), ("crashes", "crashes"), ("requestsInFlight", "requestsInFlight")],
            // As in Kubernetes.
            renamed: &[("port", "containerPort"), ("node", "nodeName")],
        },
        Moved {
            list: "/apiGateway/consumers",
            named_by: &["name"],
            to: "/state/consumers",
            fields: &[("recentRequests", "recentRequests")],
            renamed: &[],
        },
    ],
    objects: &[(
        "/natGateway",
        "/state/natGateway",
        &[("portsInUse", "portsInUse"), ("portsResting", "portsInTimeWait")],
    )],
};

/// Brings a scenario's tree up to [`VERSION`]. Asked before anything else: of a newer format every other error would mislead.
pub(super) fn bring_up(text: &str, mut json: Json) -> Result<(Json, Origin<'_>), ScenarioErrors> {
    let mut origin = Origin::of(text);
    if let Json::Object(members) = &mut json
        && let Some((_, Json::Text(version))) = members.iter_mut().find(|(name, _)| name == "version")
        && version != VERSION
    {
        if version == "1" {
            VERSION.clone_into(version);
            origin.older = Some(&VERSION_1);
            if members.iter().any(|(name, _)| name == "state") {
                let mut problems = Problems::new(&origin);
                problems.add("/state", "no field of that name in version 1; with it the version is \"2\"");
                problems.none()?;
            }
            from_1(members);
        } else {
            let newer = version.bytes().all(|byte| byte.is_ascii_digit())
                && (version.len(), version.as_str()) > (VERSION.len(), VERSION);
            let mut problems = Problems::new(&origin);
            problems.add(
                "/version",
                if newer {
                    "the version \"2\": this scenario is for a newer Gauntlet; update Gauntlet, or write it for version 2"
                } else {
                    "the version \"2\", or \"1\", which opens too"
                },
            );
            problems.none()?;
        }
    }
    Ok((json, origin))
}

/// The step from version 1 to version 2.
fn from_1(members: &mut Vec<Member>) {
    if let Some(Json::Object(balancer)) = at(members, "/loadBalancer")
        && let Some(Json::Text(algorithm)) = at(balancer, "/algorithm")
        && algorithm == "weighted"
    {
        "weighted_round_robin".clone_into(algorithm);
    }
    let mut state = Vec::new();
    for moved in VERSION_1.lists {
        let Some(Json::Array(items)) = at(members, moved.list) else { continue };
        let kept = taken(items, moved);
        if !kept.is_empty() {
            state.push((last(moved.to), Json::Object(kept)));
        }
    }
    for (place, to, fields) in VERSION_1.objects {
        let Some(Json::Object(object)) = at(members, place) else { continue };
        let kept = fields_taken(object, fields);
        if !kept.is_empty() {
            state.push((last(to), Json::Object(kept)));
        }
    }
    if !state.is_empty() {
        members.push(("state".to_owned(), Json::Object(state)));
    }
}

fn last(pointer: &str) -> String {
    pointer.rsplit('/').next().unwrap_or_default().to_owned()
}

/// Moves the state of a list's items out of them. An item without a name of its own loses its state here; the reader is told about
/// the name.
fn taken(list: &mut [Json], moved: &Moved) -> Vec<Member> {
    let names: Vec<Option<String>> = list.iter().map(|item| name(item, moved.named_by)).collect();
    let again = repeated(names.len(), &|one, other| names[one].cmp(&names[other]));
    let mut out = Vec::new();
    for ((item, name), again) in list.iter_mut().zip(names).zip(again) {
        let Json::Object(item) = item else { continue };
        let state = fields_taken(item, moved.fields);
        for (name, _) in item {
            if let Some((_, now)) = moved.renamed.iter().find(|(was, _)| was == name) {
                (*now).clone_into(name);
            }
        }
        if let Some(name) = name.filter(|_| !again && !state.is_empty()) {
            out.push((name, Json::Object(state)));
        }
    }
    out
}

/// Moves fields out of an object. One that only states the default is dropped.
fn fields_taken(from: &mut Vec<Member>, fields: &[Renamed]) -> Vec<Member> {
    let renamed = |name: &str| fields.iter().find(|(was, _)| *was == name).map(|(_, now)| *now);
    let (mut taken, mut kept) = (Vec::new(), Vec::with_capacity(from.len()));
    for (name, value) in std::mem::take(from) {
        match renamed(&name) {
            Some(now) => taken.push((now.to_owned(), value)),
            None => kept.push((name, value)),
        }
    }
    *from = kept;
    if let [(name, Json::Bool(value))] = taken.as_slice()
        && matches!((name.as_str(), value), ("healthy" | "ready", true) | ("crashes", false))
    {
        taken.clear();
    }
    taken
}

/// The value at a pointer that passes through objects only.
fn at<'j>(members: &'j mut [Member], pointer: &str) -> Option<&'j mut Json> {
    let (name, rest) = pointer.get(1..)?.split_once('/').unwrap_or((pointer.get(1..)?, ""));
    let (_, value) = members.iter_mut().find(|(one, _)| one == name)?;
    match value {
        value if rest.is_empty() => Some(value),
        Json::Object(members) => at(members, &["/", rest].concat()),
        _ => None,
    }
}

/// The name of a list's item: one field, or several joined by `/`.
fn name(item: &Json, named_by: &[&str]) -> Option<String> {
    let Json::Object(members) = item else { return None };
    let said = |field: &&str| match members.iter().find(|(one, _)| one == field)? {
        (_, Json::Text(text)) => Some(text.as_str()),
        _ => None,
    };
    Some(named_by.iter().map(said).collect::<Option<Vec<_>>>()?.join("/"))
}
