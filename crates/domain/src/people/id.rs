//! The one registry of typed ids and codes, so that a panel member's id cannot be handed to something that wants a person's.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// The most characters an id or code may have.
pub const MAX_LENGTH: usize = 120;

/// A text that cannot be an id or code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Nothing, or only blanks around it.
    #[error("`{found}` is not a {what}, expected text without blanks at its ends")]
    Blank {
        /// What it should have been.
        what: &'static str,
        /// What was found.
        found: String,
    },
    /// A line break or another character that cannot be seen.
    #[error("`{found}` is not a {what}, expected no control characters")]
    Control {
        /// What it should have been.
        what: &'static str,
        /// What was found, with the characters made visible.
        found: String,
    },
    /// Too long.
    #[error("a {what} of {length} characters is too long, expected at most {MAX_LENGTH}")]
    Length {
        /// What it should have been.
        what: &'static str,
        /// How long it was.
        length: usize,
    },
}

fn checked(what: &'static str, text: &str) -> Result<Arc<str>, TextError> {
    let length = text.chars().count();
    if length > MAX_LENGTH {
        return Err(TextError::Length { what, length });
    }
    if text.chars().any(char::is_control) {
        return Err(TextError::Control { what, found: text.escape_debug().to_string() });
    }
    if text.is_empty() || text.trim() != text {
        return Err(TextError::Blank { what, found: text.to_owned() });
    }
    Ok(text.into())
}

macro_rules! typed_texts {
    ($($(#[$doc:meta])* $name:ident = $what:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(Arc<str>);

        impl $name {
            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = TextError;

            fn from_str(text: &str) -> Result<$name, TextError> {
                checked($what, text).map($name)
            }
        }

        impl TryFrom<String> for $name {
            type Error = TextError;

            fn try_from(text: String) -> Result<$name, TextError> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(text: $name) -> String {
                text.0.as_ref().to_owned()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

typed_texts! {
    /// Internal id of a civil servant. Tables are keyed on it, never on the employee number, which says birth date and sex.
    PersonId = "person id";
    /// Id of an organisational unit.
    UnitId = "unit id";
    /// Name of an account that needs no provider.
    AccountName = "account name";
    /// Id of a promotion round.
    RoundId = "round id";
    /// Id of a decision about a person.
    DecisionId = "decision id";
    /// Id of an appeal.
    AppealId = "appeal id";
    /// Id of a recorded waiver.
    WaiverId = "waiver id";
    /// Id of a panel member.
    PanelMemberId = "panel member id";
    /// Id of a development record.
    DevelopmentId = "development record id";
    /// Id of an institution that develops people.
    ProviderId = "provider id";
    /// Id of a course of the catalogue.
    CourseId = "course id";
    /// Id of a session: one holding of a course, on dates and with seats.
    CourseSessionId = "course session id";
    /// Id of an enrolment.
    EnrolmentId = "enrolment id";
    /// Id of an individual development plan.
    PlanId = "development plan id";
    /// Id of a certificate.
    CertificateId = "certificate id";
    /// Id of a key that certificates are signed with.
    IssuerKeyId = "issuer key id";
    /// Id of a mentoring programme.
    ProgrammeId = "mentoring programme id";
    /// Id of a pair of mentor and mentee.
    PairId = "mentoring pair id";
    /// Id of a place for an internship, job shadowing or secondment that a unit or agency offers.
    PlaceId = "place id";
    /// Id of a placement: one person in such a place.
    PlacementId = "placement id";
    /// Id of a study assignment.
    StudyId = "study assignment id";
    /// Id of a budget envelope.
    EnvelopeId = "budget envelope id";
    /// Id of a plan chosen for a budget envelope.
    BudgetPlanId = "budget plan id";
    /// Id of a survey.
    SurveyId = "survey id";
    /// Id of a draft policy under consultation.
    DraftId = "draft id";
    /// Id of a submission on a draft.
    SubmissionId = "submission id";
    /// Id of an act of explaining a policy to those it concerns (*sosialisasi*).
    SocialisationId = "socialisation id";
    /// Id of an indicator.
    IndicatorId = "indicator id";

    /// Id of a post, or of the kind of post a standard is written for.
    PositionId = "position id";
    /// Id of a competency framework version (`permenpanrb-38-2017`).
    FrameworkId = "framework id";
    /// Code of a competency within its framework (`M.01`).
    CompetencyCode = "competency code";
    /// Id of a set of competency standards.
    StandardsId = "standards id";
    /// Id of a 360° evaluation cycle.
    CycleId = "cycle id";
    /// Id of an item of a questionnaire.
    ItemId = "item id";
    /// Code of a group of raters (`superior`, `peer`).
    RaterGroupCode = "rater group code";

    /// Code of a grade (`III/b`).
    GradeCode = "grade code";
    /// Code of the kind of a grade promotion.
    PromotionKindCode = "promotion kind code";
    /// Code of a kind of position.
    PositionKindCode = "position kind code";
    /// Code of a tier of a functional position.
    TierCode = "tier code";
    /// Code of an echelon.
    EchelonCode = "echelon code";
    /// Code of an education level.
    EducationCode = "education code";
    /// Code of a yearly performance label.
    RatingCode = "rating code";
    /// Code of a level of sanction.
    SanctionLevelCode = "sanction level code";
    /// Code of a sanction.
    SanctionCode = "sanction code";
    /// Code of a certificate.
    CertificateCode = "certificate code";
    /// Code of a leadership training.
    TrainingCode = "leadership training code";
    /// Code of an exam.
    ExamCode = "exam code";
    /// Code of an employment status.
    EmploymentCode = "employment code";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_read_with_a_sentence_for_each_fault() {
        assert_eq!("p-001".parse::<PersonId>().unwrap().as_str(), "p-001");
        let sentence = |text: &str| text.parse::<PersonId>().unwrap_err().to_string();
        assert_eq!(sentence(""), "`` is not a person id, expected text without blanks at its ends");
        assert_eq!(sentence("a\nb"), "`a\\nb` is not a person id, expected no control characters");
        assert_eq!(sentence(&"x".repeat(121)), "a person id of 121 characters is too long, expected at most 120");
    }
}
