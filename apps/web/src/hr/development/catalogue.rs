//! The catalogue: providers with their agreements, and courses; anybody reads it, HR officers of the whole service keep it.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use jenjang::Decimal;
use jenjang::development::catalogue::{Agreement, Course, LeadsTo, Provider};
use jenjang::legal::Label;
use jenjang::number::format_decimal;
use jenjang::people::id::{CourseId, FrameworkId, ProviderId};
use jenjang::store::Versioned;
use jenjang_service::ServiceError;
use jenjang_service::catalogue::{SaveCourse, course_to_edit, edit_course, edit_provider, held_sessions, provider_to_edit, read_catalogue};

use crate::development::{competency, number, rules};
use crate::error::Failure;
use crate::form::{Filled, REVISION, Typed, Version, changed_meanwhile};
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

/// Providers and courses; with `?course=` or `?provider=` that one stands in its form.
pub(super) async fn list(State(app): State<Arc<App>>, me: SignedIn) -> Result<Response, Failure> {
    let asked = Typed::query(&me.visitor.uri);
    let mut fields = Vec::new();
    if let Ok(id) = asked.get("course").parse::<CourseId>()
        && let Some(stored) = stored_course(&app, &me, &id).await?
    {
        fields.extend(course_fields(&stored));
    }
    match asked.get("provider").parse::<ProviderId>() {
        Ok(id) => fields.extend(stored_provider(&app, &me, &id).await?.iter().flat_map(provider_fields)),
        Err(_) => fields.push(("own".to_owned(), "yes".to_owned())),
    }
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (&**name, &**value)).collect();
    show(&app, &me, Filled::with(&fields, me.visitor.language)).await
}

async fn stored_course(app: &App, me: &SignedIn, id: &CourseId) -> Result<Option<Versioned<Course>>, Failure> {
    found(course_to_edit(&app.context(&me.visitor.actor), id).await)
}

async fn stored_provider(app: &App, me: &SignedIn, id: &ProviderId) -> Result<Option<Versioned<Provider>>, Failure> {
    found(provider_to_edit(&app.context(&me.visitor.actor), id).await)
}

/// What is stored, where there is something.
fn found<T>(read: Result<Versioned<T>, ServiceError>) -> Result<Option<Versioned<T>>, Failure> {
    match read {
        Ok(stored) => Ok(Some(stored)),
        Err(ServiceError::NotFound { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// The hidden field that says at which revision a course or provider was read.
fn revision_of(kind: &str, id: &str) -> String {
    format!("{REVISION}-{kind}-{id}")
}

/// The competency that the form shows, of those a course leads to.
fn shown_competency(course: &Course) -> Option<&LeadsTo> {
    course.leads_to.iter().find(|to| to.framework.as_str() == FRAMEWORK)
}

fn course_fields(stored: &Versioned<Course>) -> Vec<(String, String)> {
    let course = &stored.value;
    let shown = shown_competency(course);
    let competency = shown.map(|to| to.competency.to_string()).unwrap_or_default();
    let fields = [
        ("code", course.id.to_string()),
        ("title", course.title.id.to_string()),
        ("title-en", course.title.en.to_string()),
        ("provider", course.provider.to_string()),
        ("form", course.form.to_string()),
        ("amount", format_decimal(course.amount.normalize())),
        ("competency", competency.clone()),
        ("level", shown.map(|to| format_decimal(to.level.normalize())).unwrap_or_default()),
        ("retired", if course.retired { "yes" } else { "" }.to_owned()),
        ("replaces-competency", competency),
    ];
    let revision = (revision_of("course", course.id.as_str()), stored.revision.0.to_string());
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).chain([revision]).collect()
}

fn provider_fields(stored: &Versioned<Provider>) -> Vec<(String, String)> {
    let provider = &stored.value;
    let last = provider.agreements.last();
    let number = last.map(|one| one.number.to_string()).unwrap_or_default();
    let fields = [
        ("provider-code", provider.id.to_string()),
        ("provider-name", provider.name.to_string()),
        ("own", if provider.own { "yes" } else { "no" }.to_owned()),
        ("agreement", number.clone()),
        ("since", last.map(|one| one.since.to_string()).unwrap_or_default()),
        ("until", last.map(|one| one.last_day.to_string()).unwrap_or_default()),
        ("replaces-agreement", number),
    ];
    let revision = (revision_of("provider", provider.id.as_str()), stored.revision.0.to_string());
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).chain([revision]).collect()
}

async fn show(app: &App, me: &SignedIn, form: Filled) -> Result<Response, Failure> {
    let language = me.visitor.language;
    let context = app.context(&me.visitor.actor);
    // whoever holds no sessions has no business on this page; anybody reads the catalogue itself
    held_sessions(&context).await?;
    let catalogue = read_catalogue(&context).await?;
    let shell = me.visitor.titled("Katalog pelatihan", "Catalogue of courses");
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
    let agreement = |one: &Agreement| format!("{}: {}", one.number, shell.days(&one.since, &one.last_day));
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
        // the form shows one agreement; the others stay
        if let (Some(stored), false) = (stored_provider(&app, &me, &id).await?, own) {
            let typed = [form.value("agreement"), form.value("replaces-agreement")];
            agreements.extend(stored.value.agreements.into_iter().filter(|one| !typed.contains(&&*one.number)));
            agreements.sort_by_key(|one: &Agreement| one.since);
        }
        let field = revision_of("provider", id.as_str());
        let (seen, provider) = (form.typed().seen(&field), Provider { id, name: name.into(), own, agreements });
        match edit_provider(&app.context(&me.visitor.actor), &provider, seen).await {
            Ok(_) => return Ok(Redirect::to("/hr/development/catalogue?done=provider").into_response()),
            Err(error) if changed_meanwhile(&error) => {
                let now = stored_provider(&app, &me, &provider.id).await?;
                let versions = provider_versions(&me, &provider, now.as_ref().map(|now| &now.value));
                form.overtake(&field, now.map(|now| now.revision), versions);
            }
            Err(error) => form.refused("", error)?,
        }
    }
    show(&app, &me, form).await
}

/// What was sent beside what stands now.
fn provider_versions(me: &SignedIn, sent: &Provider, now: Option<&Provider>) -> Vec<Version> {
    let shell = me.visitor.shell("");
    let agreement = |one: &Agreement| format!("{}: {} – {}", one.number, shell.date(&one.since), shell.date(&one.last_day));
    let row = |term: &str, said: &dyn Fn(&Provider) -> String| Version::new(term, said(sent), now.map(said).unwrap_or_default());
    vec![
        row(shell.t("Nama", "Name"), &|of| of.name.to_string()),
        row(shell.t("Jenis", "Kind"), &|of| {
            if of.own { shell.t("lembaga sendiri", "own institution") } else { shell.t("mitra", "partner") }.to_owned()
        }),
        row(shell.t("Perjanjian", "Agreements"), &|of| of.agreements.iter().map(agreement).collect::<Vec<_>>().join("\n")),
    ]
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
    let base = match &id {
        Some(id) => stored_course(&app, &me, id).await?.map(|stored| stored.value),
        None => None,
    };
    // the form shows one competency; the others stay
    let mut leads_to = base.as_ref().map(|course| course.leads_to.clone()).unwrap_or_default();
    let typed = [form.value("competency"), form.value("replaces-competency")];
    leads_to.retain(|to| to.framework.as_str() != FRAMEWORK || !typed.contains(&to.competency.as_str()));
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
            abroad: base.as_ref().is_some_and(|course| course.abroad),
            provider: provider?,
            leads_to,
            leadership: base.as_ref().and_then(|course| course.leadership.clone()),
            field: base.as_ref().and_then(|course| course.field.clone()),
            retired: form.chosen("retired", "yes"),
        })
    })();
    if let (Some(course), true) = (whole, form.problems().is_empty()) {
        let field = revision_of("course", course.id.as_str());
        let (seen, command) = (form.typed().seen(&field), SaveCourse { course, rules: rules(&app) });
        match edit_course(&app.context(&me.visitor.actor), &command, seen).await {
            Ok(_) => return Ok(Redirect::to("/hr/development/catalogue?done=course").into_response()),
            Err(error) if changed_meanwhile(&error) => {
                let now = stored_course(&app, &me, &command.course.id).await?;
                let versions = course_versions(&me, &command.course, now.as_ref().map(|now| &now.value));
                form.overtake(&field, now.map(|now| now.revision), versions);
            }
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

/// What was sent beside what stands now.
fn course_versions(me: &SignedIn, sent: &Course, now: Option<&Course>) -> Vec<Version> {
    let shell = me.visitor.shell("");
    let language = me.visitor.language;
    let to = |one: &LeadsTo| format!("{} → {}", one.competency, number(one.level, language));
    let row = |term: &str, said: &dyn Fn(&Course) -> String| Version::new(term, said(sent), now.map(said).unwrap_or_default());
    vec![
        row(shell.t("Nama (Indonesia)", "Title (Indonesian)"), &|of| of.title.id.to_string()),
        row(shell.t("Nama (Inggris)", "Title (English)"), &|of| of.title.en.to_string()),
        row(shell.t("Penyelenggara", "Provider"), &|of| of.provider.to_string()),
        row(shell.t("Bentuk pengembangan", "Form of development"), &|of| of.form.to_string()),
        row(shell.t("Banyaknya", "Amount"), &|of| number(of.amount, language)),
        row(shell.t("Kompetensi yang dituju", "Competency it leads to"), &|of| of.leads_to.iter().map(to).collect::<Vec<_>>().join("\n")),
        row(shell.t("Tidak ditawarkan lagi", "No longer offered"), &|of| {
            if of.retired { shell.t("ya", "yes") } else { shell.t("tidak", "no") }.to_owned()
        }),
    ]
}
