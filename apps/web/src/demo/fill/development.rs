//! Development in the made-up province: assessments, courses, enrolments in every state, a certificate, a plan, a mentor, a place, a study.

use std::collections::BTreeSet;

use chrono::{Datelike, Days, NaiveDate};
use jenjang::Decimal;
use jenjang::competency::profile::{Assessment, AssessmentUnit};
use jenjang::competency::{Profile, standards_for};
use jenjang::development::catalogue::{Agreement, Course, CourseSession, LeadsTo, Provider, WaitingOrder};
use jenjang::development::need::{NeedSource, post_of, tier_of};
use jenjang::legal::Label;
use jenjang::mentoring::{Criterion, Goal, MentoringProgramme, Weighted};
use jenjang::people::id::{CourseId, CourseSessionId, FrameworkId, PersonId};
use jenjang::people::{CivilServant, View};
use jenjang::placement::{Place, PlaceKind};
use jenjang::policy::decision::Outcome;
use jenjang::policy::earliest::Earliest;
use jenjang::promotion::OutcomeKind;
use jenjang_policy_files::CompetencyLibrary;
use jenjang_service::catalogue::{SaveCourse, save_course, save_provider, save_session};
use jenjang_service::certificates::{IssueCertificate, On, RotateIssuerKey, issue_certificate, rotate_issuer_key};
use jenjang_service::development::LearningRules;
use jenjang_service::enrolment::{
    ApproveEnrolment, Enrol, Presence, RecordResults, RefuseEnrolment, SessionResult, WithdrawEnrolment, approve_enrolment, enrol,
    enrolment_id, record_results, refuse_enrolment, withdraw_enrolment,
};
use jenjang_service::mentoring::{MatchPerson, MatchSources, Meet, PairUp, declare_programme, meet, pair_up};
use jenjang_service::needs::{AddWish, ImportProfiles, NeedLibrary, ReadNeeds, add_wish, import_profiles, read_needs};
use jenjang_service::people::PersonData;
use jenjang_service::placements::{ApplyForPlace, OfferPlace, apply_for_place, offer_place};
use jenjang_service::plans::{AgreePlan, DraftItem, agree_plan, draft_item};
use jenjang_service::studies::{
    GrantStudy, RecordStudy, RequestStudy, StudyRequest, StudyRules, StudyStep, grant_study, record_study, request_study,
};
use jenjang_service::{Actor, Context, Seen};

use super::super::{AUTHORITY, HR, TOP, id, issuer_key, person, regular, said};
use super::{Ground, actor};
use crate::development;
use crate::state::facts;

/// The course that was held on the first of the month, and its session.
pub(super) const HELD: &str = "pelayanan-publik-1";

/// How many people were assessed.
const ASSESSED: usize = 30;

/// Whom the door offers as one who waits, and as one whose record is incomplete: what is shown is shown to them.
pub(super) struct Shown {
    pub(super) waiting: PersonData,
    unknown: Option<PersonId>,
}

/// Finds whom to show it to.
pub(super) async fn shown(ground: &Ground<'_>) -> Result<Option<Shown>, Label> {
    let (mut waiting, mut unknown) = (None, None);
    for someone in &ground.people {
        let Some(data) = person(ground.backend, someone.as_str()).await? else { continue };
        match regular(ground.backend, ground.shipped, &data.record.id, ground.backend.today()).await? {
            Some((Outcome::NotEligible, Earliest::On { .. })) if waiting.is_none() => waiting = Some(data),
            Some((Outcome::Unknown, _)) if unknown.is_none() => unknown = Some(someone.clone()),
            _ => {}
        }
        if waiting.is_some() && unknown.is_some() {
            break;
        }
    }
    Ok(waiting.map(|waiting| Shown { waiting, unknown }))
}

/// What everything here needs.
struct Scene<'a> {
    ground: &'a Ground<'a>,
    hr: Actor,
    needs: NeedLibrary<'a>,
    rules: LearningRules<'a>,
    /// Whoever takes part beside those shown.
    others: Vec<PersonId>,
    me: PersonId,
}

pub(super) async fn fill(ground: &Ground<'_>, shown: &Shown) -> Result<(), Label> {
    let competency = development::competency();
    let me = shown.waiting.record.id.clone();
    let others = ground.people.iter().filter(|other| **other != me && Some(*other) != shown.unknown.as_ref()).take(12).cloned().collect();
    let scene = Scene {
        ground,
        hr: actor(HR)?,
        needs: NeedLibrary { shipped: ground.shipped, policies: &jenjang_asn::NEED_POLICIES, competency },
        rules: LearningRules { shipped: ground.shipped, policies: &jenjang_asn::FORM_POLICIES },
        others,
        me,
    };
    let gap = scene.assessments(competency).await?;
    let courses = scene.catalogue(gap.as_ref()).await?;
    scene.held(&courses).await?;
    scene.enrolments(&courses, shown.unknown.as_ref()).await?;
    scene.plan().await?;
    scene.mentoring().await?;
    scene.places(gap.as_ref()).await?;
    scene.studies().await
}

impl Scene<'_> {
    fn officer(&self) -> Context<'_> {
        self.ground.as_actor(&self.hr)
    }

    fn day(&self, days: u64) -> NaiveDate {
        let today = self.ground.backend.today();
        today.checked_add_days(Days::new(days)).unwrap_or(today)
    }

    /// What an assessment centre found in general staff: most are at the level of their post, some one below. The first gap of whom it is shown to.
    async fn assessments(&self, competency: &CompetencyLibrary) -> Result<Option<LeadsTo>, Label> {
        let month = self.ground.month;
        let mut profiles = Vec::new();
        for someone in std::iter::once(&self.me).chain(self.ground.people.iter().filter(|other| **other != self.me)).take(ASSESSED) {
            let Some(data) = person(self.ground.backend, someone.as_str()).await? else { continue };
            profiles.extend(profile(data, competency, month));
        }
        if profiles.is_empty() {
            return Ok(None);
        }
        import_profiles(&self.officer(), &ImportProfiles { profiles: &profiles, dry_run: false }).await.map_err(said)?;
        let asked = ReadNeeds { library: self.needs, person: self.me.clone(), as_of: None };
        let own = Actor::Person(self.me.clone());
        let found = read_needs(&self.ground.as_actor(&own), &asked).await.map_err(said)?;
        Ok(found.needs.needs.iter().find_map(|need| match &need.source {
            NeedSource::Gap { framework, competency, required, .. } => {
                Some(LeadsTo { framework: framework.clone(), competency: competency.clone(), level: *required })
            }
            _ => None,
        }))
    }

    async fn catalogue(&self, gap: Option<&LeadsTo>) -> Result<Vec<Course>, Label> {
        let month = self.ground.month;
        let agreement =
            Agreement { number: "PKS/12/contoh".into(), since: month, last_day: month.checked_add_days(Days::new(730)).unwrap_or(month) };
        let providers = [
            Provider { id: id("bpsdm-contoh")?, name: "BPSDM Provinsi Contoh".into(), own: true, agreements: Vec::new() },
            Provider { id: id("universitas-contoh")?, name: "Universitas Contoh".into(), own: false, agreements: vec![agreement] },
        ];
        for provider in &providers {
            save_provider(&self.officer(), provider).await.map_err(said)?;
        }
        let competency = development::competency();
        let name = gap.and_then(|gap| competency.framework(&gap.framework)?.competency(&gap.competency).map(|found| found.label.clone()));
        let name = name.unwrap_or_else(|| Label::new("Pelayanan publik", "Public service"));
        let course = |course: &str, title: Label, amount: u32, provider: &str, leads_to: Vec<LeadsTo>| -> Result<Course, Label> {
            Ok(Course {
                id: id::<CourseId>(course)?,
                title,
                form: "B2".into(),
                amount: Decimal::from(amount),
                abroad: false,
                provider: id(provider)?,
                leads_to,
                leadership: None,
                field: Some("pelayanan".into()),
                retired: false,
            })
        };
        let courses = vec![
            course(
                "pelayanan-publik",
                Label::new("Pelayanan publik yang ramah", "Friendly public service"),
                8,
                "bpsdm-contoh",
                Vec::new(),
            )?,
            course(
                "kompetensi-1",
                Label::new(format!("Penguatan {}", name.id), format!("Strengthening {}", name.en)),
                24,
                "bpsdm-contoh",
                gap.into_iter().cloned().collect(),
            )?,
            course(
                "analisis-data",
                Label::new("Analisis data dengan lembar kerja", "Data analysis with spreadsheets"),
                16,
                "universitas-contoh",
                Vec::new(),
            )?,
            course("surat-dinas", Label::new("Menulis surat dinas", "Writing official letters"), 6, "bpsdm-contoh", Vec::new())?,
        ];
        for course in &courses {
            save_course(&self.officer(), &SaveCourse { course: course.clone(), rules: self.rules }).await.map_err(said)?;
        }
        Ok(courses)
    }

    async fn session(&self, code: &str, course: &Course, days: (NaiveDate, NaiveDate), capacity: u32) -> Result<CourseSessionId, Label> {
        let month = self.ground.month;
        let until = days.0.checked_sub_days(Days::new(7)).unwrap_or(days.0).max(month);
        let session = CourseSession {
            id: id(code)?,
            course: course.id.clone(),
            first: days.0,
            last: days.1,
            place: "Balai Diklat Contoh".into(),
            capacity,
            fixed_cost: Decimal::from(5_000_000),
            cost_each: Decimal::from(250_000),
            enrol_until: until,
            order: WaitingOrder::LargestNeed,
            unit: id(TOP)?,
            cancelled: None,
        };
        save_session(&self.officer(), &session).await.map_err(said)?;
        Ok(session.id)
    }

    async fn ask(&self, session: &CourseSessionId, who: &PersonId) -> Result<(), Label> {
        let actor = Actor::Person(who.clone());
        let command = Enrol { session: session.clone(), person: who.clone() };
        enrol(&self.ground.as_actor(&actor), &command).await.map(drop).map_err(said)
    }

    async fn approve(&self, session: &CourseSessionId, who: &PersonId) -> Result<(), Label> {
        let command = ApproveEnrolment { enrolment: enrolment_id(session, who).map_err(said)?, needs: self.needs };
        approve_enrolment(&self.officer(), &command).await.map(drop).map_err(said)
    }

    /// A day of learning that is over, with certificates.
    async fn held(&self, courses: &[Course]) -> Result<(), Label> {
        let Some(course) = courses.first() else { return Ok(()) };
        let month = self.ground.month;
        let session = self.session(HELD, course, (month, month), 20).await?;
        let people: Vec<&PersonId> = std::iter::once(&self.me).chain(self.others.iter().take(6)).collect();
        for who in &people {
            self.ask(&session, who).await?;
            self.approve(&session, who).await?;
        }
        let presence = |at: usize| match at {
            6 => Presence::Absent,
            _ => Presence::Attended { passed: Some(at != 5), amount: None, hours: None, evidence: None },
        };
        let results = people.iter().enumerate().map(|(at, who)| SessionResult { person: (*who).clone(), presence: presence(at) });
        let command = RecordResults { session: session.clone(), results: results.collect(), rules: self.rules };
        record_results(&self.officer(), &command).await.map_err(said)?;
        let key = issuer_key();
        let rotate = RotateIssuerKey {
            public: key.public(),
            issuer: Some("https://contoh.example/penerbit".into()),
            name: Some("BPSDM Provinsi Contoh (rekaan)".into()),
            revocations: Some("https://contoh.example/pencabutan".into()),
            compromised: None,
        };
        rotate_issuer_key(&self.ground.as_actor(&Actor::Operator), &rotate).await.map_err(said)?;
        let name = person(self.ground.backend, self.me.as_str()).await?.and_then(|data| data.record.name);
        let command = IssueCertificate {
            id: None,
            on: On::Enrolment(enrolment_id(&session, &self.me).map_err(said)?),
            name: Some(name.unwrap_or_else(|| self.me.as_str().into())),
            title: None,
            criteria: None,
            first: None,
            last: None,
            names: &|_: &FrameworkId, _| None,
            key: &key,
        };
        issue_certificate(&self.officer(), &command).await.map(drop).map_err(said)
    }

    /// Sessions to come, with enrolments in every state.
    async fn enrolments(&self, courses: &[Course], unknown: Option<&PersonId>) -> Result<(), Label> {
        let [_, gap, data, letters] = courses else { return Ok(()) };
        // one that answers what is lacking: open, and not asked for yet
        self.session("kompetensi-1-a", gap, (self.day(30), self.day(32)), 25).await?;
        let letters = self.session("surat-dinas-1", letters, (self.day(24), self.day(24)), 30).await?;
        self.ask(&letters, &self.me).await?;
        let data = self.session("analisis-data-1", data, (self.day(40), self.day(41)), 3).await?;
        for who in unknown.into_iter().chain(self.others.iter().take(8)) {
            self.ask(&data, who).await?;
        }
        for who in self.others.iter().take(5) {
            self.approve(&data, who).await?;
        }
        if let Some(who) = self.others.get(5) {
            let command = RefuseEnrolment {
                enrolment: enrolment_id(&data, who).map_err(said)?,
                reason: "Bertepatan dengan penutupan anggaran; ajukan lagi tahun depan.".to_owned(),
            };
            refuse_enrolment(&self.officer(), &command).await.map_err(said)?;
        }
        if let Some(who) = self.others.get(6) {
            let own = Actor::Person(who.clone());
            let command = WithdrawEnrolment { enrolment: enrolment_id(&data, who).map_err(said)?, reason: "Cuti melahirkan.".to_owned() };
            withdraw_enrolment(&self.ground.as_actor(&own), &command).await.map_err(said)?;
        }
        Ok(())
    }

    /// A plan that waits for the superior, and a wish.
    async fn plan(&self) -> Result<(), Label> {
        let own = Actor::Person(self.me.clone());
        let context = self.ground.as_actor(&own);
        let wish = AddWish { person: self.me.clone(), topic: "Bahasa isyarat untuk loket".to_owned(), competency: None, course: None };
        let wish = add_wish(&context, &wish).await.map_err(said)?;
        let asked = ReadNeeds { library: self.needs, person: self.me.clone(), as_of: None };
        let needs = read_needs(&context, &asked).await.map_err(said)?.needs;
        let year = self.ground.month.year();
        let due = NaiveDate::from_ymd_opt(year, 12, 31).unwrap_or(self.ground.month);
        let mut plan = None;
        let first = needs.needs.first().map(|need| need.link().to_string());
        for (need, form, title) in [
            (first, "C2", "Dibimbing pejabat senior selama satu semester"),
            (Some(format!("wish:{}", wish.id)), "B6", "Kelas bahasa isyarat"),
        ] {
            let Some(need) = need else { continue };
            let item = DraftItem {
                library: self.needs,
                person: self.me.clone(),
                year,
                need,
                form: Some(form.into()),
                title: Some(title.into()),
                course: None,
                amount: None,
                target: None,
                due,
                seen: Seen::Anything,
            };
            plan = Some(draft_item(&context, &item).await.map_err(said)?.0);
        }
        match plan {
            // whoever has no superior on record cannot agree yet
            Some(plan) => match agree_plan(&context, &AgreePlan { plan, seen: Seen::Anything }).await {
                Err(error) if error.code() != "no-superior" => Err(said(error)),
                _ => Ok(()),
            },
            None => Ok(()),
        }
    }

    async fn mentoring(&self) -> Result<(), Label> {
        let month = self.ground.month;
        let Some(mentor) = self.others.first() else { return Ok(()) };
        let weighted = |criterion, weight: u32| Weighted { criterion, weight: Decimal::from(weight), required: false };
        let programme = MentoringProgramme {
            id: id("mentoring-contoh")?,
            title: "Mentoring pelayanan".into(),
            unit: id(TOP)?,
            first: month,
            last: month.checked_add_days(Days::new(180)).unwrap_or(month),
            framework: None,
            load_limit: 2,
            no_superior: true,
            criteria: vec![weighted(Criterion::HigherGrade, 40), weighted(Criterion::OtherUnit, 30), weighted(Criterion::SameField, 30)],
        };
        declare_programme(&self.officer(), &programme).await.map_err(said)?;
        let catalogue = self
            .ground
            .shipped
            .catalogues
            .first()
            .ok_or_else(|| Label::new("katalog fakta tidak ada", "there is no catalogue of facts"))?;
        let goals = [
            Goal { text: "Memimpin satu rapat unit sampai selesai dengan catatan".into(), competency: None, reached: None },
            Goal { text: "Menulis tiga nota dinas tanpa perbaikan isi".into(), competency: None, reached: None },
        ];
        let command = PairUp {
            programme: &programme.id,
            mentee: &MatchPerson::new(self.me.clone()),
            mentor: &MatchPerson::new(mentor.clone()),
            goals: &goals,
            sources: MatchSources { needs: self.needs, catalogue, gatherer: &facts, ranks: jenjang_asn::RANK_FACTS },
        };
        let pair = match pair_up(&self.officer(), command).await {
            Ok(pair) => pair,
            // the first may be the direct superior: then there is no pair to show
            Err(jenjang_service::ServiceError::Refused { .. }) => return Ok(()),
            Err(error) => return Err(said(error)),
        };
        let own = Actor::Person(mentor.clone());
        let notes = "Pertemuan pertama: sasaran disepakati, kesulitan di loket dibahas.";
        let command = Meet { pair: &pair.id, date: month, notes, abroad: false, form: jenjang_asn::MENTORING_FORM, rules: self.rules };
        meet(&self.ground.as_actor(&own), command).await.map(drop).map_err(said)
    }

    async fn places(&self, gap: Option<&LeadsTo>) -> Result<(), Label> {
        let place = |code: &str, title: &str, host: &str, from: u64, leads_to: Vec<LeadsTo>| -> Result<Place, Label> {
            Ok(Place {
                id: id(code)?,
                kind: PlaceKind::Internship,
                title: title.into(),
                form: "C11".into(),
                unit: id(TOP)?,
                host: host.into(),
                supervisor: None,
                seats: 2,
                first: self.day(from),
                last: self.day(from + 25),
                apply_until: self.day(20),
                abroad: false,
                leads_to,
            })
        };
        let places = [
            place(
                "magang-layanan",
                "Magang di mal pelayanan publik",
                "Mal Pelayanan Publik Kota Contoh",
                60,
                gap.into_iter().cloned().collect(),
            )?,
            place("magang-statistik", "Magang di kantor statistik", "BPS Provinsi Contoh", 120, Vec::new())?,
        ];
        for place in &places {
            let command = OfferPlace { place, rules: self.rules, competency: development::competency() };
            offer_place(&self.officer(), command).await.map_err(said)?;
        }
        let own = Actor::Person(self.me.clone());
        let [_, second] = &places;
        let command = ApplyForPlace { place: second.id.clone(), person: self.me.clone(), stay: None };
        apply_for_place(&self.ground.as_actor(&own), &command).await.map(drop).map_err(said)
    }
}

/// How many are asked for an application and a study.
const STUDENTS: usize = 6;

impl Scene<'_> {
    /// One study under way and one application that waits, of people whom the door does not offer.
    async fn studies(&self) -> Result<(), Label> {
        let authority = actor(AUTHORITY)?;
        let rules = StudyRules { shipped: self.ground.shipped, policies: &jenjang_asn::STUDY_POLICIES, gatherer: &facts };
        let month = self.ground.month;
        let (mut under_way, mut waiting) = (false, false);
        for person in self.ground.people.iter().rev().filter(|person| **person != self.me).take(STUDENTS) {
            if under_way && waiting {
                break;
            }
            let request = StudyRequest {
                id: id(&format!("{person}-tb1"))?,
                person: person.clone(),
                programme: id("S2")?,
                field: Some("Administrasi publik".into()),
                institution: "Universitas Contoh".into(),
                accreditation: None,
                remote_or_needed: None,
                self_funded: true,
                abroad: false,
                competency: None,
                cost: None,
                first: month,
                last: month.checked_add_days(Days::new(700)).unwrap_or(month),
            };
            let command = RequestStudy { request: &request, rules };
            let asked = match request_study(&self.officer(), command).await {
                Ok(asked) => asked,
                // whose record is unsound has none to show
                Err(jenjang_service::ServiceError::Refused { .. }) => continue,
                Err(error) => return Err(said(error)),
            };
            if under_way || asked.eligibility.outcome != OutcomeKind::Eligible {
                waiting = true;
                continue;
            }
            let grant = GrantStudy { study: &request.id, decision: Ok("893.3/contoh"), seen: Seen::Anything, rules };
            grant_study(&self.ground.as_actor(&authority), grant).await.map_err(said)?;
            let start = StudyStep::Start { on: month };
            let command = RecordStudy { study: &request.id, step: &start, seen: Seen::Anything, rules, learning: self.rules };
            record_study(&self.officer(), command).await.map_err(said)?;
            under_way = true;
        }
        Ok(())
    }
}

/// A profile against the standard of somebody's post; none where no standard binds.
fn profile(data: PersonData, competency: &CompetencyLibrary, day: NaiveDate) -> Option<Profile> {
    let lot = jenjang::audit::Digest::of(data.record.id.as_str()).0[0];
    let servant = CivilServant::try_from(data.record).ok()?;
    let position = servant.registers().positions.consulted()?.held(View::on(day))?;
    let sets = &competency.standards;
    let found = standards_for(sets, post_of(position, sets).as_ref(), tier_of(position).as_ref(), day).into_iter().next()?;
    let framework = competency.framework(found.standards.framework())?;
    let mut seen = BTreeSet::new();
    let required = found.standard.requirements.iter().filter(|required| seen.insert(required.competency.clone()));
    let assessed = required.enumerate().map(|(at, required)| {
        let level = Decimal::from(required.level);
        // everybody has one or two things to learn
        let below = at == usize::from(lot) % 5 || at == 6;
        Assessment {
            competency: required.competency.clone(),
            level: if below { (level - Decimal::ONE).max(Decimal::ZERO) } else { level },
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
    Profile::try_new(servant.id().clone(), framework, assessed.collect()).ok()
}
