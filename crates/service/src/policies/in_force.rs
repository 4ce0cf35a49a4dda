//! Which policies are in force.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::people::View;
use jenjang::policy::repository::{PolicyState, PolicyVersion};
use jenjang::store::Transaction;
use jenjang_policy_files::Library;

use crate::error::ServiceError;

/// The policies in force on `view.as_of` as known on `view.known_at`: those that came with the program, each overridden by the enacted version, if
/// there is one.
///
/// Of the versions signed by the day of knowledge and effective by the day asked about, the one signed last counts (*lex posterior*). Before the
/// first enacted version is effective, the one that came with the program is in force.
///
/// # Errors
/// [`ServiceError::Unsound`] where a version enacted with an earlier program can no longer be read: nothing may be decided then by the version
/// that came with the program instead.
pub async fn in_force(tx: &mut dyn Transaction, shipped: &Library, view: View) -> Result<Library, ServiceError> {
    let mut library = shipped.clone();
    library.diagnostics.clear();
    let stored = tx.policies().list(None).await?;
    let chosen = versions_in_force(stored.iter().map(|stored| &stored.value), view);
    let files: Vec<(String, Arc<str>)> = chosen.iter().map(|version| (file(version), Arc::clone(&version.text))).collect();
    if files.is_empty() {
        return Ok(library);
    }
    let added = library.add_policies(files.iter().map(|(file, text)| (file.as_str(), text.as_bytes())));
    if added.iter().any(Option::is_none) {
        return Err(ServiceError::Unsound(library.diagnostics));
    }
    Ok(library)
}

/// What the file of an enacted version is called in messages.
fn file(version: &PolicyVersion) -> String {
    format!("{} {}", version.policy, version.version)
}

/// The version of each policy that is in force, among those ever enacted.
pub(super) fn versions_in_force<'v>(versions: impl Iterator<Item = &'v PolicyVersion>, view: View) -> Vec<&'v PolicyVersion> {
    let mut by_policy: BTreeMap<&str, Vec<&PolicyVersion>> = BTreeMap::new();
    for version in versions.filter(|version| signed(version).is_some()) {
        by_policy.entry(&version.policy).or_default().push(version);
    }
    by_policy.into_values().filter_map(|versions| latest(&versions, view)).collect()
}

/// When a version was signed, if it ever was.
fn signed(version: &PolicyVersion) -> Option<NaiveDate> {
    match version.state {
        PolicyState::Enacted { on, .. } => Some(on),
        PolicyState::Superseded { enacted, .. } => Some(enacted),
        _ => None,
    }
}

fn latest<'v>(versions: &[&'v PolicyVersion], view: View) -> Option<&'v PolicyVersion> {
    let counts = |version: &&&PolicyVersion| version.effective <= view.as_of && signed(version).is_some_and(|on| on <= view.known_at);
    let counted: Vec<&PolicyVersion> = versions.iter().filter(counts).copied().collect();
    // versions signed on one day follow each other as they name each other
    let follows = |later: &PolicyVersion, earlier: &PolicyVersion| {
        let mut at = Some(earlier);
        for _ in versions {
            at = match at.map(|version| &version.state) {
                Some(PolicyState::Superseded { by, .. }) => versions.iter().find(|version| version.version == *by).copied(),
                _ => None,
            };
            if at.is_some_and(|version| version.version == later.version) {
                return true;
            }
        }
        false
    };
    counted.iter().find(|version| !counted.iter().any(|other| follows(other, version))).copied()
}
