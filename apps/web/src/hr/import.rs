//! Bringing people and histories in from a file: looked at first, kept after that.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::multipart::{Multipart, MultipartRejection};
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use jenjang::audit::SubjectSecret;
use jenjang::legal::{Label, Language};
use jenjang_exchange::siasn::{Format, RejectWriter, TableKind};
use jenjang_service::ServiceError;
use jenjang_service::people::list_units;
use jenjang_service::permissions::Action;

use super::words;
use crate::error::{Failure, shortened};
use crate::form::{Filled, Typed};
use crate::session::SignedIn;
use crate::shell::{Shell, page, page_with};
use crate::state::App;

mod run;
mod uploads;

use run::Outcome;
use uploads::Upload;
pub(crate) use uploads::Uploads;

/// The most that is taken of a file, in bytes.
const LARGEST: usize = 4 * 1024 * 1024;

/// The largest request: what is too large a file is told so beside its field, as long as it is not far too large.
const LARGEST_REQUEST: usize = 64 * 1024 * 1024;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/hr/import", get(ask).post(preview).layer(DefaultBodyLimit::max(LARGEST_REQUEST)))
        .route("/hr/import/confirm", post(confirm))
        .route("/hr/import/rejects", post(rejects))
}

/// What can be brought in.
fn kinds() -> impl Iterator<Item = TableKind> {
    TableKind::ALL.into_iter().filter(|kind| kind.is_history() || *kind == TableKind::Staff)
}

#[derive(Template)]
#[template(path = "hr/import.html")]
struct Page {
    shell: Shell,
    form: Filled,
    done: Option<&'static str>,
    kinds: Vec<(String, String)>,
    megabytes: usize,
}

#[derive(Template)]
#[template(path = "hr/import_preview.html")]
struct Preview {
    shell: Shell,
    file: String,
    kind: String,
    digest: String,
    outcome: Shown,
}

/// What would come out.
struct Shown {
    rows: u64,
    new: u64,
    changed: u64,
    unchanged: u64,
    refused: usize,
    changes: Vec<(String, String)>,
    /// Line and reason of each refused row; the first of them.
    rejects: Vec<(u64, String)>,
}

/// How many refused rows are shown; all of them are in the file.
const SHOWN: usize = 100;

async fn ask(State(app): State<Arc<App>>, me: SignedIn) -> Result<Response, Failure> {
    laid_out(&app, &me, Filled::with(&[("kind", "staff")], me.visitor.language)).await
}

async fn laid_out(app: &App, me: &SignedIn, form: Filled) -> Result<Response, Failure> {
    may(app, me).await?;
    let shell = me.visitor.titled("Impor", "Import");
    let kinds = kinds().map(|kind| (kind.as_str().to_owned(), kind.label().get(shell.language).to_owned())).collect();
    let done = shell.done(&[("imported", "Berkas diimpor.", "The file was brought in.")]);
    page_with(form.status(), &Page { shell, form, done, kinds, megabytes: LARGEST / 1024 / 1024 })
}

/// Whether whoever asks brings people in.
async fn may(app: &App, me: &SignedIn) -> Result<(), Failure> {
    match list_units(&app.context(&me.visitor.actor)).await {
        Err(ServiceError::Forbidden { .. }) => Err(words::forbidden(Action::ImportPeople)),
        units => Ok(units.map(drop)?),
    }
}

/// Takes a file and shows what would come of it.
async fn preview(State(app): State<Arc<App>>, me: SignedIn, given: Result<Multipart, MultipartRejection>) -> Result<Response, Failure> {
    may(&app, &me).await?;
    let mut given = given.map_err(|rejection| Failure::of_status(rejection.status()))?;
    let (mut kind, mut name, mut bytes, mut size) = (String::new(), String::new(), Vec::new(), 0);
    while let Some(mut field) = given.next_field().await.map_err(|error| Failure::of_status(error.status()))? {
        match field.name() {
            Some("kind") => kind = field.text().await.map_err(|error| Failure::of_status(error.status()))?,
            Some("file") => {
                name = field.file_name().map(shortened).unwrap_or_default();
                // of what is too large only the size is of use; it is read to its end, as browsers show no answer before
                while let Some(part) = field.chunk().await.map_err(|error| Failure::of_status(error.status()))? {
                    size += part.len();
                    if size <= LARGEST {
                        bytes.extend_from_slice(&part);
                    }
                }
            }
            _ => {}
        }
    }
    let mut form = Filled::with(&[("kind", &*kind)], me.visitor.language);
    let kind = kinds().find(|known| known.as_str() == kind);
    if kind.is_none() {
        form.refuse("kind", &Label::new("pilih isi berkasnya", "choose what the file holds"));
    }
    let format = Format::of(std::path::Path::new(&name));
    if size > LARGEST {
        let megabytes = LARGEST / 1024 / 1024;
        let label = Label::new(
            format!("berkas `{name}` lebih besar dari {megabytes} MB; bagilah berkasnya, atau minta operator mengimpornya"),
            format!("the file `{name}` is larger than {megabytes} MB; split it, or ask the operator to bring it in"),
        );
        form.refuse("file", &label);
    } else if bytes.is_empty() {
        form.refuse("file", &Label::new("pilih sebuah berkas yang berisi", "choose a file that holds something"));
    } else if format.is_none() {
        let label = Label::new(
            format!("akhiran nama berkas `{name}` tidak dikenal, seharusnya .csv, .xlsx atau .json"),
            format!("the ending of the file name `{name}` is not known, expected .csv, .xlsx or .json"),
        );
        form.refuse("file", &label);
    }
    let (Some(kind), Some(format), true) = (kind, format, form.problems().is_empty()) else { return laid_out(&app, &me, form).await };
    let context = app.context(&me.visitor.actor);
    let key = SubjectSecret::new(context.entropy.bytes()?);
    let upload = Arc::new(Upload::new(name, kind, format, bytes, key));
    let outcome = match run::run(&context, &upload, true).await? {
        Ok(outcome) => outcome,
        Err(problem) => {
            form.refuse("file", &problem);
            return laid_out(&app, &me, form).await;
        }
    };
    app.uploads.keep(&me.person, Arc::clone(&upload), context.clock.now());
    let shell = me.visitor.titled("Periksa sebelum disimpan", "Look before it is kept");
    let outcome = shown(&outcome, shell.language);
    page(&Preview {
        file: upload.name.clone(),
        kind: kind.label().get(shell.language).to_owned(),
        digest: upload.digest.to_string(),
        outcome,
        shell,
    })
}

fn shown(outcome: &Outcome, language: Language) -> Shown {
    let reason = |reject: &jenjang_exchange::siasn::Reject| {
        let sentences: Vec<String> = reject.problems.iter().map(|problem| problem.message.get(language).to_owned()).collect();
        (reject.row.line, sentences.join("; "))
    };
    Shown {
        rows: outcome.rows,
        new: outcome.counts.new,
        changed: outcome.counts.changed,
        unchanged: outcome.counts.unchanged,
        refused: outcome.rejects.len(),
        changes: outcome.changes.iter().map(|(name, fields)| (name.clone(), fields.join(", "))).collect(),
        rejects: outcome.rejects.iter().take(SHOWN).map(reason).collect(),
    }
}

/// The file that was looked at, where it is still there and still the same.
fn previewed(app: &App, me: &SignedIn, typed: &Typed) -> Option<Arc<Upload>> {
    let now = app.context(&me.visitor.actor).clock.now();
    app.uploads.find(&me.person, now).filter(|upload| upload.digest.to_string() == typed.get("digest"))
}

/// That the file is gone: looked at too long ago, or another was looked at since.
async fn gone(app: &App, me: &SignedIn) -> Result<Response, Failure> {
    let mut form = Filled::with(&[("kind", "staff")], me.visitor.language);
    let label = Label::new(
        "berkas yang diperiksa tidak ada lagi: sudah lebih dari 15 menit, atau berkas lain diperiksa sesudahnya; unggah sekali lagi",
        "the file that was looked at is not here any more: more than 15 minutes went by, or another was looked at since; send it again",
    );
    form.refuse("file", &label);
    let mut response = laid_out(app, me, form).await?;
    *response.status_mut() = StatusCode::CONFLICT;
    Ok(response)
}

/// Brings in the file that was looked at.
async fn confirm(State(app): State<Arc<App>>, me: SignedIn, typed: Typed) -> Result<Response, Failure> {
    may(&app, &me).await?;
    let Some(upload) = previewed(&app, &me, &typed) else { return gone(&app, &me).await };
    match run::run(&app.context(&me.visitor.actor), &upload, false).await? {
        Ok(_) => {
            app.uploads.forget(&me.person);
            Ok(Redirect::to("/hr/import?done=imported").into_response())
        }
        Err(problem) => {
            let mut form = Filled::with(&[("kind", upload.kind.as_str())], me.visitor.language);
            form.refuse("file", &problem);
            laid_out(&app, &me, form).await
        }
    }
}

/// The refused rows as a file that can be mended and sent again.
async fn rejects(State(app): State<Arc<App>>, me: SignedIn, typed: Typed) -> Result<Response, Failure> {
    may(&app, &me).await?;
    let Some(upload) = previewed(&app, &me, &typed) else { return gone(&app, &me).await };
    let outcome = run::run(&app.context(&me.visitor.actor), &upload, true).await?.map_err(|_| Failure::internal())?;
    let mut out = RejectWriter::new(Vec::<u8>::new(), &outcome.header, me.visitor.language).map_err(|_| Failure::internal())?;
    for reject in &outcome.rejects {
        out.write(reject).map_err(|_| Failure::internal())?;
    }
    let bytes = out.finish().map_err(|_| Failure::internal())?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"ditolak.csv\""),
        (header::CACHE_CONTROL, "private, no-store"),
    ];
    Ok((headers, bytes).into_response())
}
