//! A projection as it may leave the agency: no count of few people, and none that follows from what stands beside it.
//!
//! What a reader of a projection can add up, and what is therefore hidden together:
//!
//! - `at_end = at_start + entered - retired`, year after year: a year with a small number is hidden with the years after it and the stocks between;
//! - everybody is promoted, without a place, at the top, unknown or not eligible: the [`Parts`] of a year;
//! - groups add up to everybody, and groups of a finer dimension to those they lie in: a group with a small number in any year is hidden whole, in
//!   all years and under both policies, with so many others that together they count nobody or enough;
//! - a draft that changes nothing yet says the same as the rule in force: both hide the same, and the first difference is a count as any other;
//! - amounts of pay are sums of the same counts: they are rounded.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::result::{Course, Flow, GradeFlow, GradeSum, GroupFlow, Nesting, Projection, ProjectionYear, Rounding, View, Waiting};
use crate::compare::Suppression;
use crate::shown::{Parts, Shown, is_few};

/// Who leaves and arrives in a year, and everybody of it.
const STOCKS: [usize; 5] = [AT_START, ENTERED, RETIRED, PROMOTED, AT_END];
const AT_START: usize = 0;
const ENTERED: usize = 1;
const RETIRED: usize = 2;
const ELIGIBLE: usize = 3;
const PROMOTED: usize = 4;
const LOST: usize = 5;
const AT_TOP: usize = 6;
const UNKNOWN: usize = 7;
const AT_END: usize = 8;

impl<C: Copy> Flow<C> {
    fn numbers(&self) -> [C; 9] {
        let Flow { at_start, entered, retired, eligible, promoted, lost_to_quota, at_top, unknown, at_end } = *self;
        [at_start, entered, retired, eligible, promoted, lost_to_quota, at_top, unknown, at_end]
    }

    fn of(numbers: [C; 9]) -> Flow<C> {
        let [at_start, entered, retired, eligible, promoted, lost_to_quota, at_top, unknown, at_end] = numbers;
        Flow { at_start, entered, retired, eligible, promoted, lost_to_quota, at_top, unknown, at_end }
    }
}

impl Flow {
    /// Everybody of the year by how they stood: promoted, without a place, at the top, unknown, and not eligible.
    fn standings(&self) -> [u64; 5] {
        let everybody = self.at_start + self.entered;
        let others = everybody.saturating_sub(self.eligible).saturating_sub(self.unknown);
        [self.promoted, self.lost_to_quota, self.at_top, self.unknown, others]
    }
}

/// Which numbers of the totals are hidden, by course and year.
type Marks = Vec<Vec<[bool; 9]>>;

impl Projection {
    /// The projection as it may be shown.
    pub fn shown(&self, suppression: Suppression) -> Projection<Shown> {
        let courses: Vec<&Course> = std::iter::once(&self.in_force).chain(&self.draft).collect();
        let hiding = Hiding::of(&courses, &self.nested, suppression);
        let mut shown = courses.iter().enumerate().map(|(at, course)| hiding.course(at, course, self.rounding));
        let empty = || Course { policy: self.in_force.policy.clone(), years: Vec::new(), grades: Vec::new(), waiting: Waiting::default() };
        Projection {
            seed: self.seed,
            from: self.from,
            people: self.people,
            unread: self.unread,
            in_force: shown.next().unwrap_or_else(empty),
            draft: shown.next(),
            rounding: self.rounding,
            suppression: Some(suppression),
            nested: Vec::new(),
            assumptions: self.assumptions.clone(),
        }
    }
}

/// What is hidden.
struct Hiding {
    suppression: Suppression,
    totals: Marks,
    /// Groups that are hidden, for each dimension; the grades stand first.
    groups: Vec<BTreeSet<Arc<str>>>,
    /// Grades whose sums over all years are hidden.
    sums: BTreeSet<Arc<str>>,
}

/// A group of a dimension.
#[derive(Clone)]
struct Row {
    code: Arc<str>,
    /// Its numbers in all years under all policies.
    cells: Vec<u64>,
    /// Hidden, whatever its numbers.
    must: bool,
}

impl Hiding {
    fn of(courses: &[&Course], nested: &[Nesting], suppression: Suppression) -> Hiding {
        let (totals, is_open) = totals(courses, suppression);
        let dimensions = 1 + courses.first().and_then(|course| course.years.first()).map_or(0, |year| year.by.len());
        let is_hidden = |number: usize| totals.iter().flatten().any(|marks| marks.get(number) == Some(&true));
        let all = STOCKS.into_iter().any(is_hidden);
        let mut hiding = Hiding { suppression, totals, groups: vec![BTreeSet::new(); dimensions], sums: BTreeSet::new() };
        let tables: Vec<Vec<Row>> = (0..dimensions).map(|dimension| hiding.rows(courses, dimension, all)).collect();
        // coarser dimensions first: what lies in a hidden group is hidden
        let mut order: Vec<usize> = (0..dimensions).collect();
        order.sort_by_key(|at| tables.get(*at).map_or(0, Vec::len));
        for dimension in order {
            let Some(rows) = tables.get(dimension) else { continue };
            let hidden = hiding.hidden(rows, dimension, nested);
            if let Some(groups) = hiding.groups.get_mut(dimension) {
                *groups = hidden;
            }
        }
        let promotions_hidden = hiding.totals.iter().flatten().any(|marks| marks.get(PROMOTED) == Some(&true));
        // sums of grades that are shown year by year are known; the others are protected among themselves
        let known = hiding.groups.first().cloned().unwrap_or_default();
        let sums = sums(courses);
        let hidden: Vec<usize> = (0..sums.len()).filter(|at| sums.get(*at).is_some_and(|row| known.contains(&row.code))).collect();
        let one_year = courses.iter().all(|course| course.years.len() < 2);
        let must = promotions_hidden || is_open || one_year;
        let rows: Vec<Row> = (sums.into_iter().enumerate())
            .map(|(at, row)| if hidden.contains(&at) { Row { must, ..row } } else { Row { cells: vec![0; row.cells.len()], ..row } })
            .collect();
        hiding.sums = hide_grades(rows, &[hidden], SUM, SUM_PROMOTED, suppression.least);
        hiding
    }

    /// The groups of a dimension with the numbers that are looked at: those hidden for everybody are hidden for every group.
    fn rows(&self, courses: &[&Course], dimension: usize, all: bool) -> Vec<Row> {
        let parting = parting(courses);
        let mut place: BTreeMap<Arc<str>, usize> = BTreeMap::new();
        let mut rows: Vec<Row> = Vec::new();
        for (code, ..) in courses.iter().flat_map(|course| &course.years).flat_map(|year| groups(year, dimension)) {
            if !place.contains_key(&code) {
                place.insert(Arc::clone(&code), rows.len());
                rows.push(Row { code, cells: Vec::new(), must: all });
            }
        }
        let mut length = 0;
        for (course, marks) in courses.iter().zip(&self.totals) {
            for (at, (year, marks)) in course.years.iter().zip(marks).enumerate() {
                let first = (parting == Some(at)).then(|| courses.first().and_then(|course| course.years.get(at))).flatten();
                let before: BTreeMap<Arc<str>, Vec<u64>> =
                    first.into_iter().flat_map(|year| groups(year, dimension)).map(numbered).collect();
                let mut width = 0;
                for (code, flow, more) in groups(year, dimension) {
                    let Some(row) = place.get(&code).and_then(|place| rows.get_mut(*place)) else { continue };
                    if first.is_some() {
                        let own = numbered((Arc::clone(&code), flow, more.clone())).1;
                        let other = before.get(&code).cloned().unwrap_or_else(|| vec![0; own.len()]);
                        row.must |= own.iter().zip(&other).any(|(one, other)| is_few(one.abs_diff(*other), self.suppression.least));
                    }
                    row.cells.resize(length, 0);
                    let everybody = flow.at_start + flow.entered;
                    let visible = flow.numbers().into_iter().zip(marks).map(|(number, hidden)| if *hidden { 0 } else { number });
                    row.cells.extend(visible);
                    let is = |number: usize| marks.get(number) == Some(&true);
                    let parts = [PROMOTED, LOST, AT_TOP, UNKNOWN, ELIGIBLE];
                    let [.., others] = flow.standings();
                    row.cells.extend([
                        everybody,
                        if parts.into_iter().any(is) { 0 } else { others },
                        if is(ELIGIBLE) { 0 } else { everybody.saturating_sub(flow.eligible) },
                        if is(UNKNOWN) { 0 } else { everybody.saturating_sub(flow.unknown) },
                    ]);
                    row.cells.extend(more);
                    width = row.cells.len() - length;
                }
                length += width;
            }
        }
        for row in &mut rows {
            row.cells.resize(length, 0);
        }
        rows
    }

    fn hidden(&self, rows: &[Row], dimension: usize, nested: &[Nesting]) -> BTreeSet<Arc<str>> {
        let mut parts: Vec<Vec<usize>> = vec![(0..rows.len()).collect()];
        let mut under: BTreeSet<usize> = BTreeSet::new();
        for nesting in nested.iter().filter(|nesting| nesting.finer == dimension) {
            let above = self.groups.get(nesting.coarser);
            let mut by_parent: BTreeMap<&Arc<str>, Vec<usize>> = BTreeMap::new();
            for (at, row) in rows.iter().enumerate() {
                let Some(parent) = nesting.parent_of.get(&row.code) else { continue };
                if above.is_some_and(|above| above.contains(parent)) {
                    under.insert(at);
                }
                by_parent.entry(parent).or_default().push(at);
            }
            parts.extend(by_parent.into_values());
        }
        let mut rows = rows.to_vec();
        rows.iter_mut().enumerate().for_each(|(at, row)| row.must |= under.contains(&at));
        if dimension == 0 {
            return hide_grades(rows, &parts, YEAR, PROMOTED, self.suppression.least);
        }
        codes(&rows, &hide_rows(&rows, &parts, self.suppression.least))
    }

    fn course(&self, at: usize, course: &Course, rounding: Option<Rounding>) -> Course<Shown> {
        let years = course.years.iter().enumerate().map(|(year, counted)| self.year(at, year, counted, rounding));
        let years: Vec<ProjectionYear<Shown>> = years.collect();
        let is_hidden = |code: &Arc<str>| self.sums.contains(code);
        let grades = course.grades.iter().map(|sum| {
            let hidden = is_hidden(&code_of(sum.grade.as_ref()));
            let show = |count: u64| if hidden { Shown::Protecting } else { Shown::of(count, self.suppression.least) };
            GradeSum {
                grade: sum.grade.clone(),
                name: sum.name.clone(),
                at_start: show(sum.at_start),
                entered: show(sum.entered),
                arrived: show(sum.arrived),
                promoted: show(sum.promoted),
                retired: show(sum.retired),
                at_end: show(sum.at_end),
            }
        });
        let waiting = self.all_waiting(&course.waiting, &years);
        Course { policy: course.policy.clone(), grades: grades.collect(), waiting, years }
    }

    fn year(&self, course: usize, at: usize, year: &ProjectionYear, rounding: Option<Rounding>) -> ProjectionYear<Shown> {
        let least = self.suppression.least;
        let marks = self.totals.get(course).and_then(|years| years.get(at)).copied().unwrap_or([true; 9]);
        let hidden = |number: usize| marks.get(number) == Some(&true);
        let show = |number: usize, count: u64| if hidden(number) { Shown::hidden(count, least) } else { Shown::of(count, least) };
        let of_group = |number: usize, count: u64| if hidden(number) { Shown::Protecting } else { Shown::Value(count) };
        let mut number = 0..9;
        let total = Flow::of(year.total.numbers().map(|count| show(number.next().unwrap_or(0), count)));
        let none = BTreeSet::new();
        let flow = |flow: &Flow, whole: bool| {
            let mut number = 0..9;
            Flow::of(flow.numbers().map(|count| if whole { Shown::Protecting } else { of_group(number.next().unwrap_or(0), count) }))
        };
        let grades = self.groups.first().unwrap_or(&none);
        let by_grade = year.by_grade.iter().map(|grade| {
            let whole = grades.contains(&code_of(grade.grade.as_ref()));
            let waiting = if whole {
                Waiting { people: Shown::Protecting, unknown: Shown::Protecting, ..Waiting::default() }
            } else {
                self.waiting(&grade.waiting, hidden(PROMOTED))
            };
            GradeFlow {
                grade: grade.grade.clone(),
                name: grade.name.clone(),
                is_paid: grade.is_paid,
                flow: flow(&grade.flow, whole),
                arrived: if whole { Shown::Protecting } else { of_group(PROMOTED, grade.arrived) },
                waiting,
            }
        });
        let by = year.by.iter().zip(self.groups.iter().skip(1)).map(|(view, hidden)| View {
            dimension: Arc::clone(&view.dimension),
            name: view.name.clone(),
            groups: (view.groups.iter())
                .map(|group| GroupFlow {
                    code: Arc::clone(&group.code),
                    name: group.name.clone(),
                    flow: flow(&group.flow, hidden.contains(&group.code)),
                })
                .collect(),
        });
        let round = |amount: i64, to: fn(Rounding) -> i64| rounding.map_or(amount, |rounding| nearest(amount, to(rounding)));
        ProjectionYear {
            year: year.year,
            from: year.from,
            rounds: year.rounds.clone(),
            total,
            by_grade: by_grade.collect(),
            by: by.collect(),
            waiting: self.waiting(&year.waiting, hidden(PROMOTED)),
            payroll: year.payroll.map(|amount| round(amount, |rounding| rounding.payroll)),
            payroll_of_promotions: year.payroll_of_promotions.map(|amount| round(amount, |rounding| rounding.promotions)),
            without_pay: year.without_pay.as_ref().map(|people| self.without_pay(*people, year, grades)),
            by_lot: Shown::of(year.by_lot, least),
        }
    }

    /// People whose grade has no pay: they may be those of hidden grades, and what is left of these must not be few.
    fn without_pay(&self, people: u64, year: &ProjectionYear, hidden: &BTreeSet<Arc<str>>) -> Shown {
        let least = self.suppression.least;
        let of_hidden = year.by_grade.iter().filter(|grade| hidden.contains(&code_of(grade.grade.as_ref())));
        let (unpaid, all) = of_hidden.fold((0, 0), |(unpaid, all), grade| {
            let people = grade.flow.at_end;
            (if grade.is_paid { unpaid } else { unpaid + people }, all + people)
        });
        match Shown::of(people, least) {
            Shown::Value(_) if is_few(unpaid, least) || is_few(all - unpaid, least) => Shown::Protecting,
            shown => shown,
        }
    }

    /// How long people of a year waited: quartiles of enough people, without the months.
    fn waiting(&self, waiting: &Waiting, hidden: bool) -> Waiting<Shown> {
        let least = self.suppression.least;
        let must: &[usize] = if hidden { &[0, 1] } else { &[] };
        let parts = Parts::of(&[waiting.people, waiting.unknown], must, &[0, 1], self.suppression);
        let quartile = |months: Option<u32>| months.filter(|_| waiting.people >= least);
        Waiting {
            people: parts.part(0),
            unknown: parts.part(1),
            months: Vec::new(),
            lower_quartile: quartile(waiting.lower_quartile),
            median: quartile(waiting.median),
            upper_quartile: quartile(waiting.upper_quartile),
        }
    }

    /// How long people of all years waited. Where those of a year are hidden, so are some months: the sum of them is not known.
    fn all_waiting(&self, waiting: &Waiting, years: &[ProjectionYear<Shown>]) -> Waiting<Shown> {
        let is_sum_known = years.iter().all(|year| !year.waiting.people.is_hidden());
        let mut spare: Vec<usize> = (0..waiting.months.len()).collect();
        let people = |at: &usize| waiting.months.get(*at).map_or(0, |(_, people)| *people);
        spare.sort_by_key(people);
        let counts: Vec<u64> = waiting.months.iter().map(|(_, people)| *people).collect();
        let must: Vec<usize> = if is_sum_known { Vec::new() } else { spare.first().copied().into_iter().collect() };
        let parts = Parts::of(&counts, &must, &spare, self.suppression);
        let sum = |people: u64| {
            if is_sum_known { Shown::of(people, self.suppression.least) } else { Shown::hidden(people, self.suppression.least) }
        };
        let quartiles = self.waiting(waiting, !is_sum_known);
        Waiting {
            people: sum(waiting.people),
            unknown: sum(waiting.unknown),
            months: waiting.months.iter().enumerate().map(|(at, (months, _))| (*months, parts.part(at))).collect(),
            ..quartiles
        }
    }
}

/// To the nearest multiple, halves away from 0.
fn nearest(amount: i64, step: i64) -> i64 {
    let step = i128::from(step.max(1));
    let amount = i128::from(amount);
    let rounded = (amount.abs() + step / 2) / step * step * amount.signum();
    i64::try_from(rounded).unwrap_or(if amount < 0 { i64::MIN } else { i64::MAX })
}

/// The code of a grade as a group; those whose grade nobody told are a group too.
fn code_of(grade: Option<&Arc<str>>) -> Arc<str> {
    grade.cloned().unwrap_or_else(|| Arc::from("missing"))
}

/// The groups of a year, with further numbers of a grade: who arrived, and whose waiting is known and unknown.
fn groups(year: &ProjectionYear, dimension: usize) -> Vec<(Arc<str>, Flow, Vec<u64>)> {
    match dimension.checked_sub(1) {
        None => (year.by_grade.iter())
            .map(|grade| (code_of(grade.grade.as_ref()), grade.flow, vec![grade.arrived, grade.waiting.people, grade.waiting.unknown]))
            .collect(),
        Some(view) => (year.by.get(view).into_iter().flat_map(|view| &view.groups))
            .map(|group| (Arc::clone(&group.code), group.flow, Vec::new()))
            .collect(),
    }
}

/// What is compared of a group.
fn numbered((code, flow, more): (Arc<str>, Flow, Vec<u64>)) -> (Arc<str>, Vec<u64>) {
    (code, flow.numbers().into_iter().chain(flow.standings()).chain(more).collect())
}

/// Numbers of a grade in a year: those of its flow, four sums, three more.
const YEAR: usize = 16;

/// Numbers of a grade over all years, and which of them is who was promoted out of it.
const SUM: usize = 6;
const SUM_PROMOTED: usize = 3;

/// The grades with their sums over all years under all policies.
fn sums(courses: &[&Course]) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for (at, course) in courses.iter().enumerate() {
        for sum in &course.grades {
            let code = code_of(sum.grade.as_ref());
            let place = rows.iter().position(|row| row.code == code).unwrap_or(rows.len());
            if place == rows.len() {
                rows.push(Row { code, cells: Vec::new(), must: false });
            }
            let Some(row) = rows.get_mut(place) else { continue };
            row.cells.resize(at * SUM, 0);
            row.cells.extend([sum.at_start, sum.entered, sum.arrived, sum.promoted, sum.retired, sum.at_end]);
        }
    }
    rows.iter_mut().for_each(|row| row.cells.resize(courses.len() * SUM, 0));
    rows
}

/// The first year in which the policies count differently: up to it the people are the same.
fn parting(courses: &[&Course]) -> Option<usize> {
    let [first, second] = courses else { return None };
    first
        .years
        .iter()
        .zip(&second.years)
        .position(|(one, other)| one.total != other.total || one.by_grade != other.by_grade || one.by != other.by)
}

/// Rows with a small number, and with them as many others as it takes that the hidden rows of each part together count nobody or enough.
fn hide_rows(rows: &[Row], parts: &[Vec<usize>], least: u64) -> Vec<bool> {
    let mut hidden: Vec<bool> = rows.iter().map(|row| row.must || row.cells.iter().any(|count| is_few(*count, least))).collect();
    loop {
        let before = hidden.iter().filter(|hidden| **hidden).count();
        for part in parts {
            enough(rows, part, &mut hidden, least);
        }
        if hidden.iter().filter(|hidden| **hidden).count() == before {
            return hidden;
        }
    }
}

fn codes(rows: &[Row], hidden: &[bool]) -> BTreeSet<Arc<str>> {
    rows.iter().zip(hidden).filter(|(_, hidden)| **hidden).map(|(row, _)| Arc::clone(&row.code)).collect()
}

/// The same for grades, from the lowest, in blocks of `width` numbers: who is promoted out of one arrives in the next, so that promotions are known
/// unless both grades are hidden. Those between hidden grades must be nobody or enough as well.
fn hide_grades(mut rows: Vec<Row>, parts: &[Vec<usize>], width: usize, promoted: usize, least: u64) -> BTreeSet<Arc<str>> {
    loop {
        let hidden = hide_rows(&rows, parts, least);
        let is_hidden = |at: usize| hidden.get(at) == Some(&true);
        let size = |at: usize| rows.get(at).map_or(0, |row| row.cells.iter().sum::<u64>());
        let cells = (promoted..rows.first().map_or(0, |row| row.cells.len())).step_by(width);
        let more = cells.into_iter().find_map(|cell| {
            let count = |at: usize| rows.get(at).and_then(|row| row.cells.get(cell)).copied().unwrap_or(0);
            let between: u64 = (0..rows.len()).filter(|at| is_hidden(*at) && is_hidden(at + 1)).map(count).sum();
            let beside = |at: usize| [(at, at + 1), (at + 1, at)].into_iter().find(|(one, other)| is_hidden(*one) && !is_hidden(*other));
            let at_hand = (0..rows.len().saturating_sub(1)).filter(|at| count(*at) > 0).filter_map(beside).map(|(_, shown)| shown);
            if is_few(between, least) { at_hand.min_by_key(|at| size(*at)) } else { None }
        });
        match more.and_then(|at| rows.get_mut(at)) {
            Some(row) => row.must = true,
            None => return codes(&rows, &hidden),
        }
    }
}

fn enough(rows: &[Row], part: &[usize], hidden: &mut [bool], least: u64) {
    let sizes: BTreeMap<usize, u64> = part.iter().filter_map(|at| Some((*at, rows.get(*at)?.cells.iter().sum()))).collect();
    let size = |at: usize| sizes.get(&at).copied().unwrap_or(0);
    let mut sums: Vec<u64> = vec![0; rows.first().map_or(0, |row| row.cells.len())];
    let add = |sums: &mut Vec<u64>, at: usize| {
        let cells = rows.get(at).into_iter().flat_map(|row| &row.cells);
        sums.iter_mut().zip(cells).for_each(|(sum, count)| *sum += count);
    };
    part.iter().filter(|at| hidden.get(**at) == Some(&true)).for_each(|at| add(&mut sums, *at));
    // a number that is small for the whole part is hidden there, and nobody knows the sum
    let mut from = 0;
    while let Some(cell) = sums.iter().skip(from).position(|sum| is_few(*sum, least)).map(|place| from + place) {
        let counts =
            |at: &&usize| hidden.get(**at) == Some(&false) && rows.get(**at).and_then(|row| row.cells.get(cell)).is_some_and(|n| *n > 0);
        match part.iter().filter(counts).min_by_key(|at| size(**at)).copied() {
            Some(at) => {
                if let Some(hide) = hidden.get_mut(at) {
                    *hide = true;
                }
                add(&mut sums, at);
                from = 0;
            }
            None => from = cell + 1,
        }
    }
}

/// Which totals are hidden, and whether what was hidden at the end of the last year is left open.
fn totals(courses: &[&Course], suppression: Suppression) -> (Marks, bool) {
    let mut marks: Marks = courses.iter().map(|course| vec![[false; 9]; course.years.len()]).collect();
    let parting = parting(courses);
    for (at, (course, marks)) in courses.iter().zip(&mut marks).enumerate() {
        for (place, (year, marks)) in course.years.iter().zip(marks).enumerate() {
            let standings = year.total.standings();
            let first = (at > 0 && parting == Some(place)).then(|| courses.first().and_then(|course| course.years.get(place))).flatten();
            let other = first.map_or(standings, |year| year.total.standings());
            let differs = |at: &usize| {
                let (one, other) = (standings.get(*at), other.get(*at));
                one.zip(other).is_some_and(|(one, other)| is_few(one.abs_diff(*other), suppression.least))
            };
            let must: Vec<usize> = (0..standings.len()).filter(differs).collect();
            // who is not eligible is in no table: hiding them costs nothing
            let parts = Parts::of(&standings, &must, &[4, 3, 2, 1, 0], suppression);
            for (number, part) in [(PROMOTED, 0), (LOST, 1), (AT_TOP, 2), (UNKNOWN, 3)] {
                marks[number] = parts.part(part).is_hidden();
            }
            marks[ELIGIBLE] = parts.sum(&[0, 1, 2]).is_hidden();
            for number in STOCKS {
                marks[number] |= year.total.numbers().get(number).is_some_and(|count| is_few(*count, suppression.least));
            }
        }
    }
    let stocks = || courses.iter().flat_map(|course| &course.years).flat_map(|year| [year.total.at_start, year.total.at_end]);
    if stocks().any(|people| is_few(people, suppression.least)) {
        // a service of so few people has no numbers to show
        marks.iter_mut().flatten().for_each(|marks| *marks = [true; 9]);
        return (marks, true);
    }
    let is_open = chain(courses, &mut marks, suppression);
    (marks, is_open)
}

/// Hides years with few who leave or enter together with those after them, until they are enough, and the numbers of people between. Gives whether
/// the last year was reached before.
fn chain(courses: &[&Course], marks: &mut Marks, suppression: Suppression) -> bool {
    let least = suppression.least;
    let years = courses.iter().map(|course| course.years.len()).max().unwrap_or(0);
    let number = |course: &Course, year: usize, number: usize| {
        course.years.get(year).and_then(|year| year.total.numbers().get(number).copied()).unwrap_or(0)
    };
    let enough = suppression.width.max(least.saturating_mul(2).saturating_sub(2));
    let mut hide = |year: usize, number: usize| {
        for marks in marks.iter_mut().filter_map(|marks| marks.get_mut(year)?.get_mut(number)) {
            *marks = true;
        }
    };
    let mut is_open = false;
    let mut start = 0;
    while start < years {
        let moves: Vec<usize> = [ENTERED, RETIRED]
            .into_iter()
            .filter(|moving| courses.iter().any(|course| is_few(number(course, start, *moving), least)))
            .collect();
        if moves.is_empty() {
            start += 1;
            continue;
        }
        let mut others: Vec<u64> = vec![0; courses.len() * 2];
        let mut moves: BTreeSet<usize> = moves.into_iter().collect();
        let mut end = start;
        loop {
            for (at, course) in courses.iter().enumerate() {
                for (place, moving) in [ENTERED, RETIRED].into_iter().enumerate() {
                    let count = number(course, end, moving);
                    if is_few(count, least) {
                        moves.insert(moving);
                    } else if let Some(others) = others.get_mut(at * 2 + place) {
                        *others += count;
                    }
                }
            }
            let is_done = |moving: &usize| (0..courses.len()).all(|at| others.get(at * 2 + moving - ENTERED).is_some_and(|n| *n >= enough));
            if moves.iter().all(is_done) {
                break;
            }
            end += 1;
            if end >= years {
                is_open = true;
                break;
            }
        }
        for year in start..=end.min(years.saturating_sub(1)) {
            moves.iter().for_each(|moving| hide(year, *moving));
            if year > start {
                hide(year, AT_START);
            }
            if year < end {
                hide(year, AT_END);
            }
        }
        start = end + 1;
    }
    is_open
}
