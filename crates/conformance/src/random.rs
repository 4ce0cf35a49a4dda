//! Random sequences of operations, run on a store and on the memory store alike.

mod dump;

pub(crate) use dump::dump;
