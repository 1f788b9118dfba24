//! Maps places in a scenario, as it is read, back to its author's text, which may be of an older version of the format.

use gauntlet_slip::escape;

use super::tree::{Node, Which};

/// A field's name in an older version and its name today.
pub(crate) type Renamed = (&'static str, &'static str);

/// A list whose items have fields in an older version that live elsewhere today.
pub(crate) struct Moved {
    /// The list's pointer, in the older version.
    pub list: &'static str,
    /// The fields that identify an item; joined by `/` they are its key in `to`.
    pub named_by: &'static [&'static str],
    /// The object that holds the moved fields, by item.
    pub to: &'static str,
    /// The fields that moved.
    pub fields: &'static [Renamed],
    /// The fields that stayed in the item under another name.
    pub renamed: &'static [Renamed],
}

/// All that an older version has in other places or under other names.
pub(crate) struct Older {
    /// In lists.
    pub lists: &'static [Moved],
    /// In single objects: the old pointer, today's, and the fields that moved.
    pub objects: &'static [(&'static str, &'static str, &'static [Renamed])],
}

/// A scenario's text and the version it is written in.
#[derive(Clone, Copy, Default)]
pub(crate) struct Origin<'a> {
    /// The text as its author wrote it.
    pub text: &'a str,
    /// The differences of its version, if that is an older one.
    pub older: Option<&'static Older>,
}

impl<'a> Origin<'a> {
    /// Of a text of the current version.
    pub fn of(text: &'a str) -> Self {
        Self { text, older: None }
    }

    /// The pointer into the author's text for a pointer into the scenario as it is read.
    pub fn place(&self, pointer: &str, tree: Option<&Node<'_>>) -> String {
        let was = self.older.zip(tree).and_then(|(older, tree)| older.place(pointer, tree));
        was.unwrap_or_else(|| pointer.to_owned())
    }

    /// Further field names that an object may have in the text's version.
    pub fn also_known(&self, object: &str) -> impl Iterator<Item = &'static str> {
        let (lists, objects) = self.older.map_or((&[][..], &[][..]), |older| (older.lists, older.objects));
        let is_item = |rest: &str| rest.strip_prefix('/').is_some_and(|rest| !rest.contains('/'));
        let list = lists.iter().find(|moved| object.strip_prefix(moved.list).is_some_and(is_item));
        let of_list = list.into_iter().flat_map(|moved| moved.fields.iter().chain(moved.renamed));
        let of_object = objects.iter().find(|(was, ..)| *was == object);
        of_list.chain(of_object.into_iter().flat_map(|(.., fields)| fields.iter())).map(|(was, _)| *was)
    }
}

impl Older {
    fn place(&self, pointer: &str, tree: &Node<'_>) -> Option<String> {
        let below = |place: &str| pointer.strip_prefix(place)?.strip_prefix('/');
        let was = |fields: &[Renamed], rest: &str| -> String {
            let (field, deeper) = rest.split_once('/').unwrap_or((rest, ""));
            let was = fields.iter().find(|(_, now)| *now == field).map_or(field, |(was, _)| *was);
            if deeper.is_empty() { was.to_owned() } else { [was, "/", deeper].concat() }
        };
        for (place, now, fields) in self.objects {
            if let Some(rest) = below(now) {
                return Some([place, "/", &was(fields, rest)].concat());
            }
        }
        for moved in self.lists {
            if let Some((at, rest)) = below(moved.list).and_then(|rest| rest.split_once('/')) {
                return Some([moved.list, "/", at, "/", &was(moved.renamed, rest)].concat());
            }
            let Some(rest) = below(moved.to) else { continue };
            let (name, rest) = rest.split_once('/').map_or((rest, None), |(name, rest)| (name, Some(rest)));
            let items = &tree.at(moved.list, Which::First)?.items;
            let at = items
                .iter()
                .position(|item| moved.name_in(&item.value).is_some_and(|one| escape(&one) == name))?;
            let item = format!("{}/{at}", moved.list);
            return Some(
                rest.map_or_else(|| item.clone(), |rest| [&item, "/", &was(moved.fields, rest)].concat()),
            );
        }
        None
    }
}

impl Moved {
    /// The key of an item of the list.
    fn name_in(&self, item: &Node<'_>) -> Option<String> {
        let parts: Option<Vec<&str>> =
            self.named_by.iter().map(|field| item.member(field, Which::First)?.value.said()).collect();
        Some(parts?.join("/"))
    }
}
