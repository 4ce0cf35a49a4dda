//! Cells of decision tables: unary tests over one input.

use std::sync::Arc;

use super::evaluate::{Truth, compare_values, equal_values, range_contains};
use super::literal::{ParseValueError, parse_value};
use super::node::Comparison;
use super::parser::{MAX_LENGTH, shorten};
use super::typing::Scope;
use crate::legal::Label;
use crate::policy::diagnostic::{Diagnostic, Span, Spanned};
use crate::policy::document::Literal;
use crate::policy::model::{Cell, CellPart};
use crate::policy::types::Type;
use crate::policy::value::{Bound, RangeValue, Value};

/// Reads and types a cell: `-`, `x`, `x, y`, `not(x, y)`, `< x`, `[x..y)`, `null`.
///
/// `None` when it does not fit the input; what is wrong is in `out`: `type-mismatch`, `unknown-choice`, `not-ordered`, `empty-range`, `syntax`.
pub fn compile_cell(literal: &Spanned<Literal>, input: &Type, scope: &Scope<'_>, out: &mut Vec<Diagnostic>) -> Option<Cell> {
    let span = literal.span;
    let mut reader = Reader { input, file: &scope.file, span, out };
    let value = match &literal.value {
        Literal::Text(text) => return reader.cell(text),
        Literal::Integer(n) => n.to_string(),
        Literal::Boolean(b) => b.to_string(),
        Literal::Date(date) => date.to_string(),
        Literal::List(_) => {
            reader.problem(
                "syntax",
                "sel tabel ditulis sebagai teks; beberapa pilihan dipisah koma".into(),
                "a cell is a text; alternatives are separated by commas".into(),
            );
            return None;
        }
    };
    let part = CellPart::Equal(reader.value(&value)?);
    Some(Cell { negated: false, parts: vec![part], span })
}

/// Whether a cell accepts a value; `None` where the value is missing and the cell is not `-`.
///
/// A value that is none matches `null`, `-` and a `not(…)` that does not name `null`.
pub fn cell_matches(cell: &Cell, value: &Value) -> Option<bool> {
    if cell.is_any() {
        return Some(true);
    }
    if value.is_missing() {
        return None;
    }
    let mut inside = false;
    for part in &cell.parts {
        let answer = match part {
            CellPart::Equal(expected) => equal_values(value, expected),
            CellPart::Range(_) if value.is_none() => Truth::False,
            CellPart::Range(range) => range_contains(range, value),
        };
        match answer {
            Truth::True => {
                inside = true;
                break;
            }
            Truth::False | Truth::None => {}
            Truth::Missing => return None,
        }
    }
    Some(inside != cell.negated)
}

struct Reader<'r> {
    input: &'r Type,
    file: &'r Arc<str>,
    span: Span,
    out: &'r mut Vec<Diagnostic>,
}

impl Reader<'_> {
    fn problem(&mut self, code: &'static str, id: String, en: String) {
        self.out.push(Diagnostic::error(code, self.file, self.span, Label::new(id, en)));
    }

    fn cell(&mut self, text: &str) -> Option<Cell> {
        let text = text.trim();
        let span = self.span;
        if text.len() > MAX_LENGTH {
            self.problem(
                "too-long",
                format!("sel sepanjang {} byte, paling banyak {MAX_LENGTH}", text.len()),
                format!("the cell is {} bytes long, expected at most {MAX_LENGTH}", text.len()),
            );
            return None;
        }
        if text == "-" {
            return Some(Cell { negated: false, parts: Vec::new(), span });
        }
        let inner = text.strip_prefix("not").map(str::trim_start).and_then(|t| t.strip_prefix('(')).and_then(|t| t.strip_suffix(')'));
        let (negated, inner) = inner.map_or((false, text), |inner| (true, inner));
        let parts: Vec<Option<CellPart>> = self.split(inner)?.into_iter().map(|part| self.part(part)).collect();
        let parts = parts.into_iter().collect::<Option<Vec<CellPart>>>()?;
        Some(Cell { negated, parts, span })
    }

    /// The alternatives between commas outside quotes.
    fn split<'t>(&mut self, text: &'t str) -> Option<Vec<&'t str>> {
        let mut parts = Vec::new();
        let (mut start, mut quoted, mut escaped) = (0, false, false);
        for (at, c) in text.char_indices() {
            match c {
                _ if escaped => escaped = false,
                '\\' if quoted => escaped = true,
                '"' => quoted = !quoted,
                ',' if !quoted => {
                    parts.push(text[start..at].trim());
                    start = at + 1;
                }
                _ => {}
            }
        }
        parts.push(text[start..].trim());
        if quoted {
            self.problem("syntax", "tanda kutip di sel ini tidak ditutup".into(), "a quote in this cell is never closed".into());
            return None;
        }
        if parts.iter().any(|part| part.is_empty()) {
            self.problem(
                "syntax",
                "sel ini memuat pilihan kosong, tulis `-` untuk nilai apa pun".into(),
                "this cell holds an empty alternative, write `-` for any value".into(),
            );
            return None;
        }
        Some(parts)
    }

    fn part(&mut self, text: &str) -> Option<CellPart> {
        if self.is_code(text) {
            return self.value(text).map(CellPart::Equal);
        }
        let comparison = ["<=", ">=", "!=", "<", ">", "="].into_iter().find_map(|op| Some((op, text.strip_prefix(op)?.trim())));
        match comparison {
            Some(("!=", _)) => {
                self.problem("syntax", format!("`{}` ditulis `not(…)`", shorten(text)), format!("`{}` is written `not(…)`", shorten(text)));
                None
            }
            Some(("=", rest)) => self.value(rest).map(CellPart::Equal),
            Some((op, rest)) => {
                self.needs_order(text)?;
                let value = self.value(rest)?;
                let (low, high) = match op {
                    "<" => (Bound::Open, Bound::Excluded(value)),
                    "<=" => (Bound::Open, Bound::Included(value)),
                    ">" => (Bound::Excluded(value), Bound::Open),
                    _ => (Bound::Included(value), Bound::Open),
                };
                Some(CellPart::Range(RangeValue { low, high }))
            }
            None => match bracketed(text) {
                Some(range) => self.range(text, range),
                None => self.value(text).map(CellPart::Equal),
            },
        }
    }

    /// Whether a text is, as it stands, a code of the input's scale.
    fn is_code(&self, text: &str) -> bool {
        matches!(self.input, Type::Choice(scale) if scale.rank(text).is_some())
    }

    fn range(&mut self, text: &str, (low_closed, low, high, high_closed): (bool, &str, &str, bool)) -> Option<CellPart> {
        self.needs_order(text)?;
        let (low, high) = (self.value(low), self.value(high));
        let (low, high) = (low?, high?);
        if low.is_none() || high.is_none() {
            self.problem(
                "syntax",
                format!("ujung rentang `{}` tidak boleh `null`", shorten(text)),
                format!("an end of the range `{}` must not be `null`", shorten(text)),
            );
            return None;
        }
        let sides = if low_closed && high_closed { Comparison::LessOrEqual } else { Comparison::Less };
        if compare_values(sides, &low, &high) != Truth::True {
            self.problem(
                "empty-range",
                format!("rentang `{}` tidak memuat nilai apa pun", shorten(text)),
                format!("the range `{}` holds no value", shorten(text)),
            );
            return None;
        }
        let bound = |value, closed| if closed { Bound::Included(value) } else { Bound::Excluded(value) };
        Some(CellPart::Range(RangeValue { low: bound(low, low_closed), high: bound(high, high_closed) }))
    }

    fn needs_order(&mut self, text: &str) -> Option<()> {
        if self.input.is_ordered() {
            return Some(());
        }
        let (found, input) = (shorten(text), self.input);
        self.problem(
            "not-ordered",
            format!("`{found}` membutuhkan nilai yang berurutan, masukan kolom ini `{input}`"),
            format!("`{found}` needs values with an order, the input of this column is `{input}`"),
        );
        None
    }

    /// One value: bare, quoted, or `@"…"`.
    fn value(&mut self, text: &str) -> Option<Value> {
        if text == "null" {
            return Some(Value::None);
        }
        let bare = text.strip_prefix('@').filter(|t| t.starts_with('"')).unwrap_or(text);
        let quoted = bare.strip_prefix('"').and_then(|t| t.strip_suffix('"'));
        let written = quoted.map_or_else(|| bare.to_owned(), |t| t.replace("\\\"", "\"").replace("\\\\", "\\"));
        let read = match (self.input, quoted) {
            (Type::Any | Type::None, Some(_)) => Ok(Value::Text(written.as_str().into())),
            (Type::Any | Type::None, None) => Ok(guess(&written)),
            // a quoted "null" is a text, not none
            (Type::Text, Some(_)) => Ok(Value::Text(written.as_str().into())),
            // a number or truth value in quotes is a text
            (Type::Number(_) | Type::Boolean, Some(_)) => parse_value(text, self.input),
            (input, _) => parse_value(&written, input),
        };
        match read {
            Ok(value) => Some(value),
            Err(ParseValueError { code, message }) => {
                self.out.push(Diagnostic::error(code, self.file, self.span, message));
                None
            }
        }
    }
}

/// The value of a bare word where the input has no type of its own.
fn guess(text: &str) -> Value {
    [Type::NUMBER, Type::Boolean, Type::Date, Type::Months, Type::Days]
        .iter()
        .find_map(|ty| parse_value(text, ty).ok())
        .unwrap_or_else(|| Value::Text(text.into()))
}

/// The ends of a range written out, and whether they belong.
fn bracketed(text: &str) -> Option<(bool, &str, &str, bool)> {
    let low_closed = match text.chars().next()? {
        '[' => true,
        '(' | ']' => false,
        _ => return None,
    };
    let high_closed = match text.chars().next_back()? {
        ']' => true,
        ')' | '[' => false,
        _ => return None,
    };
    let inner = text.get(1..text.len() - 1)?;
    let (low, high) = inner.split_once("..")?;
    Some((low_closed, low.trim(), high.trim(), high_closed))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::catalogue::Catalogue;
    use crate::policy::scale::{Scale, ScaleValue};
    use std::collections::BTreeMap;

    fn grades() -> Arc<Scale> {
        let code = |code: &str| ScaleValue::new(code, Label::same(code));
        Arc::new(Scale {
            name: "grade".into(),
            label: Label::same("grade"),
            ordered: true,
            values: ["II/a", "II/b", "III/a", "a, b"].into_iter().map(code).collect(),
            reference: None,
        })
    }

    fn cell(text: &str, input: &Type) -> Result<Cell, Vec<&'static str>> {
        let catalogue = Catalogue::new("test".into(), Label::same("test"), "test".into(), Vec::new(), Vec::new());
        let scales = BTreeMap::new();
        let scope = Scope {
            catalogue: &catalogue,
            file: "test".into(),
            names: BTreeMap::new(),
            scales: &scales,
            outcome: &|_| None,
            dates_round: true,
        };
        let mut out = Vec::new();
        let literal = Spanned::new(Literal::Text(text.into()), Span::default());
        compile_cell(&literal, input, &scope, &mut out).ok_or_else(|| out.iter().map(|d| d.code).collect())
    }

    #[track_caller]
    fn check(text: &str, input: &Type, yes: &[&str], no: &[&str]) {
        let cell = cell(text, input).unwrap();
        for (values, expected) in [(yes, true), (no, false)] {
            for value in values {
                assert_eq!(cell_matches(&cell, &parse_value(value, input).unwrap()), Some(expected), "{text} {value}");
            }
        }
    }

    #[test]
    fn cells_accept_what_they_say() {
        check("-", &Type::NUMBER, &["1", "null"], &[]);
        check("4", &Type::NUMBER, &["4", "4.0"], &["5", "null"]);
        check("not(4, 5)", &Type::NUMBER, &["6", "null"], &["4", "5"]);
        check("not(null)", &Type::NUMBER, &["6"], &["null"]);
        check("null, < 3", &Type::NUMBER, &["2", "null"], &["3"]);
        check("[1..3)", &Type::NUMBER, &["1", "2.99"], &["3", "0.99", "null"]);
        check("]1..3[", &Type::NUMBER, &["2"], &["1", "3"]);
        check("[2025-05-20..2025-06-01]", &Type::Date, &["2025-05-20", "2025-06-01"], &["2025-06-02"]);
        check("true", &Type::Boolean, &["true"], &["false"]);
        check(">= P2Y", &Type::Months, &["P24M", "P3Y"], &["P1Y11M"]);
        check("\"a, b\", c", &Type::Text, &["a, b", "c"], &["a"]);
        let grade = Type::Choice(grades());
        check("II/a, III/a", &grade, &["II/a", "III/a"], &["II/b"]);
        check(">= II/b", &grade, &["II/b", "III/a"], &["II/a"]);
        check("(II/a..III/a]", &grade, &["II/b", "III/a"], &["II/a"]);
        check("\"a, b\"", &grade, &["a, b"], &["II/a"]);
    }

    #[test]
    fn a_missing_value_matches_only_any() {
        assert_eq!(cell_matches(&cell("-", &Type::NUMBER).unwrap(), &Value::Missing), Some(true));
        assert_eq!(cell_matches(&cell("not(4)", &Type::NUMBER).unwrap(), &Value::Missing), None);
    }

    #[test]
    fn wrong_cells_are_reported() {
        assert_eq!(cell("III/e", &Type::Choice(grades())), Err(vec!["unknown-choice"]));
        assert_eq!(cell("[3..1]", &Type::NUMBER), Err(vec!["empty-range"]));
        assert_eq!(cell("(1..1]", &Type::NUMBER), Err(vec!["empty-range"]));
        assert_eq!(cell("four", &Type::NUMBER), Err(vec!["type-mismatch"]));
        assert_eq!(cell("\"4\"", &Type::NUMBER), Err(vec!["type-mismatch"]));
        assert_eq!(cell("< true", &Type::Boolean), Err(vec!["not-ordered"]));
        assert_eq!(cell("1,, 2", &Type::NUMBER), Err(vec!["syntax"]));
        assert_eq!(cell("\"open", &Type::Text), Err(vec!["syntax"]));
        assert_eq!(cell("!= 3", &Type::NUMBER), Err(vec!["syntax"]));
        assert_eq!(cell("1, x, y", &Type::NUMBER), Err(vec!["type-mismatch", "type-mismatch"]));
    }
}
