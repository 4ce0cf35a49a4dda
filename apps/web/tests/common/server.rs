//! A server (no demonstration) on a store in memory with three employees, asked without a network, and a clock that can be moved.

use std::net::{IpAddr, SocketAddr};
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex};

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Request, StatusCode, header};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use jenjang::legal::{Label, Language};
use jenjang::people::{CivilServantRecord, OrgUnit};
use jenjang::store::{MemoryStore, Store};
use jenjang_service::people::{ImportPeople, PersonData, SaveUnits, import_people, save_units};
use jenjang_service::{Actor, Clock};
use jenjang_web::backend::Backend;
use jenjang_web::config::{self, Config, Parsed};
use jenjang_web::{App, router};
use tower::ServiceExt;

/// A clock that is moved by hand.
#[derive(Clone)]
pub(crate) struct Moved(Arc<Mutex<DateTime<Utc>>>);

impl Moved {
    pub(crate) fn later(&self, by: TimeDelta) {
        *self.0.lock().unwrap() += by;
    }
}

impl Clock for Moved {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap()
    }

    fn today(&self) -> NaiveDate {
        self.now().date_naive()
    }
}

/// The store with its employees: `siti` (number 199001012015032001), `budi` without a number, `darurat` who holds an emergency account in some tests.
pub(crate) struct Ground {
    pub(crate) store: MemoryStore,
    pub(crate) clock: Moved,
}

impl Ground {
    pub(crate) async fn new() -> Ground {
        let clock = Moved(Arc::new(Mutex::new("2026-11-23T03:00:00Z".parse().unwrap())));
        let ground = Ground { store: MemoryStore::new(), clock };
        let backend = ground.backend();
        let operator = backend.context(&Actor::Operator);
        let units = [OrgUnit { id: "dinas".parse().unwrap(), name: Label::same("Dinas"), parent: None }];
        save_units(&operator, SaveUnits { units: &units }).await.unwrap();
        let people = ["siti", "budi", "darurat"].map(|id| {
            let mut record = CivilServantRecord { name: Some(id.into()), ..CivilServantRecord::new(id.parse().unwrap()) };
            if id == "siti" {
                record.employee_number = Some("199001012015032001".into());
            }
            PersonData { record, unit: Some("dinas".parse().unwrap()), superior: None }
        });
        let command = ImportPeople { people: &mut people.into_iter(), dry_run: false, report: &mut |_| ControlFlow::Continue(()) };
        assert_eq!(import_people(&operator, command).await.unwrap().refused, 0);
        ground
    }

    pub(crate) fn backend(&self) -> Backend {
        Backend::new(self.store.clone(), self.clock.clone())
    }

    /// The server that these arguments ask for.
    pub(crate) async fn server(&self, arguments: &[&str]) -> Server {
        let app = App::server(self.backend(), &parsed(arguments)).await.unwrap();
        Server { app: Arc::new(app) }
    }

    /// Verbs and subjects of the audit trail, the last first.
    pub(crate) async fn trail(&self) -> Vec<String> {
        let mut tx = self.store.read().await.unwrap();
        let entries = tx.audit().list(0, 1_000).await.unwrap();
        entries.iter().rev().map(|entry| entry.text.to_string()).collect()
    }
}

/// What the arguments say.
pub(crate) fn parsed(arguments: &[&str]) -> Config {
    let words = std::iter::once("jenjang-web").chain(arguments.iter().copied()).map(Into::into).collect();
    match config::parse(words, Language::En) {
        Parsed::Run(config) => *config,
        Parsed::Shown(text, _) => panic!("{text}"),
        Parsed::Account(..) => panic!("a server was asked for"),
    }
}

pub(crate) struct Server {
    pub(crate) app: Arc<App>,
}

/// What came back.
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Reply {
    pub(crate) fn header(&self, name: impl header::AsHeaderName) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// A cookie that is set, with its attributes.
    pub(crate) fn cookie(&self, name: &str) -> Option<&str> {
        let mut set = self.headers.get_all(header::SET_COOKIE).iter().map(|value| value.to_str().unwrap());
        set.find(|value| value.split('=').next() == Some(name))
    }

    /// The same as a browser sends it back.
    pub(crate) fn kept(&self, name: &str) -> String {
        self.cookie(name).unwrap_or_else(|| panic!("no cookie `{name}`: {:?}", self.headers)).split(';').next().unwrap().to_owned()
    }
}

impl Server {
    pub(crate) async fn ask(&self, mut request: Request<Body>, from: &str) -> Reply {
        let from: IpAddr = from.parse().unwrap();
        request.extensions_mut().insert(ConnectInfo(SocketAddr::new(from, 40_000)));
        let answer = router(Arc::clone(&self.app)).oneshot(request).await.unwrap();
        let (parts, body) = answer.into_parts();
        let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        Reply { status: parts.status, headers: parts.headers, body: String::from_utf8(bytes.to_vec()).unwrap() }
    }

    pub(crate) async fn get(&self, address: &str, cookies: &str) -> Reply {
        self.ask(Request::get(address).header(header::COOKIE, cookies).body(Body::empty()).unwrap(), "203.0.113.9").await
    }

    pub(crate) async fn post(&self, address: &str, form: &str, cookies: &str, from: &str) -> Reply {
        let request = Request::post(address)
            .header(header::COOKIE, cookies)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
            .body(Body::from(form.to_owned()));
        self.ask(request.unwrap(), from).await
    }
}
