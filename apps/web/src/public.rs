//! What everybody may read without an account.

pub(crate) mod assets;
pub(crate) mod policies;
