//! Succession groups: who may follow in a critical post, how soon, and why; by published policies.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use crate::people::id::{PersonId, PositionId};
use crate::policy::decision::{Decision, Outcome};
use crate::policy::scale::Choice;
use crate::policy::value::Value;
use crate::promotion::ranking::{RankEntry, RankError, RankOrder, Ranking, Unranked};

/// Somebody considered for a post.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// Who.
    pub id: PersonId,
    /// The decision of the readiness policy for this post. *None* says that the person is outside the group.
    pub readiness: Decision,
    /// The decision of the policy that sets the order of pick.
    pub order: Decision,
    /// Values of its tie-breakers.
    pub tie_breaks: Vec<Value>,
}

/// Everybody of one readiness, in the order of pick; who cannot be ordered stands in the ranking's unranked list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct ReadinessClass {
    /// How soon.
    pub readiness: Choice,
    /// The order of pick, honest ties included.
    pub ranking: Ranking,
}

/// The succession group of one critical post.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct SuccessionGroup {
    /// The post.
    pub post: PositionId,
    /// Classes that somebody is in, the readiest first.
    pub classes: Vec<ReadinessClass>,
    /// Whose readiness is unknown, by id, with the missing facts.
    pub undecided: Vec<Unranked>,
    /// Who is outside the group, by id.
    pub outside: Vec<PersonId>,
    /// Why: the readiness decision of everybody considered, by id.
    pub reasons: BTreeMap<PersonId, Decision>,
}

/// Why a succession group cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SuccessionError {
    /// The same person twice.
    #[error("`{0}` is considered twice for one post, expected each person once")]
    Twice(PersonId),
    /// A readiness that is no class.
    #[error("the decision of `{policy}` about `{id}` is no readiness, expected a choice of an ordered scale")]
    NotAReadiness {
        /// Who.
        id: PersonId,
        /// The policy.
        policy: Arc<str>,
    },
    /// People judged by different rules.
    #[error("`{id}` was judged by `{found}`, the others by `{expected}`: one policy and version for all")]
    OtherPolicy {
        /// Who.
        id: PersonId,
        /// The policy of this decision.
        found: Arc<str>,
        /// The policy of the others.
        expected: Arc<str>,
    },
    /// The order cannot be made.
    #[error(transparent)]
    Rank(#[from] RankError),
}

impl SuccessionGroup {
    /// Groups candidates for a post by readiness, and orders each class by the published order of pick.
    ///
    /// INVARIANT (order does not matter): the same candidates in another order give the same group.
    /// INVARIANT (silence is not zero): whose readiness is unknown is neither in a class nor outside.
    ///
    /// # Errors
    /// A person twice; decisions of different policies or versions; a readiness that is no choice of an ordered scale; an order of pick
    /// that is no number.
    pub fn of(post: PositionId, candidates: Vec<Candidate>, order: &RankOrder) -> Result<SuccessionGroup, SuccessionError> {
        let mut group = SuccessionGroup { post, classes: Vec::new(), undecided: Vec::new(), outside: Vec::new(), reasons: BTreeMap::new() };
        let mut classes: BTreeMap<u16, (Choice, Vec<RankEntry>)> = BTreeMap::new();
        let mut sorted = candidates;
        sorted.sort_by(|a, b| a.id.cmp(&b.id));
        let judged_by = sorted.first().map(|first| (Arc::clone(&first.readiness.policy), first.readiness.version));
        for Candidate { id, readiness, order, tie_breaks } in sorted {
            if let Some((policy, version)) = &judged_by
                && (*policy != readiness.policy || *version != readiness.version)
            {
                return Err(SuccessionError::OtherPolicy { id, found: Arc::clone(&readiness.policy), expected: Arc::clone(policy) });
            }
            match &readiness.outcome {
                Outcome::Value(Value::Choice(found)) if found.scale().ordered => {
                    let entry = RankEntry::from_decision(id.clone(), &order, tie_breaks)?;
                    classes.entry(found.rank()).or_insert_with(|| (found.clone(), Vec::new())).1.push(entry);
                }
                Outcome::Value(Value::None) => group.outside.push(id.clone()),
                Outcome::Unknown | Outcome::Value(Value::Missing) => {
                    group.undecided.push(Unranked { id: id.clone(), missing: readiness.missing.clone() });
                }
                _ => return Err(SuccessionError::NotAReadiness { id, policy: Arc::clone(&readiness.policy) }),
            }
            if group.reasons.insert(id.clone(), readiness).is_some() {
                return Err(SuccessionError::Twice(id));
            }
        }
        for (_, (readiness, entries)) in classes.into_iter().rev() {
            group.classes.push(ReadinessClass { readiness, ranking: Ranking::of(entries, order)? });
        }
        Ok(group)
    }
}
