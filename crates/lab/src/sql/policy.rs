//! A whole policy: its criteria and groups, components, result and bands, and the policies it uses before it.

use jenjang::legal::LegalReference;
use jenjang::policy::decide::PolicyOnDate;
use jenjang::policy::document::{Kind, MissingRule, WeightSum};
use jenjang::policy::expression::node::Arithmetic;
use jenjang::policy::model::{Member, ResultRule};
use jenjang::policy::types::Type;
use jenjang::policy::value::Value;
use rust_decimal::Decimal;

use super::term::{Term, Test, Width, all_of, any_of, atom};
use super::writer::{Scope, Writer};
use super::{OutputColumn, Part};
use crate::LabError;

/// What a policy comes to.
pub(super) struct Written {
    /// Of an eligibility policy the words, else the value.
    pub(super) outcome: Term,
    pub(super) columns: Vec<(OutputColumn, String)>,
}

/// The outcome of another policy for the same person, as a value.
pub(super) fn outcome_of(writer: &mut Writer<'_>, id: &str) -> Result<Term, LabError> {
    if let Some(known) = writer.outcomes.get(id) {
        return Ok(known.clone());
    }
    let used = writer.on().and_then(|on| on.uses().get(id));
    let term = match used {
        // not in force that day: there is no result
        None | Some(None) => Term::none(),
        Some(Some(used)) => {
            let prefix = id.rsplit('/').next().unwrap_or(id).to_owned();
            let part = writer.part.clone();
            let locals = std::mem::take(&mut writer.locals);
            writer.scopes.push(Scope { on: used, prefix, definitions: Default::default(), tables: Default::default(), score: None });
            let written = writer.deeper(|writer| policy(writer, used, false))?;
            let outcome = if used.policy().kind == Kind::Eligibility {
                let sql = format!("CASE {} WHEN 'eligible' THEN TRUE WHEN 'not-eligible' THEN FALSE END", written.outcome.sql);
                Term::new(sql)
            } else {
                let comment = format!("{}: {} / {}", used.policy().id, used.policy().title.id, used.policy().title.en);
                writer.bind("result", &used.policy().outcome_type(), written.outcome, Some(comment))?
            };
            writer.scopes.pop();
            writer.locals = locals;
            writer.part = part;
            outcome
        }
    };
    writer.outcomes.insert(id.into(), term.clone());
    Ok(term)
}

/// Writes the steps of a policy; with `all` also what only its own readers ask for.
pub(super) fn policy(writer: &mut Writer<'_>, on: &PolicyOnDate, all: bool) -> Result<Written, LabError> {
    match on.policy().kind {
        Kind::Eligibility => eligibility(writer, on),
        Kind::Score => score(writer, on, all),
        Kind::Points | Kind::Classification => result(writer, on, all),
    }
}

fn about(code: &str, label: &jenjang::legal::Label, reference: &LegalReference) -> String {
    format!("{code}: {} / {} · {}", label.id, label.en, reference.citation)
}

fn output(name: &str, part: Part, none: Option<String>, comment: Option<String>) -> OutputColumn {
    OutputColumn { name: name.to_owned(), part, none, comment }
}

fn eligibility(writer: &mut Writer<'_>, on: &PolicyOnDate) -> Result<Written, LabError> {
    let declared = on.policy();
    let mut columns = Vec::new();
    // the verdict of each criterion in force, and whether it may not apply although it is met
    let mut standings: Vec<(u16, String, Option<String>)> = Vec::new();
    for (place, criterion) in (0..).zip(on.criteria()) {
        let Some(of) = declared.criteria.get(usize::from(criterion.index)) else { continue };
        writer.part = format!("`{}`", of.code);
        let require = writer.test(&criterion.require.folded)?;
        let comment = about(&of.code, &of.label, &criterion.reference);
        let (sql, open) = match &criterion.when {
            None => (format!("CASE {} WHEN TRUE THEN 'met' WHEN FALSE THEN 'not-met' ELSE 'unknown' END", atom(&require.yes)), None),
            Some(when) => {
                let when = writer.test(&when.folded)?;
                let require = named(writer, &format!("{} holds", of.code), require);
                let when = named(writer, &format!("{} applies", of.code), when);
                let open = when.missing.then(|| format!("({} IS NULL AND {})", atom(&when.yes), atom(&require.yes)));
                let sql = format!(
                    "CASE WHEN {} THEN 'not-applicable' WHEN {} THEN 'met' WHEN {} THEN 'not-met' ELSE 'unknown' END",
                    Test::plain(when.yes.clone(), false).not().yes,
                    require.yes,
                    all_of(&[when.yes.clone(), Test::plain(require.yes.clone(), false).not().yes]),
                );
                (sql, open)
            }
        };
        let column = writer.column(&of.code, sql, Some(comment.clone()));
        columns.push((output(&column, Part::Criterion(place), None, None), column.clone()));
        standings.push((criterion.index, column, open));
    }
    let groups = groups(writer, on, &standings)?;
    for (at, column) in (0..).zip(&groups) {
        columns.push((output(column, Part::Group(at), None, None), column.clone()));
    }
    let of_member = |member: &Member| match member {
        Member::Criterion(index) => standings.iter().find(|(at, ..)| at == index).map(|(_, column, _)| column.clone()),
        Member::Group(index) => groups.get(usize::from(*index)).cloned(),
    };
    let required: Vec<String> = declared.required.iter().filter_map(of_member).collect();
    let sql = if required.is_empty() {
        "'eligible'".to_owned()
    } else {
        let required = required.join(", ");
        format!("CASE WHEN 'not-met' IN ({required}) THEN 'not-eligible' WHEN 'unknown' IN ({required}) THEN 'unknown' ELSE 'eligible' END")
    };
    let column = writer.column("decided", sql, Some(format!("{} / {}", declared.title.id, declared.title.en)));
    Ok(Written { outcome: Term::new(column), columns })
}

/// A condition that is written more than once, under a name where it is more than a comparison.
fn named(writer: &mut Writer<'_>, name: &str, test: Test) -> Test {
    if test.yes.len() < 50 {
        return test;
    }
    let yes = writer.column(name, test.yes, None);
    Test { yes, ..test }
}

/// The verdicts of the groups, by their place in the policy.
fn groups(writer: &mut Writer<'_>, on: &PolicyOnDate, standings: &[(u16, String, Option<String>)]) -> Result<Vec<String>, LabError> {
    let declared = &on.policy().groups;
    let mut known: Vec<Option<String>> = vec![None; declared.len()];
    // a group may name groups after it
    for _ in 0..=declared.len() {
        for (at, group) in declared.iter().enumerate() {
            if known.get(at).is_some_and(Option::is_some) {
                continue;
            }
            writer.part = format!("`{}`", group.code);
            let mut members: Vec<(String, Option<String>)> = Vec::new();
            let mut ready = true;
            for member in &group.of {
                match member {
                    Member::Criterion(index) => {
                        members
                            .extend(standings.iter().find(|(at, ..)| at == index).map(|(_, column, open)| (column.clone(), open.clone())));
                    }
                    Member::Group(index) => match known.get(usize::from(*index)).cloned().flatten() {
                        Some(column) => members.push((column, None)),
                        None => ready = false,
                    },
                }
            }
            if !ready {
                continue;
            }
            let column = group_verdict(writer, group, &members);
            if let Some(place) = known.get_mut(at) {
                *place = Some(column);
            }
        }
    }
    known.into_iter().map(|column| column.ok_or_else(|| writer.refused("kelompok yang melingkar", "groups in a circle"))).collect()
}

fn group_verdict(writer: &mut Writer<'_>, group: &jenjang::policy::model::Group, members: &[(String, Option<String>)]) -> String {
    let comment = about(&group.code, &group.label, &group.reference);
    if members.is_empty() {
        return writer.column(&group.code, format!("CASE WHEN TRUE THEN 'not-applicable' END /* {} */", plain(&group.code)), Some(comment));
    }
    let n = group.at_least;
    let count = |verdict: &str| {
        let one = |(column, open): &(String, Option<String>)| match (verdict, open) {
            ("met", Some(open)) => format!("CASE WHEN {column} = 'met' AND NOT COALESCE({open}, FALSE) THEN 1 ELSE 0 END"),
            ("unknown", Some(open)) => format!("CASE WHEN {column} = 'unknown' OR COALESCE({open}, FALSE) THEN 1 ELSE 0 END"),
            _ => format!("CASE WHEN {column} = '{verdict}' THEN 1 ELSE 0 END"),
        };
        members.iter().map(one).collect::<Vec<_>>().join(" + ")
    };
    let mut counted = |verdict: &str| {
        let sql = count(verdict);
        writer.column(&format!("{} {verdict}", group.code), sql, None)
    };
    let (met, not_met, unknown) = (counted("met"), counted("not-met"), counted("unknown"));
    let sql = format!(
        "CASE WHEN {met} + {not_met} + {unknown} = 0 THEN 'not-applicable' WHEN {met} >= {n} OR {not_met} + {unknown} = 0 THEN 'met' \
         WHEN {met} + {unknown} < {n} AND {not_met} > 0 THEN 'not-met' ELSE 'unknown' END"
    );
    writer.column(&group.code, sql, Some(comment))
}

fn plain(code: &str) -> String {
    super::names::comment(code)
}

fn within(term: &Term, range: Option<(Decimal, Decimal)>) -> Term {
    let Some((low, high)) = range.filter(|_| term.width.is_some()) else { return term.clone() };
    let inside = format!("{} BETWEEN {} AND {}", atom(&term.sql), super::number::written(low), super::number::written(high));
    let constant = match &term.constant {
        Some(Value::Number(n)) if *n < low || *n > high => return Term::missing(),
        other => other.clone(),
    };
    if constant.is_some() {
        return term.clone();
    }
    Term { sql: format!("CASE WHEN {inside} THEN {} END", term.sql), missing: true, ..term.clone() }
}

fn score(writer: &mut Writer<'_>, on: &PolicyOnDate, all: bool) -> Result<Written, LabError> {
    let declared = on.policy();
    let Some(rule) = &declared.score else { return Ok(Written { outcome: Term::none(), columns: Vec::new() }) };
    let mut columns = Vec::new();
    let mut parts: Vec<(Value, Term)> = Vec::new();
    for (place, component) in (0..).zip(on.components()) {
        let Some(of) = declared.components.get(usize::from(component.index)) else { continue };
        writer.part = format!("`{}`", of.code);
        let value = writer.value(&component.value.folded)?;
        // only numbers add up
        let value = match (&value.width, &value.constant) {
            (Some(_), _) | (None, Some(Value::None | Value::Missing)) => value,
            _ => return Err(writer.refused("komponen yang bukan bilangan", "a component that is no number")),
        };
        let value = if of.range.is_some() { writer.bind(&format!("{} found", of.code), &Type::NUMBER, value, None)? } else { value };
        let comment = format!("{} · × {}", about(&of.code, &of.label, &component.reference), component.weight);
        let value = within(&value, of.range);
        let value = writer.bind(&of.code, &Type::NUMBER, value, Some(comment))?;
        let name = if writer.is_column(&value.sql) { value.sql.clone() } else { writer.names.give(&of.code) };
        columns.push((output(&name, Part::Component(place), value.none.clone(), None), value.sql.clone()));
        parts.push((component.weight.clone(), value));
    }
    writer.part = "`score`".to_owned();
    let total = total(writer, rule, &parts)?;
    let total = writer.bind("total", &Type::NUMBER, total, None)?;
    let total = within(&total, rule.range);
    let total = writer.bind("score", &Type::NUMBER, total, Some(format!("{} / {}", declared.title.id, declared.title.en)))?;
    if let Some(scope) = writer.scope() {
        scope.score = Some(total.clone());
    }
    if all {
        columns.extend(bands(writer, on)?);
        columns.extend(tie_breaks(writer, on)?);
    }
    Ok(Written { outcome: total, columns })
}

/// The rounded total, whether or not it lies in its range.
fn total(writer: &mut Writer<'_>, rule: &jenjang::policy::model::ScoreRule, parts: &[(Value, Term)]) -> Result<Term, LabError> {
    let number = |writer: &mut Writer<'_>, n: Decimal| writer.constant(&Value::Number(n), &Type::NUMBER);
    let mut weights = Vec::new();
    for (weight, _) in parts {
        match weight {
            Value::Number(weight) => weights.push(*weight),
            // a weight without a value on the day leaves no total to give
            Value::Missing => return Ok(Term::missing()),
            _ => return Ok(Term::none()),
        }
    }
    let renormalise = match rule.missing {
        MissingRule::Renormalise { minimum_weight } => Some(minimum_weight),
        MissingRule::Unknown => None,
    };
    let terms: Vec<&Term> = parts.iter().map(|(_, term)| term).collect();
    let mut sum = number(writer, Decimal::ZERO)?;
    if renormalise.is_none() {
        if terms.iter().any(|term| term.is_missing()) {
            return Ok(Term::missing());
        }
        if terms.iter().any(|term| term.is_none()) {
            return writer.no_value(&terms);
        }
    }
    let mut first = true;
    for (weight, (_, term)) in weights.iter().zip(parts) {
        if term.width.is_none() {
            continue;
        }
        let counted = match renormalise {
            None => (*term).clone(),
            Some(_) => Term { sql: format!("COALESCE({}, 0)", term.sql), none: None, missing: false, constant: None, ..(*term).clone() },
        };
        let weight = number(writer, *weight)?;
        let weighted = writer.numbers(Arithmetic::Multiply, &weight, &counted)?;
        sum = if first { weighted } else { writer.numbers(Arithmetic::Add, &sum, &weighted)? };
        first = false;
    }
    let whole = match rule.weights {
        WeightSum::Share => Decimal::ONE,
        WeightSum::Percent => Decimal::ONE_HUNDRED,
        WeightSum::Points => Decimal::ONE,
    };
    let mut total = sum;
    if let Some(minimum) = renormalise {
        let all: Decimal = weights.iter().sum();
        let present: Vec<String> = weights
            .iter()
            .zip(&terms)
            .map(|(weight, term)| format!("CASE WHEN {} IS NOT NULL THEN {} ELSE 0 END", atom(&term.sql), super::number::written(*weight)))
            .collect();
        let digits = super::number::width_of_constant(all);
        let places = weights.iter().map(|weight| super::number::width_of_constant(*weight).places).max().unwrap_or(0);
        let present = Term {
            width: Some(Width::up_to(Some(digits.most), places)),
            missing: false,
            ..Term::new(if present.is_empty() { "0".to_owned() } else { present.join(" + ") })
        };
        let present = writer.bind("weight present", &Type::NUMBER, present, None)?;
        let enough = minimum * whole;
        let short = any_of(&[format!("{} = 0", present.sql), format!("{} < {}", present.sql, super::number::written(enough))]);
        let all = number(writer, all)?;
        let carried = writer.numbers(Arithmetic::Multiply, &total, &all)?;
        let divided = writer.numbers(Arithmetic::Divide, &carried, &present)?;
        total = Term { sql: format!("CASE WHEN NOT ({short}) THEN {} END", divided.sql), none: None, missing: true, ..divided };
    }
    if rule.weights == WeightSum::Percent {
        let hundred = number(writer, Decimal::ONE_HUNDRED)?;
        total = writer.numbers(Arithmetic::Divide, &total, &hundred)?;
    }
    match rule.rounding {
        Some(rounding) if total.width.is_some() => writer.rounded(&total, rounding.places, rounding.mode),
        _ => Ok(total),
    }
}

fn bands(writer: &mut Writer<'_>, on: &PolicyOnDate) -> Result<Vec<(OutputColumn, String)>, LabError> {
    let mut columns = Vec::new();
    for (at, table) in (0..).zip(&on.policy().tables).filter(|(_, table)| table.bands.is_some()) {
        writer.part = format!("`{}`", table.name);
        let term = writer.table(at)?;
        let name = if writer.is_column(&term.sql) { term.sql.clone() } else { writer.names.give(&table.name) };
        columns.push((output(&name, Part::Band(at), term.none.clone(), None), term.sql.clone()));
    }
    Ok(columns)
}

fn tie_breaks(writer: &mut Writer<'_>, on: &PolicyOnDate) -> Result<Vec<(OutputColumn, String)>, LabError> {
    let mut columns = Vec::new();
    for (at, (tree, declared)) in (0..).zip(on.tie_breaks().iter().zip(&on.policy().tie_breaks)) {
        writer.part = format!("tie-break {}", at + 1);
        let value = writer.value(&tree.folded)?;
        let direction = if declared.descending { "DESC" } else { "ASC" };
        let comment = format!("{} / {} ({direction})", declared.label.id, declared.label.en);
        let name = writer.names.give(&format!("tie break {}", at + 1));
        columns.push((output(&name, Part::TieBreak(at), value.none.clone(), Some(comment)), value.sql));
    }
    Ok(columns)
}

fn result(writer: &mut Writer<'_>, on: &PolicyOnDate, all: bool) -> Result<Written, LabError> {
    let declared = on.policy();
    let rule: Option<&ResultRule> = declared.points.as_ref().or(declared.classification.as_ref());
    let (Some(rule), Some(result)) = (rule, on.result()) else { return Ok(Written { outcome: Term::none(), columns: Vec::new() }) };
    writer.part = "`result`".to_owned();
    let node = &result.result.folded;
    let term = match rule.rounding {
        Some(rounding) if matches!(node.ty, Type::Number(_)) => writer.rounded_node(node, rounding.places, rounding.mode)?,
        _ => writer.value(node)?,
    };
    let term = writer.bind("found", &node.ty, term, Some(format!("{} · {}", rule.result.source, result.reference.citation)))?;
    let outcome = within(&term, rule.range);
    let columns = if all { bands(writer, on)? } else { Vec::new() };
    Ok(Written { outcome, columns })
}
