//! Bad input: named, located, counted; nobody leaves a denominator.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use arrow_array::builder::{BinaryBuilder, FixedSizeListBuilder, Int32Builder};
use arrow_array::{
    Array, ArrayRef, BooleanArray, Date64Array, Float32Array, Float64Array, Int32Array, Int64Array, LargeStringArray, RecordBatch,
    StringArray, StringViewArray, TimestampMicrosecondArray, UInt64Array,
};
use arrow_ipc::writer::{FileWriter, StreamWriter};
use jenjang::policy::value::Value;
use jenjang_lab::LabError;
use jenjang_lab::input::{self, decoded, duplicates, require};
use jenjang_lab::population::{InMemory, Population, Reading, Wanted};
use jenjang_lab::run::Threads;
use jenjang_lab::segment::Segment;
use jenjang_tables::Choices;
use jenjang_tests::Random;

use crate::made::*;

/// The English sentence of a refusal; an Indonesian one is there too.
fn refusal(result: Result<impl Sized, LabError>) -> String {
    let error = result.err().expect("refused");
    let message = error.message();
    assert_ne!(message.id, message.en, "in both languages");
    message.en.to_string()
}

fn csv_of(text: impl AsRef<[u8]>) -> Result<(Vec<Segment>, Reading), LabError> {
    let folder = Folder::new();
    open_and_read(&folder.write("people.csv", text), &every_type(), None)
}

fn values(segments: &[Segment], fact: &str) -> Vec<String> {
    let index = segments[0].catalogue().find(fact).unwrap();
    segments.iter().flat_map(|segment| (0..segment.len()).map(move |place| segment.value(index, place).to_string())).collect()
}

#[test]
fn what_cannot_be_read_is_missing_and_told_with_row_and_column() {
    let text = "id,grade,grade.since,score,certificate,service,sanction.until,rating\n\
                1,III/b,2024-02-29,76.25,true,P2Y6M,,1;2\n\
                2,III/x,2023-02-29,7 6,ya,2 tahun,null,9\n\
                3,,2024-02-29T00:00:00,-0.5,FALSE,30,?,[1; 2\n\
                4,III/c,2024-02-29\n\
                5,null,0000-01-01,1234567890123456789012345678901,1,P1D,2024-13-01,1;2;1;2\n";
    let (segments, reading) = csv_of(text).unwrap();
    assert_eq!(reading.people, 5);
    assert_eq!(values(&segments, "grade"), ["III/b", "?", "?", "?", "?"]);
    assert_eq!(values(&segments, "grade.since"), ["2024-02-29", "?", "2024-02-29", "?", "?"]);
    assert_eq!(values(&segments, "score"), ["76.25", "?", "-0.5", "?", "?"]);
    assert_eq!(values(&segments, "service"), ["P2Y6M", "?", "P2Y6M", "?", "?"]);
    // a blank sanction is known to be none; in a row that cannot be read nothing is known
    assert_eq!(values(&segments, "sanction.until"), ["null", "null", "?", "?", "?"]);
    assert_eq!(values(&segments, "rating"), ["[1, 2]", "?", "?", "?", "?"]);
    let told: Vec<String> = reading.unread.iter().map(|unread| format!("{} {} {}", unread.row, unread.column, unread.found)).collect();
    assert_eq!(told[0], "4 * 3");
    for expected in
        ["2 grade III/x", "2 grade.since 2023-02-29", "2 score 7 6", "2 certificate ya", "5 grade null", "5 sanction.until 2024-13-01"]
    {
        assert!(told.iter().any(|told| told == expected), "{expected} among {told:?}");
    }
    assert_eq!((reading.unread_count, told.len()), (14, 14), "{told:?}");
    let grade = &reading.unread.iter().find(|unread| &*unread.found == "III/x").unwrap().expected;
    assert_eq!(&*grade.en, "one of `III/a`, `III/b`, `III/c` (or a rank from 0 to 2), perhaps `III/a` is meant");
    assert_eq!(&*grade.id, "salah satu dari `III/a`, `III/b`, `III/c` (atau peringkat 0 sampai 2), mungkin maksudnya `III/a`");
}

#[test]
fn unread_values_are_counted_beyond_those_that_are_shown() {
    let rows: String = (0..70_000).map(|number| format!("{number},{}\n", if number % 2 == 0 { "x" } else { "1" })).collect();
    let (segments, reading) = csv_of(format!("id,score\n{rows}")).unwrap();
    assert_eq!((reading.people, reading.unread_count, reading.unread.len()), (70_000, 35_000, Reading::SHOWN));
    assert_eq!((reading.unread[1].row, segments.len()), (3, 2));
    assert_eq!(values(&segments, "score").iter().filter(|value| *value == "?").count(), 35_000);
}

#[test]
fn other_encodings_are_refused_with_the_place() {
    let latin = refusal(csv_of(b"id,unit-code\n1,ok\n2,Caf\xe9\n"));
    assert!(latin.contains("not UTF-8: byte 0xe9 at position 23, after 2 lines"), "{latin}");
    // the letter lies across two pieces of reading
    let mut long = b"id,unit-code\n".to_vec();
    while long.len() < (1 << 20) - 1 {
        long.extend_from_slice(if (1 << 20) - 1 - long.len() < 8 { b"\n" } else { b"1,ab\n" });
    }
    let mut whole = long.clone();
    whole.extend_from_slice("é,x\n".as_bytes());
    assert!(csv_of(&whole).is_ok());
    long.extend_from_slice(b"\xc3,x\n");
    let cut = refusal(csv_of(&long));
    assert!(cut.contains(&format!("byte 0xc3 at position {}", (1 << 20) - 1)), "{cut}");
    let utf16: Vec<u8> = "id,grade\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(refusal(csv_of(&utf16)).contains("UTF-16"));
    assert!(refusal(csv_of([&[0xFF, 0xFE][..], &utf16].concat())).contains("UTF-16"));
    assert!(refusal(csv_of(b"id,grade\n1,III/a\0\n")).contains("a zero byte at position 16"));
    assert!(refusal(csv_of(b"PK\x03\x04rest of a workbook")).contains("workbook"));
}

#[test]
fn populations_of_nobody_and_of_one() {
    assert!(refusal(csv_of("")).contains("is empty, expected a header"));
    assert!(refusal(csv_of("\n\n")).contains("is empty, expected a header"));
    let (segments, reading) = csv_of("id,grade\n").unwrap();
    assert_eq!((segments.len(), reading.people), (0, 0));
    let (segments, reading) = csv_of("grade\nIII/a").unwrap();
    assert_eq!((segments.len(), reading.people, values(&segments, "grade")), (1, 1, vec!["III/a".to_owned()]));
    let (folder, catalogue) = (Folder::new(), every_type());
    let path = folder.path("nobody.parquet");
    write_parquet(&path, &catalogue, &[], Choices::Ranks, 10);
    assert_eq!(open_and_read(&path, &catalogue, None).unwrap().1.people, 0);
    let nobody = InMemory::new(&catalogue, vec![]);
    let path = folder.path("nobody.arrow");
    decoded::write(&nobody, &Wanted::default(), Threads::default(), &path).unwrap();
    assert_eq!(decoded::open(&path, &catalogue).unwrap().people(), Some(0));
}

#[test]
fn an_open_quote_is_told_by_its_line() {
    let open = refusal(csv_of("id,unit-code\n1,\"a\nb\"\n2,\"c\n3,d\n"));
    assert!(open.starts_with("line 3 of `people.csv` (from byte 21) does not end"), "{open}");
    let long = refusal(csv_of(format!("id,unit-code\n1,\"{}", "x\n".repeat(1 << 20))));
    assert!(long.starts_with("line 2 of `people.csv` (from byte 13) does not end within 1 MiB"), "{long}");
    let (segments, reading) = csv_of("id,unit-code,grade\n1,\"a\nb \"\"c\"\"\",III/a\n2,x,III/b,\n3,,III/c\n").unwrap();
    assert_eq!((reading.people, reading.unread_count), (3, 0));
    assert_eq!(values(&segments, "unit-code"), ["a\nb \"c\"", "x", "?"]);
}

#[test]
fn columns_that_are_twice_there_or_not_at_all_are_refused_with_what_is_there() {
    let (segments, _) = csv_of("Grade,grade\nIII/a,III/b\n").unwrap();
    assert_eq!(values(&segments, "grade"), ["III/b"], "the name as it is written wins");
    let twice = refusal(csv_of("grade since,grade_since\n,\n"));
    assert!(twice.contains("2 columns for `grade.since`: `grade since` (1), `grade_since` (2)"), "{twice}");
    let (folder, catalogue) = (Folder::new(), every_type());
    let population = input::open(&folder.write("people.csv", "grad,score\n1,2\n"), &catalogue, None).unwrap();
    let wanted = Wanted { facts: vec![catalogue.find("grade").unwrap(), catalogue.find("score").unwrap()], others: vec![] };
    let lacking = refusal(require(&*population, &wanted));
    assert_eq!(lacking, "the population has no column for the facts `grade`, perhaps `grad` is meant; columns there: `score`, `grad`");
    let wanted = Wanted { facts: vec![], others: vec!["graad".into()] };
    assert!(refusal(require(&*population, &wanted)).contains("no column `graad`, perhaps `grad` is meant; columns there: `grad`"));
    assert!(refusal(read(&*population, &wanted)).contains("`people.csv` has no column `graad`"));
}

fn write(path: &Path, columns: Vec<(&str, ArrayRef)>) {
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let mut writer = FileWriter::try_new(File::create(path).unwrap(), &batch.schema()).unwrap();
    writer.write(&batch).unwrap();
    writer.finish().unwrap();
}

fn arrow_of(columns: Vec<(&str, ArrayRef)>) -> Result<(Vec<Segment>, Reading), LabError> {
    let folder = Folder::new();
    write(&folder.path("people.arrow"), columns);
    open_and_read(&folder.path("people.arrow"), &every_type(), None)
}

#[test]
fn a_column_of_a_wrong_type_is_refused_by_name_and_type() {
    let mut bytes = BinaryBuilder::new();
    bytes.append_value(b"III/a");
    let wrong: [(&str, ArrayRef, &str); 4] = [
        (
            "grade.since",
            Arc::new(Int32Array::from(vec![1])),
            "column `grade.since` of `people.arrow` is of type `Int32`, the fact `grade.since` expects a date",
        ),
        ("grade", Arc::new(bytes.finish()), "is of type `Binary`, the fact `grade` expects one of `III/a`"),
        ("score", Arc::new(BooleanArray::from(vec![true])), "is of type `Boolean`, the fact `score` expects a number"),
        ("rating", Arc::new(Int32Array::from(vec![1])), "the fact `rating` expects a list of at most 3 items"),
    ];
    for (name, array, expected) in wrong {
        let found = refusal(arrow_of(vec![(name, array)]));
        assert!(found.contains(expected), "{found}");
    }
}

#[test]
fn types_of_other_programs_are_read_as_what_they_mean() {
    let day = 19_782; // 2024-02-29
    let (segments, reading) = arrow_of(vec![
        ("grade", Arc::new(Float64Array::from(vec![Some(1.0), Some(2.5), Some(f64::NAN), Some(7.0)])) as ArrayRef),
        (
            "grade since",
            Arc::new(TimestampMicrosecondArray::from(vec![Some(day * 86_400_000_000), Some(day * 86_400_000_000 + 1), None, Some(-1)])),
        ),
        ("last rating", Arc::new(UInt64Array::from(vec![Some(1), Some(2), Some(3), None]))),
        ("score", Arc::new(Float32Array::from(vec![Some(0.1), Some(76.25), None, Some(f32::INFINITY)]))),
        ("sanction_until", Arc::new(Date64Array::from(vec![None, Some(day * 86_400_000), None, None]))),
        ("certificate", Arc::new(Int64Array::from(vec![Some(0), Some(1), Some(2), None]))),
        ("Service", Arc::new(LargeStringArray::from(vec!["P1Y", "7", "", "x"]))),
        ("unit-code", Arc::new(StringViewArray::from(vec![Some("?"), Some("null"), Some(" b "), None]))),
    ])
    .unwrap();
    assert_eq!(values(&segments, "grade"), ["III/b", "?", "?", "?"]);
    assert_eq!(values(&segments, "grade.since"), ["2024-02-29", "?", "?", "?"]);
    assert_eq!(values(&segments, "last-rating"), ["1", "2", "?", "?"], "codes that look like numbers are codes");
    assert_eq!(values(&segments, "score"), ["0.1", "76.25", "?", "?"], "binary fractions by their shortest text");
    assert_eq!(values(&segments, "sanction.until"), ["null", "2024-02-29", "null", "null"]);
    assert_eq!(values(&segments, "certificate"), ["false", "true", "?", "?"]);
    assert_eq!(values(&segments, "service"), ["P1Y", "P7M", "?", "?"]);
    assert_eq!(values(&segments, "unit-code"), ["?", "null", "b", "?"], "texts are texts where nulls are nulls");
    let found: Vec<String> = reading.unread.iter().map(|unread| format!("{} {}={}", unread.row, unread.column, unread.found)).collect();
    assert_eq!(
        found,
        [
            "2 grade=2.5",
            "4 grade=7",
            "2 grade since=2024-02-29 00:00:01",
            "4 grade since=1969-12-31 24:00:00",
            "3 last rating=3",
            "4 score=inf",
            "3 certificate=2",
            "4 Service=x",
        ]
    );
}

#[test]
fn lists_that_are_too_long_or_hold_something_else_are_told() {
    let mut lists = FixedSizeListBuilder::new(Int32Builder::new(), 4);
    lists.values().append_slice(&[1, 2, 1, 2]);
    lists.append(true);
    let (segments, reading) = arrow_of(vec![("rating", Arc::new(lists.finish()))]).unwrap();
    assert_eq!((values(&segments, "rating"), reading.unread_count), (vec!["?".to_owned()], 1));
    assert_eq!((&*reading.unread[0].found, &*reading.unread[0].expected.en), ("4 items", "a list of at most 3 items"));
    let mut lists = FixedSizeListBuilder::new(Int32Builder::new(), 2);
    for items in [[1, 2], [1, 9]] {
        lists.values().append_slice(&items);
        lists.append(true);
    }
    let (segments, reading) = arrow_of(vec![("rating", Arc::new(lists.finish()))]).unwrap();
    assert_eq!(values(&segments, "rating"), ["[1, 2]", "[1, ?]"]);
    assert_eq!((reading.unread_count, reading.unread[0].row, &*reading.unread[0].found), (1, 2, "9"));
}

#[test]
fn none_beside_a_value_is_a_contradiction_that_is_told() {
    let (segments, reading) = arrow_of(vec![
        ("credit", Arc::new(Int64Array::from(vec![Some(1), None, None, Some(4)])) as ArrayRef),
        ("credit is none", Arc::new(BooleanArray::from(vec![true, true, false, false]))),
        ("score", Arc::new(Int64Array::from(vec![Some(1), None, None, Some(4)]))),
        ("score is none", Arc::new(BooleanArray::from(vec![false, true, false, false]))),
    ])
    .unwrap();
    assert_eq!(values(&segments, "credit"), ["?", "null", "?", "4"]);
    assert_eq!(values(&segments, "score"), ["1", "?", "?", "4"], "a score cannot be none");
    assert_eq!(reading.unread.iter().map(|unread| unread.row).collect::<Vec<_>>(), [2, 1], "fact by fact");
}

#[test]
fn files_that_are_cut_off_or_spoilt_are_refused_and_never_end_in_a_panic() {
    let (folder, catalogue) = (Folder::new(), every_type());
    let people = people(&catalogue, 60, 3);
    let parquet = folder.path("people.parquet");
    write_parquet(&parquet, &catalogue, &people, Choices::Codes, 25);
    let batches = batches(&parquet);
    let (arrow, stream) = (folder.path("people.arrow"), folder.path("people.arrows"));
    let mut writer = FileWriter::try_new(File::create(&arrow).unwrap(), &batches[0].schema()).unwrap();
    batches.iter().for_each(|batch| writer.write(batch).unwrap());
    writer.finish().unwrap();
    let mut writer = StreamWriter::try_new(File::create(&stream).unwrap(), &batches[0].schema()).unwrap();
    batches.iter().for_each(|batch| writer.write(batch).unwrap());
    writer.finish().unwrap();
    for path in [parquet, arrow, stream] {
        let whole = std::fs::read(&path).unwrap();
        let name = format!("cut-{}", path.file_name().unwrap().to_string_lossy());
        for length in [9, whole.len() / 3, whole.len() / 2, whole.len() - 9] {
            let cut = folder.write(&name, &whole[..length]);
            let found = refusal(open_and_read(&cut, &catalogue, None));
            assert!(found.contains(&name) && found.contains("cut off"), "{found}");
        }
        // a byte here and there: other values, or a refusal
        let mut random = Random::new(1);
        for _ in 0..150 {
            let mut spoilt = whole.clone();
            let at = usize::try_from(random.below(whole.len() as u64)).unwrap();
            spoilt[at] ^= 1 << random.below(8);
            if let Err(error) = open_and_read(&folder.write(&name, &spoilt), &catalogue, None) {
                assert!(error.message().en.contains(&name), "byte {at}: {}", error.message().en);
            }
        }
    }
}

type Found = (u64, u64, Vec<(u64, u64, String)>);

fn ids(text: &str) -> Result<Found, LabError> {
    let folder = Folder::new();
    let population = input::open(&folder.write("people.csv", text), &every_type(), None)?;
    let found = duplicates(&*population)?;
    let shown = found.shown.iter().map(|one| (one.row, one.first, one.id.to_string())).collect();
    Ok((found.count, found.without_id, shown))
}

#[test]
fn people_who_are_there_twice_are_counted_and_located() {
    let found = ids("person,grade\n7,III/a\n8,III/a\n7,III/b\n,III/c\n7,III/c\n9,\n,\n").unwrap();
    assert_eq!(found, (2, 2, vec![(3, 1, "7".to_owned()), (5, 1, "7".to_owned())]));
    let many: String = (0..100_000).map(|number| format!("{}\n", number % 99_999)).collect();
    assert_eq!(ids(&format!("id\n{many}")).unwrap(), (1, 0, vec![(100_000, 1, "0".to_owned())]));
    assert!(refusal(ids("grade\nIII/a\n")).contains("no column `id`"));
}

#[test]
fn a_file_that_changes_meanwhile_is_refused() {
    let (folder, catalogue) = (Folder::new(), every_type());
    let path = folder.write("people.csv", "grade\nIII/a\n");
    let population = input::open(&path, &catalogue, None).unwrap();
    folder.write("people.csv", "grade\nIII/a\nIII/b\n");
    let wanted = Wanted { facts: all_facts(&catalogue), others: vec![] };
    assert!(refusal(read(&*population, &wanted)).contains("changed while it was being read"));
}

#[test]
fn narrow_columns_of_another_scale_are_refused() {
    let (folder, catalogue) = (Folder::new(), every_type());
    let people = people(&catalogue, 30, 1);
    let segment = Segment::of_dossiers(&catalogue, &all_facts(&catalogue), &people);
    let wanted = Wanted { facts: all_facts(&catalogue), others: vec![] };
    let path = folder.path("people.arrow");
    decoded::write(&InMemory::new(&catalogue, vec![segment]), &wanted, Threads::default(), &path).unwrap();
    let changed = every_type_with("{ code = \"III/c\"", "{ code = \"III/d\"");
    let found = refusal(input::open(&path, &changed, None));
    assert!(found.contains("`people.arrow` was made for the fact `grade` with another type or scale"), "{found}");
}

#[test]
fn ranks_of_a_file_of_ours_follow_their_codes_into_a_scale_that_has_grown() {
    let (folder, catalogue) = (Folder::new(), every_type());
    let people = people(&catalogue, 40, 2);
    let path = folder.path("people.parquet");
    write_parquet(&path, &catalogue, &people, Choices::Ranks, 25);
    let grown =
        every_type_with("{ code = \"III/a\"", "{ code = \"II/d\", label = { id = \"II/d\", en = \"II/d\" } },\n  { code = \"III/a\"");
    let (segments, reading) = open_and_read(&path, &grown, None).unwrap();
    let grade = grown.find("grade").unwrap();
    let expected: Vec<String> = people.iter().map(|dossier| dossier.get(grade).to_string()).collect();
    assert_eq!((values(&segments, "grade"), reading.unread_count), (expected, 0));
    assert!(matches!(segments[0].value(grade, 0), Value::Choice(_) | Value::Missing));
}

#[test]
fn strings_in_columns_of_wrong_words_are_told_once_each() {
    let (segments, reading) =
        arrow_of(vec![("grade", Arc::new(StringArray::from(vec!["III/a", "IIIa", "III/a"])) as Arc<dyn Array>)]).unwrap();
    assert_eq!(values(&segments, "grade"), ["III/a", "?", "III/a"]);
    assert_eq!((reading.unread_count, reading.unread[0].row), (1, 2));
}
