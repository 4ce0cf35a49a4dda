//! An `OpenBadgeCredential` (1EdTech Open Badges 3.0), as the types we issue and read.
//!
//! The recipient is named as the person wishes to be named, and identified by a salted hash of a recipient code: a secret the agency and the recipient
//! have. No employee number and no national number is in the file, not even hashed: numbers of eighteen digits that begin with a birth date can be tried.

mod read;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use crate::proof::moment;

/// The context of W3C credentials, always the first.
pub const W3C: &str = "https://www.w3.org/ns/credentials/v2";
/// The context of Open Badges.
pub const OPEN_BADGES: &str = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json";
/// The context that names revocation lists.
pub const EXTENSIONS: &str = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json";
/// The kind of status: a list of what was revoked.
pub const REVOCATION_LIST: &str = "1EdTechRevocationList";

/// Who issues.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// Its identifier, a URI.
    pub id: String,
    /// What it is called.
    pub name: String,
}

/// To whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// The name as given.
    pub name: String,
    /// `sha256$` and the hash of the recipient code followed by the salt.
    pub hash: String,
    /// The salt.
    pub salt: String,
}

impl Recipient {
    /// A recipient with this code, under a salt that nobody else has.
    pub fn new(name: impl Into<String>, code: &str, salt: impl Into<String>) -> Recipient {
        let salt = salt.into();
        Recipient { name: name.into(), hash: hash(code, &salt), salt }
    }

    /// Whether it is the one with this code.
    pub fn has_code(&self, code: &str) -> bool {
        self.hash == hash(code, &self.salt)
    }
}

fn hash(code: &str, salt: &str) -> String {
    let digest = Sha256::digest(format!("{code}{salt}"));
    let hexadecimal: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256${hexadecimal}")
}

/// A competency of a framework that an achievement stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alignment {
    /// A URI of the competency.
    pub url: String,
    /// What it is called.
    pub name: String,
    /// Its code.
    pub code: String,
    /// The framework.
    pub framework: String,
    /// The level reached, and what else is said.
    pub description: Option<String>,
}

/// What was achieved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Achievement {
    /// A URI of it.
    pub id: String,
    /// `Course`, `Competency` or `Certificate`.
    pub kind: String,
    /// What it is called.
    pub name: String,
    /// What it is.
    pub description: String,
    /// What had to be done for it.
    pub criteria: String,
    /// The competencies it stands for.
    pub alignments: Vec<Alignment>,
}

/// What it rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// What kind of thing.
    pub name: String,
    /// What it says.
    pub narrative: String,
}

/// A certificate before it is signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Badge {
    /// Its identifier, a URI.
    pub id: String,
    /// Its title.
    pub name: String,
    /// Who issues it.
    pub issuer: Profile,
    /// From when it holds.
    pub valid_from: DateTime<Utc>,
    /// Until when it holds; one that does not end has none.
    pub valid_until: Option<DateTime<Utc>>,
    /// To whom.
    pub recipient: Recipient,
    /// For what.
    pub achievement: Achievement,
    /// What it rests on.
    pub evidence: Vec<Evidence>,
    /// Where the list of revoked certificates is published.
    pub revocations: Option<String>,
}

impl Badge {
    /// The document that is signed.
    pub fn to_document(&self) -> Map<String, Value> {
        let mut contexts = vec![W3C, OPEN_BADGES];
        contexts.extend(self.revocations.as_ref().map(|_| EXTENSIONS));
        let mut map = Map::new();
        let mut put = |name: &str, value: Value| map.insert(name.to_owned(), value);
        put("@context", json!(contexts));
        put("id", json!(self.id));
        put("type", json!(["VerifiableCredential", "OpenBadgeCredential"]));
        put("name", json!(self.name));
        put("issuer", json!({ "id": self.issuer.id, "type": ["Profile"], "name": self.issuer.name }));
        put("validFrom", json!(moment(self.valid_from)));
        if let Some(until) = self.valid_until {
            put("validUntil", json!(moment(until)));
        }
        put("credentialSubject", self.subject());
        if !self.evidence.is_empty() {
            let evidence = self.evidence.iter().map(|one| json!({ "type": ["Evidence"], "name": one.name, "narrative": one.narrative }));
            put("evidence", evidence.collect());
        }
        if let Some(list) = &self.revocations {
            put("credentialStatus", json!({ "id": list, "type": REVOCATION_LIST }));
        }
        map
    }

    fn subject(&self) -> Value {
        let Recipient { name, hash, salt } = &self.recipient;
        let Achievement { id, kind, name: title, description, criteria, alignments } = &self.achievement;
        let mut achievement = json!({
            "id": id,
            "type": ["Achievement"],
            "achievementType": kind,
            "name": title,
            "description": description,
            "criteria": { "narrative": criteria },
            "inLanguage": "id",
        });
        if let (false, Some(map)) = (alignments.is_empty(), achievement.as_object_mut()) {
            map.insert("alignment".to_owned(), alignments.iter().map(Alignment::to_json).collect());
        }
        json!({
            "type": ["AchievementSubject"],
            "identifier": [
                { "type": "IdentityObject", "hashed": false, "identityHash": name, "identityType": "name" },
                { "type": "IdentityObject", "hashed": true, "identityHash": hash, "identityType": "identifier", "salt": salt },
            ],
            "achievement": achievement,
        })
    }
}

impl Alignment {
    fn to_json(&self) -> Value {
        let mut value = json!({
            "type": ["Alignment"],
            "targetType": "ceasn:Competency",
            "targetUrl": self.url,
            "targetName": self.name,
            "targetCode": self.code,
            "targetFramework": self.framework,
        });
        if let (Some(description), Some(map)) = (&self.description, value.as_object_mut()) {
            map.insert("targetDescription".to_owned(), json!(description));
        }
        value
    }
}
