//! Finding the best pairs of a programme.

use std::collections::BTreeMap;

use jenjang::mentoring::{Goal, Matching, MentoringPair, MentoringProgramme, PairState, Participant, match_pairs};
use jenjang::number::format_decimal;
use jenjang::people::id::{PairId, PersonId, ProgrammeId};
use jenjang::store::Transaction;
use serde::Serialize;

use super::gather::{MatchPerson, MatchSources, Participants};
use super::wish::fulfil;
use super::{Everybody, not_own, programme, still_held};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};
use crate::records;
use crate::trail::{self, Change};

/// Who is to be paired.
#[derive(Clone, Copy)]
pub struct MatchMentors<'a> {
    /// The programme.
    pub programme: &'a ProgrammeId,
    /// Who is new.
    pub mentees: &'a [MatchPerson],
    /// Who accompanies.
    pub mentors: &'a [MatchPerson],
    /// What matching reads besides the store.
    pub sources: MatchSources<'a>,
    /// Whether to keep the pairs; otherwise they are only shown.
    pub keep: bool,
}

/// What came out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Matched {
    /// The pairs with their reasons, and who has none.
    pub matching: Matching,
    /// Ids of the pairs that were kept, in the order of the pairs; empty where they were only shown.
    pub kept: Vec<PairId>,
}

/// Finds the pairs with the most points under the programme's rules. Kept pairs run from today, or from the first day of the programme, with a goal for
/// every competency the mentee lacks and the mentor has.
///
/// # Errors
/// [`ServiceError::Forbidden`] for anybody but an HR officer of the programme's unit and of everybody listed; [`ServiceError::ConflictOfInterest`] for
/// an officer who is listed; `programme-over`; `match` for people listed twice or too many; `no-framework`; `record-unsound`; [`ServiceError::Store`].
pub async fn match_mentors(context: &Context<'_>, command: MatchMentors<'_>) -> Result<Matched, ServiceError> {
    if command.keep {
        return transact!(context, tx => in_transaction(context, tx, &command).await);
    }
    let mut tx = context.store.read().await?;
    in_transaction(context, &mut *tx, &command).await
}

async fn in_transaction(context: &Context<'_>, tx: &mut dyn Transaction, command: &MatchMentors<'_>) -> Result<Matched, ServiceError> {
    let programme = programme(tx, command.programme).await?.value;
    authorize(context, tx, Action::RunMentoring, &Target::unit(&programme.unit)).await?;
    still_held(context, &programme)?;
    let listed = || command.mentees.iter().chain(command.mentors).map(|said| &said.person);
    not_own(context, &listed().collect::<Vec<_>>())?;
    for person in listed() {
        authorize(context, tx, Action::RunMentoring, &Target::person(person)).await?;
    }
    let today = context.clock.today();
    let gathering = Participants::of(tx, &command.sources, &programme, today).await?;
    let (mut mentees, mut mentors) = (Vec::new(), Vec::new());
    for said in command.mentees {
        mentees.push(gathering.participant(tx, said, true).await?);
    }
    for said in command.mentors {
        mentors.push(gathering.participant(tx, said, false).await?);
    }
    let everybody = Everybody::load(tx, &programme.id).await?;
    let matching = match_pairs(&programme, everybody.standing(), &mentees, &mentors)
        .map_err(|error| ServiceError::refused("match", error.message()))?;
    let mut kept = Vec::new();
    if command.keep && !matching.pairs.is_empty() {
        let by_id = |people: &[Participant]| -> BTreeMap<PersonId, Participant> {
            people.iter().map(|one| (one.person.clone(), one.clone())).collect()
        };
        let (mentees, mentors) = (by_id(&mentees), by_id(&mentors));
        let mut subjects = Vec::new();
        for found in &matching.pairs {
            let pair = MentoringPair {
                id: everybody.next_id(&programme.id, &found.mentee)?,
                programme: programme.id.clone(),
                mentee: found.mentee.clone(),
                mentor: Some(found.mentor.clone()),
                score: Some(found.score.clone()),
                goals: goals(mentees.get(&found.mentee), mentors.get(&found.mentor)),
                sessions: Vec::new(),
                mentee_review: None,
                mentor_review: None,
                state: PairState::Running { since: since(context, &programme) },
            };
            records::save(tx, &pair, None).await?;
            subjects.push(records::subject(tx, None, Some(&pair)).await?);
            kept.push(pair.id);
        }
        let accompanied: Vec<&PersonId> = matching.pairs.iter().map(|pair| &pair.mentee).collect();
        subjects.extend(fulfil(tx, &programme.id, &accompanied).await?);
        trail::record(context, tx, Change::new(Action::RunMentoring, subjects)).await?;
    }
    Ok(Matched { matching, kept })
}

/// Today, or the first day of the programme.
pub(super) fn since(context: &Context<'_>, programme: &MentoringProgramme) -> chrono::NaiveDate {
    context.clock.today().max(programme.first)
}

/// A goal for every competency the mentee lacks and the mentor has.
pub(super) fn goals(mentee: Option<&Participant>, mentor: Option<&Participant>) -> Vec<Goal> {
    let lacks = mentee.and_then(|mentee| mentee.lacks.as_ref()).into_iter().flatten();
    let levels = mentor.and_then(|mentor| mentor.levels.as_ref());
    let covered = lacks.filter(|(code, required)| levels.and_then(|levels| levels.get(*code)).is_some_and(|level| level >= *required));
    let goal = |(code, required): (&jenjang::people::id::CompetencyCode, &jenjang::Decimal)| Goal {
        text: format!("{code} ≥ {}", format_decimal(*required)).into(),
        competency: Some(code.clone()),
        reached: None,
    };
    covered.map(goal).collect()
}
