//! What is computed about a whole 360° cycle before identities are cut: how reliable the scores are, which answers deserve a look, and whether the
//! result depends on who happened to be a lenient rater. Nothing here changes a score.

pub(crate) mod figures;
mod flags;
mod reliability;
mod severity;

use std::collections::BTreeMap;

use jenjang::Decimal;
use jenjang::evaluation::input::CycleInput;
use jenjang::evaluation::instrument::Instrument;
use jenjang::evaluation::report::{Figure, Flag, Precision};
use jenjang::evaluation::response::CheckedResponse;
use jenjang::evaluation::scheme::{Relation, Scheme};
use jenjang::evaluation::scoring::{ScoreError, ScoreSheet, rater_scores, score};
use jenjang::number::ratio::Ratio;
use jenjang::people::id::{CompetencyCode, PersonId};
use serde::{Deserialize, Serialize};

pub use reliability::{Consistency, Correlations, GroupReliability, RATEES_AT_LEAST, Reliability, SelfView};
pub use severity::{Severity, SeverityCheck};

/// One person rated: the scores and the responses behind them.
#[derive(Clone, Copy, Debug)]
pub struct Rated<'a> {
    /// The scores, before the cut.
    pub sheet: &'a ScoreSheet,
    /// The responses.
    pub responses: &'a [CheckedResponse],
    /// Whether the person leads others.
    pub leads: bool,
}

/// The analysis of one cycle, for the analyst; nothing in it belongs to one rater.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct CycleAnalysis {
    /// People rated.
    pub ratees: usize,
    /// Those with a valid score.
    pub scored: usize,
    /// Responses, self ratings included.
    pub responses: usize,
    /// People who rated others.
    pub raters: usize,
    /// How reliable the scores are.
    pub reliability: Reliability,
    /// Responses with a remark, by kind, in the whole cycle.
    pub flags: BTreeMap<Flag, usize>,
    /// The same by person rated, where enough people rated; for HR.
    #[serde(skip)]
    pub flags_of: BTreeMap<PersonId, BTreeMap<Flag, usize>>,
    /// Whether the result depends on lenient or severe raters.
    pub severity: Severity,
}

impl CycleAnalysis {
    /// What stands beside every score of the cycle.
    pub fn precision(&self) -> &Precision {
        &self.reliability.precision
    }
}

/// One rater's view of one person: numbers of statistics, never scores.
pub(crate) struct View {
    pub(crate) rater: PersonId,
    pub(crate) group: usize,
    /// Mean over the dimensions that may be shown of this group.
    pub(crate) overall: Option<f64>,
    /// Mean by dimension of the instrument, where the rater counts and the dimension may be shown of this group.
    pub(crate) by_dimension: Vec<Option<f64>>,
    /// Answers in the order of the items.
    pub(crate) answers: Vec<Option<f64>>,
}

/// One person and everybody's view.
pub(crate) struct Viewed<'a> {
    pub(crate) sheet: &'a ScoreSheet,
    pub(crate) views: Vec<View>,
}

/// The exact scores of everybody in a cycle, in the order of their ids; empty importance means that all dimensions are equal.
///
/// # Errors
/// The first [`ScoreError`].
pub fn score_cycle(
    scheme: &Scheme,
    instrument: &Instrument,
    cycle: &CycleInput,
    importance: &BTreeMap<CompetencyCode, Decimal>,
) -> Result<Vec<ScoreSheet>, ScoreError> {
    cycle.ratees.iter().map(|(ratee, data)| score(scheme, instrument, &data.input(ratee, importance))).collect()
}

/// As [`analyse`], of a cycle and its sheets.
pub fn analyse_cycle(
    scheme: &Scheme,
    instrument: &Instrument,
    cycle: &CycleInput,
    sheets: &[ScoreSheet],
    recommended: Option<usize>,
) -> CycleAnalysis {
    let rated: Vec<Rated<'_>> = sheets
        .iter()
        .filter_map(|sheet| cycle.ratees.get(&sheet.ratee).map(|data| Rated { sheet, responses: &data.responses, leads: data.leads }))
        .collect();
    analyse(scheme, instrument, &rated, recommended)
}

/// Analyses a cycle. `recommended` is how many people at the top matter for the severity check; without it, one in five.
///
/// Only raters whose group is released are used: a statistic over hidden answers would be a figure like any other. For the same reason it is made
/// once, when the cycle is closed, from the first edition of every sheet, and never again after a correction.
pub fn analyse(scheme: &Scheme, instrument: &Instrument, rated: &[Rated<'_>], recommended: Option<usize>) -> CycleAnalysis {
    let viewed: Vec<Viewed<'_>> = rated.iter().map(|rated| view(scheme, instrument, rated)).collect();
    let flags_of = flags::by_person(instrument, &viewed);
    let mut flags = BTreeMap::new();
    for (flag, count) in flags_of.values().flatten() {
        *flags.entry(*flag).or_default() += count;
    }
    let anonymous = |view: &&View| view.overall.is_some() && scheme.groups().get(view.group).is_some_and(|group| !group.identified);
    let enough = |person: &Viewed<'_>| person.views.iter().filter(anonymous).count() >= scheme.release().minimum_for_detail;
    let many: std::collections::BTreeSet<&PersonId> = viewed.iter().filter(|p| enough(p)).map(|p| &p.sheet.ratee).collect();
    let others: std::collections::BTreeSet<&PersonId> = viewed.iter().flat_map(|p| p.views.iter().map(|v| &v.rater)).collect();
    CycleAnalysis {
        ratees: rated.len(),
        scored: rated.iter().filter(|r| r.sheet.overall.is_some()).count(),
        responses: rated.iter().map(|r| r.responses.len()).sum(),
        raters: others.len(),
        reliability: reliability::of(scheme, instrument, &viewed),
        flags,
        flags_of: flags_of.iter().filter(|(ratee, _)| many.contains(ratee)).map(|(r, f)| (r.clone(), f.clone())).collect(),
        severity: severity::of(&viewed, recommended),
    }
}

fn view<'a>(scheme: &Scheme, instrument: &Instrument, rated: &Rated<'a>) -> Viewed<'a> {
    let others: Vec<(&CheckedResponse, usize)> = rated
        .responses
        .iter()
        .filter_map(|response| Some((response, scheme.groups().iter().position(|group| group.code == *response.group())?)))
        .filter(|(_, group)| scheme.groups()[*group].relation != Relation::Oneself)
        .collect();
    let responses: Vec<&CheckedResponse> = others.iter().map(|(response, _)| *response).collect();
    let scores = rater_scores(scheme, instrument, &responses, rated.leads);
    // dimensions of the sheet are those asked about this person
    let released: BTreeMap<&CompetencyCode, Vec<usize>> = rated
        .sheet
        .dimensions
        .iter()
        .map(|d| (&d.code, d.composite.blocks.iter().flat_map(|block| block.groups.iter().copied()).collect()))
        .collect();
    let shown = |dimension: usize, group: usize| {
        instrument.dimensions().get(dimension).and_then(|d| released.get(&d.code)).is_some_and(|groups| groups.contains(&group))
    };
    let views = others
        .iter()
        .zip(scores)
        .map(|((response, group), scores)| {
            let by_dimension: Vec<Option<f64>> =
                scores.iter().enumerate().map(|(at, score)| score.score.filter(|_| shown(at, *group)).map(figures::float)).collect();
            View {
                rater: response.rater().clone(),
                group: *group,
                overall: figures::mean(by_dimension.iter().flatten().copied()),
                by_dimension,
                answers: response.answers().iter().map(|answer| figures::answer(*answer)).collect(),
            }
        })
        .collect();
    Viewed { sheet: rated.sheet, views }
}

/// The overall score of a sheet as a number for statistics.
pub(crate) fn overall(sheet: &ScoreSheet) -> Option<f64> {
    sheet.overall.map(|score: Ratio| figures::float(score))
}

/// A statistic that cannot be computed at all yet.
pub(crate) fn too_few(found: usize, needed: usize) -> Figure {
    Figure::undefined(jenjang_statistics::Undefined::TooFew { found, needed }.label())
}
