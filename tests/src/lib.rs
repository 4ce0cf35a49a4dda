//! What the cross-crate tests share: the shipped law, and random dossiers of synthetic people.

pub mod cycle;
pub mod language;

use std::sync::Arc;

use chrono::{Days, NaiveDate};
use jenjang::policy::catalogue::{Catalogue, Fact};
use jenjang::policy::decide::{outcome, prepare};
use jenjang::policy::decision::Outcome;
use jenjang::policy::diagnostic::{Diagnostic, Severity};
use jenjang::policy::dossier::Dossier;
use jenjang::policy::model::PolicySet;
use jenjang::policy::scale::Choice;
use jenjang::policy::types::Type;
use jenjang::policy::value::{FactIndex, Value};
use jenjang_policy_files::{FactsContext, read_facts_json};
use rust_decimal::Decimal;

/// The shipped catalogue and policies, and everything that was reported on the way.
#[allow(clippy::panic, reason = "a test helper: an unreadable shipped catalogue ends the test")]
pub fn shipped() -> (Arc<Catalogue>, PolicySet, Vec<Diagnostic>) {
    let shipped = jenjang_asn::shipped().unwrap_or_else(|problems| panic!("{}", list(&problems)));
    (shipped.catalogue, shipped.policies, shipped.problems)
}

/// The shipped law, for asking what it says about a person given as JSON.
pub struct Law {
    /// The fact catalogue.
    pub catalogue: Arc<Catalogue>,
    /// Every policy.
    pub set: PolicySet,
}

impl Law {
    /// As shipped.
    pub fn shipped() -> Law {
        let (catalogue, set, _) = shipped();
        Law { catalogue, set }
    }

    /// What a policy says on a day: `eligible`, `not eligible`, `unknown`, or the value.
    #[allow(clippy::panic, clippy::unwrap_used, reason = "a test helper: what cannot be read ends the test")]
    #[track_caller]
    pub fn says(&self, policy: &str, day: &str, facts: &str) -> String {
        let day: NaiveDate = day.parse().unwrap();
        let (people, problems) = read_facts_json(&FactsContext::new("row.json", &self.catalogue, Some(day)), facts);
        assert!(problems.is_empty(), "{}", list(&problems));
        let policy = self.set.get(policy).unwrap_or_else(|| panic!("no policy `{policy}`"));
        let on = prepare(&self.set, policy, day, day).unwrap();
        match outcome(&on, &people[0].dossier) {
            Outcome::Eligible => "eligible".to_owned(),
            Outcome::NotEligible => "not eligible".to_owned(),
            Outcome::Unknown => "unknown".to_owned(),
            Outcome::Value(value) => value.to_string(),
        }
    }

    /// Fails where the policy says something else.
    #[track_caller]
    pub fn check(&self, policy: &str, day: &str, facts: &str, expected: &str) {
        assert_eq!(self.says(policy, day, facts), expected, "{policy} on {day} with {facts}");
    }
}

/// Problems as lines, worst first.
pub fn list(problems: &[Diagnostic]) -> String {
    let mut problems: Vec<&Diagnostic> = problems.iter().collect();
    problems.sort_by_key(|d| std::cmp::Reverse(d.severity));
    let line = |d: &&Diagnostic| {
        let word = match d.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        };
        let witness = d.witness.iter().map(|(name, value)| format!(" [{name} = {value}]")).collect::<String>();
        format!("{} {}..{}: {word} {}: {}{witness}", d.file, d.span.start, d.span.end, d.code, d.message.en)
    };
    problems.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// A small generator with a fixed algorithm (SplitMix64), so that a seed means the same people for ever.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// From a seed.
    pub fn new(seed: u64) -> Random {
        Random(seed)
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `bound`.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.bits() % bound.max(1)
    }
}

/// A day between 1960 and 2030, often the first of a month.
pub fn random_day(random: &mut Random) -> NaiveDate {
    let start = NaiveDate::from_ymd_opt(1960, 1, 1).unwrap_or(NaiveDate::MIN);
    let day = start + Days::new(random.below(25_600));
    match random.below(3) {
        0 => day.format("%Y-%m-01").to_string().parse().unwrap_or(day),
        _ => day,
    }
}

/// A value of a type, possible under the fact's declaration.
pub fn random_value(fact: &Fact, ty: &Type, random: &mut Random) -> Value {
    match ty {
        Type::Boolean => Value::Boolean(random.below(2) == 1),
        Type::Number(_) => {
            let (low, high) = fact.range.unwrap_or((Decimal::ZERO, Decimal::from(120)));
            let span = (high - low).to_string().split('.').next().and_then(|n| n.parse::<u64>().ok()).unwrap_or(100);
            let whole = low + Decimal::from(random.below(span + 1));
            let part = Decimal::new(i64::try_from(random.below(100)).unwrap_or(0), 2);
            Value::Number(if random.below(3) == 0 && whole + part <= high { whole + part } else { whole })
        }
        Type::Date => Value::Date(random_day(random)),
        Type::Months => Value::Months(i32::try_from(random.below(480)).unwrap_or(0)),
        Type::Days => Value::Days(i64::try_from(random.below(4000)).unwrap_or(0)),
        Type::Choice(scale) => {
            let rank = u16::try_from(random.below(scale.values.len() as u64)).unwrap_or(0);
            Choice::at(scale, rank).map_or(Value::None, Value::Choice)
        }
        Type::Text => Value::Text(["A", "B", "PIM-IV"][usize::try_from(random.below(3)).unwrap_or(0)].into()),
        Type::List { item, max } => {
            let length = random.below(max.unwrap_or(4) as u64 + 1);
            let item_of = |random: &mut Random| if random.below(8) == 0 { Value::Missing } else { random_value(fact, item, random) };
            Value::List((0..length).map(|_| item_of(random)).collect())
        }
        Type::Range(_) | Type::None | Type::Any => Value::Missing,
    }
}

/// A dossier of a synthetic person: facts known, none or missing at random; derived facts are left to their derivation.
pub fn random_dossier(catalogue: &Arc<Catalogue>, as_of: NaiveDate, missing_in_ten: u64, random: &mut Random) -> Dossier {
    let mut dossier = Dossier::new(Arc::clone(catalogue), as_of);
    for (place, fact) in catalogue.facts().iter().enumerate() {
        let index = FactIndex(u16::try_from(place).unwrap_or(u16::MAX));
        if fact.derive.is_some() || random.below(10) < missing_in_ten {
            continue;
        }
        let value = if fact.can_be_none && random.below(3) == 0 { Value::None } else { random_value(fact, &fact.ty, random) };
        dossier.set(index, value);
    }
    dossier
}
