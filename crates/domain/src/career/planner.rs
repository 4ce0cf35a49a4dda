//! Finding routes and what is within reach.
//!
//! Posts of one stage that stand alike to the present post and to the target (same family or field or unit, or none of it) are one node of the graph
//! that is searched, represented by the nearest of them: a route through another post of the same kind is no other route. The graph's simple paths
//! come from petgraph; each sequence of stages is then walked with the person's facts, and a route that only adds stops to an earlier one is left out.

mod search;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

use chrono::NaiveDate;

use super::map::CareerMap;
use super::moves::Same;
use super::post::Post;
use super::route::{Assumption, Plan, Reach, Reachable, Route, Standing, Step};
use super::service::{Spot, State};
use super::step::{Attempt, Walk};
use crate::legal::Label;
use crate::people::id::PositionId;
use crate::period::{DateRounding, add_months};
use crate::policy::decide::{PolicyOnDate, PrepareError};
use crate::policy::decision::Verdict;
use crate::policy::document::Kind;
use crate::policy::dossier::Dossier;
use crate::policy::earliest::prepare_waiting;
use crate::policy::model::PolicySet;
use crate::policy::types::Type;
use crate::policy::value::{FactIndex, Value};

use search::{Path, STOPS, joins};

/// How far ahead is planned, in months: a working life.
const HORIZON: i32 = 12 * 45;

/// How many sequences of stages are walked with a person's facts.
const WALKED: usize = 48;

/// Why there is no plan.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CareerError {
    /// No post has this id.
    #[error("there is no post `{post}` on the map{}", near.as_ref().map_or_else(String::new, |near| format!("; did you mean `{near}`?")))]
    UnknownPost {
        /// The id.
        post: Arc<str>,
        /// The nearest id.
        near: Option<Arc<str>>,
    },
    /// The target is the present post.
    #[error("post `{post}` is the present post, expected another: a route that ends where it begins leads nowhere")]
    AlreadyThere {
        /// The post.
        post: PositionId,
    },
    /// Nobody said which post the person holds.
    #[error("the present post is not known: fact `{fact}` is missing; give the fact or the post")]
    NoPresent {
        /// The missing fact.
        fact: Arc<str>,
    },
    /// The facts say another thing about the present post than the map does.
    #[error("post `{post}` has `{expected}` for `{fact}`, but the person's facts say `{found}`")]
    PresentDiffers {
        /// The post.
        post: PositionId,
        /// The fact.
        fact: Arc<str>,
        /// What the person's facts say.
        found: String,
        /// What the post says.
        expected: String,
    },
    /// The pattern has no stage for the present post.
    #[error("pattern `{pattern}` has no stage for a present post of kind `{kind}`{}", tier.as_ref().map_or_else(String::new, |tier| format!(" and tier `{tier}`")))]
    NoStage {
        /// The kind.
        kind: Arc<str>,
        /// The tier.
        tier: Option<Arc<str>>,
        /// The pattern.
        pattern: Arc<str>,
    },
    /// No chain of moves leads there.
    #[error("no moves of pattern `{pattern}` lead from stage `{from}` to post `{to}` (stage `{stage}`) in at most {steps} steps")]
    NoWay {
        /// The present stage.
        from: Arc<str>,
        /// The target.
        to: PositionId,
        /// Its stage.
        stage: Arc<str>,
        /// The most steps.
        steps: usize,
        /// The pattern.
        pattern: Arc<str>,
    },
    /// The pattern does not bind on the day.
    #[error("career pattern `{pattern}` is not in force on {day}")]
    NotInForce {
        /// The pattern.
        pattern: Arc<str>,
        /// The day.
        day: NaiveDate,
    },
    /// A policy the pattern names is not there.
    #[error("pattern `{pattern}` names policy `{policy}`, which is not in the set")]
    NoPolicy {
        /// The pattern.
        pattern: Arc<str>,
        /// The policy.
        policy: Arc<str>,
    },
    /// A policy decides something else than its place in the pattern needs.
    #[error("pattern `{pattern}` uses policy `{policy}` as {}, but it decides {}", expected.as_str(), found.as_str())]
    WrongKind {
        /// The pattern.
        pattern: Arc<str>,
        /// The policy.
        policy: Arc<str>,
        /// What it decides.
        found: Kind,
        /// What is needed.
        expected: Kind,
    },
    /// A policy cannot be prepared.
    #[error(transparent)]
    Policy(PrepareError),
    /// The facts belong to another catalogue.
    #[error("the facts belong to catalogue `{found}`, but pattern `{pattern}` is written against `{expected}`")]
    Catalogue {
        /// The pattern.
        pattern: Arc<str>,
        /// The catalogue of the facts.
        found: Arc<str>,
        /// The catalogue of the pattern.
        expected: Arc<str>,
    },
}

/// A map ready to plan from a day, with every policy of its pattern prepared.
#[derive(Debug)]
pub struct Planner<'a> {
    pub(crate) map: &'a CareerMap,
    pub(crate) set: &'a PolicySet,
    pub(crate) today: NaiveDate,
    pub(crate) known_at: NaiveDate,
    pub(crate) horizon: NaiveDate,
    /// `None`: not in force on any day of the plan.
    guards: BTreeMap<Arc<str>, Option<PolicyOnDate>>,
}

impl<'a> Planner<'a> {
    /// Prepares every policy of the map's pattern for the days from `today`, as rules were known on `known_at`.
    ///
    /// # Errors
    /// [`CareerError`] where the pattern does not bind today, or names a policy that is not there or is of the wrong kind.
    pub fn new(map: &'a CareerMap, set: &'a PolicySet, today: NaiveDate, known_at: NaiveDate) -> Result<Planner<'a>, CareerError> {
        let pattern = map.pattern();
        let id = || Arc::clone(&pattern.id);
        if !pattern.binds_on(today) {
            return Err(CareerError::NotInForce { pattern: id(), day: today });
        }
        let horizon = add_months(today, HORIZON, DateRounding::LastDayOfMonth).unwrap_or(NaiveDate::MAX);
        let deciding: BTreeSet<&Arc<str>> =
            (pattern.moves.iter().flat_map(|rule| &rule.guards)).chain(pattern.grades.iter().flat_map(|ladder| &ladder.policies)).collect();
        let mut guards = BTreeMap::new();
        for policy in pattern.policies() {
            let Some(found) = set.get(&policy) else { return Err(CareerError::NoPolicy { pattern: id(), policy }) };
            let expected = if deciding.contains(&policy) { Kind::Eligibility } else { Kind::Points };
            if found.kind != expected {
                return Err(CareerError::WrongKind { pattern: id(), policy, found: found.kind, expected });
            }
            let prepared = match prepare_waiting(set, found, today, horizon, known_at) {
                Ok(prepared) => Some(prepared),
                Err(PrepareError::NotInForce { .. } | PrepareError::NotKnown { .. }) => None,
                Err(other) => return Err(CareerError::Policy(other)),
            };
            guards.insert(policy, prepared);
        }
        Ok(Planner { map, set, today, known_at, horizon, guards })
    }

    pub(crate) fn guard(&self, id: &str) -> Option<&PolicyOnDate> {
        self.guards.get(id).and_then(Option::as_ref)
    }

    /// At most `count` different routes from a person's present post to a target, the earliest arrival first.
    ///
    /// `from` is the present post; without it the facts say which stage the person is in, and that the present post has the family and field the
    /// routes need is taken for granted. The dossier holds the facts as of the planner's day.
    ///
    /// # Errors
    /// [`CareerError`] where either post is unknown, they are one, or no moves lead from one to the other. A route that the person cannot take is no
    /// error: it is reported with the reason.
    pub fn routes(&'a self, dossier: &'a Dossier, from: Option<&PositionId>, to: &PositionId, count: usize) -> Result<Plan, CareerError> {
        let target = Spot::on(self.map, self.find(to)?);
        let here = self.present(dossier, from)?;
        let state = self.state(dossier, from, &here)?;
        if state.spot.at == target.at {
            return Err(CareerError::AlreadyThere { post: to.clone() });
        }
        let (paths, cut) = self.paths(&state, target);
        if paths.is_empty() {
            let pattern = self.map.pattern();
            return Err(CareerError::NoWay {
                from: Arc::clone(&pattern.stages[state.spot.stage].code),
                to: to.clone(),
                stage: Arc::clone(&pattern.stages[target.stage].code),
                steps: STOPS + 1,
                pattern: Arc::clone(&pattern.id),
            });
        }
        let cap = target.at.and_then(|at| self.map.at(at).1.lowest_grade.clone());
        let walk = Walk::new(self, dossier, cap.clone(), false);
        let retires = walk.retires(&state);
        let start = Rc::new(state);
        let (found, stage) = (paths.len(), Arc::clone(&self.map.pattern().stages[start.spot.stage].code));
        let chosen = choose(self.walk(&walk, &start, &paths), count);
        // what is shown is walked once more, with everything that can be said about it
        let detailed = Walk::new(self, dossier, cap, true);
        let routes =
            chosen.into_iter().flat_map(|walked| self.walk(&detailed, &start, &[vec![walked.path]])).map(|walked| walked.route).collect();
        let from = from.cloned();
        let walked = found.min(WALKED);
        Ok(Plan { to: to.clone(), from, stage, today: self.today, retires, routes, found, walked, cut })
    }

    /// What a person can reach in one step. Posts that ask the same and stand alike to the present post are shown once, with the others named.
    ///
    /// # Errors
    /// [`CareerError`] where the present post is unknown.
    pub fn reachable(&'a self, dossier: &'a Dossier, from: Option<&PositionId>) -> Result<Reach, CareerError> {
        let here = self.present(dossier, from)?;
        let state = self.state(dossier, from, &here)?;
        let pattern = self.map.pattern();
        let walk = Walk::new(self, dossier, None, true);
        let mut alike: BTreeMap<(usize, usize, String), Vec<usize>> = BTreeMap::new();
        for stage in 0..pattern.stages.len() {
            for rule in pattern.moves_between(state.spot.stage, stage) {
                for at in self.map.of_stage(stage).iter().copied().filter(|at| Some(*at) != state.spot.at) {
                    let (post, placed) = self.map.at(at);
                    if joins(pattern, rule, &state.spot, post) {
                        let asks: Vec<String> = placed.asks.iter().map(|(fact, value)| format!("{}={value}", fact.0)).collect();
                        let same: Vec<bool> = Same::ALL.iter().map(|same| same.holds(state.spot.post, post)).collect();
                        let key = format!("{}|{same:?}|{}", asks.join(";"), post.lowest_grade.as_deref().unwrap_or_default());
                        alike.entry((rule, stage, key)).or_default().push(at);
                    }
                }
            }
        }
        for (from, to, rule) in self.map.links() {
            if Some(*from) == state.spot.at {
                alike.entry((*rule, self.map.at(*to).1.stage, format!("link {to}"))).or_default().push(*to);
            }
        }
        let mut posts = Vec::new();
        let mut notes = Notes::default();
        for ((rule, _, _), members) in &alike {
            let Some((first, others)) = members.split_first() else { continue };
            let attempt = walk.attempt(&state, *rule, Spot::on(self.map, *first), self.map.at(*first).1);
            notes.add(&attempt);
            let others = others.iter().map(|at| self.map.at(*at).0.id.clone()).collect();
            posts.push(Reachable { step: attempt.step, others });
        }
        let key =
            |r: &Reachable| (r.step.kind, r.step.standing == Standing::Impossible, r.step.earliest, r.step.rule.clone(), r.step.to.clone());
        posts.sort_by_key(key);
        let stage = Arc::clone(&pattern.stages[state.spot.stage].code);
        let retires = walk.retires(&state);
        let assumptions = notes.assumptions(self, dossier, &state, posts.iter().map(|post| &post.step));
        Ok(Reach { from: from.cloned(), stage, today: self.today, retires, posts, assumptions })
    }

    fn find(&self, id: &PositionId) -> Result<usize, CareerError> {
        self.map
            .find(id)
            .ok_or_else(|| CareerError::UnknownPost { post: id.as_str().into(), near: self.map.nearest(id.as_str()).map(Arc::from) })
    }

    /// The present post: that of the map, or one that says only what the facts do.
    fn present(&self, dossier: &Dossier, from: Option<&PositionId>) -> Result<Post, CareerError> {
        let (pattern, facts) = (self.map.pattern(), &self.map.pattern().present);
        if dossier.catalogue().id != pattern.catalogue.id {
            return Err(CareerError::Catalogue {
                pattern: Arc::clone(&pattern.id),
                found: Arc::clone(&dossier.catalogue().id),
                expected: Arc::clone(&pattern.catalogue.id),
            });
        }
        if let Some(id) = from {
            let at = self.find(id)?;
            let (post, placed) = self.map.at(at);
            let said = [(Some(facts.kind), &placed.kind), (facts.tier, &placed.tier)];
            for (fact, expected) in said.into_iter().filter_map(|(fact, value)| Some((fact?, value))) {
                let found = dossier.get(fact);
                if !found.is_missing() && found != expected {
                    return Err(CareerError::PresentDiffers {
                        post: id.clone(),
                        fact: Arc::clone(&pattern.catalogue.fact(fact).name),
                        found: found.to_string(),
                        expected: expected.to_string(),
                    });
                }
            }
            return Ok(post.clone());
        }
        let code = |fact: FactIndex| match dossier.get(fact) {
            Value::Choice(choice) => Some(Arc::clone(choice.code())),
            Value::Text(text) => Some(Arc::clone(text)),
            _ => None,
        };
        let missing = || CareerError::NoPresent { fact: Arc::clone(&pattern.catalogue.fact(facts.kind).name) };
        let kind = code(facts.kind).ok_or_else(missing)?;
        let Ok(id) = "-".parse::<PositionId>() else { return Err(missing()) };
        let mut post = Post::new(id, Label::same("-"), kind);
        post.tier = facts.tier.and_then(code);
        post.echelon = facts.echelon.and_then(code);
        Ok(post)
    }

    fn state<'s>(&'s self, dossier: &Dossier, from: Option<&PositionId>, here: &'s Post) -> Result<State<'s>, CareerError> {
        let (pattern, facts) = (self.map.pattern(), &self.map.pattern().present);
        let spot = match from {
            Some(id) => Spot::on(self.map, self.find(id)?),
            None => {
                let stage = pattern.stage_of(&here.kind, here.tier.as_deref()).ok_or_else(|| CareerError::NoStage {
                    kind: Arc::clone(&here.kind),
                    tier: here.tier.clone(),
                    pattern: Arc::clone(&pattern.id),
                })?;
                Spot { post: here, at: None, stage }
            }
        };
        let mut dossier = dossier.clone();
        if let Some(at) = spot.at {
            // what the facts leave open the post says
            let placed = self.map.at(at).1;
            let said = [(Some(facts.kind), &placed.kind), (facts.tier, &placed.tier), (facts.echelon, &placed.echelon)];
            for (fact, value) in said.into_iter().filter_map(|(fact, value)| Some((fact?, value))) {
                if dossier.get(fact).is_missing() {
                    dossier.set(fact, value.clone());
                }
            }
        }
        let since = match dossier.get(facts.since) {
            Value::Date(since) if *since <= self.today => Some(*since),
            _ => None,
        };
        Ok(State { spot, since, day: self.today, dossier, log: Vec::new(), ladder: RefCell::default() })
    }

    /// Walks every path with the person's facts; steps that paths share are taken once. Of several paths through the same stages one is kept.
    fn walk<'s>(&'s self, walk: &Walk<'s>, start: &Rc<State<'s>>, paths: &[Vec<Path<'s>>]) -> Vec<Walked<'s>> {
        type Key = Vec<(usize, usize)>;
        let mut taken: BTreeMap<Key, Rc<Taken<'s>>> = BTreeMap::new();
        let mut routes = Vec::new();
        for variants in paths.iter().take(WALKED) {
            let found = variants.iter().map(|path| {
                let mut state = Some(Rc::clone(start));
                let (mut key, mut steps): (Key, Vec<_>) = (Vec::new(), Vec::new());
                let mut notes = Notes::default();
                for (rule, spot) in path {
                    let (Some(now), Some(at)) = (state.take(), spot.at) else { break };
                    key.push((*rule, at));
                    let step = taken.entry(key.clone()).or_insert_with(|| {
                        let mut attempt = walk.attempt(&now, *rule, *spot, self.map.at(at).1);
                        let next = attempt.next.take().map(Rc::new);
                        Rc::new((attempt, next))
                    });
                    notes.add(&step.0);
                    steps.push(Rc::clone(step));
                    state.clone_from(&step.1);
                }
                let arrival = state.filter(|_| steps.len() == path.len()).map(|state| state.day);
                (arrival, steps, notes, path)
            });
            let needs = |steps: &[Rc<Taken<'s>>]| steps.iter().map(|step| step.0.step.needs.len()).sum::<usize>();
            let open = |steps: &[Rc<Taken<'s>>]| steps.iter().map(|step| step.0.step.open_times()).sum::<usize>();
            // of several ways through the same stages the earliest whose times are known; of impossible ones that which gets farthest
            let best = found.min_by(|a, b| {
                let rank = |(arrival, steps, _, _): &(Option<NaiveDate>, Vec<Rc<Taken<'s>>>, Notes, &Path<'s>)| {
                    (arrival.is_none(), open(steps), *arrival, usize::MAX - steps.len(), needs(steps))
                };
                rank(a).cmp(&rank(b))
            });
            let Some((arrival, steps, notes, path)) = best else { continue };
            let steps: Vec<Step> = steps.iter().map(|step| step.0.step.clone()).collect();
            let standing = steps.iter().map(|step| step.standing).fold(Standing::Met, worse);
            let assumptions = notes.assumptions(self, walk.origin, start, steps.iter());
            routes.push(Walked { path: path.clone(), route: Route { steps, arrival, standing, assumptions } });
        }
        routes
    }
}

/// A route and the path it was walked on.
struct Walked<'a> {
    path: Path<'a>,
    route: Route,
}

/// A step that was taken, and the state it leads to.
type Taken<'a> = (Attempt<'a>, Option<Rc<State<'a>>>);

/// Impossible before something missing before unknown before met.
fn worse(a: Standing, b: Standing) -> Standing {
    let rank = |standing: Standing| match standing {
        Standing::Met => 0,
        Standing::Unknown => 1,
        Standing::Missing => 2,
        Standing::Impossible => 3,
    };
    if rank(b) > rank(a) { b } else { a }
}

/// The earliest first, those whose times are not all known after the others; one that only adds stops to another is left out.
fn choose(mut walked: Vec<Walked<'_>>, count: usize) -> Vec<Walked<'_>> {
    walked.sort_by(|a, b| {
        // of impossible routes the one that gets nearest to the target first
        let left = |walked: &Walked<'_>| if walked.route.arrival.is_some() { 0 } else { walked.path.len() - walked.route.steps.len() };
        let key = |walked: &Walked<'_>| {
            let route = &walked.route;
            (route.arrival.is_none(), left(walked), route.open_times(), route.arrival, route.needs(), walked.path.len())
        };
        key(a).cmp(&key(b)).then_with(|| a.route.stages().cmp(&b.route.stages()))
    });
    let mut chosen: Vec<Walked<'_>> = Vec::new();
    for found in walked {
        if chosen.len() == count {
            break;
        }
        if !chosen.iter().any(|kept| is_within(&kept.stages(), &found.stages())) {
            chosen.push(found);
        }
    }
    chosen
}

impl Walked<'_> {
    /// The stages of the whole path, those after a step that fails among them.
    fn stages(&self) -> Vec<usize> {
        self.path.iter().map(|(_, spot)| spot.stage).collect()
    }
}

/// Whether the stages of one route stand in order among those of another.
fn is_within(few: &[usize], many: &[usize]) -> bool {
    let mut rest = many.iter();
    few.iter().all(|wanted| rest.any(|stage| stage == wanted))
}

/// What steps took for granted.
#[derive(Default)]
struct Notes {
    grew: BTreeSet<FactIndex>,
    at_least: BTreeSet<FactIndex>,
}

impl Notes {
    fn add(&mut self, attempt: &Attempt<'_>) {
        self.grew.extend(&attempt.grew);
        self.at_least.extend(&attempt.at_least);
    }

    fn assumptions<'r>(
        &self,
        planner: &Planner<'_>,
        origin: &Dossier,
        start: &State<'_>,
        steps: impl Iterator<Item = &'r Step> + Clone,
    ) -> Vec<Assumption> {
        let pattern = planner.map.pattern();
        let name = |fact: FactIndex| Arc::clone(&pattern.catalogue.fact(fact).name);
        let mut found = Vec::new();
        let needs = || steps.clone().flat_map(|step| step.needs.iter().chain(step.grades.iter().flat_map(|grade| &grade.needs)));
        if needs().any(|need| need.verdict == Verdict::NotMet) {
            found.push(Assumption::Closed);
        }
        let unknown: BTreeSet<Arc<str>> =
            needs().filter(|need| need.verdict == Verdict::Unknown).flat_map(|need| need.facts.iter().cloned()).collect();
        if !unknown.is_empty() {
            found.push(Assumption::KnownLater { facts: unknown.into_iter().collect() });
        }
        let unchanged = self.unchanged(planner, origin, steps.clone());
        if !unchanged.is_empty() {
            found.push(Assumption::Unchanged { facts: unchanged.into_iter().map(name).collect() });
        }
        if !self.grew.is_empty() {
            found.push(Assumption::Grows { facts: self.grew.iter().copied().map(name).collect() });
        }
        if !self.at_least.is_empty() {
            found.push(Assumption::AtLeast { facts: self.at_least.iter().copied().map(name).collect() });
        }
        if start.spot.at.is_none() {
            found.push(Assumption::SameLine);
        }
        let bound = steps.clone().any(|step| step.tenure.minimum_months.is_some() || step.tenure.maximum_months.is_some());
        if bound && start.since.is_none() {
            found.push(Assumption::NoTenure { fact: name(pattern.present.since) });
        }
        if let Some(retirement) =
            pattern.retirement.as_ref().filter(|retirement| !matches!(origin.get(retirement.birth_date), Value::Date(_)))
        {
            found.push(Assumption::NoRetirement { fact: name(retirement.birth_date) });
        }
        found.push(Assumption::Vacant);
        found.push(Assumption::Rules);
        found
    }

    /// Facts that guards read and that stay as they are today: no dates, nothing that a step or time moves.
    fn unchanged<'r>(&self, planner: &Planner<'_>, origin: &Dossier, steps: impl Iterator<Item = &'r Step>) -> BTreeSet<FactIndex> {
        let pattern = planner.map.pattern();
        let present = &pattern.present;
        let mut moved: Vec<FactIndex> = vec![present.kind, present.since];
        moved.extend([present.tier, present.tier_since, present.echelon, present.grade, present.grade_since].into_iter().flatten());
        moved.extend(pattern.target.iter().map(|(fact, _)| *fact));
        moved.extend(pattern.renewed.iter().chain(&self.grew));
        moved.extend(pattern.moves.iter().flat_map(|rule| &rule.starts).map(|(fact, _)| *fact));
        let mut guards: BTreeSet<&Arc<str>> = BTreeSet::new();
        for step in steps {
            guards.extend(pattern.moves.iter().filter(|rule| rule.code == step.rule).flat_map(|rule| &rule.guards));
            guards.extend(step.grades.iter().map(|grade| &grade.policy));
        }
        let read = guards.into_iter().filter_map(|id| planner.guard(id)).flat_map(|guard| guard.facts().iter().copied());
        let stays =
            |fact: &FactIndex| !moved.contains(fact) && pattern.catalogue.fact(*fact).ty != Type::Date && !origin.get(*fact).is_missing();
        read.filter(stays).collect()
    }
}
