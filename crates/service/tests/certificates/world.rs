//! A small agency that certifies: `ana` and `budi` in `dinas`, `hr` over the whole `pemda`, `hr2` in `dinas`, `auditor`; `ana` attended a course.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{DateTime, NaiveDate, Utc};
use jenjang::access::{Grant, GrantedRole};
use jenjang::audit::{Digest, StoredEntry, SubjectSecret, Verifier};
use jenjang::competency::profile::Assessment;
use jenjang::competency::repository::ProfileRecord;
use jenjang::development::catalogue::{Course, CourseSession, LeadsTo, WaitingOrder};
use jenjang::development::enrolment::{Enrolment, EnrolmentState};
use jenjang::legal::Label;
use jenjang::people::OrgUnit;
use jenjang::people::civil_servant::CivilServantRecord;
use jenjang::people::id::{CompetencyCode, FrameworkId, PersonId, UnitId};
use jenjang::people::record::EmploymentRecord;
use jenjang::people::repository::PersonFile;
use jenjang::store::Store;
use jenjang::{Decimal, record::Kept};
use jenjang_credentials::SecretKey;
use jenjang_service::certificates::{
    IssueCertificate, IssuedCertificate, On, RotateIssuerKey, RotatedKey, issue_certificate, rotate_issuer_key,
};
use jenjang_service::{Actor, Clock, Context, Entropy, ServiceError};

pub(crate) const NUMBER: &str = "198801022012041001";
pub(crate) const ISSUER: &str = "https://bkpsdm.example/penerbit";

pub(crate) fn id<I: std::str::FromStr>(text: &str) -> I
where
    I::Err: std::fmt::Debug,
{
    text.parse().unwrap()
}

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Runs a future to its end.
pub(crate) fn run<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

/// Random bytes that can be had again.
pub(crate) struct Counted(AtomicU64);

impl Entropy for Counted {
    fn bytes(&self) -> Result<[u8; 32], ServiceError> {
        Ok(Digest::of(format!("{}", self.0.fetch_add(1, Ordering::SeqCst))).0)
    }
}

pub(crate) struct At(pub(crate) DateTime<Utc>);

impl Clock for At {
    fn now(&self) -> DateTime<Utc> {
        self.0
    }

    fn today(&self) -> NaiveDate {
        self.0.date_naive()
    }
}

pub(crate) struct World {
    pub(crate) store: Arc<dyn Store>,
    entropy: Counted,
}

/// What a competency is called.
pub(crate) fn called(framework: &FrameworkId, competency: &CompetencyCode) -> Option<Label> {
    (framework.as_str() == "kerangka" && competency.as_str() == "M.01").then(|| Label::new("Integritas", "Integrity"))
}

pub(crate) fn key(number: u8) -> SecretKey {
    SecretKey::new([number; 32])
}

/// A question that leaves everything to the ground.
pub(crate) fn asked(on: On, key: &SecretKey) -> IssueCertificate<'_> {
    IssueCertificate { id: None, on, name: None, title: None, criteria: None, first: None, last: None, names: &called, key }
}

pub(crate) fn first_key() -> RotateIssuerKey {
    RotateIssuerKey {
        public: key(1).public(),
        issuer: Some(ISSUER.into()),
        name: Some("BKPSDM Contoh".into()),
        revocations: Some("https://bkpsdm.example/pencabutan".into()),
        compromised: None,
    }
}

impl World {
    pub(crate) fn new(store: Arc<dyn Store>) -> World {
        let world = World { store, entropy: Counted(AtomicU64::new(0)) };
        run(world.furnish());
        let (course, session, enrolment) = course_of_ana();
        world.save(&course);
        world.save(&session);
        world.save(&enrolment);
        world
    }

    /// The agency with its first key, from January 2026 on.
    pub(crate) fn with_key(store: Arc<dyn Store>) -> World {
        let world = World::new(store);
        world.rotate("2026-01-01", &first_key()).unwrap();
        world
    }

    /// Runs a use case as somebody on a day, at nine, or at the moment given.
    pub(crate) fn act<T>(&self, who: &str, on: &str, work: impl AsyncFnOnce(&Context<'_>) -> T) -> T {
        let actor = match who {
            "public" => Actor::Public,
            "operator" => Actor::Operator,
            who => Actor::Person(id(who)),
        };
        let clock = At(if on.contains('T') { id(on) } else { id(&format!("{on}T09:00:00Z")) });
        run(work(&Context { store: &*self.store, actor: &actor, clock: &clock, entropy: &self.entropy }))
    }

    pub(crate) fn rotate(&self, on: &str, command: &RotateIssuerKey) -> Result<RotatedKey, ServiceError> {
        self.act("operator", on, async |context| rotate_issuer_key(context, command).await)
    }

    pub(crate) fn issue(&self, who: &str, on: &str, command: &IssueCertificate<'_>) -> Result<IssuedCertificate, ServiceError> {
        self.act(who, on, async |context| issue_certificate(context, command).await)
    }

    /// A certificate for the course `ana` attended.
    pub(crate) fn of_course(&self, on: &str) -> Result<IssuedCertificate, ServiceError> {
        let signing = key(1);
        let on_enrolment = asked(On::Enrolment(id("e-ana")), &signing);
        self.issue("hr", on, &IssueCertificate { id: Some(id("k-1")), last: Some(day("2028-12-31")), ..on_enrolment })
    }

    pub(crate) fn save<T: Kept>(&self, thing: &T) {
        run(async {
            let mut tx = self.store.begin().await.unwrap();
            jenjang_service::records::save(&mut *tx, thing, None).await.unwrap();
            tx.commit().await.unwrap();
        });
    }

    /// The audit trail, which is sound.
    pub(crate) fn trail(&self) -> Vec<StoredEntry> {
        let entries = run(async { self.store.read().await.unwrap().audit().list(0, usize::MAX).await.unwrap() });
        let mut verifier = Verifier::new(None);
        assert!(entries.iter().all(|entry| verifier.push(entry).is_empty()), "the chain is sound");
        entries
    }

    async fn furnish(&self) {
        let units = [("pemda", None), ("dinas", Some("pemda")), ("lain", Some("pemda"))];
        let units: Vec<OrgUnit> = units
            .iter()
            .map(|(unit, parent)| OrgUnit { id: id(unit), name: Label::same(*unit), parent: parent.map(id::<UnitId>) })
            .collect();
        let file = |who: &str| {
            let mut record = CivilServantRecord::new(id(who));
            record.name = (who != "budi").then(|| format!("Contoh {who}").into());
            record.employee_number = (who == "ana").then(|| NUMBER.into());
            record.registers.learning = Some(Vec::new());
            // leaves the service in 2030
            let status = |since: &str, code: &str| EmploymentRecord { since: day(since), status: id(code), decree: None };
            record.registers.employments = Some(vec![status("2012-04-01", "pns"), status("2030-01-01", "non-asn")]);
            let unit = if ["ana", "budi", "hr2"].contains(&who) { "dinas" } else { "pemda" };
            PersonFile {
                record,
                unit: Some(id(unit)),
                superior: None,
                secret: SubjectSecret::new(Digest::of(format!("secret of {who}")).0),
            }
        };
        let files: Vec<PersonFile> = ["ana", "budi", "hr", "hr2", "auditor"].map(file).into();
        let mut tx = self.store.begin().await.unwrap();
        tx.people().save_units(&units).await.unwrap();
        tx.people().save_many(&files).await.unwrap();
        for (who, role, of) in
            [("hr", GrantedRole::HrOfficer, "pemda"), ("hr2", GrantedRole::HrOfficer, "lain"), ("auditor", GrantedRole::Auditor, "pemda")]
        {
            let grant = Grant { person: id(who), role, unit: id(of), since: day("2020-01-01"), until: None };
            tx.grants().save(&grant).await.unwrap();
        }
        let assessment = |on: &str, level: i64| Assessment {
            competency: id("M.01"),
            level: Decimal::from(level),
            date: day(on),
            valid_until: None,
            assessor: "Pusat Penilaian".into(),
            method: "wawancara".into(),
            purpose: None,
            tier: None,
            unit: None,
            evidence: Vec::new(),
        };
        let profile = ProfileRecord {
            person: id("budi"),
            framework: id("kerangka"),
            assessments: vec![assessment("2026-02-01", 4), assessment("2024-02-01", 3)],
        };
        tx.competency().save_profile(&profile, None).await.unwrap();
        tx.commit().await.unwrap();
    }
}

/// What a course session needs to be there.
pub(crate) fn course_of_ana() -> (Course, CourseSession, Enrolment) {
    let course = Course {
        id: id("dasar"),
        title: Label::new("Pelatihan Dasar", "Basic training"),
        form: "B3".into(),
        amount: Decimal::from(40),
        abroad: false,
        provider: id("pusat"),
        leads_to: vec![LeadsTo { framework: id("kerangka"), competency: id("M.01"), level: Decimal::from(3) }],
        leadership: None,
        field: None,
        retired: false,
    };
    let session = CourseSession {
        id: id("dasar-1"),
        course: id("dasar"),
        first: day("2026-02-02"),
        last: day("2026-02-06"),
        place: "Contoh".into(),
        capacity: 20,
        fixed_cost: Decimal::ZERO,
        cost_each: Decimal::ZERO,
        enrol_until: day("2026-01-31"),
        order: WaitingOrder::FirstCome,
        unit: id("pemda"),
        cancelled: None,
    };
    let enrolment = Enrolment {
        id: id("e-ana"),
        session: id("dasar-1"),
        person: id::<PersonId>("ana"),
        requested_by: Some(id("ana")),
        requested: id("2026-01-10T00:00:00Z"),
        need: Decimal::ZERO,
        hours_before: Decimal::ZERO,
        state: EnrolmentState::Attended { on: day("2026-02-06"), hours: Decimal::from(40), passed: Some(true), certificate: None },
    };
    (course, session, enrolment)
}
