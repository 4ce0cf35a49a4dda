//! Later editions of a score: what may change without giving away a single late or corrected answer.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::cohort::{Cohorts, TooClose};
use super::composite::{Block, Composite};
use super::instrument::Instrument;
use super::scheme::{Relation, Scheme};
use super::scoring::{Detail, DimensionScore, RaterKey, ScoreSheet, is_anonymous, rule_of, total};
use super::shown::Ends;
use crate::legal::Label;
use crate::number::ratio::Ratio;
use crate::people::id::{CompetencyCode, PersonId, RaterGroupCode};

/// Why new figures are withheld.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Their difference to earlier figures concerns too few raters.
    TooClose(TooClose),
    /// Their difference to earlier figures is the mean of raters who all answered near one end of the scale, so that it is each one's answer.
    AtAnEnd {
        /// How many raters.
        raters: usize,
    },
}

impl Reason {
    /// The sentence.
    pub fn message(self) -> Label {
        match self {
            Reason::TooClose(close) => close.message(),
            Reason::AtAnEnd { raters } => Label::new(
                format!("selisihnya dengan edisi sebelumnya menyangkut {raters} penilai yang jawabannya hampir sama di ujung skala"),
                format!("its difference to an earlier edition concerns {raters} raters whose answers nearly agree at an end of the scale"),
            ),
        }
    }
}

/// A dimension whose new figures differ and are withheld: what is released stays. The caller keeps the new sheet in the audited store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withheld {
    /// The dimension, or none for the comments.
    pub dimension: Option<CompetencyCode>,
    /// Why.
    pub reason: Reason,
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

    /// Releases a corrected edition, of the same scheme and instrument.
    ///
    /// Anonymous figures change only if, in every dimension, every difference to all earlier editions concerns no rater or at least as many as a
    /// mean needs, and none of these differences lies near an end of the scale; otherwise the released figures of all dimensions stay. Distributions
    /// are not shown for figures that changed, because two of them subtract to the answers of those who came between; comments change only where
    /// enough raters for detail came or went. The superior is known by name, so the superior's own rating always follows the correction.
    ///
    /// # Errors
    /// [`EditionError`] for a sheet of somebody else or one whose identities are cut.
    pub fn correct(&mut self, scheme: &Scheme, instrument: &Instrument, fresh: &ScoreSheet) -> Result<Vec<Withheld>, EditionError> {
        let Some(last) = self.released.last() else { return Err(EditionError::Cut) };
        if last.ratee != fresh.ratee {
            return Err(EditionError::OtherRatee { expected: last.ratee.clone(), found: fresh.ratee.clone() });
        }
        if self.released.iter().any(ScoreSheet::is_cut) || fresh.is_cut() {
            return Err(EditionError::Cut);
        }
        let refused: Vec<(&DimensionScore, Reason)> = fresh
            .dimensions
            .iter()
            .filter_map(|dimension| Some((dimension, self.guard(scheme, instrument, dimension, &fresh.raters).err()?)))
            .collect();
        let mut withheld = Vec::new();
        let mut next = if refused.is_empty() { self.advanced(fresh) } else { self.kept(scheme, fresh) };
        for (dimension, reason) in refused {
            let released = next.dimensions.iter().find(|d| d.code == dimension.code);
            if released.is_none_or(|released| released.composite.blocks != dimension.composite.blocks) {
                withheld.push(Withheld { dimension: Some(dimension.code.clone()), reason });
            }
        }
        match self.comments_may_change(scheme, fresh) {
            Ok(()) if withheld.is_empty() => next.comments.clone_from(&fresh.comments),
            Ok(()) => next.comments.clone_from(&last.comments),
            Err(close) => {
                next.comments.clone_from(&last.comments);
                if fresh.comments != last.comments {
                    withheld.push(Withheld { dimension: None, reason: Reason::TooClose(close) });
                }
            }
        }
        total(&mut next, rule_of(scheme).coverage);
        self.released.push(next);
        Ok(withheld)
    }

    /// Whether the anonymous blocks of a dimension may be released beside those of all earlier editions.
    fn guard(&self, scheme: &Scheme, instrument: &Instrument, fresh: &DimensionScore, raters: &[RaterKey]) -> Result<(), Reason> {
        let minimum = scheme.release().minimum_for_means;
        let mut cohorts = Cohorts::default();
        let mut scores: BTreeMap<RaterKey, Ratio> = BTreeMap::new();
        let earlier =
            self.released.iter().filter_map(|sheet| Some((sheet.dimensions.iter().find(|d| d.code == fresh.code)?, &*sheet.raters)));
        for (dimension, raters) in earlier {
            for members in blocks(dimension, raters) {
                cohorts = cohorts.with(&members.keys().cloned().collect(), minimum).map_err(Reason::TooClose)?;
                scores.extend(members);
            }
        }
        let before = cohorts.clone();
        for members in blocks(fresh, raters) {
            cohorts = cohorts.with(&members.keys().cloned().collect(), minimum).map_err(Reason::TooClose)?;
            scores.extend(members);
        }
        if cohorts == before {
            return Ok(());
        }
        // INVARIANT (no single rater): each cohort's mean can be worked out now, so each must keep off the ends as a shown mean does
        let ends = Ends::of(scheme, instrument);
        for cohort in cohorts.sets() {
            let mean = Ratio::mean(cohort.iter().filter_map(|rater| scores.get(rater).copied()));
            let bounds = ends.zip(mean).map(|(ends, mean)| ends.of_mean(cohort.len(), mean));
            if bounds.is_none_or(|bounds| bounds.low != bounds.high) {
                return Err(Reason::AtAnEnd { raters: cohort.len() });
            }
        }
        Ok(())
    }

    /// Whether the comments of all anonymous raters together may be shown beside those of all earlier editions.
    fn comments_may_change(&self, scheme: &Scheme, fresh: &ScoreSheet) -> Result<(), TooClose> {
        let mut cohorts = Cohorts::default();
        for sheet in self.released.iter().chain([fresh]) {
            let members = commenters(scheme, sheet);
            // below the threshold no comment was shown
            if members.len() >= scheme.release().minimum_for_detail {
                cohorts = cohorts.with(&members, scheme.release().minimum_for_detail)?;
            }
        }
        Ok(())
    }

    /// The new sheet: what changed in it is without distributions.
    fn advanced(&self, fresh: &ScoreSheet) -> ScoreSheet {
        let mut next = fresh.clone();
        next.edition = self.number();
        for dimension in &mut next.dimensions {
            let before = self.released.iter().rev().find_map(|sheet| {
                let found = sheet.dimensions.iter().find(|d| d.code == dimension.code)?;
                // an edition that kept figures says so by an earlier number; whose they are stands in that one
                (found.edition == sheet.edition).then_some((found, &*sheet.raters))
            });
            let same = before.is_some_and(|(found, raters)| blocks(found, raters) == blocks(dimension, &fresh.raters));
            match before {
                Some((found, _)) if same => {
                    dimension.edition = found.edition;
                    dimension.details.clone_from(&found.details);
                }
                _ => {
                    dimension.edition = next.edition;
                    dimension.details.iter_mut().for_each(|detail| *detail = None);
                }
            }
        }
        next
    }

    /// The released sheet, by its own weights, with the superior's and the person's own rating of the new one.
    fn kept(&self, scheme: &Scheme, fresh: &ScoreSheet) -> ScoreSheet {
        let Some(last) = self.released.last() else { return fresh.clone() };
        let mut next = last.clone();
        next.edition = self.number();
        next.superior_comments.clone_from(&fresh.superior_comments);
        for dimension in &mut next.dimensions {
            dimension.members.clear();
            let Some(new) = fresh.dimensions.iter().find(|d| d.code == dimension.code) else { continue };
            dimension.own = new.own;
            let anonymous = dimension.composite.blocks.drain(..).zip(dimension.details.drain(..)).filter(|(block, _)| !block.identified);
            let named = new.composite.blocks.iter().filter(|block| block.identified).map(|block| {
                let weight = Ratio::sum(block.groups.iter().filter_map(|place| last.weights.get(*place).copied())).unwrap_or(block.weight);
                (Block { weight, ..block.clone() }, None)
            });
            let mut both: Vec<(Block, Option<Detail>)> = anonymous.chain(named).collect();
            both.sort_by(|a, b| a.0.groups.cmp(&b.0.groups));
            (dimension.composite.blocks, dimension.details) = both.into_iter().unzip();
            let shown = &dimension.composite.blocks;
            dimension.composite.absent.retain(|place| !shown.iter().any(|block| block.groups.contains(place)));
            dimension.composite = without(&dimension.composite, scheme, &|_| false);
        }
        next
    }

    fn number(&self) -> u32 {
        self.released.last().map_or(1, |last| last.edition + 1)
    }
}

/// The raters behind each anonymous block, with their scores.
fn blocks(dimension: &DimensionScore, raters: &[RaterKey]) -> Vec<BTreeMap<RaterKey, Ratio>> {
    let of = |groups: &[usize]| {
        let members = groups.iter().filter_map(|group| dimension.members.get(*group)).flatten();
        members.filter_map(|(place, score)| Some((raters.get(*place)?.clone(), *score))).collect::<BTreeMap<RaterKey, Ratio>>()
    };
    let anonymous = dimension.composite.blocks.iter().filter(|block| !block.identified);
    // a kept dimension names nobody: its raters stand in the edition it is from
    anonymous.map(|block| of(&block.groups)).filter(|members| !members.is_empty()).collect()
}

/// The anonymous raters who count for some dimension.
fn commenters(scheme: &Scheme, sheet: &ScoreSheet) -> BTreeSet<RaterKey> {
    let groups = (0..scheme.groups().len()).filter(|place| is_anonymous(scheme, *place));
    let members = groups.flat_map(|group| sheet.dimensions.iter().filter_map(move |d| d.members.get(group)).flatten());
    members.filter_map(|(place, _)| sheet.raters.get(*place)).cloned().collect()
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
    let relation = |wanted: Relation| scheme.groups().iter().any(|group| group.relation == wanted && groups.contains(&group.code));
    if relation(Relation::Superior) {
        next.superior_comments.clear();
    }
    if (0..scheme.groups().len()).any(|place| gone(place) && is_anonymous(scheme, place)) {
        // nobody knows any more whose comment is whose
        next.comments.clear();
    }
    for dimension in &mut next.dimensions {
        let stays: Vec<bool> = dimension.composite.blocks.iter().map(|block| !block.groups.iter().any(|place| gone(*place))).collect();
        let details = dimension.details.drain(..).zip(&stays).filter(|(_, stays)| **stays).map(|(detail, _)| detail).collect();
        dimension.details = details;
        dimension.own = dimension.own.filter(|_| !relation(Relation::Oneself));
        dimension.composite = without(&dimension.composite, scheme, &gone);
    }
    total(&mut next, rule_of(scheme).coverage);
    Ok(next)
}

/// The composite over the blocks that hold none of the groups gone.
pub(super) fn without(composite: &Composite, scheme: &Scheme, gone: &dyn Fn(usize) -> bool) -> Composite {
    super::composite::recompose(composite, &rule_of(scheme), gone, &|place| {
        scheme.groups().get(place).is_some_and(|group| group.relation == Relation::Superior)
    })
}
