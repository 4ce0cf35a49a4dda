use super::*;
use std::collections::BTreeSet;
use std::sync::OnceLock;

use jenjang::people::CivilServantRecord;
use jenjang::people::civil_servant::RegisterRecords;
use jenjang::people::record::*;
use jenjang::policy::compile::compile_catalogue;
use jenjang_policy_files::read_catalogue;
use proptest::prelude::*;
use rust_decimal::Decimal;

/// The shipped catalogue.
fn catalogue() -> Arc<Catalogue> {
    static SHIPPED: OnceLock<Arc<Catalogue>> = OnceLock::new();
    let read = || {
        let (document, problems) = read_catalogue(crate::CATALOGUE_PATH, crate::catalogue_text().as_bytes());
        compile_catalogue(&document.unwrap_or_else(|| panic!("{problems:?}"))).0
    };
    Arc::clone(SHIPPED.get_or_init(read))
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn decree(number: &str, day: &str) -> Option<Decree> {
    Some(Decree { date: date(day), number: number.into() })
}

fn grade(code: &str, since: &str) -> GradeRecord {
    GradeRecord { since: date(since), grade: code.parse().unwrap(), kind: None, decree: None }
}

fn post(kind: &str, since: &str) -> PositionRecord {
    PositionRecord {
        since: date(since),
        until: None,
        kind: kind.parse().unwrap(),
        tier: None,
        echelon: None,
        unit: None,
        field: None,
        title: None,
        acting: false,
        decree: None,
    }
}

fn functional(tier: &str, since: &str) -> PositionRecord {
    PositionRecord { tier: Some(tier.parse().unwrap()), ..post("fungsional", since) }
}

fn label(year: i32, code: &str) -> PerformanceRecord {
    PerformanceRecord { year, label: code.parse().unwrap(), decree: None }
}

fn sanction(level: &str, since: &str, last_day: Option<&str>) -> DisciplineRecord {
    DisciplineRecord { since: date(since), last_day: last_day.map(date), level: level.parse().unwrap(), sanction: None, decree: None }
}

fn spell(since: &str, until: Option<&str>) -> Spell {
    Spell { since: date(since), until: until.map(date), decree: None }
}

/// A synthetic person with these registers.
fn person(registers: RegisterRecords) -> CivilServant {
    let mut record = CivilServantRecord::new("synthetic-1".parse().unwrap());
    record.registers = registers;
    CivilServant::try_from(record).unwrap()
}

fn gathered(person: &CivilServant, day: &str) -> Gathered {
    gather(&catalogue(), Gathering { person, superior: Superior::Unknown, view: View::on(date(day)) })
}

/// A fact as a dossier prints it: `?` where it is missing.
fn fact(gathered: &Gathered, name: &str) -> String {
    let index = gathered.dossier.catalogue().find(name).unwrap_or_else(|| panic!("no fact `{name}`"));
    gathered.dossier.get(index).to_string()
}

#[track_caller]
fn check(gathered: &Gathered, expected: &[(&str, &str)]) {
    let found: Vec<(&str, String)> = expected.iter().map(|(name, _)| (*name, fact(gathered, name))).collect();
    let expected: Vec<(&str, String)> = expected.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
    assert_eq!(found, expected);
}

#[test]
fn every_derived_fact_is_in_the_catalogue_and_in_the_documentation() {
    let catalogue = catalogue();
    let derived: BTreeSet<&str> = derived_facts().collect();
    assert_eq!(derived.len(), derived_facts().count(), "each name once");
    for name in &derived {
        assert!(catalogue.find(name).is_some(), "`{name}` is not a fact of the catalogue");
    }
    let page = include_str!("../../../../docs/dossier.md");
    let rows = page.lines().filter_map(|line| line.strip_prefix("| `")).flat_map(|line| line.split('|').next());
    let documented: BTreeSet<&str> =
        rows.flat_map(|cell| cell.split('`')).filter(|word| !word.trim().is_empty() && *word != ", ").collect();
    assert_eq!(documented, derived, "docs/dossier.md lists exactly the derived facts");
}

#[test]
fn without_registers_everything_is_missing() {
    let gathered = gathered(&person(RegisterRecords::default()), "2026-04-01");
    assert!(gathered.dossier.values().iter().all(Value::is_missing));
    assert_eq!(gathered.problems, []);
}

#[test]
fn grade_and_position_come_with_their_records() {
    let mut second = grade("III/b", "2022-04-01");
    second.decree = decree("823/contoh/2022", "2022-03-15");
    let person = person(RegisterRecords {
        grades: Some(vec![second, grade("III/a", "2018-04-01"), grade("III/c", "2026-04-02")]),
        positions: Some(vec![post("pelaksana", "2018-04-01")]),
        ..RegisterRecords::default()
    });
    let gathered = gathered(&person, "2026-04-01");
    check(
        &gathered,
        &[
            ("grade", "III/b"),
            ("grade.since", "2022-04-01"),
            ("position.kind", "pelaksana"),
            ("position.echelon", "null"),
            ("tier", "null"),
            ("tier.since", "null"),
            ("experience.pelaksana", "8"),
            ("experience.pengawas", "0"),
            ("suspended", "?"),
        ],
    );
    let source = gathered.dossier.source(gathered.dossier.catalogue().find("grade").unwrap()).unwrap();
    assert_eq!(&**source, "riwayat golongan 2022-04-01 (823/contoh/2022)");
}

#[test]
fn a_year_without_a_label_is_missing_and_not_skipped() {
    let mut record = CivilServantRecord::new("synthetic-1".parse().unwrap());
    record.registers.performance = Some(vec![label(2025, "baik"), label(2023, "sangat-baik"), label(2026, "kurang")]);
    let ratings = |record: &CivilServantRecord, day| fact(&gathered(&CivilServant::try_from(record.clone()).unwrap(), day), "rating");
    assert_eq!(ratings(&record, "2026-04-01"), "[baik, ?, sangat-baik, ?, ?]");
    // years before service are not listed, and a year of entry only if it was rated
    record.appointed = Some(date("2022-03-01"));
    assert_eq!(ratings(&record, "2026-04-01"), "[baik, ?, sangat-baik]");
    assert_eq!(ratings(&record, "2027-01-01"), "[kurang, baik, ?, sangat-baik]");
}

#[test]
fn none_is_said_only_by_a_register_that_was_consulted() {
    let consulted = person(RegisterRecords {
        discipline: Some(vec![]),
        examinations: Some(vec![]),
        objections: Some(vec![]),
        suspensions: Some(vec![]),
        leadership: Some(vec![]),
        exams: Some(vec![]),
        education: Some(vec![]),
        ..RegisterRecords::default()
    });
    check(
        &gathered(&consulted, "2026-04-01"),
        &[
            ("sanction.level", "null"),
            ("sanction.end", "null"),
            ("examination.level", "null"),
            ("appeal pending", "false"),
            ("suspended", "false"),
            ("leadership training", "null"),
            ("service exam.first", "false"),
            ("education.level", "?"),
        ],
    );
}

/// PP 94/2021 ps. 8 and its effect on promotion: the sanction in force counts, and a later warning does not hide it.
#[test]
fn pp_94_2021_ps_8_the_sanction_in_force_is_the_one_reported() {
    let person = person(RegisterRecords {
        discipline: Some(vec![sanction("berat", "2025-03-01", Some("2026-02-28")), sanction("ringan", "2026-01-05", None)]),
        ..RegisterRecords::default()
    });
    for (day, level, end) in [("2025-02-28", "null", "null"), ("2026-02-01", "berat", "2026-02-28"), ("2026-04-01", "berat", "2026-02-28")]
    {
        check(&gathered(&person, day), &[("sanction.level", level), ("sanction.end", end)]);
    }
}

/// A notice that bars whoever was *ever* sanctioned asks for the heaviest sanction, however long ago.
#[test]
fn the_heaviest_sanction_is_remembered_after_it_ended() {
    let registers = RegisterRecords {
        discipline: Some(vec![sanction("sedang", "2009-03-01", Some("2010-02-28")), sanction("ringan", "2020-01-05", None)]),
        ..RegisterRecords::default()
    };
    check(&gathered(&person(registers), "2020-07-01"), &[("sanction.heaviest", "sedang")]);
}

#[test]
fn time_in_a_tier_goes_on_in_another_post_of_the_tier() {
    let person = person(RegisterRecords {
        positions: Some(vec![
            functional("ahli-pertama", "2018-01-01"),
            functional("ahli-muda", "2021-01-01"),
            functional("ahli-muda", "2023-06-01"),
            post("pengawas", "2024-01-01"),
            functional("ahli-muda", "2025-01-01"),
        ]),
        ..RegisterRecords::default()
    });
    for (day, since) in [("2023-12-31", "2021-01-01"), ("2024-06-01", "null"), ("2025-01-01", "2025-01-01"), ("2026-01-01", "2025-01-01")] {
        check(&gathered(&person, day), &[("tier.since", since)]);
    }
}

#[test]
fn the_post_before_study_duty_is_found() {
    let person = person(RegisterRecords {
        positions: Some(vec![PositionRecord { until: Some(date("2025-09-01")), ..post("pelaksana", "2020-01-01") }]),
        study_duty: Some(vec![spell("2025-09-01", None)]),
        secondments: Some(vec![]),
        ..RegisterRecords::default()
    });
    check(
        &gathered(&person, "2026-04-01"),
        &[("position.kind", "null"), ("study duty", "true"), ("seconded", "false"), ("position before.kind", "pelaksana")],
    );
}

#[test]
fn credit_is_that_of_the_tier_held() {
    let line = |day: &str, tier: &str, line, points: &str| CreditRecord {
        assessed: date(day),
        tier: tier.parse().unwrap(),
        line,
        points: points.parse::<Decimal>().unwrap(),
        decree: None,
    };
    let person = person(RegisterRecords {
        positions: Some(vec![functional("ahli-pertama", "2020-01-01"), functional("ahli-muda", "2024-01-01")]),
        credit: Some(vec![
            line("2022-12-20", "ahli-pertama", CreditLine::Conversion, "12.5"),
            line("2025-01-10", "ahli-muda", CreditLine::Conversion, "18.75"),
            line("2026-01-10", "ahli-muda", CreditLine::Conversion, "2.08"),
            line("2026-01-10", "ahli-muda", CreditLine::Base, "100"),
            line("2027-01-10", "ahli-muda", CreditLine::Conversion, "25"),
        ]),
        ..RegisterRecords::default()
    });
    check(
        &gathered(&person, "2026-04-01"),
        &[("credit.held", "120.83"), ("credit.base", "100"), ("credit.former", "0"), ("credit.conversion", "[18.75, 2.08]")],
    );
}

#[test]
fn learning_and_certificates_count_while_they_are_in_force() {
    let learnt = |day: &str, hours: i64| LearningRecord { completed: date(day), hours: Decimal::from(hours), title: "contoh".into() };
    let held = |code: &str, last: Option<&str>| CertificateRecord {
        since: date("2020-01-01"),
        last_day: last.map(date),
        code: code.parse().unwrap(),
    };
    let person = person(RegisterRecords {
        learning: Some(vec![learnt("2025-04-01", 40), learnt("2025-04-02", 8), learnt("2026-04-01", 12), learnt("2026-04-02", 5)]),
        certificates: Some(vec![held("pbj-muda", None), held("auditor", Some("2026-04-01")), held("k3", Some("2026-03-31"))]),
        ..RegisterRecords::default()
    });
    check(&gathered(&person, "2026-04-01"), &[("learning hours", "20"), ("certificates", "[auditor, pbj-muda]")]);
}

#[test]
fn a_code_outside_the_scale_keeps_the_fact_missing_and_says_so() {
    let person = person(RegisterRecords { grades: Some(vec![grade("III/e", "2020-04-01")]), ..RegisterRecords::default() });
    let gathered = gathered(&person, "2026-04-01");
    check(&gathered, &[("grade", "?"), ("grade.since", "2020-04-01")]);
    let problems: Vec<String> = gathered.problems.iter().map(ToString::to_string).collect();
    assert_eq!(problems, ["the record gives `III/e` for fact `grade`, which is not a code of scale `grade`; the fact stays missing"]);
    assert_eq!(
        &*gathered.problems[0].message().id,
        "data memberi `III/e` untuk fakta `grade`, yang bukan kode skala `grade`; fakta itu tetap belum diisi"
    );
}

/// A sum over records cannot be known while one of them cannot be read.
#[test]
fn an_unreadable_position_leaves_all_experience_missing() {
    let positions = Some(vec![post("pengawass", "2015-01-01"), post("pengawas", "2020-01-01")]);
    let gathered = gathered(&person(RegisterRecords { positions, ..RegisterRecords::default() }), "2026-01-01");
    check(&gathered, &[("position.kind", "pengawas"), ("experience.pengawas", "?"), ("experience.administrator", "?")]);
    assert_eq!(
        gathered.problems[0].to_string(),
        "the record gives `pengawass` for fact `experience.pelaksana`, which is not a code of scale `position-kind`; the fact stays missing"
    );
}

#[test]
fn the_superiors_grade_is_read_from_the_superiors_record() {
    let person_record = person(RegisterRecords::default());
    let superior = person(RegisterRecords { grades: Some(vec![grade("IV/a", "2020-04-01")]), ..RegisterRecords::default() });
    let view = View::on(date("2026-04-01"));
    let gathered = gather(&catalogue(), Gathering { person: &person_record, superior: Superior::Known(&superior), view });
    check(&gathered, &[("superior.grade", "IV/a"), ("grade", "?")]);
}

/// A register's worth of events on random days, for every register with days of its own.
fn registers(days: &BTreeSet<u32>) -> RegisterRecords {
    let on = |n: u32| date("2010-01-01") + chrono::Days::new(u64::from(n));
    let pick = |n: u32, codes: &[&'static str]| codes[n as usize % codes.len()];
    let each = |keep: u32| days.iter().copied().filter(move |n| n % 7 >= keep);
    let later = |n: u32| (!n.is_multiple_of(3)).then(|| on(n + 200 + n % 500));
    RegisterRecords {
        employments: Some(each(5).map(|n| EmploymentRecord { since: on(n), status: "pns".parse().unwrap(), decree: None }).collect()),
        grades: Some(each(3).map(|n| GradeRecord { since: on(n), ..grade(pick(n, &["III/a", "III/b", "IV/a"]), "2010-01-01") }).collect()),
        positions: Some(
            each(1)
                .map(|n| {
                    let tier = pick(n, &["ahli-pertama", "ahli-muda", "ahli-madya"]);
                    let post = if n % 2 == 0 { functional(tier, "2010-01-01") } else { post("pelaksana", "2010-01-01") };
                    PositionRecord { since: on(n), until: later(n), acting: n % 5 == 0, ..post }
                })
                .collect(),
        ),
        education: Some(
            each(4)
                .map(|n| EducationRecord {
                    graduated: on(n),
                    recognised: later(n),
                    level: pick(n, &["SLTA", "S1", "S2"]).parse().unwrap(),
                    field: None,
                })
                .collect(),
        ),
        credit: Some(
            each(0)
                .map(|n| CreditRecord {
                    assessed: on(n),
                    tier: pick(n, &["ahli-pertama", "ahli-muda"]).parse().unwrap(),
                    line: if n % 2 == 0 { CreditLine::Conversion } else { CreditLine::Base },
                    points: Decimal::new(i64::from(n), 2),
                    decree: None,
                })
                .collect(),
        ),
        performance: Some(each(4).map(|n| n / 365).collect::<BTreeSet<_>>().into_iter().map(|n| label(2010 + n as i32, "baik")).collect()),
        discipline: Some(
            each(4)
                .map(|n| DisciplineRecord {
                    since: on(n),
                    last_day: later(n),
                    ..sanction(pick(n, &["ringan", "berat"]), "2010-01-01", None)
                })
                .collect(),
        ),
        suspensions: Some(each(5).map(|n| Spell { since: on(n), until: later(n), decree: None }).collect()),
        study_duty: Some(each(5).map(|n| Spell { since: on(n), until: later(n), decree: None }).collect()),
        secondments: Some(each(6).map(|n| Spell { since: on(n), until: later(n), decree: None }).collect()),
        learning: Some(
            each(0).map(|n| LearningRecord { completed: on(n), hours: Decimal::from(n % 40), title: "contoh".into() }).collect(),
        ),
        ..RegisterRecords::default()
    }
}

fn reversed(mut records: RegisterRecords) -> RegisterRecords {
    macro_rules! reverse {
        ($($field:ident),*) => {$(if let Some(events) = &mut records.$field { events.reverse(); })*};
    }
    reverse!(employments, grades, positions, education, performance, credit, discipline, suspensions, study_duty, secondments, learning);
    records
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn the_order_of_records_does_not_matter(days in proptest::collection::btree_set(0u32..6000, 0..20), seen in 0u64..7000) {
        let day = (date("2010-01-01") + chrono::Days::new(seen)).to_string();
        let there = gathered(&person(registers(&days)), &day);
        let back = gathered(&person(reversed(registers(&days))), &day);
        prop_assert_eq!(there.dossier.values(), back.dossier.values());
        prop_assert_eq!(there.problems, back.problems);
    }

    /// Silence is not zero: what a register would have said is missing without it, and nothing else takes its place.
    #[test]
    fn a_register_less_only_makes_facts_missing(days in proptest::collection::btree_set(0u32..6000, 0..20), seen in 0u64..7000) {
        let day = (date("2010-01-01") + chrono::Days::new(seen)).to_string();
        let all = registers(&days);
        let full = gathered(&person(all.clone()), &day);
        macro_rules! without {
            ($($field:ident),*) => {[$(RegisterRecords { $field: None, ..all.clone() }),*]};
        }
        let fewer = without!(
            employments, grades, positions, education, performance, credit, discipline, suspensions, study_duty, secondments, learning
        );
        for records in fewer {
            let less = gathered(&person(records), &day);
            for (fact, (known, left)) in full.dossier.catalogue().facts().iter().zip(full.dossier.values().iter().zip(less.dossier.values())) {
                // without the day of entry more years are listed, as missing
                let longer = match (known, left) {
                    (Value::List(known), Value::List(left)) => left.starts_with(known) && left[known.len()..].iter().all(Value::is_missing),
                    _ => false,
                };
                prop_assert!(known == left || left.is_missing() || longer, "{}: {} became {}", fact.name, known, left);
            }
        }
    }

    #[test]
    fn later_events_never_change_an_earlier_dossier(
        days in proptest::collection::btree_set(0u32..6000, 0..20), more in proptest::collection::btree_set(0u32..6000, 1..6), seen in 0u32..6000
    ) {
        let day = (date("2010-01-01") + chrono::Days::new(u64::from(seen))).to_string();
        let all: BTreeSet<u32> = days.iter().copied().chain(more.into_iter().filter(|n| *n > seen)).collect();
        let before = gathered(&person(registers(&days)), &day);
        let after = gathered(&person(registers(&all)), &day);
        prop_assert_eq!(before.dossier.values(), after.dossier.values());
    }
}
