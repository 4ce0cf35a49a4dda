//! The best pairs under the rules of a programme, with the reasons for each.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rust_decimal::Decimal;
use serde::Serialize;

use super::assignment::assign;
use super::criteria::{PairScore, Participant};
use super::programme::MentoringProgramme;
use super::refusal::{Refusal, circle};
use crate::legal::Label;
use crate::people::id::PersonId;

/// The most mentees that are matched at once.
pub const MOST_MENTEES: usize = 1_000;

/// The most mentees all mentors together may take when matched at once; more are not looked at.
pub const MOST_SEATS: usize = 5_000;

/// What stands already when pairs are looked for.
#[derive(Clone, Copy, Debug)]
pub struct Standing<'a> {
    /// Pairs that run, in whatever programme: mentor and mentee.
    pub running: &'a [(PersonId, PersonId)],
    /// Mentees who have a mentor in this programme already.
    pub paired: &'a BTreeMap<PersonId, Option<PersonId>>,
    /// Declared conflicts of interest between two people, whichever of them is the mentor.
    pub conflicts: &'a [(PersonId, PersonId, Arc<str>)],
}

impl Standing<'_> {
    fn load(&self, mentor: &PersonId) -> usize {
        self.running.iter().filter(|(above, _)| above == mentor).count()
    }

    /// Why these two cannot be paired, whatever the score; `None` where they can.
    pub fn refusal(&self, programme: &MentoringProgramme, mentee: &Participant, mentor: &Participant) -> Option<Refusal> {
        if mentee.person == mentor.person {
            return Some(Refusal::Oneself);
        }
        if let Some(mentor) = self.paired.get(&mentee.person) {
            return Some(Refusal::Paired { mentor: mentor.clone() });
        }
        if programme.no_superior && mentee.superior.as_ref() == Some(&mentor.person) {
            return Some(Refusal::Superior);
        }
        let both = |a: &PersonId, b: &PersonId| (a, b) == (&mentee.person, &mentor.person) || (b, a) == (&mentee.person, &mentor.person);
        if let Some((_, _, reason)) = self.conflicts.iter().find(|(a, b, _)| both(a, b)) {
            return Some(Refusal::Conflict { reason: Arc::clone(reason) });
        }
        let running = self.running.iter().map(|(above, below)| (above, below));
        if let Some(people) = circle(running, &mentor.person, &mentee.person) {
            return Some(Refusal::Circle { people });
        }
        let limit = mentor.limit.unwrap_or(programme.load_limit);
        if self.load(&mentor.person) >= usize::try_from(limit).unwrap_or(usize::MAX) {
            return Some(Refusal::Full { limit });
        }
        let score = PairScore::of(programme, mentee, mentor);
        let required = programme.criteria.iter().zip(score.criteria).filter(|(weighted, _)| weighted.required);
        required.map(|(_, one)| one).find_map(|one| match one.share {
            None => Some(Refusal::NotKnown { criterion: one.criterion }),
            Some(share) if share < Decimal::ONE => Some(Refusal::NotMet { criterion: one.criterion }),
            Some(_) => None,
        })
    }
}

/// A pair that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Proposed {
    /// Who is accompanied.
    pub mentee: PersonId,
    /// By whom.
    pub mentor: PersonId,
    /// Why.
    pub score: PairScore,
    /// Mentors whom another choice of pairs, as good as this one, gives this mentee. With any, the choice between them was made by id alone.
    pub also: Vec<PersonId>,
    /// Another choice of pairs, as good as this one, leaves this mentee without a mentor.
    pub or_nobody: bool,
}

/// A mentee without a mentor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Unmatched {
    /// Who.
    pub mentee: PersonId,
    /// Why not each of the mentors, by id; empty where all who fit are taken by others.
    pub refusals: Vec<(PersonId, Refusal)>,
    /// Mentors whom another choice of pairs, as good as this one, gives this mentee.
    pub also: Vec<PersonId>,
}

/// What came out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Matching {
    /// The pairs, by mentee.
    pub pairs: Vec<Proposed>,
    /// Who has none, by id.
    pub unmatched: Vec<Unmatched>,
    /// The points of all pairs.
    pub total: Decimal,
    /// Circles that pairs of this run would have closed together; the weakest of each was set aside and the rest matched anew. Empty: no other choice
    /// of pairs gives more mentees a mentor, and none that gives as many has more points.
    pub circles: Vec<Vec<PersonId>>,
}

/// Why nobody is matched.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MatchError {
    /// Somebody is listed twice.
    #[error("`{0}` is listed twice, expected everybody once")]
    Twice(PersonId),
    /// Too many at once.
    #[error("{0} mentees, expected at most {MOST_MENTEES} at once")]
    TooMany(usize),
}

impl MatchError {
    /// The sentence in both languages.
    pub fn message(&self) -> Label {
        let id = match self {
            MatchError::Twice(person) => format!("`{person}` tercantum dua kali, diharapkan setiap orang satu kali"),
            MatchError::TooMany(count) => format!("{count} peserta, diharapkan paling banyak {MOST_MENTEES} sekaligus"),
        };
        Label::new(id, self.to_string())
    }
}

/// One free place with a mentor.
struct Seat {
    mentor: usize,
}

/// Pairs mentees with mentors: as many as can be, then with the most points, under the load limits and with nobody refused. Mentees and mentors are
/// taken by id: the same people in another order give the same pairs, and where the choice was between equals every pair says so.
///
/// INVARIANT (order does not matter): of mentees, mentors, running pairs and conflicts.
///
/// # Errors
/// [`MatchError`] where somebody is listed twice or there are more than [`MOST_MENTEES`] mentees.
pub fn match_pairs(
    programme: &MentoringProgramme,
    standing: Standing<'_>,
    mentees: &[Participant],
    mentors: &[Participant],
) -> Result<Matching, MatchError> {
    if mentees.len() > MOST_MENTEES {
        return Err(MatchError::TooMany(mentees.len()));
    }
    let (mentees, mentors) = (by_id(mentees)?, by_id(mentors)?);
    let refusals: Vec<Vec<Option<Refusal>>> =
        mentees.iter().map(|mentee| mentors.iter().map(|mentor| standing.refusal(programme, mentee, mentor)).collect()).collect();
    let seats = seats(programme, standing, &mentors, mentees.len());
    let points: Vec<Vec<i128>> =
        mentees.iter().map(|mentee| mentors.iter().map(|mentor| PairScore::of(programme, mentee, mentor).millionths()).collect()).collect();
    let most = points.iter().flatten().copied().max().unwrap_or(0);
    let count = i128::try_from(mentees.len()).unwrap_or(i128::from(u32::MAX));
    // one mentee more with a mentor outweighs whatever points the others lose; a refused pair outweighs everybody going without
    let nobody = (most + 1) * (count + 1);
    let refused = nobody * (count + 2);
    let mut set_aside: BTreeSet<(usize, usize)> = BTreeSet::new();
    let mut circles = Vec::new();
    loop {
        let found = assign(mentees.len(), seats.len() + mentees.len(), |row, column| match seats.get(column) {
            None => nobody,
            Some(seat) if refusals[row][seat.mentor].is_some() || set_aside.contains(&(row, seat.mentor)) => refused,
            Some(seat) => most - points[row][seat.mentor],
        });
        let chosen: Vec<Option<usize>> = found.column_of.iter().map(|column| seats.get(*column).map(|seat| seat.mentor)).collect();
        if let Some((people, weakest)) = closed_circle(standing, &mentees, &mentors, &chosen, &points) {
            circles.push(people);
            set_aside.insert(weakest);
            continue;
        }
        let others = |row: usize| -> (Vec<PersonId>, bool) {
            let also: BTreeSet<usize> = found.also[row].iter().filter_map(|column| seats.get(*column)).map(|seat| seat.mentor).collect();
            let own = chosen[row];
            let also = also.into_iter().filter(|mentor| Some(*mentor) != own).map(|mentor| mentors[mentor].person.clone()).collect();
            (also, own.is_some() && found.also[row].iter().any(|column| *column >= seats.len()))
        };
        let mut matching = Matching { pairs: Vec::new(), unmatched: Vec::new(), total: Decimal::ZERO, circles };
        for (row, mentee) in mentees.iter().enumerate() {
            let (also, or_nobody) = others(row);
            let mentee_id = mentee.person.clone();
            match chosen[row] {
                Some(mentor) => {
                    let score = PairScore::of(programme, mentee, mentors[mentor]);
                    matching.total += score.total;
                    let mentor = mentors[mentor].person.clone();
                    matching.pairs.push(Proposed { mentee: mentee_id, mentor, score, also, or_nobody });
                }
                None => {
                    let refusals = mentors.iter().zip(&refusals[row]);
                    let refusals = refusals.filter_map(|(mentor, refusal)| Some((mentor.person.clone(), refusal.clone()?))).collect();
                    matching.unmatched.push(Unmatched { mentee: mentee_id, refusals, also });
                }
            }
        }
        matching.total = matching.total.normalize();
        return Ok(matching);
    }
}

fn by_id(people: &[Participant]) -> Result<Vec<&Participant>, MatchError> {
    let mut people: Vec<&Participant> = people.iter().collect();
    people.sort_by(|a, b| a.person.cmp(&b.person));
    match people.windows(2).find(|two| two.first().map(|one| &one.person) == two.get(1).map(|one| &one.person)) {
        Some(two) => Err(MatchError::Twice(two.first().map(|one| one.person.clone()).unwrap_or_else(|| people[0].person.clone()))),
        None => Ok(people),
    }
}

/// Free places of every mentor, at most one for each mentee and [`MOST_SEATS`] altogether.
fn seats(programme: &MentoringProgramme, standing: Standing<'_>, mentors: &[&Participant], mentees: usize) -> Vec<Seat> {
    let free = |mentor: &Participant| {
        let limit = usize::try_from(mentor.limit.unwrap_or(programme.load_limit)).unwrap_or(usize::MAX);
        limit.saturating_sub(standing.load(&mentor.person)).min(mentees)
    };
    let all = mentors.iter().enumerate().flat_map(|(place, mentor)| (0..free(mentor)).map(move |_| Seat { mentor: place }));
    all.take(MOST_SEATS).collect()
}

/// A circle that the chosen pairs close together with those that run, and the pair of it with the fewest points (the last by id among equals).
fn closed_circle(
    standing: Standing<'_>,
    mentees: &[&Participant],
    mentors: &[&Participant],
    chosen: &[Option<usize>],
    points: &[Vec<i128>],
) -> Option<(Vec<PersonId>, (usize, usize))> {
    let new: Vec<(usize, usize)> = chosen.iter().enumerate().filter_map(|(row, mentor)| Some((row, (*mentor)?))).collect();
    for (row, mentor) in &new {
        let (above, below) = (&mentors[*mentor].person, &mentees[*row].person);
        let other_new =
            new.iter().filter(|pair| **pair != (*row, *mentor)).map(|(row, mentor)| (&mentors[*mentor].person, &mentees[*row].person));
        let running = standing.running.iter().map(|(above, below)| (above, below)).chain(other_new);
        let Some(people) = circle(running, above, below) else { continue };
        let mut turned = people.clone();
        turned.rotate_left(1);
        let links: BTreeSet<(&PersonId, &PersonId)> = people.iter().zip(&turned).collect();
        let inside = new.iter().filter(|(row, mentor)| links.contains(&(&mentors[*mentor].person, &mentees[*row].person)));
        let weakest = inside.min_by_key(|(row, mentor)| (points[*row][*mentor], std::cmp::Reverse((*row, *mentor)))).copied()?;
        return Some((people, weakest));
    }
    None
}
