//! What is wrong with a record, in both languages. The English sentence is the error's own.

use super::civil_servant::{Discrepancy, RecordError, RecordErrors};
use super::employee_number::{DIGITS, EmployeeNumberError};
use super::history::HistoryError;
use super::id::{MAX_LENGTH, TextError};
use super::org_unit::OrgTreeError;
use crate::legal::Label;

fn both(id: String, error: &impl std::fmt::Display) -> Label {
    Label::new(id, error.to_string())
}

/// The Indonesian name of a register, by its name in messages.
fn register(name: &str) -> &str {
    match name {
        "grade history" => "riwayat golongan",
        "position history" => "riwayat jabatan",
        "education history" => "riwayat pendidikan",
        "performance history" => "riwayat kinerja",
        "credit history" => "riwayat angka kredit",
        "discipline history" => "riwayat hukuman disiplin",
        "register of discipline examinations" => "register pemeriksaan disiplin",
        "certificate register" => "register sertifikat",
        "learning history" => "riwayat pengembangan kompetensi",
        "leadership training history" => "riwayat pelatihan kepemimpinan",
        "exam register" => "register ujian",
        "employment history" => "riwayat status kepegawaian",
        "register of suspensions, study duty, secondments and objections" => {
            "register pemberhentian sementara, tugas belajar, penugasan, dan keberatan"
        }
        other => other,
    }
}

/// The Indonesian name of a part of an entry, or of what was expected of it.
fn part(words: &str) -> &str {
    match words {
        "a recognition on" => "pengakuan pada",
        "a day after the diploma" => "hari setelah ijazah",
        "the year" => "tahun",
        "1900 to 2999" => "1900 sampai 2999",
        "the points" => "angka kredit",
        "the hours" => "jam pelajaran",
        "zero or more" => "nol atau lebih",
        other => other,
    }
}

impl TextError {
    /// The sentence in both languages.
    pub fn message(&self) -> Label {
        let id = match self {
            TextError::Blank { found, .. } => {
                format!("`{found}` tidak dapat menjadi id atau kode, harus berupa teks tanpa spasi di kedua ujungnya")
            }
            TextError::Control { found, .. } => format!("`{found}` tidak dapat menjadi id atau kode, tidak boleh memuat karakter kendali"),
            TextError::Length { length, .. } => {
                format!("id atau kode sepanjang {length} karakter terlalu panjang, paling banyak {MAX_LENGTH}")
            }
        };
        both(id, self)
    }
}

impl EmployeeNumberError {
    /// The sentence in both languages.
    pub fn message(&self) -> Label {
        use EmployeeNumberError as E;
        let id = match self {
            E::Length { found } => format!("NIP terdiri atas {DIGITS} angka, ditemukan {found} karakter"),
            E::NotADigit { found, place } => format!("NIP hanya terdiri atas angka, ditemukan `{found}` di tempat ke-{place}"),
            E::BirthMonth { found } => format!("angka 5 sampai 6 adalah bulan lahir, ditemukan `{found:02}`, seharusnya 01 sampai 12"),
            E::BirthDay { found } => {
                format!("angka 7 sampai 8 adalah tanggal lahir, ditemukan `{found:02}`, yang tidak ada pada bulan itu")
            }
            E::BirthYear { found } => {
                format!("angka 1 sampai 4 adalah tahun lahir, ditemukan `{found:04}`, seharusnya 1900 atau sesudahnya")
            }
            E::AppointmentMonth { found } => {
                format!("angka 13 sampai 14 adalah bulan pengangkatan, ditemukan `{found:02}`, seharusnya 01 sampai 12")
            }
            E::ContractCount => "angka 13 sampai 14 adalah hitungan perjanjian kerja, ditemukan `00`, seharusnya 01 sampai 99".to_owned(),
            E::EnteredBeforeBirth { found } => {
                format!("angka 9 sampai 14 menyatakan saat pengangkatan, ditemukan `{found}`, yang tidak sesudah kelahiran")
            }
            E::Sex { found } => format!("angka 15 adalah jenis kelamin, ditemukan `{found}`, seharusnya 1 (laki-laki) atau 2 (perempuan)"),
            E::Serial => "angka 16 sampai 18 adalah nomor urut, ditemukan `000`, seharusnya 001 sampai 999".to_owned(),
        };
        both(id, self)
    }
}

impl HistoryError {
    /// The sentence in both languages.
    pub fn message(&self) -> Label {
        let id = match self {
            HistoryError::SameDay { register: name, day } => {
                format!("{} memuat dua catatan yang mulai pada {day}, seharusnya satu", register(name))
            }
            HistoryError::EndsBeforeStart { register: name, since, until } => {
                format!("catatan {since} dalam {} berakhir pada {until}, seharusnya setelah mulai", register(name))
            }
            HistoryError::Entry { register: name, since, what, found, expected } => {
                format!("catatan {since} dalam {} memuat {} `{found}`, seharusnya {}", register(name), part(what), part(expected))
            }
        };
        both(id, self)
    }
}

impl RecordError {
    /// The sentence in both languages.
    pub fn message(&self) -> Label {
        match self {
            RecordError::Number(error) => error.message(),
            RecordError::History(error) => error.message(),
            RecordError::BeforeBirth { register: name, since } => {
                both(format!("{} memuat catatan {since}, seharusnya setelah kelahiran", register(name)), self)
            }
        }
    }
}

impl RecordErrors {
    /// The sentences in both languages.
    pub fn message(&self) -> Label {
        let mut id = format!("data `{}` tidak dapat dipakai", self.person);
        for fault in &self.faults {
            id.push_str("; ");
            id.push_str(&fault.message().id);
        }
        both(id, self)
    }
}

impl Discrepancy {
    /// The sentence in both languages.
    pub fn message(self) -> Label {
        let (digits, what) = match self {
            Discrepancy::BirthDate => ("angka 1 sampai 8", "tanggal lahir"),
            Discrepancy::Appointment => ("angka 9 sampai 14", "bulan pengangkatan pertama"),
            Discrepancy::Sex => ("angka 15", "jenis kelamin"),
        };
        both(format!("NIP ({digits}) dan data pegawai menyatakan {what} yang berbeda"), &self)
    }
}

impl OrgTreeError {
    /// The sentence in both languages.
    pub fn message(&self) -> Label {
        let id = match self {
            OrgTreeError::Duplicate(unit) => format!("unit `{unit}` disebut dua kali, seharusnya sekali"),
            OrgTreeError::UnknownParent { unit, parent } => {
                format!("unit `{unit}` berada di bawah `{parent}`, yang tidak ada di antara unit")
            }
            OrgTreeError::Cycle(unit) => format!("unit `{unit}` berada di bawah dirinya sendiri, seharusnya berbentuk pohon"),
        };
        both(id, self)
    }
}

#[cfg(test)]
mod tests {
    use super::super::civil_servant::{CivilServant, CivilServantRecord, RegisterRecords};
    use super::super::event::Event;
    use super::super::record::*;
    use super::*;

    /// Every register that can be named in a message has an Indonesian name.
    #[test]
    fn every_register_has_an_indonesian_name() {
        macro_rules! check {
            ($($event:ty),*) => {$(assert_ne!(register(<$event>::REGISTER), <$event>::REGISTER);)*};
        }
        check!(
            GradeRecord,
            PositionRecord,
            EducationRecord,
            PerformanceRecord,
            CreditRecord,
            DisciplineRecord,
            ExaminationRecord,
            CertificateRecord,
            LearningRecord,
            LeadershipRecord,
            ExamRecord,
            EmploymentRecord,
            Spell
        );
    }

    #[test]
    fn the_faults_of_a_record_are_told_in_indonesian_too() {
        let date = |text: &str| text.parse().unwrap();
        let mut record = CivilServantRecord::new("synthetic-1".parse().unwrap());
        record.employee_number = Some("199613182022041901".into());
        record.registers = RegisterRecords {
            learning: Some(vec![LearningRecord { completed: date("2025-01-01"), hours: (-2).into(), title: "contoh".into() }]),
            ..RegisterRecords::default()
        };
        let message = CivilServant::try_from(record).unwrap_err().message();
        assert_eq!(
            &*message.id,
            "data `synthetic-1` tidak dapat dipakai; angka 5 sampai 6 adalah bulan lahir, ditemukan `13`, seharusnya 01 sampai 12; \
             catatan 2025-01-01 dalam riwayat pengembangan kompetensi memuat jam pelajaran `-2`, seharusnya nol atau lebih"
        );
        assert_eq!(
            &*message.en,
            "the record of `synthetic-1` cannot be used; digits 5 to 6 are the month of birth, found `13`, expected 01 to 12; \
             the entry of 2025-01-01 in the learning history has the hours `-2`, expected zero or more"
        );
    }
}
