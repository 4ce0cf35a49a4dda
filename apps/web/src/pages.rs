//! Pages for whoever is signed in.

pub(crate) mod decision;
pub(crate) mod eligibility;
pub(crate) mod home;
mod listing;
pub(crate) mod people;
pub(crate) mod sign_in;
mod standing;
pub(crate) mod team;
