//! `development duty`: the yearly duty of learning hours, of a person with every activity, or of a unit.

use clap::{ArgMatches, Command};
use jenjang::Decimal;
use jenjang::development::duty::{Because, CountReason, DutyLine};
use jenjang::development::forms::Forms;
use jenjang::index::learning_hours::Period;
use jenjang::legal::Language;
use jenjang_service::needs::{DutyView, ReadDuty, ReadUnitDuty, UnitDuty, read_duty, read_unit_duty};
use serde_json::json;

use super::need::{Rules, as_of, whom};
use crate::args::text;
use crate::backend::{Session, arguments};
use crate::commands::competency::sources;
use crate::commands::shared;
use crate::output::{Answer, Failure, Voice, plural};
use crate::table::Table;

pub(super) fn command(language: Language) -> Command {
    let t = |id, en| text(language, id, en);
    let (args, group) = whom(language);
    Command::new("duty")
        .about(t(
            "Kewajiban jam pelajaran tahun ini: yang dihitung, yang kurang, peringatan dini, cara memenuhinya",
            "The yearly duty of learning hours: what counted, what is missing, early warning, what still counts",
        ))
        .args(args)
        .group(group)
        .arg(as_of(language))
        .args(sources::files(language))
        .args(arguments(language))
        .after_help(t("Kode keluar 1 bila ada yang kurang.", "Exit code 1 where something is missing."))
}

pub(super) fn run(matches: &ArgMatches, language: Language) -> Result<Answer, Failure> {
    let voice = Voice::of(matches, language);
    let session = Session::open(matches)?;
    let rules = Rules::open(matches, &voice)?;
    let as_of = shared::date(matches, "as-of")?;
    if let Some(unit) = matches.get_one::<String>("unit") {
        let command = ReadUnitDuty { library: rules.library(), unit: shared::id(unit)?, as_of };
        let view = session.ask(async |context| read_unit_duty(context, &command).await)?;
        return of_unit(&view, &voice);
    }
    let command = ReadDuty { library: rules.library(), person: session.person(shared::word(matches, "person"))?, as_of };
    let view = session.ask(async |context| read_duty(context, &command).await)?;
    of_person(&view, &voice)
}

fn of_person(view: &DutyView, voice: &Voice) -> Result<Answer, Failure> {
    let answer = Answer::positive_if(view.duty.missing.is_zero());
    if voice.is_json() {
        voice.json_pretty(&json!({ "schema": "jenjang/duty/1", "duty": view }))?;
        return Ok(answer);
    }
    let account = &view.duty.account;
    let (total, year, as_of) = (voice.decimal(account.total), account.year, account.as_of);
    let person = &view.person;
    voice.line(match (view.duty.owed, voice.language) {
        (None, Language::Id) => {
            format!("{person}: {total} JP tahun {year} sampai {as_of}; status kepegawaian tidak tercatat, kewajibannya tidak diketahui.")
        }
        (None, Language::En) => format!(
            "{person}: {total} JP in {year} up to {as_of}; the employment status is not on record, so that nobody knows what is owed."
        ),
        (Some(owed), Language::Id) if owed.is_zero() => {
            format!("{person}: {total} JP tahun {year} sampai {as_of}; kewajiban PNS tidak berlaku.")
        }
        (Some(owed), Language::En) if owed.is_zero() => {
            format!("{person}: {total} JP in {year} up to {as_of}; the duty of civil servants does not bind.")
        }
        (Some(owed), Language::Id) => {
            format!(
                "{person}: {total} dari {} JP tahun {year} sampai {as_of}, {}; sisa {} hari.",
                voice.decimal(owed),
                short(view.duty.missing, voice),
                view.days_left
            )
        }
        (Some(owed), Language::En) => {
            format!(
                "{person}: {total} of {} JP in {year} up to {as_of}, {}; {} days left.",
                voice.decimal(owed),
                short(view.duty.missing, voice),
                view.days_left
            )
        }
    });
    if !account.lines.is_empty() {
        voice.line(table(&account.lines, &view.forms, voice).render(voice));
    }
    if !account.register_consulted {
        voice.line(voice.t(
            "Riwayat pengembangan kompetensi belum pernah diambil: jam pelajaran bisa lebih banyak.",
            "Nobody has consulted the learning register: there may be more hours.",
        ));
    }
    for warning in &view.duty.warnings {
        let expected = warning.expected.map(|hours| voice.decimal(hours));
        let expected = expected.map_or_else(String::new, |hours| match voice.language {
            Language::Id => format!(", diharapkan sekurang-kurangnya {hours} JP"),
            Language::En => format!(", expected at least {hours} JP"),
        });
        voice.line(format!("{}: {}{expected} ({})", voice.t("peringatan", "warning"), voice.label(&warning.label), warning.code));
    }
    if !view.duty.missing.is_zero() {
        ways(view, voice);
    }
    Ok(answer)
}

fn short(missing: Decimal, voice: &Voice) -> String {
    match (missing.is_zero(), voice.language) {
        (true, Language::Id) => "terpenuhi".to_owned(),
        (true, Language::En) => "met".to_owned(),
        (false, Language::Id) => format!("kurang {} JP", voice.decimal(missing)),
        (false, Language::En) => format!("{} JP short", voice.decimal(missing)),
    }
}

fn table(lines: &[DutyLine], forms: &Forms, voice: &Voice) -> Table {
    let mut table = Table::new(&[
        voice.t("tanggal", "date"),
        voice.t("bentuk", "form"),
        voice.t("kegiatan", "activity"),
        voice.t("diakui", "credited"),
        voice.t("dihitung", "counted"),
        voice.t("bukti", "evidence"),
        voice.t("keterangan", "remark"),
    ]);
    for line in lines {
        let credited = &line.credited;
        let form = credited.form.as_deref().map_or_else(
            || "–".to_owned(),
            |code| forms.get(code).map_or_else(|| code.to_owned(), |form| format!("{code} {}", voice.label(&form.label))),
        );
        let evidence =
            credited.evidence.as_deref().unwrap_or_else(|| if credited.in_register { voice.t("riwayat", "register") } else { "–" });
        table.row(vec![
            credited.on.to_string(),
            form,
            credited.title.to_string(),
            voice.decimal(credited.hours),
            voice.decimal(line.counted),
            evidence.to_owned(),
            because(line.because, voice),
        ]);
    }
    table
}

fn because(because: Because, voice: &Voice) -> String {
    match (because, voice.language) {
        (Because::Rule { reason: CountReason::Whole }, _) => String::new(),
        (Because::Rule { reason: CountReason::Limited(most) }, Language::Id) => {
            format!("batas bentuk ini {} JP sudah tercapai", voice.decimal(most))
        }
        (Because::Rule { reason: CountReason::Limited(most) }, Language::En) => {
            format!("the limit of the form, {} JP, is reached", voice.decimal(most))
        }
        (Because::FormUnknown, Language::Id) => "bentuk tidak tercatat; dihitung seperti diakui".to_owned(),
        (Because::FormUnknown, Language::En) => "the form is not on record; counted as credited".to_owned(),
        (Because::AgencyCredited, Language::Id) => "tanpa konversi; menurut keputusan instansi".to_owned(),
        (Because::AgencyCredited, Language::En) => "no conversion; as the agency credited".to_owned(),
    }
}

/// What would fill the lack before the year ends, forms that need the same amount together.
fn ways(view: &DutyView, voice: &Voice) {
    let mut groups: Vec<(String, Vec<&str>)> = Vec::new();
    for way in &view.ways {
        let Some(form) = view.forms.get(&way.form) else { continue };
        let unit = form.unit.as_ref().map_or_else(String::new, |unit| format!(" {}", counted(voice.label(&unit.label), way.amount, voice)));
        let over = match (way.periods, voice.language) {
            (None, _) => String::new(),
            (Some((n, Period::Day)), Language::Id) => format!(" dalam {n} hari"),
            (Some((n, Period::Day)), Language::En) => format!(" over {}", plural(n as usize, "day", "days")),
            (Some((n, Period::Month)), Language::Id) => format!(" dalam {n} bulan"),
            (Some((n, Period::Month)), Language::En) => format!(" over {}", plural(n as usize, "month", "months")),
        };
        let needed = format!("{}{unit}{over}", voice.decimal(way.amount));
        match groups.iter_mut().find(|(other, _)| *other == needed) {
            Some((_, codes)) => codes.push(&form.code),
            None => groups.push((needed, vec![&form.code])),
        }
    }
    if groups.is_empty() {
        voice.line(voice.t(
            "Tidak ada satu bentuk pun yang dapat menutupnya sendiri sebelum tahun berakhir.",
            "No single form can fill that before the year ends.",
        ));
        return;
    }
    voice.line(voice.t("Masih dapat dipenuhi tahun ini dengan salah satu dari:", "Can still be filled this year with any one of:"));
    for (needed, codes) in groups {
        voice.line(format!("  {needed}: {}", codes.join(", ")));
    }
}

/// The name of a unit behind a number: `days`, `activities`, `JP`.
fn counted(name: &str, amount: Decimal, voice: &Voice) -> String {
    if voice.language == Language::Id || amount == Decimal::ONE || name == "JP" {
        return name.to_owned();
    }
    match name.strip_suffix("ty") {
        Some(stem) => format!("{stem}ties"),
        None => format!("{name}s"),
    }
}

fn of_unit(view: &UnitDuty, voice: &Voice) -> Result<Answer, Failure> {
    let answer = Answer::positive_if(view.met == view.bound);
    if voice.is_json() {
        voice.json_pretty(&json!({ "schema": "jenjang/unit-duty/1", "duty": view }))?;
        return Ok(answer);
    }
    voice.line(match voice.language {
        Language::Id => format!(
            "── {} · kewajiban jam pelajaran pada {}: {} dari {} orang sudah memenuhi, {} diperingatkan; sisa {} hari",
            view.unit, view.as_of, view.met, view.bound, view.warned, view.days_left
        ),
        Language::En => format!(
            "── {} · duty of learning hours on {}: {} of {} people have met it, {} are warned; {} days left",
            view.unit, view.as_of, view.met, view.bound, view.warned, view.days_left
        ),
    });
    if view.unknown > 0 {
        voice.line(match voice.language {
            Language::Id => format!("{} orang tanpa status kepegawaian: kewajibannya tidak diketahui", view.unknown),
            Language::En => format!("{} without an employment status on record: what they owe is not known", view.unknown),
        });
    }
    let mut table = Table::new(&[
        voice.t("orang", "person"),
        voice.t("dihitung", "counted"),
        voice.t("wajib", "owed"),
        voice.t("kurang", "missing"),
        voice.t("peringatan", "warning"),
    ]);
    for person in &view.people {
        let warnings: Vec<&str> = person.warnings.iter().map(|warning| voice.label(&warning.label)).collect();
        table.row(vec![
            person.person.to_string(),
            voice.decimal(person.counted),
            person.owed.map_or_else(|| "?".to_owned(), |owed| voice.decimal(owed)),
            voice.decimal(person.missing),
            warnings.join("; "),
        ]);
    }
    voice.line(table.render(voice));
    if let Some(reference) = &view.reference {
        voice.line(format!("{}: {}", voice.t("dasar", "basis"), reference.citation));
    }
    Ok(answer)
}
