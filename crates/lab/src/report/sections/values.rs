//! How values move, with policies that give one: scores, points, classifications.

use jenjang::legal::{Label, Language};
use rust_decimal::Decimal;

use crate::compare::{CategoryComparison, CutComparison, NumberBand, NumberComparison};
use crate::report::Contents;
use crate::report::chart::Histogram;
use crate::report::numbers::Writer;
use crate::report::page::Section;
use crate::report::table::{Cell, Table};
use crate::shown::Shown;

pub(super) fn section(contents: &Contents, writer: Writer) -> Option<Section> {
    let values = contents.comparison.values.as_ref()?;
    let mut section = Section::new("nilai", writer.pick("Bagaimana nilai bergeser", "How values move"));
    if let Some(found) = &values.numbers {
        numbers(&mut section, found, writer);
    }
    if let Some(found) = &values.categories {
        section.table(categories(found));
    }
    if values.numbers.is_none() && values.categories.is_none() {
        section.text(writer.pick(
            "Hasilnya terlalu beragam untuk dirinci satu per satu; jumlah yang berubah ada di atas.",
            "The results are too many and various to be told one by one; how many change is above.",
        ));
    }
    if let Some(found) = &values.cut {
        section.table(cut(found));
    }
    Some(section)
}

fn numbers(section: &mut Section, found: &NumberComparison, writer: Writer) {
    let last = found.bands.len().saturating_sub(1);
    let name = |at: usize, band: &NumberBand, language| {
        let writer = Writer(language);
        let (from, to) = (writer.decimal(band.from), writer.decimal(band.to));
        match at {
            0 if last == 0 => writer.pick("semua nilai", "all values").to_owned(),
            0 => format!("< {to}"),
            _ if at == last => format!("≥ {from}"),
            _ => format!("{from}–{to}"),
        }
    };
    let chart = Histogram {
        steps: (found.bands.iter().enumerate())
            .map(|(at, band)| (name(at, band, writer.0), Shown::Value(band.before), Shown::Value(band.after)))
            .collect(),
        axis: writer.pick("nilai", "value").to_owned(),
        before: writer.pick("aturan yang berlaku", "rule in force").to_owned(),
        after: writer.pick("rancangan", "draft").to_owned(),
    };
    let caption = writer.pick("Sebaran nilai semula dan menurut rancangan", "Values before and with the draft");
    section.figure("values", caption, chart.draw(writer), writer.pick("Tidak ada nilai.", "There are no values."));
    let columns = [("band", "Nilai", "Value"), ("before", "semula", "before"), ("after", "rancangan", "draft")];
    let mut table = Table::new("value-bands", Label::new("Orang menurut nilai", "People by value"), &columns);
    for (at, band) in found.bands.iter().enumerate() {
        let label = Label::new(name(at, band, Language::Id), name(at, band, Language::En));
        table.row([Cell::Text(label), Cell::Count(band.before), Cell::Count(band.after)]);
    }
    section.table(table);
    let mut table = Table::new(
        "value-summary",
        Label::new("Ringkasan nilai", "Values in short"),
        &[("figure", "Angka", "Figure"), columns[1], columns[2]],
    );
    let mut row = |id: &str, en: &str, before: Cell, after: Cell| table.row([Cell::Text(Label::new(id, en)), before, after]);
    row("orang dengan nilai", "people with a value", Cell::of(found.before.people), Cell::of(found.after.people));
    row("tanpa nilai", "without a value", Cell::of(found.before.none), Cell::of(found.after.none));
    row("tidak diketahui", "unknown", Cell::of(found.before.unknown), Cell::of(found.after.unknown));
    let exact = |value: Option<Decimal>| value.map_or(Cell::Empty, Cell::Exact);
    row("rata-rata", "mean", exact(found.before.mean), exact(found.after.mean));
    let quartile = |place: usize, of: &Option<[Decimal; 5]>| exact(of.and_then(|of| of.get(place).copied()));
    let names = [
        ("terendah; lima orang di sini atau di bawahnya", "least; five people here or below"),
        ("seperempat sampai", "a quarter up to"),
        ("median", "median"),
        ("tiga perempat sampai", "three quarters up to"),
        ("tertinggi; lima orang di sini atau di atasnya", "greatest; five people here or above"),
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
        ("greatest", "terjauh yang dicapai lima orang", "widest that five people reach"),
    ];
    let mut table = Table::new("value-moves", Label::new("Siapa bergeser seberapa jauh", "Who moves how far"), &columns);
    for (label, moves) in [(Label::new("naik", "up"), &found.up), (Label::new("turun", "down"), &found.down)] {
        table.row([Cell::Text(label), Cell::of(moves.people), exact(moves.median), exact(moves.mean), exact(moves.greatest)]);
    }
    table.row([Cell::Text(Label::new("tetap", "the same")), Cell::of(found.same), Cell::Empty, Cell::Empty, Cell::Empty]);
    section.table(table);
}

/// From which category to which, one row for each pair that has people.
fn categories(found: &CategoryComparison) -> Table {
    let columns = [("before", "Semula", "Before"), ("after", "Menjadi", "After"), ("people", "orang", "people")];
    let mut table = Table::new("categories", Label::new("Dari kategori mana ke mana", "From which category to which"), &columns);
    for (row, from) in found.table.iter().zip(&found.categories) {
        for (count, to) in row.iter().zip(&found.categories).filter(|(count, _)| count.may_be_some()) {
            table.row([Cell::Text(from.label.clone()), Cell::Text(to.label.clone()), Cell::of(*count)]);
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
    row("masuk", "inside", Cell::of(found.inside_before), Cell::of(found.inside_after));
    row("berbagi tempat terakhir", "share the last place", Cell::of(found.tied_before), Cell::of(found.tied_after));
    row("keluar", "leave", Cell::Empty, Cell::of(found.left));
    row("masuk baru", "enter", Cell::Empty, Cell::of(found.entered));
    table
}
