//! What people read of a plan.

use super::{Evidence, Obstacle, PlanState, Side};
use crate::index::learning_hours::Period;
use crate::legal::{Label, Language};
use crate::number::format_decimal;

impl Side {
    /// Who.
    pub fn label(self) -> Label {
        match self {
            Side::Employee => Label::new("pegawai", "the employee"),
            Side::Superior => Label::new("atasan langsung", "the direct superior"),
        }
    }
}

impl PlanState {
    /// Who has agreed, in words.
    pub fn label(&self) -> Label {
        match self {
            PlanState::Draft => Label::new("rancangan, belum disetujui siapa pun", "a draft nobody has agreed to"),
            PlanState::ByEmployee { on } => Label::new(
                format!("disetujui pegawai pada {on}, belum oleh atasan"),
                format!("agreed to by the employee on {on}, not yet by the superior"),
            ),
            PlanState::BySuperior { on, .. } => Label::new(
                format!("disetujui atasan pada {on}, belum oleh pegawai"),
                format!("agreed to by the superior on {on}, not yet by the employee"),
            ),
            PlanState::Agreed { employee, superior, .. } => Label::new(
                format!("disetujui pegawai pada {employee} dan atasan pada {superior}"),
                format!("agreed to by the employee on {employee} and the superior on {superior}"),
            ),
        }
    }
}

impl Evidence {
    /// What it is, in words.
    pub fn label(&self) -> Label {
        match self {
            Evidence::Certificate { certificate } => Label::new(format!("sertifikat {certificate}"), format!("certificate {certificate}")),
            Evidence::Enrolment { enrolment } => Label::new(format!("pelatihan {enrolment} diikuti"), format!("attended as {enrolment}")),
            Evidence::Assessment { competency, date, level, .. } => {
                let level = format_decimal(level.normalize());
                Label::new(
                    format!("penilaian {competency} level {} pada {date}", level.replace('.', ",")),
                    format!("assessment of {competency} at level {level} on {date}"),
                )
            }
            Evidence::Activity { activity } => Label::new(format!("kegiatan {activity} selesai"), format!("completed activity {activity}")),
        }
    }
}

impl Obstacle {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Obstacle::Overdue => "overdue",
            Obstacle::NoSession { .. } => "no-session",
            Obstacle::TooLong { .. } => "too-long",
            Obstacle::Limit { .. } => "limit",
        }
    }

    /// Why the target date cannot be met, in words.
    pub fn label(&self) -> Label {
        match self {
            Obstacle::Overdue => Label::new("tanggal target sudah lewat", "the target date is past"),
            Obstacle::NoSession { begun: Some(end), .. } => Label::new(
                format!("jadwal yang masih dapat diikuti baru selesai pada {end}"),
                format!("the session that can still be joined ends on {end} only"),
            ),
            Obstacle::NoSession { next: Some(next), .. } => Label::new(
                format!("tidak ada jadwal sebelum tanggal target; jadwal berikutnya mulai {next}"),
                format!("there is no session before the target date; the next one begins on {next}"),
            ),
            Obstacle::NoSession { .. } => {
                Label::new("tidak ada jadwal yang masih dapat diikuti", "there is no session that can still be joined")
            }
            Obstacle::TooLong { days, left } => Label::new(
                format!("kegiatan memerlukan sekurang-kurangnya {days} hari, tersisa {left} hari"),
                format!("it takes at least {days} days, {left} are left"),
            ),
            Obstacle::Limit { amount, period, needed } => {
                let of = |language: Language| {
                    let amount = format_decimal(amount.normalize());
                    match (period, language) {
                        (Period::Day, Language::Id) => {
                            format!("paling banyak {} sehari yang dihitung, diperlukan {needed} hari", amount.replace('.', ","))
                        }
                        (Period::Month, Language::Id) => {
                            format!("paling banyak {} sebulan yang dihitung, diperlukan {needed} bulan", amount.replace('.', ","))
                        }
                        (Period::Day, Language::En) => format!("at most {amount} a day counts, {needed} days are needed"),
                        (Period::Month, Language::En) => format!("at most {amount} a month counts, {needed} months are needed"),
                    }
                };
                Label::new(of(Language::Id), of(Language::En))
            }
        }
    }
}
