//! Did a course work? Reaction, learning, behaviour and results in plain sentences, with how certain each is and what is missing.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chrono::NaiveDate;
use jenjang::legal::{Label, Language};
use jenjang_service::ServiceError;
use jenjang_service::catalogue::read_catalogue;
use jenjang_service::effects::{About, EffectQuery, EffectReport, Statement, effect_report};
use jenjang_service::people::check_in_charge;
use jenjang_service::permissions::Action;

use crate::development::Tag;
use crate::error::Failure;
use crate::form::{Filled, Typed};
use crate::format;
use crate::session::SignedIn;
use crate::shell::{Shell, page_with};
use crate::state::App;

struct Said {
    text: String,
    tag: Option<Tag>,
    people: Option<usize>,
}

struct Level {
    anchor: String,
    title: String,
    said: Vec<Said>,
    /// What would be said and cannot, and who can supply it.
    missing: Vec<(String, String)>,
}

struct Report {
    title: String,
    sessions: usize,
    participants: usize,
    suppressed: bool,
    levels: Vec<Level>,
    /// Whether anything in it has a range.
    ranges: bool,
}

#[derive(Template)]
#[template(path = "hr/development/effects.html")]
struct Page {
    shell: Shell,
    form: Filled,
    about: Vec<(String, String)>,
    report: Option<Report>,
}

/// The question, and the report where one was asked for.
pub(super) async fn show(State(app): State<Arc<App>>, me: SignedIn) -> Result<Response, Failure> {
    let language = me.visitor.language;
    let context = app.context(&me.visitor.actor);
    // who reads no report anywhere has nothing to ask
    check_in_charge(&context, Action::ReadEffect).await?;
    let mut form = Filled::of(Typed::query(&me.visitor.uri), language);
    let shell = me.visitor.titled("Dampak pelatihan", "The effect of training");
    let query = asked(&mut form, &app);
    let report = match query {
        Some(query) if form.problems().is_empty() => match effect_report(&context, &query).await {
            Ok(found) => Some(laid_out(&found, language)),
            Err(missing @ ServiceError::NotFound { .. }) => {
                form.refuse("about", &missing.message());
                None
            }
            Err(error) => return Err(error.into()),
        },
        _ => None,
    };
    let catalogue = read_catalogue(&context).await?;
    let mut about = vec![(String::new(), shell.t("pilih", "choose").to_owned())];
    let courses = catalogue.courses.values().take(200);
    about.extend(courses.map(|course| (format!("course:{}", course.id), course.title.get(language).to_owned())));
    let all = shell.t("semua pelatihan", "all courses of");
    about.extend(catalogue.providers.values().map(|one| (format!("provider:{}", one.id), format!("{all} {}", one.name))));
    let fields: std::collections::BTreeSet<_> = catalogue.courses.values().filter_map(|course| course.field.clone()).collect();
    let all = shell.t("semua pelatihan bidang", "all courses of the field");
    about.extend(fields.iter().map(|field| (format!("field:{field}"), format!("{all} {field}"))));
    let page_of = Page { about, report, shell, form };
    page_with(page_of.form.status(), &page_of)
}

/// What was asked; none where nothing was.
fn asked<'a>(form: &mut Filled, app: &'a App) -> Option<EffectQuery<'a>> {
    let text = form.value("about").to_owned();
    if text.is_empty() {
        return None;
    }
    let about = match text.split_once(':') {
        Some(("course", id)) => id.parse().ok().map(About::Course),
        Some(("provider", id)) => id.parse().ok().map(About::Provider),
        Some(("field", field)) => Some(About::Programme(field.into())),
        _ => None,
    };
    if about.is_none() {
        form.refuse(
            "about",
            &Label::new("pilih salah satu pelatihan, penyelenggara, atau bidang", "choose a course, a provider or a field"),
        );
    }
    let (from, to) = (day(form, "from"), day(form, "to"));
    if let (Some(from), Some(to)) = (from, to)
        && to < from
    {
        form.refuse("to", &Label::new("hari terakhir sebelum hari pertama", "the last day is before the first"));
    }
    Some(EffectQuery { about: about?, from, to, shipped: &app.shipped })
}

fn day(form: &mut Filled, name: &str) -> Option<NaiveDate> {
    if form.value(name).is_empty() { None } else { form.day(name) }
}

fn laid_out(found: &EffectReport, language: Language) -> Report {
    let t = |id: &'static str, en: &'static str| if language == Language::Id { id } else { en };
    let said = |statement: &Statement| Said {
        text: statement.text.get(language).to_owned(),
        tag: match statement.clarity {
            Some("clear") => Some(Tag::good(t("jelas", "clear"))),
            Some("suggestive") => Some(Tag::open(t("petunjuk, belum pasti", "suggestive, not certain"))),
            Some(_) => Some(Tag::aside(t("tidak tampak", "not visible"))),
            None => None,
        },
        people: statement.people,
    };
    let missing = |level: u8| {
        let of = found.missing.iter().filter(move |missing| missing.level == level);
        of.map(|missing| (format::capitalised(missing.what.get(language)), missing.supplier.get(language).to_owned())).collect()
    };
    let level = |level: &jenjang_service::effects::Level| Level {
        anchor: format!("level-{}", level.level),
        title: format!("{}. {}", level.level, level.title.get(language)),
        said: level.statements.iter().map(said).collect(),
        missing: missing(level.level),
    };
    Report {
        title: found.title.get(language).to_owned(),
        sessions: found.sessions.len(),
        participants: found.participants,
        suppressed: found.suppressed,
        levels: found.levels.iter().map(level).collect(),
        ranges: found.levels.iter().flat_map(|level| &level.statements).any(|statement| statement.interval.is_some()),
    }
}
