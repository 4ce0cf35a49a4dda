//! `indicator …`: what a policy promises in figures, what came of it, and tables for everybody.

mod define;
mod figures;
mod look;
mod publish;
mod review;

use clap::{Arg, ArgMatches, Command};
use jenjang::Decimal;
use jenjang::indicator::ReportingPeriod;
use jenjang::legal::Language;
use jenjang::number::parse_decimal;

use crate::args::text;
use crate::backend::Session;
use crate::commands::shared;
use crate::output::{Answer, Failure, Voice};

pub(crate) fn command(language: Language) -> Command {
    Command::new("indicator")
        .about(text(
            language,
            "Indikator: ditetapkan, dilaporkan dan dihitung terpisah, diverifikasi, dipantau; evaluasi kebijakan; statistik yang diumumkan",
            "Indicators: defined, reported and calculated apart, verified, watched; the review of policies; published statistics",
        ))
        .after_help(text(
            language,
            "Urutannya: define, lalu setiap periode report atau calculate, lalu verify oleh orang lain; alerts menunjukkan yang perlu diperhatikan.\n\
             Janji kebijakan dicatat dengan promise, dievaluasi setahun kemudian dengan review. Siapa yang bertindak disebut dengan --as.",
            "In this order: define, then each period report or calculate, then verify by somebody else; alerts shows what needs attention.\n\
             What a policy promises is entered with promise and reviewed a year later with review. Who acts is named with --as.",
        ))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(define::command(language))
        .subcommands(look::commands(language))
        .subcommands(figures::commands(language))
        .subcommands(review::commands(language))
        .subcommand(publish::command(language))
}

pub(crate) fn run(matches: &ArgMatches, language: Language) -> Result<Answer, Failure> {
    let (name, matches) = shared::chosen(matches)?;
    let voice = Voice::of(matches, language);
    if name == "define" && matches.get_flag("list") {
        return define::list(&voice);
    }
    let session = Session::open(matches)?;
    match name {
        "define" => define::run(matches, &session, &voice),
        "list" | "show" | "alerts" => look::run(name, matches, &session, &voice),
        "report" | "verify" | "calculate" => figures::run(name, matches, &session, &voice),
        "promise" | "review" => review::run(name, matches, &session, &voice),
        _ => publish::run(matches, &session, &voice),
    }
}

/// The argument that names an indicator.
fn indicator(language: Language) -> Arg {
    Arg::new("indicator").required(true).value_name("INDICATOR").help(text(language, "Kode indikator", "Code of the indicator"))
}

/// The argument that names a period.
fn period_arg(language: Language) -> Arg {
    Arg::new("period").long("period").value_name("PERIOD").help(text(
        language,
        "Periode: 2026, 2026-S1, 2026-Q3, atau 2026-07",
        "The period: 2026, 2026-S1, 2026-Q3 or 2026-07",
    ))
}

fn period(matches: &ArgMatches) -> Result<Option<ReportingPeriod>, Failure> {
    matches.get_one::<String>("period").map(|text| period_of(text)).transpose()
}

fn period_of(text: &str) -> Result<ReportingPeriod, Failure> {
    text.parse().map_err(|error: jenjang::indicator::period::PeriodError| Failure { message: error.message() })
}

fn needed_period(matches: &ArgMatches) -> Result<ReportingPeriod, Failure> {
    period(matches)?.ok_or_else(|| Failure::said("`--period` belum diisi", "`--period` is missing"))
}

/// A decimal, with a point or a comma.
fn decimal(text: &str, option: &str) -> Result<Decimal, Failure> {
    parse_decimal(&text.replace(',', ".")).map_err(|_| {
        Failure::said(
            format!("`{option} {text}` bukan bilangan, seharusnya seperti 82,5"),
            format!("`{option} {text}` is no number, expected one such as 82.5"),
        )
    })
}
