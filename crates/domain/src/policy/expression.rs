//! The expression language: a small, total, typed subset of FEEL.
//!
//! Text is parsed to a syntax tree with spans, typed against a scope, and evaluated with three answers.

pub mod environment;
pub mod evaluate;
mod function;
pub mod literal;
pub mod node;
pub mod parser;
pub mod standalone;
pub mod suggest;
pub mod syntax;
mod token;
pub mod typing;
pub mod unary;

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;

pub use evaluate::evaluate;
pub use function::Outside;
pub use standalone::standalone;
