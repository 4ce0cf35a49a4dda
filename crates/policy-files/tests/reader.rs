//! Reading: every problem in one pass, each with its place.
#![allow(clippy::unwrap_used, reason = "helpers of tests stop at the first surprise")]

use jenjang::policy::diagnostic::Severity;
use jenjang::policy::document::{HitPolicy, Kind, Literal, MissingRule};
use jenjang_policy_files::{read_catalogue, read_policy};

const WHOLE: &str = include_str!("data/whole.toml");

/// Reads a policy made of a sound `[policy]` and `rest`, and expects these codes at these texts, in order.
#[track_caller]
fn check_problems(rest: &str, expected: &[(&str, &str)]) {
    let head = "[policy]\nid = \"a/b\"\ndecides = \"eligibility\"\ntitle = { id = \"A\", en = \"A\" }\ncatalogue = \"c\"\neffective = { from = 2020-01-01 }\n";
    check_file(&format!("{head}{rest}"), expected);
}

#[track_caller]
fn check_file(text: &str, expected: &[(&str, &str)]) {
    let (_, diagnostics) = read_policy("a.toml", text.as_bytes());
    let found: Vec<(&str, &str)> = diagnostics.iter().map(|d| (d.code, &text[d.span.start as usize..d.span.end as usize])).collect();
    assert_eq!(found, expected, "{diagnostics:#?}");
    for diagnostic in &diagnostics {
        assert_eq!(diagnostic.severity, Severity::Error);
        assert_ne!(diagnostic.message.id, diagnostic.message.en);
    }
}

#[test]
fn a_whole_policy_is_read() {
    let (document, diagnostics) = read_policy("whole.toml", WHOLE.as_bytes());
    assert_eq!(diagnostics, []);
    let document = document.unwrap();
    assert_eq!(document.decides, Kind::Eligibility);
    assert_eq!(document.parameters.len(), 2);
    assert_eq!(document.tables[0].hit, HitPolicy::CollectMin);
    assert_eq!(document.tables[1].versions.len(), 2);
    assert_eq!(document.groups[0].at_least, 1);
    let score = document.score.unwrap();
    assert!(matches!(score.missing, MissingRule::Renormalise { minimum_weight } if minimum_weight.to_string() == "0.5"));
    assert_eq!(document.cases[0].given.len(), 3);
    assert!(matches!(&document.cases[0].given[2].1.value, Literal::List(items) if items.len() == 2));
    let require = &document.criteria[0].require;
    assert_eq!(&WHOLE[require.span.start as usize..require.span.end as usize], require.value);
    assert_eq!(document.periods.unwrap().values[0].value.months, [4, 10]);
}

#[test]
fn the_shipped_catalogue_is_read() {
    let bytes = include_bytes!("../../asn/data/catalogue.toml");
    let (document, diagnostics) = read_catalogue("catalogue.toml", bytes);
    assert_eq!(diagnostics, []);
    assert!(document.unwrap().facts.len() > 50);
}

#[test]
fn unknown_and_missing_keys() {
    check_problems(
        "[[criteria]]\ncode = \"x\"\nlable = { id = \"A\", en = \"B\" }\nrefrence = \"r\"\nrequire = \"true\"\n",
        &[("missing-key", "[[criteria]]"), ("missing-key", "[[criteria]]"), ("unknown-key", "lable"), ("unknown-key", "refrence")],
    );
    let text = "[policy]\nid = \"a/b\"\n[polisi]\n";
    let (document, diagnostics) = read_policy("a.toml", text.as_bytes());
    assert!(document.is_none());
    assert_eq!(diagnostics.iter().filter(|d| d.code == "missing-key").count(), 4);
    let unknown = diagnostics.iter().find(|d| d.code == "unknown-key").unwrap();
    assert_eq!(&*unknown.message.en, "unknown key `polisi` in `a.toml`");
    assert_eq!(&*unknown.help.as_ref().unwrap().en, "did you mean `policy`?");
}

#[test]
fn wrong_kinds_floats_times_and_dates() {
    check_problems(
        "[parameters.a]\nlabel = \"A\"\nunit = 3\nrange = [0.5, \"1\"]\nvalues = [\n{ from = 2020-01-01T10:00:00, value = 0.25, reference = \"r\" },\n{ from = \"2020-01-01\", value = { a = 1 }, reference = \"r\" },\n]\n",
        &[
            ("wrong-kind", "\"A\""),
            ("wrong-kind", "3"),
            ("float-refused", "0.5"),
            (
                "empty-history",
                "[\n{ from = 2020-01-01T10:00:00, value = 0.25, reference = \"r\" },\n{ from = \"2020-01-01\", value = { a = 1 }, reference = \"r\" },\n]",
            ),
            ("time-refused", "2020-01-01T10:00:00"),
            ("float-refused", "0.25"),
            ("wrong-kind", "\"2020-01-01\""),
            ("wrong-kind", "{ a = 1 }"),
        ],
    );
    check_problems(
        "[parameters.a]\nlabel = { id = \"A\", en = \"B\" }\nvalues = [{ from = 2026-02-30, value = \"1\", reference = \"r\" }]\n",
        &[("impossible-date", "2026-02-30")],
    );
}

#[test]
fn numbers_past_the_range() {
    let nines = "9".repeat(40);
    check_problems(
        &format!(
            "[score]\nrange = [\"0\", \"{nines}\"]\nrounding = {{ places = 29, mode = \"half-up\" }}\n[points]\nresult = {nines}\nrange = [\"10\", \"1\"]\n"
        ),
        &[
            ("number-out-of-range", &format!("\"{nines}\"")),
            ("number-out-of-range", "29"),
            ("number-out-of-range", &nines),
            ("empty-range", "[\"10\", \"1\"]"),
        ],
    );
    check_problems("[score]\nrange = [\"nol\", \"1e3\"]\n", &[("not-a-number", "\"nol\""), ("not-a-number", "\"1e3\"")]);
}

#[test]
fn words_of_closed_lists() {
    check_problems(
        "[score]\nweights = \"shares\"\ncertainty = \"sure\"\nrounding = { places = 2, mode = \"halfup\" }\n[tables.t]\nlabel = { id = \"A\", en = \"B\" }\ninputs = [\"x\"]\noutput = \"number\"\nhit = \"uniq\"\nrows = [[\"1\", \"2\"]]\n",
        &[("unknown-word", "\"shares\""), ("unknown-word", "\"sure\""), ("unknown-word", "\"halfup\""), ("unknown-word", "\"uniq\"")],
    );
    let text = "[policy]\nid = \"a\"\ndecides = \"eligible\"\ntitle = { id = \"A\", en = \"A\" }\ncatalogue = \"c\"\neffective = {}\n";
    let (_, diagnostics) = read_policy("a.toml", text.as_bytes());
    assert_eq!(
        &*diagnostics[0].message.en,
        "`decides` ([policy]) is `eligible`, expected `eligibility`, `score`, `points` or `classification`"
    );
    assert_eq!(
        &*diagnostics[0].message.id,
        "`decides` ([policy]) berisi `eligible`, diharapkan `eligibility`, `score`, `points` atau `classification`"
    );
}

#[test]
fn names_and_codes_are_used_once() {
    let criterion = "[[criteria]]\ncode = \"same\"\nlabel = { id = \"A\", en = \"B\" }\nreference = \"r\"\nrequire = \"true\"\n";
    check_problems(&format!("{criterion}{criterion}"), &[("duplicate-code", "same")]);
    let named = "[definitions.x]\nlabel = { id = \"A\", en = \"B\" }\nexpression = \"1\"\n[bands.x]\nlabel = { id = \"A\", en = \"B\" }\nof = \"1\"\noutput = \"number\"\nrange = [\"0\", \"1\"]\nsteps = [[\"0\", \"1\"]]\n";
    check_problems(named, &[("duplicate-name", "x")]);
    check_problems("[score]\nweights = \"share\"\nweights = \"share\"\n", &[("duplicate-key", "weights")]);
    check_problems(&criterion.replace("same", "Not Kebab"), &[("bad-name", "Not Kebab")]);
}

#[test]
fn rows_have_one_cell_per_input_and_the_output() {
    check_problems(
        "[tables.t]\nlabel = { id = \"A\", en = \"B\" }\ninputs = [\"x\"]\noutput = \"number\"\nrows = [[\"1\", \"2\"], [\"1\"], \"1\"]\n",
        &[("row-width", "[\"1\"]"), ("wrong-kind", "\"1\"")],
    );
}

#[test]
fn keys_that_exclude_or_need_each_other() {
    check_problems(
        "[[groups]]\ncode = \"g\"\nlabel = { id = \"A\", en = \"B\" }\nreference = \"r\"\nof = [\"a\"]\nany-of = true\nat-least = 1\n[score]\nminimum-weight = \"0.5\"\n",
        &[("conflicting-keys", "at-least"), ("conflicting-keys", "minimum-weight")],
    );
    check_problems(
        "[[groups]]\ncode = \"g\"\nlabel = { id = \"A\", en = \"B\" }\nreference = \"r\"\nof = [\"a\"]\nat-least = 2\n[score]\nmissing = \"renormalise\"\n",
        &[("number-out-of-range", "2"), ("missing-key", "[score]")],
    );
}

#[test]
fn a_dotted_fact_without_quotes_is_explained() {
    let text = "[[cases]]\nname = \"n\"\nas-of = 2020-01-01\ngiven = { grade.since = 2020-01-01 }\nexpect = { outcome = \"eligible\" }\n";
    let (_, diagnostics) = read_policy("a.toml", text.as_bytes());
    let found = diagnostics.iter().find(|d| d.code == "wrong-kind").unwrap();
    assert_eq!(&*found.help.as_ref().unwrap().en, "a name with a dot is written in quotes: `\"grade.since\"`");
}

#[test]
fn syntax_errors_are_all_reported_and_the_rest_is_still_read() {
    let text = "[policy]\nid = \ndecides = \"eligibility\"\ntitle = [1\n[score]\nweights = \"shares\"\n";
    let (document, diagnostics) = read_policy("a.toml", text.as_bytes());
    assert!(document.is_none());
    let codes: Vec<&str> = diagnostics.iter().map(|d| d.code).collect();
    assert!(codes.iter().filter(|c| **c == "toml-syntax").count() >= 2, "{diagnostics:#?}");
    assert!(!codes.contains(&"missing-key"));
}

#[test]
fn files_that_are_not_read_at_all() {
    let only = |bytes: &[u8]| {
        let (document, diagnostics) = read_policy("a.toml", bytes);
        assert!(document.is_none());
        assert_eq!(diagnostics.len(), 1, "{diagnostics:#?}");
        (diagnostics[0].code, diagnostics[0].span.start)
    };
    assert_eq!(only(b"a = \"\xff\""), ("not-utf8", 5));
    assert_eq!(only(&vec![b' '; 5 * 1024 * 1024 + 1]), ("file-too-large", 0));
    assert_eq!(only(&[b'['; 10_000]), ("too-deep", 16));
    assert_eq!(only("a = {".repeat(10_000).as_bytes()).0, "too-deep");
    assert_eq!(only(format!("{}a = 1", "a.".repeat(10_000)).as_bytes()).0, "too-deep");
}

#[test]
fn byte_order_marks_and_windows_line_ends_are_read() {
    let windows = format!("\u{feff}{}", WHOLE.replace('\n', "\r\n"));
    let (document, diagnostics) = read_policy("a.toml", windows.as_bytes());
    assert_eq!(diagnostics, []);
    let require = &document.unwrap().criteria[0].require;
    assert_eq!(&windows[require.span.start as usize..require.span.end as usize], "served >= minimum-years");
}
