//! What it costs.

use jenjang::legal::Label;
use rust_decimal::Decimal;

use crate::cost::{Cost, CostByDimension, CostComparison};
use crate::report::Contents;
use crate::report::numbers::Writer;
use crate::report::page::Section;
use crate::report::table::{Cell, Table};
use crate::report::words::{is_rupiah, slug};
use crate::shown::Shown;

pub(super) fn section(contents: &Contents, writer: Writer) -> Option<Section> {
    let cost = contents.comparison.cost.as_ref()?;
    let mut section = Section::new("biaya", writer.pick("Biaya", "Cost"));
    let table = cost.table.get(writer.0);
    let currency = if is_rupiah(&cost.currency) { "rupiah" } else { &*cost.currency };
    section.text(writer.say(
        format!("Tambahan belanja pegawai setahun bila semua yang memenuhi syarat dinaikkan, menurut {table}; dalam {currency}."),
        format!("What promoting everybody who is eligible adds to the pay bill a year, by {table}; in {currency}."),
    ));
    section.table(whole(cost));
    for dimension in &cost.dimensions {
        section.table(by_dimension(cost, dimension));
    }
    Some(section)
}

fn whole(cost: &CostComparison) -> Table {
    let columns = [
        ("figure", "Angka", "Figure"),
        ("before", "semula", "before"),
        ("after", "rancangan", "draft"),
        ("difference", "selisih", "difference"),
    ];
    let mut table = Table::new("cost", Label::new("Biaya setahun", "Cost a year"), &columns);
    let money = |amount: Shown<i128>| Cell::made(amount, |amount| amount_cell(&cost.currency, amount));
    let mut amounts = |id: &str, en: &str, part: fn(&Cost) -> Shown<i128>| {
        let (before, after) = (part(&cost.before), part(&cost.after));
        table.row([Cell::Text(Label::new(id, en)), money(before), money(after), money(after.with(before, i128::saturating_sub))]);
    };
    amounts("tambahan setahun", "increase a year", |cost| cost.increase);
    amounts("gaji kini", "pay now", |cost| cost.paid_now);
    amounts("gaji setelah dinaikkan", "pay after promotion", |cost| cost.paid_then);
    let mut counts = |id: &str, en: &str, part: fn(&Cost) -> Shown| {
        let (before, after) = (part(&cost.before), part(&cost.after));
        table.row([Cell::Text(Label::new(id, en)), Cell::of(before), Cell::of(after), Cell::difference(after, before)]);
    };
    counts("orang yang dinaikkan dan dihitung", "people promoted and counted", |cost| cost.promoted);
    counts("sudah di golongan tertinggi", "already in the highest grade", |cost| cost.highest_grade);
    counts("golongan atau masa kerja tidak diketahui", "grade or service unknown", |cost| cost.without_grade);
    counts("tidak ada barisnya dalam tabel gaji", "no row in the pay table", |cost| cost.without_row);
    table
}

fn by_dimension(cost: &CostComparison, dimension: &CostByDimension) -> Table {
    let columns = [
        ("group", &*dimension.label.id, &*dimension.label.en),
        ("before", "semula", "before"),
        ("after", "rancangan", "draft"),
        ("difference", "selisih", "difference"),
    ];
    let title = Label::new(
        format!("Tambahan setahun menurut {}", dimension.label.id.to_lowercase()),
        format!("Increase a year by {}", dimension.label.en.to_lowercase()),
    );
    let mut table = Table::new(format!("cost-{}", slug(&dimension.name)), title, &columns);
    for row in &dimension.rows {
        let money = |amount: Shown<i128>| Cell::made(amount, |amount| amount_cell(&cost.currency, amount));
        table.row([Cell::Text(row.label.clone()), money(row.before), money(row.after), money(row.difference)]);
    }
    table
}

fn amount_cell(currency: &str, amount: i128) -> Cell {
    match Decimal::try_from_i128_with_scale(amount, 0) {
        Ok(exact) if is_rupiah(currency) => Cell::Money(exact),
        Ok(exact) => Cell::Exact(exact),
        Err(_) => Cell::same(amount.to_string()),
    }
}
