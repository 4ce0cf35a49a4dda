//! Making a policy with the people it concerns: a draft in clauses, a consultation, answers to everybody, steps to the signature, which enacts the
//! policy through the use cases of [`policies`](crate::policies).

mod answer;
mod close;
mod draft;
mod meeting;
mod open;
mod read;
mod report;
mod settle;
mod sign;
mod step;
mod submit;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jenjang::audit::Digest;
use jenjang::consultation::compare::{TracedChange, trace};
use jenjang::consultation::life::TextVersion;
use jenjang::consultation::{ClauseNumber, Draft, Meeting, Refusal, Submission};
use jenjang::people::View;
use jenjang::people::id::DraftId;
use jenjang::policy::diff::diff;
use jenjang::policy::model::Policy;
use jenjang::record::RecordFilter;
use jenjang::store::{Revision, Transaction, Versioned};
use jenjang_policy_files::Library;

use crate::context::Context;
use crate::error::ServiceError;
use crate::permissions::Action;
use crate::policies::{checked, in_force};
use crate::records;
use crate::trail::{self, Change};

pub use answer::{AnswerSubmission, answer_submission};
pub use close::{CloseConsultation, close_consultation};
pub use draft::{DraftConsultation, Drafted, draft_consultation};
pub use meeting::{RecordMeeting, record_meeting};
pub use open::{OpenConsultation, open_consultation};
pub use read::{ConsultationView, list_consultations, read_consultation};
pub use report::{ConsultationReport, ReportedAnswer, report_consultation};
pub use settle::{SettleConsultation, settle_consultation};
pub use sign::{SignDraft, sign_draft};
pub use step::{TakeStep, take_step};
pub use submit::{SubmitOpinion, submit_opinion};

impl From<Refusal> for ServiceError {
    fn from(refusal: Refusal) -> ServiceError {
        match refusal.code {
            "drafter-signs" => ServiceError::ConflictOfInterest(refusal.message),
            code => ServiceError::refused(code, refusal.message),
        }
    }
}

/// What a conflict calls a draft in clauses.
const DRAFT: &str = "draft";

async fn load(tx: &mut dyn Transaction, draft: &DraftId) -> Result<Versioned<Draft>, ServiceError> {
    records::require::<Draft>(tx, draft.as_str()).await
}

/// Keeps a draft and writes down what was done to it.
async fn save(
    context: &Context<'_>,
    tx: &mut dyn Transaction,
    action: Action,
    before: Option<(&Draft, Revision)>,
    after: &Draft,
) -> Result<(), ServiceError> {
    records::save(tx, after, before.map(|(_, revision)| revision)).await?;
    let subject = records::subject(tx, before.map(|(draft, _)| draft), Some(after)).await?;
    let mut change = Change::new(action, vec![subject]);
    if let Some(current) = after.current() {
        change = change.under(&current.text.policy, current.policy_version);
    }
    trail::record(context, tx, change).await
}

async fn submissions(tx: &mut dyn Transaction, draft: &DraftId) -> Result<Vec<Submission>, ServiceError> {
    let found = records::list::<Submission>(tx, &RecordFilter::under(draft.as_str())).await?;
    let mut submissions: Vec<Submission> = found.into_iter().map(|stored| stored.value).collect();
    submissions.sort_by(|a, b| counted(a.id.as_str()).cmp(&counted(b.id.as_str())));
    Ok(submissions)
}

async fn meetings(tx: &mut dyn Transaction, draft: &DraftId) -> Result<Vec<Meeting>, ServiceError> {
    let found = records::list::<Meeting>(tx, &RecordFilter::under(draft.as_str())).await?;
    let mut meetings: Vec<Meeting> = found.into_iter().map(|stored| stored.value).collect();
    meetings.sort_by(|a, b| (a.on, counted(&a.id)).cmp(&(b.on, counted(&b.id))));
    Ok(meetings)
}

/// An id in the order of the number it ends with.
pub(crate) fn counted(id: &str) -> (&str, u64) {
    let head = id.trim_end_matches(|c: char| c.is_ascii_digit());
    (head, id.get(head.len()..).and_then(|digits| digits.parse().ok()).unwrap_or(0))
}

/// The policy of a version, compiled against those in force.
async fn policy_of(
    context: &Context<'_>,
    tx: &mut dyn Transaction,
    shipped: &Library,
    version: &TextVersion,
) -> Result<Arc<Policy>, ServiceError> {
    let mut library = Arc::unwrap_or_clone(in_force(tx, shipped, View::on(context.clock.today())).await?);
    Ok(checked(&mut library, &version.text.policy, &version.policy_text)?.0)
}

/// What changed from a version to the present one.
async fn changes_since(
    context: &Context<'_>,
    tx: &mut dyn Transaction,
    shipped: &Library,
    draft: &Draft,
    from: Digest,
    submissions: &[Submission],
) -> Result<Vec<TracedChange>, ServiceError> {
    let (Some(old), Some(new)) = (draft.version(from), draft.current()) else { return Ok(Vec::new()) };
    if old.digest == new.digest {
        return Ok(Vec::new());
    }
    let before = policy_of(context, tx, shipped, old).await?;
    let after = policy_of(context, tx, shipped, new).await?;
    Ok(trace(&old.text, &new.text, &diff(&before, &after), submissions))
}

/// The clauses changed since each version that submissions speak on.
async fn changed_clauses(
    context: &Context<'_>,
    tx: &mut dyn Transaction,
    shipped: &Library,
    draft: &Draft,
    submissions: &[Submission],
) -> Result<BTreeMap<Digest, BTreeSet<ClauseNumber>>, ServiceError> {
    let versions: BTreeSet<Digest> = submissions.iter().map(|submission| submission.version).collect();
    let mut changed = BTreeMap::new();
    for version in versions {
        let changes = changes_since(context, tx, shipped, draft, version, &[]).await?;
        changed.insert(version, changes.iter().filter_map(|change| change.clause).collect());
    }
    Ok(changed)
}
