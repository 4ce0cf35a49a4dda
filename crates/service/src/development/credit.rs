//! Crediting the hours of an activity by the rule of its form: the one way for sessions of courses, mentoring, placements.

use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::Decimal;
use jenjang::audit::Subject;
use jenjang::development::credit::{Counted, CreditError, Done, credit};
use jenjang::development::forms::{Form, FormPolicies, Forms};
use jenjang::development::{DevelopmentRecord, DevelopmentState};
use jenjang::legal::Label;
use jenjang::people::View;
use jenjang::people::id::{CompetencyCode, DevelopmentId, PersonId};
use jenjang::store::Transaction;
use jenjang_policy_files::Library;

use super::{CompletedDevelopment, check_completion, finish, person, said, still_planned};
use crate::context::Context;
use crate::error::ServiceError;
use crate::policies::in_force;

/// Which rules say what a form is worth.
#[derive(Clone, Copy, Debug)]
pub struct LearningRules<'a> {
    /// The policies that came with the program; enacted versions go before them.
    pub shipped: &'a Library,
    /// Which of them speak of forms.
    pub policies: &'a FormPolicies,
}

impl LearningRules<'_> {
    /// The forms as the rules in force have them.
    ///
    /// # Errors
    /// `forms` where the rules cannot be had for the day; [`ServiceError::Unsound`]; [`ServiceError::Store`].
    pub async fn forms(&self, tx: &mut dyn Transaction, view: View) -> Result<Forms, ServiceError> {
        let library = in_force(tx, self.shipped, view).await?;
        Forms::on(&library.set, self.policies, view).map_err(|error| ServiceError::refused("forms", error.message()))
    }
}

/// An activity whose hours are to be credited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreditHours {
    /// Id of the record of development: made of what it stands for, so that nothing is credited twice.
    pub id: DevelopmentId,
    /// Whose.
    pub person: PersonId,
    /// Code of the form (`C2`).
    pub form: Arc<str>,
    /// What it is called.
    pub title: Arc<str>,
    /// The competency it is to raise.
    pub competency: Option<CompetencyCode>,
    /// How much it was, in the unit of the form: JP, days, sessions, activities, semesters.
    pub amount: Decimal,
    /// Held abroad.
    pub abroad: bool,
    /// The first day.
    pub first: NaiveDate,
    /// The last day.
    pub last: NaiveDate,
    /// Hours the agency credits where the rules give the form no conversion; nothing where they do.
    pub hours: Option<Decimal>,
    /// Certificate or report.
    pub evidence: Option<Arc<str>>,
}

/// Hours that were credited.
#[derive(Clone, Debug)]
pub struct CreditedHours {
    /// The record of development.
    pub id: DevelopmentId,
    /// How much of the amount counted, in the unit of the form: less than all of it where a day or month has its limit.
    pub counted: Decimal,
    /// Learning hours.
    pub hours: Decimal,
    /// What became of them in the learning register.
    pub register: CompletedDevelopment,
    /// What the trail proves of it: goes into the entry of the use case that credits.
    pub subject: Subject,
}

/// Credits the hours of an activity within the transaction of a use case, which has checked who acts and writes the trail.
///
/// The hours follow from the form's rule in force on the last day, under the limit of a day or month over all activities of the form. They are kept
/// with a completed record of development and enter the learning register once, as by [`complete_development`](super::complete_development).
///
/// # Errors
/// `form-unknown`; `no-conversion` for a form without a rule and without `hours`; `hours-by-rule` for `hours` of a form with one;
/// `amount`; `day-out-of-range`, `hours-out-of-range`; `not-planned` where it was credited already; [`ServiceError::NotFound`];
/// [`ServiceError::Store`].
pub async fn credit_hours(
    context: &Context<'_>,
    tx: &mut dyn Transaction,
    rules: LearningRules<'_>,
    command: &CreditHours,
) -> Result<CreditedHours, ServiceError> {
    let file = person(tx, &command.person).await?;
    check_completion(context, &file.value, command.last, command.hours.unwrap_or_default())?;
    let stored = tx.development().find(&command.id).await?;
    if let Some(stored) = &stored {
        still_planned(&stored.value)?;
    }
    let view = View { as_of: command.last, known_at: context.clock.today() };
    let forms = rules.forms(tx, view).await?;
    let form = forms.get(&command.form).ok_or_else(|| unknown(&command.form))?;
    let before: Vec<_> = tx.development().of_person(&command.person).await?.into_iter().map(|stored| stored.value).collect();
    let (hours, counted) = count(form, command, &before)?;
    check_completion(context, &file.value, command.last, hours)?;
    let amount = counted.as_ref().map_or(command.amount, Counted::amount);
    let after = DevelopmentRecord {
        id: command.id.clone(),
        person: command.person.clone(),
        form: Arc::clone(&form.code),
        title: said(&command.title, &Label::new("nama kegiatan", "title"))?,
        competency: command.competency.clone(),
        counted,
        state: DevelopmentState::Completed { on: command.last, hours, evidence: command.evidence.clone() },
    };
    let (register, subject) = finish(tx, &file, stored.as_ref(), &after).await?;
    Ok(CreditedHours { id: command.id.clone(), counted: amount, hours, register, subject })
}

/// The refusal of a form nobody knows.
pub(crate) fn unknown(form: &str) -> ServiceError {
    ServiceError::refused(
        "form-unknown",
        Label::new(
            format!("bentuk pengembangan `{form}` tidak dikenal, daftarnya: `jenjang development catalogue forms`"),
            format!("unknown form of development `{form}`, they are listed by `jenjang development catalogue forms`"),
        ),
    )
}

fn count(form: &Form, command: &CreditHours, before: &[DevelopmentRecord]) -> Result<(Decimal, Option<Counted>), ServiceError> {
    let done = Done { first: command.first, last: command.last, amount: command.amount, abroad: command.abroad };
    match (credit(form.rule(command.abroad), done, &form.code, before), command.hours) {
        (Ok(credit), None) => Ok((credit.hours, Some(credit.counted))),
        (Err(CreditError::NotConvertible), Some(hours)) => Ok((hours.normalize(), None)),
        (Err(CreditError::NotConvertible), None) => Err(ServiceError::refused(
            "no-conversion",
            Label::new(
                format!(
                    "ketentuan tidak memberi konversi jam pelajaran bagi bentuk `{}`: instansi menentukan jamnya sendiri (`hours`)",
                    form.code
                ),
                format!(
                    "the rules give form `{}` no conversion to learning hours: the agency says how many it credits (`hours`)",
                    form.code
                ),
            ),
        )),
        (Ok(credit), Some(hours)) => Err(ServiceError::refused(
            "hours-by-rule",
            Label::new(
                format!("jam pelajaran bentuk `{}` mengikuti ketentuan ({} JP), ditemukan {hours} JP", form.code, credit.hours),
                format!("the hours of form `{}` follow from its rule ({} JP), found {hours} JP", form.code, credit.hours),
            ),
        )),
        (Err(error), _) => Err(ServiceError::refused("amount", error.message())),
    }
}
