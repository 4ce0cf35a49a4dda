//! A finding in its parts, for whoever lays them out otherwise than as lines of text.

use std::sync::Arc;

use crate::legal::Language;
use crate::policy::decision::{Finding, Remedy, Required, Verdict};

use super::Explainer;
use super::finding::verdict;
use super::words::{self, pick};

/// A finding in words, part by part. What stands in [`Explainer::finding`] stands here too, and nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reasons {
    /// What the criterion, group or component is called.
    pub label: String,
    /// The answer in words (`Not met`).
    pub verdict: &'static str,
    /// Where it does not apply: the condition under which it would, without a full stop.
    pub applies_if: Option<String>,
    /// What is required, without a full stop; absent where it says no more than what was found.
    pub required: Option<String>,
    /// What was found, in sentences.
    pub found: Vec<String>,
    /// How much is lacking, as a sentence.
    pub lacking: Option<String>,
    /// Facts that nobody gave, where each comes from and who can supply it, in sentences.
    pub missing: Vec<String>,
    /// The source records.
    pub records: Vec<Arc<str>>,
    /// The legal ground, with how certain it is.
    pub basis: String,
    /// Who waived it on which ground, as a sentence.
    pub waiver: Option<String>,
    /// What to do, as a sentence.
    pub remedy: Option<String>,
    /// Whether it is one comparison, said in one line.
    single: bool,
}

/// One comparison in its parts.
pub(super) struct Compared {
    /// What was found, without a full stop.
    pub(super) found: Option<String>,
    /// What is required, without a full stop.
    pub(super) required: Option<String>,
    /// How much is lacking, as a sentence.
    pub(super) lacking: Option<String>,
}

impl Reasons {
    /// What was found and required, as lines.
    pub(super) fn comparison(&self, language: Language) -> Vec<String> {
        let required = self.required.as_ref().map(|text| format!("{}: {text}.", pick(language, "Yang disyaratkan", "Required")));
        if self.single {
            let parts: Vec<&str> = self.found.iter().chain(&required).chain(&self.lacking).map(String::as_str).collect();
            return vec![parts.join(" ")];
        }
        let mark = if self.found.len() > 1 { "– " } else { "" };
        required.into_iter().chain(self.found.iter().map(|text| format!("{mark}{text}"))).collect()
    }
}

impl Explainer<'_> {
    /// A finding in its parts.
    pub fn reasons(&self, finding: &Finding) -> Reasons {
        let language = self.language;
        let policy = self.policy;
        let criterion = policy.criteria.iter().find(|c| c.code == finding.code);
        let mut reasons = Reasons {
            label: self.part_label(&finding.code),
            verdict: verdict(finding.verdict, language),
            applies_if: None,
            required: None,
            found: Vec::new(),
            lacking: None,
            missing: finding.missing.iter().map(|name| self.missing(name)).collect(),
            records: finding.records.clone(),
            basis: words::reference(&finding.reference, language),
            waiver: finding.waiver.as_ref().map(|waiver| match language {
                Language::Id => format!("Dikecualikan oleh {} berdasarkan {}.", waiver.by, waiver.basis),
                Language::En => format!("Waived by {} under {}.", waiver.by, waiver.basis),
            }),
            remedy: finding.remedy.as_ref().map(|remedy| self.remedy(remedy)),
            single: false,
        };
        if let (Verdict::NotApplicable, Some(when)) = (finding.verdict, criterion.and_then(|c| c.when.as_ref())) {
            reasons.applies_if = Some(self.clause(&when.node, true, &[]).inline(language));
            return reasons;
        }
        if let Some(group) = policy.groups.iter().find(|g| g.code == finding.code) {
            let members: Vec<String> = group.of.iter().map(|member| self.member_label(*member)).collect();
            reasons.found.push(format!("{} {}.", self.group_head(group), members.join("; ")));
            return reasons;
        }
        let open = !finding.verdict.counts_as_met() || finding.verdict == Verdict::Waived;
        match finding.measures.as_slice() {
            [] if self.is_result(&finding.code) => {}
            [] if !matches!(finding.measure.required, Required::Condition) => {
                let waited = match finding.remedy {
                    Some(Remedy::Wait { until: Some(day) }) => self.on.filter(|on| *on < day).map(|on| words::stretch(on, day, language)),
                    _ => None,
                };
                let Compared { found, required, lacking } = self.compared(&finding.measure, criterion, waited.as_deref());
                reasons.found.extend(found.map(|found| format!("{found}.")));
                (reasons.required, reasons.lacking, reasons.single) = (required, lacking, true);
            }
            measures => {
                let condition = criterion.filter(|_| open || measures.is_empty());
                reasons.required = condition.map(|c| self.clause(&c.require.node, true, &[]).inline(language));
                reasons.found = self.found(measures, criterion, open);
            }
        }
        reasons
    }
}
