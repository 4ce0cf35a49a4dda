//! Another employer's table: fourteen facts, other names, other words, other dates.

use std::sync::Arc;

use jenjang::policy::catalogue::Catalogue;
use jenjang_lab::input::{self, Mapping, require};
use jenjang_lab::population::Wanted;
use jenjang_tests::Random;

use crate::made::*;

const CATALOGUE: &str = include_str!("employer/catalogue.toml");
const MAPPING: &str = include_str!("employer/mapping.toml");
const HEADER: &str = "Staff No;Ward;Site;Grade;In grade since;Hire date;DOB;Gender;Appraisal 2025;Appraisal 2024;Exam;CPD hours;\
                      Licence expiry;Warning expires;Credited months;FT/PT;specialty;Remarks";

fn hospital() -> (Arc<Catalogue>, Mapping) {
    let catalogue = catalogue(CATALOGUE);
    let mapping = Mapping::read("mapping.toml", MAPPING.as_bytes(), &catalogue).unwrap();
    (catalogue, mapping)
}

#[test]
fn the_page_shows_the_mapping_that_is_tested() {
    assert!(include_str!("../../../../docs/lab-input.md").contains(MAPPING.trim()));
}

#[test]
fn a_foreign_table_is_read_through_its_mapping() {
    let (catalogue, mapping) = hospital();
    let folder = Folder::new();
    let rows = "A1;W3;North;Band 6;01/04/2019;15-09-2010;19850228;female;3 - above;2 - meets;76,25;40;31.12.2027;;120;FT;ICU;x\n\
                A2;W3;North;BAND 7;31/02/2019;15-09-2010;19850229;Undisclosed;;;not taken;1.250,5;;01-01-2027;P10Y;pt;;y\n\
                A3;W4;South;Band 9;;;;;4 - far above;;;;;;;half;;\n";
    let path = folder.write("staff.csv", format!("\u{feff}{HEADER}\r\n{}", rows.replace('\n', "\r\n")));
    let population = input::open(&path, &catalogue, Some(&mapping)).unwrap();
    let wanted = Wanted { facts: all_facts(&catalogue), others: ["id", "region", "ward", "Remarks"].map(Arc::from).to_vec() };
    require(&*population, &wanted).unwrap();
    assert_eq!(population.facts().len(), 14);
    // every column stands under one name, and says where it comes from
    assert_eq!(population.others().iter().map(|name| &**name).collect::<Vec<_>>(), ["Remarks", "id", "region", "ward"]);
    let columns = |name: &str| population.columns_of(catalogue.find(name).unwrap()).unwrap().join(" + ");
    assert_eq!(["band", "rating", "specialty", "scheme"].map(columns), ["Grade", "Appraisal 2025 + Appraisal 2024", "specialty", ""]);
    assert_eq!(["id", "region"].map(|name| population.column_of(name).unwrap()), [Arc::from("Staff No"), Arc::from("Site")]);
    assert_eq!(population.digest().unwrap().len(), 64 + 1 + 64, "of the table and of its mapping");
    let (segments, reading) = read(&*population, &wanted).unwrap();
    let person = |place: usize| -> Vec<String> {
        all_facts(&catalogue).into_iter().map(|fact| segments[0].value(fact, place).to_string()).collect()
    };
    assert_eq!(
        person(0),
        [
            "B6",
            "2019-04-01",
            "2010-09-15",
            "1985-02-28",
            "f",
            "[above, meets, ?]",
            "76.25",
            "40",
            "2027-12-31",
            "null",
            "P10Y",
            "true",
            "ICU",
            "national"
        ]
    );
    assert_eq!(person(1), ["B7", "?", "2010-09-15", "?", "?", "?", "null", "?", "null", "2027-01-01", "P10Y", "false", "?", "national"]);
    assert_eq!(person(2), ["?", "?", "?", "?", "?", "[?, ?, ?]", "?", "?", "null", "null", "?", "?", "?", "national"]);
    let other = |name: &str, place| segments[0].other(name).unwrap().value(place).to_string();
    assert_eq!([other("id", 2), other("region", 0), other("ward", 2), other("Remarks", 1)], ["A3", "North", "W4", "y"]);
    let found: Vec<String> = reading.unread.iter().map(|unread| format!("{} {}={}", unread.row, unread.column, unread.found)).collect();
    assert_eq!(
        found,
        [
            "3 Grade=Band 9",
            "2 In grade since=31/02/2019",
            "2 DOB=19850229",
            "3 Appraisal 2025=4 - far above",
            "2 CPD hours=1.250,5",
            "3 FT/PT=half",
        ]
    );
    assert_eq!(&*reading.unread[2].expected.en, "a date such as `20260401` (yyyymmdd)");
    assert_eq!(&*reading.unread[4].expected.id, "angka seperti `12,5`");
}

#[test]
fn fifty_thousand_rows_keep_their_denominator() {
    let (catalogue, mapping) = hospital();
    let (folder, mut random) = (Folder::new(), Random::new(11));
    let mut text = format!("{HEADER}\n");
    let mut spoilt = 0;
    for number in 0..50_000 {
        let bad = random.below(100) == 0;
        spoilt += u64::from(bad);
        let band = if bad { "Band 12".to_owned() } else { format!("Band {}", 4 + random.below(4)) };
        let year = 2000 + random.below(25);
        text.push_str(&format!("S{number};W{};North;{band};01-04-{year};01-01-1999;19800101;Male;;;;12;;;;FT;;\n", random.below(40)));
    }
    let path = folder.write("staff.csv", text);
    let (segments, reading) = open_and_read(&path, &catalogue, Some(&mapping)).unwrap();
    assert_eq!((reading.people, reading.unread_count), (50_000, spoilt));
    let band = catalogue.find("band").unwrap();
    let missing: u64 = segments.iter().map(|segment| segment.fact(band).unwrap().missing.as_ref().map_or(0, |bits| bits.count())).sum();
    assert_eq!(missing, spoilt);
}

#[test]
fn what_a_mapping_gets_wrong_is_told_with_line_and_column() {
    let catalogue = catalogue(CATALOGUE);
    let spoil = |found: &str, instead: &str| {
        assert!(MAPPING.contains(found), "{found}");
        let text = MAPPING.replacen(found, instead, 1);
        let problems = Mapping::read("mapping.toml", text.as_bytes(), &catalogue).unwrap_err();
        let problem = &problems[0];
        let place = jenjang_policy_files::position(&text, problem.span.start as usize);
        format!("{}:{} {} {}", place.line, place.column, problem.code, problem.message.en)
    };
    let found = [
        spoil("\"band.since\"       =", "\"band.snice\"       ="),
        spoil("\"dd-mm-yyyy\"", "\"dd-mm-yy\""),
        spoil("\"Band 4\" = \"B4\"", "\"Band 4\" = \"B8\""),
        spoil("\"rating[2]\"", "\"rating[4]\""),
        spoil("\"rating[2]\"", "\"rating\"   "),
        spoil("\"licence.until\" = \"none\"", "\"hired\" = \"none\""),
        spoil("\"Male\"        = \"m\"", "\"FEMALE\" = \"m\""),
        spoil("decimal ", "decimals "),
        spoil("catalogue = \"hospital\"", "catalogue = \"asn\""),
    ];
    assert_eq!(
        found,
        [
            "11:1 unknown-fact unknown fact `band.snice`",
            "6:14 unknown-date-form unknown form of dates `dd-mm-yy`",
            "28:13 unknown-choice `band`: `B8` is not in scale `band`, perhaps `B4` is meant; choices: B4, B5, B6, B7",
            "16:1 item-out-of-range `rating[4]` is no item of a list `rating`",
            "16:1 duplicate-fact `rating`: the fact is given a column as a whole and by its items, expected one of the two",
            "51:12 none-not-possible `hired` cannot be none by the catalogue",
            "35:1 word-twice the word `FEMALE` is given two meanings; case makes no difference",
            "7:1 unknown-key unknown key `decimals` in `[mapping]`",
            "4:14 other-catalogue the mapping is for the catalogue `asn`, in use is `hospital`",
        ]
    );
}

#[test]
fn a_column_that_the_mapping_names_and_the_table_lacks_is_refused_with_the_nearest() {
    let (catalogue, mapping) = hospital();
    let folder = Folder::new();
    let path = folder.write("staff.csv", format!("{}\n", HEADER.replace("Licence expiry", "License expiry")));
    let refused = input::open(&path, &catalogue, Some(&mapping)).err().unwrap().message();
    assert!(
        refused
            .en
            .starts_with("`staff.csv` has no column `Licence expiry`, perhaps `License expiry` is meant; columns there: `Staff No`, "),
        "{}",
        refused.en
    );
    assert!(
        refused.id.starts_with("`staff.csv` tidak memiliki kolom `Licence expiry`, mungkin maksudnya `License expiry`; kolom yang ada: ")
    );
}
