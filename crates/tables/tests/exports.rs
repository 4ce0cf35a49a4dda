//! What is written is read back the same, in every form.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests: what is absent here ends the test")]

use std::io::Cursor;
use std::sync::{Arc, LazyLock};

use arrow_array::cast::AsArray;
use arrow_array::types::Int16Type;
use arrow_array::{
    Array, ArrayAccessor, BooleanArray, Date32Array, Decimal128Array, DictionaryArray, Int16Array, RecordBatch, StringArray,
};
use arrow_schema::DataType;
use calamine::{Data, Reader, Xlsx};
use chrono::NaiveDate;
use jenjang::number::format_decimal;
use jenjang::people::record::GradeRecord;
use jenjang::people::{CivilServant, Decree, View};
use jenjang::policy::catalogue::Catalogue;
use jenjang::policy::dossier::Dossier;
use jenjang::policy::scale::Choice;
use jenjang::policy::types::Type;
use jenjang::policy::value::{FactIndex, Value};
use jenjang::promotion::repository::DecisionRecord;
use jenjang_asn::dossier::{Gathering, Superior, derived_facts, gather};
use jenjang_asn::synthetic::{PopulationOptions, population};
use jenjang_exchange::export::sheets::{self, Cell, DECISIONS, HISTORIES, HistoryRows, PEOPLE};
use jenjang_exchange::export::{DecisionsCsv, LineError, PeopleCsv, PeopleLines, PersonLine, read_people_lines};
use jenjang_tables::{Choices, FactsOptions, FactsParquet, TablesError, Workbook};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use rust_decimal::Decimal;

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 12, 1).unwrap()
}

fn people(staff: u64) -> Vec<PersonLine> {
    let people = population(PopulationOptions { staff, seed: 20_261_122, today: today() }).unwrap();
    people.map(|person| PersonLine { record: person.record, unit: Some(person.unit), superior: person.superior }).collect()
}

static CATALOGUE: LazyLock<Arc<Catalogue>> = LazyLock::new(|| jenjang_asn::shipped().unwrap().catalogue);

#[test]
fn json_lines_are_read_back_the_same() {
    let people = people(300);
    let mut lines = PeopleLines::new(Vec::new());
    people.iter().for_each(|person| lines.write(person).unwrap());
    let mut bytes = lines.finish().unwrap();
    assert_eq!(bytes.iter().filter(|byte| **byte == b'\n').count(), 300);
    bytes.extend_from_slice(b"\n{\"record\":{}}\n");
    let mut read: Vec<_> = read_people_lines(bytes.as_slice()).collect();
    let broken = read.pop().unwrap().unwrap_err();
    assert!(matches!(broken, LineError::Form { line: 302, .. }), "{broken}");
    assert!(read.into_iter().map(Result::unwrap).eq(people));
}

/// The cell as CSV prints it.
fn printed(cell: &Cell<'_>) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => text.to_string(),
        Cell::Date(day) => day.to_string(),
        Cell::Number(number) => format_decimal(*number),
        Cell::Truth(truth) => truth.to_string(),
    }
}

#[derive(Default)]
struct Collected(Vec<Vec<Vec<String>>>);

impl HistoryRows for Collected {
    type Error = std::convert::Infallible;

    fn row(&mut self, sheet: usize, cells: &[Cell<'_>]) -> Result<(), Self::Error> {
        self.0.resize(HISTORIES.len(), Vec::new());
        assert_eq!(cells.len(), HISTORIES[sheet].columns.len(), "{}", HISTORIES[sheet].name);
        self.0[sheet].push(cells.iter().map(printed).collect());
        Ok(())
    }
}

#[test]
fn csv_holds_every_row_and_grades_can_be_rebuilt_from_it() {
    let people = people(400);
    let mut names = Vec::new();
    let mut tables = PeopleCsv::create(|name| {
        names.push(name.to_owned());
        Ok(Vec::new())
    })
    .unwrap();
    people.iter().for_each(|person| tables.write(person).unwrap());
    let files = tables.finish().unwrap();
    assert_eq!((names[0].as_str(), names[2].as_str(), names.len()), ("people.csv", "grades.csv", 17));
    let rows = |bytes: &[u8]| -> Vec<Vec<String>> {
        let mut reader = csv::Reader::from_reader(bytes);
        reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
    };
    let header = csv::Reader::from_reader(files[0].as_slice()).headers().unwrap().iter().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(header, PEOPLE.columns);
    let expected: Vec<Vec<String>> = people
        .iter()
        .map(|person| sheets::person(&person.record, person.unit.as_ref(), person.superior.as_ref()).iter().map(printed).collect())
        .collect();
    assert_eq!(rows(&files[0]), expected);
    let mut collected = Collected::default();
    people.iter().for_each(|person| sheets::histories(&person.record, &mut collected).unwrap());
    for (bytes, expected) in files[1..].iter().zip(&collected.0) {
        assert_eq!(&rows(bytes), expected);
    }
    let grades: Vec<(String, GradeRecord)> = rows(&files[2])
        .into_iter()
        .map(|row| {
            let decree = Some(Decree { date: row[4].parse().unwrap(), number: row[5].as_str().into() });
            let kind = Some(row[3].parse().unwrap());
            (row[0].clone(), GradeRecord { since: row[1].parse().unwrap(), grade: row[2].parse().unwrap(), kind, decree })
        })
        .collect();
    let expected = people.iter().flat_map(|person| {
        let id = person.record.id.as_str().to_owned();
        person.record.registers.grades.iter().flatten().cloned().map(move |grade| (id.clone(), grade))
    });
    assert!(grades.into_iter().eq(expected));
}

fn decided() -> DecisionRecord {
    let digest = "ab".repeat(32);
    serde_json::from_value(serde_json::json!({
        "id": "decision-1", "person": "synthetic-0000004", "round": "round-1", "decided-on": "2026-12-02", "decided-by": "Kepala, \"BKPSDM\"",
        "parent": { "decision": "decision-0", "appeal": "appeal-1", "criterion": "time-in-grade-too-short" },
        "policy": "asn/promotion/regular", "version": digest, "rules": digest, "as-of": "2026-12-01", "known-at": "2026-12-01",
        "outcome": "not-eligible", "dossier": { "as-of": "2026-12-01", "facts": {} }, "proof": "{}",
    }))
    .unwrap()
}

#[test]
fn decisions_are_one_row_each_in_csv_and_workbook() {
    let mut first = decided();
    first.parent = None;
    let mut csv = DecisionsCsv::new(Vec::new()).unwrap();
    let mut book = Workbook::new();
    for decision in [&first, &decided()] {
        csv.write(decision).unwrap();
        book.decision(decision).unwrap();
    }
    let bytes = csv.finish().unwrap();
    let digest = "ab".repeat(32);
    let row = format!(
        "decision-1,synthetic-0000004,round-1,2026-12-02,\"Kepala, \"\"BKPSDM\"\"\",not-eligible,asn/promotion/regular,{digest},{digest},2026-12-01,2026-12-01"
    );
    let text = String::from_utf8(bytes).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], DECISIONS.columns.join(","));
    assert_eq!(lines[1..], [format!("{row},,"), format!("{row},decision-0,appeal-1")]);
    let mut bytes = Cursor::new(Vec::new());
    book.finish(&mut bytes).unwrap();
    let mut book: Xlsx<_> = Xlsx::new(bytes).unwrap();
    assert_eq!(book.sheet_names(), ["decisions"]);
    let range = book.worksheet_range("decisions").unwrap();
    let row: Vec<String> = range.rows().nth(2).unwrap().iter().map(|cell| as_printed(cell, "")).collect();
    assert_eq!(row, sheets::decision(&decided()).iter().map(printed).collect::<Vec<_>>());
}

#[test]
fn a_workbook_holds_the_same_cells() {
    let people = people(200);
    let mut book = Workbook::new();
    people.iter().for_each(|person| book.person(person).unwrap());
    let mut bytes = Cursor::new(Vec::new());
    book.finish(&mut bytes).unwrap();
    let mut book: Xlsx<_> = Xlsx::new(bytes).unwrap();
    let mut collected = Collected::default();
    people.iter().for_each(|person| sheets::histories(&person.record, &mut collected).unwrap());
    let mut seen = 0;
    for (sheet, expected) in HISTORIES.iter().zip(&collected.0).filter(|(_, rows)| !rows.is_empty()) {
        let range = book.worksheet_range(sheet.name).unwrap();
        let width = sheet.columns.len();
        let found: Vec<Vec<String>> = range
            .rows()
            .skip(1)
            .map(|row| {
                (0..width).map(|column| row.get(column).map_or_else(String::new, |cell| as_printed(cell, sheet.columns[column]))).collect()
            })
            .collect();
        assert_eq!(&found, expected, "{}", sheet.name);
        seen += found.len();
    }
    assert!(seen > 2_000, "{seen} rows");
    let range = book.worksheet_range("people").unwrap();
    assert_eq!(range.height(), 201);
    assert_eq!(range.get((1, 2)), Some(&Data::String(people[0].record.employee_number.as_ref().unwrap().to_string())), "digits as text");
}

/// A cell of the workbook as CSV prints it.
fn as_printed(cell: &Data, column: &str) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::String(text) => text.clone(),
        Data::Bool(truth) => truth.to_string(),
        Data::Float(number) if column == "year" || column == "points" || column == "hours" => number.to_string(),
        Data::DateTime(day) => {
            let days = day.as_f64() as u64;
            (NaiveDate::from_ymd_opt(1899, 12, 30).unwrap() + chrono::Days::new(days)).to_string()
        }
        other => panic!("{other:?} in column {column}"),
    }
}

fn dossiers(people: &[PersonLine]) -> Vec<Dossier> {
    let gathered = people.iter().map(|person| {
        let servant = CivilServant::try_from(person.record.clone()).unwrap();
        gather(&CATALOGUE, Gathering { person: &servant, superior: Superior::Unknown, view: View::on(today()) }).dossier
    });
    gathered.collect()
}

/// The value in a column, as the catalogue's type says it is to be read; missing where it is null.
fn read(ty: &Type, column: &dyn Array, row: usize) -> Value {
    if column.is_null(row) {
        return Value::Missing;
    }
    let any = column.as_any();
    match ty {
        Type::Boolean => Value::Boolean(any.downcast_ref::<BooleanArray>().unwrap().value(row)),
        Type::Number(_) => {
            let decimals = any.downcast_ref::<Decimal128Array>().unwrap();
            Value::Number(Decimal::from_i128_with_scale(decimals.value(row), u32::try_from(decimals.scale()).unwrap()))
        }
        Type::Date => Value::Date(any.downcast_ref::<Date32Array>().unwrap().value_as_date(row).unwrap()),
        Type::Choice(scale) if *column.data_type() == DataType::Int16 => {
            let rank = any.downcast_ref::<Int16Array>().unwrap().value(row);
            Value::Choice(Choice::at(scale, u16::try_from(rank).unwrap()).unwrap())
        }
        Type::Choice(scale) => {
            let codes: &DictionaryArray<Int16Type> = column.as_dictionary();
            let texts = codes.downcast_dict::<StringArray>().unwrap();
            Value::Choice(Choice::parse(scale, texts.value(row)).unwrap())
        }
        Type::Text => Value::Text(column.as_string::<i32>().value(row).into()),
        Type::List { item, .. } => {
            let items = column.as_list::<i32>().value(row);
            Value::List((0..items.len()).map(|at| read(item, &*items, at)).collect())
        }
        other => panic!("{other}"),
    }
}

fn parquet(people: &[PersonLine], dossiers: &[Dossier], facts: &[FactIndex], options: FactsOptions) -> Vec<RecordBatch> {
    let mut file = FactsParquet::new(Vec::new(), &CATALOGUE, facts, today(), options).unwrap();
    for (person, dossier) in people.iter().zip(dossiers) {
        file.write(&person.record.id, dossier).unwrap();
    }
    let bytes = file.finish().unwrap();
    let reader = ParquetRecordBatchReaderBuilder::try_new(bytes::Bytes::from(bytes)).unwrap();
    assert_eq!(reader.metadata().num_row_groups(), people.len().div_ceil(options.group));
    reader.build().unwrap().map(Result::unwrap).collect()
}

#[test]
fn parquet_holds_every_fact_as_the_dossier_does() {
    let people = people(700);
    let mut dossiers = dossiers(&people);
    // facts that are supplied by hand, of types that histories do not give
    for name in ["health.fit", "absence.days"] {
        let fact = CATALOGUE.find(name).unwrap();
        let value = if name == "health.fit" { Value::Boolean(true) } else { Value::Number("3.5".parse().unwrap()) };
        dossiers.iter_mut().step_by(3).for_each(|dossier| dossier.set(fact, value.clone()));
    }
    let mut facts: Vec<FactIndex> = derived_facts().map(|name| CATALOGUE.find(name).unwrap()).collect();
    facts.extend(["health.fit", "absence.days"].map(|name| CATALOGUE.find(name).unwrap()));
    for choices in [Choices::Ranks, Choices::Codes] {
        let batches = parquet(&people, &dossiers, &facts, FactsOptions { choices, group: 300 });
        let mut row_of_all = 0;
        let mut known = 0;
        for batch in &batches {
            let ids = batch.column_by_name("person").unwrap().as_string::<i32>().clone();
            for row in 0..batch.num_rows() {
                assert_eq!(ids.value(row), people[row_of_all].record.id.as_str());
                for index in &facts {
                    let fact = CATALOGUE.fact(*index);
                    let mut found = read(&fact.ty, &**batch.column_by_name(&fact.name).unwrap(), row);
                    let none = batch.column_by_name(&format!("{} is none", fact.name));
                    if none.is_some_and(|none| none.as_boolean().value(row)) {
                        assert!(found.is_missing());
                        found = Value::None;
                    }
                    assert_eq!(&found, dossiers[row_of_all].get(*index), "{} of {}", fact.name, ids.value(row));
                    known += usize::from(!found.is_missing());
                }
                row_of_all += 1;
            }
        }
        assert_eq!(row_of_all, 700);
        assert!(known > 700 * 25, "{known} facts are known or none");
    }
}

#[test]
fn the_file_says_what_its_columns_mean() {
    let people = people(5);
    let facts = ["grade", "credit.held", "sex"].map(|name| CATALOGUE.find(name).unwrap());
    let batches = parquet(&people, &dossiers(&people), &facts, FactsOptions::default());
    let schema = batches[0].schema();
    let grade = schema.field_with_name("grade").unwrap().metadata();
    assert_eq!(grade["jenjang.scale"], "grade");
    assert!(grade["jenjang.codes"].starts_with("[\"I/a\",\"I/b\""), "{grade:?}");
    assert_eq!(grade["jenjang.ordered"], "true");
    assert_eq!(schema.field_with_name("credit.held").unwrap().metadata()["jenjang.unit"], "credit-points");
    assert_eq!(schema.field_with_name("sex").unwrap().metadata()["jenjang.protected"], "sex");
}

#[test]
fn a_value_without_a_column_is_refused_with_a_sentence() {
    let people = people(1);
    let mut dossier = dossiers(&people).remove(0);
    let fact = CATALOGUE.find("absence.days").unwrap();
    dossier.set(fact, Value::Number("0.12345678".parse().unwrap()));
    let mut file = FactsParquet::new(Vec::new(), &CATALOGUE, &[fact], today(), FactsOptions::default()).unwrap();
    let refused = file.write(&people[0].record.id, &dossier).unwrap_err();
    assert!(matches!(refused, TablesError::Value { .. }));
    assert_eq!(
        refused.to_string(),
        "fact `absence.days` of `synthetic-0000001` is 0.12345678, expected a number of at most 12 digits before and 6 behind the point"
    );
}
