//! The table of courses.

use std::collections::BTreeMap;
use std::sync::Arc;

use jenjang::competency::Framework;
use jenjang::development::catalogue::{Catalogue, Course, Field, LeadsTo, check_course};
use jenjang::legal::Label;
use jenjang::number::parse_decimal;
use jenjang::people::id::{CompetencyCode, FrameworkId};
use jenjang::policy::diagnostic::{Diagnostic, Span};
use jenjang::policy::expression::suggest::nearest;

use super::{Around, at_cells, first_time, normal, table, yes};
use crate::competency::row::{Row, number};
use crate::evaluation::{File, typed};
use crate::table::{Column, Problems, shorten};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Key {
    Id,
    Title,
    TitleEn,
    Form,
    Amount,
    Abroad,
    Provider,
    Framework,
    LeadsTo,
    Leadership,
    Field,
    Retired,
}

const COLUMNS: [Column<Key>; 12] = [
    Column { key: Key::Id, names: &["id", "kode"], required: true },
    Column { key: Key::Title, names: &["title", "judul", "title-id"], required: true },
    Column { key: Key::TitleEn, names: &["title-en", "judul-en"], required: false },
    Column { key: Key::Form, names: &["form", "bentuk"], required: true },
    Column { key: Key::Amount, names: &["amount", "banyak", "banyaknya"], required: true },
    Column { key: Key::Abroad, names: &["abroad", "luar-negeri"], required: false },
    Column { key: Key::Provider, names: &["provider", "penyelenggara"], required: true },
    Column { key: Key::Framework, names: &["framework", "kerangka"], required: false },
    Column { key: Key::LeadsTo, names: &["leads-to", "kompetensi", "menuju"], required: false },
    Column { key: Key::Leadership, names: &["leadership", "kepemimpinan"], required: false },
    Column { key: Key::Field, names: &["field", "bidang"], required: false },
    Column { key: Key::Retired, names: &["retired", "tidak-ditawarkan"], required: false },
];

pub(super) fn read(file: File<'_>, all: &Catalogue, around: Around<'_>, diagnostics: &mut Vec<Diagnostic>) -> Option<Vec<Course>> {
    let expected = Label::new(
        "baris judul `id,judul,bentuk,banyak,penyelenggara` lalu satu baris tiap pelatihan",
        "a header `id,title,form,amount,provider`, then a line for each course",
    );
    let (mut found, mut seen) = (Vec::new(), BTreeMap::new());
    table(file, &COLUMNS, &expected, diagnostics, |row, problems| {
        let Some(course) = line(row, around, problems) else { return };
        at_cells(check_course(&course, all.providers.get(&course.provider), around.forms), row, key, problems);
        if first_time(&course.id, row.span(Key::Id), &mut seen, problems) {
            found.push(course);
        }
    })?;
    Some(found)
}

fn key(field: Field) -> Key {
    match field {
        Field::Form => Key::Form,
        Field::Amount => Key::Amount,
        Field::Provider => Key::Provider,
        Field::LeadsTo => Key::LeadsTo,
        _ => Key::Title,
    }
}

fn line(row: &Row<'_, '_, Key>, around: Around<'_>, problems: &mut Problems) -> Option<Course> {
    let id = row.need(Key::Id, "id", problems).and_then(|cell| typed(cell, problems));
    let title = row.need(Key::Title, "title", problems).map(|cell| Arc::<str>::from(&*cell.text));
    let title_en = row.get(Key::TitleEn).map(|cell| Arc::<str>::from(&*cell.text));
    let form = row.need(Key::Form, "form", problems).map(|cell| match (around.form_code)(&cell.text) {
        Some(code) => code,
        None => Arc::from(&*cell.text),
    });
    let amount = row.need(Key::Amount, "amount", problems).and_then(|cell| number(cell, "amount", problems));
    let abroad = yes(row, Key::Abroad, "abroad", problems);
    let provider = row.need(Key::Provider, "provider", problems).and_then(|cell| typed(cell, problems));
    let leads_to = leads_to(row, around.frameworks, problems);
    let leadership = row.get(Key::Leadership).map(|cell| typed(cell, problems));
    let retired = yes(row, Key::Retired, "retired", problems);
    let title = title?;
    Some(Course {
        id: id?,
        title: Label::new(Arc::clone(&title), title_en.unwrap_or(title)),
        form: form?,
        amount: normal(amount?),
        abroad: abroad?,
        provider: provider?,
        leads_to: leads_to?,
        leadership: leadership.map_or(Some(None), |read| read.map(Some))?,
        field: row.get(Key::Field).map(|cell| Arc::from(&*cell.text)),
        retired: retired?,
    })
}

/// What a course leads to: `M.01=3|M.02=2`. Without a framework in the line, the one that has the competency.
fn leads_to(row: &Row<'_, '_, Key>, frameworks: &[Framework], problems: &mut Problems) -> Option<Vec<LeadsTo>> {
    let Some(cell) = row.get(Key::LeadsTo) else { return Some(Vec::new()) };
    let named: Option<FrameworkId> = match row.get(Key::Framework) {
        None => None,
        Some(cell) => Some(typed(cell, problems)?),
    };
    let (mut found, mut sound) = (Vec::new(), true);
    for part in cell.text.split('|').map(str::trim).filter(|part| !part.is_empty()) {
        let read = part.split_once('=').and_then(|(code, level)| {
            let code: CompetencyCode = code.trim().parse().ok()?;
            Some((code, parse_decimal(level.trim()).ok()?))
        });
        let Some((competency, level)) = read else {
            let part = shorten(part);
            problems.error(
                "bad-leads-to",
                cell.span,
                Label::new(
                    format!("`{part}` tidak menyebut kompetensi dan levelnya, diharapkan seperti `M.01=3`, beberapa dipisah dengan `|`"),
                    format!("`{part}` names no competency and level, expected such as `M.01=3`, several separated by `|`"),
                ),
            );
            sound = false;
            continue;
        };
        match framework_of(named.as_ref(), &competency, (row.span(Key::Framework), cell.span), frameworks, problems) {
            Some(framework) => found.push(LeadsTo { framework, competency, level: normal(level) }),
            None => sound = false,
        }
    }
    sound.then_some(found)
}

fn framework_of(
    named: Option<&FrameworkId>,
    code: &CompetencyCode,
    (framework_span, span): (Span, Span),
    frameworks: &[Framework],
    problems: &mut Problems,
) -> Option<FrameworkId> {
    let candidates: Vec<&Framework> = frameworks.iter().filter(|framework| named.is_none_or(|named| framework.id() == named)).collect();
    if let (Some(named), true) = (named, candidates.is_empty()) {
        let message = Label::new(
            format!("kerangka kompetensi `{named}` tidak dikenal (lihat `jenjang competency list`)"),
            format!("unknown competency framework `{named}` (see `jenjang competency list`)"),
        );
        let near = nearest(named.as_str(), frameworks.iter().map(|framework| framework.id().as_str()));
        suggest("unknown-framework", framework_span, message, near, problems);
        return None;
    }
    let with: Vec<&&Framework> = candidates.iter().filter(|framework| framework.competency(code).is_some()).collect();
    match with.as_slice() {
        [only] => Some(only.id().clone()),
        [] => {
            let message = Label::new(
                format!("kompetensi `{code}` tidak ada dalam kerangkanya (lihat `jenjang competency list`)"),
                format!("competency `{code}` is in no such framework (see `jenjang competency list`)"),
            );
            let codes = candidates.iter().flat_map(|framework| framework.competencies()).map(|competency| competency.code.as_str());
            suggest("unknown-competency", span, message, nearest(code.as_str(), codes), problems);
            None
        }
        several => {
            let names = several.iter().map(|framework| format!("`{}`", framework.id())).collect::<Vec<_>>().join(", ");
            let message = Label::new(
                format!("kompetensi `{code}` ada dalam {names}; sebutkan yang dimaksud dalam kolom `kerangka`"),
                format!("competency `{code}` is in {names}; say which one in a column `framework`"),
            );
            problems.error("ambiguous-competency", span, message);
            None
        }
    }
}

fn suggest(code: &'static str, span: Span, message: Label, near: Option<&str>, problems: &mut Problems) {
    let mut diagnostic = Diagnostic::error(code, &problems.file, span, message);
    if let Some(near) = near {
        diagnostic = diagnostic.with_help(Label::new(format!("maksudnya `{near}`?"), format!("did you mean `{near}`?")));
    }
    problems.add(diagnostic);
}
