//! The parts of the page.

mod causes;
mod change;
mod cost;
mod data;
mod examples;
mod fairness;
mod groups;
mod projection;
mod sweep;
mod values;
mod waiting;

use super::Contents;
use super::numbers::Writer;
use super::page::Section;

/// Every section there is something for, in the order of reading.
pub(super) fn all(contents: &Contents, writer: Writer) -> Vec<Section> {
    let sections = [
        Some(change::section(contents, writer)),
        Some(groups::section(contents, writer)),
        causes::section(contents, writer),
        examples::section(contents, writer),
        values::section(contents, writer),
        waiting::section(contents, writer),
        cost::section(contents, writer),
        sweep::section(contents, writer),
        projection::section(contents, writer),
        fairness::section(contents, writer),
        Some(data::section(contents, writer)),
        Some(data::method(contents, writer)),
        Some(data::again(contents, writer)),
    ];
    sections.into_iter().flatten().collect()
}
