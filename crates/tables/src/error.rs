//! Why an export cannot go on.

use std::sync::Arc;

use jenjang::legal::Label;
use jenjang::people::id::PersonId;

/// Why an export cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum TablesError {
    /// A fact whose type has no column.
    #[error(
        "fact `{fact}` is a {found}, which has no column, expected truth values, numbers, dates, durations, choices, text or lists of these"
    )]
    Type {
        /// The fact.
        fact: Arc<str>,
        /// Its type.
        found: String,
    },
    /// A value that does not fit the column of its fact.
    #[error("fact `{fact}` of `{person}` is {found}, expected {expected}")]
    Value {
        /// The fact.
        fact: Arc<str>,
        /// About whom.
        person: PersonId,
        /// What was found.
        found: String,
        /// What fits.
        expected: String,
    },
    /// The Parquet file cannot be written.
    #[error("the Parquet file cannot be written")]
    Parquet(#[from] parquet::errors::ParquetError),
    /// The columns cannot be put together.
    #[error("the columns of the Parquet file cannot be put together")]
    Columns(#[from] arrow_schema::ArrowError),
    /// The workbook cannot be written.
    #[error("the workbook cannot be written")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
}

impl TablesError {
    /// The sentence in both languages.
    pub fn message(&self) -> Label {
        let id = match self {
            TablesError::Type { fact, found } => format!(
                "fakta `{fact}` berjenis {found}, yang tidak mempunyai kolom, seharusnya nilai benar/salah, bilangan, tanggal, lama waktu, \
                 pilihan, teks, atau daftar dari jenis itu"
            ),
            TablesError::Value { fact, person, found, expected } => {
                format!("fakta `{fact}` dari `{person}` adalah {found}, seharusnya {expected}")
            }
            TablesError::Parquet(_) => "berkas Parquet tidak dapat ditulis".to_owned(),
            TablesError::Columns(_) => "kolom-kolom berkas Parquet tidak dapat disusun".to_owned(),
            TablesError::Workbook(_) => "buku kerja tidak dapat ditulis".to_owned(),
        };
        Label::new(id, self.to_string())
    }
}
