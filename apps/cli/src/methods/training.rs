//! Methods of training effect and surveys.

use super::Method;

pub(crate) const METHODS: &[&[Method]] = &[];
