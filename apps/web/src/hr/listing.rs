//! What the lists of an HR agency share: how many rows they show, and what is shown of what may not be read.

use jenjang_service::ServiceError;

use crate::error::Failure;

/// How many rows of a part of a page are shown, and how many choices.
pub(super) const MOST: usize = 50;

/// What was found; nothing for whoever may not read it, where the rest of the page is for them all the same.
pub(super) fn nothing_if_forbidden<T>(found: Result<Vec<T>, ServiceError>) -> Result<Vec<T>, Failure> {
    match found {
        Err(ServiceError::Forbidden { .. }) => Ok(Vec::new()),
        found => Ok(found?),
    }
}
