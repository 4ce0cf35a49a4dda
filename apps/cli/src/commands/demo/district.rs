//! The people of the demonstration and the rounds they stand in.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{Months, NaiveDate};
use jenjang::legal::Label;
use jenjang::people::id::PersonId;
use jenjang::policy::catalogue::Catalogue;
use jenjang::policy::decide::{PolicyOnDate, decide, prepare};
use jenjang::policy::decision::{Decision, Outcome, Verdict};
use jenjang::policy::dossier::Dossier;
use jenjang::policy::model::{Policy, PolicySet};
use jenjang::policy::scale::Choice;
use jenjang::policy::value::Value;
use jenjang::promotion::{Method, Pick, PromotionDecision, Round, RoundError, RoundPlan};
use rust_decimal::Decimal;
use serde::Serialize;

use crate::output::Failure;

/// The kinds of post, each with the policy that fits it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Post {
    /// General staff; also those who hold no post.
    General,
    /// Functional officials.
    Functional,
    /// Structural officials whose grade lies in the range of the post.
    StructuralInRange,
    /// Structural officials whose grade lies below that range.
    StructuralOneBelow,
}

impl Post {
    pub(super) const ALL: [Post; 4] = [Post::General, Post::Functional, Post::StructuralInRange, Post::StructuralOneBelow];

    pub(super) fn policy(self) -> &'static str {
        match self {
            Post::General => "asn/promotion/regular",
            Post::Functional => "asn/promotion/functional",
            Post::StructuralInRange => "asn/promotion/structural-in-range",
            Post::StructuralOneBelow => "asn/promotion/structural-one-below",
        }
    }

    pub(super) fn label(self) -> Label {
        match self {
            Post::General => Label::new("Pelaksana", "General staff"),
            Post::Functional => Label::new("Fungsional", "Functional"),
            Post::StructuralInRange => Label::new("Struktural, dalam jenjang pangkat", "Structural, within the grade range"),
            Post::StructuralOneBelow => Label::new("Struktural, di bawah jenjang pangkat", "Structural, below the grade range"),
        }
    }
}

/// Somebody who stands, with what was known and what was decided.
pub(super) struct Candidate {
    pub(super) id: PersonId,
    pub(super) post: Post,
    pub(super) dossier: Dossier,
    pub(super) decision: Arc<Decision>,
}

impl Candidate {
    /// A fact that is a choice.
    pub(super) fn choice(&self, fact: &str) -> Option<&Choice> {
        match self.value(fact) {
            Some(Value::Choice(choice)) => Some(choice),
            _ => None,
        }
    }

    /// A fact that is a number.
    pub(super) fn number(&self, fact: &str) -> Option<Decimal> {
        match self.value(fact) {
            Some(Value::Number(number)) => Some(*number),
            _ => None,
        }
    }

    /// A fact.
    pub(super) fn value(&self, fact: &str) -> Option<&Value> {
        self.dossier.catalogue().find(fact).map(|index| self.dossier.get(index))
    }
}

/// Everybody decided under the policy that fits the post.
pub(super) struct District {
    pub(super) as_of: NaiveDate,
    pub(super) policies: BTreeMap<Post, PolicyOnDate>,
    /// In the order of their ids.
    pub(super) candidates: Vec<Candidate>,
}

impl District {
    pub(super) fn policy(&self, post: Post) -> Option<&Arc<Policy>> {
        self.policies.get(&post).map(PolicyOnDate::policy)
    }
}

/// Decides everybody.
pub(super) fn decide_all(set: &PolicySet, people: Vec<(PersonId, Dossier)>, as_of: NaiveDate) -> Result<District, Failure> {
    let mut policies = BTreeMap::new();
    for post in Post::ALL {
        policies.insert(post, prepared(set, post.policy(), as_of)?);
    }
    let mut candidates = Vec::with_capacity(people.len());
    for (id, dossier) in people {
        let (post, decision) = fitting(&policies, &dossier).ok_or_else(|| missing("promotion"))?;
        candidates.push(Candidate { id, post, dossier, decision: Arc::new(decision) });
    }
    Ok(District { as_of, policies, candidates })
}

/// A policy of the set on the day, as known on that day.
pub(super) fn prepared(set: &PolicySet, id: &str, as_of: NaiveDate) -> Result<PolicyOnDate, Failure> {
    let policy = set.get(id).ok_or_else(|| missing(id))?;
    prepare(set, policy, as_of, as_of).map_err(|error| Failure { message: error.message() })
}

pub(super) fn missing(id: &str) -> Failure {
    Failure::said(format!("kebijakan `{id}` tidak ada di antara yang bawaan"), format!("policy `{id}` is not among those shipped"))
}

/// The post a person holds, and the decision under its policy.
fn fitting(policies: &BTreeMap<Post, PolicyOnDate>, dossier: &Dossier) -> Option<(Post, Decision)> {
    let kind = kind_of_post(dossier.catalogue(), dossier);
    let post = match kind.as_deref() {
        None | Some("pelaksana") => Post::General,
        Some("fungsional") => Post::Functional,
        Some(_) => Post::StructuralInRange,
    };
    let decision = decide(policies.get(&post)?, dossier, &[]);
    // whoever has not reached the lowest grade of a structural post rises by the other policy
    let below = |finding: &jenjang::policy::decision::Finding| &*finding.code == "grade-below-range" && finding.verdict == Verdict::NotMet;
    if post == Post::StructuralInRange && decision.findings.iter().any(below) {
        return Some((Post::StructuralOneBelow, decide(policies.get(&Post::StructuralOneBelow)?, dossier, &[])));
    }
    Some((post, decision))
}

fn kind_of_post(catalogue: &Catalogue, dossier: &Dossier) -> Option<Arc<str>> {
    match dossier.get(catalogue.find("position.kind")?) {
        Value::Choice(choice) => Some(Arc::clone(choice.code())),
        _ => None,
    }
}

/// One round per policy, from its announcement to its publication: everybody eligible is put forward and promoted.
pub(super) fn hold_rounds(district: &District) -> Result<Vec<Round>, Failure> {
    Post::ALL.into_iter().filter_map(|post| hold_round(district, post).transpose()).collect()
}

fn hold_round(district: &District, post: Post) -> Result<Option<Round>, Failure> {
    let Some(policy) = district.policy(post) else { return Ok(None) };
    let standing: Vec<&Candidate> = district.candidates.iter().filter(|candidate| candidate.post == post).collect();
    if standing.is_empty() {
        return Ok(None);
    }
    let by: Arc<str> = "synthetic appointing authority".into();
    let on = district.as_of;
    let id = |text: String| text.parse().map_err(|e: jenjang::people::id::TextError| Failure::said(e.to_string(), e.to_string()));
    let plan = RoundPlan {
        id: id(format!("demo {on} {}", post.policy()))?,
        title: policy.title.clone(),
        policy: Arc::clone(&policy.id),
        as_of: on,
        method: Method::Eligibility,
        quota: None,
    };
    let mut decisions = Vec::with_capacity(standing.len());
    for candidate in &standing {
        let id = format!("demo {on} {}", candidate.id)
            .parse()
            .map_err(|e: jenjang::people::id::TextError| Failure::said(e.to_string(), e.to_string()))?;
        decisions.push(PromotionDecision::new(id, candidate.id.clone(), Arc::clone(&candidate.decision), on, Arc::clone(&by)));
    }
    let chosen = standing
        .iter()
        .filter(|candidate| candidate.decision.outcome == Outcome::Eligible)
        .map(|candidate| Pick { person: candidate.id.clone(), reason: None })
        .collect();
    let opened = on.checked_sub_months(Months::new(1)).unwrap_or(on);
    let round = Round::new(plan)
        .open(opened)
        .and_then(|round| round.stand_all(standing.iter().map(|candidate| candidate.id.clone())))
        .and_then(|round| round.screen(decisions))
        .and_then(|round| round.decide(chosen, on, by))
        .and_then(|round| round.publish(on))
        .map_err(|error: RoundError| Failure { message: error.message() })?;
    Ok(Some(round))
}
