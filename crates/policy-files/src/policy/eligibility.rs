//! `[[criteria]]` and `[[groups]]`.

use jenjang::legal::Label;
use jenjang::period::EffectivePeriod;
use jenjang::policy::document::{CriterionDocument, GroupDocument, RemedyKind, Waivable};

use crate::keys;
use crate::reader::{Section, span_of};

const REMEDIES: [(&str, RemedyKind); 5] = [
    ("wait", RemedyKind::Wait),
    ("earn", RemedyKind::Earn),
    ("record", RemedyKind::Record),
    ("post", RemedyKind::Post),
    ("none", RemedyKind::None),
];

pub(super) fn criteria(top: &Section<'_, '_>) -> Vec<CriterionDocument> {
    top.repeated("criteria", keys::CRITERION).iter().filter_map(criterion).collect()
}

fn criterion(section: &Section<'_, '_>) -> Option<CriterionDocument> {
    let code = section.need_text("code");
    let label = section.need_label("label", code.as_ref().map_or("", |code| &code.value));
    let (check, note, citation) = (section.label("check"), section.label("note"), section.need_citation());
    let effective = section.period("effective").unwrap_or(EffectivePeriod::ALWAYS);
    let (when, require) = (section.expression("when"), section.need_expression("require"));
    let remedy = section.word("remedy", &REMEDIES).unwrap_or_default();
    let (waivable, lawful_basis) = (waivable(section), section.plain("lawful-basis"));
    Some(CriterionDocument {
        code: code?,
        label,
        check,
        note,
        citation,
        effective,
        when,
        require: require?,
        remedy,
        waivable,
        lawful_basis,
        span: section.span,
    })
}

fn waivable(section: &Section<'_, '_>) -> Option<Waivable> {
    let inner = Section::open(section.reader, &section.find("waivable")?, format!("{}.waivable", section.name), keys::WAIVABLE)?;
    let (by, basis) = (inner.need_text("by"), inner.need_text("basis"));
    Some(Waivable { by: by?.value, basis: basis?.value })
}

pub(super) fn groups(top: &Section<'_, '_>) -> Vec<GroupDocument> {
    top.repeated("groups", keys::GROUP).iter().filter_map(group).collect()
}

fn group(section: &Section<'_, '_>) -> Option<GroupDocument> {
    let reader = section.reader;
    let code = section.need_text("code");
    let label = section.need_label("label", code.as_ref().map_or("", |code| &code.value));
    let citation = section.need_citation();
    let of = section.need("of").and_then(|field| {
        let members = reader.texts(&field)?;
        if members.is_empty() {
            reader.error(
                "empty-list",
                span_of(field.item),
                Label::new(
                    format!("{} kosong, diharapkan kode kriteria", field.name()),
                    format!("{} is empty, expected codes of criteria", field.name()),
                ),
            );
        }
        Some(members)
    });
    let at_least = at_least(section, of.as_ref().map_or(1, Vec::len));
    Some(GroupDocument { code: code?, label, citation, of: of?, at_least: at_least?, span: section.span })
}

/// `any-of = true` or `at-least = n`, with `n` no more than there are members.
fn at_least(section: &Section<'_, '_>, members: usize) -> Option<u32> {
    let reader = section.reader;
    match (section.find("any-of"), section.find("at-least")) {
        (Some(field), None) => match reader.boolean(&field)? {
            true => Some(1),
            false => {
                reader.error(
                    "unknown-word",
                    span_of(field.item),
                    Label::new(
                        format!("{} berisi `false`, diharapkan `true`, atau `at-least` dengan jumlahnya", field.name()),
                        format!("{} is `false`, expected `true`, or `at-least` with a number", field.name()),
                    ),
                );
                None
            }
        },
        (None, Some(field)) => {
            let most = i64::try_from(members.max(1)).unwrap_or(i64::MAX);
            reader.whole(&field, 1, most).and_then(|n| u32::try_from(n).ok())
        }
        (Some(_), Some(field)) => {
            let name = &section.name;
            reader.error(
                "conflicting-keys",
                field.key.span,
                Label::new(
                    format!("`{name}` mempunyai `any-of` dan `at-least`, diharapkan salah satu"),
                    format!("`{name}` has both `any-of` and `at-least`, expected one of them"),
                ),
            );
            None
        }
        (None, None) => {
            section.missing("`any-of`/`at-least`");
            None
        }
    }
}
