//! `talent calibrate`: the log of a calibration meeting over a talent map, and what the meeting did.

use chrono::NaiveDate;
use clap::{Arg, ArgMatches, Command};
use jenjang::evaluation::report::Figure;
use jenjang::legal::Language;
use jenjang::policy::decide::prepare;
use jenjang::policy::explain;
use jenjang::policy::scale::Choice;
use jenjang::policy::value::Value;
use jenjang::talent::{CalibrationLog, Grid, TalentMap};
use jenjang_service::talent::{CalibrationSummary, summarise};

use crate::args::text;
use crate::commands::shared::{self, Asked};
use crate::library::read_file;
use crate::output::{Answer, Failure, Voice};
use crate::people;
use crate::table::Table;

pub(crate) fn command(language: Language) -> Command {
    Command::new("calibrate")
        .about(text(
            language,
            "Catat pemindahan kotak dalam rapat kalibrasi dan tunjukkan akibatnya",
            "Record the moves of a calibration meeting and show what they did",
        ))
        .after_help(text(
            language,
            "Tiap pemindahan adalah satu baris JSON: {\"person\": \"T-03\", \"box\": \"9\", \"reason\": \"…\", \"by\": \"ketua\", \"on\": \"2026-04-10\"}. \
             Tanpa alasan, ke kotak yang sama, atas diri sendiri, atau mendahului catatan terakhir ditolak: catatan hanya bertambah.",
            "Each move is one line of JSON: {\"person\": \"T-03\", \"box\": \"9\", \"reason\": \"…\", \"by\": \"chair\", \"on\": \"2026-04-10\"}. \
             Without a reason, to the same box, of oneself or dated before the last entry it is refused: the log only grows.",
        ))
        .args(shared::for_people(language))
        .arg(Arg::new("moves").long("moves").required(true).value_name("FILE|-").help(text(
            language,
            "Pemindahan, satu baris JSON tiap pemindahan, menurut urutan kejadian",
            "Moves, one line of JSON each, in the order they happened",
        )))
}

/// The keys of a move, in the order of the help text.
const KEYS: [&str; 5] = ["person", "box", "reason", "by", "on"];

/// A line of a moves file as the five texts of [`KEYS`].
fn written(line: &str) -> Result<[String; 5], Failure> {
    let keys = KEYS.map(|key| format!("`{key}`")).join(", ");
    let fields = match serde_json::from_str(line) {
        Ok(serde_json::Value::Object(fields)) => fields,
        _ => {
            return Err(Failure::said(
                format!("bukan objek JSON, seharusnya satu objek dengan {keys}"),
                format!("no JSON object, expected one object with {keys}"),
            ));
        }
    };
    if let Some(unknown) = fields.keys().find(|key| !KEYS.contains(&key.as_str())) {
        return Err(Failure::said(
            format!("kunci `{unknown}` tidak dikenal, seharusnya {keys}"),
            format!("unknown key `{unknown}`, expected {keys}"),
        ));
    }
    let mut texts = [const { String::new() }; 5];
    for (text, key) in texts.iter_mut().zip(KEYS) {
        match fields.get(key) {
            Some(serde_json::Value::String(found)) => text.clone_from(found),
            Some(_) => {
                return Err(Failure::said(format!("`{key}` bukan teks di antara tanda kutip"), format!("`{key}` is no text in quotes")));
            }
            None => {
                return Err(Failure::said(
                    format!("`{key}` belum diisi, seharusnya {keys}"),
                    format!("`{key}` is missing, expected {keys}"),
                ));
            }
        }
    }
    Ok(texts)
}

pub(crate) fn run(matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let Asked { mut library, policy, as_of, known_at } = shared::asked(matches, voice)?;
    let on_date = prepare(library.set(), &policy, as_of, known_at).map_err(|e| Failure { message: e.message() })?;
    let grid = Grid::of(&on_date).map_err(|e| Failure { message: e.message() })?;
    let file = matches.get_one::<String>("moves").map_or("-", String::as_str);
    if file == "-" && matches.get_one::<String>("facts").is_some_and(|facts| facts == "-") {
        return Err(Failure::said(
            "`--facts -` dan `--moves -`: masukan standar hanya dapat dibaca sekali",
            "`--facts -` and `--moves -`: standard input can be read only once",
        ));
    }
    let people = people::read(&mut library, matches, &policy, as_of, voice)?;
    let named = super::named(&people)?;
    let map =
        TalentMap::of(&grid, named.into_iter().map(|(id, person)| (id, &person.dossier))).map_err(|e| Failure { message: e.message() })?;
    let placed = map.placed().iter().map(|placement| (placement.id.clone(), placement.place.clone()));
    let mut log = CalibrationLog::open(placed).map_err(|e| Failure { message: e.message() })?;
    record(&mut log, &grid, file)?;
    let summary = summarise(&grid, &log);
    if voice.is_json() {
        voice.json_pretty(&serde_json::json!({
            "schema": "jenjang/calibration/1",
            "policy": &*policy.id,
            "version": policy.version,
            "as-of": as_of,
            "known-at": known_at,
            "log": log,
            "summary": summary,
        }))?;
        return Ok(Answer::Positive);
    }
    show_log(&log, voice);
    voice.line("");
    show_summary(&grid, &summary, voice);
    Ok(Answer::Positive)
}

/// Records every move of a file; the first that is refused ends the run with its line.
fn record(log: &mut CalibrationLog, grid: &Grid<'_>, file: &str) -> Result<(), Failure> {
    let bytes = read_file(file)?;
    let text =
        String::from_utf8(bytes).map_err(|_| Failure::said(format!("`{file}` bukan teks UTF-8"), format!("`{file}` is not UTF-8 text")))?;
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let place = |failure: &Failure| {
            let message = &failure.message;
            Failure::said(format!("baris {} dari `{file}`: {}", at + 1, message.id), format!("line {} of `{file}`: {}", at + 1, message.en))
        };
        record_one(log, grid, line).map_err(|failure| place(&failure))?;
    }
    Ok(())
}

fn record_one(log: &mut CalibrationLog, grid: &Grid<'_>, line: &str) -> Result<(), Failure> {
    let [person, place, reason, by, day] = written(line)?;
    let id = |text: &str| text.parse().map_err(|e| Failure::said(format!("{e}"), format!("{e}")));
    let after = Choice::parse(grid.boxes(), &place).ok_or_else(|| {
        let boxes = grid.boxes().values.iter().map(|value| format!("`{}`", value.code)).collect::<Vec<_>>().join(", ");
        Failure::said(
            format!("tidak ada kotak `{place}`, yang ada: {boxes}"),
            format!("there is no box `{place}`, expected one of {boxes}"),
        )
    })?;
    let on: NaiveDate = day.parse().map_err(|_| {
        Failure::said(
            format!("`{day}` bukan tanggal, seharusnya tahun-bulan-hari seperti 2026-04-10"),
            format!("`{day}` is no date, expected year-month-day such as 2026-04-10"),
        )
    })?;
    log.record(&id(&person)?, after, &reason, id(&by)?, on).map_err(|e| Failure { message: e.message() })?;
    Ok(())
}

fn show_log(log: &CalibrationLog, voice: &Voice) {
    let mut table = Table::new(&[
        voice.t("tanggal", "day"),
        voice.t("orang", "person"),
        voice.t("dari", "from"),
        voice.t("ke", "to"),
        voice.t("alasan", "reason"),
        voice.t("oleh", "by"),
    ]);
    for entry in log.moves() {
        let label = |place: &Choice| voice.label(place.label()).to_owned();
        table.row(vec![
            explain::value(&Value::Date(entry.on), None, voice.language),
            entry.person.to_string(),
            label(&entry.before),
            label(&entry.after),
            entry.reason.to_string(),
            entry.by.to_string(),
        ]);
    }
    voice.line(if log.moves().is_empty() { voice.t("Tidak ada pemindahan.", "No moves.").to_owned() } else { table.render(voice) });
}

fn show_summary(grid: &Grid<'_>, summary: &CalibrationSummary, voice: &Voice) {
    let figure = |figure: &Figure| match (&figure.value, &figure.reason) {
        (Some(value), _) => explain::value(&Value::Number(*value), None, voice.language),
        (None, Some(reason)) => format!("– ({})", voice.label(reason)),
        (None, None) => "–".to_owned(),
    };
    let (people, changed, percent) = (summary.people, summary.changed, figure(&summary.percent_changed));
    voice.line(match voice.language {
        Language::Id => format!("{changed} dari {people} orang pindah kotak ({percent} persen); tidak ada jumlah yang dipaksakan."),
        Language::En => format!("{changed} of {people} people changed the box ({percent} percent); no number is forced."),
    });
    let mut table = Table::new(&[
        voice.t("sumbu", "axis"),
        voice.t("naik", "up"),
        voice.t("turun", "down"),
        voice.t("rata-rata pergeseran", "mean shift"),
        voice.t("uji tanda (p)", "sign test (p)"),
        voice.t("Stuart-Maxwell (p)", "Stuart-Maxwell (p)"),
        voice.t("kappa linear", "linear kappa"),
    ]);
    for axis in &summary.axes {
        table.row(vec![
            voice.label(&grid.axis(axis.side).label).to_owned(),
            axis.up.to_string(),
            axis.down.to_string(),
            figure(&axis.mean_shift),
            figure(&axis.sign_test),
            figure(&axis.stuart_maxwell),
            figure(&axis.kappa),
        ]);
    }
    voice.line(table.render(voice));
}
