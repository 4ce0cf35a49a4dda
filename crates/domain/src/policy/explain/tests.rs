//! Words for every part of the language, on a policy built by hand.

mod fixture;
mod sentences;
mod whole;
