//! Study assignments: eligibility decided and kept, grant, semesters with hours, bond, breach.
//!
//! **Conflicts of interest.** Nobody grants the own study or records its course.

mod desk;
mod grant;
mod read;
mod record;
mod request;
mod rules;

use jenjang::legal::Label;
use jenjang::people::id::PersonId;
use jenjang::store::{Transaction, Versioned};
use jenjang::study::{StudyAssignment, StudyError};

use crate::context::Context;
use crate::error::ServiceError;
use crate::permissions::Action;
use crate::records;
use crate::trail::{self, Change};

pub use desk::{ReadStudyDesk, StudyDecision, StudyFile, StudyRow, read_study_desk, read_study_file, turn, waiting_studies};
pub use grant::{GrantStudy, grant_study};
pub use read::{list_studies, read_study, studies_of_person};
pub use record::{RecordStudy, RecordedStep, StudyStep, record_study};
pub use request::{RequestStudy, StudyRequest, request_study};
pub use rules::StudyRules;

/// What a conflict calls a study assignment.
const STUDY: &str = "study assignment";

fn is_own(context: &Context<'_>, person: &PersonId) -> bool {
    context.actor.person() == Some(person)
}

fn not_own(context: &Context<'_>, person: &PersonId) -> Result<(), ServiceError> {
    if is_own(context, person) {
        return Err(ServiceError::ConflictOfInterest(Label::new(
            "tugas belajar sendiri harus ditetapkan dan dicatat orang lain",
            "a study assignment of one's own has to be granted and recorded by somebody else",
        )));
    }
    Ok(())
}

async fn keep(
    context: &Context<'_>,
    tx: &mut dyn Transaction,
    action: Action,
    before: Option<&Versioned<StudyAssignment>>,
    after: &StudyAssignment,
) -> Result<(), ServiceError> {
    records::save(tx, after, before.map(|before| before.revision)).await?;
    let subject = records::subject(tx, before.map(|before| &before.value), Some(after)).await?;
    trail::record(context, tx, Change::new(action, vec![subject])).await
}

fn refused(error: &StudyError) -> ServiceError {
    ServiceError::refused(error.code(), error.message())
}
