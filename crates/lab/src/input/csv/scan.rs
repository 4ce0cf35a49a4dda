//! Where the lines of a CSV file end, quoted cells with line breaks in them included.

use std::io::Read;

use csv::{ByteRecord, ReaderBuilder};
use memchr::{memchr, memchr2};

use super::encoding::{Utf8, not_utf8};
use crate::error::LabError;
use crate::input::file::File;
use crate::input::table::SEGMENT;

/// Whole lines that are read together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) start: u64,
    pub(super) length: usize,
    pub(super) people: u64,
}

pub(super) struct Scan {
    pub(super) header: Vec<String>,
    pub(super) blocks: Vec<Block>,
}

/// What is read of the file at a time.
const PIECE: usize = 1 << 20;
/// A block ends with the line that fills it.
const BLOCK: u64 = 8 << 20;
/// No line is longer: more likely a quote was never closed.
const LINE: u64 = 1 << 20;

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Nothing of the line was seen.
    Line,
    /// At the start of a cell.
    Cell,
    Plain,
    Quoted,
    /// A quote within quotes: the end, or the first of two.
    Quote,
}

/// Goes through the file once. The first `skip` bytes are a byte order mark.
pub(super) fn scan(file: &File, delimiter: u8, skip: usize) -> Result<Scan, LabError> {
    let mut handle = file.handle()?;
    let mut lines = Lines::new(delimiter, skip as u64);
    let (mut utf8, mut piece) = (Utf8::default(), vec![0; PIECE]);
    let mut at = 0_u64;
    loop {
        let length = match handle.read(&mut piece) {
            Ok(0) => break,
            Ok(length) => length,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(file.failed(error)),
        };
        let bytes = piece.get(..length).unwrap_or_default();
        let first = if at == 0 { skip } else { 0 };
        if let Err((place, byte)) = utf8.piece(bytes) {
            let valid = usize::try_from(place.saturating_sub(at)).unwrap_or(0);
            lines.piece(at + first as u64, bytes.get(first..valid).unwrap_or_default());
            return Err(not_utf8(file, place, byte, lines.count));
        }
        lines.piece(at + first as u64, bytes.get(first..).unwrap_or_default());
        at += length as u64;
        if let Some(start) = lines.too_long {
            return Err(unclosed(file, lines.count + 1, start));
        }
    }
    utf8.end().map_err(|(place, byte)| not_utf8(file, place, byte, lines.count))?;
    if !lines.end(at) {
        return Err(unclosed(file, lines.count + 1, lines.start));
    }
    let name = file.name();
    let Some((start, end)) = lines.header else {
        return Err(LabError::refused(
            format!("`{name}` kosong, diharapkan baris judul dengan nama kolom"),
            format!("`{name}` is empty, expected a header with the names of the columns"),
        ));
    };
    let length = usize::try_from(end - start).unwrap_or(usize::MAX);
    let bytes = file.bytes(&mut file.handle()?, start, length)?;
    let mut record = ByteRecord::new();
    let mut reader = ReaderBuilder::new().has_headers(false).delimiter(delimiter).from_reader(bytes.as_slice());
    reader.read_byte_record(&mut record).map_err(|cause| file.unreadable("CSV", &cause))?;
    let header = record.iter().map(|name| String::from_utf8_lossy(name).trim().to_owned()).collect();
    Ok(Scan { header, blocks: lines.blocks })
}

fn unclosed(file: &File, row: u64, at: u64) -> LabError {
    let name = file.name();
    LabError::refused(
        format!(
            "baris {row} dari `{name}` (mulai bita {at}) tidak berakhir dalam 1 MiB atau sampai akhir berkas; \
             mungkin tanda kutip tidak ditutup"
        ),
        format!("line {row} of `{name}` (from byte {at}) does not end within 1 MiB or before the file does; a quote may not be closed"),
    )
}

/// The lines seen so far.
struct Lines {
    delimiter: u8,
    state: State,
    /// Where the line began.
    start: u64,
    /// Lines that ended, the header among them.
    count: u64,
    header: Option<(u64, u64)>,
    blocks: Vec<Block>,
    /// Where a line began that is longer than any.
    too_long: Option<u64>,
}

impl Lines {
    fn new(delimiter: u8, start: u64) -> Lines {
        Lines { delimiter, state: State::Line, start, count: 0, header: None, blocks: Vec::new(), too_long: None }
    }

    /// Goes on with the bytes that lie at a place of the file.
    fn piece(&mut self, at: u64, bytes: &[u8]) {
        let mut place = 0;
        while let Some(rest) = bytes.get(place..).filter(|rest| !rest.is_empty()) {
            let quiet = !matches!(self.state, State::Quoted | State::Quote);
            // up to the next quote only line breaks matter
            let plain = memchr(b'"', rest).unwrap_or(rest.len());
            if quiet && plain > 0 {
                self.plain(at + place as u64, &rest[..plain]);
                place += plain;
                continue;
            }
            if self.state == State::Quoted {
                let Some(quote) = memchr(b'"', rest) else { break };
                self.state = State::Quote;
                place += quote + 1;
                continue;
            }
            self.state = match (self.state, rest[0]) {
                (State::Line | State::Cell | State::Quote, b'"') => State::Quoted,
                // a quote inside a plain cell is a letter like others
                (_, b'"') => State::Plain,
                (_, byte) if byte == self.delimiter => State::Cell,
                (_, b'\r' | b'\n') => {
                    self.ends(at + place as u64 + 1);
                    State::Line
                }
                _ => State::Plain,
            };
            place += 1;
        }
        if at + bytes.len() as u64 - self.start > LINE && self.state != State::Line {
            self.too_long = self.too_long.or(Some(self.start));
        }
    }

    /// Bytes without quotes, outside quotes.
    fn plain(&mut self, at: u64, bytes: &[u8]) {
        let mut place = 0;
        while let Some(next) = memchr2(b'\n', b'\r', &bytes[place..]) {
            let end = at + (place + next) as u64 + 1;
            if next > 0 || self.state != State::Line {
                self.ends(end);
            }
            self.state = State::Line;
            self.start = end;
            place += next + 1;
        }
        if let Some(last) = bytes[place..].last() {
            self.state = if *last == self.delimiter { State::Cell } else { State::Plain };
        }
    }

    /// The line ends before a place. Blank lines end nowhere.
    fn ends(&mut self, end: u64) {
        if end - self.start > LINE {
            self.too_long = self.too_long.or(Some(self.start));
        }
        self.count += 1;
        if self.header.is_none() {
            self.header = Some((self.start, end));
        } else {
            let full = |block: &Block| block.people >= SEGMENT as u64 || block.length as u64 >= BLOCK;
            if self.blocks.last().is_none_or(full) {
                self.blocks.push(Block { start: self.start, length: 0, people: 0 });
            }
            if let Some(block) = self.blocks.last_mut() {
                block.people += 1;
                block.length = usize::try_from(end - block.start).unwrap_or(usize::MAX);
            }
        }
        self.start = end;
    }

    /// The file ends. Says whether it does so outside quotes.
    fn end(&mut self, at: u64) -> bool {
        match self.state {
            State::Quoted => return false,
            State::Line => {}
            _ => self.ends(at),
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(text: &str, piece: usize) -> (Option<(u64, u64)>, Vec<Block>, bool) {
        let mut lines = Lines::new(b',', 0);
        for (at, bytes) in text.as_bytes().chunks(piece).enumerate() {
            lines.piece((at * piece) as u64, bytes);
        }
        let ended = lines.end(text.len() as u64);
        (lines.header, lines.blocks, ended)
    }

    #[test]
    fn lines_are_those_of_the_csv_reader_wherever_pieces_end() {
        let texts = [
            "a,b\n1,2\n3,4\n",
            "a,b\r\n1,2\r\n\r\n3,4",
            "\n\na,b\n\"1\n1\",2\n3,\"4\"\"\n\"\n",
            "a,b\n1\"x,2\n3,\"4\"y\n,\n",
            "a,b\r1,2\r\n\"\",\"\"\n",
            "\"a\",\"b\"\n\"1\",\"2\"\n",
        ];
        for text in texts {
            let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
            let records = reader.byte_records().count() as u64;
            for piece in 1..=text.len() {
                let (header, blocks, ended) = blocks(text, piece);
                let people: u64 = blocks.iter().map(|block| block.people).sum();
                assert!(ended && header.is_some(), "{text:?} by {piece}");
                assert_eq!(people + 1, records, "{text:?} by {piece}");
                let start = usize::try_from(blocks[0].start).unwrap();
                let block = &text[start..start + blocks[0].length];
                let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(block.as_bytes());
                assert_eq!(reader.byte_records().count() as u64, people, "{text:?} by {piece}");
            }
        }
        assert!(!blocks("a,b\n1,\"2\n3,4\n", 5).2, "a quote that is not closed");
        assert_eq!(blocks("", 1), (None, vec![], true));
    }
}
