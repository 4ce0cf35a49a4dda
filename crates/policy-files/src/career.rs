//! Career patterns and posts. The shape of the files is in docs/career.md.

mod names;
mod pattern;
mod posts;

pub use pattern::read_career_pattern;
pub use posts::read_posts;

pub(crate) use names::Codes;
