//! Whether groups fare alike. A flag is a question, not a finding.

#![allow(clippy::float_arithmetic, reason = "statistics are f64; they are rounded before anybody sees them")]

use jenjang::legal::Label;

use crate::audit::{About, AttributeAudit, FairnessAudit, Figure, FlipTest, Flips, Found, GroupFound, Part, Proxy, StepAudit, StepKind};
use crate::report::Contents;
use crate::report::chart::{Whisker, Whiskers};
use crate::report::numbers::Writer;
use crate::report::page::Section;
use crate::report::table::{Cell, Table};
use crate::report::words::{grouped, slug};

/// Sentences of one step of the page; tables have the rest.
const MOST_LINES: usize = 12;
/// Sentences of a step that has more.
const FEW_LINES: usize = 6;
/// Rows of the table of steps on the page; files have all.
const MOST_ROWS: usize = 60;

pub(super) fn section(contents: &Contents, writer: Writer) -> Option<Section> {
    let audit = contents.audit.as_ref()?;
    let mut section = Section::new("keadilan", writer.pick("Pemeriksaan keadilan", "Fairness audit"));
    section.text(jenjang_statistics::fairness::preamble().get(writer.0));
    let (policy, selected) = (audit.policy.title.get(writer.0), audit.selected.get(writer.0));
    section.text(writer.say(
        format!("Yang diperiksa adalah rancangan: {policy}. Yang dihitung sebagai terpilih: {selected}. Hanya untuk pemeriksa."),
        format!("What is examined is the draft: {policy}. Counted as selected: {selected}. For auditors only."),
    ));
    if !audit.strata.is_empty() {
        let names = audit.strata.iter().map(|name| name.get(writer.0)).collect::<Vec<_>>().join(", ");
        section.text(
            writer
                .say(format!("Orang yang setara dibandingkan di dalam: {names}."), format!("Like is compared with like within: {names}.")),
        );
    }
    for attribute in &audit.attributes {
        by_attribute(&mut section, attribute, writer);
    }
    section.text(grouped(audit.multiplicity.note.get(writer.0), writer));
    if !audit.proxies.is_empty() {
        section.heading(writer.pick("Data yang dapat mewakili ciri yang dilindungi", "Facts that may stand in for a protected attribute"));
        section.list(audit.proxies.iter().take(MOST_LINES).map(|proxy| grouped(proxy.sentence.get(writer.0), writer)).collect());
        section.table(proxies(&audit.proxies));
    }
    if let Some(test) = &audit.flips {
        section.heading(writer.pick("Bila hanya ciri yang dilindungi yang berubah", "If only the protected fact changes"));
        section.text(grouped(test.summary.get(writer.0), writer));
        section.table(flips(test, audit.suppression.least));
    }
    section.list(audit.notes.iter().map(|note| note.get(writer.0).to_owned()).collect());
    section.files.push(figures(audit));
    Some(section)
}

fn by_attribute(section: &mut Section, attribute: &AttributeAudit, writer: Writer) {
    let name = attribute.name.get(writer.0);
    section.heading(writer.say(format!("Menurut {}", name.to_lowercase()), format!("By {}", name.to_lowercase())));
    if let Some(unknown) = attribute.unknown.filter(|unknown| *unknown > 0) {
        let unknown = writer.count(unknown);
        section
            .text(writer.say(format!("Dari {unknown} orang ciri ini tidak diketahui."), format!("Of {unknown} people it is not known.")));
    }
    let slug = slug(&attribute.attribute);
    if let Some(outcome) = attribute.steps.iter().find(|step| step.kind == StepKind::Outcome) {
        let caption = writer.say(
            format!("Bagian yang terpilih menurut {}, dengan kisaran 95%", name.to_lowercase()),
            format!("Share selected by {}, with its 95% range", name.to_lowercase()),
        );
        section.figure(
            format!("fairness-{slug}"),
            caption,
            whiskers(outcome, writer).draw(writer),
            writer.pick("Tidak ada kelompok yang cukup besar.", "No group is large enough."),
        );
        section.table(groups(&slug, attribute, outcome));
        for step in &outcome.page {
            if step.lines.is_empty() && step.code != "reading" {
                continue;
            }
            section.subheading(step.title.get(writer.0));
            section.text(step.explain.get(writer.0));
            let kept = if step.lines.len() > MOST_LINES { FEW_LINES } else { MOST_LINES };
            let mut lines: Vec<String> = step.lines.iter().take(kept).map(|line| grouped(line.get(writer.0), writer)).collect();
            if step.lines.len() > kept {
                let more = writer.count((step.lines.len() - kept) as u64);
                lines.push(writer.say(format!("{more} kelompok lain ada dalam tabel."), format!("{more} more groups are in the table.")));
            }
            section.list(lines);
        }
    }
    let steps: Vec<&StepAudit> = attribute.steps.iter().filter(|step| step.kind != StepKind::Outcome).collect();
    if !steps.is_empty() {
        section.table(steps_table(&slug, attribute, &steps));
    }
}

fn whiskers(outcome: &StepAudit, writer: Writer) -> Whiskers {
    let reference = outcome.reference.value();
    let rows = outcome.groups.iter().filter(|group| group.part == Part::Group).map(|group| {
        let value = group.rate.value().zip(group.wilson.value()).map(|(rate, (low, high))| (*low, *rate, *high));
        let flag = group.against.as_ref().and_then(|against| against.flag.value());
        Whisker {
            name: group.name.get(writer.0).to_owned(),
            value,
            reference: reference == Some(&group.name),
            flagged: flag.is_some_and(|flag| matches!(*flag, "red" | "amber")),
        }
    });
    let highest = outcome.groups.iter().find(|group| reference == Some(&group.name)).and_then(|group| group.rate.value());
    Whiskers {
        rows: rows.collect(),
        line: highest.map(|rate| rate * 0.8),
        axis: writer.pick("bagian yang terpilih", "share selected").to_owned(),
    }
}

fn flag_words(flag: &str) -> Label {
    match flag {
        "red" => Label::new("harus diperiksa", "must be examined"),
        "amber" => Label::new("perlu diperiksa", "to be examined"),
        "grey" => Label::new("terlalu sedikit orang", "too few people"),
        _ => Label::new("tidak ada tanda", "no flag"),
    }
}

fn flag_cell(flag: &Found<&'static str>) -> Cell {
    match flag {
        Found::Value(flag) => Cell::Text(flag_words(flag)),
        Found::Absent(reason) => Cell::Text(reason.clone()),
    }
}

fn number(figure: &Figure, places: usize) -> Cell {
    figure.value().map_or(Cell::Empty, |value| Cell::Number(*value, places))
}

fn share_of(figure: &Figure) -> Cell {
    figure.value().map_or(Cell::Empty, |value| Cell::Share(*value, 1))
}

fn range(found: &Found<(f64, f64)>) -> [Cell; 2] {
    found.value().map_or([Cell::Empty, Cell::Empty], |(low, high)| [Cell::Share(*low, 1), Cell::Share(*high, 1)])
}

const GROUP_COLUMNS: [(&str, &str, &str); 14] = [
    ("group", "Kelompok", "Group"),
    ("pool", "orang", "people"),
    ("selected", "terpilih", "selected"),
    ("rate", "bagian", "share"),
    ("rate-low", "paling sedikit", "at least"),
    ("rate-high", "paling banyak", "at most"),
    ("ratio", "rasio terhadap pembanding", "ratio to the reference"),
    ("missing-to-four-fifths", "kurang untuk 4/5", "lacking to 4/5"),
    ("difference-low", "selisih, paling sedikit", "difference, at least"),
    ("difference-high", "selisih, paling banyak", "difference, at most"),
    ("odds-ratio-within", "rasio peluang terhadap pembanding, orang setara", "odds ratio to the reference, like with like"),
    ("odds-ratio-low", "rasio peluang, paling sedikit", "odds ratio, at least"),
    ("odds-ratio-high", "rasio peluang, paling banyak", "odds ratio, at most"),
    ("flag", "tanda", "flag"),
];

/// The cells of a group at a step.
fn group_cells(group: &GroupFound, reference: &Found<Label>) -> Vec<Cell> {
    let mut cells = vec![Cell::Text(group.name.clone()), Cell::of(group.pool), Cell::of(group.selected), share_of(&group.rate)];
    cells.extend(range(&group.wilson));
    match &group.against {
        Some(against) => {
            cells.push(number(&against.ratio, 2));
            cells.push(against.missing_to_four_fifths.value().map_or(Cell::Empty, |missing| Cell::Count(*missing)));
            cells.extend(range(&against.newcombe));
            let within = against.odds_ratio_interval.as_ref().and_then(Found::value);
            cells.push(against.odds_ratio_within.as_ref().map_or(Cell::Empty, |ratio| number(ratio, 2)));
            cells.extend(within.map_or([Cell::Empty, Cell::Empty], |(low, high)| [Cell::Number(*low, 2), Cell::Number(*high, 2)]));
            cells.push(flag_cell(&against.flag));
        }
        None => {
            cells.extend(std::iter::repeat_n(Cell::Empty, 7));
            cells.push(match reference {
                Found::Value(name) if *name == group.name => Cell::Text(Label::new("pembanding", "reference")),
                _ => Cell::Text(Label::new("tidak dibandingkan", "not compared")),
            });
        }
    }
    cells
}

fn groups(slug: &str, attribute: &AttributeAudit, outcome: &StepAudit) -> Table {
    let title = Label::new(
        format!("Hasil akhir menurut {}", attribute.name.id.to_lowercase()),
        format!("Outcome by {}", attribute.name.en.to_lowercase()),
    );
    let mut table = Table::new(format!("fairness-{slug}"), title, &GROUP_COLUMNS).noted(
        "Kisaran adalah selang 95% (Wilson untuk bagian, Newcombe untuk selisih dengan kelompok pembanding). Rasio di bawah 1: lebih jarang terpilih.",
        "Ranges are 95% intervals (Wilson for shares, Newcombe for the difference to the reference group). Ratios below 1: selected less often.",
    );
    for group in &outcome.groups {
        table.row(group_cells(group, &outcome.reference));
    }
    let within = outcome.groups.iter().filter_map(|group| group.against.as_ref()).any(|against| against.odds_ratio_within.is_some());
    if within {
        table.leave_to_files(&["difference-low", "difference-high"]);
    } else {
        table.leave_to_files(&["odds-ratio-within", "odds-ratio-low", "odds-ratio-high"]);
    }
    table
}

/// The group that fares worst at each step.
fn steps_table(slug: &str, attribute: &AttributeAudit, steps: &[&StepAudit]) -> Table {
    let columns = [
        ("step", "Langkah", "Step"),
        ("pool", "dihitung dari", "counted of"),
        ("reference", "pembanding", "reference"),
        ("lowest", "kelompok terendah", "lowest group"),
        ("ratio", "rasionya", "its ratio"),
        ("flag", "tanda", "flag"),
    ];
    let title = Label::new(
        format!("Setiap langkah menurut {}", attribute.name.id.to_lowercase()),
        format!("Every step by {}", attribute.name.en.to_lowercase()),
    );
    let mut table = Table::new(format!("fairness-steps-{slug}"), title, &columns);
    for step in steps {
        let ratio = |group: &GroupFound| group.against.as_ref().and_then(|against| against.ratio.value().copied());
        let lowest = step.groups.iter().filter_map(|group| Some((group, ratio(group)?))).min_by(|a, b| a.1.total_cmp(&b.1));
        let (name, ratio) =
            lowest.map_or((Cell::Empty, Cell::Empty), |(group, ratio)| (Cell::Text(group.name.clone()), Cell::Number(ratio, 2)));
        let reference = match &step.reference {
            Found::Value(name) | Found::Absent(name) => Cell::Text(name.clone()),
        };
        let flag = step.flag.map_or(Cell::Empty, |flag| Cell::Text(flag_words(flag)));
        table.row([Cell::Text(step.name.clone()), Cell::Text(pool(step.kind)), reference, name, ratio, flag]);
    }
    table.shown = (table.rows.len() > MOST_ROWS).then(|| (0..MOST_ROWS).collect());
    table
}

fn pool(kind: StepKind) -> Label {
    match kind {
        StepKind::Outcome => Label::new("semua orang, hasil akhir", "everybody, outcome"),
        StepKind::Funnel => Label::new("yang lolos langkah sebelumnya", "those past the steps before"),
        StepKind::ByItself => Label::new("semua yang dikenai", "everybody it applies to"),
    }
}

/// Every group at every step, with the figures statisticians ask for. For files.
fn figures(audit: &FairnessAudit) -> Table {
    let mut columns = vec![("attribute", "Ciri", "Attribute"), ("step", "langkah", "step"), ("pool-kind", "dihitung dari", "counted of")];
    columns.extend(GROUP_COLUMNS);
    columns.extend([
        ("unknown", "tidak diketahui", "unknown"),
        ("fisher-p", "p uji eksak Fisher", "p of Fisher's exact test"),
        ("mid-p", "mid-p", "mid-p"),
        ("holm-p", "p menurut Holm", "p by Holm"),
        ("benjamini-hochberg-p", "p menurut Benjamini-Hochberg", "p by Benjamini-Hochberg"),
        ("fragile", "berubah oleh satu orang", "changed by one person"),
        ("cmh-p", "p uji Cochran-Mantel-Haenszel", "p of Cochran-Mantel-Haenszel"),
        ("woolf-p", "p keseragaman strata (Woolf)", "p of equal strata (Woolf)"),
        ("strata", "strata", "strata"),
        ("strata-skipped", "strata dilewati", "strata skipped"),
    ]);
    let title = Label::new("Angka pemeriksaan keadilan, semua langkah dan kelompok", "Figures of the fairness audit, all steps and groups");
    let mut table = Table::new("fairness-figures", title, &columns);
    for attribute in &audit.attributes {
        for step in &attribute.steps {
            for group in &step.groups {
                let mut cells = vec![Cell::Text(attribute.name.clone()), Cell::Text(step.name.clone()), Cell::Text(pool(step.kind))];
                cells.extend(group_cells(group, &step.reference));
                cells.push(Cell::of(group.unknown));
                match &group.against {
                    Some(against) => {
                        let p = |figure: &Figure| number(figure, 4);
                        let within = |figure: &Option<Figure>| figure.as_ref().map_or(Cell::Empty, |figure| number(figure, 4));
                        cells.extend([p(&against.fisher), p(&against.mid_p), p(&against.holm), p(&against.benjamini_hochberg)]);
                        cells.push(Cell::Truth(against.fragile));
                        cells.extend([within(&against.cmh_p), within(&against.woolf_p)]);
                        cells.extend([Cell::Count(against.strata), Cell::Count(against.strata_skipped)]);
                    }
                    None => cells.extend(std::iter::repeat_n(Cell::Empty, 9)),
                }
                table.row(cells);
            }
        }
    }
    table
}

fn proxies(proxies: &[Proxy]) -> Table {
    let columns = [
        ("fact", "Data", "Fact"),
        ("attribute", "mewakili", "stands in for"),
        ("association", "keeratan, 0 sampai 1", "association, 0 to 1"),
        ("people", "orang", "people"),
        ("gap-with", "kesenjangan hasil", "gap of the outcome"),
        ("gap-without", "tanpa syarat yang membacanya", "without the criteria that read it"),
    ];
    let title = Label::new("Keeratan data dengan ciri yang dilindungi", "How closely facts go with protected attributes");
    let mut table = Table::new("proxies", title, &columns);
    for proxy in proxies {
        let gap = proxy.gap.value();
        table.row([
            Cell::Text(proxy.fact_name.clone()),
            Cell::Text(proxy.attribute_name.clone()),
            number(&proxy.association, 2),
            Cell::of(proxy.people),
            gap.map_or(Cell::Empty, |gap| Cell::Share(gap.with, 1)),
            gap.map_or(Cell::Empty, |gap| Cell::Share(gap.without, 1)),
        ]);
    }
    table
}

/// How many, roughly: nothing can be taken from it.
fn about(people: About, least: u64) -> Cell {
    match people {
        About::Nobody => Cell::Count(0),
        About::Few => Cell::Suppressed,
        About::AtLeast(_) => Cell::Text(people.label(least)),
    }
}

/// Whether what changes rests on a basis in law; where nothing changes there is none to ask for.
fn lawful(flip: &Flips) -> Cell {
    match (flip.lawful, flip.reads) {
        (Some(lawful), _) => Cell::Truth(lawful),
        (None, true) => Cell::Text(Label::new("tidak ada yang berubah", "nothing changes")),
        (None, false) => Cell::Text(Label::new("tidak dibaca, tidak ada yang berubah", "not read, nothing changes")),
    }
}

fn flips(test: &FlipTest, least: u64) -> Table {
    let columns = [
        ("fact", "Ciri", "Attribute"),
        ("change", "diubah menjadi", "changed to"),
        ("reads", "dibaca kebijakan", "read by the policy"),
        ("tried", "orang dicoba", "people tried"),
        ("outcomes", "hasil berubah", "outcomes changed"),
        ("values", "nilai berubah", "values changed"),
        ("ranks", "urutan berubah", "ranks changed"),
        ("lawful", "berdasar hukum", "on a lawful basis"),
    ];
    let mut table = Table::new("flips", Label::new("Uji dengan mengubah satu ciri saja", "Changing one protected fact alone"), &columns)
        .noted("Berapa orang hanya disebut kira-kira.", "How many people is said roughly only.");
    for flip in &test.flips {
        table.row([
            Cell::Text(flip.name.clone()),
            Cell::Text(flip.change.clone()),
            Cell::Truth(flip.reads),
            about(flip.tried, least),
            about(flip.outcomes, least),
            about(flip.values, least),
            about(flip.ranks, least),
            lawful(flip),
        ]);
    }
    table
}
