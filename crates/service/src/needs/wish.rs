//! What somebody wishes to learn.

use std::sync::Arc;

use jenjang::development::catalogue::Course;
use jenjang::development::wish::Wish;
use jenjang::legal::Label;
use jenjang::people::id::{CompetencyCode, CourseId, PersonId};
use jenjang::record::RecordFilter;
use jenjang::store::Transaction;

use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};
use crate::records;
use crate::trail::{self, Change};

/// A wish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddWish {
    /// Whose.
    pub person: PersonId,
    /// What the person wishes to learn.
    pub topic: String,
    /// The competency it belongs to.
    pub competency: Option<CompetencyCode>,
    /// The course.
    pub course: Option<CourseId>,
}

/// Says what one wishes to learn; the wish with its id.
///
/// # Errors
/// [`ServiceError::Forbidden`] for anybody but the person; [`ServiceError::NotFound`] for a course that is not there; `blank`; `wish-twice` where the
/// same was said before; [`ServiceError::Store`].
pub async fn add_wish(context: &Context<'_>, command: &AddWish) -> Result<Wish, ServiceError> {
    transact!(context, tx => add(context, tx, command).await)
}

async fn add(context: &Context<'_>, tx: &mut dyn Transaction, command: &AddWish) -> Result<Wish, ServiceError> {
    authorize(context, tx, Action::Wish, &Target::person(&command.person)).await?;
    let topic = records::said(&command.topic, &Label::new("minat", "wish"))?;
    if let Some(course) = &command.course {
        records::require::<Course>(tx, course.as_str()).await?;
    }
    let own = records::list::<Wish>(tx, &RecordFilter::about(&command.person)).await?;
    let own: Vec<Wish> = own.into_iter().map(|stored| stored.value).collect();
    if let Some(twice) = own.iter().find(|wish| wish.mentoring.is_none() && wish.topic.to_lowercase() == topic.to_lowercase()) {
        return Err(said_twice(twice));
    }
    let wish = Wish {
        id: next_id(&command.person, &own),
        person: command.person.clone(),
        topic,
        competency: command.competency.clone(),
        course: command.course.clone(),
        mentoring: None,
        on: context.clock.today(),
    };
    keep(context, tx, &wish).await?;
    Ok(wish)
}

/// Refuses a wish that was said before.
pub(crate) fn said_twice(before: &Wish) -> ServiceError {
    let Wish { id, topic, on, .. } = before;
    ServiceError::refused(
        "wish-twice",
        Label::new(
            format!("`{topic}` sudah dinyatakan sebagai `{id}` pada {on}"),
            format!("`{topic}` was said already, as `{id}` on {on}"),
        ),
    )
}

/// The id of somebody's next wish.
pub(crate) fn next_id(person: &PersonId, own: &[Wish]) -> Arc<str> {
    let number = |wish: &Wish| wish.id.rsplit_once("-w").and_then(|(_, number)| number.parse::<u64>().ok());
    let next = own.iter().filter_map(number).max().unwrap_or(0).saturating_add(1);
    format!("{person}-w{next}").into()
}

/// Keeps a new wish and writes it down.
pub(crate) async fn keep(context: &Context<'_>, tx: &mut dyn Transaction, wish: &Wish) -> Result<(), ServiceError> {
    records::save(tx, wish, None).await?;
    let subject = records::subject(tx, None, Some(wish)).await?;
    trail::record(context, tx, Change::new(Action::Wish, vec![subject])).await
}

/// A wish that is given up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WithdrawWish {
    /// Its id.
    pub id: Arc<str>,
}

/// Takes a wish back.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`]; [`ServiceError::Store`].
pub async fn withdraw_wish(context: &Context<'_>, command: &WithdrawWish) -> Result<(), ServiceError> {
    transact!(context, tx => withdraw(context, tx, command).await)
}

async fn withdraw(context: &Context<'_>, tx: &mut dyn Transaction, command: &WithdrawWish) -> Result<(), ServiceError> {
    let stored = records::require::<Wish>(tx, &command.id).await?;
    authorize(context, tx, Action::Wish, &Target::person(&stored.value.person)).await?;
    records::remove(tx, &stored).await?;
    let subject = records::subject(tx, Some(&stored.value), None).await?;
    trail::record(context, tx, Change::new(Action::Wish, vec![subject])).await
}

/// The wishes of a person, by id.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::Store`].
pub async fn list_wishes(context: &Context<'_>, person: &PersonId) -> Result<Vec<Wish>, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    authorize(context, tx, Action::ReadNeeds, &Target::person(person)).await?;
    let found = records::list::<Wish>(tx, &RecordFilter::about(person)).await?;
    Ok(found.into_iter().map(|stored| stored.value).collect())
}
