//! People, for those in charge of them; those who report to me; units and roles.

use jenjang::access::GrantedRole;
use jenjang::people::id::PersonId;
use jenjang::store::Page;
use jenjang_service::file::{export_person, read_person};
use jenjang_service::people::{EndRole, GrantRole, ListPeople, end_role, grant_role, list_grants, list_people, list_staff};
use jenjang_service::permissions::Action;

use super::me::eligibility_of;
use crate::api::call::{Call, Reply};
use crate::api::operation::{Field, Group, Kind, get, may, must, post, run};
use crate::error::Failure;

const UNIT: &[Field] = &[may(
    "unit",
    Kind::Id,
    ("unit dan semua di bawahnya; bawaan: semua yang diurus", "a unit and all under it; all in one's charge where absent"),
    "\"synthetic-daerah-001\"",
)];

const DAY: &[Field] = &[
    may("on", Kind::Day, ("hari yang ditanyakan; bawaan: hari ini", "the day asked about; today where absent"), "\"2027-04-01\""),
    may("policy", Kind::Text(120), ("satu kebijakan saja", "one policy alone"), "\"asn/promotion/regular\""),
];

const ROLES: &[&str] = &["hr-officer", "policy-analyst", "appointing-authority", "auditor"];

const GRANT: &[Field] = &[
    must("person", Kind::Id, ("siapa", "who"), "\"synthetic-0000012\""),
    must("role", Kind::One(ROLES), ("peran", "the role"), "\"hr-officer\""),
    must("unit", Kind::Id, ("untuk unit ini dan semua di bawahnya", "for this unit and all under it"), "\"synthetic-daerah-001\""),
    may("since", Kind::Day, ("hari pertama; bawaan: hari ini", "first day; today where absent"), "\"2027-01-01\""),
];

const END: &[Field] = &[
    must("person", Kind::Id, ("siapa", "who"), "\"synthetic-0000012\""),
    must("role", Kind::One(ROLES), ("peran", "the role"), "\"hr-officer\""),
    must("unit", Kind::Id, ("unit peran itu", "the unit of the role"), "\"synthetic-daerah-001\""),
    may(
        "until",
        Kind::Day,
        ("hari pertama tanpa peran itu; bawaan: hari ini", "first day without it; today where absent"),
        "\"2027-06-01\"",
    ),
];

pub(crate) const GROUP: Group = Group {
    code: "people",
    words: ("Pegawai dan peran", "People and roles"),
    operations: &[
        get("people.list", "/people", ("Pegawai yang diurus, menurut urutan id", "The people in one's charge, by id"), run!(list))
            .by(Action::ListPeople)
            .query(UNIT)
            .paged(),
        get(
            "people.read",
            "/people/{person}",
            ("Berkas seorang pegawai sebagaimana boleh dibaca", "Somebody's file, as far as it may be read"),
            run!(read),
        )
        .by(Action::ReadPerson),
        get(
            "people.eligibility",
            "/people/{person}/eligibility",
            ("Kelayakan seorang pegawai pada suatu hari", "What somebody qualifies for on a day"),
            run!(eligibility),
        )
        .by(Action::ReadEligibility)
        .query(DAY),
        get(
            "people.export",
            "/people/{person}/export",
            ("Semua yang disimpan tentang seseorang", "All that is kept about somebody"),
            run!(export),
        )
        .by(Action::ExportPerson),
        get("people.staff", "/staff", ("Yang melapor kepada saya", "Those who report to me"), run!(staff)).by(Action::ReadPerson).paged(),
        get("people.grants", "/grants", ("Siapa memegang peran apa", "Who holds which role"), run!(grants)).by(Action::GrantRole).paged(),
        post("people.grant", "/grants", ("Beri peran", "Give a role"), run!(grant)).by(Action::GrantRole).body(GRANT),
        post("people.end-grant", "/grants/end", ("Akhiri peran", "End a role"), run!(end_grant)).by(Action::EndRole).body(END),
    ],
};

async fn list(call: Call) -> Result<Reply, Failure> {
    let command = ListPeople { unit: call.maybe("unit")?, name: None, after: call.after()?, limit: call.limit().saturating_add(1) };
    let found = list_people(&call.context(), command).await?;
    call.page(found, |person| person.record.id.as_str().to_owned())
}

async fn read(call: Call) -> Result<Reply, Failure> {
    Reply::ok(read_person(&call.context(), &call.path("person")?).await?)
}

async fn eligibility(call: Call) -> Result<Reply, Failure> {
    let person: PersonId = call.path("person")?;
    eligibility_of(&call, &person).await
}

async fn export(call: Call) -> Result<Reply, Failure> {
    Reply::ok(export_person(&call.context(), &call.path("person")?).await?)
}

async fn staff(call: Call) -> Result<Reply, Failure> {
    let page = Page { after: call.after()?, limit: call.limit().saturating_add(1) };
    let found = list_staff(&call.context(), &page).await?;
    call.page(found, |person| person.record.id.as_str().to_owned())
}

async fn grants(call: Call) -> Result<Reply, Failure> {
    let found = list_grants(&call.context()).await?;
    call.page_of(found, |grant| format!("{}/{}/{}/{}", grant.person, grant.role.as_str(), grant.unit, grant.since))
}

fn role(call: &Call) -> Result<GrantedRole, Failure> {
    let given = call.said("role");
    GrantedRole::ALL.into_iter().find(|role| role.as_str() == given).ok_or_else(|| call.wrong("role", "peran", "a role"))
}

async fn grant(call: Call) -> Result<Reply, Failure> {
    let command = GrantRole { person: call.id("person")?, role: role(&call)?, unit: call.id("unit")?, since: call.day("since") };
    Reply::created(grant_role(&call.context(), command).await?)
}

async fn end_grant(call: Call) -> Result<Reply, Failure> {
    let command = EndRole { person: call.id("person")?, role: role(&call)?, unit: call.id("unit")?, until: call.day("until") };
    Reply::ok(end_role(&call.context(), command).await?)
}
