//! Reading requests for correction.

use std::sync::Arc;

use jenjang::people::CorrectionRequest;
use jenjang::people::id::PersonId;
use jenjang::record::RecordFilter;

use crate::context::Context;
use crate::error::ServiceError;
use crate::people::scope::Scope;
use crate::permissions::{Action, Role, Target, allowed, roles};
use crate::records;
use crate::trail;

/// A request as HR sees it.
#[derive(Clone, Debug)]
pub struct AskedCorrection {
    /// The request.
    pub request: CorrectionRequest,
    /// The name of who asked, where the record holds one.
    pub name: Option<Arc<str>>,
    /// Whether the reader may answer it now.
    pub answerable: bool,
}

/// The own requests, those that wait first, then the latest.
///
/// # Errors
/// [`ServiceError::Forbidden`] for anybody but a person; [`ServiceError::Store`].
pub async fn own_corrections(context: &Context<'_>) -> Result<Vec<CorrectionRequest>, ServiceError> {
    let action = Action::RequestCorrection;
    let person = context.actor.person().ok_or_else(|| ServiceError::Forbidden { action, allowed: allowed(action) })?;
    let mut tx = context.store.read().await?;
    let found = records::list::<CorrectionRequest>(&mut *tx, &RecordFilter::about(person)).await?;
    let mut found: Vec<CorrectionRequest> = found.into_iter().map(|stored| stored.value).collect();
    found.sort_by(|a, b| (!a.is_open(), b.asked, &a.id).cmp(&(!b.is_open(), a.asked, &b.id)));
    Ok(found)
}

/// One request; for the person and HR.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`]; [`ServiceError::Store`].
pub async fn read_correction(context: &Context<'_>, id: &str) -> Result<AskedCorrection, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    let request = records::require::<CorrectionRequest>(tx, id).await?.value;
    let held = roles(context, tx, &Target::person(&request.person)).await?;
    let office = held.contains(&Role::HrOfficer);
    if !office && !held.contains(&Role::Oneself) {
        let action = Action::AnswerCorrection;
        return Err(ServiceError::Forbidden { action, allowed: allowed(action) });
    }
    let name = tx.people().find(&request.person).await?.and_then(|stored| stored.value.record.name);
    let answerable = office && request.is_open() && !held.contains(&Role::Oneself);
    Ok(AskedCorrection { request, name, answerable })
}

/// The requests of the people an HR officer is in charge of: all that wait, the most urgent first, then the latest answers.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::Store`].
pub async fn list_corrections(context: &Context<'_>) -> Result<Vec<AskedCorrection>, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    let scope = Scope::of(context, tx, Action::AnswerCorrection).await?;
    let found = records::list::<CorrectionRequest>(tx, &RecordFilter::all()).await?;
    let mut people: Vec<PersonId> = found.iter().map(|stored| stored.value.person.clone()).collect();
    people.sort();
    people.dedup();
    let files = trail::files(tx, &people).await?;
    let mut listed: Vec<AskedCorrection> = found
        .into_iter()
        .map(|stored| stored.value)
        .filter_map(|request| {
            let file = files.get(&request.person).filter(|file| scope.takes(file.unit.as_ref()))?;
            let answerable = request.is_open() && context.actor.person() != Some(&request.person);
            Some(AskedCorrection { name: file.record.name.clone(), answerable, request })
        })
        .collect();
    listed.sort_by(|a, b| {
        let key = |one: &AskedCorrection| (!one.request.is_open(), if one.request.is_open() { one.request.due } else { one.request.asked });
        let order = key(a).cmp(&key(b));
        let order = if a.request.is_open() || b.request.is_open() { order } else { order.reverse() };
        order.then_with(|| a.request.id.cmp(&b.request.id))
    });
    Ok(listed)
}
