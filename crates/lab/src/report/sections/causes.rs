//! Why people change: which criteria decided, and how every criterion stands before and after.

use jenjang::legal::Label;

use crate::compare::{Cause, CriterionComparison, Standings};
use crate::report::Contents;
use crate::report::numbers::Writer;
use crate::report::page::Section;
use crate::report::table::{Cell, Table};
use crate::shown::Shown;

pub(super) fn section(contents: &Contents, writer: Writer) -> Option<Section> {
    let comparison = &contents.comparison;
    if comparison.causes.is_none() && comparison.criteria.is_empty() && comparison.became_unknown_because.is_empty() {
        return None;
    }
    let mut section = Section::new("sebab", writer.pick("Syarat yang menentukan", "The criteria that decided"));
    if let Some(causes) = &comparison.causes {
        section.text(writer.pick(
            "Satu orang dapat terhalang oleh beberapa syarat, sehingga jumlah baris dapat melebihi jumlah orang. “Hanya ini” berarti tidak ada syarat lain yang menghalangi.",
            "One person may be stopped by several criteria, so rows may add up to more than the people. “This alone” means that nothing else stands in the way.",
        ));
        let title = Label::new("Yang diuntungkan: syarat yang tadinya menghalangi", "Those who gain: what stood in their way before");
        section.table(causes_table("causes-gained", title, &causes.gained));
        let title = Label::new("Yang dirugikan: syarat yang kini menghalangi", "Those who lose: what stands in their way now");
        section.table(causes_table("causes-lost", title, &causes.lost));
    }
    if !comparison.became_unknown_because.is_empty() {
        let title = Label::new("Data yang membuat jawaban menjadi tidak diketahui", "Missing facts that made answers unknown");
        let mut table = Table::new("became-unknown", title, &[("fact", "Data", "Fact"), ("people", "orang", "people")]);
        for fact in &comparison.became_unknown_because {
            table.row([Cell::Text(fact.label.clone()), Cell::of(fact.people)]);
        }
        section.table(table);
    }
    if !comparison.criteria.is_empty() {
        section.table(criteria(&comparison.criteria));
    }
    Some(section)
}

fn causes_table(name: &str, title: Label, causes: &[Cause]) -> Table {
    let columns = [
        ("criterion", "Syarat", "Criterion"),
        ("reference", "Dasar hukum", "Legal ground"),
        ("people", "orang", "people"),
        ("alone", "hanya ini", "this alone"),
    ];
    let mut table = Table::new(name, title, &columns);
    for cause in causes {
        let reference = Cell::same(cause.reference.clone());
        table.row([Cell::Text(cause.label.clone()), reference, Cell::of(cause.people), Cell::of(cause.alone)]);
    }
    table
}

fn criteria(criteria: &[CriterionComparison]) -> Table {
    let columns = [
        ("criterion", "Syarat", "Criterion"),
        ("not-met-before", "belum memenuhi, semula", "not met, before"),
        ("not-met-after", "belum memenuhi, kini", "not met, now"),
        ("unknown-before", "tidak diketahui, semula", "unknown, before"),
        ("unknown-after", "tidak diketahui, kini", "unknown, now"),
        ("alone-before", "hanya ini, semula", "this alone, before"),
        ("alone-after", "hanya ini, kini", "this alone, now"),
        ("newly-not-met", "bertambah", "newly not met"),
        ("no-longer-not-met", "berkurang", "no longer in the way"),
    ];
    let title = Label::new("Setiap syarat semula dan menurut rancangan", "Every criterion before and with the draft");
    let mut table = Table::new("criteria", title, &columns);
    for criterion in criteria {
        let counts = |part: fn(&Standings) -> Shown| {
            [&criterion.before, &criterion.after]
                .map(|standings| standings.as_ref().map_or(Cell::Empty, |standings| Cell::of(part(standings))))
        };
        let mut cells = vec![Cell::Text(criterion.label.clone())];
        cells.extend(counts(|standings| standings.not_met));
        cells.extend(counts(|standings| standings.unknown));
        cells.extend(counts(|standings| standings.alone));
        cells.push(Cell::of(criterion.newly_not_met));
        cells.push(Cell::of(criterion.no_longer_not_met));
        table.row(cells);
    }
    table
}
