//! Forms of competence development (PerLAN 10/2018) and the other codes they are known by.

use super::code_list;

code_list! {
    /// A form of competence development: conversion codes A (education), B (classroom) and C (outside the classroom); the three forms without a
    /// conversion keep the form code of personnel programs. PerLAN 10/2018.
    LearningForm of "learning-form" {
        /// Tugas belajar.
        StudyAssignment = "A1",
        /// Izin belajar.
        StudyPermit = "A2",
        /// Pelatihan struktural kepemimpinan.
        LeadershipTraining = "B1",
        /// Pelatihan manajerial.
        ManagerialTraining = "B2",
        /// Pelatihan teknis.
        TechnicalTraining = "B3",
        /// Pelatihan fungsional.
        FunctionalTraining = "B4",
        /// Pelatihan sosial kultural.
        SocioCulturalTraining = "B5",
        /// Seminar, konferensi, sarasehan.
        Seminar = "B6",
        /// Workshop atau lokakarya.
        Workshop = "B7",
        /// Kursus.
        Course = "B8",
        /// Penataran.
        UpgradingCourse = "B9",
        /// Bimbingan teknis.
        TechnicalGuidance = "B10",
        /// Sosialisasi.
        InformationSession = "B11",
        /// Coaching.
        Coaching = "C1",
        /// Mentoring.
        Mentoring = "C2",
        /// E-learning.
        ELearning = "C3",
        /// Pelatihan jarak jauh.
        DistanceTraining = "C4",
        /// Detasering.
        Secondment = "C5",
        /// Pembelajaran alam terbuka.
        OutdoorLearning = "C6",
        /// Patok banding.
        Benchmarking = "C7",
        /// Pertukaran PNS dengan swasta, BUMN, BUMD.
        Exchange = "C8",
        /// Belajar mandiri.
        SelfStudy = "C9",
        /// Komunitas belajar.
        CommunityOfPractice = "C10",
        /// Magang atau praktik kerja.
        Internship = "C11",
        /// Bentuk klasikal lainnya, tanpa konversi.
        OtherClassroom = "KL12",
        /// Bimbingan di tempat kerja, tanpa konversi.
        WorkplaceGuidance = "NKL11",
        /// Bentuk nonklasikal lainnya, tanpa konversi.
        OtherOutside = "NKL13",
    }
}

impl LearningForm {
    /// The form code of personnel programs (`KL06`, `NKL03`); none for education.
    pub const fn form_code(self) -> Option<&'static str> {
        Some(match self {
            LearningForm::StudyAssignment | LearningForm::StudyPermit => return None,
            LearningForm::LeadershipTraining => "KL01",
            LearningForm::ManagerialTraining => "KL02",
            LearningForm::TechnicalTraining => "KL03",
            LearningForm::FunctionalTraining => "KL04",
            LearningForm::SocioCulturalTraining => "KL05",
            LearningForm::Seminar => "KL06",
            LearningForm::Workshop => "KL07",
            LearningForm::Course => "KL08",
            LearningForm::UpgradingCourse => "KL09",
            LearningForm::TechnicalGuidance => "KL10",
            LearningForm::InformationSession => "KL11",
            LearningForm::Coaching => "NKL01",
            LearningForm::Mentoring => "NKL02",
            LearningForm::ELearning => "NKL03",
            LearningForm::DistanceTraining => "NKL04",
            LearningForm::Secondment => "NKL05",
            LearningForm::OutdoorLearning => "NKL06",
            LearningForm::Benchmarking => "NKL07",
            LearningForm::Exchange => "NKL08",
            LearningForm::SelfStudy => "NKL09",
            LearningForm::CommunityOfPractice => "NKL10",
            LearningForm::Internship => "NKL12",
            LearningForm::OtherClassroom => "KL12",
            LearningForm::WorkplaceGuidance => "NKL11",
            LearningForm::OtherOutside => "NKL13",
        })
    }

    /// The id of the national register (SIASN `jenisDiklat`, 1 to 25); none for education.
    pub const fn register_id(self) -> Option<u8> {
        Some(match self {
            LearningForm::StudyAssignment | LearningForm::StudyPermit => return None,
            LearningForm::LeadershipTraining => 1,
            LearningForm::ManagerialTraining => 5,
            LearningForm::TechnicalTraining => 3,
            LearningForm::FunctionalTraining => 2,
            LearningForm::SocioCulturalTraining => 6,
            LearningForm::Seminar => 9,
            LearningForm::Workshop => 4,
            LearningForm::Course => 11,
            LearningForm::UpgradingCourse => 12,
            LearningForm::TechnicalGuidance => 8,
            LearningForm::InformationSession => 7,
            LearningForm::Coaching => 14,
            LearningForm::Mentoring => 15,
            LearningForm::ELearning => 16,
            LearningForm::DistanceTraining => 17,
            LearningForm::Secondment => 18,
            LearningForm::OutdoorLearning => 19,
            LearningForm::Benchmarking => 20,
            LearningForm::Exchange => 21,
            LearningForm::SelfStudy => 22,
            LearningForm::CommunityOfPractice => 23,
            LearningForm::Internship => 10,
            LearningForm::OtherClassroom => 13,
            LearningForm::WorkplaceGuidance => 24,
            LearningForm::OtherOutside => 25,
        })
    }

    /// The form with this conversion code, form code or register id, letters of any case.
    pub fn find(code: &str) -> Option<LearningForm> {
        LearningForm::ALL.iter().copied().find(|form| {
            form.as_str().eq_ignore_ascii_case(code)
                || form.form_code().is_some_and(|own| own.eq_ignore_ascii_case(code))
                || form.register_id().is_some_and(|id| code.parse() == Ok(id))
        })
    }
}
