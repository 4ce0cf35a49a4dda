//! A plan chosen for an envelope, as it is kept: totals in one record, each person's line in another, so that a person can be erased from it.

use std::sync::Arc;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::legal::Label;
use crate::people::id::{BudgetPlanId, CourseSessionId, EnvelopeId, PersonId, UnitId};
use crate::record::{Kept, Kind};

/// A session of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct PlannedSession {
    /// Which.
    pub session: CourseSessionId,
    /// How many go.
    pub people: u32,
    /// What it costs in all, in rupiah.
    pub cost: Decimal,
    /// The entry of the envelope that holds the money, once the plan is adopted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<u32>,
}

/// A floor of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct PlannedFloor {
    /// Which.
    pub label: Label,
    /// All of it.
    pub wanted: Decimal,
    /// What the plan covers.
    pub covered: Decimal,
    /// The most any plan could cover.
    pub at_most: Decimal,
}

/// What the floors of a plan cost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct PlannedFairness {
    /// Weighted gap closed without any floor.
    pub without: Decimal,
    /// How much less the plan closes.
    pub cost: Decimal,
}

/// Where a plan stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "state")]
pub enum PlanState {
    /// Computed, not yet adopted.
    Proposed,
    /// Adopted; its money is committed.
    Adopted {
        /// When.
        on: NaiveDate,
    },
    /// Not to be adopted.
    Withdrawn {
        /// When.
        on: NaiveDate,
        /// Why.
        reason: Arc<str>,
    },
}

impl PlanState {
    /// What people read.
    pub fn label(&self) -> Label {
        match self {
            PlanState::Proposed => Label::new("diusulkan", "proposed"),
            PlanState::Adopted { .. } => Label::new("ditetapkan", "adopted"),
            PlanState::Withdrawn { .. } => Label::new("ditarik", "withdrawn"),
        }
    }
}

/// A plan: who goes where for the money of an envelope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct BudgetPlan {
    /// Its id.
    pub id: BudgetPlanId,
    /// The envelope.
    pub envelope: EnvelopeId,
    /// The unit whose people are planned for, with all under it.
    pub unit: UnitId,
    /// The year of the sessions.
    pub year: i32,
    /// When it was computed.
    pub made: NaiveDate,
    /// Who had it computed; nobody any more once that person is erased.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub planner: Option<PersonId>,
    /// Who adopted it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub adopter: Option<PersonId>,
    /// The money it was planned with, in rupiah.
    pub money: Decimal,
    /// What it costs, in rupiah.
    pub cost: Decimal,
    /// The weighted gap it closes.
    pub gain: Decimal,
    /// The most any plan could close above the same floors.
    pub at_most: Decimal,
    /// Weighted gap closed for one more rupiah, at the prices of the proven bound.
    pub per_rupiah: Decimal,
    /// The entry of the envelope that notes the money as planned; none where the plan costs nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<u32>,
    /// The sessions.
    pub sessions: Vec<PlannedSession>,
    /// The floors, in their order.
    pub floors: Vec<PlannedFloor>,
    /// What the floors cost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fairness: Option<PlannedFairness>,
    /// Where it stands.
    pub state: PlanState,
}

/// What a plan has for somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LineOutcome {
    /// A seat.
    Seat {
        /// Learning hours.
        hours: Decimal,
        /// What the seat costs, in rupiah.
        cost: Decimal,
    },
    /// No seat there.
    LeftOut {
        /// Why.
        why: Label,
        /// Whether the person goes to another session.
        served: bool,
    },
}

/// A line of a plan about one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct PlanLine {
    /// The plan.
    pub plan: BudgetPlanId,
    /// Who.
    pub person: PersonId,
    /// The session; none where nothing offered is of use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<CourseSessionId>,
    /// The weighted gap it closes, or would.
    pub gain: Decimal,
    /// A seat, or why not.
    pub outcome: LineOutcome,
}

/// What is kept of plans.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BudgetRecord {
    /// The plan with its totals.
    Plan(Box<BudgetPlan>),
    /// One person's line.
    Line(PlanLine),
}

impl Kept for BudgetRecord {
    const KIND: Kind = Kind::BudgetPlan;

    fn key(&self) -> Arc<str> {
        match self {
            BudgetRecord::Plan(plan) => plan.id.as_str().into(),
            BudgetRecord::Line(line) => {
                let session = line.session.as_ref().map_or("-", CourseSessionId::as_str);
                format!("{}/{}/{session}", line.plan, line.person).into()
            }
        }
    }

    fn parent(&self) -> Option<Arc<str>> {
        Some(match self {
            BudgetRecord::Plan(plan) => plan.envelope.as_str().into(),
            BudgetRecord::Line(line) => line.plan.as_str().into(),
        })
    }

    fn person(&self) -> Option<&PersonId> {
        match self {
            BudgetRecord::Plan(plan) => plan.planner.as_ref(),
            BudgetRecord::Line(line) => Some(&line.person),
        }
    }

    fn other(&self) -> Option<&PersonId> {
        match self {
            BudgetRecord::Plan(plan) => plan.adopter.as_ref(),
            BudgetRecord::Line(_) => None,
        }
    }

    /// A line goes with its person; a plan stays without the name of who planned or adopted it.
    fn forget(self, person: &PersonId) -> Option<BudgetRecord> {
        match self {
            BudgetRecord::Line(line) => (line.person != *person).then_some(BudgetRecord::Line(line)),
            BudgetRecord::Plan(mut plan) => {
                plan.planner = plan.planner.filter(|planner| planner != person);
                plan.adopter = plan.adopter.filter(|adopter| adopter != person);
                Some(BudgetRecord::Plan(plan))
            }
        }
    }
}

/// Why a plan cannot go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlanFault {
    /// It is not proposed any more.
    Over(BudgetPlanId, PlanState),
    /// Whoever planned adopts.
    SamePerson,
}

impl PlanFault {
    /// The sentence.
    pub fn message(&self) -> Label {
        match self {
            PlanFault::Over(plan, state) => {
                let state = state.label();
                Label::new(
                    format!("rencana `{plan}` sudah {}, diharapkan masih diusulkan", state.id),
                    format!("plan `{plan}` is {} already, expected still proposed", state.en),
                )
            }
            PlanFault::SamePerson => Label::new(
                "rencana harus ditetapkan oleh orang lain daripada penyusunnya",
                "a plan has to be adopted by somebody else than who planned it",
            ),
        }
    }
}

impl BudgetPlan {
    /// Adopts it.
    ///
    /// # Errors
    /// [`PlanFault`].
    pub fn adopt(self, adopter: &PersonId, on: NaiveDate) -> Result<BudgetPlan, PlanFault> {
        if self.state != PlanState::Proposed {
            return Err(PlanFault::Over(self.id, self.state));
        }
        if self.planner.as_ref() == Some(adopter) {
            return Err(PlanFault::SamePerson);
        }
        Ok(BudgetPlan { adopter: Some(adopter.clone()), state: PlanState::Adopted { on }, ..self })
    }

    /// Withdraws it.
    ///
    /// # Errors
    /// [`PlanFault::Over`].
    pub fn withdraw(self, on: NaiveDate, reason: Arc<str>) -> Result<BudgetPlan, PlanFault> {
        if self.state != PlanState::Proposed {
            return Err(PlanFault::Over(self.id, self.state));
        }
        Ok(BudgetPlan { state: PlanState::Withdrawn { on, reason }, ..self })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan() -> BudgetPlan {
        BudgetPlan {
            id: "2026-a".parse().unwrap(),
            envelope: "dik".parse().unwrap(),
            unit: "dinas".parse().unwrap(),
            year: 2026,
            made: day(),
            planner: Some("hr".parse().unwrap()),
            adopter: None,
            money: Decimal::ONE,
            cost: Decimal::ONE,
            gain: Decimal::ONE,
            at_most: Decimal::ONE,
            per_rupiah: Decimal::ZERO,
            entry: None,
            sessions: Vec::new(),
            floors: Vec::new(),
            fairness: None,
            state: PlanState::Proposed,
        }
    }

    fn day() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 2, 1).unwrap()
    }

    #[test]
    fn who_planned_does_not_adopt_and_what_is_adopted_stays() {
        let hr: PersonId = "hr".parse().unwrap();
        let ppk: PersonId = "ppk".parse().unwrap();
        assert_eq!(plan().adopt(&hr, day()), Err(PlanFault::SamePerson));
        let adopted = plan().adopt(&ppk, day()).unwrap();
        assert_eq!(adopted.adopter, Some(ppk.clone()));
        let fault = adopted.clone().adopt(&ppk, day()).unwrap_err();
        assert_eq!(fault.message().en, "plan `2026-a` is adopted already, expected still proposed".into());
        assert!(adopted.withdraw(day(), "x".into()).is_err());
    }

    #[test]
    fn erasing_a_person_takes_the_line_and_leaves_the_plan_without_the_name() {
        let hr: PersonId = "hr".parse().unwrap();
        let Some(BudgetRecord::Plan(left)) = BudgetRecord::Plan(Box::new(plan())).forget(&hr) else { panic!("gone") };
        assert_eq!((left.planner, left.gain), (None, Decimal::ONE));
        let line = PlanLine {
            plan: "2026-a".parse().unwrap(),
            person: hr.clone(),
            session: None,
            gain: Decimal::ZERO,
            outcome: LineOutcome::LeftOut { why: Label::new("a", "b"), served: false },
        };
        assert_eq!(BudgetRecord::Line(line).forget(&hr), None);
    }
}
