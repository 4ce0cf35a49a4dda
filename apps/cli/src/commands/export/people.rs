//! `export people|facts`.

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;
use std::sync::Arc;

use clap::ArgMatches;
use jenjang::people::{CivilServant, View};
use jenjang::store::StoreError;
use jenjang_exchange::export::{PeopleCsv, PeopleLines};
use jenjang_service::ServiceError;
use jenjang_service::export_people::{ExportPeople, export_people};
use jenjang_service::people::PersonData;
use jenjang_service::promotion::Sources;
use jenjang_tables::{FactsOptions, FactsParquet, Workbook};

use super::{create, ending, line, unwritable, written};
use crate::backend::Session;
use crate::commands::{round, shared};
use crate::library::Library;
use crate::output::{Answer, Failure, Voice};
use crate::progress::{Interrupt, Progress};

/// People read at a time.
const PAGE: usize = 1000;

/// Hands every page to a function; how many people there were.
fn each(
    matches: &ArgMatches,
    session: &Session,
    voice: &Voice,
    take: &mut dyn FnMut(Vec<PersonData>) -> Result<(), Failure>,
) -> Result<u64, Failure> {
    let unit = matches.get_one::<String>("unit").map(|unit| shared::id(unit)).transpose()?;
    let interrupt = Interrupt::watch(voice);
    let mut pages = session.ask(async |context| export_people(context, &ExportPeople { unit, page: PAGE }).await)?;
    let progress = Progress::new(voice, voice.t("Mengekspor", "Exporting"), Some(pages.total()));
    let mut count = 0;
    while let Some(people) = session.wait(pages.next())? {
        let here = u64::try_from(people.len()).unwrap_or_default();
        take(people)?;
        count += here;
        progress.at(count);
        if interrupt.is_pressed() {
            return Err(Failure::said(
                format!("dihentikan setelah {count} orang; berkasnya tidak lengkap"),
                format!("stopped after {count} people; the file is not complete"),
            ));
        }
    }
    Ok(count)
}

pub(super) fn run(matches: &ArgMatches, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let output = shared::word(matches, "output");
    let count = match ending(output).as_str() {
        "jsonl" | "ndjson" => {
            let mut out = PeopleLines::new(create(output)?);
            let count = each(matches, session, voice, &mut |people| {
                people.into_iter().try_for_each(|person| out.write(&line(person)).map_err(|error| unwritable(output, &error)))
            })?;
            out.finish().map_err(|error| unwritable(output, &error))?;
            count
        }
        "xlsx" => {
            let mut book = Workbook::new();
            let count = each(matches, session, voice, &mut |people| {
                people.into_iter().try_for_each(|person| book.person(&line(person)).map_err(|error| Failure { message: error.message() }))
            })?;
            book.finish(create(output)?).map_err(|error| Failure { message: error.message() })?;
            count
        }
        "" => {
            std::fs::create_dir_all(output).map_err(|error| unwritable(output, &error))?;
            let made = PeopleCsv::create(|name| File::create(Path::new(output).join(name)).map(BufWriter::new));
            let mut tables = made.map_err(|error| unwritable(output, &error))?;
            let count = each(matches, session, voice, &mut |people| {
                people.into_iter().try_for_each(|person| tables.write(&line(person)).map_err(|error| unwritable(output, &error)))
            })?;
            tables.finish().map_err(|error| unwritable(output, &error))?;
            count
        }
        other => {
            return Err(Failure::said(
                format!(
                    "`{output}`: akhiran `.{other}` tidak dikenal, seharusnya folder (CSV), .jsonl atau .xlsx; fakta sebagai Parquet: `jenjang export facts`"
                ),
                format!(
                    "`{output}`: the ending `.{other}` is not known, expected a folder (CSV), .jsonl or .xlsx; facts as Parquet: `jenjang export facts`"
                ),
            ));
        }
    };
    written(count, output, voice)
}

/// `export facts`
pub(super) fn facts(matches: &ArgMatches, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let output = shared::word(matches, "output");
    let as_of = shared::date(matches, "as-of")?.unwrap_or_else(|| session.today());
    let library = Library::open(&[], voice)?;
    let catalogue = library.files.catalogue("asn").cloned();
    let catalogue = catalogue.ok_or_else(|| Failure::said("katalog fakta tidak ada", "there is no catalogue of facts"))?;
    let indexes: Vec<_> = jenjang_asn::dossier::derived_facts().filter_map(|name| catalogue.find(name)).collect();
    let said = |error: jenjang_tables::TablesError| Failure { message: error.message() };
    let mut out = FactsParquet::new(create(output)?, &catalogue, &indexes, as_of, FactsOptions::default()).map_err(said)?;
    let count = each(matches, session, voice, &mut |people| {
        let superiors = superiors(session, &people)?;
        for person in people {
            let id = person.record.id.clone();
            // who is stored was found sound
            let Ok(servant) = CivilServant::try_from(person.record) else { continue };
            let superior = person.superior.and_then(|superior| superiors.get(&superior));
            let sources = Sources { person: &servant, superior, view: View::on(as_of) };
            let dossier = round::gatherer::facts(&Arc::clone(&catalogue), sources);
            out.write(&id, &dossier).map_err(said)?;
        }
        Ok(())
    })?;
    out.finish().map_err(said)?;
    written(count, output, voice)
}

/// The superiors of some people.
pub(crate) fn superiors(
    session: &Session,
    people: &[PersonData],
) -> Result<std::collections::BTreeMap<jenjang::people::id::PersonId, CivilServant>, Failure> {
    let wanted: std::collections::BTreeSet<_> = people.iter().filter_map(|person| person.superior.clone()).collect();
    let wanted: Vec<_> = wanted.into_iter().collect();
    let found: Result<_, StoreError> = session.wait(async { session.store().read().await?.people().find_many(&wanted).await });
    let found = found.map_err(|error| Failure::of(&ServiceError::from(error)))?;
    let servant = |file: jenjang::people::repository::PersonFile| Some((file.id().clone(), CivilServant::try_from(file.record).ok()?));
    Ok(found.into_iter().filter_map(|stored| servant(stored.value)).collect())
}
