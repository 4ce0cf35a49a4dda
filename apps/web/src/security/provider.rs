//! Sign-in by a provider of identities: OpenID Connect, authorization code with PKCE.

use std::collections::BTreeMap;
use std::error::Error;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use axum::http::StatusCode;
use jenjang::legal::Label;
use jenjang_service::sessions::{Known, PendingLogin};
use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreAuthenticationFlow, CoreErrorResponseType, CoreGenderClaim, CoreJsonWebKey,
    CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm, CoreRevocableToken, CoreRevocationErrorResponse,
    CoreTokenIntrospectionResponse, CoreTokenType,
};
use openidconnect::{
    AccessTokenHash, AdditionalClaims, AuthorizationCode, ClaimsVerificationError, ClientId, ClientSecret, CsrfToken,
    EmptyExtraTokenFields, EndpointMaybeSet, EndpointNotSet, EndpointSet, HttpClientError, IdTokenClaims, IdTokenFields, IssuerUrl, Nonce,
    OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier, ProviderMetadataWithLogout, RedirectUrl, RequestTokenError, Scope,
    StandardErrorResponse, StandardTokenResponse, TokenResponse, UserInfoClaims, UserInfoError,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::public_url::PublicUrl;
use crate::config::Oidc;
use crate::error::Failure;

/// How long a question to the provider may take.
const PATIENCE: Duration = Duration::from_secs(8);

/// How long what the provider says about itself is believed, its keys among it.
const FRESH: Duration = Duration::from_secs(3_600);

/// How soon it may be asked again where a key is not known: keys are changed, and anybody can send a token with a key that does not exist.
const AGAIN: Duration = Duration::from_secs(30);

/// Everything the provider says beyond what the standard names.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(transparent)]
struct Extra(BTreeMap<String, Value>);

impl AdditionalClaims for Extra {}

type Fields = IdTokenFields<Extra, EmptyExtraTokenFields, CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm>;

type Client = openidconnect::Client<
    Extra,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    StandardTokenResponse<Fields, CoreTokenType>,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

type Claims = IdTokenClaims<Extra, CoreGenderClaim>;

/// What the provider said about itself.
struct Discovered {
    client: Client,
    end_session: Option<String>,
    /// Scheme, host and port of wherever people sign in and out, as far as they are others than the issuer's.
    elsewhere: Vec<String>,
    at: Instant,
}

/// The provider.
pub(super) struct Provider {
    oidc: Oidc,
    issuer: IssuerUrl,
    back: RedirectUrl,
    /// Where people come out after signing out there.
    door: String,
    http: reqwest::Client,
    discovered: Mutex<Option<Arc<Discovered>>>,
}

/// Whom the provider names.
pub(super) struct Named {
    /// The word to look for.
    pub(super) name: String,
    /// What it is to be compared with.
    pub(super) known: Known,
}

fn unavailable(error: &dyn Error) -> Failure {
    let mut reason = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        reason.push_str(&format!(": {error}"));
        source = error.source();
    }
    tracing::error!(%reason, "the provider cannot be asked");
    Failure::new(
        StatusCode::SERVICE_UNAVAILABLE,
        "provider-unavailable",
        Label::new(
            "layanan masuk instansi sedang tidak menjawab; coba lagi sebentar lagi",
            "the sign-in service of your agency does not answer right now; try again in a moment",
        ),
    )
}

/// Scheme, host and port.
fn origin(url: &reqwest::Url) -> String {
    url.origin().ascii_serialization()
}

fn refused(code: &'static str, id: &'static str, en: &'static str) -> Failure {
    Failure::new(StatusCode::FORBIDDEN, code, Label::new(id, en))
}

impl Provider {
    /// # Errors
    /// The sentence for the operator.
    pub(super) fn new(oidc: &Oidc, public: &PublicUrl) -> Result<Provider, Label> {
        let failed = |error: &dyn std::fmt::Display| Label::new(format!("`--oidc-issuer`: {error}"), format!("`--oidc-issuer`: {error}"));
        let issuer = IssuerUrl::new(oidc.issuer.clone()).map_err(|error| failed(&error))?;
        let back = RedirectUrl::new(public.of("/sign-in/return")).map_err(|error| failed(&error))?;
        let http = reqwest::Client::builder()
            .timeout(PATIENCE)
            .connect_timeout(PATIENCE)
            // whoever is asked must answer itself
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|error| failed(&error))?;
        Ok(Provider { oidc: oidc.clone(), issuer, back, door: public.of("/sign-in"), http, discovered: Mutex::new(None) })
    }

    /// Scheme, host and port of the issuer and of wherever it lets people sign in and out, for the content security policy.
    pub(super) fn origins(&self) -> String {
        let mut origins = vec![origin(self.issuer.url())];
        origins.extend(self.held().iter().flat_map(|found| found.elsewhere.iter().cloned()));
        origins.join(" ")
    }

    /// Asks the provider what it says about itself; whether it answers is seen when somebody signs in.
    pub(super) async fn meet(&self) {
        let _ = self.discover(FRESH).await;
    }

    /// What people know the provider by.
    pub(super) fn name(&self) -> &str {
        self.issuer.url().host_str().unwrap_or_default()
    }

    fn held(&self) -> MutexGuard<'_, Option<Arc<Discovered>>> {
        self.discovered.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the provider says about itself; asked again where that is older than `fresh`.
    async fn discover(&self, fresh: Duration) -> Result<Arc<Discovered>, Failure> {
        // not held while the provider is asked: whoever comes meanwhile does not wait behind a provider that is silent
        let held = self.held().clone();
        if let Some(found) = held.as_ref().filter(|found| found.at.elapsed() < fresh) {
            return Ok(Arc::clone(found));
        }
        let metadata = match ProviderMetadataWithLogout::discover_async(self.issuer.clone(), &self.http).await {
            Ok(metadata) => metadata,
            // what is known serves while the provider does not answer
            Err(error) => return held.ok_or_else(|| unavailable(&error)),
        };
        let end_session = metadata.additional_metadata().end_session_endpoint.as_ref();
        let doors = [Some(metadata.authorization_endpoint().url()), end_session.map(|url| url.url())];
        let mut elsewhere: Vec<String> =
            doors.into_iter().flatten().map(origin).filter(|door| *door != origin(self.issuer.url())).collect();
        elsewhere.dedup();
        let end_session = end_session.map(|url| url.url().to_string());
        let secret = self.oidc.secret.as_ref().map(|secret| ClientSecret::new(secret.reveal().to_owned()));
        let client =
            Client::from_provider_metadata(metadata, ClientId::new(self.oidc.client.clone()), secret).set_redirect_uri(self.back.clone());
        let found = Arc::new(Discovered { client, end_session, elsewhere, at: Instant::now() });
        *self.held() = Some(Arc::clone(&found));
        Ok(found)
    }

    /// Where to send somebody, and what to remember until they come back.
    pub(super) async fn begin(&self, next: &str) -> Result<(String, PendingLogin), Failure> {
        let found = self.discover(FRESH).await?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let mut request = found
            .client
            .authorize_url(CoreAuthenticationFlow::AuthorizationCode, CsrfToken::new_random, Nonce::new_random)
            .set_pkce_challenge(challenge);
        for scope in &self.oidc.scopes {
            request = request.add_scope(Scope::new(scope.clone()));
        }
        let (url, state, nonce) = request.url();
        let login = PendingLogin {
            state: state.secret().clone(),
            nonce: nonce.secret().clone(),
            verifier: verifier.secret().clone(),
            next: next.to_owned(),
        };
        Ok((url.to_string(), login))
    }

    /// Redeems the code and finds out whom the provider names.
    pub(super) async fn finish(&self, login: &PendingLogin, code: &str) -> Result<Named, Failure> {
        let found = self.discover(FRESH).await?;
        let request = found.client.exchange_code(AuthorizationCode::new(code.to_owned())).map_err(|error| unavailable(&error))?;
        let request = request.set_pkce_verifier(PkceCodeVerifier::new(login.verifier.clone()));
        let tokens = match request.request_async(&self.http).await {
            Ok(tokens) => tokens,
            Err(RequestTokenError::ServerResponse(answer)) => {
                tracing::warn!(error = %answer.error(), "the provider does not redeem the code");
                return Err(refused(
                    "code-refused",
                    "layanan masuk menolak kode ini, mungkin karena sudah dipakai; mulai masuk sekali lagi",
                    "the sign-in service refuses this code, perhaps because it was used already; begin signing in again",
                ));
            }
            Err(other) => {
                // it may come back as another, with other keys
                *self.held() = None;
                return Err(unavailable(&other));
            }
        };
        let nonce = Nonce::new(login.nonce.clone());
        let mut known = Arc::clone(&found);
        let mut claims = verified(&known, &tokens, &nonce);
        if matches!(claims, Err(ClaimsVerificationError::SignatureVerification(_))) {
            // keys change
            known = self.discover(AGAIN).await?;
            claims = verified(&known, &tokens, &nonce);
        }
        let claims = claims.map_err(|error| {
            tracing::warn!(%error, "the identity is not sound");
            refused(
                "identity-unsound",
                "jawaban layanan masuk tidak lulus pemeriksaan; mulai masuk sekali lagi, dan beri tahu pengelola jika terulang",
                "the answer of the sign-in service does not pass the check; begin signing in again, and tell the operator if it happens again",
            )
        })?;
        let said = match self.word(&claims) {
            Some(word) => Some(word),
            None => self.asked_for(&known, &tokens, &claims).await?,
        };
        let said = said.ok_or_else(|| {
            tracing::warn!(claim = %self.oidc.claim, "the provider does not name the claim");
            refused(
                "no-name",
                "layanan masuk tidak menyebutkan nomor Anda; beri tahu pengelola aplikasi ini",
                "the sign-in service does not say your number; tell the operator of this application",
            )
        })?;
        Ok(Named { name: self.bare(said)?, known: self.oidc.known })
    }

    /// The word of the claim in the identity.
    fn word(&self, claims: &Claims) -> Option<String> {
        match &*self.oidc.claim {
            "sub" => Some(claims.subject().to_string()),
            "preferred_username" => claims.preferred_username().map(|name| name.to_string()),
            // an address that nobody verified anybody can claim
            "email" => claims.email().filter(|_| claims.email_verified() == Some(true)).map(|email| email.to_string()),
            claim => text(claims.additional_claims(), claim),
        }
    }

    /// The word of the claim, asked for where the identity itself does not have it.
    async fn asked_for(
        &self,
        found: &Discovered,
        tokens: &StandardTokenResponse<Fields, CoreTokenType>,
        claims: &Claims,
    ) -> Result<Option<String>, Failure> {
        let Ok(request) = found.client.user_info(tokens.access_token().clone(), Some(claims.subject().clone())) else { return Ok(None) };
        let asked: Result<UserInfoClaims<Extra, CoreGenderClaim>, UserInfoError<HttpClientError<reqwest::Error>>> =
            request.request_async(&self.http).await;
        let info = asked.map_err(|error| unavailable(&error))?;
        Ok(match &*self.oidc.claim {
            "sub" => None,
            "preferred_username" => info.preferred_username().map(|name| name.to_string()),
            "email" => info.email().filter(|_| info.email_verified() == Some(true)).map(|email| email.to_string()),
            claim => text(info.additional_claims(), claim),
        })
    }

    /// Without the domain, where one has to stand behind it.
    fn bare(&self, said: String) -> Result<String, Failure> {
        let Some(domain) = &self.oidc.domain else { return Ok(said) };
        match said.rsplit_once('@') {
            Some((name, found)) if found.eq_ignore_ascii_case(domain) => Ok(name.to_owned()),
            _ => Err(Failure::new(
                StatusCode::FORBIDDEN,
                "other-domain",
                Label::new(
                    format!("akun ini bukan milik `{domain}`; masuk dengan akun dinas Anda"),
                    format!("this account is not one of `{domain}`; sign in with the account of your agency"),
                ),
            )),
        }
    }

    /// Where signing out goes on, where the provider offers it and has been met.
    pub(super) async fn end_session(&self) -> Option<String> {
        let found = self.discover(FRESH).await.ok()?;
        let end = found.end_session.as_deref()?;
        let mark = if end.contains('?') { '&' } else { '?' };
        let encode = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
        Some(format!("{end}{mark}client_id={}&post_logout_redirect_uri={}", encode(&self.oidc.client), encode(&self.door)))
    }
}

/// The claims of the identity, where everything about it is as it should be: issuer, audience, time, nonce, signature, and that the access token is
/// the one it came with.
fn verified(
    found: &Discovered,
    tokens: &StandardTokenResponse<Fields, CoreTokenType>,
    nonce: &Nonce,
) -> Result<Claims, ClaimsVerificationError> {
    let token = tokens.id_token().ok_or_else(|| ClaimsVerificationError::Other("no identity came".to_owned()))?;
    let verifier = found.client.id_token_verifier();
    let claims = token.claims(&verifier, nonce)?;
    if let Some(expected) = claims.access_token_hash() {
        let other = |error: &dyn std::fmt::Display| ClaimsVerificationError::Other(error.to_string());
        let algorithm = token.signing_alg().map_err(|error| other(&error))?;
        let key = token.signing_key(&verifier).map_err(|error| other(&error))?;
        let found = AccessTokenHash::from_token(tokens.access_token(), algorithm, key).map_err(|error| other(&error))?;
        if found != *expected {
            return Err(ClaimsVerificationError::Other("the access token is another".to_owned()));
        }
    }
    Ok(claims.clone())
}

fn text(claims: &Extra, name: &str) -> Option<String> {
    match claims.0.get(name)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
