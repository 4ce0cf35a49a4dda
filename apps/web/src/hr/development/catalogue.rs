//! The catalogue: providers with their agreements, and courses; anybody reads it, HR officers of the whole service keep it.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use jenjang::Decimal;
use jenjang::development::catalogue::{Agreement, Course, LeadsTo, Provider};
use jenjang::legal::Label;
use jenjang::people::id::{CourseId, FrameworkId, ProviderId};
use jenjang_service::catalogue::{SaveCourse, held_sessions, read_catalogue, save_course, save_provider};

use crate::development::{competency, number, rules};
use crate::error::Failure;
use crate::form::{Filled, Typed};
use crate::session::SignedIn;
use crate::shell::{Shell, page_with};
use crate::state::App;

/// The framework whose competencies courses lead to.
const FRAMEWORK: &str = "permenpanrb-38-2017";

struct ProviderRow {
    id: String,
    name: String,
    own: bool,
    agreements: Vec<String>,
}

struct CourseRow {
    id: String,
    title: String,
    provider: String,
    form: String,
    amount: String,
    leads_to: Vec<String>,
    retired: bool,
}

#[derive(Template)]
#[template(path = "hr/development/catalogue.html")]
struct Page {
    shell: Shell,
    form: Filled,
    providers: Vec<ProviderRow>,
    courses: Vec<CourseRow>,
    provider_choices: Vec<(String, String)>,
    competencies: Vec<(String, String)>,
    kinds: Vec<(&'static str, &'static str)>,
}

/// Providers and courses.
pub(super) async fn list(State(app): State<Arc<App>>, me: SignedIn) -> Result<Response, Failure> {
    let form = Filled::with(&[("own", "yes")], me.visitor.language);
    show(&app, &me, form).await
}

async fn show(app: &App, me: &SignedIn, form: Filled) -> Result<Response, Failure> {
    let language = me.visitor.language;
    let context = app.context(&me.visitor.actor);
    // whoever holds no sessions has no business on this page; anybody reads the catalogue itself
    held_sessions(&context).await?;
    let catalogue = read_catalogue(&context).await?;
    let shell = me.visitor.shell(me.visitor.shell("").t("Katalog pelatihan", "Catalogue of courses"));
    let framework = FRAMEWORK.parse::<FrameworkId>().ok().and_then(|id| competency().framework(&id));
    let label = |code: &jenjang::people::id::CompetencyCode| {
        let found = framework.and_then(|framework| framework.competency(code));
        found.map_or_else(|| code.to_string(), |found| found.label.get(language).to_owned())
    };
    let mut competencies = vec![(String::new(), shell.t("tidak ada", "none").to_owned())];
    competencies.extend(
        framework
            .iter()
            .flat_map(|framework| framework.competencies())
            .map(|one| (one.code.as_str().to_owned(), format!("{} {}", one.code, one.label.get(language)))),
    );
    let agreement = |one: &Agreement| format!("{}: {} – {}", one.number, shell.date(&one.since), shell.date(&one.last_day));
    let page_of = Page {
        providers: catalogue
            .providers
            .values()
            .map(|provider| ProviderRow {
                id: provider.id.as_str().to_owned(),
                name: provider.name.to_string(),
                own: provider.own,
                agreements: provider.agreements.iter().map(agreement).collect(),
            })
            .collect(),
        courses: catalogue
            .courses
            .values()
            .take(100)
            .map(|course| CourseRow {
                id: course.id.as_str().to_owned(),
                title: course.title.get(language).to_owned(),
                provider: catalogue.provider_of(course).map_or_else(|| course.provider.to_string(), |provider| provider.name.to_string()),
                form: course.form.to_string(),
                amount: number(course.amount, language),
                leads_to: course.leads_to.iter().map(|to| format!("{} → {}", label(&to.competency), number(to.level, language))).collect(),
                retired: course.retired,
            })
            .collect(),
        provider_choices: catalogue.providers.values().map(|one| (one.id.as_str().to_owned(), one.name.to_string())).collect(),
        competencies,
        kinds: vec![
            ("yes", shell.t("lembaga sendiri, tanpa perjanjian", "own institution, without an agreement")),
            ("no", shell.t("mitra dengan perjanjian kerja sama", "partner with an agreement")),
        ],
        form,
        shell,
    };
    page_with(page_of.form.status(), &page_of)
}

/// Keeps a provider.
pub(super) async fn provider(State(app): State<Arc<App>>, me: SignedIn, typed: Typed) -> Result<Response, Failure> {
    let mut form = Filled::of(typed, me.visitor.language);
    let id = form.parsed::<ProviderId>("provider-code", &Label::new("kode singkat, seperti bpsdm", "a short code, such as academy"));
    let name = form.text("provider-name", 200);
    let own = form.value("own") == "yes";
    let mut agreements = Vec::new();
    if !own {
        let (number, since, last_day) = (form.text("agreement", 100), form.day("since"), form.day("until"));
        agreements.extend((|| Some(Agreement { number: number?.into(), since: since?, last_day: last_day? }))());
    }
    if let (Some(id), Some(name), true) = (id, name, form.problems().is_empty()) {
        let provider = Provider { id, name: name.into(), own, agreements };
        match save_provider(&app.context(&me.visitor.actor), &provider).await {
            Ok(_) => return Ok(Redirect::to("/hr/development/catalogue?done=provider").into_response()),
            Err(error) => form.refused("", error)?,
        }
    }
    show(&app, &me, form).await
}

/// Keeps a course.
pub(super) async fn course(State(app): State<Arc<App>>, me: SignedIn, typed: Typed) -> Result<Response, Failure> {
    let mut form = Filled::of(typed, me.visitor.language);
    let id =
        form.parsed::<CourseId>("code", &Label::new("kode singkat, seperti statistik-dasar", "a short code, such as basic-statistics"));
    let (title, english) = (form.text("title", 200), form.text("title-en", 200));
    let kind = form.text("form", 20);
    let amount = form.parsed::<Decimal>("amount", &Label::new("bilangan, seperti 24", "a number, such as 24"));
    let provider = form.parsed::<ProviderId>("provider", &Label::new("salah satu penyelenggara", "one of the providers"));
    let mut leads_to = Vec::new();
    if !form.value("competency").is_empty() {
        let code = form.parsed("competency", &Label::new("salah satu kompetensi", "one of the competencies"));
        let level = form.parsed::<Decimal>("level", &Label::new("level 1 sampai 5", "a level from 1 to 5"));
        leads_to.extend((|| Some(LeadsTo { framework: FRAMEWORK.parse().ok()?, competency: code?, level: level? }))());
    }
    let whole = (|| {
        Some(Course {
            id: id?,
            title: Label::new(title?, english?),
            form: kind?.into(),
            amount: amount?,
            abroad: false,
            provider: provider?,
            leads_to,
            leadership: None,
            field: None,
            retired: form.chosen("retired", "yes"),
        })
    })();
    if let (Some(course), true) = (whole, form.problems().is_empty()) {
        match save_course(&app.context(&me.visitor.actor), &SaveCourse { course, rules: rules(&app) }).await {
            Ok(_) => return Ok(Redirect::to("/hr/development/catalogue?done=course").into_response()),
            Err(error) => {
                let field = match error.code() {
                    "form-unknown" | "course-form" | "unknown-form" => "form",
                    "course-amount" | "amount" => "amount",
                    "course-level" | "level" => "level",
                    _ => "",
                };
                form.refused(field, error)?;
            }
        }
    }
    show(&app, &me, form).await
}
