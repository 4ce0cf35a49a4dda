//! Explaining an enacted policy: started, its summary, how many have understood, questions and their answers, reminders.

use std::collections::BTreeSet;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::NaiveDate;
use jenjang::legal::{Label, Language};
use jenjang::people::View;
use jenjang::people::id::SocialisationId;
use jenjang::policy::repository::PolicyState;
use jenjang_service::ServiceError;
use jenjang_service::drafts::draft_checker;
use jenjang_service::permissions::Action;
use jenjang_service::policies::{list_policies, read_policies};
use jenjang_service::socialisation::{
    AnswerQuestion, EditSummary, Remind, SocialisationView, StartSocialisation, answer_question, edit_summary, list_audiences,
    list_socialisations, read_socialisation, remind, report_socialisation, start_socialisation,
};

use super::{RESERVED, in_address, pick};
use crate::error::Failure;
use crate::form::{Filled, REVISION, Typed, Version, changed_meanwhile};
use crate::prose::{Block, blocks};
use crate::session::SignedIn;
use crate::shell::{Shell, page_with};
use crate::state::App;
use crate::unit_field::{UnitChoice, unit};

/// The most units that are told of.
const MOST_UNITS: usize = 300;

struct Entry {
    address: String,
    title: String,
    started: NaiveDate,
    until: Option<NaiveDate>,
}

#[derive(Template)]
#[template(path = "drafts/socialisations.html")]
struct ListPage {
    shell: Shell,
    entries: Vec<Entry>,
    /// Absent for those who do not run any.
    units: Option<UnitChoice>,
    policies: Vec<(String, String)>,
    form: Filled,
}

/// All of them, and the form that begins one.
pub(crate) async fn list(State(app): State<Arc<App>>, me: SignedIn) -> Result<Response, Failure> {
    let asked = Typed::query(&me.visitor.uri);
    let form = Filled::with(&[("policy", asked.get("policy")), ("draft", asked.get("draft")), ("cases", "2")], me.visitor.language);
    list_page(&app, &me, form).await
}

async fn list_page(app: &App, me: &SignedIn, form: Filled) -> Result<Response, Failure> {
    let language = me.visitor.language;
    let context = app.context(&me.visitor.actor);
    let all = list_socialisations(&context).await?;
    let units = UnitChoice::if_any(app, me, Action::RunSocialisation, form.value("unit")).await?;
    if units.is_none() {
        // who runs none may look where drafts may be read
        draft_checker(&context, &app.shipped).await?;
    }
    let library = read_policies(&context, &app.shipped, View::on(app.today())).await?;
    // what was enacted here is explained first; any policy in force may be
    let enacted = list_policies(&context, None).await?;
    let enacted: BTreeSet<Arc<str>> = (enacted.into_iter())
        .filter(|listing| matches!(listing.version.state, PolicyState::Enacted { .. }))
        .map(|listing| listing.version.policy)
        .collect();
    let mut policies: Vec<(bool, String, String)> = (library.set.iter())
        .map(|policy| (!enacted.contains(&policy.id), policy.title.get(language).to_owned(), policy.id.to_string()))
        .collect();
    policies.sort();
    let entries = all.iter().map(|one| Entry {
        address: format!("/drafts/socialisation/{}", in_address(one.id.as_str())),
        title: one.title.get(language).to_owned(),
        started: one.started,
        until: one.until,
    });
    let page = ListPage {
        entries: entries.collect(),
        units,
        policies: policies.into_iter().map(|(_, title, id)| (id, title)).collect(),
        form,
        shell: me.visitor.shell(pick(language, "Sosialisasi kebijakan", "Explaining policies")),
    };
    page_with(page.form.status(), &page)
}

/// Begins to explain a policy.
pub(crate) async fn start(State(app): State<Arc<App>>, me: SignedIn, typed: Typed) -> Result<Response, Failure> {
    let mut form = Filled::of(typed, me.visitor.language);
    let plain = Label::new("huruf kecil, angka, dan tanda hubung", "small letters, digits and hyphens");
    let id = form.text("id", 60);
    let id: Option<SocialisationId> = id.and_then(|id| {
        let fits =
            id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-') && !RESERVED.contains(&id.as_str());
        if !fits {
            form.refuse("id", &Label::new(format!("nama ditulis dengan {}", plain.id), format!("a name has {}", plain.en)));
        }
        id.parse().ok().filter(|_| fits)
    });
    let policy = form.text("policy", 120);
    let unit = unit(&app, &me, &mut form, "unit", Action::RunSocialisation).await?;
    let until = if form.value("until").is_empty() { None } else { form.day("until") };
    let from_cases = form.parsed::<usize>("cases", &Label::new("bilangan dari 0 sampai 10", "a number from 0 to 10"));
    if from_cases.is_some_and(|count| count > 10) {
        form.refuse("cases", &Label::new("paling banyak 10 pertanyaan dibuat dari kasus", "at most 10 questions are made from cases"));
    }
    let (Some(id), Some(policy), Some(unit), Some(from_cases), true) = (id, policy, unit, from_cases, form.problems().is_empty()) else {
        return list_page(&app, &me, form).await;
    };
    let command = StartSocialisation {
        shipped: &app.shipped,
        id: id.clone(),
        policy: &policy,
        draft: form.value("draft").parse().ok(),
        units: BTreeSet::from([unit]),
        posts: BTreeSet::new(),
        until,
        questions: Vec::new(),
        from_cases,
        needed: None,
    };
    match start_socialisation(&app.context(&me.visitor.actor), &command).await {
        Ok(_) => Ok(Redirect::to(&format!("/drafts/socialisation/{}?done=started", in_address(id.as_str()))).into_response()),
        Err(error) => {
            let field = match error.code() {
                "id-taken" => "id",
                "no-audience" => "unit",
                "day-out-of-range" => "until",
                _ => "",
            };
            form.refused(field, error)?;
            list_page(&app, &me, form).await
        }
    }
}

struct Unit {
    label: String,
    people: String,
    acknowledged: String,
    share: String,
}

struct Asked {
    id: String,
    text: String,
    on: NaiveDate,
    answer: Option<(String, NaiveDate)>,
}

#[derive(Template)]
#[template(path = "drafts/socialisation.html")]
struct SocialisationPage<'p> {
    shell: Shell,
    path: String,
    title: String,
    policy: Arc<str>,
    started: NaiveDate,
    until: Option<NaiveDate>,
    outdated: bool,
    people: u64,
    acknowledged: u64,
    share: String,
    units: Vec<Unit>,
    asked: Vec<Asked>,
    summary: Vec<Block>,
    /// Whether people wrote the summary, and whether it is about an older version.
    edited: bool,
    checks: Vec<String>,
    /// What the form of the summary is shown at, and what stands in it: the summary as it is, or as it was typed.
    revision: u64,
    texts: (String, String),
    runs: bool,
    form: Filled,
    done: Option<&'p str>,
}

const DONE: [(&str, &str, &str); 5] = [
    ("started", "Sosialisasi dimulai.", "The explaining has begun."),
    ("reminded", "Pengingat dikirim kepada yang belum menyatakan memahami.", "A reminder went to those who have not acknowledged."),
    ("answered", "Pertanyaan dijawab.", "The question was answered."),
    ("edited", "Ringkasan disimpan.", "The summary was kept."),
    ("renewed", "Ringkasan diperbarui menurut kebijakan yang berlaku.", "The summary was brought up to date."),
];

fn socialisation_id(text: &str) -> Result<SocialisationId, Failure> {
    text.parse().map_err(|_| Failure::not_found())
}

/// One of them.
pub(crate) async fn show(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>) -> Result<Response, Failure> {
    let id = socialisation_id(&id)?;
    socialisation_page(&app, &me, &id, Filled::with(&[], me.visitor.language)).await
}

async fn socialisation_page(app: &App, me: &SignedIn, id: &SocialisationId, form: Filled) -> Result<Response, Failure> {
    let language = me.visitor.language;
    let context = app.context(&me.visitor.actor);
    let report = report_socialisation(&context, &app.shipped, id).await?;
    let view = read_socialisation(&context, &app.shipped, id).await?;
    let runs = match list_audiences(&context).await {
        Ok(units) => report.socialisation.audience.units.iter().all(|unit| units.iter().any(|own| own.id == *unit)),
        Err(ServiceError::Forbidden { .. }) => false,
        Err(error) => return Err(error.into()),
    };
    let share = |share: Option<jenjang::Decimal>| {
        share.map_or_else(
            || "–".to_owned(),
            |share| {
                let text = format!("{share} %");
                if language == Language::Id { text.replace('.', ",") } else { text }
            },
        )
    };
    let number = |number: Option<u64>| number.map_or_else(|| "·".to_owned(), |number| number.to_string());
    let shell = me.visitor.shell(report.socialisation.title.get(language));
    let summary = &report.socialisation.summary;
    let page = SocialisationPage {
        path: format!("/drafts/socialisation/{}", in_address(id.as_str())),
        title: report.socialisation.title.get(language).to_owned(),
        policy: Arc::clone(&report.socialisation.policy),
        started: report.socialisation.started,
        until: report.socialisation.until,
        outdated: report.outdated,
        people: report.people,
        acknowledged: report.acknowledged,
        share: share(report.share),
        units: (report.units.iter().take(MOST_UNITS))
            .map(|unit| Unit {
                label: unit.label.get(language).to_owned(),
                people: number(unit.people),
                acknowledged: number(unit.acknowledged),
                share: share(unit.share),
            })
            .collect(),
        asked: (view.questions.iter())
            .map(|question| Asked {
                id: question.id.to_string(),
                text: question.text.to_string(),
                on: question.on,
                answer: question.answer.as_ref().map(|answer| (answer.text.to_string(), answer.on)),
            })
            .collect(),
        summary: blocks(summary.shown().get(language), language).into_iter().filter(|block| block.heading(1).is_none()).collect(),
        edited: summary.edited.is_some() && !summary.is_stale(),
        checks: view.socialisation.questions.iter().map(|question| question.text.get(language).to_owned()).collect(),
        revision: view.revision.0,
        texts: match form.value("do") {
            "edit" => (form.typed().lines("text-id"), form.typed().lines("text-en")),
            _ => (summary.shown().id.to_string(), summary.shown().en.to_string()),
        },
        runs,
        done: shell.done(&DONE),
        form,
        shell,
    };
    page_with(page.form.status(), &page)
}

/// The answer or the summary that was sent, beside what stands now.
fn versions(me: &SignedIn, now: &SocialisationView, sent: &Filled) -> Vec<Version> {
    let shell = me.visitor.shell("");
    if sent.value("do") == "answer" {
        let asked = now.questions.iter().find(|question| *question.id == *sent.value("question"));
        let answer = asked.and_then(|question| question.answer.as_ref()).map_or("", |answer| &*answer.text);
        return vec![Version::new(asked.map_or("", |question| &*question.text), sent.value("text"), answer)];
    }
    let stands = now.socialisation.summary.shown();
    let edits = sent.value("do") == "edit";
    let yours =
        |name: &str| if edits { sent.typed().lines(name) } else { shell.t("dibuat dari aturannya", "made from the rules").to_owned() };
    vec![
        Version::new(shell.t("Ringkasan (Indonesia)", "Summary (Indonesian)"), yours("text-id"), &*stands.id),
        Version::new(shell.t("Ringkasan (Inggris)", "Summary (English)"), yours("text-en"), &*stands.en),
    ]
}

/// Answers a question, reminds, edits the summary or brings it up to date.
pub(crate) async fn act(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>, typed: Typed) -> Result<Response, Failure> {
    let id = socialisation_id(&id)?;
    let mut form = Filled::of(typed, me.visitor.language);
    let context = app.context(&me.visitor.actor);
    let seen = form.typed().seen(REVISION);
    let done = match form.value("do").to_owned().as_str() {
        "answer" => {
            let command = AnswerQuestion { question: form.value("question").into(), text: form.value("text").to_owned() };
            answer_question(&context, &command).await.map(|_| "answered")
        }
        "remind" => remind(&context, &Remind { id: id.clone() }).await.map(|_| "reminded"),
        "edit" => {
            let text = Label::new(form.typed().lines("text-id"), form.typed().lines("text-en"));
            edit_summary(&context, &EditSummary { shipped: &app.shipped, id: id.clone(), text: Some(text), seen }).await.map(|_| "edited")
        }
        "renew" => {
            edit_summary(&context, &EditSummary { shipped: &app.shipped, id: id.clone(), text: None, seen }).await.map(|_| "renewed")
        }
        _ => return Err(Failure::of_status(StatusCode::BAD_REQUEST)),
    };
    match done {
        Ok(done) => Ok(Redirect::to(&format!("/drafts/socialisation/{}?done={done}", in_address(id.as_str()))).into_response()),
        Err(error) if changed_meanwhile(&error) || error.code() == "answered-already" => {
            let view = read_socialisation(&context, &app.shipped, &id).await?;
            let versions = versions(&me, &view, &form);
            form.overtake(REVISION, Some(view.revision), versions);
            socialisation_page(&app, &me, &id, form).await
        }
        Err(error) => {
            form.refused("", error)?;
            socialisation_page(&app, &me, &id, form).await
        }
    }
}
