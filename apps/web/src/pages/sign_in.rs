//! The door of the demonstration: anybody is whoever they like.

use std::sync::Arc;

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use jenjang::legal::Label;
use jenjang_service::sessions::{Means, OpenSession};
use serde::Deserialize;

use crate::demo::Character;
use crate::error::{Failure, shortened};
use crate::security;
use crate::session::{LIFETIME, Visitor, sign_in, sign_out};
use crate::shell::{Shell, page};
use crate::state::App;

/// Where somebody wanted to go.
#[derive(Deserialize)]
pub(crate) struct Asked {
    next: Option<String>,
}

/// Whom somebody wants to be.
#[derive(Deserialize)]
pub(crate) struct Entered {
    person: String,
    next: Option<String>,
}

#[derive(Template)]
#[template(path = "sign_in.html")]
struct Page<'a> {
    shell: Shell,
    characters: &'a [Character],
    next: &'a str,
}

/// An address of this server, or home: never one of another server.
pub(crate) fn own_address(next: Option<&str>) -> &str {
    let own = |next: &&str| next.starts_with('/') && !next.starts_with("//") && !next.contains('\\') && !next.contains(char::is_control);
    next.filter(own).filter(|next| next.len() <= 500).unwrap_or("/")
}

/// Whom to sign in as.
pub(crate) async fn ask(State(app): State<Arc<App>>, visitor: Visitor, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    if !app.security.demo {
        return security::ask(&app, &visitor, own_address(asked.next.as_deref()));
    }
    let shell = visitor.titled("Masuk ke daerah contoh", "Sign in to the example district");
    page(&Page { shell, characters: &app.characters, next: own_address(asked.next.as_deref()) })
}

/// Signs in as one of those offered; nobody else can be chosen.
pub(crate) async fn enter(State(app): State<Arc<App>>, headers: HeaderMap, Form(entered): Form<Entered>) -> Result<Response, Failure> {
    let chosen = app.characters.iter().find(|character| character.id.as_str() == entered.person).ok_or_else(|| {
        let found = shortened(&entered.person);
        Failure::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "unknown-person",
            Label::new(format!("tidak ada pilihan masuk bernama `{found}`"), format!("there is nobody named `{found}` to sign in as")),
        )
    })?;
    sign_out(&app, &headers).await?;
    let command = OpenSession { person: chosen.id.clone(), means: Means::Demonstration, account: None, lifetime: LIFETIME };
    let cookie = sign_in(&app, command).await?;
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to(own_address(entered.next.as_deref()))).into_response())
}

/// Signs out.
pub(crate) async fn leave(State(app): State<Arc<App>>, headers: HeaderMap) -> Result<Response, Failure> {
    security::leave(&app, &headers).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_to_another_server() {
        assert_eq!(own_address(Some("/eligibility?on=2027-04-01")), "/eligibility?on=2027-04-01");
        for next in ["https://example.org", "//example.org", "/\\example.org", "eligibility", "/a\r\nb", ""] {
            assert_eq!(own_address(Some(next)), "/", "{next:?}");
        }
    }
}
