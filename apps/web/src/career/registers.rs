//! What registers are called, and what stands in them.

use jenjang::legal::Language;
use jenjang::people::CivilServantRecord;
use jenjang::people::id::{PersonId, UnitId};
use jenjang_service::people::find_units;

use crate::development::titled;
use crate::error::Failure;
use crate::hr::words::UnitNames;
use crate::pages::home::choice;
use crate::session::SignedIn;
use crate::state::App;

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

/// Which facts name the choices of fields of registers.
const CHOICES: [(&str, &str, &str); 11] = [
    ("grades", "grade", "grade"),
    ("positions", "kind", "position.kind"),
    ("positions", "tier", "tier"),
    ("positions", "echelon", "position.echelon"),
    ("education", "level", "education.level"),
    ("performance", "label", "rating"),
    ("credit", "tier", "tier"),
    ("discipline", "level", "sanction.level"),
    ("discipline", "sanction", "sanction.type"),
    ("employments", "status", "employment"),
    ("leadership", "training", "leadership training"),
];

/// What the values of somebody's registers are called.
pub(crate) struct Values<'a> {
    app: &'a App,
    person: &'a PersonId,
    units: UnitNames,
    language: Language,
}

impl<'a> Values<'a> {
    /// For the registers of a record.
    pub(crate) async fn of(app: &'a App, me: &SignedIn, record: &'a CivilServantRecord) -> Result<Values<'a>, Failure> {
        let person = &record.id;
        let named = record.registers.positions.iter().flatten().filter_map(|position| position.unit.clone()).collect();
        let units = UnitNames::of(find_units(&app.context(&me.visitor.actor), &named).await?);
        Ok(Values { app, person, units, language: me.visitor.language })
    }

    /// A choice by its label and a unit by its name; what nobody named as it stands.
    pub(crate) fn name(&self, register: &str, field: &str, value: &str) -> String {
        if let Some((.., fact)) = CHOICES.iter().find(|(of, name, _)| *of == register && *name == field) {
            return choice(self.app, fact, value, self.language);
        }
        match (field, value.parse::<UnitId>()) {
            ("unit", Ok(unit)) => self.units.name(Some(&unit), self.language),
            ("title", _) if register == "learning" => titled(value, self.person).to_owned(),
            _ => value.to_owned(),
        }
    }
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
