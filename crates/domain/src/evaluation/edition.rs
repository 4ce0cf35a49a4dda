//! Later editions of a score: what may change without giving away a single late or corrected answer.

use std::collections::BTreeSet;

use serde::Serialize;

use super::cohort::{Cohorts, TooClose};
use super::composite::Composite;
use super::scheme::Scheme;
use super::scoring::{DimensionScore, RaterKey, ScoreSheet, rule_of, total};
use crate::legal::Label;
use crate::people::id::{CompetencyCode, PersonId, RaterGroupCode};

/// A dimension whose new figures are withheld: the correction goes to the audited store, the released figures stay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withheld {
    /// The dimension.
    pub dimension: CompetencyCode,
    /// How close the new figures would come.
    pub reason: TooClose,
}

/// Why there is no later edition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EditionError {
    /// The sheets are about different people.
    OtherRatee {
        /// Whose edition was expected.
        expected: PersonId,
        /// Whose was found.
        found: PersonId,
    },
    /// Who answered is no longer known, so that nobody can say what a change would give away.
    Cut,
    /// A group the scheme does not have.
    UnknownGroup {
        /// The group.
        group: RaterGroupCode,
    },
}

impl EditionError {
    /// The sentence.
    pub fn message(&self) -> Label {
        match self {
            EditionError::OtherRatee { expected, found } => Label::new(
                format!("edisi ini tentang `{found}`, diharapkan `{expected}`"),
                format!("this edition is about `{found}`, expected `{expected}`"),
            ),
            EditionError::Cut => Label::new(
                "jawaban tidak lagi terhubung dengan penilainya: edisi berikutnya hanya dapat menarik seluruh kelompok",
                "answers are no longer linked to raters: a later edition can only withdraw whole groups",
            ),
            EditionError::UnknownGroup { group } => {
                Label::new(format!("kelompok `{group}` tidak ada dalam skema"), format!("unknown group `{group}` in the scheme"))
            }
        }
    }
}

/// The editions released so far of one person's scores, while answers are still linked to raters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Editions {
    released: Vec<ScoreSheet>,
}

impl Editions {
    /// The first edition.
    pub fn first(sheet: ScoreSheet) -> Editions {
        Editions { released: vec![sheet] }
    }

    /// Every edition, oldest first; never empty.
    pub fn all(&self) -> &[ScoreSheet] {
        &self.released
    }

    /// Releases a corrected edition. A dimension changes only if every difference to all earlier editions concerns no rater or at least
    /// as many as a mean needs; otherwise its released figures stay, and it is named among those withheld.
    ///
    /// The superior is known by name, so the superior's own rating always follows the correction.
    ///
    /// # Errors
    /// [`EditionError`] for a sheet of somebody else or one whose identities are cut.
    pub fn correct(&mut self, scheme: &Scheme, fresh: ScoreSheet) -> Result<Vec<Withheld>, EditionError> {
        let Some(last) = self.released.last() else { return Err(EditionError::Cut) };
        if last.ratee != fresh.ratee {
            return Err(EditionError::OtherRatee { expected: last.ratee.clone(), found: fresh.ratee });
        }
        if self.released.iter().any(ScoreSheet::is_cut) || fresh.is_cut() {
            return Err(EditionError::Cut);
        }
        let minimum = scheme.release().minimum_for_means;
        let mut withheld = Vec::new();
        let mut next = fresh;
        next.edition = last.edition + 1;
        // a rater behind a kept dimension is found again among the raters of the new sheet
        let mut dimensions = Vec::new();
        let mut any_kept = false;
        for dimension in &next.dimensions {
            match self.cohorts(dimension, &next.raters, minimum) {
                Ok(()) => dimensions.push(DimensionScore { edition: next.edition, ..dimension.clone() }),
                Err(reason) => {
                    any_kept = true;
                    let kept = self.kept(dimension, scheme);
                    if kept.composite.blocks != dimension.composite.blocks {
                        withheld.push(Withheld { dimension: dimension.code.clone(), reason });
                    }
                    dimensions.push(kept);
                }
            }
        }
        next.dimensions = dimensions;
        if any_kept {
            // a late comment would stand out beside the earlier ones
            next.comments.clone_from(&last.comments);
        }
        total(&mut next, rule_of(scheme).coverage);
        self.released.push(next);
        Ok(withheld)
    }

    /// Whether the anonymous blocks of a dimension may be released beside those of all earlier editions.
    fn cohorts(&self, fresh: &DimensionScore, raters: &[RaterKey], minimum: usize) -> Result<(), TooClose> {
        let mut cohorts = Cohorts::default();
        let earlier =
            self.released.iter().filter_map(|sheet| Some((sheet.dimensions.iter().find(|d| d.code == fresh.code)?, &*sheet.raters)));
        for (dimension, raters) in earlier.chain([(fresh, raters)]) {
            for members in blocks(dimension, raters) {
                cohorts = cohorts.with(&members, minimum)?;
            }
        }
        Ok(())
    }

    /// The released figures of a dimension with the superior's rating of the new one.
    fn kept(&self, fresh: &DimensionScore, scheme: &Scheme) -> DimensionScore {
        let before = self.released.iter().rev().find_map(|sheet| sheet.dimensions.iter().find(|d| d.code == fresh.code));
        let Some(before) = before else {
            return DimensionScore { composite: without(&fresh.composite, scheme, &|_| true), details: Vec::new(), ..fresh.clone() };
        };
        let mut kept = before.clone();
        let anonymous =
            kept.composite.blocks.iter().zip(&kept.details).filter(|(block, _)| !block.identified).map(|(b, d)| (b.clone(), d.clone()));
        let named = fresh.composite.blocks.iter().filter(|block| block.identified).map(|block| (block.clone(), None));
        let mut both: Vec<_> = anonymous.chain(named).collect();
        both.sort_by(|a, b| a.0.groups.cmp(&b.0.groups));
        (kept.composite.blocks, kept.details) = both.into_iter().unzip();
        kept.own = fresh.own;
        kept.composite = without(&kept.composite, scheme, &|_| false);
        kept.members = Vec::new();
        kept
    }
}

/// The raters behind each anonymous block.
fn blocks(dimension: &DimensionScore, raters: &[RaterKey]) -> Vec<BTreeSet<RaterKey>> {
    let of = |groups: &[usize]| {
        let places = groups.iter().filter_map(|group| dimension.members.get(*group)).flatten();
        places.filter_map(|place| raters.get(*place)).cloned().collect::<BTreeSet<RaterKey>>()
    };
    dimension.composite.blocks.iter().filter(|block| !block.identified).map(|block| of(&block.groups)).collect()
}

/// The sheet of a closed cycle without some groups: all a later edition may do once identities are cut.
///
/// A block that holds a withdrawn group goes as a whole, with everything merged into it.
///
/// # Errors
/// [`EditionError::UnknownGroup`].
pub fn withdraw(scheme: &Scheme, sheet: &ScoreSheet, groups: &[RaterGroupCode]) -> Result<ScoreSheet, EditionError> {
    if let Some(group) = groups.iter().find(|code| scheme.group(code).is_none()) {
        return Err(EditionError::UnknownGroup { group: group.clone() });
    }
    let gone = |place: usize| scheme.groups().get(place).is_some_and(|group| groups.contains(&group.code));
    let mut next = sheet.clone().cut();
    next.edition += 1;
    for dimension in &mut next.dimensions {
        let stays: Vec<bool> = dimension.composite.blocks.iter().map(|block| !block.groups.iter().any(|place| gone(*place))).collect();
        let details = dimension.details.drain(..).zip(&stays).filter(|(_, stays)| **stays).map(|(detail, _)| detail).collect();
        dimension.details = details;
        dimension.composite = without(&dimension.composite, scheme, &gone);
    }
    total(&mut next, rule_of(scheme).coverage);
    Ok(next)
}

/// The composite over the blocks that hold none of the groups gone.
fn without(composite: &Composite, scheme: &Scheme, gone: &dyn Fn(usize) -> bool) -> Composite {
    super::composite::recompose(composite, &rule_of(scheme), gone, &|place| {
        scheme.groups().get(place).is_some_and(|group| group.relation == super::scheme::Relation::Superior)
    })
}
