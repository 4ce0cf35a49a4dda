//! `[[components]]`, `[score]` and `[[tie-breaks]]`.

use jenjang::legal::Label;
use jenjang::period::EffectivePeriod;
use jenjang::policy::document::{ComponentDocument, MissingRule, ScoreDocument, TieBreakDocument, WeightSum};

use crate::keys;
use crate::reader::Section;

pub(super) fn components(top: &Section<'_, '_>) -> Vec<ComponentDocument> {
    top.repeated("components", keys::COMPONENT).iter().filter_map(component).collect()
}

fn component(section: &Section<'_, '_>) -> Option<ComponentDocument> {
    let code = section.need_text("code");
    let label = section.need_label("label", code.as_ref().map_or("", |code| &code.value));
    let (weight, value) = (section.need_expression("weight"), section.need_expression("value"));
    let (range, citation) = (section.range("range"), section.citation(None));
    let effective = section.period("effective").unwrap_or(EffectivePeriod::ALWAYS);
    Some(ComponentDocument { code: code?, label, citation, effective, weight: weight?, value: value?, range, span: section.span })
}

pub(super) fn score(top: &Section<'_, '_>) -> Option<ScoreDocument> {
    let section = Section::open(top.reader, &top.find("score")?, "[score]", keys::SCORE)?;
    let sums = [("share", WeightSum::Share), ("percent", WeightSum::Percent), ("points", WeightSum::Points)];
    Some(ScoreDocument {
        weights: section.word("weights", &sums).unwrap_or_default(),
        range: section.range("range"),
        rounding: section.rounding("rounding"),
        missing: missing(&section),
        citation: section.citation(None),
        span: section.span,
    })
}

fn missing(section: &Section<'_, '_>) -> MissingRule {
    let renormalise = section.word("missing", &[("unknown", false), ("renormalise", true)]).unwrap_or(false);
    match (renormalise, section.find("minimum-weight")) {
        (false, None) => MissingRule::Unknown,
        (true, Some(field)) => {
            let least = section.reader.decimal(&field);
            least.map_or(MissingRule::Unknown, |least| MissingRule::Renormalise { minimum_weight: least.value })
        }
        (true, None) => {
            section.missing("`minimum-weight`");
            MissingRule::Unknown
        }
        (false, Some(field)) => {
            let name = field.name();
            section.reader.error(
                "conflicting-keys",
                field.key.span,
                Label::new(
                    format!("{name} hanya berarti bersama `missing = \"renormalise\"`"),
                    format!("{name} means something only with `missing = \"renormalise\"`"),
                ),
            );
            MissingRule::Unknown
        }
    }
}

pub(super) fn tie_breaks(top: &Section<'_, '_>) -> Vec<TieBreakDocument> {
    top.repeated("tie-breaks", keys::TIE_BREAK).iter().filter_map(tie_break).collect()
}

fn tie_break(section: &Section<'_, '_>) -> Option<TieBreakDocument> {
    let label = section.need_label("label", &section.name);
    let value = section.need_expression("value");
    let descending = section.word("order", &[("descending", true), ("ascending", false)]).unwrap_or(true);
    let citation = section.citation(None);
    Some(TieBreakDocument { label, value: value?, descending, citation })
}
