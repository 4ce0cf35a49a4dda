//! Random well-typed policies of all four kinds that use as much of the language as columns and SQL have to know.

use std::sync::Arc;

use jenjang::policy::catalogue::Catalogue;
use jenjang::policy::compile::{compile, compile_catalogue};
use jenjang::policy::diagnostic::Severity;
use jenjang::policy::model::PolicySet;
use jenjang_policy_files::{read_catalogue, read_policy};

use crate::{Random, list};

const CATALOGUE: &str = r#"
[catalogue]
id = "c"
title = { id = "c", en = "c" }
[scales.level]
@label
values = [{ code = "low", @label }, { code = "mid", @label }, { code = "high", @label }]
[facts.n]
type = "number"
range = ["0", "10"]
@fact
[facts.m]
type = "number"
range = ["-5", "5000"]
none = true
@fact
[facts.wide]
type = "number"
range = ["-100000000000000000000", "100000000000000000000"]
@fact
[facts.day]
type = "date"
none = true
@fact
[facts.start]
type = "date"
@fact
[facts.level]
type = "level"
none = true
@fact
[facts.goal]
type = "level"
@fact
[facts.flag]
type = "boolean"
none = true
@fact
[facts.held]
type = "boolean"
derive = "m > 3 and flag"
@fact
[facts.half]
type = "number"
derive = "n / 2"
@fact
[facts.place]
type = "text"
none = true
@fact
[facts.marks]
type = "list of level"
max-length = 3
@fact
[facts.hours]
type = "list of number"
range = ["0", "40"]
max-length = 4
none = true
@fact
[facts.days]
type = "list of date"
max-length = 2
@fact
"#;

fn filled(text: &str) -> String {
    let label = r#"label = { id = "l", en = "l" }"#;
    let fact = format!("{label}\nsource = {{ id = \"s\", en = \"s\" }}\nsupplier = {{ id = \"s\", en = \"s\" }}");
    text.replace("@fact", &fact).replace("@label", label)
}

/// One of these.
fn of<'t>(random: &mut Random, texts: &[&'t str]) -> &'t str {
    texts[usize::try_from(random.below(texts.len() as u64)).unwrap_or(0)]
}

fn constant(random: &mut Random) -> String {
    match random.below(5) {
        0 => format!("{}.5", random.below(9)),
        1 => format!("{}.25", random.below(9)),
        2 => format!("-{}", random.below(4)),
        _ => random.below(11).to_string(),
    }
}

fn number(random: &mut Random, depth: u32) -> String {
    if depth == 0 {
        return match random.below(9) {
            0 | 1 => "n".into(),
            2 | 3 => "m".into(),
            4 => "p".into(),
            5 => "half".into(),
            6 => format!("hours[{}]", 1 + random.below(5)),
            _ => constant(random),
        };
    }
    let d = depth - 1;
    match random.below(24) {
        0..=2 => number(random, 0),
        3 => "d".into(),
        4 => format!("({} + {})", number(random, d), number(random, d)),
        5 => format!("({} - {})", number(random, d), number(random, d)),
        6 => format!("({} * {})", number(random, d), number(random, d)),
        7 => format!("({} / {})", number(random, d), of(random, &["2", "4", "100", "3", "0.5", "n", "0"])),
        8 => format!("(-{})", number(random, 0)),
        9 => format!("(if {} then {} else {})", condition(random, d), number(random, d), number(random, d)),
        10 => format!("{}({}, {})", of(random, &["min", "max", "sum"]), number(random, d), number(random, d)),
        11 => format!("{}({})", of(random, &["floor", "ceiling", "abs"]), number(random, d)),
        12 => format!(
            "{}({}, {})",
            of(random, &["round half up", "round half down", "round up", "round down", "decimal"]),
            number(random, d),
            random.below(3)
        ),
        13 => format!("{}(hours)", of(random, &["sum", "min", "max", "count", "mean"])),
        14 => format!("count(hours[item {} {}])", comparison(random), constant(random)),
        15 => format!("count(marks[item >= \"{}\"])", code(random)),
        16 => format!("years between({}, {})", date(random, d), of(random, &["as of", "start", "day"])),
        17 => format!("months between({}, as of)", date(random, d)),
        18 => format!("days between({}, {})", date(random, d), of(random, &["as of", "start"])),
        19 => format!("{}.{}", of(random, &["day", "start"]), of(random, &["year", "month", "day"])),
        20 => format!("steps between({}, goal)", of(random, &["level", "goal", "marks[1]"])),
        21 => "t".into(),
        22 => "wide".into(),
        _ => format!("({} * 1000000000)", number(random, d)),
    }
}

fn date(random: &mut Random, depth: u32) -> String {
    match random.below(if depth == 0 { 4 } else { 8 }) {
        0 => "day".into(),
        1 => "start".into(),
        2 => format!("days[{}]", 1 + random.below(2)),
        3 => format!("@\"{}-0{}-28\"", 1990 + random.below(40), 1 + random.below(9)),
        4 => format!("({} + @\"P{}M\")", of(random, &["day", "start"]), random.below(40)),
        5 => format!("({} - @\"P{}Y\")", of(random, &["day", "start", "as of"]), random.below(9)),
        6 => format!("({} + @\"P{}D\")", of(random, &["day", "start"]), random.below(400)),
        _ => format!("(if {} then day else start)", condition(random, depth - 1)),
    }
}

fn code(random: &mut Random) -> &'static str {
    of(random, &["low", "mid", "high"])
}

fn comparison(random: &mut Random) -> &'static str {
    of(random, &["<", "<=", ">", ">=", "=", "!="])
}

fn condition(random: &mut Random, depth: u32) -> String {
    let d = depth.saturating_sub(1);
    match random.below(if depth == 0 { 13 } else { 24 }) {
        0 | 1 => format!("{} {} {}", of(random, &["n", "m", "d", "half"]), comparison(random), constant(random)),
        2 => format!("{} {} {}", of(random, &["day", "start"]), comparison(random), date(random, 0)),
        3 => format!("{} {} \"{}\"", of(random, &["level", "goal"]), comparison(random), code(random)),
        4 => of(random, &["flag", "held"]).into(),
        5 => format!("{} {} null", of(random, &["m", "day", "flag", "level", "place", "hours"]), of(random, &["=", "!="])),
        6 => format!("n in ({}, [{}..{}], >= {})", random.below(5), random.below(5), random.below(5) + 4, random.below(4) + 7),
        7 => format!("marks[{}] {} \"{}\"", 1 + random.below(3), comparison(random), code(random)),
        8 => format!("place {} \"{}\"", of(random, &["=", "!="]), of(random, &["A", "B", "PIM-IV", "nowhere"])),
        9 => format!("years between(day, as of) {} {}", comparison(random), random.below(60)),
        10 => format!("level {} goal", comparison(random)),
        11 => format!("m between {} and {}", constant(random), random.below(3000)),
        12 => format!("{} in ({}, {})", of(random, &["m", "half"]), constant(random), constant(random)),
        13 => format!("not({})", condition(random, d)),
        14 | 15 => format!("({} and {})", condition(random, d), condition(random, d)),
        16 | 17 => format!("({} or {})", condition(random, d), condition(random, d)),
        18 => format!("(if {} then {} else {})", condition(random, d), condition(random, d), condition(random, d)),
        19 => format!("{} {} {}", number(random, d), comparison(random), number(random, d)),
        20 => format!("{} x in hours satisfies x {} {}", of(random, &["some", "every"]), comparison(random), constant(random)),
        21 => format!("{} x in marks satisfies (x >= \"{}\" or {})", of(random, &["some", "every"]), code(random), condition(random, 0)),
        22 => format!("list contains(marks, \"{}\")", code(random)),
        _ => format!("{} {} {}", date(random, d), comparison(random), date(random, d)),
    }
}

fn cell(random: &mut Random) -> String {
    let (a, b) = (random.below(8), random.below(5));
    match random.below(7) {
        0 | 1 => "-".into(),
        2 => format!("{a}"),
        3 => format!(">= {a}"),
        4 => format!("< {a}"),
        5 => format!("[{a}..{}]", a + b),
        _ => format!("not({a})"),
    }
}

fn head(id: &str, decides: &str) -> String {
    format!(
        "[policy]\nid = \"{id}\"\ndecides = \"{decides}\"\ntitle = {{ id = \"t\", en = \"t\" }}\ncatalogue = \"c\"\nreference = \"R\"\n\
         certainty = \"text\"\neffective = {{ from = 2020-01-01 }}\ndate-rounding = \"last-day-of-month\"\n"
    )
}

fn shared_parts(random: &mut Random) -> String {
    let mut text =
        format!("[parameters.p]\n@label\nvalues = [{{ from = 2020-01-01, value = \"{}\", reference = \"R\" }}]\n", random.below(11));
    text += &format!("[definitions.d]\n@label\nexpression = \"n - {}\"\n", constant(random));
    let hit = of(random, &["unique", "first", "any"]);
    text += &format!(
        "[tables.t]\n@label\ninputs = [\"n\", \"level\", \"m\"]\noutput = \"number\"\nhit = \"{hit}\"\nreference = \"R\"\nrows = [\n"
    );
    for _ in 0..=random.below(6) {
        let level = ["-".to_owned(), code(random).to_owned(), format!(">= {}", code(random))]
            [usize::try_from(random.below(3)).unwrap_or(0)]
        .clone();
        text += &format!("[\"{}\", \"{level}\", \"{}\", \"{}\"],\n", cell(random), cell(random), constant(random));
    }
    text + "]\n"
}

fn criteria(random: &mut Random, extra: &str) -> String {
    let mut text = String::new();
    let count = 2 + random.below(4);
    for i in 0..count {
        let depth = u32::try_from(random.below(4)).unwrap_or(0);
        let require = if i == 0 && !extra.is_empty() { extra.to_owned() } else { condition(random, depth) };
        text += &format!("[[criteria]]\ncode = \"c{i}\"\n@label\nreference = \"R\"\nrequire = '{require}'\n");
        if random.below(3) == 0 {
            text += &format!("when = '{}'\n", condition(random, 1));
        }
    }
    if random.below(2) == 0 {
        text +=
            &format!("[[groups]]\ncode = \"g\"\n@label\nreference = \"R\"\nof = [\"c0\", \"c1\"]\nat-least = {}\n", 1 + random.below(2));
    }
    text
}

fn score(random: &mut Random) -> String {
    let mut text = shared_parts(random);
    let (first, second) = (10 + random.below(80), random.below(10));
    let weights = [first, second, 100 - first - second];
    let missing = of(random, &["\"unknown\"", "\"renormalise\"\nminimum-weight = \"0.5\""]);
    text += &format!(
        "[score]\nweights = \"percent\"\nrounding = {{ places = {}, mode = \"half-up\" }}\nmissing = {missing}\nreference = \"R\"\n",
        random.below(4)
    );
    for (i, weight) in weights.iter().enumerate() {
        text += &format!(
            "[[components]]\ncode = \"k{i}\"\n@label\nreference = \"R\"\nweight = \"{weight}\"\nvalue = '{}'\n",
            number(random, 1)
        );
        if random.below(2) == 0 {
            text += "range = [\"0\", \"500\"]\n";
        }
    }
    text
}

/// A catalogue and a set of policies `t/eligibility`, `t/score`, `t/points` and `t/classification` (the first reads the outcome of another),
/// as far as their random texts are well typed, with the texts.
pub fn random_policies(seed: u64) -> (Arc<Catalogue>, PolicySet, String) {
    let mut random = Random::new(seed);
    let (catalogue, _) = read_catalogue("c.toml", filled(CATALOGUE).as_bytes());
    let (catalogue, problems) =
        catalogue.map(|catalogue| compile_catalogue(&catalogue)).unwrap_or_else(|| unreachable!("the catalogue is fixed"));
    assert!(problems.is_empty(), "{}", list(&problems));
    let result = |random: &mut Random, table: &str| {
        format!("{}[{table}]\nresult = '{}'\nreference = \"R\"\n", shared_parts(random), number(random, 2))
    };
    let used = of(&mut random, &["t/score", "t/points", "t/classification"]);
    let limit = constant(&mut random);
    let texts = [
        head("t/score", "score") + &score(&mut random),
        head("t/points", "points") + &result(&mut random, "points"),
        head("t/classification", "classification")
            + &format!(
                "{}[classification]\noutput = \"level\"\nresult = '(if {} then goal else level)'\nreference = \"R\"\n",
                shared_parts(&mut random),
                condition(&mut random, 2)
            ),
        head("t/eligibility", "eligibility")
            + &shared_parts(&mut random)
            + &criteria(
                &mut random,
                &if used == "t/classification" {
                    format!("outcome(\"{used}\") >= \"mid\"")
                } else {
                    format!("outcome(\"{used}\") >= {limit}")
                },
            ),
        head("t/plain", "eligibility") + &shared_parts(&mut random) + &criteria(&mut random, ""),
    ];
    let mut set = PolicySet::new();
    let mut written = String::new();
    for text in texts {
        let text = filled(&text);
        let (document, problems) = read_policy("a.toml", text.as_bytes());
        assert!(problems.iter().all(|d| d.severity != Severity::Error), "{text}\n{}", list(&problems));
        let Some(document) = document else { continue };
        let (compiled, problems) = compile(&[document], &[Arc::clone(&catalogue)], &set);
        if problems.iter().any(|d| d.severity == Severity::Error) {
            written += &format!("# left out: {}\n", list(&problems));
            continue;
        }
        written += &text;
        for policy in compiled.iter() {
            set.insert(Arc::clone(policy));
        }
    }
    (catalogue, set, written)
}
