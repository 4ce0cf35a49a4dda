//! The application on a temporary store, asked without a network.

#![allow(dead_code, reason = "not every test file asks for everything")]

pub(crate) mod answers;
pub(crate) mod json;
pub(crate) mod rating;
pub(crate) mod routes;
pub(crate) mod time;

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use futures_util::StreamExt;
use jenjang_service::permissions::Role;
use jenjang_web::backend::Backend;
use jenjang_web::{App, router};
use tokio::runtime::Runtime;
use tower::ServiceExt;

use time::{Forward, Rewound};

/// How many people there are beside those who run the district.
pub(crate) const STAFF: u64 = 120;

/// The application, and whom the door offers.
pub(crate) struct Running {
    router: Router,
    runtime: Runtime,
    /// Where it keeps everything: it can be put back to what it was.
    pub(crate) store: Rewound,
    /// The time it is: it can be put forward.
    pub(crate) clock: Forward,
    /// Who was not promoted.
    pub(crate) waiting: String,
    /// Who qualifies.
    pub(crate) ready: String,
    /// Who leads.
    pub(crate) superior: String,
}

static RUNNING: OnceLock<Running> = OnceLock::new();

/// The application on 23 November 2026, made once.
pub(crate) fn app() -> &'static Running {
    RUNNING.get_or_init(|| {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        let (store, clock) = (Rewound::default(), Forward::from("2026-11-23T03:00:00Z"));
        let app = runtime.block_on(async { App::demo(Backend::new(store.clone(), clock.clone()), STAFF).await.unwrap() });
        let router = router(Arc::new(app));
        let door = runtime.block_on(ask(&router, Request::get("/sign-in").body(Body::empty()).unwrap()));
        let offered: Vec<&str> = door.body.split("name=\"person\" value=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
        let (waiting, ready) = (offered[0].to_owned(), offered[1].to_owned());
        let (_, leader) = door.body.split_once("<h2>Atasan langsung</h2>").unwrap();
        let superior = leader.split("name=\"person\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        Running { router, runtime, store, clock, waiting, ready, superior }
    })
}

/// Who is tried on every address.
pub(crate) fn visitors() -> [(&'static str, Visitor); 9] {
    let app = app();
    let officer = |id| Visitor::signed_in(id);
    [
        ("nobody", Visitor::nobody()),
        ("the employee concerned", Visitor::signed_in(&app.waiting)),
        ("another employee", Visitor::signed_in(&app.ready)),
        ("a superior", Visitor::signed_in(&app.superior)),
        ("an HR officer", officer("contoh-kepegawaian")),
        ("an HR officer of another region", officer("contoh-tetangga")),
        ("a policy analyst", officer("contoh-analis")),
        ("the appointing authority", officer("contoh-ppk")),
        ("an auditor", officer("contoh-auditor")),
    ]
}

/// The roles somebody of those tried could hold towards anything.
pub(crate) fn roles(visitor: &str) -> BTreeSet<Role> {
    let mut roles = BTreeSet::from([Role::Public]);
    if visitor != "nobody" {
        roles.extend([Role::Employee, Role::Oneself, Role::Rater, Role::PanelMember, Role::Counterpart]);
    }
    roles.extend(match visitor {
        "a superior" => Some(Role::Supervisor),
        "an HR officer" | "an HR officer of another region" | "a reviewer of appeals" => Some(Role::HrOfficer),
        "a policy analyst" => Some(Role::PolicyAnalyst),
        "the appointing authority" => Some(Role::AppointingAuthority),
        "an auditor" => Some(Role::Auditor),
        _ => None,
    });
    roles
}

/// The status, or `in` where somebody has to sign in first.
pub(crate) fn outcome(answer: &Answer, what: &str) -> String {
    assert!(answer.status.as_u16() < 500, "{what}: {}", answer.body);
    if answer.status == StatusCode::SEE_OTHER && answer.header(header::LOCATION).starts_with("/sign-in") {
        assert!(answer.body.is_empty(), "{what} tells on the way: {}", answer.body);
        return "in".to_owned();
    }
    answer.status.as_u16().to_string()
}

/// A survey's form with the first answer of every question that has to be answered.
pub(crate) fn answer_of_all(page: &str) -> String {
    let asked = page.split("<li class=\"question\">").skip(1).map(|rest| rest.split("</li>").next().unwrap());
    let first = |field: &str| {
        let input = field.split("<input type=\"").nth(1).unwrap();
        let of = |attribute: &str| input.split(attribute).nth(1).unwrap().split('"').next().unwrap();
        format!("{}={}", of("name=\""), of("value=\""))
    };
    asked.filter(|field| field.contains(" *</le")).map(first).collect::<Vec<_>>().join("&")
}

/// Asks every address as everybody in [`visitors`], in their order, and compares the statuses.
pub(crate) fn check_access(rows: &[(&str, [u16; 9])]) {
    let visitors = visitors();
    for (address, statuses) in rows {
        for ((name, visitor), status) in visitors.iter().zip(statuses) {
            let answer = get(address, visitor);
            assert_eq!(answer.status.as_u16(), *status, "{address} as {name}: {}", answer.body);
            if answer.status == StatusCode::SEE_OTHER {
                let to = answer.header(header::LOCATION);
                assert!(to.starts_with("/sign-in"), "{address} as {name} leads to {to}");
                assert!(answer.body.is_empty(), "nothing is told on the way: {}", answer.body);
            }
        }
    }
}

/// What holds for every page in both languages: headers, nothing inline, one title and one main heading, ids once, fields with labels.
pub(crate) fn check_page(address: &str, visitor: &Visitor) {
    for language in ["id", "en"] {
        let mark = if address.contains('?') { '&' } else { '?' };
        let answer = get(&format!("{address}{mark}lang={language}"), visitor);
        let body = &answer.body;
        assert!(body.contains(&format!("<html lang=\"{language}\">")), "{address}");
        assert_eq!(answer.header(header::CACHE_CONTROL), "private, no-store", "{address}");
        for inline in ["<script>", " style=", "<style", " onclick", "javascript:"] {
            assert!(!body.contains(inline), "`{inline}` on {address}");
        }
        for script in body.split("<script").skip(1) {
            assert!(script.starts_with(" src=\"/assets/"), "{address}");
        }
        assert_eq!((body.matches("<h1").count(), body.matches("<title>").count()), (1, 1), "{address}");
        let mut ids: Vec<&str> = body.split(" id=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), count, "an id stands twice on {address}");
        for field in ["<input id=\"", "<select id=\"", "<textarea id=\""] {
            for name in body.split(field).skip(1).map(|rest| rest.split('"').next().unwrap()) {
                assert!(body.contains(&format!("<label for=\"{name}\"")), "`{name}` has no label on {address}");
            }
        }
        assert!(body.len() < 60_000 || !body.contains("<table"), "{address} has {} bytes", body.len());
    }
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    /// A header, empty where there is none.
    pub(crate) fn header(&self, name: impl header::AsHeaderName) -> String {
        self.headers.get(name).map_or_else(String::new, |value| value.to_str().unwrap().to_owned())
    }
}

/// Whoever asks, by cookies.
#[derive(Clone)]
pub(crate) struct Visitor(Vec<String>);

impl Visitor {
    pub(crate) fn nobody() -> Visitor {
        Visitor(Vec::new())
    }

    /// Signs in at the door.
    pub(crate) fn signed_in(person: &str) -> Visitor {
        let answer = post("/sign-in", &format!("person={person}"), &Visitor::nobody(), &[]);
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{person} may sign in: {}", answer.body);
        Visitor(vec![answer.header(header::SET_COOKIE).split(';').next().unwrap().to_owned()])
    }

    /// With another cookie.
    pub(crate) fn with(&self, cookie: &str) -> Visitor {
        Visitor(self.0.iter().cloned().chain([cookie.to_owned()]).collect())
    }
}

async fn ask(router: &Router, request: Request<Body>) -> Answer {
    let answer = router.clone().oneshot(request).await.unwrap();
    let (parts, body) = answer.into_parts();
    let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    Answer { status: parts.status, headers: parts.headers, body: String::from_utf8(bytes.to_vec()).unwrap() }
}

pub(crate) fn get(address: &str, visitor: &Visitor) -> Answer {
    let request = Request::get(address).header(header::COOKIE, visitor.0.join("; ")).body(Body::empty()).unwrap();
    app().runtime.block_on(ask(&app().router, request))
}

pub(crate) fn post(address: &str, form: &str, visitor: &Visitor, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::post(address)
        .header(header::COOKIE, visitor.0.join("; "))
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::CONTENT_LENGTH, form.len());
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    app().runtime.block_on(ask(&app().router, request.body(Body::from(form.to_owned())).unwrap()))
}

/// What a form was shown at: the first hidden field of this name on a page, as a form sends it; nothing where the page has none.
pub(crate) fn seen(body: &str, name: &str) -> String {
    let field = body.split(&format!("name=\"{name}\" value=\"")).nth(1);
    field.map_or_else(String::new, |rest| format!("&{name}={}", rest.split('"').next().unwrap()))
}

/// That somebody else was faster: a page with status 409 that says so and shows both versions, and goes on from what is stored.
pub(crate) fn check_overtaken(answer: &Answer, both: &[&str]) {
    assert_eq!(answer.status, StatusCode::CONFLICT, "{}", answer.body);
    for said in both.iter().chain(&["Somebody else changed this after you opened it.", "Nothing of what you sent was kept."]) {
        assert!(answer.body.contains(said), "no `{said}`: {}", answer.body);
    }
    assert!(answer.body.contains("What you sent") && answer.body.contains("What stands now"), "{}", answer.body);
}

/// Sends a body of another kind than a form's.
pub(crate) fn send(address: &str, kind: &str, body: Vec<u8>, visitor: &Visitor) -> Answer {
    let request = Request::post(address).header(header::COOKIE, visitor.0.join("; ")).header(header::CONTENT_TYPE, kind);
    app().runtime.block_on(ask(&app().router, request.body(Body::from(body)).unwrap()))
}

/// What somebody who was away hears over `/live`: kind and address of everything that happened before.
pub(crate) fn heard(visitor: &Visitor) -> Vec<(String, String)> {
    let request = Request::get("/live").header(header::COOKIE, visitor.0.join("; ")).header("last-event-id", "2");
    let text = app().runtime.block_on(async {
        let answer = app().router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        let mut frames = answer.into_body().into_data_stream();
        let mut text = Vec::new();
        // the stream stays open: it is over when nothing more comes
        while let Ok(Some(frame)) = tokio::time::timeout(Duration::from_millis(500), frames.next()).await {
            text.extend(frame.unwrap());
        }
        String::from_utf8(text).unwrap()
    });
    let told = text.lines().filter_map(|line| line.strip_prefix("data: ")).map(|data| {
        let data: serde_json::Value = serde_json::from_str(data).unwrap();
        (data["type"].as_str().unwrap().to_owned(), data["link"].as_str().unwrap().to_owned())
    });
    told.collect()
}

/// The first address on a page that begins so.
pub(crate) fn address_of(body: &str, beginning: &str) -> String {
    let from = body.find(&format!("href=\"{beginning}")).unwrap_or_else(|| panic!("no link to `{beginning}` in {body}")) + 6;
    body[from..from + body[from..].find('"').unwrap()].replace("&#38;", "&").replace("&amp;", "&")
}

/// Sends a form with a file, as a browser does.
pub(crate) fn post_file(address: &str, fields: &[(&str, &str)], (name, content): (&str, &[u8]), visitor: &Visitor) -> Answer {
    let mut body = Vec::new();
    for (field, value) in fields {
        body.extend(format!("--edge\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n").into_bytes());
    }
    body.extend(format!("--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n").into_bytes());
    body.extend(content);
    body.extend(b"\r\n--edge--\r\n");
    let request = Request::post(address)
        .header(header::COOKIE, visitor.0.join("; "))
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge")
        .header(header::CONTENT_LENGTH, body.len())
        .body(Body::from(body))
        .unwrap();
    app().runtime.block_on(ask(&app().router, request))
}

/// Sends a request of any kind, as a program would: with a body of JSON where there is one.
pub(crate) fn program(method: &str, address: &str, body: Option<&str>, visitor: &Visitor, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::builder().method(method).uri(address).header(header::COOKIE, visitor.0.join("; "));
    if body.is_some() && headers.iter().all(|(name, _)| *name != "content-type") {
        request = request.header(header::CONTENT_TYPE, "application/json");
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let body = body.map_or_else(Body::empty, |body| Body::from(body.to_owned()));
    let answer = app().runtime.block_on(ask(&app().router, request.body(body).unwrap()));
    answers::note(method, address, &answer);
    answer
}

/// A file that the tests write where `UPDATE_SNAPSHOTS` is set, and compare with otherwise.
pub(crate) fn committed(file: &str, made: &str) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(path, made).unwrap();
        return;
    }
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    if kept == made {
        return;
    }
    let before: BTreeSet<&str> = kept.lines().collect();
    let differing = made.lines().find(|line| !before.contains(line)).unwrap_or("a line is left out");
    panic!(
        "{file} is stale, first in `{}`: renew it with UPDATE_SNAPSHOTS=1 and this test",
        differing.chars().take(300).collect::<String>()
    );
}
