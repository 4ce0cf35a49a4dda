//! One criterion as a block of text.

use crate::policy::document::RemedyKind;
use crate::policy::model::{Condition, Criterion};

use super::history::Used;
use super::words::{self, pick};
use super::{Explainer, layout::Clause};
use crate::legal::Language;

/// What a criterion that is not met asks for.
pub(super) fn remedy_kind(kind: RemedyKind, language: Language) -> &'static str {
    match kind {
        RemedyKind::Wait => pick(language, "menunggu sampai waktunya terpenuhi", "wait until enough time has passed"),
        RemedyKind::Earn => pick(
            language,
            "memenuhi kekurangannya, misalnya melalui pelatihan, angka kredit, atau peningkatan jenjang",
            "earn what is lacking, for example by training, credit or a higher level",
        ),
        RemedyKind::Record => pick(language, "melengkapi atau memperbaiki data kepegawaian", "supply or correct the staff record"),
        RemedyKind::Post => pick(language, "menduduki jabatan lain yang sesuai", "take up another suitable position"),
        RemedyKind::None => pick(language, "tidak ada yang dapat dilakukan oleh pegawai", "there is nothing the person can do"),
    }
}

/// A role that approves waivers.
fn role(word: &str, language: Language) -> &str {
    match word {
        "president" => pick(language, "Presiden", "the President"),
        "minister" => pick(language, "menteri", "the minister"),
        "appointing-authority" => pick(language, "pejabat pembina kepegawaian", "the appointing authority"),
        other => other,
    }
}

impl Explainer<'_> {
    /// One criterion in words, with everything it rests on.
    pub fn criterion(&self, criterion: &Criterion) -> String {
        let language = self.language;
        let mut lines = vec![format!("### {}", criterion.label.get(language)), String::new()];
        if let Some(day) = self.on.filter(|day| !criterion.effective.contains(*day)) {
            lines.push(match language {
                Language::Id => format!("Tidak berlaku pada {}.", words::date(day, language)),
                Language::En => format!("Does not apply on {}.", words::date(day, language)),
            });
        }
        lines.extend(self.criterion_lines(criterion));
        let mut used = Used::default();
        for condition in criterion.when.iter().chain([&criterion.require]) {
            used.add(self.policy, &condition.node);
        }
        lines.extend(self.used_lines(&used));
        finish(lines)
    }

    /// The block of a criterion without its heading and without what it rests on.
    pub(super) fn criterion_lines(&self, criterion: &Criterion) -> Vec<String> {
        let language = self.language;
        let mut lines = Vec::new();
        if let Some(check) = &criterion.check {
            lines.push(format!("{}: {}", pick(language, "Yang diperiksa", "What it checks"), words::sentence(check.get(language))));
        }
        if let Some(when) = &criterion.when {
            lines.extend(self.labelled(pick(language, "Hanya berlaku jika", "Applies only if"), when));
        }
        lines.extend(self.labelled(pick(language, "Syarat", "Requirement"), &criterion.require));
        let period = words::period(&criterion.effective, language);
        lines.push(if period.is_empty() {
            pick(language, "Masa berlaku: selama kebijakan ini berlaku.", "In force: as long as this policy is.").to_owned()
        } else {
            format!("{}: {period}.", pick(language, "Masa berlaku", "In force"))
        });
        lines.push(format!("{}: {}.", pick(language, "Dasar", "Basis"), words::reference(&criterion.reference, language)));
        lines.push(format!("{}: {}.", pick(language, "Jika tidak terpenuhi", "If not met"), remedy_kind(criterion.remedy, language)));
        if let Some(waivable) = &criterion.waivable {
            lines.push(match language {
                Language::Id => format!("Dapat dikecualikan oleh {} berdasarkan {}.", role(&waivable.by, language), waivable.basis),
                Language::En => format!("Can be waived by {} under {}.", role(&waivable.by, language), waivable.basis),
            });
        }
        if let Some(basis) = &criterion.lawful_basis {
            lines.push(format!("{}: {basis}.", lawful(language)));
        }
        if let Some(note) = &criterion.note {
            lines.push(format!("{}: {}", pick(language, "Catatan", "Note"), words::sentence(note.get(language))));
        }
        lines.push(format!("{}: {}.", pick(language, "Kode", "Code"), criterion.code));
        lines
    }

    /// `Label: clause.`, or the label and a list below it.
    fn labelled(&self, label: &str, condition: &Condition) -> Vec<String> {
        let clause = self.clause(&condition.node, true, &[]);
        let lines = clause.lines(0, self.language);
        match (clause, lines.as_slice()) {
            (Clause::Choose { .. }, _) => std::iter::once(format!("{label}:")).chain(lines).collect(),
            (_, [only]) => vec![format!("{label}: {}", words::inside(only))],
            (_, [head, rest @ ..]) => std::iter::once(format!("{label}: {}", words::inside(head))).chain(rest.iter().cloned()).collect(),
            (_, []) => Vec::new(),
        }
    }

    /// Parameters, definitions and tables, each in full.
    pub(super) fn used_lines(&self, used: &Used) -> Vec<String> {
        let language = self.language;
        let mut lines = Vec::new();
        let mut section = |title: &str, body: Vec<String>| {
            if !body.is_empty() {
                lines.push(String::new());
                lines.push(format!("{title}:"));
                lines.push(String::new());
                lines.extend(body);
            }
        };
        let parameters = used.parameters.iter().filter_map(|i| self.policy.parameters.get(usize::from(*i)));
        section(pick(language, "Nilai yang dipakai", "Values used"), parameters.flat_map(|p| self.parameter_lines(p)).collect());
        let definitions = used.definitions.iter().flat_map(|i| self.definition_lines(*i));
        section(pick(language, "Pengertian", "Definitions"), definitions.collect());
        let tables = used.tables.iter().filter_map(|i| self.policy.tables.get(usize::from(*i)));
        section(pick(language, "Tabel", "Tables"), tables.flat_map(|t| self.table_lines(t)).collect());
        lines
    }
}

/// The heading of a stated basis for reading protected data.
pub(super) fn lawful(language: Language) -> &'static str {
    pick(language, "Dasar hukum untuk membaca data yang dilindungi", "Lawful basis for reading protected data")
}

/// Lines as text: no blank line twice, none at the end.
pub(super) fn finish(lines: Vec<String>) -> String {
    let mut text = String::new();
    let mut blank = true;
    for line in lines {
        let line = line.trim_end();
        if line.is_empty() && blank {
            continue;
        }
        blank = line.is_empty();
        text.push_str(line);
        text.push('\n');
    }
    while text.ends_with("\n\n") {
        text.pop();
    }
    text
}
