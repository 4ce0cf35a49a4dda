//! One pass over the population, and what is made of its counts.

use std::collections::BTreeMap;
use std::sync::Arc;

use jenjang::legal::{Label, Language};
use jenjang::policy::catalogue::Catalogue;
use jenjang::policy::decide::PolicyOnDate;
use jenjang::policy::document::Kind;

use super::affected::most_affected;
use super::data::DataRead;
use super::dimension::{Axis, Source, axes, label_of_name};
use super::examples::Picks;
use super::reasons::{Reasons, Rules};
use super::result::{Change, Comparison, LeftOut, PolicyIdentity};
use super::table::{Table, Within};
use super::tally::{ByGroup, Cross, Pool, changes};
use super::totals::{Everybody, Whole};
use super::values::Values;
use super::waiting::Waits;
use super::{Bands, Dimension, Options, absent_facts};
use crate::answers::{Answers, Detail};
use crate::bits::Bits;
use crate::cost::Costs;
use crate::error::LabError;
use crate::input::ToldApart;
use crate::kernel::Kernel;
use crate::population::{Population, Wanted};
use crate::run;
use crate::segment::Segment;
use crate::shown::Shown;

/// More cells than this, and two dimensions are not counted together.
const MOST_CELLS: usize = 1 << 20;

/// What one thread counts.
struct Counted {
    table: [[u64; 3]; 3],
    changes: [u64; 8],
    by_axis: Vec<ByGroup>,
    crosses: Vec<Cross>,
    reasons: Reasons,
    picks: Picks,
    waits: Waits,
    values: Values,
    costs: Option<Costs>,
    /// Used again from segment to segment.
    codes: Vec<Vec<u16>>,
    change: Vec<u8>,
}

struct Job<'a> {
    before: &'a Arc<PolicyOnDate>,
    after: &'a Arc<PolicyOnDate>,
    options: &'a Options,
    kernel: Kernel,
    axes: Vec<Axis>,
    pairs: Vec<(usize, usize)>,
    rules: Rules,
    picker: super::examples::Picker,
    waiter: super::waiting::Waiter,
    /// Of two pay tables the facts are the same.
    pay: Option<crate::cost::Reader>,
}

impl Job<'_> {
    fn fresh(&self) -> Counted {
        Counted {
            table: [[0; 3]; 3],
            changes: [0; 8],
            by_axis: vec![ByGroup::default(); self.axes.len()],
            crosses: vec![Cross::default(); self.pairs.len()],
            reasons: Reasons::new(&self.rules),
            picks: self.picker.fresh(),
            waits: self.waiter.fresh(),
            values: Values::new(self.before, self.after),
            costs: self.pay.as_ref().map(|_| Costs::new(self.axes.len())),
            codes: vec![Vec::new(); self.axes.len()],
            change: Vec::new(),
        }
    }

    fn count(&self, counted: &mut Counted, segment: &Segment) -> Result<(), LabError> {
        let answers = self.kernel.answer(segment, Detail::Missing);
        let [before, after] = answers.as_slice() else {
            return Err(LabError::refused("jawaban tidak lengkap", "answers are incomplete"));
        };
        let table = changes(&before.outcome, &after.outcome, &mut counted.change);
        for (mine, found) in counted.table.iter_mut().flatten().zip(table.iter().flatten()) {
            *mine += found;
        }
        for change in &counted.change {
            if let Some(count) = counted.changes.get_mut(usize::from(*change)) {
                *count += 1;
            }
        }
        for (axis, (codes, groups)) in self.axes.iter().zip(counted.codes.iter_mut().zip(&mut counted.by_axis)) {
            axis.codes(segment, codes);
            groups.count(axis.len(), codes, &counted.change);
        }
        for ((a, b), cross) in self.pairs.iter().zip(&mut counted.crosses) {
            let (Some(first), Some(second)) = (self.axes.get(*a), self.axes.get(*b)) else { continue };
            let sizes = (first.len(), second.len());
            if let (true, Some(one), Some(other)) = (sizes.0 * sizes.1 <= MOST_CELLS, counted.codes.get(*a), counted.codes.get(*b)) {
                cross.count(sizes, one, other, &counted.change);
            }
        }
        let became_unknown = after.outcome.unknown().without(&before.outcome.unknown());
        counted.reasons.count_missing(after, &became_unknown);
        if self.before.policy().kind == Kind::Eligibility {
            let turned =
                |from: &Answers, to: &Answers| to.outcome.eligible().without(&from.outcome.eligible()).without(&from.outcome.unknown());
            let (gained, lost): (Bits, Bits) = (turned(before, after), turned(after, before));
            counted.reasons.count(&self.rules, before, after, &gained, &lost);
            self.picker.pick(&mut counted.picks, &self.rules, segment, before, after, &gained, &lost);
            self.waiter.count(&mut counted.waits, segment, before, after);
            if let (Some(reader), Some(costs)) = (&self.pay, &mut counted.costs) {
                reader.count(costs, segment, before, after, &counted.codes);
            }
        } else {
            counted.values.count(&before.outcome, &after.outcome);
        }
        Ok(())
    }
}

pub(super) fn compare(
    population: &dyn Population,
    before: &Arc<PolicyOnDate>,
    after: &Arc<PolicyOnDate>,
    options: &Options,
) -> Result<Comparison, LabError> {
    let kind = before.policy().kind;
    let eligibility = kind == Kind::Eligibility;
    let (dimensions, absent) = match &options.dimensions {
        Some(given) => (given.clone(), Vec::new()),
        None => Dimension::usual_and_absent(population),
    };
    let (axes, mut left_out) = axes(&dimensions, population, before.as_of(), after.policy().date_rounding())?;
    left_out.extend(absent);
    let kernel = Kernel::new(&[Arc::clone(before), Arc::clone(after)]);
    let pay = match &options.pay {
        Some(pay) if eligibility => Some(pay.reader(population.catalogue(), before.as_of(), after.policy().date_rounding())?),
        Some(_) => {
            return Err(LabError::refused(
                "biaya hanya dapat dihitung untuk kebijakan kelayakan",
                "costs can be counted for eligibility policies only",
            ));
        }
        None => None,
    };
    let mut wanted = Wanted { facts: kernel.facts().to_vec(), others: Vec::new() };
    wanted.facts.extend(pay.iter().flat_map(crate::cost::Reader::facts));
    for axis in &axes {
        match &axis.source {
            Source::Fact(fact) => wanted.facts.push(*fact),
            Source::Other(name) => wanted.others.push(Arc::clone(name)),
        }
    }
    wanted.facts.sort_unstable();
    wanted.facts.dedup();
    let pairs = (0..axes.len()).flat_map(|a| (a + 1..axes.len()).map(move |b| (a, b))).collect();
    let job = Job {
        before,
        after,
        options,
        rules: Rules::of(before, after),
        picker: super::examples::Picker::new(population, before, after, options),
        waiter: super::waiting::Waiter::new(population, before, after, kernel.facts(), options.waiting, options.seed),
        pay,
        kernel,
        axes,
        pairs,
    };
    let pool: Pool<Counted> = Pool::new();
    let apart = ToldApart::new(population);
    let (_, reading) =
        run::over(&apart, &wanted, options.threads, || (), |(), segment| pool.with(|| job.fresh(), |counted| job.count(counted, segment)))?;
    let mut all = pool.into_all().into_iter();
    let mut sum = all.next().unwrap_or_else(|| job.fresh());
    all.for_each(|other| sum.add(other));
    let absent = absent_facts(population, &facts_read(before, after));
    let data = DataRead::new(population, &reading, absent, Some(apart.finish()?))?;
    job.finish(sum, data, left_out, population)
}

/// Facts either policy reads, ascending.
fn facts_read(before: &PolicyOnDate, after: &PolicyOnDate) -> Vec<jenjang::policy::value::FactIndex> {
    let mut facts: Vec<_> = before.facts().iter().chain(after.facts()).copied().collect();
    facts.sort_unstable();
    facts.dedup();
    facts
}

impl Counted {
    fn add(&mut self, other: Counted) {
        self.table.iter_mut().flatten().zip(other.table.iter().flatten()).for_each(|(mine, other)| *mine += other);
        self.changes.iter_mut().zip(other.changes).for_each(|(mine, other)| *mine += other);
        self.by_axis.iter_mut().zip(&other.by_axis).for_each(|(mine, other)| mine.add(other));
        self.crosses.iter_mut().zip(&other.crosses).for_each(|(mine, other)| mine.add(other));
        self.reasons.add(&other.reasons);
        self.picks.add(other.picks);
        self.waits.add(other.waits);
        self.values.add(other.values);
        if let (Some(mine), Some(other)) = (&mut self.costs, &other.costs) {
            mine.add(other);
        }
    }
}

impl Job<'_> {
    fn finish(
        &self,
        sum: Counted,
        data: DataRead,
        left_out: Vec<(Arc<str>, Label)>,
        population: &dyn Population,
    ) -> Result<Comparison, LabError> {
        let (kind, options) = (self.before.policy().kind, self.options);
        let eligibility = kind == Kind::Eligibility;
        let catalogue = population.catalogue();
        let everybody = Everybody::of(sum.table, sum.changes, options.suppression);
        let mut left_out: Vec<LeftOut> =
            (left_out.into_iter()).map(|(name, reason)| LeftOut { label: label_of_name(catalogue, &name), name, reason }).collect();
        let (tables, places) = self.tables(&sum, &everybody, &mut left_out)?;
        let crosses: Vec<((usize, usize), &Cross)> = (self.pairs.iter().zip(&sum.crosses))
            .filter(|(pair, _)| self.is_crossed(**pair))
            .filter_map(|((a, b), cross)| Some(((places.get(a).copied()?, places.get(b).copied()?), cross)))
            .collect();
        let cost = match (&self.pay, &options.pay, &sum.costs) {
            (Some(_), Some(pay), Some(costs)) => {
                Some(costs.finish(pay, &tables_by_axis(&tables, &places), &everybody, options.suppression))
            }
            _ => None,
        };
        let waiting = match options.waiting {
            Some(waiting) if eligibility => Some(self.waiter.finish(sum.waits, self.before, self.after, waiting, &everybody, options)?),
            _ => None,
        };
        let numbers = (self.options.places.filter(|_| !eligibility)).map(|places| (places, population, &self.kernel, options.threads));
        let values =
            if eligibility { None } else { Some(sum.values.finish(self.before, self.after, &everybody, options.suppression, numbers)?) };
        let mut warnings = Vec::new();
        if let Some(expected) = options.expected {
            warnings.extend(plausible(expected, everybody.after(0), data.people));
        }
        warnings.extend(data_warnings(&data));
        let (causes, criteria) = match eligibility {
            true => sum.reasons.found(&self.rules, &everybody, options.suppression),
            false => Default::default(),
        };
        let became_unknown = everybody.change(Change::BecameUnknown);
        Ok(Comparison {
            kind,
            before: PolicyIdentity::of(self.before),
            after: PolicyIdentity::of(self.after),
            as_of: self.before.as_of(),
            data,
            seed: options.seed,
            suppression: options.suppression,
            totals: everybody.totals(),
            most_affected: most_affected(&tables, &crosses, options.suppression)?,
            dimensions: tables.into_iter().map(|table| table.shown).collect(),
            left_out,
            causes: eligibility.then_some(causes),
            became_unknown_because: sum.reasons.missing(|name| label_of_fact(catalogue, name), became_unknown, options.suppression),
            criteria,
            examples: eligibility.then(|| self.picker.finish(&sum.picks, &self.rules, self.before, self.after, options)),
            values,
            waiting,
            cost,
            warnings,
            notes: notes(options, eligibility),
        })
    }

    /// The tables in the order asked for, and the place of each axis among them.
    fn tables(
        &self,
        sum: &Counted,
        everybody: &Everybody,
        left_out: &mut Vec<LeftOut>,
    ) -> Result<(Vec<Table>, BTreeMap<usize, usize>), LabError> {
        let filled = |at: usize| sum.by_axis.get(at).map_or(0, |groups| groups.0.iter().filter(|counts| **counts != [0; 8]).count());
        let mut order: Vec<usize> = (0..self.axes.len()).collect();
        // coarser ones first: they may hold finer ones
        order.sort_by_key(|at| filled(*at));
        let columns: [Shown; 8] = Change::ALL.map(|change| everybody.change(change).shown);
        let mut made: BTreeMap<usize, Table> = BTreeMap::new();
        for at in order {
            let (Some(axis), Some(groups)) = (self.axes.get(at), sum.by_axis.get(at)) else { continue };
            if axis.has_too_many() {
                left_out.push(LeftOut {
                    name: Arc::clone(&axis.name),
                    label: axis.label.clone(),
                    reason: Label::new(
                        format!("lebih dari {} nilai berbeda: bukan kelompok", super::dimension::MOST_GROUPS),
                        format!("more than {} different values: not groups", super::dimension::MOST_GROUPS),
                    ),
                });
                continue;
            }
            let parents = made.iter().rev().filter(|(parent, _)| filled(**parent) > 1 && filled(**parent) < filled(at));
            let mut withins: Vec<(usize, Within<'_>)> = parents
                .filter_map(|(parent, table)| Some((*parent, Within { table, parent_of: self.parents(sum, at, *parent)? })))
                .collect();
            // the finest first
            withins.sort_by_key(|(parent, _)| std::cmp::Reverse(filled(*parent)));
            let withins: Vec<Within<'_>> = withins.into_iter().map(|(_, within)| within).collect();
            let table = Table::of(axis, groups, &withins, &columns, self.options.suppression)?;
            made.insert(at, table);
        }
        let places = made.keys().copied().zip(0..).collect();
        left_out.sort_by(|a, b| a.name.cmp(&b.name));
        Ok((made.into_values().collect(), places))
    }

    /// Whether two dimensions were counted together to the end. Names are met in any order, so that this is asked when all are known.
    fn is_crossed(&self, (a, b): (usize, usize)) -> bool {
        let size = |at: usize| self.axes.get(at).map_or(0, Axis::len);
        size(a) * size(b) <= MOST_CELLS
    }

    /// For each group of a dimension the group of another that nine in ten of its people are in, without those of which that is so nowhere; `None`
    /// where more than one person in ten is in such a group: then one does not divide the other. (Somebody whose unit or region nobody told, or is
    /// told wrongly, must not switch protection off.)
    fn parents(&self, sum: &Counted, finer: usize, coarser: usize) -> Option<BTreeMap<usize, usize>> {
        let pair = (finer.min(coarser), finer.max(coarser));
        if !self.is_crossed(pair) {
            return None;
        }
        let cross = sum.crosses.get(self.pairs.iter().position(|other| *other == pair)?)?;
        // of each child: all its people, the parent most of them are in, and how many are
        let mut found: BTreeMap<usize, (u64, usize, u64)> = BTreeMap::new();
        for (a, b, counts) in cross.cells() {
            let (child, parent) = if finer < coarser { (a, b) } else { (b, a) };
            let people: u64 = counts.iter().sum();
            let (all, main, most) = found.entry(child).or_insert((0, parent, 0));
            *all += people;
            if people > *most {
                (*main, *most) = (parent, people);
            }
        }
        let lies_in_one = |(all, _, most): &(u64, usize, u64)| u128::from(*most) * 10 >= u128::from(*all) * 9;
        let everybody: u64 = found.values().map(|(all, _, _)| all).sum();
        let across: u64 = found.values().filter(|found| !lies_in_one(found)).map(|(all, _, _)| all).sum();
        let parents: BTreeMap<usize, usize> =
            found.into_iter().filter(|(_, found)| lies_in_one(found)).map(|(child, (_, parent, _))| (child, parent)).collect();
        (!parents.is_empty() && u128::from(across) * 10 <= u128::from(everybody)).then_some(parents)
    }
}

/// The table of each axis, where it has one.
fn tables_by_axis<'t>(tables: &'t [Table], places: &BTreeMap<usize, usize>) -> Vec<(usize, &'t Table)> {
    places.iter().filter_map(|(axis, place)| Some((*axis, tables.get(*place)?))).collect()
}

/// The label of a fact, or of an item of a list (`rating[2]`).
pub(super) fn label_of_fact(catalogue: &Catalogue, name: &str) -> Label {
    let (fact, item) = name.split_once('[').map_or((name, None), |(fact, item)| (fact, item.strip_suffix(']')));
    let label = catalogue.find(fact).map(|fact| catalogue.fact(fact).label.clone());
    match (label, item) {
        (Some(label), Some(item)) => Label::new(format!("{} ({item})", label.id), format!("{} ({item})", label.en)),
        (Some(label), None) => label,
        (None, _) => Label::same(name),
    }
}

/// A warning where the share eligible is not what was expected.
fn plausible(expected: Bands, eligible: Whole, people: u64) -> Option<Label> {
    let per_mille = u128::from(eligible.count) * 1000;
    let (least, most) =
        (u128::from(expected.least_per_mille) * u128::from(people), u128::from(expected.most_per_mille) * u128::from(people));
    if people == 0 || (least <= per_mille && per_mille <= most) {
        return None;
    }
    let (low, high) = (expected.least_per_mille, expected.most_per_mille);
    let Some(eligible) = eligible.shown.value() else {
        return Some(Label::new(
            format!("yang memenuhi syarat menurut rancangan tidak sebanyak yang diharapkan: antara {low} dan {high} per seribu"),
            format!("the people eligible under the draft are not as many as expected: between {low} and {high} in a thousand"),
        ));
    };
    Some(Label::new(
        format!("{eligible} dari {people} orang memenuhi syarat menurut rancangan; yang diharapkan antara {low} dan {high} per seribu"),
        format!("{eligible} of {people} people are eligible under the draft; expected were between {low} and {high} in a thousand"),
    ))
}

fn data_warnings(data: &DataRead) -> Vec<Label> {
    let mut warnings = Vec::new();
    if data.people == 0 {
        warnings.push(Label::new("data tidak memuat seorang pun", "there is nobody in the data"));
    }
    if data.unread > 0 {
        let n = data.unread;
        warnings.push(Label::new(
            format!("{n} nilai tidak dapat dibaca; faktanya dihitung sebagai tidak diketahui, orangnya tetap dihitung"),
            format!(
                "{n} {} not be read; the facts count as missing, the people are counted",
                if n == 1 { "value could" } else { "values could" }
            ),
        ));
    }
    if !data.absent_facts.is_empty() && data.people > 0 {
        let names = |language| data.absent_labels.iter().map(|label| label.get(language)).collect::<Vec<_>>().join("; ");
        let (id, en) = (names(Language::Id), names(Language::En));
        warnings.push(Label::new(
            format!("data tidak memuat kolom untuk: {id}. Fakta itu tidak diketahui bagi semua orang"),
            format!("the data has no column for: {en}. These facts are missing for everybody"),
        ));
    }
    warnings
}

fn notes(options: &Options, eligibility: bool) -> Vec<Label> {
    let (least, width) = (options.suppression.least, options.suppression.width);
    let mut notes = vec![
        Label::new(
            format!(
                "Angka 1 sampai {} orang tidak ditampilkan di mana pun, juga dalam jumlah keseluruhan (`<5`), begitu pula angka lain secukupnya (`·`) \
                 agar angka tersembunyi tidak dapat dihitung mundur lebih sempit dari {width} kemungkinan, sejauh jumlahnya mengizinkan. Kelompok \
                 yang lebih kecil digabung.",
                least.saturating_sub(1)
            ),
            format!(
                "Numbers of 1 to {} people are shown nowhere, not as a total either (`<5`), nor are as many others as it takes (`·`) that no hidden \
                 number can be worked back to fewer than {width} possible values, as far as the totals allow. Smaller groups are counted together.",
                least.saturating_sub(1)
            ),
        ),
        Label::new(
            "Fakta yang dilindungi (jenis kelamin, usia, dan lain-lain) hanya ditampilkan untuk audit dan ditandai.",
            "Protected facts (sex, age and others) are shown for audit only, and marked.",
        ),
    ];
    if eligibility {
        notes.push(Label::new(
            "Sebab dihitung bagi setiap syarat yang tidak terpenuhi; seseorang dapat terhitung pada beberapa syarat. `Sendiri` berarti semua \
             syarat lain terpenuhi.",
            "Causes count every requirement that is not met, so that one person may be counted under several. `Alone` means everything else is met.",
        ));
    } else {
        notes.push(Label::new(
            format!(
                "Nilai terendah, kuartil, dan nilai tertinggi adalah nilai yang dicapai atau dilampaui sedikitnya {least} orang di kedua sisi, \
                 sehingga tidak menunjuk satu orang."
            ),
            format!(
                "Least values, quartiles and greatest values are values with at least {least} people at or beyond them on either side, so that none \
                 is of one person."
            ),
        ));
    }
    notes
}
