//! Ranks from exact scores, published tie-breakers, and then an honest tie.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::mem::discriminant;
use std::sync::Arc;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::legal::Label;
use crate::people::id::PersonId;
use crate::policy::decision::{Decision, Outcome};
use crate::policy::model::Policy;
use crate::policy::value::Value;

/// A published tie-breaker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct TieOrder {
    /// What people read.
    pub label: Label,
    /// Greatest first.
    pub descending: bool,
}

/// How a ranking is made, published before anyone is ranked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct RankOrder {
    /// Greatest score first.
    pub descending: bool,
    /// Tie-breakers in order.
    pub tie_breaks: Vec<TieOrder>,
}

impl RankOrder {
    /// The order a score policy publishes: greatest score first, then its tie-breakers in turn.
    pub fn published(policy: &Policy) -> RankOrder {
        let tie_breaks = policy.tie_breaks.iter().map(|tie| TieOrder { label: tie.label.clone(), descending: tie.descending }).collect();
        RankOrder { descending: true, tie_breaks }
    }
}

/// A score, or what is missing for one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RankScore {
    /// The score as the policy rounds it.
    Known(Decimal),
    /// No score; the names of the missing facts.
    Unknown(Vec<Arc<str>>),
}

/// Somebody to be ranked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RankEntry {
    /// Who.
    pub id: PersonId,
    /// The score.
    pub score: RankScore,
    /// One value for each tie-breaker of the order.
    pub tie_breaks: Vec<Value>,
}

impl RankEntry {
    /// An entry with the result of a score policy.
    ///
    /// # Errors
    /// [`RankError::NotAScore`] when the decision's outcome is neither a number nor unknown.
    pub fn from_decision(id: PersonId, decision: &Decision, tie_breaks: Vec<Value>) -> Result<RankEntry, RankError> {
        let score = match &decision.outcome {
            Outcome::Value(Value::Number(score)) => RankScore::Known(*score),
            Outcome::Unknown | Outcome::Value(Value::Missing | Value::None) => RankScore::Unknown(decision.missing.clone()),
            Outcome::Eligible | Outcome::NotEligible => {
                return Err(RankError::NotAScore { id, policy: Arc::clone(&decision.policy), found: "an eligibility" });
            }
            Outcome::Value(other) => {
                return Err(RankError::NotAScore { id, policy: Arc::clone(&decision.policy), found: other.type_word() });
            }
        };
        Ok(RankEntry { id, score, tie_breaks })
    }
}

/// Why entries share a rank.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "because")]
pub enum TieReason {
    /// Score and all tie-breakers are equal.
    Equal,
    /// A tie-breaker cannot be applied to those who share the score.
    TieBreakMissing {
        /// The tie-breaker, 0 for the first.
        tie_break: usize,
        /// Who lacks it.
        lacking: Vec<PersonId>,
    },
}

/// Somebody with a rank.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Ranked {
    /// One more than the number of people strictly ahead: 1, 2, 2, 4.
    pub rank: usize,
    /// Who.
    pub id: PersonId,
    /// The score.
    pub score: Decimal,
    /// Tie-breakers that were needed to find this place, 0 where the score sufficed.
    pub tie_breaks_used: usize,
    /// Why others share the rank; absent where nobody does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tie: Option<TieReason>,
}

/// Somebody without a score.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Unranked {
    /// Who.
    pub id: PersonId,
    /// Names of the missing facts.
    pub missing: Vec<Arc<str>>,
}

/// A ranking. Who shares a rank stands in order of ids, which means nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Ranking {
    ranked: Vec<Ranked>,
    unranked: Vec<Unranked>,
}

/// Why a ranking cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RankError {
    /// The same person twice.
    #[error("`{0}` is to be ranked twice, expected each person once")]
    Duplicate(PersonId),
    /// Too few or too many tie-break values.
    #[error("`{id}` comes with {found} tie-break values, expected {expected}")]
    TieBreaks {
        /// Who.
        id: PersonId,
        /// How many.
        found: usize,
        /// How many the order has.
        expected: usize,
    },
    /// A value that has no order.
    #[error("tie-breaker {place} of `{id}` is a {found}, expected a number, date, duration, truth value or ordered choice")]
    Unordered {
        /// Who.
        id: PersonId,
        /// Which tie-breaker, from 1.
        place: usize,
        /// What was found.
        found: &'static str,
    },
    /// Values of two types or scales.
    #[error("tie-breaker {place} of `{id}` is of another type than that of `{other}`, expected one type for all")]
    Mixed {
        /// Who.
        id: PersonId,
        /// Whose value it cannot be compared with.
        other: PersonId,
        /// Which tie-breaker, from 1.
        place: usize,
    },
    /// A decision that gives no score.
    #[error("the decision of policy `{policy}` about `{id}` gives {found}, expected a number")]
    NotAScore {
        /// Who.
        id: PersonId,
        /// The policy.
        policy: Arc<str>,
        /// What was found.
        found: &'static str,
    },
}

impl Ranking {
    /// Ranks entries: by score, then by each tie-breaker in turn, then an honest tie.
    ///
    /// - A tie-breaker known not to exist (*none*) comes after every known value.
    /// - A *missing* tie-breaker orders nobody: those who share the score so far stay tied, and [`Ranked::tie`] says whose value is missing.
    /// - Who has no score is listed apart.
    ///
    /// INVARIANT (order does not matter): the same entries in another order give the same ranking.
    /// INVARIANT (silence is not zero): an unknown score is never ranked.
    ///
    /// # Errors
    /// The first of: a person twice, a wrong number of tie-break values, values that cannot be compared.
    pub fn of(mut entries: Vec<RankEntry>, order: &RankOrder) -> Result<Ranking, RankError> {
        entries.sort_by(|a, b| a.id.cmp(&b.id));
        check(&entries, order)?;
        let mut unranked = Vec::new();
        let mut scored: Vec<(Decimal, &RankEntry)> = Vec::new();
        for entry in &entries {
            match &entry.score {
                RankScore::Known(score) => scored.push((score.normalize(), entry)),
                RankScore::Unknown(missing) => unranked.push(Unranked { id: entry.id.clone(), missing: missing.clone() }),
            }
        }
        // the sort is stable, so equals stay in order of ids
        scored.sort_by(|(a, _), (b, _)| directed(a.cmp(b), order.descending));
        let mut ranked = Vec::with_capacity(scored.len());
        for group in scored.chunk_by(|(a, _), (b, _)| a == b) {
            place(group.to_vec(), 0, order, &mut ranked);
        }
        Ok(Ranking { ranked, unranked })
    }

    /// Everybody with a rank, best first.
    pub fn ranked(&self) -> &[Ranked] {
        &self.ranked
    }

    /// Everybody without a score, by id.
    pub fn unranked(&self) -> &[Unranked] {
        &self.unranked
    }

    /// The place of a person.
    pub fn find(&self, id: &PersonId) -> Option<&Ranked> {
        self.ranked.iter().find(|ranked| ranked.id == *id)
    }

    /// Everybody whose rank is at most `n`; more than `n` people where some are tied across the limit.
    pub fn top(&self, n: usize) -> impl Iterator<Item = &Ranked> {
        self.ranked.iter().take_while(move |ranked| ranked.rank <= n)
    }
}

fn directed(ordering: Ordering, descending: bool) -> Ordering {
    if descending { ordering.reverse() } else { ordering }
}

/// Places people who are equal so far, using tie-breakers from `next` on.
fn place(mut group: Vec<(Decimal, &RankEntry)>, next: usize, order: &RankOrder, ranked: &mut Vec<Ranked>) {
    let lacking: Vec<PersonId> =
        group.iter().filter(|(_, e)| e.tie_breaks.get(next).is_some_and(Value::is_missing)).map(|(_, e)| e.id.clone()).collect();
    let tie = match order.tie_breaks.get(next) {
        _ if group.len() == 1 => None,
        None => Some(TieReason::Equal),
        Some(_) if !lacking.is_empty() => Some(TieReason::TieBreakMissing { tie_break: next, lacking }),
        Some(tie_break) => {
            let value = |entry: &RankEntry| entry.tie_breaks.get(next).cloned().unwrap_or_default();
            group.sort_by(|(_, a), (_, b)| compare(&value(a), &value(b), tie_break.descending));
            for part in group.chunk_by(|(_, a), (_, b)| value(a) == value(b)) {
                place(part.to_vec(), next + 1, order, ranked);
            }
            return;
        }
    };
    let rank = ranked.len() + 1;
    for (score, entry) in group {
        ranked.push(Ranked { rank, id: entry.id.clone(), score, tie_breaks_used: next, tie: tie.clone() });
    }
}

/// Compares known values of one type; none comes last in either direction.
fn compare(a: &Value, b: &Value, descending: bool) -> Ordering {
    let ordering = match (a, b) {
        (Value::None, Value::None) => return Ordering::Equal,
        (Value::None, _) => return Ordering::Greater,
        (_, Value::None) => return Ordering::Less,
        (Value::Number(a), Value::Number(b)) => a.cmp(b),
        (Value::Date(a), Value::Date(b)) => a.cmp(b),
        (Value::Months(a), Value::Months(b)) => a.cmp(b),
        (Value::Days(a), Value::Days(b)) => a.cmp(b),
        (Value::Boolean(a), Value::Boolean(b)) => a.cmp(b),
        (Value::Choice(a), Value::Choice(b)) => a.rank().cmp(&b.rank()),
        // `check` refused everything else
        _ => Ordering::Equal,
    };
    directed(ordering, descending)
}

fn check(entries: &[RankEntry], order: &RankOrder) -> Result<(), RankError> {
    let mut seen = BTreeSet::new();
    let expected = order.tie_breaks.len();
    for entry in entries {
        if !seen.insert(&entry.id) {
            return Err(RankError::Duplicate(entry.id.clone()));
        }
        if entry.tie_breaks.len() != expected {
            return Err(RankError::TieBreaks { id: entry.id.clone(), found: entry.tie_breaks.len(), expected });
        }
    }
    for i in 0..expected {
        let mut first: Option<(&PersonId, &Value)> = None;
        for entry in entries {
            let Some(value) = entry.tie_breaks.get(i).filter(|value| !value.is_missing() && !value.is_none()) else { continue };
            let ordered = match value {
                Value::Choice(choice) => choice.scale().ordered,
                Value::Number(_) | Value::Date(_) | Value::Months(_) | Value::Days(_) | Value::Boolean(_) => true,
                _ => false,
            };
            if !ordered {
                return Err(RankError::Unordered { id: entry.id.clone(), place: i + 1, found: value.type_word() });
            }
            let comparable = |other: &Value| match (value, other) {
                (Value::Choice(a), Value::Choice(b)) => a.same_scale(b),
                (a, b) => discriminant(a) == discriminant(b),
            };
            match first {
                Some((other, against)) if !comparable(against) => {
                    return Err(RankError::Mixed { id: entry.id.clone(), other: other.clone(), place: i + 1 });
                }
                Some(_) => {}
                None => first = Some((&entry.id, value)),
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
