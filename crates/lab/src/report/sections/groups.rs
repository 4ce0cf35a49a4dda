//! Who gains and loses: by group of every dimension, and the groups that change most.

use jenjang::legal::Label;
use jenjang::policy::document::Kind;

use crate::compare::{AffectedGroup, ByDimension, Change, Comparison, GroupRow};
use crate::report::Contents;
use crate::report::chart::{Diverging, Sides};
use crate::report::numbers::{Writer, share};
use crate::report::page::Section;
use crate::report::table::{Cell, Table};
use crate::report::words::{lower, slug};

/// Rows of the page; files have all.
const MOST_ROWS: usize = 40;
/// Bars of a chart.
const MOST_BARS: usize = 40;

pub(super) fn section(contents: &Contents, writer: Writer) -> Section {
    let comparison = &contents.comparison;
    let mut section = Section::new("siapa", writer.pick("Siapa yang diuntungkan dan siapa yang dirugikan", "Who gains and who loses"));
    section.table(totals(comparison));
    for dimension in &comparison.dimensions {
        by_dimension(&mut section, comparison, dimension, writer);
    }
    for left in &comparison.left_out {
        let (name, reason) = (left.label.get(writer.0), left.reason.get(writer.0));
        section.text(
            writer
                .say(format!("Tidak dirinci menurut {}: {reason}.", lower(name)), format!("Not broken down by {}: {reason}.", lower(name))),
        );
    }
    if !comparison.left_out.is_empty() {
        section.files.push(left_out(comparison));
    }
    let most = &comparison.most_affected;
    if !most.by_people.is_empty() || most.not_listed > 0 {
        section.heading(writer.pick("Kelompok yang paling terdampak", "The most affected groups"));
        section.text(writer.pick(
            "Paling banyak dua puluh kelompok, diurutkan menurut yang dapat ditampilkan: kelompok dari satu pengelompokan, dan irisan dua pengelompokan \
             bila semua angkanya boleh ditampilkan.",
            "At most twenty groups, in the order of what can be shown: groups of one dimension, and of two together where all of their figures may be shown.",
        ));
        if most.not_listed > 0 {
            let number = writer.count(most.not_listed);
            section.text(match most.not_listed {
                1 => writer
                    .pick(
                        "1 kelompok tidak masuk daftar karena semua perubahannya disembunyikan; mungkin ia termasuk yang paling terdampak.",
                        "1 group is not listed because all that changes in it is hidden; it may be among the most affected.",
                    )
                    .to_owned(),
                _ => writer.say(
                    format!("{number} kelompok tidak masuk daftar karena semua perubahannya disembunyikan; mungkin ada yang termasuk paling terdampak."),
                    format!("{number} groups are not listed because all that changes in them is hidden; some may be among the most affected."),
                ),
            });
        }
        let people = Label::new("Menurut jumlah orang yang terdampak", "By how many people are affected");
        section.table(affected("most-affected-by-people", people, &most.by_people));
        let part = Label::new("Menurut bagian kelompok yang terdampak", "By the share of the group that is affected");
        section.table(affected("most-affected-by-share", part, &most.by_share));
    }
    section
}

/// Dimensions that are not shown, for files.
fn left_out(comparison: &Comparison) -> Table {
    let columns = [("dimension", "Pengelompokan", "Dimension"), ("name", "Nama", "Name"), ("reason", "Sebab", "Reason")];
    let mut table = Table::new("not-broken-down", Label::new("Tidak dirinci menurut", "Not broken down by"), &columns);
    for left in &comparison.left_out {
        table.row([Cell::Text(left.label.clone()), Cell::same(left.name.clone()), Cell::Text(left.reason.clone())]);
    }
    table
}

fn totals(comparison: &Comparison) -> Table {
    let eligibility = comparison.kind == Kind::Eligibility;
    let answers = if eligibility {
        [("memenuhi syarat", "eligible"), ("tidak memenuhi syarat", "not eligible"), ("tidak diketahui", "unknown")]
    } else {
        [("mendapat nilai", "with a value"), ("tanpa nilai", "without a value"), ("tidak diketahui", "unknown")]
    };
    let title = Label::new(
        "Jawaban semula (baris) dan menurut rancangan (kolom), banyaknya orang",
        "Answers before (rows) and with the draft (columns), people",
    );
    let [first, second, third] = answers;
    let columns = [
        ("before", "Semula", "Before"),
        ("after-eligible", first.0, first.1),
        ("after-not-eligible", second.0, second.1),
        ("after-unknown", third.0, third.1),
        ("total", "jumlah", "total"),
    ];
    let mut table = Table::new("totals", title, &columns);
    for ((row, sum), (id, en)) in comparison.totals.table.iter().zip(&comparison.totals.before).zip(answers) {
        let counts = row.iter().map(|count| Cell::of(*count));
        table.row([Cell::Text(Label::new(id, en))].into_iter().chain(counts).chain([Cell::of(*sum)]).collect::<Vec<_>>());
    }
    let sums = (0..3).map(|answer| Cell::of(comparison.totals.after(answer)));
    let all = Cell::Count(comparison.totals.people);
    table.row([Cell::Text(Label::new("jumlah", "total"))].into_iter().chain(sums).chain([all]).collect::<Vec<_>>());
    table
}

fn by_dimension(section: &mut Section, comparison: &Comparison, dimension: &ByDimension, writer: Writer) {
    let name = dimension.label.get(writer.0);
    let audit_only =
        if dimension.protected.is_some() { writer.pick(" (hanya untuk pemeriksaan keadilan)", " (for audit only)") } else { "" };
    section.heading(writer.say(format!("Menurut {}{audit_only}", lower(name)), format!("By {}{audit_only}", lower(name))));
    let weight = |row: &GroupRow| row.cell(Change::Gained).unwrap_or(0) + row.cell(Change::Lost).unwrap_or(0);
    if dimension.rows.len() > 1 {
        let kept = strongest(&dimension.rows, MOST_BARS, weight);
        let rows = kept.iter().filter_map(|at| dimension.rows.get(*at)).map(|row| Sides {
            name: row.label.get(writer.0).to_owned(),
            lost: row.shown(Change::Lost),
            gained: row.shown(Change::Gained),
            people: row.people,
        });
        let chart = Diverging { rows: rows.collect() }.draw(writer);
        let part = if kept.len() < dimension.rows.len() {
            let (kept, all) = (writer.count(kept.len() as u64), writer.count(dimension.rows.len() as u64));
            writer.say(
                format!(" ({kept} dari {all} kelompok, yang paling terdampak)"),
                format!(" ({kept} of {all} groups, those most affected)"),
            )
        } else {
            String::new()
        };
        let caption = writer.say(
            format!("Orang yang diuntungkan dan yang dirugikan menurut {}{part}; dalam kurung bagian dari kelompoknya", lower(name)),
            format!("People who gain and who lose by {}{part}; in brackets the share of their group", lower(name)),
        );
        let hidden = dimension.rows.iter().any(|row| row.cell(Change::Gained).is_none() || row.cell(Change::Lost).is_none());
        let nothing = if hidden {
            writer.pick(
                "Angka yang ada disembunyikan: kecil, atau agar angka kecil tidak dapat dihitung mundur.",
                "What numbers there are, are hidden: small, or so that a small count cannot be worked back.",
            )
        } else {
            writer.pick("Tidak ada yang diuntungkan atau dirugikan.", "Nobody gains and nobody loses.")
        };
        section.figure(format!("groups-{}", slug(&dimension.name)), caption, chart, nothing);
    }
    let mut table = groups(comparison, dimension);
    if dimension.rows.len() > MOST_ROWS {
        table.shown = Some(strongest(&dimension.rows, MOST_ROWS, weight));
    }
    section.table(table);
    if dimension.merged > 0 {
        let merged = writer.count(dimension.merged);
        section.text(writer.say(
            format!("{merged} kelompok, terlalu kecil atau digabung dengan yang terlalu kecil, dihitung bersama dalam baris “kelompok kecil lain”."),
            format!("{merged} groups, too small or put together with such, are counted together in rows of “other small groups”."),
        ));
    }
}

/// Places of the rows that weigh most, in the order of the rows.
fn strongest<T>(rows: &[T], most: usize, weight: impl Fn(&T) -> u64) -> Vec<usize> {
    let mut places: Vec<usize> = (0..rows.len()).collect();
    places.sort_by_key(|at| (std::cmp::Reverse(rows.get(*at).map_or(0, &weight)), *at));
    places.truncate(most);
    places.sort_unstable();
    places
}

fn groups(comparison: &Comparison, dimension: &ByDimension) -> Table {
    let changed = comparison.kind != Kind::Eligibility;
    let changes = Change::ALL.into_iter().filter(|change| changed || *change != Change::Changed);
    let labels: Vec<(&'static str, Label)> = changes.clone().map(|change| (key(change), change.label(comparison.kind))).collect();
    let mut columns: Vec<(&'static str, &str, &str)> =
        vec![("group", &dimension.label.id, &dimension.label.en), ("people", "orang", "people")];
    for (key, label) in &labels {
        columns.push((key, &label.id, &label.en));
        match *key {
            "gained" => columns.push(("share-gained", "bagiannya", "share of the group")),
            "lost" => columns.push(("share-lost", "bagiannya", "share of the group")),
            _ => {}
        }
    }
    let title = Label::new(format!("Orang menurut {}", lower(&dimension.label.id)), format!("People by {}", lower(&dimension.label.en)));
    let mut table = Table::new(format!("groups-{}", slug(&dimension.name)), title, &columns);
    if dimension.within.is_some() {
        table.note = Some(Label::new(
            "Angka yang disembunyikan dijaga bersama tabel kelompok yang melingkupinya.",
            "Hidden figures are protected together with the table of the groups these lie within.",
        ));
    }
    for row in &dimension.rows {
        let mut cells = vec![Cell::Text(row.label.clone()), Cell::Count(row.people)];
        for change in changes.clone() {
            let count = row.shown(change);
            cells.push(Cell::of(count));
            if matches!(change, Change::Gained | Change::Lost) {
                cells.push(Cell::share(count.value().and_then(|count| share(count, row.people))));
            }
        }
        table.row(cells);
    }
    table.leave_to_files(&["stayed-not-eligible", "stayed-unknown"]);
    table.leave_zeros_to_files(&["became-unknown", "no-longer-unknown", "changed"]);
    table
}

fn key(change: Change) -> &'static str {
    match change {
        Change::Gained => "gained",
        Change::Lost => "lost",
        Change::BecameUnknown => "became-unknown",
        Change::NoLongerUnknown => "no-longer-unknown",
        Change::Changed => "changed",
        Change::StayedEligible => "stayed-eligible",
        Change::StayedNotEligible => "stayed-not-eligible",
        Change::StayedUnknown => "stayed-unknown",
    }
}

fn affected(name: &str, title: Label, groups: &[AffectedGroup]) -> Table {
    let columns = [
        ("group", "Kelompok", "Group"),
        ("people", "orang", "people"),
        ("affected", "terdampak", "affected"),
        ("share", "bagian", "share"),
        ("gained", "diuntungkan", "gain"),
        ("lost", "dirugikan", "lose"),
        ("became-unknown", "menjadi tidak diketahui", "become unknown"),
    ];
    let mut table = Table::new(name, title, &columns);
    for group in groups {
        let joined = |language| {
            let parts: Vec<String> =
                group.of.iter().map(|of| format!("{}: {}", of.dimension_label.get(language), of.label.get(language))).collect();
            parts.join("; ")
        };
        table.row([
            Cell::Text(Label::new(joined(jenjang::legal::Language::Id), joined(jenjang::legal::Language::En))),
            Cell::Count(group.people),
            Cell::of(group.affected),
            Cell::share(group.affected.value().and_then(|affected| share(affected, group.people))),
            Cell::of(group.gained),
            Cell::of(group.lost),
            Cell::of(group.became_unknown),
        ]);
    }
    table
}
