//! The expression language: a small, total, typed subset of FEEL.
//!
//! Text is parsed to a syntax tree with spans, typed against a scope, and evaluated with three answers.

pub mod environment;
pub mod node;
