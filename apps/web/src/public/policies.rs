//! Policies in force: as a list, and each in plain language with its articles.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDate;
use jenjang::legal::{Label, Language};
use jenjang::people::View;
use jenjang::policy::document::Status;
use jenjang::policy::explain::Explainer;
use jenjang::policy::expression::suggest::nearest;
use jenjang::policy::model::Policy;
use jenjang_service::policies::read_policies;
use serde::Deserialize;

use crate::error::{Failure, shortened};
use crate::format;
use crate::prose::{Block, blocks};
use crate::session::Visitor;
use crate::shell::{Shell, page_with};
use crate::state::App;

/// What can be asked about policies.
#[derive(Deserialize)]
pub(crate) struct Asked {
    on: Option<String>,
    history: Option<String>,
    source: Option<String>,
}

/// Policies about one matter.
struct Matter {
    title: String,
    policies: Vec<Entry>,
}

struct Entry {
    id: Arc<str>,
    title: String,
    summary: String,
    basis: String,
}

/// The day in a form: as typed, as read, and what is wrong with it.
pub(crate) struct Day {
    pub(crate) typed: String,
    pub(crate) day: NaiveDate,
    pub(crate) problem: Option<String>,
}

impl Day {
    /// The day asked about; today where nothing or nonsense was typed.
    pub(crate) fn read(typed: Option<&str>, today: NaiveDate, language: Language) -> Day {
        match typed.filter(|text| !text.trim().is_empty()).map(|text| (text, format::parse_day(text))) {
            None => Day { typed: today.to_string(), day: today, problem: None },
            Some((text, Ok(day))) => Day { typed: text.trim().to_owned(), day, problem: None },
            Some((text, Err(message))) => {
                Day { typed: shortened(text), day: today, problem: Some(format::capitalised(message.get(language))) }
            }
        }
    }

    pub(crate) fn status(&self) -> StatusCode {
        if self.problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }
    }
}

#[derive(Template)]
#[template(path = "policies.html")]
struct ListPage {
    shell: Shell,
    day: Day,
    matters: Vec<Matter>,
    count: usize,
}

/// The policies in force on a day.
pub(crate) async fn list(State(app): State<Arc<App>>, visitor: Visitor, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    let language = visitor.language;
    let day = Day::read(asked.on.as_deref(), app.today(), language);
    let view = View { as_of: day.day, known_at: app.today() };
    let library = read_policies(&app.context(&visitor.actor), &app.shipped, view).await?;
    let mut matters: Vec<(&str, Matter)> = Vec::new();
    let mut count = 0;
    for policy in library.set.iter().filter(|policy| policy.effective.contains(day.day) && policy.status == Status::Enacted) {
        count += 1;
        let folder = policy.id.split('/').nth(1).unwrap_or_default();
        let entry = Entry {
            id: Arc::clone(&policy.id),
            title: policy.title.get(language).to_owned(),
            summary: policy.summary.as_ref().map_or_else(String::new, |summary| first_sentence(summary.get(language))),
            basis: policy.reference.as_ref().map_or_else(String::new, |reference| reference.citation.to_string()),
        };
        match matters.iter_mut().find(|(known, _)| *known == folder) {
            Some((_, matter)) => matter.policies.push(entry),
            None => matters.push((folder, Matter { title: matter(folder).get(language).to_owned(), policies: vec![entry] })),
        }
    }
    // what most people come for stands first
    matters.sort_by_key(|(folder, _)| *folder != "promotion");
    let title = match language {
        Language::Id => "Kebijakan yang berlaku",
        Language::En => "Policies in force",
    };
    let matters = matters.into_iter().map(|(_, matter)| matter).collect();
    page_with(day.status(), &ListPage { shell: visitor.shell(title), day, matters, count })
}

/// What the folders of policies are called.
fn matter(folder: &str) -> Label {
    match folder {
        "promotion" => Label::new("Kenaikan pangkat", "Promotion"),
        "position" => Label::new("Jabatan", "Posts"),
        "credit" => Label::new("Angka kredit", "Credit points"),
        "career" => Label::new("Pola karier", "Career patterns"),
        "competency" => Label::new("Kompetensi", "Competencies"),
        "development" => Label::new("Kebutuhan pengembangan", "Development needs"),
        "discipline" => Label::new("Disiplin", "Discipline"),
        "exam" => Label::new("Ujian", "Examinations"),
        "grade" => Label::new("Pangkat dan golongan", "Grades"),
        "index" => Label::new("Indeks", "Indices"),
        "learning" => Label::new("Jam pelajaran", "Learning hours"),
        "monitoring" => Label::new("Pemantauan", "Monitoring"),
        "performance" => Label::new("Kinerja", "Performance"),
        "practice" => Label::new("Praktik daerah", "Regional practice"),
        "selection" => Label::new("Seleksi terbuka", "Open selection"),
        "talent" => Label::new("Manajemen talenta", "Talent management"),
        "training" => Label::new("Pelatihan dan tugas belajar", "Training and study assignments"),
        other => Label::same(other),
    }
}

fn first_sentence(text: &str) -> String {
    text.split_once(". ").map_or_else(|| text.to_owned(), |(first, _)| format!("{first}."))
}

#[derive(Template)]
#[template(path = "policy.html")]
struct PolicyPage {
    shell: Shell,
    title: String,
    id: Arc<str>,
    day: Day,
    /// Whether every value the rule ever had is shown.
    history: bool,
    in_force: bool,
    blocks: Vec<Block>,
    /// The lines of its source, where they are asked for.
    source: Option<Vec<String>>,
}

/// One policy in plain language.
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let language = visitor.language;
    let day = Day::read(asked.on.as_deref(), app.today(), language);
    let view = View { as_of: day.day, known_at: app.today() };
    let library = read_policies(&app.context(&visitor.actor), &app.shipped, view).await?;
    let policy: &Arc<Policy> = library.set.get(&id).ok_or_else(|| unknown(&id, library.set.iter().map(|policy| &*policy.id)))?;
    let history = asked.history.is_some();
    let on = Some(day.day).filter(|_| !history);
    let text = Explainer::new(policy, language).with_policies(&library.set).on(on).policy();
    let title = policy.title.get(language).to_owned();
    let mut blocks = blocks(&text, language);
    // the title of the page says it
    blocks.retain(|block| block.heading(1).is_none());
    let in_force = policy.effective.contains(day.day);
    let source = asked.source.map(|_| library.sources.get(&policy.file).lines().map(|line| line.replace('\t', "    ")).collect());
    page_with(
        day.status(),
        &PolicyPage { shell: visitor.shell(title.clone()), title, id: Arc::clone(&policy.id), day, history, in_force, blocks, source },
    )
}

/// There is no policy of this name; which one may be meant.
pub(crate) fn unknown<'p>(id: &str, known: impl Iterator<Item = &'p str>) -> Failure {
    let found = shortened(id);
    let near = nearest(id, known);
    let (maybe_id, maybe_en) =
        near.map_or_else(Default::default, |near| (format!("; mungkin maksudnya `{near}`?"), format!("; did you mean `{near}`?")));
    let message =
        Label::new(format!("tidak ada kebijakan bernama `{found}`{maybe_id}"), format!("there is no policy named `{found}`{maybe_en}"));
    Failure::new(StatusCode::NOT_FOUND, "unknown-policy", message)
}
