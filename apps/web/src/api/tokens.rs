//! `/tokens`: programs that act for me.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{Months, NaiveDate};
use jenjang::access::GrantedRole;
use jenjang::legal::{Label, Language};
use jenjang_service::tokens::{EndToken, MakeToken, TokenView, end_token, list_tokens, make_token};

use super::{GROUPS, scopes};
use crate::error::Failure;
use crate::form::{Filled, Typed};
use crate::session::SignedIn;
use crate::shell::{Shell, page_with};
use crate::state::App;

/// A scope: its code, and what it opens in words.
struct Scope {
    code: String,
    words: String,
}

impl Scope {
    /// Whether it opens one matter and not everything.
    fn narrow(&self) -> bool {
        self.code.contains(':')
    }
}

struct Row {
    id: String,
    name: String,
    scopes: Vec<Scope>,
    until: NaiveDate,
    ended: bool,
}

#[derive(Template)]
#[template(path = "api/tokens.html")]
struct Page {
    shell: Shell,
    rows: Vec<Row>,
    form: Filled,
    scopes: Vec<Scope>,
    /// Whether single matters are chosen.
    narrowed: bool,
    /// A token that was just made: it is shown once.
    made: Option<String>,
    done: Option<&'static str>,
    /// Whether the reader may have events sent to other systems too.
    webhooks: bool,
}

/// My tokens, and a form for a new one.
pub(crate) async fn show(State(app): State<Arc<App>>, me: SignedIn) -> Result<Response, Failure> {
    let last = app.today().checked_add_months(Months::new(3)).unwrap_or_else(|| app.today());
    let form = Filled::with(&[("scope", "read"), ("last", &last.to_string())], me.visitor.language);
    lay_out(&app, &me, form, None).await
}

/// What a scope opens, in words.
fn scope(code: &str, language: Language) -> Scope {
    let t = |id: &str, en: &str| if language == Language::Id { id.to_owned() } else { en.to_owned() };
    let words = match code.split_once(':') {
        None if code == "read" => t("Membaca semuanya", "Read everything"),
        None if code == "write" => t("Membaca dan mengubah semuanya", "Read and change everything"),
        Some((matter, right)) => {
            let group = GROUPS.iter().find(|group| group.code == matter);
            let matter = group.map_or(matter, |group| if language == Language::Id { group.words.0 } else { group.words.1 });
            match right {
                "read" => t(&format!("Membaca “{matter}”"), &format!("Read “{matter}”")),
                _ => t(&format!("Membaca dan mengubah “{matter}”"), &format!("Read and change “{matter}”")),
            }
        }
        None => code.to_owned(),
    };
    Scope { code: code.to_owned(), words }
}

async fn lay_out(app: &App, me: &SignedIn, form: Filled, made: Option<String>) -> Result<Response, Failure> {
    let found = list_tokens(&app.context(&me.visitor.actor), &me.person).await?;
    let row = |token: TokenView| Row {
        id: token.id,
        name: token.name.to_string(),
        scopes: token.scopes.iter().map(|code| scope(code, me.visitor.language)).collect(),
        until: token.expires.date_naive(),
        ended: token.ended,
    };
    let shell = me.visitor.titled("Program yang bertindak untuk saya", "Programs that act for me");
    let done = shell.done(&[("ended", "Token diakhiri.", "The token is ended.")]);
    let status = if made.is_some() { StatusCode::OK } else { form.status() };
    let scopes: Vec<Scope> = scopes().map(|code| scope(&code, me.visitor.language)).collect();
    let narrowed = scopes.iter().any(|scope| scope.narrow() && form.chosen("scope", &scope.code));
    let webhooks = shell.has(GrantedRole::HrOfficer);
    let page = Page { rows: found.into_iter().map(row).collect(), form, scopes, narrowed, made, done, webhooks, shell };
    page_with(status, &page)
}

/// Makes a token; it stands on the page that answers, and nowhere else.
pub(crate) async fn make(State(app): State<Arc<App>>, me: SignedIn, typed: Typed) -> Result<Response, Failure> {
    let mut form = Filled::of(typed, me.visitor.language);
    let (name, last) = (form.text("name", 100), form.day("last"));
    let chosen: Vec<Arc<str>> = form.typed().all("scope").filter(|scope| scopes().any(|known| known == *scope)).map(Arc::from).collect();
    if chosen.is_empty() {
        form.refuse("scope", &Label::new("pilih sekurang-kurangnya satu", "choose at least one"));
    }
    let (Some(name), Some(last), false) = (name, last, chosen.is_empty()) else { return lay_out(&app, &me, form, None).await };
    let command = MakeToken { person: me.person.clone(), name, scopes: chosen, last };
    let made = match make_token(&app.context(&me.visitor.actor), &command).await {
        Ok(made) => Some(made.token.reveal().to_owned()),
        Err(error) => {
            let field = if error.code() == "token-end" { "last" } else { "" };
            form.refused(field, error)?;
            None
        }
    };
    lay_out(&app, &me, form, made).await
}

/// Ends a token.
pub(crate) async fn end(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>) -> Result<Response, Failure> {
    end_token(&app.context(&me.visitor.actor), &EndToken { person: me.person.clone(), id }).await?;
    Ok(Redirect::to("/tokens?done=ended").into_response())
}
