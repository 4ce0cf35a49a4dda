//! Certificates: issuing, renewing and taking them back, the keys they are signed with, and what is published so that anybody can verify them.
//!
//! A certificate names its recipient as the person wishes to be named, and identifies the recipient by a salted hash of a code that only the agency and the
//! recipient have. Employee numbers and national numbers are not in it.

mod issue;
mod key;
mod publish;
mod read;
mod renew;
mod revoke;

use jenjang::certificate::{Certificate, CertificateError, IssuerKey, current_key};
use jenjang::legal::Label;
use jenjang::people::id::{CertificateId, PersonId};
use jenjang::people::repository::PersonFile;
use jenjang::record::RecordFilter;
use jenjang::store::{Transaction, Versioned};
use jenjang_credentials::SecretKey;

use crate::context::Context;
use crate::error::ServiceError;
use crate::records;

pub use issue::{IssueCertificate, IssuedCertificate, On, issue_certificate};
pub use key::{RotateIssuerKey, RotatedKey, issuer_document, list_issuer_keys, rotate_issuer_key};
pub use publish::{PublishRevocations, known_revocations, publish_revocations};
pub use read::{CertificateView, list_certificates, read_certificate, recipient_code};
pub use renew::{RenewCertificate, renew_certificate};
pub use revoke::{RevokeCertificate, revoke_certificate};

/// All keys of the issuer, the oldest first.
async fn keys(tx: &mut dyn Transaction) -> Result<Vec<Versioned<IssuerKey>>, ServiceError> {
    let mut keys = records::list::<IssuerKey>(tx, &RecordFilter::default()).await?;
    keys.sort_by(|a, b| a.value.order().cmp(&b.value.order()));
    Ok(keys)
}

/// The key in use, which has to be the one given: who signs with another would make certificates that nobody accepts.
async fn key_in_use(context: &Context<'_>, tx: &mut dyn Transaction, secret: &SecretKey) -> Result<IssuerKey, ServiceError> {
    let now = context.clock.now();
    let Some(key) = current_key(keys(tx).await?.into_iter().map(|stored| stored.value), now) else {
        return Err(ServiceError::refused(
            "no-issuer-key",
            Label::new(
                "belum ada kunci penerbit yang berlaku; buat dengan `jenjang certificate key rotate`",
                "there is no issuer key in use; make one with `jenjang certificate key rotate`",
            ),
        ));
    };
    let given = secret.public().to_string();
    if given == key.id.as_str() {
        return Ok(key);
    }
    Err(ServiceError::refused(
        "another-issuer-key",
        Label::new(
            format!("berkas kunci berisi `{given}`, diharapkan kunci penerbit yang berlaku, `{}`", key.id),
            format!("the key file holds `{given}`, expected the issuer key in use, `{}`", key.id),
        ),
    ))
}

async fn person(tx: &mut dyn Transaction, id: &PersonId) -> Result<PersonFile, ServiceError> {
    let found = tx.people().find(id).await?;
    found.map(|stored| stored.value).ok_or_else(|| ServiceError::not_found(Label::new("pegawai", "person"), id))
}

/// The certificate and whose it is; one whose person was erased can be read and nothing else.
async fn of_somebody(tx: &mut dyn Transaction, id: &CertificateId) -> Result<(Versioned<Certificate>, PersonId), ServiceError> {
    let stored: Versioned<Certificate> = records::require(tx, id.as_str()).await?;
    match stored.value.person.clone() {
        Some(person) => Ok((stored, person)),
        None => Err(ServiceError::refused(
            "erased",
            Label::new(
                format!("pemilik sertifikat `{id}` sudah dihapus dari data"),
                format!("whoever certificate `{id}` was issued to has been erased"),
            ),
        )),
    }
}

/// Nobody decides on the own certificate.
fn not_own(context: &Context<'_>, person: &PersonId) -> Result<(), ServiceError> {
    if context.actor.person() != Some(person) {
        return Ok(());
    }
    Err(ServiceError::ConflictOfInterest(Label::new(
        "sertifikat sendiri diurus oleh pengelola kepegawaian lain",
        "somebody else issues, renews and revokes one's own certificates",
    )))
}

impl From<CertificateError> for ServiceError {
    fn from(error: CertificateError) -> ServiceError {
        ServiceError::refused("certificate-state", error.message())
    }
}
