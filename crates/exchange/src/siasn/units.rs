//! The table of units: their tree and who leads them.

use std::collections::BTreeMap;
use std::sync::Arc;

use jenjang::legal::Label;
use jenjang::people::id::UnitId;
use jenjang::people::{OrgTree, OrgUnit};

use super::identity::{PersonRef, register_id};
use super::problem::Mender;
use super::row::Row;
use super::source::SourceRow;
use super::staff;

/// A good row of the table of units.
#[derive(Clone, Debug)]
pub struct UnitEntry {
    /// The row.
    pub row: SourceRow,
    /// The unit.
    pub unit: OrgUnit,
    /// Who leads it.
    pub leader: Option<PersonRef>,
}

/// Reads a row; nothing where something is wrong, all of which is reported.
pub(super) fn read(row: &mut Row<'_>) -> Option<UnitEntry> {
    let id = row.need("Id", Mender::UnitOfficer).and_then(|text| row.typed::<UnitId>("Id", &register_id(&text), Mender::UnitOfficer));
    let name = row.text("NamaUnor");
    if name.is_none() {
        row.blank("NamaUnor", Mender::UnitOfficer);
    }
    let parent = row.cell("DiatasanId").and_then(|text| row.typed::<UnitId>("DiatasanId", &register_id(&text), Mender::UnitOfficer));
    let leader = row.cell("PemimpinPnsId").and_then(|text| row.typed("PemimpinPnsId", &register_id(&text), Mender::UnitOfficer));
    let number = row.cell("PemimpinNip").and_then(|text| staff::clean_number(row, "PemimpinNip", &text)).map(Arc::from);
    if !row.problems.is_empty() {
        return None;
    }
    let (id, name) = (id?, name?);
    let leader = (leader.is_some() || number.is_some()).then_some(PersonRef { id: leader, number });
    // the top of the register's tree names itself
    let parent = parent.filter(|parent| *parent != id);
    Some(UnitEntry { row: row.source.clone(), unit: OrgUnit { id, name: Label::same(name), parent }, leader })
}

/// Who leads which unit.
#[derive(Clone, Debug, Default)]
pub struct Leaders(BTreeMap<UnitId, PersonRef>);

impl Leaders {
    /// The leaders the rows name.
    pub fn of<'e>(entries: impl IntoIterator<Item = &'e UnitEntry>) -> Leaders {
        Leaders(entries.into_iter().filter_map(|entry| Some((entry.unit.id.clone(), entry.leader.clone()?))).collect())
    }

    /// The direct superior of somebody in a unit: its leader, or for the leader that of the next unit above that has another.
    pub fn superior(&self, tree: &OrgTree, unit: &UnitId, person: &PersonRef) -> Option<&PersonRef> {
        let is_self = |leader: &PersonRef| {
            let same_id = leader.id.is_some() && leader.id == person.id;
            same_id || (leader.number.is_some() && leader.number == person.number)
        };
        tree.path(unit).filter_map(|unit| self.0.get(&unit.id)).find(|leader| !is_self(leader))
    }
}
