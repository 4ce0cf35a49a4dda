//! What the store knows of people, put together into their needs.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use jenjang::Decimal;
use jenjang::competency::repository::ProfileRecord;
use jenjang::development::DevelopmentRecord;
use jenjang::development::need::{Duty, NeedRules, NeedSources, PersonNeeds, ReleasedFigure};
use jenjang::evaluation::cycle::{Cycle, CycleState};
use jenjang::evaluation::report::SuperiorReport;
use jenjang::evaluation::repository::{Audience, ResultRecord};
use jenjang::legal::Label;
use jenjang::people::id::{CycleId, PersonId, UnitId};
use jenjang::people::repository::{PeopleFilter, PersonFile};
use jenjang::people::{CivilServant, CivilServantRecord, View};
use jenjang::store::{Page, Transaction};
use jenjang_policy_files::{CompetencyLibrary, Library};

use super::{NeedLibrary, sound_profile};
use crate::cycles;
use crate::error::ServiceError;
use crate::people::scope::under;
use crate::policies::in_force;

/// How many people are taken from the store at a time.
const BATCH: usize = 500;

/// A person whose needs are known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownPerson {
    /// The needs.
    pub needs: PersonNeeds,
    /// The duty of learning hours of the year.
    pub duty: Duty,
}

/// What all people share on a day: rules, and which 360° cycles were released by then.
pub(crate) struct Gathering<'a> {
    pub(crate) rules: NeedRules,
    competency: &'a CompetencyLibrary,
    cycles: Vec<ReleasedCycle>,
}

struct ReleasedCycle {
    id: CycleId,
    on: NaiveDate,
    scale: (Decimal, Decimal),
}

impl<'a> Gathering<'a> {
    /// By policies in force, leaving out what 360° results say.
    pub(crate) fn without_feedback(policies: &Library, library: &NeedLibrary<'a>, view: View) -> Result<Gathering<'a>, ServiceError> {
        let rules = NeedRules::on(&policies.set, library.policies, view);
        let rules = rules.map_err(|error| ServiceError::refused("need-rules", error.message()))?;
        Ok(Gathering { rules, competency: library.competency, cycles: Vec::new() })
    }

    /// For a day, as known today.
    pub(crate) async fn on(
        tx: &mut dyn Transaction,
        library: &NeedLibrary<'a>,
        as_of: NaiveDate,
        today: NaiveDate,
    ) -> Result<Gathering<'a>, ServiceError> {
        let view = View { as_of, known_at: today };
        let policies = in_force(tx, library.shipped, view).await?;
        let rules = NeedRules::on(&policies.set, library.policies, view);
        let rules = rules.map_err(|error| ServiceError::refused("need-rules", error.message()))?;
        let mut cycles = Vec::new();
        for cycle in tx.cycles().states().await? {
            if let Some(on) = released(&cycle).filter(|on| *on <= as_of) {
                let instrument = cycles::instrument_of(tx, cycle.id()).await?;
                let scale = (instrument.scale().minimum, instrument.scale().maximum);
                cycles.push(ReleasedCycle { id: cycle.id().clone(), on, scale });
            }
        }
        Ok(Gathering { rules, competency: library.competency, cycles })
    }

    /// One person.
    pub(crate) async fn person(&self, tx: &mut dyn Transaction, file: PersonFile) -> Result<KnownPerson, ServiceError> {
        let person = file.id().clone();
        let profiles = tx.competency().profiles(&person).await?.into_iter().map(|stored| stored.value).collect();
        let mut figures = Vec::new();
        for cycle in &self.cycles {
            let found = tx.cycles().results(&cycle.id, Audience::Superior, Some(&person), &Page::all()).await?;
            if let Some(latest) = found.last() {
                figures.extend(figures_of(cycle, latest)?);
            }
        }
        self.known(file, profiles, &figures, &activities(tx, &person).await?)
    }

    /// Everybody of these units, by id; everybody there is where no units are given.
    pub(crate) async fn people(
        &self,
        tx: &mut dyn Transaction,
        units: Option<BTreeSet<UnitId>>,
    ) -> Result<BTreeMap<PersonId, KnownPerson>, ServiceError> {
        let filter = PeopleFilter { units, ..PeopleFilter::default() };
        let mut people = BTreeMap::new();
        let mut page = Page::first(BATCH);
        loop {
            let files = tx.people().list(&filter, &page).await?;
            let Some(last) = files.last().map(|stored| stored.value.id().clone()) else { break };
            for stored in files {
                let known = self.person(tx, stored.value).await?;
                people.insert(known.needs.person.clone(), known);
            }
            page = Page::after(last, BATCH);
        }
        Ok(people)
    }

    /// The duty of everybody of these units, by id.
    pub(crate) async fn duties(&self, tx: &mut dyn Transaction, units: BTreeSet<UnitId>) -> Result<Vec<(PersonId, Duty)>, ServiceError> {
        let filter = PeopleFilter { units: Some(units), ..PeopleFilter::default() };
        let mut duties = Vec::new();
        let mut page = Page::first(BATCH);
        loop {
            let files = tx.people().list(&filter, &page).await?;
            let Some(last) = files.last().map(|stored| stored.value.id().clone()) else { break };
            for stored in files {
                let servant = sound(stored.value.record)?;
                let activities = activities(tx, servant.id()).await?;
                let duty = self.rules.duty(&servant, &activities);
                duties.push((servant.id().clone(), duty.map_err(|error| ServiceError::refused("needs", error.message()))?));
            }
            page = Page::after(last, BATCH);
        }
        Ok(duties)
    }

    /// What follows from these records.
    pub(crate) fn known(
        &self,
        file: PersonFile,
        profiles: Vec<ProfileRecord>,
        feedback: &[ReleasedFigure],
        activities: &[DevelopmentRecord],
    ) -> Result<KnownPerson, ServiceError> {
        let unit = file.unit;
        let servant = CivilServant::try_from(file.record).map_err(|faults| ServiceError::refused("record-unsound", faults.message()))?;
        let mut checked = Vec::with_capacity(profiles.len());
        for record in profiles {
            // a profile in a framework that is not at hand says nothing about any standard that is
            let Some(framework) = self.competency.framework(&record.framework) else { continue };
            checked.push(sound_profile(record, framework)?);
        }
        let sources = NeedSources {
            servant: &servant,
            unit: unit.as_ref(),
            profiles: &checked,
            feedback,
            activities,
            frameworks: &self.competency.frameworks,
            standards: &self.competency.standards,
        };
        let (needs, duty) = self.rules.needs(&sources).map_err(|error| ServiceError::refused("needs", error.message()))?;
        Ok(KnownPerson { needs, duty })
    }
}

/// The needs of one person on a day, and the duty of the year. Who may ask is for the use case that calls this.
///
/// # Errors
/// [`ServiceError::NotFound`]; `need-rules` where a rule is not in force on the day; `record-unsound`, `profile-unsound`;
/// [`ServiceError::Store`].
pub async fn needs_of_person(
    tx: &mut dyn Transaction,
    library: &NeedLibrary<'_>,
    person: &PersonId,
    as_of: NaiveDate,
    today: NaiveDate,
) -> Result<KnownPerson, ServiceError> {
    let found = tx.people().find(person).await?;
    let file = found.ok_or_else(|| ServiceError::not_found(Label::new("pegawai", "person"), person))?.value;
    Gathering::on(tx, library, as_of, today).await?.person(tx, file).await
}

/// The needs of everybody in a unit and all under it on a day, by person. Who may ask is for the use case that calls this.
///
/// # Errors
/// As [`needs_of_person`].
pub async fn needs_of_unit(
    tx: &mut dyn Transaction,
    library: &NeedLibrary<'_>,
    unit: &UnitId,
    as_of: NaiveDate,
    today: NaiveDate,
) -> Result<BTreeMap<PersonId, KnownPerson>, ServiceError> {
    let units = under(tx, unit).await?;
    if units.is_empty() {
        return Err(ServiceError::not_found(Label::new("unit", "unit"), unit));
    }
    Gathering::on(tx, library, as_of, today).await?.people(tx, Some(units)).await
}

async fn activities(tx: &mut dyn Transaction, person: &PersonId) -> Result<Vec<DevelopmentRecord>, ServiceError> {
    Ok(tx.development().of_person(person).await?.into_iter().map(|stored| stored.value).collect())
}

fn sound(record: CivilServantRecord) -> Result<CivilServant, ServiceError> {
    CivilServant::try_from(record).map_err(|faults| ServiceError::refused("record-unsound", faults.message()))
}

fn released(cycle: &Cycle) -> Option<NaiveDate> {
    if let CycleState::Released { on, .. } = cycle.state() { Some(on) } else { None }
}

/// What the superior of the person reads: no exact figure behind a range, no hidden group.
fn figures_of(cycle: &ReleasedCycle, record: &ResultRecord) -> Result<Vec<ReleasedFigure>, ServiceError> {
    let report: SuperiorReport = cycles::results::read(record)?;
    let edition = report.summary.edition;
    let figure = |dimension: jenjang::evaluation::report::DimensionView| {
        Some(ReleasedFigure {
            cycle: cycle.id.clone(),
            released: cycle.on,
            edition,
            dimension: dimension.code,
            label: dimension.label,
            shown: dimension.score?,
            scale: cycle.scale,
        })
    };
    Ok(report.summary.dimensions.into_iter().filter_map(figure).collect())
}
