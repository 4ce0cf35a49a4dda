//! A package as a framework: ours as it was, others' as far as a framework can hold them, with a remark on everything that is not carried over.

use std::sync::Arc;

use jenjang::NaiveDate;
use jenjang::competency::{
    AssessmentRules, Competency, CompetencyLevel, Framework, FrameworkDraft, FrameworkPlace, Group, LevelMeaning, ProficiencyLevel, Scope,
};
use jenjang::legal::{Certainty, Label, LegalReference};
use jenjang::people::id::FrameworkId;
use jenjang::period::EffectivePeriod;
use jenjang::policy::diagnostic::{Diagnostic, Span};

use super::tree::{Item, Kind, Tree};
use super::{DocumentExtension, EXTENSION};
use crate::evaluation::File;
use crate::json::{LeftOut, Node, Object};
use crate::table::{Problems, Reading, shorten};

/// What an importer adds to a package.
#[derive(Clone, Debug, Default)]
pub struct CaseImport {
    /// The framework's id; absent: that of the package.
    pub id: Option<FrameworkId>,
    /// The number of levels of a package that has none.
    pub levels: Option<ProficiencyLevel>,
}

/// The group of competencies that hang below none.
const UNGROUPED: &str = "ungrouped";

/// Reads a CASE 1.0 or 1.1 package. Nothing is dropped in silence: what a framework has no place for is a warning.
pub fn read_case(file: File<'_>, options: &CaseImport) -> Reading<Framework> {
    let mut problems = Problems::new(file.name);
    let Some(text) = problems.text(file.bytes) else { return Reading::new(None, problems.finish(file.bytes.len())) };
    let framework = Node::root(text, &mut problems).and_then(|root| package(&root, options, &mut problems));
    Reading::new(framework, problems.finish(text.len()))
}

fn package(root: &Node<'_>, options: &CaseImport, problems: &mut Problems) -> Option<Framework> {
    let top = root.object(problems)?;
    let mut left = LeftOut::default();
    let Some(document) = top.get("CFDocument").and_then(|node| node.object(problems)) else {
        let span = Span { end: root.span.start + 1, ..root.span };
        problems.error(
            "missing-key",
            span,
            Label::new("paket CASE tidak mempunyai objek `CFDocument`", "the CASE package has no object `CFDocument`, expected one"),
        );
        return None;
    };
    let lists = |key: &str, problems: &mut Problems| top.get(key).map_or_else(Vec::new, |node| node.list(problems));
    let (items, associations) = (lists("CFItems", problems), lists("CFAssociations", problems));
    if let Some(definitions) = top.get("CFDefinitions").and_then(|node| node.object(problems)) {
        // the types of items are named by the items themselves
        let _ = definitions.get("CFItemTypes");
        left.members("CFDefinitions", &definitions);
    }
    let (draft, ours) = head(&document, options, &mut left, problems);
    let tree = Tree::read(&items, &associations, &document.text("identifier", problems).unwrap_or_default(), &mut left, problems);
    left.members("CFPackage", &top);
    left.report(problems);
    let mut builder = Builder { draft: draft?, tree: &tree, head: document.node.span, places: Places::default(), problems };
    builder.head.end = builder.head.start + 1;
    if !ours {
        builder.one_language();
    }
    builder.levels(options);
    builder.groups();
    builder.competencies(ours);
    builder.left_items();
    builder.finish()
}

/// What the document says of the framework, and whether it was written by us.
fn head(document: &Object<'_>, options: &CaseImport, left: &mut LeftOut, problems: &mut Problems) -> (Option<FrameworkDraft>, bool) {
    for housekeeping in ["uri", "CFPackageURI", "caseVersion", "frameworkType", "lastChangeDateTime", "language"] {
        let _ = document.get(housekeeping);
    }
    let (identifier, title) = (document.need_text("identifier", problems), document.need_text("title", problems));
    let (creator, version) = (document.text("creator", problems), document.text("version", problems));
    let (address, notes) = (document.text("officialSourceURL", problems), document.text("notes", problems));
    let description = document.text("description", problems);
    let (from, last) = (day(document, "statusStartDate", problems), day(document, "statusEndDate", problems));
    if let Some(status) = document.text("adoptionStatus", problems).filter(|status| status != "Adopted") {
        let status = shorten(&status);
        problems.add(Diagnostic::warning(
            "not-adopted",
            &problems.file,
            document.get("adoptionStatus").map_or(Span::default(), |node| node.span),
            Label::new(format!("kerangka ini berstatus `{status}`"), format!("the framework has the status `{status}`")),
        ));
    }
    let mut extension: Option<DocumentExtension> = None;
    if let Some(extensions) = document.get("extensions").and_then(|node| node.object(problems)) {
        extension = extensions.get(EXTENSION).and_then(|node| node.shaped(problems));
        left.members("CFDocument.extensions", &extensions);
    }
    left.members("CFDocument", document);
    let ours = extension.is_some();
    let own_id = || extension.as_ref().map(|extension| extension.id.clone()).or_else(|| identifier.clone());
    let id = options.id.clone().or_else(|| own_id().and_then(|id| id.parse().ok()));
    let draft = id.zip(title).map(|(id, title)| {
        let citation = address.or(creator).unwrap_or_else(|| title.clone());
        let note = notes.or(description).map(Label::same);
        let version: Arc<str> = version.map_or_else(|| "1".into(), Arc::from);
        let base = FrameworkDraft {
            id,
            version,
            title: Label::same(title),
            effective: EffectivePeriod { from, to: last.and_then(|last| last.succ_opt()) },
            source: LegalReference { citation: citation.into(), certainty: Certainty::Unverified },
            note,
            scope: Scope::Everywhere,
            assessment: AssessmentRules::default(),
            levels: Vec::new(),
            groups: Vec::new(),
            affairs: Vec::new(),
            competencies: Vec::new(),
        };
        match extension {
            None => base,
            Some(said) => FrameworkDraft {
                title: said.title,
                effective: said.effective,
                source: said.source,
                note: said.note,
                scope: said.scope,
                assessment: said.assessment,
                affairs: said.affairs,
                ..base
            },
        }
    });
    (draft, ours)
}

fn day(document: &Object<'_>, key: &str, problems: &mut Problems) -> Option<NaiveDate> {
    let node = document.get(key)?;
    let text = node.text(problems)?;
    // some packages give a moment where CASE asks for a day
    let read = NaiveDate::parse_from_str(text.get(..10).unwrap_or(&text), "%Y-%m-%d").ok();
    if read.is_none() {
        let (name, found) = (node.name(), shorten(&text));
        problems.error(
            "not-a-date",
            node.span,
            Label::new(
                format!("`{name}` berisi `{found}`, diharapkan tanggal seperti `2026-04-01`"),
                format!("`{name}` is `{found}`, expected a date such as `2026-04-01`"),
            ),
        );
    }
    read
}

/// Where the parts of the draft stand.
#[derive(Default)]
struct Places {
    levels: Vec<Span>,
    groups: Vec<Span>,
    competencies: Vec<(Span, Vec<(Span, Vec<Span>)>)>,
}

struct Builder<'a, 'p> {
    draft: FrameworkDraft,
    tree: &'a Tree,
    head: Span,
    places: Places,
    problems: &'p mut Problems,
}

impl<'a> Builder<'a, '_> {
    fn remark(&mut self, code: &'static str, span: Span, id: String, en: String) {
        let diagnostic = Diagnostic::warning(code, &self.problems.file, span, Label::new(id, en));
        self.problems.add(diagnostic);
    }

    fn one_language(&mut self) {
        self.remark(
            "one-language",
            self.head,
            "paket ini mempunyai satu bahasa; setiap teks dipakai untuk bahasa Indonesia dan Inggris".to_owned(),
            "the package has one language; every text stands for Indonesian and for English".to_owned(),
        );
    }

    fn of_kind(&self, kind: Kind) -> Vec<&'a Item> {
        self.tree.items.iter().filter(|item| item.kind == kind).collect()
    }

    fn number(&mut self, item: &Item) -> Option<ProficiencyLevel> {
        let level = self.tree.level_number(item).and_then(|number| ProficiencyLevel::try_from(number).ok());
        if level.is_none() {
            let text = shorten(&item.full.en);
            self.problems.error(
                "missing-level",
                item.span,
                Label::new(
                    format!("butir level `{text}` tidak mempunyai angka, diharapkan dalam `humanCodingScheme`, 1 sampai 20"),
                    format!("the level item `{text}` has no number, expected one in `humanCodingScheme`, 1 to 20"),
                ),
            );
        }
        level
    }

    /// The scale: level items below no competency; where there are none, as many levels as the competencies have or the importer says.
    fn levels(&mut self, options: &CaseImport) {
        for item in self.of_kind(Kind::Level) {
            if self.tree.above(item, Kind::Competency).is_some() {
                continue;
            }
            if let Some(level) = self.number(item) {
                let label = item.short.clone().unwrap_or_else(|| item.full.clone());
                self.places.levels.push(item.span);
                self.draft.levels.push(LevelMeaning { level, label, description: item.full.clone() });
            }
        }
        if !self.draft.levels.is_empty() {
            return;
        }
        let described = self.of_kind(Kind::Level);
        let highest = described.iter().filter_map(|item| self.tree.level_number(item)).max();
        let highest = highest.and_then(|highest| ProficiencyLevel::try_from(highest).ok()).or(options.levels);
        let Some(highest) = highest else {
            let diagnostic = Diagnostic::error(
                "no-levels",
                &self.problems.file,
                self.head,
                Label::new("paket ini tidak mempunyai level kompetensi", "the package has no levels of proficiency"),
            )
            .with_help(Label::new("sebutkan banyaknya level, misalnya `--levels 5`", "say how many there are, such as `--levels 5`"));
            self.problems.add(diagnostic);
            return;
        };
        for number in 1..=highest.get() {
            if let Ok(level) = ProficiencyLevel::try_from(number) {
                let name = Label::same(format!("Level {number}"));
                self.places.levels.push(self.head);
                self.draft.levels.push(LevelMeaning { level, label: name.clone(), description: name });
            }
        }
        self.remark(
            "made-up",
            self.head,
            format!("paket ini tidak menguraikan arti umum level; dibuat Level 1 sampai {highest} tanpa uraian"),
            format!("the package does not say what levels mean in general; Level 1 to {highest} were made without a description"),
        );
    }

    /// A code of small letters, digits and hyphens, as groups have.
    fn group_code(&mut self, item: &Item) -> Arc<str> {
        let written = item.code.clone().unwrap_or_else(|| item.full.id.to_string());
        let mut code: String = written.to_lowercase().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
        code = code.split('-').filter(|part| !part.is_empty()).take(6).collect::<Vec<_>>().join("-");
        if !code.starts_with(|c: char| c.is_ascii_lowercase()) {
            code = format!("g-{code}");
        }
        let code = code.trim_end_matches('-').to_owned();
        if code != written {
            let shown = shorten(&written);
            self.remark(
                "renamed",
                item.span,
                format!("kelompok `{shown}` mendapat kode `{code}`"),
                format!("group `{shown}` gets the code `{code}`"),
            );
        }
        code.into()
    }

    fn groups(&mut self) {
        for item in self.of_kind(Kind::Group) {
            let code = self.group_code(item);
            if self.tree.above(item, Kind::Group).is_some() {
                self.remark(
                    "left-out",
                    item.span,
                    format!("kelompok `{code}` berada di dalam kelompok lain; susunannya tidak dibawa"),
                    format!("group `{code}` stands inside another group; that order is left out"),
                );
            }
            self.places.groups.push(item.span);
            self.draft.groups.push(Group { code, label: item.short.clone().unwrap_or_else(|| item.full.clone()) });
        }
    }

    /// The group of a competency; one is made for those without.
    fn group_of(&mut self, item: &Item) -> Arc<str> {
        let place = self.tree.above(item, Kind::Group).and_then(|group| self.places.groups.iter().position(|span| *span == group.span));
        if let Some(group) = place.and_then(|place| self.draft.groups.get(place)) {
            return Arc::clone(&group.code);
        }
        if !self.draft.groups.iter().any(|group| &*group.code == UNGROUPED) {
            self.places.groups.push(self.head);
            self.draft.groups.push(Group { code: UNGROUPED.into(), label: Label::new("Tanpa kelompok", "Without a group") });
            self.remark(
                "made-up",
                item.span,
                format!("kompetensi tanpa kelompok dimasukkan ke kelompok `{UNGROUPED}`"),
                format!("competencies without a group are put into group `{UNGROUPED}`"),
            );
        }
        UNGROUPED.into()
    }

    fn competencies(&mut self, ours: bool) {
        let mut items = self.of_kind(Kind::Competency);
        if !ours {
            // the order of others' packages means nothing; their codes do
            items.sort_by(|a, b| a.code.cmp(&b.code));
        }
        for item in items {
            let written = item.code.clone().unwrap_or_else(|| item.id.chars().take(8).collect());
            let Ok(code) = written.parse() else {
                let shown = shorten(&written);
                self.problems.error(
                    "bad-name",
                    item.span,
                    Label::new(
                        format!("`{shown}` tidak sah sebagai kode kompetensi, diharapkan paling banyak 120 huruf"),
                        format!("`{shown}` is not a competency code, expected at most 120 characters"),
                    ),
                );
                continue;
            };
            if item.code.is_none() {
                self.remark(
                    "renamed",
                    item.span,
                    format!("kompetensi tanpa `humanCodingScheme` mendapat kode `{written}`"),
                    format!("a competency without `humanCodingScheme` gets the code `{written}`"),
                );
            }
            if self.tree.above(item, Kind::Competency).is_some() {
                self.remark(
                    "left-out",
                    item.span,
                    format!("kompetensi `{written}` berada di bawah kompetensi lain; susunannya tidak dibawa"),
                    format!("competency `{written}` hangs below another competency; that order is left out"),
                );
            }
            let group = self.group_of(item);
            let (levels, spans) = self.competency_levels(item);
            self.places.competencies.push((item.span, spans));
            self.draft.competencies.push(Competency {
                code,
                group,
                label: item.short.clone().unwrap_or_else(|| item.full.clone()),
                definition: item.full.clone(),
                source: item.extension.source.clone(),
                scope: item.extension.scope.clone(),
                levels,
            });
        }
    }

    fn competency_levels(&mut self, competency: &Item) -> (Vec<CompetencyLevel>, Vec<(Span, Vec<Span>)>) {
        let (mut levels, mut spans) = (Vec::new(), Vec::new());
        let Some(index) = self.tree.index(competency) else { return (levels, spans) };
        for item in self.tree.children(index).into_iter().filter(|item| item.kind == Kind::Level) {
            let Some(level) = self.number(item) else { continue };
            let below = self.tree.index(item).map_or_else(Vec::new, |index| self.tree.children(index));
            let indicators: Vec<&Item> = below.into_iter().filter(|item| item.kind == Kind::Indicator).collect();
            spans.push((item.span, indicators.iter().map(|item| item.span).collect()));
            levels.push(CompetencyLevel {
                level,
                description: item.full.clone(),
                indicators: indicators.iter().map(|item| item.full.clone()).collect(),
            });
        }
        (levels, spans)
    }

    /// Levels and indicators that hang where a framework has no place for them.
    fn left_items(&mut self) {
        for (kind, parent, id, en) in [
            (Kind::Indicator, Kind::Level, "indikator yang tidak berada di bawah level", "an indicator that hangs below no level"),
            (
                Kind::Level,
                Kind::Competency,
                "level yang tidak langsung di bawah kompetensi",
                "a level that hangs not directly below a competency",
            ),
        ] {
            let astray = |item: &&&Item| match self.tree.parent(item) {
                Some(found) if found.kind == parent => {
                    // an indicator below a level of the scale has no competency
                    kind == Kind::Indicator && self.tree.above(item, Kind::Competency).is_none()
                }
                Some(_) => kind == Kind::Indicator || self.tree.above(item, Kind::Competency).is_some(),
                None => kind == Kind::Indicator,
            };
            let items = self.of_kind(kind);
            let found: Vec<Span> = items.iter().filter(astray).map(|item| item.span).collect();
            if let Some(first) = found.first().copied() {
                let count = found.len();
                self.remark("left-out", first, format!("{id} tidak dibawa ({count} butir)"), format!("{en} is left out ({count} in all)"));
            }
        }
    }

    fn finish(self) -> Option<Framework> {
        let (places, head, problems) = (self.places, self.head, self.problems);
        match Framework::try_new(self.draft) {
            Ok(framework) => Some(framework),
            Err(errors) => {
                for fault in &errors.0 {
                    let competency = |i: usize| places.competencies.get(i);
                    let span = match fault.place {
                        FrameworkPlace::Head | FrameworkPlace::Affair(_) => Some(head),
                        FrameworkPlace::Level(i) => places.levels.get(i).copied(),
                        FrameworkPlace::Group(i) => places.groups.get(i).copied(),
                        FrameworkPlace::Competency(i) => competency(i).map(|place| place.0),
                        FrameworkPlace::CompetencyLevel(i, j) => competency(i).and_then(|place| place.1.get(j)).map(|place| place.0),
                        FrameworkPlace::Indicator(i, j, k) => competency(i).and_then(|place| place.1.get(j)?.1.get(k)).copied(),
                    };
                    // said already, with what to do about it
                    if fault.kind.code() != "no-levels" {
                        problems.error(fault.kind.code(), span.unwrap_or(head), fault.kind.label());
                    }
                }
                None
            }
        }
    }
}
