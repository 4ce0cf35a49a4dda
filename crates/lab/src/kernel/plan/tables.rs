//! Decision tables and bands: a mask for each row, and one output for everybody.

use std::sync::Arc;

use jenjang::policy::document::HitPolicy;
use jenjang::policy::expression::evaluate::Truth;
use jenjang::policy::expression::node::{Comparison, Node};
use jenjang::policy::model::{Cell, CellPart};
use jenjang::policy::types::Type;
use jenjang::policy::value::Value;

use super::{Kind, NoOperation, Planned, Planner, Scope, Vector, kind_of};
use crate::column::{day_number, units};
use crate::kernel::lanes::Lane;
use crate::kernel::operation::{Lookup, MaskId, MaskInfo, MaskOp, Pick, VectorInfo, VectorOp};

impl<'k> Planner<'k> {
    /// The output of a table.
    pub(super) fn table(&mut self, scope: Scope<'_, 'k>, index: u16) -> Result<Planned, NoOperation> {
        let scope = Scope { locals: &[], ..scope };
        self.planned_table(scope, index, |planner| planner.table_output(scope, index))
    }

    fn table_output(&mut self, scope: Scope<'_, 'k>, index: u16) -> Result<Planned, NoOperation> {
        let place = usize::from(index);
        let policy = scope.policy;
        let table = policy.policy().tables.get(place).ok_or(NoOperation)?;
        let on_date = policy.tables().get(place).ok_or(NoOperation)?;
        let Some(rows) = on_date.rows(table) else {
            // a table without rows that day has no output, not even the default
            return Ok(if table.output == Type::Boolean {
                Planned::Mask(self.constant(Truth::None))
            } else {
                Planned::Vector(Vector { id: self.blank(false), kind: kind_of(&table.output)? })
            });
        };
        let pick = match table.hit {
            HitPolicy::First => Pick::First,
            HitPolicy::Unique | HitPolicy::Any => Pick::Agreed,
            _ => return Err(NoOperation),
        };
        let mut outputs: Vec<&Value> = Vec::new();
        let mut place_of = |value: &'k Value| {
            outputs.iter().position(|other| *other == value).unwrap_or_else(|| {
                outputs.push(value);
                outputs.len() - 1
            })
        };
        let mut answers: Vec<(MaskId, usize)> = Vec::with_capacity(rows.len());
        for row in rows {
            let mut cells = Vec::with_capacity(row.tests.len());
            for (cell, input) in row.tests.iter().zip(&on_date.inputs) {
                cells.push(self.cell(scope, cell, &input.folded)?);
            }
            answers.push((self.all(cells), place_of(&row.output)));
        }
        let default = place_of(table.default.as_ref().unwrap_or(&Value::None));
        let open = answers.iter().any(|(mask, _)| self.program.mask(*mask).missing);
        let conflict = pick == Pick::Agreed || outputs.iter().any(|output| output.is_none());
        let lookup = |outputs: Vec<Option<i64>>| Lookup { rows: answers, default, outputs, pick };
        if outputs.iter().any(|output| output.is_missing()) {
            return Err(NoOperation);
        }
        let blank = MaskInfo { missing: open, none: conflict };
        if table.output == Type::Boolean {
            let integers = outputs.iter().map(|output| if let Value::Boolean(b) = output { Some(i64::from(*b)) } else { None });
            let operation = MaskOp::Lookup(lookup(integers.collect()));
            return Ok(Planned::Mask(self.add_mask(operation, blank)));
        }
        let (kind, integers) = integers(&outputs, &table.output)?;
        let known = || integers.iter().flatten().copied();
        let (least, greatest) = (known().min().unwrap_or(0), known().max().unwrap_or(0));
        let info = VectorInfo { lane: Lane::holding(least, greatest), least, greatest, missing: blank.missing, none: blank.none };
        let id = self.add_vector(VectorOp::Lookup(lookup(integers)), info);
        Ok(Planned::Vector(Vector { id, kind }))
    }

    /// The answer of a cell; none counts as no.
    fn cell(&mut self, scope: Scope<'_, 'k>, cell: &'k Cell, input: &'k Node) -> Result<MaskId, NoOperation> {
        if cell.is_any() {
            return Ok(self.constant(Truth::True));
        }
        let mut parts = Vec::with_capacity(cell.parts.len());
        for part in &cell.parts {
            parts.push(match part {
                CellPart::Equal(value) => self.compare_constant(scope, Comparison::Equal, input, value)?,
                CellPart::Range(range) => self.in_range(scope, input, range)?,
            });
        }
        let hit = self.any(parts);
        let hit = if cell.negated { self.not(hit) } else { hit };
        Ok(self.settled(hit))
    }
}

/// Outputs as integers of one kind.
fn integers(outputs: &[&Value], ty: &Type) -> Result<(Kind, Vec<Option<i64>>), NoOperation> {
    let numbers = || outputs.iter().filter_map(|output| if let Value::Number(n) = output { Some(n.normalize()) } else { None });
    let kind = match ty {
        Type::Number(_) => Kind::Number { places: numbers().map(|n| n.scale()).max().unwrap_or(0) },
        Type::Text => {
            let mut texts: Vec<Arc<str>> =
                outputs.iter().filter_map(|output| if let Value::Text(text) = output { Some(Arc::clone(text)) } else { None }).collect();
            texts.sort();
            Kind::Text(texts.into())
        }
        other => kind_of(other)?,
    };
    let integer = |output: &&Value| match (output, &kind) {
        (Value::None, _) => Ok(None),
        (Value::Number(n), Kind::Number { places }) => units(*n, *places).map(Some).ok_or(NoOperation),
        (Value::Date(date), Kind::Date) => Ok(Some(day_number(*date))),
        (Value::Months(months), Kind::Months) => Ok(Some(i64::from(*months))),
        (Value::Days(days), Kind::Days) => Ok(Some(*days)),
        (Value::Choice(choice), Kind::Choice(scale)) if choice.scale() == scale => Ok(Some(i64::from(choice.rank()))),
        (Value::Text(text), Kind::Text(texts)) => {
            texts.iter().position(|other| other == text).and_then(|at| i64::try_from(at).ok()).map(Some).ok_or(NoOperation)
        }
        _ => Err(NoOperation),
    };
    let integers = outputs.iter().map(integer).collect::<Result<_, _>>()?;
    Ok((kind, integers))
}
