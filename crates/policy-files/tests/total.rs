//! The reader is total: whatever the bytes are, it answers, and says what is wrong with a place inside the file.
#![allow(clippy::unwrap_used, reason = "helpers of tests stop at the first surprise")]

use std::time::{Duration, Instant};

use jenjang::legal::Language;
use jenjang_policy_files::{MAXIMUM_BYTES, MAXIMUM_KEY_PARTS, MAXIMUM_NESTING, Style, read_catalogue, read_policy, record, render};
use proptest::prelude::*;

const WHOLE: &str = include_str!("data/whole.toml");
const MISTAKES: &str = include_str!("data/mistakes.toml");
const CATALOGUE: &str = include_str!("../../asn/data/catalogue.toml");

/// Reads the bytes both ways and shows every problem; a document without a problem or the other way round is fine, nothing at all is not.
fn read_everything(bytes: &[u8]) {
    let (policy, mut problems) = read_policy("x.toml", bytes);
    assert!(policy.is_some() || !problems.is_empty());
    let (catalogue, more) = read_catalogue("x.toml", bytes);
    assert!(catalogue.is_some() || !more.is_empty());
    problems.extend(more);
    let source = String::from_utf8_lossy(bytes);
    for problem in problems.iter().take(50) {
        assert!(problem.span.start <= problem.span.end && problem.span.end as usize <= bytes.len(), "{problem:?}");
        assert!(!problem.message.id.is_empty() && !problem.message.en.is_empty());
        render(problem, &source, Language::Id, Style::Excerpt);
        record(problem, &source);
    }
}

/// Runs with little stack and expects an answer in reasonable time.
#[track_caller]
fn check_answers(name: &str, bytes: Vec<u8>) {
    let begin = Instant::now();
    let thread = std::thread::Builder::new().stack_size(256 * 1024).spawn(move || read_everything(&bytes)).unwrap();
    thread.join().unwrap();
    assert!(begin.elapsed() < Duration::from_secs(120), "{name} took {:?}", begin.elapsed());
}

#[test]
fn hostile_files_get_an_answer_with_little_stack() {
    let most = MAXIMUM_BYTES;
    check_answers("a line of ten million bytes", format!("a = \"{}\"", "x".repeat(10_000_000)).into_bytes());
    check_answers("the longest line allowed", format!("a = \"{}\"", "x".repeat(most - 6)).into_bytes());
    check_answers("the longest key allowed", format!("{} = 1", "x".repeat(most - 4)).into_bytes());
    check_answers("the longest number allowed", format!("a = {}", "9".repeat(most - 4)).into_bytes());
    check_answers("lists 10,000 deep", format!("a = {}{}", "[".repeat(10_000), "]".repeat(10_000)).into_bytes());
    check_answers("tables 10,000 deep", "a = {".repeat(10_000).into_bytes());
    check_answers("a key of 10,000 parts", format!("{}a = 1", "a.".repeat(10_000)).into_bytes());
    check_answers("a header of 10,000 parts", format!("[{}a]", "a.".repeat(10_000)).into_bytes());
    check_answers("nothing but opening quotes", b"\"".repeat(most));
    check_answers("nothing but equal signs", b"=".repeat(most / 10));
    check_answers("nothing but commas in a list", [&b"a = ["[..], &b",".repeat(most / 10)].concat());
    check_answers("every line broken", b"= = =\n".repeat(100_000));
    check_answers("every key twice", b"a = 1\n".repeat(100_000));
    check_answers("many unknown keys", (0..100_000).flat_map(|i| format!("k{i} = 1\n").into_bytes()).collect());
    check_answers("many empty criteria", b"[[criteria]]\n".repeat(50_000));
    check_answers("zero bytes", vec![0; 100_000]);
}

#[test]
fn the_deepest_nesting_allowed_needs_little_stack() {
    let dots = "a.".repeat(MAXIMUM_KEY_PARTS - 1);
    let levels = MAXIMUM_NESTING;
    let open = format!("{{ {dots}a = ").repeat(levels);
    check_answers("inline tables with dotted keys", format!("[{dots}a]\n{dots}a = {open}1{}", " }".repeat(levels)).into_bytes());
    check_answers("lists", format!("a = {}{}", "[".repeat(levels), "]".repeat(levels)).into_bytes());
}

/// A valid file with a few bytes replaced, removed or inserted.
fn mutated() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        any::<u8>().prop_map(|b| vec![b]),
        prop_oneof![
            Just("["),
            Just("]"),
            Just("[["),
            Just("{"),
            Just("}"),
            Just("\""),
            Just("'"),
            Just("\"\"\""),
            Just("="),
            Just(","),
            Just("."),
            Just("\n"),
            Just("\r"),
            Just("#"),
            Just("\\"),
            Just("0.5"),
            Just("2026-02-30"),
            Just("10:00:00"),
            Just("é"),
            Just("[policy]\n"),
            Just("999999999999999999999999"),
            Just("[[criteria]]\n"),
            Just("a.b.c = 1\n"),
            Just("[criteria]\n"),
            Just("[[policy]]\n")
        ]
        .prop_map(|s| s.as_bytes().to_vec()),
        Just(Vec::new()),
    ];
    let edits = proptest::collection::vec((any::<prop::sample::Index>(), 0usize..12, piece), 1..6);
    (prop_oneof![Just(WHOLE), Just(MISTAKES), Just(&CATALOGUE[..4000])], edits).prop_map(|(file, edits)| {
        let mut bytes = file.as_bytes().to_vec();
        for (at, remove, insert) in edits {
            let at = at.index(bytes.len() + 1);
            let end = (at + remove).min(bytes.len());
            bytes.splice(at..end, insert);
        }
        bytes
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn random_bytes_get_an_answer(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        read_everything(&bytes);
    }

    #[test]
    fn random_toml_tokens_get_an_answer(words in proptest::collection::vec(prop_oneof![
        Just("["), Just("]"), Just("{"), Just("}"), Just("="), Just(","), Just("."), Just("\n"), Just("\""), Just("'"), Just(" "), Just("a"),
        Just("policy"), Just("criteria"), Just("id"), Just("1"), Just("2020-01-01"), Just("true"), Just("\"x\""), Just("#")
    ], 0..60)) {
        read_everything(words.concat().as_bytes());
    }

    #[test]
    fn damaged_files_get_an_answer(bytes in mutated()) {
        read_everything(&bytes);
    }
}
