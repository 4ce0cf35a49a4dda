//! One edit, one change: each names exactly the part that was edited.

use std::sync::Arc;

use proptest::prelude::*;

use super::{ChangeKind, Part, PolicyDiff, diff};
use crate::legal::{Certainty, Label};
use crate::number::{Rounding, RoundingMode, parse_decimal};
use crate::period::{DateRounding, EffectivePeriod};
use crate::policy::document::{HitPolicy, MissingRule, RemedyKind, Status, Waiver, WeightSum};
use crate::policy::explain::tests::fixture::*;
use crate::policy::expression::node::Comparison;
use crate::policy::model::{Case, Component, Expectation, ExpectedOutcome, Member, Policy, ResultRule, ScoreRule, TieBreak};
use crate::policy::scale::{Choice, Scale, ScaleValue};
use crate::policy::value::{FactIndex, Value};

fn n(text: &str) -> Value {
    Value::Number(parse_decimal(text).unwrap())
}

/// One of everything, scores included, whatever the kind; a diff does not ask.
fn full() -> Policy {
    let mut policy = policy();
    let result = |node, source: &str| ResultRule {
        result: condition(node, source),
        unit: Some("points".into()),
        rounding: Some(Rounding { places: 2, mode: RoundingMode::HalfUp }),
        range: None,
        reference: Some(reference("UU 1/2000", Certainty::Text)),
        reads: Vec::new(),
    };
    policy.components = ["interview", "test"]
        .map(|code| Component {
            code: code.into(),
            label: Label::new(format!("Komponen {code}"), format!("Component {code}")),
            reference: reference("UU 1/2000 ps. 20", Certainty::Text),
            effective: EffectivePeriod::ALWAYS,
            weight: condition(number("0.5"), "0.5"),
            value: condition(f("credit"), "credit"),
            range: None,
            reads: Vec::new(),
            span: policy.tables[0].span,
        })
        .into();
    policy.score = Some(ScoreRule {
        weights: WeightSum::Share,
        range: None,
        rounding: None,
        missing: MissingRule::Unknown,
        reference: None,
        span: policy.tables[0].span,
    });
    policy.tie_breaks = ["grade.since", "age"]
        .map(|name| TieBreak { label: Label::same(name), value: condition(f(name), name), descending: true, reference: None })
        .into();
    policy.points = Some(result(f("credit"), "credit"));
    policy.classification = Some(result(f("grade"), "grade"));
    let scale = Scale {
        name: "category".into(),
        label: Label::new("Kategori", "Category"),
        ordered: true,
        values: ["low", "high"].map(|code| ScaleValue::new(code, Label::same(code))).into(),
        reference: None,
    };
    policy.scales.insert("category".into(), Arc::new(scale));
    policy.cases = vec![Case {
        name: "a case".into(),
        source: None,
        as_of: day(2026, 4, 1),
        known_at: None,
        given: vec![(FactIndex(5), n("50")), (FactIndex(6), n("40"))],
        waivers: Vec::new(),
        expect: Expectation { outcome: Some(ExpectedOutcome::Eligible), ..Expectation::default() },
        span: policy.tables[0].span,
    }];
    policy
}

/// An edit with the part, kind and path of the one change it must give.
type Edit = (fn(&mut Policy), Part, ChangeKind, &'static str);

const EDITS: &[Edit] = {
    use ChangeKind::{Added, Changed, Removed};
    &[
        (|p| p.title = Label::same("x"), Part::Policy, Changed, "policy.title"),
        (|p| p.summary = None, Part::Policy, Removed, "policy.summary"),
        (|p| p.effective.to = Some(day(2030, 1, 1)), Part::Policy, Changed, "policy.effective"),
        (|p| p.date_rounding = Some(DateRounding::FirstDayOfNextMonth), Part::Policy, Changed, "policy.date-rounding"),
        (|p| p.status = Status::Draft, Part::Policy, Changed, "policy.status"),
        (|p| p.lawful_basis = Some("UU".into()), Part::Policy, Added, "policy.lawful-basis"),
        (|p| p.parameters[0].label = Label::same("x"), Part::Parameter, Changed, "parameters.minimum-years.label"),
        (|p| p.parameters[0].values[1].value = n("2"), Part::Parameter, Changed, "parameters.minimum-years.values[2026-10-01]"),
        (
            |p| p.parameters[0].values[1].reference = Some(reference("PP 9/2026", Certainty::Text)),
            Part::Parameter,
            Changed,
            "parameters.minimum-years.values[2026-10-01].reference",
        ),
        (
            |p| p.parameters[1].values[0].decided = day(1999, 1, 1),
            Part::Parameter,
            Changed,
            "parameters.minimum-credit.values[2000-01-01].decided",
        ),
        (
            |p| p.parameters[1].values[0].period.to = Some(day(2040, 1, 1)),
            Part::Parameter,
            Changed,
            "parameters.minimum-credit.values[2000-01-01].to",
        ),
        (
            |p| {
                p.parameters[1].values[0].period.to = Some(day(2027, 1, 1));
                p.parameters[1].values.push(dated(day(2027, 1, 1), None, n("40"), "PP 2/2027"));
            },
            Part::Parameter,
            Added,
            "parameters.minimum-credit.values[2027-01-01]",
        ),
        (
            |p| {
                p.parameters[0].values.remove(1);
                p.parameters[0].values[0].period.to = None;
            },
            Part::Parameter,
            Removed,
            "parameters.minimum-years.values[2026-10-01]",
        ),
        (|p| p.parameters[1].range = None, Part::Parameter, Removed, "parameters.minimum-credit.range"),
        (
            |p| p.definitions[0].node = compare(Comparison::NotEqual, f("sanction.end"), null()),
            Part::Definition,
            Changed,
            "definitions.clean.expression",
        ),
        (|p| p.tables[0].hit = HitPolicy::First, Part::Table, Changed, "tables.top-grade.hit"),
        (|p| p.tables[0].default = Some(Value::None), Part::Table, Added, "tables.top-grade.default"),
        (
            |p| p.tables[0].versions[0].value[0].output = Value::Choice(Choice::parse(&grades(), "a").unwrap()),
            Part::Table,
            Changed,
            "tables.top-grade.versions[2000-01-01].rows[1].output",
        ),
        (
            |p| p.tables[0].versions[0].value[1].tests[1] = Default::default(),
            Part::Table,
            Changed,
            "tables.top-grade.versions[2000-01-01].rows[2][2]",
        ),
        (
            |p| {
                p.tables[0].versions[0].value.remove(0);
            },
            Part::Table,
            Removed,
            "tables.top-grade.versions[2000-01-01].rows[1]",
        ),
        (
            |p| p.tables[1].versions[0].value[1].output = Value::Choice(Choice::parse(&ratings(), "kurang").unwrap()),
            Part::Bands,
            Changed,
            "bands.category.versions[2000-01-01].rows[2].output",
        ),
        (
            |p| p.tables[1].bands = Some((parse_decimal("0").unwrap(), parse_decimal("110").unwrap())),
            Part::Bands,
            Changed,
            "bands.category.range",
        ),
        (
            |p| p.criteria[0].require = condition(compare(Comparison::Greater, years_since(f("grade.since")), parameter(0)), ""),
            Part::Criterion,
            Changed,
            "criteria.time-in-grade-too-short.require",
        ),
        (|p| p.criteria[0].when = None, Part::Criterion, Removed, "criteria.time-in-grade-too-short.when"),
        (|p| p.criteria[1].remedy = RemedyKind::Post, Part::Criterion, Changed, "criteria.too-old.remedy"),
        (|p| p.criteria[0].waivable = None, Part::Criterion, Removed, "criteria.time-in-grade-too-short.waivable"),
        (|p| p.criteria[1].lawful_basis = Some("x".into()), Part::Criterion, Changed, "criteria.too-old.lawful-basis"),
        (|p| p.criteria[1].note = Some(Label::same("x")), Part::Criterion, Added, "criteria.too-old.note"),
        (|p| p.criteria[1].effective.from = Some(day(2010, 1, 1)), Part::Criterion, Changed, "criteria.too-old.effective"),
        (|p| p.criteria[1].reference.certainty = Certainty::Unverified, Part::Criterion, Changed, "criteria.too-old.reference"),
        (|p| p.criteria.push(criterion("new", "Baru", "New", f("study duty"))), Part::Criterion, Added, "criteria.new"),
        (|p| p.groups[0].at_least = 2, Part::Group, Changed, "groups.age-or-rating.at-least"),
        (|p| p.groups[0].of = vec![Member::Criterion(0), Member::Criterion(2)], Part::Group, Changed, "groups.age-or-rating.of"),
        (|p| p.groups.clear(), Part::Group, Removed, "groups.age-or-rating"),
        (|p| p.components[0].weight = condition(number("0.6"), "0.6"), Part::Component, Changed, "components.interview.weight"),
        (|p| p.components[1].value = condition(f("age"), "age"), Part::Component, Changed, "components.test.value"),
        (
            |p| {
                p.components.remove(0);
            },
            Part::Component,
            Removed,
            "components.interview",
        ),
        (
            |p| p.score.as_mut().unwrap().missing = MissingRule::Renormalise { minimum_weight: parse_decimal("0.5").unwrap() },
            Part::Score,
            Changed,
            "score.missing",
        ),
        (|p| p.score.as_mut().unwrap().weights = WeightSum::Percent, Part::Score, Changed, "score.weights"),
        (|p| p.tie_breaks.reverse(), Part::TieBreak, Changed, "tie-breaks"),
        (
            |p| {
                p.tie_breaks.remove(1);
            },
            Part::TieBreak,
            Removed,
            "tie-breaks[2]",
        ),
        (|p| p.points.as_mut().unwrap().rounding = None, Part::Points, Removed, "points.rounding"),
        (|p| p.points.as_mut().unwrap().result = condition(f("age"), "age"), Part::Points, Changed, "points.result"),
        (|p| p.classification = None, Part::Classification, Removed, "classification"),
        (|p| p.periods.as_mut().unwrap().values[0].value.day = 2, Part::Periods, Changed, "periods.values[2000-01-01]"),
        (|p| p.periods = None, Part::Periods, Removed, "periods"),
        (|p| p.scales.clear(), Part::Scale, Removed, "scales.category"),
        (|p| p.cases[0].given[0].1 = n("51"), Part::Case, Changed, "cases.a case.given"),
        (|p| p.cases[0].expect.outcome = Some(ExpectedOutcome::Unknown), Part::Case, Changed, "cases.a case.expect"),
        (
            |p| p.cases[0].waivers = vec![Waiver { criterion: "too-old".into(), basis: "x".into(), by: "y".into() }],
            Part::Case,
            Added,
            "cases.a case.waivers",
        ),
        (|p| p.cases.clear(), Part::Case, Removed, "cases.a case"),
    ]
};

fn paths(diff: &PolicyDiff) -> Vec<&str> {
    diff.changes.iter().map(|change| change.path.as_str()).collect()
}

#[test]
fn every_edit_gives_one_change_that_names_its_part() {
    for (edit, part, kind, path) in EDITS {
        let (old, mut new) = (full(), full());
        edit(&mut new);
        let found = diff(&old, &new);
        assert_eq!(paths(&found), [*path]);
        let change = &found.changes[0];
        assert_eq!((change.part, change.kind), (*part, *kind), "{path}");
        assert!(change.sentence.id.ends_with('.') && change.sentence.en.ends_with('.'), "{:?}", change.sentence);
        assert!(change.before.is_some() || change.after.is_some(), "{path}");
        assert_eq!(diff(&new, &old).changes.len(), 1, "{path}, the other way");
    }
}

/// Puts everything whose order means nothing into another order.
fn shuffled(mut policy: Policy) -> Policy {
    policy.criteria.reverse();
    let last = u16::try_from(policy.criteria.len()).unwrap() - 1;
    let moved = |member: &mut Member| {
        if let Member::Criterion(i) = member {
            *i = last - *i;
        }
    };
    policy.groups.iter_mut().flat_map(|g| g.of.iter_mut()).for_each(moved);
    policy.groups.iter_mut().for_each(|g| g.of.reverse());
    policy.components.reverse();
    policy.tables[0].versions[0].value.reverse();
    policy.cases.iter_mut().for_each(|case| case.given.reverse());
    policy
}

proptest! {
    #[test]
    fn several_edits_give_exactly_their_changes_and_order_does_not_matter(chosen in proptest::collection::btree_set(0..EDITS.len(), 0..4), shuffle in any::<bool>()) {
        let old = full();
        let mut new = full();
        // edits of the same part may hide each other; keep the first of each
        let mut wanted: Vec<&str> = Vec::new();
        for index in chosen {
            let (edit, _, _, path) = &EDITS[index];
            let root = |path: &str| path.split('.').take(2).map(|s| s.split('[').next().unwrap_or(s).to_owned()).collect::<Vec<_>>();
            let section = |path: &str| root(path)[0].clone();
            if wanted.iter().all(|w| section(w) != section(path)) {
                edit(&mut new);
                wanted.push(path);
            }
        }
        let row_edit = wanted.iter().any(|path| path.contains("rows[") || path.ends_with(".hit"));
        let places_moved = wanted.iter().any(|path| path.starts_with("criteria") || path.starts_with("groups"));
        let new = if shuffle && !row_edit && !places_moved { shuffled(new) } else { new };
        let found = diff(&old, &new);
        let mut found = paths(&found);
        found.sort_unstable();
        wanted.sort_unstable();
        prop_assert_eq!(found, wanted);
    }
}

#[test]
fn a_policy_does_not_differ_from_itself() {
    assert!(diff(&full(), &full()).is_empty());
    assert!(diff(&full(), &shuffled(full())).is_empty());
    assert_eq!(diff(&full(), &full()).text(crate::legal::Language::En), "There is no difference.\n");
}

#[test]
fn sentences_say_what_was_what_is_since_when_and_why() {
    let (old, mut new) = (full(), full());
    new.parameters[1].values[0].period.to = Some(day(2026, 10, 1));
    new.parameters[1].values.push(dated(day(2026, 10, 1), None, n("40"), "PP 2/2026 ps. 3"));
    let found = diff(&old, &new);
    assert_eq!(
        &*found.changes[0].sentence.en,
        "Minimum credit: 50.5 points → 40 points from 1 October 2026 (PP 2/2026 ps. 3 [source: official summary or agency page])."
    );
    assert_eq!(
        &*found.changes[0].sentence.id,
        "Angka kredit minimum: 50,5 poin → 40 poin sejak 1 Oktober 2026 (PP 2/2026 ps. 3 [sumber: ringkasan resmi atau halaman instansi])."
    );
    let mut new = full();
    new.tables[1].versions[0].value[2].output = Value::Choice(Choice::parse(&ratings(), "baik").unwrap());
    let found = diff(&old, &new);
    assert!(
        found.changes[0].sentence.id.starts_with("Kategori, baris “mulai 80 poin”: Sangat Baik → Baik"),
        "{}",
        found.changes[0].sentence.id
    );
}
