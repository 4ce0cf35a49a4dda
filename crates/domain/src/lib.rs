//! Career rules as data; a decision is a pure function that carries its proof.
//!
//! The modules stand in reading order, each uses only those before it: numbers and labels, dates and periods, the legal ground,
//! people and their histories, policies (catalogue, expressions, checking, deciding, explaining), promotion rounds.
//!
//! Nothing here reads a file, a network or a clock: time is a parameter.

pub mod legal;
pub mod number;
pub mod people;
pub mod period;
pub mod policy;
pub mod promotion;
