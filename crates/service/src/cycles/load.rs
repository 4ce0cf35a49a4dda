//! What every step of a cycle loads, and how its change is written down.

use std::collections::BTreeMap;
use std::sync::Arc;

use jenjang::audit::{Digest, Subject};
use jenjang::competency::repository::TextKind;
use jenjang::evaluation::chart::{Chart, Member};
use jenjang::evaluation::cycle::{Cycle, CycleError};
use jenjang::evaluation::instrument::Instrument;
use jenjang::evaluation::nomination::{Nomination, NominationError};
use jenjang::evaluation::repository::{CycleFile, NominationFilter};
use jenjang::evaluation::scheme::Scheme;
use jenjang::legal::Label;
use jenjang::people::OrgTree;
use jenjang::people::id::{CycleId, PersonId, UnitId};
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

async fn text(tx: &mut dyn Transaction, kind: TextKind, id: &str, version: &Digest) -> Result<Arc<str>, ServiceError> {
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
pub(super) async fn save(
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

/// Keeps nominations of one person. What the trail proves of them is keyed with that person's secret and names no rater.
pub(super) async fn save_nominations(
    tx: &mut dyn Transaction,
    cycle: &CycleId,
    before: &[Nomination],
    after: &[Nomination],
) -> Result<Vec<Subject>, ServiceError> {
    tx.cycles().save_nominations(cycle, after).await?;
    let ratees: Vec<PersonId> = after.iter().map(|nomination| nomination.ratee().clone()).collect();
    let files = trail::files(tx, &ratees).await?;
    let mut subjects = vec![mentioned(cycle)?];
    let (before, after) = (by_ratee(before), by_ratee(after));
    for (ratee, file) in &files {
        subjects.push(trail::person_subject(file, before.get(ratee), after.get(ratee))?);
    }
    Ok(subjects)
}

fn by_ratee(nominations: &[Nomination]) -> BTreeMap<&PersonId, Vec<&Nomination>> {
    let mut found: BTreeMap<&PersonId, Vec<&Nomination>> = BTreeMap::new();
    for nomination in nominations {
        found.entry(nomination.ratee()).or_default().push(nomination);
    }
    found
}

/// Several sentences as one.
pub(super) fn together(sentences: &[Label]) -> Label {
    let of = |pick: fn(&Label) -> &str| sentences.iter().map(pick).collect::<Vec<_>>().join("; ");
    Label::new(of(|label| &label.id), of(|label| &label.en))
}
