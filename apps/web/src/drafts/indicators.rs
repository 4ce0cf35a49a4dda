//! Indicators and their figures: defined, reported, verified by somebody else, watched; policies reviewed after a year.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::NaiveDate;
use jenjang::access::GrantedRole;
use jenjang::indicator::reading::current;
use jenjang::indicator::{Basis, Indicator, PolicyReview, PromiseLine, Reading, ReadingState, Recommendation, ReportingPeriod, Source};
use jenjang::legal::{Label, Language};
use jenjang::people::id::IndicatorId;
use jenjang::store::Revision;
use jenjang_policy_files::{Sources, read_indicators};
use jenjang_service::indicators::{
    Calculation, DefineIndicators, IndicatorView, PromiseFigures, ReportReading, ReviewPolicy, VerifyReading, attention, define_as_seen,
    promise, read_indicator, read_indicators as all_indicators, read_reviews, report, review as decide_review, verify,
};

use super::look::{Found, problems};
use super::{in_address, pick};
use crate::error::Failure;
use crate::form::{Filled, REVISION, Typed, Version, changed_meanwhile};
use crate::format;
use crate::session::SignedIn;
use crate::shell::{Shell, page_with};
use crate::state::App;

/// What stands in the form of a new indicator.
const TEMPLATE: &str = include_str!("../../templates/drafts/indicator.toml");

const FILE: &str = "indikator.toml";

/// What the hidden fields begin with that say at which revisions indicators were read.
const REVISIONS: &str = "revision-";

/// The most letters of a file of indicators.
const MOST: usize = 256 * 1024;

struct Entry {
    address: String,
    name: String,
    period: String,
    figure: String,
    target: String,
    class: &'static str,
    sign: &'static str,
    state: String,
}

#[derive(Template)]
#[template(path = "drafts/indicators.html")]
struct ListPage<'p> {
    shell: Shell,
    alerts: Vec<(String, String, String)>,
    entries: Vec<Entry>,
    writes: bool,
    text: String,
    found: Vec<Found>,
    form: Filled,
    done: Option<&'p str>,
}

const DONE: [(&str, &str, &str); 6] = [
    ("defined", "Indikator disimpan.", "The indicators were kept."),
    ("reported", "Angka dilaporkan.", "The figure was reported."),
    ("verified", "Angka diverifikasi.", "The figure was verified."),
    ("refused", "Angka ditolak dengan alasannya.", "The figure was refused, with the reason."),
    ("promised", "Janji dicatat.", "The promise was entered."),
    ("reviewed", "Peninjauan dicatat.", "The review was kept."),
];

/// A figure as the indicator shows it.
fn shown(view: &IndicatorView, value: jenjang::Decimal, language: Language) -> String {
    let text = view.indicator.shown(value).to_string();
    let text = if language == Language::Id { text.replace('.', ",") } else { text };
    format!("{text} {}", view.indicator.unit.get(language))
}

fn state_of(reading: Option<&Reading>, language: Language) -> (&'static str, &'static str, String) {
    let word = |reading: &Reading| format::capitalised(reading.state.label().get(language));
    match reading {
        None => ("aside", "–", pick(language, "Belum ada angka", "No figure yet").to_owned()),
        Some(reading) => match reading.state {
            ReadingState::Verified { .. } => ("met", "✓", word(reading)),
            ReadingState::Entered => ("unknown", "…", word(reading)),
            ReadingState::Refused { .. } => ("not-met", "✕", word(reading)),
        },
    }
}

fn address(id: &IndicatorId) -> String {
    format!("/drafts/indicators/{}", in_address(id.as_str()))
}

/// All of them, what needs attention first.
pub(crate) async fn list(State(app): State<Arc<App>>, me: SignedIn) -> Result<Response, Failure> {
    let views = all_indicators(&app.context(&me.visitor.actor)).await?;
    let seen: Vec<(String, String)> = views.iter().map(|view| (revision_of(&view.indicator.id), view.revision.0.to_string())).collect();
    let seen: Vec<(&str, &str)> = seen.iter().map(|(name, revision)| (&**name, &**revision)).collect();
    list_page(&app, &me, TEMPLATE.to_owned(), Vec::new(), Filled::with(&seen, me.visitor.language)).await
}

/// The hidden field that says at which revision an indicator was read, or with which number the figure of a period.
fn revision_of(what: &impl ToString) -> String {
    format!("{REVISION}-{}", what.to_string())
}

async fn list_page(app: &App, me: &SignedIn, text: String, found: Vec<Found>, form: Filled) -> Result<Response, Failure> {
    let language = me.visitor.language;
    let context = app.context(&me.visitor.actor);
    let views = all_indicators(&context).await?;
    let attention = attention(&context, &app.shipped).await?;
    let named =
        |id: &IndicatorId| views.iter().find(|view| view.indicator.id == *id).map(|view| view.indicator.name.get(language).to_owned());
    let alerts = attention.alerts.iter().map(|alert| {
        let sentence = format::sentence(alert.message.get(language));
        (address(&alert.indicator), named(&alert.indicator).unwrap_or_else(|| alert.indicator.to_string()), sentence)
    });
    let entries = views.iter().map(|view| {
        let last = view.readings.iter().filter(|reading| reading.is_alive()).map(|reading| reading.period).max();
        let reading = last.and_then(|period| current(&view.readings, period));
        let (class, sign, state) = state_of(reading, language);
        let value = reading.and_then(|reading| reading.value(&view.indicator.source));
        let target = last.and_then(|period| view.indicator.targets.get(&period).copied());
        Entry {
            address: address(&view.indicator.id),
            name: view.indicator.name.get(language).to_owned(),
            period: last.map_or_else(|| "–".to_owned(), |period| period.to_string()),
            figure: value.map_or_else(|| "–".to_owned(), |value| shown(view, value, language)),
            target: target.map_or_else(|| "–".to_owned(), |target| shown(view, target, language)),
            class,
            sign,
            state,
        }
    });
    let shell = me.visitor.shell(pick(language, "Indikator", "Indicators"));
    let status = if found.is_empty() { form.status() } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = ListPage {
        alerts: alerts.collect(),
        entries: entries.collect(),
        writes: holds(me, GrantedRole::PolicyAnalyst),
        text,
        found,
        form,
        done: shell.done(&DONE),
        shell,
    };
    page_with(status, &page)
}

fn holds(me: &SignedIn, role: GrantedRole) -> bool {
    me.who.grants.iter().any(|grant| grant.role == role)
}

/// Defines the indicators of a text.
pub(crate) async fn define(State(app): State<Arc<App>>, me: SignedIn, typed: Typed) -> Result<Response, Failure> {
    let language = me.visitor.language;
    let text = typed.lines("text");
    let read = |(id, revision): (&str, &str)| Some((id.parse().ok()?, Revision(revision.parse().ok()?)));
    let seen: BTreeMap<IndicatorId, Revision> = typed.named(REVISIONS).filter_map(read).collect();
    let mut form = Filled::of(typed, language);
    if text.len() > MOST {
        form.refuse("text", &Label::new("teks ini terlalu panjang", "this text is too long"));
        return list_page(&app, &me, text, Vec::new(), form).await;
    }
    let names: Vec<&str> = Calculation::ALL.iter().map(|calculation| calculation.as_str()).collect();
    let (indicators, found) = read_indicators(FILE, text.as_bytes(), &names);
    if found.iter().any(|problem| problem.severity == jenjang::policy::diagnostic::Severity::Error) {
        let mut sources = Sources::default();
        sources.insert(FILE, text.as_bytes());
        let records: Vec<_> = found.iter().map(|problem| sources.record(problem)).collect();
        let found = problems(&records, "text", &text, language);
        return list_page(&app, &me, text, found, form).await;
    }
    if indicators.is_empty() {
        form.refuse("text", &Label::new("tidak ada indikator dalam teks ini", "there is no indicator in this text"));
        return list_page(&app, &me, text, Vec::new(), form).await;
    }
    let command = DefineIndicators { indicators };
    match define_as_seen(&app.context(&me.visitor.actor), &command, &seen).await {
        Ok(_) => Ok(Redirect::to("/drafts/indicators?done=defined").into_response()),
        Err(error) if changed_meanwhile(&error) => {
            for now in all_indicators(&app.context(&me.visitor.actor)).await? {
                let id = &now.indicator.id;
                let sent = command.indicators.iter().find(|sent| sent.id == *id && **sent != now.indicator);
                if let Some(sent) = sent.filter(|_| seen.get(id) != Some(&now.revision)) {
                    form.overtake(&revision_of(id), Some(now.revision), versions(&me, sent, &now.indicator));
                }
            }
            // what may not be read is not shown beside what was sent
            if form.versions().is_none() {
                return Err(error.into());
            }
            list_page(&app, &me, text, Vec::new(), form).await
        }
        Err(error) => {
            form.refused("text", error)?;
            list_page(&app, &me, text, Vec::new(), form).await
        }
    }
}

/// What was sent beside what stands now, as far as they differ.
fn versions(me: &SignedIn, sent: &Indicator, now: &Indicator) -> Vec<Version> {
    let (language, shell) = (me.visitor.language, me.visitor.shell(""));
    let lines = |lines: Vec<String>| lines.join("\n");
    let figure = |value: Option<jenjang::Decimal>| value.map(|value| value.to_string()).unwrap_or_default();
    let row = |term: &str, said: &dyn Fn(&Indicator) -> String| Version::new(format!("{}: {term}", now.id), said(sent), said(now));
    let mut rows = vec![
        row(shell.t("nama (Indonesia)", "name (Indonesian)"), &|of| of.name.id.to_string()),
        row(shell.t("nama (Inggris)", "name (English)"), &|of| of.name.en.to_string()),
        row(shell.t("satuan", "unit"), &|of| of.unit.get(language).to_owned()),
        row(shell.t("arah", "direction"), &|of| of.direction.label().get(language).to_owned()),
        row(shell.t("kebijakan", "policy"), &|of| of.policy.as_ref().map(ToString::to_string).unwrap_or_default()),
        row(shell.t("titik awal", "baseline"), &|of| figure(of.baseline)),
        row(shell.t("target", "targets"), &|of| lines(of.targets.iter().map(|(period, target)| format!("{period}: {target}")).collect())),
        row(shell.t("rumus", "formulas"), &|of| lines(of.formulas.iter().map(|one| format!("{}: {}", one.from, one.value)).collect())),
        row(shell.t("capaian", "achievement"), &|of| of.achievement.to_string()),
        row(shell.t("di luar jalur", "off track"), &|of| of.off_track.to_string()),
        row(shell.t("periode", "periods"), &|of| match of.until {
            Some(until) => format!("{} – {until}", of.since),
            None => format!("{} –", of.since),
        }),
        row(shell.t("toleransi", "tolerance"), &|of| of.tolerance.to_string()),
        row(shell.t("tenggat (hari)", "due after (days)"), &|of| of.due_days.to_string()),
    ];
    rows.retain(Version::differs);
    rows
}

struct Figure {
    number: u32,
    period: String,
    value: String,
    calculated: Option<String>,
    target: String,
    achieved: String,
    off_track: bool,
    class: &'static str,
    sign: &'static str,
    state: String,
    evidence: String,
    reason: String,
    entered: NaiveDate,
    /// Whether the visitor may verify it, or why not.
    verifies: bool,
    own: bool,
}

#[derive(Template)]
#[template(path = "drafts/indicator.html")]
struct IndicatorPage<'p> {
    shell: Shell,
    path: String,
    name: String,
    policy: Option<Arc<str>>,
    direction: String,
    baseline: String,
    alerts: Vec<String>,
    figures: Vec<Figure>,
    /// The figure that counts in each period, as the form of a report is shown at it.
    standing: Vec<(String, u32)>,
    reports: bool,
    form: Filled,
    done: Option<&'p str>,
}

fn indicator_id(text: &str) -> Result<IndicatorId, Failure> {
    text.parse().map_err(|_| Failure::not_found())
}

/// One indicator with its figures.
pub(crate) async fn show(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>) -> Result<Response, Failure> {
    indicator_page(&app, &me, &indicator_id(&id)?, Filled::with(&[], me.visitor.language)).await
}

async fn indicator_page(app: &App, me: &SignedIn, id: &IndicatorId, form: Filled) -> Result<Response, Failure> {
    let language = me.visitor.language;
    let context = app.context(&me.visitor.actor);
    let view = read_indicator(&context, id).await?;
    let indicator = &view.indicator;
    let alerts = jenjang::indicator::alerts(indicator, &view.readings, app.today());
    let verifies = holds(me, GrantedRole::PolicyAnalyst) || holds(me, GrantedRole::Auditor);
    let figures = view.readings.iter().rev().map(|reading| {
        let (class, sign, state) = state_of(Some(reading), language);
        let value = reading.value(&indicator.source);
        let waits = reading.state == ReadingState::Entered
            && current(&view.readings, reading.period).is_some_and(|last| last.number == reading.number);
        let own = reading.entered_by.as_ref() == Some(&me.person);
        let achieved = value.and_then(|value| indicator.achieved(value, reading.period));
        let percent = |value: jenjang::Decimal| {
            let text = format!("{} %", value.round_dp(1));
            if language == Language::Id { text.replace('.', ",") } else { text }
        };
        Figure {
            number: reading.number,
            period: reading.period.to_string(),
            value: value.map_or_else(|| "–".to_owned(), |value| shown(&view, value, language)),
            calculated: reading
                .calculated
                .as_ref()
                .filter(|_| reading.reported.is_some())
                .map(|calculated| shown(&view, calculated.value, language)),
            target: indicator.targets.get(&reading.period).map_or_else(|| "–".to_owned(), |target| shown(&view, *target, language)),
            achieved: achieved.map_or_else(|| "–".to_owned(), percent),
            off_track: value.and_then(|value| indicator.is_off_track(value, reading.period)) == Some(true),
            class,
            sign,
            state,
            evidence: reading.reported.as_ref().map_or_else(String::new, |reported| reported.evidence.to_string()),
            reason: match &reading.state {
                ReadingState::Refused { reason, .. } => reason.to_string(),
                _ => reading.reason.as_ref().map_or_else(String::new, ToString::to_string),
            },
            entered: reading.entered,
            verifies: verifies && waits && !own,
            own: waits && own,
        }
    });
    let standing = view.readings.iter().filter_map(|reading| current(&view.readings, reading.period));
    let standing: BTreeMap<String, u32> = standing.map(|reading| (revision_of(&reading.period), reading.number)).collect();
    let shell = me.visitor.shell(indicator.name.get(language));
    let reports = (holds(me, GrantedRole::PolicyAnalyst) || holds(me, GrantedRole::HrOfficer)) && indicator.source == Source::Reported;
    let page = IndicatorPage {
        path: address(id),
        name: indicator.name.get(language).to_owned(),
        policy: indicator.policy.clone(),
        direction: indicator.direction.label().get(language).to_owned(),
        baseline: indicator.baseline.map_or_else(|| "–".to_owned(), |value| shown(&view, value, language)),
        alerts: alerts.iter().map(|alert| format::sentence(alert.message.get(language))).collect(),
        figures: figures.collect(),
        standing: standing.into_iter().collect(),
        reports,
        done: shell.done(&DONE),
        form,
        shell,
    };
    page_with(page.form.status(), &page)
}

/// Reports a figure, or verifies or refuses one.
pub(crate) async fn act(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>, typed: Typed) -> Result<Response, Failure> {
    let id = indicator_id(&id)?;
    let mut form = Filled::of(typed, me.visitor.language);
    let context = app.context(&me.visitor.actor);
    let what = Label::new("periode seperti 2026, 2026-Q1 atau 2026-03", "a period such as 2026, 2026-Q1 or 2026-03");
    let (period, done) = match form.value("do").to_owned().as_str() {
        "report" => {
            let period = form.parsed::<ReportingPeriod>("period", &what);
            let typed_value = form.value("value").replace(',', ".");
            let value = typed_value.parse::<jenjang::Decimal>().ok();
            if value.is_none() {
                form.refuse(
                    "value",
                    &Label::new("angka tidak dapat dibaca, seharusnya seperti 82,5", "the figure cannot be read, expected such as 82.5"),
                );
            }
            let evidence = form.text("evidence", 500);
            let correction = Some(form.value("correction").to_owned()).filter(|reason| !reason.is_empty());
            let (Some(period), Some(value), Some(evidence)) = (period, value, evidence) else {
                return indicator_page(&app, &me, &id, form).await;
            };
            let seen = form.typed().seen(&revision_of(&period));
            let command = ReportReading { indicator: id.clone(), period, value, inputs: BTreeMap::new(), evidence, correction, seen };
            (period, report(&context, &command).await.map(|_| "reported"))
        }
        code @ ("verify" | "refuse") => {
            let Some(period) = form.parsed::<ReportingPeriod>("of", &what) else { return indicator_page(&app, &me, &id, form).await };
            let refused = (code == "refuse").then(|| form.value("why").to_owned());
            let done = if refused.is_some() { "refused" } else { "verified" };
            let seen = form.typed().seen(&revision_of(&period));
            (period, verify(&context, &VerifyReading { indicator: id.clone(), period, refused, seen }).await.map(|_| done))
        }
        _ => return Err(Failure::of_status(StatusCode::BAD_REQUEST)),
    };
    match done {
        Ok(done) => Ok(Redirect::to(&format!("{}?done={done}", address(&id))).into_response()),
        Err(error) if changed_meanwhile(&error) => {
            let view = read_indicator(&context, &id).await?;
            let versions = figures_of(&me, &view, period, &form);
            // the forms of the page name the figures that they show
            form.overtake(&revision_of(&period), None, versions);
            indicator_page(&app, &me, &id, form).await
        }
        Err(error) => {
            let field = match error.code() {
                "figure-there" | "nothing-to-correct" => "correction",
                "period-not-covered" | "period-not-over" => "period",
                _ => "",
            };
            form.refused(field, error)?;
            indicator_page(&app, &me, &id, form).await
        }
    }
}

/// The figure or the verdict that was sent, beside the figure that counts now.
fn figures_of(me: &SignedIn, now: &IndicatorView, period: ReportingPeriod, sent: &Filled) -> Vec<Version> {
    let (language, shell) = (me.visitor.language, me.visitor.shell(""));
    let stands = current(&now.readings, period);
    let value = stands.and_then(|reading| reading.value(&now.indicator.source)).map(|value| shown(now, value, language));
    let yours = match sent.value("do") {
        "report" => sent.value("value"),
        "refuse" => shell.t("ditolak", "refused"),
        _ => shell.t("diverifikasi", "verified"),
    };
    let evidence = stands.and_then(|reading| reading.reported.as_ref()).map(|reported| reported.evidence.to_string());
    vec![
        Version::new(format!("{} {period}", shell.t("Angka", "Figure")), yours, value.unwrap_or_default()),
        Version::new(shell.t("Keadaan", "State"), "", state_of(stands, language).2),
        Version::new(shell.t("Bukti", "Evidence"), sent.value("evidence"), evidence.unwrap_or_default()),
    ]
}

struct Line {
    indicator: String,
    period: String,
    promised: String,
    happened: String,
    verdict: String,
}

struct Kept {
    title: String,
    on: NaiveDate,
    /// What a review recommends, and why; absent for a promise.
    recommendation: Option<(String, String)>,
    lines: Vec<Line>,
}

#[derive(Template)]
#[template(path = "drafts/reviews.html")]
struct ReviewsPage<'p> {
    shell: Shell,
    due: Vec<(String, Arc<str>, NaiveDate)>,
    kept: Vec<Kept>,
    writes: bool,
    policies: Vec<(String, String)>,
    indicators: Vec<(String, String)>,
    recommendations: Vec<(&'static str, String)>,
    form: Filled,
    done: Option<&'p str>,
}

/// Promises and reviews of policies.
pub(crate) async fn reviews(State(app): State<Arc<App>>, me: SignedIn) -> Result<Response, Failure> {
    reviews_page(&app, &me, Filled::with(&[], me.visitor.language)).await
}

async fn reviews_page(app: &App, me: &SignedIn, form: Filled) -> Result<Response, Failure> {
    let language = me.visitor.language;
    let context = app.context(&me.visitor.actor);
    let kept = read_reviews(&context, None).await?.kept;
    let attention = attention(&context, &app.shipped).await?;
    let views = all_indicators(&context).await?;
    let versions = jenjang_service::policies::list_policies(&context, None).await?;
    let title =
        |policy: &str| app.shipped.set.get(policy).map_or_else(|| policy.to_owned(), |policy| policy.title.get(language).to_owned());
    let view = |id: &IndicatorId| views.iter().find(|view| view.indicator.id == *id);
    let name = |id: &IndicatorId| view(id).map_or_else(|| id.to_string(), |view| view.indicator.name.get(language).to_owned());
    let value = |id: &IndicatorId, value: Option<jenjang::Decimal>| match (view(id), value) {
        (Some(view), Some(value)) => shown(view, value, language),
        (None, Some(value)) => value.to_string(),
        (_, None) => "–".to_owned(),
    };
    let kept = kept.iter().rev().map(|kept| match kept {
        PolicyReview::Promise(promise) => Kept {
            title: title(&promise.policy),
            on: promise.entered,
            recommendation: None,
            lines: (promise.lines.iter())
                .map(|line| Line {
                    indicator: name(&line.indicator),
                    period: line.period.to_string(),
                    promised: value(&line.indicator, Some(line.expected)),
                    happened: "–".to_owned(),
                    verdict: line.basis.label().get(language).to_owned(),
                })
                .collect(),
        },
        PolicyReview::Review(review) => Kept {
            title: title(&review.policy),
            on: review.decided,
            recommendation: Some((format::capitalised(review.recommendation.label().get(language)), review.reasons.to_string())),
            lines: (review.lines.iter())
                .map(|line| Line {
                    indicator: name(&line.indicator),
                    period: line.period.to_string(),
                    promised: value(&line.indicator, line.promised),
                    happened: value(&line.indicator, line.happened),
                    verdict: line.verdict.label().get(language).to_owned(),
                })
                .collect(),
        },
    });
    let mut policies: Vec<(String, String)> = (versions.iter())
        .filter(|listing| !matches!(listing.version.state.as_str(), "withdrawn"))
        .map(|listing| (listing.version.policy.to_string(), title(&listing.version.policy)))
        .collect();
    policies.dedup();
    let shell = me.visitor.shell(pick(language, "Peninjauan kebijakan", "Policy reviews"));
    let page = ReviewsPage {
        due: attention.reviews.iter().map(|due| (title(&due.policy), Arc::clone(&due.policy), due.due)).collect(),
        kept: kept.collect(),
        writes: holds(me, GrantedRole::PolicyAnalyst),
        policies,
        indicators: views.iter().map(|view| (view.indicator.id.to_string(), view.indicator.name.get(language).to_owned())).collect(),
        recommendations: Recommendation::ALL.iter().map(|one| (one.as_str(), format::capitalised(one.label().get(language)))).collect(),
        done: shell.done(&DONE),
        form,
        shell,
    };
    page_with(page.form.status(), &page)
}

/// Enters a promise, or decides a review.
pub(crate) async fn review(State(app): State<Arc<App>>, me: SignedIn, typed: Typed) -> Result<Response, Failure> {
    let mut form = Filled::of(typed, me.visitor.language);
    let context = app.context(&me.visitor.actor);
    let policy: Arc<str> = form.value("policy").into();
    let done = match form.value("do").to_owned().as_str() {
        "promise" => {
            let indicator = form.parsed::<IndicatorId>("indicator", &Label::new("indikator", "an indicator"));
            let what = Label::new("periode seperti 2027 atau 2027-Q1", "a period such as 2027 or 2027-Q1");
            let period = form.parsed::<ReportingPeriod>("period", &what);
            let expected = form.value("expected").replace(',', ".").parse::<jenjang::Decimal>().ok();
            if expected.is_none() {
                form.refuse(
                    "expected",
                    &Label::new("angka tidak dapat dibaca, seharusnya seperti 90", "the figure cannot be read, expected such as 90"),
                );
            }
            let (Some(indicator), Some(period), Some(expected)) = (indicator, period, expected) else {
                return reviews_page(&app, &me, form).await;
            };
            let line = PromiseLine { indicator, period, expected, basis: Basis::Stated };
            promise(&context, &PromiseFigures { policy, version: None, lines: vec![line] }).await.map(|_| "promised")
        }
        "review" => {
            let recommendation = Recommendation::ALL.iter().copied().find(|one| one.as_str() == form.value("recommendation"));
            let Some(recommendation) = recommendation else {
                form.refuse("recommendation", &Label::new("pilih rekomendasinya", "choose what is recommended"));
                return reviews_page(&app, &me, form).await;
            };
            let Some(reasons) = form.text("reasons", 5_000) else { return reviews_page(&app, &me, form).await };
            decide_review(&context, &ReviewPolicy { policy, version: None, recommendation, reasons }).await.map(|_| "reviewed")
        }
        _ => return Err(Failure::of_status(StatusCode::BAD_REQUEST)),
    };
    match done {
        Ok(done) => Ok(Redirect::to(&format!("/drafts/reviews?done={done}")).into_response()),
        Err(error) => {
            form.refused("", error)?;
            reviews_page(&app, &me, form).await
        }
    }
}
