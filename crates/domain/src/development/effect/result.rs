//! What is kept.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::indicator::ReportingPeriod;
use crate::legal::Label;
use crate::people::id::{CourseSessionId, IndicatorId, PersonId, SurveyId, UnitId};
use crate::record::{Kept, Kind};

/// On which side of the comparison somebody is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Arm {
    /// Took part.
    Trained,
    /// Did not, and is compared with.
    Comparison,
}

impl Arm {
    /// The word in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Arm::Trained => "trained",
            Arm::Comparison => "comparison",
        }
    }

    /// What people read.
    pub fn label(self) -> Label {
        match self {
            Arm::Trained => Label::new("peserta", "participants"),
            Arm::Comparison => Label::new("pembanding", "comparison group"),
        }
    }
}

/// When a form was filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// Before the course.
    Before,
    /// Months after it.
    After,
}

impl Phase {
    /// The word in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Phase::Before => "before",
            Phase::After => "after",
        }
    }
}

/// Who filled in a form about a participant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RaterRole {
    /// The participant.
    Oneself,
    /// The superior.
    Superior,
    /// A colleague of the same level; anonymous.
    Peer,
    /// Somebody who reports to the participant; anonymous.
    Subordinate,
}

impl RaterRole {
    /// All roles.
    pub const ALL: [RaterRole; 4] = [RaterRole::Oneself, RaterRole::Superior, RaterRole::Peer, RaterRole::Subordinate];

    /// The word in files.
    pub fn as_str(self) -> &'static str {
        match self {
            RaterRole::Oneself => "self",
            RaterRole::Superior => "superior",
            RaterRole::Peer => "peer",
            RaterRole::Subordinate => "subordinate",
        }
    }

    /// What people read.
    pub fn label(self) -> Label {
        match self {
            RaterRole::Oneself => Label::new("diri sendiri", "self"),
            RaterRole::Superior => Label::new("atasan", "superior"),
            RaterRole::Peer => Label::new("rekan", "peers"),
            RaterRole::Subordinate => Label::new("bawahan", "subordinates"),
        }
    }

    /// Whether nobody may learn who it was.
    pub fn is_anonymous(self) -> bool {
        matches!(self, RaterRole::Peer | RaterRole::Subordinate)
    }
}

/// Answers of one rater about one participant. A blank or free text is no valid answer: it is kept as absent and counts nowhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct BehaviourForm {
    /// Its code, so that the same form is not taken twice. Says nothing about who filled it in.
    pub code: Arc<str>,
    /// Who filled it in.
    pub role: RaterRole,
    /// When.
    pub phase: Phase,
    /// The highest answer of its scale: 5 grades, or 100.
    pub highest: u16,
    /// Answers on behaviour (level 3), by item.
    #[serde(default)]
    pub behaviour: BTreeMap<Arc<str>, Option<u16>>,
    /// Answers on results of the work (level 4), by item.
    #[serde(default)]
    pub impact: BTreeMap<Arc<str>, Option<u16>>,
}

/// A test before and after.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Test {
    /// Points before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Decimal>,
    /// Points after.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Decimal>,
    /// Points of somebody who knows everything.
    pub maximum: Decimal,
}

impl Test {
    /// A result in percent of the maximum, unrounded.
    pub fn percent(&self, points: Option<Decimal>) -> Option<Decimal> {
        crate::index::percent(points?, self.maximum)
    }
}

/// Figures of one person before and after a session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct PersonResult {
    /// The session.
    pub session: CourseSessionId,
    /// Who.
    pub person: PersonId,
    /// On which side.
    pub arm: Arm,
    /// The unit the person worked in then: colleagues resemble each other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
    /// Answers on the course (level 1), from 1 to 5, by item; absent where not answered.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub reaction: BTreeMap<Arc<str>, Option<u16>>,
    /// The test before and after (level 2).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub test: Option<Test>,
    /// Whether the person would have passed before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passed_before: Option<bool>,
    /// Whether the person passed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passed: Option<bool>,
    /// The measure of behaviour in earlier rounds, oldest first, on the scale of the behaviour index: shows whether both groups went the same way before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<Option<Decimal>>,
    /// How many were asked for a form months after, by role.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub asked: BTreeMap<RaterRole, u32>,
    /// The forms.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub forms: Vec<BehaviourForm>,
}

impl PersonResult {
    /// Somebody nothing is known about yet.
    pub fn new(session: CourseSessionId, person: PersonId, arm: Arm) -> PersonResult {
        PersonResult {
            session,
            person,
            arm,
            unit: None,
            reaction: BTreeMap::new(),
            test: None,
            passed_before: None,
            passed: None,
            earlier: Vec::new(),
            asked: BTreeMap::new(),
            forms: Vec::new(),
        }
    }
}

/// How a session is evaluated, declared before its results are known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Design {
    /// The session.
    pub session: CourseSessionId,
    /// How the comparison group was chosen ("same unit and grade, same need, not trained"); absent where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comparison: Option<Arc<str>>,
    /// Whether whole units were trained or not, so that units and not people are compared.
    #[serde(default)]
    pub by_unit: bool,
    /// Indicators the course was to move (level 4).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub results: Vec<IndicatorId>,
    /// Anonymous surveys about it, each with the level it speaks of: 1 reaction, 3 behaviour, 4 results. Only what a survey has published is used.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub surveys: Vec<(u8, SurveyId)>,
    /// When it was declared.
    pub declared: NaiveDate,
    /// Who declared it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub declared_by: Option<PersonId>,
}

/// Public satisfaction with the service of a unit in a period (PermenPANRB 14/2017): means of the nine elements, and the index somebody printed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Satisfaction {
    /// The session it is looked at for.
    pub session: CourseSessionId,
    /// The unit.
    pub unit: UnitId,
    /// The period.
    pub period: ReportingPeriod,
    /// How many answered.
    pub respondents: u64,
    /// Means of the nine elements, from 1 to 4, in the order of the regulation.
    pub means: Vec<Decimal>,
    /// The index as printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub printed: Option<Decimal>,
}

impl Satisfaction {
    /// The index from the means, each a ninth, rounded half up to two places; `None` unless there are nine.
    pub fn index(&self) -> Option<Decimal> {
        use crate::index::satisfaction::{Convention, index};
        (self.means.len() == 9).then(|| index(&self.means, Convention::Equal)).flatten()
    }
}

/// What is kept about the effect of a session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "what")]
pub enum CourseResult {
    /// How it is evaluated.
    Design(Design),
    /// Figures of a person.
    Person(Box<PersonResult>),
    /// Satisfaction of the public.
    Satisfaction(Satisfaction),
}

impl CourseResult {
    /// The id of the design of a session.
    pub fn design_id(session: &CourseSessionId) -> Arc<str> {
        format!("{session}/design").into()
    }

    /// The id of the figures of a person.
    pub fn person_id(session: &CourseSessionId, person: &PersonId) -> Arc<str> {
        format!("{session}/person/{person}").into()
    }

    fn session(&self) -> &CourseSessionId {
        match self {
            CourseResult::Design(design) => &design.session,
            CourseResult::Person(person) => &person.session,
            CourseResult::Satisfaction(figure) => &figure.session,
        }
    }
}

impl Kept for CourseResult {
    const KIND: Kind = Kind::CourseResult;

    fn key(&self) -> Arc<str> {
        match self {
            CourseResult::Design(design) => CourseResult::design_id(&design.session),
            CourseResult::Person(person) => CourseResult::person_id(&person.session, &person.person),
            CourseResult::Satisfaction(Satisfaction { session, unit, period, .. }) => {
                format!("{session}/satisfaction/{unit}/{period}").into()
            }
        }
    }

    fn parent(&self) -> Option<Arc<str>> {
        Some(self.session().as_str().into())
    }

    fn person(&self) -> Option<&PersonId> {
        match self {
            CourseResult::Design(design) => design.declared_by.as_ref(),
            CourseResult::Person(result) => Some(&result.person),
            CourseResult::Satisfaction(_) => None,
        }
    }

    /// Somebody's own figures go; a design stays without the name.
    fn forget(self, person: &PersonId) -> Option<CourseResult> {
        match self {
            CourseResult::Design(design) => {
                let declared_by = design.declared_by.filter(|by| by != person);
                Some(CourseResult::Design(Design { declared_by, ..design }))
            }
            CourseResult::Person(result) if result.person == *person => None,
            other => Some(other),
        }
    }
}
