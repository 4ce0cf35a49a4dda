//! What changes in the text, and beside it the numbers of the criterion concerned.

use jenjang::legal::Label;
use jenjang::policy::diff::{Change, ChangeKind};
use jenjang::policy::explain;
use jenjang::policy::value::Value;

use crate::report::numbers::Writer;
use crate::report::page::{Block, Section};
use crate::report::table::{Cell, Table};
use crate::report::{Contents, ParameterOnDay};

pub(super) fn section(contents: &Contents, writer: Writer) -> Section {
    let mut section = Section::new("perubahan", writer.pick("Apa yang diubah", "What changes in the text"));
    let diff = &contents.clause_diff;
    if diff.diff.is_empty() {
        section.text(
            writer.pick(
                "Tidak ada perbedaan isi antara rancangan dan aturan yang berlaku.",
                "The draft and the rule in force do not differ.",
            ),
        );
        return section;
    }
    section.text(writer.pick(
        "Setiap perubahan ditulis beserta syarat yang jawabannya dapat berubah karenanya, dan berapa orang yang tidak memenuhi syarat itu sebelum dan sesudahnya.",
        "Each change stands with the criteria whose answers it can move, and how many people do not meet them before and after.",
    ));
    section.blocks.push(Block::Clauses(clauses(contents)));
    let moved: Vec<&ParameterOnDay> = diff.parameters.iter().filter(|parameter| parameter.before != parameter.after).collect();
    if !moved.is_empty() {
        section.table(parameters(&moved, contents));
    }
    section
}

fn clauses(contents: &Contents) -> Table {
    let columns = [
        ("provision", "Ketentuan", "Provision"),
        ("before", "Semula", "Before"),
        ("after", "Menjadi", "After"),
        ("reference", "Dasar hukum", "Legal ground"),
        ("criterion", "Syarat yang terkait", "Criterion concerned"),
        ("not-met-before", "Belum memenuhi, semula", "Not met, before"),
        ("not-met-after", "Belum memenuhi, kini", "Not met, now"),
        ("newly-not-met", "Bertambah", "Newly not met"),
        ("no-longer-not-met", "Berkurang", "No longer in the way"),
    ];
    let title = Label::new("Perubahan isi dan angka syarat yang terkait", "Changes of the text and the numbers of the criteria concerned");
    let mut table = Table::new("clauses", title, &columns);
    let diff = &contents.clause_diff;
    let changes = || diff.diff.changes.iter().zip(&diff.concerned);
    // what decides about people comes before titles and cases
    let (deciding, other) = (changes().filter(|(_, codes)| !codes.is_empty()), changes().filter(|(_, codes)| codes.is_empty()));
    for (change, codes) in deciding.chain(other) {
        let provision = Cell::Text(provision(change));
        let text = |label: &Option<Label>| label.clone().map_or(Cell::Empty, Cell::Text);
        let reference = change.reference.as_ref().map_or(Cell::Empty, |reference| Cell::same(reference.citation.clone()));
        let start = [provision, text(&change.before), text(&change.after), reference];
        let found: Vec<_> = contents.comparison.criteria.iter().filter(|criterion| codes.contains(&criterion.code)).collect();
        if found.is_empty() {
            let rest = [Cell::Empty, Cell::Empty, Cell::Empty, Cell::Empty, Cell::Empty];
            table.row(start.iter().cloned().chain(rest).collect::<Vec<_>>());
        }
        for criterion in found {
            let standing = |standings: &Option<crate::compare::Standings>| standings.map_or(Cell::Empty, |s| Cell::of(s.not_met));
            let rest = [
                Cell::Text(criterion.label.clone()),
                standing(&criterion.before),
                standing(&criterion.after),
                Cell::of(criterion.newly_not_met),
                Cell::of(criterion.no_longer_not_met),
            ];
            table.row(start.iter().cloned().chain(rest).collect::<Vec<_>>());
        }
    }
    table
}

/// What changed, without the values: they have columns of their own.
fn provision(change: &Change) -> Label {
    let cut = |sentence: &str, language| {
        let end = match (change.kind, &change.before, &change.after) {
            (ChangeKind::Changed, Some(before), Some(_)) => sentence.find(&format!(": {} → ", before.get(language))),
            (ChangeKind::Added, ..) => sentence.find(": ditambahkan ").or_else(|| sentence.find(": added ")),
            (ChangeKind::Removed, ..) => sentence.find(": dihapus ").or_else(|| sentence.find(": removed ")),
            _ => None,
        };
        let what = end.and_then(|end| sentence.get(..end)).unwrap_or(sentence);
        let (added, removed) = match language {
            jenjang::legal::Language::Id => ("(baru)", "(dihapus)"),
            jenjang::legal::Language::En => ("(new)", "(removed)"),
        };
        match change.kind {
            ChangeKind::Added if end.is_some() => format!("{what} {added}"),
            ChangeKind::Removed if end.is_some() => format!("{what} {removed}"),
            _ => what.to_owned(),
        }
    };
    use jenjang::legal::Language::{En, Id};
    Label::new(cut(&change.sentence.id, Id), cut(&change.sentence.en, En))
}

fn parameters(moved: &[&ParameterOnDay], contents: &Contents) -> Table {
    let day = contents.comparison.as_of;
    let (id, en) = (Writer(jenjang::legal::Language::Id).date(day), Writer(jenjang::legal::Language::En).date(day));
    let title = Label::new(format!("Parameter yang berbeda per {id}"), format!("Parameters that differ on {en}"));
    let columns = [("parameter", "Parameter", "Parameter"), ("before", "Berlaku", "In force"), ("after", "Rancangan", "Draft")];
    let mut table = Table::new("parameters", title, &columns);
    for parameter in moved {
        let value =
            |value: &Option<Value>| value.as_ref().map_or(Cell::Empty, |value| Cell::Text(written(value, parameter.unit.as_deref())));
        table.row([Cell::Text(parameter.label.clone()), value(&parameter.before), value(&parameter.after)]);
    }
    table
}

/// A value of a parameter with its unit.
pub(super) fn written(value: &Value, unit: Option<&str>) -> Label {
    let unit = unit.map(jenjang::policy::types::Unit::from);
    let words = |language| explain::value(value, unit.as_ref(), language);
    Label::new(words(jenjang::legal::Language::Id), words(jenjang::legal::Language::En))
}
