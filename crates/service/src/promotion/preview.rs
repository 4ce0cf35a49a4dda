//! What a screening would find, before anything is decided.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;

use jenjang::people::id::{PersonId, RoundId, UnitId};
use jenjang::promotion::OutcomeKind;
use jenjang_policy_files::Library;

use super::candidates::open_criteria;
use super::gather::Gatherer;
use super::screen::{ScreenRound, Screened, preview};
use crate::context::Context;
use crate::error::ServiceError;
use crate::trail::files;

/// How many people who lack data are named.
const NAMED: usize = 50;

/// What a screening would find.
#[derive(Clone, Debug, Default)]
pub struct ScreeningPreview {
    /// How many are found what.
    pub counts: Screened,
    /// By criterion: with how many it is not met, and with how many unknown.
    pub criteria: BTreeMap<Arc<str>, (u64, u64)>,
    /// Missing facts, and how many people lack each.
    pub missing: BTreeMap<Arc<str>, u64>,
    /// The first people nothing can be decided about, and which facts they lack.
    pub lacking: Vec<Lacking>,
}

/// Somebody who lacks data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lacking {
    /// Who.
    pub person: PersonId,
    /// The name, where it is known.
    pub name: Option<Arc<str>>,
    /// The unit, where it is known.
    pub unit: Option<UnitId>,
    /// Names of the missing facts.
    pub facts: Vec<Arc<str>>,
}

/// Decides everybody who stands in memory and says what would come out. Nothing is kept.
///
/// # Errors
/// As [`screen_round`](super::screen_round).
pub async fn preview_screening(
    context: &Context<'_>,
    round: &RoundId,
    shipped: &Library,
    gatherer: &dyn Gatherer,
) -> Result<ScreeningPreview, ServiceError> {
    let command = ScreenRound { round, shipped, gatherer, dry_run: true, progress: &|_| ControlFlow::Continue(()) };
    let mut found = ScreeningPreview::default();
    let (mut criteria, mut missing, mut lacking) = (BTreeMap::<Arc<str>, (u64, u64)>::new(), BTreeMap::<Arc<str>, u64>::new(), Vec::new());
    let counts = preview(context, &command, &mut |record| {
        let open = open_criteria(&record.proof);
        let mut facts: Vec<Arc<str>> = Vec::new();
        for criterion in open {
            let count = criteria.entry(Arc::clone(&criterion.code)).or_default();
            if criterion.unknown {
                count.1 += 1;
            } else {
                count.0 += 1;
            }
            facts.extend(criterion.missing);
        }
        facts.sort();
        facts.dedup();
        for fact in &facts {
            *missing.entry(Arc::clone(fact)).or_default() += 1;
        }
        if record.outcome == OutcomeKind::Unknown && lacking.len() < NAMED {
            lacking.push(Lacking { person: record.person.clone(), name: None, unit: None, facts });
        }
    })
    .await?;
    if !lacking.is_empty() {
        let mut held = context.store.read().await?;
        let people: Vec<PersonId> = lacking.iter().map(|one| one.person.clone()).collect();
        let mut known = files(held.as_mut(), &people).await?;
        for one in &mut lacking {
            let file = known.remove(&one.person);
            (one.name, one.unit) = file.map_or((None, None), |file| (file.record.name, file.unit));
        }
    }
    (found.counts, found.criteria, found.missing, found.lacking) = (counts, criteria, missing, lacking);
    Ok(found)
}
