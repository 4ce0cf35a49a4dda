//! Somebody's competencies beside what the present and the chosen post ask for.

use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::Decimal;
use jenjang::career::{CareerMap, CareerTarget};
use jenjang::competency::gap::GapReport;
use jenjang::competency::profile::{Profile, ProfileQuestion};
use jenjang::competency::standard::standards_for;
use jenjang::legal::{Label, LegalReference};
use jenjang::people::CivilServantRecord;
use jenjang::people::id::{PersonId, TierCode};
use jenjang_policy_files::CompetencyLibrary;
use serde::Serialize;

use crate::context::Context;
use crate::error::ServiceError;
use crate::needs::sound_profile;
use crate::permissions::{Action, Target, authorize};
use crate::records;

/// Asks for somebody's competencies.
#[derive(Clone, Copy)]
pub struct ReadCompetencies<'a> {
    /// Who.
    pub person: &'a PersonId,
    /// Frameworks and standards.
    pub library: &'a CompetencyLibrary,
    /// The posts there are, to know what the chosen one asks for.
    pub map: Option<&'a CareerMap>,
}

/// Which post a standard is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum WhichPost {
    /// The present one.
    Present,
    /// The chosen one.
    Chosen,
}

/// Competencies beside one standard.
#[derive(Clone, Debug)]
pub struct CompetencyView {
    /// Which post it is for.
    pub which: WhichPost,
    /// What the standard is called.
    pub standard: Label,
    /// The framework.
    pub framework: Label,
    /// Where the standard comes from.
    pub source: LegalReference,
    /// One for each competency the standard names.
    pub rows: Vec<CompetencyRow>,
    /// Assessments that do not count today, and why: competency, day, reason.
    pub set_aside: Vec<(Label, NaiveDate, Label)>,
}

/// One competency.
#[derive(Clone, Debug)]
pub struct CompetencyRow {
    /// Its code.
    pub code: Arc<str>,
    /// What it is called.
    pub label: Label,
    /// The level required.
    pub required: Decimal,
    /// The level assessed.
    pub actual: Option<Decimal>,
    /// Whether nothing else makes up for it.
    pub critical: bool,
    /// When it was assessed, and the last day that counts where the assessment names one.
    pub assessed: Option<(NaiveDate, Option<NaiveDate>)>,
}

/// Competencies beside what the present and the chosen post ask for, today; nothing where no standard is known for either.
///
/// # Errors
/// [`ServiceError::Forbidden`] for anybody but the person, the superior and an HR officer; [`ServiceError::NotFound`]; `profile-unsound`;
/// [`ServiceError::Store`].
pub async fn read_competencies(context: &Context<'_>, command: ReadCompetencies<'_>) -> Result<Vec<CompetencyView>, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    authorize(context, tx, Action::ReadNeeds, &Target::person(command.person)).await?;
    let found = tx.people().find(command.person).await?;
    let file = found.ok_or_else(|| ServiceError::not_found(Label::new("pegawai", "person"), command.person))?.value;
    let stored = tx.competency().profiles(command.person).await?;
    let target = records::find::<CareerTarget>(tx, command.person.as_str()).await?.map(|stored| stored.value);
    drop(held);
    let mut profiles = Vec::new();
    for record in stored.into_iter().map(|stored| stored.value) {
        let Some(framework) = command.library.framework(&record.framework) else { continue };
        profiles.push(sound_profile(record, framework)?);
    }
    let today = context.clock.today();
    let mut views = Vec::new();
    if let Some(tier) = tier_of(&file.record, today) {
        views.extend(beside(&command, &profiles, WhichPost::Present, None, &tier, today)?);
    }
    if let Some(post) = target.as_ref().and_then(|target| command.map?.post(&target.post))
        && let Ok(tier) = post.tier.as_deref().unwrap_or(&post.kind).parse::<TierCode>()
    {
        views.extend(beside(&command, &profiles, WhichPost::Chosen, Some(&post.id), &tier, today)?);
    }
    Ok(views)
}

/// The tier of the present post: that of a functional one, the kind of any other.
fn tier_of(record: &CivilServantRecord, today: NaiveDate) -> Option<TierCode> {
    let held = |event: &&jenjang::people::record::PositionRecord| {
        !event.acting && event.since <= today && event.until.is_none_or(|until| today < until)
    };
    let post = record.registers.positions.iter().flatten().filter(held).max_by_key(|event| event.since)?;
    match &post.tier {
        Some(tier) => Some(tier.clone()),
        None => post.kind.as_str().parse().ok(),
    }
}

fn beside(
    command: &ReadCompetencies<'_>,
    profiles: &[Profile],
    which: WhichPost,
    post: Option<&jenjang::people::id::PositionId>,
    tier: &TierCode,
    date: NaiveDate,
) -> Result<Vec<CompetencyView>, ServiceError> {
    let mut views = Vec::new();
    for found in standards_for(&command.library.standards, post, Some(tier), date) {
        let Some(framework) = command.library.framework(found.standards.framework()) else { continue };
        let profile = profiles.iter().find(|profile| profile.framework() == framework.id());
        let question = ProfileQuestion { date, rules: framework.assessment_rules(), tier: None, purpose: None };
        let current = profile.map(|profile| profile.current(&question)).unwrap_or_default();
        let report = GapReport::of(found.standard, &current.levels()).map_err(|error| ServiceError::refused("gaps", error.label()))?;
        let name = |code: &jenjang::people::id::CompetencyCode| {
            framework.competency(code).map_or_else(|| Label::same(code.as_str()), |competency| competency.label.clone())
        };
        let row = |gap: &jenjang::competency::gap::CompetencyGap| CompetencyRow {
            code: gap.competency.as_str().into(),
            label: name(&gap.competency),
            required: gap.required,
            actual: gap.actual,
            critical: gap.critical,
            assessed: current.assessments.get(&gap.competency).map(|assessment| (assessment.date, assessment.valid_until)),
        };
        let aside =
            |one: &jenjang::competency::profile::SetAside<'_>| (name(&one.assessment.competency), one.assessment.date, one.reason.label());
        views.push(CompetencyView {
            which,
            standard: found.standard.label.clone(),
            framework: framework.title().clone(),
            source: found.standard.source.clone(),
            rows: report.rows().iter().map(row).collect(),
            set_aside: current.set_aside.iter().map(aside).collect(),
        });
    }
    Ok(views)
}
