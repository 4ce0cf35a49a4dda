//! The `jenjang` command.
fn main() {}
