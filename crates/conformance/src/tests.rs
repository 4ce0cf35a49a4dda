//! The tests, by area. Each is a sentence about what a store promises; `list.rs` names them all.

pub(crate) mod access;
pub(crate) mod appeals;
pub(crate) mod audit;
pub(crate) mod bounds;
pub(crate) mod competency;
pub(crate) mod cycles;
pub(crate) mod decisions;
pub(crate) mod development;
pub(crate) mod paging;
pub(crate) mod people;
pub(crate) mod policies;
pub(crate) mod races;
pub(crate) mod record;
pub(crate) mod rounds;
pub(crate) mod sequences;
pub(crate) mod texts;
pub(crate) mod transactions;
