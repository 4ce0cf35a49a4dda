//! Which policies are in force.

use std::collections::BTreeMap;
use std::sync::Arc;

use jenjang::people::View;
use jenjang::policy::repository::{PolicyHead, PolicyState};
use jenjang::store::{Transaction, Versioned};
use jenjang_policy_files::Library;

use super::find;
use crate::error::ServiceError;

/// The policies in force on `view.as_of` as known on `view.known_at`: those that came with the program, each overridden by the enacted version, if
/// there is one.
///
/// Of the versions signed by the day of knowledge and effective by the day asked about, the one signed last counts (*lex posterior*). Before the
/// first enacted version is effective, the one that came with the program is in force.
///
/// One question to the store as long as nothing was enacted: the library is kept with the one that came with the program ([`Library::keep`]) and
/// shared by everybody who asks, under the versions it was made of. What was enacted, here or in another process, is in the next answer.
///
/// # Errors
/// [`ServiceError::Unsound`] where a version enacted with an earlier program can no longer be read: nothing may be decided then by the version
/// that came with the program instead.
pub async fn in_force(tx: &mut dyn Transaction, shipped: &Library, view: View) -> Result<Arc<Library>, ServiceError> {
    let signed = tx.policies().signed().await?;
    let chosen = versions_in_force(signed.iter(), view);
    // a text belongs to its version and revision, so what is made of it can be kept
    let name: String = chosen.iter().map(|head| format!("{} {}\n", file(&head.value), head.revision.0)).collect();
    if let Some(kept) = shipped.kept(&name) {
        return Ok(kept);
    }
    let mut library = shipped.clone();
    library.diagnostics.clear();
    let mut files: Vec<(String, Arc<str>)> = Vec::with_capacity(chosen.len());
    for Versioned { value: head, .. } in chosen {
        files.push((file(head), find(tx, &head.policy, &head.version).await?.value.text));
    }
    if !files.is_empty() {
        let added = library.add_policies(files.iter().map(|(file, text)| (file.as_str(), text.as_bytes())));
        if added.iter().any(Option::is_none) {
            return Err(ServiceError::Unsound(library.diagnostics));
        }
    }
    Ok(shipped.keep(&name, library))
}

/// What the file of an enacted version is called in messages.
fn file(version: &PolicyHead) -> String {
    format!("{} {}", version.policy, version.version)
}

/// The version of each policy that is in force, among those that were signed.
pub(super) fn versions_in_force<'v>(signed: impl Iterator<Item = &'v Versioned<PolicyHead>>, view: View) -> Vec<&'v Versioned<PolicyHead>> {
    let mut by_policy: BTreeMap<&str, Vec<&Versioned<PolicyHead>>> = BTreeMap::new();
    for version in signed {
        by_policy.entry(&version.value.policy).or_default().push(version);
    }
    by_policy.into_values().filter_map(|versions| latest(&versions, view)).collect()
}

fn latest<'v>(versions: &[&'v Versioned<PolicyHead>], view: View) -> Option<&'v Versioned<PolicyHead>> {
    let counts = |head: &PolicyHead| head.effective <= view.as_of && head.signed().is_some_and(|on| on <= view.known_at);
    let counted: Vec<&Versioned<PolicyHead>> = versions.iter().filter(|version| counts(&version.value)).copied().collect();
    // versions signed on one day follow each other as they name each other
    let follows = |later: &PolicyHead, earlier: &PolicyHead| {
        let mut at = Some(earlier);
        for _ in versions {
            at = match at.map(|version| &version.state) {
                Some(PolicyState::Superseded { by, .. }) => {
                    versions.iter().map(|version| &version.value).find(|version| version.version == *by)
                }
                _ => None,
            };
            if at.is_some_and(|version| version.version == later.version) {
                return true;
            }
        }
        false
    };
    counted.iter().find(|version| !counted.iter().any(|other| follows(&other.value, &version.value))).copied()
}
