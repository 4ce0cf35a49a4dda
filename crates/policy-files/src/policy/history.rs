//! `[parameters]`, `[definitions]` and `[periods]`: what has a history, and named expressions.

use jenjang::legal::Label;
use jenjang::policy::diagnostic::Spanned;
use jenjang::policy::document::{DatedDocument, DefinitionDocument, Literal, ParameterDocument, PeriodRule, PeriodsDocument};

use crate::keys;
use crate::reader::{Field, Reader, Section, span_of};

pub(super) fn parameters(top: &Section<'_, '_>) -> Vec<ParameterDocument> {
    let mut parameters = Vec::new();
    for (name, section) in top.named("parameters", keys::PARAMETER) {
        let values = section.entries("values", keys::PARAMETER_VALUE).map(|entries| entries.iter().filter_map(value).collect::<Vec<_>>());
        if values.as_ref().is_some_and(Vec::is_empty) {
            let place = section.find("values").map_or(section.span, |field| span_of(field.item));
            section.reader.error(
                "empty-history",
                place,
                Label::new(
                    format!("parameter `{}` tidak mempunyai nilai yang dapat dipakai, diharapkan paling sedikit satu", name.value),
                    format!("parameter `{}` has no usable value, expected at least one", name.value),
                ),
            );
        }
        parameters.push(ParameterDocument {
            label: section.need_label("label", &name.value),
            ty: section.text("type"),
            unit: section.plain("unit"),
            range: section.range("range"),
            values: values.unwrap_or_default(),
            span: section.span,
            name,
        });
    }
    parameters
}

fn value(entry: &Section<'_, '_>) -> Option<DatedDocument<Spanned<Literal>>> {
    let value = entry.need("value").and_then(|field| entry.reader.literal(&field));
    let dated = entry.dated(entry.need_citation());
    Some(dated.with(value?))
}

pub(super) fn definitions(top: &Section<'_, '_>) -> Vec<DefinitionDocument> {
    let mut definitions = Vec::new();
    for (name, section) in top.named("definitions", keys::DEFINITION) {
        let label = section.need_label("label", &name.value);
        let (unit, citation) = (section.plain("unit"), section.citation(None));
        let Some(expression) = section.need_expression("expression") else { continue };
        definitions.push(DefinitionDocument { name, label, expression, unit, citation });
    }
    definitions
}

pub(super) fn periods(top: &Section<'_, '_>) -> Option<PeriodsDocument> {
    let section = Section::open(top.reader, &top.find("periods")?, "[periods]", keys::PERIODS)?;
    let label = section.need_label("label", "[periods]");
    let entries = section.entries("values", keys::PERIODS_VALUE)?;
    Some(PeriodsDocument { label, values: entries.iter().filter_map(period).collect() })
}

fn period(entry: &Section<'_, '_>) -> Option<DatedDocument<PeriodRule>> {
    let months = entry.need("months").and_then(|field| months(entry.reader, &field));
    let day = match entry.find("day") {
        None => Some(1),
        Some(field) => entry.reader.whole(&field, 1, 28).and_then(|day| u32::try_from(day).ok()),
    };
    let dated = entry.dated(entry.citation(None));
    Some(dated.with(PeriodRule { months: months?, day: day? }))
}

fn months(reader: &Reader<'_>, field: &Field<'_>) -> Option<Vec<u32>> {
    let items = reader.list(field)?;
    let count = items.len();
    let mut months: Vec<u32> =
        items.iter().filter_map(|item| reader.whole(item, 1, 12)).filter_map(|month| u32::try_from(month).ok()).collect();
    if months.is_empty() || months.len() < count {
        if count == 0 {
            reader.error(
                "empty-list",
                span_of(field.item),
                Label::new(
                    format!("{} kosong, diharapkan paling sedikit satu bulan", field.name()),
                    format!("{} is empty, expected at least one month", field.name()),
                ),
            );
        }
        return None;
    }
    months.sort_unstable();
    months.dedup();
    Some(months)
}
