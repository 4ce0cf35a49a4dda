//! Scores given by panel members: exact means, conflicts of interest set aside, a missing member is not a zero.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::number::{Rounding, format_decimal};
use crate::people::id::{PanelMemberId, PersonId};

/// No limit of a panel's scores is further from zero, so that sums are always exact.
pub const LIMIT: i64 = 1_000_000_000;

/// A member of a panel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct PanelMember {
    /// Who.
    pub id: PanelMemberId,
    /// Candidates the member must not score: family, business, own superior.
    pub conflicts: BTreeSet<PersonId>,
}

/// Who scores, and within which limits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Panel {
    members: BTreeMap<PanelMemberId, PanelMember>,
    range: (Decimal, Decimal),
    quorum: usize,
}

/// One score by one member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct PanelScore {
    /// Who scored.
    pub member: PanelMemberId,
    /// Who was scored.
    pub candidate: PersonId,
    /// Code of the component scored (`interview`).
    pub component: Arc<str>,
    /// The score.
    pub score: Decimal,
}

/// What is wrong with a panel or its scores.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PanelError {
    /// A member twice.
    #[error("panel member `{0}` is named twice, expected each member once")]
    MemberTwice(PanelMemberId),
    /// A quorum nobody can meet, or none at all.
    #[error("the quorum is {quorum} of {members} members, expected at least 1 and at most all")]
    Quorum {
        /// The quorum.
        quorum: usize,
        /// How many members there are.
        members: usize,
    },
    /// Limits the wrong way round or past [`LIMIT`].
    #[error(
        "the scores range from {} to {}, expected the lower limit first and both within {LIMIT}",
        format_decimal(*.low), format_decimal(*.high)
    )]
    Range {
        /// Lower limit.
        low: Decimal,
        /// Upper limit.
        high: Decimal,
    },
    /// A score by somebody else.
    #[error("`{member}` scored `{candidate}` but is not a member of the panel")]
    NotAMember {
        /// Who scored.
        member: PanelMemberId,
        /// Who was scored.
        candidate: PersonId,
    },
    /// Two scores where one is expected.
    #[error("`{member}` scored `{candidate}` twice in `{component}`, expected one score")]
    ScoredTwice {
        /// Who scored.
        member: PanelMemberId,
        /// Who was scored.
        candidate: PersonId,
        /// In what.
        component: Arc<str>,
    },
    /// A score outside the limits.
    #[error(
        "`{member}` gave `{candidate}` {} in `{component}`, expected {} to {}",
        format_decimal(*.score), format_decimal(.range.0), format_decimal(.range.1)
    )]
    OutOfRange {
        /// Who scored.
        member: PanelMemberId,
        /// Who was scored.
        candidate: PersonId,
        /// In what.
        component: Arc<str>,
        /// The score.
        score: Decimal,
        /// The limits, both included.
        range: (Decimal, Decimal),
    },
}

impl Panel {
    /// A panel whose scores lie in `range`, both ends included, and whose mean counts from `quorum` scores on.
    ///
    /// # Errors
    /// A member named twice, a quorum of none or of more than there are members, limits the wrong way round or past [`LIMIT`].
    pub fn try_new(members: Vec<PanelMember>, range: (Decimal, Decimal), quorum: usize) -> Result<Panel, PanelError> {
        let count = members.len();
        if quorum == 0 || quorum > count {
            return Err(PanelError::Quorum { quorum, members: count });
        }
        let limit = Decimal::from(LIMIT);
        if range.0 > range.1 || range.0 < -limit || limit < range.1 {
            return Err(PanelError::Range { low: range.0, high: range.1 });
        }
        let mut by_id = BTreeMap::new();
        for member in members {
            let id = member.id.clone();
            if by_id.insert(id.clone(), member).is_some() {
                return Err(PanelError::MemberTwice(id));
            }
        }
        Ok(Panel { members: by_id, range, quorum })
    }

    /// The members by id.
    pub fn members(&self) -> impl Iterator<Item = &PanelMember> {
        self.members.values()
    }

    /// Names a candidate whom a member must not score. Who is no member changes nothing.
    pub fn add_conflict(&mut self, member: &str, candidate: &PersonId) {
        if let Some(member) = self.members.values_mut().find(|found| found.id.as_str() == member) {
            member.conflicts.insert(candidate.clone());
        }
    }

    /// The least and the greatest score, both included.
    pub fn range(&self) -> (Decimal, Decimal) {
        self.range
    }

    /// How many members have to score for a mean.
    pub fn quorum(&self) -> usize {
        self.quorum
    }

    /// Forgets that members have a conflict of interest with a person, for erasure.
    pub fn remove_conflict(&mut self, person: &PersonId) {
        for member in self.members.values_mut() {
            member.conflicts.remove(person);
        }
    }
}

/// What a panel gave one candidate in one component.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct PanelResult {
    /// Sum of the scores that count. With `count` this is the exact mean.
    pub sum: Decimal,
    /// How many scores count.
    pub count: usize,
    /// How many are needed.
    pub quorum: usize,
    /// Members who gave no score and might have.
    pub absent: Vec<PanelMemberId>,
    /// Members with a conflict of interest; a score they gave all the same does not count.
    pub conflicted: Vec<PanelMemberId>,
}

impl PanelResult {
    /// The mean of the scores that count, rounded once; `None` below the quorum.
    ///
    /// INVARIANT (silence is not zero): absent and conflicted members neither lower nor raise it.
    pub fn mean(&self, rounding: Rounding) -> Option<Decimal> {
        if self.count < self.quorum {
            return None;
        }
        self.sum.checked_div(Decimal::from(self.count)).map(|mean| rounding.apply(mean))
    }
}

/// All scores of a panel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Scoresheet {
    panel: Panel,
    #[serde(serialize_with = "as_list")]
    scores: BTreeMap<(PersonId, Arc<str>, PanelMemberId), Decimal>,
}

fn as_list<S: serde::Serializer>(
    scores: &BTreeMap<(PersonId, Arc<str>, PanelMemberId), Decimal>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(scores.iter().map(|((candidate, component, member), score)| PanelScore {
        member: member.clone(),
        candidate: candidate.clone(),
        component: Arc::clone(component),
        score: *score,
    }))
}

impl Scoresheet {
    /// Checks scores and keeps them. Their order does not matter.
    ///
    /// # Errors
    /// Every score by somebody else, given twice or outside the limits.
    pub fn try_new(panel: Panel, scores: impl IntoIterator<Item = PanelScore>) -> Result<Scoresheet, Vec<PanelError>> {
        let mut faults = Vec::new();
        let mut kept = BTreeMap::new();
        for PanelScore { member, candidate, component, score } in scores {
            if !panel.members.contains_key(&member) {
                faults.push(PanelError::NotAMember { member, candidate });
            } else if score < panel.range.0 || panel.range.1 < score {
                faults.push(PanelError::OutOfRange { member, candidate, component, score, range: panel.range });
            } else if kept.insert((candidate.clone(), Arc::clone(&component), member.clone()), score).is_some() {
                faults.push(PanelError::ScoredTwice { member, candidate, component });
            }
        }
        if faults.is_empty() { Ok(Scoresheet { panel, scores: kept }) } else { Err(faults) }
    }

    /// What the panel gave a candidate in a component.
    pub fn result(&self, candidate: &PersonId, component: &Arc<str>) -> PanelResult {
        let mut result =
            PanelResult { sum: Decimal::ZERO, count: 0, quorum: self.panel.quorum, absent: Vec::new(), conflicted: Vec::new() };
        for member in self.panel.members.values() {
            if member.conflicts.contains(candidate) {
                result.conflicted.push(member.id.clone());
                continue;
            }
            match self.scores.get(&(candidate.clone(), Arc::clone(component), member.id.clone())) {
                Some(score) => {
                    result.sum += score;
                    result.count += 1;
                }
                None => result.absent.push(member.id.clone()),
            }
        }
        result
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::RoundingMode;
    use proptest::prelude::*;

    const TWO_PLACES: Rounding = Rounding { places: 2, mode: RoundingMode::HalfUp };

    fn panel(members: &[(&str, &[&str])], quorum: usize) -> Result<Panel, PanelError> {
        let member = |(id, conflicts): &(&str, &[&str])| PanelMember {
            id: id.parse().unwrap(),
            conflicts: conflicts.iter().map(|c| c.parse().unwrap()).collect(),
        };
        Panel::try_new(members.iter().map(member).collect(), (Decimal::ZERO, Decimal::from(100)), quorum)
    }

    fn score(member: &str, candidate: &str, score: i64) -> PanelScore {
        let (member, candidate) = (member.parse().unwrap(), candidate.parse().unwrap());
        PanelScore { member, candidate, component: "interview".into(), score: Decimal::from(score) }
    }

    #[test]
    fn a_conflict_with_somebody_erased_is_forgotten_and_others_stay() {
        let mut found = panel(&[("m1", &["p1", "p2"]), ("m2", &["p1"])], 1).unwrap();
        found.remove_conflict(&"p1".parse().unwrap());
        assert_eq!(found, panel(&[("m1", &["p2"]), ("m2", &[])], 1).unwrap());
    }

    #[test]
    fn an_absent_member_is_no_zero_and_a_conflicted_one_does_not_count() {
        let panel = panel(&[("m1", &[]), ("m2", &["p1"]), ("m3", &[]), ("m4", &[])], 2).unwrap();
        let scores = [score("m1", "p1", 80), score("m2", "p1", 100), score("m3", "p1", 85), score("m1", "p2", 70)];
        let sheet = Scoresheet::try_new(panel, scores).unwrap();
        let result = |who: &str| sheet.result(&who.parse().unwrap(), &"interview".into());
        assert_eq!(result("p1").mean(TWO_PLACES), Some("82.5".parse().unwrap()));
        assert_eq!(result("p1").absent, ["m4".parse().unwrap()]);
        assert_eq!(result("p1").conflicted, ["m2".parse().unwrap()]);
        assert_eq!(result("p2").mean(TWO_PLACES), None, "one score of two needed");
    }

    #[test]
    fn faults_are_all_reported() {
        let panel = panel(&[("m1", &[])], 1).unwrap();
        let scores = [score("m1", "p1", 101), score("m9", "p1", 50), score("m1", "p2", 1), score("m1", "p2", 2)];
        let faults = Scoresheet::try_new(panel, scores).unwrap_err();
        assert_eq!(
            faults.iter().map(ToString::to_string).collect::<Vec<_>>(),
            [
                "`m1` gave `p1` 101 in `interview`, expected 0 to 100",
                "`m9` scored `p1` but is not a member of the panel",
                "`m1` scored `p2` twice in `interview`, expected one score",
            ]
        );
        assert_eq!(
            super::tests::panel(&[("m1", &[])], 2).unwrap_err().to_string(),
            "the quorum is 2 of 1 members, expected at least 1 and at most all"
        );
    }

    proptest! {
        #[test]
        fn the_mean_is_exact_lies_between_the_scores_and_ignores_their_order(
            (there, back) in proptest::collection::vec(0i64..=100, 1..9)
                .prop_flat_map(|all| {
                    let scores: Vec<_> = all.iter().enumerate().map(|(i, s)| score(&format!("m{i}"), "p", *s)).collect();
                    (Just(scores.clone()), Just(scores).prop_shuffle())
                })
        ) {
            let ids: Vec<String> = (0..there.len()).map(|i| format!("m{i}")).collect();
            let members: Vec<(&str, &[&str])> = ids.iter().map(|id| (id.as_str(), [].as_slice())).collect();
            let result = |scores: &[PanelScore]| {
                let sheet = Scoresheet::try_new(panel(&members, 1).unwrap(), scores.to_vec()).unwrap();
                sheet.result(&"p".parse().unwrap(), &"interview".into())
            };
            let found = result(&there);
            prop_assert_eq!(&found, &result(&back));
            prop_assert_eq!(found.sum, there.iter().map(|s| s.score).sum::<Decimal>());
            let mean = found.mean(TWO_PLACES).unwrap();
            prop_assert!(there.iter().map(|s| s.score).min().unwrap() <= mean && mean <= there.iter().map(|s| s.score).max().unwrap());
        }
    }
}
