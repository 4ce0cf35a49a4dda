//! Assessing a placement at its end: competency evidence and hours.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::Decimal;
use jenjang::audit::Subject;
use jenjang::competency::repository::ProfileRecord;
use jenjang::competency::{Assessment, Framework};
use jenjang::development::catalogue::LeadsTo;
use jenjang::legal::Label;
use jenjang::people::View;
use jenjang::people::id::{DevelopmentId, FrameworkId, PersonId, PlacementId, TextError};
use jenjang::placement::{Place, Placement, PlacementAssessment};
use jenjang::store::Transaction;
use jenjang_policy_files::CompetencyLibrary;

use super::{authorized, not_own, refused};
use crate::context::{Context, transact};
use crate::development::{CompletedDevelopment, CreditHours, LearningRules, credit_hours, unknown_form};
use crate::error::ServiceError;
use crate::needs::sound_profile;
use crate::permissions::{Action, Role};
use crate::records::{self, said};
use crate::trail::{self, Change};

/// What a supervisor saw.
#[derive(Clone, Copy, Debug)]
pub struct AssessPlacement<'a> {
    /// The placement.
    pub placement: &'a PlacementId,
    /// The level shown in each competency; those the place leads to alone.
    pub levels: &'a [LeadsTo],
    /// Report or document it rests on.
    pub evidence: &'a str,
    /// Hours the agency credits where the rules give the form no conversion; without them such a form credits none.
    pub hours: Option<Decimal>,
    /// What the form is worth.
    pub rules: LearningRules<'a>,
    /// Frameworks of the competencies.
    pub competency: &'a CompetencyLibrary,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssessedPlacement {
    /// The placement.
    pub placement: Placement,
    /// What became of the hours in the learning register.
    pub register: CompletedDevelopment,
}

/// Ends a placement with an assessment. Its levels are added to the person's competency profile, with the kind of place as the method, the host as the
/// assessor, and the report as evidence; its hours are credited once.
///
/// Whether a framework takes such an assessment for a gap is for the framework to say: one that takes accredited units alone sets it aside with that
/// reason, and it stands as evidence.
///
/// # Errors
/// [`ServiceError::Forbidden`] for anybody but the supervisor, or an HR officer where the supervisor is in no file; [`ServiceError::ConflictOfInterest`]
/// for the own; `placement-state`, `placement-level`; `profile-unsound`; `blank`; as [`credit_hours`].
pub async fn assess_placement(context: &Context<'_>, command: AssessPlacement<'_>) -> Result<AssessedPlacement, ServiceError> {
    transact!(context, tx => in_transaction(context, tx, &command).await)
}

async fn in_transaction(
    context: &Context<'_>,
    tx: &mut dyn Transaction,
    command: &AssessPlacement<'_>,
) -> Result<AssessedPlacement, ServiceError> {
    let (before, place) = authorized(context, tx, Action::AssessPlacement, command.placement).await?;
    not_own(context, &before.value)?;
    if before.value.supervisor.is_some() && context.actor.person() != before.value.supervisor.as_ref() {
        return Err(ServiceError::Forbidden { action: Action::AssessPlacement, allowed: &[Role::Counterpart] });
    }
    let today = context.clock.today();
    let evidence = said(command.evidence, &Label::new("bukti", "evidence"))?;
    let last = before.value.stay.last.min(today);
    let hours = hours(context, tx, command, &place, last).await?;
    let credit = credit(&before.value, &place, last, hours.given, &evidence)?;
    let mut after = before.value.clone();
    let mut assessment = PlacementAssessment { on: today, levels: command.levels.to_vec(), evidence: Arc::clone(&evidence), hours: None };
    // whether it may be assessed is asked before anything is kept
    after.clone().assess(&place, assessment.clone()).map_err(|error| refused(&error))?;
    let mut subjects = into_profile(tx, command, &before.value, &place, today, &evidence).await?;
    let credited = credit_hours(context, tx, command.rules, &credit).await?;
    assessment.hours = (hours.converted || hours.given.is_some_and(|given| !given.is_zero())).then_some(credited.hours);
    after.assess(&place, assessment).map_err(|error| refused(&error))?;
    records::save(tx, &after, Some(before.revision)).await?;
    subjects.push(records::subject(tx, Some(&before.value), Some(&after)).await?);
    subjects.push(credited.subject);
    trail::record(context, tx, Change::new(Action::AssessPlacement, subjects)).await?;
    Ok(AssessedPlacement { placement: after, register: credited.register })
}

/// What can be said of the hours before they are credited.
#[derive(Clone, Copy)]
struct Hours {
    /// The rules convert the form.
    converted: bool,
    /// What the agency credits where they do not.
    given: Option<Decimal>,
}

async fn hours(
    context: &Context<'_>,
    tx: &mut dyn Transaction,
    command: &AssessPlacement<'_>,
    place: &Place,
    last: NaiveDate,
) -> Result<Hours, ServiceError> {
    let forms = command.rules.forms(tx, View { as_of: last, known_at: context.clock.today() }).await?;
    let form = forms.get(&place.form).ok_or_else(|| unknown_form(&place.form))?;
    let converted = form.rule(place.abroad).hours_per_unit.is_some();
    // without a conversion and without the agency's word nothing is credited, and the activity is still on record
    Ok(Hours { converted, given: if converted { command.hours } else { Some(command.hours.unwrap_or_default()) } })
}

fn credit(
    placement: &Placement,
    place: &Place,
    last: NaiveDate,
    hours: Option<Decimal>,
    evidence: &Arc<str>,
) -> Result<CreditHours, ServiceError> {
    let id: Result<DevelopmentId, TextError> = placement.id.as_str().parse();
    Ok(CreditHours {
        id: id.map_err(|error| ServiceError::refused("development-id", Label::same(error.to_string())))?,
        person: placement.person.clone(),
        form: Arc::clone(&place.form),
        title: Arc::clone(&place.title),
        competency: place.leads_to.first().map(|leads_to| leads_to.competency.clone()),
        amount: Decimal::ONE,
        abroad: place.abroad,
        first: placement.stay.first.min(last),
        last,
        hours,
        evidence: Some(Arc::clone(evidence)),
    })
}

/// Adds the levels to the profiles of the person; what the trail proves of them.
async fn into_profile(
    tx: &mut dyn Transaction,
    command: &AssessPlacement<'_>,
    placement: &Placement,
    place: &Place,
    today: NaiveDate,
    evidence: &Arc<str>,
) -> Result<Vec<Subject>, ServiceError> {
    let mut by_framework: BTreeMap<&FrameworkId, Vec<Assessment>> = BTreeMap::new();
    for given in command.levels {
        by_framework.entry(&given.framework).or_default().push(Assessment {
            competency: given.competency.clone(),
            level: given.level,
            date: today,
            valid_until: None,
            assessor: Arc::clone(&place.host),
            method: place.kind.label().id,
            purpose: None,
            tier: None,
            unit: None,
            evidence: vec![placement.id.as_str().into(), Arc::clone(evidence)],
        });
    }
    let mut subjects = Vec::new();
    for (id, new) in by_framework {
        let framework = command.competency.framework(id);
        let framework = framework.ok_or_else(|| ServiceError::not_found(Label::new("kerangka kompetensi", "competency framework"), id))?;
        subjects.extend(add(tx, &placement.person, framework, new).await?);
    }
    Ok(subjects)
}

async fn add(
    tx: &mut dyn Transaction,
    person: &PersonId,
    framework: &Framework,
    new: Vec<Assessment>,
) -> Result<Option<Subject>, ServiceError> {
    let stored = tx.competency().find_profile(person, framework.id()).await?;
    let before = stored.as_ref().map(|stored| &stored.value);
    let mut assessments = before.map(|profile| profile.assessments.clone()).unwrap_or_default();
    assessments.extend(new);
    let after = ProfileRecord { person: person.clone(), framework: framework.id().clone(), assessments };
    sound_profile(after.clone(), framework)?;
    tx.competency().save_profile(&after, stored.as_ref().map(|stored| stored.revision)).await?;
    let Some(file) = tx.people().find(person).await? else { return Ok(None) };
    trail::person_subject(&file.value, before, Some(&after)).map(Some)
}
