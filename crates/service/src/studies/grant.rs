//! Granting a study assignment, or refusing it.

use jenjang::legal::Label;
use jenjang::people::id::StudyId;
use jenjang::placement::Stay;
use jenjang::store::{Transaction, Versioned};
use jenjang::study::StudyAssignment;

use super::rules::StudyRules;
use super::{STUDY, keep, not_own, refused};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};
use crate::placements::placed_or_studying;
use crate::records::{self, said};
use crate::seen::Seen;

/// A decision on a study assignment.
#[derive(Clone, Copy)]
pub struct GrantStudy<'a> {
    /// The study.
    pub study: &'a StudyId,
    /// Number of the decree that grants it, or why it is refused.
    pub decision: Result<&'a str, &'a str>,
    /// What was seen of it before: nobody decides on what somebody else decided meanwhile.
    pub seen: Seen,
    /// What decides.
    pub rules: StudyRules<'a>,
}

/// Grants a study assignment: eligibility is decided again for today and kept in the place of the earlier decision. Or refuses it.
///
/// # Errors
/// [`ServiceError::Forbidden`] for anybody but the appointing authority; [`ServiceError::ConflictOfInterest`] for the own; `study-not-eligible`,
/// `study-state`; `study-overlap` where the person is placed elsewhere meanwhile; `blank`; [`ServiceError::Store`], with a
/// conflict where it stands otherwise than what was seen.
pub async fn grant_study(context: &Context<'_>, command: GrantStudy<'_>) -> Result<StudyAssignment, ServiceError> {
    transact!(context, tx => in_transaction(context, tx, &command).await)
}

async fn in_transaction(
    context: &Context<'_>,
    tx: &mut dyn Transaction,
    command: &GrantStudy<'_>,
) -> Result<StudyAssignment, ServiceError> {
    let before: Versioned<StudyAssignment> = records::require(tx, command.study.as_str()).await?;
    authorize(context, tx, Action::GrantStudy, &Target::person(&before.value.person)).await?;
    not_own(context, &before.value.person)?;
    command.seen.still(STUDY, command.study, Some(before.revision))?;
    let today = context.clock.today();
    let mut after = before.value.clone();
    match command.decision {
        Err(reason) => {
            let reason = said(reason, &Label::new("alasan", "reason"))?;
            after.refuse(today, reason).map_err(|error| refused(&error))?;
        }
        Ok(decree) => {
            let decree = said(decree, &Label::new("nomor surat keputusan", "number of the decree"))?;
            let eligibility = command.rules.eligibility(tx, &after, today).await?;
            after.grant(eligibility, today, decree).map_err(|error| refused(&error))?;
            free(tx, &after).await?;
        }
    }
    keep(context, tx, Action::GrantStudy, Some(&before), &after).await?;
    Ok(after)
}

/// A study that releases from the post cannot be at the same time as a placement. The record's own history of study duty is left out: it may hold this
/// very study.
async fn free(tx: &mut dyn Transaction, study: &StudyAssignment) -> Result<(), ServiceError> {
    if study.self_funded {
        return Ok(());
    }
    let stay = Stay { first: study.first, last: study.last };
    let others = placed_or_studying(tx, &study.person, study.id.as_str()).await?;
    let Some(other) = others.into_iter().find(|other| other.overlaps(stay)) else { return Ok(()) };
    let until = |open: &str| other.last.map_or_else(|| open.to_owned(), |last| last.to_string());
    Err(ServiceError::refused(
        "study-overlap",
        Label::new(
            format!(
                "tugas belajar `{}` ({} sampai {}) bertumpang tindih dengan {} ({} sampai {})",
                study.id,
                study.first,
                study.last,
                other.what.id,
                other.first,
                until("belum berakhir")
            ),
            format!(
                "study `{}` ({} to {}) overlaps with {} ({} to {})",
                study.id,
                study.first,
                study.last,
                other.what.en,
                other.first,
                until("no end")
            ),
        ),
    ))
}
