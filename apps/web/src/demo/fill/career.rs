//! What people do about their own careers, today: corrections they ask for, an objection.

use jenjang::legal::Label;
use jenjang::people::CorrectionSubject;
use jenjang::people::id::{AppealId, PersonId};
use jenjang::policy::earliest::Earliest;
use jenjang_service::corrections::{AnswerCorrection, CorrectionAnswer, RequestCorrection, answer_correction, request_correction};
use jenjang_service::promotion::{FileAppeal, ReviewAppeal, file_appeal, own_decisions, review_appeal};
use jenjang_service::{Actor, Context};

use super::super::regular;
use super::{Ground, HR, actor, id, said};

/// Corrections of the person who was not promoted, and an objection of another.
pub(super) async fn fill(ground: &Ground<'_>) -> Result<(), Label> {
    let (mut waiting, mut other) = (None, None);
    for person in &ground.people {
        match regular(ground.backend, ground.shipped, person, ground.backend.today()).await? {
            Some((_, Earliest::On { .. })) if waiting.is_none() => waiting = Some(person),
            Some((_, Earliest::On { .. })) => {
                other = Some(person);
                break;
            }
            _ => {}
        }
    }
    if let Some(person) = waiting {
        corrections(ground, person).await?;
    }
    if let Some(person) = other {
        appeal(ground, person).await?;
    }
    Ok(())
}

/// Asks use cases in somebody's name, as of today.
fn now<'c>(ground: &'c Ground<'_>, actor: &'c Actor) -> Context<'c> {
    ground.backend.context(actor)
}

async fn corrections(ground: &Ground<'_>, person: &PersonId) -> Result<(), Label> {
    let (me, hr) = (Actor::Person(person.clone()), actor(HR)?);
    let subject =
        |register: &str, entry: &str| CorrectionSubject { register: register.into(), entry: entry.into(), policy: None, criterion: None };
    let command = RequestCorrection {
        subject: subject("learning", ""),
        wrong: "Pelatihan Pelayanan Publik 24 JP belum tercatat.".into(),
        right: "Pelatihan Pelayanan Publik, 24 jam pelajaran.".into(),
        evidence: "Sertifikat BPSDM contoh nomor 12/2026.".into(),
    };
    let asked = request_correction(&now(ground, &me), &command).await.map_err(said)?;
    let command = AnswerCorrection {
        id: asked.id,
        answer: CorrectionAnswer::Accept,
        reason: "Sertifikatnya sudah diperiksa; riwayatnya masuk pada impor berikutnya.".into(),
    };
    answer_correction(&now(ground, &hr), &command).await.map_err(said)?;
    let command = RequestCorrection {
        subject: subject("grades", "riwayat golongan, TMT golongan terakhir"),
        wrong: "TMT golongan terakhir tercatat satu tahun terlambat.".into(),
        right: "TMT satu tahun lebih awal, sesuai surat keputusannya.".into(),
        evidence: "Surat keputusan kenaikan pangkat contoh, aslinya di subbagian kepegawaian.".into(),
    };
    request_correction(&now(ground, &me), &command).await.map_err(said)?;
    Ok(())
}

async fn appeal(ground: &Ground<'_>, person: &PersonId) -> Result<(), Label> {
    let (me, hr) = (Actor::Person(person.clone()), actor(HR)?);
    let decisions = own_decisions(&now(ground, &me)).await.map_err(said)?;
    let Some(decision) = decisions.first() else { return Ok(()) };
    let Some(finding) = decision.findings.iter().find(|finding| finding.verdict == "not-met") else { return Ok(()) };
    let appeal: AppealId = id("contoh-keberatan-1")?;
    let grounds = "Masa kerja dalam golongan dihitung dari TMT yang salah catat; surat keputusannya saya lampirkan.";
    let command = FileAppeal { id: &appeal, decision: &decision.id, criterion: &finding.code, grounds };
    file_appeal(&now(ground, &me), command).await.map_err(said)?;
    review_appeal(&now(ground, &hr), ReviewAppeal { appeal }).await.map_err(said)?;
    Ok(())
}
