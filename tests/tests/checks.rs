//! Every kind of alarm, on the printed regulation or running system that inspired it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may end in a panic")]

use std::sync::Arc;

use jenjang::legal::Language;
use jenjang::policy::check::{CODES, check};
use jenjang::policy::compile::{compile, compile_catalogue};
use jenjang::policy::diagnostic::{Diagnostic, Severity};
use jenjang::policy::model::PolicySet;
use jenjang_policy_files::{read_catalogue, read_policy};
use jenjang_tests::list;

const CATALOGUE: &str = r#"
[catalogue]
id = "c"
title = { id = "c", en = "c" }
[scales.grade]
@label
values = [{ code = "III/c", @label }, { code = "III/d", @label }, { code = "IV/a", @label }, { code = "IV/b", @label }]
[scales.sex]
@label
ordered = false
values = [{ code = "male", @label }, { code = "female", @label }]
[facts.x]
type = "number"
range = ["0", "100"]
@fact
[facts.y]
type = "number"
range = ["0", "100"]
@fact
[facts."years in tier"]
type = "number"
unit = "years"
range = ["0", "50"]
@fact
[facts."hours"]
type = "number"
range = ["0", "2000"]
direction = "more-is-better"
@fact
[facts."absent days"]
type = "number"
range = ["0", "366"]
direction = "less-is-better"
@fact
[facts.gap]
type = "number"
unit = "levels"
range = ["-4", "4"]
direction = "more-is-better"
@fact
[facts.rating]
type = "list of grade"
max-length = 3
direction = "more-is-better"
@fact
[facts.grade]
type = "grade"
@fact
[facts."superior.grade"]
type = "grade"
@fact
[facts."grade.since"]
type = "date"
@fact
[facts."birth date"]
type = "date"
protected = "age"
@fact
[facts.age]
type = "number"
unit = "years"
range = ["15", "80"]
protected = "age"
derive = "years between(birth date, as of)"
@fact
[facts.sex]
type = "sex"
protected = "sex"
@fact
[facts.party]
type = "boolean"
protected = "political-background"
@fact
[facts."sanction.end"]
type = "date"
none = true
@fact
[facts."exam passed"]
type = "boolean"
@fact
"#;

/// Fills in what every section needs and the test does not care about.
fn filled(text: &str) -> String {
    let label = r#"label = { id = "l", en = "l" }"#;
    let fact = format!("{label}\nsource = {{ id = \"s\", en = \"s\" }}\nsupplier = {{ id = \"s\", en = \"s\" }}");
    text.replace("@fact", &fact).replace("@label", label).replace("@ref", "reference = \"R\"\ncertainty = \"text\"")
}

fn header(id: &str, decides: &str) -> String {
    format!(
        "[policy]\nid = \"{id}\"\ndecides = \"{decides}\"\ntitle = {{ id = \"t\", en = \"t\" }}\ncatalogue = \"c\"\nreference = \"R\"\n\
         certainty = \"text\"\neffective = {{ from = 2010-01-01 }}\ndate-rounding = \"last-day-of-month\"\n"
    )
}

/// What the checker says about policies of these kinds and bodies; the first is the one looked at.
fn found(policies: &[(&str, &str)]) -> Vec<Diagnostic> {
    let (catalogue, problems) = read_catalogue("catalogue.toml", filled(CATALOGUE).as_bytes());
    assert!(problems.is_empty(), "{}", list(&problems));
    let (catalogue, problems) = compile_catalogue(&catalogue.unwrap());
    assert!(problems.is_empty(), "{}", list(&problems));
    let mut documents = Vec::new();
    for (place, (decides, body)) in policies.iter().enumerate() {
        let id = ["test/a", "test/b", "test/c"][place];
        // a body may begin with the year in which its policy begins
        let (year, body) = body.strip_prefix("from ").and_then(|rest| rest.split_once('\n')).unwrap_or(("2010", body));
        let header = header(id, decides).replace("from = 2010", &format!("from = {year}"));
        let (document, problems) = read_policy(&format!("{id}.toml"), filled(&format!("{header}{body}")).as_bytes());
        assert!(problems.is_empty(), "{}", list(&problems));
        documents.push(document.unwrap());
    }
    let (set, problems) = compile(&documents, &[Arc::clone(&catalogue)], &PolicySet::new());
    let errors: Vec<Diagnostic> = problems.into_iter().filter(|d| d.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{}", list(&errors));
    let found = check(&set, set.get("test/a").unwrap());
    for diagnostic in &found {
        let said = CODES.iter().find(|c| c.code == diagnostic.code).unwrap();
        assert_eq!(said.severity, diagnostic.severity);
        for language in [Language::Id, Language::En] {
            let text = diagnostic.message.get(language);
            assert!(!text.is_empty() && !text.ends_with('.') && !text.contains("  "), "{text}");
        }
        assert_ne!(diagnostic.message.id, diagnostic.message.en);
    }
    found
}

/// `code name=value …` for every finding that is not about something unused.
#[track_caller]
fn said(policies: &[(&str, &str)]) -> Vec<String> {
    let line = |d: Diagnostic| {
        let witness = d.witness.iter().map(|(name, value)| format!(" {name}={value}")).collect::<String>();
        format!("{}{witness}", d.code)
    };
    found(policies).into_iter().filter(|d| d.code != "unused").map(line).collect()
}

fn table(hit: &str, input: &str, rows: &str) -> String {
    format!(
        "[tables.t]\n@label\ninputs = {input}\noutput = \"number\"\nhit = \"{hit}\"\n@ref\nrows = {rows}\n[points]\nresult = \"t\"\n@ref\n"
    )
}

#[track_caller]
fn table_says(hit: &str, input: &str, rows: &str, expected: &[&str]) {
    let mut found = said(&[("points", &table(hit, input, rows))]);
    found.retain(|line| !line.starts_with("direction-broken"));
    assert_eq!(found, expected);
}

// ---------------------------------------------------------------- tables

/// Talent boxes of an agency application (probably DPD RI): 0–60, 61–80, 81–100.
#[test]
fn dpd_ri_talent_boxes_lose_60_5_and_80_5() {
    table_says(
        "unique",
        r#"["x"]"#,
        r#"[["[0..60]", "1"], ["[61..80]", "2"], ["[81..100]", "3"]]"#,
        &["table-hole x=60.5", "table-hole x=80.5"],
    );
    // the same boxes after an explicit rounding step have no hole
    table_says("unique", r#"["round half up(x)"]"#, r#"[["[0..60]", "1"], ["[61..80]", "2"], ["[81..100]", "3"]]"#, &[]);
}

/// Sub-scores of the talent guide of a ministry (DJBK 2026): at least 5 years 100, 3–4 years 80, less than 2 years 60.
#[test]
fn time_in_tier_is_undefined_between_2_and_3_and_between_4_and_5_years() {
    let rows = r#"[[">= 5", "100"], ["[3..4]", "80"], ["< 2", "60"]]"#;
    table_says("unique", r#"["years in tier"]"#, rows, &["table-hole years in tier=2", "table-hole years in tier=4.5"]);
    // in whole years 4–5 closes, 2 stays open
    table_says("unique", r#"["years between(grade.since, as of)"]"#, rows, &["table-hole years between(grade.since, as of)=2"]);
}

/// Index of professionalism, an application of Peraturan BKN 8/2019: above 50 and up to 90 in whole numbers; exactly 50 and 90.5 score nothing.
#[test]
fn ip_asn_application_loses_exactly_50_and_90_5() {
    let rows = r#"[["[91..100]", "30"], ["[76..90]", "25"], ["[61..75]", "15"], ["(50..60]", "5"], ["< 50", "1"]]"#;
    table_says("unique", r#"["x"]"#, rows, &["table-hole x=50", "table-hole x=60.5", "table-hole x=75.5", "table-hole x=90.5"]);
}

/// The IP ASN form prints 51–65 for Kurang beside 61–75 for Cukup.
#[test]
fn ip_asn_form_overlaps_between_61_and_65() {
    let rows = r#"[["(90..100]", "30"], ["(75..90]", "25"], ["[61..75]", "15"], ["[51..65]", "5"], ["< 51", "1"]]"#;
    table_says("unique", r#"["x"]"#, rows, &["table-overlap x=61"]);
}

/// PermenKKP 39/2023 art. 52: JPT and Ahli Utama at least 91, 85–90, below 85.
#[test]
fn kkp_bands_lose_what_lies_between_90_and_91() {
    table_says("unique", r#"["x"]"#, r#"[[">= 91", "3"], ["[85..90]", "2"], ["< 85", "1"]]"#, &["table-hole x=90.5"]);
}

/// Steps have no ends to misprint: the same bands as steps are complete; only the low end of the range can be missed.
#[test]
fn bands_start_at_the_low_end_of_their_range() {
    let bands = |steps: &str| {
        format!(
            "[scales.s]\n@label\nvalues = [{{ code = \"a\", @label }}, {{ code = \"b\", @label }}]\n[bands.t]\n@label\nof = \"x\"\noutput = \"s\"\nrange = [\"0\", \"100\"]\n@ref\nsteps = {steps}\n[classification]\nresult = \"t\"\noutput = \"s\"\n@ref\n"
        )
    };
    assert_eq!(said(&[("classification", &bands(r#"[["0", "a"], ["85", "b"]]"#))]), [] as [&str; 0]);
    assert_eq!(said(&[("classification", &bands(r#"[["10", "a"], ["85", "b"]]"#))]), ["table-hole x=0"]);
    assert_eq!(said(&[("classification", &bands(r#"[["0", "a"], ["120", "b"]]"#))]), ["table-row-unreachable"]);
}

/// Absence and breach together decide a sanction (PP 94/2021 arts 9–11); a row that repeats another's days with another result cannot stand in an `any` table,
/// and a row after all its days are taken is never used in a `first` table.
#[test]
fn rows_that_disagree_are_hidden_or_stand_twice() {
    let rows = r#"[["< 28", "1"], [">= 21", "2"], ["[25..27]", "1"]]"#;
    table_says("any", r#"["absent days"]"#, rows, &["table-rows-disagree absent days=21", "table-rows-disagree absent days=25"]);
    table_says("first", r#"["absent days"]"#, rows, &["table-row-unreachable"]);
    table_says("unique", r#"["absent days"]"#, r#"[["< 28", "1"], [">= 28", "2"], ["< 28", "1"]]"#, &["table-row-duplicate"]);
}

#[test]
fn dates_and_choices_and_none_are_laid_out_exactly() {
    table_says("unique", r#"["grade.since"]"#, r#"[["< 2020-01-01", "1"], ["> 2020-01-01", "2"]]"#, &["table-hole grade.since=2020-01-01"]);
    table_says("unique", r#"["grade.since"]"#, r#"[["<= 2020-01-01", "1"], [">= 2020-01-02", "2"]]"#, &[]);
    table_says("unique", r#"["grade"]"#, r#"[["III/c, III/d", "1"], ["IV/b", "2"]]"#, &["table-hole grade=IV/a"]);
    table_says(
        "unique",
        r#"["grade", "sex = null"]"#,
        r#"[["< IV/a", "-", "1"], [">= IV/a", "true", "2"], ["IV/a", "false", "3"]]"#,
        &["table-hole grade=IV/b sex = null=false", "protected-in-score"],
    );
    table_says("unique", r#"["sanction.end"]"#, r#"[["< 2026-01-01", "1"], [">= 2026-01-01", "2"]]"#, &["table-none sanction.end=null"]);
}

/// Inputs that move together: III/c beside IV/b belongs to nobody, IV/a beside IV/b to somebody.
#[test]
fn inputs_that_move_together_are_tried_with_people() {
    let inputs = r#"["grade", "steps between(grade, superior.grade)"]"#;
    let complete = r#"[["III/c", "[-3..3]", "1"], ["III/d", "[-1..2]", "2"], ["IV/a", "[-2..1]", "3"], ["IV/b", "[-3..0]", "4"]]"#;
    table_says("unique", inputs, complete, &[]);
    let hole = complete.replace("[-2..1]", "[-2..0]");
    table_says("unique", inputs, &hole, &["table-hole grade=IV/a superior.grade=IV/b"]);
    let overlap = complete.replace("[\"IV/b\"", "[\"IV/a\", \"1\", \"9\"], [\"IV/b\"");
    table_says("unique", inputs, &overlap, &["table-overlap grade=IV/a superior.grade=IV/b"]);
}

// ---------------------------------------------------------------- weights

fn component(code: &str, weight: &str, value: &str, range: &str) -> String {
    format!("[[components]]\ncode = \"{code}\"\n@label\nweight = \"{weight}\"\nvalue = \"{value}\"\nrange = {range}\n@ref\n")
}

fn score(components: &[(&str, &str)], rule: &str) -> String {
    let parts: String = components.iter().map(|(code, weight)| component(code, weight, "x", r#"["0", "100"]"#)).collect();
    format!("{parts}[score]\n{rule}\n@ref\n")
}

/// Track record of BPOM: position 5, education 19, training 19, discipline 19, SKP 19, integrity 5.
#[test]
fn bpom_track_record_adds_up_to_86() {
    let parts = [("position", "5"), ("education", "19"), ("training", "19"), ("discipline", "19"), ("skp", "19"), ("integrity", "5")];
    let found = found(&[("score", &score(&parts, "weights = \"percent\"\nrange = [\"0\", \"86\"]"))]);
    let sum = found.iter().find(|d| d.code == "weights-sum").unwrap();
    assert_eq!(&*sum.message.en, "the weights of the components from 2010-01-01 add up to 86, expected 100");
    assert_eq!(sum.witness.len(), 6);
}

fn ranged(parameters: &[(&str, &str, &str, &str)]) -> String {
    let mut text = String::new();
    for (name, low, high, value) in parameters {
        text += &format!(
            "[parameters.{name}]\n@label\nrange = [\"{low}\", \"{high}\"]\nvalues = [{{ from = 2010-01-01, value = \"{value}\", reference = \"R\" }}]\n"
        );
    }
    let parts: Vec<(&str, &str)> = parameters.iter().map(|(name, ..)| (*name, *name)).collect();
    text + &score(&parts, "weights = \"share\"")
}

/// PermenPANRB 15/2019: only the four maxima reach 100 %. With one of them lower, nothing does; BKN before 2016 left the track record open.
#[test]
fn open_selection_ranges_reach_100_only_at_the_maxima() {
    let of = |interview: &str, value: &str| {
        let parameters = [
            ("paper", "0.15", "0.20", "0.20"),
            ("assessment", "0.20", "0.25", "0.25"),
            ("interview", "0.30", interview, value),
            ("record", "0.15", "0.20", "0.20"),
        ];
        found(&[("score", &ranged(&parameters))]).into_iter().filter(|d| d.code.starts_with("weights")).map(|d| d.code).collect::<Vec<_>>()
    };
    assert_eq!(of("0.35", "0.35"), ["weights-only-at-extreme"]);
    assert_eq!(of("0.34", "0.34"), ["weights-impossible", "weights-sum"]);
    assert_eq!(of("0.40", "0.35"), [] as [&str; 0]);
}

/// Weights that change on a day are added up on every day: from 2020 on one of two was raised and the other forgotten.
#[test]
fn weights_are_added_up_on_every_day_of_the_history() {
    let text = format!(
        "[parameters.a]\n@label\nvalues = [{{ from = 2010-01-01, value = \"0.6\", reference = \"R\" }}, {{ from = 2020-01-01, value = \"0.7\", reference = \"R\" }}]\n{}",
        score(&[("a", "a"), ("b", "0.4")], "weights = \"share\"")
    );
    let found = found(&[("score", &text)]);
    let sums: Vec<&str> = found.iter().filter(|d| d.code == "weights-sum").map(|d| &*d.message.en).collect();
    assert_eq!(sums, ["the weights of the components from 2020-01-01 add up to 1.1, expected 1"]);
}

/// The merit instrument (PermenPANRB 40/2018) as one province reports its maxima: they add up to 410, other sources work with 400.
#[test]
fn merit_instrument_maxima_do_not_fit_their_scale() {
    let maxima = [40, 40, 130, 40, 80, 40, 16, 24];
    let parts: String =
        maxima.iter().enumerate().map(|(i, m)| component(&format!("aspect-{i}"), "1", "x", &format!("[\"0\", \"{m}\"]"))).collect();
    let of = |high: &str| {
        let found = found(&[("score", &format!("{parts}[score]\nweights = \"points\"\nrange = [\"0\", \"{high}\"]\n@ref\n"))]);
        found.into_iter().map(|d| d.code).collect::<Vec<_>>()
    };
    assert_eq!(of("400"), ["score-range"]);
    assert_eq!(of("410"), [] as [&str; 0]);
    assert_eq!(of("420"), ["score-range-unreachable"]);
}

/// Dairi renormalises over the groups that are there; a minimum above the sum could never be reached, and self at weight 0 never counts.
#[test]
fn renormalising_needs_a_weight_that_can_be_reached() {
    let of = |minimum: &str| {
        score(
            &[("superior", "0.6"), ("peers", "0.4"), ("self", "0")],
            &format!("weights = \"share\"\nmissing = \"renormalise\"\nminimum-weight = \"{minimum}\""),
        )
    };
    assert_eq!(said(&[("score", &of("0.5"))]), ["component-unused"]);
    assert_eq!(said(&[("score", &of("1.2"))]), ["component-unused", "weights-minimum"]);
}

// ---------------------------------------------------------------- criteria

fn criterion(code: &str, more: &str, require: &str) -> String {
    format!("[[criteria]]\ncode = \"{code}\"\n@label\n@ref\nrequire = '{require}'\n{more}\n")
}

fn criteria(requires: &[(&str, &str)]) -> String {
    requires.iter().map(|(code, require)| criterion(code, "", require)).collect()
}

/// A quality mark of at least 101 on a scale to 100, a grade above the scale's top, an age limit before the declared youngest.
#[test]
fn what_nobody_can_meet_and_what_everybody_meets() {
    assert_eq!(said(&[("eligibility", &criteria(&[("mark", "x > 100")]))]), ["criterion-never-met"]);
    assert_eq!(said(&[("eligibility", &criteria(&[("mark", "x >= 0")]))]), ["criterion-always-met"]);
    assert_eq!(said(&[("eligibility", &criteria(&[("grade", r#"grade > "IV/b""#)]))]), ["criterion-never-met"]);
    assert_eq!(said(&[("eligibility", &criteria(&[("both", "x > 60 and (x < 50 or x < 40)")]))]), ["criterion-never-met"]);
    assert_eq!(said(&[("eligibility", &criteria(&[("either", "x > 60 or not(x >= 70)")]))]), ["criterion-always-met"]);
    assert_eq!(said(&[("eligibility", &criterion("marked", "when = 'x > 100'", "y > 50"))]), ["criterion-never-applies"]);
    // a date that may not exist is neither before nor after: this can fail
    assert_eq!(
        said(&[(
            "eligibility",
            &criteria(&[("sanction", "sanction.end < @\"2026-01-01\" or sanction.end >= @\"2026-01-01\" or sanction.end = null")])
        )]),
        ["criterion-always-met"]
    );
}

/// From 2020 on the minimum was written as 120 instead of 12: impossible only from that day.
#[test]
fn a_parameter_can_make_a_criterion_impossible_on_some_days() {
    let text = format!(
        "[parameters.least]\n@label\nvalues = [{{ from = 2010-01-01, value = \"12\", reference = \"R\" }}, {{ from = 2020-01-01, value = \"120\", reference = \"R\" }}]\n{}",
        criteria(&[("mark", "x >= least")])
    );
    let found = found(&[("eligibility", &text)]);
    assert_eq!(found.len(), 1, "{}", list(&found));
    assert!(found[0].message.en.contains("from 2020-01-01"), "{}", found[0].message.en);
}

/// Two announcements restate a rule they already contain: 58 and, in another article, 60 years at most.
#[test]
fn criteria_that_say_what_another_says() {
    assert_eq!(said(&[("eligibility", &criteria(&[("a", "x >= 70"), ("b", "x >= 60")]))]), ["criterion-implied"]);
    assert_eq!(said(&[("eligibility", &criteria(&[("a", "x >= 70 and y > 1"), ("b", "y > 1 or x < 3")]))]), ["criterion-implied"]);
    assert_eq!(said(&[("eligibility", &criteria(&[("a", "x >= 70"), ("b", "not(x < 70)")]))]), ["criterion-duplicate"]);
    assert_eq!(
        said(&[("eligibility", &criteria(&[("a", "grade <= superior.grade"), ("b", "superior.grade >= grade")]))]),
        ["criterion-duplicate"]
    );
    assert_eq!(said(&[("eligibility", &criteria(&[("a", "x >= 70"), ("b", "y >= 60")]))]), [] as [&str; 0]);
    // whoever has the first waived must still meet the second
    let waivable =
        criterion("a", "waivable = { by = \"president\", basis = \"PP 17/2020 ps. 107 (2)\" }", "x >= 70") + &criterion("b", "", "x >= 60");
    assert_eq!(said(&[("eligibility", &waivable)]), [] as [&str; 0]);
    // different times are different rules
    let dated = criterion("a", "effective = { from = 2015-01-01 }", "x >= 70") + &criterion("b", "", "x >= 60");
    assert_eq!(said(&[("eligibility", &dated)]), [] as [&str; 0]);
}

/// At most III/d by diploma and at least IV/a by position: nobody can be promoted.
#[test]
fn criteria_that_shut_each_other_out() {
    let found =
        found(&[("eligibility", &criteria(&[("ceiling", r#"grade <= "III/d""#), ("mark", "x > 3"), ("floor", r#"grade >= "IV/a""#)]))]);
    assert_eq!(found.iter().map(|d| d.code).collect::<Vec<_>>(), ["criteria-contradict"]);
    assert_eq!(&*found[0].message.en, "the criteria `ceiling` and `floor` cannot be met together from 2010-01-01: nobody can be eligible");
    let three = criteria(&[("a", "x > 50 or y > 50"), ("b", "x < 50"), ("c", "y < 50")]);
    assert_eq!(said(&[("eligibility", &three)]), ["criteria-contradict"]);
    // one that applies only to some shuts nobody else out
    let some = criterion("a", "when = 'exam passed'", "x > 50") + &criterion("b", "", "x < 50");
    assert_eq!(said(&[("eligibility", &some)]), [] as [&str; 0]);
}

/// PP 11/2017 art. 54: Pengawas needs four years as Pelaksana *or* a functional position of equal level; a group of two cannot ask for three.
#[test]
fn groups_ask_for_what_their_members_can_give() {
    let of = |rule: &str, a: &str| {
        criteria(&[("a", a), ("b", "y > 1")]) + &format!("[[groups]]\ncode = \"g\"\n@label\n@ref\nof = [\"a\", \"b\"]\n{rule}\n")
    };
    assert_eq!(said(&[("eligibility", &of("any-of = true", "x > 1"))]), [] as [&str; 0]);
    assert_eq!(said(&[("eligibility", &of("at-least = 2", "x > 101"))]), ["criterion-never-met", "group-impossible"]);
}

#[test]
fn names_that_nothing_uses_get_a_note() {
    let text = "[parameters.left]\n@label\nvalues = [{ from = 2010-01-01, value = \"1\", reference = \"R\" }]\n".to_owned()
        + &criteria(&[("a", "x > 1")]);
    assert_eq!(found(&[("eligibility", &text)]).iter().map(|d| d.code).collect::<Vec<_>>(), ["unused"]);
}

// ---------------------------------------------------------------- histories

fn dated(values: &str) -> String {
    format!("[parameters.p]\n@label\nvalues = [{values}]\n{}", criteria(&[("a", "x >= p")]))
}

fn value(from: &str, to: &str, value: &str) -> String {
    let to = if to.is_empty() { String::new() } else { format!("to = {to}, ") };
    format!("{{ from = {from}, {to}value = \"{value}\", reference = \"R\", certainty = \"text\" }}, ")
}

/// Promotion periods changed on 1 January 2024 and 1 October 2025; a value that ends before the next begins leaves days without a rule.
#[test]
fn histories_leave_no_day_without_a_value_and_none_with_two() {
    let of = |values: &[String]| said(&[("eligibility", &dated(&values.concat()))]);
    assert_eq!(of(&[value("2010-01-01", "2024-01-01", "1"), value("2024-01-01", "", "2")]), [] as [&str; 0]);
    assert_eq!(of(&[value("2010-01-01", "2024-01-01", "1"), value("2024-02-01", "", "2")]), ["history-gap as of=2024-01-01"]);
    assert_eq!(of(&[value("2012-01-01", "", "1")]), ["history-gap as of=2010-01-01"]);
    assert_eq!(of(&[value("2010-01-01", "2025-01-01", "1"), value("2024-02-01", "", "2")]), ["history-overlap"]);
    assert_eq!(of(&[value("2000-01-01", "2005-01-01", "1"), value("2010-01-01", "", "2")]), ["outside-life"]);
}

/// The superior's-grade cap ended on 20 May 2025; its parameter need not outlive it.
#[test]
fn a_value_is_needed_only_while_something_uses_it() {
    let text = format!(
        "[parameters.p]\n@label\nvalues = [{}]\n{}",
        value("2010-01-01", "2025-05-20", "3"),
        criterion("a", "effective = { to = 2025-05-20 }", "x >= p")
    );
    assert_eq!(said(&[("eligibility", &text)]), [] as [&str; 0]);
    let outside = criterion("a", "effective = { from = 2000-01-01, to = 2005-01-01 }", "x >= 1") + &criterion("b", "", "y > 3");
    assert_eq!(said(&[("eligibility", &outside)]), ["outside-life"]);
}

/// Peraturan BKN 3/2023 rests on tables of PermenPANRB 1/2023: a rule that begins earlier than what it uses has no answer until then.
#[test]
fn a_policy_that_is_used_binds_as_long_as_its_user() {
    let (user, used) = ("[points]\nresult = 'outcome(\"test/b\") + x'\n@ref\n", "[points]\nresult = \"y\"\n@ref\n");
    assert_eq!(said(&[("points", user), ("points", used)]), [] as [&str; 0]);
    assert_eq!(said(&[("points", user), ("points", &format!("from 2023\n{used}"))]), ["history-gap as of=2010-01-01"]);
}

// ---------------------------------------------------------------- protected facts

/// UU 5/2014: merit without regard to political background, religion, sex, age …; PP 11/2017 art. 107: 56 and 58 years at most for JPT.
#[test]
fn protected_facts_reach_no_score_and_a_criterion_only_with_basis() {
    let direct = score(&[("a", "1")], "weights = \"share\"").replace("value = \"x\"", "value = \"if sex = \\\"male\\\" then 100 else x\"");
    assert_eq!(said(&[("score", &direct)]), ["protected-in-score"]);
    // through a definition, a table and another policy
    let through = "[definitions.d]\n@label\nexpression = \"if age > 40 then 1 else 2\"\n[tables.t]\n@label\ninputs = [\"d\"]\noutput = \"number\"\n@ref\nrows = [[\"1\", \"5\"], [\"2\", \"6\"]]\n[points]\nresult = \"t\"\n@ref\n";
    let outer = "[points]\nresult = 'outcome(\"test/b\") + x'\n@ref\n";
    let found = found(&[("points", outer), ("points", through)]);
    assert_eq!(found.iter().map(|d| d.code).collect::<Vec<_>>(), ["protected-in-score"], "{}", list(&found));
    assert!(found[0].message.en.contains("`test/b` → `t` → `d` → `age`;"), "{}", found[0].message.en);

    assert_eq!(said(&[("eligibility", &criteria(&[("age", "age < 56")]))]), ["protected-without-basis"]);
    let basis = "lawful-basis = \"PP 11/2017 ps. 107\"";
    assert_eq!(said(&[("eligibility", &criterion("age", basis, "age < 56"))]), [] as [&str; 0]);
    assert_eq!(said(&[("eligibility", &criterion("age", basis, "years between(birth date, as of) < 56"))]), [] as [&str; 0]);
    assert_eq!(said(&[("eligibility", &criterion("age", basis, "age = 40"))]), ["protected-age-not-limit"]);
    assert_eq!(said(&[("eligibility", &criterion("age", basis, "x >= 100 - age"))]), ["protected-age-not-limit"]);
    assert_eq!(said(&[("eligibility", &criterion("party", "", "not(party)"))]), ["protected-without-basis"]);
}

// ---------------------------------------------------------------- direction

/// The pairs found for one policy: the fact's two values.
#[track_caller]
fn broken(kind: &str, body: &str) -> Vec<(String, String)> {
    let pairs = found(&[(kind, body)]).into_iter().filter(|d| d.code == "direction-broken");
    pairs.map(|d| (d.witness[d.witness.len() - 2].1.clone(), d.witness[d.witness.len() - 1].1.clone())).collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
}

/// A competency-gap weighting in use: an exact fit scores 5, one level above 4.5, one below 4, two above 3.5 … A surplus costs points.
#[test]
fn gap_weights_punish_a_surplus() {
    let rows =
        r#"[["0", "5"], ["1", "4.5"], ["-1", "4"], ["2", "3.5"], ["-2", "3"], ["3", "2.5"], ["-3", "2"], ["4", "1.5"], ["-4", "1"]]"#;
    let body = table("unique", r#"["floor(gap)"]"#, rows);
    assert_eq!(broken("points", &body), pairs(&[("0", "1")]));
    let capped = body.replace("floor(gap)", "min(floor(gap), 0)");
    assert_eq!(broken("points", &capped), []);
}

/// A misprint in a table of training hours, a deduction where an addition was meant, an upper limit where a lower one was.
#[test]
fn more_merit_and_a_worse_answer_is_shown_with_a_pair() {
    let points = |result: &str| format!("[points]\nresult = \"{result}\"\n@ref\n");
    assert_eq!(
        broken("points", &table("unique", r#"["hours"]"#, r#"[["< 20", "5"], ["[20..40)", "3"], [">= 40", "10"]]"#)),
        pairs(&[("19", "20")])
    );
    assert_eq!(broken("points", &table("unique", r#"["hours"]"#, r#"[["< 20", "5"], ["[20..40)", "7"], [">= 40", "10"]]"#)), []);
    assert_eq!(broken("points", &points("100 - hours")).len(), 1);
    assert_eq!(broken("points", &points("hours + x * 2")), []);
    assert_eq!(broken("points", &points("if hours > 10 then 5 else 6")), pairs(&[("10", "11")]));
    assert_eq!(broken("points", &points("if hours > 10 then 6 else 5")), []);
    assert_eq!(broken("eligibility", &criteria(&[("a", "hours <= 100")])), pairs(&[("100", "101")]));
    assert_eq!(broken("eligibility", &criteria(&[("a", "hours >= 100")])), []);
    assert_eq!(broken("eligibility", &criteria(&[("a", "absent days >= 3")])), pairs(&[("3", "2")]));
    assert_eq!(broken("eligibility", &criteria(&[("a", "absent days between 0 and 3")])), []);
    assert_eq!(broken("eligibility", &criteria(&[("a", r#"rating[1] = "IV/a""#)])).len(), 1);
    assert_eq!(
        broken("eligibility", &criteria(&[("a", r#"rating[1] in ("IV/a", "IV/b") and every r in rating satisfies r >= "III/d""#)])),
        []
    );
    assert_eq!(
        broken("score", &score(&[("a", "1")], "weights = \"share\"").replace("value = \"x\"", "value = \"100 - hours / 20\"")).len(),
        1
    );
}

/// Where one rule ends and another begins, or one of several ways suffices, nobody is worse off by himself.
#[test]
fn rules_that_take_turns_break_no_direction() {
    let turns = criterion("a", "when = 'hours < 20'", "x > 50") + &criterion("b", "when = 'hours >= 20'", "x > 40");
    assert_eq!(broken("eligibility", &turns), []);
    let worse = criterion("a", "when = 'hours < 20'", "x > 50") + &criterion("b", "when = 'hours >= 20'", "x > 60");
    assert_eq!(broken("eligibility", &worse), pairs(&[("19", "20")]));
    let ways = criteria(&[("a", "hours < 20 and x >= 0 and x < 100"), ("b", "hours >= 20 or x = 100")])
        + "[[groups]]\ncode = \"g\"\n@label\n@ref\nof = [\"a\", \"b\"]\nany-of = true\n";
    assert_eq!(broken("eligibility", &ways), []);
}

// ---------------------------------------------------------------- cases

#[test]
fn a_case_that_comes_out_differently_is_reported_with_both() {
    let case = |expect: &str| {
        format!(
            "{}[[cases]]\nname = \"enough\"\nas-of = 2026-01-01\ngiven = {{ \"x\" = \"70\" }}\nexpect = {expect}\n",
            criteria(&[("a", "x >= 70"), ("b", "y > 1")])
        )
    };
    assert_eq!(said(&[("eligibility", &case(r#"{ outcome = "unknown", unknown = ["b"], not-met = [] }"#))]), [] as [&str; 0]);
    let found = found(&[("eligibility", &case(r#"{ outcome = "eligible", not-met = ["b"] }"#))]);
    assert_eq!(found.iter().map(|d| d.code).collect::<Vec<_>>(), ["case-failed"]);
    assert_eq!(
        &*found[0].message.en,
        "the case `enough` fails: outcome expected `eligible`, found `unknown`; criteria not met expected `b`, found `-`"
    );
    assert_eq!(found[0].witness, [("b".to_owned(), "unknown".to_owned())]);
}

// ---------------------------------------------------------------- what may not exist, what is not verified

/// A person without a sanction would fail a criterion on the sanction's end.
#[test]
fn what_may_not_exist_is_asked_about_before_it_is_compared() {
    assert_eq!(said(&[("eligibility", &criteria(&[("a", "sanction.end < as of")]))]), ["none-not-handled sanction.end=null"]);
    assert_eq!(said(&[("eligibility", &criteria(&[("a", "sanction.end = null or sanction.end < as of")]))]), [] as [&str; 0]);
}

#[test]
fn unverified_values_are_listed_once() {
    let text = criteria(&[("a", "x > 1"), ("b", "y > 1")])
        .replacen("certainty = \"text\"", "certainty = \"unverified\"", 2)
        .replace("@ref\nrequire", "reference = \"R\"\ncertainty = \"unverified\"\nrequire");
    let found = found(&[("eligibility", &text)]);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].code, found[0].severity), ("unverified", Severity::Note));
    assert!(found[0].message.en.contains("`a` and `b`"), "{}", found[0].message.en);
}
