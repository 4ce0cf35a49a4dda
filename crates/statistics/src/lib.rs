#![doc = include_str!("../README.md")]

pub mod agreement;
pub mod criteria;
pub mod descriptive;
pub mod disclosure;
pub mod distribution;
pub mod fairness;
pub mod ordering;
pub mod ranks;
pub mod raters;
mod regression;
pub mod reliability;
pub mod surveys;
pub mod tables;
pub mod training;
mod undefined;

pub use undefined::Undefined;
