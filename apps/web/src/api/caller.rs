//! Who asks: a program with a token, or whoever is signed in.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use jenjang::legal::Label;
use jenjang_service::people::who_am_i;
use jenjang_service::tokens::{Token, allows, find_token};
use jenjang_service::{Actor, ServiceError};

use super::operation::{Door, Operation};
use crate::error::Failure;
use crate::session::Visitor;
use crate::state::App;

/// In whose name is asked.
pub(crate) struct Caller {
    pub(crate) actor: Actor,
    /// What the token allows; none for a session, which may do all that the person may.
    scopes: Option<Arc<str>>,
}

/// Nobody is signed in, and somebody has to be.
pub(crate) fn unknown() -> Failure {
    let message = Label::new(
        "permintaan ini memerlukan sesi masuk atau token: `Authorization: Bearer …`",
        "this request needs a session or a token: `Authorization: Bearer …`",
    );
    Failure::new(StatusCode::UNAUTHORIZED, "sign-in", message)
}

fn bearer(headers: &HeaderMap) -> Option<Result<Token, Failure>> {
    let given = headers.get(header::AUTHORIZATION)?;
    let token = given.to_str().ok().and_then(|text| text.split_once(' ')).filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    Some(token.and_then(|(_, token)| Token::parse(token.trim())).ok_or_else(bad_token))
}

fn bad_token() -> Failure {
    let message = Label::new("token ini tidak dikenal atau sudah berakhir", "this token is not known or has ended");
    Failure::new(StatusCode::UNAUTHORIZED, "bad-token", message)
}

impl Caller {
    /// Finds out who asks.
    pub(crate) async fn of(app: &Arc<App>, parts: &mut Parts) -> Result<Caller, Failure> {
        let Some(token) = bearer(&parts.headers) else {
            let visitor = Visitor::from_request_parts(parts, app).await?;
            return Ok(Caller { actor: visitor.actor, scopes: None });
        };
        let found = find_token(&app.context(&Actor::Public), &token?).await?.ok_or_else(bad_token)?;
        let actor = Actor::Person(found.person);
        match who_am_i(&app.context(&actor)).await {
            Ok(_) => Ok(Caller { actor, scopes: Some(found.scope) }),
            Err(ServiceError::NotFound { .. } | ServiceError::Forbidden { .. }) => Err(bad_token()),
            Err(error) => Err(error.into()),
        }
    }

    /// Whether this operation may be tried.
    pub(crate) fn may_try(&self, group: &str, operation: &Operation) -> Result<(), Failure> {
        if operation.door != Door::Everybody && self.actor == Actor::Public {
            return Err(unknown());
        }
        let Some(scopes) = &self.scopes else { return Ok(()) };
        if operation.door == Door::InPerson {
            let message = Label::new(
                "ini hanya dapat dilakukan orangnya sendiri setelah masuk, tidak oleh program",
                "this can only be done in person after signing in, not by a program",
            );
            return Err(Failure::new(StatusCode::FORBIDDEN, "in-person", message));
        }
        let write = !operation.is_read();
        if operation.door == Door::Everybody && !write || allows(scopes, group, write) {
            return Ok(());
        }
        let needed = format!("{group}:{}", if write { "write" } else { "read" });
        let message =
            Label::new(format!("token ini tidak mempunyai cakupan `{needed}`"), format!("this token does not have the scope `{needed}`"));
        Err(Failure::new(StatusCode::FORBIDDEN, "scope", message))
    }
}
