//! A small agency whose people lack something: `kepala` over `s1` … `s8` in `dinas` and `t1`, `t2` in `seksi` under it; `hr` runs `pemda` above,
//! `analyst` and `auditor` read.

use std::future::Future;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};

use chrono::{DateTime, NaiveDate, Utc};
use jenjang::Decimal;
use jenjang::access::{Grant, GrantedRole};
use jenjang::audit::{Digest, SubjectSecret};
use jenjang::competency::repository::{ProfileRecord, TextKind, TextRecord};
use jenjang::competency::{Assessment, AssessmentUnit};
use jenjang::evaluation::cycle::Cycle;
use jenjang::evaluation::report::{DimensionView, Status, Summary, SuperiorReport};
use jenjang::evaluation::repository::{Audience, CycleFile, ResultRecord};
use jenjang::evaluation::scheme::Effect;
use jenjang::evaluation::shown::Shown;
use jenjang::legal::Label;
use jenjang::people::OrgUnit;
use jenjang::people::civil_servant::CivilServantRecord;
use jenjang::people::id::{CycleId, PersonId, UnitId};
use jenjang::people::repository::PersonFile;
use jenjang::store::{MemoryStore, Store};
use jenjang_policy_files::{CompetencyLibrary, Library};
use jenjang_service::needs::{NeedLibrary, NeedsView, ReadNeeds, read_needs};
use jenjang_service::{Actor, Clock, Context, Entropy, ServiceError};
use serde_json::{Value as Json, json};

/// The policies that came with the program.
pub(crate) static SHIPPED: LazyLock<Library> = LazyLock::new(jenjang_asn::library);

/// The frameworks and standards that came with it.
pub(crate) static COMPETENCY: LazyLock<CompetencyLibrary> = LazyLock::new(jenjang_asn::competency);

pub(crate) const FRAMEWORK: &str = "permenpanrb-38-2017";

/// The competencies of the framework that tiers require.
pub(crate) const CODES: [&str; 9] = ["M.01", "M.02", "M.03", "M.04", "M.05", "M.06", "M.07", "M.08", "SK.1"];

pub(crate) const TODAY: &str = "2026-08-03";

pub(crate) fn library() -> NeedLibrary<'static> {
    NeedLibrary { shipped: &SHIPPED, policies: &jenjang_asn::NEED_POLICIES, competency: &COMPETENCY }
}

pub(crate) fn person(id: &str) -> PersonId {
    id.parse().unwrap()
}

pub(crate) fn unit(id: &str) -> UnitId {
    id.parse().unwrap()
}

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(crate) fn d(text: &str) -> Decimal {
    text.parse().unwrap()
}

/// Runs a future to its end.
pub(crate) fn run<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
}

/// Random bytes that can be had again.
pub(crate) struct Counted(AtomicU64);

impl Entropy for Counted {
    fn bytes(&self) -> Result<[u8; 32], ServiceError> {
        Ok(Digest::of(format!("{}", self.0.fetch_add(1, Ordering::SeqCst))).0)
    }
}

pub(crate) struct At(DateTime<Utc>);

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

/// Runs a use case as somebody on a day: `as_on!(world, "hr", TODAY, context => read_needs(&context, &command))`.
macro_rules! as_on {
    ($world:expr, $who:expr, $day:expr, $context:ident => $work:expr) => {{
        let (actor, clock) = $crate::world::acting($who, $day);
        let $context = $world.context(&actor, &clock);
        $crate::world::run(async { $work.await })
    }};
}
pub(crate) use as_on;

pub(crate) fn acting(who: &str, on: &str) -> (Actor, At) {
    let actor = match who {
        "public" => Actor::Public,
        "operator" => Actor::Operator,
        who => Actor::Person(person(who)),
    };
    (actor, At(format!("{on}T09:30:00Z").parse().unwrap()))
}

/// The stable code of a refusal.
pub(crate) fn code<T: std::fmt::Debug>(result: Result<T, ServiceError>) -> &'static str {
    result.unwrap_err().code()
}

/// A supervisor (tier `pengawas`, which asks for level 2 throughout), appointed in 2012, rated good.
fn record(id: &str) -> CivilServantRecord {
    let kind = if id == "kepala" { "administrator" } else { "pengawas" };
    let record: Json = json!({
        "id": id,
        "birth-date": "1988-01-02",
        "appointed": "2012-04-01",
        "registers": {
            "employments": [{ "since": "2013-04-01", "status": "pns" }],
            "positions": [{ "since": "2020-04-01", "kind": kind }],
            "performance": [{ "year": 2024, "label": "butuh-perbaikan" }, { "year": 2025, "label": "baik" }],
            "learning": []
        }
    });
    serde_json::from_value(record).unwrap()
}

pub(crate) fn assessment(code: &str, level: &str, date: &str) -> Assessment {
    Assessment {
        competency: code.parse().unwrap(),
        level: d(level),
        date: day(date),
        valid_until: None,
        assessor: "UPT Penilaian".into(),
        method: "assessment centre".into(),
        purpose: None,
        tier: None,
        unit: Some(AssessmentUnit { name: "UPT Penilaian".into(), accredited: Some(true) }),
        evidence: vec!["laporan".into()],
    }
}

impl World {
    pub(crate) fn context<'a>(&'a self, actor: &'a Actor, clock: &'a dyn Clock) -> Context<'a> {
        Context { store: &*self.store, actor, clock, entropy: &self.entropy }
    }

    pub(crate) fn new() -> World {
        World::on(Arc::new(MemoryStore::new()))
    }

    pub(crate) fn on(store: Arc<dyn Store>) -> World {
        let world = World { store, entropy: Counted(AtomicU64::new(0)) };
        run(world.furnish());
        world
    }

    async fn furnish(&self) {
        let units = [("pemda", None), ("dinas", Some("pemda")), ("seksi", Some("dinas"))];
        let units: Vec<OrgUnit> =
            units.iter().map(|(id, parent)| OrgUnit { id: unit(id), name: Label::same(*id), parent: parent.map(unit) }).collect();
        let staff = ["s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "t1", "t2", "kepala", "hr", "analyst", "auditor"];
        let file = |id: &str| {
            let staff = id.starts_with('s') || id.starts_with('t');
            let of = match id {
                id if id.starts_with('t') => "seksi",
                id if id.starts_with('s') || id == "kepala" => "dinas",
                _ => "pemda",
            };
            let mut record = record(id);
            if of == "pemda" {
                // the offices of those who run things require nothing here
                record.registers.positions = None;
            }
            PersonFile {
                record,
                unit: Some(unit(of)),
                superior: staff.then(|| person("kepala")),
                secret: SubjectSecret::new(Digest::of(format!("secret of {id}")).0),
            }
        };
        let files: Vec<PersonFile> = staff.into_iter().map(file).collect();
        let mut tx = self.store.begin().await.unwrap();
        tx.people().save_units(&units).await.unwrap();
        tx.people().save_many(&files).await.unwrap();
        for (who, role) in [("hr", GrantedRole::HrOfficer), ("analyst", GrantedRole::PolicyAnalyst), ("auditor", GrantedRole::Auditor)] {
            let grant = Grant { person: person(who), role, unit: unit("pemda"), since: day("2020-01-01"), until: None };
            tx.grants().save(&grant).await.unwrap();
        }
        tx.commit().await.unwrap();
    }

    /// Changes the file of a person.
    pub(crate) fn change(&self, id: &str, change: impl FnOnce(&mut PersonFile)) {
        run(async {
            let mut tx = self.store.begin().await.unwrap();
            let stored = tx.people().find(&person(id)).await.unwrap().unwrap();
            let mut file = stored.value;
            change(&mut file);
            tx.people().save(&file, Some(stored.revision)).await.unwrap();
            tx.commit().await.unwrap();
        });
    }

    /// Gives somebody a profile: level 2 in everything, but for what is said.
    pub(crate) fn profile(&self, id: &str, other: &[(&str, &str)]) {
        let level = |code: &str| other.iter().find(|(of, _)| *of == code).map_or("2", |(_, level)| *level);
        let measured = CODES.iter().filter(|code| level(code) != "-");
        let assessments = measured.map(|code| assessment(code, level(code), "2026-02-10")).collect();
        let record = ProfileRecord { person: person(id), framework: FRAMEWORK.parse().unwrap(), assessments };
        run(async {
            let mut tx = self.store.begin().await.unwrap();
            tx.competency().save_profile(&record, None).await.unwrap();
            tx.commit().await.unwrap();
        });
    }

    /// A 360° cycle with the managerial questionnaire, closed on 1 June and released on 15 June where said; each person's scores as the superior
    /// reads them.
    pub(crate) fn cycle(&self, id: &str, released: bool, results: &[(&str, &[(&str, Option<Shown>)])]) {
        let cycle_id: CycleId = id.parse().unwrap();
        let mut cycle = Cycle::new(cycle_id.clone());
        cycle.start_nominating(day("2026-05-01")).unwrap();
        cycle.open(day("2026-05-10"), day("2026-05-31")).unwrap();
        cycle.close(day("2026-06-01")).unwrap();
        if released {
            cycle.release(day("2026-06-15")).unwrap();
        }
        let (_, text) = jenjang_asn::instrument_texts().find(|(path, _)| path.ends_with("managerial.toml")).unwrap();
        let version = Digest::of(text);
        let instrument: Arc<str> = "managerial".into();
        let file = CycleFile {
            cycle,
            title: Label::same(id),
            unit: unit("pemda"),
            scheme: ("default".into(), version),
            instrument: (Arc::clone(&instrument), version),
            chart: Vec::new(),
            severed: None,
        };
        let records: Vec<ResultRecord> = results.iter().map(|(ratee, scores)| report(ratee, scores)).collect();
        run(async {
            let mut tx = self.store.begin().await.unwrap();
            let text = TextRecord { kind: TextKind::Instrument, id: instrument, version, text: text.into() };
            tx.competency().save_text(&text).await.unwrap();
            tx.cycles().save(&file, None).await.unwrap();
            tx.cycles().save_results(&cycle_id, &records).await.unwrap();
            tx.commit().await.unwrap();
        });
    }

    pub(crate) fn needs(&self, id: &str) -> NeedsView {
        let command = ReadNeeds { library: library(), person: person(id), as_of: None };
        as_on!(self, id, TODAY, context => read_needs(&context, &command)).unwrap()
    }

    /// The verbs of the trail.
    pub(crate) fn verbs(&self) -> Vec<String> {
        let entries = run(async { self.store.read().await.unwrap().audit().list(0, usize::MAX).await.unwrap() });
        entries.iter().map(|entry| serde_json::from_str::<Json>(&entry.text).unwrap()["verb"].as_str().unwrap().to_owned()).collect()
    }
}

fn report(ratee: &str, scores: &[(&str, Option<Shown>)]) -> ResultRecord {
    let dimension = |(code, score): &(&str, Option<Shown>)| DimensionView {
        code: code.parse().unwrap(),
        label: Label::same(format!("dimension {code}")),
        edition: 1,
        score: *score,
        reasons: Vec::new(),
        blocks: Vec::new(),
        hidden: vec![Label::same("bawahan")],
        withdrawn: Vec::new(),
    };
    let summary = Summary {
        ratee: person(ratee),
        scheme: Label::same("skema"),
        effect: Effect::Informs,
        edition: 1,
        status: Status::Complete,
        score: None,
        coverage: d("100"),
        reasons: Vec::new(),
        precision: None,
        dimensions: scores.iter().map(dimension).collect(),
    };
    let report = serde_json::to_string(&SuperiorReport { summary }).unwrap();
    ResultRecord { ratee: Some(person(ratee)), audience: Audience::Superior, edition: 1, report: report.into() }
}
