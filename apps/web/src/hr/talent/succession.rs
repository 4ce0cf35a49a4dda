//! Who may follow in a critical post: ready now, in one to two years, later, and why.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jenjang::legal::Label;
use jenjang::people::id::{PersonId, PositionId};
use jenjang::policy::decision::StepKind;
use jenjang::policy::explain;
use jenjang::policy::value::Value;
use jenjang_service::talent::{ReadSuccession, ReviewList, SuccessionView, list_reviews, read_succession};

use super::{asked, name_of};
use crate::error::Failure;
use crate::form::{Filled, Typed};
use crate::session::SignedIn;
use crate::shell::{Shell, page_with};
use crate::state::App;

/// The longest table, in letters.
const TABLE: usize = 50_000;

struct Row {
    id: String,
    rank: String,
    name: String,
    because: String,
}

struct Class {
    label: String,
    rows: Vec<Row>,
}

/// The group of one post.
struct Group {
    review: String,
    post: String,
    classes: Vec<Class>,
    undecided: Vec<String>,
    outside: usize,
}

#[derive(Template)]
#[template(path = "hr/talent/succession.html")]
struct Page {
    shell: Shell,
    filled: Filled,
    reviews: Vec<(String, String)>,
    group: Option<Group>,
}

/// Asks for the post.
pub(super) async fn ask(State(app): State<Arc<App>>, me: SignedIn) -> Result<Response, Failure> {
    let found = list_reviews(&app.context(&me.visitor.actor)).await?;
    lay_out(&me, &found, Filled::with(&[], me.visitor.language), None)
}

/// Shows its group.
pub(super) async fn show(State(app): State<Arc<App>>, me: SignedIn, typed: Typed) -> Result<Response, Failure> {
    let context = app.context(&me.visitor.actor);
    let found = list_reviews(&context).await?;
    let mut filled = Filled::of(typed, me.visitor.language);
    let review = filled.value("review").to_owned();
    if !found.reviews.iter().any(|own| *own.id == *review) {
        filled.refuse("review", &Label::new("pilih salah satu tinjauan", "choose one of the reviews"));
    }
    let post = filled.parsed::<PositionId>("post", &Label::new("nama atau kode jabatan", "name or code of a post"));
    let table = filled.value("table").to_owned();
    if table.chars().count() > TABLE {
        filled.text("table", TABLE);
    }
    let mut group = None;
    if let (Some(post), true) = (post, filled.problems().is_empty()) {
        let command = ReadSuccession { review: asked(&app, &review), post: &post, table: &table };
        match read_succession(&context, command).await {
            Ok(view) => group = Some(laid_out(&me.visitor.shell(""), &view)),
            Err(error) => filled.refused("table", error)?,
        }
    }
    lay_out(&me, &found, filled, group)
}

fn laid_out(shell: &Shell, view: &SuccessionView) -> Group {
    let catalogue = &view.readiness.policy().catalogue;
    let label = |name: &Arc<str>| {
        catalogue.find(name).map_or_else(|| name.to_string(), |index| shell.label(&catalogue.fact(index).label).to_owned())
    };
    let because = |person: &PersonId| {
        let steps = view.group.reasons.get(person).into_iter().flat_map(|decision| &decision.steps);
        let known = steps.filter(|step| step.kind == StepKind::Fact && !matches!(step.value, Value::Missing));
        let said = known.map(|step| format!("{}: {}", label(&step.name), explain::value(&step.value, step.unit.as_ref(), shell.language)));
        said.collect::<Vec<_>>().join("; ")
    };
    let name = |person: &PersonId| name_of(&view.review, person);
    let classes = view.group.classes.iter().map(|class| {
        let ranked = class.ranking.ranked().iter().map(|one| Row {
            id: one.id.to_string(),
            rank: one.rank.to_string(),
            name: name(&one.id),
            because: because(&one.id),
        });
        let unranked = class.ranking.unranked().iter().map(|one| Row {
            id: one.id.to_string(),
            rank: "–".to_owned(),
            name: name(&one.id),
            because: one.missing.iter().map(label).collect::<Vec<_>>().join(", "),
        });
        Class { label: crate::format::capitalised(shell.label(class.readiness.label())), rows: ranked.chain(unranked).collect() }
    });
    let undecided = view
        .group
        .undecided
        .iter()
        .map(|one| format!("{}: {}", name(&one.id), one.missing.iter().map(label).collect::<Vec<_>>().join(", ")));
    Group {
        review: view.review.review.id.to_string(),
        post: view.group.post.to_string(),
        classes: classes.collect(),
        undecided: undecided.collect(),
        outside: view.group.outside.len(),
    }
}

fn lay_out(me: &SignedIn, found: &ReviewList, filled: Filled, group: Option<Group>) -> Result<Response, Failure> {
    let shell = me.visitor.shell(me.visitor.shell("").t("Rencana suksesi", "Succession"));
    let reviews = found.reviews.iter().map(|review| (review.id.to_string(), shell.label(&review.title).to_owned()));
    let choose = (String::new(), shell.t("Pilih…", "Choose…").to_owned());
    let page_of = Page { reviews: [choose].into_iter().chain(reviews).collect(), filled, group, shell: shell.clone() };
    page_with(page_of.filled.status(), &page_of)
}
