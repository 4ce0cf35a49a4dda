//! Score, points and classification: the sections that produce a value.

use std::sync::Arc;

use super::{Compiler, reference_of};
use crate::legal::Label;
use crate::policy::diagnostic::{Span, Spanned};
use crate::policy::document::Kind;
use crate::policy::expression::node::{Node, NodeKind};
use crate::policy::model::{Component, Condition, ResultRule, ScoreRule, TieBreak};
use crate::policy::types::Type;

pub(super) fn score(compiler: &mut Compiler<'_>) -> (Vec<Component>, Option<ScoreRule>, Vec<TieBreak>) {
    let document = compiler.document;
    let mut components: Vec<Component> = Vec::new();
    for written in &document.components {
        if let Some(first) = components.iter().find(|c| c.code == written.code.value) {
            let message = Label::new(
                format!("kode `{}` dipakai dua kali dalam kebijakan ini", first.code),
                format!("the code `{}` is used twice in this policy", first.code),
            );
            compiler.error("duplicate-code", written.code.span, message);
        }
        let weight = compiler.condition(&written.weight, Some(&Type::NUMBER));
        if let Some(weight) = &weight {
            report_facts_in_weight(compiler, weight, written.weight.span);
        }
        let value = compiler.condition(&written.value, Some(&Type::NUMBER));
        let reference = compiler.reference(&written.citation, written.code.span);
        let (Some(weight), Some(value)) = (weight, value) else { continue };
        components.push(Component {
            code: Arc::clone(&written.code.value),
            label: written.label.clone(),
            reference,
            effective: written.effective,
            weight,
            value,
            range: written.range,
            reads: Vec::new(),
            span: written.span,
        });
    }
    let rule = document.score.as_ref().map(|written| ScoreRule {
        weights: written.weights,
        range: written.range,
        rounding: written.rounding,
        missing: written.missing,
        reference: reference_of(&written.citation, Some(&document.citation)),
        span: written.span,
    });
    let mut tie_breaks = Vec::new();
    for written in &document.tie_breaks {
        let Some(value) = compiler.condition(&written.value, None) else { continue };
        if !value.node.ty.is_ordered() {
            let message = Label::new(
                format!("pembeda nilai sama harus dapat diurutkan, yang ditemukan `{}`", value.node.ty),
                format!("a tie-break must be a value with an order, found `{}`", value.node.ty),
            );
            compiler.error("type-mismatch", written.value.span, message);
        }
        tie_breaks.push(TieBreak {
            label: written.label.clone(),
            value,
            descending: written.descending,
            reference: reference_of(&written.citation, Some(&document.citation)),
        });
    }
    (components, rule, tie_breaks)
}

/// A weight is a matter of the rule, not of the person.
fn report_facts_in_weight(compiler: &mut Compiler<'_>, weight: &Condition, span: Span) {
    let mut personal = false;
    weight.node.walk(&mut |node: &Node| {
        personal |= matches!(
            node.kind,
            NodeKind::Fact(_) | NodeKind::Table(_) | NodeKind::Definition(_) | NodeKind::Outcome(_) | NodeKind::Score | NodeKind::AsOf
        );
    });
    if personal {
        let message = Label::new(
            "bobot hanya boleh memuat angka dan parameter, tidak boleh bergantung pada orangnya",
            "a weight may hold only numbers and parameters, it must not depend on the person",
        );
        compiler.error("weight-not-constant", span, message);
    }
}

pub(super) fn points(compiler: &mut Compiler<'_>) -> Option<ResultRule> {
    let written = compiler.document.points.as_ref()?;
    let ty = Type::Number(None);
    let result = compiler.condition(&written.result, Some(&ty))?;
    Some(ResultRule {
        result,
        unit: written.unit.clone(),
        rounding: written.rounding,
        range: written.range,
        reference: reference_of(&written.citation, Some(&compiler.document.citation)),
        reads: Vec::new(),
    })
}

pub(super) fn classification(compiler: &mut Compiler<'_>) -> Option<ResultRule> {
    let written = compiler.document.classification.as_ref()?;
    let output = compiler.type_of(&written.output, None)?;
    if !matches!(output, Type::Choice(_)) {
        let message = Label::new(
            format!("hasil klasifikasi harus sebuah skala, yang ditemukan `{output}`"),
            format!("a classification results in a scale, found `{output}`"),
        );
        compiler.error("type-mismatch", written.output.span, message);
    }
    let result = compiler.condition(&written.result, Some(&output))?;
    Some(ResultRule {
        result,
        unit: None,
        rounding: None,
        range: None,
        reference: reference_of(&written.citation, Some(&compiler.document.citation)),
        reads: Vec::new(),
    })
}

/// Sections the kind needs, and sections it has no use for.
pub(super) fn report_wrong_sections(compiler: &mut Compiler<'_>) {
    let document = compiler.document;
    let kind = document.decides;
    let first_criterion = document.criteria.first().map(|c| c.span);
    let first_component = document.components.first().map(|c| c.span);
    let sections: [(&str, Kind, Option<Span>); 6] = [
        ("[[criteria]]", Kind::Eligibility, first_criterion),
        ("[[groups]]", Kind::Eligibility, document.groups.first().map(|g| g.span)),
        ("[[components]]", Kind::Score, first_component),
        ("[score]", Kind::Score, document.score.as_ref().map(|s| s.span)),
        ("[points]", Kind::Points, document.points.as_ref().map(|p| p.result.span)),
        ("[classification]", Kind::Classification, document.classification.as_ref().map(|c| c.result.span)),
    ];
    for (name, belongs, span) in sections {
        if let (Some(span), true) = (span, belongs != kind) {
            let message = Label::new(
                format!("bagian `{name}` hanya untuk kebijakan `{}`, sedangkan kebijakan ini `{}`", belongs.as_str(), kind.as_str()),
                format!("the section `{name}` is for `{}` policies, this one decides `{}`", belongs.as_str(), kind.as_str()),
            );
            compiler.error("section-not-for-kind", span, message);
        }
    }
    let needed: Spanned<&str> = match kind {
        Kind::Eligibility => Spanned::new("[[criteria]]", first_criterion.unwrap_or_default()),
        Kind::Score => Spanned::new("[[components]]", first_component.unwrap_or_default()),
        Kind::Points => Spanned::new("[points]", document.points.as_ref().map(|p| p.result.span).unwrap_or_default()),
        Kind::Classification => {
            Spanned::new("[classification]", document.classification.as_ref().map(|c| c.result.span).unwrap_or_default())
        }
    };
    if needed.span == Span::default() {
        let message = Label::new(
            format!("kebijakan `{}` memerlukan bagian `{}`", kind.as_str(), needed.value),
            format!("a policy that decides `{}` needs the section `{}`", kind.as_str(), needed.value),
        );
        compiler.error("missing-section", document.span, message);
    }
}
