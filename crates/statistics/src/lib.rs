#![doc = include_str!("../README.md")]

pub mod descriptive;
pub mod distribution;
pub mod fairness;
pub mod ranks;
pub mod reliability;
pub mod tables;
mod undefined;

pub use undefined::Undefined;
