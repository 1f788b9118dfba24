//! Sorting and finding repeats, for reading and checking scenarios: one function that sorts indexes by what they point to. A set or
//! map type for each kind of value would add its own code to the wasm.

use std::cmp::Ordering;

use litemap::LiteMap;

/// Values by name, in the order of the names.
pub type ByName<T> = LiteMap<String, T>;

/// The places below a number, in the order of what is there; of the same things the first comes first.
pub(crate) fn order(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..count).collect();
    places.sort_unstable_by(|one, other| compare(*one, *other).then(one.cmp(other)));
    places
}

/// Of each place below a number, whether the same thing is at one before it.
pub(crate) fn repeated(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<bool> {
    let mut repeated = vec![false; count];
    for pair in order(count, compare).windows(2) {
        if let [one, next] = *pair
            && compare(one, next).is_eq()
        {
            repeated[next] = true;
        }
    }
    repeated
}

/// The same of texts.
pub(crate) fn repeated_texts(texts: &[&str]) -> Vec<bool> {
    repeated(texts.len(), &|one, other| texts[one].cmp(texts[other]))
}
