//! Which three people are explained in full.

use std::cmp::Reverse;

use chrono::{Months, NaiveDate};
use jenjang::policy::decision::{Outcome, Verdict};
use jenjang::policy::document::RemedyKind;
use jenjang::policy::earliest::{Earliest, earliest_on};
use jenjang::policy::nearest::{Change, nearest_change};

use super::district::{Candidate, District, Post};
use super::summary::with_verdict;

/// How far ahead the earliest date is looked for.
const YEARS: u32 = 10;

/// One person for each answer, as places in the district's candidates; absent where nobody got that answer.
pub(super) struct Explained {
    pub(super) eligible: Option<usize>,
    pub(super) not_eligible: Option<Waiting>,
    pub(super) unknown: Option<usize>,
    pub(super) acting: Option<Acting>,
}

/// Somebody who is not eligible, whom one thing to earn would make eligible.
pub(super) struct Acting {
    pub(super) place: usize,
    pub(super) changes: Vec<Change>,
}

/// Somebody who is not eligible yet, and when waiting would suffice.
pub(super) struct Waiting {
    pub(super) place: usize,
    pub(super) earliest: Earliest,
    pub(super) horizon: NaiveDate,
}

pub(super) fn choose(district: &District) -> Explained {
    let with = |wanted: Outcome| district.candidates.iter().enumerate().filter(move |(_, c)| c.decision.outcome == wanted);
    // credit points make a functional official's decision the fullest one
    let eligible = with(Outcome::Eligible)
        .min_by_key(|(place, c)| (c.post != Post::Functional, Reverse(c.number("credit.held")), *place))
        .map(|(place, _)| place);
    let unknown = with(Outcome::Unknown)
        .min_by_key(|(place, c)| (c.decision.missing.len(), with_verdict(&c.decision, Verdict::Unknown).count(), *place))
        .map(|(place, _)| place);
    Explained { eligible, not_eligible: waiting(district), unknown, acting: acting(district) }
}

/// Whoever needs most and still gets there by waiting; otherwise the first who is not eligible.
fn waiting(district: &District) -> Option<Waiting> {
    let horizon = district.as_of.checked_add_months(Months::new(YEARS * 12)).unwrap_or(NaiveDate::MAX);
    let mut best: Option<(usize, Waiting)> = None;
    for (place, candidate) in district.candidates.iter().enumerate() {
        if candidate.decision.outcome != Outcome::NotEligible {
            continue;
        }
        let Some(found) = earliest(district, candidate, horizon) else { continue };
        let needs = match found {
            Earliest::On { .. } => with_verdict(&candidate.decision, Verdict::NotMet).count(),
            _ => 0,
        };
        if best.as_ref().is_none_or(|(most, _)| needs > *most) {
            best = Some((needs, Waiting { place, earliest: found, horizon }));
        }
    }
    best.map(|(_, waiting)| waiting)
}

/// The first whom something else than waiting would help.
fn acting(district: &District) -> Option<Acting> {
    let not_eligible = district.candidates.iter().enumerate().filter(|(_, c)| c.decision.outcome == Outcome::NotEligible);
    not_eligible
        .filter_map(|(place, candidate)| Some((place, nearest_change(district.policies.get(&candidate.post)?, &candidate.dossier)?)))
        .find_map(|(place, changes)| match changes.as_slice() {
            [Change::Fact { fact, remedy: RemedyKind::Earn, .. }] if has_better_side(district, fact) => Some(Acting { place, changes }),
            _ => None,
        })
}

/// Whether the law means one side of the fact to be better, so that it can be striven for.
fn has_better_side(district: &District, fact: &str) -> bool {
    let catalogue = district.candidates.first().map(|candidate| candidate.dossier.catalogue());
    let found = catalogue.and_then(|catalogue| catalogue.find(fact).map(|index| catalogue.fact(index)));
    found.is_some_and(|fact| fact.direction.is_some())
}

/// Facts stay as they are: nobody knows the performance labels of years to come.
fn earliest(district: &District, candidate: &Candidate, horizon: NaiveDate) -> Option<Earliest> {
    district.policies.get(&candidate.post).map(|policy| earliest_on(policy, &candidate.dossier, horizon))
}
