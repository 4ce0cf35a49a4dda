//! One person beside one standard of a post: what of the profile counts, and the gaps.

use chrono::NaiveDate;

use super::framework::Framework;
use super::gap::{GapError, GapReport};
use super::profile::{CurrentProfile, Profile, ProfileQuestion};
use super::standard::{FoundStandard, StandardTarget};
use crate::people::id::TierCode;

/// One standard of a post beside one person.
#[derive(Clone, Copy, Debug)]
pub struct GapQuestion<'a> {
    /// The standard and its set.
    pub found: FoundStandard<'a>,
    /// The framework it is written against.
    pub framework: &'a Framework,
    /// What was assessed, if anything was.
    pub profile: Option<&'a Profile>,
    /// The tier of the post.
    pub tier: Option<&'a TierCode>,
    /// The day.
    pub as_of: NaiveDate,
}

impl<'a> GapQuestion<'a> {
    /// What of the profile counts for posts of the tier on the day, and the gaps between it and the standard.
    ///
    /// # Errors
    /// [`GapError`] for levels or weights gaps cannot be computed with.
    pub fn compare(&self) -> Result<(CurrentProfile<'a>, GapReport), GapError> {
        let tier = match &self.found.standard.target {
            StandardTarget::Tier(own) => Some(own),
            StandardTarget::Post(_) => self.tier,
        };
        let asked = ProfileQuestion { date: self.as_of, rules: self.framework.assessment_rules(), tier, purpose: None };
        let current = self.profile.map(|profile| profile.current(&asked)).unwrap_or_default();
        let report = GapReport::of(self.found.standard, &current.levels())?;
        Ok((current, report))
    }
}
