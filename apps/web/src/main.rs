//! The `jenjang-web` server: every user's own door.

use std::process::ExitCode;

use jenjang::legal::{Label, Language};
use jenjang_web::config::{self, Parsed};

fn main() -> ExitCode {
    let arguments: Vec<std::ffi::OsString> = std::env::args_os().collect();
    let language = config::language_of(&arguments);
    let config = match config::parse(arguments, language) {
        Parsed::Run(config) => config,
        Parsed::Account(config, command) => {
            return ended(jenjang_web::accounts(&config, &command, language, |line| say(line, true)), language);
        }
        Parsed::Shown(text, code) => {
            say(&text, code == 0);
            return ExitCode::from(code);
        }
    };
    let _telemetry = match jenjang_web::telemetry::begin(&config) {
        Ok(telemetry) => telemetry,
        Err(message) => return ended(Err(message), language),
    };
    ended(jenjang_web::run(*config, language, |line| say(line, true)), language)
}

fn ended(outcome: Result<(), Label>, language: Language) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            say(&format!("jenjang-web: {}", message.get(language)), false);
            ExitCode::from(2)
        }
    }
}

/// Says a line to standard output, or where it is a complaint to standard error. Nobody listening is no failure.
fn say(text: &str, answer: bool) {
    use std::io::Write;
    let text = format!("{}\n", text.trim_end());
    let _ = if answer { std::io::stdout().write_all(text.as_bytes()) } else { std::io::stderr().write_all(text.as_bytes()) };
}
