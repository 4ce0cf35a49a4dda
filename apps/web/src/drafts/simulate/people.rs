//! The people a draft is tried on: those stored, those of a table, or people who do not exist.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use jenjang::legal::{Label, Language};
use jenjang::people::id::{PersonId, UnitId};
use jenjang::people::{CivilServant, View};
use jenjang::policy::catalogue::Catalogue;
use jenjang::policy::value::{FactIndex, Value};
use jenjang_asn::synthetic::{PopulationOptions, population, supplied_facts, units};
use jenjang_lab::LabError;
use jenjang_lab::input::{self, Row};
use jenjang_lab::population::{Observed, Population};
use jenjang_service::Actor;
use jenjang_service::drafts::people_for_simulation;
use jenjang_service::promotion::Sources;

use super::upload;
use crate::state::{App, facts};

/// How many made-up people there are, and the number they follow from.
const MADE_UP: u64 = 2_000;
const SEED: u64 = 1;

/// How many of the store are read at a time.
const PAGE: usize = 1_000;

/// How long a population may be read.
const LIMIT: Duration = Duration::from_mins(5);

/// The column of the unit somebody works in.
const UNIT: &str = "unit";

/// The facts that follow from histories.
fn gathered(catalogue: &Catalogue) -> Vec<FactIndex> {
    let mut facts: Vec<FactIndex> = jenjang_asn::dossier::derived_facts().filter_map(|name| catalogue.find(name)).collect();
    facts.sort_unstable();
    facts
}

/// Everybody stored in the units of whoever asks, with their facts on the day.
pub(super) fn stored(app: &App, actor: &Actor, catalogue: &Arc<Catalogue>, as_of: NaiveDate) -> Result<Box<dyn Population>, Label> {
    let wait = tokio::runtime::Handle::current();
    let context = app.context(actor);
    let (mut pages, names) = wait.block_on(people_for_simulation(&context, PAGE)).map_err(|error| error.message())?;
    let mut people: Vec<(CivilServant, Option<UnitId>, Option<PersonId>)> = Vec::new();
    while let Some(page) = wait.block_on(pages.next()).map_err(|error| error.message())? {
        // who is stored was found sound
        people.extend(
            page.into_iter().filter_map(|person| Some((CivilServant::try_from(person.record).ok()?, person.unit, person.superior))),
        );
    }
    let by_id: BTreeMap<&PersonId, &CivilServant> = people.iter().map(|(person, ..)| (person.id(), person)).collect();
    let rows = people.iter().map(|(person, unit, superior)| {
        let unit = unit.as_ref().map_or(Value::Missing, |unit| {
            Value::Text(names.get(unit).map_or_else(|| unit.as_str().into(), |name| name.get(Language::Id).into()))
        });
        let superior = superior.as_ref().and_then(|superior| by_id.get(superior)).copied();
        let dossier = facts(catalogue, Sources { person, superior, view: View::on(as_of) });
        Ok(Row { id: person.id().as_str().into(), dossier, others: vec![unit] })
    });
    let rows = input::rows(catalogue, &gathered(catalogue), &[Arc::from(UNIT)], rows).map_err(|error| error.message())?;
    Ok(Box::new(rows))
}

/// People who do not exist; what agencies supply by hand is for all of them as for most people.
pub(super) fn made_up(catalogue: &Arc<Catalogue>, as_of: NaiveDate) -> Result<Box<dyn Population>, Label> {
    let options = PopulationOptions { staff: MADE_UP, seed: SEED, today: as_of };
    let people = population(options).map_err(|error| error.message())?;
    let names: BTreeMap<_, _> = units(options).map_err(|error| error.message())?.map(|unit| (unit.id.clone(), unit.name.id)).collect();
    let mut known = gathered(catalogue);
    let supplied = supplied_facts().filter_map(|(name, holds)| Some((catalogue.find(name)?, Value::Boolean(holds))));
    let supplied: Vec<(FactIndex, Value)> = supplied.filter(|(fact, _)| !known.contains(fact)).collect();
    known.extend(supplied.iter().map(|(fact, _)| *fact));
    known.sort_unstable();
    let rows = people.filter_map(|person| {
        let unit = names.get(&person.unit).map_or(Value::Missing, |name| Value::Text(Arc::clone(name)));
        let id = Arc::from(person.record.id.as_str());
        // the population is sound: a test of the generator says so
        let servant = CivilServant::try_from(person.record).ok()?;
        let mut dossier = facts(catalogue, Sources { person: &servant, superior: None, view: View::on(as_of) });
        supplied.iter().for_each(|(fact, value)| dossier.set(*fact, value.clone()));
        Some(Ok(Row { id, dossier, others: vec![unit] }))
    });
    let rows = input::rows(catalogue, &known, &[Arc::from(UNIT)], rows).map_err(|error| error.message())?;
    Ok(Box::new(rows))
}

/// A table that was sent, in a file that nobody else can read and that goes with the run.
pub(super) struct Kept {
    path: PathBuf,
    population: Option<Box<dyn Population>>,
}

impl Drop for Kept {
    fn drop(&mut self) {
        self.population = None;
        if let Err(error) = std::fs::remove_file(&self.path) {
            tracing::error!(%error, "a table that was sent could not be removed");
        }
    }
}

impl Kept {
    /// Writes a table down and opens it.
    pub(super) fn open(run: &str, table: &upload::File, catalogue: &Arc<Catalogue>) -> Result<Kept, Label> {
        let ending = table
            .name
            .rsplit('.')
            .next()
            .map(str::to_lowercase)
            .filter(|ending| ["parquet", "arrow", "feather"].contains(&ending.as_str()));
        let path = std::env::temp_dir().join(format!("jenjang-{run}.{}", ending.as_deref().unwrap_or("csv")));
        let unwritable = |error: std::io::Error| {
            tracing::error!(%error, "a table that was sent could not be kept");
            Label::new("tabel tidak dapat disimpan sementara di server", "the table could not be kept on the server for the run")
        };
        let mut file = private(&path).map_err(unwritable)?;
        let mut kept = Kept { path, population: None };
        file.write_all(&table.bytes).and_then(|()| file.sync_all()).map_err(unwritable)?;
        drop(file);
        let opened = input::open(&kept.path, catalogue, None).map_err(|error| renamed(&error.message(), &kept.path, &table.name))?;
        kept.population = Some(opened);
        Ok(kept)
    }

    pub(super) fn population(&self) -> Result<&dyn Population, Label> {
        self.population.as_deref().ok_or_else(|| Label::new("tabel belum dibuka", "the table is not open"))
    }
}

/// A new file for this server alone.
fn private(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// A sentence about the file of this server, about the file that was sent.
pub(super) fn renamed(message: &Label, path: &Path, name: &str) -> Label {
    let whole = path.to_string_lossy().into_owned();
    let last = path.file_name().map(|last| last.to_string_lossy().into_owned()).unwrap_or_default();
    let named = |text: &str| text.replace(&whole, name).replace(&last, name);
    Label::new(named(&message.id), named(&message.en))
}

impl Kept {
    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

/// A population that is not read for longer than a run may take, from now on.
pub(super) fn timed(people: &dyn Population) -> Observed<'_> {
    let begun = Instant::now();
    Observed::new(people, move |_| {
        if begun.elapsed() < LIMIT {
            return Ok(());
        }
        let minutes = LIMIT.as_secs() / 60;
        Err(LabError::refused(
            format!("simulasi dihentikan setelah {minutes} menit; jalankan dengan `jenjang lab compare` untuk data sebesar ini"),
            format!("the simulation was stopped after {minutes} minutes; run `jenjang lab compare` for data of this size"),
        ))
    })
}
