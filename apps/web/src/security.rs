//! Who may come in and how often: doors, cookies, limits, figures.

mod client;
pub(crate) mod command;
mod doors;
mod limits;
pub(crate) mod metrics;
mod passwords;
#[cfg(feature = "oidc")]
mod provider;
mod public_url;
mod secret;
mod throttle;

use std::net::IpAddr;
use std::sync::Arc;

use axum::Router;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::routing::get;
use jenjang::legal::Label;

pub(crate) use client::client_of;
pub(crate) use doors::{ask, leave};
pub(crate) use limits::{Limits, limit};
use passwords::Passwords;
#[cfg(feature = "oidc")]
use provider::Provider;
pub use public_url::PublicUrl;
pub(crate) use public_url::is_loopback;
pub use secret::Secret;
use throttle::Throttle;

use crate::config::Config;
use crate::state::App;

/// What a page may load and where its forms may lead: nothing but what this server serves itself; nothing inline, in no frame.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

/// How a running server guards itself.
pub(crate) struct Security {
    /// Whether everybody is made up, and anybody is whoever they like.
    pub(crate) demo: bool,
    public: Option<PublicUrl>,
    proxies: Vec<IpAddr>,
    pub(crate) limits: Option<Limits>,
    throttle: Throttle,
    /// None in the demonstration, which has no passwords.
    passwords: Option<Passwords>,
    #[cfg(feature = "oidc")]
    provider: Option<Provider>,
}

impl Security {
    /// Of the demonstration: no passwords, no provider, limits only where asked for.
    pub(crate) fn demo(rate_limit: Option<u32>) -> Security {
        Security {
            demo: true,
            public: None,
            proxies: Vec::new(),
            limits: rate_limit.and_then(Limits::new),
            throttle: Throttle::default(),
            passwords: None,
            #[cfg(feature = "oidc")]
            provider: None,
        }
    }

    /// Of a server.
    ///
    /// # Errors
    /// The sentence for the operator: what is missing or does not fit together.
    pub(crate) fn server(config: &Config) -> Result<Security, Label> {
        let Some(public) = &config.public_url else {
            return Err(Label::new(
                "server tanpa `--demo` memerlukan `--public-url https://…`: alamat yang dibuka pengguna, tempat kembali setelah masuk",
                "a server without `--demo` needs `--public-url https://…`: the address that people open, where they come back to after signing in",
            ));
        };
        Ok(Security {
            demo: false,
            public: Some(public.clone()),
            proxies: config.trusted_proxies.clone(),
            limits: Limits::new(config.rate_limit.unwrap_or(limits::USUAL)),
            throttle: Throttle::default(),
            passwords: Some(Passwords::new()?),
            #[cfg(feature = "oidc")]
            provider: config.oidc.as_ref().map(|oidc| Provider::new(oidc, public)).transpose()?,
        })
    }

    /// Whether people come over TLS.
    pub(crate) fn is_https(&self) -> bool {
        self.public.as_ref().is_some_and(PublicUrl::is_https)
    }

    /// The whole address of a path, for paper and pictures: under the address that people open. The demonstration knows none and takes the one it is asked
    /// by.
    pub(crate) fn address_of(&self, headers: &HeaderMap, path: &str) -> String {
        match &self.public {
            Some(public) => public.of(path),
            None => {
                let plain =
                    |host: &&str| host.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b':' | b'[' | b']'));
                let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).filter(plain);
                format!("http://{}{path}", host.unwrap_or("localhost"))
            }
        }
    }

    /// Name of a cookie that only this host may set; browsers keep the prefix to what it promises only over TLS.
    pub(crate) fn cookie_name(&self, name: &str) -> String {
        if self.is_https() { format!("__Host-{name}") } else { name.to_owned() }
    }

    /// The header that sets a cookie for so many seconds; 0 takes it away.
    pub(crate) fn set_cookie(&self, name: &str, value: &str, seconds: i64) -> String {
        let secure = if self.is_https() { "; Secure" } else { "" };
        format!("{}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}", self.cookie_name(name))
    }

    /// The content security policy. Signing out may lead to the provider, so forms may: to the issuer, and to wherever the provider says that people
    /// sign in and out.
    pub(crate) fn content_policy(&self) -> HeaderValue {
        #[cfg(feature = "oidc")]
        if let Some(value) =
            self.provider.as_ref().and_then(|provider| HeaderValue::from_str(&format!("{POLICY} {}", provider.origins())).ok())
        {
            return value;
        }
        HeaderValue::from_static(POLICY)
    }

    /// Asks the provider what it says about itself, so that pages know where forms may lead before anybody signs in.
    pub(crate) async fn meet_provider(&self) {
        #[cfg(feature = "oidc")]
        if let Some(provider) = &self.provider {
            provider.meet().await;
        }
    }
}

/// Addresses of the doors of a server.
pub(crate) fn routes() -> Router<Arc<App>> {
    let routes = Router::new().route("/sign-in/account", get(doors::ask_account).post(doors::enter_account));
    #[cfg(feature = "oidc")]
    let routes = routes.route("/sign-in/provider", get(doors::to_provider)).route("/sign-in/return", get(doors::from_provider));
    routes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_on_paper_are_those_that_people_open() {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, HeaderValue::from_static("tiruan.contoh.org"));
        headers.insert("x-forwarded-proto", HeaderValue::from_static("https"));
        let demo = Security::demo(None);
        assert_eq!(demo.address_of(&headers, "/verify/a"), "http://tiruan.contoh.org/verify/a");
        assert_eq!(demo.address_of(&HeaderMap::new(), "/verify/a"), "http://localhost/verify/a");
        let public = "https://karier.contoh.go.id".parse().ok();
        let server = Security { public, ..demo };
        assert_eq!(server.address_of(&headers, "/verify/a"), "https://karier.contoh.go.id/verify/a", "whatever host is asked");
    }
}
