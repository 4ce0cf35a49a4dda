//! What in a policy nobody has verified yet.

use std::sync::Arc;

use super::Checker;
use crate::legal::{Certainty, Label, LegalReference};
use crate::policy::diagnostic::Span;
use crate::policy::model::Dated;

pub(super) fn check(checker: &mut Checker<'_>) {
    let policy = checker.policy;
    let mut found: Vec<(Span, Arc<str>)> = Vec::new();
    let mut add = |reference: Option<&LegalReference>, span: Span, name: &Arc<str>| {
        if reference.is_some_and(|r| r.certainty == Certainty::Unverified) {
            found.push((span, Arc::clone(name)));
        }
    };
    fn each<T>(history: &[Dated<T>]) -> impl Iterator<Item = (Option<&LegalReference>, Span)> {
        history.iter().map(|entry| (entry.reference.as_ref(), entry.span))
    }
    for parameter in &policy.parameters {
        each(&parameter.values).for_each(|(reference, span)| add(reference, span, &parameter.name));
    }
    for table in &policy.tables {
        each(&table.versions).for_each(|(reference, span)| add(reference, span, &table.name));
    }
    policy.definitions.iter().for_each(|d| add(d.reference.as_ref(), d.node.span, &d.name));
    policy.criteria.iter().for_each(|c| add(Some(&c.reference), c.span, &c.code));
    policy.groups.iter().for_each(|g| add(Some(&g.reference), g.span, &g.code));
    policy.components.iter().for_each(|c| add(Some(&c.reference), c.span, &c.code));
    let periods: Arc<str> = "periods".into();
    policy.periods.iter().flat_map(|p| each(&p.values)).for_each(|(reference, span)| add(reference, span, &periods));
    let rules = policy.points.iter().chain(&policy.classification);
    rules.for_each(|r| add(r.reference.as_ref(), r.result.node.span, &"result".into()));
    found.sort();
    found.dedup();
    let Some((first, _)) = found.first().cloned() else { return };
    let mut names: Vec<Arc<str>> = Vec::new();
    for (_, name) in &found {
        if !names.contains(name) {
            names.push(Arc::clone(name));
        }
    }
    let (names_id, names_en) = super::listed(&names);
    let mut diagnostic = checker.diagnostic(
        "unverified",
        first,
        format!("belum diverifikasi dari sumber mana pun: {names_id}; keputusan yang bersandar padanya menyebutkannya"),
        format!("not confirmed by any source read: {names_en}; decisions that rest on them say so"),
    );
    for (span, _) in found.iter().skip(1) {
        diagnostic = diagnostic.with_related(*span, Label::new("juga belum diverifikasi", "unverified as well"));
    }
    checker.report(diagnostic);
}
