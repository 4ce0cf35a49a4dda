//! `export decisions`.

use std::io::Write;

use clap::ArgMatches;
use jenjang::people::id::RoundId;
use jenjang::promotion::repository::DecisionRecord;
use jenjang_exchange::export::DecisionsCsv;
use jenjang_service::promotion::{ExportDecisions, export_decisions};
use jenjang_tables::Workbook;

use super::{create, ending, unwritable, written};
use crate::backend::Session;
use crate::commands::shared;
use crate::output::{Answer, Failure, Voice};

/// Decisions read at a time.
const PAGE: usize = 500;

pub(super) fn run(matches: &ArgMatches, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let output = shared::word(matches, "output");
    let round: RoundId = shared::id(shared::word(matches, "round"))?;
    let count = match ending(output).as_str() {
        "csv" => {
            let mut table = DecisionsCsv::new(create(output)?).map_err(|error| unwritable(output, &error))?;
            let count = each(&round, session, &mut |decision| table.write(&decision).map_err(|error| unwritable(output, &error)))?;
            table.finish().map_err(|error| unwritable(output, &error))?;
            count
        }
        "jsonl" | "ndjson" => {
            let mut out = create(output)?;
            let count = each(&round, session, &mut |decision| {
                let text = serde_json::to_string(&decision).map_err(|error| unwritable(output, &error))?;
                writeln!(out, "{text}").map_err(|error| unwritable(output, &error))
            })?;
            out.flush().map_err(|error| unwritable(output, &error))?;
            count
        }
        "xlsx" => {
            let mut book = Workbook::new();
            let count =
                each(&round, session, &mut |decision| book.decision(&decision).map_err(|error| Failure { message: error.message() }))?;
            book.finish(create(output)?).map_err(|error| Failure { message: error.message() })?;
            count
        }
        other => {
            return Err(Failure::said(
                format!("`{output}`: akhiran `.{other}` tidak dikenal, seharusnya .csv, .jsonl atau .xlsx"),
                format!("`{output}`: the ending `.{other}` is not known, expected .csv, .jsonl or .xlsx"),
            ));
        }
    };
    written(count, output, voice)
}

fn each(round: &RoundId, session: &Session, take: &mut dyn FnMut(DecisionRecord) -> Result<(), Failure>) -> Result<u64, Failure> {
    let command = ExportDecisions { round: round.clone(), page: PAGE };
    let mut pages = session.ask(async |context| export_decisions(context, &command).await)?;
    let mut count = 0;
    while let Some(found) = session.wait(pages.next()).map_err(|error| Failure::of(&error))? {
        for decision in found {
            take(decision)?;
            count += 1;
        }
    }
    Ok(count)
}
