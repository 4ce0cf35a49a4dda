#![doc = include_str!("../README.md")]

pub mod evaluation;
pub mod talent;
