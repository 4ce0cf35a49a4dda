//! The page: one file, nothing fetched, nothing run.

use jenjang::legal::Language;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::chart::Chart;
use super::numbers::Writer;
use super::table::Table;

/// Tables up to this many rows are kept on one sheet of paper.
const SHORT: usize = 14;

/// A page before it is written.
pub(super) struct Document {
    /// The heading.
    pub(super) title: String,
    /// What kind of page this is, above the heading.
    pub(super) eyebrow: String,
    /// What is compared, when, over whom; under the heading.
    pub(super) lead: String,
    /// The answers of the first screen.
    pub(super) answers: Vec<Answer>,
    /// What has to be known before the answers are used.
    pub(super) cautions: Vec<String>,
    /// The rest.
    pub(super) sections: Vec<Section>,
}

impl Document {
    /// Every table in the order of the page, those for files alone after the others of their section.
    pub(super) fn tables(&self) -> impl Iterator<Item = &Table> {
        self.sections.iter().flat_map(|section| {
            let shown = section.blocks.iter().filter_map(|block| match block {
                Block::Table(table) | Block::Clauses(table) => Some(table),
                _ => None,
            });
            shown.chain(&section.files)
        })
    }

    /// Gives tables, and charts, that share a name a number, so that files and anchors are told apart.
    pub(super) fn tell_apart(&mut self) {
        let (mut tables, mut charts) = (Vec::new(), Vec::new());
        for section in &mut self.sections {
            for block in &mut section.blocks {
                match block {
                    Block::Table(table) | Block::Clauses(table) => name_once(&mut table.name, &mut tables),
                    Block::Figure { id, .. } => name_once(id, &mut charts),
                    _ => {}
                }
            }
            section.files.iter_mut().for_each(|table| name_once(&mut table.name, &mut tables));
        }
    }
}

fn name_once(name: &mut String, taken: &mut Vec<String>) {
    let plain = name.clone();
    let mut number = 2;
    while taken.contains(name) {
        *name = format!("{plain}-{number}");
        number += 1;
    }
    taken.push(name.clone());
}

/// One answer of the first screen.
pub(super) struct Answer {
    /// What is asked.
    pub(super) question: String,
    /// The answer in one figure or word.
    pub(super) figure: String,
    /// What it means.
    pub(super) sentence: String,
    /// How it is set off.
    pub(super) tone: Tone,
}

/// How something is set off; words always say it too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tone {
    /// Plain.
    Plain,
    /// Somebody gains.
    Gain,
    /// Somebody loses.
    Loss,
}

impl Tone {
    fn class(self) -> &'static str {
        match self {
            Tone::Plain => "",
            Tone::Gain => " gain",
            Tone::Loss => " loss",
        }
    }
}

/// A section with its heading.
pub(super) struct Section {
    /// Its anchor.
    pub(super) id: &'static str,
    /// Its heading.
    pub(super) title: String,
    /// What is in it.
    pub(super) blocks: Vec<Block>,
    /// Tables too long or too fine for the page.
    pub(super) files: Vec<Table>,
}

impl Section {
    pub(super) fn new(id: &'static str, title: &str) -> Section {
        Section { id, title: title.to_owned(), blocks: Vec::new(), files: Vec::new() }
    }

    pub(super) fn text(&mut self, text: impl Into<String>) {
        self.blocks.push(Block::Text(text.into()));
    }

    pub(super) fn heading(&mut self, text: impl Into<String>) {
        self.blocks.push(Block::Heading(text.into()));
    }

    pub(super) fn subheading(&mut self, text: impl Into<String>) {
        self.blocks.push(Block::Subheading(text.into()));
    }

    pub(super) fn list(&mut self, items: Vec<String>) {
        if !items.is_empty() {
            self.blocks.push(Block::List(items));
        }
    }

    pub(super) fn table(&mut self, table: Table) {
        self.blocks.push(Block::Table(table));
    }

    pub(super) fn figure(&mut self, id: impl Into<String>, caption: impl Into<String>, chart: Option<Chart>, nothing: &str) {
        self.blocks.push(Block::Figure { id: id.into(), caption: caption.into(), chart, nothing: nothing.to_owned() });
    }
}

/// What stands in a section.
pub(super) enum Block {
    /// A paragraph.
    Text(String),
    /// A heading of the third level.
    Heading(String),
    /// A heading of the fourth level.
    Subheading(String),
    /// A list.
    List(Vec<String>),
    /// A table.
    Table(Table),
    /// A chart.
    Figure {
        /// Its anchor.
        id: String,
        /// What it shows.
        caption: String,
        /// The drawing; absent where there is nothing to draw.
        chart: Option<Chart>,
        /// What is said where there is nothing to draw.
        nothing: String,
    },
    /// The clause diff: a change, what was, what is, and the numbers of the criteria concerned.
    Clauses(Table),
    /// Example people.
    People(Vec<Person>),
    /// Names and values.
    Kept(Vec<(String, String)>),
    /// Text to be copied.
    Code(String),
}

/// An example.
pub(super) struct Person {
    /// Which way.
    pub(super) tone: Tone,
    /// `Gains 1`.
    pub(super) name: String,
    /// What happened, in sentences.
    pub(super) sentences: Vec<String>,
    /// Facts by name.
    pub(super) facts: Vec<(String, String)>,
}

/// The whole file.
pub(super) fn page(document: &Document, writer: Writer) -> String {
    let markup = html! {
        (DOCTYPE)
        html lang=(writer.pick("id", "en")) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="generator" content="Jenjang";
                title { (document.title) }
                style { (PreEscaped(include_str!("style.css"))) }
            }
            body {
                a class="skip" href="#isi" { (writer.pick("Langsung ke isi", "Skip to the contents")) }
                header {
                    p class="eyebrow" { (document.eyebrow) }
                    h1 { (document.title) }
                    p class="lead" { (document.lead) }
                }
                main id="isi" {
                    dl class="answers" {
                        @for answer in &document.answers {
                            div class={ "answer" (answer.tone.class()) } {
                                dt { (answer.question) }
                                dd class="figure" { (answer.figure) }
                                dd { (prose(&answer.sentence)) }
                            }
                        }
                    }
                    @for caution in &document.cautions { p class="caution" { (prose(caution)) } }
                    nav aria-labelledby="daftar-isi" {
                        h2 id="daftar-isi" { (writer.pick("Isi laporan", "In this report")) }
                        ol { @for section in &document.sections { li { a href={ "#" (section.id) } { (section.title) } } } }
                    }
                    @for section in &document.sections {
                        section aria-labelledby={ (section.id) "-h" } id=(section.id) {
                            h2 id={ (section.id) "-h" } { (section.title) }
                            @for block in &section.blocks { (self::block(block, writer)) }
                        }
                    }
                }
            }
        }
    };
    let mut text = markup.into_string();
    text.push('\n');
    text
}

fn block(block: &Block, writer: Writer) -> Markup {
    match block {
        Block::Text(text) => html! { p { (prose(text)) } },
        Block::Heading(text) => html! { h3 { (text) } },
        Block::Subheading(text) => html! { h4 { (text) } },
        Block::List(items) => html! { ul { @for item in items { li { (prose(item)) } } } },
        Block::Table(table) => self::table(table, writer, ""),
        Block::Clauses(table) => self::table(table, writer, "clauses"),
        Block::Figure { id, caption, chart, nothing } => html! {
            figure id={ "g-" (id) } {
                figcaption { (caption) }
                @match chart {
                    Some(chart) => div class="drawing" { (drawing(id, caption, chart)) },
                    None => p class="nothing" { (nothing) },
                }
            }
        },
        Block::People(people) => html! {
            div class="people" { @for person in people {
                div class={ "person" (person.tone.class()) } {
                    h4 { (person.name) }
                    @for sentence in &person.sentences { p { (prose(sentence)) } }
                    ul class="facts" {
                        @for (name, value) in &person.facts { li { span class="name" { (name) ": " } (value) } }
                    }
                }
            } }
        },
        Block::Kept(pairs) => html! {
            dl class="kept" { @for (name, value) in pairs { dt { (name) } dd { (value) } } }
        },
        Block::Code(text) => html! { pre { code { (text) } } },
    }
}

/// The drawing, told to screen readers by its title and its description.
fn drawing(id: &str, caption: &str, chart: &Chart) -> Markup {
    html! {
        svg role="img" aria-labelledby={ "g-" (id) "-t g-" (id) "-d" } viewBox={ "0 0 " (chart.width) " " (chart.height) }
            width=(chart.width) height=(chart.height) {
            title id={ "g-" (id) "-t" } { (caption) }
            desc id={ "g-" (id) "-d" } { (chart.description) }
            g aria-hidden="true" { (PreEscaped(&chart.inside)) }
        }
    }
}

fn table(table: &Table, writer: Writer, class: &str) -> Markup {
    let rows = table.page_rows();
    let shown: Vec<usize> = (0..table.columns.len())
        .filter(|column| table.columns.get(*column).is_some_and(|heading| !table.only_files.contains(&heading.key)))
        .collect();
    let is_number = |column: usize| {
        let mut cells = rows.iter().filter_map(|row| row.get(column)).peekable();
        cells.peek().is_some() && cells.all(super::table::Cell::is_number)
    };
    let sides: Vec<Option<&str>> = (0..table.columns.len()).map(|column| is_number(column).then_some("number")).collect();
    // the first column names the row, whatever stands in it
    let side = |column: usize| sides.get(column).copied().flatten().filter(|_| column > 0);
    let caption = format!("t-{}", table.name);
    let marks = super::table::meanings(rows.iter().flat_map(|row| shown.iter().filter_map(|column| row.get(*column))));
    html! {
        div class={ "wide" @if rows.len() <= SHORT { " short" } } role="region" tabindex="0" aria-labelledby=(caption) {
            table class=[(!class.is_empty()).then_some(class)] {
                caption id=(caption) { span { (table.title.get(writer.0)) } }
                thead { tr { @for column in &shown { @if let Some(heading) = table.columns.get(*column) {
                    th scope="col" class=[side(*column)] { (heading.label.get(writer.0)) }
                } } } }
                tbody {
                    @for row in &rows {
                        tr { @for column in &shown { @if let Some(cell) = row.get(*column) {
                            @if *column == 0 { th scope="row" { (cell.shown(writer)) } }
                            @else { td class=[side(*column)] { (cell.shown(writer)) } }
                        } } }
                    }
                    @if rows.is_empty() {
                        tr { td colspan=(shown.len()) { (writer.pick("Tidak ada baris.", "There are no rows.")) } }
                    }
                }
            }
        }
        @if rows.len() < table.rows.len() {
            p class="note" { (shortened(rows.len(), table, writer)) }
        }
        @if let Some(note) = &table.note { p class="note" { (prose(note.get(writer.0))) } }
        @for mark in marks { p class="note" { (mark.get(writer.0)) "." } }
    }
}

/// A sentence in which names between backticks are set as code.
fn prose(text: &str) -> Markup {
    let parts: Vec<&str> = text.split('`').collect();
    // a backtick without its partner stands as it is
    if parts.len().is_multiple_of(2) {
        return html! { (text) };
    }
    html! { @for (place, part) in parts.iter().enumerate() { @if place % 2 == 1 { code { (part) } } @else { (part) } } }
}

fn shortened(shown: usize, table: &Table, writer: Writer) -> String {
    let (shown, all, name) = (writer.count(shown as u64), writer.count(table.rows.len() as u64), &table.name);
    match writer.0 {
        Language::Id => format!("Ditampilkan {shown} dari {all} baris; semuanya ada dalam berkas `{name}` (CSV atau buku kerja)."),
        Language::En => format!("{shown} of {all} rows are shown; all of them are in the file `{name}` (CSV or workbook)."),
    }
}
