//! Everything an HR agency runs, with what waits for whoever asks.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chrono::NaiveDate;
use jenjang::access::GrantedRole;
use jenjang::promotion::repository::{AppealStage, RoundFile};
use jenjang::promotion::{Method, Stage};
use jenjang_service::catalogue::{HeldSession, held_sessions};
use jenjang_service::corrections::list_corrections;
use jenjang_service::promotion::{AppealRow, list_appeals, list_rounds};
use jenjang_service::{Context, ServiceError};

use super::development::studies;
use super::listing::nothing_if_forbidden;
use super::words;
use crate::error::Failure;
use crate::pages::standing::Mark;
use crate::session::SignedIn;
use crate::shell::{Shell, page};
use crate::state::App;

/// A page one can go to.
struct Door {
    address: &'static str,
    title: &'static str,
    text: &'static str,
}

/// So many things of a kind that wait.
struct Count {
    address: &'static str,
    text: String,
    /// The nearest last day, and whether it is over.
    until: Option<(NaiveDate, bool)>,
}

/// Doors about one matter.
struct Section {
    anchor: &'static str,
    title: &'static str,
    doors: Vec<Door>,
}

#[derive(Template)]
#[template(path = "hr/index.html")]
struct Page {
    shell: Shell,
    /// What waits for the reader: address, title and where it stands.
    waiting: Vec<(String, String, Mark)>,
    /// What else waits.
    counts: Vec<Count>,
    sections: Vec<Section>,
}

/// How many rounds are listed.
const LISTED: usize = 10;

/// The index.
pub(super) async fn show(State(app): State<Arc<App>>, me: SignedIn) -> Result<Response, Failure> {
    let context = app.context(&me.visitor.actor);
    // who may read no round has nothing to do here
    let rounds = list_rounds(&context).await?;
    let shell = me.visitor.titled("Kepegawaian", "HR");
    let (officer, authority) = (shell.has(GrantedRole::HrOfficer), shell.has(GrantedRole::AppointingAuthority));
    let mine = |file: &&RoundFile| {
        let ranks = file.plan.method != Method::Eligibility;
        match file.stage {
            Stage::Planned | Stage::Open | Stage::Scored | Stage::Decided => officer,
            Stage::Screened if ranks => officer,
            Stage::Screened | Stage::Ranked => authority && !file.run_by.contains(&me.person),
            Stage::Published => false,
        }
    };
    let row = |file: &RoundFile| {
        let title = file.plan.title.get(shell.language).to_owned();
        (format!("/hr/rounds/{}", file.plan.id), title, words::stage(file.stage))
    };
    let waiting = rounds.iter().filter(mine).take(LISTED).map(row).chain(studies::waiting(&app, &me).await?).collect();
    let appeals = match list_appeals(&context).await {
        Ok(found) => {
            let open = |row: &&AppealRow| matches!(row.appeal.stage, AppealStage::Filed | AppealStage::UnderReview { .. });
            Some(found.iter().filter(open).count())
        }
        Err(ServiceError::Forbidden { .. }) => None,
        Err(error) => return Err(error.into()),
    };
    let mut counts = Vec::new();
    if let Some(open) = appeals.filter(|open| *open > 0) {
        let text = format!("{}: {open}", shell.t("Keberatan yang belum selesai", "Appeals that are open"));
        counts.push(Count { address: "/hr/appeals", text, until: None });
    }
    if officer {
        counts.extend(of_officers(&context, &shell, app.today()).await?);
    }
    let sections = sections(&shell, appeals.is_some());
    page(&Page { shell, waiting, counts, sections })
}

/// Requests for correction to answer and enrolments to decide, with the nearest last day.
async fn of_officers(context: &Context<'_>, shell: &Shell, today: NaiveDate) -> Result<Vec<Count>, Failure> {
    let mut counts = Vec::new();
    let corrections = nothing_if_forbidden(list_corrections(context).await)?;
    let open: Vec<NaiveDate> = corrections.iter().filter(|one| one.answerable).map(|one| one.request.due).collect();
    if let Some(first) = open.iter().min() {
        let what = shell.t("Permintaan perbaikan data yang menunggu jawaban", "Corrections that wait for an answer");
        let text = format!("{what}: {}", open.len());
        counts.push(Count { address: "/hr/corrections", text, until: Some((*first, *first < today)) });
    }
    let held = nothing_if_forbidden(held_sessions(context).await)?;
    let asked: Vec<&HeldSession> = held.iter().filter(|held| held.asked > 0 && today <= held.session.first).collect();
    if let Some(first) = asked.iter().map(|held| held.session.first).min() {
        let what = shell.t("Pendaftaran pelatihan yang menunggu keputusan", "Enrolments that wait for a decision");
        let text = format!("{what}: {}", asked.iter().map(|held| held.asked).sum::<usize>());
        counts.push(Count { address: "/hr/development/sessions", text, until: Some((first, false)) });
    }
    Ok(counts)
}

/// Address, title and sentence of every door, in both languages, and whether it is for HR officers alone.
type Known = (&'static str, [&'static str; 2], [&'static str; 2], bool);

const SECTIONS: [(&str, [&str; 2], &[Known]); 4] = [
    (
        "rounds",
        ["Putaran dan keputusan", "Rounds and decisions"],
        &[
            (
                "/hr/rounds",
                ["Putaran", "Rounds"],
                [
                    "Kenaikan pangkat dan pengisian jabatan: dari rencana, pemeriksaan syarat, dan peringkat sampai keputusan dan pengumuman.",
                    "Promotions and appointments: from the plan, the screening and the ranking to the decision and its publication.",
                ],
                false,
            ),
            (
                "/hr/appeals",
                ["Keberatan", "Appeals"],
                ["Keberatan atas keputusan, beserta sisa waktunya.", "Objections to decisions, with the days that are left."],
                false,
            ),
            (
                "/hr/waivers",
                ["Pengecualian", "Waivers"],
                [
                    "Pengecualian dari satu syarat, dengan alasan dan pasalnya.",
                    "Exceptions from one requirement, with their reason and article.",
                ],
                false,
            ),
        ],
    ),
    (
        "people",
        ["Pegawai dan datanya", "People and their data"],
        &[
            (
                "/people",
                ["Pegawai", "People"],
                ["Berkas, riwayat, dan kelayakan setiap pegawai.", "File, histories and eligibility of everybody."],
                true,
            ),
            (
                "/hr/import",
                ["Impor", "Import"],
                [
                    "Memuat pegawai dan riwayat dari CSV, XLSX, atau JSON; diperiksa dulu, baru disimpan.",
                    "People and histories from CSV, XLSX or JSON: checked first, kept after that.",
                ],
                true,
            ),
            (
                "/hr/quality",
                ["Mutu data", "Data quality"],
                ["Riwayat yang janggal atau kurang, dan milik siapa.", "Histories that are odd or incomplete, and whose they are."],
                true,
            ),
            (
                "/hr/roles",
                ["Peran", "Roles"],
                [
                    "Siapa pengelola kepegawaian, analis, pejabat berwenang, dan auditor, untuk unit mana, sejak kapan.",
                    "Who is an HR officer, analyst, appointing authority or auditor, for which unit, since when.",
                ],
                false,
            ),
            (
                "/hr/corrections",
                ["Perbaikan data", "Corrections"],
                ["Permintaan pegawai untuk memperbaiki datanya.", "What employees asked to have corrected in their record."],
                true,
            ),
            (
                "/hr/webhooks",
                ["Webhook", "Webhooks"],
                [
                    "Kabar yang dikirim ke sistem lain, dan apakah pengirimannya berhasil.",
                    "Events sent to other systems, and whether they arrive.",
                ],
                true,
            ),
        ],
    ),
    (
        "evaluation",
        ["Penilaian dan talenta", "Evaluation and talent"],
        &[
            (
                "/hr/cycles",
                ["Periode penilaian", "Evaluation cycles"],
                [
                    "Penilaian 360 derajat: menyiapkan, memantau tanpa melihat jawaban siapa pun, menutup, mengumumkan.",
                    "360-degree evaluation: set up, follow without seeing anybody's answers, close, release.",
                ],
                true,
            ),
            (
                "/hr/talent",
                ["Peta talenta", "Talent grid"],
                ["Kotak talenta dan siapa yang ada di dalamnya.", "The nine boxes and who stands in them."],
                true,
            ),
            (
                "/hr/succession",
                ["Suksesi", "Succession"],
                ["Siapa yang siap mengisi jabatan yang akan kosong.", "Who is ready for posts that fall vacant."],
                true,
            ),
        ],
    ),
    (
        "development",
        ["Pengembangan dan suara pegawai", "Development and the word of employees"],
        &[
            (
                "/hr/development",
                ["Pengembangan kompetensi", "Development"],
                [
                    "Kebutuhan, katalog pelatihan, peserta, anggaran, mentoring, magang, sertifikat, dan dampaknya.",
                    "Needs, courses, participants, budget, mentoring, placements, certificates and their effect.",
                ],
                true,
            ),
            (
                "/hr/development/studies",
                ["Tugas belajar", "Study assignments"],
                ["Permohonan, penetapan, semester, dan ikatan dinas.", "Applications, grants, semesters and the service owed."],
                false,
            ),
            (
                "/hr/development/budget",
                ["Anggaran pelatihan", "Training budget"],
                ["Pagu, rencana pelatihan di dalamnya, dan penetapannya.", "Envelopes, training plans within them, and adopting one."],
                false,
            ),
            (
                "/hr/surveys",
                ["Survei", "Surveys"],
                ["Membuka survei, memantau, dan mengumumkan hasilnya.", "Open surveys, follow them and publish their results."],
                false,
            ),
        ],
    ),
];

/// Doors that open for the reader; `appeals` is whether those may be read.
fn sections(shell: &Shell, appeals: bool) -> Vec<Section> {
    let (officer, authority) = (shell.has(GrantedRole::HrOfficer), shell.has(GrantedRole::AppointingAuthority));
    let opens = |address: &str, officers: bool| match address {
        "/hr/appeals" => appeals,
        "/hr/roles" => authority,
        "/hr/talent" | "/hr/succession" | "/hr/development/studies" => officer || authority,
        _ => officer || !officers,
    };
    let said = |[id, en]: [&'static str; 2]| match shell.language {
        jenjang::legal::Language::Id => id,
        jenjang::legal::Language::En => en,
    };
    let sections = SECTIONS.iter().map(|(anchor, title, doors)| Section {
        anchor,
        title: said(*title),
        doors: doors
            .iter()
            .filter(|(address, .., officers)| opens(address, *officers))
            .map(|(address, title, text, _)| Door { address, title: said(*title), text: said(*text) })
            .collect(),
    });
    sections.filter(|section| !section.doors.is_empty()).collect()
}
