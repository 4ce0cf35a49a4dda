//! The canonical layout: comments stay, meaning stays, twice is once.
#![allow(clippy::unwrap_used, reason = "helpers of tests stop at the first surprise")]

use std::path::Path;

use jenjang_policy_files::{format, read_catalogue, read_policy};
use proptest::prelude::*;
use toml::de::{DeTable, DeValue};

#[track_caller]
fn check_formatted(source: &str, expected: &str) {
    let text = format("a.toml", source.as_bytes()).unwrap();
    assert_eq!(text, expected);
    assert_eq!(format("a.toml", text.as_bytes()).unwrap(), expected, "a second time");
}

/// What a file means, without places: the document, or the problems if it is none.
fn meaning(text: &str) -> String {
    let (policy, policy_problems) = read_policy("a.toml", text.as_bytes());
    let (catalogue, catalogue_problems) = read_catalogue("a.toml", text.as_bytes());
    let mut codes: Vec<&str> = policy_problems.iter().chain(&catalogue_problems).map(|d| d.code).collect();
    codes.sort_unstable();
    let all = format!("{policy:?} {catalogue:?} {codes:?}");
    let mut out = String::new();
    let mut rest = all.as_str();
    while let Some(at) = rest.find("Span { start: ") {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        rest = &rest[rest.find('}').unwrap()..];
    }
    out + rest
}

/// The values of a file; keys in the order of the alphabet.
fn values(text: &str) -> String {
    fn write(value: &DeValue<'_>, out: &mut String) {
        match value {
            DeValue::Table(table) => {
                let mut fields: Vec<_> = table.iter().map(|(k, v)| (k.get_ref().to_string(), v)).collect();
                fields.sort_by(|a, b| a.0.cmp(&b.0));
                out.push('{');
                for (key, item) in fields {
                    out.push_str(&format!("{key:?}="));
                    write(item.get_ref(), out);
                    out.push(',');
                }
                out.push('}');
            }
            DeValue::Array(items) => {
                out.push('[');
                for item in items {
                    write(item.get_ref(), out);
                    out.push(',');
                }
                out.push(']');
            }
            scalar => out.push_str(&format!("{scalar:?}")),
        }
    }
    let tree = DeTable::parse(text).unwrap();
    let mut out = String::new();
    write(&DeValue::Table(tree.into_inner()), &mut out);
    out
}

fn comments(text: &str) -> Vec<String> {
    use toml_parser::lexer::TokenKind;
    let tokens = toml_parser::Source::new(text).lex().filter(|t| t.kind() == TokenKind::Comment);
    let mut all: Vec<String> = tokens.map(|t| text[t.span().start()..t.span().end()].trim_end().to_owned()).collect();
    all.sort();
    all
}

/// Formats and expects that nothing but the layout changed.
#[track_caller]
fn check_kept(source: &str) -> String {
    let text = format("a.toml", source.as_bytes()).unwrap();
    assert_eq!(meaning(source), meaning(&text), "{text}");
    assert_eq!(values(source), values(&text), "{text}");
    assert_eq!(comments(source), comments(&text), "{text}");
    assert_eq!(format("a.toml", text.as_bytes()).unwrap(), text, "a second time");
    text
}

#[test]
fn sections_and_keys_stand_in_the_order_of_the_reference() {
    check_formatted(
        "# about the file\n\n# the case\n[[cases]]\nexpect={outcome=\"eligible\"}\nname=\"n\" # why\n\n\n[definitions.b]\nexpression=\"1\"\nlabel={en=\"B\",id=\"B\"}\n[definitions.a]\n# first\n\n# second\nexpression=\"b\"\n[policy]\nzzz=1\n# the id\nid=\"a\"\n# the end\n",
        "# about the file\n\n[policy]\n# the id\nid  = \"a\"\nzzz = 1\n\n[definitions.b]\nlabel      = { id = \"B\", en = \"B\" }\nexpression = \"1\"\n\n[definitions.a]\n# first\n\n# second\nexpression = \"b\"\n\n# the case\n[[cases]]\nname   = \"n\" # why\nexpect = { outcome = \"eligible\" }\n\n# the end\n",
    );
}

#[test]
fn a_catalogue_has_its_own_order() {
    check_formatted(
        "[facts.a]\ntype=\"x\"\n[scales.x]\nvalues=[]\n[catalogue]\nid=\"c\"\n",
        "[catalogue]\nid = \"c\"\n\n[scales.x]\nvalues = []\n\n[facts.a]\ntype = \"x\"\n",
    );
}

#[test]
fn tables_stay_on_one_line() {
    check_formatted(
        "[[cases]]\nexpect={not-met=[\"a\",\"b\"],outcome=\"x\"}\n",
        "[[cases]]\nexpect = { outcome = \"x\", not-met = [\"a\", \"b\"] }\n",
    );
}

#[test]
fn one_row_per_line_with_columns_under_each_other() {
    check_formatted(
        "[tables.top]\nrows=[[\"S1, D-IV\",\"III/d\"],[\"SD\",\"II/a\"], # low\n# last\n[\"-\",2] ] # all\n",
        "[tables.top]\nrows = [\n  [\"S1, D-IV\", \"III/d\"],\n  [\"SD\",       \"II/a\"], # low\n  # last\n  [\"-\",        2],\n] # all\n",
    );
    check_formatted(
        "[tables.top]\nversions=[{rows=[[\"a\",\"b\"]],from=2020-01-01}]\ninputs=[ \"x\" ,\"y\", ]\n",
        "[tables.top]\ninputs   = [\"x\", \"y\"]\nversions = [\n  { from = 2020-01-01, rows = [\n    [\"a\", \"b\"],\n  ] },\n]\n",
    );
}

#[test]
fn comments_in_lists_and_tables_stay_with_what_they_stand_at() {
    check_formatted(
        "[[groups]]\nof = [ # open\n\"a\",# a\n\n# b\n\"b\" # behind b\n# end\n]\n",
        "[[groups]]\nof = [\n  # open\n  \"a\", # a\n  # b\n  \"b\", # behind b\n  # end\n]\n",
    );
    check_formatted(
        "[policy]\ntitle = { # open\nen = \"E\", # english\n# above\nid = \"I\" # indonesian\n}\n",
        "[policy]\ntitle = {\n  # above\n  id = \"I\", # indonesian\n  # open\n  en = \"E\", # english\n}\n",
    );
}

#[test]
fn headers_comments_and_long_lists() {
    check_formatted("[facts.\"grade.since\"] # header\ntype=\"date\"\n", "[facts.\"grade.since\"] # header\ntype = \"date\"\n");
    check_formatted("", "");
    check_formatted("# only a comment", "# only a comment\n");
    check_formatted("a.b = 1\n'c d' = 2\n", "a.b   = 1\n\"c d\" = 2\n");
    let long: Vec<String> = (0..20).map(|i| format!("\"code-number-{i}\"")).collect();
    let lines: String = long.iter().map(|code| format!("  {code},\n")).collect();
    check_formatted(&format!("[[groups]]\nof = [{}]\n", long.join(",")), &format!("[[groups]]\nof = [\n{lines}]\n"));
}

#[test]
fn texts_stay_as_they_are_written() {
    let source = "[[criteria]]\nrequire = \"\"\"\n  a = \\\"b\\\" # no comment\n  and c\"\"\"\nwhen    = 'x = \"y\"'\n";
    check_formatted(source, "[[criteria]]\nwhen    = 'x = \"y\"'\nrequire = \"\"\"\n  a = \\\"b\\\" # no comment\n  and c\"\"\"\n");
}

#[test]
fn windows_files_come_out_like_others() {
    let source = include_str!("data/whole.toml");
    let windows = format!("\u{feff}{}", source.replace('\n', "\r\n"));
    assert_eq!(format("a.toml", windows.as_bytes()), format("a.toml", source.as_bytes()));
}

#[test]
fn a_broken_text_is_refused_with_its_problems() {
    assert_eq!(format("a.toml", b"a = [1").unwrap_err()[0].code, "toml-syntax");
    assert_eq!(format("a.toml", b"a = 2026-02-30").unwrap_err()[0].code, "impossible-date");
    assert_eq!(format("a.toml", b"a = 1\na = 2").unwrap_err()[0].code, "duplicate-key");
    assert_eq!(format("a.toml", b"\xff").unwrap_err()[0].code, "not-utf8");
}

#[test]
fn every_file_we_have_keeps_its_meaning() {
    let mut files = 0;
    let folders = ["tests/data", "../asn/data", "../asn/data/policies", "../domain/examples", "examples"];
    let mut waiting: Vec<_> = folders.iter().map(|folder| Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).collect();
    while let Some(folder) = waiting.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else { continue };
        for entry in entries {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
            } else if path.extension().is_some_and(|e| e == "toml") && !path.ends_with("mistakes.toml") {
                check_kept(&std::fs::read_to_string(&path).unwrap());
                files += 1;
            }
        }
    }
    assert!(files >= 2, "{files}");
}

/// Files that are TOML, in many layouts, with comments in every place where TOML allows one.
mod generated {
    use super::*;

    fn space() -> impl Strategy<Value = String> {
        prop_oneof![3 => Just(String::new()), 2 => Just(" ".to_owned()), 1 => Just("\t ".to_owned())]
    }

    fn lines() -> impl Strategy<Value = String> {
        let line = prop_oneof![4 => Just("\n".to_owned()), 2 => "# [a-z]{0,6}\n", 1 => Just("\n\n".to_owned())];
        prop_oneof![2 => Just(String::new()), 3 => proptest::collection::vec((space(), line), 0..3).prop_map(|l| l.into_iter().map(|(a, b)| a + &b).collect())]
    }

    fn scalar() -> impl Strategy<Value = String> {
        prop_oneof![
            Just("1".to_owned()),
            Just("true".to_owned()),
            Just("2020-01-01".to_owned()),
            Just("\"# no \\\" comment\"".to_owned()),
            Just("'lit # eral'".to_owned()),
            Just("\"\"\"\nmore\n# lines\"\"\"".to_owned()),
            "\"[a-z]{0,30}\"".prop_map(|s| s)
        ]
    }

    fn key() -> impl Strategy<Value = String> {
        prop_oneof![
            Just("label"),
            Just("id"),
            Just("en"),
            Just("values"),
            Just("rows"),
            Just("from"),
            Just("\"a b\""),
            Just("'#'"),
            Just("given")
        ]
        .prop_map(str::to_owned)
    }

    fn value() -> impl Strategy<Value = String> {
        scalar().prop_recursive(3, 12, 4, |inner| {
            let items = proptest::collection::vec((lines(), inner.clone(), lines()), 0..4);
            let list = (items, lines(), any::<bool>()).prop_map(|(items, end, comma)| {
                let body: Vec<String> = items.iter().map(|(a, v, b)| format!("{a}{v}{b}")).collect();
                let comma = if comma && !body.is_empty() { "," } else { "" };
                format!("[{}{comma}{end}]", body.join(","))
            });
            let fields = proptest::collection::btree_map(key(), (lines(), inner, lines(), space()), 0..4);
            let table = (fields, lines()).prop_map(|(fields, end)| {
                let body: Vec<String> = fields.iter().map(|(k, (a, v, b, s))| format!("{a}{k}{s}={s}{v}{b}")).collect();
                format!("{{{}{end}}}", body.join(","))
            });
            prop_oneof![list, table]
        })
    }

    fn section() -> impl Strategy<Value = String> {
        let header = prop_oneof![
            "[a-z]{3}".prop_map(|name| format!("[parameters.{name}]")),
            Just("[[criteria]]".to_owned()),
            Just("[[cases]]".to_owned()),
            "[a-z]{3}".prop_map(|name| format!("[tables.\"{name} x\"]")),
            "[a-z]{3}".prop_map(|name| format!("[{name}]")),
        ];
        let end = prop_oneof![Just("\n"), Just(" # behind\n"), Just("\n\n\n")];
        let fields = proptest::collection::btree_map(key(), (lines(), value(), end.clone()), 0..5);
        (lines(), header, end, fields).prop_map(|(above, header, end, fields)| {
            let body: String = fields.iter().map(|(k, (a, v, e))| format!("{a}{k} = {v}{e}")).collect();
            format!("{above}{header}{end}{body}")
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(192))]

        #[test]
        fn any_layout_keeps_meaning_and_comments(sections in proptest::collection::vec(section(), 0..5), end in lines()) {
            let source = sections.concat() + &end;
            // two sections of one name are no TOML
            let formatted = format("a.toml", source.as_bytes());
            if formatted.is_ok() {
                check_kept(&source);
            }
        }
    }
}
