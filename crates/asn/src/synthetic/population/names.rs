//! Codes and titles, made once and shared by everybody.

use std::sync::Arc;

use jenjang::people::id::{
    CertificateCode, EchelonCode, EducationCode, EmploymentCode, ExamCode, GradeCode, PositionKindCode, PromotionKindCode, RatingCode,
    SanctionCode, SanctionLevelCode, TextError, TierCode, TrainingCode,
};

use crate::codes::{
    Echelon, EducationLevel, Employment, Exam, Grade, LeadershipTraining, PositionKind, Rating, Sanction, SanctionLevel, Tier,
};

/// Declares the lists: for each the code type, the field, and the method that gives the shared code of an item.
macro_rules! shared {
    ($($field:ident: $item:ident => $code:ident,)*) => {
        /// Every code of the lists, and the titles.
        #[derive(Clone, Debug)]
        pub(super) struct Names {
            $($field: Vec<$code>,)*
            pub(super) entry: PromotionKindCode,
            pub(super) regular: PromotionKindCode,
            pub(super) structural: PromotionKindCode,
            pub(super) functional: PromotionKindCode,
            pub(super) procurement: CertificateCode,
            pub(super) families: Vec<Family>,
            pub(super) general: Vec<Arc<str>>,
            pub(super) leaders: Vec<Arc<str>>,
            pub(super) courses: Vec<Arc<str>>,
        }

        impl Names {
            pub(super) fn new() -> Result<Names, TextError> {
                Ok(Names {
                    $($field: $item::ALL.iter().map(|item| item.as_str().parse()).collect::<Result<_, _>>()?,)*
                    // the kinds of the national register: from recruitment, regular, by choice for structural and for functional posts
                    entry: "211".parse()?,
                    regular: "101".parse()?,
                    structural: "201".parse()?,
                    functional: "202".parse()?,
                    procurement: "PBJ-1".parse()?,
                    families: FAMILIES.iter().map(Family::new).collect(),
                    general: GENERAL.iter().map(|title| (*title).into()).collect(),
                    leaders: PositionKind::ALL.iter().map(|kind| leader(*kind).into()).collect(),
                    courses: COURSES.iter().map(|title| (*title).into()).collect(),
                })
            }

            $(pub(super) fn $field(&self, item: $item) -> $code {
                self.$field[item as usize].clone()
            })*
        }
    };
}

shared! {
    employment: Employment => EmploymentCode,
    grade: Grade => GradeCode,
    kind: PositionKind => PositionKindCode,
    tier: Tier => TierCode,
    echelon: Echelon => EchelonCode,
    education: EducationLevel => EducationCode,
    rating: Rating => RatingCode,
    level: SanctionLevel => SanctionLevelCode,
    sanction: Sanction => SanctionCode,
    training: LeadershipTraining => TrainingCode,
    exam: Exam => ExamCode,
}

/// A family of functional positions: its field, and its title in each tier.
#[derive(Clone, Debug)]
pub(super) struct Family {
    pub(super) field: Arc<str>,
    titles: Vec<Arc<str>>,
}

impl Family {
    fn new((skilled, expert, field): &(&str, &str, &str)) -> Family {
        let title = |tier: &Tier| {
            let (name, words) = match tier {
                Tier::Pemula => (skilled, "Pemula"),
                Tier::Terampil => (skilled, "Terampil"),
                Tier::Mahir => (skilled, "Mahir"),
                Tier::Penyelia => (skilled, "Penyelia"),
                Tier::AhliPertama => (expert, "Ahli Pertama"),
                Tier::AhliMuda => (expert, "Ahli Muda"),
                Tier::AhliMadya => (expert, "Ahli Madya"),
                Tier::AhliUtama => (expert, "Ahli Utama"),
            };
            format!("{name} {words}").into()
        };
        Family { field: (*field).into(), titles: Tier::ALL.iter().map(title).collect() }
    }

    pub(super) fn title(&self, tier: Tier) -> Arc<str> {
        Arc::clone(&self.titles[tier as usize])
    }
}

/// Skilled name, expert name and field. Of functional officials 70 % were teachers in 2019, 15 % in health, 15 % technical.
const FAMILIES: [(&str, &str, &str); 6] = [
    ("Pranata Laboratorium Pendidikan", "Guru", "pendidikan"),
    ("Perawat", "Perawat", "kesehatan"),
    ("Bidan", "Bidan", "kesehatan"),
    ("Pranata Komputer", "Pranata Komputer", "teknologi-informasi"),
    ("Penyuluh Pertanian", "Penyuluh Pertanian", "pertanian"),
    ("Pranata SDM Aparatur", "Analis SDM Aparatur", "kepegawaian"),
];

/// Weights of the families for somebody in an expert tier and in a skill tier.
pub(super) const EXPERT_FAMILIES: &[(usize, u32)] = &[(0, 760), (1, 60), (2, 50), (3, 40), (4, 50), (5, 40)];
pub(super) const SKILLED_FAMILIES: &[(usize, u32)] = &[(0, 60), (1, 400), (2, 350), (3, 60), (4, 80), (5, 50)];

const GENERAL: [&str; 6] = [
    "Pengadministrasi Perkantoran",
    "Pengelola Layanan Operasional",
    "Pengolah Data dan Informasi",
    "Operator Layanan Operasional",
    "Penata Layanan Operasional",
    "Penelaah Teknis Kebijakan",
];

const COURSES: [&str; 6] = [
    "Pelatihan contoh: pelayanan publik",
    "Pelatihan contoh: pengelolaan keuangan",
    "Bimbingan teknis contoh: manajemen kinerja",
    "Seminar contoh: reformasi birokrasi",
    "E-learning contoh: keamanan informasi",
    "Lokakarya contoh: penyusunan naskah dinas",
];

fn leader(kind: PositionKind) -> &'static str {
    match kind {
        PositionKind::Pelaksana => "Pelaksana",
        PositionKind::Functional => "Pejabat Fungsional",
        PositionKind::Pengawas => "Kepala Seksi",
        PositionKind::Administrator => "Kepala Bidang",
        PositionKind::JptPratama => "Kepala Dinas",
        PositionKind::JptMadya => "Sekretaris Utama",
        PositionKind::JptUtama => "Kepala Lembaga",
    }
}
