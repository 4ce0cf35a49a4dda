//! The machine a program runs on: its clock, its random bytes, and the stores it opens. The only crate that knows which stores there are, and that reads
//! the wall clock; programs hand what it gives to the use cases.

mod clock;
mod place;

pub use clock::{SystemClock, SystemEntropy};
pub use place::{Opened, Place};
