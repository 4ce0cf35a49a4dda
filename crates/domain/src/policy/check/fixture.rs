//! Policies built by hand, for tests of single analyses.

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_decimal::Decimal;

use crate::legal::Label;
use crate::period::{DateRounding, EffectivePeriod};
use crate::policy::catalogue::{Blank, Catalogue, Fact};
use crate::policy::diagnostic::Span;
use crate::policy::document::{HitPolicy, Kind, Status};
use crate::policy::expression::node::{Node, NodeKind};
use crate::policy::model::{Cell, CellPart, Dated, Policy, Row, Table, VersionHash};
use crate::policy::types::Type;
use crate::policy::value::{Bound, FactIndex, RangeValue, Value};

pub(super) fn dec(text: &str) -> Decimal {
    crate::number::parse_decimal(text).unwrap()
}

pub(super) fn fact(name: &str, ty: Type, range: Option<(&str, &str)>) -> Fact {
    Fact {
        name: name.into(),
        ty,
        label: Label::same(name),
        source: Label::same("register"),
        supplier: Label::same("office"),
        range: range.map(|(low, high)| (dec(low), dec(high))),
        direction: None,
        blank: Blank::Missing,
        can_be_none: false,
        protected: None,
        derive_source: None,
        derive: None,
        span: Span::default(),
    }
}

pub(super) fn policy(kind: Kind, facts: Vec<Fact>) -> Policy {
    Policy {
        id: "test/policy".into(),
        file: "test.toml".into(),
        kind,
        title: Label::same("test"),
        summary: None,
        catalogue: Arc::new(Catalogue::new("test".into(), Label::same("test"), "catalogue.toml".into(), Vec::new(), facts)),
        reference: None,
        effective: EffectivePeriod::ALWAYS,
        decided: None,
        date_rounding: Some(DateRounding::LastDayOfMonth),
        status: Status::Enacted,
        lawful_basis: None,
        version: VersionHash([0; 32]),
        scales: BTreeMap::new(),
        parameters: Vec::new(),
        definitions: Vec::new(),
        tables: Vec::new(),
        criteria: Vec::new(),
        groups: Vec::new(),
        required: Vec::new(),
        components: Vec::new(),
        score: None,
        tie_breaks: Vec::new(),
        points: None,
        classification: None,
        periods: None,
        cases: Vec::new(),
        uses: Vec::new(),
        extent: Default::default(),
    }
}

/// `-`, `5`, `>= 5`, `< 5`, `[61..80]`, `null`, `not(5)`.
pub(super) fn cell(text: &str) -> Cell {
    let number = |text: &str| Value::Number(dec(text.trim()));
    let range = |low: Bound, high: Bound| CellPart::Range(RangeValue { low, high });
    let part = |text: &str| match text.trim() {
        "null" => CellPart::Equal(Value::None),
        text if text.starts_with(">=") => range(Bound::Included(number(&text[2..])), Bound::Open),
        text if text.starts_with('<') => range(Bound::Open, Bound::Excluded(number(&text[1..]))),
        text if text.contains("..") => {
            let (low, high) = text[1..text.len() - 1].split_once("..").unwrap();
            let low = if text.starts_with('[') { Bound::Included(number(low)) } else { Bound::Excluded(number(low)) };
            let high = if text.ends_with(']') { Bound::Included(number(high)) } else { Bound::Excluded(number(high)) };
            range(low, high)
        }
        text => CellPart::Equal(number(text)),
    };
    if text == "-" {
        return Cell::default();
    }
    let inner = text.strip_prefix("not(").and_then(|t| t.strip_suffix(')'));
    Cell { negated: inner.is_some(), parts: inner.unwrap_or(text).split(',').map(part).collect(), span: Span::default() }
}

/// A table over the facts in their order; the last cell of each row is the output, a number.
pub(super) fn table(policy: &Policy, hit: HitPolicy, rows: &[Vec<String>]) -> Table {
    let facts = policy.catalogue.facts();
    let input = |i: usize| Node { kind: NodeKind::Fact(FactIndex(i as u16)), ty: facts[i].ty.clone(), span: Span::default() };
    let row = |cells: &Vec<String>| {
        let (output, tests) = cells.split_last().unwrap();
        Row { tests: tests.iter().map(|text| cell(text)).collect(), output: Value::Number(dec(output)), span: Span::default() }
    };
    let version = Dated {
        period: EffectivePeriod::ALWAYS,
        decided: chrono::NaiveDate::MIN,
        value: rows.iter().map(row).collect(),
        reference: None,
        span: Span::default(),
    };
    Table {
        name: "t".into(),
        label: Label::same("t"),
        inputs: (0..facts.len()).map(input).collect(),
        input_sources: facts.iter().map(|f| Arc::clone(&f.name)).collect(),
        output: Type::NUMBER,
        hit,
        default: None,
        versions: vec![version],
        bands: None,
        span: Span::default(),
    }
}
