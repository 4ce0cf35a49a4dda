//! What readers other than HR officers of the unit may see of a tree of units.
//!
//! A row is shown where each of its groups, those below and those who have the level, is empty or large enough. That alone would not do: who reads a
//! unit and the units under it could subtract one from the other. A row of a unit is withheld too where those in it who are in no shown row further
//! down are a group that is too small. (Any other difference of shown rows is a larger group.)

use std::collections::{BTreeMap, BTreeSet};

use super::tally::{Subject, Tallies, Tally};
use crate::people::OrgTree;
use crate::people::id::UnitId;

/// A part of a row that is shown or withheld by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The figures and the score.
    Figures,
    /// The number of people with a low 360° score.
    Feedback,
    /// The number of people who wish to learn it.
    Wishes,
}

impl Part {
    const ALL: [Part; 3] = [Part::Figures, Part::Feedback, Part::Wishes];

    /// The groups of people whose numbers the part tells.
    fn groups(self, tally: &Tally) -> Groups {
        match self {
            Part::Figures => Groups([tally.below, tally.competent(), tally.required.saturating_sub(tally.measured)]),
            Part::Feedback => Groups([tally.feedback, 0, 0]),
            Part::Wishes => Groups([tally.wishes, 0, 0]),
        }
    }
}

/// Which rows may be shown of which unit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shield {
    shown: BTreeMap<UnitId, BTreeSet<(Subject, Part)>>,
    totals: BTreeMap<UnitId, Tallies>,
}

/// Numbers of people.
#[derive(Clone, Copy, Debug, Default)]
struct Groups([u32; 3]);

impl Groups {
    fn plus(self, other: Groups) -> Groups {
        let Groups([a, b, c]) = self;
        let Groups([x, y, z]) = other;
        Groups([a.saturating_add(x), b.saturating_add(y), c.saturating_add(z)])
    }

    fn are_large(self, smallest: u32) -> bool {
        self.0.into_iter().all(|count| count == 0 || count >= smallest)
    }
}

impl Shield {
    /// Works out every unit of the tree from the tallies of those who work directly in each. `None` beyond the numbers kept.
    pub fn of(tree: &OrgTree, direct: &BTreeMap<UnitId, Tallies>, smallest: u32) -> Option<Shield> {
        let mut children: BTreeMap<&UnitId, Vec<&UnitId>> = BTreeMap::new();
        for unit in tree.iter() {
            if let Some(parent) = &unit.parent {
                children.entry(parent).or_default().push(&unit.id);
            }
        }
        let mut shield = Shield::default();
        // from the leaves upwards: the longer the way to the top, the earlier
        let mut units: Vec<(usize, &UnitId)> = tree.iter().map(|unit| (tree.path(&unit.id).count(), &unit.id)).collect();
        units.sort_by(|a, b| b.cmp(a));
        // those of a unit who stand in no shown row of it or of a unit further down
        let mut rests: BTreeMap<&UnitId, BTreeMap<(Subject, Part), Groups>> = BTreeMap::new();
        for (_, unit) in units {
            let own = direct.get(unit);
            let mut total = own.cloned().unwrap_or_default();
            let mut rest: BTreeMap<(Subject, Part), Groups> = BTreeMap::new();
            for (subject, tally) in own.into_iter().flat_map(Tallies::iter) {
                rest.extend(Part::ALL.map(|part| ((subject.clone(), part), part.groups(tally))));
            }
            for child in children.get(unit).into_iter().flatten() {
                if let Some(tallies) = shield.totals.get(*child) {
                    total.add(tallies)?;
                }
                for (place, more) in rests.remove(*child).into_iter().flatten() {
                    let sum = rest.get(&place).copied().unwrap_or_default().plus(more);
                    rest.insert(place, sum);
                }
            }
            let mut shown = BTreeSet::new();
            for (subject, tally) in total.iter() {
                for part in Part::ALL {
                    let place = (subject.clone(), part);
                    let apart = rest.get(&place).copied().unwrap_or_default();
                    if part.groups(tally).are_large(smallest) && apart.are_large(smallest) {
                        rest.remove(&place);
                        shown.insert(place);
                    }
                }
            }
            shield.shown.insert(unit.clone(), shown);
            shield.totals.insert(unit.clone(), total);
            rests.insert(unit, rest);
        }
        Some(shield)
    }

    /// The tallies of a unit and all under it.
    pub fn total(&self, unit: &UnitId) -> Option<&Tallies> {
        self.totals.get(unit)
    }

    /// Whether a part of a row of a unit may be shown to everybody who may read demand.
    pub fn shows(&self, unit: &UnitId, subject: &Subject, part: Part) -> bool {
        self.shown.get(unit).is_some_and(|shown| shown.contains(&(subject.clone(), part)))
    }
}
