//! Running over a population: parts on all cores, results in the order of the parts, whatever thread was faster.

use std::num::NonZero;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::error::LabError;
use crate::population::{Population, Reading, Wanted};
use crate::segment::Segment;

/// How many threads a run may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Threads(pub NonZero<usize>);

impl Default for Threads {
    /// As many as the machine has cores for.
    fn default() -> Threads {
        Threads(std::thread::available_parallelism().unwrap_or(NonZero::<usize>::MIN))
    }
}

/// Folds every part of a population by itself and gives the results in the order of the parts.
///
/// `fresh` makes the result of a part, `fold` adds a segment to it.
///
/// # Errors
/// The first error of reading or folding, by the order of parts.
pub fn over<T: Send>(
    population: &dyn Population,
    wanted: &Wanted,
    threads: Threads,
    fresh: impl Fn() -> T + Sync,
    fold: impl Fn(&mut T, &Segment) -> Result<(), LabError> + Sync,
) -> Result<(Vec<T>, Reading), LabError> {
    let parts = population.parts();
    let next = AtomicUsize::new(0);
    type Ended<T> = Result<(T, Reading), LabError>;
    let ended: Mutex<Vec<(usize, Ended<T>)>> = Mutex::new(Vec::with_capacity(parts));
    let work = || {
        loop {
            let part = next.fetch_add(1, Ordering::Relaxed);
            if part >= parts {
                return;
            }
            let mut result = fresh();
            let read = population.read(part, wanted, &mut |segment| fold(&mut result, &segment));
            let failed = read.is_err();
            ended.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push((part, read.map(|reading| (result, reading))));
            if failed {
                // parts already taken are finished; no other is begun
                next.store(parts, Ordering::Relaxed);
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..threads.0.get().min(parts) {
            scope.spawn(work);
        }
        work();
    });
    let mut ended = ended.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    ended.sort_by_key(|(part, _)| *part);
    let (mut results, mut reading) = (Vec::with_capacity(parts), Reading::default());
    for (_, one) in ended {
        let (result, read) = one?;
        results.push(result);
        reading.add(read);
    }
    Ok((results, reading))
}
