//! A year of development in the district, played through the use cases in a store of its own: what was assessed, what is lacking, courses for what is
//! lacking most, who got a seat, hours, certificates, and whether anything changed.

use std::collections::BTreeSet;

use chrono::{DateTime, Days, NaiveDate, Utc};
use jenjang::access::GrantedRole;
use jenjang::audit::Digest;
use jenjang::competency::profile::{Assessment, AssessmentUnit};
use jenjang::competency::{Framework, Profile, standards_for};
use jenjang::development::catalogue::{Course, CourseSession, LeadsTo, Provider, WaitingOrder};
use jenjang::development::demand::DemandRow;
use jenjang::development::effect::{Arm, PersonResult, Test};
use jenjang::development::enrolment::EnrolmentState;
use jenjang::development::need::{NeedSource, post_of, tier_of};
use jenjang::legal::Label;
use jenjang::people::id::{CompetencyCode, CourseSessionId, PersonId, UnitId};
use jenjang::people::{CivilServant, CivilServantRecord, OrgUnit, View};
use jenjang_credentials::{SecretKey, verify};
use jenjang_policy_files::{CompetencyLibrary, Library};
use jenjang_service::Actor;
use jenjang_service::catalogue::{SaveCourse, save_course, save_provider, save_session};
use jenjang_service::certificates::{IssueCertificate, On, RotateIssuerKey, issue_certificate, issuer_document, rotate_issuer_key};
use jenjang_service::development::LearningRules;
use jenjang_service::effects::{About, EffectQuery, effect_report};
use jenjang_service::enrolment::{
    ApproveEnrolment, Enrol, Presence, RecordResults, SessionResult, approve_enrolment, enrol, enrolment_id, record_results,
};
use jenjang_service::needs::{
    ImportProfiles, NeedLibrary, ReadDemand, ReadNeeds, ReadUnitDuty, import_profiles, read_demand, read_needs, read_unit_duty,
};
use jenjang_service::people::{GrantRole, ImportPeople, PersonData, SaveUnits, grant_role, import_people, save_units};
use rust_decimal::Decimal;
use serde::Serialize;

use super::district::missing;
use crate::backend::Rehearsal;
use crate::commands::shared;
use crate::output::Failure;

/// How many people take part: enough to see a queue, few enough to be over at once.
const PEOPLE: usize = 120;
/// How many courses are held, each for the competency next in demand.
const COURSES: usize = 3;
/// Seats of each.
const SEATS: u32 = 20;
/// The framework people are assessed in.
const FRAMEWORK: &str = "permenpanrb-38-2017";
const UNIT: &str = "kabupaten-contoh";
const OFFICER: &str = "contoh-kepegawaian";

/// What became of a year.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Year {
    pub(super) from: NaiveDate,
    pub(super) to: NaiveDate,
    /// People of the district who were assessed.
    pub(super) assessed: usize,
    /// People below the level of their post in something, before and after.
    pub(super) below: (usize, usize),
    /// Levels missing altogether, before and after.
    pub(super) levels: (Decimal, Decimal),
    /// What is in demand most.
    pub(super) demand: Vec<DemandRow>,
    pub(super) courses: Vec<Held>,
    /// People who owe hours, and how many of them had them at the end.
    pub(super) duty: (usize, usize),
    /// Certificates issued, and how many of them a verifier without the store found valid.
    pub(super) certificates: (usize, usize),
}

/// One course that was held.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Held {
    pub(super) title: Label,
    pub(super) asked: usize,
    pub(super) seated: usize,
    pub(super) waiting: usize,
    /// Learning hours of each who came.
    pub(super) hours: Decimal,
    /// What the report says of the test before and after.
    pub(super) change: Vec<Label>,
}

/// What everything below needs.
struct Stage<'a> {
    rehearsal: Rehearsal,
    officer: Actor,
    seed: u64,
    unit: UnitId,
    needs: NeedLibrary<'a>,
    framework: &'a Framework,
}

/// Plays the year that ends before a day; nothing where nobody has a post with a standard.
pub(super) fn play(files: &Library, records: &[CivilServantRecord], seed: u64, as_of: NaiveDate) -> Result<Option<Year>, Failure> {
    let competency: CompetencyLibrary = jenjang_asn::competency();
    let framework = competency.frameworks.iter().find(|found| found.id().as_str() == FRAMEWORK).ok_or_else(|| missing(FRAMEWORK))?;
    let needs = NeedLibrary { shipped: files, policies: &jenjang_asn::NEED_POLICIES, competency: &competency };
    let from = before(as_of, 330);
    let stage = Stage {
        rehearsal: Rehearsal::new(seed)?,
        officer: Actor::Person(shared::id(OFFICER)?),
        seed,
        unit: shared::id(UNIT)?,
        needs,
        framework,
    };
    let people = stage.settle(records, from)?;
    let first: Vec<Profile> = people.iter().filter_map(|servant| stage.profile(servant, from, &BTreeSet::new())).collect();
    if first.is_empty() {
        return Ok(None);
    }
    stage.assess(&first, from)?;
    let assessed: Vec<PersonId> = first.iter().map(|profile| profile.person().clone()).collect();
    let (below_before, levels_before) = stage.gaps(&assessed, before(as_of, 320))?;
    let demand = ReadDemand { library: needs, unit: stage.unit.clone(), as_of: None, strategic: BTreeSet::new() };
    let mut demand = stage.ask(before(as_of, 320), async |context| read_demand(context, &demand).await)?.demand.rows;
    demand.truncate(COURSES);
    let key = SecretKey::new(Digest::of(format!("{seed}/demo key")).0);
    stage.found(&key, before(as_of, 315))?;

    let mut courses = Vec::new();
    let mut issued = Vec::new();
    let mut learnt: BTreeSet<(PersonId, CompetencyCode)> = BTreeSet::new();
    for (place, row) in (0_u64..).zip(&demand) {
        let begins = before(as_of, 260 - 60 * place);
        let (held, attended) = stage.hold(row, place, &assessed, begins)?;
        for (person, enrolment) in attended {
            let command = IssueCertificate {
                id: None,
                on: On::Enrolment(shared::id(&enrolment)?),
                // synthetic people have no names
                name: Some(person.as_str().into()),
                title: None,
                criteria: None,
                first: None,
                last: None,
                names: &|_, _| None,
                key: &key,
            };
            issued.push(stage.ask(begins + Days::new(10), async |context| issue_certificate(context, &command).await)?.file);
            learnt.insert((person, row.competency.clone()));
        }
        courses.push(held);
    }
    let issuer = stage.ask(before(as_of, 60), async |context| issuer_document(context).await)?;
    let at = noon(before(as_of, 60));
    let valid = issued.iter().filter(|file| verify(file, std::slice::from_ref(&issuer), None, at).is_valid()).count();

    let again: Vec<Profile> = people.iter().filter_map(|servant| stage.profile(servant, before(as_of, 40), &learnt)).collect();
    stage.assess(&again, before(as_of, 40))?;
    let to = before(as_of, 30);
    let (below_after, levels_after) = stage.gaps(&assessed, to)?;
    let duty = ReadUnitDuty { library: needs, unit: stage.unit.clone(), as_of: None };
    let duty = stage.ask(to, async |context| read_unit_duty(context, &duty).await)?;
    Ok(Some(Year {
        from,
        to,
        assessed: assessed.len(),
        below: (below_before, below_after),
        levels: (levels_before, levels_after),
        demand,
        courses,
        duty: (duty.bound, duty.met),
        certificates: (issued.len(), valid),
    }))
}

impl Stage<'_> {
    fn ask<T>(
        &self,
        day: NaiveDate,
        work: impl AsyncFnOnce(&jenjang_service::Context<'_>) -> Result<T, jenjang_service::ServiceError>,
    ) -> Result<T, Failure> {
        self.rehearsal.ask(&self.officer, noon(day), work)
    }

    /// The unit, its officer, and the first people whose record is sound.
    fn settle(&self, records: &[CivilServantRecord], day: NaiveDate) -> Result<Vec<CivilServant>, Failure> {
        let units = [OrgUnit { id: self.unit.clone(), name: Label::new("Kabupaten Contoh", "Example District"), parent: None }];
        self.rehearsal.ask(&Actor::Operator, noon(day), async |context| save_units(context, SaveUnits { units: &units }).await)?;
        let people: Vec<CivilServant> =
            records.iter().filter_map(|record| CivilServant::try_from(record.clone()).ok()).take(PEOPLE).collect();
        let officer = CivilServantRecord { name: Some("Contoh Kepegawaian".into()), ..CivilServantRecord::new(shared::id(OFFICER)?) };
        let ids: BTreeSet<&PersonId> = people.iter().map(CivilServant::id).collect();
        let chosen = records.iter().filter(|record| ids.contains(&record.id)).cloned();
        let mut data =
            std::iter::once(officer).chain(chosen).map(|record| PersonData { record, unit: Some(self.unit.clone()), superior: None });
        self.rehearsal.ask(&Actor::Operator, noon(day), async |context| {
            let command = ImportPeople { people: &mut data, dry_run: false, report: &mut |_| std::ops::ControlFlow::Continue(()) };
            import_people(context, command).await
        })?;
        let grant = GrantRole { person: shared::id(OFFICER)?, role: GrantedRole::HrOfficer, unit: self.unit.clone(), since: None };
        self.rehearsal.ask(&Actor::Operator, noon(day), async |context| grant_role(context, grant).await)?;
        Ok(people)
    }

    /// What an assessment centre would find: most are at the level of their post, some one below, and whoever learnt it is at the level.
    fn profile(&self, servant: &CivilServant, day: NaiveDate, learnt: &BTreeSet<(PersonId, CompetencyCode)>) -> Option<Profile> {
        let position = servant.registers().positions.consulted()?.held(View::on(day))?;
        let sets = &self.needs.competency.standards;
        let found = standards_for(sets, post_of(position, sets).as_ref(), tier_of(position).as_ref(), day)
            .into_iter()
            .find(|found| found.standards.framework() == self.framework.id())?;
        let assessed = found.standard.requirements.iter().map(|required| {
            let lot = Digest::of(format!("{}/{}/{}", self.seed, servant.id(), required.competency)).0[0];
            let knows = lot >= 100 || learnt.contains(&(servant.id().clone(), required.competency.clone()));
            let level = Decimal::from(required.level);
            Assessment {
                competency: required.competency.clone(),
                level: if knows { level } else { (level - Decimal::ONE).max(Decimal::ZERO) },
                date: day,
                valid_until: None,
                assessor: "Pusat Penilaian Contoh".into(),
                method: "assessment centre".into(),
                purpose: None,
                tier: None,
                unit: Some(AssessmentUnit { name: "Pusat Penilaian Contoh".into(), accredited: Some(true) }),
                evidence: Vec::new(),
            }
        });
        Profile::try_new(servant.id().clone(), self.framework, assessed.collect()).ok()
    }

    fn assess(&self, profiles: &[Profile], day: NaiveDate) -> Result<(), Failure> {
        let command = ImportProfiles { profiles, dry_run: false };
        self.ask(day, async |context| import_profiles(context, &command).await).map(drop)
    }

    /// People below the level of their post in something, and how many levels they miss altogether.
    fn gaps(&self, people: &[PersonId], day: NaiveDate) -> Result<(usize, Decimal), Failure> {
        let (mut below, mut levels) = (0, Decimal::ZERO);
        for person in people {
            let command = ReadNeeds { library: self.needs, person: person.clone(), as_of: None };
            let view = self.ask(day, async |context| read_needs(context, &command).await)?;
            let missing: Decimal = view
                .needs
                .needs
                .iter()
                .filter_map(|need| match &need.source {
                    NeedSource::Gap { required, actual, .. } => Some(*required - *actual),
                    _ => None,
                })
                .sum();
            if missing > Decimal::ZERO {
                below += 1;
            }
            levels += missing;
        }
        Ok((below, levels))
    }

    /// The training centre and the key its certificates are signed with.
    fn found(&self, key: &SecretKey, day: NaiveDate) -> Result<(), Failure> {
        let centre =
            Provider { id: shared::id("pusat-pelatihan")?, name: "Pusat Pelatihan Contoh".into(), own: true, agreements: Vec::new() };
        self.ask(day, async |context| save_provider(context, &centre).await)?;
        let rotate = RotateIssuerKey {
            public: key.public(),
            issuer: Some("https://kabupaten.example/pelatihan".into()),
            name: Some("Pusat Pelatihan Contoh".into()),
            revocations: Some("https://kabupaten.example/pencabutan".into()),
            compromised: None,
        };
        self.rehearsal.ask(&Actor::Operator, noon(day), async |context| rotate_issuer_key(context, &rotate).await).map(drop)
    }

    /// Holds a course for a competency in demand: who lacks it asks, the largest need first; who came, with the ids of their enrolments.
    fn hold(
        &self,
        row: &DemandRow,
        place: u64,
        people: &[PersonId],
        begins: NaiveDate,
    ) -> Result<(Held, Vec<(PersonId, String)>), Failure> {
        let rules = LearningRules { shipped: self.needs.shipped, policies: &jenjang_asn::FORM_POLICIES };
        let title = Label::new(format!("Pelatihan {}", row.label.id), format!("{} course", row.label.en));
        let required = self.lacking(row, people, before(begins, 12))?;
        let level = required.iter().map(|(_, level)| *level).max().unwrap_or(Decimal::ONE);
        let course = Course {
            id: shared::id(&format!("kursus-{}", place + 1))?,
            title: title.clone(),
            form: "B2".into(),
            amount: Decimal::from(24),
            abroad: false,
            provider: shared::id("pusat-pelatihan")?,
            leads_to: vec![LeadsTo { framework: row.framework.clone(), competency: row.competency.clone(), level }],
            leadership: None,
            field: None,
            retired: false,
        };
        let session = CourseSession {
            id: shared::id(&format!("kursus-{}-a", place + 1))?,
            course: course.id.clone(),
            first: begins,
            last: begins + Days::new(2),
            place: "Aula Contoh".into(),
            capacity: SEATS,
            fixed_cost: Decimal::from(5_000_000),
            cost_each: Decimal::from(250_000),
            enrol_until: before(begins, 5),
            order: WaitingOrder::LargestNeed,
            unit: self.unit.clone(),
            cancelled: None,
        };
        let course_id = course.id.clone();
        let save = SaveCourse { course, rules };
        self.ask(before(begins, 20), async |context| save_course(context, &save).await)?;
        self.ask(before(begins, 20), async |context| save_session(context, &session).await)?;
        for (person, _) in &required {
            let command = Enrol { session: session.id.clone(), person: person.clone() };
            self.rehearsal.ask(&Actor::Person(person.clone()), noon(before(begins, 10)), async |context| enrol(context, &command).await)?;
        }
        let mut seated = Vec::new();
        for (person, _) in &required {
            let enrolment = enrolment_id(&session.id, person).map_err(|error| Failure::of(&error))?;
            let command = ApproveEnrolment { enrolment: enrolment.clone(), needs: self.needs };
            let approved = self.ask(before(begins, 8), async |context| approve_enrolment(context, &command).await)?;
            if let EnrolmentState::Seated { .. } = approved.state {
                seated.push((person.clone(), enrolment.as_str().to_owned()));
            }
        }
        let came = |(person, _): &(PersonId, String)| SessionResult {
            person: person.clone(),
            presence: Presence::Attended { passed: Some(true), amount: None, hours: None, evidence: None },
        };
        let results = RecordResults { session: session.id.clone(), results: seated.iter().map(came).collect(), rules };
        let recorded = self.ask(begins + Days::new(5), async |context| record_results(context, &results).await)?;
        let hours = recorded.iter().find_map(|one| one.credited).map_or(Decimal::ZERO, |(hours, _)| hours);
        self.test(&session.id, &seated, begins + Days::new(6))?;
        let query = EffectQuery { about: About::Course(course_id), from: None, to: None, shipped: self.needs.shipped };
        let report = self.ask(begins + Days::new(7), async |context| effect_report(context, &query).await)?;
        let change = report.levels.into_iter().filter(|level| level.level == 2).flat_map(|level| level.statements);
        let held = Held {
            title,
            asked: required.len(),
            seated: seated.len(),
            waiting: required.len() - seated.len(),
            hours,
            change: change.map(|statement| statement.text).take(1).collect(),
        };
        Ok((held, seated))
    }

    /// Who lacks a competency, with the level of the post.
    fn lacking(&self, row: &DemandRow, people: &[PersonId], day: NaiveDate) -> Result<Vec<(PersonId, Decimal)>, Failure> {
        let mut found = Vec::new();
        for person in people {
            let command = ReadNeeds { library: self.needs, person: person.clone(), as_of: None };
            let view = self.ask(day, async |context| read_needs(context, &command).await)?;
            let level = view.needs.needs.iter().find_map(|need| match &need.source {
                NeedSource::Gap { competency, required, .. } if *competency == row.competency => Some(*required),
                _ => None,
            });
            found.extend(level.map(|level| (person.clone(), level)));
        }
        Ok(found)
    }

    /// A test before and after: everybody knows more, some much.
    fn test(&self, session: &CourseSessionId, seated: &[(PersonId, String)], day: NaiveDate) -> Result<(), Failure> {
        let people = seated.iter().map(|(person, _)| {
            let lot = Digest::of(format!("{}/{session}/{person}", self.seed)).0;
            let known = Decimal::from(45 + u32::from(lot[0] % 25));
            let gained = Decimal::from(u32::from(lot[1] % 30));
            PersonResult {
                test: Some(Test {
                    before: Some(known),
                    after: Some((known + gained).min(Decimal::ONE_HUNDRED)),
                    maximum: Decimal::ONE_HUNDRED,
                }),
                ..PersonResult::new(session.clone(), person.clone(), Arm::Trained)
            }
        });
        let command = jenjang_service::effects::RecordResults { people: people.collect(), ..Default::default() };
        self.ask(day, async |context| jenjang_service::effects::record_results(context, &command).await).map(drop)
    }
}

fn before(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_sub_days(Days::new(days)).unwrap_or(day)
}

fn noon(day: NaiveDate) -> DateTime<Utc> {
    day.and_hms_opt(5, 0, 0).unwrap_or_default().and_utc()
}
