//! The same people through every format.

use std::fs::File;
use std::sync::Arc;

use arrow_ipc::CompressionType;
use arrow_ipc::writer::{FileWriter, IpcWriteOptions, StreamWriter};
use jenjang::policy::dossier::Dossier;
use jenjang::policy::value::Value;
use jenjang_lab::input::{Row, decoded, rows};
use jenjang_lab::population::{Population, Wanted};
use jenjang_lab::run::Threads;
use jenjang_tables::Choices;
use proptest::prelude::*;

use crate::made::*;

/// Of what a format says: a Parquet file cannot say that a list is empty of known items; CSV cannot say that it has none at all.
fn with_full_lists(mut people: Vec<Dossier>) -> Vec<Dossier> {
    for dossier in &mut people {
        for fact in all_facts(&Arc::clone(dossier.catalogue())) {
            if matches!(dossier.get(fact), Value::List(items) if items.is_empty()) {
                dossier.set(fact, Value::Missing);
            }
        }
    }
    people
}

/// Written as narrow columns and opened again, with what is no fact beside them.
fn check_decoded(folder: &Folder, source: &std::path::Path, people: &[Dossier]) {
    let Some(catalogue) = people.first().map(|dossier| Arc::clone(dossier.catalogue())) else { return };
    let population = jenjang_lab::input::open(source, &catalogue, None).unwrap();
    let wanted = Wanted { facts: all_facts(&catalogue), others: vec!["id".into()] };
    let path = folder.path("decoded.arrow");
    let reading = decoded::write(&*population, &wanted, Threads::default(), &path).unwrap();
    assert_eq!((reading.people, reading.unread_count), (people.len() as u64, 0));
    let again = decoded::open(&path, &catalogue).unwrap();
    let (segments, reading) = read(&again, &wanted).unwrap();
    assert_eq!(reading.people, people.len() as u64);
    check_same(&segments, people, &catalogue, "narrow columns");
    let ids = segments.iter().flat_map(|segment| (0..segment.len()).map(|place| segment.other("id").unwrap().value(place).to_string()));
    assert!(ids.eq((0..people.len()).map(|number| format!("p{number}"))), "ids in order");
    // a file of ours is known for what it is
    let (segments, _) = open_and_read(&path, &catalogue, None).unwrap();
    check_same(&segments, people, &catalogue, "narrow columns opened by what they begin with");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]
    #[test]
    fn whatever_people_are_written_come_back(seed in 0_u64..1_000_000, count in 0_usize..100, group in 1_usize..60) {
        let (folder, catalogue) = (Folder::new(), every_type());
        let people = people(&catalogue, count, seed);
        for (name, choices) in [("ranks.parquet", Choices::Ranks), ("codes.parquet", Choices::Codes)] {
            let path = folder.path(name);
            write_parquet(&path, &catalogue, &people, choices, group);
            let (segments, reading) = open_and_read(&path, &catalogue, None).unwrap();
            prop_assert_eq!((reading.people, reading.unread_count), (count as u64, 0));
            check_same(&segments, &people, &catalogue, name);
            check_decoded(&folder, &path, &people);

            let batches = batches(&path);
            let Some(schema) = batches.first().map(|batch| batch.schema()) else { continue };
            for compression in [None, Some(CompressionType::LZ4_FRAME), Some(CompressionType::ZSTD)] {
                let options = || IpcWriteOptions::default().try_with_compression(compression).unwrap();
                let (file, stream) = (folder.path("people.arrow"), folder.path("people.arrows"));
                let mut writer = FileWriter::try_new_with_options(File::create(&file).unwrap(), &schema, options()).unwrap();
                batches.iter().for_each(|batch| writer.write(batch).unwrap());
                writer.finish().unwrap();
                let mut writer = StreamWriter::try_new_with_options(File::create(&stream).unwrap(), &schema, options()).unwrap();
                batches.iter().for_each(|batch| writer.write(batch).unwrap());
                writer.finish().unwrap();
                for path in [file, stream] {
                    let (segments, reading) = open_and_read(&path, &catalogue, None).unwrap();
                    prop_assert_eq!((reading.people, reading.unread_count), (count as u64, 0));
                    check_same(&segments, &people, &catalogue, name);
                }
            }
        }
        let people = with_full_lists(people);
        for separator in [',', ';', '\t'] {
            let path = folder.write("people.csv", csv(&catalogue, &people, separator));
            let (segments, reading) = open_and_read(&path, &catalogue, None).unwrap();
            prop_assert_eq!((reading.people, reading.unread_count, reading.unread), (count as u64, 0, vec![]));
            check_same(&segments, &people, &catalogue, "CSV");
        }
    }
}

#[test]
fn only_wanted_columns_are_read_and_others_come_by_name() {
    let (folder, catalogue) = (Folder::new(), every_type());
    let path = folder.write("people.csv", "\u{feff}ID;Grade;Unit;Masa\n7;III/b;Dinas;4\n8;;Badan;x\n");
    let population = jenjang_lab::input::open(&path, &catalogue, None).unwrap();
    let grade = catalogue.find("grade").unwrap();
    assert_eq!((population.people(), population.parts(), population.facts()), (Some(2), 1, vec![grade]));
    let others: Vec<String> = population.others().iter().map(|name| name.to_string()).collect();
    assert_eq!(others, ["Masa", "Unit", "id"], "a column has one name");
    let (segments, reading) = read(&*population, &Wanted { facts: vec![grade], others: vec!["Unit".into(), "id".into()] }).unwrap();
    assert_eq!(reading.unread_count, 0);
    let other = |name: &str, place| segments[0].other(name).unwrap().value(place).to_string();
    assert_eq!([other("Unit", 0), other("Unit", 1), other("id", 1)], ["Dinas", "Badan", "8"]);
    assert_eq!(segments[0].value(grade, 0).to_string(), "III/b");
    assert_eq!(segments[0].value(grade, 1), Value::Missing);
    assert!(segments[0].other("Masa").is_none());
    assert_eq!(population.digest().unwrap().len(), 64);
}

#[test]
fn a_population_of_many_parts_is_read_in_order_whatever_the_threads() {
    let (folder, catalogue) = (Folder::new(), every_type());
    let people = people(&catalogue, 70_000, 5);
    let people = with_full_lists(people);
    let path = folder.write("people.csv", csv(&catalogue, &people, ','));
    let (segments, reading) = open_and_read(&path, &catalogue, None).unwrap();
    assert!(segments.len() >= 2 && segments.iter().all(|segment| segment.len() <= 65_536));
    assert_eq!((reading.people, reading.unread_count), (70_000, 0));
    let sample: Vec<usize> = (0..70_000).step_by(997).collect();
    let at = |number: usize| {
        let mut left = number;
        segments
            .iter()
            .find_map(|segment| {
                if left < segment.len() {
                    Some((segment, left))
                } else {
                    left -= segment.len();
                    None
                }
            })
            .unwrap()
    };
    for number in sample {
        let (segment, place) = at(number);
        for fact in all_facts(&catalogue) {
            assert_eq!(&segment.value(fact, place), people[number].get(fact), "person {number}");
        }
    }
}

#[test]
fn numbers_and_texts_that_differ_from_part_to_part_share_one_column() {
    let (folder, catalogue) = (Folder::new(), every_type());
    let (score, unit) = (catalogue.find("score").unwrap(), catalogue.find("unit-code").unwrap());
    let cells = |number: usize| match number % 4 {
        0 => (Value::Number(number.into()), Value::Text(format!("u{number}").into())),
        1 => (Value::Number("0.0001".parse().unwrap()), Value::Missing),
        // too wide for 64 bits beside the four places
        2 if number > 68_000 => (Value::Number("123456789012345678.5".parse().unwrap()), Value::Text(" ".into())),
        _ => (Value::Missing, Value::Text("?".into())),
    };
    let as_of = chrono::NaiveDate::from_ymd_opt(2026, 4, 1).unwrap();
    let row = |number: usize| {
        let mut dossier = Dossier::new(Arc::clone(&catalogue), as_of);
        let (points, name) = cells(number);
        dossier.set(score, points);
        dossier.set(unit, name);
        Ok(Row { id: number.to_string().into(), dossier, others: vec![Value::Date(as_of)] })
    };
    let others: [Arc<str>; 1] = ["since".into()];
    let people = rows(&catalogue, &[score, unit], &others, (0..70_000).map(row)).unwrap();
    assert_eq!((people.segments().len(), people.people()), (2, Some(70_000)));
    let wanted = Wanted { facts: vec![score, unit], others: vec!["since".into(), "id".into()] };
    let path = folder.path("decoded.arrow");
    decoded::write(&people, &wanted, Threads::default(), &path).unwrap();
    let (segments, _) = read(&decoded::open(&path, &catalogue).unwrap(), &wanted).unwrap();
    let mut number = 0;
    for segment in &segments {
        for place in 0..segment.len() {
            let (points, name) = cells(number);
            assert_eq!((segment.value(score, place), segment.value(unit, place)), (points, name), "person {number}");
            assert_eq!(segment.other("id").unwrap().value(place).to_string(), number.to_string());
            number += 1;
        }
        assert_eq!(segment.other("since").unwrap().value(0), Value::Date(as_of));
    }
    assert_eq!(number, 70_000);
}
