//! Planning a cycle: what it is called, whose it is, by which scheme and questionnaire.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use jenjang::legal::Label;
use jenjang::people::id::{CycleId, UnitId};
use jenjang_service::cycles::{CycleText, PlanCycle, RunCycles, list_run_cycles, plan as plan_cycle};

use crate::error::Failure;
use crate::form::{Filled, Typed, changed_meanwhile};
use crate::session::SignedIn;
use crate::shell::{Shell, page_with};
use crate::state::App;

/// The longest title, in letters.
const TITLE: usize = 120;

#[derive(Template)]
#[template(path = "hr/cycles/plan.html")]
struct Page {
    shell: Shell,
    filled: Filled,
    units: Vec<(String, String)>,
    schemes: Vec<(String, String)>,
    instruments: Vec<(String, String)>,
}

/// The empty form.
pub(super) async fn ask(State(app): State<Arc<App>>, me: SignedIn) -> Result<Response, Failure> {
    let run = list_run_cycles(&app.context(&me.visitor.actor)).await?;
    lay_out(&me, &run, Filled::with(&[("scheme", "asn/360/default")], me.visitor.language))
}

/// Plans it.
pub(super) async fn plan(State(app): State<Arc<App>>, me: SignedIn, typed: Typed) -> Result<Response, Failure> {
    let context = app.context(&me.visitor.actor);
    let run = list_run_cycles(&context).await?;
    let mut filled = Filled::of(typed, me.visitor.language);
    let Some(command) = command(&mut filled, &run) else { return lay_out(&me, &run, filled) };
    match plan_cycle(&context, &command).await {
        Ok(_) => return Ok(Redirect::to(&format!("/hr/cycles/{}?done=planned", command.cycle)).into_response()),
        Err(error) if changed_meanwhile(&error) => {
            let taken = Label::new("kode ini sudah dipakai periode lain", "this code is taken by another cycle");
            filled.refuse("id", &taken);
        }
        Err(error) => filled.refused("", error)?,
    }
    lay_out(&me, &run, filled)
}

fn command(filled: &mut Filled, run: &RunCycles) -> Option<PlanCycle> {
    let title = filled.text("title", TITLE);
    let english = filled.value("title-en").to_owned();
    if english.chars().count() > TITLE {
        filled.text("title-en", TITLE);
    }
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
    let unit = filled.parsed::<UnitId>("unit", &Label::new("salah satu unit Anda", "one of your units"));
    let unit = unit.filter(|unit| {
        let own = run.units.iter().any(|own| own.id == *unit);
        if !own {
            filled.refuse("unit", &Label::new("pilih salah satu unit Anda", "choose one of your units"));
        }
        own
    });
    let library = jenjang_asn::evaluation();
    let named = filled.value("scheme").to_owned();
    let scheme = library.scheme(&named).cloned();
    if scheme.is_none() {
        filled.refuse("scheme", &Label::new("pilih salah satu skema", "choose one of the schemes"));
    }
    let wanted = match filled.value("instrument") {
        "" => scheme.as_ref().map(|scheme| scheme.parts().instrument.clone()).unwrap_or_default(),
        chosen => chosen.to_owned(),
    };
    let instrument = library.instrument(&wanted).cloned();
    if instrument.is_none() && scheme.is_some() {
        filled.refuse("instrument", &Label::new("pilih salah satu kuesioner", "choose one of the questionnaires"));
    }
    if !filled.problems().is_empty() {
        return None;
    }
    let title = title?;
    let title = if english.is_empty() { Label::same(title) } else { Label::new(title, english) };
    let scheme = text_of(jenjang_asn::scheme_texts(), &scheme?.parts().id)?;
    let instrument = text_of(jenjang_asn::instrument_texts(), &instrument?.parts().id)?;
    Some(PlanCycle { cycle: cycle?, title, unit: unit?, scheme, instrument, chart: None })
}

/// The shipped text that declares this id.
fn text_of(mut texts: impl Iterator<Item = (&'static str, &'static str)>, id: &str) -> Option<CycleText> {
    let declares = |text: &str| {
        let own = text.lines().find_map(|line| line.trim_start().strip_prefix("id")?.trim_start().strip_prefix('='));
        own.is_some_and(|own| own.split('"').nth(1) == Some(id))
    };
    texts.find(|(_, text)| declares(text)).map(|(file, text)| CycleText { file: file.into(), text: text.into() })
}

fn lay_out(me: &SignedIn, run: &RunCycles, filled: Filled) -> Result<Response, Failure> {
    let shell = me.visitor.shell(me.visitor.shell("").t("Rencanakan periode", "Plan a cycle"));
    let library = jenjang_asn::evaluation();
    let choose = (String::new(), shell.t("Pilih…", "Choose…").to_owned());
    let units = run.units.iter().map(|unit| (unit.id.to_string(), shell.label(&unit.name).to_owned()));
    let of_scheme = (String::new(), shell.t("Kuesioner skema itu", "The questionnaire of that scheme").to_owned());
    let schemes = library.schemes.iter().map(|scheme| (scheme.parts().id.clone(), shell.label(&scheme.parts().title).to_owned()));
    let instruments = library.instruments.iter().map(|of| (of.parts().id.clone(), shell.label(&of.parts().title).to_owned()));
    let page_of = Page {
        units: [choose].into_iter().chain(units).collect(),
        schemes: schemes.collect(),
        instruments: [of_scheme].into_iter().chain(instruments).collect(),
        filled,
        shell: shell.clone(),
    };
    page_with(page_of.filled.status(), &page_of)
}
