//! Reads the policies in force.

use std::sync::Arc;

use jenjang::people::View;
use jenjang_policy_files::Library;

use super::in_force;
use crate::context::Context;
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};

/// The policies in force, for anybody: those that came with the program, and in their place what was enacted.
///
/// # Errors
/// [`ServiceError::Unsound`] where an enacted policy can no longer be read; [`ServiceError::Store`].
pub async fn read_policies(context: &Context<'_>, shipped: &Library, view: View) -> Result<Arc<Library>, ServiceError> {
    let mut tx = context.store.read().await?;
    authorize(context, &mut *tx, Action::ReadPolicies, &Target::everything()).await?;
    in_force(&mut *tx, shipped, view).await
}
