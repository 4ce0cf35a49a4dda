//! Arrow IPC, as a file or as a stream: a part is a record batch.
//!
//! Of a record batch only the buffers of the columns asked for are read, into one aligned buffer that the arrays then share: nothing is
//! decoded or copied a second time unless it is compressed.

use std::collections::HashMap;
use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch};
use arrow_buffer::{Buffer, MutableBuffer};
use arrow_ipc::convert::fb_to_schema;
use arrow_ipc::reader::{RecordBatchDecoder, read_dictionary};
use arrow_ipc::{MessageHeader, root_as_footer, root_as_message};
use arrow_schema::{DataType, Schema, SchemaRef};

use super::file::File;
use super::table::{Batch, Each, Part, SEGMENT, Source};
use crate::error::LabError;

const KIND: &str = "Arrow";

type Dictionaries = Arc<HashMap<i64, ArrayRef>>;

/// Where a message lies.
#[derive(Clone, Copy, Debug)]
struct Place {
    at: u64,
    /// Bytes of its description, what stands before it included.
    head: u64,
    body: u64,
}

pub(super) struct Ipc {
    file: File,
    schema: SchemaRef,
    batches: Vec<(Place, Dictionaries)>,
    parts: Vec<Part>,
    /// Where the buffers of each column begin among all; absent where they cannot be told by their types.
    buffers: Option<Vec<usize>>,
}

impl Ipc {
    /// Opens an Arrow file, which has a footer.
    pub(super) fn open_file(file: &File) -> Result<Ipc, LabError> {
        file.described(KIND, || Ipc::read_footer(file))
    }

    fn read_footer(file: &File) -> Result<Ipc, LabError> {
        let unreadable = |cause: &dyn std::fmt::Display| file.unreadable(KIND, cause);
        let mut handle = file.handle()?;
        let mut end = [0; 10];
        let at = file.length().checked_sub(10).ok_or_else(|| unreadable(&"no footer"))?;
        file.fill(&mut handle, at, &mut end)?;
        let [length @ .., b'A', b'R', b'R', b'O', b'W', b'1'] = end else { return Err(unreadable(&"no footer")) };
        let length = u64::try_from(i32::from_le_bytes(length)).ok().filter(|length| *length <= at);
        let length = length.ok_or_else(|| unreadable(&"footer length"))?;
        let bytes = file.bytes(&mut handle, at - length, usize::try_from(length).unwrap_or(usize::MAX))?;
        let footer = root_as_footer(&bytes).map_err(|cause| unreadable(&cause))?;
        let schema = footer.schema().ok_or_else(|| unreadable(&"no schema"))?;
        if !schema.endianness().equals_to_target_endianness() {
            return Err(unreadable(&"big-endian"));
        }
        let place = |block: &arrow_ipc::Block| {
            let place = Place {
                at: u64::try_from(block.offset()).ok()?,
                head: u64::try_from(block.metaDataLength()).ok()?,
                body: u64::try_from(block.bodyLength()).ok()?,
            };
            let end = place.at.checked_add(place.head)?.checked_add(place.body)?;
            (end <= file.length()).then_some(place)
        };
        let places = |blocks: Option<Vec<&arrow_ipc::Block>>| -> Result<Vec<Place>, LabError> {
            blocks.unwrap_or_default().into_iter().map(|block| place(block).ok_or_else(|| unreadable(&"a block past the end"))).collect()
        };
        let schema = Arc::new(fb_to_schema(schema));
        let mut reading =
            Messages { file, handle, schema: Arc::clone(&schema), dictionaries: Arc::default(), batches: Vec::new(), parts: Vec::new() };
        for dictionary in places(footer.dictionaries().map(|blocks| blocks.iter().collect()))? {
            reading.message(dictionary)?;
        }
        for batch in places(footer.recordBatches().map(|blocks| blocks.iter().collect()))? {
            reading.message(batch)?;
        }
        Ok(reading.finish())
    }

    /// Opens an Arrow stream: its messages are found one after another.
    pub(super) fn open_stream(file: &File) -> Result<Ipc, LabError> {
        file.described(KIND, || Ipc::read_messages(file))
    }

    fn read_messages(file: &File) -> Result<Ipc, LabError> {
        let unreadable = |cause: &dyn std::fmt::Display| file.unreadable(KIND, cause);
        let mut handle = file.handle()?;
        let (mut at, mut reading): (u64, Option<Messages<'_>>) = (0, None);
        while at < file.length() {
            let start = file.bytes(&mut handle, at, 8)?;
            let (prefix, length) = match *start.as_slice() {
                [0xFF, 0xFF, 0xFF, 0xFF, a, b, c, d] => (8, i32::from_le_bytes([a, b, c, d])),
                [a, b, c, d, ..] => (4, i32::from_le_bytes([a, b, c, d])),
                _ => return Err(unreadable(&"a message is cut off")),
            };
            if length == 0 {
                break;
            }
            let head = u64::try_from(length).ok().filter(|head| at + prefix + head <= file.length());
            let head = head.ok_or_else(|| unreadable(&"a message is cut off"))?;
            let bytes = file.bytes(&mut handle, at + prefix, usize::try_from(head).unwrap_or(usize::MAX))?;
            let message = root_as_message(&bytes).map_err(|cause| unreadable(&cause))?;
            let body = u64::try_from(message.bodyLength()).ok();
            let end = body.and_then(|body| (at + prefix + head).checked_add(body)).filter(|end| *end <= file.length());
            let (Some(body), Some(end)) = (body, end) else { return Err(unreadable(&"a message is cut off")) };
            match (&mut reading, message.header_as_schema()) {
                (None, Some(schema)) => {
                    if !schema.endianness().equals_to_target_endianness() {
                        return Err(unreadable(&"big-endian"));
                    }
                    let schema = Arc::new(fb_to_schema(schema));
                    let handle = file.handle()?;
                    reading = Some(Messages { file, handle, schema, dictionaries: Arc::default(), batches: Vec::new(), parts: Vec::new() });
                }
                (Some(reading), None) => reading.message(Place { at, head: prefix + head, body })?,
                _ => return Err(unreadable(&"a schema is expected once, at the start")),
            }
            at = end;
        }
        reading.map(Messages::finish).ok_or_else(|| unreadable(&"no schema"))
    }

    /// The columns of a record batch, in ascending order.
    pub(super) fn batch(&self, part: usize, columns: &[usize]) -> Result<Option<RecordBatch>, LabError> {
        let Some((place, dictionaries)) = self.batches.get(part) else { return Ok(None) };
        let broken = |cause: &dyn std::fmt::Display| self.file.broken_part(KIND, part, cause);
        let mut handle = self.file.handle()?;
        let head = head(&self.file, &mut handle, *place)?;
        let message = root_as_message(&head).map_err(|cause| broken(&cause))?;
        let batch = message.header_as_record_batch().ok_or_else(|| broken(&"no record batch"))?;
        let buffers = batch.buffers().ok_or_else(|| broken(&"no buffers"))?;
        let mut ranges = Vec::with_capacity(buffers.len());
        for buffer in buffers {
            let start = u64::try_from(buffer.offset()).ok();
            let length = u64::try_from(buffer.length()).ok();
            let range = start.zip(length).filter(|(start, length)| start.checked_add(*length).is_some_and(|end| end <= place.body));
            ranges.push(range.ok_or_else(|| broken(&"a buffer past the end"))?);
        }
        let body = self.body(&mut handle, *place, &ranges, columns)?;
        let version = message.version();
        let batch = self.file.decoded(KIND, part, || {
            let decoder = RecordBatchDecoder::try_new(&body, batch, Arc::clone(&self.schema), dictionaries, &version)?;
            decoder.with_projection(Some(columns)).read_record_batch()
        })?;
        Ok(Some(batch))
    }

    /// The body of a message with the buffers of these columns in their places. What lies between is never touched.
    fn body(&self, handle: &mut std::fs::File, place: Place, ranges: &[(u64, u64)], columns: &[usize]) -> Result<Buffer, LabError> {
        let mut body = MutableBuffer::from_len_zeroed(usize::try_from(place.body).unwrap_or(usize::MAX));
        let mut runs: Vec<(u64, u64)> = Vec::new();
        let total = self.buffers.as_ref().and_then(|buffers| buffers.last().copied());
        match &self.buffers {
            Some(buffers) if total == Some(ranges.len()) => {
                let of = |column: &usize| ranges.get(*buffers.get(*column)?..*buffers.get(column + 1)?);
                for (start, length) in columns.iter().filter_map(of).flatten() {
                    match runs.last_mut() {
                        Some((_, end)) if (*end..=*end + 4096).contains(start) => *end = start + length,
                        _ => runs.push((*start, start + length)),
                    }
                }
            }
            _ => runs.push((0, place.body)),
        }
        for (start, end) in runs {
            let target =
                usize::try_from(start).ok().zip(usize::try_from(end).ok()).and_then(|(start, end)| body.as_slice_mut().get_mut(start..end));
            self.file.fill(handle, place.at + place.head + start, target.unwrap_or_default())?;
        }
        Ok(body.into())
    }
}

impl Source for Ipc {
    fn schema(&self) -> &Schema {
        &self.schema
    }

    fn parts(&self) -> &[Part] {
        &self.parts
    }

    fn read(&self, part: usize, columns: &[usize], each: Each<'_>) -> Result<(), LabError> {
        let Some(batch) = self.batch(part, columns)? else { return Ok(()) };
        for start in (0..batch.num_rows()).step_by(SEGMENT) {
            let some = batch.slice(start, SEGMENT.min(batch.num_rows() - start));
            each(Batch { len: some.num_rows(), arrays: some.columns().to_vec(), broken: Vec::new() })?;
        }
        Ok(())
    }
}

/// Messages as they come.
struct Messages<'f> {
    file: &'f File,
    handle: std::fs::File,
    schema: SchemaRef,
    dictionaries: Dictionaries,
    batches: Vec<(Place, Dictionaries)>,
    parts: Vec<Part>,
}

impl Messages<'_> {
    fn message(&mut self, place: Place) -> Result<(), LabError> {
        let file = self.file;
        let unreadable = |cause: &dyn std::fmt::Display| file.unreadable(KIND, cause);
        let head = head(file, &mut self.handle, place)?;
        let message = root_as_message(&head).map_err(|cause| unreadable(&cause))?;
        match message.header_type() {
            MessageHeader::RecordBatch => {
                let batch = message.header_as_record_batch().ok_or_else(|| unreadable(&"no record batch"))?;
                let people = u64::try_from(batch.length()).map_err(|_| unreadable(&"a negative length"))?;
                let before = self.parts.last().map_or(0, |part| part.before + part.people);
                self.parts.push(Part { before, people });
                self.batches.push((place, Arc::clone(&self.dictionaries)));
            }
            MessageHeader::DictionaryBatch => {
                let batch = message.header_as_dictionary_batch().ok_or_else(|| unreadable(&"no dictionary"))?;
                let sound = |buffer: &arrow_ipc::Buffer| {
                    let end = buffer.offset().checked_add(buffer.length());
                    buffer.offset() >= 0
                        && buffer.length() >= 0
                        && end.and_then(|end| u64::try_from(end).ok()).is_some_and(|end| end <= place.body)
                };
                if !batch.data().and_then(|data| data.buffers()).is_some_and(|buffers| buffers.iter().all(sound)) {
                    return Err(unreadable(&"a dictionary past the end"));
                }
                let mut body = MutableBuffer::from_len_zeroed(usize::try_from(place.body).unwrap_or(usize::MAX));
                file.fill(&mut self.handle, place.at + place.head, body.as_slice_mut())?;
                // batches before keep the dictionaries they came after
                let known = Arc::make_mut(&mut self.dictionaries);
                let (schema, version) = (&self.schema, message.version());
                file.decoded(KIND, self.parts.len(), || read_dictionary(&body.into(), batch, schema, known, &version))?;
            }
            other => return Err(unreadable(&format!("{other:?}"))),
        }
        Ok(())
    }

    fn finish(self) -> Ipc {
        let mut places = vec![0];
        let mut sum = 0;
        let buffers = self.schema.fields().iter().try_for_each(|field| {
            sum += buffers(field.data_type())?;
            places.push(sum);
            Some(())
        });
        Ipc { file: self.file.clone(), schema: self.schema, batches: self.batches, parts: self.parts, buffers: buffers.map(|()| places) }
    }
}

/// The description of a message, without what stands before it.
fn head(file: &File, handle: &mut std::fs::File, place: Place) -> Result<Vec<u8>, LabError> {
    let mut bytes = file.bytes(handle, place.at, usize::try_from(place.head).unwrap_or(usize::MAX))?;
    let prefix = if bytes.starts_with(&[0xFF; 4]) { 8 } else { 4 };
    bytes.drain(..prefix.min(bytes.len()));
    Ok(bytes)
}

/// How many buffers a column of a type has.
fn buffers(data_type: &DataType) -> Option<usize> {
    Some(match data_type {
        DataType::Null => 0,
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Binary | DataType::LargeBinary => 3,
        DataType::List(item) | DataType::LargeList(item) | DataType::Map(item, _) => 2 + buffers(item.data_type())?,
        DataType::FixedSizeList(item, _) => 1 + buffers(item.data_type())?,
        DataType::Struct(fields) => 1 + fields.iter().map(|field| buffers(field.data_type())).sum::<Option<usize>>()?,
        DataType::Boolean | DataType::FixedSizeBinary(_) | DataType::Dictionary(..) => 2,
        data_type if data_type.is_primitive() => 2,
        _ => return None,
    })
}
