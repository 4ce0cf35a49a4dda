//! Kinds of events in plain words, for whoever has them sent elsewhere.

use jenjang::legal::Language;

/// Code, Indonesian and English.
pub(super) const TOPICS: &[(&str, &str, &str)] = &[
    ("round-opened", "Putaran kenaikan pangkat atau pengisian jabatan dibuka", "A round of promotion or appointment is opened"),
    ("round-published", "Hasil sebuah putaran diumumkan", "The result of a round is published"),
    ("decision-published", "Keputusan tentang seorang pegawai diumumkan", "A decision about an employee is published"),
    ("appeal-resolved", "Keberatan seorang pegawai diputus", "An appeal of an employee is resolved"),
    ("answer-due", "Seorang pegawai diminta menilai rekan", "An employee is asked to rate colleagues"),
    ("result-released", "Hasil penilaian 360 derajat seorang pegawai dapat dibaca", "The 360-degree evaluation of an employee can be read"),
    ("policy-enacted", "Sebuah kebijakan ditetapkan", "A policy is enacted"),
    ("consultation-opened", "Sebuah rancangan kebijakan menunggu masukan", "A draft policy waits for opinions"),
    ("submission-answered", "Masukan atas sebuah rancangan ditanggapi", "A submission on a draft is answered"),
    ("survey-opened", "Sebuah survei dibuka", "A survey is opened"),
    ("question-answered", "Pertanyaan tentang sebuah kebijakan dijawab", "A question about a policy is answered"),
    (
        "socialisation-reminder",
        "Seorang pegawai diingatkan untuk memahami kebijakan",
        "An employee is reminded of a policy to be understood",
    ),
    ("certificate-issued", "Sertifikat seorang pegawai terbit", "A certificate of an employee is issued"),
    ("enrolment-requested", "Seorang pegawai mendaftar pelatihan", "An employee asks to enrol in a session"),
    ("enrolment-approved", "Pendaftaran pelatihan disetujui", "An enrolment is approved"),
    ("enrolment-refused", "Pendaftaran pelatihan tidak disetujui", "An enrolment is not approved"),
    ("enrolment-withdrawn", "Pendaftaran pelatihan dibatalkan", "An enrolment is withdrawn"),
    ("seat-given", "Seorang pegawai mendapat kursi pelatihan", "An employee is given a seat in a session"),
    ("session-changed", "Jadwal pelatihan berubah", "A training session has changed"),
    ("session-cancelled", "Jadwal pelatihan dibatalkan", "A training session is cancelled"),
];

/// A kind in words; one that has none by its code.
pub(super) fn words(code: &str, language: Language) -> &str {
    let known = TOPICS.iter().find(|(known, ..)| *known == code);
    known.map_or(code, |(_, id, en)| if language == Language::Id { id } else { en })
}

#[cfg(test)]
mod tests {
    use super::TOPICS;
    use crate::api::news;

    #[test]
    fn every_kind_that_is_told_can_be_chosen() {
        let told: Vec<&str> = news::TOPICS.iter().map(|(code, ..)| *code).collect();
        let offered: Vec<&str> = TOPICS.iter().map(|(code, ..)| *code).collect();
        assert_eq!(offered, told);
    }
}
