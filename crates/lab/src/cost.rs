//! What promotions cost: pay tables, and the cost of those promoted before and after.

use std::collections::BTreeMap;
use std::sync::Arc;

use jenjang::legal::Label;
use jenjang::policy::value::FactIndex;
use serde::Serialize;

use crate::answers::Answers;
use crate::compare::{Everybody, Suppression, Table, Whole};
use crate::segment::Segment;
use crate::shown::{Parts, Shown, is_few};

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
    pub difference: Shown<i128>,
    /// By group of each dimension, in their order.
    pub dimensions: Vec<CostByDimension>,
}

/// The cost of those promoted under one policy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Cost {
    /// Eligible people whose pay before and after promotion is in the table.
    pub promoted: Shown,
    /// What they are paid now, a year; hidden where they are.
    pub paid_now: Shown<i128>,
    /// What they would be paid, a year.
    pub paid_then: Shown<i128>,
    /// The difference of the two.
    pub increase: Shown<i128>,
    /// Eligible people who stand in the highest grade: there is none to be promoted to.
    pub highest_grade: Shown,
    /// Eligible people whose grade (or service, where the table needs it) is missing or none.
    pub without_grade: Shown,
    /// Eligible people for whom the table has no row, now or after promotion.
    pub without_row: Shown,
    /// Eligible people whose cost cannot be computed: without a grade or without a row.
    pub not_computed: Shown,
}

/// What is counted of those promoted under one policy.
#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    promoted: u64,
    paid_now: i128,
    paid_then: i128,
    increase: i128,
    highest_grade: u64,
    without_grade: u64,
    without_row: u64,
}

impl Sum {
    /// What is shown of it: the four kinds of people are parts of all who are eligible, whom the totals tell or hide. What is paid to fewer people
    /// than may be shown is hidden with them.
    fn shown(&self, eligible: Whole, suppression: Suppression) -> Cost {
        let counts = [self.promoted, self.highest_grade, self.without_grade, self.without_row];
        let mut spare = Parts::sparing(&counts, 1..4, suppression);
        // who is promoted last: the amounts go with them
        spare.push(0);
        let is_hidden = eligible.shown.is_hidden();
        let largest = (0..counts.len()).max_by_key(|at| counts.get(*at).copied());
        let must: Vec<usize> = largest.filter(|_| is_hidden && eligible.count > 0).into_iter().collect();
        let parts = Parts::of(&counts, &must, &spare, suppression);
        let part = |of: &[usize]| match parts.sum(of) {
            // what follows from the whole follows from nothing where the whole is hidden
            Shown::Value(count) if is_hidden && of.iter().any(|at| parts.hides(*at)) => Shown::hidden(count, suppression.least),
            shown => shown,
        };
        let promoted = part(&[0]);
        let amount = |amount: i128| promoted.map(|_| amount);
        Cost {
            promoted,
            paid_now: amount(self.paid_now),
            paid_then: amount(self.paid_then),
            increase: amount(self.increase),
            highest_grade: part(&[1]),
            without_grade: part(&[2]),
            without_row: part(&[3]),
            not_computed: part(&[2, 3]),
        }
    }
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
    /// Increase a year before; hidden where too few people stand behind it.
    pub before: Shown<i128>,
    /// Increase a year after.
    pub after: Shown<i128>,
    /// After less before.
    pub difference: Shown<i128>,
}

/// Months paid in a year.
const MONTHS: i128 = 12;

/// What one thread counts.
#[derive(Clone, Debug)]
pub(crate) struct Costs {
    sides: [Sum; 2],
    /// By axis and code: promoted and increase a month, before and after.
    groups: Vec<Vec<[(u64, i128); 2]>>,
}

impl Costs {
    pub(crate) fn new(axes: usize) -> Costs {
        Costs { sides: [Sum::default(); 2], groups: vec![Vec::new(); axes] }
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
    pub(crate) fn finish(
        &self,
        pay: &PayTable,
        tables: &[(usize, &Table)],
        everybody: &Everybody,
        suppression: Suppression,
    ) -> CostComparison {
        let [before, after] = self.sides;
        let (before, after) = (before.shown(everybody.before(0), suppression), after.shown(everybody.after(0), suppression));
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
            // amounts of all groups add up to the whole
            let above = match before.promoted.is_hidden() || after.promoted.is_hidden() {
                true => Above::All,
                false => table.shown.within.as_ref().and_then(|name| hidden.get(&**name)).map_or(Above::None, |rows| Above::Rows(rows)),
            };
            let hide = hidden_rows(table, &sums, above, suppression);
            let rows = table.shown.rows.iter().zip(&sums).zip(&hide).map(|((row, sums), hide)| {
                let [before, after] = sums;
                let shown = |amount: i128| match hide {
                    false => Shown::Value(amount * MONTHS),
                    true if few(sums, suppression.least) => Shown::Few,
                    true => Shown::Protecting,
                };
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
            difference: after.increase.with(before.increase, |after, before| after - before),
            dimensions: made.into_values().collect(),
        }
    }
}

/// Whether few people stand behind the amounts of a row, or behind their difference.
fn few([before, after]: &[(u64, i128); 2], least: u64) -> bool {
    [before.0, after.0, before.0.abs_diff(after.0)].iter().any(|people| is_few(*people, least))
}

/// What is hidden of the rows that those of a table lie in.
#[derive(Clone, Copy)]
enum Above<'r> {
    None,
    Rows(&'r [bool]),
    All,
}

/// Rows that stay hidden: few people stand behind them, a cell of the row is hidden, or the row they lie in is; and so many others that whoever takes
/// those shown from the whole is left with two rows or more that somebody stands behind, and with enough people, before and after.
fn hidden_rows(table: &Table, sums: &[[(u64, i128); 2]], above: Above<'_>, suppression: Suppression) -> Vec<bool> {
    let parent = |row: usize| table.parents.get(row).copied().unwrap_or(0);
    let is_above = |row: usize| match above {
        Above::None => false,
        Above::Rows(rows) => rows.get(parent(row)).copied().unwrap_or(false),
        Above::All => true,
    };
    let mut hidden: Vec<bool> = (table.shown.rows.iter().zip(sums).enumerate())
        .map(|(row, (shown, sums))| few(sums, suppression.least) || is_above(row) || shown.cells.iter().any(|cell| cell.is_hidden()))
        .collect();
    // the rows of one row above, whose amount may be shown, and all rows
    let mut wholes: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for row in (0..sums.len()).filter(|row| !is_above(*row)) {
        wholes.entry(parent(row)).or_default().push(row);
    }
    let wholes: Vec<Vec<usize>> = wholes.into_values().chain([(0..sums.len()).collect()]).collect();
    loop {
        let before = hidden.iter().filter(|hide| **hide).count();
        for whole in &wholes {
            for side in [0, 1] {
                let people = |row: &usize| sums.get(*row).and_then(|sums| sums.get(side)).map_or(0, |(people, _)| *people);
                let counts: Vec<u64> = whole.iter().map(people).collect();
                let is_hidden = |at: &usize| whole.get(*at).and_then(|row| hidden.get(*row)) == Some(&true);
                let must: Vec<usize> = (0..whole.len()).filter(is_hidden).filter(|at| counts.get(*at) > Some(&0)).collect();
                let spare = Parts::sparing(&counts, 0..counts.len(), suppression);
                let parts = Parts::of(&counts, &must, &spare, suppression);
                for row in whole.iter().enumerate().filter(|(at, _)| parts.hides(*at)).map(|(_, row)| row) {
                    if let Some(hide) = hidden.get_mut(*row) {
                        *hide = true;
                    }
                }
            }
        }
        if before == hidden.iter().filter(|hide| **hide).count() {
            return hidden;
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::{ByDimension, GroupRow};

    const FIVE: Suppression = Suppression { least: 5, width: 5 };

    fn table(rows: usize) -> Table {
        let row = |at: usize| GroupRow {
            code: at.to_string().into(),
            label: Label::same(at.to_string()),
            people: 100,
            cells: [Shown::Value(0); 8],
        };
        Table {
            shown: ByDimension {
                name: "grade".into(),
                label: Label::same("grade"),
                protected: None,
                within: None,
                rows: (0..rows).map(row).collect(),
                merged: 0,
                hidden: 0,
            },
            row_of: (0..rows).map(|at| (at, at)).collect(),
            parents: vec![0; rows],
        }
    }

    /// Two hidden rows with one person each: what the total leaves for both would be the pay of two people.
    #[test]
    fn hidden_rows_hold_enough_people_together() {
        let sums = |people: [u64; 4]| people.map(|people| [(people, i128::from(people) * 500), (people, i128::from(people) * 500)]);
        for people in [[1, 1, 30, 40], [2, 0, 30, 40], [1, 2, 6, 40], [4, 4, 9, 40]] {
            let sums = sums(people);
            let hidden = hidden_rows(&table(4), &sums, Above::None, FIVE);
            let together: u64 = people.iter().zip(&hidden).filter(|(_, hide)| **hide).map(|(people, _)| people).sum();
            let some = people.iter().zip(&hidden).filter(|(people, hide)| **hide && **people > 0).count();
            assert!(together >= 5 && some >= 2, "{people:?} hiding {hidden:?}");
        }
        assert_eq!(hidden_rows(&table(4), &sums([0, 6, 30, 40]), Above::None, FIVE), [false; 4]);
    }

    #[test]
    fn the_pay_of_few_is_not_in_the_whole_either() {
        let sum = Sum { promoted: 3, paid_now: 900, paid_then: 1500, increase: 600, highest_grade: 20, ..Sum::default() };
        let found = sum.shown(Whole { count: 23, shown: Shown::Value(23) }, FIVE);
        assert_eq!((found.promoted, found.increase, found.highest_grade), (Shown::Few, Shown::Few, Shown::Protecting));
        // two in the highest grade, of 42 who are known to be eligible: so the 40 are not told, and nor is what they are paid
        let sum = Sum { promoted: 40, increase: 8000, highest_grade: 2, ..Sum::default() };
        let found = sum.shown(Whole { count: 42, shown: Shown::Value(42) }, FIVE);
        assert_eq!((found.promoted, found.increase, found.highest_grade), (Shown::Protecting, Shown::Protecting, Shown::Few));
    }
}
