//! `development plan`: who goes where for the money there is; from the store, or from two tables without one. `plan show|adopt|withdraw|outcome`: what
//! becomes of it.

mod files;
mod show;

use std::collections::BTreeSet;

use clap::{Arg, ArgAction, ArgMatches, Command};
use jenjang::Decimal;
use jenjang::legal::Language;
use jenjang::number::parse_decimal;
use jenjang::people::id::{CompetencyCode, EnvelopeId, UnitId};
use jenjang_planning::{Effort, Envelope, PlanError, Problem, Strength};
use jenjang_service::budget::{
    FloorsAsked, PlanBudget, ReadOutcome, Share, adopt_plan, plan_budget, read_outcome, read_plan, withdraw_plan,
};
use jenjang_service::needs::NeedLibrary;
use serde_json::json;

use super::money;
use crate::args::text;
use crate::backend::{Session, arguments};
use crate::commands::shared;
use crate::output::{Answer, Failure, Voice};

pub(super) fn command(language: Language) -> Command {
    let t = |id, en| text(language, id, en);
    let option = |name: &'static str, value: &'static str, id, en| Arg::new(name).long(name).value_name(value).help(t(id, en));
    let strength =
        |name: &'static str, id, en| option(name, "STRENGTH", id, en).value_parser(["off", "first", "firm"]).default_value("first");
    let plan = || Arg::new("plan").required(true).value_name("PLAN").help(t("Id rencana", "Id of the plan"));
    Command::new("plan")
        .about(t(
            "Pilih jadwal dan peserta: kesenjangan terbanyak yang ditutup dalam uang, kursi, dan batas bawah",
            "Choose sessions and people: most gap closed within money, seats and floors",
        ))
        .args_conflicts_with_subcommands(true)
        .after_help(t(
            "Contoh tanpa data tersimpan: jenjang development plan --people pegawai.csv --sessions jadwal.csv --budget 50.000.000\nKolom orang: person, unit, competency, gap, weight, hours-missing, training-due (satu baris tiap kesenjangan)\nKolom jadwal: session, course, teaches, hours, first, last, seats, at-least, fixed-cost, cost-each, training\nRumusan dan arti angka: docs/budget.md.",
            "Example without a store: jenjang development plan --people people.csv --sessions sessions.csv --budget 50,000,000\nColumns of people: person, unit, competency, gap, weight, hours-missing, training-due (a line for each gap)\nColumns of sessions: session, course, teaches, hours, first, last, seats, at-least, fixed-cost, cost-each, training\nFormulation and meaning of the figures: docs/budget.md.",
        ))
        .arg(option("budget", "RUPIAH", "Uang, misalnya 50.000.000; dengan --envelope bawaannya yang tersedia", "The money, such as 50,000,000; with --envelope by default what is available"))
        .arg(option("envelope", "ENVELOPE", "Pagu yang membayar; kebutuhan, katalog, dan pendaftaran dari data tersimpan", "The envelope that pays; needs, catalogue and enrolments from the store"))
        .arg(option("keep", "PLAN", "Simpan dengan id ini sebagai usulan", "Keep it under this id as a proposal").requires("envelope"))
        .arg(option("unit", "UNIT", "Hanya pegawai unit ini dan di bawahnya", "Only people of this unit and under it").requires("envelope"))
        .arg(option("year", "YEAR", "Tahun jadwal; bawaan: tahun pagu", "Year of the sessions; default: that of the envelope").value_parser(clap::value_parser!(i32)).requires("envelope"))
        .arg(option("strategic", "CODE", "Kompetensi isu strategis; dapat diulang", "A competency that is a strategic issue; may be repeated").action(ArgAction::Append).requires("envelope"))
        .arg(option("people", "FILE|-", "Tabel orang dan kesenjangannya, tanpa data tersimpan", "Table of people and their gaps, without a store").requires("sessions").conflicts_with("envelope"))
        .arg(option("sessions", "FILE|-", "Tabel jadwal", "Table of sessions").requires("people"))
        .arg(strength("duty", "Kewajiban jam pelajaran: off, first (selama uang ada), firm (harus)", "The duty of learning hours: off, first (while money lasts), firm (must)"))
        .arg(strength("mandatory", "Pelatihan kepemimpinan wajib: off, first, firm", "Mandatory leadership training: off, first, firm"))
        .arg(option("share", "UNIT=SHARE", "Bagian unit: `dinas-a=25%` dari uang, atau `dinas-a=5` kursi; dapat diulang", "Share of a unit: `dinas-a=25%` of the money, or `dinas-a=5` seats; may be repeated").action(ArgAction::Append))
        .arg(option("each", "NUMBER", "Paling banyak jadwal tiap orang", "The most sessions for one person").value_parser(clap::value_parser!(u32).range(1..)))
        .arg(Arg::new("no-compare").long("no-compare").action(ArgAction::SetTrue).help(t(
            "Tanpa menghitung ulang untuk biaya keadilan dan tambahan uang",
            "Do not plan again for what floors cost and more money would bring",
        )))
        .args(arguments(language))
        .subcommands([
            Command::new("show").about(t("Rencana yang disimpan", "A plan that was kept")).arg(plan()).args(arguments(language)),
            Command::new("adopt")
                .about(t("Tetapkan sebagai PPK (--as): kursi diberikan dan uang diikat", "Adopt as the appointing authority (--as): seats are given, money is committed"))
                .arg(plan())
                .args(arguments(language)),
            Command::new("withdraw")
                .about(t("Tarik usulan rencana", "Withdraw a proposed plan"))
                .arg(plan())
                .arg(option("reason", "TEXT", "Mengapa", "Why").required(true))
                .args(arguments(language)),
            Command::new("outcome")
                .about(t("Biaya tiap tingkat, biaya tiap JP, dan pemerataan setahun", "Cost of a level and of an hour, and how evenly a year was spread"))
                .arg(option("unit", "UNIT", "Unit, dengan semua di bawahnya", "The unit, with all under it").required(true))
                .arg(option("year", "YEAR", "Tahunnya", "The year").required(true).value_parser(clap::value_parser!(i32)))
                .args(arguments(language)),
        ])
}

pub(super) fn run(matches: &ArgMatches, language: Language) -> Result<Answer, Failure> {
    if let Some((name, matches)) = matches.subcommand() {
        return after(name, matches, language);
    }
    let voice = Voice::of(matches, language);
    if matches.contains_id("envelope") {
        return from_store(matches, &voice);
    }
    let (Some(people), Some(sessions)) = (matches.get_one::<String>("people"), matches.get_one::<String>("sessions")) else {
        return Err(Failure::said(
            "sebut `--envelope` (data tersimpan) atau `--people` dan `--sessions` (dua tabel)",
            "name `--envelope` (the store) or `--people` and `--sessions` (two tables)",
        ));
    };
    let Some(budget) = matches.get_one::<String>("budget") else {
        return Err(Failure::said("`--budget` belum diisi", "`--budget` is missing"));
    };
    let budget = money::argument("budget", budget)?;
    let envelope: EnvelopeId = shared::id("budget")?;
    let floors = floors(matches)?;
    let read = files::read(people, sessions, &envelope, &voice)?;
    let problem = Problem {
        envelopes: vec![Envelope { id: envelope, money: budget }],
        floors: floors.floors(budget),
        sessions_each: matches.get_one::<u32>("each").copied(),
        ..read
    };
    match jenjang_planning::plan(&problem, &effort(matches)) {
        Ok(plan) => {
            show::computed(&plan, budget, (problem.people.len(), problem.sessions.len(), problem.candidates.len()), None, &voice)?;
            Ok(Answer::Positive)
        }
        Err(PlanError::Clash(clash)) => {
            voice.note(voice.label(&clash.message()));
            Ok(Answer::Negative)
        }
        Err(error @ PlanError::Input(_)) => Err(Failure { message: error.message() }),
    }
}

fn from_store(matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let session = Session::open(matches)?;
    let given = |name: &str| matches.get_one::<String>(name).map(String::as_str);
    let (library, competency) = (jenjang_asn::library(), jenjang_asn::competency());
    let needs = NeedLibrary { shipped: &library, policies: &jenjang_asn::NEED_POLICIES, competency: &competency };
    let strategic = matches.get_many::<String>("strategic").into_iter().flatten();
    let command = PlanBudget {
        needs,
        policies: &jenjang_asn::BUDGET_POLICIES,
        id: given("keep").map(shared::id).transpose()?,
        envelope: shared::id(shared::word(matches, "envelope"))?,
        unit: given("unit").map(shared::id).transpose()?,
        year: matches.get_one::<i32>("year").copied(),
        money: given("budget").map(|text| money::argument("budget", text)).transpose()?,
        strategic: strategic.map(|code| shared::id::<CompetencyCode>(code)).collect::<Result<BTreeSet<_>, _>>()?,
        floors: floors(matches)?,
        sessions_each: matches.get_one::<u32>("each").copied(),
        effort: effort(matches),
    };
    let made = match session.try_ask(async |context| plan_budget(context, &command).await) {
        Ok(made) => made,
        Err(error) if error.code() == "floors-clash" => {
            voice.note(voice.label(&error.message()));
            return Ok(Answer::Negative);
        }
        Err(error) => return Err(Failure::of(&error)),
    };
    show::computed(&made.computed, made.plan.money, made.of, command.id.as_ref(), voice)?;
    Ok(Answer::Positive)
}

fn after(name: &str, matches: &ArgMatches, language: Language) -> Result<Answer, Failure> {
    let voice = Voice::of(matches, language);
    let session = Session::open(matches)?;
    if name == "outcome" {
        let (library, competency) = (jenjang_asn::library(), jenjang_asn::competency());
        let needs = NeedLibrary { shipped: &library, policies: &jenjang_asn::NEED_POLICIES, competency: &competency };
        let unit: UnitId = shared::id(shared::word(matches, "unit"))?;
        let command = ReadOutcome { needs, unit, year: matches.get_one::<i32>("year").copied().unwrap_or_default() };
        let found = session.ask(async |context| read_outcome(context, &command).await)?;
        show::outcome(&found, &voice)?;
        return Ok(Answer::Positive);
    }
    let id = shared::id(shared::word(matches, "plan"))?;
    match name {
        "adopt" => {
            let done = session.ask(async |context| adopt_plan(context, &id).await)?;
            if voice.is_json() {
                voice.json(&json!({ "schema": "jenjang/budget-plan-adopted/1", "plan": id, "enrolled": done.enrolled, "committed": done.plan.cost }))?;
            } else {
                let cost = money::shown(&voice, done.plan.cost);
                voice.line(match language {
                    Language::Id => format!("Rencana {id} ditetapkan: {} kursi diberikan, {cost} diikat.", done.enrolled),
                    Language::En => format!("Plan {id} is adopted: {} seats given, {cost} committed.", done.enrolled),
                });
            }
        }
        "withdraw" => {
            session.ask(async |context| withdraw_plan(context, &id, shared::word(matches, "reason")).await)?;
            if voice.is_json() {
                voice.json(&json!({ "schema": "jenjang/budget-plan-withdrawn/1", "plan": id }))?;
            } else {
                voice.line(voice.t("Ditarik.", "Withdrawn."));
            }
        }
        _ => {
            let view = session.ask(async |context| read_plan(context, &id).await)?;
            show::kept(&view, &voice)?;
        }
    }
    Ok(Answer::Positive)
}

fn effort(matches: &ArgMatches) -> Effort {
    Effort { compare: !matches.get_flag("no-compare"), ..Effort::default() }
}

fn floors(matches: &ArgMatches) -> Result<FloorsAsked, Failure> {
    let strength = |name| match shared::word(matches, name) {
        "off" => Strength::Off,
        "firm" => Strength::Firm,
        _ => Strength::First,
    };
    let mut shares = Vec::new();
    for given in matches.get_many::<String>("share").into_iter().flatten() {
        let wrong = || {
            Failure::said(
                format!("`--share {given}`, seharusnya seperti `dinas-a=25%` (uang) atau `dinas-a=5` (kursi)"),
                format!("`--share {given}`, expected such as `dinas-a=25%` (money) or `dinas-a=5` (seats)"),
            )
        };
        let (unit, much) = given.rsplit_once('=').ok_or_else(wrong)?;
        let share = match much.strip_suffix('%') {
            Some(percent) => {
                let percent = parse_decimal(&percent.replace(',', ".")).map_err(|_| wrong())?;
                if percent < Decimal::ZERO || percent > Decimal::ONE_HUNDRED {
                    return Err(wrong());
                }
                Share::Percent(percent)
            }
            None => Share::Seats(much.parse().map_err(|_| wrong())?),
        };
        shares.push((shared::id(unit)?, share));
    }
    Ok(FloorsAsked { mandatory: strength("mandatory"), duty: strength("duty"), shares })
}
