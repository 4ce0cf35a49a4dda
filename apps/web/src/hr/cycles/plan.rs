//! Planning a cycle: what it is called, whose it is, by which scheme and questionnaire.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use jenjang::legal::Label;
use jenjang::people::id::{CycleId, UnitId};
use jenjang::store::Revision;
use jenjang_policy_files::read_scheme;
use jenjang_service::Seen;
use jenjang_service::cycles::{CycleText, PlanCycle, RunCycles, list_run_cycles, plan as plan_cycle, read_plan};
use jenjang_service::permissions::Action;

use crate::error::Failure;
use crate::evaluations::id;
use crate::form::{Filled, REVISION, Typed, Version, changed_meanwhile};
use crate::session::SignedIn;
use crate::shell::{Shell, page_with};
use crate::state::App;
use crate::unit_field::{UnitChoice, unit};

/// The longest title, in letters.
const TITLE: usize = 120;

#[derive(Template)]
#[template(path = "hr/cycles/plan.html")]
struct Page {
    shell: Shell,
    filled: Filled,
    /// The cycle that is planned anew; none for a new one.
    of: Option<String>,
    units: UnitChoice,
    schemes: Vec<(String, String)>,
    instruments: Vec<(String, String)>,
}

/// The empty form.
pub(super) async fn ask(State(app): State<Arc<App>>, me: SignedIn) -> Result<Response, Failure> {
    lay_out(&app, &me, None, Filled::with(&[("scheme", "asn/360/default")], me.visitor.language)).await
}

/// Plans it.
pub(super) async fn plan(State(app): State<Arc<App>>, me: SignedIn, typed: Typed) -> Result<Response, Failure> {
    let context = app.context(&me.visitor.actor);
    let run = list_run_cycles(&context).await?;
    let mut filled = Filled::of(typed, me.visitor.language);
    let unit = unit(&app, &me, &mut filled, "unit", Action::PlanCycle).await?;
    let Some(command) = command(&mut filled, unit, &run, None, Seen::Nothing) else { return lay_out(&app, &me, None, filled).await };
    match plan_cycle(&context, &command).await {
        Ok(_) => return Ok(Redirect::to(&format!("/hr/cycles/{}?done=planned", command.cycle)).into_response()),
        Err(error) if changed_meanwhile(&error) => {
            let taken = Label::new("kode ini sudah dipakai periode lain", "this code is taken by another cycle");
            filled.refuse("id", &taken);
        }
        Err(error) => filled.refused("", error)?,
    }
    lay_out(&app, &me, None, filled).await
}

/// The form with what was planned.
pub(super) async fn ask_again(State(app): State<Arc<App>>, me: SignedIn, Path(cycle): Path<String>) -> Result<Response, Failure> {
    let context = app.context(&me.visitor.actor);
    let planned = read_plan(&context, &id(&cycle)?).await?;
    let revision = revision(&planned).map(|revision| revision.0.to_string()).unwrap_or_default();
    let fields = [
        ("title", &*planned.title.id),
        ("title-en", english(&planned.title)),
        ("unit", planned.unit.as_str()),
        ("scheme", &planned.scheme.file),
        ("instrument", &planned.instrument.file),
        (REVISION, &revision),
    ];
    let filled = Filled::with(&fields, me.visitor.language);
    lay_out(&app, &me, Some(&planned), filled).await
}

/// Plans it anew; where somebody else was faster, both versions.
pub(super) async fn plan_again(
    State(app): State<Arc<App>>,
    me: SignedIn,
    Path(cycle): Path<String>,
    typed: Typed,
) -> Result<Response, Failure> {
    let context = app.context(&me.visitor.actor);
    let mut planned = read_plan(&context, &id(&cycle)?).await?;
    let run = list_run_cycles(&context).await?;
    let seen = typed.seen(REVISION);
    // a form that does not say what it was shown at is not that of a new cycle
    let seen = if seen == Seen::Nothing { Seen::At(Revision(0)) } else { seen };
    let mut filled = Filled::of(typed, me.visitor.language);
    let unit = unit(&app, &me, &mut filled, "unit", Action::PlanCycle).await?;
    if let Some(command) = command(&mut filled, unit, &run, Some(&planned), seen) {
        match plan_cycle(&context, &command).await {
            Ok(_) => return Ok(Redirect::to(&format!("/hr/cycles/{}?done=changed", command.cycle)).into_response()),
            Err(error) if changed_meanwhile(&error) => {
                planned = read_plan(&context, &command.cycle).await?;
                let versions = versions(&me, &run, &command, &planned);
                filled.overtake(REVISION, revision(&planned), versions);
            }
            Err(error) => filled.refused("", error)?,
        }
    }
    lay_out(&app, &me, Some(&planned), filled).await
}

/// What a plan that was read stood at.
fn revision(plan: &PlanCycle) -> Option<Revision> {
    match plan.seen {
        Seen::At(revision) => Some(revision),
        Seen::Anything | Seen::Nothing => None,
    }
}

/// A title in English, where it is another than the Indonesian one.
fn english(title: &Label) -> &str {
    if title.en == title.id { "" } else { &title.en }
}

/// What was sent beside what stands now.
fn versions(me: &SignedIn, run: &RunCycles, sent: &PlanCycle, now: &PlanCycle) -> Vec<Version> {
    let (shell, library) = (me.visitor.shell(""), jenjang_asn::evaluation());
    let unit = |id: &UnitId| {
        let found = run.units.iter().find(|unit| unit.id == *id);
        found.map_or_else(|| id.to_string(), |unit| shell.label(&unit.name).to_owned())
    };
    let scheme = |plan: &PlanCycle| {
        let id = declared(&plan.scheme.text).unwrap_or_default();
        library.scheme(id).map_or_else(|| id.to_owned(), |scheme| shell.label(&scheme.parts().title).to_owned())
    };
    let instrument = |plan: &PlanCycle| {
        let id = declared(&plan.instrument.text).unwrap_or_default();
        library.instrument(id).map_or_else(|| id.to_owned(), |instrument| shell.label(&instrument.parts().title).to_owned())
    };
    vec![
        Version::new(shell.t("Judul", "Title"), &*sent.title.id, &*now.title.id),
        Version::new(shell.t("Judul dalam bahasa Inggris", "Title in English"), english(&sent.title), english(&now.title)),
        Version::new(shell.t("Unit", "Unit"), unit(&sent.unit), unit(&now.unit)),
        Version::new(shell.t("Skema", "Scheme"), scheme(sent), scheme(now)),
        Version::new(shell.t("Kuesioner", "Questionnaire"), instrument(sent), instrument(now)),
    ]
}

/// What was typed as a plan: of a new cycle, or of one planned before, whose code and own texts stay.
fn command(filled: &mut Filled, unit: Option<UnitId>, run: &RunCycles, planned: Option<&PlanCycle>, seen: Seen) -> Option<PlanCycle> {
    let title = filled.text("title", TITLE);
    let english = filled.value("title-en").to_owned();
    if english.chars().count() > TITLE {
        filled.text("title-en", TITLE);
    }
    let cycle = match planned {
        Some(planned) => Some(planned.cycle.clone()),
        None => code(filled),
    };
    let unit = unit.filter(|unit| {
        let own = run.units.iter().any(|own| own.id == *unit);
        if !own {
            filled.refuse("unit", &Label::new("pilih salah satu unit Anda", "choose one of your units"));
        }
        own
    });
    let own = |text: fn(&PlanCycle) -> &CycleText| planned.map(text);
    let named = filled.value("scheme").to_owned();
    let scheme =
        shipped(jenjang_asn::scheme_texts(), &named).or_else(|| own(|plan| &plan.scheme).filter(|own| *own.file == *named).cloned());
    if scheme.is_none() {
        filled.refuse("scheme", &Label::new("pilih salah satu skema", "choose one of the schemes"));
    }
    let wanted = match (filled.value("instrument"), &scheme) {
        ("", Some(scheme)) => read_scheme(&scheme.file, scheme.text.as_bytes()).0.map(|scheme| scheme.parts().instrument.clone()),
        (chosen, _) => Some(chosen.to_owned()),
    };
    let wanted = wanted.unwrap_or_default();
    let instrument = shipped(jenjang_asn::instrument_texts(), &wanted)
        .or_else(|| own(|plan| &plan.instrument).filter(|own| *own.file == *wanted).cloned());
    if instrument.is_none() && scheme.is_some() {
        filled.refuse("instrument", &Label::new("pilih salah satu kuesioner", "choose one of the questionnaires"));
    }
    if !filled.problems().is_empty() {
        return None;
    }
    let title = title?;
    let title = if english.is_empty() { Label::same(title) } else { Label::new(title, english) };
    Some(PlanCycle { cycle: cycle?, title, unit: unit?, scheme: scheme?, instrument: instrument?, chart: None, seen })
}

/// The code of a new cycle.
fn code(filled: &mut Filled) -> Option<CycleId> {
    let expected =
        Label::new("huruf kecil, angka, dan tanda hubung, seperti 360-2027", "small letters, digits and hyphens, such as 360-2027");
    let plain = |id: &str| {
        !id.is_empty() && id != "new" && id.len() <= 40 && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    let typed = filled.value("id").to_owned();
    let cycle: Option<CycleId> = typed.parse().ok().filter(|_| plain(&typed));
    if cycle.is_none() {
        let found = crate::error::shortened(&typed);
        let problem = Label::new(
            format!("kode `{found}` tidak dapat dipakai, seharusnya {}", expected.id),
            format!("the code `{found}` cannot be used, expected {}", expected.en),
        );
        filled.refuse("id", &problem);
    }
    cycle
}

/// The id that a text declares.
fn declared(text: &str) -> Option<&str> {
    let own = text.lines().find_map(|line| line.trim_start().strip_prefix("id")?.trim_start().strip_prefix('='))?;
    own.split('"').nth(1)
}

/// The shipped text that declares this id.
fn shipped(mut texts: impl Iterator<Item = (&'static str, &'static str)>, id: &str) -> Option<CycleText> {
    texts.find(|(_, text)| declared(text) == Some(id)).map(|(file, text)| CycleText { file: file.into(), text: text.into() })
}

async fn lay_out(app: &App, me: &SignedIn, planned: Option<&PlanCycle>, filled: Filled) -> Result<Response, Failure> {
    let shell = match planned {
        None => me.visitor.titled("Rencanakan periode", "Plan a cycle"),
        Some(_) => me.visitor.titled("Rencanakan ulang periode", "Plan a cycle anew"),
    };
    let library = jenjang_asn::evaluation();
    let units = UnitChoice::of(app, me, Action::PlanCycle, filled.value("unit")).await?;
    let of_scheme = (String::new(), shell.t("Kuesioner skema itu", "The questionnaire of that scheme").to_owned());
    let schemes = library.schemes.iter().map(|scheme| (scheme.parts().id.clone(), shell.label(&scheme.parts().title).to_owned()));
    let instruments = library.instruments.iter().map(|of| (of.parts().id.clone(), shell.label(&of.parts().title).to_owned()));
    let page_of = Page {
        units,
        schemes: with_own(schemes.collect(), planned.map(|plan| &plan.scheme)),
        instruments: with_own([of_scheme].into_iter().chain(instruments).collect(), planned.map(|plan| &plan.instrument)),
        of: planned.map(|plan| plan.cycle.to_string()),
        filled,
        shell: shell.clone(),
    };
    page_with(page_of.filled.status(), &page_of)
}

/// Choices with the text that a cycle was planned with, where that is none of the shipped ones.
fn with_own(mut choices: Vec<(String, String)>, own: Option<&CycleText>) -> Vec<(String, String)> {
    if let Some(own) = own.filter(|own| choices.iter().all(|(id, _)| **id != *own.file)) {
        choices.push((own.file.to_string(), own.file.to_string()));
    }
    choices
}
