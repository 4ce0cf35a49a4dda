//! Everything an HR agency runs, with what waits for whoever asks.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jenjang::access::GrantedRole;
use jenjang_service::promotion::list_rounds;

use crate::error::Failure;
use crate::session::SignedIn;
use crate::shell::{Shell, page};
use crate::state::App;

/// A page one can go to.
struct Door {
    address: &'static str,
    title: &'static str,
    text: &'static str,
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
    sections: Vec<Section>,
}

/// The index.
pub(super) async fn show(State(app): State<Arc<App>>, me: SignedIn) -> Result<Response, Failure> {
    // who may read no round has nothing to do here
    list_rounds(&app.context(&me.visitor.actor)).await?;
    let shell = me.visitor.shell(me.visitor.shell("").t("Kepegawaian", "HR"));
    let sections = sections(&shell);
    page(&Page { shell, sections })
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
                "/hr/corrections",
                ["Perbaikan data", "Corrections"],
                ["Permintaan pegawai untuk memperbaiki datanya.", "What employees asked to have corrected in their record."],
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
                "/hr/surveys",
                ["Survei", "Surveys"],
                ["Membuka survei, memantau, dan mengumumkan hasilnya.", "Open surveys, follow them and publish their results."],
                true,
            ),
        ],
    ),
];

fn sections(shell: &Shell) -> Vec<Section> {
    let officer = shell.has(GrantedRole::HrOfficer);
    let said = |[id, en]: [&'static str; 2]| match shell.language {
        jenjang::legal::Language::Id => id,
        jenjang::legal::Language::En => en,
    };
    let sections = SECTIONS.iter().map(|(anchor, title, doors)| Section {
        anchor,
        title: said(*title),
        doors: doors
            .iter()
            .filter(|(.., officers)| officer || !officers)
            .map(|(address, title, text, _)| Door { address, title: said(*title), text: said(*text) })
            .collect(),
    });
    sections.filter(|section| !section.doors.is_empty()).collect()
}
