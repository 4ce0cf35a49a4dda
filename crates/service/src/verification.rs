//! Verifying a certificate or a decision by the code on its paper, by anybody.
//!
//! The code of a certificate is its number and the first eight characters of the digest of its signed file, so that a number that was guessed tells
//! nothing about a person. The code of a decision is its id, which is worked out from the person's secret and names nobody.

use chrono::NaiveDate;
use jenjang::audit::Digest;
use jenjang::certificate::{Certificate, Standing};
use jenjang::legal::Label;
use jenjang::people::id::{CertificateId, DecisionId};
use jenjang::promotion::OutcomeKind;
use jenjang_credentials::{Badge, json};
use std::sync::Arc;

use crate::context::Context;
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};
use crate::records;

/// How much of the digest of a certificate's file stands in its code.
const MARK: usize = 8;
/// How long the code of a decision is.
const DECISION: usize = 32;

/// What stands behind a code.
#[derive(Clone, Debug)]
pub enum Verified {
    /// A certificate.
    Certificate(Box<VerifiedCertificate>),
    /// A decision.
    Decision(VerifiedDecision),
}

/// A certificate, with what stands on it and nothing else.
#[derive(Clone, Debug)]
pub struct VerifiedCertificate {
    /// Its number.
    pub number: CertificateId,
    /// Its identifier in the list of revoked certificates.
    pub public_id: Arc<str>,
    /// Where it stands today.
    pub standing: Standing,
    /// First day.
    pub first: NaiveDate,
    /// Last day; none for one that does not end.
    pub last: Option<NaiveDate>,
    /// Since when it is revoked, and the public reason.
    pub revoked: Option<(NaiveDate, Label)>,
    /// What it says; nothing once whoever it was issued to was erased.
    pub says: Option<Badge>,
    /// Digest of the signed file in canonical form.
    pub digest: Digest,
    /// Whether a newer one renews it.
    pub renewed: bool,
}

/// A decision without the person and the facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedDecision {
    /// Id of the policy.
    pub policy: Arc<str>,
    /// The version of it.
    pub version: Digest,
    /// The day it speaks of.
    pub as_of: NaiveDate,
    /// The day it was made.
    pub decided_on: NaiveDate,
    /// What came out.
    pub outcome: OutcomeKind,
    /// Whether it takes the place of an earlier one.
    pub replaces: bool,
}

/// The code that is printed on a certificate.
#[must_use]
pub fn code_of_certificate(certificate: &Certificate) -> String {
    let digest = certificate.digest.to_string();
    format!("{}-{}", certificate.id, digest.get(..MARK).unwrap_or(&digest))
}

/// What stands behind a code; nothing where there is no such certificate or decision, or the code was mistyped. Blanks and capitals do not count.
///
/// # Errors
/// [`ServiceError::Store`].
pub async fn verify_code(context: &Context<'_>, code: &str) -> Result<Option<Verified>, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    authorize(context, tx, Action::VerifyCode, &Target::everything()).await?;
    let code: String = code.chars().filter(|letter| !letter.is_whitespace()).collect();
    if code.is_empty() {
        return Ok(None);
    }
    let lower = code.to_ascii_lowercase();
    if let Some((number, mark)) = code.rsplit_once('-').filter(|(_, mark)| mark.len() == MARK) {
        for number in [number, &number.to_ascii_lowercase()] {
            let Ok(id) = number.parse::<CertificateId>() else { continue };
            if let Some(found) = records::find::<Certificate>(tx, id.as_str()).await?.map(|stored| stored.value)
                && found.digest.to_string().get(..MARK) == Some(mark.to_ascii_lowercase().as_str())
            {
                return Ok(Some(certificate(context, found)));
            }
        }
    }
    let is_decision = lower.len() == DECISION && lower.bytes().all(|byte| byte.is_ascii_hexdigit());
    let Some(id) = is_decision.then(|| lower.parse::<DecisionId>().ok()).flatten() else { return Ok(None) };
    let found = tx.decisions().find(&id).await?;
    Ok(found.map(|found| {
        Verified::Decision(VerifiedDecision {
            policy: found.policy,
            version: found.version,
            as_of: found.as_of,
            decided_on: found.decided_on,
            outcome: found.outcome,
            replaces: found.parent.is_some(),
        })
    }))
}

fn certificate(context: &Context<'_>, found: Certificate) -> Verified {
    let document = found.file.as_deref().and_then(|file| json::read(file).ok());
    let says = document.as_ref().and_then(|value| value.as_object()).and_then(|document| Badge::of_document(document).ok());
    Verified::Certificate(Box::new(VerifiedCertificate {
        standing: found.standing(context.clock.today()),
        revoked: found.revoked.as_ref().map(|revocation| (revocation.on, revocation.reason.label())),
        number: found.id,
        public_id: found.public_id,
        first: found.first,
        last: found.last,
        says,
        digest: found.digest,
        renewed: found.renewed_by.is_some(),
    }))
}
