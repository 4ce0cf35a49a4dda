//! The functions of the language by name, their parameters, and the constructs of FEEL that are outside.

use std::sync::Arc;

use super::node::Function;
use crate::legal::Label;
use crate::policy::diagnostic::{Diagnostic, Span};

/// How arguments are given to a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// The parameters of one of these forms; `?` marks those that may be left out.
    Forms(&'static [&'static [&'static str]]),
    /// One list, or its items one by one.
    ListOrItems,
    /// A list, then any number of items.
    ListThenItems,
    /// Any number of lists.
    Lists,
}

/// A function of the language as it is called.
#[derive(Clone, Copy, Debug)]
pub(super) struct Signature {
    pub(super) name: &'static str,
    pub(super) function: Function,
    pub(super) shape: Shape,
}

const fn one(name: &'static str, function: Function, forms: &'static [&'static [&'static str]]) -> Signature {
    Signature { name, function, shape: Shape::Forms(forms) }
}

const fn many(name: &'static str, function: Function, shape: Shape) -> Signature {
    Signature { name, function, shape }
}

/// All functions, in the order of docs/policy-format.md.
pub(super) const SIGNATURES: &[Signature] = &[
    one("abs", Function::Abs, &[&["n"]]),
    one("floor", Function::Floor, &[&["n", "scale?"]]),
    one("ceiling", Function::Ceiling, &[&["n", "scale?"]]),
    one("modulo", Function::Modulo, &[&["dividend", "divisor"]]),
    one("even", Function::Even, &[&["number"]]),
    one("odd", Function::Odd, &[&["number"]]),
    one("decimal", Function::Decimal, &[&["n", "scale"]]),
    one("round up", Function::RoundUp, &[&["n", "scale?"]]),
    one("round down", Function::RoundDown, &[&["n", "scale?"]]),
    one("round half up", Function::RoundHalfUp, &[&["n", "scale?"]]),
    one("round half down", Function::RoundHalfDown, &[&["n", "scale?"]]),
    one("count", Function::Count, &[&["list"]]),
    many("sum", Function::Sum, Shape::ListOrItems),
    many("min", Function::Min, Shape::ListOrItems),
    many("max", Function::Max, Shape::ListOrItems),
    many("mean", Function::Mean, Shape::ListOrItems),
    many("median", Function::Median, Shape::ListOrItems),
    many("all", Function::All, Shape::ListOrItems),
    many("any", Function::Any, Shape::ListOrItems),
    one("list contains", Function::ListContains, &[&["list", "element"]]),
    one("sublist", Function::Sublist, &[&["list", "start position", "length?"]]),
    many("append", Function::Append, Shape::ListThenItems),
    many("concatenate", Function::Concatenate, Shape::Lists),
    one("remove", Function::Remove, &[&["list", "position"]]),
    one("reverse", Function::Reverse, &[&["list"]]),
    one("index of", Function::IndexOf, &[&["list", "match"]]),
    many("union", Function::Union, Shape::Lists),
    one("distinct values", Function::DistinctValues, &[&["list"]]),
    one("insert before", Function::InsertBefore, &[&["list", "position", "newItem"]]),
    one("flatten", Function::Flatten, &[&["list"]]),
    one("date", Function::Date, &[&["from"], &["year", "month", "day"]]),
    one("duration", Function::Duration, &[&["from"]]),
    one("years and months duration", Function::YearsAndMonthsDuration, &[&["from", "to"]]),
    one("years between", Function::YearsBetween, &[&["from", "to"]]),
    one("months between", Function::MonthsBetween, &[&["from", "to"]]),
    one("days between", Function::DaysBetween, &[&["from", "to"]]),
    one("day of year", Function::DayOfYear, &[&["date"]]),
    one("successor", Function::Successor, &[&["value"]]),
    one("predecessor", Function::Predecessor, &[&["value"]]),
    one("steps between", Function::StepsBetween, &[&["from", "to"]]),
    one("string length", Function::StringLength, &[&["string"]]),
    one("upper case", Function::UpperCase, &[&["string"]]),
    one("lower case", Function::LowerCase, &[&["string"]]),
    one("contains", Function::Contains, &[&["string", "match"]]),
    one("starts with", Function::StartsWith, &[&["string", "match"]]),
    one("ends with", Function::EndsWith, &[&["string", "match"]]),
    one("substring", Function::Substring, &[&["string", "start position", "length?"]]),
    one("substring before", Function::SubstringBefore, &[&["string", "match"]]),
    one("substring after", Function::SubstringAfter, &[&["string", "match"]]),
    one("string", Function::String, &[&["from"]]),
    one("number", Function::Number, &[&["from", "grouping separator?", "decimal separator?"]]),
    one("range", Function::Range, &[&["from"]]),
];

/// The function with this name.
pub(super) fn function_named(name: &str) -> Option<&'static Signature> {
    SIGNATURES.iter().find(|s| s.name == name)
}

impl Function {
    /// The name as written in expressions; for date parts the property (`year`).
    pub fn as_str(self) -> &'static str {
        match self {
            Function::Year => "year",
            Function::Month => "month",
            Function::Day => "day",
            other => SIGNATURES.iter().find(|s| s.function == other).map_or("", |s| s.name),
        }
    }
}

/// A construct of FEEL that this language leaves out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outside {
    /// `{ a: 1 }`
    Context,
    /// `for … in … return …`
    For,
    /// `function(a) …`
    FunctionDefinition,
    /// `x instance of …`
    InstanceOf,
    /// `(!= x)` as a value
    NotEqualRange,
    /// Times of day.
    TimeOfDay,
    /// Dates with a time of day.
    DateTime,
    /// Durations that are not whole days.
    Hours,
    /// `matches`, `replace`, `split`
    RegularExpression,
    /// `now`, `today`: what day it is comes from outside, as `as of`.
    Clock,
    /// Functions over contexts, interval algebra, irrational functions and others without a place in rules.
    OtherFunction,
}

impl Outside {
    /// The words for it, Indonesian and English.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Outside::Context => ("konteks `{ … }`", "contexts `{ … }`"),
            Outside::For => ("perulangan `for`", "`for` loops"),
            Outside::FunctionDefinition => ("definisi fungsi", "function definitions"),
            Outside::InstanceOf => ("`instance of`", "`instance of`"),
            Outside::NotEqualRange => ("`(!= …)` sebagai nilai", "`(!= …)` as a value"),
            Outside::TimeOfDay => ("waktu dalam sehari", "times of day"),
            Outside::DateTime => ("tanggal berikut waktu", "dates with a time of day"),
            Outside::Hours => ("durasi yang bukan hari penuh", "durations that are not whole days"),
            Outside::RegularExpression => ("ekspresi reguler", "regular expressions"),
            Outside::Clock => ("jam dan kalender mesin (pakai `as of`)", "the machine's clock (use `as of`)"),
            Outside::OtherFunction => ("fungsi FEEL ini", "this FEEL function"),
        }
    }

    /// The error that says so.
    pub(super) fn diagnostic(self, file: &Arc<str>, span: Span) -> Diagnostic {
        let (id, en) = self.words();
        let label = Label::new(format!("{id} berada di luar bahasa ini"), format!("{en} are outside this language"));
        Diagnostic::error("outside-subset", file, span, label)
    }
}

/// What a function of FEEL that we leave out belongs to.
pub(super) fn outside_function(name: &str) -> Option<Outside> {
    Some(match name {
        "date and time" => Outside::DateTime,
        "time" => Outside::TimeOfDay,
        "matches" | "replace" | "split" => Outside::RegularExpression,
        "now" | "today" => Outside::Clock,
        "get value" | "get entries" | "context" | "context put" | "context merge" => Outside::Context,
        "sqrt" | "log" | "exp" | "stddev" | "mode" | "product" | "list replace" | "string join" | "sort" | "is" | "day of week"
        | "month of year" | "week of year" | "before" | "after" | "meets" | "met by" | "overlaps" | "overlaps before"
        | "overlaps after" | "finishes" | "finished by" | "includes" | "during" | "starts" | "started by" | "coincides" => {
            Outside::OtherFunction
        }
        _ => return None,
    })
}
