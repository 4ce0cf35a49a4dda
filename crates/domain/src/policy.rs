//! Policies: what may be read (the fact catalogue), what is written (documents), what is meant (typed policies), what is decided and why.
//!
//! Reading order: values and types, the catalogue and dossiers, expressions, documents as written, typed policies, decisions.

pub mod catalogue;
pub mod check;
pub mod compile;
pub mod decide;
pub mod decision;
pub mod diagnostic;
pub mod diff;
pub mod digest;
pub mod document;
pub mod dossier;
pub mod earliest;
pub mod explain;
pub mod expression;
pub mod model;
pub mod nearest;
pub mod normalise;
pub mod repository;
pub mod scale;
pub mod stored;
pub mod types;
pub mod value;
