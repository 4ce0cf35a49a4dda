//! Criteria nobody can meet, everybody meets, or that say what another already says; criteria and groups that shut each other out.
//!
//! Proved with sets of values (see `formula.rs`) in every stretch of the history, parameters folded for that stretch.

use std::sync::Arc;

use super::domains::{Assume, Domains};
use super::formula::{Formula, Subjects};
use super::{Checker, history};
use crate::legal::Label;
use crate::period::EffectivePeriod;
use crate::policy::model::{Criterion, Group, Member};

pub(super) fn check(checker: &mut Checker<'_>) {
    let policy = checker.policy;
    if policy.criteria.is_empty() {
        return;
    }
    let stretches: Vec<Stretch<'_>> = history::segments(policy).into_iter().map(|segment| Stretch::new(checker, segment)).collect();
    for index in 0..policy.criteria.len() {
        single(checker, &stretches, index);
    }
    pairs(checker, &stretches);
    for stretch in &stretches {
        if together(checker, stretch) {
            break;
        }
    }
    for (index, group) in policy.groups.iter().enumerate() {
        impossible_group(checker, &stretches, index, group);
    }
}

/// What is known about one criterion in one stretch.
struct Standing {
    /// It applies.
    applies: Formula,
    /// It applies and is met.
    met: Formula,
    /// It applies and is not met.
    fails: Formula,
    /// It does not stand in the way: met or not applicable.
    passes: Formula,
    /// The subjects it speaks of.
    about: Vec<usize>,
    can_apply: Option<bool>,
    can_be_met: Option<bool>,
    can_fail: Option<bool>,
}

/// The criteria of one stretch of the history; those not in force are absent.
struct Stretch<'a> {
    segment: EffectivePeriod,
    subjects: Subjects<'a>,
    criteria: Vec<Option<Standing>>,
}

impl<'a> Stretch<'a> {
    fn new(checker: &Checker<'a>, segment: EffectivePeriod) -> Stretch<'a> {
        let policy = checker.policy;
        let day = history::day_in(&segment);
        let mut subjects = Subjects::new(Domains::new(checker.set, policy, Assume::Nothing), segment);
        let formulas: Vec<Option<(Formula, Formula)>> = policy
            .criteria
            .iter()
            .map(|criterion| {
                criterion.effective.contains(day).then(|| {
                    let applies = criterion.when.as_ref().map_or(Formula::TRUE, |when| subjects.holds(&when.node));
                    (applies, subjects.holds(&criterion.require.node))
                })
            })
            .collect();
        let standing = |(applies, holds): (Formula, Formula)| {
            let not_holds = subjects.opposite(&holds);
            let met = Formula::All(vec![applies.clone(), holds]);
            let fails = Formula::All(vec![applies.clone(), not_holds]);
            let passes = subjects.opposite(&fails);
            let mut about = Vec::new();
            fails.subjects(&mut about);
            about.sort_unstable();
            about.dedup();
            let (can_apply, can_be_met, can_fail) =
                (subjects.possible(&[&applies]), subjects.possible(&[&met]), subjects.possible(&[&fails]));
            Standing { applies, met, fails, passes, about, can_apply, can_be_met, can_fail }
        };
        let criteria = formulas.into_iter().map(|formulas| formulas.map(standing)).collect();
        Stretch { segment, subjects, criteria }
    }
}

/// A criterion by itself.
fn single(checker: &mut Checker<'_>, stretches: &[Stretch<'_>], index: usize) {
    let criterion: &Criterion = &checker.policy.criteria[index];
    let (code, source) = (&criterion.code, &criterion.require.source);
    let known: Vec<(&Stretch<'_>, &Standing)> = stretches.iter().filter_map(|s| Some((s, s.criteria[index].as_ref()?))).collect();
    if known.is_empty() {
        return;
    }
    if known.iter().all(|(_, s)| s.can_apply == Some(false)) {
        let when = criterion.when.as_ref().map_or("", |when| &when.source);
        let diagnostic = checker.diagnostic(
            "criterion-never-applies",
            criterion.when.as_ref().map_or(criterion.span, |when| when.node.span),
            format!("syarat `{code}` tidak berlaku bagi siapa pun: `{when}` tidak pernah benar"),
            format!("the criterion `{code}` applies to nobody: `{when}` never holds"),
        );
        checker.report(diagnostic);
        return;
    }
    if let Some((stretch, _)) = known.iter().find(|(_, s)| s.can_be_met == Some(false) && s.can_apply == Some(true)) {
        let (since_id, since_en) = history::since(&stretch.segment);
        let diagnostic = checker.diagnostic(
            "criterion-never-met",
            criterion.require.node.span,
            format!("syarat `{code}` tidak dapat dipenuhi siapa pun{since_id}: `{source}` tidak pernah benar bagi yang dikenai syarat ini"),
            format!("the criterion `{code}` cannot be met by anybody{since_en}: `{source}` never holds for those it applies to"),
        );
        checker.report(diagnostic);
    } else if known.iter().all(|(_, s)| s.can_fail == Some(false)) {
        let diagnostic = checker.diagnostic(
            "criterion-always-met",
            criterion.require.node.span,
            format!("syarat `{code}` selalu terpenuhi: `{source}` benar untuk semua nilai yang mungkin"),
            format!("the criterion `{code}` is always met: `{source}` holds for every possible value"),
        );
        checker.report(diagnostic);
    }
}

/// Required criteria that imply each other.
fn pairs(checker: &mut Checker<'_>, stretches: &[Stretch<'_>]) {
    let policy = checker.policy;
    let required: Vec<usize> =
        policy.required.iter().filter_map(|m| if let Member::Criterion(i) = m { Some(usize::from(*i)) } else { None }).collect();
    let mut settled: Vec<usize> = Vec::new();
    for &weak in &required {
        for &strong in &required {
            if weak == strong || settled.contains(&weak) || settled.contains(&strong) || policy.criteria[strong].waivable.is_some() {
                continue;
            }
            if !implies(stretches, strong, weak) {
                continue;
            }
            let mutual = policy.criteria[weak].waivable.is_none() && implies(stretches, weak, strong);
            // of two that say the same the later one is reported, once
            if mutual && weak < strong {
                continue;
            }
            settled.push(weak);
            let diagnostic = implied(checker, strong, weak, mutual);
            checker.report(diagnostic);
        }
    }
}

fn implied(checker: &Checker<'_>, strong: usize, weak: usize, mutual: bool) -> crate::policy::diagnostic::Diagnostic {
    let (weak, strong) = (&checker.policy.criteria[weak], &checker.policy.criteria[strong]);
    let (a, b) = (&weak.code, &strong.code);
    let diagnostic = if mutual {
        checker.diagnostic(
            "criterion-duplicate",
            weak.require.node.span,
            format!("syarat `{a}` sama dengan syarat `{b}`: keduanya selalu terpenuhi dan tidak terpenuhi bersama"),
            format!("the criterion `{a}` says the same as `{b}`: both are always met or not met together"),
        )
    } else {
        checker.diagnostic(
            "criterion-implied",
            weak.require.node.span,
            format!("syarat `{a}` sudah tercakup: siapa pun yang memenuhi `{b}` juga memenuhinya"),
            format!("the criterion `{a}` adds nothing: whoever meets `{b}` meets it as well"),
        )
    };
    diagnostic.with_related(strong.require.node.span, Label::new("syarat yang mencakupnya", "the criterion that implies it"))
}

/// Whether nobody passes `strong` and fails `weak`, on every day on which `weak` is in force.
fn implies(stretches: &[Stretch<'_>], strong: usize, weak: usize) -> bool {
    let mut seen = false;
    for stretch in stretches {
        let Some(b) = &stretch.criteria[weak] else { continue };
        let Some(a) = &stretch.criteria[strong] else { return false };
        let related = a.about.iter().any(|subject| b.about.contains(subject));
        // what cannot fail, or cannot be met, is reported for itself
        if !related || b.can_fail != Some(true) || a.can_be_met != Some(true) || b.can_be_met != Some(true) {
            return false;
        }
        if stretch.subjects.possible(&[&a.passes, &b.fails]) != Some(false) {
            return false;
        }
        seen = true;
    }
    seen
}

/// Everything required at once. Gives whether something was reported.
fn together(checker: &mut Checker<'_>, stretch: &Stretch<'_>) -> bool {
    let policy = checker.policy;
    let mut parts: Vec<(Arc<str>, crate::policy::diagnostic::Span, Formula)> = Vec::new();
    for member in &policy.required {
        match member {
            Member::Criterion(index) => {
                let criterion = &policy.criteria[usize::from(*index)];
                if let Some(standing) = &stretch.criteria[usize::from(*index)] {
                    // one that nobody can meet is reported for itself
                    if standing.can_be_met == Some(true) {
                        parts.push((Arc::clone(&criterion.code), criterion.require.node.span, standing.passes.clone()));
                    }
                }
            }
            Member::Group(index) => {
                if let Some(group) = policy.groups.get(usize::from(*index)) {
                    parts.push((Arc::clone(&group.code), group.span, passes_group(checker, stretch, group, 0)));
                }
            }
        }
    }
    let all: Vec<&Formula> = parts.iter().map(|(_, _, formula)| formula).collect();
    if stretch.subjects.possible(&all) != Some(false) {
        return false;
    }
    // leave out whatever is not needed for the contradiction
    let mut core: Vec<usize> = (0..parts.len()).collect();
    for candidate in (0..parts.len()).rev() {
        let without: Vec<&Formula> = core.iter().filter(|i| **i != candidate).map(|i| &parts[*i].2).collect();
        if stretch.subjects.possible(&without) == Some(false) {
            core.retain(|i| *i != candidate);
        }
    }
    let names: Vec<Arc<str>> = core.iter().map(|i| Arc::clone(&parts[*i].0)).collect();
    let ((names_id, names_en), (since_id, since_en)) = (super::listed(&names), history::since(&stretch.segment));
    let span = core.last().map(|i| parts[*i].1).unwrap_or_default();
    let mut diagnostic = checker.diagnostic(
        "criteria-contradict",
        span,
        format!("syarat {names_id} tidak dapat dipenuhi bersama{since_id}: tidak seorang pun dapat memenuhi ketentuan ini"),
        format!("the criteria {names_en} cannot be met together{since_en}: nobody can be eligible"),
    );
    for i in core.iter().rev().skip(1) {
        diagnostic = diagnostic.with_related(parts[*i].1, Label::new("syarat yang bertentangan dengannya", "the criterion it contradicts"));
    }
    checker.report(diagnostic);
    true
}

/// A statement that holds for everybody who passes the group (and perhaps for more): some member is met, or none of those that apply fails.
fn passes_group(checker: &Checker<'_>, stretch: &Stretch<'_>, group: &Group, depth: u8) -> Formula {
    let mut met = Vec::new();
    let mut unhurt = Vec::new();
    for member in &group.of {
        match member {
            Member::Criterion(index) => {
                if let Some(standing) = stretch.criteria.get(usize::from(*index)).and_then(Option::as_ref) {
                    met.push(standing.met.clone());
                    unhurt.push(standing.passes.clone());
                }
            }
            Member::Group(index) => match checker.policy.groups.get(usize::from(*index)) {
                Some(inner) if depth < 16 => met.push(passes_group(checker, stretch, inner, depth + 1)),
                _ => return Formula::TRUE,
            },
        }
    }
    met.push(Formula::All(unhurt));
    Formula::Any(met)
}

fn impossible_group(checker: &mut Checker<'_>, stretches: &[Stretch<'_>], index: usize, group: &Group) {
    let code = &group.code;
    let wanted = group.at_least;
    if wanted as usize > group.of.len() || wanted == 0 {
        let diagnostic = checker.diagnostic(
            "group-impossible",
            group.span,
            format!("kelompok `{code}` meminta {wanted} dari {} anggota, seharusnya antara 1 dan {}", group.of.len(), group.of.len()),
            format!("the group `{code}` asks for {wanted} of {} members, expected between 1 and {}", group.of.len(), group.of.len()),
        );
        checker.report(diagnostic);
        return;
    }
    let others: Vec<u16> = checker.policy.groups.iter().enumerate().filter(|(i, _)| *i != index).map(|(i, _)| i as u16).collect();
    for stretch in stretches {
        let mut possible = 0usize;
        let mut present = 0usize;
        for member in &group.of {
            match member {
                Member::Criterion(i) => {
                    if let Some(standing) = stretch.criteria.get(usize::from(*i)).and_then(Option::as_ref) {
                        present += 1;
                        // one that may not apply asks nothing of those it does not apply to
                        let silent = stretch.subjects.possible(&[&stretch.subjects.opposite(&standing.applies)]) != Some(false);
                        possible += usize::from(silent || standing.can_be_met != Some(false));
                    }
                }
                Member::Group(i) => {
                    present += 1;
                    possible += usize::from(others.contains(i));
                }
            }
        }
        if present > 0 && possible < wanted as usize && possible < present {
            let (since_id, since_en) = history::since(&stretch.segment);
            let diagnostic = checker.diagnostic(
                "group-impossible",
                group.span,
                format!("kelompok `{code}` meminta {wanted} anggota, tetapi hanya {possible} yang dapat dipenuhi{since_id}"),
                format!("the group `{code}` asks for {wanted} members, but only {possible} can be met{since_en}"),
            );
            checker.report(diagnostic);
            return;
        }
    }
}
