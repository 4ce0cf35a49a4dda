//! Policy files.

mod cases;
mod eligibility;
mod head;
mod history;
mod names;
mod results;
mod score;
mod tables;

use std::sync::Arc;

use jenjang::policy::diagnostic::Diagnostic;
use jenjang::policy::document::Document;

use crate::keys;
use crate::reader::{Section, read_file};

pub(crate) use names::expressible;
pub(crate) use tables::scales;

/// Reads a policy file: the policy as written, and everything that is wrong with it, in the order of the file.
///
/// `file_name` is repeated in the diagnostics. Never panics and never hangs, whatever the bytes are.
///
/// The document is there if `[policy]` says which policy it is, and the text is TOML. It is complete if no diagnostic is an error;
/// with errors, what could not be read was left out or is replaced by its name, so that the rest can still be checked.
///
/// Places of expressions are those of the text between the quotes. Where a text is written with escapes (`\"`), offsets into it
/// count characters after unescaping; [`crate::restore_places`] moves diagnostics about them to where they stand in the file.
pub fn read_policy(file_name: &str, bytes: &[u8]) -> (Option<Document>, Vec<Diagnostic>) {
    read_file(file_name, bytes, keys::POLICY_FILE, document)
}

fn document(top: &Section<'_, '_>) -> Option<Document> {
    let head = head::read(top);
    let parameters = history::parameters(top);
    let definitions = history::definitions(top);
    let scales = tables::scales(top);
    let tables = tables::tables(top);
    let bands = tables::bands(top);
    let criteria = eligibility::criteria(top);
    let groups = eligibility::groups(top);
    let components = score::components(top);
    let score = score::score(top);
    let tie_breaks = score::tie_breaks(top);
    let points = results::points(top);
    let classification = results::classification(top);
    let periods = history::periods(top);
    let cases = cases::cases(top);
    let head = head?;
    let document = Document {
        file: Arc::clone(&top.reader.file),
        id: head.id,
        decides: head.decides,
        title: head.title,
        summary: head.summary,
        catalogue: head.catalogue,
        citation: head.citation,
        effective: head.effective,
        decided: head.decided,
        date_rounding: head.date_rounding,
        status: head.status,
        lawful_basis: head.lawful_basis,
        span: head.span,
        parameters,
        definitions,
        scales,
        tables,
        bands,
        criteria,
        groups,
        components,
        score,
        tie_breaks,
        points,
        classification,
        periods,
        cases,
    };
    names::check(top.reader, &document);
    Some(document)
}
