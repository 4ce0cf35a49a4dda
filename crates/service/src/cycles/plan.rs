//! Planning a cycle: its scheme, its questionnaire and who stands where.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::audit::Digest;
use jenjang::competency::repository::{TextKind, TextRecord};
use jenjang::evaluation::chart::Member;
use jenjang::evaluation::cycle::Cycle;
use jenjang::evaluation::repository::CycleFile;
use jenjang::legal::Label;
use jenjang::people::CivilServant;
use jenjang::people::event::View;
use jenjang::people::id::{CycleId, PersonId, PositionKindCode, UnitId};
use jenjang::people::repository::{PeopleFilter, PersonFile};
use jenjang::policy::diagnostic::Diagnostic;
use jenjang::store::{Page, Transaction, Versioned};
use jenjang_policy_files::{read_instrument, read_scheme};

use super::load;
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};
use crate::seen::Seen;
use crate::trail::{self, Change};

/// A file as somebody hands it in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CycleText {
    /// What problems call it.
    pub file: Arc<str>,
    /// What stands in it.
    pub text: Arc<str>,
}

/// A cycle to be planned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanCycle {
    /// Its id.
    pub cycle: CycleId,
    /// What people read.
    pub title: Label,
    /// Whose cycle it is: everybody of the unit and all under it is rated.
    pub unit: UnitId,
    /// The scheme.
    pub scheme: CycleText,
    /// The questionnaire.
    pub instrument: CycleText,
    /// Who stands where; without one it is taken from people and units as they are today.
    pub chart: Option<Vec<Member>>,
    /// What was seen of it before: nothing of a new one. A planned one is planned anew.
    pub seen: Seen,
}

/// What was planned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedCycle {
    /// People in the chart, superiors of other units included.
    pub members: usize,
    /// People whose position today is not known: they are nobody's peers.
    pub without_position: Vec<PersonId>,
    /// What the texts are warned of.
    pub warnings: Vec<Diagnostic>,
}

/// Plans a cycle, or one anew that is planned and no further. Texts are kept in the version given; the chart keeps ids, not names.
///
/// # Errors
/// [`ServiceError::Forbidden`], of the unit it is for and of the one it was for; [`ServiceError::Unsound`] for a scheme or questionnaire with errors;
/// [`ServiceError::Refused`] (`chart-unsound`, `chart-empty`, `no-such-transition` once raters are named); [`ServiceError::NotFound`] for a unit that
/// is not there, or a cycle to be planned anew; [`ServiceError::Store`], a conflict where the id is taken, or the cycle another than what was seen.
pub async fn plan(context: &Context<'_>, command: &PlanCycle) -> Result<PlannedCycle, ServiceError> {
    let (scheme, mut warnings) = read_scheme(&command.scheme.file, command.scheme.text.as_bytes());
    let (instrument, found) = read_instrument(&command.instrument.file, command.instrument.text.as_bytes());
    warnings.extend(found);
    let (Some(scheme), Some(instrument)) = (scheme, instrument) else { return Err(ServiceError::Unsound(warnings)) };
    let texts = [
        record(TextKind::Scheme, &scheme.parts().id, &command.scheme),
        record(TextKind::Instrument, &instrument.parts().id, &command.instrument),
    ];
    let (members, without_position) = transact!(context, tx => in_transaction(context, tx, command, &texts).await)?;
    Ok(PlannedCycle { members, without_position, warnings })
}

fn record(kind: TextKind, id: &str, text: &CycleText) -> TextRecord {
    TextRecord { kind, id: id.into(), version: Digest::of(text.text.as_bytes()), text: Arc::clone(&text.text) }
}

async fn in_transaction(
    context: &Context<'_>,
    tx: &mut dyn Transaction,
    command: &PlanCycle,
    [scheme, instrument]: &[TextRecord; 2],
) -> Result<(usize, Vec<PersonId>), ServiceError> {
    authorize(context, tx, Action::PlanCycle, &Target::unit(&command.unit)).await?;
    let before = match command.seen {
        Seen::Nothing => None,
        Seen::Anything | Seen::At(_) => Some(planned(context, tx, command).await?),
    };
    let (mut members, without_position) = match &command.chart {
        Some(members) => (members.clone(), Vec::new()),
        None => from_people(tx, &command.unit, context.clock.today()).await?,
    };
    if command.chart.is_some() {
        known(tx, &members).await?;
    }
    members.iter_mut().for_each(|member| member.name = None);
    members.sort_by(|a, b| a.person.cmp(&b.person));
    if members.is_empty() {
        return Err(ServiceError::refused(
            "chart-empty",
            Label::new(
                format!("unit `{}` tidak mempunyai pegawai, diharapkan sedikitnya satu", command.unit),
                format!("unit `{}` has no people, expected at least one", command.unit),
            ),
        ));
    }
    load::chart(&members)?;
    tx.competency().save_text(scheme).await?;
    tx.competency().save_text(instrument).await?;
    let file = CycleFile {
        cycle: Cycle::new(command.cycle.clone()),
        title: command.title.clone(),
        unit: command.unit.clone(),
        scheme: (Arc::clone(&scheme.id), scheme.version),
        instrument: (Arc::clone(&instrument.id), instrument.version),
        chart: members,
        severed: None,
    };
    let before = before.as_ref().map(|stored| (&stored.value, stored.revision));
    let subject = load::save(tx, before, &file).await?;
    trail::record(context, tx, Change::new(Action::PlanCycle, vec![subject])).await?;
    Ok((file.chart.len(), without_position))
}

/// The cycle that is planned anew.
async fn planned(context: &Context<'_>, tx: &mut dyn Transaction, command: &PlanCycle) -> Result<Versioned<CycleFile>, ServiceError> {
    let stored = load::find(tx, &command.cycle).await?;
    authorize(context, tx, Action::PlanCycle, &Target::unit(&stored.value.unit)).await?;
    command.seen.still(load::CYCLE, &command.cycle, Some(stored.revision))?;
    stored.value.cycle.may_plan()?;
    Ok(stored)
}

/// A cycle as it was planned, to be planned anew.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`]; [`ServiceError::Store`].
pub async fn read_plan(context: &Context<'_>, cycle: &CycleId) -> Result<PlanCycle, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    let Versioned { value: file, revision } = load::find(tx, cycle).await?;
    authorize(context, tx, Action::PlanCycle, &Target::unit(&file.unit)).await?;
    let scheme = load::text(tx, TextKind::Scheme, &file.scheme.0, &file.scheme.1).await?;
    let instrument = load::text(tx, TextKind::Instrument, &file.instrument.0, &file.instrument.1).await?;
    Ok(PlanCycle {
        cycle: cycle.clone(),
        title: file.title,
        unit: file.unit,
        scheme: CycleText { file: file.scheme.0, text: scheme },
        instrument: CycleText { file: file.instrument.0, text: instrument },
        chart: None,
        seen: Seen::At(revision),
    })
}

/// Refuses a chart that places somebody elsewhere than the store does: it would say who rates and who reads.
async fn known(tx: &mut dyn Transaction, members: &[Member]) -> Result<(), ServiceError> {
    let ids: Vec<PersonId> = members.iter().map(|member| member.person.clone()).collect();
    let files = trail::files(tx, &ids).await?;
    let elsewhere = |member: &&Member| files.get(&member.person).is_none_or(|file| file.unit.as_ref() != Some(&member.unit));
    let Some(member) = members.iter().find(elsewhere) else { return Ok(()) };
    Err(ServiceError::refused(
        "chart-unsound",
        Label::new(
            format!("bagan menempatkan `{}` di unit `{}`, berbeda dari data pegawai", member.person, member.unit),
            format!("the chart places `{}` in unit `{}`, which is not what the people in the store say", member.person, member.unit),
        ),
    ))
}

/// The people of a unit and all under it, with superiors who work elsewhere.
async fn from_people(tx: &mut dyn Transaction, unit: &UnitId, today: NaiveDate) -> Result<(Vec<Member>, Vec<PersonId>), ServiceError> {
    let tree = load::tree(tx).await?;
    if tree.get(unit).is_none() {
        return Err(ServiceError::not_found(Label::new("unit", "unit"), unit));
    }
    let units: BTreeSet<UnitId> = tree.iter().map(|at| at.id.clone()).filter(|id| tree.is_within(id, unit)).collect();
    let people = tx.people().list(&PeopleFilter { units: Some(units), ..PeopleFilter::default() }, &Page::all()).await?;
    let mut without_position = Vec::new();
    let mut members = Vec::with_capacity(people.len());
    for stored in people {
        let file = stored.value;
        let kind = position_kind(&file, today);
        if kind.is_none() {
            without_position.push(file.id().clone());
        }
        members.push(member(file, kind, unit)?);
    }
    let known: BTreeSet<PersonId> = members.iter().map(|member| member.person.clone()).collect();
    let elsewhere: BTreeSet<PersonId> = members.iter().filter_map(|m| m.superior.clone()).filter(|id| !known.contains(id)).collect();
    let above = tx.people().find_many(&elsewhere.into_iter().collect::<Vec<_>>()).await?;
    let found: BTreeSet<PersonId> = above.iter().map(|stored| stored.value.id().clone()).collect();
    for stored in above {
        let file = stored.value;
        let kind = position_kind(&file, today);
        // who is above them is of no concern to this cycle
        members.push(Member { superior: None, ..member(file, kind, unit)? });
    }
    for member in &mut members {
        // a superior nobody has a file of cannot rate
        member.superior = member.superior.take().filter(|id| known.contains(id) || found.contains(id));
    }
    Ok((members, without_position))
}

fn member(file: PersonFile, kind: Option<PositionKindCode>, unit: &UnitId) -> Result<Member, ServiceError> {
    let person = file.id().clone();
    let kind = match kind {
        Some(kind) => kind,
        // a kind of its own, so that two unknown positions are not taken for the same
        None => own_kind(&person)?,
    };
    Ok(Member { person, name: None, unit: file.unit.unwrap_or_else(|| unit.clone()), superior: file.superior, kind, leads: None })
}

fn own_kind(person: &PersonId) -> Result<PositionKindCode, ServiceError> {
    let digest = Digest::of(person.as_str()).to_string();
    format!("unknown {digest}")
        .parse()
        .map_err(|error: jenjang::people::id::TextError| ServiceError::refused("position-kind", Label::same(error.to_string())))
}

/// The kind of the position held on a day, as far as the record tells.
fn position_kind(file: &PersonFile, day: NaiveDate) -> Option<PositionKindCode> {
    let servant = CivilServant::try_from(file.record.clone()).ok()?;
    let held = servant.registers().positions.consulted()?.held(View::on(day))?;
    Some(held.kind.clone())
}
