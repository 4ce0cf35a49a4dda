//! The shape of the service, restated from published figures. Shares in thousandths.

use crate::codes::{EducationLevel, Rating};

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
        _ => &[(Track::General, 230), (Track::Functional, 620), (Track::Structural, 150)],
    }
}

/// Yearly performance labels. No national distribution was found: made up, with Baik by far the most frequent, as agencies report.
pub(super) const RATINGS: &[(Rating, u32)] =
    &[(Rating::SangatBaik, 150), (Rating::Baik, 800), (Rating::ButuhPerbaikan, 38), (Rating::Kurang, 9), (Rating::SangatKurang, 3)];
