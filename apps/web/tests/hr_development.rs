//! What HR runs of development: every address as every visitor, every page, every form.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests: what is absent here ends the test")]

mod common;

use axum::http::{StatusCode, header};

use common::{Answer, Visitor, address_of, app, check_access, check_overtaken, check_page, get, post, program, seen};

const HOME: &str = "/hr/development";
/// The course that was held, and one that is to come with people who wait.
const HELD: &str = "/hr/development/sessions/pelayanan-publik-1";
const COMING: &str = "/hr/development/sessions/analisis-data-1";
const PROGRAMME: &str = "/hr/development/mentoring/mentoring-contoh";
const PLACE: &str = "/hr/development/places/magang-statistik";

/// Whoever HR is, here and in the next region, and an auditor.
const READERS: [u16; 9] = [303, 403, 403, 403, 200, 200, 403, 403, 200];
const HR_ALONE: [u16; 9] = [303, 403, 403, 403, 200, 200, 403, 403, 403];
/// Of one unit: HR of it and an auditor.
const OWN: [u16; 9] = [303, 403, 403, 403, 200, 403, 403, 403, 200];
const NOWHERE: [u16; 9] = [303, 404, 404, 404, 404, 404, 404, 404, 404];

fn officer() -> Visitor {
    Visitor::signed_in("contoh-kepegawaian")
}

/// Everybody who may not act on what belongs to the district.
fn others() -> Vec<Visitor> {
    let app = app();
    let signed_in = [&*app.waiting, &*app.ready, &*app.superior, "contoh-tetangga", "contoh-analis", "contoh-ppk", "contoh-auditor"];
    signed_in.into_iter().map(Visitor::signed_in).collect()
}

fn encoded(text: &str) -> String {
    form_of(&[("", text)]).split_off(1)
}

fn form_of(fields: &[(&str, &str)]) -> String {
    let letters = |text: &str| {
        text.bytes().map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
    };
    fields
        .iter()
        .map(|(name, value): &(&str, &str)| {
            format!("{name}={}", {
                let text: String = letters(value);
                text
            })
        })
        .collect::<Vec<_>>()
        .join("&")
}

/// The value of the first hidden field of this name after a place on a page.
fn hidden(body: &str, after: &str, name: &str) -> String {
    let rest = body.split_once(after).unwrap_or_else(|| panic!("no `{after}` in {body}")).1;
    let mark = format!("name=\"{name}\" value=\"");
    let rest = rest.split_once(&*mark).unwrap_or_else(|| panic!("no hidden `{name}` after `{after}` in {rest}")).1;
    rest.split('"').next().unwrap().to_owned()
}

/// That a form is shown again with a sentence in each language, and with what was typed.
fn refused(address: &str, form: &str, sentences: (&str, &str), kept: &str) {
    for (language, sentence) in [("id", sentences.0), ("en", sentences.1)] {
        let answer = post(&format!("{address}?lang={language}"), form, &officer(), &[]);
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{address} in {language}: {}", answer.body);
        assert!(answer.body.contains(sentence), "no `{sentence}` at {address}: {}", answer.body);
        assert!(answer.body.contains(kept), "`{kept}` is not kept at {address}: {}", answer.body);
    }
}

/// That a form is taken, and the page it leads to.
fn taken(address: &str, form: &str, to: &str) -> Answer {
    let done = post(address, form, &officer(), &[]);
    assert_eq!((done.status, done.header(header::LOCATION).as_str()), (StatusCode::SEE_OTHER, to), "{address}: {}", done.body);
    let page = get(to, &officer());
    assert!(page.status == StatusCode::OK && page.body.contains("class=\"done\" role=\"status\">"), "{to}: {}", page.body);
    page
}

/// Whether a unit was refused beside its field, as one that is none of one's own.
fn is_of_others(answer: &Answer) -> bool {
    let problem = answer.body.split("id=\"unit-problem\">").nth(1).and_then(|rest| rest.split('<').next());
    answer.status == StatusCode::UNPROCESSABLE_ENTITY && problem.is_some_and(|problem| problem.ends_with(" di antara unit Anda."))
}

/// That nobody else may do it, and nobody who is not signed in; who may do so elsewhere is told that the unit is none of theirs.
fn forbidden(address: &str, form: &str) {
    for other in others() {
        let answer = post(address, form, &other, &[]);
        assert!(answer.status == StatusCode::FORBIDDEN || is_of_others(&answer), "{address}: {} {}", answer.status, answer.body);
    }
    assert_eq!(post(address, form, &Visitor::nobody(), &[]).status, StatusCode::SEE_OTHER, "{address}");
}

#[test]
fn every_address_answers_every_visitor_as_it_should() {
    check_access(&[
        (HOME, READERS),
        ("/hr/development/sessions", READERS),
        (HELD, OWN),
        (COMING, OWN),
        ("/hr/development/sessions/nothing-at-all", NOWHERE),
        ("/hr/development/catalogue", READERS),
        ("/hr/development/demand", [303, 403, 403, 403, 200, 200, 200, 403, 200]),
        ("/hr/development/duty", READERS),
        ("/hr/development/demand?unit=synthetic-daerah-001", [303, 403, 403, 403, 200, 422, 200, 403, 200]),
        ("/hr/development/duty?unit=synthetic-daerah-001", [303, 403, 403, 403, 200, 422, 403, 403, 200]),
        ("/hr/development/places", HR_ALONE),
        (PLACE, OWN),
        ("/hr/development/places/nothing-at-all", NOWHERE),
        ("/hr/development/mentoring", HR_ALONE),
        // a mentee reads the own pair and no other
        (PROGRAMME, [303, 200, 403, 403, 200, 403, 403, 403, 200]),
        ("/hr/development/mentoring/nothing-at-all", NOWHERE),
    ]);
}

#[test]
fn every_page_is_sound_in_both_languages() {
    for (address, indonesian, english) in [
        (HOME, "Jadwal berikutnya", "Sessions to come"),
        ("/hr/development/sessions", "Buat jadwal", "Make a session"),
        (HELD, "Pendaftaran sampai", "Enrolment until"),
        (COMING, "Batalkan jadwal", "Call the session off"),
        ("/hr/development/catalogue", "Tambah atau ubah pelatihan", "Add or change a course"),
        ("/hr/development/demand", "Di bawah level", "Below the level"),
        ("/hr/development/duty", "Terkena kewajiban", "Bound by the duty"),
        ("/hr/development/places", "Tawarkan tempat", "Offer a place"),
        (PLACE, "Lamaran sampai", "Applications until"),
        ("/hr/development/mentoring", "Umumkan program", "Declare a programme"),
        (PROGRAMME, "Coba dahulu", "Try first"),
    ] {
        check_page(address, &officer());
        for (language, own, other) in [("id", indonesian, english), ("en", english, indonesian)] {
            let body = get(&format!("{address}?lang={language}"), &officer()).body;
            assert!(body.contains(own) && !body.contains(other), "{address} in {language}: {body}");
        }
    }
}

#[test]
fn the_index_tells_what_waits_and_what_comes() {
    let body = get(HOME, &officer()).body;
    assert!(body.contains("pendaftaran menunggu persetujuan"), "{body}");
    assert!(body.contains("Analisis data dengan lembar kerja") && body.contains("Menulis surat dinas"), "{body}");
    // the neighbour has its own and sees none of these
    let neighbour = get(HOME, &Visitor::signed_in("contoh-tetangga")).body;
    assert!(!neighbour.contains("Analisis data") && neighbour.contains("Tidak ada jadwal yang akan datang"), "{neighbour}");
    // an auditor reads and has no form
    let auditor = get("/hr/development/sessions", &Visitor::signed_in("contoh-auditor")).body;
    assert!(auditor.contains("Analisis data") && !auditor.contains("Simpan jadwal"), "{auditor}");
}

#[test]
fn a_session_is_made_once_and_nonsense_is_kept() {
    let typed = [
        ("code", "surat-dinas-hr"),
        ("course", "surat-dinas"),
        ("unit", "synthetic-daerah-001"),
        ("first", "lusa"),
        ("last", "2027-02-02"),
        ("until", "2027-01-20"),
        ("place", "Aula Contoh"),
        ("capacity", "banyak"),
        ("fixed", "1000000"),
        ("each", "50000"),
        ("order", "fewest-hours"),
    ];
    let address = "/hr/development/sessions";
    let nonsense = form_of(&typed);
    refused(
        address,
        &nonsense,
        ("`banyak` tidak dapat dipakai, seharusnya bilangan bulat", "`banyak` cannot be used, expected a whole number"),
        "value=\"lusa\"",
    );
    refused(address, &nonsense, ("`lusa`", "`lusa`"), "value=\"Aula Contoh\"");
    let right = nonsense.replace("lusa", "2027%2D02%2D01").replace("banyak", "12");
    let backwards = right.replace("2027%2D02%2D01", "2027%2D02%2D09");
    refused(address, &backwards, ("hari", "day"), "value=\"2027-02-09\"");
    forbidden(address, &right);
    let page = taken(address, &right, "/hr/development/sessions/surat-dinas-hr?done=saved").body;
    assert!(page.contains("Aula Contoh") && page.contains("12 / 12") && page.contains("Belum ada peserta"), "{page}");
    refused(address, &right, ("Kode ini sudah dipakai jadwal lain", "Another session has this code already"), "value=\"Aula Contoh\"");
    // called off, with a reason that everybody in it reads
    let cancel = "/hr/development/sessions/surat-dinas-hr/cancel";
    refused(cancel, "cancel-reason=", ("Bagian ini perlu diisi.", "This field has to be filled in."), "name=\"cancel-reason\"");
    forbidden(cancel, "cancel-reason=Anggaran");
    let page = taken(cancel, "cancel-reason=Anggaran+dialihkan", "/hr/development/sessions/surat-dinas-hr?done=cancelled").body;
    assert!(page.contains("Dibatalkan") && page.contains("Anggaran dialihkan"), "{page}");
    let again = post(cancel, "cancel-reason=Lagi", &officer(), &[]);
    assert_eq!(again.status, StatusCode::CONFLICT, "it says what was done meanwhile: {}", again.body);
    assert!(again.body.contains("Anggaran dialihkan"), "{}", again.body);
}

#[test]
fn enrolments_are_approved_and_refused_with_a_reason() {
    let decide = format!("{COMING}/decide");
    let page = get(COMING, &officer()).body;
    let enrolment = encoded(&hidden(&page, "Menunggu persetujuan", "enrolment"));
    refused(
        &decide,
        &format!("enrolment={enrolment}&decision=refuse&reason="),
        ("Bagian ini perlu diisi.", "This field has to be filled in."),
        "open><summary>",
    );
    let approve = format!("enrolment={enrolment}&decision=approve");
    for other in others() {
        let answer = post(&decide, &approve, &other, &[]);
        // the superior of the door may approve only those it leads
        assert!([403, 303].contains(&answer.status.as_u16()), "{}", answer.body);
        assert!(answer.status != StatusCode::SEE_OTHER || answer.header(header::LOCATION).contains("done=approved"), "{}", answer.body);
    }
    let page = get(COMING, &officer()).body;
    let Some((_, rest)) = page.split_once("Menunggu persetujuan") else { return };
    if !rest.contains("name=\"enrolment\"") {
        return;
    }
    let enrolment = encoded(&hidden(&page, "Menunggu persetujuan", "enrolment"));
    let form = format!("enrolment={enrolment}&decision=refuse&reason=Bertepatan+dengan+cuti");
    let page = taken(&decide, &form, &format!("{COMING}?done=refused")).body;
    assert!(page.contains("Bertepatan dengan cuti"), "{page}");
    assert_eq!(post(&decide, "enrolment=&decision=approve", &officer(), &[]).status, StatusCode::NOT_FOUND);
}

#[test]
fn results_are_recorded_only_where_one_was_chosen_and_certificates_issued_and_revoked() {
    let results = format!("{HELD}/results");
    refused(&results, "", ("Belum ada hasil yang dipilih", "No result was chosen"), "pelayanan-publik-1");
    let early = post(&format!("{COMING}/results"), &format!("presence-{}=attended", app().waiting), &officer(), &[]);
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY, "before it is held: {}", early.body);
    let page = get(HELD, &officer()).body;
    let enrolment = encoded(&hidden(&page, "Terbitkan sertifikat", "enrolment"));
    let certify = format!("{HELD}/certificates");
    let form = format!("enrolment={enrolment}&decision=certify&name=Nama+Contoh&last=");
    refused(&certify, &format!("{form}kelak"), ("`kelak`", "`kelak`"), "open><summary>");
    forbidden(&certify, &form);
    let page = taken(&certify, &form, &format!("{HELD}?done=certified")).body;
    let certificate = encoded(&hidden(&page, "Cabut sertifikat", "certificate"));
    let revoke = format!("{HELD}/revoke");
    refused(
        &revoke,
        &format!("certificate={certificate}&why=&note=x"),
        ("Pilih alasan pencabutan", "Choose the reason of the revocation"),
        "open><summary>",
    );
    let why = page.split("id=\"why-1\"").nth(1).or_else(|| page.split("name=\"why\"").nth(1)).unwrap();
    let why = why.split("<option value=\"").nth(1).unwrap().split('"').next().unwrap();
    let form = format!("certificate={certificate}&why={why}&note=Salah+nama");
    forbidden(&revoke, &form);
    taken(&revoke, &form, &format!("{HELD}?done=revoked"));
}

#[test]
fn providers_and_courses_are_kept() {
    let address = "/hr/development/catalogue/providers";
    let form = "provider-code=mitra-hr&provider-name=Mitra+Contoh&own=no&agreement=PKS%2F7&since=kemarin&until=2028-01-01";
    refused(address, form, ("`kemarin`", "`kemarin`"), "value=\"PKS/7\"");
    let form = form.replace("kemarin", "2026-01-01");
    // the catalogue is one for all: every HR officer keeps it, nobody else does
    for other in [&*app().waiting, &*app().superior, "contoh-analis", "contoh-ppk", "contoh-auditor"].map(Visitor::signed_in) {
        assert_eq!(post(address, &form, &other, &[]).status, StatusCode::FORBIDDEN);
    }
    let page = taken(address, &form, "/hr/development/catalogue?done=provider").body;
    assert!(page.contains("Mitra Contoh") && page.contains("PKS/7"), "{page}");
    let address = "/hr/development/catalogue/courses";
    let form = "code=arsip-hr&title=Arsip+digital&title-en=Digital+records&provider=mitra-hr&form=ZZ9&amount=delapan&competency=&level=";
    refused(address, form, ("`delapan` tidak dapat dipakai", "`delapan` cannot be used"), "value=\"Arsip digital\"");
    let form = form.replace("delapan", "8");
    refused(address, &form, ("ZZ9", "ZZ9"), "value=\"ZZ9\"");
    let form = form.replace("ZZ9", "B2");
    let page = taken(address, &form, "/hr/development/catalogue?done=course").body;
    assert!(page.contains("Arsip digital"), "{page}");
    assert!(get("/hr/development/catalogue?lang=en", &officer()).body.contains("Digital records"));
}

#[test]
fn of_two_officers_who_keep_a_course_or_provider_the_second_sees_both() {
    let (hr, another) = (officer(), Visitor::signed_in("contoh-keberatan"));
    let catalogue = "/hr/development/catalogue";
    let provider = |name: &str, seen: &str| format!("provider-code=serempak&provider-name={name}&own=yes{seen}");
    let providers = format!("{catalogue}/providers?lang=en");
    assert_eq!(post(&providers, &provider("Satu", ""), &hr, &[]).status, StatusCode::SEE_OTHER);
    let late = post(&providers, &provider("Dua", ""), &another, &[]);
    check_overtaken(&late, &["<td data-label=\"What you sent\">Dua</td>", "<td data-label=\"What stands now\">Satu</td>"]);
    assert!(get(catalogue, &hr).body.contains("<strong>Satu</strong> (serempak)"), "the first stands");
    let course = |title: &str, seen: &str| {
        format!("code=serempak&title={title}&title-en={title}&provider=serempak&form=B2&amount=8&competency=&level={seen}")
    };
    let courses = format!("{catalogue}/courses?lang=en");
    assert_eq!(post(&courses, &course("Pertama", ""), &hr, &[]).status, StatusCode::SEE_OTHER);
    let late = post(&courses, &course("Kedua", ""), &another, &[]);
    check_overtaken(&late, &["Pertama", "Kedua", "value=\"Kedua\""]);
    assert!(!get(catalogue, &hr).body.contains("Kedua"), "the first stands");
    // one goes on from what stands now, and opens what is there to change it
    let revision = seen(&late.body, "revision-course-serempak");
    assert_eq!(post(&courses, &course("Kedua", &revision), &another, &[]).status, StatusCode::SEE_OTHER);
    assert_eq!(post(&courses, &course("Ketiga", &revision), &hr, &[]).status, StatusCode::CONFLICT);
    let opened = get(&format!("{catalogue}?course=serempak"), &hr).body;
    assert!(opened.contains("value=\"Kedua\""), "{opened}");
    let revision = seen(&opened, "revision-course-serempak");
    assert_eq!(post(&courses, &course("Ketiga", &revision), &hr, &[]).status, StatusCode::SEE_OTHER);
    let opened = get(&format!("{catalogue}?provider=serempak"), &hr).body;
    let revision = seen(&opened, "revision-provider-serempak");
    assert_eq!(post(&providers, &provider("Dua", &revision), &hr, &[]).status, StatusCode::SEE_OTHER);
}

#[test]
fn what_the_form_of_a_course_does_not_show_stays() {
    let catalogue = "/hr/development/catalogue";
    let open = |id: &str| get(&format!("{catalogue}?course={id}"), &officer()).body;
    let shown = address_of(&get(catalogue, &officer()).body, &format!("{catalogue}?course="));
    let id = shown.split("course=").nth(1).unwrap().split('#').next().unwrap().to_owned();
    let row = |page: &str| {
        let (_, rest) = page.split_once(&format!("<span class=\"since\">{id} ")).unwrap();
        rest.split("data-label=\"Menuju\">").nth(1).unwrap().split('<').next().unwrap().to_owned()
    };
    let page = open(&id);
    let before = row(&page);
    let value = |name: &str| {
        let field = page.split(&format!("id=\"{name}\"")).nth(1).unwrap();
        field.split("value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
    };
    let chosen = |name: &str| {
        let field = page.split(&format!("<select id=\"{name}\"")).nth(1).unwrap().split("</select>").next().unwrap();
        let (option, _) = field.split_once("\" selected>").unwrap();
        option.rsplit('"').next().unwrap().to_owned()
    };
    let form = form_of(&[
        ("code", &id),
        ("title", &value("title")),
        ("title-en", "Another English title"),
        ("provider", &chosen("provider")),
        ("form", &value("form")),
        ("amount", &value("amount")),
        ("competency", &chosen("competency")),
        ("level", &value("level")),
        ("replaces-competency", &hidden(&page, "id=\"course\"", "replaces-competency")),
    ]);
    let form = format!("{form}{}", seen(&page, &format!("revision-course-{id}")));
    taken(&format!("{catalogue}/courses"), &form, &format!("{catalogue}?done=course"));
    assert_eq!(row(&open(&id)), before, "competencies the course leads to");
}

#[test]
fn a_place_is_offered_and_applications_are_decided() {
    let address = "/hr/development/places";
    let form = "code=magang-hr&title=Magang+arsip&kind=internship&form=C11&host=ANRI+Contoh&unit=synthetic-daerah-001&seats=dua&first=2027-03-01&last=2027-03-31&until=2027-02-01";
    refused(address, form, ("`dua` tidak dapat dipakai", "`dua` cannot be used"), "value=\"ANRI Contoh\"");
    let form = form.replace("dua", "2");
    refused(address, &form.replace("C11", "Q1"), ("Q1", "Q1"), "value=\"Q1\"");
    forbidden(address, &form);
    let page = taken(address, &form, "/hr/development/places?done=offered").body;
    assert!(page.contains("Magang arsip") && page.contains("ANRI Contoh"), "{page}");
    // the application on another
    let page = get(PLACE, &officer()).body;
    let placement = encoded(&hidden(&page, "<h1>", "placement"));
    refused(
        PLACE,
        &format!("placement={placement}&decision=decline&reason="),
        ("Bagian ini perlu diisi.", "This field has to be filled in."),
        "open><summary>",
    );
    let form = format!("placement={placement}&decision=grant");
    forbidden(PLACE, &form);
    let page = taken(PLACE, &form, &format!("{PLACE}?done=granted")).body;
    assert!(page.contains("Catat mulai"), "{page}");
    let early = post(PLACE, &format!("placement={placement}&decision=decline&reason=Terlambat"), &officer(), &[]);
    assert_eq!(early.status, StatusCode::CONFLICT, "what is granted is not declined: {}", early.body);
}

#[test]
fn a_supervisor_finds_the_placements_to_assess_and_ends_one() {
    let supervisor = Visitor::signed_in(&app().superior);
    let place = format!(
        "{{\"id\":\"magang-bimbingan\",\"kind\":\"internship\",\"title\":\"Magang bimbingan\",\"form\":\"C11\",\"unit\":\"synthetic-daerah-001\",\
         \"host\":\"Kantor Contoh\",\"supervisor\":\"{}\",\"seats\":1,\"first\":\"2026-11-02\",\"last\":\"2026-12-18\",\"apply-until\":\"2026-11-30\"}}",
        app().superior
    );
    let offered = program("POST", "/api/v1/places", Some(&place), &officer(), &[]);
    assert_eq!(offered.status, StatusCode::OK, "{}", offered.body);
    let applied = post("/development/places", "place=magang-bimbingan", &Visitor::signed_in(&app().ready), &[]);
    assert_eq!(applied.status, StatusCode::SEE_OTHER, "{}", applied.body);
    let address = "/hr/development/places/magang-bimbingan";
    let placement = encoded(&hidden(&get(address, &officer()).body, "<h1>", "placement"));
    taken(address, &format!("placement={placement}&decision=grant"), &format!("{address}?done=granted"));
    let link = format!("href=\"{address}\"");
    let listed = |visitor: &Visitor| get("/development/approvals", visitor).body.contains(&link);
    assert!(!listed(&supervisor), "not begun yet");
    taken(address, &format!("placement={placement}&decision=start"), &format!("{address}?done=started"));
    assert!(listed(&supervisor) && !listed(&officer()), "it is of the supervisor alone");
    check_page("/development/approvals", &supervisor);
    assert!(get("/development", &supervisor).body.contains("1 penempatan yang Anda bimbing"));
    let page = get(address, &supervisor).body;
    assert!(page.contains("Nilai dan akhiri") && !page.contains("href=\"/hr/development\""), "no way to what is refused: {page}");
    let assessed = post(&format!("{address}/assess"), &format!("placement={placement}&evidence=Laporan+akhir"), &supervisor, &[]);
    assert_eq!(assessed.header(header::LOCATION), format!("{address}?done=assessed"), "{}", assessed.body);
    assert!(!listed(&supervisor), "over");
}

#[test]
fn a_mentoring_programme_is_declared_tried_and_kept() {
    let address = "/hr/development/mentoring";
    let form = "code=mentoring-hr&title=Mentoring+arsip&unit=synthetic-daerah-001&first=2026-11-01&last=2027-04-30&load=dua&weight-higher-grade=60&weight-other-unit=40";
    refused(address, form, ("`dua` tidak dapat dipakai", "`dua` cannot be used"), "value=\"Mentoring arsip\"");
    let form = form.replace("dua", "2");
    refused(address, &form.replace("=60", "=berat"), ("`berat` tidak dapat dipakai", "`berat` cannot be used"), "value=\"berat\"");
    for other in others() {
        let answer = post(address, &form, &other, &[]);
        let of_neighbour = answer.status == StatusCode::UNPROCESSABLE_ENTITY && answer.body.contains("id=\"unit-problem\"");
        assert!(answer.status == StatusCode::FORBIDDEN || of_neighbour, "{}", answer.body);
    }
    let unknown = form.replace("synthetic-daerah-001", "tidak-ada");
    refused(
        address,
        &unknown,
        (
            "Tidak ada unit bernama atau berkode `tidak-ada` di antara unit Anda.",
            "None of your units has the name or the code `tidak-ada`.",
        ),
        "value=\"Mentoring arsip\"",
    );
    taken(address, &form, "/hr/development/mentoring/mentoring-hr?done=declared");
    // somebody else who declares the same sees both, and changes it from what stands
    let other = form.replace("Mentoring+arsip", "Mentoring+lain");
    let late = post(&format!("{address}?lang=en"), &other, &Visitor::signed_in("contoh-keberatan"), &[]);
    check_overtaken(&late, &["Mentoring arsip", "Mentoring lain", "value=\"Mentoring lain\""]);
    assert!(!get(address, &officer()).body.contains("Mentoring lain"), "the first stands");
    let opened = get(&format!("{address}?programme=mentoring-hr"), &officer()).body;
    assert!(opened.contains("value=\"Mentoring arsip\"") && opened.contains("value=\"60\""), "{opened}");
    let other = format!("{other}{}", seen(&opened, "revision-mentoring-hr"));
    taken(address, &other, "/hr/development/mentoring/mentoring-hr?done=declared");
    assert_eq!(post(address, &other, &officer(), &[]).status, StatusCode::CONFLICT, "it is another one by now");
    let address = PROGRAMME;
    let (waiting, ready) = (&app().waiting, &app().ready);
    refused(
        address,
        &format!("mentees={ready}&mentors=&decision=try"),
        ("Bagian ini perlu diisi.", "This field has to be filled in."),
        ready,
    );
    // whoever is not there is answered as whoever one may not act on: the form tells nobody who exists
    for unknown in ["Siti+Aminah", "123"] {
        let said = unknown.replace('+', " ");
        let form = format!("mentees={unknown}&mentors={waiting}%0Acontoh-kepegawaian&decision=try");
        let sentences =
            (format!("Tidak ada pegawai dengan NIP `{said}`"), format!("Nobody in your units has the employee number `{said}`"));
        refused(address, &form, (&sentences.0, &sentences.1), &format!(">\n{said}</textarea>"));
        let page = post(address, &form, &officer(), &[]).body;
        assert!(
            page.contains("id=\"mentees-problem\"") && page.contains(&format!(">\n{waiting}\ncontoh-kepegawaian</textarea>")),
            "{page}"
        );
    }
    let own =
        ("Pasangan mentoring sendiri harus ditetapkan orang lain.", "A mentoring pair of one&#39;s own has to be made by somebody else.");
    refused(address, &format!("mentees={ready}&mentors=contoh-kepegawaian&decision=try"), own, "id=\"mentors-problem\"");
    let tried = post(address, &format!("mentees={ready}&mentors={waiting}&decision=try"), &officer(), &[]);
    assert!(tried.status == StatusCode::OK && tried.body.contains("belum disimpan"), "{}", tried.body);
    let page = get(address, &officer()).body;
    let pair = encoded(&hidden(&page, "Akhiri pasangan", "pair"));
    // the mentee reads the own pair, without the forms of whoever runs it
    let own = get(address, &Visitor::signed_in(waiting)).body;
    assert!(own.contains("Pasangan") && !own.contains("Akhiri pasangan") && !own.contains("Coba dahulu"), "{own}");
    let end = format!("{PROGRAMME}/end");
    refused(&end, &format!("pair={pair}&reason="), ("Bagian ini perlu diisi.", "This field has to be filled in."), "open><summary>");
}

#[test]
fn demand_and_duty_follow_the_unit_that_is_chosen() {
    for address in ["/hr/development/demand", "/hr/development/duty"] {
        let page = get(address, &officer()).body;
        let unit = page.split("<option value=\"").nth(2).unwrap().split('"').next().unwrap().to_owned();
        let chosen = get(&format!("{address}?unit={unit}"), &officer()).body;
        assert!(chosen.contains(&format!("<option value=\"{unit}\" selected>")), "{chosen}");
        let unknown = get(&format!("{address}?unit=nothing"), &officer());
        assert!(unknown.status == StatusCode::UNPROCESSABLE_ENTITY && unknown.body.contains("id=\"unit-problem\""), "{}", unknown.body);
        let theirs = get(&format!("{address}?unit={unit}"), &Visitor::signed_in("contoh-tetangga"));
        assert!(is_of_others(&theirs), "{address}: {}", theirs.body);
    }
    let page = get("/hr/development/demand", &officer()).body;
    assert!(page.contains("Diperingkat oleh kebijakan"), "{page}");
    let link = address_of(&page, "/policies/");
    assert_eq!(get(&link, &Visitor::nobody()).status, StatusCode::OK, "{link}");
    assert!(get("/hr/development/duty", &officer()).body.contains("PP 11/2017 jo. PP 17/2020 ps. 203"));
}

/// Of one unit and read by more: HR, the analyst, the authority, the auditor.
const WIDE: [u16; 9] = [303, 403, 403, 403, 200, 403, 200, 200, 200];
/// Lists of the own units, for the same.
const LISTS: [u16; 9] = [303, 403, 403, 403, 200, 200, 200, 200, 200];

#[test]
fn surveys_budget_and_effects_answer_every_visitor_as_they_should() {
    check_access(&[
        ("/hr/surveys", LISTS),
        ("/hr/surveys/iklim-pengembangan", WIDE),
        ("/hr/surveys/iklim-pengembangan/results", [303, 403, 403, 403, 404, 403, 404, 404, 404]),
        ("/hr/surveys/reaksi-pelayanan", WIDE),
        ("/hr/surveys/reaksi-pelayanan/results", WIDE),
        ("/hr/surveys/nothing-at-all", NOWHERE),
        ("/hr/development/effects", LISTS),
        ("/hr/development/effects?about=course%3Apelayanan-publik", WIDE),
        ("/hr/development/budget", LISTS),
        ("/hr/development/budget/pengembangan-contoh", WIDE),
        ("/hr/development/budget/nothing-at-all", NOWHERE),
        ("/hr/development/budget/plans/nothing-at-all", NOWHERE),
    ]);
    for (address, indonesian, english) in [
        ("/hr/surveys", "Rencanakan survei", "Plan a survey"),
        ("/hr/surveys/iklim-pengembangan", "Tutup survei", "Close the survey"),
        ("/hr/surveys/reaksi-pelayanan", "Halaman untuk umum", "The public page"),
        ("/hr/surveys/reaksi-pelayanan/results", "orang menjawab", "people answered"),
        ("/hr/development/effects", "Laporan tentang", "Report on"),
        ("/hr/development/effects?about=course%3Apelayanan-publik", "Pembelajaran", "2. Learning"),
        ("/hr/development/budget", "Buka pagu", "Open an envelope"),
        ("/hr/development/budget/pengembangan-contoh", "Susun rencana", "Make a plan"),
    ] {
        check_page(address, &officer());
        let mark = if address.contains('?') { '&' } else { '?' };
        for (language, own, other) in [("id", indonesian, english), ("en", english, indonesian)] {
            let body = get(&format!("{address}{mark}lang={language}"), &officer()).body;
            assert!(body.contains(own) && !body.contains(other), "{address} in {language}: {body}");
        }
    }
}

#[test]
fn a_survey_is_planned_opened_and_not_closed_while_answers_may_come() {
    let typed = "code=iklim-hr&questionnaire=asn%2Fsurvey%2Fdevelopment-climate&title=Iklim+belajar&title-en=&unit=synthetic-daerah-001&naming=named&ask=posts&session=&by=&after=&wishes=";
    refused("/hr/surveys", typed, ("Pilih sedikitnya satu jenis jabatan", "Choose at least one kind of post"), "value=\"Iklim belajar\"");
    let typed = typed.replace("ask=posts", "ask=unit");
    refused(
        "/hr/surveys",
        &typed,
        ("belum menyebut siapa yang membaca jawaban", "does not say who reads the answers"),
        "value=\"iklim-hr\"",
    );
    refused(
        "/hr/surveys",
        &typed.replace("development-climate", "nothing"),
        ("Pilih salah satu kuesioner", "Choose one of the questionnaires"),
        "value=\"iklim-hr\"",
    );
    let form = typed.replace("naming=named", "naming=anonymous").replace("by=&", "by=unit&");
    for other in others() {
        let answer = post("/hr/surveys", &form.replace("iklim-hr", "iklim-lain"), &other, &[]);
        // an analyst of the district may run surveys too
        assert!([403, 303].contains(&answer.status.as_u16()) || is_of_others(&answer), "{}", answer.body);
    }
    let page = taken("/hr/surveys", &form, "/hr/surveys/iklim-hr?done=planned").body;
    assert!(page.contains("Buka survei") && page.contains("anonim") && !page.contains("sudah menjawab"), "{page}");
    refused("/hr/surveys", &form, ("sudah ada", "already"), "value=\"iklim-hr\"");
    let open = "/hr/surveys/iklim-hr/open";
    refused(open, "since=2026-11-23&until=segera", ("`segera`", "`segera`"), "value=\"segera\"");
    refused(open, "since=2026-11-23&until=2026-11-01", ("belum lewat", "not over"), "value=\"2026-11-01\"");
    for other in [&*app().waiting, "contoh-tetangga", "contoh-ppk", "contoh-auditor"].map(Visitor::signed_in) {
        assert_eq!(post(open, "since=2026-11-23&until=2026-12-15", &other, &[]).status, StatusCode::FORBIDDEN);
    }
    let page = taken(open, "since=2026-11-23&until=2026-12-15", "/hr/surveys/iklim-hr?done=opened").body;
    let second = post(open, "since=2026-11-24&until=2026-12-15", &Visitor::signed_in("contoh-keberatan"), &[]);
    assert_eq!(second.status, StatusCode::CONFLICT, "somebody else opened it meanwhile: {}", second.body);
    assert!(second.body.contains("role=\"alert\"") && second.body.contains("23 November 2026"), "{}", second.body);
    assert!(page.contains("orang sudah menjawab") && page.contains("ditampilkan kepada siapa pun"), "{page}");
    assert!(!page.contains(&app().waiting) && !page.contains(&app().ready), "numbers and no people: {page}");
    // an auditor reads what it is, and not how far it is
    let auditor = get("/hr/surveys/iklim-hr", &Visitor::signed_in("contoh-auditor"));
    assert!(auditor.status == StatusCode::OK && !auditor.body.contains("sudah menjawab"), "{}", auditor.body);
    // answers may still come; and what is open is not at the step of publishing
    for (step, status) in [("close", StatusCode::UNPROCESSABLE_ENTITY), ("publish", StatusCode::CONFLICT)] {
        let address = format!("/hr/surveys/iklim-hr/{step}");
        let refused = post(&address, "", &officer(), &[]);
        assert_eq!(refused.status, status, "{step}: {}", refused.body);
        assert_eq!(post(&address, "", &Visitor::signed_in(&app().waiting), &[]).status, StatusCode::FORBIDDEN, "{step}");
    }
    let early = post("/hr/surveys/iklim-hr/close?lang=en", "", &officer(), &[]).body;
    assert!(early.contains("Answers are taken until 15 December 2026 and not everybody has answered"), "{early}");
}

#[test]
fn the_effect_of_a_course_is_told_in_words_with_its_range_and_what_is_missing() {
    let address = "/hr/development/effects?about=course%3Apelayanan-publik";
    let page = get(address, &officer()).body;
    assert!(page.contains("6 peserta") && page.contains("1. Reaksi peserta") && page.contains("4. Hasil"), "{page}");
    assert!(page.contains("kemungkinan antara") && page.contains("95 dari 100 rentang"), "{page}");
    assert!(page.contains("Tidak ditampilkan karena belum ada") && page.contains("Kelompok pembanding"), "{page}");
    assert!(!page.contains(&app().waiting), "nobody is named: {page}");
    // nobody took part in this one yet
    let none = get("/hr/development/effects?about=course%3Aanalisis-data&lang=en", &officer()).body;
    assert!(none.contains("No session was held yet"), "{none}");
    // nonsense is kept with its sentence
    let wrong = get(&format!("{address}&from=kapan&lang=en"), &officer());
    assert!(wrong.status == StatusCode::UNPROCESSABLE_ENTITY && wrong.body.contains("value=\"kapan\""), "{}", wrong.body);
    let backwards = get(&format!("{address}&from=2026-12-01&to=2026-01-01"), &officer());
    assert!(backwards.body.contains("Hari terakhir sebelum hari pertama"), "{}", backwards.body);
    let unknown = get("/hr/development/effects?about=course%3Anothing", &officer());
    assert!(unknown.status == StatusCode::UNPROCESSABLE_ENTITY && unknown.body.contains("nothing"), "{}", unknown.body);
}

#[test]
fn an_envelope_is_opened_and_a_plan_computed_within_it_adopted_by_somebody_else() {
    let address = "/hr/development/budget";
    let typed = "code=dik-hr&programme=Diklat+teknis&unit=synthetic-daerah-001&year=2026&money=banyak&document=DPA+1";
    refused(address, typed, ("`banyak` tidak dapat dipakai", "`banyak` cannot be used"), "value=\"Diklat teknis\"");
    let form = typed.replace("banyak", "30.000.000");
    forbidden(address, &form);
    let envelope = "/hr/development/budget/dik-hr";
    let page = taken(address, &form, &format!("{envelope}?done=opened")).body;
    assert!(page.contains("Rp30.000.000") && page.contains("Belum ada rencana"), "{page}");
    refused(address, &form, ("sudah ada", "exists already"), "value=\"dik-hr\"");
    let typed = "code=rencana-hr&money=99.000.000&unit=&each=1&duty=off&mandatory=off&share-unit-1=&share-1=dua&share-unit-2=&share-2=&share-unit-3=&share-3=";
    refused(envelope, typed, ("Pilih unitnya", "Choose the unit"), "value=\"dua\"");
    let typed = typed.replace("share-1=dua", "share-1=");
    refused(envelope, &typed, ("melebihi yang tersedia", "more than what is available"), "value=\"99.000.000\"");
    let form = typed.replace("99.000.000", "20.000.000");
    forbidden(envelope, &form);
    let plan = "/hr/development/budget/plans/rencana-hr";
    let page = taken(envelope, &form, &format!("{plan}?done=planned")).body;
    assert!(page.contains("dari Rp20.000.000") && page.contains("Penguatan"), "{page}");
    assert!(page.contains("Siapa mengikuti apa") && page.contains("Kesenjangan tertimbang yang tertutup"), "{page}");
    assert!(page.contains("Tarik usulan") && !page.contains("Tetapkan rencana"), "the planner does not adopt: {page}");
    refused(envelope, &form, ("sudah ada", "exists already"), "value=\"rencana-hr\"");
    check_page(plan, &officer());
    check_access(&[(plan, WIDE), (&format!("{plan}/people.csv"), WIDE)]);
    let file = get(&format!("{plan}/people.csv"), &officer());
    assert_eq!(file.header(header::CONTENT_TYPE), "text/csv; charset=utf-8");
    assert!(file.body.starts_with("pegawai,nama,jadwal,") && file.body.contains(",kompetensi-1-a,"), "{}", file.body);
    assert!(file.body.contains(",ikut,") && file.body.lines().count() > 5, "{}", file.body);
    // whoever planned does not adopt; the authority does, and seats are given
    let adopt = format!("{plan}/adopt");
    for other in ["contoh-kepegawaian", "contoh-tetangga", "contoh-auditor", &*app().ready].map(Visitor::signed_in) {
        assert_eq!(post(&adopt, "", &other, &[]).status, StatusCode::FORBIDDEN);
    }
    let authority = Visitor::signed_in("contoh-ppk");
    assert!(get(plan, &authority).body.contains("Tetapkan rencana"));
    let done = post(&adopt, "", &authority, &[]);
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let page = get(&format!("{plan}?done=adopted"), &authority).body;
    assert!(page.contains("Ditetapkan") && page.contains("tempat diberikan"), "{page}");
    let late = post(&format!("{plan}/withdraw"), "reason=Terlambat", &officer(), &[]);
    assert_eq!(late.status, StatusCode::CONFLICT, "what is adopted stays: {}", late.body);
    assert!(late.body.contains("Ditetapkan"), "and the page says so: {}", late.body);
    assert!(get(envelope, &officer()).body.contains("Terikat"));
    settled(plan);
}

/// Sessions of an adopted plan are settled by HR: what the invoice says is spent, the rest is free again.
fn settled(plan: &str) {
    let settle = format!("{plan}/settle");
    assert!(!get(plan, &Visitor::signed_in("contoh-ppk")).body.contains("/settle\""), "the form is for HR");
    let page = get(plan, &officer()).body;
    assert!(page.contains("terikat") && page.contains(&format!("action=\"{settle}\"")), "{page}");
    check_page(plan, &officer());
    let session = page.split("name=\"session\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let form = |document: &str, amount: &str, over: &str| format!("session={session}&document={document}&amount={amount}&over={over}");
    forbidden(&settle, &form("INV-1", "1.000.000", ""));
    refused(&settle, &form("", "banyak", ""), ("id=\"document-problem\"", "`banyak` cannot be used"), "value=\"banyak\"");
    refused(&settle, &form("INV-1", "", ""), ("id=\"amount-problem\"", "attendance"), "value=\"INV-1\"");
    // more than there is needs a reason
    refused(&settle, &form("INV-1", "40.000.000", ""), ("id=\"over-problem\"", "give a reason if it is allowed"), "value=\"40.000.000\"");
    let unknown = post(&settle, "session=tidak-ada&document=INV-1&amount=1&over=", &officer(), &[]);
    assert_eq!(unknown.status, StatusCode::CONFLICT, "{}", unknown.body);
    let after = format!("{plan}?done=settled&session={session}");
    let page = taken(&settle, &form("INV-1", "1.000.000", ""), &after).body;
    let told = page.split("role=\"status\">").nth(1).unwrap().split('<').next().unwrap();
    assert!(told.contains("Rp1.000.000 dibelanjakan, Rp") && !told.contains("Rp0 dibebaskan"), "{told}");
    let again = post(&settle, &form("INV-1", "1.000.000", ""), &officer(), &[]);
    assert_eq!(again.status, StatusCode::CONFLICT, "what is settled is settled: {}", again.body);
}
