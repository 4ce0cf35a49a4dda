//! What waits for somebody, and what somebody waits for.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::consultation::Draft;
use jenjang::consultation::life::Stage;
use jenjang::evaluation::cycle::CycleState;
use jenjang::evaluation::nomination::{Nomination, NominationState};
use jenjang::evaluation::repository::NominationFilter;
use jenjang::legal::Label;
use jenjang::people::CorrectionRequest;
use jenjang::people::id::{CycleId, PersonId};
use jenjang::people::repository::PersonFile;
use jenjang::promotion::repository::{AppealRecord, AppealStage};
use jenjang::record::{Kind, Record, RecordFilter};
use jenjang::socialisation::{Acknowledgement, Socialisation};
use jenjang::store::{StoreError, Transaction};
use jenjang::survey::{Survey, SurveyReceipt, SurveyState};
use serde::Serialize;

use super::{Kept, StaffWaiting};
use crate::error::ServiceError;
use crate::records;
use crate::socialisation::concerns;

/// A person to be rated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct RatingDue {
    /// The cycle.
    pub cycle: CycleId,
    /// What it is called.
    pub title: Label,
    /// Who is rated.
    pub ratee: PersonId,
    /// The name, where the record holds one.
    pub name: Option<Arc<str>>,
    /// Last day.
    pub until: NaiveDate,
}

/// What kind of thing waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum WaitingMatter {
    /// Raters are to be named in a cycle in which the person is rated.
    Nomination,
    /// A survey to answer.
    Survey,
    /// A draft to speak on.
    Consultation,
    /// A policy to read and acknowledge.
    Socialisation,
    /// A round in which the person may stand and does not.
    Round,
    /// A round whose panel the person is on, with candidates the person has not scored.
    Panel,
    /// The own development plan, to which the person has not agreed.
    Plan,
}

/// One thing that waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct WaitingState {
    /// What kind.
    pub matter: WaitingMatter,
    /// Its id.
    pub id: Arc<str>,
    /// What it is called.
    pub title: Label,
    /// Last day, where there is one.
    pub until: Option<NaiveDate>,
}

/// What waits for somebody, and what somebody waits for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    /// Ratings to give, the most urgent first.
    pub ratings: Vec<RatingDue>,
    /// Other things to do, the most urgent first.
    pub matters: Vec<WaitingState>,
    /// What waits for the person as a superior or supervisor.
    pub staff: StaffWaiting,
    /// Own appeals that are not answered.
    pub appeals: Vec<AppealRecord>,
    /// Own requests for correction: those not answered, and the latest answered.
    pub corrections: Vec<CorrectionRequest>,
}

impl Waiting {
    /// Reads it.
    pub(super) async fn read(
        tx: &mut dyn Transaction,
        file: &PersonFile,
        kept: Kept<'_>,
        today: NaiveDate,
    ) -> Result<Waiting, ServiceError> {
        let me = file.id();
        let own = kept.own;
        let mut waiting = Waiting { staff: StaffWaiting::read(tx, me, kept, today).await?, ..Waiting::default() };
        waiting.cycles(tx, kept, me, today).await?;
        waiting.surveys(tx, own, today).await?;
        waiting.consultations(tx, own, me, today).await?;
        waiting.explanations(tx, kept, file, today).await?;
        waiting.rounds(tx, kept, me).await?;
        waiting.plans(own, me, today)?;
        let open = |appeal: &AppealRecord| matches!(appeal.stage, AppealStage::Filed | AppealStage::UnderReview { .. });
        waiting.appeals = kept.appeals.iter().filter(|appeal| open(appeal)).cloned().collect();
        waiting.corrections = bodies::<CorrectionRequest>(own, Kind::CorrectionRequest)?;
        waiting.corrections.sort_by_key(|request| (!request.is_open(), std::cmp::Reverse(request.asked)));
        waiting.matters.sort_by(|a, b| (a.until.is_none(), a.until, a.matter, &a.id).cmp(&(b.until.is_none(), b.until, b.matter, &b.id)));
        waiting.ratings.sort_by(|a, b| (a.until, &a.cycle, &a.ratee).cmp(&(b.until, &b.cycle, &b.ratee)));
        Ok(waiting)
    }

    /// Whose names are needed.
    pub(super) fn people(&self) -> Vec<PersonId> {
        let ratees = self.ratings.iter().map(|rating| &rating.ratee);
        let people: BTreeSet<PersonId> = ratees.chain(self.staff.people()).cloned().collect();
        people.into_iter().collect()
    }

    pub(super) fn name(&mut self, names: &BTreeMap<PersonId, Arc<str>>) {
        self.staff.name(names);
        for rating in &mut self.ratings {
            rating.name = names.get(&rating.ratee).cloned();
        }
    }

    async fn cycles(&mut self, tx: &mut dyn Transaction, kept: Kept<'_>, me: &PersonId, today: NaiveDate) -> Result<(), ServiceError> {
        let mut concerned = kept.staff.clone();
        concerned.insert(me.clone());
        for file in kept.cycles {
            let (cycle, title) = (&file.cycle, file.title.clone());
            match cycle.state() {
                CycleState::Open { until, .. } if today <= until => {
                    let filter = NominationFilter { ratee: None, rater: Some(me.clone()) };
                    let named = tx.cycles().nominations(cycle.id(), &filter).await?;
                    let receipts = if named.is_empty() { Vec::new() } else { tx.cycles().receipts(cycle.id(), &filter).await? };
                    let answered: BTreeSet<&PersonId> = receipts.iter().map(|receipt| &receipt.ratee).collect();
                    for nomination in named.iter().filter(|one| one.is_alive() && !answered.contains(one.ratee())) {
                        let (cycle, title, ratee) = (cycle.id().clone(), title.clone(), nomination.ratee().clone());
                        self.ratings.push(RatingDue { cycle, title, ratee, name: None, until });
                    }
                }
                CycleState::Nominating { .. } => {
                    let (mine, of_staff): (Vec<Nomination>, Vec<Nomination>) =
                        tx.cycles().nominations_of(cycle.id(), &concerned).await?.into_iter().partition(|one| one.ratee() == me);
                    let proposed = of_staff.iter().filter(|one| matches!(one.state(), NominationState::Proposed)).count();
                    if proposed > 0 {
                        self.staff.raters.push((title.clone(), proposed));
                    }
                    if mine.iter().any(Nomination::is_alive) {
                        let id = cycle.id().as_str().into();
                        self.matters.push(WaitingState { matter: WaitingMatter::Nomination, id, title, until: None });
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    async fn surveys(&mut self, tx: &mut dyn Transaction, own: &[Record], today: NaiveDate) -> Result<(), ServiceError> {
        let invited: BTreeSet<_> = bodies::<SurveyReceipt>(own, Kind::SurveyReceipt)?
            .into_iter()
            .filter(|receipt| !receipt.is_answered())
            .map(|receipt| receipt.survey)
            .collect();
        if invited.is_empty() {
            return Ok(());
        }
        for survey in records::list::<Survey>(tx, &RecordFilter::all()).await?.into_iter().map(|stored| stored.value) {
            if let SurveyState::Open { until, .. } = survey.state
                && today <= until
                && invited.contains(&survey.id)
            {
                let (matter, id, title) = (WaitingMatter::Survey, survey.id.as_str().into(), survey.title);
                self.matters.push(WaitingState { matter, id, title, until: Some(until) });
            }
        }
        Ok(())
    }

    async fn consultations(
        &mut self,
        tx: &mut dyn Transaction,
        own: &[Record],
        me: &PersonId,
        today: NaiveDate,
    ) -> Result<(), ServiceError> {
        let said: BTreeSet<&str> = own
            .iter()
            .filter(|record| record.kind == Kind::Submission && record.person.as_ref() == Some(me))
            .filter_map(|record| record.parent.as_deref())
            .collect();
        for draft in records::list::<Draft>(tx, &RecordFilter::all()).await?.into_iter().map(|stored| stored.value) {
            let until = draft.rounds.last().map(|round| round.until);
            let open = draft.stage == Stage::Consulting && until.is_some_and(|until| today <= until);
            if open
                && !said.contains(draft.id.as_str())
                && let Some(version) = draft.current()
            {
                let (matter, id, title) = (WaitingMatter::Consultation, draft.id.as_str().into(), version.text.title.clone());
                self.matters.push(WaitingState { matter, id, title, until });
            }
        }
        Ok(())
    }

    async fn explanations(
        &mut self,
        tx: &mut dyn Transaction,
        kept: Kept<'_>,
        file: &PersonFile,
        today: NaiveDate,
    ) -> Result<(), ServiceError> {
        let known = bodies::<Acknowledgement>(kept.own, Kind::Acknowledgement)?;
        let acknowledged = |one: &Socialisation| known.iter().any(|own| own.socialisation == one.id && own.version == one.version);
        for one in records::list::<Socialisation>(tx, &RecordFilter::all()).await?.into_iter().map(|stored| stored.value) {
            let reached = one.audience.units.iter().any(|unit| kept.above.iter().any(|above| above.id == *unit))
                && concerns(&one.audience, file, today);
            if reached && one.until.is_none_or(|until| today <= until) && !acknowledged(&one) {
                let (matter, id) = (WaitingMatter::Socialisation, one.id.as_str().into());
                self.matters.push(WaitingState { matter, id, title: one.title, until: one.until });
            }
        }
        Ok(())
    }
}

/// The records of a kind among those of a person, as what they are.
pub(super) fn bodies<T: serde::de::DeserializeOwned>(own: &[Record], kind: Kind) -> Result<Vec<T>, ServiceError> {
    let read = |record: &Record| {
        serde_json::from_str(&record.body).map_err(|error| {
            ServiceError::Store(StoreError::Corrupt {
                table: "record",
                column: "body",
                row: format!("{}/{}", record.kind.as_str(), record.id),
                problem: format!("not the record expected, line {} column {}", error.line(), error.column()),
            })
        })
    };
    own.iter().filter(|record| record.kind == kind).map(read).collect()
}
