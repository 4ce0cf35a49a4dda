//! Counts to findings: small groups left out, statistics of each step, words.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jenjang::legal::Label;
use jenjang_statistics::Undefined;
use jenjang_statistics::fairness::{Audit, AuditedGroup, GroupCounts, ReferenceRule, SHOWN_FROM, Selection, benjamini_hochberg, holm};

use super::counting::{Cell, Counted, Counting, Place};
use super::result::{AttributeAudit, Compared, Found, GroupFound, Multiplicity, StepAudit, StepKind, StratumRatio, WordedStep};
use crate::error::LabError;
use crate::grouping::{GroupKey, Grouping};

/// Findings of every attribute.
pub(super) fn attributes(counting: &Counting<'_>, counted: &Counted) -> Result<Vec<AttributeAudit>, LabError> {
    counting.attributes.iter().zip(&counted.attributes).map(|(grouping, cells)| attribute(counting, grouping, cells)).collect()
}

/// Groups that must not be shown: those below five people, and where what is left would give them away, the smallest of the others too.
///
/// The total of the pool is known, so that a single hidden group is the rest. INVARIANT: hidden groups are none, or at least two of at least five
/// people together, or all there are.
pub(super) fn hidden(people: &BTreeMap<GroupKey, u64>) -> BTreeSet<GroupKey> {
    let mut hidden: BTreeSet<GroupKey> = people.iter().filter(|(_, n)| **n > 0 && **n < SHOWN_FROM).map(|(key, _)| key.clone()).collect();
    while !hidden.is_empty() {
        let sum: u64 = people.iter().filter(|(key, _)| hidden.contains(*key)).map(|(_, n)| n).sum();
        if hidden.len() > 1 && sum >= SHOWN_FROM {
            break;
        }
        let next = people.iter().filter(|(key, n)| **n > 0 && !hidden.contains(*key)).min_by_key(|(key, n)| (**n, (*key).clone()));
        match next {
            Some((key, _)) => hidden.insert(key.clone()),
            None => break,
        };
    }
    hidden
}

/// The people of each group in a place of the table, everybody of unknown group included.
fn by_group(cells: &BTreeMap<Place, Vec<Cell>>, at: usize) -> BTreeMap<GroupKey, u64> {
    let mut people = BTreeMap::new();
    for ((group, _), own) in cells {
        *people.entry(group.clone()).or_insert(0) += own.get(at).map_or(0, |cell| cell.pool);
    }
    people
}

fn attribute(counting: &Counting<'_>, grouping: &Grouping, cells: &BTreeMap<Place, Vec<Cell>>) -> Result<AttributeAudit, LabError> {
    let always_hidden = hidden(&by_group(cells, 0));
    let funnel = counting.funnel.iter().map(|step| (step.code.clone(), step.name.clone(), StepKind::Funnel));
    let alone = counting.alone.iter().map(|step| (step.code.clone(), step.name.clone(), StepKind::ByItself));
    let outcome = (Arc::from("outcome"), Label::new("Hasil akhir", "Final outcome"), StepKind::Outcome);
    let mut steps = Vec::new();
    for (at, (code, name, kind)) in std::iter::once(outcome).chain(funnel).chain(alone).enumerate() {
        steps.push(step(counting, grouping, cells, &always_hidden, at, (code, name, kind))?);
    }
    let unknown = by_group(cells, 0).get(&GroupKey::Missing).copied().unwrap_or(0);
    let unknown = (!always_hidden.contains(&GroupKey::Missing)).then_some(unknown);
    let (attribute, name) = (grouping.name.clone(), grouping.label.clone());
    Ok(AttributeAudit { attribute, name, protected: grouping.protected.is_some(), unknown, steps })
}

fn undefined(reason: Undefined) -> LabError {
    let label = reason.label();
    LabError::refused(format!("audit tidak dapat dihitung: {}", label.id), format!("the audit cannot be computed: {}", label.en))
}

fn step(
    counting: &Counting<'_>,
    grouping: &Grouping,
    cells: &BTreeMap<Place, Vec<Cell>>,
    always_hidden: &BTreeSet<GroupKey>,
    at: usize,
    (code, name, kind): (Arc<str>, Label, StepKind),
) -> Result<StepAudit, LabError> {
    let people = by_group(cells, at);
    let mut left_out = hidden(&people);
    left_out.extend(always_hidden.iter().cloned());
    let known: Vec<&GroupKey> = people.keys().filter(|key| **key != GroupKey::Missing).collect();
    let mut strata: Vec<&Arc<[GroupKey]>> = cells.keys().map(|(_, stratum)| stratum).collect();
    strata.sort_unstable();
    strata.dedup();
    let cell = |group: &GroupKey, stratum: &Arc<[GroupKey]>| {
        cells.get(&(group.clone(), Arc::clone(stratum))).and_then(|own| own.get(at)).copied().unwrap_or_default()
    };
    let stratified = !counting.strata.is_empty();
    let mut groups = Vec::new();
    let mut unknown = Vec::new();
    for group in &known {
        let own: Vec<Cell> = strata.iter().map(|stratum| cell(group, stratum)).collect();
        unknown.push(own.iter().map(|cell| cell.unknown).sum::<u64>());
        let selections = own.iter().map(|cell| Selection::try_new(cell.selected, cell.pool));
        let counts: Vec<Selection> = selections.collect::<Result<_, _>>().map_err(undefined)?;
        let counts = if stratified { counts } else { vec![whole(&counts)?] };
        groups.push(GroupCounts { name: grouping.group_label(group), counts });
    }
    let names: Vec<Label> = strata.iter().filter(|_| stratified).map(|stratum| stratum_label(&counting.strata, stratum)).collect();
    let audit = Audit::of(grouping.label.clone(), names, &groups, ReferenceRule::default()).map_err(undefined)?;
    let shown = |place: usize| known.get(place).is_some_and(|key| !left_out.contains(*key)) && people_at(&audit, place) >= SHOWN_FROM;
    let reference_shown = audit.reference.is_ok_and(shown);
    let reference = match audit.reference {
        Ok(place) if reference_shown => audit.groups.get(place).map_or(Err(Undefined::NoReference), |group| Ok(group.name.clone())),
        Ok(_) => Err(Undefined::NoReference),
        Err(reason) => Err(reason),
    };
    let found = (audit.groups.iter().enumerate()).filter(|(place, _)| shown(*place)).map(|(place, group)| {
        let reference = audit.reference.ok().filter(|_| reference_shown).and_then(|at| groups.get(at)).map(|group| group.counts.as_slice());
        let own = groups.get(place).map_or(&[][..], |group| group.counts.as_slice());
        group_found(group, unknown.get(place).copied().unwrap_or(0), reference, own, &audit.strata)
    });
    let found: Vec<GroupFound> = found.collect();
    let flag = audit.groups.iter().enumerate().filter(|(place, _)| shown(*place) && reference_shown);
    let flag = flag.filter_map(|(_, group)| group.against.as_ref()?.flag.ok()).max().map(|flag| flag.code());
    let page = page(&audit, &shown, reference_shown);
    Ok(StepAudit { code, name, kind, groups: found, reference: reference.into(), flag, page })
}

fn people_at(audit: &Audit, place: usize) -> u64 {
    audit.groups.get(place).map_or(0, |group| group.whole.eligible())
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

fn group_found(group: &AuditedGroup, unknown: u64, reference: Option<&[Selection]>, own: &[Selection], strata: &[Label]) -> GroupFound {
    let against = reference.and_then(|reference| {
        let against = group.against.as_ref()?;
        let within = against.within.as_ref();
        let conditional = within.map(|within| &within.conditional);
        let p = |tested: Result<jenjang_statistics::fairness::Tested, Undefined>| Found::from(tested.map(|tested| tested.p));
        let large =
            |place: usize| [reference, own].iter().all(|counts| counts.get(place).is_some_and(|counts| counts.eligible() >= SHOWN_FROM));
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
            odds_ratio_within: conditional.map(|conditional| conditional.odds_ratio.into()),
            odds_ratio_interval: conditional.map(|conditional| conditional.odds_ratio_ci95.into()),
            cmh_p: conditional.map(|conditional| p(conditional.cmh_corrected)),
            woolf_p: conditional.map(|conditional| conditional.woolf.map(|test| test.p).into()),
            standardised: within.map(|within| within.standardised.into()),
            reversed: within.and_then(|within| within.reversed.ok()),
            ratios: ratios.map(|(_, (ratio, stratum))| StratumRatio { stratum: stratum.clone(), ratio: (*ratio).into() }).collect(),
        })
    });
    GroupFound {
        name: group.name.clone(),
        pool: group.whole.eligible(),
        selected: group.whole.selected(),
        unknown,
        rate: group.rate.into(),
        wilson: group.wilson.into(),
        against,
    }
}

/// The page of the statistics crate over the groups that may be shown, and how many are left out besides those below five.
fn page(audit: &Audit, shown: &dyn Fn(usize) -> bool, reference_shown: bool) -> Vec<WordedStep> {
    let small = |group: &AuditedGroup| group.whole.eligible() > 0 && !group.is_shown();
    let kept = audit.groups.iter().enumerate().filter(|(place, group)| shown(*place) || small(group));
    let places: Vec<usize> = kept.map(|(place, _)| place).collect();
    let mut groups: Vec<AuditedGroup> = places.iter().filter_map(|place| audit.groups.get(*place).cloned()).collect();
    let others = (audit.groups.iter().enumerate()).filter(|(place, group)| group.is_shown() && !shown(*place)).count();
    if !reference_shown {
        groups.iter_mut().for_each(|group| group.against = None);
    }
    let reference = match audit.reference {
        Ok(at) if reference_shown => places.iter().position(|place| *place == at).ok_or(Undefined::NoReference),
        Ok(_) => Err(Undefined::NoReference),
        Err(reason) => Err(reason),
    };
    let audit = Audit { attribute: audit.attribute.clone(), strata: audit.strata.clone(), groups, reference };
    let mut page: Vec<WordedStep> = (audit.page().into_iter())
        .map(|section| WordedStep { code: section.code, title: section.title, explain: section.explain, lines: section.lines })
        .collect();
    if others > 0
        && let Some(counts) = page.first_mut()
    {
        counts.lines.push(Label::new(
            format!("{others} kelompok lain tidak ditampilkan, agar kelompok kecil tidak dapat dihitung mundur."),
            format!("Groups left out besides, so that small ones cannot be worked back: {others}."),
        ));
    }
    page
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
