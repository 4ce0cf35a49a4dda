//! The three tables of a 360° cycle: what is read, and every fault with its place.
#![allow(clippy::unwrap_used, reason = "helpers of tests stop at the first surprise")]

use jenjang::NaiveDate;
use jenjang::evaluation::chart::Chart;
use jenjang::evaluation::cycle::{Cycle, CycleState};
use jenjang::evaluation::input::CycleInput;
use jenjang::evaluation::instrument::{Anchor, Dimension, Instrument, InstrumentParts, Item, Scale};
use jenjang::evaluation::nomination::propose;
use jenjang::evaluation::response::Answer;
use jenjang::evaluation::scheme::{ChosenBy, Effect, RaterGroup, Relation, ReleaseRule, Scheme, SchemeParts, SmallGroups, ValidityRule};
use jenjang::legal::{Certainty, Label, LegalReference};
use jenjang::period::EffectivePeriod;
use jenjang::policy::diagnostic::{Diagnostic, Severity};
use jenjang_exchange::Reading;
use jenjang_exchange::evaluation::{File, read_cycle, read_nominations_csv, read_people_csv, write_nominations_csv};
use proptest::prelude::*;

fn scheme() -> Scheme {
    let reference = || LegalReference { citation: "test".into(), certainty: Certainty::Unverified };
    let group = |code: &str, relation, weight: &str, minimum, maximum| RaterGroup {
        code: code.parse().unwrap(),
        relation,
        label: Label::same(code),
        identified: matches!(relation, Relation::Superior | Relation::Oneself),
        weight: weight.parse().unwrap(),
        reference: reference(),
        minimum,
        maximum,
        chosen_by: ChosenBy::Organisation,
    };
    Scheme::try_new(SchemeParts {
        id: "test/360".to_owned(),
        version: "1".to_owned(),
        title: Label::same("test"),
        note: None,
        effective: EffectivePeriod::ALWAYS,
        reference: reference(),
        effect: Effect::Informs,
        instrument: "test".to_owned(),
        places: 2,
        groups: vec![
            group("superior", Relation::Superior, "0.6", 1, 1),
            group("peer", Relation::Peer, "0.4", 3, 5),
            group("self", Relation::Oneself, "0", 1, 1),
        ],
        alternatives: Vec::new(),
        pool: None,
        release: ReleaseRule {
            minimum_for_means: 3,
            minimum_for_detail: 5,
            small_groups: SmallGroups::Merge,
            answered_share: "0.5".parse().unwrap(),
            extreme_band: "0.05".parse().unwrap(),
        },
        validity: ValidityRule { superior_required: true, anonymous_groups: 1, coverage: "0.6".parse().unwrap() },
        duty: None,
        assumed: None,
    })
    .unwrap()
}

fn instrument() -> Instrument {
    let anchor = |value: i64| Anchor { value: value.into(), label: Label::default(), description: Label::default() };
    let item =
        |id: &str, leaders_only| Item { id: id.parse().unwrap(), dimension: "A".parse().unwrap(), text: Label::same(id), leaders_only };
    Instrument::try_new(InstrumentParts {
        id: "test".to_owned(),
        version: "1".to_owned(),
        title: Label::same("test"),
        instruction: Label::default(),
        effective: EffectivePeriod::ALWAYS,
        reference: None,
        framework: None,
        scale: Scale {
            minimum: 1.into(),
            maximum: 5.into(),
            not_observed: Label::new("Tidak tahu", "Unknown"),
            anchors: (1..=5).map(anchor).collect(),
        },
        dimensions: vec![Dimension { code: "A".parse().unwrap(), label: Label::same("A") }],
        items: vec![item("A.1", false), item("A.2", false), item("A.3", true)],
    })
    .unwrap()
}

const PEOPLE: &str = "person,name,unit,superior,position-kind\n\
    boss,,u,,head\nx,,u,boss,staff\np1,,u,boss,staff\np2,,u,boss,staff\np3,,u,boss,staff\n";
const NOMINATIONS: &str = "ratee,rater,group\nx,boss,superior\nx,p1,peer\nx,p2,peer\nx,p3,peer\nx,x,self\n";
const ANSWERS: &str = "ratee,rater,item,answer\nx,boss,A.1,4\nx,boss,A.2,5\nx,p1,A.1,3\n";

fn closed() -> Cycle {
    let on = NaiveDate::from_ymd_opt(2026, 3, 15).unwrap();
    Cycle::restore("2026-1".parse().unwrap(), CycleState::Closed { on })
}

fn read(people: &str, nominations: &str, answers: &str) -> Reading<CycleInput> {
    fn file<'a>(name: &'a str, text: &'a str) -> File<'a> {
        File { name, bytes: text.as_bytes() }
    }
    let (people, nominations, answers) = (file("people", people), file("nominations", nominations), file("answers", answers));
    read_cycle(&scheme(), &instrument(), Some(&closed()), people, nominations, answers)
}

fn text_of<'t>(diagnostic: &Diagnostic, text: &'t str) -> &'t str {
    &text[diagnostic.span.start as usize..diagnostic.span.end as usize]
}

/// Expects these codes at these texts of one of the files, errors and warnings only.
#[track_caller]
fn check(people: &str, nominations: &str, answers: &str, file: &str, expected: &[(&str, &str)]) {
    let reading = read(people, nominations, answers);
    let text = match file {
        "people" => people,
        "nominations" => nominations,
        _ => answers,
    };
    let told: Vec<&Diagnostic> = reading.diagnostics().iter().filter(|d| d.severity > Severity::Note).collect();
    let found: Vec<(&str, &str)> = told.iter().filter(|d| &*d.file == file).map(|d| (d.code, text_of(d, text))).collect();
    assert_eq!(found, expected, "{told:#?}");
    assert!(told.iter().all(|d| d.message.id != d.message.en && &*d.file == file), "{told:#?}");
    assert_eq!(reading.is_sound(), told.iter().all(|d| d.severity < Severity::Error));
}

fn answers(reading: Reading<CycleInput>) -> Vec<(String, String, Vec<Option<Answer>>)> {
    let input = reading.sound().unwrap();
    let responses = input.ratees.values().flat_map(|data| &data.responses);
    responses.map(|r| (r.rater().to_string(), r.group().to_string(), r.answers().to_vec())).collect()
}

fn value(number: i64) -> Option<Answer> {
    Some(Answer::Value(number.into()))
}

#[test]
fn long_and_wide_answers_say_the_same() {
    let long = answers(read(PEOPLE, NOMINATIONS, "ratee,rater,item,answer\nx,boss,A.1,4\nx,p1,A.2,tidak tahu\nx,boss,A.2,5\nx,p1,A.1,3\n"));
    let wide = answers(read(PEOPLE, NOMINATIONS, "A.2;A.1;ratee;rater;A.3\n5;4;x;boss;\n;3,0;x;p1;N/O\n"));
    assert_eq!(long[0], ("boss".to_owned(), "superior".to_owned(), vec![value(4), value(5), None]));
    assert_eq!(long[1], ("p1".to_owned(), "peer".to_owned(), vec![value(3), Some(Answer::NotObserved), None]));
    assert_eq!(long, wide);
}

#[test]
fn indonesian_headers_tabs_and_a_byte_order_mark_are_read() {
    let people = "\u{feff}Pegawai\tUnit Kerja\tAtasan\tJenis Jabatan\tMemimpin\r\nboss\tu\t\thead\t\r\nx\tu\tboss\tstaff\tya\r\np1\tu\tboss\tstaff\t\r\n";
    let nominations = "Yang Dinilai\tPenilai\tKelompok\tStatus\r\nx\tboss\tsuperior\tdisetujui\r\nx\tp1\tpeer\t\r\n";
    let reading = read(people, nominations, "Dinilai\tPenilai\tButir\tJawaban\tKomentar\r\nx\tboss\ta.3\t4\t\"Baik; \"\"sekali\"\"\"\r\n");
    let input = reading.sound().unwrap();
    let data = &input.ratees[&"x".parse().unwrap()];
    assert!(data.leads, "as the people say");
    assert_eq!(data.responses[0].comment(), Some("Baik; \"sekali\""));
    assert_eq!(data.responses[0].answers()[2], value(4));
    assert_eq!(data.appointed.values().sum::<usize>(), 2);
}

#[test]
fn comments_stand_in_a_column_or_as_an_item() {
    let reading = read(PEOPLE, NOMINATIONS, "ratee,rater,item,answer\nx,boss,comment,Good work\nx,boss,A.1,4\n");
    assert_eq!(reading.sound().unwrap().ratees[&"x".parse().unwrap()].responses[0].comment(), Some("Good work"));
}

#[test]
fn answers_that_cannot_be_are_refused_at_their_cell() {
    let long = |rest: &str| format!("ratee,rater,item,answer\nx,boss,A.1,4\n{rest}");
    for (line, code, place) in [
        ("x,p1,A.1,6\n", "answer-outside-scale", "6"),
        ("x,p1,A.1,0\n", "answer-outside-scale", "0"),
        ("x,p1,A.1,NaN\n", "not-a-number", "NaN"),
        ("x,p1,A.1,-inf\n", "not-a-number", "-inf"),
        ("x,p1,A.9,3\n", "unknown-item", "A.9"),
        ("x,p1,A.3,3\n", "leaders-only", "A.3"),
        ("x,boss,A.1,4\n", "duplicate-answer", "A.1"),
        ("x,z9,A.1,3\n", "unknown-rater", "z9"),
        ("z9,p1,A.1,3\n", "unknown-ratee", "z9"),
        ("p1,x,A.1,3\n", "no-nomination", "x"),
        ("p1,p1,A.1,5\n", "no-nomination", "p1"),
        ("x,p1\n", "row-width", "x,p1"),
        (",p1,A.1,3\n", "blank-cell", ""),
        ("x,p1,A.1,\"3\n", "csv-syntax", "\""),
    ] {
        let answers = long(line);
        let reading = read(PEOPLE, NOMINATIONS, &answers);
        let first = reading.diagnostics().iter().find(|d| d.severity == Severity::Error).unwrap();
        assert_eq!((first.code, text_of(first, &answers)), (code, place), "{line}");
        assert!(!reading.is_sound());
    }
}

#[test]
fn all_faults_are_reported_at_once_and_each_once() {
    let answers = "ratee,rater,item,answer\nx,z9,A.1,3\nx,z9,A.2,NaN\nx,p1,A.1,7\nx,p1,A.9,7\nx,p2,A.1,nan\nz8,p1,A.1,1\n";
    let expected = [
        ("unknown-rater", "z9"),
        ("not-a-number", "NaN"),
        ("answer-outside-scale", "7"),
        ("unknown-item", "A.9"),
        ("not-a-number", "nan"),
        ("unknown-ratee", "z8"),
    ];
    check(PEOPLE, NOMINATIONS, answers, "answers", &expected);
    let reading = read(PEOPLE, NOMINATIONS, answers);
    let sentences: Vec<&str> = reading.diagnostics().iter().map(|d| &*d.message.en).collect();
    assert!(sentences.contains(&"answer `7` to item `A.1` is outside the scale, expected one of 1, 2, 3, 4, 5"), "{sentences:?}");
    assert!(sentences.contains(&"`NaN` is no answer to item `A.2`, expected one of 1, 2, 3, 4, 5, or `Unknown`"), "{sentences:?}");
}

#[test]
fn a_rater_who_answers_twice_is_refused() {
    let wide = "ratee,rater,A.1,A.2\nx,boss,4,5\nx,p1,3,3\nx,boss,5,5\n";
    check(PEOPLE, NOMINATIONS, wide, "answers", &[("duplicate-rater", "boss")]);
}

#[test]
fn answers_of_nominations_that_do_not_stand_are_refused() {
    let nominations = "ratee,rater,group,state,reason\nx,boss,superior,,\nx,p1,peer,declined,leave\nx,p2,peer,proposed,\n";
    let answers = "ratee,rater,A.1\nx,boss,4\nx,p1,4\nx,p2,4\n";
    check(PEOPLE, nominations, answers, "answers", &[("nomination-not-approved", "p1"), ("nomination-not-approved", "p2")]);
}

#[test]
fn answers_after_the_cycle_was_closed_are_refused() {
    let answers = "ratee,rater,item,answer,answered-on\nx,boss,A.1,4,2026-03-14\nx,p1,A.1,4,2026-03-15\nx,p2,A.1,4,15 March\n";
    check(PEOPLE, NOMINATIONS, answers, "answers", &[("cycle-takes-no-answers", "2026-03-15"), ("impossible-date", "15 March")]);
    let reading = read(PEOPLE, NOMINATIONS, answers);
    assert_eq!(
        &*reading.diagnostics().iter().find(|d| d.code == "cycle-takes-no-answers").unwrap().message.en,
        "the answer of 2026-03-15 is late: cycle `2026-1` was closed on 2026-03-15, expected before that day"
    );
}

#[test]
fn conflicts_of_interest_are_found_at_their_line() {
    let nominations = "ratee,rater,group\nx,boss,superior\nx,x,peer\nx,boss,peer\nx,p1,peer\nx,p1,peer\nx,p2,peers\nx,p3,self\n";
    let expected = [
        ("rates-oneself", "x"),
        ("superior-in-other-group", "boss"),
        ("rater-in-two-groups", "boss"),
        ("duplicate-rater", "p1"),
        ("unknown-group", "peers"),
        ("self-by-another", "p3"),
    ];
    check(PEOPLE, nominations, ANSWERS.replace("x,p1,A.1,3\n", "").as_str(), "nominations", &expected);
}

#[test]
fn files_that_are_no_tables_say_what_they_should_be() {
    check("", NOMINATIONS, ANSWERS, "people", &[("empty-file", "")]);
    check(PEOPLE, "\u{feff}\n\n", ANSWERS, "nominations", &[("empty-file", "")]);
    check(PEOPLE, NOMINATIONS, "ratee,rater,item,answer\n", "answers", &[("empty-file", "")]);
    check("person,unit,superior\n", NOMINATIONS, ANSWERS, "people", &[("missing-column", "person,unit,superior")]);
    check(PEOPLE, NOMINATIONS, "ratee,rater,item\nx,p1,A.1\n", "answers", &[("missing-column", "ratee,rater,item")]);
    check(PEOPLE, NOMINATIONS, "ratee,rater\nx,p1\n", "answers", &[("missing-column", "ratee,rater")]);
    check(PEOPLE, NOMINATIONS, "ratee,rater,A.1,A.7\nx,p1,3,3\n", "answers", &[("unknown-item", "A.7")]);
    check(
        PEOPLE,
        "ratee,rater,group,Group\nx,p1,peer,peer\n",
        "ratee,rater,A.1\nx,p1,3\n",
        "nominations",
        &[("duplicate-column", "Group")],
    );
    let reading = read_people_csv(File { name: "people", bytes: b"person,unit\xff" });
    assert_eq!(reading.diagnostics()[0].code, "not-utf8");
    assert_eq!(reading.diagnostics()[0].span.start, 11);
}

#[test]
fn people_out_of_order_are_found() {
    let people = format!("{PEOPLE}p1,,u,boss,staff\nq,,u,nobody,staff\nr,,u,r,staff\n,,u,,staff\n");
    let expected = [("duplicate-person", "p1"), ("unknown-superior", "nobody"), ("superiors-in-a-circle", "r"), ("blank-cell", "")];
    check(&people, NOMINATIONS, ANSWERS, "people", &expected);
    check(
        &PEOPLE.replace("position-kind", "position-kind,remark").replace("head", "head,?").replace("staff", "staff,"),
        NOMINATIONS,
        ANSWERS,
        "people",
        &[("unused-column", "remark")],
    );
}

#[test]
fn quotas_are_notes_that_do_not_stop_scoring() {
    let reading = read(PEOPLE, "ratee,rater,group\nx,boss,superior\nx,p1,peer\n", ANSWERS);
    assert!(reading.is_sound());
    let notes: Vec<(&str, Severity)> = reading.diagnostics().iter().map(|d| (d.code, d.severity)).collect();
    assert_eq!(notes, [("too-few-raters", Severity::Note); 2]);
    let two = "ratee,rater,group\nx,boss,superior\nx,p1,superior\n";
    check(PEOPLE, two, ANSWERS, "nominations", &[("not-the-superior", "p1"), ("too-many-raters", "p1")]);
}

#[test]
fn one_huge_group_is_read() {
    let mut people = String::from("person,unit,superior,position-kind\nboss,u,,head\nx,u,boss,staff\n");
    let mut nominations = String::from("ratee,rater,group\nx,boss,superior\n");
    let mut answers = String::from("ratee,rater,A.1,A.2\n");
    for n in 0..3000 {
        people.push_str(&format!("p{n},u,boss,staff\n"));
        nominations.push_str(&format!("x,p{n},peer\n"));
        answers.push_str(&format!("x,p{n},3,4\n"));
    }
    let input = read(&people, &nominations, &answers).sound().unwrap();
    assert_eq!((input.ratees.len(), input.answers()), (1, 6000));
}

#[test]
fn many_notes_refuse_nothing_and_hide_no_error() {
    let mut people = String::from("person,unit,superior,position-kind\nboss,u,,head\n");
    let mut nominations = String::from("ratee,rater,group\n");
    let mut answers = String::from("ratee,rater,A.1\n");
    for n in 0..1500 {
        people.push_str(&format!("p{n},u,boss,staff\n"));
        nominations.push_str(&format!("p{n},boss,superior\n"));
        answers.push_str(&format!("p{n},boss,3\n"));
    }
    let reading = read(&people, &nominations, &answers);
    assert!(reading.is_sound());
    // no peers and no self rating for any of them; the rest of the notes is counted
    assert_eq!(reading.diagnostics().len(), 1001);
    assert_eq!(&*reading.diagnostics()[1000].message.en, "2000 more problems were found, the first 1000 are reported");
    nominations.push_str("p1,p1,peer\n");
    let reading = read(&people, &nominations, &answers);
    assert!(!reading.is_sound());
    assert!(reading.diagnostics().iter().any(|d| d.code == "rates-oneself"));
}

fn chart() -> Chart {
    read_people_csv(File { name: "people", bytes: PEOPLE.as_bytes() }).sound().unwrap()
}

#[test]
fn written_nominations_are_read_back() {
    let nominations = propose(&scheme(), &chart(), "2026-1");
    let text = write_nominations_csv(&nominations);
    assert!(text.starts_with("ratee,rater,group,state,reason\nboss,boss,self,approved,\n"), "{text}");
    let read = read_nominations_csv(File { name: "n", bytes: text.as_bytes() }, &scheme(), &chart()).sound().unwrap();
    assert_eq!(write_nominations_csv(&read.list), text);
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(people in ".{0,200}", nominations in "(ratee,rater,group\n)?.{0,200}", answers in "(ratee;rater;A.1\n)?[x,;p1\"\n 0-9NaN]{0,200}") {
        let _ = read(&people, &nominations, &answers);
        let reading = read(PEOPLE, &nominations, &answers);
        prop_assert!(reading.is_sound() || !reading.diagnostics().is_empty());
        let _ = read(PEOPLE, NOMINATIONS, &answers);
    }

    #[test]
    fn order_of_lines_does_not_matter(lines in Just(ANSWERS.lines().skip(1).collect::<Vec<_>>()).prop_shuffle(), named in Just(NOMINATIONS.lines().skip(1).collect::<Vec<_>>()).prop_shuffle()) {
        let shuffled = format!("ratee,rater,item,answer\n{}", lines.join("\n"));
        let nominations = format!("ratee,rater,group\n{}", named.join("\n"));
        let (a, b) = (read(PEOPLE, NOMINATIONS, ANSWERS).sound().unwrap(), read(PEOPLE, &nominations, &shuffled).sound().unwrap());
        prop_assert_eq!(a.ratees, b.ratees);
    }
}
