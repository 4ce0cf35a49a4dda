//! The steps of a policy, and what the answers of a segment say of each.

use std::collections::BTreeSet;
use std::sync::Arc;

use jenjang::legal::Label;
use jenjang::policy::decide::PolicyOnDate;
use jenjang::policy::model::Member;
use jenjang::policy::value::FactIndex;

use crate::answers::{Answers, Outcomes, Verdicts};
use crate::bits::Bits;

/// A criterion or a group of criteria.
#[derive(Clone, Debug)]
pub(super) struct Step {
    pub(super) code: Arc<str>,
    pub(super) name: Label,
    pub(super) member: Member,
}

/// The criteria in force and the groups, in the policy's order.
pub(super) fn all(policy: &PolicyOnDate) -> Vec<Step> {
    let declared = policy.policy();
    let criteria = policy.criteria().iter().filter_map(|criterion| {
        let own = declared.criteria.get(usize::from(criterion.index))?;
        Some(Step { code: Arc::clone(&own.code), name: own.label.clone(), member: Member::Criterion(criterion.index) })
    });
    let groups = (0..).zip(&declared.groups).map(|(at, group)| Step {
        code: Arc::clone(&group.code),
        name: group.label.clone(),
        member: Member::Group(at),
    });
    criteria.chain(groups).collect()
}

/// The steps that are required by themselves: the funnel.
pub(super) fn required(policy: &PolicyOnDate) -> Vec<Step> {
    let required = &policy.policy().required;
    all(policy).into_iter().filter(|step| required.contains(&step.member)).collect()
}

/// The answers to a step.
pub(super) fn verdicts<'a>(policy: &PolicyOnDate, answers: &'a Answers, member: Member) -> Option<&'a Verdicts> {
    match member {
        Member::Criterion(index) => {
            let place = policy.criteria().iter().position(|criterion| criterion.index == index)?;
            answers.criteria.get(place)
        }
        Member::Group(index) => answers.groups.get(usize::from(index)),
    }
}

/// Who passes: met, or not asked.
pub(super) fn passes(verdicts: &Verdicts) -> Bits {
    verdicts.not_met.or(&verdicts.unknown).inverted()
}

/// Who would be eligible with some criteria set aside, as if everybody met them. `None` where the policy does not decide eligibility.
///
/// A group is met again where, with its members set aside counted as met, enough of those that apply are.
pub(super) fn eligible_without(policy: &PolicyOnDate, answers: &Answers, aside: &BTreeSet<u16>) -> Option<Bits> {
    let Outcomes::Eligibility { eligible, .. } = &answers.outcome else { return None };
    if aside.is_empty() {
        return Some(eligible.clone());
    }
    let mut all = Bits::all(answers.len);
    for member in &policy.policy().required {
        if let Some(passing) = passing(policy, answers, *member, aside, 0) {
            all = all.and(&passing);
        }
    }
    Some(all)
}

fn touched(policy: &PolicyOnDate, member: Member, aside: &BTreeSet<u16>, depth: usize) -> bool {
    match member {
        Member::Criterion(index) => aside.contains(&index),
        Member::Group(index) => {
            let groups = &policy.policy().groups;
            let group = groups.get(usize::from(index)).filter(|_| depth <= groups.len());
            group.is_some_and(|group| group.of.iter().any(|member| touched(policy, *member, aside, depth + 1)))
        }
    }
}

/// Who passes a member; `None` where it is not in force.
fn passing(policy: &PolicyOnDate, answers: &Answers, member: Member, aside: &BTreeSet<u16>, depth: usize) -> Option<Bits> {
    match member {
        Member::Criterion(index) if aside.contains(&index) => Some(Bits::all(answers.len)),
        Member::Group(index) if touched(policy, member, aside, 0) => {
            let groups = &policy.policy().groups;
            let group = groups.get(usize::from(index)).filter(|_| depth <= groups.len())?;
            let (mut met, mut applying) = (vec![0_u32; answers.len], vec![0_u32; answers.len]);
            for inner in &group.of {
                let applies = match inner {
                    Member::Criterion(index) if aside.contains(index) => Some(Bits::all(answers.len)),
                    _ => verdicts(policy, answers, *inner).map(|verdicts| verdicts.not_applicable.inverted()),
                };
                let passing = passing(policy, answers, *inner, aside, depth + 1);
                let (Some(applies), Some(passing)) = (applies, passing) else { continue };
                applies.ones().for_each(|at| applying[at] += 1);
                passing.and(&applies).ones().for_each(|at| met[at] += 1);
            }
            Some(met.iter().zip(&applying).map(|(met, applying)| *met >= group.at_least || met == applying).collect())
        }
        _ => verdicts(policy, answers, member).map(passes),
    }
}

/// Criteria in force that read a fact.
pub(super) fn readers(policy: &PolicyOnDate, fact: FactIndex) -> BTreeSet<u16> {
    policy.criteria().iter().filter(|criterion| criterion.reads.contains(&fact)).map(|criterion| criterion.index).collect()
}
