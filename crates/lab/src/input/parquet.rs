//! Parquet: a part is a row group.

use std::sync::Arc;

use arrow_schema::{DataType, Field, Schema};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder};

use super::file::File;
use super::table::{Batch, Each, Part, SEGMENT, Source};
use crate::error::LabError;

const KIND: &str = "Parquet";

pub(super) struct Parquet {
    file: File,
    metadata: ArrowReaderMetadata,
    parts: Vec<Part>,
}

impl Parquet {
    pub(super) fn open(file: &File) -> Result<Parquet, LabError> {
        file.described(KIND, || Parquet::read_metadata(file))
    }

    fn read_metadata(file: &File) -> Result<Parquet, LabError> {
        let handle = file.handle()?;
        let options = ArrowReaderOptions::new();
        let plain = ArrowReaderMetadata::load(&handle, options).map_err(|cause| file.unreadable(KIND, &cause))?;
        // texts repeat: read as dictionaries, each is looked at once. A file whose texts cannot be read so is read as it is.
        let options = ArrowReaderOptions::new().with_schema(Arc::new(with_dictionaries(plain.schema())));
        let metadata = ArrowReaderMetadata::try_new(Arc::clone(plain.metadata()), options).unwrap_or(plain);
        let mut before = 0;
        let parts = metadata.metadata().row_groups().iter().map(|group| {
            let people = u64::try_from(group.num_rows()).unwrap_or(0);
            before += people;
            Part { before: before - people, people }
        });
        let parts = parts.collect();
        Ok(Parquet { file: file.clone(), metadata, parts })
    }
}

fn with_dictionaries(schema: &Schema) -> Schema {
    let field = |field: &Arc<Field>| match field.data_type() {
        DataType::Utf8 => {
            let keys = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
            Arc::new(field.as_ref().clone().with_data_type(keys))
        }
        _ => Arc::clone(field),
    };
    Schema::new_with_metadata(schema.fields().iter().map(field).collect::<Vec<_>>(), schema.metadata().clone())
}

impl Source for Parquet {
    fn schema(&self) -> &Schema {
        self.metadata.schema()
    }

    fn parts(&self) -> &[Part] {
        &self.parts
    }

    fn read(&self, part: usize, columns: &[usize], each: Each<'_>) -> Result<(), LabError> {
        let mask = ProjectionMask::roots(self.metadata.parquet_schema(), columns.iter().copied());
        let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(self.file.handle()?, self.metadata.clone());
        let mut reader =
            self.file.decoded(KIND, part, || builder.with_row_groups(vec![part]).with_projection(mask).with_batch_size(SEGMENT).build())?;
        while let Some(batch) = self.file.decoded(KIND, part, || reader.next().transpose())? {
            each(Batch { len: batch.num_rows(), arrays: batch.columns().to_vec(), broken: Vec::new() })?;
        }
        Ok(())
    }
}
