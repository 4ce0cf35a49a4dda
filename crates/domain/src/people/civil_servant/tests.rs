use super::*;
use crate::people::event::Decree;
use proptest::prelude::*;

fn date(y: i32, m: u32, d: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(y, m, d).unwrap()
}

fn grade(code: &str, since: NaiveDate) -> GradeRecord {
    GradeRecord { since, grade: code.parse().unwrap(), kind: None, decree: None }
}

fn position(kind: &str, since: NaiveDate, until: Option<NaiveDate>, acting: bool) -> PositionRecord {
    PositionRecord {
        since,
        until,
        kind: kind.parse().unwrap(),
        tier: None,
        echelon: None,
        unit: None,
        field: None,
        title: None,
        acting,
        decree: None,
    }
}

fn record() -> CivilServantRecord {
    CivilServantRecord::new("synthetic-1".parse().unwrap())
}

#[test]
fn every_fault_of_a_record_is_reported_in_a_sentence() {
    let mut record = record();
    record.birth_date = Some(date(1990, 1, 1));
    record.employee_number = Some("12".into());
    record.registers.grades = Some(vec![grade("II/a", date(2012, 4, 1)), grade("II/b", date(2012, 4, 1)), grade("I/a", date(1989, 1, 1))]);
    record.registers.positions = Some(vec![position("pelaksana", date(2012, 4, 1), Some(date(2011, 1, 1)), false)]);
    record.registers.performance = Some(vec![PerformanceRecord { year: 20_240, label: "baik".parse().unwrap(), decree: None }]);
    assert_eq!(
        CivilServant::try_from(record).unwrap_err().to_string(),
        "the record of `synthetic-1` cannot be used; an employee number has 18 digits, found 2 characters; \
         the grade history has an entry of 1989-01-01, expected a day after birth; \
         the grade history has two entries that begin on 2012-04-01, expected one; \
         the entry of 2012-04-01 in the position history ends on 2011-01-01, expected a day after it begins; \
         the entry of 20241-01-01 in the performance history has the year `20240`, expected 1900 to 2999"
            .replace("20241-01-01", &format!("{}", NaiveDate::from_ymd_opt(20_241, 1, 1).unwrap()))
    );
}

#[test]
fn two_sources_that_read_the_same_record_overwrite_nothing_of_each_other() {
    let mut known = record();
    known.name = Some("Contoh".into());
    known.employee_number = Some("199608182022041901".into());
    known.registers.grades = Some(vec![grade("II/a", date(2012, 4, 1))]);
    let (mut one, mut two) = (known.clone(), known.clone());
    one.registers.grades = Some(vec![grade("II/a", date(2012, 4, 1)), grade("II/b", date(2016, 4, 1))]);
    two.registers.positions = Some(vec![position("pelaksana", date(2012, 4, 1), None, false)]);
    two.name = Some("Contoh Lain".into());
    let (one, two) = (one.beyond(&known), two.beyond(&known));
    assert_eq!((one.name.as_deref(), one.employee_number.as_deref()), (None, None));
    assert_eq!((two.name.as_deref(), two.registers.grades.as_deref()), (Some("Contoh Lain"), None));
    let mut stored = known.registers;
    stored.take_over(&one.registers);
    stored.take_over(&two.registers);
    assert_eq!((stored.grades.unwrap().len(), stored.positions.unwrap().len()), (2, 1));

    let mut contract = record();
    contract.employee_number = known.employee_number.clone();
    let mut renumbered = contract.clone();
    renumbered.contract_number = true;
    assert_eq!(renumbered.beyond(&contract).employee_number, known.employee_number, "the form is said with the number");
}

#[test]
fn the_number_is_compared_with_what_the_record_states() {
    let mut record = record();
    record.employee_number = Some("199608182022041901".into());
    let person = CivilServant::try_from(record.clone()).unwrap();
    assert_eq!(person.discrepancies(), []);
    record.birth_date = Some(date(1996, 8, 18));
    record.appointed = Some(date(2022, 3, 1));
    record.sex = Some(Sex::Female);
    let person = CivilServant::try_from(record).unwrap();
    assert_eq!(person.discrepancies(), [Discrepancy::Appointment, Discrepancy::Sex]);
    assert_eq!(format!("{person:?}"), "CivilServant { id: PersonId(\"synthetic-1\"), .. }");
}

#[test]
fn acting_in_a_position_is_neither_holding_it_nor_time_served() {
    let history = History::try_new(vec![
        position("pengawas", date(2018, 1, 1), None, false),
        position("administrator", date(2020, 1, 1), Some(date(2021, 1, 1)), true),
        position("administrator", date(2022, 1, 1), None, false),
    ])
    .unwrap();
    let view = View::on(date(2024, 1, 1));
    assert_eq!(history.held(View::on(date(2020, 6, 1))).unwrap().kind.as_str(), "pengawas");
    let years =
        |kind: &str| history.tenure(view, |p| p.kind.as_str() == kind).length(crate::period::DateRounding::LastDayOfMonth).whole_months();
    assert_eq!((years("pengawas"), years("administrator")), (48, 24));
}

#[test]
fn a_decree_signed_later_is_not_known_before() {
    let mut late = grade("III/b", date(2022, 4, 1));
    late.decree = Some(Decree { date: date(2022, 6, 10), number: "823/contoh/2022".into() });
    let history = History::try_new(vec![grade("III/a", date(2018, 4, 1)), late]).unwrap();
    let at = |view| history.latest(view).unwrap().grade.as_str().to_owned();
    assert_eq!(at(View::on(date(2022, 5, 1))), "III/a");
    assert_eq!(at(View::on(date(2022, 5, 1)).known_at(date(2022, 7, 1))), "III/b");
}

struct Seen(Vec<(&'static str, Option<Vec<NaiveDate>>)>);

impl RegisterVisitor for Seen {
    type Error = std::convert::Infallible;

    fn register<T: Event + Serialize>(&mut self, name: &'static str, events: Option<&[T]>) -> Result<(), Self::Error> {
        self.0.push((name, events.map(|events| events.iter().map(Event::since).collect())));
        Ok(())
    }
}

struct Empty(Vec<&'static str>);

impl RegisterSource for Empty {
    type Error = std::convert::Infallible;

    fn register<T: Event + DeserializeOwned>(&mut self, name: &'static str) -> Result<Option<Vec<T>>, Self::Error> {
        self.0.push(name);
        Ok((name == "study_duty").then(Vec::new))
    }
}

#[test]
fn a_visitor_sees_every_register_and_a_source_gives_every_one() {
    let grades = vec![grade("III/a", date(2018, 4, 1)), grade("III/b", date(2022, 4, 1))];
    let records = RegisterRecords { grades: Some(grades), exams: Some(Vec::new()), ..RegisterRecords::default() };
    let mut seen = Seen(Vec::new());
    let Ok(()) = records.visit(&mut seen);
    assert_eq!(seen.0.iter().map(|(name, _)| *name).collect::<Vec<_>>(), RegisterRecords::NAMES);
    let consulted: Vec<_> = seen.0.into_iter().filter_map(|(name, days)| days.map(|days| (name, days))).collect();
    assert_eq!(consulted, [("grades", vec![date(2018, 4, 1), date(2022, 4, 1)]), ("exams", vec![])]);

    let mut empty = Empty(Vec::new());
    let Ok(read) = RegisterRecords::read(&mut empty);
    assert_eq!(empty.0, RegisterRecords::NAMES);
    assert_eq!(
        read,
        RegisterRecords { study_duty: Some(Vec::new()), ..RegisterRecords::default() },
        "empty is not the same as not consulted"
    );
}

#[test]
fn newer_records_replace_the_registers_they_were_consulted_for() {
    let (old, new) = (grade("III/a", date(2018, 4, 1)), grade("III/b", date(2022, 4, 1)));
    let mut stored = RegisterRecords { grades: Some(vec![old.clone()]), exams: Some(Vec::new()), ..RegisterRecords::default() };
    let mut newer =
        RegisterRecords { grades: Some(vec![new.clone(), old.clone()]), discipline: Some(Vec::new()), ..RegisterRecords::default() };
    newer.sort();
    assert_eq!(newer.grades, Some(vec![old, new]));
    assert_eq!(stored.changed_by(&newer), ["grades", "discipline"], "the exams were not consulted");
    stored.take_over(&newer);
    assert_eq!(stored.changed_by(&newer), Vec::<&str>::new());
    assert_eq!(stored.exams, Some(Vec::new()));
}

proptest! {
    #[test]
    fn the_order_of_records_does_not_matter_and_later_events_do_not_show(
        spans in proptest::collection::btree_map(0u64..4000, (1u64..2000, any::<bool>()), 0..8),
        seen in 0u64..4000,
        later in 1u64..500,
    ) {
        let day = |n: u64| date(2010, 1, 1) + chrono::Days::new(n);
        let positions: Vec<_> =
            spans.iter().map(|(since, (length, acting))| position("pengawas", day(*since), Some(day(since + length)), *acting)).collect();
        let history = History::try_new(positions.clone()).unwrap();
        let reversed = History::try_new(positions.iter().rev().cloned().collect()).unwrap();
        prop_assert_eq!(&history, &reversed);

        let view = View::on(day(seen));
        let mut more = positions;
        more.retain(|p| p.since != day(seen + later));
        let before = History::try_new(more.clone()).unwrap();
        more.push(position("administrator", day(seen + later), None, false));
        let after = History::try_new(more).unwrap();
        prop_assert_eq!(before.holdings(view), after.holdings(view));
        prop_assert_eq!(before.tenure(view, |_| true), after.tenure(view, |_| true));
    }
}
