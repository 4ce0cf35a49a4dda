//! A 360° cycle as three tables: people, nominations, answers. The columns are in docs/evaluation.md.
//!
//! Every table may be separated by commas, semicolons or tabs and have its columns in any order, with names in Indonesian or English.

mod answers;
mod nominations;
mod people;

use std::str::FromStr;

use jenjang::evaluation::cycle::Cycle;
use jenjang::evaluation::input::CycleInput;
use jenjang::evaluation::instrument::Instrument;
use jenjang::evaluation::scheme::Scheme;
use jenjang::legal::Label;
use jenjang::people::id::MAX_LENGTH;
use jenjang::policy::diagnostic::{Diagnostic, Span};

use crate::table::{Cell, Problems, Reading, shorten};

pub use answers::read_answers_csv;
pub use nominations::{Nominations, Quotas, read_nominations_csv, write_nominations_csv};
pub use people::read_people_csv;

/// A file with its name, as it is repeated in messages.
#[derive(Clone, Copy, Debug)]
pub struct File<'a> {
    /// Name.
    pub name: &'a str,
    /// Content.
    pub bytes: &'a [u8],
}

/// Reads the three files of a cycle: ready for scoring where no diagnostic is an error.
///
/// All files are read whatever is wrong with the first ones, unless a header is. Raters short of a quota are notes: they may still be scored.
pub fn read_cycle(
    scheme: &Scheme,
    instrument: &Instrument,
    cycle: Option<&Cycle>,
    people: File<'_>,
    nominations: File<'_>,
    answers: File<'_>,
) -> Reading<CycleInput> {
    let mut diagnostics = Vec::new();
    let chart = take(read_people_csv(people), &mut diagnostics);
    let named = chart.as_ref().and_then(|chart| take(read_nominations_csv(nominations, scheme, chart), &mut diagnostics));
    let Some((chart, named)) = chart.zip(named) else { return Reading::new(None, diagnostics) };
    let Some(responses) = take(read_answers_csv(answers, instrument, &chart, &named.list, cycle), &mut diagnostics) else {
        return Reading::new(None, diagnostics);
    };
    Reading::new(Some(CycleInput::new(chart, named.list, responses)), diagnostics)
}

fn take<T>(reading: Reading<T>, diagnostics: &mut Vec<Diagnostic>) -> Option<T> {
    let (found, problems) = reading.into_parts();
    diagnostics.extend(problems);
    found
}

/// An id or code in a cell; what such a text allows is the same for all of them.
pub(crate) fn typed<T: FromStr>(cell: &Cell<'_>, problems: &mut Problems) -> Option<T> {
    let read = cell.text.parse().ok();
    if read.is_none() {
        let found = shorten(&cell.text);
        problems.error(
            "bad-name",
            cell.span,
            Label::new(
                format!("`{found}` tidak sah sebagai pengenal, diharapkan 1 sampai {MAX_LENGTH} huruf tanpa karakter kendali"),
                format!("`{found}` is not an id, expected 1 to {MAX_LENGTH} characters and no control characters"),
            ),
        );
    }
    read
}

/// Whether a row has as many cells as the header; blank cells more at its end are fine.
pub(crate) fn has_width(cells: &[Cell<'_>], columns: usize, place: Span, problems: &mut Problems) -> bool {
    if cells.len() == columns || (cells.len() > columns && cells[columns..].iter().all(Cell::is_blank)) {
        return true;
    }
    let found = cells.len();
    problems.error(
        "row-width",
        place,
        Label::new(
            format!("banyaknya sel pada baris ini {found}, diharapkan {columns} seperti pada baris judul"),
            format!("the number of cells in this line is {found}, expected {columns} as in the header"),
        ),
    );
    false
}

/// Says that a file has nothing in it.
pub(crate) fn empty(problems: &mut Problems, expected: &Label) {
    problems.error(
        "empty-file",
        Span::default(),
        Label::new(format!("berkas kosong, diharapkan {}", expected.id), format!("the file is empty, expected {}", expected.en)),
    );
}
