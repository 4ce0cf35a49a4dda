//! What people do about their own careers, today: a target, an assessed profile, corrections they ask for.

use chrono::Months;
use jenjang::Decimal;
use jenjang::competency::profile::{Assessment, AssessmentUnit, Profile};
use jenjang::legal::Label;
use jenjang::people::CorrectionSubject;
use jenjang::people::id::{FrameworkId, PersonId};
use jenjang::policy::earliest::Earliest;
use jenjang_service::career::{ChooseTarget, choose_target};
use jenjang_service::corrections::{AnswerCorrection, CorrectionAnswer, RequestCorrection, answer_correction, request_correction};
use jenjang_service::needs::{ImportProfiles, import_profiles};
use jenjang_service::{Actor, Context};

use super::super::{posts, regular};
use super::{Ground, HR, actor, id, said};

/// What the person who was not promoted did: the first of those one can sign in as.
pub(super) async fn fill(ground: &Ground<'_>) -> Result<(), Label> {
    for person in &ground.people {
        if let Some((_, Earliest::On { .. })) = regular(ground.backend, ground.shipped, person, ground.backend.today()).await? {
            target(ground, person).await?;
            profile(ground, person).await?;
            return corrections(ground, person).await;
        }
    }
    Ok(())
}

/// Asks use cases in somebody's name, as of today.
fn now<'c>(ground: &'c Ground<'_>, actor: &'c Actor) -> Context<'c> {
    ground.backend.context(actor)
}

/// The post the person wants to reach: the head of a section.
async fn target(ground: &Ground<'_>, person: &PersonId) -> Result<(), Label> {
    let me = Actor::Person(person.clone());
    let Some(map) = posts(ground.shipped) else { return Ok(()) };
    let post = id("dinas-kepegawaian/seksi-3")?;
    choose_target(&now(ground, &me), &ChooseTarget { map: &map, post: &post }).await.map_err(said)?;
    Ok(())
}

/// What an assessment centre found half a year ago; one competency was not assessed, another three years before.
async fn profile(ground: &Ground<'_>, person: &PersonId) -> Result<(), Label> {
    let hr = actor(HR)?;
    let library = jenjang_asn::competency();
    let framework = id::<FrameworkId>("permenpanrb-38-2017")?;
    let Some(framework) = library.framework(&framework) else { return Ok(()) };
    let ago = |months: u32| ground.month.checked_sub_months(Months::new(months)).unwrap_or(ground.month);
    let assessed =
        [("M.01", 2, 6), ("M.02", 1, 6), ("M.03", 2, 6), ("M.04", 1, 6), ("M.05", 2, 6), ("M.06", 2, 6), ("M.07", 1, 40), ("SK.1", 2, 6)];
    let mut assessments = Vec::new();
    for (code, level, months) in assessed {
        assessments.push(Assessment {
            competency: id(code)?,
            level: Decimal::from(level),
            date: ago(months),
            valid_until: None,
            assessor: "Unit penilaian kompetensi contoh".into(),
            method: "assessment center".into(),
            purpose: None,
            tier: None,
            unit: Some(AssessmentUnit { name: "Unit penilaian kompetensi contoh".into(), accredited: Some(true) }),
            evidence: Vec::new(),
        });
    }
    let Ok(profile) = Profile::try_new(person.clone(), framework, assessments) else { return Ok(()) };
    import_profiles(&now(ground, &hr), &ImportProfiles { profiles: &[profile], dry_run: false }).await.map_err(said)?;
    Ok(())
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
