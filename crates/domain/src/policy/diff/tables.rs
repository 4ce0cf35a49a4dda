//! Decision tables and bands: inputs, rule, default, versions, rows and single cells.

use super::differ::{Differ, Expression, Field, Place, Shown, both, matched};
use super::history::{entry_name, pair};
use super::parts::unit;
use super::{ChangeKind, Part, canonical};
use crate::legal::Label;
use crate::policy::document::HitPolicy;
use crate::policy::explain::{Explainer, words};
use crate::policy::model::{CellPart, Dated, Policy, Row, Table};
use crate::policy::value::{Bound, Value};

/// What a row is recognised by: its tests, or for bands the lower bound of the step.
fn key(table: &Table, row: &Row) -> String {
    if table.bands.is_some() {
        return lower(row).map_or_else(String::new, canonical::value);
    }
    row.tests.iter().map(canonical::cell).collect::<Vec<_>>().join(" ; ")
}

/// The lower bound of a step.
fn lower(row: &Row) -> Option<&Value> {
    match &row.tests.first()?.parts.first()? {
        CellPart::Range(range) => match &range.low {
            Bound::Included(v) | Bound::Excluded(v) => Some(v),
            Bound::Open => None,
        },
        CellPart::Equal(v) => Some(v),
    }
}

/// How many of the inputs, and the output, two rows share.
fn shared(a: &Row, b: &Row) -> usize {
    let cells = a.tests.iter().zip(&b.tests).filter(|(x, y)| canonical::cell(x) == canonical::cell(y)).count();
    cells + usize::from(a.output == b.output)
}

fn hit_words(hit: HitPolicy) -> Label {
    both(|language| Explainer::hit_words(hit, language).trim_end_matches('.').to_owned())
}

/// Two lists of rows, row by row, each list with the policy and table it belongs to.
#[derive(Clone, Copy)]
struct Side<'s> {
    policy: &'s Policy,
    table: &'s Table,
    rows: &'s [Row],
}

impl Side<'_> {
    /// A row in words: `Baik, 10 sampai kurang dari 20 → Madya (b)`.
    fn row(&self, row: &Row) -> Label {
        both(|language| {
            let explainer = Explainer::new(self.policy, language);
            let top = self.table.bands.map(|b| b.1);
            let tests: Vec<String> =
                row.tests.iter().zip(&self.table.inputs).map(|(cell, input)| explainer.cell(cell, input, top)).collect();
            format!("{}: {}", tests.join("; "), words::value(&row.output, unit(&self.table.output), language))
        })
    }

    /// A row by its tests only.
    fn tests(&self, row: &Row) -> Label {
        both(|language| {
            if let (Some(_), Some(low)) = (self.table.bands, lower(row)) {
                let low = words::value(low, self.table.inputs.first().and_then(|i| unit(&i.ty)), language);
                return format!("{} {low}", words::pick(language, "mulai", "from"));
            }
            let explainer = Explainer::new(self.policy, language);
            row.tests.iter().zip(&self.table.inputs).map(|(c, input)| explainer.cell(c, input, None)).collect::<Vec<_>>().join("; ")
        })
    }
}

impl Differ<'_> {
    pub(super) fn tables(&mut self) {
        for (old, new) in matched(&self.old.tables, &self.new.tables, |t| &t.name) {
            let Some(any) = new.or(old) else { continue };
            let (part, section) = if any.bands.is_some() { (Part::Bands, "bands") } else { (Part::Table, "tables") };
            let place = Place::new(part, format!("{section}.{}", any.name), &any.label);
            match (old, new) {
                (Some(old), Some(new)) => self.table(&place, old, new),
                _ => {
                    let kind = if old.is_some() { ChangeKind::Removed } else { ChangeKind::Added };
                    let rows: usize = any.versions.iter().map(|v| v.value.len()).sum();
                    let text =
                        both(|language| format!("{rows} {}", words::pick(language, "baris", if rows == 1 { "row" } else { "rows" })));
                    self.part(kind, &place, text, any.versions.last().and_then(|v| v.reference.as_ref()));
                }
            }
        }
    }

    fn table(&mut self, place: &Place, old: &Table, new: &Table) {
        self.label(place, &old.label, &new.label);
        self.field(place, Field::new("hit", "aturan baris", "rule of rows"), Some(hit_words(old.hit)), Some(hit_words(new.hit)));
        let type_words = |table: &Table| Some(Label::same(table.output.to_string()));
        self.field(place, Field::new("output", "jenis hasil", "type of the result"), type_words(old), type_words(new));
        let default = |table: &Table| table.default.as_ref().map(|v| both(|language| words::value(v, unit(&table.output), language)));
        let field = Field::new("default", "jika tidak ada baris yang cocok", "where no row matches");
        self.field(place, field, default(old), default(new));
        self.range(place, old.bands, new.bands);
        let inputs = |policy: &Policy, table: &Table| table.inputs.iter().map(|i| canonical::node(policy, i)).collect::<Vec<_>>();
        if inputs(self.old, old) != inputs(self.new, new) {
            let say = |policy: &Policy, table: &Table| {
                let labels: Vec<Label> = table.inputs.iter().map(|input| Expression::from(input).words(policy)).collect();
                both(|language| labels.iter().map(|label| label.get(language)).collect::<Vec<_>>().join("; "))
            };
            let shown = Shown { before: Some(say(self.old, old)), after: Some(say(self.new, new)), ..Shown::default() };
            self.push(ChangeKind::Changed, place, Some(Field::new("inputs", "masukan", "inputs")), shown);
        }
        self.versions(place, old, new);
    }

    fn versions(&mut self, place: &Place, old: &Table, new: &Table) {
        let paired = pair(&old.versions, &new.versions);
        let count = |version: &Dated<Vec<Row>>| {
            let rows = version.value.len();
            both(|language| format!("{rows} {}", words::pick(language, "baris", if rows == 1 { "row" } else { "rows" })))
        };
        for version in paired.gone.iter().map(|i| &old.versions[*i]) {
            let shown =
                Shown { before: Some(count(version)), after: None, period: Some(version.period), reference: version.reference.clone() };
            self.push(ChangeKind::Removed, place, Some(Field::new(entry_name("versions", version), "", "")), shown);
        }
        for (i, j) in paired.both {
            let (before, after) = (&old.versions[i], &new.versions[j]);
            let old_side = Side { policy: self.old, table: old, rows: &before.value };
            let new_side = Side { policy: self.new, table: new, rows: &after.value };
            self.rows(place, old_side, new_side, after);
            self.entry_marks(place, "versions", (&old.versions, before), (&new.versions, after));
        }
        for version in paired.fresh.iter().map(|j| &new.versions[*j]) {
            let was = version.period.from.and_then(|from| crate::policy::model::in_force(&old.versions, from, chrono::NaiveDate::MAX));
            let shown =
                Shown { before: None, after: Some(count(version)), period: Some(version.period), reference: version.reference.clone() };
            self.push(ChangeKind::Added, place, Some(Field::new(entry_name("versions", version), "", "")), shown);
            if let Some(was) = was {
                // what the new version changes against the rows in force until then
                let old_side = Side { policy: self.old, table: old, rows: &was.value };
                let new_side = Side { policy: self.new, table: new, rows: &version.value };
                self.rows(place, old_side, new_side, version);
            }
        }
    }

    /// Compares rows: equal tests first, then the most alike of what is left, cell by cell.
    fn rows(&mut self, place: &Place, old: Side<'_>, new: Side<'_>, version: &Dated<Vec<Row>>) {
        let keys = |side: &Side<'_>| side.rows.iter().map(|row| key(side.table, row)).collect::<Vec<_>>();
        let (old_keys, new_keys) = (keys(&old), keys(&new));
        let mut taken = vec![false; new.rows.len()];
        let mut pairs: Vec<(usize, usize)> = Vec::new();
        let mut left: Vec<usize> = Vec::new();
        for (i, wanted) in old_keys.iter().enumerate() {
            let fits = |j: &usize| !taken[*j] && new_keys[*j] == *wanted;
            // among rows with the same tests the one with the same output first
            let found = (0..new.rows.len()).filter(fits).max_by_key(|j| (new.rows[*j].output == old.rows[i].output, std::cmp::Reverse(*j)));
            match found {
                Some(j) => {
                    taken[j] = true;
                    pairs.push((i, j));
                }
                None => left.push(i),
            }
        }
        let same_width = old.table.inputs.len() == new.table.inputs.len();
        left.retain(|i| {
            let best = (0..new.rows.len())
                .filter(|j| same_width && !taken[*j])
                .map(|j| (shared(&old.rows[*i], &new.rows[j]), std::cmp::Reverse(j)))
                .filter(|(count, _)| *count > 0)
                .max();
            match best {
                Some((_, std::cmp::Reverse(j))) => {
                    taken[j] = true;
                    pairs.push((*i, j));
                    false
                }
                None => true,
            }
        });
        pairs.sort_unstable();
        let name = |rows: &[Row], at: usize| format!("{}.rows[{}]", entry_name("versions", version), rows.get(at).map_or(0, |_| at + 1));
        for i in left {
            let shown = Shown { before: Some(old.row(&old.rows[i])), ..Shown::default() };
            self.push(ChangeKind::Removed, place, Some(Field::new(name(old.rows, i), "baris", "row")), shown);
        }
        for (i, j) in &pairs {
            self.row(place, &name(new.rows, *j), (old, &old.rows[*i]), (new, &new.rows[*j]), version);
        }
        for j in (0..new.rows.len()).filter(|j| !taken[*j]) {
            let shown = Shown { after: Some(new.row(&new.rows[j])), reference: version.reference.clone(), ..Shown::default() };
            self.push(ChangeKind::Added, place, Some(Field::new(name(new.rows, j), "baris", "row")), shown);
        }
        let order: Vec<usize> = pairs.iter().map(|(_, j)| *j).collect();
        if new.table.hit == HitPolicy::First && !order.is_sorted() {
            let numbers = |list: Vec<usize>| Some(Label::same(list.iter().map(|n| (n + 1).to_string()).collect::<Vec<_>>().join(", ")));
            let shown = Shown { before: numbers((0..old.rows.len()).collect()), after: numbers(order), ..Shown::default() };
            let field = Field::new(format!("{}.order", entry_name("versions", version)), "urutan baris", "order of rows");
            self.push(ChangeKind::Changed, place, Some(field), shown);
        }
    }

    /// Compares two rows that belong together, cell by cell.
    fn row(&mut self, place: &Place, name: &str, old: (Side<'_>, &Row), new: (Side<'_>, &Row), version: &Dated<Vec<Row>>) {
        let ((old, before), (new, after)) = (old, new);
        let tests = new.tests(after);
        let bands = new.table.bands.is_some();
        for (column, (a, b)) in before.tests.iter().zip(&after.tests).enumerate() {
            let same = if bands { key(old.table, before) == key(new.table, after) } else { canonical::cell(a) == canonical::cell(b) };
            let (Some(old_input), Some(new_input)) = (old.table.inputs.get(column), new.table.inputs.get(column)) else { continue };
            if same {
                continue;
            }
            let heading = Expression::from(new_input).words(self.new);
            let label =
                both(|language| format!("{} “{}”, {}", words::pick(language, "baris", "row"), tests.get(language), heading.get(language)));
            let (a, b) = if bands {
                (old.tests(before), new.tests(after))
            } else {
                (
                    both(|language| Explainer::new(self.old, language).cell(a, old_input, None)),
                    both(|language| Explainer::new(self.new, language).cell(b, new_input, None)),
                )
            };
            let shown = Shown { before: Some(a), after: Some(b), reference: version.reference.clone(), ..Shown::default() };
            self.push(ChangeKind::Changed, place, Some(Field { name: format!("{name}[{}]", column + 1), label }), shown);
        }
        if canonical::value(&before.output) != canonical::value(&after.output) {
            let label = both(|language| format!("{} “{}”", words::pick(language, "baris", "row"), tests.get(language)));
            let shown = Shown {
                before: Some(both(|language| words::value(&before.output, unit(&old.table.output), language))),
                after: Some(both(|language| words::value(&after.output, unit(&new.table.output), language))),
                reference: version.reference.clone(),
                ..Shown::default()
            };
            self.push(ChangeKind::Changed, place, Some(Field { name: format!("{name}.output"), label }), shown);
        }
    }
}
