//! Contents of reports as a service of millions would give them, made by rule so that every run has the same.

mod audit;
mod years;

use std::sync::{Arc, LazyLock};

use chrono::NaiveDate;
use jenjang::legal::{Certainty, Label};
use jenjang::policy::catalogue::ProtectedGround;
use jenjang::policy::decide::{PolicyOnDate, prepare};
use jenjang::policy::document::Kind;
use jenjang::policy::value::Value;
use jenjang_lab::audit::{
    About, AttributeAudit, Compared, FairnessAudit, FlipTest, Flips, Found, GroupFound, Measure, Multiplicity, Part, Proxy, StepAudit,
    StepKind, WithoutGap, WordedStep,
};
use jenjang_lab::compare::{
    AffectedGroup, Because, Bucket, ByDimension, Cause, Causes, Change, Comparison, CriterionComparison, CutComparison, DataRead,
    Distribution, Example, Examples, GroupRow, LeftOut, Membership, MissingFact, MostAffected, Moves, NumberBand, NumberComparison,
    PeopleTwice, PolicyIdentity, RowTwice, ShownFact, Standings, Suppression, Totals, UnreadValue, ValueComparison, Waiting, WaitingBucket,
    WaitingTimes,
};
use jenjang_lab::cost::{Cost, CostByDimension, CostComparison, CostRow};
use jenjang_lab::project::{Course, Flow, GradeFlow, GradeSum, PolicyName, Projection, ProjectionYear, Rounding, Waiting as Waited};
use jenjang_lab::report::{Contents, Provenance, clauses};
use jenjang_lab::search::{Method, Point, Search, Sweep, Varied};
use jenjang_lab::shown::Shown;
use jenjang_policy_files::load;
use jenjang_statistics::fairness::{self, Audit, GroupCounts, ReferenceRule, Selection};
use rust_decimal::Decimal;

pub(crate) use self::audit::attribute;
use self::audit::audit;
use self::years::{projection, search, sweep};

pub(crate) const GRADES: [&str; 17] = [
    "I/a", "I/b", "I/c", "I/d", "II/a", "II/b", "II/c", "II/d", "III/a", "III/b", "III/c", "III/d", "IV/a", "IV/b", "IV/c", "IV/d", "IV/e",
];

pub(crate) const REGIONS: [&str; 38] = [
    "Aceh",
    "Sumatera Utara",
    "Sumatera Barat",
    "Riau",
    "Jambi",
    "Sumatera Selatan",
    "Bengkulu",
    "Lampung",
    "Kepulauan Bangka Belitung",
    "Kepulauan Riau",
    "Daerah Khusus Jakarta",
    "Jawa Barat",
    "Jawa Tengah",
    "Daerah Istimewa Yogyakarta",
    "Jawa Timur",
    "Banten",
    "Bali",
    "Nusa Tenggara Barat",
    "Nusa Tenggara Timur",
    "Kalimantan Barat",
    "Kalimantan Tengah",
    "Kalimantan Selatan",
    "Kalimantan Timur",
    "Kalimantan Utara",
    "Sulawesi Utara",
    "Sulawesi Tengah",
    "Sulawesi Selatan",
    "Sulawesi Tenggara",
    "Gorontalo",
    "Sulawesi Barat",
    "Maluku",
    "Maluku Utara",
    "Papua",
    "Papua Barat",
    "Papua Selatan",
    "Papua Tengah",
    "Papua Pegunungan",
    "Papua Barat Daya",
];

pub(crate) fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 10, 1).unwrap()
}

/// The reference policy in force, and a draft of it.
pub(crate) fn policies() -> (PolicyOnDate, PolicyOnDate) {
    let catalogue: &[u8] = include_bytes!("../../../../tests/benches/reference/catalogue.toml");
    let text = include_str!("../../../../tests/benches/reference/policy.toml");
    let draft = text
        .replace(
            "value = \"4\", reference = \"benchmark\"",
            "value = \"3\", reference = \"Rancangan Peraturan BKN 2026 ps. 12 ayat (2) huruf a\"",
        )
        .replace("Kenaikan pangkat acuan", "Rancangan kenaikan pangkat acuan: masa kerja dalam pangkat tiga tahun")
        .replace("Reference promotion", "Draft of the reference promotion: three years in grade")
        .replace("evaluation >= 76.00", "evaluation >= 80.00");
    let on = |text: &str| {
        let library = load([("catalogue.toml", catalogue)], [("policy.toml", text.as_bytes())]);
        assert!(library.is_sound(), "{}", jenjang_tests::list(&library.diagnostics));
        let policy = Arc::clone(library.set.get("reference/promotion").unwrap());
        prepare(&library.set, &policy, day(), day()).unwrap()
    };
    (on(text), on(&draft))
}

fn text(text: &str) -> Label {
    Label::same(text)
}

/// Numbers that look like a service's: spread, never the same twice.
fn spread(seed: u64, least: u64, most: u64) -> u64 {
    let mixed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    least + (mixed >> 33) % (most - least + 1)
}

fn group(code: &str, label: Label, people: u64, gained: Option<u64>, lost: Option<u64>, unknown: u64) -> GroupRow {
    let became = unknown / 10;
    let left = people - gained.unwrap_or(2) - lost.unwrap_or(2) - became - unknown;
    let stayed = left / 17;
    GroupRow {
        code: Arc::from(code),
        label,
        people,
        cells: [mark(gained), mark(lost), became.into(), 0.into(), 0.into(), stayed.into(), (left - stayed).into(), unknown.into()],
    }
}

/// A count; fewer than five people where it is absent.
fn mark(count: Option<u64>) -> Shown {
    count.map_or(Shown::Few, Shown::Value)
}

/// Everybody by answers before and after, all of it shown.
fn totals(table: [[u64; 3]; 3]) -> Totals {
    let sum = |answer: usize| table.iter().map(|row| row[answer]).sum::<u64>().into();
    Totals {
        people: table.iter().flatten().sum(),
        table: table.map(|row| row.map(Shown::Value)),
        before: table.map(|row| row.iter().sum::<u64>().into()),
        after: [sum(0), sum(1), sum(2)],
        gained: table[1][0].into(),
        lost: table[0][1].into(),
        unchanged: (table[0][0] + table[1][1] + table[2][2]).into(),
        became_unknown: (table[0][2] + table[1][2]).into(),
        no_longer_unknown: (table[2][0] + table[2][1]).into(),
        changed: 0.into(),
    }
}

fn dimension(name: &str, label: Label, protected: Option<ProtectedGround>, rows: Vec<GroupRow>) -> ByDimension {
    let hidden = rows.iter().flat_map(|row| row.cells).filter(|cell| cell.is_hidden()).count() as u64;
    ByDimension { name: Arc::from(name), label, protected, within: None, rows, merged: 0, hidden }
}

fn dimensions() -> Vec<ByDimension> {
    let grades = GRADES.iter().zip(0u64..).map(|(grade, at)| {
        let people = 4_000 + 520_000u64.saturating_sub(at.abs_diff(9) * at.abs_diff(9) * 8_000);
        let eligible = (8..16).contains(&at);
        let gained = if at == 8 { None } else { Some(if eligible { people / spread(at, 20, 60) } else { 0 }) };
        let lost = if at == 16 { None } else { Some(if eligible { people / spread(at + 50, 90, 400) } else { 0 }) };
        group(grade, text(grade), people, gained, lost, people / 90)
    });
    let regions = REGIONS.iter().zip(0u64..).map(|(region, at)| {
        let people = spread(at + 7, 9_000, 420_000);
        group(region, text(region), people, Some(people / spread(at, 60, 190)), Some(people / spread(at + 90, 300, 900)), people / 80)
    });
    let mut regions: Vec<GroupRow> = regions.collect();
    regions.push(group("missing", Label::new("tidak diketahui", "not known"), 812, Some(6), None, 20));
    regions.push(group("empty", Label::new("kelompok tanpa seorang pun", "a group of nobody"), 0, Some(0), Some(0), 0));
    let ages = ["20–29", "30–39", "40–49", "50–59", "60–"].iter().zip(1u64..);
    let ages = ages.map(|(age, at)| group(age, text(age), 700_000 + at * 90_000, Some(9_000 - at * 800), Some(at * 300), 4_000)).collect();
    let sexes = vec![
        group("f", Label::new("Perempuan", "Women"), 2_710_400, Some(18_800), Some(5_200), 31_000),
        group("m", Label::new("Laki-laki", "Men"), 2_289_600, Some(22_434), Some(2_100), 28_000),
    ];
    vec![
        dimension("grade", Label::new("Golongan ruang", "Grade"), None, grades.collect()),
        dimension("region", Label::new("Provinsi tempat bertugas", "Province of service"), None, regions),
        dimension("birth", Label::new("Kelompok usia", "Age band"), Some(ProtectedGround::Age), ages),
        dimension("sex", Label::new("Jenis kelamin", "Sex"), Some(ProtectedGround::Sex), sexes),
    ]
}

fn identity(policy: &PolicyOnDate) -> PolicyIdentity {
    PolicyIdentity { file: Arc::from("policy.toml"), certainty: Certainty::Text, ..PolicyIdentity::of(policy) }
}

fn data(people: u64) -> DataRead {
    let first_unread = (1..=30)
        .map(|at| UnreadValue {
            row: at * 1_711,
            column: Arc::from(if at % 3 == 0 { "tanggal lahir" } else { "golongan" }),
            found: (at % 3 != 0).then(|| Arc::from(format!("<i>III-{at}</i>"))),
            expected: if at % 3 == 0 {
                Label::new("tanggal seperti 1987-04-30", "a date like 1987-04-30")
            } else {
                Label::new("golongan ruang I/a sampai IV/e", "a grade from I/a to IV/e")
            },
        })
        .collect();
    DataRead {
        catalogue: Arc::from("reference"),
        digest: "9f2c4ad1b7e0553a1f3cf8a0b1d2e34488aa77cc19e4d05b6c7f8e9d0a1b2c3d".to_owned(),
        people,
        unread: 1_204,
        first_unread,
        absent_facts: vec![Arc::from("certificate"), Arc::from("position.since")],
        absent_labels: vec![Label::new("Sertifikat", "Certificate"), Label::new("TMT jabatan", "Date of the position")],
        twice: Some(PeopleTwice {
            rows: 30,
            without_id: 2,
            first: (1..=30).map(|at| RowTwice { row: at * 2_003, first: at * 1_999 }).collect(),
            ..PeopleTwice::default()
        }),
    }
}

fn criterion(code: &str, label: Label, before: Standings, after: Standings, moved: (u64, u64)) -> CriterionComparison {
    CriterionComparison {
        code: Arc::from(code),
        label,
        reference: Arc::from("benchmark"),
        group: false,
        required: true,
        before: Some(before),
        after: Some(after),
        newly_not_met: moved.0.into(),
        no_longer_not_met: moved.1.into(),
    }
}

fn standings(not_met: u64, unknown: u64, alone: u64) -> Standings {
    Standings {
        met: (5_000_000 - not_met - unknown).into(),
        not_met: not_met.into(),
        unknown: unknown.into(),
        not_applicable: 0.into(),
        alone: alone.into(),
    }
}

fn examples() -> Examples {
    let fact = |name: &str, label: Label, value: &str| ShownFact { name: Arc::from(name), label, value: text(value) };
    let person = |at: u64, code: &str, label: Label, found: &str, required: Label, unit: Option<&str>| Example {
        facts: vec![
            fact("grade", Label::new("Pangkat", "Grade"), GRADES[9 + (at % 5) as usize]),
            fact("grade.since", Label::new("Terhitung mulai tanggal pangkat", "Date of the grade"), &format!("2023-{:02}", 1 + at % 9)),
            fact("education", Label::new("Pendidikan", "Education"), "S-1"),
            fact("evaluation", Label::new("Nilai 360", "360 score"), &format!("{}", 77 + at)),
        ],
        left_away: at % 3,
        shared_by: 40 + at * 13,
        because: vec![Because {
            code: Arc::from(code),
            label,
            reference: Arc::from("benchmark 2"),
            subject: Some(Arc::from("x")),
            found: Some(text(found)),
            required: Some(required),
            unit: unit.map(Arc::from),
        }],
    };
    let least = |n: &str| Label::new(format!("sekurang-kurangnya {n}"), format!("at least {n}"));
    Examples {
        gained: (0..10)
            .map(|at| {
                person(
                    at,
                    "time-in-grade-too-short",
                    Label::new("Masa kerja dalam pangkat", "Time in grade"),
                    "3",
                    least("4"),
                    Some("years"),
                )
            })
            .collect(),
        lost: (0..10)
            .map(|at| {
                person(at, "evaluation-too-low", Label::new("Nilai 360", "360 score"), &format!("{}", 77 + at % 3), least("80"), None)
            })
            .collect(),
    }
}

fn waiting(estimated: bool) -> Waiting {
    let times = |counts: [u64; 9], estimated: u64| WaitingTimes {
        buckets: Bucket::ALL
            .iter()
            .zip(counts)
            .map(|(bucket, people)| WaitingBucket {
                bucket: *bucket,
                label: bucket.label(),
                people: people.into(),
                interval: (estimated > 0 && people > 9).then_some((people - people / 10, people + people / 10)),
                share: Decimal::new(1, 2).into(),
            })
            .collect(),
        settled: 4_000_000.into(),
        tried: (1_000_000 - estimated).into(),
        estimated: estimated.into(),
        combinations_tried: 812_000,
    };
    Waiting {
        before: times([307_743, 61_200, 88_410, 190_040, 205_110, 120_300, 33_020, 3_934_177, 60_000], 0),
        after: times([341_077, 78_050, 102_200, 201_530, 150_090, 90_030, 22_100, 3_955_923, 59_000], if estimated { 400_000 } else { 0 }),
        horizon_months: 120,
    }
}

fn cost() -> CostComparison {
    let of = |promoted: u64, increase: i128| Cost {
        promoted: promoted.into(),
        paid_now: 18_402_118_000_000.into(),
        paid_then: (18_402_118_000_000 + increase).into(),
        increase: increase.into(),
        highest_grade: 1_204.into(),
        without_grade: 77.into(),
        without_row: 0.into(),
        not_computed: 77.into(),
    };
    // of the ninth grade few are promoted, and the tenth is hidden with it
    let amount = |at: i128, each: i128| match at {
        9 => Shown::Few,
        10 => Shown::Protecting,
        _ => Shown::Value(at * each),
    };
    let rows = GRADES.iter().zip(1i128..).map(|(grade, at)| CostRow {
        code: Arc::from(*grade),
        label: text(grade),
        before: amount(at, 41_500_000_000),
        after: amount(at, 46_218_000_000),
        difference: amount(at, 4_718_000_000),
    });
    CostComparison {
        table: Label::new("PP 5/2024, gaji pokok PNS", "PP 5/2024, basic pay of civil servants"),
        currency: Arc::from("IDR"),
        before: of(306_539, 1_204_500_000_000),
        after: of(339_873, 1_371_842_500_000),
        difference: 167_342_500_000.into(),
        dimensions: vec![CostByDimension { name: Arc::from("grade"), label: Label::new("Golongan ruang", "Grade"), rows: rows.collect() }],
    }
}

/// A whole service of five million.
pub(crate) fn service() -> Contents {
    static SERVICE: LazyLock<Contents> = LazyLock::new(make_service);
    SERVICE.clone()
}

fn make_service() -> Contents {
    let (before, after) = policies();
    let totals = totals([[299_843, 7_300, 600], [41_234, 4_591_623, 400], [0, 0, 59_000]]);
    let dimensions = dimensions();
    let affected = |row: &GroupRow, of: &ByDimension, also: Option<&ByDimension>| {
        let member = |of: &ByDimension, row: &GroupRow| Membership {
            dimension: Arc::clone(&of.name),
            dimension_label: of.label.clone(),
            code: Arc::clone(&row.code),
            label: row.label.clone(),
            protected: of.protected.is_some(),
        };
        let affected = row.cell(Change::Gained).unwrap_or(0) + row.cell(Change::Lost).unwrap_or(0);
        AffectedGroup {
            of: [Some(member(of, row)), also.map(|also| member(also, &also.rows[11]))].into_iter().flatten().collect(),
            people: row.people,
            affected: affected.into(),
            share: Decimal::new(1, 2).into(),
            gained: row.shown(Change::Gained),
            lost: row.shown(Change::Lost),
            became_unknown: Shown::Protecting,
        }
    };
    let most: Vec<AffectedGroup> = dimensions[1]
        .rows
        .iter()
        .take(20)
        .zip(0..)
        .map(|(row, at)| affected(row, &dimensions[1], (at % 2 == 0).then_some(&dimensions[0])))
        .collect();
    let time = Label::new("Masa kerja dalam pangkat", "Time in grade");
    let score = Label::new("Nilai 360", "360 score");
    let cause = |label: &Label, people: u64, alone: u64| Cause {
        code: Arc::from("x"),
        label: label.clone(),
        reference: Arc::from("benchmark 2"),
        people: people.into(),
        alone: alone.into(),
    };
    let comparison = Comparison {
        kind: Kind::Eligibility,
        before: identity(&before),
        after: identity(&after),
        as_of: day(),
        data: data(5_000_000),
        seed: 42,
        suppression: Suppression { least: 5, width: 3 },
        totals,
        most_affected: MostAffected { by_people: most.clone(), by_share: most, not_listed: 3 },
        dimensions,
        left_out: vec![LeftOut {
            name: Arc::from("unit"),
            label: Label::new("Unit kerja", "Unit"),
            reason: Label::new("data tidak punya kolom ini", "the data has no such column"),
        }],
        causes: Some(Causes { lost: vec![cause(&score, 7_300, 7_002)], gained: vec![cause(&time, 41_234, 40_110), cause(&score, 812, 0)] }),
        became_unknown_because: vec![MissingFact {
            name: Arc::from("hours"),
            label: Label::new("Jam pelajaran", "Learning hours"),
            people: 1_000.into(),
        }],
        criteria: vec![
            criterion(
                "time-in-grade-too-short",
                time,
                standings(2_104_331, 11_020, 60_120),
                standings(1_590_887, 11_020, 20_040),
                (0, 513_444),
            ),
            criterion("evaluation-too-low", score, standings(400_310, 32_000, 9_010), standings(911_202, 32_000, 22_450), (510_892, 0)),
        ],
        examples: Some(examples()),
        values: None,
        waiting: Some(waiting(true)),
        cost: Some(cost()),
        warnings: vec![Label::new(
            "Nilai `Lainnya` pada pendidikan dimiliki 31,2% orang; periksa apakah daftar pilihannya lengkap.",
            "The value `other` of education holds for 31.2% of people; check whether the list of choices is complete.",
        )],
        notes: vec![Label::new("Pangkat dihitung per hari keputusan.", "The grade is that of the day of the decision.")],
    };
    Contents {
        comparison,
        clause_diff: clauses(&before, &after),
        sweep: Some(sweep(&before, &after)),
        search: Some(search(&before, &after)),
        projection: Some(projection(&before, &after)),
        audit: Some(audit(&after)),
        provenance: Provenance {
            program: Arc::from("jenjang 0.1.0"),
            population: Arc::from("pegawai-2026.parquet"),
            command: Arc::from(
                "jenjang lab compare policy.toml draft.toml --population pegawai-2026.parquet --as-of 2026-10-01 --known-at 2026-10-01 --seed 42 --report laporan.html --language id",
            ),
        },
    }
}

/// So many people of whom nobody changes.
pub(crate) fn unchanged(people: u64) -> Contents {
    let (before, _) = policies();
    let mut contents = service();
    let comparison = &mut contents.comparison;
    let eligible = if people < 5 { people } else { 5 };
    comparison.totals = totals([[eligible, 0, 0], [0, people - eligible, 0], [0, 0, 0]]);
    comparison.data = DataRead {
        people,
        unread: 0,
        first_unread: Vec::new(),
        absent_facts: Vec::new(),
        absent_labels: Vec::new(),
        twice: None,
        ..data(people)
    };
    comparison.after = identity(&before);
    comparison.dimensions = vec![dimension(
        "grade",
        Label::new("Golongan ruang", "Grade"),
        None,
        ["III/a", "III/b"]
            .iter()
            .map(|grade| GroupRow { code: Arc::from(*grade), label: text(grade), people: people / 2, cells: [Shown::Value(0); 8] })
            .collect(),
    )];
    comparison.left_out.clear();
    comparison.most_affected = MostAffected::default();
    comparison.causes = Some(Causes { lost: Vec::new(), gained: Vec::new() });
    comparison.became_unknown_because.clear();
    comparison.examples = Some(Examples { gained: Vec::new(), lost: Vec::new() });
    comparison.criteria.clear();
    comparison.waiting = None;
    comparison.cost = None;
    comparison.warnings.clear();
    contents.clause_diff = clauses(&before, &before);
    contents.sweep = None;
    contents.search = None;
    contents.projection = None;
    contents.audit = None;
    contents
}

/// What fits on a few screens, for approved texts: two groups, a hostile label, one criterion.
pub(crate) fn small() -> Contents {
    let (before, after) = policies();
    let mut contents = unchanged(1_000);
    let full = service();
    let comparison = &mut contents.comparison;
    comparison.after = identity(&after);
    comparison.totals = totals([[120, 6, 0], [48, 800, 4], [0, 0, 22]]);
    // four become unknown, and who stays eligible is hidden with them
    let hidden = &mut comparison.totals;
    (hidden.table[1][2], hidden.table[0][0]) = (Shown::Few, Shown::Protecting);
    (hidden.before, hidden.after) = ([Shown::Protecting, Shown::Protecting, 22.into()], [Shown::Protecting, 806.into(), Shown::Protecting]);
    (hidden.became_unknown, hidden.unchanged) = (Shown::Few, Shown::Protecting);
    comparison.dimensions = vec![dimension(
        "unit",
        Label::new("Unit kerja", "Unit"),
        None,
        vec![
            group("a", text("Dinas <b>A</b> & \"B\""), 600, Some(30), None, 10),
            group("b", text("<script>alert('x')</script>"), 400, Some(18), Some(6), 12),
        ],
    )];
    comparison.data.unread = 1;
    comparison.data.first_unread = vec![UnreadValue {
        row: 7,
        column: Arc::from("=HYPERLINK(\"x\")"),
        found: Some(Arc::from("=1+2")),
        expected: Label::new("tanggal", "a date"),
    }];
    comparison.criteria = full.comparison.criteria.into_iter().take(1).collect();
    comparison.causes = full.comparison.causes;
    contents.clause_diff = clauses(&before, &after);
    let small_audit = FairnessAudit {
        attributes: vec![attribute(
            "sex",
            Label::new("Jenis kelamin", "Sex"),
            &[("Perempuan", 60, 520), ("Laki-laki", 84, 480), ("X", 1, 3)],
        )],
        proxies: Vec::new(),
        ..full.audit.unwrap()
    };
    contents.audit = Some(small_audit);
    contents
}

/// A dimension of more groups than a page shows, some of which share a name in files.
pub(crate) fn many_units() -> Contents {
    let mut contents = unchanged(1_000_000);
    let rows = (0..1_500u64).map(|at| {
        let name =
            format!("Dinas Pemberdayaan Perempuan dan Perlindungan Anak, Pengendalian Penduduk, dan Keluarga Berencana Kabupaten {at}");
        group(&format!("u{at}"), text(&name), 600, Some(at % 40), Some(at % 7), 10)
    });
    let rows: Vec<GroupRow> = rows.collect();
    let mut units = dimension("unit.code", Label::new("Unit kerja", "Unit"), None, rows.clone());
    units.merged = 14;
    contents.comparison.dimensions = vec![units, dimension("unit-code", Label::new("Unit kerja induk", "Parent unit"), None, rows)];
    contents
}

/// A draft of a score: values move instead of answers.
pub(crate) fn score() -> Contents {
    let mut contents = unchanged(90_000);
    let comparison = &mut contents.comparison;
    comparison.kind = Kind::Score;
    comparison.totals = Totals {
        gained: 30_100.into(),
        lost: 12_000.into(),
        unchanged: 47_900.into(),
        ..totals([[88_000, 0, 0], [0, 1_000, 0], [0, 0, 1_000]])
    };
    comparison.causes = None;
    comparison.examples = None;
    let distribution = |least: i64| Distribution {
        people: 88_000.into(),
        none: 1_000.into(),
        unknown: 1_000.into(),
        quartiles: Some([0, 1, 2, 3, 4].map(|step| Decimal::new(least * 100 + step * 1_125, 2))),
        mean: Some(Decimal::new(741_234, 4)),
    };
    let bands = (0..10).map(|at| NumberBand {
        from: Decimal::from(50 + at * 5),
        to: Decimal::from(55 + at * 5),
        before: spread(at as u64, 2_000, 14_000),
        after: spread(at as u64 + 20, 2_000, 14_000),
    });
    let moves = |people: u64| Moves {
        people: people.into(),
        median: Some(Decimal::new(15, 1)),
        mean: Some(Decimal::new(17_321, 4)),
        greatest: Some(Decimal::from(9)),
    };
    comparison.values = Some(ValueComparison {
        numbers: Some(NumberComparison {
            unit: None,
            before: distribution(50),
            after: distribution(52),
            bands: bands.collect(),
            up: moves(30_100),
            down: moves(12_000),
            same: 45_900.into(),
        }),
        categories: None,
        cut: Some(CutComparison {
            places: 500,
            value_before: Some(Decimal::new(9_125, 2)),
            value_after: Some(Decimal::new(9_210, 2)),
            inside_before: 503.into(),
            inside_after: 500.into(),
            tied_before: Shown::Few,
            tied_after: 0.into(),
            entered: 61.into(),
            left: 64.into(),
        }),
    });
    contents
}

/// Everybody is alike and everybody gains; one value was tried, and no year was projected.
pub(crate) fn everybody_alike() -> Contents {
    let mut contents = service();
    let comparison = &mut contents.comparison;
    comparison.totals = totals([[0, 0, 0], [90, 0, 0], [0, 0, 0]]);
    comparison.data.people = 90;
    comparison.dimensions =
        vec![dimension("unit", Label::new("Unit", "Unit"), None, vec![group("a", text("A"), 90, Some(90), Some(0), 0)])];
    let row = &mut comparison.dimensions[0].rows[0];
    row.cells = [90, 0, 0, 0, 0, 0, 0, 0].map(Shown::Value);
    if let Some(waiting) = &mut comparison.waiting {
        waiting.before.buckets.iter_mut().chain(&mut waiting.after.buckets).for_each(|bucket| bucket.people = 0.into());
    }
    for sweep in [contents.sweep.as_mut(), contents.search.as_mut().map(|search| &mut search.tried)].into_iter().flatten() {
        sweep.points.truncate(1);
        sweep.points[0].count = Shown::Value(0);
    }
    if let Some(projection) = &mut contents.projection {
        projection.in_force.years.clear();
        projection.draft = None;
    }
    if let Some(audit) = &mut contents.audit {
        let alike = [("A", 40, 40), ("B", 50, 50)];
        let nobody = [("A", 0, 40), ("B", 0, 50)];
        let few = [("A", 1, 3), ("B", 2, 4)];
        audit.attributes = [("alike", &alike), ("nobody", &nobody), ("few", &few)]
            .into_iter()
            .map(|(name, groups)| attribute(name, text(name), groups))
            .collect();
        audit.proxies.clear();
        audit.flips = None;
    }
    contents
}
