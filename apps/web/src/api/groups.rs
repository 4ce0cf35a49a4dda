//! The operations by matter.

pub(crate) mod appeals;
pub(crate) mod audit;
pub(crate) mod certificates;
pub(crate) mod consultations;
pub(crate) mod cycles;
pub(crate) mod development;
pub(crate) mod events;
pub(crate) mod indicators;
pub(crate) mod me;
pub(crate) mod people;
pub(crate) mod policies;
pub(crate) mod rounds;
pub(crate) mod surveys;
pub(crate) mod tokens;
