//! Programmes somebody may take part in, with why they fit.
//!
//! Who would be a mentor is not said: what is told is how many they are and how many of them meet each criterion of the programme.

use std::collections::BTreeSet;

use jenjang::Decimal;
use jenjang::development::wish::{MentoringWish, Wish};
use jenjang::mentoring::{Criterion, MentoringPair, MentoringProgramme, PairScore, Participant, Side};
use jenjang::people::id::{CompetencyCode, PersonId};
use jenjang::people::repository::PersonFile;
use jenjang::record::RecordFilter;
use jenjang::store::Transaction;
use serde::Serialize;

use super::gather::{MatchPerson, MatchSources, Participants};
use crate::context::Context;
use crate::error::ServiceError;
use crate::people::scope::path;
use crate::permissions::{Action, Target, allowed, authorize};
use crate::records;

/// The most programmes that are looked into, those that began last.
const PROGRAMMES: usize = 10;

/// Those who offer to accompany somebody in a programme.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct MentorsOffered {
    /// How many they are.
    pub mentors: usize,
    /// Criteria of the programme that records can tell, and how many of them meet each for the person.
    pub meets: Vec<(Criterion, usize)>,
    /// What the person lacks in the framework of the programme, and whether one of them has the level.
    pub lacks: Vec<(CompetencyCode, bool)>,
}

/// A programme somebody may take part in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct OpenProgramme {
    /// The programme.
    pub programme: MentoringProgramme,
    /// The own wishes to take part in it, at most one for each side.
    pub wishes: Vec<Wish>,
    /// Whether the person has a mentor in it.
    pub accompanied: bool,
    /// Who offers to accompany somebody, and how that fits; absent where the own record does not tell.
    pub offered: Option<MentorsOffered>,
}

/// The programmes that are not over of the person's unit and those above it, those that begin last first.
///
/// # Errors
/// [`ServiceError::Forbidden`] for anybody but a person; [`ServiceError::Store`].
pub async fn open_programmes(context: &Context<'_>, sources: &MatchSources<'_>) -> Result<Vec<OpenProgramme>, ServiceError> {
    let action = Action::Wish;
    let me = context.actor.person().ok_or(ServiceError::Forbidden { action, allowed: allowed(action) })?;
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    authorize(context, tx, action, &Target::person(me)).await?;
    let Some(file) = tx.people().find(me).await?.map(|stored| stored.value) else { return Ok(Vec::new()) };
    let above = match &file.unit {
        Some(unit) => path(tx, unit).await?,
        None => Vec::new(),
    };
    let today = context.clock.today();
    let all = records::list::<MentoringProgramme>(tx, &RecordFilter::all()).await?.into_iter().map(|stored| stored.value);
    let mut programmes: Vec<MentoringProgramme> =
        all.filter(|programme| today <= programme.last && above.iter().any(|unit| unit.id == programme.unit)).collect();
    programmes.sort_by(|a, b| (b.first, &a.id).cmp(&(a.first, &b.id)));
    let own: Vec<Wish> = records::list::<Wish>(tx, &RecordFilter::about(me)).await?.into_iter().map(|stored| stored.value).collect();
    let pairs = records::list::<MentoringPair>(tx, &RecordFilter::about(me)).await?;
    let mut found = Vec::new();
    for programme in programmes.into_iter().take(PROGRAMMES) {
        let here = |wish: &&Wish| wish.mentoring.as_ref().is_some_and(|mentoring| mentoring.programme == programme.id);
        let gathering = known(Participants::of(tx, sources, &programme, today).await)?;
        let offered = match &gathering {
            Some(gathering) => offered(tx, gathering, &programme, &file).await?,
            None => None,
        };
        found.push(OpenProgramme {
            wishes: own.iter().filter(here).cloned().collect(),
            accompanied: pairs.iter().any(|stored| stored.value.runs() && stored.value.programme == programme.id),
            offered,
            programme,
        });
    }
    Ok(found)
}

/// What can be told; nothing where records or the programme do not tell.
fn known<T>(found: Result<T, ServiceError>) -> Result<Option<T>, ServiceError> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(ServiceError::Store(error)) => Err(ServiceError::Store(error)),
        Err(_) => Ok(None),
    }
}

async fn offered(
    tx: &mut dyn Transaction,
    gathering: &Participants<'_>,
    programme: &MentoringProgramme,
    file: &PersonFile,
) -> Result<Option<MentorsOffered>, ServiceError> {
    let me = file.id();
    let Some(mentee) = known(gathering.participant(tx, &MatchPerson::new(me.clone()), true).await)? else { return Ok(None) };
    let wishes = records::list::<Wish>(tx, &RecordFilter::under(programme.id.as_str())).await?.into_iter().map(|stored| stored.value);
    let offers = wishes.filter(|wish| matches!(wish.mentoring, Some(MentoringWish { side: Side::Mentor, .. }))).map(|wish| wish.person);
    let superior = file.superior.as_ref().filter(|_| programme.no_superior);
    let people: BTreeSet<PersonId> = offers.filter(|person| person != me && Some(person) != superior).collect();
    let people: Vec<PersonId> = people.into_iter().collect();
    let mentors = gathering.mentors(tx, &people).await?;
    let scores: Vec<PairScore> = mentors.iter().map(|mentor| PairScore::of(programme, &mentee, mentor)).collect();
    let told = |criterion: &Criterion| !matches!(criterion, Criterion::Competency | Criterion::SharedLanguage | Criterion::SamePlace);
    let meets = |criterion: Criterion| {
        let met = |score: &&PairScore| score.criteria.iter().any(|one| one.criterion == criterion && one.share == Some(Decimal::ONE));
        (criterion, scores.iter().filter(met).count())
    };
    let has = |mentor: &Participant, code: &CompetencyCode, required: &Decimal| {
        mentor.levels.as_ref().and_then(|levels| levels.get(code)).is_some_and(|level| level >= required)
    };
    let lacks = mentee.lacks.iter().flatten().map(|(code, required)| {
        let covered = mentors.iter().any(|mentor| has(mentor, code, required));
        (code.clone(), covered)
    });
    Ok(Some(MentorsOffered {
        mentors: mentors.len(),
        meets: programme.criteria.iter().map(|weighted| weighted.criterion).filter(told).map(meets).collect(),
        lacks: lacks.collect(),
    }))
}
