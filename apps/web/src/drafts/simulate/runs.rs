//! Runs under way and done, in the memory of this server: a report is made again in seconds, and holds nothing that would have to be kept.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jenjang::legal::Label;
use jenjang::people::id::{DraftId, PersonId};
use jenjang_lab::report::Contents;

/// How many run at once.
const AT_ONCE: usize = 2;

/// How many reports are kept, and how many of one person.
const KEPT: usize = 40;
const KEPT_OF_ONE: usize = 4;

/// What came of a run.
#[derive(Clone)]
pub(super) enum Outcome {
    Done(Arc<Contents>),
    Failed(Label),
}

struct Run {
    id: String,
    person: PersonId,
    draft: DraftId,
    /// None while it goes on.
    outcome: Option<Outcome>,
}

/// Why no run begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refused {
    /// The same person has one under way.
    Own,
    /// Too many are under way.
    Busy,
}

/// The runs of this server.
#[derive(Default)]
pub(crate) struct Runs(Mutex<Vec<Run>>);

/// A run that was begun, for the thread that makes it.
pub(super) struct Running {
    pub(super) id: String,
}

impl Runs {
    fn all(&self) -> MutexGuard<'_, Vec<Run>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins a run.
    ///
    /// # Errors
    /// [`Refused`] where this person has one under way, or too many are.
    pub(super) fn begin(&self, id: String, person: PersonId, draft: DraftId) -> Result<Running, Refused> {
        let mut all = self.all();
        if all.iter().any(|run| run.outcome.is_none() && run.person == person) {
            return Err(Refused::Own);
        }
        if all.iter().filter(|run| run.outcome.is_none()).count() >= AT_ONCE {
            return Err(Refused::Busy);
        }
        // the oldest go first
        while all.iter().filter(|run| run.person == person).count() >= KEPT_OF_ONE {
            let Some(at) = all.iter().position(|run| run.person == person) else { break };
            all.remove(at);
        }
        while all.len() >= KEPT {
            let Some(at) = all.iter().position(|run| run.outcome.is_some()) else { break };
            all.remove(at);
        }
        all.push(Run { id: id.clone(), person, draft, outcome: None });
        Ok(Running { id })
    }

    /// Ends a run.
    pub(super) fn end(&self, running: Running, outcome: Result<Contents, Label>) {
        let outcome = match outcome {
            Ok(contents) => Outcome::Done(Arc::new(contents)),
            Err(message) => Outcome::Failed(message),
        };
        if let Some(run) = self.all().iter_mut().find(|run| run.id == running.id) {
            run.outcome = Some(outcome);
        }
    }

    /// What came of a run of this person on this draft: none where there is no such run, an empty answer while it goes on.
    pub(super) fn of(&self, id: &str, person: &PersonId, draft: &DraftId) -> Option<Option<Outcome>> {
        let all = self.all();
        let run = all.iter().find(|run| run.id == id && run.person == *person && run.draft == *draft)?;
        Some(run.outcome.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_run_at_a_time_for_each_and_two_for_all() {
        let runs = Runs::default();
        let person = |id: &str| id.parse::<PersonId>().unwrap();
        let draft: DraftId = "x".parse().unwrap();
        let begin = |id: &str, who: &str| runs.begin(id.into(), person(who), draft.clone()).map(|running| running.id);
        assert_eq!(begin("1", "a"), Ok("1".into()));
        assert_eq!(begin("2", "a"), Err(Refused::Own));
        assert_eq!(begin("3", "b"), Ok("3".into()));
        assert_eq!(begin("4", "c"), Err(Refused::Busy));
        runs.end(Running { id: "1".into() }, Err(Label::same("no")));
        assert!(matches!(runs.of("1", &person("a"), &draft), Some(Some(Outcome::Failed(_)))));
        assert!(runs.of("1", &person("b"), &draft).is_none(), "a report is for whoever asked for it");
        assert!(matches!(runs.of("3", &person("b"), &draft), Some(None)));
        assert_eq!(begin("4", "c"), Ok("4".into()));
        runs.end(Running { id: "3".into() }, Err(Label::same("no")));
        for id in 5..12 {
            let id = id.to_string();
            assert_eq!(begin(&id, "a").as_ref(), Ok(&id));
            runs.end(Running { id }, Err(Label::same("no")));
        }
        assert_eq!(runs.all().iter().filter(|run| run.person == person("a")).count(), KEPT_OF_ONE);
    }
}
