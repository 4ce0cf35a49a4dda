//! Catalogues, people and files that the tests make.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use arrow_array::RecordBatch;
use chrono::NaiveDate;
use jenjang::people::id::PersonId;
use jenjang::policy::catalogue::Catalogue;
use jenjang::policy::dossier::Dossier;
use jenjang::policy::value::{FactIndex, Value};
use jenjang_lab::LabError;
use jenjang_lab::input::{self, Mapping};
use jenjang_lab::population::{Population, Reading, Wanted};
use jenjang_lab::run::{Threads, over};
use jenjang_lab::segment::Segment;
use jenjang_policy_files::load;
use jenjang_tables::{Choices, FactsOptions, FactsParquet};
use jenjang_tests::{Random, random_value};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

/// A folder that is gone when the test is.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Folder {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("jenjang-lab-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A catalogue with a fact of every type.
pub(crate) const EVERY_TYPE: &str = r#"
[catalogue]
id    = "every-type"
title = { id = "Semua jenis", en = "Every type" }

[scales.grade]
label  = { id = "Golongan", en = "Grade" }
values = [
  { code = "III/a", label = { id = "III/a", en = "III/a" } },
  { code = "III/b", label = { id = "III/b", en = "III/b" } },
  { code = "III/c", label = { id = "III/c", en = "III/c" } },
]

[scales.rating]
label  = { id = "Predikat", en = "Label" }
values = [
  { code = "1", label = { id = "Kurang", en = "Poor" } },
  { code = "2", label = { id = "Baik", en = "Good" } },
]
"#;

pub(crate) fn every_type() -> Arc<Catalogue> {
    every_type_with("", "")
}

/// The same with something else in its text.
pub(crate) fn every_type_with(found: &str, instead: &str) -> Arc<Catalogue> {
    let facts = [
        ("grade", "grade", ""),
        ("grade.since", "date", ""),
        ("rating", "list of rating", "max-length = 3"),
        ("last-rating", "rating", ""),
        ("score", "number", ""),
        ("credit", "number", "none = true"),
        ("sanction.until", "date", "blank = \"none\"\nnone = true"),
        ("certificate", "boolean", ""),
        ("service", "duration", ""),
        ("leave", "days", "none = true"),
        ("unit-code", "text", ""),
        ("hours", "list of number", "max-length = 4"),
    ];
    let mut text = EVERY_TYPE.to_owned();
    for (name, ty, more) in facts {
        text.push_str(&format!(
            "\n[facts.\"{name}\"]\ntype = \"{ty}\"\nlabel = {{ id = \"{name}\", en = \"{name}\" }}\n\
             source = {{ id = \"uji\", en = \"test\" }}\nsupplier = {{ id = \"uji\", en = \"test\" }}\n{more}\n"
        ));
    }
    catalogue(&if found.is_empty() { text } else { text.replace(found, instead) })
}

pub(crate) fn catalogue(text: &str) -> Arc<Catalogue> {
    let library = load([("catalogue.toml", text.as_bytes())], []);
    let id = text.lines().find_map(|line| line.strip_prefix("id    = ")).unwrap().trim_matches('"');
    let problems = jenjang_tests::list(&library.diagnostics);
    assert!(library.is_sound(), "{problems}");
    Arc::clone(library.catalogue(id).unwrap())
}

/// Random people: everything of its type, now and then missing or none.
pub(crate) fn people(catalogue: &Arc<Catalogue>, count: usize, seed: u64) -> Vec<Dossier> {
    let mut random = Random::new(seed);
    let as_of = NaiveDate::from_ymd_opt(2026, 4, 1).unwrap();
    let person = |_| {
        let mut dossier = Dossier::new(Arc::clone(catalogue), as_of);
        for (index, fact) in (0..).map(FactIndex).zip(catalogue.facts()) {
            let value = match random.below(8) {
                0 => Value::Missing,
                1 if fact.can_be_none => Value::None,
                _ => random_value(fact, &fact.ty, &mut random),
            };
            dossier.set(index, value);
        }
        dossier
    };
    (0..count).map(person).collect()
}

pub(crate) fn all_facts(catalogue: &Catalogue) -> Vec<FactIndex> {
    (0..).map(FactIndex).take(catalogue.facts().len()).collect()
}

pub(crate) fn write_parquet(path: &Path, catalogue: &Catalogue, people: &[Dossier], choices: Choices, group: usize) {
    let facts = all_facts(catalogue);
    let as_of = NaiveDate::from_ymd_opt(2026, 4, 1).unwrap();
    let options = FactsOptions { choices, group };
    let mut file = FactsParquet::new(File::create(path).unwrap(), catalogue, &facts, as_of, options).unwrap();
    for (number, dossier) in people.iter().enumerate() {
        file.write(&format!("p{number}").parse::<PersonId>().unwrap(), dossier).unwrap();
    }
    file.finish().unwrap();
}

/// The record batches of a Parquet file.
pub(crate) fn batches(path: &Path) -> Vec<RecordBatch> {
    let reader = ParquetRecordBatchReaderBuilder::try_new(File::open(path).unwrap()).unwrap().build().unwrap();
    reader.map(Result::unwrap).collect()
}

/// People as CSV: `?` for what is missing, `null` for none.
pub(crate) fn csv(catalogue: &Catalogue, people: &[Dossier], separator: char) -> String {
    let quoted = |text: String| {
        let special = |c: char| c == separator || c == '"' || c == '\n';
        if text.contains(special) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
    };
    let row = |cells: Vec<String>| cells.into_iter().map(quoted).collect::<Vec<_>>().join(&separator.to_string());
    let mut lines = vec![row(std::iter::once("id".to_owned()).chain(catalogue.facts().iter().map(|fact| fact.name.to_string())).collect())];
    for (number, dossier) in people.iter().enumerate() {
        let cell = |fact: FactIndex| dossier.get(fact).to_string();
        lines.push(row(std::iter::once(format!("p{number}")).chain(all_facts(catalogue).into_iter().map(cell)).collect()));
    }
    lines.join("\n") + "\n"
}

/// Everybody of a population, in order, on several threads.
pub(crate) fn read(population: &dyn Population, wanted: &Wanted) -> Result<(Vec<Segment>, Reading), LabError> {
    let threads = Threads(std::num::NonZero::new(3).unwrap());
    let (parts, reading) = over(population, wanted, threads, Vec::new, |segments: &mut Vec<Segment>, segment| {
        segments.push(segment.clone());
        Ok(())
    })?;
    Ok((parts.into_iter().flatten().collect(), reading))
}

pub(crate) fn open_and_read(
    path: &Path,
    catalogue: &Arc<Catalogue>,
    mapping: Option<&Mapping>,
) -> Result<(Vec<Segment>, Reading), LabError> {
    let population = input::open(path, catalogue, mapping)?;
    read(&*population, &Wanted { facts: all_facts(catalogue), others: vec![] })
}

/// The values of the people, fact by fact.
pub(crate) fn check_same(segments: &[Segment], people: &[Dossier], catalogue: &Catalogue, what: &str) {
    let count: usize = segments.iter().map(Segment::len).sum();
    assert_eq!(count, people.len(), "{what}");
    let places = segments.iter().flat_map(|segment| (0..segment.len()).map(move |place| (segment, place)));
    for (number, ((segment, place), dossier)) in places.zip(people).enumerate() {
        for fact in all_facts(catalogue) {
            let name = &catalogue.fact(fact).name;
            assert_eq!(&segment.value(fact, place), dossier.get(fact), "{what}: `{name}` of person {number}");
        }
    }
}
