//! What every step of a cycle loads, and how its change is written down.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jenjang::audit::{Digest, Reference, Subject};
use jenjang::competency::repository::TextKind;
use jenjang::evaluation::chart::{Chart, Member};
use jenjang::evaluation::cycle::{Cycle, CycleError};
use jenjang::evaluation::instrument::Instrument;
use jenjang::evaluation::nomination::{Nomination, NominationError};
use jenjang::evaluation::repository::{CycleFile, NominationFilter};
use jenjang::evaluation::scheme::{ChosenBy, Scheme};
use jenjang::legal::Label;
use jenjang::people::OrgTree;
use jenjang::people::id::{CycleId, PersonId, RaterGroupCode, UnitId};
use jenjang::people::repository::PersonFile;
use jenjang::store::{Revision, Transaction, Versioned};
use jenjang_policy_files::{read_instrument, read_scheme};
use serde::Serialize;

use crate::error::ServiceError;
use crate::trail;

impl From<CycleError> for ServiceError {
    fn from(error: CycleError) -> ServiceError {
        ServiceError::refused(error.code(), error.message())
    }
}

impl From<NominationError> for ServiceError {
    fn from(error: NominationError) -> ServiceError {
        ServiceError::refused("nomination-refused", error.message())
    }
}

/// What a conflict calls a cycle.
pub(super) const CYCLE: &str = "cycle";

/// The cycle with this id.
pub(super) async fn find(tx: &mut dyn Transaction, id: &CycleId) -> Result<Versioned<CycleFile>, ServiceError> {
    let found = tx.cycles().find(id).await?;
    found.ok_or_else(|| ServiceError::not_found(Label::new("periode", "cycle"), id))
}

/// The scheme of a cycle, in the version it was planned with.
pub(super) async fn scheme(tx: &mut dyn Transaction, file: &CycleFile) -> Result<Scheme, ServiceError> {
    let (id, version) = &file.scheme;
    let text = text(tx, TextKind::Scheme, id, version).await?;
    let (scheme, found) = read_scheme(id, text.as_bytes());
    scheme.ok_or(ServiceError::Unsound(found))
}

/// The questionnaire of a cycle, in the version it was planned with.
pub(super) async fn instrument(tx: &mut dyn Transaction, file: &CycleFile) -> Result<Instrument, ServiceError> {
    let (id, version) = &file.instrument;
    let text = text(tx, TextKind::Instrument, id, version).await?;
    let (instrument, found) = read_instrument(id, text.as_bytes());
    instrument.ok_or(ServiceError::Unsound(found))
}

/// The questionnaire of the cycle with this id.
pub(crate) async fn instrument_of(tx: &mut dyn Transaction, id: &CycleId) -> Result<Instrument, ServiceError> {
    let file = find(tx, id).await?.value;
    instrument(tx, &file).await
}

/// A text in the version given.
pub(super) async fn text(tx: &mut dyn Transaction, kind: TextKind, id: &str, version: &Digest) -> Result<Arc<str>, ServiceError> {
    let found = tx.competency().find_text(kind, id, version).await?;
    found.map(|record| record.text).ok_or_else(|| ServiceError::not_found(Label::new("naskah", "text"), format!("{id} {version}")))
}

/// The organisation chart of a cycle.
pub(super) fn chart(members: &[Member]) -> Result<Chart, ServiceError> {
    Chart::try_new(members.to_vec()).map_err(|found| {
        let sentences: Vec<Label> = found.iter().map(|(_, problem)| problem.message()).collect();
        ServiceError::refused("chart-unsound", together(&sentences))
    })
}

/// The units of the service, as a tree.
pub(super) async fn tree(tx: &mut dyn Transaction) -> Result<OrgTree, ServiceError> {
    OrgTree::try_new(tx.people().units().await?).map_err(|found| {
        let said: Vec<Label> = found.iter().map(|error| Label::same(error.to_string())).collect();
        ServiceError::refused("units-unsound", together(&said))
    })
}

/// Whether a unit is another or stands under it.
pub(super) fn within(tree: &OrgTree, unit: &UnitId, above: &UnitId) -> bool {
    unit == above || tree.is_within(unit, above)
}

/// The nomination of a rater for a person.
pub(super) async fn nomination(
    tx: &mut dyn Transaction,
    cycle: &CycleId,
    ratee: &PersonId,
    rater: &PersonId,
) -> Result<Nomination, ServiceError> {
    let filter = NominationFilter { ratee: Some(ratee.clone()), rater: Some(rater.clone()) };
    let found = tx.cycles().nominations(cycle, &filter).await?;
    found.into_iter().next().ok_or_else(|| ServiceError::not_found(Label::new("penunjukan penilai", "nomination of"), rater))
}

/// What the trail proves of a cycle: everything but the chart, which is about people.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Head<'a> {
    cycle: &'a Cycle,
    title: &'a Label,
    unit: &'a UnitId,
    scheme: &'a (Arc<str>, Digest),
    instrument: &'a (Arc<str>, Digest),
    members: usize,
    severed: Option<chrono::NaiveDate>,
}

impl Head<'_> {
    fn of(file: &CycleFile) -> Head<'_> {
        Head {
            cycle: &file.cycle,
            title: &file.title,
            unit: &file.unit,
            scheme: &file.scheme,
            instrument: &file.instrument,
            members: file.chart.len(),
            severed: file.severed,
        }
    }
}

/// Keeps a cycle and says what became of it.
pub(crate) async fn save(
    tx: &mut dyn Transaction,
    before: Option<(&CycleFile, Revision)>,
    after: &CycleFile,
) -> Result<Subject, ServiceError> {
    tx.cycles().save(after, before.map(|(_, revision)| revision)).await?;
    let head = before.map(|(file, _)| Head::of(file));
    trail::thing_subject("cycle", after.cycle.id(), head.as_ref(), Some(&Head::of(after)))
}

/// A cycle that an entry is about without changing it.
pub(super) fn mentioned(cycle: &CycleId) -> Result<Subject, ServiceError> {
    trail::thing_subject::<()>("cycle", cycle, None, None)
}

/// Keeps nominations. What the trail proves of them is keyed with the secret of the person rated; a rater stands in it as the reference keyed with the
/// rater's own secret, so that nobody finds out by trying ids once that is erased.
pub(super) async fn save_nominations(
    tx: &mut dyn Transaction,
    cycle: &CycleId,
    before: &[Nomination],
    after: &[Nomination],
) -> Result<Vec<Subject>, ServiceError> {
    tx.cycles().save_nominations(cycle, after).await?;
    let people: BTreeSet<PersonId> = before.iter().chain(after).flat_map(|n| [n.ratee().clone(), n.rater().clone()]).collect();
    let files = trail::files(tx, &people.into_iter().collect::<Vec<_>>()).await?;
    let (before, after) = (by_ratee(before, &files), by_ratee(after, &files));
    let mut subjects = vec![mentioned(cycle)?];
    for (ratee, named) in &after {
        if let Some(file) = files.get(*ratee) {
            subjects.push(trail::person_subject(file, before.get(ratee), Some(named))?);
        }
    }
    Ok(subjects)
}

/// What the trail proves of one nomination.
#[derive(Serialize)]
struct Named<'a> {
    rater: Option<Reference>,
    group: &'a RaterGroupCode,
    state: &'a str,
    reason: Option<&'a str>,
}

fn by_ratee<'a>(nominations: &'a [Nomination], files: &BTreeMap<PersonId, PersonFile>) -> BTreeMap<&'a PersonId, Vec<Named<'a>>> {
    let mut found: BTreeMap<&PersonId, Vec<Named<'_>>> = BTreeMap::new();
    for nomination in nominations {
        let rater = files.get(nomination.rater()).map(|file| Reference::person(&file.secret, nomination.rater()));
        let state = nomination.state();
        let named = Named { rater, group: nomination.group(), state: state.as_str(), reason: state.reason() };
        found.entry(nomination.ratee()).or_default().push(named);
    }
    found
}

/// Several sentences as one.
pub(crate) fn together(sentences: &[Label]) -> Label {
    let of = |pick: fn(&Label) -> &str| sentences.iter().map(pick).collect::<Vec<_>>().join("; ");
    Label::new(of(|label| &label.id), of(|label| &label.en))
}

/// Of the nominations for a person, those that person may see: of groups the scheme leaves to the person, and the self rating.
pub(crate) async fn chosen_by_ratee(
    tx: &mut dyn Transaction,
    cycle: &CycleId,
    ratee: &PersonId,
    mut nominations: Vec<Nomination>,
) -> Result<Vec<Nomination>, ServiceError> {
    let file = find(tx, cycle).await?.value;
    let scheme = scheme(tx, &file).await?;
    let chosen = |nomination: &Nomination| scheme.group(nomination.group()).is_some_and(|group| group.chosen_by == ChosenBy::Ratee);
    nominations.retain(|nomination| nomination.rater() == ratee || chosen(nomination));
    Ok(nominations)
}
