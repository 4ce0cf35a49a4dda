//! Mentoring: programmes, pairs that fit, sessions with hours, reviews.
//!
//! **Conflicts of interest.** Nobody pairs oneself. Whoever is concerned may declare that two people must not be paired; such a declaration holds in
//! every programme. The direct superior, one's own mentees and circles of mentors are refused by the rules of the domain.

mod bar;
mod declare;
mod end;
mod gather;
mod goals;
mod matching;
mod meet;
mod open;
mod pair;
mod read;
mod review;
mod wish;

use std::collections::BTreeMap;
use std::sync::Arc;

use jenjang::legal::Label;
use jenjang::mentoring::{MentoringPair, MentoringProgramme, PairState, Standing};
use jenjang::people::id::{PairId, PersonId, ProgrammeId, TextError};
use jenjang::record::RecordFilter;
use jenjang::store::{Transaction, Versioned};

use crate::context::Context;
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};
use crate::records;
use crate::trail::{self, Change};

pub use bar::{BarPair, bar_pair};
pub use declare::{declare_as_seen, declare_programme};
pub use end::{EndPair, end_pair};
pub use gather::{MatchPerson, MatchSources};
pub use goals::{SetGoals, set_goals};
pub use matching::{MatchMentors, Matched, match_mentors};
pub use meet::{Meet, Met, meet};
pub use open::{MentorsOffered, OpenProgramme, open_programmes};
pub use pair::{PairUp, pair_up};
pub use read::{ProgrammeView, list_programmes, pairs_of_person, read_pair, read_programme};
pub use review::{ReviewPair, review_pair};
pub use wish::{WishMentoring, wish_mentoring};

/// All pairs there are, as matching looks at them.
struct Everybody {
    running: Vec<(PersonId, PersonId)>,
    paired: BTreeMap<PersonId, Option<PersonId>>,
    conflicts: Vec<(PersonId, PersonId, Arc<str>)>,
    /// How many pairs each mentee has had in the programme, for the next id.
    earlier: BTreeMap<PersonId, usize>,
}

impl Everybody {
    async fn load(tx: &mut dyn Transaction, programme: &ProgrammeId) -> Result<Everybody, ServiceError> {
        let mut all = Everybody { running: Vec::new(), paired: BTreeMap::new(), conflicts: Vec::new(), earlier: BTreeMap::new() };
        for Versioned { value: pair, .. } in records::list::<MentoringPair>(tx, &RecordFilter::all()).await? {
            let here = pair.programme == *programme;
            match (&pair.state, &pair.mentor) {
                (PairState::Barred { reason, .. }, Some(mentor)) => {
                    all.conflicts.push((mentor.clone(), pair.mentee.clone(), Arc::clone(reason)));
                    continue;
                }
                (PairState::Running { .. }, Some(mentor)) => all.running.push((mentor.clone(), pair.mentee.clone())),
                _ => {}
            }
            if here {
                *all.earlier.entry(pair.mentee.clone()).or_default() += 1;
                if pair.runs() {
                    all.paired.insert(pair.mentee.clone(), pair.mentor.clone());
                }
            }
        }
        Ok(all)
    }

    fn standing(&self) -> Standing<'_> {
        Standing { running: &self.running, paired: &self.paired, conflicts: &self.conflicts }
    }

    /// The id of a new pair: the programme and the mentee, with a number where there were pairs before.
    fn next_id(&self, programme: &ProgrammeId, mentee: &PersonId) -> Result<PairId, ServiceError> {
        match self.earlier.get(mentee) {
            None => pair_id(&format!("{programme}/{mentee}")),
            Some(before) => pair_id(&format!("{programme}/{mentee}/{}", before + 1)),
        }
    }
}

fn pair_id(text: &str) -> Result<PairId, ServiceError> {
    text.parse().map_err(|error: TextError| ServiceError::refused("pair-id", Label::same(error.to_string())))
}

async fn programme(tx: &mut dyn Transaction, id: &ProgrammeId) -> Result<Versioned<MentoringProgramme>, ServiceError> {
    records::require(tx, id.as_str()).await
}

/// A programme that has not ended.
fn still_held(context: &Context<'_>, programme: &MentoringProgramme) -> Result<(), ServiceError> {
    let today = context.clock.today();
    if today <= programme.last {
        return Ok(());
    }
    Err(ServiceError::refused(
        "programme-over",
        Label::new(
            format!("program `{}` berakhir {}, sedangkan hari ini {today}", programme.id, programme.last),
            format!("programme `{}` ended on {}, today is {today}", programme.id, programme.last),
        ),
    ))
}

/// Nobody decides on the own pair.
fn not_own(context: &Context<'_>, people: &[&PersonId]) -> Result<(), ServiceError> {
    match context.actor.person() {
        Some(actor) if people.contains(&actor) => Err(ServiceError::ConflictOfInterest(Label::new(
            "pasangan mentoring sendiri harus ditetapkan orang lain",
            "a mentoring pair of one's own has to be made by somebody else",
        ))),
        _ => Ok(()),
    }
}

/// The pair with this id, for somebody who may do this with it.
async fn authorized(
    context: &Context<'_>,
    tx: &mut dyn Transaction,
    action: Action,
    id: &PairId,
) -> Result<(Versioned<MentoringPair>, MentoringProgramme), ServiceError> {
    let pair: Versioned<MentoringPair> = records::require(tx, id.as_str()).await?;
    authorize(context, tx, action, &Target::person(&pair.value.mentee).with(pair.value.mentor.as_ref())).await?;
    let programme = programme(tx, &pair.value.programme).await?.value;
    Ok((pair, programme))
}

/// Keeps a changed pair and writes it down.
async fn keep(
    context: &Context<'_>,
    tx: &mut dyn Transaction,
    action: Action,
    before: &Versioned<MentoringPair>,
    after: &MentoringPair,
) -> Result<(), ServiceError> {
    records::save(tx, after, Some(before.revision)).await?;
    let subject = records::subject(tx, Some(&before.value), Some(after)).await?;
    trail::record(context, tx, Change::new(action, vec![subject])).await
}

fn refused(error: &jenjang::mentoring::PairError) -> ServiceError {
    ServiceError::refused(error.code(), error.message())
}
