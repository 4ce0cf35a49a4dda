//! The syntax tree: what was written, names found but not yet typed.

use std::fmt;

use rust_decimal::Decimal;

use super::node::{Arithmetic, Comparison, Quantifier};
use crate::number::format_decimal;
use crate::policy::diagnostic::Span;

/// An expression as written. Two trees are equal when they say the same; places do not count.
#[derive(Clone, Debug)]
pub struct Syntax {
    /// What it is.
    pub kind: SyntaxKind,
    /// Where it stands in the expression's text.
    pub span: Span,
}

impl PartialEq for Syntax {
    fn eq(&self, other: &Syntax) -> bool {
        self.kind == other.kind
    }
}

/// One alternative after `in`.
#[derive(Clone, Debug, PartialEq)]
pub enum SyntaxTest {
    /// `>= c`
    Compare(Comparison, Syntax),
    /// A value, list or range.
    Is(Syntax),
}

/// A name inside an expression and where it stands; two are equal when they say the same.
#[derive(Clone, Debug)]
pub struct Word {
    /// The name.
    pub value: String,
    /// Where it stands in the expression's text.
    pub span: Span,
}

impl Word {
    /// A name and its place.
    pub fn new(value: String, span: Span) -> Word {
        Word { value, span }
    }
}

impl PartialEq for Word {
    fn eq(&self, other: &Word) -> bool {
        self.value == other.value
    }
}

/// The arguments of a call.
#[derive(Clone, Debug, PartialEq)]
pub enum Arguments {
    /// By place.
    Positional(Vec<Syntax>),
    /// By name.
    Named(Vec<(Word, Syntax)>),
}

/// One end of a range and whether it belongs.
pub type End = (Box<Syntax>, bool);

/// What an expression is.
#[derive(Clone, Debug, PartialEq)]
pub enum SyntaxKind {
    /// `12.5`
    Number(Decimal),
    /// `"text"`
    Text(String),
    /// `true`, `false`
    Boolean(bool),
    /// `null`
    Null,
    /// `@"2026-04-01"`
    At(String),
    /// A known name, or what stands where one was expected.
    Name(String),
    /// `[a, b]`
    List(Vec<Syntax>),
    /// `[a..b)`, `(< b)`
    Range {
        /// Lower end.
        low: Option<End>,
        /// Upper end.
        high: Option<End>,
    },
    /// `a and b and c`
    And(Vec<Syntax>),
    /// `a or b or c`
    Or(Vec<Syntax>),
    /// `a = b`
    Compare(Comparison, Box<Syntax>, Box<Syntax>),
    /// `x between a and b`
    Between(Box<Syntax>, Box<Syntax>, Box<Syntax>),
    /// `x in (…)`
    In(Box<Syntax>, Vec<SyntaxTest>),
    /// `a + b`
    Arithmetic(Arithmetic, Box<Syntax>, Box<Syntax>),
    /// `-x`
    Negate(Box<Syntax>),
    /// `if c then a else b`
    If(Box<Syntax>, Box<Syntax>, Box<Syntax>),
    /// `some x in a, y in b satisfies c`
    Quantified(Quantifier, Vec<(String, Syntax)>, Box<Syntax>),
    /// `list[…]`
    Bracket(Box<Syntax>, Box<Syntax>),
    /// `date.year`
    Property(Box<Syntax>, Word),
    /// `f(x)`
    Call(Word, Arguments),
}

impl SyntaxKind {
    /// How tightly it holds together: 0 `if`, 1 `or`, 2 `and`, 3 comparison, 4 sum, 5 product, 6 power, 7 sign, 8 the rest.
    fn precedence(&self) -> u8 {
        match self {
            SyntaxKind::If(..) | SyntaxKind::Quantified(..) => 0,
            SyntaxKind::Or(_) => 1,
            SyntaxKind::And(_) => 2,
            SyntaxKind::Compare(..) | SyntaxKind::Between(..) | SyntaxKind::In(..) => 3,
            SyntaxKind::Arithmetic(op, ..) => arithmetic_precedence(*op),
            SyntaxKind::Negate(_) => 7,
            _ => 8,
        }
    }
}

/// The precedence of an arithmetic operator, on the scale of [`SyntaxKind`].
pub(super) fn arithmetic_precedence(op: Arithmetic) -> u8 {
    match op {
        Arithmetic::Add | Arithmetic::Subtract => 4,
        Arithmetic::Multiply | Arithmetic::Divide => 5,
        Arithmetic::Power => 6,
    }
}

/// The canonical text: reading it gives the same tree.
impl fmt::Display for Syntax {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_at(f, self, 0)
    }
}

fn write_at(f: &mut fmt::Formatter<'_>, syntax: &Syntax, at_least: u8) -> fmt::Result {
    if syntax.kind.precedence() < at_least {
        f.write_str("(")?;
        write_kind(f, &syntax.kind)?;
        return f.write_str(")");
    }
    write_kind(f, &syntax.kind)
}

fn write_kind(f: &mut fmt::Formatter<'_>, kind: &SyntaxKind) -> fmt::Result {
    match kind {
        SyntaxKind::Number(n) => f.write_str(&format_decimal(*n)),
        SyntaxKind::Text(t) => write_text(f, t),
        SyntaxKind::Boolean(b) => write!(f, "{b}"),
        SyntaxKind::Null => f.write_str("null"),
        SyntaxKind::At(t) => {
            f.write_str("@")?;
            write_text(f, t)
        }
        SyntaxKind::Name(name) => f.write_str(name),
        SyntaxKind::List(items) => {
            f.write_str("[")?;
            write_joined(f, items)?;
            f.write_str("]")
        }
        SyntaxKind::Range { low, high } => write_range(f, low.as_ref(), high.as_ref()),
        SyntaxKind::And(items) => write_operands(f, items, " and ", 3),
        SyntaxKind::Or(items) => write_operands(f, items, " or ", 2),
        SyntaxKind::Compare(op, a, b) => {
            write_at(f, a, 3)?;
            write!(f, " {} ", op.as_str())?;
            write_at(f, b, 4)
        }
        SyntaxKind::Between(x, a, b) => {
            write_at(f, x, 3)?;
            f.write_str(" between ")?;
            write_at(f, a, 4)?;
            f.write_str(" and ")?;
            write_at(f, b, 4)
        }
        SyntaxKind::In(x, tests) => {
            write_at(f, x, 3)?;
            f.write_str(" in ")?;
            write_tests(f, tests)
        }
        SyntaxKind::Arithmetic(op, a, b) => {
            let precedence = arithmetic_precedence(*op);
            write_at(f, a, precedence)?;
            write!(f, " {} ", op.as_str())?;
            write_at(f, b, precedence + 1)
        }
        SyntaxKind::Negate(x) => {
            f.write_str("-")?;
            write_at(f, x, 7)
        }
        SyntaxKind::If(c, a, b) => write!(f, "if {c} then {a} else {b}"),
        SyntaxKind::Quantified(quantifier, binders, body) => {
            f.write_str(match quantifier {
                Quantifier::Some => "some ",
                Quantifier::Every => "every ",
            })?;
            for (i, (name, list)) in binders.iter().enumerate() {
                write!(f, "{}{name} in {list}", if i > 0 { ", " } else { "" })?;
            }
            write!(f, " satisfies {body}")
        }
        SyntaxKind::Bracket(list, inner) => {
            write_at(f, list, 8)?;
            write!(f, "[{inner}]")
        }
        SyntaxKind::Property(x, name) => {
            // `1.year` would read as a number and a name
            if matches!(x.kind, SyntaxKind::Number(_)) {
                write!(f, "({x}).{}", name.value)
            } else {
                write_at(f, x, 8)?;
                write!(f, ".{}", name.value)
            }
        }
        SyntaxKind::Call(name, arguments) => {
            write!(f, "{}(", name.value)?;
            match arguments {
                Arguments::Positional(items) => write_joined(f, items)?,
                Arguments::Named(items) => {
                    for (i, (name, value)) in items.iter().enumerate() {
                        write!(f, "{}{}: {value}", if i > 0 { ", " } else { "" }, name.value)?;
                    }
                }
            }
            f.write_str(")")
        }
    }
}

fn write_joined(f: &mut fmt::Formatter<'_>, items: &[Syntax]) -> fmt::Result {
    for (i, item) in items.iter().enumerate() {
        write!(f, "{}{item}", if i > 0 { ", " } else { "" })?;
    }
    Ok(())
}

fn write_operands(f: &mut fmt::Formatter<'_>, items: &[Syntax], between: &str, at_least: u8) -> fmt::Result {
    for (i, item) in items.iter().enumerate() {
        if i > 0 {
            f.write_str(between)?;
        }
        write_at(f, item, at_least)?;
    }
    Ok(())
}

fn write_tests(f: &mut fmt::Formatter<'_>, tests: &[SyntaxTest]) -> fmt::Result {
    if let [SyntaxTest::Is(value)] = tests {
        let text = format!("{}", Operand(value));
        // what starts with a bracket would read as a list of tests
        let range = matches!(value.kind, SyntaxKind::Range { .. });
        return if text.starts_with('(') && !range && value.kind.precedence() >= 4 { write!(f, "({text})") } else { f.write_str(&text) };
    }
    f.write_str("(")?;
    for (i, test) in tests.iter().enumerate() {
        if i > 0 {
            f.write_str(", ")?;
        }
        match test {
            SyntaxTest::Compare(op, value) => {
                write!(f, "{} ", op.as_str())?;
                write_at(f, value, 4)?;
            }
            SyntaxTest::Is(value) => write_at(f, value, 0)?,
        }
    }
    f.write_str(")")
}

/// Writes an expression as the operand of a comparison.
struct Operand<'a>(&'a Syntax);

impl fmt::Display for Operand<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_at(f, self.0, 4)
    }
}

fn write_range(f: &mut fmt::Formatter<'_>, low: Option<&End>, high: Option<&End>) -> fmt::Result {
    match (low, high) {
        (Some((low, closed)), None) => write!(f, "({} {})", if *closed { ">=" } else { ">" }, Operand(low)),
        (None, Some((high, closed))) => write!(f, "({} {})", if *closed { "<=" } else { "<" }, Operand(high)),
        (Some((low, low_closed)), Some((high, high_closed))) => {
            let (open, close) = (if *low_closed { "[" } else { "(" }, if *high_closed { "]" } else { ")" });
            write!(f, "{open}{}..{}{close}", Operand(low), Operand(high))
        }
        (None, None) => f.write_str("[null..null]"),
    }
}

/// Writes a quoted text with the escapes the reader resolves.
fn write_text(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    f.write_str("\"")?;
    for c in text.chars() {
        match c {
            '"' => f.write_str("\\\"")?,
            '\\' => f.write_str("\\\\")?,
            '\n' => f.write_str("\\n")?,
            '\r' => f.write_str("\\r")?,
            '\t' => f.write_str("\\t")?,
            c => write!(f, "{c}")?,
        }
    }
    f.write_str("\"")
}
