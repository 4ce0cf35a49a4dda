//! How the SELECT reads, and what is refused.

use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::period::EVERYTHING_KNOWN;
use jenjang::policy::catalogue::Catalogue;
use jenjang::policy::compile::{compile, compile_catalogue};
use jenjang::policy::decide::prepare;
use jenjang::policy::model::PolicySet;
use jenjang_lab::sql::{Dialect, schema, select};
use jenjang_policy_files::{read_catalogue, read_policy};
use jenjang_tests::{Random, list, shipped};

use crate::engines::{Job, run};
use crate::people;
use crate::policies::{Asked, asked, compare};

/// Shipped policies a dialect cannot hold, and why. `docs/sql.md` says the same.
const REFUSED: &[(&str, &str)] = &[
    ("asn/performance/achievement-2021", "a number that may need 40 digits (at most 38)"),
    ("asn/performance/achievement-time-2011", "a number that may need 40 digits (at most 38)"),
    ("asn/performance/indicator-label-2021", "a number that may need 40 digits (at most 38)"),
    ("asn/performance/indicator-value-2021", "a number that may need 40 digits (at most 38)"),
    // Spark alone: it would keep fewer places of a product or sum than there are
    ("asn/practice/jombang/attendance", "a product of this many digits"),
    ("asn/practice/jombang/rescale", "a number that may need 39 digits (at most 38)"),
];

#[test]
fn every_shipped_policy_translates_save_those_listed() {
    let (catalogue, set, _) = shipped();
    for dialect in Dialect::ALL {
        let (_, refused) = crate::policies::jobs(dialect, &catalogue, &set, 0, 1);
        let found: Vec<(&str, bool)> = (refused.iter())
            .map(|(policy, reason)| (policy.as_str(), REFUSED.iter().any(|(listed, why)| listed == policy && reason.contains(why))))
            .collect();
        let listed = REFUSED.iter().filter(|(policy, _)| match dialect {
            Dialect::Postgres => false,
            Dialect::DuckDb => !policy.starts_with("asn/practice/jombang/"),
            Dialect::Spark => true,
        });
        let wanted: Vec<(&str, bool)> = listed.map(|(policy, _)| (*policy, true)).collect();
        assert_eq!(found, wanted, "{dialect}: {refused:?}");
        println!("{dialect}: {} of {} shipped policies translate", set.iter().count() - refused.len(), set.iter().count());
    }
}

#[test]
fn refusals_come_in_two_languages_and_name_policy_and_construct() {
    let (_, set, _) = shipped();
    let day: NaiveDate = "2014-06-01".parse().unwrap();
    let on = prepare(&set, set.get("asn/performance/achievement-time-2011").unwrap(), day, NaiveDate::MAX).unwrap();
    let message = select(&on, Dialect::DuckDb, "people").unwrap_err().message();
    for text in [&message.id, &message.en] {
        assert!(text.contains("asn/performance/achievement-time-2011") && text.contains("`result`") && text.contains("40"), "{text}");
    }
    assert!(message.id.contains("tidak dapat diterjemahkan") && message.en.contains("cannot be translated"));
}

const CATALOGUE: &str = r#"
[catalogue]
id = "c"
title = { id = "c", en = "c" }
[scales.level]
label = { id = "l */ -- ; ' l", en = "l\nDROP TABLE people; --" }
values = [{ code = "it's", label = { id = "a", en = "a" } }, { code = "b\\", label = { id = "b", en = "b" } }, { code = "order", label = { id = "c", en = "c" } }]
[facts."order by"]
type = "level"
none = true
@fact
[facts.order_by]
type = "number"
range = ["-50", "50"]
@fact
[facts."order-by none"]
type = "number"
range = ["0", "9"]
none = true
@fact
[facts.day]
type = "date"
none = true
@fact
[facts.since]
type = "date"
@fact
[facts.flag]
type = "boolean"
@fact
[facts.flat]
type = "boolean"
none = true
@fact
[facts.code]
type = "text"
none = true
@fact
[facts.marks]
type = "list of level"
max-length = 3
none = true
@fact
[facts.points]
type = "list of number"
max-length = 4
range = ["0", "10"]
@fact
[facts.length]
type = "duration"
@fact
[facts.derived]
type = "number"
range = ["0", "100"]
derive = "years between(since, as of)"
@fact
"#;

/// Policies over every construct, a result or criterion each.
const RESULTS: &[(&str, &str, &str)] = &[
    ("points", "", "order_by / 'order-by none'"),
    ("points", "", "order_by / 3 * 3"),
    ("points", "", "order_by * order_by / 7 + order_by / 11"),
    ("points", ", rounding = { places = 1, mode = \"half-even\" }", "order_by / 8"),
    ("points", ", rounding = { places = 2, mode = \"half-down\" }", "order_by * 0.125"),
    ("points", ", rounding = { places = 0, mode = \"up\" }", "order_by * order_by / 7"),
    ("points", ", rounding = { places = 1, mode = \"down\" }", "order_by / 3"),
    ("points", ", rounding = { places = 2, mode = \"half-up\" }", "order_by / 3 + order_by * 0.005"),
    ("points", "", "mean(points)"),
    ("points", "", "sum(points[item > 3]) - count(points[item = 5])"),
    ("points", "", "if flat then min(points) else max(points)"),
    ("points", "", "floor(order_by) + ceiling(order_by / 4) + abs(order_by)"),
    ("points", "", "months between(since, day)"),
    ("points", "", "days between(since, day) * 2 - days between(day, since)"),
    ("points", "", "years between(day, since)"),
    ("points", "", "since.year * 10000 + since.month * 100 + since.day + day of year(since)"),
    ("points", "", "steps between(marks[1], marks[-1])"),
    ("points", "", "derived + 0.5"),
    ("points", "", "if flag and flat then order_by else if not(flat) then null else points[2]"),
];

const CONDITIONS: &[&str] = &[
    "'order by' >= \"b\\\\\" and (flat or order_by > 3)",
    "not('order by' < \"b\\\\\") or not(flat and flag)",
    "'order by' = marks[1] or 'order by' != null",
    "some m in marks satisfies m >= \"b\\\\\" and flat",
    "every p in points satisfies p between 2 and 8.5",
    "order_by in (1, 2, [5..9), > 20) or 'order-by none' in (0, 3)",
    "since + duration(\"P1M\") <= day and since - @\"P30D\" < day",
    "since + length > day",
    "day - since > @\"P365D\" or years between(since, as of) >= 4",
    "successor('order by') = \"order\" and predecessor(marks[1]) < \"b\\\\\"",
    "list contains(marks, 'order by') or any([flag, flat])",
    "all([flag, flat, order_by > 0])",
    "code = \"it's; -- \\\"x\\\"\" or starts with(code, \"A\") or contains(code, \"x\")",
    "code < \"B\" and code != null",
    "not(not(flat)) and (if flat then flag else order_by < 5)",
    "count(concatenate(points, [order_by, 1])) > 3 and derived >= 30",
];

fn built(kind: &str, body: &str, rounding: &str) -> Result<(Arc<Catalogue>, PolicySet), String> {
    let fact = "label = { id = \"l\", en = \"l\" }\nsource = { id = \"s\", en = \"s\" }\nsupplier = { id = \"s\", en = \"s\" }";
    let (catalogue, problems) = read_catalogue("c.toml", CATALOGUE.replace("@fact", fact).as_bytes());
    let catalogue = catalogue.ok_or_else(|| list(&problems))?;
    let (catalogue, problems) = compile_catalogue(&catalogue);
    assert!(problems.is_empty(), "{}", list(&problems));
    let text = format!(
        "[policy]\nid = \"t/a\"\ndecides = \"{kind}\"\ntitle = {{ id = \"t\", en = \"t\" }}\ncatalogue = \"c\"\nreference = \"R\"\ncertainty = \"text\"\n\
         effective = {{ from = 2000-01-01 }}\ndate-rounding = \"{rounding}\"\n{body}"
    );
    let (document, problems) = read_policy("a.toml", text.as_bytes());
    let document = document.ok_or_else(|| format!("{text}\n{}", list(&problems)))?;
    let (set, problems) = compile(&[document], &[Arc::clone(&catalogue)], &PolicySet::new());
    if set.get("t/a").is_none() {
        return Err(format!("{text}\n{}", list(&problems)));
    }
    Ok((catalogue, set))
}

/// Names with blanks stand as they are in expressions.
fn plain(expression: &str) -> String {
    expression.replace("'order by'", "order by").replace("'order-by none'", "order-by none")
}

/// Jobs of policies made to hold every construct; a list of what could not be read or translated.
pub(crate) fn constructs(dialect: Dialect) -> Result<Vec<Asked>, String> {
    let mut random = Random::new(7);
    let mut all = Vec::new();
    let mut bodies: Vec<(String, String)> = Vec::new();
    for (kind, more, result) in RESULTS {
        let rounding = more.trim_start_matches(", ");
        let rounding = if rounding.is_empty() { String::new() } else { format!("{rounding}\n") };
        bodies.push(((*kind).to_owned(), format!("[points]\nresult = '''{}'''\nreference = \"R\"\n{rounding}", plain(result))));
    }
    let mut criteria = String::new();
    for (at, condition) in CONDITIONS.iter().enumerate() {
        criteria += &format!(
            "[[criteria]]\ncode = \"c{at}\"\nlabel = {{ id = \"a */ b\", en = \"-- ; ${{x}}\" }}\nreference = \"R ' 1\"\nrequire = '''{}'''\n",
            plain(condition)
        );
        if at % 3 == 0 {
            criteria += &format!("when = '''{}'''\n", plain(CONDITIONS[(at + 5) % CONDITIONS.len()]));
        }
    }
    criteria +=
        "[[groups]]\ncode = \"g\"\nlabel = { id = \"a\", en = \"a\" }\nreference = \"R\"\nof = [\"c0\", \"c1\", \"c3\"]\nat-least = 2\n";
    criteria += "[[groups]]\ncode = \"h\"\nlabel = { id = \"a\", en = \"a\" }\nreference = \"R\"\nof = [\"g\", \"c6\"]\nany-of = true\n";
    bodies.push(("eligibility".into(), criteria));
    for hit in ["unique", "first", "any", "collect sum", "collect min", "collect max", "collect count"] {
        bodies.push((
            "points".into(),
            format!(
                "[tables.t]\nlabel = {{ id = \"t\", en = \"t\" }}\ninputs = [\"order_by\", \"order by\", \"order-by none\"]\noutput = \"number\"\nhit = \"{hit}\"\nreference = \"R\"\n\
                 rows = [[\"<= 5\", \"-\", \"-\", 1], [\"[3..20)\", '>= b\\', \"not(0)\", 2], [\"> 30\", \"order, it's\", \"null\", 1], [\"-\", \"order\", \"-\", 3]]\n\
                 [points]\nresult = \"t\"\nreference = \"R\"\n"
            ),
        ));
    }
    bodies.push((
        "score".into(),
        "[[components]]\ncode = \"a\"\nlabel = { id = \"a\", en = \"a\" }\nweight = \"0.35\"\nvalue = \"order_by\"\nrange = [\"-10\", \"40\"]\nreference = \"R\"\n\
         [[components]]\ncode = \"b\"\nlabel = { id = \"a\", en = \"a\" }\nweight = \"0.65\"\nvalue = \"order-by none\"\nreference = \"R\"\n\
         [score]\nweights = \"share\"\nrange = [\"-50\", \"100\"]\nmissing = \"renormalise\"\nminimum-weight = \"0.5\"\nrounding = { places = 3, mode = \"half-up\" }\nreference = \"R\"\n\
         [[tie-breaks]]\nlabel = { id = \"a\", en = \"a\" }\nvalue = \"order_by\"\norder = \"descending\"\n"
            .into(),
    ));
    let mut unread = Vec::new();
    for (kind, body) in bodies {
        for rounding in ["last-day-of-month", "first-day-of-next-month"] {
            match built(&kind, &body, rounding) {
                Err(problem) => unread.push(problem),
                Ok((catalogue, set)) => {
                    let day: NaiveDate = "2024-02-29".parse().unwrap();
                    let on = prepare(&set, set.get("t/a").unwrap(), day, NaiveDate::MAX).unwrap();
                    let dossiers = (0..80).map(|_| people::dossier(&catalogue, day, &mut random)).collect();
                    match asked(&on, dialect, dossiers) {
                        Ok(asked) => all.push(asked),
                        Err(reason) => unread.push(format!("{body}\n{reason}")),
                    }
                }
            }
        }
    }
    if unread.is_empty() { Ok(all) } else { Err(format!("{} unread\n{}", unread.len(), unread.join("\n---\n"))) }
}

fn every_construct(dialect: Dialect) {
    let all = constructs(dialect).unwrap_or_else(|unread| panic!("{unread}"));
    let jobs: Vec<Job> = all.iter().map(|asked| asked.job.clone()).collect();
    let Some(found) = run(dialect, &format!("constructs-{dialect}"), &jobs) else { return };
    let wrong: Vec<String> = all.iter().zip(&found).filter_map(|(asked, found)| compare(asked, found).err()).collect();
    assert!(wrong.is_empty(), "{} of {} differ\n{}", wrong.len(), all.len(), wrong.join("\n---\n"));
}

#[test]
fn every_construct_on_postgres() {
    every_construct(Dialect::Postgres);
}

#[test]
fn every_construct_on_duckdb() {
    every_construct(Dialect::DuckDb);
}

/// A table is named, and what it is made of is exact: no column of any dialect is a floating-point number.
#[test]
fn no_table_has_a_float() {
    let (_, set, _) = shipped();
    for policy in set.iter() {
        let Some(day) = policy.effective.from else { continue };
        let on = prepare(&set, policy, day, NaiveDate::MAX).unwrap();
        for dialect in Dialect::ALL {
            let table = schema(&on, dialect, "people");
            let select = select(&on, dialect, "people").unwrap_or_default();
            for word in ["FLOAT", "DOUBLE", "REAL"] {
                assert!(!table.contains(word) && !select.contains(word), "{}: {word}", policy.id);
            }
        }
    }
}

/// The block of a page between a fence with this word and its end.
fn block<'p>(page: &'p str, word: &str) -> &'p str {
    let (_, rest) = page.split_once(&format!("```{word}\n")).unwrap();
    rest.split_once("```").unwrap().0
}

/// The example of `docs/sql.md` is what comes out.
#[test]
fn the_page_shows_what_is_written() {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/sql.md")).unwrap();
    let (catalogue, _, _) = shipped();
    let (document, problems) = read_policy("example.toml", block(&page, "toml").as_bytes());
    assert!(problems.is_empty(), "{}", list(&problems));
    let (set, problems) = compile(&[document.unwrap()], &[catalogue], &PolicySet::new());
    assert!(set.get("example/promotion").is_some(), "{}", list(&problems));
    let day: NaiveDate = "2026-04-01".parse().unwrap();
    let policy = set.get("example/promotion").unwrap();
    let on = prepare(&set, policy, day, EVERYTHING_KNOWN).unwrap();
    // the program ends the statement, as a script needs it
    let select = format!("{};\n", select(&on, Dialect::Postgres, "people").unwrap().trim_end());
    assert_eq!(block(&page, "sql"), select, "the page shows another SELECT than\n{select}");
}

#[test]
fn the_day_of_knowledge_stands_above_the_select_and_everything_is_no_day() {
    let (_, set, _) = shipped();
    let (policy, day) = (set.get("asn/promotion/regular").unwrap(), "2026-04-01".parse::<NaiveDate>().unwrap());
    let head = |known| {
        let text = select(&prepare(&set, policy, day, known).unwrap(), Dialect::Spark, "people").unwrap();
        text.lines().find(|line| line.starts_with("-- per ")).unwrap().to_owned()
    };
    let known: NaiveDate = "2026-01-31".parse().unwrap();
    assert_eq!(head(known), "-- per 2026-04-01, yang diketahui per 2026-01-31 / for 2026-04-01, as known on 2026-01-31; spark");
    let all = "-- per 2026-04-01, dengan semua yang diketahui / for 2026-04-01, with everything known; spark";
    assert_eq!([head(EVERYTHING_KNOWN), head(NaiveDate::MAX)], [all, all]);
}
