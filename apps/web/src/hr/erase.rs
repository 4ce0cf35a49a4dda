//! Erasing somebody for whom nothing has to be kept any more: what stands in the way, the form that asks twice, and what was removed.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;
use chrono::NaiveDate;
use jenjang::legal::Label;
use jenjang::people::CivilServantRecord;
use jenjang::people::id::PersonId;
use jenjang_service::ServiceError;
use jenjang_service::file::retention::RetentionPolicy;
use jenjang_service::file::{ErasePerson, ErasedPerson, erase_person, preview_erasure};
use jenjang_service::people::look_up_person;
use jenjang_service::permissions::Action;

use super::words;
use crate::error::Failure;
use crate::form::{Filled, Typed};
use crate::format;
use crate::session::SignedIn;
use crate::shell::{Shell, page, page_with};
use crate::state::App;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new().route("/people/{id}/erase", get(show).post(erase))
}

/// Something that has to be kept.
struct Kept {
    label: String,
    /// The first day on which it may be erased; none while the person is in service.
    until: Option<NaiveDate>,
    ground: String,
}

#[derive(Template)]
#[template(path = "hr/erase.html")]
struct Page {
    shell: Shell,
    form: Filled,
    id: String,
    name: String,
    kept: Vec<Kept>,
    pending: Vec<String>,
    /// Whether it is the reader's own file, which somebody else erases.
    own: bool,
}

#[derive(Template)]
#[template(path = "hr/erased.html")]
struct Erased {
    shell: Shell,
    /// What was removed, and how much of it.
    removed: Vec<(String, u64)>,
}

/// Whose file it is; who is in charge of nobody learns nothing.
async fn record(app: &App, me: &SignedIn, person: &PersonId) -> Result<CivilServantRecord, Failure> {
    match look_up_person(&app.context(&me.visitor.actor), person.as_str()).await {
        // an employee number is no address
        Ok(Some(found)) if found.record.id == *person => Ok(found.record),
        Ok(_) | Err(ServiceError::Forbidden { .. }) => Err(words::forbidden(Action::ErasePerson)),
        Err(error) => Err(error.into()),
    }
}

fn command(person: PersonId) -> Result<ErasePerson, ServiceError> {
    Ok(ErasePerson { person, retention: RetentionPolicy::shipped()? })
}

/// What stands in the way of erasing somebody; where nothing does, the form.
async fn show(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>) -> Result<Response, Failure> {
    let person: PersonId = id.parse().map_err(|_| Failure::not_found())?;
    let record = record(&app, &me, &person).await?;
    lay_out(&app, &me, &record, &command(person)?, me.empty_form()).await
}

async fn lay_out(app: &App, me: &SignedIn, record: &CivilServantRecord, command: &ErasePerson, form: Filled) -> Result<Response, Failure> {
    let language = me.visitor.language;
    let erasure = preview_erasure(&app.context(&me.visitor.actor), command).await?;
    let kept = erasure.kept.iter().map(|one| Kept {
        label: format::capitalised(one.label.get(language)),
        until: one.until,
        ground: format!("{}; {}", one.reference.citation, one.reference.certainty.label().get(language)),
    });
    let name = words::name(record.name.as_ref(), &command.person);
    let shell = me.visitor.titled(&format!("Hapus data: {name}"), &format!("Erase: {name}"));
    let page = Page {
        id: command.person.to_string(),
        name,
        kept: kept.collect(),
        pending: erasure.pending.iter().map(|one| format::sentence(&format::with_dates(one.get(language), language))).collect(),
        own: command.person == me.person,
        form,
        shell,
    };
    page_with(page.form.status(), &page)
}

/// Whether what was typed is the name or the employee number of the person.
fn confirms(typed: &str, record: &CivilServantRecord) -> bool {
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let digits = |text: &str| text.split_whitespace().collect::<String>();
    let known = record.name.as_deref().unwrap_or(record.id.as_str());
    plain(typed) == plain(known) || record.employee_number.as_ref().is_some_and(|number| digits(typed) == digits(number))
}

/// Erases somebody, and tells what was removed.
async fn erase(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>, typed: Typed) -> Result<Response, Failure> {
    let person: PersonId = id.parse().map_err(|_| Failure::not_found())?;
    let record = record(&app, &me, &person).await?;
    let command = command(person)?;
    let mut form = Filled::of(typed, me.visitor.language);
    if let Some(typed) = form.text("confirm", 200) {
        if confirms(&typed, &record) {
            match erase_person(&app.context(&me.visitor.actor), &command).await {
                Ok(erased) => return told(&me, &erased),
                Err(error) => form.refused("", error)?,
            }
        } else {
            let label = Label::new("ini bukan nama atau NIP pegawai ini", "this is not the name or the employee number of this person");
            form.refuse("confirm", &label);
        }
    }
    lay_out(&app, &me, &record, &command, form).await
}

fn told(me: &SignedIn, erased: &ErasedPerson) -> Result<Response, Failure> {
    let shell = me.visitor.titled("Data sudah dihapus", "The data is erased");
    let removed = [
        (shell.t("Keputusan", "Decisions"), erased.decisions),
        (shell.t("Keberatan dan pengecualian", "Appeals and waivers"), erased.appeals),
        (shell.t("Keikutsertaan dalam putaran", "Entries of rounds"), erased.rounds),
        (shell.t("Keikutsertaan dalam penilaian 360 derajat", "Entries of 360-degree evaluations"), erased.cycles),
        (shell.t("Catatan pengembangan", "Records of development"), erased.development),
        (shell.t("Profil kompetensi", "Competency profiles"), erased.profiles),
        (shell.t("Catatan lain yang menyebut orang ini", "Other records that named the person"), erased.records),
    ];
    let removed = removed.map(|(what, count)| (what.to_owned(), count)).to_vec();
    page(&Erased { removed, shell })
}
