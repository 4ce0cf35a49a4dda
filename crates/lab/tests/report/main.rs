//! The report: one page in two languages, and the same as files.
//!
//! After a wanted change: `UPDATE_SNAPSHOTS=1 cargo test -p jenjang-lab --test report`, then read the difference and look at the pages: they
//! are written as `report-*.html` into the `tmp` folder of the target directory.

#![allow(clippy::unwrap_used, clippy::panic, clippy::cast_possible_truncation, clippy::cast_possible_wrap, reason = "helpers of a test")]

mod contents;
mod page;

use std::path::PathBuf;

use jenjang::legal::{Label, Language};
use jenjang::period::EVERYTHING_KNOWN;
use jenjang_lab::audit::Found;
use jenjang_lab::compare::PeopleTwice;
use jenjang_lab::report::{self, Contents, SheetCell};

const LANGUAGES: [(Language, &str); 2] = [(Language::Id, "id"), (Language::En, "en")];

/// Everything a report has to bear.
fn cases() -> Vec<(&'static str, Contents)> {
    vec![
        ("service", contents::service()),
        ("small", contents::small()),
        ("one", contents::unchanged(1)),
        ("nobody", contents::unchanged(0)),
        ("unchanged", contents::unchanged(1_000_000)),
        ("many-units", contents::many_units()),
        ("score", contents::score()),
        ("everybody-alike", contents::everybody_alike()),
    ]
}

#[test]
fn every_page_is_sound_whatever_it_is_about() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    for (name, contents) in cases() {
        for (language, end) in LANGUAGES {
            let text = report::html(&contents, language);
            std::fs::write(folder.join(format!("report-{name}.{end}.html")), &text).unwrap();
            let what = format!("{name}.{end}");
            assert!(text.len() < 1_000_000, "{what}: {} bytes", text.len());
            page::check(&what, &text, end);
        }
    }
}

#[test]
fn equal_contents_give_equal_bytes() {
    let (first, second) = (contents::small(), contents::small());
    for (language, _) in LANGUAGES {
        assert_eq!(report::html(&first, language), report::html(&second, language));
        assert_eq!(report::csv(&first, language).unwrap(), report::csv(&second, language).unwrap());
        assert_eq!(report::sheets(&first, language), report::sheets(&second, language));
    }
    assert_eq!(report::json(&first).unwrap(), report::json(&second).unwrap());
}

#[test]
fn a_small_report_reads_as_approved() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/report/snapshots");
    let update = std::env::var_os("UPDATE_SNAPSHOTS").is_some();
    let small = contents::small();
    let mut stale = Vec::new();
    for (language, end) in LANGUAGES {
        // the style is a file of its own
        let text = report::html(&small, language);
        let (start, rest) = text.split_once("<style>").unwrap();
        let (_, rest) = rest.split_once("</style>").unwrap();
        let mut now = format!("{start}{rest}").replace("><", ">\n<");
        for version in [small.comparison.before.version, small.comparison.after.version] {
            now = now.replace(&version.to_string(), "VERSION");
        }
        let path = folder.join(format!("small.{end}.html"));
        if update {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(&path, &now).unwrap();
        } else if std::fs::read_to_string(&path).ok().as_deref() != Some(now.as_str()) {
            stale.push(path);
        }
    }
    assert!(stale.is_empty(), "stale, see the top of this file: {stale:?}");
}

#[test]
fn what_an_employer_calls_things_is_text_and_nothing_else() {
    let small = contents::small();
    for (language, _) in LANGUAGES {
        let text = report::html(&small, language);
        assert!(!text.contains("<script"), "a label ran");
        assert!(text.contains("&lt;script&gt;alert("), "and is still shown");
        assert!(!text.contains("<b>A</b>"));
        let people = page::cells(&text, "t-groups-unit");
        assert_eq!(people[0][0], "Dinas <b>A</b> & \"B\"");
        assert_eq!(people[1][0], "<script>alert('x')</script>");
    }
}

#[test]
fn small_cells_are_hidden_in_every_form() {
    let small = contents::small();
    let html = page::cells(&report::html(&small, Language::En), "t-groups-unit");
    let lost = html[0].iter().filter(|cell| *cell == "<5").count();
    assert_eq!(lost, 1, "{html:?}");
    let csv = report::csv(&small, Language::En).unwrap();
    let (_, bytes) = csv.iter().find(|(name, _)| name == "groups-unit.csv").unwrap();
    let mut reader = csv::Reader::from_reader(&bytes[..]);
    let place = reader.headers().unwrap().iter().position(|name| name == "lost").unwrap();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!((&rows[0][place], &rows[1][place]), ("<5", "6"));
    assert_eq!((rows[0].iter().next_back(), rows[1].iter().next_back()), (Some("“<5”: fewer than five people"), Some("")));
    // what is hidden only to protect another has a mark of its own, and every form says so
    let totals = page::cells(&report::html(&small, Language::En), "t-totals");
    assert_eq!((totals[0][1].as_str(), totals[1][3].as_str()), ("·", "<5"));
    let (_, bytes) = csv.iter().find(|(name, _)| name == "totals.csv").unwrap();
    let text = String::from_utf8(bytes.clone()).unwrap();
    assert!(text.contains("·") && text.contains("hidden so that a small count cannot be worked back"), "{text}");
    let json: serde_json::Value = serde_json::from_str(&report::json(&small).unwrap()).unwrap();
    assert_eq!(json["comparison"]["dimensions"][0]["rows"][0]["cells"][1], "few");
    assert_eq!(json["comparison"]["totals"]["table"][0][0], "protecting");
    // the audit counted three people of a third group, and none of its forms says so
    let text = report::html(&small, Language::En);
    assert!(page::cells(&text, "t-fairness-sex").iter().all(|row| row[0] != "X"));
}

#[test]
fn json_holds_the_whole_contents() {
    let service = contents::service();
    let json: serde_json::Value = serde_json::from_str(&report::json(&service).unwrap()).unwrap();
    assert_eq!(json["comparison"]["totals"]["gained"], 41_234);
    assert_eq!(json["comparison"]["after"]["version"], service.comparison.after.version.to_string());
    assert_eq!(json["clause-diff"]["parameters"][0]["before"], "4");
    assert_eq!(json["clause-diff"]["parameters"][0]["after"], "3");
    assert_eq!(json["sweep"]["points"].as_array().unwrap().len(), 15);
    assert_eq!(json["projection"]["draft"]["years"].as_array().unwrap().len(), 10);
    assert_eq!(json["audit"]["attributes"][0]["steps"][0]["groups"][0]["selected"], 142_011);
    assert_eq!(json["provenance"]["command"], &*service.provenance.command);
}

#[test]
fn a_change_stands_beside_the_numbers_of_the_criterion_it_concerns() {
    let service = contents::service();
    let rows = page::cells(&report::html(&service, Language::En), "t-clauses");
    let years = rows.iter().find(|row| row[1] == "4 years").unwrap();
    assert_eq!(years[2], "3 years");
    assert_eq!(&years[4..], ["Time in grade", "2,104,331", "1,590,887", "0", "513,444"]);
    let title = rows.last().unwrap();
    assert_eq!(&title[4..], ["–"; 5], "a title concerns no criterion and comes last");
    let rows = page::cells(&report::html(&service, Language::Id), "t-clauses");
    assert!(rows.iter().any(|row| row[1] == "4 tahun" && row[5] == "2.104.331"));
}

#[test]
fn the_first_screen_compares_like_with_like_before_it_speaks_of_fairness() {
    let mut service = contents::service();
    let said = report::html(&service, Language::En);
    assert!(said.contains("Among people alike in unit, grade a clear difference remains."));
    assert_eq!(page::cells(&said, "t-fairness-sex")[0][8..11], ["0.76", "0.75", "0.78"]);
    let outcome = &mut service.audit.as_mut().unwrap().attributes[0].steps[0];
    outcome.groups[0].against.as_mut().unwrap().odds_ratio_interval = Some(Found::Value((0.97, 1.04)));
    assert!(report::html(&service, Language::En).contains("Among people alike in unit, grade no difference is visible."));
}

#[test]
fn no_flag_is_claimed_only_for_what_could_be_compared() {
    let text = report::html(&contents::everybody_alike(), Language::En);
    assert!(text.contains("The outcome raises no flag by: alike. 2 other attributes cannot be judged."), "nobody selected, and too few");
}

#[test]
fn csv_files_can_be_read_again_and_have_a_name_each() {
    for (name, contents) in cases() {
        let files = report::csv(&contents, Language::Id).unwrap();
        let mut names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count, "{name}: two files of one name");
        for (file, bytes) in &files {
            assert!(file.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || "-.".contains(letter)), "{file}");
            let mut reader = csv::Reader::from_reader(&bytes[..]);
            let keys: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
            let mut once = keys.clone();
            once.sort_unstable();
            once.dedup();
            assert_eq!(once.len(), keys.len(), "{name} {file}: {keys:?}");
            for row in reader.records() {
                assert_eq!(row.unwrap().len(), keys.len());
            }
        }
        let table =
            |wanted: &str| files.iter().find(|(name, _)| name == wanted).map(|(_, bytes)| String::from_utf8(bytes.clone()).unwrap());
        assert!(table("totals.csv").unwrap().contains(&format!(",{}", contents.comparison.totals.people)));
        assert!(table("provenance.csv").unwrap().contains(&contents.comparison.data.digest));
    }
}

#[test]
fn sheets_fit_a_workbook() {
    for (name, contents) in cases() {
        let sheets = report::sheets(&contents, Language::Id);
        for (place, sheet) in sheets.iter().enumerate() {
            assert!((1..=31).contains(&sheet.name.chars().count()), "{name}: {}", sheet.name);
            assert!(sheets[..place].iter().all(|other| !other.name.eq_ignore_ascii_case(&sheet.name)), "{name}: {}", sheet.name);
            assert!(sheet.rows.iter().all(|row| row.len() == sheet.header.len()), "{name}: {}", sheet.name);
        }
    }
    let sheets = report::sheets(&contents::service(), Language::En);
    let grades = sheets.iter().find(|sheet| sheet.name == "groups-grade").unwrap();
    assert_eq!(grades.rows[9][..3], [SheetCell::Text("III/b".into()), SheetCell::Number(524_000.into()), SheetCell::Number(24_952.into())]);
    assert_eq!(grades.rows[8][2], SheetCell::Text("<5".into()));
}

#[test]
fn a_population_of_nobody_says_so() {
    let text = report::html(&contents::unchanged(0), Language::Id);
    assert!(text.contains("Data tidak berisi seorang pun"));
    assert!(!text.contains("NaN"));
    let text = report::html(&contents::unchanged(1), Language::En);
    assert!(text.contains("The draft changes the answer of nobody in this data."));
    assert!(text.contains("The draft and the rule in force say the same."));
}

#[test]
fn what_could_not_be_read_and_who_is_there_twice_is_said_with_the_data() {
    let mut service = contents::service();
    let text = report::html(&service, Language::En);
    let unread = page::cells(&text, "t-unread");
    assert_eq!(unread[0][2], "<i>III-1</i>", "as it was found, and as text");
    assert_eq!(unread[2][2], "(protected)");
    assert!(text.contains("30 rows are people there already and counted again"), "on the first screen");
    assert!(text.contains("No id is told of 2 people"));
    assert_eq!(page::cells(&text, "t-twice")[0], ["2,003", "1,999"]);
    let files = report::csv(&service, Language::Id).unwrap();
    let (_, twice) = files.iter().find(|(name, _)| name == "twice.csv").unwrap();
    assert_eq!(String::from_utf8(twice.clone()).unwrap().lines().count(), 31);
    // the rest of the facts has labels
    assert!(
        text.contains("Date of the position (`position.since`)") || text.contains("Date of the position (<code>position.since</code>)")
    );
    service.comparison.data.twice = Some(PeopleTwice { not_checked: Some(Label::new("x", "no ids")), ..PeopleTwice::default() });
    assert!(report::html(&service, Language::En).contains("Nobody looked for people who are there twice: no ids."));
}

#[test]
fn whoever_knows_everything_knows_it_on_no_day() {
    let mut service = contents::service();
    service.comparison.before.known_at = EVERYTHING_KNOWN;
    for (language, words) in [(Language::Id, "semua yang diketahui"), (Language::En, "everything known")] {
        let text = report::html(&service, language);
        assert!(text.contains(words) && !text.contains("9999"));
        let files = report::csv(&service, language).unwrap();
        let (_, made) = files.iter().find(|(name, _)| name == "provenance.csv").unwrap();
        let made = String::from_utf8(made.clone()).unwrap();
        assert!(made.contains(words) && !made.contains("9999"), "{made}");
    }
}
