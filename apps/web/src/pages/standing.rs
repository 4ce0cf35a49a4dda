//! Where somebody stands under a policy, laid out for a page: the answer, the date, every criterion with its reasons.

use std::sync::Arc;

use jenjang::legal::Language;
use jenjang::policy::decision::{Decision, Finding, Outcome, Verdict};
use jenjang::policy::earliest::Earliest;
use jenjang::policy::explain::Explainer;
use jenjang::policy::model::{Policy, PolicySet};
use jenjang_service::promotion::{Eligibility, Standing};

use crate::format;

/// How something came out: a word, a sign and a colour, never the colour alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    /// Class in the style sheet.
    pub(crate) class: &'static str,
    /// A sign that is read as well as seen.
    pub(crate) sign: &'static str,
    id: &'static str,
    en: &'static str,
}

impl Mark {
    /// A mark of one's own; the class is `met`, `not-met`, `unknown` or `aside`.
    pub(crate) const fn new(class: &'static str, sign: &'static str, id: &'static str, en: &'static str) -> Mark {
        Mark { class, sign, id, en }
    }

    pub(crate) fn word(&self, language: &Language) -> &'static str {
        match language {
            Language::Id => self.id,
            Language::En => self.en,
        }
    }

    pub(crate) fn of_outcome(outcome: &Outcome) -> Mark {
        match outcome {
            Outcome::Eligible | Outcome::Value(_) => Mark { class: "met", sign: "✓", id: "Memenuhi syarat", en: "Eligible" },
            Outcome::NotEligible => Mark { class: "not-met", sign: "✕", id: "Belum memenuhi syarat", en: "Not eligible yet" },
            Outcome::Unknown => Mark { class: "unknown", sign: "?", id: "Belum dapat ditentukan", en: "Not known yet" },
        }
    }

    /// Something that came out well, in these words.
    pub(crate) fn good(id: &'static str, en: &'static str) -> Mark {
        Mark { class: "met", sign: "✓", id, en }
    }

    /// Something that did not.
    pub(crate) fn bad(id: &'static str, en: &'static str) -> Mark {
        Mark { class: "not-met", sign: "✕", id, en }
    }

    /// Something that is not known yet.
    pub(crate) fn waiting(id: &'static str, en: &'static str) -> Mark {
        Mark { class: "unknown", sign: "…", id, en }
    }

    /// Something that does not count any more.
    pub(crate) fn aside(id: &'static str, en: &'static str) -> Mark {
        Mark { class: "aside", sign: "–", id, en }
    }

    fn of_verdict(verdict: Verdict) -> Mark {
        match verdict {
            Verdict::Met => Mark { class: "met", sign: "✓", id: "Terpenuhi", en: "Met" },
            Verdict::NotMet => Mark { class: "not-met", sign: "✕", id: "Tidak terpenuhi", en: "Not met" },
            Verdict::Unknown => Mark { class: "unknown", sign: "?", id: "Belum diketahui", en: "Not known" },
            Verdict::NotApplicable => Mark { class: "aside", sign: "–", id: "Tidak berlaku", en: "Does not apply" },
            Verdict::Waived => Mark { class: "aside", sign: "~", id: "Dikecualikan", en: "Waived" },
        }
    }
}

/// One policy.
pub(crate) struct Answer {
    pub(crate) policy: Arc<str>,
    pub(crate) title: String,
    pub(crate) mark: Mark,
    /// The result in one sentence.
    pub(crate) headline: String,
    /// When waiting alone is enough, in one sentence.
    pub(crate) earliest: String,
    /// Whether that names a day.
    pub(crate) dated: bool,
    /// What is lacking, unknown or waived, in this order.
    pub(crate) open: Vec<Criterion>,
    /// What is met or does not apply.
    pub(crate) settled: Vec<Criterion>,
    /// How certain the law behind it is, where that is less than its own text.
    pub(crate) certainty: Option<String>,
    pub(crate) version: String,
}

/// One criterion with its reasons.
pub(crate) struct Criterion {
    /// Its place on the page: the policy and the code.
    pub(crate) anchor: String,
    pub(crate) label: String,
    pub(crate) mark: Mark,
    /// Rows of what there is to say: term and sentences.
    pub(crate) said: Vec<(&'static str, Vec<String>)>,
    /// What the reader can do about it: address and words. Empty for anybody but the person.
    pub(crate) acts: Vec<(String, &'static str)>,
}

impl Answer {
    /// `own` says whether it is the reader's.
    pub(crate) fn of(standing: &Standing, asked: &Eligibility, own: bool, language: Language) -> Answer {
        let Standing { policy, decision, earliest, .. } = standing;
        let explainer = explainer(standing, &asked.library.set, language);
        Answer {
            earliest: match earliest {
                // the headline says it
                Earliest::Already => String::new(),
                other => explainer.earliest(other, asked.horizon),
            },
            dated: matches!(earliest, Earliest::On { .. }),
            ..Answer::laid_out(&explainer, policy, decision, own, language)
        }
    }

    /// A decision about somebody else, as it was made.
    pub(crate) fn decided(policy: &Policy, decision: &Decision, language: Language) -> Answer {
        let explainer = Explainer::new(policy, language).on(Some(decision.as_of));
        Answer::laid_out(&explainer, policy, decision, false, language)
    }

    fn laid_out(explainer: &Explainer<'_>, policy: &Policy, decision: &Decision, own: bool, language: Language) -> Answer {
        let listed = |wanted: &[Verdict]| {
            let of = |verdict: &Verdict| decision.findings.iter().filter(|finding| finding.verdict == *verdict).collect::<Vec<_>>();
            wanted.iter().flat_map(of).map(|finding| criterion(explainer, &policy.id, finding, own, language)).collect()
        };
        let certainty = decision.certainty.label();
        Answer {
            policy: Arc::clone(&policy.id),
            title: policy.title.get(language).to_owned(),
            mark: Mark::of_outcome(&decision.outcome),
            headline: explainer.headline(decision),
            earliest: String::new(),
            dated: false,
            open: listed(&[Verdict::NotMet, Verdict::Unknown, Verdict::Waived]),
            settled: listed(&[Verdict::Met, Verdict::NotApplicable]),
            certainty: (decision.certainty != jenjang::legal::Certainty::Text).then(|| certainty.get(language).to_owned()),
            version: decision.version.to_string().chars().take(12).collect(),
        }
    }
}

fn explainer<'a>(standing: &'a Standing, set: &'a PolicySet, language: Language) -> Explainer<'a> {
    Explainer::new(&standing.policy, language).with_policies(set).on(Some(standing.decision.as_of))
}

fn criterion(explainer: &Explainer<'_>, policy: &str, finding: &Finding, own: bool, language: Language) -> Criterion {
    let reasons = explainer.reasons(finding);
    let t = |id: &'static str, en: &'static str| match language {
        Language::Id => id,
        Language::En => en,
    };
    let sentence = |text: String| format::sentence(&text);
    let mut said = Vec::new();
    let mut say = |term, texts: Vec<String>| {
        if !texts.is_empty() {
            said.push((term, texts));
        }
    };
    say(t("Hanya berlaku jika", "Applies only if"), reasons.applies_if.map(sentence).into_iter().collect());
    say(if own { t("Data Anda", "Your record") } else { t("Data pegawai", "On record") }, reasons.found);
    say(t("Data yang belum ada", "Missing"), reasons.missing.into_iter().map(|text| without_head(&text)).collect());
    say(t("Yang disyaratkan", "Required"), reasons.required.map(sentence).into_iter().collect());
    say(t("Selisih", "Difference"), reasons.lacking.into_iter().collect());
    say(t("Yang perlu dilakukan", "What to do"), reasons.remedy.into_iter().collect());
    say(t("Pengecualian", "Waiver"), reasons.waiver.into_iter().collect());
    say(t("Sumber data", "Source record"), reasons.records.iter().map(|record| format::with_dates(record, language)).collect());
    say(t("Dasar hukum", "Legal basis"), vec![reasons.basis]);
    let mut acts = Vec::new();
    if own {
        let about = encoded(&[("policy", policy), ("criterion", &finding.code)]);
        let entry = finding.records.join("; ");
        let entry = if entry.is_empty() { String::new() } else { format!("&{}", encoded(&[("entry", &entry)])) };
        acts.push((format!("/career/corrections/new?{about}{entry}"), t("Data ini salah", "This record is wrong")));
        if !finding.verdict.counts_as_met() {
            let object = t("Ajukan keberatan atas syarat ini", "Object to this requirement");
            acts.push((format!("/career/appeals/new?{about}"), object));
        }
    }
    Criterion {
        acts,
        anchor: format!("{}-{}", policy.replace('/', "-"), finding.code),
        label: reasons.label,
        mark: Mark::of_verdict(finding.verdict),
        said,
    }
}

/// Fields as the query of an address.
pub(crate) fn encoded(fields: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

/// Without the words that the term of the row repeats.
fn without_head(text: &str) -> String {
    let bare = text.strip_prefix("Data yang belum ada: ").or_else(|| text.strip_prefix("Missing: ")).unwrap_or(text);
    format::capitalised(bare)
}
