//! What is wrong with a list of nominations.

use std::collections::BTreeMap;

use super::{Nomination, candidates};
use crate::evaluation::chart::Chart;
use crate::evaluation::scheme::{Relation, Scheme};
use crate::legal::Label;
use crate::people::id::{PersonId, RaterGroupCode};
use crate::policy::diagnostic::Severity;

/// A problem of a list of nominations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NominationProblem {
    /// Places of the nominations concerned, the one to change last; where a group has none, the first about that person.
    pub places: Vec<usize>,
    /// What it is.
    pub kind: ProblemKind,
}

/// What can be wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    /// A group the scheme does not have.
    UnknownGroup {
        /// The group.
        group: RaterGroupCode,
    },
    /// Somebody to be rated who is not in the chart.
    UnknownRatee {
        /// Who.
        ratee: PersonId,
    },
    /// A rater who is not in the chart, in a group of insiders.
    UnknownRater {
        /// Who.
        rater: PersonId,
        /// The group.
        group: RaterGroupCode,
    },
    /// The same rater twice in the same group.
    Duplicate {
        /// The person rated.
        ratee: PersonId,
        /// The rater.
        rater: PersonId,
    },
    /// Conflict of interest: the same rater in two groups.
    TwoGroups {
        /// The person rated.
        ratee: PersonId,
        /// The rater.
        rater: PersonId,
        /// The groups.
        groups: [RaterGroupCode; 2],
    },
    /// Conflict of interest: somebody rates himself through a group that counts.
    RatesOneself {
        /// The person.
        person: PersonId,
        /// The group.
        group: RaterGroupCode,
    },
    /// Somebody else gives the self rating.
    SelfByAnother {
        /// The person rated.
        ratee: PersonId,
        /// The rater.
        rater: PersonId,
    },
    /// Conflict of interest: the superior sits in an anonymous group.
    SuperiorElsewhere {
        /// The person rated.
        ratee: PersonId,
        /// The superior.
        rater: PersonId,
        /// The group.
        group: RaterGroupCode,
    },
    /// Somebody rates as the superior whom the chart does not name as such: an acting superior, or a mistake.
    NotTheSuperior {
        /// The person rated.
        ratee: PersonId,
        /// The rater.
        rater: PersonId,
        /// The superior of the chart.
        superior: Option<PersonId>,
    },
    /// Somebody rates as a subordinate who has another superior.
    NotASubordinate {
        /// The person rated.
        ratee: PersonId,
        /// The rater.
        rater: PersonId,
    },
    /// Fewer raters than the group needs.
    TooFew {
        /// The person rated.
        ratee: PersonId,
        /// The group.
        group: RaterGroupCode,
        /// How many are named.
        found: usize,
        /// How many it needs.
        minimum: usize,
        /// How many people stand in that relation.
        available: usize,
    },
    /// More raters than the group takes.
    TooMany {
        /// The person rated.
        ratee: PersonId,
        /// The group.
        group: RaterGroupCode,
        /// How many are named.
        found: usize,
        /// How many it takes.
        maximum: usize,
    },
}

impl NominationProblem {
    /// How bad: too few raters where there are no more, and a superior or subordinate the chart does not know as such, are worth knowing;
    /// everything else must be changed.
    pub fn severity(&self) -> Severity {
        match &self.kind {
            ProblemKind::NotTheSuperior { .. } | ProblemKind::NotASubordinate { .. } => Severity::Warning,
            ProblemKind::TooFew { found, available, .. } if found >= available => Severity::Warning,
            _ => Severity::Error,
        }
    }

    /// The stable code.
    pub fn code(&self) -> &'static str {
        match &self.kind {
            ProblemKind::UnknownGroup { .. } => "unknown-group",
            ProblemKind::UnknownRatee { .. } => "unknown-ratee",
            ProblemKind::UnknownRater { .. } => "unknown-rater",
            ProblemKind::Duplicate { .. } => "duplicate-rater",
            ProblemKind::TwoGroups { .. } => "rater-in-two-groups",
            ProblemKind::RatesOneself { .. } => "rates-oneself",
            ProblemKind::SelfByAnother { .. } => "self-by-another",
            ProblemKind::SuperiorElsewhere { .. } => "superior-in-other-group",
            ProblemKind::NotTheSuperior { .. } => "not-the-superior",
            ProblemKind::NotASubordinate { .. } => "not-a-subordinate",
            ProblemKind::TooFew { .. } => "too-few-raters",
            ProblemKind::TooMany { .. } => "too-many-raters",
        }
    }

    /// The sentence.
    pub fn message(&self) -> Label {
        match &self.kind {
            ProblemKind::UnknownGroup { group } => {
                Label::new(format!("kelompok `{group}` tidak ada dalam skema"), format!("unknown group `{group}` in the scheme"))
            }
            ProblemKind::UnknownRatee { ratee } => Label::new(
                format!("yang dinilai `{ratee}` tidak ada dalam daftar orang"),
                format!("unknown ratee `{ratee}`: not among the people"),
            ),
            ProblemKind::UnknownRater { rater, group } => Label::new(
                format!("penilai `{rater}` dalam kelompok `{group}` tidak ada dalam daftar orang"),
                format!("unknown rater `{rater}` in group `{group}`: not among the people"),
            ),
            ProblemKind::Duplicate { ratee, rater } => Label::new(
                format!("`{rater}` ditunjuk dua kali untuk menilai `{ratee}`, diharapkan sekali"),
                format!("`{rater}` is named twice to rate `{ratee}`, expected once"),
            ),
            ProblemKind::TwoGroups { ratee, rater, groups: [first, second] } => Label::new(
                format!("`{rater}` menilai `{ratee}` dalam kelompok `{first}` dan `{second}`, diharapkan satu kelompok"),
                format!("`{rater}` rates `{ratee}` in the groups `{first}` and `{second}`, expected one group"),
            ),
            ProblemKind::RatesOneself { person, group } => Label::new(
                format!("`{person}` menilai diri sendiri melalui kelompok `{group}`, diharapkan hanya dalam kelompok diri"),
                format!("`{person}` rates himself or herself through group `{group}`, expected only in the self group"),
            ),
            ProblemKind::SelfByAnother { ratee, rater } => Label::new(
                format!("penilaian diri `{ratee}` diberikan oleh `{rater}`, diharapkan oleh yang dinilai sendiri"),
                format!("the self rating of `{ratee}` is given by `{rater}`, expected the person rated"),
            ),
            ProblemKind::SuperiorElsewhere { ratee, rater, group } => Label::new(
                format!("`{rater}` adalah atasan `{ratee}` tetapi menilai dalam kelompok `{group}`, diharapkan hanya sebagai atasan"),
                format!("`{rater}` is the superior of `{ratee}` but rates in group `{group}`, expected only as the superior"),
            ),
            ProblemKind::NotTheSuperior { ratee, rater, superior: Some(superior) } => Label::new(
                format!("`{rater}` menilai `{ratee}` sebagai atasan, sedangkan atasannya dalam daftar orang `{superior}`"),
                format!("`{rater}` rates `{ratee}` as the superior, but among the people the superior is `{superior}`"),
            ),
            ProblemKind::NotTheSuperior { ratee, rater, superior: None } => Label::new(
                format!("`{rater}` menilai `{ratee}` sebagai atasan, sedangkan `{ratee}` tidak mempunyai atasan dalam daftar orang"),
                format!("`{rater}` rates `{ratee}` as the superior, but among the people `{ratee}` has none"),
            ),
            ProblemKind::NotASubordinate { ratee, rater } => Label::new(
                format!("`{rater}` menilai `{ratee}` sebagai bawahan, sedangkan `{ratee}` bukan atasannya dalam daftar orang"),
                format!("`{rater}` rates `{ratee}` as a subordinate, but among the people `{ratee}` is not the superior of `{rater}`"),
            ),
            ProblemKind::TooFew { ratee, group, found, minimum, available } => Label::new(
                format!(
                    "kelompok `{group}` untuk `{ratee}` berisi {found} penilai, diharapkan sedikitnya {minimum} (tersedia {available} orang)"
                ),
                format!("group `{group}` for `{ratee}` has {}, expected at least {minimum} ({available} available)", raters(*found)),
            ),
            ProblemKind::TooMany { ratee, group, found, maximum } => Label::new(
                format!("kelompok `{group}` untuk `{ratee}` berisi {found} penilai, diharapkan paling banyak {maximum}"),
                format!("group `{group}` for `{ratee}` has {}, expected at most {maximum}", raters(*found)),
            ),
        }
    }
}

/// A number of raters in English.
fn raters(count: usize) -> String {
    if count == 1 { "1 rater".to_owned() } else { format!("{count} raters") }
}

/// Everything that is wrong with a list of nominations: first by nomination, then the quotas by person and group.
///
/// Nominations that were refused, declined or given up for a conflict are not looked at. A group nobody stands in for a person (subordinates
/// of somebody who leads nobody) needs no raters.
pub fn review(scheme: &Scheme, chart: &Chart, nominations: &[Nomination]) -> Vec<NominationProblem> {
    let mut problems = Vec::new();
    let mut pairs: BTreeMap<(&PersonId, &PersonId), usize> = BTreeMap::new();
    let mut counts: BTreeMap<(&PersonId, &RaterGroupCode), Vec<usize>> = BTreeMap::new();
    let mut ratees: BTreeMap<&PersonId, usize> = BTreeMap::new();
    for (place, nomination) in nominations.iter().enumerate().filter(|(_, nomination)| nomination.is_alive()) {
        let (ratee, rater, code) = (nomination.ratee(), nomination.rater(), nomination.group());
        let mut at = |kind| problems.push(NominationProblem { places: vec![place], kind });
        let group = scheme.group(code);
        if group.is_none() {
            at(ProblemKind::UnknownGroup { group: code.clone() });
        }
        if chart.get(ratee).is_none() {
            at(ProblemKind::UnknownRatee { ratee: ratee.clone() });
        } else {
            ratees.entry(ratee).or_insert(place);
        }
        let relation = group.map(|group| group.relation);
        let known = chart.get(ratee).is_some() && chart.get(rater).is_some();
        if relation != Some(Relation::External) && chart.get(rater).is_none() {
            at(ProblemKind::UnknownRater { rater: rater.clone(), group: code.clone() });
        }
        match relation {
            Some(Relation::Oneself) if ratee != rater => at(ProblemKind::SelfByAnother { ratee: ratee.clone(), rater: rater.clone() }),
            Some(relation) if relation != Relation::Oneself && ratee == rater => {
                at(ProblemKind::RatesOneself { person: rater.clone(), group: code.clone() });
            }
            Some(Relation::Peer | Relation::Subordinate | Relation::External) if chart.superior_of(ratee) == Some(rater) => {
                at(ProblemKind::SuperiorElsewhere { ratee: ratee.clone(), rater: rater.clone(), group: code.clone() });
            }
            Some(Relation::Superior) if known && chart.superior_of(ratee) != Some(rater) => {
                let superior = chart.superior_of(ratee).cloned();
                at(ProblemKind::NotTheSuperior { ratee: ratee.clone(), rater: rater.clone(), superior });
            }
            Some(Relation::Subordinate) if known && chart.superior_of(rater) != Some(ratee) => {
                at(ProblemKind::NotASubordinate { ratee: ratee.clone(), rater: rater.clone() });
            }
            _ => {}
        }
        match pairs.get(&(ratee, rater)) {
            None => {
                pairs.insert((ratee, rater), place);
            }
            Some(first) => {
                let other = nominations[*first].group();
                let kind = if other == code {
                    ProblemKind::Duplicate { ratee: ratee.clone(), rater: rater.clone() }
                } else {
                    ProblemKind::TwoGroups { ratee: ratee.clone(), rater: rater.clone(), groups: [other.clone(), code.clone()] }
                };
                problems.push(NominationProblem { places: vec![*first, place], kind });
            }
        }
        counts.entry((ratee, code)).or_default().push(place);
    }
    for (ratee, first) in ratees {
        for group in scheme.groups() {
            let places = counts.get(&(ratee, &group.code)).map(Vec::as_slice).unwrap_or_default();
            let (found, code) = (places.len(), || group.code.clone());
            if found > group.maximum {
                let kind = ProblemKind::TooMany { ratee: ratee.clone(), group: code(), found, maximum: group.maximum };
                problems.push(NominationProblem { places: places.to_vec(), kind });
            } else if found < group.minimum {
                let available = candidates(chart, ratee, group.relation).len();
                let by_structure = matches!(group.relation, Relation::Peer | Relation::Subordinate) && available == 0;
                if !by_structure {
                    let kind = ProblemKind::TooFew { ratee: ratee.clone(), group: code(), found, minimum: group.minimum, available };
                    let places = if places.is_empty() { vec![first] } else { places.to_vec() };
                    problems.push(NominationProblem { places, kind });
                }
            }
        }
    }
    problems
}
