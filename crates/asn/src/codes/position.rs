//! Kinds of position, echelons, functional tiers.

use std::ops::RangeInclusive;

use rust_decimal::Decimal;

use super::code_list;
use super::grade::Grade;

code_list! {
    /// Kind of position (*jenis jabatan*). UU 5/2014 and UU 20/2023.
    PositionKind of "position-kind" {
        /// General staff.
        Pelaksana = "pelaksana",
        /// Functional position.
        Functional = "fungsional",
        /// Supervisor.
        Pengawas = "pengawas",
        /// Administrator.
        Administrator = "administrator",
        /// Senior executive, first tier.
        JptPratama = "jpt-pratama",
        /// Senior executive, middle tier.
        JptMadya = "jpt-madya",
        /// Senior executive, top tier.
        JptUtama = "jpt-utama",
    }
}

code_list! {
    /// Echelon of a structural position, from lowest to highest. PP 100/2000 as amended by PP 13/2002; still used in practice.
    ///
    /// The register also holds V.b (`52`), for which the table of grades gives no range; no shipped rule reads it.
    Echelon of "echelon" {
        Va = "V.a",
        IVb = "IV.b",
        IVa = "IV.a",
        IIIb = "III.b",
        IIIa = "III.a",
        IIb = "II.b",
        IIa = "II.a",
        Ib = "I.b",
        Ia = "I.a",
    }
}

/// What the register's echelon field says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegisterEchelon {
    /// The position has this echelon and belongs to this kind.
    Held(Echelon, PositionKind),
    /// `99`: the position has no echelon.
    None,
    /// `00` or nothing: nobody said.
    Blank,
}

impl Echelon {
    /// Reads the register's code. `None` where the code is not of the list, or is `52` (V.b).
    ///
    /// Echelon I.a stands twice: `10` for JPT utama, `11` for JPT madya.
    pub fn from_register_code(code: &str) -> Option<RegisterEchelon> {
        let (echelon, kind) = match code {
            "" | "00" => return Some(RegisterEchelon::Blank),
            "99" => return Some(RegisterEchelon::None),
            "10" => (Echelon::Ia, PositionKind::JptUtama),
            "11" => (Echelon::Ia, PositionKind::JptMadya),
            "12" => (Echelon::Ib, PositionKind::JptMadya),
            "21" => (Echelon::IIa, PositionKind::JptPratama),
            "22" => (Echelon::IIb, PositionKind::JptPratama),
            "31" => (Echelon::IIIa, PositionKind::Administrator),
            "32" => (Echelon::IIIb, PositionKind::Administrator),
            "41" => (Echelon::IVa, PositionKind::Pengawas),
            "42" => (Echelon::IVb, PositionKind::Pengawas),
            "51" => (Echelon::Va, PositionKind::Pelaksana),
            _ => return None,
        };
        Some(RegisterEchelon::Held(echelon, kind))
    }

    /// Lowest and highest grade of its holders (PP 13/2002, secondary source).
    pub const fn grades(self) -> RangeInclusive<Grade> {
        match self {
            Echelon::Va => Grade::IIIa..=Grade::IIIb,
            Echelon::IVb => Grade::IIIb..=Grade::IIIc,
            Echelon::IVa => Grade::IIIc..=Grade::IIId,
            Echelon::IIIb => Grade::IIId..=Grade::IVa,
            Echelon::IIIa => Grade::IVa..=Grade::IVb,
            Echelon::IIb => Grade::IVb..=Grade::IVc,
            Echelon::IIa => Grade::IVc..=Grade::IVd,
            Echelon::Ib => Grade::IVc..=Grade::IVe,
            Echelon::Ia => Grade::IVd..=Grade::IVe,
        }
    }
}

code_list! {
    /// Tier of a functional position (*jenjang jabatan fungsional*): the four skill tiers, then the four expert tiers. PermenPANRB 1/2023.
    Tier of "tier" {
        Pemula = "pemula",
        Terampil = "terampil",
        Mahir = "mahir",
        Penyelia = "penyelia",
        AhliPertama = "ahli-pertama",
        AhliMuda = "ahli-muda",
        AhliMadya = "ahli-madya",
        AhliUtama = "ahli-utama",
    }
}

/// The two ladders of functional positions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TierCategory {
    /// *Keterampilan*.
    Skill,
    /// *Keahlian*.
    Expert,
}

impl Tier {
    /// The register's code.
    pub const fn register_code(self) -> &'static str {
        match self {
            Tier::Pemula => "PM",
            Tier::Terampil => "TR",
            Tier::Mahir => "MH",
            Tier::Penyelia => "PY",
            Tier::AhliPertama => "PT",
            Tier::AhliMuda => "MU",
            Tier::AhliMadya => "MA",
            Tier::AhliUtama => "UT",
        }
    }

    /// The tier with this code in the register.
    pub fn from_register_code(code: &str) -> Option<Tier> {
        Tier::ALL.iter().copied().find(|tier| tier.register_code() == code)
    }

    /// Which ladder it belongs to.
    pub const fn category(self) -> TierCategory {
        match self {
            Tier::Pemula | Tier::Terampil | Tier::Mahir | Tier::Penyelia => TierCategory::Skill,
            Tier::AhliPertama | Tier::AhliMuda | Tier::AhliMadya | Tier::AhliUtama => TierCategory::Expert,
        }
    }

    /// Credit points of one year rated *Baik* (PermenPANRB 1/2023 ps. 37 (1), secondary source).
    pub fn yearly_coefficient(self) -> Decimal {
        let hundredths = match self {
            Tier::Pemula => 375,
            Tier::Terampil => 500,
            Tier::Mahir | Tier::AhliPertama => 1250,
            Tier::Penyelia | Tier::AhliMuda => 2500,
            Tier::AhliMadya => 3750,
            Tier::AhliUtama => 5000,
        };
        Decimal::new(hundredths, 2)
    }

    /// Lowest and highest grade of the tier (Peraturan BKN 3/2023, secondary source).
    pub const fn grades(self) -> RangeInclusive<Grade> {
        match self {
            Tier::Pemula => Grade::IIa..=Grade::IIa,
            Tier::Terampil => Grade::IIb..=Grade::IId,
            Tier::Mahir | Tier::AhliPertama => Grade::IIIa..=Grade::IIIb,
            Tier::Penyelia | Tier::AhliMuda => Grade::IIIc..=Grade::IIId,
            Tier::AhliMadya => Grade::IVa..=Grade::IVc,
            Tier::AhliUtama => Grade::IVd..=Grade::IVe,
        }
    }
}
