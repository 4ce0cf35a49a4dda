//! Pieces of SQL with what is known about them.
//!
//! A value is written as SQL that is NULL where there is no value, and, only where that can be, a condition saying that there is *known* to be
//! none. NULL without that condition is *missing*. So NULL behaves under `AND`, `OR` and `NOT` as *unknown* does in a policy, and *none* costs
//! words only where a policy can meet it.

use jenjang::policy::expression::evaluate::Truth;
use jenjang::policy::value::Value;
use rust_decimal::Decimal;

/// How large a number may be, and how many places it may have: both follow from the columns it is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Width {
    /// No value is farther from zero.
    pub(super) most: Decimal,
    pub(super) places: u32,
}

impl Width {
    /// With so many digits before the point.
    pub(super) fn new(whole: u32, places: u32) -> Width {
        let power = 10i128.checked_pow(whole).and_then(|power| Decimal::try_from_i128_with_scale(power, 0).ok());
        // one less in the last place, where that can be told apart
        let last = Decimal::try_from_i128_with_scale(1, places.min(28)).unwrap_or_default();
        Width { most: power.map_or(Decimal::MAX, |power| power.checked_sub(last).unwrap_or(power)), places }
    }

    pub(super) fn up_to(most: Option<Decimal>, places: u32) -> Width {
        Width { most: most.unwrap_or(Decimal::MAX), places }
    }

    /// Digits before the point.
    pub(super) fn whole(self) -> u32 {
        let whole = self.most.trunc();
        if whole.is_zero() { 0 } else { u32::try_from(whole.to_string().len()).unwrap_or(29) }
    }

    pub(super) fn digits(self) -> u32 {
        (self.whole() + self.places).max(1)
    }

    pub(super) fn and(self, other: Width) -> Width {
        Width { most: self.most.max(other.most), places: self.places.max(other.places) }
    }
}

/// A value.
#[derive(Clone, Debug)]
pub(super) struct Term {
    /// NULL where none or missing.
    pub(super) sql: String,
    /// Known to be none; never NULL. Absent where that cannot be.
    pub(super) none: Option<String>,
    /// Whether it may be missing.
    pub(super) missing: bool,
    /// Of a number.
    pub(super) width: Option<Width>,
    /// The engine's own type is an integer.
    pub(super) integer: bool,
    /// A value that depends on nobody.
    pub(super) constant: Option<Value>,
}

impl Term {
    /// A value that may be missing and cannot be none.
    pub(super) fn new(sql: impl Into<String>) -> Term {
        Term { sql: sql.into(), none: None, missing: true, width: None, integer: false, constant: None }
    }

    pub(super) fn none() -> Term {
        Term { none: Some("TRUE".to_owned()), missing: false, constant: Some(Value::None), ..Term::new("NULL") }
    }

    pub(super) fn missing() -> Term {
        Term { constant: Some(Value::Missing), ..Term::new("NULL") }
    }

    pub(super) fn is_none(&self) -> bool {
        self.constant.as_ref().is_some_and(Value::is_none)
    }

    pub(super) fn is_missing(&self) -> bool {
        self.constant.as_ref().is_some_and(Value::is_missing)
    }

    /// It has a value, or is known to be none; never NULL. Absent where always so.
    pub(super) fn told(&self) -> Option<String> {
        self.missing.then(|| match &self.none {
            None => format!("{} IS NOT NULL", atom(&self.sql)),
            Some(none) => format!("({} IS NOT NULL OR {})", atom(&self.sql), atom(none)),
        })
    }

    /// Nobody said; never NULL. Absent where that cannot be.
    pub(super) fn untold(&self) -> Option<String> {
        self.missing.then(|| match &self.none {
            None => format!("{} IS NULL", atom(&self.sql)),
            Some(none) => format!("({} IS NULL AND NOT {})", atom(&self.sql), atom(none)),
        })
    }
}

/// When a value made of these has none: none of them is missing, and one is none. Absent where that cannot be.
pub(super) fn joint_none(terms: &[&Term]) -> Option<String> {
    let nones: Vec<String> = terms.iter().filter_map(|term| term.none.as_ref()).map(|none| atom(none)).collect();
    if nones.is_empty() {
        return None;
    }
    // whoever is none is told already where it is the only one
    let told = terms.iter().filter(|term| nones.len() > 1 || term.none.is_none()).filter_map(|term| term.told());
    let parts: Vec<String> = std::iter::once(any_of(&nones)).chain(told).collect();
    Some(all_of(&parts))
}

/// A condition.
#[derive(Clone, Debug)]
pub(super) struct Test {
    /// FALSE where the answer is none.
    pub(super) yes: String,
    /// TRUE where the answer is none.
    pub(super) maybe: String,
    /// The answer is none; never NULL. Absent where that cannot be, and then `yes` and `maybe` are the same.
    pub(super) none: Option<String>,
    /// Whether the answer may be missing: NULL in both.
    pub(super) missing: bool,
}

impl Test {
    pub(super) fn plain(sql: impl Into<String>, missing: bool) -> Test {
        let yes = sql.into();
        Test { maybe: yes.clone(), yes, none: None, missing }
    }

    pub(super) fn constant(truth: Truth) -> Test {
        match truth {
            Truth::True => Test::plain("TRUE", false),
            Truth::False => Test::plain("FALSE", false),
            Truth::None => Test { yes: "FALSE".into(), maybe: "TRUE".into(), none: Some("TRUE".into()), missing: false },
            Truth::Missing => Test::plain("CAST(NULL AS BOOLEAN)", true),
        }
    }

    /// NULL where the answer is none or missing, with the condition of being none.
    pub(super) fn with_none(sql: &str, none: Option<String>, missing: bool) -> Test {
        match none {
            None => Test::plain(sql, missing),
            Some(none) => Test {
                yes: all_of(&[sql.to_owned(), format!("NOT {}", atom(&none))]),
                maybe: any_of(&[sql.to_owned(), none.clone()]),
                none: Some(none),
                missing,
            },
        }
    }

    #[must_use]
    pub(super) fn not(self) -> Test {
        let negated = |sql: &str| match sql {
            "TRUE" => "FALSE".to_owned(),
            "FALSE" => "TRUE".to_owned(),
            sql => match sql.strip_prefix("NOT ") {
                Some(inner) if is_atom(inner) => bare(inner),
                _ => format!("NOT {}", atom(sql)),
            },
        };
        Test { yes: negated(&self.maybe), maybe: negated(&self.yes), none: self.none, missing: self.missing }
    }

    /// Values that cannot be compared are not the same.
    #[must_use]
    pub(super) fn settled(self) -> Test {
        Test::plain(self.yes, self.missing)
    }

    /// As a value.
    pub(super) fn term(self) -> Term {
        let sql = match &self.none {
            None => self.yes,
            Some(none) if none == "TRUE" => return Term::none(),
            Some(none) => format!("CASE WHEN NOT {} THEN {} END", atom(none), self.yes),
        };
        Term { sql, none: self.none, missing: self.missing, width: None, integer: false, constant: None }
    }
}

/// All hold.
pub(super) fn every(tests: Vec<Test>) -> Test {
    let mut tests = tests;
    if tests.iter().any(|test| test.none.is_none() && test.yes == "FALSE") {
        return Test::constant(Truth::False);
    }
    tests.retain(|test| test.none.is_some() || test.yes != "TRUE");
    if tests.len() < 2 {
        return tests.pop().unwrap_or_else(|| Test::constant(Truth::True));
    }
    let missing = tests.iter().any(|test| test.missing);
    let maybe = all_of(&tests.iter().map(|test| test.maybe.clone()).collect::<Vec<_>>());
    let nones: Vec<String> = tests.iter().filter_map(|test| test.none.clone()).collect();
    if nones.is_empty() {
        return Test::plain(maybe, missing);
    }
    let yes = if apart(&tests) {
        all_of(&tests.iter().map(|test| test.yes.clone()).collect::<Vec<_>>())
    } else {
        // what is missing outweighs what is none
        format!("CASE WHEN {maybe} THEN NOT {} ELSE {maybe} END", atom(&any_of(&nones)))
    };
    let none = if missing { format!("({maybe}) IS TRUE AND {}", atom(&any_of(&nones))) } else { all_of(&[maybe.clone(), any_of(&nones)]) };
    Test { yes, maybe, none: Some(none), missing }
}

/// Any holds.
pub(super) fn some(tests: Vec<Test>) -> Test {
    every(tests.into_iter().map(Test::not).collect()).not().tidy()
}

impl Test {
    /// Takes back what `not` over `and` over `not` wrote: `NOT (NOT a AND NOT b)` is `a OR b`.
    fn tidy(self) -> Test {
        let tidy = |sql: String| match sql.strip_prefix("NOT (").and_then(|rest| rest.strip_suffix(')')) {
            Some(inner) => {
                let parts = split_top(inner, " AND ");
                let plain: Option<Vec<String>> = parts.iter().map(|part| part.strip_prefix("NOT ").map(bare)).collect();
                match plain {
                    Some(plain) if parts.len() > 1 => any_of(&plain),
                    _ => sql,
                }
            }
            None => sql,
        };
        Test { yes: tidy(self.yes), maybe: tidy(self.maybe), none: self.none, missing: self.missing }
    }
}

/// Without brackets that hold the whole.
fn bare(sql: &str) -> String {
    match sql.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        Some(inner) if closes_at_end(sql) => inner.to_owned(),
        _ => sql.to_owned(),
    }
}

/// The parts between a word, outside brackets, quotes and `CASE … END`.
fn split_top<'a>(sql: &'a str, word: &str) -> Vec<&'a str> {
    let (mut depth, mut quoted, mut start, mut parts) = (0i32, false, 0, Vec::new());
    for (at, c) in sql.char_indices() {
        let rest = sql.get(at..).unwrap_or("");
        match c {
            '\'' => quoted = !quoted,
            _ if quoted => {}
            '(' => depth += 1,
            ')' => depth -= 1,
            _ if rest.starts_with("CASE ") => depth += 1,
            _ if rest.starts_with(" END") => depth -= 1,
            _ if rest.starts_with(" BETWEEN ") => return vec![sql],
            ' ' if depth == 0 && rest.starts_with(word) && at >= start => {
                parts.extend(sql.get(start..at));
                start = at + word.len();
            }
            _ => {}
        }
    }
    parts.extend(sql.get(start..));
    parts
}

/// Whether the answers never mix none of one with missing of another.
fn apart(tests: &[Test]) -> bool {
    let mut nones = (0..).zip(tests).filter(|(_, test)| test.none.is_some());
    nones.all(|(at, _)| (0..).zip(tests).all(|(other, test): (usize, _)| other == at || !test.missing))
}

pub(super) fn all_of(parts: &[String]) -> String {
    joined(parts, " AND ", "TRUE")
}

pub(super) fn any_of(parts: &[String]) -> String {
    joined(parts, " OR ", "FALSE")
}

fn joined(parts: &[String], word: &str, empty: &str) -> String {
    let mut kept: Vec<&String> = Vec::new();
    for part in parts {
        if part != empty && !kept.contains(&part) {
            kept.push(part);
        }
    }
    match kept.as_slice() {
        [] => empty.to_owned(),
        [only] => (*only).clone(),
        many => many.iter().map(|part| operand(part, word)).collect::<Vec<_>>().join(word),
    }
}

/// A part of a chain of `AND`s or `OR`s: comparisons need no brackets there.
fn operand(sql: &str, word: &str) -> String {
    let other = if word == " AND " { " OR " } else { " AND " };
    if split_top(sql, other).len() > 1 || sql.starts_with("CASE ") && !is_atom(sql) && split_top(sql, word).len() > 1 {
        return format!("({sql})");
    }
    sql.to_owned()
}

/// The SQL in brackets, unless it is one thing already.
pub(super) fn atom(sql: &str) -> String {
    if is_atom(sql) { sql.to_owned() } else { format!("({sql})") }
}

fn is_atom(sql: &str) -> bool {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.' || c == '"';
    if sql.chars().all(word) {
        return true;
    }
    let literal = sql.strip_prefix("DATE ").unwrap_or(sql);
    if let Some(inner) = literal.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')) {
        return !inner.contains('\'');
    }
    let call = sql.trim_start_matches(word);
    call.starts_with('(') && closes_at_end(call)
}

/// Whether the bracket that opens a text closes at its end.
fn closes_at_end(sql: &str) -> bool {
    let (mut depth, mut quoted) = (0i32, false);
    for (at, c) in sql.char_indices() {
        match c {
            '\'' => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => {
                depth -= 1;
                if depth == 0 {
                    return at + 1 == sql.len();
                }
            }
            _ => {}
        }
    }
    false
}

/// Without brackets round the whole.
pub(super) fn unwrapped(sql: &str) -> String {
    bare(sql)
}
