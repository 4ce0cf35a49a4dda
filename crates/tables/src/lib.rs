#![doc = include_str!("../README.md")]

mod error;
pub mod facts;
pub mod workbook;

pub use error::TablesError;
pub use facts::{Choices, FactsOptions, FactsParquet};
pub use jenjang_exchange::export::sheets::Cell;
pub use workbook::Workbook;
