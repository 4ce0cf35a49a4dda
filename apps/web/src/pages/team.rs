//! The people who report to me: what each lacks, learning hours, what is due and when.

mod member;

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use chrono::{Datelike, NaiveDate};
use jenjang::Decimal;
use jenjang::development::need::Duty;
use jenjang::legal::Language;
use jenjang::people::id::PersonId;
use jenjang::policy::earliest::Earliest;
use jenjang::store::Page as Keys;
use jenjang_service::team::{ReadTeam, TeamMember, read_team};

use super::home::{choice, post};
use super::listing::{Asked, READ, cut};
use crate::development::{Tag, needs, number, segment};
use crate::error::Failure;
use crate::session::SignedIn;
use crate::shell::{Shell, page};
use crate::state::App;

pub(crate) use member::show;

/// How many gaps are named in a list.
const NAMED: usize = 2;

/// A thing to do: what, where it is done, by when.
struct Line {
    text: String,
    address: String,
    until: Option<NaiveDate>,
}

/// Grade and post, each with the day since when.
struct Place {
    grade: Option<(String, NaiveDate)>,
    post: Option<(String, NaiveDate)>,
}

struct Row {
    address: String,
    name: String,
    place: Place,
    /// What is below the level of the post, in words; absent where the record is unsound.
    gaps: Option<Gaps>,
    hours: Option<Tag>,
    promotion: Option<Tag>,
    due: Vec<Line>,
}

struct Gaps {
    tag: Tag,
    /// Names of the first.
    named: String,
}

#[derive(Template)]
#[template(path = "team/list.html")]
struct Page {
    shell: Shell,
    rows: Vec<Row>,
    /// How many things wait on this page.
    waiting: usize,
    year: i32,
    /// The last of this page, where more follow.
    last: Option<String>,
}

/// What is asked about the staff.
pub(crate) fn asked<'a>(app: &'a App, superior: &'a PersonId) -> ReadTeam<'a> {
    ReadTeam { library: needs(app), eligibility: app.qualifying_in_short(superior) }
}

/// Those who report to me, in the order of their ids.
pub(crate) async fn list(State(app): State<Arc<App>>, me: SignedIn, Query(query): Query<Asked>) -> Result<Response, Failure> {
    let keys = Keys { after: query.after()?, limit: READ };
    let found = read_team(&app.context(&me.visitor.actor), &asked(&app, &me.person), &keys).await?;
    let (found, last) = cut(found, |member| member.id().as_str());
    let shell = me.visitor.titled("Bawahan saya", "My staff");
    let rows: Vec<Row> = found.iter().map(|member| row(&app, &shell, member)).collect();
    let waiting = rows.iter().map(|row| row.due.len()).sum();
    page(&Page { rows, waiting, year: app.today().year(), last, shell })
}

fn row(app: &App, shell: &Shell, member: &TeamMember) -> Row {
    let known = member.known.as_ref();
    let gaps = known.map(|known| {
        let named = known.gaps.iter().take(NAMED).map(|need| shell.label(&need.source.subject()).to_owned());
        let mut named: Vec<String> = named.collect();
        if known.gaps.len() > NAMED {
            let more = known.gaps.len() - NAMED;
            named.push(if shell.language == Language::Id { format!("{more} lainnya") } else { format!("{more} more") });
        }
        Gaps { tag: gaps_tag(shell, known), named: named.join(", ") }
    });
    Row {
        address: format!("/team/{}", segment(member.id().as_str())),
        name: name(member),
        place: place(app, shell, member),
        gaps,
        hours: known.map(|known| hours_tag(shell, &known.duty)),
        promotion: known.and_then(|known| known.promotions.first()).map(|(_, earliest)| promotion_tag(shell, earliest)),
        due: due(shell, member),
    }
}

fn name(member: &TeamMember) -> String {
    member.person.record.name.as_deref().unwrap_or(member.id().as_str()).to_owned()
}

fn place(app: &App, shell: &Shell, member: &TeamMember) -> Place {
    let record = &member.person.record;
    let grade = record.registers.grades.iter().flatten().max_by_key(|grade| grade.since);
    Place {
        grade: grade.map(|grade| (choice(app, "grade", grade.grade.as_str(), shell.language), grade.since)),
        post: post(app, record, shell.language),
    }
}

/// How the competencies stand beside the post.
fn gaps_tag(shell: &Shell, known: &jenjang_service::team::Known) -> Tag {
    let id = shell.language == Language::Id;
    let (below, open) = (known.gaps.len(), known.not_measured.len());
    if known.standards.is_empty() {
        Tag::aside(shell.t("tidak ada standar", "no standard"))
    } else if below > 0 {
        Tag::bad(&if id { format!("{below} di bawah syarat") } else { format!("{below} below the post") })
    } else if open > 0 {
        Tag::open(&if id { format!("{open} belum dinilai") } else { format!("{open} not assessed") })
    } else {
        Tag::good(shell.t("semua terpenuhi", "all met"))
    }
}

/// Learning hours of the year beside the duty.
fn hours_tag(shell: &Shell, duty: &Duty) -> Tag {
    let counted = number(duty.account.total, shell.language);
    match duty.owed {
        None => Tag::open(&format!("{counted} JP; {}", shell.t("kewajiban belum diketahui", "duty not known"))),
        Some(owed) if owed == Decimal::ZERO => Tag::aside(&format!("{counted} JP; {}", shell.t("tanpa kewajiban", "no duty"))),
        Some(owed) => {
            let text = format!("{counted} {} {} JP", shell.t("dari", "of"), number(owed, shell.language));
            if duty.missing.is_zero() { Tag::good(&text) } else { Tag { sign: "!", ..Tag::open(&text) } }
        }
    }
}

/// The next possible promotion. What stands in its way is the person's own business and that of HR.
fn promotion_tag(shell: &Shell, earliest: &Earliest) -> Tag {
    match earliest {
        Earliest::Already => Tag::good(shell.t("memenuhi syarat hari ini", "eligible today")),
        Earliest::On { date, .. } => Tag { sign: "→", ..Tag::open(&shell.date(date)) },
        Earliest::NotWithinHorizon { .. } => Tag::aside(shell.t("menunggu saja tidak cukup", "waiting alone is not enough")),
        Earliest::Unknown { .. } => Tag::open(shell.t("data belum lengkap", "data is missing")),
    }
}

/// What waits for me about somebody, by day.
fn due(shell: &Shell, member: &TeamMember) -> Vec<Line> {
    let id = shell.language == Language::Id;
    let person = segment(member.id().as_str());
    let mut lines: Vec<Line> = Vec::new();
    for (cycle, title, until) in &member.due.ratings {
        lines.push(Line {
            text: format!("{}: {}", shell.t("Beri penilaian", "Rate"), shell.label(title)),
            address: format!("/evaluations/{}/rate/{person}", segment(cycle.as_str())),
            until: Some(*until),
        });
    }
    for (title, count) in &member.due.nominations {
        let title = shell.label(title);
        let text = if id { format!("Setujui {count} penilai: {title}") } else { format!("Approve {count} raters: {title}") };
        lines.push(Line { text, address: "/evaluations/approvals".to_owned(), until: None });
    }
    for (_, first) in &member.due.requests {
        let text = shell.t("Setujui pendaftaran pelatihan", "Approve an enrolment").to_owned();
        lines.push(Line { text, address: "/development/approvals".to_owned(), until: *first });
    }
    for plan in member.plans_to_agree() {
        let year = plan.year;
        let text = if id { format!("Setujui rencana {year}") } else { format!("Agree to the plan of {year}") };
        lines.push(Line { text, address: format!("/development/people/{person}/plan"), until: None });
    }
    lines.sort_by_key(|line| (line.until.is_none(), line.until));
    lines
}
