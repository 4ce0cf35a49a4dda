//! What is computed beside the requests, in the memory of this server: one at a time for each person, two of a kind for all.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jenjang::people::id::PersonId;

/// How many of a kind go on at once; each takes both seconds and memory.
const AT_ONCE: usize = 2;

/// How long the browser waits before it is shown that a run goes on: shorter than a request may last.
pub(crate) const WAITED: Duration = Duration::from_secs(8);

struct Run<K, T> {
    person: PersonId,
    key: K,
    /// None while it goes on.
    outcome: Option<T>,
}

/// Why no run begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// The same person has one under way.
    Own,
    /// Too many are under way.
    Busy,
}

/// How many runs are kept after they ended, and how many of one person.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Kept {
    pub(crate) all: usize,
    pub(crate) of_one: usize,
}

/// The runs of one kind, by what each is about.
pub(crate) struct Runs<K, T> {
    kept: Kept,
    all: Arc<Mutex<Vec<Run<K, T>>>>,
}

/// A run that was begun; it ends when this is dropped, whatever happens to its thread. Nothing is kept of one that left no outcome.
pub(crate) struct Running<K: PartialEq, T> {
    all: Arc<Mutex<Vec<Run<K, T>>>>,
    person: PersonId,
    key: K,
    outcome: Option<T>,
}

impl<K: PartialEq, T> Running<K, T> {
    /// Ends it, and keeps what came of it for whoever began it.
    pub(crate) fn end(mut self, outcome: T) {
        self.outcome = Some(outcome);
    }
}

impl<K: PartialEq, T> Drop for Running<K, T> {
    fn drop(&mut self) {
        let mut all = locked(&self.all);
        let own = |run: &Run<K, T>| run.outcome.is_none() && run.person == self.person && run.key == self.key;
        let Some(at) = all.iter().position(own) else { return };
        match self.outcome.take() {
            Some(outcome) => all[at].outcome = Some(outcome),
            None => {
                all.remove(at);
            }
        }
    }
}

fn locked<K, T>(all: &Mutex<Vec<Run<K, T>>>) -> MutexGuard<'_, Vec<Run<K, T>>> {
    all.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<K: Clone + PartialEq, T: Clone> Runs<K, T> {
    pub(crate) fn new(kept: Kept) -> Runs<K, T> {
        Runs { kept, all: Arc::new(Mutex::new(Vec::new())) }
    }

    /// Begins a run.
    ///
    /// # Errors
    /// [`Refused`] where this person has one under way, or too many are.
    pub(crate) fn begin(&self, person: PersonId, key: K) -> Result<Running<K, T>, Refused> {
        let mut all = locked(&self.all);
        if all.iter().any(|run| run.outcome.is_none() && run.person == person) {
            return Err(Refused::Own);
        }
        if all.iter().filter(|run| run.outcome.is_none()).count() >= AT_ONCE {
            return Err(Refused::Busy);
        }
        // what an earlier try of the same said is over
        all.retain(|run| run.person != person || run.key != key);
        // the oldest go first
        while all.iter().filter(|run| run.person == person).count() >= self.kept.of_one {
            let Some(at) = all.iter().position(|run| run.person == person) else { break };
            all.remove(at);
        }
        while all.len() >= self.kept.all {
            let Some(at) = all.iter().position(|run| run.outcome.is_some()) else { break };
            all.remove(at);
        }
        all.push(Run { person: person.clone(), key: key.clone(), outcome: None });
        Ok(Running { all: Arc::clone(&self.all), person, key, outcome: None })
    }

    /// The runs of this person that are kept, the oldest first: each with an empty answer while it goes on, or what came of it.
    pub(crate) fn all_of(&self, person: &PersonId) -> Vec<(K, Option<T>)> {
        let all = locked(&self.all);
        all.iter().filter(|run| run.person == *person).map(|run| (run.key.clone(), run.outcome.clone())).collect()
    }

    /// A run of this person: none where there is no such run, an empty answer while it goes on, or what came of it.
    pub(crate) fn of(&self, person: &PersonId, key: &K) -> Option<Option<T>> {
        let all = locked(&self.all);
        all.iter().find(|run| run.person == *person && run.key == *key).map(|run| run.outcome.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEPT: Kept = Kept { all: 6, of_one: 4 };

    fn person(id: &str) -> PersonId {
        id.parse().unwrap()
    }

    #[test]
    fn one_run_at_a_time_for_each_and_two_for_all() {
        let runs: Runs<u32, &str> = Runs::new(KEPT);
        let begin = |who: &str, key: u32| runs.begin(person(who), key);
        let first = begin("a", 1).ok();
        assert!(first.is_some());
        assert_eq!(begin("a", 2).err(), Some(Refused::Own));
        let second = begin("b", 3).ok().unwrap();
        assert_eq!(begin("c", 4).err(), Some(Refused::Busy));
        assert_eq!(runs.of(&person("a"), &1), Some(None), "it goes on");
        drop(first);
        assert_eq!(runs.of(&person("a"), &1), None, "nothing is kept of a run without an outcome");
        second.end("no");
        assert_eq!(runs.of(&person("b"), &3), Some(Some("no")));
        assert_eq!(runs.of(&person("a"), &3), None, "told to nobody else");
        assert_eq!((runs.all_of(&person("b")), runs.all_of(&person("a"))), (vec![(3, Some("no"))], Vec::new()));
        drop(begin("b", 3).ok().unwrap());
        assert_eq!(runs.of(&person("b"), &3), None, "tried again");
    }

    #[test]
    fn so_many_are_kept_the_latest_of_each_person_and_of_all() {
        let runs: Runs<u32, u32> = Runs::new(KEPT);
        let run = |who: &str, key: u32| runs.begin(person(who), key).ok().unwrap().end(key);
        (0..9).for_each(|key| run("a", key));
        let kept = |who: &str| (0..20).filter(|key| runs.of(&person(who), key).is_some()).collect::<Vec<_>>();
        assert_eq!(kept("a"), [5, 6, 7, 8]);
        (10..14).for_each(|key| run("b", key));
        assert_eq!((kept("a"), kept("b")), (vec![7, 8], vec![10, 11, 12, 13]), "the oldest of all went");
    }

    #[test]
    fn a_run_whose_thread_fails_bars_nobody() {
        let runs: Runs<u32, u32> = Runs::new(KEPT);
        let running = runs.begin(person("a"), 1).ok().unwrap();
        let failed = std::thread::spawn(move || {
            let _running = running;
            panic!("on purpose");
        });
        assert!(failed.join().is_err());
        assert!(runs.begin(person("a"), 2).is_ok());
    }
}
