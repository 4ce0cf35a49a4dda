//! What registers and their fields are called.

use jenjang::legal::Language;

/// Every register of a record, by its name there, and what people call it; last what stands outside registers.
pub(super) const REGISTERS: [(&str, &str, &str); 17] = [
    ("grades", "Riwayat golongan", "Grades"),
    ("positions", "Riwayat jabatan", "Posts"),
    ("education", "Riwayat pendidikan", "Education"),
    ("performance", "Predikat kinerja (SKP)", "Performance ratings"),
    ("credit", "Angka kredit", "Credit points"),
    ("employments", "Status kepegawaian", "Employment status"),
    ("learning", "Riwayat pengembangan kompetensi", "Learning"),
    ("leadership", "Pelatihan kepemimpinan", "Leadership training"),
    ("certificates", "Sertifikat", "Certificates"),
    ("exams", "Ujian", "Examinations"),
    ("discipline", "Hukuman disiplin", "Disciplinary sanctions"),
    ("examinations", "Pemeriksaan pelanggaran", "Examinations of suspected breaches"),
    ("objections", "Keberatan atas hukuman", "Objections to sanctions"),
    ("suspensions", "Pemberhentian sementara", "Suspensions"),
    ("study_duty", "Tugas belajar", "Study duty"),
    ("secondments", "Penugasan di instansi lain", "Secondments"),
    ("identity", "Identitas: nama, NIP, tanggal lahir, unit, atasan", "Identity: name, employee number, birth date, unit, superior"),
];

/// What a register is called; its name where it is unknown.
pub(crate) fn label(register: &str, language: Language) -> String {
    let found = REGISTERS.iter().find(|(name, ..)| *name == register);
    found.map_or_else(|| register.to_owned(), |(_, id, en)| if language == Language::Id { (*id).to_owned() } else { (*en).to_owned() })
}

/// The register a record that is cited stands in, by the words of the citation; none where they do not tell.
pub(super) fn cited(text: &str) -> &'static str {
    const WORDS: [(&str, &str); 15] = [
        ("golongan", "grades"),
        ("jabatan", "positions"),
        ("pendidikan", "education"),
        ("skp", "performance"),
        ("kinerja", "performance"),
        ("angka kredit", "credit"),
        ("disiplin", "discipline"),
        ("sertifikat", "certificates"),
        ("kepemimpinan", "leadership"),
        ("ujian", "exams"),
        ("pengembangan kompetensi", "learning"),
        ("pelatihan", "learning"),
        ("tugas belajar", "study_duty"),
        ("status", "employments"),
        ("data utama", "identity"),
    ];
    let text = text.to_lowercase();
    WORDS.iter().find(|(word, _)| text.contains(word)).map_or("", |(_, register)| register)
}

#[cfg(test)]
mod tests {
    use jenjang::people::civil_servant::RegisterRecords;

    use super::*;

    #[test]
    fn every_register_has_a_name_people_use() {
        for name in RegisterRecords::NAMES {
            assert!(REGISTERS.iter().any(|(known, ..)| known == name), "{name}");
        }
        assert_eq!(REGISTERS.len(), RegisterRecords::NAMES.len() + 1);
    }

    #[test]
    fn a_citation_tells_its_register() {
        assert_eq!(cited("riwayat golongan 2022-04-01 (823/contoh/2022)"), "grades");
        assert_eq!(cited("SKP 2024-01-01, 2025-01-01"), "performance");
        assert_eq!(cited("?"), "");
    }
}
