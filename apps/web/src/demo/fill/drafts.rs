//! What the policy team is at: a draft that people may speak on, a policy that is being explained, two indicators with figures.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, NaiveDate};
use jenjang::consultation::life::Notice;
use jenjang::consultation::submission::{Channel, Position};
use jenjang::indicator::ReportingPeriod;
use jenjang::legal::Label;
use jenjang::people::id::{DraftId, IndicatorId};
use jenjang_service::consultation::{
    DraftConsultation, OpenConsultation, SubmitOpinion, draft_consultation, open_consultation, submit_opinion,
};
use jenjang_service::drafts::{SaveDraft, draft_checker, save_draft};
use jenjang_service::indicators::{DefineIndicators, ReportReading, VerifyReading, define, report, verify};
use jenjang_service::policies::{EnactPolicy, ProposePolicy, SubmitPolicy, enact_policy, propose_policy, submit_policy};
use jenjang_service::socialisation::{StartSocialisation, start_socialisation};
use jenjang_service::{Actor, Seen};

use super::Ground;
use crate::demo::{ANALYST, AUTHORITY, HR, TOP, id, said};
use crate::drafts::first_clauses;

/// The draft: three years in the present grade instead of four.
const DRAFT: &str = "reguler-tiga-tahun";

/// The policy that is being explained.
const EXPLAINED: &str = "asn/learning/yearly-duty";

const INDICATORS: &str = include_str!("indicators.toml");

fn missing(what: &str) -> Label {
    Label::new(format!("bahan peragaan `{what}` tidak ada"), format!("`{what}` of the demonstration is missing"))
}

pub(super) async fn fill(ground: &Ground<'_>) -> Result<(), Label> {
    drafted(ground).await?;
    explained(ground).await?;
    indicators(ground).await
}

/// A draft with clauses, open to be spoken on.
async fn drafted(ground: &Ground<'_>) -> Result<(), Label> {
    let analyst = super::actor(ANALYST)?;
    let context = ground.as_actor(&analyst);
    let policy = ground.shipped.set.get("asn/promotion/regular").ok_or_else(|| missing("asn/promotion/regular"))?;
    let text = shorter(ground.shipped.sources.get(&policy.file), ground.month);
    let draft: DraftId = id(DRAFT)?;
    let checker = draft_checker(&context, ground.shipped).await.map_err(said)?;
    let changed = checker.check("kebijakan.toml", &text).policy.ok_or_else(|| missing(DRAFT))?;
    let clauses = first_clauses(&draft, &changed);
    let purpose = "Masa kerja minimum dalam pangkat terakhir menjadi tiga tahun";
    let command =
        SaveDraft { id: &draft, policy_text: &text, clauses: &clauses, from: Some("asn/promotion/regular"), purpose, expected: None };
    save_draft(&context, command).await.map_err(said)?;
    let processes = jenjang_asn::processes();
    let process = processes.iter().find(|process| &*process.id == "asn/regional").ok_or_else(|| missing("asn/regional"))?;
    let calendar = jenjang_asn::calendar().ok_or_else(|| missing("calendar"))?;
    let command = DraftConsultation {
        shipped: ground.shipped,
        file: "ketentuan.toml",
        text: &clauses,
        policy_file: "kebijakan.toml",
        policy_text: &text,
        process,
        calendar: &calendar,
        note: None,
        seen: Seen::Anything,
    };
    let kept = draft_consultation(&context, &command).await.map_err(said)?;
    let notice = Notice {
        channel: Channel::Online,
        on: ground.month,
        access: "Halaman Suara pada aplikasi ini; salinan cetak dan huruf besar di loket kepegawaian.".into(),
        groups: BTreeSet::new(),
    };
    let until = ground.month.checked_add_days(Days::new(60)).unwrap_or(ground.month);
    open_consultation(&context, &OpenConsultation { draft: draft.clone(), until, notices: vec![notice] }).await.map_err(said)?;
    let first = kept.draft.current().and_then(|version| version.text.clauses.first());
    let clause = first.map(|clause| clause.number).ok_or_else(|| missing("clause"))?;
    let public = ground.as_actor(&Actor::Public);
    for (position, text) in [
        (Position::Support, "Tiga tahun sudah cukup bila predikat kinerjanya baik."),
        (Position::Change, "Sebaiknya tetap empat tahun bagi yang belum mengikuti pelatihan pada tahun berjalan."),
    ] {
        let opinion = SubmitOpinion {
            draft: draft.clone(),
            clause,
            position,
            text: text.into(),
            group: "public".into(),
            channel: Channel::Online,
            received: None,
            replace: false,
        };
        submit_opinion(&public, &opinion).await.map_err(said)?;
    }
    Ok(())
}

/// The text with three years instead of four from next year on.
fn shorter(text: &str, month: NaiveDate) -> String {
    let from = NaiveDate::from_ymd_opt(month.year() + 1, 1, 1).unwrap_or(month);
    let reference = "reference = \"PP 99/2000 ps. 7; Peraturan BKN 2/2025\", certainty = \"secondary\" },";
    let old = format!("{{ from = 2000-11-10, value = \"4\", {reference}");
    let new = format!(
        "{{ from = 2000-11-10, to = {from}, value = \"4\", {reference}\n  {{ from = {from}, value = \"3\", reference = \"rancangan Peraturan Gubernur\", certainty = \"unverified\" }},"
    );
    text.replacen(&old, &new, 1)
}

/// A policy enacted in the store and explained to everybody in the province.
async fn explained(ground: &Ground<'_>) -> Result<(), Label> {
    let (analyst, authority) = (super::actor(ANALYST)?, super::actor(AUTHORITY)?);
    let (analyst, authority) = (ground.as_actor(&analyst), ground.as_actor(&authority));
    let shipped = ground.shipped;
    let policy = shipped.set.get(EXPLAINED).ok_or_else(|| missing(EXPLAINED))?;
    // the same rule, with the province's own regulation named beside the law: another version
    let text = shipped.sources.get(&policy.file).replacen("ps. 203 (4)\"", "ps. 203 (4); Pergub (rekaan) 7/2026\"", 1);
    let purpose = Some("Kewajiban jam pelajaran ditegaskan dengan peraturan gubernur");
    let proposal = ProposePolicy { shipped, file: "kebijakan.toml", text: &text, purpose, effective: None };
    let version = propose_policy(&analyst, proposal).await.map_err(said)?.version.version;
    submit_policy(&analyst, SubmitPolicy { shipped, policy: EXPLAINED, version }).await.map_err(said)?;
    enact_policy(&authority, EnactPolicy { shipped, policy: EXPLAINED, version, effective: None }).await.map_err(said)?;
    let command = StartSocialisation {
        shipped,
        id: id("jam-pelajaran")?,
        policy: EXPLAINED,
        draft: None,
        units: BTreeSet::from([id(TOP)?]),
        posts: BTreeSet::new(),
        until: ground.month.checked_add_days(Days::new(90)),
        questions: Vec::new(),
        from_cases: 2,
        needed: None,
    };
    start_socialisation(&analyst, &command).await.map_err(said)?;
    Ok(())
}

/// Two indicators: one verified, one that waits for it and is off track.
async fn indicators(ground: &Ground<'_>) -> Result<(), Label> {
    let (analyst, hr) = (super::actor(ANALYST)?, super::actor(HR)?);
    let (analyst, hr) = (ground.as_actor(&analyst), ground.as_actor(&hr));
    let (found, problems) = jenjang_policy_files::read_indicators("indicators.toml", INDICATORS.as_bytes(), &[]);
    if let Some(problem) = problems.into_iter().next() {
        return Err(problem.message);
    }
    define(&analyst, &DefineIndicators { indicators: found }).await.map_err(said)?;
    let period: ReportingPeriod = "2025".parse().map_err(|_| missing("2025"))?;
    for (indicator, value, verified) in [("persen-reguler-tepat-waktu", "82.5", true), ("hari-proses-usulan", "41", false)] {
        let indicator: IndicatorId = id(indicator)?;
        let reading = ReportReading {
            indicator: indicator.clone(),
            period,
            value: value.parse().map_err(|_| missing(value))?,
            inputs: BTreeMap::new(),
            evidence: "laporan tahunan kepegawaian 2025 (rekaan)".into(),
            correction: None,
            seen: Seen::Anything,
        };
        report(&hr, &reading).await.map_err(said)?;
        if verified {
            verify(&analyst, &VerifyReading { indicator, period, refused: None, seen: Seen::Anything }).await.map_err(said)?;
        }
    }
    Ok(())
}
