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
use axum::http::HeaderValue;
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

    /// Name of a cookie that only this host may set; browsers keep the prefix to what it promises only over TLS.
    pub(crate) fn cookie_name(&self, name: &str) -> String {
        if self.is_https() { format!("__Host-{name}") } else { name.to_owned() }
    }

    /// The header that sets a cookie for so many seconds; 0 takes it away.
    pub(crate) fn set_cookie(&self, name: &str, value: &str, seconds: i64) -> String {
        let secure = if self.is_https() { "; Secure" } else { "" };
        format!("{}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}", self.cookie_name(name))
    }

    /// The content security policy. Signing out may lead to the provider, so forms may.
    pub(crate) fn content_policy(&self) -> HeaderValue {
        #[cfg(feature = "oidc")]
        if let Some(value) =
            self.provider.as_ref().and_then(|provider| HeaderValue::from_str(&format!("{POLICY} {}", provider.origin())).ok())
        {
            return value;
        }
        HeaderValue::from_static(POLICY)
    }
}

/// Addresses of the doors of a server.
pub(crate) fn routes() -> Router<Arc<App>> {
    let routes = Router::new().route("/sign-in/account", get(doors::ask_account).post(doors::enter_account));
    #[cfg(feature = "oidc")]
    let routes = routes.route("/sign-in/provider", get(doors::to_provider)).route("/sign-in/return", get(doors::from_provider));
    routes
}
