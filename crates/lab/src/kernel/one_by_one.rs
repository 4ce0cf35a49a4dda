//! The answers of a policy person by person, through the very functions that decide one person: what columns are tested against, and what
//! answers for those whose values fit no column kernel.

use std::collections::BTreeMap;
use std::sync::Arc;

use jenjang::policy::decide::{PolicyOnDate, decide, outcome, tie_breaks};
use jenjang::policy::decision::{Decision, Outcome, Verdict};
use jenjang::policy::document::Kind;
use jenjang::policy::dossier::Dossier;
use jenjang::policy::value::{FactIndex, Value};

use crate::answers::{Answers, Detail, Outcomes, Verdicts};
use crate::bits::Bits;
use crate::column::Column;
use crate::segment::Segment;

/// The answers for everybody of a segment, one by one. `facts` are those the policy needs (see [`super::Kernel::facts`]).
pub fn one_by_one(policy: &PolicyOnDate, facts: &[FactIndex], segment: &Segment, detail: Detail) -> Answers {
    let mut dossier = Dossier::new(Arc::clone(segment.catalogue()), policy.as_of());
    let mut people = Vec::with_capacity(segment.len());
    for place in 0..segment.len() {
        segment.fill(&mut dossier, facts, place);
        people.push(if detail == Detail::Outcome {
            Person { outcome: outcome(policy, &dossier), decision: None, tie_breaks: Vec::new() }
        } else {
            let decision = decide(policy, &dossier, &[]);
            Person { outcome: decision.outcome.clone(), tie_breaks: tie_breaks(policy, &dossier), decision: Some(decision) }
        });
    }
    collect(policy, &people, detail)
}

struct Person {
    outcome: Outcome,
    decision: Option<Decision>,
    tie_breaks: Vec<Value>,
}

fn collect(policy: &PolicyOnDate, people: &[Person], detail: Detail) -> Answers {
    let declared = policy.policy();
    let value_of = |person: &Person| match &person.outcome {
        Outcome::Value(value) => value.clone(),
        _ => Value::Missing,
    };
    let outcome = match declared.kind {
        Kind::Eligibility => Outcomes::Eligibility {
            eligible: people.iter().map(|person| person.outcome == Outcome::Eligible).collect(),
            unknown: people.iter().map(|person| person.outcome == Outcome::Unknown).collect(),
        },
        _ => Outcomes::Values(Column::of(&declared.outcome_type(), people.iter().map(value_of))),
    };
    let mut answers = Answers {
        len: people.len(),
        outcome,
        criteria: Vec::new(),
        groups: Vec::new(),
        components: Vec::new(),
        tie_breaks: Vec::new(),
        bands: Vec::new(),
        missing: Vec::new(),
    };
    if detail < Detail::Criteria {
        return answers;
    }
    let codes = policy.criteria().iter().filter_map(|criterion| declared.criteria.get(usize::from(criterion.index)));
    answers.criteria = codes.map(|criterion| verdicts(people, &criterion.code, detail)).collect();
    answers.groups = declared.groups.iter().map(|group| verdicts(people, &group.code, detail)).collect();
    let decisions = || people.iter().filter_map(|person| person.decision.as_ref());
    answers.components = (policy.components().iter().enumerate())
        .map(|(at, component)| {
            let ty = declared.components.get(usize::from(component.index)).map_or(declared.outcome_type(), |c| c.value.node.ty.clone());
            Column::of(&ty, decisions().map(|decision| decision.components.get(at).map_or(Value::Missing, |c| c.value.clone())))
        })
        .collect();
    answers.tie_breaks = (declared.tie_breaks.iter().enumerate())
        .map(|(at, tie_break)| {
            let values = people.iter().map(|person| person.tie_breaks.get(at).cloned().unwrap_or_default());
            Column::of(&tie_break.value.node.ty, values)
        })
        .collect();
    if declared.kind != Kind::Eligibility {
        let banded = declared.tables.iter().enumerate().filter(|(_, table)| table.bands.is_some());
        let value = |decision: &Decision, name: &str| {
            decision.bands.iter().find(|(band, _)| &**band == name).map_or(Value::Missing, |(_, value)| value.clone())
        };
        answers.bands = banded
            .filter_map(|(at, table)| {
                let column = Column::of(&table.output, decisions().map(|decision| value(decision, &table.name)));
                Some((u16::try_from(at).ok()?, column))
            })
            .collect();
    }
    if detail == Detail::Missing {
        let named = |person: &Person| match (&person.outcome, &person.decision) {
            (Outcome::Unknown, Some(decision)) => decision.missing.clone(),
            _ => Vec::new(),
        };
        answers.missing = by_name(people.iter().map(named), people.len());
    }
    answers
}

/// The verdicts of the finding with this code.
fn verdicts(people: &[Person], code: &str, detail: Detail) -> Verdicts {
    let finding = |person: &Person| {
        let decision = person.decision.as_ref()?;
        decision.findings.iter().find(|finding| &*finding.code == code).map(|finding| (finding.verdict, finding.missing.clone()))
    };
    // a group none of whose members is in force has no finding, and asks nothing
    let found: Vec<(Verdict, Vec<Arc<str>>)> =
        people.iter().map(|person| finding(person).unwrap_or((Verdict::NotApplicable, Vec::new()))).collect();
    let mask = |verdict: Verdict| found.iter().map(|(found, _)| *found == verdict).collect::<Bits>();
    let missing = if detail == Detail::Missing {
        let named = |(verdict, names): &(Verdict, Vec<Arc<str>>)| if *verdict == Verdict::Unknown { names.clone() } else { Vec::new() };
        by_name(found.iter().map(named), people.len())
    } else {
        Vec::new()
    };
    Verdicts { not_met: mask(Verdict::NotMet), unknown: mask(Verdict::Unknown), not_applicable: mask(Verdict::NotApplicable), missing }
}

/// A mask for each name.
fn by_name(names: impl Iterator<Item = Vec<Arc<str>>>, len: usize) -> Vec<(Arc<str>, Bits)> {
    let mut masks: BTreeMap<Arc<str>, Vec<u64>> = BTreeMap::new();
    for (place, names) in names.enumerate() {
        for name in names {
            let words = masks.entry(name).or_insert_with(|| vec![0; crate::bits::words_for(len)]);
            if let Some(word) = words.get_mut(place / 64) {
                *word |= 1 << (place % 64);
            }
        }
    }
    masks.into_iter().map(|(name, words)| (name, Bits::from_words(words, len))).collect()
}
