//! Recording a session and crediting its hours.

use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::Decimal;
use jenjang::legal::Label;
use jenjang::mentoring::Session;
use jenjang::people::id::{DevelopmentId, PairId, TextError};
use jenjang::store::Transaction;

use super::{authorized, refused};
use crate::context::{Context, transact};
use crate::development::{CompletedDevelopment, CreditHours, LearningRules, credit_hours};
use crate::error::ServiceError;
use crate::permissions::Action;
use crate::records::{self, said};
use crate::trail::{self, Change};

/// A meeting of a pair.
#[derive(Clone, Copy, Debug)]
pub struct Meet<'a> {
    /// The pair.
    pub pair: &'a PairId,
    /// The day.
    pub date: NaiveDate,
    /// What it was about.
    pub notes: &'a str,
    /// Held abroad.
    pub abroad: bool,
    /// Code of the form of development that a mentoring session is.
    pub form: &'a str,
    /// What a session is worth.
    pub rules: LearningRules<'a>,
}

/// A session as it was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Met {
    /// Learning hours of the mentee: zero where the month has as many sessions as count.
    pub hours: Decimal,
    /// What became of them.
    pub register: CompletedDevelopment,
}

/// Records a session: once for each day of a pair, with the hours the rules give the mentee, under their monthly limit over all of the mentee's pairs.
///
/// # Errors
/// [`ServiceError::Forbidden`] for anybody but the mentor and an HR officer; [`ServiceError::ConflictOfInterest`] for the mentee; `session-outside`,
/// `session-twice`, `pair-not-running`; `blank` without notes; as [`credit_hours`].
pub async fn meet(context: &Context<'_>, command: Meet<'_>) -> Result<Met, ServiceError> {
    transact!(context, tx => in_transaction(context, tx, &command).await)
}

async fn in_transaction(context: &Context<'_>, tx: &mut dyn Transaction, command: &Meet<'_>) -> Result<Met, ServiceError> {
    let (before, programme) = authorized(context, tx, Action::MeetMentor, command.pair).await?;
    let mentee = before.value.mentee.clone();
    if context.actor.person() == Some(&mentee) {
        return Err(ServiceError::ConflictOfInterest(Label::new(
            "jam pelajaran sendiri harus dicatat oleh orang lain",
            "one's own learning hours have to be recorded by somebody else",
        )));
    }
    let until = context.clock.today().min(programme.last);
    before.value.can_meet(command.date, until).map_err(|error| refused(&error))?;
    let notes = said(command.notes, &Label::new("catatan", "notes"))?;
    let id: DevelopmentId = format!("{}/{}", command.pair, command.date)
        .parse()
        .map_err(|error: TextError| ServiceError::refused("development-id", Label::same(error.to_string())))?;
    let competency = before.value.goals.iter().find_map(|goal| goal.competency.clone());
    let credit = CreditHours {
        id,
        person: mentee,
        form: command.form.into(),
        title: Arc::from(format!("{} ({})", programme.title, command.pair)),
        competency,
        amount: Decimal::ONE,
        abroad: command.abroad,
        first: command.date,
        last: command.date,
        hours: None,
        evidence: Some(Arc::clone(&notes)),
    };
    let credited = credit_hours(context, tx, command.rules, &credit).await?;
    let mut after = before.value.clone();
    after.add(Session { date: command.date, abroad: command.abroad, notes, hours: credited.hours });
    records::save(tx, &after, Some(before.revision)).await?;
    let subject = records::subject(tx, Some(&before.value), Some(&after)).await?;
    trail::record(context, tx, Change::new(Action::MeetMentor, vec![subject, credited.subject])).await?;
    Ok(Met { hours: credited.hours, register: credited.register })
}
