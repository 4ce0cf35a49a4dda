//! Sentences of careers in both languages. The English sentence of an error is its own.

use super::map::MapError;
use super::planner::CareerError;
use crate::legal::Label;

fn both(id: String, error: &impl std::fmt::Display) -> Label {
    Label::new(id, error.to_string())
}

impl MapError {
    /// The sentence for people.
    pub fn message(&self) -> Label {
        let id = match self {
            MapError::Twice { id } => format!("jabatan `{id}` ada dua kali, seharusnya setiap pengenal satu kali"),
            MapError::UnknownCode { post, attribute, found, scale } => {
                format!("jabatan `{post}` mempunyai {attribute} `{found}`, seharusnya kode skala `{scale}`")
            }
            MapError::NoStage { post, kind, tier, pattern } => {
                let tier = tier.as_ref().map_or_else(String::new, |tier| format!(" jenjang `{tier}`"));
                format!("jabatan `{post}` berjenis `{kind}`{tier}, yang tidak ada tahapnya dalam pola `{pattern}`")
            }
            MapError::UnknownPost { post, pattern } => {
                format!("sebuah tautan dalam pola `{pattern}` menyebut jabatan `{post}` yang tidak ada dalam peta")
            }
        };
        both(id, self)
    }
}

impl CareerError {
    /// The sentence for people.
    pub fn message(&self) -> Label {
        let id = match self {
            CareerError::UnknownPost { post, near } => {
                let near = near.as_ref().map_or_else(String::new, |near| format!("; mungkin maksudnya `{near}`?"));
                format!("tidak ada jabatan `{post}` dalam peta{near}")
            }
            CareerError::AlreadyThere { post } => {
                format!("`{post}` adalah jabatan sekarang, seharusnya jabatan lain: rute yang kembali ke awal tidak menuju ke mana pun")
            }
            CareerError::NoPresent { fact } => {
                format!("jabatan sekarang tidak diketahui: fakta `{fact}` belum diisi; isilah faktanya atau sebutkan jabatannya")
            }
            CareerError::PresentDiffers { post, fact, found, expected } => {
                format!("jabatan `{post}` mempunyai `{expected}` untuk `{fact}`, sedangkan menurut fakta orangnya `{found}`")
            }
            CareerError::NoStage { kind, tier, pattern } => {
                let tier = tier.as_ref().map_or_else(String::new, |tier| format!(" jenjang `{tier}`"));
                format!("pola `{pattern}` tidak mempunyai tahap untuk jabatan sekarang berjenis `{kind}`{tier}")
            }
            CareerError::NoWay { from, to, stage, steps, pattern } => format!(
                "tidak ada perpindahan dalam pola `{pattern}` dari tahap `{from}` ke jabatan `{to}` (tahap `{stage}`) dalam paling banyak {steps} langkah"
            ),
            CareerError::NotInForce { pattern, day } => format!("pola karier `{pattern}` tidak berlaku pada {day}"),
            CareerError::NoPolicy { pattern, policy } => {
                format!("pola `{pattern}` menyebut kebijakan `{policy}` yang tidak ada dalam himpunan")
            }
            CareerError::WrongKind { pattern, policy, found, expected } => {
                format!(
                    "pola `{pattern}` memakai kebijakan `{policy}` sebagai {}, sedangkan kebijakan itu memutuskan {}",
                    expected.as_str(),
                    found.as_str()
                )
            }
            CareerError::Policy(error) => return error.message(),
            CareerError::Catalogue { pattern, found, expected } => {
                format!("fakta berasal dari katalog `{found}`, sedangkan pola `{pattern}` ditulis untuk `{expected}`")
            }
        };
        both(id, self)
    }
}
