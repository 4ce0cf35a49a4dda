//! Scores, formulas, periods and cases of a policy as sections of a document.

use rust_decimal::Decimal;

use crate::legal::Language;
use crate::policy::document::{Kind, MissingRule, WeightSum};
use crate::policy::expression::node::{Node, NodeKind};
use crate::policy::model::{ExpectedOutcome, ResultRule};
use crate::policy::types::Type;
use crate::policy::value::Value;

use super::Explainer;
use super::noun::unit_of;
use super::table::grid;
use super::words::{self, pick};

impl Explainer<'_> {
    /// A weight with what it is a weight of: `20 persen`, `0,2`.
    fn weight(&self, node: &Node, sum: WeightSum) -> String {
        let text = self.noun(node, &[]);
        let unit = match sum {
            WeightSum::Percent if unit_of(&node.ty).is_none() => Some("percent"),
            _ => None,
        };
        match (&node.kind, unit) {
            (NodeKind::Constant(Value::Number(n)), Some(unit)) => words::quantity(*n, Some(unit), self.language),
            _ => text,
        }
    }

    fn limits(&self, range: Option<(Decimal, Decimal)>, unit: Option<&str>) -> String {
        let language = self.language;
        range.map_or_else(String::new, |(low, high)| {
            let (low, high) = (words::quantity(low, None, language), words::quantity(high, unit, language));
            match language {
                Language::Id => format!("{low} sampai dengan {high}"),
                Language::En => format!("{low} to {high}"),
            }
        })
    }

    pub(super) fn score_section(&self) -> Vec<String> {
        let (policy, language) = (self.policy, self.language);
        if policy.components.is_empty() && policy.score.is_none() {
            return Vec::new();
        }
        let mut lines = vec![String::new(), format!("## {}", pick(language, "Komponen nilai", "Components of the score")), String::new()];
        let sum = policy.score.as_ref().map_or(WeightSum::Share, |score| score.weights);
        let header = match language {
            Language::Id => ["Komponen", "Bobot", "Nilai", "Rentang", "Masa berlaku", "Dasar"],
            Language::En => ["Component", "Weight", "Value", "Range", "In force", "Basis"],
        };
        let rows: Vec<Vec<String>> = policy
            .components
            .iter()
            .map(|component| {
                let period = words::period(&component.effective, language);
                vec![
                    component.label.get(language).to_owned(),
                    self.weight(&component.weight.node, sum),
                    self.noun(&component.value.node, &[]),
                    self.limits(component.range, None),
                    if period.is_empty() {
                        pick(language, "selama kebijakan berlaku", "as long as the policy is").to_owned()
                    } else {
                        period
                    },
                    words::reference(&component.reference, language),
                ]
            })
            .collect();
        lines.extend(grid(&header.map(str::to_owned), &rows));
        let Some(score) = &policy.score else { return lines };
        lines.push(String::new());
        lines.push(format!(
            "- {}",
            match score.weights {
                WeightSum::Share => pick(language, "Jumlah seluruh bobot adalah 1.", "The weights add up to 1."),
                WeightSum::Percent => pick(language, "Jumlah seluruh bobot adalah 100 persen.", "The weights add up to 100 percent."),
                WeightSum::Points => pick(
                    language,
                    "Nilai akhir adalah jumlah dari bobot dikali nilai setiap komponen.",
                    "The score is the sum of weight times value over all components.",
                ),
            }
        ));
        if score.range.is_some() {
            lines.push(format!("- {}: {}.", pick(language, "Rentang nilai akhir", "Range of the score"), self.limits(score.range, None)));
        }
        if let Some(rounding) = score.rounding {
            lines.push(format!("- {} {}.", pick(language, "Nilai akhir", "The score is"), words::rounding(rounding, language)));
        }
        lines.push(match (score.missing, language) {
            (MissingRule::Unknown, Language::Id) => "- Jika nilai suatu komponen belum diketahui, nilai akhir belum dapat ditentukan.".to_owned(),
            (MissingRule::Unknown, Language::En) => "- Where the value of a component is not known, the score is not known.".to_owned(),
            (MissingRule::Renormalise { minimum_weight }, Language::Id) => format!(
                "- Jika nilai suatu komponen belum diketahui, bobotnya dialihkan ke komponen lain, asalkan bobot komponen yang diketahui \
                 sekurang-kurangnya {}.",
                words::number(minimum_weight, language)
            ),
            (MissingRule::Renormalise { minimum_weight }, Language::En) => format!(
                "- Where the value of a component is not known, the others carry its weight, provided the known components weigh at least {}.",
                words::number(minimum_weight, language)
            ),
        });
        if let Some(reference) = &score.reference {
            lines.push(format!("- {}: {}.", pick(language, "Dasar", "Basis"), words::reference(reference, language)));
        }
        lines.extend(self.tie_section());
        lines
    }

    fn tie_section(&self) -> Vec<String> {
        let language = self.language;
        if self.policy.tie_breaks.is_empty() {
            return Vec::new();
        }
        let mut lines = vec![
            String::new(),
            pick(language, "Jika nilai akhir sama, yang didahulukan berturut-turut:", "Where scores are equal, in this order:").to_owned(),
            String::new(),
        ];
        for (place, tie) in self.policy.tie_breaks.iter().enumerate() {
            let order = match (tie.descending, &tie.value.node.ty) {
                (true, Type::Date) => pick(language, "yang paling akhir", "the latest first"),
                (false, Type::Date) => pick(language, "yang paling awal", "the earliest first"),
                (true, _) => pick(language, "yang terbesar atau tertinggi", "the greatest first"),
                (false, _) => pick(language, "yang terkecil atau terendah", "the least first"),
            };
            let basis = tie
                .reference
                .as_ref()
                .map_or_else(String::new, |r| format!(" {}: {}.", pick(language, "Dasar", "Basis"), words::reference(r, language)));
            lines.push(format!("{}. {}: {}, {order}.{basis}", place + 1, tie.label.get(language), self.noun(&tie.value.node, &[])));
        }
        lines.push(String::new());
        lines.push(pick(language, "Jika tetap sama, peringkatnya sama.", "If they are still equal, they share the rank.").to_owned());
        lines
    }

    pub(super) fn result_section(&self) -> Vec<String> {
        let language = self.language;
        let mut lines = Vec::new();
        for rule in self.policy.points.iter().chain(&self.policy.classification) {
            lines.extend([String::new(), format!("## {}", pick(language, "Hasil", "Result")), String::new()]);
            lines.extend(self.result_lines(rule));
        }
        lines
    }

    fn result_lines(&self, rule: &ResultRule) -> Vec<String> {
        let language = self.language;
        let node = &rule.result.node;
        let text = if node.ty == Type::Boolean { self.clause(node, true, &[]).inline(language) } else { self.noun(node, &[]) };
        let head = match self.policy.kind {
            Kind::Classification => pick(language, "Kategorinya adalah", "The category is"),
            _ => pick(language, "Hasilnya adalah", "The result is"),
        };
        let unit = rule.unit.as_deref();
        let in_unit = unit.map_or_else(String::new, |u| {
            let name = words::unit_name(u, language);
            if name.is_empty() { name } else { format!(" ({} {name})", pick(language, "dalam", "in")) }
        });
        let mut lines = match (&node.kind, language) {
            (NodeKind::Table(_), Language::Id) => {
                vec![format!("{} ditentukan oleh tabel “{}”{in_unit}.", head.trim_end_matches(" adalah"), self.table_label(node))]
            }
            (NodeKind::Table(_), Language::En) => vec![format!("{} given by the table “{}”{in_unit}.", head, self.table_label(node))],
            _ => vec![format!("{head} {text}{in_unit}.")],
        };
        if rule.range.is_some() {
            lines.push(format!("- {}: {}.", pick(language, "Rentang hasil", "Range of the result"), self.limits(rule.range, unit)));
        }
        if let Some(rounding) = rule.rounding {
            lines.push(format!("- {} {}.", pick(language, "Hasil", "The result is"), words::rounding(rounding, language)));
        }
        if let Some(reference) = &rule.reference {
            lines.push(format!("- {}: {}.", pick(language, "Dasar", "Basis"), words::reference(reference, language)));
        }
        lines
    }

    /// The label of a table as it stands above the table.
    fn table_label(&self, node: &Node) -> &str {
        match node.kind {
            NodeKind::Table(index) => self.policy.tables.get(usize::from(index)).map_or("", |table| table.label.get(self.language)),
            _ => "",
        }
    }

    pub(super) fn period_section(&self) -> Vec<String> {
        let language = self.language;
        let Some(periods) = &self.policy.periods else { return Vec::new() };
        let mut lines = vec![
            String::new(),
            format!("## {}", pick(language, "Tanggal keputusan dapat berlaku", "Dates on which a decision can take effect")),
            String::new(),
            format!("{}:", periods.label.get(language)),
            String::new(),
        ];
        for entry in self.shown(&periods.values) {
            lines.push(format!(
                "- {}: {}.",
                words::capitalise(&words::period_rule(&entry.value, language)),
                self.provenance(entry, &periods.values)
            ));
        }
        lines
    }

    pub(super) fn case_section(&self) -> Vec<String> {
        let (policy, language) = (self.policy, self.language);
        if policy.cases.is_empty() {
            return Vec::new();
        }
        let mut lines = vec![String::new(), format!("## {}", pick(language, "Contoh kasus", "Cases")), String::new()];
        let unit = policy.points.as_ref().and_then(|p| p.unit.as_deref());
        for case in &policy.cases {
            let outcome = match &case.expect.outcome {
                Some(ExpectedOutcome::Eligible) => pick(language, "memenuhi syarat", "eligible").to_owned(),
                Some(ExpectedOutcome::NotEligible) => pick(language, "tidak memenuhi syarat", "not eligible").to_owned(),
                Some(ExpectedOutcome::Unknown) => pick(language, "belum dapat ditentukan", "not known").to_owned(),
                Some(ExpectedOutcome::Value(value)) => words::value(value, unit, language),
                None => pick(language, "hasil akhir tidak diperiksa", "the outcome is not checked").to_owned(),
            };
            let codes = |codes: &[std::sync::Arc<str>]| {
                let labels: Vec<String> = codes
                    .iter()
                    .map(|code| {
                        policy
                            .criteria
                            .iter()
                            .find(|c| c.code == *code)
                            .map_or_else(|| code.to_string(), |c| c.label.get(language).to_owned())
                    })
                    .collect();
                labels.join("; ")
            };
            let mut text = format!("- “{}”, {}: {outcome}", case.name, words::date(case.as_of, language));
            if let Some(known_at) = case.known_at {
                text.push_str(&format!(
                    " ({} {})",
                    pick(language, "sebagaimana diketahui pada", "as known on"),
                    words::date(known_at, language)
                ));
            }
            if let Some(list) = case.expect.not_met.as_ref().filter(|list| !list.is_empty()) {
                text.push_str(&format!("; {}: {}", pick(language, "tidak terpenuhi", "not met"), codes(list)));
            }
            if let Some(list) = case.expect.unknown.as_ref().filter(|list| !list.is_empty()) {
                text.push_str(&format!("; {}: {}", pick(language, "belum diketahui", "not known"), codes(list)));
            }
            for (table, value) in &case.expect.bands {
                if let Some(table) = policy.tables.get(usize::from(*table)) {
                    text.push_str(&format!("; {}: {}", table.label.get(language), words::value(value, unit_of(&table.output), language)));
                }
            }
            if let Some(earliest) = case.expect.earliest {
                text.push_str(&format!("; {} {}", pick(language, "paling cepat", "earliest on"), words::date(earliest, language)));
            }
            if !case.waivers.is_empty() {
                let waivers: Vec<String> =
                    case.waivers.iter().map(|w| format!("{} ({})", codes(std::slice::from_ref(&w.criterion)), w.basis)).collect();
                text.push_str(&format!("; {}: {}", pick(language, "dikecualikan", "waived"), waivers.join("; ")));
            }
            if let Some(source) = &case.source {
                text.push_str(&format!("; {}: {source}", pick(language, "sumber", "source")));
            }
            lines.push(format!("{text}."));
        }
        lines
    }
}
