//! Tables for people: aligned columns, wrapped to the terminal; plain lines for screen readers.

use comfy_table::{ContentArrangement, LineStyle, Table as Drawn, TableStyle};

use crate::output::Voice;

/// A table under construction.
pub(crate) struct Table {
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn new(header: &[&str]) -> Table {
        Table { header: header.iter().map(|h| (*h).to_owned()).collect(), rows: Vec::new() }
    }

    pub(crate) fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
    }

    /// The finished text. In plain mode every row is `header: cell` pairs, which a screen reader can follow.
    pub(crate) fn render(&self, voice: &Voice) -> String {
        if voice.plain {
            let line = |row: &Vec<String>| {
                let pairs = self.header.iter().zip(row).filter(|(_, cell)| !cell.is_empty());
                pairs.map(|(head, cell)| format!("{head}: {cell}")).collect::<Vec<_>>().join("; ")
            };
            return self.rows.iter().map(line).collect::<Vec<_>>().join("\n");
        }
        let mut table = Drawn::new();
        table.load_style(TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─')));
        table.set_content_arrangement(ContentArrangement::Dynamic);
        fit(&mut table);
        table.set_header(self.header.clone());
        for row in &self.rows {
            table.add_row(row.clone());
        }
        table.to_string().lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
    }
}

/// Fits a table to the terminal; elsewhere to the width asked for, or 120.
pub(crate) fn fit(table: &mut Drawn) {
    if std::env::var_os("JENJANG_WIDTH").is_some() || !std::io::IsTerminal::is_terminal(&std::io::stdout()) {
        let width = std::env::var("JENJANG_WIDTH").ok().and_then(|w| w.parse().ok()).unwrap_or(120);
        table.set_width(width);
    }
}
