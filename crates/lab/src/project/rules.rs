//! What moves people through the years: declared rules, data and not code.
//!
//! ```toml
//! grade       = "grade"
//! grade-since = "grade.since"
//!
//! [[yearly]]
//! facts = ["rating"]
//! draw  = "own"
//!
//! [retirement]
//! birth  = "birth date"
//! policy = "asn/position/retirement-age"
//! ```

use std::collections::BTreeMap;
use std::sync::Arc;

use jenjang::policy::catalogue::{Catalogue, Fact};
use jenjang::policy::types::Type;
use serde::{Deserialize, Serialize};

use crate::error::LabError;

/// How people move. Facts are named as in the catalogue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ProjectionRules {
    /// The fact that is the grade: a choice of an ordered scale. A promotion moves it to the next grade.
    pub grade: Arc<str>,
    /// The fact that is the date of the grade. A promotion sets it to the day of the round.
    pub grade_since: Arc<str>,
    /// What else a promotion changes.
    #[serde(default)]
    pub on_promotion: Vec<Effect>,
    /// The column that tells people apart; random choices are tied to it. Without it they are tied to the place of a person in the data.
    #[serde(default)]
    pub person: Option<Arc<str>>,
    /// Days of the rounds. Empty: the decision periods of the policy; where it has none, one round on the first day of each year.
    #[serde(default)]
    pub rounds: Vec<Month>,
    /// What changes with every year.
    #[serde(default)]
    pub yearly: Vec<Yearly>,
    /// Who leaves. Absent: nobody.
    #[serde(default)]
    pub retirement: Option<Retirement>,
    /// Who enters. Absent: nobody.
    #[serde(default)]
    pub recruitment: Option<Recruitment>,
    /// Limited places. A grade that none of them names is not limited.
    #[serde(default)]
    pub vacancies: Vec<Vacancy>,
    /// Who goes first where places are limited.
    #[serde(default)]
    pub ranking: Ranking,
    /// What decides between equals, in order.
    #[serde(default)]
    pub tie_breaks: Vec<TieBreakBy>,
    /// Pay of one month by code of the grade, in rupiah. People of a grade that is not here are not in the pay, and counted.
    #[serde(default)]
    pub pay: BTreeMap<Arc<str>, i64>,
    /// Facts and columns to count by, besides the grade, which is always counted by.
    #[serde(default)]
    pub by: Vec<Arc<str>>,
}

/// A day of the year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Month {
    /// 1 to 12.
    pub month: u32,
    /// 1 to 28.
    pub day: u32,
}

/// A fact that changes with a promotion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Effect {
    /// The fact.
    pub fact: Arc<str>,
    /// What becomes of it.
    pub becomes: Becomes,
}

/// What becomes of a fact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Becomes {
    /// The next higher choice of its scale; the highest stays.
    Next,
    /// The day of the round.
    Day,
    /// Known not to exist.
    None,
    /// Nobody knows any more.
    Missing,
    /// A value, as text: the code of a choice, a number, a date, `true` or `false`.
    Value(String),
}

/// What changes on the first day of every year but the first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Yearly {
    /// One list, newest first; or facts that hold the newest, the one before it, and so on. Older values move on by one and the oldest is
    /// forgotten. With [`Draw::Add`] each fact by itself.
    pub facts: Vec<Arc<str>>,
    /// Where the new value comes from.
    pub draw: Draw,
}

/// Where the value of a new year comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Draw {
    /// One of the values the person had at the start, each as likely as the others. Who had none has none.
    Own,
    /// As often as seen at the start among people with the same value of `within` (among all, without it), in the newest place.
    Observed {
        /// A fact, such as the grade.
        #[serde(default)]
        within: Option<Arc<str>>,
    },
    /// As often as declared.
    Declared(Vec<Bucket>),
    /// The number grows by this.
    Add(String),
}

/// A value and how often it comes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Bucket {
    /// The value as text; absent for *nobody said*.
    #[serde(default)]
    pub value: Option<String>,
    /// Its share, relative to the others.
    pub weight: u32,
}

/// Retirement at an age. People leave on the first day of the month after they reach it, before a round of that day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Retirement {
    /// The fact that is the date of birth. Whose is missing stays.
    pub birth: Arc<str>,
    /// A policy of kind `points` that gives the age in years, such as the one that states the law. Asked every year.
    #[serde(default)]
    pub policy: Option<Arc<str>>,
    /// Ages by the kind of position, where no policy is named or it has no answer.
    #[serde(default)]
    pub ages: Vec<Leaving>,
    /// The age of everybody else, in years; absent: they stay.
    #[serde(default)]
    pub otherwise: Option<u32>,
}

/// An age for those whose fact has a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Leaving {
    /// The fact (`position.kind`).
    pub fact: Arc<str>,
    /// Its value as text (`pelaksana`).
    pub is: String,
    /// Years.
    pub age: u32,
}

/// Entrants: copies of people who entered lately, with their dates moved on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Recruitment {
    /// How many enter on the first day of every year but the first.
    pub each_year: u64,
    /// The fact that is the date of entry.
    pub since: Arc<str>,
    /// Who entered at most so many years before the start is a model for entrants.
    pub recent_years: u32,
}

/// Limited places in a grade.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Vacancy {
    /// Code of the grade that people are promoted into.
    pub grade: Arc<str>,
    /// Only for people whose fact or column of this name …
    #[serde(default)]
    pub within: Option<Arc<str>>,
    /// … has this value. Absent with `within`: a limit for each value by itself.
    #[serde(default)]
    pub is: Option<String>,
    /// Promotions a year.
    #[serde(default)]
    pub quota: Option<u64>,
    /// Posts: as many are promoted as are vacant on the day.
    #[serde(default)]
    pub posts: Option<u64>,
}

/// Who goes first where places are limited.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ranking {
    /// Who is longest in the grade.
    #[default]
    TimeInGrade,
    /// The higher score of this policy, then its own published tie-breakers. Who has no score comes last.
    Score(Arc<str>),
}

/// What decides between equals.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct TieBreakBy {
    /// The fact.
    pub fact: Arc<str>,
    /// Whether the greater value goes first. Nobody's value comes last either way.
    #[serde(default)]
    pub greater_first: bool,
}

impl ProjectionRules {
    /// Grade, its date, and nothing else.
    pub fn new(grade: impl Into<Arc<str>>, grade_since: impl Into<Arc<str>>) -> ProjectionRules {
        ProjectionRules {
            grade: grade.into(),
            grade_since: grade_since.into(),
            on_promotion: Vec::new(),
            person: None,
            rounds: Vec::new(),
            yearly: Vec::new(),
            retirement: None,
            recruitment: None,
            vacancies: Vec::new(),
            ranking: Ranking::TimeInGrade,
            tie_breaks: Vec::new(),
            pay: BTreeMap::new(),
            by: Vec::new(),
        }
    }

    /// Rules without anything else for each fact of a catalogue that may be the grade: of an ordered scale, told and not worked out, with a date of
    /// the same name and `.since` (or ` since`) after it.
    pub fn found_in(catalogue: &Catalogue) -> Vec<ProjectionRules> {
        let is_grade = |fact: &&Fact| matches!(&fact.ty, Type::Choice(scale) if scale.ordered) && fact.derive.is_none();
        let since = |fact: &Fact| {
            let names = [format!("{}.since", fact.name), format!("{} since", fact.name)];
            let date = |name: &&String| catalogue.find(name).is_some_and(|since| catalogue.fact(since).ty == Type::Date);
            names.iter().find(date).cloned()
        };
        (catalogue.facts().iter().filter(is_grade))
            .filter_map(|fact| Some(ProjectionRules::new(Arc::clone(&fact.name), since(fact)?)))
            .collect()
    }

    /// Reads rules from TOML.
    ///
    /// # Errors
    /// [`LabError::Refused`] with the place and what was expected there.
    pub fn parse(file: &str, text: &str) -> Result<ProjectionRules, LabError> {
        toml::from_str(text).map_err(|error| {
            let line = error.span().map_or(1, |span| 1 + text.get(..span.start).unwrap_or_default().matches('\n').count());
            let message = error.message();
            LabError::refused(
                format!("aturan proyeksi `{file}` baris {line} tidak dapat dibaca: {message}"),
                format!("projection rules `{file}`, line {line}, cannot be read: {message}"),
            )
        })
    }
}
