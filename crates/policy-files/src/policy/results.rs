//! `[points]` and `[classification]`.

use jenjang::policy::document::{ClassificationDocument, PointsDocument};

use crate::keys;
use crate::reader::Section;

pub(super) fn points(top: &Section<'_, '_>) -> Option<PointsDocument> {
    let section = Section::open(top.reader, &top.find("points")?, "[points]", keys::POINTS)?;
    let result = section.need_expression("result");
    let (unit, rounding, range) = (section.plain("unit"), section.rounding("rounding"), section.range("range"));
    let citation = section.citation(None);
    Some(PointsDocument { result: result?, unit, rounding, range, citation })
}

pub(super) fn classification(top: &Section<'_, '_>) -> Option<ClassificationDocument> {
    let section = Section::open(top.reader, &top.find("classification")?, "[classification]", keys::CLASSIFICATION)?;
    let (result, output, citation) = (section.need_expression("result"), section.need_text("output"), section.citation(None));
    Some(ClassificationDocument { result: result?, output: output?, citation })
}
