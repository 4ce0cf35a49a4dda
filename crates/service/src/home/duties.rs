//! Rounds to stand in or to score for, and the own plan to agree to.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use jenjang::development::plan::{DevelopmentPlan, PlanState};
use jenjang::legal::Label;
use jenjang::people::id::{PersonId, RoundId};
use jenjang::promotion::Stage;
use jenjang::promotion::repository::RoundFile;
use jenjang::record::{Kind, Record};
use jenjang::store::Transaction;

use super::waiting::bodies;
use super::{Kept, Waiting, WaitingMatter, WaitingState};
use crate::error::ServiceError;
use crate::promotion::{is_open_to, not_scored};

/// How many of the panels somebody sits on are looked into.
const PANELS: usize = 3;

impl Waiting {
    /// Rounds to stand in, and candidates to score.
    pub(super) async fn rounds(&mut self, tx: &mut dyn Transaction, kept: Kept<'_>, me: &PersonId) -> Result<(), ServiceError> {
        let open: Vec<&RoundFile> = kept.rounds.iter().filter(|file| is_open_to(file, kept.above)).collect();
        let standing: BTreeSet<RoundId> =
            if open.is_empty() { BTreeSet::new() } else { tx.rounds().rounds_of(me).await?.into_iter().collect() };
        let mut found: Vec<(WaitingMatter, &RoundFile)> = Vec::new();
        found.extend(open.into_iter().filter(|file| !standing.contains(&file.plan.id)).map(|file| (WaitingMatter::Round, file)));
        let sits = |file: &&RoundFile| {
            file.stage == Stage::Screened
                && file.panel.iter().flat_map(|panel| panel.members()).any(|member| member.id.as_str() == me.as_str())
        };
        for file in kept.rounds.iter().filter(sits).take(PANELS) {
            if not_scored(tx, file, me).await? > 0 {
                found.push((WaitingMatter::Panel, file));
            }
        }
        let state = |(matter, file): (WaitingMatter, &RoundFile)| WaitingState {
            matter,
            id: file.plan.id.as_str().into(),
            title: file.plan.title.clone(),
            until: None,
        };
        self.matters.extend(found.into_iter().map(state));
        Ok(())
    }

    /// The own plan of this year, where it holds something and lacks the own agreement.
    pub(super) fn plans(&mut self, own: &[Record], me: &PersonId, today: NaiveDate) -> Result<(), ServiceError> {
        for plan in bodies::<DevelopmentPlan>(own, Kind::DevelopmentPlan)? {
            let waits = matches!(plan.state, PlanState::Draft | PlanState::BySuperior { .. }) && !plan.items.is_empty();
            if waits && plan.person == *me && plan.year == today.year() {
                let title = Label::new(format!("tahun {}", plan.year), format!("of {}", plan.year));
                self.matters.push(WaitingState { matter: WaitingMatter::Plan, id: plan.id.as_str().into(), title, until: None });
            }
        }
        Ok(())
    }
}
