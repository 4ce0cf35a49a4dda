//! Verification: a plain function of the file, whom one trusts, what was revoked, and a moment.

mod sentence;

use chrono::{DateTime, Utc};
use jenjang::audit::Digest;
use jenjang::legal::Label;
use serde_json::{Map, Value};

use crate::badge::Badge;
use crate::issuer::{Issuer, TrustedKey};
use crate::json;
use crate::key::PublicKey;
use crate::proof::{Proof, ProofFault};
use crate::revocations::{Revocations, Revoked};

/// More bytes than any certificate has.
const LONGEST: usize = 1 << 20;

/// Why a certificate is not valid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// Not a certificate, or one that can be read in more than one way.
    Malformed(Label),
    /// Proved with a suite that is not ours to check.
    UnsupportedSuite {
        /// What the proof names.
        found: String,
    },
    /// Nobody one trusts.
    UnknownIssuer {
        /// Who the file says issued it.
        issuer: String,
    },
    /// Signed with a key that is none of the issuer's.
    WrongKey {
        /// The verification method it names.
        method: String,
        /// Whether the signature is of that key: somebody else signed.
        signed_by_it: bool,
    },
    /// The proof value is no signature: nobody signed.
    Forged,
    /// The signature does not fit what the file says.
    Altered,
    /// Signed with a key of the issuer before that key was in use.
    KeyNotYet {
        /// When it was signed.
        signed: DateTime<Utc>,
        /// From when the key signs.
        from: DateTime<Utc>,
    },
    /// Signed with a key of the issuer after that key was retired.
    KeyRetired {
        /// When it was signed.
        signed: DateTime<Utc>,
        /// Until when the key signed.
        until: DateTime<Utc>,
    },
    /// Signed with a key of the issuer when others may have had it.
    KeyCompromised {
        /// When it was signed.
        signed: DateTime<Utc>,
        /// From when on others may have had the key.
        since: DateTime<Utc>,
    },
    /// It does not hold yet.
    NotYetValid {
        /// From when it holds.
        from: DateTime<Utc>,
    },
    /// It does not hold any more.
    Expired {
        /// Until when it held.
        until: DateTime<Utc>,
    },
    /// The issuer took it back.
    Revoked(Revoked),
}

/// What could not be checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// Nobody gave the list of revoked certificates.
    RevocationsNotChecked {
        /// Where it is published.
        list: String,
    },
    /// The list given is another issuer's.
    RevocationsOfAnother {
        /// Whose.
        issuer: String,
    },
    /// A newer list was due before the moment of verification.
    RevocationsOutdated {
        /// When the next was due.
        next: DateTime<Utc>,
    },
}

/// What a verification found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verification {
    /// Everything that is wrong; nothing where it is valid.
    pub findings: Vec<Finding>,
    /// What could not be checked.
    pub notes: Vec<Note>,
    /// What the certificate says; only where the signature is the issuer's.
    pub badge: Option<Badge>,
    /// When it was signed, and by which key of the issuer.
    pub signed: Option<(DateTime<Utc>, PublicKey)>,
    /// SHA-256 of the signed certificate in canonical form, as the printed code holds it.
    pub digest: Option<Digest>,
}

impl Verification {
    /// Whether nothing is wrong with it.
    pub fn is_valid(&self) -> bool {
        self.findings.is_empty()
    }

    fn not(finding: Finding) -> Verification {
        Verification { findings: vec![finding], notes: Vec::new(), badge: None, signed: None, digest: None }
    }
}

/// Verifies a certificate as it stands at a moment.
///
/// What was found is complete as far as it can be trusted: where the signature does not hold, nothing the file says is looked at any further.
pub fn verify(text: &str, trusted: &[Issuer], revocations: Option<&Revocations>, at: DateTime<Utc>) -> Verification {
    let (document, badge) = match read(text) {
        Ok(read) => read,
        Err(finding) => return Verification::not(finding),
    };
    let (proved, mut findings) = match proved(&document, &badge.issuer.id, trusted) {
        Ok(proved) => proved,
        Err(finding) => return Verification::not(finding),
    };
    let begins = badge.valid_from.max(proved.created);
    if at < begins {
        findings.push(Finding::NotYetValid { from: begins });
    }
    if let Some(until) = [badge.valid_until, proved.expires].into_iter().flatten().min()
        && at >= until
    {
        findings.push(Finding::Expired { until });
    }
    let mut notes = Vec::new();
    match (&badge.revocations, revocations) {
        (_, Some(list)) if list.issuer == badge.issuer.id => {
            if let Some(revoked) = list.revoked.get(&badge.id) {
                findings.push(Finding::Revoked(revoked.clone()));
            }
            if at >= list.next {
                notes.push(Note::RevocationsOutdated { next: list.next });
            }
        }
        (Some(_), Some(list)) => notes.push(Note::RevocationsOfAnother { issuer: list.issuer.clone() }),
        (Some(list), None) => notes.push(Note::RevocationsNotChecked { list: list.clone() }),
        (None, _) => {}
    }
    let digest = json::canonical(&Value::Object(document)).ok().map(Digest::of);
    Verification { findings, notes, badge: Some(badge), signed: Some((proved.created, proved.key)), digest }
}

/// What the printed code of a certificate holds: its identifier and the digest of the signed file.
///
/// # Errors
/// A sentence where the text is no certificate.
pub fn digest_of(text: &str) -> Result<Digest, Label> {
    let value = json::read(text).map_err(|fault| fault.message())?;
    Ok(Digest::of(json::canonical(&value)?))
}

fn read(text: &str) -> Result<(Map<String, Value>, Badge), Finding> {
    if text.len() > LONGEST {
        return Err(Finding::Malformed(Label::new(
            format!("berkas {} bita, diharapkan paling banyak {LONGEST}", text.len()),
            format!("the file has {} bytes, expected at most {LONGEST}", text.len()),
        )));
    }
    let value = json::read(text).map_err(|fault| Finding::Malformed(fault.message()))?;
    let Value::Object(document) = value else {
        return Err(Finding::Malformed(Label::new("bukan objek JSON", "not a JSON object")));
    };
    let badge = Badge::of_document(&document).map_err(Finding::Malformed)?;
    Ok((document, badge))
}

/// A proof that is of a key of the issuer.
pub(crate) struct Proved {
    created: DateTime<Utc>,
    expires: Option<DateTime<Utc>>,
    key: PublicKey,
}

/// Whether a document is signed by a key of the issuer it names, and what is wrong with the time it was signed.
pub(crate) fn proved(document: &Map<String, Value>, issuer: &str, trusted: &[Issuer]) -> Result<(Proved, Vec<Finding>), Finding> {
    let proof = Proof::of(document).map_err(Finding::from)?;
    let mut of_issuer = trusted.iter().filter(|known| known.id == issuer).peekable();
    if of_issuer.peek().is_none() {
        return Err(Finding::UnknownIssuer { issuer: issuer.to_owned() });
    }
    let Some(key) = of_issuer.find_map(|known| known.key(&proof.method)) else {
        let signed_by_it = PublicKey::of_method(&proof.method).is_some_and(|key| proof.is_of(&key) == Ok(true));
        return Err(Finding::WrongKey { method: proof.method, signed_by_it });
    };
    if !proof.is_of(&key.key)? {
        return Err(Finding::Altered);
    }
    let findings = timely(key, proof.created);
    Ok((Proved { created: proof.created, expires: proof.expires, key: key.key }, findings))
}

fn timely(key: &TrustedKey, signed: DateTime<Utc>) -> Vec<Finding> {
    let not_yet = (signed < key.from).then_some(Finding::KeyNotYet { signed, from: key.from });
    let retired = key.until.filter(|until| signed > *until).map(|until| Finding::KeyRetired { signed, until });
    let compromised = key.compromised.filter(|since| signed >= *since).map(|since| Finding::KeyCompromised { signed, since });
    [not_yet, retired, compromised].into_iter().flatten().collect()
}

impl From<ProofFault> for Finding {
    fn from(fault: ProofFault) -> Finding {
        match fault {
            ProofFault::Unsupported { found } => Finding::UnsupportedSuite { found },
            ProofFault::Malformed(problem) => Finding::Malformed(problem),
            ProofFault::Impossible => Finding::Forged,
        }
    }
}

#[cfg(test)]
mod tests;
