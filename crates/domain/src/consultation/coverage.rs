//! Whether text and rules say the same: every clause has its rules, every rule its clause.

use std::collections::{BTreeMap, BTreeSet};

use super::document::DraftDocument;
use super::link::{PartLink, parts};
use crate::legal::Label;
use crate::policy::diagnostic::{Diagnostic, Span};
use crate::policy::expression::suggest::nearest;
use crate::policy::model::Policy;

/// What does not fit between a draft and the policy that carries it.
///
/// Errors: a draft of another policy (`wrong-policy`), a clause that no rule carries and no reason excuses (`clause-without-rule`), a rule that no
/// clause says (`rule-without-clause`, at its place in the policy file), a link to what the policy has not (`unknown-part`, with the nearest), one
/// linked twice in a clause (`duplicate-link`), a reason beside rules (`reason-beside-rules`). A note where no case tries a clause
/// (`clause-without-case`).
pub fn check_coverage(draft: &DraftDocument, policy: &Policy) -> Vec<Diagnostic> {
    if draft.policy.value != policy.id {
        let (named, found) = (&draft.policy.value, &policy.id);
        return vec![Diagnostic::error(
            "wrong-policy",
            &draft.file,
            draft.policy.span,
            Label::new(
                format!("rancangan ini milik kebijakan `{named}`, sedangkan yang diberikan `{found}`"),
                format!("the draft belongs to policy `{named}`, but `{found}` was given"),
            ),
        )];
    }
    let parts = parts(policy);
    let known: BTreeSet<&PartLink> = parts.iter().map(|part| &part.link).collect();
    let names: Vec<String> = known.iter().map(ToString::to_string).collect();
    let mut said: BTreeSet<&PartLink> = BTreeSet::new();
    let mut found = Vec::new();
    let error = |code, span: Span, message| Diagnostic::error(code, &draft.file, span, message);
    for clause in &draft.clauses {
        let number = clause.number.value;
        let mut here: BTreeMap<&PartLink, Span> = BTreeMap::new();
        for rule in &clause.rules {
            let link = &rule.value;
            if here.insert(link, rule.span).is_some() {
                let message = Label::new(
                    format!("ketentuan `{number}` menyebut `{link}` dua kali, diharapkan satu kali"),
                    format!("clause `{number}` names `{link}` twice, expected once"),
                );
                found.push(error("duplicate-link", rule.span, message));
            }
            if known.contains(link) {
                said.insert(link);
                continue;
            }
            let message = Label::new(
                format!("kebijakan `{}` tidak mempunyai `{link}`, yang disebut ketentuan `{number}`", policy.id),
                format!("policy `{}` has no `{link}`, which clause `{number}` names", policy.id),
            );
            let problem = error("unknown-part", rule.span, message);
            let text = link.to_string();
            found.push(match nearest(&text, names.iter().map(String::as_str)) {
                Some(word) => problem.with_help(Label::new(format!("maksudnya `{word}`?"), format!("did you mean `{word}`?"))),
                None => problem,
            });
        }
        match (&clause.without_rule, clause.rules.is_empty()) {
            (None, true) => found.push(
                error(
                    "clause-without-rule",
                    clause.number.span,
                    Label::new(
                        format!("tidak ada aturan yang menjalankan ketentuan `{number}`, diharapkan `rules` atau alasan"),
                        format!("no rule carries clause `{number}`, expected `rules` or a reason"),
                    ),
                )
                .with_help(Label::new(
                    "sebutkan bagian kebijakannya, misalnya `rules = [\"criteria.…\"]`, atau alasannya: `without-rule = { id = \"ketentuan penutup\", en = \"closing provision\" }`",
                    "name the parts, such as `rules = [\"criteria.…\"]`, or the reason: `without-rule = { id = \"ketentuan penutup\", en = \"closing provision\" }`",
                )),
            ),
            (Some(reason), false) => found.push(error(
                "reason-beside-rules",
                reason.span,
                Label::new(
                    format!("ketentuan `{number}` dinyatakan tanpa aturan, tetapi juga menyebut aturan, diharapkan salah satu"),
                    format!("clause `{number}` is declared without a rule and names rules too, expected one of them"),
                ),
            )),
            (None, false) if !clause.rules.iter().any(|rule| rule.value.section() == "cases") => found.push(Diagnostic::note(
                "clause-without-case",
                &draft.file,
                clause.number.span,
                Label::new(
                    format!("tidak ada kasus yang menguji ketentuan `{number}`"),
                    format!("no case tries clause `{number}`"),
                ),
            )),
            _ => {}
        }
    }
    for part in parts.iter().filter(|part| part.decides && !said.contains(&part.link)) {
        let (link, label) = (&part.link, &part.label);
        found.push(Diagnostic::error(
            "rule-without-clause",
            &policy.file,
            part.span,
            Label::new(
                format!("tidak ada ketentuan yang memuat `{link}` ({})", label.id),
                format!("no clause says `{link}` ({})", label.en),
            ),
        ));
    }
    found
}
