//! Counts to findings: what may not be shown left out, statistics of each step, words.

use std::collections::BTreeMap;
use std::sync::Arc;

use jenjang::legal::Label;
use jenjang_statistics::Undefined;
use jenjang_statistics::fairness::{Audit, AuditedGroup, GroupCounts, ReferenceRule, SHOWN_FROM, Selection, benjamini_hochberg, holm};

use super::counting::{Cell, Cells, Counted, Counting, Place};
use super::result::{AttributeAudit, Compared, Found, GroupFound, Multiplicity, Part, StepAudit, StepKind, StratumRatio, WordedStep};
use super::told::{Figures, Told};
use crate::compare::{Comparison, Suppression};
use crate::error::LabError;
use crate::grouping::{GroupKey, Grouping};
use crate::shown::is_few;

/// What may be shown of every attribute, beside a comparison in the same report.
pub(super) fn told(
    counting: &Counting<'_>,
    counted: &Counted,
    suppression: Suppression,
    beside: Option<&Comparison>,
) -> Result<Vec<Told>, LabError> {
    let in_funnel: Vec<Option<usize>> =
        counting.alone.iter().map(|step| counting.funnel.iter().position(|other| other.member == step.member)).collect();
    let (attributes, funnel) = (counting.attributes.iter().zip(&counted.attributes), counting.funnel.len());
    attributes.map(|(grouping, cells)| Told::of(grouping, &cells.groups, funnel, &in_funnel, suppression, beside)).collect()
}

/// Findings of every attribute.
pub(super) fn attributes(
    counting: &Counting<'_>,
    counted: &Counted,
    told: &[Told],
    suppression: Suppression,
) -> Result<Vec<AttributeAudit>, LabError> {
    let attributes = counting.attributes.iter().zip(&counted.attributes).zip(told);
    attributes.map(|((grouping, cells), told)| attribute(counting, grouping, cells, told, suppression)).collect()
}

fn attribute(
    counting: &Counting<'_>,
    grouping: &Grouping,
    cells: &Cells,
    told: &Told,
    suppression: Suppression,
) -> Result<AttributeAudit, LabError> {
    let funnel = counting.funnel.iter().map(|step| (step.code.clone(), step.name.clone(), StepKind::Funnel));
    let alone = counting.alone.iter().map(|step| (step.code.clone(), step.name.clone(), StepKind::ByItself));
    let outcome = (Arc::from("outcome"), Label::new("Hasil akhir", "Final outcome"), StepKind::Outcome);
    let mut steps = Vec::new();
    for (at, (named, figures)) in std::iter::once(outcome).chain(funnel).chain(alone).zip(&told.steps).enumerate() {
        steps.push(Stepped { counting, grouping, places: &cells.places, told, suppression, at }.step(named, figures)?);
    }
    let of_part = |part: Part| told.rows.iter().position(|row| row.part == part);
    let figures = told.steps.first();
    let unknown = match of_part(Part::NotKnown) {
        Some(at) => figures.and_then(|figures| figures.get(at)?.pool.value()),
        // who is not known is counted with other small groups, or there is nobody
        None => told.rows.iter().all(|row| !row.keys.contains(&GroupKey::Missing)).then_some(0),
    };
    let (attribute, name) = (grouping.name.clone(), grouping.label.clone());
    let merged = told.merged as u64;
    Ok(AttributeAudit { attribute, name, protected: grouping.protected.is_some(), unknown, merged, steps })
}

fn undefined(reason: Undefined) -> LabError {
    let label = reason.label();
    LabError::refused(format!("audit tidak dapat dihitung: {}", label.id), format!("the audit cannot be computed: {}", label.en))
}

/// One step of one attribute.
struct Stepped<'a> {
    counting: &'a Counting<'a>,
    grouping: &'a Grouping,
    places: &'a BTreeMap<Place, Vec<Cell>>,
    told: &'a Told,
    suppression: Suppression,
    /// Its place among the steps counted.
    at: usize,
}

impl Stepped<'_> {
    fn step(&self, (code, name, kind): (Arc<str>, Label, StepKind), figures: &[Figures]) -> Result<StepAudit, LabError> {
        let stratified = !self.counting.strata.is_empty();
        let mut strata: Vec<&Arc<[GroupKey]>> = self.places.keys().map(|(_, stratum)| stratum).collect();
        strata.sort_unstable();
        strata.dedup();
        // single groups are compared; not known ones and small ones together are not
        let named: Vec<(usize, &GroupKey)> = (self.told.rows.iter().enumerate())
            .filter(|(_, row)| row.part == Part::Group)
            .filter_map(|(at, row)| Some((at, row.keys.first()?)))
            .collect();
        let mut groups = Vec::with_capacity(named.len());
        for (_, key) in &named {
            let selections = strata.iter().map(|stratum| {
                let own = self.places.get(&((*key).clone(), Arc::clone(stratum))).and_then(|own| own.get(self.at));
                let cell = own.copied().unwrap_or_default();
                Selection::try_new(cell.selected, cell.pool)
            });
            let counts: Vec<Selection> = selections.collect::<Result<_, _>>().map_err(undefined)?;
            let counts = if stratified { counts } else { vec![whole(&counts)?] };
            groups.push(GroupCounts { name: self.grouping.group_label(key), counts });
        }
        let names: Vec<Label> = strata.iter().filter(|_| stratified).map(|stratum| stratum_label(&self.counting.strata, stratum)).collect();
        let audit = Audit::of(self.grouping.label.clone(), names, &groups, ReferenceRule::default()).map_err(undefined)?;
        let of_place = |place: usize| named.get(place).and_then(|(row, _)| figures.get(*row));
        let is_shown = |place: usize| {
            of_place(place).is_some_and(|own| own.pool.value().is_some_and(|pool| pool >= SHOWN_FROM) && own.selected.value().is_some())
        };
        let reference_at = audit.reference.ok().filter(|at| is_shown(*at));
        let reference = match (reference_at.and_then(|at| audit.groups.get(at)), audit.reference) {
            (Some(group), _) => Found::Value(group.name.clone()),
            (None, Ok(_)) => Found::Absent(reference_hidden()),
            (None, Err(reason)) => Found::Absent(reason.label()),
        };
        let mut found = Vec::with_capacity(self.told.rows.len());
        for (at, (row, own)) in self.told.rows.iter().zip(figures).enumerate() {
            // nobody of the group comes so far, or it is too small to be named at all
            if own.pool.value() == Some(0) || self.is_too_small(at) {
                continue;
            }
            let place = named.iter().position(|(row, _)| *row == at);
            let group = place.filter(|place| is_shown(*place)).and_then(|place| Some((place, audit.groups.get(place)?)));
            let against = group.and_then(|(place, group)| {
                let reference = groups.get(reference_at?)?;
                compared(group, &reference.counts, &groups.get(place)?.counts, &audit.strata, self.suppression.least)
            });
            let hidden = || Found::Absent(Label::new("angkanya disembunyikan", "the count is hidden"));
            let no_rate = || Found::Absent(Label::new("tidak dibandingkan", "not compared"));
            let (rate, wilson) = match (group, row.part) {
                (Some((_, group)), _) => (group.rate.into(), group.wilson.into()),
                (None, Part::Group) => (hidden(), Found::Absent(Label::new("angkanya disembunyikan", "the count is hidden"))),
                (None, _) => (no_rate(), Found::Absent(Label::new("tidak dibandingkan", "not compared"))),
            };
            let (pool, selected, unknown) = (own.pool, own.selected, own.unknown);
            found.push(GroupFound { name: row.label.clone(), part: row.part, pool, selected, unknown, rate, wilson, against });
        }
        let flags = found.iter().filter_map(|group| group.against.as_ref()?.flag.value().copied());
        let flag = flags.max_by_key(|flag| FLAGS.iter().position(|known| known == flag));
        let page = self.page(&audit, &is_shown, reference_at);
        Ok(StepAudit { code, name, kind, groups: found, reference, flag, page })
    }

    fn is_too_small(&self, row: usize) -> bool {
        let people = self.told.steps.first().and_then(|outcome| outcome.get(row)).map(|figures| figures.pool);
        people.is_none_or(|people| people.value().is_none())
    }

    /// The page of the statistics crate over the groups that may be shown, and how many are not.
    fn page(&self, audit: &Audit, is_shown: &dyn Fn(usize) -> bool, reference_at: Option<usize>) -> Vec<WordedStep> {
        let places: Vec<usize> = (0..audit.groups.len()).filter(|place| is_shown(*place)).collect();
        let mut groups: Vec<AuditedGroup> = places.iter().filter_map(|place| audit.groups.get(*place).cloned()).collect();
        let left_out = (audit.groups.iter().enumerate()).filter(|(place, group)| group.whole.eligible() > 0 && !is_shown(*place)).count();
        let reference = match (reference_at, audit.reference) {
            (Some(at), _) => places.iter().position(|place| *place == at).ok_or(Undefined::NoReference),
            (None, reference) => reference.and(Err(Undefined::NoReference)),
        };
        if reference.is_err() {
            groups.iter_mut().for_each(|group| group.against = None);
        }
        let shown = Audit { attribute: audit.attribute.clone(), strata: audit.strata.clone(), groups, reference };
        let mut page: Vec<WordedStep> = (shown.page().into_iter())
            .map(|section| WordedStep { code: section.code, title: section.title, explain: section.explain, lines: section.lines })
            .collect();
        if audit.reference.is_ok()
            && reference_at.is_none()
            && let Some(ratios) = page.iter_mut().find(|section| section.code == "impact-ratio")
        {
            let reason = reference_hidden();
            ratios.lines =
                vec![Label::new(format!("Tidak dapat dibandingkan: {}.", reason.id), format!("Nothing can be compared: {}.", reason.en))];
        }
        if let Some(counts) = page.first_mut() {
            if left_out > 0 {
                counts.lines.push(Label::new(
                    format!("Kelompok yang tidak ditampilkan, agar angka kecil tidak dapat dihitung mundur: {left_out}."),
                    format!("Groups not shown, so that small counts cannot be worked back: {left_out}."),
                ));
            }
            if self.told.merged > 0 {
                let merged = self.told.merged;
                counts.lines.push(Label::new(
                    format!("Kelompok kecil yang dihitung bersama: {merged}."),
                    format!("Small groups counted together: {merged}."),
                ));
            }
        }
        page
    }
}

/// Flags, the most urgent last.
const FLAGS: [&str; 4] = ["clear", "grey", "amber", "red"];

fn reference_hidden() -> Label {
    Label::new("angka kelompok dengan tingkat lulus tertinggi disembunyikan", "the counts of the group with the highest rate are hidden")
}

fn whole(counts: &[Selection]) -> Result<Selection, LabError> {
    let (selected, pool) = counts.iter().fold((0, 0), |(selected, pool), own| (selected + own.selected(), pool + own.eligible()));
    Selection::try_new(selected, pool).map_err(undefined)
}

/// The names of a stratum's groups, one after the other.
fn stratum_label(groupings: &[Grouping], stratum: &[GroupKey]) -> Label {
    let labels: Vec<Label> = groupings.iter().zip(stratum).map(|(grouping, key)| grouping.group_label(key)).collect();
    let join = |pick: fn(&Label) -> &Arc<str>| labels.iter().map(|label| &**pick(label)).collect::<Vec<_>>().join(" · ");
    Label::new(join(|label| &label.id), join(|label| &label.en))
}

/// A group against the reference; `least` and more people, or nobody, are behind every figure of a stratum.
fn compared(group: &AuditedGroup, reference: &[Selection], own: &[Selection], strata: &[Label], least: u64) -> Option<Compared> {
    let against = group.against.as_ref()?;
    let within = against.within.as_ref();
    let conditional = within.map(|within| &within.conditional);
    let p = |tested: Result<jenjang_statistics::fairness::Tested, Undefined>| Found::from(tested.map(|tested| tested.p));
    let enough =
        |counts: &Selection| counts.eligible() >= SHOWN_FROM && !is_few(counts.selected(), least) && !is_few(counts.rejected(), least);
    let large = |place: usize| [reference, own].iter().all(|counts| counts.get(place).is_some_and(enough));
    let ratios = within.iter().flat_map(|within| within.ratios.iter().zip(strata).enumerate());
    let ratios = ratios.filter(|(place, _)| large(*place));
    let skipped = conditional.map_or(0, |conditional| conditional.skipped as u64);
    Some(Compared {
        ratio: against.ratio.into(),
        below_four_fifths: against.below.into(),
        missing_to_four_fifths: against.missing.into(),
        difference: against.difference.into(),
        newcombe: against.newcombe.into(),
        fisher: against.fisher.map(|fisher| fisher.two_sided).into(),
        mid_p: against.fisher.map(|fisher| fisher.mid_two_sided).into(),
        holm: Found::Absent(Undefined::EmptyTotal.label()),
        benjamini_hochberg: Found::Absent(Undefined::EmptyTotal.label()),
        fragile: against.swap.fragile(),
        flag: against.flag.map(|flag| flag.code()).into(),
        strata: (strata.len() as u64).saturating_sub(skipped),
        strata_skipped: skipped,
        odds_ratio_within: conditional.map(|conditional| conditional.odds_ratio.and_then(turned).into()),
        odds_ratio_interval: conditional
            .map(|conditional| conditional.odds_ratio_ci95.and_then(|(low, high)| Ok((turned(high)?, turned(low)?))).into()),
        cmh_p: conditional.map(|conditional| p(conditional.cmh_corrected)),
        woolf_p: conditional.map(|conditional| conditional.woolf.map(|test| test.p).into()),
        standardised: within.map(|within| within.standardised.into()),
        reversed: within.and_then(|within| within.reversed.ok()),
        ratios: ratios.map(|(_, (ratio, stratum))| StratumRatio { stratum: stratum.clone(), ratio: (*ratio).into() }).collect(),
    })
}

/// An odds ratio the other way round: the group against the reference, as the impact ratio is.
fn turned(ratio: f64) -> Result<f64, Undefined> {
    if ratio > 0.0 { Ok(ratio.recip()) } else { Err(Undefined::Unbounded) }
}

/// Adjusts the p-values of all comparisons of the audit together.
pub(super) fn several(attributes: &mut [AttributeAudit]) -> Result<Multiplicity, LabError> {
    let mut compared: Vec<&mut Compared> = (attributes.iter_mut())
        .flat_map(|attribute| &mut attribute.steps)
        .flat_map(|step| &mut step.groups)
        .filter_map(|group| group.against.as_mut())
        .filter(|against| against.fisher.value().is_some())
        .collect();
    let p: Vec<f64> = compared.iter().filter_map(|against| against.fisher.value().copied()).collect();
    // a p-value summed from many terms may end a hair above 1
    let p: Vec<f64> = p.into_iter().map(|p| p.clamp(0.0, 1.0)).collect();
    let (by_holm, by_rate) = (holm(&p).map_err(undefined)?, benjamini_hochberg(&p).map_err(undefined)?);
    for ((against, holm), rate) in compared.iter_mut().zip(&by_holm).zip(&by_rate) {
        against.holm = Found::Value(*holm);
        against.benjamini_hochberg = Found::Value(*rate);
    }
    let below = |list: &[f64], limit: f64| list.iter().filter(|p| **p < limit).count() as u64;
    let comparisons = p.len() as u64;
    let (plain, screened, named) = (below(&p, 0.05), below(&by_rate, 0.10), below(&by_holm, 0.05));
    let note = Label::new(
        format!(
            "{comparisons} perbandingan dibuat; {plain} di antaranya p < 0,05 dengan sendirinya, {screened} bertahan pada penyaringan (Benjamini-Hochberg, 0,10), {named} bertahan untuk kalimat yang menyebut kelompok (Holm, 0,05). Makin banyak yang dibandingkan, makin sering sesuatu tampak ganjil karena kebetulan."
        ),
        format!(
            "Comparisons made: {comparisons}; with p < 0.05 as they stand: {plain}; kept by screening (Benjamini-Hochberg, 0.10): {screened}; kept for statements that name a group (Holm, 0.05): {named}. The more is compared, the more often something looks odd by chance."
        ),
    );
    Ok(Multiplicity { comparisons, below_0_05: plain, kept_by_benjamini_hochberg: screened, kept_by_holm: named, note })
}
