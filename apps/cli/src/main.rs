//! The `jenjang` command: policies, decisions and their reasons in a terminal.

mod args;
mod backend;
mod commands;
mod library;
mod methods;
mod output;
mod people;
mod progress;
mod table;

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<std::ffi::OsString> = std::env::args_os().collect();
    let language = args::language_of(&arguments);
    match args::parse(arguments, language) {
        args::Parsed::Run(matches) => commands::run(&matches, language),
        args::Parsed::Shown(code) => code,
    }
}
