//! A small agency whose people rate each other: `sekda` over `kepala` over `s1` … `s8`; `hr` runs cycles, `auditor` reads the trail.

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{DateTime, NaiveDate, Utc};
use jenjang::access::{Grant, GrantedRole};
use jenjang::audit::{Digest, SubjectSecret};
use jenjang::evaluation::chart::Member;
use jenjang::evaluation::repository::NominationFilter;
use jenjang::evaluation::response::Answer;
use jenjang::legal::Label;
use jenjang::people::OrgUnit;
use jenjang::people::civil_servant::CivilServantRecord;
use jenjang::people::id::{CycleId, PersonId, UnitId};
use jenjang::people::repository::PersonFile;
use jenjang::store::Store;
use jenjang_service::cycles::{
    AnswerCycle, AnswerReceipt, ApproveNominations, CloseCycle, ClosedCycle, CycleText, OpenCycle, PlanCycle, ProposeRaters, answer,
    approve_nominations, close, open, plan, propose_raters, release,
};
use jenjang_service::{Actor, Clock, Context, Entropy, Seen, ServiceError};

pub(crate) const STAFF: [&str; 8] = ["s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8"];
pub(crate) const EVERYBODY: [&str; 12] = ["auditor", "hr", "kepala", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "sekda"];
/// The values of the scale: such that they are found again wherever they stand.
pub(crate) const VALUES: [&str; 5] = ["1", "2.1731", "3.1417", "4.2719", "5"];

pub(crate) fn person(id: &str) -> PersonId {
    id.parse().unwrap()
}

pub(crate) fn cycle() -> CycleId {
    "2026-1".parse().unwrap()
}

pub(crate) fn unit(id: &str) -> UnitId {
    id.parse().unwrap()
}

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Runs a future to its end.
pub(crate) fn run<F: Future + Send>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

/// Random bytes that can be had again: SHA-256 over a seed and a counter.
pub(crate) struct Counted {
    seed: u64,
    next: AtomicU64,
}

impl Counted {
    pub(crate) fn from(seed: u64) -> Counted {
        Counted { seed, next: AtomicU64::new(0) }
    }
}

impl Entropy for Counted {
    fn bytes(&self) -> Result<[u8; 32], ServiceError> {
        let count = self.next.fetch_add(1, Ordering::SeqCst);
        Ok(Digest::of(format!("{} {count}", self.seed)).0)
    }
}

struct At(DateTime<Utc>);

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
    pub(crate) entropy: Counted,
}

/// Runs a use case as somebody on a day: `as_on!(world, "hr", "2026-03-01", context => close(&context, &command))`.
macro_rules! as_on {
    ($world:expr, $who:expr, $day:expr, $context:ident => $work:expr) => {{
        let (actor, clock) = $crate::world::acting($who, $day);
        let $context = $world.context(&actor, &clock);
        $crate::world::run(async { $work.await })
    }};
}
pub(crate) use as_on;

pub(crate) fn acting(who: &str, on: &str) -> (Actor, impl Clock) {
    let actor = match who {
        "public" => Actor::Public,
        "operator" => Actor::Operator,
        who => Actor::Person(person(who)),
    };
    (actor, At(format!("{on}T09:30:00Z").parse().unwrap()))
}

impl World {
    pub(crate) fn context<'a>(&'a self, actor: &'a Actor, clock: &'a dyn Clock) -> Context<'a> {
        Context { store: &*self.store, actor, clock, entropy: &self.entropy }
    }

    /// People, units and roles.
    pub(crate) fn new(store: Arc<dyn Store>, seed: u64) -> World {
        let world = World { store, entropy: Counted::from(seed) };
        let units = [("pemda", None), ("dinas", Some("pemda"))];
        let units: Vec<OrgUnit> =
            units.iter().map(|(id, parent)| OrgUnit { id: unit(id), name: Label::same(*id), parent: parent.map(unit) }).collect();
        let superior = |id: &str| match id {
            "kepala" => Some("sekda"),
            staff if STAFF.contains(&staff) => Some("kepala"),
            _ => None,
        };
        let files: Vec<PersonFile> = EVERYBODY
            .iter()
            .map(|id| PersonFile {
                record: record(id),
                unit: Some(unit(if *id == "kepala" || STAFF.contains(id) { "dinas" } else { "pemda" })),
                superior: superior(id).map(person),
                secret: SubjectSecret::new(Digest::of(format!("secret of {id}")).0),
            })
            .collect();
        run(async {
            let mut tx = world.store.begin().await.unwrap();
            tx.people().save_units(&units).await.unwrap();
            tx.people().save_many(&files).await.unwrap();
            for (who, role) in [("hr", GrantedRole::HrOfficer), ("auditor", GrantedRole::Auditor)] {
                let grant = Grant { person: person(who), role, unit: unit("pemda"), since: day("2020-01-01"), until: None };
                tx.grants().save(&grant).await.unwrap();
            }
            tx.commit().await.unwrap();
        });
        world
    }

    /// As [`World::new`], with a cycle planned, raters named and approved, open from 8 to 14 March.
    pub(crate) fn open(store: Arc<dyn Store>, seed: u64) -> World {
        let world = World::new(store, seed);
        world.plan();
        as_on!(world, "hr", "2026-03-02", context => propose_raters(&context, &ProposeRaters { cycle: cycle(), seed: "undian".into(), chosen_too: true, seen: Seen::Anything }))
            .unwrap();
        for ratee in STAFF {
            let waiting = world.waiting(ratee);
            let command = ApproveNominations { cycle: cycle(), ratee: person(ratee), raters: waiting };
            as_on!(world, "kepala", "2026-03-03", context => approve_nominations(&context, &command)).unwrap();
        }
        let command = OpenCycle { cycle: cycle(), since: day("2026-03-08"), until: day("2026-03-14"), seen: Seen::Anything };
        as_on!(world, "hr", "2026-03-04", context => open(&context, &command)).unwrap();
        world
    }

    pub(crate) fn plan(&self) {
        let [scheme, instrument] = self.texts();
        let command = PlanCycle {
            cycle: cycle(),
            title: Label::new("Penilaian 2026", "Evaluation 2026"),
            unit: unit("dinas"),
            scheme,
            instrument,
            chart: Some(self.chart()),
            seen: Seen::Nothing,
        };
        as_on!(self, "hr", "2026-03-01", context => plan(&context, &command)).unwrap();
    }

    /// Scheme and questionnaire.
    pub(crate) fn texts(&self) -> [CycleText; 2] {
        [
            CycleText { file: "scheme.toml".into(), text: SCHEME.into() },
            CycleText { file: "instrument.toml".into(), text: instrument().into() },
        ]
    }

    pub(crate) fn chart(&self) -> Vec<Member> {
        let member = |id: &str, of: &str, superior: Option<&str>, kind: &str| Member {
            person: person(id),
            name: Some(format!("Nama {id}")),
            unit: unit(of),
            superior: superior.map(person),
            kind: kind.parse().unwrap(),
            leads: None,
        };
        let mut chart = vec![member("sekda", "pemda", None, "jpt"), member("kepala", "dinas", Some("sekda"), "administrator")];
        chart.extend(STAFF.iter().map(|id| member(id, "dinas", Some("kepala"), "pelaksana")));
        chart
    }

    /// Raters of a person who wait for the superior.
    pub(crate) fn waiting(&self, ratee: &str) -> Vec<PersonId> {
        let found = self.nominations(ratee);
        found.iter().filter(|n| !n.is_approved() && n.is_alive()).map(|n| n.rater().clone()).collect()
    }

    pub(crate) fn nominations(&self, ratee: &str) -> Vec<jenjang::evaluation::nomination::Nomination> {
        let filter = NominationFilter { ratee: Some(person(ratee)), rater: None };
        run(async { self.store.read().await.unwrap().cycles().nominations(&cycle(), &filter).await.unwrap() })
    }

    /// Every approved nomination.
    pub(crate) fn pairs(&self) -> Vec<(PersonId, PersonId)> {
        let all =
            run(async { self.store.read().await.unwrap().cycles().nominations(&cycle(), &NominationFilter::default()).await.unwrap() });
        all.iter().filter(|n| n.is_approved()).map(|n| (n.ratee().clone(), n.rater().clone())).collect()
    }

    /// Answers for a rater about a person.
    pub(crate) fn answer(&self, ratee: &PersonId, rater: &PersonId, on: &str) -> Result<AnswerReceipt, ServiceError> {
        self.answer_like(ratee, rater, rater, on)
    }

    /// Answers for a rater about a person what another rater would.
    pub(crate) fn answer_like(
        &self,
        ratee: &PersonId,
        rater: &PersonId,
        other: &PersonId,
        on: &str,
    ) -> Result<AnswerReceipt, ServiceError> {
        let command = answers(ratee, other);
        as_on!(self, rater.as_str(), on, context => answer(&context, &command))
    }

    /// Hands in these answers for a rater.
    pub(crate) fn take(&self, rater: &PersonId, command: &AnswerCycle) -> Result<AnswerReceipt, ServiceError> {
        as_on!(self, rater.as_str(), "2026-03-10", context => answer(&context, command))
    }

    /// Everybody answers, in this order of pairs.
    pub(crate) fn everybody_answers(&self, order: &[(PersonId, PersonId)]) {
        for (ratee, rater) in order {
            self.answer(ratee, rater, "2026-03-10").unwrap();
        }
    }

    pub(crate) fn close(&self) -> Result<ClosedCycle, ServiceError> {
        let command = CloseCycle { cycle: cycle(), importance: BTreeMap::new(), recommended: None };
        as_on!(self, "hr", "2026-03-15", context => close(&context, &command))
    }

    pub(crate) fn release(&self) {
        as_on!(self, "hr", "2026-03-16", context => release(&context, &cycle())).unwrap();
    }
}

pub(crate) fn record(id: &str) -> CivilServantRecord {
    CivilServantRecord { name: Some(format!("Nama {id}").into()), ..CivilServantRecord::new(person(id)) }
}

/// What this rater answers about this person: depends on both, and is spread over the scale.
pub(crate) fn answers(ratee: &PersonId, rater: &PersonId) -> AnswerCycle {
    let seed = Digest::of(format!("{ratee} {rater}")).0;
    let items = ["a1", "a2", "b1", "b2"];
    let value = |at: usize| VALUES[usize::from(seed[at]) % 5].parse().unwrap();
    AnswerCycle {
        cycle: cycle(),
        ratee: ratee.clone(),
        answers: items.iter().enumerate().map(|(at, item)| (item.parse().unwrap(), Answer::Value(value(at)))).collect(),
        comment: Some(comment(ratee, rater)),
    }
}

/// A comment that says nothing of its author to others, and is found again by us.
pub(crate) fn comment(ratee: &PersonId, rater: &PersonId) -> String {
    format!("komentar-{}", &Digest::of(format!("comment {ratee} {rater}")).to_string()[..12])
}

fn instrument() -> String {
    let anchors: String = VALUES
        .iter()
        .map(|value| {
            format!("[[scale.anchors]]\nvalue = \"{value}\"\nlabel = {{ id = \"n{value}\", en = \"n{value}\" }}\ndescription = {{ id = \"-\", en = \"-\" }}\n")
        })
        .collect();
    let items: String = ["a1", "a2", "b1", "b2"]
        .iter()
        .map(|id| format!("[[items]]\nid = \"{id}\"\ndimension = \"{}\"\ntext = {{ id = \"Butir {id}\", en = \"Item {id}\" }}\n", &id[..1]))
        .collect();
    format!(
        "[instrument]\nid = \"test\"\nversion = \"1\"\ntitle = {{ id = \"Uji\", en = \"Test\" }}\ninstruction = {{ id = \"Jawab\", en = \"Answer\" }}\n\
         effective = {{ from = 2021-01-01 }}\n[scale]\nminimum = 1\nmaximum = 5\nnot-observed = {{ id = \"TT\", en = \"N/O\" }}\n{anchors}\
         [[dimensions]]\ncode = \"a\"\nlabel = {{ id = \"A\", en = \"A\" }}\n[[dimensions]]\ncode = \"b\"\nlabel = {{ id = \"B\", en = \"B\" }}\n{items}"
    )
}

const SCHEME: &str = include_str!("../../../asn/data/schemes/default.toml");
