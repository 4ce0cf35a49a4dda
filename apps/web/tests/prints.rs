//! Prints that whoever holds them can verify: a decision and a decree, with the address that people open.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests: what is absent here ends the test")]
#![allow(dead_code, reason = "not every test file asks for everything")]

#[path = "common/server.rs"]
mod server;

use std::sync::Arc;

use argon2::Argon2;
use argon2::password_hash::PasswordHasher;
use axum::http::StatusCode;
use jenjang::access::PasswordDigest;
use jenjang::store::MemoryStore;
use jenjang_service::accounts::{AddAccount, add_account};
use jenjang_service::{Actor, FixedClock};
use jenjang_web::App;
use jenjang_web::backend::Backend;
use server::{Server, parsed};

const PUBLIC: &str = "https://karier.contoh.go.id";
const PASSWORD: &str = "kuda tepat baterai";
const ROUND: &str = "/hr/rounds/kp-reguler-2026-11";

/// A server over the made-up province, and the cookie of its HR officer.
async fn served() -> (Server, String) {
    let (store, clock) = (MemoryStore::new(), FixedClock("2026-11-23T03:00:00Z".parse().unwrap()));
    App::demo(Backend::new(store.clone(), clock), 120).await.unwrap();
    let backend = Backend::new(store.clone(), clock);
    let password = Argon2::default().hash_password_with_salt(PASSWORD.as_bytes(), b"sixteen bytes...").unwrap();
    let account = AddAccount {
        name: "kepegawaian".parse().unwrap(),
        person: "contoh-kepegawaian".into(),
        password: PasswordDigest::new(password.to_string()),
    };
    add_account(&backend.context(&Actor::Operator), account).await.unwrap();
    let app = App::server(backend, &parsed(&["--database", "unused", "--public-url", PUBLIC])).await.unwrap();
    let server = Server { app: Arc::new(app) };
    let form = format!("name=kepegawaian&password={}", PASSWORD.replace(' ', "+"));
    let cookie = server.post("/sign-in/account", &form, "", "203.0.113.9").await.kept("__Host-jenjang_session");
    (server, cookie)
}

/// The first address on a page that begins so.
fn address_of(body: &str, beginning: &str) -> String {
    let (_, rest) = body.split_once(&format!("href=\"{beginning}")).unwrap_or_else(|| panic!("no link to `{beginning}` in {body}"));
    format!("{beginning}{}", rest.split('"').next().unwrap())
}

/// The picture that holds a text.
fn picture(text: &str) -> String {
    let code = qrcode::QrCode::new(text).unwrap();
    let svg = code.render::<qrcode::render::svg::Color<'_>>().min_dimensions(180, 180).build();
    svg.split_once("?>").unwrap().1.to_owned()
}

/// That a page carries code, whole address and picture, and that the code is known to anybody; the code.
async fn proven(server: &Server, cookie: &str, address: &str) -> String {
    let page = server.get(address, cookie).await;
    assert_eq!(page.status, StatusCode::OK, "{address}: {}", page.body);
    let verify = address_of(&page.body, &format!("{PUBLIC}/verify/"));
    let code = verify.rsplit('/').next().unwrap().to_owned();
    assert!(page.body.contains(&format!(">{verify}</a>")), "the whole address is read on paper: {}", page.body);
    assert!(page.body.contains(&format!("<code>{code}</code>")), "{}", page.body);
    assert!(page.body.contains(&picture(&verify)), "the picture holds that address: {}", page.body);
    let found = server.get(&format!("/verify/{code}?lang=en"), "").await;
    assert!(found.status == StatusCode::OK && found.body.contains("This decision is on record here."), "{}", found.body);
    code
}

#[tokio::test]
async fn a_decision_and_a_decree_carry_code_address_and_picture() {
    let (server, cookie) = served().await;
    let candidates = server.get(&format!("{ROUND}/candidates"), &cookie).await;
    let decision = address_of(&candidates.body, "/decisions/");
    assert_eq!(format!("/decisions/{}", proven(&server, &cookie, &decision).await), decision);
    // a decree carries the code of the decision that it rests on
    let decree = address_of(&server.get(ROUND, &cookie).await.body, &format!("{ROUND}/decrees/"));
    let code = proven(&server, &cookie, &decree).await;
    let page = server.get(&format!("/decisions/{code}"), &cookie).await;
    assert!(page.body.contains(&format!("href=\"{decree}\"")), "the decision leads to the same decree: {}", page.body);
}
