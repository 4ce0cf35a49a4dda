//! People in pages, in the order of their ids.

use jenjang::people::id::PersonId;
use serde::Deserialize;

use crate::error::Failure;

/// How many stand on a page.
const PAGE: usize = 50;
/// How many are read: one more tells whether others follow.
pub(super) const READ: usize = PAGE + 1;

/// Where the page begins.
#[derive(Deserialize)]
pub(crate) struct Asked {
    after: Option<String>,
}

impl Asked {
    /// The last person of the page before; absent on the first.
    pub(super) fn after(&self) -> Result<Option<PersonId>, Failure> {
        let given = self.after.as_deref().filter(|after| !after.is_empty());
        given.map(|after| after.parse().map_err(|_| Failure::not_found())).transpose()
    }
}

/// What stands on the page, and the id of the last person of it where others follow.
pub(super) fn cut<T>(mut found: Vec<T>, id: impl Fn(&T) -> &PersonId) -> (Vec<T>, Option<String>) {
    let more = found.len() > PAGE;
    found.truncate(PAGE);
    let last = found.last().filter(|_| more).map(|one| id(one).as_str().to_owned());
    (found, last)
}
