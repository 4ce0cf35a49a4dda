//! What other values of a parameter would do, and the value that meets a target.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use jenjang::legal::Label;
use jenjang::policy::value::Value;
use rust_decimal::prelude::ToPrimitive;

use super::change::written;
use crate::report::Contents;
use crate::report::chart::{Curve, Mark};
use crate::report::document::capital;
use crate::report::numbers::Writer;
use crate::report::page::Section;
use crate::report::table::{Cell, Table};
use crate::report::words::lower;
use crate::search::{Search, Sweep};
use crate::shown::Shown;

pub(super) fn section(contents: &Contents, writer: Writer) -> Option<Section> {
    if contents.sweep.is_none() && contents.search.is_none() {
        return None;
    }
    let mut section = Section::new("nilai-lain", writer.pick("Seandainya nilainya berbeda", "If the value were another"));
    if let Some(sweep) = &contents.sweep {
        let (label, measure) = (sweep.varied.label.get(writer.0), sweep.measure.get(writer.0));
        let (what, of) = (capital(measure), lower(label));
        let caption = writer.say(format!("{what}, menurut {of}"), format!("{what}, by {of}"));
        section.figure("sweep", caption, curve(contents, sweep, None, writer).draw(writer), nothing(writer));
        section.table(points("sweep", contents, sweep));
    }
    if let Some(search) = &contents.search {
        section.heading(writer.pick("Mencari nilai yang mencapai sasaran", "Searching the value that meets the target"));
        section.text(answer(search, writer));
        section.text(search.explanation.get(writer.0));
        let band = (search.least, search.greatest);
        let (label, measure) = (search.tried.varied.label.get(writer.0), search.tried.measure.get(writer.0));
        let (what, of) = (capital(measure), lower(label));
        let caption = writer.say(format!("{what}, menurut nilai yang dicoba untuk {of}"), format!("{what}, by the values tried for {of}"));
        section.figure("search", caption, curve(contents, &search.tried, Some(band), writer).draw(writer), nothing(writer));
        section.table(points("search", contents, &search.tried));
    }
    Some(section)
}

fn nothing(writer: Writer) -> &'static str {
    writer.pick("Tidak ada nilai yang dicoba.", "No value was tried.")
}

fn answer(search: &Search<Shown>, writer: Writer) -> String {
    let (target, least, greatest) = (writer.count(search.target), writer.count(search.least), writer.count(search.greatest));
    let unit = search.tried.varied.unit.as_deref();
    let said = |value: &Value| written(value, unit).get(writer.0).to_owned();
    let aim = writer.say(
        format!("Sasaran: {target} orang, diterima {least} sampai {greatest}."),
        format!("Target: {target} people; {least} to {greatest} are accepted."),
    );
    let found = match (search.found.first(), &search.nearest) {
        (Some(best), _) => {
            let all = search.found.iter().map(said).collect::<Vec<_>>().join(", ");
            let best = said(best);
            if search.found.len() == 1 {
                writer.say(format!("Tercapai dengan nilai {best}."), format!("Met with the value {best}."))
            } else {
                writer.say(
                    format!("Tercapai paling dekat dengan nilai {best}; yang diterima: {all}."),
                    format!("Met most closely with {best}; accepted: {all}."),
                )
            }
        }
        (None, Some(nearest)) => {
            let nearest = said(nearest);
            writer.say(
                format!("Tidak ada nilai yang mencapainya; yang terdekat {nearest}."),
                format!("No value meets it; the nearest is {nearest}."),
            )
        }
        (None, None) => writer.pick("Tidak ada nilai yang dapat dicoba.", "There was no value to try.").to_owned(),
    };
    format!("{aim} {found}")
}

/// The value of the parameter in force and in the draft, as the contents know them.
fn known(contents: &Contents, sweep: &Sweep<Shown>) -> (Option<Value>, Option<Value>) {
    let parameter = contents.clause_diff.parameters.iter().find(|parameter| parameter.name == sweep.varied.parameter);
    let in_force = parameter.and_then(|parameter| parameter.before.clone());
    (in_force, Some(sweep.varied.present.clone()))
}

fn curve(contents: &Contents, sweep: &Sweep<Shown>, accepted: Option<(u64, u64)>, writer: Writer) -> Curve {
    let places = places(sweep);
    let unit = sweep.varied.unit.as_deref();
    // hidden numbers leave a gap that the line spans
    let points: Vec<(f64, String, f64)> = sweep
        .points
        .iter()
        .zip(&places)
        .filter_map(|(point, at)| Some((*at, written(&point.value, None).get(writer.0).to_owned(), point.count.value()?.to_f64()?)))
        .collect();
    let (in_force, draft) = known(contents, sweep);
    let at = |value: &Value| {
        let exact = sweep.points.iter().zip(&places).find(|(point, _)| point.value == *value && !point.count.is_hidden());
        let exact = exact.map(|(_, at)| *at);
        let between = number(value).filter(|x| points.first().is_some_and(|p| p.0 <= *x) && points.last().is_some_and(|p| p.0 >= *x));
        exact.or(between)
    };
    let named = |id: &str, en: &str, value: &Value| format!("{} {}", writer.pick(id, en), written(value, unit).get(writer.0));
    let mut marks = Vec::new();
    match (&in_force, &draft) {
        (Some(same), Some(draft)) if same == draft => {
            marks.extend(at(draft).map(|x| (Mark::Draft, x, named("berlaku dan rancangan:", "in force and draft:", draft))));
        }
        _ => {
            marks.extend(in_force.iter().filter_map(|value| Some((Mark::InForce, at(value)?, named("berlaku:", "in force:", value)))));
            marks.extend(draft.iter().filter_map(|value| Some((Mark::Draft, at(value)?, named("rancangan:", "draft:", value)))));
        }
    }
    let target = accepted.map(|(least, greatest)| {
        let name = format!("{} {}–{}", writer.pick("diterima", "accepted"), writer.count(least), writer.count(greatest));
        (name, least.to_f64().unwrap_or(0.0), greatest.to_f64().unwrap_or(0.0))
    });
    let unit_name = unit.map(|unit| unit_words(unit, writer)).filter(|name| !name.is_empty());
    let label = sweep.varied.label.get(writer.0);
    let axis = unit_name.map_or_else(|| label.to_owned(), |name| format!("{label} ({name})"));
    Curve { points, marks, target, axis, counted: capital(sweep.measure.get(writer.0)) }
}

/// The name of a unit alone.
fn unit_words(unit: &str, writer: Writer) -> String {
    let two = written(&Value::Number(rust_decimal::Decimal::TWO), Some(unit));
    two.get(writer.0).trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == ' ').to_owned()
}

/// Where the points lie along the axis: by their value where all have a size of their own, else by their order.
fn places(sweep: &Sweep<Shown>) -> Vec<f64> {
    let sizes: Option<Vec<f64>> = sweep.points.iter().map(|point| number(&point.value)).collect();
    let kinds: BTreeSet<u8> = sweep.points.iter().map(|point| kind(&point.value)).collect();
    match sizes {
        Some(sizes) if kinds.len() <= 1 && sizes.is_sorted() => sizes,
        _ => (0u32..).map(f64::from).take(sweep.points.len()).collect(),
    }
}

fn kind(value: &Value) -> u8 {
    match value {
        Value::Number(_) => 0,
        Value::Months(_) => 1,
        Value::Days(_) => 2,
        Value::Date(_) => 3,
        _ => 4,
    }
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => number.to_f64(),
        Value::Months(months) => Some(f64::from(*months)),
        Value::Days(days) => days.to_f64(),
        Value::Date(day) => day.signed_duration_since(NaiveDate::default()).num_days().to_f64(),
        _ => None,
    }
}

fn points(name: &str, contents: &Contents, sweep: &Sweep<Shown>) -> Table {
    let columns = [
        ("value", &*sweep.varied.label.id, &*sweep.varied.label.en),
        ("mark", "Keterangan", "Remark"),
        ("count", &*sweep.measure.id, &*sweep.measure.en),
        ("eligible", "memenuhi syarat", "eligible"),
        ("unknown", "tidak diketahui", "unknown"),
        ("gained", "diuntungkan", "gain"),
        ("lost", "dirugikan", "lose"),
    ];
    // where what is counted is who is eligible on the day, once is enough
    let twice = sweep.points.iter().all(|point| point.count == point.eligible);
    let columns: Vec<_> = columns.into_iter().filter(|(key, ..)| !(twice && *key == "eligible")).collect();
    let mut table = Table::new(name, Label::new("Akibat setiap nilai", "What each value does"), &columns);
    let (in_force, draft) = known(contents, sweep);
    for point in &sweep.points {
        let is = |value: &Option<Value>| value.as_ref() == Some(&point.value);
        let mark = match (is(&in_force), is(&draft)) {
            (true, true) => Label::new("berlaku dan rancangan", "in force and draft"),
            (true, false) => Label::new("berlaku", "in force"),
            (false, true) => Label::new("rancangan", "draft"),
            (false, false) => Label::same(""),
        };
        let mut cells = vec![Cell::Text(written(&point.value, sweep.varied.unit.as_deref())), Cell::Text(mark), Cell::of(point.count)];
        if !twice {
            cells.push(Cell::of(point.eligible));
        }
        cells.extend([point.unknown, point.gained, point.lost].map(Cell::of));
        table.row(cells);
    }
    let join = |pick: fn(&Label) -> &str| sweep.notes.iter().map(pick).collect::<Vec<_>>().join(" ");
    let (id, en) = (join(|note| &note.id), join(|note| &note.en));
    if id.is_empty() { table } else { table.noted(&id, &en) }
}
