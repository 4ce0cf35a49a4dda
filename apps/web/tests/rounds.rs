//! What the HR agency, candidates, panels, the appointing authority and auditors do with rounds: to whom each page opens, and what each form changes.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests: what is absent here ends the test")]

mod common;

use axum::http::StatusCode;
use common::{Answer, Visitor, address_of, app, check_access, check_page, get, post, program, visitors};

const HR: &str = "contoh-kepegawaian";
const AUTHORITY: &str = "contoh-ppk";
const ANALYST: &str = "contoh-analis";
const REVIEWER: &str = "contoh-keberatan";
const AUDITOR: &str = "contoh-auditor";

fn between<'t>(text: &'t str, from: &str, to: &str) -> &'t str {
    let start = text.find(from).unwrap_or_else(|| panic!("`{from}` in {text}")) + from.len();
    &text[start..start + text[start..].find(to).unwrap()]
}

/// The revision a page of a round was shown at.
fn revision(body: &str) -> String {
    between(body, "name=\"revision\" value=\"", "\"").to_owned()
}

fn send(address: &str, form: &str, person: &str) -> Answer {
    post(address, form, &Visitor::signed_in(person), &[])
}

fn read(address: &str, person: &str) -> String {
    let answer = get(address, &Visitor::signed_in(person));
    assert_eq!(answer.status, StatusCode::OK, "{address} as {person}: {}", answer.body);
    answer.body
}

#[test]
fn every_address_answers_every_visitor_as_it_should() {
    let waiting = &app().waiting;
    let (of_round, of_unit) = ([303, 403, 403, 403, 200, 403, 403, 200, 200], [303, 403, 403, 403, 200, 200, 403, 200, 200]);
    let officer = [303, 403, 403, 403, 200, 200, 403, 403, 403];
    let auditor = [303, 403, 403, 403, 403, 403, 403, 403, 200];
    let round = "/hr/rounds/kp-reguler-2026-11";
    check_access(&[
        ("/hr", of_unit),
        ("/hr/rounds", of_unit),
        ("/hr/rounds/new", officer),
        (round, of_round),
        ("/hr/rounds/none-such", [303, 404, 404, 404, 404, 404, 404, 404, 404]),
        (&format!("{round}/candidates"), of_round),
        (&format!("{round}/candidates?outcome=eligible"), of_round),
        (&format!("{round}/notices"), of_round),
        ("/hr/rounds/seleksi-peringkat-2026-11/ranking", of_round),
        ("/hr/rounds/seleksi-panitia-2026-11/decision", [303, 403, 403, 403, 403, 403, 403, 403, 403]),
        ("/hr/rounds/kp-ijazah-2026-11/screening", [303, 403, 403, 403, 200, 403, 403, 403, 403]),
        ("/rounds", [303, 200, 200, 200, 200, 200, 200, 200, 200]),
        ("/hr/appeals", [303, 403, 403, 403, 200, 200, 403, 200, 403]),
        ("/hr/appeals/keberatan-2026-11-1", [303, 403, 403, 403, 200, 403, 403, 200, 403]),
        ("/hr/waivers", of_unit),
        ("/hr/quality", officer),
        ("/people", officer),
        (&format!("/people/{waiting}"), [303, 403, 403, 403, 200, 403, 403, 403, 403]),
        ("/people/nobody-at-all", [303, 403, 403, 403, 403, 403, 403, 403, 403]),
        ("/results", [200; 9]),
        ("/results/kp-reguler-2026-11", [200; 9]),
        ("/results/kp-ijazah-2026-11", [404; 9]),
        ("/audit", auditor),
        ("/audit/verify", auditor),
        ("/audit/rounds", of_unit),
        ("/audit/rounds/kp-reguler-2026-11", of_round),
    ]);
}

#[test]
fn a_post_out_of_turn_is_refused_to_everybody_and_changes_nothing() {
    // the stage of the published round takes no step any more; who may not see it is told nothing else
    let round = "/hr/rounds/kp-reguler-2026-11";
    let seen = between(&read("/hr/rounds/kp-fungsional-2026-11", HR), "name=\"revision\" value=\"", "\"").to_owned();
    for (form, address) in [
        (format!("step=open&revision={seen}"), format!("{round}/step")),
        ("who=fitting".to_owned(), format!("{round}/candidates")),
        ("person=nobody".to_owned(), format!("{round}/candidates/withdraw")),
        ("revision=1".to_owned(), format!("{round}/screening")),
        ("revision=1&choice=everybody".to_owned(), format!("{round}/decision")),
        ("format=csv".to_owned(), format!("{round}/export")),
        (String::new(), "/hr/appeals/keberatan-2026-11-1/review".to_owned()),
        (String::new(), "/audit/verify".to_owned()),
        (String::new(), "/audit/export".to_owned()),
        (String::new(), format!("/audit{}", &round[3..])),
    ] {
        for (name, visitor) in visitors() {
            let answer = post(&address, &form, &visitor, &[]);
            let employee =
                ["the employee concerned", "another employee", "a superior", "a policy analyst", "an HR officer of another region"];
            if name == "nobody" {
                assert_eq!(answer.status, StatusCode::SEE_OTHER, "{address}");
                assert!(answer.header("location").starts_with("/sign-in"), "{address}");
            } else if employee.contains(&name) {
                assert_eq!(answer.status, StatusCode::FORBIDDEN, "{address} as {name}: {}", answer.body);
            } else {
                assert!(!answer.status.is_server_error(), "{address} as {name}: {}", answer.body);
                assert!(!answer.header("location").contains("done="), "{address} as {name} did something");
            }
        }
    }
    assert!(read(round, HR).contains("Diumumkan"), "it is as it was");
}

#[test]
fn every_page_is_sound_in_both_languages() {
    let hr = Visitor::signed_in(HR);
    let waiting = format!("/people/{}", app().waiting);
    for address in [
        "/hr",
        "/hr/rounds",
        "/hr/rounds/new",
        "/hr/rounds/kp-reguler-2026-11",
        "/hr/rounds/kp-reguler-2026-11/candidates",
        "/hr/rounds/kp-reguler-2026-11/candidates?outcome=not-eligible",
        "/hr/rounds/kp-reguler-2026-11/notices",
        "/hr/rounds/seleksi-panitia-2026-11",
        "/hr/rounds/seleksi-panitia-2026-11/ranking",
        "/hr/rounds/kp-ijazah-2026-11/screening",
        "/rounds",
        "/hr/appeals",
        "/hr/appeals/keberatan-2026-11-1",
        "/hr/waivers",
        "/hr/quality",
        "/people",
        &waiting,
        "/results",
        "/results/kp-reguler-2026-11",
    ] {
        check_page(address, &hr);
    }
    let auditor = Visitor::signed_in(AUDITOR);
    for address in ["/audit", "/audit?verb=round.open", "/audit/verify", "/audit/rounds", "/audit/rounds/kp-reguler-2026-11"] {
        check_page(address, &auditor);
    }
}

#[test]
fn a_round_from_its_plan_to_its_publication() {
    // nonsense is kept, each sentence beside its field, in both languages
    let nonsense = "id=Bukan+Kode&title-id=&title-en=x&unit=synthetic-1&policy=asn/promotion/regular&as-of=besok&quota=-1&ranking=";
    for (language, sentence) in [("id", "tidak dapat dipakai"), ("en", "cannot be used")] {
        let refused = send(&format!("/hr/rounds/new?lang={language}"), nonsense, HR);
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.body.contains("value=\"Bukan Kode\"") && refused.body.contains("value=\"besok\""), "{}", refused.body);
        for field in ["id-problem", "title-id-problem", "as-of-problem", "quota-problem"] {
            assert!(refused.body.contains(&format!("id=\"{field}\"")), "{field} in {}", refused.body);
        }
        assert!(refused.body.contains(sentence), "{}", refused.body);
    }
    let unit = between(&read("/hr/rounds/new", HR), "<select id=\"unit\"", "</select>").to_owned();
    let unit = between(&unit, "<option value=\"s", "\"");
    let unit = format!("s{unit}");
    let plan = |title: &str| {
        format!("id=kp-uji&title-id={title}&title-en={title}&unit={unit}&policy=asn/promotion/regular&as-of=2026-11-01&quota=&ranking=")
    };
    for person in [AUTHORITY, ANALYST] {
        assert_eq!(send("/hr/rounds/new", &plan("Uji"), person).status, StatusCode::FORBIDDEN, "{person}");
    }
    // a unit of another region is told of as one that is not there, beside its field
    for code in [&*unit, "tidak-ada"] {
        let answer = send("/hr/rounds/new", &plan("Uji").replace(&format!("unit={unit}"), &format!("unit={code}")), "contoh-tetangga");
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.body);
        let problem = between(&answer.body, "id=\"unit-problem\">", "</p>");
        assert_eq!(problem.replace(code, "…"), "Tidak ada unit bernama atau berkode `…` di antara unit Anda.");
    }
    let planned = send("/hr/rounds/new", &plan("Uji"), HR);
    assert_eq!(planned.header("location"), "/hr/rounds/kp-uji?done=planned", "{}", planned.body);
    assert!(send("/hr/rounds/new", &plan("Uji"), HR).body.contains("sudah ada"), "an id is planned once");

    // two people change the plan: the second is shown both versions
    let seen = revision(&read("/hr/rounds/kp-uji/plan", HR));
    let first = send("/hr/rounds/kp-uji/plan", &format!("{}&revision={seen}", plan("Pertama")), HR);
    assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.body);
    let second = send("/hr/rounds/kp-uji/plan", &format!("{}&revision={seen}", plan("Kedua")), HR);
    assert_eq!(second.status, StatusCode::CONFLICT);
    assert!(second.body.contains("Pertama") && second.body.contains("value=\"Kedua\""), "{}", second.body);
    assert_ne!(revision(&second.body), seen, "what was typed goes on from what stands now");

    // opening: by HR alone, and once
    let seen = revision(&read("/hr/rounds/kp-uji", HR));
    let step = format!("step=open&revision={seen}");
    for person in [AUTHORITY, AUDITOR, ANALYST, "contoh-tetangga"] {
        assert_eq!(send("/hr/rounds/kp-uji/step", &step, person).status, StatusCode::FORBIDDEN, "{person}");
    }
    assert_eq!(send("/hr/rounds/kp-uji/step", &step, HR).header("location"), "/hr/rounds/kp-uji?done=opened");
    assert_eq!(send("/hr/rounds/kp-uji/step", &step, HR).status, StatusCode::CONFLICT, "the page was of an earlier stage");

    // candidates: nonsense, everybody fitting, and oneself
    let wrong = send("/hr/rounds/kp-uji/candidates", "who=people&people=123", HR);
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("NIP `123`") && wrong.body.contains(">\n123</textarea>"), "{}", wrong.body);
    let me = &app().waiting;
    assert_eq!(send("/rounds/kp-uji/stand", "", me).header("location"), "/rounds?done=stands");
    assert_eq!(send("/rounds/kp-uji/stand", "", me).status, StatusCode::UNPROCESSABLE_ENTITY, "nobody stands twice");
    assert_eq!(send("/rounds/kp-uji/withdraw", "", me).header("location"), "/rounds?done=withdrawn");
    assert_eq!(send("/rounds/kp-uji/withdraw", "", me).status, StatusCode::UNPROCESSABLE_ENTITY);
    let added = send("/hr/rounds/kp-uji/candidates", "who=fitting", HR);
    assert_eq!(added.header("location"), "/hr/rounds/kp-uji/candidates?done=added", "{}", added.body);

    // screening: tried first, then decided
    let trial = read("/hr/rounds/kp-uji/screening", HR);
    assert!(trial.contains("Belum ada yang disimpan") && trial.contains("Masa kerja dalam pangkat terakhir"), "{trial}");
    let decided = send("/hr/rounds/kp-uji/screening", &format!("revision={}", revision(&trial)), HR);
    assert_eq!(decided.header("location"), "/hr/rounds/kp-uji?done=screened", "{}", decided.body);
    assert_eq!(send("/rounds/kp-uji/stand", "", HR).status, StatusCode::UNPROCESSABLE_ENTITY, "it is closed to candidates");

    // the decision: not by who ran it, not on an old page
    let seen = revision(&read("/hr/rounds/kp-uji/decision", AUTHORITY));
    assert_eq!(send("/hr/rounds/kp-uji/decision", &format!("choice=everybody&revision={seen}"), HR).status, StatusCode::FORBIDDEN);
    assert_eq!(send("/hr/rounds/kp-uji/decision", "choice=everybody&revision=1", AUTHORITY).status, StatusCode::CONFLICT);
    let none = send("/hr/rounds/kp-uji/decision", &format!("choice=&revision={seen}"), AUTHORITY);
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    let taken = send("/hr/rounds/kp-uji/decision", &format!("choice=everybody&revision={seen}"), AUTHORITY);
    assert_eq!(taken.header("location"), "/hr/rounds/kp-uji?done=decided", "{}", taken.body);
    let again = send("/hr/rounds/kp-uji/decision", &format!("choice=nobody&revision={seen}"), AUTHORITY);
    assert_eq!(again.status, StatusCode::CONFLICT, "decided once");

    // publication, what each reads, and the file
    assert_eq!(get("/results/kp-uji", &Visitor::nobody()).status, StatusCode::NOT_FOUND);
    let seen = revision(&read("/hr/rounds/kp-uji", HR));
    assert_eq!(
        send("/hr/rounds/kp-uji/step", &format!("step=publish&revision={seen}"), HR).header("location"),
        "/hr/rounds/kp-uji?done=published"
    );
    let result = get("/results/kp-uji", &Visitor::nobody()).body;
    assert!(result.contains("Pertama") && result.contains("Yang terpilih"), "{result}");
    let notices = read("/hr/rounds/kp-uji/notices", HR);
    assert!(notices.contains("Anda tidak terpilih dalam “Pertama”") && notices.contains("Syarat yang belum terpenuhi"), "{notices}");
    let file = send("/hr/rounds/kp-uji/export", "format=csv", HR);
    assert!(file.header("content-disposition").contains("kp-uji.csv"), "{:?}", file.headers);
    assert!(file.body.starts_with("person,decision,policy") && file.body.lines().count() > 10, "{}", file.body);
}

#[test]
fn a_panel_scores_within_its_limits_and_nobody_scores_with_a_conflict() {
    let address = "/rounds/seleksi-panitia-2026-11/panel";
    for (name, visitor) in visitors() {
        let expected = match name {
            "nobody" => 303,
            "a policy analyst" | "an auditor" => 200,
            _ => 403,
        };
        assert_eq!(get(address, &visitor).status.as_u16(), expected, "{name}");
    }
    check_page(address, &Visitor::signed_in(ANALYST));
    let page = read(address, ANALYST);
    let field = between(&page, "class=\"score\" id=\"", "\"").to_owned();
    for wrong in ["abc", "101", "-1"] {
        let refused = send(address, &format!("{field}={wrong}"), ANALYST);
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        assert!(
            refused.body.contains(&format!("value=\"{wrong}\"")) && refused.body.contains("bukan nilai dari 0 sampai 100"),
            "{}",
            refused.body
        );
    }
    assert_eq!(send(address, &format!("{field}=1"), HR).status, StatusCode::FORBIDDEN);
    assert_eq!(send(address, &format!("{field}=77%2C5"), ANALYST).status, StatusCode::SEE_OTHER);
    assert!(read(address, ANALYST).contains("value=\"77,5\""), "the own score is shown again");
    assert!(!read(address, AUDITOR).contains("77,5"), "and to no other member");
    // a conflict takes the candidate off the own form
    let candidate = field.splitn(3, '-').nth(2).unwrap().to_owned();
    assert_eq!(send(&format!("{address}/conflict"), "candidate=", ANALYST).status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(send(&format!("{address}/conflict"), &format!("candidate={candidate}"), ANALYST).status, StatusCode::SEE_OTHER);
    let page = read(address, ANALYST);
    assert!(page.contains("benturan kepentingan") && !page.contains(&format!("id=\"{field}\"")), "{page}");
    assert!(read("/hr/rounds/seleksi-panitia-2026-11", HR).contains("benturan kepentingan: 1"));
    // home asks until everybody is scored
    let waits = || read("/", ANALYST).contains(&format!("href=\"{address}\""));
    assert!(waits());
    let fields = page.split("class=\"score\" id=\"").skip(1).map(|rest| format!("{}=70", rest.split('"').next().unwrap()));
    assert_eq!(send(address, &fields.collect::<Vec<_>>().join("&"), ANALYST).status, StatusCode::SEE_OTHER);
    assert!(!waits());
}

#[test]
fn leaving_the_ranking_needs_a_reason_that_everybody_reads() {
    let address = "/hr/rounds/seleksi-peringkat-2026-11/decision";
    let ranking = read("/hr/rounds/seleksi-peringkat-2026-11/ranking", HR);
    assert!(ranking.contains("Makalah") && ranking.contains("× 0,2") && ranking.contains("Diajukan"), "every component: {ranking}");
    let page = read(address, AUTHORITY);
    check_page(address, &Visitor::signed_in(AUTHORITY));
    let seen = revision(&page);
    let other = between(&page, "<option value=\"synthetic-", "\"");
    let silent = send(address, &format!("revision={seen}&choice=these&other=synthetic-{other}&reason="), AUTHORITY);
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(silent.body.contains("id=\"reason-problem\""), "{}", silent.body);
    let put = between(&page, "name=\"chosen\" value=\"", "\"");
    let many = send(address, &format!("revision={seen}&choice=these&chosen={put}&other=synthetic-{other}&reason=x"), AUTHORITY);
    assert!(many.body.contains("2 orang dipilih, paling banyak 1"), "{}", many.body);
    let chosen =
        send(address, &format!("revision={seen}&choice=these&other=synthetic-{other}&reason=Satu-satunya+dengan+pengalaman"), AUTHORITY);
    assert_eq!(chosen.header("location"), "/hr/rounds/seleksi-peringkat-2026-11?done=decided", "{}", chosen.body);
    let seen = revision(&read("/hr/rounds/seleksi-peringkat-2026-11", HR));
    send("/hr/rounds/seleksi-peringkat-2026-11/step", &format!("step=publish&revision={seen}"), HR);
    let result = get("/results/seleksi-peringkat-2026-11", &Visitor::nobody()).body;
    assert!(result.contains("Satu-satunya dengan pengalaman"), "{result}");
    let notices = read("/hr/rounds/seleksi-peringkat-2026-11/notices", HR);
    assert!(notices.contains("peringkat 1 dari"), "{notices}");
}

#[test]
fn an_appeal_is_handled_by_somebody_else_than_the_signer() {
    let list = read("/hr/appeals", REVIEWER);
    assert!(list.contains("hari kerja") && list.contains("Ditinjau") && list.contains("Diajukan"), "{list}");
    let address = "/hr/appeals/keberatan-2026-11-2";
    let page = read(address, REVIEWER);
    assert!(page.contains("Penilaian kinerja saya tahun lalu belum masuk.") && page.contains("Diputus ulang"), "{page}");
    assert_eq!(send(&format!("{address}/review"), "stage=filed", HR).status, StatusCode::FORBIDDEN, "HR signed the decision");
    assert_eq!(
        send(&format!("{address}/dismiss"), "stage=filed&reason=x", REVIEWER).status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "not taken up yet"
    );
    assert_eq!(send(&format!("{address}/review"), "stage=filed", REVIEWER).header("location"), format!("{address}?done=review"));
    assert_eq!(send(&format!("{address}/review"), "stage=filed", REVIEWER).status, StatusCode::CONFLICT, "taken up meanwhile");
    let silent = send(&format!("{address}/dismiss"), "stage=under-review&reason=", REVIEWER);
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(silent.body.contains("id=\"reason-problem\""), "{}", silent.body);
    let nothing = send(&format!("{address}/redecide"), "stage=under-review", REVIEWER);
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY, "nothing new: {}", nothing.body);
    let dismissed = send(&format!("{address}/dismiss"), "stage=under-review&reason=Data+sudah+benar", REVIEWER);
    assert_eq!(dismissed.header("location"), format!("{address}?done=dismissed"), "{}", dismissed.body);
    assert!(read(address, REVIEWER).contains("Data sudah benar"));
}

#[test]
fn waivers_are_granted_to_somebody_found_by_name_or_number_for_a_reason() {
    let page = read("/hr/waivers", AUTHORITY);
    let criterion = between(&page, "<select id=\"criterion\"", "</select>");
    let value = between(criterion, "<option value=\"", "\"").replace(' ', "+");
    let basis = between(between(&page, "<tbody>", "</tbody>"), "Dasar\">", "</td>");
    assert!(criterion.contains(&format!("({basis})")), "the article stands beside the requirement: {criterion}");
    let file = read(&format!("/people/{}", app().ready), HR);
    let (name, number) = (between(&file, "<h1>", "</h1>").to_owned(), between(&file, "<dt>NIP</dt><dd>", "</dd>").to_owned());
    let choice = format!("<input type=\"radio\" name=\"person\" value=\"{}\"", app().ready);

    // found by number and by the beginnings of words, with what was typed kept; nobody is found for who grants none
    let reason = "reason=Formasi+%3Ckosong%3E&last-day=besok";
    let words = name.split_whitespace().take(2).map(|word| word.chars().take_while(char::is_ascii_alphabetic).collect::<String>());
    let first = words.collect::<Vec<_>>().join("+");
    for typed in [number.clone(), first] {
        let found = send("/hr/waivers", &format!("act=find&find={typed}&{reason}"), AUTHORITY);
        assert_eq!(found.status, StatusCode::OK, "{}", found.body);
        assert!(found.body.contains(&choice) && found.body.contains(&number), "{typed}: {}", found.body);
        assert!(found.body.contains("Formasi &#60;kosong&#62;") && found.body.contains("value=\"besok\""), "{}", found.body);
        assert_eq!(send("/hr/waivers", &format!("act=find&find={typed}"), HR).status, StatusCode::FORBIDDEN);
    }
    for typed in ["", "Tak+Seorang+Pun", "0"] {
        let none = send("/hr/waivers", &format!("act=find&find={typed}&{reason}"), AUTHORITY);
        assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(none.body.contains("id=\"find-problem\"") && none.body.contains("Formasi &#60;kosong&#62;"), "{}", none.body);
    }

    // each sentence beside its field: nobody chosen, no reason, somebody who is not of the units
    let form = |person: &str, reason: &str| format!("act=grant&find={number}&person={person}&criterion={value}&reason={reason}&last-day=");
    assert_eq!(send("/hr/waivers", &form(&app().ready, "x"), HR).status, StatusCode::FORBIDDEN);
    for (person, reason, field) in [("", "x", "person"), (app().ready.as_str(), "+", "reason"), (AUTHORITY, "x", "person")] {
        let wrong = send("/hr/waivers", &form(person, reason), AUTHORITY);
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", wrong.body);
        assert!(wrong.body.contains(&format!("id=\"{field}-problem\"")) && wrong.body.contains(&choice), "{field}: {}", wrong.body);
    }
    let elsewhere = form(&app().ready, "x").replace(&value, "asn/promotion/regular+time-in-grade-too-short");
    let elsewhere = send("/hr/waivers", &elsewhere, AUTHORITY);
    assert!(elsewhere.body.contains("id=\"criterion-problem\""), "only what may be waived: {}", elsewhere.body);
    let granted = send("/hr/waivers", &form(&app().ready, "Formasi+kosong+dua+tahun"), AUTHORITY);
    assert_eq!(granted.header("location"), "/hr/waivers?done=granted", "{}", granted.body);
    let file = read(&format!("/people/{}", app().ready), HR);
    assert!(file.contains("<h2 id=\"waivers\">") && file.contains("Formasi kosong dua tahun"), "{file}");
}

#[test]
fn people_are_found_by_number_and_their_file_says_where_each_entry_comes_from() {
    let list = read("/people", HR);
    assert!(!list.contains(">synthetic-unit") && list.contains("NIP"), "units by name: {list}");
    let file = read(&format!("/people/{}", app().waiting), HR);
    for expected in ["Riwayat golongan", "Riwayat jabatan", "Penilaian kinerja", "Atasan langsung", "Mutu data"] {
        assert!(file.contains(expected), "{expected} in {file}");
    }
    let number = between(&file, "<dt>NIP</dt><dd>", "</dd>").to_owned();
    let found = get(&format!("/people?find={number}"), &Visitor::signed_in(HR));
    assert_eq!(found.header("location"), format!("/people/{}", app().waiting));
    let nobody = get("/people?find=0", &Visitor::signed_in(HR));
    assert_eq!(nobody.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(nobody.body.contains("NIP `0`"));
    let other = get(&format!("/people?find={number}"), &Visitor::signed_in("contoh-tetangga"));
    assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY, "nobody of another region is found");
}

#[test]
fn a_decree_about_somebody_who_was_chosen_is_laid_out_to_be_printed() {
    let round = "/hr/rounds/kp-reguler-2026-11";
    let address = address_of(&read(round, HR), &format!("{round}/decrees/"));
    let may = [303, 403, 403, 403, 200, 403, 403, 200, 403];
    check_access(&[(&address, may)]);
    assert!(!read(round, AUDITOR).contains("/decrees/"), "no way to what an auditor may not print");
    check_page(&address, &Visitor::signed_in(HR));
    let empty = read(&address, HR);
    for part in [
        "KEPUTUSAN",
        "Menimbang",
        "Mengingat",
        "MEMUTUSKAN:",
        "KESATU",
        "KEDUA",
        "Ditetapkan di",
        "<th scope=\"row\">NIP</th>",
        "PP 99/2000",
    ] {
        assert!(empty.contains(part), "{part}: {empty}");
    }
    assert!(empty.contains("jenjang round decree kp-reguler-2026-11 synthetic-") && empty.contains("……"), "{empty}");
    let typed = "government=Provinsi+Contoh&authority=Gubernur+Contoh&number=800%2F12&place=Kota+%3Cb%3E&signer=Contoh+PPK";
    let filled = get(&format!("{address}?{typed}&lang=en"), &Visitor::signed_in(HR));
    for part in ["PROVINSI CONTOH", "DECREE OF THE GUBERNUR CONTOH", "NUMBER 800/12", "HAS DECIDED:", "<p class=\"signer\">Contoh PPK</p>"]
    {
        assert!(filled.body.contains(part), "{part}: {}", filled.body);
    }
    assert!(!filled.body.contains("Kota <b>"), "what is typed is no markup");
    let long = get(&format!("{address}?number={}&lang=en", "9".repeat(200)), &Visitor::signed_in(HR));
    assert!(long.status == StatusCode::UNPROCESSABLE_ENTITY && long.body.contains("id=\"number-problem\""), "{}", long.body);
    // the decision about somebody who was chosen leads there, for those who may print the decree
    let decisions = |who: &str| -> Vec<String> {
        let file = read(&format!("/people/{who}"), HR);
        file.split("href=\"/decisions/").skip(1).map(|rest| format!("/decisions/{}", rest.split('"').next().unwrap())).collect()
    };
    let chosen = address.rsplit('/').next().unwrap();
    let link = format!("href=\"{address}\"");
    assert_eq!(decisions(chosen).iter().filter(|decision| read(decision, HR).contains(&link)).count(), 1);
    assert!(decisions(chosen).iter().all(|decision| !read(decision, chosen).contains("/decrees/")), "whom it is about prints none");
    let others = decisions(&app().waiting);
    assert!(others.iter().all(|decision| !read(decision, HR).contains(&format!("{round}/decrees/"))), "not chosen there");
    // somebody who was not chosen, and a round that is not decided
    let other = get(&format!("{round}/decrees/{}?lang=en", app().waiting), &Visitor::signed_in(HR));
    assert!(other.status.is_client_error() && other.body.contains("was not chosen in round"), "{}", other.body);
}

#[test]
fn a_candidate_who_went_to_another_region_is_named_without_a_way_to_the_file() {
    let neighbour = "contoh-tetangga";
    let bring = |unit: &str| {
        let person = format!("{{\"record\":{{\"id\":\"pindahan\",\"name\":\"Pegawai Pindahan\"}},\"unit\":\"{unit}\"}}");
        let body = format!("{{\"people\":[{person}]}}");
        let done = program("POST", "/api/v1/people/import", Some(&body), &Visitor::signed_in(HR), &[]);
        assert_eq!(done.status, StatusCode::OK, "{}", done.body);
    };
    bring("synthetic-tetangga");
    let round = "/hr/rounds/kp-tetangga";
    let plan = "id=kp-tetangga&title-id=Tetangga&title-en=Neighbour&unit=synthetic-tetangga&policy=asn/promotion/regular&as-of=2026-11-01&quota=&ranking=";
    assert_eq!(send("/hr/rounds/new", plan, neighbour).header("location"), format!("{round}?done=planned"));
    let open = format!("step=open&revision={}", revision(&read(round, neighbour)));
    assert_eq!(send(&format!("{round}/step"), &open, neighbour).header("location"), format!("{round}?done=opened"));
    let added = send(&format!("{round}/candidates"), "who=people&people=pindahan", neighbour);
    assert_eq!(added.header("location"), format!("{round}/candidates?done=added"), "{}", added.body);
    let screening = format!("{round}/screening");
    assert!(read(&screening, neighbour).contains("<a href=\"/people/pindahan\">Pegawai Pindahan</a>"));
    bring("synthetic-daerah-001");
    assert_eq!(get("/people/pindahan", &Visitor::signed_in(neighbour)).status, StatusCode::FORBIDDEN);
    let page = read(&screening, neighbour);
    assert!(page.contains("Pegawai Pindahan") && !page.contains("/people/pindahan"), "{page}");
    let decided = send(&screening, &format!("revision={}", revision(&page)), neighbour);
    assert_eq!(decided.header("location"), format!("{round}?done=screened"), "{}", decided.body);
    let candidates = format!("{round}/candidates");
    let page = read(&candidates, neighbour);
    assert!(page.contains("Pegawai Pindahan") && !page.contains("href=\"/decisions/"), "{page}");
    assert!(read(&candidates, HR).contains("href=\"/decisions/"), "HR of both regions reads it");
}

#[test]
fn an_auditor_verifies_the_trail_takes_it_along_and_decides_again() {
    let checked = send("/audit/verify", "", AUDITOR);
    assert!(checked.body.contains("Utuh") && checked.body.contains("Yang diperiksa"), "{}", checked.body);
    let file = send("/audit/export", "", AUDITOR);
    assert!(
        file.body.starts_with("{\"kind\":\"header\"") && file.header("content-disposition").contains("jejak-audit"),
        "{:?}",
        file.headers
    );
    let again = send("/audit/rounds/kp-reguler-2026-11", "", AUDITOR);
    assert!(again.body.contains("Semuanya sama"), "{}", again.body);
    let ranked = send("/audit/rounds/seleksi-panitia-2026-11", "", AUDITOR);
    assert!(ranked.body.contains("keputusan diputus ulang"), "{}", ranked.body);
    let trail = get("/audit?lang=en", &Visitor::signed_in(AUDITOR)).body;
    for said in [
        "Signature good",
        "letter by letter",
        "are signed",
        "jenjang audit checkpoint --database URL --audit-key FILE",
        "--kept checkpoints.jsonl",
    ] {
        assert!(trail.contains(said), "{said}: {trail}");
    }
    assert!(read("/audit", AUDITOR).contains("Server ini tidak memegang kunci penanda tangan"));
    let opened = read("/audit?verb=round.open", AUDITOR);
    assert!(opened.contains("round.open") && !opened.contains("<code>round.publish</code>"), "{opened}");
    assert!(!opened.contains("contoh-kepegawaian"), "nobody is named");
}
