//! Why: what is required and not met, by whom, and by whom alone.

use std::collections::BTreeMap;
use std::sync::Arc;

use jenjang::legal::Label;
use jenjang::policy::decide::PolicyOnDate;
use jenjang::policy::model::Member;

use super::result::{Cause, Causes, CriterionComparison, MissingFact, Standings};
use crate::answers::{Answers, Verdicts};
use crate::bits::Bits;

/// Where the answers to a criterion or group stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Among the criteria in force.
    Criterion(usize),
    /// Among the groups of the policy.
    Group(usize),
}

impl Place {
    pub(super) fn verdicts<'a>(&self, answers: &'a Answers) -> Option<&'a Verdicts> {
        match self {
            Place::Criterion(at) => answers.criteria.get(*at),
            Place::Group(at) => answers.groups.get(*at),
        }
    }
}

/// A criterion or group of a policy on the day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Rule {
    pub(super) code: Arc<str>,
    pub(super) label: Label,
    pub(super) reference: Arc<str>,
    pub(super) place: Place,
    /// Required by itself.
    pub(super) required: bool,
}

/// The criteria in force, then the groups.
pub(super) fn rules(policy: &PolicyOnDate) -> Vec<Rule> {
    let declared = policy.policy();
    let is_required = |member: Member| declared.groups.is_empty() || declared.required.contains(&member);
    let criteria = policy.criteria().iter().enumerate().filter_map(|(at, on_date)| {
        let criterion = declared.criteria.get(usize::from(on_date.index))?;
        Some(Rule {
            code: Arc::clone(&criterion.code),
            label: criterion.label.clone(),
            reference: Arc::clone(&criterion.reference.citation),
            place: Place::Criterion(at),
            required: is_required(Member::Criterion(on_date.index)),
        })
    });
    let groups = (0_u16..).zip(&declared.groups).map(|(at, group)| Rule {
        code: Arc::clone(&group.code),
        label: group.label.clone(),
        reference: Arc::clone(&group.reference.citation),
        place: Place::Group(usize::from(at)),
        required: declared.required.contains(&Member::Group(at)),
    });
    criteria.chain(groups).collect()
}

/// Of how many people each rule fails, and of how many it alone stands in the way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Failed {
    people: u64,
    alone: u64,
}

/// What is counted for each rule of both policies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Reasons {
    lost: Vec<Failed>,
    gained: Vec<Failed>,
    before: Vec<Standings>,
    after: Vec<Standings>,
    /// By the place of the pair in [`Rules::pairs`]: newly not met, no longer not met.
    turned: Vec<[u64; 2]>,
    missing: BTreeMap<Arc<str>, u64>,
}

/// The rules of both policies, and which are the same.
#[derive(Clone, Debug)]
pub(super) struct Rules {
    pub(super) before: Vec<Rule>,
    pub(super) after: Vec<Rule>,
    /// Places in both lists of the rules with one code: the draft's first, then what the draft no longer has.
    pairs: Vec<(Option<usize>, Option<usize>)>,
}

impl Rules {
    pub(super) fn of(before: &PolicyOnDate, after: &PolicyOnDate) -> Rules {
        let (before, after) = (rules(before), rules(after));
        let same = |a: &Rule, b: &Rule| a.code == b.code && matches!(a.place, Place::Group(_)) == matches!(b.place, Place::Group(_));
        let of_draft = after.iter().enumerate().map(|(at, rule)| (before.iter().position(|other| same(rule, other)), Some(at)));
        let gone = before.iter().enumerate().filter(|(_, rule)| !after.iter().any(|other| same(rule, other)));
        let pairs = of_draft.chain(gone.map(|(at, _)| (Some(at), None))).collect();
        Rules { before, after, pairs }
    }
}

/// The people whom exactly one required rule stops, everything else that is required being met.
pub(super) fn stopped_by_one(rules: &[Rule], answers: &Answers) -> Bits {
    let required: Vec<&Verdicts> = rules.iter().filter(|rule| rule.required).filter_map(|rule| rule.place.verdicts(answers)).collect();
    let word = |at: usize| {
        let (mut one, mut more, mut open) = (0, 0, 0);
        for verdicts in &required {
            let failed = verdicts.not_met.words().get(at).copied().unwrap_or(0);
            more |= one & failed;
            one |= failed;
            open |= verdicts.unknown.words().get(at).copied().unwrap_or(0);
        }
        one & !more & !open
    };
    Bits::from_words((0..crate::bits::words_for(answers.len)).map(word).collect(), answers.len)
}

/// How many bits are set in both.
fn both(a: &Bits, b: &Bits) -> u64 {
    a.words().iter().zip(b.words()).map(|(a, b)| u64::from((a & b).count_ones())).sum()
}

/// How many bits are set in all three.
fn three(a: &Bits, b: &Bits, c: &Bits) -> u64 {
    a.words().iter().zip(b.words()).zip(c.words()).map(|((a, b), c)| u64::from((a & b & c).count_ones())).sum()
}

impl Reasons {
    pub(super) fn new(rules: &Rules) -> Reasons {
        Reasons {
            lost: vec![Failed::default(); rules.after.len()],
            gained: vec![Failed::default(); rules.before.len()],
            before: vec![Standings::default(); rules.before.len()],
            after: vec![Standings::default(); rules.after.len()],
            turned: vec![[0; 2]; rules.pairs.len()],
            missing: BTreeMap::new(),
        }
    }

    pub(super) fn count(&mut self, rules: &Rules, before: &Answers, after: &Answers, gained: &Bits, lost: &Bits) {
        count_side(&rules.before, before, gained, &mut self.gained, &mut self.before);
        count_side(&rules.after, after, lost, &mut self.lost, &mut self.after);
        for ((was, is), turned) in rules.pairs.iter().zip(&mut self.turned) {
            let not_met = |rules: &[Rule], place: &Option<usize>, answers| -> Option<Bits> {
                Some(rules.get((*place)?)?.place.verdicts(answers)?.not_met.clone())
            };
            let (was, is) = (not_met(&rules.before, was, before), not_met(&rules.after, is, after));
            let [newly, no_longer] = turned;
            match (was, is) {
                (Some(was), Some(is)) => {
                    let stays = both(&was, &is);
                    *newly += is.count() - stays;
                    *no_longer += was.count() - stays;
                }
                (Some(was), None) => *no_longer += was.count(),
                (None, Some(is)) => *newly += is.count(),
                (None, None) => {}
            }
        }
    }

    /// Which missing facts keep the answers of these people open.
    pub(super) fn count_missing(&mut self, after: &Answers, became_unknown: &Bits) {
        for (name, people) in &after.missing {
            let found = both(people, became_unknown);
            if found > 0 {
                *self.missing.entry(Arc::clone(name)).or_default() += found;
            }
        }
    }

    pub(super) fn add(&mut self, other: &Reasons) {
        let failed = |mine: &mut Vec<Failed>, other: &[Failed]| {
            for (mine, other) in mine.iter_mut().zip(other) {
                mine.people += other.people;
                mine.alone += other.alone;
            }
        };
        failed(&mut self.lost, &other.lost);
        failed(&mut self.gained, &other.gained);
        let standings = |mine: &mut Vec<Standings>, other: &[Standings]| {
            for (mine, other) in mine.iter_mut().zip(other) {
                mine.met += other.met;
                mine.not_met += other.not_met;
                mine.unknown += other.unknown;
                mine.not_applicable += other.not_applicable;
                mine.alone += other.alone;
            }
        };
        standings(&mut self.before, &other.before);
        standings(&mut self.after, &other.after);
        for (mine, other) in self.turned.iter_mut().zip(&other.turned) {
            mine.iter_mut().zip(other).for_each(|(mine, other)| *mine += other);
        }
        for (name, people) in &other.missing {
            *self.missing.entry(Arc::clone(name)).or_default() += people;
        }
    }

    pub(super) fn causes(&self, rules: &Rules) -> Causes {
        let causes = |rules: &[Rule], failed: &[Failed]| {
            let required = rules.iter().zip(failed).filter(|(rule, failed)| rule.required && failed.people > 0);
            let mut causes: Vec<Cause> = required
                .map(|(rule, failed)| Cause {
                    code: Arc::clone(&rule.code),
                    label: rule.label.clone(),
                    reference: Arc::clone(&rule.reference),
                    people: failed.people,
                    alone: failed.alone,
                })
                .collect();
            // stable: of equals, the policy's order
            causes.sort_by_key(|cause| std::cmp::Reverse((cause.people, cause.alone)));
            causes
        };
        Causes { lost: causes(&rules.after, &self.lost), gained: causes(&rules.before, &self.gained) }
    }

    pub(super) fn criteria(&self, rules: &Rules) -> Vec<CriterionComparison> {
        let pairs = rules.pairs.iter().zip(&self.turned);
        let of = |((was, is), [newly, no_longer]): (&(Option<usize>, Option<usize>), &[u64; 2])| {
            let rule = is.and_then(|at| rules.after.get(at)).or_else(|| was.and_then(|at| rules.before.get(at)))?;
            Some(CriterionComparison {
                code: Arc::clone(&rule.code),
                label: rule.label.clone(),
                reference: Arc::clone(&rule.reference),
                group: matches!(rule.place, Place::Group(_)),
                required: rule.required,
                before: was.and_then(|at| self.before.get(at)).copied(),
                after: is.and_then(|at| self.after.get(at)).copied(),
                newly_not_met: *newly,
                no_longer_not_met: *no_longer,
            })
        };
        pairs.filter_map(of).collect()
    }

    pub(super) fn missing(&self, label: impl Fn(&str) -> Label) -> Vec<MissingFact> {
        let mut missing: Vec<MissingFact> = (self.missing.iter())
            .map(|(name, people)| MissingFact { name: Arc::clone(name), label: label(name), people: *people })
            .collect();
        missing.sort_by_key(|missing| std::cmp::Reverse(missing.people));
        missing
    }
}

fn count_side(rules: &[Rule], answers: &Answers, turned: &Bits, failed: &mut [Failed], standings: &mut [Standings]) {
    let one = stopped_by_one(rules, answers);
    for ((rule, failed), standing) in rules.iter().zip(failed).zip(standings) {
        let Some(verdicts) = rule.place.verdicts(answers) else { continue };
        let not_met = verdicts.not_met.count();
        let (unknown, not_applicable) = (verdicts.unknown.count(), verdicts.not_applicable.count());
        standing.not_met += not_met;
        standing.unknown += unknown;
        standing.not_applicable += not_applicable;
        standing.met += (answers.len as u64).saturating_sub(not_met + unknown + not_applicable);
        if rule.required {
            standing.alone += both(&verdicts.not_met, &one);
            failed.people += both(&verdicts.not_met, turned);
            failed.alone += three(&verdicts.not_met, &one, turned);
        }
    }
}
