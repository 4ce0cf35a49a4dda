//! What a comparison, its costs and a parameter search say, over people counted by hand and over people made up at random.

#![allow(clippy::unwrap_used, reason = "helpers of tests: what is absent here ends the test")]

mod costs;
mod disclosure;
mod fixture;
mod nowhere;
mod properties;
mod searches;
mod values;
mod worked;
