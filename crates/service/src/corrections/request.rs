//! Asks for a correction.

use std::sync::Arc;

use chrono::Days;
use jenjang::legal::Label;
use jenjang::people::civil_servant::RegisterRecords;
use jenjang::people::{CorrectionRequest, CorrectionState, CorrectionSubject};
use jenjang::record::RecordFilter;
use jenjang::store::Transaction;

use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::{Action, Target, allowed, authorize};
use crate::records;
use crate::trail::{self, Change};

/// The most requests somebody may have open at a time.
const MOST_OPEN: usize = 20;

/// What is wrong in the own record.
#[derive(Clone, Debug)]
pub struct RequestCorrection {
    /// What it is about.
    pub subject: CorrectionSubject,
    /// What is wrong.
    pub wrong: String,
    /// What would be right.
    pub right: String,
    /// What shows it.
    pub evidence: String,
}

/// Asks for a correction of the own record; the request with the day by which it is to be answered.
///
/// # Errors
/// [`ServiceError::Forbidden`] for anybody but a person; `correction-register` for a register that does not exist; `blank`; `correction-open` where a
/// request about the same entry waits already; `correction-many`; [`ServiceError::Store`].
pub async fn request_correction(context: &Context<'_>, command: &RequestCorrection) -> Result<CorrectionRequest, ServiceError> {
    transact!(context, tx => request(context, tx, command).await)
}

async fn request(context: &Context<'_>, tx: &mut dyn Transaction, command: &RequestCorrection) -> Result<CorrectionRequest, ServiceError> {
    let action = Action::RequestCorrection;
    let person = context.actor.person().ok_or_else(|| ServiceError::Forbidden { action, allowed: allowed(action) })?;
    authorize(context, tx, action, &Target::person(person)).await?;
    let register = &command.subject.register;
    if &**register != "identity" && !RegisterRecords::NAMES.contains(&&**register) {
        return Err(ServiceError::refused(
            "correction-register",
            Label::new(
                format!("tidak ada riwayat bernama `{register}`, seharusnya `identity` atau salah satu riwayat berkas"),
                format!("there is no register named `{register}`, expected `identity` or a register of the record"),
            ),
        ));
    }
    let said = |text: &str, id: &'static str, en: &'static str| records::said(text, &Label::new(id, en));
    let wrong = said(&command.wrong, "isian yang salah", "description of what is wrong")?;
    let right = said(&command.right, "isian yang seharusnya", "description of what would be right")?;
    let evidence = said(&command.evidence, "bukti", "evidence")?;
    let own = records::list::<CorrectionRequest>(tx, &RecordFilter::about(person)).await?;
    let open: Vec<_> = own.iter().filter(|stored| stored.value.is_open()).collect();
    if let Some(same) =
        open.iter().find(|stored| stored.value.subject.register == *register && stored.value.subject.entry == command.subject.entry)
    {
        let due = same.value.due;
        return Err(ServiceError::refused(
            "correction-open",
            Label::new(
                format!("permintaan Anda tentang data ini sudah ada dan dijawab paling lambat {due}"),
                format!("you asked about this entry already; the answer is due on {due}"),
            ),
        ));
    }
    if open.len() >= MOST_OPEN {
        return Err(ServiceError::refused(
            "correction-many",
            Label::new(
                format!("{MOST_OPEN} permintaan Anda masih menunggu jawaban; tunggu jawabannya lebih dahulu"),
                format!("{MOST_OPEN} requests of yours wait for an answer; wait for it first"),
            ),
        ));
    }
    let asked = context.clock.today();
    let asked_for = CorrectionRequest {
        id: Arc::from(records::new_id::<jenjang::people::id::AppealId>(context)?.as_str()),
        person: person.clone(),
        subject: command.subject.clone(),
        wrong,
        right,
        evidence,
        asked,
        due: asked.checked_add_days(Days::new(CorrectionRequest::DAYS)).unwrap_or(asked),
        state: CorrectionState::Open,
    };
    records::save(tx, &asked_for, None).await?;
    let subject = records::subject(tx, None, Some(&asked_for)).await?;
    trail::record(context, tx, Change::new(action, vec![subject])).await?;
    Ok(asked_for)
}
