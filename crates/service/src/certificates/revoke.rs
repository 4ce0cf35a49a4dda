//! Taking a certificate back.

use std::sync::Arc;

use jenjang::certificate::{Certificate, Revocation, RevocationReason};
use jenjang::legal::Label;
use jenjang::people::id::CertificateId;
use jenjang::store::Transaction;

use super::{not_own, of_somebody};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};
use crate::records;
use crate::trail::{self, Change};

/// A certificate to be taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevokeCertificate {
    /// Which.
    pub id: CertificateId,
    /// Why, for the public.
    pub reason: RevocationReason,
    /// Why, for the issuer's own files.
    pub note: Arc<str>,
}

/// Takes a certificate back, from today. It is in the next list that is published.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::ConflictOfInterest`] for oneself; [`ServiceError::NotFound`]; [`ServiceError::Refused`] for one that was revoked,
/// or without a note; [`ServiceError::Store`].
pub async fn revoke_certificate(context: &Context<'_>, command: &RevokeCertificate) -> Result<Certificate, ServiceError> {
    transact!(context, tx => in_transaction(context, tx, command).await)
}

async fn in_transaction(context: &Context<'_>, tx: &mut dyn Transaction, command: &RevokeCertificate) -> Result<Certificate, ServiceError> {
    let (stored, whose) = of_somebody(tx, &command.id).await?;
    authorize(context, tx, Action::RevokeCertificate, &Target::person(&whose)).await?;
    not_own(context, &whose)?;
    let note = records::said(&command.note, &Label::new("alasan pencabutan", "reason for the revocation"))?;
    let before = stored.value;
    let after = before.revoke(Revocation { on: context.clock.today(), reason: command.reason, note })?;
    records::save(tx, &after, Some(stored.revision)).await?;
    let subject = records::subject(tx, Some(&before), Some(&after)).await?;
    trail::record(context, tx, Change::new(Action::RevokeCertificate, vec![subject])).await?;
    Ok(after)
}
