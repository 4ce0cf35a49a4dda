//! Mentoring programmes: declared rules, pairs found by them, pairs that run.

use std::collections::BTreeSet;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::NaiveDate;
use jenjang::Decimal;
use jenjang::legal::{Label, Language};
use jenjang::mentoring::{Criterion, MentoringProgramme, PairState, Side, Weighted};
use jenjang::number::format_decimal;
use jenjang::people::id::{PairId, PersonId, ProgrammeId};
use jenjang_service::ServiceError;
use jenjang_service::mentoring::{
    EndPair, MatchMentors, MatchPerson, MatchSources, Matched, ProgrammeView, declare_as_seen, end_pair, list_programmes, match_mentors,
    read_programme,
};
use jenjang_service::people::{check_in_charge, in_charge_of, names_of};
use jenjang_service::permissions::Action;

use crate::development::{Tag, mentoring, needs, number, segment};
use crate::error::Failure;
use crate::form::{Filled, REVISION, Typed, Version, changed_meanwhile};
use crate::format;
use crate::hr::named::named;
use crate::pages::listing::part;
use crate::session::SignedIn;
use crate::shell::{Shell, page_with};
use crate::state::{App, facts};
use crate::unit_field::{UnitChoice, unit};

struct Row {
    id: String,
    address: String,
    title: String,
    first: NaiveDate,
    last: NaiveDate,
    criteria: String,
}

#[derive(Template)]
#[template(path = "hr/development/programmes.html")]
struct ListPage {
    shell: Shell,
    form: Filled,
    rows: Vec<Row>,
    /// After which the next page begins, where more follow.
    last: Option<String>,
    units: UnitChoice,
    criteria: Vec<(String, String)>,
}

/// Programmes of the own units; with `?programme=` that one stands in the form.
pub(super) async fn list(State(app): State<Arc<App>>, me: SignedIn) -> Result<Response, Failure> {
    let stored = match Typed::query(&me.visitor.uri).get("programme").parse::<ProgrammeId>() {
        Ok(id) => stored(&app, &me, &id).await?,
        Err(_) => None,
    };
    let fields = stored.as_ref().map_or_else(|| vec![("load".to_owned(), "2".to_owned())], fields_of);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (&**name, &**value)).collect();
    show_list(&app, &me, Filled::with(&fields, me.visitor.language)).await
}

/// The programme with this id, where there is one.
async fn stored(app: &App, me: &SignedIn, id: &ProgrammeId) -> Result<Option<ProgrammeView>, Failure> {
    match read_programme(&app.context(&me.visitor.actor), id).await {
        Ok(view) => Ok(Some(view)),
        Err(ServiceError::NotFound { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// The hidden field that says at which revision a programme was read.
fn revision_of(id: &ProgrammeId) -> String {
    format!("{REVISION}-{id}")
}

/// A programme as the form has it.
fn fields_of(view: &ProgrammeView) -> Vec<(String, String)> {
    let programme = &view.programme;
    let mut fields = vec![
        ("code".to_owned(), programme.id.to_string()),
        ("title".to_owned(), programme.title.to_string()),
        ("unit".to_owned(), programme.unit.to_string()),
        ("first".to_owned(), programme.first.to_string()),
        ("last".to_owned(), programme.last.to_string()),
        ("load".to_owned(), programme.load_limit.to_string()),
        (revision_of(&programme.id), view.revision.0.to_string()),
    ];
    let weight = |one: &Weighted| (format!("weight-{}", one.criterion.as_str()), format_decimal(one.weight));
    fields.extend(programme.criteria.iter().map(weight));
    fields
}

/// Criteria that need nothing but what the store knows; competencies ask for a framework, languages and places for what an officer says.
const CRITERIA: [Criterion; 5] =
    [Criterion::HigherGrade, Criterion::HigherTier, Criterion::OtherUnit, Criterion::SameUnit, Criterion::SameField];

async fn show_list(app: &App, me: &SignedIn, form: Filled) -> Result<Response, Failure> {
    let language = me.visitor.language;
    let context = app.context(&me.visitor.actor);
    let found = list_programmes(&context).await?;
    let units = UnitChoice::of(app, me, Action::RunMentoring, form.value("unit")).await?;
    let said = |one: &Weighted| format!("{} {}", one.criterion.label().get(language), number(one.weight, language));
    let (found, last) = part(found, Typed::query(&me.visitor.uri).get("after"), |programme| programme.id.as_str());
    let rows = found.iter().map(|programme| Row {
        id: programme.id.to_string(),
        address: format!("/hr/development/mentoring/{}", segment(programme.id.as_str())),
        title: programme.title.to_string(),
        first: programme.first,
        last: programme.last,
        criteria: programme.criteria.iter().map(said).collect::<Vec<_>>().join(", "),
    });
    let page_of = ListPage {
        rows: rows.collect(),
        last,
        units,
        criteria: CRITERIA
            .into_iter()
            .map(|one| (format!("weight-{}", one.as_str()), format::capitalised(one.label().get(language))))
            .collect(),
        shell: me.visitor.titled("Program mentoring", "Mentoring programmes"),
        form,
    };
    page_with(page_of.form.status(), &page_of)
}

/// Declares a programme.
pub(super) async fn declare(State(app): State<Arc<App>>, me: SignedIn, typed: Typed) -> Result<Response, Failure> {
    let context = app.context(&me.visitor.actor);
    check_in_charge(&context, Action::RunMentoring).await?;
    let mut form = Filled::of(typed, me.visitor.language);
    let id =
        form.parsed::<ProgrammeId>("code", &Label::new("kode singkat, seperti mentoring-2027", "a short code, such as mentoring-2027"));
    let title = form.text("title", 200);
    let unit = unit(&app, &me, &mut form, "unit", Action::RunMentoring).await?;
    if let Some(unit) = &unit
        && !in_charge_of(&context, Action::RunMentoring, unit).await?
    {
        form.refuse("unit", &Label::new("pilih salah satu unit Anda", "choose one of your units"));
    }
    let (first, last) = (form.day("first"), form.day("last"));
    let load = form.parsed::<u32>("load", &Label::new("bilangan bulat", "a whole number"));
    let base = match &id {
        Some(id) => stored(&app, &me, id).await?.map(|view| view.programme),
        None => None,
    };
    // what the form does not show stays
    let before = base.as_ref().map(|programme| programme.criteria.clone()).unwrap_or_default();
    let required = |criterion: Criterion| before.iter().any(|one| one.criterion == criterion && one.required);
    let mut criteria: Vec<Weighted> = before.iter().filter(|one| !CRITERIA.contains(&one.criterion)).cloned().collect();
    for criterion in CRITERIA {
        let name = format!("weight-{}", criterion.as_str());
        if !form.value(&name).is_empty() {
            let weight = form.parsed::<Decimal>(&name, &Label::new("bobot, seperti 40", "a weight, such as 40"));
            criteria.extend(weight.filter(|weight| !weight.is_zero()).map(|weight| Weighted {
                criterion,
                weight,
                required: required(criterion),
            }));
        }
    }
    let whole = (|| {
        Some(MentoringProgramme {
            id: id?,
            title: title?.into(),
            unit: unit?,
            first: first?,
            last: last?,
            framework: base.as_ref().and_then(|programme| programme.framework.clone()),
            load_limit: load?,
            no_superior: base.as_ref().is_none_or(|programme| programme.no_superior),
            criteria,
        })
    })();
    if let (Some(programme), true) = (whole, form.problems().is_empty()) {
        let field = revision_of(&programme.id);
        let seen = form.typed().seen(&field);
        match declare_as_seen(&context, &programme, seen).await {
            Ok(()) => {
                let to = format!("/hr/development/mentoring/{}?done=declared", segment(programme.id.as_str()));
                return Ok(Redirect::to(&to).into_response());
            }
            Err(error) if changed_meanwhile(&error) => {
                let now = stored(&app, &me, &programme.id).await?;
                let versions = versions(&me, &programme, now.as_ref().map(|now| &now.programme));
                form.overtake(&field, now.map(|now| now.revision), versions);
            }
            // the unit is an own one, so it is the programme that is somebody else's
            Err(ServiceError::Forbidden { .. }) => {
                form.refuse("code", &Label::new("kode ini sudah dipakai program unit lain", "another unit's programme has this code"));
            }
            Err(error) => form.refused("", error)?,
        }
    }
    show_list(&app, &me, form).await
}

/// What was sent beside what stands now.
fn versions(me: &SignedIn, sent: &MentoringProgramme, now: Option<&MentoringProgramme>) -> Vec<Version> {
    let (language, shell) = (me.visitor.language, me.visitor.shell(""));
    let weight = |one: &Weighted| format!("{} {}", one.criterion.label().get(language), number(one.weight, language));
    let row = |term: &str, said: &dyn Fn(&MentoringProgramme) -> String| Version::new(term, said(sent), now.map(said).unwrap_or_default());
    vec![
        row(shell.t("Nama", "Title"), &|of| of.title.to_string()),
        row(shell.t("Unit", "Unit"), &|of| of.unit.to_string()),
        row(shell.t("Hari pertama", "First day"), &|of| shell.date(&of.first)),
        row(shell.t("Hari terakhir", "Last day"), &|of| shell.date(&of.last)),
        row(shell.t("Paling banyak yang dibimbing satu mentor", "Most mentees of one mentor"), &|of| of.load_limit.to_string()),
        row(shell.t("Bobot kriteria", "Weights of criteria"), &|of| of.criteria.iter().map(weight).collect::<Vec<_>>().join("\n")),
    ]
}

struct Pair {
    id: String,
    mentee: String,
    mentor: String,
    tag: Tag,
    meetings: usize,
    hours: String,
    why: Vec<String>,
    runs: bool,
    reviewed: usize,
}

struct Found {
    mentee: String,
    mentor: String,
    points: String,
    tie: bool,
}

#[derive(Template)]
#[template(path = "hr/development/programme.html")]
struct ProgrammePage {
    shell: Shell,
    form: Filled,
    address: String,
    first: NaiveDate,
    last: NaiveDate,
    load: u32,
    pairs: Vec<Pair>,
    /// Conflicts of interest that were declared: the two, and which.
    barred: Vec<(String, String, String)>,
    /// What a matching that was tried would give.
    found: Vec<Found>,
    unmatched: Vec<(String, String)>,
    tried: bool,
    /// Who wishes to take part: name, as what, since when.
    wishes: Vec<(String, String, NaiveDate)>,
    /// Whether the reader runs programmes of its unit; a mentee or an auditor only reads.
    runs: bool,
}

fn id_of(id: &str) -> Result<ProgrammeId, Failure> {
    id.parse().map_err(|_| Failure::not_found())
}

/// One programme with its pairs.
pub(super) async fn show(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>) -> Result<Response, Failure> {
    let form = Filled::with(&[(WISHES, INCLUDED)], me.visitor.language);
    show_one(&app, &me, &id_of(&id)?, form, None).await
}

/// The field that counts in those who wish to take part, and what it says then.
const WISHES: &str = "wishes";
const INCLUDED: &str = "yes";

async fn show_one(app: &App, me: &SignedIn, id: &ProgrammeId, form: Filled, matched: Option<&Matched>) -> Result<Response, Failure> {
    let language = me.visitor.language;
    let context = app.context(&me.visitor.actor);
    let view = read_programme(&context, id).await?;
    let runs = in_charge_of(&context, Action::RunMentoring, &view.programme.unit).await?;
    let mut ids: BTreeSet<PersonId> =
        view.pairs.iter().flat_map(|pair| [Some(&pair.mentee), pair.mentor.as_ref()]).flatten().cloned().collect();
    ids.extend(view.wishes.iter().map(|wish| wish.person.clone()));
    if let Some(matched) = matched {
        ids.extend(matched.matching.pairs.iter().flat_map(|pair| [pair.mentee.clone(), pair.mentor.clone()]));
        ids.extend(matched.matching.unmatched.iter().map(|one| one.mentee.clone()));
    }
    let names = names_of(&context, &ids).await?;
    let name = |person: &PersonId| names.get(person).map_or_else(|| person.to_string(), ToString::to_string);
    let pairs = view.pairs.iter().filter(|pair| !matches!(pair.state, PairState::Barred { .. })).take(50).map(|pair| Pair {
        id: pair.id.as_str().to_owned(),
        mentee: name(&pair.mentee),
        mentor: pair.mentor.as_ref().map_or_else(|| "–".to_owned(), name),
        tag: mentoring::tag(pair, language),
        meetings: pair.sessions.len(),
        hours: number(pair.hours(), language),
        why: mentoring::why(pair, language),
        runs: pair.runs(),
        reviewed: [&pair.mentee_review, &pair.mentor_review].into_iter().flatten().count(),
    });
    let barred = view.pairs.iter().filter_map(|pair| match &pair.state {
        PairState::Barred { reason, .. } => {
            Some((name(&pair.mentee), pair.mentor.as_ref().map(name).unwrap_or_default(), reason.to_string()))
        }
        _ => None,
    });
    let no_mentor = |refusals: &[(PersonId, jenjang::mentoring::Refusal)]| match refusals.first() {
        Some((_, refusal)) => format::sentence(refusal.message().get(language)),
        None if language == Language::Id => "Tidak ada mentor yang tersisa.".to_owned(),
        None => "No mentor is left.".to_owned(),
    };
    let page_of = ProgrammePage {
        address: format!("/hr/development/mentoring/{}", segment(id.as_str())),
        first: view.programme.first,
        last: view.programme.last,
        load: view.programme.load_limit,
        pairs: pairs.collect(),
        barred: barred.take(50).collect(),
        found: matched
            .iter()
            .flat_map(|matched| &matched.matching.pairs)
            .map(|pair| Found {
                mentee: name(&pair.mentee),
                mentor: name(&pair.mentor),
                points: format!("{} / {}", number(pair.score.total, language), number(pair.score.of, language)),
                tie: !pair.also.is_empty(),
            })
            .collect(),
        unmatched: matched
            .iter()
            .flat_map(|matched| &matched.matching.unmatched)
            .map(|one| (name(&one.mentee), no_mentor(&one.refusals)))
            .collect(),
        tried: matched.is_some(),
        wishes: view
            .wishes
            .iter()
            .filter_map(|wish| {
                let side = match (wish.mentoring.as_ref()?.side, language) {
                    (Side::Mentee, Language::Id) => "ingin dibimbing",
                    (Side::Mentee, Language::En) => "wants a mentor",
                    (Side::Mentor, Language::Id) => "bersedia menjadi mentor",
                    (Side::Mentor, Language::En) => "offers to be a mentor",
                };
                Some((name(&wish.person), side.to_owned(), wish.on))
            })
            .collect(),
        runs,
        shell: me.visitor.shell(&*view.programme.title),
        form,
    };
    page_with(page_of.form.status(), &page_of)
}

/// People by employee number, one on a line, with those who wish to take part.
async fn people(app: &App, me: &SignedIn, form: &mut Filled, field: &str, wishing: Vec<PersonId>) -> Result<Vec<MatchPerson>, Failure> {
    // nobody has to be named where somebody wishes to
    let needed = wishing.is_empty() || !form.value(field).is_empty();
    let mut people = if needed { named(app, me, form, field).await? } else { Vec::new() };
    for person in wishing {
        if !people.contains(&person) {
            people.push(person);
        }
    }
    Ok(people.into_iter().map(MatchPerson::new).collect())
}

/// Who wishes to take part as mentee and as mentor; whoever wishes both is a mentee.
fn wishing(view: &ProgrammeView) -> (Vec<PersonId>, Vec<PersonId>) {
    let of = |side: Side| -> Vec<PersonId> {
        let wish = view.wishes.iter().filter(|wish| wish.mentoring.as_ref().is_some_and(|mentoring| mentoring.side == side));
        wish.map(|wish| wish.person.clone()).collect()
    };
    let mentees = of(Side::Mentee);
    let mentors = of(Side::Mentor).into_iter().filter(|person| !mentees.contains(person)).collect();
    (mentees, mentors)
}

/// Looks for the pairs with the most points: tried first, kept when asked to.
pub(super) async fn match_them(
    State(app): State<Arc<App>>,
    me: SignedIn,
    Path(id): Path<String>,
    typed: Typed,
) -> Result<Response, Failure> {
    let id = id_of(&id)?;
    let mut form = Filled::of(typed, me.visitor.language);
    let (asking, offering) = if form.value(WISHES) == INCLUDED {
        wishing(&read_programme(&app.context(&me.visitor.actor), &id).await?)
    } else {
        (Vec::new(), Vec::new())
    };
    let mentees = people(&app, &me, &mut form, "mentees", asking).await?;
    let mentors = people(&app, &me, &mut form, "mentors", offering).await?;
    let keep = form.value("decision") == "keep";
    let Some(catalogue) = app.catalogue() else { return Err(Failure::internal()) };
    if form.problems().is_empty() {
        let sources = MatchSources { needs: needs(&app), catalogue, gatherer: &facts, ranks: jenjang_asn::RANK_FACTS };
        let command = MatchMentors { programme: &id, mentees: &mentees, mentors: &mentors, sources, keep };
        match match_mentors(&app.context(&me.visitor.actor), command).await {
            Ok(_) if keep => {
                let to = format!("/hr/development/mentoring/{}?done=matched", segment(id.as_str()));
                return Ok(Redirect::to(&to).into_response());
            }
            Ok(matched) => return show_one(&app, &me, &id, form, Some(&matched)).await,
            // somebody who went meanwhile; what was typed stays
            Err(missing @ ServiceError::NotFound { .. }) => form.refuse("", &missing.message()),
            Err(own @ ServiceError::ConflictOfInterest(_)) => {
                let field = if mentees.iter().any(|one| one.person == me.person) { "mentees" } else { "mentors" };
                form.refuse(field, &own.message());
            }
            Err(error) => form.refused("", error)?,
        }
    }
    show_one(&app, &me, &id, form, None).await
}

/// Gives a pair up.
pub(super) async fn end(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>, typed: Typed) -> Result<Response, Failure> {
    let id = id_of(&id)?;
    let mut form = Filled::of(typed, me.visitor.language);
    let pair: PairId = form.value("pair").parse().map_err(|_| Failure::not_found())?;
    if let Some(reason) = form.text("reason", 500) {
        match end_pair(&app.context(&me.visitor.actor), &EndPair { pair, reason }).await {
            Ok(()) => return Ok(Redirect::to(&format!("/hr/development/mentoring/{}?done=ended", segment(id.as_str()))).into_response()),
            Err(error) => form.refused("", error)?,
        }
    }
    show_one(&app, &me, &id, form, None).await
}
