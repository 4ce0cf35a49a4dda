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
