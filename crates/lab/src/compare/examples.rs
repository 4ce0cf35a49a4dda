//! A few people each way, without anything that says who they are.
//!
//! What is chosen is a combination of coarsened values that at least five of those who gain (or lose) for the same reason share, not a person. Values found
//! are worked out by deciding a made-up person who has the values shown and no others, so that nothing else can show through.

use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use jenjang::legal::Label;
use jenjang::policy::decide::{PolicyOnDate, decide};
use jenjang::policy::decision::{Finding, Required, Verdict};
use jenjang::policy::dossier::Dossier;
use jenjang::policy::types::Type;
use jenjang::policy::value::{Bound, FactIndex, Value};
use serde::Serialize;

use super::Options;
use super::reasons::{Rule, Rules};
use super::sketch::{Ceiling, Hasher, Mixed, Sketch, coarse};
use crate::answers::Answers;
use crate::bits::Bits;
use crate::population::Population;
use crate::segment::Segment;

/// Examples each way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Examples {
    /// People who gain.
    pub gained: Vec<Example>,
    /// People who lose.
    pub lost: Vec<Example>,
}

/// A person among at least [`Example::shared_by`] who gain (or lose) for the same reason and share every value shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Example {
    /// Facts shown: no protected one, no text, dates by month. Facts that would single out a small group are left away.
    pub facts: Vec<ShownFact>,
    /// How many facts were left away, so that enough people share what is shown.
    pub left_away: u64,
    /// The least number of people who share all of it.
    pub shared_by: u64,
    /// What decided: requirements of the draft that fail (lost), or requirements of the rule in force that failed (gained).
    pub because: Vec<Because>,
}

/// A fact of an example.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct ShownFact {
    /// Its name.
    pub name: Arc<str>,
    /// What people read.
    pub label: Label,
    /// The value; a date as year and month.
    pub value: Label,
}

/// A criterion that decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Because {
    /// Its code.
    pub code: Arc<str>,
    /// What people read.
    pub label: Label,
    /// Legal ground.
    pub reference: Arc<str>,
    /// What was compared, as written in the policy; absent where the values shown do not tell it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<Arc<str>>,
    /// The value found, worked out from the values shown alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub found: Option<Label>,
    /// The value required (`at least 4`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub required: Option<Label>,
    /// Unit of both.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<Arc<str>>,
}

/// Combinations kept at each level and each way.
const KEPT: usize = 256;

/// A combination of shown values, and the required rules that fail.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Combination {
    values: Vec<Value>,
    /// Places in the list of rules.
    failed: Vec<usize>,
}

/// What one thread picks: for each way and level a sketch.
#[derive(Clone, Debug)]
pub(super) struct Picks {
    gained: Vec<Sketch<Combination>>,
    lost: Vec<Sketch<Combination>>,
}

impl Picks {
    pub(super) fn add(&mut self, other: Picks) {
        self.gained.iter_mut().zip(other.gained).for_each(|(mine, other)| mine.add(other));
        self.lost.iter_mut().zip(other.lost).for_each(|(mine, other)| mine.add(other));
    }
}

/// How examples are picked.
#[derive(Debug)]
pub(super) struct Picker {
    /// Facts that may be shown, the most telling first.
    facts: Vec<FactIndex>,
    /// How many of them each level shows, ascending.
    levels: Vec<usize>,
    gained: Vec<Ceiling>,
    lost: Vec<Ceiling>,
    seed: u64,
    wanted: usize,
}

impl Picker {
    pub(super) fn new(population: &dyn Population, before: &PolicyOnDate, after: &PolicyOnDate, options: &Options) -> Picker {
        let (catalogue, present) = (population.catalogue(), population.facts());
        let changed = changed_reads(before, after);
        let mut facts: Vec<FactIndex> = before.facts().iter().chain(after.facts()).copied().collect();
        facts.sort_unstable();
        facts.dedup();
        facts.retain(|fact| {
            let declared = catalogue.fact(*fact);
            let hidden = options.not_in_examples.contains(&declared.name) || matches!(&*declared.name, "unit" | "region" | "agency");
            present.contains(fact)
                && declared.protected.is_none()
                && declared.ty != Type::Text
                && declared.ty != Type::list(Type::Text)
                && !hidden
        });
        // what the changed criteria read first, then what few values can tell, numbers last
        let telling = |ty: &Type| match ty {
            Type::Boolean | Type::Choice(_) => 0,
            Type::Date => 1,
            Type::Number(_) => 3,
            _ => 2,
        };
        facts.sort_by_key(|fact| {
            let declared = catalogue.fact(*fact);
            (!changed.contains(fact), telling(&declared.ty), Arc::clone(&declared.name))
        });
        let mut levels = vec![facts.len(), facts.len() * 3 / 4, facts.len() / 2, facts.len() / 4, 2, 1, 0];
        levels.retain(|level| *level <= facts.len());
        levels.sort_unstable();
        levels.dedup();
        let ceilings = || levels.iter().map(|_| Ceiling::default()).collect();
        Picker { gained: ceilings(), lost: ceilings(), facts, levels, seed: options.seed, wanted: options.examples }
    }

    pub(super) fn fresh(&self) -> Picks {
        let sketches = || self.levels.iter().map(|_| Sketch::new(KEPT)).collect();
        Picks { gained: sketches(), lost: sketches() }
    }

    #[expect(clippy::too_many_arguments, reason = "both policies' answers and both ways of changing")]
    pub(super) fn pick(
        &self,
        picks: &mut Picks,
        rules: &Rules,
        segment: &Segment,
        before: &Answers,
        after: &Answers,
        gained: &Bits,
        lost: &Bits,
    ) {
        if self.wanted == 0 || (gained.count() == 0 && lost.count() == 0) {
            return;
        }
        let hashers: Vec<Hasher<'_>> =
            self.facts.iter().map(|fact| Hasher::of(segment.fact(*fact).map(|column| &**column), true)).collect();
        let way = |rules: &[Rule], answers: &Answers, people: &Bits, sketches: &mut [Sketch<Combination>], ceilings: &[Ceiling]| {
            let failing: Vec<(usize, &Bits)> = (rules.iter().enumerate())
                .filter(|(_, rule)| rule.required)
                .filter_map(|(at, rule)| Some((at, &rule.place.verdicts(answers)?.not_met)))
                .collect();
            for place in people.ones() {
                let mut hash = Mixed::new(self.seed);
                for (at, _) in failing.iter().filter(|(_, bits)| bits.get(place)) {
                    hash = hash.with(*at as u64);
                }
                let mut known = 0;
                for ((level, sketch), ceiling) in self.levels.iter().zip(sketches.iter_mut()).zip(ceilings) {
                    for hasher in hashers.iter().take(*level).skip(known) {
                        hash = hash.with(hasher.hash(place));
                    }
                    known = *level;
                    sketch.offer(hash.with(*level as u64), ceiling, || Combination {
                        values: self.facts.iter().take(*level).map(|fact| coarse(segment.value(*fact, place))).collect(),
                        failed: failing.iter().filter(|(_, bits)| bits.get(place)).map(|(at, _)| *at).collect(),
                    });
                }
            }
        };
        way(&rules.before, before, gained, &mut picks.gained, &self.gained);
        way(&rules.after, after, lost, &mut picks.lost, &self.lost);
    }

    pub(super) fn finish(&self, picks: &Picks, rules: &Rules, before: &PolicyOnDate, after: &PolicyOnDate, options: &Options) -> Examples {
        // groups of fewer are never shown, whatever the cells of tables may be
        let shared_by = options.suppression.least.max(5);
        let way = |sketches: &[Sketch<Combination>], policy: &PolicyOnDate, rules: &[Rule]| {
            let mut chosen: Vec<&Combination> = Vec::new();
            // those that show most first
            for sketch in sketches.iter().rev() {
                for kept in sketch.kept().filter(|kept| kept.people >= shared_by) {
                    let repeats = |other: &Combination| other.failed == kept.what.failed && other.values.starts_with(&kept.what.values);
                    if chosen.len() < self.wanted && !chosen.iter().copied().any(repeats) {
                        chosen.push(&kept.what);
                    }
                }
            }
            chosen.into_iter().map(|combination| self.example(combination, policy, rules, shared_by)).collect()
        };
        Examples { gained: way(&picks.gained, before, &rules.before), lost: way(&picks.lost, after, &rules.after) }
    }

    fn example(&self, combination: &Combination, policy: &PolicyOnDate, rules: &[Rule], shared_by: u64) -> Example {
        let catalogue = &policy.policy().catalogue;
        let shown = || self.facts.iter().copied().zip(&combination.values);
        let facts = shown().map(|(fact, value)| {
            let declared = catalogue.fact(fact);
            ShownFact { name: Arc::clone(&declared.name), label: declared.label.clone(), value: label_of(value) }
        });
        let at = |day: fn(NaiveDate) -> NaiveDate| {
            let mut dossier = Dossier::new(Arc::clone(catalogue), policy.as_of());
            shown().for_each(|(fact, value)| dossier.set(fact, moved(value, day)));
            decide(policy, &dossier, &[]).findings
        };
        // a month stands for its first day, or for its last where the first would be no reason
        let (first, last) = (at(|day| day), at(end_of_month));
        let because = combination.failed.iter().filter_map(|at| rules.get(*at)).map(|rule| {
            let not_met = |findings: &[Finding]| {
                findings.iter().find(|finding| finding.code == rule.code && finding.verdict == Verdict::NotMet).cloned()
            };
            let measure = not_met(&first).or_else(|| not_met(&last)).map(|finding| finding.measure);
            let measure = measure.filter(|measure| !measure.found.is_missing());
            let required = measure.as_ref().and_then(|measure| label_of_required(&measure.required));
            Because {
                code: Arc::clone(&rule.code),
                label: rule.label.clone(),
                reference: Arc::clone(&rule.reference),
                found: measure.as_ref().filter(|_| required.is_some()).map(|measure| label_of(&coarse(measure.found.clone()))),
                unit: measure.as_ref().filter(|_| required.is_some()).and_then(|measure| measure.unit.clone()),
                subject: measure.filter(|_| required.is_some()).map(|measure| measure.subject),
                required,
            }
        });
        Example {
            facts: facts.collect(),
            left_away: (self.facts.len() - combination.values.len()) as u64,
            shared_by,
            because: because.collect(),
        }
    }
}

/// The facts read by criteria that are not the same in both.
fn changed_reads(before: &PolicyOnDate, after: &PolicyOnDate) -> Vec<FactIndex> {
    let trees = |policy: &PolicyOnDate| -> Vec<(Arc<str>, String, Vec<FactIndex>)> {
        let declared = policy.policy();
        let of = policy.criteria().iter().filter_map(|criterion| {
            let code = Arc::clone(&declared.criteria.get(usize::from(criterion.index))?.code);
            let when = criterion.when.as_ref().map(|when| &when.folded.kind);
            Some((code, format!("{:?} {:?}", criterion.require.folded.kind, when), criterion.reads.clone()))
        });
        of.collect()
    };
    let (one, other) = (trees(before), trees(after));
    let changed = |these: &[(Arc<str>, String, Vec<FactIndex>)], those: &[(Arc<str>, String, Vec<FactIndex>)]| -> Vec<FactIndex> {
        let same = |code: &Arc<str>, tree: &String| those.iter().any(|(c, t, _)| c == code && t == tree);
        these.iter().filter(|(code, tree, _)| !same(code, tree)).flat_map(|(_, _, reads)| reads.clone()).collect()
    };
    let mut facts = changed(&one, &other);
    facts.extend(changed(&other, &one));
    facts
}

fn moved(value: &Value, day: fn(NaiveDate) -> NaiveDate) -> Value {
    match value {
        Value::Date(date) => Value::Date(day(*date)),
        Value::List(items) => Value::List(items.iter().map(|item| moved(item, day)).collect()),
        other => other.clone(),
    }
}

fn end_of_month(date: NaiveDate) -> NaiveDate {
    (28..=31).rev().find_map(|day| date.with_day(day)).unwrap_or(date)
}

/// A value as people read it; dates as year and month.
fn label_of(value: &Value) -> Label {
    match value {
        Value::Missing => Label::new("tidak diketahui", "not known"),
        Value::None => Label::new("tidak ada", "none"),
        Value::Boolean(true) => Label::new("ya", "yes"),
        Value::Boolean(false) => Label::new("tidak", "no"),
        Value::Date(date) => Label::same(date.format("%Y-%m").to_string()),
        Value::Choice(choice) => choice.label().clone(),
        Value::List(items) => {
            let labels: Vec<Label> = items.iter().map(label_of).collect();
            let join = |pick: fn(&Label) -> &Arc<str>| labels.iter().map(|label| &**pick(label)).collect::<Vec<_>>().join("; ");
            Label::new(join(|label| &label.id), join(|label| &label.en))
        }
        other => Label::same(other.to_string()),
    }
}

/// What is asked, in words; absent where it cannot be said of one value.
fn label_of_required(required: &Required) -> Option<Label> {
    let with = |id: &str, en: &str, value: &Value| {
        let value = match value {
            // a day of the law is no day of a person
            Value::Date(date) => Label::same(date.to_string()),
            other => label_of(other),
        };
        Some(Label::new(format!("{id} {}", value.id).trim().to_owned(), format!("{en} {}", value.en).trim().to_owned()))
    };
    match required {
        Required::Equal(value) => with("", "", value),
        Required::NotEqual(value) => with("bukan", "not", value),
        Required::Less(value @ Value::Date(_)) => with("sebelum", "before", value),
        Required::Less(value) => with("kurang dari", "less than", value),
        Required::AtMost(value @ Value::Date(_)) => with("paling lambat", "no later than", value),
        Required::AtMost(value) => with("paling banyak", "at most", value),
        Required::AtLeast(value @ Value::Date(_)) => with("paling awal", "no earlier than", value),
        Required::More(value @ Value::Date(_)) => with("setelah", "after", value),
        Required::More(value) => with("lebih dari", "more than", value),
        Required::AtLeast(value) => with("sekurang-kurangnya", "at least", value),
        Required::Within(range) => {
            let end = |bound: &Bound| match bound {
                Bound::Open => Label::same("…"),
                Bound::Included(value) | Bound::Excluded(value) => label_of(value),
            };
            let (low, high) = (end(&range.low), end(&range.high));
            Some(Label::new(format!("antara {} dan {}", low.id, high.id), format!("between {} and {}", low.en, high.en)))
        }
        Required::OneOf(values) => with("salah satu dari", "one of", &Value::List(values.clone().into())),
        Required::None => Some(Label::new("tidak boleh ada", "none may exist")),
        Required::Some => Some(Label::new("harus ada", "one must exist")),
        Required::Condition => None,
    }
}
