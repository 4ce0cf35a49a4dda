//! Words for every part of the language, on a policy built by hand.

pub(crate) mod fixture;
mod sentences;
mod whole;
