//! People from files: Parquet, Arrow and CSV, of our own making and of anybody's. `docs/lab-input.md` describes them.
//!
//! A file is read in parts (row groups, record batches, blocks of lines), each by whichever thread is free, in segments of at most 65,536
//! people. What cannot be read is missing for that person and told in the [`Reading`](crate::population::Reading); nobody is left out.

use std::path::Path;
use std::sync::Arc;

use jenjang::policy::catalogue::Catalogue;

use crate::error::LabError;
use crate::population::Population;

mod arrays;
mod cells;
mod checks;
mod csv;
mod dates;
pub mod decoded;
mod file;
mod ipc;
mod lists;
mod mapping;
mod parquet;
mod plan;
mod rows;
mod table;
mod twice;

pub use checks::require;
pub use mapping::{Mapping, Problems};
pub use plan::ID;
pub use rows::{Row, rows};
pub(crate) use twice::ToldApart;
pub use twice::{Duplicate, Duplicates, duplicates};

/// Opens a file of people: Parquet, Arrow (file or stream) or CSV, by what it begins with.
///
/// # Errors
/// [`LabError::File`] where it cannot be opened; [`LabError::Refused`] where it is no such file, is cut off or in another encoding, or lacks
/// a column that the mapping names.
pub fn open(path: &Path, catalogue: &Arc<Catalogue>, mapping: Option<&Mapping>) -> Result<Box<dyn Population>, LabError> {
    let file = file::File::open(path)?;
    let start = file.bytes(&mut file.handle()?, 0, 8)?;
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
    let source: Box<dyn table::Source> = match start.as_slice() {
        [b'P', b'A', b'R', b'1', ..] => Box::new(parquet::Parquet::open(&file)?),
        [b'A', b'R', b'R', b'O', b'W', b'1', ..] => match decoded::of(file.clone(), ipc::Ipc::open_file(&file)?, catalogue)? {
            Ok(decoded) => return Ok(Box::new(decoded)),
            Err(ipc) => Box::new(ipc),
        },
        [0xFF, 0xFF, 0xFF, 0xFF, ..] => Box::new(ipc::Ipc::open_stream(&file)?),
        // what should be of a kind and does not begin so says why
        _ if ending == "parquet" => Box::new(parquet::Parquet::open(&file)?),
        _ if ["arrow", "feather", "ipc"].contains(&ending.as_str()) => Box::new(ipc::Ipc::open_file(&file)?),
        _ if ["arrows", "stream"].contains(&ending.as_str()) => Box::new(ipc::Ipc::open_stream(&file)?),
        [b'P', b'K', 3, 4, ..] | [0xD0, 0xCF, 0x11, 0xE0, ..] => {
            let name = file.name();
            return Err(LabError::refused(
                format!("`{name}` adalah buku kerja atau arsip, diharapkan CSV, Parquet atau Arrow; simpan lembarnya sebagai CSV UTF-8"),
                format!("`{name}` is a workbook or an archive, expected CSV, Parquet or Arrow; save its sheet as CSV in UTF-8"),
            ));
        }
        _ => Box::new(csv::Csv::open(&file, mapping)?),
    };
    Ok(Box::new(table::Table::new(file, source, catalogue, mapping)?))
}
