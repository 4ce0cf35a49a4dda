//! Single values: texts, numbers, dates, words of a closed list.

use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::legal::Label;
use jenjang::number::{ParseDecimalError, parse_decimal};
use jenjang::policy::diagnostic::{Diagnostic, Span, Spanned};
use jenjang::policy::document::Literal;
use rust_decimal::Decimal;
use toml::de::{DeInteger, DeValue};

use super::{Field, Reader, content, kind_of, span_of};
use crate::words::{did_you_mean, nearest, one_of, shorten};

impl<'a> Reader<'a> {
    /// Reports that `field` holds another kind of value than `expected`.
    pub(crate) fn wrong_kind(&self, field: &Field<'a>, expected: &Label) {
        let (name, found) = (field.name(), kind_of(field.item.get_ref()));
        let span = span_of(field.item);
        match field.item.get_ref() {
            DeValue::Float(_) => self.float(field),
            DeValue::Datetime(date) if date.time.is_some() || date.offset.is_some() => self.time(field),
            _ => self.error(
                "wrong-kind",
                span,
                Label::new(
                    format!("{name} berisi {}, diharapkan {}", found.id, expected.id),
                    format!("{name} is {}, expected {}", found.en, expected.en),
                ),
            ),
        }
    }

    fn float(&self, field: &Field<'a>) {
        let DeValue::Float(number) = field.item.get_ref() else { return };
        let (name, number) = (field.name(), shorten(number.as_str()));
        self.report(
            Diagnostic::error(
                "float-refused",
                &self.file,
                span_of(field.item),
                Label::new(
                    format!("{name} berisi bilangan pecahan `{number}` tanpa tanda kutip, diharapkan teks supaya tepat"),
                    format!("{name} is the decimal number `{number}` without quotes, expected a string so that it stays exact"),
                ),
            )
            .with_help(Label::new(format!("tulislah sebagai teks: `\"{number}\"`"), format!("write it as a string: `\"{number}\"`"))),
        );
    }

    fn time(&self, field: &Field<'a>) {
        let name = field.name();
        let found = shorten(self.raw(span_of(field.item)));
        self.error(
            "time-refused",
            span_of(field.item),
            Label::new(
                format!("{name} berisi jam atau zona waktu `{found}`, diharapkan tanggal saja seperti `2026-04-01`"),
                format!("{name} has a time of day or zone `{found}`, expected a date alone such as `2026-04-01`"),
            ),
        );
    }

    /// The text at a place.
    pub(crate) fn raw(&self, span: Span) -> &'a str {
        self.source.get(span.start as usize..span.end as usize).unwrap_or("")
    }

    /// A text that is not empty. The place is that of its content.
    pub(crate) fn text(&self, field: &Field<'a>) -> Option<Spanned<Arc<str>>> {
        let DeValue::String(text) = field.item.get_ref() else {
            self.wrong_kind(field, &Label::new("teks", "a text"));
            return None;
        };
        let span = content(self.source, span_of(field.item));
        if text.trim().is_empty() {
            let name = field.name();
            self.error(
                "empty-text",
                span_of(field.item),
                Label::new(format!("{name} kosong, diharapkan teks"), format!("{name} is empty, expected a text")),
            );
            return None;
        }
        Some(Spanned::new(Arc::from(&**text), span))
    }

    /// An expression: a text, or a whole number where a constant is meant.
    pub(crate) fn expression(&self, field: &Field<'a>) -> Option<Spanned<String>> {
        match field.item.get_ref() {
            DeValue::Integer(number) => self.integer(field, number).map(|n| Spanned::new(n.to_string(), span_of(field.item))),
            DeValue::Boolean(truth) => Some(Spanned::new(truth.to_string(), span_of(field.item))),
            DeValue::String(_) => self.text(field).map(|t| Spanned::new(t.value.as_ref().to_owned(), t.span)),
            _ => {
                self.wrong_kind(field, &Label::new("ekspresi sebagai teks", "an expression as a string"));
                None
            }
        }
    }

    fn integer(&self, field: &Field<'a>, number: &DeInteger<'_>) -> Option<i64> {
        let read = i64::from_str_radix(number.as_str(), number.radix()).ok();
        if read.is_none() {
            let (name, found) = (field.name(), shorten(number.as_str()));
            self.error(
                "number-out-of-range",
                span_of(field.item),
                Label::new(
                    format!("{name} berisi `{found}`, terlalu besar untuk bilangan bulat, diharapkan paling banyak 18 angka"),
                    format!("{name} is `{found}`, too large for a whole number, expected at most 18 digits"),
                ),
            );
        }
        read
    }

    /// A whole number between two bounds.
    pub(crate) fn whole(&self, field: &Field<'a>, least: i64, most: i64) -> Option<i64> {
        let DeValue::Integer(number) = field.item.get_ref() else {
            self.wrong_kind(
                field,
                &Label::new(format!("bilangan bulat {least} sampai {most}"), format!("a whole number from {least} to {most}")),
            );
            return None;
        };
        let read = self.integer(field, number)?;
        if (least..=most).contains(&read) {
            return Some(read);
        }
        let name = field.name();
        self.error(
            "number-out-of-range",
            span_of(field.item),
            Label::new(
                format!("{name} berisi {read}, diharapkan {least} sampai {most}"),
                format!("{name} is {read}, expected {least} to {most}"),
            ),
        );
        None
    }

    /// An exact decimal: a string of digits or a whole number.
    pub(crate) fn decimal(&self, field: &Field<'a>) -> Option<Spanned<Decimal>> {
        let span = span_of(field.item);
        match field.item.get_ref() {
            DeValue::Integer(number) => self.integer(field, number).map(|n| Spanned::new(Decimal::from(n), span)),
            DeValue::String(text) => {
                let place = content(self.source, span);
                match parse_decimal(text) {
                    Ok(number) => Some(Spanned::new(number, place)),
                    Err(error) => {
                        self.bad_decimal(field, &error);
                        None
                    }
                }
            }
            _ => {
                self.wrong_kind(
                    field,
                    &Label::new("bilangan desimal sebagai teks seperti `\"0.20\"`", "a decimal as a string such as `\"0.20\"`"),
                );
                None
            }
        }
    }

    fn bad_decimal(&self, field: &Field<'a>, error: &ParseDecimalError) {
        let name = field.name();
        let (code, id, en) = match error {
            ParseDecimalError::Syntax { found } => {
                let found = shorten(found);
                (
                    "not-a-number",
                    format!("{name} berisi `{found}`, bukan bilangan desimal, diharapkan angka seperti `-12.50`"),
                    format!("{name} is `{found}`, not a decimal number, expected digits such as `-12.50`"),
                )
            }
            ParseDecimalError::Range { found } => {
                let found = shorten(found);
                (
                    "number-out-of-range",
                    format!("{name} berisi `{found}`, lebih banyak angka daripada yang dapat disimpan tepat, paling banyak 28"),
                    format!("{name} is `{found}`, more digits than can be kept exactly, expected at most 28"),
                )
            }
        };
        self.error(code, span_of(field.item), Label::new(id, en));
    }

    /// A truth value.
    pub(crate) fn boolean(&self, field: &Field<'a>) -> Option<bool> {
        if let DeValue::Boolean(truth) = field.item.get_ref() {
            return Some(*truth);
        }
        self.wrong_kind(field, &Label::new("`true` atau `false`", "`true` or `false`"));
        None
    }

    /// A day of the calendar.
    pub(crate) fn date(&self, field: &Field<'a>) -> Option<NaiveDate> {
        let DeValue::Datetime(found) = field.item.get_ref() else {
            let quoted = matches!(field.item.get_ref(), DeValue::String(_));
            let expected = if quoted {
                Label::new("tanggal tanpa tanda kutip seperti `2026-04-01`", "a date without quotes such as `2026-04-01`")
            } else {
                Label::new("tanggal seperti `2026-04-01`", "a date such as `2026-04-01`")
            };
            self.wrong_kind(field, &expected);
            return None;
        };
        let (Some(date), None, None) = (found.date, found.time, found.offset) else {
            // a date the parser could not read was reported with the syntax
            if found.time.is_some() || found.offset.is_some() {
                self.time(field);
            }
            return None;
        };
        let day = NaiveDate::from_ymd_opt(i32::from(date.year), u32::from(date.month), u32::from(date.day));
        if day.is_none() {
            let (name, written) = (field.name(), shorten(self.raw(span_of(field.item))));
            self.error(
                "impossible-date",
                span_of(field.item),
                Label::new(
                    format!("{name} berisi `{written}`, bukan tanggal pada kalender"),
                    format!("{name} is `{written}`, not a day of the calendar"),
                ),
            );
        }
        day
    }

    /// A word of a closed list.
    pub(crate) fn word<T: Copy>(&self, field: &Field<'a>, allowed: &[(&'static str, T)]) -> Option<T> {
        let words: Vec<&str> = allowed.iter().map(|(word, _)| *word).collect();
        let DeValue::String(found) = field.item.get_ref() else {
            self.wrong_kind(field, &one_of(&words));
            return None;
        };
        if let Some((_, value)) = allowed.iter().find(|(word, _)| *word == &**found) {
            return Some(*value);
        }
        let (name, found, expected) = (field.name(), shorten(found), one_of(&words));
        let mut diagnostic = Diagnostic::error(
            "unknown-word",
            &self.file,
            span_of(field.item),
            Label::new(
                format!("{name} berisi `{found}`, diharapkan {}", expected.id),
                format!("{name} is `{found}`, expected {}", expected.en),
            ),
        );
        if let Some(word) = nearest(&found, words) {
            diagnostic = diagnostic.with_help(did_you_mean(word));
        }
        self.report(diagnostic);
        None
    }

    /// The items of a list.
    pub(crate) fn list(&self, field: &Field<'a>) -> Option<Vec<Field<'a>>> {
        let DeValue::Array(items) = field.item.get_ref() else {
            self.wrong_kind(field, &Label::new("daftar", "a list"));
            return None;
        };
        Some(items.iter().enumerate().map(|(i, item)| field.item_at(i, item)).collect())
    }

    /// A list of texts.
    pub(crate) fn texts(&self, field: &Field<'a>) -> Option<Vec<Spanned<Arc<str>>>> {
        Some(self.list(field)?.iter().filter_map(|item| self.text(item)).collect())
    }

    /// Two decimals, the first not greater.
    pub(crate) fn range(&self, field: &Field<'a>) -> Option<(Decimal, Decimal)> {
        let expected = Label::new("daftar dua bilangan seperti `[\"0\", \"100\"]`", "a list of two numbers such as `[\"0\", \"100\"]`");
        let DeValue::Array(items) = field.item.get_ref() else {
            self.wrong_kind(field, &expected);
            return None;
        };
        let numbers: Vec<Option<Spanned<Decimal>>> =
            items.iter().enumerate().map(|(i, item)| self.decimal(&field.item_at(i, item))).collect();
        let name = field.name();
        match numbers.as_slice() {
            [Some(low), Some(high)] if low.value <= high.value => Some((low.value, high.value)),
            [Some(low), Some(high)] => {
                self.error(
                    "empty-range",
                    span_of(field.item),
                    Label::new(
                        format!("{name} mulai dari {} dan berakhir pada {}, diharapkan yang kecil lebih dulu", low.value, high.value),
                        format!("{name} goes from {} to {}, expected the smaller number first", low.value, high.value),
                    ),
                );
                None
            }
            [_, _] => None,
            other => {
                let count = other.len();
                self.error(
                    "wrong-kind",
                    span_of(field.item),
                    Label::new(
                        format!("{name} berisi {count} bilangan, diharapkan {}", expected.id),
                        format!("{name} has {count} numbers, expected {}", expected.en),
                    ),
                );
                None
            }
        }
    }

    /// A value whose type is not known yet.
    pub(crate) fn literal(&self, field: &Field<'a>) -> Option<Spanned<Literal>> {
        let span = span_of(field.item);
        let value = match field.item.get_ref() {
            DeValue::String(text) => {
                let place = content(self.source, span);
                return Some(Spanned::new(Literal::Text(Arc::from(&**text)), place));
            }
            DeValue::Integer(number) => Literal::Integer(self.integer(field, number)?),
            DeValue::Boolean(truth) => Literal::Boolean(*truth),
            DeValue::Datetime(_) => Literal::Date(self.date(field)?),
            DeValue::Array(items) => {
                let read: Vec<Option<Spanned<Literal>>> =
                    items.iter().enumerate().map(|(i, item)| self.literal(&field.item_at(i, item))).collect();
                Literal::List(read.into_iter().collect::<Option<Vec<_>>>()?)
            }
            DeValue::Float(_) | DeValue::Table(_) => {
                self.wrong_kind(
                    field,
                    &Label::new(
                        "teks, bilangan bulat, tanggal, `true`, `false`, atau daftar",
                        "a text, whole number, date, `true`, `false` or list",
                    ),
                );
                return None;
            }
        };
        Some(Spanned::new(value, span))
    }
}
