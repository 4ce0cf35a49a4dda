//! A whole policy as a document: what it is, what it asks for, what it rests on.

use std::collections::BTreeSet;

use crate::legal::Language;
use crate::period::DateRounding;
use crate::policy::catalogue::Blank;
use crate::policy::document::{Kind, Status};
use crate::policy::expression::node::NodeKind;
use crate::policy::model::{Group, Member};
use crate::policy::value::FactIndex;

use super::Explainer;
use super::criterion::{finish, lawful};
use super::words::{self, pick};

impl Explainer<'_> {
    /// The whole policy in words.
    pub fn policy(&self) -> String {
        let mut lines = self.head();
        lines.extend(self.requirement_section());
        lines.extend(self.score_section());
        lines.extend(self.result_section());
        lines.extend(self.period_section());
        lines.extend(self.part_section());
        lines.extend(self.scale_section());
        lines.extend(self.fact_section());
        lines.extend(self.case_section());
        finish(lines)
    }

    fn head(&self) -> Vec<String> {
        let (policy, language) = (self.policy, self.language);
        let mut lines = vec![format!("# {}", policy.title.get(language)), String::new()];
        if let Some(summary) = &policy.summary {
            lines.extend([words::sentence(summary.get(language)), String::new()]);
        }
        let kind = match policy.kind {
            Kind::Eligibility => {
                pick(language, "syarat: menentukan apakah seseorang memenuhi syarat", "eligibility: decides whether a person qualifies")
            }
            Kind::Score => pick(language, "nilai: menghitung nilai berbobot", "score: computes a weighted score"),
            Kind::Points => pick(language, "angka: menghitung jumlah dengan rumus", "points: computes a number by a formula"),
            Kind::Classification => pick(language, "penggolongan: menentukan kategori", "classification: determines a category"),
        };
        lines.push(format!("- {}: {kind}.", pick(language, "Jenis", "Kind")));
        let status = match policy.status {
            Status::Enacted => pick(language, "ditetapkan", "enacted"),
            Status::Draft => pick(language, "rancangan, belum ditetapkan", "draft, not enacted"),
        };
        lines.push(format!("- Status: {status}."));
        let period = words::period(&policy.effective, language);
        lines.push(format!(
            "- {}: {}.",
            pick(language, "Masa berlaku", "In force"),
            if period.is_empty() { pick(language, "tanpa batas waktu", "without limit") } else { &period }
        ));
        if let Some(decided) = policy.decided.filter(|d| Some(*d) != policy.effective.from) {
            lines.push(format!("- {}: {}.", pick(language, "Tanggal penetapan", "Decided on"), words::date(decided, language)));
        }
        if let Some(reference) = &policy.reference {
            lines.push(format!("- {}: {}.", pick(language, "Dasar", "Basis"), words::reference(reference, language)));
        }
        if let Some(rounding) = policy.date_rounding {
            lines.push(format!(
                "- {}: {}.",
                pick(language, "Tanggal yang tidak ada di kalender", "Dates the calendar does not have"),
                match rounding {
                    DateRounding::LastDayOfMonth => pick(
                        language,
                        "menjadi hari terakhir bulan itu (29 Februari ditambah satu tahun menjadi 28 Februari)",
                        "become the last day of that month (29 February plus one year is 28 February)",
                    ),
                    DateRounding::FirstDayOfNextMonth => pick(
                        language,
                        "menjadi hari pertama bulan berikutnya (29 Februari ditambah satu tahun menjadi 1 Maret)",
                        "become the first day of the next month (29 February plus one year is 1 March)",
                    ),
                }
            ));
        }
        if let Some(basis) = &policy.lawful_basis {
            lines.push(format!("- {}: {basis}.", lawful(language)));
        }
        lines.push(format!("- {}: {}", pick(language, "Pengenal", "Identifier"), policy.id));
        lines
    }

    fn requirement_section(&self) -> Vec<String> {
        let (policy, language) = (self.policy, self.language);
        if policy.criteria.is_empty() {
            return Vec::new();
        }
        let mut lines = vec![String::new(), format!("## {}", pick(language, "Syarat", "Requirements")), String::new()];
        lines.push(
            match (policy.required.len(), language) {
                (1, Language::Id) => "Seseorang memenuhi syarat jika hal berikut terpenuhi:",
                (1, Language::En) => "A person is eligible if the following is met:",
                (_, Language::Id) => "Seseorang memenuhi syarat jika semua hal berikut terpenuhi:",
                (_, Language::En) => "A person is eligible if all of the following are met:",
            }
            .to_owned(),
        );
        lines.push(String::new());
        for (place, member) in policy.required.iter().enumerate() {
            self.outline(*member, &format!("{}.", place + 1), 0, &mut lines);
        }
        for criterion in &policy.criteria {
            lines.extend([String::new(), format!("### {}", criterion.label.get(language)), String::new()]);
            lines.extend(self.criterion_lines(criterion));
        }
        lines
    }

    /// One line per member, members of groups indented.
    fn outline(&self, member: Member, mark: &str, depth: usize, lines: &mut Vec<String>) {
        let language = self.language;
        let pad = "   ".repeat(depth);
        match member {
            Member::Criterion(index) => {
                if let Some(criterion) = self.policy.criteria.get(usize::from(index)) {
                    let period = words::period(&criterion.effective, language);
                    let period = if period.is_empty() { period } else { format!(" ({period})") };
                    lines.push(format!("{pad}{mark} {}{period}", criterion.label.get(language)));
                }
            }
            Member::Group(index) => {
                // a group names members by place; the compiler refuses cycles, and no chain is longer than the list of groups
                let Some(group) = self.policy.groups.get(usize::from(index)).filter(|_| depth <= self.policy.groups.len()) else { return };
                lines.push(format!("{pad}{mark} {}", self.group_head(group)));
                for (place, member) in group.of.iter().enumerate() {
                    let letter = char::from(b'a' + u8::try_from(place % 26).unwrap_or(0));
                    self.outline(*member, &format!("{letter}."), depth + 1, lines);
                }
            }
        }
    }

    /// `Label (sekurang-kurangnya 2 dari 3; dasar …):`
    pub(super) fn group_head(&self, group: &Group) -> String {
        let language = self.language;
        let total = group.of.len();
        let rule = match (group.at_least, language) {
            (n, Language::Id) if n as usize == total => format!("seluruhnya dari {total}"),
            (n, Language::En) if n as usize == total => format!("all {total}"),
            (n, Language::Id) => format!("sekurang-kurangnya {n} dari {total}"),
            (n, Language::En) => format!("at least {n} of {total}"),
        };
        format!(
            "{}: {rule} ({}: {}):",
            group.label.get(language),
            pick(language, "dasar", "basis"),
            words::reference(&group.reference, language)
        )
    }

    /// Parameters, definitions and tables, all of them.
    fn part_section(&self) -> Vec<String> {
        let (policy, language) = (self.policy, self.language);
        let mut lines = Vec::new();
        let mut section = |title: &str, body: Vec<String>| {
            if !body.is_empty() {
                lines.extend([String::new(), format!("## {title}"), String::new()]);
                lines.extend(body);
            }
        };
        section(
            pick(language, "Nilai yang berlaku", "Values in force"),
            policy.parameters.iter().flat_map(|p| self.parameter_lines(p)).collect(),
        );
        let count = u16::try_from(policy.definitions.len()).unwrap_or(u16::MAX);
        section(pick(language, "Pengertian", "Definitions"), (0..count).flat_map(|i| self.definition_lines(i)).collect());
        section(pick(language, "Tabel", "Tables"), policy.tables.iter().flat_map(|t| self.table_lines(t)).collect());
        lines
    }

    fn scale_section(&self) -> Vec<String> {
        let (policy, language) = (self.policy, self.language);
        if policy.scales.is_empty() {
            return Vec::new();
        }
        let mut lines = vec![String::new(), format!("## {}", pick(language, "Daftar pilihan", "Lists of choices")), String::new()];
        for scale in policy.scales.values() {
            let values: Vec<String> = scale.values.iter().map(|v| v.label.get(language).to_owned()).collect();
            let order = if scale.ordered { pick(language, " (dari yang terendah)", " (from the lowest)") } else { "" };
            let basis = scale
                .reference
                .as_ref()
                .map_or_else(String::new, |r| format!(" {}: {}.", pick(language, "Dasar", "Basis"), words::reference(r, language)));
            lines.push(format!("- {}{order}: {}.{basis}", scale.label.get(language), values.join("; ")));
            let noted = scale.values.iter().filter_map(|v| Some((&v.label, v.note.as_ref()?)));
            lines.extend(noted.map(|(label, note)| format!("  - {}: {}", label.get(language), note.get(language))));
        }
        lines
    }

    /// Every fact the policy reads, where it comes from and who can supply it.
    fn fact_section(&self) -> Vec<String> {
        let (policy, language) = (self.policy, self.language);
        let mut facts: BTreeSet<FactIndex> = BTreeSet::new();
        facts.extend(policy.criteria.iter().flat_map(|c| c.reads.iter().copied()));
        facts.extend(policy.components.iter().flat_map(|c| c.reads.iter().copied()));
        facts.extend(policy.points.iter().chain(&policy.classification).flat_map(|r| r.reads.iter().copied()));
        for tie in &policy.tie_breaks {
            tie.value.node.walk(&mut |node| {
                if let NodeKind::Fact(fact) = node.kind {
                    facts.insert(fact);
                }
            });
        }
        if facts.is_empty() {
            return Vec::new();
        }
        let mut lines = vec![String::new(), format!("## {}", pick(language, "Data yang dibaca", "Facts it reads")), String::new()];
        for index in facts {
            let fact = policy.catalogue.fact(index);
            let source = words::inside(fact.source.get(language));
            let worked_out = source.starts_with("dihitung") || source.starts_with("computed");
            let mut text = match language {
                Language::Id => format!(
                    "- {}: {}{source}; dilengkapi oleh {}",
                    fact.label.get(language),
                    if worked_out { "" } else { "dari " },
                    fact.supplier.get(language)
                ),
                Language::En => format!(
                    "- {}: {}; supplied by {}",
                    fact.label.get(language),
                    if worked_out { source } else { format!("from {}", super::noun::article(&source)) },
                    super::noun::article(fact.supplier.get(language))
                ),
            };
            if fact.blank == Blank::None {
                text.push_str(pick(language, "; jika kosong berarti tidak ada", "; a blank means there is none"));
            }
            if let Some(node) = &fact.derive {
                let bare = Explainer { inline: false, ..*self };
                let meaning = if node.ty == crate::policy::types::Type::Boolean {
                    bare.clause(node, true, &[]).inline(language)
                } else {
                    bare.noun(node, &[])
                };
                text.push_str(&format!(
                    "; {}: {meaning}",
                    pick(language, "bila tidak diberikan, dihitung sebagai", "where not given, worked out as")
                ));
            }
            if fact.protected.is_some() {
                text.push_str(pick(language, "; data yang dilindungi", "; protected data"));
            }
            lines.push(format!("{text}."));
        }
        lines
    }
}
