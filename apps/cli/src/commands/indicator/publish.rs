//! `indicator publish`: tables of outcomes with small cells hidden.

use std::path::Path;

use clap::{Arg, ArgAction, ArgMatches, Command};
use jenjang::indicator::{Dimension, Publication};
use jenjang::legal::Language;
use jenjang_service::indicators::{Outcome, PublishStatistics, publish};
use serde_json::json;

use super::period_of;
use crate::args::text;
use crate::backend::{Session, arguments};
use crate::commands::round::gatherer;
use crate::commands::shared;
use crate::library::Library;
use crate::output::{Answer, Failure, Voice};
use crate::table::Table;

pub(super) fn command(language: Language) -> Command {
    let t = |id, en| text(language, id, en);
    Command::new("publish")
        .about(t(
            "Umumkan statistik hasil; sel kecil disembunyikan dan tidak dapat dihitung mundur",
            "Publish statistics of outcomes; small cells are hidden and cannot be worked back",
        ))
        .after_help(t(
            "Tabel yang sudah diumumkan tidak berubah; tabel kedua atas orang yang sama ditolak karena keduanya dapat dikurangkan. Coba dahulu dengan --dry-run.",
            "A published table does not change; a second table of the same people is refused, because the two could be subtracted. Try with --dry-run first.",
        ))
        .arg(
            Arg::new("outcome")
                .required(true)
                .value_name("decisions|learning|training")
                .value_parser(["decisions", "learning", "training"])
                .help(t("Keputusan putaran, kewajiban jam pelajaran, atau kehadiran pelatihan", "Decisions of a round, the duty of learning hours, or attendance of courses")),
        )
        .arg(Arg::new("of").long("of").required(true).value_name("ROUND|PERIOD").help(t("Putaran atau periode", "The round or period")))
        .arg(
            Arg::new("by")
                .long("by")
                .value_name("unit|sex|grade-group")
                .value_parser(Dimension::ALL.map(Dimension::as_str))
                .action(ArgAction::Append)
                .help(t("Rincian baris; dapat diulang", "What the rows tell apart; may be repeated")),
        )
        .arg(Arg::new("unit").long("unit").value_name("UNIT").help(t("Hanya unit ini dan di bawahnya", "Only this unit and all under it")))
        .arg(Arg::new("csv").long("csv").value_name("FILE").help(t("Tulis juga sebagai CSV", "Also write it as CSV")))
        .arg(Arg::new("dry-run").long("dry-run").action(ArgAction::SetTrue).help(t("Lihat saja, tanpa mengumumkan", "Only look, without publishing")))
        .args(arguments(language))
}

pub(super) fn run(matches: &ArgMatches, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let library = Library::open(&[], voice)?;
    let of = shared::word(matches, "of");
    let outcome = match shared::word(matches, "outcome") {
        "decisions" => Outcome::Decisions(shared::id(of)?),
        "learning" => Outcome::Learning(period_of(of)?),
        _ => Outcome::Training(period_of(of)?),
    };
    let named = matches.get_many::<String>("by").into_iter().flatten();
    let by = named.filter_map(|word| Dimension::ALL.into_iter().find(|dimension| dimension.as_str() == word)).collect();
    let unit = matches.get_one::<String>("unit").map(|unit| shared::id(unit)).transpose()?;
    let dry_run = matches.get_flag("dry-run");
    let command = PublishStatistics { outcome, by, unit, dry_run, shipped: &library.files, gatherer: &gatherer::facts };
    let published = session.ask(async |context| publish(context, &command).await)?;
    if let Some(file) = matches.get_one::<String>("csv") {
        write_csv(file, &published.table, voice)?;
    }
    if voice.is_json() {
        let state = if published.new && dry_run { "not-published" } else { "published" };
        voice.json_pretty(&json!({ "schema": "jenjang/statistics/1", "state": state, "table": published.table }))?;
        return Ok(Answer::Positive);
    }
    show(&published.table, voice);
    let (on, dry) = (published.table.published, published.new && dry_run);
    voice.note(match (voice.language, dry, published.new) {
        (Language::Id, true, _) => "Belum diumumkan (--dry-run).".to_owned(),
        (Language::En, true, _) => "Not published (--dry-run).".to_owned(),
        (Language::Id, false, true) => "Diumumkan; tabel ini tidak berubah lagi.".to_owned(),
        (Language::En, false, true) => "Published; this table does not change any more.".to_owned(),
        (Language::Id, false, false) => format!("Sudah diumumkan {on}; ditampilkan seperti waktu itu."),
        (Language::En, false, false) => format!("Published on {on} already; shown as it was then."),
    });
    Ok(Answer::Positive)
}

/// A cell as everybody reads it.
fn cell(value: Option<u64>, voice: &Voice) -> String {
    value.map_or_else(|| voice.t("disembunyikan", "hidden").to_owned(), |n| n.to_string())
}

fn rows(table: &Publication, voice: &Voice) -> Vec<Vec<String>> {
    let mut rows: Vec<Vec<String>> = table
        .rows
        .iter()
        .map(|row| {
            let groups = row.groups.iter().map(|group| voice.label(group)).collect::<Vec<_>>().join(" + ");
            let cells = row.cells.iter().map(|value| cell(*value, voice));
            std::iter::once(groups).chain(cells).chain([row.total.to_string()]).collect()
        })
        .collect();
    let all: u64 = table.totals.iter().sum();
    let totals = table.totals.iter().map(ToString::to_string);
    rows.push(std::iter::once(voice.t("jumlah", "total").to_owned()).chain(totals).chain([all.to_string()]).collect());
    rows
}

fn header<'t>(table: &'t Publication, voice: &'t Voice) -> Vec<&'t str> {
    let columns = table.columns.iter().map(|column| voice.label(column));
    std::iter::once(voice.t("kelompok", "group")).chain(columns).chain([voice.t("jumlah", "total")]).collect()
}

fn show(table: &Publication, voice: &Voice) {
    voice.line(voice.label(&table.title));
    let mut drawn = Table::new(&header(table, voice));
    for row in rows(table, voice) {
        drawn.row(row);
    }
    voice.line(drawn.render(voice));
    let (primary, complementary, least) = (table.primary, table.complementary, table.least);
    if primary + complementary > 0 {
        voice.line(match voice.language {
            Language::Id => format!("{primary} sel di bawah {least} orang disembunyikan, dan {complementary} sel lain agar yang pertama tidak dapat dihitung mundur."),
            Language::En => format!("Cells below {least} people are hidden: {primary}; {complementary} more, so that none of these can be worked back."),
        });
    }
}

fn write_csv(file: &str, table: &Publication, voice: &Voice) -> Result<(), Failure> {
    let unwritable = |error: &dyn std::fmt::Display| {
        Failure::said(format!("`{file}` tidak dapat ditulis: {error}"), format!("cannot write `{file}`: {error}"))
    };
    let quoted = |cell: &str| if cell.contains([',', '"', '\n']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.to_owned() };
    let line = |cells: Vec<String>| cells.iter().map(|cell| quoted(cell)).collect::<Vec<_>>().join(",");
    let mut text = line(header(table, voice).into_iter().map(str::to_owned).collect()) + "\n";
    for row in rows(table, voice) {
        text.push_str(&line(row));
        text.push('\n');
    }
    if Path::new(file).exists() {
        return Err(unwritable(&voice.t("berkas sudah ada", "there is a file already")));
    }
    std::fs::write(file, text).map_err(|error| unwritable(&error))
}
