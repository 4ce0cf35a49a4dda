//! What people read of a need.

use super::{Need, NeedSource, NotMeasured, Unknown};
use crate::legal::{Label, Language};
use crate::number::format_decimal;

fn number(value: rust_decimal::Decimal, language: Language) -> String {
    let text = format_decimal(value.normalize());
    if language == Language::Id { text.replace('.', ",") } else { text }
}

impl NeedSource {
    /// The kind of source.
    pub fn label(&self) -> Label {
        match self {
            NeedSource::Gap { .. } => Label::new("kesenjangan kompetensi", "competency gap"),
            NeedSource::Feedback { .. } => Label::new("hasil 360°", "360° result"),
            NeedSource::Performance { .. } => Label::new("predikat kinerja", "performance label"),
            NeedSource::Hours { .. } => Label::new("jam pelajaran", "learning hours"),
        }
    }

    /// What the need is about.
    pub fn subject(&self) -> Label {
        match self {
            NeedSource::Gap { competency, label, .. } => {
                Label::new(format!("{competency} {}", label.id), format!("{competency} {}", label.en))
            }
            // codes of dimensions are words already
            NeedSource::Feedback { label, .. } => label.clone(),
            NeedSource::Performance { year, .. } => Label::new(format!("kinerja tahun {year}"), format!("performance of {year}")),
            NeedSource::Hours { year, .. } => Label::new(format!("jam pelajaran tahun {year}"), format!("learning hours of {year}")),
        }
    }
}

impl Need {
    /// How much is lacking and from what, in a sentence without a full stop.
    pub fn sentence(&self) -> Label {
        let of = |language: Language| {
            let n = |value| number(value, language);
            let id = language == Language::Id;
            match &self.source {
                NeedSource::Gap { required, actual, post, assessor, .. } if id => {
                    format!(
                        "dipersyaratkan level {} untuk {}, dinilai {} oleh {assessor} pada {}",
                        n(*required),
                        post.id,
                        n(*actual),
                        self.since
                    )
                }
                NeedSource::Gap { required, actual, post, assessor, .. } => {
                    format!("level {} is required of {}, assessed at {} by {assessor} on {}", n(*required), post.en, n(*actual), self.since)
                }
                NeedSource::Feedback { cycle, shown, scale, threshold, .. } => {
                    let score = shown.text(*scale, language);
                    let threshold = n(*threshold);
                    if id {
                        format!("nilai 360° {score} di bawah {threshold} pada periode {cycle}, diumumkan {}", self.since)
                    } else {
                        format!("the 360° score {score} is below {threshold} in cycle {cycle}, released on {}", self.since)
                    }
                }
                NeedSource::Performance { name, expected, .. } if id => {
                    format!("predikat `{}`, diharapkan sekurang-kurangnya `{}`", name.id, expected.id)
                }
                NeedSource::Performance { name, expected, .. } => {
                    format!("the label is `{}`, expected at least `{}`", name.en, expected.en)
                }
                NeedSource::Hours { counted, owed, .. } if id => {
                    format!("{} JP dari {} JP, kurang {} JP", n(*counted), n(*owed), n(self.size))
                }
                NeedSource::Hours { counted, owed, .. } => format!("{} of {} JP, {} JP short", n(*counted), n(*owed), n(self.size)),
            }
        };
        Label::new(of(Language::Id), of(Language::En))
    }

    /// The size with its unit.
    pub fn amount(&self) -> Label {
        let (id, en) = match self.source {
            NeedSource::Gap { .. } => ("level", "levels"),
            NeedSource::Feedback { .. } => ("poin", "points"),
            NeedSource::Performance { .. } => ("tingkat", "steps"),
            NeedSource::Hours { .. } => ("JP", "JP"),
        };
        let en = if self.size == rust_decimal::Decimal::ONE { en.trim_end_matches('s') } else { en };
        Label::new(format!("{} {id}", number(self.size, Language::Id)), format!("{} {en}", number(self.size, Language::En)))
    }
}

impl NotMeasured {
    /// Why there is no level, in words.
    pub fn reason(&self) -> Label {
        self.set_aside.as_ref().map_or_else(|| Label::new("belum pernah dinilai", "never assessed"), |reason| reason.label())
    }
}

impl Unknown {
    /// What is not known and who can say it, in words.
    pub fn label(self) -> Label {
        match self {
            Unknown::Position => Label::new(
                "jabatan pada tanggal ini tidak tercatat: kesenjangan kompetensi tidak dapat dihitung",
                "no position is on record for the day: competency gaps cannot be computed",
            ),
            Unknown::Standard => {
                Label::new("tidak ada standar kompetensi yang berlaku bagi jabatan ini", "no competency standard binds for this position")
            }
            Unknown::Employment => Label::new(
                "status kepegawaian tidak tercatat: kewajiban jam pelajaran tidak dapat dipastikan",
                "the employment status is not on record: whether learning hours are owed is not known",
            ),
            Unknown::Performance => {
                Label::new("belum ada predikat kinerja tahun yang sudah selesai", "no performance label of a finished year is on record")
            }
            Unknown::LearningRegister => Label::new(
                "riwayat pengembangan kompetensi belum pernah diambil: jam pelajaran bisa lebih banyak",
                "nobody has consulted the learning register: there may be more learning hours",
            ),
            Unknown::Feedback => Label::new("belum ada hasil 360° yang diumumkan", "no 360° result was released"),
        }
    }
}
