//! How good the data of the own units is: what was found, how often, and with whom. All people are read for it, so it is made beside the requests.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, Utc};
use jenjang::legal::{Label, Language};
use jenjang::people::id::{PersonId, UnitId};
use jenjang_exchange::quality::{Expectations, QualityReport, Survey};
use jenjang_service::people::{ListPeople, check_in_charge, find_units, list_people};
use jenjang_service::permissions::Action;
use jenjang_service::{Actor, Context, ServiceError};
use tokio::task::JoinHandle;

use super::words::UnitNames;
use crate::error::Failure;
use crate::format;
use crate::runs::{Kept, Refused, Runs, WAITED};
use crate::session::SignedIn;
use crate::shell::{Shell, page};
use crate::state::App;

/// How many people are read at once.
const BATCH: usize = 1_000;
/// How many units are listed.
const UNITS: usize = 30;

/// The reports of everybody: the last one of each, and one under way.
pub(crate) type Reports = Runs<Begun, Result<Arc<Report>, Label>>;

/// How many are kept.
pub(crate) const KEPT: Kept = Kept { all: 40, of_one: 2 };

/// When a report was begun, and how many people it has read.
#[derive(Clone)]
pub(crate) struct Begun {
    pub(crate) at: DateTime<Utc>,
    read: Arc<AtomicU64>,
}

impl Begun {
    /// How many people it has read.
    pub(crate) fn read(&self) -> u64 {
        self.read.load(Ordering::Relaxed)
    }
}

/// Each is one of its own.
impl PartialEq for Begun {
    fn eq(&self, other: &Begun) -> bool {
        Arc::ptr_eq(&self.read, &other.read)
    }
}

/// A report with the names it speaks of.
pub(crate) struct Report {
    pub(crate) report: QualityReport,
    pub(crate) people: BTreeMap<PersonId, String>,
    pub(crate) units: UnitNames,
}

struct Finding {
    code: &'static str,
    label: String,
    mender: String,
    people: u64,
    entries: u64,
    examples: Vec<(String, String)>,
}

struct Unit {
    name: String,
    people: u64,
    clean: u64,
}

/// A report as it is shown.
struct Shown {
    /// When it was begun, in universal time.
    at: String,
    people: u64,
    clean: u64,
    findings: Vec<Finding>,
    units: Vec<Unit>,
}

#[derive(Template)]
#[template(path = "hr/quality.html")]
struct Page {
    shell: Shell,
    /// The last report.
    report: Option<Shown>,
    /// How many people the report under way has read.
    read: Option<u64>,
    /// Why the last one could not be made, or none can be begun.
    failed: Option<String>,
}

/// The last report, and how far the next one is.
pub(super) async fn show(State(app): State<Arc<App>>, me: SignedIn) -> Result<Response, Failure> {
    check_in_charge(&app.context(&me.visitor.actor), Action::ListPeople).await?;
    lay_out(&app, &me, None)
}

fn lay_out(app: &App, me: &SignedIn, refused: Option<Label>) -> Result<Response, Failure> {
    let language = me.visitor.language;
    let (mut report, mut read, mut failed) = (None, None, refused);
    for (begun, outcome) in app.quality.all_of(&me.person) {
        match outcome {
            None => read = Some(begun.read()),
            Some(Ok(found)) => report = Some(shown(&found, begun.at, language)),
            Some(Err(message)) => failed = failed.or(Some(message)),
        }
    }
    let failed = failed.map(|message| format::sentence(message.get(language)));
    page(&Page { shell: me.visitor.titled("Mutu data", "Data quality"), report, read, failed })
}

fn shown(found: &Report, at: DateTime<Utc>, language: Language) -> Shown {
    let name = |person: &PersonId| found.people.get(person).cloned().unwrap_or_else(|| person.to_string());
    let report = &found.report;
    let findings = report.findings.iter().map(|finding| Finding {
        code: finding.code.code(),
        label: finding.label.get(language).to_owned(),
        mender: finding.mender.label().get(language).to_owned(),
        people: finding.people,
        entries: finding.entries,
        examples: finding.examples.iter().map(|person| (person.to_string(), name(person))).collect(),
    });
    let units = report.units.iter().filter(|unit| unit.clean < unit.people).take(UNITS).map(|unit| Unit {
        name: found.units.name(unit.unit.as_ref(), language),
        people: unit.people,
        clean: unit.clean,
    });
    Shown {
        at: format::moment(at, language),
        people: report.people,
        clean: report.clean,
        findings: findings.collect(),
        units: units.collect(),
    }
}

/// Why no report is begun while others are made.
pub(crate) fn busy() -> Label {
    Label::new(
        "server sedang menyusun laporan lain sebanyak yang dapat sekaligus; coba lagi sebentar lagi",
        "the server is making as many reports as it can at once; try again in a moment",
    )
}

/// Begins a report beside the requests: the work that goes on, or why there is none.
pub(crate) async fn begin(app: &Arc<App>, me: &PersonId, actor: &Actor) -> Result<Result<JoinHandle<()>, Refused>, Failure> {
    // permission is asked before anything is read
    check_in_charge(&app.context(actor), Action::ListPeople).await?;
    let begun = Begun { at: app.now(), read: Arc::default() };
    let read = Arc::clone(&begun.read);
    let running = match app.quality.begin(me.clone(), begun) {
        Ok(running) => running,
        Err(refused) => return Ok(Err(refused)),
    };
    let (theirs, actor) = (Arc::clone(app), actor.clone());
    Ok(Ok(tokio::spawn(async move {
        let made = report(&theirs.context(&actor), Survey::new(Expectations::national(theirs.today())), &read).await;
        running.end(made.map(Arc::new).map_err(|error| error.message()));
    })))
}

/// Has a report made beside the requests; where it takes longer than a request may, the page tells how far it is.
pub(super) async fn make(State(app): State<Arc<App>>, me: SignedIn) -> Result<Response, Failure> {
    let to_page = || Redirect::to("/hr/quality").into_response();
    let work = match begin(&app, &me.person, &me.visitor.actor).await? {
        Ok(work) => work,
        // the page tells how far it is
        Err(Refused::Own) => return Ok(to_page()),
        Err(Refused::Busy) => return lay_out(&app, &me, Some(busy())),
    };
    if let Ok(Err(broken)) = tokio::time::timeout(WAITED, work).await {
        tracing::error!(error = %broken, "a report on the quality of data could not be made");
    }
    Ok(to_page())
}

/// Reads everybody of the own units, a batch at a time.
async fn report(context: &Context<'_>, mut survey: Survey, read: &AtomicU64) -> Result<Report, ServiceError> {
    let mut after = None;
    let mut named: BTreeMap<PersonId, String> = BTreeMap::new();
    loop {
        let people = list_people(context, ListPeople { unit: None, name: None, after: after.take(), limit: BATCH }).await?;
        for person in &people {
            let found = survey.add(&person.record, person.unit.as_ref());
            // examples are the first people with something: only those need a name
            if !found.is_empty() && named.len() < BATCH {
                let name = person.record.name.as_deref().unwrap_or(person.record.id.as_str());
                named.insert(person.record.id.clone(), name.to_owned());
            }
        }
        read.fetch_add(people.len().try_into().unwrap_or(u64::MAX), Ordering::Relaxed);
        let Some(last) = people.last().filter(|_| people.len() == BATCH) else { break };
        after = Some(last.record.id.clone());
    }
    let report = survey.finish();
    let examples: BTreeSet<&PersonId> = report.findings.iter().flat_map(|finding| &finding.examples).collect();
    named.retain(|person, _| examples.contains(person));
    let listed = report.units.iter().filter(|unit| unit.clean < unit.people).take(UNITS);
    let listed: BTreeSet<UnitId> = listed.filter_map(|unit| unit.unit.clone()).collect();
    let units = UnitNames::of(find_units(context, &listed).await?);
    Ok(Report { report, people: named, units })
}
