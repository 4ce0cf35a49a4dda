//! Chooses the post to reach.

use jenjang::career::{CareerMap, CareerTarget};
use jenjang::legal::Label;
use jenjang::people::id::{PersonId, PositionId};
use jenjang::store::Transaction;

use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::{Action, Target, allowed, authorize};
use crate::records;
use crate::trail::{self, Change};

/// A post to reach.
#[derive(Clone, Debug)]
pub struct ChooseTarget<'a> {
    /// The posts there are.
    pub map: &'a CareerMap,
    /// The post.
    pub post: &'a PositionId,
}

/// Chooses the post to reach, in place of the one before.
///
/// # Errors
/// [`ServiceError::Forbidden`] for anybody but a person; `unknown-post`; [`ServiceError::Store`].
pub async fn choose_target(context: &Context<'_>, command: &ChooseTarget<'_>) -> Result<CareerTarget, ServiceError> {
    transact!(context, tx => choose(context, tx, command).await)
}

async fn own<'a>(context: &Context<'a>, tx: &mut dyn Transaction) -> Result<&'a PersonId, ServiceError> {
    let action = Action::ChooseTarget;
    let person = context.actor.person().ok_or_else(|| ServiceError::Forbidden { action, allowed: allowed(action) })?;
    authorize(context, tx, action, &Target::person(person)).await?;
    Ok(person)
}

async fn choose(context: &Context<'_>, tx: &mut dyn Transaction, command: &ChooseTarget<'_>) -> Result<CareerTarget, ServiceError> {
    let person = own(context, tx).await?;
    let post = command.map.post(command.post).ok_or_else(|| {
        let id = command.post;
        ServiceError::refused(
            "unknown-post",
            Label::new(format!("tidak ada jabatan `{id}` dalam peta"), format!("there is no post `{id}` on the map")),
        )
    })?;
    let before = records::find::<CareerTarget>(tx, person.as_str()).await?;
    let since = context.clock.today();
    let after = CareerTarget { person: person.clone(), post: post.id.clone(), label: post.label.clone(), since };
    records::save(tx, &after, before.as_ref().map(|stored| stored.revision)).await?;
    let subject = records::subject(tx, before.as_ref().map(|stored| &stored.value), Some(&after)).await?;
    trail::record(context, tx, Change::new(Action::ChooseTarget, vec![subject])).await?;
    Ok(after)
}

/// Gives the chosen post up; whether there was one.
///
/// # Errors
/// [`ServiceError::Forbidden`] for anybody but a person; [`ServiceError::Store`].
pub async fn drop_target(context: &Context<'_>) -> Result<bool, ServiceError> {
    transact!(context, tx => give_up(context, tx).await)
}

async fn give_up(context: &Context<'_>, tx: &mut dyn Transaction) -> Result<bool, ServiceError> {
    let person = own(context, tx).await?;
    let Some(before) = records::find::<CareerTarget>(tx, person.as_str()).await? else { return Ok(false) };
    records::remove(tx, &before).await?;
    let subject = records::subject(tx, Some(&before.value), None).await?;
    trail::record(context, tx, Change::new(Action::ChooseTarget, vec![subject])).await?;
    Ok(true)
}
