//! How well people match a critical post, from their competency profiles: the official job-person match against the one standard the post has.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::competency::{
    FoundStandard, Framework, GapError, GapQuestion, JobPersonMatch, NoMatch, Profile, ProfileErrors, Standards, standards_for,
};
use crate::legal::Label;
use crate::people::id::{PositionId, TierCode};

/// The one standard a post has on a day, with its framework.
#[derive(Clone, Debug)]
pub struct PostStandard<'a> {
    found: FoundStandard<'a>,
    framework: &'a Framework,
    tier: Option<TierCode>,
    as_of: NaiveDate,
}

/// Why people cannot be matched with a post at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoStandard {
    /// No standard binds on the day, neither one of the post itself nor one of its tier.
    Unbound,
    /// Standards of several frameworks bind, and no rule says which of them counts: what the frameworks are called.
    Several(Vec<Label>),
}

/// Why there is no match of one person.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unmatched {
    /// Too little is measured.
    #[error("{}", .0.label().en)]
    TooLittle(NoMatch),
    /// The profile does not fit its framework.
    #[error(transparent)]
    Unsound(#[from] ProfileErrors),
    /// Levels or weights that gaps cannot be computed with.
    #[error(transparent)]
    Gaps(#[from] GapError),
}

impl<'a> PostStandard<'a> {
    /// The standard of a post and its tier on a day.
    ///
    /// # Errors
    /// [`NoStandard`] where none or more than one framework binds.
    pub fn of(
        standards: &'a [Standards],
        frameworks: &'a [Framework],
        post: &PositionId,
        tier: Option<&TierCode>,
        as_of: NaiveDate,
    ) -> Result<PostStandard<'a>, NoStandard> {
        let framework = |found: &FoundStandard<'_>| frameworks.iter().find(|framework| framework.id() == found.standards.framework());
        let found = standards_for(standards, Some(post), tier, as_of);
        let mut bound = found.into_iter().filter_map(|found| Some((found, framework(&found)?)));
        match (bound.next(), bound.next()) {
            (None, _) => Err(NoStandard::Unbound),
            (Some((found, framework)), None) => Ok(PostStandard { found, framework, tier: tier.cloned(), as_of }),
            (Some(first), Some(second)) => {
                let titles = [first, second].into_iter().chain(bound).map(|(_, framework)| framework.title().clone());
                Err(NoStandard::Several(titles.collect()))
            }
        }
    }

    /// What the standard is called.
    pub fn label(&self) -> &Label {
        &self.found.standard.label
    }

    /// The framework it is written in.
    pub fn framework(&self) -> &'a Framework {
        self.framework
    }

    /// The official match of somebody: achieved of required, at most 100.
    ///
    /// INVARIANT (silence is not zero): who is not assessed, or too little, has no match.
    ///
    /// # Errors
    /// [`Unmatched`] where there is none.
    pub fn matching(&self, profile: Option<&Profile>) -> Result<Decimal, Unmatched> {
        let question = GapQuestion { found: self.found, framework: self.framework, profile, tier: self.tier.as_ref(), as_of: self.as_of };
        let (_, report) = question.compare()?;
        let found = JobPersonMatch::of(&report).map_err(Unmatched::TooLittle)?;
        Ok(found.total().value())
    }
}
