//! The 17 grades (*golongan ruang*).

use super::code_list;

code_list! {
    /// A grade (*golongan ruang*), from lowest to highest. PP 99/2000; restated from secondary sources.
    Grade of "grade" {
        /// Juru Muda.
        Ia = "I/a",
        /// Juru Muda Tingkat I.
        Ib = "I/b",
        /// Juru.
        Ic = "I/c",
        /// Juru Tingkat I.
        Id = "I/d",
        /// Pengatur Muda.
        IIa = "II/a",
        /// Pengatur Muda Tingkat I.
        IIb = "II/b",
        /// Pengatur.
        IIc = "II/c",
        /// Pengatur Tingkat I.
        IId = "II/d",
        /// Penata Muda.
        IIIa = "III/a",
        /// Penata Muda Tingkat I.
        IIIb = "III/b",
        /// Penata.
        IIIc = "III/c",
        /// Penata Tingkat I.
        IIId = "III/d",
        /// Pembina.
        IVa = "IV/a",
        /// Pembina Tingkat I.
        IVb = "IV/b",
        /// Pembina Utama Muda.
        IVc = "IV/c",
        /// Pembina Utama Madya.
        IVd = "IV/d",
        /// Pembina Utama.
        IVe = "IV/e",
    }
}

/// A group of grades (*golongan*).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GradeGroup {
    /// Golongan I.
    I,
    /// Golongan II.
    II,
    /// Golongan III.
    III,
    /// Golongan IV.
    IV,
}

impl Grade {
    /// Number of the grade, 1 to 17.
    pub const fn level(self) -> u8 {
        self as u8 + 1
    }

    /// The group it belongs to: four grades each, five in the last.
    pub const fn group(self) -> GradeGroup {
        match self.level() {
            1..=4 => GradeGroup::I,
            5..=8 => GradeGroup::II,
            9..=12 => GradeGroup::III,
            _ => GradeGroup::IV,
        }
    }

    /// The register's code: group, then place in the group (`11` to `45`).
    pub fn register_code(self) -> String {
        let place = match self.level() {
            level @ 1..=16 => (level - 1) % 4 + 1,
            _ => 5,
        };
        format!("{}{place}", self.group() as u8 + 1)
    }

    /// The grade with this code in the register.
    pub fn from_register_code(code: &str) -> Option<Grade> {
        Grade::ALL.iter().copied().find(|grade| grade.register_code() == code)
    }
}
