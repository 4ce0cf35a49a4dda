//! My career map: the present post, what is one step away, the chosen post and the way to it.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::NaiveDate;
use jenjang::career::{CareerMap, Plan, Reach, Step};
use jenjang::legal::Label;
use jenjang::people::id::PositionId;
use jenjang_service::career::{CareerView, ChooseTarget, ReadCareer, choose_target, drop_target, read_career};

use super::picture::{Picture, Stop};
use super::words::{Item, Words};
use crate::error::Failure;
use crate::form::{Filled, Typed};
use crate::format;
use crate::pages::standing::Mark;
use crate::session::SignedIn;
use crate::shell::{Shell, page_with};
use crate::state::{App, facts};

/// The most posts a search shows.
const FOUND: usize = 20;
/// How many different ways to the chosen post are shown.
pub(crate) const ROUTES: usize = 3;

/// A step of a way, or a post that is one step away.
struct Stage {
    id: Arc<str>,
    title: String,
    /// What the move is called.
    label: String,
    mark: Mark,
    when: String,
    items: Vec<Item>,
    reference: String,
    /// How many other posts are reached on the same terms.
    others: usize,
}

/// A way to the chosen post.
struct Way {
    arrival: Option<NaiveDate>,
    mark: Mark,
    steps: Vec<Stage>,
    assumptions: Vec<String>,
}

#[derive(Template)]
#[template(path = "career/map.html")]
struct Page {
    shell: Shell,
    done: Option<&'static str>,
    form: Filled,
    /// The present post, in words.
    present: String,
    retires: Option<NaiveDate>,
    /// Why nothing can be told.
    untold: Option<String>,
    /// The chosen post, and since when.
    target: Option<(String, NaiveDate)>,
    /// Why there is no way to it.
    no_way: Option<String>,
    ways: Vec<Way>,
    reachable: Vec<Stage>,
    assumptions: Vec<String>,
    /// Posts found by their name: id, name, kind.
    found: Option<Vec<(Arc<str>, String, String)>>,
    more: usize,
    picture: Option<Picture>,
}

/// The map of the agency's posts.
pub(crate) fn posts(app: &App) -> Result<&CareerMap, Failure> {
    app.posts.as_ref().ok_or_else(|| {
        let message = Label::new(
            "daftar jabatan instansi ini belum dimuat; pengelola server menyebutkannya dengan `--posts`",
            "the posts of this agency were not loaded yet; whoever runs the server names them with `--posts`",
        );
        Failure::new(StatusCode::NOT_FOUND, "no-posts", message)
    })
}

async fn read(app: &App, me: &SignedIn, map: &CareerMap) -> Result<CareerView, Failure> {
    let asked = ReadCareer { person: &me.person, map, shipped: &app.shipped, gatherer: &facts, to: None, routes: ROUTES };
    Ok(read_career(&app.context(&me.visitor.actor), asked).await?)
}

fn stage(words: &Words<'_>, step: &Step, others: usize) -> Stage {
    Stage {
        id: step.to.as_str().into(),
        title: words.post(&step.to),
        label: step.label.get(words.language).to_owned(),
        mark: words.mark(step.standing),
        when: format::capitalised(&words.when(step)),
        items: words.items(step),
        reference: step.reference.citation.to_string(),
        others,
    }
}

fn ways(words: &Words<'_>, plan: &Plan) -> Vec<Way> {
    let way = |route: &jenjang::career::Route| Way {
        arrival: route.arrival,
        mark: words.mark(route.standing),
        steps: route.steps.iter().map(|step| stage(words, step, 0)).collect(),
        assumptions: route.assumptions.iter().map(|assumption| words.assumption(assumption)).collect(),
    };
    plan.routes.iter().map(way).collect()
}

/// The picture: the way to the chosen post, or what is one step away.
fn picture(words: &Words<'_>, present: &str, ways: &[Way], reachable: &[Stage]) -> Option<Picture> {
    let stop = |stage: &Stage| Stop { title: stage.title.clone(), when: format::capitalised(&stage.when), mark: stage.mark };
    let (stops, branches): (Vec<Stop>, Vec<Stop>) = match ways.first() {
        Some(way) => (way.steps.iter().map(stop).collect(), Vec::new()),
        None => (Vec::new(), reachable.iter().take(6).map(stop).collect()),
    };
    let empty = stops.is_empty() && branches.is_empty();
    (!empty).then(|| Picture::of(present, words.t("Jabatan sekarang", "Present post"), stops, branches, words.language))
}

async fn laid_out(app: &App, me: &SignedIn, form: Filled) -> Result<Response, Failure> {
    let map = posts(app)?;
    let language = me.visitor.language;
    let words = Words { map, language };
    let view = read(app, me, map).await?;
    let empty = Reach { from: None, stage: "".into(), today: app.today(), retires: None, posts: Vec::new(), assumptions: Vec::new() };
    let (reach, untold) = match view.reach {
        Ok(reach) => (reach, None),
        Err(why) => (empty, Some(format::sentence(why.get(language)))),
    };
    let present = if reach.stage.is_empty() { String::new() } else { words.stage(&reach.stage) };
    let mut reachable: Vec<Stage> = reach.posts.iter().map(|post| stage(&words, &post.step, post.others.len())).collect();
    reachable.truncate(FOUND);
    let (ways, no_way) = match view.plan {
        Some(Ok(plan)) => (ways(&words, &plan), None),
        Some(Err(why)) => (Vec::new(), Some(format::sentence(why.get(language)))),
        None => (Vec::new(), None),
    };
    let (found, more) = search(&words, form.value("find"));
    let shell = me.visitor.titled("Peta karier saya", "My career map");
    let done = shell.done(&[
        ("chosen", "Jabatan tujuan Anda disimpan.", "Your target was kept."),
        ("dropped", "Jabatan tujuan Anda dilepas.", "Your target was given up."),
    ]);
    let page = Page {
        done,
        picture: picture(&words, &present, &ways, &reachable),
        retires: reach.retires,
        present,
        untold,
        target: view.target.map(|target| (target.label.get(language).to_owned(), target.since)),
        no_way,
        ways,
        reachable,
        assumptions: reach.assumptions.iter().map(|assumption| words.assumption(assumption)).collect(),
        found,
        more,
        form,
        shell,
    };
    page_with(page.form.status(), &page)
}

/// Posts whose names hold every word that was typed, in either language: what a post is called on paper is Indonesian for every reader.
fn search(words: &Words<'_>, typed: &str) -> (Option<Vec<(Arc<str>, String, String)>>, usize) {
    let wanted: Vec<String> = typed.split_whitespace().map(str::to_lowercase).collect();
    if wanted.is_empty() {
        return (None, 0);
    }
    let fits = |post: &&jenjang::career::Post| {
        let names = [post.label.id.to_lowercase(), post.label.en.to_lowercase()];
        names.iter().any(|name| wanted.iter().all(|word| name.contains(word)))
    };
    let all: Vec<_> = words.map.posts().iter().filter(fits).collect();
    let kind = |post: &jenjang::career::Post| {
        words.map.stage(&post.id).map_or_else(String::new, |stage| stage.label.get(words.language).to_owned())
    };
    let shown = all.iter().take(FOUND);
    let shown = shown.map(|post| (post.id.as_str().into(), post.label.get(words.language).to_owned(), kind(post))).collect();
    (Some(shown), all.len().saturating_sub(FOUND))
}

/// The map.
pub(super) async fn show(State(app): State<Arc<App>>, me: SignedIn) -> Result<Response, Failure> {
    let form = Filled::of(Typed::query(&me.visitor.uri), me.visitor.language);
    laid_out(&app, &me, form).await
}

/// Chooses a post.
pub(super) async fn choose(State(app): State<Arc<App>>, me: SignedIn, typed: Typed) -> Result<Response, Failure> {
    let map = posts(&app)?;
    let mut form = Filled::of(typed, me.visitor.language);
    let post: Option<PositionId> = form.parsed("post", &Label::new("jabatan dari peta", "a post of the map"));
    if let Some(post) = post {
        match choose_target(&app.context(&me.visitor.actor), &ChooseTarget { map, post: &post }).await {
            Ok(_) => return Ok(Redirect::to("/career/map?done=chosen").into_response()),
            Err(error) => form.refused("post", error)?,
        }
    }
    laid_out(&app, &me, form).await
}

/// Gives the chosen post up.
pub(super) async fn forget(State(app): State<Arc<App>>, me: SignedIn) -> Result<Response, Failure> {
    drop_target(&app.context(&me.visitor.actor)).await?;
    Ok(Redirect::to("/career/map?done=dropped").into_response())
}
