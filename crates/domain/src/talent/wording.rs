//! Refusals in both languages. The English sentence of an error is its own.

use super::calibration::CalibrationError;
use super::grid::{GridError, Side};
use super::placement::TwiceError;
use super::succession::SuccessionError;
use super::suitability::{NoStandard, Unmatched};
use crate::legal::Label;
use crate::policy::document::Kind;

fn both(id: String, error: &impl std::fmt::Display) -> Label {
    Label::new(id, error.to_string())
}

impl Side {
    /// What people read.
    pub fn label(self) -> Label {
        match self {
            Side::Upward => Label::new("sumbu tegak", "upward axis"),
            Side::Rightward => Label::new("sumbu mendatar", "rightward axis"),
        }
    }
}

impl GridError {
    /// The sentence in both languages.
    pub fn message(&self) -> Label {
        let id = match self {
            GridError::Kind { policy, kind } => {
                let kind = match kind {
                    Kind::Eligibility => "kelayakan",
                    Kind::Score => "nilai",
                    Kind::Points => "angka",
                    Kind::Classification => "klasifikasi",
                };
                format!("kebijakan `{policy}` memutuskan {kind}, seharusnya klasifikasi ke dalam kotak")
            }
            GridError::NotATable { policy } => {
                format!("hasil `{policy}` bukan satu tabel, seharusnya tabel dengan satu masukan untuk tiap sumbu")
            }
            GridError::Inputs { policy, table, found } => {
                format!(
                    "tabel `{table}` dalam `{policy}` mempunyai {found} masukan, seharusnya dua: yang pertama ke atas, yang kedua ke kanan"
                )
            }
            GridError::NotALevel { policy, input } => {
                format!("`{input}` dalam `{policy}` bukan tingkat, seharusnya pilihan dari skala yang berurutan")
            }
            GridError::NotBoxes { policy, table } => {
                format!("tabel `{table}` dalam `{policy}` tidak menghasilkan pilihan, seharusnya satu kotak untuk tiap pasangan tingkat")
            }
            GridError::NoRows { policy, table, day } => {
                format!("tabel `{table}` dalam `{policy}` tidak mempunyai baris yang berlaku pada {day}")
            }
        };
        both(id, self)
    }
}

impl TwiceError {
    /// The sentence in both languages.
    pub fn message(&self) -> Label {
        both(format!("`{}` akan ditempatkan dua kali, seharusnya satu kali", self.0), self)
    }
}

impl CalibrationError {
    /// The sentence in both languages.
    pub fn message(&self) -> Label {
        let id = match self {
            CalibrationError::Twice(person) => format!("`{person}` masuk kalibrasi dua kali, seharusnya satu kali"),
            CalibrationError::NotPlaced(person) => {
                format!("`{person}` tidak mempunyai kotak dalam kalibrasi ini, seharusnya seseorang yang ditempatkan sebelum rapat")
            }
            CalibrationError::NoReason { person, after } => {
                format!("pemindahan `{person}` ke `{after}` tidak beralasan, seharusnya ada kalimat yang boleh dibaca yang bersangkutan")
            }
            CalibrationError::SameBox { person, place } => format!("`{person}` sudah berada di kotak `{place}`, seharusnya kotak lain"),
            CalibrationError::OtherGrid { person, after, found, expected } => {
                format!("`{after}` adalah kotak skala `{found}`, sedangkan `{person}` ditempatkan pada `{expected}`")
            }
            CalibrationError::OwnMove(person) => format!("`{person}` memindahkan dirinya sendiri, seharusnya anggota rapat yang lain"),
            CalibrationError::Earlier { person, found, last } => {
                format!("pemindahan `{person}` bertanggal {found}, sebelum catatan terakhir {last}: catatan hanya bertambah")
            }
        };
        both(id, self)
    }
}

impl SuccessionError {
    /// The sentence in both languages.
    pub fn message(&self) -> Label {
        let id = match self {
            SuccessionError::Twice(id) => format!("`{id}` dipertimbangkan dua kali untuk satu jabatan, seharusnya satu kali"),
            SuccessionError::NotAReadiness { id, policy } => {
                format!("keputusan `{policy}` tentang `{id}` bukan kesiapan, seharusnya pilihan dari skala yang berurutan")
            }
            SuccessionError::OtherPolicy { id, found, expected } => {
                format!("`{id}` dinilai dengan `{found}`, yang lain dengan `{expected}`: satu kebijakan dan versi bagi semua")
            }
            SuccessionError::Rank(error) => return error.message(),
        };
        both(id, self)
    }
}

impl NoStandard {
    /// The sentence in both languages.
    pub fn message(&self) -> Label {
        match self {
            NoStandard::Unbound => {
                Label::new("tidak ada standar kompetensi yang berlaku untuk jabatan ini", "no competency standard binds for this post")
            }
            NoStandard::Several(frameworks) => {
                let of = |pick: fn(&Label) -> &str| frameworks.iter().map(pick).collect::<Vec<_>>().join("; ");
                Label::new(
                    format!(
                        "standar dari {} kerangka kompetensi berlaku untuk jabatan ini, dan tidak ditetapkan yang mana yang dipakai: {}",
                        frameworks.len(),
                        of(|label| &label.id)
                    ),
                    format!(
                        "standards of {} competency frameworks bind for this post, and nothing says which of them counts: {}",
                        frameworks.len(),
                        of(|label| &label.en)
                    ),
                )
            }
        }
    }
}

impl Unmatched {
    /// The sentence in both languages.
    pub fn message(&self) -> Label {
        match self {
            Unmatched::TooLittle(none) => none.label(),
            Unmatched::Unsound(_) => {
                Label::new("profil kompetensinya tidak sesuai dengan kerangkanya", "the competency profile does not fit its framework")
            }
            Unmatched::Gaps(error) => error.label(),
        }
    }
}
