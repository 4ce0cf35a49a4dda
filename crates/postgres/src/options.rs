//! How to connect: the URL, TLS, limits.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use deadpool_postgres::{Manager, ManagerConfig, Pool, RecyclingMethod, Runtime};
use jenjang::store::StoreError;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::error::{refused, unavailable};

/// Limits, and where the keys of answers are kept.
#[derive(Clone, Debug)]
pub struct PostgresOptions {
    /// The directory of the keys that seal answers of open cycles: outside the database and its backups. Without it no answers are
    /// taken ([`StoreError::KeyMissing`]).
    pub keys: Option<PathBuf>,
    /// How many connections at most.
    pub connections: usize,
    /// How long to wait for a connection, from the pool or of a server that does not answer.
    pub connect_timeout: Duration,
    /// How long one statement may take.
    pub statement_timeout: Duration,
    /// How long to wait for another writer.
    pub lock_timeout: Duration,
    /// After how long without a statement the server ends a transaction, so that a program that hangs does not keep others from writing.
    pub idle_timeout: Duration,
}

impl Default for PostgresOptions {
    fn default() -> PostgresOptions {
        PostgresOptions {
            keys: None,
            connections: 8,
            connect_timeout: Duration::from_secs(10),
            statement_timeout: Duration::from_secs(120),
            lock_timeout: Duration::from_secs(30),
            idle_timeout: Duration::from_secs(300),
        }
    }
}

impl PostgresOptions {
    /// The settings of one transaction, as statements. Of the transaction and not the session, so that a pooler in between may share connections.
    pub(crate) fn settings(&self) -> String {
        let settings = [
            ("statement_timeout", self.statement_timeout),
            ("lock_timeout", self.lock_timeout),
            ("idle_in_transaction_session_timeout", self.idle_timeout),
        ];
        let times = settings.iter().map(|(name, time)| format!("SET LOCAL {name} = '{}ms';", time.as_millis()));
        // a commit that was acknowledged is kept, whatever the server or role is set to: keys are destroyed on the strength of it
        std::iter::once("SET LOCAL synchronous_commit = on;".to_owned()).chain(times).collect()
    }

    /// How long a lock is waited for.
    pub(crate) fn lock_seconds(&self) -> u64 {
        self.lock_timeout.as_secs()
    }

    /// A pool for a URL, and the URL as it was read. Nothing is connected yet.
    pub(crate) fn pool(&self, url: &str) -> Result<(Pool, Config), StoreError> {
        let (mut config, certificates) = read_url(url)?;
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(self.connect_timeout);
        }
        if config.get_application_name().is_none() {
            config.application_name("jenjang");
        }
        let by_socket = !config.get_hosts().is_empty() && config.get_hosts().iter().all(|host| matches!(host, Host::Unix(_)));
        let read = config.clone();
        let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let manager = if by_socket || config.get_ssl_mode() == SslMode::Disable {
            config.ssl_mode(SslMode::Disable);
            Manager::from_config(config, tokio_postgres::NoTls, recycling)
        } else {
            Manager::from_config(config, tls(certificates.as_deref())?, recycling)
        };
        let pool = Pool::builder(manager)
            .max_size(self.connections.max(1))
            .runtime(Runtime::Tokio1)
            .wait_timeout(Some(self.connect_timeout))
            .create_timeout(Some(self.connect_timeout));
        let pool = pool.build().map_err(|error| StoreError::Backend { doing: "making a pool of connections", source: Box::new(error) })?;
        Ok((pool, read))
    }
}

/// Reads a URL. Besides what the driver knows, `sslrootcert` names a file with the certificates to trust, and `verify-ca` and `verify-full` are
/// modes: what is encrypted here is always verified, name included, so that both say the same as `require`.
fn read_url(url: &str) -> Result<(Config, Option<PathBuf>), StoreError> {
    let doing = "reading the address of the database";
    let (base, query) = url.split_once('?').unwrap_or((url, ""));
    let mut certificates = None;
    let mut kept = Vec::new();
    for part in query.split('&').filter(|part| !part.is_empty()) {
        match part.split_once('=') {
            Some(("sslrootcert", path)) => certificates = Some(PathBuf::from(path.replace("%2F", "/").replace("%2f", "/"))),
            Some(("sslmode", "verify-ca" | "verify-full")) => kept.push("sslmode=require"),
            _ => kept.push(part),
        }
    }
    let url = if kept.is_empty() { base.to_owned() } else { format!("{base}?{}", kept.join("&")) };
    // the driver's own sentence says which part is wrong, never the password
    let config = url.parse::<Config>().map_err(|error| StoreError::Backend { doing, source: Box::new(error) })?;
    if config.get_hosts().is_empty() {
        return Err(refused(
            doing,
            "the address names no host, expected `postgres://user@host/database` or `postgres:///database?host=/directory/of/socket`",
        ));
    }
    Ok((config, certificates))
}

/// TLS that trusts a file of certificates, or what the system trusts.
fn tls(certificates: Option<&Path>) -> Result<MakeRustlsConnect, StoreError> {
    let mut roots = RootCertStore::empty();
    if let Some(path) = certificates {
        let unreadable = |problem: String| unavailable(format!("the certificates in `{}` cannot be read: {problem}", path.display()));
        let text = fs::read(path).map_err(|error| unreadable(error.to_string()))?;
        for certificate in CertificateDer::pem_slice_iter(&text) {
            let certificate = certificate.map_err(|error| unreadable(error.to_string()))?;
            roots.add(certificate).map_err(|error| unreadable(error.to_string()))?;
        }
        if roots.is_empty() {
            return Err(unreadable("there are none, expected PEM".to_owned()));
        }
    } else {
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    }
    let provider = rustls::crypto::ring::default_provider();
    let config = ClientConfig::builder_with_provider(provider.into())
        .with_safe_default_protocol_versions()
        .map_err(|error| StoreError::Backend { doing: "preparing TLS", source: Box::new(error) })?;
    Ok(MakeRustlsConnect::new(config.with_root_certificates(roots).with_no_client_auth()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modes_and_certificates_are_read_off_the_url() {
        let (config, certificates) = read_url("postgres://u@db.example/jenjang?sslmode=verify-full&sslrootcert=%2Fetc/ca.pem").unwrap();
        assert_eq!(config.get_ssl_mode(), SslMode::Require);
        assert_eq!(certificates.as_deref(), Some(Path::new("/etc/ca.pem")));
        assert_eq!(config.get_dbname(), Some("jenjang"));
        let (config, _) = read_url("postgres://u@db.example/jenjang").unwrap();
        assert_eq!(config.get_ssl_mode(), SslMode::Prefer);
    }

    #[test]
    fn an_address_without_a_host_is_refused_with_a_sentence() {
        let error = read_url("postgres:///jenjang").unwrap_err();
        let cause = std::error::Error::source(&error).unwrap().to_string();
        assert!(cause.starts_with("the address names no host"), "{cause}");
    }
}
