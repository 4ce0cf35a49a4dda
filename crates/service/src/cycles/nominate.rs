//! Naming raters: by chart and draw, by hand, by the person rated.

use std::collections::BTreeSet;
use std::sync::Arc;

use jenjang::evaluation::chart::Chart;
use jenjang::evaluation::cycle::CycleState;
use jenjang::evaluation::nomination::{Nomination, NominationProblem, propose, review};
use jenjang::evaluation::repository::NominationFilter;
use jenjang::evaluation::scheme::{ChosenBy, Scheme};
use jenjang::legal::Label;
use jenjang::people::id::{CycleId, PersonId, RaterGroupCode};
use jenjang::policy::diagnostic::Severity;
use jenjang::store::Transaction;

use super::load;
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::{Action, Role, Target, authorize};
use crate::seen::Seen;
use crate::trail::{self, Change};

/// Raters to be named by chart and draw, for everybody of the cycle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProposeRaters {
    /// The cycle; naming begins with this where it is planned.
    pub cycle: CycleId,
    /// Seed of the draw, which is published: anybody can repeat it.
    pub seed: Arc<str>,
    /// Whether raters are also proposed for groups the person rated chooses, where nobody has been named yet.
    pub chosen_too: bool,
    /// What was seen of the cycle before.
    pub seen: Seen,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProposedRaters {
    /// Nominations added.
    pub added: usize,
    /// What is wrong with all nominations now.
    pub remarks: Vec<Remark>,
}

/// Something about nominations to be looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// An error has to be changed before the cycle opens; a warning may remain.
    pub severity: Severity,
    /// Stable code.
    pub code: &'static str,
    /// The sentence.
    pub message: Label,
}

impl Remark {
    pub(super) fn of(problem: &NominationProblem) -> Remark {
        Remark { severity: problem.severity(), code: problem.code(), message: problem.message() }
    }
}

/// Names raters by chart and draw for every group of a person in which nobody has been named yet.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`]; [`ServiceError::Refused`] where the cycle is past naming; [`ServiceError::Store`], with a
/// conflict where the cycle is another than what was seen.
pub async fn propose_raters(context: &Context<'_>, command: &ProposeRaters) -> Result<ProposedRaters, ServiceError> {
    transact!(context, tx => propose_in(context, tx, command).await)
}

async fn propose_in(context: &Context<'_>, tx: &mut dyn Transaction, command: &ProposeRaters) -> Result<ProposedRaters, ServiceError> {
    let stored = load::find(tx, &command.cycle).await?;
    let before = stored.value;
    authorize(context, tx, Action::Nominate, &Target::unit(&before.unit)).await?;
    command.seen.still(load::CYCLE, &command.cycle, Some(stored.revision))?;
    let mut file = before.clone();
    if file.cycle.state() == CycleState::Planned {
        file.cycle.start_nominating(context.clock.today())?;
    }
    nominating(&file.cycle)?;
    let scheme = load::scheme(tx, &file).await?;
    let chart = load::chart(&file.chart)?;
    let tree = load::tree(tx).await?;
    let mut all = tx.cycles().nominations(&command.cycle, &NominationFilter::default()).await?;
    let named: BTreeSet<(&PersonId, &RaterGroupCode)> = all.iter().map(|nomination| (nomination.ratee(), nomination.group())).collect();
    let pairs: BTreeSet<(&PersonId, &PersonId)> = all.iter().map(|nomination| (nomination.ratee(), nomination.rater())).collect();
    let wanted = |nomination: &Nomination| {
        let group = scheme.group(nomination.group());
        let of_unit = chart.get(nomination.ratee()).is_some_and(|member| load::within(&tree, &member.unit, &file.unit));
        of_unit
            && !named.contains(&(nomination.ratee(), nomination.group()))
            && !pairs.contains(&(nomination.ratee(), nomination.rater()))
            && group.is_some_and(|group| command.chosen_too || group.chosen_by != ChosenBy::Ratee)
    };
    let added: Vec<Nomination> = propose(&scheme, &chart, &command.seed).into_iter().filter(wanted).collect();
    let mut subjects = load::save_nominations(tx, &command.cycle, &[], &added).await?;
    if file.cycle != before.cycle {
        subjects[0] = load::save(tx, Some((&before, stored.revision)), &file).await?;
    }
    trail::record(context, tx, Change::new(Action::Nominate, subjects)).await?;
    let count = added.len();
    all.extend(added);
    Ok(ProposedRaters { added: count, remarks: remarks(&scheme, &chart, &all) })
}

/// Raters named by hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nominate {
    /// The cycle.
    pub cycle: CycleId,
    /// Who is rated.
    pub ratee: PersonId,
    /// Who rates, as a member of which group.
    pub raters: Vec<(PersonId, RaterGroupCode)>,
}

/// Names raters by hand; they wait for the superior. The person rated may fill the groups the scheme leaves to that person.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`]; [`ServiceError::Refused`] where the cycle is not being named for, a group is not the
/// person's to fill (`not-yours-to-choose`), or a nomination cannot stand beside the others (`nomination-unsound`); [`ServiceError::Store`].
pub async fn nominate(context: &Context<'_>, command: &Nominate) -> Result<Vec<Remark>, ServiceError> {
    transact!(context, tx => nominate_in(context, tx, command).await)
}

async fn nominate_in(context: &Context<'_>, tx: &mut dyn Transaction, command: &Nominate) -> Result<Vec<Remark>, ServiceError> {
    let roles = authorize(context, tx, Action::Nominate, &Target::person(&command.ratee)).await?;
    let file = load::find(tx, &command.cycle).await?.value;
    nominating(&file.cycle)?;
    let scheme = load::scheme(tx, &file).await?;
    let chart = load::chart(&file.chart)?;
    if roles.contains(&Role::Oneself) || !roles.contains(&Role::HrOfficer) {
        let others = command.raters.iter().find(|(_, group)| scheme.group(group).is_some_and(|group| group.chosen_by != ChosenBy::Ratee));
        if let Some((_, group)) = others {
            return Err(ServiceError::refused(
                "not-yours-to-choose",
                Label::new(
                    format!("penilai kelompok `{group}` tidak dipilih oleh yang dinilai menurut skema ini"),
                    format!("raters of group `{group}` are not chosen by the person rated under this scheme"),
                ),
            ));
        }
    }
    let filter = NominationFilter { ratee: Some(command.ratee.clone()), rater: None };
    let mut all = tx.cycles().nominations(&command.cycle, &filter).await?;
    let earlier = all.len();
    for (rater, group) in &command.raters {
        if let Some(over) = all.iter().find(|nomination| nomination.rater() == rater && !nomination.is_alive()) {
            let state = over.state().label();
            return Err(ServiceError::refused(
                "nomination-over",
                Label::new(
                    format!("penunjukan `{rater}` untuk menilai `{}` sudah berakhir: {}", command.ratee, state.id),
                    format!("the nomination of `{rater}` to rate `{}` is over: {}", command.ratee, state.en),
                ),
            ));
        }
        all.push(Nomination::new(command.ratee.clone(), rater.clone(), group.clone()));
    }
    let problems = review(&scheme, &chart, &all);
    let new = |problem: &&NominationProblem| problem.places.iter().any(|place| *place >= earlier);
    let wrong: Vec<Label> = problems
        .iter()
        .filter(new)
        .filter(|problem| problem.severity() == Severity::Error && problem.code() != "too-few-raters")
        .map(NominationProblem::message)
        .collect();
    if !wrong.is_empty() {
        return Err(ServiceError::refused("nomination-unsound", load::together(&wrong)));
    }
    let added = all.split_off(earlier);
    let subjects = load::save_nominations(tx, &command.cycle, &all, &added).await?;
    trail::record(context, tx, Change::new(Action::Nominate, subjects)).await?;
    Ok(problems.iter().map(Remark::of).collect())
}

/// What is wrong with all nominations of a cycle, and which of it has to be changed before it opens.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`]; [`ServiceError::Store`].
pub async fn review_nominations(context: &Context<'_>, cycle: &CycleId) -> Result<Vec<Remark>, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    let file = load::find(tx, cycle).await?.value;
    authorize(context, tx, Action::ReadNominations, &Target::unit(&file.unit)).await?;
    let scheme = load::scheme(tx, &file).await?;
    let chart = load::chart(&file.chart)?;
    let all = tx.cycles().nominations(cycle, &NominationFilter::default()).await?;
    Ok(remarks(&scheme, &chart, &all))
}

/// Who is named to rate a person. The person sees the groups the scheme leaves to that person, superior and HR see all.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`]; [`ServiceError::Store`].
pub async fn read_nominations(context: &Context<'_>, cycle: &CycleId, ratee: &PersonId) -> Result<Vec<Nomination>, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    let roles = authorize(context, tx, Action::ReadNominations, &Target::person(ratee)).await?;
    let filter = NominationFilter { ratee: Some(ratee.clone()), rater: None };
    load::find(tx, cycle).await?;
    let found = tx.cycles().nominations(cycle, &filter).await?;
    if !roles.contains(&Role::Oneself) && (roles.contains(&Role::HrOfficer) || roles.contains(&Role::Supervisor)) {
        return Ok(found);
    }
    load::chosen_by_ratee(tx, cycle, ratee, found).await
}

pub(super) fn remarks(scheme: &Scheme, chart: &Chart, nominations: &[Nomination]) -> Vec<Remark> {
    review(scheme, chart, nominations).iter().map(Remark::of).collect()
}

/// Refuses unless raters are being named.
pub(super) fn nominating(cycle: &jenjang::evaluation::cycle::Cycle) -> Result<(), ServiceError> {
    if matches!(cycle.state(), CycleState::Nominating { .. }) {
        return Ok(());
    }
    let state = cycle.state().label();
    Err(ServiceError::refused(
        "not-nominating",
        Label::new(
            format!("periode `{}` {}: penilai ditunjuk dan disetujui hanya selama penunjukan penilai", cycle.id(), state.id),
            format!("cycle `{}` is {}: raters are named and approved only while it is nominating", cycle.id(), state.en),
        ),
    ))
}
