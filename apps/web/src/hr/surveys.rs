//! Surveys as those who run them see them: what is planned, asked and found. How many answered, never who.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use jenjang::access::GrantedRole;
use jenjang::legal::{Label, Language};
use jenjang::people::id::{CourseSessionId, ItemId, PositionKindCode, SurveyId};
use jenjang::policy::types::Type;
use jenjang::survey::{Audience, Breakdown, Naming, QuestionKind, Questionnaire, Relation, Survey, SurveyState, SurveyText};
use jenjang_service::catalogue::held_sessions;
use jenjang_service::permissions::{Action, Role};
use jenjang_service::surveys::{PlanSurvey, held_surveys, plan_survey};

use super::listing::{MOST, nothing_if_forbidden};
use crate::development::{Tag, segment};
use crate::error::Failure;
use crate::form::{Filled, Typed};
use crate::format;
use crate::pages::listing::part;
use crate::session::SignedIn;
use crate::shell::{Shell, page_with};
use crate::state::App;
use crate::unit_field::{UnitChoice, unit};

mod desk;

pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/hr/surveys", get(list).post(plan))
        .route("/hr/surveys/{id}", get(desk::show))
        .route("/hr/surveys/{id}/open", post(desk::open))
        .route("/hr/surveys/{id}/close", post(desk::close))
        .route("/hr/surveys/{id}/publish", post(desk::publish))
        .route("/hr/surveys/{id}/results", get(desk::results))
}

struct Row {
    address: String,
    title: String,
    tag: Tag,
    days: Option<(chrono::NaiveDate, chrono::NaiveDate)>,
    naming: &'static str,
    invited: Option<u64>,
}

#[derive(Template)]
#[template(path = "hr/surveys/list.html")]
struct Page {
    shell: Shell,
    form: Filled,
    rows: Vec<Row>,
    /// After which the next page begins, where more follow.
    last: Option<String>,
    units: Option<UnitChoice>,
    questionnaires: Vec<(String, String)>,
    naming: Vec<(&'static str, &'static str)>,
    readers: Vec<(&'static str, String)>,
    audiences: Vec<(&'static str, String)>,
    sessions: Vec<(String, String)>,
    kinds: Vec<(String, String)>,
    breakdowns: Vec<(String, String)>,
    waves: Vec<(String, String)>,
    wishes: Vec<(String, String)>,
}

fn tag(state: SurveyState, language: Language) -> Tag {
    let label = state.label();
    let word = label.get(language);
    match state {
        SurveyState::Planned | SurveyState::Closed { .. } => Tag::aside(word),
        SurveyState::Open { .. } => Tag::open(word),
        SurveyState::Published { .. } => Tag::good(word),
    }
}

fn naming(survey: &Survey, language: Language) -> &'static str {
    match (survey.naming.is_anonymous(), language) {
        (true, Language::Id) => "anonim",
        (true, Language::En) => "anonymous",
        (false, Language::Id) => "bernama",
        (false, Language::En) => "named",
    }
}

async fn list(State(app): State<Arc<App>>, me: SignedIn) -> Result<Response, Failure> {
    let form = Filled::with(&[("naming", "anonymous"), ("ask", "unit")], me.visitor.language);
    show(&app, &me, form).await
}

async fn show(app: &App, me: &SignedIn, form: Filled) -> Result<Response, Failure> {
    let language = me.visitor.language;
    let context = app.context(&me.visitor.actor);
    let found = held_surveys(&context).await?;
    // who only reads plans none; an analyst has no sessions
    let units = UnitChoice::if_any(app, me, Action::RunSurvey, form.value("unit")).await?;
    let held = nothing_if_forbidden(held_sessions(&context).await)?;
    let shell = me.visitor.titled("Survei", "Surveys");
    let none = || vec![(String::new(), shell.t("tidak ada", "none").to_owned())];
    let row = |survey: &Survey| Row {
        address: format!("/hr/surveys/{}", segment(survey.id.as_str())),
        title: survey.title.get(language).to_owned(),
        tag: tag(survey.state, language),
        days: match survey.state {
            SurveyState::Open { since, until } => Some((since, until)),
            SurveyState::Closed { since, on } | SurveyState::Published { since, on } => Some((since, on)),
            SurveyState::Planned => None,
        },
        naming: naming(survey, language),
        invited: survey.invited,
    };
    let shipped = jenjang_asn::questionnaires();
    let questions = |fits: fn(&QuestionKind) -> bool| {
        let of = |asked: &Arc<Questionnaire>| {
            let title = asked.parts().title.get(language).to_owned();
            let fitting = asked.questions().iter().filter(move |question| fits(&question.kind));
            fitting.map(move |one| (one.id.as_str().to_owned(), format!("{title}: {}", one.text.get(language)))).collect::<Vec<_>>()
        };
        shipped.questionnaires.iter().flat_map(of).collect::<Vec<_>>()
    };
    let mut breakdowns = none();
    breakdowns.push(("unit".to_owned(), shell.t("menurut unit langsung di bawahnya", "by the units directly under it").to_owned()));
    let singles = questions(|kind| matches!(kind, QuestionKind::Single { .. }));
    breakdowns.extend(singles.into_iter().map(|(id, text)| (format!("question:{id}"), text)));
    let (mut waves, mut wishes, mut sessions) = (none(), none(), none());
    let over = found.iter().filter(|survey| survey.state.is_over()).take(MOST);
    waves.extend(over.map(|survey| (survey.id.as_str().to_owned(), survey.title.get(language).to_owned())));
    wishes.extend(questions(|kind| !kind.options().is_empty()));
    sessions.extend(held.iter().take(MOST).map(|held| {
        let text = format!("{}, {}", held.course.title.get(language), shell.date(&held.session.first));
        (held.session.id.as_str().to_owned(), text)
    }));
    let mut audiences = vec![
        ("unit", shell.t("semua pegawai unit dan di bawahnya", "everybody of the unit and under it").to_owned()),
        ("posts", shell.t("pegawai unit menurut jenis jabatan", "people of the unit by kind of post").to_owned()),
    ];
    audiences.extend(Relation::WORDS.map(|(word, relation)| (word, relation.label().get(language).to_owned())));
    audiences.push(("anybody", shell.t("masyarakat, siapa pun", "the public, anybody").to_owned()));
    let (found, last) = part(found, Typed::query(&me.visitor.uri).get("after"), |survey| survey.id.as_str());
    let page_of = Page {
        rows: found.iter().map(row).collect(),
        last,
        units,
        questionnaires: shipped
            .questionnaires
            .iter()
            .map(|asked| (asked.parts().id.clone(), asked.parts().title.get(language).to_owned()))
            .collect(),
        naming: vec![
            ("anonymous", shell.t("anonim: tidak seorang pun membaca siapa menjawab apa", "anonymous: nobody reads who answered what")),
            ("named", shell.t("bernama: jawaban dibaca bersama namanya", "named: answers are read with their names")),
        ],
        readers: GrantedRole::ALL.map(|role| (role.as_str(), Role::granted(role).label().get(language).to_owned())).to_vec(),
        audiences,
        sessions,
        kinds: kinds(app, language),
        breakdowns,
        waves,
        wishes,
        form,
        shell,
    };
    page_with(page_of.form.status(), &page_of)
}

/// Kinds of posts with their labels.
fn kinds(app: &App, language: Language) -> Vec<(String, String)> {
    let scale = app.catalogue().and_then(|catalogue| match &catalogue.fact(catalogue.find("position.kind")?).ty {
        Type::Choice(scale) => Some(Arc::clone(scale)),
        _ => None,
    });
    let values = scale.iter().flat_map(|scale| &scale.values);
    values.map(|value| (value.code.to_string(), value.label.get(language).to_owned())).collect()
}

/// Plans a survey.
async fn plan(State(app): State<Arc<App>>, me: SignedIn, typed: Typed) -> Result<Response, Failure> {
    let language = me.visitor.language;
    let mut form = Filled::of(typed, language);
    let id = form.parsed::<SurveyId>("code", &Label::new("kode singkat, seperti iklim-2027", "a short code, such as climate-2027"));
    let unit = unit(&app, &me, &mut form, "unit", Action::RunSurvey).await?;
    let questionnaire = text_of(&mut form);
    let named = form.value("naming") == "named";
    let naming = if named {
        let ticked = |role: &GrantedRole| form.chosen("reader", role.as_str());
        Naming::Named { readers: GrantedRole::ALL.into_iter().filter(ticked).collect() }
    } else {
        Naming::Anonymous
    };
    let audience = audience(&mut form);
    let breakdown = match form.value("by").to_owned().as_str() {
        "" => Some(Breakdown::Nothing),
        "unit" => Some(Breakdown::Unit),
        other => match other.strip_prefix("question:").and_then(|question| question.parse().ok()) {
            Some(question) => Some(Breakdown::Question { question }),
            None => {
                form.refuse("by", &Label::new("pilih salah satu rincian", "choose one of the breakdowns"));
                None
            }
        },
    };
    let (after, wishes) = (optional::<SurveyId>(&mut form, "after"), optional::<ItemId>(&mut form, "wishes"));
    let title = match form.value("title").to_owned().as_str() {
        "" => None,
        _ => form.text("title", 200).map(|title| {
            let english = form.value("title-en");
            let english = if english.is_empty() { title.clone() } else { english.chars().take(200).collect() };
            Label::new(title, english)
        }),
    };
    let whole = (|| {
        Some(PlanSurvey {
            id: id?,
            title,
            unit: unit?,
            questionnaire: questionnaire?,
            naming,
            audience: audience?,
            breakdown: breakdown?,
            after,
            wishes,
        })
    })();
    if let (Some(command), true) = (whole, form.problems().is_empty()) {
        match plan_survey(&app.context(&me.visitor.actor), &command).await {
            Ok(_) => {
                return Ok(Redirect::to(&format!("/hr/surveys/{}?done=planned", segment(command.id.as_str()))).into_response());
            }
            Err(error) => {
                let field = match error.code() {
                    "already-there" => "code",
                    "no-readers" => "reader",
                    "naming-unfit" => "naming",
                    "breakdown-unfit" => "by",
                    "wishes-unfit" => "wishes",
                    "wave-unfit" => "after",
                    _ => "",
                };
                form.refused(field, error)?;
            }
        }
    }
    show(&app, &me, form).await
}

/// Something that may be left out.
fn optional<T: std::str::FromStr>(form: &mut Filled, name: &str) -> Option<T> {
    if form.value(name).is_empty() {
        return None;
    }
    form.parsed(name, &Label::new("salah satu pilihan", "one of the choices"))
}

/// The questionnaire that was chosen, with its text.
fn text_of(form: &mut Filled) -> Option<SurveyText> {
    let path = form.value("questionnaire").strip_prefix("asn/survey/").map(|name| format!("surveys/{name}.toml"));
    let found = jenjang_asn::questionnaire_texts().find(|(found, _)| path.as_deref() == Some(found));
    if found.is_none() {
        form.refuse("questionnaire", &Label::new("pilih salah satu kuesioner", "choose one of the questionnaires"));
    }
    found.map(|(path, text)| SurveyText { file: format!("asn/{path}").into(), text: text.into() })
}

/// Who is asked.
fn audience(form: &mut Filled) -> Option<Audience> {
    let ask = form.value("ask").to_owned();
    if let Some((_, relation)) = Relation::WORDS.into_iter().find(|(word, _)| *word == ask) {
        let session = form.parsed::<CourseSessionId>("session", &Label::new("salah satu jadwal", "one of the sessions"))?;
        return Some(Audience::Session { session, relation });
    }
    match ask.as_str() {
        "unit" => Some(Audience::Unit),
        "anybody" => Some(Audience::Anybody),
        "posts" => {
            let kinds: std::collections::BTreeSet<PositionKindCode> =
                form.typed().all("kind").filter_map(|kind| kind.parse().ok()).collect();
            if kinds.is_empty() {
                form.refuse("kind", &Label::new("pilih sedikitnya satu jenis jabatan", "choose at least one kind of post"));
                return None;
            }
            Some(Audience::Posts { kinds, grades: std::collections::BTreeSet::new() })
        }
        _ => {
            form.refuse("ask", &Label::new("pilih siapa yang ditanya", "choose who is asked"));
            None
        }
    }
}

/// Who is asked, in words.
fn asked(app: &App, survey: &Survey, shell: &Shell) -> String {
    let language = shell.language;
    match &survey.audience {
        Audience::Unit => shell.t("semua pegawai unit dan di bawahnya", "everybody of the unit and under it").to_owned(),
        Audience::Posts { kinds, grades } => {
            let kinds = kinds.iter().map(|kind| crate::pages::home::choice(app, "position.kind", kind.as_str(), language));
            let all: Vec<String> = kinds.chain(grades.iter().map(ToString::to_string)).collect();
            format!("{}: {}", shell.t("pegawai unit menurut jabatan", "people of the unit by post"), all.join(", "))
        }
        Audience::Session { relation, .. } => format::capitalised(relation.label().get(language)),
        Audience::Links { count } => format!("{count} {}", shell.t("tautan sekali pakai", "links used once")),
        Audience::Anybody => shell.t("masyarakat, siapa pun", "the public, anybody").to_owned(),
    }
}
