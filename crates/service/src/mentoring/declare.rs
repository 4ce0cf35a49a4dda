//! Declaring a programme, or changing one.

use jenjang::legal::Label;
use jenjang::mentoring::MentoringProgramme;
use jenjang::store::Transaction;

use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};
use crate::records::{self, said};
use crate::seen::Seen;
use crate::trail::{self, Change};

/// Keeps a programme: a new one, or what changes in one. Pairs that stand are not touched.
///
/// # Errors
/// [`ServiceError::Forbidden`] for anybody but an HR officer of its unit (and of the unit it was of); `programme` with what is wrong with it; `blank`;
/// [`ServiceError::Store`].
pub async fn declare_programme(context: &Context<'_>, programme: &MentoringProgramme) -> Result<(), ServiceError> {
    declare_as_seen(context, programme, Seen::Anything).await
}

/// Keeps a programme where what stands is what was seen.
///
/// # Errors
/// As [`declare_programme`]; a conflict where somebody else declared or changed it meanwhile.
pub async fn declare_as_seen(context: &Context<'_>, programme: &MentoringProgramme, seen: Seen) -> Result<(), ServiceError> {
    transact!(context, tx => declare(context, tx, programme, seen).await)
}

async fn declare(context: &Context<'_>, tx: &mut dyn Transaction, programme: &MentoringProgramme, seen: Seen) -> Result<(), ServiceError> {
    authorize(context, tx, Action::RunMentoring, &Target::unit(&programme.unit)).await?;
    said(&programme.title, &Label::new("nama program", "title of the programme"))?;
    programme.check().map_err(|fault| ServiceError::refused("programme", fault.message()))?;
    if tx.people().find_unit(&programme.unit).await?.is_none() {
        return Err(ServiceError::not_found(Label::new("unit", "unit"), &programme.unit));
    }
    let before = records::find::<MentoringProgramme>(tx, programme.id.as_str()).await?;
    if let Some(before) = &before {
        authorize(context, tx, Action::RunMentoring, &Target::unit(&before.value.unit)).await?;
    }
    seen.still("mentoring programme", &programme.id, before.as_ref().map(|before| before.revision))?;
    records::save(tx, programme, before.as_ref().map(|before| before.revision)).await?;
    let subject = records::subject(tx, before.as_ref().map(|before| &before.value), Some(programme)).await?;
    trail::record(context, tx, Change::new(Action::RunMentoring, vec![subject])).await
}
