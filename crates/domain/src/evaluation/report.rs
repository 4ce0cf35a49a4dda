//! What each reader may see, as a type of its own: a frontend that prints everything in it leaks nothing.
//!
//! The person rated sees group means, the own rating beside them, favourability and comments where enough people stand behind them. The superior sees
//! the means. HR sees means, how many answered, and flags as counts. Nobody sees a rater, an item answer, or a figure that could be worked back to
//! one: the same bounds hold for every reader, because readers talk to one another. Known limits: a rater who shares the own rating with a reader
//! takes it out of the mean for both, so that of three raters two are left; and of a group that agrees in the middle of the scale, everybody's
//! rating may be guessed from the mean, though never known.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::composite::Insufficient;
use super::instrument::Instrument;
use super::scheme::{Effect, Scheme};
use super::scoring::{Detail, DimensionScore, ScoreSheet};
use super::shown::{Bounds, DimensionBounds, Ends, Shown, overall_of};
use crate::legal::Label;
use crate::number::RoundingMode;
use crate::number::ratio::Ratio;
use crate::people::id::{CompetencyCode, PersonId, RaterGroupCode};

/// How a score stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// All weight is released.
    Complete,
    /// Some group is missing and the others' weights were scaled up.
    Renormalised,
    /// No valid score: the manual procedure applies.
    Insufficient,
}

impl Status {
    /// The status in words.
    pub fn label(self) -> Label {
        match self {
            Status::Complete => Label::new("lengkap", "complete"),
            Status::Renormalised => Label::new("bobot disesuaikan", "renormalised"),
            Status::Insufficient => Label::new("belum cukup", "insufficient"),
        }
    }
}

/// A statistic rounded to its declared places, or why it has no value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Figure {
    /// The value.
    pub value: Option<Decimal>,
    /// Why there is none.
    pub reason: Option<Label>,
}

impl Figure {
    /// A known value.
    pub fn known(value: Decimal) -> Figure {
        Figure { value: Some(value), reason: None }
    }

    /// No value, and why.
    pub fn undefined(reason: Label) -> Figure {
        Figure { value: None, reason: Some(reason) }
    }
}

/// How precise the scores of a cycle are; it stands beside every score.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Precision {
    /// Reliability of the composite, 0 to 1.
    pub reliability: Figure,
    /// Standard error of measurement, in points of the scale.
    pub standard_error: Figure,
    /// Least difference of two people or two rounds that can be called real, at 95 %.
    pub detectable_difference: Figure,
}

/// A kind of remark on the answers about somebody. A remark asks for a look; it never edits a score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Flag {
    /// A rater far from the others.
    Outlier,
    /// The same answer throughout.
    StraightLine,
    /// A rater who hardly tells dimensions apart.
    Halo,
}

impl Flag {
    /// The flag in words.
    pub fn label(self) -> Label {
        match self {
            Flag::Outlier => Label::new("nilai sangat menyimpang", "far from the other raters"),
            Flag::StraightLine => Label::new("jawaban seragam", "the same answer throughout"),
            Flag::Halo => Label::new("dimensi hampir tidak dibedakan", "dimensions hardly told apart"),
        }
    }
}

/// How many raters stand behind a figure, as far as the reader may know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Raters {
    /// One, known by name.
    Named,
    /// At least so many.
    AtLeast(usize),
    /// Exactly so many.
    Exactly(usize),
}

/// One group, or several shown as one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct BlockView {
    /// The groups.
    pub groups: Vec<RaterGroupCode>,
    /// Their name.
    pub label: Label,
    /// Its mean.
    pub mean: Shown,
    /// How many raters.
    pub raters: Raters,
}

/// How answers of a block spread.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct DetailView {
    /// Whose answers.
    pub label: Label,
    /// Percent above the middle of the scale. Whole percents, because finer ones tell how many raters there are.
    pub favourable: Decimal,
    /// Percent at the middle: what the other two leave.
    pub neutral: Decimal,
    /// Percent below the middle.
    pub unfavourable: Decimal,
}

/// One dimension, as everybody who may read the report at all sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct DimensionView {
    /// The dimension.
    pub code: CompetencyCode,
    /// Its name.
    pub label: Label,
    /// The edition its anonymous figures were released in: an earlier one where a correction was withheld.
    pub edition: u32,
    /// The score.
    pub score: Option<Shown>,
    /// Why there is none.
    pub reasons: Vec<Label>,
    /// Released blocks.
    pub blocks: Vec<BlockView>,
    /// Groups that answered but are too small to be shown; they are not scored.
    pub hidden: Vec<Label>,
    /// Groups withdrawn after they had been released.
    pub withdrawn: Vec<Label>,
}

/// What all readers of a report share.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Summary {
    /// The person rated.
    pub ratee: PersonId,
    /// Title of the scheme.
    pub scheme: Label,
    /// What the result does to a performance label.
    pub effect: Effect,
    /// Edition, from 1.
    pub edition: u32,
    /// How the score stands.
    pub status: Status,
    /// The overall score.
    pub score: Option<Shown>,
    /// Percent of the importance that has a score, one decimal.
    pub coverage: Decimal,
    /// Why there is no score.
    pub reasons: Vec<Label>,
    /// How precise scores of this cycle are.
    pub precision: Option<Precision>,
    /// Dimensions.
    pub dimensions: Vec<DimensionView>,
}

/// How a person sees one dimension of the own report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct OwnDimension {
    /// The dimension.
    pub code: CompetencyCode,
    /// The own rating.
    pub own: Option<Decimal>,
    /// Own rating less score; a range where the score is one.
    pub difference: Option<Shown>,
    /// Blind spot, hidden strength and the like, for development only.
    pub quadrant: Option<Quadrant>,
    /// How answers spread, for blocks of enough raters.
    pub details: Vec<DetailView>,
}

/// Own view against the others', for development only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Quadrant {
    /// Rated high by oneself, lower by others.
    BlindSpot,
    /// Rated low by oneself, higher by others.
    HiddenStrength,
    /// High by both.
    ConfirmedStrength,
    /// Low by both.
    ConfirmedNeed,
}

impl Quadrant {
    /// The quadrant of a person rated high or not by oneself and by others.
    pub fn of(own_high: bool, others_high: bool) -> Quadrant {
        match (own_high, others_high) {
            (true, false) => Quadrant::BlindSpot,
            (false, true) => Quadrant::HiddenStrength,
            (true, true) => Quadrant::ConfirmedStrength,
            (false, false) => Quadrant::ConfirmedNeed,
        }
    }

    /// The quadrant in words.
    pub fn label(self) -> Label {
        match self {
            Quadrant::BlindSpot => Label::new(
                "titik buta: Anda menilai diri tinggi, penilai lain lebih rendah",
                "blind spot: you rate yourself high, others lower",
            ),
            Quadrant::HiddenStrength => Label::new(
                "kekuatan tersembunyi: Anda menilai diri rendah, penilai lain lebih tinggi",
                "hidden strength: you rate yourself low, others higher",
            ),
            Quadrant::ConfirmedStrength => Label::new("kekuatan yang diakui bersama", "confirmed strength"),
            Quadrant::ConfirmedNeed => Label::new("kebutuhan pengembangan yang diakui bersama", "confirmed development need"),
        }
    }
}

/// The report of the person rated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct RateeReport {
    /// What all readers share.
    #[serde(flatten)]
    pub summary: Summary,
    /// The own view and details, dimension by dimension.
    pub own: Vec<OwnDimension>,
    /// Comments of anonymous raters, without order or author; none from too few.
    pub comments: Vec<String>,
    /// Comments of the superior.
    pub superior_comments: Vec<String>,
}

/// The report of the superior.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct SuperiorReport {
    /// What all readers share.
    #[serde(flatten)]
    pub summary: Summary,
}

/// The report of the HR agency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct HrReport {
    /// What all readers share, with exact numbers of raters.
    #[serde(flatten)]
    pub summary: Summary,
    /// How many responses about the person carry a remark, by kind; never whose.
    pub flags: BTreeMap<Flag, usize>,
}

/// What reports are made from.
#[derive(Clone, Copy, Debug)]
pub struct Reporting<'a> {
    /// The scheme.
    pub scheme: &'a Scheme,
    /// The instrument.
    pub instrument: &'a Instrument,
    /// The exact scores.
    pub sheet: &'a ScoreSheet,
    /// Precision of the cycle, where computed.
    pub precision: Option<&'a Precision>,
}

impl Reporting<'_> {
    /// For the person rated.
    pub fn for_ratee(&self) -> RateeReport {
        let bounds = self.bounds();
        RateeReport {
            summary: self.summary(&bounds, false),
            own: self.sheet.dimensions.iter().zip(&bounds).map(|(dimension, bounds)| self.own(dimension, bounds)).collect(),
            comments: self.sheet.comments.clone(),
            superior_comments: self.sheet.superior_comments.clone(),
        }
    }

    /// For the superior.
    pub fn for_superior(&self) -> SuperiorReport {
        SuperiorReport { summary: self.summary(&self.bounds(), false) }
    }

    /// For the HR agency; `flags` are counts of remarked responses.
    pub fn for_hr(&self, flags: BTreeMap<Flag, usize>) -> HrReport {
        HrReport { summary: self.summary(&self.bounds(), true), flags }
    }

    /// What may be known of each dimension; of one whose figures are too fine to add exactly, nothing.
    fn bounds(&self) -> Vec<DimensionBounds> {
        let ends = Ends::of(self.scheme, self.instrument);
        let of = |dimension: &DimensionScore| DimensionBounds::of(ends.as_ref()?, &dimension.composite);
        self.sheet.dimensions.iter().map(|dimension| of(dimension).unwrap_or(DimensionBounds { blocks: Vec::new(), score: None })).collect()
    }

    fn summary(&self, of_dimensions: &[DimensionBounds], exact_counts: bool) -> Summary {
        let parts = self.scheme.parts();
        let bounds = overall_of(self.sheet, of_dimensions);
        let renormalised = self.sheet.dimensions.iter().any(|d| d.composite.is_renormalised()) || self.sheet.coverage < Ratio::ONE;
        Summary {
            ratee: self.sheet.ratee.clone(),
            scheme: parts.title.clone(),
            effect: parts.effect,
            edition: self.sheet.edition,
            status: match (bounds, renormalised) {
                (None, _) => Status::Insufficient,
                (Some(_), true) => Status::Renormalised,
                (Some(_), false) => Status::Complete,
            },
            score: bounds.and_then(|b| b.shown(parts.places)),
            coverage: percent(self.sheet.coverage, 1),
            reasons: self.sheet.reasons.iter().map(|reason| reason.label()).collect(),
            precision: self.precision.cloned(),
            dimensions: self
                .sheet
                .dimensions
                .iter()
                .zip(of_dimensions)
                .map(|(d, bounds)| self.dimension(d, bounds, exact_counts))
                .collect(),
        }
    }

    fn dimension(&self, dimension: &DimensionScore, bounds: &DimensionBounds, exact_counts: bool) -> DimensionView {
        let places = self.scheme.parts().places;
        let composite = &dimension.composite;
        let blocks = composite.blocks.iter().zip(&bounds.blocks).filter_map(|(block, of_block)| {
            // the same number in every dimension: who left which one open is nobody's business
            let answered: usize = block.groups.iter().filter_map(|place| self.sheet.answered.get(*place)).sum();
            let raters = match (block.identified, exact_counts) {
                (true, _) => Raters::Named,
                (false, true) => Raters::Exactly(answered),
                (false, false) => Raters::AtLeast(self.scheme.raters_band(answered)),
            };
            let mean = of_block.shown(places)?;
            let groups = block.groups.iter().filter_map(|place| self.scheme.groups().get(*place)).map(|group| group.code.clone()).collect();
            Some(BlockView { groups, label: self.name(&block.groups), mean, raters })
        });
        DimensionView {
            code: dimension.code.clone(),
            label: self.label(&dimension.code),
            edition: dimension.edition,
            score: bounds.score.and_then(|b| b.shown(places)),
            reasons: composite.reasons.iter().map(|reason: &Insufficient| reason.label()).collect(),
            blocks: blocks.collect(),
            withdrawn: composite.withdrawn.iter().map(|place| self.name(&[*place])).collect(),
            hidden: composite.suppressed.iter().map(|place| self.name(&[*place])).collect(),
        }
    }

    fn own(&self, dimension: &DimensionScore, of_dimension: &DimensionBounds) -> OwnDimension {
        let places = self.scheme.parts().places;
        let bounds = of_dimension.score;
        let difference = match (dimension.own, bounds) {
            (Some(own), Some(Bounds { low, high })) => match (own.minus(high), own.minus(low)) {
                (Some(low), Some(high)) => Bounds { low, high }.shown(places),
                _ => None,
            },
            _ => None,
        };
        let blocks = dimension.composite.blocks.iter().zip(&dimension.details).zip(&of_dimension.blocks);
        OwnDimension {
            code: dimension.code.clone(),
            own: dimension.own.and_then(|own| own.round(places, RoundingMode::HalfUp)),
            difference,
            quadrant: dimension.own.zip(bounds).and_then(|(own, bounds)| self.quadrant(own, bounds)),
            details: blocks
                // counts would give away a mean that is shown as a bound
                .filter(|(_, bounds)| bounds.low == bounds.high)
                .filter_map(|((block, detail), _)| Some(self.detail(&block.groups, detail.as_ref()?)))
                .collect(),
        }
    }

    /// High is from five eighths of the scale: 3.50 of 1 to 5. `None` where the bounds leave it open.
    fn quadrant(&self, own: Ratio, others: Bounds) -> Option<Quadrant> {
        let scale = self.instrument.scale();
        let cut = Ratio::from(scale.minimum + (scale.maximum - scale.minimum) * Decimal::new(625, 3));
        if (others.low >= cut) != (others.high >= cut) {
            return None;
        }
        Some(Quadrant::of(own >= cut, others.low >= cut))
    }

    fn detail(&self, groups: &[usize], detail: &Detail) -> DetailView {
        let scale = self.instrument.scale();
        let twice_middle = scale.minimum + scale.maximum;
        let answers: u32 = detail.counts.iter().sum();
        let share = |keep: &dyn Fn(Decimal) -> bool| {
            let counted: u32 = scale.anchors.iter().zip(&detail.counts).filter(|(anchor, _)| keep(anchor.value)).map(|(_, n)| *n).sum();
            Ratio::new(i128::from(counted), i128::from(answers)).map_or(Decimal::ZERO, |share| percent(share, 0))
        };
        let two = Decimal::TWO;
        let (favourable, unfavourable) = (share(&|value| value * two > twice_middle), share(&|value| value * two < twice_middle));
        let has_middle = scale.anchors.iter().any(|anchor| anchor.value * two == twice_middle);
        // the three add up to 100, as readers expect of shares
        let rest = (Decimal::ONE_HUNDRED - favourable - unfavourable).max(Decimal::ZERO);
        DetailView { label: self.name(groups), favourable, neutral: if has_middle { rest } else { Decimal::ZERO }, unfavourable }
    }

    fn label(&self, code: &CompetencyCode) -> Label {
        self.instrument.dimensions().iter().find(|d| d.code == *code).map_or_else(|| Label::same(code.as_str()), |d| d.label.clone())
    }

    /// The name of one group, or of several shown as one.
    fn name(&self, groups: &[usize]) -> Label {
        let labels: Vec<&Label> = groups.iter().filter_map(|place| self.scheme.groups().get(*place)).map(|group| &group.label).collect();
        match labels.as_slice() {
            [one] => (*one).clone(),
            several => Label::new(
                format!("{} (digabung)", several.iter().map(|l| &*l.id).collect::<Vec<_>>().join(" dan ")),
                format!("{} (combined)", several.iter().map(|l| &*l.en).collect::<Vec<_>>().join(" and ")),
            ),
        }
    }
}

fn percent(share: Ratio, places: u32) -> Decimal {
    share.times(Ratio::from(100)).and_then(|p| p.round(places, RoundingMode::HalfUp)).unwrap_or_default()
}
