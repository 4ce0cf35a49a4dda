//! The shape of the service, restated from published figures. Shares in thousandths.

use crate::codes::{EducationLevel, Rating, Tier};

/// What kind of career a person has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Track {
    /// Pelaksana.
    General,
    /// Jabatan fungsional.
    Functional,
    /// Pengawas and above.
    Structural,
}

/// Diplomas of PNS on 31 December 2023 (BKN statistics as quoted by GoodStats; levels printed separately, D-I, D-II and D-IV not listed).
pub(super) const EDUCATION: &[(EducationLevel, u32)] = &[
    (EducationLevel::Sd, 4),
    (EducationLevel::Sltp, 8),
    (EducationLevel::Slta, 145),
    (EducationLevel::DIII, 118),
    (EducationLevel::S1, 588),
    (EducationLevel::S2, 128),
    (EducationLevel::S3, 10),
];

/// Women among PNS in 2020 (BKN): 2,130,961 of 4,121,130.
pub(super) const WOMEN: u32 = 517;

/// Age bands of ASN about 2023, of those with a printed figure: above 50, 41–50, 31–40; a tenth is kept for the younger, who have none.
pub(super) const AGE: &[((u32, u32), u32)] = &[((24, 30), 100), ((31, 40), 247), ((41, 50), 309), ((51, 57), 344)];

/// Career by diploma, set so that the whole has the shares of 2020 (BKN): structural 11.3 %, functional 50.9 %, pelaksana 37.8 %.
pub(super) fn tracks(education: EducationLevel) -> &'static [(Track, u32)] {
    match education {
        EducationLevel::Sd | EducationLevel::Sltp => &[(Track::General, 1000)],
        EducationLevel::Slta => &[(Track::General, 920), (Track::Functional, 80)],
        EducationLevel::DIII => &[(Track::General, 520), (Track::Functional, 450), (Track::Structural, 30)],
        _ => &[(Track::General, 220), (Track::Functional, 610), (Track::Structural, 170)],
    }
}

/// Yearly performance labels. No national distribution was found: made up, with Baik by far the most frequent, as agencies report.
pub(super) const RATINGS: &[(Rating, u32)] =
    &[(Rating::SangatBaik, 150), (Rating::Baik, 800), (Rating::ButuhPerbaikan, 38), (Rating::Kurang, 9), (Rating::SangatKurang, 3)];

// The pace of careers. No figures were found: all of these are made up, so that people rise about every four to six years and the
// higher posts stay few.

/// Vacancies a year for somebody in the structural track who may become Pengawas.
pub(super) const PENGAWAS_VACANCY: u32 = 500;
/// The same for a Pengawas who may become Administrator.
pub(super) const ADMINISTRATOR_VACANCY: u32 = 90;
/// The same for an Administrator who may become JPT pratama.
pub(super) const JPT_VACANCY: u32 = 60;
/// Proposals ready in a period, while there were two to six periods a year.
pub(super) const PAPERS_READY: u32 = 800;
/// Proposals ready in a monthly period.
pub(super) const PAPERS_READY_MONTHLY: u32 = 150;
/// Functional officials whose credit sufficed in a period before 2023, once two years in grade were full.
pub(super) const CREDIT_READY: u32 = 300;

/// Posts a year for somebody at the top of the tier below.
pub(super) fn tier_vacancy(next: Tier) -> u32 {
    match next {
        Tier::AhliUtama => 10,
        Tier::AhliMadya => 120,
        Tier::Penyelia => 250,
        _ => 400,
    }
}
