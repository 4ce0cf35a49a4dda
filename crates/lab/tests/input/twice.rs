//! Who is there twice, and what could not be read, is said by whatever runs over a file.

use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, StringArray};
use jenjang_lab::compare::{DataRead, Options, PeopleTwice, RowTwice, compare};
use jenjang_lab::explain::explain;
use jenjang_lab::input::{self, decoded};
use jenjang_lab::population::{Population, Wanted};
use jenjang_lab::run::Threads;
use parquet::arrow::ArrowWriter;
use parquet::file::properties::WriterProperties;

use crate::made::Folder;
use crate::small::Small;

const DAY: &str = "2027-06-01";
const IDS: [&str; 7] = ["a", "b", " a ", "", "c", "a", "b"];

/// Somebody in row 3 and 6, somebody else in row 7; one without an id.
fn expected() -> PeopleTwice {
    let first = [(3, 1), (6, 1), (7, 2)].map(|(row, first)| RowTwice { row, first });
    PeopleTwice { not_checked: None, rows: 3, without_id: 1, first: first.into() }
}

fn csv() -> String {
    let rows = IDS.map(|id| format!("{id},A,2020-01-01,good\n"));
    format!("id,grade,grade.since,rating\n{}", rows.concat())
}

/// The same people, two to a row group.
fn parquet(folder: &Folder) -> PathBuf {
    let column = |texts: Vec<&str>| Arc::new(StringArray::from(texts)) as ArrayRef;
    let same = |text| column(vec![text; IDS.len()]);
    let columns = [("id", column(IDS.to_vec())), ("grade", same("A")), ("grade.since", same("2020-01-01")), ("rating", same("good"))];
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let path = folder.path("people.parquet");
    let properties = WriterProperties::builder().set_max_row_group_row_count(Some(2)).build();
    let mut writer = ArrowWriter::try_new(File::create(&path).unwrap(), batch.schema(), Some(properties)).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    path
}

fn said(small: &Small, population: &dyn Population) -> DataRead {
    let on = small.on("small/promotion", DAY);
    let explanation = explain(population, &on, Threads::default()).unwrap();
    assert_eq!(explanation.totals.people, explanation.data.people, "nobody is dropped");
    explanation.data
}

#[test]
fn whoever_is_there_twice_is_named_whatever_the_format() {
    let (small, folder) = (Small::new(), Folder::new());
    let plain = input::open(&folder.write("people.csv", csv()), &small.catalogue, None).unwrap();
    let narrow = folder.path("narrow.arrow");
    decoded::write(&*plain, &Wanted { facts: plain.facts(), others: plain.others() }, Threads::default(), &narrow).unwrap();
    let narrow = input::open(&narrow, &small.catalogue, None).unwrap();
    let groups = input::open(&parquet(&folder), &small.catalogue, None).unwrap();
    assert_eq!(groups.parts(), 4);
    let rows = IDS.map(|id| format!("{}|A|2020-01-01|good", if id.is_empty() { "-" } else { id }));
    let memory = small.table(&["@id", "grade", "grade.since", "rating"], &rows.each_ref().map(String::as_str));
    for (what, population) in [("csv", &*plain), ("narrow", &*narrow), ("parquet", &*groups), ("memory", &memory)] {
        let data = said(&small, population);
        assert_eq!(data.twice, Some(expected()), "{what}");
        assert_eq!(data.people, 7, "{what}: they count each time");
        let found = input::duplicates(population).unwrap();
        assert_eq!((found.count, found.without_id), (3, 1), "{what}");
        let (before, after) = (small.on("small/promotion", DAY), small.on("small/quick", DAY));
        let comparison = compare(population, &before, &after, &Options::default()).unwrap();
        assert_eq!(comparison.data.twice, Some(expected()), "{what}");
    }
}

#[test]
fn of_many_people_in_many_parts_the_right_rows_are_named() {
    let (small, folder) = (Small::new(), Folder::new());
    let mut text = "person,grade\n".to_owned();
    (0..140_000).for_each(|number| text.push_str(&format!("{},A\n", number % 139_998)));
    let population = input::open(&folder.write("people.csv", text), &small.catalogue, None).unwrap();
    assert!(population.parts() > 1);
    let twice = said(&small, &*population).twice.unwrap();
    let first = [(139_999, 1), (140_000, 2)].map(|(row, first)| RowTwice { row, first });
    assert_eq!(twice, PeopleTwice { not_checked: None, rows: 2, without_id: 0, first: first.into() });
}

#[test]
fn where_nobody_can_be_told_apart_it_is_said_that_nobody_looked() {
    let (small, folder) = (Small::new(), Folder::new());
    let population = input::open(&folder.write("people.csv", "grade\nA\nA\n"), &small.catalogue, None).unwrap();
    let twice = said(&small, &*population).twice.unwrap();
    assert_eq!((twice.rows, &*twice.not_checked.unwrap().en), (0, "the data has no column `id` or `person`"));
}

#[test]
fn what_was_found_is_told_save_of_protected_facts() {
    let own = "[policy]\nid = \"small/own\"\ndecides = \"eligibility\"\ntitle = { id = \"t\", en = \"t\" }\ncatalogue = \"small\"\nreference = \"R\"\n\
               certainty = \"text\"\neffective = { from = 2020-01-01 }\ndate-rounding = \"last-day-of-month\"\n[[criteria]]\ncode = \"c\"\n\
               label = { id = \"c\", en = \"c\" }\nreference = \"R\"\ncertainty = \"text\"\nrequire = 'sex = \"woman\" or grade.since < as of'\nlawful-basis = \"R\"\n";
    let (small, folder) = (Small::with(&[("own.toml", own)]), Folder::new());
    let text = "id,sex,grade.since\n1,perempuan,2020-02-30\n2,man\n";
    let population = input::open(&folder.write("people.csv", text), &small.catalogue, None).unwrap();
    let data = explain(&*population, &small.on("small/own", DAY), Threads::default()).unwrap().data;
    let mut told: Vec<(u64, &str, Option<&str>)> =
        data.first_unread.iter().map(|unread| (unread.row, &*unread.column, unread.found.as_deref())).collect();
    told.sort_unstable();
    assert_eq!(told, [(1, "grade.since", Some("2020-02-30")), (1, "sex", None), (2, "*", Some("2"))]);
}

#[test]
fn people_in_memory_give_what_is_wanted_and_no_more() {
    let small = Small::new();
    let people = small.table(&["@id", "@unit", "grade", "sex"], &["a|x|A|man", "b|y|B|woman"]);
    let grade = small.catalogue.find("grade").unwrap();
    let wanted = Wanted { facts: vec![grade], others: vec![Arc::from("unit")] };
    let look = |segment: jenjang_lab::segment::Segment| {
        assert_eq!(segment.facts().collect::<Vec<_>>(), [grade]);
        assert_eq!(segment.others().map(|name| &**name).collect::<Vec<_>>(), ["unit"]);
        assert_eq!(segment.value(grade, 1).to_string(), "B");
        Ok(())
    };
    people.read(0, &wanted, &mut { look }).unwrap();
    // its digest is still of everything
    let other = small.table(&["@id", "@unit", "grade", "sex"], &["a|x|A|woman", "b|y|B|woman"]);
    assert_ne!(people.digest().unwrap(), other.digest().unwrap());
}
