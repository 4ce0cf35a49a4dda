//! Plans a round.

use std::num::NonZeroUsize;
use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::legal::Label;
use jenjang::people::View;
use jenjang::people::id::{RoundId, UnitId};
use jenjang::policy::decide::prepare;
use jenjang::policy::document::Kind;
use jenjang::policy::model::Policy;
use jenjang::promotion::repository::RoundFile;
use jenjang::promotion::{Method, Panel, RankOrder, Round, RoundPlan, Stage};
use jenjang::store::{Revision, Transaction};
use jenjang_policy_files::Library;

use super::actor;
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};
use crate::policies::{in_force, rules};
use crate::seen::Seen;
use crate::trail::{Change, record, thing_subject};

/// How the eligible are ranked.
#[derive(Clone, Debug)]
pub struct PlannedRanking {
    /// Id of the policy that scores them; its tie-breakers are those of the round.
    pub score_policy: Arc<str>,
    /// How many names are put forward.
    pub names: NonZeroUsize,
    /// Who scores, where a panel does.
    pub panel: Option<Panel>,
}

/// Plans a round, or plans one anew that has not been opened.
#[derive(Clone, Debug)]
pub struct PlanRound<'a> {
    /// Policies and catalogue that came with the program.
    pub shipped: &'a Library,
    /// Its id.
    pub id: RoundId,
    /// What people read.
    pub title: Label,
    /// Whose round it is: the unit and all under it.
    pub unit: UnitId,
    /// Id of the eligibility policy.
    pub policy: Arc<str>,
    /// The day everybody is decided for.
    pub as_of: NaiveDate,
    /// How the eligible are ranked; without it everybody eligible is put forward.
    pub ranking: Option<PlannedRanking>,
    /// How many may be chosen; no limit where absent.
    pub quota: Option<usize>,
}

/// Plans a round.
///
/// # Errors
/// [`ServiceError::Forbidden`]; a unit or policy that is not there; `wrong-kind` for a policy that decides something else;
/// `policy-not-in-force` on the round's day; `round-opened` for a round that is past planning.
pub async fn plan_round(context: &Context<'_>, command: PlanRound<'_>) -> Result<RoundFile, ServiceError> {
    transact!(context, tx => plan(context, tx, &command, Seen::Anything).await)
}

/// Plans a round anew that was read at a revision.
///
/// # Errors
/// As [`plan_round`]; a conflict where somebody else changed it meanwhile.
pub async fn plan_round_anew(context: &Context<'_>, command: PlanRound<'_>, read: Revision) -> Result<RoundFile, ServiceError> {
    transact!(context, tx => plan(context, tx, &command, Seen::At(read)).await)
}

async fn plan(context: &Context<'_>, tx: &mut dyn Transaction, command: &PlanRound<'_>, seen: Seen) -> Result<RoundFile, ServiceError> {
    authorize(context, tx, Action::PlanRound, &Target::unit(&command.unit)).await?;
    let (actor, today) = (actor(context, Action::PlanRound)?, context.clock.today());
    if tx.people().find_unit(&command.unit).await?.is_none() {
        return Err(ServiceError::not_found(Label::new("unit", "unit"), &command.unit));
    }
    let before = tx.rounds().find(&command.id).await?;
    if let Some(found) = &before {
        authorize(context, tx, Action::PlanRound, &Target::unit(&found.value.unit)).await?;
        seen.still("round", &command.id, Some(found.revision))?;
        if found.value.stage != Stage::Planned {
            return Err(ServiceError::refused(
                "round-opened",
                Label::new(
                    format!("putaran `{}` sudah pada keadaan `{}`", command.id, found.value.stage.label().id),
                    format!("round `{}` is already in state `{}`", command.id, found.value.stage),
                ),
            ));
        }
    }
    let library = in_force(tx, command.shipped, View { as_of: command.as_of, known_at: today }).await?;
    usable(&library, &command.policy, Kind::Eligibility, command.as_of, today)?;
    let method = match &command.ranking {
        None => Method::Eligibility,
        Some(ranking) => {
            let score = usable(&library, &ranking.score_policy, Kind::Score, command.as_of, today)?;
            Method::Ranking { order: RankOrder::published(&score), names: ranking.names }
        }
    };
    let plan = RoundPlan {
        id: command.id.clone(),
        title: command.title.clone(),
        policy: Arc::clone(&command.policy),
        as_of: command.as_of,
        method,
        quota: command.quota,
    };
    let file = RoundFile {
        plan: Round::new(plan).plan().clone(),
        unit: command.unit.clone(),
        opened_by: actor.clone(),
        run_by: before.iter().flat_map(|found| &found.value.run_by).chain([actor]).cloned().collect(),
        score_policy: command.ranking.as_ref().map(|ranking| Arc::clone(&ranking.score_policy)),
        panel: command.ranking.as_ref().and_then(|ranking| ranking.panel.clone()),
        stage: Stage::Planned,
        since: today,
        screening: None,
        edition: 1,
        earlier: Vec::new(),
        selection: None,
    };
    tx.rounds().save(&file, before.as_ref().map(|found| found.revision)).await?;
    let subject = thing_subject("round", &command.id, before.as_ref().map(|found| &found.value), Some(&file))?;
    record(context, tx, Change::new(Action::PlanRound, vec![subject])).await?;
    Ok(file)
}

/// A policy of this kind that binds on the day.
fn usable(library: &Library, id: &str, kind: Kind, as_of: NaiveDate, known_at: NaiveDate) -> Result<Arc<Policy>, ServiceError> {
    let policy = rules::policy(library, id)?;
    if policy.kind != kind {
        let (found, expected) = (policy.kind.as_str(), kind.as_str());
        return Err(ServiceError::refused(
            "wrong-kind",
            Label::new(
                format!("kebijakan `{id}` berjenis `{found}`, seharusnya `{expected}`"),
                format!("policy `{id}` decides `{found}`, expected `{expected}`"),
            ),
        ));
    }
    prepare(&library.set, policy, as_of, known_at).map_err(|error| ServiceError::refused("policy-not-in-force", error.message()))?;
    Ok(Arc::clone(policy))
}
