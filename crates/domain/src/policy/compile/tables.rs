//! Decision tables and bands.

use std::sync::Arc;

use super::{Compiler, histories};
use crate::legal::Label;
use crate::policy::diagnostic::Spanned;
use crate::policy::document::{BandsDocument, HitPolicy, RowDocument, StepDocument, TableDocument};
use crate::policy::expression::literal::typed_literal;
use crate::policy::expression::node::Node;
use crate::policy::expression::typing::Referent;
use crate::policy::expression::unary::compile_cell;
use crate::policy::model::{Cell, CellPart, Row, Table};
use crate::policy::types::{Type, Unit};
use crate::policy::value::{Bound, RangeValue, Value};

/// Makes the names of tables and bands known with their output types; gives those types in the order tables, bands.
pub(super) fn declare(compiler: &mut Compiler<'_>) -> Vec<Type> {
    let document = compiler.document;
    let words: Vec<(&Spanned<Arc<str>>, &Spanned<Arc<str>>, Option<&Unit>)> = (document.tables.iter())
        .map(|t| (&t.name, &t.output, t.unit.as_ref()))
        .chain(document.bands.iter().map(|b| (&b.name, &b.output, b.unit.as_ref())))
        .collect();
    let mut outputs = Vec::new();
    for (index, (name, word, unit)) in words.into_iter().enumerate() {
        let output = compiler.type_of(word, unit).unwrap_or(Type::Any);
        compiler.scope.names.insert(Arc::clone(&name.value), (Referent::Table(index as u16), output.clone()));
        outputs.push(output);
    }
    outputs
}

pub(super) fn compile(compiler: &mut Compiler<'_>, outputs: &[Type]) -> Vec<Table> {
    let document = compiler.document;
    let mut outputs = outputs.iter().cloned();
    let mut next = || outputs.next().unwrap_or(Type::Any);
    let tables: Vec<Table> = document.tables.iter().map(|written| table(compiler, written, next())).collect();
    let bands: Vec<Table> = document.bands.iter().map(|written| bands(compiler, written, next())).collect();
    tables.into_iter().chain(bands).collect()
}

fn table(compiler: &mut Compiler<'_>, written: &TableDocument, output: Type) -> Table {
    let inputs: Vec<Option<Node>> = written.inputs.iter().map(|text| compiler.expression(text, None)).collect();
    let types: Vec<Type> = inputs.iter().map(|node| node.as_ref().map_or(Type::Any, |n| n.ty.clone())).collect();
    let collects = matches!(written.hit, HitPolicy::CollectSum | HitPolicy::CollectMin | HitPolicy::CollectMax);
    if collects && !matches!(output, Type::Number(_) | Type::Any) {
        let message = Label::new(
            format!("`{}` menjumlah atau membandingkan angka, tetapi keluaran tabel ini `{output}`", written.hit.as_str()),
            format!("`{}` combines numbers, but the output of this table is `{output}`", written.hit.as_str()),
        );
        compiler.error("type-mismatch", written.output.span, message);
    }
    let versions = histories::history(compiler, &written.versions, |compiler, rows| {
        Some(rows.iter().filter_map(|row| compile_row(compiler, row, &types, &output, written.hit)).collect::<Vec<Row>>())
    });
    let default = written.default.as_ref().and_then(|literal| typed_literal(literal, &output, &compiler.document.file, compiler.out));
    let output = if written.hit == HitPolicy::CollectCount { Type::NUMBER } else { output };
    Table {
        name: Arc::clone(&written.name.value),
        label: written.label.clone(),
        inputs: inputs.into_iter().flatten().collect(),
        input_sources: written.inputs.iter().map(|text| text.value.as_str().into()).collect(),
        output,
        hit: written.hit,
        default,
        versions,
        bands: None,
        span: written.span,
    }
}

fn compile_row(compiler: &mut Compiler<'_>, row: &RowDocument, inputs: &[Type], output: &Type, hit: HitPolicy) -> Option<Row> {
    if row.cells.len() != inputs.len() + 1 {
        let message = Label::new(
            format!(
                "baris ini berisi {} sel, seharusnya {}: {} masukan dan satu keluaran",
                row.cells.len(),
                inputs.len() + 1,
                inputs.len()
            ),
            format!("this row has {} cells, expected {}: {} inputs and one output", row.cells.len(), inputs.len() + 1, inputs.len()),
        );
        compiler.error("row-length", row.span, message);
        return None;
    }
    let (last, tests) = row.cells.split_last()?;
    let tests: Option<Vec<Cell>> = tests
        .iter()
        .zip(inputs)
        .map(|(cell, ty)| compile_cell(cell, ty, &compiler.scope, compiler.out))
        .collect::<Vec<_>>()
        .into_iter()
        .collect();
    let counted = Type::Any;
    let wanted = if hit == HitPolicy::CollectCount && *output == Type::Any { &counted } else { output };
    let output = typed_literal(last, wanted, &compiler.document.file, compiler.out);
    Some(Row { tests: tests?, output: output?, span: row.span })
}

fn bands(compiler: &mut Compiler<'_>, written: &BandsDocument, output: Type) -> Table {
    let input = compiler.expression(&written.of, Some(&Type::NUMBER));
    let top = written.range.1;
    let versions = histories::history(compiler, &written.versions, |compiler, steps: &Vec<StepDocument>| {
        let mut rows = Vec::new();
        for (i, step) in steps.iter().enumerate() {
            let low = Bound::Included(Value::Number(step.from.value));
            let high = match steps.get(i + 1) {
                Some(next) if next.from.value <= step.from.value => {
                    let message = Label::new(
                        format!("batas bawah `{}` tidak lebih tinggi daripada `{}` sebelumnya", next.from.value, step.from.value),
                        format!("the lower bound `{}` is not above `{}` before it", next.from.value, step.from.value),
                    );
                    compiler.error("bands-not-ascending", next.from.span, message);
                    return None;
                }
                Some(next) => Bound::Excluded(Value::Number(next.from.value)),
                None => Bound::Included(Value::Number(top)),
            };
            let value = typed_literal(&step.output, &output, &compiler.document.file, compiler.out)?;
            let span = step.from.span.join(step.output.span);
            let cell = Cell { negated: false, parts: vec![CellPart::Range(RangeValue { low, high })], span: step.from.span };
            rows.push(Row { tests: vec![cell], output: value, span });
        }
        Some(rows)
    });
    Table {
        name: Arc::clone(&written.name.value),
        label: written.label.clone(),
        inputs: input.into_iter().collect(),
        input_sources: vec![written.of.value.as_str().into()],
        output,
        hit: HitPolicy::Unique,
        default: None,
        versions,
        bands: Some(written.range),
        span: written.span,
    }
}
