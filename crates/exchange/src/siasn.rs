//! The national register (SIASN) and an agency's own spreadsheets as people, histories and units.
//!
//! Nothing here stores anything: bytes go in, records and refused rows come out, and what to do with them is the caller's. A staff list comes
//! first, then each history, person by person:
//!
//! ```
//! use jenjang_exchange::siasn::{Format, Options, Table, TableKind};
//!
//! let list = "nip_baru;nama;tanggal_lahir;jenis_kelamin;tmt_cpns\n199608182022041901;Contoh;18-08-1996;M;01-04-2022\n";
//! let mut table = Table::open("pegawai.csv", TableKind::Staff, Format::Csv, Box::new(list.as_bytes()), &Options::default())?;
//! let people: Vec<_> = table.staff().collect();
//! assert!(people[0].is_ok());
//! assert_eq!((table.counts().read, table.counts().good), (1, 1));
//! # Ok::<(), jenjang_exchange::siasn::FileError>(())
//! ```
//!
//! A history is read twice: [`Table::people`] counts the rows of each person, [`Table::histories`] then hands out each person's rows together,
//! in whatever order the file has them. A file sorted by person needs memory for one person and the counts; an unsorted one for the people whose
//! rows are not complete yet.

mod codes;
mod columns;
mod dates;
mod group;
mod header;
mod history;
mod identity;
mod mapping;
mod position;
mod problem;
mod reject;
mod row;
mod source;
mod staff;
mod table;
mod units;
mod write;

pub use columns::{TableKind, UnknownTable};
pub use group::{Histories, PeopleCounts, PersonHistory};
pub use identity::{PersonIds, PersonRef};
pub use mapping::Mapping;
pub use problem::{FileError, Mender, Note, RowCounts, RowProblem};
pub use reject::{Reject, RejectWriter};
pub use source::{Format, SourceRow};
pub use staff::{StaffEntry, Standing};
pub use table::{Options, Refusal, StaffRows, Table, UnitRows};
pub use units::{Leaders, UnitEntry};
pub use write::{Fault, Person, Spoiler, TableWriter};

/// The grades of civil servants from the lowest to the highest, as codes of the catalogue.
pub fn grades() -> impl Iterator<Item = &'static str> {
    codes::codes().of(codes::List::Grade).map(|grade| grade.ours)
}
