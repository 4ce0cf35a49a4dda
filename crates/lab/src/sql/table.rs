//! Decision tables and bands as one CASE.
//!
//! What a table answers is worked out here for every kind of input it can tell apart, through the very lookup that decides one person. The CASE is
//! written row by row where that gives the same, else kind by kind; where an input is missing it says only what the lookup says.

use chrono::Days;
use jenjang::policy::decide::lookup;
use jenjang::policy::document::HitPolicy;
use jenjang::policy::model::{Cell, CellPart, Row, Table};
use jenjang::policy::scale::Choice;
use jenjang::policy::types::Type;
use jenjang::policy::value::{Bound, RangeValue, Value};
use rust_decimal::Decimal;

use super::term::{Term, all_of, any_of, atom};
use super::writer::{Writer, one_of};
use crate::LabError;

/// More combinations of inputs than this are not looked through.
const MOST: usize = 60_000;

/// Inputs a table treats alike.
struct Class {
    value: Value,
    /// Absent for an input that is missing.
    sql: Option<String>,
}

/// Combinations of inputs, each with what the table answers.
struct Answered<'t> {
    classes: Vec<Vec<Class>>,
    found: Vec<(Vec<usize>, Value)>,
    rows: &'t [Row],
}

impl Writer<'_> {
    pub(super) fn table(&mut self, index: u16) -> Result<Term, LabError> {
        if let Some(known) = self.scope().and_then(|scope| scope.tables.get(&index).cloned()) {
            return Ok(known);
        }
        let place = usize::from(index);
        let found = self.on().and_then(|on| Some((on.tables().get(place)?, on.policy().tables.get(place)?)));
        let Some((on_date, table)) = found else { return Ok(Term::missing()) };
        // a table without rows that day has no output, not even the default
        let Some(rows) = on_date.rows(table) else { return Ok(Term::none()) };
        let locals = std::mem::take(&mut self.locals);
        let mut inputs = Vec::new();
        for (at, tree) in on_date.inputs.iter().enumerate() {
            let name = if on_date.inputs.len() > 1 { format!("{} input {}", table.name, at + 1) } else { format!("{} input", table.name) };
            let term = self.deeper(|writer| writer.value(&tree.folded))?;
            inputs.push((self.bind(&name, &tree.folded.ty, term, None)?, tree.folded.ty.clone()));
        }
        self.locals = locals;
        let term = self.case(table, rows, &inputs)?;
        let reference = table.versions.get(on_date.version.unwrap_or(0)).and_then(|version| version.reference.as_ref());
        let citation = reference.map_or_else(String::new, |reference| format!(" · {}", reference.citation));
        let comment = format!("{} / {}{citation}", table.label.id, table.label.en);
        let unfound = term.none.as_deref() == Some(UNFOUND);
        let none = term.none.clone().filter(|_| !unfound);
        let mut term = self.bind(&table.name, &table.output, Term { none, ..term }, Some(comment))?;
        // where every input is told and nothing came out, there is none
        if unfound {
            let told: Vec<String> = inputs.iter().filter_map(|(input, _)| input.told()).collect();
            let none = all_of(&std::iter::once(format!("{} IS NULL", atom(&term.sql))).chain(told).collect::<Vec<_>>());
            let name = self.column(&format!("{} none", table.name), none, None);
            term.none = Some(name);
        }
        if let Some(scope) = self.scope() {
            scope.tables.insert(index, term.clone());
        }
        Ok(term)
    }

    fn case(&mut self, table: &Table, rows: &[Row], inputs: &[(Term, Type)]) -> Result<Term, LabError> {
        let classes: Vec<Vec<Class>> =
            inputs.iter().enumerate().map(|(at, (term, ty))| self.classes(rows, at, term, ty)).collect::<Result<_, _>>()?;
        let count: usize = classes.iter().map(Vec::len).product();
        if count > MOST {
            return Err(self.refused("tabel dengan kombinasi masukan sebanyak ini", "a table with this many combinations of inputs"));
        }
        let mut found = Vec::with_capacity(count);
        for number in 0..count {
            let mut rest = number;
            let picked: Vec<usize> = classes
                .iter()
                .map(|classes| {
                    let at = rest % classes.len().max(1);
                    rest /= classes.len().max(1);
                    at
                })
                .collect();
            let values: Vec<Value> =
                picked.iter().zip(&classes).filter_map(|(at, classes)| classes.get(*at)).map(|class| class.value.clone()).collect();
            found.push((picked, lookup(rows, table.hit, table.default.as_ref(), &values)));
        }
        let answered = Answered { classes, found, rows };
        let default = table.default.clone().unwrap_or(Value::None);
        let by_row = answered.told().all(|(picked, value)| answered.first_row(picked).unwrap_or(&default) == value);

        let mut whens: Vec<(String, Value)> = answered.with_missing();
        let silent = any_of(&inputs.iter().filter_map(|(term, _)| term.untold()).collect::<Vec<_>>());
        let special = whens.len();
        if silent != "FALSE" {
            whens.push((silent, Value::Missing));
        }
        let otherwise = if by_row {
            for row in rows {
                let sql = self.row(row, inputs)?;
                whens.push((sql, row.output.clone()));
            }
            default
        } else {
            whens.extend(answered.by_class());
            Value::Missing
        };
        let gives_none = answered.found.iter().any(|(_, value)| value.is_none());
        let special_none = whens.iter().take(special).any(|(_, value)| value.is_none());
        let mut outputs: Vec<Term> = Vec::new();
        for (_, value) in whens.iter().chain(std::iter::once(&(String::new(), otherwise.clone()))) {
            outputs.push(self.constant(value, &table.output)?);
        }
        let terms: Vec<&Term> = outputs.iter().collect();
        let (sqls, width) = self.alike(&terms)?;
        let integer = matches!(table.output, Type::Months | Type::Days);
        let missing = answered.found.iter().any(|(_, value)| value.is_missing());
        let case = |pick: &dyn Fn(usize) -> String| {
            let mut text = String::from("CASE");
            for (at, (when, _)) in whens.iter().enumerate() {
                text += &format!(" WHEN {when} THEN {}", pick(at));
            }
            let last = pick(whens.len());
            if whens.is_empty() { last } else { format!("{text} ELSE {last} END") }
        };
        let sql = case(&|at| sqls.get(at).cloned().unwrap_or_default());
        let none = if !gives_none {
            None
        } else if special_none {
            let truth = |at: usize| {
                let value = whens.get(at).map_or(&otherwise, |(_, value)| value);
                if value.is_none() { "TRUE".to_owned() } else { "FALSE".to_owned() }
            };
            Some(case(&truth))
        } else {
            Some(UNFOUND.to_owned())
        };
        let none = if sql == "NULL" && none.is_some() { Some("TRUE".to_owned()) } else { none };
        Ok(Term { sql, none, missing, width, integer, constant: None })
    }

    /// The tests of a row.
    fn row(&mut self, row: &Row, inputs: &[(Term, Type)]) -> Result<String, LabError> {
        let mut tests = Vec::new();
        for (cell, (term, ty)) in row.tests.iter().zip(inputs) {
            if !cell.is_any() {
                tests.push(self.cell(cell, term, ty)?);
            }
        }
        Ok(all_of(&tests))
    }

    /// The test of a cell; anything but TRUE means no.
    fn cell(&mut self, cell: &Cell, term: &Term, ty: &Type) -> Result<String, LabError> {
        let known = match ty {
            Type::Choice(scale) => {
                let codes: Vec<String> = (0..scale.values.len())
                    .filter_map(|rank| Choice::at(scale, u16::try_from(rank).ok()?))
                    .filter(|choice| accepts(cell, &Value::Choice(choice.clone())))
                    .map(|choice| self.dialect.text(choice.code()))
                    .collect();
                one_of(&term.sql, &codes)
            }
            Type::Boolean => match (accepts(cell, &Value::Boolean(true)), accepts(cell, &Value::Boolean(false))) {
                (true, true) => format!("{} IS NOT NULL", atom(&term.sql)),
                (true, false) => term.sql.clone(),
                (false, true) => format!("NOT {}", atom(&term.sql)),
                (false, false) => "FALSE".to_owned(),
            },
            _ => {
                let mut same = Vec::new();
                let mut parts = Vec::new();
                for part in &cell.parts {
                    match part {
                        CellPart::Equal(Value::None) => {}
                        CellPart::Equal(value) => same.push(self.constant(value, ty)?.sql),
                        CellPart::Range(range) => parts.push(self.between(range, term, ty)?),
                    }
                }
                if !same.is_empty() {
                    parts.insert(0, one_of(&term.sql, &same));
                }
                let hit = any_of(&parts);
                match (cell.negated, hit.as_str()) {
                    (false, _) => hit,
                    (true, "FALSE") => format!("{} IS NOT NULL", atom(&term.sql)),
                    (true, _) => format!("NOT {}", atom(&hit)),
                }
            }
        };
        let none = term.none.as_ref().filter(|_| accepts(cell, &Value::None));
        Ok(any_of(&std::iter::once(known).chain(none.cloned()).collect::<Vec<_>>()))
    }

    fn between(&mut self, range: &RangeValue, term: &Term, ty: &Type) -> Result<String, LabError> {
        let x = match ty {
            Type::Text => self.dialect.collated(&term.sql),
            _ => atom(&term.sql),
        };
        let mut parts = Vec::new();
        for (bound, closed, open) in [(&range.low, ">=", ">"), (&range.high, "<=", "<")] {
            match bound {
                Bound::Open => {}
                Bound::Included(value) => parts.push(format!("{x} {closed} {}", self.constant(value, ty)?.sql)),
                Bound::Excluded(value) => parts.push(format!("{x} {open} {}", self.constant(value, ty)?.sql)),
            }
        }
        Ok(if parts.is_empty() { format!("{x} IS NOT NULL") } else { all_of(&parts) })
    }

    /// The kinds of values one input can have that some row tells apart.
    fn classes(&mut self, rows: &[Row], at: usize, term: &Term, ty: &Type) -> Result<Vec<Class>, LabError> {
        let cells = || rows.iter().filter_map(|row| row.tests.get(at)).flat_map(|cell| &cell.parts);
        let mut classes: Vec<Class> = match ty {
            Type::Choice(scale) => (0..scale.values.len())
                .filter_map(|rank| Choice::at(scale, u16::try_from(rank).ok()?))
                .map(|choice| {
                    let sql = format!("{} = {}", atom(&term.sql), self.dialect.text(choice.code()));
                    Class { value: Value::Choice(choice), sql: Some(sql) }
                })
                .collect(),
            Type::Boolean => vec![
                Class { value: Value::Boolean(true), sql: Some(term.sql.clone()) },
                Class { value: Value::Boolean(false), sql: Some(format!("NOT {}", atom(&term.sql))) },
            ],
            Type::Number(_) | Type::Date | Type::Months | Type::Days => {
                let mut bounds: Vec<Value> = Vec::new();
                for part in cells() {
                    match part {
                        CellPart::Equal(value) => bounds.push(value.clone()),
                        CellPart::Range(range) => {
                            for bound in [&range.low, &range.high] {
                                if let Bound::Included(value) | Bound::Excluded(value) = bound {
                                    bounds.push(value.clone());
                                }
                            }
                        }
                    }
                }
                bounds.retain(|bound| !bound.is_none() && !bound.is_missing());
                self.steps(bounds, term, ty)?
            }
            Type::Text => {
                let mut texts: Vec<Value> = Vec::new();
                for part in cells() {
                    match part {
                        CellPart::Equal(value @ Value::Text(_)) if !texts.contains(value) => texts.push(value.clone()),
                        CellPart::Equal(_) => {}
                        CellPart::Range(_) => return Err(self.refused("tabel dengan rentang teks", "a table with a range of texts")),
                    }
                }
                let written: Vec<String> = texts.iter().map(|text| Ok(self.constant(text, ty)?.sql)).collect::<Result<_, LabError>>()?;
                let mut classes: Vec<Class> = texts
                    .into_iter()
                    .zip(&written)
                    .map(|(value, sql)| Class { value, sql: Some(format!("{} = {sql}", atom(&term.sql))) })
                    .collect();
                let others = if written.is_empty() {
                    format!("{} IS NOT NULL", atom(&term.sql))
                } else {
                    format!("NOT {}", atom(&one_of(&term.sql, &written)))
                };
                classes.push(Class { value: Value::Text("\u{0}".into()), sql: Some(others) });
                classes
            }
            _ => return Err(self.refused("tabel atas masukan ini", "a table over this input")),
        };
        if let Some(constant) = &term.constant {
            classes = vec![Class { value: constant.clone(), sql: (!constant.is_missing()).then(|| "TRUE".to_owned()) }];
            return Ok(classes);
        }
        if let Some(none) = &term.none {
            classes.push(Class { value: Value::None, sql: Some(none.clone()) });
        }
        if term.missing {
            classes.push(Class { value: Value::Missing, sql: None });
        }
        Ok(classes)
    }

    /// The bounds themselves, and what lies below, between and above them.
    fn steps(&mut self, bounds: Vec<Value>, term: &Term, ty: &Type) -> Result<Vec<Class>, LabError> {
        let mut order: Vec<(Decimal, Value)> = bounds.into_iter().filter_map(|bound| Some((position(&bound)?, bound))).collect();
        order.sort_by_key(|(position, _)| *position);
        order.dedup_by_key(|(position, _)| *position);
        let x = atom(&term.sql);
        let mut classes = Vec::new();
        let Some((least, _)) = order.first().cloned() else {
            let value = value_at(Decimal::ONE_HUNDRED, ty).unwrap_or(Value::None);
            return Ok(vec![Class { value, sql: Some(format!("{x} IS NOT NULL")) }]);
        };
        let mut before: Option<(Decimal, String)> = None;
        for (position, bound) in &order {
            let sql = self.constant(bound, ty)?.sql;
            let between = match &before {
                None => value_at(least - Decimal::ONE, ty).map(|value| (value, format!("{x} < {sql}"))),
                Some((low, low_sql)) => {
                    let middle = (*low + *position) / Decimal::TWO;
                    let middle = if matches!(ty, Type::Number(_)) { middle } else { middle.floor() };
                    value_at(middle, ty).filter(|_| middle > *low).map(|value| (value, format!("({x} > {low_sql} AND {x} < {sql})")))
                }
            };
            if let Some((value, sql)) = between {
                classes.push(Class { value, sql: Some(sql) });
            }
            classes.push(Class { value: bound.clone(), sql: Some(format!("{x} = {sql}")) });
            before = Some((*position, sql));
        }
        if let Some((last, sql)) = before
            && let Some(value) = value_at(last + Decimal::ONE, ty)
        {
            classes.push(Class { value, sql: Some(format!("{x} > {sql}")) });
        }
        Ok(classes)
    }
}

/// Stands for "there is none where every input is told and nothing came out", until the value has its name.
const UNFOUND: &str = "UNFOUND";

impl Answered<'_> {
    fn class(&self, input: usize, at: usize) -> Option<&Class> {
        self.classes.get(input)?.get(at)
    }

    fn is_missing(&self, picked: &[usize]) -> bool {
        (0..).zip(picked).any(|(input, at)| self.class(input, *at).is_some_and(|class| class.sql.is_none()))
    }

    /// Combinations in which nothing is missing.
    fn told(&self) -> impl Iterator<Item = (&Vec<usize>, &Value)> {
        self.found.iter().filter(|(picked, _)| !self.is_missing(picked)).map(|(picked, value)| (picked, value))
    }

    /// The output of the first row that takes these inputs.
    fn first_row(&self, picked: &[usize]) -> Option<&Value> {
        let takes = |row: &&Row| {
            (0..)
                .zip(picked)
                .zip(&row.tests)
                .all(|((input, at), cell)| self.class(input, *at).is_some_and(|class| accepts(cell, &class.value)))
        };
        self.rows.iter().find(takes).map(|row| &row.output)
    }

    /// What can be said although something is missing.
    fn with_missing(&self) -> Vec<(String, Value)> {
        let found = self.found.iter().filter(|(picked, value)| self.is_missing(picked) && !value.is_missing());
        self.grouped(found.map(|(picked, value)| (picked, value)).collect(), true)
    }

    fn by_class(&self) -> Vec<(String, Value)> {
        self.grouped(self.told().collect(), false)
    }

    /// Combinations as conditions; those that differ in the last input alone stand together.
    fn grouped(&self, found: Vec<(&Vec<usize>, &Value)>, missing: bool) -> Vec<(String, Value)> {
        let mut groups: Vec<(Vec<usize>, Vec<usize>, Value)> = Vec::new();
        for (picked, value) in found {
            let Some((first, rest)) = picked.split_first() else { continue };
            let silent = self.class(0, *first).is_some_and(|class| class.sql.is_none());
            let same = groups.iter_mut().find(|(others, firsts, other)| {
                let other_silent = firsts.first().and_then(|at| self.class(0, *at)).is_some_and(|class| class.sql.is_none());
                others == rest && other == value && other_silent == silent
            });
            match same {
                Some((_, firsts, _)) => firsts.push(*first),
                None => groups.push((rest.to_vec(), vec![*first], value.clone())),
            }
        }
        let _ = missing;
        let condition = |input: usize, at: usize| match self.class(input, at) {
            Some(Class { sql: Some(sql), .. }) => sql.clone(),
            // the other inputs say it whatever this one is; who has a value there is answered the same way
            _ => "TRUE".to_owned(),
        };
        let mut whens = Vec::new();
        for (rest, firsts, value) in groups {
            let first = if firsts.iter().any(|at| condition(0, *at) == "TRUE") {
                "TRUE".to_owned()
            } else {
                any_of(&firsts.iter().map(|at| condition(0, *at)).collect::<Vec<_>>())
            };
            let parts: Vec<String> = std::iter::once(first).chain((1..).zip(&rest).map(|(input, at)| condition(input, *at))).collect();
            whens.push((all_of(&parts), value));
        }
        whens
    }
}

/// Whether a cell takes a value that is not missing.
fn accepts(cell: &Cell, value: &Value) -> bool {
    let row = Row { tests: vec![cell.clone()], output: Value::Boolean(true), span: cell.span };
    lookup(&[row], HitPolicy::First, Some(&Value::Boolean(false)), std::slice::from_ref(value)) == Value::Boolean(true)
}

/// Where a value stands on the line of its type.
fn position(value: &Value) -> Option<Decimal> {
    match value {
        Value::Number(n) => Some(*n),
        Value::Date(date) => Some(Decimal::from(crate::column::day_number(*date))),
        Value::Months(months) => Some(Decimal::from(*months)),
        Value::Days(days) => Some(Decimal::from(*days)),
        _ => None,
    }
}

fn value_at(position: Decimal, ty: &Type) -> Option<Value> {
    let whole = || i64::try_from(position.floor().mantissa()).ok();
    match ty {
        Type::Number(_) => Some(Value::Number(position)),
        Type::Date => {
            let origin = chrono::NaiveDate::default();
            let days = whole()?;
            let distance = Days::new(days.unsigned_abs());
            let date = if days < 0 { origin.checked_sub_days(distance) } else { origin.checked_add_days(distance) };
            date.map(Value::Date)
        }
        Type::Months => i32::try_from(whole()?).ok().map(Value::Months),
        Type::Days => whole().map(Value::Days),
        _ => None,
    }
}
