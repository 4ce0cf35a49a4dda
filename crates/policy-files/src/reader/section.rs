//! A table with known keys: required and optional fields, unknown keys with the nearest known one.

use std::rc::Rc;
use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::legal::Label;
use jenjang::number::{Rounding, RoundingMode};
use jenjang::period::EffectivePeriod;
use jenjang::policy::diagnostic::{Diagnostic, Span, Spanned};
use jenjang::policy::document::{Citation, DatedDocument, Literal};
use rust_decimal::Decimal;
use toml::de::{DeTable, DeValue};

use super::{Item, Reader, span_of};
use crate::keys;
use crate::words::{did_you_mean, nearest, shorten};

/// A value, the place of its key, and what messages call it.
pub(crate) struct Field<'a> {
    /// Name of the section.
    place: Rc<str>,
    /// `[1]` for the first item of a list.
    index: String,
    pub(crate) key: Spanned<&'a str>,
    pub(crate) item: Item<'a>,
}

impl<'a> Field<'a> {
    /// The item at a place of a list.
    pub(crate) fn item_at(&self, index: usize, item: Item<'a>) -> Field<'a> {
        Field { place: Rc::clone(&self.place), index: format!("{}[{}]", self.index, index + 1), key: self.key.clone(), item }
    }

    /// For messages: `` `rows[2]` ([tables.top-grade]) ``.
    pub(crate) fn name(&self) -> String {
        format!("`{}{}` ({})", shorten(self.key.value), self.index, self.place)
    }

    /// The name of a section that stands in this field.
    pub(crate) fn inside(&self) -> String {
        format!("{}.{}{}", self.place, shorten(self.key.value), self.index)
    }
}

/// When an entry of a history binds, when it was made, and where it comes from.
pub(crate) struct Dated {
    pub(crate) period: EffectivePeriod,
    pub(crate) decided: Option<NaiveDate>,
    pub(crate) citation: Citation,
    pub(crate) span: Span,
}

impl Dated {
    pub(crate) fn with<T>(self, value: T) -> DatedDocument<T> {
        DatedDocument { period: self.period, decided: self.decided, value, citation: self.citation, span: self.span }
    }
}

/// A table whose keys are known. Opening it reports the keys that are not.
pub(crate) struct Section<'a, 'r> {
    pub(crate) reader: &'r Reader<'a>,
    table: &'a DeTable<'a>,
    /// Where the section stands: its header, or the whole inline table.
    pub(crate) span: Span,
    /// For messages: `[policy]`, `[[criteria]] time-in-grade`.
    pub(crate) name: Rc<str>,
}

impl<'a, 'r> Section<'a, 'r> {
    /// Opens a field that must be a table with these keys.
    pub(crate) fn open(
        reader: &'r Reader<'a>,
        field: &Field<'a>,
        name: impl Into<Rc<str>>,
        known: &[&'static str],
    ) -> Option<Section<'a, 'r>> {
        let DeValue::Table(table) = field.item.get_ref() else {
            let keys = known.iter().take(3).copied().collect::<Vec<_>>().join(", ");
            let more = if known.len() > 3 { ", …" } else { "" };
            reader
                .wrong_kind(field, &Label::new(format!("tabel dengan kunci {keys}{more}"), format!("a table with the keys {keys}{more}")));
            return None;
        };
        let section = Section { reader, table, span: span_of(field.item), name: name.into() };
        section.check_keys(known);
        Some(section)
    }

    /// A table with free names.
    pub(crate) fn free(reader: &'r Reader<'a>, field: &Field<'a>) -> Option<Section<'a, 'r>> {
        let DeValue::Table(table) = field.item.get_ref() else { return None };
        Some(Section { reader, table, span: span_of(field.item), name: field.inside().into() })
    }

    /// The top level of a file.
    pub(crate) fn top(reader: &'r Reader<'a>, table: &'a DeTable<'a>, name: impl Into<Rc<str>>, known: &[&'static str]) -> Section<'a, 'r> {
        let section = Section { reader, table, span: Span::default(), name: name.into() };
        section.check_keys(known);
        section
    }

    fn check_keys(&self, known: &[&'static str]) {
        for field in self.fields() {
            if known.contains(&field.key.value) {
                continue;
            }
            if self.reader.is_full() {
                self.reader.skip();
                continue;
            }
            let (found, place) = (shorten(field.key.value), &self.name);
            let mut diagnostic = Diagnostic::error(
                "unknown-key",
                &self.reader.file,
                field.key.span,
                Label::new(format!("kunci `{found}` tidak dikenal di `{place}`"), format!("unknown key `{found}` in `{place}`")),
            );
            diagnostic = diagnostic.with_help(match nearest(field.key.value, known.iter().copied()) {
                Some(word) => did_you_mean(word),
                None => {
                    let all = known.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ");
                    Label::new(format!("kunci yang dikenal: {all}"), format!("known keys: {all}"))
                }
            });
            self.reader.report(diagnostic);
        }
    }

    /// All fields in written order.
    pub(crate) fn fields(&self) -> impl Iterator<Item = Field<'a>> + use<'a, '_, 'r> {
        self.table.iter().map(|(key, item)| {
            let place = key.span();
            let word: &'a str = key.get_ref();
            Field { place: Rc::clone(&self.name), index: String::new(), key: Spanned::new(word, Span::new(place.start, place.end)), item }
        })
    }

    /// A field, if it is there.
    pub(crate) fn find(&self, key: &str) -> Option<Field<'a>> {
        let (found, item) = self.table.get_key_value(key)?;
        let place = found.span();
        let word: &'a str = found.get_ref();
        Some(Field { place: Rc::clone(&self.name), index: String::new(), key: Spanned::new(word, Span::new(place.start, place.end)), item })
    }

    /// A field that must be there.
    pub(crate) fn need(&self, key: &str) -> Option<Field<'a>> {
        let found = self.find(key);
        if found.is_none() {
            self.missing(&format!("`{key}`"));
        }
        found
    }

    /// Reports a key that is not there.
    pub(crate) fn missing(&self, keys: &str) {
        let place = &self.name;
        self.reader.error(
            "missing-key",
            self.span,
            Label::new(format!("`{place}` tidak mempunyai {keys}"), format!("`{place}` has no {keys}, expected one")),
        );
    }

    pub(crate) fn need_text(&self, key: &str) -> Option<Spanned<Arc<str>>> {
        self.reader.text(&self.need(key)?)
    }

    pub(crate) fn text(&self, key: &str) -> Option<Spanned<Arc<str>>> {
        self.reader.text(&self.find(key)?)
    }

    /// A text of which the place does not matter.
    pub(crate) fn plain(&self, key: &str) -> Option<Arc<str>> {
        self.text(key).map(|text| text.value)
    }

    pub(crate) fn need_expression(&self, key: &str) -> Option<Spanned<String>> {
        self.reader.expression(&self.need(key)?)
    }

    pub(crate) fn expression(&self, key: &str) -> Option<Spanned<String>> {
        self.reader.expression(&self.find(key)?)
    }

    pub(crate) fn range(&self, key: &str) -> Option<(Decimal, Decimal)> {
        self.reader.range(&self.find(key)?)
    }

    pub(crate) fn need_date(&self, key: &str) -> Option<NaiveDate> {
        self.reader.date(&self.need(key)?)
    }

    pub(crate) fn date(&self, key: &str) -> Option<NaiveDate> {
        self.reader.date(&self.find(key)?)
    }

    pub(crate) fn boolean(&self, key: &str) -> Option<bool> {
        self.reader.boolean(&self.find(key)?)
    }

    pub(crate) fn literal(&self, key: &str) -> Option<Spanned<Literal>> {
        self.reader.literal(&self.find(key)?)
    }

    pub(crate) fn word<T: Copy>(&self, key: &str, allowed: &[(&'static str, T)]) -> Option<T> {
        self.reader.word(&self.find(key)?, allowed)
    }

    /// A text in both languages that must be there. Where it is not, the problem is reported and `instead` stands in, so that the rest is read.
    pub(crate) fn need_label(&self, key: &str, instead: &str) -> Label {
        let read = self.need(key).and_then(|field| self.reader.label(&field));
        read.unwrap_or_else(|| Label::same(instead))
    }

    pub(crate) fn label(&self, key: &str) -> Option<Label> {
        self.reader.label(&self.find(key)?)
    }

    /// `effective = { from, to }`
    pub(crate) fn period(&self, key: &str) -> Option<EffectivePeriod> {
        let field = self.find(key)?;
        let section = Section::open(self.reader, &field, field.inside(), keys::PERIOD)?;
        Some(section.ends())
    }

    /// `from` and `to` of this table.
    pub(crate) fn ends(&self) -> EffectivePeriod {
        let period = EffectivePeriod { from: self.date("from"), to: self.date("to") };
        if let (Some(from), Some(to)) = (period.from, period.to)
            && from >= to
        {
            let place = self.find("to").map_or(self.span, |field| span_of(field.item));
            self.reader.error(
                "empty-period",
                place,
                Label::new(
                    format!(
                        "masa berlaku mulai {from} dan berakhir {to}, diharapkan akhir sesudah awal (hari pertama yang tidak berlaku lagi)"
                    ),
                    format!(
                        "the period starts on {from} and ends on {to}, expected an end after its start (the first day it no longer binds)"
                    ),
                ),
            );
        }
        period
    }

    /// `rounding = { places, mode }`
    pub(crate) fn rounding(&self, key: &str) -> Option<Rounding> {
        let field = self.find(key)?;
        let section = Section::open(self.reader, &field, field.inside(), keys::ROUNDING)?;
        let places = section.need("places").and_then(|field| self.reader.whole(&field, 0, 28)).and_then(|n| u32::try_from(n).ok());
        let modes = RoundingMode::ALL.map(|mode| (mode.as_str(), mode));
        let mode = section.need("mode").and_then(|field| self.reader.word(&field, &modes));
        Some(Rounding { places: places?, mode: mode? })
    }

    /// The tables of a list, each with these keys.
    pub(crate) fn entries(&self, key: &str, known: &[&'static str]) -> Option<Vec<Section<'a, 'r>>> {
        let field = self.need(key)?;
        let items = self.reader.list(&field)?;
        Some(items.iter().filter_map(|item| Section::open(self.reader, item, item.inside(), known)).collect())
    }

    /// The sections under `[KIND.NAME]`: the field with its name, and the section.
    pub(crate) fn named(&self, kind: &str, known: &[&'static str]) -> Vec<(Spanned<Arc<str>>, Section<'a, 'r>)> {
        let Some(field) = self.find(kind) else { return Vec::new() };
        let DeValue::Table(table) = field.item.get_ref() else {
            self.reader.wrong_kind(&field, &Label::new(format!("bagian-bagian `[{kind}.NAMA]`"), format!("sections `[{kind}.NAME]`")));
            return Vec::new();
        };
        let all = Section { reader: self.reader, table, span: span_of(field.item), name: kind.into() };
        let mut sections = Vec::new();
        for field in all.fields() {
            let name = Spanned::new(Arc::from(field.key.value), field.key.span);
            if let Some(section) = Section::open(self.reader, &field, format!("[{kind}.{}]", shorten(field.key.value)), known) {
                sections.push((name, section));
            }
        }
        sections
    }

    /// The sections `[[KIND]]`. Each is named after its `code` or `name`, where it has one.
    pub(crate) fn repeated(&self, kind: &str, known: &[&'static str]) -> Vec<Section<'a, 'r>> {
        let Some(field) = self.find(kind) else { return Vec::new() };
        let DeValue::Array(items) = field.item.get_ref() else {
            self.reader.wrong_kind(&field, &Label::new(format!("bagian-bagian `[[{kind}]]`"), format!("sections `[[{kind}]]`")));
            return Vec::new();
        };
        let mut sections = Vec::new();
        for (i, item) in items.iter().enumerate() {
            let called = match item.get_ref() {
                DeValue::Table(table) => table.get("code").or_else(|| table.get("name")).and_then(|name| name.get_ref().as_str()),
                _ => None,
            };
            let name = called.map_or_else(|| format!("[[{kind}]] {}", i + 1), |name| format!("[[{kind}]] {}", shorten(name)));
            sections.extend(Section::open(self.reader, &field.item_at(i, item), name, known));
        }
        sections
    }
}
