//! Grounds on which nobody may be treated differently: who reads them, and with which right.
//!
//! INVARIANT (merit only): a score, points, class or rank reads no protected fact at all; a criterion reads one only with a stated lawful basis, and age
//! only as a limit.

use super::Checker;
use super::reach;
use crate::legal::Label;
use crate::policy::catalogue::ProtectedGround;
use crate::policy::diagnostic::Span;
use crate::policy::document::Kind;
use crate::policy::expression::node::{Comparison, InTest, Node, NodeKind};
use crate::policy::model::{Criterion, Policy};
use crate::policy::types::Type;

pub(super) fn check(checker: &mut Checker<'_>) {
    let policy = checker.policy;
    if policy.kind != Kind::Eligibility {
        for component in &policy.components {
            merit_only(checker, &component.code, [&component.value.node, &component.weight.node], component.span);
        }
        for rule in policy.points.iter().chain(&policy.classification) {
            merit_only(checker, &policy.id, [&rule.result.node], rule.result.node.span);
        }
    }
    for tie_break in &policy.tie_breaks {
        merit_only(checker, &tie_break.label.en, [&tie_break.value.node], tie_break.value.node.span);
    }
    for criterion in &policy.criteria {
        criterion_reads(checker, criterion);
    }
}

fn ground(ground: ProtectedGround) -> (&'static str, &'static str) {
    match ground {
        ProtectedGround::Sex => ("jenis kelamin", "sex"),
        ProtectedGround::Religion => ("agama", "religion"),
        ProtectedGround::Ethnicity => ("suku", "ethnicity"),
        ProtectedGround::Origin => ("asal-usul", "origin"),
        ProtectedGround::MaritalStatus => ("status perkawinan", "marital status"),
        ProtectedGround::Disability => ("disabilitas", "disability"),
        ProtectedGround::PoliticalBackground => ("latar belakang politik", "political background"),
        ProtectedGround::Age => ("usia", "age"),
    }
}

fn merit_only<'n>(checker: &mut Checker<'n>, name: &str, nodes: impl IntoIterator<Item = &'n Node>, span: Span) {
    for reached in reach::facts(checker.set, checker.policy, nodes).into_values() {
        let Some(protected) = reached.fact.protected.filter(|_| !reached.is_behind_same_ground(checker.policy)) else { continue };
        let ((id, en), way) = (ground(protected), reached.way());
        let diagnostic = checker
            .diagnostic(
                "protected-in-score",
                span,
                format!("`{name}` membaca fakta terlindungi ({id}): {way}; nilai dan peringkat hanya boleh bersandar pada merit"),
                format!("`{name}` reads a protected fact ({en}): {way}; scores and ranks may rest on merit only"),
            )
            .with_help(Label::new(
                "keluarkan fakta ini; batas menurut hukum (misalnya usia) ditulis sebagai syarat dalam kebijakan kelayakan",
                "leave this fact out; a limit set by law (such as age) belongs in a criterion of an eligibility policy",
            ));
        checker.report(diagnostic);
    }
}

fn criterion_reads(checker: &mut Checker<'_>, criterion: &Criterion) {
    let policy = checker.policy;
    let nodes: Vec<&Node> = criterion.when.iter().map(|w| &w.node).chain([&criterion.require.node]).collect();
    let has_basis = criterion.lawful_basis.is_some() || policy.lawful_basis.is_some();
    let code = &criterion.code;
    for reached in reach::facts(checker.set, policy, nodes.iter().copied()).into_values() {
        let Some(protected) = reached.fact.protected else { continue };
        // what another policy reads is that policy's own to justify
        if reached.path.iter().any(|name| policy.uses.contains(name)) || policy.catalogue.find(&reached.fact.name).is_none() {
            continue;
        }
        if reached.is_behind_same_ground(policy) {
            continue;
        }
        let ((id, en), way) = (ground(protected), reached.way());
        if !has_basis {
            let diagnostic = checker
                .diagnostic(
                    "protected-without-basis",
                    criterion.span,
                    format!("syarat `{code}` membaca fakta terlindungi ({id}) tanpa dasar hukum: {way}"),
                    format!("the criterion `{code}` reads a protected fact ({en}) without lawful basis: {way}"),
                )
                .with_help(Label::new(
                    "tulis `lawful-basis` dengan pasal yang mengizinkannya, atau keluarkan fakta ini",
                    "write a `lawful-basis` with the article that allows it, or leave this fact out",
                ));
            checker.report(diagnostic);
        } else if protected == ProtectedGround::Age
            && let Some(span) = nodes.iter().find_map(|node| not_a_limit(policy, node, 0))
        {
            let diagnostic = checker.diagnostic(
                "protected-age-not-limit",
                span,
                format!("syarat `{code}` memakai usia selain sebagai batas bawah atau batas atas: {way}"),
                format!("the criterion `{code}` uses age otherwise than as a lower or upper limit: {way}"),
            );
            checker.report(diagnostic);
        }
    }
}

/// The first place where age is used otherwise than in a comparison with a limit.
fn not_a_limit(policy: &Policy, node: &Node, depth: u8) -> Option<Span> {
    if !reads_age(policy, node, depth) {
        return None;
    }
    let ordering = |op: Comparison| !matches!(op, Comparison::Equal | Comparison::NotEqual);
    let is_none = |node: &Node| matches!(&node.kind, NodeKind::Constant(value) if value.is_none());
    // the side with the age holds nothing else of the person but days to count to (an inauguration), the other side at most a limit looked up for the position
    let limit = |node: &Node| {
        let (mut only_age, mut plain) = (true, true);
        let age = reads_age(policy, node, depth);
        node.walk(&mut |n| match &n.kind {
            NodeKind::Fact(_) => only_age &= n.ty == Type::Date || (age && reads_age(policy, n, depth)),
            NodeKind::Table(_) | NodeKind::If(..) | NodeKind::Outcome(_) => plain &= !reads_age(policy, n, depth) && !age,
            _ => {}
        });
        only_age && plain
    };
    match &node.kind {
        NodeKind::And(items) | NodeKind::Or(items) => items.iter().find_map(|item| not_a_limit(policy, item, depth)),
        NodeKind::Not(a) => not_a_limit(policy, a, depth),
        NodeKind::If(c, a, b) => [c, a, b].into_iter().find_map(|part| not_a_limit(policy, part, depth)),
        NodeKind::Definition(index) if depth < 40 => not_a_limit(policy, &policy.definitions.get(usize::from(*index))?.node, depth + 1),
        NodeKind::Compare(op, a, b) if (ordering(*op) || is_none(a) || is_none(b)) && limit(a) && limit(b) => None,
        NodeKind::Between(a, b, c) if [a, b, c].into_iter().all(|part| limit(part)) => None,
        NodeKind::In(a, tests)
            if limit(a)
                && tests.iter().all(|test| match test {
                    InTest::Compare(op, value) => ordering(*op) || is_none(value),
                    InTest::Range { .. } => true,
                    InTest::Member(list) => matches!(list.kind, NodeKind::Range { .. }),
                }) =>
        {
            None
        }
        _ => Some(node.span),
    }
}

fn reads_age(policy: &Policy, node: &Node, depth: u8) -> bool {
    if depth > 40 {
        return true;
    }
    let mut found = false;
    node.walk(&mut |n: &Node| {
        found |= match &n.kind {
            NodeKind::Fact(index) => {
                let fact = policy.catalogue.fact(*index);
                fact.protected == Some(ProtectedGround::Age) || fact.derive.as_ref().is_some_and(|d| reads_age(policy, d, depth + 1))
            }
            NodeKind::Definition(index) => {
                policy.definitions.get(usize::from(*index)).is_some_and(|d| reads_age(policy, &d.node, depth + 1))
            }
            NodeKind::Table(index) => {
                let inputs = policy.tables.get(usize::from(*index)).map(|t| t.inputs.as_slice()).unwrap_or_default();
                inputs.iter().any(|input| reads_age(policy, input, depth + 1))
            }
            _ => false,
        }
    });
    found
}
