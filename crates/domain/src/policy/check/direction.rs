//! A broken direction: more of a merit, and a worse answer.
//!
//! INVARIANT (monotone where the law is): first the policy is followed for a proof that it never happens (`trend.rs`). Where there is no proof, pairs of people
//! who differ in nothing but the one fact are decided, and only a pair that shows it is reported. What is reported is therefore true; what is not found
//! after a fixed number of tries is not reported.

use std::sync::Arc;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::people::{People, Values};
use super::trend::{Follow, Trend};
use super::{Checker, cases, history};
use crate::policy::catalogue::Direction;
use crate::policy::decide::{Person, PolicyOnDate, decide, eligibility, outcome, prepare};
use crate::policy::decision::{Outcome, Verdict};
use crate::policy::diagnostic::Span;
use crate::policy::document::Kind;
use crate::policy::dossier::Dossier;
use crate::policy::model::{Policy, PolicySet};
use crate::policy::value::{FactIndex, Value};

/// People tried per fact and stretch of the history.
const PEOPLE: usize = 60;
/// Stretches of the history looked at, the latest first.
const STRETCHES: usize = 2;

pub(super) fn check(checker: &mut Checker<'_>) {
    let policy = checker.policy;
    if !policy.outcome_type().is_ordered() && policy.kind != Kind::Eligibility {
        return;
    }
    let suspects: Vec<FactIndex> = policy
        .reads()
        .into_iter()
        .filter(|index| policy.catalogue.fact(*index).direction.is_some())
        .filter(|index| !matches!(Follow::new(checker.set, policy, *index).outcome(), Trend::Constant | Trend::Up))
        .collect();
    if suspects.is_empty() {
        return;
    }
    let shared = cases::shared(checker.set, policy);
    let mut segments = history::segments(policy);
    segments.reverse();
    for fact in suspects {
        for segment in segments.iter().take(STRETCHES) {
            let Ok(prepared) = prepare(checker.set, &shared, history::day_in(segment), NaiveDate::MAX) else { continue };
            let search = Search::new(checker.set, policy, &prepared, fact);
            if let Some(broken) = search.run() {
                let diagnostic = search.diagnostic(checker, &broken);
                checker.report(diagnostic);
                break;
            }
        }
    }
}

/// Two people and what is worse for the one with more merit.
struct Broken {
    person: Dossier,
    less: Value,
    more: Value,
    worse: Worse,
}

/// What got worse.
#[derive(Clone, Debug, PartialEq)]
struct Worse {
    /// The criterion or group; the policy where it is the result itself.
    name: Arc<str>,
    before: String,
    after: String,
}

/// What is compared between two people.
enum Answer {
    /// The required criteria and groups, in their order.
    Required(Vec<(Arc<str>, Verdict)>),
    /// The result of the other kinds.
    Result(Outcome),
}

struct Search<'a> {
    policy: &'a Policy,
    prepared: &'a PolicyOnDate,
    fact: FactIndex,
    /// The values of the fact, from worse to better.
    ladder: Vec<Value>,
    /// The people tried, without the fact.
    others: People,
}

impl<'a> Search<'a> {
    fn new(set: &'a PolicySet, policy: &'a Policy, prepared: &'a PolicyOnDate, fact: FactIndex) -> Search<'a> {
        let values = Values::new(set, policy, prepared.as_of());
        let mut ladder: Vec<Value> = values.of(fact).into_iter().filter(|value| !value.is_none()).collect();
        if policy.catalogue.fact(fact).direction == Some(Direction::LessIsBetter) {
            ladder.reverse();
        }
        let others = People::new(&values, policy.reads().into_iter().filter(|index| *index != fact));
        Search { policy, prepared, fact, ladder, others }
    }

    fn run(&self) -> Option<Broken> {
        for person in self.others.some(PEOPLE) {
            if let Some(broken) = self.climb(&person) {
                return Some(self.plainer(broken));
            }
        }
        None
    }

    /// The first step up the ladder that makes something worse for this person.
    fn climb(&self, person: &Dossier) -> Option<Broken> {
        let mut climber = person.clone();
        let mut before: Option<(&Value, Answer)> = None;
        for value in &self.ladder {
            climber.set(self.fact, value.clone());
            let now = self.answer(&climber);
            if let Some((less, earlier)) = &before
                && let Some(worse) = self.worse(earlier, &now)
            {
                return Some(Broken { person: person.clone(), less: (*less).clone(), more: value.clone(), worse });
            }
            before = Some((value, now));
        }
        None
    }

    fn with(&self, person: &Dossier, value: &Value) -> Dossier {
        let mut person = person.clone();
        person.set(self.fact, value.clone());
        person
    }

    fn answer(&self, person: &Dossier) -> Answer {
        match self.policy.kind {
            Kind::Eligibility => Answer::Required(eligibility::required(&Person::new(self.prepared, person, self.prepared.as_of()))),
            _ => Answer::Result(outcome(self.prepared, person)),
        }
    }

    /// What is worse in the second answer. Unknown and none are neither better nor worse.
    fn worse(&self, before: &Answer, after: &Answer) -> Option<Worse> {
        match (before, after) {
            (Answer::Required(before), Answer::Required(after)) => {
                let pairs = || before.iter().zip(after).filter(|(was, is)| was.0 == is.0);
                // where one rule ends and another begins (up to five years this, then that), something gets better in exchange
                if pairs().any(|((_, was), (_, is))| !was.counts_as_met() && is.counts_as_met()) {
                    return None;
                }
                let ((name, was), _) = pairs().find(|((_, was), (_, is))| was.counts_as_met() && *is == Verdict::NotMet)?;
                let before = if *was == Verdict::NotApplicable { "not-applicable" } else { "met" };
                Some(Worse { name: Arc::clone(name), before: before.into(), after: "not-met".into() })
            }
            (Answer::Result(before), Answer::Result(after)) if rank(after)? < rank(before)? => {
                Some(Worse { name: Arc::clone(&self.policy.id), before: cases::outcome_text(before), after: cases::outcome_text(after) })
            }
            _ => None,
        }
    }

    /// The name and place to point at: the criterion or group, the component that lost most visibly, or the result.
    fn place(&self, broken: &Broken) -> (Arc<str>, Span) {
        let policy = self.policy;
        let name = &broken.worse.name;
        if policy.kind == Kind::Score {
            let parts = |value: &Value| decide(self.prepared, &self.with(&broken.person, value), &[]).components;
            let (before, after) = (parts(&broken.less), parts(&broken.more));
            let lost = before.iter().zip(&after).find(|(a, b)| number(&b.contribution) < number(&a.contribution));
            let component = lost.and_then(|(a, _)| policy.components.iter().find(|c| c.code == a.code));
            if let Some(component) = component {
                return (Arc::clone(&component.code), component.value.node.span);
            }
        }
        let criterion = policy.criteria.iter().find(|c| c.code == *name).map(|c| c.require.node.span);
        let group = || policy.groups.iter().find(|g| g.code == *name).map(|g| g.span);
        let result = || policy.points.as_ref().or(policy.classification.as_ref()).map(|rule| rule.result.node.span);
        let score = || policy.score.as_ref().map(|score| score.span);
        (Arc::clone(name), criterion.or_else(group).or_else(result).or_else(score).unwrap_or_default())
    }

    /// The same pair with every fact left out that is not needed to show it.
    fn plainer(&self, mut broken: Broken) -> Broken {
        for index in self.others.facts() {
            let mut person = broken.person.clone();
            person.set(index, Value::Missing);
            let answer = |value: &Value| self.answer(&self.with(&person, value));
            if self.worse(&answer(&broken.less), &answer(&broken.more)).as_ref() == Some(&broken.worse) {
                broken.person = person;
            }
        }
        broken
    }

    fn diagnostic(&self, checker: &Checker<'_>, broken: &Broken) -> crate::policy::diagnostic::Diagnostic {
        let fact = self.policy.catalogue.fact(self.fact);
        let (name, worse) = (&fact.name, &broken.worse);
        let (less, more) = (&broken.less, &broken.more);
        let (part, span) = self.place(broken);
        let (better_id, better_en) = match fact.direction {
            Some(Direction::LessIsBetter) => ("lebih sedikit berarti lebih baik", "less is better"),
            _ => ("lebih banyak berarti lebih baik", "more is better"),
        };
        let mut diagnostic = checker.diagnostic(
            "direction-broken",
            span,
            format!(
                "`{name}` naik dari {less} menjadi {more} ({better_id}), tetapi `{part}` memburuk dari `{}` menjadi `{}` bagi orang yang sama",
                worse.before, worse.after
            ),
            format!(
                "`{name}` goes from {less} to {more} ({better_en}), but `{part}` gets worse, from `{}` to `{}`, for the same person",
                worse.before, worse.after
            ),
        );
        for index in self.others.facts() {
            let value = broken.person.get(index);
            if !value.is_missing() {
                diagnostic = diagnostic.with_witness(&*self.policy.catalogue.fact(index).name, value.to_string());
            }
        }
        diagnostic
            .with_witness("as of", self.prepared.as_of().to_string())
            .with_witness(&**name, less.to_string())
            .with_witness(&**name, more.to_string())
    }
}

fn number(value: &Value) -> Option<Decimal> {
    if let Value::Number(n) = value { Some(*n) } else { None }
}

/// How good an outcome is, among outcomes of one policy.
fn rank(outcome: &Outcome) -> Option<Decimal> {
    match outcome {
        Outcome::Value(Value::Number(n)) => Some(*n),
        Outcome::Value(Value::Choice(choice)) if choice.scale().ordered => Some(Decimal::from(choice.rank())),
        _ => None,
    }
}
