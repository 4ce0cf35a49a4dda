//! How far a cycle is, so that nobody learns who has answered.
//!
//! INVARIANT (nobody sees who has answered): a figure is a quarter, never a number; it is given for twenty approved ratings and more; none says that all
//! or none have answered, because that would say it of everybody. A unit with fewer counts only with the whole.

use std::collections::{BTreeMap, BTreeSet};

use jenjang::evaluation::cycle::CycleState;
use jenjang::evaluation::repository::NominationFilter;
use jenjang::legal::Label;
use jenjang::people::OrgTree;
use jenjang::people::id::{CycleId, PersonId, UnitId};
use serde::Serialize;

use super::load;
use crate::context::Context;
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};

/// Fewest ratings of which a share is said.
const FEWEST: usize = 20;

/// How much of what is expected has come, as a quarter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Share {
    /// Less than a quarter.
    #[serde(rename = "under-25-percent")]
    First,
    /// A quarter to less than half.
    #[serde(rename = "25-to-50-percent")]
    Second,
    /// Half to less than three quarters.
    #[serde(rename = "50-to-75-percent")]
    Third,
    /// Three quarters and more.
    #[serde(rename = "75-percent-or-more")]
    Fourth,
}

impl Share {
    /// All shares, the smallest first.
    pub const ALL: [Share; 4] = [Share::First, Share::Second, Share::Third, Share::Fourth];

    fn of(answered: usize, expected: usize) -> Option<Share> {
        if expected < FEWEST {
            return None;
        }
        let quarters = answered.saturating_mul(4) / expected;
        Share::ALL.get(quarters.min(3)).copied()
    }

    /// The share in words.
    pub fn label(self) -> Label {
        match self {
            Share::First => Label::new("kurang dari seperempat", "less than a quarter"),
            Share::Second => Label::new("seperempat sampai separuh", "a quarter to a half"),
            Share::Third => Label::new("separuh sampai tiga perempat", "a half to three quarters"),
            Share::Fourth => Label::new("tiga perempat atau lebih", "three quarters or more"),
        }
    }
}

/// How far a cycle is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct CycleProgress {
    /// Of the whole cycle; absent where too few rate.
    pub whole: Option<Share>,
    /// Units right under that of the cycle, by name, as far as enough ratings are expected about their people.
    pub units: Vec<UnitProgress>,
    /// How many units are counted only with the whole.
    pub too_small: usize,
}

/// How far it is in one unit and all under it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct UnitProgress {
    /// The unit of the people rated.
    pub unit: UnitId,
    /// What it is called.
    pub name: Label,
    /// How much has come.
    pub share: Share,
}

/// How far a cycle is, by unit of the people rated.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`]; [`ServiceError::Refused`] before the cycle opened; [`ServiceError::Store`].
pub async fn read_progress(context: &Context<'_>, cycle: &CycleId) -> Result<CycleProgress, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    let file = load::find(tx, cycle).await?.value;
    authorize(context, tx, Action::ReadProgress, &Target::unit(&file.unit)).await?;
    if matches!(file.cycle.state(), CycleState::Planned | CycleState::Nominating { .. }) {
        let state = file.cycle.state().label();
        return Err(ServiceError::refused(
            "not-open-yet",
            Label::new(
                format!("periode `{cycle}` {}: belum ada yang dapat menjawab", state.id),
                format!("cycle `{cycle}` is {}: nobody can have answered yet", state.en),
            ),
        ));
    }
    let everybody = NominationFilter::default();
    let receipts = tx.cycles().receipts(cycle, &everybody).await?;
    let answered: BTreeSet<(&PersonId, &PersonId)> = receipts.iter().map(|receipt| (&receipt.ratee, &receipt.rater)).collect();
    let nominations = tx.cycles().nominations(cycle, &everybody).await?;
    let tree = load::tree(tx).await?;
    let unit_of: BTreeMap<&PersonId, &UnitId> = file.chart.iter().map(|member| (&member.person, &member.unit)).collect();
    let (mut whole, mut units) = ((0, 0), BTreeMap::<&UnitId, (usize, usize)>::new());
    for nomination in nominations.iter().filter(|nomination| nomination.is_approved()) {
        let came = usize::from(answered.contains(&(nomination.ratee(), nomination.rater())));
        whole = (whole.0 + came, whole.1 + 1);
        if let Some(unit) = unit_of.get(nomination.ratee()).and_then(|unit| right_under(&tree, unit, &file.unit)) {
            let counted = units.entry(unit).or_default();
            *counted = (counted.0 + came, counted.1 + 1);
        }
    }
    let all = units.len();
    let shown = units.into_iter().filter_map(|(unit, (came, expected))| {
        let (share, found) = (Share::of(came, expected)?, tree.get(unit)?);
        Some(UnitProgress { unit: unit.clone(), name: found.name.clone(), share })
    });
    let mut units: Vec<UnitProgress> = shown.collect();
    units.sort_by(|a, b| a.name.id.cmp(&b.name.id).then_with(|| a.unit.cmp(&b.unit)));
    Ok(CycleProgress { whole: Share::of(whole.0, whole.1), too_small: all - units.len(), units })
}

/// The unit right under `top` that a unit is or belongs to; none for `top` itself and for units elsewhere.
fn right_under<'t>(tree: &'t OrgTree, unit: &UnitId, top: &UnitId) -> Option<&'t UnitId> {
    let mut at = tree.get(unit)?;
    loop {
        let parent = at.parent.as_ref()?;
        if parent == top {
            return Some(&at.id);
        }
        at = tree.get(parent)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_a_quarter_and_says_nothing_of_few() {
        assert_eq!(Share::of(0, 19), None);
        let of = |answered| Share::of(answered, 20);
        assert_eq!(
            [of(0), of(4), of(5), of(9), of(10), of(14), of(15), of(20)].map(|share| share.map(|share| share as u8)),
            [Some(0), Some(0), Some(1), Some(1), Some(2), Some(2), Some(3), Some(3)]
        );
        // all and none look like some
        assert_eq!((of(0), of(20)), (of(1), of(19)));
    }
}
