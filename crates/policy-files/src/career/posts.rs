//! Posts from a table of comma-separated values.

use std::collections::BTreeMap;
use std::sync::Arc;

use csv::{ReaderBuilder, StringRecord};
use jenjang::career::Post;
use jenjang::legal::Label;
use jenjang::people::id::{PositionId, TextError, UnitId};
use jenjang::policy::catalogue::Catalogue;
use jenjang::policy::diagnostic::{Diagnostic, Span};
use jenjang::policy::expression::literal::parse_value;
use jenjang::policy::value::{FactIndex, Value};

use crate::facts::csv::{line_of, separator};
use crate::words::{did_you_mean, nearest, shorten};

/// The columns a file of posts may have besides facts.
const COLUMNS: [&str; 13] = [
    "id",
    "label",
    "label-id",
    "label-en",
    "unit",
    "kind",
    "tier",
    "echelon",
    "family",
    "field",
    "lowest-grade",
    "highest-grade",
    "standard",
];

/// How many problems of one file are kept.
const MOST_PROBLEMS: usize = 1000;

/// What a column holds.
enum Column {
    Named(&'static str),
    Fact(FactIndex),
    /// Its heading was refused; its cells are not read.
    Refused,
}

struct Reading<'a> {
    file: Arc<str>,
    catalogue: &'a Catalogue,
    problems: Vec<Diagnostic>,
}

impl Reading<'_> {
    fn error(&mut self, code: &'static str, place: Span, id: String, en: String) {
        if self.problems.len() < MOST_PROBLEMS {
            self.problems.push(Diagnostic::error(code, &self.file, place, Label::new(id, en)));
        }
    }
}

/// Reads posts from CSV: a header, then one post per line.
///
/// The columns `id`, `kind`, and `label` (or `label-id` and `label-en`) are required; `unit`, `tier`, `echelon`, `family`, `field`, `lowest-grade`,
/// `highest-grade` and `standard` are not. Every other column is a fact of the catalogue about the post (`target.minimum education`): what the
/// policies of a move are told when this post is sought. A blank cell says nothing, `null` in a fact's cell says *none*. The cells may be separated
/// by commas, semicolons or tabs. Codes are checked by [`jenjang::career::CareerMap::new`].
///
/// A post with an error is left out and reported.
pub fn read_posts(file_name: &str, text: &str, catalogue: &Catalogue) -> (Vec<Post>, Vec<Diagnostic>) {
    let whole = text;
    let text = whole.strip_prefix('\u{feff}').unwrap_or(whole);
    let shift = u32::try_from(whole.len() - text.len()).unwrap_or(0);
    let mut reading = Reading { file: Arc::from(file_name), catalogue, problems: Vec::new() };
    let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator(text)).from_reader(text.as_bytes());
    let mut header: Option<Vec<Column>> = None;
    let mut posts = Vec::new();
    let mut seen: BTreeMap<PositionId, Span> = BTreeMap::new();
    let mut record = StringRecord::new();
    loop {
        let start = reader.position().clone();
        match reader.read_record(&mut record) {
            Ok(false) => break,
            Ok(true) => {
                let place = line_of(text, record.position().unwrap_or(&start), reader.position()).shift(shift);
                let Some(columns) = &header else {
                    header = Some(columns(&mut reading, &record, place));
                    continue;
                };
                let Some(post) = post(&mut reading, columns, &record, place) else { continue };
                if seen.insert(post.id.clone(), place).is_some() {
                    let id = &post.id;
                    reading.error(
                        "duplicate-code",
                        place,
                        format!("jabatan `{id}` ada dua kali, diharapkan setiap pengenal satu kali"),
                        format!("post `{id}` stands twice, expected every id once"),
                    );
                    continue;
                }
                posts.push(post);
            }
            Err(error) => {
                let place = line_of(text, &start, reader.position()).shift(shift);
                reading.error(
                    "csv-syntax",
                    place,
                    format!("baris CSV tidak dapat dibaca ({error})"),
                    format!("the CSV line cannot be read ({error})"),
                );
                if reader.is_done() || reader.position().byte() == start.byte() {
                    break;
                }
            }
        }
    }
    if header.is_none() {
        reading.error(
            "empty-file",
            Span::default(),
            "berkas kosong, diharapkan baris judul seperti `id,label,kind,unit`".into(),
            "the file is empty, expected a header such as `id,label,kind,unit`".into(),
        );
    } else if posts.is_empty() && reading.problems.is_empty() {
        reading.error(
            "empty-file",
            Span::default(),
            "tidak ada jabatan di bawah baris judul".into(),
            "there are no posts below the header".into(),
        );
    }
    (posts, reading.problems)
}

fn columns(reading: &mut Reading<'_>, header: &StringRecord, place: Span) -> Vec<Column> {
    let mut columns = Vec::new();
    let mut named: Vec<&str> = Vec::new();
    for name in header.iter().map(str::trim) {
        if named.contains(&name) {
            let found = shorten(name);
            reading.error(
                "duplicate-key",
                place,
                format!("kolom `{found}` ada dua kali, diharapkan satu kali"),
                format!("column `{found}` stands twice, expected it once"),
            );
            columns.push(Column::Refused);
            continue;
        }
        named.push(name);
        let column = COLUMNS.iter().find(|column| **column == name).map(|column| Column::Named(column));
        columns.push(column.or_else(|| reading.catalogue.find(name).map(Column::Fact)).unwrap_or_else(|| {
            let known = COLUMNS.iter().copied().chain(reading.catalogue.facts().iter().map(|fact| &*fact.name));
            let found = shorten(name);
            let problem = Diagnostic::error(
                "unknown-key",
                &reading.file,
                place,
                Label::new(
                    format!("kolom `{found}` tidak dikenal dan bukan fakta dalam katalog `{}`", reading.catalogue.id),
                    format!("column `{found}` is unknown and no fact of the catalogue `{}`", reading.catalogue.id),
                ),
            );
            let near = nearest(name, known).map(did_you_mean);
            reading.problems.push(match near {
                Some(help) => problem.with_help(help),
                None => problem,
            });
            Column::Refused
        }));
    }
    let mut need = |all: &[&str]| {
        if !all.iter().any(|name| named.contains(name)) {
            let wanted = all.join("` / `");
            reading.error(
                "missing-key",
                place,
                format!("baris judul tidak mempunyai kolom `{wanted}`"),
                format!("the header has no column `{wanted}`"),
            );
        }
    };
    need(&["id"]);
    need(&["kind"]);
    need(&["label", "label-id"]);
    columns
}

fn post(reading: &mut Reading<'_>, columns: &[Column], record: &StringRecord, place: Span) -> Option<Post> {
    let before = reading.problems.len();
    if record.len() != columns.len() {
        let (found, expected) = (record.len(), columns.len());
        reading.error(
            "row-width",
            place,
            format!("banyaknya sel pada baris ini {found}, diharapkan {expected} seperti pada baris judul"),
            format!("the number of cells in this line is {found}, expected {expected} as in the header"),
        );
        return None;
    }
    let mut cells: BTreeMap<&'static str, &str> = BTreeMap::new();
    let mut asks: Vec<(FactIndex, Value)> = Vec::new();
    for (column, cell) in columns.iter().zip(record.iter().map(str::trim)).filter(|(_, cell)| !cell.is_empty()) {
        match column {
            Column::Named(name) => {
                cells.insert(name, cell);
            }
            Column::Fact(fact) => match parse_value(cell, &reading.catalogue.fact(*fact).ty) {
                Ok(value) => asks.push((*fact, value)),
                Err(problem) => {
                    let name = &reading.catalogue.fact(*fact).name;
                    let (id, en) = (format!("`{name}`: {}", problem.message.id), format!("`{name}`: {}", problem.message.en));
                    reading.error(problem.code, place, id, en);
                }
            },
            Column::Refused => {}
        }
    }
    let id = typed::<PositionId>(reading, cells.get("id").copied().unwrap_or_default(), place);
    let kind = cells.get("kind").copied();
    if kind.is_none() {
        reading.error("missing-key", place, "kolom `kind` kosong pada baris ini".into(), "the column `kind` is blank in this line".into());
    }
    let label = match (cells.get("label-id").or(cells.get("label")), cells.get("label-en").or(cells.get("label"))) {
        (Some(id), Some(en)) => Some(Label::new(*id, *en)),
        (Some(only), None) | (None, Some(only)) => Some(Label::same(*only)),
        (None, None) => None,
    };
    if label.is_none() {
        reading.error(
            "missing-key",
            place,
            "kolom `label` kosong pada baris ini".into(),
            "the column `label` is blank in this line".into(),
        );
    }
    let unit = cells.get("unit").copied().and_then(|unit| typed::<UnitId>(reading, unit, place));
    if reading.problems.len() > before {
        return None;
    }
    let mut post = Post::new(id?, label?, kind?);
    let text = |name: &str| cells.get(name).map(|cell| Arc::from(*cell));
    post.unit = unit;
    (post.tier, post.echelon) = (text("tier"), text("echelon"));
    (post.family, post.field) = (text("family"), text("field"));
    (post.lowest_grade, post.highest_grade) = (text("lowest-grade"), text("highest-grade"));
    post.standard = text("standard");
    post.asks = asks;
    Some(post)
}

fn typed<T: std::str::FromStr<Err = TextError>>(reading: &mut Reading<'_>, text: &str, place: Span) -> Option<T> {
    match text.parse() {
        Ok(id) => Some(id),
        Err(error) => {
            let found = shorten(text);
            reading.error(
                "bad-name",
                place,
                format!(
                    "`{found}` tidak sah sebagai pengenal, diharapkan 1 sampai 120 huruf tanpa karakter kendali dan tanpa spasi di ujungnya"
                ),
                error.to_string(),
            );
            None
        }
    }
}
