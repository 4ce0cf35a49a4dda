//! The posts of an agency, read from a file when the server starts.

use std::path::Path;
use std::sync::Arc;

use jenjang::career::{CareerMap, Post};
use jenjang::legal::{Label, Language};
use jenjang_policy_files::{Library, read_posts, record};

/// How many problems are told; the rest are counted.
const TOLD: usize = 10;

/// A map of posts by the national career pattern.
pub(crate) fn map(shipped: &Library, posts: Vec<Post>) -> Result<CareerMap, Vec<Label>> {
    let missing = || vec![Label::new("pola karier nasional tidak terbaca", "the national career pattern cannot be read")];
    let catalogue = shipped.catalogues.first().ok_or_else(missing)?;
    let (pattern, _) = jenjang_asn::career_pattern(catalogue, &shipped.set);
    let pattern = Arc::new(pattern.ok_or_else(missing)?);
    CareerMap::new(pattern, posts).map_err(|errors| errors.iter().map(|error| error.message()).collect())
}

/// The map of the posts in a file (CSV, docs/career.md).
///
/// # Errors
/// What is wrong with the file, for the operator: every problem with its line, the first ten of them.
pub(crate) fn read(path: &Path, shipped: &Library) -> Result<CareerMap, Label> {
    let file = path.display().to_string();
    let said =
        |problem: &dyn std::fmt::Display| Label::new(format!("`--posts` `{file}`: {problem}"), format!("`--posts` `{file}`: {problem}"));
    let text = std::fs::read_to_string(path).map_err(|error| said(&error))?;
    let catalogue = shipped.catalogues.first().ok_or_else(|| said(&"-"))?;
    let (posts, problems) = read_posts(&file, &text, catalogue);
    let problems: Vec<Label> = problems
        .iter()
        .map(|problem| {
            let found = record(problem, &text);
            Label::new(
                format!("baris {}: {}", found.line, found.message.get(Language::Id)),
                format!("line {}: {}", found.line, found.message.get(Language::En)),
            )
        })
        .collect();
    let refused = |problems: Vec<Label>| {
        let in_language = |language| {
            let told: Vec<&str> = problems.iter().take(TOLD).map(|problem| problem.get(language)).collect();
            told.join("\n  ")
        };
        let count = problems.len();
        Label::new(
            format!("`--posts` `{file}`: {count} kesalahan; peta tidak dibuat\n  {}", in_language(Language::Id)),
            format!("`--posts` `{file}`: {count} errors; no map was made\n  {}", in_language(Language::En)),
        )
    };
    if !problems.is_empty() {
        return Err(refused(problems));
    }
    map(shipped, posts).map_err(refused)
}
