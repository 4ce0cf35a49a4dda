//! A server that is no demonstration: what it needs, its cookies, emergency accounts, limits, figures.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests: what is absent here ends the test")]
#![allow(dead_code, reason = "not every test file asks for everything")]

#[path = "common/server.rs"]
mod server;

use std::io::Write;
use std::ops::ControlFlow;
use std::process::{Command, Stdio};

use argon2::Argon2;
use argon2::password_hash::PasswordHasher;
use async_trait::async_trait;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use chrono::TimeDelta;
use jenjang::access::PasswordDigest;
use jenjang::store::{MemoryStore, Store, StoreError, Transaction};
use jenjang_service::Actor;
use jenjang_service::accounts::{AddAccount, add_account, remove_account};
use jenjang_service::people::{ImportPeople, PersonData, import_people};
use jenjang_web::App;
use server::{Ground, Server, parsed};

const HTTPS: &[&str] = &["--database", "unused", "--public-url", "https://karier.contoh.go.id"];
const PASSWORD: &str = "kuda tepat baterai";

async fn with_account(ground: &Ground) {
    let backend = ground.backend();
    let password = Argon2::default().hash_password_with_salt(PASSWORD.as_bytes(), b"sixteen bytes...").unwrap();
    let command = AddAccount {
        name: "pintu-darurat".parse().unwrap(),
        person: "darurat".into(),
        password: PasswordDigest::new(password.to_string()),
    };
    add_account(&backend.context(&Actor::Operator), command).await.unwrap();
}

async fn enter(server: &Server, name: &str, password: &str, from: &str) -> server::Reply {
    let form = format!("name={name}&password={}&next=/eligibility", password.replace(' ', "+"));
    server.post("/sign-in/account?lang=en", &form, "", from).await
}

#[tokio::test]
async fn a_server_says_what_is_missing_in_both_languages() {
    let ground = Ground::new().await;
    let without = App::server(ground.backend(), &parsed(&["--database", "unused"])).await.err().unwrap();
    assert!(without.en.contains("needs `--public-url https://…`") && without.id.contains("memerlukan `--public-url https://…`"));
    let without = App::server(ground.backend(), &parsed(HTTPS)).await.err().unwrap();
    assert!(without.en.starts_with("nobody can sign in: give `--oidc-issuer`"), "{}", without.en);
    assert!(without.id.starts_with("tidak seorang pun dapat masuk: sebutkan `--oidc-issuer`"), "{}", without.id);
    with_account(&ground).await;
    assert!(App::server(ground.backend(), &parsed(HTTPS)).await.is_ok(), "an emergency account is enough");
}

#[tokio::test]
async fn an_account_opens_the_door_with_cookies_that_only_this_host_may_set() {
    let ground = Ground::new().await;
    with_account(&ground).await;
    let server = ground.server(HTTPS).await;
    let door = server.get("/sign-in?lang=en&next=/eligibility", "").await;
    assert!(door.body.contains("href=\"/sign-in/account?next=%2Feligibility\"") && !door.body.contains("Demonstration"), "{}", door.body);
    assert!(door.cookie("jenjang_language").unwrap().contains("; Secure"));
    assert_eq!(door.header(header::STRICT_TRANSPORT_SECURITY), "max-age=63072000; includeSubDomains");
    let form = server.get("/sign-in/account?next=/eligibility", "").await;
    assert!(form.body.contains("type=\"password\"") && form.body.contains("<html lang=\"id\">"));

    let reply = enter(&server, "pintu-darurat", PASSWORD, "203.0.113.9").await;
    assert_eq!((reply.status, reply.header(header::LOCATION)), (StatusCode::SEE_OTHER, "/eligibility"), "{}", reply.body);
    let cookie = reply.cookie("__Host-jenjang_session").unwrap();
    for attribute in ["; Path=/", "; HttpOnly", "; SameSite=Lax", "; Secure", "; Max-Age=3600"] {
        assert!(cookie.contains(attribute), "{cookie}");
    }
    let session = reply.kept("__Host-jenjang_session");
    assert_eq!(server.get("/eligibility", &session).await.status, StatusCode::OK);
    // under the plain name the key is worth nothing
    assert_eq!(server.get("/eligibility", session.trim_start_matches("__Host-")).await.status, StatusCode::SEE_OTHER);
    ground.clock.later(TimeDelta::minutes(59));
    assert_eq!(server.get("/eligibility", &session).await.status, StatusCode::OK);
    ground.clock.later(TimeDelta::minutes(2));
    assert_eq!(server.get("/eligibility", &session).await.status, StatusCode::SEE_OTHER, "an emergency lasts an hour");

    let trail = ground.trail().await;
    assert!(trail[0].contains("\"verb\":\"session.open\"") && trail[0].contains("sign-in:account"), "{}", trail[0]);
    assert!(trail[1].contains("\"verb\":\"account.add\""), "{}", trail[1]);
    assert!(!trail.concat().contains("argon2") && !trail.concat().contains("darurat"), "the trail names nobody");
}

#[tokio::test]
async fn with_an_emergency_account_its_sessions_end() {
    let ground = Ground::new().await;
    with_account(&ground).await;
    let server = ground.server(HTTPS).await;
    let session = enter(&server, "pintu-darurat", PASSWORD, "203.0.113.9").await.kept("__Host-jenjang_session");
    assert_eq!(server.get("/eligibility", &session).await.status, StatusCode::OK);
    let backend = ground.backend();
    remove_account(&backend.context(&Actor::Operator), &"pintu-darurat".parse().unwrap()).await.unwrap();
    let shut = server.get("/eligibility", &session).await;
    assert_eq!((shut.status, shut.header(header::LOCATION)), (StatusCode::SEE_OTHER, "/sign-in?next=/eligibility"));
    assert_eq!(enter(&server, "pintu-darurat", PASSWORD, "203.0.113.10").await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn posts_come_from_a_file_given_at_the_start() {
    let ground = Ground::new().await;
    with_account(&ground).await;
    let backend = ground.backend();
    let record = serde_json::json!({
        "id": "darurat",
        "name": "Darurat",
        "registers": { "positions": [{ "since": "2020-04-01", "kind": "pelaksana" }] }
    });
    let person = PersonData { record: serde_json::from_value(record).unwrap(), unit: Some("dinas".parse().unwrap()), superior: None };
    let mut people = [person].into_iter();
    let import = ImportPeople { people: &mut people, dry_run: false, report: &mut |_| ControlFlow::Continue(()) };
    assert_eq!(import_people(&backend.context(&Actor::Operator), import).await.unwrap().changed, 1);

    let server = ground.server(HTTPS).await;
    let session = enter(&server, "pintu-darurat", PASSWORD, "203.0.113.9").await.kept("__Host-jenjang_session");
    let none = server.get("/career/map?lang=en", &session).await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
    assert!(none.body.contains("whoever runs the server names them with `--posts`"), "{}", none.body);

    let file = std::env::temp_dir().join(format!("jenjang-posts-{}.csv", std::process::id()));
    let path = file.to_str().unwrap();
    let with_posts = [HTTPS, &["--posts", path]].concat();
    let header = "id,label-id,label-en,unit,kind,echelon,lowest-grade";
    std::fs::write(&file, format!("{header}\nkeu/kasi-2,Kepala Seksi Belanja,Head of Spending,dinas,pengawas,IV.b,III/b\n")).unwrap();
    let server = ground.server(&with_posts).await;
    let found = server.get("/career/map?lang=en&find=spending", &session).await;
    assert_eq!(found.status, StatusCode::OK, "{}", found.body);
    assert!(found.body.contains("Head of Spending") && found.body.contains("value=\"keu/kasi-2\""), "{}", found.body);
    let chosen = server.post("/career/map/target", "post=keu%2Fkasi-2", &session, "203.0.113.9").await;
    assert_eq!((chosen.status, chosen.header(header::LOCATION)), (StatusCode::SEE_OTHER, "/career/map?done=chosen"), "{}", chosen.body);
    let target = server.get("/career/map?lang=id", &session).await;
    assert!(target.body.contains("Tujuan saya") && target.body.contains("Kepala Seksi Belanja"), "{}", target.body);

    // a file with a fault stops the start, and every fault is told with its line
    for (text, said) in [
        (format!("{header}\nkeu/kasi-2,Kepala,Head,dinas,raja,IV.b,III/b\n"), "raja"),
        (format!("{header}\n,Kepala,Head,dinas,pengawas,IV.b,III/b\n"), "line 2: "),
        (format!("{header}\n"), "line 1: there are no posts below the header"),
    ] {
        std::fs::write(&file, text).unwrap();
        let refused = App::server(ground.backend(), &parsed(&with_posts)).await.err().unwrap();
        assert!(refused.en.starts_with(&format!("`--posts` `{path}`: ")) && refused.en.contains(said), "{}", refused.en);
    }
    std::fs::remove_file(&file).unwrap();
    let refused = App::server(ground.backend(), &parsed(&with_posts)).await.err().unwrap();
    assert!(refused.id.starts_with(&format!("`--posts` `{path}`: ")), "{}", refused.id);
}

#[cfg(feature = "oidc")]
#[tokio::test]
async fn forms_may_lead_to_wherever_the_provider_signs_people_in_and_out() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let issuer = format!("http://{}", listener.local_addr().unwrap());
    let says = serde_json::json!({
        "issuer": issuer,
        "authorization_endpoint": "https://masuk.contoh.go.id/authorize",
        "end_session_endpoint": "https://keluar.contoh.go.id/out",
        "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{issuer}/keys"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
    });
    let json = |value: serde_json::Value| ([(header::CONTENT_TYPE, "application/json")], value.to_string());
    let provider = axum::Router::new()
        .route("/.well-known/openid-configuration", axum::routing::get(async move || json(says)))
        .route("/keys", axum::routing::get(async move || json(serde_json::json!({ "keys": [] }))));
    tokio::spawn(async move { axum::serve(listener, provider).await });

    let ground = Ground::new().await;
    let server = ground.server(&[HTTPS, &["--oidc-issuer", &issuer, "--oidc-client", "jenjang"]].concat()).await;
    let door = server.get("/sign-in", "").await;
    assert!(door.header(header::CONTENT_SECURITY_POLICY).ends_with(&format!("form-action 'self' {issuer}")), "not met yet");
    let sent = server.get("/sign-in/provider", "").await;
    assert!(sent.header(header::LOCATION).starts_with("https://masuk.contoh.go.id/authorize?"), "{}", sent.body);
    let door = server.get("/sign-in", "").await;
    let policy = door.header(header::CONTENT_SECURITY_POLICY);
    let expected = format!("form-action 'self' {issuer} https://masuk.contoh.go.id https://keluar.contoh.go.id");
    assert!(policy.ends_with(&expected), "{policy}");
}

#[tokio::test]
async fn a_wrong_password_is_kept_out_recorded_and_made_to_wait() {
    let ground = Ground::new().await;
    with_account(&ground).await;
    let server = ground.server(HTTPS).await;
    let wrong = enter(&server, "pintu-darurat", "kuda salah baterai", "203.0.113.9").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("The name or the password is wrong.") && wrong.body.contains("value=\"pintu-darurat\""), "{}", wrong.body);
    assert!(!wrong.body.contains("kuda salah"), "a password is never sent back");
    let trail = ground.trail().await;
    assert!(trail[0].contains("\"verb\":\"session.refuse\"") && trail[0].contains("\"of\":\"person:"), "{}", trail[0]);
    // a name that nobody has is answered alike
    let unknown = enter(&server, "tidak-ada", "kuda salah baterai", "203.0.113.9").await;
    assert_eq!(unknown.status, wrong.status);
    assert_eq!(unknown.body.replace("tidak-ada", "pintu-darurat"), wrong.body);
    let trail = ground.trail().await;
    assert!(trail[0].contains("account:unknown") && !trail[0].contains("tidak-ada"), "{}", trail[0]);

    for _ in 0..2 {
        assert_eq!(enter(&server, "pintu-darurat", "salah", "203.0.113.9").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    // the fourth waits, from another address too, the right password too
    let entries = ground.trail().await.len();
    let waits = enter(&server, "pintu-darurat", PASSWORD, "198.51.100.7").await;
    assert_eq!((waits.status, waits.header(header::RETRY_AFTER)), (StatusCode::TOO_MANY_REQUESTS, "2"));
    assert!(waits.body.contains("Wrong too often; try again after 2 seconds."), "{}", waits.body);
    let form = format!("name=pintu-darurat&password={}", PASSWORD.replace(' ', "+"));
    let waits = server.post("/sign-in/account?lang=id", &form, "", "198.51.100.7").await;
    assert!(waits.body.contains("Terlalu sering salah; coba lagi setelah 2 detik."), "{}", waits.body);
    assert_eq!(ground.trail().await.len(), entries, "what is not tried is not recorded: nobody fills the trail");
    ground.clock.later(TimeDelta::seconds(2));
    assert_eq!(enter(&server, "pintu-darurat", PASSWORD, "198.51.100.7").await.status, StatusCode::SEE_OTHER);
    // nonsense
    for (name, password, sentence) in
        [("", PASSWORD, "This field has to be filled in."), ("pintu-darurat", "", "This field has to be filled in.")]
    {
        let reply = enter(&server, name, password, "198.51.100.8").await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(reply.body.contains(sentence), "{}", reply.body);
    }
    let cross = Request::post("/sign-in/account")
        .header("sec-fetch-site", "cross-site")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(form));
    assert_eq!(server.ask(cross.unwrap(), "198.51.100.8").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn doors_that_are_not_there_are_not_found() {
    let ground = Ground::new().await;
    with_account(&ground).await;
    let server = ground.server(HTTPS).await;
    assert_eq!(server.get("/sign-in/provider", "").await.status, StatusCode::NOT_FOUND);
    assert_eq!(server.get("/sign-in/return?code=a&state=b", "").await.status, StatusCode::NOT_FOUND);
    // nobody is whoever they like
    let reply = server.post("/sign-in", "person=siti", "", "203.0.113.9").await;
    assert_eq!((reply.status, reply.cookie("__Host-jenjang_session")), (StatusCode::UNPROCESSABLE_ENTITY, None));
    let demo = App::demo(ground_of_demo(), 60).await.unwrap();
    let demo = Server { app: std::sync::Arc::new(demo) };
    for address in ["/sign-in/account", "/sign-in/provider", "/sign-in/return"] {
        assert_eq!(demo.get(address, "").await.status, StatusCode::NOT_FOUND, "{address}");
    }
    assert_eq!(demo.post("/sign-in/account", "name=a&password=b", "", "127.0.0.1").await.status, StatusCode::NOT_FOUND);
    assert_eq!(demo.get("/sign-in", "").await.header(header::STRICT_TRANSPORT_SECURITY), "");
}

fn ground_of_demo() -> jenjang_web::backend::Backend {
    let clock = jenjang_service::FixedClock("2026-11-23T03:00:00Z".parse().unwrap());
    jenjang_web::backend::Backend::new(jenjang::store::MemoryStore::new(), clock)
}

/// Asks until it is too often.
async fn refused(server: &Server, address: &str, session: &str) -> server::Reply {
    for _ in 0..60 {
        let reply = server.get(address, session).await;
        if reply.status == StatusCode::TOO_MANY_REQUESTS {
            return reply;
        }
    }
    panic!("sixty requests at once are not too often");
}

#[tokio::test]
async fn who_asks_too_often_is_told_when_to_come_back() {
    let ground = Ground::new().await;
    with_account(&ground).await;
    let server = ground.server(&[HTTPS, &["--rate-limit", "1"]].concat()).await;
    let session = enter(&server, "pintu-darurat", PASSWORD, "203.0.113.9").await.kept("__Host-jenjang_session");
    // one a second, ten at once: the first ten are answered however slow the machine
    for _ in 0..10 {
        assert_eq!(server.get("/policies", &session).await.status, StatusCode::OK);
    }
    let page = refused(&server, "/policies?lang=en", &session).await;
    assert!(page.body.contains("Too often") && page.body.contains("Too many requests; try again after "), "{}", page.body);
    assert!(page.header(header::RETRY_AFTER).parse::<u32>().unwrap() >= 1);
    let page = refused(&server, "/policies?lang=id", &session).await;
    assert!(page.body.contains("Terlalu banyak permintaan; coba lagi setelah "), "{}", page.body);
    let problem = refused(&server, "/api/v1/nothing", &session).await;
    assert_eq!((problem.status.as_u16(), problem.header(header::CONTENT_TYPE)), (429, "application/problem+json"));
    assert!(problem.body.contains("\"code\":\"too-many-requests\"") && !problem.header(header::RETRY_AFTER).is_empty(), "{}", problem.body);
    // another session at the same address goes on, and those who watch too
    let other = format!("__Host-jenjang_session={}", "0".repeat(64));
    assert_eq!(server.get("/policies", &other).await.status, StatusCode::OK);
    assert_eq!(server.get("/healthz", &session).await.status, StatusCode::OK);
    // keys that are made up get no further than their address
    let mut n = 0;
    while server.get("/nowhere", &format!("__Host-jenjang_session={n:064}")).await.status != StatusCode::TOO_MANY_REQUESTS {
        n += 1;
        assert!(n < 3_000, "25 sessions' worth for one address, 250 at once");
    }
    assert!(n > 100, "{n}");
    // passwords are counted for an address whatever the names
    let mut statuses = Vec::new();
    for n in 0..60 {
        ground.clock.later(TimeDelta::minutes(16));
        statuses.push(server.post("/sign-in/account", &format!("name=nama-{n}&password=salah"), "", "192.0.2.77").await.status.as_u16());
    }
    assert!(statuses.contains(&429) && statuses[..10].iter().all(|status| *status == 422), "{statuses:?}");
}

#[tokio::test]
async fn figures_name_routes_and_nobody() {
    // one recorder for the process: this test alone looks at it
    let ground = Ground::new().await;
    with_account(&ground).await;
    let address = jenjang_web::serve_metrics("127.0.0.1:0".parse().unwrap()).await.unwrap();
    let server = ground.server(HTTPS).await;
    let session = enter(&server, "pintu-darurat", PASSWORD, "203.0.113.9").await.kept("__Host-jenjang_session");
    server.get("/people/199001012015032001/eligibility", &session).await;
    server.ask(Request::builder().method("BREW").uri("/policies").body(Body::empty()).unwrap(), "203.0.113.9").await;
    let figures = reqwest::get(format!("http://{address}/metrics")).await.unwrap();
    assert_eq!(figures.headers()["content-type"], "text/plain; version=0.0.4; charset=utf-8");
    let figures = figures.text().await.unwrap();
    for expected in [
        "# TYPE jenjang_http_requests_total counter",
        "jenjang_http_requests_total{method=\"GET\",route=\"/people/{id}/eligibility\",status=\"403\"}",
        "jenjang_http_requests_total{method=\"other\",route=\"/policies\",status=\"405\"}",
        "jenjang_http_request_duration_seconds_bucket{method=\"POST\",route=\"/sign-in/account\",le=\"10\"}",
        "jenjang_sessions_opened_total{means=\"account\"}",
    ] {
        assert!(figures.contains(expected), "`{expected}` in {figures}");
    }
    for secret in ["199001012015032001", "darurat", &session[..], "203.0.113.9", "BREW"] {
        assert!(!figures.contains(secret), "`{secret}` in {figures}");
    }
    assert_eq!(server.get("/metrics", "").await.status, StatusCode::NOT_FOUND, "not on the address of the pages");
    assert_eq!(reqwest::get(format!("http://{address}/policies")).await.unwrap().status(), 404, "and nothing but figures there");
}

/// A store that another program has brought further meanwhile.
struct Newer(MemoryStore);

#[async_trait]
impl Store for Newer {
    async fn begin(&self) -> Result<Box<dyn Transaction>, StoreError> {
        self.0.begin().await
    }

    async fn read(&self) -> Result<Box<dyn Transaction>, StoreError> {
        self.0.read().await
    }

    async fn check_version(&self) -> Result<(), StoreError> {
        Err(StoreError::Newer { found: 9, known: 8 })
    }

    async fn scrub(&self) -> Result<(), StoreError> {
        self.0.scrub().await
    }
}

#[tokio::test]
async fn a_store_that_another_program_brought_further_is_not_ready() {
    let ground = Ground::new().await;
    with_account(&ground).await;
    let server = ground.server(HTTPS).await;
    assert_eq!(server.get("/readyz", "").await.status, StatusCode::OK);
    let backend = jenjang_web::backend::Backend::new(Newer(ground.store.clone()), ground.clock.clone());
    let server = Server { app: std::sync::Arc::new(App::server(backend, &parsed(HTTPS)).await.unwrap()) };
    for (language, sentence) in
        [("en", "The store is at version 9, this program knows up to 8"), ("id", "Penyimpanan berversi 9, program ini mengenal sampai 8")]
    {
        let reply = server.get(&format!("/readyz?lang={language}"), "").await;
        assert_eq!(reply.status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(reply.body.contains(sentence), "{}", reply.body);
    }
    assert_eq!(server.get("/healthz", "").await.status, StatusCode::OK);
}

/// The program itself, with a line on its standard input.
fn run(arguments: &[&str], input: &str) -> (i32, String, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_jenjang-web"))
        .args(arguments)
        .env_remove("JENJANG_LANG")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let done = child.wait_with_output().unwrap();
    (done.status.code().unwrap(), String::from_utf8(done.stdout).unwrap(), String::from_utf8(done.stderr).unwrap())
}

#[test]
fn the_operator_makes_lists_and_removes_accounts_on_the_command_line() {
    let folder = std::env::temp_dir().join(format!("jenjang-accounts-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("akun.db");
    let store = jenjang_sqlite::SqliteStore::create(&file).unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let clock = jenjang_service::FixedClock("2026-11-01T03:00:00Z".parse().unwrap());
        let backend = jenjang_web::backend::Backend::new(store, clock);
        let operator = backend.context(&Actor::Operator);
        let mut people = std::iter::once(jenjang_service::people::PersonData {
            record: jenjang::people::CivilServantRecord::new("siti".parse().unwrap()),
            unit: None,
            superior: None,
        });
        let command = jenjang_service::people::ImportPeople {
            people: &mut people,
            dry_run: false,
            report: &mut |_| std::ops::ControlFlow::Continue(()),
        };
        jenjang_service::people::import_people(&operator, command).await.unwrap();
    });
    let path = file.to_str().unwrap();
    let account = |words: &[&str], input: &str| run(&[&["account"], words, &["--database", path, "--lang", "en"]].concat(), input);
    assert_eq!(account(&["list"], ""), (0, "there is no emergency account\n".into(), String::new()));
    let (code, _, said) = account(&["add", "pintu", "--person", "siti"], "pendek\n");
    assert_eq!((code, said.as_str()), (2, "jenjang-web: this password has 6 letters, at least 12 are needed\n"));
    let (code, _, said) = account(&["add", "pintu", "--person", "nobody"], "kuda tepat baterai\n");
    assert_eq!((code, said.as_str()), (2, "jenjang-web: person `nobody` was not found\n"));
    let (code, said, _) = account(&["add", "pintu", "--person", "siti"], "kuda tepat baterai\n");
    assert_eq!((code, said.as_str()), (0, "the account `pintu` for `siti` is made\n"));
    let (code, listed, _) = account(&["list"], "");
    assert!(code == 0 && listed.starts_with("pintu\tsiti\t") && !listed.contains("argon2"), "{listed}");
    let kept = std::fs::read(&file).unwrap();
    assert!(!kept.windows(18).any(|window| window == b"kuda tepat baterai"), "the password is nowhere in the file");
    assert_eq!(account(&["remove", "pintu"], "").0, 0);
    assert_eq!(account(&["remove", "pintu"], "").2, "jenjang-web: emergency account `pintu` was not found\n");
    // a password as an argument is not taken
    let (code, _, said) = account(&["add", "pintu", "--person", "siti", "--password", "x"], "");
    assert_eq!((code, said.lines().next().unwrap()), (2, "jenjang-web: unknown argument `--password`"));
    std::fs::remove_dir_all(&folder).unwrap();
}
