//! Files of questions for a check of understanding.

use jenjang::legal::Label;
use jenjang::policy::diagnostic::Diagnostic;
use jenjang::socialisation::CheckQuestion;

use crate::career::Codes;
use crate::keys;
use crate::reader::{Section, read_file, span_of};

/// Reads questions: each with a code, a text, at least two options and the place of the right one. As [`crate::read_catalogue`].
pub fn read_questions(file_name: &str, bytes: &[u8]) -> (Option<Vec<CheckQuestion>>, Vec<Diagnostic>) {
    read_file(file_name, bytes, keys::CHECK_FILE, |top| {
        let mut codes = Codes::new(top.reader);
        let sections = top.repeated("questions", keys::CHECK_QUESTION);
        if sections.is_empty() {
            top.missing("`[[questions]]`");
        }
        let mut found = Vec::new();
        for section in &sections {
            let code = section.need_text("code");
            code.iter().for_each(|code| codes.add(code));
            let text = section.need_label("text", "-");
            let options = options(section);
            let right =
                section.need("right").and_then(|field| top.reader.whole(&field, 1, i64::try_from(options.len().max(2)).unwrap_or(2)));
            if let (Some(code), Some(right)) = (code, right.and_then(|right| usize::try_from(right).ok())) {
                found.push(CheckQuestion { code: code.value, text, options, right, case: None });
            }
        }
        (top.reader.problems() == 0).then_some(found)
    })
}

fn options(section: &Section<'_, '_>) -> Vec<Label> {
    let Some(field) = section.need("options") else { return Vec::new() };
    let items = section.reader.list(&field).unwrap_or_default();
    let found: Vec<Label> = items.iter().filter_map(|item| section.reader.label(item)).collect();
    if items.len() < 2 {
        let (name, count) = (field.name(), items.len());
        section.reader.error(
            "too-few-options",
            span_of(field.item),
            Label::new(
                format!("{name} berisi {count} pilihan, diharapkan sekurang-kurangnya dua"),
                format!("{name} has {count} options, expected at least two"),
            ),
        );
    }
    found
}
