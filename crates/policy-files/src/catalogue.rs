//! Fact catalogue files.

use std::sync::Arc;

use jenjang::legal::Label;
use jenjang::policy::catalogue::{Blank, Direction, ProtectedGround};
use jenjang::policy::diagnostic::{Diagnostic, Spanned};
use jenjang::policy::document::{CatalogueDocument, FactDocument};
use toml::de::DeValue;

use crate::keys;
use crate::policy::{expressible, scales};
use crate::reader::{Section, read_file};
use crate::words::is_kebab;

const GROUNDS: [(&str, ProtectedGround); 8] = [
    ("sex", ProtectedGround::Sex),
    ("religion", ProtectedGround::Religion),
    ("ethnicity", ProtectedGround::Ethnicity),
    ("origin", ProtectedGround::Origin),
    ("marital-status", ProtectedGround::MaritalStatus),
    ("disability", ProtectedGround::Disability),
    ("political-background", ProtectedGround::PoliticalBackground),
    ("age", ProtectedGround::Age),
];

/// The longest list a fact may declare.
const LONGEST_LIST: i64 = 10_000;

/// Reads a fact catalogue: the catalogue as written, and everything that is wrong with it, in the order of the file.
///
/// As [`crate::read_policy`]: never panics, and the document is complete if no diagnostic is an error.
pub fn read_catalogue(file_name: &str, bytes: &[u8]) -> (Option<CatalogueDocument>, Vec<Diagnostic>) {
    read_file(file_name, bytes, keys::CATALOGUE_FILE, document)
}

fn document(top: &Section<'_, '_>) -> Option<CatalogueDocument> {
    let head = head(top);
    let (scales, facts) = (scales(top), facts(top));
    let (id, title) = head?;
    Some(CatalogueDocument { file: Arc::clone(&top.reader.file), id, title, scales, facts })
}

fn head(top: &Section<'_, '_>) -> Option<(Spanned<Arc<str>>, Label)> {
    let Some(field) = top.find("catalogue") else {
        top.missing("`[catalogue]`");
        return None;
    };
    let section = Section::open(top.reader, &field, "[catalogue]", keys::CATALOGUE)?;
    let id = section.need_text("id");
    let title = section.need_label("title", id.as_ref().map_or("", |id| &id.value));
    if let Some(id) = &id
        && !id.value.split('/').all(is_kebab)
    {
        top.reader.error(
            "bad-name",
            id.span,
            Label::new(
                format!("`{}` tidak sah sebagai pengenal katalog, diharapkan huruf kecil dan tanda hubung", id.value),
                format!("`{}` is not a catalogue id, expected small letters and hyphens", id.value),
            ),
        );
    }
    Some((id?, title))
}

fn facts(top: &Section<'_, '_>) -> Vec<FactDocument> {
    let mut facts = Vec::new();
    for (name, section) in top.named("facts", keys::FACT) {
        expressible(top.reader, &name);
        unquoted_name(&section, &name);
        let ty = section.need_text("type");
        let max_length = section.find("max-length").and_then(|field| top.reader.whole(&field, 1, LONGEST_LIST));
        let directions = [("more-is-better", Direction::MoreIsBetter), ("less-is-better", Direction::LessIsBetter)];
        let fact = |ty| FactDocument {
            ty,
            max_length: max_length.and_then(|n| usize::try_from(n).ok()),
            unit: section.plain("unit"),
            label: section.need_label("label", &name.value),
            source: section.need_label("source", &name.value),
            supplier: section.need_label("supplier", &name.value),
            range: section.range("range"),
            direction: section.word("direction", &directions),
            blank: section.word("blank", &[("missing", Blank::Missing), ("none", Blank::None)]).unwrap_or_default(),
            can_be_none: section.boolean("none").unwrap_or(false),
            protected: section.word("protected", &GROUNDS),
            derive: section.expression("derive"),
            span: section.span,
            name: name.clone(),
        };
        // read even where the type is missing, so that all problems are reported
        let read = fact(ty.clone().unwrap_or_else(|| Spanned::new(Arc::from("text"), section.span)));
        list_length(&section, &read);
        if ty.is_some() {
            facts.push(read);
        }
    }
    facts
}

/// `[facts.grade.since]` is a fact `grade` with a table `since`: say how the name is meant to be written.
fn unquoted_name(section: &Section<'_, '_>, name: &Spanned<Arc<str>>) {
    for field in section.fields() {
        if matches!(field.item.get_ref(), DeValue::Table(_)) && !keys::FACT.contains(&field.key.value) {
            let written = format!("[facts.\"{}.{}\"]", name.value, field.key.value);
            section.reader.report(
                Diagnostic::error(
                    "bad-name",
                    &section.reader.file,
                    field.key.span,
                    Label::new(
                        format!("`{}` ditulis sebagai bagian dari fakta `{}`", field.key.value, name.value),
                        format!("`{}` is written as a part of the fact `{}`", field.key.value, name.value),
                    ),
                )
                .with_help(Label::new(
                    format!("nama yang bertitik ditulis di antara tanda kutip: `{written}`"),
                    format!("a name with a dot is written in quotes: `{written}`"),
                )),
            );
        }
    }
}

/// Lists say how long they may be; nothing else does.
fn list_length(section: &Section<'_, '_>, fact: &FactDocument) {
    let is_list = fact.ty.value.starts_with("list of ");
    match (is_list, section.find("max-length")) {
        (true, None) => section.missing("`max-length`"),
        (false, Some(field)) => section.reader.error(
            "conflicting-keys",
            field.key.span,
            Label::new(
                format!("{} hanya berarti untuk daftar, sedangkan jenisnya `{}`", field.name(), fact.ty.value),
                format!("{} means something only for lists, but the type is `{}`", field.name(), fact.ty.value),
            ),
        ),
        _ => {}
    }
}
