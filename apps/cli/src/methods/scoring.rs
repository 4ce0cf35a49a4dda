//! Methods of 360° scoring.

use super::Method;

pub(crate) const METHODS: &[Method] = &[];
