//! Recorded terminal runs: every file under `tests/terminal` is a session, played again and compared to the letter.
//!
//! A line `$ jenjang …` is a command; what follows up to the next one is its standard output, then lines `! …` for standard error,
//! then `(exit N)` where the exit code is not 0. `< text` lines after a command are its standard input, `#: ` lines are remarks;
//! `#: now 2026-11-20T01:00:00Z` is one too, and sets the clock for what follows.
//! `UPDATE_SNAPSHOTS=1 cargo test -p jenjang-cli --test terminal` records them anew.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests: what is absent here ends the test")]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Splits like a shell as far as sessions need: blanks, single and double quotes.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut open: Option<char> = None;
    let mut started = false;
    for c in line.chars() {
        match open {
            Some(quote) if c == quote => open = None,
            Some(_) => word.push(c),
            None if c == '\'' || c == '"' => {
                open = Some(c);
                started = true;
            }
            None if c.is_whitespace() => {
                if started || !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
                started = false;
            }
            None => word.push(c),
        }
    }
    if started || !word.is_empty() {
        words.push(word);
    }
    words
}

/// The moment at which sessions begin.
const START: &str = "2026-11-02T01:00:00Z";

fn run(command: &str, input: &str, now: &str, folder: &Path) -> String {
    let words = words(command);
    let mut child = Command::new(env!("CARGO_BIN_EXE_jenjang"))
        .args(&words[1..])
        .current_dir(folder)
        .env_remove("JENJANG_LANG")
        .env("JENJANG_WIDTH", "140")
        .env("NO_COLOR", "1")
        // a day that is said, and keys that sign and name the same every time
        .env("JENJANG_NOW", now)
        .env("JENJANG_AUDIT_KEY", "test.audit-key")
        .env("JENJANG_ID_KEY", "test.id-key")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let mut record = String::from_utf8(output.stdout).unwrap();
    if !record.is_empty() && !record.ends_with('\n') {
        record.push('\n');
    }
    for line in String::from_utf8(output.stderr).unwrap().lines() {
        record.push_str(format!("! {line}").trim_end());
        record.push('\n');
    }
    match output.status.code() {
        Some(0) => {}
        code => record.push_str(&format!("(exit {})\n", code.map_or("by signal".to_owned(), |c| c.to_string()))),
    }
    record
}

fn play(session: &str, folder: &Path) -> String {
    let mut record = String::new();
    let mut now = START;
    let mut lines = session.lines().peekable();
    while let Some(line) = lines.next() {
        if line.starts_with("#: ") {
            record.push_str(line);
            record.push('\n');
            now = line.strip_prefix("#: now ").unwrap_or(now);
        }
        let Some(command) = line.strip_prefix("$ ") else { continue };
        record.push_str(line);
        record.push('\n');
        let mut input = String::new();
        while let Some(text) = lines.next_if(|l| l.starts_with("< ")) {
            record.push_str(text);
            record.push('\n');
            input.push_str(&text[2..]);
            input.push('\n');
        }
        record.push_str(&run(command, &input, now, folder));
    }
    record
}

/// A copy of the shipped regular promotion in which a year less in grade suffices from 2027: what a drafter would make.
fn draft() -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_jenjang")).args(["policy", "show", "asn/promotion/regular"]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let section = text.find("[parameters.minimum-years-in-grade]").unwrap();
    let end = section + text[section..].find("\n]").unwrap();
    let value = r#"  { from = 2027-01-01, value = "3", reference = "Rancangan contoh", certainty = "unverified" },"#;
    format!("{}\n{value}{}", &text[..end], &text[end..])
}

/// Plays a session in a folder of its own; what differs, unless it is recorded anew.
fn check(session: &Path, work: &Path) -> Option<String> {
    let _ = fs::remove_dir_all(work);
    fs::create_dir_all(work).unwrap();
    for file in fs::read_dir(root().join("tests/terminal/files")).unwrap() {
        let file = file.unwrap().path();
        fs::copy(&file, work.join(file.file_name().unwrap())).unwrap();
    }
    fs::write(work.join("draft-regular.toml"), draft()).unwrap();
    let recorded = fs::read_to_string(session).unwrap();
    let played = play(&recorded, work);
    let _ = fs::remove_dir_all(work);
    if played == recorded {
        return None;
    }
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        fs::write(session, &played).unwrap();
        return None;
    }
    let both = played.lines().zip(recorded.lines());
    let place = both.clone().position(|(a, b)| a != b).unwrap_or(both.count());
    Some(format!(
        "{}: line {}: recorded {:?}, now {:?}",
        session.file_name().unwrap().to_string_lossy(),
        place + 1,
        recorded.lines().nth(place),
        played.lines().nth(place)
    ))
}

#[test]
fn recorded_sessions_still_run_the_same() {
    let mut sessions: Vec<PathBuf> = fs::read_dir(root().join("tests/terminal"))
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| p.extension().is_some_and(|e| e == "txt"))
        .collect();
    sessions.sort();
    assert!(!sessions.is_empty());
    // several at once: a session waits for its programs most of the time
    let next = AtomicUsize::new(0);
    let changed = Mutex::new(Vec::new());
    let workers = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        for worker in 0..workers {
            let (next, changed, sessions) = (&next, &changed, &sessions);
            scope.spawn(move || {
                while let Some(session) = sessions.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let work = std::env::temp_dir().join(format!("jenjang-terminal-{}-{worker}", std::process::id()));
                    let differs = check(session, &work);
                    changed.lock().unwrap().extend(differs);
                }
            });
        }
    });
    let mut changed = changed.into_inner().unwrap();
    changed.sort();
    assert!(changed.is_empty(), "{}", changed.join("\n"));
}

#[test]
fn the_command_reference_is_up_to_date() {
    for (language, name) in [("en", "docs/cli.md"), ("id", "docs/cli.id.md")] {
        let output = Command::new(env!("CARGO_BIN_EXE_jenjang")).args(["man", "--markdown", "--lang", language]).output().unwrap();
        let now = String::from_utf8(output.stdout).unwrap();
        let path = root().join(name);
        if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
            fs::write(&path, &now).unwrap();
        }
        assert!(
            fs::read_to_string(&path).unwrap_or_default() == now,
            "{name} is stale: run UPDATE_SNAPSHOTS=1 cargo test -p jenjang-cli --test terminal"
        );
    }
}
