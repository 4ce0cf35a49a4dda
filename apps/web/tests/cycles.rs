//! 360° cycles as HR runs them: plan, name, open, watch without names, close, read, release, withdraw.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests: what is absent here ends the test")]

mod common;

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use jenjang::store::MemoryStore;
use jenjang_service::FixedClock;
use jenjang_web::backend::Backend;
use jenjang_web::{App, router};
use tokio::runtime::Runtime;
use tower::ServiceExt;

use common::{Answer, STAFF, Visitor, check_access, check_overtaken, check_page, get, post, seen};

const CYCLE: &str = "/hr/cycles/360-2026";
const OVER: &str = "/hr/cycles/360-2025";
const HR: &str = "contoh-kepegawaian";

fn hr() -> Visitor {
    Visitor::signed_in(HR)
}

fn sent(answer: &Answer, to: &str) {
    assert_eq!((answer.status, answer.header(header::LOCATION).as_str()), (StatusCode::SEE_OTHER, to), "{}", answer.body);
}

#[test]
fn every_address_answers_every_visitor_as_it_should() {
    let officer = [303, 403, 403, 403, 200, 403, 403, 403, 403];
    let released = get(&format!("{OVER}/results"), &hr()).body;
    let person = common::address_of(&released, &format!("{OVER}/results/"));
    check_access(&[
        ("/hr/cycles", [303, 403, 403, 403, 200, 200, 403, 403, 403]),
        ("/hr/cycles/new", [303, 403, 403, 403, 200, 200, 403, 403, 403]),
        (CYCLE, officer),
        (&format!("{CYCLE}/plan"), officer),
        (&format!("{CYCLE}/close"), officer),
        ("/hr/cycles/360-1999", [303, 404, 404, 404, 404, 404, 404, 404, 404]),
        // nothing is read before the closing, by nobody
        (&format!("{CYCLE}/analysis"), [303, 403, 403, 403, 422, 403, 422, 403, 422]),
        (&format!("{CYCLE}/results"), [303, 403, 403, 403, 422, 403, 403, 403, 403]),
        (&format!("{OVER}/analysis"), [303, 403, 403, 403, 200, 403, 200, 403, 200]),
        (&format!("{OVER}/results"), officer),
        (&person, officer),
        (&format!("{OVER}/results/nobody"), [303, 403, 403, 403, 403, 403, 403, 403, 403]),
    ]);
    for (name, visitor) in common::visitors() {
        for (address, form) in [
            (CYCLE, "act=release"),
            (CYCLE, "act=propose&seed=x"),
            (CYCLE, "act=open&since=2026-11-23&until=2026-11-30"),
            ("/hr/cycles/360-2026/close", "meant=yes"),
            (&*person, "group=peer&reason=x"),
        ] {
            let status = post(address, form, &visitor, &[]).status.as_u16();
            let expected = match name {
                "nobody" => 303,
                // the cycle is open: past these steps, and answers may still come
                "an HR officer" if form.starts_with("act=") => 409,
                "an HR officer" if address != person => 422,
                "an HR officer" => continue,
                _ => 403,
            };
            assert_eq!(status, expected, "{form} to {address} as {name}");
        }
    }
}

#[test]
fn pages_are_whole_in_both_languages() {
    let hr = hr();
    let person = common::address_of(&get(&format!("{OVER}/results"), &hr).body, &format!("{OVER}/results/"));
    for address in ["/hr/cycles", "/hr/cycles/new", CYCLE, OVER, "/hr/cycles/360-2027"] {
        check_page(address, &hr);
    }
    for address in [format!("{CYCLE}/close"), format!("{OVER}/analysis"), format!("{OVER}/results"), person, format!("{OVER}/close")] {
        check_page(&address, &hr);
    }
    let neighbour = get("/hr/cycles?lang=en", &Visitor::signed_in("contoh-tetangga")).body;
    assert!(neighbour.contains("There is no cycle of your units yet.") && !neighbour.contains("360-2026"), "{neighbour}");
}

#[test]
fn a_cycle_is_planned_and_nonsense_is_refused_beside_its_field() {
    let hr = hr();
    for (language, sentences) in [
        (
            "id",
            [
                "Bagian ini perlu diisi.",
                "Kode `Dua Ribu` tidak dapat dipakai, seharusnya huruf kecil",
                "Tidak ada unit bernama atau berkode `nowhere` di antara unit Anda.",
                "Pilih salah satu skema.",
            ],
        ),
        (
            "en",
            [
                "This field has to be filled in.",
                "The code `Dua Ribu` cannot be used, expected small letters",
                "None of your units has the name or the code `nowhere`.",
                "Choose one of the schemes.",
            ],
        ),
    ] {
        let nonsense = "title=&title-en=Second&id=Dua+Ribu&unit=nowhere&scheme=mine";
        let answer = post(&format!("/hr/cycles/new?lang={language}"), nonsense, &hr, &[]);
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(sentences.iter().all(|sentence| answer.body.contains(sentence)), "{}", answer.body);
        assert!(answer.body.contains("value=\"Dua Ribu\"") && answer.body.contains("value=\"Second\""), "kept");
    }
    let unit = get("/hr/cycles/new", &hr).body;
    let unit = unit.split("<option value=\"synthetic-daerah-001").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let form = format!("title=Uji+coba&title-en=Trial&id=uji-coba&unit=synthetic-daerah-001{unit}&scheme=asn/360/default&instrument=");
    sent(&post("/hr/cycles/new", &form, &hr, &[]), "/hr/cycles/uji-coba?done=planned");
    let taken = post("/hr/cycles/new?lang=en", &form, &hr, &[]);
    assert!(
        taken.status == StatusCode::UNPROCESSABLE_ENTITY && taken.body.contains("This code is taken by another cycle."),
        "{}",
        taken.body
    );
    // raters by chart and draw, with a published seed
    let page = get("/hr/cycles/uji-coba?lang=en", &hr).body;
    assert!(page.contains("<h1>Trial</h1>") && page.contains("Planned.") && page.contains("value=\"uji-coba\""), "{page}");
    let answer = post("/hr/cycles/uji-coba?lang=en", "act=propose&seed=", &hr, &[]);
    assert!(
        answer.status == StatusCode::UNPROCESSABLE_ENTITY && answer.body.contains("This field has to be filled in."),
        "{}",
        answer.body
    );
    let propose = format!("act=propose&seed=undian+2026&chosen=yes{}", seen(&page, "revision"));
    sent(&post("/hr/cycles/uji-coba", &propose, &hr, &[]), "/hr/cycles/uji-coba?done=proposed");
    let page = get("/hr/cycles/uji-coba?lang=en", &hr).body;
    assert!(page.contains("Raters are being named since 23 November 2026") && page.contains("To be looked at"), "{page}");
    for (form, sentence) in [
        ("act=open&since=besok&until=2026-11-30", "The date `besok` cannot be read"),
        ("act=open&since=2026-11-30&until=2026-11-24", "The last day is before the first."),
    ] {
        let answer = post("/hr/cycles/uji-coba?lang=en", form, &hr, &[]);
        assert!(answer.status == StatusCode::UNPROCESSABLE_ENTITY && answer.body.contains(sentence), "{}", answer.body);
    }
    assert_eq!(post("/hr/cycles/uji-coba", "act=burn", &hr, &[]).status, StatusCode::BAD_REQUEST);
}

#[test]
fn of_two_officers_who_move_a_cycle_the_second_sees_where_it_stands() {
    let (hr, another) = (hr(), Visitor::signed_in("contoh-keberatan"));
    let unit = get("/hr/cycles/new", &hr).body;
    let unit = unit.split("<option value=\"synthetic-daerah-001").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let form = format!("title=Serempak&title-en=At+once&id=serempak&unit=synthetic-daerah-001{unit}&scheme=asn/360/default&instrument=");
    sent(&post("/hr/cycles/new", &form, &hr, &[]), "/hr/cycles/serempak?done=planned");
    let address = "/hr/cycles/serempak?lang=en";
    let opened = seen(&get(address, &hr).body, "revision");
    assert_eq!(seen(&get(address, &another).body, "revision"), opened);
    sent(&post("/hr/cycles/serempak", &format!("act=propose&seed=satu{opened}"), &hr, &[]), "/hr/cycles/serempak?done=proposed");
    // the same step, and the next one on a page of before
    let late = post(address, &format!("act=propose&seed=dua{opened}"), &another, &[]);
    check_overtaken(&late, &["name raters", "Raters are being named since 23 November 2026", "value=\"dua\""]);
    let late = post(address, &format!("act=open&since=2026-11-24&until=2026-12-18{opened}"), &another, &[]);
    check_overtaken(&late, &["open the cycle", "24 November 2026", "18 December 2026", "value=\"2026-12-18\""]);
    assert!(get(address, &hr).body.contains("Raters are being named since"), "it is not open");
    assert_ne!(seen(&late.body, "revision"), opened, "one goes on from what stands now");
}

#[test]
fn a_planned_cycle_is_planned_anew_and_of_two_officers_the_second_sees_both_versions() {
    let (hr, another) = (hr(), Visitor::signed_in("contoh-keberatan"));
    let unit = get("/hr/cycles/new", &hr).body;
    let unit = unit.split("<option value=\"synthetic-daerah-001").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let rest = format!("unit=synthetic-daerah-001{unit}&scheme=asn/360/default&instrument=");
    sent(&post("/hr/cycles/new", &format!("title=Salah+tulis&title-en=&id=ulang&{rest}"), &hr, &[]), "/hr/cycles/ulang?done=planned");
    assert!(get("/hr/cycles/ulang?lang=en", &hr).body.contains("href=\"/hr/cycles/ulang/plan\""));
    let address = "/hr/cycles/ulang/plan?lang=en";
    let page = get(address, &hr).body;
    assert!(page.contains("value=\"Salah tulis\"") && !page.contains("name=\"id\""), "{page}");
    let opened = seen(&page, "revision");
    for (form, sentence) in [
        ("title=&".to_owned() + &rest, "This field has to be filled in."),
        (format!("title=x&{rest}x"), "Choose one of the questionnaires."),
    ] {
        let answer = post(address, &format!("{form}{opened}"), &hr, &[]);
        assert!(answer.status == StatusCode::UNPROCESSABLE_ENTITY && answer.body.contains(sentence), "{}", answer.body);
        assert_eq!(seen(&answer.body, "revision"), opened);
    }
    let form = format!("title=Penilaian+2028&title-en=Evaluation+2028&{rest}{opened}");
    sent(&post("/hr/cycles/ulang/plan", &form, &hr, &[]), "/hr/cycles/ulang?done=changed");
    assert!(get("/hr/cycles/ulang?lang=en", &hr).body.contains("<h1>Evaluation 2028</h1>"));
    let late = post(address, &format!("title=Lain&title-en=Other&{rest}{opened}"), &another, &[]);
    check_overtaken(&late, &["Other", "Evaluation 2028", "value=\"Lain\""]);
    // a form that says nothing of what it was shown at changes nothing either
    assert_eq!(post(address, &format!("title=Lain&title-en=Other&{rest}"), &another, &[]).status, StatusCode::CONFLICT);
    // from what stands now one goes on, until raters are named
    let again = format!("title=Lain&title-en=Other&{rest}{}", seen(&late.body, "revision"));
    sent(&post("/hr/cycles/ulang/plan", &again, &another, &[]), "/hr/cycles/ulang?done=changed");
    let page = get("/hr/cycles/ulang", &hr).body;
    sent(&post("/hr/cycles/ulang", &format!("act=propose&seed=x{}", seen(&page, "revision")), &hr, &[]), "/hr/cycles/ulang?done=proposed");
    assert!(!get("/hr/cycles/ulang", &hr).body.contains("/hr/cycles/ulang/plan"));
    let now = seen(&get(address, &hr).body, "revision");
    let late = post(address, &format!("title=Lain&{rest}{now}"), &hr, &[]);
    assert!(late.status == StatusCode::CONFLICT && late.body.contains("cannot go from"), "{}", late.body);
}

#[test]
fn progress_names_nobody_and_gives_no_count() {
    let page = get(&format!("{CYCLE}?lang=en"), &hr()).body;
    let (_, progress) = page.split_once("<h2 id=\"progress\">").unwrap();
    let progress = progress.split("</section>").next().unwrap();
    assert!(["quarter", "half"].iter().any(|word| progress.contains(word)), "{progress}");
    for person in names() {
        assert!(!page.contains(&person), "{person}");
    }
    assert!(!progress.contains('%') && !progress.chars().any(|letter| letter.is_ascii_digit() && !progress.contains("h2")), "{progress}");
}

/// Everybody the cycles are about, by name.
fn names() -> Vec<String> {
    let list = get(&format!("{OVER}/results"), &hr()).body;
    list.split(&format!("href=\"{OVER}/results/"))
        .skip(1)
        .map(|rest| rest.split('>').nth(1).unwrap().split('<').next().unwrap().to_owned())
        .collect()
}

#[test]
fn a_result_names_nobody_but_the_person_and_a_group_can_be_withdrawn() {
    let hr = hr();
    let names = names();
    assert!(names.len() >= 10, "{names:?}");
    let list = get(&format!("{OVER}/results?lang=en"), &hr).body;
    let addresses: Vec<String> = list
        .split(&format!("href=\"{OVER}/results/"))
        .skip(1)
        .map(|rest| format!("{OVER}/results/{}", rest.split('"').next().unwrap()))
        .collect();
    let mut scored = 0;
    for (address, name) in addresses.iter().zip(&names) {
        let page = get(&format!("{address}?lang=en"), &hr).body;
        assert!(page.contains(&format!("<h1>{name}</h1>")), "{page}");
        for other in names.iter().filter(|other| *other != name && !name.contains(other.as_str())) {
            assert!(!page.contains(other.as_str()), "{other} stands on the page of {name}");
        }
        // a mean of anonymous raters stands for three at least
        for count in page.split("(n = ").skip(1).map(|rest| rest.split(')').next().unwrap()) {
            assert!(count.parse::<usize>().unwrap() >= 3, "{count} raters on {address}");
        }
        scored += usize::from(page.contains("By dimension"));
    }
    assert!(scored > 5, "{scored}");
    let address =
        addresses.iter().find(|address| get(address, &hr).body.contains("value=\"peer\"")).expect("peers stand behind somebody's result");
    let answer = post(&format!("{address}?lang=en"), "reason=", &hr, &[]);
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        answer.body.contains("Choose at least one group.") && answer.body.contains("This field has to be filled in."),
        "{}",
        answer.body
    );
    sent(&post(address, "group=peer&reason=Salah+bagan", &hr, &[]), &format!("{address}?done=withdrawn"));
    let page = get(&format!("{address}?lang=en"), &hr).body;
    assert!(page.contains("<dt>Edition</dt><dd>2</dd>") && page.contains("Salah bagan") && !page.contains("value=\"peer\""), "{page}");
    let analysis = get(&format!("{OVER}/analysis?lang=en"), &Visitor::signed_in("contoh-auditor")).body;
    assert!(analysis.contains("Reliability of the composite (Mosier)") && names.iter().all(|name| !analysis.contains(name)), "{analysis}");
}

/// The same store on two days, each with its door.
struct Days {
    runtime: Runtime,
    now: Arc<App>,
    after: Arc<App>,
}

impl Days {
    fn new() -> Days {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        let store = MemoryStore::new();
        let on = |day: &str| FixedClock(format!("{day}T03:00:00Z").parse().unwrap());
        let now = runtime.block_on(App::demo(Backend::new(store.clone(), on("2026-11-23")), STAFF)).unwrap();
        let after = runtime.block_on(App::demo(Backend::new(store, on("2026-12-20")), STAFF)).unwrap();
        Days { runtime, now: Arc::new(now), after: Arc::new(after) }
    }

    fn ask(&self, app: &Arc<App>, request: Request<Body>) -> (StatusCode, String, String) {
        self.runtime.block_on(async {
            let answer = router(Arc::clone(app)).oneshot(request).await.unwrap();
            let (parts, body) = answer.into_parts();
            let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
            let of = |name| parts.headers.get(name).map_or_else(String::new, |value| value.to_str().unwrap().to_owned());
            let said =
                if parts.status == StatusCode::SEE_OTHER { of(header::LOCATION) } else { String::from_utf8(bytes.to_vec()).unwrap() };
            (parts.status, said, of(header::SET_COOKIE))
        })
    }

    fn door(&self, app: &Arc<App>, person: &str) -> String {
        let (_, _, cookie) = self.post(app, "", "/sign-in", &format!("person={person}"));
        cookie.split(';').next().unwrap().to_owned()
    }

    fn get(&self, app: &Arc<App>, who: &str, address: &str) -> (StatusCode, String) {
        let (status, said, _) = self.ask(app, Request::get(address).header(header::COOKIE, who).body(Body::empty()).unwrap());
        (status, said)
    }

    fn post(&self, app: &Arc<App>, who: &str, address: &str, form: &str) -> (StatusCode, String, String) {
        let request = Request::post(address).header(header::COOKIE, who).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.ask(app, request.body(Body::from(form.to_owned())).unwrap())
    }
}

#[test]
fn closing_says_what_is_destroyed_and_destroys_it() {
    let days = Days::new();
    let (now, after) = (&days.now, &days.after);
    // the superior leaves a draft, and does not hand it in
    let door = days.get(now, "", "/sign-in").1;
    let (_, leader) = door.split_once("<h2>Atasan langsung</h2>").unwrap();
    let superior = leader.split("name=\"person\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let boss = days.door(now, &superior);
    let inbox = days.get(now, &boss, "/evaluations").1;
    let form = inbox.split("href=\"/evaluations/360-2026/rate/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let form = format!("/evaluations/360-2026/rate/{form}");
    assert_eq!(days.post(now, &boss, &form, "comment=wombat&act=draft").0, StatusCode::SEE_OTHER);
    assert!(days.get(now, &boss, &form).1.contains("wombat"));

    let close = format!("{CYCLE}/close");
    let hr = days.door(now, HR);
    let (_, page) = days.get(now, &hr, &format!("{close}?lang=en"));
    assert!(page.contains("What is destroyed, for ever") && page.contains("Answers are taken until 16 December 2026"), "{page}");
    let (status, page, _) = days.post(now, &hr, &format!("{close}?lang=en"), "");
    assert!(status == StatusCode::UNPROCESSABLE_ENTITY && page.contains("Tick first that this closing is meant."), "{page}");
    let (status, page, _) = days.post(now, &hr, &format!("{close}?lang=en"), "meant=yes");
    assert!(status == StatusCode::UNPROCESSABLE_ENTITY && page.contains("not everybody has answered"), "nobody chooses the moment: {page}");

    // the day after the last
    let hr = days.door(after, HR);
    let (_, page) = days.get(after, &hr, &format!("{close}?lang=en"));
    assert!(!page.contains("Answers are taken until"), "{page}");
    assert_eq!(days.post(after, &hr, &close, "meant=yes").1, format!("{CYCLE}?done=closed"));
    let (_, page) = days.get(after, &hr, &format!("{CYCLE}?lang=en"));
    assert!(page.contains("All answers were destroyed on 20 December 2026."), "{page}");
    let boss = days.door(after, &superior);
    let (_, page) = days.get(after, &boss, &form);
    assert!(!page.contains("wombat") && !page.contains("type=\"radio\""), "draft and form are gone: {page}");
    assert_eq!(days.post(after, &boss, &form, "act=draft&comment=x").0, StatusCode::UNPROCESSABLE_ENTITY);
    let (status, page, _) = days.post(after, &hr, &format!("{close}?lang=en"), "meant=yes");
    assert!(status == StatusCode::CONFLICT && page.contains("Closed"), "once, and the page says where it stands: {page}");

    // released by HR, and by nobody twice
    let release = format!("act=release{}", seen(&days.get(after, &hr, CYCLE).1, "revision"));
    assert_eq!(days.post(after, &hr, CYCLE, &release).1, format!("{CYCLE}?done=released"));
    let (status, page, _) = days.post(after, &hr, &format!("{CYCLE}?lang=en"), &release);
    assert!(status == StatusCode::CONFLICT && page.contains("release results") && page.contains("Results were released on"), "{page}");
    let (status, page) = days.get(after, &hr, &format!("{CYCLE}/results?lang=en"));
    assert!(status == StatusCode::OK && page.contains("Results of each person"), "{page}");
}
