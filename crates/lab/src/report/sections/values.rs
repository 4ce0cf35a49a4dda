//! How values move, with policies that give one: scores, points, classifications.

use jenjang::legal::{Label, Language};
use rust_decimal::Decimal;

use crate::compare::{CategoryComparison, CutComparison, NumberComparison};
use crate::report::Contents;
use crate::report::chart::Histogram;
use crate::report::numbers::Writer;
use crate::report::page::Section;
use crate::report::table::{Cell, Table};

pub(super) fn section(contents: &Contents, writer: Writer) -> Option<Section> {
    let values = contents.comparison.values.as_ref()?;
    let mut section = Section::new("nilai", writer.pick("Bagaimana nilai bergeser", "How values move"));
    if let Some(found) = &values.numbers {
        numbers(&mut section, found, writer);
    }
    if let Some(found) = &values.categories {
        section.table(categories(found));
    }
    if let Some(found) = &values.cut {
        section.table(cut(found));
    }
    Some(section)
}

fn numbers(section: &mut Section, found: &NumberComparison, writer: Writer) {
    let name = |from: Decimal, to: Decimal, language| {
        let writer = Writer(language);
        format!("{}–{}", writer.decimal(from), writer.decimal(to))
    };
    let chart = Histogram {
        steps: found.bands.iter().map(|band| (name(band.from, band.to, writer.0), Some(band.before), Some(band.after))).collect(),
        axis: writer.pick("nilai", "value").to_owned(),
        before: writer.pick("aturan yang berlaku", "rule in force").to_owned(),
        after: writer.pick("rancangan", "draft").to_owned(),
    };
    let caption = writer.pick("Sebaran nilai semula dan menurut rancangan", "Values before and with the draft");
    section.figure("values", caption, chart.draw(writer), writer.pick("Tidak ada nilai.", "There are no values."));
    let columns = [("band", "Nilai", "Value"), ("before", "semula", "before"), ("after", "rancangan", "draft")];
    let mut table = Table::new("value-bands", Label::new("Orang menurut nilai", "People by value"), &columns);
    for band in &found.bands {
        let label = Label::new(name(band.from, band.to, Language::Id), name(band.from, band.to, Language::En));
        table.row([Cell::Text(label), Cell::Count(band.before), Cell::Count(band.after)]);
    }
    section.table(table);
    let mut table = Table::new(
        "value-summary",
        Label::new("Ringkasan nilai", "Values in short"),
        &[("figure", "Angka", "Figure"), columns[1], columns[2]],
    );
    let mut row = |id: &str, en: &str, before: Cell, after: Cell| table.row([Cell::Text(Label::new(id, en)), before, after]);
    row("orang dengan nilai", "people with a value", Cell::Count(found.before.people), Cell::Count(found.after.people));
    row("tanpa nilai", "without a value", Cell::Count(found.before.none), Cell::Count(found.after.none));
    row("tidak diketahui", "unknown", Cell::Count(found.before.unknown), Cell::Count(found.after.unknown));
    let exact = |value: Option<Decimal>| value.map_or(Cell::Empty, Cell::Exact);
    row("rata-rata", "mean", exact(found.before.mean), exact(found.after.mean));
    let quartile = |place: usize, of: &Option<[Decimal; 5]>| exact(of.and_then(|of| of.get(place).copied()));
    let names = [
        ("terkecil", "least"),
        ("seperempat sampai", "a quarter up to"),
        ("median", "median"),
        ("tiga perempat sampai", "three quarters up to"),
        ("terbesar", "greatest"),
    ];
    for (place, (id, en)) in names.into_iter().enumerate() {
        row(id, en, quartile(place, &found.before.quartiles), quartile(place, &found.after.quartiles));
    }
    section.table(table);
    let columns = [
        ("direction", "Arah", "Direction"),
        ("people", "orang", "people"),
        ("median", "median pergeseran", "median move"),
        ("mean", "rata-rata", "mean"),
        ("greatest", "terjauh", "widest"),
    ];
    let mut table = Table::new("value-moves", Label::new("Siapa bergeser seberapa jauh", "Who moves how far"), &columns);
    for (label, moves) in [(Label::new("naik", "up"), &found.up), (Label::new("turun", "down"), &found.down)] {
        table.row([Cell::Text(label), Cell::Count(moves.people), exact(moves.median), exact(moves.mean), exact(moves.greatest)]);
    }
    table.row([Cell::Text(Label::new("tetap", "the same")), Cell::Count(found.same), Cell::Empty, Cell::Empty, Cell::Empty]);
    section.table(table);
}

/// From which category to which, one row for each pair that has people.
fn categories(found: &CategoryComparison) -> Table {
    let columns = [("before", "Semula", "Before"), ("after", "Menjadi", "After"), ("people", "orang", "people")];
    let mut table = Table::new("categories", Label::new("Dari kategori mana ke mana", "From which category to which"), &columns);
    for (row, from) in found.table.iter().zip(&found.categories) {
        for (count, to) in row.iter().zip(&found.categories).filter(|(count, _)| **count > 0) {
            table.row([Cell::Text(from.label.clone()), Cell::Text(to.label.clone()), Cell::Count(*count)]);
        }
    }
    table
}

fn cut(found: &CutComparison) -> Table {
    let title =
        Label::new(format!("Siapa masuk {} tempat teratas", found.places), format!("Who is among the first {} places", found.places));
    let mut table =
        Table::new("cut", title, &[("figure", "Angka", "Figure"), ("before", "semula", "before"), ("after", "rancangan", "draft")]);
    let exact = |value: Option<Decimal>| value.map_or(Cell::Empty, Cell::Exact);
    let mut row = |id: &str, en: &str, before: Cell, after: Cell| table.row([Cell::Text(Label::new(id, en)), before, after]);
    row("nilai pada tempat terakhir", "value at the last place", exact(found.value_before), exact(found.value_after));
    row("masuk", "inside", Cell::Count(found.inside_before), Cell::Count(found.inside_after));
    row("berbagi tempat terakhir", "share the last place", Cell::Count(found.tied_before), Cell::Count(found.tied_after));
    row("keluar", "leave", Cell::Empty, Cell::Count(found.left));
    row("masuk baru", "enter", Cell::Empty, Cell::Count(found.entered));
    table
}
