//! People in memory.

use std::sync::Arc;

use jenjang::audit::Digest;
use jenjang::policy::catalogue::Catalogue;
use jenjang::policy::value::FactIndex;

use super::{Each, Population, Reading, Wanted};
use crate::error::LabError;
use crate::run::{self, Threads};
use crate::segment::Segment;

/// Segments that lie in memory; each is a part.
#[derive(Clone, Debug)]
pub struct InMemory {
    catalogue: Arc<Catalogue>,
    segments: Vec<Segment>,
}

impl InMemory {
    /// These people.
    pub fn new(catalogue: &Arc<Catalogue>, segments: Vec<Segment>) -> InMemory {
        InMemory { catalogue: Arc::clone(catalogue), segments }
    }

    /// All of another population, with what is wanted of it.
    ///
    /// # Errors
    /// Those of reading it.
    pub fn load(population: &dyn Population, wanted: &Wanted) -> Result<(InMemory, Reading), LabError> {
        let (mut segments, mut reading) = (Vec::new(), Reading::default());
        for part in 0..population.parts() {
            reading.add(population.read(part, wanted, &mut |segment| {
                segments.push(segment);
                Ok(())
            })?);
        }
        Ok((InMemory::new(population.catalogue(), segments), reading))
    }

    /// The segments.
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// Bytes its columns take.
    pub fn bytes(&self) -> usize {
        self.segments.iter().map(Segment::bytes).sum()
    }
}

impl Population for InMemory {
    fn catalogue(&self) -> &Arc<Catalogue> {
        &self.catalogue
    }

    fn people(&self) -> Option<u64> {
        Some(self.segments.iter().map(|segment| segment.len() as u64).sum())
    }

    fn parts(&self) -> usize {
        self.segments.len()
    }

    fn others(&self) -> Vec<Arc<str>> {
        self.segments.first().map(|segment| segment.others().cloned().collect()).unwrap_or_default()
    }

    fn facts(&self) -> Vec<FactIndex> {
        self.segments.first().map(|segment| segment.facts().collect()).unwrap_or_default()
    }

    fn digest(&self) -> Result<String, LabError> {
        let wanted = Wanted { facts: self.facts(), others: self.others() };
        // a part is a segment, and parts come back in their order
        let fold = |digest: &mut Option<Digest>, segment: &Segment| {
            *digest = Some(segment.digest());
            Ok(())
        };
        let (digests, _) = run::over(self, &wanted, Threads::default(), || None, fold)?;
        let all: Vec<u8> = digests.into_iter().flatten().flat_map(|digest: Digest| digest.0).collect();
        Ok(Digest::of(all).to_string())
    }

    fn read(&self, part: usize, wanted: &Wanted, each: Each<'_>) -> Result<Reading, LabError> {
        let Some(segment) = self.segments.get(part) else { return Ok(Reading::default()) };
        let reading = Reading { people: segment.len() as u64, ..Reading::default() };
        each(segment.only(wanted))?;
        Ok(reading)
    }
}
