//! Where in a scenario a check looks: it becomes a JSON pointer only where something is wrong there.

use gauntlet_slip::escape;

/// The whole scenario, an item of a list, or a member of an object.
#[derive(Clone, Copy)]
pub(super) struct Place<'p> {
    /// What it is in; nothing for the scenario's own fields.
    above: Option<&'p Self>,
    /// The field, or several with slashes between, that lead from there to the list or object.
    field: &'p str,
    part: Part<'p>,
}

#[derive(Clone, Copy)]
enum Part<'p> {
    Whole,
    Item(usize),
    Named(&'p str),
}

/// The whole scenario.
pub(super) const TOP: Place<'static> = Place { above: None, field: "", part: Part::Whole };

impl<'p> Place<'p> {
    /// An item of one of the scenario's lists.
    pub fn item(field: &'p str, at: usize) -> Self {
        Self { above: None, field, part: Part::Item(at) }
    }

    /// A member of one of the scenario's objects.
    pub fn named(field: &'p str, name: &'p str) -> Self {
        Self { above: None, field, part: Part::Named(name) }
    }

    /// An object in this place.
    pub fn within(&'p self, field: &'p str) -> Self {
        Self { above: Some(self), field, part: Part::Whole }
    }

    /// An item of a list in this place.
    pub fn item_in(&'p self, field: &'p str, at: usize) -> Self {
        Self { above: Some(self), field, part: Part::Item(at) }
    }

    /// A member of an object in this place.
    pub fn named_in(&'p self, field: &'p str, name: &'p str) -> Self {
        Self { above: Some(self), field, part: Part::Named(name) }
    }

    /// The pointer to a field, or without one to the place itself.
    pub fn pointer(&self, field: &str) -> String {
        let mut pointer = String::new();
        self.write(&mut pointer);
        step(&mut pointer, field);
        pointer
    }

    fn write(&self, pointer: &mut String) {
        if let Some(above) = self.above {
            above.write(pointer);
        }
        step(pointer, self.field);
        match self.part {
            Part::Whole => {}
            Part::Item(at) => step(pointer, &at.to_string()),
            // Even an empty name is a step.
            Part::Named(name) => {
                pointer.push('/');
                pointer.push_str(&escape(name));
            }
        }
    }
}

fn step(pointer: &mut String, name: &str) {
    if !name.is_empty() {
        pointer.push('/');
        pointer.push_str(name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_becomes_a_pointer() {
        let policy = Place::item("networkPolicies", 2);
        let rule = policy.item_in("egress", 10);
        let peer = rule.item_in("to", 0);
        let selector = peer.within("podSelector");
        for (place, field, pointer) in [
            (TOP, "", ""),
            (TOP, "waf/threshold", "/waf/threshold"),
            (policy, "", "/networkPolicies/2"),
            (rule, "ports", "/networkPolicies/2/egress/10/ports"),
            (selector, "key", "/networkPolicies/2/egress/10/to/0/podSelector/key"),
            (
                selector.named_in("matchLabels", "a/b~c"),
                "",
                "/networkPolicies/2/egress/10/to/0/podSelector/matchLabels/a~1b~0c",
            ),
            (Place::named("dns", ""), "", "/dns/"),
        ] {
            assert_eq!(place.pointer(field), pointer);
        }
    }
}
