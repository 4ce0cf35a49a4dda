//! Where output cannot go: a reader that left, a full disk, no standard error. Never a panic.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "helpers of tests stop at the first surprise")]

use std::fs::OpenOptions;
use std::process::{Command, Stdio};

fn jenjang(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jenjang"));
    command.args(arguments).env_remove("JENJANG_LANG").stdin(Stdio::null());
    command
}

fn full() -> Stdio {
    OpenOptions::new().write(true).open("/dev/full").unwrap().into()
}

#[test]
fn a_reader_that_left_ends_the_program_quietly() {
    let mut child = jenjang(&["policy", "show", "asn/promotion/regular"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]));
}

#[test]
fn a_full_disk_is_said_and_ends_with_2() {
    for (language, sentence) in
        [("id", "jenjang: keluaran standar tidak dapat ditulis: "), ("en", "jenjang: cannot write to standard output: ")]
    {
        for arguments in
            [&["facts", "--lang", language][..], &["doctor", "--format", "json", "--lang", language], &["--help", "--lang", language]]
        {
            let output = jenjang(arguments).stdout(full()).output().unwrap();
            let said = String::from_utf8(output.stderr).unwrap();
            assert_eq!(output.status.code(), Some(2), "{arguments:?}");
            assert!(said.starts_with(sentence) && said.lines().count() == 1, "{said}");
        }
    }
}

#[test]
fn without_standard_error_the_exit_code_still_answers() {
    assert_eq!(jenjang(&["policy", "show", "nothing"]).stderr(full()).output().unwrap().status.code(), Some(2));
    assert_eq!(jenjang(&["nothing"]).stderr(full()).output().unwrap().status.code(), Some(2));
}
