//! Career patterns: stages, moves, and what time does to the facts of whoever moves, as data.

use std::sync::Arc;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::moves::{Computed, Link, MoveRule, Same};
use super::post::Post;
use super::route::Development;
use crate::legal::{Label, LegalReference};
use crate::period::{DateRounding, EffectivePeriod};
use crate::policy::catalogue::Catalogue;
use crate::policy::value::FactIndex;

/// A stage of careers: every post of a kind and, for functional positions, a tier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stage {
    /// Its code, unique in the pattern.
    pub code: Arc<str>,
    /// What people read.
    pub label: Label,
    /// Kind of position.
    pub kind: Arc<str>,
    /// Tier; where it is absent every tier belongs to the stage, and posts without one.
    pub tier: Option<Arc<str>>,
}

impl Stage {
    /// Whether posts of this kind and tier belong to it.
    pub fn holds(&self, kind: &str, tier: Option<&str>) -> bool {
        &*self.kind == kind && self.tier.as_deref().is_none_or(|wanted| tier == Some(wanted))
    }
}

/// The facts that say where a person stands; a plan moves them along the route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Present {
    /// Kind of the present position.
    pub kind: FactIndex,
    /// First day in it.
    pub since: FactIndex,
    /// Its tier.
    pub tier: Option<FactIndex>,
    /// First day in the tier.
    pub tier_since: Option<FactIndex>,
    /// Its echelon.
    pub echelon: Option<FactIndex>,
    /// The grade.
    pub grade: Option<FactIndex>,
    /// First day in the grade.
    pub grade_since: Option<FactIndex>,
}

/// What a post says that a fact about the post sought can be filled with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Attribute {
    /// Its kind.
    Kind,
    /// Its tier.
    Tier,
    /// Its echelon.
    Echelon,
    /// The lowest grade it asks for.
    LowestGrade,
    /// The highest grade of its holders.
    HighestGrade,
}

impl Attribute {
    /// All.
    pub const ALL: [Attribute; 5] = [Attribute::Kind, Attribute::Tier, Attribute::Echelon, Attribute::LowestGrade, Attribute::HighestGrade];

    /// The word used in pattern files and the heading of its column in files of posts.
    pub fn as_str(self) -> &'static str {
        match self {
            Attribute::Kind => "kind",
            Attribute::Tier => "tier",
            Attribute::Echelon => "echelon",
            Attribute::LowestGrade => "lowest-grade",
            Attribute::HighestGrade => "highest-grade",
        }
    }

    /// What a post says of it.
    pub fn of(self, post: &Post) -> Option<&Arc<str>> {
        match self {
            Attribute::Kind => Some(&post.kind),
            Attribute::Tier => post.tier.as_ref(),
            Attribute::Echelon => post.echelon.as_ref(),
            Attribute::LowestGrade => post.lowest_grade.as_ref(),
            Attribute::HighestGrade => post.highest_grade.as_ref(),
        }
    }
}

/// How fast a fact grows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rate {
    /// By the years served: whole months as parts of a year.
    Years,
    /// By the result of a policy for every year in the post, in equal months.
    Policy(Computed),
}

/// A fact that grows while somebody serves in posts of some stages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Growth {
    /// The fact, a number.
    pub fact: FactIndex,
    /// Stages in which it grows.
    pub stages: Vec<usize>,
    /// What the post served in must have in common with the post sought.
    pub same: Vec<Same>,
    /// Only for these moves, by code; empty: for all.
    pub moves: Vec<Arc<str>>,
    /// How fast.
    pub rate: Rate,
}

/// By which policies a grade rises while somebody serves in posts of some stages; one that is met suffices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GradeLadder {
    /// Stages.
    pub stages: Vec<usize>,
    /// Ids of the policies.
    pub policies: Vec<Arc<str>>,
}

/// When a career ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retirement {
    /// Id of the policy that gives the age in years for the present position.
    pub policy: Arc<str>,
    /// The date of birth; read as the legal limit it is.
    pub birth_date: FactIndex,
}

/// Which development closes a gap in some facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DevelopmentRule {
    /// The kind.
    pub kind: Development,
    /// The facts.
    pub facts: Vec<FactIndex>,
    /// Fewest months it takes, where that is known.
    pub months: Option<u32>,
    /// Where that is known from.
    pub reference: Option<LegalReference>,
}

/// A career pattern. References are resolved: facts of the catalogue, stages by place; policies by id.
#[derive(Clone, Debug)]
pub struct CareerPattern {
    /// Its id.
    pub id: Arc<str>,
    /// File it was read from.
    pub file: Arc<str>,
    /// What people read.
    pub title: Label,
    /// One or two sentences.
    pub summary: Option<Label>,
    /// The facts it is written against.
    pub catalogue: Arc<Catalogue>,
    /// The instrument as a whole.
    pub reference: LegalReference,
    /// When it binds.
    pub effective: EffectivePeriod,
    /// What a day becomes that the calendar does not have.
    pub rounding: DateRounding,
    /// The facts that say where a person stands.
    pub present: Present,
    /// When careers end.
    pub retirement: Option<Retirement>,
    /// Stages.
    pub stages: Vec<Stage>,
    /// Moves.
    pub moves: Vec<MoveRule>,
    /// Moves between two posts written by hand.
    pub links: Vec<Link>,
    /// Facts about the post sought, and what of the post fills them.
    pub target: Vec<(FactIndex, Attribute)>,
    /// Facts a post states about itself; one it does not state is *none*: there is no such demand.
    pub stated: Vec<FactIndex>,
    /// Facts that are about the post sought and must be shown anew for the next one.
    pub renewed: Vec<FactIndex>,
    /// Facts that grow with service.
    pub growth: Vec<Growth>,
    /// How grades rise.
    pub grades: Vec<GradeLadder>,
    /// What closes which gap.
    pub development: Vec<DevelopmentRule>,
}

impl CareerPattern {
    /// The first stage that holds posts of this kind and tier.
    pub fn stage_of(&self, kind: &str, tier: Option<&str>) -> Option<usize> {
        // a stage that names the tier is more particular than one that does not
        let holding = |particular: bool| self.stages.iter().position(|s| s.tier.is_some() == particular && s.holds(kind, tier));
        holding(true).or_else(|| holding(false))
    }

    /// The moves from one stage to another, in order of their codes.
    pub fn moves_between(&self, from: usize, to: usize) -> Vec<usize> {
        let fits = |rule: &MoveRule| rule.from.contains(&from) && rule.to.contains(&to);
        let mut found: Vec<usize> = self.moves.iter().enumerate().filter(|(_, rule)| fits(rule)).map(|(place, _)| place).collect();
        found.sort_by(|a, b| self.moves[*a].code.cmp(&self.moves[*b].code));
        found
    }

    /// Every policy the pattern names.
    pub fn policies(&self) -> Vec<Arc<str>> {
        let mut ids: Vec<Arc<str>> = self.moves.iter().flat_map(|rule| rule.guards.iter().cloned()).collect();
        ids.extend(self.moves.iter().flat_map(|rule| &rule.starts).filter_map(|(_, start)| match start {
            super::moves::Start::Policy(computed) => Some(Arc::clone(&computed.id)),
            super::moves::Start::Value(_) => None,
        }));
        ids.extend(self.growth.iter().filter_map(|growth| match &growth.rate {
            Rate::Policy(computed) => Some(Arc::clone(&computed.id)),
            Rate::Years => None,
        }));
        ids.extend(self.grades.iter().flat_map(|ladder| ladder.policies.iter().cloned()));
        ids.extend(self.retirement.iter().map(|retirement| Arc::clone(&retirement.policy)));
        ids.sort();
        ids.dedup();
        ids
    }

    /// Whether it binds on a day.
    pub fn binds_on(&self, day: NaiveDate) -> bool {
        self.effective.contains(day)
    }
}

/// A number of years served from whole months, cut to two decimals as registers give it.
pub(crate) fn years_of_months(months: i32) -> Decimal {
    (Decimal::from(months) / Decimal::from(12)).round_dp_with_strategy(2, rust_decimal::RoundingStrategy::ToZero)
}

/// The whole months in a number of years that was cut to two decimals.
pub(crate) fn months_of_years(years: Decimal) -> i32 {
    use rust_decimal::prelude::ToPrimitive;
    // cutting loses at most 0.08 months
    (years * Decimal::from(12) + Decimal::new(1, 1)).floor().to_i32().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_cut_to_two_decimals_keep_their_months() {
        for months in 0..600 {
            assert_eq!(months_of_years(years_of_months(months)), months);
        }
        assert_eq!(months_of_years(Decimal::new(29, 1)), 34, "2.9 years are not 35 months");
    }
}
