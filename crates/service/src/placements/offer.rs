//! Offering a place.

use jenjang::legal::Label;
use jenjang::people::View;
use jenjang::placement::Place;
use jenjang::store::Transaction;
use jenjang_policy_files::CompetencyLibrary;

use super::refused;
use crate::context::{Context, transact};
use crate::development::LearningRules;
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};
use crate::records::{self, said};
use crate::trail::{self, Change};

/// A place to be offered.
#[derive(Clone, Copy, Debug)]
pub struct OfferPlace<'a> {
    /// The place.
    pub place: &'a Place,
    /// What forms of development there are.
    pub rules: LearningRules<'a>,
    /// Frameworks of the competencies it leads to.
    pub competency: &'a CompetencyLibrary,
}

/// Offers a place.
///
/// # Errors
/// [`ServiceError::Forbidden`] for anybody but an HR officer of its unit; `place-twice`; `no-seats`, `place-dates`; `form-unknown`, `form-unit` for a
/// form that is not counted by the activity; [`ServiceError::NotFound`] for unit, supervisor, framework or competency; `blank`; [`ServiceError::Store`].
pub async fn offer_place(context: &Context<'_>, command: OfferPlace<'_>) -> Result<(), ServiceError> {
    transact!(context, tx => in_transaction(context, tx, &command).await)
}

async fn in_transaction(context: &Context<'_>, tx: &mut dyn Transaction, command: &OfferPlace<'_>) -> Result<(), ServiceError> {
    let place = command.place;
    authorize(context, tx, Action::OfferPlace, &Target::unit(&place.unit)).await?;
    said(&place.title, &Label::new("nama tempat", "title of the place"))?;
    said(&place.host, &Label::new("tempat bekerja", "host"))?;
    place.check().map_err(|error| refused(&error))?;
    if tx.people().find_unit(&place.unit).await?.is_none() {
        return Err(ServiceError::not_found(Label::new("unit", "unit"), &place.unit));
    }
    if let Some(supervisor) = &place.supervisor
        && tx.people().find(supervisor).await?.is_none()
    {
        return Err(ServiceError::not_found(Label::new("pembimbing", "supervisor"), supervisor));
    }
    form(context, tx, command).await?;
    for leads_to in &place.leads_to {
        let found = command.competency.framework(&leads_to.framework);
        let framework =
            found.ok_or_else(|| ServiceError::not_found(Label::new("kerangka kompetensi", "competency framework"), &leads_to.framework))?;
        if framework.competency(&leads_to.competency).is_none() {
            return Err(ServiceError::not_found(Label::new("kompetensi", "competency"), &leads_to.competency));
        }
    }
    if records::find::<Place>(tx, place.id.as_str()).await?.is_some() {
        return Err(ServiceError::refused(
            "place-twice",
            Label::new(
                format!("tempat `{}` sudah ditawarkan, diharapkan id yang baru", place.id),
                format!("place `{}` is offered already, expected a new id", place.id),
            ),
        ));
    }
    records::save(tx, place, None).await?;
    let subject = records::subject(tx, None, Some(place)).await?;
    trail::record(context, tx, Change::new(Action::OfferPlace, vec![subject])).await
}

/// The form has to be one that is counted by the activity, or one the rules say nothing about.
async fn form(context: &Context<'_>, tx: &mut dyn Transaction, command: &OfferPlace<'_>) -> Result<(), ServiceError> {
    let place = command.place;
    let forms = command.rules.forms(tx, View { as_of: place.first, known_at: context.clock.today() }).await?;
    let form = forms.get(&place.form).ok_or_else(|| crate::development::unknown_form(&place.form))?;
    match &form.unit {
        Some(unit) if &*unit.code != "activity" => Err(ServiceError::refused(
            "form-unit",
            Label::new(
                format!("bentuk `{}` dihitung menurut {}, diharapkan bentuk yang dihitung menurut kegiatan", form.code, unit.label.id),
                format!("form `{}` is counted by the {}, expected one counted by the activity", form.code, unit.label.en),
            ),
        )),
        _ => Ok(()),
    }
}
