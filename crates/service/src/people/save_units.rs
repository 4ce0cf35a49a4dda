//! Sets up units.

use std::collections::BTreeMap;

use jenjang::legal::Label;
use jenjang::people::id::UnitId;
use jenjang::people::{OrgTree, OrgTreeError, OrgUnit};
use jenjang::store::Transaction;

use super::scope::Scope;
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::Action;
use crate::trail::{Change, record, thing_subject};

/// Adds units, or changes their names and places in the tree. Units that are not named stay as they are.
#[derive(Clone, Copy, Debug)]
pub struct SaveUnits<'a> {
    /// The units.
    pub units: &'a [OrgUnit],
}

/// What became of the units given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UnitCounts {
    /// Not there before.
    pub new: usize,
    /// Other than before.
    pub changed: usize,
    /// As before.
    pub unchanged: usize,
}

/// Sets up units. Who runs the program may set up all; an HR officer those under the own unit, which stay under it.
///
/// # Errors
/// [`ServiceError::Forbidden`]; `units-outside` for units outside the own subtree; `units-no-tree` where the units together form no tree.
pub async fn save_units(context: &Context<'_>, command: SaveUnits<'_>) -> Result<UnitCounts, ServiceError> {
    transact!(context, tx => save(context, tx, &command).await)
}

async fn save(context: &Context<'_>, tx: &mut dyn Transaction, command: &SaveUnits<'_>) -> Result<UnitCounts, ServiceError> {
    let scope = Scope::of(context, tx, Action::SaveUnits).await?;
    let before: BTreeMap<UnitId, OrgUnit> = tx.people().units().await?.into_iter().map(|unit| (unit.id.clone(), unit)).collect();
    let mut after = before.clone();
    after.extend(command.units.iter().map(|unit| (unit.id.clone(), unit.clone())));
    let tree = OrgTree::try_new(after.values().cloned()).map_err(|faults| no_tree(&faults))?;

    let mut counts = UnitCounts::default();
    let (mut changed, mut subjects) = (Vec::new(), Vec::new());
    for unit in command.units {
        let found = before.get(&unit.id);
        if found == Some(unit) {
            counts.unchanged += 1;
            continue;
        }
        // a unit is changed by who has it, and a new one is put by who has the place
        let place = if found.is_some() { Some(&unit.id) } else { unit.parent.as_ref() };
        let within = |id: &UnitId| tree.path(id).any(|above| scope.takes(Some(&above.id)) && above.id != unit.id);
        if !scope.takes(place) || (scope != Scope::Everything && !within(&unit.id)) {
            return Err(ServiceError::refused(
                "units-outside",
                Label::new(
                    format!("unit `{}` tidak berada di bawah unit yang Anda kelola", unit.id),
                    format!("unit `{}` does not stand under a unit you are in charge of", unit.id),
                ),
            ));
        }
        if found.is_some() {
            counts.changed += 1
        } else {
            counts.new += 1
        }
        subjects.push(thing_subject("unit", &unit.id, found, Some(unit))?);
        changed.push(unit.clone());
    }
    if !changed.is_empty() {
        tx.people().save_units(&changed).await?;
        record(context, tx, Change::new(Action::SaveUnits, subjects)).await?;
    }
    Ok(counts)
}

fn no_tree(faults: &[OrgTreeError]) -> ServiceError {
    let all = |of: fn(&OrgTreeError) -> std::sync::Arc<str>| faults.iter().map(of).collect::<Vec<_>>().join("; ");
    ServiceError::refused("units-no-tree", Label::new(all(|fault| sentence(fault).id), all(|fault| sentence(fault).en)))
}

fn sentence(fault: &OrgTreeError) -> Label {
    let id = match fault {
        OrgTreeError::Duplicate(unit) => format!("unit `{unit}` diberikan dua kali, seharusnya sekali"),
        OrgTreeError::UnknownParent { unit, parent } => format!("unit `{unit}` berada di bawah `{parent}` yang tidak ada di antara unit"),
        OrgTreeError::Cycle(unit) => format!("unit `{unit}` berada di bawah dirinya sendiri, seharusnya berbentuk pohon"),
    };
    Label::new(id, fault.to_string())
}
