//! Methods of talent and panels.

use super::Method;

pub(crate) const METHODS: &[Method] = &[];
