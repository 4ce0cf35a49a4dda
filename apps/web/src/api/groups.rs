//! The operations by matter.

pub(crate) mod appeals;
pub(crate) mod audit;
pub(crate) mod budgets;
pub(crate) mod catalogue;
pub(crate) mod certificates;
pub(crate) mod consultations;
pub(crate) mod corrections;
pub(crate) mod cycles;
pub(crate) mod development;
pub(crate) mod drafts;
pub(crate) mod events;
pub(crate) mod indicators;
pub(crate) mod me;
pub(crate) mod mentoring;
pub(crate) mod people;
pub(crate) mod placements;
pub(crate) mod policies;
pub(crate) mod rounds;
pub(crate) mod socialisations;
pub(crate) mod studies;
pub(crate) mod surveys;
pub(crate) mod talent;
pub(crate) mod team;
pub(crate) mod tokens;
