//! Frameworks as one flat table: group, competency, level and indicator of a line in both languages. The columns are in docs/competency.md.

use std::collections::BTreeMap;
use std::sync::Arc;

use jenjang::competency::{
    Competency, CompetencyLevel, Framework, FrameworkDraft, FrameworkPlace, Group, LevelMeaning, ProficiencyLevel, Scope,
};
use jenjang::legal::{Certainty, Label, LegalReference};
use jenjang::policy::diagnostic::{Diagnostic, Span};

use super::row::{Row, word};
use crate::evaluation::{File, empty, has_width, typed};
use crate::table::{Cell, Column, Other, Problems, Reading, Rows, header, shorten};

/// A text column, for one language.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Text {
    Group,
    Competency,
    Definition,
    LevelName,
    Level,
    Indicator,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Key {
    Group,
    Competency,
    Level,
    Affair,
    Post,
    Reference,
    Certainty,
    Id(Text),
    En(Text),
}

const COLUMNS: [Column<Key>; 19] = [
    Column { key: Key::Group, names: &["group", "kelompok"], required: true },
    Column { key: Key::Id(Text::Group), names: &["group-id", "nama-kelompok"], required: false },
    Column { key: Key::En(Text::Group), names: &["group-en"], required: false },
    Column { key: Key::Competency, names: &["competency", "kompetensi"], required: true },
    Column { key: Key::Id(Text::Competency), names: &["competency-id", "nama-kompetensi"], required: true },
    Column { key: Key::En(Text::Competency), names: &["competency-en"], required: false },
    Column { key: Key::Id(Text::Definition), names: &["definition-id", "definisi"], required: true },
    Column { key: Key::En(Text::Definition), names: &["definition-en"], required: false },
    Column { key: Key::Affair, names: &["affair", "urusan"], required: false },
    Column { key: Key::Post, names: &["post", "jabatan"], required: false },
    Column { key: Key::Reference, names: &["reference", "dasar"], required: false },
    Column { key: Key::Certainty, names: &["certainty", "kepastian"], required: false },
    Column { key: Key::Level, names: &["level"], required: true },
    Column { key: Key::Id(Text::LevelName), names: &["level-name-id", "nama-level"], required: false },
    Column { key: Key::En(Text::LevelName), names: &["level-name-en"], required: false },
    Column { key: Key::Id(Text::Level), names: &["level-id", "uraian-level"], required: true },
    Column { key: Key::En(Text::Level), names: &["level-en"], required: false },
    Column { key: Key::Id(Text::Indicator), names: &["indicator-id", "indikator"], required: false },
    Column { key: Key::En(Text::Indicator), names: &["indicator-en"], required: false },
];

/// The head of a framework without its content, for [`read_framework_csv`].
pub fn head_of(framework: &Framework) -> FrameworkDraft {
    let draft = framework.as_draft().clone();
    FrameworkDraft { levels: Vec::new(), groups: Vec::new(), competencies: Vec::new(), ..draft }
}

/// The table of a framework. Its head (id, title, sources, affairs, rules) is not in it, see [`head_of`].
pub fn write_framework_csv(framework: &Framework) -> Result<String, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(COLUMNS.iter().filter_map(|column| column.names.first()).map(|name| name.replace('-', "_")))?;
    let mut line = |cells: &[(Key, &str)]| {
        let cell = |column: &Column<Key>| cells.iter().find(|(key, _)| *key == column.key).map_or("", |(_, text)| *text);
        writer.write_record(COLUMNS.iter().map(cell))
    };
    fn both(text: Text, label: &Label) -> [(Key, &str); 2] {
        [(Key::Id(text), &*label.id), (Key::En(text), &*label.en)]
    }
    for meaning in framework.levels() {
        let number = meaning.level.to_string();
        line(
            &[&[(Key::Level, &*number)], both(Text::LevelName, &meaning.label).as_slice(), &both(Text::Level, &meaning.description)]
                .concat(),
        )?;
    }
    for group in framework.groups() {
        line(&[&[(Key::Group, &*group.code)], both(Text::Group, &group.label).as_slice()].concat())?;
    }
    for competency in framework.competencies() {
        let cells = [(Key::Group, &*competency.group), (Key::Competency, competency.code.as_str())];
        let texts = [both(Text::Competency, &competency.label), both(Text::Definition, &competency.definition)].concat();
        let mut named = [cells.as_slice(), &texts].concat();
        match &competency.scope {
            Some(Scope::Affair(code)) => named.push((Key::Affair, code)),
            Some(Scope::Post(post)) => named.push((Key::Post, post.as_str())),
            Some(Scope::Everywhere) => named.push((Key::Affair, EVERYWHERE)),
            None => {}
        }
        if let Some(source) = &competency.source {
            named.extend([(Key::Reference, &*source.citation), (Key::Certainty, source.certainty.as_str())]);
        }
        line(&named)?;
        for level in &competency.levels {
            let number = level.level.to_string();
            let own = [cells.as_slice(), &[(Key::Level, &*number)]].concat();
            line(&[own.as_slice(), &both(Text::Level, &level.description)].concat())?;
            for indicator in &level.indicators {
                line(&[own.as_slice(), &both(Text::Indicator, indicator)].concat())?;
            }
        }
    }
    let bytes = writer.into_inner().map_err(|e| e.into_error())?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The word in the column `affair` of a competency that applies everywhere in a framework that does not.
const EVERYWHERE: &str = "*";

/// Reads a table of a framework under a head. Cells that repeat what a line above said may be left blank or say the same again.
///
/// Without a column in English the Indonesian text stands for both languages, with a remark.
pub fn read_framework_csv(file: File<'_>, head: FrameworkDraft) -> Reading<Framework> {
    let mut problems = Problems::new(file.name);
    let Some(text) = problems.text(file.bytes) else { return Reading::new(None, problems.finish(file.bytes.len())) };
    let framework = table(text, head, &mut problems);
    Reading::new(framework, problems.finish(text.len()))
}

fn table(text: &str, head: FrameworkDraft, problems: &mut Problems) -> Option<Framework> {
    let expected = Label::new(
        "baris judul dengan `group`, `competency`, `competency_id`, `definition_id`, `level`, `level_id`",
        "a header with `group`, `competency`, `competency_id`, `definition_id`, `level`, `level_id`",
    );
    let (mut rows, mut cells) = (Rows::new(text), Vec::new());
    let Some(place) = rows.next(&mut cells, problems) else {
        empty(problems, &expected);
        return None;
    };
    let columns = header(&cells, place, &COLUMNS, problems, |_, _| Other::Unused)?;
    if !columns.iter().any(|column| matches!(column, Some(Key::En(_)))) {
        problems.add(Diagnostic::warning(
            "one-language",
            &problems.file,
            place,
            Label::new(
                "tidak ada kolom berbahasa Inggris; setiap teks dipakai untuk kedua bahasa",
                "there is no column in English; every text stands for both languages",
            ),
        ));
    }
    let mut builder = Builder { draft: head, places: Places::default(), problems };
    while let Some(place) = rows.next(&mut cells, builder.problems) {
        if has_width(&cells, columns.len(), place, builder.problems) {
            builder.row(&Row { columns: &columns, cells: &cells, place });
        }
    }
    builder.finish()
}

#[derive(Default)]
struct Places {
    levels: Vec<Span>,
    groups: BTreeMap<Arc<str>, Span>,
    competencies: Vec<Span>,
    described: BTreeMap<(usize, usize), Span>,
}

struct Builder<'p> {
    draft: FrameworkDraft,
    places: Places,
    problems: &'p mut Problems,
}

impl Builder<'_> {
    /// A text in both languages. `None` where it is blank in both.
    fn label(&mut self, row: &Row<'_, '_, Key>, text: Text) -> Option<Label> {
        let id = row.get(Key::Id(text)).map(|cell| cell.text.to_string());
        if !row.has(Key::En(text)) {
            return id.map(Label::same);
        }
        let en = row.get(Key::En(text)).map(|cell| cell.text.to_string());
        match (id, en) {
            (None, None) => None,
            (Some(id), Some(en)) => Some(Label::new(id, en)),
            (Some(_), None) => self.blank(row, Key::En(text)),
            (None, Some(_)) => self.blank(row, Key::Id(text)),
        }
    }

    fn blank(&mut self, row: &Row<'_, '_, Key>, key: Key) -> Option<Label> {
        let name =
            COLUMNS.iter().find(|column| column.key == key).and_then(|column| column.names.first()).map(|name| name.replace('-', "_"));
        let name = name.unwrap_or_default();
        self.problems.error(
            "blank-cell",
            row.span(key),
            Label::new(
                format!("kolom `{name}` kosong, sedangkan bahasa yang lain terisi"),
                format!("column `{name}` is blank, but the other language is not"),
            ),
        );
        None
    }

    /// A text that must be there.
    fn need(&mut self, row: &Row<'_, '_, Key>, text: Text, name: &str) -> Label {
        if row.get(Key::Id(text)).is_none() && row.get(Key::En(text)).is_none() {
            let _ = row.need(Key::Id(text), name, self.problems);
        }
        self.label(row, text).unwrap_or_else(|| Label::same("-"))
    }

    fn level(&mut self, cell: &Cell<'_>) -> Option<ProficiencyLevel> {
        let read = cell.text.parse::<u8>().ok().and_then(|number| ProficiencyLevel::try_from(number).ok());
        if read.is_none() {
            let (found, highest) = (shorten(&cell.text), ProficiencyLevel::HIGHEST);
            self.problems.error(
                "number-out-of-range",
                cell.span,
                Label::new(
                    format!("kolom `level` berisi `{found}`, diharapkan bilangan bulat 1 sampai {highest}"),
                    format!("column `level` is `{found}`, expected a whole number from 1 to {highest}"),
                ),
            );
        }
        read
    }

    fn row(&mut self, row: &Row<'_, '_, Key>) {
        let level = row.get(Key::Level).map(|cell| self.level(cell));
        let group = row.get(Key::Group).map(|cell| Arc::<str>::from(&*cell.text));
        if let Some(code) = &group {
            self.group(row, code);
        }
        match (row.get(Key::Competency), level) {
            // the general meaning of a level
            (None, Some(Some(level))) => {
                let description = self.need(row, Text::Level, "level_id");
                let label = self.label(row, Text::LevelName).unwrap_or_else(|| Label::same(format!("Level {level}")));
                self.places.levels.push(row.span(Key::Level));
                self.draft.levels.push(LevelMeaning { level, label, description });
            }
            (None, _) => {}
            (Some(cell), level) => {
                let Some(place) = self.competency(row, cell, group) else { return };
                if let Some(Some(level)) = level {
                    self.described(row, place, level);
                }
            }
        }
    }

    fn group(&mut self, row: &Row<'_, '_, Key>, code: &Arc<str>) {
        let label = self.label(row, Text::Group);
        self.places.groups.entry(Arc::clone(code)).or_insert_with(|| row.span(Key::Group));
        match (self.draft.groups.iter().position(|group| group.code == *code), label) {
            (None, label) => {
                let label = label.unwrap_or_else(|| Label::same(Arc::clone(code)));
                self.draft.groups.push(Group { code: Arc::clone(code), label });
            }
            (Some(at), Some(label)) if self.draft.groups.get(at).is_some_and(|group| group.label != label) => {
                self.differs(row.span(Key::Id(Text::Group)), "group", code);
            }
            _ => {}
        }
    }

    fn differs(&mut self, span: Span, what: &str, code: &str) {
        self.problems.error(
            "conflicting-rows",
            span,
            Label::new(
                format!("baris ini mengatakan lain tentang `{what}` `{code}` daripada baris di atasnya"),
                format!("this line says something else about `{what}` `{code}` than a line above"),
            ),
        );
    }

    /// The place of a competency, made by the first line that names it.
    fn competency(&mut self, row: &Row<'_, '_, Key>, cell: &Cell<'_>, group: Option<Arc<str>>) -> Option<usize> {
        let code: jenjang::people::id::CompetencyCode = typed(cell, self.problems)?;
        let found = self.draft.competencies.iter().position(|competency| competency.code == code);
        if let Some(place) = found {
            let (label, definition) = (self.label(row, Text::Competency), self.label(row, Text::Definition));
            let same = self.draft.competencies.get(place).is_some_and(|competency| {
                group.is_none_or(|group| competency.group == group)
                    && label.is_none_or(|label| competency.label == label)
                    && definition.is_none_or(|definition| competency.definition == definition)
            });
            if !same {
                self.differs(cell.span, "competency", code.as_str());
            }
            return Some(place);
        }
        let label = self.need(row, Text::Competency, "competency_id");
        let definition = self.need(row, Text::Definition, "definition_id");
        let group = group.or_else(|| row.need(Key::Group, "group", self.problems).map(|cell| Arc::from(&*cell.text)));
        let scope = match (row.get(Key::Affair), row.get(Key::Post)) {
            (Some(affair), _) if &*affair.text == EVERYWHERE => Some(Scope::Everywhere),
            (Some(affair), _) => Some(Scope::Affair(Arc::from(&*affair.text))),
            (None, Some(post)) => typed(post, self.problems).map(Scope::Post),
            (None, None) => None,
        };
        let marks = Certainty::ALL.map(|mark| (mark.as_str(), mark));
        let marks = marks.each_ref().map(|(name, mark)| (std::slice::from_ref(name), *mark));
        let certainty = row.get(Key::Certainty).and_then(|cell| word(cell, "certainty", &marks, self.problems));
        let source = row
            .get(Key::Reference)
            .map(|cell| LegalReference { citation: Arc::from(&*cell.text), certainty: certainty.unwrap_or(self.draft.source.certainty) });
        self.places.competencies.push(cell.span);
        self.draft.competencies.push(Competency { code, group: group?, label, definition, source, scope, levels: Vec::new() });
        Some(self.draft.competencies.len() - 1)
    }

    fn described(&mut self, row: &Row<'_, '_, Key>, place: usize, level: ProficiencyLevel) {
        let (description, indicator) = (self.label(row, Text::Level), self.label(row, Text::Indicator));
        let Some(competency) = self.draft.competencies.get_mut(place) else { return };
        let code = competency.code.clone();
        let at = competency.levels.iter().position(|described| described.level == level);
        match (at, description) {
            (None, Some(description)) => {
                self.places.described.insert((place, competency.levels.len()), row.span(Key::Level));
                competency.levels.push(CompetencyLevel { level, description, indicators: indicator.into_iter().collect() });
            }
            (None, None) => {
                let _ = row.need(Key::Id(Text::Level), "level_id", self.problems);
            }
            (Some(at), description) => {
                let Some(described) = competency.levels.get_mut(at) else { return };
                described.indicators.extend(indicator);
                if description.is_some_and(|description| description != described.description) {
                    self.differs(row.span(Key::Id(Text::Level)), "level", &format!("{code}/{level}"));
                }
            }
        }
    }

    fn finish(self) -> Option<Framework> {
        let (places, problems) = (self.places, self.problems);
        let groups: Vec<Arc<str>> = self.draft.groups.iter().map(|group| Arc::clone(&group.code)).collect();
        match Framework::try_new(self.draft) {
            Ok(framework) => Some(framework),
            Err(errors) => {
                for fault in &errors.0 {
                    let span = match fault.place {
                        FrameworkPlace::Head | FrameworkPlace::Affair(_) => None,
                        FrameworkPlace::Level(i) => places.levels.get(i).copied(),
                        FrameworkPlace::Group(i) => groups.get(i).and_then(|code| places.groups.get(code)).copied(),
                        FrameworkPlace::Competency(i) => places.competencies.get(i).copied(),
                        FrameworkPlace::CompetencyLevel(i, j) | FrameworkPlace::Indicator(i, j, _) => {
                            places.described.get(&(i, j)).copied()
                        }
                    };
                    problems.error(fault.kind.code(), span.unwrap_or_default(), fault.kind.label());
                }
                None
            }
        }
    }
}
