//! Reading a certificate: what must be there is, and of its kind.

use jenjang::legal::Label;
use serde_json::{Map, Value};

use super::{Achievement, Alignment, Badge, EXTENSIONS, Evidence, OPEN_BADGES, Profile, REVOCATION_LIST, Recipient, W3C};
use crate::proof::{read_moment, several, shown};

type Object = Map<String, Value>;

impl Badge {
    /// The certificate a document is.
    ///
    /// # Errors
    /// A sentence that says what was found and expected, and where.
    pub fn of_document(document: &Object) -> Result<Badge, Label> {
        check_contexts(document)?;
        let types = words(document, "type");
        for expected in [&["VerifiableCredential"][..], &["OpenBadgeCredential", "AchievementCredential"]] {
            if !types.iter().any(|found| expected.contains(found)) {
                let expected = expected.first().copied().unwrap_or_default();
                return Err(Label::new(format!("`type` tidak memuat `{expected}`"), format!("`type` does not hold `{expected}`")));
            }
        }
        let issuer = match document.get("issuer") {
            Some(Value::String(id)) => Profile { id: id.clone(), name: id.clone() },
            _ => {
                let issuer = object(document, "", "issuer")?;
                let id = text(issuer, "issuer.", "id")?;
                Profile { name: optional(issuer, "issuer.", "name")?.unwrap_or_else(|| id.clone()), id }
            }
        };
        let subject = object(document, "", "credentialSubject")?;
        let achievement = achievement(object(subject, "credentialSubject.", "achievement")?)?;
        let valid_from = time(document, "validFrom")?.ok_or_else(|| kind("validFrom", "waktu", "a time"))?;
        Ok(Badge {
            id: text(document, "", "id")?,
            name: optional(document, "", "name")?.unwrap_or_else(|| achievement.name.clone()),
            issuer,
            valid_from,
            valid_until: time(document, "validUntil")?,
            recipient: recipient(subject)?,
            achievement,
            evidence: several(document.get("evidence")).iter().filter_map(evidence).collect(),
            revocations: status(document)?,
        })
    }
}

/// Contexts give names their meaning: any other could make the same file say something else.
fn check_contexts(document: &Object) -> Result<(), Label> {
    let contexts = several(document.get("@context"));
    let is_open_badges = |context: &str| {
        context == OPEN_BADGES
            || context
                .strip_prefix("https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.")
                .and_then(|rest| rest.strip_suffix(".json"))
                .is_some_and(|patch| !patch.is_empty() && patch.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let found = |index: usize| contexts.get(index).and_then(Value::as_str).unwrap_or_default();
    let unknown = (0..contexts.len().max(2)).find(|index| match index {
        0 => found(0) != W3C,
        1 => !is_open_badges(found(1)),
        other => found(*other) != EXTENSIONS,
    });
    let Some(index) = unknown else { return Ok(()) };
    let expected = [W3C, OPEN_BADGES].get(index).copied().unwrap_or(EXTENSIONS);
    let found = shown(found(index));
    Err(Label::new(
        format!("`@context[{index}]` adalah `{found}`, diharapkan `{expected}`"),
        format!("`@context[{index}]` is `{found}`, expected `{expected}`"),
    ))
}

fn kind(path: &str, id: &str, en: &str) -> Label {
    Label::new(format!("`{path}` bukan {id}"), format!("`{path}` is not {en}"))
}

fn words<'d>(map: &'d Object, field: &str) -> Vec<&'d str> {
    match map.get(field) {
        Some(Value::String(word)) => vec![word],
        Some(Value::Array(words)) => words.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

fn object<'d>(map: &'d Object, path: &str, field: &str) -> Result<&'d Object, Label> {
    map.get(field).and_then(Value::as_object).ok_or_else(|| kind(&format!("{path}{field}"), "objek", "an object"))
}

fn text(map: &Object, path: &str, field: &str) -> Result<String, Label> {
    optional(map, path, field)?.ok_or_else(|| kind(&format!("{path}{field}"), "teks", "a text"))
}

fn optional(map: &Object, path: &str, field: &str) -> Result<Option<String>, Label> {
    match map.get(field) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(kind(&format!("{path}{field}"), "teks", "a text")),
    }
}

fn time(map: &Object, field: &str) -> Result<Option<chrono::DateTime<chrono::Utc>>, Label> {
    let found = optional(map, "", field)?;
    found.map(|text| read_moment(&text).ok_or_else(|| kind(field, "waktu dengan zona", "a time with its zone"))).transpose()
}

fn recipient(subject: &Object) -> Result<Recipient, Label> {
    let identities = several(subject.get("identifier"));
    let identities: Vec<&Object> = identities.iter().filter_map(Value::as_object).collect();
    let hashed = identities.iter().find(|one| one.get("hashed") == Some(&Value::Bool(true)));
    let named = identities.iter().find(|one| one.get("identityType").and_then(Value::as_str) == Some("name"));
    let of = |one: Option<&&Object>, field: &str| match one {
        Some(one) => optional(one, "credentialSubject.identifier.", field),
        None => Ok(None),
    };
    Ok(Recipient {
        name: of(named, "identityHash")?.unwrap_or_default(),
        hash: of(hashed, "identityHash")?.unwrap_or_default(),
        salt: of(hashed, "salt")?.unwrap_or_default(),
    })
}

fn achievement(found: &Object) -> Result<Achievement, Label> {
    const PATH: &str = "credentialSubject.achievement.";
    let criteria = object(found, PATH, "criteria")?;
    let of = |field: &str| optional(found, PATH, field).map(Option::unwrap_or_default);
    Ok(Achievement {
        id: text(found, PATH, "id")?,
        kind: of("achievementType")?,
        name: text(found, PATH, "name")?,
        description: of("description")?,
        criteria: optional(criteria, "credentialSubject.achievement.criteria.", "narrative")?.unwrap_or_default(),
        alignments: several(found.get("alignment")).iter().filter_map(Value::as_object).map(alignment).collect::<Result<_, _>>()?,
    })
}

fn alignment(found: &Object) -> Result<Alignment, Label> {
    const PATH: &str = "credentialSubject.achievement.alignment.";
    let of = |field: &str| optional(found, PATH, field).map(Option::unwrap_or_default);
    Ok(Alignment {
        url: text(found, PATH, "targetUrl")?,
        name: text(found, PATH, "targetName")?,
        code: of("targetCode")?,
        framework: of("targetFramework")?,
        description: optional(found, PATH, "targetDescription")?,
    })
}

fn evidence(found: &Value) -> Option<Evidence> {
    let of = |field: &str| found.get(field).and_then(Value::as_str).unwrap_or_default().to_owned();
    found.is_object().then(|| Evidence { name: of("name"), narrative: of("narrative") })
}

/// Where the list of revoked certificates is; another kind of status cannot be looked at and is refused.
fn status(document: &Object) -> Result<Option<String>, Label> {
    let found = match document.get("credentialStatus") {
        None => return Ok(None),
        Some(Value::Object(status)) => status,
        Some(_) => return Err(kind("credentialStatus", "satu objek", "one object")),
    };
    let types = words(found, "type");
    if types != [REVOCATION_LIST] {
        let found = shown(&types.join(" "));
        return Err(Label::new(
            format!("`credentialStatus.type` adalah `{found}`, diharapkan `{REVOCATION_LIST}`"),
            format!("`credentialStatus.type` is `{found}`, expected `{REVOCATION_LIST}`"),
        ));
    }
    text(found, "credentialStatus.", "id").map(Some)
}
