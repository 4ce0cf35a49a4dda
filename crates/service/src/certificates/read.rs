//! Reading certificates.

use chrono::NaiveDate;
use jenjang::certificate::{Certificate, Standing};
use jenjang::people::id::{CertificateId, PersonId};
use jenjang::people::repository::PersonFile;
use jenjang::record::RecordFilter;
use serde::Serialize;

use super::person;
use crate::context::Context;
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};
use crate::records;

/// A certificate and where it stands today.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct CertificateView {
    /// The certificate.
    pub certificate: Certificate,
    /// Where it stands.
    pub standing: Standing,
}

impl CertificateView {
    fn of(certificate: Certificate, today: NaiveDate) -> CertificateView {
        CertificateView { standing: certificate.standing(today), certificate }
    }
}

/// Somebody's certificates, the oldest first.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`]; [`ServiceError::Store`].
pub async fn list_certificates(context: &Context<'_>, of: &PersonId) -> Result<Vec<CertificateView>, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    authorize(context, tx, Action::ReadCertificates, &Target::person(of)).await?;
    person(tx, of).await?;
    let filter = RecordFilter { person: Some(of.clone()), ..RecordFilter::default() };
    let mut found: Vec<Certificate> = records::list::<Certificate>(tx, &filter).await?.into_iter().map(|stored| stored.value).collect();
    found.sort_by(|a, b| (a.issued, &a.id).cmp(&(b.issued, &b.id)));
    let today = context.clock.today();
    Ok(found.into_iter().map(|certificate| CertificateView::of(certificate, today)).collect())
}

/// A certificate. Of somebody who was erased nothing is left in it that names anybody; whoever may read certificates of the whole service reads it.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`]; [`ServiceError::Store`].
pub async fn read_certificate(context: &Context<'_>, id: &CertificateId) -> Result<CertificateView, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    let certificate = records::require::<Certificate>(tx, id.as_str()).await?.value;
    let target = certificate.person.as_ref().map_or_else(Target::everything, Target::person);
    authorize(context, tx, Action::ReadCertificates, &target).await?;
    Ok(CertificateView::of(certificate, context.clock.today()))
}

/// The recipient code of a person: whoever is given it can tell that a certificate is this person's, and that two are of one person. It is for the person
/// alone to hand on.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`]; [`ServiceError::Store`].
pub async fn recipient_code(context: &Context<'_>, of: &PersonId) -> Result<String, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    authorize(context, tx, Action::ReadPerson, &Target::person(of)).await?;
    Ok(code_of(&person(tx, of).await?))
}

/// Worked out from the person's secret, so that it ends with an erasure, and says nothing about the person.
pub(super) fn code_of(file: &PersonFile) -> String {
    let digest = file.secret.digest("certificate recipient").to_string();
    digest.get(..32).unwrap_or(&digest).to_owned()
}
