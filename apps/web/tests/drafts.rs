//! The policy team's pages: the editor and its check, cases, differences, two people at one text, simulation, the way to the signature,
//! socialisation, indicators.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests: what is absent here ends the test")]

mod common;

use std::sync::{Arc, Mutex, PoisonError};

use axum::http::{StatusCode, header};
use common::{Answer, Visitor, check_access, check_overtaken, check_page, get, post, seen, send};
use jenjang::period::EVERYTHING_KNOWN;
use jenjang::policy::decide::prepare;
use jenjang_lab::compare::{Options, compare};
use jenjang_lab::input;

const DRAFT: &str = "/drafts/reguler-tiga-tahun";
const REGULAR: &str = "asn/promotion/regular";

fn analyst() -> Visitor {
    Visitor::signed_in("contoh-analis")
}

fn authority() -> Visitor {
    Visitor::signed_in("contoh-ppk")
}

/// A form, escaped.
fn form(fields: &[(&str, &str)]) -> String {
    let mut form = String::new();
    for (name, value) in fields {
        if !form.is_empty() {
            form.push('&');
        }
        form.push_str(name);
        form.push('=');
        for byte in value.bytes() {
            form.push_str(&format!("%{byte:02X}"));
        }
    }
    form
}

fn source() -> String {
    let library = jenjang_asn::library();
    let policy = library.set.get(REGULAR).unwrap();
    library.sources.get(&policy.file).to_owned()
}

/// Begins a draft of regular promotion of one's own.
fn begun(id: &str) -> Visitor {
    let me = analyst();
    let answer = post("/drafts/new", &form(&[("id", id), ("from", REGULAR), ("purpose", "Uji coba")]), &me, &[]);
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    assert_eq!(answer.header(header::LOCATION), format!("/drafts/{id}/edit?done=begun"));
    me
}

fn revision(body: &str) -> String {
    body.split("name=\"revision\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

fn save(id: &str, revision: &str, policy: &str, me: &Visitor) -> Answer {
    let fields = [("revision", revision), ("purpose", "Uji coba"), ("policy", policy), ("clauses", ""), ("do", "save")];
    post(&format!("/drafts/{id}/edit"), &form(&fields), me, &[])
}

#[test]
fn drafts_are_for_those_who_draft_sign_or_audit() {
    //                      nobody, concerned, other, superior, HR, other HR, analyst, authority, auditor
    let readers = [303, 403, 403, 403, 403, 403, 200, 200, 200];
    let writers = [303, 403, 403, 403, 403, 403, 200, 403, 403];
    // what is explained anybody may know; figures of the whole service are none of another region's
    let explained = [303, 403, 403, 403, 200, 200, 200, 200, 200];
    let indicators = [303, 403, 403, 403, 200, 403, 200, 200, 200];
    let missing = [303, 403, 403, 403, 403, 403, 404, 404, 404];
    check_access(&[
        ("/drafts", readers),
        ("/drafts/new", writers),
        (DRAFT, readers),
        (&format!("{DRAFT}/edit"), writers),
        (&format!("{DRAFT}/source"), readers),
        (&format!("{DRAFT}/cases"), readers),
        (&format!("{DRAFT}/diff"), readers),
        (&format!("{DRAFT}/simulate"), readers),
        (&format!("{DRAFT}/simulate/0000000000000000"), [303, 404, 404, 404, 404, 404, 404, 404, 404]),
        (&format!("{DRAFT}/simulate/0000000000000000/report.html"), [303, 404, 404, 404, 404, 404, 404, 404, 404]),
        (&format!("{DRAFT}/consultation"), readers),
        (&format!("{DRAFT}/consultation/1"), readers),
        (&format!("{DRAFT}/consultation/99"), missing),
        (&format!("{DRAFT}/report"), readers),
        ("/drafts/versions/asn/learning/yearly-duty", readers),
        ("/drafts/versions/asn/learning/nothing", missing),
        ("/drafts/socialisation", explained),
        ("/drafts/socialisation/jam-pelajaran", [303, 403, 403, 403, 200, 403, 200, 200, 200]),
        ("/drafts/indicators", indicators),
        ("/drafts/indicators/hari-proses-usulan", indicators),
        ("/drafts/reviews", indicators),
        ("/drafts/nothing-at-all", missing),
        ("/drafts/nothing-at-all/edit", missing),
    ]);
}

#[test]
fn writing_is_refused_to_those_who_only_read() {
    let begin = form(&[("id", "bukan-hak"), ("from", REGULAR), ("purpose", "x")]);
    for (who, status) in [("contoh-ppk", 403), ("contoh-auditor", 403), ("contoh-kepegawaian", 403), ("contoh-tetangga", 403)] {
        let me = Visitor::signed_in(who);
        assert_eq!(post("/drafts/new", &begin, &me, &[]).status.as_u16(), status, "{who}");
        assert_eq!(save("reguler-tiga-tahun", "1", "x", &me).status.as_u16(), status, "{who}");
        assert_eq!(post(&format!("{DRAFT}/consultation"), "do=close", &me, &[]).status.as_u16(), status, "{who}");
    }
    assert_eq!(post("/drafts/check", "policy=x", &Visitor::nobody(), &[]).status, StatusCode::SEE_OTHER);
    assert_eq!(post("/drafts/check", "policy=x", &Visitor::signed_in("contoh-kepegawaian"), &[]).status, StatusCode::FORBIDDEN);
}

#[test]
fn every_page_keeps_the_rules_of_pages() {
    let me = analyst();
    for address in [
        "/drafts",
        "/drafts/new",
        DRAFT,
        &format!("{DRAFT}/edit"),
        &format!("{DRAFT}/cases"),
        &format!("{DRAFT}/diff"),
        &format!("{DRAFT}/simulate"),
        &format!("{DRAFT}/consultation"),
        &format!("{DRAFT}/consultation/1"),
        &format!("{DRAFT}/report"),
        "/drafts/versions/asn/learning/yearly-duty",
        "/drafts/socialisation",
        "/drafts/socialisation/jam-pelajaran",
        "/drafts/indicators",
        "/drafts/indicators/hari-proses-usulan",
        "/drafts/reviews",
        "/policies/asn/learning/yearly-duty?source=1",
    ] {
        check_page(address, &me);
    }
}

#[test]
fn the_library_says_where_each_draft_stands_and_what_is_next() {
    let body = get("/drafts", &analyst()).body;
    assert!(body.contains("pangkat terakhir menjadi tiga tahun</a>") && body.contains("dikonsultasikan"), "{body}");
    assert!(body.contains("Berikutnya: masukan diterima sampai 31 Desember 2026"), "{body}");
    assert!(body.contains("href=\"/drafts/versions/asn/promotion/regular\""));
    assert!(body.len() < 60_000, "{}", body.len());
    let versions = get("/drafts/versions/asn/promotion/regular", &analyst()).body;
    assert!(versions.contains("href=\"/drafts/new?from=asn/promotion/regular\""), "{versions}");
    let body = get("/drafts?lang=en", &authority()).body;
    assert!(body.contains("open for consultation") && !body.contains("New draft"), "who does not write is offered nothing to write");
}

#[test]
fn a_broken_text_is_shown_with_its_problems_in_both_languages_and_kept() {
    let me = begun("rusak");
    let text = source().replace("minimum-years-in-grade\nunit", "x").replacen(
        "require   = 'employment = \"pns\"'",
        "require   = 'employmnt = \"pns\"'",
        1,
    );
    let fields = [("revision", "1"), ("purpose", "Uji"), ("policy", text.as_str()), ("clauses", ""), ("do", "check")];
    let line = text.lines().position(|line| line.contains("employmnt")).unwrap() + 1;
    for (language, words) in [
        ("id", [format!("baris {line}, kolom 14"), "Naskah belum dapat diusulkan".to_owned(), "kesalahan".to_owned()]),
        (
            "en",
            [format!("line {line}, column 14"), "The text cannot be proposed yet".to_owned(), "perhaps `employment` is meant".to_owned()],
        ),
    ] {
        let answer = post(&format!("/drafts/rusak/edit?lang={language}"), &form(&fields), &me, &[]);
        assert!(answer.body.contains("unknown-name"), "{language}: {}", answer.body);
        for word in words {
            assert!(answer.body.contains(&word), "`{word}` in {language}: {}", answer.body);
        }
        assert!(answer.body.contains("employmnt = &#34;pns&#34;"), "what was typed stays: {}", answer.body);
        // the same without the page, for the script
        let fragment = post(&format!("/drafts/check?lang={language}"), &form(&fields[2..4]), &me, &[]);
        assert_eq!(fragment.status, StatusCode::OK);
        assert!(fragment.body.contains("data-summary") && fragment.body.contains("unknown-name") && !fragment.body.contains("<html"));
    }
    // a text that is not right yet can be saved all the same
    let revision = revision(&get("/drafts/rusak/edit", &me).body);
    assert_eq!(save("rusak", &revision, &text, &me).status, StatusCode::SEE_OTHER);
    let page = get("/drafts/rusak/edit", &me).body;
    assert!(page.contains("employmnt") && page.contains("unknown-name"));
    assert!(get("/drafts/rusak", &me).body.contains("Naskah masih memuat kesalahan."));
    assert!(get("/drafts/rusak/simulate", &me).body.contains("simulasi dijalankan setelah itu diperbaiki"));
}

#[test]
fn the_editor_survives_nonsense_and_keeps_it() {
    let me = begun("omong-kosong");
    let deep = format!("x = {}{}", "[".repeat(5_000), "]".repeat(5_000));
    let nested = format!("[policy]\nrequire = '{}1{}'", "(".repeat(3_000), ")".repeat(3_000));
    let long = "# panjang sekali\n".repeat(3_600);
    assert!(long.len() > 60_000);
    for text in [deep.as_str(), &nested, &long, "\u{0}\u{1}[policy]", "</textarea><script>alert(1)</script>", "\u{202e}a\u{feff}", ""] {
        let fields = [("revision", "1"), ("purpose", ""), ("policy", text), ("clauses", text), ("do", "check")];
        let answer = post("/drafts/omong-kosong/edit", &form(&fields), &me, &[]);
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        assert!(!answer.body.contains("<script>alert"));
        for code in ["save", "format", "clauses"] {
            let revision = revision(&get("/drafts/omong-kosong/edit", &me).body);
            let fields = [("revision", &*revision), ("purpose", ""), ("policy", text), ("clauses", text), ("do", code)];
            let answer = post("/drafts/omong-kosong/edit", &form(&fields), &me, &[]);
            assert!(
                answer.status.is_success() || answer.status.is_redirection() || answer.status == StatusCode::UNPROCESSABLE_ENTITY,
                "{code}: {}",
                answer.status
            );
        }
    }
    let revision = revision(&get("/drafts/omong-kosong/edit", &me).body);
    let answer = save("omong-kosong", &revision, "[policy]\nid = \"a\u{0}b\"", &me);
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("Baris 2 memuat huruf kendali U+0000"), "{}", answer.body);
    let answer = save("omong-kosong", &revision, &"a".repeat(300_000), &me);
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("paling banyak 256 kB") && answer.body.contains(&"a".repeat(300_000)));
    // lines of a browser on another machine
    assert_eq!(save("omong-kosong", &revision, "a = 1\r\nb = 2", &me).status, StatusCode::SEE_OTHER);
    assert!(get("/drafts/omong-kosong/edit", &me).body.contains("a = 1\nb = 2</textarea>"));
}

#[test]
fn a_new_draft_is_refused_beside_its_fields() {
    let me = analyst();
    let answer = post("/drafts/new?lang=en", &form(&[("id", "Not A Name"), ("from", "nowhere"), ("purpose", "")]), &me, &[]);
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for sentence in ["cannot be a name", "This field has to be filled in.", "There is no policy named `nowhere`."] {
        assert!(answer.body.contains(sentence), "{sentence}: {}", answer.body);
    }
    assert!(answer.body.contains("value=\"Not A Name\""));
    let answer = post("/drafts/new", &form(&[("id", "new"), ("from", ""), ("purpose", "x")]), &me, &[]);
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "an address of a page is no name");
    begun("dua-kali");
    let answer = post("/drafts/new", &form(&[("id", "dua-kali"), ("from", ""), ("purpose", "x")]), &me, &[]);
    assert!(answer.body.contains("Rancangan `dua-kali` sudah ada."), "{}", answer.body);
    // the empty template passes its own check
    let answer = post("/drafts/new", &form(&[("id", "dari-kosong"), ("from", ""), ("purpose", "Baru")]), &me, &[]);
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    check_page("/drafts/dari-kosong/source", &me);
    let page = get("/drafts/dari-kosong/edit", &me).body;
    assert!(page.contains("Naskah dapat diusulkan: 0 kesalahan"), "{page}");
    assert!(get("/drafts/dari-kosong/simulate", &me).body.contains("tidak ada aturan yang berlaku untuk dibandingkan"));
}

#[test]
fn two_people_at_one_text_see_both_versions() {
    let me = begun("berdua");
    let opened = revision(&get("/drafts/berdua/edit", &me).body);
    let theirs = source().replacen("value = \"4\"", "value = \"5\"", 1);
    assert_eq!(save("berdua", &opened, &theirs, &me).status, StatusCode::SEE_OTHER);
    let mine = source().replacen("value = \"4\"", "value = \"3\"", 1);
    let answer = save("berdua", &opened, &mine, &me);
    assert_eq!(answer.status, StatusCode::CONFLICT);
    let body = &answer.body;
    assert!(body.contains("Naskah Anda") && body.contains("Naskah yang tersimpan") && body.contains("Tidak ada yang hilang"));
    assert!(body.contains("value = &#34;3&#34;") && body.contains("value = &#34;5&#34;"), "both texts: {body}");
    assert_eq!((body.matches("class=\"old\"").count(), body.matches("class=\"new\"").count()), (1, 1), "{body}");
    // what is made of both is saved next
    assert_eq!(save("berdua", &revision(body), &mine, &me).status, StatusCode::SEE_OTHER);
    assert!(get("/drafts/berdua/edit", &me).body.contains("value = &#34;3&#34;"));
}

#[test]
fn two_people_at_one_set_of_clauses_see_both_and_no_other_text_is_handed_on() {
    let me = begun("ketentuan-berdua");
    let address = "/drafts/ketentuan-berdua";
    let opened = revision(&get(&format!("{address}/edit"), &me).body);
    let overview = get(address, &me).body;
    let clauses = |text: &str| {
        let (policy, clauses) = (source(), format!("[[clauses]]\nnumber = \"1\"\ntext = \"{text}\"\n"));
        form(&[("revision", &opened), ("purpose", "Uji coba"), ("policy", &policy), ("clauses", &clauses), ("do", "save")])
    };
    assert_eq!(post(&format!("{address}/edit"), &clauses("Pasal milik pertama"), &me, &[]).status, StatusCode::SEE_OTHER);
    let late = post(&format!("{address}/edit"), &clauses("Pasal milik kedua"), &me, &[]);
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.body.contains("Pasal milik pertama") && late.body.contains("Pasal milik kedua"), "{}", late.body);
    let stands = get(&format!("{address}/edit"), &me).body;
    assert!(stands.contains("Pasal milik pertama") && !stands.contains("Pasal milik kedua"), "{stands}");
    // whoever hands a text on hands on the one that was shown
    let before = seen(&overview, "revision-text");
    for (step, yours) in [("propose", "propose this text"), ("draft", "make this text a version of the draft in clauses")] {
        let late = post(&format!("{address}?lang=en"), &format!("do={step}{before}"), &me, &[]);
        check_overtaken(&late, &[yours, "change no. 1", "change no. 2"]);
    }
    assert!(get(address, &me).body.contains("value=\"propose\""), "it is not proposed");
}

#[test]
fn a_step_that_somebody_else_took_is_told() {
    let (me, page) = (analyst(), get(&format!("{DRAFT}?lang=en"), &analyst()).body);
    assert!(page.contains("aria-current=\"step\""), "{page}");
    // nobody signs, takes a step of or moves on what was not shown
    for (step, yours, visitor) in
        [("settle", "move on to the steps", &me), ("take", "complete the step", &me), ("sign", "sign and enact", &authority())]
    {
        let late = post(&format!("{DRAFT}?lang=en"), &format!("do={step}&note=Nomor+7&revision=0"), visitor, &[]);
        check_overtaken(&late, &[yours, "Consultation", "Nomor 7"]);
    }
}

#[test]
fn cases_and_differences_say_what_a_change_does() {
    let me = begun("lima-tahun");
    let changed = source().replacen("value = \"4\"", "value = \"5\"", 1);
    let opened = revision(&get("/drafts/lima-tahun/edit", &me).body);
    assert_eq!(save("lima-tahun", &opened, &changed, &me).status, StatusCode::SEE_OTHER);
    let cases = get("/drafts/lima-tahun/cases", &me).body;
    let failing = cases.matches("tidak sesuai</span>").count();
    assert!(failing > 0, "{cases}");
    assert!(cases.contains("seharusnya memenuhi syarat, ternyata tidak memenuhi syarat"), "expected and found: {cases}");
    assert!(cases.contains("Syarat yang menentukan"), "which criterion: {cases}");
    let diff = get("/drafts/lima-tahun/diff", &me).body;
    // in the words of the command line
    let library = jenjang_asn::library();
    let mut with = library.clone();
    with.add_policies([("x", changed.as_bytes())]);
    let changes = jenjang::policy::diff::diff(library.set.get(REGULAR).unwrap(), with.set.get(REGULAR).unwrap()).changes;
    assert_eq!(changes.len(), 1);
    let sentence = changes[0].path.clone();
    assert!(diff.contains(&sentence), "{sentence} in {diff}");
    assert_eq!((diff.matches("class=\"old\"").count(), diff.matches("class=\"new\"").count()), (1, 1), "{diff}");
    // a case that fails keeps it from being proposed
    let propose = form(&[("do", "propose"), ("revision-text", &revision(&get("/drafts/lima-tahun/edit", &me).body))]);
    let answer = post("/drafts/lima-tahun", &propose, &me, &[]);
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("gagal"), "{}", answer.body);
    // tidying up changes layout and nothing else
    let untidy = changed.replace("decides       =", "decides   =");
    let fields = [("revision", "1"), ("purpose", ""), ("policy", untidy.as_str()), ("clauses", ""), ("do", "format")];
    let answer = post("/drafts/lima-tahun/edit", &form(&fields), &me, &[]);
    assert!(answer.body.contains("decides       ="), "{}", answer.body);
}

/// A file of people with what regular promotion asks.
fn people() -> String {
    let mut table = "id,unit,employment,grade,grade.since,sex\n".to_owned();
    for n in 0..90 {
        let (year, sex, unit) = (2019 + n % 6, if n % 2 == 0 { "female" } else { "male" }, if n % 3 == 0 { "A" } else { "B" });
        table.push_str(&format!("p{n},{unit},pns,III/a,{year}-04-01,{sex}\n"));
    }
    table
}

/// Sends fields and files: name of the field, name of the file, what is in it.
fn upload(fields: &[(&str, &str)], files: &[(&str, &str, &str)], address: &str, me: &Visitor) -> Answer {
    let mut body = String::new();
    for (name, value) in fields {
        body.push_str(&format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"));
    }
    for (field, name, content) in files {
        body.push_str(&format!(
            "--b\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\nContent-Type: text/csv\r\n\r\n{content}\r\n"
        ));
    }
    body.push_str("--b--\r\n");
    send(address, "multipart/form-data; boundary=b", body.into_bytes(), me)
}

/// Somebody has one simulation at a time, and the tests share their analyst.
static SIMULATING: Mutex<()> = Mutex::new(());

/// The report of a run, once it is there.
fn done(run: &str, me: &Visitor) -> Answer {
    let mut page = get(run, me);
    for _ in 0..400 {
        if page.headers.get(header::REFRESH).is_none() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(300));
        page = get(run, me);
    }
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    page
}

#[test]
fn a_simulation_on_the_people_stored_says_what_it_costs_and_whether_it_is_fair() {
    let _mine = SIMULATING.lock().unwrap_or_else(PoisonError::into_inner);
    let me = begun("empat");
    let changed = source().replacen("value = \"4\"", "value = \"3\"", 1);
    let opened = revision(&get("/drafts/empat/edit", &me).body);
    assert_eq!(save("empat", &opened, &changed, &me).status, StatusCode::SEE_OTHER);
    let grades = ["I", "II", "III", "IV"].iter().flat_map(|class| ["a", "b", "c", "d", "e"].map(|step| format!("{class}/{step}")));
    let pay: String = grades
        .filter(|grade| !["I/e", "II/e", "III/e"].contains(&&**grade))
        .enumerate()
        .fold("grade,per-month\n".to_owned(), |table, (place, grade)| format!("{table}{grade},{}\n", 2_000_000 + 100_000 * place));
    let asked = [("whom", "store"), ("as-of", "2027-04-01"), ("audit", "yes")];
    // an amount that is none is said beside its field
    let wrong = upload(&asked, &[("pay", "gaji.csv", "grade,per-month\nIII/a,2.785.700\n")], "/drafts/empat/simulate", &me);
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("2.785.700") && wrong.body.contains("gaji.csv"), "{}", wrong.body);
    let answer = upload(&asked, &[("pay", "gaji.csv", &pay)], "/drafts/empat/simulate", &me);
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let run = answer.header(header::LOCATION);
    let page = done(&run, &me);
    let json: serde_json::Value = serde_json::from_str(&get(&format!("{run}/report.json"), &me).body).unwrap();
    let totals = &json["comparison"]["totals"];
    assert!(totals["people"].as_u64().unwrap() >= common::STAFF, "everybody stored: {totals}");
    assert_eq!(json["provenance"]["population"], "store");
    assert_eq!(json["comparison"]["cost"]["currency"], "IDR", "{}", json["comparison"]["cost"]);
    assert!(json["audit"].is_object(), "the people stored have a sex, which is protected");
    for id in ["id=\"cost", "id=\"fairness"] {
        assert!(page.body.contains(id), "{id}: {}", page.body);
    }
    // people are counted, nobody is named
    let names: Vec<String> = jenjang_asn::synthetic::population(jenjang_asn::synthetic::PopulationOptions {
        staff: common::STAFF,
        seed: 1,
        today: "2026-11-01".parse().unwrap(),
    })
    .unwrap()
    .filter_map(|person| person.record.name.map(|name| name.to_string()))
    .collect();
    assert!(names.len() > 100 && !names.iter().any(|name| page.body.contains(name)));
}

#[test]
fn a_simulation_says_what_the_lab_says() {
    let _mine = SIMULATING.lock().unwrap_or_else(PoisonError::into_inner);
    let me = begun("tiga");
    let changed = source().replacen("value = \"4\"", "value = \"3\"", 1);
    let opened = revision(&get("/drafts/tiga/edit", &me).body);
    assert_eq!(save("tiga", &opened, &changed, &me).status, StatusCode::SEE_OTHER);
    let answer = upload(&[("whom", "file"), ("as-of", "2027-04-01")], &[("table", "orang.csv", &people())], "/drafts/tiga/simulate", &me);
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let run = answer.header(header::LOCATION);
    let page = done(&run, &me);
    check_page(&run, &me);
    // the lab itself, on the same people
    let file = std::env::temp_dir().join(format!("jenjang-test-{}.csv", std::process::id()));
    std::fs::write(&file, people()).unwrap();
    let library = jenjang_asn::library();
    let mut with = library.clone();
    with.add_policies([("kebijakan.toml", changed.as_bytes())]);
    let day = "2027-04-01".parse().unwrap();
    let before = Arc::new(prepare(&library.set, library.set.get(REGULAR).unwrap(), day, EVERYTHING_KNOWN).unwrap());
    let after = Arc::new(prepare(&with.set, with.set.get(REGULAR).unwrap(), day, EVERYTHING_KNOWN).unwrap());
    let population = input::open(&file, &before.policy().catalogue, None).unwrap();
    let direct = compare(&*population, &before, &after, &Options::default()).unwrap();
    std::fs::remove_file(&file).unwrap();
    let json: serde_json::Value = serde_json::from_str(&get(&format!("{run}/report.json"), &me).body).unwrap();
    let expected = serde_json::to_value(&direct).unwrap();
    for part in ["totals", "dimensions", "most-affected", "causes", "criteria", "examples", "waiting"] {
        assert_eq!(json["comparison"][part], expected[part], "{part}");
    }
    assert_eq!(json["comparison"]["totals"]["people"], 90);
    // the page shows the same figures, and files of them
    assert!(page.body.contains("90") && page.body.contains("Jawaban sebelum dan sesudah"));
    let report = get(&format!("{run}/report.html"), &me);
    assert!(report.header(header::CONTENT_DISPOSITION).starts_with("attachment"), "an own document, never shown as a page of ours");
    assert!(report.body.contains("<html"));
    let csv = page
        .body
        .split(&format!("{run}/"))
        .filter_map(|rest| rest.split('"').next())
        .find(|name| name.ends_with(".csv"))
        .unwrap()
        .to_owned();
    assert!(get(&format!("{run}/{csv}"), &me).header(header::CONTENT_TYPE).starts_with("text/csv"));
    assert_eq!(get(&format!("{run}/nothing.csv"), &me).status, StatusCode::NOT_FOUND);
    // it is for whoever asked
    assert_eq!(get(&run, &authority()).status, StatusCode::NOT_FOUND);
    // what cannot be tried is said beside its field
    let answer = upload(&[("whom", "file"), ("as-of", "besok")], &[], "/drafts/tiga/simulate?lang=en", &me);
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        answer.body.contains("Choose a file of people") && answer.body.contains("the date `besok` cannot be read")
            || answer.body.contains("The date `besok` cannot be read"),
        "{}",
        answer.body
    );
}

#[test]
fn who_proposes_does_not_enact_and_is_told_before() {
    let me = begun("dua-orang");
    let opened = revision(&get("/drafts/dua-orang/edit", &me).body);
    let changed = source().replacen("penghargaan, bukan hak", "penghargaan dan bukan hak", 1);
    assert_eq!(save("dua-orang", &opened, &changed, &me).status, StatusCode::SEE_OTHER);
    let propose = format!("do=propose{}", seen(&get("/drafts/dua-orang", &me).body, "revision-text"));
    let answer = post("/drafts/dua-orang", &propose, &me, &[]);
    assert_eq!(answer.header(header::LOCATION), "/drafts/dua-orang?done=proposed", "{}", answer.body);
    let page = get("/drafts/dua-orang", &me).body;
    let version = page.split("name=\"at\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert_eq!(version.len(), 64);
    // another text meanwhile is another version
    assert_eq!(post("/drafts/dua-orang", &form(&[("do", "submit"), ("at", "0")]), &me, &[]).status, StatusCode::CONFLICT);
    let answer = post("/drafts/dua-orang", &form(&[("do", "submit"), ("at", &version)]), &me, &[]);
    assert_eq!(answer.header(header::LOCATION), "/drafts/dua-orang?done=submitted", "{}", answer.body);
    let page = get("/drafts/dua-orang", &me).body;
    assert!(page.contains("asas dua orang") && !page.contains("value=\"enact\""), "{page}");
    let enact = form(&[("do", "enact"), ("at", &version)]);
    assert_eq!(post("/drafts/dua-orang", &enact, &me, &[]).status, StatusCode::FORBIDDEN);
    let page = get("/drafts/dua-orang", &authority()).body;
    assert!(page.contains("value=\"enact\""), "{page}");
    let answer = post("/drafts/dua-orang", &form(&[("do", "enact"), ("at", &version), ("effective", "nanti")]), &authority(), &[]);
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("value=\"nanti\""));
    let versions = get("/drafts/versions/asn/promotion/regular", &authority()).body;
    assert!(versions.contains("dalam pembahasan") && versions.contains("value=\"enact\""), "{versions}");
    let answer = post(
        "/drafts/versions/asn/promotion/regular",
        &form(&[("do", "withdraw"), ("version", &version), ("reason", "hanya uji coba")]),
        &authority(),
        &[],
    );
    assert_eq!(answer.header(header::LOCATION), "/drafts/versions/asn/promotion/regular?done=withdrawn", "{}", answer.body);
    assert!(get("/drafts/versions/asn/promotion/regular", &me).body.contains("hanya uji coba"));
}

#[test]
fn submissions_are_answered_clause_by_clause() {
    let me = analyst();
    let page = get(&format!("{DRAFT}/consultation"), &me).body;
    assert!(page.contains("Tiga tahun sudah cukup") && page.contains("Masyarakat"), "{page}");
    assert!(page.contains("Halaman Suara pada aplikasi ini"));
    let answer = post(&format!("{DRAFT}/consultation/1?lang=en"), "reason=", &me, &[]);
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("Choose what becomes of this submission.") && answer.body.contains("This field has to be filled in."));
    let answer =
        post(&format!("{DRAFT}/consultation/1"), &form(&[("outcome", "accepted"), ("reason", "Sejalan dengan rancangan.")]), &me, &[]);
    assert_eq!(answer.header(header::LOCATION), format!("{DRAFT}/consultation?done=answered"), "{}", answer.body);
    assert!(get(&format!("{DRAFT}/consultation"), &me).body.contains("Sejalan dengan rancangan."));
    assert!(get(&format!("{DRAFT}/report"), &me).body.contains("Sejalan dengan rancangan."));
    // the window is open: it cannot be closed, only made longer
    let answer = post(&format!("{DRAFT}/consultation"), "do=close", &me, &[]);
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let answer = post(&format!("{DRAFT}/consultation"), &form(&[("do", "extend"), ("until", "2026-11-30")]), &me, &[]);
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "an earlier day is refused");
    assert!(answer.body.contains("value=\"2026-11-30\""));
    let meeting = [
        ("do", "meeting"),
        ("form", "hearing"),
        ("on", "2026-11-20"),
        ("place", "Aula"),
        ("minutes", "Membahas pasal 1."),
        ("came-public", "12"),
    ];
    let answer = post(&format!("{DRAFT}/consultation"), &form(&meeting), &me, &[]);
    assert_eq!(answer.header(header::LOCATION), format!("{DRAFT}/consultation?done=recorded"), "{}", answer.body);
    assert!(get(&format!("{DRAFT}/consultation"), &me).body.contains("Membahas pasal 1."));
    let overview = get(DRAFT, &authority()).body;
    assert!(overview.contains("Pengharmonisasian") && overview.contains("aria-current=\"step\""), "{overview}");
}

#[test]
fn an_enacted_policy_is_explained_and_counted() {
    let me = analyst();
    let page = get("/drafts/socialisation/jam-pelajaran", &me).body;
    assert!(page.contains("Yang sudah memahami") && page.contains("Ringkasan yang dibaca pegawai"), "{page}");
    let answer = post("/drafts/socialisation/jam-pelajaran", "do=remind", &me, &[]);
    assert_eq!(answer.header(header::LOCATION), "/drafts/socialisation/jam-pelajaran?done=reminded", "{}", answer.body);
    let answer = post("/drafts/socialisation/jam-pelajaran", "do=remind", &authority(), &[]);
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    let start = [("id", "Bukan Nama"), ("policy", REGULAR), ("unit", ""), ("cases", "banyak"), ("until", "2020-01-01")];
    let answer = post("/drafts/socialisation?lang=en", &form(&start), &me, &[]);
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("`banyak` cannot be used") && answer.body.contains("value=\"Bukan Nama\""), "{}", answer.body);
    let start = [("id", "reguler"), ("policy", REGULAR), ("unit", "synthetic-daerah-001"), ("cases", "1"), ("until", "")];
    let answer = post("/drafts/socialisation", &form(&start), &me, &[]);
    assert_eq!(answer.header(header::LOCATION), "/drafts/socialisation/reguler?done=started", "{}", answer.body);
}

#[test]
fn of_two_who_edit_a_summary_or_answer_a_question_the_second_sees_both() {
    let me = analyst();
    let start = [("id", "dua-ringkasan"), ("policy", REGULAR), ("unit", "synthetic-daerah-001"), ("cases", "1"), ("until", "")];
    assert_eq!(post("/drafts/socialisation", &form(&start), &me, &[]).status, StatusCode::SEE_OTHER);
    let address = "/drafts/socialisation/dua-ringkasan";
    let opened = seen(&get(address, &me).body, "revision");
    let edit = |text: &str, seen: &str| format!("do=edit&text-id=Ringkasan+{text}&text-en=Summary+{text}{seen}");
    assert_eq!(post(address, &edit("pertama", &opened), &me, &[]).status, StatusCode::SEE_OTHER);
    let late = post(&format!("{address}?lang=en"), &edit("kedua", &opened), &me, &[]);
    check_overtaken(&late, &["Ringkasan pertama", "Summary pertama", "Summary kedua</textarea>"]);
    let stands = get(&format!("{address}?lang=en"), &me).body;
    assert!(stands.contains("Summary pertama</textarea>") && !stands.contains("kedua"), "{stands}");
    assert_eq!(post(address, &edit("kedua", &seen(&late.body, "revision")), &me, &[]).status, StatusCode::SEE_OTHER);
    let asks = Visitor::signed_in(&common::app().waiting);
    let asked = post("/voice/policies/dua-ringkasan/questions", "question=Sejak+kapan%3F", &asks, &[]);
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.body);
    let question = seen(&get(address, &me).body, "question").replace('/', "%2F");
    let answer = |text: &str| format!("do=answer&text={text}{question}");
    assert_eq!(post(address, &answer("Sejak+Januari"), &me, &[]).status, StatusCode::SEE_OTHER);
    let late = post(&format!("{address}?lang=en"), &answer("Sejak+Maret"), &me, &[]);
    check_overtaken(&late, &["Sejak kapan?", "Sejak Januari", "Sejak Maret"]);
    assert!(!get(address, &me).body.contains("Sejak Maret"), "the first answer stands");
}

#[test]
fn of_two_who_define_an_indicator_or_report_its_figure_the_second_sees_both() {
    let (me, hr) = (analyst(), Visitor::signed_in("contoh-kepegawaian"));
    let list = "/drafts/indicators?lang=en";
    let template = get(list, &me).body;
    assert!(template.contains("name=\"revision-hari-proses-usulan\""), "{template}");
    let text = |name: &str| {
        let text = include_str!("../templates/drafts/indicator.toml").replace("contoh", "serempak").replace("Name of the indicator", name);
        form(&[("text", &text.replace("2026", "2025"))])
    };
    assert_eq!(post(list, &text("The first"), &me, &[]).status, StatusCode::SEE_OTHER);
    let late = post(list, &text("The second"), &me, &[]);
    check_overtaken(&late, &["serempak: name (English)", "The first", "The second"]);
    let address = "/drafts/indicators/serempak?lang=en";
    assert!(get(address, &me).body.contains("<h1>The first</h1>"), "the first stands");
    let again = format!("{}{}", text("The second"), seen(&late.body, "revision-serempak"));
    assert_eq!(post(list, &again, &me, &[]).status, StatusCode::SEE_OTHER);
    // a figure
    let opened = seen(&get(address, &hr).body, "revision-2025");
    assert_eq!(opened, "", "there is none yet");
    let report = |value: &str, seen: &str| format!("do=report&period=2025&value={value}&evidence=Laporan+{value}&correction=&{seen}");
    let first = post(address, &report("71", &opened), &hr, &[]);
    assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.body);
    let late = post(address, &report("82", &opened), &me, &[]);
    check_overtaken(&late, &["Laporan 71", "value=\"82\"", "value=\"Laporan 82\""]);
    assert!(!get(address, &me).body.contains("Laporan 82"), "the first figure stands");
    // a correction of the figure that was seen, and of no other
    let correction = report("82", &seen(&late.body, "revision-2025")).replace("correction=", "correction=salah+hitung");
    assert_eq!(post(address, &correction, &me, &[]).status, StatusCode::SEE_OTHER);
    assert_eq!(post(address, &correction, &hr, &[]).status, StatusCode::CONFLICT);
}

#[test]
fn figures_are_verified_by_somebody_else() {
    let me = analyst();
    let page = get("/drafts/indicators/hari-proses-usulan", &me).body;
    assert!(page.contains("41 hari") && page.contains("di luar jalur") && page.contains("value=\"verify\""), "{page}");
    let hr = Visitor::signed_in("contoh-kepegawaian");
    let own = get("/drafts/indicators/hari-proses-usulan", &hr).body;
    assert!(own.contains("Anda memasukkan angka ini") && !own.contains("value=\"verify\""), "{own}");
    assert_eq!(post("/drafts/indicators/hari-proses-usulan", "do=verify&of=2025", &hr, &[]).status, StatusCode::FORBIDDEN);
    // not what was not looked at
    let blind = post("/drafts/indicators/hari-proses-usulan?lang=en", "do=verify&of=2025", &me, &[]);
    check_overtaken(&blind, &["41 days", "verified"]);
    let verify = format!("do=verify&of=2025{}", seen(&page, "revision-2025"));
    let answer = post("/drafts/indicators/hari-proses-usulan", &verify, &me, &[]);
    assert_eq!(answer.header(header::LOCATION), "/drafts/indicators/hari-proses-usulan?done=verified", "{}", answer.body);
    let answer = post("/drafts/indicators/persen-reguler-tepat-waktu?lang=en", "do=report&period=2026&value=banyak&evidence=", &hr, &[]);
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("The figure cannot be read") && answer.body.contains("value=\"banyak\""), "{}", answer.body);
    let answer = post("/drafts/indicators/persen-reguler-tepat-waktu", "do=report&period=2026&value=88&evidence=x", &hr, &[]);
    assert!(answer.body.contains("baru berakhir"), "a period that runs has no figure: {}", answer.body);
    let answer = post("/drafts/indicators", &form(&[("text", "[[indicators]]\ncode = 5")]), &me, &[]);
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("code = 5") && answer.body.contains("baris"), "{}", answer.body);
    let promise = [
        ("do", "promise"),
        ("policy", "asn/learning/yearly-duty"),
        ("indicator", "hari-proses-usulan"),
        ("period", "2027"),
        ("expected", "20"),
    ];
    let answer = post("/drafts/reviews", &form(&promise), &me, &[]);
    assert_eq!(answer.header(header::LOCATION), "/drafts/reviews?done=promised", "{}", answer.body);
    let review = [("do", "review"), ("policy", "asn/learning/yearly-duty"), ("recommendation", "keep"), ("reasons", "baik")];
    assert_eq!(post("/drafts/reviews", &form(&review), &me, &[]).status, StatusCode::FORBIDDEN, "who proposed it does not review it");
}

#[test]
fn everybody_may_read_the_source_beside_the_words() {
    let page = get("/policies/asn/promotion/regular?source=1", &Visitor::nobody()).body;
    assert!(page.contains("Teks sumber</h2>") && page.contains("<code>[policy]</code>"), "{page}");
    assert!(page.contains("Dalam bahasa biasa"));
    let page = get("/policies/asn/promotion/regular?lang=en", &Visitor::nobody()).body;
    assert!(page.contains("?source=1\">Source</a>") && !page.contains("<code>[policy]</code>"));
}
