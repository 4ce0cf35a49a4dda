//! A sweep, a search and a projection.

use super::*;

pub(super) fn sweep(before: &PolicyOnDate, after: &PolicyOnDate) -> Sweep<Shown> {
    let count = |half: u64| 560_000u64.saturating_sub(half * half * 5_100 + half * 11_000);
    Sweep {
        before: identity(before),
        policy: identity(after),
        as_of: day(),
        data: data(5_000_000),
        varied: Varied {
            policy: Arc::from("reference/promotion"),
            parameter: Arc::from("minimum-years"),
            label: Label::new("Masa kerja minimum dalam pangkat", "Minimum time in grade"),
            unit: Some(Arc::from("years")),
            present: Value::Number(Decimal::from(3)),
        },
        measure: Label::new("memenuhi syarat pada hari itu", "eligible on the day"),
        points: (2..=16)
            .map(|half| Point {
                value: Value::Number(Decimal::new(i64::try_from(half).unwrap() * 5, 1)),
                count: Shown::Value(count(half)),
                eligible: Shown::Value(count(half)),
                unknown: Shown::Value(59_000),
                gained: Shown::Value(count(half).saturating_sub(count(8))),
                lost: Shown::Value(count(8).saturating_sub(count(half))),
            })
            .collect(),
        answers: Vec::new(),
        suppression: Some(Suppression { least: 5, width: 5 }),
        notes: Vec::new(),
    }
}

pub(super) fn search(before: &PolicyOnDate, after: &PolicyOnDate) -> Search<Shown> {
    Search {
        tried: sweep(before, after),
        values: 15,
        target: 400_000,
        least: 392_000,
        greatest: 408_000,
        found: Vec::new(),
        nearest: Some(Value::Number(Decimal::new(25, 1))),
        method: Method::Exhaustive,
        explanation: Label::new("Semua 15 nilai dicoba.", "All 15 values were tried."),
    }
}

pub(super) fn projection(before: &PolicyOnDate, after: &PolicyOnDate) -> Projection<Shown> {
    let course = |policy: &PolicyOnDate, factor: u64| Course {
        policy: PolicyName::of(policy.policy()),
        years: (0..10u32)
            .map(|at| {
                let year = u64::from(at);
                let promoted = 210_000 + factor * 3_000 * (10 - year) + spread(year + factor, 0, 9_000);
                let flow = Flow {
                    at_start: 5_000_000 - year * 20_000,
                    entered: 130_000,
                    retired: 150_000,
                    eligible: promoted + 40_000 * factor,
                    promoted,
                    lost_to_quota: 30_000 * factor + year * 1_100,
                    at_top: 10_000,
                    unknown: 59_000,
                    at_end: 4_980_000 - year * 20_000,
                };
                let waited = Waited {
                    people: promoted,
                    unknown: 0,
                    months: vec![(48, promoted)],
                    median: Some(54 - at - factor as u32 * 3),
                    ..Waited::default()
                };
                ProjectionYear {
                    year: at + 1,
                    from: NaiveDate::from_ymd_opt(2026 + at as i32, 10, 1).unwrap(),
                    rounds: vec![day()],
                    total: flow,
                    by_grade: GRADES
                        .iter()
                        .zip(0u64..)
                        .map(|(grade, place)| GradeFlow {
                            grade: Some(Arc::from(*grade)),
                            name: text(grade),
                            is_paid: true,
                            flow: Flow {
                                at_start: 100_000 + place * 9_000,
                                at_end: 101_000 + place * 9_100 + year * factor * 50,
                                promoted: 12_000 + place,
                                retired: 8_000,
                                ..Flow::default()
                            },
                            arrived: 11_000,
                            waiting: Waited::default(),
                        })
                        .collect(),
                    by: Vec::new(),
                    waiting: waited,
                    payroll: Some(21_400_000_000_000 + i64::from(at) * 310_000_000_000 * factor as i64),
                    payroll_of_promotions: Some(9_000_000_000),
                    without_pay: Some(0),
                    by_lot: spread(year, 0, 30),
                }
            })
            .collect(),
        grades: (GRADES.iter().zip(0u64..))
            .map(|(grade, place)| GradeSum {
                grade: Some(Arc::from(*grade)),
                name: text(grade),
                at_start: 100_000 + place * 9_000,
                entered: 0,
                arrived: 110_000,
                promoted: 120_000 + place * 10,
                retired: 80_000,
                at_end: 101_000 + place * 9_100 + 9 * factor * 50,
            })
            .collect(),
        waiting: Waited { people: 10, unknown: 0, months: vec![(36, 4), (48, 6)], median: Some(48), ..Waited::default() },
    };
    let counted = Projection {
        seed: 20_261_001,
        from: day(),
        people: 5_000_000,
        unread: 1_204,
        in_force: course(before, 1),
        draft: Some(course(after, 2)),
        rounding: Some(Rounding { payroll: 100_000_000, promotions: 10_000_000 }),
        nested: Vec::new(),
        suppression: None,
        assumptions: vec![
            Label::new(
                "Pensiun pada usia 58 tahun, 60 untuk jabatan fungsional ahli madya.",
                "Retirement at 58, at 60 for senior functional positions.",
            ),
            Label::new("Penerimaan mengganti 87 dari 100 yang pensiun.", "Recruitment replaces 87 of 100 who retire."),
        ],
    };
    counted.shown(Suppression { least: 5, width: 5 })
}
