//! Alternatives: sets of edits that meet a condition, and how they combine.

use crate::policy::catalogue::Direction;
use crate::policy::decide::{Person, eligibility};
use crate::policy::decision::Verdict;
use crate::policy::document::RemedyKind;
use crate::policy::dossier::Dossier;
use crate::policy::expression::evaluate::{Truth, compare_values};
use crate::policy::expression::node::Comparison;
use crate::policy::model::Member;
use crate::policy::value::{FactIndex, Value};

use super::invert::Inverter;

/// More alternatives than this are not kept; the smallest are.
pub(super) const KEPT: usize = 48;

/// One fact, or one item of a list, and the value it would have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Edit {
    pub(super) fact: FactIndex,
    pub(super) item: Option<usize>,
    pub(super) to: Value,
    pub(super) remedy: RemedyKind,
}

impl Edit {
    /// What is there now.
    pub(super) fn current(&self, dossier: &Dossier) -> Value {
        match (dossier.get(self.fact), self.item) {
            (Value::List(items), Some(item)) => items.get(item).cloned().unwrap_or_default(),
            (value, _) => value.clone(),
        }
    }

    fn same_place(&self, other: &Edit) -> bool {
        (self.fact, self.item) == (other.fact, other.item)
    }
}

/// Edits that belong together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Repair {
    pub(super) edits: Vec<Edit>,
}

impl Repair {
    pub(super) fn one(edit: Edit) -> Repair {
        Repair { edits: vec![edit] }
    }

    /// These edits and then further ones, which win where both touch a fact.
    pub(super) fn then(&self, further: &Repair) -> Repair {
        let kept = self.edits.iter().filter(|edit| !further.edits.iter().any(|other| other.same_place(edit)));
        Repair { edits: kept.chain(&further.edits).cloned().collect() }
    }

    /// A copy of the facts with the edits made.
    pub(super) fn applied(&self, dossier: &Dossier) -> Dossier {
        let mut changed = dossier.clone();
        for edit in &self.edits {
            let value = match (changed.get(edit.fact), edit.item) {
                (Value::List(items), Some(at)) => {
                    let items = items.iter().enumerate().map(|(place, item)| if place == at { edit.to.clone() } else { item.clone() });
                    Value::List(items.collect())
                }
                _ => edit.to.clone(),
            };
            changed.set(edit.fact, value);
        }
        changed
    }

    /// Both together; `None` where they want one fact to go two ways. Of two values on one side of the present one the farther is kept.
    fn with(&self, other: &Repair, dossier: &Dossier) -> Option<Repair> {
        let mut together = self.clone();
        for edit in &other.edits {
            match together.edits.iter_mut().find(|known| known.same_place(edit)) {
                None => together.edits.push(edit.clone()),
                Some(known) if known.to == edit.to => {}
                Some(known) => {
                    let now = known.current(dossier);
                    let beyond = |comparison, a: &Value, b: &Value| compare_values(comparison, a, b) == Truth::True;
                    let up = !beyond(Comparison::LessOrEqual, &known.to, &now) && !beyond(Comparison::LessOrEqual, &edit.to, &now);
                    let down = beyond(Comparison::Less, &known.to, &now) && beyond(Comparison::Less, &edit.to, &now);
                    if up && beyond(Comparison::Greater, &edit.to, &known.to) || down && beyond(Comparison::Less, &edit.to, &known.to) {
                        known.to = edit.to.clone();
                    } else if !(up || down) {
                        return None;
                    }
                }
            }
        }
        Some(together)
    }
}

/// Every way of taking one alternative from each side.
pub(super) fn both(left: &[Repair], right: &[Repair], dossier: &Dossier) -> Vec<Repair> {
    let mut found = Vec::new();
    for one in left {
        found.extend(right.iter().filter_map(|other| one.with(other, dossier)));
    }
    smallest(found)
}

/// The smallest alternatives, each once; those found first come first among equals.
pub(super) fn smallest(mut found: Vec<Repair>) -> Vec<Repair> {
    found.sort_by_key(|repair| repair.edits.len());
    let mut kept: Vec<Repair> = Vec::new();
    for repair in found {
        if kept.len() >= KEPT {
            break;
        }
        if !kept.contains(&repair) {
            kept.push(repair);
        }
    }
    kept
}

/// The alternatives that meet everything required, smallest first; `None` where something required cannot be met by changing facts.
pub(super) fn of_policy(person: &Person<'_>) -> Option<Vec<Repair>> {
    let policy = person.policy();
    // what no edit can meet is asked first: it needs no search
    for member in &policy.policy().required {
        if let Member::Criterion(index) = member
            && hopeless(person, *index)
        {
            return None;
        }
    }
    let mut together = vec![Repair::default()];
    for member in &policy.policy().required {
        let ways = of_member(person, *member, 0);
        if ways.is_empty() {
            return None;
        }
        if ways.first().is_some_and(|way| way.edits.is_empty()) {
            continue;
        }
        together = both(&together, &ways, person.dossier());
    }
    Some(together)
}

/// Whether a criterion fails that nobody can do anything about, or that only time can meet.
fn hopeless(person: &Person<'_>, index: u16) -> bool {
    let policy = person.policy();
    let (Some(criterion), Some(declared)) = (policy.criterion(index), policy.policy().criteria.get(usize::from(index))) else {
        return false;
    };
    matches!(declared.remedy, RemedyKind::Wait | RemedyKind::None) && !eligibility::standing(person, criterion).verdict.counts_as_met()
}

/// Whether something required fails that neither edits nor time can ever meet while the rules stay as they are.
pub(super) fn is_final(person: &Person<'_>) -> bool {
    let policy = person.policy();
    policy.until().is_none()
        && policy.policy().required.iter().any(|member| match member {
            Member::Criterion(index) => hopeless(person, *index) && policy.criterion(*index).is_some_and(|criterion| criterion.timeless),
            Member::Group(_) => false,
        })
}

fn of_member(person: &Person<'_>, member: Member, depth: usize) -> Vec<Repair> {
    let policy = person.policy();
    match member {
        Member::Criterion(index) => of_criterion(person, index),
        Member::Group(index) => {
            let groups = &policy.policy().groups;
            let Some(group) = groups.get(usize::from(index)).filter(|_| depth <= groups.len()) else { return Vec::new() };
            // which members could be met, and at what price; those not in force or not applicable are not counted
            let members: Vec<Vec<Repair>> =
                group.of.iter().filter(|member| counts(person, **member)).map(|member| of_member(person, *member, depth + 1)).collect();
            let wanted = usize::try_from(group.at_least).unwrap_or(usize::MAX).min(members.len());
            choose(&members, wanted, person.dossier())
        }
    }
}

fn counts(person: &Person<'_>, member: Member) -> bool {
    match member {
        Member::Criterion(index) => person
            .policy()
            .criterion(index)
            .is_some_and(|criterion| eligibility::standing(person, criterion).verdict != Verdict::NotApplicable),
        Member::Group(_) => true,
    }
}

/// Ways of meeting at least `wanted` of these: for each count of members met so far, the smallest alternatives.
fn choose(members: &[Vec<Repair>], wanted: usize, dossier: &Dossier) -> Vec<Repair> {
    let mut by_count: Vec<Vec<Repair>> = vec![Vec::new(); wanted + 1];
    if let Some(none) = by_count.first_mut() {
        none.push(Repair::default());
    }
    for ways in members {
        for count in (0..wanted).rev() {
            let more = both(by_count.get(count).map_or(&[], Vec::as_slice), ways, dossier);
            if let Some(place) = by_count.get_mut(count + 1) {
                place.extend(more);
                *place = smallest(std::mem::take(place));
            }
        }
    }
    by_count.pop().unwrap_or_default()
}

fn of_criterion(person: &Person<'_>, index: u16) -> Vec<Repair> {
    let nothing = vec![Repair::default()];
    let policy = person.policy();
    let (Some(criterion), Some(declared)) = (policy.criterion(index), policy.policy().criteria.get(usize::from(index))) else {
        return nothing;
    };
    let standing = eligibility::standing(person, criterion);
    if standing.verdict.counts_as_met() && !standing.may_not_apply {
        return nothing;
    }
    match declared.remedy {
        // time alone, or nothing at all
        RemedyKind::Wait | RemedyKind::None => return if standing.verdict.counts_as_met() { nothing } else { Vec::new() },
        RemedyKind::Earn | RemedyKind::Record | RemedyKind::Post => {}
    }
    let inverter = Inverter::new(person, declared.remedy);
    let mut found = inverter.ways(person.tree(&criterion.require), true);
    if let Some(when) = &criterion.when
        && person.holds(when) == Truth::Missing
    {
        found.extend(inverter.ways(person.tree(when), false));
    }
    found.retain(|repair| !repair.edits.iter().any(|edit| steps_down(person.dossier(), edit)));
    smallest(found)
}

/// Whether an edit moves a person down an ordered scale (a grade, a tier). Nobody is advised to give up what they hold, unless the catalogue says
/// that less is better.
fn steps_down(dossier: &Dossier, edit: &Edit) -> bool {
    let (Value::Choice(now), Value::Choice(to)) = (edit.current(dossier), &edit.to) else { return false };
    let fact = dossier.catalogue().fact(edit.fact);
    now.scale().ordered && to.rank() < now.rank() && fact.direction != Some(Direction::LessIsBetter)
}
