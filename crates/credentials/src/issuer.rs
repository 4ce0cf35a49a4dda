//! Whom a verifier trusts: an issuer and its keys, each with the time it signs.
//!
//! The file is a W3C controlled identifier document. `expires` and `revoked` of a verification method are of that standard (a key that was retired, a
//! key that fell into other hands); `validFrom` is ours, and others ignore it.

use chrono::{DateTime, Utc};
use jenjang::legal::Label;
use serde_json::{Map, Value, json};

use crate::json;
use crate::key::PublicKey;
use crate::proof::{moment, read_moment, shown};

/// A key of an issuer, and when it signs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustedKey {
    /// The key.
    pub key: PublicKey,
    /// From when.
    pub from: DateTime<Utc>,
    /// Until when: what was signed in the second of the change was signed in time. A key that still signs has none.
    pub until: Option<DateTime<Utc>>,
    /// From when on others may have had it.
    pub compromised: Option<DateTime<Utc>>,
}

/// An issuer one trusts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issuer {
    /// Its identifier: a URI that stays when keys change.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// Its keys, the oldest first.
    pub keys: Vec<TrustedKey>,
}

const CONTEXT: &str = "https://www.w3.org/ns/cid/v1";

impl Issuer {
    /// An issuer that is one key (`did:key:z6Mk…`), for ever.
    pub fn of_key(key: PublicKey) -> Issuer {
        let trusted = TrustedKey { key, from: DateTime::<Utc>::MIN_UTC, until: None, compromised: None };
        Issuer { id: key.did(), name: key.did(), keys: vec![trusted] }
    }

    /// The key with this verification method.
    pub fn key(&self, method: &str) -> Option<&TrustedKey> {
        let key = PublicKey::of_method(method);
        self.keys.iter().find(|trusted| key == Some(trusted.key) || method == self.method(&trusted.key))
    }

    fn method(&self, key: &PublicKey) -> String {
        format!("{}#{key}", self.id)
    }

    /// The file that is given to whoever verifies.
    pub fn to_json(&self) -> Value {
        let methods: Vec<Value> = self.keys.iter().map(|key| self.method_json(key)).collect();
        let names: Vec<String> = self.keys.iter().map(|key| self.method(&key.key)).collect();
        json!({
            "@context": [CONTEXT],
            "id": self.id,
            "name": self.name,
            "verificationMethod": methods,
            "assertionMethod": names,
        })
    }

    fn method_json(&self, key: &TrustedKey) -> Value {
        let mut method = Map::new();
        let multikey = key.key.to_string();
        for (name, value) in [("id", self.method(&key.key)), ("type", "Multikey".to_owned()), ("controller", self.id.clone())] {
            method.insert(name.to_owned(), json!(value));
        }
        method.insert("publicKeyMultibase".to_owned(), json!(multikey));
        method.insert("validFrom".to_owned(), json!(moment(key.from)));
        for (name, at) in [("expires", key.until), ("revoked", key.compromised)] {
            method.extend(at.map(|at| (name.to_owned(), json!(moment(at)))));
        }
        Value::Object(method)
    }

    /// Reads such a file.
    ///
    /// # Errors
    /// A sentence that says what was found and expected, and where.
    pub fn read(text: &str) -> Result<Issuer, Label> {
        let value = json::read(text).map_err(|fault| fault.message())?;
        let missing = |path: &str, id: &str, en: &str| Label::new(format!("`{path}` bukan {id}"), format!("`{path}` is not {en}"));
        let id = value.get("id").and_then(Value::as_str).ok_or_else(|| missing("id", "teks", "a text"))?.to_owned();
        let name = value.get("name").and_then(Value::as_str).unwrap_or(&id).to_owned();
        let methods = value.get("verificationMethod").and_then(Value::as_array);
        let methods = methods.ok_or_else(|| missing("verificationMethod", "daftar", "a list"))?;
        let mut keys = Vec::new();
        for (index, method) in methods.iter().enumerate() {
            let path = |field: &str| format!("verificationMethod[{index}].{field}");
            let text = |field: &str| method.get(field).and_then(Value::as_str);
            let time = |field: &str| match method.get(field) {
                None => Ok(None),
                Some(at) => at.as_str().and_then(read_moment).map(Some).ok_or_else(|| missing(&path(field), "waktu", "a time")),
            };
            let key = text("publicKeyMultibase").unwrap_or_default();
            let key: PublicKey = key.parse().map_err(|_| {
                let (at, message) = (path("publicKeyMultibase"), crate::key::KeyError::Public.message());
                Label::new(format!("`{at}`: `{}` {}", shown(key), message.id), format!("`{at}`: `{}` is {}", shown(key), message.en))
            })?;
            let from = time("validFrom")?.unwrap_or(DateTime::<Utc>::MIN_UTC);
            keys.push(TrustedKey { key, from, until: time("expires")?, compromised: time("revoked")? });
        }
        Ok(Issuer { id, name, keys })
    }
}
