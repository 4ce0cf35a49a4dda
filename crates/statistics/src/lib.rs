#![doc = include_str!("../README.md")]

mod undefined;

pub use undefined::Undefined;
