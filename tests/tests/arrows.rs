//! Who may depend on whom: the arrows of docs/architecture.md, read off the manifests. `deny.toml` says the same of outside crates.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests: what is absent here ends the test")]

use std::collections::BTreeSet;
use std::path::Path;

/// The names in `[dependencies]` of a manifest; test and benchmark dependencies are free.
fn dependencies(package: &str) -> BTreeSet<String> {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(package).join("Cargo.toml");
    let text = std::fs::read_to_string(&manifest).unwrap();
    let section = text.split("\n[").find(|section| section.starts_with("dependencies]")).unwrap_or_default();
    let names = section
        .lines()
        .skip(1)
        .filter_map(|line| line.split_once('='))
        .map(|(name, _)| name.trim().trim_end_matches(".workspace").to_owned());
    names.collect()
}

fn check_at_most(package: &str, allowed: &[&str]) {
    let extra: Vec<String> = dependencies(package).into_iter().filter(|name| !allowed.contains(&name.as_str())).collect();
    assert!(extra.is_empty(), "{package} depends on {extra:?}, allowed are {allowed:?}");
}

#[test]
fn the_domain_depends_on_eight_small_crates() {
    check_at_most("crates/domain", &["serde", "thiserror", "chrono", "rust_decimal", "sha2", "hmac", "petgraph", "async-trait"]);
    assert_eq!(dependencies("crates/domain").len(), 8);
}

#[test]
fn arrows_point_inwards() {
    let files = ["jenjang", "chrono", "rust_decimal", "thiserror", "toml", "toml_parser", "serde", "serde_json", "csv", "unicode-width"];
    check_at_most("crates/policy-files", &files);
    check_at_most("crates/asn", &["jenjang", "jenjang-policy-files", "chrono", "rust_decimal", "thiserror"]);
    check_at_most("crates/statistics", &["jenjang", "statrs", "good_lp"]);
    check_at_most(
        "crates/exchange",
        &["jenjang", "jenjang-policy-files", "calamine", "chrono", "csv", "rust_decimal", "serde", "serde_json", "thiserror", "uuid"],
    );
    let service = [
        "jenjang",
        "jenjang-policy-files",
        "jenjang-statistics",
        "jenjang-credentials",
        "jenjang-planning",
        "async-lock",
        "async-trait",
        "chrono",
        "ed25519-dalek",
        "rust_decimal",
        "serde",
        "serde_json",
        "thiserror",
    ];
    check_at_most("crates/service", &service);
    let credentials =
        ["jenjang", "bs58", "chrono", "ed25519-dalek", "serde", "serde_json", "serde_json_canonicalizer", "sha2", "thiserror"];
    check_at_most("crates/credentials", &credentials);
    check_at_most("crates/planning", &["jenjang", "good_lp", "rust_decimal", "thiserror"]);
    let documents =
        ["jenjang", "chrono", "qrcode", "rust_decimal", "serde", "thiserror", "typst", "typst-as-lib", "typst-layout", "typst-pdf"];
    check_at_most("crates/documents", &documents);
    let sqlite = ["jenjang", "async-lock", "async-trait", "chrono", "futures-timer", "rusqlite", "serde", "serde_json"];
    check_at_most("crates/sqlite", &sqlite);
    let postgres = [
        "jenjang",
        "async-trait",
        "chacha20poly1305",
        "chrono",
        "deadpool-postgres",
        "futures-util",
        "getrandom",
        "hmac",
        "rustls",
        "rustls-native-certs",
        "serde",
        "serde_json",
        "sha2",
        "thiserror",
        "tokio",
        "tokio-postgres",
        "tokio-postgres-rustls",
    ];
    check_at_most("crates/postgres", &postgres);
    let host = ["jenjang", "jenjang-service", "jenjang-sqlite", "jenjang-postgres", "chrono", "getrandom"];
    check_at_most("crates/host", &host);
    check_at_most("tests/postgres-server", &[]);
    let web = [
        "jenjang",
        "jenjang-asn",
        "jenjang-credentials",
        "jenjang-exchange",
        "jenjang-policy-files",
        "jenjang-host",
        "jenjang-service",
        "jenjang-lab",
        "jenjang-tables",
        "jenjang-sqlite",
        "argon2",
        "askama",
        "async-trait",
        "axum",
        "chrono",
        "clap",
        "form_urlencoded",
        "qrcode",
        "futures-util",
        "getrandom",
        "governor",
        "hmac",
        "metrics",
        "metrics-exporter-prometheus",
        "openidconnect",
        "opentelemetry",
        "opentelemetry-otlp",
        "opentelemetry_sdk",
        "reqwest",
        "rpassword",
        "rust_decimal",
        "serde",
        "serde_json",
        "sha2",
        "tokio",
        "tower-http",
        "tracing",
        "tracing-opentelemetry",
        "tracing-subscriber",
    ];
    check_at_most("apps/web", &web);
    let of_cli = dependencies("apps/cli");
    assert!(of_cli.contains("clap"), "the manifest is read as it is written");
}

#[test]
fn heavy_exports_stand_apart() {
    let tables = [
        "jenjang",
        "jenjang-exchange",
        "arrow-array",
        "arrow-buffer",
        "arrow-schema",
        "chrono",
        "parquet",
        "rust_decimal",
        "rust_xlsxwriter",
        "serde_json",
        "thiserror",
    ];
    check_at_most("crates/tables", &tables);
    let lab = [
        "jenjang",
        "jenjang-policy-files",
        "jenjang-statistics",
        "arrow-array",
        "arrow-buffer",
        "arrow-ipc",
        "arrow-schema",
        "chrono",
        "csv",
        "maud",
        "memchr",
        "parquet",
        "plotters",
        "rust_decimal",
        "serde",
        "serde_json",
        "thiserror",
        "toml",
    ];
    check_at_most("crates/lab", &lab);
}
