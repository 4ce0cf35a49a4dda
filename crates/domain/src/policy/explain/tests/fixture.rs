//! A small catalogue and policy, and short ways to write trees.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::legal::{Certainty, Label, LegalReference};
use crate::number::parse_decimal;
use crate::period::{DateRounding, EffectivePeriod};
use crate::policy::catalogue::{Blank, Catalogue, Fact, ProtectedGround};
use crate::policy::diagnostic::Span;
use crate::policy::document::{HitPolicy, Kind, PeriodRule, RemedyKind, Status, Waivable};
use crate::policy::expression::node::{Arithmetic, Comparison, Function, Node, NodeKind, Quantifier};
use crate::policy::model::{
    Cell, CellPart, Condition, Criterion, Dated, Definition, Group, Member, Parameter, Periods, Policy, Row, Table, VersionHash,
};
use crate::policy::scale::{Choice, Scale, ScaleValue};
use crate::policy::types::Type;
use crate::policy::value::{Bound, FactIndex, RangeValue, Value};

pub(crate) fn day(y: i32, m: u32, d: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(y, m, d).unwrap()
}

fn span() -> Span {
    Span::default()
}

fn scale(name: &str, id: &str, en: &str, values: &[(&str, &str, &str)]) -> Arc<Scale> {
    let values = values.iter().map(|(code, id, en)| ScaleValue::new(*code, Label::new(*id, *en))).collect();
    Arc::new(Scale { name: name.into(), label: Label::new(id, en), ordered: true, values, reference: None })
}

pub(crate) fn grades() -> Arc<Scale> {
    scale(
        "grade",
        "Golongan",
        "Grade",
        &[("a", "Muda (a)", "Junior (a)"), ("b", "Madya (b)", "Middle (b)"), ("c", "Utama (c)", "Senior (c)")],
    )
}

pub(crate) fn ratings() -> Arc<Scale> {
    scale(
        "rating",
        "Predikat",
        "Label",
        &[("kurang", "Kurang", "Poor"), ("baik", "Baik", "Good"), ("sangat-baik", "Sangat Baik", "Very Good")],
    )
}

fn fact(name: &str, ty: Type, id: &str, en: &str) -> Fact {
    Fact {
        name: name.into(),
        ty,
        label: Label::new(id, en),
        source: Label::new("riwayat pegawai", "staff history"),
        supplier: Label::new("BKPSDM", "HR agency"),
        range: None,
        direction: None,
        blank: Blank::Missing,
        can_be_none: false,
        protected: None,
        derive_source: None,
        derive: None,
        span: span(),
    }
}

pub(crate) fn catalogue() -> Arc<Catalogue> {
    let mut age = fact("age", Type::Number(Some("years".into())), "Usia", "Age");
    age.protected = Some(ProtectedGround::Age);
    let mut end = fact("sanction.end", Type::Date, "Hari terakhir hukuman disiplin", "Last day of the disciplinary sanction");
    end.can_be_none = true;
    end.blank = Blank::None;
    let facts = vec![
        fact("grade", Type::Choice(grades()), "Pangkat", "Grade"),
        fact("grade.since", Type::Date, "TMT pangkat terakhir", "Date of the present grade"),
        fact(
            "rating",
            Type::list(Type::Choice(ratings())),
            "Predikat kinerja tahunan, yang terbaru lebih dulu",
            "Yearly performance labels, newest first",
        ),
        end,
        fact("study duty", Type::Boolean, "Sedang tugas belajar", "On study duty"),
        fact("credit", Type::Number(Some("points".into())), "Angka kredit", "Credit points"),
        age,
        fact("name", Type::Text, "Nama jabatan", "Name of the position"),
        fact("superior.grade", Type::Choice(grades()), "Pangkat atasan langsung", "Grade of the direct superior"),
        fact("scores", Type::list(Type::NUMBER), "Nilai bulanan", "Monthly scores"),
    ];
    Arc::new(Catalogue::new("test".into(), Label::same("test"), "test.toml".into(), vec![grades(), ratings()], facts))
}

pub(crate) fn node(kind: NodeKind, ty: Type) -> Node {
    Node { kind, ty, span: span() }
}

pub(crate) fn f(name: &str) -> Node {
    let catalogue = catalogue();
    let index = catalogue.find(name).unwrap();
    node(NodeKind::Fact(index), catalogue.fact(index).ty.clone())
}

pub(crate) fn number(text: &str) -> Node {
    node(NodeKind::Constant(Value::Number(parse_decimal(text).unwrap())), Type::NUMBER)
}

pub(crate) fn grade(code: &str) -> Node {
    node(NodeKind::Constant(Value::Choice(Choice::parse(&grades(), code).unwrap())), Type::Choice(grades()))
}

pub(crate) fn rating(code: &str) -> Node {
    node(NodeKind::Constant(Value::Choice(Choice::parse(&ratings(), code).unwrap())), Type::Choice(ratings()))
}

pub(crate) fn null() -> Node {
    node(NodeKind::Constant(Value::None), Type::None)
}

pub(crate) fn on(y: i32, m: u32, d: u32) -> Node {
    node(NodeKind::Constant(Value::Date(day(y, m, d))), Type::Date)
}

pub(crate) fn as_of() -> Node {
    node(NodeKind::AsOf, Type::Date)
}

pub(crate) fn parameter(index: u16) -> Node {
    node(NodeKind::Parameter(index), Type::Number(Some("years".into())))
}

pub(crate) fn call(function: Function, arguments: Vec<Node>, ty: Type) -> Node {
    node(NodeKind::Call(function, arguments), ty)
}

pub(crate) fn years_since(from: Node) -> Node {
    call(Function::YearsBetween, vec![from, as_of()], Type::Number(Some("years".into())))
}

pub(crate) fn compare(operator: Comparison, left: Node, right: Node) -> Node {
    node(NodeKind::Compare(operator, Box::new(left), Box::new(right)), Type::Boolean)
}

pub(crate) fn and(items: Vec<Node>) -> Node {
    node(NodeKind::And(items), Type::Boolean)
}

pub(crate) fn or(items: Vec<Node>) -> Node {
    node(NodeKind::Or(items), Type::Boolean)
}

pub(crate) fn not(inner: Node) -> Node {
    node(NodeKind::Not(Box::new(inner)), Type::Boolean)
}

pub(crate) fn item(list: Node, place: &str) -> Node {
    let ty = match &list.ty {
        Type::List { item, .. } => (**item).clone(),
        other => other.clone(),
    };
    node(NodeKind::Item(Box::new(list), Box::new(number(place))), ty)
}

pub(crate) fn quantified(quantifier: Quantifier, list: Node, body: Node) -> Node {
    node(NodeKind::Quantified(quantifier, Box::new(list), Box::new(body)), Type::Boolean)
}

pub(crate) fn arithmetic(operator: Arithmetic, left: Node, right: Node) -> Node {
    let ty = left.ty.clone();
    node(NodeKind::Arithmetic(operator, Box::new(left), Box::new(right)), ty)
}

pub(crate) fn local(ty: Type) -> Node {
    node(NodeKind::Local(0), ty)
}

pub(crate) fn reference(citation: &str, certainty: Certainty) -> LegalReference {
    LegalReference { citation: citation.into(), certainty }
}

pub(crate) fn dated<T>(from: NaiveDate, to: Option<NaiveDate>, value: T, citation: &str) -> Dated<T> {
    Dated {
        period: EffectivePeriod { from: Some(from), to },
        decided: from,
        value,
        reference: Some(reference(citation, Certainty::Secondary)),
        span: span(),
    }
}

pub(crate) fn condition(node: Node, source: &str) -> Condition {
    Condition { node, source: source.into() }
}

pub(crate) fn criterion(code: &str, id: &str, en: &str, require: Node) -> Criterion {
    Criterion {
        code: code.into(),
        label: Label::new(id, en),
        check: None,
        note: None,
        reference: reference("UU 1/2000 ps. 7", Certainty::Text),
        effective: EffectivePeriod::ALWAYS,
        when: None,
        require: condition(require, ""),
        remedy: RemedyKind::Wait,
        waivable: None,
        lawful_basis: None,
        reads: vec![FactIndex(0)],
        span: span(),
    }
}

fn range(low: &str, high: &str, top: bool) -> Value {
    let number = |text: &str| Value::Number(parse_decimal(text).unwrap());
    let high = if top { Bound::Included(number(high)) } else { Bound::Excluded(number(high)) };
    Value::Range(Arc::new(RangeValue { low: Bound::Included(number(low)), high }))
}

fn test(value: Value) -> Cell {
    let part = match value {
        Value::Range(range) => CellPart::Range((*range).clone()),
        value => CellPart::Equal(value),
    };
    Cell { negated: false, parts: vec![part], span: span() }
}

fn row(tests: Vec<Cell>, output: Value) -> Row {
    Row { tests, output, span: span() }
}

/// A policy with one of everything an eligibility policy can hold.
pub(crate) fn policy() -> Policy {
    let years = Type::Number(Some("years".into()));
    let n = |text: &str| Value::Number(parse_decimal(text).unwrap());
    let g = |code: &str| Value::Choice(Choice::parse(&grades(), code).unwrap());
    let r = |code: &str| Value::Choice(Choice::parse(&ratings(), code).unwrap());
    let table = |name: &str, id: &str, en: &str, inputs: Vec<Node>, output: Type, bands, rows: Vec<Row>| Table {
        name: name.into(),
        label: Label::new(id, en),
        input_sources: vec!["x".into(); inputs.len()],
        inputs,
        output,
        hit: HitPolicy::Unique,
        default: None,
        versions: vec![dated(day(2000, 1, 1), None, rows, "UU 1/2000 lampiran")],
        bands,
        span: span(),
    };
    let mut time = criterion(
        "time-in-grade-too-short",
        "Masa kerja dalam pangkat",
        "Time in grade",
        compare(Comparison::GreaterOrEqual, years_since(f("grade.since")), parameter(0)),
    );
    time.effective = EffectivePeriod { from: Some(day(2000, 11, 10)), to: Some(day(2025, 5, 20)) };
    time.waivable = Some(Waivable { by: "president".into(), basis: "UU 1/2000 ps. 9".into() });
    time.when = Some(condition(not(f("study duty")), "not(study duty)"));
    let mut old = criterion(
        "too-old",
        "Batas usia",
        "Age limit",
        compare(Comparison::LessOrEqual, f("age"), node(NodeKind::Constant(n("56")), years.clone())),
    );
    old.lawful_basis = Some("UU 1/2000 ps. 12".into());
    old.remedy = RemedyKind::None;
    let rated = criterion(
        "rated-too-low",
        "Predikat kinerja",
        "Performance labels",
        and(vec![
            compare(Comparison::GreaterOrEqual, item(f("rating"), "1"), rating("baik")),
            compare(Comparison::GreaterOrEqual, item(f("rating"), "2"), rating("baik")),
        ]),
    );
    Policy {
        id: "test/promotion".into(),
        file: "test.toml".into(),
        kind: Kind::Eligibility,
        title: Label::new("Kenaikan pangkat percobaan", "Trial promotion"),
        summary: Some(Label::new("kebijakan percobaan", "a trial policy")),
        catalogue: catalogue(),
        reference: Some(reference("UU 1/2000", Certainty::Text)),
        effective: EffectivePeriod { from: Some(day(2000, 1, 1)), to: None },
        decided: None,
        date_rounding: Some(DateRounding::LastDayOfMonth),
        status: Status::Enacted,
        lawful_basis: None,
        version: VersionHash([7; 32]),
        scales: BTreeMap::new(),
        parameters: vec![
            Parameter {
                name: "minimum-years".into(),
                label: Label::new("Masa kerja minimum", "Minimum time"),
                ty: years.clone(),
                range: None,
                values: vec![
                    dated(day(2000, 11, 10), Some(day(2026, 10, 1)), n("4"), "PP 99/2000 ps. 7"),
                    dated(day(2026, 10, 1), None, n("3"), "PP 1/2026 ps. 2"),
                ],
                span: span(),
            },
            Parameter {
                name: "minimum-credit".into(),
                label: Label::new("Angka kredit minimum", "Minimum credit"),
                ty: Type::Number(Some("points".into())),
                range: Some((parse_decimal("10").unwrap(), parse_decimal("100").unwrap())),
                values: vec![dated(day(2000, 1, 1), None, n("50.5"), "UU 1/2000 ps. 8")],
                span: span(),
            },
        ],
        definitions: vec![Definition {
            name: "clean".into(),
            label: Label::new("Bersih dari hukuman disiplin", "Free of disciplinary sanctions"),
            node: compare(Comparison::Equal, f("sanction.end"), null()),
            reference: None,
        }],
        tables: vec![
            table(
                "top-grade",
                "Pangkat puncak",
                "Top grade",
                vec![item(f("rating"), "1"), f("credit")],
                Type::Choice(grades()),
                None,
                vec![
                    row(vec![test(r("baik")), Cell::default()], g("b")),
                    row(
                        vec![
                            Cell { negated: true, parts: vec![CellPart::Equal(r("baik")), CellPart::Equal(r("kurang"))], span: span() },
                            test(range("10", "20", false)),
                        ],
                        g("c"),
                    ),
                ],
            ),
            table(
                "category",
                "Kategori",
                "Category",
                vec![f("credit")],
                Type::Choice(ratings()),
                Some((parse_decimal("0").unwrap(), parse_decimal("100").unwrap())),
                vec![
                    row(vec![test(range("0", "68", false))], r("kurang")),
                    row(vec![test(range("68", "80", false))], r("baik")),
                    row(vec![test(range("80", "100", true))], r("sangat-baik")),
                ],
            ),
        ],
        criteria: vec![time, old, rated],
        groups: vec![Group {
            code: "age-or-rating".into(),
            label: Label::new("Usia atau kinerja", "Age or performance"),
            reference: reference("UU 1/2000 ps. 10", Certainty::Practice),
            of: vec![Member::Criterion(1), Member::Criterion(2)],
            at_least: 1,
            span: span(),
        }],
        required: vec![Member::Criterion(0), Member::Group(0)],
        components: Vec::new(),
        score: None,
        tie_breaks: Vec::new(),
        points: None,
        classification: None,
        periods: Some(Periods {
            label: Label::new("Periode kenaikan pangkat", "Promotion dates"),
            values: vec![
                dated(day(2000, 1, 1), Some(day(2025, 1, 1)), PeriodRule { months: vec![4, 10], day: 1 }, "PP 99/2000"),
                dated(day(2025, 1, 1), None, PeriodRule { months: (1..=12).collect(), day: 1 }, "Peraturan BKN 2/2025"),
            ],
        }),
        cases: Vec::new(),
        uses: Vec::new(),
        extent: Default::default(),
    }
}
