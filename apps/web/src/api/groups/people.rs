//! People, for those in charge of them; those who report to me; units and roles; bringing people in and taking them out.

mod quality;

use std::ops::ControlFlow;

use jenjang::access::GrantedRole;
use jenjang::people::id::{PersonId, UnitId};
use jenjang::people::repository::NameWords;
use jenjang::people::{CivilServantRecord, OrgUnit};
use jenjang::store::Page;
use jenjang_service::export_people::{ExportPeople, export_people};
use jenjang_service::file::retention::RetentionPolicy;
use jenjang_service::file::{ErasePerson, erase_person, export_person, preview_erasure, read_person};
use jenjang_service::people::{
    EndRole, GrantRole, ImportBatch, ImportPeople, ListPeople, PersonChange, PersonData, SaveUnits, end_role, grant_role, import_people,
    list_grants, list_people, list_staff, list_units, look_up_person, save_units,
};
use jenjang_service::permissions::Action;
use serde::Deserialize;
use serde_json::{Value, json};

use super::me::eligibility_of;
use crate::api::call::{Call, Lines, Reply, in_json};
use crate::api::operation::{Field, Group, Kind, get, may, must, post, run};
use crate::error::Failure;

const UNIT: &[Field] = &[may(
    "unit",
    Kind::Id,
    ("unit dan semua di bawahnya; bawaan: semua yang diurus", "a unit and all under it; all in one's charge where absent"),
    "\"synthetic-daerah-001\"",
)];

const LIST: &[Field] = &[
    UNIT[0],
    may(
        "find",
        Kind::Text(200),
        ("nomor pegawai, atau kata-kata dalam nama", "an employee number, or words of the name"),
        "\"pegawai contoh\"",
    ),
];

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

const ORG_UNIT: &[Field] = &[
    must("id", Kind::Id, ("id unit", "id of the unit"), "\"bidang-1\""),
    must("name", Kind::Label, ("nama", "name"), "{\"id\": \"Bidang Contoh\", \"en\": \"Example Division\"}"),
    may("parent", Kind::Id, ("unit di atasnya", "the unit above"), "\"synthetic-daerah-001\""),
];

const UNITS: &[Field] = &[must(
    "units",
    Kind::Many(&Kind::Object(ORG_UNIT), 5_000),
    ("unit", "units"),
    "[{\"id\": \"bidang-1\", \"name\": {\"id\": \"Bidang Contoh\", \"en\": \"Example Division\"}, \"parent\": \"synthetic-daerah-001\"}]",
)];

const PERSON: &[Field] = &[
    must(
        "record",
        Kind::Any,
        ("berkas dengan riwayatnya, sebagaimana `people.read` memberikannya", "the record with its histories, as `people.read` gives it"),
        "{\"id\": \"contoh-1\"}",
    ),
    may("unit", Kind::Id, ("unit", "the unit"), "\"synthetic-daerah-001\""),
    may("superior", Kind::Id, ("atasan langsung", "the direct superior"), "\"synthetic-0000020\""),
];

const IMPORT: &[Field] = &[
    must(
        "people",
        Kind::Many(&Kind::Object(PERSON), 1_000),
        ("pegawai", "people"),
        "[{\"record\": {\"id\": \"contoh-1\", \"name\": \"Contoh\"}, \"unit\": \"synthetic-daerah-001\"}]",
    ),
    may("dry-run", Kind::Flag, ("hanya menyebut apa yang akan berubah", "only say what would change"), "true"),
];

pub(crate) const GROUP: Group = Group {
    code: "people",
    words: ("Pegawai dan peran", "People and roles"),
    operations: &[
        get("people.list", "/people", ("Pegawai yang diurus, menurut urutan id", "The people in one's charge, by id"), run!(list))
            .by(Action::ListPeople)
            .query(LIST)
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
        get("people.units", "/units", ("Semua unit", "All units"), run!(units)).by(Action::ListPeople).paged(),
        post("people.save-units", "/units", ("Simpan unit", "Keep units"), run!(keep_units)).by(Action::SaveUnits).body(UNITS).large(),
        post("people.import", "/people/import", ("Masukkan pegawai", "Bring people in"), run!(import))
            .by(Action::ImportPeople)
            .body(IMPORT)
            .large(),
        post(
            "people.export-all",
            "/people/export",
            (
                "Ambil semua pegawai dengan riwayatnya, satu baris satu orang, sampai 32 MB; tercatat dalam jejak audit",
                "Take everybody along with all histories, a line each, up to 32 MB; written down in the audit trail",
            ),
            run!(export_all),
        )
        .by(Action::ExportPeople)
        .body(UNIT)
        .unkept()
        .media("application/x-ndjson"),
        get(
            "people.quality",
            "/data-quality",
            (
                "Mutu data pegawai yang diurus: laporan terakhir saya, dan sejauh mana yang sedang disusun",
                "The quality of the data in one's charge: my last report, and how far the next one is",
            ),
            run!(quality::read),
        )
        .by(Action::ListPeople),
        post(
            "people.check-quality",
            "/data-quality",
            ("Susun laporan mutu data; berjalan di samping permintaan", "Make a report on the quality of data; done beside the requests"),
            run!(quality::make),
        )
        .by(Action::ListPeople),
        get(
            "people.preview-erasure",
            "/people/{person}/erasure",
            ("Yang masih wajib disimpan tentang seseorang, dan sampai kapan", "What about somebody has to be kept yet, and until when"),
            run!(erasure),
        )
        .by(Action::ErasePerson),
        post("people.erase", "/people/{person}/erase", ("Hapus data seseorang", "Erase somebody's data"), run!(erase))
            .by(Action::ErasePerson)
            .guards("people.preview-erasure"),
        post("people.end-grant", "/grants/end", ("Akhiri peran", "End a role"), run!(end_grant)).by(Action::EndRole).body(END),
    ],
};

async fn list(call: Call) -> Result<Reply, Failure> {
    let name = match call.text("find") {
        None => None,
        Some(find) => {
            // who is found by a number is one person
            if let Some(found) = look_up_person(&call.context(), find).await? {
                return call.page(vec![found], |person| person.record.id.as_str().to_owned());
            }
            Some(NameWords::of(find).ok_or_else(|| call.wrong("find", "nomor atau kata-kata", "a number or words"))?)
        }
    };
    let command = ListPeople { unit: call.maybe("unit")?, name, after: call.after()?, limit: call.limit().saturating_add(1) };
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

async fn units(call: Call) -> Result<Reply, Failure> {
    let found = list_units(&call.context()).await?;
    call.page_of(found, |unit| unit.id.as_str().to_owned())
}

async fn keep_units(call: Call) -> Result<Reply, Failure> {
    let units: Vec<OrgUnit> = call.read("units")?;
    let counts = save_units(&call.context(), SaveUnits { units: &units }).await?;
    Reply::ok(json!({ "new": counts.new, "changed": counts.changed, "unchanged": counts.unchanged }))
}

#[derive(Deserialize)]
struct Given {
    record: CivilServantRecord,
    unit: Option<UnitId>,
    superior: Option<PersonId>,
}

async fn import(call: Call) -> Result<Reply, Failure> {
    let given: Vec<Given> = call.read("people")?;
    let (mut changed, mut refused) = (Vec::new(), Vec::new());
    let mut report = |batch: &ImportBatch| {
        for (person, change) in &batch.people {
            match change {
                PersonChange::Changed(fields) => changed.push(json!({ "person": person, "fields": fields })),
                PersonChange::Refused(problem) => {
                    refused.push(json!({ "person": person, "code": problem.code, "message": problem.message }));
                }
                PersonChange::New | PersonChange::Unchanged => {}
            }
        }
        ControlFlow::Continue(())
    };
    let dry_run = call.flag("dry-run");
    let mut people = given.into_iter().map(|one| PersonData { record: one.record, unit: one.unit, superior: one.superior });
    let command = ImportPeople { people: &mut people, dry_run, report: &mut report };
    let counts = import_people(&call.context(), command).await?;
    Reply::ok(json!({
        "dry-run": dry_run, "new": counts.new, "unchanged": counts.unchanged, "changed": changed, "refused": refused,
    }))
}

async fn export_all(call: Call) -> Result<Reply, Failure> {
    let mut pages = export_people(&call.context(), &ExportPeople { unit: call.maybe("unit")?, page: 500 }).await?;
    let too_large = (
        "lebih besar dari 32 MB; sebutkan `unit` yang lebih kecil atau pakai perintah `jenjang export`",
        "larger than 32 MB; name a smaller `unit` or use the command `jenjang export`",
    );
    let mut lines = Lines::default();
    while let Some(people) = pages.next().await? {
        lines.add(&people, too_large)?;
    }
    Ok(lines.reply())
}

fn erasing(call: &Call) -> Result<ErasePerson, Failure> {
    Ok(ErasePerson { person: call.path("person")?, retention: RetentionPolicy::shipped()? })
}

async fn erasure(call: Call) -> Result<Reply, Failure> {
    Reply::ok(preview_erasure(&call.context(), &erasing(&call)?).await?)
}

async fn erase(call: Call) -> Result<Reply, Failure> {
    let command = erasing(&call)?;
    let erased: Value = in_json(&erase_person(&call.context(), &command).await?)?;
    Reply::ok(json!({ "person": command.person, "erased": erased }))
}
