//! The policy's own tests, typed.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Compiler;
use crate::legal::Label;
use crate::policy::diagnostic::Spanned;
use crate::policy::document::{CaseDocument, Kind, Literal};
use crate::policy::expression::literal::typed_literal;
use crate::policy::model::{Case, Expectation, ExpectedOutcome, Policy};
use crate::policy::types::Type;
use crate::policy::value::{FactIndex, Value};

pub(super) fn compile(compiler: &mut Compiler<'_>, policy: &Policy) -> Vec<Case> {
    let document = compiler.document;
    document.cases.iter().map(|written| case(compiler, written, policy)).collect()
}

fn case(compiler: &mut Compiler<'_>, written: &CaseDocument, policy: &Policy) -> Case {
    let given = given(compiler, written);
    let expect = &written.expect;
    let document = compiler.document;
    let codes = document.criteria.iter().map(|c| &c.code.value).chain(document.groups.iter().map(|g| &g.code.value));
    let known_code = |code: &Arc<str>| codes.clone().any(|known| known == code);
    let mentioned = expect.not_met.iter().flatten().chain(expect.unknown.iter().flatten());
    for code in mentioned {
        if !known_code(&code.value) {
            let message = Label::new(
                format!("kasus ini menyebut `{}`, yang bukan kriteria atau kelompok kebijakan ini", code.value),
                format!("this case names `{}`, which is no criterion or group of this policy", code.value),
            );
            compiler.error("unknown-member", code.span, message);
        }
    }
    for waiver in &written.waivers {
        if !document.criteria.iter().any(|c| c.code.value == waiver.criterion && c.waivable.is_some()) {
            let message = Label::new(
                format!("pengecualian untuk `{}`: kriteria itu tidak ada atau tidak dapat dikecualikan", waiver.criterion),
                format!("a waiver of `{}`: there is no such criterion, or it cannot be waived", waiver.criterion),
            );
            compiler.error("not-waivable", written.name.span, message);
        }
    }
    let bands = expect.bands.iter().filter_map(|(name, literal)| band(compiler, policy, name, literal)).collect();
    let code_list = |list: &Option<Vec<Spanned<Arc<str>>>>| list.as_ref().map(|l| l.iter().map(|code| Arc::clone(&code.value)).collect());
    Case {
        name: Arc::clone(&written.name.value),
        source: written.source.clone(),
        as_of: written.as_of,
        known_at: written.known_at,
        given,
        waivers: written.waivers.clone(),
        expect: Expectation {
            outcome: expect.outcome.as_ref().and_then(|literal| outcome(compiler, policy, literal)),
            not_met: code_list(&expect.not_met),
            unknown: code_list(&expect.unknown),
            bands,
            earliest: expect.earliest,
        },
        span: written.span,
    }
}

fn band(compiler: &mut Compiler<'_>, policy: &Policy, name: &Spanned<Arc<str>>, literal: &Spanned<Literal>) -> Option<(u16, Value)> {
    let Some(index) = policy.tables.iter().position(|t| t.name == name.value) else {
        let message = Label::new(
            format!("tabel atau pita nilai `{}` tidak ada dalam kebijakan ini", name.value),
            format!("there is no table or band `{}` in this policy", name.value),
        );
        compiler.error("unknown-name", name.span, message);
        return None;
    };
    let value = typed_literal(literal, &policy.tables[index].output, &compiler.document.file, compiler.out)?;
    Some((index as u16, value))
}

fn outcome(compiler: &mut Compiler<'_>, policy: &Policy, literal: &Spanned<Literal>) -> Option<ExpectedOutcome> {
    let word = match &literal.value {
        Literal::Text(text) => &**text,
        _ => "",
    };
    if word == "unknown" {
        return Some(ExpectedOutcome::Unknown);
    }
    if policy.kind == Kind::Eligibility {
        return match word {
            "eligible" => Some(ExpectedOutcome::Eligible),
            "not-eligible" => Some(ExpectedOutcome::NotEligible),
            _ => {
                let message = Label::new(
                    format!("hasil `{word}` tidak dikenal, seharusnya `eligible`, `not-eligible` atau `unknown`"),
                    format!("unknown outcome `{word}`, expected `eligible`, `not-eligible` or `unknown`"),
                );
                compiler.error("unknown-outcome", literal.span, message);
                None
            }
        };
    }
    let ty = policy.outcome_type();
    typed_literal(literal, &ty, &compiler.document.file, compiler.out).map(ExpectedOutcome::Value)
}

/// The facts of a case; `rating[2]` sets one item of a list whose other items stay missing up to its declared length.
fn given(compiler: &mut Compiler<'_>, written: &CaseDocument) -> Vec<(FactIndex, Value)> {
    let catalogue = compiler.scope.catalogue;
    let mut values: BTreeMap<FactIndex, Value> = BTreeMap::new();
    for (name, literal) in &written.given {
        let (base, item) = split_item(&name.value);
        let Some(index) = catalogue.find(base) else {
            let nearest = crate::policy::expression::suggest::nearest(base, catalogue.facts().iter().map(|f| &*f.name));
            let (id, en) = match nearest {
                Some(near) => (format!("; mungkin maksudnya `{near}`?"), format!("; did you mean `{near}`?")),
                None => Default::default(),
            };
            let message = Label::new(
                format!("fakta `{base}` tidak ada dalam katalog `{}`{id}", catalogue.id),
                format!("there is no fact `{base}` in the catalogue `{}`{en}", catalogue.id),
            );
            compiler.error("unknown-name", name.span, message);
            continue;
        };
        let ty = &catalogue.fact(index).ty;
        let file = Arc::clone(&compiler.document.file);
        match (item, ty) {
            (None, _) => {
                if let Some(value) = typed_literal(literal, ty, &file, compiler.out) {
                    values.insert(index, value);
                }
            }
            (Some(place), Type::List { item, max }) => {
                let longest = max.unwrap_or(place);
                if place == 0 || place > longest {
                    let message = Label::new(
                        format!("`{}`: nomor butir harus antara 1 dan {longest}", name.value),
                        format!("`{}`: an item number lies between 1 and {longest}", name.value),
                    );
                    compiler.error("item-out-of-range", name.span, message);
                    continue;
                }
                let Some(value) = typed_literal(literal, item, &file, compiler.out) else { continue };
                let mut items = match values.get(&index) {
                    Some(Value::List(items)) => items.to_vec(),
                    _ => Vec::new(),
                };
                items.resize(longest.max(items.len()), Value::Missing);
                items[place - 1] = value;
                values.insert(index, Value::List(items.into()));
            }
            (Some(_), other) => {
                let message = Label::new(
                    format!("fakta `{base}` bukan daftar, melainkan `{other}`"),
                    format!("the fact `{base}` is no list but `{other}`"),
                );
                compiler.error("type-mismatch", name.span, message);
            }
        }
    }
    values.into_iter().collect()
}

/// `rating[2]` is item 2 of `rating`.
fn split_item(name: &str) -> (&str, Option<usize>) {
    let parts = name.strip_suffix(']').and_then(|rest| rest.split_once('['));
    match parts.and_then(|(base, number)| Some((base, number.parse().ok()?))) {
        Some((base, place)) => (base, Some(place)),
        None => (name, None),
    }
}
