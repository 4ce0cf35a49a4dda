//! Applying for a study assignment.

use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::Decimal;
use jenjang::audit::Digest;
use jenjang::legal::Label;
use jenjang::people::id::{CompetencyCode, EducationCode, PersonId, StudyId};
use jenjang::policy::stored::StoredDossier;
use jenjang::promotion::OutcomeKind;
use jenjang::record::RecordFilter;
use jenjang::store::Transaction;
use jenjang::study::{StudyAssignment, StudyEligibility, StudyState};

use super::rules::StudyRules;
use super::{keep, refused};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};
use crate::records::{self, said};

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StudyRequest {
    /// Its id.
    pub id: StudyId,
    /// Who.
    pub person: PersonId,
    /// The diploma it leads to.
    pub programme: EducationCode,
    /// Field of study.
    pub field: Option<Arc<str>>,
    /// Where.
    pub institution: Arc<str>,
    /// Code of the programme's accreditation.
    pub accreditation: Option<Arc<str>>,
    /// Whether the person serves in a remote area or a post much needed.
    pub remote_or_needed: Option<bool>,
    /// Paid by the person.
    pub self_funded: bool,
    /// Abroad.
    pub abroad: bool,
    /// The competency it raises.
    pub competency: Option<CompetencyCode>,
    /// What the government pays for it, in rupiah.
    pub cost: Option<Decimal>,
    /// First day.
    pub first: NaiveDate,
    /// Last day.
    pub last: NaiveDate,
}

/// Somebody who wants to study.
#[derive(Clone, Copy)]
pub struct RequestStudy<'a> {
    /// What is asked for.
    pub request: &'a StudyRequest,
    /// What decides.
    pub rules: StudyRules<'a>,
}

/// Applies for a study assignment. Whether the person may is decided at once and kept with the request, with every finding; who may not can still ask,
/// and is granted nothing.
///
/// # Errors
/// [`ServiceError::Forbidden`] for anybody but the person and an HR officer; `study-twice` where another is alive or the id is taken; `study-day`,
/// `study-too-long`; `fact` for a code the catalogue does not have; `record-unsound`; `blank`; [`ServiceError::Store`].
pub async fn request_study(context: &Context<'_>, command: RequestStudy<'_>) -> Result<StudyAssignment, ServiceError> {
    transact!(context, tx => in_transaction(context, tx, &command).await)
}

async fn in_transaction(
    context: &Context<'_>,
    tx: &mut dyn Transaction,
    command: &RequestStudy<'_>,
) -> Result<StudyAssignment, ServiceError> {
    let StudyRequest { id, person, .. } = command.request;
    authorize(context, tx, Action::RequestStudy, &Target::person(person)).await?;
    let today = context.clock.today();
    let own = records::list::<StudyAssignment>(tx, &RecordFilter::about(person)).await?;
    let alive = own.into_iter().map(|stored| stored.value).find(|study| study.state.is_alive());
    let taken = records::find::<StudyAssignment>(tx, id.as_str()).await?.map(|stored| stored.value);
    if let Some(other) = alive.or(taken) {
        let state = other.state.label();
        return Err(ServiceError::refused(
            "study-twice",
            Label::new(
                format!("sudah ada tugas belajar `{}` ({}), diharapkan satu pada satu waktu dengan id yang baru", other.id, state.id),
                format!("there is study `{}` already ({}), expected one at a time, with a new id", other.id, state.en),
            ),
        ));
    }
    let mut study = study(command.request, today)?;
    study.longest_years = command.rules.longest(tx, &study, today).await?;
    study.check().map_err(|error| refused(&error))?;
    study.eligibility = command.rules.eligibility(tx, &study, today).await?;
    keep(context, tx, Action::RequestStudy, None, &study).await?;
    Ok(study)
}

fn study(request: &StudyRequest, today: NaiveDate) -> Result<StudyAssignment, ServiceError> {
    let request = request.clone();
    let institution = said(&request.institution, &Label::new("perguruan tinggi", "institution"))?;
    if request.cost.is_some_and(|cost| cost.is_sign_negative()) {
        return Err(ServiceError::refused(
            "cost",
            Label::new("biaya negatif, diharapkan 0 atau lebih", "the cost is negative, expected 0 or more"),
        ));
    }
    // decided below, before anything is kept
    let undecided = StudyEligibility {
        policy: "-".into(),
        version: Digest([0; 32]),
        rules: Digest([0; 32]),
        as_of: today,
        outcome: OutcomeKind::Unknown,
        not_met: Vec::new(),
        unknown: Vec::new(),
        dossier: StoredDossier { as_of: today, facts: std::collections::BTreeMap::new() },
        proof: "".into(),
    };
    Ok(StudyAssignment {
        id: request.id,
        person: request.person,
        programme: request.programme,
        field: request.field,
        institution,
        accreditation: request.accreditation,
        remote_or_needed: request.remote_or_needed,
        self_funded: request.self_funded,
        abroad: request.abroad,
        competency: request.competency,
        cost: request.cost,
        first: request.first,
        last: request.last,
        requested: today,
        eligibility: undecided,
        longest_years: None,
        extensions: Vec::new(),
        semesters: Vec::new(),
        bond: None,
        state: StudyState::Applied,
    })
}
