//! What a server is told beyond the demonstration: its address, its provider, its proxies, its limits.

use std::net::{IpAddr, SocketAddr};
use std::path::Path;

use clap::{Arg, ArgAction, ArgMatches, Command};
use jenjang::legal::{Label, Language};
use jenjang_service::sessions::Known;

use super::text;
use crate::security::{PublicUrl, Secret, is_loopback};

/// The environment variable with the secret of the client at the provider.
const SECRET: &str = "JENJANG_OIDC_SECRET";

/// The provider of identities (OpenID Connect).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Oidc {
    /// Its issuer, exactly as it calls itself.
    pub issuer: String,
    /// What it knows this server by.
    pub client: String,
    /// What this server proves itself with; none for a public client.
    pub secret: Option<Secret>,
    /// The claim that says who somebody is.
    pub claim: String,
    /// What the claim is compared with.
    pub known: Known,
    /// The domain that has to stand behind the claim, where it is an address.
    pub domain: Option<String>,
    /// What is asked for besides `openid`.
    pub scopes: Vec<String>,
}

/// The options of a server.
pub(super) fn arguments(command: Command, language: Language) -> Command {
    let t = move |id, en| text(language, id, en);
    let option = |name: &'static str, value: &'static str| Arg::new(name).long(name).value_name(value).hide_env(true);
    let url = move |given: &str| given.parse::<PublicUrl>().map_err(|(id, en)| text(language, id, en));
    let issuer = move |given: &str| issuer(given).map_err(|(id, en)| text(language, id, en));
    let address = move |given: &str| {
        given
            .parse::<SocketAddr>()
            .map_err(|_| text(language, "seharusnya seperti 127.0.0.1:9464", "expected something like 127.0.0.1:9464"))
    };
    let ip = move |given: &str| {
        given
            .parse::<IpAddr>()
            .map_err(|_| text(language, "seharusnya alamat IP seperti 127.0.0.1", "expected an IP address such as 127.0.0.1"))
    };
    let rate = move |given: &str| {
        let rate = given.parse::<u32>().ok().filter(|rate| *rate <= 100_000);
        rate.ok_or_else(|| text(language, "seharusnya bilangan 0 sampai 100000", "expected a whole number from 0 to 100000"))
    };
    let command = command.args([
        option("public-url", "URL").env("JENJANG_PUBLIC_URL").value_parser(url).help(t(
            "Alamat yang dibuka pengguna, https://…; juga JENJANG_PUBLIC_URL; wajib tanpa --demo",
            "The address that people open, https://…; also JENJANG_PUBLIC_URL; needed without --demo",
        )),
        option("oidc-issuer", "URL").env("JENJANG_OIDC_ISSUER").value_parser(issuer).requires("oidc-client").help(t(
            "Penerbit identitas OpenID Connect; juga JENJANG_OIDC_ISSUER",
            "The OpenID Connect issuer; also JENJANG_OIDC_ISSUER",
        )),
        option("oidc-client", "ID").env("JENJANG_OIDC_CLIENT").help(t(
            "Nama aplikasi ini di penerbit; juga JENJANG_OIDC_CLIENT. Rahasianya: JENJANG_OIDC_SECRET atau --oidc-secret-file",
            "What the issuer knows this application by; also JENJANG_OIDC_CLIENT. Its secret: JENJANG_OIDC_SECRET or --oidc-secret-file",
        )),
        option("oidc-secret-file", "FILE").env("JENJANG_OIDC_SECRET_FILE").help(t(
            "Berkas berisi rahasia aplikasi di penerbit; juga JENJANG_OIDC_SECRET_FILE",
            "File with the application's secret at the issuer; also JENJANG_OIDC_SECRET_FILE",
        )),
        option("oidc-claim", "NAME").env("JENJANG_OIDC_CLAIM").default_value("nip").hide_default_value(true).help(t(
            "Klaim yang menyebut siapa pengguna; juga JENJANG_OIDC_CLAIM; bawaan: nip",
            "The claim that says who somebody is; also JENJANG_OIDC_CLAIM; default: nip",
        )),
        option("oidc-match", "number|id")
            .env("JENJANG_OIDC_MATCH")
            .value_parser(["number", "id"])
            .hide_possible_values(true)
            .default_value("number")
            .hide_default_value(true)
            .help(t(
                "Klaim itu nomor pegawai (number, bawaan) atau id internal (id); juga JENJANG_OIDC_MATCH",
                "The claim is the employee number (number, the default) or the internal id (id); also JENJANG_OIDC_MATCH",
            )),
        option("oidc-domain", "DOMAIN").env("JENJANG_OIDC_DOMAIN").help(t(
            "Klaim itu alamat dengan domain ini; yang dicocokkan bagian di depannya; juga JENJANG_OIDC_DOMAIN; wajib untuk klaim email",
            "The claim is an address with this domain; what stands before it is compared; also JENJANG_OIDC_DOMAIN; needed for the claim email",
        )),
        option("oidc-scopes", "NAMES").env("JENJANG_OIDC_SCOPES").default_value("profile").hide_default_value(true).help(t(
            "Cakupan yang diminta selain openid, dipisah spasi; juga JENJANG_OIDC_SCOPES; bawaan: profile",
            "Scopes to ask for besides openid, with spaces between; also JENJANG_OIDC_SCOPES; default: profile",
        )),
        option("posts", "FILE").env("JENJANG_POSTS").conflicts_with("demo").help(t(
            "Berkas CSV jabatan instansi untuk peta karier (docs/career.md); juga JENJANG_POSTS; dibaca saat mulai",
            "CSV file with the posts of the agency for career maps (docs/career.md); also JENJANG_POSTS; read at the start",
        )),
        option("trusted-proxy", "IP")
            .env("JENJANG_TRUSTED_PROXY")
            .value_parser(ip)
            .value_delimiter(',')
            .action(ArgAction::Append)
            .help(t(
                "Proksi yang dipercaya menyebut alamat pengguna (X-Forwarded-For), boleh beberapa; juga JENJANG_TRUSTED_PROXY",
                "Proxy that is believed about the address of people (X-Forwarded-For), several may be given; also JENJANG_TRUSTED_PROXY",
            )),
        option("rate-limit", "N").allow_negative_numbers(true).env("JENJANG_RATE_LIMIT").value_parser(rate).help(t(
            "Permintaan per detik untuk satu sesi, 0 tanpa batas; juga JENJANG_RATE_LIMIT; bawaan: 20, peragaan 0",
            "Requests a second for one session, 0 without limit; also JENJANG_RATE_LIMIT; default: 20, the demonstration 0",
        )),
        option("metrics-listen", "ADDRESS").env("JENJANG_METRICS_LISTEN").value_parser(address).help(t(
            "Alamat dan port tersendiri untuk /metrics (Prometheus); juga JENJANG_METRICS_LISTEN; tanpa ini tidak ada",
            "Address and port of its own for /metrics (Prometheus); also JENJANG_METRICS_LISTEN; without it there is none",
        )),
    ]);
    #[cfg(feature = "otel")]
    let command = {
        let collector = move |given: &str| collector(given).map_err(|(id, en)| text(language, id, en));
        command.arg(option("otlp", "URL").env("JENJANG_OTLP").value_parser(collector).help(t(
            "Pengumpul jejak OpenTelemetry di mesin sendiri, seperti http://127.0.0.1:4318; juga JENJANG_OTLP",
            "OpenTelemetry collector on the own machine, such as http://127.0.0.1:4318; also JENJANG_OTLP",
        )))
    };
    command
}

/// A collector: on the own machine, without TLS, which hands on what it gets.
#[cfg(feature = "otel")]
fn collector(given: &str) -> Result<String, (&'static str, &'static str)> {
    let uri: Option<axum::http::Uri> = given.parse().ok();
    let own = uri.filter(|uri| uri.scheme_str() == Some("http") && uri.host().is_some_and(is_loopback));
    own.map(|_| given.to_owned()).ok_or((
        "seharusnya http:// pada mesin sendiri, seperti http://127.0.0.1:4318",
        "expected http:// on the own machine, such as http://127.0.0.1:4318",
    ))
}

/// An issuer: TLS, save on the own machine.
fn issuer(given: &str) -> Result<String, (&'static str, &'static str)> {
    let shape = ("seharusnya seperti https://sso.contoh.go.id/realms/asn", "expected something like https://sso.example.org/realms/staff");
    let uri: axum::http::Uri = given.parse().map_err(|_| shape)?;
    let host = uri.host().ok_or(shape)?;
    match uri.scheme_str() {
        Some("https") => Ok(given.to_owned()),
        Some("http") if is_loopback(host) => Ok(given.to_owned()),
        Some("http") => Err(("http:// hanya untuk mesin sendiri; gunakan https://", "http:// is for the own machine only; use https://")),
        _ => Err(shape),
    }
}

/// The provider, where one is named.
///
/// # Errors
/// The sentence: a secret that cannot be read, an address without its domain.
pub(super) fn oidc(matches: &ArgMatches) -> Result<Option<Oidc>, Label> {
    let word = |name: &str| matches.get_one::<String>(name).cloned();
    let (Some(issuer), Some(client)) = (word("oidc-issuer"), word("oidc-client")) else { return Ok(None) };
    let claim = word("oidc-claim").unwrap_or_else(|| "nip".to_owned());
    let domain = word("oidc-domain");
    if claim == "email" && domain.is_none() {
        return Err(Label::new(
            "`--oidc-claim email` memerlukan `--oidc-domain`: tanpa itu `siti@` milik siapa pun menjadi `siti`",
            "`--oidc-claim email` needs `--oidc-domain`: without it anybody's `siti@` would be `siti`",
        ));
    }
    let known = if word("oidc-match").as_deref() == Some("id") { Known::Id } else { Known::Number };
    let scopes = word("oidc-scopes").unwrap_or_default().split_whitespace().map(str::to_owned).collect();
    Ok(Some(Oidc { issuer, client, secret: secret(word("oidc-secret-file").as_deref())?, claim, known, domain, scopes }))
}

/// From a file or the environment, never from an argument: arguments are seen by everybody on the machine.
fn secret(file: Option<&str>) -> Result<Option<Secret>, Label> {
    let Some(path) = file else { return Ok(std::env::var(SECRET).ok().filter(|secret| !secret.is_empty()).map(Secret::new)) };
    let said = |problem: &dyn std::fmt::Display| {
        Label::new(format!("`--oidc-secret-file` `{path}`: {problem}"), format!("`--oidc-secret-file` `{path}`: {problem}"))
    };
    let text = std::fs::read_to_string(Path::new(path)).map_err(|error| said(&error))?;
    match text.trim() {
        "" => Err(Label::new(format!("`--oidc-secret-file`: `{path}` kosong"), format!("`--oidc-secret-file`: `{path}` is empty"))),
        secret => Ok(Some(Secret::new(secret))),
    }
}
