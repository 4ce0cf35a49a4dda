//! Checks an exported trail, without any database.

use std::io::{self, BufRead};

use jenjang::audit::repository::Checkpoint;
use jenjang::audit::{ChainHead, StoredEntry};
use jenjang::legal::Label;

use super::check::{Report, TrailCheck, Trust};
use super::export::{Line, SCHEMA};
use super::fault::TrailFault;

/// Checks a file that [`export`](super::export) wrote, wherever it has been since. Its memory holds the checkpoints and one line.
///
/// # Errors
/// What keeps the file from being read. A trail that is not sound is no error: see [`Report::faults`].
pub fn verify_export(mut file: impl BufRead, trust: &Trust) -> io::Result<Report> {
    let mut reading = Reading::default();
    let mut check: Option<TrailCheck> = None;
    let mut bytes = Vec::new();
    loop {
        bytes.clear();
        if file.read_until(b'\n', &mut bytes)? == 0 {
            break;
        }
        match reading.line(&bytes) {
            None => {}
            Some(Read::Checkpoint(checkpoint)) => {
                reading.counted = reading.counted.saturating_add(1);
                if check.is_some() {
                    reading
                        .wrong("titik periksa setelah catatan, seharusnya sebelumnya", "a checkpoint after entries, expected before them");
                } else {
                    reading.checkpoints.push(checkpoint);
                }
            }
            Some(Read::Entry(entry)) => {
                let check = check.get_or_insert_with(|| TrailCheck::new(&reading.checkpoints, trust));
                check.entry(&entry);
            }
        }
    }
    let mut check = check.unwrap_or_else(|| TrailCheck::new(&reading.checkpoints, trust));
    for fault in reading.faults {
        check.fault(fault);
    }
    match reading.header {
        None => check.fault(TrailFault::Line {
            line: 1,
            problem: Label::new("seharusnya kepala berkas jejak audit", "expected the header of an audit trail"),
        }),
        Some(header) => {
            let entries = check.entries();
            if entries != header.entries {
                check.fault(TrailFault::Count { what: Label::new("catatan", "entries"), stated: header.entries, found: entries });
            }
            let found = reading.counted;
            if found != header.checkpoints {
                let what = Label::new("titik periksa", "checkpoints");
                check.fault(TrailFault::Count { what, stated: header.checkpoints, found });
            }
            if check.head() != header.head {
                check.fault(TrailFault::Head { stated: header.head.map(|head| (head.sequence, head.digest)) });
            }
        }
    }
    Ok(check.finish())
}

struct Header {
    entries: u64,
    checkpoints: u64,
    head: Option<ChainHead>,
}

enum Read {
    Checkpoint(Checkpoint),
    Entry(StoredEntry),
}

/// What was read so far, entries apart.
#[derive(Default)]
struct Reading {
    number: u64,
    header: Option<Header>,
    checkpoints: Vec<Checkpoint>,
    counted: u64,
    faults: Vec<TrailFault>,
}

impl Reading {
    fn wrong(&mut self, id: &'static str, en: &'static str) {
        self.faults.push(TrailFault::Line { line: self.number, problem: Label::new(id, en) });
    }

    fn line(&mut self, bytes: &[u8]) -> Option<Read> {
        self.number = self.number.saturating_add(1);
        let Some(text) = bytes.strip_suffix(b"\n").and_then(|line| std::str::from_utf8(line).ok()) else {
            self.wrong("bukan satu baris teks UTF-8 yang utuh", "not a whole line of UTF-8 text");
            return None;
        };
        let Ok(line) = serde_json::from_str::<Line>(text) else {
            self.wrong("tidak dapat dibaca sebagai bagian jejak audit", "cannot be read as part of an audit trail");
            return None;
        };
        // there is one way to write a line: anything else was altered, be it a digit's case or a blank
        if serde_json::to_string(&line).ok().as_deref() != Some(text) {
            self.wrong("ditulis lain daripada oleh ekspor", "written otherwise than by an export");
        }
        match line {
            Line::Header { schema, entries, checkpoints, head } => {
                if self.number != 1 || schema != SCHEMA {
                    self.wrong(
                        "kepala berkas yang tidak pada tempatnya atau bukan versi ini",
                        "a header out of place or of another version",
                    );
                }
                self.header = Some(Header { entries, checkpoints, head });
                None
            }
            Line::Checkpoint { sequence, digest, at, key, signature, text } => {
                let head = ChainHead { sequence, digest };
                if Checkpoint::text(head, at) != text {
                    self.wrong(
                        "titik periksa yang isinya lain daripada naskah yang ditandatangani",
                        "a checkpoint that says something else than the text signed",
                    );
                }
                Some(Read::Checkpoint(Checkpoint { head, at, key: key.into(), signature: signature.into() }))
            }
            Line::Entry { sequence, digest, text } => Some(Read::Entry(StoredEntry { sequence, digest, text: text.into() })),
        }
    }
}
