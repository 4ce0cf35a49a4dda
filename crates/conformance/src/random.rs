//! Random sequences of operations, run on a store and on the memory store alike.

mod dump;
mod generate;
mod operation;
mod sequence;

pub(crate) use dump::dump;
pub(crate) use sequence::check;
