//! Plans that are being computed, in the memory of this server; what comes of them is in the store.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jenjang::legal::Label;
use jenjang::people::id::{BudgetPlanId, PersonId};

/// How many are computed at once; a plan takes both seconds and memory.
const AT_ONCE: usize = 2;

/// How many answers are kept of runs that failed after the browser had gone on.
const KEPT: usize = 20;

struct Run {
    person: PersonId,
    plan: BudgetPlanId,
    /// None while it goes on, then why it failed.
    failed: Option<Label>,
}

/// Why no run begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refused {
    /// The same person has one under way.
    Own,
    /// Too many are under way.
    Busy,
}

impl Refused {
    pub(super) fn message(self) -> Label {
        match self {
            Refused::Own => Label::new(
                "rencana Anda yang sebelumnya masih dihitung; tunggu sampai selesai",
                "your plan before this one is still being computed; wait until it is done",
            ),
            Refused::Busy => Label::new(
                "server sedang menghitung rencana lain sebanyak yang dapat sekaligus; coba lagi sebentar lagi",
                "the server is computing as many plans as it can at once; try again in a moment",
            ),
        }
    }
}

/// The runs of this server.
#[derive(Clone, Default)]
pub(crate) struct Runs(Arc<Mutex<Vec<Run>>>);

/// A run that was begun; it ends when this is dropped, whatever happens to its thread.
pub(super) struct Running {
    runs: Runs,
    person: PersonId,
    plan: BudgetPlanId,
    failed: Option<Label>,
}

impl Running {
    /// Says why it failed.
    pub(super) fn fail(&mut self, why: Label) {
        self.failed = Some(why);
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let mut all = self.runs.all();
        let own = |run: &Run| run.failed.is_none() && run.person == self.person && run.plan == self.plan;
        let Some(at) = all.iter().position(own) else { return };
        match self.failed.take() {
            Some(why) => all[at].failed = Some(why),
            None => {
                all.remove(at);
            }
        }
    }
}

impl Runs {
    fn all(&self) -> MutexGuard<'_, Vec<Run>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins a run.
    ///
    /// # Errors
    /// [`Refused`] where this person has one under way, or too many are.
    pub(super) fn begin(&self, person: PersonId, plan: BudgetPlanId) -> Result<Running, Refused> {
        let mut all = self.all();
        if all.iter().any(|run| run.failed.is_none() && run.person == person) {
            return Err(Refused::Own);
        }
        if all.iter().filter(|run| run.failed.is_none()).count() >= AT_ONCE {
            return Err(Refused::Busy);
        }
        // what an earlier try of the same said is over
        all.retain(|run| run.person != person || run.plan != plan);
        while all.len() >= KEPT {
            let Some(at) = all.iter().position(|run| run.failed.is_some()) else { break };
            all.remove(at);
        }
        all.push(Run { person: person.clone(), plan: plan.clone(), failed: None });
        Ok(Running { runs: self.clone(), person, plan, failed: None })
    }

    /// A run of this person: none where there is none any more, an empty answer while it goes on, or why it failed.
    pub(super) fn of(&self, person: &PersonId, plan: &BudgetPlanId) -> Option<Option<Label>> {
        let all = self.all();
        all.iter().find(|run| run.person == *person && run.plan == *plan).map(|run| run.failed.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_plan_at_a_time_for_each_and_two_for_all() {
        let runs = Runs::default();
        let person = |id: &str| id.parse::<PersonId>().unwrap();
        let plan = |id: &str| id.parse::<BudgetPlanId>().unwrap();
        let begin = |who: &str, of: &str| runs.begin(person(who), plan(of));
        let first = begin("a", "1").ok();
        assert!(first.is_some());
        assert_eq!(begin("a", "2").err(), Some(Refused::Own));
        let mut second = begin("b", "3").ok().unwrap();
        assert_eq!(begin("c", "4").err(), Some(Refused::Busy));
        assert_eq!(runs.of(&person("a"), &plan("1")), Some(None), "it goes on");
        drop(first);
        assert_eq!(runs.of(&person("a"), &plan("1")), None, "what came of it is in the store");
        second.fail(Label::same("no money"));
        drop(second);
        assert_eq!(runs.of(&person("b"), &plan("3")), Some(Some(Label::same("no money"))));
        assert_eq!(runs.of(&person("a"), &plan("3")), None, "told to nobody else");
        drop(begin("b", "3").ok().unwrap());
        assert_eq!(runs.of(&person("b"), &plan("3")), None, "tried again");
    }
}
