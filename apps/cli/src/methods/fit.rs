//! Methods of person-job fit.

use super::Method;

pub(crate) const METHODS: &[Method] = &[];
