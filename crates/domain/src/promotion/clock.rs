//! How long somebody may object to a decision, and how long the answer may take.

use chrono::NaiveDate;

use crate::consultation::Calendar;
use crate::legal::LegalReference;

/// The terms of appeals, in working days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppealClock {
    /// Which days are worked.
    pub calendar: Calendar,
    /// Working days after the decision within which an appeal is filed.
    pub file_within: u32,
    /// Working days after the filing within which it is answered.
    pub answer_within: u32,
    /// Legal ground of both.
    pub reference: LegalReference,
}

impl AppealClock {
    /// The last day on which an appeal against a decision of this day may be filed.
    pub fn last_day(&self, decided_on: NaiveDate) -> NaiveDate {
        self.calendar.after(decided_on, self.file_within).unwrap_or(NaiveDate::MAX)
    }

    /// The day by which an appeal filed on this day is to be answered.
    pub fn answer_due(&self, filed: NaiveDate) -> NaiveDate {
        self.calendar.after(filed, self.answer_within).unwrap_or(NaiveDate::MAX)
    }
}
