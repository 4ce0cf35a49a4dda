//! Process files: who is consulted, and the steps from the consultation to the signature and after.

use std::sync::Arc;

use jenjang::access::GrantedRole;
use jenjang::consultation::process::{GroupKind, Limit, Process, StakeholderGroup, Step, StepKind};
use jenjang::legal::{Label, LegalReference};
use jenjang::policy::diagnostic::{Diagnostic, Spanned};

use crate::career::Codes;
use crate::competency::unknown_source;
use crate::keys;
use crate::reader::{Section, read_file};

/// The most working days a limit may have: ten years.
const MOST_DAYS: i64 = 2600;

/// Reads a process. As [`crate::read_catalogue`]: never panics, every problem is reported in the order of the file, and the process is there only
/// without errors.
pub fn read_process(file_name: &str, bytes: &[u8]) -> (Option<Process>, Vec<Diagnostic>) {
    read_file(file_name, bytes, keys::PROCESS_FILE, document)
}

fn document(top: &Section<'_, '_>) -> Option<Process> {
    let Some(field) = top.find("process") else {
        top.missing("`[process]`");
        return None;
    };
    let head = Section::open(top.reader, &field, "[process]", keys::PROCESS)?;
    let id = head.need_text("id");
    let title = head.need_label("title", "-");
    let (effective, reference) = (head.need_effective(), head.need_source());
    let around = reference.clone().unwrap_or_else(unknown_source);
    let [window, answers] = ["window", "answers"].map(|key| limit(top, key, &around));
    let groups = groups(top);
    let steps = steps(top, &around);
    if top.reader.problems() > 0 {
        return None;
    }
    Some(Process { id: id?.value, title, reference: reference?, effective, window, answers, groups, steps })
}

/// `[window]`, `[answers]`
fn limit(top: &Section<'_, '_>, key: &str, around: &LegalReference) -> Option<Limit> {
    let section = Section::open(top.reader, &top.find(key)?, format!("[{key}]"), keys::LIMIT)?;
    let field = section.need("working-days")?;
    let days = top.reader.whole(&field, 1, MOST_DAYS)?;
    Some(Limit { working_days: u32::try_from(days).ok()?, reference: section.source_within(around) })
}

fn groups(top: &Section<'_, '_>) -> Vec<StakeholderGroup> {
    let mut codes = Codes::new(top.reader);
    let kinds = GroupKind::ALL.map(|kind| (kind.as_str(), kind));
    let mut found = Vec::new();
    for section in top.repeated("groups", keys::STAKEHOLDERS) {
        let code = section.need_text("code");
        code.iter().for_each(|code| codes.add(code));
        let label = section.need_label("label", "-");
        let kind = section.need("kind").and_then(|field| top.reader.word(&field, &kinds));
        if let (Some(code), Some(kind)) = (code, kind) {
            found.push(StakeholderGroup { code: code.value, label, kind });
        }
    }
    if found.is_empty() {
        top.missing("`[[groups]]`");
    }
    found
}

fn steps(top: &Section<'_, '_>, around: &LegalReference) -> Vec<Step> {
    let mut codes = Codes::new(top.reader);
    let kinds = StepKind::ALL.map(|kind| (kind.as_str(), kind));
    let roles = GrantedRole::ALL.map(|role| (role.as_str(), role));
    let mut found: Vec<Step> = Vec::new();
    for section in top.repeated("steps", keys::STEP) {
        let code: Option<Spanned<Arc<str>>> = section.need_text("code");
        code.iter().for_each(|code| codes.add(code));
        let (label, who) = (section.need_label("label", "-"), section.need_label("who", "-"));
        let kind = section.need("kind").and_then(|field| top.reader.word(&field, &kinds));
        let role = section.need("role").and_then(|field| top.reader.word(&field, &roles));
        let reference = section.source_within(around);
        let days = section.find("working-days").and_then(|field| top.reader.whole(&field, 1, MOST_DAYS));
        // how a limit was read is often less certain than the step itself
        let marks = jenjang::legal::Certainty::ALL.map(|mark| (mark.as_str(), mark));
        let certainty = section.word("limit-certainty", &marks).unwrap_or(reference.certainty);
        let limit = days.and_then(|days| u32::try_from(days).ok()).map(|working_days| Limit {
            working_days,
            reference: LegalReference {
                citation: section.plain("limit-reference").unwrap_or_else(|| Arc::clone(&reference.citation)),
                certainty,
            },
        });
        let other_person = section.boolean("other-person").unwrap_or(false);
        let (Some(code), Some(kind), Some(role)) = (code, kind, role) else { continue };
        let last = found.iter().map(|step| step.kind).max();
        let twice = kind == StepKind::Signature && last == Some(StepKind::Signature);
        if twice || last.is_some_and(|last| kind < last) {
            top.reader.error(
                "step-order",
                code.span,
                Label::new(
                    format!("tahap `{}` berada di tempat yang salah, diharapkan pemeriksaan (`review`), lalu satu tanda tangan (`signature`), lalu sesudahnya (`after`)", code.value),
                    format!("step `{}` stands in the wrong place, expected reviews (`review`), then one signature (`signature`), then what follows (`after`)", code.value),
                ),
            );
        }
        if kind == StepKind::Signature && role != GrantedRole::AppointingAuthority {
            top.reader.error(
                "wrong-signer",
                code.span,
                Label::new(
                    format!("tahap `{}` ditandatangani `{}`, diharapkan `appointing-authority`", code.value, role.as_str()),
                    format!("step `{}` is signed by `{}`, expected `appointing-authority`", code.value, role.as_str()),
                ),
            );
        }
        found.push(Step { code: code.value, label, kind, who, role, limit, other_person, reference });
    }
    if !found.iter().any(|step| step.kind == StepKind::Signature) {
        top.missing("`[[steps]]` (`kind = \"signature\"`)");
    }
    found
}
