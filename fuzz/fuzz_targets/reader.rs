//! Reads any bytes as a policy and as a catalogue, compiles and checks what comes out, and shows every problem.
#![no_main]

use jenjang::legal::Language;
use jenjang_policy_files::{Style, load, record, render};
use libfuzzer_sys::fuzz_target;

const CATALOGUE: &[u8] = include_bytes!("../../crates/policy-files/tests/data/catalogue.toml");

fuzz_target!(|bytes: &[u8]| {
    for library in [load([("c.toml", CATALOGUE)], [("x.toml", bytes)]), load([("x.toml", bytes)], [])] {
        for problem in &library.diagnostics {
            let source = library.sources.get(&problem.file);
            assert!(problem.span.start <= problem.span.end);
            render(problem, source, Language::Id, Style::Excerpt);
            record(problem, source);
        }
    }
});
