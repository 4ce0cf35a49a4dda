//! Questionnaires: what is wrong with a file is said at its place.

use jenjang_policy_files::{position, read_questionnaire};

const SOUND: &str = r#"
[questionnaire]
id          = "test/canteen"
version     = "1"
title       = { id = "Kantin", en = "Canteen" }
effective   = { from = 2026-01-01 }
instruction = { id = "Jawablah", en = "Answer" }

[release]
mean               = 3
detail             = 5
indicative-rate    = "60"
indicative-answers = 30

[scales.agreement]
points = [
  { value = 1, label = { id = "Tidak", en = "No" } },
  { value = 5, label = { id = "Ya", en = "Yes" } },
]

[[questions]]
id       = "eats"
text     = { id = "Makan di kantin?", en = "Do you eat there?" }
type     = "single"
options  = [
  { code = "yes", label = { id = "Ya", en = "Yes" } },
  { code = "no", label = { id = "Tidak", en = "No" } },
]

[[questions]]
id        = "good"
text      = { id = "Enak?", en = "Is it good?" }
type      = "scale"
scale     = "agreement"
show-when = [{ question = "eats", is = "yes" }]
"#;

/// Lines and codes of what is wrong.
fn found(text: &str) -> Vec<(u32, &'static str)> {
    let (read, diagnostics) = read_questionnaire("test.toml", text.as_bytes());
    assert_eq!(read.is_some(), diagnostics.is_empty());
    diagnostics.iter().map(|found| (position(text, found.span.start as usize).line as u32, found.code)).collect()
}

#[test]
fn a_sound_file_is_read() {
    assert_eq!(found(SOUND), []);
    let (read, _) = read_questionnaire("test.toml", SOUND.as_bytes());
    let read = read.unwrap();
    assert_eq!(read.questions().len(), 2);
    assert_eq!(read.depends_on(1).into_iter().collect::<Vec<_>>(), [0]);
}

#[test]
fn every_problem_has_its_line() {
    let wrong = |from: &str, to: &str| found(&SOUND.replacen(from, to, 1));
    assert_eq!(wrong("mean               = 3", "mean               = 2"), [(9, "threshold-too-low")]);
    assert_eq!(wrong("value = 5", "value = 1"), [(15, "anchors-not-whole")]);
    assert_eq!(wrong("code = \"no\"", "code = \"yes\""), [(27, "duplicate-code")]);
    assert_eq!(wrong("is = \"yes\"", "is = \"maybe\""), [(35, "unknown-option")]);
    assert_eq!(wrong("is = \"yes\"", "at-least = 1"), [(35, "wrong-condition")]);
    assert_eq!(wrong("is = \"yes\"", "is = \"yes\", any-of = [\"no\"]"), [(35, "wrong-condition")]);
    assert_eq!(wrong("question = \"eats\"", "question = \"good\""), [(35, "looks-forward")]);
    assert_eq!(wrong("question = \"eats\", is", "question = \"eat\", is"), [(35, "unknown-question")]);
    assert_eq!(wrong("scale     = \"agreement\"", "scale     = \"agremeent\""), [(34, "unknown-scale")]);
    assert_eq!(wrong("\"yes\" }]", "\"yes\" }, { question = \"eats\", is = \"no\" }]"), [(31, "unreachable-question")]);
    assert_eq!(wrong("code = \"no\"", "code = \"a;b\""), [(27, "bad-code")]);
    assert_eq!(wrong("type     = \"single\"", "type     = \"single\"\nlongest = 3"), [(25, "unknown-key")]);
    assert_eq!(wrong("en = \"Is it good?\"", "eng = \"Is it good?\""), [(32, "missing-key"), (32, "unknown-key")]);
    assert_eq!(wrong("[release]", "[relaese]"), [(0, "missing-key"), (9, "unknown-key")].map(|(line, code)| (line.max(1), code)));
    let two = SOUND.replace("type      = \"scale\"", "type      = \"stars\"").replace("version     = \"1\"", "version = 1");
    assert_eq!(found(&two), [(4, "wrong-kind"), (33, "unknown-word")], "all problems at once");
}
