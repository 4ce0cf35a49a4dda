//! The address that people open.

use std::net::IpAddr;
use std::str::FromStr;

use axum::http::Uri;

/// The address that people open: scheme, host and port. Nothing but TLS leaves the own machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl {
    https: bool,
    authority: String,
}

impl PublicUrl {
    /// Whether it is served over TLS.
    pub fn is_https(&self) -> bool {
        self.https
    }

    /// The address of a path below it.
    pub fn of(&self, path: &str) -> String {
        format!("{}://{}{path}", if self.https { "https" } else { "http" }, self.authority)
    }
}

/// Whether a host is the own machine.
pub(crate) fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

impl FromStr for PublicUrl {
    type Err = (&'static str, &'static str);

    /// What is wrong, in Indonesian and English.
    fn from_str(text: &str) -> Result<PublicUrl, Self::Err> {
        let shape = (
            "seharusnya seperti https://karier.contoh.go.id, tanpa jalur",
            "expected something like https://career.example.org, without a path",
        );
        let uri: Uri = text.parse().map_err(|_| shape)?;
        let authority = uri.authority().filter(|authority| !authority.as_str().contains('@')).ok_or(shape)?;
        if !matches!(uri.path(), "" | "/") || uri.query().is_some() {
            return Err(shape);
        }
        let https = match uri.scheme_str() {
            Some("https") => true,
            Some("http") if is_loopback(authority.host()) => false,
            Some("http") => {
                return Err(("http:// hanya untuk mesin sendiri; gunakan https://", "http:// is for the own machine only; use https://"));
            }
            _ => return Err(shape),
        };
        Ok(PublicUrl { https, authority: authority.as_str().to_ascii_lowercase() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_tls_leaves_the_own_machine() {
        let url: PublicUrl = "https://Karier.contoh.go.id/".parse().unwrap();
        assert_eq!((url.is_https(), url.of("/sign-in").as_str()), (true, "https://karier.contoh.go.id/sign-in"));
        for own in ["http://127.0.0.1:8080", "http://localhost:8080", "http://[::1]:8080"] {
            assert!(!own.parse::<PublicUrl>().unwrap().is_https(), "{own}");
        }
        for refused in [
            "http://contoh.go.id",
            "contoh.go.id",
            "https://contoh.go.id/a",
            "https://contoh.go.id/?a",
            "ftp://a",
            "https://u:p@contoh.go.id",
            "",
        ] {
            assert!(refused.parse::<PublicUrl>().is_err(), "{refused}");
        }
    }
}
