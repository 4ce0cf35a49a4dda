//! One step: from a post to another under a move of the pattern.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::map::Placed;
use super::moves::{Computed, MoveRule, Start};
use super::pattern::{CareerPattern, Growth, Rate};
use super::planner::Planner;
use super::route::{Development, GradeStep, Impossible, Need, Passed, Standing, Step, TenureBounds, Wait};
use super::service::{Moving, Spot, State, growing};
use super::waiting::{Key, Question, Waited, criteria_of, on_day};
use crate::legal::{Label, LegalReference};
use crate::period::add_months;
use crate::policy::decide::{Person, PolicyOnDate, decide, outcome_of, prepare};
use crate::policy::decision::{Decision, Finding, Measure, Outcome, Required, Verdict};
use crate::policy::document::RemedyKind;
use crate::policy::dossier::Dossier;
use crate::policy::model::Policy;
use crate::policy::scale::Choice;
use crate::policy::value::{FactIndex, Value};

/// How long after retirement days are still looked at, in months, so that a refusal can say when the step would have been.
const AFTER_RETIREMENT: i32 = 12 * 5;

/// A step that was tried, and where it leads.
pub(crate) struct Attempt<'a> {
    pub(crate) step: Step,
    pub(crate) next: Option<State<'a>>,
    /// Facts that grew and were read.
    pub(crate) grew: BTreeSet<FactIndex>,
    /// Of these, those of which only known service was counted.
    pub(crate) at_least: BTreeSet<FactIndex>,
}

/// One question of a planner about one person.
pub(crate) struct Walk<'a> {
    pub(crate) planner: &'a Planner<'a>,
    /// The facts of today.
    pub(crate) origin: &'a Dossier,
    /// The grade that the target asks for; no grade above it is planned.
    cap: Option<Choice>,
    /// Whether needs say what was found and what is required; that takes a decision of every guard.
    detail: bool,
    /// Policies prepared for other days, for their findings.
    prepared: RefCell<BTreeMap<(Arc<str>, NaiveDate), Option<Arc<PolicyOnDate>>>>,
}

impl<'a> Walk<'a> {
    pub(crate) fn new(planner: &'a Planner<'a>, origin: &'a Dossier, cap: Option<Choice>, detail: bool) -> Walk<'a> {
        Walk { planner, origin, cap, detail, prepared: RefCell::default() }
    }

    fn pattern(&self) -> &'a CareerPattern {
        self.planner.map.pattern()
    }

    /// The result of a points policy for a dossier on a day.
    fn number(&self, id: &str, dossier: &Dossier, day: NaiveDate) -> Option<Decimal> {
        let policy = on_day(self.planner.guard(id)?, day)?;
        match outcome_of(&Person::new(policy, dossier, day)) {
            Outcome::Value(Value::Number(number)) => Some(number),
            _ => None,
        }
    }

    /// The same with facts filled from others.
    fn computed(&self, computed: &Computed, dossier: &Dossier, day: NaiveDate) -> Option<Decimal> {
        let mut filled = dossier.clone();
        for (fact, from, item) in &computed.given {
            let value = match (dossier.get(*from), item) {
                (Value::List(items), Some(item)) => items.get(*item).cloned().unwrap_or_default(),
                (value, _) => value.clone(),
            };
            filled.set(*fact, value);
        }
        self.number(&computed.id, &filled, day)
    }

    /// The day a person in this state retires.
    pub(crate) fn retires(&self, state: &State<'_>) -> Option<NaiveDate> {
        let retirement = self.pattern().retirement.as_ref()?;
        let Value::Date(birth) = self.origin.get(retirement.birth_date) else { return None };
        let years = self.number(&retirement.policy, &state.dossier, state.day)?;
        let months = (years * Decimal::from(12)).floor().to_i32()?;
        add_months(*birth, months, self.pattern().rounding)
    }

    /// What grows with service in the state's post while another is sought under a move; without one, what grows whatever is sought.
    fn growing(&self, state: &State<'_>, sought: Option<(&Spot<'_>, &MoveRule)>) -> Moving {
        let yearly = |growth: &Growth| match &growth.rate {
            Rate::Policy(computed) => self.computed(computed, &state.dossier, state.day),
            Rate::Years => None,
        };
        let growing = growing(self.pattern(), state, sought, (self.origin, self.planner.today), yearly);
        Moving { growing, grades: Vec::new() }
    }

    /// Tries a step under a move.
    pub(crate) fn attempt(&self, state: &State<'a>, place: usize, to: Spot<'a>, placed: &Placed) -> Attempt<'a> {
        let (pattern, rule) = (self.pattern(), &self.pattern().moves[place]);
        let mut sought = state.dossier.clone();
        for (fact, value) in &placed.asks {
            sought.set(*fact, value.clone());
        }
        let mut moving = self.growing(state, Some((&to, rule)));
        let mut grades = self.grades_needed(state, &mut moving, placed.lowest_grade.as_ref());
        // a grade that no promotion in the present post leads to
        let short =
            placed.lowest_grade.as_ref().is_some_and(|lowest| self.grade(state, &moving).is_some_and(|grade| is_below(&grade, lowest)));
        let mut tenure = self.tenure(state, rule);
        let from = tenure.earliest.map_or(state.day, |earliest| earliest.max(state.day));
        let guards: Vec<Option<&PolicyOnDate>> = rule.guards.iter().map(|id| self.planner.guard(id)).collect();
        let absent = guards.iter().zip(&rule.guards).find(|(guard, _)| guard.is_none()).map(|(_, id)| Arc::clone(id));
        let guards: Vec<&PolicyOnDate> = guards.into_iter().flatten().collect();
        let to_day = self.limit(state).max(from);
        let question = Question { pattern, guards: &guards, moving: &moving, from, to: to_day };
        let mut waited = if absent.is_some() { Waited::default() } else { question.ask(&sought, &BTreeSet::new()) };
        let all_needs = |open: &BTreeMap<Key, Verdict>, day: Option<NaiveDate>| {
            let mut needs = self.needs(&guards, open, &sought, &moving, day.unwrap_or(from));
            for need in needs.iter_mut().filter(|need| short && need.development == Development::Grade && need.verdict == Verdict::NotMet) {
                need.development = Development::None;
            }
            needs
        };
        let mut needs = all_needs(&waited.open, waited.day);
        let ready = needs.iter().filter_map(|need| need.months).max();
        if let (Some(ready), Some(day)) = (ready.and_then(|months| self.later(state.day, months)), waited.day)
            && ready > day
        {
            let ignored = waited.open.keys().cloned().collect();
            let later = Question { pattern, guards: &guards, moving: &moving, from: ready, to: to_day.max(ready) }.ask(&sought, &ignored);
            (waited.day, waited.clash) = (later.day, later.clash);
            if later.day.is_some() {
                needs = all_needs(&later.open, later.day);
            }
        }
        let retires = self.retires(state);
        let impossible = self.impossible((&guards, absent), &waited, &needs, (&sought, &moving), retires, state.day);
        let day = waited.day.filter(|_| impossible.is_none());
        if let Some(day) = day {
            tenure.over_maximum = tenure.due.is_some_and(|due| day > due);
            self.grades_on_the_way(state, &mut moving, &mut grades, day);
        }
        let (met, waits) = self.met_and_waits(&guards, &waited, state.day);
        let next = day.map(|day| self.arrive(state, rule, to, placed, &sought, &moving, day));
        let read = |fact: &FactIndex| guards.iter().any(|guard| guard.facts().contains(fact));
        let grew: BTreeSet<FactIndex> = moving.growing.iter().map(|growing| growing.fact()).filter(read).collect();
        let at_least = moving.growing.iter().filter(|growing| growing.at_least()).map(|growing| growing.fact()).filter(read).collect();
        let standing = standing_of(&needs, &grades, impossible.as_ref());
        let step = Step {
            from: state.spot.at.map(|_| state.spot.post.id.clone()),
            from_stage: Arc::clone(&pattern.stages[state.spot.stage].code),
            to: to.post.id.clone(),
            to_stage: Arc::clone(&pattern.stages[to.stage].code),
            rule: Arc::clone(&rule.code),
            label: rule.label.clone(),
            kind: rule.kind,
            begins: state.day,
            earliest: day,
            standing,
            tenure,
            met,
            waits,
            needs,
            grades,
            retires: next.as_ref().and_then(|next| self.retires(next)),
            impossible,
            reference: rule.reference.clone(),
            note: rule.note.clone(),
        };
        Attempt { step, next, grew, at_least }
    }

    fn later(&self, day: NaiveDate, months: u32) -> Option<NaiveDate> {
        add_months(day, i32::try_from(months).ok()?, self.pattern().rounding)
    }

    fn tenure(&self, state: &State<'_>, rule: &MoveRule) -> TenureBounds {
        let served = |months: Option<u32>| self.later(state.since?, months?);
        TenureBounds {
            since: state.since,
            minimum_months: rule.minimum,
            earliest: served(rule.minimum),
            maximum_months: rule.maximum,
            due: served(rule.maximum),
            over_maximum: false,
        }
    }

    fn impossible(
        &self,
        (guards, absent): (&[&PolicyOnDate], Option<Arc<str>>),
        waited: &Waited,
        needs: &[Need],
        (sought, moving): (&Dossier, &Moving),
        retires: Option<NaiveDate>,
        day: NaiveDate,
    ) -> Option<Impossible> {
        let never = |guards: &[&PolicyOnDate]| guards.first().map(|guard| Arc::clone(&guard.policy().id));
        if let Some(policy) = absent.or_else(|| if waited.in_force { None } else { never(guards) }) {
            return Some(Impossible::NotInForce { policy });
        }
        let barred: Vec<Need> =
            needs.iter().filter(|need| need.development == Development::None && need.verdict == Verdict::NotMet).cloned().collect();
        if !barred.is_empty() {
            return Some(Impossible::Barred { needs: barred });
        }
        let Some(found) = waited.day else {
            return Some(Impossible::NeverTogether { needs: self.needs(guards, &waited.clash, sought, moving, day) });
        };
        retires.filter(|retires| found >= *retires).map(|retires| Impossible::Retirement { retires, otherwise: found })
    }

    /// The state in the post reached.
    #[allow(clippy::too_many_arguments, reason = "a step is made of these")]
    fn arrive(
        &self,
        state: &State<'a>,
        rule: &MoveRule,
        to: Spot<'a>,
        placed: &Placed,
        sought: &Dossier,
        moving: &Moving,
        day: NaiveDate,
    ) -> State<'a> {
        let mut dossier = sought.clone();
        moving.apply(self.pattern(), &mut dossier, day);
        let starts: Vec<(FactIndex, Value)> = rule
            .starts
            .iter()
            .map(|(fact, start)| match start {
                Start::Value(value) => (*fact, value.clone()),
                Start::Policy(computed) => (*fact, self.computed(computed, &dossier, day).map_or(Value::Missing, Value::Number)),
            })
            .collect();
        let mut next = state.arrive(self.pattern(), to, placed, day, dossier);
        for (fact, value) in starts {
            next.dossier.set(fact, value);
        }
        next
    }

    /// The grade promotions that the post sought asks for.
    fn grades_needed(&self, state: &State<'_>, moving: &mut Moving, lowest: Option<&Choice>) -> Vec<GradeStep> {
        let mut steps = Vec::new();
        let Some(lowest) = lowest else { return steps };
        while self.grade(state, moving).is_some_and(|grade| is_below(&grade, lowest)) {
            let Some(step) = self.promotion(state, steps.len()) else { break };
            moving.grades.push((step.on, step.to.clone()));
            steps.push(step);
        }
        steps
    }

    /// Promotions by waiting alone that fall before the day of the step, up to the grade the target asks for.
    fn grades_on_the_way(&self, state: &State<'_>, moving: &mut Moving, steps: &mut Vec<GradeStep>, day: NaiveDate) {
        let Some(cap) = &self.cap else { return };
        while self.grade(state, moving).is_some_and(|grade| is_below(&grade, cap)) {
            let by_waiting = |step: &GradeStep| step.on <= day && step.needs.is_empty();
            let Some(step) = self.promotion(state, steps.len()).filter(by_waiting) else { break };
            moving.grades.push((step.on, step.to.clone()));
            steps.push(step);
        }
    }

    fn grade(&self, state: &State<'_>, moving: &Moving) -> Option<Choice> {
        if let Some((_, grade)) = moving.grades.last() {
            return Some(grade.clone());
        }
        match state.dossier.get(self.pattern().present.grade?) {
            Value::Choice(grade) => Some(grade.clone()),
            _ => None,
        }
    }

    /// The grade promotion that follows so many others in the present post. Promotions look at the person alone, so those of a state are found once.
    fn promotion(&self, state: &State<'_>, place: usize) -> Option<GradeStep> {
        if let Some(known) = state.ladder.borrow().get(place) {
            return known.clone();
        }
        let before: Vec<GradeStep> = state.ladder.borrow().iter().take(place).flatten().cloned().collect();
        let found = if before.len() == place { self.next_promotion(state, &before) } else { None };
        state.ladder.borrow_mut().push(found.clone());
        found
    }

    /// The next promotion after some others: the one that needs least, then the earliest.
    fn next_promotion(&self, state: &State<'_>, before: &[GradeStep]) -> Option<GradeStep> {
        let pattern = self.pattern();
        let mut moving = self.growing(state, None);
        moving.grades = before.iter().map(|step| (step.on, step.to.clone())).collect();
        let to = self.grade(state, &moving)?.successor()?;
        let from = before.last().map_or(state.day, |step| step.on);
        let ladders = pattern.grades.iter().filter(|ladder| ladder.stages.contains(&state.spot.stage));
        let found = ladders.flat_map(|ladder| &ladder.policies).filter_map(|id| {
            let guards = [self.planner.guard(id)?];
            let question = Question { pattern, guards: &guards, moving: &moving, from, to: self.limit(state) };
            let waited = question.ask(&state.dossier, &BTreeSet::new());
            let on = waited.day?;
            let needs = self.needs(&guards, &waited.open, &state.dossier, &moving, from);
            let closable = |need: &Need| !matches!(need.development, Development::None | Development::Experience | Development::Grade);
            needs.iter().all(closable).then(|| GradeStep { to: to.clone(), on, policy: Arc::clone(id), needs })
        });
        found.min_by(|a, b| (a.needs.len(), a.on, &a.policy).cmp(&(b.needs.len(), b.on, &b.policy)))
    }

    /// The last day looked at: what comes more than a few years after retirement from the present post is the same as never.
    fn limit(&self, state: &State<'_>) -> NaiveDate {
        let after = self.retires(state).and_then(|day| add_months(day, AFTER_RETIREMENT, self.pattern().rounding));
        after.map_or(self.planner.horizon, |day| day.clamp(state.day, self.planner.horizon.max(state.day)))
    }

    /// What is met at the start, and what waiting meets by the day of the step.
    fn met_and_waits(&self, guards: &[&PolicyOnDate], waited: &Waited, day: NaiveDate) -> (Vec<Passed>, Vec<Wait>) {
        let (mut met, mut waits) = (Vec::new(), Vec::new());
        for (key, verdict) in &waited.at_start {
            let Some(guard) = guards.get(key.0) else { continue };
            let policy = guard.policy();
            let (label, reference) = name_of(policy, &key.1);
            let until = waited.met_on.get(key).copied();
            match until {
                _ if *verdict == Verdict::NotApplicable => {}
                _ if verdict.counts_as_met() => met.push(Passed { policy: Arc::clone(&policy.id), code: Arc::clone(&key.1), label }),
                Some(until) if until > day && !waited.open.contains_key(key) => {
                    waits.push(Wait { policy: Arc::clone(&policy.id), code: Arc::clone(&key.1), label, until, reference });
                }
                _ => {}
            }
        }
        waits.sort_by(|a, b| (a.until, &a.policy, &a.code).cmp(&(b.until, &b.policy, &b.code)));
        (met, waits)
    }

    /// What must be done about requirements that waiting does not meet.
    fn needs(
        &self,
        guards: &[&PolicyOnDate],
        open: &BTreeMap<Key, Verdict>,
        sought: &Dossier,
        moving: &Moving,
        day: NaiveDate,
    ) -> Vec<Need> {
        let mut work = sought.clone();
        moving.apply(self.pattern(), &mut work, day);
        let mut decisions: BTreeMap<usize, Option<Decision>> = BTreeMap::new();
        let mut needs = Vec::new();
        for (key, verdict) in open {
            let Some(guard) = guards.get(key.0) else { continue };
            let mut decision = || {
                let made = || self.prepared(guard.policy(), day).map(|prepared| decide(&prepared, &work, &[]));
                decisions.entry(key.0).or_insert_with(made).clone()
            };
            let mut need = self.need(guard.policy(), key, *verdict, &work, self.detail.then(&mut decision).flatten().as_ref());
            if !self.detail && need.development == Development::Experience && *verdict == Verdict::NotMet {
                // how long it takes is known only from a decision
                need = self.need(guard.policy(), key, *verdict, &work, decision().as_ref());
            }
            needs.push(need);
        }
        needs
    }

    fn prepared(&self, policy: &Arc<Policy>, day: NaiveDate) -> Option<Arc<PolicyOnDate>> {
        let key = (Arc::clone(&policy.id), day);
        let mut prepared = self.prepared.borrow_mut();
        let make = || prepare(self.planner.set, policy, day, self.planner.known_at).ok().map(Arc::new);
        prepared.entry(key).or_insert_with(make).clone()
    }

    fn need(&self, policy: &Policy, key: &Key, verdict: Verdict, dossier: &Dossier, decision: Option<&Decision>) -> Need {
        let catalogue = &self.pattern().catalogue;
        let criteria: Vec<&crate::policy::model::Criterion> =
            criteria_of(policy, &key.1).into_iter().filter_map(|index| policy.criteria.get(usize::from(index))).collect();
        let findings: Vec<_> = decision.iter().flat_map(|decision| &decision.findings).collect();
        let finding = findings.iter().find(|finding| finding.code == key.1);
        let of_members = || findings.iter().filter(|finding| criteria.iter().any(|criterion| criterion.code == finding.code));
        let missing: Vec<Arc<str>> = of_members().flat_map(|finding| &finding.missing).cloned().collect();
        let read: Vec<FactIndex> = criteria.iter().flat_map(|criterion| &criterion.reads).copied().collect();
        // of what is unknown the facts that are missing; of what is not met those a development is known for
        let about: Vec<FactIndex> = match verdict {
            Verdict::Unknown if !missing.is_empty() => missing.iter().filter_map(|name| catalogue.find(name)).collect(),
            Verdict::Unknown if decision.is_none() => read.iter().filter(|fact| dossier.get(**fact).is_missing()).copied().collect(),
            _ => read.clone(),
        };
        let rule = self.pattern().development.iter().find(|rule| rule.facts.iter().any(|fact| about.contains(fact)));
        // where the remedy is another post, only service there or a vacancy helps
        let elsewhere = verdict == Verdict::NotMet && criteria.iter().all(|criterion| criterion.remedy == RemedyKind::Post);
        let rule = rule.filter(|rule| !elsewhere || matches!(rule.kind, Development::Experience | Development::Vacancy));
        let development = rule.map_or_else(|| by_remedy(&criteria, verdict), |rule| rule.kind);
        let mut facts: Vec<Arc<str>> = match rule {
            Some(rule) if verdict != Verdict::Unknown => {
                about.iter().filter(|fact| rule.facts.contains(fact)).map(|fact| Arc::clone(&catalogue.fact(*fact).name)).collect()
            }
            _ => about.iter().map(|fact| Arc::clone(&catalogue.fact(*fact).name)).collect(),
        };
        let mut seen = BTreeSet::new();
        facts.retain(|fact| seen.insert(Arc::clone(fact)));
        let measure = telling(finding.into_iter().chain(of_members()).copied());
        let mut months = rule.and_then(|rule| rule.months);
        if development == Development::Experience && verdict == Verdict::NotMet {
            // time that is lacking takes at least that long
            let lacking = of_members().filter_map(|finding| match &finding.measure.distance {
                Some(Value::Number(years)) if finding.measure.unit.as_deref() == Some("years") => {
                    (*years * Decimal::from(12)).ceil().to_u32()
                }
                _ => None,
            });
            months = lacking.min().or(months);
        }
        let (label, reference) = name_of(policy, &key.1);
        Need { policy: Arc::clone(&policy.id), code: Arc::clone(&key.1), label, verdict, development, facts, measure, months, reference }
    }
}

/// The comparison that says most about what is lacking: one with a distance, else one that names a value, else the first.
fn telling<'f>(findings: impl Iterator<Item = &'f Finding> + Clone) -> Option<Measure> {
    let all = || findings.clone().flat_map(|finding| std::iter::once(&finding.measure).chain(&finding.measures));
    let lacking = |measure: &&Measure| measure.distance.is_some();
    let named = |measure: &&Measure| {
        measure.verdict != Verdict::Met
            && matches!(measure.required, Required::AtLeast(_) | Required::AtMost(_) | Required::Equal(_) | Required::OneOf(_))
    };
    all().find(lacking).or_else(|| all().find(named)).or_else(|| all().next()).cloned()
}

/// What a criterion or group is called, and its legal ground.
fn name_of(policy: &Policy, code: &str) -> (Label, LegalReference) {
    let criterion = policy.criteria.iter().find(|criterion| &*criterion.code == code).map(|c| (&c.label, &c.reference));
    let group = || policy.groups.iter().find(|group| &*group.code == code).map(|group| (&group.label, &group.reference));
    criterion.or_else(group).map_or_else(
        || (Label::same(code), LegalReference { citation: Arc::clone(&policy.id), certainty: policy.certainty() }),
        |(label, reference)| (label.clone(), reference.clone()),
    )
}

/// What closes a gap in facts of which the pattern says nothing: as the remedies of the criteria say.
fn by_remedy(criteria: &[&crate::policy::model::Criterion], verdict: Verdict) -> Development {
    if verdict == Verdict::Unknown {
        return Development::Record;
    }
    let of = |criterion: &&crate::policy::model::Criterion| match criterion.remedy {
        RemedyKind::Record => Development::Record,
        RemedyKind::Earn => Development::Competency,
        // the pattern's moves are the way to other posts; what they do not reach, waiting in this one does not either
        RemedyKind::Wait | RemedyKind::Post | RemedyKind::None => Development::None,
    };
    criteria.iter().map(of).min().unwrap_or(Development::None)
}

fn is_below(grade: &Choice, lowest: &Choice) -> bool {
    grade.same_scale(lowest) && grade.rank() < lowest.rank()
}

fn standing_of(needs: &[Need], grades: &[GradeStep], impossible: Option<&Impossible>) -> Standing {
    if impossible.is_some() {
        return Standing::Impossible;
    }
    let all = || needs.iter().chain(grades.iter().flat_map(|grade| &grade.needs));
    if all().any(|need| need.verdict == Verdict::NotMet) {
        Standing::Missing
    } else if all().next().is_some() {
        Standing::Unknown
    } else {
        Standing::Met
    }
}
