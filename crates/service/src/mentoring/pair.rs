//! Pairing two people by hand.

use jenjang::mentoring::{Goal, MentoringPair, PairScore, PairState};
use jenjang::people::id::ProgrammeId;
use jenjang::store::Transaction;

use super::gather::{MatchPerson, MatchSources, Participants};
use super::matching::{goals, since};
use super::wish::fulfil;
use super::{Everybody, not_own, programme, still_held};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};
use crate::records;
use crate::trail::{self, Change};

/// Two people to be paired.
#[derive(Clone, Copy)]
pub struct PairUp<'a> {
    /// The programme.
    pub programme: &'a ProgrammeId,
    /// Who is new.
    pub mentee: &'a MatchPerson,
    /// Who accompanies.
    pub mentor: &'a MatchPerson,
    /// What the mentee is to reach; without any, a goal for every competency the mentee lacks and the mentor has.
    pub goals: &'a [Goal],
    /// What matching reads besides the store.
    pub sources: MatchSources<'a>,
}

/// Pairs two people; the pair, with its score.
///
/// # Errors
/// [`ServiceError::Forbidden`] for anybody but an HR officer of the programme's unit and of both; [`ServiceError::ConflictOfInterest`] for oneself;
/// the code of a [`Refusal`](jenjang::mentoring::Refusal) where the two cannot be paired; `programme-over`; [`ServiceError::Store`].
pub async fn pair_up(context: &Context<'_>, command: PairUp<'_>) -> Result<MentoringPair, ServiceError> {
    transact!(context, tx => in_transaction(context, tx, &command).await)
}

async fn in_transaction(context: &Context<'_>, tx: &mut dyn Transaction, command: &PairUp<'_>) -> Result<MentoringPair, ServiceError> {
    let programme = programme(tx, command.programme).await?.value;
    authorize(context, tx, Action::RunMentoring, &Target::unit(&programme.unit)).await?;
    still_held(context, &programme)?;
    not_own(context, &[&command.mentee.person, &command.mentor.person])?;
    for said in [command.mentee, command.mentor] {
        authorize(context, tx, Action::RunMentoring, &Target::person(&said.person)).await?;
    }
    let gathering = Participants::of(tx, &command.sources, &programme, context.clock.today()).await?;
    let mentee = gathering.participant(tx, command.mentee, true).await?;
    let mentor = gathering.participant(tx, command.mentor, false).await?;
    let everybody = Everybody::load(tx, &programme.id).await?;
    if let Some(refusal) = everybody.standing().refusal(&programme, &mentee, &mentor) {
        return Err(ServiceError::refused(refusal.code(), refusal.message()));
    }
    let pair = MentoringPair {
        id: everybody.next_id(&programme.id, &mentee.person)?,
        programme: programme.id.clone(),
        mentee: mentee.person.clone(),
        mentor: Some(mentor.person.clone()),
        score: Some(PairScore::of(&programme, &mentee, &mentor)),
        goals: if command.goals.is_empty() { goals(Some(&mentee), Some(&mentor)) } else { command.goals.to_vec() },
        sessions: Vec::new(),
        mentee_review: None,
        mentor_review: None,
        state: PairState::Running { since: since(context, &programme) },
    };
    records::save(tx, &pair, None).await?;
    let mut subjects = vec![records::subject(tx, None, Some(&pair)).await?];
    subjects.extend(fulfil(tx, &programme.id, &[&pair.mentee]).await?);
    trail::record(context, tx, Change::new(Action::RunMentoring, subjects)).await?;
    Ok(pair)
}
