//! What a projection shows of few people: nothing, and nothing that a patient reader could work back.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "what is absent here ends the test")]

mod small;

use std::collections::BTreeMap;
use std::num::NonZero;

use jenjang_lab::compare::Suppression;
use jenjang_lab::population::Population;
use jenjang_lab::project::{Course, Flow, Horizon, Projection, ProjectionRules, Rule, project};
use jenjang_lab::run::Threads;
use jenjang_lab::shown::Shown;
use jenjang_tests::Random;
use small::service::{FULL, everything, service};
use small::{Small, day};

const FIVE: Suppression = Suppression { least: 5, width: 5 };

/// A reader who writes down every number and every sum that must hold, and eliminates.
#[derive(Default)]
struct Reader {
    /// Number of the quantity, what it really is, and what is shown of it.
    quantities: BTreeMap<String, (usize, u64, Shown)>,
    sums: Vec<BTreeMap<usize, i64>>,
    known: Vec<Option<u64>>,
}

/// A prime below 2^31: what is eliminated here is eliminated in the rational numbers, but for a chance of one in billions.
const PRIME: i64 = 2_147_483_647;

fn power(mut base: i64, mut exponent: i64) -> i64 {
    let mut result = 1;
    while exponent > 0 {
        if exponent % 2 == 1 {
            result = result * base % PRIME;
        }
        base = base * base % PRIME;
        exponent /= 2;
    }
    result
}

impl Reader {
    /// A quantity by its name. One that is met twice is the same.
    fn note(&mut self, name: String, real: u64, shown: Shown) {
        assert!(!matches!(shown, Shown::Value(1..5)), "{name} shows {real}");
        assert!(shown.value().is_none_or(|value| value == real), "{name} is {real}, not {shown:?}");
        let next = self.quantities.len();
        let (at, known, _) = self.quantities.entry(name.clone()).or_insert((next, real, shown));
        assert_eq!(*known, real, "{name}");
        let at = *at;
        self.known.resize(self.quantities.len(), None);
        self.known[at] = self.known[at].or(shown.value());
    }

    /// These add up to nothing, each with its sign.
    fn sum(&mut self, parts: impl IntoIterator<Item = (String, i64)>) {
        let mut row = BTreeMap::new();
        let mut real = 0_i64;
        for (name, sign) in parts {
            let (at, count, _) = *self.quantities.get(&name).unwrap_or_else(|| panic!("no {name}"));
            *row.entry(at).or_insert(0) += sign;
            real += sign * i64::try_from(count).unwrap();
        }
        assert_eq!(real, 0, "a sum that does not hold: {row:?}");
        self.sums.push(row);
    }

    /// Quantities of 1 to 4 that follow from what is shown.
    fn found_out(&self) -> Vec<&str> {
        let unknown: Vec<usize> = (0..self.known.len()).filter(|at| self.known[*at].is_none()).collect();
        let column: BTreeMap<usize, usize> = unknown.iter().copied().zip(0..).collect();
        let mut rows: Vec<Vec<i64>> = Vec::new();
        for sum in &self.sums {
            let mut row = vec![0; unknown.len()];
            for (at, sign) in sum {
                if let Some(place) = column.get(at) {
                    row[*place] = sign.rem_euclid(PRIME);
                }
            }
            rows.push(row);
        }
        let mut next = 0;
        for place in 0..unknown.len() {
            let Some(pivot) = (next..rows.len()).find(|row| rows[*row][place] != 0) else { continue };
            rows.swap(next, pivot);
            let inverse = power(rows[next][place], PRIME - 2);
            let lead: Vec<i64> = rows[next].iter().map(|value| value * inverse % PRIME).collect();
            for (at, row) in rows.iter_mut().enumerate() {
                let factor = row[place];
                if at != next && factor != 0 {
                    row.iter_mut().zip(&lead).for_each(|(value, lead)| *value = (*value + (PRIME - factor) * lead) % PRIME);
                }
            }
            rows[next] = lead;
            next += 1;
        }
        let follows = |place: usize| rows.iter().any(|row| row[place] != 0 && row.iter().filter(|value| **value != 0).count() == 1);
        let bounds = self.bounds();
        let quantities = self.quantities.iter().filter(|(_, (at, real, _))| self.known[*at].is_none() && (1..5).contains(real));
        quantities.filter(|(_, (at, ..))| follows(column[at]) || bounds[*at].0 == bounds[*at].1).map(|(name, _)| name.as_str()).collect()
    }

    /// What each quantity can be at least and at most, by what its mark means and by the sums, one after the other until nothing narrows.
    fn bounds(&self) -> Vec<(i64, i64)> {
        const MOST: i64 = 1 << 40;
        let mut bounds = vec![(0, MOST); self.known.len()];
        for (at, _, shown) in self.quantities.values() {
            if *shown == Shown::Few {
                bounds[*at] = (1, 4);
            }
        }
        for (at, known) in self.known.iter().enumerate().filter_map(|(at, known)| Some((at, i64::try_from((*known)?).unwrap()))) {
            bounds[at] = (known, known);
        }
        loop {
            let before = bounds.clone();
            for sum in &self.sums {
                let ends = |at: usize, sign: i64, bounds: &[(i64, i64)]| {
                    let (low, high) = bounds[at];
                    if sign > 0 { (low * sign, high * sign) } else { (high * sign, low * sign) }
                };
                let all = sum.iter().fold((0, 0), |all, (at, sign)| {
                    let own = ends(*at, *sign, &bounds);
                    (all.0 + own.0, all.1 + own.1)
                });
                for (at, sign) in sum.iter().filter(|(_, sign)| sign.abs() == 1) {
                    let own = ends(*at, *sign, &bounds);
                    // what the others leave: sign * x lies between minus their most and minus their least
                    let (low, high) = (-(all.1 - own.1), -(all.0 - own.0));
                    let (low, high) = if *sign > 0 { (low, high) } else { (-high, -low) };
                    if all.1 - own.1 < MOST {
                        if *sign > 0 { bounds[*at].0 = bounds[*at].0.max(low) } else { bounds[*at].1 = bounds[*at].1.min(high) }
                    }
                    if all.0 - own.0 > -MOST {
                        if *sign > 0 { bounds[*at].1 = bounds[*at].1.min(high) } else { bounds[*at].0 = bounds[*at].0.max(low) }
                    }
                }
            }
            if bounds == before {
                return bounds;
            }
        }
    }
}

const NAMES: [&str; 9] = ["start", "entered", "retired", "eligible", "promoted", "lost", "top", "unknown", "end"];

fn numbers<C: Copy>(flow: &Flow<C>) -> [C; 9] {
    let Flow { at_start, entered, retired, eligible, promoted, lost_to_quota, at_top, unknown, at_end } = *flow;
    [at_start, entered, retired, eligible, promoted, lost_to_quota, at_top, unknown, at_end]
}

/// The groups of a year with their numbers, by table.
fn tables(course: &Course, shown: &Course<Shown>, year: usize) -> Vec<(String, Vec<(String, [u64; 9], [Shown; 9])>)> {
    let (real, shown) = (&course.years[year], &shown.years[year]);
    let grades = real
        .by_grade
        .iter()
        .zip(&shown.by_grade)
        .map(|(real, shown)| (real.grade.as_deref().unwrap_or("missing").to_owned(), numbers(&real.flow), numbers(&shown.flow)));
    let mut tables = vec![("grade".to_owned(), grades.collect())];
    for (real, shown) in real.by.iter().zip(&shown.by) {
        let groups = real.groups.iter().zip(&shown.groups);
        let groups = groups.map(|(real, shown)| (real.code.to_string(), numbers(&real.flow), numbers(&shown.flow)));
        tables.push((real.dimension.to_string(), groups.collect()));
    }
    tables
}

/// Everything a reader can write down of a course. `same` years are those of another course of that name.
fn read(reader: &mut Reader, name: &str, same: (&str, usize), course: &Course, shown: &Course<Shown>, nested: &[(&str, &str)]) {
    let years = course.years.len();
    let course_of = |year: usize| if year < same.1 { same.0 } else { name };
    for year in 0..years {
        let of = course_of(year);
        // what is at the end of a year is what is at the start of the next
        let place = |group: &str, number: usize, constant: bool| match NAMES[number] {
            "start" if constant && year > 0 => format!("{} {} {group} end", course_of(year - 1), year - 1),
            number => format!("{of} {year} {group} {number}"),
        };
        let (all, seen) = (numbers(&course.years[year].total), numbers(&shown.years[year].total));
        for number in 0..9 {
            reader.note(place("all", number, true), all[number], seen[number]);
        }
        let standings = |reader: &mut Reader, group: &str, all: &[u64; 9], constant: bool| {
            let name = |number: usize| place(group, number, constant);
            let others = format!("{of} {year} {group} others");
            reader.note(others.clone(), all[0] + all[1] - all[3] - all[7], Shown::Protecting);
            reader.sum([(name(3), -1), (name(4), 1), (name(5), 1), (name(6), 1)]);
            reader.sum([(name(0), 1), (name(1), 1), (name(3), -1), (name(7), -1), (others, -1)]);
        };
        standings(reader, "all", &all, true);
        reader.sum([(place("all", 0, true), 1), (place("all", 1, true), 1), (place("all", 2, true), -1), (place("all", 8, true), -1)]);
        for (table, groups) in tables(course, shown, year) {
            let group_name = |group: &str| format!("{table}={group}");
            for (group, real, seen) in &groups {
                for number in 0..9 {
                    reader.note(place(&group_name(group), number, true), real[number], seen[number]);
                }
                standings(reader, &group_name(group), real, true);
                if table != "grade" {
                    let name = |number: usize| place(&group_name(group), number, true);
                    reader.sum([(name(0), 1), (name(1), 1), (name(2), -1), (name(8), -1)]);
                }
            }
            for number in 0..9 {
                let parts = groups.iter().map(|(group, ..)| (place(&group_name(group), number, true), 1));
                reader.sum(parts.chain([(place("all", number, true), -1)]));
            }
            for (finer, coarser) in nested.iter().filter(|(finer, _)| *finer == table) {
                let parents: std::collections::BTreeSet<&str> = groups.iter().map(|(group, ..)| group.split('/').next().unwrap()).collect();
                for (parent, number) in parents.iter().flat_map(|parent| (0..9).map(move |number| (parent, number))) {
                    let inside = groups.iter().filter(|(group, ..)| group.split('/').next() == Some(parent));
                    let parts = inside.map(|(group, ..)| (place(&format!("{finer}={group}"), number, true), 1));
                    reader.sum(parts.chain([(place(&format!("{coarser}={parent}"), number, true), -1)]));
                }
            }
        }
        let grades = course.years[year].by_grade.iter().zip(&shown.years[year].by_grade).collect::<Vec<_>>();
        for (at, (real, seen)) in grades.iter().enumerate() {
            let group = format!("grade={}", real.grade.as_deref().unwrap_or("missing"));
            let name = |number: usize| place(&group, number, true);
            let below = at.checked_sub(1).filter(|_| real.grade.is_some()).map(|below| grades[below].0.grade.as_deref().unwrap());
            let flows = [(name(0), 1), (name(1), 1), (name(2), -1), (name(4), -1), (name(8), -1)];
            let arrived = below.map(|below| (place(&format!("grade={below}"), 4, true), 1));
            if let Some((arrived, _)) = &arrived {
                reader.note(arrived.clone(), real.arrived, seen.arrived);
            }
            reader.sum(flows.into_iter().chain(arrived));
            let [known, unknown] = ["waited", "waited-unknown"].map(|what| format!("{of} {year} {group} {what}"));
            reader.note(known.clone(), real.waiting.people, seen.waiting.people);
            reader.note(unknown.clone(), real.waiting.unknown, seen.waiting.unknown);
            if real.grade.is_some() {
                reader.sum([(known, 1), (unknown, 1), (name(4), -1)]);
            }
        }
        let waiting = (&course.years[year].waiting, &shown.years[year].waiting);
        let [known, unknown] = ["waited", "waited-unknown"].map(|what| format!("{of} {year} all {what}"));
        reader.note(known.clone(), waiting.0.people, waiting.1.people);
        reader.note(unknown.clone(), waiting.0.unknown, waiting.1.unknown);
        reader.sum([(known.clone(), 1), (unknown, 1), (place("all", 4, true), -1)]);
        let parts = grades.iter().map(|(real, _)| (format!("{of} {year} grade={} waited", real.grade.as_deref().unwrap_or("missing")), 1));
        reader.sum(parts.chain([(known, -1)]));
    }
    for (real, seen) in course.grades.iter().zip(&shown.grades) {
        let group = format!("grade={}", real.grade.as_deref().unwrap_or("missing"));
        let first = format!("{} 0 {group} start", course_of(0));
        let last = format!("{} {} {group} end", course_of(years - 1), years - 1);
        for (name, real, seen) in [(first, real.at_start, seen.at_start), (last, real.at_end, seen.at_end)] {
            if reader.quantities.contains_key(&name) {
                reader.note(name, real, seen);
            }
        }
        for (what, number, real, seen) in [
            ("entered", 1, real.entered, seen.entered),
            ("retired", 2, real.retired, seen.retired),
            ("promoted", 4, real.promoted, seen.promoted),
        ] {
            let all = format!("{name} all-years {group} {what}");
            reader.note(all.clone(), real, seen);
            let parts = (0..years).map(|year| (format!("{} {year} {group} {}", course_of(year), NAMES[number]), 1));
            let parts: Vec<(String, i64)> = parts.filter(|(name, _)| reader.quantities.contains_key(name)).collect();
            reader.sum(parts.into_iter().chain([(all, -1)]));
        }
    }
    let months: Vec<(String, i64)> = (course.waiting.months.iter().zip(&shown.waiting.months))
        .map(|((months, real), (_, seen))| {
            let name = format!("{name} waited {months}");
            reader.note(name.clone(), *real, *seen);
            (name, 1)
        })
        .collect();
    let all = format!("{name} waited all");
    reader.note(all.clone(), course.waiting.people, shown.waiting.people);
    reader.sum(months.into_iter().chain([(all.clone(), -1)]));
    let waited: Vec<(String, i64)> = (0..years).map(|year| (format!("{} {year} all waited", course_of(year)), 1)).collect();
    reader.sum(waited.into_iter().chain([(all, -1)]));
}

fn found_out(projection: &Projection, shown: &Projection<Shown>, nested: &[(&str, &str)]) -> Vec<String> {
    let mut reader = Reader::default();
    read(&mut reader, "in-force", ("in-force", 0), &projection.in_force, &shown.in_force, nested);
    if let (Some(draft), Some(seen)) = (&projection.draft, &shown.draft) {
        let same = projection.in_force.years.iter().zip(&draft.years).take_while(|(one, other)| one == other).count();
        read(&mut reader, "draft", ("in-force", same), draft, seen, nested);
    }
    for course in std::iter::once(&shown.in_force).chain(&shown.draft) {
        for year in &course.years {
            assert!(!matches!(year.by_lot, Shown::Value(1..5)) && !matches!(year.without_pay, Some(Shown::Value(1..5))));
        }
    }
    reader.found_out().into_iter().map(String::from).collect()
}

fn projected(small: &Small, people: &dyn Population, rules: &ProjectionRules, draft: bool, years: u32) -> Projection {
    let rule = |id: &str| Rule { set: &small.set, policy: small.policy(id) };
    let horizon = Horizon { from: day("2026-01-01"), years, known_at: day("2026-01-01") };
    let threads = Threads(NonZero::new(2).unwrap());
    project(people, rule("small/promotion"), draft.then(|| rule("small/quick")), rules, horizon, 7, threads).unwrap()
}

/// The columns of a service, and a unit of the region for each person: `north/2`.
const WITH_UNIT: [&str; 9] = ["grade", "grade.since", "rating", "merit", "entered", "birth", "@id", "@region", "@unit"];

fn with_units(random: &mut Random, count: usize) -> Vec<Vec<String>> {
    let mut rows = service(random, count);
    for row in &mut rows {
        // small units and large ones
        let unit = random.below(40).min(1 + random.below(9));
        let region = row[7].clone();
        row.push(format!("{region}/{unit}"));
    }
    rows
}

#[test]
fn nothing_small_is_shown_or_can_be_worked_back() {
    let small = Small::new();
    let (mut hidden, mut shown_numbers) = (0, 0);
    for (seed, count, years) in [(1, 60, 3), (2, 150, 4), (3, 400, 4), (4, 900, 3), (5, 900, 1), (6, 2500, 3)] {
        let people = small.people(&WITH_UNIT, &[with_units(&mut Random::new(seed), count)]);
        let mut rules = everything();
        rules.by = vec!["region".into(), "unit".into()];
        if let Some(recruitment) = &mut rules.recruitment {
            recruitment.each_year = u64::try_from(count).unwrap() / 12;
        }
        if seed % 2 == 0 {
            rules.vacancies.clear();
        }
        let projection = projected(&small, &people, &rules, true, years);
        let shown = projection.shown(FIVE);
        assert_eq!(found_out(&projection, &shown, &[("unit", "region")]), Vec::<String>::new(), "{count} people, seed {seed}");
        let groups = shown.in_force.years.iter().flat_map(|year| &year.by).flat_map(|view| &view.groups).map(|group| &group.flow);
        let grades = shown.in_force.years.iter().flat_map(|year| &year.by_grade).map(|grade| &grade.flow);
        let all: Vec<&Flow<Shown>> = groups.chain(grades).collect();
        hidden += all.iter().filter(|flow| flow.promoted.is_hidden()).count();
        shown_numbers += all.iter().filter(|flow| matches!(flow.promoted, Shown::Value(5..))).count();
    }
    assert!(hidden > 100 && shown_numbers > 5, "a test in which nothing is to be found: {hidden} hidden, {shown_numbers} shown");
}

#[test]
fn a_reader_who_eliminates_finds_what_hiding_alone_leaves() {
    // the same reader, before whom small numbers alone are hidden: the test above would see it
    let small = Small::new();
    let people = small.people(&FULL, &[service(&mut Random::new(2), 150)]);
    let projection = projected(&small, &people, &everything(), false, 2);
    let alone = |count: u64| Shown::of(count, 5);
    let mut reader = Reader::default();
    for year in &projection.in_force.years {
        for (at, number) in numbers(&year.total).into_iter().enumerate() {
            reader.note(format!("{} all {}", year.year, NAMES[at]), number, alone(number));
        }
        for (group, number) in
            year.by[0].groups.iter().flat_map(|group| numbers(&group.flow).into_iter().enumerate().map(move |n| (group, n)))
        {
            reader.note(format!("{} {} {}", year.year, group.code, NAMES[number.0]), number.1, alone(number.1));
        }
        for number in NAMES {
            let parts = year.by[0].groups.iter().map(|group| (format!("{} {} {number}", year.year, group.code), 1));
            reader.sum(parts.chain([(format!("{} all {number}", year.year), -1)]));
        }
    }
    assert!(!reader.found_out().is_empty());
}

#[test]
fn a_large_service_shows_its_numbers() {
    let small = Small::new();
    let people = small.people(&FULL, &[service(&mut Random::new(9), 6000)]);
    let mut rules = everything();
    rules.vacancies.clear();
    rules.recruitment = None;
    rules.by = vec!["region".into()];
    let projection = projected(&small, &people, &rules, true, 3);
    let shown = projection.shown(FIVE);
    for (real, seen) in projection.in_force.years.iter().zip(&shown.in_force.years) {
        assert_eq!(seen.total.promoted, Shown::Value(real.total.promoted));
        assert_eq!(seen.total.at_end, Shown::Value(real.total.at_end));
        assert!(seen.by[0].groups.iter().all(|group| !group.flow.promoted.is_hidden()));
    }
    assert!(shown.in_force.waiting.median.is_some() && !shown.in_force.waiting.months.is_empty());
    assert!(shown.in_force.grades.iter().any(|grade| !grade.promoted.is_hidden()));
}

#[test]
fn of_a_handful_of_people_nothing_is_told() {
    let small = Small::new();
    let people =
        small.table(&["grade", "grade.since", "rating"], &["A | 2022-04-01 | good", "B | 2022-07-01 | good", "A | 2023-04-01 | good"]);
    let shown = projected(&small, &people, &ProjectionRules::new("grade", "grade.since"), true, 3).shown(FIVE);
    for year in shown.in_force.years.iter().chain(shown.draft.iter().flat_map(|draft| &draft.years)) {
        assert!(numbers(&year.total).iter().all(|number| number.is_hidden()), "{:?}", year.total);
        assert!(year.by_grade.iter().flat_map(|grade| numbers(&grade.flow)).all(Shown::is_hidden));
        assert_eq!((year.waiting.median, year.waiting.months.len()), (None, 0));
    }
    assert!(shown.in_force.waiting.months.iter().all(|(_, people)| people.is_hidden()));
}

#[test]
fn pay_is_rounded_past_what_one_person_adds_and_who_has_none_is_counted() {
    let small = Small::new();
    let row = |grade: &str, at: usize| [grade, "2022-04-01", if at.is_multiple_of(2) { "good" } else { "poor" }].map(String::from).to_vec();
    let rows: Vec<Vec<String>> = (0..60).map(|at| row(["A", "B", "C"][at % 3], at)).collect();
    let people = small.people(&["grade", "grade.since", "rating"], &[rows]);
    let mut rules = ProjectionRules::new("grade", "grade.since");
    rules.pay = [("A".into(), 3_000_000), ("B".into(), 3_400_000), ("C".into(), 3_900_000)].into();
    let projection = projected(&small, &people, &rules, false, 1);
    let year = &projection.in_force.years[0];
    // ten of each grade move up: 10 A, 20 B, 20 C, 10 D; nobody knows the pay of D
    assert_eq!((year.payroll, year.payroll_of_promotions, year.without_pay), (Some(176_000_000), Some(9_000_000), Some(10)));
    let shown = projection.shown(FIVE);
    let year = &shown.in_force.years[0];
    assert_eq!((year.payroll, year.payroll_of_promotions), (Some(200_000_000), Some(10_000_000)));
    assert_eq!(year.without_pay, Some(Shown::Value(10)));
    let says = |words: &str| projection.assumptions.iter().any(|label| label.en.contains(words));
    assert!(says("no row for") && says("nearest Rp 100000000"), "{:?}", projection.assumptions);
}
