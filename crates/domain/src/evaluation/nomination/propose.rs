//! Proposals from the organisation chart, with a draw that anybody can repeat.

use sha2::{Digest, Sha256};

use super::{Approval, Nomination, NominationState};
use crate::evaluation::chart::Chart;
use crate::evaluation::scheme::{ChosenBy, RaterGroup, Relation, Scheme};
use crate::people::id::PersonId;

/// Everybody who stands in a relation to a person, in the order of their ids. Nobody in the chart is external.
pub fn candidates<'c>(chart: &'c Chart, person: &'c PersonId, relation: Relation) -> Vec<&'c PersonId> {
    match relation {
        Relation::Superior => chart.superior_of(person).into_iter().collect(),
        Relation::Peer => chart.peers_of(person).collect(),
        Relation::Subordinate => chart.reports_of(person).iter().collect(),
        Relation::Oneself => chart.get(person).map(|member| &member.person).into_iter().collect(),
        Relation::External => Vec::new(),
    }
}

/// Proposes raters for everybody in the chart, in the order of people, groups of the scheme, raters.
///
/// Where more people stand in a relation than a group takes, those with the smallest SHA-256 of seed, person rated and rater are taken, so that
/// the draw depends on nothing but the seed and the people, and anybody who knows the seed can repeat it. Groups filled by chart or draw are
/// approved by that; where the person rated chooses, the draw is a proposal that waits for the superior and may be changed.
pub fn propose(scheme: &Scheme, chart: &Chart, seed: &str) -> Vec<Nomination> {
    let mut nominations = Vec::new();
    for member in chart.members() {
        for group in scheme.groups() {
            let found = candidates(chart, &member.person, group.relation);
            let is_drawn = found.len() > group.maximum;
            for rater in drawn(found, &member.person, group, seed) {
                nominations.push(Nomination::restore(
                    member.person.clone(),
                    rater.clone(),
                    group.code.clone(),
                    match group.chosen_by {
                        ChosenBy::Ratee => NominationState::Proposed,
                        ChosenBy::Draw => NominationState::Approved { by: Approval::Draw },
                        ChosenBy::Organisation if is_drawn => NominationState::Approved { by: Approval::Draw },
                        ChosenBy::Organisation => NominationState::Approved { by: Approval::Chart },
                    },
                ));
            }
        }
    }
    nominations
}

fn drawn<'c>(mut people: Vec<&'c PersonId>, ratee: &PersonId, group: &RaterGroup, seed: &str) -> Vec<&'c PersonId> {
    if people.len() > group.maximum {
        people.sort_by_cached_key(|rater| (lot(seed, ratee, rater), (*rater).clone()));
        people.truncate(group.maximum);
        people.sort_unstable();
    }
    people
}

/// The lot of a rater. Lengths are part of what is hashed, so that no two triples read the same.
fn lot(seed: &str, ratee: &PersonId, rater: &PersonId) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in ["jenjang/draw/1", seed, ratee.as_str(), rater.as_str()] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize().into()
}
