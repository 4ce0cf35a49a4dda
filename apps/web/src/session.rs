//! Who asks: the session a cookie names.

use std::sync::Arc;

use axum::extract::{FromRequestParts, OriginalUri};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{NaiveDate, TimeDelta};
use jenjang::legal::Language;
use jenjang::people::id::PersonId;
use jenjang_service::people::{Whoami, who_am_i};
use jenjang_service::sessions::{Means, OpenSession, SessionKey, end_session, find_session, open_session};
use jenjang_service::{Actor, ServiceError};

use crate::error::Failure;
use crate::form::{Filled, Typed};
use crate::language::{self, cookie};
use crate::security::metrics;
use crate::shell::Shell;
use crate::state::App;

/// The cookie that holds the key of a session.
const COOKIE: &str = "jenjang_session";

/// The name of the cookie that holds the key of a session.
pub(crate) fn cookie_name(app: &App) -> String {
    app.security.cookie_name(COOKIE)
}

/// How long somebody stays signed in: a working day.
pub(crate) const LIFETIME: TimeDelta = TimeDelta::hours(10);

/// Whoever asks, signed in or not, and how pages look for them.
pub(crate) struct Visitor {
    /// In whose name use cases are asked.
    pub(crate) actor: Actor,
    /// Who it is.
    pub(crate) who: Option<Whoami>,
    pub(crate) language: Language,
    pub(crate) uri: Uri,
    /// The day it is.
    pub(crate) today: NaiveDate,
    /// Whether everybody in here is made up.
    pub(crate) demo: bool,
}

impl Visitor {
    /// Whoever asks for an address with these headers.
    pub(crate) async fn of(app: &App, uri: Uri, headers: &HeaderMap) -> Result<Visitor, Failure> {
        let language = language::of(&uri, headers);
        let mut visitor = Visitor { actor: Actor::Public, who: None, language, uri, today: app.today(), demo: app.security.demo };
        let Some(key) = key(app, headers) else { return Ok(visitor) };
        let Some(session) = find_session(&app.context(&Actor::Public), &key).await? else { return Ok(visitor) };
        let actor = Actor::Person(session.person);
        match who_am_i(&app.context(&actor)).await {
            Ok(who) => (visitor.actor, visitor.who) = (actor, Some(who)),
            // somebody who was erased meanwhile is nobody
            Err(ServiceError::NotFound { .. } | ServiceError::Forbidden { .. }) => {}
            Err(error) => return Err(error.into()),
        }
        Ok(visitor)
    }

    /// The frame of a page.
    pub(crate) fn shell(&self, title: impl Into<String>) -> Shell {
        Shell::new(self, title.into())
    }

    /// The frame of a page whose title is the same for everybody.
    pub(crate) fn titled(&self, id: &str, en: &str) -> Shell {
        self.shell(if self.language == Language::Id { id } else { en })
    }
}

impl FromRequestParts<Arc<App>> for Visitor {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Visitor, Failure> {
        let uri = parts.extensions.get::<OriginalUri>().map_or_else(|| parts.uri.clone(), |uri| uri.0.clone());
        Visitor::of(app, uri, &parts.headers).await
    }
}

/// Somebody who is signed in; whoever is not is sent to the door and back.
pub(crate) struct SignedIn {
    pub(crate) person: PersonId,
    pub(crate) who: Whoami,
    pub(crate) visitor: Visitor,
}

impl SignedIn {
    /// A form that nobody filled in yet.
    pub(crate) fn empty_form(&self) -> Filled {
        Filled::of(Typed::default(), self.visitor.language)
    }
}

impl FromRequestParts<Arc<App>> for SignedIn {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<SignedIn, Response> {
        let visitor = Visitor::from_request_parts(parts, app).await.map_err(IntoResponse::into_response)?;
        match (visitor.actor.person(), &visitor.who) {
            (Some(person), Some(who)) => Ok(SignedIn { person: person.clone(), who: who.clone(), visitor }),
            _ => {
                let next = visitor.uri.path_and_query().map_or("/", |next| next.as_str());
                Err(Redirect::to(&format!("/sign-in?next={}", encoded(next))).into_response())
            }
        }
    }
}

fn key(app: &App, headers: &HeaderMap) -> Option<SessionKey> {
    SessionKey::parse(cookie(headers, &cookie_name(app))?)
}

/// A text as the value of a query.
fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'_' | b'.') {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

/// Signs somebody in who has proven who they are; the header that sets the cookie.
pub(crate) async fn sign_in(app: &App, command: OpenSession) -> Result<String, ServiceError> {
    let (means, lifetime) = (command.means, command.lifetime);
    let key = open_session(&app.context(&Actor::Operator), command).await?;
    metrics::session_opened(means.as_str());
    Ok(app.security.set_cookie(COOKIE, key.reveal(), lifetime.num_seconds()))
}

/// Signs out; by which means the session had begun, and the header that takes the cookie away.
pub(crate) async fn sign_out(app: &App, headers: &HeaderMap) -> Result<(Option<Means>, String), ServiceError> {
    let mut means = None;
    if let Some(key) = key(app, headers) {
        let context = app.context(&Actor::Public);
        means = find_session(&context, &key).await?.map(|session| session.means);
        end_session(&context, &key).await?;
    }
    Ok((means, app.security.set_cookie(COOKIE, "", 0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_survives_as_the_value_of_a_query() {
        assert_eq!(encoded("/eligibility?on=2027-04-01&lang=en"), "/eligibility%3Fon%3D2027-04-01%26lang%3Den");
    }
}
