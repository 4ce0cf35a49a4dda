//! What a check says about a text, laid out: problems with their places, cases with what was expected and found, the rules in plain words.

use std::collections::BTreeSet;
use std::sync::Arc;

use askama::Template;
use jenjang::legal::{Label, Language};
use jenjang::policy::check::{CaseResult, run_cases};
use jenjang::policy::decision::{Outcome, Verdict};
use jenjang::policy::diagnostic::Severity;
use jenjang::policy::explain;
use jenjang::policy::explain::Explainer;
use jenjang::policy::model::{ExpectedOutcome, Policy};
use jenjang_policy_files::DiagnosticRecord;
use jenjang_service::drafts::Checked;

use super::{CLAUSES_FILE, pick};
use crate::format;
use crate::prose::{Block, blocks};
use crate::shell::Shell;

/// The most problems that are listed: nobody mends more at once.
const MOST: usize = 50;

/// The most letters of a line that are shown beside a problem.
const MOST_LETTERS: usize = 120;

/// A problem.
pub(super) struct Found {
    /// Class, sign and word of how bad it is.
    pub(super) class: &'static str,
    pub(super) sign: &'static str,
    pub(super) word: &'static str,
    pub(super) code: &'static str,
    pub(super) sentence: String,
    /// Field of the form whose text it is about; empty for another policy.
    pub(super) field: &'static str,
    /// `baris 3, kolom 5`
    pub(super) place: String,
    pub(super) line: usize,
    /// The line itself, shortened; empty where there is none.
    pub(super) excerpt: String,
    pub(super) help: Option<String>,
    pub(super) witness: Vec<(String, String)>,
    pub(super) related: Vec<(usize, String)>,
}

impl Found {
    /// A problem of one of the two texts.
    fn of(record: &DiagnosticRecord, policy_text: &str, clauses: &str, language: Language) -> Found {
        let (class, sign, word) = match record.severity {
            Severity::Error => ("not-met", "✕", pick(language, "kesalahan", "error")),
            Severity::Warning => ("unknown", "!", pick(language, "peringatan", "warning")),
            Severity::Note => ("aside", "i", pick(language, "catatan", "note")),
        };
        let (field, text) = match &*record.file {
            super::POLICY_FILE => ("policy", policy_text),
            CLAUSES_FILE => ("clauses", clauses),
            _ => ("", ""),
        };
        let (line, column) = (record.line, record.column);
        let place = match (field, language) {
            ("", _) => record.file.to_string(),
            ("clauses", Language::Id) => format!("ketentuan, baris {line}, kolom {column}"),
            ("clauses", Language::En) => format!("clauses, line {line}, column {column}"),
            (_, Language::Id) => format!("baris {line}, kolom {column}"),
            (_, Language::En) => format!("line {line}, column {column}"),
        };
        Found {
            class,
            sign,
            word,
            code: record.code,
            sentence: format::sentence(&format::with_dates(record.message.get(language), language)),
            field,
            place,
            line,
            excerpt: text.lines().nth(line.saturating_sub(1)).map(shortened).unwrap_or_default(),
            help: record.help.as_ref().map(|help| format::sentence(help.get(language))),
            witness: record.witness.iter().map(|witness| (witness.name.clone(), witness.value.clone())).collect(),
            related: record.related.iter().map(|related| (related.line, related.message.get(language).to_owned())).collect(),
        }
    }
}

fn shortened(line: &str) -> String {
    let clean = |letter: char| if letter.is_control() && letter != '\t' { '\u{fffd}' } else { letter };
    let mut short: String = line.trim().chars().take(MOST_LETTERS).map(clean).collect();
    if line.trim().chars().count() > MOST_LETTERS {
        short.push('…');
    }
    short
}

/// A case of a policy.
pub(super) struct Case {
    pub(super) name: String,
    pub(super) source: Option<String>,
    pub(super) as_of: chrono::NaiveDate,
    pub(super) passed: bool,
    /// What the case expects, and what came out.
    pub(super) expected: String,
    pub(super) found: String,
    /// Every difference: about what, expected, found.
    pub(super) differences: Vec<(String, String, String)>,
    /// Criteria that are not met or unknown: verdict, what people read, code, ground.
    pub(super) open: Vec<(&'static str, String, Arc<str>, String)>,
}

impl Case {
    fn of(result: &CaseResult, policy: &Policy, language: Language) -> Case {
        let named = |code: &str| policy.criteria.iter().find(|criterion| &*criterion.code == code);
        let in_words = |codes: &str| {
            let words = codes
                .split(", ")
                .map(|code| named(code).map_or_else(|| code.to_owned(), |c| format!("{} ({code})", c.label.get(language))));
            words.collect::<Vec<_>>().join("; ")
        };
        let outcome = |text: &str| match text {
            "eligible" => pick(language, "memenuhi syarat", "eligible").to_owned(),
            "not-eligible" => pick(language, "tidak memenuhi syarat", "not eligible").to_owned(),
            "unknown" => pick(language, "belum dapat ditentukan", "unknown").to_owned(),
            "-" => pick(language, "tidak ada", "none").to_owned(),
            other => in_words(&format::with_dates(other, language)),
        };
        let expected = policy.cases.iter().find(|case| case.span == result.span).and_then(|case| case.expect.outcome.as_ref());
        let expected = match expected {
            Some(ExpectedOutcome::Eligible) => outcome("eligible"),
            Some(ExpectedOutcome::NotEligible) => outcome("not-eligible"),
            Some(ExpectedOutcome::Unknown) => outcome("unknown"),
            Some(ExpectedOutcome::Value(value)) => explain::value(value, None, language),
            None => String::new(),
        };
        let found = match result.decision.as_ref().map(|decision| &decision.outcome) {
            Some(Outcome::Eligible) => outcome("eligible"),
            Some(Outcome::NotEligible) => outcome("not-eligible"),
            Some(Outcome::Unknown) => outcome("unknown"),
            Some(Outcome::Value(value)) => explain::value(value, None, language),
            None => pick(language, "tidak ada keputusan", "no decision").to_owned(),
        };
        let findings = result.decision.iter().flat_map(|decision| &decision.findings);
        let open = findings.filter_map(|finding| {
            let word = match finding.verdict {
                Verdict::NotMet => pick(language, "tidak terpenuhi", "not met"),
                Verdict::Unknown => pick(language, "belum diketahui", "unknown"),
                _ => return None,
            };
            let criterion = named(&finding.code)?;
            Some((word, criterion.label.get(language).to_owned(), Arc::clone(&finding.code), criterion.reference.citation.to_string()))
        });
        let differences = result.mismatches.iter().map(|mismatch| {
            (format::capitalised(mismatch.about.label().get(language)), outcome(&mismatch.expected), outcome(&mismatch.found))
        });
        Case {
            name: result.name.to_string(),
            source: result.source.as_ref().map(ToString::to_string),
            as_of: result.as_of,
            passed: result.passed(),
            expected,
            found,
            open: open.collect(),
            differences: differences.collect(),
        }
    }
}

/// Everything a check says.
pub(super) struct Look {
    /// In one sentence.
    pub(super) summary: String,
    pub(super) class: &'static str,
    pub(super) sign: &'static str,
    pub(super) found: Vec<Found>,
    /// How many more there are.
    pub(super) more: usize,
    pub(super) cases: Vec<Case>,
    pub(super) failed: usize,
    pub(super) words: Vec<Block>,
}

impl Look {
    /// Laid out, with what is found about the clauses. As a whole it holds every case and the rules in words, otherwise only cases that come out
    /// differently.
    pub(super) fn of(
        checked: &Checked,
        of_clauses: &[DiagnosticRecord],
        (policy_text, clauses): (&str, &str),
        whole: bool,
        language: Language,
    ) -> Look {
        let mut cases = checked.policy.as_ref().map(|policy| cases(checked, policy, language)).unwrap_or_default();
        let words = checked.policy.as_ref().filter(|_| whole).map(|policy| {
            let text = Explainer::new(policy, language).with_policies(&checked.set).policy();
            blocks(&text, language)
        });
        let all: Vec<&DiagnosticRecord> = checked.found.iter().chain(of_clauses).collect();
        let count = |severity| all.iter().filter(|found| found.severity == severity).count();
        let (errors, warnings, notes) = (count(Severity::Error), count(Severity::Warning), count(Severity::Note));
        let (class, sign) = if errors > 0 {
            ("not-met", "✕")
        } else if warnings > 0 {
            ("unknown", "!")
        } else {
            ("met", "✓")
        };
        let plural = |count: usize, one: &str| format!("{count} {one}{}", if count == 1 { "" } else { "s" });
        let failed = cases.iter().filter(|case| !case.passed).count();
        let summary = match language {
            Language::Id => {
                let head = if errors == 0 { "Naskah dapat diusulkan" } else { "Naskah belum dapat diusulkan" };
                let cases =
                    if cases.is_empty() { String::new() } else { format!(" {} kasus dijalankan, {failed} tidak sesuai.", cases.len()) };
                format!("{head}: {errors} kesalahan, {warnings} peringatan, {notes} catatan.{cases}")
            }
            Language::En => {
                let head = if errors == 0 { "The text can be proposed" } else { "The text cannot be proposed yet" };
                let cases = if cases.is_empty() {
                    String::new()
                } else {
                    format!(" {} run, {failed} came out differently.", plural(cases.len(), "case"))
                };
                format!("{head}: {}, {}, {}.{cases}", plural(errors, "error"), plural(warnings, "warning"), plural(notes, "note"))
            }
        };
        cases.retain(|case| whole || !case.passed);
        // the same sentence about many values says nothing more
        let mut said: BTreeSet<(&str, usize, &str)> = BTreeSet::new();
        let distinct: Vec<&DiagnosticRecord> =
            all.into_iter().filter(|found| said.insert((found.code, found.line, &found.message.id))).collect();
        Look {
            summary,
            class,
            sign,
            more: distinct.len().saturating_sub(MOST),
            found: distinct.into_iter().take(MOST).map(|found| Found::of(found, policy_text, clauses, language)).collect(),
            cases,
            failed,
            words: words.unwrap_or_default(),
        }
    }
}

/// Every case of a policy, those that come out differently first.
pub(super) fn cases(checked: &Checked, policy: &Policy, language: Language) -> Vec<Case> {
    let mut cases: Vec<Case> = run_cases(&checked.set, policy).iter().map(|result| Case::of(result, policy, language)).collect();
    cases.sort_by_key(|case| case.passed);
    cases
}

/// Problems of another text than a policy's, such as a file of indicators.
pub(super) fn problems(found: &[DiagnosticRecord], field: &'static str, text: &str, language: Language) -> Vec<Found> {
    let listed = found.iter().take(MOST).map(|record| Found { field, ..Found::of(record, text, text, language) });
    listed.collect()
}

/// What a check says, without the page around it: what the script puts in its place.
#[derive(Template)]
#[template(path = "drafts/checked.html")]
pub(super) struct Fragment<'l> {
    pub(super) shell: Shell,
    pub(super) look: &'l Look,
}

/// A refusal of what was typed, as the sentence of a check.
pub(super) fn refused(message: &Label, language: Language) -> Look {
    Look {
        summary: format::sentence(message.get(language)),
        class: "not-met",
        sign: "✕",
        found: Vec::new(),
        more: 0,
        cases: Vec::new(),
        failed: 0,
        words: Vec::new(),
    }
}
