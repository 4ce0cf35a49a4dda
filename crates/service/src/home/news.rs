//! What somebody has to be told: answers, results and choices of the last weeks.

use std::sync::Arc;

use chrono::{Days, NaiveDate};
use jenjang::consultation::submission::Submission;
use jenjang::evaluation::cycle::CycleState;
use jenjang::evaluation::repository::Audience;
use jenjang::legal::Label;
use jenjang::people::id::{CertificateId, DecisionId, PersonId, RoundId};
use jenjang::promotion::repository::{AppealStage, DecisionRecord};
use jenjang::promotion::{Stage, WaiverRecord};
use jenjang::record::Kind;
use jenjang::socialisation::Question;
use jenjang::store::{Page, Transaction};
use serde::Serialize;

use super::learning::EnrolmentChange;
use super::waiting::bodies;
use super::{Kept, learning};
use crate::error::ServiceError;

/// Days for which something is new.
pub const NEW_DAYS: u64 = 30;

/// Of how many rounds, those decided last, it is looked up whether the choice is public: the page asks the same number of questions of everybody.
const ROUNDS: usize = 4;

/// Something somebody has to be told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct News {
    /// Since when it can be read.
    pub on: NaiveDate,
    /// What it is.
    #[serde(flatten)]
    pub matter: NewsMatter,
}

/// What there is to be told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", rename_all_fields = "kebab-case", tag = "matter")]
pub enum NewsMatter {
    /// The choice of a round was published.
    Choice {
        /// What the round is called.
        title: Label,
        /// The decision about the person, with every criterion.
        decision: DecisionId,
        /// Whether the person was chosen.
        chosen: bool,
    },
    /// An appeal was answered.
    Appeal {
        /// Whether a new decision was made.
        redecided: bool,
    },
    /// The own result of a 360° cycle was released.
    Result {
        /// What the cycle is called.
        title: Label,
    },
    /// A waiver was granted.
    Waiver {
        /// Id of its policy.
        policy: Arc<str>,
    },
    /// A certificate was issued.
    Certificate {
        /// Its id.
        certificate: CertificateId,
        /// What it certifies; absent where nothing of it is kept.
        title: Option<Arc<str>>,
    },
    /// Something became of an enrolment, or of its session.
    Enrolment {
        /// What the course is called.
        title: Label,
        /// What.
        change: EnrolmentChange,
    },
    /// A submission on a draft was answered.
    Submission {
        /// The draft.
        draft: Arc<str>,
        /// What was said.
        text: Arc<str>,
    },
    /// A question on a policy was answered.
    Question {
        /// Where the policy is explained.
        socialisation: Arc<str>,
        /// What was asked.
        text: Arc<str>,
    },
}

/// What `me` has to be told on `today`, the latest first.
pub(super) async fn read(tx: &mut dyn Transaction, me: &PersonId, kept: Kept<'_>, today: NaiveDate) -> Result<Vec<News>, ServiceError> {
    let Kept { own, decisions, appeals, cycles, waivers, .. } = kept;
    let since = today.checked_sub_days(Days::new(NEW_DAYS)).unwrap_or(today);
    let mut news = choices(tx, me, decisions, since).await?;
    for appeal in appeals {
        let (on, redecided) = match &appeal.stage {
            AppealStage::Redecided { on, .. } => (*on, true),
            AppealStage::Dismissed { on, .. } => (*on, false),
            AppealStage::Filed | AppealStage::UnderReview { .. } | AppealStage::Withdrawn { .. } => continue,
        };
        news.push(News { on, matter: NewsMatter::Appeal { redecided } });
    }
    for file in cycles {
        let CycleState::Released { on, .. } = file.cycle.state() else { continue };
        // a cycle in which the person was not rated is no news
        if on >= since && !tx.cycles().results(file.cycle.id(), Audience::Ratee, Some(me), &Page::all()).await?.is_empty() {
            news.push(News { on, matter: NewsMatter::Result { title: file.title.clone() } });
        }
    }
    let waiver = |waiver: &WaiverRecord| News { on: waiver.granted, matter: NewsMatter::Waiver { policy: Arc::clone(&waiver.policy) } };
    news.extend(waivers.iter().map(waiver));
    news.extend(learning::read(tx, me, own, since).await?);
    for said in bodies::<Submission>(own, Kind::Submission)? {
        if let Some(answer) = said.answer.filter(|_| said.person.as_ref() == Some(me)) {
            let matter = NewsMatter::Submission { draft: said.draft.as_str().into(), text: said.text };
            news.push(News { on: answer.on, matter });
        }
    }
    for asked in bodies::<Question>(own, Kind::Question)? {
        if let Some(answer) = asked.answer.filter(|_| asked.person.as_ref() == Some(me)) {
            let matter = NewsMatter::Question { socialisation: asked.socialisation.as_str().into(), text: asked.text };
            news.push(News { on: answer.on, matter });
        }
    }
    news.retain(|one| one.on >= since);
    news.sort_by_key(|one| std::cmp::Reverse(one.on));
    Ok(news)
}

/// The choices published since a day, in the rounds that decided about the person.
async fn choices(
    tx: &mut dyn Transaction,
    me: &PersonId,
    decisions: &[DecisionRecord],
    since: NaiveDate,
) -> Result<Vec<News>, ServiceError> {
    let corrected = |id: &DecisionId| decisions.iter().any(|other| other.parent.as_ref().is_some_and(|parent| parent.decision == *id));
    let mut in_force: Vec<(&RoundId, &DecisionRecord)> = decisions
        .iter()
        .filter(|decision| !corrected(&decision.id))
        .filter_map(|decision| Some((decision.round.as_ref()?, decision)))
        .collect();
    in_force.sort_by_key(|(_, decision)| std::cmp::Reverse(decision.decided_on));
    let mut news = Vec::new();
    for (round, decision) in in_force.into_iter().take(ROUNDS) {
        let Some(file) = tx.rounds().find(round).await?.map(|stored| stored.value) else { continue };
        // what is not published yet is nobody's to know
        if let (Stage::Published, Some(selection)) = (file.stage, &file.selection)
            && file.since >= since
        {
            let chosen = selection.chosen().iter().any(|pick| pick.person == *me);
            let matter = NewsMatter::Choice { title: file.plan.title.clone(), decision: decision.id.clone(), chosen };
            news.push(News { on: file.since, matter });
        }
    }
    Ok(news)
}
