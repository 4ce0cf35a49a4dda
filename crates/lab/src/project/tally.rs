//! What a year came to, counted person by person at its end.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::legal::Label;
use jenjang::policy::value::FactIndex;

use super::cohort::{Cohort, standing};
use super::course::{Running, each};
use super::plan::NONE;
use super::result::{Flow, GradeFlow, GradeSum, GroupFlow, ProjectionYear, View, Waiting};
use crate::error::LabError;
use crate::grouping::{Assigned, GroupKey};

/// The groups people are in on the first day of the year.
pub(super) struct Before {
    /// For each cohort and dimension.
    pub(super) groups: Vec<Vec<Assigned>>,
    /// Who was gone before.
    gone: Vec<Vec<bool>>,
}

impl Before {
    pub(super) fn new(running: &mut Running<'_>, start: NaiveDate) -> Result<Before, LabError> {
        let by: Vec<_> = running.plan.by.iter().map(|grouping| grouping.on(start)).collect();
        let found = each(running.threads, &mut running.cohorts, |_, cohort| {
            let groups: Vec<Assigned> = by.iter().map(|grouping| grouping.assign(&cohort.segment)).collect();
            Ok((groups, cohort.gone.clone()))
        })?;
        let (groups, gone) = found.into_iter().unzip();
        Ok(Before { groups, gone })
    }
}

#[derive(Clone, Debug, Default)]
struct Counts {
    total: Flow,
    /// By rank of the grade (`None` for no known grade).
    grades: BTreeMap<Option<i32>, (Flow, u64)>,
    /// By dimension and group.
    groups: Vec<BTreeMap<GroupKey, Flow>>,
    waited: BTreeMap<(i32, u32), u64>,
    waited_unknown: BTreeMap<i32, u64>,
}

/// One person, as they count in the year.
struct One {
    entered: bool,
    retired: bool,
    standing: u8,
}

impl One {
    /// Counts where the person stood at the start (or entry), all but the end.
    fn begin(&self, flow: &mut Flow) {
        flow.at_start += u64::from(!self.entered);
        flow.entered += u64::from(self.entered);
        flow.promoted += u64::from(self.standing == standing::PROMOTED);
        flow.lost_to_quota += u64::from(self.standing == standing::LOST);
        flow.at_top += u64::from(self.standing == standing::AT_TOP);
        flow.eligible += u64::from(self.standing >= standing::AT_TOP);
        flow.unknown += u64::from(self.standing == standing::UNKNOWN);
    }

    fn end(&self, flow: &mut Flow) {
        flow.retired += u64::from(self.retired);
        flow.at_end += u64::from(!self.retired);
    }
}

/// Counts the year.
pub(super) fn year(
    running: &mut Running<'_>,
    year: u32,
    from: NaiveDate,
    rounds: Vec<NaiveDate>,
    before: Before,
) -> Result<ProjectionYear, LabError> {
    let plan = running.plan;
    let counted = each(running.threads, &mut running.cohorts, |at, cohort| {
        let none = Vec::new();
        Ok(of_cohort(plan.grade, cohort, year, before.groups.get(at).unwrap_or(&none), before.gone.get(at).map_or(&[], Vec::as_slice)))
    })?;
    let mut all = Counts { groups: vec![BTreeMap::new(); plan.by.len()], ..Counts::default() };
    for counts in counted {
        all.add(counts);
    }
    let pay = |rank: usize| plan.pay.get(rank).copied().flatten();
    let paid = !plan.rules.pay.is_empty();
    let known = |rank: usize| i32::try_from(rank).ok();
    let mut by_grade: Vec<GradeFlow> = Vec::new();
    for (rank, value) in plan.scale.values.iter().enumerate() {
        let (flow, arrived) = known(rank).and_then(|rank| all.grades.get(&Some(rank))).copied().unwrap_or_default();
        let waiting = known(rank).map(|rank| all.waiting(Some(rank))).unwrap_or_default();
        let is_paid = !paid || pay(rank).is_some();
        by_grade.push(GradeFlow { grade: Some(value.code.clone()), name: value.label.clone(), is_paid, flow, arrived, waiting });
    }
    if let Some((flow, arrived)) = all.grades.get(&None).copied() {
        let name = Label::new("pangkat tidak diketahui", "grade not known");
        by_grade.push(GradeFlow { grade: None, name, is_paid: !paid, flow, arrived, waiting: Waiting::default() });
    }
    let by = plan.by.iter().zip(&all.groups).map(|(grouping, groups)| View {
        dimension: grouping.name.clone(),
        name: grouping.label.clone(),
        groups: groups.iter().map(|(key, flow)| GroupFlow { code: code(key), name: grouping.group_label(key), flow: *flow }).collect(),
    });
    let by = by.collect();
    let money = |amounts: Vec<Option<i64>>| -> Result<i64, LabError> {
        amounts.into_iter().try_fold(0_i64, |sum, amount| sum.checked_add(amount?)).ok_or_else(|| {
            LabError::refused("jumlah gaji melampaui angka yang dapat dihitung", "the sum of pay is larger than can be counted")
        })
    };
    let payroll = by_grade.iter().enumerate().filter_map(|(rank, grade)| Some((grade.flow.at_end, pay(rank)?)));
    let payroll = payroll.map(|(people, pay)| i64::try_from(people).ok()?.checked_mul(pay));
    let payroll = paid.then(|| money(payroll.collect())).transpose()?;
    // a promotion out of or into a grade without pay adds what nobody knows
    let more = by_grade.iter().enumerate().filter_map(|(rank, grade)| Some((grade.flow.promoted, pay(rank)?, pay(rank + 1)?)));
    let more = more.map(|(people, now, then)| i64::try_from(people).ok()?.checked_mul(then.checked_sub(now)?));
    let payroll_of_promotions = paid.then(|| money(more.collect())).transpose()?;
    let without_pay = paid.then(|| by_grade.iter().filter(|grade| !grade.is_paid).map(|grade| grade.flow.at_end).sum());
    Ok(ProjectionYear {
        year,
        from,
        rounds,
        total: all.total,
        waiting: all.waiting(None),
        by_grade,
        by,
        payroll,
        payroll_of_promotions,
        without_pay,
        by_lot: running.lots(),
    })
}

fn of_cohort(grade: FactIndex, cohort: &Cohort, year: u32, groups: &[Assigned], gone: &[bool]) -> Counts {
    let mut counts = Counts { groups: vec![BTreeMap::new(); groups.len()], ..Counts::default() };
    // by place, 0 for no known grade; and in the cohort's own lists of groups: names are looked up once
    let place = |rank: i32| if rank > NONE { usize::try_from(rank).map_or(0, |rank| rank + 1) } else { 0 };
    let grades = cohort.moving(grade);
    let highest = cohort.start.iter().chain(grades).map(|rank| place(*rank)).max().unwrap_or(0);
    let mut by_grade = vec![(Flow::default(), 0_u64); highest + 1];
    let mut local: Vec<Vec<Flow>> = groups.iter().map(|groups| vec![Flow::default(); groups.keys.len()]).collect();
    let people = cohort.start.iter().zip(grades).zip(cohort.standing.iter().zip(&cohort.retired)).zip(gone).enumerate();
    for (at, (((start, now), (standing, retired)), gone)) in people {
        if *gone {
            continue;
        }
        let one = One { entered: cohort.entered == year, retired: *retired, standing: *standing };
        one.begin(&mut counts.total);
        one.end(&mut counts.total);
        if let Some((flow, _)) = by_grade.get_mut(place(*start)) {
            one.begin(flow);
        }
        if let Some((flow, arrived)) = by_grade.get_mut(place(*now)) {
            one.end(flow);
            *arrived += u64::from(*standing == standing::PROMOTED);
        }
        for (groups, flows) in groups.iter().zip(&mut local) {
            if let Some(flow) = groups.of.get(at).and_then(|group| flows.get_mut(*group as usize)) {
                one.begin(flow);
                one.end(flow);
            }
        }
    }
    let ranks = std::iter::once(None).chain((0..).map(Some));
    counts.grades = ranks.zip(by_grade).filter(|(_, counted)| *counted != (Flow::default(), 0)).collect();
    for ((groups, flows), named) in groups.iter().zip(local).zip(&mut counts.groups) {
        named.extend(groups.keys.iter().cloned().zip(flows));
    }
    counts.waited = cohort.waited.clone();
    counts.waited_unknown = cohort.waited_unknown.clone();
    counts
}

impl Counts {
    fn add(&mut self, other: Counts) {
        add(&mut self.total, &other.total);
        for (rank, (flow, arrived)) in other.grades {
            let own = self.grades.entry(rank).or_default();
            add(&mut own.0, &flow);
            own.1 += arrived;
        }
        for (own, groups) in self.groups.iter_mut().zip(other.groups) {
            for (key, flow) in groups {
                add(own.entry(key).or_default(), &flow);
            }
        }
        for (key, people) in other.waited {
            *self.waited.entry(key).or_insert(0) += people;
        }
        for (key, people) in other.waited_unknown {
            *self.waited_unknown.entry(key).or_insert(0) += people;
        }
    }

    /// Waiting times of those promoted out of a grade, or of all.
    fn waiting(&self, rank: Option<i32>) -> Waiting {
        let fits = |grade: i32| rank.is_none_or(|rank| rank == grade);
        let mut months: BTreeMap<u32, u64> = BTreeMap::new();
        for ((_, waited), people) in self.waited.iter().filter(|((grade, _), _)| fits(*grade)) {
            *months.entry(*waited).or_insert(0) += people;
        }
        let unknown = self.waited_unknown.iter().filter(|(grade, _)| fits(**grade)).map(|(_, people)| people).sum();
        Waiting::of(months, unknown)
    }
}

fn add(own: &mut Flow, other: &Flow) {
    own.at_start += other.at_start;
    own.entered += other.entered;
    own.retired += other.retired;
    own.eligible += other.eligible;
    own.promoted += other.promoted;
    own.lost_to_quota += other.lost_to_quota;
    own.at_top += other.at_top;
    own.unknown += other.unknown;
    own.at_end += other.at_end;
}

/// Waiting times of several years together.
pub(super) fn together<'w>(years: impl Iterator<Item = &'w Waiting>) -> Waiting {
    let (mut months, mut unknown) = (BTreeMap::new(), 0);
    for year in years {
        unknown += year.unknown;
        for (waited, people) in &year.months {
            *months.entry(*waited).or_insert(0) += people;
        }
    }
    Waiting::of(months, unknown)
}

/// The grades over all years.
pub(super) fn sums(years: &[ProjectionYear]) -> Vec<GradeSum> {
    let mut sums: Vec<GradeSum> = Vec::new();
    for (at, year) in years.iter().enumerate() {
        let is_last = at + 1 == years.len();
        for grade in &year.by_grade {
            let place = sums.iter().position(|sum| sum.grade == grade.grade).unwrap_or(sums.len());
            if place == sums.len() {
                let (name, none) = (grade.name.clone(), 0);
                let at_start = if at == 0 { grade.flow.at_start } else { none };
                let (entered, arrived, promoted, retired, at_end) = (none, none, none, none, none);
                sums.push(GradeSum { grade: grade.grade.clone(), name, at_start, entered, arrived, promoted, retired, at_end });
            }
            let Some(sum) = sums.get_mut(place) else { continue };
            sum.entered += grade.flow.entered;
            sum.arrived += grade.arrived;
            sum.promoted += grade.flow.promoted;
            sum.retired += grade.flow.retired;
            sum.at_end = if is_last { grade.flow.at_end } else { 0 };
        }
    }
    sums
}

/// The code of a group.
pub(super) fn code(key: &GroupKey) -> Arc<str> {
    match key {
        GroupKey::Known(_, code) => Arc::clone(code),
        GroupKey::None => "none".into(),
        GroupKey::Missing => "missing".into(),
    }
}

impl Waiting {
    /// From people by months. A quartile is the least number of months that so many waited at most.
    fn of(months: BTreeMap<u32, u64>, unknown: u64) -> Waiting {
        let people: u64 = months.values().sum();
        let at = |quarters: u64| {
            let needed = (people * quarters).div_ceil(4).max(1);
            let mut so_far = 0;
            months.iter().find_map(|(waited, people)| {
                so_far += people;
                (so_far >= needed).then_some(*waited)
            })
        };
        let (lower_quartile, median, upper_quartile) = (at(1), at(2), at(3));
        Waiting { people, unknown, months: months.into_iter().collect(), lower_quartile, median, upper_quartile }
    }
}
