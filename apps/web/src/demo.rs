//! The made-up district: people who do not exist, those who run it, one promotion round that is decided, and whom to sign in as.

mod fill;

use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::access::GrantedRole;
use jenjang::audit::Digest;
use jenjang::career::CareerMap;
use jenjang::legal::Label;
use jenjang::people::id::{PersonId, TextError};
use jenjang::policy::decision::Outcome;
use jenjang::policy::earliest::Earliest;
use jenjang_asn::promotion::{PROMOTIONS, is_meant_for_post};
use jenjang_credentials::SecretKey;
use jenjang_policy_files::Library;
use jenjang_service::people::{ListPeople, PersonData, list_people, who_am_i};
use jenjang_service::promotion::{ReadEligibility, read_eligibility};
use jenjang_service::{Actor, ServiceError};

use crate::backend::Backend;
use crate::state::facts;

/// The unit at the top of the made-up province.
pub(crate) const TOP: &str = "synthetic-daerah-001";

/// The unit at the top of another region: what happens in the province is none of its business.
pub(crate) const NEIGHBOUR: &str = "synthetic-tetangga";

/// How many months ahead waiting is looked at.
pub(crate) const MONTHS: u32 = 120;

/// Those who run the district: they stand in no round.
pub(crate) const OFFICIALS: [Official; 6] = [
    HR,
    REVIEWER,
    ANALYST,
    AUTHORITY,
    Official { id: "contoh-auditor", name: "Contoh Auditor", role: GrantedRole::Auditor, unit: TOP },
    Official { id: "contoh-tetangga", name: "Contoh Tetangga", role: GrantedRole::HrOfficer, unit: NEIGHBOUR },
];

/// Runs people's data, cycles and rounds of the province.
pub(crate) const HR: Official = Official { id: "contoh-kepegawaian", name: "Contoh Kepegawaian", role: GrantedRole::HrOfficer, unit: TOP };

/// Looks into appeals: whoever screened a round does not.
pub(crate) const REVIEWER: Official =
    Official { id: "contoh-keberatan", name: "Contoh Keberatan", role: GrantedRole::HrOfficer, unit: TOP };

/// Drafts policies.
pub(crate) const ANALYST: Official = Official { id: "contoh-analis", name: "Contoh Analis", role: GrantedRole::PolicyAnalyst, unit: TOP };

/// Signs.
pub(crate) const AUTHORITY: Official = Official { id: "contoh-ppk", name: "Contoh PPK", role: GrantedRole::AppointingAuthority, unit: TOP };

/// Somebody with a role for a unit and all under it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Official {
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
    pub(crate) role: GrantedRole,
    pub(crate) unit: &'static str,
}

/// Somebody to sign in as.
#[derive(Clone, Debug)]
pub(crate) struct Character {
    pub(crate) id: PersonId,
    pub(crate) name: String,
    pub(crate) role: Label,
    /// What this person will see, in one sentence.
    pub(crate) sees: Label,
}

/// The key certificates of the demonstration are signed with. Everybody may know it: nothing in here is real.
pub(crate) fn issuer_key() -> SecretKey {
    SecretKey::new(Digest::of("jenjang demonstration").0)
}

fn said(error: ServiceError) -> Label {
    error.message()
}

fn id<T: std::str::FromStr<Err = TextError>>(text: &str) -> Result<T, Label> {
    text.parse().map_err(|error: TextError| Label::same(error.to_string()))
}

/// How many posts the made-up district has: every office of it once.
const POSTS: usize = 420;

/// The posts of the made-up district.
pub(crate) fn posts(shipped: &Library) -> Option<CareerMap> {
    let catalogue = shipped.catalogues.first()?;
    let (pattern, _) = jenjang_asn::career_pattern(catalogue, &shipped.set);
    CareerMap::new(Arc::new(pattern?), jenjang_asn::synthetic::posts(catalogue, POSTS)).ok()
}

/// Fills an empty store, and finds out whom to sign in as. A store that holds anything else is refused: here anybody is whoever they like.
pub(crate) async fn open(backend: &Backend, shipped: &Library, staff: u64) -> Result<Vec<Character>, Label> {
    let tops = backend.tops().await.map_err(|error| said(error.into()))?;
    if tops.is_empty() {
        fill::fill(backend, shipped, staff).await?;
    } else if !tops.iter().all(|top| top.as_str().starts_with("synthetic-")) {
        return Err(Label::new(
            "tempat data ini tidak dibuat oleh peragaan; `--demo` tidak membukanya, karena di peragaan siapa pun dapat masuk sebagai siapa saja",
            "this store was not made by the demonstration; `--demo` does not open it, because there anybody can sign in as anybody",
        ));
    }
    characters(backend, shipped).await
}

async fn characters(backend: &Backend, shipped: &Library) -> Result<Vec<Character>, Label> {
    let today = backend.today();
    let people = list_people(&backend.context(&Actor::Operator), ListPeople { unit: Some(id(TOP)?), after: None, limit: 1_000 })
        .await
        .map_err(said)?;
    let (mut waiting, mut ready, mut unknown) = (None, None, None);
    for person in people.iter().filter(|person| person.record.id.as_str().starts_with("synthetic-")) {
        if waiting.is_some() && ready.is_some() && unknown.is_some() {
            break;
        }
        match regular(backend, shipped, &person.record.id, today).await? {
            Some((Outcome::NotEligible, Earliest::On { .. })) if waiting.is_none() => waiting = Some(person),
            Some((Outcome::Eligible, _)) if ready.is_none() => ready = Some(person),
            Some((Outcome::Unknown, _)) if unknown.is_none() => unknown = Some(person),
            _ => {}
        }
    }
    let mut found = Vec::new();
    let mut add = |person: Option<&PersonData>, role: Label, sees: Label| {
        if let Some(person) = person {
            let id = person.record.id.clone();
            let name = person.record.name.as_deref().map_or_else(|| id.as_str().to_owned(), str::to_owned);
            found.push(Character { id, name, role, sees });
        }
    };
    add(
        waiting,
        Label::new("Pegawai yang belum naik pangkat", "An employee who was not promoted"),
        Label::new(
            "Melihat syarat mana yang belum terpenuhi, menurut pasal dan data yang mana, dan sejak kapan akan terpenuhi.",
            "Sees which requirement is not met, by which article and which record, and from when it will be.",
        ),
    );
    add(
        ready,
        Label::new("Pegawai yang memenuhi syarat", "An employee who qualifies"),
        Label::new(
            "Melihat semua syarat terpenuhi beserta data yang membuktikannya.",
            "Sees every requirement met, with the records that prove it.",
        ),
    );
    add(
        unknown,
        Label::new("Pegawai yang datanya belum lengkap", "An employee whose record is incomplete"),
        Label::new(
            "Melihat data mana yang belum ada dan siapa yang dapat melengkapinya.",
            "Sees which data is missing and who can supply it.",
        ),
    );
    let superior = unknown.or(waiting).or(ready).and_then(|person| person.superior.as_ref());
    let superior = superior.and_then(|superior| people.iter().find(|person| person.record.id == *superior));
    add(
        superior,
        Label::new("Atasan langsung", "A direct superior"),
        Label::new(
            "Melihat pegawai yang melapor kepadanya, dan kelayakannya sendiri sebagai pejabat struktural.",
            "Sees the people who report to them, and the own eligibility as a structural official.",
        ),
    );
    for official in OFFICIALS {
        let found = match people.iter().find(|person| person.record.id.as_str() == official.id) {
            Some(found) => Some(found.clone()),
            // the neighbour is of another region
            None => person(backend, official.id).await?,
        };
        let (role, sees) = described(&official);
        add(found.as_ref(), role, sees);
    }
    Ok(found)
}

/// Somebody's record.
async fn person(backend: &Backend, person: &str) -> Result<Option<PersonData>, Label> {
    let actor = Actor::Person(id(person)?);
    Ok(who_am_i(&backend.context(&actor)).await.ok().map(|who| who.data))
}

fn described(official: &Official) -> (Label, Label) {
    match official.role {
        GrantedRole::HrOfficer if official.unit != TOP => (
            Label::new("Pengelola kepegawaian daerah lain", "An HR officer of another region"),
            Label::new("Tidak melihat apa pun tentang pegawai provinsi ini.", "Sees nothing about the people of this province."),
        ),
        GrantedRole::HrOfficer if official.id == REVIEWER.id => (
            Label::new("Penelaah keberatan", "An HR officer who looks into appeals"),
            Label::new(
                "Meninjau dan memutus keberatan: yang memeriksa syarat tidak boleh melakukannya.",
                "Takes appeals up and resolves them: whoever screened the round may not.",
            ),
        ),
        GrantedRole::HrOfficer => (
            Label::new("Pengelola kepegawaian", "An HR officer"),
            Label::new(
                "Menjalankan penilaian, putaran kenaikan pangkat, talenta, dan pengembangan; membaca data setiap pegawai.",
                "Runs evaluations, rounds of promotion, talent reviews and development; reads everybody's record.",
            ),
        ),
        GrantedRole::PolicyAnalyst => (
            Label::new("Analis kebijakan", "A policy analyst"),
            Label::new(
                "Menulis dan menguji rancangan, menjalankan konsultasi dan sosialisasi, memantau indikator.",
                "Writes and tries drafts, runs consultations, explains policies, watches indicators.",
            ),
        ),
        GrantedRole::AppointingAuthority => (
            Label::new("Pejabat pembina kepegawaian", "The appointing authority"),
            Label::new(
                "Memutuskan putaran, menetapkan kebijakan, dan memberi pengecualian.",
                "Decides rounds, enacts policies, grants waivers.",
            ),
        ),
        GrantedRole::Auditor => (
            Label::new("Auditor", "An auditor"),
            Label::new(
                "Memeriksa jejak audit dan memutuskan ulang setiap keputusan untuk membandingkannya.",
                "Verifies the audit trail, and has every decision made again to compare it.",
            ),
        ),
    }
}

/// What a person gets under regular promotion, where that is meant for the post.
async fn regular(backend: &Backend, shipped: &Library, person: &PersonId, on: NaiveDate) -> Result<Option<(Outcome, Earliest)>, Label> {
    let actor = Actor::Person(person.clone());
    let asked = ReadEligibility {
        person,
        on,
        policies: &PROMOTIONS[..1],
        shipped,
        gatherer: &facts,
        fits_post: &is_meant_for_post,
        months: MONTHS,
    };
    let found = read_eligibility(&backend.context(&actor), asked).await.map_err(said)?;
    Ok(found.standings.into_iter().find(|standing| standing.fits_post).map(|standing| (standing.decision.outcome, standing.earliest)))
}
