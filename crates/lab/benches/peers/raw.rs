//! The columns that `tests/peers/population.py` wrote, as they lie in its files.

use std::fs::File;
use std::io::{Error, Read, Result, Seek, SeekFrom};
use std::ops::Range;
use std::path::{Path, PathBuf};

/// Says in the file that there is no such day.
pub(crate) const NO_DATE: i32 = i32::MIN;

/// Everybody, 34 bytes a person.
#[derive(Default)]
pub(crate) struct People {
    pub(crate) grade: Vec<u8>,
    pub(crate) grade_since: Vec<i32>,
    pub(crate) ratings: [Vec<u8>; 2],
    pub(crate) education: Vec<u8>,
    pub(crate) sanction_until: Vec<i32>,
    pub(crate) birth: Vec<i32>,
    pub(crate) levels: [Vec<u8>; 9],
    /// In hundredths.
    pub(crate) evaluation: Vec<u16>,
    pub(crate) hours: Vec<u16>,
    pub(crate) certificate: Vec<u8>,
    pub(crate) position_since: Vec<i32>,
}

impl People {
    /// All people of these folders, one folder after the other.
    pub(crate) fn read(folders: &[PathBuf]) -> Result<People> {
        let mut people = People::default();
        for folder in folders {
            people.add(folder, 0..count(folder)?)?;
        }
        Ok(people)
    }

    /// Some people of a folder.
    pub(crate) fn some(folder: &Path, places: Range<usize>) -> Result<People> {
        let mut people = People::default();
        people.add(folder, places)?;
        Ok(people)
    }

    fn add(&mut self, folder: &Path, places: Range<usize>) -> Result<()> {
        let column = |name: &str| Column { folder, name: name.to_owned(), places: places.clone() };
        column("grade").bytes(&mut self.grade)?;
        column("grade_since").days(&mut self.grade_since)?;
        column("rating_last").bytes(&mut self.ratings[0])?;
        column("rating_previous").bytes(&mut self.ratings[1])?;
        column("education").bytes(&mut self.education)?;
        column("sanction_until").days(&mut self.sanction_until)?;
        column("birth").days(&mut self.birth)?;
        for (place, levels) in self.levels.iter_mut().enumerate() {
            column(&format!("level_{}", place + 1)).bytes(levels)?;
        }
        column("evaluation").halves(&mut self.evaluation)?;
        column("hours").halves(&mut self.hours)?;
        column("certificate").bytes(&mut self.certificate)?;
        column("position_since").days(&mut self.position_since)
    }

    pub(crate) fn len(&self) -> usize {
        self.grade.len()
    }
}

/// How many people a folder holds.
pub(crate) fn count(folder: &Path) -> Result<usize> {
    let length = std::fs::metadata(folder.join("grade.u8"))?.len();
    usize::try_from(length).map_err(Error::other)
}

struct Column<'f> {
    folder: &'f Path,
    name: String,
    places: Range<usize>,
}

impl Column<'_> {
    fn read(&self, kind: &str, width: usize) -> Result<Vec<u8>> {
        let path = self.folder.join(format!("{}.{kind}", self.name));
        let found = || -> Result<Vec<u8>> {
            let mut found = vec![0; self.places.len() * width];
            let mut file = File::open(&path)?;
            file.seek(SeekFrom::Start((self.places.start * width) as u64))?;
            file.read_exact(&mut found)?;
            Ok(found)
        };
        found().map_err(|error| Error::new(error.kind(), format!("{}: {error}", path.display())))
    }

    fn bytes(&self, into: &mut Vec<u8>) -> Result<()> {
        into.extend(self.read("u8", 1)?);
        Ok(())
    }

    fn halves(&self, into: &mut Vec<u16>) -> Result<()> {
        into.extend(self.read("u16", 2)?.as_chunks().0.iter().map(|two| u16::from_le_bytes(*two)));
        Ok(())
    }

    fn days(&self, into: &mut Vec<i32>) -> Result<()> {
        into.extend(self.read("i32", 4)?.as_chunks().0.iter().map(|four| i32::from_le_bytes(*four)));
        Ok(())
    }
}
