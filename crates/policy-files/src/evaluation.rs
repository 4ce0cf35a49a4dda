//! Files of 360° evaluation: schemes and instruments. The shape of the files is in docs/evaluation.md.

mod instrument;
mod library;
mod scheme;

pub use instrument::read_instrument;
pub use library::EvaluationLibrary;
pub(crate) use scheme::path_name;
pub use scheme::read_scheme;
