//! The tree of organisational units.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::id::UnitId;
use crate::legal::Label;

/// A unit (*unit kerja*).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct OrgUnit {
    /// Its id.
    pub id: UnitId,
    /// Its name.
    pub name: Label,
    /// The unit above; none for the top.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<UnitId>,
}

/// A unit and all above it among units that need not form a tree, the unit first. Ends at a parent that is not among them, and where one comes again.
pub fn path_among(id: &UnitId, units: impl IntoIterator<Item = OrgUnit>) -> Vec<OrgUnit> {
    let mut units: BTreeMap<UnitId, OrgUnit> = units.into_iter().map(|unit| (unit.id.clone(), unit)).collect();
    let mut path: Vec<OrgUnit> = Vec::new();
    let mut next = units.remove(id);
    while let Some(unit) = next {
        next = unit.parent.as_ref().and_then(|parent| units.remove(parent));
        path.push(unit);
    }
    path
}

/// What is wrong with a set of units.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OrgTreeError {
    /// Two units with one id.
    #[error("unit `{0}` is given twice, expected each unit once")]
    Duplicate(UnitId),
    /// A parent that is not there.
    #[error("unit `{unit}` stands under `{parent}`, which is not among the units")]
    UnknownParent {
        /// The unit.
        unit: UnitId,
        /// What it names.
        parent: UnitId,
    },
    /// Units above each other in a circle.
    #[error("unit `{0}` stands under itself, expected a tree")]
    Cycle(UnitId),
}

/// Units that form one or more trees.
///
/// INVARIANT (a tree): every parent is a unit of the tree and no unit stands under itself, so that walking up always ends.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OrgTree {
    units: BTreeMap<UnitId, OrgUnit>,
}

impl OrgTree {
    /// Checks units and keeps them.
    ///
    /// # Errors
    /// Every unit given twice, every unknown parent and every unit that stands under itself.
    pub fn try_new(units: impl IntoIterator<Item = OrgUnit>) -> Result<OrgTree, Vec<OrgTreeError>> {
        let mut faults = Vec::new();
        let mut by_id = BTreeMap::new();
        for unit in units {
            let id = unit.id.clone();
            if by_id.insert(id.clone(), unit).is_some() {
                faults.push(OrgTreeError::Duplicate(id));
            }
        }
        for unit in by_id.values() {
            if let Some(parent) = unit.parent.as_ref().filter(|parent| !by_id.contains_key(*parent)) {
                faults.push(OrgTreeError::UnknownParent { unit: unit.id.clone(), parent: parent.clone() });
            }
        }
        let mut done: BTreeSet<&UnitId> = BTreeSet::new();
        for start in by_id.keys() {
            let mut path: Vec<&UnitId> = Vec::new();
            let mut walked = BTreeSet::new();
            let mut next = Some(start);
            while let Some(id) = next.filter(|id| !done.contains(id)) {
                if !walked.insert(id) {
                    if let Some(least) = path.iter().skip_while(|at| **at != id).min() {
                        faults.push(OrgTreeError::Cycle((*least).clone()));
                    }
                    break;
                }
                path.push(id);
                next = by_id.get(id).and_then(|unit| unit.parent.as_ref());
            }
            done.extend(path);
        }
        if faults.is_empty() { Ok(OrgTree { units: by_id }) } else { Err(faults) }
    }

    /// The unit with this id.
    pub fn get(&self, id: &UnitId) -> Option<&OrgUnit> {
        self.units.get(id)
    }

    /// All units by id.
    pub fn iter(&self) -> impl Iterator<Item = &OrgUnit> {
        self.units.values()
    }

    /// The unit and all above it, from the unit upwards.
    pub fn path(&self, id: &UnitId) -> impl Iterator<Item = &OrgUnit> {
        std::iter::successors(self.units.get(id), |unit| unit.parent.as_ref().and_then(|parent| self.units.get(parent)))
    }

    /// Whether a unit is another or stands somewhere under it.
    pub fn is_within(&self, unit: &UnitId, above: &UnitId) -> bool {
        self.path(unit).any(|at| at.id == *above)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(id: &str, parent: Option<&str>) -> OrgUnit {
        OrgUnit { id: id.parse().unwrap(), name: Label::same(id), parent: parent.map(|p| p.parse().unwrap()) }
    }

    #[test]
    fn a_unit_is_within_itself_and_all_above() {
        let tree = OrgTree::try_new([unit("seksi", Some("bidang")), unit("dinas", None), unit("bidang", Some("dinas"))]).unwrap();
        let within = |a: &str, b: &str| tree.is_within(&a.parse().unwrap(), &b.parse().unwrap());
        assert!(within("seksi", "dinas") && within("seksi", "seksi") && !within("dinas", "seksi") && !within("seksi", "lain"));
    }

    #[test]
    fn faults_are_all_reported() {
        let faults =
            OrgTree::try_new([unit("a", Some("b")), unit("b", Some("a")), unit("c", Some("x")), unit("d", Some("a")), unit("c", None)]);
        assert_eq!(
            faults.unwrap_err().iter().map(ToString::to_string).collect::<Vec<_>>(),
            ["unit `c` is given twice, expected each unit once", "unit `a` stands under itself, expected a tree"]
        );
        let faults = OrgTree::try_new([unit("c", Some("x"))]).unwrap_err();
        assert_eq!(faults[0].to_string(), "unit `c` stands under `x`, which is not among the units");
    }
}
