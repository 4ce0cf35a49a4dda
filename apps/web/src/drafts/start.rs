//! Begins a draft: as a copy of a policy in force, or from an empty template.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use jenjang::legal::Label;
use jenjang::people::id::DraftId;
use jenjang_policy_files::Library;
use jenjang_service::drafts::{SaveDraft, draft_checker, save_draft};

use super::edit::may_write;
use super::{RESERVED, in_address, pick};
use crate::error::Failure;
use crate::form::{Filled, Typed};
use crate::session::SignedIn;
use crate::shell::{Shell, page_with};
use crate::state::App;

/// What a policy of one's own begins with.
pub(crate) const TEMPLATE: &str = include_str!("../../templates/drafts/template.toml");

#[derive(Template)]
#[template(path = "drafts/start.html")]
struct StartPage {
    shell: Shell,
    form: Filled,
    /// Value and label.
    sources: Vec<(String, String)>,
}

/// The form.
pub(crate) async fn ask(State(app): State<Arc<App>>, me: SignedIn) -> Result<Response, Failure> {
    may_write(&app, &me).await?;
    let checker = draft_checker(&app.context(&me.visitor.actor), &app.shipped).await?;
    let from = Typed::query(&me.visitor.uri).get("from").to_owned();
    let form = Filled::with(&[("from", &from)], me.visitor.language);
    start_page(&me, checker.in_force(), form)
}

fn start_page(me: &SignedIn, library: &Library, form: Filled) -> Result<Response, Failure> {
    let language = me.visitor.language;
    let empty = pick(language, "Naskah kosong", "An empty text").to_owned();
    let mut sources = vec![(String::new(), empty)];
    sources.extend(library.set.iter().map(|policy| (policy.id.to_string(), format!("{} ({})", policy.title.get(language), policy.id))));
    let shell = me.visitor.shell(pick(language, "Rancangan baru", "A new draft"));
    page_with(form.status(), &StartPage { form, sources, shell })
}

/// Keeps the first text.
pub(crate) async fn begin(State(app): State<Arc<App>>, me: SignedIn, typed: Typed) -> Result<Response, Failure> {
    may_write(&app, &me).await?;
    let checker = draft_checker(&app.context(&me.visitor.actor), &app.shipped).await?;
    let library = checker.in_force();
    let mut form = Filled::of(typed, me.visitor.language);
    let id = form.text("id", 60).and_then(|text| own_id(&text).map_err(|message| form.refuse("id", &message)).ok());
    let purpose = form.text("purpose", 500);
    let from = form.value("from").to_owned();
    let text = match library.set.get(&from) {
        Some(policy) => Some(library.sources.get(&policy.file).to_owned()),
        None if from.is_empty() => Some(TEMPLATE.to_owned()),
        None => {
            let found = crate::error::shortened(&from);
            form.refuse(
                "from",
                &Label::new(format!("tidak ada kebijakan bernama `{found}`"), format!("there is no policy named `{found}`")),
            );
            None
        }
    };
    let (Some(id), Some(purpose), Some(text)) = (id, purpose, text) else { return start_page(&me, library, form) };
    let from = Some(from.as_str()).filter(|from| !from.is_empty());
    let command = SaveDraft { id: &id, policy_text: &text, clauses: "", from, purpose: &purpose, expected: None };
    match save_draft(&app.context(&me.visitor.actor), command).await {
        Ok(_) => Ok(Redirect::to(&format!("/drafts/{}/edit?done=begun", in_address(id.as_str()))).into_response()),
        Err(error) => {
            form.refused("id", error)?;
            start_page(&me, library, form)
        }
    }
}

/// The name of a draft stands in its address: small letters, digits and hyphens.
///
/// # Errors
/// Why a text cannot be one.
pub(crate) fn own_id(text: &str) -> Result<DraftId, Label> {
    let plain = text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    let id = if plain && !RESERVED.contains(&text) { text.parse().ok() } else { None };
    id.ok_or_else(|| {
        let found = crate::error::shortened(text);
        Label::new(
            format!("`{found}` tidak dapat menjadi nama, seharusnya huruf kecil, angka, dan tanda hubung seperti `reguler-2027`"),
            format!("`{found}` cannot be a name, expected small letters, digits and hyphens such as `regular-2027`"),
        )
    })
}
