//! How long it takes to read, compile and check the whole shipped rule set, and to start the program.
//!
//! `cargo build --release && cargo bench -p jenjang-tests --bench shipped`; the best of many rounds, since machines are shared.

#![allow(clippy::unwrap_used, clippy::float_arithmetic, reason = "a measurement: what is absent ends it, and times are no scores")]

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Instant;

use jenjang::policy::check::check;
use jenjang::policy::compile::{compile, compile_catalogue};
use jenjang::policy::document::Document;
use jenjang::policy::model::PolicySet;
use jenjang_policy_files::{read_catalogue, read_policy};

const ROUNDS: usize = 30;

fn best<T>(mut work: impl FnMut() -> T) -> f64 {
    let time = |work: &mut dyn FnMut() -> T| {
        let start = Instant::now();
        std::hint::black_box(work());
        start.elapsed().as_secs_f64() * 1000.0
    };
    (0..ROUNDS).map(|_| time(&mut work)).fold(f64::INFINITY, f64::min)
}

fn documents() -> Vec<Document> {
    jenjang_asn::policy_texts().filter_map(|(path, text)| read_policy(path, text.as_bytes()).0).collect()
}

fn process(arguments: &[&str]) -> Option<f64> {
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/release/jenjang");
    let program = std::env::var_os("JENJANG_BIN").map_or(program, Into::into);
    let run = || Command::new(&program).args(arguments).stdout(Stdio::null()).status();
    run().ok().map(|_| best(run))
}

fn main() {
    let bytes: usize = jenjang_asn::policy_texts().map(|(_, text)| text.len()).sum();
    let (catalogue, _) = compile_catalogue(&read_catalogue("catalogue.toml", jenjang_asn::catalogue_text().as_bytes()).0.unwrap());
    let written = documents();
    let (set, _) = compile(&written, &[Arc::clone(&catalogue)], &PolicySet::new());
    println!("{} policies, {} kB, best of {ROUNDS} rounds", written.len(), bytes / 1000);
    let read = best(documents);
    let typed = best(|| compile(&written, &[Arc::clone(&catalogue)], &PolicySet::new()));
    let checked = best(|| set.iter().map(|policy| check(&set, policy).len()).sum::<usize>());
    println!(
        "read {read:.1} ms; compile {typed:.1} ms ({:.2} of reading); check, cases included {checked:.1} ms ({:.2} of reading)",
        typed / read,
        checked / read
    );
    println!("read, compile and check: {:.1} ms", read + typed + checked);
    match (process(&["--version"]), process(&["policy", "list"])) {
        (Some(bare), Some(list)) => println!("process `jenjang --version` {bare:.1} ms; `jenjang policy list` {list:.1} ms"),
        _ => println!("the process was not measured: build it with `cargo build --release`, or name it in JENJANG_BIN"),
    }
}
