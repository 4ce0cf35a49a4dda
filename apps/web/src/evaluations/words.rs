//! Words that the pages of evaluation share.

use std::sync::Arc;

use jenjang::evaluation::cycle::CycleState;
use jenjang::evaluation::nomination::NominationState;
use jenjang::people::id::PersonId;

use crate::shell::Shell;

/// Where a cycle stands, in one sentence.
pub(crate) fn stage(shell: &Shell, state: CycleState) -> String {
    match state {
        CycleState::Planned => shell.t("Direncanakan.", "Planned.").to_owned(),
        CycleState::Nominating { since } => {
            format!("{} {}.", shell.t("Penunjukan penilai sejak", "Raters are being named since"), shell.date(&since))
        }
        CycleState::Open { since, until } => {
            format!("{} {}.", shell.t("Jawaban diterima", "Answers are taken"), shell.days(&since, &until))
        }
        CycleState::Closed { on } => {
            let closed = shell.t("Ditutup", "Closed on");
            let waits = shell.t("Hasil belum diumumkan.", "Results are not released yet.");
            format!("{closed} {}. {waits}", shell.date(&on))
        }
        CycleState::Released { on, .. } => format!("{} {}.", shell.t("Hasil diumumkan", "Results were released on"), shell.date(&on)),
    }
}

/// Where a nomination stands: class, sign and word.
pub(super) fn mark(shell: &Shell, state: &NominationState) -> (&'static str, &'static str, String) {
    let (class, sign) = match state {
        NominationState::Proposed => ("unknown", "…"),
        NominationState::Approved { .. } => ("met", "✓"),
        NominationState::Refused { .. } | NominationState::Declined { .. } | NominationState::Conflict { .. } => ("not-met", "✕"),
    };
    (class, sign, crate::format::capitalised(shell.label(&state.label())))
}

/// What somebody is called.
pub(crate) fn called(name: Option<&Arc<str>>, id: &PersonId) -> String {
    name.map_or_else(|| id.as_str().to_owned(), ToString::to_string)
}
