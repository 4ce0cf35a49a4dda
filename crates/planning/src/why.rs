//! Who goes nowhere, and why.

use std::cmp::Reverse;

use jenjang::Decimal;
use jenjang::legal::Label;
use jenjang::people::id::{CourseSessionId, PersonId};

use crate::model::Model;
use crate::problem::Problem;

/// Why somebody did not get a seat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// No session closes anything for the person.
    NothingOffered,
    /// The seats went to people whose gap is as large or larger; the smallest served closes this much.
    SmallerGain {
        /// What the last one served closes.
        last: Decimal,
    },
    /// All seats are taken, though not all by larger gaps: somebody there had no other way, or a floor came first.
    NoSeat,
    /// The money that is left does not pay for it.
    NoMoney {
        /// What it would cost, with what the session costs as a whole where nobody else comes.
        needed: Decimal,
        /// What is left.
        left: Decimal,
    },
    /// It falls on the days of, teaches the same as, or closes the same need as a session the person goes to.
    Overlap {
        /// That session.
        with: CourseSessionId,
    },
    /// The person goes to as many sessions as anybody may.
    Enough,
    /// Too few come for the session to be held.
    TooFew {
        /// How many would have to come.
        at_least: u32,
    },
    /// A floor or a better use of the money came first.
    Otherwise,
}

impl Why {
    /// The sentence, with money written by `rupiah`.
    pub fn message(&self, rupiah: &dyn Fn(Decimal) -> Label) -> Label {
        match self {
            Why::NothingOffered => Label::new("tidak ada jadwal yang menutup kesenjangannya", "no session closes a gap of the person"),
            Why::SmallerGain { last } => Label::new(
                format!("tidak lebih besar daripada yang ditutup pada peserta terakhir ({})", last.normalize()),
                format!("no larger a gain than that of the last one served ({})", last.normalize()),
            ),
            Why::NoSeat => Label::new("kursi habis", "no seat left"),
            Why::NoMoney { needed, left } => {
                let (needed, left) = (rupiah(*needed), rupiah(*left));
                Label::new(
                    format!("uang tidak cukup: perlu {}, sisa {}", needed.id, left.id),
                    format!("no money: {} needed, {} left", needed.en, left.en),
                )
            }
            Why::Overlap { with } => Label::new(format!("bentrok dengan `{with}`"), format!("overlaps with `{with}`")),
            Why::Enough => Label::new("sudah mengikuti jadwal sebanyak yang dibolehkan", "goes to as many sessions as anybody may"),
            Why::TooFew { at_least } => Label::new(format!("peserta kurang dari {at_least}"), format!("fewer than {at_least} would come")),
            Why::Otherwise => Label::new("batas bawah atau penggunaan lain didahulukan", "a floor or a better use of the money came first"),
        }
    }
}

/// A gap left open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// Whose.
    pub person: PersonId,
    /// The session that would have closed most of it.
    pub session: Option<CourseSessionId>,
    /// How much.
    pub gain: Decimal,
    /// Whether the person goes to another session.
    pub served: bool,
    /// Why not.
    pub why: Why,
}

/// For everybody the best seat that was not given and does not merely repeat one that was, and why; largest gain first.
pub(crate) fn left_out(problem: &Problem, model: &Model, chosen: &[bool]) -> Vec<LeftOut> {
    let mut left = model.money.clone();
    let mut attending = vec![0_usize; model.sessions.len()];
    let mut last = vec![i64::MAX; model.sessions.len()];
    for (c, candidate) in model.candidates.iter().enumerate().filter(|(c, _)| chosen[*c]) {
        let session = &model.sessions[candidate.session];
        left[session.envelope] -= session.each + if attending[candidate.session] == 0 { session.fixed } else { 0 };
        attending[candidate.session] += 1;
        last[candidate.session] = last[candidate.session].min(candidate.gain);
        debug_assert!(model.candidate_at[c] < problem.candidates.len());
    }
    let money = |whole: i64| Decimal::from(whole) * model.money_unit;
    // what is left, with the rupiah below the common divisor of all costs
    let all_left = |at: usize| problem.envelopes[model.envelope_at[at]].money - money(model.money[at] - left[at]);
    let mut found = Vec::new();
    for (place, person) in model.people.iter().enumerate() {
        let served = person.candidates.iter().any(|c| chosen[*c]);
        let repeats = |c: &usize| person.candidates.iter().any(|other| chosen[*other] && same_need(problem, model, *c, *other));
        let open = person.candidates.iter().copied().filter(|c| !chosen[*c] && model.candidates[*c].gain > 0 && !repeats(c));
        let best = open.min_by_key(|c| (Reverse(model.candidates[*c].gain), *c));
        let who = problem.people[model.person_at[place]].id.clone();
        let Some(c) = best else {
            if !served {
                found.push(out_of_reach(problem, who));
            }
            continue;
        };
        let candidate = &model.candidates[c];
        let session = &model.sessions[candidate.session];
        let asked = &problem.sessions[model.session_at[candidate.session]];
        let clashing = (0..person.candidates.len())
            .find(|slot| chosen[person.candidates[*slot]] && person.excludes[candidate.slot] >> slot & 1 == 1)
            .map(|slot| problem.candidates[model.candidate_at[person.candidates[slot]]].session.clone());
        let goes = person.candidates.iter().filter(|c| chosen[**c]).count();
        let needed = session.each + if attending[candidate.session] == 0 { session.fixed } else { 0 };
        let why = if let Some(with) = clashing {
            Why::Overlap { with }
        } else if goes >= model.each {
            Why::Enough
        } else if attending[candidate.session] >= session.seats {
            let least = last[candidate.session];
            if least >= candidate.gain { Why::SmallerGain { last: Decimal::from(least) * model.gain_unit } } else { Why::NoSeat }
        } else if needed > left[session.envelope] {
            Why::NoMoney { needed: money(needed), left: all_left(session.envelope) }
        } else if attending[candidate.session] == 0 && session.at_least > 1 {
            Why::TooFew { at_least: asked.at_least }
        } else {
            Why::Otherwise
        };
        let gain = (Decimal::from(candidate.gain) * model.gain_unit).normalize();
        found.push(LeftOut { person: who, session: Some(asked.id.clone()), gain, served, why });
    }
    found.sort_by(|a, b| (a.served, b.gain, &a.person).cmp(&(b.served, a.gain, &b.person)));
    found
}

/// Why nothing that was asked for the person was an option: no seat free, or more than all the money.
fn out_of_reach(problem: &Problem, who: PersonId) -> LeftOut {
    let asked = problem.candidates.iter().filter(|candidate| candidate.person == who && candidate.gain > Decimal::ZERO);
    let Some(best) = asked.min_by_key(|candidate| (Reverse(candidate.gain), &candidate.session)) else {
        return LeftOut { person: who, session: None, gain: Decimal::ZERO, served: false, why: Why::NothingOffered };
    };
    let session = problem.sessions.iter().find(|session| session.id == best.session);
    let why = match session {
        Some(session) if session.seats > 0 => {
            let envelope = problem.envelopes.iter().find(|envelope| envelope.id == session.envelope);
            Why::NoMoney { needed: session.fixed_cost + session.cost_each, left: envelope.map_or(Decimal::ZERO, |envelope| envelope.money) }
        }
        _ => Why::NoSeat,
    };
    LeftOut { person: who, session: Some(best.session.clone()), gain: best.gain, served: false, why }
}

fn same_need(problem: &Problem, model: &Model, one: usize, other: usize) -> bool {
    let asked = |c: usize| &problem.candidates[model.candidate_at[c]];
    let course = |c: usize| &problem.sessions[model.session_at[model.candidates[c].session]].course;
    course(one) == course(other) || !asked(one).closes.is_disjoint(&asked(other).closes)
}
