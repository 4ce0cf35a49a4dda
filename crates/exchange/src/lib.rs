#![doc = include_str!("../README.md")]

pub mod catalogue;
pub mod competency;
pub mod evaluation;
pub mod export;
mod json;
pub mod quality;
pub mod siasn;
mod table;

pub use table::{MAXIMUM_TABLE_BYTES, Reading};
