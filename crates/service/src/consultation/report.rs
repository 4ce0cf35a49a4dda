//! Reporting on a consultation.

use jenjang::consultation::compare::TracedChange;
use jenjang::consultation::life::Stage;
use jenjang::consultation::metrics::{LEAST_SHOWN, Metrics};
use jenjang::consultation::submission::{Outcome, Position};
use jenjang::consultation::{ClauseNumber, Draft, Meeting};
use jenjang::legal::Label;
use jenjang::people::id::{DraftId, SubmissionId};
use jenjang_policy_files::Library;
use serde::Serialize;

use super::read::in_office;
use super::{changes_since, load, meetings, submissions};
use crate::context::Context;
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};

/// A submission and what it was answered, without who said it, from which group, and in which words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct ReportedAnswer {
    /// Id of the submission.
    pub submission: SubmissionId,
    /// The clause it spoke on.
    pub clause: ClauseNumber,
    /// What it wanted.
    pub position: Position,
    /// What became of it; none while it is not answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<std::sync::Arc<str>>,
}

/// How a consultation went and what came of it.
#[derive(Clone, Debug)]
pub struct ConsultationReport {
    /// The draft.
    pub draft: Draft,
    /// The figures.
    pub metrics: Metrics,
    /// What changed since the first version consulted, and who led to it.
    pub changes: Vec<TracedChange>,
    /// Every submission and its answer.
    pub answers: Vec<ReportedAnswer>,
    /// Meetings.
    pub meetings: Vec<Meeting>,
    /// Whether it is the published form: small groups are left out.
    pub published: bool,
}

/// The report on a consultation. Those who draft, sign or audit may see all figures; everybody else sees the published form, once the consultation is
/// closed: figures of small groups are left out, and participants of meetings with them.
///
/// # Errors
/// [`ServiceError::NotFound`]; [`ServiceError::Refused`] (`not-closed`) before the closing; [`ServiceError::Unsound`] where a version's policy no longer
/// fits those in force.
pub async fn report_consultation(
    context: &Context<'_>,
    shipped: &Library,
    draft: &DraftId,
    published: bool,
) -> Result<ConsultationReport, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = &mut *held;
    authorize(context, tx, Action::ReadConsultation, &Target::everything()).await?;
    let published = published || !in_office(context, tx).await?;
    let draft = load(tx, draft).await?.value;
    if matches!(draft.stage, Stage::Drafting | Stage::Consulting) && published {
        return Err(ServiceError::refused(
            "not-closed",
            Label::new(
                format!("laporan konsultasi rancangan `{}` diumumkan setelah konsultasi ditutup", draft.id),
                format!("the report on the consultation of draft `{}` is published once it is closed", draft.id),
            ),
        ));
    }
    let submissions = submissions(tx, &draft.id).await?;
    let mut meetings = meetings(tx, &draft.id).await?;
    let changes = match draft.consulted() {
        Some(first) => changes_since(context, tx, shipped, &draft, first.digest, &submissions).await?,
        None => Vec::new(),
    };
    let mut metrics = Metrics::of(&draft.process.groups, &submissions, &meetings, &changes);
    if published {
        metrics = metrics.published(LEAST_SHOWN);
        meetings.iter_mut().for_each(|meeting| meeting.participants.clear());
    }
    let answers = submissions
        .into_iter()
        .map(|submission| ReportedAnswer {
            submission: submission.id,
            clause: submission.clause,
            position: submission.position,
            outcome: submission.answer.as_ref().map(|answer| answer.outcome),
            reason: submission.answer.map(|answer| answer.reason),
        })
        .collect();
    Ok(ConsultationReport { draft, metrics, changes, answers, meetings, published })
}
