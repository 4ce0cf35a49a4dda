//! A plan of a year: items with their evidence, who has agreed, what to add. The person, the superior and HR officers write it; the first two agree.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{Datelike, NaiveDate};
use jenjang::Decimal;
use jenjang::development::need::NeedLink;
use jenjang::development::plan::{Evidence, ItemState, PlanItem, PlanState};
use jenjang::legal::{Label, Language};
use jenjang::people::id::{CertificateId, CourseId, EnrolmentId, PersonId, PlanId};
use jenjang_service::catalogue::read_catalogue;
use jenjang_service::certificates::list_certificates;
use jenjang_service::enrolment::enrolments_of;
use jenjang_service::needs::{NeedsView, ReadNeeds, read_needs};
use jenjang_service::people::names_of;
use jenjang_service::plans::{
    AgreePlan, CloseItem, DraftItem, GivenEvidence, PlanView, ReadPlan, RemoveItem, agree_plan, close_item, draft_item, list_plans,
    read_plan, remove_item,
};

use super::overview::{NeedRow, plan_tag, rows};
use super::{Tag, competency, needs, number, segment};
use crate::error::Failure;
use crate::form::{Filled, REVISION, Typed, Version, changed_meanwhile};
use crate::format;
use crate::session::SignedIn;
use crate::shell::{Shell, page_with};
use crate::state::App;

struct Item {
    number: u32,
    title: String,
    need: String,
    form: String,
    due: NaiveDate,
    /// The day it was closed, and with what.
    closed: Option<(NaiveDate, String)>,
    /// What stands in the way of the target date.
    obstacles: Vec<String>,
    outdated: bool,
}

struct Shown {
    id: String,
    /// What the forms are shown at.
    revision: u64,
    tag: Tag,
    items: Vec<Item>,
    unplanned: usize,
    /// Whether the reader can agree now.
    can_agree: bool,
    agreed: bool,
}

#[derive(Template)]
#[template(path = "development/plan.html")]
struct Page {
    shell: Shell,
    form: Filled,
    heading: String,
    person: String,
    own: bool,

    plan: Option<Shown>,
    needs: Vec<NeedRow>,
    choices: Vec<(String, String)>,
    courses: Vec<(String, String)>,
    forms_of: Vec<(String, String)>,
    /// What can be given as evidence, where the reader may close items.
    evidence: Vec<(String, String)>,
}

/// My plan.
pub(super) async fn own(State(app): State<Arc<App>>, me: SignedIn) -> Result<Response, Failure> {
    let (person, form) = (me.person.clone(), me.empty_form());
    show(&app, &me, &person, form).await
}

/// The plan of somebody else, for the superior and HR officers.
pub(super) async fn of(State(app): State<Arc<App>>, me: SignedIn, Path(person): Path<String>) -> Result<Response, Failure> {
    let person: PersonId = person.parse().map_err(|_| Failure::not_found())?;
    let form = me.empty_form();
    show(&app, &me, &person, form).await
}

async fn show(app: &App, me: &SignedIn, person: &PersonId, form: Filled) -> Result<Response, Failure> {
    let language = me.visitor.language;
    let context = app.context(&me.visitor.actor);
    let year = app.today().year();
    let view = read_needs(&context, &ReadNeeds { library: needs(app), person: person.clone(), as_of: None }).await?;
    let plans = list_plans(&context, person).await?;
    let catalogue = read_catalogue(&context).await?;
    let rules = jenjang_service::needs::read_duty(
        &context,
        &jenjang_service::needs::ReadDuty { library: needs(app), person: person.clone(), as_of: None },
    )
    .await?;
    let form_label = |code: &str| rules.forms.get(code).map_or_else(|| code.to_owned(), |form| form.label.get(language).to_owned());
    let own = *person == me.person;
    let found = plans.iter().find(|plan| plan.year == year);
    let plan = match found {
        None => None,
        Some(plan) => Some(read_plan(&context, &ReadPlan { library: needs(app), plan: plan.id.clone() }).await?),
    };
    let may_close = !own && plan.as_ref().is_some_and(|view| matches!(view.plan.state, PlanState::Agreed { .. }));
    let closed = plan.iter().flat_map(|view| &view.plan.items).any(|item| matches!(item.state, ItemState::Closed { .. }));
    let evidence = if may_close || closed { evidence(app, me, person).await? } else { Vec::new() };
    let shell = me.visitor.shell("");
    let heading = if own {
        format!("{} {year}", shell.t("Rencana pengembangan saya", "My development plan"))
    } else {
        let names = names_of(&context, &[person.clone()].into_iter().collect()).await?;
        let name = names.get(person).map_or_else(|| person.to_string(), ToString::to_string);
        format!("{} {year}: {name}", shell.t("Rencana pengembangan", "Development plan"))
    };
    let mut courses = vec![(String::new(), shell.t("kegiatan lain, sebutkan di bawah", "something else, named below").to_owned())];
    let offered = catalogue.courses.values().filter(|course| !course.retired);
    courses.extend(offered.map(|course| (course.id.as_str().to_owned(), course.title.get(language).to_owned())));
    let mut forms_of = vec![(String::new(), shell.t("pilih bentuknya", "choose its form").to_owned())];
    forms_of.extend(rules.forms.all().iter().map(|form| (form.code.to_string(), format!("{} {}", form.code, form.label.get(language)))));
    let page_of = Page {
        heading: heading.clone(),
        person: person.as_str().to_owned(),
        own,

        plan: plan.as_ref().map(|view_of| shown(view_of, &view, own, &form_label, &evidence, language)),
        needs: rows(&view.needs, found, language),
        choices: choices(&view, &shell),
        courses,
        forms_of,
        evidence: if may_close { evidence } else { Vec::new() },
        shell: me.visitor.shell(heading),
        form,
    };
    page_with(page_of.form.status(), &page_of)
}

fn choices(view: &NeedsView, shell: &Shell) -> Vec<(String, String)> {
    let language = shell.language;
    let mut choices = vec![(String::new(), shell.t("pilih kebutuhan", "choose a need").to_owned())];
    choices.extend(view.needs.needs.iter().map(|need| (need.link().to_string(), format::capitalised(need.source.subject().get(language)))));
    choices.extend(view.wishes.iter().map(|wish| (format!("wish:{}", wish.id), format!("{}: {}", shell.t("Minat", "Wish"), wish.topic))));
    choices
}

fn shown(
    view: &PlanView,
    needs: &NeedsView,
    own: bool,
    form: &dyn Fn(&str) -> String,
    known: &[(String, String)],
    language: Language,
) -> Shown {
    let t = |id: &str, en: &str| if language == Language::Id { id } else { en }.to_owned();
    let plan = &view.plan;
    let item = |item: &PlanItem| {
        let outlook = view.outlook.iter().find(|outlook| outlook.number == item.number);
        let need = needs.needs.find(&item.need).map(|need| format::capitalised(need.source.subject().get(language)));
        let wish = |link: &NeedLink| match link {
            NeedLink::Wish { wish } => needs.wishes.iter().find(|known| *known.id == **wish).map(|known| known.topic.to_string()),
            _ => None,
        };
        let need = need.or_else(|| wish(&item.need));
        let amount = item.amount.map(|amount| format!(", {}", number(amount, language))).unwrap_or_default();
        Item {
            number: item.number,
            title: item.title.to_string(),
            need: need.unwrap_or_else(|| need_words(&item.need, language)),
            form: format!("{}{amount}", form(&item.form)),
            due: item.due,
            closed: match &item.state {
                ItemState::Open => None,
                ItemState::Closed { on, evidence, .. } => Some((*on, evidence_words(evidence, known, language))),
            },
            obstacles: outlook
                .map(|outlook| outlook.outlook.obstacles.iter())
                .into_iter()
                .flatten()
                .map(|obstacle| format::sentence(&format::with_dates(obstacle.label().get(language), language)))
                .collect(),
            outdated: view.outdated.contains(&item.number),
        }
    };
    let by_employee = matches!(plan.state, PlanState::ByEmployee { .. } | PlanState::Agreed { .. });
    let by_superior = matches!(plan.state, PlanState::BySuperior { .. } | PlanState::Agreed { .. });
    let mut tag = plan_tag(plan, language);
    if plan.items.is_empty() {
        tag = Tag::open(&t("belum berisi", "empty"));
    }
    Shown {
        id: plan.id.as_str().to_owned(),
        revision: view.revision.0,
        tag,
        items: plan.items.iter().map(item).collect(),
        unplanned: view.unplanned.len(),
        can_agree: !plan.items.is_empty() && if own { !by_employee } else { !by_superior },
        agreed: matches!(plan.state, PlanState::Agreed { .. }),
    }
}

/// What an item was closed with; certificates and courses by what they are called, among those that are known.
fn evidence_words(evidence: &Evidence, known: &[(String, String)], language: Language) -> String {
    let value = match evidence {
        Evidence::Certificate { certificate } => format!("certificate:{certificate}"),
        Evidence::Enrolment { enrolment } => format!("enrolment:{enrolment}"),
        Evidence::Activity { .. } if language == Language::Id => return "kegiatan pengembangan yang selesai".to_owned(),
        Evidence::Activity { .. } => return "a completed activity".to_owned(),
        Evidence::Assessment { .. } => String::new(),
    };
    let found = known.iter().find(|(known, _)| *known == value).map(|(_, words)| words.clone());
    found.unwrap_or_else(|| format::with_dates(evidence.label().get(language), language))
}

/// A need that is no longer one, in words.
fn need_words(need: &NeedLink, language: Language) -> String {
    let t = |id: &str, en: &str| if language == Language::Id { id } else { en }.to_owned();
    match need {
        NeedLink::Gap { framework, competency: code } => {
            let found = competency().framework(framework).and_then(|framework| framework.competency(code));
            found.map_or_else(|| code.to_string(), |found| found.label.get(language).to_owned())
        }
        NeedLink::Feedback { dimension, .. } => format!("{} ({dimension})", t("Umpan balik 360°", "360° feedback")),
        NeedLink::Performance { year } => format!("{} {year}", t("Predikat kinerja", "Performance label")),
        NeedLink::Hours { year } => format!("{} {year}", t("Jam pelajaran", "Learning hours")),
        NeedLink::Wish { .. } => t("Minat", "A wish"),
    }
}

/// Certificates and attended courses of the person.
async fn evidence(app: &App, me: &SignedIn, person: &PersonId) -> Result<Vec<(String, String)>, Failure> {
    let language = me.visitor.language;
    let context = app.context(&me.visitor.actor);
    let shell = me.visitor.shell("");
    let mut found = Vec::new();
    for view in list_certificates(&context, person).await? {
        let title = view.certificate.achievement.as_ref().map_or_else(|| view.certificate.id.to_string(), |what| what.title.to_string());
        found.push((format!("certificate:{}", view.certificate.id), format!("{}: {title}", shell.t("Sertifikat", "Certificate"))));
    }
    for own in enrolments_of(&context, person).await? {
        if matches!(own.enrolment.state, jenjang::development::enrolment::EnrolmentState::Attended { .. }) {
            let title = own.course.title.get(language);
            found.push((
                format!("enrolment:{}", own.enrolment.id),
                format!("{}: {title}", shell.t("Pelatihan yang diikuti", "Course attended")),
            ));
        }
    }
    Ok(found)
}

/// Whose plan a form is about: the own one where nothing is said.
fn whose(typed: &Typed, me: &SignedIn) -> Result<PersonId, Failure> {
    match typed.get("person") {
        "" => Ok(me.person.clone()),
        person => person.parse().map_err(|_| Failure::not_found()),
    }
}

fn address(person: &PersonId, me: &SignedIn, done: &str) -> String {
    if *person == me.person {
        return format!("/development/plan?done={done}");
    }
    format!("/development/people/{}/plan?done={done}", segment(person.as_str()))
}

/// Adds something to do.
pub(super) async fn add(State(app): State<Arc<App>>, me: SignedIn, typed: Typed) -> Result<Response, Failure> {
    let (person, seen) = (whose(&typed, &me)?, typed.seen(REVISION));
    let mut form = Filled::of(typed, me.visitor.language);
    let need = form.text("need", 200);
    let due = form.day("due");
    let course = form.value("course").parse().ok();
    let (mut amount, mut title, mut kind) = (None, None, None);
    if course.is_none() {
        kind = form.text("form", 40);
        title = form.text("title", 200);
        if !form.value("amount").is_empty() {
            amount = form.parsed::<Decimal>("amount", &Label::new("bilangan seperti 8", "a number such as 8"));
        }
    }
    if let (Some(need), Some(due), true) = (need, due, form.problems().is_empty()) {
        let command = DraftItem {
            library: needs(&app),
            person: person.clone(),
            year: app.today().year(),
            need,
            form: kind.map(Into::into),
            title: title.map(Into::into),
            course,
            amount,
            target: None,
            due,
            seen,
        };
        match draft_item(&app.context(&me.visitor.actor), &command).await {
            Ok(_) => return Ok(Redirect::to(&address(&person, &me, "added")).into_response()),
            Err(error) if changed_meanwhile(&error) => {
                let added = command.title.as_deref().or(command.course.as_ref().map(CourseId::as_str)).unwrap_or_default();
                let shell = me.visitor.shell("");
                let yours = format!("{} {added}, {}", shell.t("tambahkan", "add"), shell.date(&due));
                overtaken(&app, &me, &person, &mut form, yours).await?;
            }
            Err(error) => {
                let field = match error.code() {
                    "due" | "year" => "due",
                    "form-unknown" => "form",
                    "title-missing" => "title",
                    "course-retired" | "course-says" => "course",
                    "amount" => "amount",
                    "need-unknown" | "need-ambiguous" => "need",
                    _ => "",
                };
                form.refused(field, error)?;
            }
        }
    }
    show(&app, &me, &person, form).await
}

/// Takes an item out.
pub(super) async fn remove(State(app): State<Arc<App>>, me: SignedIn, typed: Typed) -> Result<Response, Failure> {
    let (person, seen) = (whose(&typed, &me)?, typed.seen(REVISION));
    let mut form = Filled::of(typed, me.visitor.language);
    let (plan, number) = (plan_of(&form)?, item_of(&form)?);
    match remove_item(&app.context(&me.visitor.actor), &RemoveItem { plan, number, seen }).await {
        Ok(()) => return Ok(Redirect::to(&address(&person, &me, "removed")).into_response()),
        Err(error) if changed_meanwhile(&error) => {
            let yours = format!("{} {number}", me.visitor.shell("").t("hapus butir", "take out item"));
            overtaken(&app, &me, &person, &mut form, yours).await?;
        }
        Err(error) => form.refused("", error)?,
    }
    show(&app, &me, &person, form).await
}

/// Agrees to a plan as it stands.
pub(super) async fn agree(State(app): State<Arc<App>>, me: SignedIn, typed: Typed) -> Result<Response, Failure> {
    let (person, seen) = (whose(&typed, &me)?, typed.seen(REVISION));
    let mut form = Filled::of(typed, me.visitor.language);
    let plan = plan_of(&form)?;
    match agree_plan(&app.context(&me.visitor.actor), &AgreePlan { plan, seen }).await {
        Ok(_) => return Ok(Redirect::to(&address(&person, &me, "agreed")).into_response()),
        Err(error) if changed_meanwhile(&error) => {
            let yours =
                me.visitor.shell("").t("setujui rencana seperti ditampilkan sebelumnya", "agree to the plan as it was shown before");
            overtaken(&app, &me, &person, &mut form, yours.to_owned()).await?;
        }
        Err(error) => form.refused("", error)?,
    }
    show(&app, &me, &person, form).await
}

/// Closes an item with evidence.
pub(super) async fn close(State(app): State<Arc<App>>, me: SignedIn, typed: Typed) -> Result<Response, Failure> {
    let (person, seen) = (whose(&typed, &me)?, typed.seen(REVISION));
    let mut form = Filled::of(typed, me.visitor.language);
    let (plan, number) = (plan_of(&form)?, item_of(&form)?);
    let evidence = match form.value("evidence").split_once(':') {
        Some(("certificate", id)) => id.parse::<CertificateId>().ok().map(GivenEvidence::Certificate),
        Some(("enrolment", id)) => id.parse::<EnrolmentId>().ok().map(GivenEvidence::Enrolment),
        _ => None,
    };
    match evidence {
        None => form.refuse("", &Label::new("pilih bukti yang menunjukkan butir ini selesai", "choose the evidence that the item is done")),
        Some(evidence) => match close_item(&app.context(&me.visitor.actor), &CloseItem { plan, number, evidence, seen }).await {
            Ok(_) => return Ok(Redirect::to(&address(&person, &me, "closed")).into_response()),
            Err(error) if changed_meanwhile(&error) => {
                let yours = format!("{} {number}", me.visitor.shell("").t("nyatakan selesai butir", "close item"));
                overtaken(&app, &me, &person, &mut form, yours).await?;
            }
            Err(error) => form.refused("", error)?,
        },
    }
    show(&app, &me, &person, form).await
}

/// Somebody else changed the plan meanwhile: what was to be done to it, beside the plan as it stands.
async fn overtaken(app: &App, me: &SignedIn, person: &PersonId, form: &mut Filled, yours: String) -> Result<(), Failure> {
    let (language, shell, year) = (me.visitor.language, me.visitor.shell(""), app.today().year());
    let plans = list_plans(&app.context(&me.visitor.actor), person).await?;
    let now = plans.iter().find(|plan| plan.year == year);
    let state = |item: &PlanItem| match &item.state {
        ItemState::Open => String::new(),
        ItemState::Closed { on, .. } => format!(" ({} {})", shell.t("selesai", "done"), shell.date(on)),
    };
    let item = |item: &PlanItem| format!("{}. {}, {}{}", item.number, item.title, shell.date(&item.due), state(item));
    let items = now.map(|plan| plan.items.iter().map(item).collect::<Vec<_>>().join("\n")).unwrap_or_default();
    let agreed = now.map(|plan| plan_tag(plan, language).word).unwrap_or_default();
    let versions = vec![
        Version::new(shell.t("Butir rencana", "Items of the plan"), format::capitalised(&yours), items),
        Version::new(shell.t("Persetujuan", "Agreement"), "", agreed),
    ];
    // the forms of the page name the plan that they show
    form.overtake(REVISION, None, versions);
    Ok(())
}

fn plan_of(form: &Filled) -> Result<PlanId, Failure> {
    form.value("plan").parse().map_err(|_| Failure::not_found())
}

fn item_of(form: &Filled) -> Result<u32, Failure> {
    form.value("item").parse().map_err(|_| Failure::not_found())
}
