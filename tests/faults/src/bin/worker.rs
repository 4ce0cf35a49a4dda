//! Works on a store until it is killed or has made so many entries, and says on standard output what it begins and what was committed:
//!
//! ```text
//! begin import
//! ack 17 4f2a…
//! ```
//!
//! Ends with 3 and `error <what>` where the store refuses.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a program of tests: what is not as expected ends it")]

use std::io::Write;
use std::process::ExitCode;

use jenjang::store::StoreError;
use jenjang_faults::{Event, Place, work};

fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    // one write for each line, so that no half of one is read as a whole
    let _ = out.write_all(format!("{line}\n").as_bytes());
    let _ = out.flush();
}

async fn run(place: &Place, seed: u64, count: u64) -> Result<(), StoreError> {
    let store = place.reopen().await?;
    work(&store, seed, count, |event| match event {
        Event::Begin(doing) => say(&format!("begin {doing}")),
        Event::Kept(entry) => say(&format!("ack {} {}", entry.sequence, entry.digest)),
    })
    .await
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [place, keys, seed, count] = arguments.as_slice() else {
        say("usage: jenjang-fault-worker <sqlite:FILE | URL> <KEYS | -> <SEED> <COUNT>");
        return ExitCode::from(2);
    };
    let (seed, count) = (seed.parse().expect("a seed"), count.parse().expect("a count"));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    match runtime.block_on(run(&Place::parse(place, keys), seed, count)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let shown = format!("{error:?}");
            let kind: String = shown.chars().take_while(|character| character.is_alphanumeric()).collect();
            say(&format!("error {kind} {error}"));
            ExitCode::from(3)
        }
    }
}
