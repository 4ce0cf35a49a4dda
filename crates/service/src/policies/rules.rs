//! The rules a decision rests on: which version of which policy and catalogue, kept with their texts.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::audit::Digest;
use jenjang::competency::repository::{TextKind, TextRecord};
use jenjang::legal::Label;
use jenjang::policy::catalogue::Catalogue;
use jenjang::policy::decide::{PolicyOnDate, prepare};
use jenjang::policy::model::Policy;
use jenjang::policy::repository::{PolicyState, PolicyVersion};
use jenjang::store::Transaction;
use jenjang_policy_files::Library;
use serde::{Deserialize, Serialize};

use crate::error::ServiceError;
use crate::trail::json;

/// The id of every text of kind [`TextKind::Rules`].
const ID: &str = "rules";

/// Which versions a decision rests on. Its digest is the `rules` of the decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct RuleVersions {
    /// Id of the catalogue.
    pub catalogue: Arc<str>,
    /// SHA-256 over the catalogue's text.
    pub catalogue_version: Digest,
    /// The policies and all they use.
    pub policies: BTreeMap<Arc<str>, Digest>,
}

/// Rules as they were when something was decided by them.
#[derive(Clone, Debug)]
pub struct Rules {
    /// What they are called by: the digest of their [`RuleVersions`].
    pub digest: Digest,
    /// The catalogue.
    pub catalogue: Arc<Catalogue>,
    library: Library,
}

impl Rules {
    /// One of the policies.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`].
    pub fn policy(&self, id: &str) -> Result<&Arc<Policy>, ServiceError> {
        policy(&self.library, id)
    }

    /// One of the policies on a day, as known on another.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`]; `policy-not-in-force` where it cannot be prepared for the day.
    pub fn prepare(&self, id: &str, as_of: NaiveDate, known_at: NaiveDate) -> Result<PolicyOnDate, ServiceError> {
        let prepared = prepare(&self.library.set, self.policy(id)?, as_of, known_at);
        prepared.map_err(|error| ServiceError::refused("policy-not-in-force", error.message()))
    }
}

/// A policy of a library.
pub(crate) fn policy<'l>(library: &'l Library, id: &str) -> Result<&'l Arc<Policy>, ServiceError> {
    library.set.get(id).ok_or_else(|| ServiceError::not_found(Label::new("kebijakan", "policy"), id))
}

/// Keeps the texts that decisions by these policies rest on, where they are not kept yet, and gives what they are called by.
pub(crate) async fn keep(tx: &mut dyn Transaction, library: &Library, ids: &[&str]) -> Result<Digest, ServiceError> {
    let mut waiting: Vec<Arc<str>> = ids.iter().map(|id| Arc::from(*id)).collect();
    let mut used: BTreeSet<Arc<str>> = BTreeSet::new();
    let mut policies = BTreeMap::new();
    let mut catalogue: Option<Arc<Catalogue>> = None;
    while let Some(id) = waiting.pop() {
        if !used.insert(Arc::clone(&id)) {
            continue;
        }
        let policy = policy(library, &id)?;
        waiting.extend(policy.uses.iter().cloned());
        policies.insert(Arc::clone(&id), Digest::from(policy.version));
        catalogue = catalogue.or_else(|| Some(Arc::clone(&policy.catalogue)));
        keep_policy(tx, library, policy).await?;
    }
    let catalogue = catalogue.ok_or_else(|| ServiceError::not_found(Label::new("kebijakan", "policy"), ids.join(", ")))?;
    let text = library.sources.get(&catalogue.file);
    let catalogue_version = Digest::of(text);
    let id = Arc::clone(&catalogue.id);
    tx.competency().save_text(&TextRecord { kind: TextKind::Catalogue, id, version: catalogue_version, text: text.into() }).await?;
    let versions = json(&RuleVersions { catalogue: Arc::clone(&catalogue.id), catalogue_version, policies })?;
    let digest = Digest::of(&versions);
    tx.competency().save_text(&TextRecord { kind: TextKind::Rules, id: ID.into(), version: digest, text: versions.into() }).await?;
    Ok(digest)
}

async fn keep_policy(tx: &mut dyn Transaction, library: &Library, policy: &Arc<Policy>) -> Result<(), ServiceError> {
    let version = Digest::from(policy.version);
    if tx.policies().find(&policy.id, &version).await?.is_some() {
        return Ok(());
    }
    let shipped = PolicyVersion {
        policy: Arc::clone(&policy.id),
        version,
        text: library.sources.get(&policy.file).into(),
        effective: policy.effective.from.or(policy.decided).unwrap_or_default(),
        proposed_by: None,
        purpose: None,
        state: PolicyState::Shipped,
    };
    tx.policies().save(&shipped, None).await?;
    Ok(())
}

/// Rules by what they are called.
///
/// # Errors
/// [`ServiceError::NotFound`] where a text is not kept; [`ServiceError::Unsound`] where one cannot be read any more; `other-version` where a text
/// means something else to this program than to the one that decided by it.
pub(crate) async fn load(tx: &mut dyn Transaction, digest: &Digest) -> Result<Rules, ServiceError> {
    let missing = |what: &str| ServiceError::not_found(Label::new("naskah aturan", "text of rules"), what);
    let found = tx.competency().find_text(TextKind::Rules, ID, digest).await?.ok_or_else(|| missing(&digest.to_string()))?;
    let versions: RuleVersions = serde_json::from_str(&found.text).map_err(|_| missing(&digest.to_string()))?;
    let catalogue = tx.competency().find_text(TextKind::Catalogue, &versions.catalogue, &versions.catalogue_version).await?;
    let catalogue = catalogue.ok_or_else(|| missing(&versions.catalogue))?;
    let mut library = Library::default();
    library.add_catalogue(&versions.catalogue, catalogue.text.as_bytes());
    let mut texts = Vec::with_capacity(versions.policies.len());
    for (id, version) in &versions.policies {
        let kept = tx.policies().find(id, version).await?.ok_or_else(|| missing(&format!("{id} {version}")))?;
        texts.push((Arc::clone(id), kept.value.text));
    }
    library.add_policies(texts.iter().map(|(id, text)| (&**id, text.as_bytes())));
    let Some(catalogue) = library.catalogue(&versions.catalogue).cloned().filter(|_| library.is_sound()) else {
        return Err(ServiceError::Unsound(library.diagnostics));
    };
    for (id, version) in &versions.policies {
        if Digest::from(policy(&library, id)?.version) != *version {
            return Err(ServiceError::refused(
                "other-version",
                Label::new(
                    format!("naskah kebijakan `{id}` versi {version} dibaca lain oleh program ini"),
                    format!("the text of policy `{id}`, version {version}, reads otherwise to this program"),
                ),
            ));
        }
    }
    Ok(Rules { digest: *digest, catalogue, library })
}
