//! Development: every address as every visitor, every page, every form.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests: what is absent here ends the test")]

mod common;

use axum::http::{StatusCode, header};

use common::{Visitor, address_of, app, check_access, check_overtaken, check_page, get, post, post_file, program, seen};

const EVERYBODY: [u16; 9] = [200; 9];
const NOWHERE: [u16; 9] = [404; 9];
const SIGNED_IN: [u16; 9] = [303, 200, 200, 200, 200, 200, 200, 200, 200];
const GONE: [u16; 9] = [303, 404, 404, 404, 404, 404, 404, 404, 404];

fn me() -> Visitor {
    Visitor::signed_in(&app().waiting)
}

/// The value of the first hidden field of this name after a place on a page.
fn hidden(body: &str, after: &str, name: &str) -> String {
    let rest = body.split_once(after).unwrap_or_else(|| panic!("no `{after}` in {body}")).1;
    let mark = format!("name=\"{name}\" value=\"");
    let rest = rest.split_once(&*mark).unwrap_or_else(|| panic!("no hidden `{name}` after `{after}` in {rest}")).1;
    rest.split('"').next().unwrap().to_owned()
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

#[test]
fn every_address_answers_every_visitor_as_it_should() {
    let certificate = address_of(&get("/development/certificates", &me()).body, "/development/certificates/");
    let plan = format!("/development/people/{}/plan", app().waiting);
    // the superior of the door leads the employee concerned
    let paper = [303, 200, 403, 200, 200, 403, 403, 403, 200];
    check_access(&[
        ("/development", SIGNED_IN),
        ("/development/hours", SIGNED_IN),
        ("/development/sessions", SIGNED_IN),
        ("/development/enrolments", SIGNED_IN),
        ("/development/wishes", SIGNED_IN),
        ("/development/plan", SIGNED_IN),
        (&plan, [303, 200, 403, 200, 200, 403, 403, 403, 403]),
        ("/development/people/nobody-at-all/plan", [303, 403, 403, 403, 403, 403, 403, 403, 403]),
        ("/development/mentoring", SIGNED_IN),
        ("/development/places", SIGNED_IN),
        ("/development/studies", SIGNED_IN),
        ("/development/approvals", SIGNED_IN),
        ("/development/certificates", SIGNED_IN),
        (&certificate, paper),
        (&format!("{certificate}/file"), paper),
        ("/development/certificates/0000", GONE),
        ("/verify", EVERYBODY),
        ("/verify/0000", NOWHERE),
    ]);
}

#[test]
fn every_page_is_sound_in_both_languages() {
    let certificate = address_of(&get("/development/certificates", &me()).body, "/development/certificates/");
    for address in [
        "/development",
        "/development/hours",
        "/development/sessions",
        "/development/enrolments",
        "/development/wishes",
        "/development/plan",
        "/development/mentoring",
        "/development/places",
        "/development/studies",
        "/development/certificates",
        &certificate,
        "/verify",
        "/verify/0000",
    ] {
        check_page(address, &me());
    }
    check_page("/development/approvals", &Visitor::signed_in(&app().superior));
    for (address, indonesian, english) in [
        ("/development", "Kebutuhan saya", "My needs"),
        ("/development/sessions", "Sesuai kebutuhan Anda", "These fit your needs"),
        ("/development/plan", "Tambahkan butir", "Add an item"),
        ("/development/mentoring", "Mentor Anda", "Your mentor"),
        ("/development/places", "Yang ditawarkan", "What is offered"),
        ("/development/studies", "Ajukan tugas belajar", "Apply for a study assignment"),
        ("/verify", "Dengan berkas bertanda tangan", "By the signed file"),
    ] {
        for (language, own, other) in [("id", indonesian, english), ("en", english, indonesian)] {
            let body = get(&format!("{address}?lang={language}"), &me()).body;
            assert!(body.contains(own) && !body.contains(other), "{address} in {language}: {body}");
        }
    }
}

#[test]
fn the_overview_tells_needs_by_their_evidence_and_what_fits_by_its_reason() {
    let body = get("/development", &me()).body;
    assert!(body.contains("Kesenjangan kompetensi") && body.contains("dinilai") && body.contains("Pusat Penilaian Contoh"), "{body}");
    assert!(body.contains(" JP</strong> dari 20 JP"), "hours of the year against the duty: {body}");
    assert!(body.contains("Dasar hukum: PP 11/2017 jo. PP 17/2020 ps. 203"), "the article of the duty: {body}");
    assert!(body.contains("Mengapa sesuai bagi Anda") && body.contains("jabatan Anda mensyaratkan"), "{body}");
}

#[test]
fn somebody_enrols_and_gives_the_seat_up_again() {
    let me = Visitor::signed_in(&app().ready);
    let page = get("/development/sessions", &me).body;
    let session = hidden(&page, "Penguatan", "session");
    // nonsense is refused with a sentence, in both languages
    let refused = post("/development/sessions", "session=nothing", &me, &[]);
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    let refused = post("/development/sessions?lang=en", "session=", &me, &[]);
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("one of the sessions below"), "{}", refused.body);
    let done = post("/development/sessions", &format!("session={session}"), &me, &[]);
    assert_eq!((done.status, done.header(header::LOCATION).as_str()), (StatusCode::SEE_OTHER, "/development/enrolments?done=enrolled"));
    let page = get("/development/enrolments?done=enrolled", &me).body;
    assert!(page.contains("role=\"status\">Anda terdaftar") && page.contains("Menunggu persetujuan atasan"), "{page}");
    let again = post("/development/sessions", &format!("session={session}"), &me, &[]);
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "twice is refused: {}", again.body);
    let enrolment = hidden(&page, "Penguatan", "enrolment");
    let form = format!("enrolment={}&reason=", encoded(&enrolment));
    let refused = post("/development/enrolments", &form, &me, &[]);
    assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.body.contains("Bagian ini perlu diisi."), "{}", refused.body);
    // another employee cannot
    let form = format!("enrolment={}&reason=bukan+milik+saya", encoded(&enrolment));
    assert_eq!(post("/development/enrolments", &form, &self::me(), &[]).status, StatusCode::FORBIDDEN);
    let done = post("/development/enrolments", &form, &me, &[]);
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    assert!(get("/development/enrolments", &me).body.contains("bukan milik saya"), "the reason stands with it");
}

#[test]
fn a_superior_approves_and_refuses_what_the_staff_asks_for() {
    let superior = Visitor::signed_in(&app().superior);
    let page = get("/development/approvals", &superior).body;
    let enrolment = hidden(&page, "Menulis surat dinas", "enrolment");
    let form = format!("enrolment={}&decision=refuse&reason=", encoded(&enrolment));
    let refused = post("/development/approvals/enrolment", &form, &superior, &[]);
    assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.body.contains("Bagian ini perlu diisi."), "{}", refused.body);
    let form = format!("enrolment={}&decision=approve", encoded(&enrolment));
    for other in [me(), Visitor::signed_in(&app().ready), Visitor::signed_in("contoh-tetangga")] {
        assert_eq!(post("/development/approvals/enrolment", &form, &other, &[]).status, StatusCode::FORBIDDEN);
    }
    let done = post("/development/approvals/enrolment", &form, &superior, &[]);
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let page = get("/development/approvals?done=approved", &superior).body;
    assert!(page.contains("Pendaftaran disetujui") && !page.contains(&enrolment), "it waits no more: {page}");
}

#[test]
fn a_plan_keeps_what_was_typed_and_is_agreed_to() {
    let me = Visitor::signed_in(&app().ready);
    let wish = post("/development/wishes", "topic=Akuntansi+desa&course=", &me, &[]);
    assert_eq!(wish.status, StatusCode::SEE_OTHER, "{}", wish.body);
    let twice = post("/development/wishes?lang=en", "topic=akuntansi+desa&course=", &me, &[]);
    assert!(twice.status == StatusCode::UNPROCESSABLE_ENTITY && twice.body.contains("value=\"akuntansi desa\""), "{}", twice.body);
    let page = get("/development/plan", &me).body;
    let need = page.split("value=\"wish:").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let nonsense = format!("need=wish%3A{need}&course=&form=B6&title=&amount=banyak&due=kelak");
    for (language, sentence) in
        [("id", "tidak dapat dipakai, seharusnya bilangan seperti 8"), ("en", "cannot be used, expected a number such as 8")]
    {
        let refused = post(&format!("/development/plan?lang={language}"), &nonsense, &me, &[]);
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.body.contains(sentence) && refused.body.contains("value=\"kelak\""), "{}", refused.body);
    }
    let form = format!("need=wish%3A{need}&course=&form=B6&title=Kelas+akuntansi&amount=8&due=2026-12-31");
    let done = post("/development/plan", &form, &me, &[]);
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let page = get("/development/plan", &me).body;
    assert!(page.contains("Kelas akuntansi"), "{page}");
    let plan = hidden(&page, "/development/plan/agree", "plan");
    // somebody else neither agrees nor removes
    for address in ["/development/plan/agree", "/development/plan/remove"] {
        let answer = post(address, &format!("plan={plan}&item=1"), &self::me(), &[]);
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{address}");
    }
    let done = post("/development/plan/remove", &format!("plan={plan}&item=1{}", seen(&page, "revision")), &me, &[]);
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    assert!(get("/development/plan", &me).body.contains("Rencana ini belum berisi"));
}

#[test]
fn a_wish_is_taken_back_by_whoever_said_it() {
    let me = Visitor::signed_in(&app().ready);
    let said = post("/development/wishes", "topic=Membaca+peta+desa&course=", &me, &[]);
    assert_eq!(said.header(header::LOCATION), "/development/wishes?done=wished", "{}", said.body);
    let page = get("/development/wishes", &me).body;
    let entry = page.split("<li>").find(|entry| entry.contains("Membaca peta desa")).expect("the wish is listed");
    let wish = hidden(entry, "/development/wishes/withdraw", "wish");
    let form = format!("wish={wish}");
    for (visitor, refused) in [(self::me(), StatusCode::FORBIDDEN), (Visitor::signed_in("contoh-kepegawaian"), StatusCode::FORBIDDEN)] {
        let answer = post("/development/wishes/withdraw", &form, &visitor, &[]);
        assert_eq!(answer.status, refused, "{}", answer.body);
    }
    let done = post("/development/wishes/withdraw", &form, &me, &[]);
    assert_eq!(done.header(header::LOCATION), "/development/wishes?done=withdrawn", "{}", done.body);
    assert!(!get("/development/wishes", &me).body.contains("Membaca peta desa"));
    assert_eq!(post("/development/wishes/withdraw", &form, &me, &[]).status, StatusCode::NOT_FOUND, "it is gone");
}

#[test]
fn an_item_of_a_plan_is_closed_by_the_superior_with_what_shows_it() {
    let superior = Visitor::signed_in(&app().superior);
    let address = format!("/development/people/{}/plan", app().waiting);
    let page = get(&address, &superior).body;
    let person = &app().waiting;
    if page.contains("/development/plan/agree") {
        assert!(!page.contains("/development/plan/close"), "nothing is closed before both agreed: {page}");
        let plan = hidden(&page, "/development/plan/agree", "plan");
        let form = format!("person={person}&plan={plan}{}", seen(&page, "revision"));
        let agreed = post("/development/plan/agree", &form, &superior, &[]);
        assert_eq!(agreed.header(header::LOCATION), format!("{address}?done=agreed"), "{}", agreed.body);
    }
    let page = get(&address, &superior).body;
    let plan = hidden(&page, "/development/plan/close", "plan");
    let item = hidden(&page, "/development/plan/close", "item");
    let proof = page.split("value=\"certificate:").nth(1).expect("the certificate of the person can be given").split('"').next().unwrap();
    let form = |evidence: &str| format!("person={person}&plan={plan}&item={item}&evidence={evidence}{}", seen(&page, "revision"));
    let with = form(&format!("certificate%3A{proof}"));
    // oneself closes nothing, nor does somebody without a certificate to give
    assert_eq!(post("/development/plan/close", &with, &me(), &[]).status, StatusCode::FORBIDDEN);
    let without = post("/development/plan/close?lang=en", &form(""), &superior, &[]);
    assert!(
        without.status == StatusCode::UNPROCESSABLE_ENTITY && without.body.contains("Choose the evidence that the item is done"),
        "{}",
        without.body
    );
    let done = post("/development/plan/close", &with, &superior, &[]);
    assert_eq!(done.header(header::LOCATION), format!("{address}?done=closed"), "{}", done.body);
    let own = get("/development/plan?lang=en", &me()).body;
    assert!(own.contains("Done</span> 23 November 2026: Certificate"), "{own}");
    check_overtaken(&post("/development/plan/close?lang=en", &with, &superior, &[]), &["Close item"]);
}

#[test]
fn of_two_who_write_a_plan_the_second_sees_both_and_nobody_agrees_to_what_was_not_shown() {
    let (me, person) = (Visitor::signed_in(&app().superior), &app().superior);
    let officer = Visitor::signed_in("contoh-kepegawaian");
    assert_eq!(post("/development/wishes", "topic=Bahasa+isyarat&course=", &me, &[]).status, StatusCode::SEE_OTHER);
    // both open it before either writes
    let theirs = format!("/development/people/{person}/plan");
    let own = get("/development/plan", &me).body;
    let opened = seen(&own, "revision");
    assert_eq!(seen(&get(&theirs, &officer).body, "revision"), opened);
    let need = own.split("value=\"wish:").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let item =
        |title: &str, seen: &str| format!("person={person}&need=wish%3A{need}&course=&form=B6&title={title}&amount=8&due=2026-12-31{seen}");
    let first = post("/development/plan", &item("Kelas+isyarat", &opened), &me, &[]);
    assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.body);
    let late = post("/development/plan?lang=en", &item("Kelas+malam", &opened), &officer, &[]);
    check_overtaken(&late, &["Add Kelas malam, 31 December 2026", "Kelas isyarat, 31 December 2026", "value=\"Kelas malam\""]);
    let stands = get("/development/plan", &me).body;
    assert!(stands.contains("Kelas isyarat") && !stands.contains("Kelas malam"), "{stands}");
    // the officer goes on from what stands now; the person agrees to what was shown before, and is told
    let again = post("/development/plan", &item("Kelas+malam", &seen(&late.body, "revision")), &officer, &[]);
    assert_eq!(again.status, StatusCode::SEE_OTHER, "{}", again.body);
    let plan = hidden(&stands, "/development/plan/agree", "plan");
    let before = seen(&stands, "revision");
    for (address, yours) in
        [("/development/plan/agree", "Agree to the plan as it was shown before"), ("/development/plan/remove", "Take out item 1")]
    {
        let late = post(&format!("{address}?lang=en"), &format!("plan={plan}&item=1{before}"), &me, &[]);
        check_overtaken(&late, &[yours, "Kelas isyarat", "Kelas malam"]);
    }
    let stands = get("/development/plan", &me).body;
    assert!(stands.contains("Kelas isyarat") && stands.contains("Kelas malam") && stands.contains("Setujui rencana ini"), "{stands}");
}

#[test]
fn a_place_is_applied_for_and_given_up() {
    let me = Visitor::signed_in(&app().ready);
    let page = get("/development/places", &me).body;
    let place = hidden(&page, "mal pelayanan publik", "place");
    let refused = post("/development/places?lang=en", &format!("place={place}&first=soon&last="), &me, &[]);
    assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.body.contains("`soon` cannot be read"), "{}", refused.body);
    let done = post("/development/places", &format!("place={place}"), &me, &[]);
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let page = get("/development/places", &me).body;
    let placement = encoded(&hidden(&page, "Lamaran dan penempatan saya", "placement"));
    assert_eq!(
        post("/development/places/break-off", &format!("placement={placement}&reason=x"), &self::me(), &[]).status,
        StatusCode::FORBIDDEN
    );
    let done = post("/development/places/break-off", &format!("placement={placement}&reason=Pindah+tugas"), &me, &[]);
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    assert!(get("/development/places", &me).body.contains("Pindah tugas"));
}

#[test]
fn a_study_is_asked_for_and_its_requirements_are_told_at_once() {
    let me = Visitor::signed_in(&app().ready);
    let refused = post("/development/studies", "programme=&institution=&first=&last=", &me, &[]);
    assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.body.contains("Bagian ini perlu diisi"), "{}", refused.body);
    let form = "programme=S2&institution=Universitas+Contoh&funding=agency&first=2027-08-01&last=2029-07-31";
    let done = post("/development/studies", form, &me, &[]);
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let page = get("/development/studies", &me).body;
    assert!(page.contains("Universitas Contoh") && page.contains("Selama satu permohonan"), "{page}");
}

#[test]
fn meetings_with_a_mentor_count_under_the_title_of_the_programme() {
    for address in ["/development/hours", "/career/data"] {
        let page = get(address, &me()).body;
        assert!(page.contains("Mentoring pelayanan<") && !page.contains("mentoring-contoh"), "{address}: {page}");
    }
}

#[test]
fn a_mentor_records_a_meeting_and_the_mentee_does_not() {
    let page = get("/development/mentoring", &me()).body;
    assert!(page.contains("Mentor Anda") && page.contains("sasaran disepakati") && page.contains("Mengapa pasangan ini"), "{page}");
    assert!(!page.contains("Catat pertemuan"), "a mentee records none");
    let pair = encoded(&hidden(&page, "Tulis ulasan akhir", "pair"));
    let form = format!("pair={pair}&date=2026-11-20&notes=Berdua");
    assert_eq!(post("/development/mentoring/meet", &form, &me(), &[]).status, StatusCode::FORBIDDEN);
    assert_eq!(post("/development/mentoring/goals", &format!("pair={pair}&goal=x"), &me(), &[]).status, StatusCode::FORBIDDEN);
    let refused = post("/development/mentoring/review", &format!("pair={pair}&side=mentee&review="), &me(), &[]);
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[test]
fn a_conflict_with_a_mentor_is_declared_once_by_one_of_the_two() {
    let page = get("/development/mentoring", &me()).body;
    let pair = encoded(&hidden(&page, "/development/mentoring/conflict", "pair"));
    let form = |reason: &str| format!("pair={pair}&conflict={reason}");
    for (language, sentence) in [("id", "Bagian ini perlu diisi."), ("en", "This field has to be filled in.")] {
        let refused = post(&format!("/development/mentoring/conflict?lang={language}"), &form(""), &me(), &[]);
        assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.body.contains(sentence), "{}", refused.body);
    }
    for other in [&*app().ready, "contoh-analis", "contoh-tetangga"].map(Visitor::signed_in) {
        let answer = post("/development/mentoring/conflict", &form("Ipar"), &other, &[]);
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "a pair of others is nobody's business: {}", answer.body);
    }
    let done = post("/development/mentoring/conflict", &form("Mentor+adalah+ipar+saya"), &me(), &[]);
    assert_eq!((done.status, done.header(header::LOCATION).as_str()), (StatusCode::SEE_OTHER, "/development/mentoring?done=conflict"));
    let page = get("/development/mentoring?done=conflict", &me()).body;
    assert!(page.contains("role=\"status\">Benturan kepentingan dinyatakan") && !page.contains("ipar saya"), "HR alone reads it: {page}");
    // whether one was declared before is not told either
    let again = post("/development/mentoring/conflict", &form("Lagi"), &me(), &[]);
    assert_eq!(again.header(header::LOCATION), "/development/mentoring?done=conflict", "{}", again.body);
    let programme = get("/hr/development/mentoring/mentoring-contoh", &Visitor::signed_in("contoh-kepegawaian")).body;
    assert!(programme.contains("Mentor adalah ipar saya") && !programme.contains("Lagi"), "{programme}");
    let auditor = get("/hr/development/mentoring/mentoring-contoh", &Visitor::signed_in("contoh-auditor")).body;
    assert!(!auditor.contains("ipar saya"), "{auditor}");
}

#[test]
fn somebody_says_to_take_part_in_a_programme_and_takes_it_back() {
    let address = "/development/mentoring";
    let (ready, officer) = (Visitor::signed_in(&app().ready), Visitor::signed_in("contoh-kepegawaian"));
    let desk = "/hr/development/mentoring/mentoring-contoh";
    let wish = |visitor: &Visitor, side: &str, language: &str| {
        post(&format!("{address}/wish?lang={language}"), &format!("programme=mentoring-contoh&side={side}"), visitor, &[])
    };
    let before = get(address, &ready).body;
    assert!(before.contains("Program yang terbuka bagi Anda") && before.contains("Saya ingin dibimbing"), "{before}");
    assert!(before.contains("Belum ada yang menawarkan diri sebagai mentor"), "{before}");
    assert!(get(desk, &officer).body.contains("Belum ada yang menyatakan ingin ikut"));
    // whoever is not signed in, of another region, has a mentor, or asks nonsense
    assert_eq!(wish(&Visitor::nobody(), "mentee", "en").status, StatusCode::SEE_OTHER);
    assert!(!get(address, &Visitor::signed_in("contoh-tetangga")).body.contains("Mentoring pelayanan"));
    for (visitor, sentence) in
        [(Visitor::signed_in("contoh-tetangga"), "is for people of the unit"), (me(), "You have a mentor in programme")]
    {
        let refused = wish(&visitor, "mentee", "en");
        assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.body.contains(sentence), "{}", refused.body);
    }
    assert_eq!(wish(&ready, "both", "en").status, StatusCode::NOT_FOUND);
    // a mentor offers, and is told of without a name
    let done = wish(&me(), "mentor", "id");
    assert_eq!((done.status, done.header(header::LOCATION).as_str()), (StatusCode::SEE_OTHER, "/development/mentoring?done=wished"));
    let page = get(&format!("{address}?lang=en"), &ready).body;
    let name = format!("Pegawai Contoh {}", app().waiting.trim_start_matches("synthetic-"));
    assert!(page.contains("1 person offers to be a mentor.") && !page.contains(&name), "{page}");
    // a mentee asks, once
    assert_eq!(wish(&ready, "mentee", "en").status, StatusCode::SEE_OTHER);
    let twice = wish(&ready, "mentee", "en");
    assert!(twice.status == StatusCode::UNPROCESSABLE_ENTITY && twice.body.contains("was said already"), "{}", twice.body);
    check_page(address, &ready);
    let page = get(&format!("{address}?done=wished&lang=en"), &ready).body;
    assert!(page.contains("You want to be accompanied, 23 November 2026") && !page.contains("I want a mentor"), "{page}");
    assert!(!get("/development/wishes", &ready).body.contains("Mentoring pelayanan"), "no wish to learn something");
    // those who run the programme see both, and match them
    check_page(desk, &officer);
    let page = get(&format!("{desk}?lang=en"), &officer).body;
    assert!(page.contains("wants a mentor, since 23 November 2026") && page.contains(&format!("{name}: offers to be a mentor")), "{page}");
    let auditor = get(&format!("{desk}?lang=en"), &Visitor::signed_in("contoh-auditor")).body;
    assert!(!auditor.contains("wants a mentor") && !auditor.contains("offers to be"), "{auditor}");
    let matched = "wishes=yes&mentees=&mentors=&decision=try";
    let tried = post(&format!("{desk}?lang=en"), matched, &officer, &[]);
    assert!(
        tried.status == StatusCode::OK && tried.body.contains("not kept yet") && !tried.body.contains("id=\"mentees-problem\""),
        "{}",
        tried.body
    );
    let without = post(desk, "mentees=&mentors=&decision=try", &officer, &[]);
    assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY, "nobody is counted in unasked: {}", without.body);
    for other in [&*app().ready, "contoh-tetangga"].map(Visitor::signed_in) {
        assert_eq!(post(desk, matched, &other, &[]).status, StatusCode::FORBIDDEN);
    }
    // it is taken back by whoever said it alone
    let page = get(address, &ready).body;
    let id = encoded(&hidden(&page, "Anda ingin dibimbing", "programme").replace("mentoring-contoh", ""));
    assert!(id.is_empty(), "the button to offer is still there");
    let id = encoded(&hidden(&page, "Program yang terbuka", "wish"));
    let form = format!("wish={id}");
    assert_eq!(post(&format!("{address}/withdraw"), &form, &me(), &[]).status, StatusCode::FORBIDDEN);
    assert_eq!(post(&format!("{address}/withdraw"), &form, &ready, &[]).status, StatusCode::SEE_OTHER);
    assert!(get(address, &ready).body.contains("Saya ingin dibimbing"));
    assert!(!get(&format!("{desk}?lang=en"), &officer).body.contains("wants a mentor"));
    // a program does the same
    let said = program("POST", "/api/v1/mentoring/mentoring-contoh/wish", Some("{\"side\": \"mentee\"}"), &ready, &[]);
    assert!(said.status == StatusCode::CREATED && said.body.contains("\"side\":\"mentee\""), "{}", said.body);
    let listed = program("GET", "/api/v1/me/mentoring", None, &ready, &[]).body;
    assert!(listed.contains("mentoring-contoh") && listed.contains("\"mentors\":1") && !listed.contains(&app().waiting), "{listed}");
    let id = said.body.split("\"id\":\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert_eq!(program("POST", &format!("/api/v1/me/wishes/{id}/withdraw"), Some("{}"), &ready, &[]).status, StatusCode::OK);
}

#[test]
fn a_certificate_is_verified_by_anybody_and_mistyped_codes_get_a_sentence() {
    let list = get("/development/certificates", &me()).body;
    let address = address_of(&list, "/development/certificates/");
    let sheet = get(&address, &me()).body;
    assert!(sheet.contains("<svg") && sheet.contains("Pelayanan publik yang ramah"), "{sheet}");
    let code = sheet.split("<strong class=\"code\">").nth(1).unwrap().split('<').next().unwrap().to_owned();
    let nobody = Visitor::nobody();
    check_page(&format!("/verify/{code}"), &nobody);
    let found = get(&format!("/verify/{code}"), &nobody);
    assert_eq!(found.status, StatusCode::OK);
    assert!(found.body.contains("berlaku hari ini") && found.body.contains("BPSDM Provinsi Contoh"), "{}", found.body);
    assert!(!found.body.contains(&app().waiting) || sheet.contains(&app().waiting), "no more than the certificate shows");
    // typed by hand: blanks, capitals, the whole address
    let typed = format!("https://contoh.example/verify/{}", code.to_uppercase());
    let way = get(&format!("/verify?code={}", encoded(&typed)), &nobody);
    assert_eq!(way.status, StatusCode::SEE_OTHER);
    assert_eq!(get(&way.header(header::LOCATION), &nobody).status, StatusCode::OK);
    // one letter wrong
    let wrong = format!("{}{}", &code[..code.len() - 1], if code.ends_with('0') { '1' } else { '0' });
    let missed = get(&format!("/verify/{wrong}?lang=en"), &nobody);
    assert_eq!(missed.status, StatusCode::NOT_FOUND);
    assert!(missed.body.contains("Check it letter by letter"), "{}", missed.body);
    let number = code.rsplit_once('-').unwrap().0;
    assert_eq!(get(&format!("/verify/{number}"), &nobody).status, StatusCode::NOT_FOUND, "the number alone tells nothing");
    // the signed file, whole and altered
    let file = get(&format!("{address}/file"), &me());
    assert_eq!(file.header(header::CONTENT_TYPE), "application/json");
    let sound = post("/verify", &format!("file={}", encoded(&file.body)), &nobody, &[]);
    assert_eq!(sound.status, StatusCode::OK, "{}", sound.body);
    let altered = file.body.replace("Pelayanan publik yang ramah", "Pelayanan publik yang cepat");
    let altered = post("/verify?lang=en", &format!("file={}", encoded(&altered)), &nobody, &[]);
    assert!(altered.status == StatusCode::UNPROCESSABLE_ENTITY && altered.body.contains("proves nothing"), "{}", altered.body);
    // the same file, sent instead of pasted
    let sent = post_file("/verify?lang=en", &[], ("sertifikat.json", file.body.as_bytes()), &nobody);
    assert!(sent.status == StatusCode::OK && sent.body.contains("This file was signed by the issuer below"), "{}", sent.body);
    let mut picture = vec![0xff_u8, 0xd8, 0xff, 0x00];
    picture.extend([0x80; 100]);
    for (content, sentence) in [
        (&b""[..], "Choose a certificate file (.json) that holds something."),
        (b" \n ", "Choose a certificate file (.json) that holds something."),
        (&picture, "This is no text file, expected the .json file of a certificate"),
        (&[b'x'; 60_001], "This file is larger than 60 kB"),
        (b"bukan json", "This file proves nothing, because:"),
    ] {
        let answer = post_file("/verify?lang=en", &[], ("sertifikat.json", content), &nobody);
        assert!(answer.status == StatusCode::UNPROCESSABLE_ENTITY && answer.body.contains(sentence), "{sentence}: {}", answer.body);
    }
    let indonesian = post_file("/verify?lang=id", &[], ("foto.jpg", &picture), &nobody);
    assert!(indonesian.body.contains("Ini bukan berkas teks"), "{}", indonesian.body);
    let huge = post_file("/verify", &[], ("besar.json", &vec![b'x'; 300_000]), &nobody);
    assert!(huge.status.is_client_error() && !huge.body.contains("xxxx"), "{}", huge.status);
    let nonsense = post("/verify", "file=bukan+json", &nobody, &[]);
    assert!(
        nonsense.status == StatusCode::UNPROCESSABLE_ENTITY && nonsense.body.contains("bukan json"),
        "what was typed is kept: {}",
        nonsense.body
    );
}

#[test]
fn a_decision_is_verified_without_a_name() {
    let decision = address_of(&get("/", &me()).body, "/decisions/");
    let code = decision.strip_prefix("/decisions/").unwrap();
    let found = get(&format!("/verify/{code}?lang=en"), &Visitor::nobody());
    assert_eq!(found.status, StatusCode::OK, "{}", found.body);
    assert!(found.body.contains("Not eligible") && found.body.contains("1 November 2026"), "{}", found.body);
    assert!(!found.body.contains(&app().waiting), "it names nobody");
}
