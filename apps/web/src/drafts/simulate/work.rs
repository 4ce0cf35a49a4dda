//! The run itself: what `jenjang lab compare` does, with the draft that is being written.

use std::num::NonZero;
use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::legal::Label;
use jenjang::people::id::DraftId;
use jenjang::period::EVERYTHING_KNOWN;
use jenjang::policy::check::run_cases;
use jenjang::policy::decide::{PolicyOnDate, prepare};
use jenjang::policy::document::Kind;
use jenjang::policy::model::{Policy, PolicySet};
use jenjang_lab::LabError;
use jenjang_lab::audit::{self, FairnessAudit};
use jenjang_lab::compare::{Comparison, Dimension, Options, compare};
use jenjang_lab::cost::PayTable;
use jenjang_lab::population::Population;
use jenjang_lab::report::{Contents, Provenance, clauses};
use jenjang_lab::run::Threads;
use jenjang_service::Actor;
use jenjang_service::drafts::Checker;

use super::people::{Kept, made_up, renamed, stored, timed};
use super::upload;
use crate::drafts::POLICY_FILE;
use crate::state::App;

/// Whom the draft is tried on.
pub(crate) enum Whom {
    /// Those stored in the units of whoever asks.
    Stored(Actor),
    /// People who do not exist.
    MadeUp,
    /// Those of a table.
    Uploaded(upload::File),
}

/// Everything that is asked.
pub(super) struct Job {
    pub(super) text: Arc<str>,
    pub(super) from: Option<Arc<str>>,
    pub(super) draft: DraftId,
    pub(super) as_of: NaiveDate,
    pub(super) whom: Whom,
    pub(super) pay: Option<PayTable>,
    pub(super) audit: bool,
}

/// A table of pay that was sent.
pub(crate) fn pay_table(file: &upload::File) -> Result<PayTable, Label> {
    let name = &file.name;
    let text = std::str::from_utf8(&file.bytes)
        .map_err(|_| Label::new(format!("`{name}` bukan teks UTF-8"), format!("`{name}` is not UTF-8 text")))?;
    PayTable::read_csv(name, text).map_err(|error| error.message())
}

fn on(set: &PolicySet, policy: &Arc<Policy>, as_of: NaiveDate) -> Result<Arc<PolicyOnDate>, Label> {
    prepare(set, policy, as_of, EVERYTHING_KNOWN).map(Arc::new).map_err(|error| error.message())
}

/// Compares the draft with the rule in force.
pub(super) fn run(app: &App, checker: &Checker, job: Job) -> Result<Contents, Label> {
    let checked = checker.check(POLICY_FILE, &job.text);
    let Some(draft) = &checked.policy else {
        return Err(Label::new("naskah masih memuat kesalahan dan tidak dapat dijalankan", "the text still has errors and cannot be run"));
    };
    let library = checker.in_force();
    let in_force = library.set.get(&draft.id).or_else(|| job.from.as_deref().and_then(|from| library.set.get(from)));
    let Some(in_force) = in_force else {
        return Err(Label::new("tidak ada aturan yang berlaku untuk dibandingkan", "there is no rule in force to compare with"));
    };
    let before = on(&library.set, in_force, job.as_of)?;
    let after = on(&checked.set, draft, job.as_of)?;
    let catalogue = &draft.catalogue;
    let (origin, given) = match &job.whom {
        Whom::Stored(_) => ("store".to_owned(), "store".to_owned()),
        Whom::MadeUp => ("synthetic:2000".to_owned(), "synthetic:2000".to_owned()),
        Whom::Uploaded(file) => (file.name.clone(), file.name.clone()),
    };
    let mut contents = match job.whom {
        Whom::Stored(actor) => {
            let people = stored(app, &actor, catalogue, job.as_of)?;
            compared(&*people, &before, &after, job.pay, job.audit).map_err(|error| error.message())?
        }
        Whom::MadeUp => {
            let people = made_up(catalogue, job.as_of)?;
            compared(&*people, &before, &after, job.pay, job.audit).map_err(|error| error.message())?
        }
        Whom::Uploaded(file) => {
            let kept = Kept::open(&app.backend.request_id(), &file, catalogue)?;
            let people = kept.population()?;
            compared(people, &before, &after, job.pay, job.audit).map_err(|error| renamed(&error.message(), kept.path(), &file.name))?
        }
    };
    contents.comparison.warnings.extend(failing(&checked.set, draft));
    let (policy, draft, day) = (&in_force.id, &job.draft, job.as_of);
    contents.provenance = Provenance {
        program: format!("jenjang {}", env!("CARGO_PKG_VERSION")).into(),
        population: origin.into(),
        command: format!("jenjang lab compare {policy} {draft}.toml --population {given} --as-of {day} --report report.html").into(),
    };
    Ok(contents)
}

fn compared(
    people: &dyn Population,
    before: &Arc<PolicyOnDate>,
    after: &Arc<PolicyOnDate>,
    pay: Option<PayTable>,
    audit: bool,
) -> Result<Contents, LabError> {
    let timed = timed(people);
    let threads = threads();
    let comparison = compare(&timed, before, after, &Options { pay, threads, ..Options::default() })?;
    let audit = if audit { audited(&timed, after, &comparison, threads)? } else { None };
    Ok(Contents {
        clause_diff: clauses(before, after),
        comparison,
        sweep: None,
        search: None,
        projection: None,
        audit,
        provenance: Provenance::default(),
    })
}

/// Half of the cores: the other half answers requests.
fn threads() -> Threads {
    let Threads(cores) = Threads::default();
    Threads(NonZero::new(cores.get() / 2).unwrap_or(NonZero::<usize>::MIN))
}

/// The fairness audit as `jenjang lab compare --audit` makes it; none where the data has no protected fact or the policy no eligibility.
fn audited(
    people: &dyn Population,
    draft: &Arc<PolicyOnDate>,
    comparison: &Comparison,
    threads: Threads,
) -> Result<Option<FairnessAudit>, LabError> {
    let catalogue = people.catalogue();
    let is_protected = |name: &Arc<str>| catalogue.find(name).is_some_and(|fact| catalogue.fact(fact).protected.is_some());
    let facts = people.facts().into_iter().map(|fact| catalogue.fact(fact));
    let attributes: Vec<Arc<str>> = facts.filter(|fact| fact.protected.is_some()).map(|fact| Arc::clone(&fact.name)).collect();
    if attributes.is_empty() || draft.policy().kind != Kind::Eligibility {
        return Ok(None);
    }
    let strata = Dimension::usual(people).into_iter().map(|dimension| dimension.name);
    let strata = strata.filter(|name| !is_protected(name) && ["unit", "grade"].contains(&&**name)).collect();
    let options = audit::Options { attributes, strata, threads, ..audit::Options::new(&[], &[]) };
    audit::audit_beside(people, draft, &options, comparison).map(Some)
}

/// A warning where cases of the draft itself fail.
fn failing(set: &PolicySet, draft: &Policy) -> Option<Label> {
    let results = run_cases(set, draft);
    let failing = || results.iter().filter(|result| !result.passed());
    let (all, bad, first) = (results.len(), failing().count(), failing().next()?);
    let name = &first.name;
    Some(Label::new(
        format!("{bad} dari {all} kasus dalam rancangan itu sendiri tidak sesuai, yang pertama “{name}”"),
        format!("of the {all} cases of the draft itself {bad} came out differently, the first “{name}”"),
    ))
}
