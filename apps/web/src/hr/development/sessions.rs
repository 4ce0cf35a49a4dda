//! Sessions of the own units, with making one; and the index of development.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::NaiveDate;
use jenjang::Decimal;
use jenjang::development::catalogue::{CourseSession, WaitingOrder};
use jenjang::legal::{Label, Language};
use jenjang::people::id::{CourseId, CourseSessionId};
use jenjang_service::Seen;
use jenjang_service::catalogue::{EditSession, HeldSession, edit_session, held_sessions, read_catalogue};
use jenjang_service::permissions::Action;

use crate::development::{Tag, segment};
use crate::error::Failure;
use crate::form::{Filled, Typed, changed_meanwhile};
use crate::pages::listing::part;
use crate::session::SignedIn;
use crate::shell::{Shell, page, page_with};
use crate::state::App;
use crate::unit_field::{UnitChoice, unit};

struct Row {
    address: String,
    title: String,
    first: NaiveDate,
    last: NaiveDate,
    place: String,
    capacity: u32,
    taken: usize,
    waiting: usize,
    asked: usize,
    tag: Tag,
}

impl Row {
    fn of(held: &HeldSession, today: NaiveDate, language: Language) -> Row {
        let session = &held.session;
        let t = |id: &'static str, en: &'static str| if language == Language::Id { id } else { en };
        let tag = if session.cancelled.is_some() {
            Tag::aside(t("dibatalkan", "called off"))
        } else if session.last < today {
            Tag::good(t("sudah dilaksanakan", "held"))
        } else if session.enrol_until >= today {
            Tag::open(t("pendaftaran dibuka", "enrolment open"))
        } else {
            Tag::open(t("pendaftaran ditutup", "enrolment closed"))
        };
        Row {
            address: format!("/hr/development/sessions/{}", segment(session.id.as_str())),
            title: held.course.title.get(language).to_owned(),
            first: session.first,
            last: session.last,
            place: session.place.to_string(),
            capacity: session.capacity,
            taken: held.seats.taken,
            waiting: held.seats.waiting,
            asked: held.asked,
            tag,
        }
    }
}

#[derive(Template)]
#[template(path = "hr/development/index.html")]
struct IndexPage {
    shell: Shell,
    asked: usize,
    coming: Vec<Row>,
}

/// What runs, and where everything is.
pub(super) async fn index(State(app): State<Arc<App>>, me: SignedIn) -> Result<Response, Failure> {
    let language = me.visitor.language;
    let today = app.today();
    let held = held_sessions(&app.context(&me.visitor.actor)).await?;
    let asked = held.iter().filter(|held| held.session.first >= today).map(|held| held.asked).sum();
    let mut coming: Vec<Row> = held.iter().filter(|held| held.session.last >= today).map(|held| Row::of(held, today, language)).collect();
    coming.reverse();
    coming.truncate(10);
    let shell = me.visitor.titled("Pengembangan pegawai", "Development of staff");
    page(&IndexPage { shell, asked, coming })
}

#[derive(Template)]
#[template(path = "hr/development/sessions.html")]
struct Page {
    shell: Shell,
    form: Filled,
    rows: Vec<Row>,
    courses: Vec<(String, String)>,
    units: Option<UnitChoice>,
    orders: Vec<(&'static str, String)>,
    /// After which the next page begins, where more follow.
    last: Option<String>,
}

/// Sessions, the latest first.
pub(super) async fn list(State(app): State<Arc<App>>, me: SignedIn) -> Result<Response, Failure> {
    let form = Filled::with(&[("capacity", "25"), ("fixed", "0"), ("each", "0")], me.visitor.language);
    show(&app, &me, form).await
}

async fn show(app: &App, me: &SignedIn, form: Filled) -> Result<Response, Failure> {
    let language = me.visitor.language;
    let context = app.context(&me.visitor.actor);
    let today = app.today();
    let held = held_sessions(&context).await?;
    let catalogue = read_catalogue(&context).await?;
    // an auditor reads and makes none
    let units = UnitChoice::if_any(app, me, Action::ManageCatalogue, form.value("unit")).await?;
    let shell = me.visitor.titled("Jadwal pelatihan", "Sessions");
    let offered = catalogue.courses.values().filter(|course| !course.retired);
    let mut courses = vec![(String::new(), shell.t("pilih pelatihan", "choose a course").to_owned())];
    courses.extend(offered.map(|course| (course.id.as_str().to_owned(), course.title.get(language).to_owned())));
    let (held, last) = part(held, Typed::query(&me.visitor.uri).get("after"), |held| held.session.id.as_str());
    let page_of = Page {
        rows: held.iter().map(|held| Row::of(held, today, language)).collect(),
        last,
        courses,
        units,
        orders: [WaitingOrder::LargestNeed, WaitingOrder::FewestHours, WaitingOrder::FirstCome]
            .into_iter()
            .map(|order| (order.as_str(), order.label().get(language).to_owned()))
            .collect(),
        form,
        shell,
    };
    page_with(page_of.form.status(), &page_of)
}

/// Makes a session.
pub(super) async fn save(State(app): State<Arc<App>>, me: SignedIn, typed: Typed) -> Result<Response, Failure> {
    let mut form = Filled::of(typed, me.visitor.language);
    let context = app.context(&me.visitor.actor);
    let money = Label::new("rupiah tanpa titik, seperti 250000", "rupiah without separators, such as 250000");
    let code = form.parsed::<CourseSessionId>(
        "code",
        &Label::new("kode singkat, seperti statistik-2027-1", "a short code, such as statistics-2027-1"),
    );
    let course = form.parsed::<CourseId>("course", &Label::new("salah satu pelatihan", "one of the courses"));
    let unit = unit(&app, &me, &mut form, "unit", Action::ManageCatalogue).await?;
    let (first, last, until) = (form.day("first"), form.day("last"), form.day("until"));
    let place = form.text("place", 200);
    let capacity = form.parsed::<u32>("capacity", &Label::new("bilangan bulat, seperti 25", "a whole number, such as 25"));
    let (fixed, each) = (form.parsed::<Decimal>("fixed", &money), form.parsed::<Decimal>("each", &money));
    let order = WaitingOrder::parse(form.value("order")).unwrap_or(WaitingOrder::LargestNeed);
    let whole = (|| {
        Some(CourseSession {
            id: code?,
            course: course?,
            first: first?,
            last: last?,
            place: place?.into(),
            capacity: capacity?,
            fixed_cost: fixed?,
            cost_each: each?,
            enrol_until: until?,
            order,
            unit: unit?,
            cancelled: None,
        })
    })();
    if let Some(session) = whole {
        let command = EditSession { session, seen: Seen::Nothing };
        match edit_session(&context, &command).await {
            Ok(_) => {
                let to = format!("/hr/development/sessions/{}?done=saved", segment(command.session.id.as_str()));
                return Ok(Redirect::to(&to).into_response());
            }
            Err(error) if changed_meanwhile(&error) => {
                form.refuse("code", &Label::new("kode ini sudah dipakai jadwal lain", "another session has this code already"));
            }
            Err(error) => {
                let field = field_of(error.code());
                form.refused(field, error)?;
            }
        }
    }
    show(&app, &me, form).await
}

/// Beside which field a refusal stands.
pub(super) fn field_of(code: &str) -> &'static str {
    match code {
        "session-days" | "days" | "session-dates" => "last",
        "enrol-until" => "until",
        "capacity" | "seats-taken" => "capacity",
        "no-agreement" | "agreement" | "course-retired" => "course",
        _ => "",
    }
}
