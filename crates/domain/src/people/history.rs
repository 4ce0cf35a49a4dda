//! Events in order, and registers that may not have been consulted.

use std::collections::BTreeSet;
use std::ops::Deref;

use chrono::NaiveDate;

use super::event::{Event, View};

/// What is wrong with a history.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HistoryError {
    /// Two events that exclude each other.
    #[error("the {register} has two entries that begin on {day}, expected one")]
    SameDay {
        /// Which register.
        register: &'static str,
        /// The day.
        day: NaiveDate,
    },
    /// An end before the start.
    #[error("the entry of {since} in the {register} ends on {until}, expected a day after it begins")]
    EndsBeforeStart {
        /// Which register.
        register: &'static str,
        /// First day.
        since: NaiveDate,
        /// First day after.
        until: NaiveDate,
    },
    /// An entry that is impossible by itself.
    #[error("the entry of {since} in the {register} has {what} `{found}`, expected {expected}")]
    Entry {
        /// Which register.
        register: &'static str,
        /// First day.
        since: NaiveDate,
        /// Which part.
        what: &'static str,
        /// What was found.
        found: String,
        /// What was expected.
        expected: &'static str,
    },
}

/// Events in order of the day they begin.
///
/// INVARIANT (sound history): sorted; no two events begin on a day they may not share; nothing ends before it begins. The order in which
/// events were handed over does not matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct History<T>(Vec<T>);

impl<T: Event> History<T> {
    /// Sorts and checks events.
    ///
    /// # Errors
    /// Every fault found, in order of the days.
    pub fn try_new(mut events: Vec<T>) -> Result<History<T>, Vec<HistoryError>> {
        events.sort_by(|a, b| a.since().cmp(&b.since()).then_with(|| a.cmp(b)));
        let mut faults = Vec::new();
        let mut taken = BTreeSet::new();
        for event in &events {
            let (register, since) = (T::REGISTER, event.since());
            if let Some(day) = event.exclusive_day().filter(|day| !taken.insert(*day)) {
                faults.push(HistoryError::SameDay { register, day });
            }
            if let Some(until) = event.until().filter(|until| *until <= since) {
                faults.push(HistoryError::EndsBeforeStart { register, since, until });
            }
            if let Some((what, found, expected)) = event.fault() {
                faults.push(HistoryError::Entry { register, since, what, found, expected });
            }
        }
        if faults.is_empty() { Ok(History(events)) } else { Err(faults) }
    }

    /// The events that count from this view, oldest first.
    pub fn visible(&self, view: View) -> impl DoubleEndedIterator<Item = &T> + Clone {
        self.0.iter().filter(move |event| event.is_visible(view))
    }

    /// The last event that has begun.
    pub fn latest(&self, view: View) -> Option<&T> {
        self.visible(view).next_back()
    }

    /// The events that have begun and are not over, oldest first.
    pub fn running(&self, view: View) -> impl DoubleEndedIterator<Item = &T> + Clone {
        self.0.iter().filter(move |event| event.is_running(view))
    }
}

impl<T> Default for History<T> {
    fn default() -> History<T> {
        History(Vec::new())
    }
}

impl<T> Deref for History<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

/// A register of events: an empty one that was consulted says *none*, one that was not consulted says nothing.
///
/// INVARIANT (silence is not zero): whoever reads a register has to say what happens when it was not consulted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Register<T> {
    /// Nobody looked.
    #[default]
    NotConsulted,
    /// Everything the register holds.
    Consulted(History<T>),
}

impl<T> Register<T> {
    /// The history, where the register was consulted.
    pub fn consulted(&self) -> Option<&History<T>> {
        match self {
            Register::NotConsulted => None,
            Register::Consulted(history) => Some(history),
        }
    }
}
