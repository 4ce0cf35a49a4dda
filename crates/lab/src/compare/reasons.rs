//! Why: what is required and not met, by whom, and by whom alone.

use std::collections::BTreeMap;
use std::sync::Arc;

use jenjang::legal::Label;
use jenjang::policy::decide::PolicyOnDate;
use jenjang::policy::model::Member;

use super::result::{Cause, Causes, Change, CriterionComparison, MissingFact, Standings, Suppression};
use super::totals::{Everybody, Whole};
use crate::answers::{Answers, Verdicts};
use crate::bits::Bits;
use crate::shown::{Parts, Shown, is_few};

/// Where the answers to a criterion or group stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Among the criteria in force.
    Criterion(usize),
    /// Among the groups of the policy.
    Group(usize),
}

impl Place {
    pub(super) fn verdicts<'a>(&self, answers: &'a Answers) -> Option<&'a Verdicts> {
        match self {
            Place::Criterion(at) => answers.criteria.get(*at),
            Place::Group(at) => answers.groups.get(*at),
        }
    }
}

/// A criterion or group of a policy on the day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Rule {
    pub(super) code: Arc<str>,
    pub(super) label: Label,
    pub(super) reference: Arc<str>,
    pub(super) place: Place,
    /// Required by itself.
    pub(super) required: bool,
}

/// The criteria in force, then the groups.
pub(super) fn rules(policy: &PolicyOnDate) -> Vec<Rule> {
    let declared = policy.policy();
    let is_required = |member: Member| declared.groups.is_empty() || declared.required.contains(&member);
    let criteria = policy.criteria().iter().enumerate().filter_map(|(at, on_date)| {
        let criterion = declared.criteria.get(usize::from(on_date.index))?;
        Some(Rule {
            code: Arc::clone(&criterion.code),
            label: criterion.label.clone(),
            reference: Arc::clone(&criterion.reference.citation),
            place: Place::Criterion(at),
            required: is_required(Member::Criterion(on_date.index)),
        })
    });
    let groups = (0_u16..).zip(&declared.groups).map(|(at, group)| Rule {
        code: Arc::clone(&group.code),
        label: group.label.clone(),
        reference: Arc::clone(&group.reference.citation),
        place: Place::Group(usize::from(at)),
        required: declared.required.contains(&Member::Group(at)),
    });
    criteria.chain(groups).collect()
}

/// Of how many people each rule fails, and of how many it alone stands in the way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Failed {
    people: u64,
    alone: u64,
}

/// How people stand with a rule, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Stands {
    met: u64,
    not_met: u64,
    unknown: u64,
    not_applicable: u64,
    alone: u64,
}

/// What is counted for each rule of both policies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Reasons {
    lost: Vec<Failed>,
    gained: Vec<Failed>,
    before: Vec<Stands>,
    after: Vec<Stands>,
    /// By the place of the pair in [`Rules::pairs`]: newly not met, no longer not met.
    turned: Vec<[u64; 2]>,
    missing: BTreeMap<Arc<str>, u64>,
}

/// The rules of both policies, and which are the same.
#[derive(Clone, Debug)]
pub(super) struct Rules {
    pub(super) before: Vec<Rule>,
    pub(super) after: Vec<Rule>,
    /// Places in both lists of the rules with one code: the draft's first, then what the draft no longer has.
    pairs: Vec<(Option<usize>, Option<usize>)>,
}

impl Rules {
    pub(super) fn of(before: &PolicyOnDate, after: &PolicyOnDate) -> Rules {
        let (before, after) = (rules(before), rules(after));
        let same = |a: &Rule, b: &Rule| a.code == b.code && matches!(a.place, Place::Group(_)) == matches!(b.place, Place::Group(_));
        let of_draft = after.iter().enumerate().map(|(at, rule)| (before.iter().position(|other| same(rule, other)), Some(at)));
        let gone = before.iter().enumerate().filter(|(_, rule)| !after.iter().any(|other| same(rule, other)));
        let pairs = of_draft.chain(gone.map(|(at, _)| (Some(at), None))).collect();
        Rules { before, after, pairs }
    }
}

/// The people whom exactly one required rule stops, everything else that is required being met.
pub(super) fn stopped_by_one(rules: &[Rule], answers: &Answers) -> Bits {
    let required: Vec<&Verdicts> = rules.iter().filter(|rule| rule.required).filter_map(|rule| rule.place.verdicts(answers)).collect();
    let word = |at: usize| {
        let (mut one, mut more, mut open) = (0, 0, 0);
        for verdicts in &required {
            let failed = verdicts.not_met.words().get(at).copied().unwrap_or(0);
            more |= one & failed;
            one |= failed;
            open |= verdicts.unknown.words().get(at).copied().unwrap_or(0);
        }
        one & !more & !open
    };
    Bits::from_words((0..crate::bits::words_for(answers.len)).map(word).collect(), answers.len)
}

/// How many bits are set in both.
fn both(a: &Bits, b: &Bits) -> u64 {
    a.words().iter().zip(b.words()).map(|(a, b)| u64::from((a & b).count_ones())).sum()
}

/// How many bits are set in all three.
fn three(a: &Bits, b: &Bits, c: &Bits) -> u64 {
    a.words().iter().zip(b.words()).zip(c.words()).map(|((a, b), c)| u64::from((a & b & c).count_ones())).sum()
}

impl Reasons {
    pub(super) fn new(rules: &Rules) -> Reasons {
        Reasons {
            lost: vec![Failed::default(); rules.after.len()],
            gained: vec![Failed::default(); rules.before.len()],
            before: vec![Stands::default(); rules.before.len()],
            after: vec![Stands::default(); rules.after.len()],
            turned: vec![[0; 2]; rules.pairs.len()],
            missing: BTreeMap::new(),
        }
    }

    pub(super) fn count(&mut self, rules: &Rules, before: &Answers, after: &Answers, gained: &Bits, lost: &Bits) {
        count_side(&rules.before, before, gained, &mut self.gained, &mut self.before);
        count_side(&rules.after, after, lost, &mut self.lost, &mut self.after);
        for ((was, is), turned) in rules.pairs.iter().zip(&mut self.turned) {
            let not_met = |rules: &[Rule], place: &Option<usize>, answers| -> Option<Bits> {
                Some(rules.get((*place)?)?.place.verdicts(answers)?.not_met.clone())
            };
            let (was, is) = (not_met(&rules.before, was, before), not_met(&rules.after, is, after));
            let [newly, no_longer] = turned;
            match (was, is) {
                (Some(was), Some(is)) => {
                    let stays = both(&was, &is);
                    *newly += is.count() - stays;
                    *no_longer += was.count() - stays;
                }
                (Some(was), None) => *no_longer += was.count(),
                (None, Some(is)) => *newly += is.count(),
                (None, None) => {}
            }
        }
    }

    /// Which missing facts keep the answers of these people open.
    pub(super) fn count_missing(&mut self, after: &Answers, became_unknown: &Bits) {
        for (name, people) in &after.missing {
            let found = both(people, became_unknown);
            if found > 0 {
                *self.missing.entry(Arc::clone(name)).or_default() += found;
            }
        }
    }

    pub(super) fn add(&mut self, other: &Reasons) {
        let failed = |mine: &mut Vec<Failed>, other: &[Failed]| {
            for (mine, other) in mine.iter_mut().zip(other) {
                mine.people += other.people;
                mine.alone += other.alone;
            }
        };
        failed(&mut self.lost, &other.lost);
        failed(&mut self.gained, &other.gained);
        let standings = |mine: &mut Vec<Stands>, other: &[Stands]| {
            for (mine, other) in mine.iter_mut().zip(other) {
                mine.met += other.met;
                mine.not_met += other.not_met;
                mine.unknown += other.unknown;
                mine.not_applicable += other.not_applicable;
                mine.alone += other.alone;
            }
        };
        standings(&mut self.before, &other.before);
        standings(&mut self.after, &other.after);
        for (mine, other) in self.turned.iter_mut().zip(&other.turned) {
            mine.iter_mut().zip(other).for_each(|(mine, other)| *mine += other);
        }
        for (name, people) in &other.missing {
            *self.missing.entry(Arc::clone(name)).or_default() += people;
        }
    }

    /// What decided, and how every criterion stands.
    pub(super) fn found(&self, rules: &Rules, everybody: &Everybody, suppression: Suppression) -> (Causes, Vec<CriterionComparison>) {
        let (turned, criteria) = self.criteria(rules, everybody, suppression);
        let side = |at: usize, after: bool| {
            let of = |sides: &Sides| if after { (sides.is, sides.after) } else { (sides.was, sides.before) };
            turned.iter().map(of).find(|(place, _)| *place == Some(at)).and_then(|(_, shown)| shown).unwrap_or_default()
        };
        let of = |rules: &[Rule], failed: &[Failed], after: bool, whole: Whole| {
            let among: Vec<Among<'_>> = (rules.iter().zip(failed).enumerate())
                .filter(|(_, (rule, failed))| rule.required && failed.people > 0)
                .map(|(at, (rule, failed))| Among { rule, failed, shown: side(at, after) })
                .collect();
            causes(&among, whole, suppression)
        };
        let lost = of(&rules.after, &self.lost, true, everybody.change(Change::Lost));
        let gained = of(&rules.before, &self.gained, false, everybody.change(Change::Gained));
        (Causes { lost, gained }, criteria)
    }

    fn criteria(&self, rules: &Rules, everybody: &Everybody, suppression: Suppression) -> (Vec<Sides>, Vec<CriterionComparison>) {
        let alone = |rules: &[Rule], stands: &[Stands], whole: Whole| alone_shown(rules, stands, whole, suppression);
        let before_alone = alone(&rules.before, &self.before, everybody.before(1));
        let after_alone = alone(&rules.after, &self.after, everybody.after(1));
        let people = everybody.totals().people;
        let mut sides = Vec::with_capacity(rules.pairs.len());
        let mut found = Vec::with_capacity(rules.pairs.len());
        for ((was, is), [newly, no_longer]) in rules.pairs.iter().zip(&self.turned) {
            let Some(rule) = is.and_then(|at| rules.after.get(at)).or_else(|| was.and_then(|at| rules.before.get(at))) else { continue };
            let side = |place: &Option<usize>, stands: &[Stands], alone: &[Shown]| {
                let at = (*place)?;
                Some((*stands.get(at)?, alone.get(at).copied().unwrap_or_default()))
            };
            let (before, after) = (side(was, &self.before, &before_alone), side(is, &self.after, &after_alone));
            let turned = Turned::of(before, after, [*newly, *no_longer], people, suppression);
            sides.push(Sides { was: *was, is: *is, before: turned.before, after: turned.after });
            found.push(CriterionComparison {
                code: Arc::clone(&rule.code),
                label: rule.label.clone(),
                reference: Arc::clone(&rule.reference),
                group: matches!(rule.place, Place::Group(_)),
                required: rule.required,
                before: turned.before,
                after: turned.after,
                newly_not_met: turned.newly,
                no_longer_not_met: turned.no_longer,
            });
        }
        (sides, found)
    }

    /// Missing facts with the people they keep open, of those who became unknown.
    pub(super) fn missing(&self, label: impl Fn(&str) -> Label, whole: Whole, suppression: Suppression) -> Vec<MissingFact<Shown>> {
        let least = suppression.least;
        let mut missing: Vec<(&Arc<str>, u64)> = self.missing.iter().map(|(name, people)| (name, *people)).collect();
        missing.sort_by_key(|(_, people)| std::cmp::Reverse(*people));
        let shown = |people: u64| {
            // the others among those who became unknown must not be few either
            if whole.shown.is_hidden() || is_few(people, least) || is_few(whole.count.saturating_sub(people), least) {
                Shown::hidden(people, least)
            } else {
                Shown::Value(people)
            }
        };
        missing
            .into_iter()
            .map(|(name, people)| MissingFact { name: Arc::clone(name), label: label(name), people: shown(people) })
            .collect()
    }
}

/// The places of a rule in both policies, and how it is shown there.
#[derive(Clone, Copy, Debug)]
struct Sides {
    was: Option<usize>,
    is: Option<usize>,
    before: Option<Standings>,
    after: Option<Standings>,
}

/// A rule that stopped somebody who gained, or stops somebody who loses.
struct Among<'r> {
    rule: &'r Rule,
    failed: &'r Failed,
    /// What is shown of how everybody stands with it.
    shown: Standings,
}

/// Of how many people each rule stands alone in the way, among all who are not eligible: these are parts of them, and the rest is not shown.
fn alone_shown(rules: &[Rule], stands: &[Stands], whole: Whole, suppression: Suppression) -> Vec<Shown> {
    let mut counts: Vec<u64> = rules.iter().zip(stands).map(|(rule, stands)| if rule.required { stands.alone } else { 0 }).collect();
    let rest = counts.len();
    let few_besides = |stands: &Stands| is_few(stands.not_met.saturating_sub(stands.alone), suppression.least);
    let mut must: Vec<usize> = (rules.iter().zip(stands).enumerate())
        .filter(|(_, (rule, stands))| rule.required && few_besides(stands))
        .map(|(at, _)| at)
        .collect();
    if whole.shown.is_hidden() {
        must.push(rest);
    }
    counts.push(whole.count.saturating_sub(counts.iter().sum()));
    let spare = std::iter::once(rest).chain(Parts::sparing(&counts, 0..rest, suppression)).collect::<Vec<_>>();
    let parts = Parts::of(&counts, &must, &spare, suppression);
    (0..rest)
        .map(|at| if parts.hides(at) { Shown::hidden(counts.get(at).copied().unwrap_or(0), suppression.least) } else { parts.part(at) })
        .collect()
}

/// What is shown of those who gain, or lose, by what decided: who is stopped by a rule, by it alone, not by it, and who is stopped by it without
/// gaining or losing are not few.
fn causes(among: &[Among<'_>], whole: Whole, suppression: Suppression) -> Vec<Cause> {
    let few = |count: u64| is_few(count, suppression.least);
    let hides_people = |one: &Among<'_>| {
        let others = one.shown.not_met.value().is_some_and(|all| few(all.saturating_sub(one.failed.people)));
        whole.shown.is_hidden() || few(one.failed.people) || few(whole.count.saturating_sub(one.failed.people)) || others
    };
    let hides_alone = |one: &Among<'_>| {
        let others = one.shown.alone.value().is_some_and(|all| few(all.saturating_sub(one.failed.alone)));
        let besides = if hides_people(one) { whole.count } else { one.failed.people };
        whole.shown.is_hidden() || few(besides.saturating_sub(one.failed.alone)) || others
    };
    let mut counts: Vec<u64> = among.iter().map(|one| one.failed.alone).collect();
    let rest = counts.len();
    counts.push(whole.count.saturating_sub(counts.iter().sum()));
    let must: Vec<usize> = among.iter().enumerate().filter(|(_, one)| hides_alone(one)).map(|(at, _)| at).collect();
    let spare = std::iter::once(rest).chain(Parts::sparing(&counts, 0..rest, suppression)).collect::<Vec<_>>();
    let parts = Parts::of(&counts, &must, &spare, suppression);
    let mut order: Vec<(usize, &Among<'_>)> = among.iter().enumerate().collect();
    // stable: of equals, the policy's order
    order.sort_by_key(|(_, one)| std::cmp::Reverse((one.failed.people, one.failed.alone)));
    let cause = |(at, one): (usize, &Among<'_>)| Cause {
        code: Arc::clone(&one.rule.code),
        label: one.rule.label.clone(),
        reference: Arc::clone(&one.rule.reference),
        people: if hides_people(one) { Shown::hidden(one.failed.people, suppression.least) } else { Shown::Value(one.failed.people) },
        alone: if parts.hides(at) { Shown::hidden(one.failed.alone, suppression.least) } else { Shown::Value(one.failed.alone) },
    };
    order.into_iter().map(cause).collect()
}

/// What is shown of one rule under both policies.
struct Turned {
    before: Option<Standings>,
    after: Option<Standings>,
    newly: Shown,
    no_longer: Shown,
}

/// Parts of everybody by whether a rule is not met: both times, after only, before only, never.
const STAYS: usize = 0;
const NEWLY: usize = 1;
const NO_LONGER: usize = 2;
const NEVER: usize = 3;
/// Parts of everybody by how they stand.
const NOT_MET: usize = 0;
const UNKNOWN: usize = 1;
const NOT_APPLICABLE: usize = 2;
const MET: usize = 3;

impl Turned {
    fn of(
        before: Option<(Stands, Shown)>,
        after: Option<(Stands, Shown)>,
        turned: [u64; 2],
        people: u64,
        suppression: Suppression,
    ) -> Turned {
        let [newly, no_longer] = turned;
        let not_met = |side: &Option<(Stands, Shown)>| side.map_or(0, |(stands, _)| stands.not_met);
        let stays = not_met(&before).saturating_sub(no_longer).min(not_met(&after));
        let counts = [stays, newly, no_longer, people.saturating_sub(stays + newly + no_longer)];
        let by_turn = |must: &[usize]| Parts::of(&counts, must, &[NEVER, STAYS, NEWLY, NO_LONGER], suppression);
        let by_stand = |side: &Option<(Stands, Shown)>, must: &[usize]| {
            let counts = side.map_or([0; 4], |(stands, _)| [stands.not_met, stands.unknown, stands.not_applicable, stands.met]);
            Parts::of(&counts, must, &[MET, NOT_APPLICABLE, UNKNOWN, NOT_MET], suppression)
        };
        let was = [STAYS, NO_LONGER];
        let is = [STAYS, NEWLY];
        // what is hidden in one sum must not follow from the other
        let (mut must, mut must_before, mut must_after): (Vec<usize>, Vec<usize>, Vec<usize>) = Default::default();
        loop {
            let found = by_turn(&must);
            let (one, other) = (by_stand(&before, &must_before), by_stand(&after, &must_after));
            let before_len = (must.len(), must_before.len(), must_after.len());
            for (side, parts, must_side, of, turn) in
                [(&before, &one, &mut must_before, was, NO_LONGER), (&after, &other, &mut must_after, is, NEWLY)]
            {
                let (by_turn, by_stand) = (found.sum(&of).is_hidden(), parts.part(NOT_MET).is_hidden());
                if side.is_some() && by_turn && !by_stand && !must_side.contains(&NOT_MET) {
                    must_side.push(NOT_MET);
                }
                if side.is_some() && by_stand && !by_turn && !must.contains(&turn) {
                    must.push(turn);
                }
            }
            if before_len == (must.len(), must_before.len(), must_after.len()) {
                let standings = |side: &Option<(Stands, Shown)>, parts: &Parts| {
                    side.map(|(_, alone)| Standings {
                        met: parts.part(MET),
                        not_met: parts.part(NOT_MET),
                        unknown: parts.part(UNKNOWN),
                        not_applicable: parts.part(NOT_APPLICABLE),
                        alone,
                    })
                };
                return Turned {
                    before: standings(&before, &one),
                    after: standings(&after, &other),
                    newly: found.part(NEWLY),
                    no_longer: found.part(NO_LONGER),
                };
            }
        }
    }
}

fn count_side(rules: &[Rule], answers: &Answers, turned: &Bits, failed: &mut [Failed], standings: &mut [Stands]) {
    let one = stopped_by_one(rules, answers);
    for ((rule, failed), standing) in rules.iter().zip(failed).zip(standings) {
        let Some(verdicts) = rule.place.verdicts(answers) else { continue };
        let not_met = verdicts.not_met.count();
        let (unknown, not_applicable) = (verdicts.unknown.count(), verdicts.not_applicable.count());
        standing.not_met += not_met;
        standing.unknown += unknown;
        standing.not_applicable += not_applicable;
        standing.met += (answers.len as u64).saturating_sub(not_met + unknown + not_applicable);
        if rule.required {
            standing.alone += both(&verdicts.not_met, &one);
            failed.people += both(&verdicts.not_met, turned);
            failed.alone += three(&verdicts.not_met, &one, turned);
        }
    }
}
