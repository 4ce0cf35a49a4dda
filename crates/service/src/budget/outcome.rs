//! What a year of training cost and brought, and how evenly it was spread.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use jenjang::Decimal;
use jenjang::competency::repository::ProfileRecord;
use jenjang::development::budget::{CostOfLevels, Training, by_group, cost_of_levels, cost_per_hour};
use jenjang::development::catalogue::{Course, CourseSession, LeadsTo};
use jenjang::development::enrolment::{Enrolment, EnrolmentState};
use jenjang::legal::Label;
use jenjang::people::civil_servant::Sex;
use jenjang::people::id::{CourseId, CourseSessionId, PersonId, UnitId};
use jenjang::people::repository::{PeopleFilter, PersonFile};
use jenjang::record::RecordFilter;
use jenjang::store::{Page, Transaction};
use jenjang_statistics::fairness::{gini, top_share};
use rust_decimal::prelude::{FromPrimitive, ToPrimitive};
use serde::Serialize;

use crate::context::Context;
use crate::error::ServiceError;
use crate::needs::NeedLibrary;
use crate::needs::gather::Gathering;
use crate::people::scope::under;
use crate::permissions::{Action, Role, Target, authorize};
use crate::records;

/// A year of a unit and all under it.
#[derive(Clone, Debug)]
pub struct ReadOutcome<'a> {
    /// The rules, for the smallest group that is shown.
    pub needs: NeedLibrary<'a>,
    /// The unit.
    pub unit: UnitId,
    /// The year.
    pub year: i32,
}

/// How evenly something is spread over people, those who got nothing included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Distribution {
    /// How many people.
    pub people: usize,
    /// How many of them got nothing.
    pub with_nothing: usize,
    /// All of it.
    pub total: Decimal,
    /// Gini coefficient in the population form, to four places; none where nobody got anything.
    pub gini: Option<Decimal>,
    /// The share of the whole that the fifth with most of it has, to four places; none where nobody got anything.
    pub top_fifth: Option<Decimal>,
}

/// Hours of groups of people, the small ones hidden.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Groups {
    /// By which groups.
    pub by: Label,
    /// The groups that are shown, with mean hours to two places.
    pub groups: Vec<(Label, usize, Decimal)>,
    /// How many groups are hidden: too few people, or what they have could be worked out from the others.
    pub hidden: usize,
}

/// What training cost and brought.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct BudgetOutcome {
    /// The unit.
    pub unit: UnitId,
    /// The year.
    pub year: i32,
    /// People who attended, each session counted.
    pub attended: usize,
    /// What that cost, in rupiah.
    pub cost: Decimal,
    /// What a level gained cost; only where levels were assessed before and after.
    pub levels: CostOfLevels,
    /// Rupiah for each learning hour.
    pub per_hour: Option<Decimal>,
    /// Learning hours of the year over all people.
    pub hours: Distribution,
    /// Money over all people.
    pub money: Distribution,
    /// Hours by unit, small units hidden.
    pub by_unit: Groups,
    /// Hours by sex and by age, for auditors only.
    pub audit: Option<Vec<Groups>>,
}

/// Reads what the training of a year cost and brought.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`]; `need-rules`; [`ServiceError::Store`].
pub async fn read_outcome(context: &Context<'_>, command: &ReadOutcome<'_>) -> Result<BudgetOutcome, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = &mut *held;
    let roles = authorize(context, tx, Action::ReadBudget, &Target::unit(&command.unit)).await?;
    let today = context.clock.today();
    let units = under(tx, &command.unit).await?;
    if units.is_empty() {
        return Err(ServiceError::not_found(Label::new("unit", "unit"), &command.unit));
    }
    let least = Gathering::on(tx, &command.needs, today, today).await?.rules.smallest_group;
    let least = usize::try_from(least).unwrap_or(usize::MAX);
    let filter = PeopleFilter { units: Some(units), ..PeopleFilter::default() };
    let files: Vec<PersonFile> = tx.people().list(&filter, &Page::all()).await?.into_iter().map(|stored| stored.value).collect();
    let places: BTreeMap<PersonId, usize> = files.iter().enumerate().map(|(place, file)| (file.id().clone(), place)).collect();
    let mut year = Year::of(tx, command.year).await?;
    let (mut hours, mut money) = (vec![Decimal::ZERO; files.len()], vec![Decimal::ZERO; files.len()]);
    let mut trainings = Vec::new();
    for part in std::mem::take(&mut year.parts) {
        let Some(place) = places.get(&part.person) else { continue };
        money[*place] += part.cost;
        hours[*place] += part.hours;
        let profiles = tx.competency().profiles(&part.person).await?;
        let profiles: Vec<ProfileRecord> = profiles.into_iter().map(|stored| stored.value).collect();
        let levels = part.leads_to.iter().map(|to| levels(&profiles, to, part.first, part.last)).collect();
        trainings.push(Training { cost: part.cost, hours: part.hours, levels });
    }
    for (place, file) in files.iter().enumerate() {
        // the register holds hours of the catalogue too, and those from elsewhere
        if let Some(register) = &file.record.registers.learning {
            let of_year = register.iter().filter(|entry| entry.completed.year() == command.year).map(|entry| entry.hours).sum();
            hours[place] = hours[place].max(of_year);
        }
    }
    if files.len() < least && !roles.contains(&Role::HrOfficer) {
        return Err(ServiceError::refused(
            "too-few-people",
            Label::new(
                format!("unit `{}` terlalu kecil: angka ditampilkan mulai {least} orang", command.unit),
                format!("unit `{}` is too small: figures are shown from {least} people on", command.unit),
            ),
        ));
    }
    let unit_of = |file: &PersonFile| file.unit.as_ref().map_or("-", UnitId::as_str).to_owned();
    let by = |label: Label, group: &dyn Fn(&PersonFile) -> (String, Label)| groups(label, &files, &hours, least, group);
    let by_unit = by(Label::new("unit", "unit"), &|file| (unit_of(file), Label::same(unit_of(file))));
    let audit = roles.contains(&Role::Auditor).then(|| {
        let sex = |file: &PersonFile| match file.record.sex {
            Some(Sex::Male) => ("m".to_owned(), Label::new("laki-laki", "male")),
            Some(Sex::Female) => ("f".to_owned(), Label::new("perempuan", "female")),
            None => ("-".to_owned(), Label::new("tidak diketahui", "not known")),
        };
        let age = |file: &PersonFile| match file.record.birth_date.map(|born| command.year - born.year()) {
            Some(..35) => ("1".to_owned(), Label::new("di bawah 35 tahun", "below 35")),
            Some(35..45) => ("2".to_owned(), Label::new("35–44 tahun", "35–44")),
            Some(45..55) => ("3".to_owned(), Label::new("45–54 tahun", "45–54")),
            Some(55..) => ("4".to_owned(), Label::new("55 tahun ke atas", "55 and above")),
            None => ("-".to_owned(), Label::new("tidak diketahui", "not known")),
        };
        vec![by(Label::new("jenis kelamin", "sex"), &sex), by(Label::new("umur", "age"), &age)]
    });
    Ok(BudgetOutcome {
        unit: command.unit.clone(),
        year: command.year,
        attended: trainings.len(),
        cost: trainings.iter().map(|training| training.cost).sum(),
        levels: cost_of_levels(&trainings),
        per_hour: cost_per_hour(&trainings),
        hours: distribution(&hours),
        money: distribution(&money),
        by_unit,
        audit,
    })
}

/// One person's part in a session that was held.
struct Part {
    person: PersonId,
    cost: Decimal,
    hours: Decimal,
    leads_to: Vec<LeadsTo>,
    first: NaiveDate,
    last: NaiveDate,
}

struct Year {
    parts: Vec<Part>,
}

impl Year {
    async fn of(tx: &mut dyn Transaction, year: i32) -> Result<Year, ServiceError> {
        let courses = records::list::<Course>(tx, &RecordFilter::all()).await?;
        let courses: BTreeMap<CourseId, Course> = courses.into_iter().map(|stored| (stored.value.id.clone(), stored.value)).collect();
        let sessions = records::list::<CourseSession>(tx, &RecordFilter::all()).await?;
        let sessions: BTreeMap<CourseSessionId, CourseSession> = sessions
            .into_iter()
            .map(|stored| (stored.value.id.clone(), stored.value))
            .filter(|(_, session)| session.first.year() == year)
            .collect();
        let mut attended: BTreeMap<CourseSessionId, Vec<(PersonId, Decimal)>> = BTreeMap::new();
        for stored in records::list::<Enrolment>(tx, &RecordFilter::all()).await? {
            if let EnrolmentState::Attended { hours, .. } = stored.value.state {
                attended.entry(stored.value.session).or_default().push((stored.value.person, hours));
            }
        }
        let mut parts = Vec::new();
        for (id, people) in attended {
            let Some(session) = sessions.get(&id) else { continue };
            let leads_to = courses.get(&session.course).map(|course| course.leads_to.clone()).unwrap_or_default();
            // what the session cost as a whole, in equal parts
            let part = session.fixed_cost.checked_div(Decimal::from(people.len())).unwrap_or_default().round_dp(2);
            for (person, hours) in people {
                let cost = session.cost_each + part;
                parts.push(Part { person, cost, hours, leads_to: leads_to.clone(), first: session.first, last: session.last });
            }
        }
        Ok(Year { parts })
    }
}

/// The level assessed last up to the first day, and the one assessed first after the last.
fn levels(profiles: &[ProfileRecord], to: &LeadsTo, first: NaiveDate, last: NaiveDate) -> (Option<Decimal>, Option<Decimal>) {
    let of = || {
        let profiles = profiles.iter().filter(|profile| profile.framework == to.framework);
        profiles.flat_map(|profile| &profile.assessments).filter(|assessment| assessment.competency == to.competency)
    };
    let before = of().filter(|assessment| assessment.date <= first).max_by_key(|assessment| assessment.date);
    let after = of().filter(|assessment| assessment.date > last).min_by_key(|assessment| assessment.date);
    (before.map(|assessment| assessment.level), after.map(|assessment| assessment.level))
}

fn distribution(values: &[Decimal]) -> Distribution {
    let floats: Vec<f64> = values.iter().map(|value| value.to_f64().unwrap_or_default()).collect();
    let exact = |value: f64| Decimal::from_f64(value).map(|value| value.round_dp(4).normalize());
    Distribution {
        people: values.len(),
        with_nothing: values.iter().filter(|value| value.is_zero()).count(),
        total: values.iter().sum(),
        gini: gini(&floats).ok().and_then(exact),
        top_fifth: top_share(&floats, 0.2).ok().and_then(exact),
    }
}

fn groups(by: Label, files: &[PersonFile], hours: &[Decimal], least: usize, group: &dyn Fn(&PersonFile) -> (String, Label)) -> Groups {
    let mut labels = BTreeMap::new();
    let mut values = Vec::new();
    for (file, hours) in files.iter().zip(hours) {
        let (key, label) = group(file);
        labels.insert(key.clone(), label);
        values.push((key, *hours));
    }
    let (shown, hidden) = by_group(&values, least);
    let groups = shown.into_iter().filter_map(|(key, values)| {
        let mean = values.iter().sum::<Decimal>().checked_div(Decimal::from(values.len()))?.round_dp(2).normalize();
        Some((labels.get(&key)?.clone(), values.len(), mean))
    });
    Groups { by, groups: groups.collect(), hidden: hidden.len() }
}
