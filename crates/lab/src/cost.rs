//! What promotions cost: pay tables, and the cost of those promoted before and after.

use std::collections::BTreeMap;
use std::sync::Arc;

use jenjang::legal::Label;
use jenjang::policy::value::FactIndex;
use serde::Serialize;

use crate::answers::Answers;
use crate::compare::{Suppression, Table};
use crate::segment::Segment;

mod pay;

pub(crate) use pay::Reader;
pub use pay::{PayRow, PayTable};

/// What promoting everybody who is eligible adds to the pay bill, in whole rupiah a year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct CostComparison {
    /// The pay table used.
    pub table: Label,
    /// The currency of every amount.
    pub currency: Arc<str>,
    /// Under the rule in force.
    pub before: Cost,
    /// Under the draft.
    pub after: Cost,
    /// After less before, a year.
    pub difference: i128,
    /// By group of each dimension, in their order.
    pub dimensions: Vec<CostByDimension>,
}

/// The cost of those promoted under one policy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Cost {
    /// Eligible people whose pay before and after promotion is in the table.
    pub promoted: u64,
    /// What they are paid now, a year.
    pub paid_now: i128,
    /// What they would be paid, a year.
    pub paid_then: i128,
    /// The difference of the two.
    pub increase: i128,
    /// Eligible people who stand in the highest grade: there is none to be promoted to.
    pub highest_grade: u64,
    /// Eligible people whose grade (or service, where the table needs it) is missing or none.
    pub without_grade: u64,
    /// Eligible people for whom the table has no row, now or after promotion.
    pub without_row: u64,
}

/// Cost by group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct CostByDimension {
    /// Name of the dimension.
    pub name: Arc<str>,
    /// What people read.
    pub label: Label,
    /// The groups in the order of the dimension.
    pub rows: Vec<CostRow>,
}

/// Cost of a group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct CostRow {
    /// Code of the group.
    pub code: Arc<str>,
    /// What people read.
    pub label: Label,
    /// Increase a year before; absent where too few people stand behind it.
    pub before: Option<i128>,
    /// Increase a year after.
    pub after: Option<i128>,
    /// After less before.
    pub difference: Option<i128>,
}

/// Months paid in a year.
const MONTHS: i128 = 12;

/// What one thread counts.
#[derive(Clone, Debug)]
pub(crate) struct Costs {
    sides: [Cost; 2],
    /// By axis and code: promoted and increase a month, before and after.
    groups: Vec<Vec<[(u64, i128); 2]>>,
}

impl Costs {
    pub(crate) fn new(axes: usize) -> Costs {
        Costs { sides: [Cost::default(); 2], groups: vec![Vec::new(); axes] }
    }

    pub(crate) fn add(&mut self, other: &Costs) {
        for (mine, other) in self.sides.iter_mut().zip(other.sides) {
            mine.promoted += other.promoted;
            mine.paid_now += other.paid_now;
            mine.paid_then += other.paid_then;
            mine.increase += other.increase;
            mine.highest_grade += other.highest_grade;
            mine.without_grade += other.without_grade;
            mine.without_row += other.without_row;
        }
        for (mine, other) in self.groups.iter_mut().zip(&other.groups) {
            if mine.len() < other.len() {
                mine.resize(other.len(), Default::default());
            }
            for (mine, other) in mine.iter_mut().flatten().zip(other.iter().flatten()) {
                *mine = (mine.0 + other.0, mine.1 + other.1);
            }
        }
    }

    /// The comparison; tables are given with the place of their axis.
    pub(crate) fn finish(&self, pay: &PayTable, tables: &[(usize, &Table)], suppression: Suppression) -> CostComparison {
        let [before, after] = self.sides;
        let mut order: Vec<&(usize, &Table)> = tables.iter().collect();
        // coarser ones first: what is hidden there is hidden in what lies within
        order.sort_by_key(|(_, table)| table.shown.rows.len());
        let mut hidden: BTreeMap<&str, Vec<bool>> = BTreeMap::new();
        let mut made: BTreeMap<usize, CostByDimension> = BTreeMap::new();
        for (axis, table) in order {
            let mut sums: Vec<[(u64, i128); 2]> = vec![Default::default(); table.shown.rows.len()];
            for (code, group) in self.groups.get(*axis).into_iter().flatten().enumerate() {
                let sum = table.row_of.get(&code).and_then(|row| sums.get_mut(*row));
                for (sum, found) in sum.into_iter().flatten().zip(group) {
                    *sum = (sum.0 + found.0, sum.1 + found.1);
                }
            }
            let above = table.shown.within.as_ref().and_then(|name| hidden.get(&**name));
            let hide = hidden_rows(table, &sums, above, suppression.least);
            let rows = table.shown.rows.iter().zip(&sums).zip(&hide).map(|((row, [before, after]), hide)| {
                let shown = |amount: i128| (!hide).then_some(amount * MONTHS);
                CostRow {
                    code: Arc::clone(&row.code),
                    label: row.label.clone(),
                    before: shown(before.1),
                    after: shown(after.1),
                    difference: shown(after.1 - before.1),
                }
            });
            made.insert(
                *axis,
                CostByDimension { name: Arc::clone(&table.shown.name), label: table.shown.label.clone(), rows: rows.collect() },
            );
            hidden.insert(&table.shown.name, hide);
        }
        CostComparison {
            table: pay.label.clone(),
            currency: Arc::clone(&pay.currency),
            before,
            after,
            difference: after.increase - before.increase,
            dimensions: made.into_values().collect(),
        }
    }
}

/// Rows that stay hidden: few people stand behind them, a cell of the row is hidden, or the row they lie in is; and never one alone, which the total
/// would give away.
fn hidden_rows(table: &Table, sums: &[[(u64, i128); 2]], above: Option<&Vec<bool>>, least: u64) -> Vec<bool> {
    let few = |[before, after]: &[(u64, i128); 2]| [before.0, after.0, before.0.abs_diff(after.0)].iter().any(|n| *n > 0 && *n < least);
    let parent = |row: usize| table.parents.get(row).copied().unwrap_or(0);
    let is_above = |row: usize| above.and_then(|above| above.get(parent(row))).copied().unwrap_or(false);
    let mut hidden: Vec<bool> = (table.shown.rows.iter().zip(sums).enumerate())
        .map(|(row, (shown, sums))| few(sums) || is_above(row) || shown.cells.iter().any(Option::is_none))
        .collect();
    let parents: std::collections::BTreeSet<usize> = (0..hidden.len()).map(parent).collect();
    for part in parents {
        let of_part = |row: &usize| parent(*row) == part;
        let alone = (0..hidden.len()).filter(of_part).filter(|row| hidden.get(*row) == Some(&true)).count() == 1;
        if alone && !above.and_then(|above| above.get(part)).copied().unwrap_or(false) {
            let shown = (0..hidden.len()).filter(of_part).filter(|row| hidden.get(*row) == Some(&false));
            // the one that says least about the total
            let next = shown.min_by_key(|row| sums.get(*row).map(|[before, after]| (before.0 + after.0 == 0, before.0 + after.0)));
            if let Some(hide) = next.and_then(|row| hidden.get_mut(row)) {
                *hide = true;
            }
        }
    }
    hidden
}

impl Reader {
    /// The facts it reads.
    pub(crate) fn facts(&self) -> impl Iterator<Item = FactIndex> + '_ {
        [Some(self.grade), self.service].into_iter().flatten()
    }

    /// Adds the costs of the eligible people of a segment.
    pub(crate) fn count(&self, costs: &mut Costs, segment: &Segment, before: &Answers, after: &Answers, codes: &[Vec<u16>]) {
        let sides = [before.outcome.eligible(), after.outcome.eligible()];
        let [one, other] = &sides;
        for place in one.or(other).ones() {
            let found = self.promotion(segment, place);
            for (side, eligible) in sides.iter().enumerate() {
                if !eligible.get(place) {
                    continue;
                }
                let Some(cost) = costs.sides.get_mut(side) else { continue };
                match found {
                    pay::Promotion::Paid { now, then } => {
                        cost.promoted += 1;
                        cost.paid_now += i128::from(now) * MONTHS;
                        cost.paid_then += i128::from(then) * MONTHS;
                        cost.increase += (i128::from(then) - i128::from(now)) * MONTHS;
                        for (codes, groups) in codes.iter().zip(&mut costs.groups) {
                            let code = codes.get(place).map_or(0, |code| usize::from(*code));
                            if groups.len() <= code {
                                groups.resize(code + 1, Default::default());
                            }
                            if let Some(sum) = groups.get_mut(code).and_then(|group| group.get_mut(side)) {
                                *sum = (sum.0 + 1, sum.1 + i128::from(then) - i128::from(now));
                            }
                        }
                    }
                    pay::Promotion::HighestGrade => cost.highest_grade += 1,
                    pay::Promotion::NoGrade => cost.without_grade += 1,
                    pay::Promotion::NoRow => cost.without_row += 1,
                }
            }
        }
    }
}
