//! What came of a round, in the sentences that the person concerned reads; who runs the round is shown the same.

use jenjang::legal::{Label, Language};
use jenjang::promotion::OutcomeKind;
use jenjang_service::promotion::{CandidateOutcome, OpenCriterion, RankOf};

use super::standing::Mark;
use crate::hr::words;
use crate::state::App;

/// What came of the round `title` for somebody, and what can be done about it; `policy` decided about eligibility.
pub(crate) fn sentences(app: &App, title: &Label, policy: &str, outcome: &CandidateOutcome, language: Language) -> Vec<String> {
    let t = |id: String, en: String| if language == Language::Id { id } else { en };
    let title = title.get(language);
    let mut said = vec![if outcome.is_chosen() {
        t(format!("Anda terpilih dalam “{title}”."), format!("You were chosen in “{title}”."))
    } else {
        t(format!("Anda tidak terpilih dalam “{title}”."), format!("You were not chosen in “{title}”."))
    }];
    said.extend(why(app, policy, outcome, language));
    match outcome {
        CandidateOutcome::Chosen { .. } => {}
        CandidateOutcome::NotEligible { .. } | CandidateOutcome::Unknown { .. } => said.push(t(
            "Pasal dan data setiap syarat ada pada halaman keputusan ini, tempat Anda juga dapat mengajukan keberatan selama batas waktunya belum lewat."
                .to_owned(),
            "The article and the record of every requirement stand on the page of this decision, where you can also object within the term."
                .to_owned(),
        )),
        CandidateOutcome::PutForward { .. } | CandidateOutcome::Below { .. } | CandidateOutcome::NotRanked => said.push(t(
            "Semua syarat dinyatakan terpenuhi, sehingga tidak ada syarat yang dapat disanggah dengan keberatan. Bila data Anda ada yang keliru, mintalah perbaikannya pada halaman Karier."
                .to_owned(),
            "Every requirement was found to be met, so that there is none to object to. If one of your records is wrong, ask for its correction on the Career page."
                .to_owned(),
        )),
    }
    said
}

/// The rank and the reason.
fn why(app: &App, policy: &str, outcome: &CandidateOutcome, language: Language) -> Vec<String> {
    let t = |id: String, en: String| if language == Language::Id { id } else { en };
    let open = |open: &[OpenCriterion]| {
        let open: Vec<String> = open.iter().map(|open| words::criterion(app, policy, &open.code, language)).collect();
        open.join("; ")
    };
    let one = match outcome {
        CandidateOutcome::Chosen { rank, reason } => {
            let rank = rank.map(|RankOf { rank, of }| {
                t(format!("Anda berada pada peringkat {rank} dari {of}."), format!("You stand at rank {rank} of {of}."))
            });
            let reason = reason.as_ref().map(|reason| {
                t(format!("Alasan pilihan yang diumumkan: “{reason}”."), format!("The reason published for the choice: “{reason}”."))
            });
            return rank.into_iter().chain(reason).collect();
        }
        CandidateOutcome::NotEligible { open: criteria } => {
            let open = open(criteria);
            t(format!("Syarat yang belum terpenuhi: {open}."), format!("Requirements not met: {open}."))
        }
        CandidateOutcome::Unknown { open: criteria } => {
            let open = open(criteria);
            t(
                format!("Belum dapat diputuskan karena datanya belum lengkap: {open}."),
                format!("It could not be decided because data is missing: {open}."),
            )
        }
        CandidateOutcome::PutForward { rank: Some(RankOf { rank, of }) } => t(
            format!(
                "Anda memenuhi syarat, berada pada peringkat {rank} dari {of}, dan diajukan; pejabat yang berwenang tidak memilih Anda."
            ),
            format!("You qualify, stand at rank {rank} of {of} and were put forward; the appointing authority did not choose you."),
        ),
        CandidateOutcome::PutForward { rank: None } => t(
            "Anda memenuhi syarat dan diajukan; pejabat yang berwenang tidak memilih Anda.".to_owned(),
            "You qualify and were put forward; the appointing authority did not choose you.".to_owned(),
        ),
        CandidateOutcome::Below { rank: RankOf { rank, of } } => t(
            format!("Anda memenuhi syarat dan berada pada peringkat {rank} dari {of}, di bawah yang diajukan."),
            format!("You qualify and stand at rank {rank} of {of}, below those put forward."),
        ),
        CandidateOutcome::NotRanked => t(
            "Anda memenuhi syarat, tetapi nilainya belum lengkap sehingga tidak diperingkat.".to_owned(),
            "You qualify, but your score is incomplete, so that you were not ranked.".to_owned(),
        ),
    };
    vec![one]
}

/// What came of a published round, in a word or two.
pub(crate) fn mark(chosen: bool, outcome: OutcomeKind) -> Mark {
    match outcome {
        _ if chosen => Mark::good("Terpilih", "Chosen"),
        OutcomeKind::Eligible => Mark::aside("Memenuhi syarat, tidak terpilih", "Eligible, not chosen"),
        outcome => words::outcome(outcome),
    }
}
