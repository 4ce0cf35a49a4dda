//! A decision in words: a headline, then every reason in the order people ask for them.

use crate::legal::{Certainty, Language};
use crate::period::EVERYTHING_KNOWN;
use crate::policy::decision::{Decision, Finding, Outcome, Step, StepKind, Verdict};
use crate::policy::document::Kind;
use crate::policy::value::Value;

use super::Explainer;
use super::criterion::finish;
use super::finding::verdict;
use super::noun::unit_of;
use super::table::grid;
use super::words;

impl Explainer<'_> {
    /// The result in one sentence.
    pub fn headline(&self, decision: &Decision) -> String {
        let language = self.language;
        let title = self.policy.title.get(language);
        let day = words::date(decision.as_of, language);
        let count = |wanted| decision.findings.iter().filter(|f| f.verdict == wanted).count();
        match (&decision.outcome, language) {
            (Outcome::Eligible, Language::Id) => format!("Memenuhi syarat “{title}” pada {day}."),
            (Outcome::Eligible, Language::En) => format!("Eligible for “{title}” on {day}."),
            (Outcome::NotEligible, Language::Id) => {
                format!("Tidak memenuhi syarat “{title}” pada {day}: {} syarat tidak terpenuhi.", count(Verdict::NotMet))
            }
            (Outcome::NotEligible, Language::En) => {
                let n = count(Verdict::NotMet);
                let words = if n == 1 { "requirement is" } else { "requirements are" };
                format!("Not eligible for “{title}” on {day}: {n} {words} not met.")
            }
            (Outcome::Unknown, _) | (Outcome::Value(Value::Missing), _) => {
                let n = decision.missing.len();
                match (self.is_eligibility(), language) {
                    (true, Language::Id) => {
                        format!("Belum dapat ditentukan apakah memenuhi syarat “{title}” pada {day}: {n} data belum ada.")
                    }
                    (true, Language::En) => {
                        format!("It is not known yet whether the requirements of “{title}” are met on {day}: {}.", facts(n))
                    }
                    (false, Language::Id) => format!("“{title}” pada {day} belum dapat ditentukan: {n} data belum ada."),
                    (false, Language::En) => format!("“{title}” on {day} is not known yet: {}.", facts(n)),
                }
            }
            (Outcome::Value(Value::None), Language::Id) => format!("“{title}” pada {day}: tidak ada hasil."),
            (Outcome::Value(Value::None), Language::En) => format!("“{title}” on {day}: there is no result."),
            (Outcome::Value(value), _) => {
                let unit = self.policy.points.as_ref().and_then(|p| p.unit.as_deref().or(unit_of(&p.result.node.ty)));
                let text = words::value(value, unit, language);
                match (self.policy.kind, language) {
                    (Kind::Score, Language::Id) => format!("“{title}” pada {day}: nilai akhir {text}."),
                    (Kind::Score, Language::En) => format!("“{title}” on {day}: total score {text}."),
                    (Kind::Classification, Language::Id) => format!("“{title}” pada {day}: kategori {text}."),
                    (Kind::Classification, Language::En) => format!("“{title}” on {day}: category {text}."),
                    (_, Language::Id) => format!("“{title}” pada {day}: {text}."),
                    (_, Language::En) => format!("“{title}” on {day}: {text}."),
                }
            }
        }
    }

    /// The headline, what is not met or not known first, then the rest, what the result rests on, and which version decided.
    pub fn decision(&self, decision: &Decision) -> String {
        let language = self.language;
        let speaker = Explainer { on: Some(decision.as_of), ..*self };
        let mut lines = vec![speaker.headline(decision)];
        for (table, value) in &decision.bands {
            let found = self.policy.tables.iter().find(|t| t.name == *table);
            let label = found.map_or_else(|| table.to_string(), |t| t.label.get(language).to_owned());
            let unit = found.and_then(|t| unit_of(&t.output));
            lines.push(format!("{label}: {}.", words::value(value, unit, language)));
        }
        if decision.known_at != decision.as_of && decision.known_at < EVERYTHING_KNOWN {
            lines.push(match language {
                Language::Id => format!("Menurut aturan sebagaimana diketahui pada {}.", words::date(decision.known_at, language)),
                Language::En => format!("By the rules as known on {}.", words::date(decision.known_at, language)),
            });
        }
        lines.extend(speaker.component_lines(decision));
        lines.extend(speaker.step_lines(decision));
        for wanted in [Verdict::NotMet, Verdict::Unknown, Verdict::Waived, Verdict::Met, Verdict::NotApplicable] {
            let findings: Vec<&Finding> = decision.findings.iter().filter(|f| f.verdict == wanted).collect();
            if findings.is_empty() {
                continue;
            }
            let title = match self.is_eligibility() {
                true => format!("## {} ({})", verdict(wanted, language), findings.len()),
                false if wanted == Verdict::Met => format!("## {}", words::pick(language, "Dasar hasil", "What the result rests on")),
                false if wanted == Verdict::NotMet => {
                    format!("## {}", words::pick(language, "Mengapa tidak ada hasil", "Why there is no result"))
                }
                false => format!("## {}", verdict(wanted, language)),
            };
            lines.extend([String::new(), title, String::new()]);
            for finding in findings {
                let text = speaker.finding(finding);
                let head = format!("{}: ", verdict(wanted, language));
                for (i, line) in text.lines().enumerate() {
                    lines.push(if i == 0 { format!("- {}", line.strip_prefix(&head).unwrap_or(line)) } else { line.to_owned() });
                }
            }
        }
        for ignored in &decision.waivers_ignored {
            let (label, reason) = (self.part_label(&ignored.waiver.criterion), ignored.reason.label());
            lines.push(match language {
                Language::Id => format!("Pengecualian atas “{label}” tidak dipakai: {}.", reason.get(language)),
                Language::En => format!("The waiver of “{label}” was not used: {}.", reason.get(language)),
            });
        }
        if decision.findings.is_empty() && !decision.missing.is_empty() {
            lines.push(String::new());
            lines.extend(decision.missing.iter().map(|name| format!("- {}", speaker.missing(name))));
        }
        lines.push(String::new());
        if decision.certainty != Certainty::Text {
            lines.push(match language {
                Language::Id => {
                    format!("Sumber hukum yang paling lemah di balik keputusan ini: {}.", decision.certainty.label().get(language))
                }
                Language::En => {
                    format!("The least certain legal source behind this decision: {}.", decision.certainty.label().get(language))
                }
            });
        }
        let version: String = decision.version.to_string().chars().take(12).collect();
        lines.push(match language {
            Language::Id => format!("Versi kebijakan: {version}."),
            Language::En => format!("Policy version: {version}."),
        });
        finish(lines)
    }

    /// What a result was computed from, parts before wholes.
    fn step_lines(&self, decision: &Decision) -> Vec<String> {
        let language = self.language;
        if decision.steps.is_empty() {
            return Vec::new();
        }
        let mut lines = vec![String::new(), format!("## {}", words::pick(language, "Dihitung dari", "Computed from")), String::new()];
        for step in &decision.steps {
            let value = words::value(&step.value, step.unit.as_deref(), language);
            let label = words::capitalise(&self.step_label(step));
            let reference = step.reference.as_ref().map(|reference| format!(" ({})", words::reference(reference, language)));
            let record = step.record.as_ref().map(|record| format!(" ({record})"));
            lines.push(format!("- {label}: {value}{}.", reference.or(record).unwrap_or_default()));
        }
        lines
    }

    fn step_label(&self, step: &Step) -> String {
        let (policy, name) = (self.policy, &step.name);
        let label = match step.kind {
            StepKind::Policy => return format!("“{}”", self.policy_title(name)),
            StepKind::Fact => policy.catalogue.find(name).map(|index| &policy.catalogue.fact(index).label),
            StepKind::Parameter => policy.parameters.iter().find(|p| p.name == *name).map(|p| &p.label),
            StepKind::Definition => policy.definitions.iter().find(|d| d.name == *name).map(|d| &d.label),
            StepKind::Table => policy.tables.iter().find(|t| t.name == *name).map(|t| &t.label),
        };
        label.map_or_else(|| name.to_string(), |label| label.get(self.language).to_owned())
    }

    fn component_lines(&self, decision: &Decision) -> Vec<String> {
        let language = self.language;
        if decision.components.is_empty() {
            return Vec::new();
        }
        let header = match language {
            Language::Id => ["Komponen", "Bobot", "Nilai", "Sumbangan", "Dasar"],
            Language::En => ["Component", "Weight", "Value", "Contribution", "Basis"],
        };
        let rows: Vec<Vec<String>> = decision
            .components
            .iter()
            .map(|component| {
                vec![
                    self.part_label(&component.code),
                    words::value(&component.weight, None, language),
                    words::value(&component.value, None, language),
                    words::value(&component.contribution, None, language),
                    words::reference(&component.reference, language),
                ]
            })
            .collect();
        let mut lines = vec![String::new()];
        lines.extend(grid(&header.map(str::to_owned), &rows));
        let mut missing: Vec<_> = decision.components.iter().flat_map(|c| c.missing.iter()).collect();
        missing.sort();
        missing.dedup();
        if !missing.is_empty() {
            lines.push(String::new());
            lines.extend(missing.into_iter().map(|name| format!("- {}", self.missing(name))));
        }
        lines
    }
}

fn facts(n: usize) -> String {
    if n == 1 { "1 fact is missing".to_owned() } else { format!("{n} facts are missing") }
}
