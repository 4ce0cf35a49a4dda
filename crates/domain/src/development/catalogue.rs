//! What can be learnt, where and when: providers with their agreements, courses, sessions.

mod check;

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::legal::Label;
use crate::people::id::{CompetencyCode, CourseId, CourseSessionId, FrameworkId, ProviderId, TrainingCode, UnitId};
use crate::record::{Kept, Kind};

pub use check::{Field, Problem, check_course, check_provider, check_session};

/// An agreement with a partner institution (*perjanjian kerja sama*).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Agreement {
    /// Its number.
    pub number: Arc<str>,
    /// First day.
    pub since: NaiveDate,
    /// Last day it holds.
    pub last_day: NaiveDate,
}

/// An institution that develops people: the agency's own training centre, a partner, a university.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Provider {
    /// Its id.
    pub id: ProviderId,
    /// Its name.
    pub name: Arc<str>,
    /// Part of the own government: needs no agreement.
    #[serde(default)]
    pub own: bool,
    /// The agreements, in the order of their dates.
    #[serde(default)]
    pub agreements: Vec<Agreement>,
}

impl Provider {
    /// Whether sessions may be held with it on this day.
    pub fn is_bound_on(&self, day: NaiveDate) -> bool {
        self.own || self.agreements.iter().any(|agreement| agreement.since <= day && day <= agreement.last_day)
    }

    /// The first day from `first` to `last` on which no agreement holds; agreements may follow each other.
    pub fn unbound_day(&self, first: NaiveDate, last: NaiveDate) -> Option<NaiveDate> {
        let mut day = first;
        while !self.own && day <= last {
            let holding = self.agreements.iter().filter(|agreement| agreement.since <= day && day <= agreement.last_day);
            let Some(until) = holding.map(|agreement| agreement.last_day).max() else { return Some(day) };
            day = until.succ_opt()?;
        }
        None
    }
}

impl Kept for Provider {
    const KIND: Kind = Kind::Provider;

    fn key(&self) -> Arc<str> {
        self.id.as_str().into()
    }
}

/// A competency a course leads to, and how far.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct LeadsTo {
    /// The framework.
    pub framework: FrameworkId,
    /// The competency.
    pub competency: CompetencyCode,
    /// The level somebody has who passed.
    pub level: Decimal,
}

/// A course of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Course {
    /// Its id.
    pub id: CourseId,
    /// What it is called.
    pub title: Label,
    /// Code of the form of development (`B3`), as the annex of Peraturan LAN 10/2018 lists them.
    pub form: Arc<str>,
    /// How much it is in the unit of its form: JP, days, sessions, activities, semesters.
    pub amount: Decimal,
    /// Held abroad, where some forms are worth more.
    #[serde(default)]
    pub abroad: bool,
    /// Who holds it.
    pub provider: ProviderId,
    /// What it leads to.
    #[serde(default)]
    pub leads_to: Vec<LeadsTo>,
    /// The leadership training it is, where it is one that a post requires.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leadership: Option<TrainingCode>,
    /// Field of work it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<Arc<str>>,
    /// No longer offered.
    #[serde(default)]
    pub retired: bool,
}

impl Kept for Course {
    const KIND: Kind = Kind::Course;

    fn key(&self) -> Arc<str> {
        self.id.as_str().into()
    }
}

/// In which order people wait for a seat. Declared with the session, before anybody enrols.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WaitingOrder {
    /// By the moment of approval.
    FirstCome,
    /// By the size of the need the course closes, largest first; then by the moment of approval.
    LargestNeed,
    /// By learning hours of the year, fewest first; then by the moment of approval.
    FewestHours,
}

impl WaitingOrder {
    /// All orders.
    pub const ALL: [WaitingOrder; 3] = [WaitingOrder::FirstCome, WaitingOrder::LargestNeed, WaitingOrder::FewestHours];

    /// The word in files and commands.
    pub fn as_str(self) -> &'static str {
        match self {
            WaitingOrder::FirstCome => "first-come",
            WaitingOrder::LargestNeed => "largest-need",
            WaitingOrder::FewestHours => "fewest-hours",
        }
    }

    /// The order with this word.
    pub fn parse(word: &str) -> Option<WaitingOrder> {
        WaitingOrder::ALL.into_iter().find(|order| order.as_str() == word)
    }

    /// What people read.
    pub fn label(self) -> Label {
        match self {
            WaitingOrder::FirstCome => Label::new("urut persetujuan", "first come, first served"),
            WaitingOrder::LargestNeed => Label::new("kebutuhan terbesar", "largest need first"),
            WaitingOrder::FewestHours => Label::new("jam pelajaran paling sedikit", "fewest learning hours first"),
        }
    }
}

/// One holding of a course.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct CourseSession {
    /// Its id.
    pub id: CourseSessionId,
    /// The course.
    pub course: CourseId,
    /// First day.
    pub first: NaiveDate,
    /// Last day.
    pub last: NaiveDate,
    /// Where.
    pub place: Arc<str>,
    /// How many seats.
    pub capacity: u32,
    /// What holding it costs, whoever comes, in rupiah.
    #[serde(default)]
    pub fixed_cost: Decimal,
    /// What each participant costs, in rupiah.
    #[serde(default)]
    pub cost_each: Decimal,
    /// Last day of enrolment.
    pub enrol_until: NaiveDate,
    /// In which order people wait.
    pub order: WaitingOrder,
    /// The unit that holds it; its officers run it.
    pub unit: UnitId,
    /// Called off, and why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancelled: Option<Arc<str>>,
}

impl CourseSession {
    /// Whether two sessions have a day in common.
    pub fn overlaps(&self, other: &CourseSession) -> bool {
        self.first <= other.last && other.first <= self.last
    }
}

impl Kept for CourseSession {
    const KIND: Kind = Kind::CourseSession;

    fn key(&self) -> Arc<str> {
        self.id.as_str().into()
    }

    fn parent(&self) -> Option<Arc<str>> {
        Some(self.course.as_str().into())
    }
}

/// Everything there is to learn, by id.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Catalogue {
    /// The institutions.
    pub providers: BTreeMap<ProviderId, Provider>,
    /// The courses.
    pub courses: BTreeMap<CourseId, Course>,
    /// The sessions.
    pub sessions: BTreeMap<CourseSessionId, CourseSession>,
}

impl Catalogue {
    /// The provider of a course.
    pub fn provider_of(&self, course: &Course) -> Option<&Provider> {
        self.providers.get(&course.provider)
    }
}
