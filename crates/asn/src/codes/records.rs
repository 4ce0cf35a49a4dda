//! Education, performance, discipline, training, exams, employment.

use super::code_list;

code_list! {
    /// Education level as the law on promotion tells levels apart. PP 99/2000 as amended by PP 12/2002.
    EducationLevel of "education" {
        Sd = "SD",
        Sltp = "SLTP",
        SltpVocational = "SLTP-K",
        Slta = "SLTA",
        DI = "D-I",
        DII = "D-II",
        /// Special-education teacher school.
        Sgplb = "SGPLB",
        DIII = "D-III",
        S1 = "S1",
        DIV = "D-IV",
        /// Physician or pharmacist.
        Dokter = "Dokter",
        S2 = "S2",
        S3 = "S3",
    }
}

impl EducationLevel {
    /// The level with this code in the register. `None` for `42` (profession), `47` and `49` (specialists), which do not say whether the
    /// diploma is a physician's, and for codes that are not of the list.
    pub fn from_register_code(code: &str) -> Option<EducationLevel> {
        Some(match code {
            "05" => EducationLevel::Sd,
            "10" => EducationLevel::Sltp,
            "12" => EducationLevel::SltpVocational,
            "15" | "17" | "18" => EducationLevel::Slta,
            "20" => EducationLevel::DI,
            "25" => EducationLevel::DII,
            "30" => EducationLevel::DIII,
            "35" => EducationLevel::DIV,
            "40" => EducationLevel::S1,
            "45" => EducationLevel::S2,
            "50" => EducationLevel::S3,
            _ => return None,
        })
    }
}

code_list! {
    /// Yearly performance label, from lowest to highest. PermenPANRB 6/2022.
    Rating of "rating" {
        SangatKurang = "sangat-kurang",
        Kurang = "kurang",
        ButuhPerbaikan = "butuh-perbaikan",
        Baik = "baik",
        SangatBaik = "sangat-baik",
    }
}

impl Rating {
    /// The label with this quadrant code in the register: `1` Sangat Baik to `5` Sangat Kurang.
    pub fn from_register_code(code: &str) -> Option<Rating> {
        Some(match code {
            "1" => Rating::SangatBaik,
            "2" => Rating::Baik,
            "3" => Rating::ButuhPerbaikan,
            "4" => Rating::Kurang,
            "5" => Rating::SangatKurang,
            _ => return None,
        })
    }
}

code_list! {
    /// Level of a disciplinary sanction, from lightest to most severe. PP 94/2021 ps. 8.
    SanctionLevel of "sanction-level" {
        Light = "ringan",
        Moderate = "sedang",
        Severe = "berat",
    }
}

code_list! {
    /// A disciplinary sanction: those of PP 94/2021, and those of PP 53/2010 for records before 31 August 2021.
    Sanction of "sanction" {
        OralWarning = "teguran-lisan",
        WrittenWarning = "teguran-tertulis",
        Dissatisfaction = "pernyataan-tidak-puas",
        AllowanceCut6 = "potong-tukin-6",
        AllowanceCut9 = "potong-tukin-9",
        AllowanceCut12 = "potong-tukin-12",
        Demotion12 = "turun-jabatan-12",
        ToPelaksana12 = "jadi-pelaksana-12",
        Dismissal = "pemberhentian",
        SalaryStepDelayed = "tunda-gaji-berkala-1",
        PromotionDelayed = "tunda-pangkat-1",
        GradeLowered1 = "turun-pangkat-1",
        GradeLowered3 = "turun-pangkat-3",
        TransferDown = "pindah-turun-jabatan",
        Removal = "bebas-jabatan",
        DishonourableDismissal = "pemberhentian-tidak-hormat",
    }
}

/// The regulation a sanction belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SanctionLaw {
    /// Only under PP 53/2010, until 30 August 2021.
    Pp53Of2010,
    /// Only under PP 94/2021, from 31 August 2021.
    Pp94Of2021,
    /// Under both.
    Both,
}

impl Sanction {
    /// Its level.
    pub const fn level(self) -> SanctionLevel {
        match self {
            Sanction::OralWarning | Sanction::WrittenWarning | Sanction::Dissatisfaction => SanctionLevel::Light,
            Sanction::AllowanceCut6
            | Sanction::AllowanceCut9
            | Sanction::AllowanceCut12
            | Sanction::SalaryStepDelayed
            | Sanction::PromotionDelayed
            | Sanction::GradeLowered1 => SanctionLevel::Moderate,
            Sanction::Demotion12
            | Sanction::ToPelaksana12
            | Sanction::Dismissal
            | Sanction::GradeLowered3
            | Sanction::TransferDown
            | Sanction::Removal
            | Sanction::DishonourableDismissal => SanctionLevel::Severe,
        }
    }

    /// Months it is served; `None` for warnings and dismissals, and where the regulation sets no term.
    pub const fn months(self) -> Option<i32> {
        match self {
            Sanction::AllowanceCut6 => Some(6),
            Sanction::AllowanceCut9 => Some(9),
            Sanction::AllowanceCut12
            | Sanction::Demotion12
            | Sanction::ToPelaksana12
            | Sanction::SalaryStepDelayed
            | Sanction::PromotionDelayed
            | Sanction::GradeLowered1 => Some(12),
            Sanction::GradeLowered3 => Some(36),
            _ => None,
        }
    }

    /// Under which regulation it can be given.
    pub const fn law(self) -> SanctionLaw {
        match self {
            Sanction::OralWarning | Sanction::WrittenWarning | Sanction::Dissatisfaction | Sanction::Dismissal => SanctionLaw::Both,
            Sanction::AllowanceCut6
            | Sanction::AllowanceCut9
            | Sanction::AllowanceCut12
            | Sanction::Demotion12
            | Sanction::ToPelaksana12 => SanctionLaw::Pp94Of2021,
            _ => SanctionLaw::Pp53Of2010,
        }
    }

    /// The sanction with this code in the register. `None` for rows that are not sanctions of either regulation (`5`, `6`, `12`, `21`, `22`).
    pub fn from_register_code(code: &str) -> Option<Sanction> {
        Some(match code {
            "1" => Sanction::OralWarning,
            "2" => Sanction::WrittenWarning,
            "3" => Sanction::Dissatisfaction,
            "4" => Sanction::SalaryStepDelayed,
            "7" => Sanction::PromotionDelayed,
            "8" => Sanction::GradeLowered1,
            "9" => Sanction::Removal,
            "10" => Sanction::Dismissal,
            "11" => Sanction::DishonourableDismissal,
            "13" => Sanction::TransferDown,
            "14" => Sanction::GradeLowered3,
            "23" => Sanction::AllowanceCut6,
            "24" => Sanction::AllowanceCut9,
            "25" => Sanction::AllowanceCut12,
            "27" => Sanction::Demotion12,
            "28" => Sanction::ToPelaksana12,
            _ => return None,
        })
    }
}

code_list! {
    /// Leadership training, from lowest to highest, with its former name.
    LeadershipTraining of "leadership-training" {
        /// Pelatihan Kepemimpinan Pengawas (Diklatpim IV).
        Pkp = "pkp",
        /// Pelatihan Kepemimpinan Administrator (Diklatpim III).
        Pka = "pka",
        /// Pelatihan Kepemimpinan Nasional tingkat II (Diklatpim II).
        PknII = "pkn-2",
        /// Pelatihan Kepemimpinan Nasional tingkat I (Diklatpim I).
        PknI = "pkn-1",
    }
}

code_list! {
    /// Exams of the promotion law. PP 99/2000.
    Exam of "exam" {
        /// Service exam level I, for II/d to III/a.
        ServiceFirst = "ujian-dinas-1",
        /// Service exam level II, for III/d to IV/a.
        ServiceSecond = "ujian-dinas-2",
        /// Exam of the diploma adjustment.
        DiplomaAdjustment = "penyesuaian-ijazah",
    }
}

code_list! {
    /// Employment status.
    Employment of "employment" {
        /// Candidate civil servant.
        Cpns = "cpns",
        /// Civil servant.
        Pns = "pns",
        /// Contract staff.
        Pppk = "pppk",
        /// An outsider applying for a senior executive post (PP 11/2017 ps. 108).
        NonAsn = "non-asn",
    }
}
