//! Grants a waiver.

use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::legal::Label;
use jenjang::people::View;
use jenjang::people::id::{PersonId, WaiverId};
use jenjang::policy::document::Waiver;
use jenjang::promotion::WaiverRecord;
use jenjang::store::Transaction;
use jenjang_policy_files::Library;

use super::actor;
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};
use crate::policies::{in_force, rules};
use crate::records::said;
use crate::trail::{Change, person_subject, record};

/// Grants a waiver to one person for one criterion of one policy.
#[derive(Clone, Debug)]
pub struct GrantWaiver<'a> {
    /// Policies and catalogue that came with the program.
    pub shipped: &'a Library,
    /// Its id.
    pub id: WaiverId,
    /// For whom.
    pub person: PersonId,
    /// Id of the policy.
    pub policy: &'a str,
    /// Code of the criterion.
    pub criterion: &'a str,
    /// Legal ground, as the policy names it.
    pub basis: &'a str,
    /// Why this person.
    pub reason: &'a str,
    /// Last day it may be used; without one it does not lapse.
    pub last_day: Option<NaiveDate>,
}

/// Grants a waiver, from today on. Decisions made before stay; an appeal decides anew with it.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::ConflictOfInterest`] for oneself; a person, policy or criterion that is not there; `not-waivable` for a
/// criterion that cannot be waived, or on another ground only; `blank` for no reason; `backdated` for a last day in the past.
pub async fn grant_waiver(context: &Context<'_>, command: GrantWaiver<'_>) -> Result<WaiverRecord, ServiceError> {
    transact!(context, tx => grant(context, tx, &command).await)
}

async fn grant(context: &Context<'_>, tx: &mut dyn Transaction, command: &GrantWaiver<'_>) -> Result<WaiverRecord, ServiceError> {
    let person = &command.person;
    authorize(context, tx, Action::GrantWaiver, &Target::person(person)).await?;
    let (actor, today) = (actor(context, Action::GrantWaiver)?, context.clock.today());
    if actor == person {
        return Err(ServiceError::ConflictOfInterest(Label::new(
            "pengecualian bagi diri sendiri harus diberikan oleh orang lain",
            "a waiver for oneself has to be granted by somebody else",
        )));
    }
    let file = tx.people().find(person).await?;
    let file = file.ok_or_else(|| ServiceError::not_found(Label::new("pegawai", "person"), person))?.value;
    let library = in_force(tx, command.shipped, View::on(today)).await?;
    let policy = rules::policy(&library, command.policy)?;
    let criterion = policy.criteria.iter().find(|criterion| *criterion.code == *command.criterion);
    let criterion = criterion.ok_or_else(|| ServiceError::not_found(Label::new("kriteria", "criterion"), command.criterion))?;
    let code = &criterion.code;
    match &criterion.waivable {
        Some(waivable) if *waivable.basis == *command.basis => {}
        Some(waivable) => {
            return Err(ServiceError::refused(
                "not-waivable",
                Label::new(
                    format!("kriteria `{code}` hanya dapat dikecualikan atas dasar `{}`, ditemukan `{}`", waivable.basis, command.basis),
                    format!("criterion `{code}` can be waived on the ground of `{}` only, found `{}`", waivable.basis, command.basis),
                ),
            ));
        }
        None => {
            return Err(ServiceError::refused(
                "not-waivable",
                Label::new(format!("kriteria `{code}` tidak dapat dikecualikan"), format!("criterion `{code}` cannot be waived")),
            ));
        }
    }
    let reason = said(command.reason, &Label::new("alasan", "reason"))?;
    if let Some(last) = command.last_day.filter(|last| *last < today) {
        return Err(ServiceError::refused(
            "backdated",
            Label::new(format!("hari terakhir {last} sudah lewat"), format!("the last day, {last}, is over")),
        ));
    }
    let waiver = WaiverRecord {
        id: command.id.clone(),
        person: person.clone(),
        policy: Arc::clone(&policy.id),
        waiver: Waiver { criterion: Arc::clone(code), basis: command.basis.into(), by: actor.as_str().into() },
        reason: Some(reason),
        granted: today,
        last_day: command.last_day,
    };
    tx.appeals().insert_waiver(&waiver).await?;
    let change = Change::new(Action::GrantWaiver, vec![person_subject(&file, None, Some(&waiver))?]);
    record(context, tx, change.under(&policy.id, policy.version.into())).await?;
    Ok(waiver)
}
