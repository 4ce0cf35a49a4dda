//! Trying a draft on people: the question, the run beside the requests, the report and its files.

mod page;
mod people;
mod upload;
mod work;

use std::sync::Arc;

use askama::Template;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::NaiveDate;
use jenjang::consultation::WorkingText;
use jenjang::legal::{Label, Language};
use jenjang::people::id::{DraftId, PersonId};
use jenjang_lab::cost::PayTable;
use jenjang_lab::report::{self, Contents, SheetCell};
use jenjang_service::Actor;
use jenjang_service::drafts::draft_checker;
use jenjang_tables::{Cell, Workbook};
use tokio::task::JoinHandle;

use super::{POLICY_FILE, apart, draft_id, in_address, pick, written};
use crate::error::Failure;
use crate::form::Filled;
use crate::runs::{Kept, Refused, Runs, WAITED};
use crate::session::SignedIn;
use crate::shell::{Shell, page, page_with};
use crate::state::App;

pub(crate) use self::upload::File;
pub(crate) use self::work::{Whom, pay_table};

use self::work::Job;

/// What came of a simulation.
#[derive(Clone)]
pub(crate) enum Outcome {
    Done(Arc<Contents>),
    Failed(Label),
}

/// Simulations under way and done, by their own id and the draft: a report is made again in seconds, and holds nothing that would have to be kept.
pub(crate) type Simulations = Runs<(String, DraftId), Outcome>;

/// How many reports are kept.
pub(crate) const KEPT: Kept = Kept { all: 40, of_one: 4 };

#[derive(Template)]
#[template(path = "drafts/simulate.html")]
struct AskPage {
    shell: Shell,
    id: String,
    path: String,
    form: Filled,
    /// Whether the draft can be compared at all, and why not.
    barred: Option<&'static str>,
    whom: Vec<(&'static str, &'static str)>,
}

/// The question.
pub(crate) async fn ask(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>) -> Result<Response, Failure> {
    let id = draft_id(&id)?;
    let day = app.today().to_string();
    let form = Filled::with(&[("whom", "store"), ("as-of", &day)], me.visitor.language);
    ask_page(&app, &me, &id, form).await
}

async fn ask_page(app: &App, me: &SignedIn, id: &DraftId, form: Filled) -> Result<Response, Failure> {
    let language = me.visitor.language;
    let text = written(app, &me.visitor.actor, id).await?.value;
    let checker = draft_checker(&app.context(&me.visitor.actor), &app.shipped).await?;
    let barred = apart(move || {
        let checked = checker.check(POLICY_FILE, &text.policy_text);
        let policy = checked.policy.filter(|_| {
            checked.found.iter().all(|found| found.code == "case-failed" || found.severity < jenjang::policy::diagnostic::Severity::Error)
        });
        match policy {
            None => Some(pick(
                language,
                "Naskah masih memuat kesalahan; simulasi dijalankan setelah itu diperbaiki.",
                "The text still has errors; it can be simulated once they are mended.",
            )),
            Some(policy) if checker.in_force().set.get(&policy.id).is_none() && text.from.is_none() => Some(pick(
                language,
                "Ini kebijakan baru: tidak ada aturan yang berlaku untuk dibandingkan.",
                "This is a new policy: there is no rule in force to compare with.",
            )),
            Some(_) => None,
        }
    })
    .await?;
    let whom = vec![
        ("store", pick(language, "Pegawai yang tersimpan di unit Anda", "The people stored in your units")),
        ("synthetic", pick(language, "2.000 pegawai rekaan", "2,000 made-up people")),
        ("file", pick(language, "Tabel yang saya unggah (CSV, Parquet, Arrow)", "A table I upload (CSV, Parquet, Arrow)")),
    ];
    let shell = me.visitor.shell(format!("{} {id}", pick(language, "Simulasi", "Simulation of")));
    let status = form.status();
    page_with(status, &AskPage { id: id.to_string(), path: format!("/drafts/{}", in_address(id.as_str())), form, barred, whom, shell })
}

/// What a draft is tried on, and how.
pub(crate) struct Asked {
    pub(crate) as_of: NaiveDate,
    pub(crate) whom: Whom,
    pub(crate) pay: Option<PayTable>,
    /// Whether the fairness audit is made too.
    pub(crate) audit: bool,
}

/// A run that was begun: its name, and the work that goes on; or why there is none.
pub(crate) type Begun = Result<(String, JoinHandle<()>), Refused>;

/// Begins a run beside the requests.
pub(crate) async fn begin(app: &Arc<App>, me: &PersonId, actor: &Actor, text: &WorkingText, asked: Asked) -> Result<Begun, Failure> {
    let Asked { as_of, whom, pay, audit } = asked;
    let id = text.id.clone();
    let job = Job { text: Arc::clone(&text.policy_text), from: text.from.clone(), draft: id.clone(), as_of, whom, pay, audit };
    // permission is asked before anything is read
    let checker = draft_checker(&app.context(actor), &app.shipped).await?;
    let run = app.backend.request_id();
    let running = match app.simulations.begin(me.clone(), (run.clone(), id)) {
        Ok(running) => running,
        Err(refused) => return Ok(Err(refused)),
    };
    let theirs = Arc::clone(app);
    let work = tokio::task::spawn_blocking(move || {
        running.end(match work::run(&theirs, &checker, job) {
            Ok(contents) => Outcome::Done(Arc::new(contents)),
            Err(message) => Outcome::Failed(message),
        });
    });
    Ok(Ok((run, work)))
}

/// Starts a run, and leads to its report; where it takes longer the page there says so.
pub(crate) async fn start(
    State(app): State<Arc<App>>,
    me: SignedIn,
    Path(id): Path<String>,
    sent: Result<Multipart, MultipartRejection>,
) -> Result<Response, Failure> {
    let id = draft_id(&id)?;
    let language = me.visitor.language;
    let text = written(&app, &me.visitor.actor, &id).await?.value;
    let multipart = sent.map_err(|rejection| Failure::of_status(rejection.status()))?;
    let mut sent = upload::read(multipart).await?;
    let fields: Vec<(&str, &str)> = sent.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let mut form = Filled::with(&fields, language);
    let as_of = form.day("as-of");
    let whom = match form.value("whom") {
        "store" => Some(Whom::Stored(me.visitor.actor.clone())),
        "synthetic" => Some(Whom::MadeUp),
        "file" => match sent.table.take() {
            Some(table) => Some(Whom::Uploaded(table)),
            None => {
                form.refuse(
                    "table",
                    &Label::new("pilih berkas yang berisi orang, satu baris seorang", "choose a file of people, one row a person"),
                );
                None
            }
        },
        _ => {
            form.refuse("whom", &Label::new("pilih siapa yang dicoba", "choose whom to try it on"));
            None
        }
    };
    let pay = match sent.pay.take().map(|pay| work::pay_table(&pay)) {
        Some(Err(message)) => {
            form.refuse("pay", &message);
            None
        }
        read => read.and_then(Result::ok),
    };
    let (Some(as_of), Some(whom), true) = (as_of, whom, form.problems().is_empty()) else {
        return ask_page(&app, &me, &id, form).await;
    };
    let asked = Asked { as_of, whom, pay, audit: form.chosen("audit", "yes") };
    let (run, work) = match begin(&app, &me.person, &me.visitor.actor, &text, asked).await? {
        Ok(begun) => begun,
        Err(refused) => {
            form.refuse("", &refusal(refused));
            return ask_page(&app, &me, &id, form).await;
        }
    };
    // a run that goes on is looked for by its page
    let _ = tokio::time::timeout(WAITED, work).await;
    Ok(Redirect::to(&format!("/drafts/{}/simulate/{run}", in_address(id.as_str()))).into_response())
}

#[derive(Template)]
#[template(path = "drafts/running.html")]
struct RunningPage {
    shell: Shell,
    path: String,
    /// Why there is no report; absent while the run goes on.
    failed: Option<String>,
}

/// The report of a run, of whoever started it and nobody else.
pub(crate) async fn show(State(app): State<Arc<App>>, me: SignedIn, Path((id, run)): Path<(String, String)>) -> Result<Response, Failure> {
    let id = draft_id(&id)?;
    let language = me.visitor.language;
    let path = format!("/drafts/{}", in_address(id.as_str()));
    let title = pick(language, "Hasil simulasi", "What the simulation says");
    let key = (run, id);
    match app.simulations.of(&me.person, &key).ok_or_else(Failure::not_found)? {
        None => {
            let mut answer = page(&RunningPage { shell: me.visitor.shell(title), path, failed: None })?;
            answer.headers_mut().insert(header::REFRESH, HeaderValue::from_static("3"));
            Ok(answer)
        }
        Some(Outcome::Failed(message)) => {
            let failed = Some(crate::format::sentence(message.get(language)));
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &RunningPage { shell: me.visitor.shell(title), path, failed })
        }
        Some(Outcome::Done(contents)) => page(&page::ReportPage::of(&contents, me.visitor.shell(title), path, &key.0, language)),
    }
}

/// A file of a report: the whole report as one page, every table, the workbook, everything as JSON.
pub(crate) async fn download(
    State(app): State<Arc<App>>,
    me: SignedIn,
    Path((id, run, file)): Path<(String, String, String)>,
) -> Result<Response, Failure> {
    let id = draft_id(&id)?;
    let language = me.visitor.language;
    let Some(Some(Outcome::Done(contents))) = app.simulations.of(&me.person, &(run, id)) else { return Err(Failure::not_found()) };
    let name = file.clone();
    let made = apart(move || file_of(&contents, &name, language)).await?;
    let (kind, bytes) =
        made.map_err(|message| Failure::new(StatusCode::INTERNAL_SERVER_ERROR, "report", message))?.ok_or_else(Failure::not_found)?;
    let disposition = format!(
        "attachment; filename=\"{}\"",
        file.replace(|letter: char| !letter.is_ascii_alphanumeric() && !matches!(letter, '.' | '-' | '_'), "-")
    );
    let disposition = HeaderValue::from_str(&disposition).map_err(|_| Failure::not_found())?;
    let kept = HeaderValue::from_static("private, no-store");
    Ok((
        [(header::CONTENT_TYPE, HeaderValue::from_static(kind)), (header::CONTENT_DISPOSITION, disposition), (header::CACHE_CONTROL, kept)],
        bytes,
    )
        .into_response())
}

/// Kind and bytes of a file; none where there is no such file.
type Made = Result<Option<(&'static str, Vec<u8>)>, Label>;

fn file_of(contents: &Contents, name: &str, language: Language) -> Made {
    let said = |error: jenjang_lab::LabError| error.message();
    Ok(match name {
        "report.html" => Some(("text/html; charset=utf-8", report::html(contents, language).into_bytes())),
        "report.json" => Some(("application/json", report::json(contents).map_err(said)?.into_bytes())),
        "report.xlsx" => Some(("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", workbook(contents, language)?)),
        table => {
            let tables = report::csv(contents, language).map_err(said)?;
            tables.into_iter().find(|(known, _)| known == table).map(|(_, bytes)| ("text/csv; charset=utf-8", bytes))
        }
    })
}

fn workbook(contents: &Contents, language: Language) -> Result<Vec<u8>, Label> {
    let mut book = Workbook::new();
    for sheet in report::sheets(contents, language) {
        let rows = sheet.rows.iter().map(|row| {
            let cell = |cell: &SheetCell| match cell {
                SheetCell::Empty => Cell::Empty,
                SheetCell::Text(text) => Cell::Text(text.clone().into()),
                SheetCell::Number(number) => Cell::Number(*number),
                SheetCell::Truth(truth) => Cell::Truth(*truth),
            };
            row.iter().map(cell).collect()
        });
        book.table(&sheet.name, &sheet.header, rows).map_err(|error| error.message())?;
    }
    let mut bytes = std::io::Cursor::new(Vec::new());
    book.finish(&mut bytes).map_err(|error| error.message())?;
    Ok(bytes.into_inner())
}

/// Why no run begins.
pub(crate) fn refusal(refused: Refused) -> Label {
    match refused {
        Refused::Own => Label::new(
            "simulasi Anda yang sebelumnya masih berjalan; tunggu sampai selesai",
            "your simulation before this one is still running; wait until it is done",
        ),
        Refused::Busy => Label::new(
            "server sedang menjalankan simulasi lain sebanyak yang dapat sekaligus; coba lagi sebentar lagi",
            "the server is running as many simulations as it can at once; try again in a moment",
        ),
    }
}
