//! The people who report to me: what each lacks, what is due, what they ask for.

use jenjang::people::id::PersonId;
use jenjang::store::Page;
use jenjang_service::enrolment::{StaffRequest, requests_of_staff};
use jenjang_service::permissions::Action;
use jenjang_service::plans::{StaffPlan, plans_of_staff};
use jenjang_service::team::{Due, Known, TeamMember, read_team, read_team_member};
use serde_json::{Value, json};

use crate::api::call::{Call, Reply};
use crate::api::operation::{Group, get, run};
use crate::error::Failure;
use crate::pages::team::asked;

pub(crate) const GROUP: Group = Group {
    code: "team",
    words: ("Bawahan saya", "My staff"),
    operations: &[
        get(
            "team.list",
            "/me/staff",
            (
                "Pegawai yang melapor kepada saya: kesenjangan, jam pelajaran, dan tenggat masing-masing",
                "The people who report to me: what each lacks, learning hours, what is due",
            ),
            run!(list),
        )
        .by(Action::ReadTeam)
        .paged(),
        get(
            "team.read",
            "/me/staff/{person}",
            ("Seorang pegawai yang melapor kepada saya", "One of the people who report to me"),
            run!(read),
        )
        .by(Action::ReadTeam),
        get(
            "team.plans",
            "/me/staff-plans",
            ("Rencana pengembangan bawahan saya", "The development plans of the people who report to me"),
            run!(plans),
        )
        .by(Action::AgreePlan)
        .paged(),
        get(
            "team.requests",
            "/me/staff-requests",
            ("Pendaftaran bawahan saya yang menunggu persetujuan", "Enrolments of the people who report to me that wait for approval"),
            run!(requests),
        )
        .by(Action::ApproveEnrolment)
        .paged(),
    ],
};

async fn list(call: Call) -> Result<Reply, Failure> {
    let me = call.me()?;
    let page = Page { after: call.after()?, limit: call.limit().saturating_add(1) };
    let found = read_team(&call.context(), &asked(&call.app, &me), &page).await?;
    call.page(found.iter().map(member).collect(), |one: &Value| one["person"]["record"]["id"].as_str().unwrap_or_default().to_owned())
}

async fn read(call: Call) -> Result<Reply, Failure> {
    let (me, person): (PersonId, PersonId) = (call.me()?, call.path("person")?);
    Reply::ok(member(&read_team_member(&call.context(), &asked(&call.app, &me), &person).await?))
}

fn member(found: &TeamMember) -> Value {
    json!({ "person": found.person, "known": found.known.as_ref().map(known), "due": due(&found.due), "plans": found.plans })
}

fn known(found: &Known) -> Value {
    let not_measured = found.not_measured.iter().map(|(competency, reason)| json!({ "competency": competency, "reason": reason }));
    let unknown = found.unknown.iter().map(|what| json!({ "what": what, "label": what.label() }));
    let promotions = found.promotions.iter().map(|(title, earliest)| json!({ "title": title, "earliest": earliest }));
    json!({
        "gaps": found.gaps, "met": found.met, "not-measured": not_measured.collect::<Vec<_>>(), "standards": found.standards,
        "unknown": unknown.collect::<Vec<_>>(), "duty": found.duty, "promotions": promotions.collect::<Vec<_>>(),
    })
}

fn due(found: &Due) -> Value {
    let ratings = found.ratings.iter().map(|(cycle, title, until)| json!({ "cycle": cycle, "title": title, "until": until }));
    let nominations = found.nominations.iter().map(|(title, count)| json!({ "title": title, "proposed": count }));
    let requests = found.requests.iter().map(|(enrolment, first)| json!({ "enrolment": enrolment, "first": first }));
    json!({
        "ratings": ratings.collect::<Vec<_>>(), "nominations": nominations.collect::<Vec<_>>(), "requests": requests.collect::<Vec<_>>(),
    })
}

async fn plans(call: Call) -> Result<Reply, Failure> {
    let found = plans_of_staff(&call.context()).await?;
    let shown = |one: StaffPlan| json!({ "name": one.name, "plan": one.plan });
    call.page_of(found.into_iter().map(shown).collect(), |one: &Value| one["plan"]["id"].as_str().unwrap_or_default().to_owned())
}

async fn requests(call: Call) -> Result<Reply, Failure> {
    let found = requests_of_staff(&call.context()).await?;
    let shown = |one: StaffRequest| json!({ "name": one.name, "enrolment": one.enrolment, "session": one.session, "course": one.course });
    call.page_of(found.into_iter().map(shown).collect(), |one: &Value| one["enrolment"]["id"].as_str().unwrap_or_default().to_owned())
}
