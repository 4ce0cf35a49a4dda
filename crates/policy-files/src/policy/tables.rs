//! `[scales]`, `[tables]` and `[bands]`.

use std::collections::BTreeMap;
use std::sync::Arc;

use jenjang::legal::Label;
use jenjang::period::EffectivePeriod;
use jenjang::policy::diagnostic::{Diagnostic, Span, Spanned};
use jenjang::policy::document::{
    BandsDocument, DatedDocument, HitPolicy, RowDocument, ScaleDocument, ScaleValueDocument, StepDocument, TableDocument,
};

use crate::keys;
use crate::reader::{Field, Reader, Section, kind_of, span_of};
use crate::words::shorten;

/// `[scales]` of a policy or a catalogue.
pub(crate) fn scales(top: &Section<'_, '_>) -> Vec<ScaleDocument> {
    let mut scales = Vec::new();
    for (name, section) in top.named("scales", keys::SCALE) {
        let mut values: Vec<ScaleValueDocument> = Vec::new();
        let mut seen: BTreeMap<Arc<str>, Span> = BTreeMap::new();
        for entry in section.entries("values", keys::SCALE_VALUE).unwrap_or_default() {
            let code = entry.need_text("code");
            let label = entry.need_label("label", code.as_ref().map_or("", |code| &code.value));
            let note = entry.label("note");
            let Some(code) = code else { continue };
            match seen.get(&code.value) {
                Some(first) => repeated(section.reader, "duplicate-code", &code, *first, &section.name),
                None => {
                    seen.insert(Arc::clone(&code.value), code.span);
                    values.push(ScaleValueDocument { code, label, note });
                }
            }
        }
        if let (true, Some(field)) = (values.is_empty(), section.find("values")) {
            empty(section.reader, &field);
        }
        scales.push(ScaleDocument {
            label: section.need_label("label", &name.value),
            ordered: section.boolean("ordered").unwrap_or(true),
            values,
            citation: section.citation(None),
            name,
        });
    }
    scales
}

/// Reports a code or name that was already used.
pub(crate) fn repeated(reader: &Reader<'_>, code: &'static str, found: &Spanned<Arc<str>>, first: Span, place: &str) {
    let text = shorten(&found.value);
    reader.report(
        Diagnostic::error(
            code,
            &reader.file,
            found.span,
            Label::new(format!("`{text}` sudah dipakai sebelumnya di `{place}`"), format!("`{text}` is already used before in `{place}`")),
        )
        .with_related(first, Label::new("dipakai pertama kali di sini", "first used here")),
    );
}

fn empty(reader: &Reader<'_>, field: &Field<'_>) {
    reader.error(
        "empty-list",
        span_of(field.item),
        Label::new(
            format!("{} tidak berisi apa pun yang dapat dipakai, diharapkan paling sedikit satu", field.name()),
            format!("{} holds nothing usable, expected at least one", field.name()),
        ),
    );
}

pub(super) fn tables(top: &Section<'_, '_>) -> Vec<TableDocument> {
    let mut tables = Vec::new();
    for (name, section) in top.named("tables", keys::TABLE) {
        let reader = section.reader;
        let inputs = section.need("inputs").and_then(|field| {
            let items = reader.list(&field)?;
            if items.is_empty() {
                empty(reader, &field);
            }
            let read: Vec<_> = items.iter().map(|item| reader.expression(item)).collect();
            read.into_iter().collect::<Option<Vec<_>>>()
        });
        let output = section.need_text("output");
        let hits = HitPolicy::ALL.map(|hit| (hit.as_str(), hit));
        let hit = section.word("hit", &hits).unwrap_or_default();
        let width = inputs.as_ref().map(|inputs| inputs.len() + 1);
        let versions = versions(&section, "rows", keys::TABLE_VERSION, |field| rows(reader, field, width));
        let (label, unit, default) = (section.need_label("label", &name.value), section.plain("unit"), section.literal("default"));
        let (Some(inputs), Some(output)) = (inputs, output) else { continue };
        tables.push(TableDocument { name, label, inputs, output, unit, hit, default, versions, span: section.span });
    }
    tables
}

/// Either `short` (rows or steps without a history) or `versions`.
fn versions<T>(
    section: &Section<'_, '_>,
    short: &str,
    known: &[&'static str],
    read: impl Fn(&Field<'_>) -> Option<T>,
) -> Vec<DatedDocument<T>> {
    let around = section.citation(None);
    match (section.find(short), section.find("versions")) {
        (Some(field), None) => {
            let undated = |value| DatedDocument {
                period: EffectivePeriod::ALWAYS,
                decided: None,
                value,
                citation: around.clone(),
                span: span_of(field.item),
            };
            read(&field).map(undated).into_iter().collect()
        }
        (None, Some(_)) => {
            let mut versions = Vec::new();
            for entry in section.entries("versions", known).unwrap_or_default() {
                let value = entry.need(short).and_then(|field| read(&field));
                let dated = entry.dated(entry.citation(Some(&around)));
                versions.extend(value.map(|value| dated.with(value)));
            }
            versions
        }
        (Some(_), Some(field)) => {
            let name = &section.name;
            section.reader.error(
                "conflicting-keys",
                field.key.span,
                Label::new(
                    format!("`{name}` mempunyai `{short}` dan `versions`, diharapkan salah satu"),
                    format!("`{name}` has both `{short}` and `versions`, expected one of them"),
                ),
            );
            Vec::new()
        }
        (None, None) => {
            section.missing(&format!("`{short}`/`versions`"));
            Vec::new()
        }
    }
}

fn rows(reader: &Reader<'_>, field: &Field<'_>, width: Option<usize>) -> Option<Vec<RowDocument>> {
    let mut rows = Vec::new();
    for row in reader.list(field)? {
        let Some(cells) = reader.list(&row) else { continue };
        let (found, span) = (cells.len(), span_of(row.item));
        let cells: Vec<_> = cells.iter().map(|cell| reader.literal(cell)).collect();
        if let Some(width) = width
            && width != found
        {
            reader.error(
                "row-width",
                span,
                Label::new(
                    format!("{} berisi {found} sel, diharapkan {width}: satu untuk tiap masukan, lalu keluaran", row.name()),
                    format!("{} has {found} cells, expected {width}: one for each input, then the output", row.name()),
                ),
            );
            continue;
        }
        rows.extend(cells.into_iter().collect::<Option<Vec<_>>>().map(|cells| RowDocument { cells, span }));
    }
    if rows.is_empty() {
        empty(reader, field);
    }
    Some(rows)
}

pub(super) fn bands(top: &Section<'_, '_>) -> Vec<BandsDocument> {
    let mut bands = Vec::new();
    for (name, section) in top.named("bands", keys::BANDS) {
        let reader = section.reader;
        let (label, unit) = (section.need_label("label", &name.value), section.plain("unit"));
        let (of, output) = (section.need_expression("of"), section.need_text("output"));
        let range = section.need("range").and_then(|field| reader.range(&field));
        let versions = versions(&section, "steps", keys::BANDS_VERSION, |field| steps(reader, field));
        let (Some(of), Some(output), Some(range)) = (of, output, range) else { continue };
        bands.push(BandsDocument { name, label, of, output, unit, range, versions, span: section.span });
    }
    bands
}

fn steps(reader: &Reader<'_>, field: &Field<'_>) -> Option<Vec<StepDocument>> {
    let mut steps = Vec::new();
    for step in reader.list(field)? {
        let Some(parts) = reader.list(&step) else { continue };
        let [from, output] = parts.as_slice() else {
            let (count, found) = (parts.len(), kind_of(step.item.get_ref()));
            reader.error(
                "row-width",
                span_of(step.item),
                Label::new(
                    format!("{} adalah {} berisi {count}, diharapkan dua: batas bawah dan keluaran", step.name(), found.id),
                    format!("{} is {} of {count}, expected two: lower bound and output", step.name(), found.en),
                ),
            );
            continue;
        };
        let (from, output) = (reader.decimal(from), reader.literal(output));
        if let (Some(from), Some(output)) = (from, output) {
            steps.push(StepDocument { from, output });
        }
    }
    if steps.is_empty() {
        empty(reader, field);
    }
    Some(steps)
}
