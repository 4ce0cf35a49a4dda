//! The steps of a SELECT: what is computed once gets a name and can be used by the steps after it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jenjang::policy::catalogue::Catalogue;
use jenjang::policy::decide::PolicyOnDate;
use jenjang::policy::types::Type;
use jenjang::policy::value::{FactIndex, Value};

use super::dialect::Dialect;
use super::names::{self, Names};
use super::term::{Term, Test, Width, atom};
use crate::LabError;

/// A longer condition that is needed more than once gets a name.
const LONG: usize = 160;

/// A policy while it is written: its own, or one it uses.
pub(super) struct Scope<'p> {
    pub(super) on: &'p PolicyOnDate,
    /// What its names begin with; empty for the policy asked for.
    pub(super) prefix: String,
    pub(super) definitions: BTreeMap<u16, Term>,
    pub(super) tables: BTreeMap<u16, Term>,
    pub(super) score: Option<Term>,
}

/// One named column of a step.
struct Column {
    name: String,
    sql: String,
    comment: Option<String>,
}

pub(super) struct Writer<'p> {
    pub(super) dialect: Dialect,
    pub(super) catalogue: &'p Arc<Catalogue>,
    pub(super) fact_columns: Vec<String>,
    pub(super) names: Names,
    pub(super) scopes: Vec<Scope<'p>>,
    pub(super) locals: Vec<Term>,
    pub(super) outcomes: BTreeMap<Arc<str>, Term>,
    /// What is being translated, for refusals.
    pub(super) part: String,
    facts: BTreeMap<FactIndex, Term>,
    used: BTreeSet<String>,
    steps: Vec<Vec<Column>>,
    step_of: BTreeMap<String, usize>,
    bound: BTreeMap<String, String>,
    depth: u32,
}

impl<'p> Writer<'p> {
    pub(super) fn new(on: &'p PolicyOnDate, dialect: Dialect) -> Writer<'p> {
        let catalogue = &on.policy().catalogue;
        let (fact_columns, names) = names::of_facts(catalogue);
        let scope = Scope { on, prefix: String::new(), definitions: BTreeMap::new(), tables: BTreeMap::new(), score: None };
        Writer {
            dialect,
            catalogue,
            fact_columns,
            names,
            scopes: vec![scope],
            locals: Vec::new(),
            outcomes: BTreeMap::new(),
            part: String::new(),
            facts: BTreeMap::new(),
            used: BTreeSet::new(),
            steps: Vec::new(),
            step_of: BTreeMap::new(),
            bound: BTreeMap::new(),
            depth: 0,
        }
    }

    /// The policy being written.
    pub(super) fn on(&self) -> Option<&'p PolicyOnDate> {
        self.scopes.last().map(|scope| scope.on)
    }

    pub(super) fn scope(&mut self) -> Option<&mut Scope<'p>> {
        self.scopes.last_mut()
    }

    pub(super) fn prefixed(&self, name: &str) -> String {
        match self.scopes.last() {
            Some(scope) if !scope.prefix.is_empty() => format!("{} {name}", scope.prefix),
            _ => name.to_owned(),
        }
    }

    /// A refusal that names policy, place and construct.
    pub(super) fn refused(&self, id: &str, en: &str) -> LabError {
        let policy = self.on().map_or_else(String::new, |on| on.policy().id.to_string());
        LabError::refused(
            format!("kebijakan `{policy}`, {}: {id} tidak dapat diterjemahkan ke SQL ({})", self.part, self.dialect),
            format!("policy `{policy}`, {}: {en} cannot be translated to SQL ({})", self.part, self.dialect),
        )
    }

    /// Runs `inner` one level deeper; refuses what leads into itself.
    pub(super) fn deeper<T>(&mut self, inner: impl FnOnce(&mut Self) -> Result<T, LabError>) -> Result<T, LabError> {
        if self.depth >= 64 {
            return Err(self.refused("susunan sedalam ini", "a nesting this deep"));
        }
        self.depth += 1;
        let result = inner(self);
        self.depth -= 1;
        result
    }

    /// The number of the step a piece of SQL can stand in: after all whose columns it uses.
    fn step_after(&self, sql: &str) -> usize {
        let words = sql.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
        words.filter_map(|word| self.step_of.get(word)).map(|step| step + 1).max().unwrap_or(0)
    }

    /// A named column with this SQL.
    pub(super) fn column(&mut self, wish: &str, sql: String, comment: Option<String>) -> String {
        if let Some(name) = self.bound.get(&sql) {
            return name.clone();
        }
        let wish = self.prefixed(wish);
        let name = self.names.give(&wish);
        let step = self.step_after(&sql);
        while self.steps.len() <= step {
            self.steps.push(Vec::new());
        }
        self.bound.insert(sql.clone(), name.clone());
        self.step_of.insert(name.clone(), step);
        if let Some(columns) = self.steps.get_mut(step) {
            columns.push(Column { name: name.clone(), sql, comment });
        }
        name
    }

    /// The value under a name, so that it is written once.
    pub(super) fn bind(&mut self, wish: &str, ty: &Type, term: Term, comment: Option<String>) -> Result<Term, LabError> {
        if term.constant.is_some() || self.is_column(&term.sql) && comment.is_none() {
            return Ok(term);
        }
        let sql = self.typed(&term, ty)?;
        let none = match &term.none {
            Some(none) if !self.is_column(none) => Some(self.column(&format!("{wish} none"), none.clone(), None)),
            other => other.clone(),
        };
        let sql = self.column(wish, sql, comment);
        Ok(Term { sql, none, ..term })
    }

    /// A condition under a name where it is long.
    pub(super) fn shorter(&mut self, wish: &str, test: Test) -> Test {
        if test.yes.len().max(test.maybe.len()) < LONG {
            return test;
        }
        let none = test.none.map(|none| self.column(&format!("{wish} none"), none, None));
        let same = test.yes == test.maybe;
        let yes = self.column(wish, test.yes, None);
        let maybe = if same { yes.clone() } else { self.column(&format!("{wish} not refuted"), test.maybe, None) };
        Test { yes, maybe, none, missing: test.missing }
    }

    pub(super) fn is_column(&self, sql: &str) -> bool {
        self.step_of.contains_key(sql) || self.used.contains(sql)
    }

    /// The SQL with the engine's type made to be what is known of it.
    fn typed(&mut self, term: &Term, ty: &Type) -> Result<String, LabError> {
        match term.width {
            Some(width) if !term.integer && self.dialect.most_digits().is_some() => {
                self.fits(width)?;
                Ok(format!("CAST({} AS {})", term.sql, self.dialect.decimal(width)))
            }
            _ if term.sql == "NULL" => Ok(format!("CAST(NULL AS {})", self.type_of(ty))),
            _ => Ok(term.sql.clone()),
        }
    }

    /// The type of a column that holds such values.
    pub(super) fn type_of(&self, ty: &Type) -> String {
        match ty {
            Type::Number(_) => self.dialect.decimal(Width::new(15, 4)),
            Type::Date => "DATE".to_owned(),
            Type::Months => "INTEGER".to_owned(),
            Type::Days => "BIGINT".to_owned(),
            Type::Boolean => "BOOLEAN".to_owned(),
            _ => self.dialect.text_type().to_owned(),
        }
    }

    /// Refuses numbers with more digits than the engine can hold.
    pub(super) fn fits(&self, width: Width) -> Result<(), LabError> {
        match self.dialect.most_digits() {
            Some(most) if width.digits() > most => {
                let digits = width.digits();
                Err(self.refused(
                    &format!("bilangan yang mungkin memerlukan {digits} angka (paling banyak {most})"),
                    &format!("a number that may need {digits} digits (at most {most})"),
                ))
            }
            _ => Ok(()),
        }
    }

    /// A fact: its own column, or what it follows from where that column is silent.
    pub(super) fn fact(&mut self, index: FactIndex) -> Result<Term, LabError> {
        if let Some(known) = self.facts.get(&index) {
            return Ok(known.clone());
        }
        let fact = self.catalogue.fact(index);
        let column = self.fact_column(index);
        self.used.insert(column.clone());
        let none = fact.can_be_none.then(|| format!("{column}_none"));
        self.used.extend(none.clone());
        let width = super::load::width_of(fact, &fact.ty);
        let given = Term { none, width, ..Term::new(column.clone()) };
        let term = match &fact.derive {
            None => given,
            Some(derivation) => {
                let derived = self.deeper(|writer| writer.value(derivation))?;
                let untold = given.untold().unwrap_or_else(|| "FALSE".to_owned());
                let none = match (&given.none, &derived.none) {
                    (None, None) => None,
                    (given_none, derived_none) => {
                        let of = |none: &Option<String>| none.clone().unwrap_or_else(|| "FALSE".to_owned());
                        Some(format!("CASE WHEN {untold} THEN {} ELSE {} END", of(derived_none), of(given_none)))
                    }
                };
                let width = given.width.zip(derived.width).map(|(a, b)| a.and(b));
                let sql = format!("CASE WHEN {untold} THEN {} ELSE {column} END", derived.sql);
                let term = Term { sql, none, missing: derived.missing, width, integer: false, constant: None };
                let comment = format!("{}: as given, else derived", fact.label.en);
                self.facts.insert(index, given);
                // the same name in every policy that uses it
                let scopes = std::mem::take(&mut self.scopes);
                let bound = self.bind(&format!("{} or derived", fact.name), &fact.ty, term, Some(comment));
                self.scopes = scopes;
                bound?
            }
        };
        self.facts.insert(index, term.clone());
        Ok(term)
    }

    pub(super) fn fact_column(&self, index: FactIndex) -> String {
        self.fact_columns.get(index.get()).cloned().unwrap_or_default()
    }

    /// Notes that a column of the table is read.
    pub(super) fn reads(&mut self, column: String) -> String {
        self.used.insert(column.clone());
        column
    }

    /// A constant.
    pub(super) fn constant(&mut self, value: &Value, ty: &Type) -> Result<Term, LabError> {
        let of = |sql: String| Term { missing: false, constant: Some(value.clone()), ..Term::new(sql) };
        Ok(match value {
            Value::Missing => Term::missing(),
            Value::None => Term::none(),
            Value::Boolean(true) => of("TRUE".into()),
            Value::Boolean(false) => of("FALSE".into()),
            Value::Number(n) => {
                let n = n.normalize();
                Term { width: Some(super::number::width_of_constant(n)), ..of(super::number::written(n)) }
            }
            Value::Text(text) => of(self.dialect.text(text)),
            Value::Date(date) => {
                if !(1..=9999).contains(&chrono::Datelike::year(date)) {
                    return Err(self.refused("tanggal di luar tahun 1 sampai 9999", "a date outside the years 1 to 9999"));
                }
                of(self.dialect.date(*date))
            }
            Value::Months(months) => Term { integer: true, ..of(months.to_string()) },
            Value::Days(days) => Term { integer: true, ..of(days.to_string()) },
            Value::Choice(choice) => of(self.dialect.text(choice.code())),
            Value::List(_) | Value::Range(_) => {
                let _ = ty;
                return Err(self.refused("daftar atau rentang sebagai nilai", "a list or range as a value"));
            }
        })
    }

    /// The SELECT: the steps, then the columns asked for.
    pub(super) fn finish(mut self, head: &str, table: &str, columns: &[(String, String, Option<String>)]) -> String {
        let mut text = String::from(head);
        let mut facts: Vec<(String, Option<String>)> = Vec::new();
        for (at, fact) in (0..).zip(self.catalogue.facts()) {
            let index = FactIndex(at);
            let own = self.fact_column(index);
            let comment = format!("{} / {}", names::comment(&fact.label.id), names::comment(&fact.label.en));
            let mut first = Some(comment);
            for column in super::load::columns_of(fact, &own) {
                if self.used.contains(&column) {
                    facts.push((column, first.take()));
                }
            }
        }
        let listed: Vec<(String, Option<String>)> = std::iter::once(("id".to_owned(), None)).chain(facts).collect();
        text += "WITH facts AS (\n  SELECT\n";
        text += &lines(&listed, "    ");
        text += &format!("  FROM {table}\n)");
        let mut from = "facts".to_owned();
        for (at, step) in std::mem::take(&mut self.steps).into_iter().enumerate() {
            let name = format!("step_{}", at + 1);
            text += &format!(",\n{name} {} (\n  SELECT\n", self.dialect.step());
            let made = step.into_iter().map(|column| (format!("{} AS {}", column.sql, column.name), column.comment));
            let listed: Vec<(String, Option<String>)> = std::iter::once((format!("{from}.*"), None)).chain(made).collect();
            text += &lines(&listed, "    ");
            text += &format!("  FROM {from}\n)");
            from = name;
        }
        text += "\nSELECT\n";
        let listed: Vec<(String, Option<String>)> = columns
            .iter()
            .map(|(name, sql, comment)| (if name == sql { sql.clone() } else { format!("{sql} AS {name}") }, comment.clone()))
            .collect();
        text += &lines(&listed, "  ");
        text += &format!("FROM {from}\n");
        text
    }
}

/// A list of columns, one a line, each under its comment.
fn lines(columns: &[(String, Option<String>)], indent: &str) -> String {
    let mut text = String::new();
    for (at, (column, comment)) in columns.iter().enumerate() {
        if let Some(comment) = comment {
            text += &format!("{indent}-- {}\n", names::comment(comment));
        }
        let comma = if at + 1 < columns.len() { "," } else { "" };
        text += &format!("{indent}{}{comma}\n", broken(column, indent));
    }
    text
}

/// A long `CASE` with each of its answers on a line.
fn broken(sql: &str, indent: &str) -> String {
    if sql.len() < 100 || !sql.contains("CASE ") {
        return sql.to_owned();
    }
    let (mut quoted, mut depth, mut text) = (false, 0usize, String::new());
    for (at, c) in sql.char_indices() {
        let rest = sql.get(at..).unwrap_or("");
        if c == '\'' {
            quoted = !quoted;
        }
        if !quoted {
            if rest.starts_with("CASE ") {
                depth += 1;
            }
            if depth > 0 && c == ' ' && (rest.starts_with(" WHEN ") || rest.starts_with(" ELSE ")) {
                text += &format!("\n{indent}{}", "  ".repeat(depth));
                continue;
            }
            if rest.starts_with(" END") && depth > 0 {
                text += &format!("\n{indent}{}", "  ".repeat(depth - 1));
                depth -= 1;
                continue;
            }
        }
        text.push(c);
    }
    text
}

/// `x = 'a'`, or `x IN ('a', 'b')`.
pub(super) fn one_of(sql: &str, values: &[String]) -> String {
    match values {
        [] => "FALSE".to_owned(),
        [only] => format!("{} = {only}", atom(sql)),
        many => format!("{} IN ({})", atom(sql), many.join(", ")),
    }
}
