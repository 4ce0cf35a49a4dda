//! People, the units they work in, and who holds which role.

mod charge;
mod end_role;
mod find_others;
mod grant_role;
mod import;
mod known;
mod list;
mod list_staff;
mod list_units;
pub(crate) mod look_up;
mod names;
mod save_units;
pub(crate) mod scope;
mod search_units;
mod staff;
mod who_am_i;

use jenjang::people::CivilServantRecord;
use jenjang::people::id::{PersonId, UnitId};
use jenjang::people::repository::PersonFile;
use serde::Serialize;

pub use charge::{check_in_charge, highest_in_charge, in_charge_among, in_charge_of};
pub use end_role::{EndRole, end_role};
pub use find_others::{OtherPerson, find_others};
pub use grant_role::{GrantRole, grant_role, list_grants};
pub use import::{BATCH, ImportBatch, ImportCounts, ImportPeople, PersonChange, PersonProblem, import_people};
pub use known::{KnownPeople, known_people};
pub use list::{ListPeople, list_people};
pub use list_staff::list_staff;
pub use list_units::list_units;
pub use look_up::look_up_person;
pub use names::{find_units, names_of};
pub use save_units::{SaveUnits, UnitCounts, save_units};
pub use search_units::{SearchUnits, UnitPlace, search_units};
pub(crate) use staff::staff_of;
pub use who_am_i::{OwnPlace, Whoami, own_place, who_am_i};

/// What is known about a person, without the secret that keys the digests of it.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct PersonData {
    /// The record with its histories.
    pub record: CivilServantRecord,
    /// The unit; none where nobody said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
    /// The direct superior; none where nobody said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub superior: Option<PersonId>,
}

/// Only the internal id: everything else is personal data.
impl std::fmt::Debug for PersonData {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PersonData").field("id", &self.record.id).finish_non_exhaustive()
    }
}

impl PersonData {
    /// What is known, of a stored file.
    pub fn of(file: PersonFile) -> PersonData {
        PersonData { record: file.record, unit: file.unit, superior: file.superior }
    }
}

impl PersonData {
    /// As the direct superior may see it.
    pub(crate) fn for_superior(mut self) -> PersonData {
        self.record.employee_number = None;
        self.record.birth_date = None;
        self.record.sex = None;
        self
    }
}

/// What the digests in the audit trail are made over: as [`PersonData`], borrowed.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct PersonView<'a> {
    record: &'a CivilServantRecord,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<&'a UnitId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    superior: Option<&'a PersonId>,
}

impl<'a> PersonView<'a> {
    pub(crate) fn of(file: &'a PersonFile) -> PersonView<'a> {
        PersonView { record: &file.record, unit: file.unit.as_ref(), superior: file.superior.as_ref() }
    }
}
