//! What a superior sees of those who report to whoever acts: what each lacks for the post, learning hours, what is due and when.
//!
//! Nothing here comes from 360° evaluation: neither scores nor who has answered. Employee numbers, birth dates and sex are left out; what is computed from
//! them (the day of a promotion) is told as its result.

mod due;
mod read;

use jenjang::development::enrolment::Enrolment;
use jenjang::development::need::{Duty, Need, StandardUsed, Unknown};
use jenjang::development::plan::{DevelopmentPlan, PlanState};
use jenjang::legal::Label;
use jenjang::people::id::{CycleId, PersonId};
use jenjang::policy::earliest::Earliest;

use crate::needs::NeedLibrary;
use crate::people::PersonData;
use crate::promotion::ReadEligibility;

pub(crate) use due::requests as requests_of;
pub use read::{read_team, read_team_member};

/// Asks for the staff, or one of them.
#[derive(Clone, Copy)]
pub struct ReadTeam<'a> {
    /// What needs are computed by.
    pub library: NeedLibrary<'a>,
    /// The promotions to look at; whose they are is not read.
    pub eligibility: ReadEligibility<'a>,
}

/// One of the staff.
#[derive(Clone, Debug)]
pub struct TeamMember {
    /// Who, as a superior may see it.
    pub person: PersonData,
    /// Competencies and the duty; absent where the record is unsound.
    pub known: Option<Known>,
    /// What waits for the superior.
    pub due: Due,
    /// The plans, the latest year first.
    pub plans: Vec<DevelopmentPlan>,
}

/// What follows from a sound record.
#[derive(Clone, Debug)]
pub struct Known {
    /// Competencies below the level the post requires, with the assessment that shows it.
    pub gaps: Vec<Need>,
    /// How many competencies of the post are met.
    pub met: usize,
    /// Competencies of the post that were not assessed in a way that can be used: name and why.
    pub not_measured: Vec<(Label, Label)>,
    /// The standards of the post.
    pub standards: Vec<StandardUsed>,
    /// What the records do not say.
    pub unknown: Vec<Unknown>,
    /// Learning hours of the year.
    pub duty: Duty,
    /// The promotions meant for the post, and when waiting alone is enough.
    pub promotions: Vec<(Label, Earliest)>,
}

/// What waits for the superior about one of the staff.
#[derive(Clone, Debug, Default)]
pub struct Due {
    /// Ratings the superior has not given: the cycle, what it is called, the last day. Nobody else's.
    pub ratings: Vec<(CycleId, Label, chrono::NaiveDate)>,
    /// Raters proposed that wait for approval: the cycle, and how many.
    pub nominations: Vec<(Label, usize)>,
    /// Enrolments that wait for approval, and the first day of the session where it is known.
    pub requests: Vec<(Enrolment, Option<chrono::NaiveDate>)>,
}

impl TeamMember {
    /// Whose it is.
    pub fn id(&self) -> &PersonId {
        &self.person.record.id
    }

    /// Plans with something in them that the superior has not agreed to.
    pub fn plans_to_agree(&self) -> impl Iterator<Item = &DevelopmentPlan> {
        let open = |plan: &&DevelopmentPlan| matches!(plan.state, PlanState::Draft | PlanState::ByEmployee { .. });
        self.plans.iter().filter(|plan| !plan.items.is_empty()).filter(open)
    }
}
