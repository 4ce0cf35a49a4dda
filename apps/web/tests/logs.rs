//! What the log says of requests: never who asked, whom they asked about, or what was typed.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests: what is absent here ends the test")]

mod common;

use std::io;
use std::sync::{Arc, Mutex};

use tracing_subscriber::fmt::MakeWriter;

use common::{app, get, post, program, visitors};

/// What somebody typed, wherever it was typed.
const TYPED: &str = "kalimat-yang-tidak-boleh-tercatat";

/// Where the log goes.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl io::Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'w> MakeWriter<'w> for Kept {
    type Writer = Kept;

    fn make_writer(&'w self) -> Kept {
        self.clone()
    }
}

#[test]
fn the_log_names_routes_and_never_people_or_what_they_typed() {
    let kept = Kept::default();
    // as the program logs, at the level that says most
    let log = tracing_subscriber::fmt().json().with_max_level(tracing::Level::DEBUG).with_writer(kept.clone());
    tracing::subscriber::set_global_default(log.finish()).unwrap();
    let (me, other) = (&app().waiting, &app().ready);
    let pages = [
        "/".to_owned(),
        "/eligibility".to_owned(),
        "/career/data".to_owned(),
        format!("/people/{me}"),
        format!("/people/{me}/eligibility"),
        format!("/people?find={TYPED}"),
        format!("/team/{other}"),
        format!("/{TYPED}"),
        format!("/verify/{TYPED}"),
        format!("/hr/rounds/{TYPED}"),
        "/hr/rounds/kp-reguler-2026-11/candidates".to_owned(),
    ];
    let forms = [
        "/career/corrections/new",
        "/hr/rounds/new",
        "/voice/policies/jam-pelajaran/questions",
        "/hr/roles",
        "/sign-in",
        "/sign-in/account",
    ];
    let operations = [
        ("GET", format!("/api/v1/people/{me}"), None),
        ("GET", format!("/api/v1/people/{me}/eligibility?on={TYPED}"), None),
        ("POST", "/api/v1/me/corrections".to_owned(), Some(format!(r#"{{ "register": "{TYPED}", "wrong": "{TYPED}" }}"#))),
        (
            "POST",
            "/api/v1/people/import".to_owned(),
            Some(format!(r#"{{ "people": [{{ "record": {{ "id": "{me}", "birth": "{TYPED}" }} }}] }}"#)),
        ),
        ("POST", "/api/v1/appeals".to_owned(), Some(TYPED.to_owned())),
        (
            "POST",
            "/api/v1/cycles".to_owned(),
            Some(format!(r#"{{ "id": "{TYPED}", "scheme": {{ "file": "{TYPED}", "text": "{TYPED}" }} }}"#)),
        ),
        (
            "POST",
            "/api/v1/grants".to_owned(),
            Some(format!(r#"{{ "person": "{me}", "role": "{TYPED}", "unit": "{TYPED}", "since": "{TYPED}" }}"#)),
        ),
    ];
    let mut asked = 0;
    for (_, visitor) in visitors() {
        for page in &pages {
            get(page, &visitor);
        }
        for form in forms {
            let fields =
                ["wrong", "right", "evidence", "register", "title-id", "person", "since", "as-of", "text", "name", "password", "id"];
            let form_of = fields.map(|field| format!("{field}={TYPED}")).join("&");
            post(form, &form_of, &visitor, &[]);
        }
        for (method, address, body) in &operations {
            program(method, address, body.as_deref(), &visitor, &[("authorization", &format!("Bearer {TYPED}"))]);
            program(method, address, body.as_deref(), &visitor, &[]);
        }
        asked += pages.len() + forms.len() + 2 * operations.len();
    }
    let log = String::from_utf8(kept.0.lock().unwrap().clone()).unwrap();
    let answered: Vec<&str> = log.lines().filter(|line| line.contains("\"answered\"")).collect();
    assert!(answered.len() >= asked, "every request has its line: {} of {asked}", answered.len());
    assert!(answered.iter().any(|line| line.contains("\"/people/{id}\"")), "lines name routes: {}", answered[0]);
    for line in log.lines() {
        serde_json::from_str::<serde_json::Value>(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        for private in [TYPED, "synthetic-00", "contoh-kepegawaian", "contoh-analis", "contoh-ppk", "Pegawai Contoh", "Contoh Kepegawaian"]
        {
            assert!(!line.contains(private), "`{private}` stands in the log: {line}");
        }
    }
}
