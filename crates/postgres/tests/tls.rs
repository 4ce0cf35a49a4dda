//! Over TCP with TLS: what is encrypted is verified.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::io::Write;
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;

use common::Directory;
use jenjang::store::StoreError;
use jenjang_postgres::{Migrated, NEWEST, PostgresOptions, PostgresStore};

/// A certificate for `localhost` signed by itself, readable by the user of the server.
fn certificate(directory: &Path, name: &str) -> Option<(String, String)> {
    let [key, certificate] = ["key", "pem"].map(|kind| directory.join(format!("{name}.{kind}")).display().to_string());
    let made = Command::new("openssl")
        .args([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=localhost",
        ])
        .args([
            "-addext",
            "subjectAltName=DNS:localhost",
            "-addext",
            "basicConstraints=critical,CA:false",
            "-keyout",
            &key,
            "-out",
            &certificate,
        ])
        .output()
        .is_ok_and(|done| done.status.success());
    if !made {
        let _ = writeln!(std::io::stderr(), "SKIPPED: no `openssl` program to make a certificate with");
        return None;
    }
    Command::new("chmod").args(["0600", &key]).output().unwrap();
    // fails where the tests do not run as root, and is not needed there
    let _ = Command::new("chown").args(["postgres", &key]).output();
    Some((key, certificate))
}

#[tokio::test]
async fn a_server_is_verified_whenever_it_is_spoken_to_by_tls() {
    let directory = Directory::new();
    let Some((key, certificate)) = certificate(directory.path(), "server") else { return };
    let Some((_, other)) = self::certificate(directory.path(), "other") else { return };
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let settings =
        format!("-c listen_addresses=localhost -c port={port} -c ssl=on -c ssl_cert_file='{certificate}' -c ssl_key_file='{key}'");
    let Some(_server) = jenjang_test_postgres::own_server(&settings) else { return };
    let options = PostgresOptions::default();
    let url = format!("postgres://postgres@localhost:{port}/postgres");

    for mode in ["require", "verify-full", "prefer"] {
        let trusted = format!("{url}?sslmode={mode}&sslrootcert={certificate}");
        let migrated = PostgresStore::migrate(&trusted, &options).await.unwrap();
        assert_eq!(migrated.to, NEWEST);
        for stranger in [format!("{url}?sslmode={mode}"), format!("{url}?sslmode={mode}&sslrootcert={other}")] {
            let error = PostgresStore::migrate(&stranger, &options).await.unwrap_err();
            assert!(matches!(error, StoreError::Unavailable(_)), "{mode}: {error:?}");
        }
        // the right certificate under another name
        let elsewhere = trusted.replace("localhost", "127.0.0.1");
        assert!(matches!(PostgresStore::migrate(&elsewhere, &options).await.unwrap_err(), StoreError::Unavailable(_)));
    }
    let plain = PostgresStore::migrate(&format!("{url}?sslmode=disable"), &options).await.unwrap();
    assert_eq!(plain, Migrated { from: NEWEST, to: NEWEST });
}
