//! Histories: parameters and periods with their dates and references.

use std::sync::Arc;

use chrono::NaiveDate;

use super::{Compiler, reference_of};
use crate::policy::diagnostic::Spanned;
use crate::policy::document::{DatedDocument, PeriodRule, PeriodsDocument};
use crate::policy::expression::literal::typed_literal;
use crate::policy::model::{Dated, Parameter};
use crate::policy::types::Type;

/// Types one history entry by entry; entries that cannot be typed are left out (they were reported).
pub(super) fn history<T, U>(
    compiler: &mut Compiler<'_>,
    entries: &[DatedDocument<T>],
    mut value: impl FnMut(&mut Compiler<'_>, &T) -> Option<U>,
) -> Vec<Dated<U>> {
    let mut history: Vec<Dated<U>> = Vec::with_capacity(entries.len());
    for entry in entries {
        let Some(typed) = value(compiler, &entry.value) else { continue };
        let document = compiler.document;
        let period = entry.period;
        let made = entry.decided.or(period.from).or(document.decided).or(document.effective.from).unwrap_or(NaiveDate::MIN);
        history.push(Dated {
            period,
            decided: made,
            value: typed,
            reference: reference_of(&entry.citation, Some(&document.citation)),
            span: entry.span,
        });
    }
    history.sort_by_key(|entry| (entry.period.from, entry.decided));
    history
}

pub(super) fn parameters(compiler: &mut Compiler<'_>) -> Vec<Parameter> {
    let document = compiler.document;
    let number: Spanned<Arc<str>> = Spanned::new("number".into(), document.span);
    let mut parameters = Vec::new();
    for written in &document.parameters {
        let word = written.ty.as_ref().unwrap_or(&number);
        let ty = compiler.type_of(word, written.unit.as_ref()).unwrap_or(Type::Any);
        let values = if ty == Type::Any {
            Vec::new()
        } else {
            history(compiler, &written.values, |compiler, literal| typed_literal(literal, &ty, &compiler.document.file, compiler.out))
        };
        parameters.push(Parameter {
            name: Arc::clone(&written.name.value),
            label: written.label.clone(),
            ty,
            range: written.range,
            values,
            span: written.span,
        });
    }
    parameters
}

pub(super) fn periods(compiler: &mut Compiler<'_>, written: &PeriodsDocument) -> Vec<Dated<PeriodRule>> {
    history(compiler, &written.values, |_, rule| Some(rule.clone()))
}
