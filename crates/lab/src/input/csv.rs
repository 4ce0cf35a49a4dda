//! CSV: a part is a block of whole lines. The file is gone through once when it is opened, for its encoding and where its lines end.

use std::sync::Arc;

use arrow_array::ArrayRef;
use arrow_array::builder::StringBuilder;
use arrow_schema::{DataType, Field, Schema};
use csv::{ByteRecord, ReaderBuilder};
use jenjang::legal::Label;

use super::file::File;
use super::mapping::Mapping;
use super::table::{Batch, Broken, Each, Part, Source};
use crate::error::LabError;

mod encoding;
mod scan;

use scan::Block;

pub(super) struct Csv {
    file: File,
    delimiter: u8,
    schema: Schema,
    blocks: Vec<Block>,
    parts: Vec<Part>,
}

impl Csv {
    pub(super) fn open(file: &File, mapping: Option<&Mapping>) -> Result<Csv, LabError> {
        let mut handle = file.handle()?;
        let start = file.bytes(&mut handle, 0, 1 << 16)?;
        encoding::check_start(file, &start)?;
        let skip = encoding::mark_length(&start);
        let delimiter = mapping.and_then(|mapping| mapping.delimiter).unwrap_or_else(|| delimiter(start.get(skip..).unwrap_or_default()));
        let scan = scan::scan(file, delimiter, skip)?;
        let fields: Vec<Field> = scan.header.iter().map(|name| Field::new(name, DataType::Utf8, true)).collect();
        let mut before = 0;
        let parts = scan.blocks.iter().map(|block| {
            before += block.people;
            Part { before: before - block.people, people: block.people }
        });
        let parts = parts.collect();
        Ok(Csv { file: file.clone(), delimiter, schema: Schema::new(fields), blocks: scan.blocks, parts })
    }
}

/// What is most frequent in the first line, quoted cells left out.
fn delimiter(start: &[u8]) -> u8 {
    let mut counts = [(b'\t', 0_usize), (b';', 0), (b',', 0)];
    let mut quoted = false;
    for byte in start.iter().take_while(|byte| !matches!(byte, b'\n' | b'\r')) {
        quoted ^= *byte == b'"';
        if let Some((_, count)) = counts.iter_mut().find(|(mark, _)| mark == byte && !quoted) {
            *count += 1;
        }
    }
    counts.iter().max_by_key(|(_, count)| *count).map_or(b',', |(mark, _)| *mark)
}

impl Source for Csv {
    fn schema(&self) -> &Schema {
        &self.schema
    }

    fn parts(&self) -> &[Part] {
        &self.parts
    }

    fn is_text(&self) -> bool {
        true
    }

    fn read(&self, part: usize, columns: &[usize], each: Each<'_>) -> Result<(), LabError> {
        let Some(block) = self.blocks.get(part) else { return Ok(()) };
        let bytes = self.file.bytes(&mut self.file.handle()?, block.start, block.length)?;
        let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).delimiter(self.delimiter).from_reader(bytes.as_slice());
        let width = self.schema.fields().len();
        let mut builders: Vec<StringBuilder> = columns.iter().map(|_| StringBuilder::new()).collect();
        let (mut record, mut len, mut broken) = (ByteRecord::new(), 0, Vec::new());
        while reader.read_byte_record(&mut record).map_err(|cause| self.file.broken_part("CSV", part, &cause))? {
            // a mark after the last cell makes no cell
            let fits = record.len() == width || record.len() == width + 1 && record.get(width).is_some_and(<[u8]>::is_empty);
            if !fits {
                let expected = Label::new(
                    format!("{width} sel seperti pada baris judul; seluruh baris tidak terbaca"),
                    format!("{width} cells as in the header; the whole row is unread"),
                );
                broken.push(Broken { place: len, found: record.len().to_string(), expected });
            }
            for (builder, column) in builders.iter_mut().zip(columns) {
                match record.get(*column).filter(|_| fits).map(std::str::from_utf8) {
                    Some(Ok(cell)) => builder.append_value(cell),
                    _ => builder.append_null(),
                }
            }
            len += 1;
        }
        if u64::try_from(len).ok() != Some(block.people) {
            let (counted, found) = (block.people, len);
            return Err(self.file.broken_part("CSV", part, &format!("{counted} ≠ {found}")));
        }
        let arrays = builders.iter_mut().map(|builder| Arc::new(builder.finish()) as ArrayRef).collect();
        drop(bytes);
        each(Batch { arrays, len, broken })
    }
}
