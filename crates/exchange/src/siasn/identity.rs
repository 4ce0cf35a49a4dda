//! Who a row is about: the register's id, the employee number, and the internal id that follows from them.

use std::fmt;
use std::sync::Arc;

use jenjang::audit::{Digest, SubjectSecret};
use jenjang::people::id::PersonId;

/// How internal ids are made where a source gives only the employee number.
///
/// The id is `nip-` and the first 32 hexadecimal digits of HMAC-SHA-256 over `jenjang/person-id/1:` and the number, keyed with the agency's
/// secret. Without a secret it is plain SHA-256 over the same: stable and without the birth date in plain sight, but whoever can list
/// employee numbers can compute it. Where the source gives the register's own id of a person (`pns_id`), that id is used and no number enters.
#[derive(Clone, Debug, Default)]
pub struct PersonIds {
    key: Option<SubjectSecret>,
}

impl PersonIds {
    /// Ids keyed with a secret of the agency.
    pub fn keyed(key: SubjectSecret) -> PersonIds {
        PersonIds { key: Some(key) }
    }

    /// The internal id of somebody known by number only.
    pub fn of_number(&self, number: &str) -> Option<PersonId> {
        let text = format!("jenjang/person-id/1:{number}");
        let digest = match &self.key {
            Some(key) => key.digest(&text),
            None => Digest::of(&text),
        };
        let digest = digest.to_string();
        format!("nip-{}", digest.get(..32)?).parse().ok()
    }
}

/// Somebody as a source names them: by the register's id, by employee number, or both.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonRef {
    /// The register's id of the person.
    pub id: Option<PersonId>,
    /// The employee number, which is personal data.
    pub number: Option<Arc<str>>,
}

/// Only the register's id: the number says birth date and sex.
impl fmt::Debug for PersonRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PersonRef").field("id", &self.id).field("number", &self.number.as_ref().map(|_| "…")).finish()
    }
}

impl PersonRef {
    /// The internal id as the staff list would make it of the same columns. Whoever has a store asks it for the number first: the staff list may
    /// have given the register's id, and this table only the number.
    pub fn person_id(&self, ids: &PersonIds) -> Option<PersonId> {
        self.id.clone().or_else(|| ids.of_number(self.number.as_deref()?))
    }
}

/// The register's ids come in capitals and in small letters; one form for both.
pub(crate) fn register_id(text: &str) -> String {
    let is_guid = text.len() >= 32 && text.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-');
    if is_guid { text.to_ascii_lowercase() } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_from_numbers_are_stable_and_do_not_show_them() {
        let ids = PersonIds::default();
        let id = ids.of_number("199608182022041901").unwrap();
        assert_eq!(Some(id.clone()), ids.of_number("199608182022041901"));
        assert!(id.as_str().starts_with("nip-") && id.as_str().len() == 36 && !id.as_str().contains("1996"));
        let keyed = PersonIds::keyed(SubjectSecret::new([7; 32])).of_number("199608182022041901").unwrap();
        assert_ne!(keyed, id);
        assert_eq!(register_id("A5EB03E23BE8F6A0E040640A040252AD"), "a5eb03e23be8f6a0e040640a040252ad");
        assert_eq!(register_id("synthetic-X"), "synthetic-X");
        let person = PersonRef { id: None, number: Some("199608182022041901".into()) };
        assert!(!format!("{person:?}").contains("1996"));
    }
}
