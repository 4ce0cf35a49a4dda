//! The subcommands, one file each.

mod advise;
mod appeal;
mod audit;
mod bulk;
mod career;
mod certificate;
mod competency;
mod consultation;
mod cycle;
mod database;
mod decide;
mod decision;
mod demo;
mod development;
mod doctor;
mod evaluation;
mod export;
mod expression;
mod facts;
mod generate;
mod import;
mod index;
mod indicator;
mod internship;
mod lab;
mod manual;
mod mentoring;
mod method;
mod person;
mod policy;
mod rank;
mod role;
mod round;
mod rule;
mod shared;
mod socialisation;
mod study;
mod survey;
mod talent;
mod waiver;
mod when;

use std::process::ExitCode;

use clap::{ArgMatches, Command};
use jenjang::legal::Language;

use crate::output::{Answer, Failure, Voice};

/// All subcommands with help in one language.
pub(crate) fn all(language: Language) -> Vec<Command> {
    vec![
        demo::command(language),
        policy::command(language),
        rule::command(language),
        facts::command(language),
        decide::command(language),
        when::command(language),
        advise::command(language),
        rank::command(language),
        talent::command(language),
        index::command(language),
        competency::command(language),
        evaluation::command(language),
        career::command(language),
        lab::command(language),
        expression::command(language),
        method::command(language),
        database::command(language),
        import::command(language),
        export::command(language),
        generate::command(language),
        role::command(language),
        round::command(language),
        appeal::command(language),
        waiver::command(language),
        decision::command(language),
        cycle::command(language),
        person::command(language),
        development::command(language),
        certificate::command(language),
        mentoring::command(language),
        internship::command(language),
        study::command(language),
        survey::command(language),
        indicator::command(language),
        consultation::command(language),
        socialisation::command(language),
        audit::command(language),
        doctor::command(language),
        manual::completions(language),
        manual::man(language),
    ]
}

/// Runs the chosen subcommand and turns its answer into an exit code.
pub(crate) fn run(matches: &ArgMatches, language: Language) -> ExitCode {
    let Some((name, matches)) = matches.subcommand() else { return ExitCode::from(2) };
    let voice = Voice::of(matches, language);
    let result: Result<Answer, Failure> = match name {
        "demo" => demo::run(matches, &voice),
        "policy" => policy::run(matches, language),
        "rule" => rule::run(matches, &voice),
        "facts" => facts::run(matches, &voice),
        "decide" => decide::run(matches, &voice),
        "when" => when::run(matches, &voice),
        "advise" => advise::run(matches, &voice),
        "doctor" => doctor::run(matches, &voice),
        "rank" => rank::run(matches, &voice),
        "talent" => talent::run(matches, language),
        "index" => index::run(matches, language),
        "competency" => competency::run(matches, language),
        "evaluation" => evaluation::run(matches, language),
        "career" => career::run(matches, language),
        "lab" => lab::run(matches, language),
        "expression" => expression::run(matches, language),
        "method" => method::run(matches, language),
        "database" => database::run(matches, language),
        "import" => import::run(matches, language),
        "export" => export::run(matches, language),
        "person" => person::run(matches, language),
        "development" => development::run(matches, language),
        "certificate" => certificate::run(matches, language),
        "mentoring" => mentoring::run(matches, language),
        "internship" => internship::run(matches, language),
        "study" => study::run(matches, language),
        "survey" => survey::run(matches, language),
        "indicator" => indicator::run(matches, language),
        "generate" => generate::run(matches, &voice),
        "role" => role::run(matches, language),
        "round" => round::run(matches, language),
        "appeal" => appeal::run(matches, language),
        "waiver" => waiver::run(matches, language),
        "decision" => decision::run(matches, language),
        "cycle" => cycle::run(matches, language),
        "consultation" => consultation::run(matches, language),
        "socialisation" => socialisation::run(matches, language),
        "audit" => audit::run(matches, language),
        "completions" => manual::run_completions(matches, &voice),
        _ => manual::run_man(matches, &voice),
    };
    match result {
        Ok(answer) => answer.code(),
        Err(failure) => {
            voice.note(format!("jenjang: {}", failure.message.get(language)));
            ExitCode::from(2)
        }
    }
}
