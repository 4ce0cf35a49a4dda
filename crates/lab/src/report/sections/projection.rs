//! The years to come.

use chrono::Datelike;
use jenjang::legal::Label;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::project::{Course, Projection, ProjectionYear};
use crate::report::Contents;
use crate::report::chart::{Line, Lines};
use crate::report::numbers::Writer;
use crate::report::page::Section;
use crate::report::table::{Cell, Table};
use crate::shown::Shown;

/// A chart: its anchor, its name in both languages, and the figure of a year.
type Draw = (&'static str, (&'static str, &'static str), fn(&ProjectionYear<Shown>) -> Option<f64>);

pub(super) fn section(contents: &Contents, writer: Writer) -> Option<Section> {
    let projection = contents.projection.as_ref()?;
    let mut section = Section::new("proyeksi", writer.pick("Tahun-tahun mendatang", "The years to come"));
    let (years, people) = (writer.count(projection.in_force.years.len() as u64), writer.count(projection.people));
    let day = writer.date(projection.from);
    section.text(writer.say(
        format!("{people} orang diikuti selama {years} tahun sejak {day}: putaran kenaikan, pensiun, lowongan, dan penerimaan. Ini perhitungan dengan anggapan di bawah, bukan ramalan."),
        format!("{people} people followed for {years} years from {day}: rounds, retirements, vacancies and recruitment. It is a calculation under the assumptions below, not a forecast."),
    ));
    let draws: [Draw; 4] = [
        ("promoted", ("Naik pangkat setiap tahun", "Promoted each year"), |year| year.total.promoted.value()?.to_f64()),
        ("quota", ("Memenuhi syarat tetapi tidak mendapat tempat", "Eligible without a place"), |year| {
            year.total.lost_to_quota.value()?.to_f64()
        }),
        ("waiting", ("Median lama menunggu yang naik, dalam bulan", "Median wait of those promoted, in months"), |year| {
            year.waiting.median.map(f64::from)
        }),
        ("payroll", ("Belanja gaji sebulan pada akhir tahun, rupiah", "Pay of one month at the year's end, rupiah"), |year| {
            year.payroll?.to_f64()
        }),
    ];
    for (id, (name_id, name_en), figure) in draws {
        let counted = writer.pick(name_id, name_en).to_owned();
        let lines: Vec<Line> = courses(projection, writer)
            .into_iter()
            .map(|(name, course)| Line {
                name,
                points: course.years.iter().filter_map(|year| Some((year.from.year(), figure(year)?))).collect(),
            })
            .collect();
        if lines.iter().all(|line| line.points.is_empty() || line.points.iter().all(|(_, y)| *y == 0.0)) {
            continue;
        }
        let chart = Lines { lines, counted: counted.clone() }.draw(writer);
        section.figure(format!("projection-{id}"), counted, chart, writer.pick("Tidak ada angka.", "There are no figures."));
    }
    section.table(years_table(projection));
    section.table(grades_table(projection));
    section.heading(writer.pick("Anggapan", "Assumptions"));
    section.list(projection.assumptions.iter().map(|text| text.get(writer.0).to_owned()).collect());
    section.files.push(waiting_table(projection));
    Some(section)
}

fn courses(projection: &Projection<Shown>, writer: Writer) -> Vec<(String, &Course<Shown>)> {
    let mut courses = vec![(writer.pick("aturan yang berlaku", "rule in force").to_owned(), &projection.in_force)];
    courses.extend(projection.draft.as_ref().map(|draft| (writer.pick("rancangan", "draft").to_owned(), draft)));
    courses
}

/// The courses with their names in both languages.
fn named(projection: &Projection<Shown>) -> Vec<(Label, &Course<Shown>)> {
    let mut courses = vec![(Label::new("berlaku", "in force"), &projection.in_force)];
    courses.extend(projection.draft.as_ref().map(|draft| (Label::new("rancangan", "draft"), draft)));
    courses
}

fn years_table(projection: &Projection<Shown>) -> Table {
    let columns = [
        ("year", "Tahun", "Year"),
        ("policy", "menurut", "under"),
        ("at-start", "awal tahun", "at the start"),
        ("entered", "masuk", "entered"),
        ("retired", "pensiun", "retired"),
        ("eligible", "memenuhi syarat", "eligible"),
        ("promoted", "naik", "promoted"),
        ("lost-to-quota", "tanpa tempat", "without a place"),
        ("at-top", "sudah tertinggi", "at the top"),
        ("unknown", "tidak diketahui", "unknown"),
        ("median-wait", "median menunggu (bulan)", "median wait (months)"),
        ("by-lot", "ditentukan undian", "by lot"),
        ("at-end", "akhir tahun", "at the end"),
        ("payroll", "gaji sebulan", "pay of a month"),
        ("without-pay", "tanpa gaji dalam tabel", "without a row of pay"),
    ];
    let with_pay = named(projection).iter().any(|(_, course)| course.years.iter().any(|year| year.payroll.is_some()));
    let columns = if with_pay { &columns[..] } else { &columns[..13] };
    let mut table = Table::new("projection-years", Label::new("Tahun demi tahun", "Year by year"), columns);
    for at in 0..projection.in_force.years.len() {
        for (name, course) in named(projection) {
            let Some(year) = course.years.get(at) else { continue };
            let flow = &year.total;
            let counts =
                [flow.at_start, flow.entered, flow.retired, flow.eligible, flow.promoted, flow.lost_to_quota, flow.at_top, flow.unknown];
            let mut cells = vec![Cell::same(year.from.year().to_string()), Cell::Text(name)];
            cells.extend(counts.map(Cell::of));
            cells.push(year.waiting.median.map_or(Cell::Empty, |months| Cell::Count(u64::from(months))));
            cells.extend([year.by_lot, flow.at_end].map(Cell::of));
            if with_pay {
                cells.push(year.payroll.map_or(Cell::Empty, |amount| Cell::Money(Decimal::from(amount))));
                cells.push(year.without_pay.map_or(Cell::Empty, Cell::of));
            }
            table.row(cells);
        }
    }
    table.leave_zeros_to_files(&["entered", "lost-to-quota", "by-lot", "without-pay"]);
    table.noted(
        "Memenuhi syarat = naik + tanpa tempat + sudah tertinggi; akhir tahun = awal tahun + masuk − pensiun.",
        "Eligible = promoted + without a place + at the top; at the end = at the start + entered − retired.",
    )
}

/// What the years leave behind: people by grade at the start and at the end.
fn grades_table(projection: &Projection<Shown>) -> Table {
    let columns = [
        ("grade", "Golongan", "Grade"),
        ("policy", "menurut", "under"),
        ("at-start", "pada awal", "at the start"),
        ("promoted", "naik dari sini, semua tahun", "promoted out of it, all years"),
        ("retired", "pensiun, semua tahun", "retired, all years"),
        ("at-end", "pada akhir", "at the end"),
    ];
    let mut table =
        Table::new("projection-grades", Label::new("Golongan pada awal dan akhir proyeksi", "Grades at the start and the end"), &columns);
    for grade in 0..projection.in_force.grades.len() {
        for (name, course) in named(projection) {
            let Some(sum) = course.grades.get(grade) else { continue };
            let mut cells = vec![Cell::Text(sum.name.clone()), Cell::Text(name)];
            cells.extend([sum.at_start, sum.promoted, sum.retired, sum.at_end].map(Cell::of));
            table.row(cells);
        }
    }
    table.noted(
        "Golongan dengan angka kecil disembunyikan seluruhnya, beserta golongan lain secukupnya.",
        "A grade with a small number is hidden whole, and as many others with it as it takes.",
    )
}

fn waiting_table(projection: &Projection<Shown>) -> Table {
    let columns = [("policy", "Menurut", "Under"), ("months", "bulan", "months"), ("people", "orang", "people")];
    let title = Label::new("Lama menunggu semua yang naik", "How long all those promoted waited");
    let mut table = Table::new("projection-waiting", title, &columns);
    for (name, course) in named(projection) {
        for (months, people) in &course.waiting.months {
            table.row([Cell::Text(name.clone()), Cell::Count(u64::from(*months)), Cell::of(*people)]);
        }
    }
    table
}
