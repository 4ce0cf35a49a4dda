//! Renewing: a new certificate that points at the old.

use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::certificate::Ground;
use jenjang::legal::Label;
use jenjang::people::id::CertificateId;
use jenjang::store::Transaction;
use jenjang_credentials::{Badge, SecretKey, json};

use super::issue::{Draft, IssuedCertificate, salt, taken};
use super::{key_in_use, not_own, of_somebody, person};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};
use crate::records;
use crate::trail::{self, Change};

/// A certificate to be renewed.
pub struct RenewCertificate<'a> {
    /// The old one.
    pub id: CertificateId,
    /// The id of the new one; one nobody can guess where none is given.
    pub new_id: Option<CertificateId>,
    /// What the renewal rests on; the ground of the old one where nothing is said.
    pub evidence: Option<Arc<str>>,
    /// The first day; today where nothing is said.
    pub first: Option<NaiveDate>,
    /// The last day; none for one that does not end.
    pub last: Option<NaiveDate>,
    /// The secret key of the issuer.
    pub key: &'a SecretKey,
}

/// Renews a certificate: the new one certifies the same under the key in use. The old one holds to its last day.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::ConflictOfInterest`] for oneself; [`ServiceError::NotFound`]; [`ServiceError::Refused`] for one that was revoked
/// or renewed, without a key in use, for days that run backwards, an id that is taken; [`ServiceError::Store`].
pub async fn renew_certificate(context: &Context<'_>, command: &RenewCertificate<'_>) -> Result<IssuedCertificate, ServiceError> {
    let id = match &command.new_id {
        Some(id) => id.clone(),
        None => records::new_id(context)?,
    };
    let salt = salt(context)?;
    transact!(context, tx => in_transaction(context, tx, command, &id, &salt).await)
}

async fn in_transaction(
    context: &Context<'_>,
    tx: &mut dyn Transaction,
    command: &RenewCertificate<'_>,
    id: &CertificateId,
    salt: &str,
) -> Result<IssuedCertificate, ServiceError> {
    let (stored, whose) = of_somebody(tx, &command.id).await?;
    authorize(context, tx, Action::RevokeCertificate, &Target::person(&whose)).await?;
    not_own(context, &whose)?;
    let before = stored.value;
    let after = before.renew(id)?;
    let key = key_in_use(context, tx, command.key).await?;
    let file = person(tx, &whose).await?;
    let unreadable = || {
        ServiceError::refused(
            "certificate-unreadable",
            Label::new(
                format!("isi sertifikat `{}` tidak tersimpan utuh", before.id),
                format!("what certificate `{}` says is not kept whole", before.id),
            ),
        )
    };
    let (Some(achievement), Some(old_ground), Some(public)) = (&before.achievement, &before.ground, &before.file) else {
        return Err(unreadable());
    };
    let document = json::read(public).ok();
    let badge = document.as_ref().and_then(|value| value.as_object()).and_then(|document| Badge::of_document(document).ok());
    let name = badge.ok_or_else(unreadable)?.recipient.name;
    let ground = match &command.evidence {
        Some(text) => Ground::Evidence { text: records::said(text, &Label::new("bukti", "evidence"))? },
        None => old_ground.clone(),
    };
    let draft = Draft {
        id,
        person: &file,
        name: &name,
        achievement: achievement.clone(),
        ground,
        first: command.first.unwrap_or_else(|| context.clock.today()),
        last: command.last,
        renews: Some(before.id.clone()),
    };
    let (certificate, issued) = draft.sign(context, &key, command.key, salt)?;
    records::save(tx, &certificate, None).await.map_err(|error| taken(error, id))?;
    records::save(tx, &after, Some(stored.revision)).await?;
    let subjects = vec![records::subject(tx, Some(&before), Some(&after)).await?, records::subject(tx, None, Some(&certificate)).await?];
    trail::record(context, tx, Change::new(Action::RevokeCertificate, subjects)).await?;
    Ok(IssuedCertificate { certificate, file: issued })
}
