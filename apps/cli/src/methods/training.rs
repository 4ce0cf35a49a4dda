//! Methods of training effect and surveys.

mod change;
mod effect;
mod groups;
mod sample;
mod series;
mod survey;

use jenjang::legal::Label;

use super::{Inputs, Method};

/// All of them, file by file.
pub(crate) const METHODS: &[&[Method]] =
    &[change::METHODS, groups::METHODS, effect::METHODS, series::METHODS, survey::METHODS, sample::METHODS];

/// Names under which the values before and after may come.
const BEFORE: &[&str] = &["pre", "before", "x", "x1", "movie1", "group1", "sample1", "extra1", "treated", "mean_pre", "a"];
const AFTER: &[&str] = &["post", "after", "y", "x2", "movie2", "group2", "sample2", "extra2", "control", "mean_post", "b"];

/// A list of numbers under one of these names, without the people who gave none.
fn present(inputs: &Inputs<'_>, names: &[&str]) -> Result<Vec<f64>, Label> {
    Ok(inputs.gapped(inputs.named(names))?.into_iter().flatten().collect())
}

/// Refuses lists of different length by name.
fn same_length(first: (&str, usize), second: (&str, usize)) -> Result<(), Label> {
    if first.1 == second.1 {
        return Ok(());
    }
    Err(Label::new(
        format!("`{}` berisi {} nilai dan `{}` {}, diharapkan sama banyak", first.0, first.1, second.0, second.1),
        format!("`{}` has {} values and `{}` has {}, expected as many", first.0, first.1, second.0, second.1),
    ))
}
