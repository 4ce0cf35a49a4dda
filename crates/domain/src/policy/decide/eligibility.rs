//! Eligibility: criteria, groups and waivers.

use std::sync::Arc;

use super::finding;
use super::group;
use super::measure::verdict_of;
use super::person::Person;
use super::prepare::{CriterionOnDate, PolicyOnDate};
use crate::policy::decision::{Decision, IgnoredWaiver, Outcome, Verdict, WaiverRefusal};
use crate::policy::document::Waiver;
use crate::policy::expression::evaluate::Truth;
use crate::policy::model::Member;

/// The answer to a criterion before waivers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Standing {
    pub(crate) verdict: Verdict,
    /// It is met whether it applies or not, and nobody knows whether it applies. Alone it is met; in a group it cannot be counted.
    pub(crate) may_not_apply: bool,
}

impl Standing {
    pub(crate) fn new(when: Truth, require: Truth) -> Standing {
        let verdict = match (when, require) {
            (Truth::False | Truth::None, _) => Verdict::NotApplicable,
            (Truth::True, require) => verdict_of(require),
            (Truth::Missing, Truth::True) => Verdict::Met,
            (Truth::Missing, _) => Verdict::Unknown,
        };
        Standing { verdict, may_not_apply: when == Truth::Missing && verdict == Verdict::Met }
    }
}

pub(crate) fn standing(person: &Person<'_>, criterion: &CriterionOnDate) -> Standing {
    let when = criterion.when.as_ref().map_or(Truth::True, |when| person.holds(when));
    if matches!(when, Truth::False | Truth::None) {
        return Standing::new(when, Truth::Missing);
    }
    Standing::new(when, person.holds(&criterion.require))
}

/// The outcome, without findings and waivers.
pub(crate) fn outcome(person: &Person<'_>) -> Outcome {
    let policy = person.policy();
    if policy.policy().groups.is_empty() {
        // the usual case: every criterion is required by itself, and the first that fails decides
        let mut outcome = Outcome::Eligible;
        for criterion in policy.criteria() {
            match standing(person, criterion).verdict {
                Verdict::NotMet => return Outcome::NotEligible,
                Verdict::Unknown => outcome = Outcome::Unknown,
                _ => {}
            }
        }
        return outcome;
    }
    let standings: Vec<Standing> = policy.criteria().iter().map(|criterion| standing(person, criterion)).collect();
    let groups = group::verdicts(policy, &standings);
    of_required(person, &standings, &groups)
}

/// Not eligible if anything required is not met, even where other things are unknown; else unknown if anything is; else eligible.
///
/// INVARIANT (order does not matter): the answer depends on which verdicts there are, not on where they stand.
fn of_required(person: &Person<'_>, standings: &[Standing], groups: &[Verdict]) -> Outcome {
    let policy = person.policy();
    let mut outcome = Outcome::Eligible;
    for member in &policy.policy().required {
        let verdict = match member {
            // a criterion that is not in force asks nothing
            Member::Criterion(index) => {
                policy.place(*index).and_then(|place| standings.get(place)).map_or(Verdict::NotApplicable, |standing| standing.verdict)
            }
            Member::Group(index) => groups.get(usize::from(*index)).copied().unwrap_or(Verdict::NotApplicable),
        };
        match verdict {
            Verdict::NotMet => return Outcome::NotEligible,
            Verdict::Unknown => outcome = Outcome::Unknown,
            _ => {}
        }
    }
    outcome
}

/// What is required by itself and binds on the day, with its answer.
pub(crate) fn required(person: &Person<'_>) -> Vec<(Arc<str>, Verdict)> {
    let policy = person.policy();
    let standings: Vec<Standing> = policy.criteria().iter().map(|criterion| standing(person, criterion)).collect();
    let groups = group::verdicts(policy, &standings);
    let of = |member: &Member| match member {
        Member::Criterion(index) => {
            let code = Arc::clone(&policy.policy().criteria.get(usize::from(*index))?.code);
            Some((code, standings.get(policy.place(*index)?)?.verdict))
        }
        Member::Group(index) => {
            let code = Arc::clone(&policy.policy().groups.get(usize::from(*index))?.code);
            Some((code, *groups.get(usize::from(*index))?))
        }
    };
    policy.policy().required.iter().filter_map(of).collect()
}

/// Whether a criterion or group is required by itself, and not only as a member of a group.
pub(super) fn is_required(policy: &PolicyOnDate, code: &str) -> bool {
    policy.policy().required.iter().any(|member| match member {
        Member::Criterion(index) => policy.policy().criteria.get(usize::from(*index)).is_some_and(|criterion| &*criterion.code == code),
        Member::Group(index) => policy.policy().groups.get(usize::from(*index)).is_some_and(|group| &*group.code == code),
    })
}

/// The criteria that keep the outcome open: unknown, and either required by themselves or in a group that is unknown.
pub(crate) fn open_criteria<'p>(person: &Person<'p>) -> Vec<&'p CriterionOnDate> {
    let policy = person.policy();
    let standings: Vec<Standing> = policy.criteria().iter().map(|criterion| standing(person, criterion)).collect();
    let groups = group::verdicts(policy, &standings);
    let mut places: Vec<usize> = Vec::new();
    let mut members: Vec<(Member, usize)> = policy.policy().required.iter().map(|member| (*member, 0)).collect();
    while let Some((member, depth)) = members.pop() {
        match member {
            Member::Criterion(index) => places.extend(policy.place(index)),
            Member::Group(index) => {
                let open = groups.get(usize::from(index)) == Some(&Verdict::Unknown) && depth <= groups.len();
                let group = policy.policy().groups.get(usize::from(index)).filter(|_| open);
                members.extend(group.iter().flat_map(|group| &group.of).map(|member| (*member, depth + 1)));
            }
        }
    }
    places.sort_unstable();
    places.dedup();
    places.retain(|place| standings.get(*place).is_some_and(|standing| standing.verdict == Verdict::Unknown || standing.may_not_apply));
    places.into_iter().filter_map(|place| policy.criteria().get(place)).collect()
}

pub(super) fn decide(person: &Person<'_>, waivers: &[Waiver], decision: &mut Decision) {
    let policy = person.policy();
    let mut standings = Vec::with_capacity(policy.criteria().len());
    decision.findings.reserve_exact(policy.criteria().len() + policy.policy().groups.len());
    for criterion in policy.criteria() {
        let mut standing = finding::of_criterion(person, criterion, &mut decision.findings);
        if standing.verdict == Verdict::NotMet
            && let Some(waiver) = applicable(person, criterion, waivers)
            && let Some(found) = decision.findings.last_mut()
        {
            standing.verdict = Verdict::Waived;
            found.verdict = Verdict::Waived;
            found.remedy = None;
            found.waiver = Some(waiver.clone());
        }
        standings.push(standing);
    }
    let groups = group::verdicts(policy, &standings);
    for (at, verdict) in groups.iter().enumerate() {
        if let Some(found) = group::finding(person, at, *verdict, &standings, &groups, &decision.findings) {
            decision.findings.push(found);
        }
    }
    decision.outcome = of_required(person, &standings, &groups);
    decision.waivers_ignored = waivers.iter().filter_map(|waiver| refusal(person, waiver, decision)).collect();
}

/// The waiver that sets a criterion aside: the criterion is waivable, on the very ground the waiver names.
fn applicable<'w>(person: &Person<'_>, criterion: &CriterionOnDate, waivers: &'w [Waiver]) -> Option<&'w Waiver> {
    let criterion = person.policy().policy().criteria.get(usize::from(criterion.index))?;
    let waivable = criterion.waivable.as_ref()?;
    waivers.iter().find(|waiver| waiver.criterion == criterion.code && waiver.basis.trim() == waivable.basis.trim())
}

/// Why a waiver had no effect; `None` where it had one.
fn refusal(person: &Person<'_>, waiver: &Waiver, decision: &Decision) -> Option<IgnoredWaiver> {
    let criteria = &person.policy().policy().criteria;
    let found = decision.findings.iter().find(|finding| finding.code == waiver.criterion);
    let declared = criteria.iter().find(|criterion| criterion.code == waiver.criterion);
    let reason = match (declared, found) {
        (None, _) => WaiverRefusal::NoSuchCriterion,
        (Some(_), None) => WaiverRefusal::NotInForce,
        (Some(criterion), Some(found)) => match &criterion.waivable {
            None => WaiverRefusal::NotWaivable,
            Some(waivable) if waivable.basis.trim() != waiver.basis.trim() => WaiverRefusal::OtherBasis,
            Some(_) if found.waiver.is_some() => return None,
            Some(_) if found.verdict == Verdict::Unknown => WaiverRefusal::Unknown,
            Some(_) => WaiverRefusal::NotNeeded,
        },
    };
    Some(IgnoredWaiver { waiver: waiver.clone(), reason })
}

/// Kinds without criteria have nothing to waive.
pub(super) fn refuse_all(waivers: &[Waiver]) -> Vec<IgnoredWaiver> {
    waivers.iter().map(|waiver| IgnoredWaiver { waiver: waiver.clone(), reason: WaiverRefusal::NoSuchCriterion }).collect()
}
