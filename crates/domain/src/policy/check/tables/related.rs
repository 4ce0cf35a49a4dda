//! Tables whose inputs move together (a grade and the next grade): looked at with people instead of blocks.
//!
//! Not every combination of inputs belongs to a person, so a hole or an overlap is reported only with a person who has it. All people are tried where the facts
//! have few values, else some; what nobody tried shows is not reported.

use chrono::NaiveDate;

use super::super::domains::{Assume, Domains};
use super::super::line::{Domain, Set};
use super::super::people::{People, Values};
use super::super::{Checker, cases, history, reach};
use super::accepted;
use crate::policy::decide::{Person, prepare};
use crate::policy::diagnostic::Diagnostic;
use crate::policy::document::HitPolicy;
use crate::policy::dossier::Dossier;
use crate::policy::model::{Row, Table};
use crate::policy::value::Value;

/// People tried per version of a table.
const PEOPLE: usize = 2_000;

pub(super) fn check(checker: &Checker<'_>, place: usize, table: &Table) -> Vec<Diagnostic> {
    let (set, policy) = (checker.set, checker.policy);
    let domains = Domains::new(set, policy, Assume::Nothing);
    let inputs: Option<Vec<Domain>> = table.inputs.iter().map(|node| domains.of(node)).collect();
    let Some(inputs) = inputs else { return Vec::new() };
    let shared = cases::shared(set, policy);
    let facts = reach::facts(set, policy, &table.inputs);
    let mut out = Vec::new();
    for (version, period) in table.versions.iter().zip(history::filled(&table.versions)) {
        let Some(days) = history::shared(&period, &policy.effective) else { continue };
        let day = history::day_in(&days);
        let Ok(prepared) = prepare(set, &shared, day, NaiveDate::MAX) else { continue };
        let Some(trees) = prepared.tables().get(place).map(|table| &table.inputs) else { continue };
        let rows: Option<Vec<Vec<Set>>> = version.value.iter().map(|row| accepts(row, &inputs)).collect();
        let Some(rows) = rows else { continue };
        let people = People::new(&Values::new(set, policy, day), facts.keys().filter_map(|name| policy.catalogue.find(name)));
        let mut reported: Vec<(&'static str, Vec<usize>)> = Vec::new();
        for dossier in people.some(PEOPLE) {
            let person = Person::new(&prepared, &dossier, day);
            let values: Vec<Value> = trees.iter().map(|tree| person.value(tree).into_owned()).collect();
            // an input without a value is another question than a hole between values
            if values.iter().any(|value| value.is_missing() || value.is_none()) {
                continue;
            }
            let fits = |row: &[Set]| {
                row.iter().zip(&inputs).zip(&values).all(|((set, input), value)| input.place(value).is_some_and(|p| set.contains(p)))
            };
            let hits: Vec<usize> = rows.iter().enumerate().filter(|(_, row)| fits(row)).map(|(i, _)| i).collect();
            let outputs = || hits.iter().map(|i| &version.value[*i].output);
            let code = match table.hit {
                _ if hits.is_empty() && table.default.is_none() && table.hit != HitPolicy::CollectCount => "table-hole",
                HitPolicy::Unique if hits.len() > 1 => "table-overlap",
                HitPolicy::Any if outputs().any(|output| outputs().next() != Some(output)) => "table-rows-disagree",
                _ => continue,
            };
            // one report of holes, one per pair of rows
            let key = (code, hits.iter().copied().take(2).collect());
            if reported.contains(&key) || reported.len() == super::REPORTS {
                continue;
            }
            reported.push(key);
            out.push(report(checker, table, code, &hits, &version.value, &people, &dossier, &values));
        }
    }
    out
}

fn accepts(row: &Row, inputs: &[Domain]) -> Option<Vec<Set>> {
    if row.tests.len() != inputs.len() {
        return None;
    }
    row.tests.iter().zip(inputs).map(|(cell, input)| accepted(cell, input)).collect()
}

#[expect(clippy::too_many_arguments, reason = "the parts of one sentence")]
fn report(
    checker: &Checker<'_>,
    table: &Table,
    code: &'static str,
    hits: &[usize],
    rows: &[Row],
    people: &People,
    dossier: &Dossier,
    values: &[Value],
) -> Diagnostic {
    let name = &table.name;
    let inputs: Vec<String> = table.input_sources.iter().zip(values).map(|(source, value)| format!("`{source}` = {value}")).collect();
    let (found_id, found_en) = (inputs.join(" dan "), inputs.join(" and "));
    let diagnostic = match hits {
        [first, second, ..] => checker.diagnostic(
            code,
            rows[*second].span,
            format!("baris {} dan {} pada tabel `{name}` sama-sama menerima {found_id}, yang memang ada orangnya", first + 1, second + 1),
            format!("rows {} and {} of table `{name}` both accept {found_en}, and there can be such a person", first + 1, second + 1),
        ),
        _ => checker.diagnostic(
            code,
            table.span,
            format!("tabel `{name}` tidak mempunyai baris untuk {found_id}, yang memang ada orangnya; hasilnya akan kosong"),
            format!("table `{name}` has no row for {found_en}, and there can be such a person; the result would be none"),
        ),
    };
    people.facts().fold(diagnostic, |diagnostic, fact| {
        diagnostic.with_witness(&*checker.policy.catalogue.fact(fact).name, dossier.get(fact).to_string())
    })
}
