//! Starting to explain a policy.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use jenjang::consultation::Draft;
use jenjang::legal::Label;
use jenjang::people::id::{DraftId, PositionKindCode, SocialisationId, UnitId};
use jenjang::socialisation::check::from_cases;
use jenjang::socialisation::{Audience, CheckQuestion, Socialisation, Summary};
use jenjang::store::Transaction;
use jenjang_policy_files::Library;

use super::{authorize_audience, enacted, explained_on};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::Action;
use crate::records;
use crate::trail::{self, Change};

/// An enacted policy to be explained.
#[derive(Clone, Debug)]
pub struct StartSocialisation<'a> {
    /// Policies and catalogue that came with the program.
    pub shipped: &'a Library,
    /// Its id.
    pub id: SocialisationId,
    /// Id of the policy.
    pub policy: &'a str,
    /// The draft it came from.
    pub draft: Option<DraftId>,
    /// Units whose people it concerns, with all under them.
    pub units: BTreeSet<UnitId>,
    /// Kinds of posts it concerns; none is all.
    pub posts: BTreeSet<PositionKindCode>,
    /// By when everybody is to have read it.
    pub until: Option<NaiveDate>,
    /// Questions written by hand.
    pub questions: Vec<CheckQuestion>,
    /// How many questions to make from the cases of the policy besides.
    pub from_cases: usize,
    /// Right answers that are enough; without it all.
    pub needed: Option<usize>,
}

/// Starts to explain an enacted policy: a summary is generated from its rules, and questions from its cases.
///
/// # Errors
/// [`ServiceError::Forbidden`] for a unit the actor is not in charge of; [`ServiceError::NotFound`] for a policy that is not enacted, a unit or a draft;
/// [`ServiceError::Refused`] where the id is taken (`id-taken`), no unit is named (`no-audience`), the last day is over, or more right answers are
/// needed than there are questions.
pub async fn start_socialisation(context: &Context<'_>, command: &StartSocialisation<'_>) -> Result<Socialisation, ServiceError> {
    transact!(context, tx => in_transaction(context, tx, command).await)
}

async fn in_transaction(
    context: &Context<'_>,
    tx: &mut dyn Transaction,
    command: &StartSocialisation<'_>,
) -> Result<Socialisation, ServiceError> {
    let audience = Audience { units: command.units.clone(), posts: command.posts.clone() };
    if audience.units.is_empty() {
        return Err(ServiceError::refused(
            "no-audience",
            Label::new("belum ada unit sasaran, diharapkan sekurang-kurangnya satu", "no unit is named, expected at least one"),
        ));
    }
    authorize_audience(context, tx, Action::RunSocialisation, &audience).await?;
    let known: BTreeSet<UnitId> = tx.people().units().await?.into_iter().map(|unit| unit.id).collect();
    if let Some(unit) = audience.units.iter().find(|unit| !known.contains(*unit)) {
        return Err(ServiceError::not_found(Label::new("unit", "unit"), unit));
    }
    if records::find::<Socialisation>(tx, command.id.as_str()).await?.is_some() {
        let id = &command.id;
        return Err(ServiceError::refused(
            "id-taken",
            Label::new(format!("sosialisasi `{id}` sudah ada"), format!("socialisation `{id}` is there already")),
        ));
    }
    if let Some(draft) = &command.draft {
        records::require::<Draft>(tx, draft.as_str()).await?;
    }
    let today = context.clock.today();
    if let Some(until) = command.until.filter(|until| *until < today) {
        return Err(ServiceError::refused(
            "day-out-of-range",
            Label::new(
                format!("hari terakhir {until} sudah lewat, hari ini {today}"),
                format!("the last day {until} is over, today is {today}"),
            ),
        ));
    }
    let (policy, library) = enacted(tx, command.shipped, command.policy, today).await?;
    let mut questions = command.questions.clone();
    questions.extend(from_cases(&policy, command.from_cases));
    let needed = command.needed.unwrap_or(questions.len());
    if needed > questions.len() {
        let count = questions.len();
        return Err(ServiceError::refused(
            "too-many-needed",
            Label::new(
                format!("{needed} jawaban benar disyaratkan, tetapi hanya ada {count} pertanyaan"),
                format!("{needed} right answers are asked for, but there are {count} questions"),
            ),
        ));
    }
    let started = Socialisation {
        id: command.id.clone(),
        policy: policy.id.clone(),
        version: policy.version.into(),
        draft: command.draft.clone(),
        title: policy.title.clone(),
        audience,
        started: today,
        until: command.until,
        summary: Summary::of(&policy, &library.set, explained_on(&policy, today)),
        questions,
        needed,
    };
    records::save(tx, &started, None).await?;
    let subject = records::subject(tx, None, Some(&started)).await?;
    trail::record(context, tx, Change::new(Action::RunSocialisation, vec![subject]).under(&started.policy, started.version)).await?;
    Ok(started)
}
