//! Who may follow in a critical post: ready now, in one to two years, later, and why.

mod waits;

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jenjang::legal::Label;
use jenjang::people::id::{PersonId, PositionId};
use jenjang::policy::decision::{Step, StepKind};
use jenjang::policy::explain;
use jenjang::policy::value::Value;
use jenjang::talent::NoStandard;
use jenjang_service::talent::{MATCH, MatchSource, ReadSuccession, ReviewList, SuccessionView, list_reviews, read_succession};
use rust_decimal::{Decimal, RoundingStrategy};

use super::{asked, fact_name, name_of};
use crate::error::Failure;
use crate::form::{Filled, Typed};
use crate::session::SignedIn;
use crate::shell::{Shell, page_with};
use crate::state::App;
use waits::{TypedWaits, Waits};

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
    /// What people are matched with, or why nobody is.
    standard: String,
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
    waits: Waits,
}

/// Asks for the post.
pub(super) async fn ask(State(app): State<Arc<App>>, me: SignedIn) -> Result<Response, Failure> {
    let found = list_reviews(&app.context(&me.visitor.actor)).await?;
    lay_out(&me, &found, Filled::with(&[], me.visitor.language), None, Waits::default())
}

/// Shows its group.
pub(super) async fn show(State(app): State<Arc<App>>, me: SignedIn, typed: Typed) -> Result<Response, Failure> {
    let context = app.context(&me.visitor.actor);
    let found = list_reviews(&context).await?;
    let typed_waits = TypedWaits::of(&app, &typed);
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
    let mut waits = typed_waits.carried();
    if let (Some(post), true) = (post, filled.problems().is_empty()) {
        let post = on_record(&app, post);
        let command = ReadSuccession {
            review: asked(&app, &review),
            library: &app.competency,
            map: app.posts.as_ref(),
            post: &post,
            waits: &typed_waits.years,
            table: &table,
        };
        match read_succession(&context, command).await {
            Ok(view) => {
                let shell = me.visitor.shell("");
                group = Some(laid_out(&shell, &view));
                waits = typed_waits.fields(&view, &mut filled);
            }
            Err(error) => filled.refused("table", error)?,
        }
    }
    lay_out(&me, &found, filled, group, waits)
}

/// The post on record that was named by its code, or by a name that no other has; else what was typed.
fn on_record(app: &App, typed: PositionId) -> PositionId {
    let Some(map) = app.posts.as_ref().filter(|map| map.post(&typed).is_none()) else { return typed };
    let wanted = typed.as_str().to_lowercase();
    let mut named = map.posts().iter().filter(|post| [&post.label.id, &post.label.en].iter().any(|name| name.to_lowercase() == wanted));
    match (named.next(), named.next()) {
        (Some(post), None) => post.id.clone(),
        _ => typed,
    }
}

/// A match as pages show it: two decimals, half up. What is decided by it stays exact.
fn shown_match(percent: Decimal) -> Decimal {
    percent.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero).normalize()
}

/// What the people of a group are told apart by.
struct Told<'v> {
    shell: &'v Shell,
    view: &'v SuccessionView,
}

impl Told<'_> {
    fn name(&self, person: &PersonId) -> String {
        name_of(&self.view.review, person)
    }

    fn label(&self, name: &str) -> String {
        fact_name(self.shell, &self.view.readiness, name)
    }

    /// The facts that are known, the match with where it comes from, or why there is none.
    fn because(&self, person: &PersonId) -> String {
        let steps = self.view.group.reasons.get(person).into_iter().flat_map(|decision| &decision.steps);
        let known = steps.filter(|step| step.kind == StepKind::Fact && !matches!(step.value, Value::Missing));
        let mut said: Vec<String> = known.map(|step| self.fact(person, step)).collect();
        if let Some(MatchSource::Missing(why)) = self.view.matches.get(person) {
            said.push(format!("{}: {}", self.label(MATCH), self.shell.label(why)));
        }
        said.join("; ")
    }

    fn fact(&self, person: &PersonId, step: &Step) -> String {
        let shell = self.shell;
        let value = |value: &Value| format!("{}: {}", self.label(&step.name), explain::value(value, step.unit.as_ref(), shell.language));
        if *step.name != *MATCH {
            return value(&step.value);
        }
        let shown = match &step.value {
            Value::Number(percent) => Value::Number(shown_match(*percent)),
            other => other.clone(),
        };
        match self.view.matches.get(person) {
            Some(MatchSource::Profile(_)) => {
                let day = shell.date(&self.view.review.review.as_of);
                format!("{} ({} {day})", value(&shown), shell.t("dari profil kompetensi per", "from the competency profile as of"))
            }
            Some(MatchSource::Table) => format!("{} ({})", value(&shown), shell.t("diisi pada tabel", "given in the table")),
            Some(MatchSource::Missing(_)) | None => value(&shown),
        }
    }

    /// Facts nobody has supplied; of a match that cannot be computed, why.
    fn missing(&self, person: &PersonId, facts: &[Arc<str>]) -> String {
        let one = |fact: &Arc<str>| match self.view.matches.get(person) {
            Some(MatchSource::Missing(why)) if **fact == *MATCH => format!("{} ({})", self.label(fact), self.shell.label(why)),
            _ => self.label(fact),
        };
        facts.iter().map(one).collect::<Vec<_>>().join(", ")
    }

    /// What people are matched with, or why nobody is.
    fn standard(&self) -> String {
        let shell = self.shell;
        match (&self.view.standard, &self.view.title) {
            (Ok(standard), _) => format!(
                "{}: {}.",
                shell.t(
                    "Kesesuaian dihitung dari profil kompetensi terhadap standar jabatan",
                    "The match is computed from competency profiles and the standard of the post"
                ),
                shell.label(standard)
            ),
            (Err(NoStandard::Unbound), None) => shell
                .t(
                    "Kesesuaian tidak dihitung, karena jabatan ini tidak ada dalam daftar jabatan dan tidak mempunyai standar kompetensi sendiri.",
                    "No match is computed, because this post is not in the list of posts and has no competency standard of its own.",
                )
                .to_owned(),
            (Err(none), _) => {
                let because = shell.label(&none.message()).to_owned();
                format!("{}: {because}.", shell.t("Kesesuaian tidak dihitung", "No match is computed"))
            }
        }
    }
}

fn laid_out(shell: &Shell, view: &SuccessionView) -> Group {
    let told = Told { shell, view };
    let classes = view.group.classes.iter().map(|class| {
        let ranked = class.ranking.ranked().iter().map(|one| Row {
            id: one.id.to_string(),
            rank: one.rank.to_string(),
            name: told.name(&one.id),
            because: told.because(&one.id),
        });
        let unranked = class.ranking.unranked().iter().map(|one| Row {
            id: one.id.to_string(),
            rank: "–".to_owned(),
            name: told.name(&one.id),
            because: told.missing(&one.id, &one.missing),
        });
        Class { label: crate::format::capitalised(shell.label(class.readiness.label())), rows: ranked.chain(unranked).collect() }
    });
    let undecided = view.group.undecided.iter();
    let undecided = undecided.map(|one| {
        let known = match view.matches.get(&one.id) {
            Some(MatchSource::Profile(_) | MatchSource::Table) => told.because(&one.id),
            _ => String::new(),
        };
        let missing = told.missing(&one.id, &one.missing);
        let unknown = shell.t("belum diketahui", "not known");
        let known = if known.is_empty() { known } else { format!("{known}; ") };
        format!("{}: {known}{unknown}: {missing}", told.name(&one.id))
    });
    Group {
        review: view.review.review.id.to_string(),
        post: view.title.as_ref().map_or_else(|| view.group.post.to_string(), |title| shell.label(title).to_owned()),
        standard: told.standard(),
        classes: classes.collect(),
        undecided: undecided.collect(),
        outside: view.group.outside.len(),
    }
}

fn lay_out(me: &SignedIn, found: &ReviewList, filled: Filled, group: Option<Group>, waits: Waits) -> Result<Response, Failure> {
    let shell = me.visitor.titled("Rencana suksesi", "Succession");
    let reviews = found.reviews.iter().map(|review| (review.id.to_string(), shell.label(&review.title).to_owned()));
    let choose = (String::new(), shell.t("Pilih…", "Choose…").to_owned());
    let page_of = Page { reviews: [choose].into_iter().chain(reviews).collect(), filled, group, waits, shell: shell.clone() };
    page_with(page_of.filled.status(), &page_of)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_match_is_shown_with_two_decimals_half_up() {
        for (exact, shown) in [("87.5", "87.5"), ("66.6666666667", "66.67"), ("91.665", "91.67"), ("79.994", "79.99"), ("100.0000", "100")]
        {
            let exact: Decimal = exact.parse().unwrap_or_default();
            assert_eq!(shown_match(exact).to_string(), shown);
        }
    }
}
