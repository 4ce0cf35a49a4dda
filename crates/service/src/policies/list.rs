//! Lists policies.

use jenjang::people::View;
use jenjang::policy::repository::{PolicyState, PolicyVersion};
use jenjang::store::Versioned;

use super::in_force::versions_in_force;
use crate::context::Context;
use crate::error::ServiceError;
use crate::permissions::{Action, Role, Target, authorize, roles};

/// A version of a policy, and whether it is the one in force today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyListing {
    /// The version. Who proposed it is left out for the public.
    pub version: PolicyVersion,
    /// Whether it is in force today.
    pub in_force: bool,
}

/// The versions in the store of one policy or of all, by id and effective day. Drafts and withdrawn versions are shown to those who draft, sign
/// or audit.
///
/// # Errors
/// [`ServiceError::Store`].
pub async fn list_policies(context: &Context<'_>, policy: Option<&str>) -> Result<Vec<PolicyListing>, ServiceError> {
    let mut tx = context.store.read().await?;
    authorize(context, &mut *tx, Action::ReadPolicies, &Target::everything()).await?;
    let held = roles(context, &mut *tx, &Target::everything()).await?;
    let sees_drafts =
        [Role::PolicyAnalyst, Role::AppointingAuthority, Role::Auditor, Role::Operator].iter().any(|role| held.contains(role));
    let versions = tx.policies().list(policy).await?;
    let heads = versions.iter().map(|stored| Versioned { value: stored.value.head(), revision: stored.revision });
    let signed: Vec<_> = heads.filter(|head| head.value.signed().is_some()).collect();
    let chosen = versions_in_force(signed.iter(), View::on(context.clock.today()));
    let in_force: Vec<_> = chosen.into_iter().map(|head| (head.value.policy.clone(), head.value.version)).collect();
    let mut listed = Vec::with_capacity(versions.len());
    for mut version in versions.into_iter().map(|stored| stored.value) {
        let public = matches!(version.state, PolicyState::Enacted { .. } | PolicyState::Superseded { .. } | PolicyState::Shipped);
        if !public && !sees_drafts {
            continue;
        }
        if !sees_drafts {
            version.proposed_by = None;
        }
        let in_force = in_force.iter().any(|(policy, hash)| *policy == version.policy && *hash == version.version);
        listed.push(PolicyListing { version, in_force });
    }
    Ok(listed)
}
