//! Groups: any of, or at least n of, criteria and other groups.

use std::sync::Arc;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::eligibility::Standing;
use super::finding::missing_of;
use super::person::Person;
use super::prepare::PolicyOnDate;
use crate::policy::decision::{Finding, Measure, Remedy, Required, Verdict};
use crate::policy::model::{Group, Member};
use crate::policy::value::Value;

/// How many members of a group have which answer. Members not in force or not applicable are left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Tally {
    met: u32,
    not_met: u32,
    unknown: u32,
}

impl Tally {
    /// The answer of "at least n of those that apply". Where fewer than n apply, all that apply are asked for.
    ///
    /// INVARIANT (silence is not zero): an unknown member may turn out met, not met or not applicable, and only an answer that all three
    /// leave as it is counts as known.
    fn verdict(self, at_least: u32) -> Verdict {
        let Tally { met, not_met, unknown } = self;
        if met + not_met + unknown == 0 {
            Verdict::NotApplicable
        } else if met >= at_least || (not_met + unknown == 0) {
            Verdict::Met
        } else if met + unknown < at_least && not_met > 0 {
            Verdict::NotMet
        } else {
            Verdict::Unknown
        }
    }
}

/// The verdicts of all groups, by their place in the policy.
pub(super) fn verdicts(policy: &PolicyOnDate, standings: &[Standing]) -> Vec<Verdict> {
    let groups = &policy.policy().groups;
    let mut known: Vec<Option<Verdict>> = vec![None; groups.len()];
    for at in 0..groups.len() {
        resolve(policy, standings, &mut known, at, 0);
    }
    known.into_iter().map(|verdict| verdict.unwrap_or(Verdict::Unknown)).collect()
}

/// A group may name groups after it; `depth` ends a circle the compiler would have refused.
fn resolve(policy: &PolicyOnDate, standings: &[Standing], known: &mut Vec<Option<Verdict>>, at: usize, depth: usize) -> Verdict {
    if let Some(Some(verdict)) = known.get(at) {
        return *verdict;
    }
    let groups = &policy.policy().groups;
    let Some(group) = groups.get(at).filter(|_| depth <= groups.len()) else { return Verdict::Unknown };
    let mut tally = Tally::default();
    for member in &group.of {
        let standing = match member {
            Member::Criterion(index) => policy.place(*index).and_then(|place| standings.get(place)).copied(),
            Member::Group(index) => {
                let verdict = resolve(policy, standings, known, usize::from(*index), depth + 1);
                Some(Standing { verdict, may_not_apply: false })
            }
        };
        match standing {
            Some(Standing { verdict: Verdict::Met, may_not_apply: true }) => tally.unknown += 1,
            Some(Standing { verdict: Verdict::Met | Verdict::Waived, .. }) => tally.met += 1,
            Some(Standing { verdict: Verdict::NotMet, .. }) => tally.not_met += 1,
            Some(Standing { verdict: Verdict::Unknown, .. }) => tally.unknown += 1,
            Some(Standing { verdict: Verdict::NotApplicable, .. }) | None => {}
        }
    }
    let verdict = tally.verdict(group.at_least);
    if let Some(place) = known.get_mut(at) {
        *place = Some(verdict);
    }
    verdict
}

/// The finding of a group; `None` where none of its members is in force.
pub(super) fn finding(
    person: &Person<'_>,
    at: usize,
    verdict: Verdict,
    standings: &[Standing],
    groups: &[Verdict],
    findings: &[Finding],
) -> Option<Finding> {
    let policy = person.policy();
    let group: &Group = policy.policy().groups.get(at)?;
    let in_force = group.of.iter().any(|member| match member {
        Member::Criterion(index) => policy.place(*index).is_some(),
        Member::Group(_) => true,
    });
    if !in_force {
        return None;
    }
    let met = group
        .of
        .iter()
        .filter(|member| match member {
            Member::Criterion(index) => policy
                .place(*index)
                .and_then(|place| standings.get(place))
                .is_some_and(|standing| matches!(standing.verdict, Verdict::Met | Verdict::Waived)),
            Member::Group(index) => groups.get(usize::from(*index)) == Some(&Verdict::Met),
        })
        .count();
    let met = u32::try_from(met).unwrap_or(u32::MAX);
    let members: Vec<&Finding> = group.of.iter().filter_map(|member| member_finding(policy, *member, findings)).collect();
    let lacking = group.at_least.saturating_sub(met);
    let mut missing: Vec<Arc<str>> = Vec::new();
    if verdict == Verdict::Unknown {
        // a member that would be met but may not apply does not name what decides that
        let applying = group.of.iter().filter_map(|member| match member {
            Member::Criterion(index) => policy.place(*index).filter(|at| standings.get(*at).is_some_and(|s| s.may_not_apply)),
            Member::Group(_) => None,
        });
        let applying: Vec<Arc<str>> =
            applying.filter_map(|at| policy.criteria().get(at)).flat_map(|criterion| missing_of(person, criterion)).collect();
        for name in members.iter().flat_map(|member| &member.missing).chain(&applying) {
            if !missing.contains(name) {
                missing.push(Arc::clone(name));
            }
        }
    }
    let remedy = match verdict {
        Verdict::NotMet => remedy(&members, lacking),
        Verdict::Unknown => Some(Remedy::Supply { facts: missing.clone() }),
        _ => None,
    };
    let certainty = members.iter().map(|member| member.reference.certainty).max().unwrap_or(group.reference.certainty);
    let mut reference = group.reference.clone();
    reference.certainty = reference.certainty.max(certainty);
    let names: Vec<&str> = members.iter().map(|member| &*member.code).collect();
    Some(Finding {
        code: Arc::clone(&group.code),
        verdict,
        measure: Measure {
            subject: names.join(", ").into(),
            found: Value::Number(Decimal::from(met)),
            required: Required::AtLeast(Value::Number(Decimal::from(group.at_least))),
            distance: (verdict == Verdict::NotMet && lacking > 0).then(|| Value::Number(Decimal::from(lacking))),
            unit: None,
            verdict,
        },
        measures: Vec::new(),
        records: Vec::new(),
        missing,
        reference,
        remedy,
        waiver: None,
    })
}

fn member_finding<'f>(policy: &PolicyOnDate, member: Member, findings: &'f [Finding]) -> Option<&'f Finding> {
    match member {
        Member::Criterion(index) => findings.get(policy.place(index)?),
        Member::Group(index) => {
            let code = &policy.policy().groups.get(usize::from(index))?.code;
            findings.iter().find(|finding| finding.code == *code)
        }
    }
}

/// Waiting, if enough members are met by waiting alone; else what the first member that fails asks for.
fn remedy(members: &[&Finding], lacking: u32) -> Option<Remedy> {
    let failing = || members.iter().filter(|member| member.verdict == Verdict::NotMet);
    let mut waits: Vec<NaiveDate> = failing()
        .filter_map(|member| match member.remedy {
            Some(Remedy::Wait { until }) => until,
            _ => None,
        })
        .collect();
    waits.sort_unstable();
    let last = usize::try_from(lacking).ok().and_then(|lacking| waits.get(lacking.checked_sub(1)?)).copied();
    match last {
        Some(until) => Some(Remedy::Wait { until: Some(until) }),
        None => failing().find_map(|member| member.remedy.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every way three answers may turn out.
    fn outcomes(tally: Tally, at_least: u32) -> Vec<Verdict> {
        let mut found = Vec::new();
        for met in 0..=tally.unknown {
            for not_met in 0..=tally.unknown - met {
                let settled = Tally { met: tally.met + met, not_met: tally.not_met + not_met, unknown: 0 };
                found.push(settled.verdict(at_least));
            }
        }
        found
    }

    #[test]
    fn a_known_answer_holds_however_the_unknown_members_turn_out() {
        for (met, not_met, unknown, at_least) in
            (0..4).flat_map(|a| (0..4).flat_map(move |b| (0..4).flat_map(move |c| (1..5).map(move |n| (a, b, c, n)))))
        {
            let tally = Tally { met, not_met, unknown };
            let verdict = tally.verdict(at_least);
            let all = outcomes(tally, at_least);
            match verdict {
                Verdict::Unknown => {}
                known => assert!(
                    all.iter().all(|v| v.counts_as_met() == known.counts_as_met()),
                    "{tally:?} at least {at_least}: {known:?} but {all:?}"
                ),
            }
            if unknown == 0 {
                assert_ne!(verdict, Verdict::Unknown, "nothing is unknown in {tally:?}");
            }
        }
    }
}
