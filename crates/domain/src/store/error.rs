//! Why a store cannot do what it was asked.

use std::error::Error;

use super::Revision;
use crate::legal::Label;

/// Why a store cannot do what it was asked. The variants are those a caller can act on; what the backend said is the `source`.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Somebody else saved it meanwhile, or it is not there, or it is there already.
    #[error("{what} `{id}` is at revision {}, expected {}", revision(*.found), revision(*.expected))]
    Conflict {
        /// What kind of thing.
        what: &'static str,
        /// Its id.
        id: String,
        /// The revision in the store; none where it is not there.
        found: Option<Revision>,
        /// The revision the caller had read; none for something new.
        expected: Option<Revision>,
    },
    /// Another transaction came first; beginning anew may succeed.
    #[error("another transaction came first, nothing was kept")]
    Contended(#[source] Option<Box<dyn Error + Send + Sync>>),
    /// Another process holds the store too long.
    #[error("the store is in use by another process, waited {seconds} seconds")]
    Busy {
        /// How long was waited.
        seconds: u64,
    },
    /// Writing where only reading is allowed.
    #[error("the store cannot be written: {reason}")]
    ReadOnly {
        /// Why.
        reason: &'static str,
    },
    /// No space left.
    #[error("no space is left for the store, nothing was kept")]
    Full(#[source] Box<dyn Error + Send + Sync>),
    /// There is no store where one was looked for.
    #[error("there is no store at `{place}`: run `jenjang database init`")]
    Missing {
        /// Where.
        place: String,
    },
    /// Something stands where a new store was to be made.
    #[error("there is something at `{place}` already, a new store is not written over it")]
    Occupied {
        /// Where.
        place: String,
    },
    /// What was found is not a store of this program.
    #[error("what is at `{place}` is not a store of this program")]
    Foreign {
        /// Where.
        place: String,
    },
    /// The store was written by a newer program.
    #[error("the store is at version {found}, this program knows up to {known}: use a newer program")]
    Newer {
        /// The version of the store.
        found: i64,
        /// The newest version the program knows.
        known: i64,
    },
    /// The store has to be brought up to date first.
    #[error("the store is at version {found}, expected {expected}: run `jenjang database migrate`")]
    Older {
        /// The version of the store; 0 for an empty one.
        found: i64,
        /// The version the program needs.
        expected: i64,
    },
    /// What is stored cannot be understood.
    #[error("table `{table}`, column `{column}`, row `{row}` cannot be read: {problem}")]
    Corrupt {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// The key of the row.
        row: String,
        /// What is wrong.
        problem: String,
    },
    /// A value the store has no room for.
    #[error("{what} `{found}` cannot be stored, expected {expected}")]
    Unstorable {
        /// What.
        what: &'static str,
        /// The value.
        found: String,
        /// What can be stored.
        expected: &'static str,
    },
    /// Answers of a cycle whose key is gone.
    #[error("the key of cycle `{cycle}` is not there: its answers cannot be read or taken")]
    KeyMissing {
        /// The cycle.
        cycle: String,
    },
    /// The store cannot be reached.
    #[error("the store cannot be reached")]
    Unavailable(#[source] Box<dyn Error + Send + Sync>),
    /// What only one kind of store has to say, and what to do about it.
    #[error("{}", .0.en)]
    Special(Label),
    /// Anything else the backend says.
    #[error("the store failed while {doing}")]
    Backend {
        /// What it was doing.
        doing: &'static str,
        /// What it said.
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
}

fn revision(found: Option<Revision>) -> String {
    found.map_or_else(|| "none".to_owned(), |Revision(number)| number.to_string())
}

impl StoreError {
    /// Whether doing the whole transaction again may succeed.
    pub fn is_transient(&self) -> bool {
        matches!(self, StoreError::Contended(_))
    }

    /// The sentence in both languages; the cause is in `source()`.
    pub fn message(&self) -> Label {
        let of = |revision: &Option<Revision>| revision.map_or_else(|| "belum ada".to_owned(), |Revision(number)| number.to_string());
        let id = match self {
            StoreError::Conflict { what, id, found, expected } => {
                format!("{what} `{id}` di penyimpanan berevisi {}, seharusnya {}", of(found), of(expected))
            }
            StoreError::Contended(_) => "transaksi lain mendahului, tidak ada yang disimpan".to_owned(),
            StoreError::Busy { seconds } => format!("penyimpanan sedang dipakai proses lain, sudah ditunggu {seconds} detik"),
            StoreError::ReadOnly { .. } => "penyimpanan tidak dapat ditulis".to_owned(),
            StoreError::Full(_) => "ruang penyimpanan habis, tidak ada yang disimpan".to_owned(),
            StoreError::Missing { place } => format!("tidak ada penyimpanan di `{place}`: jalankan `jenjang database init`"),
            StoreError::Occupied { place } => format!("di `{place}` sudah ada sesuatu, penyimpanan baru tidak menimpanya"),
            StoreError::Foreign { place } => format!("yang ada di `{place}` bukan penyimpanan program ini"),
            StoreError::Newer { found, known } => {
                format!("penyimpanan berversi {found}, program ini mengenal sampai {known}: gunakan program yang lebih baru")
            }
            StoreError::Older { found, expected } => {
                format!("penyimpanan berversi {found}, seharusnya {expected}: jalankan `jenjang database migrate`")
            }
            StoreError::Corrupt { table, column, row, problem } => {
                format!("tabel `{table}`, kolom `{column}`, baris `{row}` tidak dapat dibaca: {problem}")
            }
            StoreError::Unstorable { what, found, .. } => format!("{what} `{found}` tidak dapat disimpan"),
            StoreError::KeyMissing { cycle } => {
                format!("kunci periode `{cycle}` tidak ada: jawabannya tidak dapat dibaca atau diterima")
            }
            StoreError::Unavailable(_) => "penyimpanan tidak dapat dihubungi".to_owned(),
            StoreError::Special(sentence) => return sentence.clone(),
            StoreError::Backend { .. } => "penyimpanan gagal mengerjakan permintaan".to_owned(),
        };
        Label::new(id, self.to_string())
    }
}
