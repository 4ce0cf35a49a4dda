//! Who is consulted, which steps a draft takes, who takes them and how long they may last: data. Working days of a calendar given as data.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::access::GrantedRole;
use crate::legal::{Certainty, Label, LegalReference};
use crate::period::EffectivePeriod;

/// A number of working days that something may last or must last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Limit {
    /// Working days.
    pub working_days: u32,
    /// Where it comes from, and how it was read.
    pub reference: LegalReference,
}

/// Who the members of a group are, as far as the store has to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GroupKind {
    /// Anybody in the store, by name.
    Staff,
    /// Direct superiors of somebody in the store, by name.
    Leaders,
    /// Anybody, never by name: the public, and groups whose membership says something about a person (disability).
    Public,
}

impl GroupKind {
    /// All kinds.
    pub const ALL: [GroupKind; 3] = [GroupKind::Staff, GroupKind::Leaders, GroupKind::Public];

    /// The word in files.
    pub fn as_str(self) -> &'static str {
        match self {
            GroupKind::Staff => "staff",
            GroupKind::Leaders => "leaders",
            GroupKind::Public => "public",
        }
    }
}

/// A group of people the policy concerns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StakeholderGroup {
    /// Its code.
    pub code: Arc<str>,
    /// What people read.
    pub label: Label,
    /// Who its members are.
    pub kind: GroupKind,
}

/// What a step is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StepKind {
    /// Somebody looks at the draft: harmonisation, facilitation, approval.
    Review,
    /// The signature, which enacts the policy.
    Signature,
    /// What follows the signature: promulgation, sending copies.
    After,
}

impl StepKind {
    /// All kinds.
    pub const ALL: [StepKind; 3] = [StepKind::Review, StepKind::Signature, StepKind::After];

    /// The word in files.
    pub fn as_str(self) -> &'static str {
        match self {
            StepKind::Review => "review",
            StepKind::Signature => "signature",
            StepKind::After => "after",
        }
    }
}

/// A step after the consultation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Step {
    /// Its code.
    pub code: Arc<str>,
    /// What people read.
    pub label: Label,
    /// What it is.
    pub kind: StepKind,
    /// The office that takes it, for people.
    pub who: Label,
    /// The role that records it here.
    pub role: GrantedRole,
    /// How long it may last; none where nothing says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<Limit>,
    /// Whether who wrote the draft may not take it. The signature is never the drafter's.
    #[serde(default)]
    pub other_person: bool,
    /// Where the step comes from.
    pub reference: LegalReference,
}

/// How drafts of one kind become law.
///
/// INVARIANT (one signature): exactly one step is the signature; reviews stand before it, what follows it after. The reader refuses anything else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Process {
    /// Its id.
    pub id: Arc<str>,
    /// Title.
    pub title: Label,
    /// The instrument as a whole.
    pub reference: LegalReference,
    /// When the process is the one to use.
    pub effective: EffectivePeriod,
    /// How long a consultation lasts at least.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<Limit>,
    /// Until when after the closing submissions are to be answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answers: Option<Limit>,
    /// Who is consulted.
    pub groups: Vec<StakeholderGroup>,
    /// The steps in their order.
    pub steps: Vec<Step>,
}

impl Process {
    /// The group with this code.
    pub fn group(&self, code: &str) -> Option<&StakeholderGroup> {
        self.groups.iter().find(|group| &*group.code == code)
    }

    /// The place of the signature.
    pub fn signature(&self) -> usize {
        self.steps.iter().position(|step| step.kind == StepKind::Signature).unwrap_or(self.steps.len())
    }

    /// The least certain of its sources.
    pub fn certainty(&self) -> Certainty {
        let limits = self.window.iter().chain(&self.answers).chain(self.steps.iter().filter_map(|step| step.limit.as_ref()));
        let sources = limits.map(|limit| &limit.reference).chain(self.steps.iter().map(|step| &step.reference)).chain([&self.reference]);
        sources.map(|reference| reference.certainty).max().unwrap_or(Certainty::Unverified)
    }
}

/// A day nobody works.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HolidayDay {
    /// One day.
    On(NaiveDate),
    /// The same day every year: month and day.
    Every(u32, u32),
}

/// A holiday and its name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Holiday {
    /// When.
    pub day: HolidayDay,
    /// What people read.
    pub label: Label,
}

/// Which days are worked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Calendar {
    /// Its id.
    pub id: Arc<str>,
    /// Title.
    pub title: Label,
    /// Days of the week that are worked: 1 is Monday, 7 is Sunday. Never empty.
    pub week: BTreeSet<u32>,
    /// Holidays.
    pub holidays: Vec<Holiday>,
    /// Where it comes from.
    pub reference: LegalReference,
}

/// Days looked at before a count of working days is given up: eleven years.
const HORIZON: usize = 4018;

impl Calendar {
    /// Whether a day is worked.
    pub fn is_working_day(&self, day: NaiveDate) -> bool {
        let free = |holiday: &Holiday| match holiday.day {
            HolidayDay::On(on) => on == day,
            HolidayDay::Every(month, of_month) => day.month() == month && day.day() == of_month,
        };
        self.week.contains(&day.weekday().number_from_monday()) && !self.holidays.iter().any(free)
    }

    /// The `count`-th working day after `start`, which itself does not count; `start` for none. `None` where no such day comes within eleven years.
    pub fn after(&self, start: NaiveDate, count: u32) -> Option<NaiveDate> {
        let mut left = count;
        let mut day = start;
        for _ in 0..HORIZON {
            if left == 0 {
                return Some(day);
            }
            day = day.succ_opt()?;
            if self.is_working_day(day) {
                left -= 1;
            }
        }
        None
    }

    /// Working days after `start` up to and including `end`; none where `end` is not later. At most those of eleven years.
    pub fn between(&self, start: NaiveDate, end: NaiveDate) -> u32 {
        let days = start.iter_days().skip(1).take_while(|day| *day <= end).take(HORIZON);
        u32::try_from(days.filter(|day| self.is_working_day(*day)).count()).unwrap_or(u32::MAX)
    }

    /// The same calendar with more holidays.
    #[must_use]
    pub fn with(mut self, more: impl IntoIterator<Item = Holiday>) -> Calendar {
        self.holidays.extend(more);
        self.holidays.sort();
        self.holidays.dedup_by(|a, b| a.day == b.day);
        self
    }
}
