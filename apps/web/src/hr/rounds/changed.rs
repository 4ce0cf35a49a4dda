//! Somebody else moved a round while one looked at it: both versions, with status 409.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use jenjang_service::promotion::RoundDesk;

use super::Head;
use crate::error::Failure;
use crate::form::Version;
use crate::hr::words;
use crate::session::SignedIn;
use crate::shell::{Shell, page_with};
use crate::state::App;

#[derive(Template)]
#[template(path = "hr/rounds/changed.html")]
struct Page {
    shell: Shell,
    head: Head,
    versions: Vec<Version>,
}

/// The page; `versions` come after the stage and the revision.
pub(super) fn page(app: &App, me: &SignedIn, desk: &RoundDesk, seen: &str, versions: Vec<Version>) -> Result<Response, Failure> {
    let language = me.visitor.language;
    let shell = me.visitor.titled("Berubah sementara itu", "Changed meanwhile");
    let now = words::stage(desk.file.stage).word(&language);
    let said = |revision: &str| format!("{} {revision}", shell.t("perubahan ke-", "change no."));
    let yours = if seen.is_empty() { String::new() } else { said(seen) };
    let now = format!("{now}, {}", said(&desk.revision.0.to_string()));
    let mut all = vec![Version::new(shell.t("Keadaan putaran", "State of the round"), yours, now)];
    all.extend(versions);
    let head = Head::of(app, desk, language);
    page_with(StatusCode::CONFLICT, &Page { shell, head, versions: all })
}
