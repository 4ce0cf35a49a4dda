//! Criteria and groups of an eligibility policy.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Compiler;
use crate::legal::Label;
use crate::policy::diagnostic::Span;
use crate::policy::model::{Criterion, Group, Member};
use crate::policy::types::Type;

pub(super) fn compile(compiler: &mut Compiler<'_>) -> (Vec<Criterion>, Vec<Group>, Vec<Member>) {
    let document = compiler.document;
    let members = codes(compiler);
    let mut criteria = Vec::new();
    for written in &document.criteria {
        let when = written.when.as_ref().map(|text| compiler.condition(text, Some(&Type::Boolean)));
        let require = compiler.condition(&written.require, Some(&Type::Boolean));
        let reference = compiler.reference(&written.citation, written.code.span);
        // a criterion that cannot be typed was reported; leaving it out would shift the places groups refer to
        let (Some(require), false) = (require, matches!(when, Some(None))) else { continue };
        criteria.push(Criterion {
            code: Arc::clone(&written.code.value),
            label: written.label.clone(),
            check: written.check.clone(),
            note: written.note.clone(),
            reference,
            effective: written.effective,
            when: when.flatten(),
            require,
            remedy: written.remedy,
            waivable: written.waivable.clone(),
            lawful_basis: written.lawful_basis.clone(),
            reads: Vec::new(),
            span: written.span,
        });
    }
    let groups = groups(compiler, &members);
    let named: BTreeSet<&str> = document.groups.iter().flat_map(|g| &g.of).map(|code| &*code.value).collect();
    let required = (document.criteria.iter().map(|c| &c.code.value))
        .chain(document.groups.iter().map(|g| &g.code.value))
        .filter(|code| !named.contains(&***code))
        .filter_map(|code| members.get(code).copied())
        .collect();
    (criteria, groups, required)
}

/// Codes of criteria and groups, with a report of those used twice.
fn codes(compiler: &mut Compiler<'_>) -> BTreeMap<Arc<str>, Member> {
    let document = compiler.document;
    let mut members: BTreeMap<Arc<str>, Member> = BTreeMap::new();
    let all = (document.criteria.iter().enumerate().map(|(i, c)| (&c.code, Member::Criterion(i as u16))))
        .chain(document.groups.iter().enumerate().map(|(i, g)| (&g.code, Member::Group(i as u16))));
    for (code, member) in all {
        if members.contains_key(&code.value) {
            let message = Label::new(
                format!("kode `{}` dipakai dua kali dalam kebijakan ini", code.value),
                format!("the code `{}` is used twice in this policy", code.value),
            );
            compiler.error("duplicate-code", code.span, message);
        } else {
            members.insert(Arc::clone(&code.value), member);
        }
    }
    members
}

fn groups(compiler: &mut Compiler<'_>, members: &BTreeMap<Arc<str>, Member>) -> Vec<Group> {
    let document = compiler.document;
    let mut groups: Vec<Group> = Vec::new();
    for written in &document.groups {
        let mut of = Vec::new();
        for code in &written.of {
            match members.get(&code.value) {
                Some(member) => of.push(*member),
                None => {
                    let message = Label::new(
                        format!("kelompok `{}` menyebut `{}`, yang bukan kriteria atau kelompok", written.code.value, code.value),
                        format!("the group `{}` names `{}`, which is no criterion or group", written.code.value, code.value),
                    );
                    compiler.error("unknown-member", code.span, message);
                }
            }
        }
        let reference = compiler.reference(&written.citation, written.code.span);
        groups.push(Group {
            code: Arc::clone(&written.code.value),
            label: written.label.clone(),
            reference,
            of,
            at_least: written.at_least,
            span: written.span,
        });
    }
    report_group_cycles(compiler, &groups);
    groups
}

fn report_group_cycles(compiler: &mut Compiler<'_>, groups: &[Group]) {
    for (start, group) in groups.iter().enumerate() {
        let mut seen = BTreeSet::new();
        let mut open = vec![start];
        while let Some(at) = open.pop() {
            for member in groups.get(at).map(|g| g.of.as_slice()).unwrap_or_default() {
                let Member::Group(next) = *member else { continue };
                if usize::from(next) == start {
                    let message = Label::new(
                        format!("kelompok `{}` memuat dirinya sendiri", group.code),
                        format!("the group `{}` contains itself", group.code),
                    );
                    let span: Span = group.span;
                    compiler.error("group-cycle", span, message);
                    return;
                }
                if seen.insert(next) {
                    open.push(usize::from(next));
                }
            }
        }
    }
}
