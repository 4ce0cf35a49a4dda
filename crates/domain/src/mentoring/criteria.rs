//! How well a mentor fits a mentee, criterion by criterion.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rust_decimal::Decimal;
use serde::Serialize;

use super::programme::{Criterion, MentoringProgramme};
use crate::number::{Rounding, RoundingMode};
use crate::people::id::{CompetencyCode, PersonId, UnitId};

/// The facts of a country's catalogue that place somebody's grade and functional tier on their scales.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RankFacts {
    /// The grade.
    pub grade: &'static str,
    /// The tier.
    pub tier: &'static str,
}

/// What is known of somebody who is to be matched. What is `None` nobody said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Participant {
    /// Who.
    pub person: PersonId,
    /// The unit.
    pub unit: Option<UnitId>,
    /// The direct superior.
    pub superior: Option<PersonId>,
    /// Field of work.
    pub field: Option<Arc<str>>,
    /// Place of the grade on its scale, from low to high.
    pub grade: Option<usize>,
    /// Place of the functional tier on its scale, from low to high.
    pub tier: Option<usize>,
    /// Languages of work.
    pub languages: Option<BTreeSet<Arc<str>>>,
    /// Place of work.
    pub place: Option<Arc<str>>,
    /// Competencies the post requires and the person does not have yet, with the required level.
    pub lacks: Option<BTreeMap<CompetencyCode, Decimal>>,
    /// Competency levels the person has.
    pub levels: Option<BTreeMap<CompetencyCode, Decimal>>,
    /// How many mentees this person may have instead of the programme's limit.
    pub limit: Option<u32>,
}

impl Participant {
    /// Somebody of whom nothing is known.
    pub fn new(person: PersonId) -> Participant {
        Participant {
            person,
            unit: None,
            superior: None,
            field: None,
            grade: None,
            tier: None,
            languages: None,
            place: None,
            lacks: None,
            levels: None,
            limit: None,
        }
    }
}

/// What one criterion adds to a pair.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct CriterionScore {
    /// Which.
    pub criterion: Criterion,
    /// Its weight.
    pub weight: Decimal,
    /// How far it is met, from 0 to 1, in four decimals; absent where a fact is missing, which adds nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share: Option<Decimal>,
    /// Weight times share.
    pub points: Decimal,
}

/// Why this mentor for this mentee.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct PairScore {
    /// Every criterion of the programme, in its order.
    pub criteria: Vec<CriterionScore>,
    /// The points together.
    pub total: Decimal,
    /// The most there could be.
    pub of: Decimal,
}

impl PairScore {
    /// The score of a pair in a programme.
    pub fn of(programme: &MentoringProgramme, mentee: &Participant, mentor: &Participant) -> PairScore {
        let score = |weighted: &super::Weighted| {
            let share = share(weighted.criterion, mentee, mentor);
            let points = (weighted.weight * share.unwrap_or_default()).normalize();
            CriterionScore { criterion: weighted.criterion, weight: weighted.weight, share, points }
        };
        let criteria: Vec<CriterionScore> = programme.criteria.iter().map(score).collect();
        let total = criteria.iter().map(|one| one.points).sum::<Decimal>().normalize();
        let of = programme.criteria.iter().map(|weighted| weighted.weight).sum::<Decimal>().normalize();
        PairScore { criteria, total, of }
    }

    /// The points as a whole number of millionths, for exact comparison.
    pub(super) fn millionths(&self) -> i128 {
        let mut total = self.total;
        total.rescale(6);
        total.mantissa()
    }
}

fn share(criterion: Criterion, mentee: &Participant, mentor: &Participant) -> Option<Decimal> {
    let yes = |met: bool| if met { Decimal::ONE } else { Decimal::ZERO };
    match criterion {
        Criterion::SameUnit => Some(yes(mentee.unit.as_ref()? == mentor.unit.as_ref()?)),
        Criterion::OtherUnit => Some(yes(mentee.unit.as_ref()? != mentor.unit.as_ref()?)),
        Criterion::SameField => Some(yes(mentee.field.as_ref()? == mentor.field.as_ref()?)),
        Criterion::HigherGrade => Some(yes(mentor.grade? > mentee.grade?)),
        Criterion::HigherTier => Some(yes(mentor.tier? > mentee.tier?)),
        Criterion::SharedLanguage => Some(yes(!mentee.languages.as_ref()?.is_disjoint(mentor.languages.as_ref()?))),
        Criterion::SamePlace => Some(yes(mentee.place.as_ref()? == mentor.place.as_ref()?)),
        Criterion::Competency => {
            let lacks = mentee.lacks.as_ref()?;
            if lacks.is_empty() {
                // nothing lacking: no mentor covers more of it than another
                return Some(Decimal::ZERO);
            }
            let levels = mentor.levels.as_ref()?;
            let covered = lacks.iter().filter(|(code, required)| levels.get(*code).is_some_and(|level| level >= *required)).count();
            let share = Decimal::from(covered).checked_div(Decimal::from(lacks.len()))?;
            Some(Rounding { places: 4, mode: RoundingMode::HalfUp }.apply(share).normalize())
        }
    }
}
