//! Long lists in pages: by the key of the last entry of the page before.

use std::str::FromStr;

use serde::Deserialize;

use crate::development::segment;
use crate::error::Failure;

/// How many stand on a page.
const PAGE: usize = 50;
/// How many are read: one more tells whether others follow.
pub(crate) const READ: usize = PAGE + 1;

/// Where the page begins.
#[derive(Deserialize)]
pub(crate) struct Asked {
    after: Option<String>,
}

impl Asked {
    /// The last entry of the page before; absent on the first.
    pub(crate) fn after<K: FromStr>(&self) -> Result<Option<K>, Failure> {
        let given = self.after.as_deref().filter(|after| !after.is_empty());
        given.map(|after| after.parse().map_err(|_| Failure::not_found())).transpose()
    }
}

/// What stands on the page, and the key of the last entry of it, as part of an address, where others follow.
pub(crate) fn cut<T>(mut found: Vec<T>, key: impl Fn(&T) -> &str) -> (Vec<T>, Option<String>) {
    let more = found.len() > PAGE;
    found.truncate(PAGE);
    let last = found.last().filter(|_| more).map(|one| segment(key(one)));
    (found, last)
}

/// As [`cut`], of a list that was read whole: what follows the last entry of the page before, from the beginning where nothing is named. Where the entry
/// has gone meanwhile, the list begins again.
pub(crate) fn part<T>(mut found: Vec<T>, after: &str, key: impl Fn(&T) -> &str) -> (Vec<T>, Option<String>) {
    let before = found.iter().position(|one| !after.is_empty() && key(one) == after);
    found.drain(..before.map_or(0, |at| at + 1));
    cut(found, key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fifty_stand_on_a_page_and_the_next_begins_after_the_last_of_them() {
        let many: Vec<String> = (0..=PAGE * 2).map(|at| format!("a/{at}")).collect();
        let mut after = String::new();
        let mut pages = Vec::new();
        loop {
            let (rows, last) = part(many.clone(), &after, String::as_str);
            pages.push(rows.len());
            let Some(last) = last else { break };
            assert!(last.starts_with("a%2F"), "a part of an address: {last}");
            after = rows.last().cloned().unwrap();
        }
        assert_eq!(pages, [PAGE, PAGE, 1]);
        assert_eq!(part(many, "gone", String::as_str).0.len(), PAGE);
    }
}
