//! Who cannot be whose mentor.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use serde::Serialize;

use super::programme::Criterion;
use crate::legal::Label;
use crate::people::id::PersonId;

/// Why two people are not paired.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "because")]
pub enum Refusal {
    /// Nobody is the own mentor.
    Oneself,
    /// The mentor is the mentee's direct superior, and the programme does not want that.
    Superior,
    /// A conflict of interest was declared between the two.
    Conflict {
        /// As declared.
        reason: Arc<str>,
    },
    /// The mentee mentors the mentor, directly or through others.
    Circle {
        /// Each is the mentor of the next, the last of the first.
        people: Vec<PersonId>,
    },
    /// A criterion the programme requires is not wholly met.
    NotMet {
        /// Which.
        criterion: Criterion,
    },
    /// Whether a required criterion is met is not known.
    NotKnown {
        /// Which.
        criterion: Criterion,
    },
    /// The mentor has as many mentees as may be.
    Full {
        /// How many that is.
        limit: u32,
    },
    /// The mentee has a mentor in this programme already.
    Paired {
        /// Who; none where that person was erased.
        mentor: Option<PersonId>,
    },
}

impl Refusal {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Refusal::Oneself => "own-mentor",
            Refusal::Superior => "mentor-is-superior",
            Refusal::Conflict { .. } => "mentor-conflict",
            Refusal::Circle { .. } => "mentor-circle",
            Refusal::NotMet { .. } => "mentor-criterion-not-met",
            Refusal::NotKnown { .. } => "mentor-criterion-not-known",
            Refusal::Full { .. } => "mentor-full",
            Refusal::Paired { .. } => "mentee-paired",
        }
    }

    /// The sentence in both languages.
    pub fn message(&self) -> Label {
        match self {
            Refusal::Oneself => Label::new(
                "tidak seorang pun menjadi mentor bagi dirinya sendiri, diharapkan dua orang yang berbeda",
                "nobody is the own mentor, expected two different people",
            ),
            Refusal::Superior => Label::new(
                "mentor adalah atasan langsung peserta; program ini mensyaratkan orang lain",
                "the mentor is the direct superior of the mentee; this programme expects somebody else",
            ),
            Refusal::Conflict { reason } => Label::new(
                format!("ada benturan kepentingan yang dinyatakan di antara keduanya: {reason}"),
                format!("a conflict of interest was declared between the two: {reason}"),
            ),
            Refusal::Circle { people } => {
                let mut names: Vec<&str> = people.iter().map(PersonId::as_str).collect();
                names.extend(people.first().map(PersonId::as_str));
                let chain = names.join("` → `");
                Label::new(
                    format!("mentor melingkar: `{chain}`; diharapkan tidak seorang pun menjadi mentor bagi mentornya sendiri"),
                    format!("circular mentors: `{chain}`; expected that nobody mentors the own mentor"),
                )
            }
            Refusal::NotMet { criterion } => {
                let label = criterion.label();
                Label::new(
                    format!("syarat program tidak terpenuhi: {}", label.id),
                    format!("a requirement of the programme is not met: {}", label.en),
                )
            }
            Refusal::NotKnown { criterion } => {
                let label = criterion.label();
                Label::new(
                    format!("belum diketahui apakah syarat program terpenuhi: {}", label.id),
                    format!("whether a requirement of the programme is met is not known: {}", label.en),
                )
            }
            Refusal::Full { limit } => Label::new(
                format!("mentor sudah mempunyai {limit} peserta, yaitu batasnya"),
                format!("the mentor has {limit} mentees already, which is the limit"),
            ),
            Refusal::Paired { mentor } => {
                let who = mentor.as_ref().map_or("-", PersonId::as_str);
                Label::new(
                    format!("peserta sudah mempunyai mentor dalam program ini (`{who}`), diharapkan belum"),
                    format!("the mentee has a mentor in this programme already (`{who}`), expected none yet"),
                )
            }
        }
    }
}

/// The circle a new pair would close, among pairs of (mentor, mentee) that run: the mentor first, each the mentor of the next, the last the mentor of
/// the first. The shortest one; of equally short ones that with the smaller ids.
///
/// INVARIANT (order does not matter): the same pairs in another order give the same circle.
pub fn circle<'p>(
    running: impl IntoIterator<Item = (&'p PersonId, &'p PersonId)>,
    mentor: &'p PersonId,
    mentee: &'p PersonId,
) -> Option<Vec<PersonId>> {
    let mut mentees: BTreeMap<&PersonId, BTreeSet<&PersonId>> = BTreeMap::new();
    for (above, below) in running {
        mentees.entry(above).or_default().insert(below);
    }
    // from the mentee downwards: whoever reaches the mentor closes the circle
    let mut from: BTreeMap<&PersonId, &PersonId> = BTreeMap::new();
    let mut waiting = VecDeque::from([mentee]);
    while let Some(at) = waiting.pop_front() {
        if at == mentor {
            let mut people = Vec::new();
            let mut step = at;
            while let Some(before) = from.get(step) {
                people.push((*before).clone());
                step = before;
            }
            people.push(mentor.clone());
            people.reverse();
            return Some(people);
        }
        for below in mentees.get(at).into_iter().flatten() {
            if *below != mentee && !from.contains_key(below) {
                from.insert(below, at);
                waiting.push_back(below);
            }
        }
    }
    None
}
