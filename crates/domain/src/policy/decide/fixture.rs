//! Small policies for tests, written with expressions.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::legal::{Certainty, Label, LegalReference};
use crate::number::parse_decimal;
use crate::period::{DateRounding, EffectivePeriod};
use crate::policy::catalogue::{Blank, Catalogue, Fact, ProtectedGround};
use crate::policy::diagnostic::Span;
use crate::policy::document::{HitPolicy, Kind, MissingRule, PeriodRule, RemedyKind, Status, WeightSum};
use crate::policy::dossier::Dossier;
use crate::policy::expression::typing::{Referent, Scope, compile};
use crate::policy::model::{
    Component, Condition, Criterion, Dated, Definition, Group, Member, Parameter, Periods, Policy, PolicySet, ResultRule, Row, ScoreRule,
    Table, VersionHash,
};
use crate::policy::scale::{Choice, Scale, ScaleValue};
use crate::policy::types::Type;
use crate::policy::value::{FactIndex, Value};

pub(crate) fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(crate) fn number(text: &str) -> Value {
    Value::Number(parse_decimal(text).unwrap())
}

pub(crate) fn reference(certainty: Certainty) -> LegalReference {
    LegalReference { citation: "Test Act s. 1".into(), certainty }
}

fn scale(name: &str, codes: &[&str]) -> Arc<Scale> {
    let values = codes.iter().map(|code| ScaleValue::new(*code, Label::same(*code))).collect();
    Arc::new(Scale { name: name.into(), label: Label::same(name), ordered: true, values, reference: None })
}

/// Facts of every type, a derived one (`next grade`) and protected ones (`birth`, `sex`).
pub(crate) fn catalogue() -> Arc<Catalogue> {
    let grade = scale("grade", &["I", "II", "III", "IV", "V"]);
    let rating = scale("rating", &["poor", "fair", "good", "best"]);
    let none = BTreeMap::new();
    let fact = |name: &str, ty: Type, protected: Option<ProtectedGround>| Fact {
        name: name.into(),
        ty,
        label: Label::same(name),
        source: Label::same("register"),
        supplier: Label::same("agency"),
        range: None,
        direction: None,
        blank: Blank::Missing,
        can_be_none: true,
        protected,
        derive_source: None,
        derive: None,
        span: Span::default(),
    };
    let plain = |name: &str, ty: Type| fact(name, ty, None);
    let facts = vec![
        plain("grade", Type::Choice(Arc::clone(&grade))),
        plain("superior grade", Type::Choice(Arc::clone(&grade))),
        plain("next grade", Type::Choice(Arc::clone(&grade))),
        plain("since", Type::Date),
        plain("post since", Type::Date),
        plain("sanction end", Type::Date),
        fact("birth", Type::Date, Some(ProtectedGround::Age)),
        fact("sex", Type::Text, Some(ProtectedGround::Sex)),
        plain("ratings", Type::List { item: Box::new(Type::Choice(Arc::clone(&rating))), max: Some(3) }),
        plain("certificates", Type::list(Type::Date)),
        plain("points", Type::Number(None)),
        plain("hours", Type::Number(None)),
        plain("level", Type::Number(None)),
        plain("certified", Type::Boolean),
        plain("exempt", Type::Boolean),
        plain("a", Type::Number(None)),
        plain("b", Type::Number(None)),
    ];
    let mut catalogue = Catalogue::new("test".into(), Label::same("test"), "catalogue.toml".into(), vec![grade, rating], facts);
    let derive = {
        let scope = Scope {
            catalogue: &catalogue,
            file: "catalogue.toml".into(),
            names: BTreeMap::new(),
            scales: &none,
            outcome: &|_| None,
            dates_round: true,
        };
        compile("successor(grade)", 0, &scope, None, &mut Vec::new()).unwrap()
    };
    let next = catalogue.find("next grade").unwrap();
    catalogue.set_derivation(next, derive);
    Arc::new(catalogue)
}

pub(crate) fn fact(catalogue: &Catalogue, name: &str) -> FactIndex {
    catalogue.find(name).unwrap_or_else(|| panic!("no fact {name}"))
}

/// A value written the short way: a date, a number, `true`, `null`, or the code of a choice; `a|b` is a list.
pub(crate) fn value(catalogue: &Catalogue, name: &str, text: &str) -> Value {
    fn one(ty: &Type, text: &str) -> Value {
        match (text, ty) {
            ("null", _) => Value::None,
            ("?", _) => Value::Missing,
            (_, Type::Boolean) => Value::Boolean(text == "true"),
            (_, Type::Date) => Value::Date(date(text)),
            (_, Type::Number(_)) => number(text),
            (_, Type::Choice(scale)) => Value::Choice(Choice::parse(scale, text).unwrap()),
            (_, Type::Text) => Value::Text(text.into()),
            (_, Type::List { item, .. }) => Value::List(text.split('|').filter(|t| !t.is_empty()).map(|t| one(item, t)).collect()),
            other => panic!("{other:?}"),
        }
    }
    one(&catalogue.fact(fact(catalogue, name)).ty, text)
}

pub(crate) fn dossier(as_of: &str, facts: &[(&str, &str)]) -> Dossier {
    let catalogue = catalogue();
    let mut dossier = Dossier::new(Arc::clone(&catalogue), date(as_of));
    for (name, text) in facts {
        dossier.set(fact(&catalogue, name), value(&catalogue, name, text));
    }
    dossier
}

/// Builds a policy step by step.
pub(crate) struct Build {
    pub(crate) policy: Policy,
    outcomes: BTreeMap<String, Type>,
}

impl Build {
    pub(crate) fn new(id: &str, kind: Kind) -> Build {
        let policy = Policy {
            id: id.into(),
            file: "test.toml".into(),
            kind,
            title: Label::same(id),
            summary: None,
            catalogue: catalogue(),
            reference: Some(reference(Certainty::Text)),
            effective: EffectivePeriod { from: Some(date("2000-01-01")), to: None },
            decided: None,
            date_rounding: Some(DateRounding::LastDayOfMonth),
            status: Status::Enacted,
            lawful_basis: None,
            version: VersionHash([7; 32]),
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
        };
        Build { policy, outcomes: BTreeMap::new() }
    }

    pub(crate) fn eligibility() -> Build {
        Build::new("test/eligibility", Kind::Eligibility)
    }

    pub(crate) fn condition(&self, text: &str) -> Condition {
        let mut names: BTreeMap<Arc<str>, (Referent, Type)> = BTreeMap::new();
        let place = |at: usize| u16::try_from(at).unwrap();
        for (at, parameter) in self.policy.parameters.iter().enumerate() {
            names.insert(parameter.name.clone(), (Referent::Parameter(place(at)), parameter.ty.clone()));
        }
        for (at, definition) in self.policy.definitions.iter().enumerate() {
            names.insert(definition.name.clone(), (Referent::Definition(place(at)), definition.node.ty.clone()));
        }
        for (at, table) in self.policy.tables.iter().enumerate() {
            names.insert(table.name.clone(), (Referent::Table(place(at)), table.output.clone()));
        }
        if self.policy.kind == Kind::Score {
            names.insert("score".into(), (Referent::Score, Type::NUMBER));
        }
        let scope = Scope {
            catalogue: &self.policy.catalogue,
            file: "test.toml".into(),
            names,
            scales: &self.policy.scales,
            outcome: &|id| self.outcomes.get(id).cloned(),
            dates_round: true,
        };
        let mut problems = Vec::new();
        let node = compile(text, 0, &scope, None, &mut problems).unwrap_or_else(|| panic!("{text}: {problems:?}"));
        Condition { node, source: text.into() }
    }

    /// A number with a history: first day and value.
    pub(crate) fn parameter(mut self, name: &str, values: &[(&str, &str)]) -> Build {
        let dated = |(from, text): &(&str, &str)| Dated {
            period: EffectivePeriod { from: Some(date(from)), to: None },
            decided: date(from),
            value: number(text),
            reference: Some(reference(Certainty::Text)),
            span: Span::default(),
        };
        self.policy.parameters.push(Parameter {
            name: name.into(),
            label: Label::same(name),
            ty: Type::NUMBER,
            range: None,
            values: values.iter().map(dated).collect(),
            span: Span::default(),
        });
        self
    }

    pub(crate) fn definition(mut self, name: &str, text: &str) -> Build {
        let node = self.condition(text).node;
        self.policy.definitions.push(Definition { name: name.into(), label: Label::same(name), node, reference: None });
        self
    }

    pub(crate) fn criterion(self, code: &str, require: &str) -> Build {
        self.criterion_with(code, require, |_, _| {})
    }

    pub(crate) fn waiting(self, code: &str, require: &str) -> Build {
        self.criterion_with(code, require, |_, criterion| criterion.remedy = RemedyKind::Wait)
    }

    pub(crate) fn criterion_with(mut self, code: &str, require: &str, change: impl FnOnce(&Build, &mut Criterion)) -> Build {
        let mut criterion = Criterion {
            code: code.into(),
            label: Label::same(code),
            check: None,
            note: None,
            reference: reference(Certainty::Text),
            effective: EffectivePeriod::ALWAYS,
            when: None,
            require: self.condition(require),
            remedy: RemedyKind::Earn,
            waivable: None,
            lawful_basis: None,
            reads: Vec::new(),
            span: Span::default(),
        };
        change(&self, &mut criterion);
        let at = u16::try_from(self.policy.criteria.len()).unwrap();
        self.policy.criteria.push(criterion);
        self.policy.required.push(Member::Criterion(at));
        self
    }

    /// A group over criteria by code; they are no longer required by themselves.
    pub(crate) fn group(mut self, code: &str, of: &[&str], at_least: u32) -> Build {
        let place = |code: &str| self.policy.criteria.iter().position(|c| &*c.code == code).unwrap();
        let of: Vec<Member> = of.iter().map(|code| Member::Criterion(u16::try_from(place(code)).unwrap())).collect();
        self.policy.required.retain(|member| !of.contains(member));
        self.policy.required.push(Member::Group(u16::try_from(self.policy.groups.len()).unwrap()));
        self.policy.groups.push(Group {
            code: code.into(),
            label: Label::same(code),
            reference: reference(Certainty::Text),
            of,
            at_least,
            span: Span::default(),
        });
        self
    }

    pub(crate) fn table(mut self, name: &str, inputs: &[&str], output: Type, hit: HitPolicy, rows: Vec<Row>) -> Build {
        let inputs = inputs.iter().map(|text| self.condition(text)).collect::<Vec<_>>();
        self.policy.tables.push(Table {
            name: name.into(),
            label: Label::same(name),
            input_sources: inputs.iter().map(|c| c.source.clone()).collect(),
            inputs: inputs.into_iter().map(|c| c.node).collect(),
            output,
            hit,
            default: None,
            versions: vec![Dated {
                period: EffectivePeriod::ALWAYS,
                decided: date("2000-01-01"),
                value: rows,
                reference: Some(reference(Certainty::Secondary)),
                span: Span::default(),
            }],
            bands: None,
            span: Span::default(),
        });
        self
    }

    pub(crate) fn component(mut self, code: &str, weight: &str, value: &str, range: Option<(i64, i64)>) -> Build {
        let (weight, value) = (self.condition(weight), self.condition(value));
        self.policy.components.push(Component {
            code: code.into(),
            label: Label::same(code),
            reference: reference(Certainty::Text),
            effective: EffectivePeriod::ALWAYS,
            weight,
            value,
            range: range.map(|(low, high)| (Decimal::from(low), Decimal::from(high))),
            reads: Vec::new(),
            span: Span::default(),
        });
        self
    }

    pub(crate) fn score(mut self, weights: WeightSum, missing: MissingRule) -> Build {
        self.policy.score = Some(ScoreRule {
            weights,
            range: Some((Decimal::ZERO, Decimal::ONE_HUNDRED)),
            rounding: Some(crate::number::Rounding { places: 2, mode: crate::number::RoundingMode::HalfUp }),
            missing,
            reference: None,
            span: Span::default(),
        });
        self
    }

    pub(crate) fn points(mut self, text: &str, rounding: Option<crate::number::Rounding>) -> Build {
        let result = self.condition(text);
        self.policy.points = Some(ResultRule { result, unit: None, rounding, range: None, reference: None, reads: Vec::new() });
        self
    }

    pub(crate) fn periods(mut self, months: &[u32], day: u32) -> Build {
        self.policy.periods = Some(Periods {
            label: Label::same("periods"),
            values: vec![Dated {
                period: EffectivePeriod::ALWAYS,
                decided: date("2000-01-01"),
                value: PeriodRule { months: months.to_vec(), day },
                reference: None,
                span: Span::default(),
            }],
        });
        self
    }

    /// Uses another policy; its id may then be named in `outcome("…")`.
    pub(crate) fn uses(mut self, id: &str, ty: Type) -> Build {
        self.outcomes.insert(id.to_owned(), ty);
        self.policy.uses.push(id.into());
        self
    }

    pub(crate) fn build(self) -> Arc<Policy> {
        Arc::new(self.policy)
    }
}

pub(crate) fn set(policies: &[Arc<Policy>]) -> PolicySet {
    let mut set = PolicySet::new();
    policies.iter().for_each(|policy| set.insert(Arc::clone(policy)));
    set
}

/// Prepares with the rules as known on the day itself.
pub(crate) fn on(policy: &Arc<Policy>, as_of: &str) -> super::PolicyOnDate {
    super::prepare(&set(std::slice::from_ref(policy)), policy, date(as_of), date(as_of)).unwrap()
}
