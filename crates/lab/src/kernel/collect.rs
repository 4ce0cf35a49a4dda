//! Runs a plan block by block and puts the answers together.

use std::sync::Arc;

use jenjang::policy::decide::PolicyOnDate;
use jenjang::policy::document::Kind as PolicyKind;
use jenjang::policy::value::FactIndex;

use super::execute::{MaskRegister, Registers};
use super::lanes::BLOCK;
use super::names;
use super::one_by_one::one_by_one;
use super::operation::MaskId;
use super::plan::{Outcome, Planned, Planner, PolicyPlan, Vector};
use crate::answers::{Answers, Detail, Outcomes, Verdicts};
use crate::bits::{Bits, words_for};
use crate::column::{Column, Meaning, narrow};
use crate::segment::Segment;

/// The answers of each policy.
pub(super) fn answers(policies: &[Arc<PolicyOnDate>], facts: &[FactIndex], segment: &Segment, detail: Detail) -> Vec<Answers> {
    let mut planner = Planner::new(segment, facts);
    let plans: Vec<PolicyPlan> = policies.iter().map(|policy| planner.policy(policy, detail)).collect();
    let program = planner.program;
    let mut registers = Registers::of(&program, segment.len());
    let mut collectors: Vec<Option<Collector>> = Vec::with_capacity(plans.len());
    for (plan, policy) in plans.into_iter().zip(policies) {
        collectors.push(Collector::of(plan, policy, segment.len(), detail));
    }
    if collectors.iter().any(Option::is_some) {
        for from in (0..segment.len()).step_by(BLOCK) {
            let count = BLOCK.min(segment.len() - from);
            registers.run(&program, from, count);
            collectors.iter_mut().flatten().for_each(|collector| collector.block(&registers, count));
        }
    }
    let finished = collectors.into_iter().zip(policies).map(|(collector, policy)| match collector {
        Some(collector) => collector.finish(policy, facts, segment, detail),
        None => one_by_one(policy, facts, segment, detail),
    });
    finished.collect()
}

/// Whether nothing was answered one by one.
pub(super) fn is_columnar(policies: &[Arc<PolicyOnDate>], facts: &[FactIndex], segment: &Segment) -> bool {
    let mut planner = Planner::new(segment, facts);
    let plans: Vec<PolicyPlan> = policies.iter().map(|policy| planner.policy(policy, Detail::Outcome)).collect();
    planner.is_columnar() && plans.iter().all(|plan| !matches!(plan.outcome, Outcome::OneByOne))
}

/// Words of a mask over the segment, as far as it has run.
type Words = Vec<u64>;

/// Integers over the segment, as far as it has run.
#[derive(Debug, Default)]
struct Integers {
    values: Vec<i64>,
    missing: Words,
    none: Words,
}

impl Integers {
    fn vector(&mut self, registers: &Registers, vector: &Vector, count: usize) {
        let register = registers.vector(vector.id);
        self.values.extend((0..count).map(|place| register.lanes.get(place)));
        self.missing.extend_from_slice(&register.missing[..words_for(count)]);
        self.none.extend_from_slice(&register.none[..words_for(count)]);
    }

    fn mask(&mut self, register: &MaskRegister, count: usize) {
        self.values.extend((0..count).map(|place| (register.yes[place / 64] >> (place % 64) & 1).cast_signed()));
        self.missing.extend_from_slice(&register.missing[..words_for(count)]);
        self.none.extend_from_slice(&register.none[..words_for(count)]);
    }

    fn planned(&mut self, registers: &Registers, planned: &Planned, count: usize) {
        match planned {
            Planned::Mask(id) => self.mask(registers.mask(*id), count),
            Planned::Vector(vector) => self.vector(registers, vector, count),
        }
    }

    fn finish(self, meaning: Meaning, len: usize) -> Column {
        let bits = |words: Words| Some(Bits::from_words(words, len)).filter(|bits| bits.count() > 0);
        narrow(meaning, &self.values, bits(self.missing), bits(self.none))
    }
}

fn meaning(planned: &Planned) -> Meaning {
    match planned {
        Planned::Mask(_) => Meaning::Boolean,
        Planned::Vector(vector) => vector.kind.meaning(),
    }
}

/// Answers of one policy, as far as it has run.
struct Collector {
    plan: PolicyPlan,
    yes: Words,
    missing: Words,
    integers: Integers,
    criteria: Vec<[Words; 3]>,
    groups: Vec<[Words; 3]>,
    names: Vec<Vec<Words>>,
    components: Vec<Integers>,
    tie_breaks: Vec<Integers>,
    bands: Vec<Integers>,
}

impl Collector {
    /// `None` where people are decided one by one.
    fn of(plan: PolicyPlan, policy: &PolicyOnDate, len: usize, detail: Detail) -> Option<Collector> {
        let has_parts = policy.policy().kind != PolicyKind::Eligibility || !policy.tie_breaks().is_empty();
        if matches!(plan.outcome, Outcome::OneByOne) || (detail >= Detail::Criteria && has_parts && plan.parts.is_none()) {
            return None;
        }
        let words = || Words::with_capacity(words_for(len));
        let planes = |masks: &[MaskId]| masks.iter().map(|_| [words(), words(), words()]).collect::<Vec<_>>();
        let integers = |count: usize| (0..count).map(|_| Integers::default()).collect::<Vec<_>>();
        let parts = plan.parts.as_ref();
        Some(Collector {
            yes: words(),
            missing: words(),
            integers: Integers::default(),
            criteria: planes(&plan.criteria),
            groups: planes(&plan.groups),
            names: plan.names.iter().map(|names| names.iter().flatten().map(|_| words()).collect()).collect(),
            components: integers(parts.map_or(0, |parts| parts.components.len())),
            tie_breaks: integers(parts.map_or(0, |parts| parts.tie_breaks.len())),
            bands: integers(parts.map_or(0, |parts| parts.bands.len())),
            plan,
        })
    }

    fn block(&mut self, registers: &Registers, count: usize) {
        let words = words_for(count);
        match &self.plan.outcome {
            Outcome::Eligibility(id) => {
                let mask = registers.mask(*id);
                self.yes.extend_from_slice(&mask.yes[..words]);
                self.missing.extend_from_slice(&mask.missing[..words]);
            }
            Outcome::Truth(id) => self.integers.mask(registers.mask(*id), count),
            Outcome::Vector(vector) => self.integers.vector(registers, vector, count),
            Outcome::OneByOne => {}
        }
        let verdicts = |planes: &mut [[Words; 3]], masks: &[MaskId]| {
            for ([not_met, unknown, not_applicable], id) in planes.iter_mut().zip(masks) {
                let mask = registers.mask(*id);
                not_met.extend((0..words).map(|word| mask.no(word)));
                unknown.extend_from_slice(&mask.missing[..words]);
                not_applicable.extend_from_slice(&mask.none[..words]);
            }
        };
        verdicts(&mut self.criteria, &self.plan.criteria);
        verdicts(&mut self.groups, &self.plan.groups);
        for (out, names) in self.names.iter_mut().zip(&self.plan.names) {
            for (out, named) in out.iter_mut().zip(names.iter().flatten()) {
                out.extend_from_slice(&registers.mask(named.mask).yes[..words]);
            }
        }
        if let Some(parts) = &self.plan.parts {
            self.components.iter_mut().zip(&parts.components).for_each(|(out, vector)| out.vector(registers, vector, count));
            self.tie_breaks.iter_mut().zip(&parts.tie_breaks).for_each(|(out, planned)| out.planned(registers, planned, count));
            self.bands.iter_mut().zip(&parts.bands).for_each(|(out, (_, planned))| out.planned(registers, planned, count));
        }
    }

    fn finish(self, policy: &PolicyOnDate, facts: &[FactIndex], segment: &Segment, detail: Detail) -> Answers {
        let len = segment.len();
        let outcome = match &self.plan.outcome {
            Outcome::Truth(_) => Outcomes::Values(self.integers.finish(Meaning::Boolean, len)),
            Outcome::Vector(vector) => Outcomes::Values(self.integers.finish(vector.kind.meaning(), len)),
            Outcome::Eligibility(_) | Outcome::OneByOne => {
                Outcomes::Eligibility { eligible: Bits::from_words(self.yes, len), unknown: Bits::from_words(self.missing, len) }
            }
        };
        let verdicts = |planes: Vec<[Words; 3]>| {
            let verdict = |[not_met, unknown, not_applicable]: [Words; 3]| Verdicts {
                not_met: Bits::from_words(not_met, len),
                unknown: Bits::from_words(unknown, len),
                not_applicable: Bits::from_words(not_applicable, len),
                missing: Vec::new(),
            };
            planes.into_iter().map(verdict).collect::<Vec<_>>()
        };
        let mut answers = Answers {
            len,
            outcome,
            criteria: verdicts(self.criteria),
            groups: verdicts(self.groups),
            components: Vec::new(),
            tie_breaks: Vec::new(),
            bands: Vec::new(),
            missing: Vec::new(),
        };
        if let Some(parts) = self.plan.parts {
            let components = self.components.into_iter().zip(&parts.components);
            answers.components = components.map(|(integers, vector)| integers.finish(vector.kind.meaning(), len)).collect();
            let tie_breaks = self.tie_breaks.into_iter().zip(&parts.tie_breaks);
            answers.tie_breaks = tie_breaks.map(|(integers, planned)| integers.finish(meaning(planned), len)).collect();
            let bands = self.bands.into_iter().zip(&parts.bands);
            answers.bands = bands.map(|(integers, (at, planned))| (*at, integers.finish(meaning(planned), len))).collect();
        }
        if detail == Detail::Missing {
            for ((verdicts, names), words) in answers.criteria.iter_mut().zip(&self.plan.names).zip(self.names) {
                let named = names.iter().flatten().zip(words);
                let named = named.map(|(named, words)| (Arc::clone(&named.name), Bits::from_words(words, len)));
                verdicts.missing = named.filter(|(_, bits)| bits.count() > 0).collect();
            }
            let open: Vec<usize> = (0..self.plan.names.len()).filter(|at| self.plan.names.get(*at).is_some_and(Option::is_none)).collect();
            names::complete(&mut answers, policy, facts, segment, &open);
        }
        answers
    }
}
