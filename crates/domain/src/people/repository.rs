//! Where people, their histories and the units they work in are kept.

use std::collections::BTreeSet;
use std::fmt;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::civil_servant::CivilServantRecord;
use super::id::{PersonId, UnitId};
use super::org_unit::OrgUnit;
use crate::audit::SubjectSecret;
use crate::store::{Page, Revision, StoreError, Versioned};

/// What is kept about one person.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct PersonFile {
    /// The record with all histories, as it arrived and was found sound.
    pub record: CivilServantRecord,
    /// The unit the person works in now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
    /// The direct superior; none at the top or where nobody said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub superior: Option<PersonId>,
    /// Keys the digests of this person's data in the audit trail. Erasure destroys it.
    pub secret: SubjectSecret,
}

impl PersonFile {
    /// The internal id.
    pub fn id(&self) -> &PersonId {
        &self.record.id
    }
}

/// Only the internal id: everything else is personal data.
impl fmt::Debug for PersonFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PersonFile").field("id", self.id()).finish_non_exhaustive()
    }
}

/// Which people.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PeopleFilter {
    /// Only people who work in one of these units; `None` for everybody, whether in a unit or not.
    pub units: Option<BTreeSet<UnitId>>,
    /// Only people with this direct superior.
    pub superior: Option<PersonId>,
    /// Only people whose name has these words.
    pub name: Option<NameWords>,
    /// Only people who work in a unit, whichever it is.
    pub placed: bool,
}

/// Words of a name that somebody looks for: each of them begins a word of the name, in any order. Large and small letters of the Latin alphabet without
/// marks are the same, every other character is compared as it is; spaces, hyphens, points, commas and apostrophes part words. A name that holds a
/// character 0 is never found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameWords(Vec<String>);

impl NameWords {
    /// What parts words, besides the space.
    pub const PARTING: [char; 4] = ['-', '.', ',', '\''];

    /// How many words are looked for at most; further ones are left out.
    pub const MOST: usize = 8;

    /// The words of what somebody typed; `None` where there are none.
    pub fn of(typed: &str) -> Option<NameWords> {
        let folded = folded(typed);
        let words = folded.split(' ').filter(|word| !word.is_empty() && !word.contains('\0'));
        let words: Vec<String> = words.take(NameWords::MOST).map(str::to_owned).collect();
        (!words.is_empty()).then_some(NameWords(words))
    }

    /// The words, in small letters.
    pub fn words(&self) -> &[String] {
        &self.0
    }

    /// Whether a name has them all.
    pub fn take(&self, name: &str) -> bool {
        let folded = folded(name);
        let begins = |word: &String| folded.split(' ').any(|part| part.starts_with(word.as_str()));
        !name.contains('\0') && self.0.iter().all(begins)
    }
}

/// In small letters of the Latin alphabet, with a space for everything that parts words.
fn folded(text: &str) -> String {
    let fold = |letter: char| if NameWords::PARTING.contains(&letter) { ' ' } else { letter.to_ascii_lowercase() };
    text.chars().map(fold).collect()
}

/// People and units.
///
/// Employee numbers are unique: a second person with the same one is a [`StoreError::Conflict`] (`employee number`).
#[async_trait]
pub trait PeopleRepository: Send {
    /// The person with this id.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn find(&mut self, id: &PersonId) -> Result<Option<Versioned<PersonFile>>, StoreError>;

    /// Those of these people who are there, in the order of their ids, each once.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn find_many(&mut self, ids: &[PersonId]) -> Result<Vec<Versioned<PersonFile>>, StoreError>;

    /// The id of the person with this employee number.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn find_by_number(&mut self, number: &str) -> Result<Option<PersonId>, StoreError>;

    /// People in the order of their ids.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn list(&mut self, filter: &PeopleFilter, page: &Page<PersonId>) -> Result<Vec<Versioned<PersonFile>>, StoreError>;

    /// How many people there are.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn count(&mut self, filter: &PeopleFilter) -> Result<u64, StoreError>;

    /// Keeps a person; the whole file replaces the one before, histories included.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where the revision is another or the employee number somebody else's.
    async fn save(&mut self, file: &PersonFile, expected: Option<Revision>) -> Result<Revision, StoreError>;

    /// Keeps many people at once, whatever the revisions, each of which goes one up; of a person given twice the last file is kept. For
    /// imports, which have compared before. Employee numbers are compared when all are written: two people may exchange theirs in one call.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where an employee number is then held twice. Part of the people may have been written by then: the caller drops
    /// the transaction.
    async fn save_many(&mut self, files: &[PersonFile]) -> Result<(), StoreError>;

    /// Removes a person with all histories and the secret; the employee number is free again. Whoever has this person as superior keeps the id.
    /// What other repositories keep about the person stays there. Saved again, the person begins at [`Revision::FIRST`].
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where the revision is another.
    async fn remove(&mut self, id: &PersonId, expected: Revision) -> Result<(), StoreError>;

    /// The unit with this id.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn find_unit(&mut self, id: &UnitId) -> Result<Option<OrgUnit>, StoreError>;

    /// A unit and all above it, the unit first; none where it is not there. Ends at a parent that is not there, and where one comes again.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn units_above(&mut self, id: &UnitId) -> Result<Vec<OrgUnit>, StoreError>;

    /// All units, in the order of their ids. Whether they form a tree is for [`OrgTree`](super::OrgTree) to say.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn units(&mut self) -> Result<Vec<OrgUnit>, StoreError>;

    /// Those of these units that are there, in the order of their ids.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn find_units(&mut self, ids: &BTreeSet<UnitId>) -> Result<Vec<OrgUnit>, StoreError> {
        Ok(self.units().await?.into_iter().filter(|unit| ids.contains(&unit.id)).collect())
    }

    /// These units and all under them, each once, in the order of their ids; units in a circle are under each other.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn units_under(&mut self, ids: &BTreeSet<UnitId>) -> Result<Vec<OrgUnit>, StoreError> {
        let all = self.units().await?;
        let mut under: BTreeSet<&UnitId> = ids.iter().collect();
        loop {
            let before = under.len();
            under.extend(
                all.iter()
                    .filter(|unit| unit.parent.as_ref().is_some_and(|parent| under.contains(parent)))
                    .map(|unit| &unit.id)
                    .collect::<Vec<_>>(),
            );
            if under.len() == before {
                return Ok(all.iter().filter(|unit| under.contains(&unit.id)).cloned().collect());
            }
        }
    }

    /// At most so many units, in the order of their ids: of these and all under them, or of all; with words only those whose two names and id have them.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn units_named(
        &mut self,
        under: Option<&BTreeSet<UnitId>>,
        words: Option<&NameWords>,
        limit: usize,
    ) -> Result<Vec<OrgUnit>, StoreError> {
        let mut units = match under {
            Some(ids) => self.units_under(ids).await?,
            None => self.units().await?,
        };
        units.retain(|unit| words.is_none_or(|words| words.take(&format!("{} {} {}", unit.name.id, unit.name.en, unit.id))));
        units.truncate(limit);
        Ok(units)
    }

    /// The ids of all units without one above them, in their order.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn top_units(&mut self) -> Result<Vec<UnitId>, StoreError> {
        Ok(self.units().await?.into_iter().filter(|unit| unit.parent.is_none()).map(|unit| unit.id).collect())
    }

    /// Keeps units; one with the same id is replaced, the last of two in one call stays.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn save_units(&mut self, units: &[OrgUnit]) -> Result<(), StoreError>;
}
