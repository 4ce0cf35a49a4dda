//! What is kept of a survey: the survey itself, who was invited and has answered, and the answers.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::answer::Answers;
use super::release::Results;
use crate::access::GrantedRole;
use crate::audit::Digest;
use crate::legal::Label;
use crate::people::id::{CourseSessionId, GradeCode, ItemId, PersonId, PositionKindCode, SurveyId, UnitId};
use crate::record::{Kept, Kind};

/// The file of a questionnaire as it was when the survey was planned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct SurveyText {
    /// Name of the file, for messages.
    pub file: Arc<str>,
    /// Its text.
    pub text: Arc<str>,
}

/// Whether answers name who gave them. Declared when the survey is planned; nothing changes it afterwards.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "naming")]
pub enum Naming {
    /// Nobody reads who answered what, and once the survey is closed nothing stored says it.
    Anonymous,
    /// Answers carry names.
    Named {
        /// Who reads them, by the roles held for the survey's unit; shown to people before they answer.
        readers: BTreeSet<GrantedRole>,
    },
}

impl Naming {
    /// Whether answers name nobody.
    pub fn is_anonymous(&self) -> bool {
        matches!(self, Naming::Anonymous)
    }
}

/// What those asked are to the participants of a course session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Relation {
    /// The participants themselves.
    Participant,
    /// Their direct superiors.
    Superior,
    /// Colleagues with the same direct superior who did not take part.
    Peer,
}

impl Relation {
    /// The words in commands.
    pub const WORDS: [(&'static str, Relation); 3] =
        [("participant", Relation::Participant), ("superior", Relation::Superior), ("peer", Relation::Peer)];

    /// What people read.
    pub fn label(self) -> Label {
        match self {
            Relation::Participant => Label::new("peserta", "participants"),
            Relation::Superior => Label::new("atasan langsung peserta", "direct superiors of the participants"),
            Relation::Peer => Label::new("rekan peserta", "peers of the participants"),
        }
    }
}

/// Who is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "audience")]
pub enum Audience {
    /// Everybody in the survey's unit and all under it.
    Unit,
    /// Those in the survey's unit and all under it who hold one of these kinds of posts and one of these grades; an empty list asks for none of that.
    Posts {
        /// Kinds of posts.
        kinds: BTreeSet<PositionKindCode>,
        /// Grades.
        grades: BTreeSet<GradeCode>,
    },
    /// People around a course session, wherever they work.
    Session {
        /// The session.
        session: CourseSessionId,
        /// What they are to its participants.
        relation: Relation,
    },
    /// Whoever holds one of so many links; each can be used once.
    Links {
        /// How many.
        count: u32,
    },
    /// Anybody, any number of times: the number of answers is stated and nothing is said about how many people they come from.
    Anybody,
}

impl Audience {
    /// Whether nobody knows who is asked.
    pub fn is_public(&self) -> bool {
        matches!(self, Audience::Links { .. } | Audience::Anybody)
    }
}

/// By what results are broken down: one thing, declared when the survey is planned, so that no two tables can be subtracted from each other.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "by")]
pub enum Breakdown {
    /// Nothing: the whole only.
    #[default]
    Nothing,
    /// The units directly under the survey's unit.
    Unit,
    /// The answers to a single-choice question.
    Question {
        /// The question.
        question: ItemId,
    },
}

/// A part of the audience that results are broken down by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Cell {
    /// The unit's id, `-others` for small units together, or the code of an option.
    pub code: Arc<str>,
    /// Its name.
    pub label: Label,
    /// How many were invited, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invited: Option<u64>,
}

/// Which holding of the same questionnaire.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Wave {
    /// The first survey of the series.
    pub first: SurveyId,
    /// 1 for the first.
    pub number: u32,
}

/// Where a survey stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "state")]
pub enum SurveyState {
    /// Not asked yet.
    Planned,
    /// Takes answers from the first to the last day.
    Open {
        /// First day.
        since: NaiveDate,
        /// Last day.
        until: NaiveDate,
    },
    /// Takes no more answers.
    Closed {
        /// First day.
        since: NaiveDate,
        /// Day it was closed.
        on: NaiveDate,
    },
    /// Everybody can read the results.
    Published {
        /// First day of answers.
        since: NaiveDate,
        /// Day it was published.
        on: NaiveDate,
    },
}

impl SurveyState {
    /// What people read.
    pub fn label(self) -> Label {
        match self {
            SurveyState::Planned => Label::new("direncanakan", "planned"),
            SurveyState::Open { .. } => Label::new("dibuka", "open"),
            SurveyState::Closed { .. } => Label::new("ditutup", "closed"),
            SurveyState::Published { .. } => Label::new("diumumkan", "published"),
        }
    }

    /// Whether no more answers come.
    pub fn is_over(self) -> bool {
        matches!(self, SurveyState::Closed { .. } | SurveyState::Published { .. })
    }
}

/// A survey: a questionnaire, asked of an audience.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Survey {
    /// Its id.
    pub id: SurveyId,
    /// Title.
    pub title: Label,
    /// The unit that asks; its officers run the survey.
    pub unit: UnitId,
    /// The questionnaire.
    pub questionnaire: SurveyText,
    /// Whether answers are named.
    #[serde(flatten)]
    pub naming: Naming,
    /// Who is asked.
    pub audience: Audience,
    /// By what results are broken down.
    #[serde(default)]
    pub breakdown: Breakdown,
    /// A question whose options, once chosen by somebody, are kept as that person's wishes for training at closing. Named surveys only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wishes: Option<ItemId>,
    /// Which wave.
    pub wave: Wave,
    /// Where it stands.
    pub state: SurveyState,
    /// How many were invited, once it is open and where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invited: Option<u64>,
    /// The parts of the audience, fixed at opening.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cells: Vec<Cell>,
    /// The results as published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<Box<Results>>,
}

impl Kept for Survey {
    const KIND: Kind = Kind::Survey;

    fn key(&self) -> Arc<str> {
        self.id.as_str().into()
    }
}

/// That somebody was invited, and whether the invitation was used. Says nothing of what was answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct SurveyReceipt {
    /// The survey.
    pub survey: SurveyId,
    /// Who; nobody for a link.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    /// SHA-256 of a link's secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<Digest>,
    /// The part of the audience.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cell: Option<Arc<str>>,
    /// SHA-256 of what whoever answered was handed, once there is an answer. It proves that there is one and leads to none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<Digest>,
}

impl SurveyReceipt {
    /// Id of the receipt of a person.
    pub fn of_person(survey: &SurveyId, person: &PersonId) -> Arc<str> {
        format!("{survey}/p/{person}").into()
    }

    /// Id of the receipt of a link.
    pub fn of_link(survey: &SurveyId, link: Digest) -> Arc<str> {
        format!("{survey}/l/{link}").into()
    }

    /// Whether there is an answer.
    pub fn is_answered(&self) -> bool {
        self.code.is_some()
    }
}

impl Kept for SurveyReceipt {
    const KIND: Kind = Kind::SurveyReceipt;

    fn key(&self) -> Arc<str> {
        match (&self.person, self.link) {
            (Some(person), _) => SurveyReceipt::of_person(&self.survey, person),
            (None, Some(link)) => SurveyReceipt::of_link(&self.survey, link),
            (None, None) => format!("{}/-", self.survey).into(),
        }
    }

    fn parent(&self) -> Option<Arc<str>> {
        Some(self.survey.as_str().into())
    }

    fn person(&self) -> Option<&PersonId> {
        self.person.as_ref()
    }
}

/// Answers. Of an anonymous survey they name nobody, and nothing of them says when they came.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct SurveyResponse {
    /// Random id.
    pub id: Arc<str>,
    /// The survey.
    pub survey: SurveyId,
    /// Who, of a named survey.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    /// The part of the audience; large enough not to name anybody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cell: Option<Arc<str>>,
    /// A free text cut from its sheet at closing: counts as no respondent.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub loose: bool,
    /// The answers.
    pub answers: Answers,
}

/// Without what is answered.
impl std::fmt::Debug for SurveyResponse {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SurveyResponse").field("survey", &self.survey).finish_non_exhaustive()
    }
}

impl Kept for SurveyResponse {
    const KIND: Kind = Kind::SurveyResponse;

    fn key(&self) -> Arc<str> {
        Arc::clone(&self.id)
    }

    fn parent(&self) -> Option<Arc<str>> {
        Some(self.survey.as_str().into())
    }

    fn person(&self) -> Option<&PersonId> {
        self.person.as_ref()
    }
}
