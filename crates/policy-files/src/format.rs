//! The canonical layout of policy and catalogue files.
//!
//! Works on the tree and its places: what is written stays as it is written (texts keep their quotes), only order and white space change.

mod comments;
mod order;
mod sections;
mod values;

use std::sync::Arc;

use jenjang::policy::diagnostic::Diagnostic;

use crate::limits;
use crate::syntax;
use comments::Comments;

/// Columns a line may have before a list of plain values is written one value per line.
const WIDTH: usize = 120;

/// The same file in canonical layout, as docs/policy-format.md describes it; comments are kept.
///
/// Formatting a second time changes nothing, and reading the result gives the same policy. Unknown keys are kept, after the known ones.
///
/// # Errors
/// What keeps the text from being TOML: syntax errors, keys written twice, impossible dates, and what [`crate::read_policy`] refuses
/// to read at all. Other problems (unknown keys, wrong kinds) do not keep a file from being formatted.
pub fn format(file_name: &str, bytes: &[u8]) -> Result<String, Vec<Diagnostic>> {
    let file: Arc<str> = Arc::from(file_name);
    let text = limits::text(&file, bytes).map_err(|refused| vec![*refused])?;
    let (tree, problems) = syntax::parse(&file, text);
    if !problems.is_empty() {
        return Err(problems);
    }
    let comments = Comments::of(text);
    Ok(sections::File::read(text, tree.get_ref()).print(&comments))
}
