//! Objecting to a decision, and what became of it.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::NaiveDate;
use jenjang::legal::{Label, Language};
use jenjang::people::id::{AppealId, DecisionId};
use jenjang::promotion::repository::AppealStage;
use jenjang_asn::appeal::appeal_clock;
use jenjang_service::promotion::{
    DecisionDetails, FileAppeal, OwnAppeal, WithdrawAppeal, file_appeal, own_appeals, own_decisions, read_decision, withdraw_appeal,
};
use jenjang_service::records::new_id;

use super::corrections::criterion;
use crate::error::Failure;
use crate::form::{Filled, Typed};
use crate::pages::standing::{Mark, encoded};
use crate::session::SignedIn;
use crate::shell::{Shell, page, page_with};
use crate::state::App;

/// The most letters of grounds.
const MOST: usize = 4_000;

/// An appeal as it is shown.
struct Shown {
    id: Arc<str>,
    title: String,
    decision: Arc<str>,
    mark: Mark,
    grounds: Arc<str>,
    filed: NaiveDate,
    under_way: bool,
    /// The day by which it is to be answered.
    due: Option<NaiveDate>,
    late: bool,
    /// What became of it: since when, and what was said.
    ended: Option<(NaiveDate, String)>,
    /// The new decision.
    new_decision: Option<Arc<str>>,
}

impl Shown {
    fn of(app: &App, own: &OwnAppeal, language: Language) -> Shown {
        let appeal = &own.appeal;
        let policy = own.decision.as_ref().map_or("", |decision| &*decision.policy);
        let title = criterion(app, policy, &appeal.criterion, language).unwrap_or_else(|| appeal.criterion.to_string());
        let due = appeal_clock().map(|clock| clock.answer_due(appeal.filed)).filter(|_| own.is_under_way());
        let mut new_decision = None;
        let (mark, ended) = match &appeal.stage {
            AppealStage::Filed => (Mark::waiting("Diajukan", "Filed"), None),
            AppealStage::UnderReview { since, .. } => (Mark::waiting("Sedang ditinjau", "Under review"), Some((*since, String::new()))),
            AppealStage::Redecided { on, decision, .. } => {
                new_decision = Some(Arc::from(decision.as_str()));
                (Mark::good("Diputus ulang", "Decided again"), Some((*on, String::new())))
            }
            AppealStage::Dismissed { on, reason } => (Mark::bad("Ditolak", "Dismissed"), Some((*on, reason.to_string()))),
            AppealStage::Withdrawn { on } => (Mark::aside("Dicabut", "Withdrawn"), Some((*on, String::new()))),
        };
        Shown {
            id: appeal.id.as_str().into(),
            title,
            decision: appeal.decision.as_str().into(),
            mark,
            grounds: Arc::clone(&appeal.grounds),
            filed: appeal.filed,
            under_way: own.is_under_way(),
            late: due.is_some_and(|due| app.today() > due),
            due,
            ended,
            new_decision,
        }
    }
}

#[derive(Template)]
#[template(path = "career/appeals.html")]
struct ListPage {
    shell: Shell,
    done: Option<&'static str>,
    ground: String,
    answer_within: u32,
    appeals: Vec<Shown>,
}

/// My objections.
pub(super) async fn list(State(app): State<Arc<App>>, me: SignedIn) -> Result<Response, Failure> {
    let found = own_appeals(&app.context(&me.visitor.actor)).await?;
    let appeals = found.iter().map(|own| Shown::of(&app, own, me.visitor.language)).collect();
    let shell = me.visitor.titled("Keberatan saya", "My objections");
    let done = shell.done(&[
        ("filed", "Keberatan Anda diajukan.", "Your objection was filed."),
        ("withdrawn", "Keberatan itu dicabut; keputusannya tetap.", "The objection was withdrawn; the decision stands."),
    ]);
    let clock = appeal_clock();
    let ground = clock.as_ref().map_or_else(String::new, |clock| ground(clock, shell.language));
    page(&ListPage { answer_within: clock.map_or(0, |clock| clock.answer_within), ground, done, appeals, shell })
}

/// The legal ground of the terms, with how certain it is.
pub(crate) fn ground(clock: &jenjang::promotion::AppealClock, language: Language) -> String {
    let reference = &clock.reference;
    format!("{}; {}", reference.citation, reference.certainty.label().get(language))
}

/// A decision that may be objected to.
struct Disputed {
    id: Arc<str>,
    title: String,
    decided_on: NaiveDate,
    until: Option<NaiveDate>,
    /// Code and words of each requirement that may be disputed.
    criteria: Vec<(Arc<str>, String)>,
}

#[derive(Template)]
#[template(path = "career/appeal_new.html")]
struct FormPage {
    shell: Shell,
    form: Filled,
    /// The decision; absent where there is none under the policy.
    disputed: Option<Disputed>,
    /// Why no objection can be filed now.
    barred: Option<String>,
    /// The requirement it began at, in words.
    about: Option<String>,
    policy: String,
    /// Where a correction is asked for instead.
    correction: String,
    ground: String,
    file_within: u32,
}

/// The decision that is meant: the one named, or the last about me under the policy named.
async fn meant(app: &App, me: &SignedIn, form: &Filled) -> Result<Option<DecisionDetails>, Failure> {
    let context = app.context(&me.visitor.actor);
    let id: DecisionId = match form.value("decision") {
        "" => {
            let policy = form.value("policy");
            let own = own_decisions(&context).await?;
            match own.into_iter().find(|decision| &*decision.policy == policy) {
                Some(found) => found.id,
                None => return Ok(None),
            }
        }
        given => given.parse().map_err(|_| Failure::not_found())?,
    };
    let found = read_decision(&context, &id, me.visitor.language).await?;
    // an HR officer may read it, and cannot object in somebody's place
    if found.own { Ok(Some(found)) } else { Err(Failure::not_found()) }
}

fn barred(app: &App, found: &DecisionDetails) -> Option<Label> {
    let last = appeal_clock().map(|clock| clock.last_day(found.view.decided_on));
    if found.appeals.iter().any(|appeal| matches!(appeal.stage, AppealStage::Filed | AppealStage::UnderReview { .. })) {
        return Some(Label::new(
            "keberatan Anda atas keputusan ini belum selesai",
            "an objection of yours to this decision is not answered yet",
        ));
    }
    if !found.in_force {
        return Some(Label::new("keputusan ini sudah digantikan keputusan lain", "another decision has taken the place of this one"));
    }
    if found.disputable.is_empty() {
        return Some(Label::new(
            "semua syarat dalam keputusan ini dinyatakan terpenuhi",
            "every requirement in this decision was found to be met",
        ));
    }
    if last.is_some_and(|last| app.today() > last) {
        return Some(Label::new("batas waktu keberatan atas keputusan ini sudah lewat", "the term for objecting to this decision is over"));
    }
    None
}

/// The address under which an objection to a decision is filed, where it may be.
pub(crate) fn objection(app: &App, found: &DecisionDetails) -> Option<(String, Option<NaiveDate>)> {
    if !found.own || barred(app, found).is_some() {
        return None;
    }
    let until = appeal_clock().map(|clock| clock.last_day(found.view.decided_on));
    Some((format!("/career/appeals/new?decision={}", found.view.id), until))
}

fn laid_out(app: &App, me: &SignedIn, form: Filled, found: Option<DecisionDetails>) -> Result<Response, Failure> {
    let language = me.visitor.language;
    let shell = me.visitor.titled("Ajukan keberatan", "Object");
    let barred = found.as_ref().and_then(|found| barred(app, found));
    let clock = appeal_clock();
    let disputed = found.map(|found| Disputed {
        id: found.view.id.as_str().into(),
        title: found.title.get(language).to_owned(),
        decided_on: found.view.decided_on,
        until: clock.as_ref().map(|clock| clock.last_day(found.view.decided_on)),
        criteria: found.disputable,
    });
    let (policy, code) = (form.value("policy").to_owned(), form.value("criterion").to_owned());
    let about = criterion(app, &policy, &code, language);
    let page = FormPage {
        barred: barred.map(|label| crate::format::sentence(label.get(language))),
        about,
        correction: format!("/career/corrections/new?{}", encoded(&[("policy", &policy), ("criterion", &code)])),
        policy,
        ground: clock.as_ref().map_or_else(String::new, |clock| ground(clock, language)),
        file_within: clock.map_or(0, |clock| clock.file_within),
        disputed,
        form,
        shell,
    };
    page_with(page.form.status(), &page)
}

/// The form, or why there is none.
pub(super) async fn ask(State(app): State<Arc<App>>, me: SignedIn) -> Result<Response, Failure> {
    let form = Filled::of(Typed::query(&me.visitor.uri), me.visitor.language);
    let found = meant(&app, &me, &form).await?;
    laid_out(&app, &me, form, found)
}

/// Files it.
pub(super) async fn send(State(app): State<Arc<App>>, me: SignedIn, typed: Typed) -> Result<Response, Failure> {
    let mut form = Filled::of(typed, me.visitor.language);
    let Some(found) = meant(&app, &me, &form).await? else { return laid_out(&app, &me, form, None) };
    let code = form.value("criterion").to_owned();
    if !found.disputable.iter().any(|(known, _)| **known == *code) {
        form.refuse("criterion", &Label::new("pilih syarat yang Anda persoalkan", "choose the requirement you object to"));
    }
    let grounds = form.text("grounds", MOST);
    if let (true, Some(grounds)) = (form.problems().is_empty(), grounds) {
        let context = app.context(&me.visitor.actor);
        let id = new_id::<AppealId>(&context)?;
        let clock = appeal_clock();
        let command = FileAppeal { id: &id, decision: &found.view.id, criterion: &code, grounds: &grounds, clock: clock.as_ref() };
        match file_appeal(&context, command).await {
            Ok(_) => return Ok(Redirect::to("/career/appeals?done=filed").into_response()),
            Err(error) => form.refused("", error)?,
        }
    }
    laid_out(&app, &me, form, Some(found))
}

/// Takes one back.
pub(super) async fn withdraw(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>) -> Result<Response, Failure> {
    let appeal: AppealId = id.parse().map_err(|_| Failure::not_found())?;
    withdraw_appeal(&app.context(&me.visitor.actor), WithdrawAppeal { appeal }).await?;
    Ok(Redirect::to("/career/appeals?done=withdrawn").into_response())
}
