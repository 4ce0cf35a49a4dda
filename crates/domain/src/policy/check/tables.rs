//! Decision tables and bands: holes, overlaps, rows that disagree, rows that never count, rows written twice.
//!
//! Exact over several inputs at once: the ends of all tests cut every input into elementary cells (a point, or everything between two points), a row is a
//! block of cells, and blocks are compared with the whole (see `boxes.rs`).

mod related;

use super::boxes::{self, Area, Block};
use super::domains::{Assume, Domains};
use super::line::{Cut, Domain, Kind, Set};
use super::{Checker, reach};
use crate::policy::diagnostic::Diagnostic;
use crate::policy::document::HitPolicy;
use crate::policy::model::{Cell, CellPart, Dated, Row, Table};
use crate::policy::value::Value;

/// Reports of one kind per version of a table; what is beyond is counted in the last.
const REPORTS: usize = 5;
/// Steps of block subtraction per question; a table that needs more gets a note.
const BUDGET: u64 = 8_000_000;
/// Boxes one row may consist of before the question whether it is hidden is given up.
const PARTS: usize = 10_000;

pub(super) fn check(checker: &mut Checker<'_>) {
    for (place, table) in checker.policy.tables.iter().enumerate() {
        let domains = Domains::new(checker.set, checker.policy, Assume::Usual);
        let inputs: Option<Vec<Domain>> = table.inputs.iter().map(|node| domains.of(node)).collect();
        let Some(mut inputs) = inputs.filter(|inputs| !inputs.is_empty()) else { continue };
        if let (Some((low, high)), Some(input)) = (table.bands, inputs.first_mut()) {
            input.full = Domain::new(Kind::Number, input.step, Set::span(Cut::before(low), Cut::after(high))).full;
        }
        let related = reach::inputs_share_facts(checker.set, checker.policy, &table.inputs);
        if related {
            related::check(checker, place, table).into_iter().for_each(|d| checker.report(d));
        }
        for version in &table.versions {
            if let Some(grid) = Grid::new(&inputs, &version.value) {
                let mut found = check_version(checker, table, version, &grid);
                if related {
                    // a combination of the inputs may be one that no person has
                    found.retain(|d| matches!(d.code, "table-row-unreachable" | "table-row-duplicate"));
                }
                found.into_iter().for_each(|d| checker.report(d));
            }
        }
    }
}

/// Inputs cut into elementary cells, rows as blocks of them.
pub(super) struct Grid<'a> {
    inputs: &'a [Domain],
    /// Per input: the cell for *none*, if it belongs, then stretches.
    cells: Vec<Vec<Set>>,
    pub(super) blocks: Vec<Block>,
    pub(super) whole: Area,
}

impl<'a> Grid<'a> {
    /// `None` where a test cannot be laid on the line (ranges of texts).
    pub(super) fn new(inputs: &'a [Domain], rows: &[Row]) -> Option<Grid<'a>> {
        let tests: Vec<Vec<Set>> = rows
            .iter()
            .map(|row| {
                if row.tests.len() == inputs.len() {
                    row.tests.iter().zip(inputs).map(|(cell, input)| accepted(cell, input)).collect()
                } else {
                    None
                }
            })
            .collect::<Option<_>>()?;
        let mut cells = Vec::with_capacity(inputs.len());
        let mut starts: Vec<Vec<Cut>> = Vec::with_capacity(inputs.len());
        for (i, input) in inputs.iter().enumerate() {
            let mut cuts: Vec<Cut> =
                tests.iter().map(|row| &row[i]).chain([&input.full]).flat_map(|set| set.spans.iter().flat_map(|s| [s.0, s.1])).collect();
            cuts.sort_unstable();
            cuts.dedup();
            let stretches = cuts.windows(2).map(|pair| (pair[0], pair[1]));
            let kept: Vec<(Cut, Cut)> =
                stretches.filter(|(low, high)| !input.full.intersection(&Set::span(*low, *high)).is_empty()).collect();
            let mut own: Vec<Set> = if input.full.none { vec![Set::only_none()] } else { Vec::new() };
            own.extend(kept.iter().map(|(low, high)| Set::span(*low, *high)));
            cells.push(own);
            starts.push(kept.iter().map(|(low, _)| *low).collect());
        }
        let numbered = |set: &Set, i: usize| -> Vec<(u32, u32)> {
            let first = u32::from(inputs[i].full.none);
            let mut ranges: Vec<(u32, u32)> = Vec::new();
            if set.none && first == 1 {
                ranges.push((0, 1));
            }
            for (low, high) in &set.spans {
                let from = first + starts[i].partition_point(|start| start < low) as u32;
                let to = first + starts[i].partition_point(|start| start < high) as u32;
                match ranges.last_mut() {
                    Some(last) if last.1 == from => last.1 = to,
                    _ if from < to => ranges.push((from, to)),
                    _ => {}
                }
            }
            ranges
        };
        let blocks = tests.iter().map(|row| row.iter().enumerate().map(|(i, set)| numbered(set, i)).collect()).collect();
        let whole = cells.iter().map(|own| (0, own.len() as u32)).collect();
        Some(Grid { inputs, cells, blocks, whole })
    }

    /// Whether some combination of inputs matches no row; also where that is too much to find out.
    pub(super) fn has_hole(&self) -> bool {
        let rows: Vec<&Block> = self.blocks.iter().collect();
        let mut budget = BUDGET / 8;
        !matches!(boxes::uncovered(&self.whole, &rows, &mut budget), Ok(None))
    }

    fn sets(&self, area: &Area) -> Vec<Set> {
        let join = |(i, span): (usize, &(u32, u32))| {
            let cells = self.cells[i].get(span.0 as usize..span.1 as usize).unwrap_or_default();
            cells.iter().fold(Set::EMPTY, |set, cell| set.union(cell))
        };
        area.iter().enumerate().map(join).collect()
    }

    /// One value per input out of an area.
    pub(super) fn example(&self, area: &Area) -> Vec<Value> {
        self.sets(area).iter().zip(self.inputs).map(|(set, input)| input.example(set).unwrap_or_default()).collect()
    }
}

/// The values a test accepts; `None` where it cannot be laid on the line.
fn accepted(cell: &Cell, input: &Domain) -> Option<Set> {
    if cell.is_any() {
        return Some(input.full.clone());
    }
    let mut parts = Set::EMPTY;
    for part in &cell.parts {
        let set = match part {
            CellPart::Equal(Value::None) => Set::only_none(),
            CellPart::Equal(value) => input.within(&Set::point(input.place(value)?)),
            CellPart::Range(range) => input.range(&range.low, &range.high)?,
        };
        parts = parts.union(&set);
    }
    if cell.negated {
        let mut rest = input.outside(&parts);
        // `not(= x)` holds for none, `not(in a range)` has no answer there
        rest.none &= !cell.parts.iter().any(|part| matches!(part, CellPart::Range(_)));
        return Some(rest);
    }
    parts.none &= input.full.none;
    Some(parts)
}

fn check_version(checker: &Checker<'_>, table: &Table, version: &Dated<Vec<Row>>, grid: &Grid<'_>) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    let said = Said { checker, table, version, grid };
    let mut apart = true;
    let mut clashes = 0usize;
    let empty: Vec<bool> = grid.blocks.iter().map(|block| block.iter().any(Vec::is_empty)).collect();
    let mut duplicate = vec![false; grid.blocks.len()];
    for (j, b) in grid.blocks.iter().enumerate() {
        for (i, a) in grid.blocks[..j].iter().enumerate() {
            if empty[i] || empty[j] || duplicate[i] || !boxes::meet(a, b) {
                continue;
            }
            apart = false;
            let same_output = version.value[i].output == version.value[j].output;
            if a == b && same_output {
                duplicate[j] = true;
                out.push(said.duplicate(i, j));
                break;
            }
            let clash = match table.hit {
                HitPolicy::Unique => true,
                HitPolicy::Any => !same_output,
                _ => false,
            };
            if clash {
                clashes += 1;
                if clashes <= REPORTS {
                    out.push(said.clash(i, j, boxes::shared(a, b)));
                }
            }
        }
    }
    if clashes > REPORTS
        && let Some(last) = out.iter_mut().rev().find(|d| d.code == "table-overlap" || d.code == "table-rows-disagree")
    {
        last.message.id = format!("{}; masih ada {} pasangan baris lain", last.message.id, clashes - REPORTS).into();
        last.message.en = format!("{}; {} more pairs of rows do the same", last.message.en, clashes - REPORTS).into();
    }
    for (i, _) in empty.iter().enumerate().filter(|(_, empty)| **empty) {
        out.push(said.never_matches(i));
    }
    if table.hit == HitPolicy::First {
        said.hidden_rows(&empty, &duplicate, &mut out);
    }
    if table.default.is_none() && table.hit != HitPolicy::CollectCount {
        said.holes(&empty, apart, &mut out);
    }
    out
}

/// What the sentences about one version of one table are made of.
struct Said<'a, 'c> {
    checker: &'a Checker<'c>,
    table: &'a Table,
    version: &'a Dated<Vec<Row>>,
    grid: &'a Grid<'a>,
}

impl Said<'_, '_> {
    /// `table `x`` and, where it has a history, the version meant.
    fn name(&self) -> (String, String) {
        let name = &self.table.name;
        let (id, en) = if self.table.bands.is_some() { ("jenjang", "bands") } else { ("tabel", "table") };
        match (self.table.versions.len(), self.version.period.from) {
            (2.., Some(from)) => (format!("{id} `{name}` sejak {from}"), format!("{en} `{name}` from {from}")),
            _ => (format!("{id} `{name}`"), format!("{en} `{name}`")),
        }
    }

    fn with_example(&self, mut diagnostic: Diagnostic, area: &Area) -> Diagnostic {
        for (source, value) in self.table.input_sources.iter().zip(self.grid.example(area)) {
            diagnostic = diagnostic.with_witness(&**source, value.to_string());
        }
        diagnostic
    }

    /// `` `age` in (80..81) and `grade` in III/a ``, inputs that may be anything left out.
    fn region(&self, area: &Area) -> (String, String) {
        let mut parts: Vec<(String, String)> = Vec::new();
        let everything = area == &self.grid.whole;
        for (i, set) in self.grid.sets(area).iter().enumerate() {
            if area[i] == self.grid.whole[i] && !everything {
                continue;
            }
            let text = self.grid.inputs[i].describe(set);
            let source = self.table.input_sources.get(i).map_or("?", |s| &**s);
            parts.push((format!("`{source}` = {text}"), format!("`{source}` in {text}")));
        }
        let join = |f: fn(&(String, String)) -> &str, word: &str| parts.iter().map(f).collect::<Vec<_>>().join(word);
        (join(|p| &p.0, " dan "), join(|p| &p.1, " and "))
    }

    fn values(&self, area: &Area) -> (String, String) {
        let pairs = self.table.input_sources.iter().zip(self.grid.example(area));
        let text = pairs.map(|(source, value)| format!("`{source}` = {value}")).collect::<Vec<_>>();
        (text.join(" dan "), text.join(" and "))
    }

    fn duplicate(&self, i: usize, j: usize) -> Diagnostic {
        let (id, en) = self.name();
        self.checker
            .diagnostic(
                "table-row-duplicate",
                self.version.value[j].span,
                format!("baris {} dan {} pada {id} sama", i + 1, j + 1),
                format!("rows {} and {} of {en} are the same", i + 1, j + 1),
            )
            .with_related(self.version.value[i].span, crate::legal::Label::new("baris pertama", "the first of them"))
    }

    fn clash(&self, i: usize, j: usize, shared: Option<Area>) -> Diagnostic {
        let (id, en) = self.name();
        let area = shared.unwrap_or_else(|| self.grid.whole.clone());
        let (value_id, value_en) = self.values(&area);
        let (a, b) = (&self.version.value[i].output, &self.version.value[j].output);
        let (code, expected_id, expected_en) = match self.table.hit {
            HitPolicy::Any => {
                ("table-rows-disagree", "seharusnya semua baris yang cocok memberi hasil yang sama", "expected all matching rows to agree")
            }
            _ => ("table-overlap", "seharusnya paling banyak satu baris yang cocok", "expected at most one row to match"),
        };
        let diagnostic = self
            .checker
            .diagnostic(
                code,
                self.version.value[j].span,
                format!("baris {} dan {} pada {id} sama-sama menerima {value_id} (hasil `{a}` dan `{b}`), {expected_id}", i + 1, j + 1),
                format!("rows {} and {} of {en} both accept {value_en} (giving `{a}` and `{b}`), {expected_en}", i + 1, j + 1),
            )
            .with_related(self.version.value[i].span, crate::legal::Label::new("baris yang lain", "the other row"));
        self.with_example(diagnostic, &area)
    }

    fn never_matches(&self, i: usize) -> Diagnostic {
        let (id, en) = self.name();
        self.checker.diagnostic(
            "table-row-unreachable",
            self.version.value[i].span,
            format!("baris {} pada {id} tidak pernah cocok: tidak ada nilai masukan yang memenuhi semua ujinya", i + 1),
            format!("row {} of {en} can never match: no value of the inputs passes all its tests", i + 1),
        )
    }

    fn hidden_rows(&self, empty: &[bool], duplicate: &[bool], out: &mut Vec<Diagnostic>) {
        let blocks = &self.grid.blocks;
        let mut budget = BUDGET;
        for (j, block) in blocks.iter().enumerate() {
            if empty[j] || duplicate[j] {
                continue;
            }
            let before: Vec<&Block> = blocks[..j].iter().filter(|b| boxes::meet(b, block)).collect();
            if before.is_empty() {
                continue;
            }
            if block.iter().map(Vec::len).fold(1usize, usize::saturating_mul) > PARTS {
                out.push(self.too_large());
                return;
            }
            let mut hidden = true;
            for part in parts_of(block) {
                match boxes::uncovered(&part, &before, &mut budget) {
                    Ok(None) => {}
                    Ok(Some(_)) => {
                        hidden = false;
                        break;
                    }
                    Err(boxes::Exhausted) => {
                        out.push(self.too_large());
                        return;
                    }
                }
            }
            if hidden {
                let (id, en) = self.name();
                out.push(self.checker.diagnostic(
                    "table-row-unreachable",
                    self.version.value[j].span,
                    format!("baris {} pada {id} tidak pernah dipakai: baris-baris sebelumnya sudah menerima semua nilainya", j + 1),
                    format!("row {} of {en} is never used: the rows before it already accept all its values", j + 1),
                ));
            }
        }
    }

    fn too_large(&self) -> Diagnostic {
        let (id, en) = self.name();
        self.checker.diagnostic(
            "table-too-large",
            self.table.span,
            format!("{id} terlalu rumit untuk diperiksa seluruhnya: baris-barisnya tumpang tindih dalam terlalu banyak cara"),
            format!("{en} is too involved to be checked completely: its rows overlap in too many ways"),
        )
    }

    fn holes(&self, empty: &[bool], apart: bool, out: &mut Vec<Diagnostic>) {
        let whole = &self.grid.whole;
        if whole.iter().any(|span| span.0 == span.1) {
            return;
        }
        let mut found: Vec<Area> = Vec::new();
        let rows: Vec<&Block> = self.grid.blocks.iter().zip(empty).filter(|(_, empty)| !**empty).map(|(block, _)| block).collect();
        let mut budget = BUDGET;
        let mut more = false;
        loop {
            let filled: Vec<Block> = found.iter().map(|area| area.iter().map(|span| vec![*span]).collect()).collect();
            let taken: Vec<&Block> = rows.iter().copied().chain(&filled).collect();
            let by_size = if apart { boxes::hole_between(whole, &taken) } else { None };
            match by_size.map_or_else(|| boxes::uncovered(whole, &taken, &mut budget), Ok) {
                Ok(Some(_)) if found.len() == REPORTS => {
                    more = true;
                    break;
                }
                Ok(Some(hole)) => found.push(boxes::grown(hole, whole, &taken)),
                Ok(None) => break,
                Err(boxes::Exhausted) => {
                    out.push(self.too_large());
                    break;
                }
            }
        }
        found.sort_unstable();
        let mut reports: Vec<Diagnostic> = found.iter().map(|area| self.hole(area)).collect();
        if let Some(last) = reports.last_mut().filter(|_| more) {
            last.message.id = format!("{}; masih ada lubang lain", last.message.id).into();
            last.message.en = format!("{}; there are more holes", last.message.en).into();
        }
        out.append(&mut reports);
    }

    fn hole(&self, area: &Area) -> Diagnostic {
        let ((id, en), (region_id, region_en)) = (self.name(), self.region(area));
        if self.grid.sets(area).iter().any(|set| set.none && set.spans.is_empty()) {
            let diagnostic = self.checker.diagnostic(
                "table-none",
                self.table.span,
                format!("{id} tidak mempunyai baris untuk {region_id}; bila masukannya tidak ada, hasilnya pun tidak ada"),
                format!("{en} has no row for {region_en}; where the input does not exist, the result does not either"),
            );
            return self.with_example(diagnostic, area);
        }
        let (value_id, value_en) = self.values(area);
        let diagnostic = self
            .checker
            .diagnostic(
                "table-hole",
                self.table.span,
                format!("{id} tidak mempunyai baris untuk {region_id}, misalnya {value_id}; hasilnya akan kosong"),
                format!("{en} has no row for {region_en}, for example {value_en}; the result would be none"),
            )
            .with_help(crate::legal::Label::new(
                "tambahkan baris, jadikan batasnya bersambung (`[61..81)` lalu `[81..100]`), atau tulis `default` bila memang tidak ada hasil",
                "add a row, let the bounds meet (`[61..81)`, then `[81..100]`), or write a `default` where there is meant to be no result",
            ));
        self.with_example(diagnostic, area)
    }
}

/// The boxes a block consists of.
fn parts_of(block: &Block) -> Vec<Area> {
    block.iter().fold(vec![Vec::new()], |parts: Vec<Area>, ranges| {
        parts.iter().flat_map(|part| ranges.iter().map(move |r| part.iter().copied().chain([*r]).collect())).collect()
    })
}

#[cfg(test)]
mod tests;
