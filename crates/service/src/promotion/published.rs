//! Published rounds as everybody may read them: suppressed, so that no small group gives people away.

use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::people::OrgUnit;
use jenjang::people::id::RoundId;
use jenjang::promotion::{OutcomeKind, RoundPlan, Stage};

use super::desk::names;
use super::round::whole;
use crate::context::Context;
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};

/// Groups smaller than this are not counted in public.
pub const LEAST: usize = 5;

/// A published round in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedHead {
    /// What it was for.
    pub plan: RoundPlan,
    /// When it was published.
    pub published: NaiveDate,
    /// 1, and one more for each correction.
    pub edition: u32,
}

/// Somebody chosen, as the public reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedPick {
    /// The name, where it is known.
    pub name: Option<Arc<str>>,
    /// Rank and score, where the round ranked.
    pub ranked: Option<(usize, rust_decimal::Decimal)>,
    /// Why, for somebody chosen outside the ranking.
    pub reason: Option<Arc<str>>,
}

/// A published round, suppressed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedResult {
    /// What it was for, when, in which edition.
    pub head: PublishedHead,
    /// Its unit.
    pub unit: Option<OrgUnit>,
    /// How many stood; none where they are fewer than [`LEAST`].
    pub candidates: Option<usize>,
    /// How many were found what: a group below [`LEAST`] is put together with the others that did not qualify, and hidden where that is not enough.
    pub outcomes: Vec<(OutcomeKind, Option<usize>)>,
    /// Who was chosen, by rank or id.
    pub chosen: Vec<PublishedPick>,
    /// How many were chosen.
    pub chosen_count: usize,
}

/// The published rounds, the latest first: for everybody.
///
/// # Errors
/// [`ServiceError::Store`].
pub async fn list_published_rounds(context: &Context<'_>) -> Result<Vec<PublishedHead>, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    authorize(context, tx, Action::ReadPublishedRound, &Target::everything()).await?;
    let published = tx.rounds().list().await?.into_iter().map(|stored| stored.value).filter(|file| file.stage == Stage::Published);
    let head =
        |file: jenjang::promotion::repository::RoundFile| PublishedHead { plan: file.plan, published: file.since, edition: file.edition };
    let mut heads: Vec<PublishedHead> = published.map(head).collect();
    heads.sort_by(|a, b| (b.published, &a.plan.id).cmp(&(a.published, &b.plan.id)));
    Ok(heads)
}

/// A published round in suppressed form. One that an appeal led back is not public until it is published again.
///
/// # Errors
/// A round that is not there or not published: which of the two is nobody's business.
pub async fn read_published_result(context: &Context<'_>, round: &RoundId, limit: usize) -> Result<PublishedResult, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    authorize(context, tx, Action::ReadPublishedRound, &Target::everything()).await?;
    let absent = || ServiceError::not_found(jenjang::legal::Label::new("putaran yang diumumkan", "published round"), round);
    let file =
        tx.rounds().find(round).await?.map(|stored| stored.value).filter(|file| file.stage == Stage::Published).ok_or_else(absent)?;
    let whole = whole(tx, &file).await?;
    let selection = whole.selection().ok_or_else(absent)?;
    let rank = |person: &jenjang::people::id::PersonId| {
        whole.ranking().and_then(|ranking| ranking.ranked().iter().find(|ranked| ranked.id == *person))
    };
    let mut picks: Vec<_> = selection.chosen().iter().map(|pick| (rank(&pick.person), pick)).collect();
    picks.sort_by_key(|(ranked, pick)| (ranked.map_or(usize::MAX, |ranked| ranked.rank), pick.person.clone()));
    let shown = picks.iter().take(limit).map(|(_, pick)| pick.person.clone()).collect();
    let known = names(tx, &shown).await?;
    let chosen = picks.iter().take(limit).map(|(ranked, pick)| PublishedPick {
        name: known.get(&pick.person).cloned(),
        ranked: ranked.map(|ranked| (ranked.rank, ranked.score)),
        reason: pick.reason.clone(),
    });
    let count = |outcome| whole.screening().map_or(0, |screening| screening.heads().filter(|head| head.outcome == outcome).count());
    let counts = [OutcomeKind::Eligible, OutcomeKind::NotEligible, OutcomeKind::Unknown].map(|outcome| (outcome, count(outcome)));
    let (candidates, outcomes) = suppressed(counts);
    Ok(PublishedResult {
        unit: tx.people().find_unit(&file.unit).await?,
        candidates,
        outcomes,
        chosen: chosen.collect(),
        chosen_count: picks.len(),
        head: PublishedHead { published: file.since, edition: file.edition, plan: file.plan },
    })
}

/// Counts with no small group in them, and none that can be worked back: where one group is small, the smallest other one is hidden with it, and the
/// total with both where only two are left.
fn suppressed(counts: [(OutcomeKind, usize); 3]) -> (Option<usize>, Vec<(OutcomeKind, Option<usize>)>) {
    let total: usize = counts.iter().map(|(_, count)| count).sum();
    if total < LEAST {
        return (None, counts.iter().map(|(outcome, _)| (*outcome, None)).collect());
    }
    let small = |count: usize| (1..LEAST).contains(&count);
    let mut hidden: Vec<OutcomeKind> = counts.iter().filter(|(_, count)| small(*count)).map(|(outcome, _)| *outcome).collect();
    let hidden_sum =
        |hidden: &[OutcomeKind]| counts.iter().filter(|(outcome, _)| hidden.contains(outcome)).map(|(_, count)| *count).sum::<usize>();
    while !hidden.is_empty() && (hidden.len() < 2 || hidden_sum(&hidden) < LEAST) {
        let others = counts.iter().filter(|(outcome, _)| !hidden.contains(outcome));
        let Some((next, _)) = others.min_by_key(|(_, count)| if *count == 0 { usize::MAX } else { *count }) else { break };
        hidden.push(*next);
    }
    (Some(total), counts.iter().map(|(outcome, count)| (*outcome, (!hidden.contains(outcome)).then_some(*count))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_small_group_is_told_nor_worked_back() {
        let of = |eligible, not_eligible, unknown| {
            suppressed([(OutcomeKind::Eligible, eligible), (OutcomeKind::NotEligible, not_eligible), (OutcomeKind::Unknown, unknown)])
        };
        let shown = |(total, rows): (Option<usize>, Vec<(OutcomeKind, Option<usize>)>)| {
            (total, rows.into_iter().map(|(_, count)| count).collect::<Vec<_>>())
        };
        assert_eq!(shown(of(40, 30, 20)), (Some(90), vec![Some(40), Some(30), Some(20)]));
        assert_eq!(shown(of(40, 30, 0)), (Some(70), vec![Some(40), Some(30), Some(0)]), "nobody is no small group");
        assert_eq!(shown(of(40, 30, 2)), (Some(72), vec![Some(40), None, None]), "the smallest other one hides it");
        assert_eq!(shown(of(40, 1, 2)), (Some(43), vec![None, None, None]), "two small ones add up to three: all are hidden");
        assert_eq!(shown(of(1, 2, 0)), (None, vec![None, None, None]));
        // with every total from 5 to 30: what is hidden is never one group alone nor a small sum
        for (a, b, c) in (0..12).flat_map(|a| (0..12).flat_map(move |b| (0..12).map(move |c| (a, b, c)))) {
            let (total, rows) = of(a, b, c);
            let hidden: Vec<usize> = rows.iter().zip([a, b, c]).filter(|((_, shown), _)| shown.is_none()).map(|(_, count)| count).collect();
            if let (Some(_), false) = (total, hidden.is_empty()) {
                assert!(hidden.len() > 1 && hidden.iter().sum::<usize>() >= LEAST, "{a} {b} {c}");
            }
            assert!(rows.iter().all(|(_, shown)| shown.is_none_or(|count| count == 0 || count >= LEAST)));
        }
    }
}
