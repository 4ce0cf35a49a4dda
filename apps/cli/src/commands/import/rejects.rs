//! Rows that were not taken over.

use std::fs::File;
use std::io::BufWriter;

use clap::ArgMatches;
use jenjang::legal::Language;
use jenjang_exchange::siasn::{Reject, RejectWriter, SourceRow};

use crate::output::{Failure, Voice};

/// Rows listed on the screen.
const LISTED: u64 = 10;

/// Where refused rows go: a file, and the first of them to the screen.
pub(super) struct Rejects {
    name: Option<String>,
    out: Option<RejectWriter<BufWriter<File>>>,
    rows: u64,
}

impl Rejects {
    pub(super) fn open(matches: &ArgMatches, header: &SourceRow, voice: &Voice) -> Result<Rejects, Failure> {
        let name = matches.get_one::<String>("rejects").cloned();
        let out = match &name {
            Some(name) => {
                let made = File::create(name).and_then(|file| RejectWriter::new(BufWriter::new(file), header, voice.language));
                Some(made.map_err(|error| unwritable(name, &error))?)
            }
            None => None,
        };
        Ok(Rejects { name, out, rows: 0 })
    }

    /// To the screen only.
    pub(super) fn none() -> Rejects {
        Rejects { name: None, out: None, rows: 0 }
    }

    /// One more.
    pub(super) fn add(&mut self, reject: &Reject, voice: &Voice) -> Result<(), Failure> {
        self.rows += 1;
        if self.rows <= LISTED && !voice.is_json() {
            for sentence in reject.sentences(voice.language) {
                voice.note(sentence);
            }
        }
        match (&mut self.out, &self.name) {
            (Some(out), Some(name)) => out.write(reject).map_err(|error| unwritable(name, &error)),
            _ => Ok(()),
        }
    }

    /// How many, and where they are.
    pub(super) fn finish(self, voice: &Voice) -> Result<u64, Failure> {
        let rows = self.rows;
        if let (Some(out), Some(name)) = (self.out, &self.name) {
            out.finish()
                .and_then(|out| out.into_inner().map_err(std::io::IntoInnerError::into_error))
                .map_err(|error| unwritable(name, &error))?;
        }
        if rows > 0 && !voice.is_json() {
            if rows > LISTED {
                voice.note(match voice.language {
                    Language::Id => format!("dan {} baris lain yang ditolak", rows - LISTED),
                    Language::En => format!("and {} more refused rows", rows - LISTED),
                });
            }
            voice.note(match (voice.language, &self.name) {
                (Language::Id, Some(name)) => {
                    format!("Baris yang ditolak ada di {name}: perbaiki selnya, lalu impor berkas itu dengan perintah yang sama.")
                }
                (Language::En, Some(name)) => {
                    format!("The refused rows are in {name}: mend the cells, then import that file with the same command.")
                }
                (Language::Id, None) => "Dengan `--rejects BERKAS` baris yang ditolak ditulis untuk diperbaiki.".to_owned(),
                (Language::En, None) => "With `--rejects FILE` refused rows are written to be mended.".to_owned(),
            });
        }
        Ok(rows)
    }
}

fn unwritable(name: &str, error: &std::io::Error) -> Failure {
    Failure::said(format!("`{name}` tidak dapat ditulis: {error}"), format!("cannot write `{name}`: {error}"))
}
