//! Policies: proposed, handed in, enacted by somebody else, superseded; and the rules a decision rests on.

pub(crate) mod enact;
mod in_force;
mod list;
pub(crate) mod propose;
mod read;
pub(crate) mod rules;
pub(crate) mod submit;
pub(crate) mod withdraw;

use std::sync::Arc;

use jenjang::audit::Digest;
use jenjang::consultation::Draft;
use jenjang::consultation::life::Stage;
use jenjang::legal::Label;
use jenjang::policy::diagnostic::{Diagnostic, Severity};
use jenjang::policy::model::Policy;
use jenjang::policy::repository::PolicyVersion;
use jenjang::record::RecordFilter;
use jenjang::store::{Transaction, Versioned};
use jenjang_policy_files::Library;

use crate::error::ServiceError;
use crate::records;

pub use enact::{EnactPolicy, enact_policy};
pub use in_force::in_force;
pub use list::{PolicyListing, list_policies};
pub use propose::{ProposePolicy, Proposed, propose_policy};
pub use read::read_policies;
pub use rules::{RuleVersions, Rules};
pub use submit::{SubmitPolicy, submit_policy};
pub use withdraw::{WithdrawPolicy, withdraw_policy};

/// What a policy is called in messages.
fn a_policy() -> Label {
    Label::new("versi kebijakan", "policy version")
}

async fn find(tx: &mut dyn Transaction, policy: &str, version: &Digest) -> Result<Versioned<PolicyVersion>, ServiceError> {
    let found = tx.policies().find(policy, version).await?;
    found.ok_or_else(|| ServiceError::not_found(a_policy(), format!("{policy} {version}")))
}

/// A move that the state does not allow.
fn wrong_state(version: &PolicyVersion, to: &Label) -> ServiceError {
    let state = version.state.label();
    ServiceError::refused(
        "policy-state",
        Label::new(
            format!("kebijakan `{}` pada keadaan `{}` tidak dapat {}", version.policy, state.id, to.id),
            format!("cannot {} policy `{}` from state `{}`", to.en, version.policy, state.en),
        ),
    )
}

/// Adds a text to a library and checks it and every policy that uses it. The policy, and what is worth knowing about it.
///
/// # Errors
/// [`ServiceError::Unsound`] with everything that was found, where any of it is an error.
pub(crate) fn checked(library: &mut Library, file: &str, text: &str) -> Result<(Arc<Policy>, Vec<Diagnostic>), ServiceError> {
    let known = library.diagnostics.len();
    let added = library.add_policies([(file, text.as_bytes())]);
    let policy = added.into_iter().next().flatten().and_then(|id| library.set.get(&id).cloned());
    let mut found = library.diagnostics.split_off(known);
    let Some(policy) = policy else { return Err(ServiceError::Unsound(found)) };
    // those that use it were typed with the version before
    let mut changed = vec![Arc::clone(&policy.id)];
    let mut at = 0;
    while let Some(id) = changed.get(at).cloned() {
        let users: Vec<Arc<Policy>> =
            library.set.iter().filter(|user| user.uses.contains(&id) && !changed.contains(&user.id)).cloned().collect();
        for user in users {
            let text: Arc<str> = library.sources.get(&user.file).into();
            library.add_policies([(&*user.file, text.as_bytes())]);
            found.append(&mut library.diagnostics.split_off(known));
            changed.push(Arc::clone(&user.id));
        }
        at += 1;
    }
    found.extend(library.check(&policy));
    if found.iter().any(|problem| problem.severity == Severity::Error) {
        return Err(ServiceError::Unsound(found));
    }
    found.retain(|problem| *problem.file == *file);
    Ok((policy, found))
}

/// Refuses a version that a draft carries through its steps: it is signed or sent back there.
async fn not_in_a_draft(tx: &mut dyn Transaction, version: &Digest) -> Result<(), ServiceError> {
    for draft in records::list::<Draft>(tx, &RecordFilter::all()).await? {
        let draft = draft.value;
        let carries = draft.current().is_some_and(|present| present.policy_version == *version);
        if carries && matches!(draft.stage, Stage::Stepping { .. }) {
            let id = &draft.id;
            return Err(ServiceError::refused(
                "draft-in-steps",
                Label::new(
                    format!("versi ini dibawa rancangan `{id}` melalui tahapnya; ditandatangani dengan `consultation sign`"),
                    format!("draft `{id}` carries this version through its steps; it is signed with `consultation sign`"),
                ),
            ));
        }
    }
    Ok(())
}
