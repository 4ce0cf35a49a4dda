//! 360-degree evaluation: the rater's form, naming raters, approving them, and what nobody may learn from any page.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests: what is absent here ends the test")]

mod common;

use axum::http::StatusCode;

use common::rating::{OPEN, filled, items, sent, to_rate};
use common::{Visitor, app, check_access, check_page, get, post, visitors};

const NAMING: &str = "/evaluations/360-2027";

fn waiting() -> Visitor {
    Visitor::signed_in(&app().waiting)
}

fn superior() -> Visitor {
    Visitor::signed_in(&app().superior)
}

#[test]
fn every_address_answers_every_visitor_as_it_should() {
    let signed_in = [303, 200, 200, 200, 200, 200, 200, 200, 200];
    let nowhere = [303, 404, 404, 404, 404, 404, 404, 404, 404];
    check_access(&[
        ("/evaluations", signed_in),
        ("/evaluations/approvals", signed_in),
        ("/evaluations/360-1999/raters", nowhere),
        ("/evaluations/%20/raters", nowhere),
        ("/evaluations/360-1999/rate/nobody", [303, 403, 403, 403, 403, 403, 403, 403, 403]),
        ("/evaluations/360-1999/decline/nobody", [303, 403, 403, 403, 403, 403, 403, 403, 403]),
    ]);
    // a form opens for those who are named and nobody else: their own inbox says who that is
    let mut allowed = 0;
    for ratee in [&app().waiting, &app().ready, &app().superior] {
        for (name, visitor) in visitors() {
            let named = to_rate(&visitor).contains(ratee);
            for address in [format!("{OPEN}/rate/{ratee}"), format!("{OPEN}/decline/{ratee}")] {
                let expected = if name == "nobody" {
                    303
                } else if named {
                    200
                } else {
                    403
                };
                assert_eq!(get(&address, &visitor).status.as_u16(), expected, "{address} as {name}");
                if !named && name != "nobody" {
                    for form in ["act=draft", "act=send", "act=discard", "kind=decline&reason=x"] {
                        assert_eq!(post(&address, form, &visitor, &[]).status, StatusCode::FORBIDDEN, "{form} to {address} as {name}");
                    }
                }
            }
            allowed += usize::from(named);
        }
    }
    assert!(allowed >= 3, "some are named: {allowed}");
    for office in ["contoh-kepegawaian", "contoh-auditor", "contoh-ppk", "contoh-tetangga", "contoh-analis"] {
        assert!(to_rate(&Visitor::signed_in(office)).is_empty());
        assert_eq!(get(&format!("{NAMING}/raters"), &Visitor::signed_in(office)).status, StatusCode::NOT_FOUND, "is not rated there");
    }
}

#[test]
fn pages_are_whole_in_both_languages() {
    let me = waiting();
    let ratee = to_rate(&me).first().unwrap().clone();
    for address in
        ["/evaluations".to_owned(), format!("{OPEN}/rate/{ratee}"), format!("{OPEN}/decline/{ratee}"), format!("{NAMING}/raters")]
    {
        check_page(&address, &me);
    }
    for address in ["/evaluations", "/evaluations/approvals"] {
        check_page(address, &superior());
        check_page(address, &Visitor::signed_in("contoh-auditor"));
    }
    let empty = get("/evaluations?lang=en", &Visitor::signed_in("contoh-auditor")).body;
    assert!(empty.contains("Nothing waits.") && empty.contains("None yet."), "{empty}");
}

#[test]
fn what_becomes_of_answers_is_said_before_the_first_of_them() {
    let me = waiting();
    let others: Vec<String> = to_rate(&me).into_iter().filter(|ratee| *ratee != app().waiting).collect();
    assert!(!others.is_empty(), "there is somebody to rate");
    for (language, anonymous, destroyed) in [
        ("id", "Jawaban Anda anonim", "Saat ditutup semua jawaban dihitung lalu dimusnahkan"),
        ("en", "Your answers are anonymous", "At the closing all answers are counted and then destroyed"),
    ] {
        let form = get(&format!("{OPEN}/rate/{}?lang={language}", others[0]), &me).body;
        let (before, _) = form.split_once("type=\"radio\"").unwrap();
        assert!(before.contains(anonymous) && before.contains(destroyed), "{before}");
        assert!(form.contains(if language == "id" { "Tidak dapat menilai" } else { "Not observed" }));
    }
    // a superior is told that the rating carries the name, and is asked for evidence
    let boss = superior();
    let staff: Vec<String> = to_rate(&boss).into_iter().filter(|ratee| *ratee != app().superior).collect();
    let form = get(&format!("{OPEN}/rate/{}?lang=en", staff[0]), &boss).body;
    assert!(
        form.contains("You rate by name") && form.contains(">Evidence</label>") && !form.contains("Your answers are anonymous"),
        "{form}"
    );
    // oneself: it does not count
    let own = get(&format!("{OPEN}/rate/{}?lang=en", app().waiting), &me).body;
    assert!(own.contains("A self rating does not count"), "{own}");
}

#[test]
fn incomplete_answers_are_refused_beside_their_items_and_everything_is_kept() {
    let me = Visitor::signed_in(&app().ready);
    let ratee = to_rate(&me).last().unwrap().clone();
    let address = format!("{OPEN}/rate/{ratee}");
    let form = get(&address, &me).body;
    let items = items(&form);
    assert!(items.len() > 10);
    let typed = format!("{}=4&{}=-&{}=9&comment=Rapi+%3Cb%3E&act=send", items[0], items[1], items[2]);
    for (language, open, outside) in [
        (
            "id",
            "Butir ini belum dijawab: pilih satu, atau “Tidak dapat menilai” bila Anda tidak melihatnya.",
            "`9` bukan salah satu jawaban",
        ),
        ("en", "This item is not answered: choose one, or “Not observed” where you did not see it.", "`9` is not one of the answers"),
    ] {
        let answer = post(&format!("{address}?lang={language}"), &typed, &me, &[]);
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        let beside = answer.body.matches(&format!("-problem\">{open}")).count();
        assert_eq!(beside, items.len() - 3, "each open item has its sentence");
        assert!(answer.body.to_lowercase().contains(&outside.to_lowercase()), "{}", answer.body);
        assert!(answer.body.contains(&format!("name=\"{}\" value=\"4\" checked", items[0])), "{}", answer.body);
        assert!(answer.body.contains(&format!("name=\"{}\" value=\"-\" checked", items[1])));
        assert!(answer.body.contains("Rapi &#60;b&#62;"));
        assert!(answer.body.contains(&format!("href=\"#{}\"", items[3])), "the list at the top leads there");
    }
    let long = format!("{}comment={}&act=draft", filled(&items, "3", ""), "x".repeat(2_001));
    let answer = post(&format!("{address}?lang=en"), &long, &me, &[]);
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("This text has 2001 letters, at most 2000 are taken."), "{}", answer.body);
    assert!(to_rate(&me).contains(&ratee), "nothing was handed in");
}

#[test]
fn a_rater_declines_with_a_reason() {
    let boss = superior();
    let ratee =
        to_rate(&boss).into_iter().rfind(|ratee| *ratee != app().superior && *ratee != app().waiting && *ratee != app().ready).unwrap();
    let address = format!("{OPEN}/decline/{ratee}");
    for (language, sentences) in [
        ("id", ["Pilih salah satu sebab.", "Bagian ini perlu diisi."]),
        ("en", ["Choose one of the causes.", "This field has to be filled in."]),
    ] {
        let answer = post(&format!("{address}?lang={language}"), "kind=nothing&reason=+", &boss, &[]);
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(sentences.iter().all(|sentence| answer.body.contains(sentence)), "{}", answer.body);
    }
    let kept = post(&address, "kind=conflict&reason=", &boss, &[]).body;
    assert!(kept.contains("value=\"conflict\" checked"));
    sent(&post(&address, "kind=conflict&reason=keluarga", &boss, &[]), "/evaluations?done=declined");
    assert!(!to_rate(&boss).contains(&ratee));
    assert_eq!(get(&address, &boss).status, StatusCode::FORBIDDEN, "no longer named");
    assert!(get("/evaluations?done=declined&lang=en", &boss).body.contains("You are no longer asked to rate this person."));
}

#[test]
fn raters_are_named_within_the_quota_and_approved_by_the_superior() {
    // whoever of the characters has peers left to name
    let candidates = [&app().waiting, &app().ready];
    let (person, page) = candidates
        .into_iter()
        .map(|person| (person, get(&format!("{NAMING}/raters"), &Visitor::signed_in(person)).body))
        .find(|(_, page)| page.contains("type=\"checkbox\""))
        .expect("somebody can name a peer");
    let me = Visitor::signed_in(person);
    let address = format!("{NAMING}/raters");
    let field = page.split("<fieldset class=\"field\" id=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let offered: Vec<String> =
        page.split(&format!("name=\"{field}\" value=\"")).skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect();
    assert!(!offered.is_empty());
    for (form, sentence) in [
        ("act=name".to_owned(), "Nobody is chosen yet.".to_owned()),
        (format!("act=name&{field}=contoh-ppk"), "`contoh-ppk` cannot be named in this group.".to_owned()),
        (format!("act=name{}", format!("&{field}={}", offered[0]).repeat(30)), "30 people are chosen, but there is room for".to_owned()),
        ("act=conflict&rater=&reason=".to_owned(), "This field has to be filled in: a rater of the list.".to_owned()),
        ("act=conflict&rater=contoh-ppk&reason=keluarga".to_owned(), "This person is not in the list of your raters.".to_owned()),
    ] {
        let answer = post(&format!("{address}?lang=en"), &form, &me, &[]);
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{form}");
        assert!(answer.body.contains(&sentence), "{form}: {}", answer.body);
    }
    let kept = post(&address, &format!("act=name&{field}={}&{field}=contoh-ppk", offered[0]), &me, &[]).body;
    assert!(kept.contains(&format!("value=\"{}\" checked", offered[0])), "what was ticked is kept");
    sent(&post(&address, &format!("act=name&{field}={}", offered[0]), &me, &[]), &format!("{address}?done=named"));
    let page = get(&format!("{address}?done=named&lang=en"), &me).body;
    assert!(page.contains("Your superior will decide.") && page.contains("Proposed"), "{page}");
    // nobody but the superior decides
    let form = format!("cycle=360-2027&ratee={person}&rater={}&act=approve", offered[0]);
    for (name, visitor) in visitors() {
        let status = post("/evaluations/approvals", &form, &visitor, &[]).status;
        match name {
            "nobody" => assert_eq!(status, StatusCode::SEE_OTHER),
            // the superior of the characters decides below, or is somebody else
            "a superior" => {}
            _ => assert_eq!(status, StatusCode::FORBIDDEN, "{name}"),
        }
    }
}

#[test]
fn a_superior_approves_or_refuses_with_a_reason() {
    let boss = superior();
    let page = get("/evaluations/approvals?lang=en", &boss).body;
    let section = page.split("<section class=\"card unknown\"").nth(1).expect("a proposal waits");
    let value =
        |name: &str, from: &str| from.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap().split('"').next().unwrap().to_owned();
    let (cycle, ratee, rater) = (value("cycle", section), value("ratee", section), value("rater", section));
    let form = |rest: &str| format!("cycle={cycle}&ratee={ratee}&{rest}");
    let none = post("/evaluations/approvals?lang=en", &form("act=approve"), &boss, &[]);
    assert!(none.status == StatusCode::UNPROCESSABLE_ENTITY && none.body.contains("Choose at least one rater."), "{}", none.body);
    let bare = post("/evaluations/approvals?lang=en", &form(&format!("rater={rater}&act=refuse&reason=")), &boss, &[]);
    assert!(
        bare.body.contains("This field has to be filled in.") && bare.body.contains(&format!("value=\"{rater}\" checked")),
        "{}",
        bare.body
    );
    let refused = format!("rater={rater}&act=refuse&reason=Jarang+bekerja+bersama");
    sent(&post("/evaluations/approvals", &form(&refused), &boss, &[]), "/evaluations/approvals?done=refused");
    let page = get("/evaluations/approvals?lang=en", &boss).body;
    assert!(page.contains("Jarang bekerja bersama") && page.contains("Refused by the superior"), "{page}");
    let again = post("/evaluations/approvals?lang=en", &form(&format!("rater={rater}&act=approve")), &boss, &[]);
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "what is decided stays: {}", again.body);
    let rest = page.split("<section class=\"card unknown\"").nth(1).expect("another proposal waits");
    let (ratee, rater) = (value("ratee", rest), value("rater", rest));
    let form = format!("cycle={cycle}&ratee={ratee}&rater={rater}&act=approve");
    sent(&post("/evaluations/approvals", &form, &boss, &[]), "/evaluations/approvals?done=approved");
}
