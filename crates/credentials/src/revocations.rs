//! The list of revoked certificates: a file of its own, signed by the issuer, so that it can be carried to where there is no network.
//!
//! `id`, `issuer` and `revokedCredentials` are those of the 1EdTech revocation list; the times and the proof are what makes it usable offline.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use jenjang::legal::Label;
use serde_json::{Map, Value, json};

use crate::badge::REVOCATION_LIST;
use crate::issuer::Issuer;
use crate::key::SecretKey;
use crate::proof::{moment, read_moment, sign};
use crate::verify::{Finding, proved};

const CONTEXT: &str = "https://purl.imsglobal.org/spec/vcrl/v1p0/context.json";

/// When and why a certificate was revoked, as the public may know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revoked {
    /// When.
    pub on: Option<NaiveDate>,
    /// A code of the reason (`issued-in-error`).
    pub reason: Option<String>,
}

/// A list of revoked certificates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revocations {
    /// Where it is published, a URI.
    pub id: String,
    /// Whose it is.
    pub issuer: String,
    /// When it was made.
    pub made: DateTime<Utc>,
    /// When the next one is due.
    pub next: DateTime<Utc>,
    /// What was revoked, by the identifier of the certificate.
    pub revoked: BTreeMap<String, Revoked>,
}

impl Revocations {
    /// The signed list.
    ///
    /// # Errors
    /// A sentence where it has no canonical form.
    pub fn sign(&self, key: &SecretKey) -> Result<Map<String, Value>, Label> {
        let entry = |(id, revoked): (&String, &Revoked)| {
            let mut entry = Map::from_iter([("id".to_owned(), json!(id)), ("revoked".to_owned(), json!(true))]);
            entry.extend(revoked.on.map(|on| ("revokedOn".to_owned(), json!(on.to_string()))));
            entry.extend(revoked.reason.as_ref().map(|reason| ("revocationReason".to_owned(), json!(reason))));
            Value::Object(entry)
        };
        let entries: Vec<Value> = self.revoked.iter().map(entry).collect();
        let list = json!({
            "@context": [CONTEXT],
            "id": self.id,
            "type": [REVOCATION_LIST],
            "issuer": self.issuer,
            "validFrom": moment(self.made),
            "validUntil": moment(self.next),
            "revokedCredentials": entries,
        });
        sign(list.as_object().cloned().unwrap_or_default(), key, self.made)
    }

    /// Reads a list and checks its proof.
    ///
    /// # Errors
    /// What is wrong with it: a list is believed as a certificate is.
    pub fn read(text: &str, trusted: &[Issuer]) -> Result<Revocations, Finding> {
        let malformed = |path: &str, id: &str, en: &str| {
            Finding::Malformed(Label::new(format!("`{path}` bukan {id}"), format!("`{path}` is not {en}")))
        };
        let value = crate::json::read(text).map_err(|fault| Finding::Malformed(fault.message()))?;
        let Value::Object(list) = value else {
            return Err(Finding::Malformed(Label::new("bukan objek JSON", "not a JSON object")));
        };
        let field = |name: &str| list.get(name).and_then(Value::as_str);
        let is_list = list.get("type").is_some_and(|kind| *kind == json!([REVOCATION_LIST]) || *kind == json!(REVOCATION_LIST));
        if !is_list {
            return Err(malformed("type", &format!("`{REVOCATION_LIST}`"), &format!("`{REVOCATION_LIST}`")));
        }
        let issuer = field("issuer").ok_or_else(|| malformed("issuer", "teks", "a text"))?.to_owned();
        let (_, findings) = proved(&list, &issuer, trusted)?;
        if let Some(finding) = findings.into_iter().next() {
            return Err(finding);
        }
        let time = |name: &str| field(name).and_then(read_moment).ok_or_else(|| malformed(name, "waktu", "a time"));
        let entries = list.get("revokedCredentials").and_then(Value::as_array);
        let entries = entries.ok_or_else(|| malformed("revokedCredentials", "daftar", "a list"))?;
        let mut revoked = BTreeMap::new();
        for (index, entry) in entries.iter().enumerate() {
            let id = entry.get("id").and_then(Value::as_str);
            let id = id.ok_or_else(|| malformed(&format!("revokedCredentials[{index}].id"), "teks", "a text"))?;
            if entry.get("revoked") == Some(&Value::Bool(false)) {
                continue;
            }
            let text = |name: &str| entry.get(name).and_then(Value::as_str);
            let on = text("revokedOn").and_then(|day| day.parse().ok());
            revoked.insert(id.to_owned(), Revoked { on, reason: text("revocationReason").map(str::to_owned) });
        }
        let id = field("id").ok_or_else(|| malformed("id", "teks", "a text"))?.to_owned();
        Ok(Revocations { id, issuer, made: time("validFrom")?, next: time("validUntil")?, revoked })
    }
}
