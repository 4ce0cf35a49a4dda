#![doc = include_str!("../README.md")]

mod error;
pub mod facts;
pub mod workbook;

pub use error::TablesError;
pub use facts::{Choices, FactsOptions, FactsParquet};
pub use workbook::Workbook;
