//! Decision tables and bands as readable tables.

use crate::legal::Language;
use crate::policy::document::HitPolicy;
use crate::policy::expression::node::{Node, NodeKind};
use crate::policy::model::{Cell, CellPart, Row, Table};
use crate::policy::value::{Bound, Value};

use super::Explainer;
use super::noun::unit_of;
use super::words::{self, pick};

/// A cell of a table in a markdown row; a bar inside a text would end the cell.
fn escape(text: &str) -> String {
    text.replace('|', "/")
}

/// Lines of a markdown table.
pub(super) fn grid(header: &[String], rows: &[Vec<String>]) -> Vec<String> {
    let line = |cells: &[String]| format!("| {} |", cells.iter().map(|c| escape(c)).collect::<Vec<_>>().join(" | "));
    let mut lines = vec![line(header), format!("|{}", "---|".repeat(header.len()))];
    lines.extend(rows.iter().map(|row| line(row)));
    lines
}

impl Explainer<'_> {
    /// The table with its inputs, rule, default and every version of its rows.
    pub(super) fn table_lines(&self, table: &Table) -> Vec<String> {
        let language = self.language;
        let mut lines = vec![format!("- {}:", table.label.get(language))];
        if table.bands.is_none() || table.inputs.len() != 1 {
            lines.push(format!("  {}", hit(table.hit, language)));
        } else if let (Some((low, high)), Some(input)) = (table.bands, table.inputs.first()) {
            let unit = unit_of(&input.ty);
            let (low, high) = (words::quantity(low, unit, language), words::quantity(high, unit, language));
            lines.push(match language {
                Language::Id => format!("  Pembagian {} dari {low} sampai dengan {high}.", self.noun(input, &[])),
                Language::En => format!("  Bands of {} from {low} to {high} inclusive.", self.noun(input, &[])),
            });
        }
        if let Some(default) = &table.default {
            let value = words::value(default, unit_of(&table.output), language);
            lines.push(match language {
                Language::Id => format!("  Jika tidak ada baris yang cocok: {value}."),
                Language::En => format!("  Where no row matches: {value}."),
            });
        }
        for version in self.shown(&table.versions) {
            lines.push(String::new());
            lines.push(format!("  {}.", words::capitalise(&self.provenance(version, &table.versions))));
            lines.push(String::new());
            lines.extend(self.rows(table, &version.value).into_iter().map(|line| format!("  {line}")));
        }
        lines.push(String::new());
        lines
    }

    /// Rows of a table as lines of a markdown table.
    pub(crate) fn rows(&self, table: &Table, rows: &[Row]) -> Vec<String> {
        let mut header: Vec<String> = table.inputs.iter().map(|input| self.heading(input)).collect();
        header.push(table.label.get(self.language).to_owned());
        let body: Vec<Vec<String>> = rows
            .iter()
            .map(|row| {
                let mut cells: Vec<String> =
                    row.tests.iter().zip(&table.inputs).map(|(cell, input)| self.cell(cell, input, table.bands.map(|b| b.1))).collect();
                cells.push(words::value(&row.output, unit_of(&table.output), self.language));
                cells
            })
            .collect();
        grid(&header, &body)
    }

    /// An input as the head of a column.
    fn heading(&self, input: &Node) -> String {
        let text = match &input.kind {
            NodeKind::Fact(fact) => self.policy.catalogue.fact(*fact).label.get(self.language).to_owned(),
            _ => self.noun(input, &[]),
        };
        words::capitalise(text.strip_prefix("the ").unwrap_or(&text))
    }

    /// A unary test in words; `top` is the declared upper end of bands, which the last band includes.
    pub(crate) fn cell(&self, cell: &Cell, input: &Node, top: Option<rust_decimal::Decimal>) -> String {
        let language = self.language;
        if cell.is_any() {
            return pick(language, "apa pun", "any").to_owned();
        }
        let unit = unit_of(&input.ty);
        let parts: Vec<String> = cell
            .parts
            .iter()
            .map(|part| match part {
                CellPart::Equal(value) => words::value(value, unit, language),
                CellPart::Range(range) => match (&range.low, &range.high, top) {
                    (Bound::Included(low), Bound::Included(Value::Number(high)), Some(top)) if *high == top => {
                        format!("{} {}", words::value(low, unit, language), pick(language, "atau lebih", "or more"))
                    }
                    _ => words::range(range, unit, language),
                },
            })
            .collect();
        match (cell.negated, language) {
            (false, _) => words::or(&parts, language),
            (true, Language::Id) => format!("bukan {}", words::join(&parts, "maupun")),
            (true, Language::En) if parts.len() > 1 => format!("neither {}", words::join(&parts, "nor")),
            (true, Language::En) => format!("not {}", parts.concat()),
        }
    }
}

/// What a hit policy means.
pub(super) fn hit(hit: HitPolicy, language: Language) -> &'static str {
    match hit {
        HitPolicy::Unique => pick(language, "Paling banyak satu baris cocok.", "At most one row matches."),
        HitPolicy::First => pick(language, "Baris pertama yang cocok berlaku.", "The first row that matches counts."),
        HitPolicy::Any => pick(language, "Semua baris yang cocok memberi hasil yang sama.", "All rows that match give the same result."),
        HitPolicy::CollectSum => {
            pick(language, "Hasilnya jumlah dari semua baris yang cocok.", "The result is the sum of all rows that match.")
        }
        HitPolicy::CollectMin => {
            pick(language, "Hasilnya yang terkecil dari semua baris yang cocok.", "The result is the least of all rows that match.")
        }
        HitPolicy::CollectMax => {
            pick(language, "Hasilnya yang terbesar dari semua baris yang cocok.", "The result is the greatest of all rows that match.")
        }
        HitPolicy::CollectCount => pick(language, "Hasilnya banyaknya baris yang cocok.", "The result is how many rows match."),
    }
}
