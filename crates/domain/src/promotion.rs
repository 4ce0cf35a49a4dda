//! Promotion rounds: who stood, what was decided about each, who ranks where, who was chosen, and what an appeal changed.
//!
//! Independent of how decisions are made: everything here takes finished [`Decision`](crate::policy::decision::Decision)s.
//!
//! Reading order: [`decision`] a decision about a person, [`waiver`] recorded waivers, [`panel`] scores by panel members, [`ranking`] ranks
//! with honest ties, [`selection`] who was chosen, [`round`] the life of a round, [`appeal`] disputing one criterion.

pub mod appeal;
pub mod clock;
pub mod decision;
pub mod panel;
pub mod ranking;
pub mod repository;
pub mod round;
pub mod selection;
pub mod waiver;
mod wording;

pub use appeal::{Appeal, AppealError, AppealState, FactChange, Redecision};
pub use clock::AppealClock;
pub use decision::{DecisionHead, OutcomeKind, Parent, PromotionDecision};
pub use panel::{Panel, PanelError, PanelMember, PanelResult, PanelScore, Scoresheet};
pub use ranking::{RankEntry, RankError, RankOrder, RankScore, Ranked, Ranking, TieOrder, TieReason, Unranked};
pub use round::{Method, Round, RoundChoice, RoundError, RoundParts, RoundPlan, RoundState, Screening, Stage};
pub use selection::{Pick, Selection, SelectionError};
pub use waiver::{WaiverRecord, waivers_for};
