//! The file that is imported.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use clap::ArgMatches;
use jenjang::audit::{Digest, SubjectSecret};
use jenjang::legal::Language;
use jenjang::policy::diagnostic::Severity;
use jenjang_exchange::siasn::{FileError, Format, Mapping, Options, PersonIds, Table, TableKind};

use jenjang_policy_files::{Sources, Style, read_mapping};

use crate::backend::{Session, random};
use crate::commands::audit::key::write_new;
use crate::commands::shared;
use crate::library::read_file;
use crate::output::{Failure, Voice};

/// A file and how it is read.
pub(super) struct Source {
    name: String,
    format: Format,
    kind: TableKind,
    pub(super) options: Options,
}

impl Source {
    pub(super) fn of(matches: &ArgMatches, kind: TableKind, session: &Session, voice: &Voice) -> Result<Source, Failure> {
        let name = shared::word(matches, "file").to_owned();
        let format = format_of(&name)?;
        let ids = PersonIds::keyed(id_key(matches, session, voice)?);
        let mapping = matches.get_one::<String>("mapping").map(|file| mapping(file, voice)).transpose()?;
        let options = Options { ids, sheet: matches.get_one::<String>("sheet").cloned(), mapping };
        Ok(Source { name, format, kind, options })
    }

    /// Another file, read in the same way.
    pub(super) fn other(&self, name: &str, kind: TableKind) -> Result<Source, Failure> {
        let options = Options { ids: self.options.ids.clone(), ..Options::default() };
        Ok(Source { name: name.to_owned(), format: format_of(name)?, kind, options })
    }

    /// Opens the file, from its beginning.
    pub(super) fn open(&self) -> Result<Table, Failure> {
        let file = File::open(&self.name).map_err(|error| {
            let missing = error.kind() == std::io::ErrorKind::NotFound;
            let (id, en) = if missing {
                ("berkas tidak ditemukan".to_owned(), "no such file".to_owned())
            } else {
                (error.to_string(), error.to_string())
            };
            Failure::said(format!("`{}` tidak dapat dibaca: {id}", self.name), format!("cannot read `{}`: {en}", self.name))
        })?;
        let reader: Box<dyn Read + Send> = Box::new(std::io::BufReader::new(file));
        Table::open(&self.name, self.kind, self.format, reader, &self.options).map_err(|error| of_file(&error))
    }
}

/// An agency's own columns and words, from a mapping file. Problems are shown before it is refused.
fn mapping(file: &str, voice: &Voice) -> Result<Arc<Mapping>, Failure> {
    let bytes = read_file(file)?;
    let (document, mut problems) = read_mapping(file, &bytes);
    let mapping = document.map(|document| Mapping::of(&document));
    let mapping = match mapping {
        Some(Ok(mapping)) if problems.iter().all(|problem| problem.severity != Severity::Error) => Some(mapping),
        Some(Err(found)) => {
            problems.extend(found);
            None
        }
        _ => None,
    };
    let mut sources = Sources::default();
    sources.insert(file, &bytes);
    let style = if voice.plain {
        Style::Sentences
    } else if voice.colour() {
        Style::Colour
    } else {
        Style::Excerpt
    };
    for problem in &problems {
        voice.note(sources.render(problem, voice.language, style).trim_end());
    }
    mapping.map(Arc::new).ok_or_else(|| {
        Failure::said(format!("pemetaan dalam `{file}` tidak dapat dipakai"), format!("the mapping in `{file}` cannot be used"))
    })
}

fn format_of(name: &str) -> Result<Format, Failure> {
    Format::of(Path::new(name)).ok_or_else(|| {
        Failure::said(
            format!("`{name}`: akhiran nama berkas tidak dikenal, seharusnya .csv, .xlsx atau .json"),
            format!("`{name}`: the ending of the file name is not known, expected .csv, .xlsx or .json"),
        )
    })
}

/// What is wrong with a whole file.
pub(super) fn of_file(error: &FileError) -> Failure {
    Failure::said(format!("`{}`: {}", error.file, error.message.id), format!("`{}`: {}", error.file, error.message.en))
}

/// What was remarked while reading, to standard error.
pub(super) fn notes(table: &Table, voice: &Voice) {
    for note in table.notes() {
        let place = note.column.as_deref().map_or(String::new(), |column| format!(" `{column}`"));
        let message = voice.label(&note.message);
        voice.note(match (voice.language, note.rows) {
            (_, 0) => format!("{}{place}: {message}", table.file()),
            (Language::Id, rows) => format!("{}{place}: {message} ({rows} baris, pertama pada baris {})", table.file(), note.first_row),
            (Language::En, rows) => format!("{}{place}: {message} ({rows} rows, first in row {})", table.file(), note.first_row),
        });
    }
}

/// The agency's secret that keeps internal ids from being computed of employee numbers.
fn id_key(matches: &ArgMatches, session: &Session, voice: &Voice) -> Result<SubjectSecret, Failure> {
    let path = match matches.get_one::<String>("id-key") {
        Some(given) => given.into(),
        None => session.place().audit_key().with_extension("id-key"),
    };
    let shown = path.display().to_string();
    if path.exists() {
        let text = read_file(&shown)?;
        let Digest(bytes) = String::from_utf8_lossy(&text).trim().parse().map_err(|_| {
            Failure::said(
                format!("`{shown}` bukan kunci id, seharusnya 64 digit heksadesimal"),
                format!("`{shown}` is no key of ids, expected 64 hexadecimal digits"),
            )
        })?;
        return Ok(SubjectSecret::new(bytes));
    }
    let bytes = random()?;
    if !matches.get_flag("dry-run") {
        write_new(&path, &format!("{}\n", Digest(bytes)))?;
        voice.note(match voice.language {
            Language::Id => format!("Kunci id internal dibuat di {shown}: simpan bersama tempat data."),
            Language::En => format!("A key of internal ids was made at {shown}: keep it with the store."),
        });
    }
    Ok(SubjectSecret::new(bytes))
}
