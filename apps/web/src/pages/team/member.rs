//! One of those who report to me: gaps with their evidence, the plan, what is due.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use chrono::NaiveDate;
use jenjang::development::need::Need;
use jenjang::people::id::PersonId;
use jenjang_service::team::read_team_member;

use super::{Line, Place, asked, due, gaps_tag, hours_tag, name, place, promotion_tag};
use crate::development::{Tag, segment};
use crate::error::Failure;
use crate::format;
use crate::session::SignedIn;
use crate::shell::{Shell, page};
use crate::state::App;

struct Gap {
    subject: String,
    size: String,
    evidence: String,
    documents: String,
    basis: String,
    planned: bool,
    critical: bool,
}

struct Plan {
    year: i32,
    tag: Tag,
    /// Open items with their day.
    open: Vec<(String, NaiveDate)>,
    closed: usize,
}

struct Known {
    tag: Tag,
    gaps: Vec<Gap>,
    not_measured: Vec<(String, String)>,
    met: usize,
    standards: Vec<String>,
    unknown: Vec<String>,
    hours: Tag,
    year: i32,
    days_left: u32,
    warnings: Vec<String>,
    hours_basis: Option<String>,
    promotions: Vec<(String, Tag)>,
}

#[derive(Template)]
#[template(path = "team/member.html")]
struct Page {
    shell: Shell,
    name: String,
    place: Place,
    due: Vec<Line>,
    known: Option<Known>,
    plans: Vec<Plan>,
    plan_address: String,
}

/// One of my staff.
pub(crate) async fn show(State(app): State<Arc<App>>, me: SignedIn, Path(person): Path<String>) -> Result<Response, Failure> {
    let person: PersonId = person.parse().map_err(|_| Failure::not_found())?;
    let member = read_team_member(&app.context(&me.visitor.actor), &asked(&app, &me.person), &person).await?;
    let name = name(&member);
    let shell = me.visitor.shell(name.clone());
    let language = shell.language;
    let planned = |need: &Need| member.plans.iter().any(|plan| plan.items.iter().any(|item| item.need == need.link()));
    let known = member.known.as_ref().map(|known| Known {
        tag: gaps_tag(&shell, known),
        gaps: known.gaps.iter().map(|need| gap(&shell, &person, need, planned(need))).collect(),
        not_measured: known
            .not_measured
            .iter()
            .map(|(label, why)| (shell.label(label).to_owned(), format::with_dates(shell.label(why), language)))
            .collect(),
        met: known.met,
        standards: known.standards.iter().map(|used| format!("{} ({})", shell.label(&used.label), used.reference.citation)).collect(),
        unknown: known.unknown.iter().map(|what| format::sentence(shell.label(&what.label()))).collect(),
        hours: hours_tag(&shell, &known.duty),
        year: known.duty.account.year,
        days_left: known.duty.account.days_left(),
        warnings: known.duty.warnings.iter().map(|warning| format::sentence(shell.label(&warning.label))).collect(),
        hours_basis: known.duty.reference.as_ref().map(|reference| reference.citation.to_string()),
        promotions: known
            .promotions
            .iter()
            .map(|(title, earliest)| (shell.label(title).to_owned(), promotion_tag(&shell, earliest)))
            .collect(),
    });
    let plans = member.plans.iter().map(|plan| {
        let mut open: Vec<(String, NaiveDate)> =
            plan.items.iter().filter(|item| item.is_open()).map(|item| (item.title.to_string(), item.due)).collect();
        open.sort_by_key(|(_, due)| *due);
        let closed = plan.items.len() - open.len();
        Plan { year: plan.year, tag: crate::development::plan_tag(plan, language), open, closed }
    });
    let page_of = Page {
        place: place(&app, &shell, &member),
        due: due(&shell, &member),
        known,
        plans: plans.collect(),
        plan_address: format!("/development/people/{}/plan", segment(person.as_str())),
        name,
        shell: shell.clone(),
    };
    page(&page_of)
}

fn gap(shell: &Shell, person: &PersonId, need: &Need, planned: bool) -> Gap {
    let documents = match &need.source {
        jenjang::development::need::NeedSource::Gap { method, evidence, .. } => {
            // ids of placements and enrolments end with the person: what people read are the documents beside them
            let of_person = format!("/{person}");
            let documents = evidence.iter().map(|one| &**one).filter(|one| !one.ends_with(&of_person));
            std::iter::once(&**method).chain(documents).collect::<Vec<_>>().join("; ")
        }
        _ => String::new(),
    };
    Gap {
        subject: format::capitalised(shell.label(&need.source.subject())),
        size: shell.label(&need.amount()).to_owned(),
        evidence: format::sentence(&format::with_dates(shell.label(&need.sentence()), shell.language)),
        documents: format::with_dates(&documents, shell.language),
        basis: need.reference.citation.to_string(),
        planned,
        critical: need.weight.critical,
    }
}
