//! Resolves an appeal with a new decision, and ranks the round anew.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::audit::{Reference, Subject};
use jenjang::legal::{Label, Language};
use jenjang::people::View;
use jenjang::people::id::{AppealId, PersonId};
use jenjang::people::repository::PersonFile;
use jenjang::policy::catalogue::Catalogue;
use jenjang::policy::decide::decide;
use jenjang::policy::dossier::Dossier;
use jenjang::policy::explain;
use jenjang::policy::stored::{StoredDossier, StoredValue};
use jenjang::policy::types::Type;
use jenjang::policy::value::{FactIndex, Value};
use jenjang::promotion::repository::{AppealRecord, DecisionRecord, RoundFile};
use jenjang::promotion::{Appeal, FactChange, OutcomeKind, PromotionDecision, Ranking, Redecision, Round, Stage, waivers_for};
use jenjang::store::Transaction;
use serde::Serialize;

use super::appeals::WouldBe;
use super::file_appeal::{Reopened, appeal, impartial, refused, target};
use super::gather::{Gatherer, Sources};
use super::judge::{Basis, Cases, Signature, decision_id, decision_record, decision_subject};
use super::round::{self, whole};
use super::score::Scorer;
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::messages;
use crate::permissions::{Action, authorize};
use crate::policies::rules::Rules;
use crate::trail::{Change, person_subject, record, thing_subject};

/// A fact as it should have been.
#[derive(Clone, Debug)]
pub struct CorrectedFact {
    /// Name of the fact.
    pub fact: Arc<str>,
    /// Its value.
    pub value: StoredValue,
    /// The record that shows it.
    pub source: Arc<str>,
}

/// What was wrong.
#[derive(Clone, Copy)]
pub enum Correction<'a> {
    /// These facts.
    Facts(&'a [CorrectedFact]),
    /// The stored record, which has been corrected since: facts are gathered from it anew, as known today. Also for a waiver granted since.
    Record(&'a dyn Gatherer),
}

/// Resolves an appeal with a new decision.
#[derive(Clone, Copy)]
pub struct RedecideAppeal<'a> {
    /// The appeal.
    pub appeal: &'a AppealId,
    /// What was wrong.
    pub correction: Correction<'a>,
}

/// Somebody's place in a ranking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// This rank.
    Ranked(usize),
    /// In the ranking without a score.
    Unranked,
    /// Not in the ranking.
    Absent,
}

/// Somebody whose place changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct RankMove {
    /// Who.
    pub person: PersonId,
    /// Before the correction.
    pub before: Place,
    /// After it.
    pub after: Place,
}

/// What an appeal changed.
#[derive(Clone, Debug)]
pub struct Redecided {
    /// The appeal.
    pub appeal: AppealRecord,
    /// The new decision.
    pub decision: DecisionRecord,
    /// The round as it stands now; none for a decision outside rounds. A choice made before has to be made anew.
    pub round: Option<RoundFile>,
    /// Whose place in the ranking changed, by person.
    pub moves: Vec<RankMove>,
}

/// Resolves an appeal: decides the person anew under the same rules as before, with the corrected facts and the waivers granted by today, and puts
/// the new decision in the place of the old one in its round, which ranks anew as a new edition. The old decision and the earlier choice stay.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::ConflictOfInterest`] for the appellant and the signer of the decision; an appeal that is not there or
/// not under review; an unknown fact or a value of another type; facts, rules and waivers that are all as before.
pub async fn redecide_appeal(context: &Context<'_>, command: RedecideAppeal<'_>) -> Result<Redecided, ServiceError> {
    transact!(context, tx => redecide(context, tx, &command).await)
}

async fn redecide(context: &Context<'_>, tx: &mut dyn Transaction, command: &RedecideAppeal<'_>) -> Result<Redecided, ServiceError> {
    let (before, disputed) = appeal(tx, command.appeal).await?;
    let target = target(tx, &disputed).await?;
    authorize(context, tx, Action::ResolveAppeal, &target).await?;
    let actor = impartial(context, tx, &disputed).await?;
    let today = context.clock.today();
    let person = find_person(tx, &disputed.person).await?;
    let old = Reopened::load(tx, &disputed).await?;

    let (dossier, changes) = match command.correction {
        Correction::Facts(facts) => correct_facts(&old, facts)?,
        Correction::Record(gatherer) => gather_again(tx, &old, &disputed, gatherer, today).await?,
    };
    let granted = tx.appeals().waivers(&disputed.person).await?;
    let view = View { as_of: disputed.as_of, known_at: today };
    let waivers = waivers_for(&granted, &disputed.person, &disputed.policy, view);
    let decision = decide(&old.policy, &dossier, &waivers);
    let id = decision_id(&person.secret, "appeal", command.appeal.as_str())?;
    let by: Arc<str> = actor.as_str().into();
    let redecision = Redecision { id, decision: Arc::new(decision), changes, on: today, by };
    let (resolved, signed) = Appeal::restore(&before.value, Vec::new()).redecide(&old.signed, redecision).map_err(refused)?;

    let signature = Signature {
        id: signed.id().clone(),
        decided_on: signed.decided_on(),
        decided_by: signed.decided_by().into(),
        parent: signed.parent().cloned(),
    };
    let basis = Basis { rules: old.rules.digest, dossier: StoredDossier::of(&dossier), waivers };
    let new = decision_record(&disputed.person, disputed.round.as_ref(), signature, signed.decision(), basis)?;
    let round = match &disputed.round {
        Some(id) => {
            let stored = round::file(tx, id).await?;
            let before = whole(tx, &stored.value).await?;
            Some((stored, before))
        }
        None => None,
    };
    tx.decisions().insert(std::slice::from_ref(&new)).await?;
    let after = resolved.record(disputed.round.clone(), actor);
    tx.appeals().save(&after, Some(before.revision)).await?;
    let mut subjects = vec![
        Subject { of: Reference::thing("appeal", command.appeal), before: None, after: None },
        person_subject(&person, Some(&before.value), Some(&after))?,
        decision_subject(&person.secret, &new, Some(&disputed))?,
    ];
    let (round, moves) = match round {
        None => (None, Vec::new()),
        Some((stored, before)) => {
            let corrected = correct_round(tx, &stored.value, &before, (&signed, &new), &old.rules).await?;
            let file = corrected.file(&stored.value, today);
            tx.rounds().save(&file, Some(stored.revision)).await?;
            subjects.push(thing_subject("round", &file.plan.id, Some(&stored.value), Some(&file))?);
            (Some(file), moves(&before, &corrected))
        }
    };
    record(context, tx, Change::new(Action::ResolveAppeal, subjects).under(&new.policy, new.version)).await?;
    messages::tell(context, tx, "appeal-resolved", [&disputed.person], &serde_json::json!({ "appeal": after.id })).await?;
    Ok(Redecided { appeal: after, decision: new, round, moves })
}

async fn find_person(tx: &mut dyn Transaction, id: &PersonId) -> Result<PersonFile, ServiceError> {
    let found = tx.people().find(id).await?;
    Ok(found.ok_or_else(|| ServiceError::not_found(Label::new("pegawai", "person"), id))?.value)
}

/// The facts of the disputed decision with some of them corrected.
fn correct_facts(old: &Reopened, facts: &[CorrectedFact]) -> Result<(Dossier, Vec<FactChange>), ServiceError> {
    let mut dossier = old.dossier.clone();
    let mut changes = Vec::with_capacity(facts.len());
    for CorrectedFact { fact, value, source } in facts {
        let (place, after) = typed(&old.rules.catalogue, fact, value)?;
        let before = dossier.get(place).clone();
        dossier.set_from(place, after.clone(), Arc::clone(source));
        changes.push(FactChange { fact: Arc::clone(fact), before, after, source: Arc::clone(source) });
    }
    Ok((dossier, changes))
}

/// A value of the type that the catalogue gives the fact.
fn typed(catalogue: &Catalogue, name: &str, value: &StoredValue) -> Result<(FactIndex, Value), ServiceError> {
    let unknown = || ServiceError::not_found(Label::new("fakta", "fact"), name);
    let place = catalogue.find(name).ok_or_else(unknown)?;
    let ty = &catalogue.fact(place).ty;
    let wrong = |found: &str| {
        ServiceError::refused(
            "fact-type",
            Label::new(format!("fakta `{name}` berjenis {ty}, ditemukan {found}"), format!("fact `{name}` is a {ty}, found {found}")),
        )
    };
    let value = value.restore(catalogue).map_err(|error| wrong(&error.to_string()))?;
    if fits(&value, ty) { Ok((place, value)) } else { Err(wrong(value.type_word())) }
}

fn fits(value: &Value, ty: &Type) -> bool {
    match (value, ty) {
        (Value::Missing | Value::None, _)
        | (Value::Boolean(_), Type::Boolean)
        | (Value::Number(_), Type::Number(_))
        | (Value::Text(_), Type::Text)
        | (Value::Date(_), Type::Date) => true,
        (Value::Choice(choice), Type::Choice(scale)) => choice.scale().name == scale.name,
        (Value::List(items), Type::List { item, max }) => {
            max.is_none_or(|max| items.len() <= max) && items.iter().all(|value| fits(value, item))
        }
        _ => false,
    }
}

/// The facts that the record gives today, and which of them differ from those of the disputed decision.
async fn gather_again(
    tx: &mut dyn Transaction,
    old: &Reopened,
    disputed: &DecisionRecord,
    gatherer: &dyn Gatherer,
    today: NaiveDate,
) -> Result<(Dossier, Vec<FactChange>), ServiceError> {
    let cases = Cases::load(tx, std::slice::from_ref(&disputed.person)).await?;
    let (person, superior) = cases.first()?;
    let view = View { as_of: disputed.as_of, known_at: today };
    let dossier = gatherer.gather(&old.rules.catalogue, Sources { person: &person, superior: superior.as_ref(), view });
    let mut changes = Vec::new();
    for ((fact, after), place) in old.rules.catalogue.facts().iter().zip(dossier.values()).zip(0_u16..) {
        let before = old.dossier.get(FactIndex(place));
        if before != after {
            let source = dossier.source(FactIndex(place)).cloned().unwrap_or_else(|| "-".into());
            changes.push(FactChange { fact: Arc::clone(&fact.name), before: before.clone(), after: after.clone(), source });
        }
    }
    Ok((dossier, changes))
}

/// What would come out with the record and the waivers as they stand today; none where both are as before.
pub(super) async fn would_be(
    tx: &mut dyn Transaction,
    old: &Reopened,
    disputed: &DecisionRecord,
    gatherer: &dyn Gatherer,
    today: NaiveDate,
) -> Result<Option<WouldBe>, ServiceError> {
    let (dossier, changes) = match gather_again(tx, old, disputed, gatherer, today).await {
        Ok(gathered) => gathered,
        Err(ServiceError::Store(error)) => return Err(error.into()),
        // a record that cannot be read says nothing
        Err(_) => return Ok(None),
    };
    let granted = tx.appeals().waivers(&disputed.person).await?;
    let waivers = waivers_for(&granted, &disputed.person, &disputed.policy, View { as_of: disputed.as_of, known_at: today });
    if changes.is_empty() && waivers == disputed.waivers {
        return Ok(None);
    }
    let decision = decide(&old.policy, &dossier, &waivers);
    let Some(outcome) = OutcomeKind::of(&decision.outcome) else { return Ok(None) };
    let said = |value: &Value| Label::new(explain::value(value, None, Language::Id), explain::value(value, None, Language::En));
    let label = |name: &str| old.rules.catalogue.find(name).map(|place| old.rules.catalogue.fact(place).label.clone());
    let changes = changes
        .iter()
        .map(|change| (label(&change.fact).unwrap_or_else(|| Label::same(&*change.fact)), said(&change.before), said(&change.after)));
    Ok(Some(WouldBe { outcome, changes: changes.collect() }))
}

/// The round with the new decision in the place of the old one; its scores are kept.
async fn correct_round(
    tx: &mut dyn Transaction,
    file: &RoundFile,
    round: &Round,
    (signed, new): (&PromotionDecision, &DecisionRecord),
    rules: &Rules,
) -> Result<Round, ServiceError> {
    let scored = matches!(file.stage, Stage::Scored | Stage::Ranked | Stage::Decided | Stage::Published) && file.score_policy.is_some();
    let entry = if scored && signed.is_eligible() { Some(Scorer::new(tx, file, rules.clone()).await?.score(new)?) } else { None };
    let (entry, entry_record) = entry.map_or((None, None), |(entry, record)| (Some(entry), Some(record)));
    let corrected = round.correct(signed, entry).map_err(round::refused)?;
    if scored {
        match entry_record {
            Some(entry) => tx.rounds().save_entries(&file.plan.id, &[entry]).await?,
            None => tx.rounds().remove_entry(&file.plan.id, &new.person).await?,
        }
    }
    Ok(corrected)
}

fn places(ranking: &Ranking) -> BTreeMap<&PersonId, Place> {
    let ranked = ranking.ranked().iter().map(|ranked| (&ranked.id, Place::Ranked(ranked.rank)));
    ranked.chain(ranking.unranked().iter().map(|unranked| (&unranked.id, Place::Unranked))).collect()
}

/// Whose place differs between two rankings.
fn moves(before: &Round, after: &Round) -> Vec<RankMove> {
    let (Some(before), Some(after)) = (before.ranking(), after.ranking()) else { return Vec::new() };
    let (before, after) = (places(before), places(after));
    let mut people: Vec<&PersonId> = before.keys().chain(after.keys()).copied().collect();
    people.sort();
    people.dedup();
    let at = |places: &BTreeMap<&PersonId, Place>, person: &PersonId| places.get(person).copied().unwrap_or(Place::Absent);
    let moved =
        people.into_iter().map(|person| RankMove { person: person.clone(), before: at(&before, person), after: at(&after, person) });
    moved.filter(|moved| moved.before != moved.after).collect()
}
