//! Finds the person whom a provider names.

use jenjang::legal::Label;
use jenjang::people::id::PersonId;

use crate::context::Context;
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};

/// What a provider's word is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// The employee number.
    Number,
    /// The internal id.
    Id,
}

/// Whom a provider names.
#[derive(Clone, Copy, Debug)]
pub struct IdentifyPerson<'a> {
    /// The word of the provider, exactly.
    pub name: &'a str,
    /// What it is compared with.
    pub known: Known,
}

/// The person whom a provider names.
///
/// # Errors
/// [`ServiceError::Forbidden`] for anybody but the program itself; [`ServiceError::NotFound`] where nobody is known by it; [`ServiceError::Store`].
pub async fn identify_person(context: &Context<'_>, asked: IdentifyPerson<'_>) -> Result<PersonId, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    authorize(context, tx, Action::IdentifyPerson, &Target::everything()).await?;
    let found = match asked.known {
        Known::Number => tx.people().find_by_number(asked.name).await?,
        Known::Id => match asked.name.parse::<PersonId>() {
            Ok(id) => tx.people().find(&id).await?.map(|stored| stored.value.id().clone()),
            Err(_) => None,
        },
    };
    found.ok_or_else(|| ServiceError::not_found(Label::new("pegawai", "person"), asked.name))
}
