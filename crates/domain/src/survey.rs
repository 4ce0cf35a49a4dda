//! Surveys: what is asked of whom, what counts as an answer, what may be shown of the answers.
//!
//! A [`Questionnaire`] is data (a file, `docs/surveys.md`). A [`Survey`] asks it of an audience between two days, anonymously or by name as declared
//! before anybody answers. [`check`](answer::check) says what is wrong with somebody's answers, [`Sheets`](tally::Sheets) counts, and
//! [`released`](release::released) hides what could be worked back to one person.
//!
//! Reading order: [`questionnaire`], [`condition`] (branching), [`answer`], [`plan`] (what is kept), [`tally`], [`release`], [`waves`].

pub mod answer;
pub mod condition;
pub mod plan;
mod problem;
pub mod questionnaire;
pub mod release;
pub mod tally;
pub mod waves;

#[cfg(test)]
mod tests;

pub use answer::{Answer, AnswerProblem, Answers, check};
pub use condition::{Condition, Test};
pub use plan::{Audience, Breakdown, Cell, Naming, Relation, Survey, SurveyReceipt, SurveyResponse, SurveyState, SurveyText, Wave};
pub use problem::{Fault, Place, QuestionnaireProblem};
pub use questionnaire::{
    Choice, GradeBy, Index, IndexMethod, Point, Question, QuestionKind, Questionnaire, QuestionnaireParts, ReleaseRule, Scale,
};
pub use release::{Figures, IndexResult, QuestionResult, Released, Results};
