//! Methods of talent and panels.

mod boxes;
mod kappas;
mod orders;
mod scores;

use super::Method;

/// All of them, file by file.
pub(crate) const METHODS: &[&[Method]] = &[boxes::METHODS, scores::METHODS, orders::METHODS, kappas::METHODS];
