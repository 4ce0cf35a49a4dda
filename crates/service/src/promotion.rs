//! Promotion rounds from plan to publication, waivers, appeals, and the re-run of stored decisions.
//!
//! The life cycle is the domain's ([`Round`](jenjang::promotion::Round), [`Appeal`](jenjang::promotion::Appeal)); what is here loads, asks it to move,
//! and keeps what it gives.
//!
//! **Conflicts of interest.** Who stands in a round neither screens, scores, ranks, decides nor publishes it, takes no rival off it, and handles no
//! appeal against one of its decisions. Who opened a round does not decide
//! it. A panel member scores neither oneself nor whom the panel names as a conflict. Nobody grants a waiver to oneself. An appeal is looked into and
//! resolved by somebody else than the appellant and the signer of the decision disputed. That an appointing authority chooses among direct
//! subordinates is how the law wants it (the authority *is* their superior) and no conflict.

mod add_candidates;
mod appeals;
mod candidates;
mod decide;
mod decree;
mod desk;
mod dismiss_appeal;
mod eligibility;
mod explain;
mod export_decisions;
mod file_appeal;
mod fitting;
mod gather;
mod grant_waiver;
mod judge;
mod notice;
mod open;
mod own;
mod own_rounds;
mod panel;
mod plan;
mod preview;
mod publish;
mod published;
mod rank;
mod read;
mod redecide;
mod rerun;
mod review_appeal;
mod round;
mod score;
mod score_candidate;
mod screen;
mod stand;
mod standings;
mod withdraw_appeal;
mod withdraw_candidate;

pub use add_candidates::{AddCandidates, Added, Candidates, add_candidates};
pub use appeals::{AppealRow, AppealView, WouldBe, list_appeals, read_appeal};
pub use candidates::{Candidate, CandidateDecision, ListCandidates, OpenCriterion, list_candidates};
pub use decide::{Choice, DecideRound, decide_round};
pub use decree::{DecreeFacts, decree_facts};
pub use desk::{RoundDesk, read_round_desk};
pub use dismiss_appeal::{DismissAppeal, dismiss_appeal};
pub(crate) use eligibility::standings;
pub use eligibility::{Eligibility, ReadEligibility, Standing, read_eligibility};
pub use explain::explain_decision;
pub use export_decisions::{DecisionPages, ExportDecisions, export_decisions};
pub use file_appeal::{FileAppeal, file_appeal};
pub use fitting::{FindFitting, find_fitting};
pub use gather::{Gatherer, Sources};
pub use grant_waiver::{GrantWaiver, grant_waiver};
pub(crate) use judge::Cases;
pub use notice::{CandidateOutcome, OwnNotice, OwnResult, RankOf, list_own_results, read_own_notice};
pub use open::{OpenRound, open_round};
pub use own::{DecisionDetails, OwnAppeal, own_appeals, own_decisions, read_decision};
pub(crate) use own_rounds::is_open_to;
pub use own_rounds::{OwnRound, list_own_rounds};
pub(crate) use panel::not_scored;
pub use panel::{DeclarePanelConflict, PanelCandidate, PanelComponent, PanelDesk, declare_panel_conflict, list_panels, read_panel};
pub use plan::{PlanRound, PlannedRanking, plan_round, plan_round_anew};
pub use preview::{Lacking, ScreeningPreview, preview_screening};
pub use publish::{PublishRound, publish_round};
pub use published::{LEAST, PublishedHead, PublishedPick, PublishedResult, list_published_rounds, read_published_result};
pub use rank::{RankRound, rank_round};
pub use read::{PublishedRound, RoundDetails, list_rounds, read_published_round, read_round};
pub use redecide::{CorrectedFact, Correction, Place, RankMove, RedecideAppeal, Redecided, redecide_appeal};
pub use rerun::{RerunDecisions, RerunMismatch, RerunReport, rerun_decisions};
pub use review_appeal::{ReviewAppeal, review_appeal};
pub use score::{ScoreRound, Scored, score_round};
pub use score_candidate::{GivenScore, ScoreCandidate, score_candidate};
pub use screen::{ScreenRound, Screened, Screening, screen_round};
pub use stand::{Stand, stand};
pub use standings::{RankingComponent, RankingPage, RankingRow, ReadRanking, read_ranking};
pub use withdraw_appeal::{WithdrawAppeal, withdraw_appeal};
pub use withdraw_candidate::{WithdrawCandidate, withdraw_candidate};

use jenjang::people::id::PersonId;

use crate::context::Context;
use crate::error::ServiceError;
use crate::permissions::{Action, allowed};

/// The person who acts. The roles of rounds and appeals are held by people alone.
fn actor<'a>(context: &Context<'a>, action: Action) -> Result<&'a PersonId, ServiceError> {
    context.actor.person().ok_or_else(|| ServiceError::Forbidden { action, allowed: allowed(action) })
}
