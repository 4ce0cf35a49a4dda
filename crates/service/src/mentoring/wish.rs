//! Wishing to take part in a programme.

use jenjang::audit::Subject;
use jenjang::development::wish::{MentoringWish, Wish};
use jenjang::legal::Label;
use jenjang::mentoring::{MentoringPair, MentoringProgramme, Side};
use jenjang::people::id::{PersonId, ProgrammeId};
use jenjang::record::RecordFilter;
use jenjang::store::Transaction;

use super::{programme, still_held};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::needs::{keep_wish, next_wish_id, said_twice};
use crate::people::scope::path;
use crate::permissions::{Action, Target, allowed, authorize};
use crate::records;

/// A wish to take part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WishMentoring {
    /// The programme.
    pub programme: ProgrammeId,
    /// As which of the two.
    pub side: Side,
}

/// Says that one wishes to take part in a programme of the own unit or one above it; the wish with its id. It is taken back as any wish is.
///
/// # Errors
/// [`ServiceError::Forbidden`] for anybody but a person; [`ServiceError::NotFound`]; `programme-over`; `outside-programme` for somebody of another unit;
/// `accompanied-already` for a mentee who has a mentor in it; `wish-twice`; [`ServiceError::Store`].
pub async fn wish_mentoring(context: &Context<'_>, command: &WishMentoring) -> Result<Wish, ServiceError> {
    transact!(context, tx => in_transaction(context, tx, command).await)
}

async fn in_transaction(context: &Context<'_>, tx: &mut dyn Transaction, command: &WishMentoring) -> Result<Wish, ServiceError> {
    let action = Action::Wish;
    let me = context.actor.person().ok_or(ServiceError::Forbidden { action, allowed: allowed(action) })?;
    authorize(context, tx, action, &Target::person(me)).await?;
    let programme = programme(tx, &command.programme).await?.value;
    still_held(context, &programme)?;
    within(tx, &programme, me).await?;
    if command.side == Side::Mentee && is_accompanied(tx, &programme.id, me).await? {
        return Err(ServiceError::refused(
            "accompanied-already",
            Label::new(
                format!("Anda sudah mempunyai mentor dalam program `{}`", programme.id),
                format!("you have a mentor in programme `{}` already", programme.id),
            ),
        ));
    }
    let own = records::list::<Wish>(tx, &RecordFilter::about(me)).await?;
    let own: Vec<Wish> = own.into_iter().map(|stored| stored.value).collect();
    let mentoring = MentoringWish { programme: command.programme.clone(), side: command.side };
    if let Some(twice) = own.iter().find(|wish| wish.mentoring.as_ref() == Some(&mentoring)) {
        return Err(said_twice(twice));
    }
    let wish = Wish {
        id: next_wish_id(me, &own),
        person: me.clone(),
        topic: programme.title,
        competency: None,
        course: None,
        mentoring: Some(mentoring),
        on: context.clock.today(),
    };
    keep_wish(context, tx, &wish).await?;
    Ok(wish)
}

/// A programme is for the people of its unit and of all under it.
async fn within(tx: &mut dyn Transaction, programme: &MentoringProgramme, me: &PersonId) -> Result<(), ServiceError> {
    let unit = tx.people().find(me).await?.and_then(|stored| stored.value.unit);
    let above = match &unit {
        Some(unit) => path(tx, unit).await?,
        None => Vec::new(),
    };
    if above.iter().any(|unit| unit.id == programme.unit) {
        return Ok(());
    }
    let id = &programme.id;
    Err(ServiceError::refused(
        "outside-programme",
        Label::new(
            format!("program `{id}` bagi pegawai unit penyelenggaranya dan unit di bawahnya"),
            format!("programme `{id}` is for people of the unit that runs it and of those under it"),
        ),
    ))
}

async fn is_accompanied(tx: &mut dyn Transaction, programme: &ProgrammeId, me: &PersonId) -> Result<bool, ServiceError> {
    let own = records::list::<MentoringPair>(tx, &RecordFilter::about(me)).await?;
    Ok(own.iter().any(|stored| stored.value.runs() && stored.value.programme == *programme))
}

/// Takes out the wishes of mentees who have a mentor now; what the trail proves of them.
pub(super) async fn fulfil(tx: &mut dyn Transaction, programme: &ProgrammeId, mentees: &[&PersonId]) -> Result<Vec<Subject>, ServiceError> {
    let mut subjects = Vec::new();
    for stored in records::list::<Wish>(tx, &RecordFilter::under(programme.as_str())).await? {
        let asks = stored.value.mentoring.as_ref().is_some_and(|mentoring| mentoring.side == Side::Mentee);
        if asks && mentees.contains(&&stored.value.person) {
            records::remove(tx, &stored).await?;
            subjects.push(records::subject(tx, Some(&stored.value), None).await?);
        }
    }
    Ok(subjects)
}
