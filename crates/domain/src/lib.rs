#![doc = include_str!("../README.md")]

pub mod access;
pub mod audit;
pub mod career;
pub mod certificate;
pub mod competency;
pub mod consultation;
pub mod development;
pub mod evaluation;
pub mod index;
pub mod indicator;
pub mod legal;
pub mod mentoring;
pub mod number;
pub mod people;
pub mod period;
pub mod placement;
pub mod policy;
pub mod promotion;
pub mod record;
pub mod socialisation;
pub mod store;
pub mod study;
pub mod survey;
pub mod talent;
pub mod webhook;

// The types of dates and decimals in this crate's interface, so that an embedder need not name their crates.
pub use chrono::NaiveDate;
pub use rust_decimal::Decimal;
