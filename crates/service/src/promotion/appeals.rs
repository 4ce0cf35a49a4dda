//! Appeals as those who handle them see them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jenjang::legal::{Label, Language};
use jenjang::people::id::{AppealId, PersonId, UnitId};
use jenjang::policy::explain;
use jenjang::promotion::repository::{AppealRecord, AppealStage};
use jenjang::promotion::{OutcomeKind, RoundPlan};

use super::desk::names;
use super::file_appeal::{Reopened, appeal, target};
use super::gather::Gatherer;
use super::redecide::would_be;
use crate::context::Context;
use crate::error::ServiceError;
use crate::file::DecisionView;
use crate::people::scope::Scope;
use crate::permissions::{Action, Role, Target, allowed, roles};

/// An appeal in a list.
#[derive(Clone, Debug)]
pub struct AppealRow {
    /// The appeal.
    pub appeal: AppealRecord,
    /// The appellant's name, where it is known.
    pub name: Option<Arc<str>>,
    /// The round of the decision.
    pub round: Option<RoundPlan>,
}

/// The appeals in the units whose appeals the actor handles, those waiting longest first.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::Store`].
pub async fn list_appeals(context: &Context<'_>) -> Result<Vec<AppealRow>, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    let scope = Scope::of(context, tx, Action::ResolveAppeal).await?;
    let rounds: BTreeMap<_, _> = tx.rounds().list().await?.into_iter().map(|stored| (stored.value.plan.id.clone(), stored.value)).collect();
    let all: Vec<AppealRecord> = tx.appeals().list(None).await?.into_iter().map(|stored| stored.value).collect();
    let people: BTreeSet<PersonId> = all.iter().map(|appeal| appeal.person.clone()).collect();
    let files = crate::trail::files(tx, &people.into_iter().collect::<Vec<_>>()).await?;
    let row = |appeal: AppealRecord| {
        let round = appeal.round.as_ref().and_then(|round| rounds.get(round));
        let file = files.get(&appeal.person);
        let unit: Option<&UnitId> = round.map(|round| &round.unit).or(file.and_then(|file| file.unit.as_ref()));
        let name = file.and_then(|file| file.record.name.clone());
        scope.takes(unit).then(|| AppealRow { name, round: round.map(|round| round.plan.clone()), appeal })
    };
    let mut rows: Vec<AppealRow> = all.into_iter().filter_map(row).collect();
    let settled = |row: &AppealRow| !matches!(row.appeal.stage, AppealStage::Filed | AppealStage::UnderReview { .. });
    rows.sort_by(|a, b| (settled(a), a.appeal.filed, &a.appeal.id).cmp(&(settled(b), b.appeal.filed, &b.appeal.id)));
    Ok(rows)
}

/// An appeal with what it is about.
#[derive(Clone, Debug)]
pub struct AppealView {
    /// The appeal.
    pub appeal: AppealRecord,
    /// The appellant's name, where it is known.
    pub name: Option<Arc<str>>,
    /// The round of the decision.
    pub round: Option<RoundPlan>,
    /// Names of those who signed the decision and look into the appeal, where they are known.
    pub names: BTreeMap<PersonId, Arc<str>>,
    /// The decision disputed.
    pub disputed: DecisionView,
    /// What people read for the criterion disputed.
    pub criterion: Label,
    /// The decision made again from what it rests on, in words; or why it cannot be.
    pub again: Result<String, Label>,
    /// What would come out if the record as it stands now were decided under the same rules; none where nothing is different.
    pub now: Option<WouldBe>,
    /// The new decision, where the appeal led to one.
    pub redecided: Option<DecisionView>,
    /// What the actor may do now.
    pub may: BTreeSet<Action>,
    /// Whether the actor may read the appellant's file as an HR officer.
    pub reads_file: bool,
}

/// What a decision made anew would say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WouldBe {
    /// What would come out.
    pub outcome: OutcomeKind,
    /// Facts that differ: what people read, before and after.
    pub changes: Vec<(Label, Label, Label)>,
}

/// Reads an appeal: what is disputed, the decision made again, and what would come out with the record as it stands now.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`]; [`ServiceError::Store`].
pub async fn read_appeal(
    context: &Context<'_>,
    id: &AppealId,
    gatherer: &dyn Gatherer,
    language: Language,
) -> Result<AppealView, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    let (stored, disputed) = appeal(tx, id).await?;
    let about = target(tx, &disputed).await?;
    let held_roles = roles(context, tx, &about).await?;
    let action = Action::ResolveAppeal;
    if !allowed(action).iter().any(|role| held_roles.contains(role)) {
        return Err(ServiceError::Forbidden { action, allowed: allowed(action) });
    }
    let record = stored.value;
    let round = match &disputed.round {
        Some(round) => tx.rounds().find(round).await?.map(|stored| stored.value.plan),
        None => None,
    };
    let mut people = BTreeSet::from([record.person.clone()]);
    people.extend(disputed.decided_by.parse().ok());
    if let AppealStage::UnderReview { by, .. } = &record.stage {
        people.insert(by.clone());
    }
    let names = names(tx, &people).await?;
    let today = context.clock.today();
    let mut criterion = Label::same(&*record.criterion);
    let (again, now) = match Reopened::load(tx, &disputed).await {
        Ok(old) => {
            let policy = old.rules.policy(&disputed.policy)?;
            if let Some(found) = policy.criteria.iter().find(|found| found.code == record.criterion) {
                criterion = found.label.clone();
            }
            let text = explain::decision(policy, old.signed.decision(), language);
            let open = matches!(record.stage, AppealStage::Filed | AppealStage::UnderReview { .. });
            (Ok(text), if open { would_be(tx, &old, &disputed, gatherer, today).await? } else { None })
        }
        Err(ServiceError::Store(error)) => return Err(error.into()),
        Err(error) => (Err(error.message()), None),
    };
    let redecided = match &record.stage {
        AppealStage::Redecided { decision, .. } => tx.decisions().find(decision).await?.as_ref().map(DecisionView::of),
        _ => None,
    };
    let concerned = context.actor.person().is_some_and(|actor| *actor == disputed.person || *disputed.decided_by == *actor.as_str());
    let stands = match (context.actor.person(), &disputed.round) {
        (Some(actor), Some(round)) => tx.rounds().is_candidate(round, actor).await?,
        _ => false,
    };
    let possible: &[Action] = match record.stage {
        AppealStage::Filed => &[Action::ReviewAppeal],
        AppealStage::UnderReview { .. } => &[Action::ResolveAppeal],
        _ => &[],
    };
    let holds = |action: &Action| allowed(*action).iter().any(|role: &Role| held_roles.contains(role));
    let may = possible.iter().copied().filter(|action| !concerned && !stands && holds(action)).collect();
    let reads_file = roles(context, tx, &Target::person(&record.person)).await?.contains(&Role::HrOfficer);
    Ok(AppealView {
        name: names.get(&record.person).cloned(),
        disputed: DecisionView::of(&disputed),
        appeal: record,
        round,
        names,
        criterion,
        again,
        now,
        redecided,
        may,
        reads_file,
    })
}
