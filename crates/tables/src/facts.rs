//! Facts as columns of a Parquet file: one row a person, one column a fact, for analyses of millions.
//!
//! | fact | column |
//! |---|---|
//! | truth value | boolean |
//! | number | exact decimal of 18 digits with 6 places (38 with 10 where the range of the fact is wider) |
//! | date | day (`Date32`) |
//! | months, days | `Int32`, `Int64` |
//! | choice | its rank in the scale from 0 (`Int16`), or its code ([`Choices`]) |
//! | text | text |
//! | list | list of these; an item nobody told of is null |
//!
//! Null means *missing*: nobody said. What is known not to exist is null too and `true` in the column `… is none` beside it, which every
//! fact has that can be none. The file says what its columns are: under the key `jenjang.facts` stands a JSON list of fact, type, unit,
//! scale, codes in order of rank, labels and protected ground; the same stands in the metadata of each Arrow field.

mod column;
mod schema;

use std::io::Write;
use std::sync::Arc;

use arrow_array::builder::{BooleanBuilder, StringBuilder};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::SchemaRef;
use chrono::NaiveDate;
use jenjang::people::id::PersonId;
use jenjang::policy::catalogue::Catalogue;
use jenjang::policy::dossier::Dossier;
use jenjang::policy::value::{FactIndex, Value};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;

use crate::TablesError;
use column::Column;

/// How choices are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Choices {
    /// The rank in the scale, from 0 for the lowest: narrow, and compared as the scale orders it.
    #[default]
    Ranks,
    /// The code (`III/b`), from a dictionary: for reading without the list of codes.
    Codes,
}

/// How facts are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FactsOptions {
    /// How choices are written.
    pub choices: Choices,
    /// People in a row group: what is held in memory before it is written.
    pub group: usize,
}

impl Default for FactsOptions {
    fn default() -> FactsOptions {
        FactsOptions { choices: Choices::default(), group: 65_536 }
    }
}

/// A Parquet file of facts being written.
pub struct FactsParquet<W: Write + Send> {
    writer: ArrowWriter<W>,
    schema: SchemaRef,
    people: StringBuilder,
    facts: Vec<FactColumn>,
    held: usize,
    group: usize,
}

/// The columns of one fact.
struct FactColumn {
    index: FactIndex,
    name: Arc<str>,
    column: Column,
    none: Option<BooleanBuilder>,
}

impl<W: Write + Send> FactsParquet<W> {
    /// Begins a file with a column for each of these facts, which stand as of a day.
    ///
    /// # Errors
    /// [`TablesError::Type`] for a fact that has no column; otherwise when writing fails.
    pub fn new(
        out: W,
        catalogue: &Catalogue,
        facts: &[FactIndex],
        as_of: NaiveDate,
        options: FactsOptions,
    ) -> Result<FactsParquet<W>, TablesError> {
        let columns = facts.iter().map(|index| {
            let fact = catalogue.fact(*index);
            let column = Column::of(fact, options.choices)?;
            Ok(FactColumn {
                index: *index,
                name: Arc::clone(&fact.name),
                column,
                none: schema::can_be_none(fact).then(BooleanBuilder::new),
            })
        });
        let columns: Vec<FactColumn> = columns.collect::<Result<_, TablesError>>()?;
        let described = columns.iter().map(|column| (catalogue.fact(column.index), column.column.data_type()));
        let schema = schema::schema(described.clone());
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_max_row_group_row_count(Some(options.group.max(1)))
            .set_key_value_metadata(Some(schema::file_metadata(catalogue, described.map(|(fact, _)| fact), as_of)))
            .build();
        let writer = ArrowWriter::try_new(out, Arc::clone(&schema), Some(properties))?;
        Ok(FactsParquet { writer, schema, people: StringBuilder::new(), facts: columns, held: 0, group: options.group.max(1) })
    }

    /// Writes one person.
    ///
    /// # Errors
    /// [`TablesError::Value`] for a value that does not fit its column; otherwise when writing fails. After an error the file is of no use.
    pub fn write(&mut self, person: &PersonId, dossier: &Dossier) -> Result<(), TablesError> {
        self.people.append_value(person.as_str());
        for fact in &mut self.facts {
            let value = dossier.get(fact.index);
            let fits = fact.column.append(value) && (fact.none.is_some() || !value.is_none());
            if !fits {
                let expected = fact.column.expected().to_owned();
                return Err(TablesError::Value {
                    fact: Arc::clone(&fact.name),
                    person: person.clone(),
                    found: value.to_string(),
                    expected,
                });
            }
            if let Some(none) = &mut fact.none {
                none.append_value(matches!(value, Value::None));
            }
        }
        self.held += 1;
        if self.held >= self.group {
            self.write_group()?;
        }
        Ok(())
    }

    /// Writes the last group and the foot of the file, and gives the writer back.
    ///
    /// # Errors
    /// When writing fails.
    pub fn finish(mut self) -> Result<W, TablesError> {
        if self.held > 0 {
            self.write_group()?;
        }
        Ok(self.writer.into_inner()?)
    }

    fn write_group(&mut self) -> Result<(), TablesError> {
        let mut arrays: Vec<ArrayRef> = vec![Arc::new(self.people.finish())];
        for fact in &mut self.facts {
            arrays.push(fact.column.finish()?);
            if let Some(none) = &mut fact.none {
                arrays.push(Arc::new(none.finish()));
            }
        }
        self.writer.write(&RecordBatch::try_new(Arc::clone(&self.schema), arrays)?)?;
        self.writer.flush()?;
        self.held = 0;
        Ok(())
    }
}
