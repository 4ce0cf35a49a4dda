//! The doors of a server: a provider of identities, and accounts for when it does not work.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use chrono::TimeDelta;
use jenjang::legal::Label;
use jenjang::people::id::{AccountName, PersonId};
use jenjang_service::accounts::find_account;
use jenjang_service::sessions::{Means, OpenSession, RefuseSession, refuse_session};
use jenjang_service::{Actor, ServiceError};

use super::throttle::Tried;
use super::{Secret, client_of, limits, metrics};
use crate::error::Failure;
use crate::form::{Filled, Typed};
use crate::pages::sign_in::own_address;
use crate::session::{Visitor, sign_in, sign_out};
use crate::shell::{Shell, page, page_with};
use crate::state::App;

/// How long an account that needs no provider stays signed in: it is for emergencies.
const ACCOUNT_LIFETIME: TimeDelta = TimeDelta::hours(1);

#[derive(Template)]
#[template(path = "security/sign_in.html")]
struct Door<'a> {
    shell: Shell,
    /// What the provider is known by.
    provider: Option<&'a str>,
    next: String,
}

#[derive(Template)]
#[template(path = "security/account.html")]
struct AccountPage {
    shell: Shell,
    form: Filled,
}

/// Which door to take.
pub(crate) fn ask(app: &App, visitor: &Visitor, next: &str) -> Result<Response, Failure> {
    let shell = visitor.titled("Masuk", "Sign in");
    let next = form_urlencoded::byte_serialize(next.as_bytes()).collect();
    page(&Door { shell, provider: provider_name(app), next })
}

#[cfg(feature = "oidc")]
fn provider_name(app: &App) -> Option<&str> {
    app.security.provider.as_ref().map(super::Provider::name)
}

#[cfg(not(feature = "oidc"))]
fn provider_name(_app: &App) -> Option<&str> {
    None
}

/// Signs out here, and where somebody came by a provider that offers it, there too.
pub(crate) async fn leave(app: &App, headers: &HeaderMap) -> Result<Response, Failure> {
    let (means, cookie) = sign_out(app, headers).await?;
    let mut to = "/sign-in".to_owned();
    #[cfg(feature = "oidc")]
    if let (Some(Means::Provider), Some(provider)) = (means, &app.security.provider) {
        to = provider.end_session().await.unwrap_or(to);
    }
    #[cfg(not(feature = "oidc"))]
    let _ = means;
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to(&to)).into_response())
}

/// The form for the name and password of an account.
pub(crate) async fn ask_account(State(app): State<Arc<App>>, visitor: Visitor) -> Result<Response, Failure> {
    if app.security.demo {
        return Err(Failure::not_found());
    }
    let next = Typed::query(&visitor.uri).get("next").to_owned();
    account_page(&visitor, StatusCode::OK, Filled::with(&[("next", &next)], visitor.language))
}

fn account_page(visitor: &Visitor, status: StatusCode, form: Filled) -> Result<Response, Failure> {
    let shell = visitor.titled("Masuk dengan akun darurat", "Sign in with an emergency account");
    page_with(status, &AccountPage { shell, form })
}

/// Signs in by name and password.
pub(crate) async fn enter_account(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    extensions: axum::http::Extensions,
    headers: HeaderMap,
    typed: Typed,
) -> Result<Response, Failure> {
    let Some(passwords) = &app.security.passwords else { return Err(Failure::not_found()) };
    let address = client_of(&app.security, &extensions, &headers);
    let password = Secret::new(typed.raw("password"));
    let mut form = Filled::of(typed, visitor.language);
    let name = form.text("name", 120);
    if password.reveal().is_empty() {
        form.refuse("password", &Label::new("bagian ini perlu diisi", "this field has to be filled in"));
    }
    let Some(name) = name.filter(|_| form.problems().is_empty()) else {
        return account_page(&visitor, StatusCode::UNPROCESSABLE_ENTITY, form);
    };
    let mut tried = vec![Tried::Account(name.clone())];
    tried.extend(address.map(Tried::Address));
    if let Err(seconds) = app.security.throttle.begin(&tried, app.backend.now()) {
        metrics::sign_in_refused(Means::Account.as_str());
        form.refuse("", &waits(seconds));
        let mut response = account_page(&visitor, StatusCode::TOO_MANY_REQUESTS, form)?;
        response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        return Ok(response);
    }
    let operator = Actor::Operator;
    let context = app.context(&operator);
    let account = match name.parse::<AccountName>() {
        Ok(name) => find_account(&context, &name).await?,
        Err(_) => None,
    };
    let person = account.as_ref().map(|account| account.person.clone());
    let right = passwords.check(account.as_ref().map(|account| account.password.clone()), password).await?;
    match account.filter(|_| right) {
        Some(account) => {
            app.security.throttle.succeeded(&tried);
            let next = own_address(Some(form.value("next"))).to_owned();
            enter(&app, &headers, account.person, Some(account.name), &next).await
        }
        None => {
            not_let_in(&app, person, Means::Account).await?;
            form.refuse("", &Label::new("nama atau kata sandi salah", "the name or the password is wrong"));
            account_page(&visitor, StatusCode::UNPROCESSABLE_ENTITY, form)
        }
    }
}

fn waits(seconds: u64) -> Label {
    Label::new(
        format!("terlalu sering salah; coba lagi setelah {}", limits::wait_id(seconds)),
        format!("wrong too often; try again after {}", limits::wait_en(seconds)),
    )
}

/// Opens a session for somebody who has proven who they are, by an account or to the provider, in place of the one before.
async fn enter(app: &App, headers: &HeaderMap, person: PersonId, account: Option<AccountName>, next: &str) -> Result<Response, Failure> {
    sign_out(app, headers).await?;
    let (means, lifetime) =
        if account.is_some() { (Means::Account, ACCOUNT_LIFETIME) } else { (Means::Provider, crate::session::LIFETIME) };
    let cookie = sign_in(app, OpenSession { person, means, account, lifetime }).await?;
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to(next)).into_response())
}

/// Writes down that somebody was not let in.
async fn not_let_in(app: &App, person: Option<PersonId>, means: Means) -> Result<(), ServiceError> {
    metrics::sign_in_refused(means.as_str());
    tracing::warn!(means = means.as_str(), "a sign-in was refused");
    refuse_session(&app.context(&Actor::Operator), RefuseSession { person, means }).await
}

#[cfg(feature = "oidc")]
pub(crate) use by_provider::{from_provider, to_provider};

#[cfg(feature = "oidc")]
mod by_provider {
    use jenjang_service::sessions::{IdentifyPerson, PendingLogin, SessionKey, begin_login, identify_person, take_login};

    use super::*;
    use crate::error::shortened;
    use crate::language::cookie;

    /// The cookie that holds the key of a login that has begun.
    const COOKIE: &str = "jenjang_login";

    /// How long a login may take.
    const LIFETIME: TimeDelta = TimeDelta::minutes(10);

    /// Sends somebody to the provider.
    pub(crate) async fn to_provider(State(app): State<Arc<App>>, visitor: Visitor) -> Result<Response, Failure> {
        let Some(provider) = &app.security.provider else { return Err(Failure::not_found()) };
        let asked = Typed::query(&visitor.uri);
        let (url, login) = provider.begin(own_address(Some(asked.get("next")))).await?;
        let key = begin_login(&app.context(&Actor::Public), login, LIFETIME).await?;
        let cookie = app.security.set_cookie(COOKIE, key.reveal(), LIFETIME.num_seconds());
        Ok(([(header::SET_COOKIE, cookie)], Redirect::to(&url)).into_response())
    }

    /// Takes somebody back from the provider.
    pub(crate) async fn from_provider(State(app): State<Arc<App>>, visitor: Visitor, headers: HeaderMap) -> Result<Response, Failure> {
        if app.security.provider.is_none() {
            return Err(Failure::not_found());
        }
        let answer = returned(&app, &visitor, &headers).await;
        let over = app.security.set_cookie(COOKIE, "", 0);
        let response = answer.unwrap_or_else(IntoResponse::into_response);
        Ok((AppendHeaders([(header::SET_COOKIE, over)]), response).into_response())
    }

    async fn returned(app: &App, visitor: &Visitor, headers: &HeaderMap) -> Result<Response, Failure> {
        let answer = Typed::query(&visitor.uri);
        let login = pending(app, headers).await?;
        // compared by digests, which take the same time however much is right
        let same = jenjang::audit::Digest::of(&login.state) == jenjang::audit::Digest::of(answer.get("state"));
        if !same {
            return Err(again());
        }
        let named = match found(app, &login, &answer).await {
            Ok(found) => found,
            Err(failure) => {
                if failure.status == StatusCode::FORBIDDEN {
                    not_let_in(app, None, Means::Provider).await?;
                }
                return Err(failure);
            }
        };
        enter(app, headers, named, None, own_address(Some(&login.next))).await
    }

    async fn pending(app: &App, headers: &HeaderMap) -> Result<PendingLogin, Failure> {
        let key = cookie(headers, &app.security.cookie_name(COOKIE)).and_then(SessionKey::parse).ok_or_else(again)?;
        take_login(&app.context(&Actor::Public), &key).await?.ok_or_else(again)
    }

    fn again() -> Failure {
        Failure::new(
            StatusCode::BAD_REQUEST,
            "login-over",
            Label::new(
                "masuk ini terlalu lama, sudah selesai, atau dimulai di peramban lain; mulai sekali lagi dari halaman Masuk",
                "this sign-in took too long, is over already, or was begun in another browser; begin again from the page Sign in",
            ),
        )
    }

    async fn found(app: &App, login: &PendingLogin, answer: &Typed) -> Result<PersonId, Failure> {
        let Some(provider) = &app.security.provider else { return Err(Failure::not_found()) };
        let code = answer.get("code");
        if code.is_empty() {
            tracing::warn!(error = %shortened(answer.get("error")), "the provider sends somebody back without a code");
            let message = Label::new(
                "layanan masuk tidak mengizinkan Anda masuk, atau Anda membatalkannya",
                "the sign-in service did not let you in, or you called it off",
            );
            return Err(Failure::new(StatusCode::FORBIDDEN, "provider-refused", message));
        }
        let named = provider.finish(login, code).await?;
        let asked = IdentifyPerson { name: &named.name, known: named.known };
        match identify_person(&app.context(&Actor::Operator), asked).await {
            Ok(person) => Ok(person),
            Err(ServiceError::NotFound { .. }) => {
                let name = shortened(&named.name);
                Err(Failure::new(
                    StatusCode::FORBIDDEN,
                    "unknown-person",
                    Label::new(
                        format!(
                            "layanan masuk mengenal Anda sebagai `{name}`, tetapi pegawai dengan nomor itu belum ada di sini; minta pengelola kepegawaian instansi Anda mendaftarkannya"
                        ),
                        format!(
                            "the sign-in service knows you as `{name}`, but no employee with that number is here yet; ask the HR officer of your agency to enter it"
                        ),
                    ),
                ))
            }
            Err(error) => Err(error.into()),
        }
    }
}
