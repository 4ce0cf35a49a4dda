#![doc = include_str!("../README.md")]

pub mod answers;
pub mod audit;
pub mod bits;
pub mod column;
pub mod compare;
pub mod cost;
pub mod error;
pub mod explain;
pub mod grouping;
pub mod input;
pub mod kernel;
pub mod population;
pub mod project;
pub mod report;
pub mod run;
pub mod search;
pub mod segment;
pub mod shown;
pub mod sql;

pub use error::LabError;
