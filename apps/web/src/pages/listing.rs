//! People in pages, in the order of their ids.

use jenjang::people::id::PersonId;
use jenjang_service::people::PersonData;
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

/// The people of the page, and the id of the last of them where others follow.
pub(super) fn cut(mut found: Vec<PersonData>) -> (Vec<PersonData>, Option<String>) {
    let more = found.len() > PAGE;
    found.truncate(PAGE);
    let last = found.last().filter(|_| more).map(|person| person.record.id.as_str().to_owned());
    (found, last)
}
