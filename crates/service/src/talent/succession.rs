//! Who may follow in a critical post, how soon and in which order: boxes of a talent review, competency profiles beside the standard of the post, and
//! what was handed in.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jenjang::Decimal;
use jenjang::career::CareerMap;
use jenjang::legal::Label;
use jenjang::number::format_decimal;
use jenjang::people::id::{PersonId, PositionId, TierCode};
use jenjang::policy::catalogue::Catalogue;
use jenjang::policy::decide::{PolicyOnDate, decide, prepare, tie_breaks};
use jenjang::policy::diagnostic::Severity;
use jenjang::policy::value::{FactIndex, Value};
use jenjang::promotion::ranking::RankOrder;
use jenjang::talent::{Candidate, NoStandard, PostStandard, SuccessionGroup};
use jenjang_policy_files::{CompetencyLibrary, FactsContext, read_facts_csv};

use super::matches::{MatchSource, matches};
use super::review::{ReadReview, TalentView, view};
use crate::context::Context;
use crate::error::ServiceError;
use crate::permissions::Action;

/// The fact that holds somebody's box.
const BOX: &str = "talent.box";
/// The fact that holds the match with the post.
pub const MATCH: &str = "succession.match";
/// The fact that holds the years until the formal requirements are met.
pub const WAIT: &str = "succession.wait";
/// The policy of readiness, and that of the order of pick.
const POLICIES: [&str; 2] = ["asn/talent/readiness", "asn/talent/pick-order"];

/// Succession in one critical post.
#[derive(Clone, Copy)]
pub struct ReadSuccession<'a> {
    /// The review whose boxes count, calibrated.
    pub review: ReadReview<'a>,
    /// Frameworks and standards.
    pub library: &'a CompetencyLibrary,
    /// The posts there are, to know the tier and the name of the one asked about.
    pub map: Option<&'a CareerMap>,
    /// The post.
    pub post: &'a PositionId,
    /// Years until the formal requirements are met, of those of whom somebody says them.
    pub waits: &'a BTreeMap<PersonId, Decimal>,
    /// One line per person with `id`, [`MATCH`] and [`WAIT`], all of which may be empty. What it says goes before what is computed and before `waits`.
    pub table: &'a str,
}

/// Who may follow.
#[derive(Clone, Debug)]
pub struct SuccessionView {
    /// The review.
    pub review: TalentView,
    /// Readiness on its day.
    pub readiness: PolicyOnDate,
    /// The group.
    pub group: SuccessionGroup,
    /// What the post is called, where it is on record.
    pub title: Option<Label>,
    /// What the standard is called that people are matched with; why there is none.
    pub standard: Result<Label, NoStandard>,
    /// Where the match of each comes from; of nobody else is there one.
    pub matches: BTreeMap<PersonId, MatchSource>,
    /// Whose wait is known.
    pub waiting: BTreeSet<PersonId>,
}

impl SuccessionView {
    /// Who is in the group, but not in a class, and whose wait nobody has said.
    pub fn without_wait(&self) -> impl Iterator<Item = &PersonId> {
        let in_group = self.group.undecided.iter().filter(|one| one.missing.iter().all(|fact| &**fact != BOX));
        in_group.map(|one| &one.id).filter(|id| !self.waiting.contains(id))
    }
}

/// Groups the people of a review for a post. The match is the job-person match of the stored profile with the one standard of the post, unless the table
/// says another. Nothing of it is kept. The store is asked the same number of questions however many people there are.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`]; [`ServiceError::Unsound`] for a table with errors; [`ServiceError::Refused`]
/// (`succession`); [`ServiceError::Store`].
pub async fn read_succession(context: &Context<'_>, command: ReadSuccession<'_>) -> Result<SuccessionView, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    let review = view(context, tx, command.review, Action::ReadTalent).await?;
    let day = review.review.as_of;
    let on = |id: &str| -> Result<PolicyOnDate, ServiceError> {
        let policy = review.library.set.get(id).ok_or_else(|| ServiceError::not_found(Label::new("kebijakan", "policy"), id))?;
        prepare(&review.library.set, policy, day, day).map_err(|error| ServiceError::refused("succession", error.message()))
    };
    let [readiness, order] = [on(POLICIES[0])?, on(POLICIES[1])?];
    let catalogue = &readiness.policy().catalogue;
    let mut given = given(&readiness, command.table)?;
    check_waits(catalogue, command.waits)?;
    for person in given.keys().chain(command.waits.keys()) {
        if !review.people.contains_key(person) {
            return Err(ServiceError::refused(
                "succession",
                Label::new(format!("`{person}` tidak ada dalam tinjauan talenta ini"), format!("`{person}` is not in this talent review")),
            ));
        }
    }
    if let Some(wait) = catalogue.find(WAIT) {
        for (person, years) in command.waits {
            given.entry(person.clone()).or_default().entry(wait).or_insert(Value::Number(*years));
        }
    }
    let post = command.map.and_then(|map| map.post(command.post));
    let tier = post.and_then(|post| post.tier.as_deref().unwrap_or(&post.kind).parse::<TierCode>().ok());
    let standard = PostStandard::of(&command.library.standards, &command.library.frameworks, command.post, tier.as_ref(), day);
    let matching = catalogue.find(MATCH);
    let said = |id: &PersonId| matching.is_some_and(|index| given.get(id).is_some_and(|facts| facts.contains_key(&index)));
    let (by_table, asked): (Vec<PersonId>, Vec<PersonId>) = review.people.keys().cloned().partition(said);
    let mut found = match &standard {
        Ok(standard) => matches(tx, standard, &asked).await?,
        Err(_) => BTreeMap::new(),
    };
    drop(held);
    found.extend(by_table.into_iter().map(|id| (id, MatchSource::Table)));
    let mut waiting = BTreeSet::new();
    let mut candidates = Vec::with_capacity(review.people.len());
    for (id, person) in &review.people {
        let mut dossier = person.dossier.clone();
        if let (Some(index), Some(MatchSource::Profile(value))) = (matching, found.get(id)) {
            dossier.set(index, Value::Number(*value));
        }
        for (index, value) in given.get(id).into_iter().flatten() {
            dossier.set(*index, value.clone());
        }
        if let (Some(place), Some(index)) = (review.current(id), catalogue.find(BOX)) {
            dossier.set(index, Value::Choice(place.clone()));
        }
        if catalogue.find(WAIT).is_some_and(|wait| !matches!(dossier.get(wait), Value::Missing)) {
            waiting.insert(id.clone());
        }
        candidates.push(Candidate {
            id: id.clone(),
            readiness: decide(&readiness, &dossier, &[]),
            order: decide(&order, &dossier, &[]),
            tie_breaks: tie_breaks(&order, &dossier),
        });
    }
    let order = RankOrder::published(order.policy());
    let group = SuccessionGroup::of(command.post.clone(), candidates, &order);
    let group = group.map_err(|error| ServiceError::refused("succession", error.message()))?;
    let title = post.map(|post| post.label.clone());
    let standard = standard.map(|standard| standard.label().clone());
    Ok(SuccessionView { review, readiness, group, title, standard, matches: found, waiting })
}

/// What a table and whoever asks say about people.
type Given = BTreeMap<PersonId, BTreeMap<FactIndex, Value>>;

/// What a table says about people.
fn given(on: &PolicyOnDate, table: &str) -> Result<Given, ServiceError> {
    if table.trim().is_empty() {
        return Ok(Given::new());
    }
    let catalogue: &Arc<_> = &on.policy().catalogue;
    let (people, found) = read_facts_csv(&FactsContext::new("tabel", catalogue, Some(on.as_of())), table);
    if found.iter().any(|diagnostic| diagnostic.severity == Severity::Error) {
        return Err(ServiceError::Unsound(found.into_iter().filter(|d| d.severity == Severity::Error).collect()));
    }
    let mut given = Given::new();
    for person in people {
        let Some(id) = person.id.as_deref().and_then(|id| id.parse::<PersonId>().ok()) else { continue };
        let known = catalogue.facts().iter().filter_map(|fact| catalogue.find(&fact.name));
        let known = known.map(|index| (index, person.dossier.get(index).clone()));
        given.insert(id, known.filter(|(_, value)| !matches!(value, Value::Missing)).collect());
    }
    Ok(given)
}

/// Refuses years that the catalogue does not take.
fn check_waits(catalogue: &Catalogue, waits: &BTreeMap<PersonId, Decimal>) -> Result<(), ServiceError> {
    for years in waits.values() {
        wait_taken(catalogue, *years).map_err(|message| ServiceError::refused("succession", message))?;
    }
    Ok(())
}

/// Whether the catalogue takes so many years until formal requirements are met.
///
/// # Errors
/// What was found and what is expected.
pub fn wait_taken(catalogue: &Catalogue, years: Decimal) -> Result<(), Label> {
    let range = catalogue.find(WAIT).and_then(|wait| catalogue.fact(wait).range);
    match range {
        Some((least, most)) if years < least || years > most => {
            let [found, least, most] = [years, least, most].map(format_decimal);
            Err(Label::new(
                format!("masa tunggu {found} tahun, seharusnya {least} sampai {most}"),
                format!("the wait is {found} years, expected {least} to {most}"),
            ))
        }
        _ => Ok(()),
    }
}
