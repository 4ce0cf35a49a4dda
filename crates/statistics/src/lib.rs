#![doc = include_str!("../README.md")]

pub mod distribution;
pub mod fairness;
mod undefined;

pub use undefined::Undefined;
