//! From raters' scores to one number: group means, release and merging, the weighted composite. Methods §1.2 and §1.3 of the docs.

use serde::{Deserialize, Serialize};

use super::scheme::SmallGroups;
use crate::legal::Label;
use crate::number::ratio::Ratio;

/// The scores of one group of raters, before anything is released.
#[derive(Clone, Debug)]
pub struct RatedGroup<'a> {
    /// Its name: merging breaks ties by it.
    pub name: &'a str,
    /// Whether it is the superior.
    pub superior: bool,
    /// Whether its raters are known by name.
    pub identified: bool,
    /// Its weight. A group of weight 0 is displayed, never scored and never merged.
    pub weight: Ratio,
    /// One score for each rater who counts.
    pub ratings: &'a [Ratio],
}

/// The thresholds of a composite.
#[derive(Clone, Copy, Debug)]
pub struct CompositeRule {
    /// Fewest raters behind a released mean of an anonymous group.
    pub minimum_for_means: usize,
    /// What happens to smaller groups.
    pub small_groups: SmallGroups,
    /// Whether the superior must have rated.
    pub superior_required: bool,
    /// Fewest anonymous blocks that must be released.
    pub anonymous_groups: usize,
    /// Least weight that must be released.
    pub coverage: Ratio,
}

/// One or more groups that are released as one figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// Places of its groups, in rising order.
    pub groups: Vec<usize>,
    /// Whether its one rater is known by name.
    pub identified: bool,
    /// How many raters stand behind it.
    pub raters: usize,
    /// Mean of the raters' scores: one rater, one vote.
    pub mean: Ratio,
    /// Sum of its groups' weights.
    pub weight: Ratio,
}

/// Why a composite is not valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Insufficient {
    /// The superior has not rated.
    NoSuperior,
    /// Too few anonymous groups reach the threshold.
    NoAnonymousGroup,
    /// The weight released is below the least coverage.
    Coverage,
    /// Too little of the importance of all dimensions has a score.
    Importance,
    /// The superior's rating was withdrawn.
    Withdrawn,
    /// Nothing was answered.
    NothingReleased,
    /// The numbers are too fine to be added exactly in 128 bits.
    TooFine,
}

impl Insufficient {
    /// The reason in words.
    pub fn label(self) -> Label {
        match self {
            Insufficient::NoSuperior => Label::new("atasan belum menilai", "the superior has not rated"),
            Insufficient::NoAnonymousGroup => {
                Label::new("tidak ada kelompok anonim yang cukup besar untuk ditampilkan", "no anonymous group is large enough to be shown")
            }
            Insufficient::Coverage => Label::new(
                "bobot kelompok yang dapat ditampilkan kurang dari yang disyaratkan",
                "the weight of the groups that may be shown is below the least coverage",
            ),
            Insufficient::Importance => Label::new(
                "dimensi yang bernilai terlalu sedikit dibanding kepentingan semua dimensi",
                "too little of the importance of all dimensions has a score",
            ),
            Insufficient::Withdrawn => Label::new("penilaian atasan ditarik", "the superior's rating was withdrawn"),
            Insufficient::NothingReleased => Label::new("belum ada nilai yang dapat ditampilkan", "there is nothing that may be shown"),
            Insufficient::TooFine => {
                Label::new("angka-angkanya terlalu halus untuk dijumlahkan secara tepat", "the numbers are too fine to be added exactly")
            }
        }
    }
}

/// A composite, or why there is none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Composite {
    /// Released blocks, in the order of their first group.
    pub blocks: Vec<Block>,
    /// Groups that have answers, but too few to be shown; they are not scored either.
    pub suppressed: Vec<usize>,
    /// Groups nobody of whom answered.
    pub absent: Vec<usize>,
    /// Groups withdrawn after they had been released.
    pub withdrawn: Vec<usize>,
    /// Weight released, of 1.
    pub coverage: Ratio,
    /// The score, over released blocks only; absent where `reasons` says why.
    pub score: Option<Ratio>,
    /// Why it is not valid.
    pub reasons: Vec<Insufficient>,
}

impl Composite {
    /// Whether some weight is missing and the rest was renormalised.
    pub fn is_renormalised(&self) -> bool {
        self.score.is_some() && self.coverage < Ratio::ONE
    }

    /// The weight of a block among those scored.
    pub fn effective_weight(&self, block: &Block) -> Option<Ratio> {
        block.weight.over(self.coverage)
    }
}

/// Which groups are shown alone, which together, and which not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Partition {
    parts: Vec<Vec<usize>>,
    suppressed: Vec<usize>,
    absent: Vec<usize>,
}

/// Decides it from how many raters of each group count, in the order of the groups; their ratings are not looked at.
pub fn partition(groups: &[RatedGroup<'_>], counts: &[usize], rule: &CompositeRule) -> Partition {
    let mut parts: Vec<Vec<usize>> = Vec::new();
    let (mut small, mut suppressed, mut absent) = (Vec::new(), Vec::new(), Vec::new());
    for (place, (group, count)) in groups.iter().zip(counts).enumerate() {
        match *count {
            0 => absent.push(place),
            n if group.identified || n >= rule.minimum_for_means => parts.push(vec![place]),
            _ if rule.small_groups == SmallGroups::Suppress || group.weight.is_zero() => suppressed.push(place),
            _ => small.push(place),
        }
    }
    let size = |part: &[usize]| part.iter().map(|place| counts[*place]).sum::<usize>();
    match small.as_slice() {
        [] => {}
        // alone below the threshold: with the smallest released group, because the total minus the rest would reveal it
        [only] => {
            let anonymous =
                |part: &&mut Vec<usize>| part.iter().all(|place| !groups[*place].identified && !groups[*place].weight.is_zero());
            let smallest =
                parts.iter_mut().filter(anonymous).min_by_key(|part| (size(part), part.first().map(|place| groups[*place].name)));
            match smallest {
                Some(part) => part.push(*only),
                None => suppressed.push(*only),
            }
        }
        several if size(several) >= rule.minimum_for_means => parts.push(several.to_vec()),
        several => suppressed.extend(several),
    }
    parts.iter_mut().for_each(|part| part.sort_unstable());
    parts.sort();
    suppressed.sort_unstable();
    Partition { parts, suppressed, absent }
}

/// Groups, releases, merges and weighs.
///
/// Order of groups and ratings never matters; what is not released is not scored, so that no total holds anything hidden.
pub fn compose(groups: &[RatedGroup<'_>], rule: &CompositeRule) -> Composite {
    let counts: Vec<usize> = groups.iter().map(|group| group.ratings.len()).collect();
    compose_as(&partition(groups, &counts, rule), groups, rule)
}

/// As [`compose`], with groups shown as decided before: one partition serves all dimensions of a person, because a group that is shown alone in one
/// dimension and merged in another tells who answered which.
pub fn compose_as(partition: &Partition, groups: &[RatedGroup<'_>], rule: &CompositeRule) -> Composite {
    compute(partition, groups, rule).unwrap_or_else(too_fine)
}

/// `None` where exact arithmetic would overflow.
fn compute(partition: &Partition, groups: &[RatedGroup<'_>], rule: &CompositeRule) -> Option<Composite> {
    let (mut suppressed, mut absent) = (partition.suppressed.clone(), partition.absent.clone());
    let mut blocks = Vec::with_capacity(partition.parts.len());
    for part in &partition.parts {
        let identified = part.iter().all(|place| groups[*place].identified);
        match part.iter().map(|place| groups[*place].ratings.len()).sum() {
            0 => absent.extend(part),
            raters if identified || raters >= rule.minimum_for_means => blocks.push(Block {
                identified,
                raters,
                mean: Ratio::mean(part.iter().flat_map(|place| groups[*place].ratings.iter().copied()))?,
                weight: Ratio::sum(part.iter().map(|place| groups[*place].weight))?,
                groups: part.clone(),
            }),
            _ => suppressed.extend(part),
        }
    }
    suppressed.sort_unstable();
    absent.sort_unstable();
    weigh(blocks, suppressed, absent, rule, &|place| groups[place].superior)
}

/// The composite of a released one less the blocks that hold some group; what it means is decided anew.
pub(super) fn recompose(
    composite: &Composite,
    rule: &CompositeRule,
    gone: &dyn Fn(usize) -> bool,
    superior: &dyn Fn(usize) -> bool,
) -> Composite {
    let (stay, leave): (Vec<Block>, Vec<Block>) =
        composite.blocks.iter().cloned().partition(|block| !block.groups.iter().any(|place| gone(*place)));
    let mut left = weigh(stay, composite.suppressed.clone(), composite.absent.clone(), rule, superior).unwrap_or_else(too_fine);
    left.withdrawn = composite.withdrawn.iter().copied().chain(leave.into_iter().flat_map(|block| block.groups)).collect();
    left.withdrawn.sort_unstable();
    if left.withdrawn.iter().any(|place| superior(*place)) {
        for reason in left.reasons.iter_mut().filter(|reason| **reason == Insufficient::NoSuperior) {
            *reason = Insufficient::Withdrawn;
        }
    }
    left
}

fn too_fine() -> Composite {
    Composite {
        blocks: Vec::new(),
        suppressed: Vec::new(),
        absent: Vec::new(),
        withdrawn: Vec::new(),
        coverage: Ratio::ZERO,
        score: None,
        reasons: vec![Insufficient::TooFine],
    }
}

/// Weighs released blocks, or says why they are not enough. `None` where exact arithmetic would overflow.
fn weigh(
    blocks: Vec<Block>,
    suppressed: Vec<usize>,
    absent: Vec<usize>,
    rule: &CompositeRule,
    superior: &dyn Fn(usize) -> bool,
) -> Option<Composite> {
    let coverage = Ratio::sum(blocks.iter().map(|block| block.weight))?;
    let scored = |block: &&Block| !block.weight.is_zero();
    let mut reasons = Vec::new();
    if rule.superior_required && !blocks.iter().any(|block| block.groups.iter().any(|place| superior(*place))) {
        reasons.push(Insufficient::NoSuperior);
    }
    if blocks.iter().filter(scored).filter(|block| !block.identified).count() < rule.anonymous_groups {
        reasons.push(Insufficient::NoAnonymousGroup);
    }
    if coverage < rule.coverage {
        reasons.push(Insufficient::Coverage);
    }
    if reasons.is_empty() && coverage.is_zero() {
        reasons.push(Insufficient::NothingReleased);
    }
    let score = if reasons.is_empty() {
        let mut total = Ratio::ZERO;
        for block in blocks.iter().filter(scored) {
            total = total.plus(block.weight.times(block.mean)?)?;
        }
        Some(total.over(coverage)?)
    } else {
        None
    };
    Some(Composite { blocks, suppressed, absent, withdrawn: Vec::new(), coverage, score, reasons })
}
