//! What happened when: the day an event takes effect, the day it was decreed, and from where one looks.

use std::fmt;
use std::sync::Arc;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The paper an event rests on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Decree {
    /// Day it was signed: nobody knew before.
    pub date: NaiveDate,
    /// Its number.
    pub number: Arc<str>,
}

impl fmt::Display for Decree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.number, self.date)
    }
}

/// From where one looks at a history: what holds on `as_of`, as far as it was known on `known_at`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct View {
    /// The day asked about.
    pub as_of: NaiveDate,
    /// The day whose knowledge counts.
    pub known_at: NaiveDate,
}

impl View {
    /// What holds on a day as known on that day.
    pub fn on(day: NaiveDate) -> View {
        View { as_of: day, known_at: day }
    }

    /// The same day, as known on another.
    pub fn known_at(self, known_at: NaiveDate) -> View {
        View { known_at, ..self }
    }
}

/// Something a register records.
pub trait Event: Ord {
    /// What the register is called in messages.
    const REGISTER: &'static str;

    /// The first day it counts.
    fn since(&self) -> NaiveDate;

    /// The first day it no longer counts, where the record says so.
    fn until(&self) -> Option<NaiveDate> {
        None
    }

    /// The paper it rests on.
    fn decree(&self) -> Option<&Decree> {
        None
    }

    /// A day on which no second event of this kind may begin; `None` where several may.
    fn exclusive_day(&self) -> Option<NaiveDate> {
        None
    }

    /// What is wrong with the event by itself: what, what was found, what was expected.
    fn fault(&self) -> Option<(&'static str, String, &'static str)> {
        None
    }

    /// Whether it counts from this view: it has begun, and its decree was signed by then.
    ///
    /// INVARIANT (no foresight): what begins or is decreed later never shows in an earlier view.
    fn is_visible(&self, view: View) -> bool {
        self.since() <= view.as_of && self.decree().is_none_or(|decree| decree.date <= view.known_at)
    }

    /// Whether it counts on the day asked about: visible and not yet over.
    fn is_running(&self, view: View) -> bool {
        self.is_visible(view) && self.until().is_none_or(|until| view.as_of < until)
    }
}
