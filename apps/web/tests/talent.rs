//! Talent reviews and succession: the grid with its reasons, the meeting's log, nobody placed for want of a fact.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests: what is absent here ends the test")]

mod common;

use axum::http::{StatusCode, header};

use common::{Answer, Visitor, address_of, app, check_access, check_overtaken, check_page, get, post, program, seen, visitors};

const REVIEW: &str = "/hr/talent/talenta-2026";

fn hr() -> Visitor {
    Visitor::signed_in("contoh-kepegawaian")
}

fn sent(answer: &Answer, to: &str) {
    assert_eq!((answer.status, answer.header(header::LOCATION).as_str()), (StatusCode::SEE_OTHER, to), "{}", answer.body);
}

/// Boxes with how many stand in each.
fn counts(grid: &str) -> Vec<(String, usize)> {
    let beginning = format!("href=\"{REVIEW}/boxes/");
    let cell = |rest: &str| {
        let count = rest.split("<strong>").nth(1).unwrap().split('<').next().unwrap().parse().unwrap();
        (rest.split(['"', '?']).next().unwrap().to_owned(), count)
    };
    grid.split(&beginning).skip(1).map(cell).collect()
}

#[test]
fn every_address_answers_every_visitor_as_it_should() {
    let readers = [303, 403, 403, 403, 200, 403, 403, 200, 403];
    let person = format!("{REVIEW}/people/{}", app().waiting);
    check_access(&[
        ("/hr/talent", [303, 403, 403, 403, 200, 200, 403, 200, 403]),
        ("/hr/talent/new", [303, 403, 403, 403, 200, 200, 403, 403, 403]),
        (REVIEW, readers),
        (&format!("{REVIEW}/boxes/9"), readers),
        (&format!("{REVIEW}/boxes/99"), [303, 403, 403, 403, 404, 403, 403, 404, 403]),
        (&person, readers),
        (&format!("{person}/facts"), readers),
        (&format!("{REVIEW}/people/nobody"), [303, 403, 403, 403, 404, 403, 403, 404, 403]),
        ("/hr/talent/talenta-1999", [303, 404, 404, 404, 404, 404, 404, 404, 404]),
        ("/hr/succession", [303, 403, 403, 403, 200, 200, 403, 200, 403]),
    ]);
    for (name, visitor) in visitors() {
        if matches!(name, "nobody" | "an HR officer" | "the appointing authority") {
            continue;
        }
        assert_eq!(post(&person, "to=9&reason=x", &visitor, &[]).status, StatusCode::FORBIDDEN, "{name}");
        assert_eq!(post(&format!("{person}/facts"), "fact-x=1", &visitor, &[]).status, StatusCode::FORBIDDEN, "{name}");
        if name != "an HR officer of another region" {
            assert_eq!(post("/hr/talent/new", "title=x", &visitor, &[]).status, StatusCode::FORBIDDEN, "{name}");
            assert_eq!(post("/hr/succession", "post=x", &visitor, &[]).status, StatusCode::FORBIDDEN, "{name}");
        }
    }
    let authority = Visitor::signed_in("contoh-ppk");
    assert_eq!(post(&format!("{person}/facts"), "fact-x=1", &authority, &[]).status, StatusCode::FORBIDDEN);
    let other = post("/hr/succession?lang=en", "review=talenta-2026&post=x", &Visitor::signed_in("contoh-tetangga"), &[]);
    assert!(other.status == StatusCode::UNPROCESSABLE_ENTITY && other.body.contains("Choose one of the reviews."), "{}", other.body);
}

#[test]
fn pages_are_whole_in_both_languages() {
    let hr = hr();
    let grid = get(REVIEW, &hr).body;
    let place = counts(&grid).into_iter().find(|(_, count)| *count > 0).unwrap().0;
    let boxes = format!("{REVIEW}/boxes/{place}");
    let person = address_of(&get(&boxes, &hr).body, &format!("{REVIEW}/people/"));
    for address in ["/hr/talent", "/hr/talent/new", REVIEW, &format!("{REVIEW}?sem=3,5"), &boxes, &person, "/hr/succession"] {
        check_page(address, &hr);
    }
}

#[test]
fn the_grid_counts_everybody_once_and_leads_to_the_people_of_each_box() {
    let hr = hr();
    let grid = get(&format!("{REVIEW}?lang=en"), &hr).body;
    let placed: usize = counts(&grid).iter().map(|(_, count)| count).sum();
    let (_, rest) = grid.split_once("<h2 id=\"unplaced\">").unwrap();
    let unplaced = rest.split("</section>").next().unwrap().matches("<li>").count();
    assert_eq!(placed + unplaced, 60, "{placed} and {unplaced}");
    assert!(placed > 30 && unplaced > 0 && grid.contains("unknown"), "{unplaced}");
    for (place, count) in counts(&grid) {
        let page = get(&format!("{REVIEW}/boxes/{place}"), &hr).body;
        assert_eq!(page.matches("<tr><th scope=\"row\">").count(), count, "box {place}");
    }
    // a filter by unit takes a part
    let unit =
        grid.split("<option value=\"synthetic-daerah-001/").nth(1).or_else(|| grid.split("<option value=\"synthetic-daerah-001-").nth(1));
    if unit.is_some() {
        let value = grid.split("<option value=\"synthetic-daerah-001").nth(2).unwrap().split('"').next().unwrap();
        let part: usize = counts(&get(&format!("{REVIEW}?unit=synthetic-daerah-001{}", value.replace('/', "%2F")), &hr).body)
            .iter()
            .map(|(_, count)| count)
            .sum();
        assert!(part <= placed, "{part}");
    }
}

#[test]
fn near_a_cut_is_told_with_a_chance_and_nonsense_refused() {
    let hr = hr();
    let page = get(&format!("{REVIEW}?sem=5&lang=en"), &hr).body;
    let (_, near) = page.split_once("<h2 id=\"near\">").unwrap();
    assert!(near.split("</section>").next().unwrap().contains("data-label=\"Chance\">0."), "{page}");
    assert!(!get(REVIEW, &hr).body.contains("id=\"near\""));
    for (typed, sentence) in [("banyak", "`banyak` is no number, expected one such as 3.5."), ("-1", "expected more than zero")] {
        let answer = get(&format!("{REVIEW}?sem={typed}&lang=en"), &hr);
        assert!(answer.status == StatusCode::UNPROCESSABLE_ENTITY && answer.body.contains(sentence), "{}", answer.body);
        assert!(answer.body.contains(&format!("value=\"{typed}\"")), "kept");
    }
}

#[test]
fn the_page_of_somebody_names_every_assessed_value_with_its_source_and_article() {
    let hr = hr();
    let place = counts(&get(REVIEW, &hr).body).into_iter().find(|(_, count)| *count > 0).unwrap().0;
    let person = address_of(&get(&format!("{REVIEW}/boxes/{place}"), &hr).body, &format!("{REVIEW}/people/"));
    let page = get(&format!("{person}?lang=en"), &hr).body;
    let (_, computed) = page.split_once("How it was computed").unwrap();
    // parts before wholes, each with its article
    for policy in ["asn/talent/bkn-411/performance", "asn/talent/bkn-411/potential", "asn/talent/bkn-411/box"] {
        assert!(computed.contains(&format!("<h3><a href=\"/policies/{policy}\">")), "{policy}: {computed}");
    }
    let (first, last) = (computed.find("bkn-411/potential\">").unwrap(), computed.find("bkn-411/box\">").unwrap());
    assert!(first < last && computed.matches("Legal basis: ").count() >= 3, "{computed}");
    // what was handed in stands with its figure and the table; what records say with the record
    let handed: Vec<&str> = computed.split("<tr>").filter(|row| row.contains("table of Talent review 2026, 1 November 2026")).collect();
    assert!(handed.len() >= 6, "{computed}");
    for row in handed {
        let value = row.split("data-label=\"Value\">").nth(1).unwrap().split('<').next().unwrap();
        assert!(value.parse::<f64>().is_ok() || ["yes", "no", "true", "false"].contains(&value), "{row}");
    }
    let recorded = computed.split("<tr>").filter(|row| row.contains("data-label=\"Source\">riwayat kinerja 1 January ")).count();
    assert!(recorded > 0, "the performance label comes from its record: {computed}");
    let own = get(&format!("{person}?lang=id"), &hr).body;
    assert!(own.contains("tabel Tinjauan talenta 2026, 1 November 2026") && own.contains("Dasar hukum: "), "{own}");
}

#[test]
fn a_move_needs_a_reason_and_stays_in_the_log() {
    let hr = hr();
    let from = counts(&get(REVIEW, &hr).body).into_iter().rfind(|(_, count)| *count > 0).unwrap().0;
    let person = address_of(&get(&format!("{REVIEW}/boxes/{from}"), &hr).body, &format!("{REVIEW}/people/"));
    let opened = seen(&get(&person, &hr).body, "revision");
    for (form, sentence) in [
        ("to=&reason=", "This field has to be filled in."),
        ("to=99&reason=x", "There is no box `99`."),
        (&*format!("to={from}&reason=x"), "already, expected another box"),
    ] {
        let answer = post(&format!("{person}?lang=en"), &format!("{form}{opened}"), &hr, &[]);
        assert!(answer.status == StatusCode::UNPROCESSABLE_ENTITY && answer.body.contains(sentence), "{form}: {}", answer.body);
    }
    let to = if from == "1" { "2" } else { "1" };
    let form = format!("to={to}&reason=Alasan+rapat{opened}");
    sent(&post(&person, &form, &Visitor::signed_in("contoh-ppk"), &[]), &format!("{person}?done=moved"));
    let page = get(&format!("{person}?lang=en"), &hr).body;
    assert!(page.contains("The calibration meeting moved it.") && page.contains("Alasan rapat") && page.contains("Contoh PPK"), "{page}");
    let grid = get(&format!("{REVIEW}?lang=en"), &hr).body;
    let (_, log) = grid.split_once("<h2 id=\"log\">").unwrap();
    assert!(log.contains("Alasan rapat") && log.contains("Memimpin tim lintas unit") && log.contains("no number is forced"), "{log}");
}

#[test]
fn of_two_who_move_a_person_the_second_sees_both_boxes_and_reasons() {
    let (hr, authority) = (hr(), Visitor::signed_in("contoh-ppk"));
    let waiting = &app().waiting;
    let table = format!("id,talent.potential+level%0A{waiting},high");
    let form = format!("title=Serempak&id=serempak&unit=synthetic-daerah-001&policy=asn/talent/nine-box&as-of=2026-11-01&table={table}");
    sent(&post("/hr/talent/new", &form, &hr, &[]), "/hr/talent/serempak?done=made");
    let person = format!("/hr/talent/serempak/people/{waiting}");
    let english = format!("{person}?lang=en");
    let opened = [&hr, &authority].map(|visitor| seen(&get(&person, visitor).body, "revision"));
    assert_eq!(opened[0], opened[1]);
    let of_box = |number: &str| {
        let page = get(&english, &hr).body;
        page.split(&format!("<option value=\"{number}\"")).nth(1).unwrap().split('>').nth(1).unwrap().split('<').next().unwrap().to_owned()
    };
    let (low, middle) = (of_box("1"), of_box("2"));
    sent(&post(&person, &format!("to=1&reason=Pertama{}", opened[0]), &hr, &[]), &format!("{person}?done=moved"));
    let late = post(&english, &format!("to=2&reason=Kedua{}", opened[1]), &authority, &[]);
    check_overtaken(&late, &[&low, &middle, "Pertama", "Kedua</textarea>"]);
    let stands = get(&english, &hr).body;
    assert!(stands.contains("Pertama") && !stands.contains("Kedua"), "{stands}");
    // who has seen the first move can move on from it
    let form = format!("to=2&reason=Kedua{}", seen(&late.body, "revision"));
    sent(&post(&person, &form, &authority, &[]), &format!("{person}?done=moved"));
    let stands = get(&english, &hr).body;
    assert!(stands.contains("Pertama") && stands.contains("Kedua"), "the log holds both: {stands}");
}

#[test]
fn a_review_is_made_from_a_table_and_its_faults_are_said() {
    let hr = hr();
    let head = "title=Uji&id=uji&unit=synthetic-daerah-001&policy=asn/talent/nine-box&as-of=2026-11-01&table=";
    let (one, two) = (&app().waiting, &app().ready);
    for (table, sentence) in [
        ("id,talent.potential+level".to_owned(), "The table holds 0 people, expected 1 to 2000."),
        (format!("id,talent.potential+level%0A{one},tinggi"), "tinggi"),
        (format!("id,talent.potential+level%0A{one},high%0A{one},low"), "twice"),
        ("id,talent.potential+level%0Acontoh-tetangga,high".to_owned(), "`contoh-tetangga` is nobody of this unit."),
        ("id,talent.potential+level%0Atidak-ada,high".to_owned(), "`tidak-ada` is nobody of this unit."),
    ] {
        let answer = post("/hr/talent/new?lang=en", &format!("{head}{table}"), &hr, &[]);
        assert!(answer.status == StatusCode::UNPROCESSABLE_ENTITY && answer.body.contains(sentence), "{table}: {}", answer.body);
    }
    let nonsense = post("/hr/talent/new?lang=en", "title=&id=A+B&unit=x&policy=y&as-of=besok&table=z", &hr, &[]).body;
    for sentence in [
        "The code `A B` cannot be used",
        "None of your units has the name or the code `x`.",
        "Choose one of the grids.",
        "The date `besok` cannot be read",
    ] {
        assert!(nonsense.contains(sentence), "{sentence}: {nonsense}");
    }
    sent(&post("/hr/talent/new", &format!("{head}id,talent.potential+level%0A{one},high%0A{two},"), &hr, &[]), "/hr/talent/uji?done=made");
    let grid = get("/hr/talent/uji?lang=en", &hr).body;
    // one is placed by the table and the records; the other lacks an axis and has no box, never the lowest
    assert_eq!(grid.matches("<strong>1</strong>").count(), 1, "{grid}");
    assert!(grid.split_once("<h2 id=\"unplaced\">").unwrap().1.contains("Level of potential"), "{grid}");
    assert!(!grid.contains("id=\"sem\""), "no axis has scores");
    let taken = post("/hr/talent/new?lang=en", &format!("{head}id,talent.potential+level%0A{one},high"), &hr, &[]);
    assert!(taken.body.contains("The code `uji` is taken."), "{}", taken.body);
}

#[test]
fn succession_says_who_how_soon_and_why() {
    let hr = hr();
    let nothing = post("/hr/succession?lang=en", "review=&post=&table=", &hr, &[]);
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(nothing.body.contains("Choose one of the reviews.") && nothing.body.contains("name or code of a post"), "{}", nothing.body);
    let stranger =
        post("/hr/succession?lang=en", "review=talenta-2026&post=sekretaris&table=id,succession.match%0Acontoh-ppk,90", &hr, &[]);
    assert!(stranger.body.contains("`contoh-ppk` is not in this talent review."), "{}", stranger.body);
    // everybody of the review with a full match
    let grid = get(REVIEW, &hr).body;
    let top: Vec<String> = ["9", "8", "7"]
        .iter()
        .flat_map(|place| {
            let page = get(&format!("{REVIEW}/boxes/{place}"), &hr).body;
            page.split(&format!("href=\"{REVIEW}/people/"))
                .skip(1)
                .map(|rest| rest.split('"').next().unwrap().to_owned())
                .collect::<Vec<_>>()
        })
        .collect();
    assert!(!top.is_empty(), "{grid}");
    let table: String = top.iter().map(|id| format!("%0A{id},95,0")).collect();
    let form = format!("review=talenta-2026&post=sekretaris-dinas&table=id,succession.match,succession.wait{table}");
    let page = post("/hr/succession?lang=en", &form, &hr, &[]);
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert!(page.body.contains("<h2 id=\"group\">sekretaris-dinas</h2>") && page.body.contains("<h3>Ready now</h3>"), "{}", page.body);
    let (_, group) = page.body.split_once("<h2 id=\"group\">").unwrap();
    for id in &top {
        assert!(group.contains(&format!("{REVIEW}/people/{id}\"")), "{id}");
    }
}

/// Fields for years: the number of the field, and whom it is about.
fn wait_fields(page: &str) -> Vec<(String, String)> {
    let field = |rest: &str| {
        let (at, rest) = rest.split_once("\" value=\"").unwrap();
        (at.to_owned(), rest.split('"').next().unwrap().to_owned())
    };
    page.split("<input type=\"hidden\" name=\"person-").skip(1).map(field).collect()
}

#[test]
fn succession_needs_no_table_where_profiles_are_known() {
    let hr = hr();
    let waiting = &app().waiting;
    let table = format!("id,talent.performance+level,talent.potential+level%0A{waiting},above,high%0A{},above,high", app().ready);
    let form = format!("title=Suksesi&id=suksesi&unit=synthetic-daerah-001&policy=asn/talent/nine-box&as-of=2026-11-01&table={table}");
    sent(&post("/hr/talent/new", &form, &hr, &[]), "/hr/talent/suksesi?done=made");
    // a post whose tier asks for what an assessment centre measured of one of the two
    let head = "review=suksesi&post=dinas-kepegawaian/pengelola-1";
    let page = post("/hr/succession?lang=en", head, &hr, &[]);
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert!(page.body.contains("The match is computed from competency profiles and the standard of the post: "), "{}", page.body);
    assert!(page.body.contains("(from the competency profile as of 1 November 2026)"), "{}", page.body);
    assert!(!page.body.contains("<h2 id=\"group\">dinas-kepegawaian/pengelola-1</h2>"), "the post has a name: {}", page.body);
    let fields = wait_fields(&page.body);
    assert!(fields.len() == 2 && fields.iter().any(|(_, person)| person == waiting), "{fields:?}");
    let own = post("/hr/succession?lang=id", head, &hr, &[]).body;
    assert!(
        own.contains("(dari profil kompetensi per 1 November 2026)") && own.contains("<legend>Masa tunggu dalam tahun</legend>"),
        "{own}"
    );
    assert!(own.contains("<summary>Punya tabel sendiri?</summary>"), "{own}");
    // what is typed decides, is kept, and stands beside what is wrong with the other
    let at = |person: &str| fields.iter().find(|(_, id)| id == person).unwrap().0.clone();
    let (one, two) = (at(waiting), at(&app().ready));
    let typed = |years: &str, other: &str| {
        let of = "of-post=dinas-kepegawaian/pengelola-1&of-review=suksesi";
        format!("{head}&{of}&person-{one}={waiting}&wait-{one}={years}&person-{two}={}&wait-{two}={other}", app().ready)
    };
    let wrong = post("/hr/succession?lang=en", &typed("0,5", "70"), &hr, &[]);
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        wrong.body.contains("The wait is 70 years, expected 0 to 60.") && wrong.body.contains(&format!("href=\"#wait-{two}\"")),
        "{}",
        wrong.body
    );
    let page = post("/hr/succession?lang=en", &typed("0,5", ""), &hr, &[]);
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert!(
        page.body.contains(&format!("name=\"wait-{one}\" type=\"text\" size=\"6\" inputmode=\"decimal\" value=\"0,5\"")),
        "{}",
        page.body
    );
    let (_, group) = page.body.split_once("<h2 id=\"group\">").unwrap();
    let row = group.split("<tr>").find(|row| row.contains(&format!("people/{waiting}\""))).unwrap();
    assert!(row.contains("0.5 years"), "{row}");
    // years typed for one post say nothing about another
    let other = typed("0,5", "").replacen("post=dinas-kepegawaian/pengelola-1", "post=dinas-kepegawaian/pengelola-2", 1);
    let other = post("/hr/succession?lang=en", &other, &hr, &[]).body;
    assert!(!other.contains("value=\"0,5\"") || !other.contains("0.5 years"), "{other}");
    assert!(!other.split_once("<h2 id=\"group\">").unwrap().1.split("</section>").next().unwrap().contains("0.5 years"), "{other}");
    // a mistake elsewhere keeps them
    let kept = post(
        "/hr/succession",
        &typed("0,5", "").replacen("post=dinas", "post=&x=dinas", 1).replacen("of-post=dinas-kepegawaian/pengelola-1", "of-post=", 1),
        &hr,
        &[],
    );
    assert!(kept.status == StatusCode::UNPROCESSABLE_ENTITY && kept.body.contains("value=\"0,5\""), "{}", kept.body);
    // the table goes first
    let page = post("/hr/succession?lang=en", &format!("{head}&table=id,succession.match,succession.wait%0A{waiting},100,0"), &hr, &[]);
    assert!(page.body.contains("100 (given in the table)") && page.body.contains("<details open>"), "{}", page.body);
    // a match is shown with two decimals, half up, and kept as it was typed
    let exact = post("/hr/succession?lang=en", &format!("{head}&table=id,succession.match,succession.wait%0A{waiting},91.665,0"), &hr, &[]);
    assert!(exact.body.contains("91.67 (given in the table)"), "{}", exact.body);
    assert!(exact.body.contains(&format!("{waiting},91.665,0")), "{}", exact.body);
    assert_eq!(wait_fields(&page.body).len(), 1, "whose wait the table says has no field");
    // nothing binds, two bind
    for (post_of, sentence) in [
        ("tidak-tercatat", "No match is computed, because this post is not in the list of posts"),
        ("head-of-career-moves-division", "No match is computed: standards of 2 competency frameworks bind for this post"),
    ] {
        let page = post("/hr/succession?lang=en", &format!("review=suksesi&post={post_of}"), &hr, &[]);
        assert!(page.status == StatusCode::OK && page.body.contains(sentence), "{}", page.body);
    }
}

#[test]
fn a_review_of_everybody_needs_no_table_and_gaps_are_filled_in_on_the_page_of_the_person() {
    let hr = hr();
    let form = "title=Semua&id=semua&unit=synthetic-daerah-001&policy=asn/talent/nine-box&as-of=2026-11-01&table=";
    sent(&post("/hr/talent/new", form, &hr, &[]), "/hr/talent/semua?done=made");
    let grid = get("/hr/talent/semua?lang=en", &hr).body;
    // everybody is there, nobody has a box for want of the potential, and they are counted
    let (_, unplaced) = grid.split_once("<h2 id=\"unplaced\">").unwrap();
    let counted = unplaced.split("Without a box: ").nth(1).unwrap().split('.').next().unwrap().parse::<usize>().unwrap();
    assert!(counted > 60 && unplaced.contains(&format!("Level of potential ({counted})")), "{unplaced}");
    assert!(unplaced.split("</section>").next().unwrap().matches("<li>").count() == 50 && unplaced.contains("&amp;after="), "{unplaced}");
    let next = unplaced.split("&amp;after=").nth(1).unwrap().split('"').next().unwrap();
    let second = get(&format!("/hr/talent/semua?unit=&after={next}"), &hr).body;
    assert!(second.split_once("<h2 id=\"unplaced\">").unwrap().1.split("</section>").next().unwrap().contains("<li>"), "{second}");
    let person = format!("/hr/talent/semua/people/{}", app().waiting);
    let english = format!("{person}?lang=en");
    let facts = format!("{person}/facts");
    check_page(&person, &hr);
    let page = get(&english, &hr).body;
    assert!(page.contains("<label for=\"fact-talent-potential-level\">Level of potential</label>"), "{page}");
    assert!(!page.contains("fact-talent-performance-level"), "what the records say is not filled in here: {page}");
    let own = get(&format!("{person}?lang=id"), &hr).body;
    assert!(own.contains("Isi yang tidak tercatat") && own.contains("<option value=\"high\">tinggi</option>"), "{own}");
    let authority = get(&english, &Visitor::signed_in("contoh-ppk")).body;
    assert!(!authority.contains("fact-talent-potential-level"), "who makes no reviews fills in nothing");
    // two had the page open
    let opened = seen(&page, "revision-facts");
    let wrong = post(&format!("{facts}?lang=en"), &format!("fact-talent-potential-level=tinggi{opened}"), &hr, &[]);
    assert!(
        wrong.status == StatusCode::UNPROCESSABLE_ENTITY && wrong.body.contains("href=\"#fact-talent-potential-level\""),
        "{}",
        wrong.body
    );
    sent(&post(&facts, &format!("fact-talent-potential-level=high{opened}"), &hr, &[]), &format!("{person}?done=filled"));
    let late = post(&format!("{facts}?lang=en"), &format!("fact-talent-potential-level=low{opened}"), &hr, &[]);
    check_overtaken(&late, &["Level of potential", "low", "high"]);
    let stands = get(&english, &hr).body;
    assert!(stands.contains("filled in for Semua, 1 November 2026") && !stands.contains("Without a box"), "{stands}");
    assert!(stands.contains("<option value=\"high\" selected>"), "{stands}");
    // who goes on from what stands is taken; nothing typed makes it unknown again
    let form = format!("fact-talent-potential-level={}", seen(&late.body, "revision-facts"));
    sent(&post(&facts, &form, &hr, &[]), &format!("{person}?done=filled"));
    assert!(get(&english, &hr).body.contains("Without a box"));
    // every fact of the grid with scores has its own field, a number with a comma is read
    let other = format!("/hr/talent/talenta-2026/people/{}", app().waiting);
    let page = get(&format!("{other}?lang=en"), &hr);
    assert_eq!(page.status, StatusCode::OK);
    let form = format!("fact-talent-feedback=81,5{}", seen(&page.body, "revision-facts"));
    sent(&post(&format!("{other}/facts"), &form, &hr, &[]), &format!("{other}?done=filled"));
    let page = get(&format!("{other}?lang=en"), &hr).body;
    assert!(page.contains("value=\"81.5\"") && page.contains("filled in for Talent review 2026, 1 November 2026"), "{page}");
    let high = post(&format!("{other}/facts?lang=en"), &format!("fact-talent-feedback=1000{}", seen(&page, "revision-facts")), &hr, &[]);
    assert!(high.status == StatusCode::UNPROCESSABLE_ENTITY && high.body.contains("value=\"1000\""), "{}", high.body);
}

#[test]
fn the_next_page_of_those_without_a_box_keeps_the_standard_error() {
    let hr = hr();
    let form = "title=Ukur&id=ukur&unit=synthetic-daerah-001&policy=asn/talent/bkn-411/box&as-of=2026-11-01&table=";
    sent(&post("/hr/talent/new", form, &hr, &[]), "/hr/talent/ukur?done=made");
    let grid = get("/hr/talent/ukur?unit=&sem=3,5", &hr).body;
    let more = grid.split("<p class=\"more\"><a class=\"button\" href=\"").nth(1).unwrap().split('"').next().unwrap();
    assert!(more.contains("&amp;sem=3%2C5&amp;after="), "{more}");
    let next = get(&more.replace("&amp;", "&"), &hr).body;
    assert!(next.contains("value=\"3,5\"") && next.contains("id=\"near\""), "{next}");
    assert!(!get("/hr/talent/ukur", &hr).body.contains("&amp;sem="), "none was typed");
}

#[test]
fn whoever_is_suspended_from_office_stays_in_the_review_and_it_is_told_since_when() {
    let hr = hr();
    let spells = r#"[{"since": "2026-09-01"}]"#;
    let over = r#"[{"since": "2026-03-01", "until": "2026-11-01"}]"#;
    let unit = "synthetic-daerah-001";
    let person = |id: &str, name: &str, spells: &str| {
        format!(r#"{{"record": {{"id": "{id}", "name": "{name}", "registers": {{"suspensions": {spells}}}}}, "unit": "{unit}"}}"#)
    };
    let people = [person("a-rekaan-skors", "Rekaan Skors", spells), person("a-rekaan-aktif", "Rekaan Aktif", over)];
    let done = program("POST", "/api/v1/people/import", Some(&format!(r#"{{"people": [{}]}}"#, people.join(","))), &hr, &[]);
    assert_eq!(done.status, StatusCode::OK, "{}", done.body);
    let table = "id,talent.performance+level,talent.potential+level%0Aa-rekaan-skors,above,high%0Aa-rekaan-aktif,above,";
    let form = format!("title=Skors&id=skors&unit={unit}&policy=asn/talent/nine-box&as-of=2026-11-01&table={table}");
    sent(&post("/hr/talent/new", &form, &hr, &[]), "/hr/talent/skors?done=made");
    let said = "uspended from office since 1 September 2026";
    let row = get("/hr/talent/skors/boxes/9?lang=en", &hr).body;
    assert!(row.contains("Rekaan Skors") && row.contains(said), "{row}");
    let page = get("/hr/talent/skors/people/a-rekaan-skors?lang=en", &hr).body;
    assert!(page.contains(said), "{page}");
    let own = get("/hr/talent/skors/people/a-rekaan-skors?lang=id", &hr).body;
    assert!(own.contains("Diberhentikan sementara sejak 1 September 2026"), "{own}");
    check_page("/hr/talent/skors/people/a-rekaan-skors", &hr);
    check_page("/hr/talent/skors/boxes/9", &hr);
    // a suspension that ended on the day is over
    let other = get("/hr/talent/skors/people/a-rekaan-aktif?lang=en", &hr).body;
    assert!(other.contains("Rekaan Aktif") && !other.contains("uspended from office since"), "{other}");
    // without a box it stands beside the name
    let table = "id,talent.performance+level,talent.potential+level%0Aa-rekaan-skors,above,";
    let form = format!("title=Skors+2&id=skors-2&unit={unit}&policy=asn/talent/nine-box&as-of=2026-11-01&table={table}");
    sent(&post("/hr/talent/new", &form, &hr, &[]), "/hr/talent/skors-2?done=made");
    let grid = get("/hr/talent/skors-2?lang=en", &hr).body;
    assert!(grid.split_once("<h2 id=\"unplaced\">").unwrap().1.contains(said), "{grid}");
}
