//! One survey: what was declared of it, how far it is, the next step, what it found.

use std::collections::BTreeSet;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::NaiveDate;
use jenjang::legal::Language;
use jenjang::people::id::SurveyId;
use jenjang::survey::waves::Change;
use jenjang::survey::{Naming, Results, SurveyState};
use jenjang_service::ServiceError;
use jenjang_service::people::find_units;
use jenjang_service::permissions::Role;
use jenjang_service::surveys::{
    CloseSurvey, OpenSurvey, close_survey, open_survey, publish_survey, questionnaire_of, read_results, read_survey,
};

use super::{asked, tag};
use crate::development::{Tag, number, segment};
use crate::error::Failure;
use crate::form::{Filled, Typed};
use crate::session::SignedIn;
use crate::shell::{Shell, page, page_with};
use crate::state::App;
use crate::voice::surveys::{Changed, results_page};

struct Part {
    label: String,
    answered: u64,
    invited: Option<u64>,
}

#[derive(Template)]
#[template(path = "hr/surveys/desk.html")]
struct Page {
    shell: Shell,
    form: Filled,
    address: String,
    tag: Tag,
    unit: String,
    audience: String,
    anonymous: bool,
    readers: String,
    wave: u32,
    questions: Vec<String>,
    least: u64,
    since: Option<NaiveDate>,
    /// The last day of answers while they are taken, later the day it was closed or published.
    until: Option<NaiveDate>,
    invited: Option<u64>,
    /// How many answered; only for whoever runs it.
    answered: Option<u64>,
    parts: Vec<Part>,
    planned: bool,
    open: bool,
    closed: bool,
    published: bool,
    public: String,
}

fn id_of(id: &str) -> Result<SurveyId, Failure> {
    id.parse().map_err(|_| Failure::not_found())
}

pub(super) async fn show(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>) -> Result<Response, Failure> {
    let today = app.today().to_string();
    let form = Filled::with(&[("since", &today)], me.visitor.language);
    lay_out(&app, &me, &id_of(&id)?, form).await
}

async fn lay_out(app: &App, me: &SignedIn, id: &SurveyId, form: Filled) -> Result<Response, Failure> {
    let language = me.visitor.language;
    let context = app.context(&me.visitor.actor);
    let found = read_survey(&context, id).await?;
    let survey = &found.survey;
    let units = find_units(&context, &BTreeSet::from([survey.unit.clone()])).await?;
    let unit = units.iter().find(|unit| unit.id == survey.unit);
    let questionnaire = questionnaire_of(survey)?;
    let shell = me.visitor.shell(survey.title.get(language));
    let readers = match &survey.naming {
        Naming::Anonymous => Vec::new(),
        Naming::Named { readers } => readers.iter().map(|role| Role::granted(*role).label().get(language).to_owned()).collect(),
    };
    let (since, until) = match survey.state {
        SurveyState::Planned => (None, None),
        SurveyState::Open { since, until } => (Some(since), Some(until)),
        SurveyState::Closed { since, on } | SurveyState::Published { since, on } => (Some(since), Some(on)),
    };
    let part = |(cell, answered): &(jenjang::survey::Cell, u64)| Part {
        label: cell.label.get(language).to_owned(),
        answered: *answered,
        invited: cell.invited,
    };
    let page_of = Page {
        address: format!("/hr/surveys/{}", segment(id.as_str())),
        tag: tag(survey.state, language),
        unit: unit.map_or_else(|| survey.unit.to_string(), |unit| unit.name.get(language).to_owned()),
        audience: asked(app, survey, &shell),
        anonymous: survey.naming.is_anonymous(),
        readers: readers.join(", "),
        wave: survey.wave.number,
        questions: questionnaire.questions().iter().map(|question| question.text.get(language).to_owned()).collect(),
        least: questionnaire.parts().release.mean,
        since,
        until,
        invited: survey.invited,
        answered: found.participation.as_ref().filter(|_| since.is_some()).map(|participation| participation.answered),
        parts: found.participation.iter().flat_map(|participation| &participation.cells).map(part).collect(),
        planned: survey.state == SurveyState::Planned,
        open: matches!(survey.state, SurveyState::Open { .. }),
        closed: matches!(survey.state, SurveyState::Closed { .. }),
        published: matches!(survey.state, SurveyState::Published { .. }),
        public: format!("/voice/surveys/{}", segment(id.as_str())),
        shell,
        form,
    };
    page_with(page_of.form.status(), &page_of)
}

fn back(id: &SurveyId, done: &str) -> Response {
    Redirect::to(&format!("/hr/surveys/{}?done={done}", segment(id.as_str()))).into_response()
}

/// Opens it: whoever belongs to the audience today is invited.
pub(super) async fn open(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>, typed: Typed) -> Result<Response, Failure> {
    let id = id_of(&id)?;
    let mut form = Filled::of(typed, me.visitor.language);
    if let (Some(since), Some(until)) = (form.day("since"), form.day("until")) {
        match open_survey(&app.context(&me.visitor.actor), &OpenSurvey { survey: id.clone(), since, until }).await {
            Ok(_) => return Ok(back(&id, "opened")),
            Err(error) => {
                let field = match error.code() {
                    "day-out-of-range" => "until",
                    "not-in-force" => "since",
                    _ => "",
                };
                form.refused(field, error)?;
            }
        }
    }
    lay_out(&app, &me, &id, form).await
}

/// Closes it.
pub(super) async fn close(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>, typed: Typed) -> Result<Response, Failure> {
    let id = id_of(&id)?;
    let mut form = Filled::of(typed, me.visitor.language);
    match close_survey(&app.context(&me.visitor.actor), &CloseSurvey { survey: id.clone() }).await {
        Ok(_) => return Ok(back(&id, "closed")),
        Err(error) => form.refused("", error)?,
    }
    lay_out(&app, &me, &id, form).await
}

/// Publishes what it found.
pub(super) async fn publish(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>, typed: Typed) -> Result<Response, Failure> {
    let id = id_of(&id)?;
    let mut form = Filled::of(typed, me.visitor.language);
    match publish_survey(&app.context(&me.visitor.actor), &id).await {
        Ok(_) => return Ok(back(&id, "published")),
        Err(error) => form.refused("", error)?,
    }
    lay_out(&app, &me, &id, form).await
}

/// What a survey that is over found, as far as it may be shown.
pub(super) async fn results(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>) -> Result<Response, Failure> {
    let id = id_of(&id)?;
    let language = me.visitor.language;
    let found = match read_results(&app.context(&me.visitor.actor), &id).await {
        Ok(found) => found,
        // there are none yet
        Err(ServiceError::Refused { code, message }) => return Err(Failure::new(StatusCode::NOT_FOUND, code, message)),
        Err(error) => return Err(error.into()),
    };
    let word = me.visitor.shell("").t("Survei", "Survey").to_owned();
    let mut page_of = results_page(&found.results, &me.visitor, (format!("/hr/surveys/{}", segment(id.as_str())), word));
    page_of.changes = found.changes.iter().map(|change| changed(change, &found.results, language)).collect();
    page(&page_of)
}

fn changed(change: &Change, results: &Results, language: Language) -> Changed {
    let question = change.question.as_ref().and_then(|id| results.questions.iter().find(|question| question.id == *id));
    let index = change.index.as_ref().and_then(|code| results.indices.iter().find(|index| index.code == *code));
    let what = question.map(|question| &question.text).or_else(|| index.map(|index| &index.label));
    let part = change.part.as_ref().and_then(|code| results.cells.iter().find(|part| part.cell.code == *code));
    let mut label = what.map_or_else(String::new, |label| label.get(language).to_owned());
    if let Some(part) = part {
        label = format!("{label} – {}", part.cell.label.get(language));
    }
    let figure = |figure: Option<jenjang::Decimal>| figure.map(|figure| number(figure, language));
    Changed { label, earlier: figure(change.earlier), later: figure(change.later), change: figure(change.change) }
}
