//! Which three people are explained in full.

use chrono::{Months, NaiveDate};
use jenjang::policy::decision::{Outcome, Verdict};
use jenjang::policy::earliest::{Earliest, earliest_on};

use super::district::{Candidate, District, Post};
use super::summary::with_verdict;

/// How far ahead the earliest date is looked for.
const YEARS: u32 = 10;

/// One person for each answer, as places in the district's candidates; absent where nobody got that answer.
pub(super) struct Explained {
    pub(super) eligible: Option<usize>,
    pub(super) not_eligible: Option<Waiting>,
    pub(super) unknown: Option<usize>,
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
    let eligible = with(Outcome::Eligible).min_by_key(|(place, c)| (c.post != Post::Functional, *place)).map(|(place, _)| place);
    let unknown = with(Outcome::Unknown)
        .min_by_key(|(place, c)| (c.decision.missing.len(), with_verdict(&c.decision, Verdict::Unknown).count(), *place))
        .map(|(place, _)| place);
    Explained { eligible, not_eligible: waiting(district), unknown }
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

/// Facts stay as they are: nobody knows the performance labels of years to come.
fn earliest(district: &District, candidate: &Candidate, horizon: NaiveDate) -> Option<Earliest> {
    district.policies.get(&candidate.post).map(|policy| earliest_on(policy, &candidate.dossier, horizon))
}
