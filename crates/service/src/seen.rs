//! What whoever changes something saw of it before, so that nobody writes over what somebody else did meanwhile.

use jenjang::store::{Revision, StoreError};

use crate::error::ServiceError;

/// What whoever changes something saw of it before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Seen {
    /// Nothing is said about it: whatever stands is changed.
    #[default]
    Anything,
    /// There was none.
    Nothing,
    /// It stood at this revision.
    At(Revision),
}

impl Seen {
    /// Refuses where something else stands now than what was seen. Asked in the transaction that writes, so that of two who saw the same one is refused.
    ///
    /// # Errors
    /// [`StoreError::Conflict`].
    pub fn still(self, what: &'static str, id: impl ToString, found: Option<Revision>) -> Result<(), ServiceError> {
        let expected = match self {
            Seen::Anything => return Ok(()),
            Seen::Nothing => None,
            Seen::At(revision) => Some(revision),
        };
        if expected == found {
            return Ok(());
        }
        Err(StoreError::Conflict { what, id: id.to_string(), found, expected }.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_seen_may_be_changed() {
        let (first, second) = (Some(Revision::FIRST), Some(Revision::FIRST.next()));
        let refused = |seen: Seen, found| seen.still("plan", "x", found).is_err_and(|error| error.code() == "changed-meanwhile");
        assert!(
            !refused(Seen::At(Revision::FIRST), first)
                && refused(Seen::At(Revision::FIRST), second)
                && refused(Seen::At(Revision::FIRST), None)
        );
        assert!(!refused(Seen::Nothing, None) && refused(Seen::Nothing, first));
        assert!(!refused(Seen::Anything, None) && !refused(Seen::Anything, second));
    }
}
