//! What waits for somebody, and what somebody waits for.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::consultation::Draft;
use jenjang::consultation::life::Stage;
use jenjang::evaluation::cycle::CycleState;
use jenjang::evaluation::nomination::Nomination;
use jenjang::evaluation::repository::CycleAround;
use jenjang::legal::Label;
use jenjang::people::CorrectionRequest;
use jenjang::people::id::{CycleId, PersonId, UnitId};
use jenjang::people::repository::PersonFile;
use jenjang::promotion::repository::{AppealRecord, AppealStage};
use jenjang::record::{Kind, Record};
use jenjang::socialisation::{Acknowledgement, Socialisation};
use jenjang::store::{StoreError, Transaction};
use jenjang::survey::{Survey, SurveyReceipt, SurveyState};

use crate::error::ServiceError;
use crate::socialisation::concerns;

/// A person to be rated.
#[derive(Clone, Debug, PartialEq, Eq)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WaitingMatter {
    /// Raters are to be named in a cycle in which the person is rated.
    Nomination,
    /// A survey to answer.
    Survey,
    /// A draft to speak on.
    Consultation,
    /// A policy to read and acknowledge.
    Socialisation,
}

/// One thing that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    /// Own appeals that are not answered.
    pub appeals: Vec<AppealRecord>,
    /// Own requests for correction: those not answered, and the latest answered.
    pub corrections: Vec<CorrectionRequest>,
    /// Cycles whose results were released, the latest first.
    pub released: Vec<(CycleId, Label, NaiveDate)>,
}

impl Waiting {
    /// Reads what is kept in records. `units` are the person's unit and all above it.
    pub(super) async fn read(
        &mut self,
        tx: &mut dyn Transaction,
        file: &PersonFile,
        units: &[UnitId],
        today: NaiveDate,
    ) -> Result<(), ServiceError> {
        let me = file.id();
        let found = tx.records().around(me, &[Kind::Survey, Kind::Draft, Kind::Socialisation]).await?;
        let found: Vec<Record> = found.into_iter().map(|stored| stored.value).collect();
        self.surveys(&found, today)?;
        self.consultations(&found, me, today)?;
        self.explanations(&found, file, units, today)?;
        self.corrections = bodies::<CorrectionRequest>(&found, Kind::CorrectionRequest)?;
        self.corrections.sort_by_key(|request| (!request.is_open(), std::cmp::Reverse(request.asked)));
        self.matters.sort_by(|a, b| (a.until.is_none(), a.until, a.matter, &a.id).cmp(&(b.until.is_none(), b.until, b.matter, &b.id)));
        self.ratings.sort_by(|a, b| (a.until, &a.cycle, &a.ratee).cmp(&(b.until, &b.cycle, &b.ratee)));
        Ok(())
    }

    /// Takes the own appeals that are not answered.
    pub(super) fn appeals(&mut self, appeals: Vec<AppealRecord>) {
        let open = |appeal: &AppealRecord| matches!(appeal.stage, AppealStage::Filed | AppealStage::UnderReview { .. });
        self.appeals = appeals.into_iter().filter(open).collect();
    }

    /// Whose names are needed.
    pub(super) fn people(&self) -> Vec<PersonId> {
        let people: BTreeSet<PersonId> = self.ratings.iter().map(|rating| rating.ratee.clone()).collect();
        people.into_iter().collect()
    }

    pub(super) fn name(&mut self, people: &[PersonFile]) {
        for rating in &mut self.ratings {
            rating.name = people.iter().find(|file| *file.id() == rating.ratee).and_then(|file| file.record.name.clone());
        }
    }

    /// Takes what cycles have to do with the person.
    pub(super) fn cycles(&mut self, cycles: Vec<CycleAround>, today: NaiveDate) {
        for around in cycles {
            let (cycle, title) = (around.file.cycle, around.file.title);
            match cycle.state() {
                CycleState::Open { until, .. } if today <= until => {
                    for nomination in around.by.iter().filter(|one| one.is_alive() && !around.answered.contains(one.ratee())) {
                        let (cycle, title, ratee) = (cycle.id().clone(), title.clone(), nomination.ratee().clone());
                        self.ratings.push(RatingDue { cycle, title, ratee, name: None, until });
                    }
                }
                CycleState::Nominating { .. } if around.about.iter().any(Nomination::is_alive) => {
                    let id = cycle.id().as_str().into();
                    self.matters.push(WaitingState { matter: WaitingMatter::Nomination, id, title, until: None });
                }
                CycleState::Released { on, .. } => self.released.push((cycle.id().clone(), title, on)),
                _ => {}
            }
        }
        self.released.sort_by_key(|(_, _, on)| std::cmp::Reverse(*on));
    }

    fn surveys(&mut self, found: &[Record], today: NaiveDate) -> Result<(), ServiceError> {
        let receipts = bodies::<SurveyReceipt>(found, Kind::SurveyReceipt)?.into_iter().filter(|receipt| !receipt.is_answered());
        let invited: BTreeSet<_> = receipts.map(|receipt| receipt.survey).collect();
        if invited.is_empty() {
            return Ok(());
        }
        for survey in bodies::<Survey>(found, Kind::Survey)? {
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

    fn consultations(&mut self, found: &[Record], me: &PersonId, today: NaiveDate) -> Result<(), ServiceError> {
        let said: BTreeSet<&str> = found
            .iter()
            .filter(|record| record.kind == Kind::Submission && record.person.as_ref() == Some(me))
            .filter_map(|record| record.parent.as_deref())
            .collect();
        for draft in bodies::<Draft>(found, Kind::Draft)? {
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

    fn explanations(&mut self, found: &[Record], file: &PersonFile, units: &[UnitId], today: NaiveDate) -> Result<(), ServiceError> {
        let known = bodies::<Acknowledgement>(found, Kind::Acknowledgement)?;
        let acknowledged = |one: &Socialisation| known.iter().any(|own| own.socialisation == one.id && own.version == one.version);
        for one in bodies::<Socialisation>(found, Kind::Socialisation)? {
            let reached = one.audience.units.iter().any(|unit| units.contains(unit)) && concerns(&one.audience, file, today);
            if reached && one.until.is_none_or(|until| today <= until) && !acknowledged(&one) {
                let (matter, id) = (WaitingMatter::Socialisation, one.id.as_str().into());
                self.matters.push(WaitingState { matter, id, title: one.title, until: one.until });
            }
        }
        Ok(())
    }
}

/// The records of a kind among those found, as what they are.
fn bodies<T: serde::de::DeserializeOwned>(own: &[Record], kind: Kind) -> Result<Vec<T>, ServiceError> {
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
