//! Exact scores of one ratee: rater, group, composite per dimension, and the whole.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::composite::{Composite, CompositeRule, Insufficient, Partition, RatedGroup, compose_as, partition};
use super::instrument::Instrument;
use super::response::{Answer, CheckedResponse};
use super::scheme::{Relation, Scheme};
use crate::legal::Label;
use crate::number::ratio::Ratio;
use crate::people::id::{CompetencyCode, PersonId, RaterGroupCode};

/// Everything needed to score one person.
#[derive(Clone, Copy, Debug)]
pub struct RateeInput<'a> {
    /// The person rated.
    pub ratee: &'a PersonId,
    /// Whether the person leads others, so that items for leaders are asked.
    pub leads: bool,
    /// The responses about this person, in any order; one for each rater.
    pub responses: &'a [CheckedResponse],
    /// How many raters were appointed for each group: a group without any does not exist for this person.
    pub appointed: &'a BTreeMap<RaterGroupCode, usize>,
    /// Importance of dimensions for the person's post; empty means all equal, a dimension not named has none.
    pub importance: &'a BTreeMap<CompetencyCode, Decimal>,
}

/// What makes a score impossible.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScoreError {
    /// A response about somebody else.
    WrongRatee {
        /// Whose scores are computed.
        expected: PersonId,
        /// Whom the response is about.
        found: PersonId,
    },
    /// A group the scheme does not have.
    UnknownGroup {
        /// The rater.
        rater: PersonId,
        /// The group.
        group: RaterGroupCode,
    },
    /// Two responses of one rater, in the same or in two groups.
    DuplicateRater {
        /// The rater.
        rater: PersonId,
        /// The person rated.
        ratee: PersonId,
    },
    /// The person rated answers as a member of another group, or somebody else as the person rated.
    RatesOneself {
        /// The rater.
        rater: PersonId,
        /// The group.
        group: RaterGroupCode,
    },
    /// Several raters in a group whose one rater is known by name.
    SeveralNamed {
        /// The group.
        group: RaterGroupCode,
        /// The person rated.
        ratee: PersonId,
        /// How many there are.
        found: usize,
    },
    /// An importance that is negative.
    Importance {
        /// The dimension.
        dimension: CompetencyCode,
        /// What was found.
        found: Decimal,
    },
}

impl ScoreError {
    /// The sentence.
    pub fn message(&self) -> Label {
        match self {
            ScoreError::WrongRatee { expected, found } => Label::new(
                format!("jawaban ini tentang `{found}`, diharapkan tentang `{expected}`"),
                format!("this response is about `{found}`, expected `{expected}`"),
            ),
            ScoreError::UnknownGroup { rater, group } => Label::new(
                format!("penilai `{rater}` menjawab untuk kelompok `{group}` yang tidak ada dalam skema"),
                format!("rater `{rater}` answers for group `{group}`, which the scheme does not have"),
            ),
            ScoreError::DuplicateRater { rater, ratee } => Label::new(
                format!("penilai `{rater}` menilai `{ratee}` dua kali, diharapkan sekali dalam satu kelompok"),
                format!("rater `{rater}` rates `{ratee}` twice, expected once in one group"),
            ),
            ScoreError::RatesOneself { rater, group } => Label::new(
                format!(
                    "`{rater}` dalam kelompok `{group}`: penilaian diri hanya boleh oleh yang dinilai sendiri dan hanya dalam kelompok diri"
                ),
                format!("`{rater}` in group `{group}`: a self rating is given by the person rated alone, and only in the self group"),
            ),
            ScoreError::SeveralNamed { group, ratee, found } => Label::new(
                format!(
                    "kelompok `{group}` untuk `{ratee}` berisi {found} penilai, diharapkan paling banyak satu karena penilainya dikenali"
                ),
                format!("group `{group}` for `{ratee}` has {found} raters, expected at most one, because its rater is known by name"),
            ),
            ScoreError::Importance { dimension, found } => Label::new(
                format!("kepentingan dimensi `{dimension}` bernilai {found}, diharapkan 0 atau lebih"),
                format!("the importance of dimension `{dimension}` is {found}, expected 0 or more"),
            ),
        }
    }
}

/// A rater and which of the rater's responses was counted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct RaterKey {
    /// The rater.
    pub rater: PersonId,
    /// How often the rater had answered again.
    pub revision: u32,
}

/// How often each value of the scale was answered within one block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Detail {
    /// Counts in the order of the scale's anchors.
    pub counts: Vec<u32>,
}

/// The scores of one dimension.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DimensionScore {
    /// The dimension.
    pub code: CompetencyCode,
    /// The edition its anonymous figures were released in.
    pub edition: u32,
    /// Released blocks and the composite; group places are those of the scheme.
    pub composite: Composite,
    /// Distribution of each block's answers, where it may be shown; in the order of the blocks.
    pub details: Vec<Option<Detail>>,
    /// The self rating, for the person's own view alone.
    pub own: Option<Ratio>,
    /// Who counts in each group, by place in [`ScoreSheet::raters`], with the rater's score; gone after the cut.
    #[serde(skip)]
    pub(super) members: Vec<Vec<(usize, Ratio)>>,
}

/// Every figure of one ratee in one edition, exact. Reports show only parts of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScoreSheet {
    /// The person rated.
    pub ratee: PersonId,
    /// Edition, from 1.
    pub edition: u32,
    /// Dimensions asked about this person, in the order of the instrument.
    pub dimensions: Vec<DimensionScore>,
    /// Importance used for each dimension, in the same order.
    pub importance: Vec<Ratio>,
    /// Weighted mean over the dimensions that have a score.
    pub overall: Option<Ratio>,
    /// Share of the importance that has a score.
    pub coverage: Ratio,
    /// Why there is no overall score.
    pub reasons: Vec<Insufficient>,
    /// Comments of anonymous raters without order or author, where enough answered.
    pub comments: Vec<String>,
    /// Comments of the superior.
    pub superior_comments: Vec<String>,
    /// The weight of every group of the scheme.
    pub weights: Vec<Ratio>,
    /// How many raters of every group of the scheme count for some dimension.
    pub answered: Vec<usize>,
    /// Who answered; gone after the cut.
    #[serde(skip)]
    pub(super) raters: Vec<RaterKey>,
    #[serde(skip)]
    pub(super) is_cut: bool,
}

impl ScoreSheet {
    /// The sheet without who answered: what may be stored once the cycle is closed.
    pub fn cut(mut self) -> ScoreSheet {
        self.is_cut = true;
        self.raters.clear();
        self.dimensions.iter_mut().for_each(|dimension| dimension.members.clear());
        self
    }

    /// Whether identities have been cut.
    pub fn is_cut(&self) -> bool {
        self.is_cut
    }
}

/// The thresholds of a scheme for composites.
pub fn rule_of(scheme: &Scheme) -> CompositeRule {
    let parts = scheme.parts();
    CompositeRule {
        minimum_for_means: parts.release.minimum_for_means,
        small_groups: parts.release.small_groups,
        superior_required: parts.validity.superior_required,
        anonymous_groups: parts.validity.anonymous_groups,
        coverage: Ratio::from(parts.validity.coverage),
    }
}

/// Scores one person.
///
/// One rater, one vote; not observed is missing; what is not released is not scored; the self rating never counts; the order of responses never
/// matters. A score that cannot be valid is absent with its reasons, never 0.
///
/// # Errors
/// [`ScoreError`] for responses that contradict the scheme or each other.
pub fn score(scheme: &Scheme, instrument: &Instrument, input: &RateeInput<'_>) -> Result<ScoreSheet, ScoreError> {
    let places = group_places(scheme, input)?;
    let responses: Vec<&CheckedResponse> = places.iter().map(|(response, _)| *response).collect();
    let present = |code: &RaterGroupCode| input.appointed.get(code).is_some_and(|count| *count > 0);
    let weights = scheme.weights(present);
    let rule = rule_of(scheme);
    let scores = rater_scores(scheme, instrument, &responses, input.leads);
    let merging = Merging::of(scheme, &weights);
    let answered = answered(scheme, &places, &scores);
    let partition = merging.partition(&answered, &rule);
    let mut dimensions = Vec::with_capacity(instrument.dimensions().len());
    for (at, dimension) in instrument.dimensions().iter().enumerate() {
        let asked =
            (0..instrument.items().len()).any(|item| instrument.dimension_of(item) == Some(at) && instrument.is_asked(item, input.leads));
        if !asked {
            continue;
        }
        let mut members = vec![Vec::new(); scheme.groups().len()];
        for (rater, (_, group)) in places.iter().enumerate() {
            if let Some(value) = scores[rater][at].score {
                members[*group].push((rater, value));
            }
        }
        let own = scheme.groups().iter().position(|g| g.relation == Relation::Oneself);
        let own = own.and_then(|place| members[place].first().map(|(_, value)| *value));
        let composite = merging.composite(&partition, &members, &rule);
        let details = composite
            .blocks
            .iter()
            .map(|block| {
                let raters: Vec<usize> = block.groups.iter().flat_map(|group| members[*group].iter().map(|(rater, _)| *rater)).collect();
                if block.identified { None } else { detail(scheme, instrument, &responses, &scores, at, &raters) }
            })
            .collect();
        dimensions.push(DimensionScore { code: dimension.code.clone(), edition: 1, composite, details, own, members });
    }
    let (comments, superior_comments) = comments(scheme, &places, &scores);
    let mut sheet = ScoreSheet {
        ratee: input.ratee.clone(),
        edition: 1,
        importance: importance(&dimensions, input.importance)?,
        dimensions,
        overall: None,
        coverage: Ratio::ZERO,
        reasons: Vec::new(),
        comments,
        superior_comments,
        weights,
        answered,
        raters: responses.iter().map(|r| RaterKey { rater: r.rater().clone(), revision: r.revision() }).collect(),
        is_cut: false,
    };
    total(&mut sheet, rule.coverage);
    Ok(sheet)
}

/// Raters of each group who count for some dimension. A response without one counts towards nothing.
fn answered(scheme: &Scheme, places: &[(&CheckedResponse, usize)], scores: &[Vec<RaterScore>]) -> Vec<usize> {
    let mut answered = vec![0; scheme.groups().len()];
    for ((_, group), scores) in places.iter().zip(scores) {
        answered[*group] += usize::from(scores.iter().any(|score| score.score.is_some()));
    }
    answered
}

/// Responses in the order of raters, each with the place of its group.
fn group_places<'a>(scheme: &Scheme, input: &RateeInput<'a>) -> Result<Vec<(&'a CheckedResponse, usize)>, ScoreError> {
    let mut places: Vec<(&CheckedResponse, usize)> = Vec::with_capacity(input.responses.len());
    for response in input.responses {
        let rater = response.rater().clone();
        if response.ratee() != input.ratee {
            return Err(ScoreError::WrongRatee { expected: input.ratee.clone(), found: response.ratee().clone() });
        }
        let group = response.group();
        let Some(place) = scheme.groups().iter().position(|g| g.code == *group) else {
            return Err(ScoreError::UnknownGroup { rater, group: group.clone() });
        };
        // the one door through which a self rating could reach an official number
        if (scheme.groups()[place].relation == Relation::Oneself) != (rater == *input.ratee) {
            return Err(ScoreError::RatesOneself { rater, group: group.clone() });
        }
        places.push((response, place));
    }
    // INVARIANT (order does not matter): everything below sees raters in the order of their ids
    places.sort_by(|a, b| a.0.rater().cmp(b.0.rater()));
    if let Some(pair) = places.windows(2).find(|pair| pair[0].0.rater() == pair[1].0.rater()) {
        return Err(ScoreError::DuplicateRater { rater: pair[0].0.rater().clone(), ratee: input.ratee.clone() });
    }
    for (place, group) in scheme.groups().iter().enumerate().filter(|(_, group)| group.identified) {
        let found = places.iter().filter(|(_, of)| *of == place).count();
        if found > 1 {
            return Err(ScoreError::SeveralNamed { group: group.code.clone(), ratee: input.ratee.clone(), found });
        }
    }
    Ok(places)
}

/// A rater's score on one dimension.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RaterScore {
    /// Mean of the items answered; absent where fewer than the declared share was.
    pub score: Option<Ratio>,
    /// Whether every item asked was answered.
    pub complete: bool,
}

/// Each rater's score on each dimension: mean of the items answered, where at least the declared share of those asked was.
///
/// `leads` says whether items for leaders were asked. Outer order: responses as given; inner order: dimensions of the instrument.
pub fn rater_scores(scheme: &Scheme, instrument: &Instrument, responses: &[&CheckedResponse], leads: bool) -> Vec<Vec<RaterScore>> {
    let share = Ratio::from(scheme.release().answered_share);
    let at_least = |of: i128| share.times(Ratio::from(of)).unwrap_or(Ratio::from(of));
    let dimensions = instrument.dimensions().len();
    let mut scores = Vec::with_capacity(responses.len());
    for response in responses {
        let mut totals = vec![(Decimal::ZERO, 0i128, 0i128); dimensions];
        for (at, answer) in response.answers().iter().enumerate() {
            let Some(dimension) = instrument.dimension_of(at).filter(|_| instrument.is_asked(at, leads)) else { continue };
            let (sum, answered, of) = &mut totals[dimension];
            *of += 1;
            if let Some(Answer::Value(value)) = answer {
                *sum += *value;
                *answered += 1;
            }
        }
        scores.push(
            totals
                .into_iter()
                .map(|(sum, answered, of)| {
                    let enough = answered > 0 && Ratio::from(answered) >= at_least(of);
                    let score = if enough { Ratio::from(sum).over(Ratio::from(answered)) } else { None };
                    RaterScore { score, complete: answered == of && of > 0 }
                })
                .collect(),
        );
    }
    scores
}

/// The groups that are scored, those of a pool as one.
struct Merging<'a> {
    scheme: &'a Scheme,
    /// Places in the scheme behind each, with their weight.
    of: Vec<(Vec<usize>, Ratio)>,
}

impl<'a> Merging<'a> {
    fn of(scheme: &'a Scheme, weights: &[Ratio]) -> Merging<'a> {
        let pool = scheme.parts().pool.as_ref();
        let pooled = |at: usize| pool.is_some_and(|pool| pool.groups.contains(&scheme.groups()[at].code));
        let together: Vec<usize> = (0..scheme.groups().len()).filter(|at| pooled(*at)).collect();
        let mut of = Vec::new();
        for (at, group) in scheme.groups().iter().enumerate() {
            if group.relation == Relation::Oneself {
                continue;
            }
            if !pooled(at) {
                of.push((vec![at], weights[at]));
            } else if together.first() == Some(&at) {
                let weight = Ratio::sum(together.iter().map(|at| weights[*at])).unwrap_or(Ratio::ZERO);
                of.push((together.clone(), weight));
            }
        }
        Merging { scheme, of }
    }

    fn rated<'r>(&self, ratings: &'r [Vec<Ratio>]) -> Vec<RatedGroup<'r>>
    where
        'a: 'r,
    {
        let group = |(places, weight): &(Vec<usize>, Ratio), ratings: &'r Vec<Ratio>| {
            let group = &self.scheme.groups()[places[0]];
            RatedGroup {
                name: group.code.as_str(),
                superior: group.relation == Relation::Superior,
                identified: group.identified,
                weight: *weight,
                ratings,
            }
        };
        self.of.iter().zip(ratings).map(|(of, ratings)| group(of, ratings)).collect()
    }

    fn partition(&self, answered: &[usize], rule: &CompositeRule) -> Partition {
        let counts: Vec<usize> = self.of.iter().map(|(places, _)| places.iter().map(|at| answered[*at]).sum()).collect();
        let none = vec![Vec::new(); self.of.len()];
        partition(&self.rated(&none), &counts, rule)
    }

    fn composite(&self, partition: &Partition, members: &[Vec<(usize, Ratio)>], rule: &CompositeRule) -> Composite {
        let ratings: Vec<Vec<Ratio>> =
            self.of.iter().map(|(places, _)| places.iter().flat_map(|at| members[*at].iter().map(|(_, score)| *score)).collect()).collect();
        let mut composite = compose_as(partition, &self.rated(&ratings), rule);
        // back to the places of the scheme; of a pool only groups somebody answered for
        let back = |places: &[usize], keep: &dyn Fn(usize) -> bool| -> Vec<usize> {
            let mut all: Vec<usize> = places.iter().flat_map(|at| self.of[*at].0.iter().copied()).filter(|at| keep(*at)).collect();
            all.sort_unstable();
            all
        };
        for block in &mut composite.blocks {
            block.groups = back(&block.groups, &|_| true);
        }
        composite.suppressed = back(&composite.suppressed, &|at| !members[at].is_empty());
        composite.absent = back(&composite.absent, &|_| true);
        composite
    }
}

/// The distribution of a block's answers, where it says nothing about any one rater.
///
/// Three conditions: enough raters; each answered every item, because otherwise the distribution's mean less the block's mean is one rater's;
/// and the answers differ enough that nobody's own mean is narrowed down below the stated width.
fn detail(
    scheme: &Scheme,
    instrument: &Instrument,
    responses: &[&CheckedResponse],
    scores: &[Vec<RaterScore>],
    dimension: usize,
    raters: &[usize],
) -> Option<Detail> {
    if raters.len() < scheme.release().minimum_for_detail || !raters.iter().all(|rater| scores[*rater][dimension].complete) {
        return None;
    }
    let scale = instrument.scale();
    let mut counts = vec![0u32; scale.anchors.len()];
    for rater in raters {
        for (item, answer) in responses[*rater].answers().iter().enumerate() {
            if let (Some(Answer::Value(value)), true) = (answer, instrument.dimension_of(item) == Some(dimension)) {
                counts[scale.anchors.iter().position(|anchor| anchor.value == *value)?] += 1;
            }
        }
    }
    let total: u32 = counts.iter().sum();
    let items = total / u32::try_from(raters.len()).ok()?;
    let values = |reverse: bool| {
        let mut order: Vec<usize> = (0..counts.len()).collect();
        if reverse {
            order.reverse();
        }
        let mut left = items;
        let mut sum = Decimal::ZERO;
        for at in order {
            let taken = counts[at].min(left);
            sum += Decimal::from(taken) * scale.anchors[at].value;
            left -= taken;
        }
        sum
    };
    let width = Ratio::from(values(true) - values(false)).over(Ratio::from(i128::from(items)))?;
    let stated = Ratio::from(scheme.stated_width() * (scale.maximum - scale.minimum));
    (width >= stated).then_some(Detail { counts })
}

fn importance(dimensions: &[DimensionScore], given: &BTreeMap<CompetencyCode, Decimal>) -> Result<Vec<Ratio>, ScoreError> {
    let of = |dimension: &DimensionScore| {
        if given.is_empty() {
            return Ok(Ratio::ONE);
        }
        let found = given.get(&dimension.code).copied().unwrap_or(Decimal::ZERO);
        if found < Decimal::ZERO {
            Err(ScoreError::Importance { dimension: dimension.code.clone(), found })
        } else {
            Ok(Ratio::from(found))
        }
    };
    dimensions.iter().map(of).collect()
}

/// The overall score: dimensions without a score are renormalised away, down to the least coverage.
pub(super) fn total(sheet: &mut ScoreSheet, least: Ratio) {
    sheet.overall = None;
    sheet.reasons.clear();
    let scored = || sheet.dimensions.iter().zip(&sheet.importance).filter_map(|(d, weight)| Some((d.composite.score?, *weight)));
    let sums = || {
        let all = Ratio::sum(sheet.importance.iter().copied())?;
        let covered = Ratio::sum(scored().map(|(_, weight)| weight))?;
        let mut points = Ratio::ZERO;
        for (score, weight) in scored() {
            points = points.plus(score.times(weight)?)?;
        }
        Some((all, covered, points))
    };
    let Some((all, covered, points)) = sums() else {
        sheet.reasons.push(Insufficient::TooFine);
        return;
    };
    sheet.coverage = covered.over(all).unwrap_or(Ratio::ZERO);
    if covered.is_zero() {
        let mut reasons: Vec<Insufficient> = sheet.dimensions.iter().flat_map(|d| d.composite.reasons.iter().copied()).collect();
        reasons.sort_unstable();
        reasons.dedup();
        sheet.reasons = if reasons.is_empty() { vec![Insufficient::NothingReleased] } else { reasons };
    } else if sheet.coverage < least {
        sheet.reasons.push(Insufficient::Importance);
    } else {
        sheet.overall = points.over(covered);
    }
}

/// Comments of all anonymous raters who count, together, sorted by their text so that no order of arrival is left; none where fewer count than
/// detail needs.
fn comments(scheme: &Scheme, places: &[(&CheckedResponse, usize)], scores: &[Vec<RaterScore>]) -> (Vec<String>, Vec<String>) {
    let counts = |scores: &[RaterScore]| scores.iter().any(|score| score.score.is_some());
    let of = |keep: &dyn Fn(usize) -> bool| {
        let kept = places.iter().zip(scores).filter(|((_, group), scores)| keep(*group) && counts(scores));
        let mut texts: Vec<String> = kept.filter_map(|((response, _), _)| response.comment().map(str::to_owned)).collect();
        texts.sort();
        texts
    };
    let counted = answered(scheme, places, scores);
    let anonymous = |place: usize| is_anonymous(scheme, place);
    let raters: usize = (0..counted.len()).filter(|place| anonymous(*place)).map(|place| counted[place]).sum();
    let pooled = if raters >= scheme.release().minimum_for_detail { of(&anonymous) } else { Vec::new() };
    (pooled, of(&|place| scheme.groups()[place].relation == Relation::Superior))
}

/// Whether the raters of a group are to stay unknown.
pub(super) fn is_anonymous(scheme: &Scheme, place: usize) -> bool {
    scheme.groups().get(place).is_some_and(|group| !group.identified && group.relation != Relation::Oneself)
}
