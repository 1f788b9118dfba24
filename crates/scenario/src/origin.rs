//! The text that a scenario is read from, and where in it the values were that an older version has in other places.

use gauntlet_slip::escape;

use super::tree::{Node, Which};

/// A field's name in an older version, and now.
pub(crate) type Renamed = (&'static str, &'static str);

/// What an object of a list has in an older version, and where it is now.
pub(crate) struct Moved {
    /// The list's pointer, in the older version.
    pub list: &'static str,
    /// The fields that tell one of the list from the others: they name what is kept of it.
    pub named_by: &'static [&'static str],
    /// The object that keeps what moved, by name.
    pub to: &'static str,
    /// The fields that moved.
    pub fields: &'static [Renamed],
    /// The fields that stayed and are called otherwise.
    pub renamed: &'static [Renamed],
}

/// What an older version has in other places.
pub(crate) struct Older {
    /// In lists.
    pub lists: &'static [Moved],
    /// In objects: where one was, where its fields are, and which.
    pub objects: &'static [(&'static str, &'static str, &'static [Renamed])],
}

/// A text, and which of its values are read from other places.
#[derive(Clone, Copy, Default)]
pub(crate) struct Origin<'a> {
    /// The text as its author wrote it.
    pub text: &'a str,
    /// Where it is of an older version: what that has in other places.
    pub older: Option<&'static Older>,
}

impl<'a> Origin<'a> {
    /// Of a text of the current version.
    pub fn of(text: &'a str) -> Self {
        Self { text, older: None }
    }

    /// The place in the text of what a pointer leads to now.
    pub fn place(&self, pointer: &str, tree: Option<&Node<'_>>) -> String {
        let was = self.older.zip(tree).and_then(|(older, tree)| older.place(pointer, tree));
        was.unwrap_or_else(|| pointer.to_owned())
    }

    /// What the fields of an object are called in the text's version, where that is an older one.
    pub fn also_known(&self, object: &str) -> impl Iterator<Item = &'static str> {
        let fields: &[Renamed] = match self.older {
            None => &[],
            Some(Older { lists, objects }) => {
                let is_item = |rest: &str| rest.strip_prefix('/').is_some_and(|rest| !rest.contains('/'));
                let list = lists.iter().find(|moved| object.strip_prefix(moved.list).is_some_and(is_item));
                let of_object =
                    || objects.iter().find(|(was, ..)| *was == object).map(|(.., fields)| *fields);
                list.map(|moved| moved.fields).or_else(of_object).unwrap_or_default()
            }
        };
        fields.iter().map(|(was, _)| *was)
    }
}

impl Older {
    fn place(&self, pointer: &str, tree: &Node<'_>) -> Option<String> {
        let below = |place: &str| pointer.strip_prefix(place)?.strip_prefix('/');
        let was = |fields: &[Renamed], rest: &str| -> String {
            let (field, deeper) = rest.split_once('/').map_or((rest, ""), |(field, deeper)| (field, deeper));
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
    /// What names an item of the list.
    fn name_in(&self, item: &Node<'_>) -> Option<String> {
        let parts: Option<Vec<&str>> =
            self.named_by.iter().map(|field| item.member(field, Which::First)?.value.said()).collect();
        Some(parts?.join("/"))
    }
}
