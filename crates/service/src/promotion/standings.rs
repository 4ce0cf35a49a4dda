//! A ranking with everything it rests on: each component of each score, and each tie-breaker.

use std::collections::BTreeMap;
use std::sync::Arc;

use jenjang::legal::Label;
use jenjang::people::id::{PersonId, RoundId};
use jenjang::policy::stored::StoredValue;
use jenjang::promotion::Method;
use jenjang::promotion::ranking::{Ranked, Unranked};
use jenjang::promotion::repository::EntryRecord;
use jenjang::store::Page;
use serde_json::Value;

use super::desk::names;
use super::round::{BATCH, authorized, score_policy, whole};
use crate::context::Context;
use crate::error::ServiceError;
use crate::permissions::Action;
use crate::policies::rules;

/// A page of a ranking.
#[derive(Clone, Debug)]
pub struct ReadRanking<'a> {
    /// The round.
    pub round: &'a RoundId,
    /// How many stand before the page.
    pub skip: usize,
    /// How many at most.
    pub limit: usize,
}

/// A ranking, page by page.
#[derive(Clone, Debug)]
pub struct RankingPage {
    /// What scores are made of, in order.
    pub components: Vec<Label>,
    /// The published tie-breakers, in order.
    pub tie_breaks: Vec<Label>,
    /// The rows of the page, best first.
    pub rows: Vec<RankingRow>,
    /// How many are ranked in all.
    pub total: usize,
    /// Who has no score, and what is missing.
    pub unranked: Vec<(Unranked, Option<Arc<str>>)>,
}

/// Somebody with a rank.
#[derive(Clone, Debug)]
pub struct RankingRow {
    /// Rank, score and why others share the rank.
    pub ranked: Ranked,
    /// The name, where it is known.
    pub name: Option<Arc<str>>,
    /// One for each of [`RankingPage::components`].
    pub components: Vec<RankingComponent>,
    /// One for each of [`RankingPage::tie_breaks`].
    pub tie_breaks: Vec<StoredValue>,
}

/// What a component added to a score, as the decision of the score policy has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RankingComponent {
    /// Its value.
    pub value: String,
    /// Its weight.
    pub weight: String,
    /// Weight × value, unrounded.
    pub contribution: String,
}

/// A page of the ranking of a round that was ranked; empty before.
///
/// # Errors
/// [`ServiceError::Forbidden`]; a round that is not there or ranks nobody.
pub async fn read_ranking(context: &Context<'_>, command: ReadRanking<'_>) -> Result<RankingPage, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    let file = authorized(context, tx, Action::ReadRound, command.round).await?.value;
    let round = whole(tx, &file).await?;
    let policy = score_policy(&file)?;
    let tie_breaks = match &file.plan.method {
        Method::Ranking { order, .. } => order.tie_breaks.iter().map(|tie| tie.label.clone()).collect(),
        Method::Eligibility => Vec::new(),
    };
    let mut page = RankingPage { components: Vec::new(), tie_breaks, rows: Vec::new(), total: 0, unranked: Vec::new() };
    let Some(ranking) = round.ranking() else { return Ok(page) };
    let codes: Vec<Arc<str>> = match file.screening {
        Some(basis) => {
            let rules = rules::load(tx, &basis.rules).await?;
            let policy = rules.policy(policy)?;
            page.components = policy.components.iter().map(|component| component.label.clone()).collect();
            policy.components.iter().map(|component| Arc::clone(&component.code)).collect()
        }
        None => Vec::new(),
    };
    page.total = ranking.ranked().len();
    let shown: Vec<&Ranked> = ranking.ranked().iter().skip(command.skip).take(command.limit).collect();
    let unranked: Vec<&Unranked> = ranking.unranked().iter().take(command.limit).collect();
    let people = shown.iter().map(|ranked| ranked.id.clone()).chain(unranked.iter().map(|one| one.id.clone())).collect();
    let known = names(tx, &people).await?;
    let mut entries: BTreeMap<PersonId, EntryRecord> = BTreeMap::new();
    let mut next = Page::first(BATCH);
    loop {
        let found = tx.rounds().entries(command.round, &next).await?;
        let Some(last) = found.last().map(|entry| entry.person.clone()) else { break };
        let all = found.len() < BATCH;
        entries.extend(found.into_iter().filter(|entry| people.contains(&entry.person)).map(|entry| (entry.person.clone(), entry)));
        if all {
            break;
        }
        next = Page::after(last, BATCH);
    }
    page.rows = shown
        .into_iter()
        .map(|ranked| {
            let entry = entries.remove(&ranked.id);
            let components = components(entry.as_ref().map_or("", |entry| &entry.proof), &codes);
            let tie_breaks = entry.map(|entry| entry.tie_breaks).unwrap_or_default();
            RankingRow { name: known.get(&ranked.id).cloned(), ranked: ranked.clone(), components, tie_breaks }
        })
        .collect();
    page.unranked = unranked.into_iter().map(|one| (one.clone(), known.get(&one.id).cloned())).collect();
    Ok(page)
}

/// The components of a score, from its proof.
fn components(proof: &str, codes: &[Arc<str>]) -> Vec<RankingComponent> {
    let proof: Value = serde_json::from_str(proof).unwrap_or(Value::Null);
    let found = proof.get("components").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let word = |component: &Value, key: &str| match component.get(key) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    };
    let of = |code: &Arc<str>| {
        let component = found.iter().find(|component| component.get("code").and_then(Value::as_str) == Some(code));
        component.map_or_else(RankingComponent::default, |component| RankingComponent {
            value: word(component, "value"),
            weight: word(component, "weight"),
            contribution: word(component, "contribution"),
        })
    };
    codes.iter().map(of).collect()
}
