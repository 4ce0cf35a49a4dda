//! The people of `--population`: a file, the store, or people who do not exist.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::NaiveDate;
use clap::ArgMatches;
use jenjang::people::{CivilServant, View};
use jenjang::policy::catalogue::Catalogue;
use jenjang::policy::value::{FactIndex, Value};
use jenjang_asn::synthetic::{PopulationError, PopulationOptions, population, supplied_facts, units};
use jenjang_lab::LabError;
use jenjang_lab::input::{self, Mapping, Row};
use jenjang_lab::population::{Observed, Population};
use jenjang_service::export_people::{ExportPeople, export_people};
use jenjang_service::people::PersonData;
use jenjang_service::promotion::Sources;

use crate::backend::Session;
use crate::commands::{export, round, shared};
use crate::library::{Library, read_file};
use crate::output::{Failure, Voice};
use crate::progress::Progress;

/// People of the store read at a time.
const PAGE: usize = 1000;
/// The column of the unit somebody works in.
const UNIT: &str = "unit";

/// People, and how they were named.
pub(super) struct People<'v> {
    inside: Box<dyn Population>,
    /// Where they come from, for the report.
    pub(super) origin: String,
    voice: &'v Voice,
}

impl<'v> People<'v> {
    /// Opens what `--population` names, for policies of this catalogue.
    pub(super) fn open(
        matches: &ArgMatches,
        library: &mut Library,
        catalogue: &Arc<Catalogue>,
        as_of: NaiveDate,
        voice: &'v Voice,
    ) -> Result<People<'v>, Failure> {
        let given = shared::word(matches, "population");
        let mapping = mapping(matches, library, catalogue, voice)?;
        let is_file = given != "store" && !given.starts_with("synthetic:");
        if mapping.is_some() && !is_file {
            return Err(Failure::said(
                format!("`--mapping` hanya untuk berkas, sedangkan orangnya dari `{given}`"),
                format!("`--mapping` is for files, but the people come from `{given}`"),
            ));
        }
        let inside: Box<dyn Population> = match given.strip_prefix("synthetic:") {
            Some(numbers) => synthetic(catalogue, numbers, as_of, voice)?,
            None if is_file => opened(given, catalogue, mapping.as_ref())?,
            None => stored(matches, catalogue, as_of, voice)?,
        };
        Ok(People { inside, origin: given.to_owned(), voice })
    }

    /// The people, with a bar while they are read.
    pub(super) fn watched(&self) -> Observed<'_> {
        let progress = Progress::new(self.voice, self.voice.t("Membaca", "Reading"), self.inside.people());
        let done = AtomicU64::new(0);
        Observed::new(&*self.inside, move |segment| {
            let done = done.fetch_add(segment.len() as u64, Ordering::Relaxed) + segment.len() as u64;
            // people are gone through several times: the bar begins anew
            progress.at(self.inside.people().filter(|people| *people > 0).map_or(done, |people| done.saturating_sub(1) % people + 1));
            Ok(())
        })
    }
}

/// Opens a file of people; what is not there is said as other commands say it.
pub(super) fn opened(path: &str, catalogue: &Arc<Catalogue>, mapping: Option<&Mapping>) -> Result<Box<dyn Population>, Failure> {
    if !Path::new(path).is_file() {
        // the sentence of every command that reads a file
        if path == "-" {
            return Err(Failure::said(
                "`--population -`: masukan standar tidak dapat dibaca beberapa bagian sekaligus; simpan dalam berkas",
                "`--population -`: standard input cannot be read in several parts at once; save it in a file",
            ));
        }
        if !path.contains(['.', '/', '\\']) {
            return Err(Failure::said(
                format!("`--population {path}`: tidak ada berkas itu; diharapkan berkas, `store` atau `synthetic:N`"),
                format!("`--population {path}`: no such file; expected a file, `store` or `synthetic:N`"),
            ));
        }
        read_file(path)?;
    }
    Ok(input::open(Path::new(path), catalogue, mapping)?)
}

/// `--mapping`
pub(super) fn mapping(
    matches: &ArgMatches,
    library: &mut Library,
    catalogue: &Catalogue,
    voice: &Voice,
) -> Result<Option<Mapping>, Failure> {
    let Some(file) = matches.get_one::<String>("mapping") else { return Ok(None) };
    let bytes = read_file(file)?;
    Mapping::read(file, &bytes, catalogue).map(Some).map_err(|problems| {
        library.files.sources.insert(file, &bytes);
        library.show(&problems, jenjang::policy::diagnostic::Severity::Error, voice);
        Failure::said(format!("pemetaan dalam `{file}` tidak dapat dipakai"), format!("the mapping in `{file}` cannot be used"))
    })
}

/// The facts that follow from histories.
fn gathered(catalogue: &Catalogue) -> Vec<FactIndex> {
    let mut facts: Vec<FactIndex> = jenjang_asn::dossier::derived_facts().filter_map(|name| catalogue.find(name)).collect();
    facts.sort_unstable();
    facts
}

/// Only the shipped catalogue has facts that follow from histories.
fn must_be_shipped(catalogue: &Catalogue, given: &str) -> Result<(), Failure> {
    if &*catalogue.id == "asn" {
        return Ok(());
    }
    let id = &catalogue.id;
    Err(Failure::said(
        format!("`--population {given}` memberi fakta katalog `asn`, sedangkan kebijakan membaca katalog `{id}`; beri berkas"),
        format!("`--population {given}` gives facts of the catalogue `asn`, but the policy reads the catalogue `{id}`; give a file"),
    ))
}

/// `synthetic:N[:SEED]`
fn synthetic(catalogue: &Arc<Catalogue>, numbers: &str, as_of: NaiveDate, voice: &Voice) -> Result<Box<dyn Population>, Failure> {
    let given = format!("synthetic:{numbers}");
    must_be_shipped(catalogue, &given)?;
    let (staff, seed) = numbers.split_once(':').unwrap_or((numbers, "1"));
    let (Ok(staff), Ok(seed)) = (staff.parse::<u64>(), seed.parse::<u64>()) else {
        return Err(Failure::said(
            format!("`--population {given}`: diharapkan seperti `synthetic:2000` atau `synthetic:2000:7` (jumlah, benih)"),
            format!("`--population {given}`: expected such as `synthetic:2000` or `synthetic:2000:7` (number, seed)"),
        ));
    };
    let options = PopulationOptions { staff, seed, today: as_of };
    let said = |error: PopulationError| Failure { message: error.message() };
    let made = population(options).map_err(said)?;
    let names: BTreeMap<_, _> = units(options).map_err(said)?.map(|unit| (unit.id.clone(), unit.name.id)).collect();
    let progress = Progress::new(voice, voice.t("Membuat", "Making"), Some(staff));
    // what agencies supply by hand is as it is for most people
    let supplied = supplied_facts().filter_map(|(name, holds)| Some((catalogue.find(name)?, Value::Boolean(holds))));
    let mut facts = gathered(catalogue);
    let supplied: Vec<(FactIndex, Value)> = supplied.filter(|(fact, _)| !facts.contains(fact)).collect();
    facts.extend(supplied.iter().map(|(fact, _)| *fact));
    facts.sort_unstable();
    let rows = made.filter_map(|person| {
        progress.add(1);
        let unit = names.get(&person.unit).map_or(Value::Missing, |name| Value::Text(Arc::clone(name)));
        let id = Arc::from(person.record.id.to_string());
        // the population is sound: a test of the generator says so
        let servant = CivilServant::try_from(person.record).ok()?;
        let mut dossier = round::gatherer::facts(catalogue, Sources { person: &servant, superior: None, view: View::on(as_of) });
        supplied.iter().for_each(|(fact, value)| dossier.set(*fact, value.clone()));
        Some(Ok(Row { id, dossier, others: vec![unit] }))
    });
    Ok(Box::new(input::rows(catalogue, &facts, &[Arc::from(UNIT)], rows)?))
}

/// Everybody in the store, with the facts of the day.
fn stored(matches: &ArgMatches, catalogue: &Arc<Catalogue>, as_of: NaiveDate, voice: &Voice) -> Result<Box<dyn Population>, Failure> {
    must_be_shipped(catalogue, "store")?;
    let session = Session::open(matches)?;
    let mut pages = session.ask(async |context| export_people(context, &ExportPeople { unit: None, page: PAGE }).await)?;
    let progress = Progress::new(voice, voice.t("Membaca", "Reading"), Some(pages.total()));
    let mut page = || -> Result<Option<Vec<Row>>, Failure> {
        let Some(people) = session.wait(pages.next())? else { return Ok(None) };
        let superiors = export::superiors(&session, &people)?;
        progress.add(u64::try_from(people.len()).unwrap_or_default());
        let row = |person: PersonData| {
            let id = Arc::from(person.record.id.to_string());
            let unit = person.unit.map_or(Value::Missing, |unit| Value::Text(unit.to_string().into()));
            // who is stored was found sound
            let servant = CivilServant::try_from(person.record).ok()?;
            let superior = person.superior.and_then(|superior| superiors.get(&superior));
            let dossier = round::gatherer::facts(catalogue, Sources { person: &servant, superior, view: View::on(as_of) });
            Some(Row { id, dossier, others: vec![unit] })
        };
        Ok(Some(people.into_iter().filter_map(row).collect()))
    };
    let pages = std::iter::from_fn(|| page().transpose());
    let rows = pages.flat_map(|page| match page {
        Ok(rows) => rows.into_iter().map(Ok).collect::<Vec<_>>(),
        Err(failure) => vec![Err(LabError::Refused(failure.message))],
    });
    Ok(Box::new(input::rows(catalogue, &gathered(catalogue), &[Arc::from(UNIT)], rows)?))
}
