//! The rounds in numbers.

use std::collections::BTreeMap;
use std::sync::Arc;

use jenjang::legal::Label;
use jenjang::policy::decision::{Decision, Finding, Outcome, Verdict};
use serde::Serialize;

use super::district::{Candidate, District, Post};

/// How many people got which answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Tally {
    pub(super) candidates: usize,
    pub(super) eligible: usize,
    pub(super) not_eligible: usize,
    pub(super) unknown: usize,
}

impl Tally {
    pub(super) fn add(&mut self, outcome: &Outcome) {
        self.candidates += 1;
        match outcome {
            Outcome::Eligible => self.eligible += 1,
            Outcome::NotEligible => self.not_eligible += 1,
            Outcome::Unknown | Outcome::Value(_) => self.unknown += 1,
        }
    }
}

/// A criterion that stands in people's way.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Obstacle {
    pub(super) code: Arc<str>,
    pub(super) label: Label,
    /// How many are not eligible and do not meet it.
    pub(super) blocked: usize,
    /// How many of them meet everything else: they would be eligible without it.
    pub(super) alone: usize,
}

/// A fact whose absence leaves decisions open.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Gap {
    pub(super) fact: Arc<str>,
    pub(super) label: Label,
    pub(super) supplier: Label,
    /// How many decisions wait for it.
    pub(super) people: usize,
}

/// The rounds in numbers.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Summary {
    pub(super) total: Tally,
    pub(super) by_post: BTreeMap<Post, Tally>,
    /// Most blocked first.
    pub(super) obstacles: Vec<Obstacle>,
    /// Most wanted first.
    pub(super) gaps: Vec<Gap>,
}

pub(super) fn summarise(district: &District) -> Summary {
    let mut summary = Summary { total: Tally::default(), by_post: BTreeMap::new(), obstacles: Vec::new(), gaps: Vec::new() };
    for candidate in &district.candidates {
        let outcome = &candidate.decision.outcome;
        summary.total.add(outcome);
        summary.by_post.entry(candidate.post).or_default().add(outcome);
        match outcome {
            Outcome::NotEligible => summary.count_obstacles(district, candidate),
            Outcome::Unknown => summary.count_gaps(candidate),
            Outcome::Eligible | Outcome::Value(_) => {}
        }
    }
    summary.obstacles.sort_by(|a, b| (b.blocked, b.alone, &a.code).cmp(&(a.blocked, a.alone, &b.code)));
    summary.gaps.sort_by(|a, b| (b.people, &a.fact).cmp(&(a.people, &b.fact)));
    summary
}

/// The findings with one verdict.
pub(super) fn with_verdict(decision: &Decision, verdict: Verdict) -> impl Iterator<Item = &Finding> {
    decision.findings.iter().filter(move |finding| finding.verdict == verdict)
}

impl Summary {
    fn count_obstacles(&mut self, district: &District, candidate: &Candidate) {
        let decision = &candidate.decision;
        let alone = decision.findings.iter().filter(|finding| !finding.verdict.counts_as_met()).count() == 1;
        for finding in with_verdict(decision, Verdict::NotMet) {
            let at = match self.obstacles.iter().position(|known| known.code == finding.code) {
                Some(at) => at,
                None => {
                    let criteria = district.policy(candidate.post).map(|policy| policy.criteria.as_slice()).unwrap_or_default();
                    let found = criteria.iter().find(|criterion| criterion.code == finding.code);
                    let label = found.map_or_else(|| Label::same(Arc::clone(&finding.code)), |criterion| criterion.label.clone());
                    self.obstacles.push(Obstacle { code: Arc::clone(&finding.code), label, blocked: 0, alone: 0 });
                    self.obstacles.len() - 1
                }
            };
            if let Some(obstacle) = self.obstacles.get_mut(at) {
                obstacle.blocked += 1;
                obstacle.alone += usize::from(alone);
            }
        }
    }

    fn count_gaps(&mut self, candidate: &Candidate) {
        let catalogue = candidate.dossier.catalogue();
        for name in &candidate.decision.missing {
            if let Some(gap) = self.gaps.iter_mut().find(|gap| gap.fact == *name) {
                gap.people += 1;
                continue;
            }
            let base = name.split_once('[').map_or(&**name, |(base, _)| base);
            let Some(fact) = catalogue.find(base).map(|index| catalogue.fact(index)) else { continue };
            self.gaps.push(Gap { fact: Arc::clone(name), label: fact.label.clone(), supplier: fact.supplier.clone(), people: 1 });
        }
    }
}
