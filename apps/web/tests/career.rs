//! An employee's own career: corrections, objections, decisions, and what the home page says of them.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests: what is absent here ends the test")]

mod common;

use axum::http::{StatusCode, header};

use common::{Visitor, address_of, app, check_access, check_page, get, post};

fn me() -> Visitor {
    Visitor::signed_in(&app().waiting)
}

fn hr() -> Visitor {
    Visitor::signed_in("contoh-kepegawaian")
}

/// The address of the open request of the demonstration, as HR sees it.
fn asked_at_desk() -> String {
    address_of(&get("/hr/corrections", &hr()).body, "/hr/corrections/")
}

#[test]
fn every_address_answers_every_visitor_as_it_should() {
    let signed_in = [303, 200, 200, 200, 200, 200, 200, 200, 200];
    let at_desk = asked_at_desk();
    let own = at_desk.replace("/hr/", "/career/");
    check_access(&[
        ("/career", signed_in),
        ("/career/map", signed_in),
        ("/career/report", signed_in),
        ("/career/competencies", signed_in),
        ("/career/talent", signed_in),
        ("/career/data", signed_in),
        ("/career/corrections", signed_in),
        ("/career/corrections/new", signed_in),
        ("/career/corrections/nothing", [303, 404, 404, 404, 404, 404, 404, 404, 404]),
        (&own, [303, 200, 403, 403, 200, 403, 403, 403, 403]),
        ("/career/appeals", signed_in),
        ("/career/appeals/new?policy=asn/promotion/functional", signed_in),
        ("/career/appeals/new?decision=nothing", [303, 404, 404, 404, 404, 404, 404, 404, 404]),
        ("/hr/corrections", [303, 403, 403, 403, 200, 200, 403, 403, 403]),
        (&at_desk, [303, 403, 403, 403, 200, 403, 403, 403, 403]),
    ]);
    // another region's officer has a desk, and nothing of this province on it
    let neighbour = get("/hr/corrections", &Visitor::signed_in("contoh-tetangga")).body;
    assert!(neighbour.contains("Tidak ada permintaan yang menunggu"), "{neighbour}");
}

#[test]
fn pages_are_whole_in_both_languages() {
    for address in [
        "/",
        "/eligibility",
        "/career",
        "/career/corrections",
        "/career/corrections/new",
        "/career/appeals",
        "/career/map",
        "/career/map?find=seksi",
        "/career/report",
        "/career/competencies",
        "/career/talent",
        "/career/data",
    ] {
        check_page(address, &me());
    }
    check_page("/career/appeals/new?policy=asn/promotion/functional&criterion=x", &me());
    check_page(&asked_at_desk(), &hr());
    check_page("/hr/corrections", &hr());
    let decision = address_of(&get("/", &me()).body, "/decisions/");
    check_page(&decision, &me());
    check_page(&address_of(&get(&decision, &me()).body, "/career/appeals/new?decision="), &me());
}

#[test]
fn a_wrong_record_leads_from_its_requirement_to_an_answer() {
    let person = Visitor::signed_in(&app().ready);
    let page = get("/eligibility", &person).body;
    let beginning =
        "/career/corrections/new?policy=asn%2Fpromotion%2Fregular&#38;criterion=time-in-grade-too-short&#38;entry=riwayat+golongan";
    let form = address_of(&page, beginning);
    let body = get(&form, &person).body;
    assert!(body.contains("Kenaikan pangkat reguler: "), "the requirement it began at: {body}");
    assert!(body.contains("<option value=\"grades\" selected>"), "the register follows from the record cited");
    // nonsense is kept, with a sentence beside each field
    for (language, sentence) in [("id", "Bagian ini perlu diisi."), ("en", "This field has to be filled in.")] {
        let answer = post(
            &format!("/career/corrections/new?lang={language}"),
            "register=nothing&wrong=TMT%20%3Csalah%3E&right=&evidence=",
            &person,
            &[],
        );
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.body.contains("TMT &#60;salah&#62;") && answer.body.contains(sentence), "{}", answer.body);
        assert!(answer.body.contains("aria-invalid=\"true\""));
    }
    let typed = "register=grades&entry=&policy=asn/promotion/regular&criterion=time-in-grade-too-short&wrong=salah+sekali&right=benar&evidence=SK+7";
    let answer = post("/career/corrections/new", typed, &person, &[]);
    assert_eq!(answer.header(header::LOCATION), "/career/corrections?done=asked", "{}", answer.body);
    let twice = post("/career/corrections/new", typed, &person, &[]);
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(twice.body.contains("Permintaan Anda tentang data ini sudah ada"), "{}", twice.body);
    let home = get("/?lang=en", &person).body;
    assert!(home.contains("What you asked for") && home.contains("answer due by 26 November 2026"), "three days: {home}");
    // HR answers; an empty answer is refused
    let desk = get("/hr/corrections", &hr()).body;
    let at = desk[..desk.find("salah sekali").unwrap()].rfind("href=\"/hr/corrections/").unwrap();
    let address = address_of(&desk[at..], "/hr/corrections/");
    let answer = post(&address, "reason=", &hr(), &[]);
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("Pilih salah satu jawaban."), "{}", answer.body);
    let own = address.replace("/hr/", "/career/");
    for (visitor, expected) in [(&person, StatusCode::FORBIDDEN), (&me(), StatusCode::FORBIDDEN)] {
        assert_eq!(post(&address, "answer=accept&reason=x", visitor, &[]).status, expected);
    }
    let answer = post(&address, "answer=refuse&reason=Sudah+benar+menurut+SK", &hr(), &[]);
    assert_eq!(answer.header(header::LOCATION), "/hr/corrections?done=answered", "{}", answer.body);
    let page = get(&own, &person).body;
    assert!(page.contains("Ditolak") && page.contains("Sudah benar menurut SK"), "{page}");
    assert!(get("/", &person).body.contains("Perbaikan data ditolak"), "it is news");
    // somebody else comes too late, sees what was answered, and loses nothing
    let late = post(&address, "answer=accept&reason=tidak+jadi", &hr(), &[]);
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.body.contains("Sudah benar menurut SK") && late.body.contains("tidak jadi"), "{}", late.body);
    assert_eq!(post(&format!("{own}/withdraw"), "", &person, &[]).status, StatusCode::UNPROCESSABLE_ENTITY, "it is answered");
}

#[test]
fn a_request_is_withdrawn_by_whoever_asked_alone() {
    let person = Visitor::signed_in(&app().superior);
    let typed = "register=identity&entry=&wrong=nama+depan&right=lain&evidence=KTP";
    assert_eq!(post("/career/corrections/new", typed, &person, &[]).status, StatusCode::SEE_OTHER);
    let page = get("/career/corrections", &person).body;
    let at = page.find("action=\"/career/corrections/").unwrap() + 8;
    let address = page[at..at + page[at..].find('"').unwrap()].to_owned();
    for visitor in [me(), hr()] {
        assert_eq!(post(&address, "", &visitor, &[]).status, StatusCode::FORBIDDEN, "{address}");
    }
    assert_eq!(post(&address, "", &Visitor::nobody(), &[]).status, StatusCode::SEE_OTHER);
    assert_eq!(post(&address, "", &person, &[]).header(header::LOCATION), "/career/corrections?done=withdrawn");
    assert!(get("/career/corrections?done=withdrawn", &person).body.contains("Permintaan itu dicabut"));
}

#[test]
fn an_objection_goes_from_the_requirement_to_its_clock_and_back() {
    let page = get("/eligibility", &me()).body;
    let form = address_of(&page, "/career/appeals/new?policy=asn%2Fpromotion%2Fregular");
    let body = get(&form, &me()).body;
    assert!(body.contains("30 November 2026") && body.contains("21 hari kerja"), "the term: {body}");
    let decision = body.split("name=\"decision\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let code = body.split("name=\"criterion\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let answer = post("/career/appeals/new?lang=en", &format!("decision={decision}&criterion=nothing&grounds="), &me(), &[]);
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("Choose the requirement you object to.") && answer.body.contains("This field has to be filled in."));
    let typed = format!("decision={decision}&criterion={code}&grounds=TMT+salah+catat");
    // nobody objects in somebody's place
    assert_eq!(post("/career/appeals/new", &typed, &hr(), &[]).status, StatusCode::NOT_FOUND);
    assert_eq!(post("/career/appeals/new", &typed, &Visitor::signed_in(&app().ready), &[]).status, StatusCode::FORBIDDEN);
    let answer = post("/career/appeals/new", &typed, &me(), &[]);
    assert_eq!(answer.header(header::LOCATION), "/career/appeals?done=filed", "{}", answer.body);
    let page = get("/career/appeals", &me()).body;
    assert!(page.contains("TMT salah catat") && page.contains("7 Desember 2026"), "ten working days: {page}");
    let again = get(&form, &me()).body;
    assert!(again.contains("belum selesai") && !again.contains("name=\"grounds\""), "{again}");
    assert_eq!(post("/career/appeals/new", &typed, &me(), &[]).status, StatusCode::UNPROCESSABLE_ENTITY);
    let at = page.find("action=\"/career/appeals/").unwrap() + 8;
    let withdraw = page[at..at + page[at..].find('"').unwrap()].to_owned();
    assert_eq!(post(&withdraw, "", &hr(), &[]).status, StatusCode::FORBIDDEN);
    assert_eq!(post(&withdraw, "", &me(), &[]).header(header::LOCATION), "/career/appeals?done=withdrawn");
    assert!(get("/career/appeals", &me()).body.contains("Dicabut"));
}

#[test]
fn without_a_decision_the_way_to_a_correction_is_said() {
    let page = get("/career/appeals/new?policy=asn/promotion/functional&criterion=x&lang=en", &me()).body;
    assert!(page.contains("There is no decision about you under this rule yet"), "{page}");
    assert!(page.contains("/career/corrections/new?policy=asn%2Fpromotion%2Ffunctional"), "{page}");
}

#[test]
fn home_says_what_is_under_way_and_what_is_new() {
    let home = get("/", &me()).body;
    assert!(home.contains("Yang Anda ajukan") && home.contains("Riwayat golongan"), "{home}");
    assert!(home.contains("Yang baru") && home.contains("Perbaikan data diterima"), "{home}");
    assert!(!get("/", &hr()).body.contains("Yang Anda ajukan"));
    // the choice of the published round, with the way to its reasons; it is about who stood alone
    let news =
        |body: &str| body.split("id=\"news\"").nth(1).map_or_else(String::new, |rest| rest.split("</section>").next().unwrap().to_owned());
    let mine = news(&home);
    assert!(mine.contains("Anda tidak terpilih") && !mine.contains("Anda terpilih"), "{mine}");
    let decision = get(&address_of(&mine, "/decisions/"), &me());
    assert!(decision.body.contains("Masa kerja dalam pangkat terakhir"), "what was missing: {}", decision.body);
    assert!(news(&get("/?lang=en", &me()).body).contains("You were not chosen"));
    assert!(news(&get("/", &Visitor::signed_in(&app().ready)).body).contains("Anda terpilih"));
    assert!(!news(&get("/", &hr()).body).contains("terpilih"));
}

#[test]
fn the_map_shows_the_way_to_the_chosen_post_and_lets_another_be_chosen() {
    let map = get("/career/map", &me()).body;
    assert!(map.contains("<svg") && map.contains("<title id=\"map-title\">") && map.contains("<desc id=\"map-desc\">"), "{map}");
    assert!(map.contains("Kepala Seksi 3, Dinas Kepegawaian") && map.contains("Jalan 1"), "{map}");
    assert!(map.contains("Jadikan tujuan"), "posts one step away can be chosen");
    let found = get("/career/map?find=KEPALA+keuangan", &me()).body;
    assert!(found.contains("Kepala Dinas, Dinas Keuangan") || found.contains("Dinas Keuangan"), "{found}");
    assert!(get("/career/map?find=tidakada&lang=en", &me()).body.contains("There is no post of such a name."));
    let person = Visitor::signed_in(&app().ready);
    assert!(!get("/career/map", &person).body.contains("Tujuan saya"));
    for (typed, sentence) in [("post=", "Bagian ini perlu diisi"), ("post=dinas-x/y", "Tidak ada jabatan `dinas-x/y` dalam peta.")] {
        let answer = post("/career/map/target", typed, &person, &[]);
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.body.contains(sentence), "{}", answer.body);
    }
    let answer = post("/career/map/target", "post=dinas-keuangan/seksi-3", &person, &[]);
    assert_eq!(answer.header(header::LOCATION), "/career/map?done=chosen", "{}", answer.body);
    let map = get("/career/map", &person).body;
    assert!(map.contains("Tujuan saya") && map.contains("Kepala Seksi 3, Dinas Keuangan"), "{map}");
    assert_eq!(post("/career/map/drop", "", &person, &[]).header(header::LOCATION), "/career/map?done=dropped");
    assert!(!get("/career/map", &person).body.contains("Tujuan saya"));
    assert_eq!(post("/career/map/drop", "", &Visitor::nobody(), &[]).status, StatusCode::SEE_OTHER);
    // who holds no post is told so
    let none = get("/career/map", &hr()).body;
    assert!(none.contains("/career/data"), "{none}");
}

#[test]
fn competencies_stand_beside_both_posts_with_what_no_longer_counts() {
    let page = get("/career/competencies", &me()).body;
    assert!(page.contains("Jabatan sekarang: Pelaksana") && page.contains("Jabatan tujuan: Pengawas"), "{page}");
    for word in ["Terpenuhi", "Di bawah syarat", "kedaluwarsa"] {
        assert!(page.contains(word), "{word}: {page}");
    }
    let other = get("/career/competencies", &Visitor::signed_in(&app().ready)).body;
    assert!(other.contains("Jabatan sekarang") && !other.contains("Jabatan tujuan"), "{other}");
    let none = get("/career/competencies?lang=en", &hr()).body;
    assert!(none.contains("No competency standard is known for your post"), "{none}");
}

#[test]
fn the_talent_box_says_what_is_missing_and_who_supplies_it() {
    let page = get("/career/talent", &me()).body;
    assert_eq!(page.matches("<li class=\"own\"").count(), 0, "nobody stored a level of potential");
    assert!(page.contains("Kotaknya belum dapat ditentukan") && page.contains("Dapat dilengkapi oleh"), "{page}");
    assert!(page.contains("Tingkat kinerja menurut predikat"), "the level that follows from the ratings: {page}");
}

#[test]
fn own_data_is_shown_and_taken_along() {
    let page = get("/career/data", &me()).body;
    assert!(page.contains("Riwayat golongan") && page.contains("Golongan") && page.contains("diperiksa, tidak ada isinya"), "{page}");
    // grades, posts, labels and units by what they are called
    assert!(page.contains("<dd>Pelaksana</dd>") && page.contains("<dd>Baik</dd>") && !page.contains("<dd>synthetic-"), "{page}");
    let answer = post("/career/data/export", "format=json", &me(), &[]);
    assert!(answer.header(header::CONTENT_DISPOSITION).starts_with("attachment; filename=\"jenjang-2026-11-23.json\""));
    let value: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(value["person"]["record"]["id"].as_str(), Some(&*app().waiting));
    let kinds: Vec<&str> = value["records"].as_array().unwrap().iter().filter_map(|record| record["kind"].as_str()).collect();
    assert!(kinds.contains(&"correction-request") && kinds.contains(&"career-target"), "{kinds:?}");
    let answer = post("/career/data/export", "format=csv", &me(), &[]);
    assert!(answer.body.starts_with("tempat,isi\r\n") && answer.body.contains("person/record/id,"), "{}", answer.body);
    assert_eq!(post("/career/data/export", "format=pdf", &me(), &[]).status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(post("/career/data/export", "format=json", &Visitor::nobody(), &[]).status, StatusCode::SEE_OTHER);
}

#[test]
fn whoever_holds_a_print_finds_out_that_it_is_genuine() {
    let decision = get(&address_of(&get("/", &me()).body, "/decisions/"), &me()).body;
    let printed = address_of(&decision, "http://localhost/verify/");
    let page = get(printed.trim_start_matches("http://localhost"), &Visitor::nobody());
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("Kenaikan pangkat reguler") && !page.body.contains(&app().waiting), "{}", page.body);
}
