//! Everything about my career, with what is under way first.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jenjang_service::corrections::own_corrections;
use jenjang_service::promotion::own_appeals;

use crate::error::Failure;
use crate::session::SignedIn;
use crate::shell::{Shell, page};
use crate::state::App;

/// A section.
struct Section {
    title: &'static str,
    text: &'static str,
    address: &'static str,
}

#[derive(Template)]
#[template(path = "career/index.html")]
struct Page {
    shell: Shell,
    /// Own appeals that are not answered.
    appeals: usize,
    /// Own requests that are not answered.
    corrections: usize,
    sections: Vec<Section>,
}

/// The sections.
pub(super) async fn show(State(app): State<Arc<App>>, me: SignedIn) -> Result<Response, Failure> {
    let context = app.context(&me.visitor.actor);
    let appeals = own_appeals(&context).await?.iter().filter(|own| own.is_under_way()).count();
    let corrections = own_corrections(&context).await?.iter().filter(|own| own.is_open()).count();
    let shell = me.visitor.titled("Karier saya", "My career");
    let section = |title: (&'static str, &'static str), text: (&'static str, &'static str), address| Section {
        title: shell.t(title.0, title.1),
        text: shell.t(text.0, text.1),
        address,
    };
    let sections = vec![
        section(
            ("Kelayakan naik pangkat", "Eligibility for promotion"),
            (
                "Setiap syarat dengan data Anda, pasalnya, dan kapan terpenuhi.",
                "Every requirement with your record, its article, and when it is met.",
            ),
            "/eligibility",
        ),
        section(
            ("Putaran", "Rounds"),
            (
                "Mencalonkan diri atau mundur, hasil putaran yang Anda ikuti, dan tugas Anda sebagai anggota panitia.",
                "Standing or withdrawing, what came of rounds in which you stood, and what you score as a member of a panel.",
            ),
            "/rounds",
        ),
        section(
            ("Peta karier", "Career map"),
            (
                "Jabatan sekarang, yang dapat dicapai, dan jalan ke tujuan Anda.",
                "Your present post, those within reach, and the way to your target.",
            ),
            "/career/map",
        ),
        section(
            ("Kompetensi", "Competencies"),
            ("Hasil penilaian Anda di samping yang disyaratkan jabatan.", "What was assessed of you beside what posts ask for."),
            "/career/competencies",
        ),
        section(
            ("Hasil penilaian 360°", "360° results"),
            ("Hasil yang sudah diumumkan, dengan ketelitiannya.", "Released results, with how certain they are."),
            "/career/report",
        ),
        section(
            ("Kotak talenta", "Talent box"),
            ("Kotak Anda dalam sembilan kotak, dan bagaimana dihitung.", "Your place among nine boxes, and how it came about."),
            "/career/talent",
        ),
        section(
            ("Data saya", "My data"),
            (
                "Semua yang tersimpan, siapa boleh melihatnya, dan unduhannya.",
                "Everything kept, who may see it, and all of it to download.",
            ),
            "/career/data",
        ),
        section(
            ("Permintaan perbaikan data", "Corrections"),
            ("Yang Anda minta diperbaiki, dan jawabannya.", "What you asked to be put right, and the answers."),
            "/career/corrections",
        ),
        section(
            ("Keberatan saya", "My objections"),
            ("Keberatan atas keputusan, dengan batas waktunya.", "Objections to decisions, with their terms."),
            "/career/appeals",
        ),
    ];
    page(&Page { appeals, corrections, sections, shell })
}
