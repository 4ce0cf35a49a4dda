//! A small agency: three offices, one of them too small to be told apart, and the people who run surveys.

use std::future::Future;
use std::ops::ControlFlow;
use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context as TaskContext, Poll, Waker};

use jenjang::access::GrantedRole;
use jenjang::audit::{Digest, StoredEntry, Verifier};
use jenjang::legal::Label;
use jenjang::people::id::{PersonId, SurveyId, UnitId};
use jenjang::people::{CivilServantRecord, OrgUnit};
use jenjang::record::{Kind, RecordFilter};
use jenjang::store::{MemoryStore, Page, Store};
use jenjang::survey::{Answer, Answers, Audience, Breakdown, Naming, SurveyReceipt, SurveyResponse, SurveyText};
use jenjang_service::people::{GrantRole, ImportPeople, PersonData, SaveUnits, grant_role, import_people, save_units};
use jenjang_service::surveys::{
    AnswerSurvey, AnsweredSurvey, CloseSurvey, ClosedSurvey, OpenSurvey, OpenedSurvey, PlanSurvey, PlannedSurvey, ReadResults, Respondent,
    answer_survey, close_survey, open_survey, plan_survey, read_results,
};
use jenjang_service::{Actor, Context, Entropy, FixedClock, ServiceError};

pub(crate) fn run<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    let mut context = TaskContext::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut context) {
            return value;
        }
    }
}

/// Bytes that differ from call to call, and are the same in every run.
#[derive(Default)]
pub(crate) struct Counter(AtomicU64);

impl Entropy for Counter {
    fn bytes(&self) -> Result<[u8; 32], ServiceError> {
        Ok(Digest::of(self.0.fetch_add(1, Ordering::Relaxed).to_be_bytes()).0)
    }
}

pub(crate) struct World {
    pub(crate) store: Arc<dyn Store>,
    entropy: Counter,
    /// The latest day somebody did something on.
    latest: Mutex<String>,
}

pub(crate) fn person(id: &str) -> PersonId {
    id.parse().unwrap()
}

pub(crate) fn survey(id: &str) -> SurveyId {
    id.parse().unwrap()
}

/// People of an office: `a1` to `a9`.
pub(crate) fn office(letter: &str, count: usize) -> Vec<String> {
    (1..=count).map(|at| format!("{letter}{at}")).collect()
}

/// Everybody whom a survey of the agency asks.
pub(crate) fn everybody() -> Vec<String> {
    let mut all = [office("a", 9), office("b", 7), office("c", 2), office("d", 6)].concat();
    all.extend(["hr", "hr-b", "analyst", "ppk", "auditor"].map(str::to_owned));
    all
}

pub(crate) const QUESTIONS: &str = r#"
[questionnaire]
id          = "test/staff"
version     = "1"
title       = { id = "Survei pegawai", en = "Staff survey" }
effective   = { from = 2026-01-01 }
instruction = { id = "Jawablah", en = "Answer" }

[release]
mean               = 3
detail             = 5
indicative-rate    = "60"
indicative-answers = 20

[scales.agreement]
points = [
  { value = 1, label = { id = "Tidak setuju", en = "Disagree" } },
  { value = 2, label = { id = "Kurang setuju", en = "Rather disagree" } },
  { value = 3, label = { id = "Agak setuju", en = "Rather agree" } },
  { value = 4, label = { id = "Setuju", en = "Agree" } },
]

[[questions]]
id       = "fair"
text     = { id = "Kesempatan dibagi adil", en = "Chances are shared fairly" }
type     = "scale"
scale    = "agreement"

[[questions]]
id       = "trained"
text     = { id = "Ikut pelatihan?", en = "Were you trained?" }
type     = "single"
options  = [
  { code = "yes", label = { id = "Ya", en = "Yes" } },
  { code = "no", label = { id = "Tidak", en = "No" } },
]

[[questions]]
id        = "hours"
text      = { id = "Berapa jam?", en = "How many hours?" }
type      = "number"
minimum   = 0
maximum   = 9999
places    = 3
show-when = [{ question = "trained", is = "yes" }]

[[questions]]
id       = "wish"
text     = { id = "Bidang", en = "Field" }
type     = "multiple"
required = false
options  = [
  { code = "data", label = { id = "Data", en = "Data" } },
  { code = "law", label = { id = "Hukum", en = "Law" } },
]

[[questions]]
id       = "remark"
text     = { id = "Catatan", en = "Remark" }
type     = "text"
required = false

[[questions]]
id       = "private"
text     = { id = "Catatan lain", en = "Another remark" }
type     = "text"
required = false

[[indices]]
code      = "fairness"
label     = { id = "Indeks", en = "Index" }
method    = "valid-answers"
questions = ["fair"]
"#;

/// Three hours a year that nobody else writes.
pub(crate) fn hours(who: &str) -> String {
    let digits = Digest::of(format!("hours {who}")).0;
    format!("{}.{:03}", 1000 + u32::from(digits[0]) * 30, 100 + u32::from(digits[1]) % 800)
}

/// A remark that says nothing of its author to others, and is found again by us.
pub(crate) fn remark(who: &str) -> String {
    format!("catatan-{}", &Digest::of(format!("remark {who}")).to_string()[..12])
}

/// What somebody answers: depends on who it is, and is spread over the scale. Only `a…` remark privately, and too few of them.
pub(crate) fn answers(who: &str) -> Answers {
    let seed = Digest::of(format!("answers {who}")).0;
    let mut given = vec![("fair", Answer::Value((1 + i64::from(seed[0] % 4)).into())), ("remark", Answer::Text(remark(who).into()))];
    if seed[1].is_multiple_of(2) {
        given.push(("trained", Answer::Choice("yes".into())));
        given.push(("hours", Answer::Value(hours(who).parse().unwrap())));
    } else {
        given.push(("trained", Answer::Choice("no".into())));
    }
    if ["a1", "a2", "a3"].contains(&who) {
        given.push(("private", Answer::Text(format!("rahasia-{who}").into())));
    }
    given.into_iter().map(|(question, answer)| (question.parse().unwrap(), answer)).collect()
}

pub(crate) fn text(questions: &str) -> SurveyText {
    SurveyText { file: "staff.toml".into(), text: questions.into() }
}

/// An anonymous survey of the agency by office.
pub(crate) fn staff(id: &str) -> PlanSurvey {
    PlanSurvey {
        id: survey(id),
        title: None,
        unit: "pemda".parse().unwrap(),
        questionnaire: text(QUESTIONS),
        naming: Naming::Anonymous,
        audience: Audience::Unit,
        breakdown: Breakdown::Unit,
        after: None,
        wishes: None,
    }
}

impl World {
    pub(crate) fn new() -> World {
        World::on(Arc::new(MemoryStore::new()))
    }

    pub(crate) fn on(store: Arc<dyn Store>) -> World {
        let world = World { store, entropy: Counter::default(), latest: Mutex::new("2026-03-01".to_owned()) };
        let unit = |id: &str, parent: Option<&str>| OrgUnit {
            id: id.parse::<UnitId>().unwrap(),
            name: Label::same(id),
            parent: parent.map(|parent| parent.parse().unwrap()),
        };
        let units =
            [unit("pemda", None), unit("a", Some("pemda")), unit("b", Some("pemda")), unit("c", Some("pemda")), unit("d", Some("pemda"))];
        world.act("operator", "2026-02-01", async |context| save_units(&context, SaveUnits { units: &units }).await).unwrap();
        world.import(&everybody(), "2026-02-01");
        for (holder, role, of) in [
            ("hr", GrantedRole::HrOfficer, "pemda"),
            ("hr-b", GrantedRole::HrOfficer, "b"),
            ("analyst", GrantedRole::PolicyAnalyst, "pemda"),
            ("ppk", GrantedRole::AppointingAuthority, "pemda"),
            ("auditor", GrantedRole::Auditor, "pemda"),
        ] {
            let grant = GrantRole { person: person(holder), role, unit: of.parse().unwrap(), since: None };
            world.act("operator", "2026-02-01", async |context| grant_role(&context, grant).await).unwrap();
        }
        world
    }

    /// People by their ids: of the office of their letter, staff of the agency itself.
    pub(crate) fn import(&self, ids: &[String], day: &str) {
        let people: Vec<PersonData> = ids
            .iter()
            .map(|id| {
                let letter = id.get(..1).filter(|_| id.ends_with(|c: char| c.is_ascii_digit())).unwrap_or("pemda");
                let record = CivilServantRecord::new(person(id));
                PersonData { record, unit: Some(letter.parse().unwrap()), superior: None }
            })
            .collect();
        let counts = self.act("operator", day, async |context| {
            let command = ImportPeople { people: &mut people.into_iter(), dry_run: false, report: &mut |_| ControlFlow::Continue(()) };
            import_people(&context, command).await
        });
        assert_eq!(counts.unwrap().refused, 0);
    }

    /// Does something as somebody on a day.
    pub(crate) fn act<T>(&self, who: &str, day: &str, work: impl AsyncFnOnce(Context<'_>) -> T) -> T {
        let actor = match who {
            "operator" => Actor::Operator,
            "public" => Actor::Public,
            id => Actor::Person(person(id)),
        };
        let mut latest = self.latest.lock().unwrap();
        *latest = day.to_owned().max(latest.clone());
        drop(latest);
        let clock = FixedClock(format!("{day}T08:15:42Z").parse().unwrap());
        run(work(Context { store: &*self.store, actor: &actor, clock: &clock, entropy: &self.entropy }))
    }

    pub(crate) fn plan(&self, who: &str, command: &PlanSurvey) -> Result<PlannedSurvey, ServiceError> {
        let day = self.latest.lock().unwrap().clone();
        self.act(who, &day, async |context| plan_survey(&context, command).await)
    }

    pub(crate) fn open(&self, id: &str, since: &str, until: &str) -> Result<OpenedSurvey, ServiceError> {
        let command = OpenSurvey { survey: survey(id), since: since.parse().unwrap(), until: until.parse().unwrap() };
        self.act("hr", since, async |context| open_survey(&context, &command).await)
    }

    pub(crate) fn answer(&self, who: &str, id: &str, day: &str, answers: Answers) -> Result<AnsweredSurvey, ServiceError> {
        let command = AnswerSurvey { survey: survey(id), respondent: Respondent::Actor, sheets: vec![answers] };
        self.act(who, day, async |context| answer_survey(&context, &command).await)
    }

    pub(crate) fn close(&self, id: &str, day: &str) -> Result<ClosedSurvey, ServiceError> {
        let command = CloseSurvey { survey: survey(id) };
        self.act("hr", day, async |context| close_survey(&context, &command).await)
    }

    pub(crate) fn results(&self, who: &str, id: &str) -> Result<ReadResults, ServiceError> {
        let day = self.latest.lock().unwrap().clone();
        self.act(who, &day, async |context| read_results(&context, &survey(id)).await)
    }

    /// Plans and opens the staff survey on the tenth of March.
    pub(crate) fn opened(&self) -> OpenedSurvey {
        self.plan("hr", &staff("staff-1")).unwrap();
        self.open("staff-1", "2026-03-10", "2026-03-20").unwrap()
    }

    /// The audit trail, which is sound.
    pub(crate) fn trail(&self) -> Vec<StoredEntry> {
        let entries = run(async { self.store.read().await.unwrap().audit().list(0, usize::MAX).await.unwrap() });
        let mut verifier = Verifier::new(None);
        assert!(entries.iter().all(|entry| verifier.push(entry).is_empty()), "the chain is sound");
        entries
    }

    /// What the store holds of a kind, as it is kept.
    fn bodies(&self, kind: Kind, id: &str) -> Vec<(Arc<str>, Arc<str>)> {
        let found = run(async {
            let mut tx = self.store.read().await.unwrap();
            tx.records().list(kind, &RecordFilter::under(id), &Page::all()).await.unwrap()
        });
        found.into_iter().map(|stored| (stored.value.id, stored.value.body)).collect()
    }

    pub(crate) fn responses(&self, id: &str) -> Vec<SurveyResponse> {
        self.bodies(Kind::SurveyResponse, id).into_iter().map(|(_, body)| serde_json::from_str(&body).unwrap()).collect()
    }

    pub(crate) fn receipts(&self, id: &str) -> Vec<SurveyReceipt> {
        self.bodies(Kind::SurveyReceipt, id).into_iter().map(|(_, body)| serde_json::from_str(&body).unwrap()).collect()
    }
}

/// The stable code of a refusal.
pub(crate) fn code<T: std::fmt::Debug>(result: Result<T, ServiceError>) -> &'static str {
    result.unwrap_err().code()
}

/// The English sentence of a refusal.
pub(crate) fn sentence<T: std::fmt::Debug>(result: Result<T, ServiceError>) -> String {
    result.unwrap_err().message().en.to_string()
}
