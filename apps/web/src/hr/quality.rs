//! How good the data of the own units is: what was found, how often, and with whom.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jenjang::people::id::PersonId;
use jenjang_exchange::quality::{Expectations, Survey};
use jenjang_service::people::{ListPeople, list_people, list_units};

use super::words::UnitNames;
use crate::error::Failure;
use crate::session::SignedIn;
use crate::shell::{Shell, page};
use crate::state::App;

/// How many people are read at once.
const BATCH: usize = 1_000;
/// How many units are listed.
const UNITS: usize = 30;

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

#[derive(Template)]
#[template(path = "hr/quality.html")]
struct Page {
    shell: Shell,
    people: u64,
    clean: u64,
    findings: Vec<Finding>,
    units: Vec<Unit>,
}

/// The report of today.
pub(super) async fn show(State(app): State<Arc<App>>, me: SignedIn) -> Result<Response, Failure> {
    let context = app.context(&me.visitor.actor);
    let language = me.visitor.language;
    let units = UnitNames::of(list_units(&context).await?);
    let mut survey = Survey::new(Expectations::national(app.today()));
    let mut after = None;
    let mut names: BTreeMap<PersonId, String> = BTreeMap::new();
    loop {
        let people = list_people(&context, ListPeople { unit: None, name: None, after: after.take(), limit: BATCH }).await?;
        for person in &people {
            let found = survey.add(&person.record, person.unit.as_ref());
            // examples are the first people with something: only those need a name
            if !found.is_empty() && names.len() < BATCH {
                let name = person.record.name.as_deref().unwrap_or(person.record.id.as_str());
                names.insert(person.record.id.clone(), name.to_owned());
            }
        }
        let Some(last) = people.last().filter(|_| people.len() == BATCH) else { break };
        after = Some(last.record.id.clone());
    }
    let report = survey.finish();
    let findings = report.findings.iter().map(|finding| Finding {
        code: finding.code.code(),
        label: finding.label.get(language).to_owned(),
        mender: finding.mender.label().get(language).to_owned(),
        people: finding.people,
        entries: finding.entries,
        examples: finding
            .examples
            .iter()
            .map(|person| (person.to_string(), names.get(person).cloned().unwrap_or_else(|| person.to_string())))
            .collect(),
    });
    let findings = findings.collect();
    let listed = report.units.iter().filter(|unit| unit.clean < unit.people).take(UNITS).map(|unit| Unit {
        name: units.name(unit.unit.as_ref(), language),
        people: unit.people,
        clean: unit.clean,
    });
    let listed = listed.collect();
    let shell = me.visitor.shell(me.visitor.shell("").t("Mutu data", "Data quality"));
    page(&Page { shell, people: report.people, clean: report.clean, findings, units: listed })
}
