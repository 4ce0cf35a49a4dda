//! States, ties and refusals in both languages. The English sentence of an error is its own.

use super::appeal::{AppealError, AppealState};
use super::panel::{LIMIT, PanelError};
use super::ranking::{RankError, TieReason};
use super::round::{RoundError, Stage};
use super::selection::SelectionError;
use crate::legal::Label;
use crate::number::format_decimal;

fn both(id: String, error: &impl std::fmt::Display) -> Label {
    Label::new(id, error.to_string())
}

impl Stage {
    /// What people read.
    pub fn label(self) -> Label {
        let id = match self {
            Stage::Planned => "direncanakan",
            Stage::Open => "dibuka",
            Stage::Screened => "diseleksi syarat",
            Stage::Scored => "dinilai",
            Stage::Ranked => "diperingkat",
            Stage::Decided => "diputuskan",
            Stage::Published => "diumumkan",
        };
        both(id.to_owned(), &self)
    }
}

/// The Indonesian name of an appeal's state, by its name in messages.
fn appeal_state(name: &str) -> &str {
    match name {
        "filed" => "diajukan",
        "under review" => "ditinjau",
        "redecided" => "diputus ulang",
        "dismissed" => "ditolak",
        "withdrawn" => "dicabut",
        other => other,
    }
}

impl AppealState {
    /// What people read.
    pub fn label(&self) -> Label {
        Label::new(appeal_state(self.as_str()), self.as_str())
    }
}

impl TieReason {
    /// Why a rank is shared, for people.
    pub fn label(&self) -> Label {
        match self {
            TieReason::Equal => Label::new("nilai dan semua penentu urutan sama", "score and all tie-breakers are equal"),
            TieReason::TieBreakMissing { tie_break, lacking } => {
                let who: Vec<&str> = lacking.iter().map(|id| id.as_str()).collect();
                let (place, who) = (tie_break + 1, who.join(", "));
                Label::new(
                    format!("penentu urutan ke-{place} belum diisi untuk {who}"),
                    format!("tie-breaker {place} is missing for {who}"),
                )
            }
        }
    }
}

impl RankError {
    /// The sentence in both languages.
    pub fn message(&self) -> Label {
        let id = match self {
            RankError::Duplicate(id) => format!("`{id}` akan diperingkat dua kali, seharusnya sekali"),
            RankError::TieBreaks { id, found, expected } => {
                format!("`{id}` membawa {found} nilai penentu urutan, seharusnya {expected}")
            }
            RankError::Unordered { id, place, .. } => format!(
                "penentu urutan ke-{place} dari `{id}` tidak dapat diurutkan, seharusnya angka, tanggal, durasi, nilai benar atau salah, atau pilihan berurutan"
            ),
            RankError::Mixed { id, other, place } => {
                format!("penentu urutan ke-{place} dari `{id}` berjenis lain daripada milik `{other}`, seharusnya satu jenis untuk semua")
            }
            RankError::NotAScore { id, policy, .. } => {
                format!("keputusan menurut kebijakan `{policy}` tentang `{id}` tidak menghasilkan angka, seharusnya angka")
            }
        };
        both(id, self)
    }
}

impl SelectionError {
    /// The sentence in both languages.
    pub fn message(&self) -> Label {
        let id = match self {
            SelectionError::OverQuota { chosen, quota } => format!("{chosen} orang dipilih, paling banyak {quota}"),
            SelectionError::Twice(id) => format!("`{id}` dipilih dua kali"),
            SelectionError::NotEligible(id) => format!("`{id}` dipilih tetapi tidak dinyatakan memenuhi syarat"),
            SelectionError::ReasonMissing(id) => {
                format!("`{id}` tidak termasuk nama yang diajukan, pilihan di luar peringkat memerlukan alasan")
            }
        };
        both(id, self)
    }
}

impl PanelError {
    /// The sentence in both languages.
    pub fn message(&self) -> Label {
        let id = match self {
            PanelError::MemberTwice(id) => format!("anggota panitia `{id}` disebut dua kali, seharusnya sekali"),
            PanelError::Quorum { quorum, members } => {
                format!("kuorum {quorum} dari {members} anggota, seharusnya sekurang-kurangnya 1 dan paling banyak semua")
            }
            PanelError::Range { low, high } => format!(
                "nilai berkisar dari {} sampai {}, batas bawah harus lebih dulu dan keduanya tidak melampaui {LIMIT}",
                format_decimal(*low),
                format_decimal(*high)
            ),
            PanelError::NotAMember { member, candidate } => {
                format!("`{member}` menilai `{candidate}` tetapi bukan anggota panitia")
            }
            PanelError::ScoredTwice { member, candidate, component } => {
                format!("`{member}` menilai `{candidate}` dua kali pada `{component}`, seharusnya sekali")
            }
            PanelError::OutOfRange { member, candidate, component, score, range } => format!(
                "`{member}` memberi `{candidate}` nilai {} pada `{component}`, seharusnya {} sampai {}",
                format_decimal(*score),
                format_decimal(range.0),
                format_decimal(range.1)
            ),
        };
        both(id, self)
    }
}

impl AppealError {
    /// The sentence in both languages.
    pub fn message(&self) -> Label {
        use AppealError as E;
        let id = match self {
            E::UnknownCriterion { decision, criterion } => format!("keputusan `{decision}` tidak memuat kriteria `{criterion}`"),
            E::Met { decision, criterion } => {
                format!(
                    "kriteria `{criterion}` terpenuhi dalam keputusan `{decision}`, yang dapat dibantah hanya yang tidak terpenuhi atau belum diketahui"
                )
            }
            E::Silent { appeal, .. } => format!("dasar atau alasan keberatan `{appeal}` kosong, harus berupa teks"),
            E::Transition { appeal, from, to } => {
                format!("keberatan `{appeal}` tidak dapat beralih dari `{}` ke `{}`", appeal_state(from), appeal_state(to))
            }
            E::Backdated { appeal, to, on, earliest } => {
                format!("keberatan `{appeal}` tidak dapat {} pada {on}, paling awal {earliest}", appeal_state(to))
            }
            E::OtherDecision { appeal, expected, found } => {
                format!("keberatan `{appeal}` membantah keputusan `{expected}`, ditemukan `{found}`")
            }
            E::OtherQuestion { decision, policy, as_of, expected_policy, expected } => format!(
                "keputusan baru menurut kebijakan `{policy}` untuk {as_of}, seharusnya sama dengan `{decision}`: kebijakan `{expected_policy}` untuk {expected}"
            ),
            E::NothingNew(id) => format!("keputusan baru bertumpu pada fakta, aturan, dan pengecualian yang sama dengan `{id}`"),
            E::ChangeUnnamed(id) => {
                format!("keputusan baru bertumpu pada fakta lain daripada `{id}`, tetapi tidak ada fakta yang disebut berubah")
            }
            E::SameValue { fact, value } => format!("fakta `{fact}` disebut berubah tetapi sebelum dan sesudahnya `{value}`"),
            E::SameId(id) => format!("keputusan baru memakai id keputusan yang dibantah, `{id}`, seharusnya id sendiri"),
        };
        both(id, self)
    }
}

impl RoundError {
    /// The sentence in both languages.
    pub fn message(&self) -> Label {
        use RoundError as E;
        let id = match self {
            E::Ranking(error) => return error.message(),
            E::Selection(error) => return error.message(),
            E::Transition { round, from, to } => {
                format!("putaran `{round}` tidak dapat beralih dari `{}` ke `{}`", from.label().id, to.label().id)
            }
            E::NotOpen { round, state } => {
                format!("calon dalam putaran `{round}` tidak dapat diubah pada keadaan `{}`, seharusnya `dibuka`", state.label().id)
            }
            E::NotRanked(round) => format!("putaran `{round}` memilih menurut syarat, tidak ada yang dinilai atau diperingkat di dalamnya"),
            E::StandsAlready { round, person } => format!("`{person}` sudah menjadi calon dalam putaran `{round}`"),
            E::DoesNotStand { round, person } => format!("`{person}` bukan calon dalam putaran `{round}`"),
            E::Lacking { round, person, what, .. } => {
                format!("`{person}` belum mempunyai {} dalam putaran `{round}`", if *what == "score" { "nilai" } else { "keputusan" })
            }
            E::Twice { round, person, what } => {
                format!(
                    "`{person}` mempunyai dua {} dalam putaran `{round}`, seharusnya satu",
                    if *what == "scores" { "nilai" } else { "keputusan" }
                )
            }
            E::NotEligible { round, person } => {
                format!("`{person}` tidak dinyatakan memenuhi syarat dalam putaran `{round}` sehingga tidak dapat dinilai")
            }
            E::NeedlessScore { round, person, scored } => format!(
                "nilai `{scored}` menyertai keputusan tentang `{person}` dalam putaran `{round}`, seharusnya hanya untuk yang memenuhi syarat dalam putaran yang sudah menilai"
            ),
            E::OtherQuestion { decision, policy, as_of, expected_policy, expected } => {
                format!(
                    "keputusan `{decision}` menurut kebijakan `{policy}` untuk {as_of}, seharusnya kebijakan `{expected_policy}` untuk {expected}"
                )
            }
            E::NotACorrection { decision, person, in_force } => {
                format!("keputusan `{decision}` tidak memperbaiki `{in_force}`, keputusan yang berlaku tentang `{person}`")
            }
            E::Backdated { round, to, on, earliest } => {
                format!("putaran `{round}` tidak dapat {} pada {on}, paling awal {earliest}", to.label().id)
            }
        };
        both(id, self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_reads_in_both_languages() {
        let error = RoundError::Transition { round: "2026-04".parse().unwrap(), from: Stage::Open, to: Stage::Ranked };
        assert_eq!(
            error.message(),
            Label::new(
                "putaran `2026-04` tidak dapat beralih dari `dibuka` ke `diperingkat`",
                "cannot move round `2026-04` from `open` to `ranked`"
            )
        );
        for name in ["filed", "under review", "redecided", "dismissed", "withdrawn"] {
            assert_ne!(appeal_state(name), name);
        }
        let lacking = vec!["p1".parse().unwrap(), "p2".parse().unwrap()];
        let tie = TieReason::TieBreakMissing { tie_break: 1, lacking };
        assert_eq!(tie.label(), Label::new("penentu urutan ke-2 belum diisi untuk p1, p2", "tie-breaker 2 is missing for p1, p2"));
    }
}
