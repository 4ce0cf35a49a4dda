//! Development of people: what is planned, done, given up.
//!
//! Hours count once. Completing an activity enters it in the learning register of the person's record, which is what rules read; a register nobody has
//! consulted stays unconsulted (one entry would say that there are no others), and the hours stand in the record of the activity alone. An entry of
//! the same day and title that an import brought is not doubled.

mod cancel;
mod complete;
pub(crate) mod credit;
mod plan;

use jenjang::audit::Subject;
use jenjang::development::{DevelopmentRecord, DevelopmentState};
use jenjang::legal::Label;
use jenjang::people::id::{DevelopmentId, PersonId};
use jenjang::people::record::LearningRecord;
use jenjang::people::repository::PersonFile;
use jenjang::store::{Transaction, Versioned};
use serde::Serialize;

use crate::error::ServiceError;
use crate::records::said;
use crate::trail;

pub use cancel::{CancelDevelopment, cancel_development};
use complete::{check_completion, finish};

pub use complete::{CompleteDevelopment, CompletedDevelopment, complete_development};
pub(crate) use credit::unknown as unknown_form;
pub use credit::{CreditHours, CreditedHours, LearningRules, credit_hours};
pub use plan::{PlanDevelopment, plan_development};

/// An activity that is still planned, and whose it is.
async fn planned(
    tx: &mut dyn Transaction,
    id: &DevelopmentId,
) -> Result<(Versioned<DevelopmentRecord>, Versioned<PersonFile>), ServiceError> {
    let what = || Label::new("kegiatan pengembangan", "development activity");
    let record = tx.development().find(id).await?.ok_or_else(|| ServiceError::not_found(what(), id))?;
    let file = person(tx, &record.value.person).await?;
    Ok((record, file))
}

/// Refuses for an activity that is over.
fn still_planned(record: &DevelopmentRecord) -> Result<(), ServiceError> {
    let state = match record.state {
        DevelopmentState::Planned { .. } => return Ok(()),
        DevelopmentState::Completed { .. } => Label::new("selesai", "completed"),
        DevelopmentState::Cancelled { .. } => Label::new("dibatalkan", "cancelled"),
    };
    Err(ServiceError::refused(
        "not-planned",
        Label::new(
            format!("kegiatan `{}` sudah {}, diharapkan masih direncanakan", record.id, state.id),
            format!("activity `{}` is {} already, expected still planned", record.id, state.en),
        ),
    ))
}

async fn person(tx: &mut dyn Transaction, id: &PersonId) -> Result<Versioned<PersonFile>, ServiceError> {
    let found = tx.people().find(id).await?;
    found.ok_or_else(|| ServiceError::not_found(Label::new("pegawai", "person"), id))
}

/// What the trail proves of a change: the activity, and the learning register where it changed too.
fn subject(
    file: &PersonFile,
    before: Option<(&DevelopmentRecord, Option<&Vec<LearningRecord>>)>,
    after: (&DevelopmentRecord, Option<&Vec<LearningRecord>>),
) -> Result<Subject, ServiceError> {
    #[derive(Serialize)]
    struct Proof<'a> {
        activity: &'a DevelopmentRecord,
        #[serde(skip_serializing_if = "Option::is_none")]
        learning: Option<&'a Vec<LearningRecord>>,
    }
    let proof = |(activity, learning)| Proof { activity, learning };
    trail::person_subject(file, before.map(proof).as_ref(), Some(&proof(after)))
}
