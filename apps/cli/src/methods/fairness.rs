//! Methods of fairness.

use super::Method;

pub(crate) const METHODS: &[Method] = &[];
